#![doc = include_str!("owner_undeclared.md")]

use crate::finding::Finding;
use crate::finding::Findings;
use crate::finding::Guesses;
use crate::finding::Subject;
use crate::model::Bearing;
use crate::rules::Context;
use crate::rules::ERROR;
use crate::rules::Facts;
use crate::rules::OwnerUse;
use crate::rules::Page;
use crate::rules::Rule;
use crate::rules::Run;
use crate::text::scalar;
use crate::words::code;
use crate::words::say;

pub(in crate::rules) static RULE: Rule = Rule::new(Facts {
    id: "owner-undeclared",
    title: "责任方未声明",
    since: "0.1.0",
    level: ERROR,
    page: Page {
        en: include_str!("owner_undeclared.md"),
        zh: include_str!("owner_undeclared.zh.md"),
    },
    run: Run::Plan(check),
})
.fields(Bearing::PEOPLE);

fn check(ctx: &Context<'_>, out: &mut Findings) {
    let mut guesses = Guesses::default();
    for &OwnerUse {
        field,
        task,
        name,
        owner,
    } in &ctx.owner_uses
    {
        if owner.is_some() || ctx.plan.may_be_lost(&name.value) {
            continue;
        }
        let names = ctx.plan.owners.iter().map(|owner| &*owner.name.value);
        let entry = code(format!(
            "{}: {{kind: organisation}}",
            scalar::name_to_yaml(&name.value)
        ));
        let help = match guesses.nearest(&name.value, names, |_| Some(0)) {
            Some(near) => say!(
                en: "write {near} if that is meant; or declare it under `owners`:\n{entry}",
                zh: "若指 {near}，改为该名称；否则在 `owners` 中声明：\n{entry}",
                near = near,
                entry = entry,
            ),
            None => say!(
                en: "declare it under `owners`:\n{entry}",
                zh: "在 `owners` 中声明：\n{entry}",
                entry = entry,
            ),
        };
        let message = say!(
            en: "{name} is not declared among the owners",
            zh: "{name} 未在责任方中声明",
            name = name,
        );
        let finding = Finding::new(RULE.id, name.span, message)
            .help(help)
            .task(task.and_then(|task| task.id()))
            .owner(&name.value)
            .key([Subject::Word(field), Subject::text(&name.value)]);
        out.add(finding);
    }
}
