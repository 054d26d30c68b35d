#![doc = include_str!("dependency_parallel.md")]

use crate::finding::Finding;
use crate::finding::Findings;
use crate::finding::Subject;
use crate::model::Bearing;
use crate::model::Link;
use crate::rules::Context;
use crate::rules::Facts;
use crate::rules::Page;
use crate::rules::Rule;
use crate::rules::Run;
use crate::rules::WARNING;
use crate::rules::WHERE;
use crate::words::say;

pub(in crate::rules) static RULE: Rule = Rule::new(Facts {
    id: "dependency-parallel",
    title: "并行标记与依赖矛盾",
    since: "0.1.0",
    level: WARNING,
    page: Page {
        en: include_str!("dependency_parallel.md"),
        zh: include_str!("dependency_parallel.zh.md"),
    },
    run: Run::Plan(check),
})
.fields(WHERE.and(Bearing::LINKS))
.tried();

fn check(ctx: &Context<'_>, out: &mut Findings) {
    for (precedence, predecessor) in ctx.schedule.graph.links() {
        let task = ctx.plan.task(precedence.successor);
        let Some(parallel) = task.parallel.given().filter(|parallel| parallel.value) else {
            continue;
        };
        // The other links are how parallel work is tied together; only this one makes it wait for
        // the end.
        let waits = precedence.dependency(ctx.plan).link == Link::FinishStart;
        if !waits || ctx.plan.task(predecessor).parent != task.parent {
            continue;
        }
        let target = &precedence.dependency(ctx.plan).target;
        let message = say!(
            en: "{task} is marked `parallel`, but depends on {other} beside it",
            zh: "{task} 标为 `parallel`（并行），但其前置任务是同级的 {other}",
            task = task,
            other = target,
        );
        let finding = Finding::new(RULE.id, parallel.span, message)
            .help(say!(
                en: "remove `parallel: true` if it has to wait, or the dependency if it does not",
                zh: "如需等待，删去 `parallel: true`；如不必等待，删去该前置任务",
            ))
            .label(
                target.span,
                say!(en: "it waits for {other}", zh: "等待 {other}", other = target),
            )
            .task(task.id())
            .key(Subject::task(&target.value));
        out.add(finding);
    }
}
