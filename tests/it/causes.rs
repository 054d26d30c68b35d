//! One cause is told once, and a help names what is the cause.

use std::fs;

use planlint::Lang;
use serde_json::Value;

use crate::common;
use crate::git::Repo;

fn customers() -> Vec<(String, String)> {
    let folder = common::project().join("plan");
    let names = fs::read_dir(&folder)
        .expect("it is there")
        .map(|entry| entry.expect("readable").file_name());
    let read =
        |name: &std::ffi::OsStr| fs::read_to_string(folder.join(name)).expect("it can be read");
    names
        .map(|name| (format!("plan/{}", name.to_string_lossy()), read(&name)))
        .collect()
}

fn borrowed(files: &[(String, String)]) -> Vec<(&str, &str)> {
    files
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect()
}

/// The findings of `date-nonworking` that the command shows.
fn days_off(folder: &std::path::Path, arguments: &[&str]) -> Vec<Value> {
    let output = common::planlint(folder, &[arguments, &["--format", "json"]].concat());
    let report: Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    let found = report["introduced"]
        .as_array()
        .or(report["findings"].as_array())
        .expect("a list");
    found
        .iter()
        .filter(|one| one["rule"] == "date-nonworking")
        .cloned()
        .collect()
}

fn says(one: &Value, words: &str) -> bool {
    one["message"]
        .as_str()
        .is_some_and(|message| message.contains(words))
}

#[test]
fn dates_off_in_a_plan_that_counts_every_day_are_one_finding() {
    let files = customers();
    let repo = Repo::new(&borrowed(&files));
    let folder = repo.path();
    let found = days_off(folder, &["check"]);
    let [one] = &found[..] else {
        panic!("{found:?}")
    };
    assert!(
        says(one, "12 dates are days off in the calendar china"),
        "{one}"
    );
    assert!(
        says(
            one,
            ": tasks 2.1.1, 2.1.2, 2.1.3, 2.2.1, 2.2.2, 3.2.1, 3.2.2, 3.3.3, 3.4.3, 3.4.4, 3.7.2 and 3.8.2"
        ),
        "{one}"
    );
    assert!(
        says(
            one,
            "tasks with two dates and `days`: 51 of 52 fit every-day, 29 fit china"
        ),
        "{one}"
    );
    assert_eq!(one["related"].as_array().map(Vec::len), Some(12));
    assert_eq!(
        (&one["path"], &one["task"]),
        (&"plan/plan.yaml".into(), &Value::Null)
    );
    // Whoever asks for a file wants to see what is in it.
    assert_eq!(days_off(folder, &["check", "plan/phase-2.yaml"]).len(), 5);
    // What is ignored is not told either.
    let ignore = "ignore:\n  - {rule: date-nonworking, task: \"2.1.1\", reason: agreed}\n";
    common::write(
        folder,
        &[("planlint.yaml", &format!("plans: [plan]\n{ignore}"))],
    );
    let found = days_off(folder, &["check"]);
    assert!(
        says(&found[0], "11 dates are") && !says(&found[0], "2.1.1,"),
        "{found:?}"
    );
}

