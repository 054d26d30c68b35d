//! The index as planlint reads it, beside what git itself lists.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;
use std::process::Stdio;

use super::super::Index;
use super::super::index::Unreadable;
use proptest::prelude::*;

use super::repository::NOBODY;
use super::repository::Repo;
use super::repository::git;
use super::repository::stdout;
use super::repository::write;

/// Content that is in every repository below.
const EMPTY: &str = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391";

/// The index of a repository, with the file that it may share entries with.
fn read(folder: &Path) -> Result<Index, Unreadable> {
    let bytes = fs::read(folder.join(".git/index")).expect("there is an index");
    Index::read(&bytes, |name| {
        fs::read(folder.join(format!(".git/sharedindex.{name}")))
            .map_err(|error| Unreadable::from(error.to_string()))
    })
}

/// planlint reads what git lists: modes, ids, stages and paths, and whether the working tree need
/// not have it.
#[track_caller]
fn agrees(repo: &Repo) -> Index {
    let index = read(repo.path()).unwrap_or_else(|why| panic!("{why}"));
    let ours: Vec<String> = index
        .entries()
        .iter()
        .map(|one| {
            let letter = if one.skip_worktree { 'S' } else { 'H' };
            format!(
                "{letter} {:06o} {} {}\t{}",
                one.mode,
                one.id(),
                one.stage,
                one.path.escape_ascii()
            )
        })
        .collect();
    let listed = git(repo.path(), &["ls-files", "-t", "-s", "-z", "--sparse"]).stdout;
    let theirs: Vec<String> = listed
        .split(|byte| *byte == 0)
        .filter_map(|line| {
            let at = line.iter().position(|byte| *byte == b'\t')?;
            let (begin, path) = (String::from_utf8_lossy(&line[..at]), &line[at + 1..]);
            // What is in conflict has a letter of its own.
            let begin = begin
                .strip_prefix('M')
                .map_or(begin.to_string(), |rest| format!("H{rest}"));
            Some(format!("{begin}\t{}", path.escape_ascii()))
        })
        .collect();
    assert_eq!(ours, theirs);
    index
}

/// A repository whose settings are these before anything is added.
fn with(settings: &[[&str; 2]]) -> Repo {
    let repo = Repo::new(&[("empty", "")]);
    for [key, value] in settings {
        repo.git(&["config", key, value]);
    }
    let files: Vec<(String, String)> = (0..60)
        .map(|at| (format!("f{}/{at}", at % 7), format!("{at}\n")))
        .collect();
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    repo.commit("files", &files);
    repo
}

/// List entries without making files.
fn list(repo: &Repo, lines: &[String]) {
    let mut git = Command::new("git");
    git.current_dir(repo.path())
        .args(["update-index", "-z", "--index-info"])
        .envs(NOBODY)
        .stdin(Stdio::piped());
    let mut git = git.spawn().expect("git is there");
    git.stdin
        .take()
        .expect("it is piped")
        .write_all(lines.concat().as_bytes())
        .expect("git reads");
    assert!(git.wait().expect("git ends").success(), "{lines:?}");
}

#[test]
fn every_version() {
    for version in ["2", "3", "4"] {
        let repo = with(&[["index.version", version]]);
        agrees(&repo);
        // Only announced: version 2 becomes 3.
        write(repo.path(), &[("f1/announced", "x\n")]);
        repo.git(&["add", "--intent-to-add", "f1/announced"]);
        repo.git(&["update-index", "--skip-worktree", "f2/2"]);
        let index = agrees(&repo);
        let announced: Vec<_> = index
            .entries()
            .iter()
            .filter(|entry| entry.intent_to_add)
            .collect();
        assert_eq!(announced.len(), 1, "version {version}");
        assert_eq!(*announced[0].path, *b"f1/announced");
        // Links, submodules, programs; names of all kinds, of one byte and of as many as the length
        // has room for.
        let names = [
            "a b",
            "a\tb",
            "a\nb",
            "a-b",
            "a.b",
            "a/b",
            "a0b",
            "ä/项目 一/\u{202e}",
        ]
        .map(str::to_owned);
        let long = [4093, 4094, 4095, 4096, 5000].map(|length| "y".repeat(length));
        let mut lines: Vec<String> = names
            .iter()
            .chain(&long)
            .map(|name| format!("100644 {EMPTY} 0\t{name}\0"))
            .collect();
        for (mode, name) in [("120000", "link"), ("160000", "sub"), ("100755", "run")] {
            lines.push(format!("{mode} {EMPTY} 0\t{name}\0"));
        }
        // A conflict of all three versions, and one of two.
        for (stage, name) in [
            (1, "both"),
            (2, "both"),
            (3, "both"),
            (1, "gone"),
            (3, "gone"),
        ] {
            lines.push(format!("100644 {EMPTY} {stage}\t{name}\0"));
        }
        list(&repo, &lines);
        let index = agrees(&repo);
        assert_eq!(
            index
                .entries()
                .iter()
                .filter(|entry| entry.stage != 0)
                .count(),
            5,
            "version {version}"
        );
    }
}

