//! What follows from the changes: totals, finish dates and what moved them, load.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::collections::HashMap;

use crate::calendar::Day;
use crate::model::TaskIx;
use crate::schedule::peak;
use crate::schedule::workloads;

use super::Pairing;
use super::Side;
use super::shift::Shift;
use super::shift::named;

/// What became of a phase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PhaseEffect {
    /// The phase in the new plan.
    pub phase: TaskIx,
    /// Declared days before and after, if they are different.
    pub total: Option<(Option<u32>, Option<u32>)>,
    /// What its work comes to before and after, if that is different.
    pub rollup: Option<(i64, i64)>,
    /// Its finish, if it moved.
    pub(crate) finish: Option<Shift>,
    /// Through which tasks the finish moved later, in their order.
    pub through: Vec<TaskIx>,
}

/// A finish that moved later, with the finishes that moved for the same reason: told once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Slip {
    /// The phase that ends later; `None` for the plan.
    pub phase: Option<TaskIx>,
    /// By how much.
    pub(crate) moved: Shift,
    /// Through which tasks, in their order; the last one is what ends last.
    pub through: Vec<TaskIx>,
    /// Of the plan, the phase that ends with it, if that moved later, too.
    pub(crate) with: Option<(TaskIx, Shift)>,
    /// Other phases that end with one of the tasks on the way.
    pub(crate) passing: Vec<(TaskIx, Shift)>,
}

/// Somebody who has more, or less, to do at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LoadChange {
    /// Who, by the canonical name.
    pub owner: Box<str>,
    /// Tasks at once before.
    pub before: usize,
    /// Tasks at once now.
    pub after: usize,
}

/// Everything that follows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Effects {
    /// The plan's finish before and after; `None` where one of them is not known.
    pub(crate) finish: Option<Shift>,
    /// Through which tasks the plan's finish moved later, in their order.
    pub through: Vec<TaskIx>,
    /// Phases that are in both plans and are not what they were.
    pub phases: Vec<PhaseEffect>,
    /// Everything above that ends later, each slip once: the plan's first.
    pub slips: Vec<Slip>,
    /// Owners whose peak is not what it was.
    pub load: Vec<LoadChange>,
}

/// What follows from the changes between two revisions.
#[must_use]
pub(crate) fn effects(old: Side<'_>, new: Side<'_>, pairing: &Pairing) -> Effects {
    let last = |side: Side<'_>| {
        side.plan
            .phases
            .iter()
            .filter_map(|ix| side.schedule.window(*ix).finish)
            .map(|end| end.day)
            .max()
    };
    let own = named(new, new.plan.meta.calendar.value().map(AsRef::as_ref));
    let finish = last(old)
        .zip(last(new))
        .map(|(before, after)| Shift::new(before, after, own));
    let mut chains = None;
    let mut through = |moved: Option<Shift>, scopes: &[TaskIx]| match moved {
        Some(moved) if moved.after > moved.before => chains
            .get_or_insert_with(|| Chains::new(old, new, pairing))
            .chain(scopes),
        _ => Vec::new(),
    };
    let plan_through = through(finish, &new.plan.phases);
    let phases = new.plan.phases.iter().filter_map(|ix| {
        let mut effect = phase(old, new, pairing, *ix)?;
        effect.through = through(effect.finish, &[*ix]);
        Some(effect)
    });
    let phases: Vec<PhaseEffect> = phases.collect();
    let slips = slips(finish, &plan_through, &phases);
    Effects {
        finish,
        phases,
        slips,
        through: plan_through,
        load: load(old, new),
    }
}

/// Every slip once. What ends with a task that is on the way of another slip is told with that one.
pub(super) fn slips(
    finish: Option<Shift>,
    through: &[TaskIx],
    phases: &[PhaseEffect],
) -> Vec<Slip> {
    let later = |moved: &Shift| moved.after > moved.before;
    let slip = |phase, moved, through: &[TaskIx]| Slip {
        phase,
        moved,
        through: through.to_vec(),
        with: None,
        passing: Vec::new(),
    };
    let mut slips: Vec<Slip> = finish
        .filter(later)
        .map(|moved| slip(None, moved, through))
        .into_iter()
        .collect();
    let late = phases
        .iter()
        .filter_map(|effect| Some((effect, effect.finish.filter(later)?)));
    // The longest way first: it holds the shorter ones.
    let mut late: Vec<(&PhaseEffect, Shift)> = late.collect();
    late.sort_by_key(|(effect, _)| Reverse(effect.through.len()));
    // Which slip a task is on the way of: the first that was told.
    let mut on_the_way: HashMap<TaskIx, usize> = HashMap::new();
    if let Some(plan) = slips.first() {
        on_the_way.extend(plan.through.iter().map(|ix| (*ix, 0)));
    }
    for (effect, moved) in late {
        let Some(told) = effect.through.last().and_then(|last| on_the_way.get(last)) else {
            for ix in &effect.through {
                on_the_way.entry(*ix).or_insert(slips.len());
            }
            slips.push(slip(Some(effect.phase), moved, &effect.through));
            continue;
        };
        let told = &mut slips[*told];
        if told.phase.is_none() && effect.through.last() == told.through.last() {
            told.with = Some((effect.phase, moved));
        } else {
            told.passing.push((effect.phase, moved));
        }
    }
    slips
        .iter_mut()
        .for_each(|slip| slip.passing.sort_unstable_by_key(|(phase, _)| *phase));
    slips.sort_by_key(|slip| slip.phase);
    slips
}

