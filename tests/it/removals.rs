//! A task or group is removed although others wait for it: one finding in every command, and never
//! none.

use serde_json::Value;

use crate::common::stderr;
use crate::common::stdout;
use crate::common::write;
use crate::git::Repo;

const TOP: &str = "plan: {version: 1}\nowners:\n  甲: {kind: team, capacity: 9}\n";

const ONE: &str = "phases:
  - id: \"1\"
    name: 部署
    coordinator: 甲
    executors: [甲]
    total_days: 5
    tasks:
      - id: \"1.1\"
        name: 服务器部署
        tasks:
          - {id: \"1.1.1\", name: 部署应用, start: 2023-08-21, finish: 2023-08-25}
      - {id: \"1.2\", name: 编写报告, start: 2023-08-21, finish: 2023-08-25}
";

/// Two tasks of another file wait for 1.1, and one for a task that there never was.
const TWO: &str = "phases:
  - id: \"2\"
    name: 网络
    coordinator: 甲
    executors: [甲]
    total_days: 5
    tasks:
      - {id: \"2.1\", name: 网络调整, start: 2023-08-28, finish: 2023-09-01, depends_on: [\"1.1\"]}
      - {id: \"2.2\", name: 防火墙策略, start: 2023-08-28, finish: 2023-09-01, depends_on: [\"1.1\"]}
      - {id: \"2.3\", name: 测试, start: 2023-08-28, finish: 2023-09-01, depends_on: [\"9.9\"]}
";

fn repo() -> Repo {
    Repo::new(&[
        ("plan/plan.yaml", TOP),
        ("plan/1.yaml", ONE),
        ("plan/2.yaml", TWO),
        ("planlint.yaml", "{}\n"),
    ])
}

/// [`ONE`] without 1.1.
fn removed() -> String {
    let (before, rest) = ONE
        .split_once("      - id: \"1.1\"\n")
        .expect("it is there");
    let (_, after) = rest
        .split_once("      - {id: \"1.2\"")
        .expect("it is there");
    format!("{before}      - {{id: \"1.2\"{after}")
}

/// On a branch of its own 1.1 is removed.
fn removal() -> Repo {
    let repo = repo();
    repo.git(&["checkout", "--quiet", "-b", "theirs"]);
    repo.commit("remove 1.1", &[("plan/1.yaml", &removed())]);
    repo
}

const WAYS: [&[&str]; 4] = [
    &["diff", "main"],
    &["diff", "main", "theirs"],
    &["check", "--against", "main"],
    &["gate", "main", "theirs"],
];

/// What each way to compare says, with its exit status.
#[track_caller]
fn all_say(repo: &Repo, status: i32, has: &[&str], has_not: &[&str]) {
    for arguments in WAYS {
        let output = repo.planlint(arguments);
        let text = stdout(&output);
        assert_eq!(
            output.status.code(),
            Some(status),
            "{arguments:?}: {text}{}",
            stderr(&output)
        );
        for words in has {
            assert!(
                text.contains(words),
                "{arguments:?}: no {words:?} in {text}"
            );
        }
        for words in has_not {
            assert!(!text.contains(words), "{arguments:?}: {words:?} in {text}");
        }
    }
}

#[test]
fn one_finding_with_every_place_that_waits() {
    let repo = removal();
    let told =
        "error[revision-task-removed] group 1.1 was removed, although 2.1 and 2.2 wait for it";
    all_say(&repo, 1, &[told], &["dependency-unknown"]);
    let report: Value = serde_json::from_str(&stdout(&repo.planlint(&[
        "check",
        "--against",
        "main",
        "--format",
        "json",
    ])))
    .expect("it is JSON");
    let related: Vec<&str> = report["findings"][0]["related"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|one| one["message"].as_str())
        .collect();
    assert_eq!(
        related,
        ["1.1 was here", "waits for it", "waits for it"],
        "{report:#}"
    );
    assert_eq!(report["summary"]["error"], 1, "{report:#}");
}

/// Without the finding that tells them they stand by themselves, and say what happened.
#[test]
fn references_are_told_where_the_removal_is_not() {
    let told = [
        "2.1 depends on 1.1, but no task has that id",
        "2.2 depends on 1.1",
        "1.1 was removed in this change",
    ];
    let ignored = "ignore:\n  - {rule: revision-task-removed, task: \"1.1\", reason: agreed}\n";
    for settings in ["rules: {revision-task-removed: off}\n", ignored] {
        let repo = removal();
        repo.commit("settings", &[("planlint.yaml", settings)]);
        all_say(
            &repo,
            1,
            &told,
            &["revision-task-removed]", "the nearest id"],
        );
    }
    let repo = removal();
    repo.git(&[
        "commit",
        "--quiet",
        "--amend",
        "-m",
        "Drop\n\nPlanlint-Allow: revision-task-removed 1.1 -- agreed",
    ]);
    all_say(&repo, 1, &told, &["error[revision-task-removed]"]);
    // Nobody has asked for the removal.
    let asked = stdout(&repo.planlint(&["diff", "main", "--select", "dependency-*"]));
    assert!(
        asked.contains("error[dependency-unknown] 2.1")
            && asked.contains("error[dependency-unknown] 2.2"),
        "{asked}"
    );
}

/// A removal that counts less tells nothing that counts more.
#[test]
fn a_lesser_finding_covers_nothing() {
    let repo = removal();
    repo.commit(
        "settings",
        &[("planlint.yaml", "rules: {revision-task-removed: warning}\n")],
    );
    all_say(
        &repo,
        1,
        &[
            "warning[revision-task-removed]",
            "error[dependency-unknown] 2.1",
        ],
        &[],
    );
    repo.commit(
        "settings",
        &[("planlint.yaml", "rules: {dependency-unknown: note}\n")],
    );
    all_say(
        &repo,
        1,
        &["error[revision-task-removed]"],
        &["dependency-unknown"],
    );
}

/// The removal stands in another file than the references.
#[test]
fn a_file_that_is_asked_for_alone() {
    let repo = removal();
    let output = repo.planlint(&["check", "--against", "main", "plan/2.yaml"]);
    let text = stdout(&output);
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(
        text.contains("error[dependency-unknown] 2.1 depends on 1.1"),
        "{text}"
    );
    assert!(!text.contains("9.9"), "{text}");
}

/// What refers to something that there never was is another matter.
#[test]
fn other_references_are_new_by_themselves() {
    let repo = removal();
    repo.commit(
        "more",
        &[(
            "plan/2.yaml",
            &TWO.replace("防火墙策略", "策略").replace(
                "depends_on: [\"1.1\"]}\n      - {id: \"2.3\"",
                "depends_on: [\"1.1\", \"8.8\"]}\n      - {id: \"2.3\"",
            ),
        )],
    );
    let told = [
        "error[revision-task-removed] group 1.1",
        "error[dependency-unknown] 2.2 depends on 8.8",
    ];
    all_say(&repo, 1, &told, &["depends on 1.1", "depends on 9.9"]);
}

/// Another id for the same work: the help says which.
#[test]
fn what_was_renumbered_is_named() {
    let repo = repo();
    repo.git(&["checkout", "--quiet", "-b", "theirs"]);
    let one = ONE
        .replace("\"1.1\"", "\"1.9\"")
        .replace("\"1.1.1\"", "\"1.9.1\"");
    repo.commit("renumber 1.1", &[("plan/1.yaml", &one)]);
    all_say(
        &repo,
        1,
        &["2.1 depends on 1.1", "1.1 is 1.9 now: write \"1.9\""],
        // It waits still, by a name that is not right any more.
        &["revision-task-removed", "the nearest id", "no longer waits"],
    );
    let two = TWO.replacen("[\"1.1\"]", "[\"1.1\", \"1.9\"]", 1);
    repo.commit("the new one as well", &[("plan/2.yaml", &two)]);
    all_say(
        &repo,
        1,
        &["1.1 is 1.9 now, which is in the list already: remove 1.1"],
        &[],
    );
    let two = TWO.replace("\"1.1\"", "\"1.9\"");
    repo.commit("as the help says", &[("plan/2.yaml", &two)]);
    all_say(&repo, 0, &[], &["error"]);
}

/// What stood behind it has its number: it is gone all the same.
#[test]
fn a_removal_whose_gap_is_closed() {
    let begun = ONE.replace(
        "finish: 2023-08-25}\n      - {id: \"1.2\"",
        "finish: 2023-08-25, progress: 50%}\n      - {id: \"1.2\"",
    );
    let begun = begun.replace(
        "      - {id: \"1.2\"",
        "          - {id: \"1.1.2\", name: 测试应用, start: 2023-08-21}\n      - {id: \"1.2\"",
    );
    let repo = Repo::new(&[("plan/plan.yaml", TOP), ("plan/1.yaml", &begun)]);
    repo.git(&["checkout", "--quiet", "-b", "theirs"]);
    let line = begun
        .lines()
        .find(|line| line.contains("1.1.1"))
        .expect("it is there");
    let closed = begun
        .replace(&format!("{line}\n"), "")
        .replace("1.1.2", "1.1.1");
    repo.commit("close the gap", &[("plan/1.yaml", &closed)]);
    let told = "error[revision-task-removed] task 1.1.1 was removed, although work on it had begun";
    all_say(&repo, 1, &[told], &["revision-id-reused"]);
}

#[cfg(unix)]
#[test]
fn hooks_tell_it_once() {
    let repo = repo();
    assert!(repo.planlint(&["hook", "install"]).status.success());
    write(repo.path(), &[("plan/1.yaml", &removed())]);
    let output = crate::git::git(
        repo.path(),
        &["commit", "--quiet", "--all", "--message", "remove 1.1"],
    );
    let told = stderr(&output);
    assert!(!output.status.success(), "{told}");
    assert!(
        told.contains("error[revision-task-removed] group 1.1 was removed"),
        "{told}"
    );
    assert!(!told.contains("dependency-unknown"), "{told}");
}
