//! What the formats of machines and forges are made of, whichever command has found it: rows,
//! remarks and a summary.

use std::borrow::Cow;

use crate::check::Report;
use crate::check::Reported;
use crate::config::FailOn;
use crate::finding::Fix;
use crate::finding::Severity;
use crate::text::SourceMap;
use crate::text::Span;
use crate::words::Lang;
use crate::words::Message;
use crate::words::say;

use super::summary;

/// The rule of rows about what git cannot merge. No rule finds them, so it is in no settings.
pub(super) const CONFLICT: &str = "merge-conflict";

/// Everything that a format shows.
pub(super) struct Results<'a> {
    pub(super) sources: &'a SourceMap,
    pub(super) plans: &'a [String],
    /// By path and place.
    pub(super) rows: Vec<Row<'a>>,
    /// What is worth knowing and no finding: what a commit lets through, what both sides touched.
    pub(super) remarks: Vec<String>,
    /// How many findings are not among the rows.
    pub(super) not_shown: usize,
    /// All of it in a line.
    pub(super) summary: String,
    /// Whether something could not be read.
    pub(super) incomplete: bool,
    /// In which language all of this is.
    pub(super) lang: Lang,
}

/// A finding, or what git cannot merge.
pub(super) struct Row<'a> {
    pub(super) rule: &'a str,
    pub(super) severity: Severity,
    pub(super) message: Cow<'a, str>,
    pub(super) help: Option<Cow<'a, str>>,
    pub(super) task: Option<&'a str>,
    pub(super) plan: Option<usize>,
    pub(super) path: &'a str,
    /// At another revision than the one that the command is about.
    pub(super) revision: Option<&'a str>,
    /// `None` for something that is said of a whole file.
    pub(super) span: Option<Span>,
    pub(super) labels: Vec<Place>,
    pub(super) fix: Option<&'a Fix>,
    pub(super) fingerprint: Cow<'a, str>,
    /// Who brought it.
    pub(super) notes: Vec<String>,
    /// Whether it makes the command fail.
    pub(super) fails: bool,
}

/// Another place that has to do with a row.
pub(super) struct Place {
    pub(super) message: String,
    pub(super) span: Span,
}

/// What a report says of findings that it leaves out.
pub(super) fn more(not_shown: usize) -> Option<Message> {
    match not_shown {
        0 => None,
        1 => Some(say!(
            en: "1 more finding is not shown (--max-findings)",
            zh: "另有 1 个问题未列出（--max-findings）",
        )),
        count => Some(say!(
            en: "{count} more findings are not shown (--max-findings)",
            zh: "另有 {count} 个问题未列出（--max-findings）",
            count = count,
        )),
    }
}

impl<'a> Results<'a> {
    pub(super) fn of_check(report: &'a Report, fail_on: FailOn, lang: Lang) -> Self {
        Self {
            sources: &report.sources,
            plans: &report.plans,
            rows: report
                .findings
                .iter()
                .map(|reported| row(&report.sources, reported, fail_on, lang))
                .collect(),
            remarks: report
                .allowed
                .iter()
                .map(|allowed| allowed.text(lang))
                .collect(),
            not_shown: report.not_shown(),
            summary: summary::summary(report).text(lang),
            incomplete: report.incomplete,
            lang,
        }
    }

    /// The rows, those that make the command fail first, the worst of them before others.
    pub(super) fn by_weight(&self) -> Vec<&Row<'a>> {
        let mut rows: Vec<&Row<'a>> = self.rows.iter().collect();
        rows.sort_by_key(|row| std::cmp::Reverse((row.fails, row.severity)));
        rows
    }

    /// The rows, the worst first: forges show only so many.
    pub(super) fn by_severity(&self) -> Vec<&Row<'a>> {
        let mut rows: Vec<&Row<'a>> = self.rows.iter().collect();
        rows.sort_by_key(|row| std::cmp::Reverse(row.severity));
        rows
    }
}

/// A finding as it is shown, when nothing is known of who brought it.
pub(super) fn row<'a>(
    sources: &'a SourceMap,
    reported: &'a Reported,
    fail_on: FailOn,
    lang: Lang,
) -> Row<'a> {
    let words = |message: &Message| message.text(lang);
    let finding = &reported.finding;
    let file = sources.file(finding.span.file);
    Row {
        rule: finding.rule,
        severity: finding.severity,
        message: Cow::Owned(words(&finding.message)),
        help: finding.help.as_ref().map(words).map(Cow::Owned),
        task: finding.task.as_deref(),
        plan: reported.plan,
        path: file.path(),
        revision: file.revision(),
        span: Some(finding.span),
        labels: finding
            .labels
            .iter()
            .map(|label| Place {
                message: words(&label.message),
                span: label.span,
            })
            .collect(),
        fix: finding.fix.as_ref(),
        fingerprint: Cow::Borrowed(&reported.fingerprint),
        notes: Vec::new(),
        fails: reported.fails(fail_on),
    }
}
