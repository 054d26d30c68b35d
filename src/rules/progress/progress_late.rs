#![doc = include_str!("progress_late.md")]

use crate::calendar::Day;
use crate::finding::Finding;
use crate::finding::Findings;
use crate::model::TaskIx;
use crate::rules::Context;
use crate::rules::Rule;
use crate::rules::Run;
use crate::rules::WARNING;
use crate::schedule::End;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "progress-late",
    since: "0.1.0",
    level: WARNING,
    page: include_str!("progress_late.md"),
    options: &[],
    run: Run::Plan(check),
};

fn check(ctx: &Context<'_>, out: &mut Findings) {
    let Some(status) = ctx.status else { return };
    // A plan in which nobody reports progress says nothing about being late.
    if ctx.plan.tasks.iter().all(|task| task.progress.is_absent()) {
        return;
    }
    for (ix, task) in ctx.plan.leaves() {
        let state = ctx.schedule.state(ix);
        let Some((end, should_have)) = late(ctx, ix, status.day) else {
            continue;
        };
        let is = match (state.begun, task.progress.is_absent()) {
            (true, _) => "is not done",
            (false, true) => "reports no progress",
            (false, false) => "is not begun",
        };
        let message = format!(
            "{} should have {should_have} on {}, but {is} on the status date {}",
            task.label(),
            end.day,
            status.day,
        );
        let at = task.progress.span().unwrap_or(end.span);
        let mut finding = Finding::new(RULE.id, at, message)
            .help("report its progress, or move its dates and those of what waits for it")
            .task(task.id());
        if at != end.span {
            finding = finding.label(end.span, format!("planned for {}", end.day));
        }
        if let Some(span) = status.span {
            finding = finding.label(span, "the status date");
        }
        out.add(finding);
    }
}

/// What a leaf should have done on `day` and has not, and on which day: as far as that is known.
pub(super) fn late(ctx: &Context<'_>, ix: TaskIx, day: Day) -> Option<(End, &'static str)> {
    let (state, window) = (ctx.schedule.state(ix), ctx.schedule.window(ix));
    // Its group reports for all of its tasks together.
    if state.by_group || ctx.plan.task(ix).progress.is_unreadable() {
        return None;
    }
    let late_finish = window
        .finish
        .filter(|finish| !state.done && finish.day < day);
    let late_start = window.start.filter(|start| !state.begun && start.day < day);
    late_finish
        .map(|finish| (finish, "finished"))
        .or(late_start.map(|start| (start, "started")))
}
