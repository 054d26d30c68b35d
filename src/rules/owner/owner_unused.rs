#![doc = include_str!("owner_unused.md")]

use crate::finding::Finding;
use crate::finding::Findings;
use crate::finding::Subject;
use crate::model::Bearing;
use crate::rules::Context;
use crate::rules::Facts;
use crate::rules::NOTE;
use crate::rules::Page;
use crate::rules::Rule;
use crate::rules::Run;
use crate::words::say;

pub(in crate::rules) static RULE: Rule = Rule::new(Facts {
    id: "owner-unused",
    title: "责任方没有任务",
    since: "0.1.0",
    level: NOTE,
    page: Page {
        en: include_str!("owner_unused.md"),
        zh: include_str!("owner_unused.zh.md"),
    },
    run: Run::Plan(check),
})
.fields(Bearing::PEOPLE);

fn check(ctx: &Context<'_>, out: &mut Findings) {
    let mut used = vec![false; ctx.plan.owners.len()];
    ctx.owner_uses
        .iter()
        .filter_map(|one| one.owner)
        .for_each(|at| used[at] = true);
    for owner in &ctx.plan.owners {
        let name = &*owner.name.value;
        let lost = ctx.plan.may_be_lost(name)
            || owner
                .aliases
                .iter()
                .any(|alias| ctx.plan.may_be_lost(&alias.value));
        // Declared twice, it is used if the first is.
        let is_used = ctx.plan.owner_index(name).is_some_and(|at| used[at]);
        if !is_used && !lost {
            let finding = Finding::new(
                RULE.id,
                owner.name.span,
                say!(
                    en: "{name} is declared, but has nothing to do",
                    zh: "已声明责任方 {name}，但未承担任何工作",
                    name = name,
                ),
            )
            .help(say!(
                en: "remove it here, or name it as coordinator or executor of its work",
                zh: "在此处删去，或在其工作中写为统筹方或经办方",
            ))
            .owner(name)
            .key(Subject::owner(name));
            out.add(finding);
        }
    }
}
