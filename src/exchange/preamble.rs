//! What stands above the table: title, editors, date.

use super::cell;
use super::date;
use super::date::DateCell;
use super::draft::Head;
use crate::words::say;

use super::row::Row;
use super::said::Said;
use super::said::shown;

/// What a label such as `编辑：` announces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Label {
    Title,
    Editors,
    Date,
}

/// What the rows above the heading row say of the plan. What is not understood becomes its
/// description.
pub(super) fn read(rows: &[Row], said: &mut Vec<Said>) -> Head {
    let mut head = Head::default();
    let mut description: Vec<String> = Vec::new();
    for row in rows {
        for text in texts(row) {
            let understood = match labelled(&text) {
                Some((label, value)) => value.is_empty() || take(&mut head, label, value),
                None if head.title.is_none() => {
                    head.title = Some(cell::squeeze(&text));
                    true
                }
                None => false,
            };
            if !understood {
                let what = say!(
                    en: "{text} above the table has no field; kept in the plan's description",
                    zh: "表头之上的 {text} 没有对应字段；已写入计划的 `description`",
                    text = shown(&text),
                );
                said.push(Said {
                    line: row.line,
                    id: None,
                    what,
                });
                description.push(text);
            }
        }
    }
    head.description = (!description.is_empty()).then(|| description.join("\n"));
    head
}

/// The texts of a row: its cells, a label in one cell joined with the value in the next.
pub(super) fn texts(row: &Row) -> Vec<String> {
    let mut texts: Vec<String> = Vec::new();
    for cell in row.cells.iter().filter(|cell| !cell.is_empty()) {
        match texts.last_mut() {
            Some(last)
                if labelled(last).is_some_and(|(_, value)| value.is_empty())
                    && labelled(cell).is_none() =>
            {
                last.push_str(if last.ends_with([':', '：']) {
                    ""
                } else {
                    "："
                });
                last.push_str(cell);
            }
            _ => texts.push(cell.clone()),
        }
    }
    texts
}

/// A text that begins with a label, and what follows the label.
pub(super) fn labelled(text: &str) -> Option<(Label, &str)> {
    let (label, value) = text.split_once([':', '：']).unwrap_or((text, ""));
    let label = match cell::folded(label).as_str() {
        "标题" | "项目名称" | "项目" | "计划名称" | "title" | "project" | "project name"
        | "plan" => Label::Title,
        "编辑" | "编辑人" | "编制" | "编制人" | "编写" | "编写人" | "作者" | "制表" | "制表人"
        | "填报人" | "填表" | "填表人" | "制定人" | "拟制人" | "editor" | "editors"
        | "edited by" | "author" | "authors" | "prepared by" => Label::Editors,
        "日期" | "状态日期" | "更新日期" | "填报日期" | "填表日期" | "填表时间" | "制表日期"
        | "编制日期" | "编制时间" | "报告日期" | "截至日期" | "date" | "status date" | "as of"
        | "updated" | "last updated" | "report date" => Label::Date,
        _ => return None,
    };
    Some((label, value.trim()))
}

/// Whether `value` could be taken over, and nothing of the kind was there before.
fn take(head: &mut Head, label: Label, value: &str) -> bool {
    match label {
        Label::Title if head.title.is_none() => head.title = Some(cell::squeeze(value)),
        Label::Editors if head.editors.is_empty() => match cell::names(value) {
            Some(names) => head.editors = names,
            None => return false,
        },
        Label::Date if head.status_date.is_none() => match date::read(value) {
            DateCell::Day(day) => head.status_date = Some(day),
            DateCell::DayAndMore(day) => {
                head.status_date = Some(day);
                return false;
            }
            DateCell::Unclear | DateCell::Words => return false,
        },
        Label::Title | Label::Editors | Label::Date => return false,
    }
    true
}

#[cfg(test)]
mod tests {
    use crate::words::Lang;

    use super::*;

    fn read_rows(rows: &[&[&str]]) -> (Head, Vec<String>) {
        let rows: Vec<Row> = rows
            .iter()
            .enumerate()
            .map(|(index, cells)| Row {
                line: index + 1,
                cells: cells.iter().map(|cell| (*cell).to_owned()).collect(),
            })
            .collect();
        let mut said = Vec::new();
        let head = read(&rows, &mut said);
        (
            head,
            said.iter()
                .map(|said| said.message().text(Lang::En))
                .collect(),
        )
    }

    #[test]
    fn title_editors_date() {
        for rows in [
            [
                &["二期：迁移计划"][..],
                &["编辑：林森，黄雨涵", "", ""],
                &["日期：2023年8月16日"],
            ],
            [
                &["Editors: 林森, 黄雨涵", "Date", "2023-08-16"],
                &["Title: 二期：迁移计划"],
                &[],
            ],
            [
                &["日期", "", "2023/8/16"],
                &["编制人：", "林森、黄雨涵"],
                &["二期：迁移计划"],
            ],
        ] {
            let (head, said) = read_rows(&rows);
            assert_eq!(head.title.as_deref(), Some("二期：迁移计划"));
            assert_eq!(head.editors, ["林森", "黄雨涵"]);
            assert_eq!(
                head.status_date.map(|day| day.to_string()).as_deref(),
                Some("2023-08-16")
            );
            assert_eq!((head.description, said), (None, vec![]));
        }
    }

    #[test]
    fn everything_else_is_described() {
        let (head, said) = read_rows(&[
            &["计划"],
            &["版本 3", "内部"],
            &["日期：2023-02-30"],
            &["编辑："],
        ]);
        assert_eq!(head.title.as_deref(), Some("计划"));
        assert_eq!(
            head.description.as_deref(),
            Some("版本 3\n内部\n日期：2023-02-30")
        );
        assert_eq!(head.status_date, None);
        assert_eq!(
            said[0],
            "row 2: \"版本 3\" above the table has no field; kept in the plan's description"
        );
    }
}
