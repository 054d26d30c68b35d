//! The forward pass: when each step can take place at the earliest, and what holds it there.

use std::sync::OnceLock;

use crate::calendar::Day;
use crate::calendar::Instant;
use crate::model::Link;
use crate::model::TaskIx;

use super::network::Network;
use super::network::Reason;
use super::network::Role;
use super::network::Step;
use super::network::Tie;

/// The start of a group of which a part may start at any time.
pub(super) const UNKNOWN: Instant = Instant::MIN;

/// What is asked of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Basis {
    /// What the plan says: no start before its typed one.
    Planned,
    /// When work really ends, as far as it had come at the evening of this day.
    Forecast(Day),
    /// What the links alone give: a typed start counts only where a task waits for nothing.
    Logic,
}

/// The earliest instants of each step.
#[derive(Debug)]
pub(super) struct Early {
    pub(super) basis: Basis,
    /// The start; of a gate the instant before which nothing starts.
    pub(super) start: Vec<Option<Instant>>,
    /// When what is left of a leaf starts: its start, unless it has begun. Of a gate, the instant
    /// before which nothing that has begun goes on, and of the start of a group the one that it
    /// declares.
    pub(super) rest: Vec<Option<Instant>>,
    pub(super) finish: Vec<Option<Instant>>,
    /// Whether it may be later, because something it waits for is not known.
    pub(super) at_least: Vec<bool>,
    /// By index of the task: whether all of it is done.
    pub(super) done: Vec<bool>,
    /// The finish of the plan.
    pub(super) end: Option<Instant>,
    /// For each gate its ties, what asks for the latest instant first: all that is in a group asks
    /// for them again and again.
    pub(super) gates: OnceLock<Vec<Vec<(Instant, u32)>>>,
}

/// What a start waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Holder {
    /// A dependency of the task, or of a group that it is in.
    Link {
        /// The predecessor.
        task: TaskIx,
        /// Which ends are tied.
        link: Link,
        /// Working days in between.
        lag: i64,
        /// Whose dependency it is.
        of: TaskIx,
    },
    /// The order of phases: this one comes before.
    PhaseOrder(TaskIx),
    /// A typed start.
    Typed,
    /// The day before which nothing is done any more.
    Status,
    /// Where the plan begins.
    Origin,
}

impl Network {
    /// The earliest instants of everything; with `without`, as if that task took no time.
    pub(super) fn forward(&self, basis: Basis, without: Option<TaskIx>) -> Early {
        let count = self.steps.len();
        let mut early = Early {
            basis,
            start: vec![None; count],
            rest: vec![None; count],
            finish: vec![None; count],
            at_least: vec![false; count],
            done: self.done(basis),
            end: None,
            gates: OnceLock::new(),
        };
        for at in 0..count {
            let (role, ix) = self.steps[at];
            early.at_least[at] = self.unclear[at] || self.partial[ix.index()];
            if role == Role::First && self.partial[ix.index()] {
                early.start[at] = Some(UNKNOWN);
            }
            self.begin_group(&mut early, at, role, ix);
        }
        for at in &self.order {
            self.step_forward(&mut early, *at, without);
        }
        early.end = self
            .parents
            .iter()
            .enumerate()
            .filter(|(_, parent)| parent.is_none())
            .filter_map(|(at, _)| early.finish[self.finish_of(TaskIx::from_index(at)) as usize])
            .max();
        early
    }

    /// What a group declares counts for what waits for it.
    fn begin_group(&self, early: &mut Early, at: usize, role: Role, ix: TaskIx) {
        if early.basis == Basis::Logic {
            return;
        }
        let (start, finish) = self.declared[ix.index()];
        match role {
            Role::First => early.rest[at] = start.map(Instant::morning),
            Role::Last => early.finish[at] = finish.map(Instant::evening),
            Role::Leaf | Role::Gate => {}
        }
    }

