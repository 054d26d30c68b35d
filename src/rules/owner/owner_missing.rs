#![doc = include_str!("owner_missing.md")]

use crate::finding::Finding;
use crate::finding::Findings;
use crate::model::Kind;
use crate::rules::Context;
use crate::rules::Rule;
use crate::rules::Run;
use crate::rules::WARNING;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "owner-missing",
    since: "0.1.0",
    level: WARNING,
    page: include_str!("owner_missing.md"),
    options: &[],
    run: Run::Plan(check),
};

fn check(ctx: &Context<'_>, out: &mut Findings) {
    for (ix, task) in ctx.plan.all().filter(|(ix, _)| ctx.is_whole(*ix)) {
        let coordinator = ctx.has(ix, |task| &task.coordinator);
        let (message, help, key) = match task.kind {
            Kind::Phase if task.coordinator.is_absent() => (
                format!("phase {} has no coordinator", task.label()),
                "say who answers for it: coordinator: NAME",
                "coordinator",
            ),
            Kind::Task if task.is_leaf() => {
                let executors =
                    ctx.has(ix, |task| &task.executors) && ctx.executors(ix).is_none_or(|(_, names)| !names.is_empty());
                match (coordinator, executors) {
                    (true, true) => continue,
                    (false, true) => (
                        format!("nobody answers for {}: it has no coordinator, own or inherited", task.label()),
                        "say who answers for it, here or at its group or phase: coordinator: NAME",
                        "coordinator",
                    ),
                    (true, false) => (
                        format!("nobody does {}: it has no executors, own or inherited", task.label()),
                        "say who does it, here or at its group or phase: executors: [NAME]",
                        "executors",
                    ),
                    (false, false) => (
                        format!("{} has neither coordinator nor executors, own or inherited", task.label()),
                        "say who answers for it and who does it, here or at its group or phase",
                        "both",
                    ),
                }
            }
            _ => continue,
        };
        out.add(Finding::new(RULE.id, task.place(), message).help(help).task(task.id()).key(key));
    }
}
