#![doc = include_str!("revision_status_date_back.md")]

use crate::finding::Finding;
use crate::finding::Findings;
use crate::rules::ERROR;
use crate::rules::Facts;
use crate::rules::Page;
use crate::rules::PairContext;
use crate::rules::Rule;
use crate::rules::Run;
use crate::words::say;

pub(in crate::rules) static RULE: Rule = Rule::new(Facts {
    id: "revision-status-date-back",
    title: "状态日期倒退",
    since: "0.1.0",
    level: ERROR,
    page: Page {
        en: include_str!("revision_status_date_back.md"),
        zh: include_str!("revision_status_date_back.zh.md"),
    },
    run: Run::Pair(check),
});

fn check(ctx: &PairContext<'_>, out: &mut Findings) {
    let (before, after) = (
        &ctx.old.plan.meta.status_date,
        &ctx.new.plan.meta.status_date,
    );
    let (Some(before), Some(after)) = (before.given(), after.given()) else {
        return;
    };
    if after.value < before.value {
        let message = say!(
            en: "the status date went back from {before} to {after}",
            zh: "状态日期由 {before} 退回到 {after}",
            before = before.value,
            after = after.value,
        );
        let finding = Finding::new(RULE.id, after.span, message)
            .help(say!(
                en: "progress is reported for a later day each time; write the day of this report",
                zh: "每次填报的状态日期应晚于上次；写明本次填报的日期",
            ))
            .label(
                before.span,
                say!(en: "the status date before", zh: "原来的状态日期"),
            );
        out.add(finding);
    }
}
