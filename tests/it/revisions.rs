//! Revisions where something is in the way: conflicts, renames, renumbering, missing history,
//! mistyped trailers.

use std::process::Command;

use serde_json::Value;

use crate::common;
use crate::common::stderr;
use crate::common::stdout;
use crate::common::write;
use crate::git::ONE;
use crate::git::Repo;
use crate::git::TOP;
use crate::git::TWO;
use crate::git::git;
use crate::git::repo;
use crate::git::rules;

/// Task 2.1 waits for 1.2 and starts on time.
fn waiting() -> String {
    format!("{TWO}        depends_on: [\"1.2\"]\n")
}

fn conflicts(verdict: &Value) -> Vec<&str> {
    verdict["conflicts"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|one| one["message"].as_str())
        .collect()
}

/// A repository in the middle of a merge that git could not finish.
fn merging(ours: &[(&str, &str)], theirs: &[(&str, &str)]) -> Repo {
    let repo = repo();
    repo.branches(ours, theirs);
    assert!(
        !git(repo.path(), &["merge", "--quiet", "theirs"])
            .status
            .success(),
        "it is a conflict"
    );
    repo
}

#[test]
fn staged_does_not_pass_what_is_in_conflict() {
    let name = |name: &str| TWO.replace("开通网络策略", name);
    let open = merging(
        &[("plan/2.yaml", &name("开通策略"))],
        &[("plan/2.yaml", &name("开通网络"))],
    );
    for arguments in [
        &["check", "--staged"][..],
        &["check", "--staged", "--against", "HEAD"],
    ] {
        let output = open.planlint(arguments);
        assert_eq!(output.status.code(), Some(2), "{}", stdout(&output));
        assert!(
            stderr(&output).contains("plan/2.yaml is in conflict"),
            "{}",
            stderr(&output)
        );
        assert!(
            stderr(&output).contains("git add plan/2.yaml"),
            "{}",
            stderr(&output)
        );
    }
    let settings = merging(
        &[("planlint.yaml", "rules: {owner-unused: off}\n")],
        &[("planlint.yaml", "rules: {owner-unused: error}\n")],
    );
    // Mended in the working tree, but not added.
    write(
        settings.path(),
        &[("planlint.yaml", "rules: {owner-unused: off}\n")],
    );
    let output = settings.planlint(&["check", "--staged"]);
    assert_eq!(output.status.code(), Some(2), "{}", stdout(&output));
    assert!(
        stderr(&output).contains("planlint.yaml is in conflict"),
        "{}",
        stderr(&output)
    );
    // Elsewhere a conflict is none of the plan's business.
    let elsewhere = merging(&[("README", "a\n")], &[("README", "b\n")]);
    assert_eq!(
        elsewhere.planlint(&["check", "--staged"]).status.code(),
        Some(0)
    );
}

/// `git add --intent-to-add` announces a file, and `git commit` leaves it out.
#[test]
fn staged_leaves_out_what_is_only_announced() {
    let repo = repo();
    write(repo.path(), &[("plan/9.yaml", "phases: [\n")]);
    repo.git(&["add", "--intent-to-add", "plan/9.yaml"]);
    let output = repo.planlint(&["check", "--staged"]);
    assert_eq!(output.status.code(), Some(0), "{}", stdout(&output));
    repo.git(&["add", "plan/9.yaml"]);
    assert_eq!(repo.planlint(&["check", "--staged"]).status.code(), Some(1));
}

#[test]
fn a_conflict_in_the_settings_blocks() {
    let repo = repo();
    repo.branches(
        &[("planlint.yaml", "rules: {owner-unused: off}\n")],
        &[("planlint.yaml", "rules: {owner-unused: error}\n")],
    );
    // Not what lies about in the working tree.
    write(
        repo.path(),
        &[("planlint.yaml", "rules: {no-such-rule: off}\n")],
    );
    let verdict = repo.gate();
    assert_eq!(verdict["verdict"], "block");
    assert!(
        conflicts(&verdict)[0].contains("both sides changed the settings planlint.yaml"),
        "{verdict:#}"
    );
    assert_eq!(
        verdict["findings"],
        serde_json::json!([]),
        "the base's settings hold: {verdict:#}"
    );
}

