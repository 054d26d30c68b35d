#![doc = include_str!("date_pending.md")]

use crate::finding::Finding;
use crate::finding::Findings;
use crate::finding::shorten;
use crate::rules::Context;
use crate::rules::Facts;
use crate::rules::NOTE;
use crate::rules::Page;
use crate::rules::Rule;
use crate::rules::Run;
use crate::rules::WHEN;
use crate::words::say;

pub(in crate::rules) static RULE: Rule = Rule::new(Facts {
    id: "date-pending",
    title: "日期或工期待定",
    since: "0.1.0",
    level: NOTE,
    page: Page {
        en: include_str!("date_pending.md"),
        zh: include_str!("date_pending.zh.md"),
    },
    run: Run::Plan(check),
})
.fields(WHEN);

fn check(ctx: &Context<'_>, out: &mut Findings) {
    for (ix, task) in ctx.plan.all() {
        if let Some(pending) = task.pending.given() {
            let why = shorten(pending.value.trim(), 400);
            let (message, help) = if ctx.schedule.state(ix).done {
                (
                    say!(
                        en: "{task} is done, but still says that its estimate is not settled: {why}",
                        zh: "{task} 已完成，但仍写明时间待定：{why}",
                        task = task,
                        why = why,
                    ),
                    say!(
                        en: "remove `pending`, or correct the progress",
                        zh: "删去 `pending`，或更正完成进度",
                    ),
                )
            } else {
                (
                    say!(
                        en: "the estimate of {task} is not settled: {why}",
                        zh: "{task} 的时间待定：{why}",
                        task = task,
                        why = why,
                    ),
                    say!(
                        en: "once it is settled, give the dates and remove `pending`",
                        zh: "确定后写明日期，并删去 `pending`",
                    ),
                )
            };
            let finding = Finding::new(RULE.id, pending.span, message)
                .help(help)
                .task(task.id());
            out.add(finding);
        }
    }
}
