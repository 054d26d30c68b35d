//! No English reaches people other than through `say!`: each format and command is asked in a
//! language in which sentences stand between brackets, and whatever words stand outside have to be
//! the user's, or words that are the same in every language.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::cli;
use crate::console::Watch;
use crate::console::World;
use crate::load::git::beside_git::repository::Repo;
use crate::load::git::beside_git::repository::write;
use crate::model::TaskKey;
use crate::rules::rules;
use crate::words::Lang;
use crate::words::pseudo;
use crate::words::say;

use super::asking::project;

/// Names of programs, of the sides of a merge before a path, levels, the labels of one word that stand before what is found, and what XML
/// and the commands of GitHub are made of.
const OWN: &str = "planlint base head merge conflict REASON Planlint Allow git GitHub error warning note notice help changed renamed added removed moved \
    xml version encoding UTF testsuites testsuite testcase tests failures failure classname name type \
    message system out file line endLine col endColumn title quot apos gt lt amp br true";

/// What a message says to write into a plan, and names of days, which each language has in one place.
const WRITTEN: &str = "not started every day weekdays china organisation true Saturday Sunday Mid Autumn Festival and \
    National Day";

/// What the system says of a file that is not there.
const OF_SYSTEM: &str = "No such file or directory os error";

/// What stands for a line break in a command of GitHub, and where the pages of rules are.
const WHOLE: [&str; 5] = [
    "%0A",
    "https://github.com/planlint/planlint/blob/main/docs/",
    "#the-order-in-which-to-mend",
    "rules/",
    ".md",
];

/// What planlint answers to these arguments in this folder, on both streams.
fn told(folder: &Path, arguments: &[&str], input: &str) -> String {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut world = World {
        input: &mut input.as_bytes(),
        out: &mut out,
        err: &mut err,
        folder: folder.to_owned(),
        out_is_terminal: false,
        err_is_terminal: false,
        lang: None,
        watch: Watch::default(),
    };
    let typed = ["planlint", "--lang", "en"].iter().chain(arguments);
    let typed: Vec<_> = typed.map(Into::into).collect();
    pseudo::speaking(|| cli::run(typed, &mut world));
    out.extend(err);
    String::from_utf8(out).expect("planlint writes UTF-8")
}

fn letters(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !c.is_ascii_alphabetic());
    words.map(str::to_owned).collect()
}

/// Words outside of sentences that are nobody's.
fn unsaid(text: &str, of_user: &BTreeSet<String>) -> Vec<String> {
    let (mut outside, mut depth) = (String::new(), 0_usize);
    let text = WHOLE
        .iter()
        .fold(text.to_owned(), |text, whole| text.replace(whole, " "));
    for c in text.chars() {
        match c {
            '⟦' => depth += 1,
            '⟧' => depth = depth.saturating_sub(1),
            // What is too long is cut.
            '…' => {
                depth = 0;
                outside.push(c);
            }
            c if depth == 0 => outside.push(c),
            _ => outside.push(' '),
        }
    }
    let keys = TaskKey::NAMES.iter().flat_map(|key| letters(key));
    let keys: BTreeSet<String> = keys.chain(letters("kind")).collect();
    let is_own = |word: &str| {
        let mut own = [OWN, WRITTEN, OF_SYSTEM]
            .into_iter()
            .flat_map(str::split_whitespace);
        let is_rule = rules()
            .iter()
            .any(|rule| rule.id.split('-').any(|part| part == word));
        let is_id = word.chars().all(|c| ('a'..='f').contains(&c));
        let is_users = of_user.contains(word) || keys.contains(word);
        word.len() < 2 || is_id || is_rule || is_users || own.any(|own| own == word)
    };
    letters(&outside)
        .into_iter()
        .filter(|word| !is_own(word))
        .collect()
}

fn write_all(folder: &Path, files: &[(String, String)]) {
    let files = files.iter();
    let files = files.map(|(path, text)| (path.as_str(), text.as_str()));
    write(folder, &files.collect::<Vec<_>>());
}

