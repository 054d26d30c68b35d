//! Dates as people write them.

use crate::text::typed;

use super::Day;
use super::Weekday;

/// What a cell of a date column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DateCell {
    /// A day and nothing else. Midnight, and the right day of the week, say nothing more.
    Day(Day),
    /// A day, and more that a plan has no place for: a time of day.
    DayAndMore(Day),
    /// Something like a date that is none, or that can be read in several ways: `2023-02-30`,
    /// `8月21日`, `21/8/2023`.
    Unclear,
    /// Words.
    Words,
}

/// Read a cell that is not empty.
pub(crate) fn read(text: &str) -> DateCell {
    let text = typed::half_width(text);
    let text = text.trim();
    match day_and_rest(text) {
        Some((Some(day), rest)) if says_nothing_more(day, rest) => DateCell::Day(day),
        Some((Some(day), rest)) if is_time(rest) || weekday(rest).is_some() => {
            DateCell::DayAndMore(day)
        }
        Some((None, rest)) if rest.is_empty() || is_time(rest) || weekday(rest).is_some() => {
            DateCell::Unclear
        }
        _ if looks_like_a_date(text) => DateCell::Unclear,
        _ => DateCell::Words,
    }
}

/// The date at the beginning, `None` for one that does not exist, and what follows it.
fn day_and_rest(text: &str) -> Option<(Option<Day>, &str)> {
    let (year, rest) = number(text, 4, 4)?;
    if let Some((month, rest)) = number(rest, 2, 2)
        && let Some((day, rest)) = number(rest, 2, 2)
        && !rest.starts_with(|c: char| c.is_ascii_digit())
    {
        return Some((new_day(year, month, day), rest));
    }
    let rest = rest.trim_start();
    let separator = rest
        .chars()
        .next()
        .filter(|c| matches!(c, '年' | '-' | '/' | '.'))?;
    let (month, rest) = number(rest[separator.len_utf8()..].trim_start(), 1, 2)?;
    let second = if separator == '年' { '月' } else { separator };
    let (day, rest) = number(rest.trim_start().strip_prefix(second)?.trim_start(), 1, 2)?;
    let rest = if separator == '年' {
        rest.trim_start().strip_prefix(['日', '号']).unwrap_or(rest)
    } else {
        rest
    };
    (!rest.starts_with(|c: char| c.is_ascii_digit())).then(|| (new_day(year, month, day), rest))
}

/// The month and day of `8月25日`, and of `8/25` and `25/8`, where only one of the two can be the
/// month; the year is not in it.
pub(crate) fn without_year(text: &str) -> Option<(i8, i8)> {
    let (first, second, separator) = two_numbers(text)?;
    match separator {
        '月' => month_and_day(first, second),
        _ if second > 12 => month_and_day(first, second),
        _ if first > 12 => month_and_day(second, first),
        _ => None,
    }
}

/// The same of `8/5`, where it is known whether the month comes first; of `8月5日` whatever is known.
pub(crate) fn without_year_in_order(text: &str, month_first: bool) -> Option<(i8, i8)> {
    let (first, second, separator) = two_numbers(text)?;
    if month_first || separator == '月' {
        month_and_day(first, second)
    } else {
        month_and_day(second, first)
    }
}

/// Whether the month comes first in `8/25`, which has the day in the other place; `None` if that
/// cannot be told.
pub(crate) fn is_month_first(text: &str) -> Option<bool> {
    let (first, second, separator) = two_numbers(text)?;
    (separator != '月' && (first > 12) != (second > 12)).then_some(second > 12)
}

/// The numbers of `8月25日` and `8/25` with what is between them, and nothing else.
fn two_numbers(text: &str) -> Option<(i16, i16, char)> {
    let text = typed::half_width(text);
    let (first, rest) = number(text.trim(), 1, 2)?;
    let rest = rest.trim_start();
    let separator = rest
        .chars()
        .next()
        .filter(|c| matches!(c, '月' | '/' | '-' | '.'))?;
    let (second, rest) = number(rest[separator.len_utf8()..].trim_start(), 1, 2)?;
    let is_end = matches!((separator, rest.trim()), (_, "") | ('月', "日" | "号"));
    is_end.then_some((first, second, separator))
}

fn month_and_day(month: i16, day: i16) -> Option<(i8, i8)> {
    let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    // In a leap year every day of the month is there.
    Day::new(2024, month, day).map(|_| (month, day))
}

fn new_day(year: i16, month: i16, day: i16) -> Option<Day> {
    Day::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?)
}

/// A number of at least `least` and at most `most` digits, and what follows it.
fn number(text: &str, least: usize, most: usize) -> Option<(i16, &str)> {
    let digits = text
        .bytes()
        .take(most)
        .take_while(u8::is_ascii_digit)
        .count();
    (digits >= least).then(|| Some((text[..digits].parse().ok()?, &text[digits..])))?
}

fn says_nothing_more(day: Day, rest: &str) -> bool {
    let is_midnight = is_time(rest)
        && rest
            .chars()
            .all(|c| matches!(c, '0' | ':' | '.' | ' ' | 'T' | 't' | 'Z' | 'z'));
    rest.is_empty() || is_midnight || weekday(rest) == Some(day.weekday())
}

