#![doc = include_str!("dependency_hierarchy.md")]

use crate::finding::Finding;
use crate::finding::Findings;
use crate::rules::Context;
use crate::rules::ERROR;
use crate::rules::Rule;
use crate::rules::Run;
use crate::schedule::Relation;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "dependency-hierarchy",
    since: "0.1.0",
    level: ERROR,
    page: include_str!("dependency_hierarchy.md"),
    options: &[],
    run: Run::Plan(check),
};

fn check(ctx: &Context<'_>, out: &mut Findings) {
    for arrow in &ctx.schedule.graph.arrows {
        let task = ctx.plan.task(arrow.successor);
        let target = &arrow.dependency(ctx.plan).target;
        let (why, help) = match arrow.relation {
            Relation::Other => continue,
            Relation::Itself => (
                "itself",
                "name the task that it really waits for, or remove the dependency",
            ),
            Relation::Ancestor => (
                "which it is part of and which finishes only with it",
                "name the part of it that has to be finished first",
            ),
            Relation::Descendant => (
                "which is a part of it; a group always waits for its parts",
                "remove the dependency, or give it to the part that really waits",
            ),
        };
        let message = match arrow.relation {
            Relation::Itself => format!("{} depends on {why}", task.label()),
            _ => format!("{} depends on {}, {why}", task.label(), target.value),
        };
        let mut finding = Finding::new(RULE.id, target.span, message)
            .help(help)
            .task(task.id())
            .key(&*target.value);
        if let Some(other) = arrow.predecessor.filter(|other| *other != arrow.successor) {
            finding = finding.label(
                ctx.plan.task(other).place(),
                format!("{} is here", target.value),
            );
        }
        out.add(finding);
    }
}
