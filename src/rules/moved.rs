//! What has to be written for a date to be another one.

use crate::calendar::Day;
use crate::model::TaskIx;
use crate::schedule::End;

use super::Context;
use super::way::Value;
use super::way::Way;

/// Which end of a task is moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Which {
    Start,
    Finish,
    /// Those of a task of one day.
    Both,
}

/// The ways to have the end of a task on the day `to`: with the `days` that it then has, or with
/// the same days as before. `end` is what it has now.
pub(super) fn moved(ctx: &Context<'_>, ix: TaskIx, end: End, which: Which, to: Day) -> Vec<Way> {
    let task = ctx.plan.task(ix);
    let (start, finish) = (task.start.value().copied(), task.finish.value().copied());
    let counting = ctx.schedule.calendar(ix);
    // The days of a group are its children's, and the total of a phase is work.
    let days = task
        .days
        .value()
        .filter(|days| task.is_leaf() && **days > 0)
        .copied()
        .map(i64::from);
    let with_days = |date: Option<Value>, first: Day, last: Day| -> Option<Way> {
        let counted = counting.filter(|counting| counting.covers(first) && counting.covers(last));
        let counted = counted.map(|counting| counting.count(first, last));
        let mut way: Way = date.map(|date| (ix, date)).into_iter().collect();
        if days.is_some() {
            way.push((ix, Value::Days(counted.filter(|counted| *counted > 0)?)));
        }
        (first <= last).then_some(way)
    };
    let ways = match which {
        Which::Both => {
            let own = [
                start.map(|_| Value::Start(to)),
                finish.map(|_| Value::Finish(to)),
            ];
            [
                Some(own.into_iter().flatten().map(|value| (ix, value)).collect()),
                None,
            ]
        }
        // The other end follows from `days`, as before.
        Which::Start if end.declared && finish.is_none() => {
            [Some(vec![(ix, Value::Start(to))]), None]
        }
        Which::Finish if end.declared && start.is_none() => {
            [Some(vec![(ix, Value::Finish(to))]), None]
        }
        Which::Start if end.declared => {
            let last = days.and_then(|days| counting?.finish(to, days));
            let moved = last.map(|last| vec![(ix, Value::Start(to)), (ix, Value::Finish(last))]);
            [
                finish.and_then(|finish| with_days(Some(Value::Start(to)), to, finish)),
                moved,
            ]
        }
        Which::Finish if end.declared => {
            let first = days.and_then(|days| counting?.start(to, days));
            let moved = first.map(|first| vec![(ix, Value::Start(first)), (ix, Value::Finish(to))]);
            [
                start.and_then(|start| with_days(Some(Value::Finish(to)), start, to)),
                moved,
            ]
        }
        Which::Start => [finish.and_then(|finish| with_days(None, to, finish)), None],
        Which::Finish => [start.and_then(|start| with_days(None, start, to)), None],
    };
    ways.into_iter()
        .flatten()
        .filter(|way| !way.is_empty())
        .collect()
}

/// The way to have a task begin on the day `to` and take as long as it says; else as long as it
/// does now.
pub(super) fn shifted(ctx: &Context<'_>, ix: TaskIx, to: Day) -> Option<Way> {
    let task = ctx.plan.task(ix);
    let (first, last) = ctx.schedule.window(ix).days()?;
    let mut way = Way::new();
    let calendar = ctx
        .schedule
        .calendar(ix)
        .filter(|calendar| calendar.covers(first) && calendar.covers(last))?;
    if task.start.value().is_some() {
        way.push((ix, Value::Start(to)));
    }
    if task.finish.value().is_some() {
        let days = task
            .days
            .value()
            .map_or_else(|| calendar.count(first, last), |days| i64::from(*days));
        let finish = if first == last && days == 0 {
            to
        } else {
            calendar.finish(to, days)?
        };
        way.push((ix, Value::Finish(finish)));
    }
    (task.is_leaf() && !way.is_empty()).then_some(way)
}

/// The tasks of a group that start before the day `to`; none if that is too much to look for.
pub(super) fn early_parts(
    ctx: &Context<'_>,
    group: TaskIx,
    to: Day,
    looks: &mut usize,
) -> Vec<TaskIx> {
    let below = ctx.plan.task(group).end.index() - group.index();
    if below > *looks {
        return Vec::new();
    }
    *looks -= below;
    let is_early = |ix: &TaskIx| {
        ctx.plan.task(*ix).is_leaf()
            && ctx
                .schedule
                .window(*ix)
                .start
                .is_some_and(|start| start.day < to)
    };
    ctx.plan.descendants(group).filter(is_early).collect()
}
