//! What planlint has to say about a plan: data.

mod findings;
mod key;
mod nearest;
mod size;

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use crate::calendar::Day;
use crate::text::Span;
use crate::words::Message;

pub(crate) use findings::Findings;
pub(crate) use findings::Found;
pub(crate) use findings::Room;
pub use key::Key;
pub use key::Subject;
pub(crate) use nearest::Guesses;
pub(crate) use nearest::nearest;
pub use size::Measure;
pub use size::Size;

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
    /// A phase finishes later by the schedule, or the plan, though no date says so.
    UnsaidSlip,
    /// Tasks have less total float, or are critical.
    LessFloat,
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
