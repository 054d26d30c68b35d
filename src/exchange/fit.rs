//! Which calendar the author of a table counted days with.

use crate::calendar::BUILT_IN;
use crate::calendar::Day;
use crate::calendar::built_in;
use crate::model::TaskKey;
use crate::words::Arg;
use crate::words::Joined;
use crate::words::Message;
use crate::words::Noun;
use crate::words::list;
use crate::words::many;
use crate::words::say;
use crate::words::word;

use super::draft::Entry;
use super::said;

/// How well each built-in calendar fits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fit {
    /// The best one; of equals that by which people work, before the others that know days off.
    pub calendar: &'static str,
    /// Rows that have a start, a finish and days.
    pub rows: usize,
    /// For each calendar of [`BUILT_IN`], the rows whose days are what it counts.
    pub counts: [usize; BUILT_IN.len()],
    /// The ids of the rows that the best one does not fit.
    pub unfit: Vec<String>,
}

impl Fit {
    /// The fit for the tasks of `phases`, of people who work by the calendar `working`.
    #[must_use]
    pub(crate) fn of(phases: &[Entry], working: &str) -> Self {
        let mut rows = Vec::new();
        phases.iter().for_each(|phase| collect(phase, &mut rows));
        let counts = BUILT_IN.map(|name| rows.iter().filter(|row| row.fits(name)).count());
        // Days off are rarely planned by mistake, so a calendar without any is the last to take.
        let best = (0..BUILT_IN.len())
            .max_by_key(|index| (counts[*index], BUILT_IN[*index] == working, *index))
            .unwrap_or(0);
        let calendar = BUILT_IN[best];
        let unfit = rows
            .iter()
            .filter(|row| !row.fits(calendar))
            .map(|row| row.id.to_owned())
            .collect();
        Self {
            calendar,
            rows: rows.len(),
            counts,
            unfit,
        }
    }
}

struct Dated<'e> {
    id: &'e str,
    start: Day,
    finish: Day,
    days: u32,
}

impl Dated<'_> {
    fn fits(&self, name: &str) -> bool {
        // Beyond the days that a calendar knows about its count means nothing.
        built_in(name).is_some_and(|calendar| {
            calendar.covers(self.start)
                && calendar.covers(self.finish)
                && calendar.count(self.start, self.finish) == i64::from(self.days)
        })
    }
}

fn collect<'e>(entry: &'e Entry, rows: &mut Vec<Dated<'e>>) {
    let (start, finish) = (entry.day(TaskKey::Start), entry.day(TaskKey::Finish));
    if let (false, Some(start), Some(finish), Some(days)) =
        (entry.is_phase, start, finish, entry.days)
    {
        rows.push(Dated {
            id: &entry.id,
            start,
            finish,
            days,
        });
    }
    entry.tasks.iter().for_each(|task| collect(task, rows));
}

impl Fit {
    /// Which calendar it is, and why.
    #[must_use]
    pub(crate) fn message(&self) -> Message {
        const MOST_IDS: usize = 10;
        let calendar = word(self.calendar);
        if self.rows == 0 {
            return say!(
                en: "calendar: {calendar}, as no row has a start, a finish and days to choose by",
                zh: "日历：{calendar}；没有哪一行同时有开始、完成日期和天数，无从比较",
                calendar = calendar,
            );
        }
        let of = |name: &str| {
            BUILT_IN
                .iter()
                .position(|known| *known == name)
                .map_or(0, |index| self.counts[index])
        };
        let others = BUILT_IN.iter().filter(|name| **name != self.calendar);
        let others = others.map(|name| {
            say!(
                en: "{name}: {rows}",
                zh: "{name}：{rows} 行",
                name = word(name),
                rows = of(name),
            )
        });
        let others = Arg::joined(others.collect::<Vec<_>>(), usize::MAX, Joined::Comma);
        let fits = of(self.calendar);
        if self.unfit.is_empty() {
            return say!(
                en: "calendar: {calendar} counts the days of {fits} of {rows} ({others})",
                zh: "日历：{rows}中有 {fits} 行的天数按 {calendar} 计算（{others}）",
                calendar = calendar,
                fits = fits,
                rows = many(self.rows, Noun::Row),
                others = others,
            );
        }
        say!(
            en: "calendar: {calendar} counts the days of {fits} of {rows} ({others}); not of {unfit}",
            zh: "日历：{rows}中有 {fits} 行的天数按 {calendar} 计算（{others}）；不符的是 {unfit}",
            calendar = calendar,
            fits = fits,
            rows = many(self.rows, Noun::Row),
            others = others,
            unfit = list(self.unfit.iter().map(|id| said::plain(id)), MOST_IDS),
        )
    }
}

#[cfg(test)]
mod tests {
    use crate::words::Lang;

    use super::super::draft::Plain;
    use super::*;

    fn task(id: &str, start: &str, finish: &str, days: u32) -> Entry {
        let ends = [(TaskKey::Start, start), (TaskKey::Finish, finish)];
        let day = |text| Plain::Day(Day::parse(text).expect("the day exists"));
        Entry {
            id: id.to_owned(),
            values: ends.map(|(key, text)| (key, day(text))).into(),
            days: Some(days),
            ..Entry::default()
        }
    }

    #[test]
    fn the_best_and_of_equals_that_of_the_people() {
        // Monday to Friday: the same in all three. Over a weekend and over National Day they
        // differ.
        let week = task("1", "2023-08-21", "2023-08-25", 5);
        let weekend = task("2", "2023-08-21", "2023-08-28", 6);
        let holiday = task("3", "2023-09-28", "2023-10-09", 4);
        let old = task("4", "1999-01-04", "1999-01-04", 1);
        assert_eq!(
            Fit::of(std::slice::from_ref(&week), "china").calendar,
            "china"
        );
        assert_eq!(
            Fit::of(std::slice::from_ref(&week), "weekdays").calendar,
            "weekdays"
        );
        assert_eq!(
            Fit::of(&[task("5", "2023-08-21", "2023-08-27", 7)], "china").calendar,
            "every-day"
        );
        assert_eq!(
            Fit::of(&[week.clone(), old.clone()], "china").calendar,
            "weekdays"
        );
        assert_eq!(
            Fit::of(&[week.clone(), weekend.clone()], "weekdays").calendar,
            "weekdays"
        );
        let fit = Fit::of(&[week, weekend, holiday, old], "weekdays");
        assert_eq!((fit.calendar, fit.counts), ("weekdays", [2, 3, 3]));
        assert_eq!(
            fit.message().text(Lang::En),
            "calendar: weekdays counts the days of 3 of 4 rows (every-day: 2, china: 3); not of 3"
        );
    }

    #[test]
    fn nothing_to_choose_by() {
        let fit = Fit::of(&[Entry::default()], "china");
        assert_eq!(
            fit.message().text(Lang::En),
            "calendar: china, as no row has a start, a finish and days to choose by"
        );
    }
}
