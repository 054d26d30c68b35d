#![doc = include_str!("dependency_optional.md")]

use crate::finding::Finding;
use crate::finding::Findings;
use crate::finding::Subject;
use crate::model::Bearing;
use crate::model::TaskIx;
use crate::rules::Context;
use crate::rules::Facts;
use crate::rules::NOTE;
use crate::rules::Page;
use crate::rules::Rule;
use crate::rules::Run;
use crate::rules::WHERE;
use crate::words::say;

pub(in crate::rules) static RULE: Rule = Rule::new(Facts {
    id: "dependency-optional",
    title: "必做任务依赖可选任务",
    since: "0.1.0",
    level: NOTE,
    page: Page {
        en: include_str!("dependency_optional.md"),
        zh: include_str!("dependency_optional.zh.md"),
    },
    run: Run::Plan(check),
})
.fields(WHERE.and(Bearing::LINKS));

fn check(ctx: &Context<'_>, out: &mut Findings) {
    // Whatever is part of optional work is optional too.
    let optional = |ix: TaskIx| {
        ctx.plan
            .inherited(ix, |task| task.is_optional().then_some(()))
    };
    for (precedence, predecessor) in ctx.schedule.graph.links() {
        if optional(precedence.successor).is_some() {
            continue;
        }
        let Some((optional, ())) = optional(predecessor) else {
            continue;
        };
        let (task, optional) = (ctx.plan.task(precedence.successor), ctx.plan.task(optional));
        let target = &precedence.dependency(ctx.plan).target;
        let message = say!(
            en: "{task} has to be done, but waits for {other}, which is optional",
            zh: "{task} 必须完成，但其前置任务 {other} 是可选的",
            task = task,
            other = target,
        );
        let mut finding = Finding::new(RULE.id, target.span, message)
            .help(say!(
                en: "say what it waits for if the optional work is left out",
                zh: "写明不做该可选工作时的前置任务",
            ))
            .task(task.id())
            .key(Subject::task(&target.value));
        if let Some(mark) = optional.optional.given() {
            let is_optional =
                say!(en: "{task} is optional", zh: "{task} 是可选的", task = optional);
            finding = finding.label(mark.span, is_optional);
        }
        out.add(finding);
    }
}
