#![doc = include_str!("owner_alias.md")]

use crate::finding::Finding;
use crate::finding::Findings;
use crate::rules::Context;
use crate::rules::Rule;
use crate::rules::Run;
use crate::rules::WARNING;
use crate::text::scalar;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "owner-alias",
    since: "0.1.0",
    level: WARNING,
    page: include_str!("owner_alias.md"),
    options: &[],
    run: Run::Plan(check),
};

fn check(ctx: &Context<'_>, out: &mut Findings) {
    for (field, task, name) in ctx.owner_uses() {
        let Some(owner) = ctx.owner(name) else { continue };
        let canonical = &*owner.name.value;
        if canonical == &*name.value {
            continue;
        }
        let alias = owner.aliases.iter().find(|alias| alias.value == name.value);
        let mut finding = Finding::new(RULE.id, name.span, format!("{} is an alias of {canonical}", name.value))
            .help(format!("write {canonical}"))
            .task(task.and_then(|task| task.id()))
            .key(format!("{field} {}", name.value))
            .fix(format!("write {canonical}"), name.span, scalar::to_yaml(canonical));
        if let Some(alias) = alias {
            finding = finding.label(alias.span, format!("declared as an alias of {canonical}"));
        }
        out.add(finding);
    }
}