/// With two merge bases, what both sides have already brings nothing; a merge that changes more
/// than its parents does. Ids given twice, missing or unreadable make no change of what stayed as
/// it was.
#[test]
fn a_plan_with_mistakes_has_no_changes_to_itself() {
    let many: String = (0..100)
        .map(|day| format!("          - days: {day}\n"))
        .collect();
    let many = format!("phases:\n  - tasks:\n      - tasks:\n{many}");
    for plan in [
        // Both phases and both tasks have one id, and little to tell them apart by.
        "phases:\n  - id: \"1\"\n    tasks:\n      - id: \"1.1\"\n        start: 202\n  - id: \"1\"\n    tasks:\n      \
         - id: \"1.1\"\n        start: 2023-08-00\n",
        // Three tasks of one id, named and not.
        "phases:\n  - id: \"1\"\n    tasks:\n      - {id: \"1.1\", name: a}\n      - {id: \"1.1\"}\n      - {id: \"1.1\", \
         name: b}\n",
        // No ids at all, groups below groups, more tasks than are compared with each other.
        &many,
    ] {
        let repo = Repo::new(&[("plan/a.yaml", plan), ("elsewhere/plan/a.yaml", plan)]);
        // The same file twice, and two files with the same text.
        for arguments in [["diff", "HEAD", "HEAD"], ["diff", "plan", "elsewhere/plan"]] {
            let output = repo.planlint(&arguments);
            assert!(
                stdout(&output).starts_with("no changes"),
                "{plan}{}{}",
                stdout(&output),
                stderr(&output)
            );
        }
    }
}

#[test]
fn causes_with_merges_on_a_side() {
    let repo = repo();
    repo.git(&["checkout", "--quiet", "-b", "theirs"]);
    repo.commit(
        "t1",
        &[("plan/2.yaml", &TWO.replace("系统网络调整", "网络调整"))],
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
            &waiting()
                .replace("系统网络调整", "网络调整")
                .replace("1.2", "1.1"),
        )],
    );
    repo.git(&["checkout", "--quiet", "-b", "side", "main"]);
    repo.commit("s", &[("side", "s\n")]);
    repo.git(&["checkout", "--quiet", "main"]);
    repo.commit("m2", &[("other", "o\n")]);
    repo.git(&["merge", "--quiet", "--no-commit", "--no-ff", "side"]);
    let late = ONE.replace("部署应用", "部署应用服务").replace(
        "2023-08-25\n        days: 5",
        "2023-09-08\n        days: 15",
    );
    repo.commit("a merge that does more", &[("plan/1.yaml", &late)]);
    let verdict = repo.gate();
    let finding = verdict["findings"]
        .as_array()
        .into_iter()
        .flatten()
        .find(|f| f["rule"] == "dependency-dates");
    let causes = finding.unwrap_or_else(|| panic!("{verdict:#}"))["causes"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    let told: Vec<_> = causes
        .iter()
        .map(|cause| (cause["side"].as_str(), cause["summary"].as_str()))
        .collect();
    assert_eq!(
        told,
        [
            (Some("base"), Some("a merge that does more")),
            (Some("head"), Some("t2"))
        ],
        "{verdict:#}"
    );
}

