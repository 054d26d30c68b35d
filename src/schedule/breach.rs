//! Whether dates break a dependency, and by how much.

use crate::calendar::Calendar;
use crate::calendar::Day;
use crate::model::Dependency;
use crate::model::Link;
use crate::model::Plan;
use crate::model::TaskIx;

use super::End;
use super::Schedule;

/// A dependency that the dates do not respect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Breach {
    /// The end of the successor that comes too early.
    pub waiting: End,
    /// The end of the predecessor that it should wait for.
    pub awaited: End,
    /// The first day on which the successor's end may be.
    pub earliest: Day,
    /// How many days too early it is: working days of the successor's calendar, or plain days if none of them is one.
    pub early: i64,
    /// Whether `early` counts working days.
    pub worked: bool,
}

/// Whether `successor` breaks its `dependency` on `predecessor`; `None` also where dates are not known.
#[must_use]
pub fn breach(
    plan: &Plan,
    schedule: &Schedule,
    dependency: &Dependency,
    predecessor: TaskIx,
    successor: TaskIx,
) -> Option<Breach> {
    let (before, after) = (schedule.window(predecessor), schedule.window(successor));
    let (awaited, waiting) = match dependency.link {
        Link::FinishStart => (before.finish?, after.start?),
        Link::StartStart => (before.start?, after.start?),
        Link::FinishFinish => (before.finish?, after.finish?),
        Link::StartFinish => (before.start?, after.finish?),
    };
    // Days off on which nothing is counted do not make a milestone: a task has to say so.
    let milestone = |ix: TaskIx| {
        let one_day = schedule.window(ix).days().is_some_and(|(first, last)| first == last);
        let declared = plan.task(ix).days.value() == Some(&0);
        one_day && schedule.days[ix.index()] == Some(0) && (declared || !plan.task(ix).is_leaf())
    };
    let calendar = schedule.calendar(successor);
    let share = milestone(predecessor) || milestone(successor);
    let earliest = earliest(dependency.link, dependency.lag, awaited.day, share, calendar)?;
    if waiting.day >= earliest {
        return None;
    }
    let sure = calendar.filter(|calendar| calendar.covers(waiting.day) && calendar.covers(earliest));
    let worked = sure.map_or(0, |calendar| calendar.count(waiting.day, earliest.plus(-1)));
    let early = if worked > 0 { worked } else { earliest.since(waiting.day) };
    // Without a calendar that is sure of them, plain days are all there is to say.
    Some(Breach { waiting, awaited, earliest, early, worked: worked > 0 || sure.is_none() })
}

/// The first day for the successor's end, if the predecessor's is on `day`.
///
/// A start is the morning of its day and a finish the evening, and a lag is the number of working days that lie
/// between the two. So with `FS` and no lag the next day is the first; with `SS` it is the same day.
fn earliest(link: Link, lag: i64, day: Day, share: bool, calendar: Option<&Calendar>) -> Option<Day> {
    let from_evening = matches!(link, Link::FinishStart | Link::FinishFinish);
    let to_evening = matches!(link, Link::FinishFinish | Link::StartFinish);
    // The first day that lies completely after the predecessor's end.
    let next = if from_evening { day.plus(1) } else { day };
    // The successor's end in mornings; an evening is the morning of the day after.
    let morning = match lag {
        0 if share && link == Link::FinishStart => day,
        0 => next,
        lag => {
            let calendar = calendar?;
            let morning = if lag > 0 {
                calendar.finish(next, lag)?.plus(1)
            } else {
                // One working day more would be too many.
                calendar.start(next.plus(-1), 1 - lag)?.plus(1)
            };
            // A count through years that the calendar does not know would be a guess.
            (calendar.covers(next) && calendar.covers(morning)).then_some(morning)?
        }
    };
    Some(if to_evening { morning.plus(-1) } else { morning })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::built_in;

    fn first(link: Link, lag: i64, day: &str) -> String {
        let day = Day::parse(day).expect("the tests name real days");
        let found = earliest(link, lag, day, false, built_in("weekdays"));
        found.map_or("none".to_owned(), |day| day.to_string())
    }

    #[test]
    fn each_link_on_its_own_ends() {
        // 2023-10-06 was a Friday.
        assert_eq!(first(Link::FinishStart, 0, "2023-10-06"), "2023-10-07");
        assert_eq!(first(Link::StartStart, 0, "2023-10-06"), "2023-10-06");
        assert_eq!(first(Link::FinishFinish, 0, "2023-10-06"), "2023-10-06");
        assert_eq!(first(Link::StartFinish, 0, "2023-10-06"), "2023-10-05");
    }

    #[test]
    fn a_lag_is_working_days_in_between() {
        assert_eq!(first(Link::FinishStart, 1, "2023-10-06"), "2023-10-10", "Monday lies between");
        assert_eq!(first(Link::FinishStart, 2, "2023-10-03"), "2023-10-06");
        assert_eq!(first(Link::StartStart, 2, "2023-10-02"), "2023-10-04");
        assert_eq!(first(Link::FinishFinish, 2, "2023-10-02"), "2023-10-04");
        assert_eq!(first(Link::StartFinish, 2, "2023-10-02"), "2023-10-03");
    }

    #[test]
    fn a_lead_lets_them_overlap() {
        assert_eq!(first(Link::FinishStart, -1, "2023-10-04"), "2023-10-04", "one working day of both");
        assert_eq!(first(Link::FinishStart, -2, "2023-10-04"), "2023-10-03");
        assert_eq!(first(Link::StartStart, -1, "2023-10-04"), "2023-10-03");
    }

    #[test]
    fn a_milestone_may_share_the_day() {
        let day = Day::parse("2023-10-06").expect("it exists");
        assert_eq!(earliest(Link::FinishStart, 0, day, true, None), Some(day));
    }
}
