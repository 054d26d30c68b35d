//! YAML text into a flat tape of nodes, each with its place.
//!
//! granit-parser is known to this file, and its errors to `repair.rs`. It yields events with byte spans; duplicate keys, aliases, merge keys
//! and the limits on them are looked after here. Reading never fails: what could not be read is a [`Problem`], and the
//! [`Document`] holds the rest.

use std::collections::HashMap;
use std::sync::Arc;

use granit_parser::ErrorKind;
use granit_parser::Event;
use granit_parser::Parser;
use granit_parser::ScalarStyle;
use granit_parser::StructureStyle;
use granit_parser::Tag;

use super::FileId;
use super::Span;
use super::repair;
use super::scalar;
use super::scalar::Value;

/// How large and how deep a document may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
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
        Self { file_bytes: 16 << 20, depth: 64, nodes: 5_000_000, alias_nodes: 100_000 }
    }
}

/// Something in the text that keeps a document, or a part of it, from being read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What it is.
    pub kind: ProblemKind,
    /// Where it is.
    pub span: Span,
    /// The other place that belongs to it: the first of two equal keys, the opening bracket.
    pub other: Option<Span>,
}

/// The kinds of [`Problem`], by what the author has to do about them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProblemKind {
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
    /// Aliases that stand for more nodes than the limit.
    TooManyAliasNodes(u64),
}

impl ProblemKind {
    /// Whether this is about size rather than syntax.
    #[must_use]
    pub fn is_limit(&self) -> bool {
        matches!(self, Self::TooDeep(_) | Self::TooManyNodes(_) | Self::TooManyAliasNodes(_))
    }
}

/// What reading a text gave.
#[derive(Debug)]
pub struct Reading {
    /// What could be read.
    pub document: Document,
    /// What could not.
    pub problems: Vec<Problem>,
    /// Whether `document` is everything the author wrote; if not, nothing may be concluded from what it lacks.
    pub complete: bool,
}

/// Read `source`. `keys` are the keys of the format, by which `name：x` is told apart from prose with a `：`.
#[must_use]
pub fn read(file: FileId, source: &Arc<str>, keys: &[&str], limits: &Limits) -> Reading {
    repair::read(file, source, keys, limits)
}

/// The nodes of one YAML document in the order in which they are written.
#[derive(Debug)]
pub struct Document {
    file: FileId,
    source: Arc<str>,
    nodes: Vec<Node>,
    owned: Vec<Box<str>>,
}

#[derive(Clone, Copy, Debug)]
struct Node {
    kind: Kind,
    start: u32,
    end: u32,
    /// Index of the node after this one and everything in it.
    next: u32,
    /// For a scalar: index into `owned`, or [`IN_SOURCE`]. For an alias: the node it stands for.
    data: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Plain,
    /// Quoted, or tagged as text.
    Quoted,
    Block,
    Map,
    /// A map with at least one `<<`.
    MergeMap,
    Seq,
    Alias,
}

const IN_SOURCE: u32 = u32::MAX;

/// A node, with aliases already followed.
#[derive(Clone, Copy, Debug)]
pub struct NodeRef<'d> {
    document: &'d Document,
    /// The node itself, behind any alias.
    index: u32,
    /// Where it is written: the alias, if it is reached through one.
    place: u32,
}

/// What a node is.
#[derive(Clone, Copy, Debug)]
pub enum Shape<'d> {
    /// A single value.
    Scalar(Scalar<'d>),
    /// A list.
    Seq,
    /// A map.
    Map,
}

/// A single value as written.
#[derive(Clone, Copy, Debug)]
pub struct Scalar<'d> {
    /// The text, quotes and escapes undone.
    pub text: &'d str,
    /// Whether it stands without quotes, so that YAML decides what type it has.
    pub plain: bool,
    /// Whether it is a literal or folded block (`|`, `>`).
    pub block: bool,
}

impl<'d> Scalar<'d> {
    /// Its value in the core schema.
    #[must_use]
    pub fn value(self) -> Value<'d> {
        if self.plain { scalar::resolve(self.text) } else { Value::Text(self.text) }
    }
}

impl Document {
    /// A document with nothing in it.
    #[must_use]
    pub fn empty(file: FileId) -> Self {
        Self { file, source: "".into(), nodes: Vec::new(), owned: Vec::new() }
    }

