//! How many tasks somebody is on at once.

use std::collections::BTreeMap;
use std::collections::HashMap;

use crate::calendar::Calendar;
use crate::calendar::Day;
use crate::model::Name;
use crate::model::Plan;
use crate::model::TaskIx;

use super::Schedule;

/// A stretch of days with the number of tasks at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Load {
    /// How many at once, at most.
    pub count: usize,
    /// The first day of the stretch.
    pub first: Day,
    /// Its last day.
    pub last: Day,
}

/// A task that somebody works on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Work<'p> {
    /// The task.
    pub task: TaskIx,
    /// Its executor, as the plan writes the name there.
    pub name: &'p Name,
    /// Its first day.
    pub first: Day,
    /// Its last day.
    pub last: Day,
    /// The calendar whose days off it does not take up; `None` if it takes up every day.
    pub calendar: Option<&'p Calendar>,
}

impl Work<'_> {
    /// Whether it takes up one of these days.
    pub(crate) fn is_within(&self, load: &Load) -> bool {
        let (first, last) = (self.first.max(load.first), self.last.min(load.last));
        first <= last
            && self
                .calendar
                .is_none_or(|calendar| calendar.count(first, last) > 0)
    }
}

/// What everybody works on, by the canonical name: leaves whose days are known and that are not
/// done. A milestone takes no time and is no work; a placeholder is nobody yet.
///
/// `owner-overload` and `diff` count by this. It is not kept: tasks that inherit long lists make it
/// many times as large as the plan.
#[must_use]
pub(crate) fn workloads<'p>(
    plan: &'p Plan,
    schedule: &'p Schedule,
) -> BTreeMap<&'p str, Vec<Work<'p>>> {
    let mut by_owner: BTreeMap<&str, Vec<Work<'_>>> = BTreeMap::new();
    for (ix, _) in plan.leaves() {
        let Some((first, last)) = schedule.window(ix).days() else {
            continue;
        };
        if schedule.state(ix).done || schedule.milestones[ix.index()] {
            continue;
        }
        for executor in schedule.assignments.executors(plan, ix) {
            if !executor.is_placeholder() {
                let works = by_owner.entry(executor.canonical()).or_default();
                works.push(Work {
                    task: ix,
                    name: executor.name,
                    first,
                    last,
                    calendar: schedule.calendar(ix),
                });
            }
        }
    }
    by_owner
}

/// How often a day is looked up in a calendar, for one owner, where tasks have different days off.
const MOST_LOOKS: usize = 50_000;

/// A stretch of days with the same number of tasks at once, days off left out.
struct Stretch {
    load: Load,
    /// Whether nothing but days off lies between it and the one before.
    goes_on: bool,
}

