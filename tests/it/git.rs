//! Revisions, in real repositories made by git itself.

use std::process::Command;

use serde_json::Value;

use crate::common;
use crate::common::stderr;
use crate::common::stdout;
use crate::common::write;
pub(crate) use crate::repository::NOBODY;
pub(crate) use crate::repository::Repo;
pub(crate) use crate::repository::git;

impl Repo {
    /// Two branches from main, `ours` checked out last; each a commit of its own.
    pub(crate) fn branches(&self, ours: &[(&str, &str)], theirs: &[(&str, &str)]) {
        self.git(&["checkout", "--quiet", "-b", "theirs"]);
        self.commit("their half", theirs);
        self.git(&["checkout", "--quiet", "main"]);
        self.commit("our half", ours);
    }

    pub(crate) fn planlint(&self, arguments: &[&str]) -> std::process::Output {
        common::planlint(self.path(), arguments)
    }

    pub(crate) fn gate(&self) -> Value {
        let output = self.planlint(&["gate", "main", "theirs", "--format", "json"]);
        let verdict: Value = serde_json::from_str(&stdout(&output))
            .unwrap_or_else(|_| panic!("{}", stderr(&output)));
        let blocks = verdict["verdict"] == "block";
        assert_eq!(output.status.code(), Some(i32::from(blocks)), "{verdict:#}");
        verdict
    }
}

pub(crate) const TOP: &str = "plan: {version: 1, calendar: weekdays, working_calendar: own}
calendars:
  own: {extends: weekdays}
owners:
  移动: {kind: organisation}
  泛微: {kind: team, capacity: 2}
  金山: {kind: team}
";

pub(crate) const ONE: &str = "phases:
  - id: \"1\"
    name: 系统服务部署
    coordinator: 移动
    total_days: 10
    tasks:
      - id: \"1.1\"
        name: 部署应用
        executors: [金山]
        start: 2023-08-21
        finish: 2023-08-25
        days: 5

      # A line of air between tasks, so that edits of two of them do not touch.

      - id: \"1.2\"
        name: 部署数据库
        executors: [金山]
        start: 2023-08-28
        finish: 2023-09-01
        days: 5
";

pub(crate) const TWO: &str = "phases:
  - id: \"2\"
    name: 系统网络调整
    coordinator: 移动
    total_days: 5
    tasks:
      - id: \"2.1\"
        name: 开通网络策略
        executors: [金山]
        start: 2023-09-04
        finish: 2023-09-08
        days: 5
";

pub(crate) fn repo() -> Repo {
    Repo::new(&[
        ("plan/plan.yaml", TOP),
        ("plan/1.yaml", ONE),
        ("plan/2.yaml", TWO),
    ])
}

pub(crate) fn rules(verdict: &Value) -> Vec<(String, String)> {
    let findings = verdict["findings"].as_array().expect("a list");
    let text = |finding: &Value, key: &str| finding[key].as_str().unwrap_or_default().to_owned();
    findings
        .iter()
        .map(|finding| (text(finding, "rule"), text(finding, "origin")))
        .collect()
}

/// The merge is blocked by this rule, which neither side breaks, and each side's half is
/// attributed.
#[track_caller]
fn blocked_by(repo: &Repo, rule: &str) {
    for side in ["main", "theirs"] {
        let output = repo.planlint(&["check", "--rev", side, "--fail-on", "warning"]);
        assert_eq!(
            output.status.code(),
            Some(0),
            "{side} is clean alone: {}",
            stdout(&output)
        );
    }
    assert!(
        git(
            repo.path(),
            &["merge-tree", "--write-tree", "main", "theirs"]
        )
        .status
        .success(),
        "git merges it"
    );
    let verdict = repo.gate();
    assert_eq!(verdict["verdict"], "block", "{verdict:#}");
    let merge: Vec<&Value> = verdict["findings"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|f| f["origin"] == "merge")
        .collect();
    assert!(
        merge.iter().any(|finding| finding["rule"] == rule),
        "{verdict:#}"
    );
    let finding = merge
        .iter()
        .find(|finding| finding["rule"] == rule)
        .expect("it is there");
    let causes: Vec<(&str, &str)> = finding["causes"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|cause| {
            (
                cause["side"].as_str().unwrap_or(""),
                cause["summary"].as_str().unwrap_or(""),
            )
        })
        .collect();
    assert_eq!(
        causes,
        [("base", "our half"), ("head", "their half")],
        "{verdict:#}"
    );
    let text = stdout(&repo.planlint(&["gate", "main", "theirs"]));
    assert!(
        text.contains("brought by main") && text.contains("brought by theirs"),
        "{text}"
    );
    assert!(
        repo.git(&["status", "--porcelain"]).is_empty(),
        "nothing is touched"
    );
}

