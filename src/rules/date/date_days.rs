#![doc = include_str!("date_days.md")]

use crate::calendar::BUILT_IN;
use crate::calendar::Day;
use crate::finding::Finding;
use crate::finding::Findings;
use crate::finding::Measure;
use crate::model::TaskIx;
use crate::rules::Context;
use crate::rules::ERROR;
use crate::rules::Rule;
use crate::rules::Run;
use crate::rules::context::days;
use crate::rules::offer::Outcome;
use crate::rules::offer::Refusal;
use crate::rules::way::Value;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "date-days",
    since: "0.1.0",
    level: ERROR,
    page: include_str!("date_days.md"),
    options: &[],
    run: Run::Plan(check),
};

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
        let beside = working
            .map(|(other, calendar)| format!("; {} in {other}", days(calendar.count(first, last))));
        let message = format!(
            "{} says {}, but {first} to {last} is {} in the calendar {name}{}",
            task.label(),
            days(said),
            days(counted),
            beside.unwrap_or_default(),
        );
        let finding = Finding::new(RULE.id, declared.span, message)
            .label(start.span, format!("starts on {first}"))
            .label(finish.span, format!("finishes on {last}"))
            .task(task.id())
            .size(Measure::DaysOff, said - counted);
        let help = ctx
            .is_read()
            .then(|| help(ctx, &finding, ix, (first, last), said))
            .map(Into::into);
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
            let message = format!(
                "{} says {}, but the calendar {} has not so many",
                task.label(),
                days(count),
                ctx.calendar_name(ix)
            );
            let finding = Finding::new(RULE.id, declared.span, message)
                .help("give the calendar a `week` with days that are worked, or name another one")
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
) -> String {
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
        let mut ways = vec![format!("`days` to {counted}")];
        ways.extend(finish.map(|finish| format!("`finish` to {finish}")));
        ways.extend(fitting.map(|fitting| format!("`calendar` to {fitting}")));
        format!("set {}", ways.join(", or "))
    };
    let untried = || format!("{}, and check again", by_hand());
    let refused = |why: &str| format!("{}, and mend what would not fit then ({why})", by_hand());
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
        Some(why) => format!(
            "{help}; for {} first make room in the rest of the plan ({why})",
            days(said.max(counted))
        ),
        None => help,
    }
}

/// What to write where the calendar counts none of the days.
fn none_counted(
    ctx: &Context<'_>,
    finding: &Finding,
    ix: TaskIx,
    (first, last): (Day, Day),
    said: i64,
) -> String {
    let fitting = fitting(ctx, ix, (first, last), said);
    let start = ctx.next_working(ix, first);
    let finish = ctx
        .schedule
        .calendar(ix)
        .and_then(|calendar| calendar.finish(start, said))
        .filter(|_| said > 0);
    let by_calendar = fitting.map(|name| vec![(ix, Value::Calendar(name.into()))]);
    let moved = finish.map(|finish| vec![(ix, Value::Start(start)), (ix, Value::Finish(finish))]);
    let off = format!(
        "every day from {first} to {last} is off in the calendar {}",
        ctx.calendar_name(ix)
    );
    let by_hand = || {
        let dates = finish.map_or_else(
            || "move the dates".to_owned(),
            |finish| format!("move the dates, to {start} and {finish} or later"),
        );
        match fitting {
            Some(fitting) => format!(
                "{dates}, or set `calendar` to {fitting}, in which they are {}",
                days(said)
            ),
            None => format!("{dates}, or name a `calendar` that has them among its `workdays`"),
        }
    };
    let ways = by_calendar.into_iter().chain(moved).collect();
    match ctx.offer(finding, ix, ways, 2).outcome() {
        Outcome::Write(alternatives) => format!(
            "{off}: write {alternatives}; if people do work then, name a `calendar` that has them among its `workdays`"
        ),
        Outcome::InTheWay(why) => {
            format!("{off}: {}, and what would not fit then ({why})", by_hand())
        }
        Outcome::Untried => format!("{off}: {}", by_hand()),
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
