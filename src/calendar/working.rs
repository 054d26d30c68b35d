//! Which days are working days: a week, and the runs of days that differ from it.

use std::sync::Arc;

use super::Day;
use super::Instant;
use super::Weekday;

/// Days from `first` to `last`, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Range {
    /// The first day.
    pub first: Day,
    /// The last day.
    pub last: Day,
}

/// A run of days that are off, or worked, against the week's habit.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Run {
    days: Range,
    working: bool,
    name: Option<Arc<str>>,
}

/// Why a day is off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DayOff {
    /// It is a day of the week on which nobody works.
    Weekend(Weekday),
    /// It is a holiday, with its name where the calendar gives one.
    Holiday(Option<Arc<str>>),
}

/// A calendar: for every day, whether it is worked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    week: [bool; 7],
    /// Sorted, and no two overlap.
    runs: Vec<Run>,
    /// Working days that the runs up to and including each one add to what the week gives.
    added: Vec<i64>,
    /// The days for which the data is complete; `None` for a calendar that needs no yearly data.
    covered: Option<Range>,
}

impl Calendar {
    /// A calendar of nothing but a week.
    #[must_use]
    pub fn from_week(week: impl IntoIterator<Item = Weekday>) -> Self {
        let mut days = [false; 7];
        for day in week {
            days[day as usize] = true;
        }
        Self {
            week: days,
            runs: Vec::new(),
            added: Vec::new(),
            covered: None,
        }
    }

    /// The same calendar with other days of the week; its holidays and make-up working days stay.
    #[must_use]
    pub fn with_week(mut self, week: impl IntoIterator<Item = Weekday>) -> Self {
        self.week = Self::from_week(week).week;
        self.sum();
        self
    }

    /// The same calendar with these days off (`working` false) or worked, whatever it said of them
    /// before.
    #[must_use]
    pub fn with_days(
        mut self,
        days: impl IntoIterator<Item = (Range, Option<Arc<str>>)>,
        working: bool,
    ) -> Self {
        let runs = days.into_iter().filter(|(days, _)| days.first <= days.last);
        let runs = runs
            .map(|(days, name)| Run {
                days,
                working,
                name,
            })
            .collect();
        self.runs = overlay(self.runs, &disjoint(runs));
        self.sum();
        self
    }

    /// The same calendar, sure of itself only for these days.
    #[must_use]
    pub fn covering(mut self, covered: Range) -> Self {
        self.covered = Some(covered);
        self
    }

    /// How many runs of days differ from the week.
    #[must_use]
    pub fn runs(&self) -> usize {
        self.runs.len()
    }

    /// The days for which the data is complete; `None` for a calendar that needs no yearly data.
    #[must_use]
    pub fn covered(&self) -> Option<Range> {
        self.covered
    }

    /// Whether the calendar knows about `day`.
    #[must_use]
    pub fn covers(&self, day: Day) -> bool {
        self.covered
            .is_none_or(|covered| covered.first <= day && day <= covered.last)
    }

    /// Whether `day` is worked.
    #[must_use]
    pub fn is_working(&self, day: Day) -> bool {
        self.run_at(day)
            .map_or(self.week[day.weekday() as usize], |run| run.working)
    }

    /// Why `day` is off; `None` if it is worked.
    #[must_use]
    pub fn day_off(&self, day: Day) -> Option<DayOff> {
        match self.run_at(day) {
            Some(run) if run.working => None,
            Some(run) => Some(DayOff::Holiday(run.name.clone())),
            None if self.week[day.weekday() as usize] => None,
            None => Some(DayOff::Weekend(day.weekday())),
        }
    }

    /// Working days from `first` to `last`, both counted; 0 if `last` is before `first`.
    #[must_use]
    pub fn count(&self, first: Day, last: Day) -> i64 {
        self.between(Instant::morning(first), Instant::evening(last))
            .max(0)
    }