/// Stretches of days on which something is worked on, in their order. A task takes up no day off of
/// its calendar.
fn stretches(works: &[Work<'_>]) -> Vec<Stretch> {
    // On one day what begins comes before what ended the day before is gone: +1 at the start, -1
    // the day after.
    let mut changes: Vec<(Day, i32, Option<&Calendar>)> = works
        .iter()
        .flat_map(|work| {
            [
                (work.first, 1, work.calendar),
                (work.last.plus(1), -1, work.calendar),
            ]
        })
        .collect();
    changes.sort_by_key(|(day, ..)| *day);
    let mut found = Found {
        stretches: Vec::new(),
        goes_on: false,
        looks_left: MOST_LOOKS,
    };
    let mut at_once = AtOnce::default();
    let mut since: Option<Day> = None;
    for changes in changes.chunk_by(|a, b| a.0 == b.0) {
        let day = changes[0].0;
        if let Some(since) = since {
            found.stretch(&at_once, since, day.plus(-1));
        }
        for (_, change, calendar) in changes {
            at_once.change(*calendar, *change);
        }
        since = Some(day);
    }
    found.stretches
}

/// What is worked on at one time, counted by calendars.
#[derive(Default)]
struct AtOnce<'p> {
    by_calendar: HashMap<Option<*const Calendar>, (Option<&'p Calendar>, i32)>,
    count: i32,
}

impl<'p> AtOnce<'p> {
    fn change(&mut self, calendar: Option<&'p Calendar>, change: i32) {
        let key = calendar.map(std::ptr::from_ref);
        let (_, count) = self.by_calendar.entry(key).or_insert((calendar, 0));
        *count += change;
        self.count += change;
        if *count == 0 {
            self.by_calendar.remove(&key);
        }
    }
}

struct Found {
    stretches: Vec<Stretch>,
    /// Whether no day without any task has come since the last stretch.
    goes_on: bool,
    looks_left: usize,
}

impl Found {
    /// Add the days from `first` to `last`, on which these tasks are worked on as far as their
    /// calendars have them worked.
    fn stretch(&mut self, at_once: &AtOnce<'_>, first: Day, last: Day) {
        let calendars = at_once.by_calendar.len();
        if calendars == 0 {
            self.goes_on = false;
            return;
        }
        if calendars == 1 {
            let only = at_once.by_calendar.values().find_map(|(only, _)| *only);
            let days = match only {
                None => Some((first, last)),
                Some(calendar) => {
                    let first = calendar.next_working(first).filter(|day| *day <= last);
                    first.zip(calendar.start(last, 1))
                }
            };
            if let Some((first, last)) = days {
                self.add(at_once.count, first, last);
            }
            return;
        }
        let length = last.since(first) + 1;
        let looks = usize::try_from(length).unwrap_or(usize::MAX);
        let looks = looks.saturating_mul(calendars);
        // In so long a time all of them work on some day.
        if looks > self.looks_left {
            self.add(at_once.count, first, last);
            return;
        }
        self.looks_left -= looks;
        for day in (0..length).map(|ahead| first.plus(ahead)) {
            let working = at_once
                .by_calendar
                .values()
                .filter(|(calendar, _)| calendar.is_none_or(|calendar| calendar.is_working(day)));
            let count = working.map(|(_, count)| count).sum();
            if count > 0 {
                self.add(count, day, day);
            }
        }
    }

    fn add(&mut self, count: i32, first: Day, last: Day) {
        let count = usize::try_from(count).unwrap_or(0);
        if let Some(before) = self.stretches.last_mut()
            && self.goes_on
            && before.load.count == count
        {
            before.load.last = last;
            return;
        }
        self.stretches.push(Stretch {
            load: Load { count, first, last },
            goes_on: self.goes_on,
        });
        self.goes_on = true;
    }
}

/// The first stretch of days on which there are more tasks at once than on any day before or
/// behind; `None` if there are none at all.
#[must_use]
pub(crate) fn peak(works: &[Work<'_>]) -> Option<Load> {
    let stretches = stretches(works);
    let count = stretches.iter().map(|stretch| stretch.load.count).max()?;
    stretches
        .into_iter()
        .map(|stretch| stretch.load)
        .find(|load| load.count == count)
}

/// Every run of days on which there are more than `most` tasks at once, in their order. Days off do
/// not end one.
#[must_use]
pub(crate) fn runs_above(works: &[Work<'_>], most: usize) -> Vec<Load> {
    let mut runs: Vec<Load> = Vec::new();
    let mut is_above = false;
    for Stretch { load, goes_on } in stretches(works) {
        let goes_on = goes_on && is_above;
        is_above = load.count > most;
        if !is_above {
            continue;
        }
        match runs.last_mut().filter(|_| goes_on) {
            Some(run) => {
                run.count = run.count.max(load.count);
                run.last = load.last;
            }
            None => runs.push(load),
        }
    }
    runs
}

/// Every stretch of days with more than `most` tasks at once, cut wherever their number changes.
#[must_use]
pub(crate) fn steps_above(works: &[Work<'_>], most: usize) -> Vec<Load> {
    stretches(works)
        .into_iter()
        .map(|stretch| stretch.load)
        .filter(|load| load.count > most)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::plan;
    use super::*;
    use crate::schedule::Method;

    fn told(load: &Load) -> String {
        format!("{}: {} to {}", load.count, load.first, load.last)
    }

    /// The load of `a` in a plan of these tasks: the peak, and the runs above `most`.
    fn loads(tasks: &[&str], most: usize) -> (Option<String>, Vec<String>) {
        let tasks: Vec<String> = (1..)
            .zip(tasks)
            .map(|(at, task)| format!("{{id: p.{at}, executors: [a], {task}}}"))
            .collect();
        let plan = plan(&tasks.join(", "));
        let schedule = Schedule::new(&plan, Method::Chain);
        let works = workloads(&plan, &schedule).remove("a").unwrap_or_default();
        (
            peak(&works).as_ref().map(told),
            runs_above(&works, most).iter().map(told).collect(),
        )
    }

    fn days(first: u32, last: u32) -> String {
        format!("start: 2023-10-{first:02}, finish: 2023-10-{last:02}")
    }

    #[test]
    fn the_first_stretch_at_the_highest_and_every_run_above_a_number() {
        let windows = [
            days(1, 5),
            days(3, 10),
            days(6, 10),
            days(20, 21),
            days(20, 22),
            days(21, 21),
            days(25, 25),
        ];
        let (peak, runs) = loads(&windows.each_ref().map(String::as_str), 1);
        assert_eq!(peak.as_deref(), Some("3: 2023-10-21 to 2023-10-21"));
        assert_eq!(
            runs,
            ["2: 2023-10-03 to 2023-10-10", "3: 2023-10-20 to 2023-10-21"]
        );
        let (_, runs) = loads(&windows.each_ref().map(String::as_str), 2);
        assert_eq!(runs, ["3: 2023-10-21 to 2023-10-21"]);
        let (peak, runs) = loads(&[&days(1, 2), &days(5, 6)], 0);
        assert_eq!(peak.as_deref(), Some("1: 2023-10-01 to 2023-10-02"));
        assert_eq!(
            runs,
            ["1: 2023-10-01 to 2023-10-02", "1: 2023-10-05 to 2023-10-06"]
        );
        assert_eq!(loads(&[], 0), (None, Vec::new()));
    }

    #[test]
    fn days_off_are_no_load_and_end_no_run() {
        let weekdays = |first, last| format!("{}, calendar: weekdays", days(first, last));
        // 7 and 8 October were a weekend, and so were 14 and 15.
        let both = [weekdays(2, 8), weekdays(7, 11)];
        let (peak, runs) = loads(&both.each_ref().map(String::as_str), 1);
        assert_eq!(peak.as_deref(), Some("1: 2023-10-02 to 2023-10-11"));
        assert_eq!(runs, [""; 0]);
        let over = [weekdays(5, 14), weekdays(4, 16)];
        let (peak, runs) = loads(&over.each_ref().map(String::as_str), 1);
        assert_eq!(peak.as_deref(), Some("2: 2023-10-05 to 2023-10-13"));
        assert_eq!(runs, ["2: 2023-10-05 to 2023-10-13"]);
        // Who works on weekends, too, is alone then.
        let mixed = [weekdays(5, 10), days(5, 10)];
        let (_, runs) = loads(&mixed.each_ref().map(String::as_str), 1);
        assert_eq!(
            runs,
            ["2: 2023-10-05 to 2023-10-06", "2: 2023-10-09 to 2023-10-10"]
        );
    }

    #[test]
    fn milestones_and_what_is_done_are_no_load() {
        let done = format!("{}, progress: done", days(1, 5));
        let milestone = format!("{}, days: 0", days(2, 2));
        let (peak, _) = loads(
            &[&days(1, 3), &done, &milestone, "start: 2023-10-02, days: 0"],
            1,
        );
        assert_eq!(peak.as_deref(), Some("1: 2023-10-01 to 2023-10-03"));
    }
}
