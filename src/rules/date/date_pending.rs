#![doc = include_str!("date_pending.md")]

use crate::finding::Finding;
use crate::finding::Findings;
use crate::rules::Context;
use crate::rules::NOTE;
use crate::rules::Rule;
use crate::rules::Run;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "date-pending",
    since: "0.1.0",
    level: NOTE,
    page: include_str!("date_pending.md"),
    options: &[],
    run: Run::Plan(check),
};

fn check(ctx: &Context<'_>, out: &mut Findings) {
    for task in &ctx.plan.tasks {
        if let Some(pending) = &task.pending {
            let message = format!("the estimate of {} is not settled: {}", task.label(), pending.value.trim());
            let finding = Finding::new(RULE.id, pending.span, message)
                .help("once it is settled, give the dates and remove `pending`")
                .task(task.id());
            out.add(finding);
        }
    }
}
