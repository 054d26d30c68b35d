#![doc = include_str!("total_span.md")]

use crate::calendar::Calendar;
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
        if said <= counted + shared(ctx, ix, calendar) || window.is_open() {
            continue;
        }
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
            .help("give the phase more time, let work run in parallel, or lower `total_days`")
            .label(start.span, format!("its first start, {}", start.day))
            .label(finish.span, format!("its last finish, {}", finish.day))
            .task(phase.id())
            .size(Measure::DaysTooMany, said - counted);
        out.add(finding);
    }
}

/// Days that two tasks of the chain may share, by a lead or because one is a milestone: the chain counts them twice.
fn shared(ctx: &Context<'_>, phase: TaskIx, calendar: &Calendar) -> i64 {
    let Some(rollup) = &ctx.schedule.rollups[phase.index()] else { return 0 };
    let of_pair = |pair: &[TaskIx]| -> Option<i64> {
        let (first, second) = (pair[0], pair[1]);
        let (_, finish) = ctx.schedule.window(first).days()?;
        let (start, _) = ctx.schedule.window(second).days()?;
        let overlap = calendar.count(start, finish);
        let (one, other) = (ctx.plan.task(first), ctx.plan.task(second));
        let lead =
            other.depends_on.iter().filter(|entry| one.id() == Some(&entry.target.value)).map(|entry| -entry.lag).max();
        let milestone = [first, second].iter().any(|ix| ctx.schedule.milestones[ix.index()]);
        Some(overlap.min(lead.unwrap_or(0).max(0) + i64::from(milestone)))
    };
    rollup.chain.windows(2).filter_map(of_pair).sum()
}
