#![doc = include_str!("revision_float_consumed.md")]

use std::collections::BTreeMap;

use crate::config::Setting;
use crate::diff::FloatChange;
use crate::finding::Fact;
use crate::finding::Finding;
use crate::finding::Findings;
use crate::rules::Facts;
use crate::rules::NOTE;
use crate::rules::Page;
use crate::rules::PairContext;
use crate::rules::Rule;
use crate::rules::Run;
use crate::rules::slip::NAMED;
use crate::words::Arg;
use crate::words::Message;
use crate::words::Noun;
use crate::words::list;
use crate::words::say;

const ID: &str = "revision-float-consumed";

const DAYS: Setting<i64> = Setting::integer(
    ID,
    (
        "days",
        "From how many days on a loss of total float is told. That a task became critical is always told.",
    ),
    [1, 100_000],
    1,
);

pub(in crate::rules) static RULE: Rule = Rule::new(Facts {
    id: ID,
    title: "总时差减少",
    since: "0.1.0",
    level: NOTE,
    page: Page {
        en: include_str!("revision_float_consumed.md"),
        zh: include_str!("revision_float_consumed.zh.md"),
    },
    run: Run::Pair(check),
})
.options(&[DAYS.spec]);

/// Whether a finding tells of floats that were used up.
pub(crate) fn is_of_floats(finding: &Finding) -> bool {
    finding.fact == Some(Fact::LessFloat)
}

fn check(ctx: &PairContext<'_>, out: &mut Findings) {
    let least = ctx.get(&DAYS);
    // What follows each other in a chain has the same float before and after, for one reason.
    let mut alike: BTreeMap<_, Vec<&FloatChange>> = BTreeMap::new();
    for change in &ctx.outlook.floats {
        let is_less = lost(change).is_some_and(|lost| lost >= least);
        if is_less || became_critical(change) {
            let key = (
                change.before,
                change.after,
                became_critical(change),
                change.working,
            );
            alike.entry(key).or_default().push(change);
        }
    }
    let mut groups: Vec<Vec<&FloatChange>> = alike.into_values().collect();
    groups.sort_by_key(|group| group[0].task);
    for group in groups {
        finding(ctx, &group, out);
    }
}

/// By how much float is less.
fn lost(change: &FloatChange) -> Option<i64> {
    Some(change.before? - change.after?)
}

fn became_critical(change: &FloatChange) -> bool {
    change.critical && !change.was_critical
}

fn finding(ctx: &PairContext<'_>, group: &[&FloatChange], out: &mut Findings) {
    let plan = ctx.new.plan;
    let [first, ..] = group else { return };
    let message = match group {
        [_] => of_one(ctx, first),
        _ => of_several(ctx, first, group),
    };
    let task = plan.task(first.task);
    let finding = Finding::new(ID, task.place(), message)
        .help(say!(
            en: "see that it is not late, or give it room again",
            zh: "留意不要延误，或重新留出余地",
        ))
        .task(task.id())
        .fact(Fact::LessFloat);
    out.add(finding);
}

fn days(change: &FloatChange, count: i64) -> Arg {
    let noun = if change.working {
        Noun::WorkingDayNamed
    } else {
        Noun::CalendarDay
    };
    Arg::Many(count, noun)
}

fn of_one(ctx: &PairContext<'_>, change: &FloatChange) -> Message {
    let task = ctx.new.plan.task(change.task);
    let fell = change
        .before
        .zip(change.after)
        .filter(|(before, after)| after < before);
    match (fell, became_critical(change)) {
        (Some((before, after)), true) => say!(
            en: "{task} is critical now: its total float fell from {before} to {after}",
            zh: "{task} 成为关键任务：总时差由 {before} 减为 {after}",
            task = task,
            before = before,
            after = days(change, after),
        ),
        (Some((before, after)), false) => say!(
            en: "the total float of {task} fell from {before} to {after}",
            zh: "{task} 的总时差由 {before} 减为 {after}",
            task = task,
            before = before,
            after = days(change, after),
        ),
        (None, _) => say!(
            en: "{task} is critical now: it is on the longest path to the end of the plan",
            zh: "{task} 成为关键任务：位于到计划完成的最长路径上",
            task = task,
        ),
    }
}

fn of_several(ctx: &PairContext<'_>, first: &FloatChange, group: &[&FloatChange]) -> Message {
    let tasks = group.iter().map(|change| ctx.new.plan.task(change.task));
    let tasks = list(tasks, NAMED);
    let fell = first
        .before
        .zip(first.after)
        .filter(|(before, after)| after < before);
    match (fell, became_critical(first)) {
        (Some((before, after)), true) => say!(
            en: "{tasks} are critical now: their total float fell from {before} to {after}",
            zh: "{tasks} 成为关键任务：总时差由 {before} 减为 {after}",
            tasks = tasks,
            before = before,
            after = days(first, after),
        ),
        (Some((before, after)), false) => say!(
            en: "the total float of {tasks} fell from {before} to {after}",
            zh: "{tasks} 的总时差由 {before} 减为 {after}",
            tasks = tasks,
            before = before,
            after = days(first, after),
        ),
        (None, _) => say!(
            en: "{tasks} are critical now: they are on the longest path to the end of the plan",
            zh: "{tasks} 成为关键任务：位于到计划完成的最长路径上",
            tasks = tasks,
        ),
    }
}
