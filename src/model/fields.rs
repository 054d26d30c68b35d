//! What can stand in a plan: one table of its keys. How each is read, what `diff` and `gate` make of
//! it, the order in which `import` writes it and its row in `docs/format.md` follow from its row
//! here. `schema/plan.schema.json` has the same keys, and a test holds the two together.

use super::Bearing;

/// What a value is: how it is read, compared and written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    /// The version of the format.
    Version,
    /// The map or the list of everything of one sort, at the top of a part.
    Section,
    /// What others call it by.
    Id,
    /// Text for people; what is different in it is shown word by word.
    Text,
    /// Text that is compared as a whole: half an address is none.
    Address,
    /// The name of something that is declared elsewhere.
    Name,
    /// A list of names that nobody has to declare.
    Names,
    /// A list of names of owners.
    Owners,
    /// The owners that a group stands for.
    Members,
    /// Yes or no; no if it is left out.
    Flag,
    /// A day.
    Date,
    /// A number of days, 0 or more.
    Days,
    /// A number of something, 1 or more.
    Count,
    /// How far something is.
    Progress,
    /// A list of what something waits for.
    Dependencies,
    /// Days of the week.
    Week,
    /// Days and ranges of days.
    Ranges,
    /// One of the kinds of owners.
    OwnerKind,
    /// One of the kinds of dependencies.
    Link,
    /// A number of days, also a negative one.
    Lag,
    /// What something consists of.
    Tasks,
}

/// Phases are the tasks at the top; they have `total_days` where others have `days`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// An entry of `phases`.
    Phase,
    /// An entry of `tasks`; a group if it has tasks of its own.
    Task,
}

/// Which entries a key is for, where there are two kinds of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Of {
    /// All.
    Both,
    /// Phases only.
    Phase,
    /// Tasks only, groups among them.
    Task,
}

impl Of {
    /// Whether an entry of this kind can have it.
    #[must_use]
    pub(crate) const fn has(self, kind: Kind) -> bool {
        matches!(
            (self, kind),
            (Of::Both, _) | (Of::Phase, Kind::Phase) | (Of::Task, Kind::Task)
        )
    }
}

/// What a value holds for beside the entry that has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Nothing.
    Itself,
    /// Everything within that does not say it by itself.
    Inherited,
    /// Everything within, whatever that says by itself.
    Within,
}

/// What fields decide together: when the sides of a merge change one of them each, a person should
/// look at the result, although git sees no conflict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Together {
    /// When work takes place and what it takes.
    When,
    /// What a phase comes to.
    Total,
    /// Who does it and who answers for it.
    Who,
}

impl Together {
    /// All of them, in the order in which they are shown.
    pub(crate) const ALL: [Self; 3] = [Self::When, Self::Total, Self::Who];
}

/// All that is to be known of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    /// The key.
    pub key: &'static str,
    /// Which entries can have it.
    pub of: Of,
    /// What its value is.
    pub value: Value,
    /// What it bears on.
    pub bearing: Bearing,
    /// What it holds for.
    pub reach: Reach,
    /// What it decides together with other fields.
    pub decides: Option<Together>,
    /// What it means, for `docs/format.md`.
    pub meaning: &'static str,
    /// The same in Chinese, for `docs/zh/format.md`.
    pub chinese: &'static str,
    /// An example in Markdown; empty if the meaning needs none.
    pub example: &'static str,
}

impl Row {
    /// A key of everything that such entries can be. What it decides with others follows from what
    /// it bears on, so that a key of which nothing is said lets no merge pass.
    pub(crate) const fn new(value: Value, bearing: Bearing) -> Self {
        const WHEN: Bearing = Bearing::DATES
            .and(Bearing::EFFORT)
            .and(Bearing::CALENDAR)
            .and(Bearing::LINKS);
        let decides = if bearing.meets(WHEN) {
            Some(Together::When)
        } else if bearing.meets(Bearing::PEOPLE) {
            Some(Together::Who)
        } else {
            None
        };
        Self {
            key: "",
            of: Of::Both,
            value,
            bearing,
            reach: Reach::Itself,
            decides,
            meaning: "",
            chinese: "",
            example: "",
        }
    }

    const fn of(self, of: Of) -> Self {
        Self { of, ..self }
    }

    const fn reaching(self, reach: Reach) -> Self {
        Self { reach, ..self }
    }

