#![doc = include_str!("id_duplicate.md")]

use crate::finding::Finding;
use crate::finding::Findings;
use crate::rules::Context;
use crate::rules::ERROR;
use crate::rules::Rule;
use crate::rules::Run;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "id-duplicate",
    since: "0.1.0",
    level: ERROR,
    page: include_str!("id_duplicate.md"),
    options: &[],
    run: Run::Plan(check),
};

/// Owners and calendars that are declared twice are found while the plan is put together.
fn check(ctx: &Context<'_>, out: &mut Findings) {
    for (ix, task) in ctx.plan.all() {
        let Some(id) = task.id() else { continue };
        let Some(first) = ctx.plan.find(id).filter(|first| *first != ix) else {
            continue;
        };
        let first = ctx.plan.task(first);
        let article = if first.kind_name() == task.kind_name() {
            "another"
        } else {
            "a"
        };
        let message = format!(
            "the id {id} is already taken by {article} {}",
            first.kind_name()
        );
        let finding = Finding::new(RULE.id, task.place(), message)
            .help("give one of the two a new id, and check which of them the references to it mean")
            .label(first.place(), format!("the first {id}"))
            .task(Some(id));
        out.add(finding);
    }
}