    /// The one node that everything else is in; `None` if there is nothing but comments.
    #[must_use]
    pub fn root(&self) -> Option<NodeRef<'_>> {
        (!self.nodes.is_empty()).then(|| self.node(0))
    }

    fn node(&self, place: u32) -> NodeRef<'_> {
        let node = self.nodes[place as usize];
        let index = if node.kind == Kind::Alias { node.data } else { place };
        NodeRef { document: self, index, place }
    }

    fn text(&self, node: Node) -> &str {
        match node.data {
            IN_SOURCE => {
                let inset = usize::from(node.kind == Kind::Quoted);
                let (start, end) = (node.start as usize + inset, node.end as usize - inset);
                self.source.get(start..end).unwrap_or("")
            }
            owned => &self.owned[owned as usize],
        }
    }

    /// The style of the scalar that covers the byte at `offset`, `None` outside scalars.
    pub(super) fn scalar_at(&self, offset: u32) -> Option<Scalar<'_>> {
        let after = self.nodes.partition_point(|node| node.start <= offset);
        let candidate = self.nodes[..after].iter().rev().find(|node| node.kind != Kind::Alias)?;
        match self.node_shape(*candidate) {
            Shape::Scalar(scalar) if offset < candidate.end => Some(scalar),
            _ => None,
        }
    }

    fn node_shape(&self, node: Node) -> Shape<'_> {
        match node.kind {
            Kind::Plain | Kind::Quoted | Kind::Block => Shape::Scalar(Scalar {
                text: self.text(node),
                plain: node.kind == Kind::Plain,
                block: node.kind == Kind::Block,
            }),
            Kind::Seq => Shape::Seq,
            Kind::Map | Kind::MergeMap => Shape::Map,
            Kind::Alias => unreachable!("an alias never stands for an alias"),
        }
    }
}

impl<'d> NodeRef<'d> {
    fn raw(self) -> Node {
        self.document.nodes[self.index as usize]
    }

    /// What it is.
    #[must_use]
    pub fn shape(self) -> Shape<'d> {
        self.document.node_shape(self.raw())
    }

    /// The scalar, if it is one.
    #[must_use]
    pub fn scalar(self) -> Option<Scalar<'d>> {
        match self.shape() {
            Shape::Scalar(scalar) => Some(scalar),
            Shape::Seq | Shape::Map => None,
        }
    }

    /// Where it is written; for what an alias stands for, the place of the alias.
    #[must_use]
    pub fn span(self) -> Span {
        let node = self.document.nodes[self.place as usize];
        Span::new(self.document.file, node.start, node.end)
    }

    /// Whether it is an alias (`*name`), or reached through one: its characters are somewhere else.
    #[must_use]
    pub fn is_alias(self) -> bool {
        self.place != self.index
    }

    /// Its direct parts: items of a list, keys and values of a map in turn.
    fn children(self) -> impl Iterator<Item = NodeRef<'d>> {
        let end = self.raw().next;
        let mut at = self.index + 1;
        std::iter::from_fn(move || {
            (at < end).then(|| {
                let child = self.document.node(at);
                at = self.document.nodes[at as usize].next;
                child
            })
        })
    }

    /// Whether it is a list between `[` and `]`, or a map between braces, rather than one entry on each line.
    #[must_use]
    pub fn is_flow(self) -> bool {
        let start = self.raw().start as usize;
        matches!(self.document.source.as_bytes().get(start), Some(b'[' | b'{'))
    }

    /// The items of a list; nothing for anything else.
    pub fn items(self) -> impl Iterator<Item = NodeRef<'d>> {
        let is_list = matches!(self.shape(), Shape::Seq);
        self.children().filter(move |_| is_list)
    }

    /// Keys with their values, in written order, `<<` merged in (own keys win, then the earlier merge).
    /// Of two equal keys only the first is given.
    #[must_use]
    pub fn entries(self) -> Vec<(NodeRef<'d>, NodeRef<'d>)> {
        let raw = self.raw();
        if !matches!(raw.kind, Kind::Map | Kind::MergeMap) {
            return Vec::new();
        }
        let mut own = Vec::new();
        let mut merged = Vec::new();
        let mut children = self.children();
        while let (Some(key), Some(value)) = (children.next(), children.next()) {
            if raw.kind == Kind::MergeMap && key.is_merge_key() {
                match value.shape() {
                    Shape::Map => merged.extend(value.entries()),
                    Shape::Seq => merged.extend(value.items().flat_map(NodeRef::entries)),
                    Shape::Scalar(_) => {}
                }
            } else {
                own.push((key, value));
            }
        }
        own.extend(merged);
        keep_first_of_each_key(&mut own);
        own
    }

    fn is_merge_key(self) -> bool {
        self.scalar().is_some_and(|scalar| scalar.plain && scalar.text == "<<")
    }
}

