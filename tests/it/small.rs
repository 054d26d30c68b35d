//! Small plans by chance, and where their work comes to, found day by day: a second opinion on the
//! schedule that shares no code with it.

use std::fmt::Write as _;

use planlint::Day;
use proptest::prelude::*;

/// A plan of one phase, as far as its schedule depends on it: units in an order in which each waits
/// for earlier ones only.
#[derive(Clone, Debug)]
pub(crate) struct Small {
    pub(crate) leaves: Vec<Leaf>,
    /// Of each group the first leaf and one past its last, and whether weekends count.
    pub(crate) groups: Vec<(usize, usize, bool)>,
    /// Who waits for whom; a number from the count of leaves on is a group.
    pub(crate) links: Vec<(usize, usize, usize, i64)>,
}

#[derive(Clone, Debug)]
pub(crate) struct Leaf {
    pub(crate) days: i64,
    pub(crate) every_day: bool,
    pub(crate) typed: Option<i32>,
}

const KINDS: [&str; 4] = ["FS", "SS", "FF", "SF"];

/// A Monday: 2024-01-01.
const MONDAY: i32 = 0;

pub(crate) fn is_worked(every_day: bool, day: i32) -> bool {
    every_day || day.rem_euclid(7) < 5
}

/// Day by day: the first morning before which `lag` more working days lie than before `from`.
fn after_lag(every_day: bool, from: i32, lag: i64) -> i32 {
    let worked_between =
        |low: i32, high: i32| (low..high).filter(|day| is_worked(every_day, *day)).count() as i64;
    match lag {
        0 => from,
        1.. => (from..)
            .find(|at| worked_between(from, *at) >= lag)
            .expect("time goes on"),
        _ => (from - 100..)
            .find(|at| worked_between(*at, from) <= -lag)
            .expect("it is near"),
    }
}

impl Small {
    pub(crate) fn group_of(&self, leaf: usize) -> Option<usize> {
        self.groups
            .iter()
            .position(|(first, end, _)| (*first..*end).contains(&leaf))
    }

    fn calendar(&self, unit: usize) -> bool {
        match unit.checked_sub(self.leaves.len()) {
            Some(group) => self.groups[group].2,
            None => self.leaves[unit].every_day,
        }
    }

    /// Start and finish of each leaf, found day by day; the one at `late.0` starts when `late.1`
    /// working days more are over than it would at `late.2`.
    pub(crate) fn placed(&self, late: Option<(usize, i64, i32)>) -> Vec<(i32, i32)> {
        let origin = self.leaves.iter().filter_map(|leaf| leaf.typed).min();
        let origin = origin.expect("the first has a date");
        let mut placed: Vec<(i32, i32)> = Vec::new();
        for (at, leaf) in self.leaves.iter().enumerate() {
            let own = self.group_of(at).map(|group| group + self.leaves.len());
            let bounds: Vec<(bool, i32)> = self
                .links
                .iter()
                .filter(|(waiting, _, kind, _)| {
                    *waiting == at || (Some(*waiting) == own && KINDS[*kind].ends_with('S'))
                })
                .map(|(waiting, awaited, kind, lag)| {
                    let kind = KINDS[*kind];
                    let event = self.event(*awaited, kind.starts_with('F'), &placed);
                    let bound = after_lag(self.calendar(*waiting), event, *lag);
                    (kind.ends_with('S'), bound)
                })
                .collect();
            let slipped = late.filter(|(who, ..)| *who == at).map(|(_, days, from)| {
                let worked = |to: i32| {
                    (from..to)
                        .filter(|day| is_worked(leaf.every_day, *day))
                        .count() as i64
                };
                (from..)
                    .find(|to| worked(*to) >= days)
                    .expect("time goes on")
            });
            let start = leaf
                .typed
                .unwrap_or(origin)
                .max(slipped.unwrap_or(i32::MIN));
            let fits = |start: &i32| {
                let works = leaf.days == 0 || is_worked(leaf.every_day, *start);
                let finish = self.finish(at, *start);
                works
                    && bounds
                        .iter()
                        .all(|(of_start, bound)| *bound <= if *of_start { *start } else { finish })
            };
            let start = (start..).find(fits).expect("time goes on");
            placed.push((start, self.finish(at, start)));
        }
        placed
    }

    fn finish(&self, leaf: usize, start: i32) -> i32 {
        let Leaf {
            days, every_day, ..
        } = self.leaves[leaf];
        after_lag(every_day, start, days)
    }

    pub(crate) fn event(&self, unit: usize, is_finish: bool, placed: &[(i32, i32)]) -> i32 {
        let Some(group) = unit.checked_sub(self.leaves.len()) else {
            let (start, finish) = placed[unit];
            return if is_finish { finish } else { start };
        };
        let (first, end, _) = self.groups[group];
        let of_leaves = placed[first..end].iter();
        if is_finish {
            // What a group itself must not finish before.
            let own = self
                .links
                .iter()
                .filter(|(waiting, _, kind, _)| *waiting == unit && KINDS[*kind].ends_with('F'))
                .map(|(waiting, awaited, kind, lag)| {
                    let event = self.event(*awaited, KINDS[*kind].starts_with('F'), placed);
                    after_lag(self.calendar(*waiting), event, *lag)
                });
            of_leaves.map(|(_, finish)| *finish).chain(own).max()
        } else {
            of_leaves.map(|(start, _)| *start).min()
        }
        .expect("a group has leaves")
    }

