//! What the children of a group or phase come to in days.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Arc;

use crate::calendar::Calendar;
use crate::calendar::Day;
use crate::model::Kind;
use crate::model::Plan;
use crate::model::TaskIx;

use super::Graph;
use super::Window;
use super::graph::finish_of;
use super::graph::start_of;
use super::graph::task_of;

/// How the days of a group follow from its children's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Method {
    /// The longest chain of children that follow each other.
    #[default]
    Chain,
    /// All of them added up.
    Sum,
    /// Working days from the first start to the last finish.
    Span,
}

/// What the children come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rollup {
    /// Working days.
    pub days: i64,
    /// Whether every child was counted; if not, `days` is a lower bound.
    pub complete: bool,
    /// With [`Method::Chain`] the children of the longest chain, in order; else all children.
    pub chain: Vec<TaskIx>,
}

pub(super) fn rollups(
    plan: &Plan,
    method: Method,
    counting: &[Option<Arc<Calendar>>],
    windows: &[Window],
    graph: &Graph,
) -> (Vec<Option<i64>>, Vec<Option<Rollup>>) {
    let mut days: Vec<Option<i64>> = vec![None; plan.tasks.len()];
    let mut rollups: Vec<Option<Rollup>> = vec![None; plan.tasks.len()];
    let mut search = Search::new(plan, graph);
    for (ix, task) in plan.all().collect::<Vec<_>>().into_iter().rev() {
        let at = ix.index();
        let declared = task.days.value().map(|days| i64::from(*days));
        if task.children.is_empty() {
            let calendar = counting[at].as_deref();
            let counted = || {
                let (first, last) = windows[at].days()?;
                let calendar = calendar.filter(|calendar| calendar.covers(first) && calendar.covers(last))?;
                Some(calendar.count(first, last))
            };
            let unreadable = task.days.is_unreadable();
            days[at] = declared.or_else(|| if unreadable || task.kind == Kind::Phase { None } else { counted() });
            continue;
        }
        let mut rollup = match method {
            Method::Chain => chain(plan, ix, &days, windows, &mut search),
            Method::Sum => sum(plan, ix, &days),
            Method::Span => span(plan, ix, counting[at].as_deref(), windows[at]),
        };
        rollup.complete &= !task.partial;
        days[at] = declared.or_else(|| (!task.days.is_unreadable() && rollup.complete).then_some(rollup.days));
        rollups[at] = Some(rollup);
    }
    (days, rollups)
}

fn sum(plan: &Plan, group: TaskIx, days: &[Option<i64>]) -> Rollup {
    let children = &plan.task(group).children;
    let total = children.iter().filter_map(|child| days[child.index()]).sum();
    let complete = children.iter().all(|child| days[child.index()].is_some());
    Rollup { days: total, complete, chain: children.clone() }
}

fn span(plan: &Plan, group: TaskIx, calendar: Option<&Calendar>, window: Window) -> Rollup {
    let counted = calendar
        .zip(window.days())
        .filter(|(calendar, (first, last))| calendar.covers(*first) && calendar.covers(*last));
    let days = counted.map_or(0, |(calendar, (first, last))| calendar.count(first, last));
    Rollup { days, complete: counted.is_some(), chain: plan.task(group).children.clone() }
}

/// The longest chain of direct children. B follows A if B depends on A, or if A's window ends before B's begins.
fn chain(plan: &Plan, group: TaskIx, days: &[Option<i64>], windows: &[Window], search: &mut Search<'_>) -> Rollup {
    let children = &plan.task(group).children;
    let count = children.len();
    let position: Vec<(TaskIx, usize)> = children.iter().copied().zip(0..).collect();
    let mut complete = children.iter().all(|child| days[child.index()].is_some());
    let mut after: Vec<Vec<usize>> = vec![Vec::new(); count];
    search.exhausted = false;
    let mut waits = vec![0_usize; count];
    for (at, child) in children.iter().enumerate() {
        for before in search.siblings_before(group, *child) {
            let Ok(found) = position.binary_search_by_key(&before, |(ix, _)| *ix) else { continue };
            after[position[found].1].push(at);
            waits[at] += 1;
        }
    }
    let start = |at: usize| windows[children[at].index()].days().map(|(start, _)| start);
    let finish = |at: usize| windows[children[at].index()].days().map(|(_, finish)| finish);
    let mut finished = LongestBefore::new((0..count).filter_map(finish));
    let mut ready: BinaryHeap<Reverse<(Option<Day>, usize)>> =
        (0..count).filter(|at| waits[*at] == 0).map(|at| Reverse((start(at), at))).collect();
    // The longest chain that ends with each child, and who comes before it there.
    let mut best: Vec<(i64, Option<usize>)> = vec![(0, None); count];
    let mut done = 0;
    while let Some(Reverse((first, at))) = ready.pop() {
        done += 1;
        if let Some((length, before)) = first.and_then(|first| finished.before(first))
            && length > best[at].0
        {
            best[at] = (length, Some(before));
        }
        best[at].0 += days[children[at].index()].unwrap_or(0);
        if let Some(last) = finish(at) {
            finished.add(last, best[at].0, at);
        }
        for next in &after[at] {
            if best[at].0 > best[*next].0 {
                best[*next] = (best[at].0, Some(at));
            }
            waits[*next] -= 1;
            if waits[*next] == 0 {
                ready.push(Reverse((start(*next), *next)));
            }
        }
    }
    // Children in a ring have no order; `dependency-cycle` says so.
    complete &= done == count && !search.exhausted && !depends_on_parts(plan, group, windows);
    let last = (0..count).max_by_key(|at| (best[*at].0, Reverse(*at)));
    let mut chain = Vec::new();
    let mut at = last;
    while let Some(here) = at {
        chain.push(children[here]);
        at = best[here].1.filter(|_| chain.len() <= count);
    }
    chain.reverse();
    Rollup { days: last.map_or(0, |at| best[at].0), complete, chain }
}

