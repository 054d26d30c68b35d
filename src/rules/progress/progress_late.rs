#![doc = include_str!("progress_late.md")]

use crate::calendar::Day;
use crate::finding::Finding;
use crate::finding::Findings;
use crate::model::Bearing;
use crate::model::TaskIx;
use crate::rules::Context;
use crate::rules::Facts;
use crate::rules::Page;
use crate::rules::Rule;
use crate::rules::Run;
use crate::rules::WARNING;
use crate::rules::WHEN;
use crate::schedule::End;
use crate::words::say;

pub(in crate::rules) static RULE: Rule = Rule::new(Facts {
    id: "progress-late",
    title: "完成进度落后于日期",
    since: "0.1.0",
    level: WARNING,
    page: Page {
        en: include_str!("progress_late.md"),
        zh: include_str!("progress_late.zh.md"),
    },
    run: Run::Plan(check),
})
.fields(WHEN.and(Bearing::PROGRESS).and(Bearing::STATUS))
.within()
.tried();

fn check(ctx: &Context<'_>, out: &mut Findings) {
    let Some(status) = ctx.status else { return };
    // A plan in which nobody reports progress says nothing about being late.
    if ctx.plan.tasks.iter().all(|task| task.progress.is_absent()) {
        return;
    }
    for (ix, task) in ctx.plan.leaves() {
        let state = ctx.schedule.state(ix);
        let Some((end, due)) = late(ctx, ix, status.day) else {
            continue;
        };
        let message = match (due, state.begun, task.progress.is_absent()) {
            (Due::Finish, true, _) => say!(
                en: "{task} should have finished on {day}, but is not done on the status date {status}",
                zh: "{task} 应于 {day} 完成，但到状态日期 {status} 尚未完成",
                task = task,
                day = end.day,
                status = status.day,
            ),
            (Due::Finish, false, true) => say!(
                en: "{task} should have finished on {day}, but reports no progress on the status date {status}",
                zh: "{task} 应于 {day} 完成，但到状态日期 {status} 没有填报进度",
                task = task,
                day = end.day,
                status = status.day,
            ),
            (Due::Finish, false, false) => say!(
                en: "{task} should have finished on {day}, but is not begun on the status date {status}",
                zh: "{task} 应于 {day} 完成，但到状态日期 {status} 尚未开始",
                task = task,
                day = end.day,
                status = status.day,
            ),
            (Due::Start, _, true) => say!(
                en: "{task} should have started on {day}, but reports no progress on the status date {status}",
                zh: "{task} 应于 {day} 开始，但到状态日期 {status} 没有填报进度",
                task = task,
                day = end.day,
                status = status.day,
            ),
            (Due::Start, _, false) => say!(
                en: "{task} should have started on {day}, but is not begun on the status date {status}",
                zh: "{task} 应于 {day} 开始，但到状态日期 {status} 尚未开始",
                task = task,
                day = end.day,
                status = status.day,
            ),
        };
        let at = task.progress.span().unwrap_or(end.span);
        let mut finding = Finding::new(RULE.id, at, message)
            .help(say!(
                en: "report its progress, or move its dates and those of what waits for it",
                zh: "填报其完成进度，或调整其日期及后续任务的日期",
            ))
            .task(task.id());
        if at != end.span {
            let planned = say!(en: "planned for {day}", zh: "计划于 {day}", day = end.day);
            finding = finding.label(end.span, planned);
        }
        if let Some(span) = status.span {
            finding = finding.label(span, say!(en: "the status date", zh: "状态日期"));
        }
        out.add(finding);
    }
}

/// What should be over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Due {
    /// The work has not begun.
    Start,
    /// The work is not done.
    Finish,
}

/// What a leaf should have done on `day` and has not, and on which day: as far as that is known.
pub(super) fn late(ctx: &Context<'_>, ix: TaskIx, day: Day) -> Option<(End, Due)> {
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
        .map(|finish| (finish, Due::Finish))
        .or(late_start.map(|start| (start, Due::Start)))
}
