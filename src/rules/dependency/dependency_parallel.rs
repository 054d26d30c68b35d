#![doc = include_str!("dependency_parallel.md")]

use crate::finding::Finding;
use crate::finding::Findings;
use crate::model::Link;
use crate::rules::Context;
use crate::rules::Rule;
use crate::rules::Run;
use crate::rules::WARNING;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "dependency-parallel",
    since: "0.1.0",
    level: WARNING,
    page: include_str!("dependency_parallel.md"),
    options: &[],
    run: Run::Plan(check),
};

fn check(ctx: &Context<'_>, out: &mut Findings) {
    for (arrow, predecessor) in ctx.schedule.graph.links() {
        let task = ctx.plan.task(arrow.successor);
        let Some(parallel) = task.parallel.as_ref().filter(|parallel| parallel.value) else {
            continue;
        };
        // The other links are how parallel work is tied together; only this one makes it wait for
        // the end.
        let waits = arrow.dependency(ctx.plan).link == Link::FinishStart;
        if !waits || ctx.plan.task(predecessor).parent != task.parent {
            continue;
        }
        let target = &arrow.dependency(ctx.plan).target;
        let message = format!(
            "{} is marked `parallel`, but depends on {} beside it",
            task.label(),
            target.value
        );
        let finding = Finding::new(RULE.id, parallel.span, message)
            .help("remove `parallel: true` if it has to wait, or the dependency if it does not")
            .label(target.span, format!("it waits for {}", target.value))
            .task(task.id())
            .key(&*target.value);
        out.add(finding);
    }
}
