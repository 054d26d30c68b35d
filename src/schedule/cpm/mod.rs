//! The schedule that follows from links, days and typed dates: earliest and latest dates, floats,
//! what holds each start, and the longest path.
//!
//! The critical path method, with four kinds of links, lags, calendars, groups and progress. Every
//! term means what `docs/schedule.md` says. All of it is iterative: chains may be as long as a plan.

mod backward;
mod because;
mod forward;
mod mixture;
mod network;
mod path;
mod shift;
mod union;

use std::sync::OnceLock;

use crate::calendar::Day;
use crate::calendar::Instant;
use crate::model::TaskIx;

pub(crate) use because::Waiting;
pub(crate) use forward::Basis;
pub(crate) use forward::Holder;
pub(crate) use mixture::Changed;
pub(crate) use mixture::Mixture;
pub(crate) use mixture::Part;
pub(crate) use network::Network;
pub(crate) use shift::Cause;
pub(crate) use shift::Kept;
pub(crate) use shift::Redated;
pub(crate) use shift::Shifted;
pub(crate) use shift::Wish;

use backward::Late;
use forward::Early;

/// The schedule of a plan by one [`Basis`].
#[derive(Debug)]
pub(crate) struct Course<'n> {
    network: &'n Network,
    early: Early,
    late: OnceLock<Late>,
    critical: OnceLock<Vec<bool>>,
    drags: OnceLock<Vec<Option<i64>>>,
}

/// The first and the last day of work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Days {
    /// The first day, included.
    pub(crate) start: Day,
    /// The last day, included.
    pub(crate) finish: Day,
}

impl Network {
    /// Returns the schedule by `basis`. Only the earliest dates are computed at once.
    pub(crate) fn course(&self, basis: Basis) -> Course<'_> {
        Course {
            network: self,
            early: self.forward(basis, None),
            late: OnceLock::new(),
            critical: OnceLock::new(),
            drags: OnceLock::new(),
        }
    }

    /// The days on which a leaf is shown by its earliest instants.
    fn shown(&self, early: &Early, ix: TaskIx) -> Option<Days> {
        let at = self.start_of(ix) as usize;
        let (start, finish) = (early.start[at]?, early.finish[at]?);
        if self.work[ix.index()].days == Some(0) {
            let day = self.day_of(ix, start);
            return Some(Days {
                start: day,
                finish: day,
            });
        }
        let first = start.day_after();
        Some(Days {
            start: first,
            finish: finish.day_before().max(first),
        })
    }

    /// The day on which a milestone is shown: that of its typed date, or of the origin, where this
    /// holds it; else the one that ends with it.
    fn day_of(&self, ix: TaskIx, instant: Instant) -> Day {
        let holds =
            |day: &Day| instant == Instant::morning(*day) || instant == Instant::evening(*day);
        let typed = self.work[ix.index()].start;
        let origin = self.origin.map(Instant::day_after);
        let morning = origin.filter(|day| instant == Instant::morning(*day));
        typed
            .filter(holds)
            .or(morning)
            .unwrap_or(instant.day_before())
    }
}

