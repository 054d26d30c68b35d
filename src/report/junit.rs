//! JUnit's XML, as GitLab, Jenkins and others read it: a suite for each plan, a case for each
//! finding. Only what makes the command fail is a failure.

use std::fmt::Write as _;
use std::io;
use std::io::Write;

use crate::words::Lang;
use crate::words::Message;
use crate::words::say;

use super::help_label;
use super::results::Results;
use super::results::Row;
use super::results::more;
use super::rule;
use super::sanitize;
use super::severity;

pub(super) fn write(results: &Results<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    let failures = results.rows.iter().filter(|row| row.fails).count();
    let suites: Vec<(String, Vec<&Row<'_>>)> = suites(results);
    let cut = more(results.not_shown).map(|more| more.text(results.lang));
    let tests = suites
        .iter()
        .map(|(_, rows)| rows.len().max(1))
        .sum::<usize>()
        + usize::from(cut.is_some());
    writeln!(
        out,
        "<testsuites name=\"planlint\" tests=\"{tests}\" failures=\"{failures}\">"
    )?;
    for (name, rows) in suites {
        suite(results, &name, &rows, out)?;
    }
    if let Some(name) = cut {
        writeln!(
            out,
            "  <testsuite name=\"planlint\" tests=\"1\" failures=\"0\">"
        )?;
        writeln!(
            out,
            "    <testcase classname=\"planlint\" name=\"{name}\"/>"
        )?;
        writeln!(out, "  </testsuite>")?;
    }
    writeln!(out, "</testsuites>")
}

/// Each plan with its rows, and the settings if there is something about them.
fn suites<'s, 'a>(results: &'s Results<'a>) -> Vec<(String, Vec<&'s Row<'a>>)> {
    let mut suites: Vec<_> = results
        .plans
        .iter()
        .map(|plan| (plan.clone(), Vec::new()))
        .collect();
    let mut others = Vec::new();
    for row in &results.rows {
        row.plan
            .map_or(&mut others, |plan| &mut suites[plan].1)
            .push(row);
    }
    if !others.is_empty() {
        let name = say!(en: "settings", zh: "设置");
        suites.push((name.text(results.lang), others));
    }
    suites
}

fn suite(
    results: &Results<'_>,
    name: &str,
    rows: &[&Row<'_>],
    out: &mut dyn Write,
) -> io::Result<()> {
    let failures = rows.iter().filter(|row| row.fails).count();
    let (tests, name) = (rows.len().max(1), xml(name));
    writeln!(
        out,
        "  <testsuite name=\"{name}\" tests=\"{tests}\" failures=\"{failures}\">"
    )?;
    if rows.is_empty() {
        // Without a case the suite would look as if nothing had been run.
        writeln!(
            out,
            "    <testcase classname=\"{name}\" name=\"{}\"/>",
            say!(en: "no findings", zh: "没有发现问题").text(results.lang)
        )?;
    }
    for row in rows {
        case(results, row, out)?;
    }
    writeln!(out, "  </testsuite>")
}

fn case(results: &Results<'_>, row: &Row<'_>, out: &mut dyn Write) -> io::Result<()> {
    let line = row.span.map_or(1, |span| results.sources.start(span).line);
    let name = xml(&case_name(row, line, results.lang).text(results.lang));
    let path = xml(row.path);
    writeln!(
        out,
        "    <testcase classname=\"{path}\" name=\"{name}\" file=\"{path}\" line=\"{line}\">"
    )?;
    let (message, text, level) = (
        xml(&row.message),
        xml_lines(results, row),
        row.severity.name(),
    );
    if row.fails {
        writeln!(
            out,
            "      <failure type=\"{level}\" message=\"{message}\">{text}</failure>"
        )?;
    } else {
        let text = match results.lang {
            Lang::En => format!("{level}: {text}"),
            Lang::Zh => format!("{}：{text}", severity::told(row.severity, Lang::Zh)),
        };
        writeln!(out, "      <system-out>{text}</system-out>")?;
    }
    writeln!(out, "    </testcase>")
}

/// What a finding is called.
fn case_name(row: &Row<'_>, line: u32, lang: Lang) -> Message {
    let rule = Message::verbatim(&rule::named(row.rule, lang));
    let line = i64::from(line);
    match row.task {
        Some(task) => say!(
            en: "{rule} {task} at line {line}",
            zh: "{rule} {task}，第 {line} 行",
            rule = rule,
            task = task,
            line = line,
        ),
        None => say!(
            en: "{rule} at line {line}",
            zh: "{rule}，第 {line} 行",
            rule = rule,
            line = line,
        ),
    }
}

fn xml_lines(results: &Results<'_>, row: &Row<'_>) -> String {
    let mut text = xml(&row.message);
    let mut line =
        |line: String| write!(text, "\n{}", xml(&line)).expect("a string can be written to");
    row.notes.iter().cloned().for_each(&mut line);
    for label in &row.labels {
        let start = results.sources.start(label.span);
        let file = results.sources.file(label.span.file);
        let revision = file
            .revision()
            .map(|revision| format!("{revision}:"))
            .unwrap_or_default();
        line(format!(
            "{revision}{}:{}:{}: {}",
            file.path(),
            start.line,
            start.column,
            label.message
        ));
    }
    if let Some(help) = &row.help {
        line(format!("{}{help}", help_label(results.lang)));
    }
    text
}

/// `text` as an attribute or between tags. Characters that XML 1.0 does not have (section 2.2) are
/// replaced.
fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in sanitize(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_a_tag() {
        assert_eq!(
            xml("</failure>]]>\"'&\u{1}\u{ffff}"),
            "&lt;/failure&gt;]]&gt;&quot;&apos;&amp;\\u{1}\u{fffd}"
        );
    }
}
