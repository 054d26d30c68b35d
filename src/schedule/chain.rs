//! The longest chain of a group's children.
//!
//! One child follows another if it depends on it, directly or through others, or if the other's
//! window ends before its own begins. "Depends" is a way through the graph of events, from the
//! finish of the one to the start of the other; it may lead through parts of other children, and
//! through work outside of the group, but not through the group itself: its start and its finish
//! are what its children have in common.

use std::collections::BTreeMap;
use std::collections::HashSet;

use crate::model::Plan;
use crate::model::TaskIx;

use super::End;
use super::Graph;
use super::Precedence;
use super::Window;
use super::graph::Event;
use super::graph::finish_of;
use super::graph::start_of;
use super::graph::task_of;
use super::longest::search;
use super::network::Detour;
use super::network::Network;
use super::network::Turn;
use super::network::WayEnd;
use super::network::Ways;
use super::network::Work;
use super::walk::Visit;
use super::walk::walk;

/// The longest chain of the children of a group.
pub(super) struct Chain {
    /// Its days, as far as they are certain.
    pub(super) days: i64,
    /// The children in it, in order.
    pub(super) members: Vec<TaskIx>,
    /// Whether the order of all children is known; if not, there may be a longer one.
    pub(super) certain: bool,
}

/// Finds the longest chain of one group after the other.
pub(super) struct Chains<'p> {
    plan: &'p Plan,
    graph: &'p Graph,
    windows: &'p [Window],
    /// Steps that may still be taken beyond those that every plan of this size takes; a plan made
    /// to be slow must not take quadratic time.
    budget: usize,
}

/// Steps that may be taken for all groups of a plan.
fn budget(graph: &Graph) -> usize {
    64 * graph.order.len() + 65_536
}

impl<'p> Chains<'p> {
    pub(super) fn new(plan: &'p Plan, graph: &'p Graph, windows: &'p [Window]) -> Self {
        Self {
            plan,
            graph,
            windows,
            budget: budget(graph),
        }
    }

    /// Steps taken so far.
    pub(super) fn steps(&self) -> usize {
        budget(self.graph) - self.budget
    }

    /// The longest chain of the children of `group`; `weights` are the days of all tasks, as far as
    /// they are certain.
    pub(super) fn of(&mut self, group: TaskIx, weights: &[i64]) -> Chain {
        let children = &self.plan.task(group).children;
        let ways = self.ways(group);
        let (network, in_cycles) =
            Network::new(self.plan, self.graph, children, &ways).without_cycles();
        let work: Vec<Work> = children
            .iter()
            .map(|child| self.work(*child, weights))
            .collect();
        let mut certain = ways.complete && !in_cycles && !self.is_open(group, &ways, &network);
        let Turn {
            mut members,
            contradicted,
        } = network.in_turn(&work);
        if contradicted {
            // Dates break a dependency: then no order serves for both, and the longest chain has to
            // be searched for.
            let searched = search(&network, &work, &mut members, &mut self.budget);
            certain &= searched;
        }
        Chain {
            days: members.iter().map(|at| work[*at].weight).sum(),
            members: members.into_iter().map(|at| children[at]).collect(),
            certain,
        }
    }

    fn work(&self, child: TaskIx, weights: &[i64]) -> Work {
        let window = self.windows[child.index()];
        let usable = |end: Option<End>| end.filter(|_| !window.doubtful).map(|end| end.day);
        Work {
            weight: weights[child.index()],
            start: usable(window.start),
            finish: usable(window.finish),
        }
    }

    /// All ways from one child of `group` to another that lead through no third one.
    fn ways(&mut self, group: TaskIx) -> Ways {
        let children = &self.plan.task(group).children;
        let mut ways = Ways {
            direct: Vec::new(),
            detours: Vec::new(),
            complete: true,
        };
        if children.len() < 2 {
            return ways;
        }
        let end = |event: Event| WayEnd {
            event,
            child: position(children, task_of(event)),
        };
        let mut detours: BTreeMap<Event, Vec<WayEnd>> = BTreeMap::new();
        for precedence in self.graph.precedences_within(self.plan, group) {
            let Some((from, to)) = precedence.edge(self.plan) else {
                continue;
            };
            if self.plan.is_within(task_of(from), group) {
                let (from, to) = (end(from), end(to));
                ways.direct
                    .extend((from.child != to.child).then_some((from, to)));
            } else {
                detours.entry(from).or_default().push(end(to));
            }
        }
        let first_exit = if detours.is_empty() {
            u32::MAX
        } else {
            first_exit(group, self.plan, self.graph)
        };
        for (via, to) in detours {
            let (exits, complete) = self.exits(group, via, first_exit);
            ways.complete &= complete;
            if !exits.is_empty() {
                ways.detours.push(Detour {
                    via,
                    from: exits.into_iter().map(end).collect(),
                    to,
                });
            }
        }
        ways
    }

