//! Moving work: a task, and everything that its links then forbid; or everything that the links, the
//! days off and the durations of a plan forbid as it is.
//!
//! What does not follow stays as it is written, whatever else is wrong with it. So this is no forward
//! pass over a whole plan: a link counts where what it waits for has moved, or where who waits is to
//! be mended.

use std::collections::HashMap;

use crate::calendar::Calendar;
use crate::calendar::Day;
use crate::calendar::Instant;
use crate::model::Field;
use crate::model::Plan;
use crate::model::TaskIx;
use crate::schedule::Schedule;

use super::Days;
use super::network::Network;
use super::network::Reason;
use super::network::Role;
use super::network::Step;
use super::network::Tie;

/// What somebody wants of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Wish {
    /// A task, group or phase so many working days of its calendar later, or earlier.
    Days(TaskIx, i64),
    /// The same in weeks.
    Weeks(TaskIx, i64),
    /// A task, group or phase that starts on this day.
    Start(TaskIx, Day),
    /// These tasks, or without any all of them, as their links, days off and durations ask.
    Mend(Vec<TaskIx>),
}

/// Why a task moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cause {
    /// Somebody wants it.
    Asked,
    /// It waits for this, which may be a group or a phase.
    Waits(TaskIx),
    /// A phase follows this one.
    Order(TaskIx),
    /// It would start or finish on a day off.
    DayOff,
    /// Its dates are not the days that it takes.
    Length,
}

/// A task with other dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Redated {
    pub(crate) task: TaskIx,
    pub(crate) dates: Days,
    /// Its days, if these are others, too.
    pub(crate) days: Option<i64>,
    pub(crate) cause: Cause,
}

/// Why something stays where it is, although it would have to move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kept {
    /// It is done.
    Done(TaskIx),
    /// It has begun.
    Begun(TaskIx),
    /// It waits for itself in the end.
    Circle(TaskIx),
    /// Nobody knows the calendar that counts its days, or that does not reach so far.
    NoCalendar(TaskIx),
    /// It has no dates that could be moved.
    NoDates(TaskIx),
    /// Its dates follow from what it waits for.
    Follows(TaskIx),
    /// A group has to finish later than what is in it.
    Finish(TaskIx),
}

impl Kept {
    /// What stays.
    pub(crate) fn task(self) -> TaskIx {
        match self {
            Self::Done(ix)
            | Self::Begun(ix)
            | Self::Circle(ix)
            | Self::NoCalendar(ix)
            | Self::NoDates(ix)
            | Self::Follows(ix)
            | Self::Finish(ix) => ix,
        }
    }
}

/// What comes of a wish.
#[derive(Debug, Default)]
pub(crate) struct Shifted {
    /// Leaves with dates of their own that are others now, in the order of the plan.
    pub(crate) leaves: Vec<Redated>,
    /// Groups and phases of which a declared date is another one now.
    pub(crate) groups: Vec<(TaskIx, Option<Day>, Option<Day>)>,
    /// What stays where it is.
    pub(crate) kept: Vec<Kept>,
}

/// Days that are looked at for a start with which both ends are worked.
const LOOK_AHEAD: i64 = 16;

/// Where a step is by the dates of the plan.
#[derive(Clone, Copy, Debug, Default)]
struct Place {
    start: Option<Instant>,
    finish: Option<Instant>,
    /// The first and the last day on which it is shown.
    days: (Option<Day>, Option<Day>),
    moved: bool,
}

/// The latest of some instants, with what asks for it.
type Bound = Option<(Instant, Cause)>;

fn later(one: Bound, other: Bound) -> Bound {
    match (one, other) {
        (Some(one), Some(other)) => Some(if other.0 > one.0 { other } else { one }),
        (one, other) => one.or(other),
    }
}

