#![doc = include_str!("progress_order.md")]

use crate::finding::Finding;
use crate::finding::Findings;
use crate::finding::Subject;
use crate::model::Bearing;
use crate::model::Link;
use crate::model::Task;
use crate::rules::Context;
use crate::rules::Facts;
use crate::rules::Page;
use crate::rules::Rule;
use crate::rules::Run;
use crate::rules::WARNING;
use crate::schedule::State;
use crate::words::Message;
use crate::words::percent;
use crate::words::say;

pub(in crate::rules) static RULE: Rule = Rule::new(Facts {
    id: "progress-order",
    title: "先于前置任务开展",
    since: "0.1.0",
    level: WARNING,
    page: Page {
        en: include_str!("progress_order.md"),
        zh: include_str!("progress_order.zh.md"),
    },
    run: Run::Plan(check),
})
.fields(Bearing::PROGRESS.and(Bearing::LINKS))
.within()
.tried();

fn check(ctx: &Context<'_>, out: &mut Findings) {
    for (precedence, predecessor) in ctx.schedule.graph.links() {
        let dependency = precedence.dependency(ctx.plan);
        let (own, other) = (
            ctx.schedule.state(precedence.successor),
            ctx.schedule.state(predecessor),
        );
        // What may not be as long as the predecessor is not that far.
        let (too_far, needs_done) = match dependency.link {
            // A lead allows the two to overlap.
            Link::FinishStart if dependency.lag < 0 => (own.begun, false),
            Link::FinishStart => (own.begun, true),
            Link::StartStart => (own.begun, false),
            Link::FinishFinish => (own.done, true),
            Link::StartFinish => (own.done, false),
        };
        let wrong = too_far && !(if needs_done { other.done } else { other.begun });
        let (task, before) = (
            ctx.plan.task(precedence.successor),
            ctx.plan.task(predecessor),
        );
        if !wrong || own.unclear || other.unclear || !ctx.is_whole(predecessor) {
            continue;
        }
        let so_far = how_far(task, own);
        let message = match (needs_done, own.done) {
            (true, true) => say!(
                en: "{task} is {so_far}, but {other}, which it depends on, is not",
                zh: "{task} {so_far}，但其前置任务 {other} 尚未完成",
                task = task,
                so_far = so_far,
                other = before,
            ),
            (true, false) => say!(
                en: "{task} is {so_far}, but {other}, which it depends on, is not done",
                zh: "{task} {so_far}，但其前置任务 {other} 尚未完成",
                task = task,
                so_far = so_far,
                other = before,
            ),
            (false, _) => say!(
                en: "{task} is {so_far}, but {other}, which it depends on, is not begun",
                zh: "{task} {so_far}，但其前置任务 {other} 尚未开始",
                task = task,
                so_far = so_far,
                other = before,
            ),
        };
        let place = task.progress.span().unwrap_or(dependency.target.span);
        let mut finding = Finding::new(RULE.id, place, message)
            .help(say!(
                en: "correct the progress of one of the two, or remove the dependency if the work does not need it",
                zh: "更正其中一项的完成进度；若工作并不需要，删去该前置任务",
            ))
            .task(task.id())
            .key(Subject::task(&dependency.target.value));
        if task.progress.span().is_some() {
            finding = finding.label(
                dependency.target.span,
                say!(en: "it waits for {other}", zh: "等待 {other}", other = before),
            );
        }
        if let Some(span) = before.progress.span() {
            let progress = say!(
                en: "the progress of {other}",
                zh: "{other} 的完成进度",
                other = before,
            );
            finding = finding.label(span, progress);
        }
        out.add(finding);
    }
}

/// `done`, `begun`, or `begun (30%)` where the task itself says so.
fn how_far(task: &Task, state: State) -> Message {
    match task.progress.value().filter(|_| task.is_leaf()) {
        _ if state.done => say!(en: "done", zh: "已完成"),
        Some(own) => say!(
            en: "begun ({progress})",
            zh: "已开始（{progress}）",
            progress = percent(&own.to_string()),
        ),
        None => say!(en: "begun", zh: "已开始"),
    }
}
