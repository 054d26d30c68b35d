//! A plan as an import makes it: values only, no places. `emit` writes it down.

use crate::calendar::Day;

use super::dependency::Dependency;
use super::owners::OwnerKind;

/// A plan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// The key `plan`.
    pub head: Head,
    /// Every name that does or answers for work, in order of appearance.
    pub owners: Vec<(String, OwnerKind)>,
    /// The phases, with everything in them.
    pub phases: Vec<Entry>,
}

/// What holds for the plan as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
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
pub struct Entry {
    /// Whether it is a phase: then `days` are its `total_days`, and keys that phases do not have
    /// are empty.
    pub is_phase: bool,
    /// Its id.
    pub id: String,
    /// What it is called.
    pub name: Option<String>,
    /// What it is about.
    pub description: Option<String>,
    /// What is true when the phase is complete.
    pub outcome: Option<String>,
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
    /// First day.
    pub start: Option<Day>,
    /// Last day.
    pub finish: Option<Day>,
    /// How many days.
    pub days: Option<u32>,
    /// `not-started`, `done` or a percentage.
    pub progress: Option<String>,
    /// Why the estimate is open.
    pub pending: Vec<String>,
    /// What it hands over.
    pub deliverable: Option<String>,
    /// Everything else, one text for each cell.
    pub notes: Vec<String>,
    /// What it consists of.
    pub tasks: Vec<Entry>,
}