/// A side that touched the same task many times: the text names the newest commits, the JSON more
/// of them.
#[test]
fn many_causes_are_cut_short_for_people() {
    let repo = repo();
    repo.git(&["checkout", "--quiet", "-b", "theirs"]);
    repo.commit("their half", &[("plan/2.yaml", &waiting())]);
    repo.git(&["checkout", "--quiet", "main"]);
    for day in ["05", "06", "07", "08", "11", "12", "13", "14", "15"] {
        repo.commit(
            &format!("to the {day}"),
            &[(
                "plan/1.yaml",
                &ONE.replace("2023-09-01", &format!("2023-09-{day}")),
            )],
        );
    }
    let text = stdout(&repo.planlint(&["gate", "main", "theirs"]));
    let finding = text
        .split("error[")
        .find(|part| part.starts_with("dependency-dates"))
        .unwrap_or_else(|| panic!("{text}"));
    assert!(
        finding.contains("brought by main: 3 older commits, too"),
        "{text}"
    );
    assert!(
        finding.contains("to the 15") && !finding.contains("to the 05"),
        "{text}"
    );
    let verdict = repo.gate();
    let finding = verdict["findings"]
        .as_array()
        .into_iter()
        .flatten()
        .find(|f| f["rule"] == "dependency-dates");
    assert_eq!(
        finding
            .and_then(|finding| finding["causes"].as_array())
            .map(Vec::len),
        Some(10),
        "{verdict:#}"
    );
}

/// Of very many the oldest are not known, so their number is not either.
#[test]
fn more_causes_than_are_known() {
    let repo = repo();
    repo.git(&["checkout", "--quiet", "-b", "theirs"]);
    repo.commit("their half", &[("plan/2.yaml", &waiting())]);
    repo.git(&["checkout", "--quiet", "main"]);
    for day in (5..30).rev() {
        let one = ONE.replace("2023-09-01", &format!("2023-09-{day:02}"));
        repo.commit(&format!("to the {day}"), &[("plan/1.yaml", &one)]);
    }
    let text = stdout(&repo.planlint(&["gate", "main", "theirs"]));
    assert!(
        text.contains("brought by main: 14 or more older commits, too"),
        "{text}"
    );
}

/// A plan that could not be read on either side is nothing new, but it is not clean either.
#[test]
fn what_cannot_be_read_passes_nowhere() {
    let repo = repo();
    repo.commit("broken", &[("plan/3.yaml", "phases: [\n")]);
    repo.commit(
        "an edit",
        &[("plan/1.yaml", &ONE.replace("部署应用", "部署应用服务"))],
    );
    for arguments in [
        &["gate", "HEAD~1", "HEAD"][..],
        &["diff", "HEAD~1", "HEAD"],
        &["check", "--rev", "HEAD", "--against", "HEAD~1"],
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
            stdout(&output).contains("not everything"),
            "{arguments:?}: {}",
            stdout(&output)
        );
    }
    let output = repo.planlint(&["gate", "HEAD~1", "HEAD", "--fail-on", "never"]);
    assert_eq!(output.status.code(), Some(0), "{}", stdout(&output));
}

#[test]
fn a_trailer_that_does_nothing_is_said() {
    let repo = repo();
    let message = "less\n\nPlanlint-Allow: revision-total-changed 2\n\
                   Planlint-Allow: revision-total-chnaged 2 -- mistyped\n\
                   Planlint-Allow: revision-total-changed 1 -- another phase\n\
                   Planlint-Allow: revision-total-changed 3 -- REASON\n";
    let message = message.replacen(
        "less\n",
        "less\n\nPlanlint-Allow: revision-total-changed -- in the body\n",
        1,
    );
    let message = message.as_str();
    repo.commit(
        message,
        &[(
            "plan/2.yaml",
            &TWO.replace("total_days: 5", "total_days: 4"),
        )],
    );
    for arguments in [
        &["diff", "HEAD~1", "HEAD"][..],
        &["gate", "HEAD~1", "HEAD"],
        &["check", "--rev", "HEAD", "--against", "HEAD~1"],
    ] {
        let text = stdout(&repo.planlint(arguments));
        let line = |beginning: &str| {
            let found = text
                .lines()
                .find(|line| line.starts_with(&format!("Planlint-Allow: {beginning} of ")));
            found
                .unwrap_or_else(|| panic!("{arguments:?}: {text}"))
                .to_owned()
        };
        assert!(
            line("revision-total-changed 2").ends_with("because it gives no reason after ` -- `"),
            "{text}"
        );
        assert!(
            line("revision-total-chnaged 2").ends_with("because there is no such rule"),
            "{text}"
        );
        assert!(
            line("revision-total-changed 1").ends_with("matches nothing"),
            "{text}"
        );
        assert!(
            line("revision-total-changed 3")
                .ends_with("REASON only stands where the reason belongs"),
            "{text}"
        );
        assert!(
            line("revision-total-changed").contains("because git sees no trailer there"),
            "{text}"
        );
        assert!(text.contains("warning[revision-total-changed]"), "{text}");
    }
}

