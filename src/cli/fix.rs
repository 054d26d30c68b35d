//! `--fix`: change the characters that findings say to change, and nothing else.

use std::collections::BTreeMap;
use std::path::Path;

use crate::check::Report;
use crate::load::Failure;
use crate::load::disk;
use crate::load::write::Staged;
use crate::model::Limits;
use crate::text::FileId;
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
        // Whoever changed the file in the meantime keeps their change.
        let mut limits = Limits::default();
        limits.part.file_bytes = file.text().len() as u64;
        limits.plan_bytes = limits.part.file_bytes;
        let now = disk::part(&path, file.path(), &limits)?.text;
        if !matches!(now, Some(Ok(now)) if now == *file.text()) {
            return Err(Failure::new(format!(
                "{} changed while planlint was running; nothing was written to it",
                file.path()
            ))
            .help("run planlint check --fix again"));
        }
        let (text, done) = edit::apply(file.text(), splices);
        let written = Staged::new(&path, &text).map_err(|error| disk::cannot("write", file.path(), &error))?;
        staged.push((file.path(), written));
        fixed.findings += done;
        fixed.files += 1;
    }
    for (path, written) in staged {
        written.commit().map_err(|error| disk::cannot("write", path, &error))?;
    }
    Ok(fixed)
}
