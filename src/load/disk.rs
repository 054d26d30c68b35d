//! The working tree.

use std::fs;
use std::fs::File;
use std::io;
use std::io::Read as _;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;

use crate::analysis::PlanFiles;
use crate::config::Pattern;
use crate::model::Limits;
use crate::model::NotText;
use crate::model::RawFile;
use crate::text::encoding;
use crate::words::Arg;
use crate::words::Message;
use crate::words::Wrong;
use crate::words::say;

use super::Failure;
use super::MOST_PLANS;
use super::Matches;
use super::budget::Budget;

/// The settings file, at the root of the repository.
pub(crate) const SETTINGS: &str = "planlint.yaml";

/// Names that people give to settings, and that are not read.
pub(crate) const NO_SETTINGS: [&str; 3] = ["planlint.yml", ".planlint.yaml", ".planlint.yml"];

/// The files in `root` that look like settings and are none.
#[must_use]
pub(crate) fn no_settings(root: &Path) -> Vec<&'static str> {
    NO_SETTINGS
        .into_iter()
        .filter(|name| root.join(name).symlink_metadata().is_ok())
        .collect()
}

/// The folder that paths are shown relative to and settings are looked for in: the root of the
/// repository around `folder`; outside a repository the nearest folder upwards with settings, else
/// `folder` itself.
#[must_use]
pub(crate) fn root(folder: &Path) -> PathBuf {
    let with = |name: &str| {
        folder
            .ancestors()
            .find(|ancestor| ancestor.join(name).exists())
            .map(Path::to_path_buf)
    };
    with(".git")
        .or_else(|| with(SETTINGS))
        .unwrap_or_else(|| folder.to_path_buf())
}

/// All parts of the plan in the folder `shown` below `root`. What is larger than the limits is not
/// read.
///
/// # Errors
/// If a file or folder cannot be read, is a link, or is no file at all; and if there is no part.
pub(crate) fn plan(root: &Path, shown: &str, limits: &Limits) -> Result<PlanFiles, Failure> {
    match plan_if_any(root, shown, limits)? {
        Some(plan) => Ok(plan),
        None if root.join(shown).exists() => Err(Failure::new(say!(
            en: "there are no *.yaml or *.yml files in {shown}",
            zh: "{shown} 中没有 *.yaml 或 *.yml 文件",
            shown = shown,
        ))
        .help(say!(
            en: "planlint import FILE --out FOLDER makes a plan from a table",
            zh: "planlint import FILE --out FOLDER 可由表格生成计划",
        ))),
        None => Err(no_folder(shown)),
    }
}

/// A plan has to be there, and is not.
pub(crate) fn no_folder(shown: &str) -> Failure {
    Failure::new(say!(
        en: "there is no plan folder {shown}",
        zh: "没有计划文件夹 {shown}",
        shown = shown,
    ))
    .help(say!(
        en: "name the plan's folder: planlint check FOLDER; or set `plans` in planlint.yaml\nplanlint init begins a plan, and planlint import makes one of a table",
        zh: "指明计划文件夹：planlint check FOLDER；或在 planlint.yaml 中设置 `plans`\nplanlint init 新建计划，planlint import 由表格生成计划",
    ))
}

/// The same; `None` if the folder does not exist or has no part in it.
///
/// # Errors
/// If a file or folder cannot be read, is a link, or is no file at all.
pub(crate) fn plan_if_any(
    root: &Path,
    shown: &str,
    limits: &Limits,
) -> Result<Option<PlanFiles>, Failure> {
    plan_with(root, shown, limits, &[])
}

/// A text that takes the place of a file, whether that is there or not.
#[derive(Clone, Debug)]
pub(crate) struct Instead {
    /// The file's path, as it is shown.
    pub path: String,
    /// What is read as if it stood in the file.
    pub bytes: Vec<u8>,
}

/// The same with texts in the place of some of its files.
///
/// # Errors
/// If a file or folder cannot be read, is a link, or is no file at all.
pub(crate) fn plan_with(
    root: &Path,
    shown: &str,
    limits: &Limits,
    overlay: &[&Instead],
) -> Result<Option<PlanFiles>, Failure> {
    let mut found = match parts_of(root, shown)? {
        None if overlay.is_empty() => return Ok(None),
        found => found.unwrap_or_default(),
    };
    for given in overlay {
        if !found.iter().any(|(_, path)| *path == given.path) {
            found.push((root.join(&given.path), given.path.clone()));
        }
    }
    let budget = Budget::new(limits, found.len());
    let read = |(path, shown): (PathBuf, String)| match overlay.iter().find(|one| one.path == shown)
    {
        Some(instead) => Ok(given(&instead.path, &instead.bytes, &budget)),
        None => file(&path, shown, limits, &budget),
    };
    let files: Vec<RawFile> = found.into_iter().map(read).collect::<Result<_, _>>()?;
    Ok((!files.is_empty()).then(|| PlanFiles {
        root: shown.to_owned(),
        files: budget.settle(files),
    }))
}

