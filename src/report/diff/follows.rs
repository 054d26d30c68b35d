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

use super::shifted;

/// Something that follows.
pub(super) enum Consequence<'a> {
    /// Said by a finding.
    Finding(&'a Reported),
    /// What no finding says.
    Fact(String),
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
        let tasks = if load.after == 1 { "task" } else { "tasks" };
        let line = format!(
            "{}: {} -> {} {tasks} at once",
            load.owner, load.before, load.after
        );
        consequences.push(Consequence::Fact(line));
    }
    consequences
}

/// What became of a phase. Its declared total is a change of its own, and said there.
fn phase(plan: &PlanComparison, effect: &PhaseEffect, told: &HashSet<TaskIx>) -> Option<String> {
    let label = |ix: TaskIx| plan.new.plan.task(ix).label();
    let phase = label(effect.phase);
    let rollup = effect
        .rollup
        .map(|(was, is)| format!("its work comes to {was} -> {is} days"));
    let finish = effect
        .finish
        .filter(|_| !told.contains(&effect.phase))
        .map(|moved| {
            let through: Vec<&str> = effect.through.iter().map(|ix| label(*ix)).collect();
            match through.is_empty() {
                true => format!("finish {}", shifted(moved)),
                false => format!("finish {} through {}", shifted(moved), through.join(", ")),
            }
        });
    match (rollup, finish) {
        (Some(rollup), Some(finish)) => Some(format!("phase {phase}: {rollup}; {finish}")),
        (Some(one), None) | (None, Some(one)) => Some(format!("phase {phase}: {one}")),
        (None, None) => None,
    }
}
