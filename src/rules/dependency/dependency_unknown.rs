#![doc = include_str!("dependency_unknown.md")]

use std::cell::RefCell;
use std::collections::HashMap;
use std::collections::HashSet;

use crate::finding::Finding;
use crate::finding::Findings;
use crate::finding::Guesses;
use crate::finding::shorten;
use crate::model::Dependency;
use crate::model::Plan;
use crate::model::TaskIx;
use crate::model::Wbs;
use crate::model::waits;
use crate::rules::Context;
use crate::rules::ERROR;
use crate::rules::Rule;
use crate::rules::Run;
use crate::text::mend;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "dependency-unknown",
    since: "0.1.0",
    level: ERROR,
    page: include_str!("dependency_unknown.md"),
    options: &[],
    run: Run::Plan(check),
};

/// The id that a finding says nobody has; `None` if it is about something else.
pub(crate) fn unknown(finding: &Finding) -> Option<&str> {
    (finding.rule == RULE.id).then_some(&*finding.key)
}

fn check(ctx: &Context<'_>, out: &mut Findings) {
    let mut guesses = Guesses::default();
    let waits = RefCell::new(ctx.schedule.graph.waits());
    // What a task depends on and says is collected once, however many of its dependencies are
    // unknown.
    let mut taken: (Option<TaskIx>, HashSet<&str>, HashMap<String, &str>) = Default::default();
    for arrow in ctx
        .schedule
        .graph
        .arrows
        .iter()
        .filter(|arrow| arrow.predecessor.is_none())
    {
        let (plan, ix) = (ctx.plan, arrow.successor);
        let task = plan.task(ix);
        let target = &arrow.dependency(plan).target;
        if plan.may_be_lost(&target.value) {
            continue;
        }
        let message = format!(
            "{} depends on {}, but no task has that id",
            task.label(),
            target.value
        );
        let finding = Finding::new(RULE.id, target.span, message)
            .task(task.id())
            .key(&*target.value);
        if taken.0 != Some(ix) {
            let all: HashSet<&str> = task
                .depends_on
                .iter()
                .map(|other| &*other.target.value)
                .collect();
            let remarks = task
                .notes
                .as_ref()
                .map(|notes| remarks(&notes.value, &all))
                .unwrap_or_default();
            taken = (Some(ix), all, remarks);
        }
        if let (Some(notes), Some(line)) = (&task.notes, taken.2.get(&*target.value)) {
            let help = format!(
                "the remark in `notes` says \"{}\"; {} is not in the plan: name the task that is meant, or remove the dependency",
                shorten(line.trim(), LONGEST_REMARK),
                target.value
            );
            out.add(finding.help(help).label(notes.span, "the remark"));
            continue;
        }
        if let Some(help) = may_be_lost(plan, arrow.dependency(plan)) {
            out.add(finding.help(help));
            continue;
        }
        let (there, missing): (Vec<&str>, Vec<&str>) =
            mend::split(&target.value).partition(|piece| plan.find(piece).is_some());
        if !there.is_empty() && !missing.is_empty() {
            let missing: Vec<&str> = missing
                .into_iter()
                .filter(|piece| !plan.may_be_lost(piece))
                .collect();
            let mut help = "write an entry for each id".to_owned();
            if !missing.is_empty() {
                let missing = missing.join(", ");
                let missing = shorten(&missing, LONGEST_REMARK);
                help += &format!("; no task has the id {missing}: name the one that is meant");
            }
            out.add(finding.help(help));
            continue;
        }
        let ids = plan.tasks.iter().filter_map(|other| other.id());
        let wbs = Wbs::parse(&target.value);
        // Neither what it depends on already, nor what would be the next mistake: itself, what it
        // is part of or has for a part, and what waits for it.
        let can_be_meant = |id: &str| {
            let other = plan
                .find(id)
                .filter(|other| *other != ix && !taken.1.contains(id));
            other.is_some_and(|other| {
                let is_apart = !plan.is_within(ix, other) && !plan.is_within(other, ix);
                is_apart && !waits.borrow_mut().would_be_ring(plan, ix, other)
            })
        };
        let distance = |id: &str| {
            let distance = || {
                wbs.as_ref()
                    .zip(Wbs::parse(id))
                    .map_or(u64::MAX, |(wbs, other)| wbs.distance(&other))
            };
            can_be_meant(id).then(distance)
        };
        let help = match guesses.nearest(&target.value, ids, distance) {
            // A number between others is no slip of the pen that makes another one likely: rather
            // that task is gone.
            Some(near) if is_gap(plan, &target.value) => format!(
                "remove the dependency if that task is gone, or add a task with the id {}; the nearest id is {near}",
                target.value
            ),
            Some(near) => format!(
                "the nearest id is {near}; if it is not meant, remove the dependency, or add a task with the id {}",
                target.value
            ),
            None => format!(
                "add a task with the id {}, or remove the dependency",
                target.value
            ),
        };
        out.add(finding.help(help));
    }
}

/// What to do about ids that are written in another way, if all of them are in the plan or may be
/// where it could not be read.
fn may_be_lost(plan: &Plan, one: &Dependency) -> Option<String> {
    let is_lost = |id: &str| plan.find(id).is_none() && plan.may_be_lost(id);
    let may_exist = |id: &str| plan.find(id).is_some() || plan.may_be_lost(id);
    let (meant, is_complete) = waits::list(&one.target.value, may_exist);
    let lost: Vec<&str> = meant
        .iter()
        .map(|meant| &*meant.task)
        .filter(|id| is_lost(id))
        .collect();
    if lost.is_empty() || !is_complete || !meant.iter().all(|meant| may_exist(&meant.task)) {
        return None;
    }
    let entries = meant
        .iter()
        .map(waits::Dependency::to_yaml)
        .collect::<Vec<_>>()
        .join(", ");
    let entries = shorten(&entries, LONGEST_LIST);
    let what = match meant.len() {
        _ if one.span != one.target.span => "write an id alone".to_owned(),
        1 => format!("write {entries}"),
        _ => format!("write an entry for each: {entries}"),
    };
    let lost = lost.join(", ");
    let lost = shorten(&lost, LONGEST_LIST);
    Some(format!(
        "{what}; whether a task has the id {lost} shows once everything can be read"
    ))
}

/// Characters of ids in a help.
const LONGEST_LIST: usize = 200;

/// Whether an id is a number below one that the plan has: then every number beside it is as near as
/// any other.
fn is_gap(plan: &Plan, id: &str) -> bool {
    let Some(parent) = Wbs::parse(id).and_then(|wbs| wbs.parent()) else {
        return false;
    };
    plan.find(&parent.to_string()).is_some()
}

/// Characters of a remark in a help.
const LONGEST_REMARK: usize = 60;

/// What the remarks say that the task waits for, each with the line that says so: an import has its
/// dependencies from there.
fn remarks<'n>(notes: &'n str, ids: &HashSet<&str>) -> HashMap<String, &'n str> {
    let mut remarks = HashMap::new();
    for line in notes.lines() {
        for dependency in waits::in_remark(line, |id| ids.contains(id)) {
            remarks.entry(dependency.task).or_insert(line);
        }
    }
    remarks
}
