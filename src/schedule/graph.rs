//! What waits for what, as a graph of events: the start and the finish of every task.
//!
//! Events instead of tasks, because then groups and all four kinds of link need no special case. A group starts before
//! its children do and finishes after them; `FS` leads from a finish to a start, `SS` from start to start, and so on.
//! A ring of events is a cycle of the plan, and work follows other work exactly if a path leads from the finish of the
//! one to the start of the other.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::collections::HashSet;

use crate::model::Dependency;
use crate::model::Link;
use crate::model::Plan;
use crate::model::TaskIx;

/// What the predecessor of a dependency is to the task that declares it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// Another part of the plan: the only kind that makes sense.
    Other,
    /// The task itself.
    Itself,
    /// Something that it is part of.
    Ancestor,
    /// A part of it.
    Descendant,
}

/// A declared dependency.
#[derive(Clone, Copy, Debug)]
pub struct Arrow {
    /// Who waits.
    pub successor: TaskIx,
    /// Index into the successor's `depends_on`.
    pub entry: usize,
    /// What it waits for; `None` if there is no such id.
    pub predecessor: Option<TaskIx>,
    /// What the predecessor is to the successor.
    pub relation: Relation,
}

impl Arrow {
    /// The entry of `depends_on`.
    #[must_use]
    pub fn dependency(self, plan: &Plan) -> &Dependency {
        &plan.task(self.successor).depends_on[self.entry]
    }
}

/// An event: twice the index of the task, plus one for its finish.
pub(super) type Event = u32;

pub(super) fn start_of(ix: TaskIx) -> Event {
    ix.0 * 2
}

pub(super) fn finish_of(ix: TaskIx) -> Event {
    ix.0 * 2 + 1
}

pub(super) fn task_of(event: Event) -> TaskIx {
    TaskIx(event / 2)
}

/// An edge that is not a declared dependency: start of a task to its finish, or between a group and its child.
pub(super) const STRUCTURE: u32 = u32::MAX;

/// Compressed rows: the edges of event `e` are `targets[offsets[e]..offsets[e + 1]]`, each with its arrow.
#[derive(Debug, Default)]
pub(super) struct Rows {
    offsets: Vec<u32>,
    targets: Vec<(Event, u32)>,
}

impl Rows {
    fn new(events: usize, edges: &[(Event, Event, u32)]) -> Self {
        let mut offsets = vec![0_u32; events + 1];
        for (from, _, _) in edges {
            offsets[*from as usize + 1] += 1;
        }
        for at in 1..offsets.len() {
            offsets[at] += offsets[at - 1];
        }
        let mut next = offsets.clone();
        let mut targets = vec![(0, 0); edges.len()];
        for (from, to, arrow) in edges {
            let slot = &mut next[*from as usize];
            targets[*slot as usize] = (*to, *arrow);
            *slot += 1;
        }
        Self { offsets, targets }
    }

    pub(super) fn of(&self, event: Event) -> &[(Event, u32)] {
        let event = event as usize;
        &self.targets[self.offsets[event] as usize..self.offsets[event + 1] as usize]
    }
}

/// What waits for what.
#[derive(Debug, Default)]
pub struct Graph {
    /// All declared dependencies, in reading order.
    pub arrows: Vec<Arrow>,
    pub(super) forward: Rows,
    pub(super) backward: Rows,
    /// Place of each event in an order in which everything comes after what it waits for; events of cycles come last.
    pub(super) order: Vec<u32>,
    /// Events that are in a cycle or wait for one.
    pub(super) stuck: Vec<Event>,
    /// Dependencies that are part of a ring, as successor and entry.
    in_ring: HashSet<(TaskIx, usize)>,
}

