//! How much of what was found: for the end of a report that is longer than a screen, and for
//! `--statistics`.

use std::collections::BTreeMap;
use std::io;
use std::io::Write;

use unicode_width::UnicodeWidthStr;

use crate::check::Report;
use crate::check::Reported;
use crate::finding::Severity;
use crate::words::Lang;
use crate::words::Message;
use crate::words::say;

use super::place::place;
use super::rule;
use super::sanitize;
use super::severity;
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
    let levels = match style.lang {
        Lang::En => 7,
        Lang::Zh => 2,
    };
    for Count {
        rule,
        severity,
        count,
    } in counts
    {
        let (level, rule) = (
            severity::told(severity, style.lang),
            rule::named(rule, style.lang),
        );
        writeln!(out, "{count:width$}  {level:levels$}  {rule}")?;
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
        let heading = say!(en: "where the errors are:", zh: "错误的位置：");
        writeln!(out, "{}", heading.text(style.lang))?;
        for one in errors.iter().take(MOST_PLACES) {
            let finding = &one.finding;
            let about = finding.task.as_ref().or(finding.owner.as_ref());
            let rule = Message::verbatim(&rule::named(finding.rule, style.lang));
            let what = match about {
                Some(about) => say!(
                    en: "{rule} of {about}",
                    zh: "{rule}：{about}",
                    rule = rule,
                    about = sanitize(about),
                ),
                None => rule,
            };
            let line = format!(
                "{}  {}",
                place(&report.sources, finding.span),
                what.text(style.lang)
            );
            wrap::write(&line, 4, 6, style, out)?;
        }
        match errors.len().saturating_sub(MOST_PLACES) {
            0 => {}
            more => {
                let more = say!(en: "and {more} more", zh: "另有 {more} 个", more = more);
                writeln!(out, "    {}", more.text(style.lang))?;
            }
        }
    }
    let heading = say!(en: "how often each rule finds something:", zh: "各规则发现的问题数：");
    writeln!(out, "{}", heading.text(style.lang))?;
    let counts = counted(report);
    for severity in Severity::ALL {
        let of_level: Vec<String> = counts
            .iter()
            .filter(|count| count.severity == severity)
            .map(|count| match style.lang {
                Lang::En => format!("{} {}", count.count, count.rule),
                Lang::Zh => format!("{} {} 个", rule::named(count.rule, Lang::Zh), count.count),
            })
            .collect();
        if !of_level.is_empty() {
            let lead = match style.lang {
                Lang::En => format!("    {severity}: "),
                Lang::Zh => format!("    {}：", severity::told(severity, Lang::Zh)),
            };
            listed(&lead, &of_level, style, out)?;
        }
    }
    Ok(())
}

/// A list with commas; on a terminal it goes on below where it does not fit, and no number is torn
/// from its rule.
fn listed(lead: &str, items: &[String], style: Style, out: &mut dyn Write) -> io::Result<()> {
    const INDENT: &str = "        ";
    let (comma, space) = match style.lang {
        Lang::En => (",", " "),
        Lang::Zh => ("、", ""),
    };
    let mut line = lead.to_owned();
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            line.push_str(comma);
            if style.frames && line.width() + 1 + item.width() >= style.width {
                writeln!(out, "{line}")?;
                INDENT.clone_into(&mut line);
            } else {
                line.push_str(space);
            }
        }
        line.push_str(item);
    }
    writeln!(out, "{line}")
}