/// A file whose bytes somebody has given.
pub(super) fn given(path: &str, bytes: &[u8], budget: &Budget) -> RawFile {
    let size = bytes.len() as u64;
    let text = if size > budget.file_bytes() {
        Some(Err(NotText::TooLarge { bytes: size }))
    } else if budget.take(size) {
        Some(encoding::decode(bytes).map_err(NotText::Encoding))
    } else {
        None
    };
    RawFile {
        path: path.to_owned(),
        blob: None,
        text,
    }
}

/// The parts of the plan in a folder, with their paths as they are shown; `None` if there is no
/// such folder.
fn parts_of(root: &Path, shown: &str) -> Result<Option<Vec<(PathBuf, String)>>, Failure> {
    no_links(root, shown)?;
    let folder = &root.join(shown);
    let metadata = match fs::metadata(folder) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(cannot(Deed::Read, shown, &error)),
    };
    if !metadata.is_dir() {
        return Err(Failure::new(say!(
            en: "{shown} is a file; a plan is a folder of YAML files",
            zh: "{shown} 是文件；计划应是存放 YAML 文件的文件夹",
            shown = shown,
        ))
        .help(say!(
            en: "name the folder that the file is in: a plan is always checked as a whole",
            zh: "指明该文件所在的文件夹：计划总是整体检查",
        )));
    }
    let mut found = Vec::new();
    let mut open = vec![(folder.to_path_buf(), shown.to_owned())];
    while let Some((folder, shown)) = open.pop() {
        let entries =
            fs::read_dir(&folder).map_err(|error| cannot(Deed::ReadFolder, &shown, &error))?;
        for entry in entries {
            let entry = entry.map_err(|error| cannot(Deed::ReadFolder, &shown, &error))?;
            let name = name(entry.file_name().as_encoded_bytes());
            // What begins with a dot is some tool's, as for git and Terraform.
            if name.starts_with('.') {
                continue;
            }
            let path = if shown == "." {
                name.clone()
            } else {
                format!("{shown}/{name}")
            };
            let kind = entry
                .file_type()
                .map_err(|error| cannot(Deed::Read, &path, &error))?;
            if kind.is_dir() {
                open.push((entry.path(), path));
            } else if is_part(&name) && !(shown == "." && name == SETTINGS) {
                if kind.is_file() {
                    found.push((entry.path(), path));
                } else {
                    return Err(not_regular(&path));
                }
            } else if kind.is_symlink()
                && fs::metadata(entry.path()).is_ok_and(|target| target.is_dir())
            {
                return Err(link_to_folder(&path));
            }
        }
    }
    Ok(Some(found))
}

/// The parts that stand in a folder itself, not deeper, each by itself; none if there is no such
/// folder.
///
/// # Errors
/// If one of them cannot be read.
pub(crate) fn direct_parts(
    root: &Path,
    shown: &str,
    limits: &Limits,
) -> Result<Vec<RawFile>, Failure> {
    no_links(root, shown)?;
    let folder = root.join(shown);
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut parts = Vec::new();
    for entry in fs::read_dir(&folder).map_err(|error| cannot(Deed::ReadFolder, shown, &error))? {
        let entry = entry.map_err(|error| cannot(Deed::ReadFolder, shown, &error))?;
        let name = name(entry.file_name().as_encoded_bytes());
        let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
        if is_file
            && is_part(&name)
            && !name.starts_with('.')
            && !(shown == "." && name == SETTINGS)
        {
            let path = if shown == "." {
                name
            } else {
                format!("{shown}/{name}")
            };
            parts.push(part(&entry.path(), &path, limits)?);
        }
    }
    Ok(parts)
}

