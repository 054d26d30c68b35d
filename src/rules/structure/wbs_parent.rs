#![doc = include_str!("wbs_parent.md")]

use crate::finding::Finding;
use crate::finding::Findings;
use crate::model::Wbs;
use crate::rules::Context;
use crate::rules::ERROR;
use crate::rules::Rule;
use crate::rules::Run;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "wbs-parent",
    since: "0.1.0",
    level: ERROR,
    page: include_str!("wbs_parent.md"),
    options: &[],
    run: Run::Plan(check),
};

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
        let stands = match parent {
            Some(parent) => format!("it stands under {}", parent.label()),
            None => "it is a phase of its own".to_owned(),
        };
        let elsewhere = ctx
            .plan
            .find(&expected_id)
            .map(|other| ctx.plan.task(other));
        let (message, help) = match elsewhere {
            Some(_) => (
                format!("the number {id} belongs under {expected_id}, but {stands}"),
                format!("move it under {expected_id}, or renumber it"),
            ),
            None => (
                format!(
                    "the number {id} belongs under {expected_id}, which does not exist; {stands}"
                ),
                format!("add {expected_id} with {id} among its tasks, or renumber {id}"),
            ),
        };
        let mut finding = Finding::new(RULE.id, task.place(), message)
            .help(help)
            .task(Some(id));
        if let Some(parent) = parent {
            finding = finding.label(parent.place(), format!("what {id} stands under"));
        }
        if let Some(other) = elsewhere {
            finding = finding.label(other.place(), format!("{expected_id} is here"));
        }
        out.add(finding);
    }
}
