//! Reading on after a syntax error.
//!
//! A parser reports one error for each document. Authors want all of them, and the rest of the file
//! checked. So the text is mended, without moving a byte, and read again: a `：` after a key becomes
//! `:` and two spaces, which is just as long; anything else costs the list item that it is in,
//! which becomes spaces.

mod cause;

use std::ops::Range;
use std::sync::Arc;

use crate::text::FileId;
use crate::text::LineIndex;
use crate::text::Span;
use crate::text::yaml::Document;
use crate::text::yaml::Failure;
use crate::text::yaml::Limits;
use crate::text::yaml::Problem;
use crate::text::yaml::ProblemKind;
use crate::text::yaml::Reading;
use crate::text::yaml::Reason;
use crate::text::yaml::build;

/// After so many lost items the rest of the file is given up: more findings would not help the
/// author.
const MAX_LOST_ITEMS: usize = 5;

/// How far around a full-width character a key is looked for, in bytes.
const NEAR: usize = 256;

const COLON: char = '：';
const WIDE_SPACES: [char; 2] = ['\u{3000}', '\u{a0}'];
const WIDE_QUOTES: [char; 6] = ['“', '”', '‘', '’', '＂', '＇'];

/// See [`crate::text::yaml::read`].
pub(in crate::text::yaml) fn read(
    file: FileId,
    source: &Arc<str>,
    keys: &[&str],
    limits: &Limits,
) -> Reading {
    let mut mender = Mender {
        file,
        lines: None,
        source,
        text: Arc::clone(source),
        problems: Vec::new(),
        complete: true,
        mended_characters: false,
    };
    mender.take_one_side_of_conflicts();
    let (document, mut found) = mender.read(keys, limits);
    let mut problems = mender.problems;
    // A stray `：` or a lost item can make two keys equal; the author sees that once it is mended.
    let complete = mender.complete;
    if !complete {
        found.retain(|problem| !matches!(problem.kind, ProblemKind::DuplicateKey(_)));
    }
    let truncated = found
        .iter()
        .any(|problem| problem.kind == ProblemKind::SecondDocument);
    problems.append(&mut found);
    problems.sort_by_key(|problem| problem.span);
    let aliases = document.aliases();
    Reading {
        document,
        complete: complete && !truncated && problems.is_empty(),
        problems,
        aliases,
    }
}

struct Mender<'s> {
    file: FileId,
    lines: Option<LineIndex>,
    source: &'s Arc<str>,
    /// `source` with the mending done; always as long, byte for byte.
    text: Arc<str>,
    problems: Vec<Problem>,
    complete: bool,
    mended_characters: bool,
}

