#![doc = include_str!("total_missing.md")]

use crate::finding::Finding;
use crate::finding::Findings;
use crate::model::Kind;
use crate::rules::Context;
use crate::rules::Facts;
use crate::rules::Page;
use crate::rules::Rule;
use crate::rules::Run;
use crate::rules::WARNING;
use crate::rules::WHEN;
use crate::rules::WHERE;
use crate::rules::offer::Outcome;
use crate::rules::total::total_mismatch::in_the_way;
use crate::rules::total::total_mismatch::miscounted;
use crate::rules::total::total_mismatch::miscounted_told;
use crate::rules::total::total_mismatch::set_total;
use crate::rules::way::Value;
use crate::words::say;

pub(in crate::rules) static RULE: Rule = Rule::new(Facts {
    id: "total-missing",
    title: "缺少阶段总天数",
    since: "0.1.0",
    level: WARNING,
    page: Page {
        en: include_str!("total_missing.md"),
        zh: include_str!("total_missing.zh.md"),
    },
    run: Run::Plan(check),
})
.fields(WHEN.and(WHERE))
.within()
.tried();

fn check(ctx: &Context<'_>, out: &mut Findings) {
    for (ix, phase) in ctx
        .plan
        .all()
        .filter(|(ix, task)| task.kind == Kind::Phase && ctx.is_whole(*ix))
    {
        if !phase.days.is_absent() {
            continue;
        }
        let message = say!(
            en: "phase {phase} has no `total_days`",
            zh: "阶段 {phase} 没有写 `total_days`（阶段总天数）",
            phase = phase,
        );
        let finding = Finding::new(RULE.id, phase.place(), message).task(phase.id());
        let help = match ctx.schedule.rollups[ix.index()].as_ref() {
            Some(rollup) if rollup.complete => {
                let work = ctx.days_of(rollup.days, ix);
                let offer = ctx.offer(&finding, ix, vec![vec![(ix, Value::Days(rollup.days))]], 1);
                match offer.outcome() {
                    Outcome::Write(total) => say!(
                        en: "its work comes to {work}: write {total}",
                        zh: "其工作汇总为 {work}：写 {total}",
                        work = work,
                        total = total,
                    ),
                    Outcome::InTheWay(why) => match miscounted(ctx, rollup) {
                        Some(child) => miscounted_told(work, ctx.plan.task(child)),
                        None => in_the_way(work, why),
                    },
                    Outcome::Untried => set_total(work, "total_days", rollup.days),
                }
            }
            Some(rollup) if rollup.days > 0 => say!(
                en: "its work comes to at least {work}; say how many it may take in all",
                zh: "其工作汇总至少为 {work}；写明总共可用多少天",
                work = ctx.days_of(rollup.days, ix),
            ),
            _ => say!(
                en: "say how many days it may take in all: total_days: N",
                zh: "写明总共可用多少天：total_days: N",
            ),
        };
        out.add(finding.help(help));
    }
}