    const fn deciding(self, decides: Option<Together>) -> Self {
        Self { decides, ..self }
    }

    const fn meaning(self, meaning: &'static str, chinese: &'static str) -> Self {
        Self {
            meaning,
            chinese,
            ..self
        }
    }

    const fn example(self, example: &'static str) -> Self {
        Self { example, ..self }
    }
}

macro_rules! keys {
    ($($(#[$about:meta])* $vis:vis $name:ident { $($variant:ident $key:literal = $row:expr;)+ })+) => {$(
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        $vis enum $name {
            $(#[doc = concat!("`", $key, "`")] $variant,)+
        }

        impl $name {
            /// All of them, in the order of the table.
            #[allow(dead_code, reason = "pages ask it of all keys, the readers of some")]
            $vis const ALL: &'static [Self] = &[$(Self::$variant),+];
            /// Their names, in the same order.
            #[allow(dead_code, reason = "which of them a task has depends on its kind")]
            $vis const NAMES: &'static [&'static str] = &[$($key),+];
            const ROWS: &'static [Row] = &[$(Row { key: $key, ..$row }),+];

            /// What the table says of it.
            #[must_use]
            #[allow(dead_code, reason = "pages ask it of all keys, the readers of some")]
            $vis const fn row(self) -> &'static Row {
                &Self::ROWS[self as usize]
            }

            /// The key that is called so.
            #[must_use]
            $vis fn find(key: &str) -> Option<Self> {
                match key {
                    $($key => Some(Self::$variant),)+
                    _ => None,
                }
            }
        }
    )+};
}

