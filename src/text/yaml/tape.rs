//! The tape while it is written: what every reader has to look after.

use std::collections::HashMap;
use std::sync::Arc;

use crate::text::FileId;
use crate::text::Span;

use super::Document;
use super::Failure;
use super::Limits;
use super::NodeRef;
use super::Problem;
use super::ProblemKind;
use super::Reason;
use super::Shape;
use super::document::FEW_KEYS;
use super::document::IN_SOURCE;
use super::document::Kind;
use super::document::Node;

/// Bytes of text that an alias may repeat as one value; a longer one counts as several.
const TEXT_OF_ONE: usize = 100;

/// A document in the making, and the problems found on the way.
pub(super) struct Tape<'l> {
    document: Document,
    problems: Vec<Problem>,
    limits: &'l Limits,
    open: Vec<Open>,
    /// By anchor id: the node, how many nodes it stands for, and how many lists and maps deep it
    /// goes.
    anchors: HashMap<usize, (u32, u64, usize)>,
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

impl<'l> Tape<'l> {
    pub(super) fn new(file: FileId, text: &Arc<str>, limits: &'l Limits) -> Self {
        // 12 or 13 bytes a node on real plans; growing by doubling would hold twice the tape for a
        // moment.
        let nodes = Vec::with_capacity((text.len() / 10).min(limits.nodes) + 8);
        Self {
            document: Document {
                file,
                source: Arc::clone(text),
                nodes,
                owned: Vec::new(),
                alias_nodes: 0,
            },
            problems: Vec::new(),
            limits,
            open: Vec::new(),
            anchors: HashMap::new(),
        }
    }

    pub(super) fn source(&self) -> &str {
        &self.document.source
    }

    /// How many lists and maps are open.
    pub(super) fn depth(&self) -> usize {
        self.open.len()
    }

    /// What was read, when nothing is open any more.
    pub(super) fn finish(self) -> (Document, Vec<Problem>) {
        (self.document, self.problems)
    }

    /// A scalar from `start` to `end`; `owned` is its text where that is not what stands there,
    /// quotes taken off.
    pub(super) fn scalar(
        &mut self,
        kind: Kind,
        start: usize,
        end: usize,
        owned: Option<Box<str>>,
        anchor: usize,
    ) -> Result<(), Failure> {
        let index = self.push(kind, start, end)?;
        if let Some(owned) = owned {
            self.document.nodes[index as usize].link = to_u32(self.document.owned.len());
            self.document.owned.push(owned);
        }
        // A long text that is repeated costs what it is long.
        let weight = 1 + (end.saturating_sub(start) / TEXT_OF_ONE) as u64;
        self.anchors(anchor, index, weight, 0);
        self.grow_parent(weight, 0);
        Ok(())
    }

    fn push(&mut self, kind: Kind, start: usize, end: usize) -> Result<u32, Failure> {
        if self.document.nodes.len() >= self.limits.nodes {
            let reason = Reason::Limit(ProblemKind::TooManyNodes(self.limits.nodes));
            return Err(Failure {
                offset: start,
                reason,
            });
        }
        let index = to_u32(self.document.nodes.len());
        self.document.nodes.push(Node {
            kind,
            start: to_u32(start),
            end: to_u32(end),
            link: IN_SOURCE,
        });
        Ok(index)
    }

    /// The beginning of a list or map; it ends with [`Tape::close`].
    pub(super) fn open(
        &mut self,
        kind: Kind,
        flow: bool,
        anchor: usize,
        start: usize,
        end: usize,
    ) -> Result<(), Failure> {
        if self.open.len() >= self.limits.depth {
            return Err(Failure {
                offset: start,
                reason: Reason::Limit(ProblemKind::TooDeep(self.limits.depth)),
            });
        }
        let index = self.push(kind, start, end)?;
        self.open.push(Open {
            index,
            anchor,
            flow,
            expanded: 1,
            depth: 0,
        });
        Ok(())
    }

