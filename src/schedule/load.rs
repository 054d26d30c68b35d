//! How many tasks somebody is on at once.

use std::collections::BTreeMap;

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
}

/// What everybody works on, by the canonical name: leaves whose days are known and that are not
/// done. A milestone takes no time and is no work; a placeholder is nobody yet.
///
/// `owner-overload` and `diff` count by this. It is not kept: tasks that inherit long lists make it
/// many times as large as the plan.
#[must_use]
pub(crate) fn workloads<'p>(
    plan: &'p Plan,
    schedule: &Schedule,
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
                });
            }
        }
    }
    by_owner
}

/// From which day on how many tasks are worked on at once.
fn steps(works: &[Work<'_>]) -> Vec<(Day, usize)> {
    // On one day what begins comes before what ended the day before is gone: +1 at the start, -1
    // the day after.
    let mut changes: Vec<(Day, i32)> = works
        .iter()
        .flat_map(|work| [(work.first, 1), (work.last.plus(1), -1)])
        .collect();
    changes.sort_unstable();
    let mut now = 0;
    let on_one_day = changes.chunk_by(|a, b| a.0 == b.0);
    let steps = on_one_day.map(|changes| {
        now += changes.iter().map(|(_, change)| change).sum::<i32>();
        (changes[0].0, usize::try_from(now).unwrap_or(0))
    });
    steps.collect()
}

/// The first stretch of days on which there are more tasks at once than on any day before or
/// behind; `None` if there are none at all.
#[must_use]
pub(crate) fn peak(works: &[Work<'_>]) -> Option<Load> {
    let steps = steps(works);
    let count = steps.iter().map(|(_, count)| *count).max()?;
    // All runs of more than one less than the most are runs of the most.
    runs_of(&steps, count.checked_sub(1)?).into_iter().next()
}

/// Every stretch of days on which there are more than `most` tasks at once, in their order.
#[must_use]
pub(crate) fn runs_above(works: &[Work<'_>], most: usize) -> Vec<Load> {
    runs_of(&steps(works), most)
}

/// Every stretch of days with more than `most` tasks at once, cut wherever their number changes.
#[must_use]
pub(crate) fn steps_above(works: &[Work<'_>], most: usize) -> Vec<Load> {
    let steps = steps(works);
    // The last step is down to no task at all.
    let stretches = steps.windows(2).map(|pair| Load {
        count: pair[0].1,
        first: pair[0].0,
        last: pair[1].0.plus(-1),
    });
    stretches.filter(|load| load.count > most).collect()
}

fn runs_of(steps: &[(Day, usize)], most: usize) -> Vec<Load> {
    let mut runs: Vec<Load> = Vec::new();
    let mut goes_on = false;
    for (day, count) in steps.iter().copied() {
        match runs.last_mut().filter(|_| goes_on) {
            Some(run) if count > most => run.count = run.count.max(count),
            Some(run) => run.last = day.plus(-1),
            None if count > most => runs.push(Load {
                count,
                first: day,
                last: day,
            }),
            None => {}
        }
        goes_on = count > most;
    }
    runs
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
