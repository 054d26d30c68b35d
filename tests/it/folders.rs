//! Plans whose folders get other names, and plans that settings leave out.

use std::fs;
use std::process::Output;

use serde_json::Value;

use crate::common::stderr;
use crate::common::stdout;
use crate::common::write;
use crate::git::ONE;
use crate::git::Repo;
use crate::git::TOP;
use crate::git::TWO;
use crate::git::repo;
use crate::git::rules;

/// Every file is touched, and finished work is changed.
fn touched(folder: &str) -> Vec<(String, String)> {
    let done = ONE.replacen(
        "        days: 5\n",
        "        days: 5\n        progress: done\n",
        1,
    );
    let changed = done.replace(
        "finish: 2023-08-25\n        days: 5",
        "finish: 2023-08-24\n        days: 4",
    );
    let changed = changed.replace("total_days: 10", "total_days: 9");
    let files = [("plan.yaml", TOP), ("1.yaml", &changed), ("2.yaml", TWO)];
    files
        .map(|(name, text)| (format!("{folder}/{name}"), format!("# moved\n{text}")))
        .to_vec()
}

fn commit(repo: &Repo, message: &str, files: &[(String, String)]) {
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    repo.commit(message, &files);
}

/// A repository with finished work.
fn with_finished_work() -> Repo {
    let repo = repo();
    repo.commit(
        "done",
        &[(
            "plan/1.yaml",
            &ONE.replacen(
                "        days: 5\n",
                "        days: 5\n        progress: done\n",
                1,
            ),
        )],
    );
    repo
}

#[track_caller]
fn finds(output: &Output, words: &str) {
    let text = stdout(output);
    assert_eq!(output.status.code(), Some(1), "{text}{}", stderr(output));
    assert!(text.contains(words), "{text}");
    for other in ["is new", "is gone", "does not name"] {
        assert!(!text.contains(other), "{text}");
    }
}

const DONE: &str =
    "error[revision-done-changed] 1.1 was done, but changes finish from 2023-08-25 to 2023-08-24";

