//! `planlint import` on tables as offices keep them: one column of owners, phases numbered 一, 二,
//! dates without a year.

use crate::exchange;
use crate::exchange::Entry;
use crate::exchange::Imported;
use crate::exchange::OwnerKind;
use crate::model::TaskKey;

use super::asking::check;
use super::asking::rules_of;
use super::import::said;

fn import(text: &str) -> Imported {
    let imported =
        exchange::import(text.as_bytes(), "plan.csv").unwrap_or_else(|refused| panic!("{refused}"));
    assert_eq!(exchange::lost(&imported.table, &imported.files), vec![]);
    imported
}

fn find<'e>(entries: &'e [Entry], id: &str) -> Option<&'e Entry> {
    entries.iter().find_map(|entry| {
        if entry.id == id {
            Some(entry)
        } else {
            find(&entry.tasks, id)
        }
    })
}

fn entry<'i>(imported: &'i Imported, id: &str) -> &'i Entry {
    find(&imported.draft.phases, id)
        .unwrap_or_else(|| panic!("there is a {id}: {:#?}", imported.draft.phases))
}

fn kind(imported: &Imported, name: &str) -> Option<OwnerKind> {
    imported
        .draft
        .owners
        .iter()
        .find(|(owner, _)| owner == name)
        .map(|(_, kind)| *kind)
}

/// The rules that find something in the plan that was written.
fn found(imported: &Imported) -> Vec<&'static str> {
    let files: Vec<(String, &str)> = imported
        .files
        .iter()
        .map(|file| (format!("plan/{}", file.name), &*file.text))
        .collect();
    let report = check(
        &files
            .iter()
            .map(|(path, text)| (path.as_str(), *text))
            .collect::<Vec<_>>(),
    );
    rules_of(&report)
}

#[test]
fn one_column_of_owners() {
    let imported = import(
        "序号,任务名称,负责人\n1,调研,王建国\n1.1,访谈,\"李娜、陈晨\"\n1.2,整理,李娜\n1.2.1,录入,\"李娜、陈晨\"\n1.2.2,核对,施工队\n2,采购,\"赵敏、李娜\"\n2.1,招标,赵敏\n",
    );
    assert_eq!(
        said(&imported),
        [
            "row 1: 负责人 is the only column of owners: read as the executors of tasks, and as the coordinator of phases \
             and groups",
            "row 7 (2): 负责人 \"赵敏、李娜\": only one can answer for it, \"赵敏\"; all of them become executors",
        ]
    );
    let phase = entry(&imported, "1");
    assert_eq!(
        (phase.coordinator.as_deref(), phase.executors.len()),
        (Some("王建国"), 0)
    );
    assert_eq!(entry(&imported, "1.1").executors, ["李娜", "陈晨"]);
    assert_eq!(entry(&imported, "1.1").coordinator, None);
    let group = entry(&imported, "1.2");
    assert_eq!(
        (group.coordinator.as_deref(), group.executors.len()),
        (Some("李娜"), 0)
    );
    assert_eq!(entry(&imported, "2").executors, ["赵敏", "李娜"]);
    assert_eq!(kind(&imported, "陈晨"), Some(OwnerKind::Person));
    assert_eq!(kind(&imported, "施工队"), Some(OwnerKind::Organisation));
    let found = found(&imported);
    assert!(
        !found.iter().any(|rule| rule.starts_with("owner-")),
        "{found:?}"
    );
}

#[test]
fn executors_alone_answer_for_phases() {
    let imported = import("序号,任务名称,执行单位\n1,调研,信息中心\n1.1,访谈,移动\n");
    assert_eq!(
        entry(&imported, "1").coordinator.as_deref(),
        Some("信息中心")
    );
    assert_eq!(entry(&imported, "1.1").executors, ["移动"]);
    assert_eq!(kind(&imported, "移动"), Some(OwnerKind::Organisation));
}