#[test]
fn what_is_typed_wrong_is_told() {
    let repo = repo();
    repo.commit(
        "second",
        &[("plan/1.yaml", &ONE.replace("部署应用", "部署应用服务"))],
    );
    let refused = |arguments: &[&str], words: &str| {
        let output = repo.planlint(arguments);
        assert_eq!(
            output.status.code(),
            Some(2),
            "{arguments:?}: {}",
            stdout(&output)
        );
        assert!(
            stderr(&output).contains(words),
            "{arguments:?}: {}",
            stderr(&output)
        );
    };
    refused(
        &["diff", "HEAD~1..HEAD", "HEAD"],
        "HEAD~1..HEAD has two ends already",
    );
    refused(
        &["diff", "plan"],
        "two folders are compared with: planlint diff OLD NEW",
    );
    refused(
        &["diff", "plan/../plan"],
        "two folders are compared with: planlint diff OLD NEW",
    );
}

/// A folder that cannot be read is not one that is gone.
#[cfg(unix)]
#[test]
fn a_plan_that_cannot_be_read_is_not_gone() {
    let repo = repo();
    std::os::unix::fs::symlink("/etc/passwd", repo.path().join("plan/x.yaml"))
        .expect("a link can be made");
    let output = repo.planlint(&["diff"]);
    assert_eq!(output.status.code(), Some(2), "{}", stdout(&output));
    assert!(
        stderr(&output).contains("plan/x.yaml is not a regular file"),
        "{}",
        stderr(&output)
    );
    std::fs::remove_dir_all(repo.path().join("plan")).expect("it is there");
    assert!(stdout(&repo.planlint(&["diff"])).starts_with("plan is gone: it had 3 tasks\n"));
}

/// As `git --git-dir=... --work-tree=...` runs a hook or an alias.
#[test]
fn the_repository_that_git_names() {
    let repo = repo();
    write(
        repo.path(),
        &[("plan/1.yaml", &ONE.replace("部署应用", "部署应用服务"))],
    );
    let elsewhere = tempfile::tempdir().expect("a folder can be made");
    let output = common::command(elsewhere.path(), &["diff"])
        .env("GIT_DIR", repo.path().join(".git"))
        .env("GIT_WORK_TREE", repo.path())
        .output()
        .expect("planlint can be started");
    assert!(
        stdout(&output).starts_with("1 changed; finish"),
        "{}{}",
        stdout(&output),
        stderr(&output)
    );
}

/// The commands that are named for a partial clone are all that is needed.
#[test]
fn a_partial_clone_is_told_what_to_fetch() {
    let repo = repo();
    repo.branches(
        &[("plan/1.yaml", &ONE.replace("部署应用", "部署协同应用"))],
        &[("plan/1.yaml", &ONE.replace("部署数据库", "部署数据库软件"))],
    );
    repo.git(&["config", "uploadpack.allowFilter", "true"]);
    repo.git(&["config", "uploadpack.allowAnySHA1InWant", "true"]);
    let other = tempfile::tempdir().expect("a folder can be made");
    let from = format!("file://{}", repo.path().display());
    for (name, arguments) in [
        ("a", &["diff", "HEAD~1", "HEAD"][..]),
        ("b", &["gate", "main", "origin/theirs"]),
    ] {
        git(
            other.path(),
            &[
                "clone",
                "--quiet",
                "--filter=blob:none",
                "--branch=main",
                &from,
                name,
            ],
        );
        let folder = other.path().join(name);
        let output = common::planlint(&folder, arguments);
        assert_eq!(output.status.code(), Some(2), "{}", stdout(&output));
        let error = stderr(&output);
        let (_, command) = error
            .trim_end()
            .rsplit_once(" with: ")
            .unwrap_or_else(|| panic!("{error}"));
        assert!(command.starts_with("git "), "{error}");
        let fetched = Command::new("sh")
            .current_dir(&folder)
            .args(["-c", command])
            .output()
            .expect("sh is there");
        assert!(fetched.status.success(), "{command}: {}", stderr(&fetched));
        let output = common::planlint(&folder, arguments);
        assert_eq!(
            output.status.code(),
            Some(0),
            "{command}: {}{}",
            stdout(&output),
            stderr(&output)
        );
    }
}

