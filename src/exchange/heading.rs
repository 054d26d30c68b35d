//! The heading row: which column holds what, in Chinese or English, in any order.

use std::collections::BTreeMap;

use super::cell;
use super::table::Row;

/// What a column can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Field {
    /// The number that says where a row belongs: `1.2.3`.
    Wbs,
    /// What the task is called.
    Name,
    /// What it is about.
    Description,
    /// What is true when a phase is complete.
    Outcome,
    /// Who answers for it.
    Coordinator,
    /// Who does it.
    Executors,
    /// What it waits for.
    DependsOn,
    /// Whether it can be done beside other work.
    Parallel,
    /// Whether it can be left out.
    Optional,
    /// The first day.
    Start,
    /// The last day.
    Finish,
    /// How many days.
    Days,
    /// How far it is.
    Progress,
    /// Why the estimate is open.
    Pending,
    /// What it hands over.
    Deliverable,
    /// Anything else.
    Notes,
}

/// Headings of each field, as [`normal`] makes them. Of two columns for one field, that with the earlier word wins.
pub(super) const HEADINGS: [(Field, &str); 16] = [
    (
        Field::Wbs,
        "wbs wbs编号 wbs编码 wbscode 任务编号 编号 编码 outlinenumber taskid tasknumber id 序号 项次 number no #",
    ),
    (Field::Name, "任务名称 任务 工作名称 工作项 活动名称 名称 事项 taskname task name title activity summary subject"),
    (
        Field::Description,
        "任务解释 任务说明 任务描述 解释 说明 描述 工作内容 内容 详情 description details explanation",
    ),
    (Field::Outcome, "阶段成果 阶段目标 成果 目标 outcome goal objective"),
    (
        Field::Coordinator,
        "统筹方 统筹人 统筹 牵头方 牵头单位 责任方 责任单位 负责方 责任人 负责人 coordinator owner accountable responsible lead \
         manager",
    ),
    (
        Field::Executors,
        "经办方 执行方 实施方 承办方 承办单位 参与方 参与人 参与人员 经办人 执行人 执行人员 executors executor assignees assignee assignedto \
         resourcenames resources resource performers performer doneby who",
    ),
    (
        Field::DependsOn,
        "依赖任务 依赖关系 依赖 前置任务 前置 前序任务 紧前任务 紧前工作 前导任务 dependson dependencies dependency predecessors \
         predecessor blockedby waitsfor after",
    ),
    (Field::Parallel, "能否并行 是否并行 可否并行 是否可并行 可并行 并行 parallel inparallel canbeparallel concurrent"),
    (Field::Optional, "可选 是否可选 optional"),
    (
        Field::Start,
        "预计开始日期 计划开始日期 预计开始时间 计划开始时间 开始日期 开始时间 起始日期 计划开始 预计开始 起始 开始 plannedstart startdate start begindate \
         begin",
    ),
    (
        Field::Finish,
        "预计完成日期 计划完成日期 预计完成时间 计划完成时间 预计结束日期 计划结束日期 完成日期 完成时间 结束日期 结束时间 计划完成 预计完成 计划结束 预计结束 结束 截止日期 截止时间 到期日 \
         plannedfinish finishdate finish enddate end duedate due deadline",
    ),
    (Field::Days, "参考天数 计划天数 预计天数 天数 工期 时长 days workingdays workdays duration durationdays"),
    (
        Field::Progress,
        "是否完成 完成情况 完成进度 完成百分比 完成率 完成度 进度 状态 progress percentcomplete %complete complete \
         completion completed done status",
    ),
    (Field::Pending, "待定原因 待定 待评估 pending pendingreason"),
    (Field::Deliverable, "交付物 交付成果 输出物 产出物 输出 产出 deliverables deliverable output"),
    (Field::Notes, "备注 附注 注 notes note remarks remark comments comment"),
];

/// A column of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// What it holds; `None` if no field has that name, or another column holds that field.
    pub field: Option<Field>,
    /// Its heading as the table has it, on one line.
    pub heading: String,
}

impl Column {
    /// The column at `index` where the heading row has nothing.
    pub(super) fn without_heading(index: usize) -> Self {
        Self { field: None, heading: format!("column {}", index + 1) }
    }
}

/// The first row that names the WBS and at least one other field, and what its columns are.
pub(super) fn find(rows: &[Row]) -> Option<(usize, Vec<Column>)> {
    rows.iter().enumerate().find_map(|(index, row)| Some((index, columns(row)?)))
}

