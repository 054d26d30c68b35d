#![doc = include_str!("dependency_hierarchy.md")]

use crate::finding::Finding;
use crate::finding::Findings;
use crate::finding::Subject;
use crate::model::Bearing;
use crate::rules::Context;
use crate::rules::ERROR;
use crate::rules::Facts;
use crate::rules::Page;
use crate::rules::Rule;
use crate::rules::Run;
use crate::rules::WHERE;
use crate::schedule::Relation;
use crate::words::say;

pub(in crate::rules) static RULE: Rule = Rule::new(Facts {
    id: "dependency-hierarchy",
    title: "依赖自身或上下级",
    since: "0.1.0",
    level: ERROR,
    page: Page {
        en: include_str!("dependency_hierarchy.md"),
        zh: include_str!("dependency_hierarchy.zh.md"),
    },
    run: Run::Plan(check),
})
.fields(WHERE.and(Bearing::LINKS));

fn check(ctx: &Context<'_>, out: &mut Findings) {
    for precedence in &ctx.schedule.graph.precedences {
        let task = ctx.plan.task(precedence.successor);
        let target = &precedence.dependency(ctx.plan).target;
        let (message, help) = match precedence.relation {
            Relation::Other => continue,
            Relation::Itself => (
                say!(en: "{task} depends on itself", zh: "{task} 的前置任务是它自己", task = task),
                say!(
                    en: "name the task that it really waits for, or remove the dependency",
                    zh: "写明真正要等待的任务，或删去该前置任务",
                ),
            ),
            Relation::Ancestor => (
                say!(
                    en: "{task} depends on {other}, which it is part of and which finishes only with it",
                    zh: "{task} 的前置任务 {other} 包含该任务，要等该任务完成后才会完成",
                    task = task,
                    other = target,
                ),
                say!(
                    en: "name the part of it that has to be finished first",
                    zh: "写明其中必须先完成的部分",
                ),
            ),
            Relation::Descendant => (
                say!(
                    en: "{task} depends on {other}, which is a part of it; a group always waits for its parts",
                    zh: "{task} 的前置任务 {other} 是它的组成部分；任务组本来就要等待其组成部分",
                    task = task,
                    other = target,
                ),
                say!(
                    en: "remove the dependency, or give it to the part that really waits",
                    zh: "删去该前置任务，或将其写到真正需要等待的部分",
                ),
            ),
        };
        let mut finding = Finding::new(RULE.id, target.span, message)
            .help(help)
            .task(task.id())
            .key(Subject::task(&target.value));
        if let Some(other) = precedence
            .predecessor
            .filter(|other| *other != precedence.successor)
        {
            finding = finding.label(
                ctx.plan.task(other).place(),
                say!(en: "{task} is here", zh: "{task} 在此处", task = target),
            );
        }
        out.add(finding);
    }
}
