#![doc = include_str!("total_mismatch.md")]

use crate::finding::Finding;
use crate::finding::Findings;
use crate::finding::Measure;
use crate::model::Kind;
use crate::model::TaskIx;
use crate::rules::Context;
use crate::rules::ERROR;
use crate::rules::Rule;
use crate::rules::Run;
use crate::rules::context::days;
use crate::rules::method::METHOD;
use crate::rules::moved::shifted;
use crate::rules::offer::Outcome;
use crate::rules::overlap::Overlap;
use crate::rules::overlap::meetings;
use crate::rules::overlap::overlap;
use crate::rules::overlap::worst;
use crate::rules::way::Value;
use crate::schedule::Method;
use crate::schedule::Rollup;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "total-mismatch",
    since: "0.1.0",
    level: ERROR,
    page: include_str!("total_mismatch.md"),
    options: &[METHOD],
    run: Run::Plan(check),
};

/// Tasks of the chain shown in the message; more are counted.
const SHOWN: usize = 12;

fn check(ctx: &Context<'_>, out: &mut Findings) {
    let method = ctx.method();
    for (ix, task) in ctx.plan.all() {
        let (Some(rollup), Some(declared)) = (&ctx.schedule.rollups[ix.index()], task.days.given())
        else {
            continue;
        };
        let said = i64::from(declared.value);
        // Where a child's days are not known the roll-up is a lower bound, and only less than that
        // is wrong.
        let wrong = if rollup.complete {
            said != rollup.days
        } else {
            said < rollup.days
        };
        if !wrong || ctx.plan.broken.contains(&task.span.file) {
            continue;
        }
        let name = if task.kind == Kind::Phase {
            format!("phase {}", task.label())
        } else {
            task.label().to_owned()
        };
        let least = if rollup.complete { "" } else { "at least " };
        let what = match method {
            Method::Chain => {
                format!(
                    "its longest chain of work is {least}{}: {}",
                    days(rollup.days),
                    chain(ctx, rollup)
                )
            }
            Method::Sum => format!("what is in it adds up to {least}{}", days(rollup.days)),
            Method::Span => {
                let calendar = ctx.calendar_name(ix);
                format!(
                    "its first start to its last finish is {least}{} in the calendar {calendar}",
                    days(rollup.days)
                )
            }
        };
        let key = if task.kind == Kind::Phase {
            "total_days"
        } else {
            "days"
        };
        let mut finding = Finding::new(
            RULE.id,
            declared.span,
            format!("{name} says {}, but {what}", days(said)),
        )
        .task(task.id())
        .size(Measure::DaysOff, said - rollup.days);
        let help = help(ctx, &finding, ix, key, said, rollup);
        finding = finding.help(help);
        if method == Method::Chain {
            for child in rollup.chain.iter().take(SHOWN) {
                let member = ctx.plan.task(*child);
                finding = finding.label(
                    member.place(),
                    match weight(ctx, *child) {
                        Weight::Known(known) => format!("{}: {}", member.label(), days(known)),
                        Weight::AtLeast(least) => {
                            format!("{}: at least {}", member.label(), days(least))
                        }
                        Weight::Unknown => format!("{}: days not known", member.label()),
                    },
                );
            }
        }
        out.add(finding);
    }
}