/// A text that both sides changed is merged in memory, also where nothing may be written.
#[test]
fn a_merge_leaves_no_object_behind() {
    let repo = repo();
    repo.branches(
        &[("plan/1.yaml", &ONE.replace("部署应用", "部署协同应用"))],
        &[("plan/1.yaml", &ONE.replace("部署数据库", "部署数据库软件"))],
    );
    let before = repo.git(&["count-objects", "-v"]);
    assert_eq!(repo.gate()["verdict"], "pass");
    assert_eq!(repo.git(&["count-objects", "-v"]), before);
}

#[test]
fn a_cycle_closed_by_the_merge() {
    let repo = repo();
    let two = TWO
        .replace("2023-09-04", "2023-09-18")
        .replace("2023-09-08", "2023-09-22");
    repo.commit("room", &[("plan/2.yaml", &two)]);
    repo.branches(
        &[(
            "plan/2.yaml",
            &two.replace("        days: 5\n", "        days: 5\n        depends_on: [{task: \"1.2\", type: SS}]\n"),
        )],
        &[(
            "plan/1.yaml",
            &ONE.replace(
                "2023-09-01\n        days: 5",
                "2023-09-01\n        days: 5\n        depends_on: [{task: \"2.1\", type: SS, lag: -100}]",
            ),
        )],
    );
    blocked_by(&repo, "dependency-cycle");
}

#[test]
fn a_total_that_both_sides_raised_identically() {
    let repo = repo();
    let ours = ONE.replace("total_days: 10", "total_days: 13").replace(
        "      # A line",
        "      - {id: \"1.3\", name: 备份, executors: [金山], start: 2023-09-04, finish: 2023-09-06, days: 3}\n\n      # A line",
    );
    let theirs = format!(
        "{}\n      - {{id: \"1.4\", name: 验收, executors: [金山], start: 2023-09-07, finish: 2023-09-11, days: 3}}\n",
        ONE.replace("total_days: 10", "total_days: 13")
    );
    repo.commit(
        "order",
        &[(
            "planlint.yaml",
            "rules: {wbs-order: off, phase-overlap: off}\n",
        )],
    );
    repo.branches(&[("plan/1.yaml", &ours)], &[("plan/1.yaml", &theirs)]);
    blocked_by(&repo, "total-mismatch");
}

#[test]
fn the_same_new_id_in_two_places() {
    let repo = repo();
    let task = "      - {id: \"new\", name: 甲, executors: [金山], start: 2023-09-08, finish: 2023-09-08, days: 0}\n";
    let phase = "phases:\n  - {id: \"new\", name: 验收, coordinator: 移动, total_days: 0}\n";
    repo.branches(
        &[("plan/2.yaml", &format!("{TWO}{task}"))],
        &[("plan/3.yaml", phase)],
    );
    blocked_by(&repo, "id-duplicate");
}

#[test]
fn a_dependency_on_a_task_that_the_other_side_removed() {
    let repo = repo();
    let one = ONE
        .split("\n      # A line")
        .next()
        .expect("it has two tasks")
        .replace("total_days: 10", "total_days: 5");
    repo.branches(
        &[("plan/1.yaml", &one)],
        &[(
            "plan/2.yaml",
            &TWO.replace(
                "        days: 5\n",
                "        days: 5\n        depends_on: [\"1.2\"]\n",
            ),
        )],
    );
    blocked_by(&repo, "dependency-unknown");
}

#[test]
fn a_predecessor_moved_late_while_the_other_side_begins_to_wait_for_it() {
    let repo = repo();
    repo.commit(
        "phases may overlap",
        &[("planlint.yaml", "rules: {phase-overlap: off}\n")],
    );
    repo.branches(
        &[(
            "plan/1.yaml",
            &ONE.replace("2023-08-28", "2023-09-04")
                .replace("2023-09-01", "2023-09-08"),
        )],
        &[(
            "plan/2.yaml",
            &TWO.replace(
                "        days: 5\n",
                "        days: 5\n        depends_on: [\"1.2\"]\n",
            ),
        )],
    );
    blocked_by(&repo, "dependency-dates");
}

