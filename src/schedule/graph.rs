//! What waits for what, as a graph of events: the start and the finish of every task.
//!
//! Events instead of tasks, because then groups and all four kinds of link need no special case. A
//! group starts before its children do and finishes after them; `FS` leads from a finish to a
//! start, `SS` from start to start, and so on. A cycle of events is one of the plan, and work
//! follows other work exactly if a path leads from the finish of the one to the start of the other.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::collections::HashMap;
use std::collections::HashSet;

use crate::model::Dependency;
use crate::model::Link;
use crate::model::Plan;
use crate::model::TaskIx;

use super::components::components;
use super::rows::Rows;
use super::walk::Visit;
use super::walk::walk;

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
pub struct Precedence {
    /// Who waits.
    pub successor: TaskIx,
    /// Index into the successor's `depends_on`.
    pub entry: u32,
    /// What it waits for; `None` if there is no such id.
    pub predecessor: Option<TaskIx>,
    /// What the predecessor is to the successor.
    pub relation: Relation,
}

impl Precedence {
    /// The entry of `depends_on`.
    #[must_use]
    pub fn dependency(self, plan: &Plan) -> &Dependency {
        &plan.task(self.successor).depends_on[self.entry as usize]
    }

    /// The event that it waits for, and the one that waits; `None` if it says nothing about the
    /// order of work.
    pub(super) fn edge(self, plan: &Plan) -> Option<(Event, Event)> {
        let dependency = self.dependency(plan);
        let other = self
            .predecessor
            .filter(|_| self.relation == Relation::Other && !dependency.unclear)?;
        Some(match dependency.link {
            Link::FinishStart => (finish_of(other), start_of(self.successor)),
            Link::StartStart => (start_of(other), start_of(self.successor)),
            Link::FinishFinish => (finish_of(other), finish_of(self.successor)),
            Link::StartFinish => (start_of(other), finish_of(self.successor)),
        })
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

/// An edge that is not a declared dependency: start of a task to its finish, or between a group and
/// its child.
pub(super) const STRUCTURE: u32 = u32::MAX;

/// What waits for what.
#[derive(Debug, Default)]
pub struct Graph {
    /// All declared dependencies, in reading order.
    pub precedences: Vec<Precedence>,
    pub(super) forward: Rows,
    pub(super) backward: Rows,
    /// Place of each event in an order in which everything comes after what it waits for. Events
    /// that wait for each other have the same place.
    pub(super) order: Vec<u32>,
    /// Events that wait for each other, sorted.
    pub(super) components: Vec<Vec<Event>>,
    /// Dependencies that are part of a cycle, as successor and entry.
    in_cycle: HashSet<(TaskIx, u32)>,
}

impl Graph {
    pub(super) fn new(plan: &Plan) -> Self {
        let events = plan.tasks.len() * 2;
        let mut precedences =
            Vec::with_capacity(plan.tasks.iter().map(|task| task.depends_on.len()).sum());
        let mut edges: Vec<(Event, Event, u32)> = Vec::with_capacity(events + plan.tasks.len());
        for (ix, task) in plan.all() {
            if task.children.is_empty() {
                edges.push((start_of(ix), finish_of(ix), STRUCTURE));
            }
            for child in &task.children {
                edges.push((start_of(ix), start_of(*child), STRUCTURE));
                edges.push((finish_of(*child), finish_of(ix), STRUCTURE));
            }
            for (entry, dependency) in (0..).zip(&task.depends_on) {
                let predecessor = plan.find(&dependency.target.value);
                let relation =
                    predecessor.map_or(Relation::Other, |other| relation(plan, ix, other));
                let index = u32::try_from(precedences.len())
                    .expect("each dependency takes several bytes of less than 4 GiB");
                let precedence = Precedence {
                    successor: ix,
                    entry,
                    predecessor,
                    relation,
                };
                precedences.push(precedence);
                edges.extend(precedence.edge(plan).map(|(from, to)| (from, to, index)));
            }
        }
        let forward = Rows::new(events, &edges);
        for (from, to, _) in &mut edges {
            std::mem::swap(from, to);
        }
        let backward = Rows::new(events, &edges);
        let (order, components) = order(events, &forward, &backward);
        let in_cycle = components.iter().flat_map(|component| {
            let edges = component.iter().flat_map(|event| forward.of(*event));
            let inner = edges.filter(|(to, precedence)| {
                *precedence != STRUCTURE && component.binary_search(to).is_ok()
            });
            inner
                .map(|(_, precedence)| precedences[*precedence as usize])
                .map(|precedence| (precedence.successor, precedence.entry))
        });
        let in_cycle = in_cycle.collect();
        Self {
            precedences,
            forward,
            backward,
            order,
            components,
            in_cycle,
        }
    }

    /// The declared dependencies of everything under `ix`.
    pub(crate) fn precedences_within(&self, plan: &Plan, ix: TaskIx) -> &[Precedence] {
        // They are in reading order.
        let first = self
            .precedences
            .partition_point(|precedence| precedence.successor <= ix);
        let end = self
            .precedences
            .partition_point(|precedence| precedence.successor < plan.task(ix).end);
        &self.precedences[first..end.max(first)]
    }

    /// Whether a dependency is part of a cycle of tasks that wait for each other.
    #[must_use]
    pub fn is_in_cycle(&self, precedence: Precedence) -> bool {
        self.in_cycle
            .contains(&(precedence.successor, precedence.entry))
    }

    /// Dependencies on other parts of the plan that exist, each with its predecessor.
    pub fn links(&self) -> impl Iterator<Item = (Precedence, TaskIx)> {
        self.precedences
            .iter()
            .filter(|precedence| precedence.relation == Relation::Other)
            .filter_map(|precedence| {
                precedence
                    .predecessor
                    .map(|predecessor| (*precedence, predecessor))
            })
    }
}

impl Graph {
    /// Dependencies that follow from others: finish-to-start without a lag, where another way leads
    /// from the predecessor's finish to the successor's start. With each, the task that the other
    /// way comes through last.
    ///
    /// A way through one of the `milestones` is none: it may share its day with the work on both of
    /// its sides.
    #[must_use]
    pub fn implied(&self, plan: &Plan, milestones: &[bool]) -> Vec<(Precedence, TaskIx)> {
        let mut implied = Vec::new();
        // A plan made to be slow must not take quadratic time; real ones never come near.
        let mut budget = 64 * self.order.len() + 4096;
        for precedence in &self.precedences {
            let Some(predecessor) = precedence
                .predecessor
                .filter(|_| precedence.relation == Relation::Other)
            else {
                continue;
            };
            let dependency = precedence.dependency(plan);
            if dependency.link != Link::FinishStart || dependency.lag > 0 {
                continue;
            }
            let (from, to) = (finish_of(predecessor), start_of(precedence.successor));
            let passable = |event: Event| !milestones[task_of(event).index()];
            if let Some(via) = self.other_way(plan, from, to, passable, &mut budget) {
                implied.push((*precedence, task_of(via)));
            }
        }
        implied
    }

    /// What answers whether tasks still wait for others.
    #[must_use]
    pub fn waits(&self) -> Waits<'_> {
        let linked = self
            .precedences
            .iter()
            .filter_map(|precedence| Some((precedence.successor, precedence.predecessor?)));
        let mut linked: Vec<(TaskIx, TaskIx)> = linked.collect();
        linked.sort_unstable();
        Waits {
            graph: self,
            linked,
            budget: 64 * self.order.len() + 65_536,
        }
    }

    /// The event before `to` on a way from `from` to `to` that is more than a dependency between
    /// the two, and in between comes only through events that are `passable`.
    fn other_way(
        &self,
        plan: &Plan,
        from: Event,
        to: Event,
        passable: impl Fn(Event) -> bool,
        budget: &mut usize,
    ) -> Option<Event> {
        // A lead lets work overlap, so nothing follows from it.
        let leads = |precedence: u32| {
            precedence != STRUCTURE
                && self.precedences[precedence as usize].dependency(plan).lag < 0
        };
        // The walk comes to `to` only once: an entry must not prove itself through a cycle. With each
        // event goes the last one before `to` on the way from it.
        let mut found = None;
        let ended = walk(
            &self.backward,
            (to, to),
            budget,
            |event, last| {
                if event == from {
                    found = Some(last);
                    return Visit::Stop;
                }
                Visit::GoOn
            },
            |(event, last), (before, precedence)| {
                // The same dependency written twice is not one that follows from another.
                let direct = event == to && before == from;
                let near = self.order[before as usize] >= self.order[from as usize];
                let open = before == from || passable(before);
                let last = if event == to { before } else { last };
                (!direct && near && open && !leads(precedence)).then_some(last)
            },
        );
        ended.ok().and(found)
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
    /// Whether `task` still waits for `awaited` in any way: by a link of its own or of a group that
    /// it is in, or through others that have to finish in between.
    pub fn still(&mut self, plan: &Plan, task: TaskIx, awaited: TaskIx) -> bool {
        let linked = |ix: TaskIx| self.linked.binary_search(&(ix, awaited)).is_ok();
        if std::iter::once(task)
            .chain(plan.ancestors(task))
            .any(linked)
        {
            return true;
        }
        self.has_way(plan, finish_of(awaited), start_of(task))
    }

    /// Whether `task` and `other` would wait for each other if `task` depended on `other`, as far
    /// as there is time to look.
    pub fn would_be_cycle(&mut self, plan: &Plan, task: TaskIx, other: TaskIx) -> bool {
        self.has_way(plan, start_of(task), finish_of(other))
    }

    fn has_way(&mut self, plan: &Plan, from: Event, to: Event) -> bool {
        // One hard question must not use up what all others need.
        let mut share = self.budget.min(4096);
        self.budget -= share;
        let way = self.graph.other_way(plan, from, to, |_| true, &mut share);
        self.budget += share;
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

/// The place of an event that has none yet.
const NOWHERE: u32 = u32::MAX;

/// A place for each event, and the events that wait for each other and so share one.
fn order(events: usize, forward: &Rows, backward: &Rows) -> (Vec<u32>, Vec<Vec<Event>>) {
    let count = Event::try_from(events).expect("tasks have 32-bit indices with a bit to spare");
    let waits = (0..count)
        .map(|event| u32::try_from(backward.of(event).len()).unwrap_or(u32::MAX))
        .collect();
    let mut places = Places {
        order: vec![NOWHERE; events],
        next: 0,
        waits,
        units: Units::default(),
    };
    places.fill(forward, 0..count);
    let left: Vec<Event> = (0..count)
        .filter(|event| places.order[*event as usize] == NOWHERE)
        .collect();
    if !left.is_empty() {
        // What is left waits for events that wait for each other. Each component of those counts
        // as one event from now on.
        places.units = Units::new(components(forward, left.iter().copied()));
        for component in &places.units.components {
            let before = component.iter().flat_map(|event| backward.of(*event));
            let open = before.filter(|(from, _)| places.order[*from as usize] == NOWHERE);
            let outside = open
                .filter(|(from, _)| places.units.of(*from) != component[0])
                .count();
            places.waits[component[0] as usize] = u32::try_from(outside).unwrap_or(u32::MAX);
        }
        let units: Vec<Event> = left
            .into_iter()
            .filter(|event| places.units.of(*event) == *event)
            .collect();
        places.fill(forward, units);
    }
    (places.order, places.units.components)
}

/// Events that are put into order one after the other.
struct Places {
    order: Vec<u32>,
    next: u32,
    /// How many edges lead to each event, or to the first of its component, from events that have
    /// no place yet.
    waits: Vec<u32>,
    units: Units,
}

impl Places {
    /// Kahn's algorithm, the earliest event of the plan first: so the order stays close to the
    /// reading order.
    fn fill(&mut self, forward: &Rows, units: impl IntoIterator<Item = Event>) {
        let units = units
            .into_iter()
            .filter(|unit| self.waits[*unit as usize] == 0);
        let mut ready: BinaryHeap<Reverse<Event>> = units.map(Reverse).collect();
        while let Some(Reverse(unit)) = ready.pop() {
            for member in self.units.members(&unit) {
                self.order[*member as usize] = self.next;
            }
            self.next += 1;
            for (next, _) in self
                .units
                .members(&unit)
                .iter()
                .flat_map(|member| forward.of(*member))
            {
                let next = self.units.of(*next);
                if next == unit {
                    continue;
                }
                let waits = &mut self.waits[next as usize];
                *waits -= 1;
                if *waits == 0 {
                    ready.push(Reverse(next));
                }
            }
        }
    }
}

/// Events that wait for each other, as strongly connected components, each of which counts as its
/// first event.
#[derive(Default)]
struct Units {
    components: Vec<Vec<Event>>,
    component_of: HashMap<Event, usize>,
}

impl Units {
    fn new(components: Vec<Vec<Event>>) -> Self {
        let component_of = components
            .iter()
            .enumerate()
            .flat_map(|(at, component)| component.iter().map(move |event| (*event, at)));
        Self {
            component_of: component_of.collect(),
            components,
        }
    }

    fn of(&self, event: Event) -> Event {
        self.component_of
            .get(&event)
            .map_or(event, |component| self.components[*component][0])
    }

    fn members<'u>(&'u self, unit: &'u Event) -> &'u [Event] {
        self.component_of
            .get(unit)
            .map_or(std::slice::from_ref(unit), |component| {
                &self.components[*component]
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schedule::milestone::milestones;
    use crate::schedule::tests::index;
    use crate::schedule::tests::plan;

    /// The place of the start and of the finish of a task.
    fn places(plan: &Plan, graph: &Graph, id: &str) -> [u32; 2] {
        [start_of, finish_of].map(|event| graph.order[event(index(plan, id)) as usize])
    }

    #[test]
    fn events_come_after_what_they_wait_for() {
        let plan = plan(
            "{id: a, depends_on: [c]}, {id: g, tasks: [{id: b}, {id: c}]}, {id: d, depends_on: [{task: a, type: FF}]}",
        );
        let graph = Graph::new(&plan);
        for event in 0..start_of(plan.task(index(&plan, "p")).end) {
            for (to, _) in graph.forward.of(event) {
                assert!(
                    graph.order[event as usize] < graph.order[*to as usize],
                    "{event} {to}"
                );
            }
        }
        // All places are taken, the first ones by what stands first in the plan.
        let mut all = graph.order.clone();
        all.sort_unstable();
        assert_eq!(all, (0..).take(all.len()).collect::<Vec<u32>>());
        assert_eq!(places(&plan, &graph, "p")[0], 0);
        assert_eq!(places(&plan, &graph, "g")[0], 1);
        assert_eq!(places(&plan, &graph, "b"), [2, 3]);
        assert!(graph.components.is_empty());
    }

    #[test]
    fn what_waits_for_each_other_shares_a_place() {
        let plan = plan(
            "{id: a}, {id: r, depends_on: [a, s]}, {id: s, depends_on: [r]}, {id: b, depends_on: [s]}, {id: t, depends_on: [b, u]}, {id: u, depends_on: [t]}, {id: c, depends_on: [t]}",
        );
        let graph = Graph::new(&plan);
        let [before, cycle, between, other, after] =
            ["a", "r", "b", "t", "c"].map(|id| places(&plan, &graph, id));
        assert!(before[0] < before[1] && before[1] < cycle[0]);
        assert_eq!([cycle, cycle], [[cycle[0]; 2], places(&plan, &graph, "s")]);
        assert!(cycle[0] < between[0] && between[0] < between[1] && between[1] < other[0]);
        assert_eq!([other, other], [[other[0]; 2], places(&plan, &graph, "u")]);
        assert!(
            other[0] < after[0] && after[0] < after[1] && after[1] < places(&plan, &graph, "p")[1]
        );
        let components = [["r", "s"], ["t", "u"]].map(|ids| {
            let events = ids
                .map(|id| index(&plan, id))
                .map(|ix| [start_of(ix), finish_of(ix)]);
            events.concat()
        });
        assert_eq!(graph.components, components);
        let in_cycle: Vec<bool> = graph
            .precedences
            .iter()
            .map(|precedence| graph.is_in_cycle(*precedence))
            .collect();
        assert_eq!(
            in_cycle,
            [false, true, true, false, false, true, true, false]
        );
    }

    #[test]
    fn dependencies_of_what_is_in_a_group() {
        let plan = plan(
            "{id: a}, {id: g, depends_on: [a], tasks: [{id: b, depends_on: [a, x]}, {id: c}]}, {id: d, depends_on: [g]}",
        );
        let graph = Graph::new(&plan);
        let within = |id: &str| graph.precedences_within(&plan, index(&plan, id)).len();
        assert_eq!(["p", "a", "g", "b", "d"].map(within), [4, 0, 2, 0, 0]);
        let edges: Vec<bool> = graph
            .precedences
            .iter()
            .map(|precedence| precedence.edge(&plan).is_some())
            .collect();
        assert_eq!(
            edges,
            [true, true, false, true],
            "nothing waits for what does not exist"
        );
    }

    /// The dependencies that follow from others, each with what the other way comes through last.
    fn implied(tasks: &str) -> Vec<String> {
        let plan = plan(tasks);
        let told = |(precedence, via): (Precedence, TaskIx)| {
            let dependency = precedence.dependency(&plan);
            format!(
                "{} {} via {}",
                plan.task(precedence.successor).label(),
                dependency.target.value,
                plan.task(via).label()
            )
        };
        Graph::new(&plan)
            .implied(&plan, &milestones(&plan))
            .into_iter()
            .map(told)
            .collect()
    }

    #[test]
    fn a_dependency_follows_from_others() {
        let chain = "{id: a}, {id: b, depends_on: [a]}";
        for (entry, follows) in [
            ("a, b", true),
            ("{task: a, lag: -1}, b", true),
            ("a, {task: b, lag: 2}", true),
            ("a, {task: b, type: SS}", true),
            ("{task: a, lag: 1}, b", false),
            ("{task: a, type: SS}, b", false),
            ("a, {task: b, lag: -1}", false),
            ("a, a", false),
            ("a, {task: b, type: FF}", false),
        ] {
            let expected: &[&str] = if follows { &["c a via b"] } else { &[] };
            assert_eq!(
                implied(&format!("{chain}, {{id: c, depends_on: [{entry}]}}")),
                expected,
                "{entry}"
            );
        }
        // Through what the group around it waits for; a lead on the way lets the two overlap.
        assert_eq!(
            implied(&format!(
                "{chain}, {{id: g, depends_on: [b], tasks: [{{id: c, depends_on: [a]}}]}}"
            )),
            ["c a via g"]
        );
        assert_eq!(
            implied(
                "{id: a}, {id: b, depends_on: [{task: a, lag: -1}]}, {id: c, depends_on: [a, b]}"
            ),
            [""; 0]
        );
        // In a cycle each has a way to each.
        assert_eq!(
            implied("{id: t}, {id: r, depends_on: [t, x]}, {id: x, depends_on: [r]}"),
            [""; 0]
        );
        assert_eq!(
            implied("{id: t}, {id: r, depends_on: [t, x]}, {id: x, depends_on: [r, t]}"),
            ["r t via x", "x t via r"]
        );
    }

    #[test]
    fn a_search_ends_with_its_budget() {
        let plan = plan("{id: a}, {id: b, depends_on: [a]}, {id: c, depends_on: [a, b]}");
        let graph = Graph::new(&plan);
        let (from, to) = (finish_of(index(&plan, "a")), start_of(index(&plan, "c")));
        // The start of c has three edges, that of b one more on the way from its finish, and b two.
        let found = |mut budget: usize| {
            (
                graph.other_way(&plan, from, to, |_| true, &mut budget),
                budget,
            )
        };
        assert_eq!(found(100), (Some(finish_of(index(&plan, "b"))), 94));
        assert_eq!(found(6), (Some(finish_of(index(&plan, "b"))), 0));
        assert_eq!(found(5), (None, 0));
    }

    #[test]
    fn whether_a_task_still_waits() {
        let plan = plan(
            "{id: a}, {id: b, depends_on: [a]}, {id: g, depends_on: [b], tasks: [{id: c}, {id: d, depends_on: [c]}]}, {id: e, depends_on: [{task: g, lag: -1}]}, {id: f}",
        );
        let graph = Graph::new(&plan);
        let mut waits = graph.waits();
        let budget = waits.budget;
        assert_eq!(budget, 64 * graph.order.len() + 65_536);
        let mut still = |task: &str, awaited: &str| {
            waits.still(&plan, index(&plan, task), index(&plan, awaited))
        };
        for (task, awaited, expected) in [
            ("b", "a", true),
            ("d", "c", true),
            ("d", "b", true),
            ("c", "b", true),
            ("d", "a", true),
            ("e", "g", true),
            ("e", "d", false),
            ("f", "a", false),
            ("a", "b", false),
        ] {
            assert_eq!(still(task, awaited), expected, "{task} {awaited}");
        }
        let used = budget - waits.budget;
        assert!(used > 0 && used < 100, "{used}");
        // Links of its own need no search.
        waits.budget = 0;
        assert!(waits.still(&plan, index(&plan, "d"), index(&plan, "b")));
        assert!(
            !waits.still(&plan, index(&plan, "d"), index(&plan, "a")),
            "nothing is left to find out"
        );
    }
}
