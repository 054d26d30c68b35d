#![doc = include_str!("calendar_uncovered.md")]

use crate::calendar::Calendar;
use crate::calendar::Day;
use crate::finding::Finding;
use crate::finding::Findings;
use crate::model::Task;
use crate::rules::Context;
use crate::rules::Rule;
use crate::rules::Run;
use crate::rules::WARNING;
use crate::text::Span;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "calendar-uncovered",
    since: "0.1.0",
    level: WARNING,
    page: include_str!("calendar_uncovered.md"),
    options: &[],
    run: Run::Plan(check),
};

fn check(ctx: &Context<'_>, out: &mut Findings) {
    let working = ctx.working();
    for (ix, task) in ctx.plan.all() {
        let counting = ctx.schedule.calendar(ix).map(|calendar| (ctx.calendar_name(ix), calendar));
        // One finding a task: the first date that either calendar does not know.
        let found = counting.into_iter().chain(working).find_map(|(name, calendar)| {
            calendar.covered()?;
            uncovered(task, calendar).map(|(day, span)| (name, calendar, day, span))
        });
        let Some((name, calendar, day, span)) = found else { continue };
        let known = calendar
            .covered()
            .map_or_else(String::new, |range| format!(", which knows the days from {} to {}", range.first, range.last));
        let message =
            format!("{day} of {} is outside the calendar {name}{known}; its days are not checked", task.label());
        let finding = Finding::new(RULE.id, span, message)
            .help("a newer planlint may know that year; until then define a calendar with its holidays in the plan")
            .task(task.id());
        out.add(finding);
    }
}

/// The first date of the task that the calendar does not know, given or counted.
fn uncovered(task: &Task, calendar: &Calendar) -> Option<(Day, Span)> {
    let given = [task.start.given(), task.finish.given()];
    if let Some(date) = given.into_iter().flatten().find(|date| !calendar.covers(date.value)) {
        return Some((date.value, date.span));
    }
    let days = task.days.given().filter(|_| task.is_leaf())?;
    let count = i64::from(days.value);
    let counted = match given {
        [Some(start), None] => calendar.finish(start.value, count),
        [None, Some(finish)] => calendar.start(finish.value, count),
        _ => None,
    };
    counted.filter(|day| !calendar.covers(*day)).map(|day| (day, days.span))
}
