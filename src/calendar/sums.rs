//! A calendar laid out over some years, for who asks it many times.

use std::sync::Arc;

use super::Calendar;
use super::Instant;
use super::Range;

/// The answers of a [`Calendar`] to what a schedule asks, in constant time for the days that it is
/// laid out for, and as the calendar itself gives them for all others.
///
/// No answer is a guess: where it would need days that the calendar does not cover, there is none.
#[derive(Debug)]
pub(crate) struct Sums {
    calendar: Arc<Calendar>,
    /// The instants between which the calendar is sure of its days.
    covered: (Instant, Instant),
    /// The number of the first instant that is laid out.
    first: i32,
    /// Working days before each instant, from the first one on.
    before: Vec<u32>,
    /// For each working day that is laid out, the number of its morning.
    mornings: Vec<i32>,
    /// Working days before the first instant, as the calendar counts them.
    base: i64,
}

/// More days than this are not laid out, whatever the dates of a plan are.
const MOST_DAYS: i64 = 20_000;

impl Sums {
    /// Returns the calendar laid out for these days, as far as they are not too many.
    pub(crate) fn new(calendar: Arc<Calendar>, days: Range) -> Self {
        let last = days.last.min(days.first.plus(MOST_DAYS));
        let first = Instant::morning(days.first).number();
        let count = usize::try_from(last.since(days.first) + 1).unwrap_or(0);
        let (mut before, mut mornings) = (Vec::with_capacity(count + 1), Vec::with_capacity(count));
        before.push(0);
        for (number, works) in (first..).zip(calendar.lay_out(days.first, count)) {
            if works {
                mornings.push(number);
            }
            before.push(u32::try_from(mornings.len()).unwrap_or(u32::MAX));
        }
        let covered = calendar
            .covered()
            .map_or((Instant::MIN, Instant::MAX), |covered| {
                (
                    Instant::morning(covered.first),
                    Instant::evening(covered.last),
                )
            });
        let base = calendar.before(Instant::from_number(first));
        Self {
            calendar,
            covered,
            first,
            before,
            mornings,
            base,
        }
    }

    /// Returns whether both are laid out from the same calendar, whatever it is called.
    pub(crate) fn is_of_same(&self, other: &Sums) -> bool {
        Arc::ptr_eq(&self.calendar, &other.calendar) || self.calendar == other.calendar
    }

    /// Returns the working days before `instant`; only differences have meaning. `None` where the
    /// calendar does not know them.
    pub(crate) fn worked(&self, instant: Instant) -> Option<i64> {
        self.knows(instant)?;
        let at = usize::try_from(instant.number() - self.first).ok();
        Some(match at.and_then(|at| self.before.get(at)) {
            Some(before) => self.base + i64::from(*before),
            None => self.calendar.before(instant),
        })
    }

    /// Returns the first instant before which `days` working days lie, or more.
    pub(crate) fn first_with(&self, days: i64) -> Option<Instant> {
        // The evening of the last of them.
        let instant = match self.morning_of(days - 1) {
            Some(morning) => morning + 1,
            None => self.calendar.first_with(days)?.number(),
        };
        self.knows(Instant::from_number(instant))
    }

    /// Returns the last instant before which `days` working days lie, or fewer.
    pub(crate) fn last_with(&self, days: i64) -> Option<Instant> {
        // The morning of the next one.
        let instant = match self.morning_of(days) {
            Some(morning) => morning,
            None => self.calendar.last_with(days)?.number(),
        };
        self.knows(Instant::from_number(instant))
    }

    /// Returns the next morning of a working day, `instant` included.
    pub(crate) fn up(&self, instant: Instant) -> Option<Instant> {
        self.last_with(self.worked(instant)?)
    }

    /// Returns the last morning of a working day, `instant` included.
    pub(crate) fn last_morning(&self, instant: Instant) -> Option<Instant> {
        let next = self.up(instant)?;
        if next == instant {
            return Some(instant);
        }
        self.last_with(self.worked(instant)? - 1)
    }

    /// Returns the last evening of a working day, `instant` included.
    pub(crate) fn last_evening(&self, instant: Instant) -> Option<Instant> {
        self.first_with(self.worked(instant)?)
    }

