//! What is said with a sentence: ids, names, days, counts, lists.

use std::borrow::Cow;
use std::fmt;
use std::fmt::Write as _;

use crate::calendar::Day;
use crate::calendar::Weekday;
use crate::calendar::chinese_name;
use crate::text::Spanned;

use super::Lang;
use super::Message;
use super::Voice;
#[cfg(test)]
use super::pseudo;
use super::spacing;

/// An argument of a [`Message`].
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Arg {
    /// The id of a task or phase, or its name if it has none.
    Id(Box<str>),
    /// A name or a text of the user's.
    Text(Box<str>),
    /// What can be written into a plan, as it is written there.
    Code(Box<str>),
    /// A word that has no translation: a key, a rule, a unit of the format.
    Word(&'static str),
    /// A number.
    Number(i64),
    /// A number of percent, in digits.
    Percent(Box<str>),
    /// A day.
    Day(Day),
    /// The name of a day off.
    Holiday(Box<str>),
    /// A day of the week.
    Weekday(Weekday),
    /// So many of something.
    Many(i64, Noun),
    /// Several arguments.
    List(Box<ArgList>),
    /// A sentence within a sentence.
    Message(Box<Message>),
}

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Noun {
    /// Days, of whichever calendar.
    Day,
    /// Days on which people work.
    WorkingDay,
    /// The same, where English says so, too.
    WorkingDayNamed,
    /// Days of which each counts.
    CalendarDay,
    /// Years.
    Year,
    /// Tasks.
    Task,
    /// Phases.
    Phase,
    /// Groups of owners other than the one that is talked of.
    OtherGroup,
    /// Findings.
    Finding,
    /// Findings of the level that makes a command fail by default.
    Error,
    /// Findings of the level below.
    Warning,
    /// Findings that are only worth knowing.
    Note,
    /// Files.
    File,
    /// Things that git cannot merge.
    Conflict,
    /// Rows of a table.
    Row,
    /// Dates.
    Date,
}

impl Noun {
    /// One of it, and several of it, in English.
    fn english(self) -> [&'static str; 2] {
        match self {
            Noun::Day | Noun::WorkingDay | Noun::CalendarDay => ["day", "days"],
            Noun::WorkingDayNamed => ["working day", "working days"],
            Noun::Year => ["year", "years"],
            Noun::Task => ["task", "tasks"],
            Noun::Phase => ["phase", "phases"],
            Noun::OtherGroup => ["other group of owners", "other groups of owners"],
            Noun::Finding => ["finding", "findings"],
            Noun::Error => ["error", "errors"],
            Noun::Warning => ["warning", "warnings"],
            Noun::Note => ["note", "notes"],
            Noun::File => ["file", "files"],
            Noun::Conflict => ["conflict", "conflicts"],
            Noun::Row => ["row", "rows"],
            Noun::Date => ["date", "dates"],
        }
    }

    /// What follows the number in Chinese.
    fn chinese(self) -> &'static str {
        match self {
            Noun::Day => "天",
            Noun::WorkingDay | Noun::WorkingDayNamed => "个工作日",
            Noun::CalendarDay => "个自然日",
            Noun::Year => "年",
            Noun::Task => "个任务",
            Noun::Phase => "个阶段",
            Noun::OtherGroup => "个其他责任方组",
            Noun::Finding => "个问题",
            Noun::Error => "个错误",
            Noun::Warning => "个警告",
            Noun::Note => "个提示",
            Noun::File => "个文件",
            Noun::Conflict => "处冲突",
            Noun::Row => "行",
            Noun::Date => "个日期",
        }
    }
}

/// Several arguments that are told together.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub struct ArgList {
    /// Those that are told.
    pub items: Box<[Arg]>,
    /// How many there are in all.
    pub count: usize,
    /// What stands between them.
    pub joined: Joined,
}

/// What stands between the items of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Joined {
    /// `a, b and c`.
    And,
    /// `a, b, c`.
    Comma,
    /// `a + b + c`.
    Plus,
    /// `a, or b, or c`: what may be done instead.
    Or,
    /// `a, and b, and c`: what is to be done together.
    Together,
    /// `a and of b and of c`: all of which something belongs to.
    Of,
    /// `a; b; c`.
    Semicolon,
    /// Each in a line of its own.
    Line,
}

