#![doc = include_str!("wbs_order.md")]

use std::collections::BTreeMap;

use crate::finding::Finding;
use crate::finding::Findings;
use crate::model::Kind;
use crate::model::Task;
use crate::model::Wbs;
use crate::rules::Context;
use crate::rules::Rule;
use crate::rules::Run;
use crate::rules::WARNING;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "wbs-order",
    since: "0.1.0",
    level: WARNING,
    page: include_str!("wbs_order.md"),
    options: &[],
    run: Run::Plan(check),
};

fn check(ctx: &Context<'_>, out: &mut Findings) {
    // Phases of different files have no order of writing; those of one file have that of their places.
    let mut phases: BTreeMap<_, Vec<&Task>> = BTreeMap::new();
    for task in ctx.plan.tasks.iter().filter(|task| task.kind == Kind::Phase) {
        phases.entry(task.span.file).or_default().push(task);
    }
    for mut siblings in phases.into_values() {
        siblings.sort_by_key(|task| task.span.start);
        siblings_in_order(siblings.into_iter(), out);
    }
    for task in &ctx.plan.tasks {
        siblings_in_order(task.children.iter().map(|child| ctx.plan.task(*child)), out);
    }
}

fn siblings_in_order<'p>(siblings: impl Iterator<Item = &'p Task>, out: &mut Findings) {
    let mut highest: Option<(Wbs, &Task)> = None;
    for task in siblings {
        let Some(wbs) = task.id().and_then(Wbs::parse) else { continue };
        match &highest {
            Some((before, other)) if wbs < *before => {
                let message = format!("{} stands after {}, but its number comes before", task.label(), other.label());
                let finding = Finding::new(RULE.id, task.place(), message)
                    .help(format!("move it before {}, or renumber it", other.label()))
                    .label(other.place(), format!("{} is here", other.label()))
                    .task(task.id());
                out.add(finding);
            }
            _ => highest = Some((wbs, task)),
        }
    }
}
