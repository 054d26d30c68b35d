//! Where a repository keeps its files, looked at before libgit2 opens any: at a pipe it would wait
//! for ever.
//!
//! The watchdog of a command (`console/watch.rs`) is no substitute. It ends the process after ten
//! minutes, and can name neither the file nor what to do; until then a hook holds up a commit or a
//! push. Whoever holds a plan open for an editor has no watchdog at all: a thread that waits within
//! libgit2 cannot be ended, and the process must not be. So each file that libgit2 opens without
//! looking at it first is looked at here, and `pipes_in_the_git_folder` in `tests/it/hostile_git.rs`
//! has a case for each of them; none is there for another reason. What cannot be seen without
//! reading as much as libgit2 does, as an object that is cut off behind a commit in a pack, is left
//! to the watchdog.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

use git2::Repository;

use crate::load::Failure;
use crate::words::say;

/// Lists of folders and settings of git in more bytes than this are not read.
const MOST_BYTES: u64 = 1 << 20;

/// As deep as libgit2 follows alternates of alternates.
const DEEPEST_LENDER: usize = 5;

/// More folders to borrow objects from are refused: each is asked for each object.
const MOST_LENDERS: usize = 100;

/// Settings that name more files than this are refused: each of them is looked at.
const MOST_INCLUDED: usize = 100;

/// References that one may lead to, by all the names that each can have.
const MOST_REFERENCES: usize = 100;

/// The folders of a repository.
#[derive(Debug)]
pub(super) struct Folders {
    /// Where it was looked for.
    pub(super) around: PathBuf,
    /// Whether git's variables say where it is.
    pub(super) from_git: bool,
    /// The index that git names to a hook, instead of its own.
    pub(super) index: Option<PathBuf>,
    /// Its own, and the one that linked working trees share.
    own: Vec<PathBuf>,
    /// Where its objects are: its own, then those of others that it borrows from.
    pub(super) objects: Vec<PathBuf>,
}

impl Folders {
    /// Those of the repository that libgit2 will open. Where there is none, libgit2 finds that out,
    /// too, and says it.
    ///
    /// # Errors
    /// If there is something in them that reading would wait at.
    pub(super) fn find(folder: &Path, from_git: bool) -> Result<Self, Failure> {
        let named = |name: &str| if from_git { variable(name) } else { None };
        let index = named("GIT_INDEX_FILE").map(|index| folder.join(index));
        // This reads regular files only.
        let discovered = || Repository::discover_path(folder, [] as [&OsStr; 0]).ok();
        let around = folder.to_path_buf();
        // It may be a file that says where the folder is, as in a submodule.
        let told = named("GIT_DIR")
            .map(|git| Repository::discover_path(&git, [] as [&OsStr; 0]).unwrap_or(git));
        let Some(git) = told.or_else(discovered) else {
            return Ok(Self {
                around,
                from_git,
                index,
                own: Vec::new(),
                objects: Vec::new(),
            });
        };
        let common = match named("GIT_COMMON_DIR") {
            Some(common) => common,
            None => match small(&git.join("commondir"))? {
                Some(common) => git.join(path(common.trim_ascii_end())?),
                None => git.clone(),
            },
        };
        let objects = named("GIT_OBJECT_DIRECTORY").unwrap_or_else(|| common.join("objects"));
        let borrowed = named("GIT_ALTERNATE_OBJECT_DIRECTORIES");
        let lenders = borrowed.iter().flat_map(std::env::split_paths).collect();
        let own = if real(&git) == real(&common) {
            vec![git]
        } else {
            vec![git, common]
        };
        for folder in &own {
            no_pipes(&[folder.clone(), folder.join("info")], false)?;
            for name in ["config", "config.worktree"] {
                settings(&folder.join(name))?;
            }
        }
        let folders = Self {
            around,
            from_git,
            index,
            own,
            objects: object_folders(objects, lenders)?,
        };
        folders.reference("HEAD")?;
        no_pipes(&folders.below("refs/replace"), true)?;
        Ok(folders)
    }

    /// Whether the shared folder is the one that was looked at.
    pub(super) fn shares(&self, common: &Path) -> bool {
        self.own.last().is_some_and(|own| real(own) == real(common))
    }

    pub(super) fn below(&self, name: &str) -> Vec<PathBuf> {
        self.own.iter().map(|folder| folder.join(name)).collect()
    }

