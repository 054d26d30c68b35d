//! Markdown as a forge shows it: places lead to the lines, the worst comes first, and no name is
//! told twice.

use std::process::Output;

use crate::common::command;
use crate::common::stderr;
use crate::common::stdout;
use crate::common::write;
use crate::git::ONE;
use crate::git::Repo;
use crate::git::TWO;
use crate::git::repo;

const SHA: &str = "0123456789abcdef0123456789abcdef01234567";

/// What GitHub's runner sets.
const GITHUB: [(&str, &str); 3] = [
    ("GITHUB_SERVER_URL", "https://github.com"),
    ("GITHUB_REPOSITORY", "o/r"),
    ("GITHUB_SHA", SHA),
];

fn markdown(repo: &Repo, arguments: &[&str], variables: &[(&str, &str)]) -> String {
    let mut command = command(repo.path(), arguments);
    let output: Output = command
        .args(["--format", "markdown"])
        .envs(variables.iter().copied())
        .output()
        .expect("it runs");
    assert!(
        output.status.code().is_some_and(|code| code < 2),
        "{}",
        stderr(&output)
    );
    stdout(&output)
}

/// A mistake in 1.2 is mended, one in 2.1 is made, and a task of a file with an awkward name is
/// gone.
fn changed() -> Repo {
    let repo = repo();
    let wrong = ONE.replace("2023-09-01\n        days: 5", "2023-09-01\n        days: 6");
    let three = "phases:\n  - {id: \"3\", coordinator: 移动, total_days: 1, tasks: [{id: \"3.1\", name: 验收, executors: [金山], start: 2023-09-11, days: 1}]}\n";
    repo.commit(
        "mistakes",
        &[("plan/1.yaml", &wrong), ("plan/验收 (3).yaml", three)],
    );
    std::fs::remove_file(repo.path().join("plan/验收 (3).yaml")).expect("it is there");
    let late = TWO
        .replace("        days: 5", "        days: 6")
        .replace("开通网络策略", "开通全部网络策略");
    repo.commit("changes", &[("plan/1.yaml", ONE), ("plan/2.yaml", &late)]);
    repo
}

#[test]
fn places_lead_to_the_lines() {
    let repo = changed();
    let (old, new) = (
        repo.git(&["rev-parse", "HEAD~1"]),
        repo.git(&["rev-parse", "HEAD"]),
    );
    let at = |commit: &str, rest: &str| {
        format!(
            "(https://github.com/o/r/blob/{}/plan/{rest})",
            commit.trim()
        )
    };
    let text = markdown(&repo, &["diff", "HEAD~1", "HEAD"], &GITHUB);
    for link in [
        format!(
            "| changed | [`2.1 开通全部网络策略`]{} | name |",
            at(&new, "2.yaml#L7")
        ),
        format!(
            "| removed | `3.1 验收` at [`HEAD~1:plan/验收 (3).yaml:2`]{} |",
            at(&old, "%E9%AA%8C%E6%94%B6%20%283%29.yaml#L2")
        ),
        format!(
            "at [`plan/2.yaml:12`]{}<br>help: `write days: 5",
            at(&new, "2.yaml#L12")
        ),
        format!("at [`HEAD~1:plan/1.yaml:21`]{}\n", at(&old, "1.yaml#L21")),
    ] {
        assert!(text.contains(&link), "{link}: {text}");
    }
    // The working tree is what the forge has checked out.
    let text = markdown(&repo, &["check"], &GITHUB);
    assert!(
        text.contains(&format!(
            "| **error** | [`plan/2.yaml:12`]{} | ",
            at(SHA, "2.yaml#L12")
        )),
        "{text}"
    );
    let text = markdown(
        &repo,
        &["check", "--rev", "HEAD", "--against", "HEAD~1"],
        &GITHUB,
    );
    assert!(
        text.contains(&format!("[`plan/2.yaml:12`]{}", at(&new, "2.yaml#L12"))),
        "{text}"
    );
    let text = markdown(&repo, &["gate", "HEAD~1"], &GITHUB);
    assert!(
        text.contains(&format!(
            "| **error** | [`plan/2.yaml:12`]{} | ",
            at(SHA, "2.yaml#L12")
        )),
        "{text}"
    );
    // Elsewhere, and where nothing says where.
    let gitlab = [
        ("CI_PROJECT_URL", "https://gitlab.com/g/p"),
        ("CI_COMMIT_SHA", SHA),
    ];
    let text = markdown(&repo, &["check"], &gitlab);
    assert!(
        text.contains(&format!(
            "(https://gitlab.com/g/p/-/blob/{SHA}/plan/2.yaml#L12)"
        )),
        "{text}"
    );
    let gitea = [&GITHUB[..], &[("GITEA_ACTIONS", "true")]].concat();
    let text = markdown(&repo, &["check"], &gitea);
    assert!(
        text.contains(&format!(
            "(https://github.com/o/r/src/commit/{SHA}/plan/2.yaml#L12)"
        )),
        "{text}"
    );
    let text = markdown(&repo, &["check"], &[]);
    assert!(text.contains("| **error** | `plan/2.yaml:12` | "), "{text}");
}

