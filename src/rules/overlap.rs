//! Tasks that overlap: why a total does not fit its dates.

use std::collections::HashSet;

use crate::calendar::Day;
use crate::model::TaskIx;
use crate::rules::Context;
use crate::schedule::End;
use crate::words::Message;
use crate::words::say;

/// Two tasks in turn of the longest chain.
pub(super) struct Meeting {
    pub(super) first: TaskIx,
    pub(super) second: TaskIx,
    /// The last day of the first.
    pub(super) finish: Day,
    /// When the second starts.
    pub(super) start: End,
    /// Days that they share: the chain counts them twice.
    pub(super) shared: i64,
    /// As many of them as a lead or a milestone lets them share.
    pub(super) allowed: i64,
}

impl Meeting {
    /// In words.
    pub(super) fn told(&self, ctx: &Context<'_>) -> Message {
        say!(
            en: "{second} starts on {start}, but comes after {first}, which finishes on {finish}",
            zh: "{second} 于 {start} 开始，但应排在 {first} 之后，而后者于 {finish} 才完成",
            second = ctx.plan.task(self.second),
            start = self.start.day,
            first = ctx.plan.task(self.first),
            finish = self.finish,
        )
    }
}

/// Where the tasks of the longest chain of a group follow each other; empty if its calendar is not
/// known.
pub(super) fn meetings(ctx: &Context<'_>, group: TaskIx) -> Vec<Meeting> {
    let Some((rollup, calendar)) = ctx.schedule.rollups[group.index()]
        .as_ref()
        .zip(ctx.schedule.calendar(group))
    else {
        return Vec::new();
    };
    let of_pair = |pair: &[TaskIx]| -> Option<Meeting> {
        let (first, second) = (pair[0], pair[1]);
        let (_, finish) = ctx.schedule.window(first).days()?;
        let start = ctx.schedule.window(second).start?;
        let shared = calendar.count(start.day, finish);
        let (one, other) = (ctx.plan.task(first), ctx.plan.task(second));
        let lead = other
            .depends_on
            .iter()
            .filter(|entry| one.id() == Some(&entry.target.value))
            .map(|entry| -entry.lag)
            .max();
        let milestone = [first, second]
            .iter()
            .any(|ix| ctx.schedule.milestones[ix.index()]);
        let allowed = shared.min(lead.unwrap_or(0).max(0) + i64::from(milestone));
        Some(Meeting {
            first,
            second,
            finish,
            start,
            shared,
            allowed,
        })
    };
    rollup.chain.windows(2).filter_map(of_pair).collect()
}

/// The one that shares most without being allowed to.
pub(super) fn worst(meetings: &[Meeting]) -> Option<&Meeting> {
    let worst = meetings
        .iter()
        .max_by_key(|meeting| meeting.shared - meeting.allowed);
    worst.filter(|meeting| meeting.shared > meeting.allowed)
}

/// A child that runs beside the one before it, though nothing says that it may, and that the chain
/// does not count after it. Nothing but its place says when its turn is.
pub(super) struct Overlap {
    pub(super) first: TaskIx,
    pub(super) second: TaskIx,
    pub(super) finish: Day,
    pub(super) start: Day,
}

/// The first such child of a group.
pub(super) fn overlap(ctx: &Context<'_>, group: TaskIx) -> Option<Overlap> {
    let chain = ctx.schedule.rollups[group.index()]
        .as_ref()
        .map_or(&[][..], |rollup| &rollup.chain);
    let in_turn: HashSet<(TaskIx, TaskIx)> =
        chain.windows(2).map(|pair| (pair[0], pair[1])).collect();
    let of_pair = |pair: &[TaskIx]| {
        let (first, second) = (pair[0], pair[1]);
        let (begin, finish) = ctx.schedule.window(first).days()?;
        let (start, end) = ctx.schedule.window(second).days()?;
        let meant = ctx.plan.task(second).is_parallel()
            || waits(ctx, second)
            || start == begin
            || in_turn.contains(&(first, second));
        (!meant && start <= finish && begin <= end).then_some(Overlap {
            first,
            second,
            finish,
            start,
        })
    };
    ctx.plan.task(group).children.windows(2).find_map(of_pair)
}

/// Whether a task or something in it says what it waits for.
fn waits(ctx: &Context<'_>, ix: TaskIx) -> bool {
    let is_outside = |other: TaskIx| !ctx.plan.is_within(other, ix);
    !ctx.plan.task(ix).depends_on.is_empty()
        || ctx
            .schedule
            .graph
            .precedences_within(ctx.plan, ix)
            .iter()
            .any(|precedence| precedence.predecessor.is_none_or(is_outside))
}
