#![doc = include_str!("dependency_unknown.md")]

use std::cell::RefCell;
use std::collections::HashMap;
use std::collections::HashSet;

use crate::finding::Fact;
use crate::finding::Finding;
use crate::finding::Findings;
use crate::finding::Guesses;
use crate::finding::Subject;
use crate::finding::shorten;
use crate::model::Bearing;
use crate::model::Dependency;
use crate::model::Plan;
use crate::model::TaskIx;
use crate::model::Wbs;
use crate::model::rule_id;
use crate::model::waits;
use crate::rules::Context;
use crate::rules::ERROR;
use crate::rules::Facts;
use crate::rules::Page;
use crate::rules::Rule;
use crate::rules::Run;
use crate::rules::WHERE;
use crate::text::mend;
use crate::words::Message;
use crate::words::code;
use crate::words::say;

pub(in crate::rules) static RULE: Rule = Rule::new(Facts {
    id: rule_id::DEPENDENCY_UNKNOWN,
    title: "前置任务不存在",
    since: "0.1.0",
    level: ERROR,
    page: Page {
        en: include_str!("dependency_unknown.md"),
        zh: include_str!("dependency_unknown.zh.md"),
    },
    run: Run::Plan(check),
})
.fields(WHERE.and(Bearing::LINKS));

/// The id that a finding says nobody has; `None` if it is about something else.
pub(crate) fn unknown(finding: &Finding) -> Option<&str> {
    let is_unknown = finding.fact == Some(Fact::UnknownPredecessor);
    finding.key.tasks().next().filter(|_| is_unknown)
}

fn check(ctx: &Context<'_>, out: &mut Findings) {
    let mut guesses = Guesses::default();
    let waits = RefCell::new(ctx.schedule.graph.waits());
    // What a task depends on and says is collected once, however many of its dependencies are
    // unknown.
    let mut taken: (Option<TaskIx>, HashSet<&str>, HashMap<String, &str>) = Default::default();
    for precedence in ctx
        .schedule
        .graph
        .precedences
        .iter()
        .filter(|precedence| precedence.predecessor.is_none())
    {
        let (plan, ix) = (ctx.plan, precedence.successor);
        let task = plan.task(ix);
        let target = &precedence.dependency(plan).target;
        if plan.may_be_lost(&target.value) {
            continue;
        }
        let message = say!(
            en: "{task} depends on {other}, but no task has that id",
            zh: "{task} 的前置任务 {other} 不存在，没有任务使用该编号",
            task = task,
            other = target,
        );
        let finding = Finding::new(RULE.id, target.span, message)
            .task(task.id())
            .key(Subject::task(&target.value))
            .fact(Fact::UnknownPredecessor);
        if taken.0 != Some(ix) {
            let all: HashSet<&str> = task
                .depends_on
                .iter()
                .map(|other| &*other.target.value)
                .collect();
            let remarks = task
                .notes
                .value()
                .map(|notes| remarks(notes, &all))
                .unwrap_or_default();
            taken = (Some(ix), all, remarks);
        }
        if let (Some(notes), Some(line)) = (task.notes.given(), taken.2.get(&*target.value)) {
            let help = say!(
                en: "the remark in `notes` says \"{remark}\"; {other} is not in the plan: name the task that is meant, or remove the dependency",
                zh: "`notes` 中的备注写有“{remark}”，但计划中没有 {other}：写明所指的任务，或删去该前置任务",
                remark = shorten(line.trim(), LONGEST_REMARK),
                other = target,
            );
            out.add(
                finding
                    .help(help)
                    .label(notes.span, say!(en: "the remark", zh: "备注")),
            );
            continue;
        }
        if let Some(help) = may_be_lost(plan, precedence.dependency(plan)) {
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
            let missing = missing.join(", ");
            out.add(finding.help(if missing.is_empty() {
                say!(en: "write an entry for each id", zh: "每个编号各写一条")
            } else {
                say!(
                    en: "write an entry for each id; no task has the id {missing}: name the one that is meant",
                    zh: "每个编号各写一条；没有编号为 {missing} 的任务：写明所指的任务",
                    missing = shorten(&missing, LONGEST_REMARK),
                )
            }));
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
                is_apart && !waits.borrow_mut().would_be_cycle(plan, ix, other)
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
            Some(near) if is_gap(plan, &target.value) => say!(
                en: "remove the dependency if that task is gone, or add a task with the id {id}; the nearest id is {near}",
                zh: "若该任务已取消，删去该前置任务，否则补充编号为 {id} 的任务；最接近的编号是 {near}",
                id = target,
                near = near,
            ),
            Some(near) => say!(
                en: "the nearest id is {near}; if it is not meant, remove the dependency, or add a task with the id {id}",
                zh: "最接近的编号是 {near}；若不是指它，删去该前置任务，或补充编号为 {id} 的任务",
                near = near,
                id = target,
            ),
            None => say!(
                en: "add a task with the id {id}, or remove the dependency",
                zh: "补充编号为 {id} 的任务，或删去该前置任务",
                id = target,
            ),
        };
        out.add(finding.help(help));
    }
}

/// What to do about ids that are written in another way, if all of them are in the plan or may be
/// where it could not be read.
fn may_be_lost(plan: &Plan, one: &Dependency) -> Option<Message> {
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
    let lost = lost.join(", ");
    let lost = shorten(&lost, LONGEST_LIST);
    Some(match meant.len() {
        _ if one.span != one.target.span => say!(
            en: "write an id alone; whether a task has the id {lost} shows once everything can be read",
            zh: "只写编号；是否有编号为 {lost} 的任务，要等全部内容都能读取后才知道",
            lost = lost,
        ),
        1 => say!(
            en: "write {entry}; whether a task has the id {lost} shows once everything can be read",
            zh: "改写为 {entry}；是否有编号为 {lost} 的任务，要等全部内容都能读取后才知道",
            entry = code(entries),
            lost = lost,
        ),
        _ => say!(
            en: "write an entry for each: {entries}; whether a task has the id {lost} shows once everything can be read",
            zh: "各写一条：{entries}；是否有编号为 {lost} 的任务，要等全部内容都能读取后才知道",
            entries = code(entries),
            lost = lost,
        ),
    })
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
