#![doc = include_str!("dependency_cycle.md")]

use crate::finding::Finding;
use crate::finding::Findings;
use crate::rules::Context;
use crate::rules::ERROR;
use crate::rules::Rule;
use crate::rules::Run;
use crate::schedule::Cycle;
use crate::schedule::Step;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "dependency-cycle",
    since: "0.1.0",
    level: ERROR,
    page: include_str!("dependency_cycle.md"),
    options: &[],
    run: Run::Plan(check),
};

/// A ring longer than this is shown by its first steps; nobody reads more.
const SHOWN: usize = 20;

fn check(ctx: &Context<'_>, out: &mut Findings) {
    for cycle in ctx.schedule.graph.cycles(ctx.plan) {
        out.add(finding(ctx, &cycle));
    }
}

fn finding(ctx: &Context<'_>, cycle: &Cycle) -> Finding {
    let label = |ix| ctx.plan.task(ix).label();
    let mut told: Vec<String> = cycle
        .steps
        .iter()
        .take(SHOWN)
        .map(|step| tell(ctx, *step))
        .collect();
    if cycle.steps.len() > SHOWN {
        told.push(format!("and {} more", cycle.steps.len() - SHOWN));
    }
    let first = cycle.steps[0].from();
    let mut ids: Vec<&str> = cycle.steps.iter().map(|step| label(step.from())).collect();
    ids.sort_unstable();
    let message = format!("tasks wait for each other in a ring: {}", told.join(", "));
    let mut finding = Finding::new(RULE.id, ctx.plan.task(first).place(), message)
        .help("remove one of these dependencies, or split a task so that its first half does not wait")
        .task(ctx.plan.task(first).id())
        .key(ids.join(" "));
    for (at, step) in cycle.steps.iter().take(SHOWN).enumerate() {
        let Step::WaitsFor(arrow) = step else {
            continue;
        };
        let span = arrow.dependency(ctx.plan).target.span;
        if at == 0 {
            finding.span = span;
        } else {
            finding = finding.label(span, tell(ctx, *step));
        }
    }
    finding
}

fn tell(ctx: &Context<'_>, step: Step) -> String {
    let label = |ix| ctx.plan.task(ix).label();
    match step {
        Step::WaitsFor(arrow) => {
            format!(
                "{} waits for {}",
                label(arrow.successor),
                arrow.dependency(ctx.plan).target.value
            )
        }
        Step::PartOf(from, to) => format!("{} is part of {}", label(from), label(to)),
        Step::Contains(from, to) => format!("{} contains {}", label(from), label(to)),
    }
}
