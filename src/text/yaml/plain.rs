//! The part of YAML in which plans are written, in one pass over the bytes.
//!
//! Maps and lists in blocks, scalars and flow collections on one line, comments. Whatever else
//! appears (a tab, an anchor, an escape, text over several lines, anything that might be a mistake)
//! ends the attempt, and granit-parser reads the file instead. So this reader reports nothing and
//! decides nothing: where it gives an answer, the answer is granit's (`agrees_with_granit` holds
//! that on mutated documents). It takes a tenth of the time.

use std::sync::Arc;

use crate::text::FileId;

use super::Document;
use super::Limits;
use super::Problem;
use super::document::Kind;
use super::tape::Tape;

/// A key may be no longer than this, or it is no key to YAML (1.2.2, section 7.4.2). In bytes, to
/// be on the safe side.
const MAX_KEY: usize = 1000;

/// Read `text` if it holds nothing beyond the subset.
pub(super) fn build(
    file: FileId,
    text: &Arc<str>,
    limits: &Limits,
) -> Option<(Document, Vec<Problem>)> {
    let mut reader = Reader {
        bytes: text.as_bytes(),
        at: 0,
        tape: Tape::new(file, text, limits),
        blocks: Vec::new(),
        limits,
    };
    reader.document()?;
    Some(reader.tape.finish())
}

struct Reader<'t> {
    bytes: &'t [u8],
    at: usize,
    tape: Tape<'t>,
    blocks: Vec<Block>,
    limits: &'t Limits,
}

/// A block collection that is open.
#[derive(Clone, Copy, Debug)]
struct Block {
    /// Where its keys or dashes stand.
    column: usize,
    is_list: bool,
    /// The last key, or dash, has had nothing on its line: what it stands for is on the lines
    /// below.
    waits: bool,
}

/// What ends a run of ordinary bytes within a scalar.
const ORDINARY: u8 = 0;
/// Where the scalar may end, in a block or in a flow collection.
const LOOK: u8 = 1;
/// Where it may end in a flow collection only.
const FLOW: u8 = 2;
/// Control characters, and the first bytes of characters that YAML treats in its own way.
const STRANGE: u8 = 3;

static CLASS: [u8; 256] = classes();

const fn classes() -> [u8; 256] {
    let mut classes = [ORDINARY; 256];
    let mut byte = 0;
    while byte < 0x20 {
        classes[byte] = STRANGE;
        byte += 1;
    }
    classes[0x7f] = STRANGE;
    // U+0080..U+009F, U+2028 and U+2029, U+FEFF and U+FFFE and U+FFFF are behind these.
    classes[0xc2] = STRANGE;
    classes[0xe2] = STRANGE;
    classes[0xef] = STRANGE;
    classes[b'\n' as usize] = LOOK;
    classes[b':' as usize] = LOOK;
    classes[b'#' as usize] = LOOK;
    classes[b'[' as usize] = FLOW;
    classes[b']' as usize] = FLOW;
    classes[b'{' as usize] = FLOW;
    classes[b'}' as usize] = FLOW;
    classes[b',' as usize] = FLOW;
    classes
}

