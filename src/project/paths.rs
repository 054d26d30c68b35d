//! Paths as they are shown.

use std::path::Component;
use std::path::Path;
use std::path::PathBuf;

use crate::load::disk;

/// `path` as it is shown: relative to the root if it is below it, with `/`.
pub(super) fn shown(root: &Path, path: &Path) -> String {
    let clean = normal(path);
    // Tools hand over absolute paths, and a link may lead to the root.
    let below = |path: &Path, root: &Path| path.strip_prefix(root).ok().map(Path::to_path_buf);
    let really = || below(&real(&clean)?, &root.canonicalize().ok()?);
    match below(&clean, &normal(root)).or_else(really) {
        Some(relative) if relative.as_os_str().is_empty() => ".".to_owned(),
        Some(relative) => slashed(&relative),
        None => slashed(&clean),
    }
}

/// Without links on the way to what it names.
fn real(path: &Path) -> Option<PathBuf> {
    Some(path.parent()?.canonicalize().ok()?.join(path.file_name()?))
}

/// Without `.` and `..`, by the words of the path alone.
pub(crate) fn normal(path: &Path) -> PathBuf {
    let mut clean = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if clean.file_name().is_some() => {
                clean.pop();
            }
            other => clean.push(other),
        }
    }
    clean
}

pub(crate) fn slashed(path: &Path) -> String {
    let text = disk::name(path.as_os_str().as_encoded_bytes());
    if std::path::MAIN_SEPARATOR == '/' {
        text
    } else {
        text.replace(std::path::MAIN_SEPARATOR, "/")
    }
}
