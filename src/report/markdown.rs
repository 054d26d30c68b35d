//! Findings for a comment or a job summary, and what makes text inert in Markdown. A plan's text is a stranger's: it stands
//! in code spans, where no mention, link, image or HTML comes alive.

use std::fmt::Write as _;
use std::io;
use std::io::Write;

use crate::finding::Severity;
use crate::rules;

use super::link::Place;
use super::sanitize;
use super::sheet::CONFLICT;
use super::sheet::Row;
use super::sheet::Sheet;

/// A comment on GitHub and GitLab has room for 65,536 characters; some are left for what others write around it.
const ROOM: usize = 60_000;

pub(super) fn write(sheet: &Sheet<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut text = format!("### planlint\n\n{}\n\n", code(&sheet.summary));
    let rows = sheet.by_weight();
    if !rows.is_empty() {
        text.push_str("| level | where | what |\n|---|---|---|\n");
        rows.iter().for_each(|row| table_row(sheet, row, &mut text));
        text.push('\n');
    }
    for remark in &sheet.remarks {
        text.push_str(&format!("- {}\n", code(remark)));
    }
    out.write_all(fit(&text).as_bytes())
}

fn table_row(sheet: &Sheet<'_>, row: &Row<'_>, text: &mut String) {
    let line = row.span.map(|span| sheet.sources.start(span).line);
    let place = Place { revision: row.revision, path: row.path, line }.in_cell(sheet.sources);
    let mut what = format!("{}: {}", rule(row.rule), cell(row.message));
    for note in &row.notes {
        what.push_str(&format!("<br>{}", cell(note)));
    }
    if let Some(help) = row.help {
        what.push_str(&format!("<br>help: {}", cell(help)));
    }
    writeln!(text, "| {} | {place} | {what} |", level(row.severity, row.fails)).expect("a string can be written to");
}

/// The level; in bold if it makes the command fail.
pub(super) fn level(severity: Severity, fails: bool) -> String {
    if fails { format!("**{severity}**") } else { severity.name().to_owned() }
}

/// The rule, as a link to its page.
pub(super) fn rule(id: &str) -> String {
    if id == CONFLICT { id.to_owned() } else { format!("[{id}]({})", rules::url(id)) }
}

/// As much of `text` as fits into a comment, and how many lines do not. The worst comes first, so the least is lost.
pub(super) fn fit(text: &str) -> String {
    if text.len() <= ROOM {
        return text.to_owned();
    }
    let end = text[..text.floor_char_boundary(ROOM)].rfind('\n').map_or(0, |at| at + 1);
    let lines = text[end..].lines().filter(|line| !line.trim().is_empty()).count();
    format!("{}\n*{lines} more lines do not fit here.*\n", &text[..end])
}

/// Backticks in a row that are left as they are. GitHub's reader takes more than 80 for text, and what stands between them
/// as well.
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
    let space = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
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
        assert_eq!(code("@all <b>#1</b> [x](http://y)"), "`@all <b>#1</b> [x](http://y)`");
        assert_eq!(code("a`b``c"), "```a`b``c```");
        assert_eq!(code("`"), "`` ` ``");
        assert_eq!(cell("a|b\nc"), "`a\\|b c`");
        assert_eq!(cell("a\\|@b"), "`a\\\\u{7c}@b`");
        assert_eq!(code(""), "");
        let long = code(&format!("@all {} <b>", "`".repeat(80)));
        assert!(!long.contains(&"`".repeat(18)) && long.matches("\\u{60}").count() == 4, "{long}");
    }

    #[test]
    fn what_does_not_fit_is_counted() {
        assert_eq!(fit("a\nb\n"), "a\nb\n");
        let long = "部署\n".repeat(ROOM / 7 + 1000);
        let fitted = fit(&long);
        assert!(fitted.len() <= ROOM + 60, "{}", fitted.len());
        let kept = fitted.lines().filter(|line| *line == "部署").count();
        assert!(fitted.ends_with(&format!("*{} more lines do not fit here.*\n", ROOM / 7 + 1000 - kept)), "{kept}");
    }
}
