#![doc = include_str!("total_span.md")]

use std::collections::BTreeSet;

use crate::calendar::Calendar;
use crate::calendar::Day;
use crate::finding::Finding;
use crate::finding::Findings;
use crate::finding::Measure;
use crate::model::Kind;
use crate::model::TaskIx;
use crate::rules::Context;
use crate::rules::ERROR;
use crate::rules::Facts;
use crate::rules::Page;
use crate::rules::Rule;
use crate::rules::Run;
use crate::rules::WHEN;
use crate::rules::WHERE;
use crate::rules::moved::shifted;
use crate::rules::offer::Outcome;
use crate::rules::overlap::Meeting;
use crate::rules::overlap::meetings;
use crate::rules::overlap::worst;
use crate::rules::way::Value;
use crate::rules::way::Way;
use crate::schedule::Method;
use crate::words::Message;
use crate::words::days;
use crate::words::days_in;
use crate::words::list;
use crate::words::say;

pub(in crate::rules) static RULE: Rule = Rule::new(Facts {
    id: "total-span",
    title: "总天数超出日期范围",
    since: "0.1.0",
    level: ERROR,
    page: Page {
        en: include_str!("total_span.md"),
        zh: include_str!("total_span.zh.md"),
    },
    run: Run::Plan(check),
})
.fields(WHEN.and(WHERE))
.within()
.tried();

/// Days that are looked at where calendars differ: a plan made to be slow has more, and these are
/// not looked at one by one.
const MOST_LOOKS: usize = 50_000;

/// Calendars that are named; more are counted.
const MOST_CALENDARS: usize = 4;

fn check(ctx: &Context<'_>, out: &mut Findings) {
    // Then the total is the span, and `total-mismatch` says so.
    if ctx.method() == Method::Span {
        return;
    }
    let mut looks = MOST_LOOKS;
    for (ix, phase) in ctx
        .plan
        .all()
        .filter(|(ix, task)| task.kind == Kind::Phase && ctx.is_whole(*ix))
    {
        let window = ctx.schedule.window(ix);
        let (Some(start), Some(finish), Some(total)) =
            (window.start, window.finish, phase.days.given())
        else {
            continue;
        };
        let Some(calendar) = ctx.schedule.calendar(ix) else {
            continue;
        };
        if !calendar.covers(start.day) || !calendar.covers(finish.day) {
            continue;
        }
        let said = i64::from(total.value);
        // A task without dates may reach beyond what is known of the window.
        let meetings = meetings(ctx, ix);
        let allowed: i64 = meetings.iter().map(|meeting| meeting.allowed).sum();
        // What other calendars count is looked for only where the own days are too few.
        if window.is_open() || said <= calendar.count(start.day, finish.day) + allowed {
            continue;
        }
        let Room {
            days: counted,
            others,
        } = room(ctx, ix, calendar, (start.day, finish.day), &mut looks);
        if said <= counted + allowed {
            continue;
        }
        let cause = worst(&meetings);
        let calendars: Vec<&str> = std::iter::once(ctx.calendar_name(ix))
            .chain(others)
            .collect();
        let message = if let [calendar] = calendars[..] {
            say!(
                en: "phase {phase} says {said}, but its dates, {start} to {finish}, leave {counted} in the calendar {calendar}",
                zh: "阶段 {phase} 写的是 {said}，按日历 {calendar} 从 {start} 到 {finish} 只有 {counted}",
                phase = phase,
                said = days(said),
                start = start.day,
                finish = finish.day,
                counted = days_in(counted, calendar),
                calendar = calendar,
            )
        } else {
            say!(
                en: "phase {phase} says {said}, but its dates, {start} to {finish}, leave {counted} in the calendars {calendars}",
                zh: "阶段 {phase} 写的是 {said}，按日历 {calendars} 从 {start} 到 {finish} 只有 {counted}",
                phase = phase,
                said = days(said),
                start = start.day,
                finish = finish.day,
                counted = days(counted),
                calendars = list(calendars, MOST_CALENDARS),
            )
        };
        let first = say!(
            en: "its first start, {day}",
            zh: "最早开始：{day}",
            day = start.day,
        );
        let last = say!(
            en: "its last finish, {day}",
            zh: "最晚完成：{day}",
            day = finish.day,
        );
        let finding = Finding::new(RULE.id, total.span, message)
            .label(start.span, first)
            .label(finish.span, last)
            .task(phase.id())
            .size(Measure::DaysTooMany, said - counted);
        let finding = match cause {
            Some(cause) => finding.label(cause.start.span, cause.told(ctx)),
            None => finding,
        };
        let help = help(ctx, &finding, ix, cause, (counted, allowed));
        out.add(finding.help(help));
    }
}

