//! A row of a table, before anything is known of its columns.

/// A row that has something in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    /// The line of the file on which it begins, counted from 1.
    pub line: usize,
    /// Its cells, without spaces around them and with `\n` for line breaks; empty ones included.
    pub cells: Vec<String>,
}