impl ArgList {
    fn write(&self, f: &mut fmt::Formatter<'_>, voice: Voice) -> fmt::Result {
        let more = self.count.saturating_sub(self.items.len());
        let between = match (self.joined, voice.lang) {
            (Joined::And | Joined::Comma, Lang::En) => ", ",
            (Joined::And | Joined::Comma, Lang::Zh) => "、",
            (Joined::Plus, _) => " + ",
            (Joined::Or, Lang::En) => ", or ",
            (Joined::Or, Lang::Zh) => "，或 ",
            (Joined::Together, Lang::En) => ", and ",
            (Joined::Together, Lang::Zh) => "，以及 ",
            (Joined::Of, Lang::En) => " and of ",
            (Joined::Of, Lang::Zh) => "、",
            (Joined::Semicolon, Lang::En) => "; ",
            (Joined::Semicolon, Lang::Zh) => "；",
            (Joined::Line, _) => "\n",
        };
        let last = match (self.joined, voice.lang) {
            (Joined::And, Lang::En) if more == 0 => " and ",
            (Joined::And, Lang::Zh) if more == 0 => " 和 ",
            _ => between,
        };
        for (at, item) in self.items.iter().enumerate() {
            match at {
                0 => {}
                at if at + 1 == self.items.len() => f.write_str(last)?,
                _ => f.write_str(between)?,
            }
            write!(f, "{}", item.shown(voice))?;
        }
        match (more, self.joined, voice.lang) {
            (0, ..) => Ok(()),
            (more, Joined::And, Lang::En) => write!(f, " and {more} more"),
            (more, Joined::Comma, Lang::En) => write!(f, ", and {more} more"),
            (more, _, Lang::En) => write!(f, "{between}{more} more"),
            (_, _, Lang::Zh) => write!(f, " 等 {} 项", self.count),
        }
    }
}

impl Arg {
    /// The argument as it stands in a sentence.
    pub(crate) fn shown(&self, voice: Voice) -> Shown<'_> {
        Shown { arg: self, voice }
    }

    /// The argument by itself, in words of a language.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        #[cfg(test)]
        if pseudo::is_spoken(lang) {
            let voice = Voice { lang, marked: true };
            return pseudo::bracketed(&self.shown(voice).to_string());
        }
        let marked = false;
        let shown = self.shown(Voice { lang, marked });
        spacing::written(lang, |out| write!(out, "{shown}"))
    }
}

/// An argument and how it is told.
pub(crate) struct Shown<'a> {
    arg: &'a Arg,
    voice: Voice,
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let voice = self.voice;
        let leaf = match self.arg {
            Arg::Many(count, noun) => return many_shown(f, voice, *count, *noun),
            Arg::List(list) => {
                seam(f, voice)?;
                list.write(f, voice)?;
                return seam(f, voice);
            }
            Arg::Message(message) => {
                seam(f, voice)?;
                message.write(voice, f)?;
                return seam(f, voice);
            }
            leaf => leaf,
        };
        mark(f, voice, spacing::OPEN)?;
        match leaf {
            Arg::Id(text) | Arg::Text(text) | Arg::Code(text) => f.write_str(text)?,
            Arg::Word(word) => f.write_str(word)?,
            Arg::Number(number) => write!(f, "{number}")?,
            Arg::Percent(digits) => write!(f, "{digits}%")?,
            Arg::Day(day) => write!(f, "{day}")?,
            Arg::Holiday(name) => f.write_str(match voice.lang {
                Lang::En => name,
                Lang::Zh => chinese_name(name).unwrap_or(name),
            })?,
            Arg::Weekday(weekday) => f.write_str(weekday_name(*weekday, voice.lang))?,
            Arg::Many(..) | Arg::List(_) | Arg::Message(_) => {}
        }
        mark(f, voice, spacing::CLOSE)
    }
}

fn weekday_name(weekday: Weekday, lang: Lang) -> &'static str {
    match lang {
        Lang::En => weekday.name(),
        Lang::Zh => ["周一", "周二", "周三", "周四", "周五", "周六", "周日"][weekday as usize],
    }
}

fn many_shown(f: &mut fmt::Formatter<'_>, voice: Voice, count: i64, noun: Noun) -> fmt::Result {
    let [one, several] = noun.english();
    let unit = match voice.lang {
        Lang::En if count == 1 => one,
        Lang::En => several,
        Lang::Zh => noun.chinese(),
    };
    mark(f, voice, spacing::OPEN)?;
    write!(f, "{count}")?;
    mark(f, voice, spacing::CLOSE)?;
    write!(f, " {unit}")?;
    seam(f, voice)
}

/// A place beside which the spaces have to be looked at, though no argument is there.
fn seam(f: &mut fmt::Formatter<'_>, voice: Voice) -> fmt::Result {
    mark(f, voice, spacing::OPEN)?;
    mark(f, voice, spacing::CLOSE)
}

fn mark(f: &mut fmt::Formatter<'_>, voice: Voice, mark: char) -> fmt::Result {
    if voice.marked {
        f.write_char(mark)?;
    }
    Ok(())
}

