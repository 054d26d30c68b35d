#![doc = include_str!("progress_early.md")]

use crate::calendar::Day;
use crate::finding::Finding;
use crate::finding::Findings;
use crate::model::Bearing;
use crate::rules::Context;
use crate::rules::Facts;
use crate::rules::Page;
use crate::rules::Rule;
use crate::rules::Run;
use crate::rules::Status;
use crate::rules::WARNING;
use crate::rules::WHEN;
use crate::rules::date::date_implausible;
use crate::words::Message;
use crate::words::code;
use crate::words::say;

use super::progress_late::late;

pub(in crate::rules) static RULE: Rule = Rule::new(Facts {
    id: "progress-early",
    title: "完成进度早于日期",
    since: "0.1.0",
    level: WARNING,
    page: Page {
        en: include_str!("progress_early.md"),
        zh: include_str!("progress_early.zh.md"),
    },
    run: Run::Plan(check),
})
.fields(WHEN.and(Bearing::PROGRESS).and(Bearing::STATUS))
.within()
.tried();

fn check(ctx: &Context<'_>, out: &mut Findings) {
    let Some(status) = ctx.status else { return };
    // The same for all, and only worked out if there is one.
    let mut help: Option<Message> = None;
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
        let (end, message) = match (early_start, early_finish) {
            (Some(start), _) if progress.value.is_done() => (
                start,
                say!(
                    en: "{task} is done, but starts on {day}, after the status date {status}",
                    zh: "{task} 已完成，但其开始日期 {day} 晚于状态日期 {status}",
                    task = task,
                    day = start.day,
                    status = status.day,
                ),
            ),
            (Some(start), _) => (
                start,
                say!(
                    en: "{task} is begun, but starts on {day}, after the status date {status}",
                    zh: "{task} 已开始，但其开始日期 {day} 晚于状态日期 {status}",
                    task = task,
                    day = start.day,
                    status = status.day,
                ),
            ),
            // Only what is done is early at its finish.
            (None, Some(finish)) => (
                finish,
                say!(
                    en: "{task} is done, but finishes on {day}, after the status date {status}",
                    zh: "{task} 已完成，但其完成日期 {day} 晚于状态日期 {status}",
                    task = task,
                    day = finish.day,
                    status = status.day,
                ),
            ),
            (None, None) => continue,
        };
        let place = if early_start.is_some() {
            say!(en: "starts on {day}", zh: "于 {day} 开始", day = end.day)
        } else {
            say!(en: "finishes on {day}", zh: "于 {day} 完成", day = end.day)
        };
        let mut finding = Finding::new(RULE.id, progress.span, message)
            .help(help.get_or_insert_with(|| what_fits(ctx, status)).clone())
            .label(end.span, place)
            .task(task.id());
        if let Some(span) = status.span {
            finding = finding.label(span, say!(en: "the status date", zh: "状态日期"));
        }
        out.add(finding);
    }
}

/// From which day on all progress can be true, and what is late on that day.
fn what_fits(ctx: &Context<'_>, status: Status) -> Message {
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
    let write = code(if status.span.is_some() {
        format!("status_date: {fits}")
    } else {
        format!("--as-of {fits}")
    });
    let late = ctx
        .plan
        .leaves()
        .filter(|(ix, _)| late(ctx, *ix, fits).is_some())
        .count();
    match late {
        0 => say!(
            en: "correct the progress or the dates; if the status date is older than the progress, {write} fits all of it",
            zh: "更正完成进度或日期；若状态日期早于进度填报日，{write} 可使其全部相符",
            write = write,
        ),
        1 => say!(
            en: "correct the progress or the dates; if the status date is older than the progress, {write} fits all of it, but 1 task is late then",
            zh: "更正完成进度或日期；若状态日期早于进度填报日，{write} 可使其全部相符，但届时有 1 个任务推迟",
            write = write,
        ),
        count => say!(
            en: "correct the progress or the dates; if the status date is older than the progress, {write} fits all of it, but {count} tasks are late then",
            zh: "更正完成进度或日期；若状态日期早于进度填报日，{write} 可使其全部相符，但届时有 {count} 个任务推迟",
            write = write,
            count = count,
        ),
    }
}