    /// The events in `group` from which a way leads to `event`, which is outside, through nothing
    /// else in it; and whether these are all. What has a place before `first_exit` comes after
    /// nothing in the group.
    fn exits(&mut self, group: TaskIx, event: Event, first_exit: u32) -> (Vec<Event>, bool) {
        let mut exits = Vec::new();
        let Self {
            plan,
            graph,
            budget,
            ..
        } = self;
        let visit = |event: Event, (): ()| {
            let task = task_of(event);
            if plan.is_within(task, group) {
                exits.push(event);
                return Visit::TurnBack;
            }
            if task == group || graph.order[event as usize] < first_exit {
                return Visit::TurnBack;
            }
            Visit::GoOn
        };
        let ended = walk(&graph.backward, (event, ()), budget, visit, |_, _| Some(()));
        (exits, ended.is_ok())
    }

    /// Whether children of `group` may follow each other in a way that is not known, so that the
    /// chain is a lower bound.
    fn is_open(&mut self, group: TaskIx, ways: &Ways, network: &Network) -> bool {
        let children = &self.plan.task(group).children;
        children.len() > 1
            && (self.has_doubtful_dates(children)
                || self.waits_for_unknown(group)
                || self.links_parts(children, ways, network))
    }

    /// Whether dates contradict each other that might say in which order two children come.
    fn has_doubtful_dates(&self, children: &[TaskIx]) -> bool {
        let windows = || children.iter().map(|child| self.windows[child.index()]);
        let dated = windows()
            .filter(|window| window.doubtful || window.start.is_some() || window.finish.is_some());
        windows().any(|window| window.doubtful) && dated.count() > 1
    }

    /// Whether something in the group waits for nobody knows what: it may be any other child, as
    /// far as dates do not tell.
    fn waits_for_unknown(&self, group: TaskIx) -> bool {
        let children = &self.plan.task(group).children;
        let unknown = |precedence: &&Precedence| {
            precedence.predecessor.is_none() || precedence.dependency(self.plan).unclear
        };
        let mut waiting = self
            .graph
            .precedences_within(self.plan, group)
            .iter()
            .filter(unknown)
            .peekable();
        if waiting.peek().is_none() {
            return false;
        }
        let without_finish = |child: &TaskIx| !is_fixed(self.windows[child.index()].finish);
        let all = children
            .iter()
            .filter(|child| without_finish(child))
            .count();
        waiting.any(|precedence| {
            let child = children[position(children, precedence.successor)];
            let others = all - usize::from(without_finish(&child));
            others > 0 || !is_fixed(self.windows[child.index()].start)
        })
    }

    /// Whether a part of one child waits for another child or a part of it, where neither dates nor
    /// dependencies say in which order the whole children come: the chain does not show that some
    /// of their work comes in turn.
    fn links_parts(&mut self, children: &[TaskIx], ways: &Ways, network: &Network) -> bool {
        let windows = || children.iter().map(|child| self.windows[child.index()]);
        if windows().all(|window| is_fixed(window.start) && is_fixed(window.finish)) {
            return false;
        }
        let mut in_order = HashSet::new();
        let is_part = |end: WayEnd| task_of(end.event) != children[end.child];
        ways.pairs().any(|(from, to)| {
            let pair = (from.child, to.child);
            let (before, after) = (
                self.windows[children[pair.0].index()],
                self.windows[children[pair.1].index()],
            );
            let dated = is_fixed(before.finish) && is_fixed(after.start);
            let Some(budget) = self.budget.checked_sub(1) else {
                return true;
            };
            self.budget = budget;
            if pair.0 == pair.1
                || !(is_part(from) || is_part(to))
                || dated
                || in_order.contains(&pair)
            {
                return false;
            }
            in_order.insert(pair);
            !network.follows(pair.0, pair.1, &mut self.budget)
        })
    }
}

/// Whether an end is known, and no part without dates can move it.
fn is_fixed(end: Option<End>) -> bool {
    end.is_some_and(|end| !end.open)
}

/// The position of the child that is or holds `ix`.
fn position(children: &[TaskIx], ix: TaskIx) -> usize {
    // Children stand in the order of their indices, each before what is in it.
    children.partition_point(|child| *child <= ix) - 1
}

