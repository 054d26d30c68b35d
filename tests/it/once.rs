//! What cannot be read is told once, where it is, with what to do about it; nothing is concluded
//! from it.

use planlint::Lang;

use crate::common;

/// A plan with these owners and the tasks of phase 1, one a line.
fn plan(owners: &str, tasks: &[&str]) -> String {
    let tasks: String = tasks
        .iter()
        .map(|task| format!("      - {task}\n"))
        .collect();
    format!(
        "plan: {{version: 1}}\nowners: {owners}\nphases:\n  - id: \"1\"\n    coordinator: A\n    executors: [A]\n    tasks:\n{tasks}"
    )
}

/// What is found in it apart from totals: rule and message, and the help.
fn found(text: &str) -> Vec<(String, String)> {
    let report = common::check(&[("plan/a.yaml", text)]);
    let told = report
        .findings
        .iter()
        .map(|one| &one.finding)
        .filter(|one| !one.rule.starts_with("total-"));
    told.map(|one| {
        (
            format!("{}: {}", one.rule, common::message(one)),
            common::help(one),
        )
    })
    .collect()
}

/// The help of the only finding.
#[track_caller]
fn help(text: &str) -> String {
    let found = found(text);
    assert_eq!(found.len(), 1, "{text}\n{found:#?}");
    found[0].1.clone()
}

const DATED: &str = "{id: \"1.1\", start: 2023-08-21, finish: 2023-08-21}";

#[test]
fn a_group_whose_members_cannot_be_read_is_not_empty() {
    let with =
        |group: &str| plan(&format!("{{A: {{}}, G: {group}}}"), &[DATED]).replace("[A]", "[A, G]");
    for members in ["\"A，乙方\"", "{A: 1}", "[[A]]", "12"] {
        help(&with(&format!("{{kind: group, members: {members}}}")));
    }
    assert!(
        found(&with("{kind: group}"))[0]
            .0
            .starts_with("owner-group-empty")
    );
}

#[test]
fn what_several_tasks_share_is_told_once() {
    let text = plan(
        "{A: {}, B: {}}",
        &[
            "{id: \"1.1\", start: 2023-08-21, days: 1, executors: &e [A，B]}",
            "{id: \"1.2\", start: 2023-08-21, days: 1, executors: *e}",
            "&m {id: \"1.3\", start: 2023/8/21, days: 1}",
            "{<<: *m, id: \"1.4\"}",
            "{<<: *m, id: \"1.5\"}",
        ],
    );
    let found = found(&text.replace("[A]", "[A, B]"));
    assert_eq!(found.len(), 2, "{found:#?}");
}

#[test]
fn helps_for_text_in_the_place_of_a_list() {
    let with = |line: &str| {
        let second = format!("{{id: \"1.2\", start: 2023-08-22, finish: 2023-08-22, {line}}}");
        plan("{A: {}, B: {}}", &[DATED, &second]).replace("[A]", "[A, B]")
    };
    for (line, expected) in [
        ("depends_on: 无", "remove the key"),
        ("executors: 无", "remove the key"),
        (
            "executors: \"A，C\"",
            "write executors: [A, C], and declare C under `owners`",
        ),
        ("执行人: \"A，C\"", "did you mean `executors`?"),
        ("executors: 【A，B】", "write executors: [A, B]"),
        (
            "depends_on: \"1.1，9.9\"",
            "no task has the id 9.9: write depends_on: [\"1.1\"], and add the id that is meant",
        ),
        (
            "depends_on: 1.1-1.3",
            "no task has the id 1.1-1.3: write an entry for each id, as depends_on: [...]",
        ),
        (
            "depends_on: [\"1.1, 1.9\"]",
            "write an entry for each id; no task has the id 1.9: name the one that is meant",
        ),
    ] {
        assert_eq!(help(&with(line)), expected, "{line}");
    }
}

#[test]
fn helps_for_owners_without_a_map() {
    let first = |owners: &str| {
        let mut found = found(&plan(owners, &[DATED]));
        found.retain(|(words, _)| words.starts_with("schema"));
        found.remove(0).1
    };
    assert_eq!(first("[张三, A]"), "write 张三: {}");
    assert_eq!(first("{A: {}, 张三: }"), "write 张三: {}");
    let text = plan("{A: {}}", &[DATED]).replace("version: 1", "version: 1, name: 上线");
    assert_eq!(help(&text), "did you mean `title`?");
}