#[test]
fn an_owner_overloaded_by_both() {
    let repo = repo();
    let one = ONE.replace(
        "[金山]\n        start: 2023-08-21",
        "[泛微]\n        start: 2023-08-21",
    );
    repo.commit("泛微 begins", &[("plan/1.yaml", &one)]);
    let parallel = |id: &str| {
        format!(
            "      - {{id: \"{id}\", name: 并行{id}, executors: [泛微], start: 2023-08-21, finish: 2023-08-25, days: 5}}\n"
        )
    };
    repo.branches(
        &[
            (
                "plan/1.yaml",
                &one.replace(
                    "\n      # A line",
                    &format!("{}\n      # A line", parallel("1.1.5")),
                ),
            ),
            (
                "planlint.yaml",
                "rules: {wbs-parent: off, wbs-order: off, phase-overlap: off}\n",
            ),
        ],
        &[
            ("plan/2.yaml", &format!("{TWO}{}", parallel("2.2"))),
            (
                "planlint.yaml",
                "rules: {wbs-parent: off, wbs-order: off, phase-overlap: off}\n",
            ),
        ],
    );
    // The total of phase 2 is its chain: the new task comes weeks before, so it adds up.
    repo.git(&["checkout", "--quiet", "theirs"]);
    repo.git(&["commit", "--quiet", "--amend", "--no-edit"]);
    write(
        repo.path(),
        &[(
            "plan/2.yaml",
            &format!("{TWO}{}", parallel("2.2")).replace("total_days: 5", "total_days: 10"),
        )],
    );
    repo.git(&["commit", "--quiet", "--all", "--amend", "--no-edit"]);
    repo.git(&["checkout", "--quiet", "main"]);
    blocked_by(&repo, "owner-overload");
}

#[test]
fn a_day_made_a_holiday_while_the_other_side_starts_work_on_it() {
    let repo = repo();
    repo.branches(
        &[(
            "plan/plan.yaml",
            &TOP.replace(
                "{extends: weekdays}",
                "{extends: weekdays, holidays: [2023-09-11]}",
            ),
        )],
        &[(
            "plan/2.yaml",
            &TWO.replace("2023-09-04", "2023-09-11")
                .replace("2023-09-08", "2023-09-15"),
        )],
    );
    blocked_by(&repo, "date-nonworking");
}

#[test]
fn merges_that_are_fine() {
    // Independent edits in two phases.
    let fine = repo();
    fine.branches(
        &[("plan/1.yaml", &ONE.replace("部署应用", "部署应用服务"))],
        &[(
            "plan/2.yaml",
            &TWO.replace("开通网络策略", "开通全部网络策略"),
        )],
    );
    assert_eq!(fine.gate()["verdict"], "pass");
    // Both sides make the same edit.
    let same = repo();
    let edit = ONE.replace("部署应用", "部署应用服务");
    same.branches(&[("plan/1.yaml", &edit)], &[("plan/1.yaml", &edit)]);
    assert_eq!(same.gate()["verdict"], "pass");
    // A file renamed on one side and edited on the other.
    let renamed = repo();
    renamed.git(&["checkout", "--quiet", "-b", "theirs"]);
    renamed.git(&["mv", "plan/2.yaml", "plan/network.yaml"]);
    renamed.commit("their half", &[]);
    renamed.git(&["checkout", "--quiet", "main"]);
    renamed.commit(
        "our half",
        &[(
            "plan/2.yaml",
            &TWO.replace("开通网络策略", "开通全部网络策略"),
        )],
    );
    let verdict = renamed.gate();
    assert_eq!(verdict["verdict"], "pass", "{verdict:#}");
}

#[test]
fn a_textual_conflict_is_told_in_the_plans_terms() {
    let repo = repo();
    repo.branches(
        &[(
            "plan/2.yaml",
            &TWO.replace(
                "finish: 2023-09-08\n        days: 5",
                "finish: 2023-09-15\n        days: 10",
            )
            .replace("total_days: 5", "total_days: 10"),
        )],
        &[(
            "plan/2.yaml",
            &TWO.replace(
                "finish: 2023-09-08\n        days: 5",
                "finish: 2023-09-11\n        days: 6",
            )
            .replace("total_days: 5", "total_days: 6"),
        )],
    );
    let verdict = repo.gate();
    assert_eq!(verdict["verdict"], "block");
    let conflicts = verdict["conflicts"].as_array().expect("a list");
    let finish = conflicts
        .iter()
        .find(|one| one["field"] == "finish")
        .unwrap_or_else(|| panic!("{verdict:#}"));
    assert_eq!(
        (
            finish["task"].as_str(),
            finish["before"].as_str(),
            finish["base"].as_str(),
            finish["head"].as_str()
        ),
        (
            Some("2.1"),
            Some("2023-09-08"),
            Some("2023-09-15"),
            Some("2023-09-11")
        )
    );
    let text = stdout(&repo.planlint(&["gate", "main", "theirs"]));
    assert!(
        text.contains("2.1: `finish` was 2023-09-08; the base's side made it 2023-09-15, the head's 2023-09-11"),
        "{text}"
    );
    assert!(!text.contains("<<<<<<<"), "{text}");
}

