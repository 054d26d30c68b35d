//! What the gate says of folders and files that one side renames while the other goes on.

use serde_json::Value;

use crate::common::stdout;
use crate::git::ONE;
use crate::git::Repo;
use crate::git::TOP;
use crate::git::TWO;
use crate::git::git;
use crate::git::repo;

/// A text that is like no other.
fn text(number: usize) -> String {
    (0..14)
        .map(|line| format!("# {}\n", (number * 1_000 + line) * 7_919 % 1_000_003))
        .collect()
}

/// A new phase in the folder that the other side has renamed: git asks, moves it along or leaves
/// it, as it is told to.
#[test]
fn a_phase_that_is_added_to_a_renamed_folder() {
    let late = TWO
        .replace("        days: 5\n", "        days: 6\n")
        .replace("\"2", "\"3");
    for swapped in [false, true] {
        let repo = repo();
        let [adder, renamer] = if swapped {
            ["main", "theirs"]
        } else {
            ["theirs", "main"]
        };
        repo.git(&["branch", "theirs"]);
        repo.git(&["checkout", "--quiet", adder]);
        repo.commit("a phase", &[("plan/3.yaml", &late)]);
        repo.git(&["checkout", "--quiet", renamer]);
        repo.git(&["mv", "plan", "project"]);
        repo.commit("renamed", &[("planlint.yaml", "plans: [project]\n")]);
        let gate = |how: &str| {
            repo.git(&["config", "merge.directoryRenames", how]);
            repo.gate()
        };
        let [own, other] = if swapped {
            ["base", "head"]
        } else {
            ["head", "base"]
        };
        let verdict = gate("conflict");
        let begin = format!(
            "plan/3.yaml (phase 3) is new on the {own}'s side, in a folder that the {other}'s side has renamed"
        );
        let told = conflicts(&verdict);
        assert_eq!(told.len(), 1, "{verdict:#}");
        assert!(
            told[0].starts_with(&begin) && told[0].ends_with("add it as project/3.yaml"),
            "{verdict:#}"
        );
        let text = stdout(&repo.planlint(&["gate", "main", "theirs"]));
        assert!(
            text.starts_with(&format!("conflict in plan/3.yaml: {begin}")),
            "{text}"
        );
        for format in ["markdown", "github", "sarif", "junit", "gitlab"] {
            let text = stdout(&repo.planlint(&["gate", "main", "theirs", "--format", format]));
            assert!(text.contains("has renamed"), "{format}: {text}");
        }
        // It is part of the plan: what is wrong with it is found where it will be.
        let verdict = gate("true");
        assert!(conflicts(&verdict).is_empty(), "{verdict:#}");
        let paths = verdict["findings"].as_array().into_iter().flatten();
        let paths: Vec<_> = paths
            .map(|finding| (&finding["rule"], &finding["path"]))
            .collect();
        assert!(
            swapped || paths.contains(&(&"date-days".into(), &"project/3.yaml".into())),
            "{verdict:#}"
        );
        assert!(
            !verdict["findings"]
                .to_string()
                .contains("revision-task-removed"),
            "{verdict:#}"
        );
        // Left where it is, no plan would have it.
        let verdict = gate("false");
        let told = conflicts(&verdict);
        assert!(
            told.len() == 1 && told[0].contains("in the folder plan, which is no plan any more"),
            "{verdict:#}"
        );
        // Nor after the base was merged into the head, as forges offer it: until it is put where it
        // belongs.
        repo.git(&["checkout", "--quiet", "theirs"]);
        repo.git(&["merge", "--quiet", "--no-edit", "main"]);
        repo.commit("on", &[("README", "Read me.\n")]);
        let merge = repo.git(&["rev-parse", "--short=10", "HEAD~1"]);
        let verdict = gate("false");
        let told = conflicts(&verdict);
        let begin = format!(
            "plan/3.yaml (phase 3) is in no plan since the merge {}",
            merge.trim()
        );
        assert!(
            told.len() == 1 && told[0].starts_with(&begin),
            "{verdict:#}"
        );
        repo.git(&["mv", "plan/3.yaml", "project/3.yaml"]);
        repo.commit("where it belongs", &[]);
        assert!(conflicts(&gate("false")).is_empty());
    }
}

