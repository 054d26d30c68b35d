//! Cycles of tasks that wait for each other.

use std::collections::HashMap;
use std::collections::VecDeque;

use crate::model::Plan;
use crate::model::TaskIx;

use super::Graph;
use super::Precedence;
use super::graph::Event;
use super::graph::STRUCTURE;
use super::graph::task_of;

/// One step of a cycle.
#[derive(Clone, Copy, Debug)]
pub enum Step {
    /// The task waits for the next one, by this dependency.
    WaitsFor(Precedence),
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
            Step::WaitsFor(precedence) => precedence.successor,
            Step::PartOf(from, _) | Step::Contains(from, _) => from,
        }
    }
}

/// A cycle, each step waiting for the next and the last for the first. It begins with a dependency.
#[derive(Clone, Debug)]
pub struct Cycle {
    /// At least one step is a [`Step::WaitsFor`].
    pub steps: Vec<Step>,
}

impl Graph {
    /// For each component of tasks that wait for each other one shortest cycle through its first
    /// dependency.
    #[must_use]
    pub fn cycles(&self, plan: &Plan) -> Vec<Cycle> {
        let mut cycles = Vec::new();
        for component in &self.components {
            let first = component
                .iter()
                .flat_map(|event| {
                    self.backward
                        .of(*event)
                        .iter()
                        .map(move |(from, precedence)| (*precedence, *from, *event))
                })
                .filter(|(precedence, from, _)| {
                    *precedence != STRUCTURE && component.binary_search(from).is_ok()
                })
                .min();
            if let Some((precedence, predecessor, successor)) = first {
                cycles.push(self.cycle(plan, component, precedence, predecessor, successor));
            }
        }
        cycles
    }

    /// The cycle that `successor` waits for `predecessor` by `precedence`, which waits ... for
    /// `successor`.
    fn cycle(
        &self,
        plan: &Plan,
        component: &[Event],
        precedence: u32,
        predecessor: Event,
        successor: Event,
    ) -> Cycle {
        // Backwards in time from the predecessor to the successor, breadth first.
        let mut came: HashMap<Event, (Event, u32)> = HashMap::new();
        let mut queue = VecDeque::from([predecessor]);
        while let Some(event) = queue.pop_front() {
            if event == successor {
                break;
            }
            for (before, precedence) in self.backward.of(event) {
                if component.binary_search(before).is_ok()
                    && *before != predecessor
                    && !came.contains_key(before)
                {
                    came.insert(*before, (event, *precedence));
                    queue.push_back(*before);
                }
            }
        }
        let mut precedences = Vec::new();
        let mut at = successor;
        while at != predecessor {
            let Some((after, precedence)) = came.get(&at).copied() else {
                break;
            };
            precedences.push(precedence);
            at = after;
        }
        // From the predecessor on, each waiting for the next.
        let others = precedences
            .iter()
            .rev()
            .filter(|precedence| **precedence != STRUCTURE)
            .map(|precedence| self.precedences[*precedence as usize]);
        let mut steps = vec![Step::WaitsFor(self.precedences[precedence as usize])];
        let mut reached = task_of(predecessor);
        for precedence in others.chain(std::iter::once(self.precedences[precedence as usize])) {
            // Events lead down to a leaf and up again; for people it is one step between two tasks.
            if plan.is_within(reached, precedence.successor) {
                steps.push(Step::PartOf(reached, precedence.successor));
            } else if plan.is_within(precedence.successor, reached) {
                steps.push(Step::Contains(reached, precedence.successor));
            }
            steps.push(Step::WaitsFor(precedence));
            reached = precedence.predecessor.unwrap_or(precedence.successor);
        }
        // The first dependency closes the cycle; it was told at the beginning.
        steps.pop();
        Cycle { steps }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schedule::tests::plan;

    /// The cycles of a plan, step by step.
    fn cycles(tasks: &str) -> Vec<Vec<String>> {
        let plan = plan(tasks);
        let label = |ix: TaskIx| plan.task(ix).label();
        let tell = |step: &Step| match *step {
            Step::WaitsFor(precedence) => format!(
                "{} < {}",
                label(step.from()),
                precedence.dependency(&plan).target.value
            ),
            Step::PartOf(_, to) => format!("{} in {}", label(step.from()), label(to)),
            Step::Contains(_, to) => format!("{} with {}", label(step.from()), label(to)),
        };
        Graph::new(&plan)
            .cycles(&plan)
            .iter()
            .map(|cycle| cycle.steps.iter().map(tell).collect())
            .collect()
    }

    #[test]
    fn each_cycle_is_told_once() {
        let two = "{id: a, depends_on: [b]}, {id: b, depends_on: [a]}, {id: x, depends_on: [a]}, {id: c, depends_on: [e]}, {id: d, depends_on: [c]}, {id: e, depends_on: [d]}";
        assert_eq!(
            cycles(two),
            [vec!["a < b", "b < a"], vec!["c < e", "e < d", "d < c"]]
        );
        assert_eq!(
            cycles("{id: a, depends_on: [x, a]}, {id: b, depends_on: [a]}"),
            [[""; 0]; 0]
        );
    }

    #[test]
    fn of_several_ways_round_the_shortest() {
        // From a through b and c, or through c; and d is a cycle of its own within the component.
        let tasks = "{id: a, depends_on: [c]}, {id: b, depends_on: [a]}, {id: c, depends_on: [b, a, d]}, {id: d, depends_on: [c]}";
        assert_eq!(cycles(tasks), [["a < c", "c < a"]]);
        // What the component waits for is not in it.
        let tasks = "{id: z}, {id: a, depends_on: [z, b]}, {id: b, depends_on: [z, c]}, {id: c, depends_on: [a]}";
        assert_eq!(cycles(tasks), [["a < b", "b < c", "c < a"]]);
    }

    #[test]
    fn groups_wait_for_their_parts() {
        let part = "{id: g, tasks: [{id: a, depends_on: [b]}, {id: c}]}, {id: b, depends_on: [g]}";
        assert_eq!(cycles(part), [["a < b", "b < g", "g with a"]]);
        let group = "{id: g, depends_on: [b], tasks: [{id: h, tasks: [{id: a}]}]}, {id: b, depends_on: [a]}";
        assert_eq!(cycles(group), [["g < b", "b < a", "a in g"]]);
        let starts = "{id: a, depends_on: [{task: b, type: SF}]}, {id: b, depends_on: [{task: a, type: FS}]}";
        assert_eq!(cycles(starts), [["a < b", "b < a"]]);
    }
}
