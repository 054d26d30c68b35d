#![doc = include_str!("owner_group_empty.md")]

use std::collections::HashSet;

use crate::finding::Finding;
use crate::finding::Findings;
use crate::finding::Subject;
use crate::model::Bearing;
use crate::model::Kind;
use crate::rules::Context;
use crate::rules::Facts;
use crate::rules::OwnerUse;
use crate::rules::Page;
use crate::rules::Rule;
use crate::rules::Run;
use crate::rules::WARNING;
use crate::text::Span;
use crate::words::Arg;
use crate::words::Noun;
use crate::words::list;
use crate::words::many;
use crate::words::say;

pub(in crate::rules) static RULE: Rule = Rule::new(Facts {
    id: "owner-group-empty",
    title: "责任方组没有成员",
    since: "0.1.0",
    level: WARNING,
    page: Page {
        en: include_str!("owner_group_empty.md"),
        zh: include_str!("owner_group_empty.zh.md"),
    },
    run: Run::Plan(check),
})
.fields(Bearing::PEOPLE);

/// What names an owner.
#[derive(Clone, Default)]
struct Named {
    phases: usize,
    tasks: usize,
    groups: usize,
}

impl Named {
    /// `1 phase and 4 tasks`; nothing where nothing does.
    fn told(&self) -> Option<Arg> {
        let by = [
            (self.phases, Noun::Phase),
            (self.tasks, Noun::Task),
            (self.groups, Noun::OtherGroup),
        ];
        let by: Vec<Arg> = by
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, noun)| many(count, noun))
            .collect();
        (!by.is_empty()).then(|| list(by, usize::MAX))
    }
}

fn check(ctx: &Context<'_>, out: &mut Findings) {
    let mut named = vec![Named::default(); ctx.plan.owners.len()];
    let mut seen: HashSet<(usize, Span)> = HashSet::new();
    for &OwnerUse { task, owner, .. } in &ctx.owner_uses {
        let Some(at) = owner.filter(|at| ctx.plan.owners[*at].is_empty_group()) else {
            continue;
        };
        match task {
            None => named[at].groups += 1,
            // Once, though it names the group as its coordinator and among its executors.
            Some(task) if !seen.insert((at, task.span)) => {}
            Some(task) if task.kind == Kind::Phase => named[at].phases += 1,
            Some(_) => named[at].tasks += 1,
        }
    }
    for (owner, named) in ctx.plan.owners.iter().zip(named) {
        // Of a group that nobody names `owner-unused` says so.
        let Some(by) = named.told() else { continue };
        // What stands there has its own finding.
        if owner.members.is_partial() {
            continue;
        }
        let name = &*owner.name.value;
        let message = if named.phases + named.tasks + named.groups == 1 {
            say!(
                en: "{name} is a group without members: {by} names it, and nobody knows that they are meant",
                zh: "责任方组 {name} 没有成员：{by}写有它，但无人知道指的是自己",
                name = name,
                by = by,
            )
        } else {
            say!(
                en: "{name} is a group without members: {by} name it, and nobody knows that they are meant",
                zh: "责任方组 {name} 没有成员：{by}写有它，但无人知道指的是自己",
                name = name,
                by = by,
            )
        };
        let finding = Finding::new(RULE.id, owner.name.span, message)
            .help(say!(
                en: "list those who belong to it, by their names under `owners`: members: [NAME, NAME]; or, if it is one party, write kind: organisation",
                zh: "用 `owners` 中的名称列出其成员：members: [NAME, NAME]；若它本身是一个单位，写 kind: organisation",
            ))
            .owner(name)
            .key(Subject::owner(name));
        out.add(finding);
    }
}
