//! Lines that fit the terminal. In a pipe each thing is one line: what searches it goes line by
//! line.

use std::io;
use std::io::Write;

use textwrap::WordSeparator;
use textwrap::WordSplitter;
use textwrap::core::Word;
use textwrap::core::display_width;
use unicode_width::UnicodeWidthChar;

use super::safe::no_command;
use super::style::Style;

/// Write `text`, which has to be inert already, behind `indent`. Where it takes more than a line,
/// the others hang under the column `hang`.
pub(super) fn write(
    text: &str,
    indent: usize,
    hang: usize,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    lines(text, indent, hang, style)
        .iter()
        .try_for_each(|line| writeln!(out, "{line}"))
}

/// The same with `tail` behind it: something to click on or to copy, which stays whole.
pub(super) fn write_with(
    text: &str,
    tail: &str,
    indent: usize,
    hang: usize,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut lines = lines(text, indent, hang, style);
    let last = lines.last_mut().filter(|line| {
        !style.frames || display_width(line) + 2 + display_width(tail) <= style.width
    });
    match last {
        Some(last) if !tail.is_empty() => last.push_str(&format!("  {tail}")),
        None if !tail.is_empty() => lines.push(format!("{}{tail}", " ".repeat(hang))),
        _ => {}
    }
    lines.iter().try_for_each(|line| writeln!(out, "{line}"))
}

/// The lines that a text takes.
fn lines(text: &str, indent: usize, hang: usize, style: Style) -> Vec<String> {
    let (first, further) = (" ".repeat(indent), " ".repeat(hang));
    if !style.frames {
        return vec![no_command(format!("{first}{text}").trim_end()).into_owned()];
    }
    let options = textwrap::Options::new(style.width)
        .initial_indent(&first)
        .subsequent_indent(&further)
        .word_separator(WordSeparator::Custom(words))
        .word_splitter(WordSplitter::NoHyphenation);
    // Any word can be the first of a line.
    textwrap::wrap(text, options)
        .iter()
        .map(|line| no_command(line.trim_end()).into_owned())
        .collect()
}

/// The lines that a text takes in `width` cells, each behind `indent`.
pub(crate) fn wrapped(text: &str, indent: usize, width: usize) -> Vec<String> {
    let style = Style {
        frames: true,
        width,
        ..Style::PLAIN
    };
    lines(text, indent, indent, style)
}

/// How many cells a text takes; a character that is shown as its code takes six.
pub(crate) fn cells(text: &str) -> usize {
    text.chars().map(|c| c.width().unwrap_or(6)).sum()
}

/// `text` in pieces of at most `width` cells.
pub(super) fn pieces(text: &str, width: usize) -> Vec<String> {
    let style = Style {
        frames: true,
        width,
        ..Style::PLAIN
    };
    lines(text, 0, 0, style)
}

/// What a line may be broken behind: spaces, and wide characters, unless punctuation is in the way.
pub(super) fn words(line: &str) -> Box<dyn Iterator<Item = Word<'_>> + '_> {
    let mut cuts: Vec<usize> = line
        .char_indices()
        .zip(line.char_indices().skip(1))
        .filter(|((_, last), (_, next))| may_part(*last, *next))
        .map(|(_, (at, _))| at)
        .collect();
    keep_together(line, &mut cuts);
    cuts.push(line.len());
    let mut from = 0;
    Box::new(
        cuts.into_iter()
            .map(move |to| Word::from(&line[std::mem::replace(&mut from, to)..to])),
    )
}

/// Units that are read at a glance.
const UNITS: [&str; 2] = ["个自然日", "个工作日"];

/// Takes away the cuts that would leave one wide character in the last line, or part a unit.
fn keep_together(line: &str, cuts: &mut Vec<usize>) {
    let is_alone = |at: usize| {
        let rest = line[at..].chars().filter(|c| !CLOSING.contains(*c));
        let mut wide = rest.map(|c| c.width() == Some(2));
        wide.next() == Some(true) && wide.next().is_none()
    };
    if cuts
        .last()
        .is_some_and(|at| is_alone(*at) && !line[..*at].ends_with(' '))
    {
        cuts.pop();
    }
    for unit in UNITS {
        for (at, _) in line.match_indices(unit) {
            cuts.retain(|cut| !(at + 1..at + unit.len()).contains(cut));
        }
    }
}

fn may_part(last: char, next: char) -> bool {
    let is_wide = |c: char| c.width() == Some(2);
    // Latin quotation marks are as narrow as letters.
    let ends = (is_wide(last) && !OPENING.contains(last)) || last == '”';
    let begins = (next.is_alphanumeric() || is_wide(next) || "[{(“‘\u{1b}".contains(next))
        && !CLOSING.contains(next);
    // Behind punctuation a backtick can only be the first of two.
    let begins = begins || (next == '`' && CLOSING.contains(last));
    (last == ' ' && next != ' ') || (ends && begins)
}

const OPENING: &str = "（「『《〈【“‘";
const CLOSING: &str = "）」』》〉】”’，。、；：！？";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_is_broken_anywhere_but_before_punctuation() {
        let broken =
            |line: &'static str| -> Vec<&str> { words(line).map(|word| word.word).collect() };
        assert_eq!(
            broken("name  迁移，OA系统（新）"),
            ["name", "迁", "移，", "OA系", "统", "（新）"]
        );
        assert_eq!(
            broken("联{+合+}调 2023-09-15 -> 2023-09-19"),
            ["联", "{+合+}调", "2023-09-15", "->", "2023-09-19"]
        );
        assert_eq!(
            broken("写“待定”，`total_days`改为 2。"),
            ["写", "“待", "定”，", "`total_days`改", "为 ", "2。"].map(str::trim_end)
        );
        assert!(broken("").iter().all(|word| word.is_empty()));
        assert_eq!(broken("用它写明"), ["用", "它", "写明"]);
        assert_eq!(
            broken("（推迟 5 个自然日）"),
            ["（推", "迟 ", "5 ", "个自然日）"].map(str::trim_end)
        );
    }

    #[test]
    fn lines_hang_and_what_is_to_be_copied_stays_whole() {
        let shown = |style: Style| {
            let mut out = Vec::new();
            write_with(
                "note: 统一身份认证平台的联调测试",
                "(plan/1.yaml:12)",
                2,
                8,
                style,
                &mut out,
            )
            .expect("memory");
            String::from_utf8(out).expect("it is text")
        };
        assert_eq!(
            shown(Style::PLAIN),
            "  note: 统一身份认证平台的联调测试  (plan/1.yaml:12)\n"
        );
        let style = Style {
            frames: true,
            width: 24,
            ..Style::PLAIN
        };
        assert_eq!(
            shown(style),
            "  note: 统一身份认证平台\n        的联调测试\n        (plan/1.yaml:12)\n"
        );
        assert_eq!(
            pieces("its first start, 2023-08-21", 12),
            ["its first", "start,", "2023-08-21"]
        );
    }
}