impl Network {
    /// Returns what comes of a wish. `working` is the calendar of the days on which people work;
    /// `pull`: what follows may come earlier, too.
    pub(in crate::schedule) fn shift(
        &self,
        plan: &Plan,
        schedule: &Schedule,
        working: Option<&Calendar>,
        wish: &Wish,
        pull: bool,
    ) -> Shifted {
        // What binds the finish of a group has to be met by one of its leaves, which is found only
        // when all of them are where they come to.
        let mut pushed = HashMap::new();
        for _ in 0..MOST_ROUNDS {
            let mut shift = Shift::new(self, plan, schedule, working, wish, pull, pushed);
            shift.run();
            if !shift.pushes {
                return shift.shifted;
            }
            pushed = shift.pushed;
        }
        let mut shift = Shift::new(self, plan, schedule, working, wish, pull, pushed);
        shift.run();
        shift.shifted
    }
}

/// How often leaves are moved for the finishes of their groups.
const MOST_ROUNDS: usize = 64;

struct Shift<'n> {
    network: &'n Network,
    plan: &'n Plan,
    schedule: &'n Schedule,
    working: Option<&'n Calendar>,
    pull: bool,
    /// By index of the task: whether somebody wants to move it.
    is_asked: Vec<bool>,
    /// By index of the task: whether all that it waits for counts.
    mends: Vec<bool>,
    wish: &'n Wish,
    places: Vec<Place>,
    /// Where steps were before.
    old: Vec<Place>,
    /// What holds all that is in a group: by links from what has moved, and by all.
    gates: Vec<[Bound; 2]>,
    /// Leaves that have to finish later for the sake of a group.
    pushed: HashMap<TaskIx, (Instant, Cause)>,
    /// Whether there are more of these than before.
    pushes: bool,
    shifted: Shifted,
}

const BY_MOVED: usize = 0;
const BY_ALL: usize = 1;

impl<'n> Shift<'n> {
    fn new(
        network: &'n Network,
        plan: &'n Plan,
        schedule: &'n Schedule,
        working: Option<&'n Calendar>,
        wish: &'n Wish,
        pull: bool,
        pushed: HashMap<TaskIx, (Instant, Cause)>,
    ) -> Self {
        let count = network.steps.len();
        Self {
            network,
            plan,
            schedule,
            working,
            pull,
            is_asked: vec![false; plan.tasks.len()],
            mends: vec![false; plan.tasks.len()],
            wish,
            places: vec![Place::default(); count],
            old: vec![Place::default(); count],
            gates: vec![[None; 2]; count],
            pushed,
            pushes: false,
            shifted: Shifted::default(),
        }
    }

    fn run(&mut self) {
        self.begin();
        for step in &self.network.order {
            self.step(*step);
        }
        self.shifted.leaves.sort_by_key(|leaf| leaf.task);
        self.shifted.groups.sort_by_key(|(group, ..)| *group);
    }

    fn begin(&mut self) {
        let within = |ix: TaskIx| std::iter::once(ix).chain(self.plan.descendants(ix));
        match self.wish {
            Wish::Days(ix, _) | Wish::Weeks(ix, _) | Wish::Start(ix, _) => {
                for ix in within(*ix) {
                    self.is_asked[ix.index()] = true;
                }
            }
            Wish::Mend(tasks) if tasks.is_empty() => self.mends.fill(true),
            Wish::Mend(tasks) => {
                for ix in tasks.iter().flat_map(|ix| within(*ix)) {
                    self.mends[ix.index()] = true;
                }
            }
        }
        // Where everything is by its dates; a milestone is any instant of its day, and what waits
        // for it counts from its morning.
        for (at, (role, ix)) in self.network.steps.iter().enumerate() {
            let window = self.schedule.window(*ix);
            let start = window.start.map(|end| Instant::morning(end.day));
            let finish = window.finish.map(|end| {
                if self.is_milestone(*ix) {
                    Instant::morning(end.day)
                } else {
                    Instant::evening(end.day)
                }
            });
            if *role != Role::Gate {
                self.old[at] = Place {
                    start,
                    finish,
                    days: (
                        window.start.map(|end| end.day),
                        window.finish.map(|end| end.day),
                    ),
                    moved: false,
                };
            }
        }
        self.places.clone_from(&self.old);
    }

    fn is_milestone(&self, ix: TaskIx) -> bool {
        let window = self.schedule.window(ix);
        self.schedule.milestones[ix.index()]
            && window.days().is_some_and(|(first, last)| first == last)
    }

