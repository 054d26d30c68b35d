//! All of YAML: the events of granit-parser, taken down on the tape.

use std::ops::Range;
use std::sync::Arc;

use granit_parser::ErrorKind;
use granit_parser::Event;
use granit_parser::Parser;
use granit_parser::ScalarStyle;
use granit_parser::StructureStyle;
use granit_parser::Tag;

use crate::text::FileId;

use super::Document;
use super::Failure;
use super::Limits;
use super::Problem;
use super::ProblemKind;
use super::Reason;
use super::document::Kind;
use super::tape::Tape;

/// See [`super::build`].
pub(super) fn build(
    file: FileId,
    text: &Arc<str>,
    limits: &Limits,
) -> Result<(Document, Vec<Problem>), Failure> {
    let options = granit_parser::options! {
        strict_indentation: true,
        emit_unresolved_aliases: true,
        disallow_directives: false,
        flow_nesting_limit: limits.depth,
        block_nesting_limit: limits.depth,
    };
    let mut reader = Reader {
        tape: Tape::new(file, text, limits),
        documents: 0,
    };
    for next in Parser::new_from_str_with_options(text, options) {
        match next {
            Ok((event, span)) => {
                let (start, end) = span
                    .byte_range()
                    .map_or((0, 0), |range| (range.start, range.end));
                let tag = span.tag_span().and_then(|tag| tag.byte_range());
                if !reader.event(event, start, end, tag)? {
                    break;
                }
            }
            Err(error) => {
                let offset = error
                    .marker()
                    .byte_offset()
                    .unwrap_or(text.len())
                    .min(text.len());
                let reason = match error.kind() {
                    ErrorKind::RecursionLimitExceeded => {
                        Reason::Limit(ProblemKind::TooDeep(limits.depth))
                    }
                    kind => Reason::Parser(kind.clone()),
                };
                return Err(Failure { offset, reason });
            }
        }
    }
    Ok(reader.tape.finish())
}

struct Reader<'l> {
    tape: Tape<'l>,
    documents: usize,
}

impl Reader<'_> {
    /// Take one event; `false` ends the reading.
    fn event(
        &mut self,
        event: Event<'_>,
        start: usize,
        end: usize,
        tag_range: Option<Range<usize>>,
    ) -> Result<bool, Failure> {
        match event {
            Event::DocumentStart(..) => {
                self.documents += 1;
                if self.documents > 1 {
                    self.tape
                        .problem(ProblemKind::SecondDocument, start, end.max(start + 1), None);
                    return Ok(false);
                }
            }
            Event::Scalar(text, style, anchor, tag) => {
                let as_text = self.tag(tag.as_deref(), tag_range);
                let kind = match style {
                    ScalarStyle::Plain if as_text => Kind::Quoted,
                    ScalarStyle::Plain => Kind::Plain,
                    ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => Kind::Quoted,
                    ScalarStyle::Literal | ScalarStyle::Folded => Kind::Block,
                };
                let source = self.tape.source();
                let end = if kind == Kind::Block {
                    start + source[start..end].trim_end().len()
                } else {
                    end
                };
                let inset = usize::from(kind == Kind::Quoted);
                let in_source = match style {
                    ScalarStyle::Plain if as_text => false,
                    // An empty node is given as `~`, but nothing is written.
                    ScalarStyle::Plain if start == end => true,
                    ScalarStyle::Literal | ScalarStyle::Folded => false,
                    _ => source.get(start + inset..end.saturating_sub(inset)) == Some(&*text),
                };
                let owned = (!in_source).then(|| text.into_owned().into_boxed_str());
                self.tape.scalar(kind, start, end, owned, anchor)?;
            }
            Event::SequenceStart(style, anchor, tag) => {
                self.tag(tag.as_deref(), tag_range);
                self.tape
                    .open(Kind::Seq, style == StructureStyle::Flow, anchor, start, end)?;
            }
            Event::MappingStart(style, anchor, tag) => {
                self.tag(tag.as_deref(), tag_range);
                self.tape
                    .open(Kind::Map, style == StructureStyle::Flow, anchor, start, end)?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.tape.close(end),
            Event::Alias(id) => self.tape.alias(id, start, end)?,
            Event::UnresolvedAlias(name) => {
                self.tape.problem(
                    ProblemKind::UnknownAlias(name.into_owned()),
                    start,
                    end,
                    None,
                );
                self.tape.null(start, end)?;
            }
            _ => {}
        }
        Ok(true)
    }

    /// Whether the tag makes a plain scalar text; tags that are not of the core schema are a
    /// problem.
    fn tag(&mut self, tag: Option<&Tag>, range: Option<Range<usize>>) -> bool {
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
                self.tape
                    .problem(ProblemKind::UnknownTag, range.start, range.end, None);
                false
            }
        }
    }
}
