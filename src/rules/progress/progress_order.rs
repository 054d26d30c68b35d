#![doc = include_str!("progress_order.md")]

use crate::finding::Finding;
use crate::finding::Findings;
use crate::model::Link;
use crate::rules::Context;
use crate::rules::Rule;
use crate::rules::Run;
use crate::rules::WARNING;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "progress-order",
    since: "0.1.0",
    level: WARNING,
    page: include_str!("progress_order.md"),
    options: &[],
    run: Run::Plan(check),
};

fn check(ctx: &Context<'_>, out: &mut Findings) {
    for (arrow, predecessor) in ctx.schedule.graph.links() {
        let dependency = arrow.dependency(ctx.plan);
        let (own, other) = (ctx.schedule.state(arrow.successor), ctx.schedule.state(predecessor));
        let (wrong, is, is_not) = match dependency.link {
            // A lead allows the two to overlap.
            Link::FinishStart if dependency.lag < 0 => (own.begun && !other.begun, "begun", "begun"),
            Link::FinishStart => (own.begun && !other.done, "begun", "done"),
            Link::StartStart => (own.begun && !other.begun, "begun", "begun"),
            Link::FinishFinish => (own.done && !other.done, "done", "done"),
            Link::StartFinish => (own.done && !other.begun, "done", "begun"),
        };
        let (task, before) = (ctx.plan.task(arrow.successor), ctx.plan.task(predecessor));
        if !wrong || own.unclear || other.unclear || !ctx.is_whole(predecessor) {
            continue;
        }
        let message =
            format!("{} is {is}, but {}, which it depends on, is not {is_not}", task.label(), before.label(),);
        let mut finding = Finding::new(RULE.id, task.progress.span().unwrap_or(dependency.target.span), message)
            .help("correct the progress of one of the two, or remove the dependency if the work does not need it")
            .task(task.id())
            .key(&*dependency.target.value);
        if task.progress.span().is_some() {
            finding = finding.label(dependency.target.span, format!("it waits for {}", before.label()));
        }
        if let Some(span) = before.progress.span() {
            finding = finding.label(span, format!("the progress of {}", before.label()));
        }
        out.add(finding);
    }
}
