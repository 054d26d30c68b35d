//! The heading row: which column holds what, in Chinese or English, in any order.

use std::collections::BTreeMap;

use crate::model::TaskKey;
use crate::model::heading;
use crate::model::heading::Headings;
use crate::model::heading::normal;

use super::cell;
use super::row::Row;

/// What a column of a table can hold. One comes before another as their fields do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Field {
    /// The number that says where a row belongs: `1.2.3`. It becomes the id.
    Wbs,
    /// The phase that it belongs to.
    Phase,
    /// The value of this key; of a phase the days are its `total_days`.
    Key(TaskKey),
}

/// A plan has no key for it: a task stands in its phase.
const PHASE: Headings = Headings {
    chinese: "阶段",
    english: "Phase",
    words: "阶段 阶段名称 所属阶段 项目阶段 实施阶段 phase phasename stage",
};

/// All of them with what they are called, in their order.
pub(super) fn all() -> impl Iterator<Item = (Field, Headings)> {
    let of_key = |key: TaskKey| {
        let field = match key {
            TaskKey::Id => Field::Wbs,
            _ => Field::Key(key),
        };
        Some((field, heading::of(key)?))
    };
    let (id, others) = (of_key(TaskKey::Id), TaskKey::ALL.iter().copied());
    id.into_iter()
        .chain([(Field::Phase, PHASE)])
        .chain(others.filter(|key| *key != TaskKey::Id).filter_map(of_key))
}

/// The field that a heading in its normal form names, and how late among its words it stands.
fn known(word: &str) -> Option<(Field, usize)> {
    all().find_map(|(field, called)| Some((field, called.place(word)?)))
}

/// A column of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Column {
    /// What it holds; `None` if no field has that name, or another column holds that field.
    pub field: Option<Field>,
    /// Its heading as the table has it, on one line.
    pub heading: String,
}

impl Column {
    /// The column at `index` where the heading row has nothing.
    pub(super) fn without_heading(index: usize) -> Self {
        Self {
            field: None,
            heading: format!("column {}", index + 1),
        }
    }
}

/// Whether `heading` is for those who take part in what others do: `参与单位`, `配合部门`.
pub(super) fn takes_part(heading: &str) -> bool {
    let heading = normal(heading);
    ["参与", "参加", "配合", "协办", "协作"]
        .iter()
        .any(|word| heading.starts_with(word))
}

/// Whether `heading` is for persons: `负责人`, `参与人员`.
pub(super) fn is_for_persons(heading: &str) -> bool {
    let heading = normal(heading);
    let bare = heading
        .split_once('(')
        .map_or(heading.as_str(), |(before, _)| before);
    bare.ends_with('人') || bare.ends_with("人员")
}

/// The first row that names the WBS and at least one other field, and what its columns are. Where
/// there is none, the first that names the task and at least two other fields.
pub(super) fn find(rows: &[Row]) -> Option<(usize, Vec<Column>)> {
    let numbered = rows
        .iter()
        .enumerate()
        .find_map(|(index, row)| Some((index, columns(row, Field::Wbs, 1)?)));
    numbered.or_else(|| {
        rows.iter()
            .enumerate()
            .find_map(|(index, row)| Some((index, columns(row, Field::Key(TaskKey::Name), 2)?)))
    })
}

/// The headings that [`find`] looks for: that of the number, and the others.
pub(super) fn looked_for() -> (String, String) {
    let mut best = all().map(|(_, known)| format!("{} ({})", known.english, known.chinese));
    let number = best.next().unwrap_or_default();
    (number, best.collect::<Vec<_>>().join(", "))
}

/// The columns, if `row` names the field `first` and that many others.
fn columns(row: &Row, first: Field, least: usize) -> Option<Vec<Column>> {
    let known: Vec<Option<(Field, usize)>> = row.cells.iter().map(|cell| field(cell)).collect();
    let mut best: BTreeMap<Field, (usize, usize)> = BTreeMap::new();
    for (index, (field, rank)) in known
        .iter()
        .enumerate()
        .filter_map(|(index, known)| Some((index, (*known)?)))
    {
        let first = best.entry(field).or_insert((rank, index));
        *first = (*first).min((rank, index));
    }
    let field_of = |index: usize| {
        let (field, rank) = known[index]?;
        match field {
            _ if best.get(&field) == Some(&(rank, index)) => Some(field),
            // A list has room for all, and two columns can say together how far a task is.
            Field::Key(TaskKey::Executors | TaskKey::Progress) => Some(field),
            // One answers for a task. Who else is responsible for it, does it.
            Field::Key(TaskKey::Coordinator) => Some(Field::Key(TaskKey::Executors)),
            _ => None,
        }
    };
    let mut columns: Vec<Column> = row
        .cells
        .iter()
        .enumerate()
        .map(|(index, cell)| match cell.is_empty() {
            true => Column::without_heading(index),
            false => Column {
                field: field_of(index),
                heading: cell::squeeze(cell),
            },
        })
        .collect();
    // What a task is about is its name, where nothing else is.
    if !best.contains_key(&Field::Key(TaskKey::Name))
        && let Some(column) = columns
            .iter_mut()
            .find(|column| column.field == Some(Field::Key(TaskKey::Description)))
    {
        column.field = Some(Field::Key(TaskKey::Name));
    }
    let has_first = columns.iter().any(|column| column.field == Some(first));
    let others = columns
        .iter()
        .filter(|column| column.field.is_some_and(|field| field != first))
        .count();
    (has_first && others >= least).then_some(columns)
}

