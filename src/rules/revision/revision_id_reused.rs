#![doc = include_str!("revision_id_reused.md")]

use std::borrow::Cow;
use std::collections::HashMap;

use crate::diff::Bend;
use crate::diff::Evidence;
use crate::finding::Fact;
use crate::finding::Finding;
use crate::finding::Findings;
use crate::finding::shorten;
use crate::model::Plan;
use crate::model::Task;
use crate::model::TaskIx;
use crate::rules::ERROR;
use crate::rules::PairContext;
use crate::rules::Rule;
use crate::rules::Run;
use crate::text::Span;
use crate::text::scalar;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "revision-id-reused",
    since: "0.1.0",
    level: ERROR,
    page: include_str!("revision_id_reused.md"),
    options: &[],
    run: Run::Pair(check),
};

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
        let message = format!(
            "the id {} was {} and now names {}",
            new.label(),
            name(old),
            name(new)
        );
        let mut finding = Finding::new(RULE.id, new.place(), message)
            .help("give the new work an id that nothing had before; mails and minutes still mean the old one")
            .label(old.place(), format!("{} before", old.label()))
            .task(new.id());
        for bend in replaced.get(after).into_iter().flatten().take(SHOWN) {
            let waits = format!("{} waits for it", ctx.new.plan.task(bend.task).label());
            finding = finding.label(bend.dependency(ctx.new.plan).target.span, waits);
        }
        out.add(finding);
    }
}

/// A dependency that leads elsewhere because its id was given away.
pub(crate) fn bent(old: &Plan, new: &Plan, bend: &Bend) -> Finding {
    let (was, is, task) = (old.task(bend.was), new.task(bend.is), new.task(bend.task));
    let target = &bend.dependency(new).target;
    let (label, id) = (task.label(), &target.value);
    let now = bend.now.map(|now| new.task(now));
    let became = match (plain(was), now.map(|now| (now, now.id()))) {
        (Some(name), Some((_, Some(now)))) => format!("; {name} is {now} now"),
        (None, Some((_, Some(now)))) => format!("; that is {now} now"),
        (_, Some((_, None))) => String::new(),
        (Some(name), None) => format!("; {name} is gone"),
        (None, None) => "; that is gone".to_owned(),
    };
    let message = format!(
        "{label} waits for {id}, which was {} and now names {}{became}",
        name(was),
        name(is)
    );
    let meant = format!(
        "if {} is meant, say so with the trailer Planlint-Allow",
        name(is)
    );
    let help = match now.and_then(Task::id) {
        Some(now) => format!("write {}; {meant}", scalar::name_to_yaml(now)),
        None => format!("say what {label} waits for now, or remove the dependency; {meant}"),
    };
    let mut finding = Finding::new(RULE.id, target.span, message)
        .help(help)
        .label(was.place(), format!("{} was {id} here", name(was)))
        .label(is.place(), format!("{id} is here"));
    if let Some(now) = now {
        finding = finding.label(now.place(), format!("{} is here", name(was)));
    }
    finding.task(task.id()).key(&**id).fact(Fact::Bent {
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
    task.name.as_ref().map(|name| shorten(&name.value, 200))
}

fn name(task: &Task) -> String {
    plain(task).map_or_else(|| "other work".to_owned(), |name| format!("{name:?}"))
}
