//! `--fix`: change the characters that findings say to change, and nothing else.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::path::Path;
use std::path::PathBuf;

use crate::check::Report;
use crate::load::Failure;
use crate::load::disk;
use crate::load::write;
use crate::load::write::Staged;
use crate::model::Limits;
use crate::text::FileId;
use crate::text::SourceFile;
use crate::text::edit;
use crate::text::edit::Splice;

/// What was mended.
pub(super) struct Fixed {
    pub(super) findings: usize,
    pub(super) files: usize,
    /// Where, and what: a line for each.
    pub(super) told: Vec<String>,
}

/// Apply the fixes of all findings. Every file is complete before the first takes its place, and each is replaced whole.
pub(super) fn apply(report: &Report, root: &Path) -> Result<Fixed, Failure> {
    let mut fixed = Fixed { findings: 0, files: 0, told: Vec::new() };
    let mut by_file: BTreeMap<FileId, Vec<Splice>> = BTreeMap::new();
    for reported in &report.findings {
        let place = report.sources.start(reported.finding.span);
        let path = report.sources.file(reported.finding.span.file).path();
        fixed.told.extend(
            reported.finding.fix.iter().map(|fix| format!("{path}:{}:{}: {}", place.line, place.column, fix.title)),
        );
        for edit in reported.finding.fix.iter().flat_map(|fix| &fix.edits) {
            let splice = Splice { range: edit.span.range(), text: edit.text.clone() };
            by_file.entry(edit.span.file).or_default().push(splice);
        }
    }
    let mut staged = Vec::new();
    for (id, splices) in by_file {
        let file = report.sources.file(id);
        let path = root.join(file.path());
        // So bytes are shown that are no text: which file is meant cannot be told.
        if file.path().contains("\\x") {
            return Err(Failure::new(format!("the name of {} is not UTF-8; nothing was mended", file.path()))
                .help("rename the file, and run planlint check --fix again"));
        }
        unchanged(file, &path).map_err(|why| why.failure(&[]))?;
        let (text, done) = edit::apply(file.text(), splices);
        let written = Staged::new(&path, &text).map_err(|error| disk::cannot("write", file.path(), &error))?;
        staged.push((file, path, written));
        fixed.findings += done;
        fixed.files += 1;
    }
    replace(staged)?;
    Ok(fixed)
}

/// Put the files that are written into the places of those that they are made of, as long as these have not changed.
fn replace(staged: Vec<(&SourceFile, PathBuf, Staged)>) -> Result<(), Failure> {
    // Writing has taken a while: rather nothing is mended than half of it.
    for (file, path, _) in &staged {
        unchanged(file, path).map_err(|why| why.failure(&[]))?;
    }
    let _together = write::together();
    let mut done: Vec<&str> = Vec::new();
    for (file, path, written) in staged {
        let replaced = unchanged(file, &path)
            .and_then(|()| written.commit().map_err(|error| Kept::Failed(disk::cannot("write", file.path(), &error))));
        replaced.map_err(|why| why.failure(&done))?;
        done.push(file.path());
    }
    Ok(())
}

/// Why a file is not replaced.
enum Kept {
    /// Somebody has saved it.
    Changed(String),
    Failed(Failure),
}

impl Kept {
    /// The same for the user, after these files have been replaced.
    fn failure(self, done: &[&str]) -> Failure {
        let (failure, again) = match self {
            Self::Changed(path) => (
                Failure::new(format!("{path} changed while planlint was running; nothing was written to it")),
                Some("run planlint check --fix again"),
            ),
            Self::Failed(failure) => (failure, None),
        };
        let mended = (!done.is_empty()).then(|| format!("these files are mended already: {}", done.join(", ")));
        let help: Vec<String> =
            mended.into_iter().chain(again.map(str::to_owned)).chain(failure.help.clone()).collect();
        if help.is_empty() { failure } else { failure.help(help.join("\n")) }
    }
}

/// Whoever changed the file in the meantime keeps their change.
fn unchanged(file: &SourceFile, path: &Path) -> Result<(), Kept> {
    let mut limits = Limits::default();
    limits.part.file_bytes = file.text().len() as u64;
    limits.plan_bytes = limits.part.file_bytes;
    match disk::part(path, file.path(), &limits).map_err(Kept::Failed)?.text {
        Some(Ok(now)) if now == *file.text() => Ok(()),
        _ => Err(Kept::Changed(file.path().to_owned())),
    }
}

/// Remove what runs that were killed have left in the folders of what was read. Returns the paths.
pub(super) fn clean(report: &Report, root: &Path) -> Vec<String> {
    let folders: BTreeSet<&Path> = report.sources.files().filter_map(|file| Path::new(file.path()).parent()).collect();
    let clean = |folder: &Path| {
        let shown = move |name: String| folder.join(name).display().to_string();
        write::clean(&root.join(folder)).into_iter().map(shown).collect::<Vec<_>>()
    };
    folders.into_iter().flat_map(clean).collect()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::text::SourceMap;

    const OLD: [(&str, &str); 2] = [("a.yaml", "a：1\n"), ("b.yaml", "b：1\n")];

    /// Both files written anew, then something happens, then they are replaced. What is said, and the files afterwards.
    fn replaced(meanwhile: impl FnOnce(&Path)) -> (Result<(), Failure>, [String; 2], usize) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let root = folder.path();
        let mut sources = SourceMap::default();
        let ids = OLD.map(|(name, text)| {
            fs::write(root.join(name), text).expect("a file");
            sources.add(name, None, text.into())
        });
        let stage = |id: FileId| {
            let file = sources.file(id);
            let path = root.join(file.path());
            let staged = Staged::new(&path, &file.text().replace('：', ": ")).expect("it is staged");
            (file, path, staged)
        };
        let staged = ids.map(stage).into();
        meanwhile(root);
        let said = replace(staged);
        let now = OLD.map(|(name, _)| fs::read_to_string(root.join(name)).expect("it is there"));
        (said, now, fs::read_dir(root).expect("the folder is there").count())
    }

    #[test]
    fn nobody_is_in_the_way() {
        let (said, now, files) = replaced(|_| {});
        assert_eq!((said, now, files), (Ok(()), ["a: 1\n".into(), "b: 1\n".into()], 2));
    }

    #[test]
    fn what_an_editor_saves_meanwhile_stays() {
        let (said, now, files) = replaced(|root| fs::write(root.join("b.yaml"), "saved\n").expect("saved"));
        assert_eq!((now, files), (["a：1\n".into(), "saved\n".into()], 2));
        let said = said.expect_err("it is refused");
        assert_eq!(said.message, "b.yaml changed while planlint was running; nothing was written to it");
        assert_eq!(said.help.as_deref(), Some("run planlint check --fix again"));
    }

    #[test]
    fn files_that_are_replaced_already_are_named() {
        let (said, now, files) = replaced(|root| {
            // As when the folder is swept in the wrong moment: the second file cannot be put into its place.
            let all = fs::read_dir(root).expect("the folder is there").map(|entry| entry.expect("readable").path());
            let of_b = all.filter(|path| path.extension().is_some_and(|end| end == "tmp"));
            for path in of_b.filter(|path| fs::read_to_string(path).is_ok_and(|text| text.starts_with('b'))) {
                fs::remove_file(path).expect("it was there");
            }
        });
        assert_eq!((now, files), (["a: 1\n".into(), "b：1\n".into()], 2));
        let said = said.expect_err("it cannot be done");
        assert!(said.message.starts_with("cannot write b.yaml"), "{}", said.message);
        assert_eq!(said.help.as_deref(), Some("these files are mended already: a.yaml"));
    }
}
