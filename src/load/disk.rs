//! The working tree.

use std::fs;
use std::io;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;

use crate::check::PlanFiles;
use crate::model::NotText;
use crate::model::RawFile;
use crate::text::encoding;

use super::Failure;

/// The settings file, at the root of the repository.
pub const SETTINGS: &str = "planlint.yaml";

/// The folder that paths are shown relative to and settings are looked for in: the root of the repository around
/// `folder`; outside a repository the nearest folder upwards with settings, else `folder` itself.
#[must_use]
pub fn root(folder: &Path) -> PathBuf {
    let with = |name: &str| folder.ancestors().find(|ancestor| ancestor.join(name).exists()).map(Path::to_path_buf);
    with(".git").or_else(|| with(SETTINGS)).unwrap_or_else(|| folder.to_path_buf())
}

/// All parts of the plan in the folder `shown` below `root`. Files larger than `file_bytes` are not read.
///
/// # Errors
/// If a file or folder cannot be read, is a link, or is no file at all; and if there is no part.
pub fn plan(root: &Path, shown: &str, file_bytes: u64) -> Result<PlanFiles, Failure> {
    match plan_if_any(root, shown, file_bytes)? {
        Some(plan) => Ok(plan),
        None if root.join(shown).exists() => {
            Err(Failure::new(format!("there are no *.yaml or *.yml files in {shown}"))
                .help("planlint import FILE --out FOLDER makes a plan from a table"))
        }
        None => Err(Failure::new(format!("there is no plan folder {shown}"))
            .help("name the plan's folder: planlint check FOLDER; or set `plans` in planlint.yaml")),
    }
}

/// The same; `None` if the folder does not exist or has no part in it.
///
/// # Errors
/// If a file or folder cannot be read, is a link, or is no file at all.
pub fn plan_if_any(root: &Path, shown: &str, file_bytes: u64) -> Result<Option<PlanFiles>, Failure> {
    no_links(root, shown)?;
    let folder = &root.join(shown);
    let metadata = match fs::metadata(folder) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(cannot("read", shown, &error)),
    };
    if !metadata.is_dir() {
        return Err(Failure::new(format!("{shown} is a file; a plan is a folder of YAML files"))
            .help("name the folder that the file is in: a plan is always checked as a whole"));
    }
    let mut files = Vec::new();
    let mut open = vec![(folder.to_path_buf(), shown.to_owned())];
    while let Some((folder, shown)) = open.pop() {
        let entries = fs::read_dir(&folder).map_err(|error| cannot("read the folder", &shown, &error))?;
        for entry in entries {
            let entry = entry.map_err(|error| cannot("read the folder", &shown, &error))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            // What begins with a dot is some tool's, as for git and Terraform.
            if name.starts_with('.') {
                continue;
            }
            let path = if shown == "." { name.clone() } else { format!("{shown}/{name}") };
            let kind = entry.file_type().map_err(|error| cannot("read", &path, &error))?;
            if kind.is_dir() {
                open.push((entry.path(), path));
            } else if is_part(&name) && !(shown == "." && name == SETTINGS) {
                if kind.is_file() {
                    files.push(file(&entry.path(), path, file_bytes)?);
                } else {
                    return Err(Failure::new(format!("{path} is not a regular file, so it is not read"))
                        .help("put the file itself there; links are not followed, because they can lead anywhere"));
                }
            } else if kind.is_symlink() && fs::metadata(entry.path()).is_ok_and(|target| target.is_dir()) {
                return Err(Failure::new(format!("{path} is a link to a folder, so what is in it is not read"))
                    .help("put the folder itself there; links are not followed, because they can lead anywhere"));
            }
        }
    }
    Ok((!files.is_empty()).then(|| PlanFiles { root: shown.to_owned(), files }))
}

/// Whether a file of this name is a part of a plan.
#[must_use]
pub fn is_part(name: &str) -> bool {
    let extension = Path::new(name).extension().and_then(|extension| extension.to_str()).unwrap_or("");
    extension.eq_ignore_ascii_case("yaml") || extension.eq_ignore_ascii_case("yml")
}

/// One file by itself, shown as `shown`, whatever it is called.
///
/// # Errors
/// If it cannot be read.
pub fn part(path: &Path, shown: &str, file_bytes: u64) -> Result<RawFile, Failure> {
    file(path, shown.to_owned(), file_bytes)
}

fn file(path: &Path, shown: String, file_bytes: u64) -> Result<RawFile, Failure> {
    let cannot_read = |error: io::Error| cannot("read", &shown, &error);
    let size = fs::metadata(path).map_err(cannot_read)?.len();
    if size > file_bytes {
        return Ok(RawFile { path: shown, blob: None, text: Some(Err(NotText::TooLarge { bytes: size })) });
    }
    let bytes = fs::read(path).map_err(cannot_read)?;
    Ok(RawFile { path: shown, blob: None, text: Some(encoding::decode(&bytes).map_err(NotText::Encoding)) })
}

/// Settings larger than this are none.
const MOST_SETTINGS: u64 = 1 << 20;

/// Refuse a path below `root` that goes through a link: it can lead anywhere, and a plan can come from a stranger.
fn no_links(root: &Path, shown: &str) -> Result<(), Failure> {
    // A path that is not below the root was typed by somebody who may look there.
    if Path::new(shown).is_absolute() {
        return Ok(());
    }
    let mut path = root.to_path_buf();
    for component in Path::new(shown).components() {
        path.push(component);
        if fs::symlink_metadata(&path).is_ok_and(|metadata| metadata.is_symlink()) {
            let below = path.strip_prefix(root).unwrap_or(&path).display().to_string();
            return Err(Failure::new(format!("{below} is a link, so it is not followed"))
                .help("name the folder itself; links are not followed, because they can lead anywhere"));
        }
    }
    Ok(())
}

/// The text of the settings file `shown` below `root`.
///
/// # Errors
/// If it cannot be read, is a link or no regular file, too large, or not UTF-8.
pub fn settings(root: &Path, shown: &str) -> Result<Arc<str>, Failure> {
    no_links(root, shown)?;
    let path = root.join(shown);
    let cannot_read = |error: io::Error| cannot("read the settings", shown, &error);
    let metadata = fs::metadata(&path).map_err(cannot_read)?;
    if !metadata.is_file() || metadata.len() > MOST_SETTINGS {
        return Err(Failure::new(format!(
            "the settings {shown} are not a regular file of at most {MOST_SETTINGS} bytes"
        )));
    }
    let bytes = fs::read(&path).map_err(cannot_read)?;
    encoding::decode(&bytes).map_err(|error| {
        Failure::new(format!("the settings {shown} are not UTF-8 (likely {})", error.likely)).help("save them as UTF-8")
    })
}

/// An error of the operating system, with the path it is about.
#[must_use]
pub fn cannot(what: &str, path: &str, error: &io::Error) -> Failure {
    Failure::new(format!("cannot {what} {path}: {error}"))
}
