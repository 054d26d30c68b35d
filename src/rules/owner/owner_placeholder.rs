#![doc = include_str!("owner_placeholder.md")]

use crate::finding::Finding;
use crate::finding::Findings;
use crate::rules::Context;
use crate::rules::NOTE;
use crate::rules::OwnerUse;
use crate::rules::Rule;
use crate::rules::Run;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "owner-placeholder",
    since: "0.1.0",
    level: NOTE,
    page: include_str!("owner_placeholder.md"),
    options: &[],
    run: Run::Plan(check),
};

fn check(ctx: &Context<'_>, out: &mut Findings) {
    for &OwnerUse { field, task, name, owner } in &ctx.owner_uses {
        let (Some(task), Some(owner)) = (task, owner.map(|at| &ctx.plan.owners[at])) else { continue };
        if !owner.is_placeholder() {
            continue;
        }
        let message = format!("{} is given to {}, which stands for nobody yet", task.label(), name.value);
        let finding = Finding::new(RULE.id, name.span, message)
            .help("name who it really is once that is settled")
            .label(owner.name.span, "declared as a placeholder")
            .task(task.id())
            .owner(&owner.name.value)
            .key(format!("{field} {}", owner.name.value));
        out.add(finding);
    }
}