/// Files below a folder, by path, as far as they are text.
fn files(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next).expect("a folder can be listed") {
            let path = entry.expect("an entry can be read").path();
            if path.is_dir() {
                open.push(path);
            } else if let Ok(text) = fs::read_to_string(&path) {
                let name = path.strip_prefix(folder).expect("it is below the folder");
                found.push((name.to_string_lossy().replace('\\', "/"), text));
            }
        }
    }
    found
}

/// Ask, and note what is wrong with the answer.
fn ask(folder: &Path, arguments: &[&str], of_user: &BTreeSet<String>, wrong: &mut Vec<String>) {
    let mut of_user = of_user.clone();
    arguments
        .iter()
        .for_each(|one| of_user.extend(letters(one)));
    let text = told(folder, arguments, "");
    let found = unsaid(&text, &of_user);
    if !found.is_empty() {
        wrong.push(format!("{arguments:?}: {}\n{text}", found.join(" ")));
    }
}

const FORMATS: [&str; 4] = ["text", "markdown", "github", "junit"];

/// The folders of cases of one kind.
fn cases(kind: &str) -> Vec<std::path::PathBuf> {
    let folder = project().join("tests").join(kind);
    let entries = fs::read_dir(folder).expect("the cases are there");
    let mut paths: Vec<_> = entries
        .map(|entry| entry.expect("an entry can be read").path())
        .collect();
    paths.sort();
    paths
}

/// The words of these files and of what they are called.
fn words_of<'f>(files: impl IntoIterator<Item = &'f (String, String)>) -> BTreeSet<String> {
    let texts = files.into_iter().flat_map(|(path, text)| [path, text]);
    texts.flat_map(|text| letters(text)).collect()
}

