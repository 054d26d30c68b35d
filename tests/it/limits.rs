//! How much is shown of very many findings, and how many plans there may be.

use std::fmt::Write;

use crate::common;

/// A plan whose phase has these lines as tasks.
fn plan(tasks: impl IntoIterator<Item = String>) -> String {
    let mut text = "plan: {version: 1}\nphases:\n  - id: \"0\"\n    tasks:\n".to_owned();
    for task in tasks {
        writeln!(text, "      - {task}").expect("a string can be written to");
    }
    text
}

#[test]
fn the_worst_findings_are_shown_and_all_are_counted() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let tasks = (0..50)
        .map(|n| format!("{{id: \"0.{n}\", start: 2023-01-02}}"))
        .chain(["{id: \"0.50\", start: 2023-01-02, finish: 2022-01-01}".to_owned()]);
    common::write(folder.path(), &[("plan/1.yaml", &plan(tasks))]);
    let run =
        |arguments: &[&str]| common::planlint(folder.path(), &[&["check"], arguments].concat());
    let all = run(&["--format", "json"]);
    let whole: serde_json::Value = serde_json::from_slice(&all.stdout).expect("it is JSON");
    assert_eq!(whole["summary"].get("not_shown"), None);
    let total = whole["findings"].as_array().expect("a list").len();
    let cut = run(&["--format", "json", "--max-findings", "3"]);
    assert_eq!(cut.status.code(), Some(1));
    let cut: serde_json::Value = serde_json::from_slice(&cut.stdout).expect("it is JSON");
    assert_eq!(cut["findings"].as_array().expect("a list").len(), 3);
    assert!(
        cut["findings"]
            .as_array()
            .expect("a list")
            .iter()
            .any(|one| one["rule"] == "date-order"),
        "{cut}"
    );
    assert_eq!(cut["summary"]["not_shown"], total - 3);
    assert_eq!(cut["summary"]["warning"], whole["summary"]["warning"]);
    let text = common::stdout(&run(&["--max-findings", "3"]));
    assert!(
        text.contains(&format!(
            "; {} of them are not shown (--max-findings)",
            total - 3
        )),
        "{text}"
    );
    for format in ["sarif", "github", "junit", "markdown"] {
        let text = common::stdout(&run(&["--max-findings", "3", "--format", format]));
        assert!(text.contains("not shown"), "{format}: {text}");
    }
    let all_but_one = (total - 1).to_string();
    for format in ["sarif", "junit"] {
        let text = common::stdout(&run(&["--max-findings", &all_but_one, "--format", format]));
        assert!(
            text.contains("1 more finding is not shown"),
            "{format}: {text}"
        );
    }
    common::write(folder.path(), &[("planlint.yaml", "max_findings: 2\n")]);
    let text = common::stdout(&run(&[]));
    assert!(
        text.contains(&format!("; {} of them are not shown", total - 2)),
        "{text}"
    );
    assert_eq!(run(&["--max-findings", "0"]).status.code(), Some(2));
}

#[test]
fn a_plan_that_is_too_large_is_not_read() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let phase = |n: u32| format!("phases:\n  - {{id: \"{n}\", total_days: 1}}\n");
    for n in 1..=9 {
        common::write(folder.path(), &[(&format!("plan/{n}.yaml"), &phase(n))]);
    }
    let run = |setting: &str, arguments: &[&str]| {
        common::write(
            folder.path(),
            &[(
                "planlint.yaml",
                &format!("rules:\n  limit: {{{setting}}}\n"),
            )],
        );
        let output = common::planlint(folder.path(), arguments);
        (output.status.code(), common::stdout(&output))
    };
    let check = ["check"].as_slice();
    let (code, text) = run("max_plan_files: 8", check);
    assert_eq!(code, Some(1));
    assert!(
        text.contains(
            "plan/1.yaml:1:1: error[limit] this plan has 9 files, more than the 8 that are read"
        ),
        "{text}"
    );
    assert_eq!(text.matches("[limit]").count(), 1, "{text}");
    assert_eq!(
        text.matches("error[").count(),
        1,
        "nothing is concluded from what was not read: {text}"
    );
    let (_, text) = run("max_plan_bytes: 100", check);
    assert!(
        text.contains(
            "the files of this plan have more than 100 bytes together; none of it was read"
        ),
        "{text}"
    );
    assert_eq!(text.matches("[limit]").count(), 1, "{text}");
    // From a commit it is the same.
    for arguments in [
        &["init", "-q"][..],
        &["add", "."],
        &[
            "-c",
            "user.name=a",
            "-c",
            "user.email=a@b",
            "commit",
            "-qm",
            "x",
        ],
    ] {
        let done = std::process::Command::new("git")
            .current_dir(folder.path())
            .args(arguments)
            .status();
        assert!(done.expect("git can be started").success());
    }
    let staged = ["check", "--rev", "HEAD", "--config", "planlint.yaml"].as_slice();
    for (setting, said) in [
        ("max_plan_files: 8", "this plan has 9 files"),
        ("max_plan_bytes: 100", "more than 100 bytes"),
    ] {
        let (code, text) = run(setting, staged);
        assert_eq!(
            (code, text.matches("[limit]").count()),
            (Some(1), 1),
            "{text}"
        );
        assert!(text.contains(said), "{text}");
    }
    // As git's external diff there is one file, and it has no room either.
    let file = folder.path().join("plan/1.yaml").display().to_string();
    let (code, text) = run(
        "max_plan_bytes: 10",
        &[
            "diff",
            "--driver",
            "plan/1.yaml",
            &file,
            "0",
            "0",
            &file,
            "0",
            "0",
        ],
    );
    assert_eq!(code, Some(0), "{text}");
    let (_, text) = run("max_plan_files: 9", check);
    assert!(!text.contains("[limit]"), "{text}");
}