/// The first place in the order of events from which an edge leads out of `group`.
fn first_exit(group: TaskIx, plan: &Plan, graph: &Graph) -> u32 {
    let events = plan
        .descendants(group)
        .flat_map(|ix| [start_of(ix), finish_of(ix)]);
    let leaves = |event: &Event| {
        let outside = |to: Event| task_of(to) != group && !plan.is_within(task_of(to), group);
        graph.forward.of(*event).iter().any(|(to, _)| outside(*to))
    };
    events
        .filter(leaves)
        .map(|event| graph.order[event as usize])
        .min()
        .unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schedule::tests::index;
    use crate::schedule::tests::plan;
    use crate::schedule::window::windows;

    /// The longest chain of the phase with so much to spend, and what is left of it. Each leaf
    /// weighs a day.
    fn spent(plan: &Plan, group: &str, budget: usize) -> (Vec<String>, bool, usize) {
        let graph = Graph::new(plan);
        let windows = windows(plan, &vec![None; plan.tasks.len()], |_| None);
        let mut chains = Chains::new(plan, &graph, &windows);
        assert_eq!(chains.budget, 64 * 2 * plan.tasks.len() + 65_536);
        chains.budget = budget;
        let weights: Vec<i64> = plan
            .tasks
            .iter()
            .map(|task| i64::from(task.is_leaf()))
            .collect();
        let chain = chains.of(index(plan, group), &weights);
        assert_eq!(
            chain.days,
            chain
                .members
                .iter()
                .map(|ix| weights[ix.index()])
                .sum::<i64>()
        );
        let members = chain
            .members
            .iter()
            .map(|ix| plan.task(*ix).label().to_owned());
        (members.collect(), chain.certain, chains.budget)
    }

    #[test]
    fn a_way_through_work_elsewhere_costs_what_is_looked_at() {
        let plan = plan(
            "{id: g, tasks: [{id: a}, {id: b, depends_on: [x]}]}, {id: x, depends_on: [y]}, {id: y, depends_on: [a]}",
        );
        let chain = |members: &[&str]| {
            members
                .iter()
                .map(|id| (*id).to_owned())
                .collect::<Vec<String>>()
        };
        // From x back over its start, the finish of y and its start to a: two edges into each
        // start, of which the other is from the phase, and one into each finish. Then the way that
        // was found is looked at.
        assert_eq!(spent(&plan, "g", 100), (chain(&["a", "b"]), true, 93));
        assert_eq!(spent(&plan, "g", 7), (chain(&["a", "b"]), true, 0));
        assert_eq!(spent(&plan, "g", 6), (chain(&["a", "b"]), false, 0));
        // Without a way there is no order, and nothing is sure.
        assert_eq!(spent(&plan, "g", 2), (chain(&["a"]), false, 0));
    }

    #[test]
    fn what_comes_before_all_ways_out_is_not_looked_at() {
        let plan = plan(
            "{id: x}, {id: y, depends_on: [x]}, {id: g, tasks: [{id: a}, {id: b, depends_on: [y]}]}, {id: z, depends_on: [b]}",
        );
        assert_eq!(spent(&plan, "g", 100).2, 100);
        let graph = Graph::new(&plan);
        let first = |id: &str| first_exit(index(&plan, id), &plan, &graph);
        assert_eq!(
            first("g"),
            graph.order[finish_of(index(&plan, "b")) as usize]
        );
        assert_eq!(first("p"), u32::MAX, "nothing leads out of the only phase");
    }

    #[test]
    fn parts_are_compared_while_there_is_a_budget() {
        let plan = plan(
            "{id: g, tasks: [{id: a, tasks: [{id: a1}]}, {id: b, depends_on: [a], tasks: [{id: b1, depends_on: [a1]}]}]}",
        );
        let (_, certain, left) = spent(&plan, "g", 100);
        assert!(certain && left < 98);
        assert!(
            !spent(&plan, "g", 1).1,
            "whether b waits for the whole of a cannot be found out"
        );
        assert!(!spent(&plan, "g", 0).1);
    }

    #[test]
    fn contradictions_leave_the_order_open_where_others_are_dated() {
        let wrong = "{id: a, start: 2023-10-05, finish: 2023-10-02}";
        for (other, certain) in [
            ("{id: b}", true),
            ("{id: b, start: 2023-10-02}", false),
            ("{id: b, finish: 2023-10-02}", false),
            ("{id: b, start: 2023-10-05, finish: 2023-10-02}", false),
        ] {
            assert_eq!(
                spent(&plan(&format!("{wrong}, {other}")), "p", 100).1,
                certain,
                "{other}"
            );
        }
        assert!(
            spent(
                &plan("{id: a, start: 2023-10-02}, {id: b, finish: 2023-10-02}"),
                "p",
                100
            )
            .1
        );
        assert!(spent(&plan(wrong), "p", 100).1, "it is the only child");
    }

    #[test]
    fn contradictions_are_searched_among_so_many_children() {
        let children = |count: usize| {
            let others: String = (2..count)
                .map(|n| format!(", {{id: t{n}, start: 2023-10-02}}"))
                .collect();
            plan(&format!(
                "{{id: a, finish: 2023-10-02, depends_on: [b]}}, {{id: b, start: 2023-10-03}}{others}"
            ))
        };
        let (members, certain, left) = spent(&children(256), "p", 1_000_000);
        assert_eq!(
            (members.len(), certain),
            (2, true),
            "a and b come after each other both ways"
        );
        assert!(left < 1_000_000);
        assert!(!spent(&children(257), "p", 1_000_000).1);
    }
}
