//! The years of dates that are written without one.

use std::collections::BTreeSet;
use std::collections::HashMap;

use crate::calendar::Day;
use crate::model::TaskKey;
use crate::words::Arg;
use crate::words::Joined;
use crate::words::Message;
use crate::words::Noun;
use crate::words::many;
use crate::words::say;

use super::cell;
use super::date;
use super::date::DateCell;
use super::heading::Field;
use super::preamble;
use super::preamble::Label;
use super::row::Row;
use super::said::Said;
use super::said::shown;
use super::table::Table;

/// The first month from which a table goes on into the next year.
const LATE: i8 = 10;

/// The last month in which a table goes on from the year before.
const EARLY: i8 = 3;

/// How many days the finish of a row may be before its start: that is a mistake of the table, with
/// the same year.
const MISTAKE: i64 = 60;

/// The dates without a year of a table, with their years.
#[derive(Debug, Default)]
pub(super) struct Years {
    days: HashMap<(usize, usize), Day>,
    /// Whether something tells a year, so that what is left without one is left because of the rows
    /// around it.
    pub(super) is_told: bool,
    /// Where the years come from.
    pub(super) said: Option<Said>,
}

impl Years {
    /// The years of the dates in `table`: from the dates with a year beside them, else from what
    /// stands above the table.
    pub(super) fn of(table: &Table) -> Self {
        let column = |field: Field| {
            table
                .columns
                .iter()
                .position(|column| column.field == Some(field))
        };
        let columns = [
            column(Field::Key(TaskKey::Start)),
            column(Field::Key(TaskKey::Finish)),
        ];
        let texts = |row: usize| {
            let row = &table.rows[row];
            columns.map(|at| {
                at.and_then(|at| row.cells.get(at))
                    .map_or("", String::as_str)
            })
        };
        let orders = orders((0..table.rows.len()).flat_map(texts));
        let mut rows: Vec<[Date; 2]> = (0..table.rows.len())
            .map(|row| texts(row).map(|text| Date::read(text, &orders)))
            .collect();
        let open = rows
            .iter()
            .flatten()
            .filter(|date| matches!(date, Date::Open(..)))
            .count();
        if open == 0 {
            return Self::default();
        }
        let was_open: Vec<[bool; 2]> = rows
            .iter()
            .map(|dates| dates.map(|date| matches!(date, Date::Open(..))))
            .collect();
        let with_year = rows.iter().enumerate().find_map(|(row, dates)| {
            let day = dates.iter().find_map(|date| date.day())?;
            Some((row, day))
        });
        let above = Above::of(&table.preamble);
        let (reference, from) = match (with_year, &above) {
            (Some((row, day)), above) => {
                let line = table.rows[row].line;
                let from = match above {
                    Above::Years(_, title) => say!(
                        en: "the other dates of the table ({day} in row {line}) and {title}",
                        zh: "表中其他日期（第 {line} 行的 {day}）和 {title}",
                        day = day,
                        line = line,
                        title = shown(title),
                    ),
                    Above::Day(..) | Above::Nothing => say!(
                        en: "the other dates of the table ({day} in row {line})",
                        zh: "表中其他日期（第 {line} 行的 {day}）",
                        day = day,
                        line = line,
                    ),
                };
                (above.year().map(Reference::Year), from)
            }
            (None, Above::Years(years, text)) if years.len() == 1 => (
                above.year().map(Reference::Year),
                Message::verbatim(&shown(text)),
            ),
            (None, Above::Day(day, text)) => (
                Some(Reference::Days([Some(*day); 2])),
                Message::verbatim(&shown(text)),
            ),
            (None, _) => return Self::default(),
        };
        let mut named: BTreeSet<i16> = rows
            .iter()
            .flatten()
            .filter_map(|date| Some(date.day()?.year()))
            .collect();
        if let Above::Years(years, _) = &above {
            named.extend(years);
        }
        let only = named.first().copied().filter(|_| named.len() == 1);
        match only {
            Some(year) if !rows.iter().any(|[start, finish]| goes_on(*start, *finish)) => {
                rows.iter_mut()
                    .for_each(|dates| settle(dates, |date| date.in_year(year), false));
            }
            _ => go_on(&mut rows, reference),
        }
        let mut days = HashMap::new();
        for (row, dates) in rows.iter().enumerate() {
            for (which, date) in dates.iter().enumerate() {
                if let (true, Some(day), Some(column)) =
                    (was_open[row][which], date.day(), columns[which])
                {
                    days.insert((row, column), day);
                }
            }
        }
        let said = (!days.is_empty()).then(|| Said {
            line: table.heading.line,
            id: None,
            what: said(
                &days.values().map(|day| day.year()).collect(),
                days.len(),
                from,
            ),
        });
        Self {
            days,
            is_told: true,
            said,
        }
    }

