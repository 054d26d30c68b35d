//! YAML text into a flat tape of nodes, each with its place.
//!
//! Two readers write the same tape: `plain.rs` reads the part of YAML in which plans are written,
//! and gives up on the first character beyond it; `events.rs` asks granit-parser, which reads all
//! of YAML. Duplicate keys, aliases, merge keys and the limits on them are looked after in
//! `tape.rs`. Reading never fails: what could not be read is a [`Problem`], and the [`Document`]
//! holds the rest.

mod at;
mod document;
mod events;
mod plain;
mod repair;
mod tape;

use std::sync::Arc;

use granit_parser::ErrorKind;

use super::FileId;
use super::Span;

pub(crate) use at::Step;
pub(crate) use document::Document;
pub(crate) use document::NodeRef;
pub(crate) use document::Scalar;
pub(crate) use document::Shape;

/// How large and how deep a document may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Limits {
    /// Bytes of one file.
    pub file_bytes: u64,
    /// Lists and maps within each other.
    pub depth: usize,
    /// Nodes (maps, lists and scalars) of one file as written.
    pub nodes: usize,
    /// Nodes that aliases stand for, all together.
    pub alias_nodes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 16 << 20,
            depth: 64,
            nodes: 5_000_000,
            alias_nodes: 100_000,
        }
    }
}

/// Something in the text that keeps a document, or a part of it, from being read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    /// What it is.
    pub kind: ProblemKind,
    /// Where it is.
    pub span: Span,
    /// The other place that belongs to it: the first of two equal keys, the opening bracket.
    pub other: Option<Span>,
}

/// The kinds of [`Problem`], by what the author has to do about them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ProblemKind {
    /// Any other syntax error, in the parser's words.
    Other(String),
    /// A key that the map already has.
    DuplicateKey(String),
    /// `：` where YAML wants `: `.
    FullWidthColon,
    /// `“` or `”` where YAML wants `"`.
    FullWidthQuote,
    /// A full-width or no-break space where YAML wants a plain one.
    WideSpace,
    /// A tab where only spaces may stand.
    Tab,
    /// What git leaves behind when a merge did not work out.
    ConflictMarker,
    /// `key:value`, which is text to YAML.
    NoSpaceAfterColon,
    /// A quote that is never closed.
    UnclosedQuote,
    /// A `[` or `{` that is never closed.
    UnclosedBracket(char),
    /// `: ` inside text that is not quoted.
    ColonInText,
    /// A key or item that stands deeper or less deep than its neighbours.
    Indentation,
    /// A character that cannot begin a value: `@`, a backtick, `%`.
    ReservedCharacter(char),
    /// A control character, which YAML does not allow anywhere.
    ControlCharacter(char),
    /// `*name` without `&name` before it.
    UnknownAlias(String),
    /// An alias within the very node that it stands for.
    CyclicAlias,
    /// A key that is a list or a map.
    ComplexKey,
    /// `<<` with something that is not a map.
    MergeNotMap,
    /// A second document after `---`.
    SecondDocument,
    /// `!tag`, which plans have no use for.
    UnknownTag,
    /// Lists and maps nested deeper than the limit.
    TooDeep(usize),
    /// More nodes than the limit.
    TooManyNodes(usize),
    /// Aliases that stand for more nodes than so many; whether that is a limit of its own, rather
    /// than what is in proportion.
    TooManyAliasNodes(u64, bool),
}

impl ProblemKind {
    /// Whether this is about size rather than syntax.
    #[must_use]
    pub(crate) fn is_limit(&self) -> bool {
        matches!(
            self,
            Self::TooDeep(_) | Self::TooManyNodes(_) | Self::TooManyAliasNodes(..)
        )
    }
}

/// How many nodes the aliases of a document stand for, all together, and how many they may without
/// being out of proportion to what is written: four for each node, and with these no more than one
/// for every three bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Aliases {
    /// Nodes that they stand for.
    pub stand_for: u64,
    /// Nodes that are in proportion.
    pub in_proportion: u64,
}

impl Aliases {
    fn new(stand_for: u64, nodes: usize, bytes: usize) -> Self {
        let (nodes, bytes) = (nodes as u64, bytes as u64);
        Self {
            stand_for,
            in_proportion: (4 * nodes).min((bytes / 3).saturating_sub(nodes)),
        }
    }

    /// Whether they stand for more than is in proportion.
    #[must_use]
    pub(crate) fn are_too_many(self) -> bool {
        self.stand_for > self.in_proportion
    }
}

/// What reading a text gave.
#[derive(Debug)]
pub(crate) struct Reading {
    /// What could be read.
    pub document: Document,
    /// What could not.
    pub problems: Vec<Problem>,
    /// What aliases stand for.
    pub aliases: Aliases,
    /// Whether `document` is everything the author wrote; if not, nothing may be concluded from
    /// what it lacks.
    pub complete: bool,
}

/// Read `source`. `keys` are the keys of the format, by which `name：x` is told apart from prose
/// with a `：`.
#[must_use]
pub(crate) fn read(file: FileId, source: &Arc<str>, keys: &[&str], limits: &Limits) -> Reading {
    repair::read(file, source, keys, limits)
}

/// Why the parser stopped.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) offset: usize,
    pub(super) reason: Reason,
}

#[derive(Debug)]
pub(super) enum Reason {
    Parser(ErrorKind),
    Limit(ProblemKind),
}

/// One pass over `text`, all or nothing; the problems are those that do not stop the reading.
pub(super) fn build(
    file: FileId,
    text: &Arc<str>,
    limits: &Limits,
) -> Result<(Document, Vec<Problem>), Failure> {
    plain::build(file, text, limits).map_or_else(|| events::build(file, text, limits), Ok)
}

/// Where the two readers disagree about a text that both read; the promise that [`plain`] makes,
/// for its tests.
#[cfg(fuzzing)]
#[must_use]
pub(crate) fn disagreement(text: &str) -> Option<String> {
    let limits = Limits {
        file_bytes: 1 << 20,
        depth: 12,
        nodes: 400,
        alias_nodes: 10,
    };
    plain::compared(text, &limits).err()
}
