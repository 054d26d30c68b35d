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
    let mut uses = vec![0_usize; ctx.plan.owners.len()];
    ctx.owner_uses
        .iter()
        .filter_map(|one| one.owner)
        .for_each(|at| uses[at] += 1);
    for &OwnerUse {
        field,
        task,
        name,
        owner,
    } in &ctx.owner_uses
    {
        let (Some(task), Some(at)) = (task, owner) else {
            continue;
        };
        let owner = &ctx.plan.owners[at];
        if !owner.is_placeholder() {
            continue;
        }
        // Once nobody is given anything any more, it is declared for nothing.
        let help = match uses[at] {
            1 => format!(
                "name who it really is once that is settled, and remove {} under `owners`",
                owner.name.value
            ),
            _ => "name who it really is once that is settled".to_owned(),
        };
        let message = format!(
            "{} is given to {}, which stands for nobody yet",
            task.label(),
            name.value
        );
        let finding = Finding::new(RULE.id, name.span, message)
            .help(help)
            .label(owner.name.span, "declared as a placeholder")
            .task(task.id())
            .owner(&owner.name.value)
            .key(format!("{field} {}", owner.name.value));
        out.add(finding);
    }
}
