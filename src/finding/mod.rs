//! What planlint has to say about a plan: data.

mod findings;
mod key;

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;
use std::sync::Arc;

use crate::calendar::Day;
use crate::text::Span;
use crate::words::Message;
use crate::words::code;
use crate::words::say;

pub(crate) use findings::Findings;
pub(crate) use findings::Found;
pub(crate) use findings::Room;
pub use key::Key;
pub use key::Subject;

/// How bad a finding is. The order is the order of severity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing; nothing has to be done.
    Note,
    /// Likely a mistake, or something that will become one.
    Warning,
    /// The plan contradicts itself or cannot be read.
    Error,
}

impl Severity {
    /// All of them, the worst first.
    pub const ALL: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Note];

    /// The name used in settings and in every output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// Another place that has to do with a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Label {
    /// What is there.
    pub message: Message,
    /// Where.
    pub span: Span,
}

/// Replace the characters of one span.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Edit {
    /// What goes.
    pub span: Span,
    /// What comes.
    pub text: String,
}

/// A change to the text that mends a finding and that its author can only have meant.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fix {
    /// What the change does, as an order: `quote the id`.
    pub title: Message,
    /// The edits, all or none.
    pub edits: Vec<Edit>,
}

/// By how much a plan is off: what makes a finding worse than the same one in another revision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Size {
    /// What is counted.
    pub measure: Measure,
    /// How much of it; for [`Measure::Points`] in tenths.
    pub amount: i64,
    /// For [`Measure::TasksTooMany`], which is about the peak: the days of work that are too many
    /// at all times together.
    pub work: i64,
}

/// What a [`Size`] counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Measure {
    /// Days between what is said and what is counted.
    DaysOff,
    /// Days by which something comes too early.
    DaysEarly,
    /// Days by which something lies outside of what contains it.
    DaysOutside,
    /// Days that two phases share.
    DaysShared,
    /// Days from the rest of the plan.
    DaysAway,
    /// Days after the one that is promised.
    DaysLate,
    /// Days more than there are.
    DaysTooMany,
    /// Tenths of a point of percent between what is said and what is counted.
    Points,
    /// Tasks more than somebody can do at once.
    TasksTooMany,
}

impl Measure {
    /// What one of it is: `days`, `points` or `tasks`.
    #[must_use]
    pub fn unit(self) -> &'static str {
        match self {
            Measure::Points => "points",
            Measure::TasksTooMany => "tasks",
            _ => "days",
        }
    }
}

impl Size {
    /// So many of `measure`, whichever way they go.
    #[must_use]
    pub fn new(measure: Measure, amount: i64) -> Self {
        Self {
            measure,
            amount: amount.saturating_abs(),
            work: 0,
        }
    }