fn keep_first_of_each_key(entries: &mut Vec<(NodeRef<'_>, NodeRef<'_>)>) {
    let text = |node: NodeRef<'_>| node.scalar().map(|scalar| scalar.text.to_owned());
    if entries.len() <= FEW_KEYS {
        let mut at = 1;
        while at < entries.len() {
            let key = entries[at].0.scalar().map(|s| s.text);
            if key.is_some() && entries[..at].iter().any(|(other, _)| other.scalar().map(|s| s.text) == key) {
                entries.remove(at);
            } else {
                at += 1;
            }
        }
    } else {
        let mut seen = std::collections::HashSet::new();
        entries.retain(|(key, _)| text(*key).is_none_or(|key| seen.insert(key)));
    }
}

/// Up to here comparing each key with each is faster than hashing.
const FEW_KEYS: usize = 24;

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
pub(super) fn build(file: FileId, text: &Arc<str>, limits: &Limits) -> Result<(Document, Vec<Problem>), Failure> {
    let options = granit_parser::options! {
        strict_indentation: true,
        emit_unresolved_aliases: true,
        disallow_directives: false,
        flow_nesting_limit: limits.depth,
        block_nesting_limit: limits.depth,
    };
    let mut builder = Builder::new(file, text, limits);
    for next in Parser::new_from_str_with_options(text, options) {
        match next {
            Ok((event, span)) => {
                let (start, end) = span.byte_range().map_or((0, 0), |range| (range.start, range.end));
                let tag = span.tag_span().and_then(|tag| tag.byte_range());
                if !builder.event(event, start, end, tag)? {
                    break;
                }
            }
            Err(error) => {
                let offset = error.marker().byte_offset().unwrap_or(text.len()).min(text.len());
                let reason = match error.kind() {
                    ErrorKind::RecursionLimitExceeded => Reason::Limit(ProblemKind::TooDeep(limits.depth)),
                    kind => Reason::Parser(kind.clone()),
                };
                return Err(Failure { offset, reason });
            }
        }
    }
    Ok((builder.document, builder.problems))
}

struct Builder<'l> {
    document: Document,
    problems: Vec<Problem>,
    limits: &'l Limits,
    open: Vec<Open>,
    /// By anchor id: the node, how many nodes it stands for, and how many lists and maps deep it goes.
    anchors: HashMap<usize, (u32, u64, usize)>,
    alias_nodes: u64,
    documents: usize,
}

struct Open {
    index: u32,
    anchor: usize,
    flow: bool,
    /// Nodes in it so far, aliases counted as what they stand for.
    expanded: u64,
    /// How many lists and maps its parts go deep.
    depth: usize,
}

impl<'l> Builder<'l> {
    fn new(file: FileId, text: &Arc<str>, limits: &'l Limits) -> Self {
        // About 13 bytes a node on real plans; growing by doubling would hold twice the tape for a moment.
        let nodes = Vec::with_capacity((text.len() / 12).min(limits.nodes) + 8);
        Self {
            document: Document { file, source: Arc::clone(text), nodes, owned: Vec::new() },
            problems: Vec::new(),
            limits,
            open: Vec::new(),
            anchors: HashMap::new(),
            alias_nodes: 0,
            documents: 0,
        }
    }

