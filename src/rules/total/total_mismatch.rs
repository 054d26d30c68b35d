#![doc = include_str!("total_mismatch.md")]

use crate::finding::Finding;
use crate::finding::Findings;
use crate::finding::Measure;
use crate::model::Bearing;
use crate::model::Kind;
use crate::model::Task;
use crate::model::TaskIx;
use crate::rules::Context;
use crate::rules::ERROR;
use crate::rules::Facts;
use crate::rules::Page;
use crate::rules::Rule;
use crate::rules::Run;
use crate::rules::WHEN;
use crate::rules::WHERE;
use crate::rules::method::METHOD;
use crate::rules::moved::shifted;
use crate::rules::named::phase_or_name;
use crate::rules::offer::Outcome;
use crate::rules::offer::alternatives;
use crate::rules::overlap::Overlap;
use crate::rules::overlap::meetings;
use crate::rules::overlap::overlap;
use crate::rules::overlap::worst;
use crate::rules::way::Value;
use crate::schedule::Method;
use crate::schedule::Rollup;
use crate::words::Arg;
use crate::words::Joined;
use crate::words::Message;
use crate::words::days;
use crate::words::say;
use crate::words::word;

pub(in crate::rules) static RULE: Rule = Rule::new(Facts {
    id: "total-mismatch",
    title: "天数与汇总不符",
    since: "0.1.0",
    level: ERROR,
    page: Page {
        en: include_str!("total_mismatch.md"),
        zh: include_str!("total_mismatch.zh.md"),
    },
    run: Run::Plan(check),
})
.options(&[METHOD.spec])
.fields(WHEN.and(Bearing::LINKS).and(WHERE))
.within()
.tried();

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
        let key = if task.kind == Kind::Phase {
            "total_days"
        } else {
            "days"
        };
        let mut finding = Finding::new(
            RULE.id,
            declared.span,
            mismatch(ctx, ix, method, said, rollup),
        )
        .task(task.id())
        .size(Measure::DaysOff, said - rollup.days);
        let help = help(ctx, &finding, ix, key, said, rollup);
        finding = finding.help(help);
        if method == Method::Chain {
            for child in rollup.chain.iter().take(SHOWN) {
                let member = ctx.plan.task(*child);
                let adds = match weight(ctx, *child) {
                    Weight::Known(known) => say!(
                        en: "{task}: {days}",
                        zh: "{task}：{days}",
                        task = member,
                        days = ctx.days_of(known, *child),
                    ),
                    Weight::AtLeast(least) => say!(
                        en: "{task}: at least {days}",
                        zh: "{task}：至少 {days}",
                        task = member,
                        days = ctx.days_of(least, *child),
                    ),
                    Weight::Unknown => say!(
                        en: "{task}: days not known",
                        zh: "{task}：天数未知",
                        task = member,
                    ),
                };
                finding = finding.label(member.place(), adds);
            }
        }
        out.add(finding);
    }
}

/// What is wrong with the days that are said.
fn mismatch(ctx: &Context<'_>, ix: TaskIx, method: Method, said: i64, rollup: &Rollup) -> Message {
    let name = phase_or_name(ctx.plan.task(ix));
    let (said, counted) = (days(said), ctx.days_of(rollup.days, ix));
    match (method, rollup.complete) {
        (Method::Chain, true) => say!(
            en: "{name} says {said}, but its longest chain of work is {counted}: {chain}",
            zh: "{name} 写的是 {said}，其中最长的一串工作是 {counted}：{chain}",
            name = name,
            said = said,
            counted = counted,
            chain = chain(ctx, rollup),
        ),
        (Method::Sum, true) => say!(
            en: "{name} says {said}, but what is in it adds up to {counted}",
            zh: "{name} 写的是 {said}，其中各项合计是 {counted}",
            name = name,
            said = said,
            counted = counted,
        ),
        (Method::Span, true) => say!(
            en: "{name} says {said}, but its first start to its last finish is {counted} in the calendar {calendar}",
            zh: "{name} 写的是 {said}，按日历 {calendar} 从最早开始到最晚完成是 {counted}",
            name = name,
            said = said,
            counted = counted,
            calendar = ctx.calendar_name(ix),
        ),
        (Method::Chain, false) => say!(
            en: "{name} says {said}, but its longest chain of work is at least {counted}: {chain}",
            zh: "{name} 写的是 {said}，其中最长的一串工作至少是 {counted}：{chain}",
            name = name,
            said = said,
            counted = counted,
            chain = chain(ctx, rollup),
        ),
        (Method::Sum, false) => say!(
            en: "{name} says {said}, but what is in it adds up to at least {counted}",
            zh: "{name} 写的是 {said}，其中各项合计至少是 {counted}",
            name = name,
            said = said,
            counted = counted,
        ),
        (Method::Span, false) => say!(
            en: "{name} says {said}, but its first start to its last finish is at least {counted} in the calendar {calendar}",
            zh: "{name} 写的是 {said}，按日历 {calendar} 从最早开始到最晚完成至少是 {counted}",
            name = name,
            said = said,
            counted = counted,
            calendar = ctx.calendar_name(ix),
        ),
    }
}

