//! Which days are working days: a week, and the runs of days that differ from it.

use std::sync::Arc;

use super::Day;
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
        Self { week: days, runs: Vec::new(), added: Vec::new(), covered: None }
    }

    /// The same calendar with other days of the week; its holidays and make-up working days stay.
    #[must_use]
    pub fn with_week(mut self, week: impl IntoIterator<Item = Weekday>) -> Self {
        self.week = Self::from_week(week).week;
        self.sum();
        self
    }

    /// The same calendar with these days off (`working` false) or worked, whatever it said of them before.
    #[must_use]
    pub fn with_days(mut self, days: impl IntoIterator<Item = (Range, Option<Arc<str>>)>, working: bool) -> Self {
        let runs = days.into_iter().filter(|(days, _)| days.first <= days.last);
        let runs = runs.map(|(days, name)| Run { days, working, name }).collect();
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
        self.covered.is_none_or(|covered| covered.first <= day && day <= covered.last)
    }

    /// Whether `day` is worked.
    #[must_use]
    pub fn is_working(&self, day: Day) -> bool {
        self.run_at(day).map_or(self.week[day.weekday() as usize], |run| run.working)
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
        if last < first { 0 } else { self.until(last.number()) - self.until(first.number() - 1) }
    }

    /// The day on which the `days`-th working day after `start` ends, `start` itself counted: the finish of a task of
    /// `days` working days. `None` if there are not so many before the year 10000. For 0 days it is `start`.
    #[must_use]
    pub fn finish(&self, start: Day, days: i64) -> Option<Day> {
        if days <= 0 {
            return Some(start);
        }
        let wanted = self.until(start.number() - 1) + days;
        let last = self.search(start.number(), Day::MAX.number(), |number| self.until(number) >= wanted)?;
        Some(start.plus(i64::from(last - start.number())))
    }

    /// The start of a task of `days` working days that finishes on `finish`; the mirror of [`Calendar::finish`].
    #[must_use]
    pub fn start(&self, finish: Day, days: i64) -> Option<Day> {
        if days <= 0 {
            return Some(finish);
        }
        let wanted = self.until(finish.number()) - days;
        // The last day before which no more than `wanted` working days lie.
        let first_beyond = self.search(Day::MIN.number(), finish.number(), |number| self.until(number) > wanted)?;
        (self.until(first_beyond - 1) == wanted).then(|| finish.plus(i64::from(first_beyond - finish.number())))
    }

    /// The first working day on or after `day`.
    #[must_use]
    pub fn next_working(&self, day: Day) -> Option<Day> {
        self.finish(day, 1)
    }

    /// The first day number from `low` to `high` for which `reached` holds; it must hold for all later ones too.
    fn search(&self, low: i32, high: i32, reached: impl Fn(i32) -> bool) -> Option<i32> {
        let (mut low, mut high) = (low, high);
        if !reached(high) {
            return None;
        }
        while low < high {
            let middle = low + (high - low) / 2;
            if reached(middle) { high = middle } else { low = middle + 1 }
        }
        Some(low)
    }

    fn run_at(&self, day: Day) -> Option<&Run> {
        let after = self.runs.partition_point(|run| run.days.first <= day);
        self.runs[..after].last().filter(|run| day <= run.days.last)
    }

    /// Working days up to and including day number `number`, from a fixed day long ago; only differences have meaning.
    fn until(&self, number: i32) -> i64 {
        let by_week = self.until_by_week(number);
        let before = self.runs.partition_point(|run| run.days.last.number() <= number);
        let whole = if before == 0 { 0 } else { self.added[before - 1] };
        let part = self
            .runs
            .get(before)
            .filter(|run| run.days.first.number() <= number)
            .map_or(0, |run| self.added_by(run.working, run.days.first.number(), number));
        by_week + whole + part
    }

    fn until_by_week(&self, number: i32) -> i64 {
        // Day number -3 was a Monday.
        let since_monday = i64::from(number) + 3;
        let (weeks, last) = (since_monday.div_euclid(7), since_monday.rem_euclid(7));
        let a_week = self.week.iter().filter(|working| **working).count() as i64;
        let rest = (0..=last).filter(|day| self.week[usize::try_from(*day).expect("0 to 6")]).count() as i64;
        weeks * a_week + rest
    }

    /// Working days that days `first..=last` have more than the week says, if all of them are worked, or none.
    fn added_by(&self, working: bool, first: i32, last: i32) -> i64 {
        let habit = self.until_by_week(last) - self.until_by_week(first - 1);
        if working { i64::from(last - first + 1) - habit } else { -habit }
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

/// `over` where it says something, `base` elsewhere; both sorted and disjoint, and so is the result.
fn overlay(base: Vec<Run>, over: &[Run]) -> Vec<Run> {
    let mut out = over.to_vec();
    for run in base {
        let mut first = run.days.first;
        let from = over.partition_point(|top| top.days.last < run.days.first);
        for top in over[from..].iter().take_while(|top| top.days.first <= run.days.last) {
            if first < top.days.first {
                out.push(Run { days: Range { first, last: top.days.first.plus(-1) }, ..run.clone() });
            }
            first = top.days.last.plus(1);
        }
        // `plus` stops at the last day there is; nothing can be left after it.
        let nothing_left = over.last().is_some_and(|top| top.days.last == Day::MAX) && first == Day::MAX;
        if first <= run.days.last && !nothing_left {
            out.push(Run { days: Range { first, last: run.days.last }, ..run });
        }
    }
    out.sort_by_key(|run| run.days);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::built_in;

    fn day(text: &str) -> Day {
        Day::parse(text).expect("the tests name real days")
    }

    fn range(first: &str, last: &str) -> (Range, Option<Arc<str>>) {
        (Range { first: day(first), last: day(last) }, None)
    }

    /// The same calendar, day by day: what the prefix sums must agree with.
    fn counted(calendar: &Calendar, first: Day, last: Day) -> i64 {
        (0..=last.since(first)).filter(|n| calendar.is_working(first.plus(*n))).count() as i64
    }

    #[test]
    fn china_around_national_day_2023() {
        let china = built_in("china").expect("it is built in");
        assert_eq!(china.count(day("2023-10-12"), day("2023-10-27")), 12);
        assert!(china.is_working(day("2023-10-07")), "a make-up working day");
        assert_eq!(china.day_off(day("2023-10-14")), Some(DayOff::Weekend(Weekday::Sat)));
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
            .with_days([range("2023-01-01", "2023-03-31"), range("2023-02-01", "2023-06-30")], false)
            .with_days([range("2023-02-10", "2023-02-12"), range("2023-06-30", "2023-07-02")], true)
            .with_days([range("2023-02-11", "2023-02-11"), range("2022-12-30", "2023-01-02")], false);
        assert!(calendar.is_working(day("2023-02-10")));
        assert!(!calendar.is_working(day("2023-02-11")));
        for first in ["2022-12-01", "2023-01-15", "2023-02-11", "2023-06-30"] {
            for length in [0, 1, 5, 30, 200] {
                let (first, last) = (day(first), day(first).plus(length));
                assert_eq!(calendar.count(first, last), counted(&calendar, first, last), "{first} {length}");
            }
        }
    }

    #[test]
    fn ranges_over_all_years_cost_nothing() {
        let all = Range { first: Day::MIN, last: Day::MAX };
        let never = built_in("china").expect("it is built in").clone().with_days([(all, None)], false);
        assert_eq!(never.count(Day::MIN, Day::MAX), 0);
        let always = never.with_days([(all, None)], true);
        assert_eq!(always.count(Day::MIN, Day::MAX), Day::MAX.since(Day::MIN) + 1);
    }
}
