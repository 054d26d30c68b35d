//! A second reading of what follows from a plan, made from the pages of the rules and sharing
//! nothing with the engine: days are counted one by one, chains and ways are enumerated. On random
//! plans both have to agree about every roll-up and every finding of the rules that are about
//! totals, progress and the dates of dependencies.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::sync::LazyLock;

use crate::model;
use crate::model::Limits;
use crate::schedule::Method;
use crate::schedule::Schedule;
use planlint::Day;
use planlint::SourceMap;
use proptest::prelude::*;
use proptest::sample::Index;

use super::asking;

const RULES: [&str; 7] = [
    "total-mismatch",
    "total-missing",
    "total-span",
    "progress-rollup",
    "progress-order",
    "progress-late",
    "dependency-dates",
];

// ---- plans ----

/// What a phase, group or task says, before it has an id and a place.
#[derive(Clone, Debug)]
struct Shape {
    dates: Dates,
    progress: Option<&'static str>,
    calendar: Option<&'static str>,
    links: Vec<(Index, usize, i64)>,
    tasks: Vec<Shape>,
}

/// Which of its dates it gives, as days since the first one of the plan.
#[derive(Clone, Debug, Default)]
struct Dates {
    start: Option<i64>,
    finish: Option<i64>,
    days: Option<i64>,
}

#[derive(Clone, Debug)]
struct Made {
    first: &'static str,
    calendar: &'static str,
    status: i64,
    method: &'static str,
    phases: Vec<Shape>,
}

const CALENDARS: [&str; 3] = ["every-day", "weekdays", "china"];
const LINKS: [&str; 4] = ["FS", "SS", "FF", "SF"];

fn dates() -> impl Strategy<Value = Dates> {
    let all = (0_i64..22, 0_i64..7, 0_i64..6);
    (all, 0..16).prop_map(|((start, length, days), kind)| {
        let (start, finish, days) = (Some(start), Some(start + length), Some(days));
        match kind {
            0..=3 => Dates {
                start,
                finish,
                ..Dates::default()
            },
            4..=6 => Dates {
                start,
                days,
                ..Dates::default()
            },
            7 => Dates {
                finish,
                days,
                ..Dates::default()
            },
            8 | 9 => Dates {
                days,
                ..Dates::default()
            },
            10 => Dates::default(),
            11 => Dates {
                start,
                ..Dates::default()
            },
            12 => Dates {
                finish,
                ..Dates::default()
            },
            13 => Dates {
                start,
                days: Some(0),
                ..Dates::default()
            },
            14 => Dates {
                start,
                finish,
                days,
            },
            // A contradiction, unless the length is 0.
            _ => Dates {
                start: finish,
                finish: start,
                days,
            },
        }
    })
}

/// Of a group: it declares dates seldom.
fn group_dates() -> impl Strategy<Value = Dates> {
    (0_i64..22, 0_i64..14, 0_i64..20, 0..12).prop_map(|(start, length, days, kind)| {
        let (start, finish) = (Some(start), Some(start + length));
        let days = Some(days).filter(|_| kind % 2 == 0);
        match kind {
            0 | 1 => Dates {
                start,
                finish,
                days,
            },
            2 => Dates {
                start,
                finish: None,
                days,
            },
            3 => Dates {
                start: None,
                finish,
                days,
            },
            4 => Dates {
                start: finish,
                finish: start,
                days,
            },
            _ => Dates {
                start: None,
                finish: None,
                days,
            },
        }
    })
}

fn progress() -> impl Strategy<Value = Option<&'static str>> {
    prop::sample::select(vec![
        None,
        None,
        None,
        Some("done"),
        Some("50%"),
        Some("20%"),
        Some("not-started"),
    ])
}

fn calendar() -> impl Strategy<Value = Option<&'static str>> {
    prop_oneof![6 => Just(None), 1 => prop::sample::select(CALENDARS.to_vec()).prop_map(Some)]
}

fn links() -> impl Strategy<Value = Vec<(Index, usize, i64)>> {
    let kind = prop_oneof![3 => Just(0), 1 => 0..4_usize];
    let lag = prop_oneof![4 => Just(0), 1 => -3_i64..8];
    prop::collection::vec((any::<Index>(), kind, lag), 0..=2)
}

fn task() -> impl Strategy<Value = Shape> {
    let leaf = (dates(), progress(), calendar(), links()).prop_map(
        |(dates, progress, calendar, links)| Shape {
            dates,
            progress,
            calendar,
            links,
            tasks: Vec::new(),
        },
    );
    leaf.prop_recursive(3, 6, 3, |inner| {
        let group = (
            group_dates(),
            progress(),
            calendar(),
            links(),
            prop::collection::vec(inner, 1..4),
        );
        group.prop_map(|(dates, progress, calendar, links, tasks)| Shape {
            dates,
            progress,
            calendar,
            links,
            tasks,
        })
    })
}

fn plan() -> impl Strategy<Value = Made> {
    let phase =
        (group_dates(), prop::collection::vec(task(), 1..4)).prop_map(|(dates, tasks)| Shape {
            dates,
            progress: None,
            calendar: None,
            links: Vec::new(),
            tasks,
        });
    let first = prop::sample::select(vec!["2023-09-25", "2026-12-14"]);
    let calendar = prop::sample::select(CALENDARS.to_vec());
    let method = prop::sample::select(vec!["chain", "chain", "chain", "sum", "span"]);
    let phases = prop::collection::vec(phase, 1..3);
    (first, calendar, 0_i64..30, method, phases).prop_map(
        |(first, calendar, status, method, phases)| Made {
            first,
            calendar,
            status,
            method,
            phases,
        },
    )
}

// ---- days, one by one ----

