//! Rings of tasks that wait for each other.

use std::collections::HashMap;
use std::collections::VecDeque;

use crate::model::Plan;
use crate::model::TaskIx;

use super::Arrow;
use super::Graph;
use super::graph::Event;
use super::graph::STRUCTURE;
use super::graph::task_of;

/// One step of a ring.
#[derive(Clone, Copy, Debug)]
pub enum Step {
    /// The task waits for the next one, by this dependency.
    WaitsFor(Arrow),
    /// The task is a part of the next one, and what a group waits for its parts wait for.
    PartOf(TaskIx, TaskIx),
    /// The task is a group, and the next one is a part of it that must finish first.
    Contains(TaskIx, TaskIx),
}

impl Step {
    /// Where the step begins.
    #[must_use]
    pub fn from(self) -> TaskIx {
        match self {
            Step::WaitsFor(arrow) => arrow.successor,
            Step::PartOf(from, _) | Step::Contains(from, _) => from,
        }
    }
}

/// A ring, each step waiting for the next and the last for the first. It begins with a dependency.
#[derive(Clone, Debug)]
pub struct Cycle {
    /// At least one step is a [`Step::WaitsFor`].
    pub steps: Vec<Step>,
}

impl Graph {
    /// For each knot of tasks that wait for each other one shortest ring through its first dependency.
    #[must_use]
    pub fn cycles(&self, plan: &Plan) -> Vec<Cycle> {
        let mut cycles = Vec::new();
        for knot in self.knots() {
            let first = knot
                .iter()
                .flat_map(|event| self.backward.of(*event).iter().map(move |(from, arrow)| (*arrow, *from, *event)))
                .filter(|(arrow, from, _)| *arrow != STRUCTURE && knot.binary_search(from).is_ok())
                .min();
            if let Some((arrow, predecessor, successor)) = first {
                cycles.push(self.ring(plan, &knot, arrow, predecessor, successor));
            }
        }
        cycles
    }

    /// The ring that `successor` waits for `predecessor` by `arrow`, which waits ... for `successor`.
    fn ring(&self, plan: &Plan, knot: &[Event], arrow: u32, predecessor: Event, successor: Event) -> Cycle {
        // Backwards in time from the predecessor to the successor, breadth first.
        let mut came: HashMap<Event, (Event, u32)> = HashMap::new();
        let mut queue = VecDeque::from([predecessor]);
        while let Some(event) = queue.pop_front() {
            if event == successor {
                break;
            }
            for (before, arrow) in self.backward.of(event) {
                if knot.binary_search(before).is_ok() && *before != predecessor && !came.contains_key(before) {
                    came.insert(*before, (event, *arrow));
                    queue.push_back(*before);
                }
            }
        }
        let mut arrows = Vec::new();
        let mut at = successor;
        while at != predecessor {
            let Some((after, arrow)) = came.get(&at).copied() else { break };
            arrows.push(arrow);
            at = after;
        }
        // From the predecessor on, each waiting for the next.
        let others = arrows.iter().rev().filter(|arrow| **arrow != STRUCTURE).map(|arrow| self.arrows[*arrow as usize]);
        let mut steps = vec![Step::WaitsFor(self.arrows[arrow as usize])];
        let mut reached = task_of(predecessor);
        for arrow in others.chain(std::iter::once(self.arrows[arrow as usize])) {
            // Events lead down to a leaf and up again; for people it is one step between two tasks.
            if plan.is_within(reached, arrow.successor) {
                steps.push(Step::PartOf(reached, arrow.successor));
            } else if plan.is_within(arrow.successor, reached) {
                steps.push(Step::Contains(reached, arrow.successor));
            }
            steps.push(Step::WaitsFor(arrow));
            reached = arrow.predecessor.unwrap_or(arrow.successor);
        }
        // The first dependency closes the ring; it was told at the beginning.
        steps.pop();
        Cycle { steps }
    }

    /// Strongly connected parts with more than one event, each sorted; Tarjan's algorithm with a stack of its own.
    pub(super) fn knots(&self) -> Vec<Vec<Event>> {
        const NEW: u32 = u32::MAX;
        let events = self.order.len();
        let mut number = vec![NEW; events];
        let mut low = vec![0_u32; events];
        let mut on_path = vec![false; events];
        let (mut path, mut knots, mut next) = (Vec::new(), Vec::new(), 0);
        // Only what Kahn's algorithm could not order can be in a knot.
        for root in &self.stuck {
            if number[*root as usize] != NEW {
                continue;
            }
            let mut work: Vec<(Event, usize)> = vec![(*root, 0)];
            while let Some((event, edge)) = work.pop() {
                let at = event as usize;
                if edge == 0 {
                    number[at] = next;
                    low[at] = next;
                    next += 1;
                    path.push(event);
                    on_path[at] = true;
                }
                if let Some((target, _)) = self.forward.of(event).get(edge) {
                    work.push((event, edge + 1));
                    let to = *target as usize;
                    if number[to] == NEW {
                        work.push((*target, 0));
                    } else if on_path[to] {
                        low[at] = low[at].min(number[to]);
                    }
                    continue;
                }
                if low[at] == number[at] {
                    let start = path.iter().rposition(|other| *other == event).unwrap_or(0);
                    let mut knot = path.split_off(start);
                    for member in &knot {
                        on_path[*member as usize] = false;
                    }
                    if knot.len() > 1 {
                        knot.sort_unstable();
                        knots.push(knot);
                    }
                }
                if let Some((parent, _)) = work.last() {
                    let parent = *parent as usize;
                    low[parent] = low[parent].min(low[at]);
                }
            }
        }
        knots.sort();
        knots
    }
}
