#![doc = include_str!("date_outside_parent.md")]

use crate::finding::Finding;
use crate::finding::Findings;
use crate::finding::Measure;
use crate::model::TaskIx;
use crate::rules::Context;
use crate::rules::ERROR;
use crate::rules::Rule;
use crate::rules::Run;
use crate::rules::moved::Which;
use crate::rules::moved::moved;
use crate::rules::offer::Refusal;
use crate::rules::way::Value;
use crate::schedule::End;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "date-outside-parent",
    since: "0.1.0",
    level: ERROR,
    page: include_str!("date_outside_parent.md"),
    options: &[],
    run: Run::Plan(check),
};

/// The date can be moved in two ways, and so can what is around it.
const MOST_WAYS: usize = 3;

/// An end that an ancestor declares, with that ancestor.
type Bound = Option<(TaskIx, End)>;

fn check(ctx: &Context<'_>, out: &mut Findings) {
    // For each task what it hands down: its own declared start and finish, else those of its
    // nearest ancestor.
    let mut bounds: Vec<[Bound; 2]> = Vec::with_capacity(ctx.plan.tasks.len());
    for (ix, task) in ctx.plan.all() {
        let inherited = task
            .parent
            .map_or([None, None], |parent| bounds[parent.index()]);
        let window = ctx.schedule.window(ix);
        // What a group takes over from its children is said there.
        let own = |end: &End| end.declared || task.children.is_empty();
        for finding in outside(
            ctx,
            ix,
            window.start.filter(own),
            window.finish.filter(own),
            inherited,
        ) {
            out.add(finding);
        }
        let declared = |end: Option<End>| end.filter(|end| end.declared).map(|end| (ix, end));
        bounds.push([
            declared(window.start).or(inherited[0]),
            declared(window.finish).or(inherited[1]),
        ]);
    }
}

/// At most one finding for each end, and only one for a task that lies wholly on one side.
fn outside(
    ctx: &Context<'_>,
    ix: TaskIx,
    start: Option<End>,
    finish: Option<End>,
    [from, to]: [Bound; 2],
) -> Vec<Finding> {
    let before = |end: Option<End>| {
        end.zip(from)
            .filter(|(end, (_, bound))| end.day < bound.day)
    };
    let after = |end: Option<End>| end.zip(to).filter(|(end, (_, bound))| end.day > bound.day);
    if let Some((end, (parent, bound))) = after(start) {
        return vec![finding(ctx, ix, Which::Start, end, "after", parent, bound)];
    }
    let mut found = Vec::new();
    if let Some((end, (parent, bound))) = before(start) {
        found.push(finding(ctx, ix, Which::Start, end, "before", parent, bound));
    } else if let Some((end, (parent, bound))) = before(finish) {
        found.push(finding(
            ctx,
            ix,
            Which::Finish,
            end,
            "before",
            parent,
            bound,
        ));
    }
    if let Some((end, (parent, bound))) = after(finish) {
        found.push(finding(ctx, ix, Which::Finish, end, "after", parent, bound));
    }
    found
}

fn finding(
    ctx: &Context<'_>,
    ix: TaskIx,
    which: Which,
    end: End,
    side: &str,
    parent: TaskIx,
    bound: End,
) -> Finding {
    let (task, around) = (ctx.plan.task(ix), ctx.plan.task(parent));
    let (key, does) = if which == Which::Start {
        ("start", "starts")
    } else {
        ("finish", "finishes")
    };
    let limit = if side == "before" {
        "starts"
    } else {
        "finishes"
    };
    let counted = if end.declared {
        ""
    } else {
        ", counted with `days`"
    };
    let (kind, name) = (around.kind_name(), around.label());
    let message = format!(
        "{} {does} on {}{counted}, {side} {kind} {name} {limit} on {}",
        task.label(),
        end.day,
        bound.day,
    );
    let finding = Finding::new(RULE.id, end.span, message)
        .label(
            bound.span,
            format!("{kind} {name} {limit} on {}", bound.day),
        )
        .task(task.id())
        .key(key)
        .size(Measure::DaysOutside, end.day.since(bound.day));
    if !ctx.is_read() {
        return finding;
    }
    let ways = moved(ctx, ix, end, which, bound.day);
    let last = ctx
        .schedule
        .window(ix)
        .finish
        .map_or(end.day, |finish| finish.day);
    let (side_key, wide, wider) = if side == "before" {
        ("start", end.day, Value::Start(end.day))
    } else {
        let last = last.max(end.day);
        ("finish", last, Value::Finish(last))
    };
    let mut offer = ctx.offer(&finding, ix, ways, MOST_WAYS);
    let mut in_the_way = None;
    if offer.holding.len() < MOST_WAYS {
        let around_it = ctx.offer(&finding, ix, vec![vec![(parent, wider)]], 1);
        in_the_way = around_it
            .refusal
            .as_ref()
            .map(Refusal::words)
            .filter(|_| !offer.holding.is_empty());
        offer.add(around_it);
    }
    // All of it is outside: no single date of its own brings it in.
    let is_apart = (which == Which::Start) == (side == "after") && !offer.holding.is_empty();
    let help = offer.help(
        |why| format!("change the date, or the dates of {kind} {name}, and what would not fit with them ({why})"),
        || format!("set `{key}` to {}, or `{side_key}` of {kind} {name} to {wide}, and check again", bound.day),
    );
    let help = if is_apart {
        format!("move {}, or {help}", task.label())
    } else {
        help
    };
    // Who only reads how the task can be cut would cut it.
    finding.help(match in_the_way {
        Some(why) => {
            format!("{help}; to leave its dates, first make room in the rest of the plan ({why})")
        }
        None => help,
    })
}