/// `09:00`, `T09:00:00.000Z`, `上午9:00`, `9:00 PM`, `09:00:00+08:00`.
fn is_time(rest: &str) -> bool {
    let rest = rest.strip_prefix(['T', 't']).unwrap_or(rest).trim();
    let rest = ["上午", "下午"]
        .iter()
        .find_map(|word| rest.strip_prefix(word))
        .unwrap_or(rest)
        .trim_start();
    let upper = rest.to_ascii_uppercase();
    let rest = ["AM", "PM", "Z"]
        .iter()
        .find_map(|word| upper.strip_suffix(word))
        .unwrap_or(&upper)
        .trim_end();
    let rest = rest.split_once('+').map_or(rest, |(time, _zone)| time);
    let parts: Vec<&str> = rest.split(':').collect();
    let is_number =
        |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    (2..=3).contains(&parts.len()) && parts.iter().all(|part| is_number(part))
}

/// `周一`, `星期一`, `Monday`, `Mon`, in brackets or not.
pub(crate) fn weekday(rest: &str) -> Option<Weekday> {
    let word = rest
        .trim()
        .trim_matches(['(', ')', '[', ']', ','])
        .trim()
        .to_lowercase();
    if let Some(number) = word
        .strip_prefix("星期")
        .or_else(|| word.strip_prefix("周"))
    {
        let index = ["一", "二", "三", "四", "五", "六", "日", "天"]
            .iter()
            .position(|known| *known == number)?;
        return Some(Weekday::ALL[index.min(6)]);
    }
    Weekday::ALL
        .into_iter()
        .find(|day| day.short() == word || day.name().to_lowercase() == word)
}

/// Only what dates are made of, so that nobody meant it as an explanation.
fn looks_like_a_date(text: &str) -> bool {
    text.contains(|c: char| c.is_ascii_digit())
        && text
            .chars()
            .all(|c| c.is_ascii_digit() || c.is_whitespace() || "-/.:年月日号~至–—TZ+".contains(c))
}

/// What the tests here and `docs/import.md` say of dates.
#[cfg(test)]
pub(crate) mod forms {
    /// 2023-08-21.
    pub(crate) const DAY: [&str; 13] = [
        "2023年8月21日",
        "2023年08月21",
        "2023-08-21",
        "2023-8-21",
        "2023/8/21",
        "2023.8.21",
        "２０２３年８月２１日",
        "20230821",
        "2023 年 8 月 21 日",
        "2023-08-21T00:00:00Z",
        "2023/8/21 0:00:00",
        "2023年8月21日（星期一）",
        "2023-08-21 Mon",
    ];
    /// 2023-08-21, and more that a plan has no place for.
    pub(crate) const DAY_AND_MORE: [&str; 5] = [
        "2023-08-21 09:00",
        "2023年8月21日上午9:00",
        "2023-08-21T09:00:00+08:00",
        "2023-08-21 周二",
        "2023/8/21 12:00 AM",
    ];
    /// No day, or none that is certain.
    pub(crate) const UNCLEAR: [&str; 10] = [
        "2023-02-30",
        "2023年13月1日",
        "8月21日",
        "21/8/2023",
        "23-08-21",
        "45159",
        "2023",
        "2023-08-21 至 2023-08-25",
        "2023-08-211",
        "2023-02-30 09:00",
    ];
    /// Words in the place of a date.
    pub(crate) const WORDS: [&str; 5] = [
        "需提供最新接口后评估更准确时间",
        "2023年8月21日前",
        "TBD",
        "Q3 2023",
        "第35周",
    ];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_day_in_many_forms() {
        let day = Day::parse("2023-08-21").expect("it exists");
        for text in forms::DAY {
            assert_eq!(read(text), DateCell::Day(day), "{text}");
        }
        for text in forms::DAY_AND_MORE {
            assert_eq!(read(text), DateCell::DayAndMore(day), "{text}");
        }
    }

    #[test]
    fn no_year() {
        for text in ["8月25日", "8月25", "８月２５号", "8/25", "25/8", "8.25"] {
            assert_eq!(without_year(text), Some((8, 25)), "{text}");
        }
        for text in ["8/5", "2月30日", "8月25日前", "8/25/23", "825"] {
            assert_eq!(without_year(text), None, "{text}");
        }
        let read = |text| {
            (
                is_month_first(text),
                without_year_in_order(text, true),
                without_year_in_order(text, false),
            )
        };
        assert_eq!(read("8/5"), (None, Some((8, 5)), Some((5, 8))));
        assert_eq!(read("8.25"), (Some(true), Some((8, 25)), None));
        assert_eq!(read("25-8"), (Some(false), None, Some((8, 25))));
        assert_eq!(read("8月5日"), (None, Some((8, 5)), Some((8, 5))));
    }

    #[test]
    fn no_date() {
        for text in forms::UNCLEAR {
            assert_eq!(read(text), DateCell::Unclear, "{text}");
        }
        for text in forms::WORDS {
            assert_eq!(read(text), DateCell::Words, "{text}");
        }
    }
}