    /// Returns the first instant at which a lag of so many days is over; for 0 days `from` itself.
    pub(crate) fn forward(&self, from: Instant, days: i64) -> Option<Instant> {
        if days == 0 {
            return Some(from);
        }
        self.first_with(self.worked(from)?.saturating_add(days))
    }

    /// Returns the last instant from which [`Sums::forward`] leads to `to` or before.
    pub(crate) fn back(&self, to: Instant, days: i64) -> Option<Instant> {
        if days == 0 {
            return Some(to);
        }
        self.last_with(self.worked(to)?.saturating_sub(days))
    }

    /// The number of the morning of the working day before which `days` others lie.
    fn morning_of(&self, days: i64) -> Option<i32> {
        let at = usize::try_from(days - self.base).ok()?;
        self.mornings.get(at).copied()
    }

    fn knows(&self, instant: Instant) -> Option<Instant> {
        (self.covered.0 <= instant && instant <= self.covered.1).then_some(instant)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::calendar::BUILT_IN;
    use crate::calendar::Day;
    use crate::calendar::built_in;

    fn instant(text: &str) -> Instant {
        Instant::morning(Day::parse(text).expect("the tests name real days"))
    }

    fn laid_out(name: &str, first: &str, last: &str) -> Sums {
        let [first, last] = [first, last].map(|day| Day::parse(day).expect("a real day"));
        let calendar = built_in(name).expect("it is built in").clone();
        Sums::new(Arc::new(calendar), Range { first, last })
    }

    #[test]
    fn around_a_weekend() {
        let sums = laid_out("weekdays", "2023-10-01", "2023-10-31");
        // 2023-10-14 was a Saturday.
        let days = |found: Option<Instant>| found.map(|found| found.day_after().to_string());
        let is = |found: Option<Instant>, day: &str| {
            assert_eq!(days(found).as_deref(), Some(day));
        };
        is(sums.up(instant("2023-10-14")), "2023-10-16");
        is(sums.up(instant("2023-10-13")), "2023-10-13");
        is(sums.last_morning(instant("2023-10-15")), "2023-10-13");
        is(sums.last_morning(instant("2023-10-16")), "2023-10-16");
        is(sums.last_evening(instant("2023-10-16")), "2023-10-14");
        is(sums.forward(instant("2023-10-13"), 1), "2023-10-14");
        is(sums.back(instant("2023-10-16"), 1), "2023-10-13");
        is(sums.forward(instant("2023-10-14"), 0), "2023-10-14");
    }

    #[test]
    fn nothing_beyond_what_the_calendar_covers() {
        let sums = laid_out("china", "2018-01-01", "2018-02-01");
        assert_eq!(sums.worked(instant("2017-12-31")), None);
        assert_eq!(sums.back(instant("2018-01-03"), 30), None);
        assert!(sums.forward(instant("2018-01-30"), 30).is_some());
        assert_eq!(sums.forward(instant("2018-01-30"), 1_000_000), None);
    }

    proptest! {
        #[test]
        fn as_the_calendar_itself(
            name in prop::sample::select(BUILT_IN.to_vec()),
            first in 17_600_i32..20_000,
            length in 0_i64..400,
            at in 17_600_i32..20_400,
            days in -300_i64..300,
        ) {
            let calendar = built_in(name).expect("it is built in");
            let first = Instant::from_number(first).day_after();
            let sums = Sums::new(Arc::new(calendar.clone()), Range { first, last: first.plus(length) });
            let at = Instant::from_number(at);
            let covered = |found: Option<Instant>| {
                found.filter(|found| sums.knows(*found).is_some())
            };
            if let Some(worked) = sums.worked(at) {
                prop_assert_eq!(worked, calendar.before(at));
                prop_assert_eq!(sums.forward(at, days), covered(calendar.forward(at, days)));
                prop_assert_eq!(sums.back(at, days), covered(calendar.back(at, days)));
                prop_assert_eq!(sums.first_with(worked + days), covered(calendar.first_with(worked + days)));
                prop_assert_eq!(sums.last_with(worked + days), covered(calendar.last_with(worked + days)));
            }
        }
    }
}
