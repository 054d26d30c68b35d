#![doc = include_str!("progress_order.md")]

use crate::finding::Finding;
use crate::finding::Findings;
use crate::model::Link;
use crate::model::Task;
use crate::rules::Context;
use crate::rules::Rule;
use crate::rules::Run;
use crate::rules::WARNING;
use crate::schedule::State;

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
        let (own, other) = (
            ctx.schedule.state(arrow.successor),
            ctx.schedule.state(predecessor),
        );
        // What may not be as long as the predecessor is not that far.
        let (too_far, needs_done) = match dependency.link {
            // A lead allows the two to overlap.
            Link::FinishStart if dependency.lag < 0 => (own.begun, false),
            Link::FinishStart => (own.begun, true),
            Link::StartStart => (own.begun, false),
            Link::FinishFinish => (own.done, true),
            Link::StartFinish => (own.done, false),
        };
        let wrong = too_far && !(if needs_done { other.done } else { other.begun });
        let (task, before) = (ctx.plan.task(arrow.successor), ctx.plan.task(predecessor));
        if !wrong || own.unclear || other.unclear || !ctx.is_whole(predecessor) {
            continue;
        }
        let message = format!(
            "{} is {}, but {}, which it depends on, is {}",
            task.label(),
            how_far(task, own),
            before.label(),
            match (needs_done, own.done) {
                (true, true) => "not",
                (true, false) => "not done",
                (false, _) => "not begun",
            },
        );
        let mut finding = Finding::new(RULE.id, task.progress.span().unwrap_or(dependency.target.span), message)
            .help("correct the progress of one of the two, or remove the dependency if the work does not need it")
            .task(task.id())
            .key(&*dependency.target.value);
        if task.progress.span().is_some() {
            finding = finding.label(
                dependency.target.span,
                format!("it waits for {}", before.label()),
            );
        }
        if let Some(span) = before.progress.span() {
            finding = finding.label(span, format!("the progress of {}", before.label()));
        }
        out.add(finding);
    }
}

/// `done`, `begun`, or `begun (30%)` where the task itself says so.
fn how_far(task: &Task, state: State) -> String {
    match task.progress.value().filter(|_| task.is_leaf()) {
        _ if state.done => "done".to_owned(),
        Some(own) => format!("begun ({own})"),
        None => "begun".to_owned(),
    }
}
