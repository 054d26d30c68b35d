#![doc = include_str!("owner_alias.md")]

use std::collections::HashMap;

use crate::finding::Finding;
use crate::finding::Findings;
use crate::finding::Subject;
use crate::model::AliasEdit;
use crate::model::Bearing;
use crate::model::Name;
use crate::rules::Context;
use crate::rules::Facts;
use crate::rules::OwnerUse;
use crate::rules::Page;
use crate::rules::Rule;
use crate::rules::Run;
use crate::rules::WARNING;
use crate::text::scalar;
use crate::words::say;

pub(in crate::rules) static RULE: Rule = Rule::new(Facts {
    id: "owner-alias",
    title: "以别名代替责任方",
    since: "0.1.0",
    level: WARNING,
    page: Page {
        en: include_str!("owner_alias.md"),
        zh: include_str!("owner_alias.zh.md"),
    },
    run: Run::Plan(check),
})
.fields(Bearing::PEOPLE);

fn check(ctx: &Context<'_>, out: &mut Findings) {
    let declared: HashMap<&str, &Name> = ctx
        .plan
        .owners
        .iter()
        .flat_map(|owner| &owner.aliases)
        .map(|alias| (&*alias.value, alias))
        .collect();
    for &OwnerUse {
        field,
        task,
        name,
        owner,
    } in &ctx.owner_uses
    {
        let Some(owner) = owner.map(|at| &ctx.plan.owners[at]) else {
            continue;
        };
        let canonical = &*owner.name.value;
        // Which owner an ambiguous alias means nobody can tell; `id-duplicate` says so.
        if canonical == &*name.value || ctx.plan.is_ambiguous(&name.value) {
            continue;
        }
        let mut finding = Finding::new(
            RULE.id,
            name.span,
            say!(
                en: "{name} is an alias of {owner}",
                zh: "{name} 是 {owner} 的别名",
                name = name,
                owner = canonical,
            ),
        )
        .help(say!(en: "write {owner}", zh: "改为 {owner}", owner = canonical))
        .task(task.and_then(|task| task.id()))
        .owner(canonical)
        .key([Subject::Word(field), Subject::text(&name.value)]);
        finding = match ctx.plan.alias_edits.get(&name.span) {
            Some(AliasEdit::Replace) => finding.fix(
                say!(en: "write {owner}", zh: "改为 {owner}", owner = canonical),
                name.span,
                scalar::name_to_yaml(canonical),
            ),
            Some(AliasEdit::Remove(gone)) => finding
                .help(say!(
                    en: "remove it: {owner} is in the list already",
                    zh: "删去：{owner} 已在列表中",
                    owner = canonical,
                ))
                .fix(say!(en: "remove it", zh: "删去"), *gone, ""),
            None => finding,
        };
        if let Some(alias) = declared.get(&*name.value) {
            let declared = say!(
                en: "declared as an alias of {owner}",
                zh: "在此声明为 {owner} 的别名",
                owner = canonical,
            );
            finding = finding.label(alias.span, declared);
        }
        out.add(finding);
    }
}
