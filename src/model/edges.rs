//! An entry of `depends_on`.

use std::fmt;

use crate::text::Span;
use crate::text::Spanned;

/// Which end of the successor waits for which end of the predecessor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Link {
    /// Finish to start: it starts after the predecessor has finished.
    #[default]
    FinishStart,
    /// Start to start: it starts when the predecessor has started, or later.
    StartStart,
    /// Finish to finish: it finishes when the predecessor has finished, or later.
    FinishFinish,
    /// Start to finish: it finishes when the predecessor has started, or later.
    StartFinish,
}

impl Link {
    /// All four, with the names they have in plans.
    pub(crate) const ALL: [Link; 4] = [
        Link::FinishStart,
        Link::StartStart,
        Link::FinishFinish,
        Link::StartFinish,
    ];

    /// `FS`, `SS`, `FF` or `SF`.
    #[must_use]
    pub(crate) fn name(self) -> &'static str {
        match self {
            Link::FinishStart => "FS",
            Link::StartStart => "SS",
            Link::FinishFinish => "FF",
            Link::StartFinish => "SF",
        }
    }

    /// The link written `FS`, `SS`, `FF` or `SF`.
    #[must_use]
    pub(crate) fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|link| link.name() == text)
    }
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// One thing that a task waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Dependency {
    /// The id of the predecessor.
    pub target: Spanned<Box<str>>,
    /// Which ends are linked.
    pub link: Link,
    /// Working days of the successor's calendar between the ends; negative for a lead.
    pub lag: i64,
    /// Whether its `type` or `lag` could not be read: then nobody knows which dates it asks for.
    pub unclear: bool,
    /// The whole entry.
    pub span: Span,
}
