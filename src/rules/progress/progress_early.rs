#![doc = include_str!("progress_early.md")]

use crate::calendar::Day;
use crate::finding::Finding;
use crate::finding::Findings;
use crate::rules::Context;
use crate::rules::Rule;
use crate::rules::Run;
use crate::rules::Status;
use crate::rules::WARNING;
use crate::rules::date::date_implausible;

use super::progress_late::late;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "progress-early",
    since: "0.1.0",
    level: WARNING,
    page: include_str!("progress_early.md"),
    options: &[],
    run: Run::Plan(check),
};

fn check(ctx: &Context<'_>, out: &mut Findings) {
    let Some(status) = ctx.status else { return };
    // The same for all, and only worked out if there is one.
    let mut help: Option<String> = None;
    for (ix, task) in ctx.plan.leaves() {
        let Some(progress) = task.progress.given() else {
            continue;
        };
        let window = ctx.schedule.window(ix);
        let early_start = window
            .start
            .filter(|start| progress.value.has_begun() && start.day > status.day);
        let early_finish = window
            .finish
            .filter(|finish| progress.value.is_done() && finish.day > status.day);
        let is = if progress.value.is_done() {
            "done"
        } else {
            "begun"
        };
        let (end, does) = match (early_start, early_finish) {
            (Some(start), _) => (start, "starts"),
            (None, Some(finish)) => (finish, "finishes"),
            (None, None) => continue,
        };
        let message = format!(
            "{} is {is}, but {does} on {}, after the status date {}",
            task.label(),
            end.day,
            status.day,
        );
        let mut finding = Finding::new(RULE.id, progress.span, message)
            .help(help.get_or_insert_with(|| what_fits(ctx, status)).as_str())
            .label(end.span, format!("{does} on {}", end.day))
            .task(task.id());
        if let Some(span) = status.span {
            finding = finding.label(span, "the status date");
        }
        out.add(finding);
    }
}

/// From which day on all progress can be true, and what is late on that day.
fn what_fits(ctx: &Context<'_>, status: Status) -> String {
    // A wrong year is not the day of a report.
    let likely = date_implausible::likely(ctx);
    let is_meant = |day: &Day| likely.is_none_or(|(first, last)| (first..=last).contains(day));
    let fitting = ctx.plan.leaves().filter_map(|(ix, task)| {
        let (progress, window) = (task.progress.value()?, ctx.schedule.window(ix));
        let start = window.start.filter(|_| progress.has_begun());
        let finish = window.finish.filter(|_| progress.is_done());
        start
            .into_iter()
            .chain(finish)
            .map(|end| end.day)
            .filter(is_meant)
            .max()
    });
    let fits = fitting.max().unwrap_or(status.day);
    let write = if status.span.is_some() {
        format!("status_date: {fits}")
    } else {
        format!("--as-of {fits}")
    };
    let then = match ctx
        .plan
        .leaves()
        .filter(|(ix, _)| late(ctx, *ix, fits).is_some())
        .count()
    {
        0 => String::new(),
        1 => ", but 1 task is late then".to_owned(),
        count => format!(", but {count} tasks are late then"),
    };
    format!(
        "correct the progress or the dates; if the status date is older than the progress, {write} fits all of it{then}"
    )
}
