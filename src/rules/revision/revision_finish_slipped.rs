#![doc = include_str!("revision_finish_slipped.md")]

use crate::diff::Shift;
use crate::finding::Finding;
use crate::finding::Findings;
use crate::model::TaskIx;
use crate::rules::PairContext;
use crate::rules::Rule;
use crate::rules::Run;
use crate::rules::WARNING;
use crate::rules::context::days;
use crate::rules::context::list;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "revision-finish-slipped",
    since: "0.1.0",
    level: WARNING,
    page: include_str!("revision_finish_slipped.md"),
    options: &[],
    run: Run::Pair(check),
};

fn check(ctx: &PairContext<'_>, out: &mut Findings) {
    if let Some(moved) = ctx.effects.finish.filter(|moved| moved.after > moved.before) {
        finding(ctx, "the plan", None, moved, &ctx.effects.through, out);
    }
    for effect in &ctx.effects.phases {
        if let Some(moved) = effect.finish.filter(|moved| moved.after > moved.before) {
            let what = format!("phase {}", ctx.new.plan.task(effect.phase).label());
            finding(ctx, &what, Some(effect.phase), moved, &effect.through, out);
        }
    }
}

fn finding(
    ctx: &PairContext<'_>,
    what: &str,
    phase: Option<TaskIx>,
    moved: Shift,
    through: &[TaskIx],
    out: &mut Findings,
) {
    let plan = ctx.new.plan;
    let tasks = list(through.iter().map(|ix| plan.task(*ix).label()), 8);
    let through_told = if tasks.is_empty() { String::new() } else { format!(", through {tasks}") };
    let later = if moved.working { format!("{} of work", days(moved.days)) } else { days(moved.days) };
    let message =
        format!("{what} finishes on {} instead of {}, {later} later{through_told}", moved.after, moved.before);
    let last = through.last().copied().or(phase);
    let place = last.and_then(|ix| ctx.new.schedule.window(ix).finish).map(|end| end.span);
    let place = place.or_else(|| phase.map(|phase| plan.task(phase).place())).or(plan.meta.span);
    let Some(place) = place else { return };
    let mut finding = Finding::new(RULE.id, place, message)
        .help("tell who waits for it, or bring one of these tasks forward")
        .task(phase.and_then(|phase| plan.task(phase).id()))
        .key("finish");
    for ix in through.iter().rev().skip(1).take(4) {
        if let Some(end) = ctx.new.schedule.window(*ix).finish {
            finding = finding.label(end.span, format!("{} finishes on {}", plan.task(*ix).label(), end.day));
        }
    }
    out.add(finding);
}
