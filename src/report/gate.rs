//! The gate's answer, for people and for scripts.

use std::io;
use std::io::Write;

use serde::Serialize;

use crate::compare::told;
use crate::gate::Conflict;
use crate::gate::GateFinding;
use crate::gate::Origin;
use crate::gate::Policy;
use crate::gate::Verdict;

use super::Format;
use super::Style;
use super::escaped;
use super::human;
use super::human::not_shown;
use super::json::JsonAllowed;
use super::json::JsonFinding;
use super::json::UnusedAllow;
use super::json::allowed;
use super::json::finding;
use super::json::is_zero;
use super::json::unused_allows;
use super::sanitize;
use super::sheet::Sheet;

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
        Format::Forge(forge) => forge.write(&Sheet::of_gate(verdict, names, policy), out),
    }
}

fn text(verdict: &Verdict, names: GateNames<'_>, policy: Policy, style: Style, out: &mut dyn Write) -> io::Result<()> {
    for conflict in &verdict.conflicts {
        writeln!(out, "conflict in {}: {}", sanitize(&conflict.path), sanitize(&conflict.message))?;
    }
    for (origin, title) in [
        (Origin::Merge, "the merge itself makes these, neither side has them:"),
        (Origin::Head, "the head brings these:"),
        (Origin::Revision, "about the change from the base to the merged plan:"),
    ] {
        let list: Vec<&GateFinding> = verdict.findings.iter().filter(|one| one.origin == origin).collect();
        if list.is_empty() {
            continue;
        }
        writeln!(out, "{title}\n")?;
        for one in list {
            human::finding(&verdict.store.sources, &one.reported.finding, style, out)?;
            for cause in one.causes_told(names.base, names.head) {
                writeln!(out, "    {}", sanitize(&cause))?;
            }
        }
        writeln!(out)?;
    }
    for overlap in &verdict.overlaps {
        writeln!(out, "{}", sanitize(&overlap.told()))?;
    }
    for line in told(&verdict.allowed, &verdict.unused_allows) {
        writeln!(out, "{}", sanitize(&line))?;
    }
    writeln!(out, "{}", sanitize(&summary(verdict, names, policy)))
}

/// `block: merging theirs into main; 2 findings`.
pub(super) fn summary(verdict: &Verdict, names: GateNames<'_>, policy: Policy) -> String {
    let answer = if verdict.blocks(policy) { "block" } else { "pass" };
    let mut parts = vec![format!("{answer}: merging {} into {}", names.head, names.base)];
    let count = |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
    if !verdict.conflicts.is_empty() {
        parts.push(count(verdict.conflicts.len(), "conflict"));
    }
    let found = count(verdict.findings.len() + verdict.not_shown, "finding");
    parts.push(format!("{found}{}", not_shown(verdict.not_shown)));
    if verdict.existing > 0 {
        parts.push(format!("{} more that the base has already", verdict.existing));
    }
    match (verdict.incomplete, verdict.conflicts.is_empty()) {
        (true, false) => parts.push("what else the merge makes shows when they are resolved".to_owned()),
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
    base: &'a [String],
    head: &'a [String],
}

fn json(verdict: &Verdict, names: GateNames<'_>, policy: Policy, out: &mut dyn Write) -> io::Result<()> {
    let plans: Vec<&str> = verdict.plans.iter().map(String::as_str).collect();
    let sources = &verdict.store.sources;
    let output = Output {
        version: 1,
        base: names.base,
        head: names.head,
        merge_base: names.merge_base,
        verdict: if verdict.blocks(policy) { "block" } else { "pass" },
        conflicts: verdict.conflicts.iter().map(json_conflict).collect(),
        findings: verdict
            .findings
            .iter()
            .map(|one| JsonGateFinding {
                finding: finding(sources, &plans, &one.reported),
                origin: one.origin.name(),
                causes: one
                    .causes
                    .iter()
                    .map(|cause| JsonCause { side: cause.side.name(), commit: &cause.commit, summary: &cause.summary })
                    .collect(),
            })
            .collect(),
        not_shown: verdict.not_shown,
        overlaps: verdict
            .overlaps
            .iter()
            .map(|overlap| JsonOverlap { task: &overlap.task, base: &overlap.base, head: &overlap.head })
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
