#![doc = include_str!("phase_overlap.md")]

use crate::finding::Finding;
use crate::finding::Findings;
use crate::finding::Measure;
use crate::finding::Subject;
use crate::model::Bearing;
use crate::model::Task;
use crate::model::TaskIx;
use crate::rules::Context;
use crate::rules::Facts;
use crate::rules::Page;
use crate::rules::Rule;
use crate::rules::Run;
use crate::rules::WARNING;
use crate::rules::WHEN;
use crate::rules::moved::early_parts;
use crate::rules::offer::Outcome;
use crate::rules::way::Value;
use crate::schedule::End;
use crate::words::list;
use crate::words::say;

pub(in crate::rules) static RULE: Rule = Rule::new(Facts {
    id: "phase-overlap",
    title: "阶段重叠",
    since: "0.1.0",
    level: WARNING,
    page: Page {
        en: include_str!("phase_overlap.md"),
        zh: include_str!("phase_overlap.zh.md"),
    },
    run: Run::Plan(check),
})
.fields(WHEN.and(Bearing::LINKS))
.within()
.tried();

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
            // Nobody knows what was to be said there.
            && !phase.parallel.is_unreadable()
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
    let message = if start.day == finish.day {
        say!(
            en: "phase {phase} starts on {day}, the day on which phase {other} finishes",
            zh: "阶段 {phase} 于 {day} 开始，阶段 {other} 当天才完成",
            phase = phase,
            day = start.day,
            other = before,
        )
    } else {
        say!(
            en: "phase {phase} starts on {start}, before phase {other} has finished on {finish}",
            zh: "阶段 {phase} 于 {start} 开始，早于阶段 {other} 的完成日期 {finish}",
            phase = phase,
            start = start.day,
            other = before,
            finish = finish.day,
        )
    };
    let starts_here = say!(
        en: "phase {phase} starts here",
        zh: "阶段 {phase} 从此处开始",
        phase = phase,
    );
    let finishes_here = say!(
        en: "phase {phase} finishes here",
        zh: "阶段 {phase} 到此处完成",
        phase = before,
    );
    let finding = Finding::new(RULE.id, phase.place(), message)
        .label(start.span, starts_here)
        .label(finish.span, finishes_here)
        .task(phase.id())
        .key(Subject::task(before.label()))
        .size(Measure::DaysShared, finish.day.since(start.day) + 1);
    if !ctx.is_read() {
        return finding;
    }
    let offer = ctx.offer(&finding, ix, vec![vec![(ix, Value::Parallel)]], 1);
    let mut looks = usize::MAX;
    let to = ctx.next_working(ix, finish.day.plus(1));
    let parts = early_parts(ctx, ix, to, &mut looks);
    let later = if parts.is_empty() {
        say!(
            en: "start phase {phase} on {to} or later",
            zh: "将阶段 {phase} 的开始改到 {to} 或之后",
            phase = phase,
            to = to,
        )
    } else {
        let names = list(parts.iter().map(|part| ctx.plan.task(*part)), MOST_NAMES);
        if start.declared && !phase.is_leaf() {
            say!(
                en: "start phase {phase} on {to} or later: move its `start` and {parts}",
                zh: "将阶段 {phase} 的开始改到 {to} 或之后：移动其 `start`，以及 {parts}",
                phase = phase,
                to = to,
                parts = names,
            )
        } else {
            say!(
                en: "start phase {phase} on {to} or later: move {parts}",
                zh: "将阶段 {phase} 的开始改到 {to} 或之后：移动 {parts}",
                phase = phase,
                to = to,
                parts = names,
            )
        }
    };
    finding.help(match offer.outcome() {
        Outcome::Write(parallel) => say!(
            en: "{later}, or write {parallel} if the phases are meant to overlap",
            zh: "{later}；若两个阶段本应重叠，写 {parallel}",
            later = later,
            parallel = parallel,
        ),
        Outcome::InTheWay(why) => say!(
            en: "{later}; made parallel it would not fit the rest of the plan ({why})",
            zh: "{later}；若改为并行，计划的其他部分会不符（{why}）",
            later = later,
            why = why,
        ),
        Outcome::Untried => say!(
            en: "{later}, or set `parallel: true` if the phases are meant to overlap",
            zh: "{later}；若两个阶段本应重叠，写 `parallel: true`",
            later = later,
        ),
    })
}
