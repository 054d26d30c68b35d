//! How the cells of a table are to be understood, as far as that follows from the table as a whole.

use super::numbers::Numbers;
use super::roles::Roles;
use super::table::Table;
use super::years::Years;

/// What is known of a table before its rows are read, by those who place its cells and those who
/// look for them.
#[derive(Debug)]
pub(super) struct Reading {
    /// The ids of the rows.
    pub(super) numbers: Numbers,
    /// What the columns of owners mean.
    pub(super) roles: Roles,
    /// The years of dates without one.
    pub(super) years: Years,
}

impl Reading {
    /// What `table` as a whole says.
    pub(super) fn of(table: &Table) -> Self {
        Self {
            numbers: Numbers::of(table),
            roles: Roles::of(&table.columns),
            years: Years::of(table),
        }
    }
}