    fn step(&mut self, step: Step) {
        let at = step as usize;
        let (role, ix) = self.network.steps[at];
        match role {
            Role::Gate => {
                let above = self.network.parents[ix.index()].map_or([None; 2], |parent| {
                    self.gates[self.network.gate_of(parent) as usize]
                });
                let mut own = self.bounds(step, Tie::is_to_start);
                // Nothing but milestones on one day is a milestone, too, and late enough in the
                // evening.
                if self.is_milestone(ix)
                    && let Some(day) = self.schedule.window(ix).start.map(|end| end.day)
                {
                    own = own
                        .map(|bound| bound.filter(|(instant, _)| Instant::evening(day) < *instant));
                }
                self.gates[at] = [
                    later(above[BY_MOVED], own[BY_MOVED]),
                    later(above[BY_ALL], own[BY_ALL]),
                ];
            }
            Role::Leaf => self.leaf(step, ix),
            Role::First => self.end_of_group(ix, step, false),
            Role::Last => self.end_of_group(ix, step, true),
        }
    }

    /// What a step is asked for by those of its ties that `counts` takes.
    fn bounds(&self, step: Step, counts: impl Fn(&Tie) -> bool) -> [Bound; 2] {
        let mut bounds = [None; 2];
        for tie in self
            .network
            .ties_into(step)
            .iter()
            .filter(|tie| counts(tie))
        {
            let from = self.places[tie.from as usize];
            let event = if tie.is_from_finish() {
                from.finish
            } else {
                from.start
            };
            let Some(instant) = event.and_then(|event| self.after_lag(tie, event)) else {
                continue;
            };
            let cause = match tie.reason {
                Reason::Declared => Cause::Waits(tie.awaited),
                Reason::PhaseOrder => Cause::Order(tie.awaited),
            };
            let bound = Some((instant, cause));
            bounds[BY_ALL] = later(bounds[BY_ALL], bound);
            if from.moved {
                bounds[BY_MOVED] = later(bounds[BY_MOVED], bound);
            }
        }
        bounds
    }

    fn after_lag(&self, tie: &Tie, event: Instant) -> Option<Instant> {
        if tie.lag == 0 {
            return Some(event);
        }
        self.network.calendar(tie.waiting)?.forward(event, tie.lag)
    }

    fn leaf(&mut self, step: Step, ix: TaskIx) {
        let window = self.schedule.window(ix);
        let wanted = self.is_asked[ix.index()] || self.mends[ix.index()];
        let Some((start, finish)) = window.days() else {
            if self.is_asked[ix.index()] {
                self.shifted.kept.push(Kept::NoDates(ix));
            }
            return;
        };
        let now = Days { start, finish };
        if self.network.in_cycle[step as usize] {
            self.shifted.kept.extend(wanted.then_some(Kept::Circle(ix)));
            return;
        }
        if window.is_computed() {
            if self.is_asked[ix.index()] {
                self.shifted.kept.push(Kept::Follows(ix));
            }
            self.follow(step, ix, now);
            return;
        }
        let (dates, cause) = match self.decide(step, ix, now) {
            None => return,
            Some(Err(kept)) => {
                self.shifted.kept.push(kept);
                return;
            }
            Some(Ok(decided)) => decided,
        };
        let state = self.schedule.state(ix);
        if state.done || state.begun {
            let kept = if state.done { Kept::Done } else { Kept::Begun };
            self.shifted.kept.push(kept(ix));
            return;
        }
        self.put(step, ix, dates);
        let days = self.declared_days(ix).filter(|_| !self.is_milestone(ix));
        let counted = self.count(ix, dates);
        self.shifted.leaves.push(Redated {
            task: ix,
            dates,
            days: counted.filter(|counted| days.is_some_and(|days| days != *counted)),
            cause,
        });
    }

