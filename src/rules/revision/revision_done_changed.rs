#![doc = include_str!("revision_done_changed.md")]

use std::collections::HashMap;
use std::collections::HashSet;

use crate::diff::Evidence;
use crate::diff::FieldChange;
use crate::diff::Subject;
use crate::finding::Fact;
use crate::finding::Finding;
use crate::finding::Findings;
use crate::finding::shorten;
use crate::model::TaskIx;
use crate::rules::ERROR;
use crate::rules::Facts;
use crate::rules::Page;
use crate::rules::PairContext;
use crate::rules::Rule;
use crate::rules::Run;
use crate::words::Arg;
use crate::words::Joined;
use crate::words::Message;
use crate::words::code;
use crate::words::say;
use crate::words::word;

pub(in crate::rules) static RULE: Rule = Rule::new(Facts {
    id: "revision-done-changed",
    title: "已完成工作被改动",
    since: "0.1.0",
    level: ERROR,
    page: Page {
        en: include_str!("revision_done_changed.md"),
        zh: include_str!("revision_done_changed.zh.md"),
    },
    run: Run::Pair(check),
});

/// What was done cannot become different afterwards.
const SETTLED: [&str; 6] = [
    "start",
    "finish",
    "days",
    "coordinator",
    "executors",
    "depends_on",
];

/// Whether a finding is about nothing but dependencies that stand as they were, and lead elsewhere.
pub(crate) fn is_only_bent(finding: &Finding) -> bool {
    finding.fact == Some(Fact::OnlyBent)
}

fn check(ctx: &PairContext<'_>, out: &mut Findings) {
    let mut bent: HashMap<TaskIx, HashSet<&str>> = HashMap::new();
    for bend in ctx
        .bends
        .iter()
        .filter(|bend| bend.evidence == Evidence::Certain)
    {
        bent.entry(bend.task)
            .or_default()
            .insert(&bend.dependency(ctx.new.plan).target.value);
    }
    let is_bent = |after: TaskIx, field: &FieldChange| {
        let (Some(bent), Some(list)) = (bent.get(&after), &field.list) else {
            return false;
        };
        let id = |entry: &'_ String| entry.split(' ').next().is_some_and(|id| bent.contains(id));
        field.field == "depends_on"
            && list.added.iter().all(id)
            && list.removed.len() <= list.added.len()
    };
    for change in ctx.changes {
        let Subject::Task(Some(before), Some(after)) = change.subject else {
            continue;
        };
        let (old, new) = (ctx.old.plan.task(before), ctx.new.plan.task(after));
        if !old.is_leaf() || !ctx.old.schedule.state(before).done {
            continue;
        }
        let fields: Vec<_> = change
            .fields
            .iter()
            .filter(|field| SETTLED.contains(&field.field))
            .collect();
        let Some(first) = fields.first() else {
            continue;
        };
        let message = say!(
            en: "{task} was done, but changes {fields}",
            zh: "{task} 已完成，但有改动：{fields}",
            task = new,
            fields = Arg::joined(
                fields.iter().map(|field| told(field)),
                usize::MAX,
                Joined::Comma,
            ),
        );
        let mut finding = Finding::new(RULE.id, first.new_span.unwrap_or(new.place()), message)
            .help(say!(
                en: "leave finished work as it was; if the record was wrong, say so with the trailer Planlint-Allow",
                zh: "已完成的工作保持原样；若原记录有误，在提交说明中用 Planlint-Allow 写明",
            ))
            .task(new.id());
        if fields.iter().all(|field| is_bent(after, field)) {
            finding = finding.key("depends_on").fact(Fact::OnlyBent);
        }
        if let Some(span) = old.progress.span() {
            finding = finding.label(span, say!(en: "it was done already", zh: "当时已完成"));
        }
        if let Some(span) = first.old_span {
            let before = say!(
                en: "`{field}` before",
                zh: "原来的 `{field}`",
                field = word(first.field),
            );
            finding = finding.label(span, before);
        }
        out.add(finding);
    }
}

/// `finish from 2023-09-08 to 2023-09-12`.
fn told(field: &FieldChange) -> Message {
    let shown = |value: &Option<String>| match value {
        Some(value) => code(shorten(value, 200)),
        None => say!(en: "nothing", zh: "无").into(),
    };
    say!(
        en: "{field} from {before} to {after}",
        zh: "{field} 由 {before} 改为 {after}",
        field = word(field.field),
        before = shown(&field.before),
        after = shown(&field.after),
    )
}
