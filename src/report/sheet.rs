//! What the formats of machines and forges are made of, whichever command has found it: rows,
//! remarks and a summary.

use std::borrow::Cow;

use crate::check::Report;
use crate::check::Reported;
use crate::compare::Comparison;
use crate::compare::told;
use crate::config::FailOn;
use crate::finding::Fix;
use crate::finding::Label;
use crate::finding::Severity;
use crate::gate::Conflict;
use crate::gate::GateFinding;
use crate::gate::Overlap;
use crate::gate::Policy;
use crate::gate::Verdict;
use crate::text::SourceMap;
use crate::text::Span;

use super::GateNames;
use super::diff;
use super::gate;
use super::human;

/// The rule of rows about what git cannot merge. No rule finds them, so it is in no settings.
pub(super) const CONFLICT: &str = "merge-conflict";

/// Everything that a format shows.
pub(super) struct Sheet<'a> {
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
}

/// A finding, or what git cannot merge.
pub(super) struct Row<'a> {
    pub(super) rule: &'a str,
    pub(super) severity: Severity,
    pub(super) message: &'a str,
    pub(super) help: Option<&'a str>,
    pub(super) task: Option<&'a str>,
    pub(super) plan: Option<usize>,
    pub(super) path: &'a str,
    /// At another revision than the one that the command is about.
    pub(super) revision: Option<&'a str>,
    /// `None` for something that is said of a whole file.
    pub(super) span: Option<Span>,
    pub(super) labels: &'a [Label],
    pub(super) fix: Option<&'a Fix>,
    pub(super) fingerprint: Cow<'a, str>,
    /// Who brought it.
    pub(super) notes: Vec<String>,
    /// Whether it makes the command fail.
    pub(super) fails: bool,
}

/// What a report says of findings that it leaves out.
pub(super) fn more(not_shown: usize) -> Option<String> {
    match not_shown {
        0 => None,
        1 => Some("1 more finding is not shown (--max-findings)".to_owned()),
        count => Some(format!(
            "{count} more findings are not shown (--max-findings)"
        )),
    }
}

impl<'a> Sheet<'a> {
    pub(super) fn of_check(report: &'a Report, fail_on: FailOn) -> Self {
        Self {
            sources: &report.sources,
            plans: &report.plans,
            rows: report
                .findings
                .iter()
                .map(|reported| row(&report.sources, reported, fail_on))
                .collect(),
            remarks: report.allowed.clone(),
            not_shown: report.not_shown(),
            summary: human::summary(report),
            incomplete: report.incomplete,
        }
    }

    pub(super) fn of_diff(
        comparison: &'a Comparison,
        plans: &'a [String],
        fail_on: FailOn,
    ) -> Self {
        let sources = &comparison.store.sources;
        let not_shown = comparison.not_shown[..2].iter().sum();
        let mut summary = comparison
            .plans
            .iter()
            .map(diff::summary)
            .collect::<Vec<_>>()
            .join("; ");
        if let Some(more) = more(not_shown) {
            summary.push_str(&format!("; {more}"));
        }
        let brought = comparison.findings.iter().chain(&comparison.introduced);
        Self {
            sources,
            plans,
            rows: brought
                .map(|reported| row(sources, reported, fail_on))
                .collect(),
            remarks: told(&comparison.allowed, &comparison.unused_allows),
            not_shown,
            summary,
            incomplete: comparison.old_incomplete || comparison.new_incomplete,
        }
    }

    pub(super) fn of_gate(verdict: &'a Verdict, names: GateNames<'_>, policy: Policy) -> Self {
        let sources = &verdict.store.sources;
        let findings = verdict
            .findings
            .iter()
            .map(|one| gate_row(sources, one, names, policy));
        Self {
            sources,
            plans: &verdict.plans,
            rows: verdict
                .conflicts
                .iter()
                .map(|conflict| conflict_row(verdict, conflict))
                .chain(findings)
                .collect(),
            remarks: verdict
                .overlaps
                .iter()
                .map(Overlap::told)
                .chain(told(&verdict.allowed, &verdict.unused_allows))
                .collect(),
            not_shown: verdict.not_shown,
            summary: gate::summary(verdict, names, policy),
            incomplete: verdict.incomplete,
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

fn row<'a>(sources: &'a SourceMap, reported: &'a Reported, fail_on: FailOn) -> Row<'a> {
    let finding = &reported.finding;
    let file = sources.file(finding.span.file);
    Row {
        rule: finding.rule,
        severity: finding.severity,
        message: &finding.message,
        help: finding.help.as_deref(),
        task: finding.task.as_deref(),
        plan: reported.plan,
        path: file.path(),
        revision: file.revision(),
        span: Some(finding.span),
        labels: &finding.labels,
        fix: finding.fix.as_ref(),
        fingerprint: Cow::Borrowed(&reported.fingerprint),
        notes: Vec::new(),
        fails: reported.fails(fail_on),
    }
}

fn gate_row<'a>(
    sources: &'a SourceMap,
    one: &'a GateFinding,
    names: GateNames<'_>,
    policy: Policy,
) -> Row<'a> {
    let fails = policy.blocks(one);
    Row {
        notes: gate::notes(one, names),
        fails,
        ..row(sources, &one.reported, policy.fail_on)
    }
}

fn conflict_row<'a>(verdict: &'a Verdict, conflict: &'a Conflict) -> Row<'a> {
    let below = |root: &String| {
        root == "."
            || conflict
                .path
                .strip_prefix(root.as_str())
                .is_some_and(|rest| rest.starts_with('/'))
    };
    let about = [conflict.task.as_deref(), conflict.field.as_deref()]
        .map(Option::unwrap_or_default)
        .join("/");
    Row {
        rule: CONFLICT,
        severity: Severity::Error,
        message: &conflict.message,
        help: Some("merge the base into the head, and decide there"),
        task: conflict.task.as_deref(),
        plan: verdict.plans.iter().position(below),
        path: &conflict.path,
        revision: None,
        span: None,
        labels: &[],
        fix: None,
        fingerprint: Cow::Owned(format!("{CONFLICT}/{}/{about}", conflict.path)),
        notes: Vec::new(),
        fails: true,
    }
}