impl Graph {
    pub(super) fn new(plan: &Plan) -> Self {
        let events = plan.tasks.len() * 2;
        let mut arrows = Vec::new();
        let mut edges: Vec<(Event, Event, u32)> = Vec::with_capacity(events + plan.tasks.len());
        for (ix, task) in plan.all() {
            if task.children.is_empty() {
                edges.push((start_of(ix), finish_of(ix), STRUCTURE));
            }
            for child in &task.children {
                edges.push((start_of(ix), start_of(*child), STRUCTURE));
                edges.push((finish_of(*child), finish_of(ix), STRUCTURE));
            }
            for (entry, dependency) in task.depends_on.iter().enumerate() {
                let predecessor = plan.find(&dependency.target.value);
                let relation = predecessor.map_or(Relation::Other, |other| relation(plan, ix, other));
                let index =
                    u32::try_from(arrows.len()).expect("each dependency takes several bytes of less than 4 GiB");
                arrows.push(Arrow { successor: ix, entry, predecessor, relation });
                if let Some(other) = predecessor.filter(|_| relation == Relation::Other && !dependency.unclear) {
                    let (from, to) = match dependency.link {
                        Link::FinishStart => (finish_of(other), start_of(ix)),
                        Link::StartStart => (start_of(other), start_of(ix)),
                        Link::FinishFinish => (finish_of(other), finish_of(ix)),
                        Link::StartFinish => (start_of(other), finish_of(ix)),
                    };
                    edges.push((from, to, index));
                }
            }
        }
        let forward = Rows::new(events, &edges);
        for (from, to, _) in &mut edges {
            std::mem::swap(from, to);
        }
        let backward = Rows::new(events, &edges);
        let (order, stuck) = order(events, &forward, &backward);
        let mut graph = Self { arrows, forward, backward, order, stuck, in_ring: HashSet::new() };
        for knot in graph.knots() {
            let edges = knot.iter().flat_map(|event| graph.forward.of(*event));
            let inner = edges.filter(|(to, arrow)| *arrow != STRUCTURE && knot.binary_search(to).is_ok());
            let arrows = inner.map(|(_, arrow)| graph.arrows[*arrow as usize]);
            let members: Vec<(TaskIx, usize)> = arrows.map(|arrow| (arrow.successor, arrow.entry)).collect();
            graph.in_ring.extend(members);
        }
        graph
    }

    /// Whether a dependency is part of a ring of tasks that wait for each other.
    #[must_use]
    pub fn is_in_ring(&self, arrow: Arrow) -> bool {
        self.in_ring.contains(&(arrow.successor, arrow.entry))
    }

    /// Dependencies on other parts of the plan that exist, each with its predecessor.
    pub fn links(&self) -> impl Iterator<Item = (Arrow, TaskIx)> {
        self.arrows
            .iter()
            .filter(|arrow| arrow.relation == Relation::Other)
            .filter_map(|arrow| arrow.predecessor.map(|predecessor| (*arrow, predecessor)))
    }
}

impl Graph {
    /// Dependencies that follow from others: finish-to-start without a lag, where another way leads from the
    /// predecessor's finish to the successor's start. With each, the task that the other way comes through last.
    #[must_use]
    pub fn implied(&self, plan: &Plan) -> Vec<(Arrow, TaskIx)> {
        let mut implied = Vec::new();
        // A plan made to be slow must not take quadratic time; real ones never come near.
        let mut budget = 64 * self.order.len() + 4096;
        for (index, arrow) in self.arrows.iter().enumerate() {
            let Some(predecessor) = arrow.predecessor.filter(|_| arrow.relation == Relation::Other) else { continue };
            let dependency = arrow.dependency(plan);
            if dependency.link != Link::FinishStart || dependency.lag > 0 {
                continue;
            }
            let skip = u32::try_from(index).unwrap_or(STRUCTURE);
            if let Some(via) =
                self.other_way(plan, finish_of(predecessor), start_of(arrow.successor), skip, &mut budget)
            {
                implied.push((*arrow, task_of(via)));
            }
        }
        implied
    }