/// The start on one side, the days on the other: git merges the two lines, and here the result even
/// adds up.
#[test]
fn edits_that_bear_on_each_other_are_named() {
    let repo = repo();
    let spread = TWO.replace(
        "        finish: 2023-09-08\n",
        "        # Air.\n\n        # More air.\n        finish: 2023-09-08\n",
    );
    repo.commit("air", &[("plan/2.yaml", &spread)]);
    repo.branches(
        &[(
            "plan/2.yaml",
            &spread.replace("start: 2023-09-04", "start: 2023-09-05"),
        )],
        &[(
            "plan/2.yaml",
            &spread.replace("        days: 5", "        days: 4"),
        )],
    );
    let verdict = repo.gate();
    let start = serde_json::json!(
        {"field": "start", "before": "2023-09-04", "after": "2023-09-05", "days": 1, "working": true}
    );
    let days = serde_json::json!({"field": "days", "before": "5", "after": "4"});
    assert_eq!(
        verdict["overlaps"],
        serde_json::json!([
            {"task": "2.1", "base": ["start"], "head": ["days"], "base_changes": [start], "head_changes": [days]}
        ]),
        "{verdict:#}"
    );
    let text = stdout(&repo.planlint(&["gate", "main", "theirs"]));
    assert!(
        text.contains(
            "note: both sides changed task 2.1: the base's side `start` from 2023-09-04 to 2023-09-05; the head's `days` \
             from 5 to 4\n"
        ),
        "{text}"
    );
}

#[test]
fn what_the_head_brings_and_what_the_base_has() {
    let repo = repo();
    repo.commit(
        "a mistake that is there",
        &[(
            "plan/1.yaml",
            &ONE.replace("total_days: 10", "total_days: 9"),
        )],
    );
    repo.branches(
        &[(
            "plan/plan.yaml",
            &TOP.replace("金山:", "金山:\n    # a comment\n   ")
                .replace("   \n", "\n"),
        )],
        &[(
            "plan/2.yaml",
            &TWO.replace("        days: 5", "        days: 6"),
        )],
    );
    let verdict = repo.gate();
    let rules = rules(&verdict);
    assert!(
        rules.contains(&("date-days".to_owned(), "head".to_owned())),
        "{verdict:#}"
    );
    assert!(
        !rules
            .iter()
            .any(|(rule, origin)| rule == "total-mismatch" && origin == "merge"),
        "{verdict:#}"
    );
    // The total, and that one owner has nothing to do.
    assert_eq!(verdict["existing"], 2, "{verdict:#}");
}

#[test]
fn staged_is_what_is_about_to_be_committed() {
    let repo = repo();
    let wrong = TWO.replace("        days: 5", "        days: 6");
    write(repo.path(), &[("plan/2.yaml", &wrong)]);
    repo.git(&["add", "--all"]);
    write(repo.path(), &[("plan/2.yaml", TWO)]);
    assert_eq!(
        repo.planlint(&["check"]).status.code(),
        Some(0),
        "the working tree is right"
    );
    assert_eq!(
        repo.planlint(&["check", "--staged"]).status.code(),
        Some(1),
        "what would be committed is not"
    );
    write(repo.path(), &[("plan/2.yaml", TWO)]);
    repo.git(&["add", "--all"]);
    write(repo.path(), &[("plan/2.yaml", &wrong)]);
    assert_eq!(repo.planlint(&["check", "--staged"]).status.code(), Some(0));
    assert_eq!(
        repo.planlint(&["check", "--staged", "--against", "HEAD"])
            .status
            .code(),
        Some(0)
    );
}

/// In a hook git names the repository and the index, which for `git commit FILE` is not the usual
/// one.
#[test]
fn staged_in_a_hook() {
    let repo = repo();
    let hook = format!(
        "#!/bin/sh\nexec {} check --staged\n",
        env!("CARGO_BIN_EXE_planlint")
    );
    write(repo.path(), &[(".git/hooks/pre-commit", &hook)]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let path = repo.path().join(".git/hooks/pre-commit");
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755))
            .expect("a mode can be set");
    }
    write(
        repo.path(),
        &[
            (
                "plan/2.yaml",
                &TWO.replace("        days: 5", "        days: 6"),
            ),
            ("plan/1.yaml", &ONE.replace("部署应用", "部署")),
        ],
    );
    let refused = git(repo.path(), &["commit", "--all", "--message", "wrong"]);
    assert!(!refused.status.success(), "{}", stdout(&refused));
    // Only the file that is right is committed, although the other one is wrong in the working
    // tree.
    let partial = git(
        repo.path(),
        &["commit", "--message", "right", "plan/1.yaml"],
    );
    assert!(
        partial.status.success(),
        "{}{}",
        stdout(&partial),
        stderr(&partial)
    );
    let wrong = git(
        repo.path(),
        &["commit", "--message", "wrong", "plan/2.yaml"],
    );
    assert!(!wrong.status.success(), "{}", stdout(&wrong));
    // `git commit -p`, every hunk taken.
    let mut patch = Command::new("git");
    patch
        .current_dir(repo.path())
        .args(["commit", "-p", "--message", "wrong"]);
    patch
        .env("GIT_AUTHOR_NAME", "A")
        .env("GIT_AUTHOR_EMAIL", "a@example.org");
    patch
        .env("GIT_COMMITTER_NAME", "A")
        .env("GIT_COMMITTER_EMAIL", "a@example.org");
    patch
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped());
    let mut child = patch.spawn().expect("git is there");
    std::io::Write::write_all(child.stdin.as_mut().expect("it is piped"), b"a\na\n")
        .expect("git reads it");
    let patched = child.wait_with_output().expect("git ends");
    assert!(!patched.status.success(), "{}", stdout(&patched));
}