/// For each field the heading that people know best, in Chinese and in English. The number of the task comes first.
pub(super) const BEST_KNOWN: [(&str, &str); 16] = [
    ("编号", "WBS"),
    ("任务名称", "Name"),
    ("任务解释", "Description"),
    ("阶段成果", "Outcome"),
    ("统筹方", "Coordinator"),
    ("经办方", "Executors"),
    ("依赖", "Depends on"),
    ("能否并行", "Parallel"),
    ("可选", "Optional"),
    ("开始日期", "Start"),
    ("完成日期", "Finish"),
    ("天数", "Days"),
    ("是否完成", "Progress"),
    ("待定", "Pending"),
    ("交付物", "Deliverable"),
    ("备注", "Notes"),
];

/// The headings that [`find`] looks for: that of the number, and the others.
pub(super) fn looked_for() -> (String, String) {
    let [number, others @ ..] = BEST_KNOWN.map(|(chinese, english)| format!("{english} ({chinese})"));
    (number, others.join(", "))
}

fn columns(row: &Row) -> Option<Vec<Column>> {
    let known: Vec<Option<(Field, usize)>> = row.cells.iter().map(|cell| field(cell)).collect();
    let mut best: BTreeMap<Field, (usize, usize)> = BTreeMap::new();
    for (index, (field, rank)) in known.iter().enumerate().filter_map(|(index, known)| Some((index, (*known)?))) {
        let first = best.entry(field).or_insert((rank, index));
        *first = (*first).min((rank, index));
    }
    let field_of = |index: usize| known[index].filter(|(f, rank)| best.get(f) == Some(&(*rank, index))).map(|(f, _)| f);
    let columns: Vec<Column> = row
        .cells
        .iter()
        .enumerate()
        .map(|(index, cell)| match cell.is_empty() {
            true => Column::without_heading(index),
            false => Column { field: field_of(index), heading: cell::squeeze(cell) },
        })
        .collect();
    let has_wbs = columns.iter().any(|column| column.field == Some(Field::Wbs));
    let others = columns.iter().filter(|column| column.field.is_some_and(|field| field != Field::Wbs)).count();
    (has_wbs && others > 0).then_some(columns)
}

/// The field that `heading` names, and how late among its words the word stands.
fn field(heading: &str) -> Option<(Field, usize)> {
    // No heading is that long, and a title above the table may be.
    if heading.chars().count() > 40 {
        return None;
    }
    let whole = normal(heading);
    let without_unit = whole.split_once('(').map(|(before, _)| before.to_owned());
    let find = |word: &str| {
        HEADINGS.iter().find_map(|(field, words)| Some((*field, words.split(' ').position(|known| known == word)?)))
    };
    find(&whole).or_else(|| find(&without_unit?))
}

/// `Start date:`, `start_date` and `ＳＴＡＲＴ ＤＡＴＥ` are one heading, and so are `参考天数` with and without a line break.
fn normal(heading: &str) -> String {
    let folded = cell::half_width(heading).to_lowercase();
    folded.chars().filter(|c| !c.is_whitespace() && !matches!(c, '_' | '-' | '*' | ':' | '.' | '?')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(cells: &[&str]) -> Option<Vec<Option<Field>>> {
        let row = Row { line: 1, cells: cells.iter().map(|cell| (*cell).to_owned()).collect() };
        Some(find(&[row])?.1.into_iter().map(|column| column.field).collect())
    }

    #[test]
    fn chinese_and_english() {
        let chinese = fields(&["WBS", "任务名称", "参考\n天数（天）", "颜色", ""]);
        let english = fields(&["Outline Number", "TASK_NAME", "Duration (days):", "Colour", ""]);
        assert_eq!(chinese, Some(vec![Some(Field::Wbs), Some(Field::Name), Some(Field::Days), None, None]));
        assert_eq!(chinese, english);
    }

    #[test]
    fn two_columns_for_one_field() {
        assert_eq!(fields(&["序号", "WBS", "Name"]), Some(vec![None, Some(Field::Wbs), Some(Field::Name)]));
        assert_eq!(fields(&["WBS", "备注", "备注"]), Some(vec![Some(Field::Wbs), Some(Field::Notes), None]));
    }

    #[test]
    fn a_row_that_is_none() {
        assert_eq!(fields(&["WBS"]), None);
        assert_eq!(fields(&["Name", "Start"]), None);
        assert_eq!(fields(&["WBS", "颜色"]), None);
    }

    #[test]
    fn what_is_named_is_known() {
        for ((chinese, english), (known, _)) in BEST_KNOWN.iter().zip(HEADINGS) {
            assert_eq!(field(chinese).map(|(field, _)| field), Some(known));
            assert_eq!(field(english).map(|(field, _)| field), Some(known));
        }
    }

    #[test]
    fn no_word_means_two_things() {
        let mut words: Vec<&str> = HEADINGS.iter().flat_map(|(_, words)| words.split(' ')).collect();
        let count = words.len();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), count);
        assert!(words.iter().all(|word| normal(word) == **word && !word.is_empty()));
    }
}
