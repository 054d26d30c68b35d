//! What single values of a plan are, apart from days and numbers.

use std::ops::Deref;

use crate::text::Span;
use crate::text::Spanned;

/// A name or a text, with its place.
pub(crate) type Name = Spanned<Box<str>>;

/// A value that may be missing, or there but not to be understood. The difference matters: a rule
/// that looks for something missing must be silent about what a reading finding already covers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Field<T> {
    /// The key is not there.
    #[default]
    Absent,
    /// The key is there, and a finding says why its value cannot be used.
    Unreadable(Span),
    /// A value.
    Given(Spanned<T>),
}

impl<T> Field<T> {
    /// What was read at a place.
    pub(crate) fn read(value: Option<T>, span: Span) -> Self {
        match value {
            Some(value) => Self::Given(Spanned::new(value, span)),
            None => Self::Unreadable(span),
        }
    }

    /// The value with its place.
    pub(crate) fn given(&self) -> Option<&Spanned<T>> {
        match self {
            Field::Given(value) => Some(value),
            Field::Absent | Field::Unreadable(_) => None,
        }
    }

    /// The value.
    pub(crate) fn value(&self) -> Option<&T> {
        self.given().map(|given| &given.value)
    }

    /// Where the value stands, readable or not.
    pub(crate) fn span(&self) -> Option<Span> {
        match self {
            Field::Absent => None,
            Field::Unreadable(span) => Some(*span),
            Field::Given(value) => Some(value.span),
        }
    }

    /// Whether the key is not there at all.
    pub(crate) fn is_absent(&self) -> bool {
        matches!(self, Field::Absent)
    }

    /// Whether the value is there but cannot be used.
    pub(crate) fn is_unreadable(&self) -> bool {
        matches!(self, Field::Unreadable(_))
    }
}

/// A list. Where it is partial, entries may be there that could not be read, and nothing follows
/// from what is not in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct List<T> {
    entries: Vec<T>,
    is_partial: bool,
}

impl<T> List<T> {
    /// The list that is not there, or has nothing in it.
    pub(crate) const EMPTY: Self = Self {
        entries: Vec::new(),
        is_partial: false,
    };

    /// The list of which nothing could be read.
    pub(crate) const UNREADABLE: Self = Self {
        entries: Vec::new(),
        is_partial: true,
    };

    /// A list of which everything could be read.
    pub(crate) fn whole(entries: Vec<T>) -> Self {
        Self {
            entries,
            is_partial: false,
        }
    }

    /// The same list with these entries: as partial as it was.
    pub(crate) fn with(&self, entries: Vec<T>) -> Self {
        Self {
            entries,
            is_partial: self.is_partial,
        }
    }

    /// Whether something in it could not be read.
    pub(crate) fn is_partial(&self) -> bool {
        self.is_partial
    }

    /// Put an entry at its end, if it could be read.
    pub(crate) fn push(&mut self, entry: Option<T>) {
        match entry {
            Some(entry) => self.entries.push(entry),
            None => self.is_partial = true,
        }
    }

    /// Leave out what comes after so many entries, as if it could not be read.
    pub(crate) fn cut(&mut self, most: usize) {
        self.is_partial |= self.entries.len() > most;
        self.entries.truncate(most);
        self.entries.shrink_to_fit();
    }
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self::EMPTY
    }
}

impl<T> List<T> {
    /// Its entries.
    pub(crate) fn as_slice(&self) -> &[T] {
        &self.entries
    }
}

impl<T> Deref for List<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.entries
    }
}

impl<T> Extend<T> for List<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, entries: I) {
        self.entries.extend(entries);
    }
}

impl<'l, T> IntoIterator for &'l List<T> {
    type Item = &'l T;
    type IntoIter = std::slice::Iter<'l, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.iter()
    }
}

/// What kind of owner it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OwnerKind {
    /// A company or office.
    Organisation,
    /// A part of one.
    Team,
    /// One human being.
    Person,
    /// Several owners under one name.
    Group,
    /// Nobody yet.
    Placeholder,
}

impl OwnerKind {
    /// All of them.
    pub(crate) const ALL: [OwnerKind; 5] = [
        Self::Organisation,
        Self::Team,
        Self::Person,
        Self::Group,
        Self::Placeholder,
    ];

    /// The kind with this name.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == text)
    }

    /// Its name in plans.
    #[must_use]
    pub(crate) fn name(self) -> &'static str {
        match self {
            OwnerKind::Organisation => "organisation",
            OwnerKind::Team => "team",
            OwnerKind::Person => "person",
            OwnerKind::Group => "group",
            OwnerKind::Placeholder => "placeholder",
        }
    }
}
