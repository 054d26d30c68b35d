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
        let (Some(start), Some(finish), Some(declared)) = (task.start.given(), task.finish.given(), task.days.given())
        else {
            continue;
        };
        let Some(calendar) = ctx.schedule.calendar(ix) else { continue };
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
        let working =
            ctx.working().filter(|(other, calendar)| *other != name && calendar.covers(first) && calendar.covers(last));
        let beside = working.map(|(other, calendar)| format!("; {} in {other}", days(calendar.count(first, last))));
        let message = format!(
            "{} says {}, but {first} to {last} is {} in the calendar {name}{}",
            task.label(),
            days(said),
            days(counted),
            beside.unwrap_or_default(),
        );
        let finding = Finding::new(RULE.id, declared.span, message)
            .help(help(ctx, ix, first, last, said))
            .label(start.span, format!("starts on {first}"))
            .label(finish.span, format!("finishes on {last}"))
            .task(task.id())
            .size(Measure::DaysOff, said - counted);
        out.add(finding);
    }
}

/// Days that a calendar never comes to, because nobody works in it.
fn endless(ctx: &Context<'_>, out: &mut Findings) {
    for (ix, task) in ctx.plan.leaves() {
        let (Some(declared), Some(calendar)) = (task.days.given(), ctx.schedule.calendar(ix)) else { continue };
        let count = i64::from(declared.value);
        let none = match (task.start.given(), task.finish.given()) {
            (Some(start), None) if task.finish.is_absent() => calendar.finish(start.value, count).is_none(),
            (None, Some(finish)) if task.start.is_absent() => calendar.start(finish.value, count).is_none(),
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

fn help(ctx: &Context<'_>, ix: TaskIx, first: Day, last: Day, said: i64) -> String {
    let name = ctx.calendar_name(ix);
    let counted = ctx.schedule.calendar(ix).map_or(said, |calendar| calendar.count(first, last));
    if counted == 0 {
        return format!("every day from {first} to {last} is off in the calendar {name}; move the dates");
    }
    let correct = match ctx.schedule.calendar(ix).and_then(|calendar| calendar.finish(first, said)) {
        Some(finish) if said > 0 => format!("write days: {counted}, or finish: {finish}"),
        _ => format!("write days: {counted}"),
    };
    let fits = |other: &&str| {
        *other != name
            && ctx.schedule.calendars.find(other).flatten().is_some_and(|calendar| {
                calendar.covers(first) && calendar.covers(last) && calendar.count(first, last) == said
            })
    };
    // The one that people work by is the likeliest.
    let working = ctx.working().map(|(working, _)| working);
    match working.into_iter().chain(ctx.schedule.calendars.names().take(MOST_CALENDARS)).chain(BUILT_IN).find(fits) {
        Some(fitting) => format!("{correct}; the calendar {fitting} would count {}", days(said)),
        None => correct,
    }
}
