#![doc = include_str!("revision_finish_slipped.md")]

use crate::diff::Shift;
use crate::diff::Slip;
use crate::finding::Fact;
use crate::finding::Finding;
use crate::finding::Findings;
use crate::model::TaskIx;
use crate::rules::PairContext;
use crate::rules::Rule;
use crate::rules::Run;
use crate::rules::WARNING;
use crate::rules::context::list;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "revision-finish-slipped",
    since: "0.1.0",
    level: WARNING,
    page: include_str!("revision_finish_slipped.md"),
    options: &[],
    run: Run::Pair(check),
};

/// Whether a finding tells a slip: of the phase that is its task, or of the plan.
pub(crate) fn is_slip(finding: &Finding) -> bool {
    finding.fact == Some(Fact::Slip)
}

/// Tasks and phases that are named; more are counted.
const NAMED: usize = 8;

fn check(ctx: &PairContext<'_>, out: &mut Findings) {
    for slip in &ctx.effects.slips {
        finding(ctx, slip, out);
    }
}

fn finding(ctx: &PairContext<'_>, slip: &Slip, out: &mut Findings) {
    let plan = ctx.new.plan;
    let last = slip.through.last().copied().or(slip.phase);
    let place = last
        .and_then(|ix| ctx.new.schedule.window(ix).finish)
        .map(|end| end.span);
    let place = place
        .or_else(|| slip.phase.map(|phase| plan.task(phase).place()))
        .or(plan.meta.span);
    let Some(place) = place else { return };
    let message = format!(
        "{}{}{}",
        what(ctx, slip),
        through(ctx, slip),
        passing(ctx, slip)
    );
    let mut finding = Finding::new(RULE.id, place, message)
        .help("tell who waits for it, or bring one of these tasks forward")
        .task(slip.phase.and_then(|phase| plan.task(phase).id()))
        .key("finish")
        .fact(Fact::Slip);
    for ix in slip.through.iter().rev().skip(1).take(4) {
        if let Some(end) = ctx.new.schedule.window(*ix).finish {
            finding = finding.label(
                end.span,
                format!("{} finishes on {}", plan.task(*ix).label(), end.day),
            );
        }
    }
    out.add(finding);
}

fn what(ctx: &PairContext<'_>, slip: &Slip) -> String {
    let Shift { before, after, .. } = slip.moved;
    let later = slip.moved.told();
    let label = |phase: TaskIx| ctx.new.plan.task(phase).label();
    match (slip.phase, slip.with) {
        (Some(phase), _) => {
            format!(
                "phase {} finishes on {after} instead of {before}, {later}",
                label(phase)
            )
        }
        (None, None) => format!("the plan finishes on {after} instead of {before}, {later}"),
        (None, Some((phase, moved))) if moved == slip.moved => {
            format!(
                "the plan and phase {} finish on {after} instead of {before}, {later}",
                label(phase)
            )
        }
        // What ended last before was another phase.
        (None, Some((phase, moved))) => format!(
            "the plan finishes on {after} instead of {before}, {later}, with phase {}, which finishes {}",
            label(phase),
            moved.told()
        ),
    }
}

fn through(ctx: &PairContext<'_>, slip: &Slip) -> String {
    if slip.through.is_empty() {
        return String::new();
    }
    format!(
        ", through {}",
        list(
            slip.through.iter().map(|ix| ctx.new.plan.task(*ix).label()),
            NAMED
        )
    )
}

/// Phases that end later for the same reason.
fn passing(ctx: &PairContext<'_>, slip: &Slip) -> String {
    let phases: Vec<String> = slip
        .passing
        .iter()
        .map(|(phase, moved)| {
            format!(
                "phase {} ({})",
                ctx.new.plan.task(*phase).label(),
                moved.signed()
            )
        })
        .collect();
    let named = list(phases.iter().map(String::as_str), NAMED);
    match phases.len() {
        0 => String::new(),
        1 => format!("; {named} finishes later, too"),
        _ => format!("; {named} finish later, too"),
    }
}