    /// For each task whether all of it is done.
    pub(super) fn done(&self, basis: Basis) -> Vec<bool> {
        let count = self.parents.len();
        if !matches!(basis, Basis::Forecast(_)) {
            return vec![false; count];
        }
        let mut done: Vec<bool> = (0..count)
            .map(|at| {
                let ix = TaskIx::from_index(at);
                if self.is_leaf(ix) {
                    self.work[at].is_done()
                } else {
                    !self.partial[at] && !self.children.of(ix).is_empty()
                }
            })
            .collect();
        let open: Vec<usize> = (0..count).filter(|at| !done[*at]).collect();
        for at in open {
            let mut above = self.parents[at];
            // What is above a group that is not done is known not to be.
            while let Some(group) = above.filter(|group| done[group.index()]) {
                done[group.index()] = false;
                above = self.parents[group.index()];
            }
        }
        done
    }

    fn step_forward(&self, early: &mut Early, step: Step, without: Option<TaskIx>) {
        let at = step as usize;
        let (role, ix) = self.steps[at];
        match role {
            Role::Gate => self.gate_forward(early, step, ix),
            Role::Leaf => self.leaf_forward(early, step, ix, without),
            Role::First => {
                // The parts have handed theirs up; what the group declares is never earlier.
                let first = early.start[at].max(early.rest[at]);
                early.start[at] = first.filter(|first| *first != UNKNOWN && !self.in_cycle[at]);
                self.hand_up_start(early, ix, early.start[at], early.at_least[at]);
            }
            Role::Last => {
                for tie in self.ties_into(step) {
                    let bound = self.bound(early, tie);
                    early.at_least[at] |= bound.is_none() || early.at_least[tie.from as usize];
                    early.finish[at] = early.finish[at].max(bound);
                }
                if self.in_cycle[at] {
                    early.at_least[at] = true;
                }
                self.hand_up_finish(early, ix, early.finish[at], early.at_least[at]);
            }
        }
    }

    /// Before which instant nothing in a group starts or goes on.
    pub(super) fn gate_forward(&self, early: &mut Early, step: Step, ix: TaskIx) {
        let at = step as usize;
        if let Some(parent) = self.parents[ix.index()] {
            let gate = self.gate_of(parent) as usize;
            early.start[at] = early.start[gate];
            early.rest[at] = early.rest[gate];
            early.at_least[at] |= early.at_least[gate];
        }
        if self.in_cycle[at] {
            early.at_least[at] = true;
            return;
        }
        for tie in self.ties_into(step) {
            let bound = self.bound(early, tie);
            early.at_least[at] |= bound.is_none() || early.at_least[tie.from as usize];
            early.start[at] = early.start[at].max(bound);
            if !is_spent(tie, early) {
                early.rest[at] = early.rest[at].max(bound);
            }
        }
    }

    fn leaf_forward(&self, early: &mut Early, step: Step, ix: TaskIx, without: Option<TaskIx>) {
        let at = step as usize;
        let placed = if self.in_cycle[at] {
            None
        } else {
            self.place(early, step, ix, without)
        };
        if let Some((start, rest, finish)) = placed {
            early.start[at] = Some(start);
            early.rest[at] = Some(rest);
            early.finish[at] = Some(finish);
        } else {
            early.at_least[at] = true;
        }
        self.hand_up_start(early, ix, early.start[at], early.at_least[at]);
        self.hand_up_finish(early, ix, early.finish[at], early.at_least[at]);
    }

    /// The earliest start of a part is that of its group.
    fn hand_up_start(&self, early: &mut Early, ix: TaskIx, start: Option<Instant>, at_least: bool) {
        let Some(parent) = self.parents[ix.index()] else {
            return;
        };
        let to = self.start_of(parent) as usize;
        early.at_least[to] |= at_least;
        // A part of which nothing is known may start before all others.
        let start = start.unwrap_or(UNKNOWN);
        early.start[to] = Some(early.start[to].map_or(start, |first| first.min(start)));
    }