    /// What the cell at this row and column says, with its year.
    pub(super) fn read(&self, row: usize, column: usize, text: &str) -> DateCell {
        self.days
            .get(&(row, column))
            .map_or_else(|| date::read(text), |day| DateCell::Day(*day))
    }
}

fn said(years: &BTreeSet<i16>, dates: usize, from: Message) -> Message {
    let dates = many(dates, Noun::Date);
    let names: Vec<String> = years.iter().map(i16::to_string).collect();
    match names.as_slice() {
        [year] => say!(
            en: "the year {year} was taken from {from}, for {dates} without a year",
            zh: "{dates}没有年份，取自 {from}，为 {year} 年",
            year = year,
            from = from,
            dates = dates,
        ),
        years => say!(
            en: "the years {years}, going on over New Year, were taken from {from}, for {dates} without a year",
            zh: "{dates}没有年份，取自 {from}，跨年递增，为 {years} 年",
            years = Arg::joined(years, usize::MAX, Joined::Comma),
            from = from,
            dates = dates,
        ),
    }
}

/// A cell of a date column.
#[derive(Clone, Copy, Debug)]
enum Date {
    Known(Day),
    /// A month and a day.
    Open(i8, i8),
    None,
}

impl Date {
    fn read(text: &str, month_first: &BTreeSet<bool>) -> Self {
        if let DateCell::Day(day) | DateCell::DayAndMore(day) = date::read(text) {
            return Date::Known(day);
        }
        let orders: Vec<bool> = month_first.iter().copied().collect();
        let found = match orders.as_slice() {
            [month_first] => date::without_year_in_order(text, *month_first),
            // Where they disagree, only words tell.
            _ => date::without_year(text).filter(|_| orders.is_empty() || text.contains('月')),
        };
        found.map_or(Date::None, |(month, day)| Date::Open(month, day))
    }

    fn day(self) -> Option<Day> {
        if let Date::Known(day) = self {
            Some(day)
        } else {
            None
        }
    }

    fn month(self) -> Option<i8> {
        match self {
            Date::Known(day) => Some(day.month()),
            Date::Open(month, _) => Some(month),
            Date::None => None,
        }
    }

    fn in_year(self, year: i16) -> Option<Day> {
        if let Date::Open(month, day) = self {
            Day::new(year, month, day)
        } else {
            None
        }
    }
}

/// What comes before a date without a year.
#[derive(Clone, Copy)]
enum Reference {
    /// The year of the title.
    Year(i16),
    /// The start and the finish of a row.
    Days([Option<Day>; 2]),
}

/// Whether `second` is in the year after `first`, as far as their months tell.
fn goes_on(first: Date, second: Date) -> bool {
    matches!((first, second), (_, Date::Open(..)) | (Date::Open(..), _))
        && first.month().is_some_and(|month| month >= LATE)
        && second.month().is_some_and(|month| month <= EARLY)
}

/// Give the dates the year of the row before them, or the next one where they go on over New Year.
fn go_on(rows: &mut [[Date; 2]], reference: Option<Reference>) {
    let known: Vec<[Option<Day>; 2]> = rows.iter().map(|dates| dates.map(Date::day)).collect();
    // Behind each row: the first year, and the next row with a date.
    let mut first_year: Vec<Option<i16>> = vec![None; rows.len()];
    let mut next: Vec<Option<usize>> = vec![None; rows.len()];
    for row in (1..rows.len()).rev() {
        let years = known[row].iter().flatten().map(|day| day.year());
        first_year[row - 1] = years.chain(first_year[row]).min();
        next[row - 1] = if known[row].iter().any(Option::is_some) {
            Some(row)
        } else {
            next[row]
        };
    }
    let mut last = reference;
    for row in 0..rows.len() {
        let in_year = |date: Date| match last {
            Some(Reference::Year(year)) => date.in_year(year),
            Some(Reference::Days(before)) => {
                let meant = |before: Day| {
                    if !goes_on(Date::Known(before), date) {
                        return date.in_year(before.year());
                    }
                    let later = date.in_year(before.year().saturating_add(1))?;
                    // Another row further down may say that it is still the same year.
                    let is_back = first_year[row].is_some_and(|year| year < later.year());
                    (!is_back).then_some(later)
                };
                agreed(before.into_iter().flatten().map(meant))
            }
            None => {
                let after = known[next[row]?];
                agreed(after.iter().flatten().map(|after| {
                    let back = i16::from(goes_on(date, Date::Known(*after)));
                    date.in_year(after.year().saturating_sub(back))
                }))
            }
        };
        settle(&mut rows[row], in_year, true);
        let days = rows[row].map(Date::day);
        if days.iter().any(Option::is_some) {
            last = Some(Reference::Days(days));
        }
    }
}