keys! {
    /// The keys at the top of a part.
    pub(crate) PartKey {
        Plan "plan" = Row::new(Value::Section, Bearing::ALL)
            .meaning("what holds for the whole plan; it stands in one of the parts, once", "整个计划的公共内容；写在其中一个文件中，只写一次");
        Calendars "calendars" = Row::new(Value::Section, Bearing::CALENDAR)
            .meaning("calendars of your own, by name; each part may add some", "自定义日历，按名称书写；各文件都可以写");
        Owners "owners" = Row::new(Value::Section, Bearing::PEOPLE)
            .meaning("everybody who answers for work or does it, by name; each part may add some", "统筹或经办工作的各方，按名称书写；各文件都可以写");
        Phases "phases" = Row::new(Value::Section, Bearing::ALL)
            .meaning("a list of phases; each part may add some, but a phase stands whole in one part", "阶段列表；各文件都可以写，但一个阶段须完整写在一个文件中");
    }

    /// The keys of `plan`.
    pub(crate) PlanKey {
        Version "version" = Row::new(Value::Version, Bearing::ALL)
            .meaning("the version of this format; always 1", "格式版本，始终为 1").example("`1`");
        Title "title" = Row::new(Value::Text, Bearing::WORDS)
            .meaning("text: what the project is called", "文字：项目名称").example("`政务办公系统迁移`");
        Editors "editors" = Row::new(Value::Names, Bearing::WORDS)
            .meaning("list of names: who keeps this plan", "名称列表：计划的编制人员").example("`[林森, 黄雨涵]`");
        StatusDate "status_date" = Row::new(Value::Date, Bearing::STATUS)
            .meaning("date: the day for which progress was reported. `planlint check --as-of` names another", "日期：状态日期，即完成进度统计到哪一天。可用 `planlint check --as-of` 另行指定")
            .example("`2023-08-16`");
        Start "start" = Row::new(Value::Date, Bearing::DATES)
            .meaning("date: the day on which work begins that waits for nothing and has no date of its own; the first \
                 `start` of the plan if left out", "日期：没有前置任务、自身也没有日期的工作从哪一天开始；不写则为计划中最早的 `start`")
            .example("`2023-08-21`");
        Deadline "deadline" = Row::new(Value::Date, Bearing::DATES)
            .meaning("date: the day by which all of it is promised, included. It moves nothing", "日期：整个计划承诺的最后期限，含当天。它不影响其他日期")
            .example("`2023-11-30`");
        Calendar "calendar" = Row::new(Value::Name, Bearing::CALENDAR)
            .meaning("the calendar that counts days wherever a phase or task names no other; `every-day` if left out", "日历：阶段和任务没有另外写明时，按它计算天数；不写则为 `every-day`（每天都计）")
            .example("`china`");
        WorkingCalendar "working_calendar" = Row::new(Value::Name, Bearing::CALENDAR)
            .meaning("the calendar of the days on which people work: starting or finishing on a day off is then a finding. \
                 It counts no days", "上班日历：规定哪些天上班，开始或完成日期落在休息日即予报告。不用来计算天数")
            .example("`china`");
        Description "description" = Row::new(Value::Text, Bearing::WORDS)
            .meaning("text: what the project is about", "文字：项目说明");
    }

    /// The keys of a calendar.
    pub(crate) CalendarKey {
        Week "week" = Row::new(Value::Week, Bearing::CALENDAR).meaning("the days of the week that are worked, `mon` to `sun`, instead of those of the other; its holidays and \
             make-up days stay", "每周哪几天上班，写 `mon` 到 `sun`，代替原日历的；原日历的节假日和调休上班日仍然有效");
        Holidays "holidays" = Row::new(Value::Ranges, Bearing::CALENDAR)
            .meaning("days off: dates, or ranges `first..last` with both ends included", "休息日：日期，或区间 `first..last`，首尾两天都含在内");
        Workdays "workdays" = Row::new(Value::Ranges, Bearing::CALENDAR)
            .meaning("make-up working days, written in the same way", "调休上班日，写法相同");
        Extends "extends" = Row::new(Value::Name, Bearing::CALENDAR)
            .meaning("the calendar that this one starts from, built in or your own; `weekdays` if left out", "以哪个日历为基础，内置的或自定义的均可；不写则为 `weekdays`");
    }

    /// The keys of an owner.
    pub(crate) OwnerKey {
        Kind "kind" = Row::new(Value::OwnerKind, Bearing::PEOPLE).meaning("`organisation`, `team`, `person`, `group` (stands for its `members`), or `placeholder` (not known yet)", "`organisation`（单位）、`team`（团队）、`person`（个人）、`group`（责任方组，代表其 `members`）或 `placeholder`（占位，尚未确定）");
        Aliases "aliases" = Row::new(Value::Names, Bearing::PEOPLE)
            .meaning("list of other names in use; where one stands in the plan, planlint asks for the real one", "其他叫法的列表；计划中写了别名的，planlint 会提请改为正式名称");
        Members "members" = Row::new(Value::Members, Bearing::PEOPLE)
            .meaning("list of the owners that a group stands for", "责任方组代表哪些责任方，写成列表");
        Capacity "capacity" = Row::new(Value::Count, Bearing::PEOPLE)
            .meaning("how many unfinished tasks at once, 1 or more; without it, 5 (`owner-overload`)", "最多同时承担几项未完成的任务，不小于 1；不写则为 5（`owner-overload`）");
        Contact "contact" = Row::new(Value::Address, Bearing::WORDS).meaning("text: how to reach them", "文字：联系方式");
    }

    /// The keys of phases and tasks, in the order in which changes are shown.
    pub(crate) TaskKey {
        Id "id" = Row::new(Value::Id, Bearing::STRUCTURE)
            .meaning("unique in the whole plan, phases and tasks together. Put it in quotes", "编号，在整个计划的阶段和任务中不得重复。请加引号").example("`\"1.10\"`");
        Name "name" = Row::new(Value::Text, Bearing::WORDS)
            .meaning("text: what it is called", "文字：名称").example("`部署OA应用`");
        Description "description" = Row::new(Value::Text, Bearing::WORDS)
            .meaning("text: what is to be done", "文字：说明要做什么").example("`安装并配置OA应用`");
        Outcome "outcome" = Row::new(Value::Text, Bearing::WORDS)
            .of(Of::Phase)
            .meaning("text: what is true when the phase is complete", "文字：阶段成果，即阶段完成时达到的状态").example("`IP登录OA可用`");
        Coordinator "coordinator" = Row::new(Value::Name, Bearing::PEOPLE)
            .reaching(Reach::Inherited)
            .meaning("one of `owners`: who answers for it", "统筹方，`owners` 中的一个").example("`移动`");
        Executors "executors" = Row::new(Value::Owners, Bearing::PEOPLE)
            .reaching(Reach::Inherited)
            .meaning("list of `owners`: who does it", "经办方，`owners` 中若干个的列表").example("`[移动, 泛微]`");
        DependsOn "depends_on" = Row::new(Value::Dependencies, Bearing::LINKS)
            .of(Of::Task)
            // What a group waits for, everything in it waits for.
            .reaching(Reach::Within)
            .meaning("list of what it waits for, see [below](#dependencies)", "前置任务的列表，见[下文](#前置任务)").example("`[\"1.1\"]`");
        Parallel "parallel" = Row::new(Value::Flag, Bearing::LINKS)
            // A permission: it moves no date that the other side has written.
            .deciding(None)
            .meaning("`true`: a phase may overlap with the one before it; a task can be done beside the others around it", "`true`：能并行。阶段可以与前一阶段重叠；任务可以与同级的其他任务同时进行")
            .example("`true`");
        Optional "optional" = Row::new(Value::Flag, Bearing::LINKS)
            .of(Of::Task)
            .deciding(None)
            .meaning("`true`: the plan succeeds without it", "`true`：可选，不做也不影响计划达成").example("`true`");
        Start "start" = Row::new(Value::Date, Bearing::DATES)
            .meaning("date: the first day, included", "日期：开始日期，含当天").example("`2023-08-21`");
        Finish "finish" = Row::new(Value::Date, Bearing::DATES)
            .meaning("date: the last day, included", "日期：完成日期，含当天").example("`2023-08-25`");
        Deadline "deadline" = Row::new(Value::Date, Bearing::DATES)
            // A promise moves no date that the other side has written.
            .deciding(None)
            .meaning("date: the day by which it is promised, included. It moves nothing", "日期：承诺的最后期限，含当天。它不影响其他日期").example("`2023-08-31`");
        Days "days" = Row::new(Value::Days, Bearing::EFFORT)
            .of(Of::Task)
            .meaning("whole working days; 0 is a milestone", "参考天数，整数，按日历计工作日；0 表示里程碑").example("`5`");
        TotalDays "total_days" = Row::new(Value::Days, Bearing::EFFORT)
            .of(Of::Phase)
            // Only what is in the phase decides with it, and the rules compare the two.
            .deciding(Some(Together::Total))
            .meaning("whole working days of the phase, see [below](#days-of-groups-and-phases)", "阶段总天数，整数，见[下文](#任务组和阶段的天数)").example("`35`");
        Progress "progress" = Row::new(Value::Progress, Bearing::PROGRESS)
            .of(Of::Task)
            .meaning("how much was done on the status date: `not-started`, `done`, or percent; not 0.5, which may mean 50% \
                 or 0.5%", "到状态日期的完成进度：`not-started`（未开始）、`done`（已完成）或百分数；不要写 0.5，它可能指 50%，也可能指 0.5%")
            .example("`50%` or `50`");
        // An estimate that is not settled may leave out the dates.
        Pending "pending" = Row::new(Value::Text, Bearing::DATES)
            .of(Of::Task)
            .deciding(None)
            .meaning("text: the estimate is not settled, and this is why. Dates may then be missing", "文字：日期或工期待定，并说明原因。此时可以不写日期")
            .example("`等金山评估`");
        Deliverable "deliverable" = Row::new(Value::Text, Bearing::WORDS)
            .of(Of::Task)
            .meaning("text: what the task hands over", "文字：交付物").example("`功能上线报告`");
        Notes "notes" = Row::new(Value::Text, Bearing::WORDS)
            .meaning("text: anything else that people should know", "文字：备注，其他需要知道的内容").example("`夜间割接`");
        Calendar "calendar" = Row::new(Value::Name, Bearing::CALENDAR)
            .reaching(Reach::Inherited)
            .meaning("the calendar that counts its days", "按哪个日历计算天数").example("`weekdays`");
        Tasks "tasks" = Row::new(Value::Tasks, Bearing::STRUCTURE)
            .meaning("list of what it consists of", "下级任务的列表");
    }

    /// The keys of an entry of `depends_on`.
    pub(crate) DependencyKey {
        Task "task" = Row::new(Value::Id, Bearing::LINKS)
            .meaning("the id of the predecessor: a task, a group or a phase", "前置任务的编号：可以是任务、任务组或阶段");
        Type "type" = Row::new(Value::Link, Bearing::LINKS).meaning("which ends are tied: `FS` finish to start (if left out), `SS`, `FF`, or `SF`: it finishes when the other \
             starts, or later", "关联哪两端：`FS` 完成-开始（不写时即是）、`SS` 开始-开始、`FF` 完成-完成、`SF` 开始-完成");
        Lag "lag" = Row::new(Value::Lag, Bearing::LINKS).meaning("working days in between, in the calendar of the task that waits; negative is a lead, 0 if left out", "延隔时间，按等待方的日历计工作日；负数为提前量；不写则为 0");
    }
}