    /// Take one event; `false` ends the reading.
    fn event(
        &mut self,
        event: Event<'_>,
        start: usize,
        end: usize,
        tag_range: Option<std::ops::Range<usize>>,
    ) -> Result<bool, Failure> {
        match event {
            Event::DocumentStart(..) => {
                self.documents += 1;
                if self.documents > 1 {
                    self.problem(ProblemKind::SecondDocument, start, end.max(start + 1), None);
                    return Ok(false);
                }
            }
            Event::Scalar(text, style, anchor, tag) => {
                let as_text = self.tag(tag.as_deref(), tag_range);
                let kind = match style {
                    _ if as_text && style == ScalarStyle::Plain => Kind::Quoted,
                    ScalarStyle::Plain => Kind::Plain,
                    ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => Kind::Quoted,
                    ScalarStyle::Literal | ScalarStyle::Folded => Kind::Block,
                };
                let index = self.push(kind, start, end)?;
                let node = self.document.nodes[index as usize];
                if kind == Kind::Block {
                    let trimmed = self.document.source[start..end].trim_end().len();
                    self.document.nodes[index as usize].end = to_u32(start + trimmed);
                }
                let empty = kind == Kind::Plain && start == end;
                let same = kind != Kind::Block
                    && !(as_text && style == ScalarStyle::Plain)
                    && self.document.text(node) == text;
                if !empty && !same {
                    self.document.nodes[index as usize].data = to_u32(self.document.owned.len());
                    self.document.owned.push(text.into_owned().into_boxed_str());
                }
                self.anchors(anchor, index, 1, 0);
                self.grow_parent(1, 0);
            }
            Event::SequenceStart(style, anchor, tag) => {
                self.tag(tag.as_deref(), tag_range);
                self.open(Kind::Seq, style, anchor, start, end)?;
            }
            Event::MappingStart(style, anchor, tag) => {
                self.tag(tag.as_deref(), tag_range);
                self.open(Kind::Map, style, anchor, start, end)?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(end),
            Event::Alias(id) => self.alias(id, start, end)?,
            Event::UnresolvedAlias(name) => {
                self.problem(ProblemKind::UnknownAlias(name.into_owned()), start, end, None);
                self.null(start, end)?;
            }
            _ => {}
        }
        Ok(true)
    }

    fn push(&mut self, kind: Kind, start: usize, end: usize) -> Result<u32, Failure> {
        if self.document.nodes.len() >= self.limits.nodes {
            let reason = Reason::Limit(ProblemKind::TooManyNodes(self.limits.nodes));
            return Err(Failure { offset: start, reason });
        }
        let index = to_u32(self.document.nodes.len());
        self.document.nodes.push(Node {
            kind,
            start: to_u32(start),
            end: to_u32(end),
            next: index + 1,
            data: IN_SOURCE,
        });
        Ok(index)
    }

    fn open(
        &mut self,
        kind: Kind,
        style: StructureStyle,
        anchor: usize,
        start: usize,
        end: usize,
    ) -> Result<(), Failure> {
        if self.open.len() >= self.limits.depth {
            return Err(Failure { offset: start, reason: Reason::Limit(ProblemKind::TooDeep(self.limits.depth)) });
        }
        let index = self.push(kind, start, end)?;
        self.open.push(Open { index, anchor, flow: style == StructureStyle::Flow, expanded: 1, depth: 0 });
        Ok(())
    }

    fn close(&mut self, end: usize) {
        let Some(open) = self.open.pop() else { return };
        let next = to_u32(self.document.nodes.len());
        let index = open.index as usize;
        // A block ends where its last part ends; the event stands at the next token, lines further down.
        let last_child_end = self.document.nodes[index + 1..].iter().rev().map(|node| node.end).next();
        let node = &mut self.document.nodes[index];
        node.next = next;
        node.end = if open.flow { to_u32(end) } else { last_child_end.unwrap_or(node.end).max(node.start) };
        if node.kind == Kind::Map {
            self.check_keys(open.index);
        }
        self.anchors(open.anchor, open.index, open.expanded, open.depth + 1);
        self.grow_parent(open.expanded, open.depth + 1);
    }

    fn alias(&mut self, id: usize, start: usize, end: usize) -> Result<(), Failure> {
        let Some((target, expanded, depth)) = self.anchors.get(&id).copied() else {
            // The anchor is on a list or map that is still open.
            self.problem(ProblemKind::CyclicAlias, start, end, None);
            return self.null(start, end);
        };
        self.alias_nodes = self.alias_nodes.saturating_add(expanded);
        if self.alias_nodes > self.limits.alias_nodes {
            let reason = Reason::Limit(ProblemKind::TooManyAliasNodes(self.limits.alias_nodes));
            return Err(Failure { offset: start, reason });
        }
        if self.open.len() + depth > self.limits.depth {
            return Err(Failure { offset: start, reason: Reason::Limit(ProblemKind::TooDeep(self.limits.depth)) });
        }
        let index = self.push(Kind::Alias, start, end)?;
        self.document.nodes[index as usize].data = target;
        self.grow_parent(expanded, depth);
        Ok(())
    }

    /// A null that stands for something that could not be read.
    fn null(&mut self, start: usize, end: usize) -> Result<(), Failure> {
        let index = self.push(Kind::Plain, start, end)?;
        self.document.nodes[index as usize].data = to_u32(self.document.owned.len());
        self.document.owned.push("".into());
        self.grow_parent(1, 0);
        Ok(())
    }

    fn anchors(&mut self, anchor: usize, index: u32, expanded: u64, depth: usize) {
        if anchor != 0 {
            self.anchors.insert(anchor, (index, expanded, depth));
        }
    }

    fn grow_parent(&mut self, by: u64, depth: usize) {
        if let Some(open) = self.open.last_mut() {
            open.expanded = open.expanded.saturating_add(by);
            open.depth = open.depth.max(depth);
        }
    }

    /// Whether the tag makes a plain scalar text; tags that are not of the core schema are a problem.
    fn tag(&mut self, tag: Option<&Tag>, range: Option<std::ops::Range<usize>>) -> bool {
        let Some(tag) = tag else { return false };
        let original = tag.original();
        if original == "!" {
            return true;
        }
        match tag.core_suffix() {
            Some("str") => true,
            Some("int" | "float" | "bool" | "null" | "seq" | "map") => false,
            _ => {
                let range = range.unwrap_or(0..0);
                self.problem(ProblemKind::UnknownTag, range.start, range.end, None);
                false
            }
        }
    }

    fn check_keys(&mut self, map: u32) {
        let mut found = Vec::new();
        let mut merges = false;
        {
            let node = NodeRef { document: &self.document, index: map, place: map };
            let mut keys: Vec<(&str, Span)> = Vec::new();
            let mut children = node.children();
            while let (Some(key), Some(value)) = (children.next(), children.next()) {
                match key.shape() {
                    Shape::Scalar(scalar) if scalar.plain && scalar.text == "<<" => {
                        merges = true;
                        let maps_only = match value.shape() {
                            Shape::Map => true,
                            Shape::Seq => value.items().all(|item| matches!(item.shape(), Shape::Map)),
                            Shape::Scalar(_) => false,
                        };
                        if !maps_only {
                            found.push(Problem { kind: ProblemKind::MergeNotMap, span: value.span(), other: None });
                        }
                    }
                    Shape::Scalar(scalar) => keys.push((scalar.text, key.span())),
                    Shape::Seq | Shape::Map => {
                        found.push(Problem { kind: ProblemKind::ComplexKey, span: key.span(), other: None });
                    }
                }
            }
            duplicates(&keys, &mut found);
        }
        if merges {
            self.document.nodes[map as usize].kind = Kind::MergeMap;
        }
        self.problems.append(&mut found);
    }

    fn problem(&mut self, kind: ProblemKind, start: usize, end: usize, other: Option<Span>) {
        let text = &self.document.source;
        let span = Span::new(
            self.document.file,
            to_u32(text.floor_char_boundary(start)),
            to_u32(text.ceil_char_boundary(end)),
        );
        self.problems.push(Problem { kind, span, other });
    }
}

fn duplicates(keys: &[(&str, Span)], found: &mut Vec<Problem>) {
    let mut report = |key: &str, span: Span, first: Span| {
        found.push(Problem { kind: ProblemKind::DuplicateKey(key.to_owned()), span, other: Some(first) });
    };
    if keys.len() <= FEW_KEYS {
        for (at, (key, span)) in keys.iter().enumerate() {
            if let Some((_, first)) = keys[..at].iter().find(|(other, _)| other == key) {
                report(key, *span, *first);
            }
        }
    } else {
        let mut seen: HashMap<&str, Span> = HashMap::with_capacity(keys.len());
        for (key, span) in keys {
            match seen.get(key) {
                Some(first) => report(key, *span, *first),
                None => {
                    seen.insert(key, *span);
                }
            }
        }
    }
}

/// Texts longer than 4 GiB are refused before they are read.
fn to_u32(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
