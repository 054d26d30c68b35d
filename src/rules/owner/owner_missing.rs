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
                "say who answers for it, by a name under `owners`: coordinator: NAME".to_owned(),
                "coordinator",
            ),
            Kind::Task if task.is_leaf() => {
                let named = ctx.executors(ix);
                let executors = ctx.has(ix, |task| &task.executors)
                    && named.is_none_or(|(_, names)| !names.is_empty());
                // An empty list is where names belong: what stands above it is not inherited past
                // it.
                let place = match named {
                    Some((at, _)) if at == ix => "in place of the empty list".to_owned(),
                    Some((at, _)) => format!(
                        "here, or in place of the empty list of {}",
                        ctx.plan.task(at).label()
                    ),
                    None => "here or at its group or phase".to_owned(),
                };
                match (coordinator, executors) {
                    (true, true) => continue,
                    (false, true) => (
                        format!(
                            "nobody answers for {}: it has no coordinator, own or inherited",
                            task.label()
                        ),
                        "say who answers for it, here or at its group or phase: coordinator: NAME"
                            .to_owned(),
                        "coordinator",
                    ),
                    (true, false) => (
                        format!(
                            "nobody does {}: it has no executors, own or inherited",
                            task.label()
                        ),
                        format!("say who does it, {place}: executors: [NAME]"),
                        "executors",
                    ),
                    (false, false) => (
                        format!(
                            "{} has neither coordinator nor executors, own or inherited",
                            task.label()
                        ),
                        format!(
                            "say who answers for it, here or at its group or phase: coordinator: NAME; and who does it, \
                             {place}: executors: [NAME]"
                        ),
                        "both",
                    ),
                }
            }
            _ => continue,
        };
        out.add(
            Finding::new(RULE.id, task.place(), message)
                .help(help)
                .task(task.id())
                .key(key),
        );
    }
}