/// Whoever names a file gets what stands in it, also where nothing stands in the others.
#[test]
fn of_a_file_each_finding_is_told() {
    let head = "plan: {version: 1, title: T, calendar: every-day, working_calendar: weekdays}\n";
    let tasks = "phases:
  - id: \"1\"
    total_days: 13
    tasks:
      - {id: \"1.1\", start: 2026-01-03, finish: 2026-01-10, days: 8}
      - {id: \"1.2\", start: 2026-01-11, finish: 2026-01-15, days: 5}
";
    let head2 = head.replace("title: T", "title: Other");
    let repo = Repo::new(&[
        ("plan/head.yaml", head),
        ("plan/p.yaml", tasks),
        ("other/head.yaml", &head2),
        ("other/p.yaml", tasks),
        (
            "planlint.yaml",
            "plans: [plan, other]\nrules: {owner-missing: off}\n",
        ),
    ]);
    let places = |arguments: &[&str]| -> Vec<String> {
        let found = days_off(repo.path(), &[&["check"], arguments].concat());
        found
            .iter()
            .map(|one| {
                format!(
                    "{}:{}",
                    one["path"].as_str().expect("text"),
                    one["start"]["line"]
                )
            })
            .collect()
    };
    assert_eq!(
        places(&["plan/p.yaml"]),
        ["plan/p.yaml:5", "plan/p.yaml:5", "plan/p.yaml:6"]
    );
    assert_eq!(places(&["plan/head.yaml"]), [""; 0]);
    assert_eq!(places(&["plan/p.yaml", "plan/head.yaml"]).len(), 3);
    // Of a plan that is asked for beside it they are told once.
    assert_eq!(
        places(&["plan", "other/p.yaml"]),
        [
            "other/p.yaml:5",
            "other/p.yaml:5",
            "other/p.yaml:6",
            "plan/head.yaml:1"
        ]
    );
    assert_eq!(places(&["plan"]), ["plan/head.yaml:1"]);
    let github = common::stdout(&common::planlint(
        repo.path(),
        &["check", "plan/p.yaml", "--format", "github"],
    ));
    assert!(
        github.contains("file=plan/p.yaml,line=5") && !github.contains("file=plan/head.yaml"),
        "{github}"
    );
}

/// What is not shown counts as it would be shown.
#[test]
fn what_is_told_once_counts_once() {
    let files = customers();
    let repo = Repo::new(&borrowed(&files));
    let last = |arguments: &[&str]| {
        let output = common::stdout(&common::planlint(
            repo.path(),
            &[&["check"], arguments].concat(),
        ));
        let line = output
            .lines()
            .last()
            .map(|line| line.replace(" (6 files, 66 tasks)", ""));
        line.expect("there is one")
    };
    assert_eq!(last(&[]), "7 errors, 14 warnings, 9 notes in plan");
    assert_eq!(
        last(&["--select", "wbs-*"]),
        "1 error in plan; 29 findings of other rules are left out"
    );
    assert_eq!(
        last(&["--ignore", "date-nonworking"]),
        "7 errors, 13 warnings, 9 notes in plan; 1 finding of another rule is left out"
    );
    assert_eq!(
        last(&["plan/phase-1.yaml"]),
        "4 errors, 5 warnings, 1 note in plan; 20 findings in other files are left out"
    );
    // What is shown is told each by itself.
    assert_eq!(
        last(&["plan/phase-2.yaml", "--select", "date-nonworking"]),
        "5 warnings in plan; 29 findings of other rules are left out; 1 finding in another file is left out"
    );
    assert_eq!(
        last(&["--against", "HEAD"]),
        "no findings in plan; 30 not shown, because the other revision has them too"
    );
    common::write(
        repo.path(),
        &[(
            "planlint.yaml",
            "plans: [plan]\nignore:\n  - {rule: date-nonworking, reason: agreed}\n",
        )],
    );
    assert_eq!(
        last(&[]),
        "7 errors, 13 warnings, 9 notes in plan; 1 ignored"
    );
    let output = common::planlint(
        repo.path(),
        &["check", "--format", "json", "plan/phase-1.yaml"],
    );
    let report: Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    let summary = &report["summary"];
    assert_eq!(
        (&summary["ignored"], &summary["elsewhere"]),
        (&1.into(), &19.into()),
        "{summary}"
    );
}

/// Whoever looks at two reports sees the same finding as long as its cause is the same, whatever
/// was mended or has come.
#[test]
fn a_common_cause_stays_the_same_finding() {
    let repo = Repo::new(&borrowed(&customers()));
    let print = || {
        let found = days_off(repo.path(), &["check"]);
        assert_eq!(found.len(), 1, "{found:?}");
        (
            found[0]["fingerprint"].clone(),
            found[0]["related"].as_array().map_or(0, Vec::len),
        )
    };
    let (before, _) = print();
    let mut files = customers();
    for (_, text) in &mut files {
        *text = text.replacen(
            "finish: 2023-09-15\n            days: 4",
            "finish: 2023-09-16\n            days: 5",
            1,
        );
    }
    common::write(repo.path(), &borrowed(&files));
    assert_eq!(print(), (before.clone(), 13));
    common::write(repo.path(), &borrowed(&customers()));
    let ignore = "ignore:\n  - {rule: date-nonworking, task: \"2.1.1\", reason: agreed}\n";
    common::write(
        repo.path(),
        &[("planlint.yaml", &format!("plans: [plan]\n{ignore}"))],
    );
    assert_eq!(print(), (before.clone(), 11));
    // The same in another plan is another one.
    let copy: Vec<(String, String)> = customers()
        .into_iter()
        .map(|(path, text)| (path.replacen("plan/", "copy/", 1), text))
        .collect();
    common::write(repo.path(), &borrowed(&copy));
    common::write(repo.path(), &[("planlint.yaml", "plans: [plan, copy]\n")]);
    let found = days_off(repo.path(), &["check"]);
    let prints: Vec<&Value> = found.iter().map(|one| &one["fingerprint"]).collect();
    assert!(
        prints.len() == 2 && prints.contains(&&before) && prints[0] != prints[1],
        "{prints:?}"
    );
    // The text that GitLab compares has it, too.
    let output = common::planlint(repo.path(), &["check", "plan", "--format", "gitlab"]);
    assert!(common::stdout(&output).contains(before.as_str().expect("text")));
}

#[test]
fn all_helps_of_a_plan_of_this_size_are_tried() {
    let mut files = customers();
    for (_, text) in &mut files {
        *text = text.replace("  calendar: every-day\n", "  calendar: china\n");
    }
    let report = common::check(&borrowed(&files));
    let helps = report
        .findings
        .iter()
        .filter_map(|one| Some((one.finding.rule, one.finding.help.as_ref()?.text(Lang::En))));
    let helps: Vec<_> = helps
        .filter(|(rule, _)| rule.starts_with("date-"))
        .collect();
    assert!(
        helps
            .iter()
            .filter(|(rule, _)| *rule == "date-days")
            .count()
            > 20
    );
    for (rule, help) in helps {
        assert!(
            !help.contains("check again") && !help.contains("the nearest working"),
            "{rule}: {help}"
        );
    }
}

#[test]
fn where_there_is_no_time_to_try_a_help_says_what_to_set() {
    let task = |n: usize| {
        format!("      - {{id: t{n}, start: 2023-10-09, finish: 2023-10-15, days: 5}}\n")
    };
    let head = "plan: {version: 1, calendar: every-day}\nphases:\n  - id: \"1\"\n    tasks:\n";
    let text = head.to_owned() + &(0..4_000).map(task).collect::<String>();
    let report = common::check(&[("plan/1.yaml", &text)]);
    let helps = report
        .findings
        .iter()
        .filter(|one| one.finding.rule == "date-days");
    let helps: Vec<_> = helps.map(|one| common::help(&one.finding)).collect();
    assert_eq!(
        helps.last().map(String::as_str),
        Some(
            "set `days` to 7, or `finish` to 2023-10-13, or `calendar` to weekdays, and check again"
        )
    );
}

#[test]
fn of_a_change_only_what_is_new_is_told() {
    let files = customers();
    let repo = Repo::new(&borrowed(&files));
    let moved = |ids: &[(&str, &str)]| {
        let mut files = customers();
        for (_, text) in &mut files {
            for (old, new) in ids {
                *text = text.replacen(old, new, 1);
            }
        }
        common::write(repo.path(), &borrowed(&files));
    };
    // 1.3.3 from Friday to Saturday, with the days that go with it.
    let one = (
        "finish: 2023-09-15\n            days: 4",
        "finish: 2023-09-16\n            days: 5",
    );
    moved(&[one]);
    for arguments in [&["check", "--against", "HEAD"][..], &["diff"]] {
        let found = days_off(repo.path(), arguments);
        assert_eq!(
            (found.len(), &found[0]["task"]),
            (1, &"1.3.3".into()),
            "{found:?}"
        );
    }
    let other = (
        "start: 2023-09-04\n            finish: 2023-09-08",
        "start: 2023-09-03\n            finish: 2023-09-08",
    );
    moved(&[one, other]);
    for arguments in [&["check", "--against", "HEAD"][..], &["diff"]] {
        let found = days_off(repo.path(), arguments);
        assert!(
            found.len() == 1 && says(&found[0], "2 dates are days off"),
            "{found:?}"
        );
    }
}

#[test]
fn one_task_is_not_told_like_a_number() {
    let text = "plan: {version: 1, working_calendar: weekdays}\nphases:\n  - id: \"1\"\n    tasks:\n      - {id: \"23\", start: 2024-01-13, finish: 2024-01-14, days: 2}\n";
    let alone = common::check(&[("plan/1.yaml", text)]);
    assert!(
        alone.findings.iter().all(|one| one.finding.cause.is_none()),
        "one task alone shows nothing"
    );
    let text =
        format!("{text}      - {{id: \"24\", start: 2024-01-15, finish: 2024-01-16, days: 2}}\n");
    let mut report = common::check(&[("plan/1.yaml", &text)]);
    report.tell_causes(|_| true);
    let found = report.findings.iter().map(|one| &one.finding);
    let found: Vec<_> = found.filter(|one| one.rule == "date-nonworking").collect();
    let [one] = &found[..] else {
        panic!("{found:?}")
    };
    assert!(
        common::message(one).contains(", but every-day counts them: task 23; "),
        "{one:?}"
    );
    let help = common::help(one);
    assert!(
        help.ends_with("the dates of the one that does not fit it"),
        "{help}"
    );
}

#[test]
fn where_the_working_calendar_fits_as_well_each_date_is_told() {
    let plan =
        "plan: {version: 1, working_calendar: weekdays}\nphases:\n  - id: \"1\"\n    tasks:\n";
    let task = |n: usize, finish: &str, days: usize| {
        format!("      - {{id: \"1.{n}\", start: 2024-01-08, finish: {finish}, days: {days}}}\n")
    };
    let of = |text: String| -> Vec<String> {
        let report = common::check(&[("plan/1.yaml", &text)]);
        let found = report.findings.into_iter().map(|one| one.finding);
        let found = found.filter(|one| one.rule == "date-nonworking" && one.cause.is_some());
        found.map(|one| common::message(&one)).collect()
    };
    // To Saturday: six days, five of them worked.
    assert_eq!(
        of(format!(
            "{plan}{}{}",
            task(1, "2024-01-13", 6),
            task(2, "2024-01-13", 6)
        ))
        .len(),
        2
    );
    assert!(
        of(format!(
            "{plan}{}{}",
            task(1, "2024-01-13", 6),
            task(2, "2024-01-13", 5)
        ))
        .is_empty()
    );
}

/// The help of the finding of this rule.
fn help(rule: &str, text: &str) -> String {
    let report = common::check(&[("plan/1.yaml", text)]);
    let found = report
        .findings
        .iter()
        .find(|one| one.finding.rule == rule)
        .unwrap_or_else(|| panic!("{rule}: {text}"));
    common::help(&found.finding)
}

#[test]
fn a_total_is_not_lowered_where_tasks_overlap() {
    let tasks = |third: &str| {
        format!(
            "plan: {{version: 1}}\nphases:\n  - id: \"1\"\n    total_days: 15\n    tasks:\n      - {{id: \"1.1\", start: 2024-01-01, finish: 2024-01-05}}\n      - {{id: \"1.2\", start: 2024-01-06, finish: 2024-01-10}}\n      - {{id: \"1.3\", {third}}}\n"
        )
    };
    let told = help(
        "total-mismatch",
        &tasks("start: 2024-01-08, finish: 2024-01-12"),
    );
    assert_eq!(
        told,
        "write start: 2024-01-11 of 1.3, and finish: 2024-01-15 of 1.3, or parallel: true of 1.3, and total_days: 10, or correct the days of what is in it"
    );
    // What waits for something does not come after what stands before it.
    for waits in [
        "depends_on: [\"1.1\"]",
        "tasks: [{id: \"1.3.1\", depends_on: [\"1.1\"]}]",
    ] {
        let told = help(
            "total-mismatch",
            &tasks(&format!(
                "start: 2024-01-08, finish: 2024-01-12, days: 5, {waits}"
            )),
        );
        assert!(told.starts_with("write total_days: 10,"), "{waits}: {told}");
    }
    // Where it cannot be moved, because 1.4 follows, both ways are named.
    let text = tasks("start: 2024-01-08, finish: 2024-01-12")
        + "      - {id: \"1.4\", start: 2024-01-13, finish: 2024-01-13, depends_on: [\"1.3\"]}\n";
    assert_eq!(
        help(
            "total-mismatch",
            &text.replace("total_days: 15", "total_days: 16")
        ),
        "1.3 starts on 2024-01-08 and 1.2, which stands before it, finishes on 2024-01-10: let it start after that, and move what would not fit then (dependency-dates of 1.4); or, if they are meant to overlap, write parallel: true of 1.3, and total_days: 11, or correct the days of what is in it"
    );
    // Meant to run beside it.
    let told = help(
        "total-mismatch",
        &tasks("start: 2024-01-08, finish: 2024-01-12, parallel: true"),
    );
    assert_eq!(
        told,
        "write total_days: 10, or correct the days of what is in it"
    );
}

#[test]
fn all_tasks_of_a_group_that_have_to_move_are_named() {
    let text = "plan: {version: 1, calendar: weekdays}\nphases:\n  - id: \"1\"\n    tasks:\n      - {id: a, start: 2024-01-08, finish: 2024-01-12}\n      - id: g\n        depends_on: [a]\n        tasks:\n          - {id: g1, start: 2024-01-10, finish: 2024-01-11}\n          - {id: g2, start: 2024-01-15, finish: 2024-01-16}\n          - {id: g3, start: 2024-01-09, finish: 2024-01-09}\n      - {id: b, start: 2024-01-17, finish: 2024-01-17, depends_on: [g3]}\n";
    let told = help("dependency-dates", text);
    assert_eq!(
        told,
        "write start: 2024-01-15 of g1, and finish: 2024-01-16 of g1, and start: 2024-01-15 of g3, and finish: 2024-01-15 of g3, or change the dates of a, or remove the dependency"
    );
    // What waits for one of them is in the way.
    let told = help(
        "dependency-dates",
        &text.replace(
            "start: 2024-01-17, finish: 2024-01-17",
            "start: 2024-01-12, finish: 2024-01-12",
        ),
    );
    assert_eq!(
        told,
        "start g on 2024-01-15 or later: move g1 and g3, their starts and their finishes, and what would not fit then (dependency-dates of b), or change the dates of a, or remove the dependency"
    );
}

#[test]
fn a_group_that_declares_its_start_is_moved_with_its_tasks() {
    let text = |start: &str, after: &str| {
        format!(
            "plan: {{version: 1, calendar: weekdays}}\nphases:\n  - id: \"1\"\n    tasks:\n      - {{id: a, start: 2024-01-08, finish: 2024-01-12}}\n      - id: g\n        start: 2024-01-10\n        depends_on: [a]\n        tasks:\n          - {{id: g1, start: {start}, finish: 2024-01-16}}\n{after}"
        )
    };
    assert_eq!(
        help("dependency-dates", &text("2024-01-10", "")),
        "write start: 2024-01-15, and start: 2024-01-15 of g1, and finish: 2024-01-19 of g1, or change the dates of a, or remove the dependency"
    );
    let after = "      - {id: b, start: 2024-01-17, finish: 2024-01-17, depends_on: [g1]}\n";
    assert_eq!(
        help("dependency-dates", &text("2024-01-10", after)),
        "start g on 2024-01-15 or later: move its `start` and g1, and what would not fit then (dependency-dates of b), or change the dates of a, or remove the dependency"
    );
    let told = help("dependency-dates", &text("2024-01-15", after));
    assert!(
        told.starts_with("write start: 2024-01-15, or change"),
        "{told}"
    );
}

#[test]
fn days_that_do_not_fit_come_before_the_total_of_them() {
    let text = "plan: {version: 1, calendar: weekdays}\nphases:\n  - id: \"1\"\n    total_days: 6\n    tasks:\n      - {id: a, start: 2024-01-08, finish: 2024-01-12, days: 8}\n";
    assert_eq!(
        help("total-mismatch", text),
        "its work comes to 8 days, but a says other days than its dates make: mend that first"
    );
    assert_eq!(
        help("total-missing", &text.replace("    total_days: 6\n", "")),
        "its work comes to 8 days, but a says other days than its dates make: mend that first"
    );
}

#[test]
fn no_date_follows_from_one_that_cannot_be_meant() {
    let text = "plan: {version: 1}\nphases:\n  - id: \"1\"\n    tasks:\n      - {id: a, start: 2024-01-01, finish: 2034-01-05}\n      - {id: b, start: 2024-01-06, finish: 2024-01-10, depends_on: [a]}\n";
    let others =
        (0..9).map(|n| format!("      - {{id: c{n}, start: 2024-01-06, finish: 2024-01-10}}\n"));
    let text = text.to_owned() + &others.collect::<String>();
    assert_eq!(
        help("dependency-dates", &text),
        "check the dates of a, or remove the dependency"
    );
}

/// A weekend in a plan of working days.
fn switched_at_the_weekend(calendar: &str, total: &str) -> String {
    format!(
        "plan: {{version: 1, calendar: china, working_calendar: project}}\ncalendars: {{project: {{extends: china, workdays: [2023-11-11..2023-11-12]}}}}\nphases:\n  - id: \"1\"\n{total}    tasks:\n      - {{id: a, start: 2023-11-06, finish: 2023-11-10, days: 5}}\n      - {{id: b, start: 2023-11-11, finish: 2023-11-12, days: 2, depends_on: [a]{calendar}}}\n      - {{id: c, start: 2023-11-13, finish: 2023-11-17, days: 5, depends_on: [b]}}\n"
    )
}

#[test]
fn days_that_another_calendar_counts_are_days_of_the_phase() {
    let text = |total: &str| switched_at_the_weekend(", calendar: project", total);
    assert_eq!(
        help("total-missing", &text("")),
        "its work comes to 12 days: write total_days: 12"
    );
    assert!(
        help("total-mismatch", &text("    total_days: 10\n")).starts_with("write total_days: 12,")
    );
    let report = common::check(&[("plan/1.yaml", &text("    total_days: 12\n"))]);
    let found = report
        .findings
        .iter()
        .filter(|one| one.finding.rule.starts_with("total-"));
    assert_eq!(
        found
            .map(|one| common::message(&one.finding))
            .collect::<Vec<_>>(),
        Vec::<String>::new()
    );
    // One more is too many.
    let report = common::check(&[("plan/1.yaml", &text("    total_days: 13\n"))]);
    let found = report
        .findings
        .iter()
        .find(|one| one.finding.rule == "total-span")
        .expect("there are 12");
    assert!(
        common::message(&found.finding)
            .ends_with("leave 12 days in the calendars china and project"),
        "{found:?}"
    );
}

#[test]
fn dates_that_are_days_off_are_told_the_calendar_that_has_them() {
    let text = switched_at_the_weekend("", "");
    assert!(
        help("date-days", &text).contains(": write calendar: project"),
        "{}",
        help("date-days", &text)
    );
    let plan = "plan: {version: 1, calendar: china, working_calendar: china}\nphases:\n  - id: \"1\"\n    tasks:\n";
    let text = format!("{plan}      - {{id: a, start: 2023-11-04, finish: 2023-11-05, days: 2}}\n");
    assert_eq!(
        help("date-days", &text),
        "every day from 2023-11-04 to 2023-11-05 is off in the calendar china: write calendar: every-day, or start: 2023-11-06, and finish: 2023-11-07; if people do work then, name a `calendar` that has them among its `workdays`"
    );
    // No calendar has so many.
    let text = text.replace("days: 2", "days: 3");
    assert_eq!(
        help("date-days", &text),
        "every day from 2023-11-04 to 2023-11-05 is off in the calendar china: write start: 2023-11-06, and finish: 2023-11-08; if people do work then, name a `calendar` that has them among its `workdays`"
    );
}

#[test]
fn totals_around_that_are_wrong_already_are_no_obstacle() {
    let text = "plan: {version: 1, calendar: weekdays}\nphases:\n  - id: \"1\"\n    total_days: 30\n    tasks:\n      - id: g\n        days: 8\n        tasks:\n          - {id: a, start: 2024-01-08, finish: 2024-01-12, days: 5}\n          - {id: b, start: 2024-01-15, finish: 2024-01-16, days: 2, depends_on: [a]}\n      - {id: c, start: 2024-01-17, finish: 2024-02-29, days: 20, depends_on: [g]}\n";
    let report = common::check(&[("plan/1.yaml", text)]);
    let helps: Vec<_> = report
        .findings
        .iter()
        .filter(|one| one.finding.rule == "total-mismatch")
        .map(|one| common::help(&one.finding))
        .collect();
    let helps: Vec<_> = helps.iter().map(|help| Some(help.as_str())).collect();
    assert_eq!(
        helps,
        [
            Some("write total_days: 28, or correct the days of what is in it"),
            Some(
                "write days: 7, and total_days: 27 of phase 1, or correct the days of what is in it"
            )
        ]
    );
}

#[test]
fn what_is_moved_gets_the_days_that_it_says_and_the_room_that_it_needs() {
    let text = |days: usize, finish: &str| {
        format!(
            "plan: {{version: 1, calendar: weekdays}}\nphases:\n  - id: \"1\"\n    finish: {finish}\n    tasks:\n      - {{id: a, start: 2024-01-08, finish: 2024-01-12, days: 5}}\n      - {{id: b, start: 2024-01-11, finish: 2024-01-16, days: {days}, depends_on: [a]}}\n"
        )
    };
    // By its dates it takes four.
    assert!(
        help("dependency-dates", &text(3, "2024-01-31"))
            .starts_with("write start: 2024-01-15, and finish: 2024-01-17,")
    );
    assert!(
        help("dependency-dates", &text(4, "2024-01-16")).starts_with(
            "write start: 2024-01-15, and finish: 2024-01-18, and finish: 2024-01-18 of phase 1,"
        )
    );
    let text = text(4, "2024-01-31")
        + "      - {id: c, start: 2024-01-17, finish: 2024-01-17, depends_on: [b]}\n";
    assert_eq!(
        help("dependency-dates", &text),
        "start b on 2024-01-15 or later, to finish on 2024-01-18 or later, and move what would not fit then (dependency-dates of c), or change the dates of a, or remove the dependency"
    );
}

#[test]
fn phases_that_overlap_are_told_the_day_and_the_tasks() {
    let text = "plan: {version: 1, calendar: weekdays}\nphases:\n  - id: \"1\"\n    tasks:\n      - {id: a, start: 2024-01-08, finish: 2024-01-12}\n  - id: \"2\"\n    start: 2024-01-10\n    tasks:\n      - {id: b, start: 2024-01-10, finish: 2024-01-11}\n      - {id: c, start: 2024-01-15, finish: 2024-01-16}\n";
    assert_eq!(
        help("phase-overlap", text),
        "start phase 2 on 2024-01-15 or later: move its `start` and b, or write parallel: true if the phases are meant to overlap"
    );
}

#[test]
fn a_day_off_that_a_group_has_in_common_with_its_last_task_is_told_once() {
    let text = |second: &str| {
        format!(
            "plan: {{version: 1, calendar: weekdays, working_calendar: china}}\nphases:\n  - id: \"1\"\n    tasks:\n      - id: g\n        finish: 2023-12-31\n        tasks:\n          - {{id: a, start: 2023-12-11, finish: 2023-12-31, days: 15}}\n{second}"
        )
    };
    let helps = |text: &str| {
        let report = common::check(&[("plan/1.yaml", text)]);
        let found = report
            .findings
            .into_iter()
            .filter(|one| one.finding.rule == "date-nonworking");
        found
            .map(|one| common::help(&one.finding))
            .collect::<Vec<String>>()
    };
    let both = "write finish: 2023-12-29, and finish: 2023-12-29 of g";
    assert_eq!(
        helps(&text("")),
        [both.to_owned() + ", or finish: 2024-01-02, and days: 17, and finish: 2024-01-02 of g"]
    );
    // As long as another task ends with it, the group stays where it is.
    let second = "          - {id: b, start: 2023-12-25, finish: 2023-12-31, days: 5}\n";
    let told = helps(&text(second));
    assert!(
        told.len() == 2
            && told
                .iter()
                .all(|told| told.starts_with("write finish: 2023-12-29, or ")),
        "{told:?}"
    );
    // What nothing in it has is its own.
    let told = helps(&text("").replace(
        "finish: 2023-12-31, days: 15",
        "finish: 2023-12-29, days: 15",
    ));
    assert_eq!(told, ["write finish: 2023-12-29, or finish: 2024-01-02"]);
}

fn with_calendars(plan: &str) -> String {
    format!("plan: {{version: 1{plan}}}\nowners: {{A: {{}}}}\nphases:\n")
}

#[test]
fn what_a_common_cause_asks_for_brings_no_other() {
    // Weekdays and china each have days that the other has off: none of them fits all dates.
    let text = with_calendars(", calendar: weekdays, working_calendar: weekdays")
        + "  - id: \"1\"\n    calendar: china\n    tasks:\n      - {id: a, start: 2023-10-07, finish: 2023-10-08, days: 2}\n      - {id: b, start: 2023-10-09, finish: 2023-10-12, days: 4}\n  - id: \"2\"\n    parallel: true\n    tasks:\n      - {id: c, start: 2023-10-02, finish: 2023-10-06, days: 5}\n";
    let report = common::check(&[("plan/1.yaml", &text)]);
    let cause = report
        .findings
        .iter()
        .find_map(|one| one.finding.cause.clone())
        .expect("two dates have one");
    assert_eq!(
        cause.help.text(Lang::En),
        "write weekdays where tasks, groups or phases have the `calendar` china, and correct the `days` or the dates of the one that does not fit it"
    );
}

#[test]
fn no_help_names_a_day_off() {
    let text = with_calendars(", calendar: every-day, working_calendar: weekdays")
        + "  - id: \"1\"\n    total_days: 8\n    finish: 2023-09-30\n    tasks:\n      - {id: a, start: 2023-09-23, finish: 2023-10-01, days: 8}\n";
    // 30 September and 1 October are a weekend.
    for rule in ["date-days", "date-outside-parent"] {
        let told = help(rule, &text);
        assert!(
            !told.contains("write finish: 2023-09-30") && !told.contains("finish: 2023-10-01"),
            "{rule}: {told}"
        );
    }
}

#[test]
fn helps_know_values_that_tasks_share_and_tasks_with_the_same_id() {
    let head = with_calendars(", calendar: weekdays") + "  - id: \"1\"\n    tasks:\n";
    let shared = "      - &t {id: a, start: 2023-10-09, finish: 2023-10-13, days: 4}\n      - {<<: *t, id: b, start: 2023-10-16, finish: 2023-10-19}\n";
    let told = help("date-days", &format!("{head}{shared}"));
    assert!(!told.contains("write days: 5"), "that is b's, too: {told}");
    let same = "      - {id: a, start: 2023-10-09, finish: 2023-10-13, days: 4}\n      - {id: a, start: 2023-10-09, finish: 2023-10-13, days: 3}\n";
    assert!(help("date-days", &format!("{head}{same}")).starts_with("write days: 5"));
}

#[test]
fn what_a_help_says_to_write_is_yaml() {
    let text = "plan: {version: 1, calendar: weekdays}\ncalendars: {\"2024\": {extends: every-day}}\nphases:\n  - id: \"1\"\n    tasks:\n      - {id: a, start: 2023-10-23, finish: 2023-10-29, days: 7}\n";
    let told = help("date-days", text);
    assert!(told.ends_with(", or calendar: \"2024\""), "{told}");
}

#[test]
fn a_total_that_fits_both_is_what_the_work_comes_to() {
    let text = with_calendars(", calendar: weekdays")
        + "  - id: \"1\"\n    total_days: 9\n    tasks:\n      - {id: a, start: 2023-10-02, finish: 2023-10-05, days: 4}\n      - {id: b, start: 2023-10-09, finish: 2023-10-10, depends_on: [a]}\n";
    assert!(help("total-span", &text).starts_with("write total_days: 6,"));
    assert!(help("total-mismatch", &text).starts_with("write total_days: 6,"));
}

#[test]
fn a_phase_that_overlaps_another_one_then_is_no_new_finding() {
    let phase = |id: &str, start: &str, more: &str| {
        format!(
            "  - id: \"{id}\"\n{more}    tasks:\n      - {{id: \"{id}.1\", start: 2024-01-{start}, finish: 2024-02-02}}\n"
        )
    };
    let text = format!(
        "plan: {{version: 1, calendar: weekdays}}\nphases:\n{}{}{}",
        phase("1", "01", ""),
        phase("2", "08", ""),
        phase("3", "15", "")
    );
    let report = common::check(&[("plan/1.yaml", &text)]);
    let helps = report
        .findings
        .iter()
        .filter(|one| one.finding.rule == "phase-overlap");
    let helps: Vec<String> = helps.map(|one| common::help(&one.finding)).collect();
    assert!(
        helps.len() == 2 && helps.iter().all(|help| help.contains("parallel: true")),
        "{helps:?}"
    );
}

#[test]
fn no_total_is_proposed_for_which_there_are_not_so_many_days() {
    let text = "plan: {version: 1, calendar: weekdays}\nphases:\n  - id: \"1\"\n    total_days: 12\n    tasks:\n      - {id: a, start: 2024-01-08, finish: 2024-01-12, days: 5}\n      - {id: b, start: 2024-01-08, finish: 2024-01-12, days: 5, depends_on: [a]}\n";
    assert!(
        !help("total-mismatch", text).contains("write total_days: 10"),
        "{}",
        help("total-mismatch", text)
    );
}

#[test]
fn who_cannot_have_more_room_is_told_why() {
    let text = "plan: {version: 1, calendar: weekdays}\nphases:\n  - id: \"1\"\n    finish: 2024-01-12\n    tasks:\n      - {id: a, start: 2024-01-08, finish: 2024-01-16, days: 7}\n  - id: \"2\"\n    start: 2024-01-15\n    tasks:\n      - {id: b, start: 2024-01-15, finish: 2024-01-19, days: 5}\n";
    let help = help("date-outside-parent", text);
    assert!(
        help.starts_with("write ")
            && help.ends_with(
                "; to leave its dates, first make room in the rest of the plan (phase-overlap of 2)"
            ),
        "{help}"
    );
}