    /// Working days from `from` to `to`; negative if `to` is earlier.
    #[must_use]
    pub fn between(&self, from: Instant, to: Instant) -> i64 {
        self.before(to) - self.before(from)
    }

    /// The first instant by which `days` more working days than by `from` are over, or that many
    /// fewer if negative; for 0 days `from` itself, because then only the order counts. `None` if
    /// there are not so many before the year 10000.
    #[must_use]
    pub fn forward(&self, from: Instant, days: i64) -> Option<Instant> {
        if days == 0 {
            Some(from)
        } else {
            self.first_with(self.before(from).saturating_add(days))
        }
    }

    /// The last instant from which [`Calendar::forward`] leads to `to` or before. `None` if there
    /// is none since the year 0.
    #[must_use]
    pub fn back(&self, to: Instant, days: i64) -> Option<Instant> {
        if days == 0 {
            Some(to)
        } else {
            self.last_with(self.before(to).saturating_sub(days))
        }
    }

    /// The day on which the `days`-th working day after `start` ends, `start` itself counted: the
    /// finish of a task of `days` working days. `None` if there are not so many before the year
    /// 10000. For 0 days it is `start`.
    #[must_use]
    pub fn finish(&self, start: Day, days: i64) -> Option<Day> {
        if days <= 0 {
            return Some(start);
        }
        self.forward(Instant::morning(start), days)
            .map(Instant::day_before)
    }

    /// The start of a task of `days` working days that finishes on `finish`; the mirror of
    /// [`Calendar::finish`].
    #[must_use]
    pub fn start(&self, finish: Day, days: i64) -> Option<Day> {
        if days <= 0 {
            return Some(finish);
        }
        self.back(Instant::evening(finish), days)
            .map(Instant::day_after)
    }

    /// The first working day on or after `day`.
    #[must_use]
    pub fn next_working(&self, day: Day) -> Option<Day> {
        self.finish(day, 1)
    }

