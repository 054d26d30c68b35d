#![doc = include_str!("revision_id_reused.md")]

use std::borrow::Cow;
use std::collections::HashMap;

use crate::diff::Bend;
use crate::diff::Evidence;
use crate::finding::Fact;
use crate::finding::Finding;
use crate::finding::Findings;
use crate::finding::Subject;
use crate::finding::shorten;
use crate::model::Bearing;
use crate::model::Plan;
use crate::model::Task;
use crate::model::TaskIx;
use crate::rules::ERROR;
use crate::rules::Facts;
use crate::rules::Page;
use crate::rules::PairContext;
use crate::rules::Rule;
use crate::rules::Run;
use crate::rules::WHERE;
use crate::text::Span;
use crate::text::scalar;
use crate::words::Arg;
use crate::words::code;
use crate::words::say;

pub(in crate::rules) static RULE: Rule = Rule::new(Facts {
    id: "revision-id-reused",
    title: "编号改指其他工作",
    since: "0.1.0",
    level: ERROR,
    page: Page {
        en: include_str!("revision_id_reused.md"),
        zh: include_str!("revision_id_reused.zh.md"),
    },
    run: Run::Pair(check),
})
.fields(WHERE.and(Bearing::LINKS));

/// Tasks that are shown as waiting for an id that was given away.
const SHOWN: usize = 6;

fn check(ctx: &PairContext<'_>, out: &mut Findings) {
    let mut replaced: HashMap<TaskIx, Vec<&Bend>> = HashMap::new();
    for bend in ctx.bends {
        match bend.evidence {
            Evidence::Certain => out.add(bent(ctx.old.plan, ctx.new.plan, bend)),
            Evidence::Replaced => replaced.entry(bend.is).or_default().push(bend),
            Evidence::Unsure => {}
        }
    }
    for (before, after) in &ctx.pairing.reused {
        // Work that was renumbered has an id of its own, and so has what took its number.
        if ctx.pairing.new_of[before.index()].is_some()
            || ctx.pairing.old_of[after.index()].is_some()
        {
            continue;
        }
        let (old, new) = (ctx.old.plan.task(*before), ctx.new.plan.task(*after));
        let message = say!(
            en: "the id {id} was {old} and now names {new}",
            zh: "编号 {id} 原指 {old}，现指 {new}",
            id = new,
            old = name(old),
            new = name(new),
        );
        let mut finding = Finding::new(RULE.id, new.place(), message)
            .help(say!(
                en: "give the new work an id that nothing had before; mails and minutes still mean the old one",
                zh: "给新工作一个从未用过的编号；往来邮件和会议纪要中的编号仍指原工作",
            ))
            .label(
                old.place(),
                say!(en: "{task} before", zh: "原来的 {task}", task = old),
            )
            .task(new.id());
        for bend in replaced.get(after).into_iter().flatten().take(SHOWN) {
            let waits = say!(
                en: "{task} waits for it",
                zh: "{task} 等待它",
                task = ctx.new.plan.task(bend.task),
            );
            finding = finding.label(bend.dependency(ctx.new.plan).target.span, waits);
        }
        out.add(finding);
    }
}

/// A dependency that leads elsewhere because its id was given away.
pub(crate) fn bent(old: &Plan, new: &Plan, bend: &Bend) -> Finding {
    let (was, is, task) = (old.task(bend.was), new.task(bend.is), new.task(bend.task));
    let target = &bend.dependency(new).target;
    let id = &target.value;
    let now = bend.now.map(|now| new.task(now));
    let bent = say!(
        en: "{task} waits for {id}, which was {old} and now names {new}",
        zh: "{task} 的前置任务 {id} 原指 {old}，现指 {new}",
        task = task,
        id = id,
        old = name(was),
        new = name(is),
    );
    let message = match (plain(was), now.map(|now| (now, now.id()))) {
        (Some(name), Some((_, Some(now)))) => say!(
            en: "{bent}; {name} is {now} now",
            zh: "{bent}；{name} 现为 {now}",
            bent = bent,
            name = name,
            now = now,
        ),
        (None, Some((_, Some(now)))) => say!(
            en: "{bent}; that is {now} now",
            zh: "{bent}；原工作现为 {now}",
            bent = bent,
            now = now,
        ),
        (_, Some((_, None))) => bent,
        (Some(name), None) => say!(
            en: "{bent}; {name} is gone",
            zh: "{bent}；{name} 已不在计划中",
            bent = bent,
            name = name,
        ),
        (None, None) => say!(
            en: "{bent}; that is gone",
            zh: "{bent}；原工作已不在计划中",
            bent = bent,
        ),
    };
    let help = match now.and_then(Task::id) {
        Some(now) => say!(
            en: "write {id}; if {new} is meant, say so with the trailer Planlint-Allow",
            zh: "改为 {id}；若确指 {new}，在提交说明中用 Planlint-Allow 写明",
            id = code(scalar::name_to_yaml(now)),
            new = name(is),
        ),
        None => say!(
            en: "say what {task} waits for now, or remove the dependency; if {new} is meant, say so with the trailer Planlint-Allow",
            zh: "写明 {task} 现在的前置任务，或删去该前置任务；若确指 {new}，在提交说明中用 Planlint-Allow 写明",
            task = task,
            new = name(is),
        ),
    };
    let was_here = say!(
        en: "{old} was {id} here",
        zh: "{old} 的编号原为 {id}",
        old = name(was),
        id = id,
    );
    let is_here = |name: Arg| say!(en: "{task} is here", zh: "{task} 在此处", task = name);
    let mut finding = Finding::new(RULE.id, target.span, message)
        .help(help)
        .label(was.place(), was_here)
        .label(is.place(), is_here(id.into()));
    if let Some(now) = now {
        finding = finding.label(now.place(), is_here(name(was)));
    }
    finding
        .task(task.id())
        .key(Subject::task(id))
        .fact(Fact::Bent {
            led_to: now.map(Task::place),
        })
}

/// Whether a finding tells a dependency that leads elsewhere, rather than an id.
pub(crate) fn is_bent(finding: &Finding) -> bool {
    matches!(finding.fact, Some(Fact::Bent { .. }))
}

/// Where what such a dependency led to before stands, if it is still there; `None` if a finding is
/// about something else.
pub(crate) fn led_to(finding: &Finding) -> Option<Span> {
    match finding.fact {
        Some(Fact::Bent { led_to }) => led_to,
        _ => None,
    }
}

fn plain(task: &Task) -> Option<Cow<'_, str>> {
    task.name.value().map(|name| shorten(name, 200))
}

fn name(task: &Task) -> Arg {
    match plain(task) {
        Some(name) => Arg::from(format!("{name:?}")),
        None => say!(en: "other work", zh: "另一项工作").into(),
    }
}
