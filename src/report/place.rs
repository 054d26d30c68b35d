//! Places in text for people: `plan/a.yaml:3:5`.

use crate::text::SourceMap;
use crate::text::Span;

use super::sanitize;

/// Path, line and column.
pub(super) fn place(sources: &SourceMap, span: Span) -> String {
    let start = sources.start(span);
    format!(
        "{}:{}:{}",
        path(sources, span, None),
        start.line,
        start.column
    )
}

/// File and line; `revision` is where the file is, if nothing else says so.
pub(super) fn brief_place(sources: &SourceMap, span: Span, revision: Option<&str>) -> String {
    format!(
        "{}:{}",
        path(sources, span, revision),
        sources.start(span).line
    )
}

/// The path; at another revision than the one that the command is about as git names it:
/// `HEAD~1:plan/a.yaml`.
pub(super) fn path(sources: &SourceMap, span: Span, revision: Option<&str>) -> String {
    let file = sources.file(span.file);
    match file.revision().or(revision) {
        Some(revision) => format!("{}:{}", sanitize(revision), sanitize(file.path())),
        None => sanitize(file.path()).into_owned(),
    }
}
