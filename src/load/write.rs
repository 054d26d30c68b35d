//! Writing files whole or not at all.

use std::fs;
use std::io;
use std::io::Write as _;
use std::path::Path;
use std::path::PathBuf;

use super::temporary;
use super::temporary::Temporary;
use super::temporary::Uninterrupted;

/// A file that is written beside its target and has yet to take the target's place. Dropped before
/// that, it is gone, and so it is when a signal ends the process.
#[derive(Debug)]
pub(crate) struct Staged {
    temporary: Temporary,
    target: PathBuf,
}

impl Staged {
    /// Write `text` into a new file in the folder of `target`: a rename from another file system is
    /// not atomic.
    pub(crate) fn new(target: &Path, text: &str) -> io::Result<Self> {
        // The path of a file in the current folder has an empty parent.
        let folder = target
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty())
            .unwrap_or(Path::new("."));
        let (mut file, temporary) = Temporary::new(folder)?;
        file.write_all(text.as_bytes())?;
        // Who could read the old file can read the new one, and nobody else.
        if let Ok(old) = fs::metadata(target) {
            file.set_permissions(old.permissions())?;
        }
        // After a crash a renamed file must not be an empty one. Then it is closed, because
        // thousands of files may be staged at once.
        file.sync_all()?;
        Ok(Self {
            temporary,
            target: target.to_owned(),
        })
    }

    /// Put the file into the target's place.
    pub(crate) fn commit(self) -> io::Result<()> {
        self.temporary.persist(&self.target)
    }
}

/// Have several files take their targets' places though a signal comes in between: as long as what
/// this returns is held, none ends the process.
pub(crate) fn together() -> Uninterrupted {
    temporary::uninterrupted()
}

/// Remove the temporary files in `folder` whose planlint was killed. Returns their names.
pub(crate) fn clean(folder: &Path) -> Vec<String> {
    temporary::clean(folder)
}

/// Replace `path` by a program that holds `text`, or leave it as it is. Who can read it can run it.
pub(crate) fn write_program(path: &Path, text: &str) -> io::Result<()> {
    let staged = Staged::new(path, text)?;
    make_runnable(staged.temporary.path())?;
    staged.commit()
}

/// Whether the system would run this file.
#[cfg(unix)]
pub(crate) fn is_runnable(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o111 != 0)
}

/// Whether the system would run this file: elsewhere no bit says so.
#[cfg(not(unix))]
pub(crate) fn is_runnable(path: &Path) -> bool {
    path.is_file()
}

#[cfg(unix)]
fn make_runnable(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mut permissions = fs::metadata(path)?.permissions();
    let mode = permissions.mode();
    permissions.set_mode(mode | ((mode & 0o444) >> 2));
    fs::set_permissions(path, permissions)
}

#[cfg(not(unix))]
fn make_runnable(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Replace `path` by a file that holds `text`, or leave it as it is.
pub(crate) fn write_whole(path: &Path, text: &str) -> io::Result<()> {
    Staged::new(path, text)?.commit()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).expect("the folder is there");
        entries
            .map(|entry| {
                entry
                    .expect("readable")
                    .file_name()
                    .to_string_lossy()
                    .into_owned()
            })
            .collect()
    }

    #[test]
    fn whole_or_not_at_all() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("a.yaml");
        write_whole(&path, "one").expect("a new file");
        write_whole(&path, "two").expect("in the place of the old one");
        assert_eq!(fs::read_to_string(&path).expect("it is there"), "two");
        drop(Staged::new(&path, "three").expect("staged"));
        assert_eq!(fs::read_to_string(&path).expect("it is there"), "two");
        assert_eq!(names(folder.path()), ["a.yaml"]);
    }

    #[test]
    fn a_folder_in_the_way() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("a.yaml");
        fs::create_dir(&path).expect("a folder");
        assert!(write_whole(&path, "one").is_err());
        assert_eq!(names(folder.path()), ["a.yaml"]);
    }
}
