#![doc = include_str!("date_days.md")]

use crate::calendar::BUILT_IN;
use crate::calendar::Day;
use crate::finding::Finding;
use crate::finding::Findings;
use crate::finding::Measure;
use crate::model::TaskIx;
use crate::rules::Context;
use crate::rules::ERROR;
use crate::rules::Facts;
use crate::rules::Page;
use crate::rules::Rule;
use crate::rules::Run;
use crate::rules::WHEN;
use crate::rules::offer::Outcome;
use crate::rules::offer::Refusal;
use crate::rules::offer::alternatives;
use crate::rules::way::Value;
use crate::words::Arg;
use crate::words::Message;
use crate::words::days;
use crate::words::days_in;
use crate::words::say;
use crate::words::word;

pub(in crate::rules) static RULE: Rule = Rule::new(Facts {
    id: "date-days",
    title: "工期与起止日期不符",
    since: "0.1.0",
    level: ERROR,
    page: Page {
        en: include_str!("date_days.md"),
        zh: include_str!("date_days.zh.md"),
    },
    run: Run::Plan(check),
})
.fields(WHEN)
.tried();

/// Of a plan with more calendars than this, some are not tried.
const MOST_CALENDARS: usize = 20;

fn check(ctx: &Context<'_>, out: &mut Findings) {
    endless(ctx, out);
    // The days of groups are rolled up, not counted: `total-mismatch` looks at those.
    for (ix, task) in ctx.plan.leaves() {
        let (Some(start), Some(finish), Some(declared)) =
            (task.start.given(), task.finish.given(), task.days.given())
        else {
            continue;
        };
        let Some(calendar) = ctx.schedule.calendar(ix) else {
            continue;
        };
        let (first, last) = (start.value, finish.value);
        let milestone = declared.value == 0 && first == last;
        if last < first || milestone || !(calendar.covers(first) && calendar.covers(last)) {
            continue;
        }
        let (said, counted) = (i64::from(declared.value), calendar.count(first, last));
        if said == counted {
            continue;
        }
        let name = ctx.calendar_name(ix);
        let working = ctx.working().filter(|(other, calendar)| {
            *other != name && calendar.covers(first) && calendar.covers(last)
        });
        let message = match working {
            Some((other, calendar)) => say!(
                en: "{task} says {said}, but {first} to {last} is {counted} in the calendar {calendar}; {beside} in {other}",
                zh: "{task} 的工期写的是 {said}，按日历 {calendar} 从 {first} 到 {last} 是 {counted}；按日历 {other} 是 {beside}",
                task = task,
                said = days(said),
                first = first,
                last = last,
                counted = days_in(counted, name),
                calendar = name,
                beside = days_in(calendar.count(first, last), other),
                other = other,
            ),
            None => say!(
                en: "{task} says {said}, but {first} to {last} is {counted} in the calendar {calendar}",
                zh: "{task} 的工期写的是 {said}，按日历 {calendar} 从 {first} 到 {last} 是 {counted}",
                task = task,
                said = days(said),
                first = first,
                last = last,
                counted = days_in(counted, name),
                calendar = name,
            ),
        };
        let finding = Finding::new(RULE.id, declared.span, message)
            .label(
                start.span,
                say!(en: "starts on {day}", zh: "于 {day} 开始", day = first),
            )
            .label(
                finish.span,
                say!(en: "finishes on {day}", zh: "于 {day} 完成", day = last),
            )
            .task(task.id())
            .size(Measure::DaysOff, said - counted);
        let help = ctx
            .is_read()
            .then(|| help(ctx, &finding, ix, (first, last), said));
        out.add(Finding { help, ..finding });
    }
}

/// Days that a calendar never comes to, because nobody works in it.
fn endless(ctx: &Context<'_>, out: &mut Findings) {
    for (ix, task) in ctx.plan.leaves() {
        let (Some(declared), Some(calendar)) = (task.days.given(), ctx.schedule.calendar(ix))
        else {
            continue;
        };
        let count = i64::from(declared.value);
        let none = match (task.start.given(), task.finish.given()) {
            (Some(start), None) if task.finish.is_absent() => {
                calendar.finish(start.value, count).is_none()
            }
            (None, Some(finish)) if task.start.is_absent() => {
                calendar.start(finish.value, count).is_none()
            }
            _ => false,
        };
        if none {
            let message = say!(
                en: "{task} says {days}, but the calendar {calendar} has not so many",
                zh: "{task} 的工期写的是 {days}，日历 {calendar} 中没有这么多工作日",
                task = task,
                days = days(count),
                calendar = ctx.calendar_name(ix),
            );
            let finding = Finding::new(RULE.id, declared.span, message)
                .help(say!(
                    en: "give the calendar a `week` with days that are worked, or name another one",
                    zh: "在该日历的 `week` 中写明工作日，或改用其他日历",
                ))
                .task(task.id());
            out.add(finding);
        }
    }
}

