//! The texts of one run, each at its revision, so that old and new can stand side by side.

use std::sync::Arc;
use std::sync::OnceLock;

use super::FileId;
use super::LineIndex;
use super::Position;
use super::Span;

/// One file at one revision.
#[derive(Debug)]
pub struct SourceFile {
    path: Arc<str>,
    revision: Option<Arc<str>>,
    text: Arc<str>,
    lines: OnceLock<LineIndex>,
}

impl SourceFile {
    fn new(path: &str, revision: Option<Arc<str>>, text: Arc<str>) -> Self {
        Self {
            path: path.into(),
            revision,
            text,
            lines: OnceLock::new(),
        }
    }

    /// The path as it is shown: relative to the repository's root, with `/`.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The revision this text was read from; `None` is the working tree.
    #[must_use]
    pub fn revision(&self) -> Option<&str> {
        self.revision.as_deref()
    }

    /// The whole text, byte-order mark included.
    #[must_use]
    pub fn text(&self) -> &Arc<str> {
        &self.text
    }

    /// Where its lines begin; computed once, when first asked.
    pub fn lines(&self) -> &LineIndex {
        self.lines.get_or_init(|| LineIndex::new(&self.text))
    }
}

/// All texts of a run.
///
/// A copy shares the texts with the one that it was made of, and each of them can be replaced in one
/// and stays in the other.
#[derive(Clone, Debug, Default)]
pub struct SourceMap {
    files: Vec<Arc<SourceFile>>,
    /// By revision, the address below which its files can be read by others.
    addresses: Vec<(Option<Arc<str>>, String)>,
}

impl SourceMap {
    /// Add a text and get its name for spans.
    pub fn add(&mut self, path: &str, revision: Option<Arc<str>>, text: Arc<str>) -> FileId {
        let id =
            FileId(u32::try_from(self.files.len()).expect("fewer than 2^32 files fit into memory"));
        self.files
            .push(Arc::new(SourceFile::new(path, revision, text)));
        id
    }

    /// Let another text stand in the place of a file: what has spans into the former one may not be
    /// asked any more.
    pub(crate) fn replace(&mut self, id: FileId, path: &str, text: Arc<str>) {
        self.files[id.0 as usize] = Arc::new(SourceFile::new(path, None, text));
    }

    /// A place of another map in this one, with the text that it is in.
    pub fn adopt(&mut self, other: &SourceMap, place: Span) -> Span {
        let SourceFile {
            path,
            revision,
            text,
            ..
        } = other.file(place.file);
        Span {
            file: self.add(path, revision.clone(), Arc::clone(text)),
            ..place
        }
    }

    /// Say below which address the files of a revision can be read by others; `None` is the one
    /// that is not labelled.
    pub fn publish(&mut self, revision: Option<&str>, address: impl Into<String>) {
        self.addresses
            .push((revision.map(Arc::from), address.into()));
    }

    /// The address below which the files of a revision can be read by others, if there is one.
    #[must_use]
    pub fn address(&self, revision: Option<&str>) -> Option<&str> {
        let known = self
            .addresses
            .iter()
            .find(|(known, _)| known.as_deref() == revision);
        known.map(|(_, address)| address.as_str())
    }

    /// All files, in the order in which they were added.
    pub fn files(&self) -> impl Iterator<Item = &SourceFile> {
        self.files.iter().map(|file| &**file)
    }

    /// The file behind an id of this map.
    #[must_use]
    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    /// The characters of a span.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.file(span.file).text.get(span.range()).unwrap_or("")
    }

    /// Line, column and offset of the span's first character.
    #[must_use]
    pub fn start(&self, span: Span) -> Position {
        let file = self.file(span.file);
        file.lines().position(&file.text, span.start)
    }

    /// Line, column and offset just after the span's last character.
    #[must_use]
    pub fn end(&self, span: Span) -> Position {
        let file = self.file(span.file);
        file.lines().position(&file.text, span.end)
    }
}