/// The field that `heading` names, and how late among its words the word stands.
pub(super) fn field(heading: &str) -> Option<(Field, usize)> {
    // No heading is that long, and a title above the table may be.
    if heading.chars().count() > 40 {
        return None;
    }
    let whole = normal(heading);
    let without_unit = whole.split_once('(').map(|(before, _)| before.to_owned());
    known(&whole).or_else(|| known(&without_unit?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_means_two_things() {
        let mut words: Vec<&str> = all()
            .flat_map(|(_, known)| known.words.split(' '))
            .collect();
        let count = words.len();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), count);
        assert!(
            words
                .iter()
                .all(|word| normal(word) == **word && !word.is_empty())
        );
    }

    #[test]
    fn they_come_in_the_order_of_their_fields() {
        assert!(all().map(|(field, _)| field).is_sorted());
    }

    #[test]
    fn what_is_known_best_is_understood() {
        for (field, called) in all() {
            for best in [called.chinese, called.english] {
                assert_eq!(known(&normal(best)).map(|(found, _)| found), Some(field));
            }
        }
    }

    fn fields(cells: &[&str]) -> Option<Vec<Option<Field>>> {
        let row = Row {
            line: 1,
            cells: cells.iter().map(|cell| (*cell).to_owned()).collect(),
        };
        Some(
            find(&[row])?
                .1
                .into_iter()
                .map(|column| column.field)
                .collect(),
        )
    }

    #[test]
    fn chinese_and_english() {
        let chinese = fields(&["WBS", "任务名称", "参考\n天数（天）", "颜色", ""]);
        let english = fields(&[
            "Outline Number",
            "TASK_NAME",
            "Duration (days):",
            "Colour",
            "",
        ]);
        assert_eq!(
            chinese,
            Some(vec![
                Some(Field::Wbs),
                Some(Field::Key(TaskKey::Name)),
                Some(Field::Key(TaskKey::Days)),
                None,
                None
            ])
        );
        assert_eq!(chinese, english);
    }

    #[test]
    fn two_columns_for_one_field() {
        assert_eq!(
            fields(&["序号", "WBS", "Name"]),
            Some(vec![
                None,
                Some(Field::Wbs),
                Some(Field::Key(TaskKey::Name))
            ])
        );
        assert_eq!(
            fields(&["WBS", "备注", "备注"]),
            Some(vec![
                Some(Field::Wbs),
                Some(Field::Key(TaskKey::Notes)),
                None
            ])
        );
        let both = [
            Some(Field::Wbs),
            Some(Field::Key(TaskKey::Executors)),
            Some(Field::Key(TaskKey::Coordinator)),
            Some(Field::Key(TaskKey::Executors)),
        ];
        assert_eq!(
            fields(&["序号", "负责人", "责任单位", "配合单位"]),
            Some(both.to_vec())
        );
        assert_eq!(
            fields(&["序号", "工作内容"]),
            Some(vec![Some(Field::Wbs), Some(Field::Key(TaskKey::Name))])
        );
        let twice = [
            Some(Field::Wbs),
            Some(Field::Key(TaskKey::Progress)),
            Some(Field::Key(TaskKey::Progress)),
        ];
        assert_eq!(
            fields(&["序号", "完成率", "是否完成"]),
            Some(twice.to_vec())
        );
    }

    #[test]
    fn without_numbers() {
        let expected = vec![
            Some(Field::Key(TaskKey::Name)),
            Some(Field::Key(TaskKey::Start)),
            Some(Field::Key(TaskKey::Days)),
            None,
        ];
        assert_eq!(
            fields(&["任务名称", "开始日期", "工期", "颜色"]),
            Some(expected)
        );
    }

    #[test]
    fn a_row_that_is_none() {
        assert_eq!(fields(&["WBS"]), None);
        assert_eq!(fields(&["Name", "Start"]), None);
        assert_eq!(fields(&["WBS", "颜色"]), None);
        assert_eq!(fields(&["Start", "Finish", "Days"]), None);
    }
}
