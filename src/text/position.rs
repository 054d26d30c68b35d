//! Byte offsets into lines and columns: the only place in planlint that counts columns.

use std::sync::OnceLock;

/// A place as people and tools count it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Column in Unicode scalar values, from 1. A byte-order mark is not a column.
    pub column: u32,
    /// Bytes from the start of the file, a byte-order mark included.
    pub offset: u32,
}

/// A place as editors count it: what the language server protocol calls a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct EditorPosition {
    /// Line, from 0.
    pub line: u32,
    /// UTF-16 code units before the place on its line: most characters are one, those beyond
    /// U+FFFF (🎉, rare ideographs) are two. A byte-order mark is none, because editors keep it
    /// out of the text.
    pub character: u32,
}

/// Where the lines of a text begin. A line ends at LF or CRLF, or at a CR that stands alone.
#[derive(Clone, Debug)]
pub struct LineIndex {
    starts: Vec<u32>,
    /// What begins before every [`STEP`]th byte, made when a place on a long line is first asked
    /// for.
    steps: OnceLock<Vec<Count>>,
}

/// What begins in a range of bytes. A range may end inside a character: it belongs to where its
/// first byte is.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    characters: u32,
    /// UTF-16 code units.
    units: u32,
}

impl Count {
    fn of(bytes: &[u8]) -> Self {
        let begin = bytes.iter().filter(|byte| (**byte & 0xc0) != 0x80).count();
        // UTF-8 needs four bytes for exactly those characters for which UTF-16 needs two units.
        let wide = bytes.iter().filter(|byte| **byte >= 0xf0).count();
        Self {
            characters: to_u32(begin),
            units: to_u32(begin + wide),
        }
    }

    fn and(self, other: Self) -> Self {
        Self {
            characters: self.characters + other.characters,
            units: self.units + other.units,
        }
    }
}

/// Lines up to this many bytes are counted from their beginning.
const STEP: usize = 1024;

const BOM: char = '\u{feff}';

impl LineIndex {
    /// Index the lines of `text`.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        for (at, byte) in bytes.iter().enumerate() {
            let ends = match byte {
                b'\n' => true,
                b'\r' => bytes.get(at + 1) != Some(&b'\n'),
                _ => false,
            };
            if ends {
                starts.push(to_u32(at + 1));
            }
        }
        Self {
            starts,
            steps: OnceLock::new(),
        }
    }

    /// The number of lines; a text that ends with a line break has an empty last line.
    #[must_use]
    pub fn lines(&self) -> u32 {
        to_u32(self.starts.len())
    }

    /// The line (from 1) that holds the byte at `offset`.
    #[must_use]
    pub fn line(&self, offset: u32) -> u32 {
        to_u32(self.starts.partition_point(|start| *start <= offset))
    }

    /// The bytes of line `line` (from 1) of `text`, without its line break.
    #[must_use]
    pub fn line_range(&self, text: &str, line: u32) -> std::ops::Range<usize> {
        let index = (line.max(1) as usize - 1).min(self.starts.len() - 1);
        let start = self.starts[index] as usize;
        let end = self
            .starts
            .get(index + 1)
            .map_or(text.len(), |next| *next as usize);
        let content = text[start..end].trim_end_matches(['\n', '\r']);
        start..start + content.len()
    }

    /// The place of the byte at `offset`, which is moved back to a character boundary if it is
    /// inside one.
    #[must_use]
    pub fn position(&self, text: &str, offset: u32) -> Position {
        let at = boundary(text, offset as usize);
        let line = self.line(to_u32(at));
        Position {
            line,
            column: self.count(text, self.first(text, line), at).characters + 1,
            offset: to_u32(at),
        }
    }

    /// The place of the byte at `offset` as editors count it. An offset inside a character is
    /// moved back to its beginning, one inside a line break to the end of the line, and one beyond
    /// the text to its end.
    #[must_use]
    pub fn editor_position(&self, text: &str, offset: u32) -> EditorPosition {
        let at = boundary(text, offset as usize);
        let line = self.line(to_u32(at));
        let at = at.min(self.line_range(text, line).end);
        EditorPosition {
            line: line - 1,
            character: self.count(text, self.first(text, line), at).units,
        }
    }

    /// The offset of the byte at a place that an editor names: the reverse of
    /// [`editor_position`](Self::editor_position). A place behind the end of its line is the end
    /// of that line, without its break; a line behind the last one is the end of the text; and a
    /// place between the two units of one character is the beginning of that character.
    #[must_use]
    pub fn offset(&self, text: &str, place: EditorPosition) -> u32 {
        if place.line >= self.lines() {
            return to_u32(text.len());
        }
        let line = place.line + 1;
        let first = self.first(text, line);
        let end = self.line_range(text, line).end;
        let mut at = first;
        let mut left = place.character;
        if end - first > STEP {
            // From the last step before the place on, so that a long line is not read from its
            // beginning.
            let units = self.before(text, first).units.saturating_add(left);
            let step = self.steps(text).partition_point(|step| step.units <= units) - 1;
            let near = boundary(text, (step * STEP).clamp(first, end));
            if near > first {
                left -= self.count(text, first, near).units;
                at = near;
            }
        }
        for character in text[at..end].chars() {
            let units = to_u32(character.len_utf16());
            if units > left {
                break;
            }
            left -= units;
            at += character.len_utf8();
        }
        to_u32(at)
    }

    /// Where the first column of line `line` (from 1) is: behind a byte-order mark.
    fn first(&self, text: &str, line: u32) -> usize {
        let start = self.starts[line as usize - 1] as usize;
        if start == 0 && text.starts_with(BOM) {
            BOM.len_utf8()
        } else {
            start
        }
    }

    /// What begins in the bytes from `first` to `at`, which are on one line.
    fn count(&self, text: &str, first: usize, at: usize) -> Count {
        let Some(bytes) = text.as_bytes().get(first..at) else {
            // At the byte-order mark itself, before the first column.
            return Count::default();
        };
        if bytes.len() <= STEP {
            return Count::of(bytes);
        }
        let (from, to) = (self.before(text, first), self.before(text, at));
        Count {
            characters: to.characters - from.characters,
            units: to.units - from.units,
        }
    }

    /// What begins before the byte at `at`: without the steps, each place on a line of a megabyte
    /// would cost reading it.
    fn before(&self, text: &str, at: usize) -> Count {
        let block = at / STEP;
        match self.steps(text).get(block) {
            Some(before) => before.and(Count::of(&text.as_bytes()[block * STEP..at])),
            None => Count::of(text.as_bytes()),
        }
    }

    fn steps(&self, text: &str) -> &[Count] {
        self.steps.get_or_init(|| {
            let mut sum = Count::default();
            let blocks = text.as_bytes().chunks(STEP);
            blocks
                .map(|block| {
                    let before = sum;
                    sum = sum.and(Count::of(block));
                    before
                })
                .collect()
        })
    }
}

