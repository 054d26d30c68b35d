//! Scenarios as folders: two revisions in `tests/pairs/CASE/{old,new}/`, and merges in
//! `tests/merges/CASE/{base,ours,theirs}/`. Each is a whole working tree with its settings.
//!
//! `about.txt` says what a case shows, and `expected.txt` has what every way to ask says: the text
//! for people, the exit status, and all findings, so that what a change brings about elsewhere is
//! seen in review. `UPDATE_PAGES=1 cargo test scenarios` writes it.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Output;
use std::process::Stdio;

use serde_json::Value;
use tempfile::TempDir;

use crate::both_languages;
use crate::common;
use crate::common::stderr;
use crate::common::stdout;
use crate::git::git;

/// What stands in the place of the ids of commits, which depend on when the test is run.
const COMMIT: &str = "COMMIT";

/// A repository whose branches are the folders of a case.
struct Scenario {
    folder: TempDir,
    /// What was asked and answered so far.
    told: String,
}

impl Scenario {
    fn new() -> Self {
        let scenario = Self {
            folder: tempfile::tempdir().expect("a folder can be made"),
            told: String::new(),
        };
        scenario.git(&["init", "--quiet", "--initial-branch=first"]);
        scenario
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn git(&self, arguments: &[&str]) -> String {
        let output = git(self.path(), arguments);
        assert!(
            output.status.success(),
            "git {arguments:?}: {}",
            stderr(&output)
        );
        stdout(&output)
    }

    /// Make the working tree what `tree` is, and a commit of it on the branch that is called as it.
    fn commit(&self, tree: &Path) {
        let name = tree.file_name().and_then(|name| name.to_str());
        let name = name.expect("a case's folders have plain names");
        self.git(&["checkout", "--quiet", "-b", name]);
        self.stage(tree);
        let message = format!("the change of {name}");
        self.git(&["commit", "--quiet", "--allow-empty", "--message", &message]);
    }

    /// Make the working tree and the index what `tree` is.
    fn stage(&self, tree: &Path) {
        self.git(&["rm", "--quiet", "-r", "--force", "--ignore-unmatch", "."]);
        for (path, content) in files(tree) {
            let path = self.path().join(path);
            fs::create_dir_all(path.parent().expect("a file is in a folder"))
                .expect("a folder can be made");
            fs::write(path, content).expect("a file can be written");
        }
        self.git(&["add", "--all"]);
    }

    /// Ask planlint, and keep what it prints.
    fn shown(&mut self, arguments: &[&str]) {
        let output = common::planlint(self.path(), arguments);
        let of_user = self.git(&["log", "--all", "--patch", "--cc", "--format=%s"]);
        both_languages::hold(self.path(), arguments, &output, &of_user);
        self.told
            .push_str(&format!("$ planlint {}\n", arguments.join(" ")));
        self.told.push_str(&stdout(&output));
        self.told.push_str(&stderr(&output));
        self.told.push_str(&format!("{}\n\n", ended(&output)));
    }

    /// Ask planlint, and keep which rules find something about which tasks.
    fn found(&mut self, arguments: &[&str]) {
        let output = common::planlint(self.path(), &[arguments, &["--format", "json"]].concat());
        let report: Value = serde_json::from_str(&stdout(&output))
            .unwrap_or_else(|_| panic!("{arguments:?}: {}", stderr(&output)));
        let found: BTreeSet<String> = report["findings"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|one| {
                let word = |key: &str| one[key].as_str().unwrap_or_default().to_owned();
                format!("{}[{}] {}", word("level"), word("rule"), word("task"))
            })
            .collect();
        self.told
            .push_str(&format!("$ planlint {}\n", arguments.join(" ")));
        for one in found {
            self.told.push_str(one.trim_end());
            self.told.push('\n');
        }
        self.told.push_str(&format!("{}\n\n", ended(&output)));
    }

    /// Ask as a hook does, and keep its answer: what it says beside the findings.
    fn hook(&mut self, arguments: &[&str], input: &str) {
        let output = self.answer(arguments, input);
        let of_user = self.git(&["log", "--all", "--patch", "--cc", "--format=%s"]);
        let chinese = self.answer(&[arguments, &["--lang", "zh"]].concat(), input);
        both_languages::hold_words(arguments, (&output, &chinese), &of_user);
        self.told
            .push_str(&format!("$ planlint {}\n", arguments[..3].join(" ")));
        for line in stderr(&output).lines() {
            if line.starts_with("planlint: ") {
                self.told.push_str(line);
                self.told.push('\n');
            }
        }
        self.told.push_str(&format!("{}\n\n", ended(&output)));
    }

    /// What is answered to this on standard input.
    fn answer(&self, arguments: &[&str], input: &str) -> Output {
        // What git gives a hook comes last, and is taken as it is.
        let (options, given) = match arguments.iter().position(|one| *one == "--lang") {
            Some(at) => (&arguments[at..], &arguments[..at]),
            None => (&arguments[..0], arguments),
        };
        let mut command = common::command(self.path(), &[options, given].concat());
        command
            .stdin(Stdio::piped())
            .stderr(Stdio::piped())
            .stdout(Stdio::piped());
        let mut child = command.spawn().expect("planlint can be started");
        let mut stdin = child.stdin.take().expect("it is a pipe");
        stdin
            .write_all(input.as_bytes())
            .expect("planlint reads it");
        drop(stdin);
        child.wait_with_output().expect("planlint ends")
    }

    /// All that was said, with no word of when.
    fn told(self) -> String {
        let mut told = self.told.trim_end().to_owned();
        for id in self.git(&["log", "--all", "--format=%H"]).lines() {
            for length in (7..=id.len()).rev() {
                told = told.replace(&id[..length], COMMIT);
            }
        }
        format!("{told}\n")
    }
}

fn ended(output: &Output) -> String {
    match output.status.code() {
        Some(code) => format!("[exit status {code}]"),
        None => "[killed]".to_owned(),
    }
}

/// The files below a folder, by path.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next).unwrap_or_else(|why| panic!("{}: {why}", next.display())) {
            let path = entry.expect("an entry can be read").path();
            if path.is_dir() {
                open.push(path);
                continue;
            }
            let content = fs::read(&path).expect("a file can be read");
            let name = path.strip_prefix(folder).expect("it is below the folder");
            found.push((name.to_string_lossy().replace('\\', "/"), content));
        }
    }
    found
}

