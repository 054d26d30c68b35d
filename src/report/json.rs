//! The JSON output, version 1: a contract with scripts, so it has structs of its own.

use std::io;
use std::io::Write;

use serde::Serialize;
use serde::Serializer;

use crate::check::Report;
use crate::check::Reported;
use crate::compare::Allow;
use crate::compare::Allowed;
use crate::diff::FieldChange;
use crate::finding::Measure;
use crate::finding::Severity;
use crate::finding::Size;
use crate::text::Position;
use crate::text::SourceMap;
use crate::text::Span;
use crate::words::Arg;
use crate::words::Lang;
use crate::words::Message;

use super::counts::Count;
use super::counts::counted;
use super::escaped;

#[derive(Serialize)]
struct Output<'a> {
    version: u32,
    /// The language of messages and helps.
    lang: &'a str,
    plans: &'a [String],
    summary: Summary,
    /// Whether something could not be read, so that the absence of findings means nothing.
    incomplete: bool,
    findings: Vec<JsonFinding<'a>>,
    /// If asked for: how often each rule finds something, the most frequent first.
    #[serde(skip_serializing_if = "Option::is_none")]
    statistics: Option<Vec<Statistic>>,
}

#[derive(Serialize)]
struct Statistic {
    rule: &'static str,
    level: &'static str,
    count: usize,
}

#[derive(Serialize)]
struct Summary {
    error: usize,
    warning: usize,
    note: usize,
    ignored: usize,
    /// Of all these, how many are not among `findings`.
    #[serde(skip_serializing_if = "is_zero")]
    not_shown: usize,
    /// Findings besides these, of rules that were not asked for.
    #[serde(skip_serializing_if = "is_zero")]
    not_selected: usize,
    /// Findings besides these, in files that were not asked for.
    #[serde(skip_serializing_if = "is_zero")]
    elsewhere: usize,
    /// Against another revision: findings that it has, too.
    #[serde(skip_serializing_if = "Option::is_none")]
    existing: Option<usize>,
}

impl From<Count> for Statistic {
    fn from(count: Count) -> Self {
        Self {
            rule: count.rule,
            level: count.severity.name(),
            count: count.count,
        }
    }
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands over references"
)]
pub(super) fn is_zero(count: &usize) -> bool {
    *count == 0
}

#[derive(Serialize)]
pub(super) struct JsonFinding<'a> {
    rule: &'a str,
    level: &'a str,
    message: String,
    args: Args<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    plan: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    task: Option<&'a str>,
    /// Of a finding about an older revision: the id that the task had there, and by which the
    /// message calls it.
    #[serde(skip_serializing_if = "Option::is_none")]
    old_task: Option<&'a str>,
    /// The owner that it is about, if it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    owner: Option<&'a str>,
    #[serde(flatten)]
    place: Place<'a>,
    related: Vec<Related<'a>>,
    fingerprint: &'a str,
    /// By how much it is wrong, where that can be counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    size: Option<JsonSize>,
}

/// What a message says, by name: the same in every language.
struct Args<'a>(&'a Message);

impl Serialize for Args<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.args().map(|(name, arg)| (name, ArgValue(arg))))
    }
}

/// Numbers as numbers, days by ISO 8601, lists as arrays, and of a sentence within a sentence what
/// it says.
struct ArgValue<'a>(&'a Arg);

impl Serialize for ArgValue<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Arg::Id(text) | Arg::Text(text) | Arg::Code(text) | Arg::Holiday(text) => {
                serializer.serialize_str(text)
            }
            Arg::Word(word) => serializer.serialize_str(word),
            Arg::Number(number) | Arg::Many(number, _) => serializer.serialize_i64(*number),
            Arg::Percent(digits) => match digits.parse::<f64>() {
                Ok(percent) => serializer.serialize_f64(percent),
                Err(_) => serializer.serialize_str(digits),
            },
            Arg::Day(day) => serializer.collect_str(day),
            Arg::Weekday(weekday) => serializer.serialize_str(weekday.short()),
            Arg::List(list) => serializer.collect_seq(list.items.iter().map(ArgValue)),
            Arg::Message(message) if message.args().len() == 0 => {
                serializer.serialize_str(message.template())
            }
            Arg::Message(message) => Args(message).serialize(serializer),
        }
    }
}

#[derive(Serialize)]
struct JsonSize {
    amount: Amount,
    unit: &'static str,
    /// What it was at the revision that this one is compared with, if it has grown since.
    #[serde(skip_serializing_if = "Option::is_none")]
    was: Option<Amount>,
    /// Of an overload, the days of work that are too many at all times together.
    #[serde(skip_serializing_if = "Option::is_none")]
    work: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    work_was: Option<i64>,
}

fn work(size: Size) -> Option<i64> {
    (size.measure == Measure::TasksTooMany).then_some(size.work)
}

/// Whole numbers stay whole.
#[derive(Serialize)]
#[serde(untagged)]
enum Amount {
    Whole(i64),
    Tenths(f64),
}

impl From<Size> for Amount {
    #[expect(clippy::cast_precision_loss, reason = "points of percent are small")]
    fn from(size: Size) -> Self {
        match size.measure {
            Measure::Points => Self::Tenths(size.amount as f64 / 10.0),
            _ => Self::Whole(size.amount),
        }
    }
}