    /// The dates that a leaf should have, and why; `None` where it may stay as it is.
    fn decide(&self, step: Step, ix: TaskIx, now: Days) -> Option<Result<(Days, Cause), Kept>> {
        let by_start = self.bounds(step, Tie::is_to_start);
        let by_finish = self.bounds(step, |tie| !tie.is_to_start());
        let gate = self.gate_above(ix);
        let (asked, mends) = (self.is_asked[ix.index()], self.mends[ix.index()]);
        let which = if mends { BY_ALL } else { BY_MOVED };
        let start = self.least_day(ix, gate[which], by_start[which]);
        let finish = later(by_finish[which], self.pushed.get(&ix).copied());
        let (mut from, mut cause) = (now.start, None);
        if asked {
            let Some(day) = self.asked_start(ix, now.start) else {
                return Some(Err(Kept::NoCalendar(ix)));
            };
            (from, cause) = (day, Some(Cause::Asked));
        } else if self.pull
            && (mends || start.is_some())
            && let Some((day, why)) = self.least_day(ix, gate[BY_ALL], by_start[BY_ALL])
        {
            (from, cause) = (day, Some(why));
        }
        if let Some((day, why)) = start
            && from < day
        {
            (from, cause) = (day, Some(why));
        }
        if let Some((instant, why)) = finish
            && Instant::evening(now.finish) < instant
            && cause.is_none()
        {
            cause = Some(why);
        }
        let length = self.length(ix, now);
        if cause.is_none() && mends {
            if !self.is_worked(ix, now) {
                cause = Some(Cause::DayOff);
            } else if length.is_some() && length != self.count(ix, now) {
                cause = Some(Cause::Length);
            }
        }
        let cause = cause?;
        let fitted = length.and_then(|days| self.fitted(ix, from, days, finish));
        match fitted {
            Some(dates) if dates == now => None,
            Some(dates) => Some(Ok((dates, cause))),
            None => Some(Err(Kept::NoCalendar(ix))),
        }
    }

    fn gate_above(&self, ix: TaskIx) -> [Bound; 2] {
        self.network.parents[ix.index()].map_or([None; 2], |parent| {
            self.gates[self.network.gate_of(parent) as usize]
        })
    }

    /// Where a leaf with computed dates comes to.
    fn follow(&mut self, step: Step, ix: TaskIx, now: Days) {
        let network = self.network;
        let by_start = self.bounds(step, Tie::is_to_start)[BY_ALL];
        let by_finish = self.bounds(step, |tie| !tie.is_to_start())[BY_ALL];
        let bound = later(self.gate_above(ix)[BY_ALL], by_start).map(|(instant, _)| instant);
        let Some(days) = network.work[ix.index()].days else {
            return;
        };
        let by_finish = by_finish.and_then(|(instant, _)| network.start_for(ix, instant, days));
        let Some(latest) = network.origin.max(bound).max(by_finish) else {
            return;
        };
        let Some(start) = network.snapped(ix, latest, days) else {
            return;
        };
        let finish = if days == 0 {
            Some(start)
        } else {
            network
                .calendar(ix)
                .and_then(|calendar| calendar.forward(start, days))
        };
        let moved = if days == 0 {
            start != Instant::morning(now.start) && start != Instant::evening(now.start)
        } else {
            start.day_after() != now.start || finish != Some(Instant::evening(now.finish))
        };
        if moved {
            let days = if days == 0 {
                (start.day_before(), start.day_before())
            } else {
                let last = finish.map_or(now.finish, Instant::day_before);
                (start.day_after(), last)
            };
            self.places[step as usize] = Place {
                start: Some(start),
                finish,
                days: (Some(days.0), Some(days.1)),
                moved,
            };
        }
    }

    fn put(&mut self, step: Step, ix: TaskIx, dates: Days) {
        let finish = if self.is_milestone(ix) {
            Instant::morning(dates.finish)
        } else {
            Instant::evening(dates.finish)
        };
        self.places[step as usize] = Place {
            start: Some(Instant::morning(dates.start)),
            finish: Some(finish),
            days: (Some(dates.start), Some(dates.finish)),
            moved: true,
        };
    }

    /// The first day on which a leaf may start, or a milestone be, that is bound to an instant.
    fn day_of(&self, ix: TaskIx, instant: Instant) -> Day {
        if self.is_milestone(ix) {
            instant.day_before()
        } else {
            instant.day_after()
        }
    }

    /// The first day that both a bound of the groups around a leaf and one of its own let it start,
    /// with the one that asks for it. A milestone in a group begins that group.
    fn least_day(&self, ix: TaskIx, gate: Bound, own: Bound) -> Option<(Day, Cause)> {
        let by_gate = gate.map(|(instant, why)| (instant.day_after(), why));
        let by_own = own.map(|(instant, why)| (self.day_of(ix, instant), why));
        match (by_gate, by_own) {
            (Some(gate), Some(own)) => Some(if own.0 > gate.0 { own } else { gate }),
            (gate, own) => gate.or(own),
        }
    }