/// The number of a day in a calendar that everybody can check: years of 365 or 366 days.
fn number(date: &str) -> i64 {
    let part = |at: usize| {
        date.split('-')
            .nth(at)
            .and_then(|part| part.parse::<i64>().ok())
            .expect("it is a date")
    };
    let leap = |year: i64| year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let months = |year: i64| {
        [
            31,
            if leap(year) { 29 } else { 28 },
            31,
            30,
            31,
            30,
            31,
            31,
            30,
            31,
            30,
            31,
        ]
    };
    let years: i64 = (2000..part(0))
        .map(|year| if leap(year) { 366 } else { 365 })
        .sum();
    let before = usize::try_from(part(1) - 1).expect("months begin with 1");
    years + months(part(0)).iter().take(before).sum::<i64>() + part(2) - 1
}

/// All dates in question with their numbers.
static DATES: LazyLock<BTreeMap<i64, String>> = LazyLock::new(|| {
    let all = (2018..2028)
        .flat_map(|year| (1..13).flat_map(move |month| (1..32).map(move |day| (year, month, day))));
    let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let exists = |(year, month, day): &(i32, usize, i32)| {
        *day <= lengths[*month - 1] || (*month == 2 && *day == 29 && *year % 4 == 0)
    };
    let text = |(year, month, day)| format!("{year:04}-{month:02}-{day:02}");
    all.filter(exists)
        .map(text)
        .map(|date| (number(&date), date))
        .collect()
});

/// Days that are off, or worked, other than the weekday says, in the calendar `china`.
static CHINA: LazyLock<BTreeMap<i64, bool>> = LazyLock::new(|| {
    let table = fs::read_to_string(asking::project().join("src/calendar/china.csv"))
        .expect("the table is there");
    let rows = table.lines().filter(|line| line.starts_with("20"));
    let days = rows.flat_map(|line| {
        let fields: Vec<&str> = line.split(',').collect();
        let works = fields[2] == "work";
        (number(fields[0])..=number(fields[1])).map(move |day| (day, works))
    });
    days.collect()
});

/// The first and the last day that `china` knows.
static COVERED: LazyLock<(i64, i64)> =
    LazyLock::new(|| (number("2018-01-01"), number("2026-12-31")));

/// Whether a day is worked; `None` if nobody knows yet.
fn works(calendar: &str, day: i64) -> Option<bool> {
    // 2000-01-01 was a Saturday.
    let weekday = day.rem_euclid(7) > 1;
    match calendar {
        "every-day" => Some(true),
        "weekdays" => Some(weekday),
        _ if day < COVERED.0 || day > COVERED.1 => None,
        _ => Some(CHINA.get(&day).copied().unwrap_or(weekday)),
    }
}

/// Working days of the days `from..to`; `None` if one of them is not known.
fn worked(calendar: &str, from: i64, to: i64) -> Option<i64> {
    (from..to)
        .map(|day| works(calendar, day).map(i64::from))
        .sum()
}

/// The last of `days` working days, the first of which is `start` or after, going forward or (-1)
/// back.
fn last_of(calendar: &str, start: i64, days: i64, step: i64) -> Option<i64> {
    let mut left = days;
    let mut day = start;
    loop {
        left -= i64::from(works(calendar, day)?);
        if left == 0 {
            return Some(day);
        }
        day += step;
    }
}

// ---- the second reading ----

struct Link {
    target: Option<usize>,
    kind: &'static str,
    lag: i64,
}

struct Item {
    id: String,
    parent: Option<usize>,
    tasks: Vec<usize>,
    start: Option<i64>,
    finish: Option<i64>,
    days: Option<i64>,
    progress: Option<f64>,
    calendar: &'static str,
    links: Vec<Link>,
}

impl Item {
    fn is_phase(&self) -> bool {
        self.parent.is_none()
    }
}

/// A start or a finish: which item, and whether it is the finish.
type Event = (usize, bool);

struct Reading {
    items: Vec<Item>,
    status: i64,
    method: &'static str,
    /// For each event those that wait for it.
    edges: BTreeMap<Event, BTreeSet<Event>>,
    /// Children of one group of which the second depends on the first.
    depends: BTreeSet<(usize, usize)>,
    rollups: Vec<OnceCell<Rollup>>,
}

impl Reading {
    fn new(made: &Made) -> Self {
        let mut items = Vec::new();
        let mut links = Vec::new();
        for phase in &made.phases {
            add(
                &mut items,
                &mut links,
                phase,
                None,
                number(made.first),
                made.calendar,
            );
        }
        for (item, index, kind, lag) in links {
            // One more than there are: an id that does not exist.
            let target = index.index(items.len() + 1);
            let target = (target < items.len()).then_some(target);
            items[item].links.push(Link {
                target,
                kind: LINKS[kind],
                lag,
            });
        }
        let status = number(made.first) + made.status;
        let rollups = items.iter().map(|_| OnceCell::new()).collect();
        let (edges, depends) = (BTreeMap::new(), BTreeSet::new());
        let mut reading = Self {
            items,
            status,
            method: made.method,
            edges,
            depends,
            rollups,
        };
        reading.edges = reading.edges();
        reading.depends = reading.all_depends();
        reading
    }

    fn is_in(&self, inner: usize, outer: usize) -> bool {
        let mut at = self.items[inner].parent;
        while let Some(parent) = at {
            if parent == outer {
                return true;
            }
            at = self.items[parent].parent;
        }
        false
    }

    fn is_in_or_same(&self, inner: usize, outer: usize) -> bool {
        inner == outer || self.is_in(inner, outer)
    }

    /// What is in an item at any depth.
    fn all_in(&self, at: usize) -> Vec<usize> {
        (0..self.items.len())
            .filter(|other| self.is_in(*other, at))
            .collect()
    }