    fn hand_up_finish(
        &self,
        early: &mut Early,
        ix: TaskIx,
        finish: Option<Instant>,
        at_least: bool,
    ) {
        let Some(parent) = self.parents[ix.index()] else {
            return;
        };
        let to = self.finish_of(parent) as usize;
        early.at_least[to] |= at_least;
        early.finish[to] = early.finish[to].max(finish);
    }

    /// The instant that a tie asks for; `None` if what it is tied to is not known.
    pub(super) fn bound(&self, early: &Early, tie: &Tie) -> Option<Instant> {
        if tie.is_off {
            return None;
        }
        let event = if tie.is_from_finish() {
            early.finish[tie.from as usize]
        } else {
            early.start[tie.from as usize]
        }?;
        if tie.lag == 0 {
            return Some(event);
        }
        self.calendar(tie.waiting)?.forward(event, tie.lag)
    }

    /// When a leaf starts, when what is left of it starts, and when it finishes.
    pub(super) fn place(
        &self,
        early: &mut Early,
        step: Step,
        ix: TaskIx,
        without: Option<TaskIx>,
    ) -> Option<(Instant, Instant, Instant)> {
        let work = self.work[ix.index()];
        if let Basis::Forecast(status) = early.basis {
            let evening = Instant::evening(status);
            if work.is_done() {
                return self.actual(ix, evening);
            }
        }
        let days = if without == Some(ix) {
            0
        } else {
            self.remaining(early.basis, ix)?
        };
        let bounds = self.bounds(early, step, ix, days)?;
        early.at_least[step as usize] |= bounds.at_least;
        let rest = self.snapped(ix, bounds.latest?, days)?;
        let finish = if days == 0 {
            rest
        } else {
            self.calendar(ix)?.forward(rest, days)?
        };
        let start = if self.goes_on(early.basis, ix) {
            work.start.map_or(rest, Instant::morning)
        } else {
            rest
        };
        Some((start, rest, finish))
    }

    /// When done work took place: as it says, and not after the status date.
    fn actual(&self, ix: TaskIx, evening: Instant) -> Option<(Instant, Instant, Instant)> {
        let work = self.work[ix.index()];
        let finish = work.finish.map(Instant::evening);
        let start = work.start.map(Instant::morning).or(finish);
        let (start, finish) = match (start, finish, work.days) {
            // A milestone is one instant.
            (Some(start), _, Some(0)) => (start, start),
            (Some(start), Some(finish), _) => (start, finish),
            (Some(start), None, _) => (start, evening),
            // It says nothing but that it is done.
            (None, ..) => (evening, evening),
        };
        let start = start.min(evening);
        Some((start, start, finish.min(evening).max(start)))
    }

    /// Whether work has begun and goes on after the status date.
    pub(super) fn goes_on(&self, basis: Basis, ix: TaskIx) -> bool {
        matches!(basis, Basis::Forecast(_)) && self.work[ix.index()].is_begun()
    }

