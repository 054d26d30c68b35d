#![doc = include_str!("revision_status_date_back.md")]

use crate::finding::Finding;
use crate::finding::Findings;
use crate::rules::ERROR;
use crate::rules::PairContext;
use crate::rules::Rule;
use crate::rules::Run;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "revision-status-date-back",
    since: "0.1.0",
    level: ERROR,
    page: include_str!("revision_status_date_back.md"),
    options: &[],
    run: Run::Pair(check),
};

fn check(ctx: &PairContext<'_>, out: &mut Findings) {
    let (before, after) = (
        &ctx.old.plan.meta.status_date,
        &ctx.new.plan.meta.status_date,
    );
    let (Some(before), Some(after)) = (before.given(), after.given()) else {
        return;
    };
    if after.value < before.value {
        let message = format!(
            "the status date went back from {} to {}",
            before.value, after.value
        );
        let finding = Finding::new(RULE.id, after.span, message)
            .help("progress is reported for a later day each time; write the day of this report")
            .label(before.span, "the status date before");
        out.add(finding);
    }
}
