#![doc = include_str!("calendar_uncovered.md")]

use crate::calendar::Calendar;
use crate::calendar::Day;
use crate::finding::Finding;
use crate::finding::Findings;
use crate::model::Task;
use crate::rules::Context;
use crate::rules::Facts;
use crate::rules::Page;
use crate::rules::Rule;
use crate::rules::Run;
use crate::rules::WARNING;
use crate::rules::WHEN;
use crate::text::Span;
use crate::words::days;
use crate::words::say;

pub(in crate::rules) static RULE: Rule = Rule::new(Facts {
    id: "calendar-uncovered",
    title: "日期超出日历年份",
    since: "0.1.0",
    level: WARNING,
    page: Page {
        en: include_str!("calendar_uncovered.md"),
        zh: include_str!("calendar_uncovered.zh.md"),
    },
    run: Run::Plan(check),
})
.fields(WHEN)
.tried();

fn check(ctx: &Context<'_>, out: &mut Findings) {
    let working = ctx.working();
    // Dates that contradict each other are said by `date-order`.
    for (ix, task) in ctx
        .plan
        .all()
        .filter(|(ix, _)| !ctx.schedule.window(*ix).contradictory)
    {
        let counting = ctx
            .schedule
            .calendar(ix)
            .map(|calendar| (ctx.calendar_name(ix), calendar));
        // One finding a task: the first date that either calendar does not know.
        let found = counting
            .into_iter()
            .chain(working)
            .find_map(|(name, calendar)| {
                let covered = calendar.covered()?;
                uncovered(task, calendar).map(|beyond| (name, covered, beyond))
            });
        let Some((name, covered, beyond)) = found else {
            continue;
        };
        let (first, last) = (covered.first, covered.last);
        let (message, span) = match beyond {
            Beyond::Given(day, span) => (
                say!(
                    en: "{day} of {task} is outside the calendar {calendar}, which knows the days from {first} to {last}; it is not checked",
                    zh: "{task} 的日期 {day} 超出日历 {calendar} 的数据范围（{first} 到 {last}），未作检查",
                    day = day,
                    task = task,
                    calendar = name,
                    first = first,
                    last = last,
                ),
                span,
            ),
            Beyond::Counted(count, span) => (
                say!(
                    en: "the {days} of {task} run beyond the days that the calendar {calendar} knows, {first} to {last}; no date is computed from them",
                    zh: "{task} 的工期 {days} 超出日历 {calendar} 的数据范围（{first} 到 {last}），未据此推算日期",
                    days = days(count),
                    task = task,
                    calendar = name,
                    first = first,
                    last = last,
                ),
                span,
            ),
        };
        let finding = Finding::new(RULE.id, span, message)
            .help(say!(
                en: "a newer planlint may know that year; until then count in a calendar of your own that extends weekdays and lists the holidays",
                zh: "较新版本的 planlint 可能已有该年份的数据；在此之前，可自定义一个以 weekdays 为基础、列出节假日的日历",
            ))
            .task(task.id());
        out.add(finding);
    }
}

/// What lies beyond a calendar's data.
enum Beyond {
    /// A date of the task.
    Given(Day, Span),
    /// A date that would be counted with `days`; it is not said, because it would be a guess.
    Counted(i64, Span),
}

fn uncovered(task: &Task, calendar: &Calendar) -> Option<Beyond> {
    let given = [task.start.given(), task.finish.given()];
    if let Some(date) = given
        .into_iter()
        .flatten()
        .find(|date| !calendar.covers(date.value))
    {
        return Some(Beyond::Given(date.value, date.span));
    }
    let days = task.days.given().filter(|_| task.is_leaf())?;
    let count = i64::from(days.value);
    let counted = match given {
        [Some(start), None] => calendar.finish(start.value, count),
        [None, Some(finish)] => calendar.start(finish.value, count),
        _ => return None,
    };
    counted
        .is_none_or(|day| !calendar.covers(day))
        .then_some(Beyond::Counted(count, days.span))
}