    /// Working days that a leaf still takes.
    pub(super) fn remaining(&self, basis: Basis, ix: TaskIx) -> Option<i64> {
        let work = self.work[ix.index()];
        let days = work.days?;
        if !self.goes_on(basis, ix) || days == 0 {
            return Some(days);
        }
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            reason = "a plan has no more days than fit"
        )]
        let left = (days as f64 * (100.0 - work.percent) / 100.0).ceil() as i64;
        Some(left.max(1))
    }

    /// `instant` as a start of work: the next morning on which somebody works. A milestone takes
    /// place at any instant.
    pub(super) fn snapped(&self, ix: TaskIx, instant: Instant, days: i64) -> Option<Instant> {
        if days == 0 {
            Some(instant)
        } else {
            self.calendar(ix)?.up(instant)
        }
    }

    /// The least start for which a leaf of `days` does not finish before `bound`.
    pub(super) fn start_for(&self, ix: TaskIx, bound: Instant, days: i64) -> Option<Instant> {
        if days == 0 {
            return Some(bound);
        }
        let calendar = self.calendar(ix)?;
        let before = Instant::evening(bound.day_before().plus(-1));
        calendar.first_with(calendar.worked(before)? - days + 1)
    }

    /// Whether the typed start of a leaf holds it.
    fn typed(&self, basis: Basis, ix: TaskIx) -> Option<Instant> {
        let counts = match basis {
            Basis::Planned => true,
            Basis::Forecast(_) => !self.goes_on(basis, ix),
            Basis::Logic => !self.waits[ix.index()],
        };
        self.work[ix.index()]
            .start
            .filter(|_| counts)
            .map(Instant::morning)
    }

    /// The instant before which no work goes on.
    fn status(&self, basis: Basis) -> Option<Instant> {
        match basis {
            Basis::Forecast(day) => Some(Instant::evening(day)),
            Basis::Planned | Basis::Logic => None,
        }
    }

    /// What binds the start of a leaf, before it is moved to a working day.
    fn bounds(&self, early: &Early, step: Step, ix: TaskIx, days: i64) -> Option<Bounds> {
        let basis = early.basis;
        let goes_on = self.goes_on(basis, ix);
        let mut bounds = Bounds {
            latest: self.typed(basis, ix).max(self.status(basis)),
            at_least: false,
        };
        // A task that says when it starts is not kept by where the plan begins.
        if self.typed(basis, ix).is_none() && !goes_on {
            bounds.latest = bounds.latest.max(self.origin);
        }
        if let Some(parent) = self.parents[ix.index()] {
            let gate = self.gate_of(parent) as usize;
            let bound = if goes_on {
                early.rest[gate]
            } else {
                early.start[gate]
            };
            bounds.latest = bounds.latest.max(bound);
            bounds.at_least |= early.at_least[gate];
        }
        for tie in self.ties_into(step) {
            if goes_on && is_spent(tie, early) {
                continue;
            }
            bounds.at_least |= early.at_least[tie.from as usize];
            let Some(bound) = self.bound(early, tie) else {
                bounds.at_least = true;
                continue;
            };
            let bound = if tie.is_to_start() {
                bound
            } else {
                self.start_for(ix, bound, days)?
            };
            bounds.latest = bounds.latest.max(Some(bound));
        }
        Some(bounds)
    }

    /// What holds the start of a leaf, or of what is left of it: everything that asks for that very
    /// instant. Links come first.
    pub(super) fn holders(&self, early: &Early, ix: TaskIx) -> Vec<Holder> {
        let mut holders = Vec::new();
        let holder = |tie: &Tie| match tie.reason {
            Reason::PhaseOrder => Holder::PhaseOrder(tie.awaited),
            Reason::Declared => Holder::Link {
                task: tie.awaited,
                link: tie.link,
                lag: tie.lag,
                of: tie.waiting,
            },
        };
        self.each_own_tie(early, ix, |tie| holders.push(holder(tie)));
        // A group can wait for as much as its plan has tasks, and hold as many.
        let most = MOST_INHERITED.max(MOST_HOLDERS / self.steps.len().max(1));
        let goes_on = self.goes_on(early.basis, ix);
        self.each_holding_gate(
            early,
            ix,
            |_| 0,
            |_, ties| {
                let ties = ties.iter().map(|(_, tie)| &self.ties[*tie as usize]);
                let ties = ties.filter(|tie| !(goes_on && is_spent(tie, early)));
                holders.extend(ties.take(most).map(holder));
            },
        );
        holders.sort();
        let (basis, at) = (early.basis, self.start_of(ix) as usize);
        let (Some(rest), Some(days)) = (early.rest[at], self.remaining(basis, ix)) else {
            return holders;
        };
        if early.done[ix.index()] {
            return Vec::new();
        }
        let is_there =
            |bound: Option<Instant>| bound.and_then(|at| self.snapped(ix, at, days)) == Some(rest);
        let others = [
            (Holder::Typed, self.typed(basis, ix)),
            (Holder::Status, self.status(basis)),
            (
                Holder::Origin,
                self.origin.filter(|_| !self.goes_on(basis, ix)),
            ),
        ];
        holders.extend(
            others
                .into_iter()
                .filter(|(_, bound)| is_there(*bound))
                .map(|(holder, _)| holder),
        );
        holders
    }

    /// The ties of its own that hold a leaf where it is.
    pub(super) fn each_own_tie<'n>(
        &'n self,
        early: &Early,
        ix: TaskIx,
        mut each: impl FnMut(&'n Tie),
    ) {
        let step = self.start_of(ix);
        let Some((rest, days)) = self.held(early, ix) else {
            return;
        };
        let goes_on = self.goes_on(early.basis, ix);
        for tie in self.ties_into(step) {
            if goes_on && is_spent(tie, early) {
                continue;
            }
            let bound = self.bound(early, tie).and_then(|bound| {
                if tie.is_to_start() {
                    Some(bound)
                } else {
                    self.start_for(ix, bound, days)
                }
            });
            if bound.and_then(|bound| self.snapped(ix, bound, days)) == Some(rest) {
                each(tie);
            }
        }
    }

    /// The gates of the groups around a leaf that hold it where it is, each with how many of the first
    /// of its ties do; those before `from` are not looked at.
    pub(super) fn each_holding_gate(
        &self,
        early: &Early,
        ix: TaskIx,
        from: impl Fn(Step) -> usize,
        mut each: impl FnMut(Step, &[(Instant, u32)]),
    ) {
        let Some((rest, days)) = self.held(early, ix) else {
            return;
        };
        let goes_on = self.goes_on(early.basis, ix);
        let gates = early.gates.get_or_init(|| self.sorted_gates(early));
        let mut group = self.parents[ix.index()];
        while let Some(at) = group {
            let gate = self.gate_of(at);
            let ties = &gates[gate as usize];
            // A later instant is never earlier once it is moved to a working day, so those that
            // hold it come first.
            let holds = |(bound, _): &(Instant, u32)| self.snapped(ix, *bound, days) == Some(rest);
            let counts = |(_, tie): &(Instant, u32)| {
                !(goes_on && is_spent(&self.ties[*tie as usize], early))
            };
            let first = from(gate);
            let held = ties[first.min(ties.len())..]
                .iter()
                .take_while(|tie| holds(tie) || !counts(tie))
                .count();
            let until = first + held;
            if held > 0 && ties[first..until].iter().any(counts) {
                each(gate, &ties[first..until]);
            }
            group = self.parents[at.index()];
        }
    }

    /// When what is left of a leaf starts, and its days, if something holds it at all.
    fn held(&self, early: &Early, ix: TaskIx) -> Option<(Instant, i64)> {
        let rest = early.rest[self.start_of(ix) as usize]?;
        let days = self.remaining(early.basis, ix)?;
        (!early.done[ix.index()]).then_some((rest, days))
    }

    fn sorted_gates(&self, early: &Early) -> Vec<Vec<(Instant, u32)>> {
        let mut gates = vec![Vec::new(); self.steps.len()];
        for (at, tie) in (0..).zip(&self.ties) {
            if self.steps[tie.to as usize].0 == Role::Gate
                && let Some(bound) = self.bound(early, tie)
            {
                gates[tie.to as usize].push((bound, at));
            }
        }
        for ties in &mut gates {
            ties.sort_by(|one, other| other.0.cmp(&one.0).then(one.1.cmp(&other.1)));
        }
        gates
    }
}

/// Holders of one group that are told of each leaf in it, in the largest plans.
const MOST_INHERITED: usize = 16;
/// The same of all leaves together, in smaller ones.
const MOST_HOLDERS: usize = 400_000;

/// What binds the start of a leaf.
struct Bounds {
    latest: Option<Instant>,
    at_least: bool,
}

/// Whether work that has begun does not wait for it any more: it has started, and what is done
/// keeps nobody.
pub(super) fn is_spent(tie: &Tie, early: &Early) -> bool {
    let is_start_to_start = tie.link == Link::StartStart;
    matches!(early.basis, Basis::Forecast(_))
        && (is_start_to_start || early.done[tie.awaited.index()])
}