    fn declared_days(&self, ix: TaskIx) -> Option<i64> {
        let declared = self.plan.task(ix).days.value();
        declared.map(|days| i64::from(*days))
    }

    /// Working days from the first to the last, where the calendar knows them.
    fn count(&self, ix: TaskIx, dates: Days) -> Option<i64> {
        if self.is_milestone(ix) {
            return Some(0);
        }
        let calendar = self.schedule.calendar(ix)?;
        let known = calendar.covers(dates.start) && calendar.covers(dates.finish);
        known.then(|| calendar.count(dates.start, dates.finish))
    }

    /// The days that a leaf takes: those that it says, else those of its dates.
    fn length(&self, ix: TaskIx, now: Days) -> Option<i64> {
        self.declared_days(ix).or_else(|| self.count(ix, now))
    }

    /// Whether people work on both of its ends.
    fn is_worked(&self, ix: TaskIx, dates: Days) -> bool {
        let works = |day: Day| self.works(ix, day);
        works(dates.start) && works(dates.finish)
    }

    /// Whether people work on a day, by the working calendar of the plan; without one by that of the
    /// task.
    fn works(&self, ix: TaskIx, day: Day) -> bool {
        let calendar = self.working.or(self.schedule.calendar(ix));
        calendar.is_none_or(|calendar| !calendar.covers(day) || calendar.is_working(day))
    }

    /// The first dates from a day on with which a leaf takes its days and people work on both ends;
    /// where there are none near, the last day is the next on which they do.
    fn fitted(&self, ix: TaskIx, from: Day, days: i64, finish: Bound) -> Option<Days> {
        let least = finish.and_then(|(instant, _)| self.network.start_for(ix, instant, days));
        let from = least.map_or(from, |least| from.max(self.day_of(ix, least)));
        let calendar = self.schedule.calendar(ix);
        if days == 0 {
            let day = (0..).map(|ahead| from.plus(ahead)).take(MOST_OFF);
            let mut day = day.filter(|day| self.works(ix, *day));
            let start = day.next()?;
            return Some(Days {
                start,
                finish: start,
            });
        }
        let calendar = calendar?;
        let starts = (0..)
            .map(|ahead| from.plus(ahead))
            .take(MOST_OFF)
            .filter(|day| calendar.is_working(*day) && self.works(ix, *day));
        let dated = |start: Day| {
            let finish = calendar.finish(start, days)?;
            let known = calendar.covers(start) && calendar.covers(finish);
            known.then_some(Days { start, finish })
        };
        let mut first = None;
        for start in starts {
            if first.is_some() && start.since(from) > LOOK_AHEAD {
                break;
            }
            let dates = dated(start)?;
            if self.works(ix, dates.finish) {
                return Some(dates);
            }
            first = first.or(Some(dates));
        }
        let dates = first?;
        let mut finishes = (1..).map(|ahead| dates.finish.plus(ahead)).take(MOST_OFF);
        let finish = finishes.find(|day| calendar.is_working(*day) && self.works(ix, *day))?;
        calendar.covers(finish).then_some(Days {
            start: dates.start,
            finish,
        })
    }

    /// The day on which somebody wants a leaf to start.
    fn asked_start(&self, ix: TaskIx, start: Day) -> Option<Day> {
        let of_leaf = |days: i64| {
            let calendar = self.network.calendar(ix)?;
            let morning = calendar.up(Instant::morning(start))?;
            let to = calendar.last_with(calendar.worked(morning)?.checked_add(days)?)?;
            Some(to.day_after())
        };
        match self.wish {
            Wish::Days(_, days) => of_leaf(*days),
            Wish::Weeks(_, weeks) => Some(start.plus(weeks.saturating_mul(7))),
            Wish::Start(asked, day) => {
                if *asked == ix {
                    return Some(*day);
                }
                // What is in a group keeps its distance from the others, each in its own days.
                let first = self.schedule.window(*asked).start?.day;
                let calendar = self.network.calendar(*asked)?;
                let days = calendar.worked(Instant::morning(*day))?
                    - calendar.worked(Instant::morning(first))?;
                of_leaf(days)
            }
            Wish::Mend(_) => Some(start),
        }
    }