impl TaskKey {
    /// What an entry of `kind` calls the same: the days of a phase are its `total_days`. `None` if
    /// it has nothing of this.
    #[must_use]
    pub(crate) fn at(self, kind: Kind) -> Option<Self> {
        let key = match (self, kind) {
            (Self::Days, Kind::Phase) => Self::TotalDays,
            (Self::TotalDays, Kind::Task) => Self::Days,
            _ => self,
        };
        key.row().of.has(kind).then_some(key)
    }

    /// The key of an entry of `kind` that is called so.
    pub(crate) fn find_at(key: &str, kind: Kind) -> Option<Self> {
        Self::find(key).filter(|key| key.row().of.has(kind))
    }

    /// The keys of an entry of `kind`, in the order in which a person would write them.
    pub(crate) fn written(kind: Kind) -> impl Iterator<Item = Self> {
        // What a phase comes to stands before what leads to it.
        let total = |after: Self| (after == Self::Executors).then_some(Self::TotalDays);
        Self::ALL
            .iter()
            .copied()
            .filter(|key| *key != Self::TotalDays)
            .flat_map(move |key| [Some(key), total(key)])
            .flatten()
            .filter(move |key| key.row().of.has(kind))
    }

    /// What the fields bear on that hold for more than the entry that has them.
    pub(crate) const fn reaching_down() -> Bearing {
        let (mut bearing, mut at) = (Bearing::NONE, 0);
        while at < Self::ROWS.len() {
            if !matches!(Self::ROWS[at].reach, Reach::Itself) {
                bearing = bearing.and(Self::ROWS[at].bearing);
            }
            at += 1;
        }
        bearing
    }
}