    /// Points of percent, told with one decimal.
    #[must_use]
    #[expect(
        clippy::cast_possible_truncation,
        reason = "percentages are small, and the cast saturates"
    )]
    pub fn points(points: f64) -> Self {
        Self::new(Measure::Points, (points * 10.0).round() as i64)
    }

    /// Whether a finding that has this size is worse than when it had the size `was`.
    #[must_use]
    pub fn is_worse_than(self, was: Size) -> bool {
        self.amount > was.amount || self.work > was.work
    }

    /// How the finding has grown since it had the size `was`.
    #[must_use]
    pub fn since(self, was: Size) -> Message {
        if self.amount <= was.amount {
            return if was.work == 1 {
                say!(
                    en: "was {before} day of work too many, is now {now}",
                    zh: "原来超出 {before} 人天，现在超出 {now} 人天",
                    before = was.work,
                    now = self.work,
                )
            } else {
                say!(
                    en: "was {before} days of work too many, is now {now}",
                    zh: "原来超出 {before} 人天，现在超出 {now} 人天",
                    before = was.work,
                    now = self.work,
                )
            };
        }
        let (before, now) = (was.number(), self.number());
        let one = before == "1";
        match was.measure {
            Measure::DaysOff if one => say!(
                en: "was {before} day off, is now {now}",
                zh: "原来偏差 {before} 天，现在偏差 {now} 天",
                before = code(before),
                now = code(now),
            ),
            Measure::DaysOff => say!(
                en: "was {before} days off, is now {now}",
                zh: "原来偏差 {before} 天，现在偏差 {now} 天",
                before = code(before),
                now = code(now),
            ),
            Measure::DaysEarly if one => say!(
                en: "was {before} day too early, is now {now}",
                zh: "原来早了 {before} 天，现在早了 {now} 天",
                before = code(before),
                now = code(now),
            ),
            Measure::DaysEarly => say!(
                en: "was {before} days too early, is now {now}",
                zh: "原来早了 {before} 天，现在早了 {now} 天",
                before = code(before),
                now = code(now),
            ),
            Measure::DaysOutside if one => say!(
                en: "was {before} day outside, is now {now}",
                zh: "原来超出 {before} 天，现在超出 {now} 天",
                before = code(before),
                now = code(now),
            ),
            Measure::DaysOutside => say!(
                en: "was {before} days outside, is now {now}",
                zh: "原来超出 {before} 天，现在超出 {now} 天",
                before = code(before),
                now = code(now),
            ),
            Measure::DaysShared if one => say!(
                en: "was {before} day of overlap, is now {now}",
                zh: "原来重叠 {before} 天，现在重叠 {now} 天",
                before = code(before),
                now = code(now),
            ),
            Measure::DaysShared => say!(
                en: "was {before} days of overlap, is now {now}",
                zh: "原来重叠 {before} 天，现在重叠 {now} 天",
                before = code(before),
                now = code(now),
            ),
            Measure::DaysAway if one => say!(
                en: "was {before} day away, is now {now}",
                zh: "原来相距 {before} 天，现在相距 {now} 天",
                before = code(before),
                now = code(now),
            ),
            Measure::DaysAway => say!(
                en: "was {before} days away, is now {now}",
                zh: "原来相距 {before} 天，现在相距 {now} 天",
                before = code(before),
                now = code(now),
            ),
            Measure::DaysLate if one => say!(
                en: "was {before} day late, is now {now}",
                zh: "原来晚了 {before} 天，现在晚了 {now} 天",
                before = code(before),
                now = code(now),
            ),
            Measure::DaysLate => say!(
                en: "was {before} days late, is now {now}",
                zh: "原来晚了 {before} 天，现在晚了 {now} 天",
                before = code(before),
                now = code(now),
            ),
            Measure::DaysTooMany if one => say!(
                en: "was {before} day too many, is now {now}",
                zh: "原来多出 {before} 天，现在多出 {now} 天",
                before = code(before),
                now = code(now),
            ),
            Measure::DaysTooMany => say!(
                en: "was {before} days too many, is now {now}",
                zh: "原来多出 {before} 天，现在多出 {now} 天",
                before = code(before),
                now = code(now),
            ),
            Measure::Points if one => say!(
                en: "was {before} point off, is now {now}",
                zh: "原来偏差 {before} 个百分点，现在偏差 {now} 个百分点",
                before = code(before),
                now = code(now),
            ),
            Measure::Points => say!(
                en: "was {before} points off, is now {now}",
                zh: "原来偏差 {before} 个百分点，现在偏差 {now} 个百分点",
                before = code(before),
                now = code(now),
            ),
            Measure::TasksTooMany if one => say!(
                en: "was {before} task too many, is now {now}",
                zh: "原来超出 {before} 个任务，现在超出 {now} 个",
                before = code(before),
                now = code(now),
            ),
            Measure::TasksTooMany => say!(
                en: "was {before} tasks too many, is now {now}",
                zh: "原来超出 {before} 个任务，现在超出 {now} 个",
                before = code(before),
                now = code(now),
            ),
        }
    }

    /// The amount in digits.
    fn number(self) -> String {
        match (self.measure, self.amount % 10) {
            (Measure::Points, 0) => (self.amount / 10).to_string(),
            (Measure::Points, tenths) => format!("{}.{tenths}", self.amount / 10),
            _ => self.amount.to_string(),
        }
    }
}

/// What several findings of one rule come from. It is told once, in the place of all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CommonCause {
    /// Where it stands.
    pub span: Span,
    /// What the findings say in common: it follows their number, and the tasks follow it.
    pub what: Message,
    /// What shows that this is the cause.
    pub shown_by: Message,
    /// What to do about it.
    pub help: Message,
    /// What tells it from other causes of the same rule.
    pub key: Key,
}

