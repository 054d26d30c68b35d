//! The backward pass: when each step has to take place at the latest, and how far that is away.

use crate::calendar::Instant;
use crate::model::Link;
use crate::model::TaskIx;

use super::forward::Early;
use super::network::Network;
use super::network::Role;
use super::network::Step;
use super::network::Tie;

/// An instant that something must not come after, and whether it may be later in truth, because the
/// start of a group hangs on several tasks. Of two at one instant the certain one comes first.
type Limit = (Instant, bool);

/// What a step must not come after.
#[derive(Clone, Copy, Debug, Default)]
struct Bound {
    start: Option<Limit>,
    finish: Option<Limit>,
}

fn certain(instant: Option<Instant>) -> Option<Limit> {
    instant.map(|instant| (instant, false))
}

fn earlier(one: Option<Limit>, other: Option<Limit>) -> Option<Limit> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

/// The latest instants of each leaf, by its step.
#[derive(Debug)]
pub(super) struct Late {
    /// The latest start of what is left of it.
    pub(super) start: Vec<Option<Instant>>,
    pub(super) finish: Vec<Option<Instant>>,
    /// What its successors leave it without being moved themselves.
    next: Vec<Bound>,
    /// Whether the start of a group hangs on it, or on something behind it, so that it has at least
    /// this float.
    pub(super) at_least: Vec<bool>,
}

/// The passes in work.
struct Pass<'n> {
    network: &'n Network,
    early: &'n Early,
    late: Late,
    /// What binds each step from behind.
    last: Vec<Bound>,
    /// Whether the latest instants of a leaf may be later in truth.
    soft: Vec<bool>,
    /// Of gates: the earliest late start of what is in them, all of it and what has not begun.
    gates: Vec<[Option<Limit>; 2]>,
    /// The same of their early starts.
    starts: Vec<[Option<Limit>; 2]>,
    end: Option<Instant>,
}

/// Everything in a group, or only what has not begun.
const ALL: usize = 0;
const NOT_BEGUN: usize = 1;

impl Network {
    /// The latest instants that leave the end of the plan where it is, or where it is promised.
    pub(super) fn backward(&self, early: &Early) -> Late {
        let promised = self.deadline.map(Instant::evening);
        let end = early
            .end
            .map(|end| promised.map_or(end, |day| day.min(end)));
        let count = self.steps.len();
        let mut pass = Pass {
            network: self,
            early,
            late: Late {
                start: vec![None; count],
                finish: vec![None; count],
                next: vec![Bound::default(); count],
                at_least: vec![false; count],
            },
            last: vec![Bound::default(); count],
            soft: vec![false; count],
            gates: vec![[None; 2]; count],
            starts: vec![[None; 2]; count],
            end,
        };
        for step in self.order.iter().rev() {
            pass.step(*step);
        }
        pass.late
    }

    /// Working days by which a leaf can slip until the plan ends later, or a deadline is missed.
    pub(super) fn total_float(&self, early: &Early, late: &Late, ix: TaskIx) -> Option<i64> {
        let (at, calendar) = (self.start_of(ix) as usize, self.calendar(ix)?);
        Some(calendar.worked(late.finish[at]?)? - calendar.worked(early.finish[at]?)?)
    }

    /// Working days by which a leaf can slip until something else has to.
    pub(super) fn free_float(&self, early: &Early, late: &Late, ix: TaskIx) -> Option<i64> {
        let (at, calendar) = (self.start_of(ix) as usize, self.calendar(ix)?);
        let next = late.next[at];
        let finish = calendar.worked(early.finish[at]?)?;
        let until = |instant: Instant| Some(calendar.worked(instant)? - finish);
        let by_start = match next.start {
            Some((start, _)) => {
                let morning = calendar.last_morning(start)?;
                Some(calendar.worked(morning)? - calendar.worked(early.rest[at]?)?)
            }
            None => None,
        };
        let by_finish = match next.finish {
            Some((finish, _)) => Some(until(finish)?),
            None => None,
        };
        let free = match (by_finish, by_start) {
            (Some(finish), Some(start)) => finish.min(start),
            (Some(days), None) | (None, Some(days)) => days,
            (None, None) => until(early.end?)?,
        };
        Some(free.max(0))
    }
}