/// What all of `days` are.
fn agreed(mut days: impl Iterator<Item = Option<Day>>) -> Option<Day> {
    let first = days.next()??;
    days.all(|day| day == Some(first)).then_some(first)
}

/// Give the dates of a row their years: the start, then the finish behind it. What would be
/// backwards stays without one.
fn settle(dates: &mut [Date; 2], in_year: impl Fn(Date) -> Option<Day>, over_new_year: bool) {
    let [start, finish] = *dates;
    let years = |first: Date, second: Date| i16::from(over_new_year && goes_on(first, second));
    let start_day = match (start, finish) {
        (Date::Open(..), Date::Known(day)) => {
            start.in_year(day.year().saturating_sub(years(start, finish)))
        }
        (Date::Open(..), _) => in_year(start),
        _ => start.day(),
    };
    let finish_day = match (start_day, finish) {
        (Some(day), Date::Open(..)) => {
            finish.in_year(day.year().saturating_add(years(start, finish)))
        }
        // Without its start nothing tells the year of a finish.
        (None, Date::Open(..)) if matches!(start, Date::Open(..)) => None,
        (None, Date::Open(..)) => in_year(finish),
        _ => finish.day(),
    };
    let is_backwards = match (start_day, finish_day) {
        (Some(start), Some(finish)) => start.since(finish) > MISTAKE,
        _ => false,
    };
    match (start, finish) {
        (Date::Open(..), Date::Known(_)) if is_backwards => {}
        (_, Date::Open(..)) if is_backwards => dates[0] = start_day.map_or(start, Date::Known),
        _ => {
            *dates = [
                start_day.map_or(start, Date::Known),
                finish_day.map_or(finish, Date::Known),
            ];
        }
    }
}

/// Whether the month comes first in dates such as `8/25`: what those of the table say that have it
/// in one place only.
fn orders<'t>(texts: impl Iterator<Item = &'t str>) -> BTreeSet<bool> {
    texts.filter_map(date::is_month_first).collect()
}

/// What stands above the table about the years of its dates.
enum Above {
    /// The years that a title names, and the title.
    Years(BTreeSet<i16>, String),
    /// The day of the table, and the text that says it.
    Day(Day, String),
    Nothing,
}

impl Above {
    fn of(rows: &[Row]) -> Self {
        let texts: Vec<String> = rows.iter().flat_map(preamble::texts).collect();
        let is_title =
            |text: &str| preamble::labelled(text).is_none_or(|(label, _)| label == Label::Title);
        let titles = texts
            .iter()
            .filter(|text| is_title(text))
            .map(|text| (years(text), text));
        if let Some((years, title)) = titles.into_iter().find(|(years, _)| !years.is_empty()) {
            return Above::Years(years, title.clone());
        }
        let day = texts.iter().find_map(|text| {
            let value = match preamble::labelled(text) {
                Some((Label::Date, value)) => value,
                Some(_) => return None,
                None => text,
            };
            match date::read(value) {
                DateCell::Day(day) | DateCell::DayAndMore(day) => Some((day, text.clone())),
                DateCell::Unclear | DateCell::Words => None,
            }
        });
        day.map_or(Above::Nothing, |(day, text)| Above::Day(day, text))
    }

    /// The only year of the title.
    fn year(&self) -> Option<i16> {
        match self {
            Above::Years(years, _) if years.len() == 1 => years.first().copied(),
            Above::Years(..) | Above::Day(..) | Above::Nothing => None,
        }
    }
}

