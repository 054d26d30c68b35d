//! What single values of a plan are, apart from days and numbers.

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
