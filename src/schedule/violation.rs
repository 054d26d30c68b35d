//! Whether dates break a dependency, and by how much.

use crate::calendar::Calendar;
use crate::calendar::Day;
use crate::calendar::Instant;
use crate::model::Dependency;
use crate::model::Link;
use crate::model::TaskIx;

use super::End;
use super::Schedule;

/// A dependency that the dates do not respect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Violation {
    /// The end of the successor that comes too early.
    pub waiting: End,
    /// The end of the predecessor that it should wait for.
    pub awaited: End,
    /// The first day on which the successor's end may be; `None` if it lies beyond the days that
    /// the calendar knows.
    pub earliest: Option<Day>,
    /// How many days too early it is: working days of the successor's calendar, or plain days if
    /// none of them is one.
    pub early: i64,
    /// Whether `early` counts working days.
    pub worked: bool,
}

/// Whether `successor` breaks its `dependency` on `predecessor`; `None` also where dates are not
/// known.
///
/// A start is the morning of its day, and a finish the evening; a milestone is any instant of its
/// day, so the one that suits counts. The successor's end may come as soon as the working days of
/// the lag are over after the predecessor's; with no lag only the order counts, whatever is worked
/// in between.
#[must_use]
pub(crate) fn violation(
    schedule: &Schedule,
    dependency: &Dependency,
    predecessor: TaskIx,
    successor: TaskIx,
) -> Option<Violation> {
    let (awaited, waiting) = ends(schedule, dependency.link, predecessor, successor)?;
    let from_evening = matches!(dependency.link, Link::FinishStart | Link::FinishFinish);
    let to_evening = matches!(dependency.link, Link::FinishFinish | Link::StartFinish);
    let from = if from_evening && !is_one_instant(schedule, predecessor) {
        Instant::evening(awaited.day)
    } else {
        Instant::morning(awaited.day)
    };
    let in_evening = to_evening || is_one_instant(schedule, successor);
    let at = if in_evening {
        Instant::evening(waiting.day)
    } else {
        Instant::morning(waiting.day)
    };
    let calendar = schedule.calendar(successor);
    let Missing { worked, until } = missing(
        from,
        at,
        dependency.lag,
        calendar,
        [awaited.day, waiting.day],
    )?;
    let earliest = until.map(|until| {
        if in_evening {
            until.day_before()
        } else {
            until.day_after()
        }
    });
    let plain = || until.map_or(0, |until| until.since(at));
    let early = worked.filter(|worked| *worked > 0).unwrap_or_else(plain);
    // Without a calendar that is sure of them, plain days are all there is to say.
    Some(Violation {
        waiting,
        awaited,
        earliest,
        early,
        worked: worked != Some(0),
    })
}

/// The end of the predecessor that counts, and that of the successor, as far as they are known.
fn ends(
    schedule: &Schedule,
    link: Link,
    predecessor: TaskIx,
    successor: TaskIx,
) -> Option<(End, End)> {
    let (before, after) = (schedule.window(predecessor), schedule.window(successor));
    // A part without dates may start a group earlier or finish it later. Where that makes things
    // worse what is known is wrong in any case; where it would mend them nothing can be said.
    let closed = |end: &End| !end.open;
    match link {
        Link::FinishStart => before.finish.zip(after.start),
        Link::StartStart => before.start.filter(closed).zip(after.start),
        Link::FinishFinish => before.finish.zip(after.finish.filter(closed)),
        Link::StartFinish => before.start.filter(closed).zip(after.finish.filter(closed)),
    }
}

/// Whether it is a milestone with one date.
fn is_one_instant(schedule: &Schedule, ix: TaskIx) -> bool {
    schedule.milestones[ix.index()]
        && schedule
            .window(ix)
            .days()
            .is_some_and(|(first, last)| first == last)
}

/// What is missing until an end is late enough.
struct Missing {
    /// In working days; `None` if no calendar is sure of them.
    worked: Option<i64>,
    /// The first instant that will do, if it is known.
    until: Option<Instant>,
}

/// What is missing at the instant `at` until the lag is over after `from`; `None` if nothing is, or
/// nobody can tell. `days` are the days that both ends are on.
fn missing(
    from: Instant,
    at: Instant,
    lag: i64,
    calendar: Option<&Calendar>,
    days: [Day; 2],
) -> Option<Missing> {
    if lag == 0 {
        // The last day in between is the one before `from`.
        let sure = calendar.filter(|calendar| {
            calendar.covers(at.day_after()) && calendar.covers(from.day_before())
        });
        let worked = sure.map(|calendar| calendar.between(at, from));
        return (at < from).then_some(Missing {
            worked,
            until: Some(from),
        });
    }
    // A count through years that the calendar does not know would be a guess.
    let calendar = calendar.filter(|calendar| days.iter().all(|day| calendar.covers(*day)))?;
    let worked = lag - calendar.between(from, at);
    let until = calendar.forward(from, lag)?;
    let known = calendar.covers(until.day_before());
    (worked > 0).then_some(Missing {
        worked: Some(worked),
        until: known.then_some(until),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::built_in;

    /// The first instant for a successor, as a day: of its morning, or of its evening.
    fn first(link: Link, lag: i64, day: &str) -> String {
        let day = Day::parse(day).expect("the tests name real days");
        let from_finish = matches!(link, Link::FinishStart | Link::FinishFinish);
        let from = if from_finish {
            Instant::evening(day)
        } else {
            Instant::morning(day)
        };
        let missing = missing(from, Instant::MIN, lag, built_in("weekdays"), [day, day]);
        let until = missing
            .and_then(|missing| missing.until)
            .expect("something is missing since the year 0");
        let starts = matches!(link, Link::FinishStart | Link::StartStart);
        if starts {
            until.day_after().to_string()
        } else {
            until.day_before().to_string()
        }
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
        assert_eq!(
            first(Link::FinishStart, 1, "2023-10-06"),
            "2023-10-10",
            "Monday lies between"
        );
        assert_eq!(first(Link::FinishStart, 2, "2023-10-03"), "2023-10-06");
        assert_eq!(first(Link::StartStart, 2, "2023-10-02"), "2023-10-04");
        assert_eq!(first(Link::FinishFinish, 2, "2023-10-02"), "2023-10-04");
        assert_eq!(first(Link::StartFinish, 2, "2023-10-02"), "2023-10-03");
    }

    #[test]
    fn a_lead_lets_them_overlap() {
        assert_eq!(
            first(Link::FinishStart, -1, "2023-10-04"),
            "2023-10-04",
            "one working day of both"
        );
        assert_eq!(first(Link::FinishStart, -2, "2023-10-04"), "2023-10-03");
        assert_eq!(first(Link::StartStart, -1, "2023-10-04"), "2023-10-03");
    }
}
