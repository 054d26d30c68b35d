#![doc = include_str!("wbs_parent.md")]

use crate::finding::Finding;
use crate::finding::Findings;
use crate::model::Wbs;
use crate::rules::Context;
use crate::rules::ERROR;
use crate::rules::Facts;
use crate::rules::Page;
use crate::rules::Rule;
use crate::rules::Run;
use crate::rules::WHERE;
use crate::words::say;

pub(in crate::rules) static RULE: Rule = Rule::new(Facts {
    id: "wbs-parent",
    title: "编号与上级不符",
    since: "0.1.0",
    level: ERROR,
    page: Page {
        en: include_str!("wbs_parent.md"),
        zh: include_str!("wbs_parent.zh.md"),
    },
    run: Run::Plan(check),
})
.fields(WHERE);

fn check(ctx: &Context<'_>, out: &mut Findings) {
    for (_, task) in ctx.plan.all() {
        let Some(id) = task.id() else { continue };
        // The usual case by the characters alone: whatever the number is, it continues the
        // parent's.
        let above = id.rsplit_once('.').map(|(above, _)| above);
        if above.is_some() && above == task.parent.and_then(|parent| ctx.plan.task(parent).id()) {
            continue;
        }
        let Some(expected) = Wbs::parse(id).and_then(|wbs| wbs.parent()) else {
            continue;
        };
        let parent = task.parent.map(|parent| ctx.plan.task(parent));
        if let Some(parent) = parent {
            // A parent whose id cannot be read has its own finding.
            let Some(parent_id) = parent.id() else {
                continue;
            };
            if Wbs::parse(parent_id).as_ref() == Some(&expected) {
                continue;
            }
        }
        let expected_id = expected.to_string();
        let elsewhere = ctx
            .plan
            .find(&expected_id)
            .map(|other| ctx.plan.task(other));
        let message = match (elsewhere, parent) {
            (Some(_), Some(parent)) => say!(
                en: "the number {id} belongs under {expected}, but it stands under {parent}",
                zh: "编号 {id} 应在 {expected} 之下，但写在了 {parent} 之下",
                id = id,
                expected = &expected_id,
                parent = parent,
            ),
            (Some(_), None) => say!(
                en: "the number {id} belongs under {expected}, but it is a phase of its own",
                zh: "编号 {id} 应在 {expected} 之下，但写成了单独的阶段",
                id = id,
                expected = &expected_id,
            ),
            (None, Some(parent)) => say!(
                en: "the number {id} belongs under {expected}, which does not exist; it stands under {parent}",
                zh: "编号 {id} 应在 {expected} 之下，但 {expected} 不存在；它写在了 {parent} 之下",
                id = id,
                expected = &expected_id,
                parent = parent,
            ),
            (None, None) => say!(
                en: "the number {id} belongs under {expected}, which does not exist; it is a phase of its own",
                zh: "编号 {id} 应在 {expected} 之下，但 {expected} 不存在；它写成了单独的阶段",
                id = id,
                expected = &expected_id,
            ),
        };
        let help = match elsewhere {
            Some(_) => say!(
                en: "move it under {expected}, or renumber it",
                zh: "移到 {expected} 之下，或改编号",
                expected = &expected_id,
            ),
            None => say!(
                en: "add {expected} with {id} among its tasks, or renumber {id}",
                zh: "补充 {expected}，将 {id} 列为其任务，或更改 {id} 的编号",
                expected = &expected_id,
                id = id,
            ),
        };
        let mut finding = Finding::new(RULE.id, task.place(), message)
            .help(help)
            .task(Some(id));
        if let Some(parent) = parent {
            let above = say!(en: "what {id} stands under", zh: "{id} 写在其下", id = id);
            finding = finding.label(parent.place(), above);
        }
        if let Some(other) = elsewhere {
            let here = say!(en: "{task} is here", zh: "{task} 在此处", task = &expected_id);
            finding = finding.label(other.place(), here);
        }
        out.add(finding);
    }
}
