//! The fields of what a plan consists of, reached by their keys: what reads a plan and what compares
//! two goes through the table of keys, and asks here where each value is.

use crate::calendar::Day;
use crate::calendar::Range;
use crate::calendar::Weekday;
use crate::text::Span;
use crate::text::Spanned;

use super::Dependency;
use super::Field;
use super::List;
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
    Text(Field<Box<str>>),
    Address(Field<Box<str>>),
    Name(Field<Box<str>>),
    Names(List<Name>),
    Owners(Field<List<Name>>),
    Flag(Field<bool>),
    Date(Field<Day>),
    Days(Field<u32>),
    Count(Field<u32>),
    Progress(Field<Progress>),
    Dependencies(List<Dependency>),
    Week(Field<Vec<Weekday>>),
    Ranges(List<Spanned<Range>>),
    OwnerKind(Field<OwnerKind>),
}

impl Slot<'_> {
    /// Let it hold what cannot be read.
    pub(in crate::model) fn cannot_be_read(self, at: Span) {
        match self {
            Slot::Apart() => {}
            Slot::Text(text) | Slot::Address(text) | Slot::Name(text) => {
                *text = Field::Unreadable(at);
            }
            Slot::Owners(owners) => *owners = Field::Unreadable(at),
            Slot::Flag(flag) => *flag = Field::Unreadable(at),
            Slot::Date(day) => *day = Field::Unreadable(at),
            Slot::Days(number) | Slot::Count(number) => *number = Field::Unreadable(at),
            Slot::Progress(progress) => *progress = Field::Unreadable(at),
            Slot::Week(week) => *week = Field::Unreadable(at),
            Slot::OwnerKind(kind) => *kind = Field::Unreadable(at),
            Slot::Names(names) => *names = List::UNREADABLE,
            Slot::Dependencies(all) => *all = List::UNREADABLE,
            Slot::Ranges(ranges) => *ranges = List::UNREADABLE,
        }
    }
}

impl Pair<'_> {
    /// Where the new value stands, or the first entry of it.
    pub(in crate::model) fn place(self) -> Option<Span> {
        match self {
            Pair::Apart() => None,
            Pair::Text([_, field]) | Pair::Address([_, field]) | Pair::Name([_, field]) => {
                field.span()
            }
            Pair::Names([_, names]) => names.first().map(|name| name.span),
            Pair::Owners([_, field]) => field.span(),
            Pair::Flag([_, field]) => field.span(),
            Pair::Date([_, field]) => field.span(),
            Pair::Days([_, field]) | Pair::Count([_, field]) => field.span(),
            Pair::Progress([_, field]) => field.span(),
            Pair::Dependencies([_, entries]) => entries.first().map(|entry| entry.span),
            Pair::Week([_, field]) => field.span(),
            Pair::Ranges([_, ranges]) => ranges.first().map(|range| range.span),
            Pair::OwnerKind([_, field]) => field.span(),
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
