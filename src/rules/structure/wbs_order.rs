#![doc = include_str!("wbs_order.md")]

use std::collections::BTreeMap;

use crate::finding::Finding;
use crate::finding::Findings;
use crate::model::Kind;
use crate::model::Task;
use crate::model::Wbs;
use crate::rules::Context;
use crate::rules::Facts;
use crate::rules::Page;
use crate::rules::Rule;
use crate::rules::Run;
use crate::rules::WARNING;
use crate::rules::WHERE;
use crate::words::say;

pub(in crate::rules) static RULE: Rule = Rule::new(Facts {
    id: "wbs-order",
    title: "编号顺序有误",
    since: "0.1.0",
    level: WARNING,
    page: Page {
        en: include_str!("wbs_order.md"),
        zh: include_str!("wbs_order.zh.md"),
    },
    run: Run::Plan(check),
})
.fields(WHERE);

fn check(ctx: &Context<'_>, out: &mut Findings) {
    // Phases of different files have no order of writing; those of one file have that of their
    // places.
    let mut phases: BTreeMap<_, Vec<&Task>> = BTreeMap::new();
    for task in ctx
        .plan
        .tasks
        .iter()
        .filter(|task| task.kind == Kind::Phase)
    {
        phases.entry(task.span.file).or_default().push(task);
    }
    for mut siblings in phases.into_values() {
        siblings.sort_by_key(|task| task.span.start);
        siblings_in_order(siblings.into_iter(), out);
    }
    for task in &ctx.plan.tasks {
        siblings_in_order(task.children.iter().map(|child| ctx.plan.task(*child)), out);
    }
}

/// Find the siblings that are out of place: all but the most that stand in order already.
fn siblings_in_order<'p>(siblings: impl Iterator<Item = &'p Task>, out: &mut Findings) {
    let numbered: Vec<(Wbs, &Task)> = siblings
        .filter_map(|task| Some((task.id().and_then(Wbs::parse)?, task)))
        .collect();
    if numbered.is_sorted_by(|a, b| a.0 <= b.0) {
        return;
    }
    let in_place = longest_run(&numbered);
    let kept: Vec<usize> = (0..numbered.len()).filter(|at| in_place[*at]).collect();
    for (at, (wbs, task)) in numbered.iter().enumerate().filter(|(at, _)| !in_place[*at]) {
        // The neighbour in place that shows on which side it stands: those in place are in order,
        // so it is the next.
        let next = kept.partition_point(|kept| *kept < at);
        let after = next
            .checked_sub(1)
            .map(|last| &numbered[kept[last]])
            .filter(|(other, _)| other > wbs);
        let before = kept
            .get(next)
            .map(|first| &numbered[*first])
            .filter(|(other, _)| other < wbs);
        let (message, other) = match (after, before) {
            (Some((_, other)), _) => (
                say!(
                    en: "{task} stands after {other}, but its number comes before",
                    zh: "{task} 排在 {other} 之后，但其编号在前",
                    task = *task,
                    other = *other,
                ),
                *other,
            ),
            (None, Some((_, other))) => (
                say!(
                    en: "{task} stands before {other}, but its number comes after",
                    zh: "{task} 排在 {other} 之前，但其编号在后",
                    task = *task,
                    other = *other,
                ),
                *other,
            ),
            (None, None) => continue,
        };
        let finding = Finding::new(RULE.id, task.place(), message)
            .help(say!(
                en: "move it to where its number belongs, or renumber it",
                zh: "移到与编号相符的位置，或改编号",
            ))
            .label(
                other.place(),
                say!(en: "{task} is here", zh: "{task} 在此处", task = other),
            )
            .task(task.id());
        out.add(finding);
    }
}

/// Which of the siblings belong to a longest run in order, equal numbers included; of several the
/// one that begins first.
fn longest_run(numbered: &[(Wbs, &Task)]) -> Vec<bool> {
    // From the back: for each length the sibling with the largest number that a run of this length
    // can begin with.
    let mut begins: Vec<usize> = Vec::new();
    let mut next: Vec<Option<usize>> = vec![None; numbered.len()];
    for (at, (wbs, _)) in numbered.iter().enumerate().rev() {
        let length = begins.partition_point(|begin| numbered[*begin].0 >= *wbs);
        next[at] = length.checked_sub(1).map(|shorter| begins[shorter]);
        if length == begins.len() {
            begins.push(at);
        } else {
            begins[length] = at;
        }
    }
    let mut kept = vec![false; numbered.len()];
    let mut at = begins.last().copied();
    while let Some(here) = at {
        kept[here] = true;
        at = next[here];
    }
    kept
}