/// What to write in the place of `said`, or what to mend.
fn help(
    ctx: &Context<'_>,
    finding: &Finding,
    ix: TaskIx,
    key: &str,
    said: i64,
    rollup: &Rollup,
) -> String {
    let or_children = |help: String| format!("{help}, or correct the days of what is in it");
    if !rollup.complete {
        return or_children(format!(
            "it takes {} at least: write a larger {key}",
            days(rollup.days)
        ));
    }
    if said > rollup.days
        && let Some(Overlap {
            first,
            second,
            finish,
            start,
        }) = overlap(ctx, ix)
    {
        // The total is what it would be if they were done in turn: less of it would make the plan
        // wrong twice.
        let behind = shifted(ctx, second, ctx.next_working(second, finish.plus(1)));
        let behind = ctx.offer(finding, ix, behind.into_iter().collect(), 1);
        let beside = vec![(second, Value::Parallel), (ix, Value::Days(rollup.days))];
        let beside = ctx.offer(finding, ix, vec![beside], 1);
        let (first, second) = (ctx.plan.task(first).label(), ctx.plan.task(second).label());
        let meant = match beside.outcome() {
            Outcome::Write(beside) => format!("write {beside}"),
            _ => format!(
                "set `parallel: true` for {second}, and `{key}` to {}",
                rollup.days
            ),
        };
        let then = match behind.outcome() {
            Outcome::Write(behind) if !beside.holding.is_empty() => {
                return or_children(format!(
                    "write {behind}, or {}",
                    beside.holding.join(", or ")
                ));
            }
            Outcome::Write(behind) => return or_children(format!("write {behind}")),
            Outcome::InTheWay(why) => format!(", and move what would not fit then ({why})"),
            Outcome::Untried => String::new(),
        };
        return or_children(format!(
            "{second} starts on {start} and {first}, which stands before it, finishes on {finish}: let it start after that{then}; or, if they are meant to overlap, {meant}"
        ));
    }
    let meetings = meetings(ctx, ix);
    let comes_to = format!("its work comes to {}", days(rollup.days));
    let offer = ctx.offer(finding, ix, vec![vec![(ix, Value::Days(rollup.days))]], 1);
    or_children(
        match (offer.outcome(), worst(&meetings), miscounted(ctx, rollup)) {
            (Outcome::Write(total), ..) => format!("write {total}"),
            (Outcome::InTheWay(_), Some(cause), _) => {
                format!("{}: mend these dates first", cause.told(ctx))
            }
            (Outcome::InTheWay(_), None, Some(child)) => {
                let child = ctx.plan.task(child).label();
                return format!(
                    "{comes_to}, but {child} says other days than its dates make: mend that first"
                );
            }
            (Outcome::InTheWay(why), None, None) => {
                format!("{comes_to}, but with that the rest of the plan would not fit ({why})")
            }
            (Outcome::Untried, ..) => format!(
                "{comes_to}: set `{key}` to {}, and check again",
                rollup.days
            ),
        },
    )
}

/// A task of the chain that says other days than its dates make: what it adds may be wrong.
pub(super) fn miscounted(ctx: &Context<'_>, rollup: &Rollup) -> Option<TaskIx> {
    let is_off = |ix: &TaskIx| -> Option<bool> {
        let task = ctx.plan.task(*ix);
        let (first, last) = (*task.start.value()?, *task.finish.value()?);
        let calendar = ctx
            .schedule
            .calendar(*ix)
            .filter(|calendar| calendar.covers(first) && calendar.covers(last))?;
        Some(task.is_leaf() && i64::from(*task.days.value()?) != calendar.count(first, last))
    };
    let milestone = |ix: &TaskIx| ctx.schedule.milestones[ix.index()];
    rollup
        .chain
        .iter()
        .copied()
        .find(|ix| !milestone(ix) && is_off(ix) == Some(true))
}

/// How much a child adds to a chain.
enum Weight {
    Known(i64),
    AtLeast(i64),
    Unknown,
}

fn weight(ctx: &Context<'_>, child: TaskIx) -> Weight {
    match (
        ctx.schedule.days[child.index()],
        ctx.schedule.least[child.index()],
    ) {
        (Some(days), _) => Weight::Known(days),
        (None, 0) => Weight::Unknown,
        (None, least) => Weight::AtLeast(least),
    }
}

fn chain(ctx: &Context<'_>, rollup: &Rollup) -> String {
    let member = |child: &TaskIx| {
        let label = ctx.plan.task(*child).label();
        match weight(ctx, *child) {
            Weight::Known(days) => format!("{label} ({days})"),
            Weight::AtLeast(days) => format!("{label} (at least {days})"),
            Weight::Unknown => format!("{label} (not known)"),
        }
    };
    let mut parts: Vec<String> = rollup.chain.iter().take(SHOWN).map(member).collect();
    if rollup.chain.len() > SHOWN {
        parts.push(format!("{} more", rollup.chain.len() - SHOWN));
    }
    parts.join(" + ")
}