/// What to write in the place of `said`, or what to mend.
fn help(
    ctx: &Context<'_>,
    finding: &Finding,
    ix: TaskIx,
    key: &'static str,
    said: i64,
    rollup: &Rollup,
) -> Message {
    let or_children = |help: Message| {
        say!(
            en: "{help}, or correct the days of what is in it",
            zh: "{help}，或更正其中各项的天数",
            help = help,
        )
    };
    if !rollup.complete {
        return or_children(say!(
            en: "it takes {days} at least: write a larger {key}",
            zh: "至少需要 {days}：把 {key} 写大",
            days = ctx.days_of(rollup.days, ix),
            key = word(key),
        ));
    }
    if said > rollup.days
        && let Some(overlap) = overlap(ctx, ix)
    {
        return or_children(let_follow(ctx, finding, ix, key, rollup, &overlap));
    }
    let meetings = meetings(ctx, ix);
    let work = ctx.days_of(rollup.days, ix);
    let offer = ctx.offer(finding, ix, vec![vec![(ix, Value::Days(rollup.days))]], 1);
    or_children(
        match (offer.outcome(), worst(&meetings), miscounted(ctx, rollup)) {
            (Outcome::Write(total), ..) => {
                say!(en: "write {total}", zh: "改为 {total}", total = total)
            }
            (Outcome::InTheWay(_), Some(cause), _) => say!(
                en: "{cause}: mend these dates first",
                zh: "{cause}：先更正这些日期",
                cause = cause.told(ctx),
            ),
            (Outcome::InTheWay(_), None, Some(child)) => {
                return miscounted_told(work, ctx.plan.task(child));
            }
            (Outcome::InTheWay(why), None, None) => in_the_way(work, why),
            (Outcome::Untried, ..) => set_total(work, key, rollup.days),
        },
    )
}

/// What to do about a task that runs beside the one before it: the total is what it would be if
/// they were done in turn, and less of it would make the plan wrong twice.
fn let_follow(
    ctx: &Context<'_>,
    finding: &Finding,
    ix: TaskIx,
    key: &'static str,
    rollup: &Rollup,
    overlap: &Overlap,
) -> Message {
    let Overlap {
        first,
        second,
        finish,
        start,
    } = *overlap;
    let behind = shifted(ctx, second, ctx.next_working(second, finish.plus(1)));
    let behind = ctx.offer(finding, ix, behind.into_iter().collect(), 1);
    let beside = vec![(second, Value::Parallel), (ix, Value::Days(rollup.days))];
    let beside = ctx.offer(finding, ix, vec![beside], 1);
    let (first, second) = (ctx.plan.task(first), ctx.plan.task(second));
    let meant = match beside.outcome() {
        Outcome::Write(beside) => {
            say!(en: "write {beside}", zh: "写 {beside}", beside = beside)
        }
        _ => say!(
            en: "set `parallel: true` for {task}, and `{key}` to {days}",
            zh: "为 {task} 写 `parallel: true`，并将 `{key}` 改为 {days}",
            task = second,
            key = word(key),
            days = rollup.days,
        ),
    };
    let beside_it = say!(
        en: "{second} starts on {start} and {first}, which stands before it, finishes on {finish}",
        zh: "{second} 于 {start} 开始，而排在它前面的 {first} 于 {finish} 才完成",
        second = second,
        start = start,
        first = first,
        finish = finish,
    );
    match behind.outcome() {
        Outcome::Write(behind) if !beside.holding.is_empty() => say!(
            en: "write {behind}, or {beside}",
            zh: "改为 {behind}，或 {beside}",
            behind = behind,
            beside = alternatives(&beside.holding),
        ),
        Outcome::Write(behind) => {
            say!(en: "write {behind}", zh: "改为 {behind}", behind = behind)
        }
        Outcome::InTheWay(why) => say!(
            en: "{beside_it}: let it start after that, and move what would not fit then ({why}); or, if they are meant to overlap, {meant}",
            zh: "{beside_it}：让它在此之后开始，并调整随之不符的内容（{why}）；若两者本应重叠，{meant}",
            beside_it = beside_it,
            why = why,
            meant = meant,
        ),
        Outcome::Untried => say!(
            en: "{beside_it}: let it start after that; or, if they are meant to overlap, {meant}",
            zh: "{beside_it}：让它在此之后开始；若两者本应重叠，{meant}",
            beside_it = beside_it,
            meant = meant,
        ),
    }
}

/// That a task has to be mended before its group.
pub(super) fn miscounted_told(work: Arg, child: &Task) -> Message {
    say!(
        en: "its work comes to {work}, but {task} says other days than its dates make: mend that first",
        zh: "其工作汇总为 {work}，但 {task} 写的天数与其日期不符：先更正该处",
        work = work,
        task = child,
    )
}

/// That the rest of the plan does not fit what the work comes to.
pub(super) fn in_the_way(work: Arg, why: Arg) -> Message {
    say!(
        en: "its work comes to {work}, but with that the rest of the plan would not fit ({why})",
        zh: "其工作汇总为 {work}，但照此修改后计划的其他部分会不符（{why}）",
        work = work,
        why = why,
    )
}

/// What to write, untried.
pub(super) fn set_total(work: Arg, key: &'static str, days: i64) -> Message {
    say!(
        en: "its work comes to {work}: set `{key}` to {days}, and check again",
        zh: "其工作汇总为 {work}：将 `{key}` 改为 {days}，然后重新检查",
        work = work,
        key = word(key),
        days = days,
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

fn chain(ctx: &Context<'_>, rollup: &Rollup) -> Arg {
    let member = |child: &TaskIx| {
        let task = ctx.plan.task(*child);
        match weight(ctx, *child) {
            Weight::Known(days) => say!(
                en: "{task} ({days})",
                zh: "{task}（{days}）",
                task = task,
                days = days,
            ),
            Weight::AtLeast(days) => say!(
                en: "{task} (at least {days})",
                zh: "{task}（至少 {days}）",
                task = task,
                days = days,
            ),
            Weight::Unknown => say!(
                en: "{task} (not known)",
                zh: "{task}（未知）",
                task = task,
            ),
        }
    };
    Arg::joined(rollup.chain.iter().map(member), SHOWN, Joined::Plus)
}