/// The keys of each sort of entry.
const SORTS: [&[Row]; 6] = [
    PartKey::ROWS,
    PlanKey::ROWS,
    CalendarKey::ROWS,
    OwnerKey::ROWS,
    TaskKey::ROWS,
    DependencyKey::ROWS,
];

const COUNT: usize = {
    let (mut count, mut at) = (0, 0);
    while at < SORTS.len() {
        count += SORTS[at].len();
        at += 1;
    }
    count
};

/// Every key that can stand in a part, those of several sorts of entries several times: what tells
/// `name：x` from prose with a `：` in it.
pub(crate) const ALL_KEYS: &[&str] = &{
    let mut keys = [""; COUNT];
    let (mut sort, mut count) = (0, 0);
    while sort < SORTS.len() {
        let mut at = 0;
        while at < SORTS[sort].len() {
            keys[count] = SORTS[sort][at].key;
            count += 1;
            at += 1;
        }
        sort += 1;
    }
    keys
};

/// What the value of `key` is, wherever that stands.
fn value_of(key: &str) -> Option<Value> {
    let mut rows = SORTS.iter().flat_map(|rows| rows.iter());
    rows.find(|row| row.key == key).map(|row| row.value)
}

/// Whether the value of `key` is a list of which each entry is a name.
pub(super) fn is_of_names(key: &str) -> bool {
    is_of_owners(key) || value_of(key) == Some(Value::Names)
}

/// Whether the value of `key` is a list of names of owners, so that the plan as a whole knows them.
pub(super) fn is_of_owners(key: &str) -> bool {
    matches!(value_of(key), Some(Value::Owners | Value::Members))
}

