//! The words that people have for the fields of a plan, in Chinese or English.

use crate::text::typed;

/// What a column of a table can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Heading {
    /// The number that says where a row belongs: `1.2.3`.
    Wbs,
    /// The phase that it belongs to.
    Phase,
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

/// Headings of each field, as [`normal`] makes them. Of two columns for one field, that with the
/// earlier word wins.
pub(crate) const HEADINGS: [(Heading, &str); 17] = [
    (
        Heading::Wbs,
        "wbs wbs编号 wbs编码 wbscode 任务编号 编号 编码 outlinenumber taskid tasknumber id 序号 项次 number no #",
    ),
    (
        Heading::Phase,
        "阶段 阶段名称 所属阶段 项目阶段 实施阶段 phase phasename stage",
    ),
    (
        Heading::Name,
        "任务名称 任务 工作名称 工作项 活动名称 名称 事项 taskname task name title activity summary subject",
    ),
    (
        Heading::Description,
        "任务解释 任务说明 任务描述 解释 说明 描述 工作内容 内容 详情 description details explanation",
    ),
    (
        Heading::Outcome,
        "阶段成果 阶段目标 成果 目标 outcome goal objective",
    ),
    (
        Heading::Coordinator,
        "统筹方 统筹人 统筹 牵头方 牵头单位 牵头部门 主办单位 责任方 责任单位 责任部门 负责方 负责单位 负责部门 责任人 负责人 coordinator \
         owner accountable responsible lead manager",
    ),
    (
        Heading::Executors,
        "经办方 执行方 实施方 承办方 承办单位 参与方 参与人 参与人员 经办人 执行人 执行人员 执行单位 实施单位 参与单位 \
         参与部门 参加单位 配合单位 配合部门 配合方 配合人 协办单位 协办部门 协作单位 executors executor assignees assignee assignedto resourcenames resources resource performers performer doneby who",
    ),
    (
        Heading::DependsOn,
        "依赖任务 依赖关系 依赖 前置任务 前置 前序任务 紧前任务 紧前工作 前导任务 紧前工序 前置工作 前置工序 \
         紧前 dependson dependencies dependency predecessors predecessor blockedby waitsfor after",
    ),
    (
        Heading::Parallel,
        "能否并行 是否并行 可否并行 是否可并行 可并行 并行 parallel inparallel canbeparallel concurrent",
    ),
    (Heading::Optional, "可选 是否可选 optional"),
    (
        Heading::Start,
        "预计开始日期 计划开始日期 预计开始时间 计划开始时间 开始日期 开始时间 起始日期 计划开始 预计开始 起始 开始 plannedstart startdate start begindate \
         begin",
    ),
    (
        Heading::Finish,
        "预计完成日期 计划完成日期 预计完成时间 计划完成时间 预计结束日期 计划结束日期 完成日期 完成时间 结束日期 结束时间 计划完成 预计完成 计划结束 预计结束 结束 截止日期 截止时间 到期日 \
         plannedfinish finishdate finish enddate end duedate due deadline",
    ),
    (
        Heading::Days,
        "参考天数 计划天数 预计天数 天数 工期 时长 days workingdays workdays duration durationdays",
    ),
    (
        Heading::Progress,
        "是否完成 完成情况 完成进度 完成百分比 完成率 完成度 进度 状态 progress percentcomplete %complete complete \
         completion completed done status",
    ),
    (
        Heading::Pending,
        "待定原因 待定 待评估 pending pendingreason",
    ),
    (
        Heading::Deliverable,
        "交付物 交付成果 输出物 产出物 输出 产出 deliverables deliverable output",
    ),
    (
        Heading::Notes,
        "备注 附注 注 notes note remarks remark comments comment",
    ),
];

/// `Start date:`, `start_date` and `ＳＴＡＲＴ ＤＡＴＥ` are one heading, and so are `参考天数` with and without
/// a line break.
pub(crate) fn normal(heading: &str) -> String {
    let folded = typed::half_width(heading).to_lowercase();
    folded
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '_' | '-' | '*' | ':' | '.' | '?'))
        .collect()
}

/// The field that a heading in its normal form names, and how late among its words the word stands.
pub(crate) fn find(word: &str) -> Option<(Heading, usize)> {
    HEADINGS.iter().find_map(|(field, words)| {
        Some((*field, words.split(' ').position(|known| known == word)?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_means_two_things() {
        let mut words: Vec<&str> = HEADINGS
            .iter()
            .flat_map(|(_, words)| words.split(' '))
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
}
