//! What waits for what among the children of a group.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::collections::BinaryHeap;
use std::collections::HashMap;

use crate::calendar::Day;
use crate::model::Plan;
use crate::model::TaskIx;

use super::Graph;
use super::components::components;
use super::graph::Event;
use super::graph::STRUCTURE;
use super::graph::finish_of;
use super::graph::start_of;
use super::graph::task_of;
use super::rows::Rows;
use super::walk::Visit;
use super::walk::walk;

/// A child of a group, as far as chains are concerned.
#[derive(Clone, Copy, Debug)]
pub(super) struct Work {
    /// Its days, as far as they are certain.
    pub(super) weight: i64,
    pub(super) start: Option<Day>,
    pub(super) finish: Option<Day>,
}

impl Work {
    /// Whether it begins after `other` has ended, by their dates.
    pub(super) fn is_after(&self, other: &Work) -> bool {
        other
            .finish
            .zip(self.start)
            .is_some_and(|(finish, start)| finish < start)
    }
}

/// An event in a child of a group.
#[derive(Clone, Copy)]
pub(super) struct WayEnd {
    pub(super) event: Event,
    /// The position of the child.
    pub(super) child: usize,
}

/// On which ways something in one child of a group waits for something in another.
pub(super) struct Ways {
    /// Dependencies between the two.
    pub(super) direct: Vec<(WayEnd, WayEnd)>,
    /// Ways through work outside of the group.
    pub(super) detours: Vec<Detour>,
    /// Whether these are all.
    pub(super) complete: bool,
}

/// Ways that leave a group and come back through one event outside. One that comes back into the
/// child that it has left is part of a cycle, in which others may be.
pub(super) struct Detour {
    pub(super) via: Event,
    pub(super) from: Vec<WayEnd>,
    pub(super) to: Vec<WayEnd>,
}

impl Ways {
    /// Both ends of each way.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (WayEnd, WayEnd)> {
        let of_detours = self.detours.iter().flat_map(|Detour { from, to, .. }| {
            from.iter()
                .flat_map(move |from| to.iter().map(move |to| (*from, *to)))
        });
        self.direct.iter().copied().chain(of_detours)
    }

    /// From which event to which they lead, one step after the other, with the children that these
    /// are in.
    fn steps(&self) -> impl Iterator<Item = (Event, Event, [Option<WayEnd>; 2])> {
        let direct = self
            .direct
            .iter()
            .map(|(from, to)| (from.event, to.event, [Some(*from), Some(*to)]));
        let detours = self.detours.iter().flat_map(|Detour { via, from, to }| {
            let out = from
                .iter()
                .map(|from| (from.event, *via, [Some(*from), None]));
            out.chain(to.iter().map(|to| (*via, to.event, [None, Some(*to)])))
        });
        direct.chain(detours)
    }
}

/// The first nodes are the children themselves, by their positions: what is done between their
/// start and their finish. The others are events. Each leads to what waits for it.
pub(super) struct Network {
    pub(super) children: usize,
    edges: Rows,
}

/// A chain found by looking at one child after the other.
pub(super) struct Turn {
    /// Positions of the children in it, in order.
    pub(super) members: Vec<usize>,
    /// Whether dates break a dependency, so that there may be a longer one.
    pub(super) contradicted: bool,
}

/// A chain: its days, and the child that it ends with. Of two that are equally long the one is
/// greater that ends with the earlier child of the plan.
type Ending = (i64, Reverse<usize>);

