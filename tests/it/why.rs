//! `planlint why`: what holds a date, told to people.

use std::fs;
use std::path::Path;

use planlint::Day;
use planlint::Lang;
use planlint::Project;
use planlint::Show;
use planlint::Style;

use crate::common;
use crate::common::planlint;
use crate::common::stderr;
use crate::common::stdout;
use crate::common::write;

/// A folder with one of the worked examples of the schedule.
fn example(name: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let path = common::project().join(format!("tests/schedule/{name}.yaml"));
    let text = fs::read_to_string(path).expect("the example is there");
    write(folder.path(), &[("plan/1.yaml", &text)]);
    folder
}

#[track_caller]
fn why(folder: &Path, arguments: &[&str]) -> String {
    let output = planlint(folder, &[&["why"], arguments].concat());
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    stdout(&output)
}

#[test]
fn step_by_step_down_to_a_date() {
    let folder = example("E5-groups");
    assert_eq!(
        why(folder.path(), &["H2"]),
        "H2  plan/1.yaml:25
  2023-10-19 to 2023-10-24, 4 days: the dates follow
  held by G (FS+1), for which H waits, and which finishes on 2023-10-17  plan/1.yaml:20
    G2  plan/1.yaml:15
      2023-10-11 to 2023-10-17
      held by its typed start, 2023-10-11  plan/1.yaml:17
  it is on the longest path, which ends the plan
  total float: none; if it slips, the plan ends later
  free float: none; if it slips, something else has to
  1 waits for it:
    END (FS of H), as soon as it slips
"
    );
    // By how much each of those may wait that wait for it, also by the group that it is in.
    let text = why(folder.path(), &["G1"]);
    assert!(
        text.contains("\n  total float: 4 days at least; "),
        "{text}"
    );
    let waiting = "  2 wait for it:
    H (FS+1 of G), once it slips by more than 4 days
    X (SS+1 of G), as soon as it slips
";
    assert!(text.ends_with(waiting), "{text}");
    // A group is explained by what ends it.
    let text = why(folder.path(), &["H"]);
    let beginning = "H  plan/1.yaml:18
  2023-10-19 to 2023-10-24
  it finishes with H2
    H2  plan/1.yaml:25
";
    assert!(text.starts_with(beginning), "{text}");
}

#[test]
fn what_holds_the_finish_of_the_plan() {
    assert_eq!(
        why(common::project(), &[]),
        "the plan ends on 2023-11-15
  by links alone it would end on 2023-10-19

the longest path, from its end:
  4.1.1 编写基础功能测试报告  plan/phase-4.yaml:14
    2023-11-11 to 2023-11-15
    held by the order of phases: phase 3 finishes on 2023-11-10
    without it the plan would end 5 days sooner
  3.1.4 编写功能上线报告  plan/phase-3.yaml:47
    2023-11-06 to 2023-11-10
    held by its typed start, 2023-11-06  plan/phase-3.yaml:52
    a break: nothing but this date holds it, so what comes before does not move the end
    without it the plan would end 3 days sooner

open tasks with dates: 49. Held by links: 6; by the order of phases: 12; by nothing but a typed date: 31; by where the plan begins or the status date: 0
"
    );
    let late = example("E8-deadline-of-the-plan");
    let text = why(late.path(), &[]);
    assert!(text.contains("\n  its deadline was 2023-"), "{text}");
}

