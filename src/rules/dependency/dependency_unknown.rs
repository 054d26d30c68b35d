#![doc = include_str!("dependency_unknown.md")]

use std::collections::HashSet;

use crate::finding::Finding;
use crate::finding::Findings;
use crate::finding::Guesses;
use crate::model::TaskIx;
use crate::model::Wbs;
use crate::rules::Context;
use crate::rules::ERROR;
use crate::rules::Rule;
use crate::rules::Run;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "dependency-unknown",
    since: "0.1.0",
    level: ERROR,
    page: include_str!("dependency_unknown.md"),
    options: &[],
    run: Run::Plan(check),
};

/// The id that a finding says nobody has; `None` if it is about something else.
pub(crate) fn unknown(finding: &Finding) -> Option<&str> {
    (finding.rule == RULE.id).then_some(&*finding.key)
}

fn check(ctx: &Context<'_>, out: &mut Findings) {
    let mut guesses = Guesses::default();
    // What a task depends on is collected once, however many of its dependencies are unknown.
    let mut taken: (Option<TaskIx>, HashSet<&str>) = (None, HashSet::new());
    for arrow in ctx.schedule.graph.arrows.iter().filter(|arrow| arrow.predecessor.is_none()) {
        let task = ctx.plan.task(arrow.successor);
        let target = &arrow.dependency(ctx.plan).target;
        if ctx.plan.may_be_lost(&target.value) {
            continue;
        }
        let own = task.id();
        // Neither the task itself nor what it depends on already.
        if taken.0 != Some(arrow.successor) {
            let all = task.depends_on.iter().map(|other| &*other.target.value).chain(own).collect();
            taken = (Some(arrow.successor), all);
        }
        let ids = ctx.plan.tasks.iter().filter_map(|other| other.id());
        let wbs = Wbs::parse(&target.value);
        let distance = |id: &str| {
            let distance = || wbs.as_ref().zip(Wbs::parse(id)).map_or(u64::MAX, |(wbs, other)| wbs.distance(&other));
            (!taken.1.contains(id)).then(distance)
        };
        let help = match guesses.nearest(&target.value, ids, distance) {
            Some(near) => {
                format!("the nearest id is {near}; if it is not meant, add {}, or remove the dependency", target.value)
            }
            None => format!("add a task with the id {}, or remove the dependency", target.value),
        };
        let message = format!("{} depends on {}, but no task has that id", task.label(), target.value);
        out.add(Finding::new(RULE.id, target.span, message).help(help).task(own).key(&*target.value));
    }
}
