//! By how much a date moved, in one unit for a whole comparison.

use crate::calendar::Calendar;
use crate::calendar::Day;
use crate::calendar::built_in;

use super::Side;

/// A date that moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Shift {
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
        let moved = |counting: Option<&str>, from: &str, to: &str| {
            let shift = Shift::new(day(from), day(to), counting.and_then(built_in));
            (shift.days, shift.working)
        };
        let week = moved(Some("weekdays"), "2023-11-03", "2023-11-10");
        assert_eq!(week, (5, true));
        let plain = moved(Some("every-day"), "2023-11-03", "2023-11-10");
        assert_eq!(plain, (7, false));
        let back = moved(Some("weekdays"), "2023-11-10", "2023-11-09");
        assert_eq!(back, (-1, true));
        assert_eq!(moved(None, "2023-11-10", "2023-11-11"), (1, false));
        // A calendar that does not know the days does not count them.
        let beyond = moved(Some("china"), "2099-01-05", "2099-01-12");
        assert_eq!(beyond, (7, false));
    }
}
