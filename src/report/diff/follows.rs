//! What follows from a change, each fact once: in the words of the finding about it, if there is
//! one.

use std::collections::HashMap;
use std::collections::HashSet;

use crate::check::Reported;
use crate::compare::Comparison;
use crate::compare::PlanComparison;
use crate::diff::PhaseEffect;
use crate::model::TaskIx;
use crate::rules;
use crate::words::Arg;
use crate::words::Joined;
use crate::words::Message;
use crate::words::say;

use super::shifted;

/// Something that follows.
pub(super) enum Consequence<'a> {
    /// Said by a finding.
    Finding(&'a Reported),
    /// What no finding says.
    Fact(Message),
}

/// What follows from the changes of each plan, in their order, and the findings about the change
/// that say something else.
pub(super) fn consequences(comparison: &Comparison) -> (Vec<Vec<Consequence<'_>>>, Vec<&Reported>) {
    let (slips, others): (Vec<&Reported>, Vec<&Reported>) = comparison
        .findings
        .iter()
        .partition(|one| rules::is_slip(&one.finding));
    let slips = slips
        .into_iter()
        .map(|one| ((one.plan, one.finding.task.as_deref()), one));
    let overloads = comparison
        .introduced
        .iter()
        .filter_map(|one| Some((one.plan?, rules::overload(&one.finding)?)));
    let told = Told {
        slips: slips.collect(),
        overloads: overloads.collect(),
    };
    let plans = comparison.plans.iter().enumerate();
    (
        plans
            .map(|(index, plan)| of_plan(index, plan, &told))
            .collect(),
        others,
    )
}

/// What is said by findings.
struct Told<'a> {
    /// Slips by plan, and phase if it is not the plan's own.
    slips: HashMap<(Option<usize>, Option<&'a str>), &'a Reported>,
    /// Owners with more than they can do at once, by plan.
    overloads: HashSet<(usize, &'a str)>,
}

fn of_plan<'a>(index: usize, plan: &'a PlanComparison, told: &Told<'a>) -> Vec<Consequence<'a>> {
    let mut consequences = Vec::new();
    let mut told_phases: HashSet<TaskIx> = HashSet::new();
    for slip in &plan.effects.slips {
        let id = slip.phase.map(|phase| plan.new.plan.task(phase).id());
        // A phase without an id could be taken for the plan.
        let scope = if id == Some(None) {
            None
        } else {
            told.slips.get(&(Some(index), id.flatten()))
        };
        if let Some(finding) = scope {
            consequences.push(Consequence::Finding(finding));
            told_phases.extend(slip.phase);
            told_phases.extend(
                slip.with
                    .iter()
                    .chain(&slip.passing)
                    .map(|(phase, _)| *phase),
            );
        }
    }
    let phases = plan.effects.phases.iter();
    consequences.extend(
        phases
            .filter_map(|effect| phase(plan, effect, &told_phases))
            .map(Consequence::Fact),
    );
    for load in plan
        .effects
        .load
        .iter()
        .filter(|load| !told.overloads.contains(&(index, &*load.owner)))
    {
        let line = match load.after {
            1 => say!(
                en: "{owner}: {before} -> 1 task at once",
                zh: "{owner}：同时承担的任务 {before} -> 1 项",
                owner = &load.owner,
                before = load.before,
            ),
            after => say!(
                en: "{owner}: {before} -> {after} tasks at once",
                zh: "{owner}：同时承担的任务 {before} -> {after} 项",
                owner = &load.owner,
                before = load.before,
                after = after,
            ),
        };
        consequences.push(Consequence::Fact(line));
    }
    consequences
}

/// What became of a phase. Its declared total is a change of its own, and said there.
fn phase(plan: &PlanComparison, effect: &PhaseEffect, told: &HashSet<TaskIx>) -> Option<Message> {
    let label = |ix: TaskIx| plan.new.plan.task(ix).label();
    let rollup = effect.rollup.map(|(was, is)| {
        say!(
            en: "its work comes to {was} -> {is} days",
            zh: "工作合计 {was} -> {is} 天",
            was = was,
            is = is,
        )
    });
    let finish = effect
        .finish
        .filter(|_| !told.contains(&effect.phase))
        .map(|moved| {
            let through = effect.through.iter().map(|ix| Arg::Id(label(*ix).into()));
            match effect.through.is_empty() {
                true => say!(
                    en: "finish {moved}",
                    zh: "完成日期 {moved}",
                    moved = shifted(moved),
                ),
                false => say!(
                    en: "finish {moved} through {tasks}",
                    zh: "完成日期 {moved}，受 {tasks} 影响",
                    moved = shifted(moved),
                    tasks = Arg::joined(through, usize::MAX, Joined::Comma),
                ),
            }
        });
    let what: Vec<Message> = rollup.into_iter().chain(finish).collect();
    (!what.is_empty()).then(|| {
        say!(
            en: "phase {phase}: {what}",
            zh: "阶段 {phase}：{what}",
            phase = Arg::Id(label(effect.phase).into()),
            what = Message::in_a_line(what),
        )
    })
}
