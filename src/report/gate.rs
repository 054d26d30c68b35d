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
use crate::words::Lang;
use crate::words::Message;
use crate::words::Noun;
use crate::words::many;
use crate::words::say;

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
pub(crate) struct GateNames<'a> {
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
pub(crate) fn render_gate(
    verdict: &Verdict,
    names: GateNames<'_>,
    policy: Policy,
    format: Format,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Text => text(verdict, names, policy, style, out),
        Format::Json => json(verdict, names, policy, style.lang, out),
        Format::Forge(forge) => forge.write(&results(verdict, names, policy, style.lang), out),
    }
}

/// What the formats of forges show of it.
fn results<'a>(
    verdict: &'a Verdict,
    names: GateNames<'_>,
    policy: Policy,
    lang: Lang,
) -> Results<'a> {
    let sources = &verdict.store.sources;
    let findings = verdict
        .findings
        .iter()
        .map(|one| gate_row(sources, one, names, policy, lang));
    Results {
        sources,
        plans: &verdict.plans,
        rows: verdict
            .conflicts
            .iter()
            .map(|conflict| conflict_row(verdict, conflict, lang))
            .chain(findings)
            .collect(),
        remarks: verdict
            .overlaps
            .iter()
            .map(Overlap::told)
            .chain(told(&verdict.allowed, &verdict.unused_allows))
            .map(|remark| remark.text(lang))
            .collect(),
        not_shown: verdict.not_shown,
        summary: summary(verdict, names, policy).text(lang),
        incomplete: verdict.incomplete,
        lang,
    }
}

fn gate_row<'a>(
    sources: &'a SourceMap,
    one: &'a GateFinding,
    names: GateNames<'_>,
    policy: Policy,
    lang: Lang,
) -> Row<'a> {
    let fails = policy.blocks(one);
    Row {
        notes: notes(one, names, lang),
        fails,
        ..row(sources, &one.reported, policy.fail_on, lang)
    }
}

