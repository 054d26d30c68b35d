//! The heading row: which column holds what, in Chinese or English, in any order.

use std::collections::BTreeMap;

pub(crate) use crate::model::Heading as Field;
use crate::model::TaskKey;
use crate::model::heading::all;
use crate::model::heading::find as known;
use crate::model::heading::normal;

use super::cell;
use super::row::Row;

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