/// The years that `text` names; dates are none.
fn years(text: &str) -> BTreeSet<i16> {
    let text = cell::half_width(text);
    if matches!(
        date::read(&text),
        DateCell::Day(_) | DateCell::DayAndMore(_)
    ) {
        return BTreeSet::new();
    }
    let numbers = text
        .split(|c: char| !c.is_ascii_digit())
        .filter(|number| number.len() == 4);
    numbers
        .filter_map(|n| n.parse().ok())
        .filter(|year| (1990..2100).contains(year))
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::words::Lang;

    use super::*;

    fn read(text: &str) -> (Vec<String>, Option<String>) {
        let table = Table::read(format!("{text}\n").as_bytes(), "t.csv").expect("a table");
        let years = Years::of(&table);
        let mut days: Vec<_> = years.days.into_iter().collect();
        days.sort_unstable();
        (
            days.into_iter().map(|(_, day)| day.to_string()).collect(),
            years.said.map(|said| said.what.text(Lang::En)),
        )
    }

    #[test]
    fn from_the_dates_beside_them() {
        let (days, said) = read(
            "No,Start,Finish\n1,8月21日,8月23日\n2,2023-09-04,9月8日\n3,12/25,1/5\n4,1月8日,1月7日\n5,2月29日,11月30日",
        );
        let expected = [
            "2023-08-21",
            "2023-08-23",
            "2023-09-08",
            "2023-12-25",
            "2024-01-05",
            "2024-01-08",
            "2024-01-07",
            "2024-02-29",
            "2024-11-30",
        ];
        assert_eq!(days, expected);
        assert_eq!(
            said.as_deref(),
            Some(
                "the years 2023, 2024, going on over New Year, were taken from the other dates of the table (2023-09-04 in row \
                 3), for 9 dates without a year"
            )
        );
        assert_eq!(
            read("No,Start,Finish\n1,12月30日,2024-01-05\n2,12月20日,2024-10-05").0,
            ["2023-12-30"]
        );
    }

    #[test]
    fn from_above_the_table() {
        let (days, said) =
            read("2023年度计划\n填表日期：2022年12月8日\nNo,Start\n1,1月9日\n2,8.5\n3,8.25");
        assert_eq!(days, ["2023-01-09", "2023-08-05", "2023-08-25"]);
        assert_eq!(
            said.as_deref(),
            Some("the year 2023 was taken from \"2023年度计划\", for 3 dates without a year")
        );
        assert_eq!(
            read("计划\n编制日期,2023/12/20\nNo,Start\n1,1月9日\n2,12月9日").0,
            ["2024-01-09", "2024-12-09"]
        );
        assert_eq!(read("计划 2023-2024\nNo,Start\n1,1月9日"), (vec![], None));
        assert_eq!(
            read("2023\nNo,Start\n1,8/5\n2,2月29日\n3,x"),
            (vec![], None)
        );
    }

    #[test]
    fn one_year_holds_for_all() {
        let year = |rows: &str| read(&format!("2023年度工作计划\nNo,Start,Finish\n{rows}")).0;
        assert_eq!(
            year("1,1月1日,12月31日\n2,12月1日,12月20日\n3,2月1日,3月1日"),
            [
                "2023-01-01",
                "2023-12-31",
                "2023-12-01",
                "2023-12-20",
                "2023-02-01",
                "2023-03-01"
            ]
        );
        assert_eq!(
            read("No,Start,Finish\n1,2023-01-01,2023-12-31\n2,12月1日,12月20日").0,
            ["2023-12-01", "2023-12-20"]
        );
        assert_eq!(
            read("No,Start\n1,2023-11-01\n2,1月5日\n3,2023-06-01").0,
            ["2023-01-05"]
        );
        // A finish long before its start is no finish of this year.
        assert_eq!(year("1,8月1日,2月1日"), ["2023-08-01"]);
        assert_eq!(
            year("1,12月25日,1月5日\n2,1月8日,1月9日"),
            ["2023-12-25", "2024-01-05", "2024-01-08", "2024-01-09"]
        );
    }

    #[test]
    fn two_years_go_on() {
        let two = |rows: &str| read(&format!("No,Start,Finish\n{rows}")).0;
        assert_eq!(
            two("1,11月1日,\n2,2023-12-01,\n3,1月5日,\n4,2024-02-01,"),
            ["2023-11-01", "2024-01-05"]
        );
        assert_eq!(
            two("1,12月5日,\n2,2024-01-05,\n3,2025-01-05,"),
            ["2023-12-05"]
        );
        // It would go on, and a later row says that it does not.
        assert_eq!(
            two("1,2024-02-01,\n2,2023-11-01,\n3,1月5日,\n4,2023-12-01,"),
            Vec::<String>::new()
        );
        // Start and finish of the row before disagree.
        assert_eq!(
            two("1,2023-10-01,2024-02-01\n2,5月1日,"),
            Vec::<String>::new()
        );
        assert_eq!(
            read("计划 2023-2024\nNo,Start\n1,2023-12-01\n2,1月9日\n3,12月9日").0,
            ["2024-01-09", "2024-12-09"]
        );
        let (days, said) = read("2023年计划\nNo,Start\n1,9月1日\n2,2024-01-05");
        assert_eq!(days, ["2023-09-01"]);
        assert_eq!(
            said.as_deref(),
            Some(
                "the year 2023 was taken from the other dates of the table (2024-01-05 in row 4) and \"2023年计划\", for 1 date without a year"
            )
        );
    }
}
