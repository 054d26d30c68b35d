//! Which columns of owners there are, and what follows for who answers for a task and who does it.

use crate::model::TaskKey;
use crate::words::Arg;
use crate::words::Joined;
use crate::words::Message;
use crate::words::say;

use super::cell;
use super::draft::Entry;
use super::heading;
use super::heading::Column;
use super::heading::Field;
use super::row::Row;
use super::said::plain;

/// What the columns of owners of a table say together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Roles {
    /// One column for those who answer for it, and one for those who do it; or neither.
    Apart,
    /// There is one column, whatever it is called: who stands there does the task, and answers for
    /// the phase.
    One,
    /// Beside those who answer there are only those who take part. Where nobody does, who answers
    /// does it alone.
    WithHelp,
}

impl Roles {
    /// The roles in a table with these columns.
    pub(super) fn of(columns: &[Column]) -> Self {
        let owners: Vec<&Column> = of_owners(columns).collect();
        let are_helpers = |column: &&Column| {
            column.field == Some(Field::Key(TaskKey::Coordinator))
                || heading::takes_part(&column.heading)
        };
        let answers = owners
            .iter()
            .any(|column| column.field == Some(Field::Key(TaskKey::Coordinator)));
        match owners.len() {
            0 => Roles::Apart,
            1 => Roles::One,
            _ if answers && owners.iter().all(are_helpers) => Roles::WithHelp,
            _ => Roles::Apart,
        }
    }

    /// What there is to tell of them: what is not read as its heading says.
    pub(super) fn said(self, columns: &[Column]) -> Option<Message> {
        let named = |field: Field| {
            let of_field = of_owners(columns).filter(|column| column.field == Some(field));
            let names: Vec<String> = of_field.map(|column| plain(&column.heading)).collect();
            Arg::joined(names, usize::MAX, Joined::Comma)
        };
        let (answer, act) = (
            named(Field::Key(TaskKey::Coordinator)),
            named(Field::Key(TaskKey::Executors)),
        );
        match self {
            Roles::One => Some(say!(
                en: "{column} is the only column of owners: read as the executors of tasks, and as the coordinator of phases and groups",
                zh: "责任方只有 {column} 一列：任务的作为经办方，阶段和任务组的作为统筹方",
                column = Arg::joined(
                    of_owners(columns).map(|column| plain(&column.heading)).collect::<Vec<_>>(),
                    usize::MAX,
                    Joined::Comma,
                ),
            )),
            Roles::WithHelp => Some(say!(
                en: "{answer} is read as coordinator, {act} as executors; where {act} is empty, {answer} does it, too",
                zh: "{answer} 作为统筹方，{act} 作为经办方；没有写 {act} 的，由 {answer} 经办",
                answer = answer,
                act = act,
            )),
            Roles::Apart => {
                let is_moved = |column: &Column| {
                    column.field == Some(Field::Key(TaskKey::Executors))
                        && heading::field(&column.heading)
                            .is_some_and(|(field, _)| field == Field::Key(TaskKey::Coordinator))
                };
                of_owners(columns).any(is_moved).then(|| {
                    say!(
                        en: "{answer} is read as coordinator, {act} as executors",
                        zh: "{answer} 作为统筹方，{act} 作为经办方",
                        answer = answer,
                        act = act,
                    )
                })
            }
        }
    }

    /// Groups whose tasks all say who does them are answered for, not done, by who is named there.
    pub(super) fn settle_groups(self, entries: &mut [Entry]) {
        if self != Roles::Apart {
            for entry in entries {
                settle(entry);
            }
        }
    }
}

/// Whether everything in `entry` says who does it. As deep as the tree.
fn settle(entry: &mut Entry) -> bool {
    if entry.tasks.is_empty() {
        return !entry.executors.is_empty();
    }
    let mut all = true;
    for task in &mut entry.tasks {
        all &= settle(task);
    }
    let is_one = matches!(
        (&entry.coordinator, entry.executors.as_slice()),
        (Some(coordinator), [only]) if coordinator == only
    ) || (entry.coordinator.is_none() && entry.executors.len() == 1);
    if all && is_one && !entry.is_phase {
        entry.coordinator = entry.executors.pop();
    }
    all || !entry.executors.is_empty()
}

fn of_owners(columns: &[Column]) -> impl Iterator<Item = &Column> {
    columns.iter().filter(|column| {
        matches!(
            column.field,
            Some(Field::Key(TaskKey::Coordinator | TaskKey::Executors))
        )
    })
}

/// Whether `row` names somebody in a column of executors.
pub(super) fn names_executors(columns: &[Column], row: &Row) -> bool {
    columns.iter().zip(&row.cells).any(|(column, text)| {
        column.field == Some(Field::Key(TaskKey::Executors))
            && cell::names(text).is_some_and(|names| !names.is_empty())
    })
}