impl Course<'_> {
    fn backward(&self) -> &Late {
        self.late.get_or_init(|| self.network.backward(&self.early))
    }

    fn at(&self, ix: TaskIx) -> usize {
        self.network.start_of(ix) as usize
    }

    /// Returns the last day of the plan; `None` if no date in it is known.
    pub(crate) fn finish(&self) -> Option<Day> {
        let end = self.early.end?;
        Some(self.last_day(end, self.network.leaves()))
    }

    /// The day shown for the instant at which the last of `leaves` end.
    fn last_day(&self, end: Instant, leaves: impl Iterator<Item = TaskIx>) -> Day {
        let last = leaves
            .filter(|ix| self.early.finish[self.at(*ix)] == Some(end))
            .filter_map(|ix| self.early(ix))
            .map(|days| days.finish);
        last.max().unwrap_or(end.day_before())
    }

    /// Returns the earliest days of a leaf; `None` if nobody can tell.
    pub(crate) fn early(&self, ix: TaskIx) -> Option<Days> {
        self.network.shown(&self.early, ix)
    }

    /// Returns the last day of a task, a group or a phase.
    pub(crate) fn finish_of(&self, ix: TaskIx) -> Option<Day> {
        let end = self.early.finish[self.network.finish_of(ix) as usize]?;
        Some(self.last_day(end, self.network.leaves_within(ix)))
    }

    /// Returns the first day of a task, a group or a phase.
    pub(crate) fn start_of(&self, ix: TaskIx) -> Option<Day> {
        let begin = self.early.start[self.at(ix)]?;
        let beginning = self
            .network
            .leaves_within(ix)
            .filter(|leaf| self.early.start[self.at(*leaf)] == Some(begin));
        let first = beginning
            .filter_map(|leaf| self.early(leaf))
            .map(|days| days.start);
        Some(first.min().unwrap_or(begin.day_after()))
    }

    /// Returns the latest days of what is left of a leaf, with which the plan ends as it does, or
    /// where it is promised; `None` for work that is done.
    pub(crate) fn late(&self, ix: TaskIx) -> Option<Days> {
        let (at, late) = (self.at(ix), self.backward());
        let (start, finish) = (late.start[at]?, late.finish[at]?);
        if self.is_milestone(ix) {
            let day = if self.early.start[at] == Some(start) {
                self.network.day_of(ix, start)
            } else {
                let calendar = self.network.calendar(ix);
                let evening = calendar.and_then(|calendar| calendar.last_evening(start));
                evening.unwrap_or(start).day_before()
            };
            return Some(Days {
                start: day,
                finish: day,
            });
        }
        Some(Days {
            start: start.day_after(),
            finish: finish.day_before(),
        })
    }

    fn is_milestone(&self, ix: TaskIx) -> bool {
        self.network.work[ix.index()].days == Some(0)
    }

    /// Returns whether a leaf may be later than its earliest dates, because something that it waits
    /// for is not known.
    pub(crate) fn is_at_least(&self, ix: TaskIx) -> bool {
        self.early.at_least[self.at(ix)]
    }

    /// Returns working days of its calendar by which a leaf can slip until the plan ends later or a
    /// deadline is missed; negative where one is. `None` for work that is done.
    pub(crate) fn total_float(&self, ix: TaskIx) -> Option<i64> {
        self.network.total_float(&self.early, self.backward(), ix)
    }

    /// Returns working days of its calendar by which a leaf can slip until something else has to.
    /// `None` for work that is done.
    pub(crate) fn free_float(&self, ix: TaskIx) -> Option<i64> {
        let late = self.backward();
        late.finish[self.at(ix)]?;
        self.network.free_float(&self.early, late, ix)
    }

    /// Returns whether the floats of a leaf may be larger, because the start of a group hangs on
    /// it, and on others beside it.
    pub(crate) fn float_is_at_least(&self, ix: TaskIx) -> bool {
        self.backward().at_least[self.at(ix)]
    }

    /// Returns what holds the start of a leaf, links first.
    pub(crate) fn holders(&self, ix: TaskIx) -> Vec<Holder> {
        self.network.holders(&self.early, ix)
    }

    /// Returns the leaves that a holder leads to: of a group those that finish last, or start first.
    /// None where nothing but a date is behind it.
    pub(crate) fn behind(&self, holder: Holder) -> Vec<TaskIx> {
        self.network.behind(&self.early, holder)
    }

    /// Returns the leaves with which a task, a group or a phase ends; none where it says itself that
    /// it ends later.
    pub(crate) fn ending(&self, ix: TaskIx) -> Vec<TaskIx> {
        self.network.at_event(&self.early, ix, true)
    }

    /// Returns what waits for a leaf, by its own name or by that of a group that it is in.
    pub(crate) fn waiting_for(&self, ix: TaskIx) -> Vec<Waiting> {
        self.network.waiting_for(&self.early, ix)
    }

    /// Returns the day on which the plan begins, as far as something says so.
    pub(crate) fn origin(&self) -> Option<Day> {
        self.network.origin.map(Instant::day_after)
    }

    /// Returns by what it is.
    pub(crate) fn basis(&self) -> Basis {
        self.early.basis
    }

    /// Returns whether all work on a task is done, by the forecast.
    pub(crate) fn is_done(&self, ix: TaskIx) -> bool {
        self.early.done[ix.index()]
    }

    /// Returns whether a leaf is on the longest path.
    pub(crate) fn is_critical(&self, ix: TaskIx) -> bool {
        self.critical()[ix.index()]
    }

    fn critical(&self) -> &[bool] {
        self.critical
            .get_or_init(|| self.network.longest_path(&self.early))
    }

    /// Returns the leaves on the longest path, in the order of the plan.
    pub(crate) fn longest_path(&self) -> impl Iterator<Item = TaskIx> {
        let critical = self.critical();
        (0..critical.len())
            .filter(|at| critical[*at])
            .map(TaskIx::from_index)
    }

    /// Returns the leaves on the longest path that nothing but their typed date holds, although the
    /// plan does not begin there.
    pub(crate) fn breaks(&self) -> impl Iterator<Item = TaskIx> {
        self.longest_path()
            .filter(|ix| Network::breaks(&self.holders(*ix)))
    }

    /// Returns working days by which the plan would end sooner if a leaf on the longest path took
    /// no time.
    pub(crate) fn drag(&self, ix: TaskIx) -> Option<i64> {
        self.drags
            .get_or_init(|| self.network.drags(&self.early, self.critical()))[ix.index()]
    }

    /// Returns working days of its calendar for which nothing but typed dates holds a leaf: this
    /// schedule is the planned one, and `logic` what the links alone give.
    pub(crate) fn drift(&self, logic: &Course<'_>, ix: TaskIx) -> Option<i64> {
        self.network.drift(&self.early, &logic.early, ix)
    }
}