    fn leaves_in(&self, at: usize) -> Vec<usize> {
        let all = std::iter::once(at).chain(self.all_in(at));
        all.filter(|other| self.items[*other].tasks.is_empty())
            .collect()
    }

    /// Links between different parts of the plan, each with the item that waits and the one that it
    /// waits for.
    fn links(&self) -> Vec<(usize, &Link, usize)> {
        let all = self
            .items
            .iter()
            .enumerate()
            .flat_map(|(at, item)| item.links.iter().map(move |link| (at, link)));
        let found = all.filter_map(|(at, link)| link.target.map(|target| (at, link, target)));
        found
            .filter(|(at, _, other)| !self.is_in_or_same(*at, *other) && !self.is_in(*other, *at))
            .collect()
    }

    // -- order --

    fn edges(&self) -> BTreeMap<Event, BTreeSet<Event>> {
        let mut edges: BTreeMap<Event, BTreeSet<Event>> = BTreeMap::new();
        for (at, item) in self.items.iter().enumerate() {
            if item.tasks.is_empty() {
                edges.entry((at, false)).or_default().insert((at, true));
            }
            for task in &item.tasks {
                edges.entry((at, false)).or_default().insert((*task, false));
                edges.entry((*task, true)).or_default().insert((at, true));
            }
        }
        for (at, link, other) in self.links() {
            edges
                .entry((other, link.kind.starts_with('F')))
                .or_default()
                .insert((at, link.kind.ends_with('F')));
        }
        edges
    }

    /// All events that come after `from` on ways through events that are `open`.
    fn reached(&self, from: Event, open: impl Fn(Event) -> bool) -> BTreeSet<Event> {
        let mut reached = BTreeSet::new();
        let mut work = vec![from];
        while let Some(event) = work.pop() {
            for next in self.edges.get(&event).into_iter().flatten() {
                if open(*next) && reached.insert(*next) {
                    work.push(*next);
                }
            }
        }
        reached
    }

    /// Which children of one group depend on which other ones, directly or through others.
    fn all_depends(&self) -> BTreeSet<(usize, usize)> {
        let children = self
            .items
            .iter()
            .enumerate()
            .filter_map(|(at, item)| Some((at, item.parent?)));
        let pairs = children.flat_map(|(before, group)| {
            let reached = self.reached((before, true), |(at, _)| at != group);
            let after = self.items[group]
                .tasks
                .clone()
                .into_iter()
                .filter(move |task| reached.contains(&(*task, false)));
            after.map(move |after| (before, after))
        });
        pairs.collect()
    }

    fn depends(&self, before: usize, after: usize) -> bool {
        self.depends.contains(&(before, after))
    }

    fn depends_only(&self, before: usize, after: usize) -> bool {
        self.depends(before, after) && !self.depends(after, before)
    }

    fn is_in_ring(&self, at: usize, link: &Link, other: usize) -> bool {
        let (from, to) = (
            (other, link.kind.starts_with('F')),
            (at, link.kind.ends_with('F')),
        );
        self.reached(to, |_| true).contains(&from)
    }

    // -- dates --

    fn contradicts_itself(&self, at: usize) -> bool {
        self.items[at]
            .start
            .zip(self.items[at].finish)
            .is_some_and(|(start, finish)| finish < start)
    }

    /// What an item says or follows from its days, and what is in it, without regard to
    /// contradictions.
    fn ends(&self, at: usize) -> (Option<i64>, Option<i64>) {
        let item = &self.items[at];
        let (start, finish) = if self.contradicts_itself(at) {
            (None, None)
        } else {
            (item.start, item.finish)
        };
        if !item.tasks.is_empty() {
            let ends: Vec<_> = item.tasks.iter().map(|task| self.handed(*task)).collect();
            let first = ends.iter().filter_map(|ends| ends.0).min();
            let last = ends.iter().filter_map(|ends| ends.1).max();
            return (start.or(first), finish.or(last));
        }
        match (start, finish, item.days.filter(|_| !item.is_phase())) {
            (Some(only), None, Some(0)) | (None, Some(only), Some(0)) => (Some(only), Some(only)),
            (Some(start), None, Some(days)) => {
                (Some(start), last_of(item.calendar, start, days, 1))
            }
            (None, Some(finish), Some(days)) => {
                (last_of(item.calendar, finish, days, -1), Some(finish))
            }
            _ => (start, finish),
        }
    }

    /// What the group above an item takes its own dates from.
    fn handed(&self, at: usize) -> (Option<i64>, Option<i64>) {
        if self.contradicts_itself(at) {
            self.ends(at)
        } else {
            self.window(at)
        }
    }

    /// Whether a group declares one end on the wrong side of all that is in it.
    fn is_turned(&self, at: usize) -> bool {
        let (start, finish) = self.ends(at);
        !self.contradicts_itself(at)
            && start
                .zip(finish)
                .is_some_and(|(start, finish)| finish < start)
    }

    fn window(&self, at: usize) -> (Option<i64>, Option<i64>) {
        if self.contradicts_itself(at) {
            return (None, None);
        }
        if self.is_turned(at) {
            (self.items[at].start, self.items[at].finish)
        } else {
            self.ends(at)
        }
    }

    fn start(&self, at: usize) -> Option<i64> {
        self.window(at).0
    }

    fn finish(&self, at: usize) -> Option<i64> {
        self.window(at).1
    }

    fn declares_both(&self, at: usize) -> bool {
        self.items[at].start.is_some()
            && self.items[at].finish.is_some()
            && !self.contradicts_itself(at)
    }

