#![doc = include_str!("dependency_cycle.md")]

use crate::finding::Finding;
use crate::finding::Findings;
use crate::finding::Key;
use crate::finding::Subject;
use crate::model::Bearing;
use crate::rules::Context;
use crate::rules::ERROR;
use crate::rules::Facts;
use crate::rules::Page;
use crate::rules::Rule;
use crate::rules::Run;
use crate::rules::WHERE;
use crate::schedule::Cycle;
use crate::schedule::Step;
use crate::words::Arg;
use crate::words::Joined;
use crate::words::Message;
use crate::words::say;

pub(in crate::rules) static RULE: Rule = Rule::new(Facts {
    id: "dependency-cycle",
    title: "依赖成环",
    since: "0.1.0",
    level: ERROR,
    page: Page {
        en: include_str!("dependency_cycle.md"),
        zh: include_str!("dependency_cycle.zh.md"),
    },
    run: Run::Plan(check),
})
.fields(WHERE.and(Bearing::LINKS));

/// A ring longer than this is shown by its first steps; nobody reads more.
const SHOWN: usize = 20;

fn check(ctx: &Context<'_>, out: &mut Findings) {
    for cycle in ctx.schedule.graph.cycles(ctx.plan) {
        out.add(finding(ctx, &cycle));
    }
}

fn finding(ctx: &Context<'_>, cycle: &Cycle) -> Finding {
    let label = |ix| ctx.plan.task(ix).label();
    let first = cycle.steps[0].from();
    let mut ids: Vec<&str> = cycle.steps.iter().map(|step| label(step.from())).collect();
    ids.sort_unstable();
    let steps = cycle.steps.iter().map(|step| tell(ctx, *step));
    let message = say!(
        en: "tasks wait for each other in a ring: {steps}",
        zh: "任务之间循环等待：{steps}",
        steps = Arg::joined(steps, SHOWN, Joined::Comma),
    );
    let mut finding = Finding::new(RULE.id, ctx.plan.task(first).place(), message)
        .help(say!(
            en: "remove one of these dependencies, or split a task so that its first half does not wait",
            zh: "删去其中一项前置任务，或拆分某个任务，使其前半部分不必等待",
        ))
        .task(ctx.plan.task(first).id())
        .key(ids.into_iter().map(Subject::task).collect::<Key>());
    for (at, step) in cycle.steps.iter().take(SHOWN).enumerate() {
        let Step::WaitsFor(precedence) = step else {
            continue;
        };
        let span = precedence.dependency(ctx.plan).target.span;
        if at == 0 {
            finding.span = span;
        } else {
            finding = finding.label(span, tell(ctx, *step));
        }
    }
    finding
}

fn tell(ctx: &Context<'_>, step: Step) -> Message {
    let task = |ix| ctx.plan.task(ix);
    match step {
        Step::WaitsFor(precedence) => {
            say!(
                en: "{task} waits for {other}",
                zh: "{task} 等待 {other}",
                task = task(precedence.successor),
                other = &precedence.dependency(ctx.plan).target,
            )
        }
        Step::PartOf(from, to) => say!(
            en: "{task} is part of {group}",
            zh: "{task} 属于 {group}",
            task = task(from),
            group = task(to),
        ),
        Step::Contains(from, to) => say!(
            en: "{group} contains {task}",
            zh: "{group} 包含 {task}",
            group = task(from),
            task = task(to),
        ),
    }
}