    /// The first instant before which so many working days lie, or more.
    pub(super) fn first_with(&self, days: i64) -> Option<Instant> {
        let (mut low, mut high) = (Instant::MIN.number(), Instant::MAX.number());
        if self.before(Instant::MAX) < days {
            return None;
        }
        while low < high {
            let middle = low + (high - low) / 2;
            if self.before(Instant::from_number(middle)) >= days {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        Some(Instant::from_number(low))
    }

    /// The last instant before which so many working days lie, or fewer.
    pub(super) fn last_with(&self, days: i64) -> Option<Instant> {
        if self.before(Instant::MIN) > days {
            return None;
        }
        let beyond = self.first_with(days.saturating_add(1));
        Some(beyond.map_or(Instant::MAX, |beyond| {
            Instant::from_number(beyond.number() - 1)
        }))
    }

    /// Whether each of `count` days from `first` on is worked.
    pub(super) fn lay_out(&self, first: Day, count: usize) -> Vec<bool> {
        let number = first.number();
        let weekday = first.weekday() as usize;
        let mut days: Vec<bool> = (0..count).map(|at| self.week[(weekday + at) % 7]).collect();
        let from = self.runs.partition_point(|run| run.days.last < first);
        for run in &self.runs[from..] {
            let at = |day: i32| usize::try_from(i64::from(day) - i64::from(number)).unwrap_or(0);
            let (start, end) = (at(run.days.first.number()), at(run.days.last.number()) + 1);
            if start >= count {
                break;
            }
            days[start..end.min(count)].fill(run.working);
        }
        days
    }

    fn run_at(&self, day: Day) -> Option<&Run> {
        let after = self.runs.partition_point(|run| run.days.first <= day);
        self.runs[..after].last().filter(|run| day <= run.days.last)
    }

    /// Working days before `instant`, from a fixed day long ago; only differences have meaning.
    pub(super) fn before(&self, instant: Instant) -> i64 {
        self.until(instant.number() - 1)
    }

    /// Working days up to and including day number `number`, from a fixed day long ago; only
    /// differences have meaning.
    fn until(&self, number: i32) -> i64 {
        let by_week = self.until_by_week(number);
        let before = self
            .runs
            .partition_point(|run| run.days.last.number() <= number);
        let whole = if before == 0 {
            0
        } else {
            self.added[before - 1]
        };
        let part = self
            .runs
            .get(before)
            .filter(|run| run.days.first.number() <= number)
            .map_or(0, |run| {
                self.added_by(run.working, run.days.first.number(), number)
            });
        by_week + whole + part
    }

    fn until_by_week(&self, number: i32) -> i64 {
        // Day number -3 was a Monday.
        let since_monday = i64::from(number) + 3;
        let (weeks, last) = (since_monday.div_euclid(7), since_monday.rem_euclid(7));
        let a_week = self.week.iter().filter(|working| **working).count() as i64;
        let rest = (0..=last)
            .filter(|day| self.week[usize::try_from(*day).expect("0 to 6")])
            .count() as i64;
        weeks * a_week + rest
    }

    /// Working days that days `first..=last` have more than the week says, if all of them are
    /// worked, or none.
    fn added_by(&self, working: bool, first: i32, last: i32) -> i64 {
        let habit = self.until_by_week(last) - self.until_by_week(first - 1);
        if working {
            i64::from(last - first + 1) - habit
        } else {
            -habit
        }
    }

    fn sum(&mut self) {
        let mut sum = 0;
        self.added = self
            .runs
            .iter()
            .map(|run| {
                sum += self.added_by(run.working, run.days.first.number(), run.days.last.number());
                sum
            })
            .collect();
    }
}

/// The same days, sorted, each in one run only: the first that named it.
fn disjoint(mut runs: Vec<Run>) -> Vec<Run> {
    runs.sort_by_key(|run| run.days);
    let mut out: Vec<Run> = Vec::with_capacity(runs.len());
    for mut run in runs {
        if let Some(previous) = out.last() {
            if run.days.last <= previous.days.last {
                continue;
            }
            run.days.first = run.days.first.max(previous.days.last.plus(1));
        }
        out.push(run);
    }
    out
}

/// `over` where it says something, `base` elsewhere; both sorted and disjoint, and so is the
/// result.
fn overlay(base: Vec<Run>, over: &[Run]) -> Vec<Run> {
    let mut out = over.to_vec();
    for run in base {
        let mut first = run.days.first;
        let from = over.partition_point(|top| top.days.last < run.days.first);
        for top in over[from..]
            .iter()
            .take_while(|top| top.days.first <= run.days.last)
        {
            if first < top.days.first {
                out.push(Run {
                    days: Range {
                        first,
                        last: top.days.first.plus(-1),
                    },
                    ..run.clone()
                });
            }
            first = top.days.last.plus(1);
        }
        // `plus` stops at the last day there is; nothing can be left after it.
        let nothing_left =
            over.last().is_some_and(|top| top.days.last == Day::MAX) && first == Day::MAX;
        if first <= run.days.last && !nothing_left {
            out.push(Run {
                days: Range {
                    first,
                    last: run.days.last,
                },
                ..run
            });
        }
    }
    out.sort_by_key(|run| run.days);
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::calendar::built_in;

    fn day(text: &str) -> Day {
        Day::parse(text).expect("the tests name real days")
    }

    fn range(first: &str, last: &str) -> (Range, Option<Arc<str>>) {
        (
            Range {
                first: day(first),
                last: day(last),
            },
            None,
        )
    }

    /// The same calendar, day by day: what the prefix sums must agree with.
    fn counted(calendar: &Calendar, first: Day, last: Day) -> i64 {
        (0..=last.since(first))
            .filter(|n| calendar.is_working(first.plus(*n)))
            .count() as i64
    }

    #[test]
    fn china_around_national_day_2023() {
        let china = built_in("china").expect("it is built in");
        assert_eq!(china.count(day("2023-10-12"), day("2023-10-27")), 12);
        assert!(china.is_working(day("2023-10-07")), "a make-up working day");
        assert_eq!(
            china.day_off(day("2023-10-14")),
            Some(DayOff::Weekend(Weekday::Sat))
        );
        let Some(DayOff::Holiday(Some(name))) = china.day_off(day("2023-09-30")) else {
            panic!("a holiday with a name")
        };
        assert!(name.contains("国庆节"), "{name}");
        assert!(china.covers(day("2018-01-01")) && !china.covers(day("2017-12-31")));
    }

    #[test]
    fn finish_and_start_mirror_each_other() {
        let china = built_in("china").expect("it is built in");
        assert_eq!(china.finish(day("2023-09-27"), 5), Some(day("2023-10-09")));
        assert_eq!(china.start(day("2023-10-09"), 5), Some(day("2023-09-27")));
        assert_eq!(china.finish(day("2023-09-30"), 1), Some(day("2023-10-07")));
        assert_eq!(china.finish(day("2023-09-30"), 0), Some(day("2023-09-30")));
        let never = Calendar::from_week([]);
        assert_eq!(never.finish(day("2023-09-30"), 1), None);
        assert_eq!(never.start(day("2023-09-30"), 1), None);
    }

    #[test]
    fn later_words_win_and_sums_agree() {
        let calendar = Calendar::from_week(Weekday::ALL[..5].iter().copied())
            .with_days(
                [
                    range("2023-01-01", "2023-03-31"),
                    range("2023-02-01", "2023-06-30"),
                ],
                false,
            )
            .with_days(
                [
                    range("2023-02-10", "2023-02-12"),
                    range("2023-06-30", "2023-07-02"),
                ],
                true,
            )
            .with_days(
                [
                    range("2023-02-11", "2023-02-11"),
                    range("2022-12-30", "2023-01-02"),
                ],
                false,
            );
        assert!(calendar.is_working(day("2023-02-10")));
        assert!(!calendar.is_working(day("2023-02-11")));
        for first in ["2022-12-01", "2023-01-15", "2023-02-11", "2023-06-30"] {
            for length in [0, 1, 5, 30, 200] {
                let (first, last) = (day(first), day(first).plus(length));
                assert_eq!(
                    calendar.count(first, last),
                    counted(&calendar, first, last),
                    "{first} {length}"
                );
            }
        }
    }

    #[test]
    fn ranges_over_all_years_cost_nothing() {
        let all = Range {
            first: Day::MIN,
            last: Day::MAX,
        };
        let never = built_in("china")
            .expect("it is built in")
            .clone()
            .with_days([(all, None)], false);
        assert_eq!(never.count(Day::MIN, Day::MAX), 0);
        let always = never.with_days([(all, None)], true);
        assert_eq!(
            always.count(Day::MIN, Day::MAX),
            Day::MAX.since(Day::MIN) + 1
        );
        assert_eq!(always.runs(), 1);
    }

    #[test]
    fn the_last_day_there_is() {
        let last = [(
            Range {
                first: Day::MAX,
                last: Day::MAX,
            },
            None,
        )];
        let week = Calendar::from_week(Weekday::ALL).with_days(last.clone(), false);
        assert_eq!((week.is_working(Day::MAX), week.runs()), (false, 1));
        let to_the_end = [(
            Range {
                first: Day::MAX.plus(-5),
                last: Day::MAX,
            },
            None,
        )];
        let both = week
            .clone()
            .with_days(to_the_end.clone(), true)
            .with_days(last.clone(), false);
        assert_eq!(
            (both.count(Day::MAX.plus(-9), Day::MAX), both.runs()),
            (9, 2)
        );
        // What lies behind a run that ends the day before is kept.
        let before = [(
            Range {
                first: Day::MAX.plus(-1),
                last: Day::MAX.plus(-1),
            },
            None,
        )];
        let rest = Calendar::from_week(Weekday::ALL)
            .with_days(to_the_end, false)
            .with_days(before, true);
        assert_eq!(
            (rest.count(Day::MAX.plus(-5), Day::MAX), rest.runs()),
            (1, 3)
        );
        let whole = Calendar::from_week(Weekday::ALL);
        assert_eq!(whole.finish(Day::MAX, 1), Some(Day::MAX));
        assert_eq!(whole.finish(Day::MAX, 2), None);
        assert_eq!(whole.start(Day::MIN, 1), Some(Day::MIN));
        assert_eq!(whole.start(Day::MIN, 2), None);
        assert_eq!(whole.back(Instant::MAX, -1), Some(Instant::MAX));
        assert_eq!(whole.forward(Instant::MIN, -1), Some(Instant::MIN));
        assert_eq!(whole.forward(Instant::MIN, i64::MAX), None);
        assert_eq!(whole.back(Instant::MAX, i64::MAX), None);
    }

    #[test]
    fn why_a_day_is_off() {
        let named = (
            range("2023-01-02", "2023-01-08").0,
            Some(Arc::from("works outing")),
        );
        let calendar = Calendar::from_week(Weekday::ALL[..5].iter().copied())
            .with_days([named, range("2023-01-05", "2023-01-10")], false)
            .with_days([range("2023-01-04", "2023-01-04")], true);
        let holiday = |name: Option<&str>| Some(DayOff::Holiday(name.map(Arc::from)));
        for (date, off) in [
            ("2023-01-01", Some(DayOff::Weekend(Weekday::Sun))),
            ("2023-01-02", holiday(Some("works outing"))),
            ("2023-01-04", None),
            ("2023-01-05", holiday(Some("works outing"))),
            ("2023-01-08", holiday(Some("works outing"))),
            ("2023-01-09", holiday(None)),
            ("2023-01-11", None),
            ("2023-01-14", Some(DayOff::Weekend(Weekday::Sat))),
        ] {
            assert_eq!(calendar.day_off(day(date)), off, "{date}");
        }
    }

    #[test]
    fn it_is_sure_of_the_days_that_it_covers() {
        let weekdays = built_in("weekdays").expect("it is built in");
        assert_eq!(weekdays.covered(), None);
        assert!(weekdays.covers(Day::MIN) && weekdays.covers(Day::MAX));
        let covered = range("2023-01-01", "2023-12-31").0;
        let sure = weekdays.clone().covering(covered);
        assert_eq!(sure.covered(), Some(covered));
        let covers = ["2022-12-31", "2023-01-01", "2023-12-31", "2024-01-01"]
            .map(|date| sure.covers(day(date)));
        assert_eq!(covers, [false, true, true, false]);
    }

    /// Something that is said of a calendar.
    #[derive(Clone, Debug)]
    enum Said {
        Week([bool; 7]),
        Days(Vec<(i64, i64)>, bool),
    }

    const BEGIN: &str = "2023-01-01";

    fn said() -> impl Strategy<Value = Vec<Said>> {
        let week = any::<[bool; 7]>().prop_map(Said::Week);
        // Some of them end before they begin.
        let days = (
            prop::collection::vec((0_i64..60, -2_i64..12), 0..5),
            any::<bool>(),
        );
        let days = days.prop_map(|(runs, working)| {
            Said::Days(
                runs.into_iter()
                    .map(|(first, length)| (first, first + length))
                    .collect(),
                working,
            )
        });
        prop::collection::vec(prop_oneof![1 => week, 4 => days], 0..6)
    }

    fn week_of(days: [bool; 7]) -> Vec<Weekday> {
        Weekday::ALL
            .into_iter()
            .filter(|day| days[*day as usize])
            .collect()
    }

    fn built(said: &[Said]) -> Calendar {
        said.iter().fold(
            Calendar::from_week(week_of([true; 7])),
            |calendar, said| match said {
                Said::Week(days) => calendar.with_week(week_of(*days)),
                Said::Days(runs, working) => {
                    let runs = runs.iter().map(|(first, last)| {
                        (
                            Range {
                                first: day(BEGIN).plus(*first),
                                last: day(BEGIN).plus(*last),
                            },
                            None,
                        )
                    });
                    calendar.with_days(runs, *working)
                }
            },
        )
    }

    /// Whether a day is worked, by the last word about it: days before weeks.
    fn works(said: &[Said], at: Day) -> bool {
        let on = |(first, last): &(i64, i64)| (*first..=*last).contains(&at.since(day(BEGIN)));
        let by_day = said.iter().rev().find_map(|said| match said {
            Said::Days(runs, working) => runs.iter().any(on).then_some(*working),
            Said::Week(_) => None,
        });
        let by_week = said.iter().rev().find_map(|said| match said {
            Said::Week(days) => Some(days[at.weekday() as usize]),
            Said::Days(..) => None,
        });
        by_day.or(by_week).unwrap_or(true)
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn the_last_word_about_a_day_counts(said in said()) {
            let calendar = built(&said);
            for at in (-20..100).map(|n| day(BEGIN).plus(n)) {
                prop_assert_eq!(calendar.is_working(at), works(&said, at), "{}", at);
                prop_assert_eq!(calendar.day_off(at).is_none(), works(&said, at), "{}", at);
            }
        }

        #[test]
        fn days_are_counted_one_by_one(said in said(), first in -20_i64..80, length in -5_i64..60) {
            let (calendar, first, last) = (built(&said), day(BEGIN).plus(first), day(BEGIN).plus(first + length));
            let counted = (0..=length).filter(|n| works(&said, first.plus(*n))).count() as i64;
            prop_assert_eq!(calendar.count(first, last), counted);
            let (from, to) = (Instant::morning(first), Instant::evening(last));
            if length >= -1 {
                prop_assert_eq!((calendar.between(from, to), calendar.between(to, from)), (counted, -counted));
            }
        }

        #[test]
        fn forward_and_back_are_the_first_and_the_last_that_will_do(said in said(), from in 0_i64..60, days in -8_i64..9) {
            let calendar = built(&said);
            let instant = |n: i64| Instant::morning(day(BEGIN).plus(n));
            let near = || (-100..160).map(instant);
            let here = instant(from);
            let enough = |to: Instant, from: Instant| if days == 0 { to >= from } else { calendar.between(from, to) >= days };
            // Weeks in which nobody works may lead to the ends of time, where no day is counted any
            // more.
            if let Some(first) = near().find(|to| enough(*to, here)).filter(|first| *first > instant(-100)) {
                prop_assert_eq!(calendar.forward(here, days), Some(first));
            }
            if let Some(last) = near().rev().find(|at| enough(here, *at)).filter(|last| *last < instant(159)) {
                prop_assert_eq!(calendar.back(here, days), Some(last));
            }
            for to in (0..60).map(instant) {
                if let Some((first, last)) = calendar.forward(here, days).zip(calendar.back(to, days)) {
                    prop_assert_eq!(first <= to, here <= last, "{:?}", to);
                }
            }
        }

        #[test]
        fn a_task_of_so_many_days(said in said(), from in 0_i64..60, days in 0_i64..9) {
            let (calendar, from) = (built(&said), day(BEGIN).plus(from));
            if let Some(finish) = calendar.finish(from, days) {
                prop_assert!(days == 0 || calendar.is_working(finish));
                prop_assert_eq!(if days == 0 { from.since(finish) } else { calendar.count(from, finish) }, days);
            }
            if let Some(start) = calendar.start(from, days) {
                prop_assert!(days == 0 || calendar.is_working(start));
                prop_assert_eq!(if days == 0 { from.since(start) } else { calendar.count(start, from) }, days);
            }
            prop_assert_eq!(calendar.next_working(from), calendar.finish(from, 1));
        }
    }
}
