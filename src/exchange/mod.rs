//! Tables in, plans out: what stands in a spreadsheet becomes the files of a plan folder, and no
//! cell of it is lost.
//!
//! Everything here works on bytes and text. Reading and writing files is the caller's.
//!
//! The way through: [`table`](Table) finds rows and columns, `preamble` reads what stands above
//! them, `reading` is what follows from the table as a whole: `numbers` says which id each row has,
//! with `parts` where something else than numbers tells the phases, and with `wbs` where it goes;
//! `roles` what the columns of owners mean, `years` which year dates without one have. `place` puts
//! its cells into fields, `fit` chooses the calendar, `emit` writes YAML, and `audit` reads that
//! back and looks for every cell.

mod audit;
mod cell;
mod columns;
mod draft;
mod emit;
mod file_name;
mod fit;
mod heading;
mod import;
mod numbers;
mod numeral;
mod owners;
mod parallel;
mod parts;
mod place;
mod preamble;
mod progress;
mod reading;
#[cfg(test)]
mod reference;
mod roles;
mod row;
mod said;
mod table;
mod wbs;
mod years;

use std::fmt;

use crate::calendar::written as date;
use crate::model::waits as dependency;

pub use audit::Lost;
pub use audit::lost;
pub use dependency::Dependency;
pub use draft::Draft;
pub use draft::Entry;
pub use draft::Head;
pub use draft::Plain;
pub use emit::OutFile;
pub use emit::files;
pub use fit::Fit;
pub use heading::Column;
pub use heading::Field;
pub use owners::OwnerKind;
pub use row::Row;
pub use said::Said;
pub use table::Table;

/// Where editors find the schema of a plan's files.
pub const SCHEMA_URL: &str =
    "https://raw.githubusercontent.com/planlint/planlint/main/schema/plan.schema.json";

/// A table, and the plan that it became.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The table as it was read.
    pub table: Table,
    /// The plan.
    pub draft: Draft,
    /// The plan as files, ready to be written.
    pub files: Vec<OutFile>,
    /// How well the chosen calendar fits.
    pub fit: Fit,
    /// Row by row, what could not be placed and what was read in a way that one should know.
    pub said: Vec<Said>,
    /// Rows that had no number.
    pub without_number: usize,
    /// Phases that no row names.
    pub made_up_phases: usize,
}

/// Why there is no plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// A spreadsheet's own format.
    Workbook,
    /// No text, or in an encoding that planlint does not know.
    NotText,
    /// No row tells what the columns are.
    NoHeading,
    /// No row below the heading row has a number.
    NoRows,
    /// Cells would be lost, which is a mistake of planlint.
    Lost(Vec<Lost>),
}

/// Make a plan of the table in `bytes`, which are a file called `file_name`.
///
/// # Errors
/// [`Refused`] if there is no table, or if a cell would be lost.
pub fn import(bytes: &[u8], file_name: &str) -> Result<Imported, Refused> {
    let table = Table::read(bytes, file_name)?;
    let import::Made {
        draft,
        fit,
        said,
        made_up_phases,
        without_number,
    } = import::make(&table).ok_or(Refused::NoRows)?;
    let files = emit::files(&draft);
    let lost = audit::lost(&table, &files);
    if !lost.is_empty() {
        return Err(Refused::Lost(lost));
    }
    Ok(Imported {
        table,
        draft,
        files,
        fit,
        said,
        without_number,
        made_up_phases,
    })
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Refused::Workbook => "this is a workbook, which cannot be read yet",
            Refused::NotText => "this is not text in UTF-8, GBK or UTF-16",
            Refused::NoHeading => "no row of it is a heading row",
            Refused::NoRows => "no row below the heading row has a number such as 1.2",
            Refused::Lost(_) => {
                "some cells would be lost, which is a mistake in planlint; please report it"
            }
        })
    }
}

impl Refused {
    /// What to try next, or which cells it is about.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        match self {
            Refused::Workbook | Refused::NotText => {
                Some("save the sheet as CSV in UTF-8, and import that".to_owned())
            }
            Refused::NoHeading => {
                let (number, others) = heading::looked_for();
                Some(format!(
                    "one row has to hold {number} and at least one of {others}; if the rows have no numbers, add a column 序号 \
                     with 1, 2, 3, or name the tasks in a column 任务名称 beside two others of these, and they are numbered"
                ))
            }
            Refused::NoRows => None,
            Refused::Lost(lost) => Some(
                lost.iter()
                    .map(ToString::to_string)
                    .collect::<Vec<_>>()
                    .join("\n"),
            ),
        }
    }
}

impl Imported {
    /// The one-line account: rows, phases, tasks.
    #[must_use]
    pub fn summary(&self) -> String {
        let phases = self.draft.phases.len();
        let tasks = self.draft.phases.iter().map(tasks_in).sum::<usize>();
        let rows = phases + tasks + self.without_number - self.made_up_phases;
        let mut summary = format!("{}: {}", count(rows, "row"), count(phases, "phase"));
        if self.made_up_phases > 0 {
            summary.push_str(&format!(" ({} made up)", self.made_up_phases));
        }
        summary.push_str(&format!(", {}", count(tasks, "task")));
        if self.without_number > 0 {
            summary.push_str(&format!(", {} without a number", self.without_number));
        }
        summary
    }
}

fn tasks_in(entry: &Entry) -> usize {
    entry.tasks.iter().map(|task| 1 + tasks_in(task)).sum()
}

fn count(n: usize, thing: &str) -> String {
    if n == 1 {
        format!("1 {thing}")
    } else {
        format!("{n} {thing}s")
    }
}
