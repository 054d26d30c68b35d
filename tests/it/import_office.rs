//! `planlint import` on tables as offices keep them: one column of owners, phases numbered 一, 二, dates without a year.

use planlint::exchange;
use planlint::exchange::Entry;
use planlint::exchange::Imported;
use planlint::exchange::OwnerKind;

use crate::common::check;
use crate::common::rules_of;

fn import(text: &str) -> Imported {
    let imported = exchange::import(text.as_bytes(), "plan.csv").unwrap_or_else(|refused| panic!("{refused}"));
    assert_eq!(exchange::lost(&imported.table, &imported.files), vec![]);
    imported
}

fn find<'e>(entries: &'e [Entry], id: &str) -> Option<&'e Entry> {
    entries.iter().find_map(|entry| if entry.id == id { Some(entry) } else { find(&entry.tasks, id) })
}

fn entry<'i>(imported: &'i Imported, id: &str) -> &'i Entry {
    find(&imported.draft.phases, id).unwrap_or_else(|| panic!("there is a {id}: {:#?}", imported.draft.phases))
}

fn said(imported: &Imported) -> Vec<String> {
    imported.said.iter().map(ToString::to_string).collect()
}

fn kind(imported: &Imported, name: &str) -> Option<OwnerKind> {
    imported.draft.owners.iter().find(|(owner, _)| owner == name).map(|(_, kind)| *kind)
}

/// The rules that find something in the plan that was written.
fn found(imported: &Imported) -> Vec<&'static str> {
    let files: Vec<(String, &str)> =
        imported.files.iter().map(|file| (format!("plan/{}", file.name), &*file.text)).collect();
    let report = check(&files.iter().map(|(path, text)| (path.as_str(), *text)).collect::<Vec<_>>());
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
    assert_eq!((phase.coordinator.as_deref(), phase.executors.len()), (Some("王建国"), 0));
    assert_eq!(entry(&imported, "1.1").executors, ["李娜", "陈晨"]);
    assert_eq!(entry(&imported, "1.1").coordinator, None);
    let group = entry(&imported, "1.2");
    assert_eq!((group.coordinator.as_deref(), group.executors.len()), (Some("李娜"), 0));
    assert_eq!(entry(&imported, "2").executors, ["赵敏", "李娜"]);
    assert_eq!(kind(&imported, "陈晨"), Some(OwnerKind::Person));
    assert_eq!(kind(&imported, "施工队"), Some(OwnerKind::Organisation));
    let found = found(&imported);
    assert!(!found.iter().any(|rule| rule.starts_with("owner-")), "{found:?}");
}

#[test]
fn executors_alone_answer_for_phases() {
    let imported = import("序号,任务名称,执行单位\n1,调研,信息中心\n1.1,访谈,移动\n");
    assert_eq!(entry(&imported, "1").coordinator.as_deref(), Some("信息中心"));
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
    assert_eq!(executors, ["招标代理 财政局", "赵敏 李娜", "赵敏 李娜 财政局"]);
    assert!(tasks.iter().all(|task| task.coordinator.as_deref() == Some("赵敏") && task.notes.is_empty()));
    assert_eq!(tasks[1].depends_on[0].task, "1.1");
    assert!(!found(&imported).iter().any(|rule| rule.starts_with("owner-")));
}

#[test]
fn a_unit_answers_and_a_person_does_it() {
    let imported = import(
        "序号,任务名称,责任单位,负责人,配合部门,协办单位,前置工作\n1,网络,信息中心,,,,\n1.1,布线,信息中心,\"吴迪、施工队\",后勤科,移动,\n1.2,测试,办公室,吴迪,,,1.1\n",
    );
    assert_eq!(said(&imported), ["row 1: 责任单位 is read as coordinator, 负责人, 配合部门, 协办单位 as executors"]);
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
    let progress: Vec<Option<&str>> =
        imported.draft.phases[0].tasks.iter().map(|task| task.progress.as_deref()).collect();
    assert_eq!(progress, [Some("80%"), Some("60%"), Some("not-started"), Some("not-started"), None, Some("50%")]);
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
    let table = |days: &str| format!("序号,任务名称,开始日期,完成日期,工期\n1,网络,,,\n1.1,布线,{days}\n");
    let calendar = |text: &str| import(text).draft.head.calendar;
    assert_eq!(calendar(&table("2023/8/21,2023/8/25,5天")), Some("china"));
    assert_eq!(calendar(&table(",,")), Some("china"));
    assert_eq!(calendar(&table("2023/8/21,2023/8/27,7天")), Some("every-day"));
    assert_eq!(calendar("No,Name,Start,Finish,Days\n1,Build,,,\n1.1,Dig,2023-08-21,2023-08-25,5\n"), Some("weekdays"));
}
