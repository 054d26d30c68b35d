//! By how much a plan is off, and how that has grown.

use crate::words::Message;
use crate::words::code;
use crate::words::say;

/// By how much a plan is off: what makes a finding worse than the same one in another revision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Size {
    /// What is counted.
    pub measure: Measure,
    /// How much of it; for [`Measure::Points`] in tenths.
    pub amount: i64,
    /// For [`Measure::TasksTooMany`], which is about the peak: the days of work that are too many
    /// at all times together.
    pub work: i64,
}

/// What a [`Size`] counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Measure {
    /// Days between what is said and what is counted.
    DaysOff,
    /// Days by which something comes too early.
    DaysEarly,
    /// Days by which something lies outside of what contains it.
    DaysOutside,
    /// Days that two phases share.
    DaysShared,
    /// Days from the rest of the plan.
    DaysAway,
    /// Days after the one that is promised.
    DaysLate,
    /// Days more than there are.
    DaysTooMany,
    /// Tenths of a point of percent between what is said and what is counted.
    Points,
    /// Tasks more than somebody can do at once.
    TasksTooMany,
}

impl Measure {
    /// What one of it is: `days`, `points` or `tasks`.
    #[must_use]
    pub fn unit(self) -> &'static str {
        match self {
            Measure::Points => "points",
            Measure::TasksTooMany => "tasks",
            _ => "days",
        }
    }
}

impl Size {
    /// So many of `measure`, whichever way they go.
    #[must_use]
    pub fn new(measure: Measure, amount: i64) -> Self {
        Self {
            measure,
            amount: amount.saturating_abs(),
            work: 0,
        }
    }

    /// Points of percent, told with one decimal.
    #[must_use]
    #[expect(
        clippy::cast_possible_truncation,
        reason = "percentages are small, and the cast saturates"
    )]
    pub fn points(points: f64) -> Self {
        Self::new(Measure::Points, (points * 10.0).round() as i64)
    }

    /// Whether a finding that has this size is worse than when it had the size `was`.
    #[must_use]
    pub fn is_worse_than(self, was: Size) -> bool {
        self.amount > was.amount || self.work > was.work
    }

    /// How the finding has grown since it had the size `was`.
    #[must_use]
    pub fn since(self, was: Size) -> Message {
        if self.amount <= was.amount {
            return if was.work == 1 {
                say!(
                    en: "was {before} day of work too many, is now {now}",
                    zh: "原来超出 {before} 人天，现在超出 {now} 人天",
                    before = was.work,
                    now = self.work,
                )
            } else {
                say!(
                    en: "was {before} days of work too many, is now {now}",
                    zh: "原来超出 {before} 人天，现在超出 {now} 人天",
                    before = was.work,
                    now = self.work,
                )
            };
        }
        let (before, now) = (was.number(), self.number());
        let one = before == "1";
        match was.measure {
            Measure::DaysOff if one => say!(
                en: "was {before} day off, is now {now}",
                zh: "原来偏差 {before} 天，现在偏差 {now} 天",
                before = code(before),
                now = code(now),
            ),
            Measure::DaysOff => say!(
                en: "was {before} days off, is now {now}",
                zh: "原来偏差 {before} 天，现在偏差 {now} 天",
                before = code(before),
                now = code(now),
            ),
            Measure::DaysEarly if one => say!(
                en: "was {before} day too early, is now {now}",
                zh: "原来早了 {before} 天，现在早了 {now} 天",
                before = code(before),
                now = code(now),
            ),
            Measure::DaysEarly => say!(
                en: "was {before} days too early, is now {now}",
                zh: "原来早了 {before} 天，现在早了 {now} 天",
                before = code(before),
                now = code(now),
            ),
            Measure::DaysOutside if one => say!(
                en: "was {before} day outside, is now {now}",
                zh: "原来超出 {before} 天，现在超出 {now} 天",
                before = code(before),
                now = code(now),
            ),
            Measure::DaysOutside => say!(
                en: "was {before} days outside, is now {now}",
                zh: "原来超出 {before} 天，现在超出 {now} 天",
                before = code(before),
                now = code(now),
            ),
            Measure::DaysShared if one => say!(
                en: "was {before} day of overlap, is now {now}",
                zh: "原来重叠 {before} 天，现在重叠 {now} 天",
                before = code(before),
                now = code(now),
            ),
            Measure::DaysShared => say!(
                en: "was {before} days of overlap, is now {now}",
                zh: "原来重叠 {before} 天，现在重叠 {now} 天",
                before = code(before),
                now = code(now),
            ),
            Measure::DaysAway if one => say!(
                en: "was {before} day away, is now {now}",
                zh: "原来相距 {before} 天，现在相距 {now} 天",
                before = code(before),
                now = code(now),
            ),
            Measure::DaysAway => say!(
                en: "was {before} days away, is now {now}",
                zh: "原来相距 {before} 天，现在相距 {now} 天",
                before = code(before),
                now = code(now),
            ),
            Measure::DaysLate if one => say!(
                en: "was {before} day late, is now {now}",
                zh: "原来晚了 {before} 天，现在晚了 {now} 天",
                before = code(before),
                now = code(now),
            ),
            Measure::DaysLate => say!(
                en: "was {before} days late, is now {now}",
                zh: "原来晚了 {before} 天，现在晚了 {now} 天",
                before = code(before),
                now = code(now),
            ),
            Measure::DaysTooMany if one => say!(
                en: "was {before} day too many, is now {now}",
                zh: "原来多出 {before} 天，现在多出 {now} 天",
                before = code(before),
                now = code(now),
            ),
            Measure::DaysTooMany => say!(
                en: "was {before} days too many, is now {now}",
                zh: "原来多出 {before} 天，现在多出 {now} 天",
                before = code(before),
                now = code(now),
            ),
            Measure::Points if one => say!(
                en: "was {before} point off, is now {now}",
                zh: "原来偏差 {before} 个百分点，现在偏差 {now} 个百分点",
                before = code(before),
                now = code(now),
            ),
            Measure::Points => say!(
                en: "was {before} points off, is now {now}",
                zh: "原来偏差 {before} 个百分点，现在偏差 {now} 个百分点",
                before = code(before),
                now = code(now),
            ),
            Measure::TasksTooMany if one => say!(
                en: "was {before} task too many, is now {now}",
                zh: "原来超出 {before} 个任务，现在超出 {now} 个",
                before = code(before),
                now = code(now),
            ),
            Measure::TasksTooMany => say!(
                en: "was {before} tasks too many, is now {now}",
                zh: "原来超出 {before} 个任务，现在超出 {now} 个",
                before = code(before),
                now = code(now),
            ),
        }
    }

    /// The amount in digits.
    fn number(self) -> String {
        match (self.measure, self.amount % 10) {
            (Measure::Points, 0) => (self.amount / 10).to_string(),
            (Measure::Points, tenths) => format!("{}.{tenths}", self.amount / 10),
            _ => self.amount.to_string(),
        }
    }
}