#[test]
fn what_git_adds_to_be_faster() {
    for settings in [
        &[["feature.manyFiles", "true"]][..],
        &[
            ["core.untrackedCache", "true"],
            ["index.recordEndOfIndexEntries", "true"],
        ],
        &[
            ["index.threads", "2"],
            ["index.recordOffsetTable", "true"],
            ["index.version", "4"],
        ],
        &[["index.skipHash", "true"]],
    ] {
        let repo = with(settings);
        repo.git(&["status", "--short"]);
        // So many that git cuts them into blocks.
        let many: Vec<String> = (0..40_000)
            .map(|at| format!("100644 {EMPTY} 0\tmany/{}/{at}\0", at % 9))
            .collect();
        list(&repo, &many);
        assert_eq!(agrees(&repo).entries().len(), 40_061, "{settings:?}");
    }
}

#[test]
fn a_sparse_index() {
    for version in ["2", "4"] {
        let repo = with(&[["index.version", version]]);
        repo.git(&["sparse-checkout", "set", "--cone", "--sparse-index", "f3"]);
        let index = agrees(&repo);
        assert!(
            index.entries().iter().any(|entry| *entry.path == *b"f2/"),
            "a folder is one entry"
        );
        repo.git(&["sparse-checkout", "reapply", "--no-sparse-index"]);
        assert!(
            agrees(&repo)
                .entries()
                .iter()
                .any(|entry| entry.skip_worktree),
            "each file is one"
        );
    }
}

#[test]
fn a_split_index() {
    for version in ["2", "4"] {
        let repo = with(&[["index.version", version]]);
        repo.git(&["config", "splitIndex.maxPercentChange", "100"]);
        repo.git(&["update-index", "--split-index"]);
        assert!(agrees(&repo).entries().len() > 60);
        // Replaced, deleted, added before, between and behind; many in a row, so that runs of bits
        // come about.
        write(
            repo.path(),
            &[
                ("f1/1", "changed\n"),
                ("0", "first\n"),
                ("f3/3x", "between\n"),
                ("z", "last\n"),
            ],
        );
        repo.git(&["add", "--all"]);
        agrees(&repo);
        repo.git(&["rm", "--quiet", "-r", "f2", "f5/5"]);
        agrees(&repo);
        list(
            &repo,
            &[
                format!("0 {EMPTY} 0\tf4/4\0"),
                format!("100644 {EMPTY} 1\tf4/4\0"),
            ],
        );
        list(&repo, &[format!("100644 {EMPTY} 3\tf4/4\0")]);
        repo.git(&["update-index", "--skip-worktree", "f6/6"]);
        let index = agrees(&repo);
        assert!(index.entries().iter().any(|entry| entry.stage == 3));
        let all: Vec<String> = (0..400)
            .map(|at| format!("100644 {EMPTY} 0\tg/{at}\0"))
            .collect();
        list(&repo, &all);
        repo.git(&["update-index", "--split-index"]);
        let own: Vec<String> = (0..400)
            .step_by(3)
            .map(|at| format!("0 {EMPTY} 0\tg/{at}\0"))
            .collect();
        list(&repo, &own);
        let own: Vec<String> = (100..300)
            .map(|at| format!("100755 {EMPTY} 0\tg/{at}\0"))
            .collect();
        list(&repo, &own);
        agrees(&repo);
        let own: Vec<String> = (0..400)
            .map(|at| format!("0 {EMPTY} 0\tg/{at}\0"))
            .collect();
        list(&repo, &own);
        agrees(&repo);
        // The shared file is not the one that it was.
        let shared = fs::read_dir(repo.path().join(".git"))
            .expect("it is there")
            .flatten()
            .map(|entry| entry.path());
        for file in shared.filter(|path| path.to_string_lossy().contains("sharedindex.")) {
            fs::copy(repo.path().join(".git/index"), &file).expect("it can be written");
        }
        assert!(read(repo.path()).is_err());
    }
}