impl Mender<'_> {
    fn read(&mut self, keys: &[&str], limits: &Limits) -> (Document, Vec<Problem>) {
        let mut lost = 0;
        loop {
            match build(self.file, &self.text, limits) {
                Ok((document, problems)) => {
                    let stray = self.stray_characters(keys, Some(&document));
                    if stray.is_empty() || self.mended_characters {
                        return (document, problems);
                    }
                    self.mend_characters(&stray);
                }
                Err(Failure {
                    offset,
                    reason: Reason::Limit(kind),
                }) => {
                    self.problem(kind, offset..offset + 1, None);
                    self.complete = false;
                    return (Document::empty(self.file), Vec::new());
                }
                Err(Failure {
                    offset,
                    reason: Reason::Parser(kind),
                }) => {
                    let stray = self.stray_characters(keys, None);
                    if !stray.is_empty() && !self.mended_characters {
                        self.mend_characters(&stray);
                        continue;
                    }
                    self.complete = false;
                    lost += 1;
                    let problem = self.explain(&kind, offset);
                    if let Some(line) = self
                        .mended_line(&problem, offset)
                        .filter(|_| lost < MAX_LOST_ITEMS)
                    {
                        // The mending did not do: the line is lost, and has its finding already.
                        self.blank(line);
                        continue;
                    }
                    if problem.kind == ProblemKind::NoSpaceAfterColon && lost < MAX_LOST_ITEMS {
                        // Only this key is lost, unless it begins an item of a list.
                        let line = self.lines().line(problem.span.start);
                        let range = self.line_range(line);
                        if !self.text[range.clone()].trim_start().starts_with('-')
                            && !self.is_blank(&range)
                        {
                            self.problems.push(problem);
                            self.blank(range);
                            continue;
                        }
                    }
                    let item = self.enclosing_item(
                        problem.span.start as usize,
                        offset,
                        lost >= MAX_LOST_ITEMS,
                    );
                    // What lies in an item that was lost before is the same mistake seen again.
                    if !self.is_blank(&(problem.span.range())) || lost == 1 {
                        self.problems.push(problem);
                    }
                    if lost > MAX_LOST_ITEMS || self.is_blank(&item) {
                        return (Document::empty(self.file), Vec::new());
                    }
                    self.blank(item);
                }
            }
        }
    }

    fn lines(&mut self) -> &LineIndex {
        self.lines
            .get_or_insert_with(|| LineIndex::new(self.source))
    }

    fn line_range(&mut self, line: u32) -> Range<usize> {
        let source = Arc::clone(self.source);
        self.lines().line_range(&source, line)
    }

    /// The line with the mistake, if characters on it were mended before.
    fn mended_line(&mut self, problem: &Problem, stopped: usize) -> Option<Range<usize>> {
        let stopped = u32::try_from(stopped.min(self.text.len())).unwrap_or(u32::MAX);
        for offset in [problem.span.start, stopped] {
            let line = self.lines().line(offset);
            let range = self.line_range(line);
            let known = self
                .problems
                .iter()
                .any(|other| range.contains(&(other.span.start as usize)));
            if known && !self.is_blank(&range) {
                return Some(range);
            }
        }
        None
    }

    fn problem(&mut self, kind: ProblemKind, range: Range<usize>, other: Option<Span>) {
        let span = self.span(range);
        self.problems.push(Problem { kind, span, other });
    }

    fn span(&self, range: Range<usize>) -> Span {
        // Of the author's text: mending replaces characters of several bytes by as many of one.
        let (start, end) = (
            self.source.floor_char_boundary(range.start),
            self.source.ceil_char_boundary(range.end),
        );
        let clamp = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Span::new(self.file, clamp(start), clamp(end))
    }

    fn is_blank(&self, range: &Range<usize>) -> bool {
        self.text
            .get(range.start..range.end.min(self.text.len()))
            .is_none_or(|text| text.trim().is_empty())
    }

    fn blank(&mut self, range: Range<usize>) {
        self.blank_all(&[range]);
    }

    /// Replace everything in the ranges, which are in order, but line breaks with spaces, as many
    /// as there were bytes.
    fn blank_all(&mut self, ranges: &[Range<usize>]) {
        let mut text = String::with_capacity(self.text.len());
        let mut done = 0;
        for range in ranges {
            text.push_str(&self.text[done..range.start]);
            let bytes = self.text[range.clone()].bytes();
            text.extend(bytes.map(|b| {
                if matches!(b, b'\n' | b'\r') {
                    char::from(b)
                } else {
                    ' '
                }
            }));
            done = range.end;
        }
        text.push_str(&self.text[done..]);
        self.text = text.into();
    }

    /// Of each conflict keep the first side; both are in the file, and neither is known to be
    /// meant.
    fn take_one_side_of_conflicts(&mut self) {
        let is_marker = |line: &str, c: char| {
            line.len() >= 7
                && line.chars().take(7).all(|x| x == c)
                && line[7..].chars().next().is_none_or(|x| x == ' ')
        };
        if !(self.source.contains("<<<<<<<") || self.source.contains(">>>>>>>")) {
            return;
        }
        let source = Arc::clone(self.source);
        let count = self.lines().lines();
        let mut start = None;
        let mut drop_from = None;
        let mut blanks = Vec::new();
        for line in 1..=count {
            let range = self.line_range(line);
            let text = &source[range.clone()];
            if is_marker(text, '<') && start.is_none() {
                start = Some(range.clone());
                blanks.push(range);
            } else if start.is_some()
                && drop_from.is_none()
                && (is_marker(text, '|') || is_marker(text, '='))
            {
                drop_from = Some(range.start);
            } else if is_marker(text, '>') {
                let from = drop_from.take().unwrap_or(range.start);
                let first = start.take().unwrap_or_else(|| range.clone());
                self.problem(ProblemKind::ConflictMarker, first, None);
                blanks.push(from..range.end);
            }
        }
        if let Some(range) = start {
            self.problem(ProblemKind::ConflictMarker, range, None);
            if let Some(from) = drop_from {
                blanks.push(from..source.len());
            }
        }
        self.complete &= blanks.is_empty();
        self.blank_all(&blanks);
    }

    /// Full-width characters where YAML wants its own: `key：`, and wide spaces before or after a
    /// key. With a document, only those that it took for plain text; without, all of them.
    fn stray_characters(
        &mut self,
        keys: &[&str],
        document: Option<&Document>,
    ) -> Vec<(ProblemKind, Range<usize>)> {
        let text = Arc::clone(&self.text);
        let mut found = Vec::new();
        let mut places: Vec<(usize, char)> = [COLON, WIDE_SPACES[0], WIDE_SPACES[1]]
            .into_iter()
            .flat_map(|c| text.match_indices(c).map(move |(at, _)| (at, c)))
            .collect();
        places.sort_unstable();
        for (at, c) in places {
            // A key is short: what lies further back on the line, or ahead, makes no difference.
            let near = text.floor_char_boundary(at.saturating_sub(NEAR));
            let before = text[near..at].rsplit(['\n', '\r']).next().unwrap_or("");
            if before.len() == at - near && near > 0 {
                continue;
            }
            let before = before
                .trim_start_matches(|c: char| c == ' ' || c == '-' || WIDE_SPACES.contains(&c));
            let is_key = |word: &str| {
                keys.contains(&word.trim_matches(|c| c == '"' || WIDE_QUOTES.contains(&c)))
            };
            let stray = if c == COLON {
                is_key(before.trim_end())
            } else {
                let rest = text[at..text.ceil_char_boundary(at + NEAR)]
                    .trim_start_matches(|c| WIDE_SPACES.contains(&c) || c == ' ');
                let next_word = rest
                    .split([':', COLON, ' ', '\n', '\r'])
                    .next()
                    .unwrap_or("");
                (before.is_empty() && (is_key(next_word) || rest.starts_with("- ")))
                    || before.strip_suffix([':', COLON]).is_some_and(is_key)
            };
            let offset = u32::try_from(at).unwrap_or(u32::MAX);
            let taken_for_text = document.is_none_or(|document| {
                document
                    .scalar_at(offset)
                    .is_some_and(|scalar| scalar.plain)
            });
            if stray && taken_for_text {
                let kind = if c == COLON {
                    ProblemKind::FullWidthColon
                } else {
                    ProblemKind::WideSpace
                };
                found.push((kind, at..at + c.len_utf8()));
            }
        }
        found
    }

    fn mend_characters(&mut self, stray: &[(ProblemKind, Range<usize>)]) {
        self.mended_characters = true;
        let mut text = String::with_capacity(self.text.len());
        let mut done = 0;
        for (kind, range) in stray {
            text.push_str(&self.text[done..range.start]);
            text.push_str(match kind {
                ProblemKind::FullWidthColon => ":  ",
                _ if range.len() == 2 => "  ",
                _ => "   ",
            });
            // A run of wide spaces is one mistake.
            if done != range.start || *kind != ProblemKind::WideSpace {
                self.problem(kind.clone(), range.clone(), None);
            }
            done = range.end;
        }
        text.push_str(&self.text[done..]);
        self.text = text.into();
        self.complete = false;
    }

    /// The lines of the list item that the mistake is in, or from there to the end of the file.
    fn enclosing_item(&mut self, mistake: usize, stopped: usize, to_the_end: bool) -> Range<usize> {
        let text = Arc::clone(&self.text);
        let at = text.floor_char_boundary(mistake.min(stopped));
        let line = {
            let offset = u32::try_from(at).unwrap_or(u32::MAX);
            self.lines().line(offset)
        };
        let indent_of = |range: &Range<usize>| {
            let line = &text[range.clone()];
            line.len() - line.trim_start_matches([' ', '\t']).len()
        };
        // How deep a line stands that is indented with tabs, nobody knows: as deep as the one
        // before it.
        let mut anchor = line;
        while anchor > 1 {
            let range = self.line_range(anchor);
            let content = &text[range];
            if !content.trim().is_empty()
                && !content[..content.len() - content.trim_start().len()].contains('\t')
            {
                break;
            }
            anchor -= 1;
        }
        let here = self.line_range(anchor);
        let here_indent = indent_of(&here);
        let here_is_item = text[here.clone()].trim_start().starts_with('-');
        let mut first = anchor;
        let mut indent = here_indent;
        let mut found = here_is_item;
        while !found && first > 1 {
            first -= 1;
            let range = self.line_range(first);
            let starts_item = text[range.clone()].trim_start().starts_with("- ")
                || text[range.clone()].trim() == "-";
            if starts_item && indent_of(&range) < here_indent {
                indent = indent_of(&range);
                found = true;
            }
        }
        if !found {
            // Not in a list: lose the line alone, and all that is indented below it.
            first = anchor;
            indent = here_indent;
        }
        let start = self.line_range(first).start;
        if to_the_end {
            return start..text.len();
        }
        let count = self.lines().lines();
        let mut last = line;
        for next in first + 1..=count {
            let range = self.line_range(next);
            let content = text[range.clone()].trim();
            let tabbed = text[range.start..range.start + indent_of(&range)].contains('\t');
            if !content.is_empty() && !tabbed && indent_of(&range) <= indent && next > line {
                break;
            }
            last = last.max(next);
        }
        start..self.line_range(last).end
    }
}
