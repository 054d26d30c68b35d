#![doc = include_str!("dependency_dates.md")]

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::calendar::Day;
use crate::finding::Finding;
use crate::finding::Findings;
use crate::finding::Measure;
use crate::finding::Subject;
use crate::model::Bearing;
use crate::model::Dependency;
use crate::model::Link;
use crate::model::Task;
use crate::model::TaskIx;
use crate::rules::Context;
use crate::rules::ERROR;
use crate::rules::Facts;
use crate::rules::Page;
use crate::rules::Rule;
use crate::rules::Run;
use crate::rules::WHEN;
use crate::rules::date::date_implausible;
use crate::rules::moved::Which;
use crate::rules::moved::early_parts;
use crate::rules::moved::moved;
use crate::rules::moved::shifted;
use crate::rules::offer::Refusal;
use crate::rules::way::Value;
use crate::rules::way::Way;
use crate::schedule::Violation;
use crate::schedule::violation;
use crate::words::Arg;
use crate::words::Message;
use crate::words::days_in;
use crate::words::list;
use crate::words::say;

pub(in crate::rules) static RULE: Rule = Rule::new(Facts {
    id: "dependency-dates",
    title: "日期与前置任务冲突",
    since: "0.1.0",
    level: ERROR,
    page: Page {
        en: include_str!("dependency_dates.md"),
        zh: include_str!("dependency_dates.zh.md"),
    },
    run: Run::Plan(check),
})
.fields(WHEN.and(Bearing::LINKS))
.tried();

/// Tasks of a group that are moved together in a help; more are only named.
const MOST_PARTS: usize = 4;

/// Tasks of a group that are named; more are counted.
const MOST_NAMES: usize = 12;

/// Tasks that are looked at to find those of groups that have to move: a group may wait for
/// thousands.
const MOST_LOOKS: usize = 200_000;

fn check(ctx: &Context<'_>, out: &mut Findings) {
    let mut looks = MOST_LOOKS;
    // The lag of the first entry of each condition of the task whose turn it is.
    let mut firsts: (Option<TaskIx>, HashMap<(TaskIx, Link), i64>) = (None, HashMap::new());
    for (precedence, predecessor) in ctx.schedule.graph.links() {
        let dependency = precedence.dependency(ctx.plan);
        // A ring cannot be kept by any dates, and a repeated entry is the same condition.
        if firsts.0 != Some(precedence.successor) {
            firsts = (Some(precedence.successor), HashMap::new());
        }
        let repeated = match firsts.1.entry((predecessor, dependency.link)) {
            Entry::Occupied(first) => *first.get() == dependency.lag,
            Entry::Vacant(vacant) => {
                vacant.insert(dependency.lag);
                false
            }
        };
        if dependency.unclear || repeated || ctx.schedule.graph.is_in_cycle(precedence) {
            continue;
        }
        let Some(violation) =
            violation(ctx.schedule, dependency, predecessor, precedence.successor)
        else {
            continue;
        };
        let (successor, other) = (
            ctx.plan.task(precedence.successor),
            ctx.plan.task(predecessor),
        );
        let message = broken(ctx, precedence.successor, other, dependency, &violation);
        let Violation {
            waiting,
            awaited,
            early,
            ..
        } = violation;
        let (waiting_starts, awaited_starts) = starts(dependency.link);
        let finding = Finding::new(RULE.id, dependency.target.span, message)
            .label(
                waiting.span,
                happens(successor, waiting_starts, waiting.day),
            )
            .label(awaited.span, happens(other, awaited_starts, awaited.day))
            .task(successor.id())
            .key([
                Subject::task(&dependency.target.value),
                Subject::Word(dependency.link.name()),
            ])
            .size(Measure::DaysEarly, early);
        if !ctx.is_read() {
            out.add(finding);
            continue;
        }
        let help = later(
            ctx,
            &finding,
            precedence.successor,
            dependency.link,
            &violation,
            &mut looks,
        );
        out.add(finding.help(match help {
            Some(help) => say!(
                en: "{help}, or change the dates of {other}, or remove the dependency",
                zh: "{help}，或调整 {other} 的日期，或删去该前置任务",
                help = help,
                other = other,
            ),
            None => say!(
                en: "check the dates of {other}, or remove the dependency",
                zh: "核对 {other} 的日期，或删去该前置任务",
                other = other,
            ),
        }));
    }
}

/// `2.1 starts on 2023-09-04`.
fn happens(task: &Task, starts: bool, day: Day) -> Message {
    if starts {
        say!(
            en: "{task} starts on {day}",
            zh: "{task} 于 {day} 开始",
            task = task,
            day = day,
        )
    } else {
        say!(
            en: "{task} finishes on {day}",
            zh: "{task} 于 {day} 完成",
            task = task,
            day = day,
        )
    }
}

