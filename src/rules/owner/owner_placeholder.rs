#![doc = include_str!("owner_placeholder.md")]

use crate::finding::Finding;
use crate::finding::Findings;
use crate::finding::Subject;
use crate::model::Bearing;
use crate::rules::Context;
use crate::rules::Facts;
use crate::rules::NOTE;
use crate::rules::OwnerUse;
use crate::rules::Page;
use crate::rules::Rule;
use crate::rules::Run;
use crate::words::say;

pub(in crate::rules) static RULE: Rule = Rule::new(Facts {
    id: "owner-placeholder",
    title: "责任方仍为占位",
    since: "0.1.0",
    level: NOTE,
    page: Page {
        en: include_str!("owner_placeholder.md"),
        zh: include_str!("owner_placeholder.zh.md"),
    },
    run: Run::Plan(check),
})
.fields(Bearing::PEOPLE);

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
            1 => say!(
                en: "name who it really is once that is settled, and remove {owner} under `owners`",
                zh: "确定后写明实际的责任方，并删去 `owners` 中的 {owner}",
                owner = &owner.name,
            ),
            _ => say!(
                en: "name who it really is once that is settled",
                zh: "确定后写明实际的责任方",
            ),
        };
        let message = say!(
            en: "{task} is given to {name}, which stands for nobody yet",
            zh: "{task} 的责任方 {name} 只是占位，尚未确定",
            task = task,
            name = name,
        );
        let finding = Finding::new(RULE.id, name.span, message)
            .help(help)
            .label(
                owner.name.span,
                say!(en: "declared as a placeholder", zh: "在此声明为占位"),
            )
            .task(task.id())
            .owner(&owner.name.value)
            .key([Subject::Word(field), Subject::owner(&owner.name.value)]);
        out.add(finding);
    }
}