/// What `git diff` and `git log` show must not end because of one file.
#[test]
fn gits_external_diff_copes_with_everything() {
    let driver = format!("{} diff --driver", env!("CARGO_BIN_EXE_planlint"));
    let set_up = |repo: &Repo| {
        write(
            repo.path(),
            &[(".git/info/attributes", "plan/*.yaml diff=planlint\n")],
        );
        repo.git(&["config", "diff.planlint.command", &driver]);
    };
    // A new file, one that is gone, one that was renamed, and settings that are no use.
    let repo = repo();
    set_up(&repo);
    repo.git(&["mv", "plan/1.yaml", "plan/one.yaml"]);
    repo.git(&["rm", "--quiet", "plan/2.yaml"]);
    let three = "phases:\n  - {id: \"3\", tasks: [{id: \"3.1\", name: 验收}]}\n";
    let one = ONE.replace("部署应用", "部署应用服务");
    write(
        repo.path(),
        &[
            ("plan/3.yaml", three),
            ("plan/one.yaml", &one),
            ("planlint.yaml", "rules: {no-such: off}\n"),
        ],
    );
    repo.git(&["add", "--all", "plan"]);
    let text = repo.git(&["diff", "--cached", "--find-renames"]);
    assert!(
        text.contains("planlint diff plan/1.yaml -> plan/one.yaml\n1 changed\n"),
        "{text}"
    );
    assert!(
        text.contains("~ 1.1 部署应用服务  (plan/one.yaml:7)"),
        "{text}"
    );
    assert!(
        text.contains("planlint diff plan/3.yaml\n2 added\n") && text.contains("+ 3.1 验收"),
        "{text}"
    );
    assert!(
        text.contains("planlint diff plan/2.yaml\n2 removed\n")
            && text.contains("- 2.1 开通网络策略"),
        "{text}"
    );
    write(repo.path(), &[("plan/3.yaml", "phases: [\n")]);
    let text = repo.git(&["diff"]);
    assert!(text.contains("error[syntax]"), "{text}");
    // A file in conflict: git gives its name only.
    let name = |name: &str| TWO.replace("开通网络策略", name);
    let open = merging(
        &[("plan/2.yaml", &name("开通策略"))],
        &[("plan/2.yaml", &name("开通网络"))],
    );
    set_up(&open);
    let text = open.git(&["diff", "--ours"]);
    assert!(
        text.contains("planlint diff plan/2.yaml\nin conflict"),
        "{text}"
    );
}

