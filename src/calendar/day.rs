//! A calendar day of the proleptic Gregorian calendar, years 0 to 9999.

use std::fmt;

use jiff::civil::Date;

/// A day, as the number of days since 1970-01-01, which was a Thursday.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Day(i32);

const EPOCH: Date = jiff::civil::date(1970, 1, 1);

/// The days of the week as they are written in a calendar's `week`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Weekday {
    /// Monday.
    Mon,
    /// Tuesday.
    Tue,
    /// Wednesday.
    Wed,
    /// Thursday.
    Thu,
    /// Friday.
    Fri,
    /// Saturday.
    Sat,
    /// Sunday.
    Sun,
}

impl Weekday {
    /// Monday first, as ISO 8601 counts.
    pub const ALL: [Weekday; 7] = [
        Weekday::Mon,
        Weekday::Tue,
        Weekday::Wed,
        Weekday::Thu,
        Weekday::Fri,
        Weekday::Sat,
        Weekday::Sun,
    ];

    /// `mon` to `sun`.
    #[must_use]
    pub fn short(self) -> &'static str {
        ["mon", "tue", "wed", "thu", "fri", "sat", "sun"][self as usize]
    }

    /// `Monday` to `Sunday`.
    #[must_use]
    pub fn name(self) -> &'static str {
        [
            "Monday",
            "Tuesday",
            "Wednesday",
            "Thursday",
            "Friday",
            "Saturday",
            "Sunday",
        ][self as usize]
    }

    /// The weekday written `mon` to `sun`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|day| day.short() == text)
    }
}

impl Day {
    /// The last day there is: 9999-12-31.
    pub const MAX: Day = Day(2_932_896);
    /// The first day there is: 0000-01-01.
    pub const MIN: Day = Day(-719_528);

    /// The day of that year, month and day of the month, if there is one.
    #[must_use]
    pub fn new(year: i16, month: i8, day: i8) -> Option<Self> {
        let date = Date::new(year, month, day)
            .ok()
            .filter(|_| (0..=9999).contains(&year))?;
        let days = date.duration_since(EPOCH).as_hours() / 24;
        Some(Self(
            i32::try_from(days).expect("4 million days fit into 32 bits"),
        ))
    }

    /// Read exactly `YYYY-MM-DD`: jiff's own reader also takes `20260203` and a time of day.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
            return None;
        }
        let number = |range: std::ops::Range<usize>| {
            bytes[range].iter().try_fold(0_i16, |n, b| {
                b.is_ascii_digit().then(|| n * 10 + i16::from(b - b'0'))
            })
        };
        let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
        Self::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?)
    }

    /// Days since 1970-01-01.
    #[must_use]
    pub const fn number(self) -> i32 {
        self.0
    }

    /// That many days later, earlier if negative; stays within the years 0 to 9999.
    #[must_use]
    pub fn plus(self, days: i64) -> Self {
        let number = i64::from(self.0)
            .saturating_add(days)
            .clamp(i64::from(Self::MIN.0), i64::from(Self::MAX.0));
        Self(i32::try_from(number).expect("it was clamped to days"))
    }

    /// Days from `other` to this day; negative if this day is earlier.
    #[must_use]
    pub fn since(self, other: Day) -> i64 {
        i64::from(self.0) - i64::from(other.0)
    }

    /// The day of the week.
    #[must_use]
    pub fn weekday(self) -> Weekday {
        Weekday::ALL
            [usize::try_from((self.0 + 3).rem_euclid(7)).expect("a remainder of 7 is small")]
    }

    /// The year.
    #[must_use]
    pub fn year(self) -> i16 {
        self.date().year()
    }

    /// The month, from 1 to 12.
    #[must_use]
    pub fn month(self) -> i8 {
        self.date().month()
    }

    fn date(self) -> Date {
        EPOCH.saturating_add(jiff::Span::new().days(i64::from(self.0)))
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let date = self.date();
        f.pad(&format!(
            "{:04}-{:02}-{:02}",
            date.year(),
            date.month(),
            date.day()
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_dates_that_exist() {
        assert_eq!(Day::parse("1970-01-01"), Some(Day(0)));
        assert_eq!(
            Day::parse("2024-02-29").map(|d| d.to_string()).as_deref(),
            Some("2024-02-29")
        );
        for text in [
            "2023-02-29",
            "2023-02-30",
            "2023-13-01",
            "2023-00-10",
            "2023-1-01",
            "20230101",
            "2023-01-01T10:00",
            "２０２３-01-01",
            "+023-01-01",
            "",
        ] {
            assert_eq!(Day::parse(text), None, "{text}");
        }
    }

    #[test]
    fn first_and_last_day() {
        assert_eq!(Day::parse("0000-01-01"), Some(Day::MIN));
        assert_eq!(Day::parse("9999-12-31"), Some(Day::MAX));
        assert_eq!(Day::MAX.plus(1), Day::MAX);
        assert_eq!(Day::MIN.to_string(), "0000-01-01");
    }

    #[test]
    fn numbers_of_days() {
        let day = Day::parse("2023-10-07").expect("it exists");
        assert_eq!((day.number(), day.year()), (19_637, 2023));
        assert_eq!(day.plus(-19_637), Day(0));
        assert_eq!(
            (day.since(Day(0)), Day(0).since(day), day.since(day)),
            (19_637, -19_637, 0)
        );
        assert_eq!(
            (
                Day::MIN.plus(-1),
                Day::MIN.plus(i64::MAX),
                Day::MAX.plus(i64::MIN)
            ),
            (Day::MIN, Day::MAX, Day::MIN)
        );
        assert_eq!(
            (
                Day::new(2023, 10, 7),
                Day::new(-1, 1, 1),
                Day::new(2023, 2, 29)
            ),
            (Some(day), None, None)
        );
    }

    #[test]
    fn names_of_weekdays() {
        assert_eq!(
            Weekday::ALL.map(Weekday::short),
            ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
        );
        assert_eq!(
            (Weekday::Mon.name(), Weekday::Sun.name()),
            ("Monday", "Sunday")
        );
        assert_eq!(
            Weekday::ALL.map(|day| Weekday::parse(day.short())),
            Weekday::ALL.map(Some)
        );
        assert_eq!((Weekday::parse("Mon"), Weekday::parse("")), (None, None));
    }

    #[test]
    fn weekdays() {
        let day = Day::parse("2023-10-07").expect("it exists");
        assert_eq!(day.weekday(), Weekday::Sat);
        assert_eq!(day.plus(2).weekday(), Weekday::Mon);
        assert_eq!(Day::MIN.weekday(), Weekday::Sat);
    }
}
