#![doc = include_str!("date_pending.md")]

use crate::finding::Finding;
use crate::finding::Findings;
use crate::finding::shorten;
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
    for (ix, task) in ctx.plan.all() {
        if let Some(pending) = &task.pending {
            let (label, why) = (task.label(), shorten(pending.value.trim(), 400));
            let (message, help) = if ctx.schedule.state(ix).done {
                let message = format!(
                    "{label} is done, but still says that its estimate is not settled: {why}"
                );
                (message, "remove `pending`, or correct the progress")
            } else {
                let message = format!("the estimate of {label} is not settled: {why}");
                (
                    message,
                    "once it is settled, give the dates and remove `pending`",
                )
            };
            let finding = Finding::new(RULE.id, pending.span, message)
                .help(help)
                .task(task.id());
            out.add(finding);
        }
    }
}
