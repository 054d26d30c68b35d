//! `planlint import`, on the customer's document and on tables that nobody would make by hand.

use std::fs;
use std::path::PathBuf;

use crate::exchange;
use crate::exchange::Entry;
use crate::exchange::Field;
use crate::exchange::Imported;
use crate::exchange::OutFile;
use crate::exchange::OwnerKind;
use crate::exchange::Refused;
use crate::exchange::Said;
use crate::model::TaskKey;
use crate::words::Lang;
use proptest::prelude::*;

use super::asking::check;
use super::asking::project;
use super::asking::rules_of;

const SEED_NAME: &str = "zhaozhengyi-phase2-plan.tsv";

fn seed() -> String {
    let path = project().join("seeds").join(SEED_NAME);
    fs::read_to_string(path).expect("the seed is part of the repository")
}

fn import(text: &str, name: &str) -> Imported {
    exchange::import(text.as_bytes(), name).unwrap_or_else(|refused| panic!("{refused}"))
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
    find(&imported.draft.phases, id).unwrap_or_else(|| panic!("there is a {id}"))
}

fn waits_for(entry: &Entry) -> Vec<&str> {
    entry
        .depends_on
        .iter()
        .map(|dependency| dependency.task.as_str())
        .collect()
}

/// What is said of an import, in English; in Chinese it has no English word of planlint's own.
pub(super) fn said(imported: &Imported) -> Vec<String> {
    let all = imported.said.iter().map(Said::message);
    for message in all
        .clone()
        .chain([imported.summary(), imported.fit.message()])
    {
        let own = own_words(&message.marked(Lang::Zh));
        let is_english = own.contains(|c: char| c.is_ascii_alphabetic());
        assert!(!is_english, "{}", message.text(Lang::Zh));
    }
    all.map(|message| message.text(Lang::En)).collect()
}

/// What stands between no marks, which arguments have, and no backticks, which have what is written
/// into plans.
fn own_words(marked: &str) -> String {
    let (mut own, mut depth, mut is_code) = (String::new(), 0_usize, false);
    for c in marked
        .replace("owners.yaml", "")
        .replace("not-started", "")
        .chars()
    {
        match c {
            '⟦' => depth += 1,
            '⟧' => depth -= 1,
            '`' if depth == 0 => is_code = !is_code,
            c if depth == 0 && !is_code => own.push(c),
            _ => {}
        }
    }
    own
}

fn file<'i>(imported: &'i Imported, name: &str) -> &'i str {
    &imported
        .files
        .iter()
        .find(|file| file.name == name)
        .unwrap_or_else(|| panic!("{name} is written"))
        .text
}

/// The rows of the seed from its heading row on, and the lines above it.
fn seed_rows() -> (Vec<String>, Vec<Vec<String>>) {
    let text = seed();
    let (above, table) = text
        .split_once("WBS\t")
        .expect("the seed has a heading row");
    let table = format!("WBS\t{table}");
    let rows = table.lines().filter(|line| !line.trim().is_empty());
    let rows = rows
        .map(|line| line.split('\t').map(str::to_owned).collect())
        .collect();
    (above.lines().map(str::to_owned).collect(), rows)
}