/// What a finding tells, where others act on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Fact {
    /// A date is on this day off.
    DayOff(Day),
    /// The plan has more files or bytes than are read.
    PlanTooLarge,
    /// The task is gone.
    Removed,
    /// The first task of the key is a predecessor that no task has the id of.
    UnknownPredecessor,
    /// A dependency leads elsewhere, though nobody wrote it anew.
    Bent {
        /// Where what it led to before stands, if that is still there.
        led_to: Option<Span>,
    },
    /// Finished work changed, but in nothing but dependencies that lead elsewhere.
    OnlyBent,
    /// A task no longer waits for another one.
    Dropped {
        /// Where what it waited for stands.
        awaited: Span,
    },
    /// A phase finishes later, or the plan.
    Slip,
    /// The owner has more to do at once than it can.
    Overload,
}

/// One thing that is wrong, or worth knowing, about a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// The rule's id.
    pub rule: &'static str,
    /// Its level, after settings.
    pub severity: Severity,
    /// What is wrong, with the numbers, in the user's words.
    pub message: Message,
    /// What to do about it.
    pub help: Option<Message>,
    /// The exact characters.
    pub span: Span,
    /// The other places involved.
    pub labels: Vec<Label>,
    /// The id of the task or phase that it is about.
    pub task: Option<Box<str>>,
    /// The id that the task had in the revision that the finding is about, if it has another one in
    /// `task`: its words have the old one, too.
    pub old_task: Option<Box<str>>,
    /// The owner that it is about: the name under `owners`, where there is one.
    pub owner: Option<Box<str>>,
    /// Whether something could not be read because of it, so that more may be wrong than is known.
    pub unread: bool,
    /// What tells this finding from others of the same rule and task, and stays when dates and
    /// texts change.
    pub key: Key,
    /// By how much it is wrong, where that can be counted.
    pub size: Option<Size>,
    /// What others act on.
    pub(crate) fact: Option<Fact>,
    /// What it is at most, whatever the level of its rule.
    pub(crate) at_most: Option<Severity>,
    /// How to mend it by machine.
    pub fix: Option<Fix>,
    /// What it has in common with others.
    pub cause: Option<Arc<CommonCause>>,
}

impl Finding {
    /// A finding of `rule` at `span`. The level is set when settings are applied.
    #[must_use]
    pub fn new(rule: &'static str, span: Span, message: Message) -> Self {
        Self {
            rule,
            severity: Severity::Error,
            message,
            help: None,
            span,
            labels: Vec::new(),
            task: None,
            old_task: None,
            owner: None,
            unread: false,
            key: Key::default(),
            size: None,
            fact: None,
            at_most: None,
            fix: None,
            cause: None,
        }
    }

    /// What it is at most, whatever the level of its rule.
    #[must_use]
    pub(crate) fn at_most(mut self, severity: Severity) -> Self {
        self.at_most = Some(severity);
        self
    }

    /// What it has in common with others.
    #[must_use]
    pub fn cause(mut self, cause: &Arc<CommonCause>) -> Self {
        self.cause = Some(Arc::clone(cause));
        self
    }

    /// What to do about it.
    #[must_use]
    pub fn help(mut self, help: Message) -> Self {
        self.help = Some(help);
        self
    }

    /// Another place involved.
    #[must_use]
    pub fn label(mut self, span: Span, message: Message) -> Self {
        self.labels.push(Label { message, span });
        self
    }

    /// The task it is about.
    #[must_use]
    pub fn task(mut self, id: Option<&str>) -> Self {
        self.task = id.map(Box::from);
        self
    }

    /// The owner it is about.
    #[must_use]
    pub fn owner(mut self, name: &str) -> Self {
        self.owner = Some(name.into());
        self
    }

    /// What tells it from others of the same rule and task; see [`Finding::key`].
    #[must_use]
    pub fn key(mut self, key: impl Into<Key>) -> Self {
        self.key = key.into();
        self
    }

    /// What others act on.
    #[must_use]
    pub(crate) fn fact(mut self, fact: Fact) -> Self {
        self.fact = Some(fact);
        self
    }

    /// All places that it names.
    pub fn places_mut(&mut self) -> impl Iterator<Item = &mut Span> {
        let of_fact = match &mut self.fact {
            Some(Fact::Bent { led_to }) => led_to.as_mut(),
            Some(Fact::Dropped { awaited }) => Some(awaited),
            _ => None,
        };
        let of_labels = self.labels.iter_mut().map(|label| &mut label.span);
        std::iter::once(&mut self.span)
            .chain(of_labels)
            .chain(of_fact)
    }

