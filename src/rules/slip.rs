//! What all findings say of a finish that moves later.

use crate::diff::Shift;
use crate::diff::Slip;
use crate::finding::Finding;
use crate::text::Span;
use crate::words::Arg;
use crate::words::Message;
use crate::words::Noun;
use crate::words::list;
use crate::words::say;
use crate::words::word;

use super::PairContext;

/// Tasks and phases that are named; more are counted.
pub(super) const NAMED: usize = 8;

/// Where to point: what ends last.
pub(super) fn place(ctx: &PairContext<'_>, slip: &Slip) -> Option<Span> {
    let plan = ctx.new.plan;
    let last = slip.through.last().copied().or(slip.phase);
    last.and_then(|ix| ctx.new.schedule.window(ix).finish)
        .map(|end| end.span)
        .or_else(|| slip.phase.map(|phase| plan.task(phase).place()))
        .or(plan.meta.span)
}

/// With the places of the tasks through which it comes.
pub(super) fn with_way(ctx: &PairContext<'_>, slip: &Slip, mut finding: Finding) -> Finding {
    for ix in slip.through.iter().rev().skip(1).take(4) {
        if let Some(end) = ctx.new.schedule.window(*ix).finish {
            finding = finding.label(
                end.span,
                say!(
                    en: "{task} finishes on {day}",
                    zh: "{task} 于 {day} 完成",
                    task = ctx.new.plan.task(*ix),
                    day = end.day,
                ),
            );
        }
    }
    finding
}

/// `5 working days later`.
pub(super) fn moved(shift: Shift) -> Message {
    let noun = if shift.working {
        Noun::WorkingDayNamed
    } else {
        Noun::Day
    };
    let days = Arg::Many(shift.days.abs(), noun);
    if shift.days < 0 {
        say!(en: "{days} earlier", zh: "提前 {days}", days = days)
    } else {
        say!(en: "{days} later", zh: "推迟 {days}", days = days)
    }
}

/// With the tasks that pass the delay on.
pub(super) fn through(ctx: &PairContext<'_>, slip: &Slip, message: Message) -> Message {
    if slip.through.is_empty() {
        return message;
    }
    let tasks = slip.through.iter().map(|ix| ctx.new.plan.task(*ix));
    say!(
        en: "{message}, through {tasks}",
        zh: "{message}，受 {tasks} 影响",
        message = message,
        tasks = list(tasks, NAMED),
    )
}

/// With the phases that end later for the same reason.
pub(super) fn passing(ctx: &PairContext<'_>, slip: &Slip, message: Message) -> Message {
    let phases = slip.passing.iter().map(|(phase, moved)| {
        say!(
            en: "phase {phase} ({moved})",
            zh: "阶段 {phase}（{moved}）",
            phase = ctx.new.plan.task(*phase),
            moved = signed(*moved),
        )
    });
    let phases = list(phases, NAMED);
    match slip.passing.len() {
        0 => message,
        1 => say!(
            en: "{message}; {phases} finishes later, too",
            zh: "{message}；{phases}也随之推迟",
            message = message,
            phases = phases,
        ),
        _ => say!(
            en: "{message}; {phases} finish later, too",
            zh: "{message}；{phases}也随之推迟",
            message = message,
            phases = phases,
        ),
    }
}

/// `+5 working days`.
fn signed(shift: Shift) -> Message {
    let (sign, noun) = (
        if shift.days < 0 { "-" } else { "+" },
        if shift.working {
            Noun::WorkingDayNamed
        } else {
            Noun::Day
        },
    );
    say!(
        en: "{sign}{days}",
        zh: "{sign}{days}",
        sign = word(sign),
        days = Arg::Many(shift.days.abs(), noun),
    )
}