#[test]
fn who_takes_part_does_it_and_else_who_answers() {
    let imported = import(
        "序号,任务名称,负责人,参与单位,紧前工序\n1,采购,赵敏,,\n1.1,招标,赵敏,招标代理、财政局,\n1.2,公示,\"赵敏、李娜\",,1.1\n1.3,签约,\"赵敏、李娜\",财政局,1.2\n",
    );
    assert_eq!(
        said(&imported)[0],
        "row 1: 负责人 is read as coordinator, 参与单位 as executors; where 参与单位 is empty, 负责人 does it, too"
    );
    assert_eq!(entry(&imported, "1").coordinator.as_deref(), Some("赵敏"));
    let tasks = &imported.draft.phases[0].tasks;
    let executors: Vec<String> = tasks.iter().map(|task| task.executors.join(" ")).collect();
    assert_eq!(
        executors,
        ["招标代理 财政局", "赵敏 李娜", "赵敏 李娜 财政局"]
    );
    assert!(
        tasks
            .iter()
            .all(|task| task.coordinator.as_deref() == Some("赵敏") && task.notes.is_empty())
    );
    assert_eq!(tasks[1].depends_on[0].task, "1.1");
    assert!(
        !found(&imported)
            .iter()
            .any(|rule| rule.starts_with("owner-"))
    );
}

#[test]
fn a_unit_answers_and_a_person_does_it() {
    let imported = import(
        "序号,任务名称,责任单位,负责人,配合部门,协办单位,前置工作\n1,网络,信息中心,,,,\n1.1,布线,信息中心,\"吴迪、施工队\",后勤科,移动,\n1.2,测试,办公室,吴迪,,,1.1\n",
    );
    assert_eq!(
        said(&imported),
        ["row 1: 责任单位 is read as coordinator, 负责人, 配合部门, 协办单位 as executors"]
    );
    let task = entry(&imported, "1.1");
    assert_eq!(task.coordinator.as_deref(), Some("信息中心"));
    assert_eq!(task.executors, ["吴迪", "施工队", "后勤科", "移动"]);
    assert_eq!(kind(&imported, "吴迪"), Some(OwnerKind::Person));
    assert_eq!(kind(&imported, "信息中心"), Some(OwnerKind::Organisation));
    assert_eq!(entry(&imported, "1.2").depends_on[0].task, "1.1");
}

#[test]
fn the_percentage_counts() {
    let imported = import(
        "序号,任务名称,完成率,是否完成\n1,网络,,\n1.1,勘察,80%,进行中\n1.2,布线,60%,是\n1.3,测试,,否\n1.4,验收,0,否\n1.5,归档,,进行中\n1.6,付款,50%,否\n",
    );
    let progress: Vec<Option<&str>> = imported.draft.phases[0]
        .tasks
        .iter()
        .map(|task| task.progress.as_deref())
        .collect();
    assert_eq!(
        progress,
        [
            Some("80%"),
            Some("60%"),
            Some("not-started"),
            Some("not-started"),
            None,
            Some("50%")
        ]
    );
    assert_eq!(
        said(&imported),
        [
            "row 4 (1.2): 是否完成 \"是\": another column says 60%, which counts; kept in notes",
            "row 7 (1.5): 是否完成 \"进行中\": does not say how far it is; kept in notes",
        ]
    );
}

#[test]
fn of_calendars_that_fit_alike_that_of_the_people() {
    let table =
        |days: &str| format!("序号,任务名称,开始日期,完成日期,工期\n1,网络,,,\n1.1,布线,{days}\n");
    let calendar = |text: &str| import(text).draft.head.calendar;
    assert_eq!(calendar(&table("2023/8/21,2023/8/25,5天")), Some("china"));
    assert_eq!(calendar(&table(",,")), Some("china"));
    assert_eq!(
        calendar(&table("2023/8/21,2023/8/27,7天")),
        Some("every-day")
    );
    assert_eq!(
        calendar("No,Name,Start,Finish,Days\n1,Build,,,\n1.1,Dig,2023-08-21,2023-08-25,5\n"),
        Some("weekdays")
    );
}

