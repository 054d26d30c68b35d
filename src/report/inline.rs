//! Text of a plan within a line of Markdown: a code span, in which nothing is markup.

use super::sanitize;

/// Backticks in a row that are left as they are. GitHub's reader takes more than 80 for text, and
/// what stands between them as well.
const MOST_TICKS: usize = 16;

fn without_long_runs(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut run = 0;
    for c in text.chars() {
        run = if c == '`' { run + 1 } else { 0 };
        if run > MOST_TICKS {
            out.push_str("\\u{60}");
            run = 0;
        } else {
            out.push(c);
        }
    }
    out
}

/// A code span that ends where it should, whatever is in it.
pub(super) fn code(text: &str) -> String {
    let text = without_long_runs(&sanitize(text));
    if text.trim().is_empty() {
        return String::new();
    }
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let space = if text.starts_with('`') || text.ends_with('`') {
        " "
    } else {
        ""
    };
    format!("{fence}{space}{text}{space}{fence}")
}

/// A code span in a table, where a bar would end the cell even inside it. Readers of Markdown
/// do not agree on a bar after two backslashes, so there is none.
pub(super) fn cell(text: &str) -> String {
    code(&text.replace("\\|", "\\\\u{7c}")).replace('|', "\\|")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_comes_alive() {
        assert_eq!(
            code("@all <b>#1</b> [x](http://y)"),
            "`@all <b>#1</b> [x](http://y)`"
        );
        assert_eq!(code("a`b``c"), "```a`b``c```");
        assert_eq!(code("`"), "`` ` ``");
        assert_eq!(cell("a|b\nc"), "`a\\|b c`");
        assert_eq!(cell("a\\|@b"), "`a\\\\u{7c}@b`");
        assert_eq!(code(""), "");
        let long = code(&format!("@all {} <b>", "`".repeat(80)));
        assert!(
            !long.contains(&"`".repeat(18)) && long.matches("\\u{60}").count() == 4,
            "{long}"
        );
    }
}
