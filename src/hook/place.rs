//! The file that git runs as a hook: where it belongs, and whose it is.

use std::fs;
use std::path::Path;
use std::path::PathBuf;

use crate::load::Failure;
use crate::load::git::Repo;
use crate::words::say;

use super::kind::Hook;
use super::script;

/// Nobody's hook is longer.
const MOST_BYTES: u64 = 1 << 20;

/// Where the script of a hook belongs.
pub(super) struct Place {
    pub(super) hook: Hook,
    pub(super) folder: PathBuf,
    pub(super) path: PathBuf,
    /// Where pre-commit keeps, and runs, a hook that was there before.
    pub(super) legacy: PathBuf,
    /// The path as it is shown.
    pub(super) shown: String,
    /// Below this paths are shown relative.
    pub(super) root: PathBuf,
    /// `core.hooksPath` names the folder.
    pub(super) configured: bool,
    /// The folder is in the working tree, where git may keep it.
    pub(super) shared: bool,
}

impl Place {
    pub(super) fn new(repo: &Repo, hook: Hook) -> Result<Self, Failure> {
        let found = repo.hooks_folder(hook == Hook::Receive)?;
        let folder = found.path;
        let odd = match fs::metadata(&folder) {
            Ok(metadata) => (!metadata.is_dir()).then(|| {
                say!(
                    en: "git looks for hooks in {folder}, which is no folder, so it runs none",
                    zh: "git 在 {folder} 中查找钩子，但它不是文件夹，因此不运行任何钩子",
                    folder = folder.display(),
                )
            }),
            Err(_) => folder.symlink_metadata().is_ok().then(|| {
                say!(
                    en: "git looks for hooks in {folder}, which is a link that leads nowhere, so it runs none",
                    zh: "git 在 {folder} 中查找钩子，但它是没有目标的链接，因此不运行任何钩子",
                    folder = folder.display(),
                )
            }),
        };
        if let Some(message) = odd {
            return Err(Failure::new(message).help(if found.configured {
                say!(
                    en: "see where that is set with: git config --show-origin core.hooksPath",
                    zh: "查看设置位置：git config --show-origin core.hooksPath",
                )
            } else {
                say!(
                    en: "put a folder there",
                    zh: "请在该处放一个文件夹",
                )
            }));
        }
        let root = repo
            .working_tree()
            .unwrap_or_else(|| repo.common_folder().to_path_buf());
        let path = folder.join(hook.name());
        let mut place = Self {
            hook,
            legacy: folder.join(format!("{}.legacy", hook.name())),
            shown: String::new(),
            shared: found.configured
                && folder.starts_with(&root)
                && !folder.starts_with(repo.common_folder()),
            configured: found.configured,
            folder,
            path,
            root,
        };
        place.shown = place.show(&place.path);
        Ok(place)
    }

    pub(super) fn show(&self, path: &Path) -> String {
        path.strip_prefix(&self.root)
            .unwrap_or(path)
            .display()
            .to_string()
    }
}

/// Whether planlint wrote the file, and nobody changed it since; `None` if it is not planlint's, or
/// a link.
pub(super) fn own(path: &Path) -> Option<bool> {
    let regular = path
        .symlink_metadata()
        .is_ok_and(|metadata| metadata.is_file());
    script::is_untouched(&read(path).filter(|_| regular)?)
}

/// The text of a hook or of a file that tells what hooks run.
pub(super) fn read(path: &Path) -> Option<String> {
    let metadata = fs::metadata(path).ok()?;
    if !metadata.is_file() || metadata.len() > MOST_BYTES {
        return None;
    }
    Some(String::from_utf8_lossy(&fs::read(path).ok()?).into_owned())
}
