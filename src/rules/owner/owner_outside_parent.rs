#![doc = include_str!("owner_outside_parent.md")]

use std::collections::BTreeSet;
use std::collections::HashMap;

use crate::finding::Finding;
use crate::finding::Findings;
use crate::model::Name;
use crate::model::TaskIx;
use crate::rules::Context;
use crate::rules::Rule;
use crate::rules::Run;
use crate::rules::WARNING;
use crate::rules::context::list;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "owner-outside-parent",
    since: "0.1.0",
    level: WARNING,
    page: include_str!("owner_outside_parent.md"),
    options: &[],
    run: Run::Plan(check),
};

fn check(ctx: &Context<'_>, out: &mut Findings) {
    // Once for each list of executors, however many tasks inherit it.
    let mut allowed: HashMap<TaskIx, Option<BTreeSet<&str>>> = HashMap::new();
    let mut budget = MOST_NAMES;
    for (ix, task) in ctx.plan.all() {
        let (Some(own), Some(parent)) = (task.executors.value(), task.parent) else { continue };
        let Some((holder, named)) = ctx.executors(parent).filter(|(_, names)| !names.is_empty()) else { continue };
        let Some(allowed) = allowed.entry(holder).or_insert_with(|| everyone(ctx, named, &mut budget)) else {
            continue;
        };
        let coordinator = || ctx.coordinator(ix).map(|name| ctx.canonical(name));
        let holder = ctx.plan.task(holder);
        for name in own.iter().filter(|name| !allowed.contains(&*name.value)) {
            let canonical = ctx.canonical(name);
            // Who is not declared at all has a finding of their own.
            if ctx.owner(name).is_none() || allowed.contains(canonical) || coordinator() == Some(canonical) {
                continue;
            }
            let others = list(named.iter().map(|name| &*name.value), 6);
            let message =
                format!("{} works on {}, but {} is given to {others}", name.value, task.label(), holder.label());
            let mut finding = Finding::new(RULE.id, name.span, message)
                .help(format!(
                    "add {canonical} to the executors of {}, or give {} to one of them",
                    holder.label(),
                    task.label()
                ))
                .task(task.id())
                .owner(canonical)
                .key(canonical);
            if let Some(span) = holder.executors.span() {
                finding = finding.label(span, format!("the executors of {}", holder.label()));
            }
            out.add(finding);
        }
    }
}

/// How many names the groups among executors may come to, all together: a plan beyond is made to fill the memory, and what
/// goes beyond counts as not known.
const MOST_NAMES: usize = 1_000_000;

/// The named owners and all members of groups among them; `None` if that cannot be known: a placeholder, a group
/// that does not say who belongs to it, an owner that is not declared.
fn everyone<'c>(ctx: &Context<'c>, named: &'c [Name], budget: &mut usize) -> Option<BTreeSet<&'c str>> {
    // Most are a few names: comparing those costs less than hashing.
    let mut everyone = BTreeSet::new();
    let mut open: Vec<&'c Name> = named.iter().collect();
    while let Some(name) = open.pop() {
        let owner = ctx.owner(name)?;
        if !everyone.insert(&*owner.name.value) {
            continue;
        }
        if owner.is_placeholder() || owner.is_empty_group() {
            return None;
        }
        *budget = budget.checked_sub(owner.members.len())?;
        open.extend(&owner.members);
    }
    Some(everyone)
}
