//! Whoever does literally what the help of a finding says has mended it, and has made nothing else
//! worse.

use planlint::Lang;
use planlint::Report;

use crate::common;

type Files = Vec<(&'static str, String)>;

fn check(files: &Files) -> Report {
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(path, text)| (*path, text.as_str()))
        .collect();
    common::check(&files)
}

/// What is found, by rule, task and key.
fn found(report: &Report) -> Vec<String> {
    let found = report.findings.iter().map(|one| &one.finding);
    found
        .map(|one| {
            format!(
                "{} {} {}",
                one.rule,
                one.task.as_deref().unwrap_or("-"),
                one.key
            )
        })
        .collect()
}

/// The help of the only finding of `rule`, or of all that say the same.
#[track_caller]
fn help(files: &Files, rule: &str) -> String {
    let report = check(files);
    let mut helps: Vec<String> = report
        .findings
        .iter()
        .filter(|one| one.finding.rule == rule)
        .map(|one| common::help(&one.finding))
        .filter(|help| !help.is_empty())
        .collect();
    helps.dedup();
    assert_eq!(helps.len(), 1, "{helps:#?}");
    helps.remove(0)
}

/// With `text` in the place of what stands there once, nothing of `rule` is left, and nothing is
/// new.
#[track_caller]
fn mends(files: &Files, rule: &str, edits: &[(&str, &str)]) {
    let before = found(&check(files));
    let mut edited = files.clone();
    for (from, to) in edits {
        let place = edited
            .iter_mut()
            .find(|(_, text)| text.contains(from))
            .unwrap_or_else(|| panic!("no {from}"));
        place.1 = place.1.replacen(from, to, 1);
    }
    let after = found(&check(&edited));
    assert!(
        before.iter().any(|one| one.starts_with(rule)),
        "{before:#?}"
    );
    let left: Vec<&String> = after
        .iter()
        .filter(|one| one.starts_with(rule) || !before.contains(one))
        .collect();
    assert!(left.is_empty(), "{left:#?}\n{edited:#?}");
}

fn plan(owners: &str, tasks: &str) -> Files {
    let dates = "start: 2023-08-21, finish: 2023-08-25, days: 5";
    let tasks = tasks.replace("DATES", dates);
    vec![
        (
            "plan/owners.yaml",
            format!("plan: {{version: 1}}\nowners:\n{owners}"),
        ),
        (
            "plan/1.yaml",
            format!(
                "phases:\n  - id: \"1\"\n    coordinator: 移动\n    total_days: 5\n    tasks:\n{tasks}"
            ),
        ),
    ]
}

const OWNERS: &str = "  移动: {}\n  泛微: {}\n  达梦: {}\n  金山: {}\n";