#[test]
fn the_seed_becomes_the_plan() {
    let imported = import(&seed(), SEED_NAME);
    assert_eq!(
        imported.summary().text(Lang::En),
        "70 rows: 4 phases, 66 tasks"
    );
    assert_eq!(
        imported.fit.message().text(Lang::En),
        "calendar: every-day counts the days of 51 of 52 rows (weekdays: 28, china: 29); not of 3.1.2"
    );
    assert_eq!(
        said(&imported),
        [
            "row 21 (1.2): 全部厂家 becomes a group of owners; add the members of 全部厂家 in owners.yaml",
            "row 25 (1.3): 备注 \"依赖1.4的完成\" is read as depends_on 1.4, and kept in notes",
            "row 30 (2.1): 备注 \"依赖1.5\" is read as depends_on 1.5, and kept in notes",
            "row 38 (2.3.1): there is no 2.3; placed under 2",
        ]
    );
    let names: Vec<&str> = imported
        .files
        .iter()
        .map(|file| file.name.as_str())
        .collect();
    assert_eq!(
        names,
        [
            "plan.yaml",
            "owners.yaml",
            "phase-1.yaml",
            "phase-2.yaml",
            "phase-3.yaml",
            "phase-4.yaml"
        ]
    );

    let head = &imported.draft.head;
    assert_eq!(
        head.title.as_deref(),
        Some("肇政易二期：肇政易迁至信创云项目实施计划")
    );
    assert_eq!(head.editors, ["林森", "黄雨涵"]);
    assert_eq!(
        head.status_date.map(|day| day.to_string()).as_deref(),
        Some("2023-08-16")
    );
    assert_eq!(
        (head.calendar, head.working_calendar),
        (Some("every-day"), Some("china"))
    );
    assert_eq!(head.description, None);
    let kind = |name: &str| {
        imported
            .draft
            .owners
            .iter()
            .find(|(owner, _)| owner == name)
            .map(|(_, kind)| *kind)
    };
    assert_eq!(kind("多方"), Some(OwnerKind::Placeholder));
    assert_eq!(kind("全部厂家"), Some(OwnerKind::Group));
    assert_eq!(kind("移动"), Some(OwnerKind::Organisation));
    assert_eq!(imported.draft.owners.len(), 12);

    let totals: Vec<_> = imported
        .draft
        .phases
        .iter()
        .map(|phase| phase.days)
        .collect();
    assert_eq!(totals, [Some(35), Some(13), Some(29), Some(5)]);
    assert_eq!(waits_for(entry(&imported, "1.3")), ["1.2", "1.4"]);
    assert_eq!(entry(&imported, "1.3").notes, ["依赖1.4的完成"]);
    assert_eq!(waits_for(entry(&imported, "2.1")), ["1.5"]);
    assert!(entry(&imported, "2.1").parallel && !entry(&imported, "1.2").parallel);
    assert_eq!(entry(&imported, "1.1").progress.as_deref(), Some("30%"));
    assert_eq!(
        entry(&imported, "1.1.10").name.as_deref(),
        Some("VPN服务器")
    );
    let open = entry(&imported, "3.1");
    assert_eq!(
        (
            open.day(TaskKey::Start),
            open.day(TaskKey::Finish),
            open.days
        ),
        (None, None, Some(27))
    );
    assert_eq!(open.pending, ["需提供最新接口后评估更准确时间"]);
    assert_eq!(open.executors, ["粤政易", "泛微"]);
    assert_eq!(
        entry(&imported, "3.4").executors,
        ["省统一身份认证平台", "泛微"]
    );
    let optional = entry(&imported, "3.2.1");
    assert!(optional.optional);
    assert_eq!(
        optional.name.as_deref(),
        Some("建议可考虑购买WPS在线预览，及WPS在线编辑服务")
    );
    assert_eq!(entry(&imported, "4.1").days, None);
    assert_eq!(entry(&imported, "4").coordinator, None);
    assert_eq!(
        entry(&imported, "1").text(TaskKey::Outcome),
        Some("完成此阶段，IP登录OA可用。")
    );
    assert!(
        entry(&imported, "2")
            .tasks
            .iter()
            .any(|task| task.id == "2.3.1")
    );
}

#[test]
fn the_plan_in_the_repository_has_every_cell_of_the_seed() {
    let imported = import(&seed(), SEED_NAME);
    let folder = fs::read_dir(project().join("plan")).expect("the plan is part of the repository");
    let mut paths: Vec<PathBuf> = folder
        .map(|entry| entry.expect("readable").path())
        .collect();
    paths.sort();
    let file = |path: &PathBuf| OutFile {
        name: path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned(),
        text: fs::read_to_string(path).expect("a part of the plan is text"),
    };
    let files: Vec<OutFile> = paths.iter().map(file).collect();
    let lost: Vec<String> = exchange::lost(&imported.table, &files)
        .iter()
        .map(|lost| lost.message().text(Lang::En))
        .collect();
    assert!(lost.is_empty(), "{lost:#?}");
}

/// Editors explain the keys in the language of the headings.
#[test]
fn the_schema_is_that_of_the_language_of_the_headings() {
    for (headings, schema) in [
        ("序号,任务名称,开始时间", "plan.schema.zh.json"),
        ("No,Task name,Start", "plan.schema.json"),
        ("WBS,任务名称,开始时间", "plan.schema.zh.json"),
    ] {
        let table = format!("{headings}\n1,部署,2023-08-21\n");
        let imported = import(&table, "t.csv");
        assert!(!imported.files.is_empty());
        for file in &imported.files {
            let first = file.text.lines().next().unwrap_or_default();
            assert!(
                first.ends_with(&format!("/{schema}")),
                "{headings}: {first}"
            );
        }
    }
}