/// One step after the other, as people make them.
#[test]
fn a_split_index_in_use() {
    let repo = with(&[
        ["core.splitIndex", "true"],
        ["splitIndex.maxPercentChange", "60"],
    ]);
    let mut number: u32 = 7;
    let mut next = |most: u32| {
        number = number.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (number >> 8) % most
    };
    for step in 0..60 {
        let path = format!("f{}/{}", next(7), next(70));
        match next(4) {
            0 | 1 => {
                write(repo.path(), &[(&path, &format!("{step}\n"))]);
                repo.git(&["add", "--all"]);
            }
            2 => {
                git(repo.path(), &["rm", "--quiet", "--force", &path]);
            }
            _ => {
                list(
                    &repo,
                    &[
                        format!("0 {EMPTY} 0\t{path}\0"),
                        format!("100644 {EMPTY} 2\t{path}\0"),
                    ],
                );
            }
        }
        agrees(&repo);
    }
    assert!(stdout(&git(repo.path(), &["ls-files"])).lines().count() > 20);
}

/// Indexes of every kind, from git itself.
fn samples() -> Vec<(Vec<u8>, Vec<u8>)> {
    let mut samples = Vec::new();
    for version in ["2", "3", "4"] {
        for how in [None, Some("split"), Some("sparse")] {
            let repo = with(&[["index.version", version]]);
            match how {
                Some("split") => {
                    repo.git(&["update-index", "--split-index"]);
                    repo.git(&["rm", "--quiet", "-r", "--cached", "f2"]);
                }
                Some(_) => {
                    repo.git(&["sparse-checkout", "set", "--cone", "--sparse-index", "f3"]);
                }
                None => {}
            }
            let folder = repo.path().join(".git");
            let shared = fs::read_dir(&folder)
                .expect("it is there")
                .flatten()
                .map(|entry| entry.path());
            let shared = shared
                .filter(|path| path.to_string_lossy().contains("sharedindex."))
                .max();
            let shared = shared
                .map(|path| fs::read(path).expect("it is there"))
                .unwrap_or_default();
            samples.push((fs::read(folder.join("index")).expect("it is there"), shared));
        }
    }
    samples
}

/// Without a checksum, whatever it holds is looked at.
fn unsigned(mut bytes: Vec<u8>) -> Vec<u8> {
    let end = bytes.len().saturating_sub(20);
    bytes[end..].fill(0);
    bytes
}

#[test]
fn bytes_that_are_not_what_git_wrote() {
    let samples = samples();
    let config = ProptestConfig {
        cases: 3_000,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let change = (any::<prop::sample::Index>(), any::<u8>());
    let strategy = (
        any::<prop::sample::Index>(),
        prop::collection::vec(change, 1..4),
        any::<prop::sample::Index>(),
    );
    proptest!(config, |((which, changes, cut) in strategy)| {
        let (index, shared) = which.get(&samples);
        let mut bytes = index.clone();
        for (at, byte) in &changes {
            let at = at.index(bytes.len());
            bytes[at] ^= byte;
        }
        // As it is: the checksum says that it was changed.
        if bytes != *index && !bytes.ends_with(&[0; 20]) {
            prop_assert!(Index::read(&bytes, |_| Ok(shared.clone())).is_err());
        }
        for bytes in [unsigned(bytes.clone()), unsigned(bytes[..20 + cut.index(bytes.len() - 20)].to_vec())] {
            if let Ok(read) = Index::read(&bytes, |_| Ok(shared.clone())) {
                prop_assert!(read.entries().len() <= (bytes.len() + shared.len()) / 60);
            }
        }
    });
}

/// Version 4 lets paths share their beginnings: a small file can stand for long ones without end.
#[test]
fn paths_that_multiply() {
    let mut bytes = [
        b"DIRC".as_slice(),
        &4_u32.to_be_bytes(),
        &300_000_u32.to_be_bytes(),
    ]
    .concat();
    for at in 0..300_000_u32 {
        bytes.extend([0; 60]);
        bytes.extend([0, 0]);
        // Nothing is taken from the one before.
        bytes.push(0);
        bytes.extend(
            if at == 0 {
                "x".repeat(1 << 20)
            } else {
                "y".to_owned()
            }
            .bytes(),
        );
        bytes.push(0);
    }
    bytes.extend([0; 20]);
    let why = Index::read(&bytes, |_| Err("there is none".into())).expect_err("it is too much");
    assert!(
        why.to_string().contains("its paths have more than"),
        "{why}"
    );
}
