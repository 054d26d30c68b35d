//! How much of what was found: for the end of a report that is longer than a screen, and for
//! `--statistics`.

use std::collections::BTreeMap;
use std::io;
use std::io::Write;

use crate::check::Report;
use crate::check::Reported;
use crate::finding::Severity;

use super::place::place;
use super::sanitize;
use super::style::Style;
use super::summary::summary_line;
use super::wrap;

/// As many lines as a large terminal shows at once.
const SCREEN: usize = 40;

/// Errors whose places are listed at the end of a report.
const MOST_PLACES: usize = 30;

/// How often a rule finds something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Count {
    pub(super) rule: &'static str,
    /// A rule may have another level in another plan; each is counted by itself.
    pub(super) severity: Severity,
    pub(super) count: usize,
}

/// What is found how often: the most frequent first, of those that are as frequent the worst.
fn counts<'r>(
    found: impl Iterator<Item = &'r Reported>,
    beyond: &BTreeMap<(&'static str, Severity), usize>,
) -> Vec<Count> {
    let mut by_rule = beyond.clone();
    for one in found {
        *by_rule
            .entry((one.finding.rule, one.finding.severity))
            .or_default() += 1;
    }
    let mut counts: Vec<Count> = by_rule
        .into_iter()
        .map(|((rule, severity), count)| Count {
            rule,
            severity,
            count,
        })
        .collect();
    // The order of the alphabet stays within these.
    counts.sort_by(|a, b| b.count.cmp(&a.count).then(b.severity.cmp(&a.severity)));
    counts
}

/// What `--statistics` counts: not what is left out because it is no error.
pub(super) fn counted(report: &Report) -> Vec<Count> {
    counts(
        report.findings.iter().chain(&report.not_shown),
        &report.beyond,
    )
}

pub(super) fn statistics(report: &Report, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let counts = counted(report);
    let width = counts
        .first()
        .map_or(0, |most| most.count.to_string().len());
    for Count {
        rule,
        severity,
        count,
    } in counts
    {
        writeln!(out, "{count:width$}  {severity:7}  {rule}")?;
    }
    summary_line(report, style, out)
}

/// Counts what is written through it.
pub(super) struct Lines<'w> {
    out: &'w mut dyn Write,
    lines: usize,
}

impl<'w> Lines<'w> {
    pub(super) fn new(out: &'w mut dyn Write) -> Self {
        Self { out, lines: 0 }
    }

    /// Whether the first lines are out of sight when the last are read.
    pub(super) fn are_more_than_a_screen(&self) -> bool {
        self.lines > SCREEN
    }
}

impl Write for Lines<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.lines += bytes[..written]
            .iter()
            .filter(|byte| **byte == b'\n')
            .count();
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Where the errors are, and how often each rule finds something: for whoever sees the end of a
/// long report first. No line begins as that of a finding does, so that searching for findings
/// finds each once.
pub(super) fn recap(report: &Report, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let errors: Vec<&Reported> = report
        .findings
        .iter()
        .filter(|one| one.finding.severity == Severity::Error)
        .collect();
    if !errors.is_empty() {
        writeln!(out, "where the errors are:")?;
        for one in errors.iter().take(MOST_PLACES) {
            let finding = &one.finding;
            let about = finding.task.as_ref().or(finding.owner.as_ref());
            let about = about
                .map(|about| format!(" of {}", sanitize(about)))
                .unwrap_or_default();
            let line = format!(
                "{}  {}{about}",
                place(&report.sources, finding.span),
                finding.rule
            );
            wrap::write(&line, 4, 6, style, out)?;
        }
        match errors.len().saturating_sub(MOST_PLACES) {
            0 => {}
            more => writeln!(out, "    and {more} more")?,
        }
    }
    writeln!(out, "how often each rule finds something:")?;
    let counts = counted(report);
    for severity in Severity::ALL {
        let of_level: Vec<String> = counts
            .iter()
            .filter(|count| count.severity == severity)
            .map(|count| format!("{} {}", count.count, count.rule))
            .collect();
        if !of_level.is_empty() {
            listed(&format!("    {severity}: "), &of_level, style, out)?;
        }
    }
    Ok(())
}

/// A list with commas; on a terminal it goes on below where it does not fit, and no number is torn
/// from its rule.
fn listed(lead: &str, items: &[String], style: Style, out: &mut dyn Write) -> io::Result<()> {
    const INDENT: &str = "        ";
    let mut line = lead.to_owned();
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            line.push(',');
            if style.frames && line.len() + 1 + item.len() >= style.width {
                writeln!(out, "{line}")?;
                INDENT.clone_into(&mut line);
            } else {
                line.push(' ');
            }
        }
        line.push_str(item);
    }
    writeln!(out, "{line}")
}
