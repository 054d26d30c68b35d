#![doc = include_str!("dependency_unknown.md")]

use std::collections::HashSet;

use crate::finding::Finding;
use crate::finding::Findings;
use crate::finding::nearest_by;
use crate::model::Wbs;
use crate::rules::Context;
use crate::rules::ERROR;
use crate::rules::Rule;
use crate::rules::Run;
use crate::rules::context::SUGGESTIONS;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "dependency-unknown",
    since: "0.1.0",
    level: ERROR,
    page: include_str!("dependency_unknown.md"),
    options: &[],
    run: Run::Plan(check),
};

/// How many pairs of ids are compared at most for suggestions.
const COMPARISONS: usize = 200_000;

fn check(ctx: &Context<'_>, out: &mut Findings) {
    // Comparing with every id of a large plan takes as long as reading it: fewer are looked for there.
    let most = (COMPARISONS / ctx.plan.tasks.len().max(1)).clamp(1, SUGGESTIONS);
    let mut suggestions = 0;
    for arrow in ctx.schedule.graph.arrows.iter().filter(|arrow| arrow.predecessor.is_none()) {
        let task = ctx.plan.task(arrow.successor);
        let target = &arrow.dependency(ctx.plan).target;
        if ctx.plan.may_be_lost(&target.value) {
            continue;
        }
        suggestions += 1;
        let own = task.id();
        // Neither the task itself nor what it depends on already.
        let taken: HashSet<&str> = if suggestions <= most {
            task.depends_on.iter().map(|other| &*other.target.value).chain(own).collect()
        } else {
            HashSet::new()
        };
        let others = ctx.plan.tasks.iter().filter_map(|other| other.id()).filter(|id| !taken.contains(id));
        let wbs = Wbs::parse(&target.value);
        let distance =
            |id: &str| wbs.as_ref().zip(Wbs::parse(id)).map_or(u64::MAX, |(wbs, other)| wbs.distance(&other));
        let near = if suggestions <= most { nearest_by(&target.value, others, distance) } else { None };
        let help = match near {
            Some(near) => {
                format!("the nearest id is {near}; if it is not meant, add {}, or remove the dependency", target.value)
            }
            None => format!("add a task with the id {}, or remove the dependency", target.value),
        };
        let message = format!("{} depends on {}, but no task has that id", task.label(), target.value);
        out.add(Finding::new(RULE.id, target.span, message).help(help).task(own).key(&*target.value));
    }
}