#[test]
fn numbers_that_run_on_below_chinese_numerals() {
    let imported = import(
        "2023年度信息化台账\n填表人：周涛,填表日期：2023年9月8日\n序号,工作内容,责任单位,负责人,前置任务,开始时间,完成时间,工期,完成率,是否完成\n一,前期准备,,,,,,,,\n1,现场勘察,信息中心,\"周涛、吴迪\",,8月21日,8月23日,3天,100%,已完成\n2,编制方案,信息中心,周涛,1,8月24日,9月1日,7天,80%,进行中\n二,网络改造,,,,,,,,\n3,布线,信息中心,吴迪,\"1、2\",12月25日,1月5日,9天,,\n4,测试,办公室,吴迪,二、3,1月8日,1月9日,2天,0,否\n合计,4项,,,,,,21天,,\n",
    );
    assert_eq!(
        said(&imported),
        [
            "row 3: the rows 一, 二 are read as phases, and those below as their tasks; the numbers of tasks run on, and stay",
            "row 3: 责任单位 is read as coordinator, 负责人 as executors",
            "row 3: the years 2023, 2024, going on over New Year, were taken from \"2023年度信息化台账\", for 8 dates \
             without a year",
            "row 10: no number in it; kept in the notes of 4",
        ]
    );
    let outline: Vec<(&str, Vec<&str>)> = imported
        .draft
        .phases
        .iter()
        .map(|phase| {
            (
                phase.id.as_str(),
                phase.tasks.iter().map(|task| task.id.as_str()).collect(),
            )
        })
        .collect();
    assert_eq!(outline, [("一", vec!["1", "2"]), ("二", vec!["3", "4"])]);
    assert_eq!(entry(&imported, "二").name.as_deref(), Some("网络改造"));
    assert_eq!(imported.draft.head.editors, ["周涛"]);
    assert_eq!(
        imported
            .draft
            .head
            .status_date
            .map(|day| day.to_string())
            .as_deref(),
        Some("2023-09-08")
    );
    let days = |id: &str| {
        let task = entry(&imported, id);
        [TaskKey::Start, TaskKey::Finish]
            .map(|key| task.day(key))
            .map(|day| day.map(|day| day.to_string()).unwrap_or_default())
    };
    assert_eq!(days("1"), ["2023-08-21", "2023-08-23"]);
    assert_eq!(days("3"), ["2023-12-25", "2024-01-05"]);
    assert_eq!(days("4"), ["2024-01-08", "2024-01-09"]);
    assert_eq!(waits_for(&imported, "4"), ["二", "3"]);
    assert!(
        !found(&imported)
            .iter()
            .any(|rule| rule.starts_with("wbs-") || rule.starts_with("id-"))
    );
}

fn waits_for<'i>(imported: &'i Imported, id: &str) -> Vec<&'i str> {
    entry(imported, id)
        .depends_on
        .iter()
        .map(|dependency| dependency.task.as_str())
        .collect()
}

/// Phases with the ids of all that is in them.
fn outline(imported: &Imported) -> Vec<String> {
    fn ids(entry: &Entry) -> String {
        let tasks: Vec<String> = entry.tasks.iter().map(ids).collect();
        if tasks.is_empty() {
            entry.id.clone()
        } else {
            format!("{}({})", entry.id, tasks.join(" "))
        }
    }
    imported.draft.phases.iter().map(ids).collect()
}

fn assert_numbered_well(imported: &Imported) {
    let found = found(imported);
    assert!(
        !found
            .iter()
            .any(|rule| rule.starts_with("wbs-") || rule.starts_with("id-")),
        "{found:?}"
    );
}

#[test]
fn numbers_that_begin_again_below_chinese_numerals() {
    let imported = import(
        "序号,任务名称,前置任务\n（一）,准备,\n1,勘察,\n2,方案,1\n3,询价,2\n（二）,实施,\n1,采购,\"（一）、3\"\n2,安装,\"1SS+2d\"\n3,调试,\"2，1.1\"\n（三）,收尾,\n1,验收,9\n",
    );
    assert_eq!(
        outline(&imported),
        ["1(1.1 1.2 1.3)", "2(2.1 2.2 2.3)", "3(3.1)"]
    );
    assert_eq!(waits_for(&imported, "1.2"), ["1.1"]);
    assert_eq!(waits_for(&imported, "2.2"), ["2.1"]);
    assert_eq!(waits_for(&imported, "2.3"), ["2.2", "1.1"]);
    assert_eq!(entry(&imported, "3.1").notes, ["前置任务: 9"]);
    assert_eq!(
        said(&imported)[0],
        "row 1: the rows 一, 二, … are read as the phases 1, 2, …, and those below as their tasks; the numbers of tasks begin \
         again in each phase, so they get its number (1.1), and predecessors are looked for in the phase of the row first"
    );
    assert_numbered_well(&imported);
}

