//! Dependencies that stand as they were written, though the id in them names another task now.

use std::collections::HashMap;
use std::collections::HashSet;
use std::collections::VecDeque;

use crate::model::Dependency;
use crate::model::Link;
use crate::model::Plan;
use crate::model::TaskIx;

use super::Pairing;
use super::Side;

/// A dependency that was bent: nobody wrote it anew, but it leads to another task than before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Bend {
    /// The task that waits, in the new plan.
    pub task: TaskIx,
    /// Which of its dependencies.
    pub entry: usize,
    /// What the id named, in the old plan.
    pub was: TaskIx,
    /// What it names, in the new plan.
    pub is: TaskIx,
    /// What it named, in the new plan; `None` if that is gone.
    pub now: Option<TaskIx>,
    /// How well that is known.
    pub evidence: Evidence,
}

/// How well it is known that an id names another task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Evidence {
    /// The one that had it is known elsewhere, or the one that has it is known from elsewhere.
    Certain,
    /// The one is gone, the other is new: it may be said of the id itself.
    Replaced,
    /// Both were edited, so that they may have been taken for each other.
    Unsure,
}

impl Bend {
    /// The entry of `depends_on`, in the new plan.
    #[must_use]
    pub(crate) fn dependency<'p>(&self, new: &'p Plan) -> &'p Dependency {
        &new.task(self.task).depends_on[self.entry]
    }
}

/// All of them, in the order of the old plan.
#[must_use]
pub(crate) fn bends(old: &Plan, new: &Plan, pairing: &Pairing) -> Vec<Bend> {
    if pairing.reused.is_empty() {
        return Vec::new();
    }
    let reused = pairing
        .reused
        .iter()
        .filter_map(|(was, is)| Some((old.task(*was).id()?, (*was, *is))));
    let reused: HashMap<&str, (TaskIx, TaskIx)> = reused.collect();
    let (before, after) = (Names::of(old), Names::of(new));
    let is_sure = |one: TaskIx, other: TaskIx| {
        let (task, now) = (old.task(one), new.task(other));
        let (Some(name), Some(same)) = (task.name.value(), now.name.value()) else {
            return false;
        };
        // Of several with one name under one parent nobody knows which is which, once they have
        // other ids.
        let has_stayed =
            task.parent.map(|parent| pairing.new_of[parent.index()]) == now.parent.map(Some);
        name == same
            && (has_stayed && before.is_only_one(old, one) && after.is_only_one(new, other)
                || before.is_only_one_of_all(old, one) && after.is_only_one_of_all(new, other))
    };
    let evidence =
        |was: TaskIx, is: TaskIx| match (pairing.new_of[was.index()], pairing.old_of[is.index()]) {
            (None, None) => Evidence::Replaced,
            (Some(_), None) => Evidence::Certain,
            (Some(now), _) if is_sure(was, now) => Evidence::Certain,
            (_, Some(from)) if is_sure(from, is) => Evidence::Certain,
            _ => Evidence::Unsure,
        };
    let mut bends = Vec::new();
    for (ix, task) in old.all() {
        let Some(after) = pairing.new_of[ix.index()] else {
            continue;
        };
        if !task
            .depends_on
            .iter()
            .any(|entry| reused.contains_key(&*entry.target.value))
        {
            continue;
        }
        let other = new.task(after);
        let knows = task.id().is_some() && task.id() == other.id() || is_sure(ix, after);
        for (id, entry) in left_behind(old, new, pairing, &task.depends_on, &other.depends_on) {
            let Some((was, is)) = reused.get(id).copied() else {
                continue;
            };
            let evidence = if knows {
                evidence(was, is)
            } else {
                Evidence::Unsure
            };
            bends.push(Bend {
                task: after,
                entry,
                was,
                is,
                now: pairing.new_of[was.index()],
                evidence,
            });
        }
    }
    bends
}

/// Those of the tasks that lose something by them: who still waits for all that the ids named, by
/// other entries or through others, waits for no less than before. Of others all are given, because
/// one may only stand in for the next.
#[must_use]
pub(crate) fn lost(mut bends: Vec<Bend>, new: Side<'_>) -> Vec<Bend> {
    if bends.is_empty() {
        return bends;
    }
    let mut waits = new.schedule.graph.waits();
    let mut loses = |bend: &&Bend| {
        !bend
            .now
            .is_some_and(|now| waits.still(new.plan, bend.task, now))
    };
    let losers: HashSet<TaskIx> = bends
        .iter()
        .filter(&mut loses)
        .map(|bend| bend.task)
        .collect();
    bends.retain(|bend| losers.contains(&bend.task));
    bends
}

