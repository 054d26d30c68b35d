//! The years of dates that are written without one.

use std::collections::BTreeSet;
use std::collections::HashMap;

use crate::calendar::Day;

use super::cell;
use super::date;
use super::date::DateCell;
use super::heading::Field;
use super::preamble;
use super::preamble::Label;
use super::said::Said;
use super::said::shown;
use super::table::Row;
use super::table::Table;

/// How many days the start of a row may be before that of the row above it in the same year. What would be more begins after New
/// Year.
const BACK: i64 = 183;

/// How many days it may be after that one in the same year. What would be more began before New Year.
const AHEAD: i64 = 270;

/// How many days the finish of a row may be before its start: that is a mistake, and no year goes by.
const MISTAKE: i64 = 60;

/// The dates without a year of a table, with their years.
#[derive(Debug, Default)]
pub(super) struct Years {
    days: HashMap<(usize, usize), Day>,
    /// Where the years come from.
    pub(super) said: Option<Said>,
}

impl Years {
    /// The years of the dates in `table`: from the dates with a year beside them, else from what stands above the table.
    pub(super) fn of(table: &Table) -> Self {
        let column = |field: Field| table.columns.iter().position(|column| column.field == Some(field));
        let columns = [column(Field::Start), column(Field::Finish)];
        let texts = |row: usize| {
            let row = &table.rows[row];
            columns.map(|at| at.and_then(|at| row.cells.get(at)).map_or("", String::as_str))
        };
        let orders = orders((0..table.rows.len()).flat_map(texts));
        let mut rows: Vec<[Date; 2]> =
            (0..table.rows.len()).map(|row| texts(row).map(|text| Date::read(text, &orders))).collect();
        let open = rows.iter().flatten().filter(|date| matches!(date, Date::Open(..))).count();
        if open == 0 {
            return Self::default();
        }
        let with_year = rows.iter().enumerate().find_map(|(row, dates)| {
            let day = dates.iter().find_map(|date| date.day())?;
            Some((row, day))
        });
        let was_open: Vec<[bool; 2]> =
            rows.iter().map(|dates| dates.map(|date| matches!(date, Date::Open(..)))).collect();
        let (first, from) = match with_year {
            Some((row, day)) => (row, format!("the other dates of the table ({day} in row {})", table.rows[row].line)),
            None => {
                let Some((text, near)) = above(&table.preamble) else { return Self::default() };
                let first = rows.iter().position(|dates| dates.iter().any(|date| matches!(date, Date::Open(..))));
                let Some(first) = first else { return Self::default() };
                if let Some(date) = rows[first].iter_mut().find(|date| matches!(date, Date::Open(..))) {
                    *date = near.year_of(*date);
                }
                (first, shown(&text))
            }
        };
        let mut last = None;
        for dates in &mut rows[first..] {
            settle(dates, last, BACK, AHEAD);
            last = dates.iter().find_map(|date| date.day()).or(last);
        }
        let mut next = rows[first].iter().find_map(|date| date.day());
        for dates in rows[..first].iter_mut().rev() {
            settle(dates, next, AHEAD, BACK);
            next = dates.iter().find_map(|date| date.day()).or(next);
        }
        let mut days = HashMap::new();
        for (row, dates) in rows.iter().enumerate() {
            for (which, date) in dates.iter().enumerate() {
                if let (true, Some(day), Some(column)) = (was_open[row][which], date.day(), columns[which]) {
                    days.insert((row, column), day);
                }
            }
        }
        let said = (!days.is_empty()).then(|| Said {
            line: table.heading.line,
            id: None,
            text: said(&days.values().map(|day| day.year()).collect(), days.len(), &from),
        });
        Self { days, said }
    }

    /// What the cell at this row and column says, with its year.
    pub(super) fn read(&self, row: usize, column: usize, text: &str) -> DateCell {
        self.days.get(&(row, column)).map_or_else(|| date::read(text), |day| DateCell::Day(*day))
    }
}

fn said(years: &BTreeSet<i16>, dates: usize, from: &str) -> String {
    let names: Vec<String> = years.iter().map(i16::to_string).collect();
    let what = match names.as_slice() {
        [year] => format!("the year {year} was"),
        years => format!("the years {}, going on over New Year, were", years.join(", ")),
    };
    let dates = if dates == 1 { "1 date".to_owned() } else { format!("{dates} dates") };
    format!("{what} taken from {from}, for {dates} without a year")
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
        if let Date::Known(day) = self { Some(day) } else { None }
    }

    /// In the year of `reference`, unless that would be more than `back` days before it or more than `ahead` days after it.
    fn near(self, reference: Day, back: i64, ahead: i64) -> Self {
        let Date::Open(month, day) = self else { return self };
        let in_year = |years: i16| Day::new(reference.year().saturating_add(years), month, day);
        let found = match in_year(0).map(|day| day.since(reference)) {
            Some(days) if days.saturating_add(back) < 0 => in_year(1),
            Some(days) if days > ahead => in_year(-1),
            Some(_) => in_year(0),
            // 29 February.
            None => in_year(1).or_else(|| in_year(-1)),
        };
        found.map_or(self, Date::Known)
    }
}