#[test]
fn it_reads_as_if_a_person_had_written_it() {
    let imported = import(&seed(), SEED_NAME);
    let schema = format!(
        "# yaml-language-server: $schema={}\n",
        exchange::schema_url(planlint::Lang::Zh)
    );
    assert!(
        imported
            .files
            .iter()
            .all(|file| file.text.starts_with(&schema))
    );
    let plan = "\
plan:
  version: 1
  title: 肇政易二期：肇政易迁至信创云项目实施计划
  editors: [林森, 黄雨涵]
  status_date: 2023-08-16
  calendar: every-day
  working_calendar: china
";
    assert_eq!(
        file(&imported, "plan.yaml").strip_prefix(&schema),
        Some(plan)
    );
    assert!(
        file(&imported, "owners.yaml")
            .contains("owners:\n  移动:\n    kind: organisation\n  多方:\n    kind: placeholder\n")
    );
    let task = "
      - id: \"3.1\"
        name: 手机端OA对接粤政易
        description: 【困难】 原本是省提供省域名接入，现在是用地市级域名接入，地市级域名不能拉起VPN，网络问题进不了应用。全新的接口，有开发成本。
        coordinator: 移动
        executors: [粤政易, 泛微]
        parallel: true
        days: 27
        progress: not-started
        pending: 需提供最新接口后评估更准确时间
        notes: 去年有做对接，当时可用。现需要根据网络调整参数。需要手动拉起vpn
        tasks:
          - id: \"3.1.1\"
            name: 粤政易提供接口说明书
            description: 粤政易称原服务经省网关，访问链路过长，响应会较慢。需对接新接口，缩短链路，加快响应速度
            coordinator: 移动
            executors: [粤政易]
            start: 2023-10-10
            finish: 2023-10-11
            days: 2
            progress: not-started
";
    assert!(file(&imported, "phase-3.yaml").contains(task));
}

#[test]
fn every_line_holds_a_cell() {
    // What checks that no cell is lost has to notice the loss of any line that came from a cell.
    let imported = import(&seed(), SEED_NAME);
    let structure = |line: &str| {
        let line = line.trim_start();
        let made_by_import = [
            "calendar: every-day",
            "working_calendar: china",
            "depends_on: [\"1.5\"]",
        ];
        line.starts_with('#')
            || ["plan:", "owners:", "phases:", "tasks:", "version: 1"].contains(&line)
            || made_by_import.contains(&line)
    };
    let mut checked = 0;
    for (index, file) in imported
        .files
        .iter()
        .enumerate()
        .filter(|(_, file)| file.name != "owners.yaml")
    {
        for (number, line) in file
            .text
            .lines()
            .enumerate()
            .filter(|(_, line)| !structure(line))
        {
            let without: Vec<&str> = file
                .text
                .lines()
                .enumerate()
                .filter(|(n, _)| *n != number)
                .map(|(_, line)| line)
                .collect();
            let mut files = imported.files.clone();
            files[index].text = format!("{}\n", without.join("\n"));
            assert!(
                !exchange::lost(&imported.table, &files).is_empty(),
                "{}: {line}",
                file.name
            );
            checked += 1;
        }
    }
    assert!(checked > 500, "{checked}");
}

#[test]
fn headings_in_english_and_in_any_order() {
    let expected = import(&seed(), SEED_NAME);
    let (above, rows) = seed_rows();
    let english = [
        "WBS",
        "Task name",
        "Description",
        "Coordinator",
        "Executors",
        "Parallel",
        "Start",
        "Finish",
        "Days",
        "Progress",
        "Notes",
    ];
    for order in [
        [10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0],
        [4, 0, 8, 2, 10, 6, 1, 3, 5, 7, 9],
    ] {
        let mut text = above.join("\n") + "\n";
        for (index, row) in rows.iter().enumerate() {
            let cell = |column: usize| {
                if index == 0 {
                    english[column]
                } else {
                    row.get(column).map_or("", String::as_str)
                }
            };
            text += &order.map(cell).join("\t");
            text.push('\n');
        }
        // Editors explain the keys in the language of the headings.
        let mut files = import(&text, "plan.tsv").files;
        for file in &mut files {
            let (english, chinese) = ("/plan.schema.json\n", "/plan.schema.zh.json\n");
            assert!(file.text.contains(english), "{}", file.text);
            file.text = file.text.replacen(english, chinese, 1);
        }
        assert_eq!(files, expected.files);
    }
}

