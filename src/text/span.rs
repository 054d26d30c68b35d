//! Where something stands: a file and a range of its bytes.

/// A file *at a revision*: index into the [`SourceMap`](super::SourceMap) that made it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(pub(crate) u32);

/// A range of bytes in one file, end excluded. Always on character boundaries of the file's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// A span of `file` over the bytes `start..end`.
    #[must_use]
    pub fn new(file: FileId, start: u32, end: u32) -> Self {
        Self {
            file,
            start,
            end: end.max(start),
        }
    }

    /// The range for slicing the file's text.
    #[must_use]
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Another range of the same file.
    #[must_use]
    pub fn with(self, range: std::ops::Range<usize>) -> Self {
        let offset = |at| u32::try_from(at).unwrap_or(u32::MAX);
        Self::new(self.file, offset(range.start), offset(range.end))
    }

    /// Whether `other` lies completely within this span.
    #[must_use]
    pub fn contains(self, other: Span) -> bool {
        self.file == other.file && self.start <= other.start && other.end <= self.end
    }
}

/// A value and the characters it was read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Spanned<T> {
    /// What was read.
    pub value: T,
    /// Where it stands, quotes included.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// A value read from `span`.
    pub(crate) fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }
}
