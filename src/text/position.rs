//! Byte offsets into lines and columns: the only place in planlint that counts columns.

use std::sync::OnceLock;

/// A place as people and tools count it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Column in Unicode scalar values, from 1. A byte-order mark is not a column.
    pub column: u32,
    /// Bytes from the start of the file, a byte-order mark included.
    pub offset: u32,
}

/// Where the lines of a text begin. A line ends at LF or CRLF, or at a CR that stands alone.
#[derive(Clone, Debug)]
pub struct LineIndex {
    starts: Vec<u32>,
    /// Characters before every [`STEP`]th byte, made when a place on a long line is first asked
    /// for.
    characters: OnceLock<Vec<u32>>,
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
            characters: OnceLock::new(),
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
        let mut at = (offset as usize).min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        let line = self.line(to_u32(at));
        let start = self.starts[line as usize - 1] as usize;
        let before = &text[start..at];
        let before = if line == 1 {
            before.strip_prefix(BOM).unwrap_or(before)
        } else {
            before
        };
        let count = if before.len() <= STEP {
            to_u32(before.chars().count())
        } else {
            self.characters_before(text, at) - self.characters_before(text, at - before.len())
        };
        Position {
            line,
            column: count + 1,
            offset: to_u32(at),
        }
    }

    /// Characters before the byte at `at`: without this, each place on a line of a megabyte would
    /// cost reading it.
    fn characters_before(&self, text: &str, at: usize) -> u32 {
        let begins = |bytes: &[u8]| to_u32(bytes.iter().filter(|b| (**b & 0xc0) != 0x80).count());
        let steps = self.characters.get_or_init(|| {
            let mut sum = 0;
            let blocks = text.as_bytes().chunks(STEP);
            let counts = blocks.map(begins);
            counts
                .map(|count| {
                    let before = sum;
                    sum += count;
                    before
                })
                .collect()
        });
        let block = at / STEP;
        match steps.get(block) {
            Some(before) => before + begins(&text.as_bytes()[block * STEP..at]),
            None => begins(text.as_bytes()),
        }
    }
}

/// Offsets are kept in 32 bits; files beyond that are refused before they are read.
fn to_u32(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
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
}
