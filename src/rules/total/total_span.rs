#![doc = include_str!("total_span.md")]

use crate::finding::Finding;
use crate::finding::Findings;
use crate::finding::Measure;
use crate::model::Kind;
use crate::model::TaskIx;
use crate::rules::Context;
use crate::rules::ERROR;
use crate::rules::Rule;
use crate::rules::Run;
use crate::rules::context::days;
use crate::rules::moved::shifted;
use crate::rules::overlap::Meeting;
use crate::rules::overlap::meetings;
use crate::rules::overlap::worst;
use crate::rules::trial::Outcome;
use crate::rules::trial::Value;
use crate::rules::trial::Way;
use crate::schedule::Method;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "total-span",
    since: "0.1.0",
    level: ERROR,
    page: include_str!("total_span.md"),
    options: &[],
    run: Run::Plan(check),
};

fn check(ctx: &Context<'_>, out: &mut Findings) {
    // Then the total is the span, and `total-mismatch` says so.
    if ctx.method() == Method::Span {
        return;
    }
    for (ix, phase) in ctx.plan.all().filter(|(ix, task)| task.kind == Kind::Phase && ctx.is_whole(*ix)) {
        let window = ctx.schedule.window(ix);
        let (Some(start), Some(finish), Some(total)) = (window.start, window.finish, phase.days.given()) else {
            continue;
        };
        let Some(calendar) = ctx.schedule.calendar(ix) else { continue };
        if !calendar.covers(start.day) || !calendar.covers(finish.day) {
            continue;
        }
        let (said, counted) = (i64::from(total.value), calendar.count(start.day, finish.day));
        // A task without dates may reach beyond what is known of the window.
        let meetings = meetings(ctx, ix);
        let allowed: i64 = meetings.iter().map(|meeting| meeting.allowed).sum();
        if said <= counted + allowed || window.is_open() {
            continue;
        }
        let cause = worst(&meetings);
        let message = format!(
            "phase {} says {}, but its dates, {} to {}, leave {} in the calendar {}",
            phase.label(),
            days(said),
            start.day,
            finish.day,
            days(counted),
            ctx.calendar_name(ix),
        );
        let finding = Finding::new(RULE.id, total.span, message)
            .label(start.span, format!("its first start, {}", start.day))
            .label(finish.span, format!("its last finish, {}", finish.day))
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

/// What to write, or which dates are the cause. `counted` are the days that the dates leave, `allowed` those that tasks may
/// share.
fn help(
    ctx: &Context<'_>,
    finding: &Finding,
    ix: TaskIx,
    cause: Option<&Meeting>,
    (counted, allowed): (i64, i64),
) -> String {
    let mut ways: Vec<Way> = Vec::new();
    // What the work comes to, if that fits the dates; else a lower total would fit them, but not the work.
    let rollup = ctx.schedule.rollups[ix.index()].as_ref().filter(|rollup| rollup.complete);
    ways.extend(rollup.map(|rollup| vec![(ix, Value::Days(rollup.days))]));
    match cause {
        Some(cause) => ways.extend(shifted(ctx, cause.second, ctx.next_working(cause.second, cause.finish.plus(1)))),
        None if rollup.is_none() => ways.push(vec![(ix, Value::Days(counted))]),
        None => {}
    }
    let most = counted + allowed;
    let offer = ctx.offer(finding, ix, ways, 1);
    match (cause, offer.outcome()) {
        (Some(cause), Outcome::Write(alternatives)) => format!("{}: write {alternatives}", cause.told(ctx)),
        (Some(cause), _) => {
            let told = cause.told(ctx);
            format!("{told}: move it, and what follows it; with these dates `total_days` can be {most} at most")
        }
        (None, Outcome::Write(alternatives)) => format!("write {alternatives}, or give the phase more time"),
        (None, _) => {
            format!(
                "give the phase more time, or let work run in parallel; with these dates `total_days` can be {most} at most"
            )
        }
    }
}
