#![doc = include_str!("total_missing.md")]

use crate::finding::Finding;
use crate::finding::Findings;
use crate::model::Kind;
use crate::rules::Context;
use crate::rules::Rule;
use crate::rules::Run;
use crate::rules::WARNING;
use crate::rules::context::days;
use crate::rules::offer::Outcome;
use crate::rules::total::total_mismatch::miscounted;
use crate::rules::way::Value;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "total-missing",
    since: "0.1.0",
    level: WARNING,
    page: include_str!("total_missing.md"),
    options: &[],
    run: Run::Plan(check),
};

fn check(ctx: &Context<'_>, out: &mut Findings) {
    for (ix, phase) in ctx
        .plan
        .all()
        .filter(|(ix, task)| task.kind == Kind::Phase && ctx.is_whole(*ix))
    {
        if !phase.days.is_absent() {
            continue;
        }
        let message = format!("phase {} has no `total_days`", phase.label());
        let finding = Finding::new(RULE.id, phase.place(), message).task(phase.id());
        let help = match ctx.schedule.rollups[ix.index()].as_ref() {
            Some(rollup) if rollup.complete => {
                let comes_to = days(rollup.days);
                let offer = ctx.offer(&finding, ix, vec![vec![(ix, Value::Days(rollup.days))]], 1);
                match offer.outcome() {
                    Outcome::Write(total) => format!("its work comes to {comes_to}: write {total}"),
                    Outcome::InTheWay(why) => match miscounted(ctx, rollup) {
                        Some(child) => format!(
                            "its work comes to {comes_to}, but {} says other days than its dates make: mend that first",
                            ctx.plan.task(child).label()
                        ),
                        None => format!(
                            "its work comes to {comes_to}, but with that the rest of the plan would not fit ({why})"
                        ),
                    },
                    Outcome::Untried => {
                        format!(
                            "its work comes to {comes_to}: set `total_days` to {}, and check again",
                            rollup.days
                        )
                    }
                }
            }
            Some(rollup) if rollup.days > 0 => {
                format!(
                    "its work comes to at least {}; say how many it may take in all",
                    days(rollup.days)
                )
            }
            _ => "say how many days it may take in all: total_days: N".to_owned(),
        };
        out.add(finding.help(help));
    }
}
