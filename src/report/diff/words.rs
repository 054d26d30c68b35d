//! Which words of a text changed.

use similar::ChangeTag;
use similar::TextDiff;

/// Longer texts are compared as a whole: word by word would take longer than reading them.
const LONGEST: usize = 4000;

/// A stretch of text that stayed, went or came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Same(String),
    Gone(String),
    New(String),
}

/// The pieces of `before` and `after`; Chinese is compared character by character.
pub(super) fn pieces(before: &str, after: &str) -> Vec<Piece> {
    if before.len() + after.len() > LONGEST {
        return vec![Piece::Gone(before.to_owned()), Piece::New(after.to_owned())];
    }
    let diff = TextDiff::from_unicode_words(before, after);
    let mut pieces: Vec<Piece> = Vec::new();
    for change in diff.iter_all_changes() {
        let text = change.value();
        match (change.tag(), pieces.last_mut()) {
            (ChangeTag::Equal, Some(Piece::Same(last)))
            | (ChangeTag::Delete, Some(Piece::Gone(last)))
            | (ChangeTag::Insert, Some(Piece::New(last))) => last.push_str(text),
            (ChangeTag::Equal, _) => pieces.push(Piece::Same(text.to_owned())),
            (ChangeTag::Delete, _) => pieces.push(Piece::Gone(text.to_owned())),
            (ChangeTag::Insert, _) => pieces.push(Piece::New(text.to_owned())),
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_characters() {
        let told = |before, after| -> String {
            pieces(before, after)
                .into_iter()
                .map(|piece| match piece {
                    Piece::Same(text) => text,
                    Piece::Gone(text) => format!("[-{text}-]"),
                    Piece::New(text) => format!("{{+{text}+}}"),
                })
                .collect()
        };
        assert_eq!(
            told("paint the wall", "paint the walls"),
            "paint the [-wall-]{+walls+}"
        );
        assert_eq!(
            told("泛微进行开发", "泛微进行设计"),
            "泛微进行[-开发-]{+设计+}"
        );
        assert_eq!(told("a", "a"), "a");
    }
}