    /// Whether something in a group may start earlier (or finish later) than the group is known to.
    fn may_move(&self, at: usize, finish: bool) -> bool {
        let item = &self.items[at];
        let declared = if finish { item.finish } else { item.start };
        declared.is_none()
            && item.tasks.iter().any(|task| {
                let end = if finish {
                    self.finish(*task)
                } else {
                    self.start(*task)
                };
                self.contradicts_itself(*task) || end.is_none() || self.may_move(*task, finish)
            })
    }

    fn is_fixed(&self, at: usize, finish: bool) -> bool {
        let end = if finish {
            self.finish(at)
        } else {
            self.start(at)
        };
        end.is_some() && !self.may_move(at, finish)
    }

    /// Whether dates from which the window would follow contradict each other.
    fn is_doubtful(&self, at: usize) -> bool {
        let inner = self.items[at]
            .tasks
            .iter()
            .any(|task| self.is_doubtful(*task));
        self.contradicts_itself(at) || self.is_turned(at) || (inner && !self.declares_both(at))
    }

    fn has_open_date(&self, at: usize) -> bool {
        let all = std::iter::once(at).chain(self.all_in(at));
        let open =
            all.filter(|other| self.start(*other).is_none() || self.finish(*other).is_none());
        !self.declares_both(at) && open.count() > 0
    }

    fn is_milestone(&self, at: usize) -> bool {
        let item = &self.items[at];
        let of_milestones =
            || !item.tasks.is_empty() && item.tasks.iter().all(|task| self.is_milestone(*task));
        item.days.map_or_else(of_milestones, |days| days == 0)
    }

    fn is_one_instant(&self, at: usize) -> bool {
        let (start, finish) = self.window(at);
        self.is_milestone(at) && start.is_some() && start == finish
    }

    // -- days --

    fn counted(&self, at: usize) -> Option<i64> {
        let (start, finish) = self.window(at);
        let calendar = self.items[at].calendar;
        // All days in between are known if both ends are.
        worked(calendar, start?, finish? + 1)
    }

    fn days(&self, at: usize) -> Option<i64> {
        let item = &self.items[at];
        if item.days.is_some() {
            return item.days;
        }
        if !item.tasks.is_empty() {
            return Some(self.rollup(at))
                .filter(|rollup| rollup.complete)
                .map(|rollup| rollup.days);
        }
        if item.is_phase() {
            None
        } else {
            self.counted(at)
        }
    }

    fn least(&self, at: usize) -> i64 {
        let rolled = || {
            if self.items[at].tasks.is_empty() {
                0
            } else {
                self.rollup(at).days
            }
        };
        self.days(at).unwrap_or_else(rolled)
    }

    fn rollup(&self, at: usize) -> &Rollup {
        self.rollups[at].get_or_init(|| self.rolled_up(at))
    }

    fn rolled_up(&self, at: usize) -> Rollup {
        let tasks = &self.items[at].tasks;
        let all_known = tasks.iter().all(|task| self.days(*task).is_some());
        match self.method {
            "sum" => {
                let days = tasks.iter().map(|task| self.least(*task)).sum();
                Rollup {
                    days,
                    complete: all_known,
                    chains: Vec::new(),
                }
            }
            "span" => {
                let counted = self.counted(at);
                let complete = counted.is_some() && !self.has_open_date(at);
                Rollup {
                    days: counted.unwrap_or(0),
                    complete,
                    chains: Vec::new(),
                }
            }
            _ => {
                let (days, chains) = self.longest_chains(tasks);
                Rollup {
                    days,
                    complete: all_known && !self.order_is_open(at),
                    chains,
                }
            }
        }
    }

    fn follows(&self, before: usize, after: usize) -> bool {
        let doubtful = self.is_doubtful(before) || self.is_doubtful(after);
        let dates = self
            .finish(before)
            .zip(self.start(after))
            .is_some_and(|(finish, start)| finish < start);
        self.depends_only(before, after) || (dates && !doubtful)
    }

    /// The length of the longest chain, and all chains that are as long.
    fn longest_chains(&self, tasks: &[usize]) -> (i64, Vec<Vec<usize>>) {
        let weights: BTreeMap<usize, i64> = tasks
            .iter()
            .map(|task| (*task, self.least(*task)))
            .collect();
        let pairs = tasks
            .iter()
            .flat_map(|before| tasks.iter().map(move |after| (*before, *after)));
        let follows: BTreeSet<_> = pairs
            .filter(|(a, b)| a != b && self.follows(*a, *b))
            .collect();
        let mut all: Vec<Vec<usize>> = tasks.iter().map(|task| vec![*task]).collect();
        let mut at = 0;
        while at < all.len() {
            let chain = all[at].clone();
            let last = chain[chain.len() - 1];
            let next = tasks
                .iter()
                .filter(|task| follows.contains(&(last, **task)) && !chain.contains(*task));
            all.extend(next.map(|task| [&chain[..], &[*task]].concat()));
            at += 1;
        }
        let length = |chain: &Vec<usize>| chain.iter().map(|task| weights[task]).sum::<i64>();
        let longest = all.iter().map(length).max().unwrap_or(0);
        all.retain(|chain| length(chain) == longest);
        (longest, all)
    }

    /// Whether children of a group may follow each other in ways that are not known.
    fn order_is_open(&self, group: usize) -> bool {
        let tasks = &self.items[group].tasks;
        let pairs = || {
            tasks
                .iter()
                .flat_map(|a| tasks.iter().map(move |b| (*a, *b)))
                .filter(|(a, b)| a != b)
        };
        let dated = |at: usize| {
            self.start(at).is_some() || self.finish(at).is_some() || self.is_doubtful(at)
        };
        let waits_for_unknown = |at: usize| {
            let all = std::iter::once(at).chain(self.all_in(at));
            all.flat_map(|other| &self.items[other].links)
                .any(|link| link.target.is_none())
        };
        pairs().any(|(a, b)| {
            let order_by_dates = self.is_fixed(a, true) && self.is_fixed(b, false);
            let in_ring = self.depends(a, b) && self.depends(b, a);
            let doubt = self.is_doubtful(a) && dated(b);
            let parts =
                self.parts_are_linked(group, a, b) && !order_by_dates && !self.depends_only(a, b);
            let unknown = waits_for_unknown(b) && !order_by_dates;
            in_ring || doubt || parts || unknown
        })
    }

