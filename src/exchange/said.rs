//! What an import has to tell about single rows, and how text of the table is shown on a terminal.

use std::fmt;

use crate::report::sanitize;

use super::cell;

/// Something that a person should know about one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Said {
    /// The line of the file on which the row begins.
    pub line: usize,
    /// The id of the row, if it has one.
    pub id: Option<String>,
    /// What there is to say.
    pub text: String,
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.id {
            Some(id) => write!(f, "row {} ({}): {}", self.line, plain(id), self.text),
            None => write!(f, "row {}: {}", self.line, self.text),
        }
    }
}

/// The beginning of a cell, between quotes, safe for a terminal.
pub(super) fn shown(text: &str) -> String {
    const LONGEST: usize = 40;
    let plain = plain(text);
    let mut beginning: String = plain.chars().take(LONGEST).collect();
    if plain.chars().count() > LONGEST {
        beginning.push('…');
    }
    format!("\"{beginning}\"")
}

/// `text` on one line, safe for a terminal.
pub(super) fn plain(text: &str) -> String {
    sanitize(&cell::squeeze(text)).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_reaches_the_terminal_but_text() {
        assert_eq!(
            shown("a\u{1b}[31m\nb\u{202e}c"),
            "\"a\\u{1b}[31m b\\u{202e}c\""
        );
        assert_eq!(shown(&"长".repeat(50)), format!("\"{}…\"", "长".repeat(40)));
    }
}
