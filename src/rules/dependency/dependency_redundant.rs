#![doc = include_str!("dependency_redundant.md")]

use crate::config::Level;
use crate::finding::Finding;
use crate::finding::Findings;
use crate::rules::Context;
use crate::rules::Rule;
use crate::rules::Run;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "dependency-redundant",
    since: "0.1.0",
    level: Level::Off,
    page: include_str!("dependency_redundant.md"),
    options: &[],
    run: Run::Plan(check),
};

fn check(ctx: &Context<'_>, out: &mut Findings) {
    for (arrow, via) in ctx
        .schedule
        .graph
        .implied(ctx.plan, &ctx.schedule.milestones)
    {
        let task = ctx.plan.task(arrow.successor);
        let target = &arrow.dependency(ctx.plan).target;
        let other = ctx.plan.task(via);
        let contained = arrow
            .predecessor
            .is_some_and(|predecessor| ctx.plan.is_within(predecessor, via));
        let (why, place) = if contained {
            let part = format!("{} is part of {}", target.value, other.label());
            (format!("it depends on {}, and {part}", other.label()), part)
        } else {
            let after = format!("{} already comes after {}", other.label(), target.value);
            (
                format!("that follows from what {} depends on", other.label()),
                after,
            )
        };
        let message = format!(
            "{} need not say that it depends on {}: {why}",
            task.label(),
            target.value
        );
        let finding = Finding::new(RULE.id, target.span, message)
            .help("remove the entry; the order of work stays the same")
            .label(other.place(), place)
            .task(task.id())
            .key(&*target.value);
        out.add(finding);
    }
}
