//! A task or group is removed although others wait for it: one finding in every command, and never
//! none.

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

/// Without the finding that tells them they stand by themselves, and say what happened: where a
/// trailer lets the removal through, and where nobody has asked for it.
#[test]
fn references_are_told_where_the_removal_is_not() {
    let told = [
        "2.1 depends on 1.1, but no task has that id",
        "2.2 depends on 1.1",
        "1.1 was removed in this change",
    ];
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