    /// The files that a reference, or with `logs/` its log, may be in, by any name that people give
    /// to it.
    fn files_of<'f>(
        &'f self,
        folder: &'f str,
        name: &str,
    ) -> impl Iterator<Item = PathBuf> + use<'f> {
        let names = ["", "refs/", "refs/tags/", "refs/heads/", "refs/remotes/"]
            .map(|before| format!("{before}{name}"));
        let names = names
            .into_iter()
            .chain([format!("refs/remotes/{name}/HEAD")]);
        names.flat_map(move |name| self.below(&format!("{folder}{name}")))
    }

    /// Refuse a reference that is a pipe, or leads to one.
    ///
    /// # Errors
    /// If it is.
    pub(super) fn reference(&self, name: &str) -> Result<(), Failure> {
        let mut open = vec![name.to_owned()];
        let mut known = HashSet::new();
        while let Some(name) = open.pop() {
            if known.len() > MOST_REFERENCES || !known.insert(name.clone()) {
                continue;
            }
            for file in self.files_of("", &name) {
                let target = small(&file)?
                    .and_then(|text| String::from_utf8(text.strip_prefix(b"ref:")?.to_vec()).ok());
                open.extend(target.map(|target| target.trim().to_owned()));
            }
        }
        Ok(())
    }

    /// Refuse a pipe in the place of any reference.
    ///
    /// # Errors
    /// If there is one.
    pub(super) fn all_references(&self) -> Result<(), Failure> {
        no_pipes(&self.below("refs"), true)
    }

    /// What a reference was, as its log says, and HEAD; the ids in hexadecimal digits.
    ///
    /// # Errors
    /// If a log is a pipe.
    pub(super) fn logged(&self, name: &str) -> Result<Vec<String>, Failure> {
        let mut ids = Vec::new();
        for file in self
            .files_of("logs/", name)
            .chain(self.files_of("logs/", "HEAD"))
        {
            no_pipe(&file)?;
            let text = if file.is_file() {
                fs::read(file).unwrap_or_default()
            } else {
                Vec::new()
            };
            let fields = text
                .split(|byte| *byte == b'\n')
                .flat_map(|line| line.split(|byte| *byte == b' ').take(2));
            ids.extend(fields.filter_map(|id| String::from_utf8(id.to_vec()).ok()));
        }
        Ok(ids)
    }
}

/// The folder of a repository's objects, and those that it borrows from, as libgit2 reads the lists
/// of them.
fn object_folders(own: PathBuf, mut lenders: Vec<PathBuf>) -> Result<Vec<PathBuf>, Failure> {
    let mut folders = Vec::new();
    let mut known = HashSet::new();
    lenders.insert(0, own);
    for _ in 0..=DEEPEST_LENDER + 1 {
        let mut next = Vec::new();
        for folder in lenders {
            // A folder has many names. One that is not there is no mistake to git.
            let Ok(real) = folder.canonicalize() else {
                continue;
            };
            if !known.insert(real) {
                continue;
            }
            if known.len() > MOST_LENDERS {
                return Err(Failure::new(say!(
                    en: "this repository borrows objects from more than {most_lenders} others",
                    zh: "本仓库向超过 {most_lenders} 个其他仓库借用对象",
                    most_lenders = MOST_LENDERS,
                ))
                .help(say!(
                    en: "git repack -a -d makes it a repository of its own",
                    zh: "git repack -a -d 可使其成为独立仓库",
                )));
            }
            no_pipes(&[folder.join("info"), folder.join("pack")], false)?;
            let list = small(&folder.join("info/alternates"))?.unwrap_or_default();
            for line in list.split(|byte| matches!(byte, b'\r' | b'\n')) {
                match line.first() {
                    None | Some(b'#') => {}
                    Some(b'.') => next.push(folder.join(path(line)?)),
                    Some(_) => next.push(path(line)?),
                }
            }
            folders.push(folder);
        }
        lenders = next;
    }
    Ok(folders)
}

