#![doc = include_str!("revision_progress_back.md")]

use crate::finding::Finding;
use crate::finding::Findings;
use crate::rules::PairContext;
use crate::rules::Rule;
use crate::rules::Run;
use crate::rules::WARNING;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "revision-progress-back",
    since: "0.1.0",
    level: WARNING,
    page: include_str!("revision_progress_back.md"),
    options: &[],
    run: Run::Pair(check),
};

fn check(ctx: &PairContext<'_>, out: &mut Findings) {
    for (before, after) in ctx.pairs() {
        let (old, new) = (ctx.old.plan.task(before), ctx.new.plan.task(after));
        if !old.is_leaf() || !new.is_leaf() || new.progress.is_unreadable() {
            continue;
        }
        let Some(was) = old.progress.given() else {
            continue;
        };
        let is = new
            .progress
            .value()
            .copied()
            .unwrap_or(crate::model::Progress::NOT_STARTED);
        if is >= was.value {
            continue;
        }
        let now = if new.progress.is_absent() {
            "nothing".to_owned()
        } else {
            is.in_words()
        };
        let message = format!(
            "the progress of {} went back from {} to {now}",
            new.label(),
            was.value.in_words()
        );
        let finding = Finding::new(RULE.id, new.progress.span().unwrap_or(new.place()), message)
            .help("say in `notes` what has to be done again, or put the progress back")
            .label(was.span, "the progress before")
            .task(new.id());
        out.add(finding);
    }
}
