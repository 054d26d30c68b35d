//! What cannot be read is told once, where it is, with what to do about it; nothing is concluded from it.

use crate::common;

/// A plan with these owners and the tasks of phase 1, one a line.
fn plan(owners: &str, tasks: &[&str]) -> String {
    let tasks: String = tasks.iter().map(|task| format!("      - {task}\n")).collect();
    format!(
        "plan: {{version: 1}}\nowners: {owners}\nphases:\n  - id: \"1\"\n    coordinator: A\n    executors: [A]\n    tasks:\n{tasks}"
    )
}

/// What is found in it apart from totals: rule and message, and the help.
fn found(text: &str) -> Vec<(String, String)> {
    let report = common::check(&[("plan/a.yaml", text)]);
    let told = report.findings.iter().map(|one| &one.finding).filter(|one| !one.rule.starts_with("total-"));
    told.map(|one| (format!("{}: {}", one.rule, one.message), one.help.clone().unwrap_or_default())).collect()
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
    let with = |group: &str| plan(&format!("{{A: {{}}, G: {group}}}"), &[DATED]).replace("[A]", "[A, G]");
    for members in ["\"A，乙方\"", "{A: 1}", "[[A]]", "12"] {
        help(&with(&format!("{{kind: group, members: {members}}}")));
    }
    assert!(found(&with("{kind: group}"))[0].0.starts_with("owner-group-empty"));
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
