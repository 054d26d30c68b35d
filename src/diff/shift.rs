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

/// Counts shifts of all dates of a plan by the calendar that says when people work, so that what moved a finish and the
/// finish itself are told in the same days. Without one, each date is counted by the calendar of its own task.
#[derive(Clone, Copy)]
pub(super) struct Shifts<'a> {
    working: Option<&'a Calendar>,
}

impl<'a> Shifts<'a> {
    pub(super) fn of(side: Side<'a>) -> Self {
        Self { working: named(side, side.plan.meta.working_calendar.value().map(AsRef::as_ref)) }
    }

    /// From `before` to `after`; `own` counts the days of the task that has the date.
    pub(super) fn between(self, before: Day, after: Day, own: Option<&Calendar>) -> Shift {
        let knows = |calendar: &&Calendar| calendar.covers(before) && calendar.covers(after);
        let calendar = [self.working, own].into_iter().flatten().find(knows);
        // Days of which each counts are no working days.
        match calendar.filter(|calendar| built_in("every-day") != Some(*calendar)) {
            Some(calendar) if after >= before => {
                Shift { before, after, days: calendar.count(before.plus(1), after), working: true }
            }
            Some(calendar) => Shift { before, after, days: -calendar.count(after.plus(1), before), working: true },
            None => Shift { before, after, days: after.since(before), working: false },
        }
    }
}

/// The calendar that `name` stands for in a plan.
pub(super) fn named<'a>(side: Side<'a>, name: Option<&str>) -> Option<&'a Calendar> {
    side.schedule.calendars.find(name?).flatten().map(AsRef::as_ref)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_unit() {
        let day = |text: &str| Day::parse(text).expect("it exists");
        let (weekdays, every_day) = (built_in("weekdays"), built_in("every-day"));
        let told = |working, own, from: &str, to: &str| {
            let shift = Shifts { working }.between(day(from), day(to), own);
            (shift.signed(), shift.told())
        };
        let words = |signed: &str, told: &str| (signed.to_owned(), told.to_owned());
        // What counts the days of a task does not say when people work.
        let week = told(weekdays, every_day, "2023-11-03", "2023-11-10");
        assert_eq!(week, words("+5 working days", "5 working days later"));
        assert_eq!(told(None, every_day, "2023-11-03", "2023-11-10"), words("+7 days", "7 days later"));
        assert_eq!(told(None, weekdays, "2023-11-10", "2023-11-09"), words("-1 working day", "1 working day earlier"));
        assert_eq!(told(None, None, "2023-11-10", "2023-11-11"), words("+1 day", "1 day later"));
        // A calendar that does not know the days does not count them.
        assert_eq!(told(built_in("china"), weekdays, "2099-01-05", "2099-01-12").0, "+5 working days");
    }
}