fn conflict_row<'a>(verdict: &'a Verdict, conflict: &'a Conflict, lang: Lang) -> Row<'a> {
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
    let help = say!(
        en: "merge the base into the head, and decide there",
        zh: "把目标分支合并到来源分支，在其中作出取舍",
    );
    Row {
        rule: CONFLICT,
        severity: Severity::Error,
        message: Cow::Owned(conflict.message.text(lang)),
        help: Some(Cow::Owned(help.text(lang))),
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
        let line = say!(
            en: "conflict in {path}: {what}",
            zh: "{path} 有冲突：{what}",
            path = &conflict.path,
            what = conflict.message.clone(),
        );
        wrap::write(&sanitize(&line.text(style.lang)), 0, 2, style, out)?;
    }
    if !verdict.conflicts.is_empty() {
        let help = say!(
            en: "help: merge {base} into {head}, and decide there",
            zh: "建议：把 {base} 合并到 {head}，在其中作出取舍",
            base = names.base,
            head = names.head,
        );
        wrap::write(&sanitize(&help.text(style.lang)), 2, 2, style, out)?;
        writeln!(out)?;
    }
    let (blocking, others): (Vec<&GateFinding>, Vec<&GateFinding>) =
        verdict.findings.iter().partition(|one| one.blocks(policy));
    let titles = [
        say!(en: "what blocks", zh: "阻止合并的问题"),
        say!(en: "what does not block", zh: "不阻止合并的问题"),
    ];
    for (title, mut list) in titles.into_iter().zip([blocking, others]) {
        if list.is_empty() {
            continue;
        }
        list.sort_by_key(|one| (Reverse(one.reported.finding.severity), one.origin));
        let title = title.text(style.lang);
        writeln!(out, "{}\n", style::painted(&title, style::BOLD, style))?;
        for one in list {
            human::finding_with(
                &verdict.store.sources,
                &one.reported.finding,
                &notes(one, names, style.lang),
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
        .map(|remark| remark.text(style.lang))
        .collect();
    for remark in &remarks {
        wrap::write(&sanitize(remark), 0, 2, style, out)?;
    }
    if !remarks.is_empty() {
        writeln!(out)?;
    }
    let summary = sanitize(&summary(verdict, names, policy).text(style.lang)).into_owned();
    let colour = if verdict.blocks(policy) {
        style::RED.bold()
    } else {
        style::GREEN.bold()
    };
    wrap::write(&style::painted(&summary, colour, style), 0, 2, style, out)
}

/// Where a finding comes from, and who brought which half of it.
fn notes(one: &GateFinding, names: GateNames<'_>, lang: Lang) -> Vec<String> {
    let origin = match one.origin {
        Origin::Merge => say!(
            en: "the merge itself makes this, neither side brings it",
            zh: "由合并本身造成，双方各自都没有",
        ),
        Origin::Head => say!(
            en: "{head} brings this",
            zh: "由 {head} 带来",
            head = names.head,
        ),
        Origin::Revision => say!(
            en: "about the change from {base} to the merged plan",
            zh: "针对从 {base} 到合并后计划的改动",
            base = names.base,
        ),
    };
    std::iter::once(origin)
        .chain(one.causes_told(names.base, names.head))
        .map(|note| note.text(lang))
        .collect()
}

/// `block: merging theirs into main; 3 of 10 findings block; 9 more that the base has already`.
fn summary(verdict: &Verdict, names: GateNames<'_>, policy: Policy) -> Message {
    let (head, base) = (names.head, names.base);
    let mut parts = vec![if verdict.blocks(policy) {
        say!(
            en: "block: merging {head} into {base}",
            zh: "不通过：把 {head} 合并到 {base}",
            head = head,
            base = base,
        )
    } else {
        say!(
            en: "pass: merging {head} into {base}",
            zh: "通过：把 {head} 合并到 {base}",
            head = head,
            base = base,
        )
    }];
    if !verdict.conflicts.is_empty() {
        let conflicts = many(verdict.conflicts.len(), Noun::Conflict);
        parts.push(say!(en: "{conflicts}", zh: "{conflicts}", conflicts = conflicts));
    }
    parts.push(blocking_told(verdict, policy));
    parts.extend(not_shown(verdict.not_shown));
    if verdict.existing > 0 {
        parts.push(say!(
            en: "{count} more that the base has already",
            zh: "另有 {count} 个问题目标分支已有",
            count = verdict.existing,
        ));
    }
    match (verdict.incomplete, verdict.conflicts.is_empty()) {
        (true, false) => parts.push(say!(
            en: "what else the merge makes shows when they are resolved",
            zh: "解决冲突之后，才能看出合并还会造成什么",
        )),
        (true, true) => parts.push(say!(
            en: "not everything could be read",
            zh: "部分内容未能读取",
        )),
        (false, _) => {}
    }
    Message::in_a_line(parts)
}

/// How many of the findings block.
fn blocking_told(verdict: &Verdict, policy: Policy) -> Message {
    let blocking = verdict
        .findings
        .iter()
        .filter(|one| one.blocks(policy))
        .count()
        + verdict.not_shown_blocking;
    match (blocking, verdict.findings.len() + verdict.not_shown) {
        (_, 0) => say!(en: "0 findings", zh: "没有发现问题"),
        (0, 1) => say!(en: "1 finding, which does not block", zh: "1 个问题，不阻止合并"),
        (0, all) => say!(
            en: "{all} findings, none of which blocks",
            zh: "{all} 个问题，均不阻止合并",
            all = all,
        ),
        (1, 1) => say!(en: "1 finding, which blocks", zh: "1 个问题，阻止合并"),
        (1, all) => say!(
            en: "1 of {all} findings blocks",
            zh: "{all} 个问题中有 1 个阻止合并",
            all = all,
        ),
        (blocking, all) if blocking == all => say!(
            en: "{all} findings, all of which block",
            zh: "{all} 个问题，均阻止合并",
            all = all,
        ),
        (blocking, all) => say!(
            en: "{blocking} of {all} findings block",
            zh: "{all} 个问题中有 {blocking} 个阻止合并",
            blocking = blocking,
            all = all,
        ),
    }
}

#[derive(Serialize)]
struct Output<'a> {
    version: u32,
    /// The language of messages and helps.
    lang: &'a str,
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
    message: String,
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
    lang: Lang,
    out: &mut dyn Write,
) -> io::Result<()> {
    let plans: Vec<&str> = verdict.plans.iter().map(String::as_str).collect();
    let sources = &verdict.store.sources;
    let output = Output {
        version: 1,
        lang: lang.tag(),
        base: names.base,
        head: names.head,
        merge_base: names.merge_base,
        verdict: if verdict.blocks(policy) {
            "block"
        } else {
            "pass"
        },
        conflicts: verdict
            .conflicts
            .iter()
            .map(|conflict| json_conflict(conflict, lang))
            .collect(),
        findings: verdict
            .findings
            .iter()
            .map(|one| JsonGateFinding {
                finding: finding(sources, &plans, &one.reported, lang),
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
        allowed: allowed(sources, &plans, &verdict.allowed, lang),
        unused_allows: unused_allows(&verdict.unused_allows, lang),
        existing: verdict.existing,
        incomplete: verdict.incomplete,
    };
    escaped::write(out, &output)
}

fn json_conflict(conflict: &Conflict, lang: Lang) -> JsonConflict<'_> {
    JsonConflict {
        path: &conflict.path,
        task: conflict.task.as_deref(),
        field: conflict.field.as_deref(),
        before: conflict.before.as_deref(),
        base: conflict.base.as_deref(),
        head: conflict.head.as_deref(),
        message: conflict.message.text(lang),
    }
}
