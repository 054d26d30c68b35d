//! What follows from the changes: totals, finish dates and what moved them, load.

use std::collections::BTreeMap;

use crate::calendar::Calendar;
use crate::calendar::Day;
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
    let mut slips = None;
    let mut through = |moved: Shift, scopes: &[TaskIx]| match moved.after > moved.before {
        true => slips.get_or_insert_with(|| Slips::new(old, new, pairing)).chain(scopes),
        false => Vec::new(),
    };
    let plan_through = plan_finish.map(|moved| through(moved, &new.plan.phases)).unwrap_or_default();
    let phases = new.plan.phases.iter().filter_map(|ix| {
        let mut effect = phase(old, new, pairing, *ix, working)?;
        effect.through = effect.finish.map(|moved| through(moved, &[*ix])).unwrap_or_default();
        Some(effect)
    });
    Effects { finish: plan_finish, phases: phases.collect(), through: plan_through, load: load(old, new) }
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
    let total = (was != is).then_some((was, is));
    let effect = PhaseEffect { phase: after, total, rollup, finish, through: Vec::new() };
    (effect.total.is_some() || effect.rollup.is_some() || effect.finish.is_some()).then_some(effect)
}

/// Through which tasks a finish moved later.
struct Slips {
    finishes: Vec<Option<Day>>,
    /// For each task the leaf that finishes last within it: itself if it has no tasks.
    last: Vec<Option<TaskIx>>,
    /// For each task the leaf that finishes last of what it and the groups around it wait for, among those that finish
    /// later than they did.
    cause: Vec<Option<TaskIx>>,
}

impl Slips {
    fn new(old: Side<'_>, new: Side<'_>, pairing: &Pairing) -> Self {
        let plan = new.plan;
        let finishes: Vec<Option<Day>> =
            plan.all().map(|(ix, _)| new.schedule.window(ix).finish.map(|end| end.day)).collect();
        let key = |ix: TaskIx| (finishes[ix.index()], std::cmp::Reverse(ix));
        let mut last: Vec<Option<TaskIx>> = vec![None; plan.tasks.len()];
        // Children come after their parents.
        for (index, task) in plan.tasks.iter().enumerate().rev() {
            last[index] = if task.children.is_empty() {
                finishes[index].map(|_| TaskIx::from_index(index))
            } else {
                task.children.iter().filter_map(|child| last[child.index()]).max_by_key(|ix| key(*ix))
            };
        }
        let is_later = |ix: TaskIx| match pairing.old_of[ix.index()] {
            Some(before) => old.schedule.window(before).finish.map(|end| end.day) < finishes[ix.index()],
            None => true,
        };
        let mut cause: Vec<Option<TaskIx>> = vec![None; plan.tasks.len()];
        for (arrow, predecessor) in new.schedule.graph.links() {
            let Some(found) = last[predecessor.index()].filter(|ix| is_later(*ix)) else { continue };
            let own = cause[arrow.successor.index()];
            cause[arrow.successor.index()] = own.into_iter().chain([found]).max_by_key(|ix| key(*ix));
        }
        // What a group waits for, its tasks wait for.
        for (ix, task) in plan.all() {
            let above = task.parent.and_then(|parent| cause[parent.index()]);
            cause[ix.index()] = cause[ix.index()].into_iter().chain(above).max_by_key(|ix| key(*ix));
        }
        Self { finishes, last, cause }
    }

    /// From the leaf that finishes last, back through what it waits for as long as that finishes later than it did.
    fn chain(&self, scopes: &[TaskIx]) -> Vec<TaskIx> {
        let leaves = scopes.iter().filter_map(|scope| self.last[scope.index()]);
        let last = leaves.max_by_key(|ix| (self.finishes[ix.index()], std::cmp::Reverse(*ix)));
        let mut chain: Vec<TaskIx> = last.into_iter().collect();
        while let Some(next) = chain.last().and_then(|at| self.cause[at.index()]) {
            // A ring has no beginning.
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
const LONGEST: usize = 50;

/// Who is on more or fewer tasks at once; done work is no load.
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