impl Network {
    pub(super) fn new(plan: &Plan, graph: &Graph, children: &[TaskIx], ways: &Ways) -> Self {
        let mut nodes = Nodes {
            next: children.len(),
            of: HashMap::new(),
        };
        let mut edges = Vec::new();
        // Only children that ways lead to or from need events; if they lead to a part of it, all
        // that is in it has to be there.
        let (mut touched, mut entered) = (BTreeSet::new(), BTreeSet::new());
        for (from, to, ends) in ways.steps() {
            edges.push((nodes.of(from), nodes.of(to), STRUCTURE));
            for end in ends.into_iter().flatten() {
                touched.insert(end.child);
                if task_of(end.event) != children[end.child] {
                    entered.insert(end.child);
                }
            }
        }
        for at in touched {
            let child = children[at];
            edges.push((nodes.of(start_of(child)), node(at), STRUCTURE));
            edges.push((node(at), nodes.of(finish_of(child)), STRUCTURE));
        }
        for at in entered {
            let events = start_of(children[at])..start_of(plan.task(children[at]).end);
            for event in events.clone() {
                for (to, _) in graph
                    .forward
                    .of(event)
                    .iter()
                    .filter(|(to, _)| events.contains(to))
                {
                    edges.push((nodes.of(event), nodes.of(*to), STRUCTURE));
                }
            }
        }
        Self {
            children: children.len(),
            edges: Rows::new(nodes.next, &edges),
        }
    }

    /// The same without cycles, and whether several children were in one of them.
    ///
    /// What is in a cycle has no order, but it comes after all that the cycle waits for, and before
    /// all that waits for it.
    pub(super) fn without_cycles(self) -> (Self, bool) {
        let count = self.edges.nodes();
        let cycles = components(&self.edges, 0..node(count));
        if cycles.is_empty() {
            return (self, false);
        }
        let mut cycle_of = HashMap::new();
        for (cycle, members) in cycles.iter().enumerate() {
            cycle_of.extend(members.iter().map(|member| (*member, cycle)));
        }
        // Two new nodes for each cycle: one before all that is in it, and one after.
        let before = |cycle: usize| node(count + 2 * cycle);
        let behind = |cycle: usize| node(count + 2 * cycle + 1);
        let mut edges = Vec::new();
        for from in 0..node(count) {
            let cycle = cycle_of.get(&from).copied();
            for (to, _) in self.edges.of(from) {
                let other = cycle_of.get(to).copied();
                if cycle.is_none() || cycle != other {
                    edges.push((
                        cycle.map_or(from, behind),
                        other.map_or(*to, before),
                        STRUCTURE,
                    ));
                }
            }
        }
        let mut several = false;
        for (cycle, members) in cycles.iter().enumerate() {
            edges.push((before(cycle), behind(cycle), STRUCTURE));
            let inner: Vec<u32> = members
                .iter()
                .copied()
                .filter(|member| *member < node(self.children))
                .collect();
            several |= inner.len() > 1;
            for child in inner {
                edges.push((before(cycle), child, STRUCTURE));
                edges.push((child, behind(cycle), STRUCTURE));
            }
        }
        (
            Self {
                children: self.children,
                edges: Rows::new(count + 2 * cycles.len(), &edges),
            },
            several,
        )
    }

    /// The longest chain, found by looking at each child once, after all that it waits for.
    ///
    /// Of those whose turn it is the earliest comes first. So all that ends before a child begins
    /// has had its turn, unless it waits for something that begins later itself: then dates break a
    /// dependency.
    pub(super) fn in_turn(&self, work: &[Work]) -> Turn {
        let nodes = self.edges.nodes();
        let mut queue = Queue {
            events: Vec::new(),
            children: BinaryHeap::new(),
        };
        let mut waits = vec![0_u32; nodes];
        (0..node(nodes))
            .flat_map(|from| self.edges.of(from))
            .for_each(|(to, _)| waits[*to as usize] += 1);
        (0..nodes)
            .filter(|at| waits[*at] == 0)
            .for_each(|at| queue.push(at, work));
        // The longest chain that leads to each node, and for each child the one before it in the
        // chain that ends with it.
        let mut brought: Vec<Option<Ending>> = vec![None; nodes];
        let mut best: Vec<(i64, Option<usize>)> = vec![(0, None); self.children];
        let mut finished = LongestBefore::new(work.iter().filter_map(|work| work.finish));
        let (mut latest, mut contradicted) = (None, false);
        while let Some(at) = queue.pop() {
            if let Some(Work {
                weight,
                start,
                finish,
            }) = work.get(at).copied()
            {
                let by_dates = start.and_then(|start| finished.before(start));
                let chain = brought[at].max(by_dates).filter(|(days, _)| *days > 0);
                let days = chain.map_or(0, |(days, _)| days) + weight;
                best[at] = (days, chain.map(|(_, Reverse(before))| before));
                brought[at] = Some((days, Reverse(at)));
                if let Some(finish) = finish {
                    contradicted |= latest > Some(finish);
                    finished.add(finish, (days, Reverse(at)));
                }
                latest = latest.max(start);
            }
            for (next, _) in self.edges.of(node(at)) {
                let next = *next as usize;
                brought[next] = brought[next].max(brought[at]);
                waits[next] -= 1;
                if waits[next] == 0 {
                    queue.push(next, work);
                }
            }
        }
        let last = (0..self.children).max_by_key(|at| (best[*at].0, Reverse(*at)));
        let mut members: Vec<usize> = std::iter::successors(last, |at| best[*at].1).collect();
        members.reverse();
        Turn {
            members,
            contradicted,
        }
    }