#[test]
fn more_forms_of_phases() {
    let table = |rows: &str| import(&format!("序号,任务名称,工期\n{rows}"));
    let imported = table("第一阶段,准备,\n1.1,勘察,3\n1.2,方案,2\n第二阶段,实施,\n2.1,采购,3\n");
    assert_eq!(outline(&imported), ["1(1.1 1.2)", "2(2.1)"]);
    assert_numbered_well(&imported);

    let imported = table(
        "一、前期准备,,\n1,勘察,3\n1.1,拍照,1\n（1）,归档,1\n2,方案,2\n二、实施,,\n3,采购,3\n三、以上由信息中心填写。,,\n",
    );
    assert_eq!(outline(&imported), ["一(1(1.1(1.1.1)) 2)", "二(3)"]);
    assert_eq!(entry(&imported, "一").name.as_deref(), Some("前期准备"));
    assert_eq!(entry(&imported, "3").notes, ["三、以上由信息中心填写。"]);
    assert_numbered_well(&imported);

    let imported = table(",一、准备,\n1,勘察,3\n,二、实施,\n2,采购,3\n");
    assert_eq!(outline(&imported), ["一(1)", "二(2)"]);
    assert_eq!(entry(&imported, "二").name.as_deref(), Some("二、实施"));

    let imported = table(
        "一,准备,\n（一）,现场,\n1,勘察,3\n2,拍照,3\n（二）,方案,\n1,编制,3\n二,实施,\n（一）,机房,\n1,布线,3\n",
    );
    assert_eq!(
        outline(&imported),
        ["1(1.1(1.1.1 1.1.2) 1.2(1.2.1))", "2(2.1(2.1.1))"]
    );
    assert_numbered_well(&imported);

    let imported = table("一,准备,\n1,勘察,3\n2,方案,\n十一,收尾,\n");
    assert_eq!(outline(&imported), ["一(1 2)", "十一"]);

    let imported = table("第一阶段,准备,\n1,勘察,3\n第二阶段,实施,\n2,采购,3\n");
    assert_eq!(outline(&imported), ["第一阶段(1)", "第二阶段(2)"]);
    assert_numbered_well(&imported);

    let imported = table("一,准备,\n一.1,勘察,3\n一.2,方案,2\n二,实施,\n二.1,采购,3\n");
    assert_eq!(outline(&imported), ["1(1.1 1.2)", "2(2.1)"]);
    assert_numbered_well(&imported);

    let imported = table("1,准备,\n（1）,勘察,3\n（2）,方案,2\n2,实施,\n（1）,采购,3\n");
    assert_eq!(outline(&imported), ["1(1.1 1.2)", "2(2.1)"]);
    assert_numbered_well(&imported);
}

#[test]
fn a_column_of_phases() {
    let table = |rows: &str| import(&format!("序号,阶段,任务名称,前置任务\n{rows}"));
    let imported = table("1,准备,勘察,\n2,,方案,1\n3,实施,采购,2\n4,实施,安装,3\n5,准备,补充,\n");
    assert_eq!(outline(&imported), ["一(1 2 5)", "二(3 4)"]);
    assert_eq!(entry(&imported, "二").name.as_deref(), Some("实施"));
    assert_eq!(waits_for(&imported, "3"), ["2"]);
    assert_eq!(
        said(&imported),
        [
            "row 1: the phases 一, 二 are those of the column 阶段: 准备, 实施; the numbers of tasks run on, and stay"
        ]
    );
    assert_numbered_well(&imported);

    let imported = table("1,准备,勘察,\n2,,方案,1\n1,实施,采购,准备\n2,,安装,1\n");
    assert_eq!(outline(&imported), ["1(1.1 1.2)", "2(2.1 2.2)"]);
    assert_eq!(waits_for(&imported, "2.1"), ["1"]);
    assert_numbered_well(&imported);

    let imported = table("1.1,准备,勘察,\n1.2,,方案,1.1\n3.1,实施,采购,1.2\n");
    assert_eq!(outline(&imported), ["1(1.1 1.2)", "3(3.1)"]);
    assert_eq!(entry(&imported, "3").name.as_deref(), Some("实施"));
    assert_numbered_well(&imported);

    let imported = table("1,一期,准备,\n1.1,一期,勘察,\n2,二期,实施,\n2.1,二期,采购,\n");
    assert_eq!(outline(&imported), ["1(1.1)", "2(2.1)"]);
    assert_eq!(entry(&imported, "2.1").notes, ["阶段: 二期"]);
}