#[test]
fn what_is_found_and_compared_is_said() {
    let mut wrong = Vec::new();
    for case in cases("pairs") {
        let (old, new) = (files(&case.join("old")), files(&case.join("new")));
        let of_user = words_of(old.iter().chain(&new));
        let repo = Repo::new(&[("README", "")]);
        write_all(repo.path(), &old);
        repo.commit("the old", &[]);
        repo.git(&["rm", "--quiet", "-r", "--force", "--ignore-unmatch", "."]);
        write_all(repo.path(), &new);
        repo.commit("the new", &[]);
        for format in FORMATS {
            for arguments in [
                &["check"][..],
                &["check", "--against", "HEAD~1"],
                &["diff", "HEAD~1"],
                &["diff", "--stat", "HEAD~1", "HEAD"],
            ] {
                let arguments = [arguments, &["--format", format]].concat();
                ask(repo.path(), &arguments, &of_user, &mut wrong);
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What stands in the bad examples on the pages of rules about one revision of texts.
fn bad_examples() -> Vec<Vec<(String, String)>> {
    let mut examples = Vec::new();
    for rule in rules() {
        for block in rule.page.text(Lang::En).split("```yaml bad\n").skip(1) {
            let block = block.split("```").next().unwrap_or_default();
            let mut files = vec![("plan/example.yaml".to_owned(), String::new())];
            for line in block.lines() {
                let line = line
                    .split("#~")
                    .next()
                    .unwrap_or_default()
                    .replace('→', "\t");
                match line.strip_prefix("# file: ") {
                    Some(path) => files.push((path.trim().to_owned(), String::new())),
                    None => {
                        let (_, text) = files.last_mut().expect("there is one");
                        text.push_str(&line);
                        text.push('\n');
                    }
                }
            }
            files.retain(|(path, text)| !text.is_empty() && !path.contains([' ', '(']));
            // Those with two revisions, or with files that are no text here, have none.
            if files.iter().any(|(path, _)| path.starts_with("plan/")) {
                examples.push(files);
            }
        }
    }
    examples
}

#[test]
fn what_rules_find_is_said() {
    let mut wrong = Vec::new();
    let examples = bad_examples();
    assert!(examples.len() > 40, "{} examples", examples.len());
    for files in examples {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let root = ("planlint.yaml".to_owned(), "plans: [plan]\n".to_owned());
        write_all(folder.path(), &[root]);
        write_all(folder.path(), &files);
        let of_user = words_of(&files);
        for format in FORMATS {
            ask(
                folder.path(),
                &["check", "--format", format],
                &of_user,
                &mut wrong,
            );
        }
        ask(
            folder.path(),
            &["check", "--statistics"],
            &of_user,
            &mut wrong,
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_judged_is_said() {
    let mut wrong = Vec::new();
    for case in cases("merges") {
        let sides = ["base", "ours", "theirs"].map(|side| files(&case.join(side)));
        let mut of_user = words_of(sides.iter().flatten());
        of_user.extend(letters("ours theirs the changes HEAD check staged against"));
        let repo = Repo::new(&[("README", "")]);
        for (side, files) in ["base", "ours", "theirs"].iter().zip(&sides) {
            if *side != "base" {
                repo.git(&["checkout", "--quiet", "-b", side, "start"]);
            }
            repo.git(&["rm", "--quiet", "-r", "--force", "--ignore-unmatch", "."]);
            write_all(repo.path(), files);
            repo.git(&["add", "--all"]);
            repo.git(&["commit", "--quiet", "--allow-empty", "-m", "the changes"]);
            if *side == "base" {
                repo.git(&["branch", "start"]);
            }
        }
        for format in FORMATS {
            let arguments = ["gate", "ours", "theirs", "--format", format];
            ask(repo.path(), &arguments, &of_user, &mut wrong);
        }
        repo.git(&["reset", "--quiet", "--soft", "start"]);
        ask(
            repo.path(),
            &["hook", "run", "pre-commit"],
            &of_user,
            &mut wrong,
        );
        ask(repo.path(), &["diff", "--staged"], &of_user, &mut wrong);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_done_and_cannot_be_done_is_said() {
    let mut wrong = Vec::new();
    let seed = project().join("seeds/zhaozhengyi-phase2-plan.tsv");
    let seed = seed.to_str().expect("it is text");
    let table = fs::read_to_string(seed).expect("the seed is there");
    let repo = Repo::new(&[("README", "")]);
    let mut of_user = letters(&table);
    of_user.extend(letters(&repo.path().display().to_string()));
    // What is to be typed next, and what is written there.
    of_user.extend(letters(
        "git init add commit plan yaml phase owners workflows plan.yml yml",
    ));
    of_user.extend(letters(
        "check fix cd teams against pre push merge hooks PATH HEAD main staged",
    ));
    let out = repo.path().join("plan");
    let out = out.to_str().expect("it is text");
    for arguments in [
        &["check"][..],
        &["import", seed, "--out", out],
        &["import", seed, "--out", out],
        &["import", "nothing.csv", "--out", out],
        &["init"],
        &["init", "--plan", "teams/b/plan"],
        &["init", "--plan", "teams/b/plan"],
        &["check"],
        &["check", "--quiet"],
        &["check", "--max-findings", "2"],
        &["check", "--select", "date-*"],
        &["check", "plan/phase-1.yaml"],
        &["check", "plan/none.yaml"],
        &["check", "none"],
        &["check", "--rev", "none"],
        &["check", "--against", "none"],
        &["check", "--staged"],
        &["check", "--statistics", "--format", "sarif"],
        &[
            "check",
            "--output",
            "json=a.json",
            "--output",
            "json=a.json",
        ],
        &["check", "-"],
        &["check", "--fix"],
        &["diff", "none"],
        &["diff", "a..b", "c"],
        &["diff", "--plan", "none"],
        &["gate", "none"],
        &["gate", "main..main"],
        &["hook", "run", "pre-push"],
        &["hook", "pre-receive"],
        &["explain", "none"],
        &["man", "none"],
    ] {
        ask(repo.path(), arguments, &of_user, &mut wrong);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The proof sees what it is to see.
#[test]
fn what_is_not_said_is_seen() {
    let of_user = letters("Dig");
    let message = say!(en: "{task} waits for {other}", zh: "{task} 等待 {other}", task = "Dig", other = "Lay");
    let text = pseudo::speaking(|| message.text(Lang::En));
    assert_eq!(text, "Dig⟦ waits for ⟧Lay");
    assert_eq!(unsaid(&text, &of_user), ["Lay"]);
    assert_eq!(unsaid("⟦it waits⟧ for Dig", &of_user), ["for"]);
    assert_eq!(message.text(Lang::En), "Dig waits for Lay");
}
