//! A rule's page, which is Markdown, as wide as the terminal.

use std::io;
use std::io::Write;

use textwrap::WordSeparator;
use textwrap::WordSplitter;

use super::style::Style;
use super::wrap;

/// Write a page. On a terminal its prose is broken between words, in Chinese between characters; in a pipe, and for code and
/// tables, lines stay as they are.
///
/// # Errors
/// What `out` returns.
pub(crate) fn render_page(page: &str, style: Style, out: &mut dyn Write) -> io::Result<()> {
    if !style.frames {
        return out.write_all(page.as_bytes());
    }
    let mut prose = String::new();
    let mut code = false;
    for line in page.lines() {
        let fence = line.trim_start().starts_with("```");
        let alone = code || fence || line.is_empty() || line.starts_with(['#', '|']);
        code ^= fence;
        // Whatever is no such line goes on with the paragraph, or with the point of a list.
        if alone || line.starts_with("- ") {
            paragraph(&prose, style, out)?;
            prose.clear();
        }
        if alone {
            writeln!(out, "{line}")?;
        } else {
            prose.push_str(if prose.is_empty() { "" } else { " " });
            prose.push_str(line.trim());
        }
    }
    paragraph(&prose, style, out)
}

/// Write a line. On a terminal what does not fit goes on below, so many columns in; in a pipe it
/// stays one line.
///
/// # Errors
/// What `out` returns.
pub(crate) fn hanging(
    line: &str,
    indent: usize,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    wrap::write(line, 0, indent.min(style.width / 2), style, out)
}

fn paragraph(prose: &str, style: Style, out: &mut dyn Write) -> io::Result<()> {
    if prose.is_empty() {
        return Ok(());
    }
    let options = textwrap::Options::new(style.width)
        .subsequent_indent(if prose.starts_with("- ") { "  " } else { "" })
        .word_separator(WordSeparator::Custom(wrap::words))
        .word_splitter(WordSplitter::NoHyphenation)
        // A link is to stay one.
        .break_words(false);
    textwrap::wrap(prose, options)
        .iter()
        .try_for_each(|line| writeln!(out, "{line}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_is_broken_between_words_and_code_is_not() {
        let page = "# rule\n\nSome words that go on\nand on. See <https://example.org/a/long/way>.\n\n\
                    - one point of a list,\n  and more of it\n- two\n\n```yaml\na: 1 2 3 4 5 6 7 8 9 10 11 12\n```\n";
        let shown = |style: Style| {
            let mut out = Vec::new();
            render_page(page, style, &mut out).expect("memory can be written to");
            String::from_utf8(out).expect("it is text")
        };
        assert_eq!(shown(Style::PLAIN), page);
        let style = Style {
            frames: true,
            width: 24,
            ..Style::PLAIN
        };
        assert_eq!(
            shown(style),
            "# rule\n\nSome words that go on\nand on. See\n<https://example.org/a/long/way>.\n\n\
             - one point of a list,\n  and more of it\n- two\n\n```yaml\na: 1 2 3 4 5 6 7 8 9 10 11 12\n```\n"
        );
    }

    #[test]
    fn chinese_prose_is_broken_between_characters() {
        let style = Style {
            frames: true,
            width: 20,
            ..Style::PLAIN
        };
        let mut out = Vec::new();
        render_page(
            "任务的日期与 `days` 之间的天数不符，须核对。\n",
            style,
            &mut out,
        )
        .expect("memory can be written to");
        assert_eq!(
            String::from_utf8(out).expect("it is text"),
            "任务的日期与 `days`\n之间的天数不符，须\n核对。\n"
        );
    }
}
