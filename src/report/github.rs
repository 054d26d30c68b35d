//! GitHub's workflow commands: annotations on the lines of a pull request.
//!
//! GitHub shows ten of each kind for a step, so the worst come first. The runner takes any line of
//! a log that begins with `::` for a command, so everything is escaped, and nothing of a plan
//! begins a line.

use std::io;
use std::io::Write;

use crate::words::Message;
use crate::words::say;

use super::help_label;
use super::results::Results;
use super::results::Row;
use super::rule;
use super::sanitize;
use super::severity;

/// How many annotations of one kind GitHub shows for a step.
const SHOWN: usize = 10;

pub(super) fn write(results: &Results<'_>, out: &mut dyn Write) -> io::Result<()> {
    let rows = results.by_severity();
    for row in &rows {
        command(results, row, out)?;
    }
    for remark in &results.remarks {
        writeln!(out, "{}", sanitize(remark))?;
    }
    let more = rows
        .chunk_by(|a, b| a.severity == b.severity)
        .any(|kind| kind.len() > SHOWN);
    let summary = Message::verbatim(&results.summary);
    let summary = if more {
        say!(
            en: "{summary} (GitHub annotates the first ten of a kind; the others are in this log)",
            zh: "{summary}（GitHub 每类只标注前十个，其余见本日志）",
            summary = summary,
        )
    } else {
        summary
    };
    writeln!(out, "{}", sanitize(&summary.text(results.lang)))
}

fn command(results: &Results<'_>, row: &Row<'_>, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "::{} ", severity::github(row.severity))?;
    let mut text = sanitize(&row.message).into_owned();
    // Lines of another revision are not those that GitHub shows.
    match (row.revision, row.span) {
        (None, Some(span)) => {
            let (start, end) = (results.sources.start(span), results.sources.end(span));
            write!(
                out,
                "file={},line={},endLine={}",
                property(&sanitize(row.path)),
                start.line,
                end.line
            )?;
            // Columns are allowed within one line only.
            if start.line == end.line {
                write!(out, ",col={},endColumn={}", start.column, end.column)?;
            }
            write!(out, ",")?;
        }
        (None, None) => write!(out, "file={},", property(&sanitize(row.path)))?,
        (Some(revision), _) => {
            let place = say!(
                en: "at {place}",
                zh: "位于 {place}",
                place = format!("{}:{}", sanitize(revision), sanitize(row.path)),
            );
            text.push_str(&format!("\n{}", place.text(results.lang)));
        }
    }
    for note in &row.notes {
        text.push_str(&format!("\n{}", sanitize(note)));
    }
    for label in &row.labels {
        let file = results.sources.file(label.span.file);
        let revision = file
            .revision()
            .map(|revision| format!("{}:", sanitize(revision)))
            .unwrap_or_default();
        let line = results.sources.start(label.span).line;
        text.push_str(&format!(
            "\n{revision}{}:{line}: {}",
            sanitize(file.path()),
            sanitize(&label.message)
        ));
    }
    if let Some(help) = &row.help {
        text.push_str(&format!("\n{}", help_label(results.lang)));
        let lines: Vec<_> = help.lines().map(|line| sanitize(line.trim())).collect();
        text.push_str(&lines.join(" "));
    }
    writeln!(
        out,
        "title={}::{}",
        property(&rule::named(row.rule, results.lang)),
        data(&text)
    )
}

/// What stands after `::`.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// A value before `::`.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes() {
        assert_eq!(data("100%\n::error::x"), "100%25%0A::error::x");
        assert_eq!(property("a b,c:d%\n"), "a b%2Cc%3Ad%25%0A");
    }
}