/// The days that the dates of a phase leave for work.
struct Room<'c> {
    days: i64,
    /// The calendars beside its own by which some of them are counted.
    others: BTreeSet<&'c str>,
}

/// The days from `first` to `last` that the calendar of the phase counts, and those that what is in
/// it has more in its own time, because it counts by another: no chain of its work can be longer.
fn room<'c>(
    ctx: &Context<'c>,
    phase: TaskIx,
    calendar: &Calendar,
    (first, last): (Day, Day),
    looks: &mut usize,
) -> Room<'c> {
    let (mut more, mut others, mut not_looked_at) = (BTreeSet::new(), BTreeSet::new(), 0);
    for ix in ctx.plan.descendants(phase) {
        let Some(own) = ctx
            .schedule
            .calendar(ix)
            .filter(|own| !std::ptr::eq(*own, calendar))
        else {
            continue;
        };
        let Some((start, finish)) = ctx.schedule.window(ix).days() else {
            continue;
        };
        let (start, finish) = (start.max(first), finish.min(last));
        let Some(left) = usize::try_from(finish.since(start) + 1)
            .ok()
            .and_then(|length| looks.checked_sub(length))
        else {
            not_looked_at += own.count(start, finish);
            continue;
        };
        *looks = left;
        let counts =
            |day: &Day| own.covers(*day) && own.is_working(*day) && !calendar.is_working(*day);
        for day in (0..=finish.since(start))
            .map(|after| start.plus(after))
            .filter(counts)
        {
            more.insert(day);
            others.insert(ctx.calendar_name(ix));
        }
    }
    let more = i64::try_from(more.len()).unwrap_or(i64::MAX);
    Room {
        days: calendar.count(first, last) + more + not_looked_at,
        others,
    }
}

/// What to write, or which dates are the cause. `counted` are the days that the dates leave,
/// `allowed` those that tasks may share.
fn help(
    ctx: &Context<'_>,
    finding: &Finding,
    ix: TaskIx,
    cause: Option<&Meeting>,
    (counted, allowed): (i64, i64),
) -> Message {
    let mut ways: Vec<Way> = Vec::new();
    // What the work comes to, if that fits the dates; else a lower total would fit them, but not
    // the work.
    let rollup = ctx.schedule.rollups[ix.index()]
        .as_ref()
        .filter(|rollup| rollup.complete);
    ways.extend(rollup.map(|rollup| vec![(ix, Value::Days(rollup.days))]));
    match cause {
        Some(cause) => ways.extend(shifted(
            ctx,
            cause.second,
            ctx.next_working(cause.second, cause.finish.plus(1)),
        )),
        None if rollup.is_none() => ways.push(vec![(ix, Value::Days(counted))]),
        None => {}
    }
    let most = counted + allowed;
    let offer = ctx.offer(finding, ix, ways, 1);
    match (cause, offer.outcome()) {
        (Some(cause), Outcome::Write(alternatives)) => say!(
            en: "{cause}: write {alternatives}",
            zh: "{cause}：改为 {alternatives}",
            cause = cause.told(ctx),
            alternatives = alternatives,
        ),
        (Some(cause), _) => say!(
            en: "{cause}: move it, and what follows it; with these dates `total_days` can be {most} at most",
            zh: "{cause}：移动它及其后续任务；按现有日期，`total_days` 最多为 {most}",
            cause = cause.told(ctx),
            most = most,
        ),
        (None, Outcome::Write(alternatives)) => say!(
            en: "write {alternatives}, or give the phase more time",
            zh: "改为 {alternatives}，或给该阶段更多时间",
            alternatives = alternatives,
        ),
        (None, _) => say!(
            en: "give the phase more time, or let work run in parallel; with these dates `total_days` can be {most} at most",
            zh: "给该阶段更多时间，或让部分工作并行；按现有日期，`total_days` 最多为 {most}",
            most = most,
        ),
    }
}