/// On a terminal no line of what changed is wider than 80 cells, long Chinese names fill their
/// lines, and places stay whole. In a pipe each thing is one line.
#[test]
fn a_diff_fits_the_screen() {
    let repo = repo();
    let long = "统一身份认证平台与协同办公系统、电子公文交换系统、督查督办系统的联调测试及问题整改和复测工作";
    let file = "plan/一期项目实施计划分解.yaml";
    let one = ONE
        .replace("name: 部署应用", &format!("name: {long}"))
        .replace("系统服务部署", &long.repeat(2));
    repo.git(&["mv", "plan/1.yaml", file]);
    repo.commit("long names", &[(file, &one)]);
    let edited = one
        .replace("复测工作", "全部复测工作")
        .replace("days: 5", "days: 6");
    repo.commit("edited", &[(file, &edited)]);
    let text = stdout(&repo.planlint(&["diff", "HEAD~1", "--color", "always"]));
    let (changes, _) = text
        .split_once("about this change")
        .or(text.split_once("findings that"))
        .unwrap_or((&text, ""));
    let changes: String = changes
        .split('\u{1b}')
        .map(|part| part.split_once('m').map_or(part, |(_, rest)| rest))
        .collect();
    for line in changes.lines() {
        let cells: usize = line.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
        assert!(cells <= 80, "{cells}: {line}");
    }
    assert!(
        changes.contains("\n      name         统一身份认证平台"),
        "{changes}"
    );
    assert!(
        changes.contains(&format!("\n    ({file}:2)\n")),
        "{changes}"
    );
    assert!(
        changes.contains(&format!("工作  ({file}:7)\n")),
        "{changes}"
    );
    let text = stdout(&repo.planlint(&["diff", "HEAD~1"]));
    let task = format!(
        "  ~ 1.1 {}  ({file}:7)",
        long.replace("复测工作", "全部复测工作")
    );
    assert!(text.lines().any(|line| line == task), "{text}");
    assert!(
        text.lines().any(|line| line.starts_with("phase 1 ")
            && line.ends_with(&long.replace("复测工作", "全部复测工作"))),
        "{text}"
    );
}

/// Who takes a plan out of the settings does not take it out of the gate; a plan that moved is
/// judged where it is now.
#[test]
fn a_plan_that_the_head_drops_from_the_settings_is_judged() {
    let late = TWO.replace("days: 5\n", "days: 6\n");
    let listed = |plans: &str| format!("plans: {plans}\n");
    let repo = Repo::new(&[
        ("planlint.yaml", &listed("[plan, more]")),
        ("plan/plan.yaml", TOP),
        ("plan/1.yaml", ONE),
        ("more/plan.yaml", TOP),
        ("more/2.yaml", TWO),
    ]);
    repo.branches(
        &[("README", "ours\n")],
        &[("planlint.yaml", &listed("[plan]")), ("more/2.yaml", &late)],
    );
    let verdict = repo.gate();
    assert!(
        rules(&verdict).contains(&("date-days".to_owned(), "head".to_owned())),
        "{verdict:#}"
    );
    // Named ones only, if some are named.
    let output = repo.planlint(&["gate", "main", "theirs", "--plan", "plan"]);
    assert_eq!(output.status.code(), Some(0), "{}", stdout(&output));

    repo.git(&["checkout", "--quiet", "-b", "moved", "main"]);
    repo.git(&["mv", "more", "third"]);
    repo.commit("move it", &[("planlint.yaml", &listed("[plan, third]"))]);
    let output = repo.planlint(&["gate", "main", "moved"]);
    assert_eq!(output.status.code(), Some(0), "{}", stdout(&output));
}