    /// What answers whether tasks still wait for others.
    #[must_use]
    pub fn waits(&self) -> Waits<'_> {
        let linked = self.arrows.iter().filter_map(|arrow| Some((arrow.successor, arrow.predecessor?)));
        let mut linked: Vec<(TaskIx, TaskIx)> = linked.collect();
        linked.sort_unstable();
        Waits { graph: self, linked, budget: 64 * self.order.len() + 65_536 }
    }

    /// The event before `to` on a way from `from` to `to` that does not use the arrow `skip`.
    fn other_way(&self, plan: &Plan, from: Event, to: Event, skip: u32, budget: &mut usize) -> Option<Event> {
        // A lead lets work overlap, so nothing follows from it.
        let leads = |arrow: u32| arrow != STRUCTURE && self.arrows[arrow as usize].dependency(plan).lag < 0;
        let mut seen = HashSet::new();
        let mut work: Vec<(Event, Event)> = Vec::new();
        for (before, arrow) in self.backward.of(to) {
            if *budget == 0 {
                return None;
            }
            *budget -= 1;
            // The same dependency written twice is not one that follows from another.
            if *arrow != skip && *before != from && !leads(*arrow) && seen.insert(*before) {
                work.push((*before, *before));
            }
        }
        while let Some((event, last)) = work.pop() {
            if event == from {
                return Some(last);
            }
            for (before, arrow) in self.backward.of(event) {
                if *budget == 0 {
                    return None;
                }
                *budget -= 1;
                let near = self.order[*before as usize] >= self.order[from as usize];
                if near && !leads(*arrow) && seen.insert(*before) {
                    work.push((*before, last));
                }
            }
        }
        None
    }
}

/// Whether tasks still wait for others; see [`Graph::waits`].
#[derive(Debug)]
pub struct Waits<'g> {
    graph: &'g Graph,
    /// Each successor with what it waits for, in order.
    linked: Vec<(TaskIx, TaskIx)>,
    /// Edges that may still be followed for all answers together.
    budget: usize,
}

impl Waits<'_> {
    /// Whether `task` still waits for `awaited` in any way: by a link of its own or of a group that it is in, or through
    /// others that have to finish in between.
    pub fn still(&mut self, plan: &Plan, task: TaskIx, awaited: TaskIx) -> bool {
        let linked = |ix: TaskIx| self.linked.binary_search(&(ix, awaited)).is_ok();
        if std::iter::once(task).chain(plan.ancestors(task)).any(linked) {
            return true;
        }
        // One hard question must not use up what all others need.
        let mut share = self.budget.min(4096);
        let before = share;
        let way = self.graph.other_way(plan, finish_of(awaited), start_of(task), STRUCTURE, &mut share);
        self.budget -= before - share;
        way.is_some()
    }
}

fn relation(plan: &Plan, ix: TaskIx, other: TaskIx) -> Relation {
    if ix == other {
        Relation::Itself
    } else if plan.is_within(ix, other) {
        Relation::Ancestor
    } else if plan.is_within(other, ix) {
        Relation::Descendant
    } else {
        Relation::Other
    }
}

/// Kahn's algorithm, the earliest event of the plan first: so the order stays close to the reading order.
fn order(events: usize, forward: &Rows, backward: &Rows) -> (Vec<u32>, Vec<Event>) {
    let count = Event::try_from(events).expect("tasks have 32-bit indices with a bit to spare");
    let mut waits: Vec<u32> =
        (0..count).map(|event| u32::try_from(backward.of(event).len()).unwrap_or(u32::MAX)).collect();
    let mut ready: BinaryHeap<Reverse<Event>> =
        (0..count).filter(|event| waits[*event as usize] == 0).map(Reverse).collect();
    let mut order = vec![u32::MAX; events];
    let mut place = 0;
    while let Some(Reverse(event)) = ready.pop() {
        order[event as usize] = place;
        place += 1;
        for (next, _) in forward.of(event) {
            let waits = &mut waits[*next as usize];
            *waits -= 1;
            if *waits == 0 {
                ready.push(Reverse(*next));
            }
        }
    }
    let stuck = (0..count).filter(|event| order[*event as usize] == u32::MAX).collect();
    (order, stuck)
}
