//! What `planlint diff` tells of a change: each fact once, in one unit, as wide as the terminal.

use planlint::Comparison;
use planlint::Project;
use planlint::Scope;
use serde_json::Value;
use unicode_width::UnicodeWidthStr;

use crate::common;
use crate::common::command;
use crate::common::stderr;
use crate::common::stdout;
use crate::common::today;
use crate::common::write;
use crate::git::ONE;
use crate::git::Repo;
use crate::git::TOP;
use crate::git::TWO;
use crate::git::repo;

/// What a command prints as JSON.
fn json(repo: &Repo, arguments: &[&str]) -> Value {
    let output = repo.planlint(&[arguments, &["--format", "json"]].concat());
    serde_json::from_str(&stdout(&output)).unwrap_or_else(|_| panic!("{}", stderr(&output)))
}

fn list<'v>(value: &'v Value, key: &str) -> Vec<&'v Value> {
    value[key]
        .as_array()
        .unwrap_or_else(|| panic!("{key}: {value:#}"))
        .iter()
        .collect()
}

/// Kind, task and fields of every change.
fn changes(diff: &Value) -> Vec<(String, String, Vec<String>)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let one = |change: &&Value| {
        let fields = list(change, "fields")
            .into_iter()
            .map(|field| text(&field["field"]))
            .collect();
        (text(&change["kind"]), text(&change["task"]), fields)
    };
    list(diff, "changes").iter().map(one).collect()
}

fn found(diff: &Value, key: &str) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    list(diff, key)
        .into_iter()
        .map(|one| (text(&one["rule"]), text(&one["message"])))
        .collect()
}