/// As in a hook, before there is anything to compare with.
#[test]
fn the_first_commit() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    git(folder.path(), &["init", "--quiet"]);
    write(
        folder.path(),
        &[
            ("plan/plan.yaml", TOP),
            ("plan/1.yaml", ONE),
            ("plan/2.yaml", TWO),
        ],
    );
    git(folder.path(), &["add", "--all"]);
    let output = common::planlint(folder.path(), &["check", "--staged", "--against", "HEAD"]);
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}{}",
        stdout(&output),
        stderr(&output)
    );
}

#[test]
fn against_shows_only_what_is_new() {
    let repo = repo();
    repo.commit(
        "an old mistake",
        &[(
            "plan/1.yaml",
            &ONE.replace("total_days: 10", "total_days: 9"),
        )],
    );
    // Lines move, a file is split, a text is edited: the old finding stays old.
    let moved = ONE
        .replace("total_days: 10", "total_days: 9")
        .replace("name: 系统服务部署", "name: 系统服务的部署");
    std::fs::remove_file(repo.path().join("plan/1.yaml")).expect("it is there");
    write(
        repo.path(),
        &[("plan/deep/one.yaml", &format!("# moved\n\n{moved}"))],
    );
    let output = repo.planlint(&["check", "--against", "HEAD"]);
    assert_eq!(output.status.code(), Some(0), "{}", stdout(&output));
    assert!(
        stdout(&output).contains("2 not shown, because the other revision has them too"),
        "{}",
        stdout(&output)
    );
    write(
        repo.path(),
        &[(
            "plan/2.yaml",
            &TWO.replace("        days: 5", "        days: 6"),
        )],
    );
    let output = repo.planlint(&["check", "--against", "HEAD", "--format", "json"]);
    assert_eq!(output.status.code(), Some(1));
    let report: Value = serde_json::from_str(&stdout(&output)).expect("it is JSON");
    let rules: Vec<_> = report["findings"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|f| f["rule"].as_str().unwrap_or(""))
        .collect();
    assert_eq!(rules, ["total-mismatch", "date-days"], "{report:#}");
    assert_eq!(report["summary"]["existing"], 2);
}

#[test]
fn diff_speaks_of_tasks() {
    let repo = repo();
    let one = ONE
        .replace("name: 部署应用", "name: 部署应用服务")
        .replace(
            "finish: 2023-09-01\n        days: 5",
            "finish: 2023-09-04\n        days: 6",
        )
        .replace("total_days: 10", "total_days: 11")
        .replace(
            "executors: [金山]\n        start: 2023-08-28",
            "executors: [泛微, 金山]\n        start: 2023-08-28",
        );
    let two = TWO.replace("\"2.1\"", "\"2.7\"")
        + "      - {id: \"2.8\", name: 新任务, executors: [泛微], start: 2023-09-11, finish: 2023-09-11, days: 1}\n";
    repo.commit(
        "second",
        &[
            ("plan/1.yaml", &one),
            (
                "plan/2.yaml",
                &two.replace("total_days: 5", "total_days: 6"),
            ),
        ],
    );
    let output = repo.planlint(&["diff", "HEAD~1", "HEAD", "--format", "json"]);
    let diff: Value =
        serde_json::from_str(&stdout(&output)).unwrap_or_else(|_| panic!("{}", stderr(&output)));
    let changes = diff["changes"].as_array().expect("a list");
    let find = |task: &str| {
        changes
            .iter()
            .find(|change| change["task"] == task)
            .unwrap_or_else(|| panic!("{task}: {diff:#}"))
    };
    assert_eq!(find("1.1")["kind"], "changed");
    assert_eq!(find("1.1")["fields"][0]["after"], "部署应用服务");
    let fields: Vec<_> = find("1.2")["fields"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|f| (f["field"].as_str().unwrap_or(""), f["days"].as_i64()))
        .collect();
    assert_eq!(
        fields,
        [("executors", None), ("finish", Some(1)), ("days", None)]
    );
    assert_eq!(
        (
            find("2.7")["kind"].as_str(),
            find("2.7")["fields"][0]["before"].as_str()
        ),
        (Some("renamed"), Some("2.1"))
    );
    assert_eq!(find("2.8")["kind"], "added");
    assert_eq!(find("1")["fields"][0]["field"], "total_days");
    let rules: Vec<_> = diff["findings"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|f| f["rule"].as_str().unwrap_or(""))
        .collect();
    assert!(
        rules.contains(&"revision-total-changed") && rules.contains(&"revision-finish-slipped"),
        "{diff:#}"
    );
    let text = stdout(&repo.planlint(&["diff", "HEAD~1..HEAD"]));
    assert!(
        text.starts_with(
            "1 added, 4 changed, 1 renumbered; finish 2023-09-08 -> 2023-09-11 (+1 working day)\n"
        ),
        "{text}"
    );
    assert!(text.contains("部署应用{+服务+}"), "{text}");
    let markdown = stdout(&repo.planlint(&["diff", "HEAD~1", "HEAD", "--format", "markdown"]));
    // What a row is about stands in the first of its rows.
    assert!(
        markdown.contains(
            "| changed | `1.2 部署数据库` | executors | `金山` | `泛微, 金山` |\n| | | finish | `2023-09-01` | `2023-09-04 (+1 \
             working day)` |\n"
        ),
        "{markdown}"
    );
}

