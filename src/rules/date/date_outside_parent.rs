#![doc = include_str!("date_outside_parent.md")]

use crate::finding::Finding;
use crate::finding::Findings;
use crate::finding::Measure;
use crate::model::TaskIx;
use crate::rules::Context;
use crate::rules::ERROR;
use crate::rules::Facts;
use crate::rules::Page;
use crate::rules::Rule;
use crate::rules::Run;
use crate::rules::WHEN;
use crate::rules::WHERE;
use crate::rules::moved::Which;
use crate::rules::moved::moved;
use crate::rules::named::kind_and_name;
use crate::rules::offer::Refusal;
use crate::rules::way::Value;
use crate::schedule::End;
use crate::words::Arg;
use crate::words::say;
use crate::words::word;

pub(in crate::rules) static RULE: Rule = Rule::new(Facts {
    id: "date-outside-parent",
    title: "日期超出上级范围",
    since: "0.1.0",
    level: ERROR,
    page: Page {
        en: include_str!("date_outside_parent.md"),
        zh: include_str!("date_outside_parent.zh.md"),
    },
    run: Run::Plan(check),
})
.fields(WHEN.and(WHERE))
.tried();

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
    let key = if which == Which::Start {
        "start"
    } else {
        "finish"
    };
    let day = if end.declared {
        Arg::Day(end.day)
    } else {
        say!(
            en: "{day}, counted with `days`",
            zh: "{day}（由 `days` 推算）",
            day = end.day,
        )
        .into()
    };
    let message = match (which, side) {
        (Which::Start, "before") => say!(
            en: "{task} starts on {end}, before {around} starts on {bound}",
            zh: "{task} 的开始日期 {end} 早于 {around} 的开始日期 {bound}",
            task = task,
            end = day,
            around = kind_and_name(around),
            bound = bound.day,
        ),
        (Which::Start, _) => say!(
            en: "{task} starts on {end}, after {around} finishes on {bound}",
            zh: "{task} 的开始日期 {end} 晚于 {around} 的完成日期 {bound}",
            task = task,
            end = day,
            around = kind_and_name(around),
            bound = bound.day,
        ),
        (_, "before") => say!(
            en: "{task} finishes on {end}, before {around} starts on {bound}",
            zh: "{task} 的完成日期 {end} 早于 {around} 的开始日期 {bound}",
            task = task,
            end = day,
            around = kind_and_name(around),
            bound = bound.day,
        ),
        _ => say!(
            en: "{task} finishes on {end}, after {around} finishes on {bound}",
            zh: "{task} 的完成日期 {end} 晚于 {around} 的完成日期 {bound}",
            task = task,
            end = day,
            around = kind_and_name(around),
            bound = bound.day,
        ),
    };
    let limit = if side == "before" {
        say!(
            en: "{around} starts on {day}",
            zh: "{around} 于 {day} 开始",
            around = kind_and_name(around),
            day = bound.day,
        )
    } else {
        say!(
            en: "{around} finishes on {day}",
            zh: "{around} 于 {day} 完成",
            around = kind_and_name(around),
            day = bound.day,
        )
    };
    let finding = Finding::new(RULE.id, end.span, message)
        .label(bound.span, limit)
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
        |why| {
            say!(
                en: "change the date, or the dates of {around}, and what would not fit with them ({why})",
                zh: "调整该日期，或调整 {around} 的日期，以及随之不符的内容（{why}）",
                around = kind_and_name(around),
                why = why,
            )
        },
        || {
            say!(
                en: "set `{key}` to {bound}, or `{side}` of {around} to {wide}, and check again",
                zh: "将 `{key}` 改为 {bound}，或将 {around} 的 `{side}` 改为 {wide}，然后重新检查",
                key = word(key),
                bound = bound.day,
                side = word(side_key),
                around = kind_and_name(around),
                wide = wide,
            )
        },
    );
    let help = if is_apart {
        say!(
            en: "move {task}, or {help}",
            zh: "移动 {task}，或{help}",
            task = task,
            help = help,
        )
    } else {
        help
    };
    // Who only reads how the task can be cut would cut it.
    finding.help(match in_the_way {
        Some(why) => say!(
            en: "{help}; to leave its dates, first make room in the rest of the plan ({why})",
            zh: "{help}；若要保留其日期，先在计划的其他部分腾出时间（{why}）",
            help = help,
            why = why,
        ),
        None => help,
    })
}
