#![doc = include_str!("revision_total_changed.md")]

use crate::finding::Finding;
use crate::finding::Findings;
use crate::rules::Facts;
use crate::rules::Page;
use crate::rules::PairContext;
use crate::rules::Rule;
use crate::rules::Run;
use crate::rules::WARNING;
use crate::words::days;
use crate::words::say;

pub(in crate::rules) static RULE: Rule = Rule::new(Facts {
    id: "revision-total-changed",
    title: "阶段总天数被改动",
    since: "0.1.0",
    level: WARNING,
    page: Page {
        en: include_str!("revision_total_changed.md"),
        zh: include_str!("revision_total_changed.zh.md"),
    },
    run: Run::Pair(check),
});

fn check(ctx: &PairContext<'_>, out: &mut Findings) {
    for effect in &ctx.effects.phases {
        let Some((Some(was), is)) = effect.total else {
            continue;
        };
        let phase = ctx.new.plan.task(effect.phase);
        let message = match is {
            Some(is) => say!(
                en: "phase {phase} was committed to {was}, and now says {now}",
                zh: "阶段 {phase} 原承诺 {was}，现写为 {now}",
                phase = phase,
                was = days(i64::from(was)),
                now = days(i64::from(is)),
            ),
            None => say!(
                en: "phase {phase} was committed to {was}, and now says nothing",
                zh: "阶段 {phase} 原承诺 {was}，现在没有写",
                phase = phase,
                was = days(i64::from(was)),
            ),
        };
        let mut finding =
            Finding::new(RULE.id, phase.days.span().unwrap_or(phase.place()), message)
                .help(say!(
                    en: "agree on the new total with whoever was promised the old one",
                    zh: "与原承诺的对象商定新的总天数",
                ))
                .task(phase.id());
        let before =
            ctx.pairing.old_of[effect.phase.index()].map(|before| ctx.old.plan.task(before));
        if let Some(span) = before.and_then(|before| before.days.span()) {
            finding = finding.label(span, say!(en: "the total before", zh: "原来的总天数"));
        }
        out.add(finding);
    }
}