    /// The end of the list or map that was opened last.
    pub(super) fn close(&mut self, end: usize) {
        let Some(open) = self.open.pop() else { return };
        let next = to_u32(self.document.nodes.len());
        let index = open.index as usize;
        // A block ends where its last part ends; the event stands at the next token, lines further
        // down.
        let last_child_end = self.document.nodes[index + 1..]
            .iter()
            .rev()
            .map(|node| node.end)
            .next();
        let node = &mut self.document.nodes[index];
        node.link = next;
        node.end = if open.flow {
            to_u32(end)
        } else {
            last_child_end.unwrap_or(node.end).max(node.start)
        };
        if node.kind == Kind::Map {
            self.check_keys(open.index);
        }
        self.anchors(open.anchor, open.index, open.expanded, open.depth + 1);
        self.grow_parent(open.expanded, open.depth + 1);
    }

    pub(super) fn alias(&mut self, id: usize, start: usize, end: usize) -> Result<(), Failure> {
        let Some((target, expanded, depth)) = self.anchors.get(&id).copied() else {
            // The anchor is on a list or map that is still open.
            self.problem(ProblemKind::CyclicAlias, start, end, None);
            return self.null(start, end);
        };
        self.document.alias_nodes = self.document.alias_nodes.saturating_add(expanded);
        if self.document.alias_nodes > self.limits.alias_nodes {
            let reason = Reason::Limit(ProblemKind::TooManyAliasNodes(
                self.limits.alias_nodes,
                true,
            ));
            return Err(Failure {
                offset: start,
                reason,
            });
        }
        if self.open.len() + depth > self.limits.depth {
            return Err(Failure {
                offset: start,
                reason: Reason::Limit(ProblemKind::TooDeep(self.limits.depth)),
            });
        }
        let index = self.push(Kind::Alias, start, end)?;
        self.document.nodes[index as usize].link = target;
        self.grow_parent(expanded, depth);
        Ok(())
    }

    /// A null that stands for something that could not be read.
    pub(super) fn null(&mut self, start: usize, end: usize) -> Result<(), Failure> {
        let index = self.push(Kind::Plain, start, end)?;
        self.document.nodes[index as usize].link = to_u32(self.document.owned.len());
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

    fn check_keys(&mut self, map: u32) {
        let mut found = Vec::new();
        let mut odd = false;
        {
            let node = NodeRef {
                document: &self.document,
                index: map,
                place: map,
            };
            let mut keys: Vec<(&str, Span)> = Vec::new();
            let mut children = node.children();
            while let (Some(key), Some(value)) = (children.next(), children.next()) {
                match key.shape() {
                    Shape::Scalar(scalar) if scalar.plain && scalar.text == "<<" => {
                        odd = true;
                        let maps_only = match value.shape() {
                            Shape::Map => true,
                            Shape::Seq => {
                                value.items().all(|item| matches!(item.shape(), Shape::Map))
                            }
                            Shape::Scalar(_) => false,
                        };
                        if !maps_only {
                            found.push(Problem {
                                kind: ProblemKind::MergeNotMap,
                                span: value.span(),
                                other: None,
                            });
                        }
                    }
                    Shape::Scalar(scalar) => keys.push((scalar.text, key.span())),
                    Shape::Seq | Shape::Map => {
                        found.push(Problem {
                            kind: ProblemKind::ComplexKey,
                            span: key.span(),
                            other: None,
                        });
                    }
                }
            }
            let before = found.len();
            duplicates(&keys, &mut found);
            odd |= found.len() > before;
        }
        if odd {
            self.document.nodes[map as usize].kind = Kind::OddMap;
        }
        self.problems.append(&mut found);
    }

    pub(super) fn problem(
        &mut self,
        kind: ProblemKind,
        start: usize,
        end: usize,
        other: Option<Span>,
    ) {
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
        found.push(Problem {
            kind: ProblemKind::DuplicateKey(key.to_owned()),
            span,
            other: Some(first),
        });
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
