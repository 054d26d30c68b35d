//! Bytes into rows of cells: encoding, delimiter, quotes.

use crate::text::encoding::Encoding;
use crate::text::encoding::decode_any;
use crate::words::Lang;

use super::Refused;
use super::cell;
use super::heading;
use super::heading::Column;
use super::row::Row;

/// A table as it stands in the file.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    /// What the file was written in.
    pub encoding: Encoding,
    /// Rows above the heading row: title, editors, date.
    pub preamble: Vec<Row>,
    /// The heading row.
    pub heading: Row,
    /// What each column is, at least one for each cell of any row.
    pub columns: Vec<Column>,
    /// Rows below the heading row.
    pub rows: Vec<Row>,
}

impl Table {
    /// The table in `bytes`, which are a file called `file_name`.
    ///
    /// # Errors
    /// [`Refused`] if this is no text, or no row of it is a heading row.
    pub(crate) fn read(bytes: &[u8], file_name: &str) -> Result<Self, Refused> {
        let extension = file_name
            .rsplit_once('.')
            .map_or("", |(_, extension)| extension)
            .to_ascii_lowercase();
        if is_workbook(bytes)
            || matches!(extension.as_str(), "xlsx" | "xlsm" | "xls" | "ods" | "et")
        {
            return Err(Refused::Workbook);
        }
        let (text, encoding) = decode_any(bytes).ok_or(Refused::NotText)?;
        // What the extension promises comes first, so that it wins where the content leaves it
        // open.
        let delimiters = if extension == "csv" {
            [',', ';', '\t']
        } else {
            ['\t', ',', ';']
        };
        let mut best: Option<(usize, Vec<Row>, usize, Vec<Column>)> = None;
        for delimiter in delimiters {
            let rows = split(&text, delimiter);
            let Some((at, columns)) = heading::find(&rows) else {
                continue;
            };
            let known = columns
                .iter()
                .filter(|column| column.field.is_some())
                .count();
            if best.as_ref().is_none_or(|(most, ..)| known > *most) {
                best = Some((known, rows, at, columns));
            }
        }
        let (_, mut rows, at, mut columns) = best.ok_or(Refused::NoHeading)?;
        let below = rows.split_off(at + 1);
        let heading = rows.pop().expect("the heading row is one of the rows");
        let widest = below.iter().map(|row| row.cells.len()).max().unwrap_or(0);
        columns.extend((columns.len()..widest).map(Column::without_heading));
        Ok(Self {
            encoding,
            preamble: rows,
            heading,
            columns,
            rows: below,
        })
    }

    /// The language of most headings that are understood, which is that of who keeps the plan.
    pub(super) fn lang(&self) -> Lang {
        let known = self.columns.iter().filter(|column| column.field.is_some());
        let (mut english, mut chinese) = (0, 0);
        for column in known {
            if column.heading.is_ascii() {
                english += 1;
            } else {
                chinese += 1;
            }
        }
        if chinese > english {
            Lang::Zh
        } else {
            Lang::En
        }
    }
}

/// The first bytes of a zip archive (`.xlsx`, `.ods`) and of an old `.xls`: their names may say
/// anything.
fn is_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0])
}

/// The rows of `text` that have something in them.
///
/// A quote that opens a cell and is never closed as it should be is taken for a character like any
/// other. A reader that goes by the letter would swallow the rest of the table into that cell.
pub(super) fn split(text: &str, delimiter: char) -> Vec<Row> {
    let mut rows = Vec::new();
    let (mut rest, mut line) = (text, 1);
    while !rest.is_empty() {
        let mut row = Row {
            line,
            cells: Vec::new(),
        };
        loop {
            let (cell, after) = take_cell(rest, delimiter);
            line += line_breaks(&rest[..rest.len() - after.len()]);
            row.cells.push(cell::clean(&cell));
            rest = after;
            match rest.strip_prefix(delimiter) {
                Some(after) => rest = after,
                None => break,
            }
        }
        let after = rest
            .strip_prefix("\r\n")
            .or_else(|| rest.strip_prefix(['\n', '\r']))
            .unwrap_or(rest);
        line += usize::from(after.len() < rest.len());
        rest = after;
        if row.cells.iter().any(|cell| !cell.is_empty()) {
            rows.push(row);
        }
    }
    rows
}