    /// Whether a way leads from something in `a` to something in `b`, through work outside of their
    /// group only, and one of its ends is a part.
    fn parts_are_linked(&self, group: usize, a: usize, b: usize) -> bool {
        let inside = |at: usize| at == group || self.is_in(at, group);
        let from = std::iter::once(a)
            .chain(self.all_in(a))
            .flat_map(|at| [(at, false), (at, true)]);
        from.flat_map(|from| {
            // Through what is outside, and one step into `b`.
            let outside = self.reached(from, |(at, _)| !inside(at));
            let steps = std::iter::once(from).chain(outside);
            let next = steps.flat_map(|event| self.edges.get(&event).into_iter().flatten());
            let ends: Vec<usize> = next
                .map(|(at, _)| *at)
                .filter(|at| self.is_in_or_same(*at, b))
                .collect();
            ends.into_iter().map(move |to| (from.0, to))
        })
        .any(|(from, to)| from != a || to != b)
    }

    // -- progress --

    fn says_something(&self, at: usize) -> bool {
        self.items[at].progress.is_some()
    }

    /// The group whose progress stands for a silent leaf or group: nothing in it says anything.
    fn speaker(&self, at: usize) -> Option<usize> {
        if self.says_something(at) {
            return None;
        }
        let mut above = self.items[at].parent;
        while let Some(group) = above {
            if self.says_something(group) {
                let silent = self
                    .all_in(group)
                    .iter()
                    .all(|other| !self.says_something(*other));
                return silent.then_some(group);
            }
            above = self.items[group].parent;
        }
        None
    }

    /// How far a leaf is, as far as it or a group within `group` says.
    fn progress_of(&self, leaf: usize, group: usize) -> Option<f64> {
        let speaker = self
            .speaker(leaf)
            .filter(|speaker| self.is_in(*speaker, group));
        self.items[leaf]
            .progress
            .or(speaker.and_then(|speaker| self.items[speaker].progress))
    }

    fn average(&self, group: usize) -> Option<f64> {
        let leaves = self.leaves_in(group);
        if leaves
            .iter()
            .all(|leaf| self.progress_of(*leaf, group).is_none())
        {
            return None;
        }
        let weights: Option<Vec<i64>> = leaves.iter().map(|leaf| self.days(*leaf)).collect();
        let mut weights = weights?;
        if weights.iter().sum::<i64>() == 0 {
            weights.fill(1);
        }
        let whole: i64 = weights.iter().sum();
        let parts = leaves.iter().zip(&weights);
        #[expect(clippy::cast_precision_loss, reason = "the days are few")]
        let done: f64 = parts
            .map(|(leaf, weight)| self.progress_of(*leaf, group).unwrap_or(0.0) * *weight as f64)
            .sum();
        #[expect(clippy::cast_precision_loss, reason = "the days are few")]
        Some(done / whole as f64)
    }

    /// Whether work has begun, and whether it is done.
    fn state(&self, at: usize) -> (bool, bool) {
        if let Some(speaker) = self.speaker(at) {
            let done = self.items[speaker].progress == Some(100.0);
            return (done, done);
        }
        let inner_silent = self
            .all_in(at)
            .iter()
            .all(|other| !self.says_something(*other));
        if let Some(own) = self.items[at].progress.filter(|_| inner_silent) {
            return (own > 0.0, own == 100.0);
        }
        let all: Vec<f64> = self
            .leaves_in(at)
            .iter()
            .map(|leaf| self.progress_of(*leaf, at).unwrap_or(0.0))
            .collect();
        (
            all.iter().any(|one| *one > 0.0),
            all.iter().all(|one| *one == 100.0),
        )
    }

    // -- findings --