/// About how many bytes arguments take, with themselves.
pub(super) fn weight(args: &[Arg]) -> usize {
    // What an allocation takes beside what it holds.
    const EACH: usize = 24;
    let one = |arg: &Arg| match arg {
        Arg::Id(text)
        | Arg::Text(text)
        | Arg::Code(text)
        | Arg::Percent(text)
        | Arg::Holiday(text) => text.len() + EACH,
        Arg::List(list) => size_of::<ArgList>() + EACH + weight(&list.items),
        Arg::Message(message) => size_of::<Message>() + EACH + message.weight(),
        Arg::Word(_) | Arg::Number(_) | Arg::Day(_) | Arg::Weekday(_) | Arg::Many(..) => 0,
    };
    EACH + size_of_val(args) + args.iter().map(one).sum::<usize>()
}

/// So many days.
pub(crate) fn days(count: i64) -> Arg {
    Arg::Many(count, Noun::Day)
}

/// So many days as the calendar of this name counts them.
pub(crate) fn days_in(count: i64, calendar: &str) -> Arg {
    let noun = if calendar == "every-day" {
        Noun::CalendarDay
    } else {
        Noun::WorkingDay
    };
    Arg::Many(count, noun)
}

/// So many of something.
pub(crate) fn many(count: usize, noun: Noun) -> Arg {
    Arg::Many(i64::try_from(count).unwrap_or(i64::MAX), noun)
}

/// What can be written into a plan.
pub(crate) fn code(text: impl Into<Box<str>>) -> Arg {
    Arg::Code(text.into())
}

/// A word that has no translation.
pub(crate) fn word(word: &'static str) -> Arg {
    Arg::Word(word)
}

/// A number of percent, as it is shown: `29.4%`.
pub(crate) fn percent(shown: &str) -> Arg {
    Arg::Percent(shown.trim_end_matches('%').into())
}

/// `a, b and c`; a long list is cut after `most` and the rest counted, without looking at it.
pub(crate) fn list<A: Into<Arg>>(
    items: impl IntoIterator<Item = A, IntoIter: ExactSizeIterator>,
    most: usize,
) -> Arg {
    Arg::joined(items, most, Joined::And)
}

impl Arg {
    /// The same with something else between the items.
    pub(crate) fn joined<A: Into<Arg>>(
        items: impl IntoIterator<Item = A, IntoIter: ExactSizeIterator>,
        most: usize,
        joined: Joined,
    ) -> Arg {
        let items = items.into_iter();
        let count = items.len();
        Arg::List(Box::new(ArgList {
            items: items.take(most).map(Into::into).collect(),
            count,
            joined,
        }))
    }
}

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Arg::Text(text.into())
    }
}

impl From<String> for Arg {
    fn from(text: String) -> Self {
        Arg::Text(text.into())
    }
}

impl From<&&str> for Arg {
    fn from(text: &&str) -> Self {
        Arg::Text((*text).into())
    }
}

impl From<std::path::Display<'_>> for Arg {
    fn from(path: std::path::Display<'_>) -> Self {
        Arg::Text(path.to_string().into())
    }
}

impl From<std::ffi::os_str::Display<'_>> for Arg {
    fn from(text: std::ffi::os_str::Display<'_>) -> Self {
        Arg::Text(text.to_string().into())
    }
}

impl From<&String> for Arg {
    fn from(text: &String) -> Self {
        Arg::Text(text.as_str().into())
    }
}

impl From<Cow<'_, str>> for Arg {
    fn from(text: Cow<'_, str>) -> Self {
        Arg::Text(text.into())
    }
}

impl From<&Box<str>> for Arg {
    fn from(text: &Box<str>) -> Self {
        Arg::Text(text.clone())
    }
}

impl From<&Spanned<Box<str>>> for Arg {
    fn from(text: &Spanned<Box<str>>) -> Self {
        Arg::Text(text.value.clone())
    }
}

impl From<Day> for Arg {
    fn from(day: Day) -> Self {
        Arg::Day(day)
    }
}

impl From<Weekday> for Arg {
    fn from(weekday: Weekday) -> Self {
        Arg::Weekday(weekday)
    }
}

impl From<i64> for Arg {
    fn from(number: i64) -> Self {
        Arg::Number(number)
    }
}

impl From<u64> for Arg {
    fn from(number: u64) -> Self {
        Arg::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<usize> for Arg {
    fn from(number: usize) -> Self {
        Arg::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<Message> for Arg {
    fn from(message: Message) -> Self {
        Arg::Message(Box::new(message))
    }
}
