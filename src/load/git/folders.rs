//! Where a repository keeps its files, found before libgit2 opens any: at a pipe or a device it would wait for ever.

use std::fs;
use std::fs::File;
use std::fs::FileType;
use std::io::Read as _;
use std::path::Path;
use std::path::PathBuf;

use crate::load::Failure;

/// Files that only name a folder are not longer.
const MOST_NAMES: u64 = 1 << 16;

/// As deep as git follows alternates of alternates.
const MOST_ALTERNATES: usize = 5;

/// The folders of a repository.
#[derive(Debug, Default)]
pub(super) struct Folders {
    /// Where its objects are: its own, then those of others that it borrows from.
    pub(super) objects: Vec<PathBuf>,
}

impl Folders {
    /// Those of the repository around `folder`, or of the one that git names to a hook. Where there is none, libgit2 finds
    /// that out, too, and says it.
    ///
    /// # Errors
    /// If there is something in them that reading would wait at.
    pub(super) fn find(folder: &Path, from_git: bool) -> Result<Self, Failure> {
        let named = |name: &str| if from_git { variable(name) } else { None };
        if let Some(index) = named("GIT_INDEX_FILE") {
            ordinary_file(&index)?;
        }
        let Some(git) = named("GIT_DIR").or_else(|| around(folder)) else { return Ok(Self::default()) };
        ordinary(&git, &["", "info"], &["refs", "logs"])?;
        let common = line(&git.join("commondir")).map_or_else(|| git.clone(), |common| git.join(common));
        if common != git {
            ordinary(&common, &["", "info"], &["refs", "logs"])?;
        }
        let mut objects = vec![named("GIT_OBJECT_DIRECTORY").unwrap_or_else(|| common.join("objects"))];
        let borrowed = named("GIT_ALTERNATE_OBJECT_DIRECTORIES");
        objects.extend(borrowed.iter().flat_map(std::env::split_paths));
        let mut newest = 0..objects.len();
        for _ in 0..=MOST_ALTERNATES {
            for at in newest.clone() {
                ordinary(&objects[at], &["info", "pack"], &[])?;
                for other in alternates(&objects[at]) {
                    if !objects.contains(&other) {
                        objects.push(other);
                    }
                }
            }
            newest = newest.end..objects.len();
        }
        Ok(Self { objects })
    }
}

/// The git folder of the working tree, or the bare repository, that `folder` is in.
fn around(folder: &Path) -> Option<PathBuf> {
    super::real(folder).ancestors().find_map(|ancestor| {
        let git = ancestor.join(".git");
        if git.is_dir() {
            return Some(git);
        }
        let elsewhere = line(&git).and_then(|line| Some(ancestor.join(line.strip_prefix("gitdir:")?.trim())));
        let is_bare = || ["objects", "refs"].iter().all(|name| ancestor.join(name).is_dir());
        elsewhere.or_else(|| is_bare().then(|| ancestor.to_path_buf()))
    })
}

/// Object folders that `objects` names as its alternates.
fn alternates(objects: &Path) -> Vec<PathBuf> {
    let text = text(&objects.join("info/alternates")).unwrap_or_default();
    let names = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    names.map(|name| objects.join(name)).collect()
}

/// The first line of a small file.
fn line(path: &Path) -> Option<String> {
    text(path)?.lines().next().map(|line| line.trim_end().to_owned())
}

fn text(path: &Path) -> Option<String> {
    if !path.is_file() {
        return None;
    }
    let mut text = String::new();
    File::open(path).ok()?.take(MOST_NAMES).read_to_string(&mut text).ok()?;
    Some(text)
}

/// Refuse a repository that has a pipe or a device in one of these folders, or anywhere below one of those that are `deep`.
fn ordinary(base: &Path, flat: &[&str], deep: &[&str]) -> Result<(), Failure> {
    let mut open: Vec<(PathBuf, bool)> = flat.iter().map(|name| (base.join(name), false)).collect();
    open.extend(deep.iter().map(|name| (base.join(name), true)));
    while let Some((folder, is_deep)) = open.pop() {
        // What is not there or cannot be read is libgit2's to speak of.
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            match entry.file_type() {
                Ok(kind) if kind.is_dir() && is_deep => open.push((entry.path(), true)),
                Ok(kind) if kind.is_symlink() || waits(kind) => ordinary_file(&entry.path())?,
                _ => {}
            }
        }
    }
    Ok(())
}

/// Refuse a pipe or a device, or a link to one.
fn ordinary_file(path: &Path) -> Result<(), Failure> {
    match fs::metadata(path) {
        Ok(metadata) if waits(metadata.file_type()) => Err(Failure::new(format!(
            "{} is a pipe or a device, so reading this repository would have no end",
            path.display()
        ))
        .help("remove it; git would wait there, too")),
        _ => Ok(()),
    }
}

/// Whether opening or reading it may wait for somebody, or never come to an end. (A socket cannot be opened at all.)
#[cfg(unix)]
pub(super) fn waits(kind: FileType) -> bool {
    use std::os::unix::fs::FileTypeExt as _;
    kind.is_fifo() || kind.is_char_device() || kind.is_block_device()
}

/// Whether opening or reading it may wait for somebody, or never come to an end: no file of such a system does.
#[cfg(not(unix))]
pub(super) fn waits(_: FileType) -> bool {
    false
}

fn variable(name: &str) -> Option<PathBuf> {
    std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from)
}
