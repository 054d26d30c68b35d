//! What follows from the changes: totals, finish dates and what moved them, load.

use std::collections::BTreeMap;

use crate::calendar::Calendar;
use crate::calendar::Day;
use crate::model::Plan;
use crate::model::TaskIx;
use crate::schedule::peak;

use super::Pairing;
use super::Side;
use super::change::shift;

/// A date that moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shift {
    /// What it was.
    pub before: Day,
    /// What it is.
    pub after: Day,
    /// How many working days later, earlier if negative; plain days where no working calendar knows them.
    pub days: i64,
    /// Whether `days` are working days of the plan's working calendar.
    pub working: bool,
}

/// What became of a phase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhaseEffect {
    /// The phase in the new plan.
    pub phase: TaskIx,
    /// Declared days before and after, if they are different.
    pub total: Option<(Option<u32>, Option<u32>)>,
    /// What its work comes to before and after, if that is different.
    pub rollup: Option<(i64, i64)>,
    /// Its finish, if it moved.
    pub finish: Option<Shift>,
    /// Through which tasks the finish moved later, in their order.
    pub through: Vec<TaskIx>,
}

/// Somebody who has more, or less, to do at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadChange {
    /// Who, by the canonical name.
    pub owner: Box<str>,
    /// Tasks at once before.
    pub before: usize,
    /// Tasks at once now.
    pub after: usize,
}

/// Everything that follows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Effects {
    /// The plan's finish before and after; `None` where one of them is not known.
    pub finish: Option<Shift>,
    /// Through which tasks the plan's finish moved later, in their order.
    pub through: Vec<TaskIx>,
    /// Phases that are in both plans and are not what they were.
    pub phases: Vec<PhaseEffect>,
    /// Owners whose peak is not what it was.
    pub load: Vec<LoadChange>,
}

/// What follows from the changes between two revisions.
#[must_use]
pub fn effects(old: Side<'_>, new: Side<'_>, pairing: &Pairing) -> Effects {
    let name = new.plan.meta.working_calendar.value();
    let working = name.and_then(|name| new.schedule.calendars.find(name)).flatten().map(AsRef::as_ref);
    let finish = |side: Side<'_>| {
        side.plan.phases.iter().filter_map(|ix| side.schedule.window(*ix).finish).map(|end| end.day).max()
    };
    let plan_finish = finish(old).zip(finish(new)).map(|(before, after)| shifted(before, after, working));
    let through = match plan_finish {
        Some(moved) if moved.after > moved.before => chain(old, new, pairing, new.plan.phases.clone()),
        _ => Vec::new(),
    };
    let phases = new.plan.phases.iter().filter_map(|ix| phase(old, new, pairing, *ix, working)).collect();
    Effects { finish: plan_finish, through, phases, load: load(old, new) }
}

fn shifted(before: Day, after: Day, working: Option<&Calendar>) -> Shift {
    let sure = working.filter(|calendar| calendar.covers(before) && calendar.covers(after));
    Shift { before, after, days: shift(before, after, sure), working: sure.is_some() }
}

fn phase(
    old: Side<'_>,
    new: Side<'_>,
    pairing: &Pairing,
    after: TaskIx,
    working: Option<&Calendar>,
) -> Option<PhaseEffect> {
    let before = pairing.old_of[after.index()]?;
    let days = |side: Side<'_>, ix: TaskIx| side.plan.task(ix).days.value().copied();
    let (was, is) = (days(old, before), days(new, after));
    let rolled = |side: Side<'_>, ix: TaskIx| side.schedule.rollups[ix.index()].as_ref().map(|rollup| rollup.days);
    let rollup = rolled(old, before).zip(rolled(new, after)).filter(|(was, is)| was != is);
    let finish = |side: Side<'_>, ix: TaskIx| side.schedule.window(ix).finish.map(|end| end.day);
    let finish = finish(old, before).zip(finish(new, after)).filter(|(was, is)| was != is);
    let finish = finish.map(|(was, is)| shifted(was, is, working));
    let through = match finish {
        Some(moved) if moved.after > moved.before => chain(old, new, pairing, vec![after]),
        _ => Vec::new(),
    };
    let total = (was != is).then_some((was, is));
    let effect = PhaseEffect { phase: after, total, rollup, finish, through };
    (effect.total.is_some() || effect.rollup.is_some() || effect.finish.is_some()).then_some(effect)
}

