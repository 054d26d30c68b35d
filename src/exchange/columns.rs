//! What each row may be, by the columns that tell where rows belong.

use crate::model::TaskKey;

use super::cell;
use super::heading::Field;
use super::numeral;
use super::numeral::Numeral;
use super::row::Row;
use super::table::Table;
use super::wbs;

/// What a row may be, before it is known what stands around it.
#[derive(Debug)]
pub(super) enum Read {
    Heading,
    Stray,
    Number(String),
    Part(Part),
}

/// A row that may begin a phase.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) numeral: Numeral,
    /// Whether it stands in the name, which stays as it is.
    pub(super) in_name: bool,
    /// Whether nothing else stands in the row.
    is_alone: bool,
    /// What its number is otherwise.
    pub(super) otherwise: Option<String>,
}

/// Which of `rows` begin a phase: those with rows below, and the others with a number like theirs.
pub(super) fn accepted(rows: &[Read]) -> Vec<bool> {
    // A number in a name may be that of a line that goes on, unless the table begins with one.
    let first = rows
        .iter()
        .find(|row| matches!(row, Read::Number(_) | Read::Part(_)));
    let begins = matches!(first, Some(Read::Part(part)) if part.in_name);
    let mut accepted: Vec<bool> = rows
        .iter()
        .enumerate()
        .map(|(at, row)| {
            let Read::Part(part) = row else { return false };
            let mut below = rows[at + 1..]
                .iter()
                .filter(|row| !matches!(row, Read::Heading | Read::Stray));
            let next = below.find(
                |row| !matches!(row, Read::Part(other) if other.numeral.rank > part.numeral.rank),
            );
            matches!(next, Some(Read::Number(_))) && (begins || !part.in_name)
        })
        .collect();
    if accepted.contains(&true) {
        for (accepted, row) in accepted.iter_mut().zip(rows) {
            if let Read::Part(part) = row {
                *accepted |= !part.in_name && part.numeral.rest.is_empty() && !part.is_alone;
            }
        }
    }
    accepted
}

/// The columns that tell where rows belong.
pub(super) struct Columns {
    pub(super) number: Option<usize>,
    pub(super) name: Option<usize>,
    pub(super) phase: Option<usize>,
    /// Those that only a task needs: who does it, when, and behind what.
    work: Vec<usize>,
    /// Whether numbers of several parts tell already what stands below what.
    has_points: bool,
}

impl Columns {
    pub(super) fn of(table: &Table) -> Self {
        let column = |field: Field| {
            table
                .columns
                .iter()
                .position(|column| column.field == Some(field))
        };
        let is_work = |field: Field| {
            use TaskKey::{Coordinator, Days, DependsOn, Executors, Finish, Parallel, Start};
            let Field::Key(key) = field else { return false };
            matches!(
                key,
                Coordinator | Executors | DependsOn | Parallel | Start | Finish | Days
            )
        };
        let work = (0..table.columns.len())
            .filter(|at| table.columns[*at].field.is_some_and(is_work))
            .collect();
        let number = column(Field::Wbs);
        let has_points = number.is_some_and(|at| {
            let numbers = table
                .rows
                .iter()
                .filter_map(|row| wbs::id(row.cells.get(at)?));
            numbers
                .into_iter()
                .any(|id| wbs::is_number(&id) && id.contains('.'))
        });
        Self {
            number,
            name: column(Field::Key(TaskKey::Name)),
            phase: column(Field::Phase),
            work,
            has_points,
        }
    }

    /// What `row` may be.
    pub(super) fn read(&self, table: &Table, row: &Row) -> Read {
        if row.cells == table.heading.cells {
            return Read::Heading;
        }
        let text = |at: Option<usize>| {
            at.and_then(|at| row.cells.get(at))
                .filter(|text| !cell::is_nothing(text))
        };
        let is_alone = row
            .cells
            .iter()
            .filter(|cell| !cell::is_nothing(cell))
            .count()
            == 1;
        if let Some(number) = text(self.number) {
            let otherwise = match wbs::id(number) {
                // A sentence below the table stands in its first column.
                Some(id) if !is_alone || wbs::is_number(&id) => Some(id),
                _ => None,
            };
            if let Some(number) = numeral::in_digits(number) {
                return Read::Number(number);
            }
            return match (numeral::read(number), otherwise) {
                (Some(numeral), otherwise) => Read::Part(Part {
                    numeral,
                    in_name: false,
                    is_alone,
                    otherwise,
                }),
                (None, Some(id)) => Read::Number(id),
                (None, None) => Read::Stray,
            };
        }
        let Some(name) = text(self.name) else {
            return Read::Stray;
        };
        let is_row = self.number.is_none() && wbs::id(name).is_some();
        let otherwise = is_row.then(String::new);
        let has_work = || self.work.iter().any(|at| text(Some(*at)).is_some());
        let may_open = if self.number.is_none() {
            is_alone
        } else {
            !self.has_points && !has_work()
        };
        let numeral =
            numeral::read(name).filter(|numeral| numeral.rank == 0 || !numeral.rest.is_empty());
        if let Some(numeral) = numeral.filter(|_| may_open) {
            return Read::Part(Part {
                numeral,
                in_name: true,
                is_alone,
                otherwise,
            });
        }
        match otherwise {
            Some(_) if is_alone => {
                let numeral = Numeral {
                    value: 0,
                    rank: 1,
                    label: cell::squeeze(name),
                    rest: String::new(),
                };
                Read::Part(Part {
                    numeral,
                    in_name: true,
                    is_alone,
                    otherwise,
                })
            }
            Some(number) => Read::Number(number),
            None => Read::Stray,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A letter for each row: a phase is P, what could have been one p.
    fn rows(text: &str) -> String {
        let table = Table::read(text.as_bytes(), "t.csv").expect("a table");
        let columns = Columns::of(&table);
        let read: Vec<Read> = table
            .rows
            .iter()
            .map(|row| columns.read(&table, row))
            .collect();
        let letter = |(read, accepted): (&Read, bool)| match read {
            Read::Heading => 'H',
            Read::Stray => '-',
            Read::Number(_) => 'n',
            Read::Part(_) if accepted => 'P',
            Read::Part(_) => 'p',
        };
        read.iter().zip(accepted(&read)).map(letter).collect()
    }

    #[test]
    fn what_rows_may_be() {
        for (rows_below, expected) in [
            ("一,准备,\n1,a,\n二,实施,\n2,b,\n", "PnPn"),
            (",一、准备,\n1,a,\n,二、实施,\n2,b,\n", "PnPn"),
            ("1,a,\n,第二批到货,\n2,b,\n", "npn"),
            (",第一批到货,\n1,a,\n,第二批到货,李娜\n2,b,\n", "Pn-n"),
            (",第一批到货,\n1,a,\n1.1,b,\n合计,,\n", "-nn-"),
        ] {
            assert_eq!(
                rows(&format!("序号,任务名称,负责人\n{rows_below}")),
                expected,
                "{rows_below}"
            );
        }
        assert_eq!(
            rows("任务名称,负责人,天数\n准备,,\na,李娜,2\n第二步 b,李娜,1\n实施,/,-\nc,李娜,1\n"),
            "PnnPn"
        );
    }
}