#[test]
fn reordering_is_no_change() {
    let repo = repo();
    let both = format!("{TOP}{ONE}{}", TWO.replace("phases:\n", "")).replace(
        "    coordinator: 移动\n    total_days: 5",
        "    total_days: 5\n    coordinator: 移动",
    );
    std::fs::remove_file(repo.path().join("plan/1.yaml")).expect("it is there");
    std::fs::remove_file(repo.path().join("plan/2.yaml")).expect("it is there");
    write(repo.path(), &[("plan/plan.yaml", &both)]);
    let output = repo.planlint(&["diff", "--format", "json"]);
    let diff: Value = serde_json::from_str(&stdout(&output)).expect("it is JSON");
    assert_eq!(diff["changes"], serde_json::json!([]), "{diff:#}");
    assert_eq!(
        repo.planlint(&["diff", "HEAD", "HEAD"]).status.code(),
        Some(0)
    );
    assert!(stdout(&repo.planlint(&["diff", "HEAD", "HEAD"])).starts_with("no changes in plan\n"));
}

#[test]
fn a_renumbered_task_and_a_reused_id_are_told_apart() {
    let renumbered = repo();
    let all = |text: &str| text.replace("\"1.2\"", "\"1.3\"");
    renumbered.commit(
        "renumber",
        &[("plan/1.yaml", &all(ONE)), ("plan/2.yaml", TWO)],
    );
    let diff: Value = serde_json::from_str(&stdout(
        &renumbered.planlint(&["diff", "HEAD~1", "--format", "json"]),
    ))
    .expect("JSON");
    assert_eq!(
        diff["changes"].as_array().map(Vec::len),
        Some(1),
        "{diff:#}"
    );
    assert_eq!(diff["findings"], serde_json::json!([]), "{diff:#}");
    let reused = repo();
    let other = ONE.replace(
        "name: 部署数据库\n        executors: [金山]\n        start: 2023-08-28\n        finish: 2023-09-01",
        "name: 采购打印机\n        executors: [泛微]\n        start: 2023-08-29\n        finish: 2023-09-04",
    );
    reused.commit("reuse", &[("plan/1.yaml", &other)]);
    let diff: Value = serde_json::from_str(&stdout(
        &reused.planlint(&["diff", "HEAD~1", "--format", "json"]),
    ))
    .expect("JSON");
    let rules: Vec<_> = diff["findings"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|f| f["rule"].as_str().unwrap_or(""))
        .collect();
    assert!(rules.contains(&"revision-id-reused"), "{diff:#}");
}

#[test]
fn a_trailer_lets_a_finding_through() {
    let repo = repo();
    let less = TWO.replace("total_days: 5", "total_days: 4");
    repo.commit("less\n\nPlanlint-Allow: revision-total-changed 2 -- agreed with the customer\nPlanlint-Allow: revision-done-changed -- not needed", &[("plan/2.yaml", &less)]);
    let text = stdout(&repo.planlint(&["diff", "HEAD~1", "HEAD"]));
    assert!(
        text.contains("revision-total-changed is allowed by")
            && text.contains("agreed with the customer"),
        "{text}"
    );
    assert!(
        text.contains("Planlint-Allow: revision-done-changed of")
            && text.contains("matches nothing"),
        "{text}"
    );
    assert!(!text.contains("warning[revision-total-changed]"), "{text}");
}