/// What else cannot be read may declare the id or the owner that is not there.
#[test]
fn helps_conclude_nothing_from_what_cannot_be_read() {
    let with = |line: &str| {
        let second = format!("{{id: \"1.2\", start: 2023-08-22, finish: 2023-08-22, {line}}}");
        plan("{A: {}, B: {}}", &[DATED, &second]).replace("[A]", "[A, B]")
    };
    let with_other = |text: &str, other: &[u8]| {
        let files = [("plan/a.yaml", text.as_bytes()), ("plan/b.yaml", other)];
        let report = common::check_bytes(files);
        let mut helps = report
            .findings
            .iter()
            .map(|one| &one.finding)
            .filter(|one| {
                matches!(one.rule, "schema" | "dependency-unknown")
                    && report.sources.file(one.span.file).path() != "plan/b.yaml"
            });
        let finding = helps.next().expect("there is a finding");
        assert!(
            helps.next().is_none() && finding.fix.is_none(),
            "{:#?}",
            report.findings
        );
        common::help(finding)
    };
    let gbk = b"owners: {C: {kind: person}}\nphases: [{id: \"9\", tasks: [{id: \"9.1\", name: \xb2\xbf}]}]\n";
    let cut = b"owners: {C: {kind: person}\nphases: [{id: \"9\", tasks: [{id: \"9.1\"\n";
    for other in [&gbk[..], cut] {
        for (line, expected) in [
            (
                "depends_on: \"9.1，1.1\"",
                "write depends_on: [\"9.1\", \"1.1\"]; whether a task has the id 9.1 shows once everything can be read",
            ),
            (
                "depends_on: \"9.1，9\"",
                "write an entry for each id, as depends_on: [...]; whether a task has the id 9.1, 9 shows once everything can be read",
            ),
            (
                "depends_on: [\"9.1, 1.1\"]",
                "write an entry for each: \"9.1\", \"1.1\"; whether a task has the id 9.1 shows once everything can be read",
            ),
            (
                "depends_on: [9.1SS+2d]",
                "write {task: \"9.1\", type: SS, lag: 2}; whether a task has the id 9.1 shows once everything can be read",
            ),
            (
                "depends_on: [{task: 9.1SS, lag: 2}]",
                "write an id alone; whether a task has the id 9.1 shows once everything can be read",
            ),
            (
                "executors: A，C",
                "write executors: [A, C]; whether C is under `owners` shows once everything can be read",
            ),
            (
                "executors: A C",
                "write executors: [A, C]; whether C is under `owners` shows once everything can be read",
            ),
        ] {
            assert_eq!(with_other(&with(line), other), expected, "{line}");
        }
    }
    // What stands nowhere in it is in no part of the plan.
    for (line, expected) in [
        (
            "depends_on: \"8.8，9.1，1.1\"",
            "no task has the id 8.8: write depends_on: [\"9.1\", \"1.1\"], and add the id that is meant; whether a task has the id 9.1 shows once everything can be read",
        ),
        (
            "executors: A，C，D",
            "write executors: [A, C, D], and declare D under `owners`; whether C is under `owners` shows once everything can be read",
        ),
    ] {
        assert_eq!(with_other(&with(line), cut), expected, "{line}");
    }
    // A calendar in another case may be another calendar.
    let cased = with("calendar: China");
    let rules_with = |other: &str| {
        common::rules_of(&common::check(&[
            ("plan/a.yaml", &cased),
            ("plan/b.yaml", other),
        ]))
    };
    assert!(rules_with("calendars: {Factory: {extends: china}\n").contains(&"calendar-unknown"));
    assert!(!rules_with("calendars: {China: {extends: china}\n").contains(&"calendar-unknown"));
    // A task of the same file that could not be read.
    let same = with("depends_on: \"9.1，1.1\"") + "      - {id: \"9.1\", name: x, days: 5\n";
    let report = common::check(&[("plan/a.yaml", &same)]);
    let help = report
        .findings
        .iter()
        .filter(|one| one.finding.rule == "schema")
        .find_map(|one| one.finding.help.as_ref())
        .map(|help| help.text(Lang::En));
    assert!(
        help.is_some_and(|help| help.starts_with("write depends_on: [\"9.1\", \"1.1\"]; ")),
        "{:#?}",
        report.findings
    );
    // Two names, or one of somebody whom another file declares.
    let text = with("executors: A B");
    assert_eq!(
        with_other(&text, b"owners: {A B: {}\n"),
        "write executors: [A B]"
    );
}