#[test]
fn the_same_in_other_encodings_and_formats() {
    let text = seed();
    let expected = import(&text, SEED_NAME);
    let files = |bytes: &[u8], name: &str| {
        exchange::import(bytes, name)
            .unwrap_or_else(|refused| panic!("{refused}"))
            .files
    };
    let (gbk, _, lossy) = encoding_rs::GBK.encode(&text);
    assert!(!lossy);
    assert_eq!(files(&gbk, SEED_NAME), expected.files, "GBK");
    let utf16: Vec<u8> = "\u{feff}"
        .encode_utf16()
        .chain(text.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    assert_eq!(files(&utf16, SEED_NAME), expected.files, "UTF-16");
    assert_eq!(
        files(format!("\u{feff}{text}").as_bytes(), SEED_NAME),
        expected.files,
        "byte-order mark"
    );
    assert_eq!(
        files(text.replace('\n', "\r\n").as_bytes(), SEED_NAME),
        expected.files,
        "CRLF"
    );
    assert_eq!(
        files(text.as_bytes(), "plan"),
        expected.files,
        "no extension"
    );

    let mut writer = csv::WriterBuilder::new()
        .flexible(true)
        .quote_style(csv::QuoteStyle::Always)
        .from_writer(Vec::new());
    text.lines().for_each(|line| {
        writer
            .write_record(line.split('\t'))
            .expect("a vector takes everything");
    });
    let csv = writer.into_inner().expect("a vector takes everything");
    assert_eq!(files(&csv, "plan.csv"), expected.files, "CSV");
    assert_eq!(
        files(&csv, "plan.tsv"),
        expected.files,
        "CSV under another name"
    );
}

const ODD: &str = "\
plan of the move,,,
WBS,Name,Owner,Assignee,Parallel,Start,Finish,Days,Done,Remarks,Risk
1,Build,\"A, B\",C,依赖9,2023-02-30,,about 5,50%,ok,high
1.1、,(optional) Wall,A,\"C; D/E\",\"可并行，依赖1.2\",２０２３年８月２１日,2023/8/21 09:00,１天,进行中,\"two
lines, \"\"quoted\"\"\",/
,,,,,,,,,goes on,low
１．２,Roof,N/A,各厂家,maybe,2023.8.22,when dry,2.5,0.5,依赖于第三方,-
1.4.1,Gate,,待定,no,2023-08-24,2023-08-25,2,未完成,,
7.1,Key,,,,,,0,done,depends on 1.1,
合计,,,,,,,8,,,
WBS,Name,Owner,Assignee,Parallel,Start,Finish,Days,Done,Remarks,Risk
Signed: nobody,,,,,,,,,,
";

#[test]
fn what_has_no_field_is_kept_and_said() {
    let imported = import(ODD, "odd.csv");
    assert_eq!(
        said(&imported),
        [
            "row 3 (1): Owner \"A, B\": only one can answer for it, \"A\"; kept in notes",
            "row 3 (1): Parallel \"依赖9\": neither yes nor no nor a dependency; kept in notes",
            "row 3 (1): Start \"2023-02-30\": no such day, or more than one way to read it; kept in notes",
            "row 3 (1): Days \"about 5\": not a number of whole days; kept in notes",
            "row 3 (1): Done \"50%\": a phase has no progress but that of its tasks; kept in notes",
            "row 3 (1): no field for \"Risk\"; kept in notes",
            "row 4 (1.1): \"1.1、\" is read as \"1.1\"",
            "row 4 (1.1): Finish \"2023/8/21 09:00\": only the date has a field; kept in notes",
            "row 4 (1.1): Done \"进行中\": does not say how far it is; kept in notes",
            "row 6: no number in it; kept in the notes of 1.1",
            "row 7 (1.2): \"１．２\" is read as \"1.2\"",
            "row 7 (1.2): Parallel \"maybe\": neither yes nor no nor a dependency; kept in notes",
            "row 7 (1.2): Days \"2.5\": not a number of whole days; kept in notes",
            "row 7 (1.2): 各厂家 becomes a group of owners; add the members of 各厂家 in owners.yaml",
            "row 8 (1.4.1): there is no 1.4; placed under 1",
            "row 8 (1.4.1): Done \"未完成\" is read as not-started",
            "row 9 (7.1): there is no phase 7; one is made up",
            "row 9 (7.1): Remarks \"depends on 1.1\" is read as depends_on 1.1, and kept in notes",
            "row 10: no number in it; kept in the notes of 7.1",
            "row 11: the heading row once more; left out",
            "row 12: no number in it; kept in the notes of 7.1",
        ]
    );
    assert_eq!(
        imported.summary().text(Lang::En),
        "8 rows: 2 phases (1 made up), 4 tasks, 3 without a number"
    );
    let expected = "\
phases:
  - id: \"1\"
    name: Build
    coordinator: A
    executors: [C]
    notes: |-
      ok
      Owner: A, B
      Parallel: 依赖9
      Start: 2023-02-30
      Days: about 5
      Done: 50%
      Risk: high
    tasks:
      - id: \"1.1\"
        name: Wall
        coordinator: A
        executors: [C, D, E]
        depends_on: [\"1.2\"]
        parallel: true
        optional: true
        start: 2023-08-21
        finish: 2023-08-21
        days: 1
        notes: |-
          two
          lines, \"quoted\"
          Finish: 2023/8/21 09:00
          Done: 进行中
          Remarks: goes on
          Risk: low
      - id: \"1.2\"
        name: Roof
        executors: [各厂家]
        start: 2023-08-22
        progress: 50%
        pending: when dry
        notes: |-
          依赖于第三方
          Parallel: maybe
          Days: 2.5
      - id: \"1.4.1\"
        name: Gate
        executors: [待定]
        start: 2023-08-24
        finish: 2023-08-25
        days: 2
        progress: not-started
";
    assert_eq!(
        file(&imported, "phase-1.yaml")
            .split_once('\n')
            .map(|(_, text)| text),
        Some(expected)
    );
}

#[test]
fn names_with_punctuation_that_looks_mistyped_are_in_quotes() {
    let text = "编辑：“森，黄雨涵\nWBS\t名称\t统筹方\t经办方\n1\t准备\t“移动”\t泛微（张三、李四）,甲；乙\n2\t收尾\t\tnotes：x\n";
    let imported = import(text, "plan.tsv");
    assert!(file(&imported, "plan.yaml").contains("\n  editors: [\"“森\", 黄雨涵]\n"));
    let one = file(&imported, "phase-1.yaml");
    assert!(
        one.contains("coordinator: \"“移动”\"\n    executors: [\"泛微（张三、李四）\", 甲, 乙]\n"),
        "{one}"
    );
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
    assert!(
        !rules_of(&report).contains(&"syntax"),
        "{:?}\n{files:?}",
        report.findings
    );
    assert_eq!(exchange::lost(&imported.table, &imported.files), vec![]);
}

#[test]
fn a_plain_list_is_one_phase_of_tasks() {
    let imported = import(
        "No.,Task,Depends on,Status\n1,Dig,,done\n2,Pour,1,50%\n3,Dry,\"2FS+7d, 1SS\",\n",
        "list.csv",
    );
    assert_eq!(
        said(&imported),
        ["row 1: no number has a point in it: the rows are read as tasks of one phase, 0"]
    );
    assert_eq!(
        imported.summary().text(Lang::En),
        "3 rows: 1 phase (1 made up), 3 tasks"
    );
    let tasks = "\
      - id: \"2\"
        name: Pour
        depends_on: [\"1\"]
        progress: 50%
      - id: \"3\"
        name: Dry
        depends_on: [{task: \"2\", lag: 7}, {task: \"1\", type: SS}]
";
    assert!(file(&imported, "phase-0.yaml").ends_with(tasks));
    assert_eq!(imported.draft.head.working_calendar, Some("weekdays"));
}

#[test]
fn rows_in_any_order_and_twice() {
    let imported = import(
        "WBS\tName\n1.1\ta\n1\tA\n2\tB\n1.1\tb\n2\tC\n2.1\tc\n",
        "plan.tsv",
    );
    let outline: Vec<(&str, Vec<&str>)> = imported
        .draft
        .phases
        .iter()
        .map(|phase| {
            (
                phase.name.as_deref().unwrap_or(""),
                phase
                    .tasks
                    .iter()
                    .filter_map(|task| task.name.as_deref())
                    .collect(),
            )
        })
        .collect();
    assert_eq!(
        outline,
        [("A", vec!["a", "b"]), ("B", vec![]), ("C", vec!["c"])]
    );
    let names: Vec<&str> = imported
        .files
        .iter()
        .map(|file| file.name.as_str())
        .collect();
    assert_eq!(
        names,
        [
            "plan.yaml",
            "phase-1-1.yaml",
            "phase-2-2.yaml",
            "phase-3-2.yaml"
        ]
    );
}

#[test]
fn why_there_is_no_plan() {
    let refused = |bytes: &[u8], name: &str| exchange::import(bytes, name).expect_err("no table");
    assert_eq!(refused(b"PK\x03\x04", "plan.xlsx"), Refused::Workbook);
    assert_eq!(
        refused(b"Task\tStart\nx\ty\n", "plan.tsv"),
        Refused::NoHeading
    );
    assert_eq!(
        refused("WBS\tName\n".as_bytes(), "plan.tsv"),
        Refused::NoRows
    );
    assert_eq!(refused(&[0x61, 0xff, 0xff], "plan.tsv"), Refused::NotText);
    let help = Refused::NoHeading
        .help()
        .expect("there is something to try")
        .text(planlint::Lang::En);
    assert!(
        help.contains("WBS (编号)") && help.contains("任务名称") && help.contains("Start"),
        "{help}"
    );
}

/// Headings of every field, some of them twice, and some of none.
const HEADINGS: [&str; 23] = [
    "任务名称",
    "任务解释",
    "Outcome",
    "统筹方",
    "经办方",
    "依赖",
    "能否并行",
    "可选",
    "预计开始日期",
    "预计完成日期",
    "参考天数",
    "是否完成",
    "待定原因",
    "交付物",
    "备注",
    "风险",
    "Notes",
    "",
    "Colour: x",
    "负责人",
    "参与单位",
    "阶段",
    "完成率",
];

/// Cells that say something to one column or another.
fn any_cell() -> impl Strategy<Value = String> {
    let known = [
        "",
        "/",
        "-",
        "无",
        "5",
        "5天",
        "阶段总天数35",
        "2023年8月21日",
        "8月21日",
        "1.5",
        "8/25",
        "2023-02-30",
        "2023-08-21 09:00",
        "待评估",
        "依赖1.1",
        "依赖1.1、2",
        "依赖1.4的完成",
        "可并行",
        "否",
        "是",
        "可并行，依赖1",
        "50%",
        "0.5",
        "进行中",
        "已完成",
        "一、准备",
        "第二阶段",
        "移动",
        "移动、泛微",
        "A/B，A",
        "“森，黄",
        "‘“移动”’",
        "泛微（张三、李四）",
        "移动：张三",
        "1.1; 1.2SS+3d",
        "1",
        "1.1FS,1.1SS",
        "(可选) 部署",
        "（可选）",
        "完成此阶段，可用",
        "notes：x",
        "plan: {",
        "- a",
        "\"",
        "'",
        "a\n  b\n\nc",
        "\ta\t",
        "# c",
        "\u{feff}",
        "\u{ffff}",
        "\u{1b}[31m",
        "\u{85}",
        "a\u{2028}b",
        "%TAG",
        "---",
        "|",
        "no",
        "1.10",
        "0x10",
        "长长长长长",
        "WBS",
        "日期：今天",
    ];
    prop_oneof![3 => proptest::sample::select(known.to_vec()).prop_map(str::to_owned), 1 => any::<String>(), 1 => "[a-c 1.,、依赖\n\"]{0,12}"]
}

fn any_id() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => "[1-3](\\.[1-3]){0,3}",
        1 => "[1-3]、|１．[1-3]|[1-3]\\.|合计|a\\.b|\\.|[1-2]\\.\\.[1-2]|A\\.[1-2]",
        1 => any_cell(),
        2 => "[一二三]|（[一二]）|第[一二]阶段|[一二]、准备|[1-3]|（[1-2]）",
    ]
}

prop_compose! {
    fn any_table()(
        above in proptest::collection::vec(proptest::collection::vec(any_cell(), 1..4), 0..4),
        columns in proptest::sample::subsequence(HEADINGS.to_vec(), 1..HEADINGS.len()).prop_shuffle(),
    )(
        rows in proptest::collection::vec((any_id(), proptest::collection::vec(any_cell(), 0..columns.len() + 2)), 1..12),
        above in Just(above),
        columns in Just(columns),
        number in prop_oneof![9 => Just("WBS"), 1 => Just("Colour")],
    ) -> String {
        let mut table = above;
        table.push([number.to_owned()].into_iter().chain(columns.iter().map(|heading| (*heading).to_owned())).collect());
        table.extend(rows.into_iter().map(|(id, cells)| [id].into_iter().chain(cells).collect()));
        let mut writer = csv::WriterBuilder::new().flexible(true).quote_style(csv::QuoteStyle::Always).from_writer(Vec::new());
        table.iter().for_each(|row: &Vec<String>| writer.write_record(row).expect("a vector takes everything"));
        String::from_utf8(writer.into_inner().expect("a vector takes everything")).expect("it was text")
    }
}

proptest! {
    #[test]
    fn no_cell_of_any_table_is_lost(text in any_table()) {
        match exchange::import(text.as_bytes(), "plan.csv") {
            Ok(imported) => prop_assert_eq!(exchange::lost(&imported.table, &imported.files), vec![]),
            // Of the rows none had a number, or the column beside it had no known heading.
            Err(refused) => prop_assert!(matches!(refused, Refused::NoRows | Refused::NoHeading), "{}", refused),
        }
    }

    #[test]
    fn what_is_written_is_a_plan(text in any_table()) {
        // It may have any mistake that a plan can have, but none of writing: the reader understands
        // every character.
        if let Ok(imported) = exchange::import(text.as_bytes(), "plan.csv") {
            let files: Vec<(String, &str)> = imported.files.iter().map(|file| (format!("plan/{}", file.name), &*file.text)).collect();
            let report = check(&files.iter().map(|(path, text)| (path.as_str(), *text)).collect::<Vec<_>>());
            let mistakes: Vec<&str> = rules_of(&report)
                .into_iter()
                .filter(|rule| ["syntax", "encoding", "limit", "schema", "unquoted-id"].contains(rule))
                .collect();
            prop_assert!(mistakes.is_empty(), "{:?}\n{:?}", mistakes, files);
        }
    }

    #[test]
    fn words_are_found_again(words in proptest::collection::vec("[a-z]{8}[0-9]{8}", 1..40), seed in any::<u64>()) {
        // Without knowing anything of columns: each word stands somewhere in the files.
        let columns = 1 + usize::try_from(seed % 16).expect("it is small");
        let mut text = format!("WBS\tName\t{}\n", HEADINGS[1..columns].join("\t"));
        for (index, row) in words.chunks(columns).enumerate() {
            text += &format!("1.{}\t{}\n", index + 1, row.join("\t"));
        }
        let imported = import(&text, "plan.tsv");
        let all: String = imported.files.iter().map(|file| file.text.as_str()).collect();
        for word in &words {
            prop_assert!(all.contains(word.as_str()), "{} of\n{}", word, text);
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = exchange::import(&bytes, "plan.tsv");
    }

    #[test]
    fn any_text_below_headings_is_read_or_refused(text in "([0-9.]{0,5}[\t,\"\n\r]|\\PC){0,60}", name in "plan\\.(tsv|csv|txt)") {
        let whole = format!("编号\t名称\t开始\n{text}");
        if let Err(refused) = exchange::import(whole.as_bytes(), &name) {
            prop_assert!(!matches!(refused, Refused::Lost(_)), "{}", refused);
        }
    }
}

#[test]
fn a_column_can_be_asked_what_it_is() {
    let imported = import("备注,WBS,天数\nx,1,5\n", "plan.csv");
    let fields: Vec<Option<Field>> = imported
        .table
        .columns
        .iter()
        .map(|column| column.field)
        .collect();
    assert_eq!(
        fields,
        [
            Some(Field::Key(TaskKey::Notes)),
            Some(Field::Wbs),
            Some(Field::Key(TaskKey::Days))
        ]
    );
}