fn phase(old: Side<'_>, new: Side<'_>, pairing: &Pairing, after: TaskIx) -> Option<PhaseEffect> {
    let before = pairing.old_of[after.index()]?;
    let (was, is) = (&old.plan.task(before).days, &new.plan.task(after).days);
    let rolled = |side: Side<'_>, ix: TaskIx| {
        side.schedule.rollups[ix.index()]
            .as_ref()
            .map(|rollup| rollup.days)
    };
    let rollup = rolled(old, before)
        .zip(rolled(new, after))
        .filter(|(was, is)| was != is);
    let finish = |side: Side<'_>, ix: TaskIx| side.schedule.window(ix).finish.map(|end| end.day);
    let finish = finish(old, before)
        .zip(finish(new, after))
        .filter(|(was, is)| was != is);
    let finish = finish.map(|(was, is)| Shift::new(was, is, new.schedule.calendar(after)));
    // What cannot be read is not known to be another number.
    let are_read = !was.is_unreadable() && !is.is_unreadable();
    let (was, is) = (was.value().copied(), is.value().copied());
    let total = (are_read && was != is).then_some((was, is));
    let effect = PhaseEffect {
        phase: after,
        total,
        rollup,
        finish,
        through: Vec::new(),
    };
    (effect.total.is_some() || effect.rollup.is_some() || effect.finish.is_some()).then_some(effect)
}

/// Through which tasks a finish moved later.
struct Chains {
    finishes: Vec<Option<Day>>,
    /// For each task the leaf that finishes last within it: itself if it has no tasks.
    last: Vec<Option<TaskIx>>,
    /// For each task the leaf that finishes last of what it and the groups around it wait for,
    /// among those that finish later than they did.
    cause: Vec<Option<TaskIx>>,
}

impl Chains {
    fn new(old: Side<'_>, new: Side<'_>, pairing: &Pairing) -> Self {
        let plan = new.plan;
        let finishes: Vec<Option<Day>> = plan
            .all()
            .map(|(ix, _)| new.schedule.window(ix).finish.map(|end| end.day))
            .collect();
        let key = |ix: TaskIx| (finishes[ix.index()], Reverse(ix));
        let mut last: Vec<Option<TaskIx>> = vec![None; plan.tasks.len()];
        // Children come after their parents.
        for (index, task) in plan.tasks.iter().enumerate().rev() {
            last[index] = if task.children.is_empty() {
                finishes[index].map(|_| TaskIx::from_index(index))
            } else {
                task.children
                    .iter()
                    .filter_map(|child| last[child.index()])
                    .max_by_key(|ix| key(*ix))
            };
        }
        let is_later = |ix: TaskIx| match pairing.old_of[ix.index()] {
            Some(before) => {
                old.schedule.window(before).finish.map(|end| end.day) < finishes[ix.index()]
            }
            None => true,
        };
        let mut cause: Vec<Option<TaskIx>> = vec![None; plan.tasks.len()];
        for (precedence, predecessor) in new.schedule.graph.links() {
            let Some(found) = last[predecessor.index()].filter(|ix| is_later(*ix)) else {
                continue;
            };
            let own = cause[precedence.successor.index()];
            cause[precedence.successor.index()] =
                own.into_iter().chain([found]).max_by_key(|ix| key(*ix));
        }
        // What a group waits for, its tasks wait for.
        for (ix, task) in plan.all() {
            let above = task.parent.and_then(|parent| cause[parent.index()]);
            cause[ix.index()] = cause[ix.index()]
                .into_iter()
                .chain(above)
                .max_by_key(|ix| key(*ix));
        }
        Self {
            finishes,
            last,
            cause,
        }
    }

    /// From the leaf that finishes last, back through what it waits for as long as that finishes
    /// later than it did.
    fn chain(&self, scopes: &[TaskIx]) -> Vec<TaskIx> {
        let leaves = scopes.iter().filter_map(|scope| self.last[scope.index()]);
        let last = leaves.max_by_key(|ix| (self.finishes[ix.index()], Reverse(*ix)));
        let mut chain: Vec<TaskIx> = last.into_iter().collect();
        while let Some(next) = chain.last().and_then(|at| self.cause[at.index()]) {
            // A cycle has no beginning.
            if chain.len() == LONGEST || chain.contains(&next) {
                break;
            }
            chain.push(next);
        }
        chain.reverse();
        chain
    }
}

/// A longer chain is told from its end; nobody reads more.
pub(super) const LONGEST: usize = 50;

/// Who is on more or fewer tasks at once.
fn load(old: Side<'_>, new: Side<'_>) -> Vec<LoadChange> {
    // `limit` says that there are too many to count.
    if old.plan.unassigned || new.plan.unassigned {
        return Vec::new();
    }
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

/// The most tasks at once of each owner, counted as `owner-overload` counts them.
fn peaks(side: Side<'_>) -> BTreeMap<&str, usize> {
    let workloads = workloads(side.plan, side.schedule).into_iter();
    workloads
        .map(|(owner, works)| (owner, peak(&works).map_or(0, |peak| peak.count)))
        .collect()
}
