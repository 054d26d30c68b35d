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
use crate::words::Arg;
use crate::words::Joined;
use crate::words::Lang;
use crate::words::Message;
use crate::words::Noun;
use crate::words::many;
use crate::words::say;

pub(crate) use audit::Lost;
#[cfg(test)]
pub(crate) use audit::lost;
pub(crate) use draft::Draft;
pub(crate) use draft::Entry;
pub(crate) use emit::OutFile;
pub(crate) use fit::Fit;
#[cfg(test)]
pub(crate) use heading::Field;
#[cfg(test)]
pub(crate) use owners::OwnerKind;
pub(crate) use said::Said;
pub(crate) use table::Table;

/// Where editors find the schema of a plan's files, with texts in `lang`.
#[must_use]
pub(crate) fn schema_url(lang: Lang) -> &'static str {
    match lang {
        Lang::En => {
            "https://raw.githubusercontent.com/planlint/planlint/main/schema/plan.schema.json"
        }
        Lang::Zh => {
            "https://raw.githubusercontent.com/planlint/planlint/main/schema/plan.schema.zh.json"
        }
    }
}

/// A table, and the plan that it became.
#[derive(Clone, Debug)]
pub(crate) struct Imported {
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
pub(crate) enum Refused {
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
pub(crate) fn import(bytes: &[u8], file_name: &str) -> Result<Imported, Refused> {
    let table = Table::read(bytes, file_name)?;
    let import::Made {
        draft,
        fit,
        said,
        made_up_phases,
        without_number,
    } = import::make(&table).ok_or(Refused::NoRows)?;
    let files = emit::files(&draft, table.lang());
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
        f.write_str(&self.message().text(Lang::En))
    }
}

impl Refused {
    /// Why, in a sentence about the table.
    #[must_use]
    pub(crate) fn message(&self) -> Message {
        match self {
            Refused::Workbook => say!(
                en: "this is a workbook, which cannot be read yet",
                zh: "这是工作簿，目前不能读取",
            ),
            Refused::NotText => say!(
                en: "this is not text in UTF-8, GBK or UTF-16",
                zh: "这不是 UTF-8、GBK 或 UTF-16 编码的文本",
            ),
            Refused::NoHeading => {
                say!(en: "no row of it is a heading row", zh: "其中没有标题行")
            }
            Refused::NoRows => say!(
                en: "no row below the heading row has a number such as 1.2",
                zh: "标题行以下没有带 1.2 之类编号的行",
            ),
            Refused::Lost(_) => say!(
                en: "some cells would be lost, which is a mistake in planlint; please report it",
                zh: "有单元格会丢失，这是 planlint 的错误；请反馈",
            ),
        }
    }

    /// What to try next, or which cells it is about.
    #[must_use]
    pub(crate) fn help(&self) -> Option<Message> {
        match self {
            Refused::Workbook | Refused::NotText => Some(say!(
                en: "save the sheet as CSV in UTF-8, and import that",
                zh: "请将工作表另存为 UTF-8 编码的 CSV 再导入",
            )),
            Refused::NoHeading => {
                let (number, others) = heading::looked_for();
                Some(say!(
                    en: "one row has to hold {number} and at least one of {others}; if the rows have no numbers, add a column 序号 with 1, 2, 3, or name the tasks in a column 任务名称 beside two others of these, and they are numbered",
                    zh: "须有一行包含 {number} 以及 {others} 中的至少一项；若各行没有编号，请加一列序号，填 1、2、3，或在任务名称列写任务名并另有其中两列，即会自动编号",
                    number = number,
                    others = others,
                ))
            }
            Refused::NoRows => None,
            Refused::Lost(lost) => {
                let cells: Vec<Message> = lost.iter().map(Lost::message).collect();
                let cells = Arg::joined(cells, usize::MAX, Joined::Line);
                Some(say!(en: "{cells}", zh: "{cells}", cells = cells))
            }
        }
    }
}

impl Imported {
    /// The one-line account: rows, phases, tasks.
    #[must_use]
    pub(crate) fn summary(&self) -> Message {
        let phases = self.draft.phases.len();
        let tasks = self.draft.phases.iter().map(tasks_in).sum::<usize>();
        let rows = phases + tasks + self.without_number - self.made_up_phases;
        let rows = many(rows, Noun::Row);
        let (phases, tasks) = (many(phases, Noun::Phase), many(tasks, Noun::Task));
        match (self.made_up_phases, self.without_number) {
            (0, 0) => say!(
                en: "{rows}: {phases}, {tasks}",
                zh: "共 {rows}：{phases}，{tasks}",
                rows = rows,
                phases = phases,
                tasks = tasks,
            ),
            (made_up, 0) => say!(
                en: "{rows}: {phases} ({made_up} made up), {tasks}",
                zh: "共 {rows}：{phases}（其中 {made_up} 个为自动添加），{tasks}",
                rows = rows,
                phases = phases,
                made_up = made_up,
                tasks = tasks,
            ),
            (0, without) => say!(
                en: "{rows}: {phases}, {tasks}, {without} without a number",
                zh: "共 {rows}：{phases}，{tasks}，另有 {without} 行没有编号",
                rows = rows,
                phases = phases,
                tasks = tasks,
                without = without,
            ),
            (made_up, without) => say!(
                en: "{rows}: {phases} ({made_up} made up), {tasks}, {without} without a number",
                zh: "共 {rows}：{phases}（其中 {made_up} 个为自动添加），{tasks}，另有 {without} 行没有编号",
                rows = rows,
                phases = phases,
                made_up = made_up,
                tasks = tasks,
                without = without,
            ),
        }
    }
}

fn tasks_in(entry: &Entry) -> usize {
    entry.tasks.iter().map(|task| 1 + tasks_in(task)).sum()
}
