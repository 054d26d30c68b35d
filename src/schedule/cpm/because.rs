//! Why a date is what it is, step by step, and whom it keeps waiting.

use crate::calendar::Instant;
use crate::model::Link;
use crate::model::TaskIx;

use super::forward::Early;
use super::forward::Holder;
use super::network::Network;
use super::network::Reason;
use super::network::Role;
use super::network::Tie;

/// Of more that wait nobody reads how far each lets a task slip.
pub(crate) const LISTED: usize = 100;

/// Something that waits for a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Waiting {
    /// Who waits, as it is written: a task, a group or a phase.
    pub(crate) task: TaskIx,
    /// What it waits for: the task itself, or a group or phase that it is in.
    pub(crate) of: TaskIx,
    /// Which ends are tied.
    pub(crate) link: Link,
    /// Working days in between.
    pub(crate) lag: i64,
    /// Whether it waits by the order of phases, and not by a dependency.
    pub(crate) by_order: bool,
    /// Working days of the task's calendar by which it can slip before this one has to; `None` where
    /// nobody can tell, and for those beyond the first [`LISTED`].
    pub(crate) slack: Option<i64>,
}

impl Network {
    /// The leaves at which an event of a task lies: those that finish last, or start first. None
    /// where the group itself says a later day.
    pub(super) fn at_event(&self, early: &Early, ix: TaskIx, is_finish: bool) -> Vec<TaskIx> {
        let (step, of) = if is_finish {
            (self.finish_of(ix), &early.finish)
        } else {
            (self.start_of(ix), &early.start)
        };
        let Some(event) = of[step as usize] else {
            return Vec::new();
        };
        self.leaves_within(ix)
            .filter(|leaf| of[self.start_of(*leaf) as usize] == Some(event))
            .collect()
    }

    /// The leaves that a holder leads to.
    pub(super) fn behind(&self, early: &Early, holder: Holder) -> Vec<TaskIx> {
        match holder {
            Holder::Link { task, link, .. } => {
                let is_finish = matches!(link, Link::FinishStart | Link::FinishFinish);
                self.at_event(early, task, is_finish)
            }
            Holder::PhaseOrder(phase) => self.at_event(early, phase, true),
            Holder::Typed | Holder::Status | Holder::Origin => Vec::new(),
        }
    }

    /// What waits for a leaf, by its own name or by that of a group that it is in.
    pub(super) fn waiting_for(&self, early: &Early, ix: TaskIx) -> Vec<Waiting> {
        let mut waiting = Vec::new();
        let mut of = Some(ix);
        while let Some(at) = of {
            let (start, finish) = (self.start_of(at), self.finish_of(at));
            let both = [finish, start];
            let steps = if start == finish { &both[..1] } else { &both };
            for step in steps {
                for tie in self.ties_out_of(*step) {
                    waiting.push(Waiting {
                        task: tie.waiting,
                        of: tie.awaited,
                        link: tie.link,
                        lag: tie.lag,
                        by_order: tie.reason == Reason::PhaseOrder,
                        slack: Some(waiting.len())
                            .filter(|before| *before < LISTED)
                            .and_then(|_| self.slack(early, tie, ix)),
                    });
                }
            }
            of = self.parents[at.index()];
        }
        waiting
    }

    /// Working days by which a leaf can slip until a tie moves who waits.
    fn slack(&self, early: &Early, tie: &Tie, leaf: TaskIx) -> Option<i64> {
        let calendar = self.calendar(leaf)?;
        let at = self.start_of(leaf) as usize;
        let until = self.waits_until(early, tie)?;
        let until = if tie.lag == 0 {
            until
        } else {
            self.calendar(tie.waiting)?.back(until, tie.lag)?
        };
        let slack = if tie.is_from_finish() {
            calendar.worked(until)? - calendar.worked(early.finish[at]?)?
        } else {
            calendar.worked(calendar.last_morning(until)?)? - calendar.worked(early.rest[at]?)?
        };
        Some(slack.max(0))
    }

    /// The event of who waits: of a group that waits to start, the first of its starts.
    fn waits_until(&self, early: &Early, tie: &Tie) -> Option<Instant> {
        let at = tie.to as usize;
        let (role, ix) = self.steps[at];
        match role {
            Role::Gate => self
                .leaves_within(ix)
                .filter_map(|leaf| early.rest[self.start_of(leaf) as usize])
                .min(),
            Role::Leaf if tie.is_to_start() => early.rest[at],
            Role::Leaf | Role::First | Role::Last => early.finish[at],
        }
    }
}