    pub(crate) fn end(&self, placed: &[(i32, i32)]) -> i32 {
        let groups =
            (0..self.groups.len()).map(|group| self.event(group + self.leaves.len(), true, placed));
        let leaves = placed.iter().map(|(_, finish)| *finish);
        leaves.chain(groups).max().expect("there are leaves")
    }

    pub(crate) fn yaml(&self) -> String {
        let mut text = "plan: {version: 1}\nphases:\n  - id: p\n    tasks:\n".to_owned();
        let depends_on = |unit: usize| {
            let links = self.links.iter().filter(|(waiting, ..)| *waiting == unit);
            let entries: Vec<String> = links
                .map(|(_, awaited, kind, lag)| {
                    let kind = KINDS[*kind];
                    format!("{{task: u{awaited}, type: {kind}, lag: {lag}}}")
                })
                .collect();
            format!("[{}]", entries.join(", "))
        };
        let calendar = |every_day: bool| if every_day { "every-day" } else { "weekdays" };
        let mut at = 0;
        while at < self.leaves.len() {
            let group = self.groups.iter().position(|(first, ..)| *first == at);
            let (end, indent) = match group {
                Some(group) => {
                    let (_, end, every_day) = self.groups[group];
                    let unit = group + self.leaves.len();
                    let _ = writeln!(
                        text,
                        "      - id: u{unit}\n        calendar: {}\n        depends_on: {}\n        tasks:",
                        calendar(every_day),
                        depends_on(unit),
                    );
                    (end, "          ")
                }
                None => (at + 1, "      "),
            };
            for leaf in at..end {
                let Leaf {
                    days,
                    every_day,
                    typed,
                } = self.leaves[leaf];
                let start = typed
                    .map(|day| format!(", start: {}", date(day)))
                    .unwrap_or_default();
                let _ = writeln!(
                    text,
                    "{indent}- {{id: u{leaf}, days: {days}, calendar: {}, depends_on: {}{start}}}",
                    calendar(every_day),
                    depends_on(leaf),
                );
            }
            at = end;
        }
        text
    }
}

pub(crate) fn date(day: i32) -> String {
    let first = Day::parse("2024-01-01").expect("it exists");
    first.plus(i64::from(day - MONDAY)).to_string()
}

pub(crate) fn small() -> impl Strategy<Value = Small> {
    let leaf = (
        0_i64..6,
        any::<bool>(),
        prop::option::weighted(0.3, 0_i32..25),
    );
    let leaves = prop::collection::vec(leaf, 2..9);
    let links = prop::collection::vec((any::<u16>(), any::<u16>(), 0_usize..4, -3_i64..4), 0..12);
    (leaves, links, any::<u16>(), any::<bool>()).prop_map(|(leaves, links, cut, every_day)| {
        let mut leaves: Vec<Leaf> = leaves
            .into_iter()
            .map(|(days, every_day, typed)| Leaf {
                days,
                every_day,
                typed: typed.filter(|day| is_worked(every_day, *day)),
            })
            .collect();
        leaves[0].typed = Some(MONDAY);
        let count = leaves.len();
        let first = usize::from(cut) % count;
        let end = (first + 1 + usize::from(cut >> 8) % 3).min(count);
        let groups = vec![(first, end, every_day)];
        // Where a unit begins and ends in the order of the leaves.
        let span = |unit: usize| {
            if unit < count {
                (unit, unit + 1)
            } else {
                (first, end)
            }
        };
        let links = links
            .into_iter()
            .map(|(one, other, kind, lag)| {
                let [one, other] = [one, other].map(|unit| usize::from(unit) % (count + 1));
                (one.max(other), one.min(other), kind, lag)
            })
            .map(|(one, other, kind, lag)| {
                if span(one).0 >= span(other).1 {
                    (one, other, kind, lag)
                } else {
                    (other, one, kind, lag)
                }
            })
            .filter(|(waiting, awaited, ..)| span(*waiting).0 >= span(*awaited).1)
            .collect();
        Small {
            leaves,
            groups,
            links,
        }
    })
}

impl Small {
    /// Whether the finish of a group that has to be somewhere by itself is moved by a leaf outside.
    pub(crate) fn groups_move(
        &self,
        leaf: usize,
        before: &[(i32, i32)],
        after: &[(i32, i32)],
    ) -> bool {
        (0..self.groups.len())
            .filter(|group| self.group_of(leaf) != Some(*group))
            .map(|group| group + self.leaves.len())
            .any(|unit| self.event(unit, true, before) != self.event(unit, true, after))
    }
}
