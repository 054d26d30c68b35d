//! Where a value stands in a text, and what can be written in its place without changing anything
//! else. It looks at the characters around the value: so whoever has its place can ask, whether or
//! not it has just been read.

use std::ops::Range;

/// How a value of one line stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Site<'t> {
    /// Behind `key:`, on its line.
    Value,
    /// In a list between brackets.
    Flow,
    /// Behind a dash, on its line, which begins with these spaces.
    Dash(&'t str),
}

/// How far before a value its surroundings are looked at, in bytes: a plan may be one line of
/// megabytes.
const NEAR: usize = 400;

/// How the value at `range` stands; `None` if it cannot be replaced: it has several lines, an
/// anchor or a tag, is an alias, or does not stand on the line of its key or dash.
pub(crate) fn site(text: &str, range: Range<usize>) -> Option<Site<'_>> {
    if !is_single(text, range.clone()) {
        return None;
    }
    // A colon or a space of full width is mended, too, if what comes after it was read as a value.
    let before = text[..range.start].trim_end_matches([' ', '\u{3000}', '\u{a0}']);
    match before.chars().next_back()? {
        ':' | '：' => Some(Site::Value),
        '[' | ',' => Some(Site::Flow),
        '-' => {
            let line = &before[..before.len() - 1];
            let above = line.trim_end_matches(' ');
            (above.is_empty() || above.ends_with(['\n', '\r']))
                .then_some(Site::Dash(&line[above.len()..]))
        }
        // An entry between brackets may begin a line; a comment above it may end in anything.
        '\n' | '\r' => {
            let above = near(before.trim_end());
            let is_comment = above
                .lines()
                .next_back()
                .is_some_and(|line| line.contains('#') || line.len() == above.len());
            (above.ends_with(['[', ',']) && !is_comment).then_some(Site::Flow)
        }
        _ => None,
    }
}

/// Whether what stands at `range` is written there, on one line, with neither anchor nor tag.
pub(crate) fn is_single(text: &str, range: Range<usize>) -> bool {
    let Some(value) = text.get(range.clone()) else {
        return false;
    };
    let before = near(text[..range.start].trim_end());
    let token = before
        .rsplit(|c: char| c.is_whitespace() || matches!(c, '[' | '{' | ','))
        .next()
        .unwrap_or_default();
    let has_properties = token.starts_with(['&', '!']);
    !has_properties
        && !value.is_empty()
        && !value.contains(['\n', '\r'])
        && !value.starts_with(['*', '&', '!', '|', '>'])
}

/// Whether what stands at `range`, behind its key, is a map between braces, on one line.
pub(crate) fn is_flow_map(text: &str, range: Range<usize>) -> bool {
    let is_map = text
        .get(range.clone())
        .is_some_and(|value| value.starts_with('{'));
    is_map && site(text, range) == Some(Site::Value)
}

/// The end of a text.
fn near(text: &str) -> &str {
    &text[text.ceil_char_boundary(text.len().saturating_sub(NEAR))..]
}

impl Site<'_> {
    /// These entries, as they are written where the value stood.
    pub(crate) fn entries(self, items: &[String]) -> String {
        match self {
            Site::Value => format!("[{}]", items.join(", ")),
            Site::Flow => items.join(", "),
            Site::Dash(indent) => items.join(&format!("\n{indent}- ")),
        }
    }
}

/// What goes with the entry of a list at `range`, so that the others stay a list; `None` if that
/// takes something else along.
pub(crate) fn removal(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let after = &text[range.end..];
    let (start, end) = match site(text, range.clone())? {
        Site::Value => return None,
        Site::Flow => {
            let rest = after.trim_start_matches(' ');
            match rest.strip_prefix(',') {
                Some(rest) => (range.start, text.len() - rest.trim_start_matches(' ').len()),
                None if rest.starts_with(']') => {
                    let before = text[..range.start]
                        .trim_end_matches(' ')
                        .strip_suffix(',')?;
                    (before.len(), range.end)
                }
                None => return None,
            }
        }
        Site::Dash(_) => {
            let rest = after.trim_start_matches(' ');
            let rest = rest
                .strip_prefix("\r\n")
                .or_else(|| rest.strip_prefix('\n'))?;
            let line = text[..range.start]
                .trim_end_matches(' ')
                .strip_suffix('-')?;
            (line.trim_end_matches(' ').len(), text.len() - rest.len())
        }
    };
    Some(start..end)
}

/// The items of a list that is written as one text, split where people split it, but not within
/// brackets as in `泛微（张三、李四）`.
pub(crate) fn split(text: &str) -> impl Iterator<Item = &str> {
    let mut depth = 0_usize;
    let is_balanced = text.matches(['(', '（']).count() == text.matches([')', '）']).count();
    let separates = move |c: char| {
        match c {
            '(' | '（' if is_balanced => depth += 1,
            ')' | '）' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && matches!(c, ',' | '，' | '、' | ';' | '；')
    };
    text.split(separates)
        .map(str::trim)
        .filter(|item| !item.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(text: &str) -> Range<usize> {
        let at = text.find('甲').expect("it is there");
        at..at + '甲'.len_utf8()
    }

    #[test]
    fn sites() {
        for (text, expected) in [
            ("a: 甲\n", Some(Site::Value)),
            ("a: {b: 甲}", Some(Site::Value)),
            ("a：甲", Some(Site::Value)),
            ("a:　甲", Some(Site::Value)),
            ("a: [甲]", Some(Site::Flow)),
            ("a: [\n  b,\n  甲]", Some(Site::Flow)),
            ("a:\n  - 甲", Some(Site::Dash("  "))),
            ("a:\n  -\n    甲", None),
            ("a:\n  甲", None),
            ("a: [ # b,\n  甲]", None),
            ("a: &x 甲", None),
            ("a: [&x 甲]", None),
            ("a: !!str 甲", None),
            ("a: - - 甲", None),
        ] {
            assert_eq!(site(text, place(text)), expected, "{text}");
        }
        assert_eq!(site("a: *x", 3..5), None);
        assert_eq!(site("a: x\n  y", 3..8), None);
    }

    #[test]
    fn entries_that_go() {
        for (text, expected) in [
            ("a: [甲, b]", Some("a: [b]")),
            ("a: [b, 甲]", Some("a: [b]")),
            ("a: [b, 甲, c]", Some("a: [b, c]")),
            ("a:\n  - 甲\n  - b\n", Some("a:\n  - b\n")),
            ("a:\n  - 甲 # why\n  - b\n", None),
            ("a: [b,\n  甲 # why\n  ]", None),
            ("a: 甲\n", None),
        ] {
            let left = removal(text, place(text))
                .map(|range| format!("{}{}", &text[..range.start], &text[range.end..]));
            assert_eq!(left.as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn lists_as_people_write_them() {
        let items = |text| split(text).collect::<Vec<_>>();
        assert_eq!(items("a，b、 c;d,, e"), ["a", "b", "c", "d", "e"]);
        assert_eq!(
            items("泛微（张三、李四），达梦"),
            ["泛微（张三、李四）", "达梦"]
        );
        assert_eq!(items("泛微（张三、李四"), ["泛微（张三", "李四"]);
    }
}