/// What is wrong.
fn broken(
    ctx: &Context<'_>,
    successor: TaskIx,
    other: &Task,
    dependency: &Dependency,
    violation: &Violation,
) -> Message {
    let (waiting_starts, awaited_starts) = starts(dependency.link);
    let waits = happens(
        ctx.plan.task(successor),
        waiting_starts,
        violation.waiting.day,
    );
    let day = violation.awaited.day;
    let early = if violation.worked {
        say!(
            en: "{days} too early",
            zh: "早了 {days}",
            days = ctx.days_of(violation.early, successor),
        )
    } else {
        say!(
            en: "{days} too early (none of them worked)",
            zh: "早了 {days}（其间没有工作日）",
            days = days_in(violation.early, "every-day"),
        )
    };
    let lag = ctx.days_of(dependency.lag.abs(), successor);
    match (awaited_starts, dependency.lag) {
        (true, 0) => say!(
            en: "{waits}, but {other}, which it depends on, starts on {day}: {early}",
            zh: "{waits}，但其前置任务 {other} 于 {day} 开始：{early}",
            waits = waits,
            other = other,
            day = day,
            early = early,
        ),
        (true, 1..) => say!(
            en: "{waits}, but {other}, which it depends on with a lag of {lag}, starts on {day}: {early}",
            zh: "{waits}，但其前置任务 {other}（延隔时间 {lag}）于 {day} 开始：{early}",
            waits = waits,
            other = other,
            lag = lag,
            day = day,
            early = early,
        ),
        (true, _) => say!(
            en: "{waits}, but {other}, which it depends on with a lead of {lead}, starts on {day}: {early}",
            zh: "{waits}，但其前置任务 {other}（提前量 {lead}）于 {day} 开始：{early}",
            waits = waits,
            other = other,
            lead = lag,
            day = day,
            early = early,
        ),
        (false, 0) => say!(
            en: "{waits}, but {other}, which it depends on, finishes on {day}: {early}",
            zh: "{waits}，但其前置任务 {other} 于 {day} 完成：{early}",
            waits = waits,
            other = other,
            day = day,
            early = early,
        ),
        (false, 1..) => say!(
            en: "{waits}, but {other}, which it depends on with a lag of {lag}, finishes on {day}: {early}",
            zh: "{waits}，但其前置任务 {other}（延隔时间 {lag}）于 {day} 完成：{early}",
            waits = waits,
            other = other,
            lag = lag,
            day = day,
            early = early,
        ),
        (false, _) => say!(
            en: "{waits}, but {other}, which it depends on with a lead of {lead}, finishes on {day}: {early}",
            zh: "{waits}，但其前置任务 {other}（提前量 {lead}）于 {day} 完成：{early}",
            waits = waits,
            other = other,
            lead = lag,
            day = day,
            early = early,
        ),
    }
}

/// How to begin or finish late enough; `None` if that day cannot be meant. `looks` is how many
/// tasks may still be looked at to name those of a group.
fn later(
    ctx: &Context<'_>,
    finding: &Finding,
    successor: TaskIx,
    link: Link,
    violation: &Violation,
    looks: &mut usize,
) -> Option<Message> {
    let task = ctx.plan.task(successor);
    let (starts, _) = starts(link);
    let Some(earliest) = violation.earliest else {
        return Some(if starts {
            say!(
                en: "start {task} later, on a day that its calendar does not know yet",
                zh: "推迟 {task} 的开始，推迟到的日期其日历尚无数据",
                task = task,
            )
        } else {
            say!(
                en: "finish {task} later, on a day that its calendar does not know yet",
                zh: "推迟 {task} 的完成，推迟到的日期其日历尚无数据",
                task = task,
            )
        });
    };
    let to = ctx.next_working(successor, earliest);
    // With a group all of its tasks have to move.
    let parts = if task.is_leaf() || !starts {
        Vec::new()
    } else {
        early_parts(ctx, successor, to, looks)
    };
    let ways = ways(ctx, successor, starts, violation, to, &parts);
    // A start alone would leave the finish where it is.
    let own_finish = ways
        .first()
        .filter(|_| starts && parts.is_empty())
        .and_then(|way| match way[..] {
            [.., (ix, Value::Finish(finish))] if ix == successor => Some(finish),
            _ => None,
        });
    let possible = possible(ctx, task, starts, to, own_finish, &parts, violation);
    let offer = ctx.offer(finding, successor, ways, 1);
    let is_beyond = |refusal: &Refusal| refusal.rule == date_implausible::RULE.id;
    if offer.holding.is_empty() && offer.refusal.as_ref().is_some_and(is_beyond) {
        return None;
    }
    let refused = |why: Arg| {
        if parts.is_empty() {
            say!(
                en: "{possible}, and move what would not fit then ({why})",
                zh: "{possible}，并调整随之不符的内容（{why}）",
                possible = possible.clone(),
                why = why,
            )
        } else {
            say!(
                en: "{possible}, and what would not fit then ({why})",
                zh: "{possible}，以及随之不符的内容（{why}）",
                possible = possible.clone(),
                why = why,
            )
        }
    };
    Some(offer.help(refused, || possible.clone()))
}

