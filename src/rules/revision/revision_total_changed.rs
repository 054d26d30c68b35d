#![doc = include_str!("revision_total_changed.md")]

use crate::finding::Finding;
use crate::finding::Findings;
use crate::rules::PairContext;
use crate::rules::Rule;
use crate::rules::Run;
use crate::rules::WARNING;
use crate::rules::context::days;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "revision-total-changed",
    since: "0.1.0",
    level: WARNING,
    page: include_str!("revision_total_changed.md"),
    options: &[],
    run: Run::Pair(check),
};

fn check(ctx: &PairContext<'_>, out: &mut Findings) {
    for effect in &ctx.effects.phases {
        let Some((Some(was), is)) = effect.total else {
            continue;
        };
        let phase = ctx.new.plan.task(effect.phase);
        let now = is.map_or_else(|| "nothing".to_owned(), |is| days(i64::from(is)));
        let message = format!(
            "phase {} was committed to {}, and now says {now}",
            phase.label(),
            days(i64::from(was))
        );
        let mut finding =
            Finding::new(RULE.id, phase.days.span().unwrap_or(phase.place()), message)
                .help("agree on the new total with whoever was promised the old one")
                .task(phase.id());
        let before =
            ctx.pairing.old_of[effect.phase.index()].map(|before| ctx.old.plan.task(before));
        if let Some(span) = before.and_then(|before| before.days.span()) {
            finding = finding.label(span, "the total before");
        }
        out.add(finding);
    }
}