/// The first cell of `text`, and what follows it: a delimiter, a line break or nothing.
fn take_cell(text: &str, delimiter: char) -> (String, &str) {
    if let Some(quoted) = take_quoted(text, delimiter) {
        return quoted;
    }
    let end = text.find([delimiter, '\n', '\r']).unwrap_or(text.len());
    (text[..end].to_owned(), &text[end..])
}

fn take_quoted(text: &str, delimiter: char) -> Option<(String, &str)> {
    let mut rest = text.strip_prefix('"')?;
    let mut cell = String::new();
    loop {
        let (before, after) = rest.split_once('"')?;
        cell.push_str(before);
        match after.strip_prefix('"') {
            Some(after) => {
                cell.push('"');
                rest = after;
            }
            None if after.is_empty() || after.starts_with([delimiter, '\n', '\r']) => {
                return Some((cell, after));
            }
            None => return None,
        }
    }
}

fn line_breaks(text: &str) -> usize {
    text.matches(['\n', '\r']).count() - text.matches("\r\n").count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str, delimiter: char) -> Vec<(usize, Vec<String>)> {
        split(text, delimiter)
            .into_iter()
            .map(|row| (row.line, row.cells))
            .collect()
    }

    fn row(line: usize, cells: &[&str]) -> (usize, Vec<String>) {
        (line, cells.iter().map(|cell| (*cell).to_owned()).collect())
    }

    #[test]
    fn quotes_and_line_breaks() {
        let text = "a,\"b, \"\"c\"\"\r\nd\",e\r\n\r\n,,\r\n\"f\"\rg";
        let expected = vec![
            row(1, &["a", "b, \"c\"\nd", "e"]),
            row(5, &["f"]),
            row(6, &["g"]),
        ];
        assert_eq!(cells(text, ','), expected);
    }

    #[test]
    fn a_quote_that_is_not_closed_is_a_character() {
        let expected = vec![
            row(1, &["\"5 inch", "b"]),
            row(2, &["c", "d"]),
            row(3, &["\"e\" f", "g"]),
        ];
        assert_eq!(cells("\"5 inch\tb\nc\td\n\"e\" f\tg", '\t'), expected);
    }

    #[test]
    fn properly_quoted_text_is_read_as_other_readers_do() {
        let text = "a,\"\",\"x\ny\"\nb,\"say \"\"no\"\"\",c\n";
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes());
        let theirs: Vec<Vec<String>> = reader
            .records()
            .map(|row| row.expect("UTF-8").iter().map(str::to_owned).collect())
            .collect();
        let ours: Vec<Vec<String>> = split(text, ',').into_iter().map(|row| row.cells).collect();
        assert_eq!(ours, theirs);
    }

    #[test]
    fn the_delimiter_is_what_gives_headings() {
        for (name, text) in [
            ("t.tsv", "WBS,Name\n1,x\n"),
            ("t.csv", "WBS;Name\n1;x\n"),
            ("t", "WBS\tName\n1\tx\n"),
        ] {
            let table = Table::read(text.as_bytes(), name).expect("a table");
            assert_eq!(table.rows[0].cells, ["1", "x"], "{name}");
        }
    }

    #[test]
    fn what_is_no_table_is_refused() {
        assert_eq!(
            Table::read(b"PK\x03\x04....", "plan.csv").err(),
            Some(Refused::Workbook)
        );
        assert_eq!(
            Table::read(b"WBS\tName", "plan.XLSX").err(),
            Some(Refused::Workbook)
        );
        assert_eq!(
            Table::read(&[b'a', 0xff, 0xff], "plan.csv").err(),
            Some(Refused::NotText)
        );
        assert_eq!(Table::read(b"", "plan.csv").err(), Some(Refused::NoHeading));
    }
}