/// An address that is typed comes before what the forge says, and has to be one.
#[test]
fn an_address_for_the_links() {
    let repo = changed();
    for arguments in [&["check"][..], &["diff", "HEAD~1"], &["gate", "HEAD~1"]] {
        let base = ["--link-base", "https://git.example.org/p/blob/main/"];
        let text = markdown(&repo, &[arguments, &base].concat(), &GITHUB);
        assert!(
            text.contains(
                "[`plan/2.yaml:12`](https://git.example.org/p/blob/main/plan/2.yaml#L12)"
            ),
            "{text}"
        );
        assert!(!text.contains("github.com/o/r"), "{text}");
        let output = repo.planlint(&[arguments, &["--link-base", "javascript:alert(1)"]].concat());
        assert_eq!(output.status.code(), Some(2));
        assert!(
            stderr(&output).contains("write an address that begins with https://"),
            "{}",
            stderr(&output)
        );
    }
    // Also where it is written beside another format.
    let output = repo.planlint(&[
        "check",
        "--output",
        "markdown=x.md",
        "--link-base",
        "https://git.example.org/p",
    ]);
    assert_eq!(output.status.code(), Some(1));
    let text = std::fs::read_to_string(repo.path().join("x.md")).expect("it is there");
    assert!(
        text.contains("(https://git.example.org/p/plan/2.yaml#L12)"),
        "{text}"
    );
}

/// Of several findings the worst come first, with what to do, and what they are about is told once.
#[test]
fn the_worst_comes_first_and_names_once() {
    let repo = repo();
    let two = TWO.replace(
        "        days: 5\n",
        "        days: 6\n        deliverable: 报告\n        notes: 急\n",
    );
    let more =
        "      - {id: \"2.2\", name: 验收, start: 2023-09-11, finish: 2023-09-11, days: 1}\n";
    let one = ONE.replace("total_days: 10", "total_days: 11").replace(
        "[金山]\n        start: 2023-08-21",
        "[李四]\n        start: 2023-08-21",
    );
    write(
        repo.path(),
        &[
            ("plan/1.yaml", &one),
            ("plan/2.yaml", &format!("{two}{more}")),
        ],
    );
    let text = markdown(&repo, &["diff"], &[]);
    let (_, brought) = text
        .split_once("#### Findings that it brings\n")
        .unwrap_or_else(|| panic!("{text}"));
    let levels: Vec<&str> = brought
        .lines()
        .filter_map(|line| line.strip_prefix("- ")?.split(' ').next())
        .collect();
    assert!(
        levels.contains(&"**error**") && levels.contains(&"warning"),
        "{text}"
    );
    let first_warning = levels
        .iter()
        .position(|level| *level == "warning")
        .expect("there is one");
    assert!(
        levels[..first_warning]
            .iter()
            .all(|level| *level == "**error**"),
        "{text}"
    );
    assert!(
        levels[first_warning..]
            .iter()
            .all(|level| *level != "**error**"),
        "{text}"
    );
    assert!(
        brought
            .lines()
            .filter(|line| line.starts_with("- **error**"))
            .all(|line| line.contains("<br>help: `")),
        "{text}"
    );
    assert!(text.contains("| changed | `2.1 开通网络策略` | days | `5` | `6` |\n| | | deliverable |  | `报告` |\n| | | notes |  | `急` |\n"), "{text}");
    assert!(
        text.starts_with("### Plan: `HEAD` to `the working tree`\n\n**"),
        "{text}"
    );
    for (arguments, heading) in [
        (&["diff"][..], "### 计划：`HEAD` 至 `工作区`\n"),
        (&["diff", "--staged"], "### 计划：`HEAD` 至 `暂存区`\n"),
    ] {
        let text = markdown(&repo, &[arguments, &["--lang=zh"]].concat(), &[]);
        assert!(text.starts_with(heading), "{text}");
    }
}
