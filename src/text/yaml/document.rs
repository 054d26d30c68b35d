//! What was read: a flat tape of nodes, and the ways to walk it.

use std::sync::Arc;

use crate::text::FileId;
use crate::text::Span;
use crate::text::scalar;
use crate::text::scalar::Value;

use super::Aliases;

/// The nodes of one YAML document in the order in which they are written.
#[derive(Debug)]
pub(crate) struct Document {
    pub(super) file: FileId,
    pub(super) source: Arc<str>,
    pub(super) nodes: Vec<Node>,
    pub(super) owned: Vec<Box<str>>,
    /// How many nodes its aliases stand for.
    pub(super) alias_nodes: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Node {
    pub(super) kind: Kind,
    pub(super) start: u32,
    pub(super) end: u32,
    /// For a scalar: index into `owned`, or [`IN_SOURCE`]. For an alias: the node it stands for.
    /// For a map or list: the node after it and everything in it. One number for all, because there
    /// are millions of nodes.
    pub(super) link: u32,
}

impl Node {
    /// Index of the node after this one, which stands at `index`, and everything in it.
    pub(super) fn next(self, index: u32) -> u32 {
        match self.kind {
            Kind::Map | Kind::OddMap | Kind::Seq => self.link,
            Kind::Plain | Kind::Quoted | Kind::Block | Kind::Alias => index + 1,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Plain,
    /// Quoted, or tagged as text.
    Quoted,
    Block,
    Map,
    /// A map with a `<<`, or with a key that stands twice.
    OddMap,
    Seq,
    Alias,
}

/// The text of the scalar is what stands in the source, without the quotes.
pub(super) const IN_SOURCE: u32 = u32::MAX;

/// A node, with aliases already followed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NodeRef<'d> {
    pub(super) document: &'d Document,
    /// The node itself, behind any alias.
    pub(super) index: u32,
    /// Where it is written: the alias, if it is reached through one.
    pub(super) place: u32,
}

/// What a node is.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Shape<'d> {
    /// A single value.
    Scalar(Scalar<'d>),
    /// A list.
    Seq,
    /// A map.
    Map,
}

/// A single value as written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scalar<'d> {
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
    pub(crate) fn value(self) -> Value<'d> {
        if self.plain {
            scalar::resolve(self.text)
        } else {
            Value::Text(self.text)
        }
    }
}

impl Document {
    /// A document with nothing in it.
    #[must_use]
    pub(crate) fn empty(file: FileId) -> Self {
        Self {
            file,
            source: "".into(),
            nodes: Vec::new(),
            owned: Vec::new(),
            alias_nodes: 0,
        }
    }

    /// What its aliases stand for.
    pub(in crate::text) fn aliases(&self) -> Aliases {
        Aliases::new(self.alias_nodes, self.nodes.len(), self.source.len())
    }

