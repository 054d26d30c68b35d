#![doc = include_str!("date_missing.md")]

use crate::finding::Finding;
use crate::finding::Findings;
use crate::model::TaskIx;
use crate::rules::Context;
use crate::rules::Facts;
use crate::rules::Page;
use crate::rules::Rule;
use crate::rules::Run;
use crate::rules::WARNING;
use crate::rules::WHEN;
use crate::schedule;
use crate::words::say;

pub(in crate::rules) static RULE: Rule = Rule::new(Facts {
    id: "date-missing",
    title: "缺少日期",
    since: "0.1.0",
    level: WARNING,
    page: Page {
        en: include_str!("date_missing.md"),
        zh: include_str!("date_missing.zh.md"),
    },
    run: Run::Plan(check),
})
.fields(WHEN)
.tried();

fn check(ctx: &Context<'_>, out: &mut Findings) {
    for (ix, task) in ctx.plan.leaves() {
        // A value that cannot be read is there, and has a finding of its own.
        let has = [
            !task.start.is_absent(),
            !task.finish.is_absent(),
            !task.days.is_absent(),
        ];
        let pending = ctx
            .plan
            .inherited(ix, |task| (!task.pending.is_absent()).then_some(()));
        if has.iter().filter(|has| **has).count() >= 2 || pending.is_some() || !ctx.is_whole(ix) {
            continue;
        }
        let window = ctx.schedule.window(ix);
        if has == [false, false, true] && (window.is_computed() || is_told_elsewhere(ctx, ix)) {
            continue;
        }
        let (message, help) = match has {
            [true, ..] => (
                say!(
                    en: "{task} has a start, but neither a finish nor days",
                    zh: "{task} 只有开始日期，没有完成日期，也没有工期",
                    task = task,
                ),
                say!(
                    en: "add the finish, or days: N; days: 0 for a milestone",
                    zh: "补充完成日期，或写 days: N；里程碑写 days: 0",
                ),
            ),
            [_, true, _] => (
                say!(
                    en: "{task} has a finish, but neither a start nor days",
                    zh: "{task} 只有完成日期，没有开始日期，也没有工期",
                    task = task,
                ),
                say!(
                    en: "add the start, or days: N; days: 0 for a milestone",
                    zh: "补充开始日期，或写 days: N；里程碑写 days: 0",
                ),
            ),
            [_, _, true] if begins(ctx) => (
                say!(
                    en: "{task} has days, and its calendar does not reach as far as the dates that follow",
                    zh: "{task} 有工期，但其日历未覆盖推算出的日期",
                    task = task,
                ),
                say!(en: "add the start or the finish", zh: "补充开始日期或完成日期"),
            ),
            [_, _, true] => (
                say!(
                    en: "{task} has days, and nothing says when the plan begins",
                    zh: "{task} 有工期，但没有任何内容说明计划何时开始",
                    task = task,
                ),
                say!(
                    en: "add the start or the finish, or a `start` to `plan`: dates follow from it",
                    zh: "补充开始日期或完成日期，或在 `plan` 中写 `start`：日期由此推算",
                ),
            ),
            _ => (
                say!(en: "{task} has no dates", zh: "{task} 没有日期", task = task),
                say!(
                    en: "give two of start, finish and days; or say in `pending` why the estimate is not settled",
                    zh: "写明 start、finish、days 中的两项；或在 `pending` 中说明为何尚未确定",
                ),
            ),
        };
        let finding = Finding::new(RULE.id, task.place(), message)
            .help(help)
            .task(task.id());
        out.add(finding);
    }
}

/// Whether something says when the plan begins, so that dates follow from days.
fn begins(ctx: &Context<'_>) -> bool {
    schedule::begins(ctx.plan)
}

/// Whether another finding says why no dates follow from the days of a task.
fn is_told_elsewhere(ctx: &Context<'_>, ix: TaskIx) -> bool {
    let is_in_cycle = || ctx.schedule.network(ctx.plan).is_in_cycle(ix);
    ctx.schedule.calendar(ix).is_none() || (begins(ctx) && is_in_cycle())
}