#[test]
fn a_table_without_numbers() {
    let imported = import(
        "任务名称,负责人,开始日期,前置任务\n勘察,张三,2023/8/21,\n方案,李四,2023/8/28,勘察\n合计,,,2项\n",
    );
    assert_eq!(outline(&imported), ["0(1 2)"]);
    assert_eq!(waits_for(&imported, "2"), ["1"]);
    assert_eq!(
        said(&imported)[..2],
        [
            "row 1: there is no column of numbers: the tasks are numbered in the order of the rows",
            "row 1: the rows are read as tasks of one phase, 0",
        ]
    );
    let imported = import(
        "任务名称,负责人,工期\n准备,,\n勘察,张三,3\n方案,李四,2\n实施,,\n采购,王五,3\n注：节假日顺延,,\n",
    );
    assert_eq!(outline(&imported), ["1(1.1 1.2)", "2(2.1)"]);
    assert_eq!(entry(&imported, "2").name.as_deref(), Some("实施"));
    let imported = import("阶段,任务名称,工期\n准备,勘察,3\n,方案,2\n实施,采购,3\n");
    assert_eq!(outline(&imported), ["1(1.1 1.2)", "2(2.1)"]);
    assert_numbered_well(&imported);
}

#[test]
fn a_year_that_nobody_says() {
    let imported =
        import("序号,任务名称,开始日期,完成日期\n1,准备,,\n1.1,勘察,8月21日,2023-02-30\n");
    assert_eq!(
        said(&imported),
        [
            "row 3 (1.1): 开始日期 \"8月21日\": the year is missing, and one date with a year in the table is enough; kept in \
             notes",
            "row 3 (1.1): 完成日期 \"2023-02-30\": no such day, or more than one way to read it; kept in notes",
        ]
    );
    let imported = import(
        "序号,任务名称,开始日期,完成日期\n1,准备,,\n1.1,勘察,8月21日,8月25日\n1.2,方案,8月28日,2023/9/1\n",
    );
    let first = entry(&imported, "1.1")
        .day(TaskKey::Start)
        .map(|day| day.to_string());
    assert_eq!(first.as_deref(), Some("2023-08-21"));
    assert_eq!(
        said(&imported),
        [
            "row 1: the year 2023 was taken from the other dates of the table (2023-09-01 in row 4), for 3 dates without a year"
        ]
    );
}

#[test]
fn a_row_without_a_number_renumbers_nothing() {
    let imported = import(
        "序号,任务名称,负责人,天数,前置任务\n1,准备,李娜,10,\n1.1,买设备,李娜,2,\n1.2,签合同,李娜,2,1.1\n,第二批设备到货,李娜,3,1.2\n1.3,验收,李娜,1,1.2\n2,实施,李娜,1,\n2.1,安装,李娜,1,1.3\n",
    );
    assert_eq!(outline(&imported), ["1(1.1 1.2 1.3)", "2(2.1)"]);
    assert!(
        said(&imported).contains(&"row 5: no number in it; kept in the notes of 1.2".to_owned())
    );
    assert_eq!(waits_for(&imported, "2.1"), ["1.3"]);

    let table = |rows: &str| import(&format!("序号,任务名称,负责人,天数\n{rows}"));
    let imported = table(
        "1,准备,李娜,5\n1.1,买,李娜,2\n,一、含运输,,\n,二、含保险,,\n1.2,装,李娜,3\n2,收尾,李娜,1\n",
    );
    assert_eq!(outline(&imported), ["1(1.1 1.2)", "2"]);
    assert_eq!(entry(&imported, "1.1").notes, ["一、含运输", "二、含保险"]);
    let imported = table("1,买,李娜,2\n,第三步才能做的事,李娜,1\n2,装,李娜,3\n");
    assert_eq!(outline(&imported), ["1", "2"]);
    let imported = table("1,买,李娜,2\n,第三部分 汇总,,\n2,装,李娜,3\n");
    assert_eq!(outline(&imported), ["1", "2"]);
    let imported = table(",第一部分,李娜,4\n1,买,李娜,2\n2,装,李娜,3\n");
    assert_eq!(outline(&imported), ["1", "2"]);
}

#[test]
fn without_numbers_only_a_name_alone_is_a_phase() {
    let table = |rows: &str| import(&format!("任务名称,负责人,天数,开始日期\n{rows}"));
    for rows in [
        "第一批设备到货,李娜,2,2023-08-21\n第二批设备到货,李娜,2,2023-08-22\n总结,王建国,1,2023-08-23\n",
        "第一步 备份,李娜,2,2023-08-21\n第二步 切换,李娜,2,2023-08-22\n总结,李娜,1,2023-08-25\n",
    ] {
        assert_eq!(outline(&table(rows)), ["0(1 2 3)"]);
    }
    assert_eq!(
        outline(&table(
            "第一阶段,,,\n买,李娜,2,\n第二批到货,李娜,1,\n第二阶段,/,-,\n装,李娜,2,\n"
        )),
        ["1(1.1 1.2)", "2(2.1)"]
    );
}