    /// By how much it is wrong; see `Size::new`.
    #[must_use]
    pub fn size(mut self, measure: Measure, amount: i64) -> Self {
        self.size = Some(Size::new(measure, amount));
        self
    }

    /// By how many tasks somebody has too many at the peak, and by how many days of work at all
    /// times together.
    #[must_use]
    pub fn overload(mut self, tasks: i64, work: i64) -> Self {
        self.size = Some(Size {
            work,
            ..Size::new(Measure::TasksTooMany, tasks)
        });
        self
    }

    /// By how many points of percent it is wrong; see `Size::points`.
    #[must_use]
    pub fn points(mut self, points: f64) -> Self {
        self.size = Some(Size::points(points));
        self
    }

    /// How to mend it by machine: replace the characters of `span` with `text`.
    #[must_use]
    pub fn fix(mut self, title: Message, span: Span, text: impl Into<String>) -> Self {
        self.fix = Some(Fix {
            title,
            edits: vec![Edit {
                span,
                text: text.into(),
            }],
        });
        self
    }
}

/// The beginning of a text that somebody else wrote, for a message: at most so many characters, and
/// a sign that there are more. Nobody reads a message of a megabyte, and a thousand of them would
/// fill the memory.
#[must_use]
pub(crate) fn shorten(text: &str, most: usize) -> Cow<'_, str> {
    // Every character has a byte at least.
    if text.len() <= most {
        return Cow::Borrowed(text);
    }
    match text.char_indices().nth(most) {
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
        None => Cow::Borrowed(text),
    }
}

/// The name in `names` that `word` was most likely meant to be.
///
/// Close means at most a third of the characters differ; a swap of two neighbours is one
/// difference.
#[must_use]
pub(crate) fn nearest<'a>(word: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    search(word, names, |_| Some(0), |_| true)
}

/// Longer words are not looked for.
const LONGEST_NAME: usize = 200;

/// Looks for the names that were meant, for as long as it may: comparing every unknown word of a
/// plan with every name in it would take the square of its size. Whoever asks first gets an answer;
/// the others have the finding itself.
#[derive(Debug)]
pub(crate) struct Guesses {
    /// Pairs of characters that may still be compared.
    left: Cell<usize>,
}

/// What it costs to ask whether a close name can be meant, beside comparing two characters: that may
/// walk through the graph, and a plan may have thousands of names that are equally close.
const RANK: usize = 1000;

impl Default for Guesses {
    fn default() -> Self {
        Self {
            left: Cell::new(20_000_000),
        }
    }
}

impl Guesses {
    /// Like [`nearest`]; of names that are equally close the one for which `rank` is lowest, then
    /// the first in the alphabet. `rank` is asked about close names only, and gives nothing for one
    /// that cannot be meant. `None` also when there is no time left.
    pub(crate) fn nearest<'a>(
        &mut self,
        word: &str,
        names: impl IntoIterator<Item = &'a str>,
        rank: impl Fn(&str) -> Option<u64>,
    ) -> Option<&'a str> {
        if self.left.get() == 0 {
            return None;
        }
        let left = &self.left;
        let take = |cost: usize| left.set(left.get().saturating_sub(cost));
        let length = word.chars().count();
        let rank = |name: &str| {
            take(RANK);
            rank(name)
        };
        search(word, names, rank, |other| {
            // What is much longer or shorter is not compared, only looked at.
            let cost = if other.abs_diff(length) <= (length / 3).max(1) {
                length * other
            } else {
                other / 8
            };
            take(cost + 20);
            left.get() > 0
        })
    }
}

/// `go_on` is given the length of each name before that is looked at. Cut short, the nearest of
/// some is not the nearest of all.
fn search<'a>(
    word: &str,
    names: impl IntoIterator<Item = &'a str>,
    rank: impl Fn(&str) -> Option<u64>,
    mut go_on: impl FnMut(usize) -> bool,
) -> Option<&'a str> {
    let length = word.chars().count();
    // Nobody mistypes a name of this length by a letter or two; comparing costs its square.
    if length > LONGEST_NAME {
        return None;
    }
    let limit = (length / 3).max(1);
    let folded = word.to_lowercase();
    let letters = Letters::new(&folded);
    let mut best: Option<(usize, u64, &str)> = None;
    for name in names {
        // What is further away than what was found need not be compared.
        let limit = best.map_or(limit, |(distance, ..)| distance);
        let other = if name.is_ascii() {
            name.len()
        } else {
            name.chars().count()
        };
        if !go_on(other) {
            return None;
        }
        if other.abs_diff(length) > limit || !letters.may_be_near(name, limit) {
            continue;
        }
        let distance = strsim::osa_distance(&folded, &name.to_lowercase());
        if distance <= limit
            && distance < other
            && let Some(rank) = rank(name)
            && best.is_none_or(|best| (distance, rank, name) < best)
        {
            best = Some((distance, rank, name));
        }
    }
    best.map(|(_, _, name)| name)
}