impl Reader<'_> {
    /// The whole text. `None`, here and below: not in the subset.
    fn document(&mut self) -> Option<()> {
        while let Some(column) = self.next_line()? {
            self.line(column)?;
        }
        // A file without a node is left to granit, as is a key that was promised a value.
        if self.blocks.is_empty() || self.blocks.last()?.waits {
            return None;
        }
        while self.blocks.pop().is_some() {
            self.tape.close(self.at);
        }
        Some(())
    }

    /// Go on to the first character of the next line that has one; its column.
    fn next_line(&mut self) -> Option<Option<usize>> {
        loop {
            let start = self.at;
            self.skip_spaces();
            match self.peek() {
                None => return Some(None),
                Some(b'\n') => self.at += 1,
                Some(b'#') => self.rest_of_line()?,
                Some(_) => return Some(Some(self.at - start)),
            }
        }
    }

    /// One line of a block, from its first character.
    fn line(&mut self, column: usize) -> Option<()> {
        let is_item = self.is_dash();
        let Some(top) = self.blocks.last().copied() else {
            return self.block_node(column);
        };
        if top.waits {
            // A list may stand at the column of the key that it belongs to.
            self.blocks.last_mut()?.waits = false;
            if column > top.column {
                return self.block_node(column);
            }
            return if column == top.column && is_item && !top.is_list {
                self.list_at_key(column)
            } else {
                None
            };
        }
        while let Some(block) = self.blocks.last() {
            let same = block.column == column && block.is_list == is_item;
            if same {
                break;
            }
            // A list at the column of its key ends where the next key begins.
            if block.column < column || (block.column == column && !block.is_list) {
                return None;
            }
            self.blocks.pop();
            self.tape.close(self.at);
        }
        if self.blocks.is_empty() {
            return None;
        }
        if is_item {
            self.item(column)
        } else {
            self.entry(column)
        }
    }

    /// The first line of a map or list.
    fn block_node(&mut self, column: usize) -> Option<()> {
        if self.is_dash() {
            self.open_block(column, true)?;
            self.item(column)
        } else {
            // A scalar on a line of its own is not taken: it may go on below.
            self.open_block(column, false)?;
            self.entry(column)
        }
    }

    /// The first item of a list at the column of its key. To granit such a list begins behind its
    /// first dash.
    fn list_at_key(&mut self, column: usize) -> Option<()> {
        let dash = self.at;
        self.at += 1;
        self.skip_spaces();
        let behind = self.at;
        if self.ends_line()? {
            return None;
        }
        self.at = behind;
        self.open_block(column, true)?;
        self.at = dash;
        self.item(column)
    }

    fn open_block(&mut self, column: usize, is_list: bool) -> Option<()> {
        // granit has limits of its own near this one; let it speak of them.
        if self.tape.depth() + 2 >= self.limits.depth {
            return None;
        }
        let kind = if is_list { Kind::Seq } else { Kind::Map };
        self.tape.open(kind, false, 0, self.at, self.at).ok()?;
        self.blocks.push(Block {
            column,
            is_list,
            waits: false,
        });
        Some(())
    }

    /// `- ` and what follows on the line.
    fn item(&mut self, column: usize) -> Option<()> {
        let dash = self.at;
        self.at += 1;
        self.skip_spaces();
        if self.ends_line()? {
            self.blocks.last_mut()?.waits = true;
            return Some(());
        }
        let column = column + (self.at - dash);
        if self.is_dash() || self.is_key() {
            return self.block_node(column);
        }
        self.value()
    }

    /// `key: ` and what follows on the line.
    fn entry(&mut self, column: usize) -> Option<()> {
        if column == 0 && self.bytes[self.at..].starts_with(b"...") {
            return None;
        }
        let start = self.at;
        self.block_scalar()?;
        if self.at - start > MAX_KEY || self.peek() != Some(b':') {
            return None;
        }
        self.at += 1;
        if !matches!(self.peek(), None | Some(b' ' | b'\n')) {
            return None;
        }
        self.skip_spaces();
        if self.ends_line()? {
            self.blocks.last_mut()?.waits = true;
            return Some(());
        }
        self.value()
    }

    /// A scalar or flow collection, and the end of the line.
    fn value(&mut self) -> Option<()> {
        match self.peek()? {
            b'[' | b'{' => self.flow_node()?,
            _ => self.block_scalar()?,
        }
        self.skip_spaces();
        self.ends_line()?.then_some(())
    }

    fn block_scalar(&mut self) -> Option<()> {
        match self.peek()? {
            quote @ (b'"' | b'\'') => self.quoted(quote),
            _ => self.plain(false),
        }
    }

    /// A flow collection on one line. It nests by calling itself, within the limit on depth.
    fn flow_node(&mut self) -> Option<()> {
        match self.peek()? {
            b'[' => self.flow_collection(Kind::Seq, b']'),
            b'{' => self.flow_collection(Kind::Map, b'}'),
            quote @ (b'"' | b'\'') => self.quoted(quote),
            _ => self.plain(true),
        }
    }

    fn flow_collection(&mut self, kind: Kind, closing: u8) -> Option<()> {
        if self.tape.depth() + 2 >= self.limits.depth {
            return None;
        }
        self.tape.open(kind, true, 0, self.at, self.at + 1).ok()?;
        self.at += 1;
        self.skip_spaces();
        if self.peek() != Some(closing) {
            loop {
                let start = self.at;
                if kind == Kind::Map && matches!(self.peek()?, b'[' | b'{') {
                    return None;
                }
                self.flow_node()?;
                if kind == Kind::Map {
                    if self.at - start > MAX_KEY || self.peek()? != b':' {
                        return None;
                    }
                    self.at += 1;
                    if self.peek()? != b' ' {
                        return None;
                    }
                    self.skip_spaces();
                    self.flow_node()?;
                }
                self.skip_spaces();
                match self.peek()? {
                    b',' => {
                        self.at += 1;
                        self.skip_spaces();
                    }
                    next if next == closing => break,
                    _ => return None,
                }
            }
        }
        self.at += 1;
        self.tape.close(self.at);
        Some(())
    }

    /// A quoted scalar without escapes, on one line.
    fn quoted(&mut self, quote: u8) -> Option<()> {
        let start = self.at;
        self.at += 1;
        loop {
            match self.peek()? {
                byte if byte == quote => break,
                b'\\' if quote == b'"' => return None,
                b'\n' => return None,
                byte if CLASS[usize::from(byte)] == STRANGE => self.strange()?,
                _ => self.at += 1,
            }
        }
        self.at += 1;
        // `''` is an escape, and `"a"b` a mistake.
        if !matches!(
            self.peek(),
            None | Some(b' ' | b'\n' | b':' | b',' | b']' | b'}')
        ) {
            return None;
        }
        self.tape.scalar(Kind::Quoted, start, self.at, None, 0).ok()
    }

    /// A plain scalar on one line; ends at `: `, ` #`, the end of the line and, within brackets, at
    /// these.
    fn plain(&mut self, in_flow: bool) -> Option<()> {
        let start = self.at;
        let first = self.peek()?;
        let indicator = matches!(
            first,
            b'?' | b':'
                | b','
                | b'['
                | b']'
                | b'{'
                | b'}'
                | b'#'
                | b'&'
                | b'*'
                | b'!'
                | b'|'
                | b'>'
                | b'%'
                | b'@'
                | b'`'
        );
        // `-` begins a number or a word, but also items, `---`, and `-` alone.
        let dash = first == b'-'
            && !self
                .bytes
                .get(start + 1)
                .is_some_and(u8::is_ascii_alphanumeric);
        if indicator || dash {
            return None;
        }
        while let Some(byte) = self.peek() {
            match CLASS[usize::from(byte)] {
                ORDINARY => self.at += 1,
                STRANGE => self.strange()?,
                FLOW if !in_flow => self.at += 1,
                FLOW => break,
                _ if byte == b'\n' => break,
                _ if byte == b'#' => {
                    if self.at > start && self.bytes[self.at - 1] == b' ' {
                        break;
                    }
                    self.at += 1;
                }
                _ => match self.bytes.get(self.at + 1) {
                    None | Some(b' ' | b'\n') => break,
                    // Whether `a:b` and `a:]` are one scalar within brackets is for granit to say.
                    Some(_) if in_flow => return None,
                    Some(_) => self.at += 1,
                },
            }
        }
        let mut end = self.at;
        while end > start && self.bytes[end - 1] == b' ' {
            end -= 1;
        }
        // `key : x` is a key, but rare enough. Nothing at all is for granit.
        if end == start || (self.peek() == Some(b':') && end < self.at) {
            return None;
        }
        self.at = end;
        self.tape.scalar(Kind::Plain, start, end, None, 0).ok()
    }

    /// Step over a character that may be one of those that YAML treats in its own way; `None` if it
    /// is.
    fn strange(&mut self) -> Option<()> {
        let rest = &self.bytes[self.at..];
        let special = match rest {
            [0xc2, next, ..] => *next < 0xa0,
            [0xe2, 0x80, last, ..] => matches!(last, 0xa8 | 0xa9),
            [0xef, 0xbb, last, ..] => *last == 0xbf,
            [0xef, 0xbf, last, ..] => *last >= 0xbe,
            [0xe2 | 0xef, ..] => false,
            _ => true,
        };
        self.at += 1;
        (!special).then_some(())
    }

    /// Whether the item that begins here is a map: a scalar, then `: ` or `:` at the end of the
    /// line.
    fn is_key(&self) -> bool {
        let rest = &self.bytes[self.at..];
        let line = &rest[..rest
            .iter()
            .position(|byte| *byte == b'\n')
            .unwrap_or(rest.len())];
        match line.first() {
            Some(b'[' | b'{') => false,
            Some(quote @ (b'"' | b'\'')) => {
                let closing = line[1..].iter().position(|byte| byte == quote);
                closing.is_some_and(|at| line.get(at + 2) == Some(&b':'))
            }
            _ => {
                let mut colons = line.iter().enumerate().filter(|(_, byte)| **byte == b':');
                colons.any(|(at, _)| matches!(line.get(at + 1), None | Some(b' ')))
            }
        }
    }

    /// Whether a list item begins here.
    fn is_dash(&self) -> bool {
        self.peek() == Some(b'-')
            && matches!(self.bytes.get(self.at + 1), None | Some(b' ' | b'\n'))
    }

    /// Whether nothing but a comment is left of the line; steps over it if so.
    fn ends_line(&mut self) -> Option<bool> {
        match self.peek() {
            None => Some(true),
            Some(b'\n') => {
                self.at += 1;
                Some(true)
            }
            Some(b'#') if self.bytes[self.at - 1] == b' ' => self.rest_of_line().map(|()| true),
            Some(_) => Some(false),
        }
    }

    /// Step over a comment.
    fn rest_of_line(&mut self) -> Option<()> {
        while let Some(byte) = self.peek() {
            match byte {
                b'\n' => {
                    self.at += 1;
                    break;
                }
                _ if CLASS[usize::from(byte)] == STRANGE => self.strange()?,
                _ => self.at += 1,
            }
        }
        Some(())
    }

    fn skip_spaces(&mut self) {
        while self.peek() == Some(b' ') {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }
}

