#![doc = include_str!("owner_group_empty.md")]

use std::collections::HashSet;

use crate::finding::Finding;
use crate::finding::Findings;
use crate::model::Kind;
use crate::rules::Context;
use crate::rules::OwnerUse;
use crate::rules::Rule;
use crate::rules::Run;
use crate::rules::WARNING;
use crate::rules::context::list;
use crate::text::Span;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "owner-group-empty",
    since: "0.1.0",
    level: WARNING,
    page: include_str!("owner_group_empty.md"),
    options: &[],
    run: Run::Plan(check),
};

/// What names an owner.
#[derive(Clone, Default)]
struct Named {
    phases: usize,
    tasks: usize,
    groups: usize,
}

impl Named {
    /// `1 phase and 4 tasks name it`; nothing where nothing does.
    fn told(&self) -> Option<String> {
        let some = |count: usize, one: &str, several: &str| match count {
            0 => None,
            1 => Some(format!("1 {one}")),
            _ => Some(format!("{count} {several}")),
        };
        let by = [
            some(self.phases, "phase", "phases"),
            some(self.tasks, "task", "tasks"),
            some(
                self.groups,
                "other group of owners",
                "other groups of owners",
            ),
        ];
        let by: Vec<String> = by.into_iter().flatten().collect();
        let verb = if self.phases + self.tasks + self.groups == 1 {
            "names"
        } else {
            "name"
        };
        (!by.is_empty()).then(|| {
            format!(
                "{} {verb} it",
                list(by.iter().map(String::as_str), by.len())
            )
        })
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
        if owner.hides_members {
            continue;
        }
        let name = &*owner.name.value;
        let message = format!(
            "{name} is a group without members: {by}, and nobody knows that they are meant"
        );
        let finding = Finding::new(RULE.id, owner.name.span, message)
            .help(
                "list those who belong to it, by their names under `owners`: members: [NAME, NAME]; or, if it is one party, \
                 write kind: organisation",
            )
            .owner(name)
            .key(name);
        out.add(finding);
    }
}
