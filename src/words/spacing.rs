//! Spaces around arguments within Chinese: one between Han characters and anything else, none
//! between Han characters, none beside full-width punctuation.

use std::fmt;

use super::Lang;

/// Stands before an argument, for who looks at its neighbours. Neither mark is a character of any text.
pub(super) const OPEN: char = '\u{fdd0}';

/// Stands after an argument.
pub(super) const CLOSE: char = '\u{fdd1}';

/// What is written in a language.
pub(super) fn written(
    lang: Lang,
    write: impl FnOnce(&mut dyn fmt::Write) -> fmt::Result,
) -> String {
    let mut text = Spaced {
        text: String::new(),
        lang,
    };
    // A string takes whatever is written.
    let _ = write(&mut text);
    text.text
}

/// A text that is written piece by piece: what stands between two arguments, and what is in each of
/// them. Whether a space belongs between two pieces depends on what is in them.
struct Spaced {
    text: String,
    lang: Lang,
}

impl fmt::Write for Spaced {
    fn write_str(&mut self, piece: &str) -> fmt::Result {
        if self.lang == Lang::En || piece.is_empty() {
            self.text.push_str(piece);
            return Ok(());
        }
        let left = self.text.strip_suffix(' ').unwrap_or(&self.text);
        let right = piece.strip_prefix(' ').unwrap_or(piece);
        let between = left.chars().next_back().zip(right.chars().next());
        let kept = left.len();
        match between.and_then(|(left, right)| gap(left, right)) {
            Some(gap) => {
                self.text.truncate(kept);
                self.text.push_str(gap);
                self.text.push_str(right);
            }
            None => self.text.push_str(piece),
        }
        Ok(())
    }
}

/// What belongs between two characters; `None` if it may stay as it is.
fn gap(left: char, right: char) -> Option<&'static str> {
    if left.is_ascii() && right.is_ascii() {
        return None;
    }
    match (is_han(left), is_han(right)) {
        _ if is_wide(left) || is_wide(right) => Some(""),
        (true, true) => Some(""),
        (true, false) if !right.is_whitespace() => Some(" "),
        (false, true) if !left.is_whitespace() => Some(" "),
        _ => None,
    }
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{323af}')
}

fn is_wide(c: char) -> bool {
    matches!(
        c,
        '，' | '。'
            | '：'
            | '；'
            | '（'
            | '）'
            | '“'
            | '”'
            | '、'
            | '！'
            | '？'
            | '《'
            | '》'
            | '【'
            | '】'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fitted(text: &str) -> String {
        let mut pieces = text.split(['[', ']']);
        written(Lang::Zh, |out| {
            pieces.try_for_each(|piece| out.write_str(piece))
        })
    }

    #[test]
    fn around_arguments() {
        assert_eq!(fitted("[1.2] 的工期"), "1.2 的工期");
        assert_eq!(fitted("[部署] 的工期"), "部署的工期");
        assert_eq!(fitted("[部署]的工期"), "部署的工期");
        assert_eq!(fitted("工期[5]天"), "工期 5 天");
        assert_eq!(
            fitted("[[1.1]、[部署] 和 [1.3]]在后"),
            "1.1、部署和 1.3 在后"
        );
        assert_eq!(fitted("（[1.1]），[1.2]"), "（1.1），1.2");
        assert_eq!(fitted("写 [days: 2]，或 [部署]"), "写 days: 2，或部署");
        assert_eq!(fitted("声明：\n[a b]"), "声明：\na b");
    }
}
