#![doc = include_str!("dependency_redundant.md")]

use crate::config::Level;
use crate::finding::Finding;
use crate::finding::Findings;
use crate::finding::Subject;
use crate::model::Bearing;
use crate::rules::Context;
use crate::rules::Facts;
use crate::rules::Page;
use crate::rules::Rule;
use crate::rules::Run;
use crate::rules::WHERE;
use crate::words::say;

pub(in crate::rules) static RULE: Rule = Rule::new(Facts {
    id: "dependency-redundant",
    title: "前置任务多余",
    since: "0.1.0",
    level: Level::Off,
    page: Page {
        en: include_str!("dependency_redundant.md"),
        zh: include_str!("dependency_redundant.zh.md"),
    },
    run: Run::Plan(check),
})
.fields(WHERE.and(Bearing::LINKS));

fn check(ctx: &Context<'_>, out: &mut Findings) {
    for (precedence, via) in ctx
        .schedule
        .graph
        .implied(ctx.plan, &ctx.schedule.milestones)
    {
        let task = ctx.plan.task(precedence.successor);
        let target = &precedence.dependency(ctx.plan).target;
        let other = ctx.plan.task(via);
        let contained = precedence
            .predecessor
            .is_some_and(|predecessor| ctx.plan.is_within(predecessor, via));
        let (message, place) = if contained {
            (
                say!(
                    en: "{task} need not say that it depends on {other}: it depends on {group}, and {other} is part of {group}",
                    zh: "{task} 不必写明前置任务 {other}：它的前置任务 {group} 已包含 {other}",
                    task = task,
                    other = target,
                    group = other,
                ),
                say!(
                    en: "{task} is part of {group}",
                    zh: "{task} 属于 {group}",
                    task = target,
                    group = other,
                ),
            )
        } else {
            (
                say!(
                    en: "{task} need not say that it depends on {other}: that follows from what {via} depends on",
                    zh: "{task} 不必写明前置任务 {other}：由 {via} 的前置任务即可得出",
                    task = task,
                    other = target,
                    via = other,
                ),
                say!(
                    en: "{via} already comes after {other}",
                    zh: "{via} 已排在 {other} 之后",
                    via = other,
                    other = target,
                ),
            )
        };
        let finding = Finding::new(RULE.id, target.span, message)
            .help(say!(
                en: "remove the entry; the order of work stays the same",
                zh: "删去这一条；工作顺序不变",
            ))
            .label(other.place(), place)
            .task(task.id())
            .key(Subject::task(&target.value));
        out.add(finding);
    }
}
