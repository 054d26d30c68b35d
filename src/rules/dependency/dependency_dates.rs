#![doc = include_str!("dependency_dates.md")]

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::calendar::Day;
use crate::finding::Finding;
use crate::finding::Findings;
use crate::finding::Measure;
use crate::model::Link;
use crate::model::TaskIx;
use crate::rules::Context;
use crate::rules::ERROR;
use crate::rules::Rule;
use crate::rules::Run;
use crate::rules::context::days;
use crate::rules::context::list;
use crate::rules::date::date_implausible;
use crate::rules::moved::Which;
use crate::rules::moved::early_parts;
use crate::rules::moved::moved;
use crate::rules::moved::shifted;
use crate::rules::offer::Refusal;
use crate::rules::way::Value;
use crate::rules::way::Way;
use crate::schedule::Breach;
use crate::schedule::breach;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "dependency-dates",
    since: "0.1.0",
    level: ERROR,
    page: include_str!("dependency_dates.md"),
    options: &[],
    run: Run::Plan(check),
};

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
    for (arrow, predecessor) in ctx.schedule.graph.links() {
        let dependency = arrow.dependency(ctx.plan);
        // A ring cannot be kept by any dates, and a repeated entry is the same condition.
        if firsts.0 != Some(arrow.successor) {
            firsts = (Some(arrow.successor), HashMap::new());
        }
        let repeated = match firsts.1.entry((predecessor, dependency.link)) {
            Entry::Occupied(first) => *first.get() == dependency.lag,
            Entry::Vacant(vacant) => {
                vacant.insert(dependency.lag);
                false
            }
        };
        if dependency.unclear || repeated || ctx.schedule.graph.is_in_ring(arrow) {
            continue;
        }
        let Some(breach) = breach(ctx.schedule, dependency, predecessor, arrow.successor) else {
            continue;
        };
        let (successor, other) = (ctx.plan.task(arrow.successor), ctx.plan.task(predecessor));
        let (waits, happens) = verbs(dependency.link);
        let Breach {
            waiting,
            awaited,
            early,
            worked,
            ..
        } = breach;
        let lag = match dependency.lag {
            0 => String::new(),
            lag if lag > 0 => format!(" with a lag of {}", days(lag)),
            lead => format!(" with a lead of {}", days(-lead)),
        };
        let message = format!(
            "{} {waits} on {}, but {}, which it depends on{lag}, {happens} on {}: {} too early{}",
            successor.label(),
            waiting.day,
            other.label(),
            awaited.day,
            days(early),
            if worked { "" } else { " (none of them worked)" },
        );
        let finding = Finding::new(RULE.id, dependency.target.span, message)
            .label(
                waiting.span,
                format!("{} {waits} on {}", successor.label(), waiting.day),
            )
            .label(
                awaited.span,
                format!("{} {happens} on {}", other.label(), awaited.day),
            )
            .task(successor.id())
            .key(format!("{} {}", dependency.target.value, dependency.link))
            .size(Measure::DaysEarly, early);
        if !ctx.is_read() {
            out.add(finding);
            continue;
        }
        let other = other.label();
        let help = later(
            ctx,
            &finding,
            arrow.successor,
            dependency.link,
            &breach,
            &mut looks,
        );
        out.add(finding.help(match help {
            Some(help) => {
                format!("{help}, or change the dates of {other}, or remove the dependency")
            }
            None => format!("check the dates of {other}, or remove the dependency"),
        }));
    }
}

/// How to begin or finish late enough; `None` if that day cannot be meant. `looks` is how many
/// tasks may still be looked at to name those of a group.
fn later(
    ctx: &Context<'_>,
    finding: &Finding,
    successor: TaskIx,
    link: Link,
    breach: &Breach,
    looks: &mut usize,
) -> Option<String> {
    let task = ctx.plan.task(successor);
    let (starts, label) = (
        matches!(link, Link::FinishStart | Link::StartStart),
        task.label(),
    );
    let does = if starts { "start" } else { "finish" };
    let Some(earliest) = breach.earliest else {
        return Some(format!(
            "{does} {label} later, on a day that its calendar does not know yet"
        ));
    };
    let to = ctx.next_working(successor, earliest);
    // With a group all of its tasks have to move.
    let parts = if task.is_leaf() || !starts {
        Vec::new()
    } else {
        early_parts(ctx, successor, to, looks)
    };
    let ways = ways(ctx, successor, starts, breach, to, &parts);
    // A start alone would leave the finish where it is.
    let own_finish = ways
        .first()
        .filter(|_| starts && parts.is_empty())
        .and_then(|way| match way[..] {
            [.., (ix, Value::Finish(finish))] if ix == successor => Some(finish),
            _ => None,
        });
    let names: Vec<&str> = parts
        .iter()
        .map(|part| ctx.plan.task(*part).label())
        .collect();
    let own = if breach.waiting.declared {
        "its `start` and "
    } else {
        ""
    };
    let possible = match &names[..] {
        [] => match own_finish {
            Some(finish) => {
                format!("{does} {label} on {to} or later, to finish on {finish} or later")
            }
            None => format!("{does} {label} on {to} or later"),
        },
        [name] if own.is_empty() => {
            format!("{does} {label} on {to} or later: move {name}, its start and its finish")
        }
        names => {
            let names = list(names.iter().copied(), MOST_NAMES);
            match own {
                "" => format!(
                    "{does} {label} on {to} or later: move {names}, their starts and their finishes"
                ),
                own => format!("{does} {label} on {to} or later: move {own}{names}"),
            }
        }
    };
    let offer = ctx.offer(finding, successor, ways, 1);
    let is_beyond = |refusal: &Refusal| refusal.rule == date_implausible::RULE.id;
    if offer.holding.is_empty() && offer.refusal.as_ref().is_some_and(is_beyond) {
        return None;
    }
    let refused = |why: &str| match names[..] {
        [] => format!("{possible}, and move what would not fit then ({why})"),
        _ => format!("{possible}, and what would not fit then ({why})"),
    };
    Some(offer.help(refused, || possible.clone()))
}

/// What to write so that a task starts or finishes on the day `to`. `parts` are the tasks of a
/// group that start before it.
fn ways(
    ctx: &Context<'_>,
    successor: TaskIx,
    starts: bool,
    breach: &Breach,
    to: Day,
    parts: &[TaskIx],
) -> Vec<Way> {
    if !starts {
        // With the same days as before rather than with more.
        return moved(ctx, successor, breach.waiting, Which::Finish, to)
            .into_iter()
            .rev()
            .collect();
    }
    let own: Way = breach
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
    let by = to.since(breach.waiting.day);
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

/// What the successor does too early, and what the predecessor does that it should wait for.
fn verbs(link: Link) -> (&'static str, &'static str) {
    match link {
        Link::FinishStart => ("starts", "finishes"),
        Link::StartStart => ("starts", "starts"),
        Link::FinishFinish => ("finishes", "finishes"),
        Link::StartFinish => ("finishes", "starts"),
    }
}