/// Run every case of a folder, and compare what is told; says which cases differ.
#[track_caller]
fn hold(kind: &str, run: impl Fn(&Path) -> String + Sync) {
    let folder = common::project().join("tests").join(kind);
    let mut cases: Vec<_> = fs::read_dir(&folder)
        .expect("the cases are there")
        .map(|entry| entry.expect("an entry can be read").path())
        .collect();
    cases.sort();
    let update = std::env::var_os("UPDATE_PAGES").is_some();
    let mut wrong = String::new();
    for case in &cases {
        let shown = case.strip_prefix(common::project()).unwrap_or(case);
        let shown = shown.display();
        let about = fs::read_to_string(case.join("about.txt")).unwrap_or_default();
        assert!(
            about.ends_with(".\n"),
            "{shown}/about.txt has to say what the case shows"
        );
        let told = run(case);
        let expected = fs::read_to_string(case.join("expected.txt")).unwrap_or_default();
        if told == expected {
            continue;
        }
        if update {
            fs::write(case.join("expected.txt"), told).expect("a file can be written");
        } else {
            wrong.push_str(&format!(
                "{shown} ({})\n{}\n",
                about.trim_end(),
                differences(&expected, &told)
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{wrong}UPDATE_PAGES=1 cargo test scenarios writes what is told; read what changes"
    );
}

/// The lines that only one of the two has.
fn differences(expected: &str, told: &str) -> String {
    let only = |one: &str, other: &str, sign: &str| -> String {
        let others: BTreeSet<&str> = other.lines().collect();
        let lines = one.lines().filter(|line| !others.contains(line));
        lines.map(|line| format!("  {sign} {line}\n")).collect()
    };
    only(expected, told, "-") + &only(told, expected, "+")
}

#[test]
fn two_revisions() {
    hold("pairs", |case| {
        let mut scenario = Scenario::new();
        scenario.commit(&case.join("old"));
        scenario.commit(&case.join("new"));
        for side in ["old", "new"] {
            scenario.git(&["checkout", "--quiet", side]);
            let output = common::planlint(scenario.path(), &["diff", side, side]);
            assert!(
                stdout(&output).starts_with("no changes"),
                "{}: {side} differs from itself: {}",
                case.display(),
                stdout(&output)
            );
        }
        scenario.shown(&["diff", "old", "new"]);
        scenario.found(&["check", "--against", "old"]);
        scenario.found(&["gate", "old", "new"]);
        scenario.git(&["checkout", "--quiet", "old"]);
        scenario.stage(&case.join("new"));
        scenario.hook(&["hook", "run", "pre-commit"], "");
        let [old, new] = ["old", "new"].map(|side| scenario.git(&["rev-parse", side]));
        let (old, new) = (old.trim(), new.trim());
        let line = format!("refs/heads/new {new} refs/heads/main {old}\n");
        scenario.hook(&["hook", "run", "pre-push", "origin", "elsewhere"], &line);
        scenario.told()
    });
}

#[test]
fn merges() {
    hold("merges", |case| {
        let mut scenario = Scenario::new();
        scenario.commit(&case.join("base"));
        scenario.commit(&case.join("ours"));
        scenario.git(&["checkout", "--quiet", "base"]);
        scenario.commit(&case.join("theirs"));
        scenario.shown(&["gate", "ours", "theirs"]);
        for side in ["ours", "theirs"] {
            // With the settings of that side.
            scenario.git(&["checkout", "--quiet", side]);
            scenario.told.push_str(&format!("$ git checkout {side}\n"));
            scenario.found(&["check", "--against", "base"]);
        }
        scenario.git(&["checkout", "--quiet", "ours"]);
        let merged = git(
            scenario.path(),
            &["merge", "--quiet", "--no-commit", "theirs"],
        );
        if merged.status.success() {
            // What git asks when a merge that it has not committed is.
            scenario.told.push_str("$ git merge --no-commit theirs\n");
            scenario.hook(&["hook", "run", "pre-commit"], "");
        } else {
            scenario.told.push_str("git merge leaves conflicts\n");
        }
        scenario.told()
    });
}