/// Whether the text is in the subset; what is different if granit reads it otherwise.
#[cfg(any(test, fuzzing))]
pub(super) fn compared(text: &str, limits: &Limits) -> Result<bool, String> {
    let text: Arc<str> = text.into();
    let file = FileId(0);
    let Some((plain, problems)) = build(file, &text, limits) else {
        return Ok(false);
    };
    let (document, expected) = super::events::build(file, &text, limits)
        .map_err(|failure| format!("granit: {failure:?}"))?;
    if (&plain.nodes, &plain.owned, &problems) != (&document.nodes, &document.owned, &expected) {
        let at = plain
            .nodes
            .iter()
            .zip(&document.nodes)
            .position(|(a, b)| a != b);
        let pair = at.map(|at| (plain.nodes[at], document.nodes[at]));
        return Err(format!(
            "nodes {at:?} {pair:?}, problems {problems:?} and {expected:?}"
        ));
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    use std::cell::Cell;

    use proptest::prelude::*;

    const LIMITS: Limits = Limits {
        file_bytes: 1 << 20,
        depth: 12,
        nodes: 400,
        alias_nodes: 10,
    };

    /// Everything the subset holds, and the places where it ends.
    const SEEDS: [&str; 4] = [
        "# 计划\nphases:\n  - id: \"1\"\n    name: 阶段：部署 # c\n    executors: [泛微, \"b\", 'c d']\n    tasks:\n    - id: \"1.1\"\n      \
         depends_on: [{task: \"1.0\", type: SS, lag: -2}, \"1.2\"]\n      days: 5\n\n    - id: 1.2\n      notes: 'a: b'\n",
        "calendars:\n  site:\n    week: [mon, tue]\n    holidays:\n      - 2024-01-01..2024-01-03\n      - 2024-02-01\nowners:\n  \
         甲: {kind: team, aliases: []}\n  \"乙 丙\": {}\n  <<: {a: 1}\n",
        "- a\n- - b\n  - c: d\n    e: \"\"\n-\n  f: g#h\n- \"i\": j k\n- [[x], {y: [z]}]\n",
        "a: b\nplan:\n  version: 1\n  title: t:u “v” — w’s\n  description: |\n    x\n    y\n  editors: &e [p]\n  more: *e\n",
    ];

    const SNIPPETS: [&str; 44] = [
        " ", "  ", "\n", "\n  ", "\n    ", ":", ": ", " :", "#", " #", "- ", "-", "---", "...",
        "\"", "'", "''", "\\", "[", "]", "{", "}", ",", ", ", "?", "? ", "&a ", "*a", "!", "|",
        ">", "%", "@", "`", "\t", "\r\n", "\u{85}", "\u{2028}", "\u{feff}", "\u{7f}", "：", "甲",
        "<<", "a",
    ];

    /// What is done to a text: at which of its characters, how many go, and what comes.
    fn edits() -> impl Strategy<Value = Vec<(prop::sample::Index, usize, &'static str)>> {
        prop::collection::vec(
            (
                any::<prop::sample::Index>(),
                0_usize..4,
                prop::sample::select(&SNIPPETS[..]),
            ),
            0..5,
        )
    }

    fn edited(seed: &str, edits: &[(prop::sample::Index, usize, &'static str)]) -> String {
        let mut text: Vec<char> = seed.chars().collect();
        for (place, gone, come) in edits {
            let at = place.index(text.len() + 1);
            let end = (at + gone).min(text.len());
            text.splice(at..end, come.chars());
        }
        text.into_iter().collect()
    }

    #[test]
    fn takes_what_plans_are_written_in() {
        for seed in &SEEDS[..3] {
            assert_eq!(compared(seed, &LIMITS), Ok(true), "{seed}");
        }
        assert_eq!(compared(SEEDS[3], &LIMITS), Ok(false));
    }

    /// As many cases as `PROPTEST_CASES` says; ten million were run when this was written.
    #[test]
    fn agrees_with_granit() {
        let config = ProptestConfig {
            failure_persistence: None,
            ..ProptestConfig::default()
        };
        let config = ProptestConfig {
            cases: config.cases.max(10_000),
            ..config
        };
        let mut runner = proptest::test_runner::TestRunner::new(config);
        let (taken, all) = (Cell::new(0_u32), Cell::new(0_u32));
        let cases = (prop::sample::select(&SEEDS[..]), edits());
        let result = runner.run(&cases, |(seed, edits)| {
            let text = edited(seed, &edits);
            let same = compared(&text, &LIMITS)
                .map_err(|why| TestCaseError::fail(format!("{text:?}\n{why}")))?;
            all.set(all.get() + 1);
            taken.set(taken.get() + u32::from(same));
            Ok(())
        });
        if let Err(error) = result {
            panic!("{error}");
        }
        let (taken, all) = (taken.get(), all.get());
        assert!(
            taken * 10 >= all,
            "{taken} of {all}: a proof about documents that are given up proves nothing"
        );
    }
}