/// The same for a folder within a plan, whose files are parts of it wherever they are.
#[test]
fn a_file_that_is_added_to_a_renamed_folder_within_a_plan() {
    let repo = Repo::new(&[
        ("plan/plan.yaml", TOP),
        ("plan/a/1.yaml", ONE),
        ("plan/a/2.yaml", TWO),
    ]);
    let three = TWO.replace("\"2", "\"3").replace("2023-09-0", "2023-09-1");
    repo.git(&["checkout", "--quiet", "-b", "theirs"]);
    repo.commit("their half", &[("plan/a/3.yaml", &three)]);
    repo.git(&["checkout", "--quiet", "main"]);
    repo.git(&["mv", "plan/a", "plan/b"]);
    repo.commit("our half", &[]);
    for (how, number) in [("conflict", 1), ("true", 0), ("false", 0)] {
        repo.git(&["config", "merge.directoryRenames", how]);
        assert_eq!(
            git(repo.path(), &["merge-tree", "main", "theirs"])
                .status
                .success(),
            number == 0,
            "{how}"
        );
        let verdict = repo.gate();
        assert_eq!(conflicts(&verdict).len(), number, "{how}: {verdict:#}");
        assert!(
            number == 0 || conflicts(&verdict)[0].contains("add it as plan/b/3.yaml"),
            "{verdict:#}"
        );
    }
    // git does not know where to: as many files have gone to one folder as to another.
    repo.git(&["config", "merge.directoryRenames", "true"]);
    repo.git(&["checkout", "--quiet", "-b", "divided", "main~1"]);
    std::fs::create_dir_all(repo.path().join("plan/c")).expect("a folder can be made");
    std::fs::create_dir_all(repo.path().join("plan/d")).expect("a folder can be made");
    repo.git(&["mv", "plan/a/1.yaml", "plan/c/1.yaml"]);
    repo.git(&["mv", "plan/a/2.yaml", "plan/d/2.yaml"]);
    repo.commit("divided", &[]);
    assert!(
        !git(repo.path(), &["merge-tree", "divided", "theirs"])
            .status
            .success()
    );
    let text = stdout(&repo.planlint(&["gate", "divided", "theirs"]));
    assert!(
        text.contains("in the folder plan/a, which the base's side has divided among several"),
        "{text}"
    );
    // Nor if there is something else already.
    repo.git(&["checkout", "--quiet", "theirs"]);
    repo.commit("taken", &[("plan/b/3.yaml", "phases: []\n")]);
    assert!(
        !git(repo.path(), &["merge-tree", "main", "theirs"])
            .status
            .success()
    );
    let text = stdout(&repo.planlint(&["gate", "main", "theirs"]));
    assert!(
        text.contains("and there is another plan/b/3.yaml already"),
        "{text}"
    );
}

/// One side gives a plan up, and the other adds to it.
#[test]
fn a_phase_that_is_added_to_a_plan_that_is_given_up() {
    let repo = Repo::new(&[
        ("planlint.yaml", "plans: [plan, more]\n"),
        ("plan/plan.yaml", TOP),
        ("plan/1.yaml", ONE),
        ("more/plan.yaml", TOP),
        ("more/2.yaml", TWO),
    ]);
    repo.git(&["checkout", "--quiet", "-b", "theirs"]);
    repo.commit(
        "their half",
        &[(
            "more/3.yaml",
            &TWO.replace("\"2", "\"3").replace("开通", "关闭"),
        )],
    );
    repo.git(&["checkout", "--quiet", "main"]);
    repo.git(&["rm", "--quiet", "-r", "more"]);
    repo.commit("our half", &[("planlint.yaml", "plans: [plan]\n")]);
    assert!(
        git(repo.path(), &["merge-tree", "main", "theirs"])
            .status
            .success(),
        "git merges it"
    );
    let verdict = repo.gate();
    let told = conflicts(&verdict);
    assert_eq!(told.len(), 1, "{verdict:#}");
    assert!(told[0].starts_with(
        "more/3.yaml (phase 3) is new on the head's side, in the folder more, which is no plan"
    ));
}

/// As many files as git compares are followed to their new names; fewer, or none, where its
/// settings say so.
#[test]
fn many_files_that_are_renamed_and_changed() {
    let names: Vec<(String, String)> = (0..600)
        .map(|at| (format!("plan/{at}.yaml"), text(at)))
        .collect();
    let files: Vec<(&str, &str)> = names
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    let repo = Repo::new(&files);
    repo.git(&["checkout", "--quiet", "-b", "theirs"]);
    repo.commit(
        "their half",
        &[("plan/7.yaml", &text(7).replacen('#', "# here:", 1))],
    );
    repo.git(&["checkout", "--quiet", "main"]);
    repo.git(&["mv", "plan", "project"]);
    let changed: Vec<(String, String)> = names
        .iter()
        .map(|(path, text)| {
            (
                path.replace("plan", "project"),
                format!("{text}# changed\n"),
            )
        })
        .collect();
    let files: Vec<(&str, &str)> = changed
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    repo.commit(
        "our half",
        &[&files[..], &[("planlint.yaml", "plans: [project]\n")]].concat(),
    );
    for settings in [
        &[][..],
        &[["merge.renameLimit", "2"]],
        &[["diff.renameLimit", "2"]],
    ] {
        for [key, value] in settings {
            repo.git(&["config", key, value]);
        }
        // Files of the same name are found by git whatever the limit is.
        assert!(
            git(repo.path(), &["merge-tree", "main", "theirs"])
                .status
                .success(),
            "{settings:?}"
        );
        let verdict = repo.gate();
        assert_eq!(
            conflicts(&verdict).is_empty(),
            settings.is_empty(),
            "{settings:?}: {:#}",
            verdict["conflicts"]
        );
        for [key, _] in settings {
            repo.git(&["config", "--unset", key]);
        }
    }
}

fn conflicts(verdict: &Value) -> Vec<&str> {
    verdict["conflicts"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|one| one["message"].as_str())
        .collect()
}