/// Refuse a file of git's settings that names a pipe, itself or in a file that it includes.
fn settings(file: &Path) -> Result<(), Failure> {
    let mut open = vec![file.to_path_buf()];
    let mut known = HashSet::new();
    while let Some(file) = open.pop() {
        if !known.insert(file.clone()) {
            continue;
        }
        if known.len() > MOST_INCLUDED {
            return Err(Failure::new(say!(
                en: "git's settings here include more than {most_included} files",
                zh: "此处的 git 设置引入了超过 {most_included} 个文件",
                most_included = MOST_INCLUDED,
            ))
            .help(say!(
                en: "put what they say into fewer; git config --list --show-origin shows them",
                zh: "请合并为较少的文件；git config --list --show-origin 可列出它们",
            )));
        }
        let text = small(&file)?.unwrap_or_default();
        for line in text.split(|byte| *byte == b'\n') {
            let line = String::from_utf8_lossy(line);
            // The section may stand on the same line. What else is called so is a path, too, or
            // none.
            let section = line
                .trim_start()
                .strip_prefix('[')
                .and_then(|line| line.split_once(']'));
            let Some((key, value)) = section.map_or(&*line, |(_, line)| line).split_once('=')
            else {
                continue;
            };
            let key = key.trim().to_ascii_lowercase();
            if ["path", "attributesfile", "excludesfile"].contains(&key.as_str()) {
                // With what may be a comment, and without.
                for value in [Some(value), value.split(['#', ';']).next()]
                    .into_iter()
                    .flatten()
                {
                    let named = file
                        .parent()
                        .unwrap_or(&file)
                        .join(value.trim().trim_matches('"'));
                    no_pipe(&named)?;
                    open.extend((key == "path" && named.is_file()).then_some(named));
                }
            }
        }
    }
    Ok(())
}

/// Refuse pipes in these folders; if it is `deep`, in all below them, too.
fn no_pipes(folders: &[PathBuf], deep: bool) -> Result<(), Failure> {
    let mut open = folders.to_vec();
    // Links can lead back.
    let mut entered = HashSet::new();
    while let Some(folder) = open.pop() {
        // What is not there or cannot be read is libgit2's to speak of.
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let Ok(kind) = entry.file_type() else {
                continue;
            };
            if kind.is_file() || (kind.is_dir() && !deep) {
                continue;
            }
            let path = entry.path();
            no_pipe(&path)?;
            if deep && (kind.is_dir() || (path.is_dir() && entered.insert(real(&path)))) {
                open.push(path);
            }
        }
    }
    Ok(())
}

/// Refuse a pipe, or a link to one: opening it waits for somebody to write into it.
///
/// # Errors
/// If it is one.
pub(super) fn no_pipe(path: &Path) -> Result<(), Failure> {
    match fs::metadata(path) {
        Ok(metadata) if is_pipe(&metadata) => Err(Failure::new(say!(
            en: "{path} is a pipe, so reading this repository would wait for ever",
            zh: "{path} 是管道，读取本仓库会一直等待",
            path = path.display(),
        ))
        .help(say!(
            en: "git waits there, too; put a file in its place",
            zh: "git 也会在此等待；请换成普通文件",
        ))),
        _ => Ok(()),
    }
}

#[cfg(unix)]
pub(super) fn is_pipe(metadata: &fs::Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt as _;
    metadata.file_type().is_fifo()
}

/// No file of such a system is one.
#[cfg(not(unix))]
pub(super) fn is_pipe(_: &fs::Metadata) -> bool {
    false
}

/// A regular file that is small by nature; `None` if there is none.
pub(super) fn small(path: &Path) -> Result<Option<Vec<u8>>, Failure> {
    no_pipe(path)?;
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_file() && metadata.len() > MOST_BYTES => {
            Err(Failure::new(say!(
                en: "{path} is {bytes} bytes large, so it is not read",
                zh: "{path} 大小为 {bytes} 字节，不读取",
                path = path.display(),
                bytes = metadata.len(),
            ))
            .help(say!(
                en: "git keeps a few lines there; is it damaged?",
                zh: "git 在此只保存几行内容；文件是否已损坏？",
            )))
        }
        Ok(metadata) if metadata.is_file() => Ok(fs::read(path).ok()),
        _ => Ok(None),
    }
}

/// A path as git writes it.
#[cfg(unix)]
pub(super) fn path(bytes: &[u8]) -> Result<PathBuf, Failure> {
    use std::os::unix::ffi::OsStrExt as _;
    Ok(PathBuf::from(OsStr::from_bytes(bytes)))
}

/// A path as git writes it: in UTF-8.
#[cfg(not(unix))]
pub(super) fn path(bytes: &[u8]) -> Result<PathBuf, Failure> {
    let text = std::str::from_utf8(bytes).map_err(|_| {
        Failure::new(say!(
            en: "this repository names a folder that is not UTF-8",
            zh: "本仓库引用的文件夹名不是 UTF-8 编码",
        ))
    })?;
    Ok(PathBuf::from(text))
}

/// Without links, as far as that is possible.
pub(super) fn real(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

/// What git says to its hooks in a variable; empty is not said.
pub(super) fn variable(name: &str) -> Option<PathBuf> {
    std::env::var_os(name)
        .filter(|value| !value.is_empty())
        .map(PathBuf::from)
}