/// Settings say which folder it is; no file has to be as it was.
#[test]
fn a_folder_that_is_renamed_with_every_file_touched() {
    let repo = with_finished_work();
    repo.git(&["mv", "plan", "project"]);
    for (path, text) in [("planlint.yaml".to_owned(), "plans: [project]\n".to_owned())]
        .iter()
        .chain(&touched("project"))
    {
        write(repo.path(), &[(path, text)]);
    }
    for arguments in [&["diff"][..], &["check", "--against", "HEAD"]] {
        finds(&repo.planlint(arguments), DONE);
    }
    repo.git(&["add", "--all"]);
    for arguments in [
        &["diff", "--staged"][..],
        &["check", "--staged", "--against", "HEAD"],
    ] {
        finds(&repo.planlint(arguments), DONE);
    }
    // Said at the commit, and no reason to refuse it yet.
    let output = repo.planlint(&["hook", "run", "pre-commit"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stderr(&output).contains(DONE), "{}", stderr(&output));
    repo.git(&["commit", "--quiet", "--message", "renamed"]);
    for arguments in [
        &["diff", "HEAD~1"][..],
        &["diff", "HEAD~1", "HEAD"],
        &["check", "--against", "HEAD~1"],
        &["check", "--rev", "HEAD", "--against", "HEAD~1"],
        &["gate", "HEAD~1", "HEAD"],
        // Without the settings it is known by its tasks.
        &["diff", "HEAD~1", "HEAD", "--plan", "project"],
        &["check", "project", "--against", "HEAD~1"],
        &["gate", "HEAD~1", "HEAD", "--plan", "project"],
    ] {
        finds(&repo.planlint(arguments), DONE);
    }
    // And back.
    repo.git(&["checkout", "--quiet", "HEAD~1"]);
    let output = repo.planlint(&["diff", "main"]);
    assert!(
        stdout(&output).contains("finish       2023-08-24 -> 2023-08-25 (+1 working day)"),
        "{}",
        stdout(&output)
    );
}

/// Settings named by whoever calls are the same for both revisions, so tasks have to tell.
#[test]
fn a_folder_that_is_renamed_without_word_in_the_settings() {
    let repo = with_finished_work();
    repo.git(&["mv", "plan", "project"]);
    // Other names for all files, too, and folders that are none of a plan's.
    for (path, text) in touched("project") {
        fs::remove_file(repo.path().join(&path)).expect("it is there");
        write(repo.path(), &[(&path.replace(".yaml", "-new.yaml"), &text)]);
    }
    write(
        repo.path(),
        &[
            ("own.yaml", "plans: [project]\n"),
            ("deploy/a.yaml", "a: 1\n"),
            ("deploy/b/c.yaml", "b: 1\n"),
        ],
    );
    repo.commit("renamed", &[]);
    for arguments in [
        &["diff", "HEAD~1", "HEAD", "--config", "own.yaml"][..],
        &["check", "--against", "HEAD~1", "--config", "own.yaml"],
        &["gate", "HEAD~1", "HEAD", "--config", "own.yaml"],
    ] {
        finds(&repo.planlint(arguments), DONE);
    }
    // Settings that nobody can use name nothing.
    repo.commit("broken", &[("planlint.yaml", "plans: 7\n")]);
    repo.git(&["mv", "project", "work"]);
    repo.commit("renamed again", &[("planlint.yaml", "plans: [work]\n")]);
    let text = stdout(&repo.planlint(&["diff", "HEAD~1", "HEAD"]));
    assert!(text.starts_with("no changes"), "{text}");
}

/// A pattern in settings that whoever calls has named does not name what is gone, as a path does.
#[test]
fn a_folder_that_a_pattern_found_before() {
    let repo = with_finished_work();
    fs::create_dir(repo.path().join("plans")).expect("a folder can be made");
    repo.git(&["mv", "plan", "plans/main"]);
    let other = "phases:\n  - {id: x, name: 装修, coordinator: 移动}\n";
    repo.commit(
        "two plans",
        &[
            ("plans/other/plan.yaml", TOP),
            ("plans/other/x.yaml", other),
        ],
    );
    write(repo.path(), &[("own.yaml", "plans: ['plans/*']\n")]);
    let asked = [
        &["diff", "HEAD~1", "HEAD", "--config", "own.yaml"][..],
        &["check", "--against", "HEAD~1", "--config", "own.yaml"],
        &["gate", "HEAD~1", "HEAD", "--config", "own.yaml"],
    ];
    repo.git(&["rm", "--quiet", "-r", "plans/main"]);
    commit(&repo, "renamed", &touched("plans/project"));
    for arguments in asked {
        finds(&repo.planlint(arguments), DONE);
    }
    repo.git(&["rm", "--quiet", "-r", "plans/project"]);
    repo.git(&["commit", "--quiet", "--message", "gone"]);
    for arguments in asked {
        let text = stdout(&repo.planlint(arguments));
        assert!(
            text.contains("error[revision-task-removed] the plan plans/project is gone"),
            "{text}"
        );
    }
}

/// Which of several is which the tasks say, in whatever order they are listed.
#[test]
fn several_folders_that_are_renamed_at_once() {
    let other = |number: &str, name: &str| {
        TWO.replace("\"2", &format!("\"{number}"))
            .replace("系统网络调整", name)
            .replace("开通网络策略", &format!("{name}实施"))
    };
    let plans = [
        ("a", other("3", "数据迁移")),
        ("b", other("4", "用户培训")),
        ("c", other("5", "验收交付")),
    ];
    let mut files = vec![("planlint.yaml".to_owned(), "plans: [a, b, c]\n".to_owned())];
    for (name, text) in &plans {
        files.extend([
            (format!("{name}/plan.yaml"), TOP.to_owned()),
            (format!("{name}/x.yaml"), text.clone()),
        ]);
    }
    let repo = Repo::new(&[("README", "x\n")]);
    commit(&repo, "three plans", &files);
    for (name, to) in [("a", "team/one"), ("b", "team/two"), ("c", "team/three")] {
        fs::create_dir_all(repo.path().join("team")).expect("a folder can be made");
        repo.git(&["mv", name, to]);
    }
    let mut files = vec![(
        "planlint.yaml".to_owned(),
        "plans: [team/three, team/one, team/two]\n".to_owned(),
    )];
    for ((_, text), to) in plans.iter().zip(["one", "two", "three"]) {
        files.push((format!("team/{to}/plan.yaml"), format!("# moved\n{TOP}")));
        files.push((
            format!("team/{to}/x.yaml"),
            format!("# moved\n{}", text.replace("days: 5\n", "days: 6\n")),
        ));
    }
    commit(&repo, "renamed", &files);
    let output = repo.planlint(&["diff", "HEAD~1", "HEAD", "--format", "json"]);
    let diff: Value = serde_json::from_str(&stdout(&output)).expect("JSON");
    let changes: Vec<(&str, &str)> = diff["changes"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|change| {
            (
                change["kind"].as_str().unwrap_or(""),
                change["task"].as_str().unwrap_or(""),
            )
        })
        .collect();
    for task in ["3.1", "4.1", "5.1"] {
        assert!(changes.contains(&("changed", task)), "{changes:?}");
    }
    assert!(
        changes.iter().all(|(kind, _)| *kind == "changed"),
        "{changes:?}"
    );
    // One of them is given up, and one is new.
    repo.git(&["rm", "--quiet", "-r", "team/two"]);
    repo.git(&["mv", "team/one", "one"]);
    let new = other("9", "运维移交");
    write(
        repo.path(),
        &[
            ("planlint.yaml", "plans: [team/three, one, new]\n"),
            ("new/plan.yaml", TOP),
            ("new/x.yaml", &new),
        ],
    );
    repo.commit("one less, one more", &[]);
    for arguments in [&["diff", "HEAD~1", "HEAD"][..], &["gate", "HEAD~1", "HEAD"]] {
        let text = stdout(&repo.planlint(arguments));
        assert!(
            text.contains("error[revision-task-removed] the plan team/two is gone, with 1 task"),
            "{text}"
        );
        assert_eq!(text.matches("revision-task-removed").count(), 1, "{text}");
    }
    let text = stdout(&repo.planlint(&["diff", "HEAD~1", "HEAD"]));
    assert!(text.contains("new is new: 1 task"), "{text}");
}

/// What takes the place of another plan and has nothing of it is another plan.
#[test]
fn a_plan_in_the_place_of_another() {
    let repo = repo();
    repo.git(&["rm", "--quiet", "-r", "plan"]);
    let other = "phases:\n  - id: x\n    name: 装修\n    coordinator: 移动\n    tasks:\n      - {id: x.1, name: 粉刷墙面}\n";
    let top = TOP.replace("泛微", "张三");
    repo.commit(
        "another",
        &[
            ("planlint.yaml", "plans: [next]\n"),
            ("next/plan.yaml", &top),
            ("next/x.yaml", other),
        ],
    );
    let text = stdout(&repo.planlint(&["diff", "HEAD~1", "HEAD"]));
    assert!(
        text.contains("the plan plan is gone, with 3 tasks") && text.contains("next is new"),
        "{text}"
    );
    let verdict = repo.planlint(&["gate", "HEAD~1", "HEAD"]);
    assert_eq!(verdict.status.code(), Some(1), "{}", stdout(&verdict));
}

/// A folder that was there already, and that nobody looked at, takes the place of the plan: what
/// was judged is what counts.
#[test]
fn a_copy_that_was_changed_where_nobody_looked() {
    let repo = with_finished_work();
    commit(&repo, "a draft", &touched("draft"));
    repo.git(&["rm", "--quiet", "-r", "plan"]);
    repo.commit(
        "the draft counts now",
        &[("planlint.yaml", "plans: [draft]\n")],
    );
    for arguments in [
        &["diff", "HEAD~1", "HEAD"][..],
        &["gate", "HEAD~1", "HEAD"],
        &["check", "--against", "HEAD~1"],
    ] {
        finds(&repo.planlint(arguments), DONE);
    }
    // With the plan still there, it is one that nobody looks at any more.
    repo.git(&["reset", "--quiet", "--hard", "HEAD~1"]);
    repo.commit(
        "the draft counts now",
        &[("planlint.yaml", "plans: [draft]\n")],
    );
    for arguments in [
        &["diff", "HEAD~1", "HEAD"][..],
        &["gate", "HEAD~1", "HEAD"],
        &["check", "--against", "HEAD~1"],
    ] {
        let output = repo.planlint(arguments);
        assert_eq!(
            output.status.code(),
            Some(1),
            "{arguments:?}: {}",
            stdout(&output)
        );
        assert!(
            stdout(&output).contains("planlint.yaml does not name the plan plan any more"),
            "{}",
            stdout(&output)
        );
    }
}

/// What a plan is split off from stays what it is, and so does one that another one is called like
/// now.
#[test]
fn copies_parts_and_plans_that_change_places() {
    let repo = repo();
    let copies = [
        ("two/plan.yaml", TOP),
        ("two/1.yaml", ONE),
        ("planlint.yaml", "plans: [two, plan]\n"),
    ];
    repo.commit("a part of it by itself", &copies);
    let text = stdout(&repo.planlint(&["diff", "HEAD~1", "HEAD"]));
    assert!(
        text.contains("two is new: 2 tasks") && !text.contains("is gone"),
        "{text}"
    );
    // Listed twice all the time, there only once: the folder was renamed.
    let repo = with_finished_work();
    repo.commit("both", &[("planlint.yaml", "plans: [plan, project]\n")]);
    repo.git(&["mv", "plan", "project"]);
    commit(&repo, "renamed", &touched("project"));
    for arguments in [&["diff", "HEAD~1", "HEAD"][..], &["gate", "HEAD~1", "HEAD"]] {
        finds(&repo.planlint(arguments), DONE);
    }
}

/// The same files as parts of other plans are looked at as before.
#[test]
fn plans_that_are_cut_and_joined() {
    let start = [
        ("planlint.yaml", "plans: [work]\n"),
        ("work/a/plan.yaml", TOP),
        ("work/a/1.yaml", ONE),
        ("work/b/plan.yaml", "plan: {version: 1}\n"),
    ];
    for (plans, left_out) in [
        ("[work/a, work/b]", false),
        ("[.]", false),
        ("[work, work/a]", false),
        ("[work/a]", true),
    ] {
        let repo = Repo::new(&start);
        repo.commit(
            "cut otherwise",
            &[("planlint.yaml", &format!("plans: {plans}\n"))],
        );
        for arguments in [
            &["diff", "HEAD~1", "HEAD"][..],
            &["diff", "HEAD~1"],
            &["gate", "HEAD~1", "HEAD"],
        ] {
            let text = stdout(&repo.planlint(arguments));
            assert_eq!(
                text.contains("does not name the plan work any more"),
                left_out,
                "{plans} {arguments:?}: {text}"
            );
            assert!(!text.contains("is gone"), "{plans} {arguments:?}: {text}");
        }
    }
}

/// Old findings stay old when the folder gets another name and every file is touched.
#[test]
fn many_old_findings_in_a_renamed_folder() {
    let tasks = |phase: u32| -> String {
        (1..=60)
            .map(|task| {
                format!(
                    "      - {{id: \"{phase}.{task}\", name: 任务{phase}之{task}, start: 2023-08-21, finish: 2023-08-25, days: 9}}\n"
                )
            })
            .collect()
    };
    let file = |phase: u32| {
        let head = format!(
            "phases:\n  - id: \"{phase}\"\n    name: 阶段{phase}\n    coordinator: 移动\n    executors: [金山]\n"
        );
        format!("{head}    total_days: 9\n    tasks:\n{}", tasks(phase))
    };
    let mut files = vec![("plan/plan.yaml".to_owned(), TOP.to_owned())];
    files.extend((1..=6).map(|phase| (format!("plan/{phase}.yaml"), file(phase))));
    let repo = Repo::new(&[("README", "x\n")]);
    commit(&repo, "old mistakes", &files);
    repo.git(&["branch", "main-too"]);
    repo.git(&["mv", "plan", "project"]);
    let moved = files.iter().map(|(path, text)| {
        (
            path.replace("plan/", "project/"),
            format!("# moved\n{text}"),
        )
    });
    let mut moved: Vec<(String, String)> = moved.collect();
    moved.push(("planlint.yaml".to_owned(), "plans: [project]\n".to_owned()));
    commit(&repo, "renamed", &moved);
    let output = repo.planlint(&["check", "--against", "HEAD~1"]);
    assert_eq!(output.status.code(), Some(0), "{}", stdout(&output));
    assert!(
        stdout(&output).starts_with("no findings in project"),
        "{}",
        stdout(&output)
    );
    let output = repo.planlint(&["gate", "HEAD~1", "HEAD", "--format", "json"]);
    let verdict: Value = serde_json::from_str(&stdout(&output)).expect("JSON");
    assert_eq!(
        (
            verdict["verdict"].as_str(),
            verdict["findings"].as_array().map(Vec::len)
        ),
        (Some("pass"), Some(0))
    );
    assert!(
        verdict["existing"]
            .as_u64()
            .is_some_and(|count| count >= 360),
        "{}",
        verdict["existing"]
    );
    let output = repo.planlint(&["hook", "run", "pre-commit"]);
    assert_eq!(
        (output.status.code(), stderr(&output).as_str()),
        (Some(0), "")
    );
}

/// One side renames the folder and goes on; the other brings something of its own: told as without
/// the new name.
#[test]
fn a_side_that_has_renamed_the_folder() {
    let verdicts = ["plan", "项目"].map(|folder| {
        let repo = repo();
        repo.git(&["checkout", "--quiet", "-b", "theirs"]);
        let late = "      - {id: \"2.2\", name: 编写报告, executors: [金山], pending: 待定}\n";
        repo.commit("their half", &[("plan/2.yaml", &format!("{TWO}{late}"))]);
        repo.git(&["checkout", "--quiet", "main"]);
        if folder != "plan" {
            repo.git(&["mv", "plan", folder]);
            repo.commit(
                "renamed",
                &[("planlint.yaml", &format!("plans: [{folder}]\n"))],
            );
        }
        let one = ONE.replace("部署应用", "部署全部应用");
        let top = format!("# touched\n{TOP}");
        let files = [("1.yaml", one.as_str()), ("plan.yaml", top.as_str())];
        commit(
            &repo,
            "our half",
            &files.map(|(name, text)| (format!("{folder}/{name}"), text.to_owned())),
        );
        let verdict = repo.gate();
        let mut told = rules(&verdict);
        told.sort();
        (
            verdict["verdict"].clone(),
            told,
            verdict["existing"].clone(),
        )
    });
    assert_eq!(verdicts[0], verdicts[1]);
    assert_eq!(
        verdicts[0].1,
        [("date-pending".to_owned(), "head".to_owned())]
    );
}

/// A file that one side changes too much to be known again, and the other in its old folder: that
/// is a conflict of the plan.
#[test]
fn a_conflict_in_the_former_folder() {
    let repo = repo();
    repo.git(&["checkout", "--quiet", "-b", "theirs"]);
    repo.commit(
        "their half",
        &[("plan/2.yaml", &TWO.replace("开通网络策略", "开通策略"))],
    );
    repo.git(&["checkout", "--quiet", "main"]);
    repo.git(&["mv", "plan", "project"]);
    let rewritten = "phases:\n  - {id: \"2\", name: 网络, coordinator: 移动, total_days: 0}\n";
    repo.commit(
        "our half",
        &[
            ("planlint.yaml", "plans: [project]\n"),
            ("project/2.yaml", rewritten),
        ],
    );
    let verdict = repo.gate();
    assert_eq!(verdict["verdict"], "block", "{verdict:#}");
    let conflicts = verdict["conflicts"].as_array().expect("a list");
    assert!(
        conflicts
            .iter()
            .any(|conflict| conflict["path"] == "plan/2.yaml"),
        "{verdict:#}"
    );
}

/// What has grown is new, wherever the plan was before.
#[test]
fn what_has_grown_in_a_renamed_folder() {
    let repo = repo();
    let days = |days: &str| TWO.replace("        days: 5", &format!("        days: {days}"));
    repo.commit("old", &[("plan/2.yaml", &days("7"))]);
    repo.git(&["mv", "plan", "project"]);
    repo.commit(
        "renamed",
        &[
            ("planlint.yaml", "plans: [project]\n"),
            ("project/2.yaml", &format!("# moved\n{}", days("7"))),
        ],
    );
    for arguments in [
        &["check", "--against", "HEAD~1"][..],
        &["diff", "HEAD~1", "HEAD"],
        &["gate", "HEAD~1", "HEAD"],
    ] {
        let output = repo.planlint(arguments);
        assert_eq!(output.status.code(), Some(0), "{}", stdout(&output));
    }
    repo.commit("worse", &[("project/2.yaml", &days("30"))]);
    for arguments in [
        &["check", "--against", "HEAD~2"][..],
        &["diff", "HEAD~2", "HEAD"],
        &["gate", "HEAD~2", "HEAD"],
    ] {
        finds(&repo.planlint(arguments), "; was 2 days off, is now 25");
    }
}

/// A commit that renames the folder changes no task, so it is no cause of what the merge makes.
#[test]
fn a_renamed_folder_is_no_cause() {
    let repo = repo();
    repo.git(&["checkout", "--quiet", "-b", "theirs"]);
    repo.commit(
        "on a Tuesday",
        &[(
            "plan/2.yaml",
            &TWO.replace("start: 2023-09-04", "start: 2023-09-05"),
        )],
    );
    repo.git(&["checkout", "--quiet", "main"]);
    repo.git(&["mv", "plan", "project"]);
    repo.commit(
        "rename the folder",
        &[("planlint.yaml", "plans: [project]\n")],
    );
    let holiday = TOP.replace(
        "{extends: weekdays}",
        "{extends: weekdays, holidays: [2023-09-05]}",
    );
    repo.commit("a holiday", &[("project/plan.yaml", &holiday)]);
    let verdict = repo.gate();
    let found = verdict["findings"].as_array().into_iter().flatten();
    let of_the_merge: Vec<&Value> = found
        .filter(|one| one["rule"] == "date-nonworking")
        .collect();
    assert_eq!(of_the_merge.len(), 1, "{verdict:#}");
    let causes = of_the_merge[0]["causes"].as_array().into_iter().flatten();
    let causes: Vec<&str> = causes
        .filter_map(|cause| cause["summary"].as_str())
        .collect();
    assert_eq!(causes, ["a holiday", "on a Tuesday"], "{verdict:#}");
}
