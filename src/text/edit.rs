//! Change characters of a text and nothing else: comments, quotes and line ends around them stay as
//! they are.

use std::ops::Range;

/// One replacement: bytes of the old text, and what comes instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Splice {
    /// The bytes that go.
    pub range: Range<usize>,
    /// The text that comes.
    pub text: String,
}

/// `text` with `splices` done. Of two that overlap the first one wins, and the other is left for
/// another run; the second value counts those that were done.
#[must_use]
pub(crate) fn apply(text: &str, mut splices: Vec<Splice>) -> (String, usize) {
    splices.sort_by(|a, b| {
        a.range
            .start
            .cmp(&b.range.start)
            .then(a.range.end.cmp(&b.range.end))
    });
    splices.dedup();
    let mut out = String::with_capacity(text.len());
    let (mut at, mut done) = (0, 0);
    for splice in splices {
        if splice.range.start < at || text.get(splice.range.clone()).is_none() {
            continue;
        }
        out.push_str(&text[at..splice.range.start]);
        out.push_str(&splice.text);
        at = splice.range.end;
        done += 1;
    }
    out.push_str(&text[at..]);
    (out, done)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn splice(range: Range<usize>, text: &str) -> Splice {
        Splice {
            range,
            text: text.to_owned(),
        }
    }

    #[test]
    fn overlapping_changes_are_left_for_later() {
        let (text, done) = apply(
            "id: 1.10 # x",
            vec![
                splice(4..8, "\"1.10\""),
                splice(5..6, "?"),
                splice(0..2, "ID"),
            ],
        );
        assert_eq!((text.as_str(), done), ("ID: \"1.10\" # x", 2));
    }

    #[test]
    fn a_range_inside_a_character_is_left_out() {
        assert_eq!(apply("名", vec![splice(1..2, "x")]), ("名".to_owned(), 0));
    }
}