    fn found(&self) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        self.totals(&mut found);
        self.spans(&mut found);
        self.progress(&mut found);
        self.orders(&mut found);
        self.late(&mut found);
        self.violations(&mut found);
        found
    }

    fn totals(&self, found: &mut BTreeSet<String>) {
        for (at, item) in self
            .items
            .iter()
            .enumerate()
            .filter(|(_, item)| !item.tasks.is_empty())
        {
            let Rollup { days, complete, .. } = *self.rollup(at);
            let least = if complete { "" } else { " least" };
            match item.days {
                Some(said) if said < days || (complete && said != days) => {
                    found.insert(format!("total-mismatch {} {said}{least} {days}", item.id));
                }
                None if item.is_phase() && complete => {
                    found.insert(format!("total-missing {} {days}", item.id));
                }
                None if item.is_phase() && days > 0 => {
                    found.insert(format!("total-missing {} least {days}", item.id));
                }
                None if item.is_phase() => {
                    found.insert(format!("total-missing {}", item.id));
                }
                _ => {}
            }
        }
    }

    /// Where chains are equally long, what they share may differ: then either is right.
    fn spans(&self, found: &mut BTreeSet<String>) {
        if self.method == "span" {
            return;
        }
        for (at, item) in self
            .items
            .iter()
            .enumerate()
            .filter(|(_, item)| item.is_phase())
        {
            let (Some(said), (Some(start), Some(finish))) = (item.days, self.window(at)) else {
                continue;
            };
            let Some(counted) = self.counted(at).filter(|_| !self.has_open_date(at)) else {
                continue;
            };
            let room = counted + self.counted_by_others(at, start, finish);
            let chains = match self.method {
                "sum" => vec![item.tasks.clone()],
                _ => self.rollup(at).chains.clone(),
            };
            let shared = |chain: &Vec<usize>| -> i64 {
                chain
                    .windows(2)
                    .map(|pair| self.shared(pair[0], pair[1], item.calendar))
                    .sum()
            };
            let verdicts: BTreeSet<bool> = chains
                .iter()
                .map(|chain| said > room + shared(chain))
                .collect();
            let finding = format!(
                "total-span {} {said} {} {} {room}",
                item.id, DATES[&start], DATES[&finish]
            );
            if verdicts.len() > 1 {
                found.insert(format!("perhaps {finding}"));
            } else if verdicts.contains(&true) {
                found.insert(finding);
            }
        }
    }

    /// Days off in the calendar of a phase that something in it counts, while it takes place.
    fn counted_by_others(&self, phase: usize, start: i64, finish: i64) -> i64 {
        let is_off = |day: &i64| works(self.items[phase].calendar, *day) == Some(false);
        let mut below = self.items[phase].tasks.clone();
        let mut counted = BTreeSet::new();
        while let Some(at) = below.pop() {
            below.extend(&self.items[at].tasks);
            let (Some(from), Some(to)) = self.window(at) else {
                continue;
            };
            let days = from.max(start)..=to.min(finish);
            counted.extend(
                days.filter(is_off)
                    .filter(|day| works(self.items[at].calendar, *day) == Some(true)),
            );
        }
        i64::try_from(counted.len()).expect("so few")
    }

    /// Days on which two tasks of a chain may both be worked on, by a lead or because one is a
    /// milestone.
    fn shared(&self, first: usize, second: usize, calendar: &str) -> i64 {
        let ((Some(_), Some(finish)), (Some(start), Some(_))) =
            (self.window(first), self.window(second))
        else {
            return 0;
        };
        let overlap = worked(calendar, start, finish + 1).unwrap_or(0).max(0);
        let links = self.items[second]
            .links
            .iter()
            .filter(|link| link.target == Some(first));
        let lead = links.map(|link| -link.lag).max().unwrap_or(0).max(0);
        let milestone = self.is_milestone(first) || self.is_milestone(second);
        overlap.min(lead + i64::from(milestone))
    }

    fn progress(&self, found: &mut BTreeSet<String>) {
        for (at, item) in self
            .items
            .iter()
            .enumerate()
            .filter(|(_, item)| !item.tasks.is_empty())
        {
            let (Some(own), Some(average)) = (item.progress, self.average(at)) else {
                continue;
            };
            if (own - average).abs() > 1.0 + 1e-9 {
                let own = match own {
                    0.0 => "not-started".to_owned(),
                    100.0 => "done".to_owned(),
                    own => format!("{own}%"),
                };
                found.insert(format!(
                    "progress-rollup {} {own} {}%",
                    item.id,
                    (average * 10.0).round() / 10.0
                ));
            }
        }
    }

    fn orders(&self, found: &mut BTreeSet<String>) {
        for (at, link, other) in self.links() {
            let ((begun, done), (other_begun, other_done)) = (self.state(at), self.state(other));
            let is_not = match (link.kind, link.lag < 0) {
                ("FS", false) if begun && !other_done => "done",
                ("FS", true) | ("SS", _) if begun && !other_begun => "begun",
                ("FF", _) if done && !other_done => "done",
                ("SF", _) if done && !other_begun => "begun",
                _ => continue,
            };
            let item = &self.items[at];
            let is = match item.progress.filter(|_| item.tasks.is_empty()) {
                _ if done => "done".to_owned(),
                Some(own) => format!("begun {own}%"),
                None => "begun".to_owned(),
            };
            // Of what is done "is done, but .. is not" says it.
            let is_not = if done && is_not == "done" { "" } else { is_not };
            let told = format!(
                "progress-order {} {is} {} {is_not}",
                item.id, self.items[other].id
            );
            found.insert(told.trim_end().to_owned());
        }
    }

    fn late(&self, found: &mut BTreeSet<String>) {
        if self.items.iter().all(|item| item.progress.is_none()) {
            return;
        }
        for (at, item) in self.items.iter().enumerate() {
            if item.is_phase() || !item.tasks.is_empty() || self.speaker(at).is_some() {
                continue;
            }
            let (begun, done) = self.state(at);
            let (start, finish) = self.window(at);
            let (should, end) = match (finish, start) {
                (Some(finish), _) if !done && finish < self.status => ("finished", finish),
                (_, Some(start)) if !begun && start < self.status => ("started", start),
                _ => continue,
            };
            let is = match (begun, item.progress) {
                (true, _) => " done",
                (false, Some(_)) => " begun",
                (false, None) => "",
            };
            let status = &DATES[&self.status];
            found.insert(format!(
                "progress-late {} {should} {}{is} {status}",
                item.id, DATES[&end]
            ));
        }
    }

    fn violations(&self, found: &mut BTreeSet<String>) {
        for (at, link, other) in self.links() {
            let (from_finish, to_finish) = (link.kind.starts_with('F'), link.kind.ends_with('F'));
            let (Some(awaited), Some(waiting)) = (
                if from_finish {
                    self.finish(other)
                } else {
                    self.start(other)
                },
                if to_finish {
                    self.finish(at)
                } else {
                    self.start(at)
                },
            ) else {
                continue;
            };
            let mended_later = (!from_finish && self.may_move(other, false))
                || (to_finish && self.may_move(at, true));
            if mended_later || self.is_in_ring(at, link, other) {
                continue;
            }
            // The day that begins when the predecessor's end is over, and the one that begins with
            // the successor's.
            let from = awaited + i64::from(from_finish && !self.is_one_instant(other));
            let to = waiting + i64::from(to_finish || self.is_one_instant(at));
            let Some(early) = early(
                self.items[at].calendar,
                [awaited, waiting],
                from,
                to,
                link.lag,
            ) else {
                continue;
            };
            let lag = if link.lag == 0 {
                String::new()
            } else {
                format!(" {}", link.lag.abs())
            };
            let (id, other) = (&self.items[at].id, &self.items[other].id);
            found.insert(format!(
                "dependency-dates {id} {} {other}{lag} {} {early}",
                DATES[&waiting], DATES[&awaited]
            ));
        }
    }
}