#[test]
fn from_the_status_date_on() {
    let folder = example("E7-status-date");
    assert_eq!(
        why(folder.path(), &["E", "--forecast"]),
        "E  plan/1.yaml:31
  2023-10-18 to 2023-11-02, 6 days
  the plan says 2023-10-18 to 2023-10-25, which cannot be kept
  held by B (FS), which finishes on 2023-10-30  plan/1.yaml:33
    B  plan/1.yaml:16
      2023-10-16 to 2023-10-30
      held by the status date, 2023-10-20: what is not done goes on after it
  total float: 2 days; by so much it can slip before the plan ends later
  nothing waits for it
"
    );
    let text = why(folder.path(), &["D"]);
    assert!(
        text.contains("\n  as things stood on 2023-10-20, it will finish on 2023-10-26\n"),
        "{text}"
    );
    assert!(why(folder.path(), &["A", "--forecast"]).ends_with("\n  it is done\n"));
    let output = planlint(example("E1-diamond").path(), &["why", "--forecast"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("--as-of"), "{}", stderr(&output));
}

#[test]
fn what_nobody_can_tell() {
    let folder = tempfile::tempdir().expect("a folder");
    let plan = "plan: {version: 1}
phases:
  - id: p
    tasks:
      - {id: early, start: 2024-03-04, days: 2}
      - {id: open, days: 3, pending: nobody knows}
      - {id: behind, days: 2, depends_on: [open, early]}
      - {id: circle, days: 2, depends_on: [circle-too]}
      - {id: circle-too, days: 2, depends_on: [circle]}
";
    write(folder.path(), &[("plan/1.yaml", plan)]);
    let says = |id: &str, text: &str| {
        let told = why(folder.path(), &[id]);
        assert!(told.contains(text), "{told}");
    };
    says("open", "its estimate is not settled (`pending`)");
    says("circle", "nobody can tell when it takes place");
    says(
        "behind",
        "\n  or later: nobody can tell when something that it waits for takes place\n",
    );
    let output = planlint(folder.path(), &["why", "behinf"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("there is no behinf in plan")
            && stderr(&output).contains("the nearest id is behind"),
        "{}",
        stderr(&output)
    );
    write(
        folder.path(),
        &[("plan/1.yaml", "plan: {version: 1}\nphases: []\n")],
    );
    assert!(why(folder.path(), &[]).starts_with("nobody can tell when the plan ends"));
}

#[test]
fn in_chinese_and_on_a_narrow_terminal() {
    let folder = example("E5-groups");
    assert_eq!(
        why(folder.path(), &["X", "--lang", "zh"]),
        "X  plan/1.yaml:27
  2023-10-10 到 2023-10-11，2 个工作日，日期为推算
  由 G（SS+1）决定，其于 2023-10-09 开始  plan/1.yaml:30
    G1  plan/1.yaml:12
      2023-10-09 到 2023-10-11
      由写明的开始日期 2023-10-09 决定  plan/1.yaml:14
      计划从 2023-10-09 开始
  总时差：9 个工作日；推迟不超过这么多，计划不推迟完成
  自由时差：9 个工作日；推迟不超过这么多，不影响其他工作
  有 1 项等待它：
    END（FS）：推迟超过 9 个工作日才受影响
"
    );
    let project = Project::new(common::project().into(), || Day::MIN);
    let shown = project.show(&Show::default()).expect("the plan is there");
    for lang in [Lang::En, Lang::Zh] {
        for task in [None, Some("4.1.1"), Some("3.1.4"), Some("3")] {
            let task = task.map(|id| shown.find(id).expect("it is there"));
            let mut out = Vec::new();
            let style = Style::PLAIN.framed(60).speaking(lang);
            shown
                .write_why(task, false, style, &mut out)
                .expect("memory");
            for line in String::from_utf8(out).expect("text").lines() {
                assert!(unicode_width::UnicodeWidthStr::width(line) <= 60, "{line}");
            }
        }
    }
}

/// However long the way is, and however many wait.
#[test]
fn long_ways_are_cut() {
    let mut plan =
        "plan: {version: 1, start: 2024-03-04}\nphases:\n  - id: p\n    tasks:\n".to_owned();
    for at in 0..200 {
        let before = if at == 0 {
            String::new()
        } else {
            format!("t{}", at - 1)
        };
        plan.push_str(&format!(
            "      - {{id: t{at}, days: 1, depends_on: [{before}]}}\n"
        ));
    }
    for at in 0..100 {
        plan.push_str(&format!(
            "      - {{id: w{at}, days: 1, depends_on: [t199]}}\n"
        ));
    }
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), &[("plan/1.yaml", &plan)]);
    let text = why(folder.path(), &["t199"]);
    assert!(
        text.contains("planlint why t158 goes on from here"),
        "{text}"
    );
    assert!(text.ends_with("    and 80 more\n"), "{text}");
    let text = why(folder.path(), &[]);
    assert!(
        text.contains("more tasks before that; planlint show --format json has them all"),
        "{text}"
    );
}

#[test]
fn of_many_holders_the_first_are_told() {
    let mut plan =
        "plan: {version: 1, start: 2024-03-04}\nphases:\n  - id: p\n    tasks:\n".to_owned();
    for at in 0..9 {
        plan.push_str(&format!("      - {{id: t{at}, days: 1}}\n"));
    }
    let all: Vec<String> = (0..9).map(|at| format!("t{at}")).collect();
    let all = all.join(", ");
    plan.push_str(&format!(
        "      - id: g\n        depends_on: [{all}]\n        tasks: [{{id: in, days: 1}}]\n"
    ));
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), &[("plan/1.yaml", &plan)]);
    let text = why(folder.path(), &["in"]);
    assert!(text.contains("\n  and by 4 more, as long\n"), "{text}");
    assert_eq!(text.matches("held by t").count(), 5, "{text}");
}