    /// Have the last leaf of a group that can be moved finish later.
    fn push(&mut self, group: TaskIx, instant: Instant, cause: Cause) {
        let last = self
            .network
            .leaves_within(group)
            .filter(|leaf| {
                let state = self.schedule.state(*leaf);
                let window = self.schedule.window(*leaf);
                !state.done && !state.begun && !window.is_computed() && window.days().is_some()
            })
            .max_by_key(|leaf| self.places[self.network.start_of(*leaf) as usize].finish);
        let Some(last) = last else {
            self.shifted.kept.push(Kept::Finish(group));
            return;
        };
        let before = self.pushed.get(&last).map(|(instant, _)| *instant);
        if before < Some(instant) {
            self.pushed.insert(last, (instant, cause));
            self.pushes = true;
        } else {
            self.shifted.kept.push(Kept::Finish(group));
        }
    }

    /// The start or the finish of a group: that of its leaves, and what it declares, which goes with
    /// them where it was theirs.
    fn end_of_group(&mut self, ix: TaskIx, step: Step, is_finish: bool) {
        let (before, now) = (self.around(ix, &self.old), self.around(ix, &self.places));
        let end = |(first, last): (Option<Day>, Option<Day>)| if is_finish { last } else { first };
        let (was, is) = (end(before), end(now));
        let field = if is_finish {
            &self.plan.task(ix).finish
        } else {
            &self.plan.task(ix).start
        };
        let declared = match field {
            Field::Given(given) => Some(given.value),
            Field::Absent | Field::Unreadable(_) => None,
        };
        let mut day = declared;
        if let (Some(declared), Some(is)) = (declared, is) {
            let is_inside = if is_finish {
                is <= declared
            } else {
                is >= declared
            };
            let has_moved = was != Some(is) || self.mends[ix.index()];
            if has_moved && (was == Some(declared) || !is_inside) {
                day = Some(is);
            }
        }
        // What binds the finish of the group itself is met by a date that it declares, else by its
        // last leaf.
        let own = self.bounds(step, |tie| !tie.is_to_start());
        let own = own[if self.mends[ix.index()] {
            BY_ALL
        } else {
            BY_MOVED
        }];
        if is_finish
            && let Some((instant, cause)) = own
            && day
                .or(is)
                .is_some_and(|day| Instant::evening(day) < instant)
        {
            if declared.is_some() {
                day = Some(instant.day_before());
            } else {
                self.push(ix, instant, cause);
            }
        }
        let shown = day.or(is);
        let is_one_day = self.schedule.milestones[ix.index()] && now.0 == now.1;
        let event = shown.map(|day| {
            if is_finish && !is_one_day {
                Instant::evening(day)
            } else {
                Instant::morning(day)
            }
        });
        let old = self.old[step as usize];
        let old_event = if is_finish { old.finish } else { old.start };
        self.places[step as usize] = Place {
            start: event,
            finish: event,
            days: (shown, shown),
            moved: event != old_event,
        };
        if day != declared {
            let (start, finish) = if is_finish { (None, day) } else { (day, None) };
            self.shifted.groups.push((ix, start, finish));
        }
    }

    /// From the first to the last day of what is in a group.
    fn around(&self, ix: TaskIx, places: &[Place]) -> (Option<Day>, Option<Day>) {
        let children = self.network.children.of(ix).iter();
        let ends = children.map(|child| {
            let (start, finish) = (
                self.network.start_of(*child),
                self.network.finish_of(*child),
            );
            (
                places[start as usize].days.0,
                places[finish as usize].days.1,
            )
        });
        ends.fold((None, None), |(first, last), (start, finish)| {
            let first = match (first, start) {
                (Some(first), Some(start)) => Some(std::cmp::min::<Day>(first, start)),
                (first, start) => first.or(start),
            };
            (first, last.max(finish))
        })
    }
}

/// Days off in a row beyond which nothing is looked for.
const MOST_OFF: usize = 400;