    /// The one node that everything else is in; `None` if there is nothing but comments.
    #[must_use]
    pub(crate) fn root(&self) -> Option<NodeRef<'_>> {
        (!self.nodes.is_empty()).then(|| self.node(0))
    }

    fn node(&self, place: u32) -> NodeRef<'_> {
        let node = self.nodes[place as usize];
        let index = if node.kind == Kind::Alias {
            node.link
        } else {
            place
        };
        NodeRef {
            document: self,
            index,
            place,
        }
    }

    pub(super) fn text(&self, node: Node) -> &str {
        match node.link {
            IN_SOURCE => {
                let inset = usize::from(node.kind == Kind::Quoted);
                let (start, end) = (node.start as usize + inset, node.end as usize - inset);
                self.source.get(start..end).unwrap_or("")
            }
            owned => &self.owned[owned as usize],
        }
    }

    /// The style of the scalar that covers the byte at `offset`, `None` outside scalars.
    pub(in crate::text) fn scalar_at(&self, offset: u32) -> Option<Scalar<'_>> {
        let after = self.nodes.partition_point(|node| node.start <= offset);
        let candidate = self.nodes[..after]
            .iter()
            .rev()
            .find(|node| node.kind != Kind::Alias)?;
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
            Kind::Map | Kind::OddMap => Shape::Map,
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
    pub(crate) fn shape(self) -> Shape<'d> {
        self.document.node_shape(self.raw())
    }

    /// The scalar, if it is one.
    #[must_use]
    pub(crate) fn scalar(self) -> Option<Scalar<'d>> {
        match self.shape() {
            Shape::Scalar(scalar) => Some(scalar),
            Shape::Seq | Shape::Map => None,
        }
    }

    /// Where it is written; for what an alias stands for, the place of the alias.
    #[must_use]
    pub(crate) fn span(self) -> Span {
        let node = self.document.nodes[self.place as usize];
        Span::new(self.document.file, node.start, node.end)
    }

    /// The text that it was read from; after repairs, the repaired one.
    #[must_use]
    pub(crate) fn source(self) -> &'d str {
        &self.document.source
    }

    /// Whether it is an alias (`*name`), or reached through one: its characters are somewhere else.
    #[must_use]
    pub(crate) fn is_alias(self) -> bool {
        self.place != self.index
    }

    /// Its direct parts: items of a list, keys and values of a map in turn.
    pub(super) fn children(self) -> impl Iterator<Item = NodeRef<'d>> {
        let end = self.raw().next(self.index);
        let mut at = self.index + 1;
        std::iter::from_fn(move || {
            (at < end).then(|| {
                let child = self.document.node(at);
                at = self.document.nodes[at as usize].next(at);
                child
            })
        })
    }

    /// Whether it is a list between `[` and `]`, or a map between braces, rather than one entry on
    /// each line.
    #[must_use]
    pub(crate) fn is_flow(self) -> bool {
        let start = self.raw().start as usize;
        matches!(
            self.document.source.as_bytes().get(start),
            Some(b'[' | b'{')
        )
    }

    /// The items of a list; nothing for anything else.
    pub(crate) fn items(self) -> impl Iterator<Item = NodeRef<'d>> {
        let is_list = matches!(self.shape(), Shape::Seq);
        self.children().filter(move |_| is_list)
    }

    /// Keys with their values, in written order, `<<` merged in (own keys win, then the earlier
    /// merge). Of two equal keys only the first is given.
    #[must_use]
    pub(crate) fn entries(self) -> Vec<(NodeRef<'d>, NodeRef<'d>)> {
        let raw = self.raw();
        if !matches!(raw.kind, Kind::Map | Kind::OddMap) {
            return Vec::new();
        }
        let mut children = self.children();
        // Few maps have more keys, and those that are much larger have their size in what is below
        // them.
        let mut own =
            Vec::with_capacity(((raw.next(self.index) - self.index) as usize / 2).min(FEW_KEYS));
        if raw.kind == Kind::Map {
            while let (Some(key), Some(value)) = (children.next(), children.next()) {
                own.push((key, value));
            }
            return own;
        }
        let mut merged = Vec::new();
        while let (Some(key), Some(value)) = (children.next(), children.next()) {
            if key.is_merge_key() {
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
        self.scalar()
            .is_some_and(|scalar| scalar.plain && scalar.text == "<<")
    }
}

fn keep_first_of_each_key(entries: &mut Vec<(NodeRef<'_>, NodeRef<'_>)>) {
    let text = |node: NodeRef<'_>| node.scalar().map(|scalar| scalar.text.to_owned());
    if entries.len() <= FEW_KEYS {
        let mut at = 1;
        while at < entries.len() {
            let key = entries[at].0.scalar().map(|s| s.text);
            if key.is_some()
                && entries[..at]
                    .iter()
                    .any(|(other, _)| other.scalar().map(|s| s.text) == key)
            {
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
pub(super) const FEW_KEYS: usize = 24;