/// A chain of five tasks over two phases, and a phase that nothing waits for. Its days are counted
/// in `every-day`, while people work on weekdays.
const CHAIN: &str = "plan: {version: 1, calendar: every-day, working_calendar: weekdays}
owners: {甲: {kind: team}}
phases:
  - {id: \"2\", name: 采购, coordinator: 甲, executors: [甲], total_days: 5, parallel: true, tasks: [{id: \"2.1\", name: 买, start: 2023-10-02, finish: 2023-10-06, days: 5}]}
  - id: \"3\"
    name: 开发
    coordinator: 甲
    executors: [甲]
    parallel: true
    total_days: 26
    tasks:
      - {id: \"3.1\", name: 说明, start: 2023-10-02, finish: 2023-10-06, days: 5}
      - {id: \"3.2\", name: 联调, start: 2023-10-09, finish: 2023-10-13, days: 5, depends_on: [\"3.1\"]}
      - {id: \"3.3\", name: 开通, start: 2023-10-16, finish: 2023-10-20, days: 5, depends_on: [\"3.2\"]}
      - {id: \"3.4\", name: 报告, start: 2023-10-23, finish: 2023-10-27, days: 5, depends_on: [\"3.3\"]}
  - id: \"4\"
    name: 测试
    coordinator: 甲
    executors: [甲]
    total_days: 5
    tasks:
      - {id: \"4.1\", name: 测试, start: 2023-10-30, finish: 2023-11-03, days: 5, depends_on: [\"3.4\"]}
";

/// The chain of [`CHAIN`] a week later.
fn a_week_later() -> String {
    let weeks = [
        "2023-10-02",
        "2023-10-09",
        "2023-10-16",
        "2023-10-23",
        "2023-10-30",
        "2023-11-06",
    ];
    let ends = [
        "2023-10-06",
        "2023-10-13",
        "2023-10-20",
        "2023-10-27",
        "2023-11-03",
        "2023-11-10",
    ];
    let (others, mut chain) = CHAIN
        .split_once("  - id: \"3\"")
        .map(|(a, b)| (a, b.to_owned()))
        .expect("a phase 3");
    for days in [weeks, ends] {
        for (from, to) in days.windows(2).map(|pair| (pair[0], pair[1])).rev() {
            chain = chain.replace(from, to);
        }
    }
    format!("{others}  - id: \"3\"{chain}")
}

/// A chain of five tasks that slips by a week is one slip: of the plan, with the phases that end on
/// the way.
#[test]
fn a_slip_is_told_once() {
    let repo = Repo::new(&[("plan/plan.yaml", CHAIN)]);
    write(repo.path(), &[("plan/plan.yaml", &a_week_later())]);
    let diff = json(&repo, &["diff"]);
    let slips: Vec<String> = found(&diff, "findings")
        .into_iter()
        .filter(|(rule, _)| rule == "revision-finish-slipped")
        .map(|(_, m)| m)
        .collect();
    assert_eq!(
        slips,
        [
            "the plan and phase 4 finish on 2023-11-10 instead of 2023-11-03, 7 days later, through 3.1, 3.2, 3.3, \
          3.4 and 4.1; phase 3 (+7 days) finishes later, too"
        ],
        "{diff:#}"
    );
    // All facts are in the JSON: what each phase became, and through what.
    let phases = list(&diff["plans"][0], "phases");
    let told: Vec<_> = phases
        .iter()
        .map(|phase| (phase["phase"].as_str(), phase["finish"]["days"].as_i64()))
        .collect();
    assert_eq!(
        told,
        [(Some("3"), Some(7)), (Some("4"), Some(7))],
        "{diff:#}"
    );
    assert_eq!(
        phases[0]["through"],
        serde_json::json!(["3.1", "3.2", "3.3", "3.4"])
    );
}

/// What counts the days of the tasks counts what they move by; `tests/pairs/a-chain-*` has the text.
#[test]
fn shifts_have_one_unit() {
    let repo = Repo::new(&[("plan/plan.yaml", CHAIN)]);
    write(repo.path(), &[("plan/plan.yaml", &a_week_later())]);
    let diff = json(&repo, &["diff"]);
    let field = &list(&diff, "changes")[0]["fields"][0];
    assert_eq!(
        (field["days"].as_i64(), field["working"].as_bool()),
        (Some(7), Some(false)),
        "{diff:#}"
    );
}

/// A file that did not change can say something else now: what it names was given another id.
#[test]
fn a_dependency_whose_id_was_taken_away_is_a_change() {
    let waiting = format!("{TWO}        depends_on: [\"1.2\"]\n");
    let repo = Repo::new(&[
        ("plan/plan.yaml", TOP),
        ("plan/1.yaml", ONE),
        ("plan/2.yaml", &waiting),
    ]);
    write(
        repo.path(),
        &[("plan/1.yaml", &ONE.replace("\"1.2\"", "\"1.3\""))],
    );
    let diff = json(&repo, &["diff"]);
    let one = list(&diff, "changes")
        .into_iter()
        .find(|change| change["task"] == "2.1")
        .unwrap_or_else(|| panic!("{diff:#}"));
    assert_eq!(
        one["fields"],
        serde_json::json!([{"field": "depends_on", "before": "1.3", "after": "1.2", "added": ["1.2"], "removed": ["1.3"]}]),
        "{diff:#}"
    );
}

/// Scripts need not take lists apart.
#[test]
fn lists_say_what_came_and_what_went() {
    let repo = repo();
    let other = ONE.replace(
        "executors: [金山]\n        start: 2023-08-28",
        "executors: [泛微, 移动]\n        start: 2023-08-28",
    );
    let top = TOP
        .replace(
            "{version: 1,",
            "{version: 1, editors: [\"Lin, Sen\", 黄雨涵],",
        )
        .replace(
            "{extends: weekdays}",
            "{extends: weekdays, week: [sat, mon]}",
        );
    write(
        repo.path(),
        &[("plan/plan.yaml", &top), ("plan/1.yaml", &other)],
    );
    let diff = json(&repo, &["diff"]);
    let fields: Vec<&Value> = list(&diff, "changes")
        .into_iter()
        .flat_map(|change| list(change, "fields"))
        .collect();
    let of = |key: &str| {
        fields
            .iter()
            .find(|field| field["field"] == key)
            .unwrap_or_else(|| panic!("{key}: {diff:#}"))
    };
    assert_eq!(
        (&of("executors")["added"], &of("executors")["removed"]),
        (
            &serde_json::json!(["泛微", "移动"]),
            &serde_json::json!(["金山"])
        )
    );
    assert_eq!(of("executors")["after"], "泛微, 移动");
    assert_eq!(
        of("editors")["added"],
        serde_json::json!(["Lin, Sen", "黄雨涵"])
    );
    assert_eq!(of("week")["added"], serde_json::json!(["mon", "sat"]));
    assert!(
        fields.iter().all(|field| field["days"].is_null()),
        "{diff:#}"
    );
}

/// What `diff` says of somebody's load is what `owner-overload` counts.
#[test]
fn load_is_counted_as_the_rule_counts_it() {
    let top = "plan: {version: 1}\nowners:\n  甲: {kind: team, aliases: [乙]}\n  待定: {kind: placeholder}\n";
    let tasks = |executors: &str| {
        format!(
            "phases:\n  - id: \"1\"\n    coordinator: 甲\n    total_days: 5\n    tasks:\n      \
             - {{id: \"1.1\", name: 部署, executors: {executors}, start: 2023-08-21, finish: 2023-08-25, days: 5}}\n"
        )
    };
    let repo = Repo::new(&[("plan/plan.yaml", top), ("plan/1.yaml", &tasks("[甲]"))]);
    write(repo.path(), &[("plan/1.yaml", &tasks("[甲, 乙, 待定]"))]);
    let diff = json(&repo, &["diff"]);
    assert_eq!(diff["plans"][0]["load"], serde_json::json!([]), "{diff:#}");
}

/// Nobody has more to do because a milestone was added.
#[test]
fn a_milestone_is_no_load() {
    let plan = |days: &str| {
        format!(
            "plan: {{version: 1}}\nowners:\n  甲: {{kind: team, capacity: 1}}\nphases:\n  - id: \"1\"\n    coordinator: 甲\n    \
             total_days: 5\n    executors: [甲]\n    tasks:\n      - {{id: \"1.1\", name: 部署, start: 2023-08-21, finish: \
             2023-08-25, days: 5}}\n      - {{id: \"1.2\", name: 验收, {days}}}\n"
        )
    };
    let repo = Repo::new(&[("plan/plan.yaml", &plan("pending: open"))]);
    for (days, overloaded) in [
        ("start: 2023-08-25, days: 0", false),
        ("start: 2023-08-25, finish: 2023-08-25, days: 0", false),
        ("start: 2023-08-25, days: 1", true),
    ] {
        write(repo.path(), &[("plan/plan.yaml", &plan(days))]);
        let diff = json(&repo, &["diff"]);
        assert_eq!(
            diff["plans"][0]["load"] != serde_json::json!([]),
            overloaded,
            "{days}: {diff:#}"
        );
        let found = stdout(&repo.planlint(&["check", "--select", "owner-overload"]));
        assert_eq!(
            found.contains("owner-overload"),
            overloaded,
            "{days}: {found}"
        );
    }
}

/// The whole text of a change that slips: what changed, what follows, and nothing of it twice.
#[test]
fn each_fact_is_told_once() {
    let repo = Repo::new(&[("plan/plan.yaml", CHAIN)]);
    let longer = a_week_later().replace("total_days: 26", "total_days: 27");
    write(repo.path(), &[("plan/plan.yaml", &longer)]);
    let text = stdout(&repo.planlint(&["diff"]));
    let (changes, follows) = text
        .split_once("\nwhat follows\n")
        .unwrap_or_else(|| panic!("{text}"));
    assert!(
        changes.contains("  ~ 3 开发  (plan/plan.yaml:5)\n      total_days   26 -> 27\n"),
        "{text}"
    );
    assert_eq!(
        follows,
        "  warning[revision-finish-slipped] the plan and phase 4 finish on 2023-11-10 instead of 2023-11-03, 7 days \
         later, through 3.1, 3.2, 3.3, 3.4 and 4.1; phase 3 (+7 days) finishes later, too  (plan/plan.yaml:22)\n\
         \x20 how many days each change moves it: 4.1 (start, finish) +3.9, 3.4 (start, finish) +1.9, 3.3 (start, finish) +0.9 and \
         3.2 (start, finish) +0.2\n\
         \x20 甲: 2 -> 1 task at once\n  work moves for 甲\n\nabout this change\n  warning[revision-total-changed] phase 3 was committed to 26 \
         days, and now says 27 days  (plan/plan.yaml:10)\n\nfindings that it brings\n"
            .to_owned()
            + follows.split_once("findings that it brings\n").map_or("", |(_, rest)| rest),
        "{text}"
    );
    // A rule that is off says nothing, so the fact is said without it.
    write(
        repo.path(),
        &[("planlint.yaml", "rules: {revision-finish-slipped: off}\n")],
    );
    let text = stdout(&repo.planlint(&["diff"]));
    assert!(
        text.contains(
            "\n  phase 3: finish 2023-10-27 -> 2023-11-03 (+7 days) through 3.1, 3.2, 3.3, 3.4\n  \
             phase 4: finish 2023-11-03 -> 2023-11-10 (+7 days) through 3.1, 3.2, 3.3, 3.4, 4.1\n  甲: 2 -> 1 task \
             at once\n  work moves for 甲\n\n"
        ),
        "{text}"
    );
}

/// Somebody's load is said by the finding about it, if there is one.
#[test]
fn an_overload_is_told_once() {
    let top = TOP.replace("金山: {kind: team}", "金山: {kind: team, capacity: 1}");
    let repo = Repo::new(&[
        ("plan/plan.yaml", &top),
        ("plan/1.yaml", ONE),
        ("plan/2.yaml", TWO),
    ]);
    write(
        repo.path(),
        &[(
            "plan/2.yaml",
            &TWO.replace("2023-09-04", "2023-09-01")
                .replace("days: 5\n", "days: 6\n"),
        )],
    );
    let text = stdout(&repo.planlint(&["diff"]));
    assert!(
        text.contains("金山 is on 2 tasks at once") && !text.contains("金山: 1 -> 2"),
        "{text}"
    );
    write(
        repo.path(),
        &[("planlint.yaml", "rules: {owner-overload: off}\n")],
    );
    let text = stdout(&repo.planlint(&["diff"]));
    assert!(text.contains("  金山: 1 -> 2 tasks at once\n"), "{text}");
}

/// What makes the command fail is said with what to do; what does not, in a line. The last line
/// counts both.
#[test]
fn findings_about_the_change_and_how_many_fail() {
    let done = ONE.replacen(
        "        days: 5\n",
        "        days: 5\n        progress: done\n",
        1,
    );
    let repo = Repo::new(&[
        ("plan/plan.yaml", TOP),
        ("plan/1.yaml", &done),
        ("plan/2.yaml", TWO),
    ]);
    let changed = done.replace(
        "finish: 2023-08-25\n        days: 5",
        "finish: 2023-08-24\n        days: 4",
    );
    write(
        repo.path(),
        &[(
            "plan/1.yaml",
            &changed.replace("total_days: 10", "total_days: 9"),
        )],
    );
    let text = stdout(&repo.planlint(&["diff"]));
    let (_, about) = text
        .split_once("\nabout this change\n")
        .unwrap_or_else(|| panic!("{text}"));
    assert_eq!(
        about,
        "  warning[revision-total-changed] phase 1 was committed to 10 days, and now says 9 days  (plan/1.yaml:5)\n  \
         error[revision-done-changed] 1.1 was done, but changes finish from 2023-08-25 to 2023-08-24, days from 5 to 4  \
         (plan/1.yaml:11)\n      \
         HEAD:plan/1.yaml:13:19: it was done already\n      \
         HEAD:plan/1.yaml:11:17: `finish` before\n      \
         help: leave finished work as it was; if the record was wrong, say so with the trailer Planlint-Allow\n\n\
         1 of 2 findings fails\n",
        "{text}"
    );
    let diff = json(&repo, &["diff"]);
    let fails: Vec<_> = list(&diff, "findings")
        .iter()
        .map(|one| (one["rule"].as_str(), one["fails"].as_bool()))
        .collect();
    assert_eq!(
        fails,
        [
            (Some("revision-total-changed"), Some(false)),
            (Some("revision-done-changed"), Some(true))
        ],
        "{diff:#}"
    );
    let count = |fail_on: &str| {
        let text = stdout(&repo.planlint(&["diff", "--fail-on", fail_on]));
        text.lines().next_back().unwrap_or_default().to_owned()
    };
    assert_eq!(count("warning"), "2 findings, all of which fail");
    assert_eq!(count("never"), "2 findings, none of which fails");
    let text = stdout(&repo.planlint(&["diff", "--max-findings", "1"]));
    assert!(
        text.contains("and 1 more, not shown (--max-findings)\n\n1 of 2 findings fails\n"),
        "{text}"
    );
}

/// What is gone is shown where it was: two tasks at the same line of two revisions are told apart.
#[test]
fn what_is_gone_names_its_revision() {
    let repo = repo();
    let wrong = ONE.replace(
        "finish: 2023-09-01\n        days: 5",
        "finish: 2023-09-01\n        days: 6",
    );
    repo.commit("a mistake", &[("plan/1.yaml", &wrong)]);
    let (one, _) = ONE
        .split_once("\n      # A line")
        .expect("it has two tasks");
    let other = "\n\n\n      - {id: \"1.9\", name: 采购打印机, executors: [泛微], start: 2023-09-12, finish: 2023-09-12, days: 1}\n";
    write(repo.path(), &[("plan/1.yaml", &format!("{one}{other}"))]);
    let markdown = stdout(&repo.planlint(&["diff", "main", "--format", "markdown"]));
    assert!(
        markdown.contains("#### Findings that it mends, as they were in `main`\n"),
        "{markdown}"
    );
    assert!(
        markdown.contains("at `main:plan/1.yaml:21`\n"),
        "{markdown}"
    );
}

/// What is mended is about the task that lives on: by its new id, and by the old one that its words
/// have.
#[test]
fn a_mended_finding_has_both_ids() {
    let wrong = ONE.replace("2023-09-01\n        days: 5", "2023-09-01\n        days: 6");
    let repo = Repo::new(&[
        ("plan/plan.yaml", TOP),
        ("plan/1.yaml", &wrong),
        ("plan/2.yaml", TWO),
    ]);
    write(
        repo.path(),
        &[("plan/1.yaml", &ONE.replace("\"1.2\"", "\"1.3\""))],
    );
    let diff = json(&repo, &["diff"]);
    let fixed = list(&diff, "fixed")
        .into_iter()
        .find(|one| one["rule"] == "date-days")
        .unwrap_or_else(|| panic!("{diff:#}"));
    assert_eq!(
        (fixed["task"].as_str(), fixed["old_task"].as_str()),
        (Some("1.3"), Some("1.2")),
        "{diff:#}"
    );
    assert!(
        fixed["message"]
            .as_str()
            .is_some_and(|message| message.starts_with("1.2 says 6 days")),
        "{diff:#}"
    );
    assert_eq!(
        (fixed["revision"].as_str(), fixed["path"].as_str()),
        (Some("HEAD"), Some("plan/1.yaml")),
        "{diff:#}"
    );
    // A task that kept its number has one id.
    write(repo.path(), &[("plan/1.yaml", ONE)]);
    let diff = json(&repo, &["diff"]);
    assert!(
        list(&diff, "fixed")
            .iter()
            .all(|one| one["old_task"].is_null()),
        "{diff:#}"
    );
}

/// A phase put in front: a line for each phase, not for each task.
#[test]
fn many_new_numbers_are_one_line() {
    let tasks = |phase: u32, from: u32| -> String {
        let task = |n: u32| {
            format!(
                "      - {{id: \"{phase}.{}\", name: 任务{n}, start: 2023-08-21, finish: 2023-08-25}}\n",
                n + from
            )
        };
        (1..=6).map(task).collect()
    };
    let phase = |id: u32, from: u32| {
        format!(
            "phases:\n  - id: \"{id}\"\n    name: 开发\n    tasks:\n{}",
            tasks(id, from)
        )
    };
    let repo = Repo::new(&[
        ("plan/plan.yaml", "plan: {version: 1}\n"),
        ("plan/1.yaml", &phase(1, 0)),
    ]);
    write(repo.path(), &[("plan/1.yaml", &phase(2, 0))]);
    let text = stdout(&repo.planlint(&["diff"]));
    assert!(
        text.contains(
            "phase 2 开发\n  = phase renumbered: 1 -> 2, and 6 tasks: 1.1 -> 2.1, 1.2 -> 2.2 ... 1.6 -> 2.6\n"
        ),
        "{text}"
    );
    let markdown = stdout(&repo.planlint(&["diff", "--format", "markdown"]));
    assert!(
        markdown.contains("| renamed | 7 tasks | id | `1 ... 1.6` | `2 ... 2.6` |\n"),
        "{markdown}"
    );
    assert_eq!(
        changes(&json(&repo, &["diff"])).len(),
        7,
        "scripts are told all of them"
    );
    // What else changed is told as ever.
    write(
        repo.path(),
        &[(
            "plan/1.yaml",
            &phase(1, 1).replace("任务3,", "任务3, notes: 急,"),
        )],
    );
    let text = stdout(&repo.planlint(&["diff"]));
    assert!(
        text.contains("  = 1.4 任务3  (plan/1.yaml:7)\n      id           1.3 -> 1.4\n      notes        + 急\n"),
        "{text}"
    );
    assert!(
        text.contains("  = 1.2 任务1  (plan/1.yaml:5)\n      id           1.1 -> 1.2\n"),
        "two are no long run: {text}"
    );
}

/// Plans in which nothing changed are counted.
#[test]
fn untouched_plans_are_one_line() {
    let plans = ["a", "b", "c", "d"].map(|name| format!("teams/{name}/plan"));
    let settings = format!("plans: [{}]\n", plans.join(", "));
    let files = plans
        .each_ref()
        .map(|plan| (format!("{plan}/1.yaml"), format!("{TOP}{ONE}")));
    let mut all: Vec<(&str, &str)> = files
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    all.push(("planlint.yaml", &settings));
    let repo = Repo::new(&all);
    assert_eq!(stdout(&repo.planlint(&["diff"])), "no changes in 4 plans\n");
    write(
        repo.path(),
        &[(
            "teams/b/plan/1.yaml",
            &format!("{TOP}{}", ONE.replace("部署应用", "部署应用服务")),
        )],
    );
    let text = stdout(&repo.planlint(&["diff"]));
    assert!(
        text.starts_with("teams/b/plan\n1 changed; finish 2023-09-01\n"),
        "{text}"
    );
    assert!(text.ends_with("\nno changes in 3 other plans\n"), "{text}");
    let markdown = stdout(&repo.planlint(&["diff", "--format", "markdown"]));
    assert!(
        markdown.contains("\nno changes in 3 other plans\n") && !markdown.contains("teams/a"),
        "{markdown}"
    );
    assert_eq!(list(&json(&repo, &["diff"]), "plans").len(), 4);
    let text = stdout(&repo.planlint(&["diff", "--stat"]));
    assert!(text.ends_with("no changes in 3 other plans\n"), "{text}");
}

#[test]
fn a_line_for_each_phase() {
    let repo = repo();
    let one = ONE.replace(
        "finish: 2023-09-01\n        days: 5",
        "finish: 2023-09-04\n        days: 6",
    );
    let moved = "      - {id: \"2.2\", name: 部署应用, executors: [金山], start: 2023-08-21, finish: 2023-08-25, days: 5}\n";
    let (head, rest) = one.split_once("      - id: \"1.1\"").expect("a task");
    let (_, rest) = rest.split_once("\n\n").expect("a line of air");
    let top = TOP.replace("金山: {kind: team}", "金山: {kind: team, capacity: 9}");
    write(
        repo.path(),
        &[
            ("plan/plan.yaml", &top),
            (
                "plan/1.yaml",
                &format!("{head}{rest}").replace("total_days: 10", "total_days: 6"),
            ),
            (
                "plan/2.yaml",
                &format!("{TWO}{moved}").replace("total_days: 5", "total_days: 10"),
            ),
        ],
    );
    let text = stdout(&repo.planlint(&["diff", "--stat"]));
    assert_eq!(
        text,
        " owners         | ~1\n \
         1 系统服务部署 | ~2        2023-09-01 -> 2023-09-04 (+1 working day)\n \
         2 系统网络调整 | ~1 >1 =1\n\
         4 changed, 1 moved, 1 renumbered; finish 2023-09-08\n\
         6 findings, none of which fails\n"
    );
    let diff = json(&repo, &["diff", "--stat"]);
    let stat = list(&diff["plans"][0], "stat");
    assert_eq!(
        *stat[1],
        serde_json::json!({
            "phase": "1", "added": 0, "removed": 0, "changed": 2, "moved": 0, "renumbered": 0,
            "finish": {"before": "2023-09-01", "after": "2023-09-04", "days": 1, "working": true},
        }),
        "{diff:#}"
    );
    assert_eq!(
        (&stat[0]["part"], &stat[2]["moved"]),
        (&serde_json::json!("owners"), &serde_json::json!(1))
    );
    let markdown = stdout(&repo.planlint(&["diff", "--stat", "--format", "markdown"]));
    assert!(
        markdown.contains("| `2 系统网络调整` |  |  | 1 | 1 | 1 |  |\n"),
        "{markdown}"
    );
    assert_eq!(
        stdout(&repo.planlint(&["diff", "HEAD", "HEAD", "--stat"])),
        "no changes in plan\n"
    );
    // Where there is no room beside the counts, a finish has a line of its own.
    let text = on_a_terminal(&repo, &["diff", "--stat"], 50);
    let narrow = "\n 1 系统服务部署 | ~2\n   2023-09-01 -> 2023-09-04 (+1 working day)\n 2 系统网络调整 | ~1 >1 =1\n4 changed";
    assert!(text.contains(narrow), "{text}");
    assert_fits(&text, 50);
}

/// What a command prints for a terminal that is so wide, without colours.
pub(crate) fn on_a_terminal(repo: &Repo, arguments: &[&str], width: usize) -> String {
    let mut command = command(repo.path(), arguments);
    let output = command
        .args(["--color", "always"])
        .env("COLUMNS", width.to_string())
        .output()
        .expect("it runs");
    let text = stdout(&output);
    text.split('\u{1b}')
        .map(|part| {
            part.split_once('m')
                .filter(|_| part.starts_with('['))
                .map_or(part, |(_, rest)| rest)
        })
        .collect()
}

#[track_caller]
pub(crate) fn assert_fits(text: &str, width: usize) {
    for line in text.lines() {
        assert!(
            line.width() <= width,
            "{} of {width}: {line}\n{text}",
            line.width()
        );
    }
}

/// On a terminal everything fits; in a pipe each thing is a line.
#[test]
fn everything_fits_the_terminal() {
    let long = "统一身份认证平台与协同办公系统、电子公文交换系统、督查督办系统的联调测试及问题整改和复测工作";
    let one = ONE
        .replace("系统服务部署", &long.repeat(2))
        .replace("部署数据库", long);
    let done = one.replacen(
        "        days: 5\n",
        "        days: 5\n        progress: done\n",
        1,
    );
    let repo = Repo::new(&[
        ("plan/plan.yaml", TOP),
        ("plan/1.yaml", &done),
        ("plan/2.yaml", TWO),
    ]);
    let message = format!(
        "later\n\nPlanlint-Allow: revision-total-changed -- {}",
        "agreed with everybody ".repeat(9)
    );
    let changed = done
        .replace("08-25", "08-24")
        .replace("09-01", "09-13")
        .replace("days: 5", "days: 16");
    repo.commit(
        &message,
        &[(
            "plan/1.yaml",
            &changed
                .replace("total_days: 10", "total_days: 11")
                .replace("联调", "对接"),
        )],
    );
    for width in [60, 80, 100] {
        for arguments in [
            &["diff", "HEAD~1", "HEAD"][..],
            &["diff", "HEAD", "HEAD~1"],
            &["diff", "HEAD~1", "--stat"],
        ] {
            let text = on_a_terminal(&repo, arguments, width);
            assert_fits(&text, width);
            assert!(
                text.lines().any(|line| line.width() + 12 > width),
                "{width} is made use of: {text}"
            );
        }
    }
    let text = on_a_terminal(&repo, &["diff", "HEAD~1", "HEAD"], 60);
    for hanging in [
        "\n      name         统一身份认证平台与协同办公系统、电子公文\n                   交换系统",
        "\n  error[revision-done-changed] 1.1 was done, but changes\n    finish from",
        "\n      HEAD~1:plan/1.yaml:13:19: it was done already\n",
        "\n      help: leave finished work as it was; if the record was\n            wrong, say so",
        "\nrevision-total-changed is allowed by ",
        "\n  agreed with everybody",
    ] {
        assert!(text.contains(hanging), "{hanging}: {text}");
    }
    let text = stdout(&repo.planlint(&["diff", "HEAD~1", "HEAD"]));
    assert!(text.lines().any(|line| line.width() > 200), "{text}");
}

/// The pages about revisions show what planlint prints.
#[test]
fn the_example_on_the_page() {
    let top = "plan: {version: 1, calendar: every-day, working_calendar: china}\n\
               owners: {甲: {kind: team}, 移动: {kind: organisation}}\n";
    let three = "phases:\n  - id: \"3\"\n    name: 系统对接开发\n    coordinator: 移动\n    executors: [甲]\n    total_days: 10\n    \
                 tasks:\n      - id: \"3.3\"\n        name: 开通新应用\n        start: 2023-10-16\n        finish: 2023-10-20\n        \
                 days: 5\n      - id: \"3.4\"\n        name: 编写功能上线报告\n        depends_on: [\"3.3\"]\n        start: \
                 2023-10-23\n        finish: 2023-10-27\n        days: 5\n";
    let four = "phases:\n  - id: \"4\"\n    name: 系统测试\n    coordinator: 移动\n    executors: [甲]\n    total_days: 5\n    \
                tasks:\n      - id: \"4.1\"\n        name: 编写测试报告\n        depends_on: [\"3.4\"]\n        start: 2023-10-30\n        \
                finish: 2023-11-03\n        days: 5\n";
    let repo = Repo::new(&[
        ("plan/plan.yaml", top),
        ("plan/phase-3.yaml", three),
        ("plan/phase-4.yaml", four),
    ]);
    let later = |text: &str, days: [(&str, &str); 2]| {
        days.iter()
            .fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
    };
    write(
        repo.path(),
        &[
            (
                "plan/phase-3.yaml",
                &later(
                    three,
                    [("2023-10-27", "2023-11-03"), ("2023-10-23", "2023-10-30")],
                ),
            ),
            (
                "plan/phase-4.yaml",
                &later(
                    four,
                    [("2023-11-03", "2023-11-10"), ("2023-10-30", "2023-11-06")],
                ),
            ),
        ],
    );
    for (lang, path) in common::in_each_language("revisions.md") {
        let told = |arguments: &[&str]| {
            let arguments = [arguments, &["--lang", lang.tag()]].concat();
            common::fenced(&stdout(&repo.planlint(&arguments)))
        };
        let (whole, short) = (told(&["diff"]), told(&["diff", "--stat"]));
        common::hold_page(
            &path,
            &[
                ("example of diff", &whole),
                ("example of diff in short", &short),
            ],
        );
    }
}

/// Two texts of one plan, compared.
fn compared(old: &str, new: &str) -> Comparison {
    let project = |text: &str| Project::of_texts([("plan/plan.yaml", text)], today);
    let compared = project(new).compare_with(&Scope::default(), &project(old));
    compared.expect("both have a plan").comparison
}

/// A plan that says everything that can be said, each key on a line of its own.
const EVERYTHING: &str = "plan:
  version: 1
  title: 迁移
  editors: [林森, 黄雨涵]
  status_date: 2023-10-01
  start: 2023-10-01
  deadline: 2023-12-31
  calendar: 工地
  working_calendar: weekdays
  description: 政务办公
calendars:
  工地:
    week: [mon, tue, wed, thu, fri]
    holidays: [2023-10-02, 2023-10-03]
    workdays: [2023-10-07]
    extends: weekdays
owners:
  甲:
    kind: team
    aliases: [甲方, 甲组]
    capacity: 3
    contact: a@example.org
  乙:
    kind: group
    members: [甲, 丙]
  丙: {kind: person}
phases:
  - id: \"1\"
    name: 准备
    outcome: 可用
    coordinator: 甲
    executors: [甲, 丙]
    total_days: 9
    tasks:
      - id: \"1.1\"
        name: 说明
        start: 2023-10-09
        finish: 2023-10-13
        days: 5
        progress: done
      - id: \"1.2\"
        name: 联调
        description: 两边一起
        depends_on: [\"1.1\", {task: \"1.1\", type: SS, lag: 1}]
        parallel: true
        optional: true
        start: 2023-10-16
        finish: 2023-10-19
        days: 4
        progress: 50%
        pending: 等评估
        deliverable: 报告
        notes: 夜间
        deadline: 2023-10-20
        calendar: 工地
";

/// What cannot be read has its finding, and nobody knows whether it is another value than before:
/// it is no change, and no reason for a finding about one. A task stays the same work.
#[test]
fn what_cannot_be_read_claims_no_change() {
    let everything = EVERYTHING.to_owned();
    assert!(
        compared(&everything, &everything).plans[0]
            .changes
            .is_empty()
    );
    for (from, to) in [
        ("title: 迁移", "title: [a]"),
        ("editors: [林森, 黄雨涵]", "editors: {a: b}"),
        ("editors: [林森, 黄雨涵]", "editors: [林森, [黄雨涵]]"),
        ("status_date: 2023-10-01", "status_date: soon"),
        ("start: 2023-10-01", "start: [a]"),
        ("deadline: 2023-12-31", "deadline: [a]"),
        ("  calendar: 工地\n  working", "  calendar: [a]\n  working"),
        ("working_calendar: weekdays", "working_calendar: 7"),
        ("description: 政务办公", "description: {a: b}"),
        ("week: [mon, tue, wed, thu, fri]", "week: [mon, noon]"),
        ("holidays: [2023-10-02, 2023-10-03]", "holidays: soon"),
        (
            "holidays: [2023-10-02, 2023-10-03]",
            "holidays: [2023-10-02, soon]",
        ),
        ("workdays: [2023-10-07]", "workdays: [soon]"),
        ("extends: weekdays", "extends: [a]"),
        ("kind: team", "kind: crowd"),
        ("aliases: [甲方, 甲组]", "aliases: {a: b}"),
        ("aliases: [甲方, 甲组]", "aliases: [甲方, [甲组]]"),
        ("capacity: 3", "capacity: many"),
        ("contact: a@example.org", "contact: [a]"),
        ("members: [甲, 丙]", "members: {a: b}"),
        ("members: [甲, 丙]", "members: [甲, [丙]]"),
        ("  丙: {kind: person}", "  丙: [person]"),
        ("name: 准备", "name: [a]"),
        ("outcome: 可用", "outcome: [a]"),
        ("coordinator: 甲", "coordinator: [甲]"),
        ("executors: [甲, 丙]", "executors: {a: b}"),
        ("executors: [甲, 丙]", "executors: [甲, [丙]]"),
        ("total_days: 9", "total_days: nine"),
        ("name: 说明", "name: [a]"),
        ("finish: 2023-10-13", "finish: soon"),
        ("name: 联调", "name: [a]"),
        ("description: 两边一起", "description: 7"),
        ("depends_on: [\"1.1\", {", "depends_on: [[a], {"),
        (
            "depends_on: [\"1.1\", {task: \"1.1\", type: SS, lag: 1}]",
            "depends_on: \"9 11\"",
        ),
        ("type: SS", "type: often"),
        ("lag: 1", "lag: some"),
        ("parallel: true", "parallel: perhaps"),
        ("optional: true", "optional: perhaps"),
        ("start: 2023-10-16", "start: soon"),
        ("days: 4", "days: four"),
        ("progress: 50%", "progress: well"),
        ("pending: 等评估", "pending: [a]"),
        ("deliverable: 报告", "deliverable: [a]"),
        ("notes: 夜间", "notes: [a]"),
        ("deadline: 2023-10-20", "deadline: soon"),
        ("        calendar: 工地", "        calendar: [a]"),
    ] {
        let unread = everything.replacen(from, to, 1);
        assert_ne!(unread, everything, "{from}");
        for (old, new) in [(&everything, &unread), (&unread, &everything)] {
            let compared = compared(old, new);
            let changes = &compared.plans[0].changes;
            assert!(changes.is_empty(), "{to}: {changes:#?}");
            let findings = &compared.findings;
            assert!(findings.is_empty(), "{to}: {findings:#?}");
        }
    }
}

/// With an id of its own and something else that stands, a task whose name cannot be read is the
/// same work under the same id.
#[test]
fn a_name_that_cannot_be_read_makes_no_other_work() {
    let plan =
        |task: &str| format!("plan: {{version: 1}}\nphases: [{{id: '1', tasks: [{task}]}}]\n");
    let old = plan("{id: '1.1', name: 联调, start: 2023-10-09}");
    let new = plan("{id: '1.1', name: [a], start: 2023-10-16}");
    for (old, new) in [(&old, &new), (&new, &old)] {
        let compared = compared(old, new);
        let [change] = &compared.plans[0].changes[..] else {
            panic!("{:#?}", compared.plans[0].changes);
        };
        let fields: Vec<&str> = change.fields.iter().map(|field| field.field).collect();
        assert_eq!((change.kind.name(), fields), ("changed", vec!["start"]));
    }
}