    /// Whether the child at `after` waits for the one at `before`; no, if the budget does not
    /// suffice to find out.
    pub(super) fn follows(&self, before: usize, after: usize, budget: &mut usize) -> bool {
        self.waiting(before, budget)
            .is_some_and(|waiting| waiting.contains(&after))
    }

    /// The children that wait for the one at `at`; `None` if the budget does not suffice.
    pub(super) fn waiting(&self, at: usize, budget: &mut usize) -> Option<Vec<usize>> {
        let mut children = Vec::new();
        let visit = |node: u32, (): ()| {
            let other = node as usize;
            if other < self.children && other != at {
                children.push(other);
            }
            Visit::GoOn
        };
        walk(&self.edges, (node(at), ()), budget, visit, |_, _| Some(())).ok()?;
        children.sort_unstable();
        Some(children)
    }
}

/// The number of a node.
fn node(at: usize) -> u32 {
    u32::try_from(at).expect("tasks have 32-bit indices with two bits to spare")
}

/// Numbers for events, in the order in which they are asked for.
struct Nodes {
    next: usize,
    of: HashMap<Event, u32>,
}

impl Nodes {
    fn of(&mut self, event: Event) -> u32 {
        *self.of.entry(event).or_insert_with(|| {
            self.next += 1;
            node(self.next - 1)
        })
    }
}

/// Whose turn it is: events at once, then the child that starts first.
struct Queue {
    events: Vec<usize>,
    children: BinaryHeap<Reverse<(Option<Day>, usize)>>,
}

impl Queue {
    fn push(&mut self, at: usize, work: &[Work]) {
        match work.get(at) {
            Some(work) => self.children.push(Reverse((work.start, at))),
            None => self.events.push(at),
        }
    }

    fn pop(&mut self) -> Option<usize> {
        self.events
            .pop()
            .or_else(|| self.children.pop().map(|Reverse((_, at))| at))
    }
}

/// Of everything added so far, the longest that finished before a day: a Fenwick tree of maxima
/// over the finish days.
struct LongestBefore {
    days: Vec<Day>,
    tree: Vec<Option<Ending>>,
}

impl LongestBefore {
    fn new(days: impl Iterator<Item = Day>) -> Self {
        let mut days: Vec<Day> = days.collect();
        days.sort_unstable();
        days.dedup();
        let tree = vec![None; days.len() + 1];
        Self { days, tree }
    }

    fn add(&mut self, day: Day, chain: Ending) {
        let mut slot = self.days.partition_point(|other| *other < day) + 1;
        while slot < self.tree.len() {
            self.tree[slot] = self.tree[slot].max(Some(chain));
            slot += slot & slot.wrapping_neg();
        }
    }

    fn before(&self, day: Day) -> Option<Ending> {
        let mut slot = self.days.partition_point(|other| *other < day);
        let mut best = None;
        while slot > 0 {
            best = best.max(self.tree[slot]);
            slot -= slot & slot.wrapping_neg();
        }
        best
    }
}