/// Whether parts of one child wait for another child or its parts, where no dates say what comes first: then work follows
/// work in ways that a chain of whole children does not show, and the chain is only a lower bound.
fn depends_on_parts(plan: &Plan, group: TaskIx, windows: &[Window]) -> bool {
    let children = &plan.task(group).children;
    if children.iter().all(|child| windows[child.index()].days().is_some()) {
        return false;
    }
    let mut inner = plan.descendants(group).filter(|ix| plan.task(*ix).parent != Some(group));
    let waits_inside = inner.any(|ix| !plan.task(ix).depends_on.is_empty());
    let on_parts = children.iter().flat_map(|child| &plan.task(*child).depends_on).any(|entry| {
        let target = plan.find(&entry.target.value);
        target.is_some_and(|target| plan.is_within(target, group) && plan.task(target).parent != Some(group))
    });
    waits_inside || on_parts
}

/// Of everything added so far, the longest that finished before a day: a Fenwick tree of maxima over the finish days.
struct LongestBefore {
    days: Vec<Day>,
    tree: Vec<Option<(i64, Reverse<usize>)>>,
}

impl LongestBefore {
    fn new(days: impl Iterator<Item = Day>) -> Self {
        let mut days: Vec<Day> = days.collect();
        days.sort_unstable();
        days.dedup();
        let tree = vec![None; days.len() + 1];
        Self { days, tree }
    }

    fn add(&mut self, day: Day, length: i64, at: usize) {
        let mut slot = self.days.partition_point(|other| *other < day) + 1;
        let value = Some((length, Reverse(at)));
        while slot < self.tree.len() {
            self.tree[slot] = self.tree[slot].max(value);
            slot += slot & slot.wrapping_neg();
        }
    }

    fn before(&self, day: Day) -> Option<(i64, usize)> {
        let mut slot = self.days.partition_point(|other| *other < day);
        let mut best = None;
        while slot > 0 {
            best = best.max(self.tree[slot]);
            slot -= slot & slot.wrapping_neg();
        }
        best.map(|(length, Reverse(at))| (length, at))
    }
}

/// Which children of a group a child waits for, directly or through others.
struct Search<'g> {
    plan: &'g Plan,
    graph: &'g Graph,
    seen: Vec<u32>,
    round: u32,
    /// Edges that may still be followed outside the direct links; a plan made to be slow must not take quadratic time.
    budget: usize,
    /// Whether it was used up for the group asked about last, so that a chain may be longer than what was found.
    exhausted: bool,
    /// The group asked about last, with the first place that any of its children's finishes has in the order.
    earliest: Option<(TaskIx, u32)>,
}

impl<'g> Search<'g> {
    fn new(plan: &'g Plan, graph: &'g Graph) -> Self {
        let events = graph.order.len();
        Self {
            plan,
            graph,
            seen: vec![0; events],
            round: 0,
            budget: 64 * events + 4096,
            exhausted: false,
            earliest: None,
        }
    }

    fn siblings_before(&mut self, group: TaskIx, child: TaskIx) -> Vec<TaskIx> {
        let start = start_of(child);
        let mut found = Vec::new();
        if self.graph.backward.of(start).len() <= 1 {
            // Only the edge from its group's start: it waits for nothing of its own.
            return found;
        }
        let earliest = self.earliest_finish(group);
        self.round += 1;
        let mut work = vec![start];
        while let Some(event) = work.pop() {
            for (before, _) in self.graph.backward.of(event) {
                // Each edge counts: a task outside that many wait for may itself wait for many.
                if event != start {
                    if self.budget == 0 {
                        self.exhausted = true;
                        break;
                    }
                    self.budget -= 1;
                }
                if *before == start_of(group) || self.seen[*before as usize] == self.round {
                    continue;
                }
                self.seen[*before as usize] = self.round;
                let task = task_of(*before);
                if *before == finish_of(task) && self.plan.task(task).parent == Some(group) && task != child {
                    found.push(task);
                    continue;
                }
                // What comes before the first finish in the group cannot lead back into it.
                if self.graph.order[*before as usize] <= earliest {
                    continue;
                }
                work.push(*before);
            }
        }
        found.sort_unstable();
        found
    }

    fn earliest_finish(&mut self, group: TaskIx) -> u32 {
        if let Some((known, earliest)) = self.earliest
            && known == group
        {
            return earliest;
        }
        let children = &self.plan.task(group).children;
        let earliest = children.iter().map(|child| self.graph.order[finish_of(*child) as usize]).min().unwrap_or(0);
        self.earliest = Some((group, earliest));
        earliest
    }
}
