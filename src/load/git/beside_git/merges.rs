//! Merges in memory beside those that git makes: folders and files that one side renames while the
//! other goes on.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use super::super::At;
use super::super::Repo as Reader;
use super::repository::Repo;
use super::repository::git;
use super::repository::stderr;
use super::repository::stdout;
use super::repository::write;
use crate::analysis::Store;
use crate::model::Limits;
use crate::text::SourceMap;

/// Each takes git some ten calls.
const PAIRS: usize = 60;

type Files = BTreeMap<String, String>;

struct Random(u64);

impl Random {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % most
    }

    fn of<'l, T>(&mut self, list: &'l [T]) -> &'l T {
        &list[self.below(list.len())]
    }
}

/// A text that is like no other.
fn text(number: usize) -> String {
    (0..14)
        .map(|line| format!("# {}\n", (number * 1_000 + line) * 7_919 % 1_000_003))
        .collect()
}

fn base() -> Files {
    let names = [
        "a/1", "a/2", "a/x/3", "a/x/4", "a/y/5", "b/6", "b/7", "c/d/8", "c/d/9", "c/e",
    ];
    names
        .iter()
        .enumerate()
        .map(|(at, name)| (format!("{name}.yaml"), text(at)))
        .collect()
}

fn folders(files: &Files) -> Vec<String> {
    let all = files
        .keys()
        .flat_map(|path| path.match_indices('/').map(|(at, _)| path[..at].to_owned()));
    all.collect::<BTreeSet<String>>().into_iter().collect()
}

/// What somebody does to a folder or a file.
fn change(files: &mut Files, random: &mut Random, fresh: &mut usize) {
    let folders = folders(files);
    let paths: Vec<String> = files.keys().cloned().collect();
    let Some(path) = paths.get(random.below(paths.len().max(1))) else {
        return;
    };
    let folder = if folders.is_empty() {
        String::new()
    } else {
        random.of(&folders).clone()
    };
    *fresh += 1;
    let number = *fresh;
    match random.below(9) {
        // A folder, to a new place, into another one or up.
        0..=2 => {
            let name = ["n", "m/n", "b", "a/z", "c/d/k"][random.below(5)];
            let to = if random.below(3) == 0 {
                name.to_owned()
            } else {
                format!("r{}", random.below(2))
            };
            let beginning = format!("{folder}/");
            let moved: Vec<String> = paths
                .into_iter()
                .filter(|path| path.starts_with(&beginning))
                .collect();
            if to == folder || to.starts_with(&beginning) {
                return;
            }
            for path in moved {
                let goal = format!("{to}/{}", &path[beginning.len()..]);
                if !files.contains_key(&goal) {
                    let text = files.remove(&path).expect("it is there");
                    files.insert(goal, text);
                }
            }
        }
        3 | 4 => {
            files.insert(
                format!("{folder}/new{number}.yaml")
                    .trim_start_matches('/')
                    .to_owned(),
                text(number),
            );
        }
        5 => {
            files.insert(
                format!("{folder}/sub{}/new{number}.yaml", random.below(2))
                    .trim_start_matches('/')
                    .to_owned(),
                text(number),
            );
        }
        6 => {
            let line = random.below(14);
            let text = files.get_mut(path).expect("it is there");
            *text = text
                .lines()
                .enumerate()
                .fold(String::new(), |all, (at, one)| {
                    all + &if at == line {
                        format!("# edit {number}\n")
                    } else {
                        format!("{one}\n")
                    }
                });
        }
        7 => {
            let text = files.remove(path).expect("it is there");
            files.insert(
                format!("{folder}/file{number}.yaml")
                    .trim_start_matches('/')
                    .to_owned(),
                text,
            );
        }
        _ => {
            files.remove(path);
        }
    }
}

fn commit(repo: &Repo, branch: &str, from: &str, files: &Files) {
    repo.git(&["checkout", "--quiet", "-B", branch, from]);
    repo.git(&["rm", "--quiet", "-r", "--ignore-unmatch", "."]);
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    write(repo.path(), &files);
    repo.git(&["add", "--all"]);
    repo.git(&["commit", "--quiet", "--allow-empty", "--message", branch]);
}

/// What git merges: path and content, or that it does not.
fn by_git(repo: &Repo) -> Option<Vec<String>> {
    let output = git(
        repo.path(),
        &[
            "merge-tree",
            "--write-tree",
            "--no-messages",
            "ours",
            "theirs",
        ],
    );
    assert!(
        output.status.code().is_some_and(|code| code < 2),
        "{}",
        stderr(&output)
    );
    if !output.status.success() {
        return None;
    }
    let listed = repo.git(&[
        "ls-tree",
        "-r",
        "--format=%(objectname) %(path)",
        stdout(&output).trim(),
    ]);
    Some(
        listed
            .lines()
            .filter(|line| line.ends_with(".yaml"))
            .map(str::to_owned)
            .collect(),
    )
}

/// The same by planlint.
fn by_planlint(reader: &Reader) -> Option<Vec<String>> {
    let tip = |name: &str| reader.resolve(name).expect("it is there");
    let merge = reader
        .merge(tip("ours"), tip("theirs"))
        .expect("they can be merged");
    if !merge.conflicts.is_empty() {
        return None;
    }
    let store = Store::new(SourceMap::default(), Limits::default());
    let plan = reader
        .plan(At::Merge(&merge), ".", &store)
        .expect("it can be read");
    let mut files: Vec<String> = plan
        .into_iter()
        .flat_map(|plan| plan.files)
        .map(|file| {
            let id: String = file
                .blob
                .expect("it is git's")
                .0
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect();
            format!("{id} {}", file.path)
        })
        .collect();
    files.sort_by(|a, b| a[41..].cmp(&b[41..]));
    Some(files)
}

#[test]
fn folders_that_one_side_renames() {
    let mut random = Random(5);
    let repo = Repo::new(&[("README", "x\n")]);
    let mut seen = [0; 3];
    for round in 0..PAIRS {
        let mut fresh = 100 * (round + 1);
        commit(&repo, "base", "main", &base());
        for side in ["ours", "theirs"] {
            let mut files = base();
            for _ in 0..=random.below(3) {
                change(&mut files, &mut random, &mut fresh);
            }
            commit(&repo, side, "base", &files);
        }
        for (at, how) in ["conflict", "true", "false"].into_iter().enumerate() {
            repo.git(&["config", "merge.directoryRenames", how]);
            let (theirs, ours) = (
                by_git(&repo),
                by_planlint(&Reader::open(repo.path()).expect("it can be opened")),
            );
            if theirs != ours {
                let changes = |side: &str| repo.git(&["diff", "--name-status", "-M", "base", side]);
                panic!(
                    "{how} {round}: git {theirs:#?} planlint {ours:#?}\nours\n{}theirs\n{}",
                    changes("ours"),
                    changes("theirs")
                );
            }
            seen[at] += usize::from(theirs.is_none());
        }
    }
    // The kinds differ, so folders that were renamed have been seen.
    assert!(seen[0] > seen[1] && seen[1] > 0, "{seen:?}");
}