/// From the leaf that finishes last, back through what it waits for as long as that finishes later than it did.
fn chain(old: Side<'_>, new: Side<'_>, pairing: &Pairing, scopes: Vec<TaskIx>) -> Vec<TaskIx> {
    let plan = new.plan;
    let finish = |ix: TaskIx| new.schedule.window(ix).finish.map(|end| end.day);
    let leaves = scopes.into_iter().flat_map(|scope| last_leaf(plan, scope, finish));
    let Some(last) = leaves.max_by_key(|ix| (finish(*ix), std::cmp::Reverse(*ix))) else { return Vec::new() };
    let is_later = |ix: TaskIx| match pairing.old_of[ix.index()] {
        Some(before) => old.schedule.window(before).finish.map(|end| end.day) < finish(ix),
        None => true,
    };
    let mut predecessors: BTreeMap<TaskIx, Vec<TaskIx>> = BTreeMap::new();
    for (arrow, predecessor) in new.schedule.graph.links() {
        predecessors.entry(arrow.successor).or_default().push(predecessor);
    }
    let mut chain = vec![last];
    while let Some(at) = chain.last().copied() {
        let waits_for =
            std::iter::once(at).chain(plan.ancestors(at)).flat_map(|ix| predecessors.get(&ix).into_iter().flatten());
        let next = waits_for
            .filter_map(|ix| last_leaf(plan, *ix, finish))
            .filter(|ix| is_later(*ix) && !chain.contains(ix))
            .max_by_key(|ix| (finish(*ix), std::cmp::Reverse(*ix)));
        match next {
            Some(next) if chain.len() < LONGEST => chain.push(next),
            _ => break,
        }
    }
    chain.reverse();
    chain
}

/// A longer chain is told from its end; nobody reads more.
const LONGEST: usize = 50;

/// What finishes last within `scope`: the task itself if it has no tasks.
fn last_leaf(plan: &Plan, scope: TaskIx, finish: impl Fn(TaskIx) -> Option<Day>) -> Option<TaskIx> {
    if plan.task(scope).children.is_empty() {
        return finish(scope).map(|_| scope);
    }
    plan.descendants(scope)
        .filter(|ix| plan.task(*ix).children.is_empty() && finish(*ix).is_some())
        .max_by_key(|ix| (finish(*ix), std::cmp::Reverse(*ix)))
}

/// Who is on more or fewer tasks at once; done work is no load.
fn load(old: Side<'_>, new: Side<'_>) -> Vec<LoadChange> {
    let (before, after) = (peaks(old), peaks(new));
    let mut owners: Vec<&str> = before.keys().chain(after.keys()).copied().collect();
    owners.sort_unstable();
    owners.dedup();
    owners
        .into_iter()
        .map(|owner| LoadChange {
            owner: owner.into(),
            before: before.get(owner).copied().unwrap_or(0),
            after: after.get(owner).copied().unwrap_or(0),
        })
        .filter(|change| change.before != change.after)
        .collect()
}

fn peaks(side: Side<'_>) -> BTreeMap<&str, usize> {
    let mut windows: BTreeMap<&str, Vec<(Day, Day)>> = BTreeMap::new();
    for (ix, _) in side.plan.leaves().filter(|(ix, _)| !side.schedule.state(*ix).done) {
        let Some(window) = side.schedule.window(ix).days() else { continue };
        let named = side.plan.inherited(ix, |task| (!task.executors.is_absent()).then_some(&task.executors));
        for name in named.and_then(|(_, names)| names.value()).into_iter().flatten() {
            let owner = side.plan.owner(&name.value).map_or(&*name.value, |owner| &*owner.name.value);
            windows.entry(owner).or_default().push(window);
        }
    }
    windows.into_iter().map(|(owner, windows)| (owner, peak(&windows).map_or(0, |peak| peak.count))).collect()
}