/// What is wrong with an entry of the settings is new only if the entry is, or if the change leaves
/// it without a use.
#[test]
fn a_change_does_not_answer_for_entries_it_did_not_touch() {
    let settings = "fail_on: warning\nignore:\n  - {rule: total-missing, task: \"9\", reason: later, until: 2024-01-01}\n";
    let repo = Repo::new(&[
        ("planlint.yaml", settings),
        ("plan/plan.yaml", TOP),
        ("plan/1.yaml", ONE),
        ("plan/2.yaml", TWO),
    ]);
    assert!(stdout(&repo.planlint(&["check"])).contains("warning[ignore-expired]"));
    let renamed = ONE.replace("部署应用", "部署应用服务");
    let commands = [
        &["diff", "main"][..],
        &["check", "--against", "main"],
        &["gate", "main", "theirs"],
    ];
    let passes = |words: &str| {
        for arguments in commands {
            let output = repo.planlint(arguments);
            assert_eq!(
                output.status.code(),
                Some(0),
                "{words}: {arguments:?}: {}",
                stdout(&output)
            );
        }
    };
    let told = |words: &str, commands: &[&[&str]]| {
        for arguments in commands {
            let output = repo.planlint(arguments);
            assert_eq!(
                output.status.code(),
                Some(1),
                "{arguments:?}: {}",
                stdout(&output)
            );
            assert_eq!(
                stdout(&output).matches(words).count(),
                1,
                "{arguments:?}: {}",
                stdout(&output)
            );
        }
    };
    repo.git(&["checkout", "--quiet", "-b", "theirs"]);
    repo.commit("rename a task", &[("plan/1.yaml", &renamed)]);
    passes("a task");
    repo.commit(
        "and move the entry",
        &[("planlint.yaml", &format!("# Ours.\n{settings}"))],
    );
    passes("moved");
    repo.commit(
        "a new reason",
        &[("planlint.yaml", &settings.replace("later", "much later"))],
    );
    told(
        "warning[ignore-expired] the entry that ignores total-missing of 9",
        &commands,
    );
    let more = format!("{settings}  - {{rule: date-days, task: \"1.2\", reason: old}}\n");
    repo.commit("one more", &[("planlint.yaml", &more)]);
    told(
        "warning[ignore-unused] nothing is found that the entry for date-days of 1.2",
        &commands,
    );
    let wrong = renamed.replace("2023-09-01\n        days: 5", "2023-09-01\n        days: 6");
    repo.commit("it has a use", &[("plan/1.yaml", &wrong)]);
    repo.git(&["checkout", "--quiet", "-B", "main"]);
    repo.git(&["checkout", "--quiet", "theirs"]);
    repo.commit("and none any more", &[("plan/1.yaml", &renamed)]);
    told(
        "warning[ignore-unused] nothing is found that the entry for date-days of 1.2",
        &commands,
    );
    // Named settings are the same for both revisions.
    let named = [&[
        "diff",
        "main~2",
        "main~1",
        "--config",
        "planlint.yaml",
        "--fail-on",
        "warning",
    ][..]];
    assert_eq!(repo.planlint(named[0]).status.code(), Some(0));
}

/// What git does not merge, the gate does not judge.
#[test]
fn histories_that_have_nothing_in_common() {
    let repo = repo();
    repo.git(&["checkout", "--quiet", "--orphan", "lonely"]);
    repo.commit("lonely", &[]);
    assert!(
        !git(
            repo.path(),
            &["merge-tree", "--write-tree", "main", "lonely"]
        )
        .status
        .success()
    );
    let output = repo.planlint(&["gate", "main", "lonely"]);
    assert_eq!(output.status.code(), Some(2), "{}", stdout(&output));
    assert!(
        stderr(&output)
            .contains("main and lonely have no common history, so git refuses to merge them")
    );
    assert!(
        stderr(&output).contains("planlint diff main lonely"),
        "{}",
        stderr(&output)
    );
    // Whoever insists has a merge as any other.
    repo.git(&[
        "merge",
        "--quiet",
        "--no-edit",
        "--allow-unrelated-histories",
        "main",
    ]);
    assert_eq!(
        repo.planlint(&["gate", "main", "lonely"]).status.code(),
        Some(0)
    );
}

