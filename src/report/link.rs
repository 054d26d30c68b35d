//! Links to the lines of files, where a forge shows them.

use std::fmt::Write as _;

use crate::text::SourceMap;
use crate::text::Span;

use super::inline::cell;
use super::inline::code;

/// A place in Markdown: file and line, the revision before it if it is another than the one that
/// the command is about, and a link there if its address is known. `None` for the line: the whole
/// file.
pub(super) struct Place<'a> {
    pub(super) revision: Option<&'a str>,
    pub(super) path: &'a str,
    pub(super) line: Option<u32>,
}

impl<'a> Place<'a> {
    /// Where `span` is; at `revision`, if nothing else says so.
    pub(super) fn of(sources: &'a SourceMap, span: Span, revision: Option<&'a str>) -> Self {
        let file = sources.file(span.file);
        let revision = file.revision().or(revision);
        Self {
            revision,
            path: file.path(),
            line: Some(sources.start(span).line),
        }
    }

    /// `HEAD~1:plan/1.yaml:12`.
    fn told(&self) -> String {
        let revision = self
            .revision
            .map(|revision| format!("{revision}:"))
            .unwrap_or_default();
        let line = self.line.map(|line| format!(":{line}")).unwrap_or_default();
        format!("{revision}{}{line}", self.path)
    }

    fn address(&self, sources: &SourceMap) -> Option<String> {
        // A path from the root of the disk is in no repository.
        let base = sources
            .address(self.revision)
            .filter(|_| !self.path.starts_with('/'))?;
        let line = self
            .line
            .map(|line| format!("#L{line}"))
            .unwrap_or_default();
        Some(format!("{base}/{}{line}", encoded(self.path)))
    }

    /// In a paragraph.
    pub(super) fn in_text(&self, sources: &SourceMap) -> String {
        self.around(&code(&self.told()), sources)
    }

    /// In a table.
    pub(super) fn in_cell(&self, sources: &SourceMap) -> String {
        self.around(&cell(&self.told()), sources)
    }

    /// `shown`, which is inert already, as a link to this place.
    pub(super) fn around(&self, shown: &str, sources: &SourceMap) -> String {
        match self.address(sources).filter(|_| !shown.is_empty()) {
            Some(address) => format!("[{shown}]({address})"),
            None => shown.to_owned(),
        }
    }
}

/// A path as a relative reference (RFC 3986, section 4.2).
pub(super) fn encoded(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            write!(uri, "%{byte:02X}").expect("a string can be written to");
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_ends_where_it_should() {
        let mut sources = SourceMap::default();
        let file = sources.add(
            "plan/a)|](b`.yaml",
            Some("main".into()),
            "a: 1\nb: 2\n".into(),
        );
        let place = Place::of(&sources, Span::new(file, 5, 6), None);
        assert_eq!(place.in_text(&sources), "``main:plan/a)|](b`.yaml:2``");
        sources.publish(Some("main"), "https://example.org/o/r/blob/1f");
        let place = Place::of(&sources, Span::new(file, 5, 6), None);
        let address = "https://example.org/o/r/blob/1f/plan/a%29%7C%5D%28b%60.yaml#L2";
        assert_eq!(
            place.in_text(&sources),
            format!("[``main:plan/a)|](b`.yaml:2``]({address})")
        );
        assert_eq!(
            place.in_cell(&sources),
            format!("[``main:plan/a)\\|](b`.yaml:2``]({address})")
        );
    }
}
