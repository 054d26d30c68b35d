#![doc = include_str!("revision_finish_slipped.md")]

use crate::diff::Shift;
use crate::diff::Slip;
use crate::finding::Fact;
use crate::finding::Finding;
use crate::finding::Findings;
use crate::model::TaskIx;
use crate::rules::Facts;
use crate::rules::Page;
use crate::rules::PairContext;
use crate::rules::Rule;
use crate::rules::Run;
use crate::rules::WARNING;
use crate::words::Arg;
use crate::words::Message;
use crate::words::Noun;
use crate::words::list;
use crate::words::say;
use crate::words::word;

pub(in crate::rules) static RULE: Rule = Rule::new(Facts {
    id: "revision-finish-slipped",
    title: "完成日期推迟",
    since: "0.1.0",
    level: WARNING,
    page: Page {
        en: include_str!("revision_finish_slipped.md"),
        zh: include_str!("revision_finish_slipped.zh.md"),
    },
    run: Run::Pair(check),
});

/// Whether a finding tells a slip: of the phase that is its task, or of the plan.
pub(crate) fn is_slip(finding: &Finding) -> bool {
    finding.fact == Some(Fact::Slip)
}

/// Tasks and phases that are named; more are counted.
const NAMED: usize = 8;

fn check(ctx: &PairContext<'_>, out: &mut Findings) {
    for slip in &ctx.effects.slips {
        finding(ctx, slip, out);
    }
}

fn finding(ctx: &PairContext<'_>, slip: &Slip, out: &mut Findings) {
    let plan = ctx.new.plan;
    let last = slip.through.last().copied().or(slip.phase);
    let place = last
        .and_then(|ix| ctx.new.schedule.window(ix).finish)
        .map(|end| end.span);
    let place = place
        .or_else(|| slip.phase.map(|phase| plan.task(phase).place()))
        .or(plan.meta.span);
    let Some(place) = place else { return };
    let message = passing(ctx, slip, through(ctx, slip, what(ctx, slip)));
    let mut finding = Finding::new(RULE.id, place, message)
        .help(say!(
            en: "tell who waits for it, or bring one of these tasks forward",
            zh: "告知等待它的各方，或将其中某个任务提前",
        ))
        .task(slip.phase.and_then(|phase| plan.task(phase).id()))
        .key("finish")
        .fact(Fact::Slip);
    for ix in slip.through.iter().rev().skip(1).take(4) {
        if let Some(end) = ctx.new.schedule.window(*ix).finish {
            finding = finding.label(
                end.span,
                say!(
                    en: "{task} finishes on {day}",
                    zh: "{task} 于 {day} 完成",
                    task = plan.task(*ix),
                    day = end.day,
                ),
            );
        }
    }
    out.add(finding);
}

/// `5 working days later`.
fn moved(shift: Shift) -> Message {
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

fn what(ctx: &PairContext<'_>, slip: &Slip) -> Message {
    let Shift { before, after, .. } = slip.moved;
    let later = moved(slip.moved);
    let task = |phase: TaskIx| ctx.new.plan.task(phase);
    match (slip.phase, slip.with) {
        (Some(phase), _) => say!(
            en: "phase {phase} finishes on {after} instead of {before}, {later}",
            zh: "阶段 {phase} 的完成日期由 {before} 变为 {after}，{later}",
            phase = task(phase),
            after = after,
            before = before,
            later = later,
        ),
        (None, None) => say!(
            en: "the plan finishes on {after} instead of {before}, {later}",
            zh: "计划的完成日期由 {before} 变为 {after}，{later}",
            after = after,
            before = before,
            later = later,
        ),
        (None, Some((phase, moved))) if moved == slip.moved => say!(
            en: "the plan and phase {phase} finish on {after} instead of {before}, {later}",
            zh: "计划和阶段 {phase} 的完成日期由 {before} 变为 {after}，{later}",
            phase = task(phase),
            after = after,
            before = before,
            later = later,
        ),
        // What ended last before was another phase.
        (None, Some((phase, with))) => say!(
            en: "the plan finishes on {after} instead of {before}, {later}, with phase {phase}, which finishes {with}",
            zh: "计划的完成日期由 {before} 变为 {after}，{later}；最后完成的是阶段 {phase}，其完成{with}",
            after = after,
            before = before,
            later = later,
            phase = task(phase),
            with = moved(with),
        ),
    }
}

/// With the tasks that pass the delay on.
fn through(ctx: &PairContext<'_>, slip: &Slip, message: Message) -> Message {
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
fn passing(ctx: &PairContext<'_>, slip: &Slip, message: Message) -> Message {
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