/// The folders below `root` that a pattern finds.
///
/// # Errors
/// If a folder cannot be read, or a link stands in the place of one.
pub(crate) fn plans(root: &Path, pattern: &Pattern) -> Result<Matches, Failure> {
    let mut matches = Matches::default();
    let prefix = pattern.prefix();
    no_links(root, prefix)?;
    let mut at = pattern.start();
    prefix
        .split('/')
        .filter(|name| *name != ".")
        .for_each(|name| at = pattern.step(&at, name));
    let mut open = vec![(root.join(prefix), prefix.to_owned(), at)];
    while let Some((folder, shown, at)) = open.pop() {
        if !folder.is_dir() {
            continue;
        }
        let entries =
            fs::read_dir(&folder).map_err(|error| cannot(Deed::ReadFolder, &shown, &error))?;
        for entry in entries {
            let entry = entry.map_err(|error| cannot(Deed::ReadFolder, &shown, &error))?;
            let name = name(entry.file_name().as_encoded_bytes());
            let next = pattern.step(&at, &name);
            let is_match = pattern.is_match(&next);
            if name == ".git" || !(is_match || pattern.goes_on(&next)) {
                continue;
            }
            let path = if shown == "." {
                name.clone()
            } else {
                format!("{shown}/{name}")
            };
            let kind = entry
                .file_type()
                .map_err(|error| cannot(Deed::Read, &path, &error))?;
            if kind.is_symlink() && fs::metadata(entry.path()).is_ok_and(|target| target.is_dir()) {
                if is_match {
                    return Err(link_to_folder(&path));
                }
                if pattern.names(&at, &name) {
                    matches.not_followed.insert(path);
                }
            } else if kind.is_dir() && !is_match {
                open.push((entry.path(), path, next));
            } else if kind.is_dir() && has_part(&entry.path(), &path)? {
                matches.folders.insert(path);
                if matches.folders.len() > MOST_PLANS {
                    return Ok(matches);
                }
            }
        }
    }
    Ok(matches)
}