#[derive(Serialize)]
struct Related<'a> {
    message: String,
    #[serde(flatten)]
    place: Place<'a>,
}

#[derive(Serialize)]
pub(super) struct Place<'a> {
    path: &'a str,
    /// Only for places at another revision than the one that the command is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    revision: Option<&'a str>,
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
        Self {
            line: position.line,
            column: position.column,
            offset: position.offset,
        }
    }
}

pub(super) fn write(
    report: &Report,
    with_statistics: bool,
    lang: Lang,
    out: &mut dyn Write,
) -> io::Result<()> {
    let plans: Vec<&str> = report.plans.iter().map(String::as_str).collect();
    let output = Output {
        version: 1,
        lang: lang.tag(),
        plans: &report.plans,
        summary: Summary {
            error: report.count(Severity::Error),
            warning: report.count(Severity::Warning),
            note: report.count(Severity::Note),
            ignored: report.ignored,
            not_shown: report.not_shown() + report.hushed.len(),
            not_selected: report.not_selected,
            elsewhere: report.elsewhere,
            existing: report.existing,
        },
        incomplete: report.incomplete,
        findings: report
            .findings
            .iter()
            .map(|reported| finding(&report.sources, &plans, reported, lang))
            .collect(),
        statistics: with_statistics
            .then(|| counted(report).into_iter().map(Statistic::from).collect()),
    };
    escaped::write(out, &output)
}

pub(super) fn finding<'a>(
    sources: &'a SourceMap,
    plans: &[&'a str],
    reported: &'a Reported,
    lang: Lang,
) -> JsonFinding<'a> {
    let words = |message: &Message| message.text(lang);
    let finding = &reported.finding;
    JsonFinding {
        rule: finding.rule,
        level: finding.severity.name(),
        message: words(&finding.message),
        args: Args(&finding.message),
        help: finding.help.as_ref().map(words),
        plan: reported.plan.map(|plan| plans[plan]),
        task: finding.task.as_deref(),
        old_task: finding.old_task.as_deref(),
        owner: finding.owner.as_deref(),
        place: place(sources, finding.span),
        related: finding
            .labels
            .iter()
            .map(|label| Related {
                message: words(&label.message),
                place: place(sources, label.span),
            })
            .collect(),
        fingerprint: &reported.fingerprint,
        size: finding.size.map(|size| JsonSize {
            amount: size.into(),
            unit: size.measure.unit(),
            was: reported.was.map(Amount::from),
            work: work(size),
            work_was: reported.was.and_then(work),
        }),
    }
}

pub(super) fn place(sources: &SourceMap, span: Span) -> Place<'_> {
    let file = sources.file(span.file);
    Place {
        path: file.path(),
        revision: file.revision(),
        start: sources.start(span).into(),
        end: sources.end(span).into(),
    }
}

/// A field that is different.
#[derive(Serialize)]
pub(super) struct JsonField<'a> {
    field: &'a str,
    before: Option<&'a str>,
    after: Option<&'a str>,
    /// Of a date: by how many days it moved.
    #[serde(skip_serializing_if = "Option::is_none")]
    days: Option<i64>,
    /// Whether `days` are working days.
    #[serde(skip_serializing_if = "Option::is_none")]
    working: Option<bool>,
    /// Of a list: what came into it.
    #[serde(skip_serializing_if = "Option::is_none")]
    added: Option<&'a [String]>,
    /// Of a list: what is gone from it.
    #[serde(skip_serializing_if = "Option::is_none")]
    removed: Option<&'a [String]>,
}

impl<'a> From<&'a FieldChange> for JsonField<'a> {
    fn from(change: &'a FieldChange) -> Self {
        Self {
            field: change.field,
            before: change.before.as_deref(),
            after: change.after.as_deref(),
            days: change.shift.map(|moved| moved.days),
            working: change.shift.map(|moved| moved.working),
            added: change.list.as_ref().map(|list| &*list.added),
            removed: change.list.as_ref().map(|list| &*list.removed),
        }
    }
}

#[derive(Serialize)]
pub(super) struct JsonAllowed<'a> {
    #[serde(flatten)]
    finding: JsonFinding<'a>,
    reason: &'a str,
    commit: &'a str,
}

#[derive(Serialize)]
pub(super) struct UnusedAllow<'a> {
    rule: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    task: Option<&'a str>,
    reason: &'a str,
    commit: &'a str,
    /// Why it let nothing through.
    why: String,
}

/// What commits let through, with their reasons.
pub(super) fn allowed<'a>(
    sources: &'a SourceMap,
    plans: &[&'a str],
    allowed: &'a [Allowed],
    lang: Lang,
) -> Vec<JsonAllowed<'a>> {
    let one = |one: &'a Allowed| JsonAllowed {
        finding: finding(sources, plans, &one.reported, lang),
        reason: &one.allow.reason,
        commit: &one.allow.commit,
    };
    allowed.iter().map(one).collect()
}

/// Trailers that match no finding.
pub(super) fn unused_allows<'u>(unused: &'u [Allow], lang: Lang) -> Vec<UnusedAllow<'u>> {
    let one = |allow: &'u Allow| UnusedAllow {
        rule: &allow.rule,
        task: allow.task.as_deref(),
        reason: &allow.reason,
        commit: &allow.commit,
        why: allow.unused().text(lang),
    };
    unused.iter().map(one).collect()
}