/// How often each character stands in a word. Most names are ruled out by this, at a fraction of
/// what comparing costs.
struct Letters {
    length: usize,
    /// By the last bits of the character: what falls together makes the answer lower, never wrong.
    counts: [i16; 128],
}

impl Letters {
    /// Of a word in lower case, not longer than [`LONGEST_NAME`] or little more.
    fn new(folded: &str) -> Self {
        let mut counts = [0; 128];
        folded.chars().for_each(|c| counts[Self::place(c)] += 1);
        Self {
            length: folded.chars().count(),
            counts,
        }
    }

    fn place(c: char) -> usize {
        c as usize % 128
    }

    /// Whether so many differences may make the word of a name: what one has and the other has not
    /// takes one each.
    fn may_be_near(&self, name: &str, limit: usize) -> bool {
        // Most ids are ASCII, and there are many.
        if name.is_ascii() {
            self.may_be(
                name.bytes()
                    .map(|byte| char::from(byte.to_ascii_lowercase())),
                limit,
            )
        } else {
            self.may_be(name.chars().flat_map(char::to_lowercase), limit)
        }
    }

    fn may_be(&self, folded: impl Iterator<Item = char>, limit: usize) -> bool {
        let mut left = self.counts;
        let (mut length, mut only_there) = (0_usize, 0_usize);
        for c in folded {
            let count = &mut left[Self::place(c)];
            *count -= 1;
            length += 1;
            if *count < 0 {
                only_there += 1;
                if only_there > limit {
                    return false;
                }
            }
        }
        (self.length + only_there).saturating_sub(length) <= limit
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_nearest_name() {
        assert_eq!(nearest("finsih", ["start", "finish"]), Some("finish"));
        assert_eq!(nearest("1.4", ["1.1", "1.3", "2.1"]), Some("1.1"));
        assert_eq!(nearest("Weekdays", ["weekdays", "china"]), Some("weekdays"));
        assert_eq!(nearest("xyz", ["start", "finish"]), None);
        assert_eq!(
            nearest("省统一身份认证", ["省统一身份认证平台", "泛微"]),
            Some("省统一身份认证平台")
        );
        assert_eq!(nearest("a", ["b"]), None);
    }

    #[test]
    fn the_first_of_those_that_are_equally_near_and_may_be_meant() {
        let names = ["1.5", "1.3", "9.4", "1.4", "1.2"];
        assert_eq!(search("1.4", names, |_| Some(0), |_| true), Some("1.4"));
        assert_eq!(
            search("1.4", names, |name| (name != "1.4").then_some(0), |_| true),
            Some("1.2")
        );
        assert_eq!(
            search(
                "1.4",
                names,
                |name| (name != "1.4").then_some(u64::from(name < "1.5")),
                |_| true
            ),
            Some("1.5")
        );
        assert_eq!(search("1.4", names, |_| None, |_| true), None);
    }

    #[test]
    fn whether_a_name_can_be_meant_is_not_asked_without_end() {
        let names = ["1.1"; 1000];
        let asked = Cell::new(0);
        let mut guesses = Guesses::default();
        for _ in 0..1000 {
            guesses.nearest("1.2", names, |_| {
                asked.set(asked.get() + 1);
                None
            });
        }
        assert!(asked.get() <= 20_000, "{}", asked.get());
    }

    proptest! {
        /// No name is ruled out that is near.
        #[test]
        fn letters_are_a_bound(word in "[a-d1-3.中文İß]{0,8}", name in "[a-dA-B1-3.中文İß]{0,8}") {
            let (word, folded) = (word.to_lowercase(), name.to_lowercase());
            let distance = strsim::osa_distance(&word, &folded);
            prop_assert!(Letters::new(&word).may_be_near(&name, distance), "{word} {name}");
        }
    }
}
