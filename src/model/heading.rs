//! The words that people have for the fields of phases and tasks, in Chinese or English: tables as
//! headings, other tools as keys.

use crate::text::typed;

use super::TaskKey;

/// What people call a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Headings {
    /// The Chinese word that they know best.
    pub chinese: &'static str,
    /// The English one.
    pub english: &'static str,
    /// All that are understood, each in its normal form, with spaces between them. Of two columns
    /// for one field, that with the earlier word wins.
    pub words: &'static str,
}

/// What people call the value of `key`, if they have words for it.
pub(crate) const fn of(key: TaskKey) -> Option<Headings> {
    let (chinese, english, words) = match key {
        TaskKey::Id => (
            "编号",
            "WBS",
            "wbs wbs编号 wbs编码 wbscode 任务编号 编号 编码 outlinenumber taskid tasknumber id 序号 项次 number \
             no #",
        ),
        TaskKey::Name => (
            "任务名称",
            "Name",
            "任务名称 任务 工作名称 工作项 活动名称 名称 事项 taskname task name title activity summary subject",
        ),
        TaskKey::Description => (
            "任务解释",
            "Description",
            "任务解释 任务说明 任务描述 解释 说明 描述 工作内容 内容 详情 description details explanation",
        ),
        TaskKey::Outcome => (
            "阶段成果",
            "Outcome",
            "阶段成果 阶段目标 成果 目标 outcome goal objective",
        ),
        TaskKey::Coordinator => (
            "统筹方",
            "Coordinator",
            "统筹方 统筹人 统筹 牵头方 牵头单位 牵头部门 主办单位 责任方 责任单位 责任部门 负责方 负责单位 \
             负责部门 责任人 负责人 coordinator owner accountable responsible lead manager",
        ),
        TaskKey::Executors => (
            "经办方",
            "Executors",
            "经办方 执行方 实施方 承办方 承办单位 参与方 参与人 参与人员 经办人 执行人 执行人员 执行单位 实施单位 \
             参与单位 参与部门 参加单位 配合单位 配合部门 配合方 配合人 协办单位 协办部门 协作单位 executors \
             executor assignees assignee assignedto resourcenames resources resource performers performer doneby \
             who",
        ),
        TaskKey::DependsOn => (
            "依赖",
            "Depends on",
            "依赖任务 依赖关系 依赖 前置任务 前置 前序任务 紧前任务 紧前工作 前导任务 紧前工序 前置工作 前置工序 \
             紧前 dependson dependencies dependency predecessors predecessor blockedby waitsfor after",
        ),
        TaskKey::Parallel => (
            "能否并行",
            "Parallel",
            "能否并行 是否并行 可否并行 是否可并行 可并行 并行 parallel inparallel canbeparallel concurrent",
        ),
        TaskKey::Optional => ("可选", "Optional", "可选 是否可选 optional"),
        TaskKey::Start => (
            "开始日期",
            "Start",
            "预计开始日期 计划开始日期 预计开始时间 计划开始时间 开始日期 开始时间 起始日期 计划开始 预计开始 \
             起始 开始 plannedstart startdate start begindate begin",
        ),
        TaskKey::Finish => (
            "完成日期",
            "Finish",
            "预计完成日期 计划完成日期 预计完成时间 计划完成时间 预计结束日期 计划结束日期 完成日期 完成时间 \
             结束日期 结束时间 计划完成 预计完成 计划结束 预计结束 结束 截止日期 截止时间 到期日 plannedfinish \
             finishdate finish enddate end duedate due",
        ),
        TaskKey::Deadline => (
            "最后期限",
            "Deadline",
            "最后期限 承诺日期 承诺完成日期 要求完成日期 deadline deadlinedate",
        ),
        TaskKey::Days => (
            "天数",
            "Days",
            "参考天数 计划天数 预计天数 天数 工期 时长 days workingdays workdays duration durationdays",
        ),
        TaskKey::Progress => (
            "是否完成",
            "Progress",
            "是否完成 完成情况 完成进度 完成百分比 完成率 完成度 进度 状态 progress percentcomplete %complete \
             complete completion completed done status",
        ),
        TaskKey::Pending => (
            "待定",
            "Pending",
            "待定原因 待定 待评估 pending pendingreason",
        ),
        TaskKey::Deliverable => (
            "交付物",
            "Deliverable",
            "交付物 交付成果 输出物 产出物 输出 产出 deliverables deliverable output",
        ),
        TaskKey::Notes => (
            "备注",
            "Notes",
            "备注 附注 注 notes note remarks remark comments comment",
        ),
        // Of a phase the days are its total. Which calendar counts, and what is within, no column
        // says.
        TaskKey::TotalDays | TaskKey::Calendar | TaskKey::Tasks => return None,
    };
    Some(Headings {
        chinese,
        english,
        words,
    })
}

/// `Start date:`, `start_date` and `ＳＴＡＲＴ ＤＡＴＥ` are one word, and so are `参考天数` with and without a
/// line break.
pub(crate) fn normal(heading: &str) -> String {
    let folded = typed::half_width(heading).to_lowercase();
    folded
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '_' | '-' | '*' | ':' | '.' | '?'))
        .collect()
}

/// The key that a word in its normal form names, and how late among its words that one stands.
pub(crate) fn find(word: &str) -> Option<(TaskKey, usize)> {
    TaskKey::ALL
        .iter()
        .find_map(|key| Some((*key, of(*key)?.place(word)?)))
}

impl Headings {
    /// How late among the words a word in its normal form stands, if it is one of them.
    pub(crate) fn place(self, word: &str) -> Option<usize> {
        self.words.split(' ').position(|known| known == word)
    }
}
