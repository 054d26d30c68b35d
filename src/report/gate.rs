//! The gate's answer, for people and for scripts.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::io;
use std::io::Write;

use serde::Serialize;

use crate::compare::told;
use crate::finding::Severity;
use crate::gate::Conflict;
use crate::gate::GateFinding;
use crate::gate::Origin;
use crate::gate::Overlap;
use crate::gate::Policy;
use crate::gate::Verdict;
use crate::text::SourceMap;

use super::Format;
use super::escaped;
use super::human;
use super::json::JsonAllowed;
use super::json::JsonField;
use super::json::JsonFinding;
use super::json::UnusedAllow;
use super::json::allowed;
use super::json::finding;
use super::json::is_zero;
use super::json::unused_allows;
use super::results::CONFLICT;
use super::results::Results;
use super::results::Row;
use super::results::row;
use super::sanitize;
use super::style;
use super::style::Style;
use super::summary::not_shown;
use super::wrap;

/// What the sides are called.
#[derive(Clone, Copy, Debug)]
pub struct GateNames<'a> {
    /// What is merged into.
    pub base: &'a str,
    /// What is merged.
    pub head: &'a str,
    /// Where both come from; empty if they have no common history.
    pub merge_base: &'a str,
}

/// Write the gate's answer to `out`.
///
/// # Errors
/// What `out` returns.
pub fn render_gate(
    verdict: &Verdict,
    names: GateNames<'_>,
    policy: Policy,
    format: Format,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Text => text(verdict, names, policy, style, out),
        Format::Json => json(verdict, names, policy, out),
        Format::Forge(forge) => forge.write(&results(verdict, names, policy), out),
    }
}

/// What the formats of forges show of it.
fn results<'a>(verdict: &'a Verdict, names: GateNames<'_>, policy: Policy) -> Results<'a> {
    let sources = &verdict.store.sources;
    let findings = verdict
        .findings
        .iter()
        .map(|one| gate_row(sources, one, names, policy));
    Results {
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
        summary: summary(verdict, names, policy),
        incomplete: verdict.incomplete,
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
        notes: notes(one, names),
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
        message: Cow::Borrowed(&conflict.message),
        help: Some(Cow::Borrowed(
            "merge the base into the head, and decide there",
        )),
        task: conflict.task.as_deref(),
        plan: verdict.plans.iter().position(below),
        path: &conflict.path,
        revision: None,
        span: None,
        labels: Vec::new(),
        fix: None,
        fingerprint: Cow::Owned(format!("{CONFLICT}/{}/{about}", conflict.path)),
        notes: Vec::new(),
        fails: true,
    }
}

/// Conflicts, what blocks, the rest, remarks, and the answer; an empty line between.
fn text(
    verdict: &Verdict,
    names: GateNames<'_>,
    policy: Policy,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    for conflict in &verdict.conflicts {
        let line = format!(
            "conflict in {}: {}",
            sanitize(&conflict.path),
            sanitize(&conflict.message)
        );
        wrap::write(&line, 0, 2, style, out)?;
    }
    if !verdict.conflicts.is_empty() {
        let help = format!(
            "help: merge {} into {}, and decide there",
            sanitize(names.base),
            sanitize(names.head)
        );
        wrap::write(&help, 2, 2, style, out)?;
        writeln!(out)?;
    }
    let (blocking, others): (Vec<&GateFinding>, Vec<&GateFinding>) =
        verdict.findings.iter().partition(|one| one.blocks(policy));
    for (title, mut list) in [("what blocks", blocking), ("what does not block", others)] {
        if list.is_empty() {
            continue;
        }
        list.sort_by_key(|one| (Reverse(one.reported.finding.severity), one.origin));
        writeln!(out, "{}\n", style::painted(title, style::BOLD, style))?;
        for one in list {
            human::finding_with(
                &verdict.store.sources,
                &one.reported.finding,
                &notes(one, names),
                style,
                out,
            )?;
        }
        // A frame ends with an empty line by itself.
        if !style.frames {
            writeln!(out)?;
        }
    }
    let overlaps = verdict.overlaps.iter().map(Overlap::told);
    let remarks: Vec<String> = overlaps
        .chain(told(&verdict.allowed, &verdict.unused_allows))
        .collect();
    for remark in &remarks {
        wrap::write(&sanitize(remark), 0, 2, style, out)?;
    }
    if !remarks.is_empty() {
        writeln!(out)?;
    }
    let summary = sanitize(&summary(verdict, names, policy)).into_owned();
    let colour = if verdict.blocks(policy) {
        style::RED.bold()
    } else {
        style::GREEN.bold()
    };
    wrap::write(&style::painted(&summary, colour, style), 0, 2, style, out)
}

/// Where a finding comes from, and who brought which half of it.
pub(super) fn notes(one: &GateFinding, names: GateNames<'_>) -> Vec<String> {
    let origin = match one.origin {
        Origin::Merge => "the merge itself makes this, neither side brings it".to_owned(),
        Origin::Head => format!("{} brings this", names.head),
        Origin::Revision => format!("about the change from {} to the merged plan", names.base),
    };
    std::iter::once(origin)
        .chain(one.causes_told(names.base, names.head))
        .collect()
}