/// What can be done where nothing was tried: with which finish, or with which parts of a group.
fn possible(
    ctx: &Context<'_>,
    task: &Task,
    starts: bool,
    to: Day,
    own_finish: Option<Day>,
    parts: &[TaskIx],
    violation: &Violation,
) -> Message {
    let names = || list(parts.iter().map(|part| ctx.plan.task(*part)), MOST_NAMES);
    match (parts, own_finish) {
        ([], Some(finish)) => say!(
            en: "start {task} on {to} or later, to finish on {finish} or later",
            zh: "将 {task} 的开始日期改到 {to} 或之后，相应地于 {finish} 或之后完成",
            task = task,
            to = to,
            finish = finish,
        ),
        ([], None) if starts => say!(
            en: "start {task} on {to} or later",
            zh: "将 {task} 的开始日期改到 {to} 或之后",
            task = task,
            to = to,
        ),
        ([], None) => say!(
            en: "finish {task} on {to} or later",
            zh: "将 {task} 的完成日期改到 {to} 或之后",
            task = task,
            to = to,
        ),
        _ if violation.waiting.declared => say!(
            en: "start {task} on {to} or later: move its `start` and {parts}",
            zh: "将 {task} 的开始日期改到 {to} 或之后：移动其 `start`，以及 {parts}",
            task = task,
            to = to,
            parts = names(),
        ),
        ([part], _) => say!(
            en: "start {task} on {to} or later: move {part}, its start and its finish",
            zh: "将 {task} 的开始日期改到 {to} 或之后：移动 {part} 的开始和完成日期",
            task = task,
            to = to,
            part = ctx.plan.task(*part),
        ),
        _ => say!(
            en: "start {task} on {to} or later: move {parts}, their starts and their finishes",
            zh: "将 {task} 的开始日期改到 {to} 或之后：移动 {parts} 的开始和完成日期",
            task = task,
            to = to,
            parts = names(),
        ),
    }
}

/// What to write so that a task starts or finishes on the day `to`. `parts` are the tasks of a
/// group that start before it.
fn ways(
    ctx: &Context<'_>,
    successor: TaskIx,
    starts: bool,
    violation: &Violation,
    to: Day,
    parts: &[TaskIx],
) -> Vec<Way> {
    if !starts {
        // With the same days as before rather than with more.
        return moved(ctx, successor, violation.waiting, Which::Finish, to)
            .into_iter()
            .rev()
            .collect();
    }
    let own: Way = violation
        .waiting
        .declared
        .then_some((successor, Value::Start(to)))
        .into_iter()
        .collect();
    if parts.is_empty() {
        return if ctx.plan.task(successor).is_leaf() {
            shifted(ctx, successor, to).into_iter().collect()
        } else {
            vec![own]
        };
    }
    if parts.len() > MOST_PARTS {
        return Vec::new();
    }
    // Those that start too early, or all of them as they follow each other.
    let all = leaves(ctx, successor);
    let by = to.since(violation.waiting.day);
    let later =
        |part: TaskIx| Some(ctx.next_working(part, ctx.schedule.window(part).start?.day.plus(by)));
    let whole = (all.len() <= MOST_PARTS).then(|| together(ctx, &all, later));
    let ways = [Some(together(ctx, parts, |_| Some(to))), whole]
        .into_iter()
        .flatten()
        .flatten();
    ways.map(|way| [own.clone(), way].concat()).collect()
}

/// The way to have each of these tasks begin on its day.
fn together(
    ctx: &Context<'_>,
    parts: &[TaskIx],
    to: impl Fn(TaskIx) -> Option<Day>,
) -> Option<Way> {
    let ways = parts.iter().map(|part| shifted(ctx, *part, to(*part)?));
    ways.collect::<Option<Vec<Way>>>().map(|ways| ways.concat())
}

/// The first tasks of a group that have none of their own, one more than can be moved together.
fn leaves(ctx: &Context<'_>, group: TaskIx) -> Vec<TaskIx> {
    ctx.plan
        .descendants(group)
        .filter(|ix| ctx.plan.task(*ix).is_leaf())
        .take(MOST_PARTS + 1)
        .collect()
}

/// Whether it is the start of the successor that waits, and whether it waits for the start of the
/// predecessor.
fn starts(link: Link) -> (bool, bool) {
    match link {
        Link::FinishStart => (true, false),
        Link::StartStart => (true, true),
        Link::FinishFinish => (false, false),
        Link::StartFinish => (false, true),
    }
}
