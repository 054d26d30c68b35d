#![doc = include_str!("date_nonworking.md")]

use crate::calendar::Calendar;
use crate::calendar::Day;
use crate::calendar::DayOff;
use crate::finding::Finding;
use crate::finding::Findings;
use crate::model::Task;
use crate::rules::Context;
use crate::rules::Rule;
use crate::rules::Run;
use crate::rules::WARNING;
use crate::schedule::End;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "date-nonworking",
    since: "0.1.0",
    level: WARNING,
    page: include_str!("date_nonworking.md"),
    options: &[],
    run: Run::Plan(check),
};

fn check(ctx: &Context<'_>, out: &mut Findings) {
    let Some((name, calendar)) = ctx.working() else { return };
    for (ix, task) in ctx.plan.all() {
        // What a group takes over from its children is said there.
        let own = |end: &End| end.declared || task.children.is_empty();
        let window = ctx.schedule.window(ix);
        let start = window.start.filter(own).filter(|end| off(calendar, end.day).is_some());
        let finish = window.finish.filter(own).filter(|end| off(calendar, end.day).is_some());
        match (start, finish) {
            (Some(start), Some(finish)) if start.day == finish.day => {
                out.add(finding(name, calendar, task, start, "starts and finishes"));
            }
            _ => {
                out_one(out, start.map(|end| finding(name, calendar, task, end, "starts")));
                out_one(out, finish.map(|end| finding(name, calendar, task, end, "finishes")));
            }
        }
    }
}

fn out_one(out: &mut Findings, finding: Option<Finding>) {
    if let Some(finding) = finding {
        out.add(finding);
    }
}

fn off(calendar: &Calendar, day: Day) -> Option<DayOff> {
    calendar.day_off(day).filter(|_| calendar.covers(day))
}

fn finding(name: &str, calendar: &Calendar, task: &Task, end: End, does: &str) -> Finding {
    let day = end.day;
    let what = match off(calendar, day) {
        Some(DayOff::Holiday(Some(holiday))) => format!("{day}, a day off: {holiday}"),
        Some(DayOff::Holiday(None)) => format!("{day}, a holiday of the calendar {name}"),
        Some(DayOff::Weekend(weekday)) => format!("{} {day}, a day off", weekday.name()),
        None => day.to_string(),
    };
    let counted = if end.declared { "" } else { ", counted with `days`" };
    let message = format!("{} {does} on {what}{counted}", task.label());
    let before = calendar.start(day, 1).filter(|before| calendar.covers(*before));
    let after = calendar.next_working(day).filter(|after| calendar.covers(*after));
    let help = match (before, after) {
        (Some(before), Some(after)) => format!("the nearest working days are {before} and {after}"),
        (Some(near), None) | (None, Some(near)) => format!("the nearest working day is {near}"),
        (None, None) => format!("the calendar {name} has no working day near it"),
    };
    let key = if does == "finishes" { "finish" } else { "start" };
    Finding::new(RULE.id, end.span, message).help(help).task(task.id()).key(key)
}
