#![doc = include_str!("progress_early.md")]

use crate::finding::Finding;
use crate::finding::Findings;
use crate::rules::Context;
use crate::rules::Rule;
use crate::rules::Run;
use crate::rules::WARNING;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "progress-early",
    since: "0.1.0",
    level: WARNING,
    page: include_str!("progress_early.md"),
    options: &[],
    run: Run::Plan(check),
};

fn check(ctx: &Context<'_>, out: &mut Findings) {
    let Some(status) = ctx.status else { return };
    for (ix, task) in ctx.plan.leaves() {
        let Some(progress) = task.progress.given() else { continue };
        let window = ctx.schedule.window(ix);
        let early_start = window.start.filter(|start| progress.value.has_begun() && start.day > status.day);
        let early_finish = window.finish.filter(|finish| progress.value.is_done() && finish.day > status.day);
        let is = if progress.value.is_done() { "done" } else { "begun" };
        let (end, does) = match (early_start, early_finish) {
            (Some(start), _) => (start, "starts"),
            (None, Some(finish)) => (finish, "finishes"),
            (None, None) => continue,
        };
        let message =
            format!("{} is {is}, but {does} on {}, after the status date {}", task.label(), end.day, status.day,);
        let mut finding = Finding::new(RULE.id, progress.span, message)
            .help("bring the status date up to date, or write the dates on which the work really began or was done")
            .label(end.span, format!("{does} on {}", end.day))
            .task(task.id());
        if let Some(span) = status.span {
            finding = finding.label(span, "the status date");
        }
        out.add(finding);
    }
}