#[test]
fn the_index_as_the_new_side() {
    let repo = repo();
    write(
        repo.path(),
        &[("plan/1.yaml", &ONE.replace("部署应用", "部署应用服务"))],
    );
    repo.git(&["add", "plan"]);
    write(
        repo.path(),
        &[("plan/1.yaml", &ONE.replace("部署应用", "部署全部应用"))],
    );
    for arguments in [
        &["diff", "--staged"][..],
        &["diff", "--cached"],
        &["diff", "--staged", "main"],
    ] {
        let text = stdout(&repo.planlint(arguments));
        assert!(
            text.contains("1 changed") && text.contains("部署应用{+服务+}"),
            "{arguments:?}: {text}"
        );
    }
    let json: Value = serde_json::from_str(&stdout(
        &repo.planlint(&["diff", "--staged", "--format", "json"]),
    ))
    .expect("JSON");
    assert_eq!(json["head"], "the index");
    let output = repo.planlint(&["diff", "--staged", "main..main"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("planlint diff --staged A"),
        "{}",
        stderr(&output)
    );
    // Before the first commit everything is new.
    repo.git(&["checkout", "--quiet", "--orphan", "fresh"]);
    let text = stdout(&repo.planlint(&["diff", "--staged"]));
    assert!(text.starts_with("plan is new: 3 tasks"), "{text}");
}

/// What a sparse checkout leaves out is no deletion, as it is none to git.
#[test]
fn a_plan_outside_of_a_sparse_checkout() {
    for how in [
        &["--cone", "--sparse-index", "elsewhere"][..],
        &["--cone", "--no-sparse-index", "elsewhere"],
    ] {
        let repo = repo();
        repo.commit(
            "more",
            &[("elsewhere/x", "x\n"), ("plan/part/3.yaml", "phases: []\n")],
        );
        repo.git(&[&["sparse-checkout", "set"], how].concat());
        assert!(!repo.path().join("plan").exists());
        assert!(repo.git(&["status", "--short"]).is_empty());
        let output = repo.planlint(&["diff"]);
        assert!(
            stdout(&output).starts_with("no changes in plan"),
            "{}{}",
            stdout(&output),
            stderr(&output)
        );
        assert_eq!(
            repo.planlint(&["check", "--against", "HEAD"]).status.code(),
            Some(0)
        );
        // The whole plan is checked, and it is said that it is not here.
        let output = repo.planlint(&["check"]);
        assert!(
            stdout(&output).ends_with("1 note in plan (4 files, 3 tasks)\n"),
            "{}",
            stdout(&output)
        );
        let told = "planlint: 4 files of plan are outside of the sparse checkout, and checked as git has them\n";
        assert_eq!(stderr(&output), told);
        // What is there all the same counts as it is there.
        write(
            repo.path(),
            &[(
                "plan/2.yaml",
                &TWO.replace("        days: 5", "        days: 6"),
            )],
        );
        let text = stdout(&repo.planlint(&["diff"]));
        assert!(
            text.contains("1 changed") && text.contains("error[date-days]"),
            "{text}"
        );
    }
    // A pattern finds it, too.
    let found = repo();
    found.commit(
        "found",
        &[
            ("planlint.yaml", "plans: ['pl*']\n"),
            ("elsewhere/x", "x\n"),
        ],
    );
    found.git(&["sparse-checkout", "set", "--cone", "elsewhere"]);
    let output = found.planlint(&["check"]);
    assert!(
        stdout(&output).ends_with("1 note in plan (3 files, 3 tasks)\n"),
        "{}{}",
        stdout(&output),
        stderr(&output)
    );
    // Sparse patterns may leave out single files, and the settings.
    let repo = repo();
    let unquoted = TWO.replace("id: \"2.1\"", "id: 2.1");
    repo.commit(
        "wrong",
        &[
            ("planlint.yaml", "rules: {unquoted-id: warning}\n"),
            ("plan/2.yaml", &unquoted),
        ],
    );
    repo.git(&[
        "sparse-checkout",
        "set",
        "--no-cone",
        "/*",
        "!/planlint.yaml",
        "!/plan/2.yaml",
    ]);
    let output = repo.planlint(&["check"]);
    assert!(
        stdout(&output).contains("plan/2.yaml:7:13: warning[unquoted-id]"),
        "{}",
        stdout(&output)
    );
    assert_eq!(output.status.code(), Some(0));
    let output = repo.planlint(&["check", "--fix"]);
    assert_eq!(output.status.code(), Some(2), "{}", stdout(&output));
    assert!(
        stderr(&output)
            .contains("plan/2.yaml is outside of the sparse checkout; nothing was mended")
    );
    assert!(!repo.path().join("plan/2.yaml").exists());
}

#[test]
fn the_gate_says_how_a_range_is_written() {
    let repo = repo();
    for (range, help) in [
        ("main..topic", "planlint gate main topic"),
        ("main...", "planlint gate main HEAD"),
    ] {
        let output = repo.planlint(&["gate", range]);
        assert_eq!(output.status.code(), Some(2));
        assert!(
            stderr(&output).ends_with(&format!("  help: {help}\n")),
            "{}",
            stderr(&output)
        );
    }
}
