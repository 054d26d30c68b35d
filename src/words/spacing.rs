//! Spaces around arguments within Chinese: one between Han characters and anything else, none
//! between Han characters, none beside full-width punctuation.

/// Stands before an argument. Neither mark is a character of any text.
pub(super) const OPEN: char = '\u{fdd0}';

/// Stands after an argument.
pub(super) const CLOSE: char = '\u{fdd1}';

/// The text without its marks, with the right spaces where one was.
pub(super) fn spaced(marked: &str) -> String {
    let mut out = String::with_capacity(marked.len());
    // One character is looked for many bytes at a time, a set of them is not.
    let pieces = marked.split(OPEN).flat_map(|piece| piece.split(CLOSE));
    for piece in pieces.filter(|piece| !piece.is_empty()) {
        let left = out.strip_suffix(' ').unwrap_or(&out);
        let right = piece.strip_prefix(' ').unwrap_or(piece);
        let between = left.chars().next_back().zip(right.chars().next());
        let kept = left.len();
        match between.and_then(|(left, right)| gap(left, right)) {
            Some(gap) => {
                out.truncate(kept);
                out.push_str(gap);
                out.push_str(right);
            }
            None => out.push_str(piece),
        }
    }
    out
}

/// What belongs between two characters; `None` if it may stay as it is.
fn gap(left: char, right: char) -> Option<&'static str> {
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
        spaced(&text.replace('[', "\u{fdd0}").replace(']', "\u{fdd1}"))
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
