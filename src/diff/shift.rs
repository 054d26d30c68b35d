//! By how much a date moved, in one unit for a whole comparison.

use crate::calendar::Calendar;
use crate::calendar::Day;
use crate::calendar::built_in;

use super::Side;

/// A date that moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shift {
    /// What it was.
    pub before: Day,
    /// What it is.
    pub after: Day,
    /// How many days later, earlier if negative: working days, or plain ones.
    pub days: i64,
    /// Whether `days` are working days.
    pub working: bool,
}

impl Shift {
    /// `+5 working days`, `-1 day`.
    #[must_use]
    pub fn signed(self) -> String {
        format!("{:+} {}", self.days, self.unit())
    }

    /// `5 working days later`, `1 day earlier`.
    #[must_use]
    pub fn told(self) -> String {
        let direction = if self.days < 0 { "earlier" } else { "later" };
        format!("{} {} {direction}", self.days.abs(), self.unit())
    }

    fn unit(self) -> &'static str {
        match (self.working, self.days.abs()) {
            (true, 1) => "working day",
            (true, _) => "working days",
            (false, 1) => "day",
            (false, _) => "days",
        }
    }
}

impl Shift {
    /// From `before` to `after` in the days that `counting` counts: the calendar of the task that
    /// has the date, so that a date moves by as many days as the work before it grows. Plain days
    /// where it does not know them.
    pub(super) fn new(before: Day, after: Day, counting: Option<&Calendar>) -> Self {
        let knows = |calendar: &&Calendar| calendar.covers(before) && calendar.covers(after);
        // Days of which each counts are no working days.
        match counting
            .filter(knows)
            .filter(|calendar| built_in("every-day") != Some(*calendar))
        {
            Some(calendar) if after >= before => Shift {
                before,
                after,
                days: calendar.count(before.plus(1), after),
                working: true,
            },
            Some(calendar) => Shift {
                before,
                after,
                days: -calendar.count(after.plus(1), before),
                working: true,
            },
            None => Shift {
                before,
                after,
                days: after.since(before),
                working: false,
            },
        }
    }
}

/// The calendar that `name` stands for in a plan.
pub(super) fn named<'a>(side: Side<'a>, name: Option<&str>) -> Option<&'a Calendar> {
    side.schedule
        .calendars
        .find(name?)
        .flatten()
        .map(AsRef::as_ref)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn working_days_and_plain_ones() {
        let day = |text: &str| Day::parse(text).expect("it exists");
        let told = |counting: Option<&str>, from: &str, to: &str| {
            let shift = Shift::new(day(from), day(to), counting.and_then(built_in));
            (shift.signed(), shift.told())
        };
        let words = |signed: &str, told: &str| (signed.to_owned(), told.to_owned());
        let week = told(Some("weekdays"), "2023-11-03", "2023-11-10");
        assert_eq!(week, words("+5 working days", "5 working days later"));
        assert_eq!(
            told(Some("every-day"), "2023-11-03", "2023-11-10"),
            words("+7 days", "7 days later")
        );
        let back = told(Some("weekdays"), "2023-11-10", "2023-11-09");
        assert_eq!(back, words("-1 working day", "1 working day earlier"));
        assert_eq!(
            told(None, "2023-11-10", "2023-11-11"),
            words("+1 day", "1 day later")
        );
        // A calendar that does not know the days does not count them.
        assert_eq!(told(Some("china"), "2099-01-05", "2099-01-12").0, "+7 days");
    }
}
