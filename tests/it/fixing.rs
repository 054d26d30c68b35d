//! What `check --fix` makes of a plan, as its author typed it: what is said before, the file
//! afterwards, and what is left to say of that. What is meant in one way is checked as it is meant,
//! before it is mended, too.

use std::fs;

use proptest::prelude::*;

use crate::common::planlint;
use crate::common::stderr;
use crate::common::stdout;
use crate::common::write;

const BASE: &str = "plan: {version: 1, calendar: weekdays, working_calendar: weekdays}
owners:
  泛微: {kind: organisation, aliases: [泛微软件, 泛微OA]}
  达梦: {kind: organisation}
  泛微（张三、李四）: {kind: team}
";

/// A phase with 1.1 to 1.3 and, as 1.4, a task of these lines.
fn with(lines: &str) -> String {
    let lines: String = lines
        .split_inclusive('\n')
        .map(|line| format!("        {line}"))
        .collect();
    format!(
        "phases:
  - id: \"1\"
    coordinator: 泛微
    executors: [泛微, 达梦, 泛微（张三、李四）]
    tasks:
      - {{id: \"1.1\", start: 2023-08-21, finish: 2023-08-21, days: 1}}
      - {{id: \"1.2\", start: 2023-08-21, finish: 2023-08-21, days: 1}}
      - id: \"1.4\"
{lines}
"
    )
}

struct Mended {
    before: String,
    text: String,
    after: String,
    said: String,
}

/// A second file with this text, checked, mended and checked again.
fn mended(text: &str) -> Mended {
    let folder = tempfile::tempdir().expect("a folder can be made");
    write(
        folder.path(),
        &[("plan/a.yaml", BASE), ("plan/b.yaml", text)],
    );
    let check = || {
        stdout(&planlint(
            folder.path(),
            &["check", "--ignore", "owner-unused,total-*,date-missing"],
        ))
    };
    let before = check();
    let said = stderr(&planlint(folder.path(), &["check", "--fix"]));
    let text = fs::read_to_string(folder.path().join("plan/b.yaml")).expect("it is there");
    Mended {
        before,
        text,
        after: check(),
        said,
    }
}

/// These lines of the task become those, and then nothing is found.
#[track_caller]
fn becomes(lines: &str, expected: &str) {
    let mended = mended(&with(lines));
    assert_eq!(mended.text, with(expected), "{lines}\n{}", mended.before);
    assert!(
        mended.after.starts_with("no findings"),
        "{lines}\n{}",
        mended.after
    );
    let told = mended
        .before
        .lines()
        .filter(|line| line.starts_with("plan/"))
        .count();
    assert_eq!(told, 1, "one mistake is told once\n{}", mended.before);
    assert!(
        mended.said.contains("mended 1 finding in 1 file"),
        "{}",
        mended.said
    );
}

/// These lines of the task are told with these words, and stay as they are.
#[track_caller]
fn stays(lines: &str, words: &str) {
    let mended = mended(&with(lines));
    assert_eq!(mended.text, with(lines), "{}", mended.said);
    assert!(mended.before.contains(words), "{lines}\n{}", mended.before);
}

#[test]
fn one_owner_or_several_in_the_place_of_a_list() {
    becomes("executors: 泛微", "executors: [泛微]");
    becomes(
        "executors: 泛微 # all of it",
        "executors: [泛微] # all of it",
    );
    for between in ["，", "、", "；", ", ", "; ", "，  "] {
        becomes(
            &format!("executors: 泛微{between}达梦"),
            "executors: [泛微, 达梦]",
        );
        becomes(
            &format!("executors: \"泛微{between}达梦\""),
            "executors: [泛微, 达梦]",
        );
    }
    becomes("executors: 泛微，泛微", "executors: [泛微]");
    becomes(
        "executors: 泛微（张三、李四）",
        "executors: [\"泛微（张三、李四）\"]",
    );
    becomes(
        "executors: 达梦，泛微（张三、李四）",
        "executors: [达梦, \"泛微（张三、李四）\"]",
    );
    becomes("executors: 泛微 达梦", "executors: [泛微, 达梦]");
    stays("executors: 泛微 张三", "`executors` is a list of names");
    stays("executors: 泛微，张三", "write executors: [泛微, 张三]");
    stays("executors: &who 泛微", "write executors: [泛微]");
    stays("executors:\n  泛微", "`executors` is a list of names");
    stays(
        "executors: >\n  泛微，\n  达梦",
        "`executors` is a list of names",
    );
    stays("executors: /", "`executors` is a list of names");
}

#[test]
fn two_mistakes_at_once() {
    // A space that is there already is not written again.
    for line in ["parallel： true", "parallel：true", "parallel: true"] {
        assert_eq!(mended(&with(line)).text, with("parallel: true"), "{line}");
    }
    let mended = mended(&with("executors：泛微，达梦"));
    assert_eq!(mended.text, with("executors: [泛微, 达梦]"));
    assert!(
        !mended.before.contains("owner-undeclared"),
        "{}",
        mended.before
    );
}

#[test]
fn full_width_signs_of_a_map_are_mended_together_or_not_at_all() {
    let owners = |owner: &str| mended(&format!("owners:\n  王五: {{}}\n  {owner}\n"));
    let both = owners("李四：{kind：person，aliases：[老李]}");
    assert_eq!(
        both.text, "owners:\n  王五: {}\n  李四: {kind: person, aliases: [老李]}\n",
        "{}",
        both.said
    );
    assert!(!both.after.contains("error"), "{}", both.after);
    // Which of these commas are meant to be there nobody can tell.
    for owner in [
        "李四：{kind：person，contact：电话，邮件}",
        "李四：{kind：person，老李}",
    ] {
        assert_eq!(
            owners(owner).text,
            format!("owners:\n  王五: {{}}\n  {owner}\n")
        );
    }
}

#[test]
fn names_that_nobody_declares_are_one_in_the_place_of_a_list() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let text = "plan: {version: 1, editors: 林森}\nowners:\n  A: {kind: team, aliases: a1}\n  G: {kind: group, members: A}\n  H: {members: A，G}\n";
    write(folder.path(), &[("plan/a.yaml", text)]);
    planlint(folder.path(), &["check", "--fix"]);
    let text = fs::read_to_string(folder.path().join("plan/a.yaml")).expect("it is there");
    assert_eq!(
        text,
        "plan: {version: 1, editors: [林森]}\nowners:\n  A: {kind: team, aliases: [a1]}\n  G: {kind: group, members: [A]}\n  H: {members: [A, G]}\n"
    );
}

#[test]
fn full_width_commas_within_a_list() {
    becomes("executors: [泛微，达梦]", "executors: [泛微, 达梦]");
    becomes("executors: [泛微，达梦, 达梦]", "executors: [泛微, 达梦]");
    becomes(
        "executors: [泛微, 达梦, 泛微，达梦]",
        "executors: [泛微, 达梦]",
    );
    becomes(
        "executors:\n  - 泛微，达梦",
        "executors:\n  - 泛微\n  - 达梦",
    );
    stays("executors: [泛微（张三、李四）]", "no findings");
}

#[test]
fn aliases_of_owners() {
    becomes("executors: [泛微软件]", "executors: [泛微]");
    becomes("executors: [泛微软件, 泛微]", "executors: [泛微]");
    becomes(
        "executors: [泛微, 泛微软件, 达梦]",
        "executors: [泛微, 达梦]",
    );
    becomes("executors:\n  - 泛微软件\n  - 泛微", "executors:\n  - 泛微");
    // What is one text is made a list first, and what goes may touch what else goes: all in one
    // run.
    for list in [
        "泛微软件，达梦",
        "[泛微, 泛微软件, 泛微OA, 达梦]",
        "[泛微软件, 泛微OA, 泛微软件, 达梦]",
    ] {
        let text = mended(&with(&format!("executors: {list}"))).text;
        assert_eq!(text, with("executors: [泛微, 达梦]"), "{list}");
    }
    let lines = "start: 2023-08-28\ndays: 1\ndepends_on: ";
    let text = mended(&with(&format!(
        "{lines}[\"1.1\", \"1.1,1.1\", \"1.1, 1.1\"]"
    )))
    .text;
    assert_eq!(text, with(&format!("{lines}[\"1.1\"]")));
    let text = mended(&with("executors: [泛微软件, 泛微软件]")).text;
    assert_eq!(text, with("executors: [泛微]"));
}

#[test]
fn line_ends_stay_what_they_are() {
    let text = with("executors:\n  - 泛微，达梦").replace('\n', "\r\n");
    let expected = with("executors:\n  - 泛微\n  - 达梦").replace('\n', "\r\n");
    assert_eq!(mended(&text).text, expected);
}

#[test]
fn numbers_dates_and_progress_in_other_forms() {
    for days in ["1天", "1 天", "\"1\"", "1 day", "1d", "１", "1个工作日"] {
        becomes(
            &format!("start: 2023-08-21\nfinish: 2023-08-21\ndays: {days}"),
            "start: 2023-08-21\nfinish: 2023-08-21\ndays: 1",
        );
    }
    for date in [
        "2023年8月21日",
        "2023/8/21",
        "2023.8.21",
        "２０２３-０８-２１",
        "20230821",
        "2023-08-21 Mon",
        "2023-08-21T00:00",
    ] {
        becomes(
            &format!("start: {date}\ndays: 1"),
            "start: 2023-08-21\ndays: 1",
        );
    }
    becomes(
        "days: 1\nstart: 2023-08-21\nprogress: 完成",
        "days: 1\nstart: 2023-08-21\nprogress: done",
    );
    becomes(
        "days: 1\nstart: 2023-08-21\nprogress: ５０％",
        "days: 1\nstart: 2023-08-21\nprogress: 50%",
    );
    stays(
        "start: 2023-08-21 09:00\ndays: 1",
        "write 2023-08-21; a time of day has no place in a date, but in `notes`",
    );
    stays(
        "start: 2023-08-21 Tue\ndays: 1",
        "2023-08-21 is a Monday: write the day that is meant",
    );
    stays("days: -5", "write how many days it takes; 0 is a milestone");
    stays("days: 2.5", "write it in digits, without a fraction");
}

#[test]
fn what_is_meant_is_what_is_checked() {
    let found = mended(&with("start: 2023年8月21日\nfinish: 2023/8/22\ndays: 5天")).before;
    assert!(found.contains("date-days"), "{found}");
    let found = mended(&with("executors: 泛微软件")).before;
    assert!(found.contains("owner-alias"), "{found}");
}

#[test]
fn a_share_of_one_has_two_readings() {
    stays("progress: 0.5", "`progress: 0.5` may mean 50% or 0.5%");
    stays("progress: \"0.5\"", "help: write `50%` or `0.5%`");
}

#[test]
fn calendars_in_another_case() {
    becomes(
        "calendar: China\nstart: 2023-08-21\ndays: 1",
        "calendar: china\nstart: 2023-08-21\ndays: 1",
    );
    becomes(
        "calendar: WEEKDAYS\nstart: 2023-08-21\ndays: 1",
        "calendar: weekdays\nstart: 2023-08-21\ndays: 1",
    );
    stays(
        "calendar: &c China\nstart: 2023-08-21\ndays: 1",
        "there is no calendar China",
    );
}

#[test]
fn ids_in_the_place_of_a_list() {
    let dated = |line: &str| format!("start: 2023-08-28\ndays: 1\n{line}");
    for (line, expected) in [
        ("1.1", "[\"1.1\"]"),
        ("\"1.1\"", "[\"1.1\"]"),
        ("1.1，1.2", "[\"1.1\", \"1.2\"]"),
        ("\"1.1,1.2\"", "[\"1.1\", \"1.2\"]"),
        ("依赖1.1、1.2", "[\"1.1\", \"1.2\"]"),
        ("1.1FS+2d", "[{task: \"1.1\", lag: 2}]"),
        ("1.1SS", "[{task: \"1.1\", type: SS}]"),
        ("1.1 1.2", "[\"1.1\", \"1.2\"]"),
        ("{task: \"1.1\", type: SS}", "[{task: \"1.1\", type: SS}]"),
    ] {
        becomes(
            &dated(&format!("depends_on: {line}")),
            &dated(&format!("depends_on: {expected}")),
        );
    }
    stays(
        &dated("depends_on: 1.1，1.9"),
        "`depends_on` is a list of ids",
    );
    stays(&dated("depends_on: /"), "`depends_on` is a list of ids");
    stays(
        &dated("depends_on: 1.1 1.9"),
        "`depends_on` is a list of ids",
    );
    stays(
        &dated("depends_on: [1.1，1.9]"),
        "1.4 depends on 1.9, but no task has that id",
    );
}

#[test]
fn entries_as_an_import_understands_them() {
    let dated = |line: &str| format!("start: 2023-08-28\ndays: 1\n{line}");
    for (line, expected) in [
        ("[依赖1.1]", "[\"1.1\"]"),
        ("[\"1.1,1.2\"]", "[\"1.1\", \"1.2\"]"),
        ("[\"1.1、1.2；1.1\"]", "[\"1.1\", \"1.2\"]"),
        ("[\"1.1\", \"1.1,1.2\"]", "[\"1.1\", \"1.2\"]"),
        ("[\"1.1,1.2\", \"1.1\"]", "[\"1.2\", \"1.1\"]"),
        ("[\"1.1+2d\"]", "[{task: \"1.1\", lag: 2}]"),
        ("[\"1.1FS+2\"]", "[{task: \"1.1\", lag: 2}]"),
        ("[1.1SS]", "[{task: \"1.1\", type: SS}]"),
        (
            "[1.1FS-1天, \"1.2\"]",
            "[{task: \"1.1\", lag: -1}, \"1.2\"]",
        ),
        ("[1.1，1.2]", "[\"1.1\", \"1.2\"]"),
        ("[1.1，1.2, \"1.1\"]", "[\"1.2\", \"1.1\"]"),
        ("[依赖1.1、1.2的完成]", "[\"1.1\", \"1.2\"]"),
        ("[1.1 1.2]", "[\"1.1\", \"1.2\"]"),
        (
            "\n  - \"1.1,1.2+1\" # both",
            "\n  - \"1.1\"\n  - {task: \"1.2\", lag: 1} # both",
        ),
        ("\n  - 1.1，1.2", "\n  - \"1.1\"\n  - \"1.2\""),
    ] {
        becomes(
            &dated(&format!("depends_on: {line}")),
            &dated(&format!("depends_on: {expected}")),
        );
    }
    stays(
        &dated("depends_on: [\"1.1,1.9\"]"),
        "1.4 depends on 1.1,1.9, but no task has that id",
    );
    stays(
        &dated("depends_on: [\"1.1, when it suits\"]"),
        "no task has that id",
    );
    stays(
        &dated("depends_on: [&x 1.1SS]"),
        "write {task: \"1.1\", type: SS}",
    );
    let found = mended(&with(
        "start: 2023-08-21\ndays: 1\ndepends_on: [\"1.1+2d\"]",
    ))
    .before;
    assert!(
        found.contains("help: write {task: \"1.1\", lag: 2}") && found.contains("dependency-dates"),
        "{found}"
    );
}

#[test]
fn an_id_of_exactly_this_text_is_that_id() {
    let text = with("start: 2023-08-28\ndays: 1\ndepends_on: [\"1.1,1.2\"]")
        .replace("\"1.2\"", "\"1.1,1.2\"");
    let mended = mended(&text);
    assert_eq!(mended.text, text);
    assert!(
        !mended.before.contains("dependency-unknown"),
        "{}",
        mended.before
    );
}

#[test]
fn a_date_without_its_year() {
    becomes(
        "start: 2023-08-21\nfinish: 8月22日\ndays: 2",
        "start: 2023-08-21\nfinish: 2023-08-22\ndays: 2",
    );
    becomes(
        "start: 12月29日\nfinish: 2024-01-02\ndays: 3",
        "start: 2023-12-29\nfinish: 2024-01-02\ndays: 3",
    );
    becomes(
        "start: 2023-08-21\nfinish: 8/22\ndays: 2",
        "start: 2023-08-21\nfinish: 2023-08-22\ndays: 2",
    );
    stays("start: 2023-08-01\nfinish: 8/9", "write it as YYYY-MM-DD");
    // From what stands around it in the plan.
    becomes("start: 8月22号\ndays: 2", "start: 2023-08-22\ndays: 2");
    let text = mended(&with("start: 8月21日\nfinish: 8月22日\ndays: 2")).text;
    assert_eq!(text, with("start: 2023-08-21\nfinish: 2023-08-22\ndays: 2"));
    stays(
        "start: 2月8日\ndays: 2",
        "help: write it as YYYY-02-08, with the year",
    );
    stays(
        "start: 2023-08-21\nfinish: 8月20日\ndays: 2",
        "help: write it as YYYY-08-20, with the year",
    );
    let phase = with("start: 8月22日\ndays: 1").replace(
        "    coordinator",
        "    start: 2022-08-01\n    finish: 2022-08-31\n    coordinator",
    );
    assert!(mended(&phase).text.contains("start: 2022-08-22"));
}

#[test]
fn a_dependency_from_a_remark_is_told_with_the_remark() {
    let found = mended(&with(
        "pending: x\ndepends_on: [\"1.9\"]\nnotes: 依赖1.9的完成",
    ))
    .before;
    let help = "help: the remark in `notes` says \"依赖1.9的完成\"; 1.9 is not in the plan: name the task that is meant, or remove the dependency";
    assert!(
        found.contains(help) && found.contains(": the remark\n"),
        "{found}"
    );
    let found = mended(&with("pending: x\ndepends_on: [\"1.9\"]\nnotes: 不依赖1.9")).before;
    assert!(found.contains("the nearest id is 1.2"), "{found}");
}

#[test]
fn the_nearest_id_is_no_next_mistake() {
    for (id, depends_on, not) in [
        ("1.5", "[\"1.4x\"]", "1.4"),
        ("1.4.1", "[\"1.4.2\"]", "1.4.1"),
    ] {
        let tasks = format!(
            "pending: x\ntasks:\n  - {{id: \"{id}\", depends_on: {depends_on}, pending: x}}"
        );
        let found = mended(&with(&tasks)).before;
        let is_named = [";", "\n"]
            .iter()
            .any(|end| found.contains(&format!("nearest id is {not}{end}")));
        assert!(found.contains("dependency-unknown") && !is_named, "{found}");
    }
    // 1.2 waits for 1.4.
    let text = with("pending: x\ndepends_on: [\"1.3\"]")
        .replace("{id: \"1.2\",", "{id: \"1.2\", depends_on: [\"1.4\"],");
    let found = mended(&text).before;
    assert!(found.contains("the nearest id is 1.1\n"), "{found}");
}

#[test]
fn keys_of_other_tools() {
    let dated = |line: &str| format!("start: 2023-08-28\n{line}");
    for (line, expected) in [
        ("duration: 1", "days: 1"),
        ("工期: 1", "days: 1"),
        ("end: 2023-08-28", "finish: 2023-08-28"),
        ("\"完成日期\": 2023-08-28", "\"finish\": 2023-08-28"),
        ("days: 1\nstatus: 50%", "days: 1\nprogress: 50%"),
        ("days: 1\npercent_complete: 50", "days: 1\nprogress: 50"),
        ("days: 1\n完成度: 50%", "days: 1\nprogress: 50%"),
        (
            "days: 1\npredecessors: [\"1.1\"]",
            "days: 1\ndepends_on: [\"1.1\"]",
        ),
        (
            "days: 1\n前置任务: [\"1.1\"]",
            "days: 1\ndepends_on: [\"1.1\"]",
        ),
        (
            "days: 1\nafter: [\"1.1\"]",
            "days: 1\ndepends_on: [\"1.1\"]",
        ),
        ("days: 1\nassignee: [达梦]", "days: 1\nexecutors: [达梦]"),
        ("days: 1\ntitle: 部署", "days: 1\nname: 部署"),
        ("days: 1\nremark: x", "days: 1\nnotes: x"),
        ("工期: 1天", "days: 1"),
        ("duration: 1 day", "days: 1"),
        ("days: 1\n进度: 已完成", "days: 1\nprogress: done"),
        ("days: 1\n前置任务: 1.1", "days: 1\ndepends_on: [\"1.1\"]"),
        (
            "days: 1\n前置任务: 1.1，1.2",
            "days: 1\ndepends_on: [\"1.1\", \"1.2\"]",
        ),
        (
            "days: 1\n前置任务: [1.1, 1.2]",
            "days: 1\ndepends_on: [\"1.1\", \"1.2\"]",
        ),
        (
            "days: 1\n执行人: 泛微、达梦",
            "days: 1\nexecutors: [泛微, 达梦]",
        ),
        ("days: 1\n执行人: 达梦", "days: 1\nexecutors: [达梦]"),
        ("milestone: true", "days: 0"),
        ("milestone: 是", "days: 0"),
    ] {
        becomes(&dated(line), &dated(expected));
    }
    becomes(
        "milestone: true\nstart: 2023-08-28\nfinish: 2023-08-28",
        "days: 0\nstart: 2023-08-28\nfinish: 2023-08-28",
    );
    becomes("begin: 2023/8/28\ndays: 1", "start: 2023-08-28\ndays: 1");
    becomes(
        "start: 2023-08-28\nend: 2023年8月28日",
        "start: 2023-08-28\nfinish: 2023-08-28",
    );
    becomes("begin: 2023-08-28\ndays: 1", "start: 2023-08-28\ndays: 1");
    becomes(
        "subtasks:\n  - {id: \"1.4.1\", start: 2023-08-28, days: 1}",
        "tasks:\n  - {id: \"1.4.1\", start: 2023-08-28, days: 1}",
    );
}

#[test]
fn keys_of_other_tools_that_are_left() {
    stays(
        "owner: 泛微",
        "help: did you mean `executors`, who do the work, or `coordinator`, who answers for it?",
    );
    stays(
        "负责人: [泛微]",
        "help: did you mean `executors`, who do the work, or `coordinator`, who answers for it?",
    );
    stays(
        "executors: [泛微]\nowner: 达梦",
        "`executors` is there already: remove `owner`, or move its names",
    );
    stays(
        "days: 1\nstart: 2023-08-28\nduration: 1",
        "help: `days` is there already: remove `duration`",
    );
    stays("status: 进行中", "help: did you mean `progress`?");
    stays("done: true", "help: did you mean `progress`?");
    stays("wbs: \"1.4\"", "help: `id` is there already: remove `wbs`");
    stays(
        "start: 2023-08-28\nmilestone: false",
        "help: remove it: only a task with `days: 0` is a milestone",
    );
    stays(
        "start: 2023-08-28\ndays: 1\nmilestone: true",
        "help: remove it: a task with `days: 0` is a milestone",
    );
    for word in [
        "due",
        "due_date",
        "duedate",
        "截止日期",
        "截止时间",
        "到期日",
    ] {
        let lines = format!("days: 1\nstart: 2023-08-28\n{word}: 2023-09-15");
        stays(&lines, &format!("a task has no key \"{word}\""));
        stays(
            &lines,
            "did you mean `deadline`, the day by which it is promised, or `finish`, the last day of the work?",
        );
        // Neither is it read as one.
        assert!(!mended(&with(&lines)).before.contains("date-days"));
    }
    stays("dayz: 1", "help: did you mean `days`?");
    stays(
        "milestone: true\nstart: 2023-08-28\nfinish: 2023-08-29",
        "one day for `start` and `finish`",
    );
    stays(
        "start: 2023-08-28\n前置任务: 1.1，9.9",
        "help: did you mean `depends_on`?",
    );
    // Two words for one key: the first one takes it, if it can be read.
    let lines = "start: 2023-08-28\ndays: 1\ncompleted: 2023-08-21\npercent: 100";
    let text = mended(&with(lines)).text;
    assert_eq!(text, with(&lines.replace("percent", "progress")));
    let twice = mended(&with("status: 50%\npercent: 50%"));
    assert_eq!(twice.text, with("progress: 50%\npercent: 50%"));
    assert!(
        twice
            .before
            .contains("`status` stands for `progress` already: keep one of the two"),
        "{}",
        twice.before
    );
    let phase = with("start: 2023-08-28\ndays: 1").replace(
        "    coordinator",
        "    duration: 6\n    progress: 50%\n    coordinator",
    );
    let mended = mended(&phase);
    assert!(
        mended
            .text
            .contains("    total_days: 6\n    progress: 50%\n"),
        "{}",
        mended.before
    );
    assert!(
        mended.before.contains("a phase has no key \"progress\""),
        "{}",
        mended.before
    );
}

#[test]
fn nothing_is_concluded_from_what_a_word_of_another_tool_hides() {
    let dated = "start: 2023-08-28\ndays: 1\n";
    for line in [
        "工期: 大约五天\nstart: 2023-08-28",
        "开始: 待定，八月\ndays: 1",
        "start: 2023-08-28\n完成时间: 未知",
        &format!("{dated}执行人: 张三 李四"),
    ] {
        let found = mended(&with(line)).before;
        assert_eq!(
            found
                .lines()
                .filter(|line| line.starts_with("plan/"))
                .count(),
            1,
            "{line}\n{found}"
        );
    }
    let folder = tempfile::tempdir().expect("a folder can be made");
    let base = BASE.replace("version: 1,", "version: 1, status_date: 2023-12-01,");
    let text =
        with(&format!("{dated}status: 进行中")).replace("days: 1}", "days: 1, progress: done}");
    write(
        folder.path(),
        &[("plan/a.yaml", &base), ("plan/b.yaml", &text)],
    );
    let found = stdout(&planlint(folder.path(), &["check"]));
    assert!(!found.contains("progress-late"), "{found}");
}

#[test]
fn own_words_win_against_merged_keys() {
    let with = |last: &str| {
        with("start: 2023-08-28\ndays: 1").replace("- {id: \"1.2\",", "- &b {id: \"1.2\",")
            + &format!("      - {{<<: *b, id: \"1.5\", {last}}}\n")
    };
    let text = mended(&with("开始: 2023-09-01, 结束: 2023/9/1")).text;
    assert_eq!(text, with("start: 2023-09-01, finish: 2023-09-01"));
    // What is merged in is said where it is, and counts for nothing here.
    let merged = with("start: 2023-09-01, finish: 2023-09-01")
        .replace("&b {id: \"1.2\", start", "&b {id: \"1.2\", 开始");
    let before = mended(&merged).before;
    assert_eq!(before.matches("has no key").count(), 1, "{before}");
    assert!(!before.contains("is there already"), "{before}");
}

#[test]
fn words_in_another_case_or_language() {
    let dated = |line: &str| format!("start: 2023-08-28\ndays: 1\n{line}");
    becomes(&dated("optional: yes"), &dated("optional: true"));
    becomes(&dated("optional: 否"), &dated("optional: false"));
    becomes(&dated("parallel: 可"), &dated("parallel: true"));
    becomes(
        &dated("depends_on: [{task: \"1.1\", type: ss}]"),
        &dated("depends_on: [{task: \"1.1\", type: SS}]"),
    );
    stays(
        &dated("parallel: 可并行"),
        "help: write true, or remove the key",
    );
    let folder = tempfile::tempdir().expect("a folder can be made");
    let text = |kind: &str, week: &str, days: &str| {
        format!(
            "plan: {{version: 1}}\nowners:\n  A: {{kind: {kind}}}\ncalendars:\n  own: {{week: [{week}], holidays: [{days}]}}\n"
        )
    };
    write(
        folder.path(),
        &[(
            "plan/a.yaml",
            &text(
                "Team",
                "Mon, 周二, wed",
                "2023年10月1日, 2023/10/3..2023/10/6",
            ),
        )],
    );
    planlint(folder.path(), &["check", "--fix"]);
    let mended = fs::read_to_string(folder.path().join("plan/a.yaml")).expect("it is there");
    assert_eq!(
        mended,
        text(
            "team",
            "mon, tue, wed",
            "2023-10-01, 2023-10-03..2023-10-06"
        )
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever is written, and however it stands: what is mended can be read, and a second run has
    /// nothing left of the same.
    #[test]
    fn what_is_mended_can_be_read(
        fields in prop::collection::vec((0_usize..9, 0_usize..7, "[甲乙12.,，、;；+ SF依赖天年月日/\"'&*!#\\[\\]{}:-]{1,9}"), 1..5)
    ) {
        let keys = ["executors", "depends_on", "days", "start", "finish", "progress", "calendar", "status", "milestone"];
        let mut seen = std::collections::BTreeSet::new();
        let lines: Vec<String> = fields.iter().filter(|(key, ..)| seen.insert(*key)).map(|(key, layout, value)| {
            let key = keys[*key];
            match layout {
                0 => format!("{key}: {value}"),
                1 => format!("{key}: [{value}, 甲]"),
                2 => format!("{key}:\n  - {value}\n  - 甲"),
                3 => format!("{key}: \"{}\"", value.replace(['"', '\\'], "")),
                4 => format!("{key}: &x {value}"),
                5 => format!("{key}: [\n  {value},\n  \"1.1，1.2\"]"),
                _ => format!("{key}:\n  {value}\n  {value}"),
            }
        }).collect();
        let text = with(&lines.join("\n"));
        let mended = mended(&text);
        prop_assert!(!mended.said.contains("alone"), "{text}\n{}", mended.said);
        let broken = |report: &str| report.matches("error[syntax]").count();
        prop_assert!(broken(&mended.after) <= broken(&mended.before), "{text}\n{}\n{}", mended.text, mended.after);
    }
}

#[test]
fn what_nobody_would_read_is_counted() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let ids: String = (0..700)
        .map(|n| format!("      - {{id: 1.{n}}}\n"))
        .collect();
    write(
        folder.path(),
        &[(
            "plan/a.yaml",
            &format!("{BASE}phases:\n  - id: \"1\"\n    tasks:\n{ids}"),
        )],
    );
    let said = stderr(&planlint(folder.path(), &["check", "--fix"]));
    let lines = said
        .lines()
        .filter(|line| line.starts_with("plan/a.yaml:"))
        .count();
    assert_eq!(lines, 500, "{said}");
    assert!(
        said.ends_with(
            "planlint: 200 more mends are not listed\nplanlint: mended 700 findings in 1 file\n"
        ),
        "{said}"
    );
}

#[test]
fn more_than_can_be_told_is_mended_in_several_runs() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let ids = "1, ".repeat(40_000);
    let text = format!(
        "{BASE}phases:\n  - id: \"1\"\n    tasks: [{{id: \"1.1\", depends_on: [{ids}]}}]\n"
    );
    write(folder.path(), &[("plan/a.yaml", &text)]);
    let said = stderr(&planlint(folder.path(), &["check", "--fix"]));
    assert!(
        said.ends_with("  help: there may be more to mend; run planlint check --fix again\n"),
        "{said}"
    );
    let once = fs::read_to_string(folder.path().join("plan/a.yaml")).expect("it is there");
    assert!(once.contains("\"1\", ") && once.contains("1, 1, "));
}