#[test]
fn one_list_mends_all_that_are_outside_of_it() {
    let files = plan(
        OWNERS,
        "      - id: \"1.1\"
        executors: [移动]
        tasks:
          - id: \"1.1.1\"
            executors: [移动, 金山]
            tasks:
              - {id: \"1.1.1.1\", executors: [泛微], DATES}
              - {id: \"1.1.1.2\", executors: [移动, 达梦, 金山], DATES}
",
    );
    let report = check(&files);
    let helps: Vec<String> = report
        .findings
        .iter()
        .map(|one| common::help(&one.finding))
        .filter(|help| !help.is_empty())
        .collect();
    let lists = "write executors: [移动, 金山, 泛微, 达梦] of 1.1.1, and executors: [移动, 金山, 泛微, 达梦] of 1.1";
    assert_eq!(
        helps,
        [
            "write executors: [移动, 金山, 泛微, 达梦] of 1.1; or take 金山 off 1.1.1",
            &format!("{lists}; or give 1.1.1.1 to one of them"),
            &format!("{lists}; or take 达梦 off 1.1.1.2"),
        ]
    );
    mends(
        &files,
        "owner-outside-parent",
        &[
            (
                "executors: [移动, 金山]",
                "executors: [移动, 金山, 泛微, 达梦]",
            ),
            ("executors: [移动]", "executors: [移动, 金山, 泛微, 达梦]"),
        ],
    );
}

#[test]
fn a_long_list_of_those_outside_is_cut() {
    let names: Vec<String> = (0..30).map(|n| format!("vendor-{n:02}")).collect();
    let owners: String = names
        .iter()
        .map(|name| format!("  {name}: {{}}\n"))
        .collect();
    let task = |(at, name): (usize, &String)| {
        format!("          - {{id: \"1.1.{at}\", executors: [{name}], DATES}}\n")
    };
    let tasks: String = names.iter().enumerate().map(task).collect();
    let tasks = format!("      - id: \"1.1\"\n        executors: [移动]\n        tasks:\n{tasks}");
    let report = check(&plan(&format!("  移动: {{}}\n{owners}"), &tasks));
    assert_eq!(report.findings.len(), 30);
    assert!(report.findings.iter().all(|one| {
        one.finding
            .help
            .as_ref()
            .is_some_and(|help| help.text(Lang::En).len() < 250)
    }));
}

#[test]
fn many_outside_of_one_list_are_told_once_with_the_list_that_has_them() {
    let names = [
        "厂家",
        "钱进",
        "吴迪",
        "外包",
        "冯刚",
        "泛微公司",
        "郑洁",
        "许会计",
        "施工队",
    ];
    let owners: String = names
        .iter()
        .map(|name| format!("  {name}: {{}}\n"))
        .collect();
    let task = |(at, name): (usize, &&str)| {
        format!("          - {{id: \"1.1.{at}\", executors: [{name}], DATES}}\n")
    };
    let tasks: String = names.iter().enumerate().map(task).collect();
    let tasks = format!("      - id: \"1.1\"\n        executors: [移动]\n        tasks:\n{tasks}");
    let files = plan(&format!("  移动: {{}}\n{owners}"), &tasks);
    let all = "[移动, 厂家, 钱进, 吴迪, 外包, 冯刚, 泛微公司, 郑洁, 许会计, 施工队]";
    let mut report = check(&files);
    assert!(report.findings.len() == 9, "{:#?}", report.findings);
    let told = common::help(&report.findings[0].finding);
    assert_eq!(
        told,
        format!("write executors: {all} of 1.1; or give 1.1.0 to one of them")
    );
    report.tell_causes(|_| true);
    let [one] = &report.findings[..] else {
        panic!("{:#?}", report.findings)
    };
    assert_eq!(
        common::message(&one.finding),
        "9 executors are not among those of 1.1: tasks 1.1.0, 1.1.1, 1.1.2, 1.1.3, 1.1.4, 1.1.5, 1.1.6, 1.1.7 and 1.1.8; 1.1 is given to 移动"
    );
    let told = one.finding.help.as_ref().map(|help| help.text(Lang::En));
    let told = told.as_deref();
    assert_eq!(
        told,
        Some(&*format!(
            "write executors: {all} of 1.1; or give the tasks to those who are in it"
        ))
    );
    mends(
        &files,
        "owner-outside-parent",
        &[("executors: [移动]", &format!("executors: {all}"))],
    );
    // Of a few, each may be the mistake.
    let few = tasks.lines().take(7).collect::<Vec<_>>().join("\n") + "\n";
    let mut report = check(&plan(&format!("  移动: {{}}\n{owners}"), &few));
    report.tell_causes(|_| true);
    let found = report
        .findings
        .iter()
        .filter(|one| one.finding.rule == "owner-outside-parent");
    assert_eq!(found.count(), 4);
}

#[test]
fn a_placeholder_outside_is_nobody_to_add() {
    let tasks = "      - id: \"1.1\"
        executors: [移动]
        tasks:
          - {id: \"1.1.1\", executors: [多方], DATES}
";
    let files = plan("  移动: {}\n  多方: {kind: placeholder}\n", tasks);
    let told = "give 1.1.1 to one of them, or name who 多方 really is once that is settled";
    assert_eq!(help(&files, "owner-outside-parent"), told);
    // The last one who names it is gone.
    assert_eq!(
        help(&files, "owner-placeholder"),
        "name who it really is once that is settled, and remove 多方 under `owners`"
    );
    mends(
        &files,
        "owner-outside-parent",
        &[("[多方]", "[移动]"), ("  多方: {kind: placeholder}\n", "")],
    );
}

#[test]
fn who_is_not_declared() {
    let files = plan(
        OWNERS,
        "      - {id: \"1.1\", executors: [泛维, 达梦, 金山], DATES}\n",
    );
    let told = help(&files, "owner-undeclared");
    let line = told.lines().last().expect("it has lines").to_owned();
    assert_eq!(line, "泛维: {kind: organisation}");
    mends(
        &files,
        "owner-undeclared",
        &[("owners:\n", &format!("owners:\n  {line}\n"))],
    );
}

#[test]
fn who_is_missing() {
    let files = plan(
        OWNERS,
        "      - {id: \"1.1\", executors: [], DATES}\n      - {id: \"1.2\", executors: [泛微, 达梦, 金山], DATES}\n",
    );
    assert_eq!(
        help(&files, "owner-missing"),
        "say who does it, in place of the empty list: executors: [NAME]"
    );
    mends(
        &files,
        "owner-missing",
        &[("executors: []", "executors: [泛微]")],
    );
    let tasks = "      - {id: \"1.1\", executors: [泛微, 达梦, 金山], DATES}\n      - {id: \"1.2\", DATES}\n";
    let files = plan(OWNERS, tasks);
    assert_eq!(
        help(&files, "owner-missing"),
        "say who does it, here or at its group or phase: executors: [NAME]"
    );
    mends(
        &files,
        "owner-missing",
        &[("id: \"1.2\"", "id: \"1.2\", executors: [金山]")],
    );
}

#[test]
fn aliases_groups_and_who_is_unused() {
    let owners = "  移动: {}\n  泛微: {aliases: [OA]}\n  全部: {kind: group}\n  闲人: {}\n";
    let files = plan(
        owners,
        "      - {id: \"1.1\", executors: [OA], DATES}\n      - {id: \"1.2\", executors: [全部], DATES}\n",
    );
    assert_eq!(help(&files, "owner-alias"), "write 泛微");
    mends(
        &files,
        "owner-alias",
        &[
            ("[OA]}\n      -", "[泛微]}\n      -"),
            ("executors: [OA]", "executors: [泛微]"),
        ][1..],
    );
    mends(
        &files,
        "owner-group-empty",
        &[("{kind: group}", "{kind: group, members: [泛微, 移动]}")],
    );
    mends(
        &files,
        "owner-group-empty",
        &[("{kind: group}", "{kind: organisation}")],
    );
    mends(&files, "owner-unused", &[("  闲人: {}\n", "")]);
    mends(
        &files,
        "owner-unused",
        &[("executors: [全部]", "executors: [全部, 闲人]")],
    );
}

#[test]
fn an_overload() {
    let tasks: String = (1..8)
        .map(|n| format!("      - {{id: \"1.{n}\", executors: [移动], DATES}}\n"))
        .collect();
    let files = plan("  移动: {}\n", &tasks);
    let told = help(&files, "owner-overload");
    assert!(told.ends_with("write capacity: 7 here"), "{told}");
    mends(
        &files,
        "owner-overload",
        &[("移动: {}", "移动: {capacity: 7}")],
    );
}

fn early(status: &str) -> Files {
    let tasks = "      - {id: \"1.1\", executors: [移动], start: 2023-08-21, finish: 2023-08-25, progress: done}
      - {id: \"1.2\", executors: [移动], start: 2023-08-21, finish: 2023-08-25, progress: 50%}
      - {id: \"1.3\", executors: [泛微], start: 2023-08-22, finish: 2023-08-29}
      - {id: \"1.4\", executors: [达梦], start: 2023-08-28, finish: 2023-08-29, progress: 10%}
      - {id: \"1.5\", executors: [金山], start: 2023-08-28, finish: 2023-08-29}
";
    let mut files = plan(OWNERS, tasks);
    files[0].1 = files[0]
        .1
        .replace("version: 1", &format!("version: 1, status_date: {status}"));
    files[1].1 = files[1].1.replace("total_days: 5", "total_days: 9");
    files
}

/// The day fits, and exactly as many are late on it; on the day before it does not fit.
#[test]
fn the_status_date_that_fits() {
    let files = early("2023-08-16");
    assert!(
        help(&files, "progress-early")
            .ends_with("status_date: 2023-08-28 fits all of it, but 2 tasks are late then"),
        "{}",
        help(&files, "progress-early")
    );
    let count = |day: &str, rule: &str| {
        found(&check(&early(day)))
            .iter()
            .filter(|one| one.starts_with(rule))
            .count()
    };
    assert_eq!(
        (
            count("2023-08-28", "progress-early"),
            count("2023-08-28", "progress-late")
        ),
        (0, 2)
    );
    assert_eq!(count("2023-08-27", "progress-early"), 1);
}

/// The number that the help names is within the tolerance, however small that is.
#[test]
fn the_progress_of_a_group() {
    let tasks = |own: &str| {
        format!(
            "      - id: \"1.1\"\n        executors: [泛微, 达梦, 金山, 移动]\n        progress: {own}\n        tasks:\n          - {{id: \
             \"1.1.1\", start: 2023-08-21, finish: 2023-08-22, days: 2, progress: done}}\n          - {{id: \"1.1.2\", start: \
             2023-08-21, finish: 2023-08-25, days: 5, progress: 20%}}\n"
        )
    };
    for (tolerance, number) in [("1", "42.9%"), ("0.01", "42.86%"), ("0", "42.857142857%")] {
        let settings = format!("rules: {{progress-rollup: {{tolerance: {tolerance}}}}}\n");
        let told = |own: &str| {
            let files = plan(OWNERS, &tasks(own));
            let files: Vec<(&str, &str)> = files
                .iter()
                .map(|(path, text)| (*path, text.as_str()))
                .collect();
            let report = common::check_with(&files, &settings);
            let found = report
                .findings
                .into_iter()
                .filter(|one| one.finding.rule == "progress-rollup");
            found
                .map(|one| common::help(&one.finding))
                .collect::<Vec<String>>()
        };
        assert_eq!(
            told("60%"),
            [format!(
                "write progress: {number}, or correct the progress of its tasks"
            )]
        );
        assert!(told(number).is_empty(), "{:?}", told(number));
    }
}
