//! The JSON output, version 1: a contract with scripts, so it has structs of its own.

use std::io;
use std::io::Write;

use serde::Serialize;

use crate::check::Report;
use crate::check::Reported;
use crate::finding::Severity;
use crate::text::Position;
use crate::text::SourceMap;
use crate::text::Span;

#[derive(Serialize)]
struct Output<'a> {
    version: u32,
    plans: &'a [String],
    summary: Summary,
    findings: Vec<JsonFinding<'a>>,
}

#[derive(Serialize)]
struct Summary {
    error: usize,
    warning: usize,
    note: usize,
    ignored: usize,
}

#[derive(Serialize)]
struct JsonFinding<'a> {
    rule: &'a str,
    level: &'a str,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    plan: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    task: Option<&'a str>,
    #[serde(flatten)]
    place: Place<'a>,
    related: Vec<Related<'a>>,
    fingerprint: &'a str,
}

#[derive(Serialize)]
struct Related<'a> {
    message: &'a str,
    #[serde(flatten)]
    place: Place<'a>,
}

#[derive(Serialize)]
struct Place<'a> {
    path: &'a str,
    start: Point,
    end: Point,
}

#[derive(Serialize)]
struct Point {
    line: u32,
    column: u32,
    offset: u32,
}

impl From<Position> for Point {
    fn from(position: Position) -> Self {
        Self { line: position.line, column: position.column, offset: position.offset }
    }
}

pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let output = Output {
        version: 1,
        plans: &report.plans,
        summary: Summary {
            error: report.count(Severity::Error),
            warning: report.count(Severity::Warning),
            note: report.count(Severity::Note),
            ignored: report.ignored,
        },
        findings: report.findings.iter().map(|reported| finding(report, reported)).collect(),
    };
    serde_json::to_writer_pretty(&mut *out, &output)?;
    out.write_all(b"\n")
}

fn finding<'a>(report: &'a Report, reported: &'a Reported) -> JsonFinding<'a> {
    let finding = &reported.finding;
    JsonFinding {
        rule: finding.rule,
        level: finding.severity.name(),
        message: &finding.message,
        help: finding.help.as_deref(),
        plan: reported.plan.map(|plan| report.plans[plan].as_str()),
        task: finding.task.as_deref(),
        place: place(&report.sources, finding.span),
        related: finding
            .labels
            .iter()
            .map(|label| Related { message: &label.message, place: place(&report.sources, label.span) })
            .collect(),
        fingerprint: &reported.fingerprint,
    }
}

fn place(sources: &SourceMap, span: Span) -> Place<'_> {
    Place { path: sources.file(span.file).path(), start: sources.start(span).into(), end: sources.end(span).into() }
}