/// `block: merging theirs into main; 3 of 10 findings block; 9 more that the base has already`.
pub(super) fn summary(verdict: &Verdict, names: GateNames<'_>, policy: Policy) -> String {
    let answer = if verdict.blocks(policy) {
        "block"
    } else {
        "pass"
    };
    let mut parts = vec![format!(
        "{answer}: merging {} into {}",
        names.head, names.base
    )];
    match verdict.conflicts.len() {
        0 => {}
        1 => parts.push("1 conflict".to_owned()),
        count => parts.push(format!("{count} conflicts")),
    }
    let blocking = verdict
        .findings
        .iter()
        .filter(|one| one.blocks(policy))
        .count()
        + verdict.not_shown_blocking;
    let found = match (blocking, verdict.findings.len() + verdict.not_shown) {
        (_, 0) => "0 findings".to_owned(),
        (0, 1) => "1 finding, which does not block".to_owned(),
        (0, all) => format!("{all} findings, none of which blocks"),
        (1, 1) => "1 finding, which blocks".to_owned(),
        (1, all) => format!("1 of {all} findings blocks"),
        (blocking, all) if blocking == all => format!("{all} findings, all of which block"),
        (blocking, all) => format!("{blocking} of {all} findings block"),
    };
    parts.push(format!("{found}{}", not_shown(verdict.not_shown)));
    if verdict.existing > 0 {
        parts.push(format!(
            "{} more that the base has already",
            verdict.existing
        ));
    }
    match (verdict.incomplete, verdict.conflicts.is_empty()) {
        (true, false) => {
            parts.push("what else the merge makes shows when they are resolved".to_owned());
        }
        (true, true) => parts.push("not everything could be read".to_owned()),
        (false, _) => {}
    }
    parts.join("; ")
}

#[derive(Serialize)]
struct Output<'a> {
    version: u32,
    base: &'a str,
    head: &'a str,
    merge_base: &'a str,
    verdict: &'a str,
    conflicts: Vec<JsonConflict<'a>>,
    findings: Vec<JsonGateFinding<'a>>,
    /// How many findings there are besides these.
    #[serde(skip_serializing_if = "is_zero")]
    not_shown: usize,
    overlaps: Vec<JsonOverlap<'a>>,
    allowed: Vec<JsonAllowed<'a>>,
    unused_allows: Vec<UnusedAllow<'a>>,
    existing: usize,
    incomplete: bool,
}

#[derive(Serialize)]
struct JsonConflict<'a> {
    path: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    task: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    base: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    head: Option<&'a str>,
    message: &'a str,
}

#[derive(Serialize)]
struct JsonGateFinding<'a> {
    #[serde(flatten)]
    finding: JsonFinding<'a>,
    origin: &'a str,
    /// Whether it alone would block the merge.
    blocks: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    causes: Vec<JsonCause<'a>>,
}

#[derive(Serialize)]
struct JsonCause<'a> {
    side: &'a str,
    commit: &'a str,
    summary: &'a str,
}

#[derive(Serialize)]
struct JsonOverlap<'a> {
    task: &'a str,
    /// The fields that each side changed.
    base: Vec<&'a str>,
    head: Vec<&'a str>,
    /// The same with their values.
    base_changes: Vec<JsonField<'a>>,
    head_changes: Vec<JsonField<'a>>,
}

fn json(
    verdict: &Verdict,
    names: GateNames<'_>,
    policy: Policy,
    out: &mut dyn Write,
) -> io::Result<()> {
    let plans: Vec<&str> = verdict.plans.iter().map(String::as_str).collect();
    let sources = &verdict.store.sources;
    let output = Output {
        version: 1,
        base: names.base,
        head: names.head,
        merge_base: names.merge_base,
        verdict: if verdict.blocks(policy) {
            "block"
        } else {
            "pass"
        },
        conflicts: verdict.conflicts.iter().map(json_conflict).collect(),
        findings: verdict
            .findings
            .iter()
            .map(|one| JsonGateFinding {
                finding: finding(sources, &plans, &one.reported),
                origin: one.origin.name(),
                blocks: one.blocks(policy),
                causes: one
                    .causes
                    .iter()
                    .map(|cause| JsonCause {
                        side: cause.side.name(),
                        commit: &cause.commit,
                        summary: &cause.summary,
                    })
                    .collect(),
            })
            .collect(),
        not_shown: verdict.not_shown,
        overlaps: verdict
            .overlaps
            .iter()
            .map(|overlap| JsonOverlap {
                task: &overlap.task,
                base: overlap.base.iter().map(|field| field.field).collect(),
                head: overlap.head.iter().map(|field| field.field).collect(),
                base_changes: overlap.base.iter().map(JsonField::from).collect(),
                head_changes: overlap.head.iter().map(JsonField::from).collect(),
            })
            .collect(),
        allowed: allowed(sources, &plans, &verdict.allowed),
        unused_allows: unused_allows(&verdict.unused_allows),
        existing: verdict.existing,
        incomplete: verdict.incomplete,
    };
    escaped::write(out, &output)
}

fn json_conflict(conflict: &Conflict) -> JsonConflict<'_> {
    JsonConflict {
        path: &conflict.path,
        task: conflict.task.as_deref(),
        field: conflict.field.as_deref(),
        before: conflict.before.as_deref(),
        base: conflict.base.as_deref(),
        head: conflict.head.as_deref(),
        message: &conflict.message,
    }
}