/// The largest number of days, of a lag or of tasks at once that a plan can give.
pub(super) const LARGEST_NUMBER: i64 = 1_000_000;

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::Value as Json;

    use super::*;
    use crate::model::CalendarDef;
    use crate::model::Meta;
    use crate::model::Owner;
    use crate::model::Task;
    use crate::model::TaskIx;
    use crate::text::FileId;
    use crate::text::Span;
    use crate::text::Spanned;

    /// What the schema says of a value, as far as it says what kind it is.
    fn in_the_schema(value: Value) -> &'static str {
        match value {
            Value::Version => "integer, const 1",
            Value::Section => "",
            Value::Id => "#/$defs/id",
            Value::Text | Value::Address => "#/$defs/text",
            Value::Name => "#/$defs/name",
            Value::Names | Value::Owners | Value::Members => "list of #/$defs/name",
            Value::Flag => "boolean",
            Value::Date => "#/$defs/date",
            Value::Days => "#/$defs/days",
            Value::Count => "integer, minimum 1",
            Value::Progress => "#/$defs/progress",
            Value::Dependencies => "list of #/$defs/dependency",
            Value::Week => "list of #/$defs/weekday",
            Value::Ranges => "list of #/$defs/dateOrRange",
            Value::OwnerKind | Value::Link => "string",
            Value::Lag => "integer, minimum -1000000",
            Value::Tasks => "list of #/$defs/task",
        }
    }

    fn of_schema(property: &Json) -> String {
        let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
        if let Some(defined) = property.get("$ref") {
            return text(defined);
        }
        if let Some(items) = property.get("items") {
            return format!("list of {}", of_schema(items));
        }
        let mut told = property.get("type").map(text).unwrap_or_default();
        for bound in ["const", "minimum"] {
            if let Some(bound_by) = property.get(bound) {
                told += &format!(", {bound} {bound_by}");
            }
        }
        told
    }

    fn rows_of(kind: Kind) -> Vec<Row> {
        TaskKey::written(kind).map(|key| *key.row()).collect()
    }

    #[test]
    fn the_schema_has_the_same_keys_with_the_same_values() {
        let schema: Json = serde_json::from_str(include_str!("../../schema/plan.schema.json"))
            .expect("the schema is JSON");
        for (pointer, rows) in [
            ("/properties", PartKey::ROWS.to_vec()),
            ("/$defs/plan/properties", PlanKey::ROWS.to_vec()),
            ("/$defs/calendar/properties", CalendarKey::ROWS.to_vec()),
            ("/$defs/owner/properties", OwnerKey::ROWS.to_vec()),
            ("/$defs/phase/properties", rows_of(Kind::Phase)),
            ("/$defs/task/properties", rows_of(Kind::Task)),
            (
                "/$defs/dependencyObject/properties",
                DependencyKey::ROWS.to_vec(),
            ),
        ] {
            let object = schema.pointer(pointer).and_then(Json::as_object);
            let theirs: BTreeMap<String, String> = object
                .expect("the schema has this part")
                .iter()
                .map(|(key, property)| (key.clone(), of_schema(property)))
                .collect();
            let ours: BTreeMap<String, String> = rows
                .iter()
                .map(|row| (row.key.to_owned(), in_the_schema(row.value).to_owned()))
                .collect();
            if pointer == "/properties" {
                assert!(ours.keys().eq(theirs.keys()), "{theirs:?}");
            } else {
                assert_eq!(theirs, ours, "{pointer}");
            }
        }
    }

    #[test]
    fn the_fields_hold_what_the_table_says() {
        let span = Span::new(FileId(0), 0, 0);
        let name = || Spanned::new("a".into(), span);
        let mut task = Task::new(Kind::Task, span, None, TaskIx::from_index(1));
        let (mut meta, mut calendar) = (Meta::default(), CalendarDef::new(name()));
        let mut owner = Owner::new(name());
        let mut kinds: Vec<(&Row, &'static str)> = Vec::new();
        kinds.extend(
            TaskKey::ALL
                .iter()
                .map(|key| (key.row(), task.slot(*key).kind())),
        );
        kinds.extend(
            PlanKey::ALL
                .iter()
                .map(|key| (key.row(), meta.slot(*key).kind())),
        );
        kinds.extend(
            CalendarKey::ALL
                .iter()
                .map(|key| (key.row(), calendar.slot(*key).kind())),
        );
        kinds.extend(
            OwnerKey::ALL
                .iter()
                .map(|key| (key.row(), owner.slot(*key).kind())),
        );
        for (row, kind) in kinds {
            let value = match row.value {
                Value::Version | Value::Id | Value::Tasks => "Apart".to_owned(),
                Value::Members => "Names".to_owned(),
                value => format!("{value:?}"),
            };
            assert_eq!(kind, value, "{}", row.key);
        }
    }

    #[test]
    fn what_has_one_name_is_one_thing() {
        let mut known: BTreeMap<&str, (Value, Bearing)> = BTreeMap::new();
        for row in SORTS.iter().flat_map(|rows| rows.iter()) {
            let first = known.entry(row.key).or_insert((row.value, row.bearing));
            assert_eq!(*first, (row.value, row.bearing), "{}", row.key);
            assert!(!row.meaning.is_empty(), "{} has a meaning", row.key);
        }
    }
}
