//! What an import has to tell about single rows, and how text of the table is shown on a terminal.

use crate::report::sanitize;
use crate::words::Message;
use crate::words::say;

use super::cell;

/// Something that a person should know about one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Said {
    /// The line of the file on which the row begins.
    pub line: usize,
    /// The id of the row, if it has one.
    pub id: Option<String>,
    /// What there is to say.
    pub what: Message,
}

impl Said {
    /// The same with the row that it is about.
    #[must_use]
    pub(crate) fn message(&self) -> Message {
        match &self.id {
            Some(id) => say!(
                en: "row {line} ({id}): {what}",
                zh: "第 {line} 行（{id}）：{what}",
                line = self.line,
                id = plain(id),
                what = self.what.clone(),
            ),
            None => say!(
                en: "row {line}: {what}",
                zh: "第 {line} 行：{what}",
                line = self.line,
                what = self.what.clone(),
            ),
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
