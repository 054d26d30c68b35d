#![doc = include_str!("date_missing.md")]

use crate::finding::Finding;
use crate::finding::Findings;
use crate::rules::Context;
use crate::rules::Rule;
use crate::rules::Run;
use crate::rules::WARNING;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "date-missing",
    since: "0.1.0",
    level: WARNING,
    page: include_str!("date_missing.md"),
    options: &[],
    run: Run::Plan(check),
};

fn check(ctx: &Context<'_>, out: &mut Findings) {
    for (ix, task) in ctx.plan.leaves() {
        // A value that cannot be read is there, and has a finding of its own.
        let has = [
            !task.start.is_absent(),
            !task.finish.is_absent(),
            !task.days.is_absent(),
        ];
        let pending = ctx.plan.inherited(ix, |task| task.pending.as_ref());
        if has.iter().filter(|has| **has).count() >= 2 || pending.is_some() || !ctx.is_whole(ix) {
            continue;
        }
        let (lacks, help) = match has {
            [true, ..] => (
                "has a start, but neither a finish nor days",
                "add the finish, or days: N; days: 0 for a milestone",
            ),
            [_, true, _] => (
                "has a finish, but neither a start nor days",
                "add the start, or days: N; days: 0 for a milestone",
            ),
            [_, _, true] => (
                "has days, but neither a start nor a finish",
                "add the start or the finish",
            ),
            _ => (
                "has no dates",
                "give two of start, finish and days; or say in `pending` why the estimate is not settled",
            ),
        };
        let message = format!("{} {lacks}", task.label());
        let finding = Finding::new(RULE.id, task.place(), message)
            .help(help)
            .task(task.id());
        out.add(finding);
    }
}
