#![doc = include_str!("phase_overlap.md")]

use crate::finding::Finding;
use crate::finding::Findings;
use crate::finding::Measure;
use crate::model::Task;
use crate::model::TaskIx;
use crate::rules::Context;
use crate::rules::Rule;
use crate::rules::Run;
use crate::rules::WARNING;
use crate::rules::context::list;
use crate::rules::moved::early_parts;
use crate::rules::offer::Outcome;
use crate::rules::way::Value;
use crate::schedule::End;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "phase-overlap",
    since: "0.1.0",
    level: WARNING,
    page: include_str!("phase_overlap.md"),
    options: &[],
    run: Run::Plan(check),
};

/// Tasks that are named; more are counted.
const MOST_NAMES: usize = 12;

fn check(ctx: &Context<'_>, out: &mut Findings) {
    // What a phase has to wait for: the one before it, and those that run in parallel to that one.
    let mut before: Option<(&Task, End)> = None;
    for ix in &ctx.plan.phases {
        let phase = ctx.plan.task(*ix);
        let window = ctx.schedule.window(*ix);
        if let (Some((other, finish)), Some(start)) = (before, window.start)
            && !phase.is_parallel()
            && start.day <= finish.day
        {
            out.add(finding(ctx, *ix, start, other, finish));
        }
        if let Some(finish) = window.finish {
            let later = before.filter(|(_, other)| phase.is_parallel() && other.day >= finish.day);
            before = later.or(Some((phase, finish)));
        }
    }
}

fn finding(ctx: &Context<'_>, ix: TaskIx, start: End, before: &Task, finish: End) -> Finding {
    let phase = ctx.plan.task(ix);
    let (name, other) = (phase.label(), before.label());
    let message = if start.day == finish.day {
        format!(
            "phase {name} starts on {}, the day on which phase {other} finishes",
            start.day
        )
    } else {
        format!(
            "phase {name} starts on {}, before phase {other} has finished on {}",
            start.day, finish.day
        )
    };
    let finding = Finding::new(RULE.id, phase.place(), message)
        .label(start.span, format!("phase {name} starts here"))
        .label(finish.span, format!("phase {other} finishes here"))
        .task(phase.id())
        .key(other)
        .size(Measure::DaysShared, finish.day.since(start.day) + 1);
    if !ctx.is_read() {
        return finding;
    }
    let offer = ctx.offer(&finding, ix, vec![vec![(ix, Value::Parallel)]], 1);
    let mut looks = usize::MAX;
    let to = ctx.next_working(ix, finish.day.plus(1));
    let parts = early_parts(ctx, ix, to, &mut looks);
    let own = if start.declared && !phase.is_leaf() {
        "its `start` and "
    } else {
        ""
    };
    let parts = list(
        parts.iter().map(|part| ctx.plan.task(*part).label()),
        MOST_NAMES,
    );
    let later = match &parts[..] {
        "" => format!("start phase {name} on {to} or later"),
        parts => format!("start phase {name} on {to} or later: move {own}{parts}"),
    };
    finding.help(match offer.outcome() {
        Outcome::Write(parallel) => {
            format!("{later}, or write {parallel} if the phases are meant to overlap")
        }
        Outcome::InTheWay(why) => {
            format!("{later}; made parallel it would not fit the rest of the plan ({why})")
        }
        Outcome::Untried => {
            format!("{later}, or set `parallel: true` if the phases are meant to overlap")
        }
    })
}
