#![doc = include_str!("revision_finish_slipped.md")]

use crate::diff::Shift;
use crate::diff::Slip;
use crate::finding::Fact;
use crate::finding::Finding;
use crate::finding::Findings;
use crate::model::TaskIx;
use crate::rules::Facts;
use crate::rules::Page;
use crate::rules::PairContext;
use crate::rules::Rule;
use crate::rules::Run;
use crate::rules::WARNING;
use crate::rules::slip::moved;
use crate::rules::slip::passing;
use crate::rules::slip::place;
use crate::rules::slip::through;
use crate::rules::slip::with_way;
use crate::words::Message;
use crate::words::say;

pub(in crate::rules) static RULE: Rule = Rule::new(Facts {
    id: "revision-finish-slipped",
    title: "完成日期推迟",
    since: "0.1.0",
    level: WARNING,
    page: Page {
        en: include_str!("revision_finish_slipped.md"),
        zh: include_str!("revision_finish_slipped.zh.md"),
    },
    run: Run::Pair(check),
});

/// Whether a finding tells a slip: of the phase that is its task, or of the plan.
pub(crate) fn is_slip(finding: &Finding) -> bool {
    finding.fact == Some(Fact::Slip)
}

fn check(ctx: &PairContext<'_>, out: &mut Findings) {
    for slip in &ctx.effects.slips {
        finding(ctx, slip, out);
    }
}

fn finding(ctx: &PairContext<'_>, slip: &Slip, out: &mut Findings) {
    let plan = ctx.new.plan;
    let Some(place) = place(ctx, slip) else {
        return;
    };
    let message = passing(ctx, slip, through(ctx, slip, what(ctx, slip)));
    let finding = Finding::new(RULE.id, place, message)
        .help(say!(
            en: "tell who waits for it, or bring one of these tasks forward",
            zh: "告知等待它的各方，或将其中某个任务提前",
        ))
        .task(slip.phase.and_then(|phase| plan.task(phase).id()))
        .key("finish")
        .fact(Fact::Slip);
    out.add(with_way(ctx, slip, finding));
}

fn what(ctx: &PairContext<'_>, slip: &Slip) -> Message {
    let Shift { before, after, .. } = slip.moved;
    let later = moved(slip.moved);
    let task = |phase: TaskIx| ctx.new.plan.task(phase);
    match (slip.phase, slip.with) {
        (Some(phase), _) => say!(
            en: "phase {phase} finishes on {after} instead of {before}, {later}",
            zh: "阶段 {phase} 的完成日期由 {before} 变为 {after}，{later}",
            phase = task(phase),
            after = after,
            before = before,
            later = later,
        ),
        (None, None) => say!(
            en: "the plan finishes on {after} instead of {before}, {later}",
            zh: "计划的完成日期由 {before} 变为 {after}，{later}",
            after = after,
            before = before,
            later = later,
        ),
        (None, Some((phase, moved))) if moved == slip.moved => say!(
            en: "the plan and phase {phase} finish on {after} instead of {before}, {later}",
            zh: "计划和阶段 {phase} 的完成日期由 {before} 变为 {after}，{later}",
            phase = task(phase),
            after = after,
            before = before,
            later = later,
        ),
        // What ended last before was another phase.
        (None, Some((phase, with))) => say!(
            en: "the plan finishes on {after} instead of {before}, {later}, with phase {phase}, which finishes {with}",
            zh: "计划的完成日期由 {before} 变为 {after}，{later}；最后完成的是阶段 {phase}，其完成{with}",
            after = after,
            before = before,
            later = later,
            phase = task(phase),
            with = moved(with),
        ),
    }
}
