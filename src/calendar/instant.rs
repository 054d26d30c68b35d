//! The moments between days.

use super::Day;

/// The morning of a day, which is the evening of the day before.
///
/// A task that fills the days from Monday to Friday starts at Monday's morning and finishes at
/// Friday's evening, which is Saturday's morning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Instant(i32);

impl Instant {
    /// The morning of the first day there is.
    pub const MIN: Instant = Instant::morning(Day::MIN);
    /// The evening of the last day there is.
    pub const MAX: Instant = Instant::evening(Day::MAX);

    /// When `day` begins.
    #[must_use]
    pub const fn morning(day: Day) -> Self {
        Self(day.number())
    }

    /// When `day` ends.
    #[must_use]
    pub const fn evening(day: Day) -> Self {
        Self(day.number() + 1)
    }

    /// The day that begins now; the last day there is if none does.
    #[must_use]
    pub fn day_after(self) -> Day {
        Day::MIN.plus(self.since(Self::MIN))
    }

    /// The day that ends now; the first day there is if none does.
    #[must_use]
    pub fn day_before(self) -> Day {
        Day::MIN.plus(self.since(Self::MIN) - 1)
    }

    /// Days from `other` to this instant; negative if this one is earlier.
    #[must_use]
    pub fn since(self, other: Instant) -> i64 {
        i64::from(self.0) - i64::from(other.0)
    }

    pub(super) fn number(self) -> i32 {
        self.0
    }

    pub(super) fn from_number(number: i32) -> Self {
        Self(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_evening_is_the_next_morning() {
        let friday = Day::parse("2023-10-06").expect("it exists");
        let evening = Instant::evening(friday);
        assert_eq!(evening, Instant::morning(friday.plus(1)));
        assert_eq!(
            (evening.day_before(), evening.day_after()),
            (friday, friday.plus(1))
        );
        assert_eq!(evening.since(Instant::morning(friday)), 1);
        assert_eq!(Instant::morning(friday).since(evening), -1);
    }

    #[test]
    fn time_begins_and_ends() {
        assert_eq!(
            (Instant::MIN.day_before(), Instant::MIN.day_after()),
            (Day::MIN, Day::MIN)
        );
        assert_eq!(
            (Instant::MAX.day_before(), Instant::MAX.day_after()),
            (Day::MAX, Day::MAX)
        );
        assert_eq!(
            Instant::MAX.since(Instant::MIN),
            Day::MAX.since(Day::MIN) + 1
        );
    }
}