impl Pass<'_> {
    fn step(&mut self, step: Step) {
        let at = step as usize;
        let (role, ix) = self.network.steps[at];
        let parent = self.network.parents[ix.index()];
        match role {
            Role::Gate => self.hand_up(parent, self.gates[at], self.starts[at]),
            Role::First => {
                let mut next = Bound::default();
                let mut bound = self.behind(step, &mut next);
                if let Some(parent) = parent {
                    let above = self.network.start_of(parent) as usize;
                    if self.early.start[at] == self.early.start[above] {
                        bound.start = earlier(bound.start, self.last[above].start);
                        next.start = earlier(next.start, self.late.next[above].start);
                    }
                }
                self.last[at] = bound;
                self.late.next[at] = next;
            }
            Role::Last => {
                let mut next = Bound::default();
                let mut bound = self.behind(step, &mut next);
                let above = match parent {
                    Some(parent) => {
                        let above = self.network.finish_of(parent) as usize;
                        next.finish = earlier(next.finish, self.late.next[above].finish);
                        self.last[above].finish
                    }
                    None => certain(self.end),
                };
                bound.finish = earlier(bound.finish, above);
                bound.finish = earlier(bound.finish, self.deadline(ix));
                self.last[at] = bound;
                self.late.next[at] = next;
            }
            Role::Leaf => self.leaf(step, ix),
        }
    }

    fn deadline(&self, ix: TaskIx) -> Option<Limit> {
        certain(self.network.deadlines[ix.index()].map(Instant::evening))
    }

    fn leaf(&mut self, step: Step, ix: TaskIx) {
        let (network, early, at) = (self.network, self.early, step as usize);
        let mut next = Bound::default();
        let mut bound = self.behind(step, &mut next);
        if let Some(parent) = network.parents[ix.index()] {
            let (first, last) = (
                network.start_of(parent) as usize,
                network.finish_of(parent) as usize,
            );
            bound.finish = earlier(bound.finish, self.last[last].finish);
            next.finish = earlier(next.finish, self.late.next[last].finish);
            let binds = early.start[at].is_some()
                && early.start[at] == early.start[first]
                && self.last[first].start.is_some()
                && !network.goes_on(early.basis, ix);
            if binds {
                let by_group = self.last[first].start.map(|(instant, _)| (instant, true));
                bound.start = earlier(bound.start, by_group);
                next.start = earlier(next.start, self.late.next[first].start);
                self.late.at_least[at] = true;
            }
        } else {
            bound.finish = earlier(bound.finish, certain(self.end));
        }
        bound.finish = earlier(bound.finish, self.deadline(ix));
        self.late.next[at] = next;
        if early.done[ix.index()] {
            return;
        }
        let (start, finish) = self.latest(ix, bound).unzip();
        self.late.start[at] = start.map(|(instant, _)| instant);
        self.late.finish[at] = finish;
        self.soft[at] = start.is_some_and(|(_, soft)| soft);
        self.late.at_least[at] |= self.soft[at];
        let [late, now] = [start, certain(early.rest[at])].map(|instant| {
            let not_begun = instant.filter(|_| !network.goes_on(early.basis, ix));
            [instant, not_begun]
        });
        self.hand_up(network.parents[ix.index()], late, now);
    }

    /// The latest start and finish of what is left of a leaf.
    fn latest(&self, ix: TaskIx, bound: Bound) -> Option<(Limit, Instant)> {
        let network = self.network;
        self.early.rest[network.start_of(ix) as usize]?;
        let days = network.remaining(self.early.basis, ix)?;
        if days == 0 {
            let at = earlier(bound.finish, bound.start)?;
            return Some((at, at.0));
        }
        let calendar = network.calendar(ix)?;
        let (finish, soft) = bound.finish?;
        let mut start = (calendar.back(finish, days)?, soft);
        if let Some((by, soft)) = bound.start {
            start = start.min((calendar.last_morning(by)?, soft));
        }
        Some((start, calendar.forward(start.0, days)?))
    }

    fn hand_up(
        &mut self,
        parent: Option<TaskIx>,
        late: [Option<Limit>; 2],
        now: [Option<Limit>; 2],
    ) {
        let Some(parent) = parent else { return };
        let gate = self.network.gate_of(parent) as usize;
        for of in [ALL, NOT_BEGUN] {
            self.gates[gate][of] = earlier(self.gates[gate][of], late[of]);
            self.starts[gate][of] = earlier(self.starts[gate][of], now[of]);
        }
    }

    /// What the successors of a step leave it, if they may be as late as they can; `next`: if they
    /// stay where they are.
    fn behind(&self, step: Step, next: &mut Bound) -> Bound {
        let mut bound = Bound::default();
        for tie in self.network.ties_out_of(step) {
            let [late, now] = self.waiting(tie);
            let back = |limit: Option<Limit>| {
                let (instant, soft) = limit?;
                if tie.lag == 0 {
                    return limit;
                }
                let calendar = self.network.calendar(tie.waiting)?;
                Some((calendar.back(instant, tie.lag)?, soft))
            };
            let (late, now) = (back(late), back(now));
            if tie.is_from_finish() {
                bound.finish = earlier(bound.finish, late);
                next.finish = earlier(next.finish, now);
            } else {
                bound.start = earlier(bound.start, late);
                next.start = earlier(next.start, now);
            }
        }
        bound
    }

    /// The instant at which who waits has to be at the latest, and the one at which it is.
    fn waiting(&self, tie: &Tie) -> [Option<Limit>; 2] {
        let (network, early) = (self.network, self.early);
        let at = tie.to as usize;
        let (role, ix) = network.steps[at];
        let goes_on = role == Role::Leaf && network.goes_on(early.basis, ix);
        // Work that has started, and is waited for by its start, keeps nobody any more.
        let (from, awaited) = network.steps[tie.from as usize];
        let has_started =
            from == Role::Leaf && !tie.is_from_finish() && network.goes_on(early.basis, awaited);
        let is_spent = goes_on && tie.link == Link::StartStart;
        if early.done[ix.index()] || is_spent || has_started {
            return [None, None];
        }
        match role {
            Role::Gate => {
                let of = if tie.link == Link::StartStart {
                    NOT_BEGUN
                } else {
                    ALL
                };
                [self.gates[at][of], self.starts[at][of]]
            }
            Role::Leaf => {
                let (late, now) = if tie.is_to_start() {
                    (self.late.start[at], early.rest[at])
                } else {
                    (self.late.finish[at], early.finish[at])
                };
                [late.map(|late| (late, self.soft[at])), certain(now)]
            }
            Role::First | Role::Last => [self.last[at].finish, certain(early.finish[at])],
        }
    }
}