/// By how many days `to` is too early, if it is.
fn early(calendar: &str, days: [i64; 2], from: i64, to: i64, lag: i64) -> Option<i64> {
    if lag == 0 {
        let plain = from - to;
        let counted = worked(calendar, to, from).filter(|days| *days > 0);
        return (plain > 0).then(|| counted.unwrap_or(plain));
    }
    if days.iter().any(|day| works(calendar, *day).is_none()) {
        return None;
    }
    let between = if from <= to {
        worked(calendar, from, to)?
    } else {
        -worked(calendar, to, from)?
    };
    (between < lag).then_some(lag - between)
}

#[derive(Debug)]
struct Rollup {
    days: i64,
    complete: bool,
    chains: Vec<Vec<usize>>,
}

fn add(
    items: &mut Vec<Item>,
    links: &mut Vec<(usize, Index, usize, i64)>,
    shape: &Shape,
    parent: Option<usize>,
    first: i64,
    calendar: &'static str,
) {
    let at = items.len();
    let calendar = shape.calendar.unwrap_or(calendar);
    let number = |text: &str| match text {
        "done" => 100.0,
        "not-started" => 0.0,
        percent => percent
            .trim_end_matches('%')
            .parse()
            .expect("it is a number"),
    };
    items.push(Item {
        id: format!("{}{at}", if parent.is_none() { "p" } else { "t" }),
        parent,
        tasks: Vec::new(),
        start: shape.dates.start.map(|day| first + day),
        finish: shape.dates.finish.map(|day| first + day),
        days: shape.dates.days,
        progress: shape.progress.map(number),
        calendar,
        links: Vec::new(),
    });
    links.extend(
        shape
            .links
            .iter()
            .map(|(index, kind, lag)| (at, *index, *kind, *lag)),
    );
    for task in &shape.tasks {
        let child = items.len();
        items[at].tasks.push(child);
        add(items, links, task, Some(at), first, calendar);
    }
}

// ---- what planlint says ----

fn text_of(made: &Made, reading: &Reading) -> String {
    let mut text = format!(
        "plan: {{version: 1, calendar: {}, status_date: {}}}\nphases:\n",
        made.calendar, DATES[&reading.status]
    );
    let phases = (0..reading.items.len()).filter(|at| reading.items[*at].is_phase());
    for (at, shape) in phases.zip(&made.phases) {
        writeln!(text, "  - {}", entry(reading, at, shape)).expect("a string can be written to");
    }
    text
}

fn entry(reading: &Reading, at: usize, shape: &Shape) -> String {
    let item = &reading.items[at];
    let mut keys = vec![format!("id: {}", item.id)];
    keys.extend(item.start.map(|day| format!("start: {}", DATES[&day])));
    keys.extend(item.finish.map(|day| format!("finish: {}", DATES[&day])));
    keys.extend(item.days.map(|days| {
        format!(
            "{}: {days}",
            if item.is_phase() {
                "total_days"
            } else {
                "days"
            }
        )
    }));
    // From days alone dates would follow, which is what `tests/it/show.rs` is about.
    let dated = item.start.or(item.finish).is_some();
    keys.extend(
        (item.tasks.is_empty() && !dated).then(|| "pending: waiting for the vendor".to_owned()),
    );
    keys.extend(
        shape
            .progress
            .map(|progress| format!("progress: {progress}")),
    );
    keys.extend(
        shape
            .calendar
            .map(|calendar| format!("calendar: {calendar}")),
    );
    let links = item.links.iter().map(|link| {
        let target = link
            .target
            .map_or("nobody", |target| &reading.items[target].id);
        format!("{{task: {target}, type: {}, lag: {}}}", link.kind, link.lag)
    });
    let links: Vec<String> = links.collect();
    if !links.is_empty() {
        keys.push(format!("depends_on: [{}]", links.join(", ")));
    }
    let tasks = item
        .tasks
        .iter()
        .zip(&shape.tasks)
        .map(|(task, shape)| entry(reading, *task, shape));
    let tasks: Vec<String> = tasks.collect();
    if !tasks.is_empty() {
        keys.push(format!("tasks: [{}]", tasks.join(", ")));
    }
    format!("{{{}}}", keys.join(", "))
}

/// Of a message what it is about: ids, dates and numbers, and the words that tell one mistake from
/// another.
fn facts(message: &str) -> String {
    let telling = [
        "least",
        "begun",
        "done",
        "done,",
        "finished",
        "started",
        "not-started",
    ];
    let words = message
        .split_whitespace()
        .map(|word| word.trim_matches(|c: char| ",:;()".contains(c)));
    let told =
        words.filter(|word| telling.contains(word) || word.chars().any(|c| c.is_ascii_digit()));
    told.map(str::to_owned).collect::<Vec<_>>().join(" ")
}

/// What planlint says about a plan.
#[derive(Default)]
struct Told {
    findings: BTreeSet<String>,
    chains: Vec<Chain>,
}