#[test]
fn made_up_numbers_are_different() {
    let table = |rows: &str| import(&format!("任务名称,负责人,天数\n{rows}"));
    for (rows, expected) in [
        (
            "准备,,\n买,李娜,2\n一、实施,,\n装,李娜,2\n",
            vec!["1(1.1)", "2(2.1)"],
        ),
        (
            "第一阶段 准备,,\n买,李娜,2\n第二阶段 实施,,\n装,李娜,3\n三期工程,,\n收尾,李娜,3\n",
            vec!["1(1.1)", "2(2.1 2.2(2.2.1))"],
        ),
        (
            "阶段一,,\n买,李娜,2\n买,李娜,2\n阶段一,,\n装,李娜,1\n子项,,\n调,李娜,1\n",
            vec!["1(1.1 1.2)", "2(2.1 2.2(2.2.1))"],
        ),
        (
            "第二阶段,,\n买,李娜,2\n第三阶段,,\n装,李娜,3\n",
            vec!["2(2.1)", "3(3.1)"],
        ),
    ] {
        let imported = table(rows);
        assert_eq!(outline(&imported), expected);
        assert_numbered_well(&imported);
    }
}

#[test]
fn made_up_numbers_are_no_predecessors() {
    let imported = import(
        "任务名称,负责人,天数,前置任务\n第一阶段 准备,,,\n买设备,李娜,2,\n装设备,李娜,2,1\n第二阶段 实施,,,\n联调,李娜,3,1.1\n上线,李娜,3,联调\n",
    );
    assert_eq!(entry(&imported, "1.2").notes, ["前置任务: 1"]);
    assert_eq!(entry(&imported, "2.1").notes, ["前置任务: 1.1"]);
    assert!(waits_for(&imported, "1.2").is_empty());
    assert_eq!(waits_for(&imported, "2.2"), ["2.1"]);
    assert!(said(&imported).contains(
        &"row 4 (1.2): 前置任务 \"1\": without numbers only names of other rows are read, and not all of it is one; kept in notes"
            .to_owned()
    ));
}

#[test]
fn one_row_is_one_phase() {
    let imported = import("序号,任务名称,工期\n二,实施,\n1,采购,3\n2,安装,3\n");
    assert_eq!(
        said(&imported),
        [
            "row 1: the row 二 is read as a phase, and those below as its tasks; the numbers of tasks run on, and stay"
        ]
    );
    let imported = import("序号,任务名称,工期\n二,实施,\n2.1,采购,3\n2.2,安装,3\n");
    assert_eq!(
        said(&imported),
        ["row 1: the row 二 is read as the phase 2, and those below as its tasks"]
    );
    let imported = import("序号,阶段,任务名称\n1,准备,采购\n2,准备,安装\n");
    assert_eq!(
        said(&imported),
        [
            "row 1: the phase 一 is that of the column 阶段: 准备; the numbers of tasks run on, and stay"
        ]
    );
}

#[test]
fn one_year_is_that_of_all_dates() {
    let days = |imported: &Imported, id: &str| {
        let task = entry(imported, id);
        [TaskKey::Start, TaskKey::Finish]
            .map(|key| task.day(key))
            .map(|day| day.map(|day| day.to_string()).unwrap_or_default())
    };
    let imported = import(
        "2023年度工作计划\n序号,任务名称,开始日期,完成日期\n1,日常运维,1月1日,12月31日\n2,年终考核,12月1日,12月20日\n3,预算编制,2月1日,3月1日\n",
    );
    assert_eq!(days(&imported, "2"), ["2023-12-01", "2023-12-20"]);
    assert_eq!(days(&imported, "3"), ["2023-02-01", "2023-03-01"]);
    let imported = import(
        "序号,任务名称,开始日期,完成日期\n1,日常运维,2023-01-01,2023-12-31\n2,年终考核,12月1日,12月20日\n3,预算,8月1日,2月1日\n",
    );
    assert_eq!(days(&imported, "2"), ["2023-12-01", "2023-12-20"]);
    assert_eq!(days(&imported, "3"), ["2023-08-01", ""]);
    assert_eq!(entry(&imported, "3").notes, ["完成日期: 2月1日"]);
    assert!(said(&imported).contains(
        &"row 4 (3): 完成日期 \"2月1日\": the year is missing, and the dates around it do not tell which one; kept in notes"
            .to_owned()
    ));
}