/// What to write. `first` and `last` are the dates, `said` the days.
fn help(
    ctx: &Context<'_>,
    finding: &Finding,
    ix: TaskIx,
    (first, last): (Day, Day),
    said: i64,
) -> Message {
    let counted = ctx
        .schedule
        .calendar(ix)
        .map_or(said, |calendar| calendar.count(first, last));
    if counted == 0 {
        return none_counted(ctx, finding, ix, (first, last), said);
    }
    let finish = ctx
        .schedule
        .calendar(ix)
        .and_then(|calendar| calendar.finish(first, said))
        .filter(|_| said > 0);
    let fitting = fitting(ctx, ix, (first, last), said);
    let by_hand = || {
        let mut ways = vec![set_to(word("days"), counted.into())];
        ways.extend(finish.map(|finish| set_to(word("finish"), finish.into())));
        ways.extend(fitting.map(|fitting| set_to(word("calendar"), fitting.into())));
        alternatives(&ways)
    };
    let untried = || {
        say!(
            en: "set {ways}, and check again",
            zh: "{ways}，然后重新检查",
            ways = by_hand(),
        )
    };
    let refused = |why: Arg| {
        say!(
            en: "set {ways}, and mend what would not fit then ({why})",
            zh: "{ways}，并修正随之不符的内容（{why}）",
            ways = by_hand(),
            why = why,
        )
    };
    let offer = |value: Value| ctx.offer(finding, ix, vec![vec![(ix, value)]], 1);
    let mut all = offer(Value::Days(counted));
    let by_finish = finish
        .map(|finish| offer(Value::Finish(finish)))
        .unwrap_or_default();
    let by_calendar = fitting
        .map(|name| offer(Value::Calendar(name.into())))
        .unwrap_or_default();
    // To take less time may not be what is meant: then something else has to move.
    let longer = if said > counted {
        &by_finish.refusal
    } else {
        &all.refusal
    };
    let in_the_way = longer.as_ref().map(Refusal::words);
    all.holding
        .extend(by_finish.holding.into_iter().chain(by_calendar.holding));
    all.refusal = all.refusal.or(by_finish.refusal);
    let help = all.help(refused, untried);
    match in_the_way.filter(|_| !all.holding.is_empty()) {
        Some(why) => say!(
            en: "{help}; for {days} first make room in the rest of the plan ({why})",
            zh: "{help}；若确需 {days}，先在计划的其他部分腾出时间（{why}）",
            help = help,
            days = days(said.max(counted)),
            why = why,
        ),
        None => help,
    }
}

/// That a key is to have a value.
fn set_to(key: Arg, value: Arg) -> Arg {
    say!(
        en: "`{key}` to {value}",
        zh: "`{key}` 改为 {value}",
        key = key,
        value = value,
    )
    .into()
}

/// What to write where the calendar counts none of the days.
fn none_counted(
    ctx: &Context<'_>,
    finding: &Finding,
    ix: TaskIx,
    (first, last): (Day, Day),
    said: i64,
) -> Message {
    let fitting = fitting(ctx, ix, (first, last), said);
    let start = ctx.next_working(ix, first);
    let finish = ctx
        .schedule
        .calendar(ix)
        .and_then(|calendar| calendar.finish(start, said))
        .filter(|_| said > 0);
    let by_calendar = fitting.map(|name| vec![(ix, Value::Calendar(name.into()))]);
    let moved = finish.map(|finish| vec![(ix, Value::Start(start)), (ix, Value::Finish(finish))]);
    let off = say!(
        en: "every day from {first} to {last} is off in the calendar {calendar}",
        zh: "按日历 {calendar}，从 {first} 到 {last} 全是休息日",
        first = first,
        last = last,
        calendar = ctx.calendar_name(ix),
    );
    let by_hand = || {
        let dates = match finish {
            None => say!(en: "move the dates", zh: "调整日期"),
            Some(finish) => say!(
                en: "move the dates, to {start} and {finish} or later",
                zh: "将日期调整到 {start} 和 {finish} 或之后",
                start = start,
                finish = finish,
            ),
        };
        match fitting {
            Some(fitting) => say!(
                en: "{dates}, or set `calendar` to {calendar}, in which they are {days}",
                zh: "{dates}，或将 `calendar` 改为 {calendar}，按该日历是 {days}",
                dates = dates,
                calendar = fitting,
                days = days_in(said, fitting),
            ),
            None => say!(
                en: "{dates}, or name a `calendar` that has them among its `workdays`",
                zh: "{dates}，或改用在 `workdays` 中列有这些天的 `calendar`",
                dates = dates,
            ),
        }
    };
    let ways = by_calendar.into_iter().chain(moved).collect();
    match ctx.offer(finding, ix, ways, 2).outcome() {
        Outcome::Write(alternatives) => say!(
            en: "{off}: write {alternatives}; if people do work then, name a `calendar` that has them among its `workdays`",
            zh: "{off}：改为 {alternatives}；若这些天确实上班，改用在 `workdays` 中列有这些天的 `calendar`",
            off = off,
            alternatives = alternatives,
        ),
        Outcome::InTheWay(why) => say!(
            en: "{off}: {ways}, and what would not fit then ({why})",
            zh: "{off}：{ways}，以及随之不符的内容（{why}）",
            off = off,
            ways = by_hand(),
            why = why,
        ),
        Outcome::Untried => say!(
            en: "{off}: {ways}",
            zh: "{off}：{ways}",
            off = off,
            ways = by_hand(),
        ),
    }
}

/// A calendar that would count the days that are said. The one that people work by is the
/// likeliest.
fn fitting<'c>(
    ctx: &Context<'c>,
    ix: TaskIx,
    (first, last): (Day, Day),
    said: i64,
) -> Option<&'c str> {
    let name = ctx.calendar_name(ix);
    let fits = |other: &&str| {
        *other != name
            && ctx
                .schedule
                .calendars
                .find(other)
                .flatten()
                .is_some_and(|calendar| {
                    calendar.covers(first)
                        && calendar.covers(last)
                        && calendar.count(first, last) == said
                })
    };
    let working = ctx.working().map(|(working, _)| working);
    let names = ctx.schedule.calendars.names().take(MOST_CALENDARS);
    working.into_iter().chain(names).chain(BUILT_IN).find(fits)
}