/// A chain that it shows: of which group, how many days, and the ids of its members.
struct Chain {
    group: String,
    days: i64,
    members: Vec<String>,
}

fn told(text: &str, settings: &str) -> Told {
    let report = asking::check_with(&[("plan/1.yaml", text)], settings);
    let mut told = Told::default();
    for finding in report
        .findings
        .iter()
        .map(|one| &one.finding)
        .filter(|one| RULES.contains(&one.rule))
    {
        let whole = asking::message(finding);
        let mut message = whole.as_str();
        if let Some((head, chain)) = message
            .split_once(": ")
            .filter(|_| message.contains("longest chain"))
        {
            message = head;
            let days = facts(head)
                .rsplit(' ')
                .next()
                .and_then(|days| days.parse().ok())
                .expect("it ends with days");
            let members = chain
                .split(" + ")
                .map(|member| member.split(' ').next().unwrap_or_default().to_owned());
            let group = finding.task.as_deref().unwrap_or_default().to_owned();
            told.chains.push(Chain {
                group,
                days,
                members: members.collect(),
            });
        }
        // What is missing stands in the help.
        let help = asking::help(finding);
        let help = Some(help.as_str())
            .filter(|help| finding.rule == "total-missing" && help.contains("comes to"));
        let help = help
            .and_then(|help| help.split([':', ';', ',']).next())
            .unwrap_or_default();
        told.findings.insert(format!(
            "{} {}",
            finding.rule,
            facts(&format!("{message} {help}"))
        ));
    }
    told
}

fn settings(method: &str) -> String {
    format!("max_findings: 10000\nrules: {{total-mismatch: {{method: {method}}}}}\n")
}

/// The roll-ups that planlint computes, by the ids of the groups.
fn rollups(text: &str, method: &str) -> BTreeMap<String, (i64, bool)> {
    let method = match method {
        "sum" => Method::Sum,
        "span" => Method::Span,
        _ => Method::Chain,
    };
    let mut sources = SourceMap::default();
    let id = sources.add("plan/1.yaml", None, text.into());
    let part = model::read_file(id, &Ok(text.into()), &Limits::default());
    let (plan, _) = model::assemble("plan", vec![(id, part)], &Limits::default());
    let schedule = Schedule::new(&plan, method);
    let groups = plan
        .all()
        .filter_map(|(ix, task)| Some((task, schedule.rollups[ix.index()].as_ref()?)));
    groups
        .map(|(task, rollup)| (task.label().to_owned(), (rollup.days, rollup.complete)))
        .collect()
}

fn compare(made: &Made) {
    let reading = Reading::new(made);
    let text = text_of(made, &reading);
    let groups = reading
        .items
        .iter()
        .enumerate()
        .filter(|(_, item)| !item.tasks.is_empty());
    let expected: BTreeMap<String, (i64, bool)> = groups
        .map(|(at, item)| (item.id.clone(), reading.rollup(at)))
        .map(|(id, rollup)| (id, (rollup.days, rollup.complete)))
        .collect();
    assert_eq!(
        rollups(&text, made.method),
        expected,
        "roll-ups by {}\n{text}",
        made.method
    );
    let settings = settings(made.method);
    let Told {
        findings: mut found,
        chains,
    } = told(&text, &settings);
    let mut expected = reading.found();
    let undecided: Vec<String> = expected
        .iter()
        .filter(|one| one.starts_with("perhaps "))
        .cloned()
        .collect();
    for one in undecided {
        expected.remove(&one);
        found.remove(one.trim_start_matches("perhaps "));
    }
    let more: Vec<_> = found.difference(&expected).collect();
    let fewer: Vec<_> = expected.difference(&found).collect();
    assert!(
        more.is_empty() && fewer.is_empty(),
        "found, but wrong: {more:#?}\nnot found: {fewer:#?}\n{text}"
    );
    for Chain {
        group,
        days,
        members,
    } in chains
    {
        let ids: BTreeMap<&str, usize> = reading
            .items
            .iter()
            .enumerate()
            .map(|(at, item)| (&*item.id, at))
            .collect();
        let members: Vec<usize> = members.iter().map(|id| ids[&**id]).collect();
        let in_turn = members
            .windows(2)
            .all(|pair| reading.follows(pair[0], pair[1]));
        let of_group = members
            .iter()
            .all(|at| reading.items[*at].parent == Some(ids[&*group]));
        let sum: i64 = members.iter().map(|at| reading.least(*at)).sum();
        assert!(
            in_turn && of_group && sum == days,
            "{members:?} is no chain of {days} days\n{text}"
        );
    }
}

/// `PROPTEST_CASES` asks for more.
fn cases() -> u32 {
    ProptestConfig::default().cases.max(2_000)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn both_readings_agree(made in plan()) {
        compare(&made);
    }
}

/// The second reading counts days as everybody does.
#[test]
fn days_are_counted_as_people_do() {
    for (calendar, from, to, days) in [
        ("every-day", "2023-09-25", "2023-10-09", 15),
        ("weekdays", "2023-09-25", "2023-10-09", 11),
        // National Day: off from 29 September to 6 October, worked on 7 and 8 October.
        ("china", "2023-09-25", "2023-10-09", 7),
        ("weekdays", "2024-02-28", "2024-03-01", 3),
    ] {
        assert_eq!(
            worked(calendar, number(from), number(to) + 1),
            Some(days),
            "{calendar} {from}"
        );
    }
    assert_eq!(
        worked("china", number("2026-12-30"), number("2027-01-02")),
        None
    );
    assert_eq!(
        Day::parse("2026-12-14").map(|day| day.since(Day::parse("2023-09-25").expect("it exists"))),
        Some(number("2026-12-14") - number("2023-09-25"))
    );
}