/// Whether there is a part of a plan in a folder, however deep.
fn has_part(folder: &Path, shown: &str) -> Result<bool, Failure> {
    let mut open = vec![folder.to_path_buf()];
    while let Some(folder) = open.pop() {
        let cannot_read = |error: io::Error| cannot(Deed::ReadFolder, shown, &error);
        for entry in fs::read_dir(&folder).map_err(cannot_read)? {
            let entry = entry.map_err(cannot_read)?;
            let name = name(entry.file_name().as_encoded_bytes());
            if name.starts_with('.') {
                continue;
            }
            if entry.file_type().map_err(cannot_read)?.is_dir() {
                open.push(entry.path());
            } else if is_part(&name) {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// Whether a file of this name is a part of a plan.
#[must_use]
pub(crate) fn is_part(name: &str) -> bool {
    let extension = Path::new(name)
        .extension()
        .and_then(|extension| extension.to_str())
        .unwrap_or("");
    extension.eq_ignore_ascii_case("yaml") || extension.eq_ignore_ascii_case("yml")
}

/// One file by itself, shown as `shown`, whatever it is called.
///
/// # Errors
/// If it cannot be read.
pub(crate) fn part(path: &Path, shown: &str, limits: &Limits) -> Result<RawFile, Failure> {
    let budget = Budget::new(limits, 1);
    Ok(budget.settle_one(file(path, shown.to_owned(), limits, &budget)?))
}

fn file(path: &Path, shown: String, limits: &Limits, budget: &Budget) -> Result<RawFile, Failure> {
    let text = if budget.is_full() {
        None
    } else {
        match read(path, &shown, limits.part.file_bytes)? {
            // What is beyond the budget gets its reason when all files are known.
            Ok(bytes) if !budget.take(bytes.len() as u64) => None,
            Ok(bytes) => Some(encoding::decode(&bytes).map_err(NotText::Encoding)),
            Err(bytes) => Some(Err(NotText::TooLarge { bytes })),
        }
    };
    Ok(RawFile {
        path: shown,
        blob: None,
        text,
    })
}

/// The bytes of a regular file; how many there are if they are more than `most`. What has been
/// asked about a path can be wrong a moment later, so it is the opened file that is asked, and
/// nothing is read beyond `most`.
fn read(path: &Path, shown: &str, most: u64) -> Result<Result<Vec<u8>, u64>, Failure> {
    let cannot_read = |error: io::Error| cannot(Deed::Read, shown, &error);
    let Some(file) = open(path).map_err(cannot_read)? else {
        return Err(not_regular(shown));
    };
    let metadata = file.metadata().map_err(cannot_read)?;
    if !metadata.is_file() {
        return Err(not_regular(shown));
    }
    if metadata.len() > most {
        return Ok(Err(metadata.len()));
    }
    let mut bytes = Vec::new();
    let size = usize::try_from(metadata.len()).unwrap_or(usize::MAX);
    // One more, so that the end is seen without growing.
    bytes
        .try_reserve_exact(size.saturating_add(1))
        .map_err(|_| cannot_read(io::ErrorKind::OutOfMemory.into()))?;
    file.take(most.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(cannot_read)?;
    let read = bytes.len() as u64;
    Ok(if read > most { Err(read) } else { Ok(bytes) })
}

/// Whether this is a pipe with a name, which somebody may or may not write to. Those that a shell
/// puts into the place of a command, `<(..)`, have none: they are below `/dev`, and end with the
/// command.
#[cfg(unix)]
pub(crate) fn is_named_pipe(path: &Path) -> bool {
    use std::os::unix::fs::FileTypeExt as _;
    let is_pipe = fs::metadata(path).is_ok_and(|found| found.file_type().is_fifo());
    is_pipe
        && fs::canonicalize(path)
            .is_ok_and(|path| !path.starts_with("/dev") && !path.starts_with("/proc"))
}

/// Elsewhere pipes are no files.
#[cfg(not(unix))]
pub(crate) fn is_named_pipe(_: &Path) -> bool {
    false
}

/// Open a file to read it, without waiting for anybody to write into a pipe; `None` for a link.
#[cfg(unix)]
pub(super) fn open(path: &Path) -> io::Result<Option<File>> {
    use rustix::fs::Mode;
    use rustix::fs::OFlags;
    let flags =
        OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
    match rustix::fs::open(path, flags, Mode::empty()) {
        Ok(opened) => Ok(Some(File::from(opened))),
        Err(rustix::io::Errno::LOOP) => Ok(None),
        // A socket cannot be opened at all.
        Err(rustix::io::Errno::NXIO) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Open a file to read it; `None` for a link.
#[cfg(not(unix))]
pub(super) fn open(path: &Path) -> io::Result<Option<File>> {
    if fs::symlink_metadata(path)?.is_symlink() {
        Ok(None)
    } else {
        File::open(path).map(Some)
    }
}

/// What is in it would be a part of the plan.
pub(super) fn link_to_folder(path: &str) -> Failure {
    Failure::new(say!(
        en: "{path} is a link to a folder, so what is in it is not read",
        zh: "{path} 是指向文件夹的链接，其中内容不读取",
        path = path,
    ))
    .help(say!(
        en: "put the folder itself there; links are not followed, because they can lead anywhere",
        zh: "请放入文件夹本身；链接可能指向任何位置，因此不跟随",
    ))
}

fn not_regular(shown: &str) -> Failure {
    Failure::new(say!(
        en: "{shown} is not a regular file, so it is not read",
        zh: "{shown} 不是普通文件，不读取",
        shown = shown,
    ))
    .help(say!(
        en: "put the file itself there; links are not followed, because they can lead anywhere",
        zh: "请放入文件本身；链接可能指向任何位置，因此不跟随",
    ))
}

/// Settings larger than this are none.
pub(super) const MOST_SETTINGS: u64 = 1 << 20;

/// Refuse a path below `root` that goes through a link: it can lead anywhere, and a plan can come
/// from a stranger.
fn no_links(root: &Path, shown: &str) -> Result<(), Failure> {
    // A path that is not below the root was typed by somebody who may look there.
    if Path::new(shown).is_absolute() {
        return Ok(());
    }
    let mut path = root.to_path_buf();
    for component in Path::new(shown).components() {
        path.push(component);
        if fs::symlink_metadata(&path).is_ok_and(|metadata| metadata.is_symlink()) {
            let below = path
                .strip_prefix(root)
                .unwrap_or(&path)
                .display()
                .to_string();
            return Err(Failure::new(say!(
                en: "{below} is a link, so it is not followed",
                zh: "{below} 是链接，不跟随",
                below = below,
            ))
                .help(say!(
                    en: "name the file or folder itself; links are not followed, because they can lead anywhere",
                    zh: "请指明文件或文件夹本身；链接可能指向任何位置，因此不跟随",
                )));
        }
    }
    Ok(())
}

/// The text of the settings file `shown` below `root`.
///
/// # Errors
/// If it cannot be read, is a link or no regular file, too large, or not UTF-8.
pub(crate) fn settings(root: &Path, shown: &str) -> Result<Arc<str>, Failure> {
    no_links(root, shown)?;
    let bytes = read(
        &root.join(shown),
        &format!("the settings {shown}"),
        MOST_SETTINGS,
    )?
    .map_err(settings_too_large)?;
    settings_of(shown, &bytes)
}

/// The text of the settings file `shown`, of which these are the bytes.
///
/// # Errors
/// If it is too large, or not UTF-8.
pub(crate) fn settings_of(shown: &str, bytes: &[u8]) -> Result<Arc<str>, Failure> {
    if bytes.len() as u64 > MOST_SETTINGS {
        return Err(settings_too_large(bytes.len() as u64));
    }
    encoding::decode(bytes).map_err(|error| {
        Failure::new(say!(
            en: "the settings {shown} are not UTF-8 (likely {likely})",
            zh: "设置文件 {shown} 不是 UTF-8 编码（可能是 {likely}）",
            likely = error.likely.to_string(),
            shown = shown,
        ))
        .help(say!(
            en: "save them as UTF-8",
            zh: "请另存为 UTF-8 编码",
        ))
    })
}

/// Settings of so many bytes are not read.
pub(super) fn settings_too_large(bytes: u64) -> Failure {
    Failure::new(say!(
        en: "the settings are {bytes} bytes large, more than the {most_settings} that are read",
        zh: "设置文件大小为 {bytes} 字节，超过可读取的 {most_settings} 字节",
        bytes = bytes,
        most_settings = MOST_SETTINGS,
    ))
    .help(say!(
        en: "settings are a few lines; is this the right file?",
        zh: "设置通常只有几行；文件是否选错？",
    ))
}

/// The name of a file as it is shown: bytes that are not UTF-8 as `\\xff`, so that two names never
/// look like one.
pub(crate) fn name(bytes: &[u8]) -> String {
    let mut shown = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        shown.push_str(chunk.valid());
        chunk
            .invalid()
            .iter()
            .for_each(|byte| shown.push_str(&format!("\\x{byte:02x}")));
    }
    shown
}

/// What the operating system did not let us do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Deed {
    Read,
    ReadFolder,
    ReadIndex,
    LookInto,
    Make,
    Write,
    WriteInto,
    WriteHook,
    RemoveHook,
}

/// An error of the operating system, with the path it is about.
#[must_use]
pub(crate) fn cannot(deed: Deed, path: impl Into<Arg>, error: &io::Error) -> Failure {
    let (path, why) = (path.into(), system(error));
    Failure::new(match deed {
        Deed::Read => {
            say!(en: "cannot read {path}: {why}", zh: "无法读取 {path}：{why}", path = path, why = why)
        }
        Deed::ReadFolder => say!(
            en: "cannot read the folder {path}: {why}",
            zh: "无法读取文件夹 {path}：{why}",
            path = path,
            why = why,
        ),
        Deed::ReadIndex => say!(
            en: "cannot read the index {path}: {why}",
            zh: "无法读取暂存区 {path}：{why}",
            path = path,
            why = why,
        ),
        Deed::LookInto => say!(
            en: "cannot look into {path}: {why}",
            zh: "无法查看 {path} 的内容：{why}",
            path = path,
            why = why,
        ),
        Deed::Make => {
            say!(en: "cannot make {path}: {why}", zh: "无法创建 {path}：{why}", path = path, why = why)
        }
        Deed::Write => {
            say!(en: "cannot write {path}: {why}", zh: "无法写入 {path}：{why}", path = path, why = why)
        }
        Deed::WriteInto => say!(
            en: "cannot write to {path}: {why}",
            zh: "无法向 {path} 写入：{why}",
            path = path,
            why = why,
        ),
        Deed::WriteHook => say!(
            en: "cannot write the hook {path}: {why}",
            zh: "无法写入钩子 {path}：{why}",
            path = path,
            why = why,
        ),
        Deed::RemoveHook => say!(
            en: "cannot remove the hook {path}: {why}",
            zh: "无法删除钩子 {path}：{why}",
            path = path,
            why = why,
        ),
    })
}

/// What an error of the operating system says: in English its own words, in Chinese by its kind.
/// What planlint has put into one has words of its own.
pub(crate) fn system(error: &io::Error) -> Message {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref());
    if let Some(Wrong(message)) = inner {
        return message.clone();
    }
    let own = error.to_string();
    match error.kind() {
        io::ErrorKind::NotFound => say!(en: "{own}", zh: "没有该文件或文件夹（{own}）", own = own),
        io::ErrorKind::PermissionDenied => say!(en: "{own}", zh: "没有权限（{own}）", own = own),
        io::ErrorKind::StorageFull => say!(en: "{own}", zh: "磁盘空间不足（{own}）", own = own),
        io::ErrorKind::NotADirectory => say!(en: "{own}", zh: "不是文件夹（{own}）", own = own),
        io::ErrorKind::IsADirectory => say!(en: "{own}", zh: "是文件夹（{own}）", own = own),
        io::ErrorKind::ReadOnlyFilesystem => {
            say!(en: "{own}", zh: "文件系统只读（{own}）", own = own)
        }
        _ => Message::verbatim(&own),
    }
}