/// The last character boundary of `text` that is not behind `offset`.
fn boundary(text: &str, offset: usize) -> usize {
    let mut at = offset.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Offsets are kept in 32 bits; files beyond that are refused before they are read.
fn to_u32(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str, needle: &str) -> (u32, u32) {
        let offset = text.find(needle).expect("the needle is in the text");
        let position = LineIndex::new(text).position(text, to_u32(offset));
        assert_eq!(position.offset as usize, offset);
        (position.line, position.column)
    }

    #[test]
    fn columns_count_characters() {
        assert_eq!(at("a: b\nname: x", "x"), (2, 7));
        assert_eq!(at("名称: 部署x", "x"), (1, 7));
        assert_eq!(at("a: 🎉x", "x"), (1, 5));
    }

    #[test]
    fn long_lines_are_counted_in_steps() {
        let text = format!("a\n{}x{}y", "部".repeat(5000), "🎉".repeat(3000));
        assert_eq!(at(&text, "x"), (2, 5001));
        assert_eq!(at(&text, "y"), (2, 8002));
    }

    #[test]
    fn line_breaks_of_all_systems() {
        assert_eq!(at("a\r\nb\r\nx", "x"), (3, 1));
        assert_eq!(at("a\rb\rx", "x"), (3, 1));
        assert_eq!(at("a\n\nx", "x"), (3, 1));
    }

    #[test]
    fn a_byte_order_mark_is_not_a_column() {
        assert_eq!(at("\u{feff}x", "x"), (1, 1));
        assert_eq!(at("\u{feff}a\nx", "x"), (2, 1));
    }

    #[test]
    fn line_ranges_leave_out_the_break() {
        let text = "ab\r\ncd\n";
        let index = LineIndex::new(text);
        assert_eq!(index.lines(), 3);
        assert_eq!(&text[index.line_range(text, 1)], "ab");
        assert_eq!(&text[index.line_range(text, 2)], "cd");
        assert_eq!(&text[index.line_range(text, 3)], "");
    }

    fn editor(line: u32, character: u32) -> EditorPosition {
        EditorPosition { line, character }
    }

    /// Where an editor sees `needle`, which is also where its byte is found from there.
    fn seen(text: &str, needle: &str) -> (u32, u32) {
        let offset = to_u32(text.find(needle).expect("the needle is in the text"));
        let lines = LineIndex::new(text);
        let place = lines.editor_position(text, offset);
        assert_eq!(lines.offset(text, place), offset);
        (place.line, place.character)
    }

    #[test]
    fn editors_count_utf_16() {
        assert_eq!(seen("a: b\nname: x", "x"), (1, 6));
        assert_eq!(seen("名称: 部署x", "x"), (0, 6));
        assert_eq!(seen("a: 🎉x", "x"), (0, 5));
        assert_eq!(seen("\u{feff}a: 𠮷x", "x"), (0, 5));
        assert_eq!(seen("a\r\nb\rx", "x"), (2, 0));
        let long = format!("a\n{}x{}y\nz", "部".repeat(5000), "🎉".repeat(3000));
        assert_eq!(seen(&long, "x"), (1, 5000));
        assert_eq!(seen(&long, "y"), (1, 11_001));
        assert_eq!(seen(&long, "z"), (2, 0));
    }

    #[test]
    fn places_of_editors_stay_in_the_text_and_out_of_characters() {
        let text = "a🎉b\r\nlast";
        let lines = LineIndex::new(text);
        let cases = [
            ((0, 1), 1, "before the two units"),
            ((0, 2), 1, "between them"),
            ((0, 3), 5, "behind them"),
            ((0, 4), 6, "at the end of a line"),
            ((0, 5), 6, "behind it"),
            ((0, u32::MAX), 6, "far behind it"),
            ((1, 0), 8, "on the last line"),
            ((1, 4), 12, "at the end of the text"),
            ((1, 5), 12, "behind it"),
            ((2, 0), 12, "on a line that is not there"),
            ((u32::MAX, u32::MAX), 12, "nowhere"),
        ];
        for ((line, character), expected, what) in cases {
            assert_eq!(
                lines.offset(text, editor(line, character)),
                expected,
                "{what}"
            );
        }
        for inside in 1..5 {
            assert_eq!(lines.editor_position(text, inside), editor(0, 1));
        }
        for on_the_break in 6..8 {
            assert_eq!(lines.editor_position(text, on_the_break), editor(0, 4));
        }
        assert_eq!(lines.editor_position(text, u32::MAX), editor(1, 4));
        assert_eq!(LineIndex::new("").offset("", editor(0, 3)), 0);
        assert_eq!(LineIndex::new("").editor_position("", 3), editor(0, 0));
        assert_eq!(
            LineIndex::new("a\n").editor_position("a\n", 2),
            editor(1, 0)
        );
    }

    proptest! {
        // Every place of a text of some kilobytes, so few texts are enough.
        #![proptest_config(ProptestConfig::with_cases(32))]

        /// Against counting from the beginning, on lines that are longer than a step and on others.
        #[test]
        fn places_of_editors_lead_back(
            line in "[a部🎉\u{feff}]{0,40}",
            often in prop::sample::select(vec![1, 60]),
            rest in "[b署𠮷\r\n\u{feff}]{0,20}",
        ) {
            let text = format!("{}{rest}", line.repeat(often));
            let lines = LineIndex::new(&text);
            let mut expected = editor(0, 0);
            let mut characters = text.char_indices().peekable();
            while let Some((at, character)) = characters.next() {
                let offset = to_u32(at);
                let place = lines.editor_position(&text, offset);
                let is_mark = at == 0 && character == BOM;
                let in_break = character == '\n' && text[..at].ends_with('\r');
                if !in_break {
                    prop_assert_eq!(place, expected);
                    let back = if is_mark { offset + 3 } else { offset };
                    prop_assert_eq!(lines.offset(&text, place), back);
                }
                let next = characters.peek().map(|(_, next)| *next);
                match character {
                    '\n' => expected = editor(expected.line + 1, 0),
                    '\r' if next != Some('\n') => expected = editor(expected.line + 1, 0),
                    '\r' => {}
                    _ if is_mark => {}
                    _ => expected.character += to_u32(character.len_utf16()),
                }
            }
        }

    }

    proptest! {
        /// Whatever an editor asks for is on a character boundary, on the line that it names if
        /// there is one, and never further than asked for.
        #[test]
        fn whatever_an_editor_asks_for_is_in_the_text(
            text in "[a部🎉\u{feff}\r\n]{0,60}",
            line in 0..70_u32,
            character in 0..70_u32,
        ) {
            let lines = LineIndex::new(&text);
            let offset = lines.offset(&text, editor(line, character));
            prop_assert!(text.is_char_boundary(offset as usize));
            let place = lines.editor_position(&text, offset);
            prop_assert!(place <= editor(line, character));
            prop_assert_eq!(place.line, line.min(lines.lines() - 1));
        }
    }
}
