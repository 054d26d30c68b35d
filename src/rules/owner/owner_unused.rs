#![doc = include_str!("owner_unused.md")]

use std::collections::HashSet;

use crate::finding::Finding;
use crate::finding::Findings;
use crate::rules::Context;
use crate::rules::NOTE;
use crate::rules::Rule;
use crate::rules::Run;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "owner-unused",
    since: "0.1.0",
    level: NOTE,
    page: include_str!("owner_unused.md"),
    options: &[],
    run: Run::Plan(check),
};

fn check(ctx: &Context<'_>, out: &mut Findings) {
    let used: HashSet<&str> = ctx.owner_uses().map(|(_, _, name)| ctx.canonical(name)).collect();
    for owner in &ctx.plan.owners {
        let name = &*owner.name.value;
        let lost = ctx.plan.may_be_lost(name) || owner.aliases.iter().any(|alias| ctx.plan.may_be_lost(&alias.value));
        if !used.contains(name) && !lost {
            let finding = Finding::new(RULE.id, owner.name.span, format!("{name} is declared, but has nothing to do"))
                .help("remove it, or give it work")
                .key(name);
            out.add(finding);
        }
    }
}
