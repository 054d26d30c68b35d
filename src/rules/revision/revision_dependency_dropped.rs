#![doc = include_str!("revision_dependency_dropped.md")]

use std::collections::HashSet;

use crate::finding::Fact;
use crate::finding::Finding;
use crate::finding::Findings;
use crate::finding::Subject;
use crate::model::Dependency;
use crate::model::TaskIx;
use crate::rules::Facts;
use crate::rules::Page;
use crate::rules::PairContext;
use crate::rules::Rule;
use crate::rules::Run;
use crate::rules::WARNING;
use crate::text::Span;
use crate::words::say;

pub(in crate::rules) static RULE: Rule = Rule::new(Facts {
    id: "revision-dependency-dropped",
    title: "前置任务被去除",
    since: "0.1.0",
    level: WARNING,
    page: Page {
        en: include_str!("revision_dependency_dropped.md"),
        zh: include_str!("revision_dependency_dropped.zh.md"),
    },
    run: Run::Pair(check),
});

/// Where what is no longer waited for stands; `None` if a finding is about something else.
pub(crate) fn dropped(finding: &Finding) -> Option<Span> {
    match finding.fact {
        Some(Fact::Dropped { awaited }) => Some(awaited),
        _ => None,
    }
}

fn check(ctx: &PairContext<'_>, out: &mut Findings) {
    // What a task says it waits for, known or not, is collected once, however many of its
    // dependencies are gone.
    let mut said: (Option<TaskIx>, HashSet<&str>) = Default::default();
    let mut waits = ctx.new.schedule.graph.waits();
    for (precedence, predecessor) in ctx.old.schedule.graph.links() {
        let after = ctx.pairing.new_of[precedence.successor.index()];
        let awaited = ctx.pairing.new_of[predecessor.index()];
        // What is gone altogether is a matter for `revision-task-removed`.
        let (Some(after), Some(awaited)) = (after, awaited) else {
            continue;
        };
        if ctx.new.schedule.state(awaited).done || ctx.new.schedule.state(after).done {
            continue;
        }
        let old = precedence.dependency(ctx.old.plan);
        // Any link on it will do, declared or through others; a changed lag is a change, not a
        // drop.
        if waits.still(ctx.new.plan, after, awaited) {
            continue;
        }
        if said.0 != Some(after) {
            let all = ctx
                .new
                .plan
                .task(after)
                .depends_on
                .iter()
                .map(|one| &*one.target.value);
            said = (Some(after), all.collect());
        }
        // What cannot be read may be this one.
        let waiting = &ctx.new.plan.task(after).depends_on;
        let is_unclear =
            |one: &Dependency| one.unclear && ctx.new.plan.find(&one.target.value) == Some(awaited);
        if waiting.is_partial() || waiting.iter().any(is_unclear) {
            continue;
        }
        // It is still there, by an id that nobody has now: that is a matter for
        // `dependency-unknown`.
        if said.1.contains(&*old.target.value) && ctx.new.plan.find(&old.target.value).is_none() {
            continue;
        }
        let (task, other) = (ctx.new.plan.task(after), ctx.new.plan.task(awaited));
        let message = say!(
            en: "{task} no longer waits for {other}, which is not done",
            zh: "{task} 不再等待 {other}，而后者尚未完成",
            task = task,
            other = other,
        );
        let finding = Finding::new(RULE.id, task.place(), message)
            .help(say!(
                en: "put the dependency back, or say why the work does not need it",
                zh: "恢复该前置任务，或说明为何不再需要",
            ))
            .label(
                old.span,
                say!(
                    en: "{task} waited for {other} here",
                    zh: "{task} 原在此处等待 {other}",
                    task = task,
                    other = &old.target,
                ),
            )
            .label(
                other.place(),
                say!(en: "{task} is here", zh: "{task} 在此处", task = other),
            )
            .task(task.id())
            .key(Subject::task(other.label()))
            .fact(Fact::Dropped {
                awaited: other.place(),
            });
        out.add(finding);
    }
}
