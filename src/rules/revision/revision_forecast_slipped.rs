#![doc = include_str!("revision_forecast_slipped.md")]

use crate::calendar::Day;
use crate::diff::Shift;
use crate::diff::Slip;
use crate::diff::Unsaid;
use crate::finding::Fact;
use crate::finding::Finding;
use crate::finding::Findings;
use crate::model::Bearing;
use crate::rules::Facts;
use crate::rules::Page;
use crate::rules::PairContext;
use crate::rules::Rule;
use crate::rules::Run;
use crate::rules::WARNING;
use crate::rules::WHEN;
use crate::rules::slip::moved;
use crate::rules::slip::passing;
use crate::rules::slip::place;
use crate::rules::slip::through;
use crate::rules::slip::with_way;
use crate::words::Message;
use crate::words::say;

pub(in crate::rules) static RULE: Rule = Rule::new(Facts {
    id: "revision-forecast-slipped",
    title: "预计完成推迟",
    since: "0.1.0",
    level: WARNING,
    page: Page {
        en: include_str!("revision_forecast_slipped.md"),
        zh: include_str!("revision_forecast_slipped.zh.md"),
    },
    run: Run::Pair(check),
})
.fields(
    WHEN.and(Bearing::LINKS)
        .and(Bearing::PROGRESS)
        .and(Bearing::STATUS),
);

/// Whether a finding tells a slip that no date says: of the phase that is its task, or of the plan.
pub(crate) fn is_unsaid_slip(finding: &Finding) -> bool {
    finding.fact == Some(Fact::UnsaidSlip)
}

/// Whether a finding tells a slip, said by dates or not.
pub(crate) fn is_any_slip(finding: &Finding) -> bool {
    matches!(finding.fact, Some(Fact::Slip | Fact::UnsaidSlip))
}

fn check(ctx: &PairContext<'_>, out: &mut Findings) {
    for unsaid in &ctx.outlook.unsaid {
        finding(ctx, unsaid, out);
    }
}

fn finding(ctx: &PairContext<'_>, Unsaid { slip, status }: &Unsaid, out: &mut Findings) {
    let Some(place) = place(ctx, slip) else {
        return;
    };
    let what = match status {
        None => scheduled(ctx, slip),
        Some(status) => forecast(ctx, slip, *status),
    };
    let help = match status {
        None => say!(
            en: "give the tasks behind it the dates that follow, or bring one of these tasks forward",
            zh: "把后续任务改到推算出的日期，或将其中某个任务提前",
        ),
        Some(_) => say!(
            en: "tell who waits for it, or bring one of these tasks forward",
            zh: "告知等待它的各方，或将其中某个任务提前",
        ),
    };
    let message = passing(ctx, slip, through(ctx, slip, what));
    let finding = Finding::new(RULE.id, place, message)
        .help(help)
        .task(slip.phase.and_then(|phase| ctx.new.plan.task(phase).id()))
        .key("finish")
        .fact(Fact::UnsaidSlip);
    out.add(with_way(ctx, slip, finding));
}

/// By what the plan says, beside its dates.
fn scheduled(ctx: &PairContext<'_>, slip: &Slip) -> Message {
    let Shift { before, after, .. } = slip.moved;
    let later = moved(slip.moved);
    let task = |phase| ctx.new.plan.task(phase);
    match (slip.phase, slip.with) {
        (Some(phase), _) => say!(
            en: "by the schedule phase {phase} finishes on {after} instead of {before}, {later}",
            zh: "按推算，阶段 {phase} 的完成日期由 {before} 变为 {after}，{later}",
            phase = task(phase),
            after = after,
            before = before,
            later = later,
        ),
        (None, Some((phase, moved))) if moved == slip.moved => say!(
            en: "by the schedule the plan and phase {phase} finish on {after} instead of {before}, {later}",
            zh: "按推算，计划和阶段 {phase} 的完成日期由 {before} 变为 {after}，{later}",
            phase = task(phase),
            after = after,
            before = before,
            later = later,
        ),
        (None, _) => say!(
            en: "by the schedule the plan finishes on {after} instead of {before}, {later}",
            zh: "按推算，计划的完成日期由 {before} 变为 {after}，{later}",
            after = after,
            before = before,
            later = later,
        ),
    }
}

/// By what was done until a day.
fn forecast(ctx: &PairContext<'_>, slip: &Slip, status: Day) -> Message {
    let Shift { before, after, .. } = slip.moved;
    let later = moved(slip.moved);
    let task = |phase| ctx.new.plan.task(phase);
    match (slip.phase, slip.with) {
        (Some(phase), _) => say!(
            en: "by the progress of {status} phase {phase} will finish on {after} instead of {before}, {later}",
            zh: "按 {status} 的进度预测，阶段 {phase} 的完成日期由 {before} 变为 {after}，{later}",
            status = status,
            phase = task(phase),
            after = after,
            before = before,
            later = later,
        ),
        (None, Some((phase, moved))) if moved == slip.moved => say!(
            en: "by the progress of {status} the plan and phase {phase} will finish on {after} instead of {before}, {later}",
            zh: "按 {status} 的进度预测，计划和阶段 {phase} 的完成日期由 {before} 变为 {after}，{later}",
            status = status,
            phase = task(phase),
            after = after,
            before = before,
            later = later,
        ),
        (None, _) => say!(
            en: "by the progress of {status} the plan will finish on {after} instead of {before}, {later}",
            zh: "按 {status} 的进度预测，计划的完成日期由 {before} 变为 {after}，{later}",
            status = status,
            after = after,
            before = before,
            later = later,
        ),
    }
}
