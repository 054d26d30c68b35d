#![doc = include_str!("dependency_dates.md")]

use std::collections::HashMap;
use std::collections::hash_map::Entry;

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

fn check(ctx: &Context<'_>, out: &mut Findings) {
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
        let Some(breach) = breach(ctx.schedule, dependency, predecessor, arrow.successor) else { continue };
        let (successor, other) = (ctx.plan.task(arrow.successor), ctx.plan.task(predecessor));
        let (waits, happens) = verbs(dependency.link);
        let Breach { waiting, awaited, earliest, early, worked } = breach;
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
        let starts = matches!(dependency.link, Link::FinishStart | Link::StartStart);
        let does = if starts { "start" } else { "finish" };
        let possible = match earliest.map(|earliest| (earliest, ctx.next_working(arrow.successor, earliest))) {
            Some((earliest, next)) if next == earliest => {
                format!("{does} {} on {earliest} or later", successor.label())
            }
            Some((earliest, next)) => {
                format!("{does} {} on {earliest} or later ({next} is the next working day)", successor.label())
            }
            None => format!("{does} {} later, on a day that its calendar does not know yet", successor.label()),
        };
        let finding = Finding::new(RULE.id, dependency.target.span, message)
            .help(format!("{possible}, or change the dates of {}, or remove the dependency", other.label()))
            .label(waiting.span, format!("{} {waits} on {}", successor.label(), waiting.day))
            .label(awaited.span, format!("{} {happens} on {}", other.label(), awaited.day))
            .task(successor.id())
            .key(format!("{} {}", dependency.target.value, dependency.link))
            .size(Measure::DaysEarly, early);
        out.add(finding);
    }
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
