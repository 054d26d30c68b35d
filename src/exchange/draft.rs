//! A plan as an import makes it: values only, no places. `emit` writes it down.

use std::collections::BTreeMap;

use crate::calendar::Day;
use crate::model::Kind;
use crate::model::TaskKey;

use super::dependency::Dependency;
use super::owners::OwnerKind;

/// A plan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Draft {
    /// The key `plan`.
    pub head: Head,
    /// Every name that does or answers for work, in order of appearance.
    pub owners: Vec<(String, OwnerKind)>,
    /// The phases, with everything in them.
    pub phases: Vec<Entry>,
}

/// What holds for the plan as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Head {
    /// The first line above the table.
    pub title: Option<String>,
    /// Who keeps the table.
    pub editors: Vec<String>,
    /// The day of the table.
    pub status_date: Option<Day>,
    /// The calendar that fits the days best.
    pub calendar: Option<&'static str>,
    /// The calendar of the days on which people work.
    pub working_calendar: Option<&'static str>,
    /// Everything else above the table.
    pub description: Option<String>,
}

/// A phase or a task.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Entry {
    /// Whether it is a phase: then `days` are its `total_days`, and keys that phases do not have
    /// are empty.
    pub is_phase: bool,
    /// Its id.
    pub id: String,
    /// What it is called.
    pub name: Option<String>,
    /// Who answers for it.
    pub coordinator: Option<String>,
    /// Who does it.
    pub executors: Vec<String>,
    /// What it waits for.
    pub depends_on: Vec<Dependency>,
    /// May be done beside other work.
    pub parallel: bool,
    /// May be left out.
    pub optional: bool,
    /// How many days.
    pub days: Option<u32>,
    /// `not-started`, `done` or a percentage.
    pub progress: Option<String>,
    /// Why the estimate is open.
    pub pending: Vec<String>,
    /// Everything else, one text for each cell.
    pub notes: Vec<String>,
    /// What other columns say: the values that are read and written as all of their kind.
    pub values: BTreeMap<TaskKey, Plain>,
    /// What it consists of.
    pub tasks: Vec<Entry>,
}

/// A value that is read and written as all of its kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Plain {
    /// Text for people.
    Text(String),
    /// A day.
    Day(Day),
}

impl Entry {
    /// Whether it is a phase or a task.
    #[must_use]
    pub(crate) fn kind(&self) -> Kind {
        if self.is_phase {
            Kind::Phase
        } else {
            Kind::Task
        }
    }

    /// The text that it gives for `key`.
    #[must_use]
    pub(crate) fn text(&self, key: TaskKey) -> Option<&str> {
        match self.values.get(&key)? {
            Plain::Text(text) => Some(text),
            Plain::Day(_) => None,
        }
    }

    /// The day that it gives for `key`.
    #[must_use]
    pub(crate) fn day(&self, key: TaskKey) -> Option<Day> {
        match self.values.get(&key)? {
            Plain::Day(day) => Some(*day),
            Plain::Text(_) => None,
        }
    }
}
