//! The fields of what a plan consists of, reached by their keys: what reads a plan and what compares
//! two goes through the table of keys, and asks here where each value is.

use crate::calendar::Day;
use crate::calendar::Range;
use crate::calendar::Weekday;
use crate::text::Span;
use crate::text::Spanned;

use super::Dependency;
use super::Field;
use super::Name;
use super::OwnerKind;
use super::Progress;

macro_rules! kinds {
    ($($(#[$about:meta])* $kind:ident($($value:ty)?),)+) => {
        /// The place of a value, to put it there.
        pub(in crate::model) enum Slot<'p> {
            $($(#[$about])* $kind($(&'p mut $value)?),)+
        }

        /// The values of one field in two plans: the old one and the new one.
        #[derive(Clone, Copy)]
        pub(crate) enum Pair<'p> {
            $($(#[$about])* $kind($([&'p $value; 2])?),)+
        }

        #[cfg(test)]
        impl Slot<'_> {
            /// The kind of value, by its name.
            pub(in crate::model) fn kind(&self) -> &'static str {
                match self {
                    $(Slot::$kind(..) => stringify!($kind),)+
                }
            }
        }
    };
}

kinds! {
    /// What is read and compared apart from all others: the version, an id, what is within.
    Apart(),
    Text(Option<Name>),
    Address(Option<Name>),
    Name(Field<Box<str>>),
    Names(Vec<Name>),
    Owners(Field<Vec<Name>>),
    Flag(Field<bool>),
    Date(Field<Day>),
    Days(Field<u32>),
    Count(Option<Spanned<u32>>),
    Progress(Field<Progress>),
    Dependencies(Vec<Dependency>),
    Week(Field<Vec<Weekday>>),
    Ranges(Vec<Spanned<Range>>),
    OwnerKind(Option<Spanned<OwnerKind>>),
}

impl Pair<'_> {
    /// Where the new value stands, or the first entry of it.
    pub(in crate::model) fn place(self) -> Option<Span> {
        match self {
            Pair::Apart() => None,
            Pair::Text([_, name]) | Pair::Address([_, name]) => name.as_ref().map(|name| name.span),
            Pair::Name([_, field]) => field.span(),
            Pair::Names([_, names]) => names.first().map(|name| name.span),
            Pair::Owners([_, field]) => field.span(),
            Pair::Flag([_, field]) => field.span(),
            Pair::Date([_, field]) => field.span(),
            Pair::Days([_, field]) => field.span(),
            Pair::Count([_, count]) => count.as_ref().map(|count| count.span),
            Pair::Progress([_, field]) => field.span(),
            Pair::Dependencies([_, entries]) => entries.first().map(|entry| entry.span),
            Pair::Week([_, field]) => field.span(),
            Pair::Ranges([_, ranges]) => ranges.first().map(|range| range.span),
            Pair::OwnerKind([_, kind]) => kind.as_ref().map(|kind| kind.span),
        }
    }
}

/// Which field of a struct each key is, and what it holds.
macro_rules! reached_by_key {
    ($holder:ident by $key:ident { $($variant:ident => $kind:ident($($field:ident)?),)+ }) => {
        impl $holder {
            /// The place of the value of `key`.
            pub(in crate::model) fn slot(&mut self, key: $key) -> $crate::model::slot::Slot<'_> {
                match key {
                    $($key::$variant => $crate::model::slot::Slot::$kind($(&mut self.$field)?),)+
                }
            }

            /// The values of `key` in an old plan and in a new one.
            pub(crate) fn pair<'p>(
                old: &'p Self,
                new: &'p Self,
                key: $key,
            ) -> $crate::model::slot::Pair<'p> {
                match key {
                    $($key::$variant => {
                        $crate::model::slot::Pair::$kind($([&old.$field, &new.$field])?)
                    })+
                }
            }
        }
    };
}

pub(in crate::model) use reached_by_key;