/// Give the dates of a row their years: the start near `reference`, the finish behind the start.
fn settle(dates: &mut [Date; 2], reference: Option<Day>, back: i64, ahead: i64) {
    let [start, finish] = dates;
    if let Some(finish) = finish.day() {
        *start = start.near(finish, i64::MAX, MISTAKE);
    } else if let Some(reference) = reference {
        *start = start.near(reference, back, ahead);
    }
    if let Some(start) = start.day() {
        *finish = finish.near(start, MISTAKE, i64::MAX);
    } else if let Some(reference) = reference {
        *finish = finish.near(reference, back, ahead);
    }
}

/// Whether the month comes first in dates such as `8/25`: what those of the table say that have it in one place only.
fn orders<'t>(texts: impl Iterator<Item = &'t str>) -> BTreeSet<bool> {
    texts.filter_map(date::is_month_first).collect()
}

/// What a text above the table says of the year of the first date.
enum Near {
    Year(i16),
    Day(Day),
}

impl Near {
    fn year_of(&self, date: Date) -> Date {
        let Date::Open(month, day) = date else { return date };
        match self {
            Near::Year(year) => Day::new(*year, month, day).map_or(date, Date::Known),
            Near::Day(near) => date.near(*near, BACK, AHEAD),
        }
    }
}

/// The text above the table that tells the year: a title with one year in it, else the day of the table.
fn above(rows: &[Row]) -> Option<(String, Near)> {
    let texts: Vec<String> = rows.iter().flat_map(preamble::texts).collect();
    let is_title = |text: &str| preamble::labelled(text).is_none_or(|(label, _)| label == Label::Title);
    let title =
        texts.iter().filter(|text| is_title(text)).find_map(|text| Some((text.clone(), Near::Year(year(text)?))));
    title.or_else(|| {
        texts.iter().find_map(|text| {
            let value = match preamble::labelled(text) {
                Some((Label::Date, value)) => value,
                Some(_) => return None,
                None => text,
            };
            match date::read(value) {
                DateCell::Day(day) | DateCell::DayAndMore(day) => Some((text.clone(), Near::Day(day))),
                DateCell::Unclear | DateCell::Words => None,
            }
        })
    })
}

/// The only year that `text` names; dates in it are none.
fn year(text: &str) -> Option<i16> {
    let text = cell::half_width(text);
    let numbers = text.split(|c: char| !c.is_ascii_digit()).filter(|number| number.len() == 4);
    let years: BTreeSet<i16> =
        numbers.filter_map(|n| n.parse().ok()).filter(|year| (1990..2100).contains(year)).collect();
    let is_date = matches!(date::read(&text), DateCell::Day(_) | DateCell::DayAndMore(_));
    if years.len() == 1 && !is_date { years.first().copied() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Vec<String>, Option<String>) {
        let table = Table::read(format!("{text}\n").as_bytes(), "t.csv").expect("a table");
        let years = Years::of(&table);
        let mut days: Vec<_> = years.days.into_iter().collect();
        days.sort_unstable();
        (days.into_iter().map(|(_, day)| day.to_string()).collect(), years.said.map(|said| said.text))
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
            ["2023-12-30", "2023-12-20"]
        );
    }

    #[test]
    fn from_above_the_table() {
        let (days, said) = read("2023年度计划\n填表日期：2022年12月8日\nNo,Start\n1,1月9日\n2,8.5\n3,8.25");
        assert_eq!(days, ["2023-01-09", "2023-08-05", "2023-08-25"]);
        assert_eq!(said.as_deref(), Some("the year 2023 was taken from \"2023年度计划\", for 3 dates without a year"));
        assert_eq!(read("计划\n编制日期,2023/12/20\nNo,Start\n1,1月9日\n2,12月9日").0, ["2024-01-09", "2023-12-09"]);
        assert_eq!(read("计划 2023-2024\nNo,Start\n1,1月9日"), (vec![], None));
        assert_eq!(read("2023\nNo,Start\n1,8/5\n2,2月29日\n3,x"), (vec![], None));
    }
}