#[test]
fn revisions_that_cannot_be_read_or_are_not_there() {
    let repo = repo();
    repo.commit("broken", &[("plan/2.yaml", "phases:\n  - id: \"2\n")]);
    repo.commit("mended", &[("plan/2.yaml", TWO)]);
    let to_broken = stdout(&repo.planlint(&["diff", "HEAD~2", "HEAD~1"]));
    assert!(
        to_broken.contains("not everything of the new revision could be read")
            && to_broken.contains("syntax"),
        "{to_broken}"
    );
    let from_broken = stdout(&repo.planlint(&["diff", "HEAD~1", "HEAD"]));
    assert!(
        from_broken.contains("not everything of the old revision could be read"),
        "{from_broken}"
    );
    repo.git(&["rm", "--quiet", "-r", "plan"]);
    repo.git(&["commit", "--quiet", "--message", "gone"]);
    assert!(
        stdout(&repo.planlint(&["diff", "HEAD~1", "HEAD"]))
            .contains("plan is gone: it had 3 tasks")
    );
    // A plan that is gone does not pass.
    for arguments in [
        &["diff", "HEAD~1", "HEAD"][..],
        &["check", "--staged", "--against", "HEAD~1"],
        &["gate", "HEAD~1", "HEAD"],
    ] {
        let output = repo.planlint(arguments);
        assert_eq!(
            output.status.code(),
            Some(1),
            "{arguments:?}: {}{}",
            stdout(&output),
            stderr(&output)
        );
        assert!(
            stdout(&output).contains("the plan plan is gone, with 3 tasks"),
            "{arguments:?}: {}",
            stdout(&output)
        );
    }
    assert!(stdout(&repo.planlint(&["diff", "HEAD", "HEAD~1"])).contains("plan is new: 3 tasks"));
    let output = repo.planlint(&["check", "--rev", "HEAD"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("there is no plan in plan at that revision"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn bare_shallow_linked_and_none() {
    let repo = repo();
    repo.commit(
        "second",
        &[("plan/1.yaml", &ONE.replace("部署应用", "部署应用服务"))],
    );
    let other = tempfile::tempdir().expect("a folder can be made");
    let from = repo.path().to_str().expect("a path of letters");
    let path = |name: &str| other.path().join(name);
    git(other.path(), &["clone", "--quiet", "--bare", from, "bare"]);
    let output = common::planlint(&path("bare"), &["diff", "HEAD~1"]);
    assert!(
        stdout(&output).contains("1 changed"),
        "{}{}",
        stdout(&output),
        stderr(&output)
    );
    assert_eq!(
        common::planlint(&path("bare"), &["gate", "HEAD~1", "HEAD"])
            .status
            .code(),
        Some(0)
    );
    git(
        other.path(),
        &[
            "clone",
            "--quiet",
            "--depth=1",
            &format!("file://{from}"),
            "shallow",
        ],
    );
    let output = common::planlint(&path("shallow"), &["diff", "HEAD~1"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("git fetch --unshallow"),
        "{}",
        stderr(&output)
    );
    repo.git(&[
        "worktree",
        "add",
        "--quiet",
        path("linked").to_str().expect("a path of letters"),
    ]);
    assert!(
        stdout(&common::planlint(&path("linked/plan"), &["diff", "HEAD~1"])).contains("1 changed")
    );
    let output = common::planlint(other.path(), &["diff"]);
    assert!(
        stderr(&output).contains("there is no git repository"),
        "{}",
        stderr(&output)
    );
    let output = repo.planlint(&["gate", "nowhere"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("there is no revision nowhere"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn a_renamed_plan_folder_is_the_same_plan() {
    let repo = repo();
    repo.commit(
        "an old mistake",
        &[(
            "plan/1.yaml",
            &ONE.replace("total_days: 10", "total_days: 9"),
        )],
    );
    repo.git(&["mv", "plan", "项目"]);
    repo.commit(
        "renamed",
        &[
            ("planlint.yaml", "plans: [项目]\n"),
            (
                "项目/2.yaml",
                &TWO.replace("开通网络策略", "开通全部网络策略"),
            ),
        ],
    );
    let output = repo.planlint(&["diff", "HEAD~1", "HEAD"]);
    assert!(
        stdout(&output).starts_with("1 changed; finish 2023-09-08\n"),
        "{}{}",
        stdout(&output),
        stderr(&output)
    );
    let output = repo.planlint(&["check", "--rev", "HEAD", "--against", "HEAD~1"]);
    assert_eq!(output.status.code(), Some(0), "{}", stdout(&output));
    assert!(
        stdout(&output).contains("2 not shown"),
        "{}",
        stdout(&output)
    );
}

/// A plan may be the whole repository; its settings are no part of it, at no revision.
#[test]
fn a_plan_at_the_root() {
    let repo = Repo::new(&[
        ("planlint.yaml", "plans: ['.']\n"),
        ("top.yaml", TOP),
        ("1.yaml", ONE),
        ("2.yaml", TWO),
    ]);
    for arguments in [
        &["check"][..],
        &["check", "--rev", "HEAD"],
        &["check", "--staged"],
        &["diff"],
        &["gate", "HEAD"],
    ] {
        let output = repo.planlint(arguments);
        assert_eq!(
            output.status.code(),
            Some(0),
            "{arguments:?}: {}",
            stdout(&output)
        );
        assert!(
            !stdout(&output).contains("planlint.yaml"),
            "{arguments:?}: {}",
            stdout(&output)
        );
    }
}

/// Two merge bases: neither side's own merge is the other's.
#[test]
fn a_criss_cross_history() {
    let repo = repo();
    repo.git(&["checkout", "--quiet", "-b", "theirs"]);
    repo.commit(
        "t1",
        &[(
            "plan/2.yaml",
            &TWO.replace("开通网络策略", "开通全部网络策略"),
        )],
    );
    repo.git(&["checkout", "--quiet", "main"]);
    repo.commit(
        "m1",
        &[("plan/1.yaml", &ONE.replace("部署应用", "部署应用服务"))],
    );
    repo.git(&["branch", "m1"]);
    repo.git(&["merge", "--quiet", "--no-edit", "theirs"]);
    repo.git(&["checkout", "--quiet", "theirs"]);
    repo.git(&["merge", "--quiet", "--no-edit", "m1"]);
    repo.commit(
        "t2",
        &[(
            "plan/2.yaml",
            &TWO.replace("开通网络策略", "开通全部网络策略")
                .replace("        days: 5", "        days: 6"),
        )],
    );
    repo.git(&["checkout", "--quiet", "main"]);
    repo.commit(
        "m2",
        &[(
            "plan/1.yaml",
            &ONE.replace("部署应用", "部署应用服务")
                .replace("部署数据库", "部署全部数据库"),
        )],
    );
    let verdict = repo.gate();
    assert_eq!(verdict["conflicts"], serde_json::json!([]), "{verdict:#}");
    assert!(
        rules(&verdict).contains(&("date-days".to_owned(), "head".to_owned())),
        "{verdict:#}"
    );
}

#[cfg(unix)]
#[test]
fn what_git_would_not_read_is_not_read() {
    let repo = repo();
    // SHA-256 object names.
    let other = tempfile::tempdir().expect("a folder can be made");
    if git(other.path(), &["init", "--quiet", "--object-format=sha256"])
        .status
        .success()
    {
        let output = common::planlint(other.path(), &["diff"]);
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).contains("SHA-256"), "{}", stderr(&output));
    }
    // A partial clone that lacks the content of an older file.
    repo.commit(
        "second",
        &[("plan/1.yaml", &ONE.replace("部署应用", "部署应用服务"))],
    );
    repo.git(&["config", "uploadpack.allowFilter", "true"]);
    let partial = other.path().join("partial");
    let from = format!("file://{}", repo.path().display());
    git(
        other.path(),
        &["clone", "--quiet", "--filter=blob:none", &from, "partial"],
    );
    let output = common::planlint(&partial, &["diff", "HEAD~1", "HEAD"]);
    assert_eq!(output.status.code(), Some(2), "{}", stdout(&output));
    assert!(
        stderr(&output).contains("is not in this clone") && stderr(&output).contains("git archive"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn two_folders_without_git() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    write(
        folder.path(),
        &[
            ("old/a.yaml", TOP),
            ("old/b.yaml", ONE),
            ("new/a.yaml", TOP),
            ("new/b.yaml", &ONE.replace("部署应用", "部署应用服务")),
        ],
    );
    let output = common::planlint(folder.path(), &["diff", "old", "new"]);
    assert!(
        stdout(&output).starts_with("1 changed; finish 2023-09-01\n"),
        "{}{}",
        stdout(&output),
        stderr(&output)
    );
}

#[test]
fn as_gits_external_diff() {
    let repo = repo();
    write(
        repo.path(),
        &[(".gitattributes", "plan/*.yaml diff=planlint\n")],
    );
    repo.commit("attributes", &[]);
    repo.git(&[
        "config",
        "diff.planlint.command",
        &format!("{} diff --driver", env!("CARGO_BIN_EXE_planlint")),
    ]);
    write(
        repo.path(),
        &[("plan/1.yaml", &ONE.replace("部署应用", "部署应用服务"))],
    );
    let text = repo.git(&["diff"]);
    assert!(
        text.contains("1.1 部署应用服务") && text.contains("name         部署应用{+服务+}"),
        "{text}"
    );
    repo.commit("second", &[]);
    assert!(
        repo.git(&["log", "-p", "--ext-diff", "-1"])
            .contains("1.1 部署应用服务")
    );
}