/// What an entry says: on what, which ends, how far apart.
type Said<'p> = (&'p str, Link, i64);

fn said(entry: &Dependency) -> Said<'_> {
    (&entry.target.value, entry.link, entry.lag)
}

/// The ids in those of the entries `before` that stand as they were in `after`, though what they
/// named has another id or none now; with their places in `after`.
fn left_behind<'p>(
    old: &'p Plan,
    new: &'p Plan,
    pairing: &Pairing,
    before: &'p [Dependency],
    after: &'p [Dependency],
) -> Vec<(&'p str, usize)> {
    // What each would say if it had been written anew; of what is gone nobody knows.
    let anew = |entry: &'p Dependency| -> Option<Said<'p>> {
        let (id, link, lag) = said(entry);
        let Some(was) = old.find(id) else {
            return Some((id, link, lag));
        };
        Some((new.task(pairing.new_of[was.index()]?).id()?, link, lag))
    };
    let entries: Vec<(Said<'p>, Option<Said<'p>>)> = before
        .iter()
        .map(|entry| (said(entry), anew(entry)))
        .collect();
    let count = |all: &mut dyn Iterator<Item = Option<Said<'p>>>| {
        let mut counts: HashMap<Option<Said<'p>>, usize> = HashMap::new();
        all.for_each(|one| *counts.entry(one).or_default() += 1);
        counts
    };
    let is = count(&mut after.iter().map(|entry| Some(said(entry))));
    // Also where two tasks change their numbers, and one waits for both.
    if count(&mut entries.iter().map(|(_, anew)| *anew)) == is {
        return Vec::new();
    }
    // One below the other, each as it was or written anew.
    let in_turn = entries.iter().zip(after);
    if entries.len() == after.len()
        && in_turn
            .clone()
            .all(|((was, anew), now)| said(now) == *was || Some(said(now)) == *anew)
    {
        let left = in_turn
            .enumerate()
            .filter(|(_, ((was, anew), now))| said(now) == *was && *anew != Some(*was));
        return left.map(|(place, ((was, _), _))| (was.0, place)).collect();
    }
    // Others came or went: what may be another one that was written anew is not taken for one that
    // was left.
    let mut places: HashMap<Said<'p>, VecDeque<usize>> = HashMap::new();
    for (place, entry) in after.iter().enumerate() {
        places.entry(said(entry)).or_default().push_back(place);
    }
    let ids: HashSet<&str> = after.iter().map(|entry| &*entry.target.value).collect();
    for (was, anew) in &entries {
        if let Some(anew) = anew.filter(|anew| anew == was || !is.contains_key(&Some(*was))) {
            places.get_mut(&anew).and_then(VecDeque::pop_front);
        }
    }
    // What stands where a gap was closed may be what has moved up, unless all that stood there
    // still does, in order.
    let mut now = after.iter().map(said);
    let all_stand = entries.iter().all(|(was, _)| now.any(|one| one == *was));
    let written: HashSet<Said<'p>> = entries
        .iter()
        .filter(|_| !all_stand)
        .filter_map(|(_, anew)| *anew)
        .collect();
    let mut left = Vec::new();
    for (was, anew) in entries {
        if anew == Some(was)
            || written.contains(&was)
            || anew.is_some_and(|anew| ids.contains(anew.0))
        {
            continue;
        }
        if let Some(place) = places.get_mut(&was).and_then(VecDeque::pop_back) {
            left.push((was.0, place));
        }
    }
    left
}

/// How often each name is given.
struct Names<'p> {
    of_all: HashMap<&'p str, usize>,
    by_parent: HashMap<(Option<TaskIx>, &'p str), usize>,
}

impl<'p> Names<'p> {
    fn of(plan: &'p Plan) -> Self {
        let mut names = Self {
            of_all: HashMap::new(),
            by_parent: HashMap::new(),
        };
        for task in &plan.tasks {
            let Some(name) = task.name.value() else {
                continue;
            };
            *names.of_all.entry(name).or_default() += 1;
            *names.by_parent.entry((task.parent, name)).or_default() += 1;
        }
        names
    }

    fn is_only_one(&self, plan: &Plan, ix: TaskIx) -> bool {
        let task = plan.task(ix);
        task.name
            .value()
            .is_some_and(|name| self.by_parent.get(&(task.parent, &**name)) == Some(&1))
    }

    fn is_only_one_of_all(&self, plan: &Plan, ix: TaskIx) -> bool {
        plan.task(ix)
            .name
            .value()
            .is_some_and(|name| self.of_all.get(&**name) == Some(&1))
    }
}
