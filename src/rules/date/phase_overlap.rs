#![doc = include_str!("phase_overlap.md")]

use crate::finding::Finding;
use crate::finding::Findings;
use crate::rules::Context;
use crate::rules::Rule;
use crate::rules::Run;
use crate::rules::WARNING;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "phase-overlap",
    since: "0.1.0",
    level: WARNING,
    page: include_str!("phase_overlap.md"),
    options: &[],
    run: Run::Plan(check),
};

fn check(ctx: &Context<'_>, out: &mut Findings) {
    for pair in ctx.plan.phases.windows(2) {
        let (before, phase) = (ctx.plan.task(pair[0]), ctx.plan.task(pair[1]));
        let finish = ctx.schedule.window(pair[0]).finish;
        let start = ctx.schedule.window(pair[1]).start;
        let (Some(finish), Some(start)) = (finish, start) else { continue };
        if phase.is_parallel() || start.day > finish.day {
            continue;
        }
        let message = format!(
            "phase {} starts on {}, before phase {} has finished on {}",
            phase.label(),
            start.day,
            before.label(),
            finish.day,
        );
        let finding = Finding::new(RULE.id, phase.place(), message)
            .help("move its first tasks, or write `parallel: true` if the phases are meant to overlap")
            .label(start.span, format!("phase {} starts here", phase.label()))
            .label(finish.span, format!("phase {} finishes here", before.label()))
            .task(phase.id())
            .key(before.label());
        out.add(finding);
    }
}
