//! Text of a plan is a stranger's: what could do something to a terminal is shown instead of sent.

use std::borrow::Cow;

use crate::text::scalar;

/// `text` with control characters, escape sequences and characters that change the direction of
/// writing made visible. Line breaks and tabs become spaces, so that a text stays on the line that
/// it is put on.
#[must_use]
pub(crate) fn sanitize(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_hidden) && !is_command(text) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '\n' | '\r' | '\t' => out.push(' '),
            c if is_hidden(c) => out.push_str(&format!("\\u{{{:x}}}", u32::from(c))),
            c => out.push(c),
        }
    }
    if is_command(&out) {
        // Runners of CI look for these in logs, some of them anywhere in a line.
        for word in COMMANDS {
            out = out.replace(word, &word.replacen("##", "#\\u{23}", 1));
        }
        if let Cow::Owned(line) = no_command(&out) {
            out = line;
        }
    }
    Cow::Owned(out)
}

/// What runners take for a command anywhere in a line: GitHub's, Azure's and those of `TeamCity`.
const COMMANDS: [&str; 3] = ["##[", "##vso[", "##teamcity["];

/// Whether the character at `at` is the second of a word that runners take for a command, where
/// text is shown by characters.
pub(super) fn is_in_command(line: &str, at: usize) -> bool {
    line[..at].ends_with('#') && COMMANDS.iter().any(|word| line[at - 1..].starts_with(word))
}

/// A line that does not begin with `::`, which is a command to a runner: for lines that a text was
/// wrapped into.
pub(super) fn no_command(line: &str) -> Cow<'_, str> {
    let rest = line.trim_start();
    match rest.strip_prefix("::") {
        Some(after) => Cow::Owned(format!(
            "{}\\u{{3a}}:{after}",
            &line[..line.len() - rest.len()]
        )),
        None => Cow::Borrowed(line),
    }
}

/// Whether a runner of CI would take a line with this text for a command.
fn is_command(text: &str) -> bool {
    COMMANDS.iter().any(|word| text.contains(word)) || text.trim_start().starts_with("::")
}

/// Whether a character does something instead of showing something.
pub(super) fn is_hidden(c: char) -> bool {
    is_control(c) || scalar::is_invisible(c)
}

fn is_control(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_reaches_the_terminal() {
        assert_eq!(sanitize("部署OA 🎉"), "部署OA 🎉");
        assert_eq!(sanitize("a\u{1b}[31mb"), "a\\u{1b}[31mb");
        assert_eq!(sanitize("a\nb\tc\rd"), "a b c d");
        assert_eq!(sanitize("::error::x"), "\\u{3a}:error::x");
        assert_eq!(
            sanitize("a ##[set-output name=x;]y ##vso[task]"),
            "a #\\u{23}[set-output name=x;]y #\\u{23}vso[task]"
        );
        assert_eq!(sanitize("\u{202e}evil\u{9b}"), "\\u{202e}evil\\u{9b}");
    }
}
