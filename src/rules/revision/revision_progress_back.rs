#![doc = include_str!("revision_progress_back.md")]

use crate::finding::Finding;
use crate::finding::Findings;
use crate::rules::Facts;
use crate::rules::Page;
use crate::rules::PairContext;
use crate::rules::Rule;
use crate::rules::Run;
use crate::rules::WARNING;
use crate::words::code;
use crate::words::say;

pub(in crate::rules) static RULE: Rule = Rule::new(Facts {
    id: "revision-progress-back",
    title: "完成进度倒退",
    since: "0.1.0",
    level: WARNING,
    page: Page {
        en: include_str!("revision_progress_back.md"),
        zh: include_str!("revision_progress_back.zh.md"),
    },
    run: Run::Pair(check),
});

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
            say!(en: "nothing", zh: "无").into()
        } else {
            code(is.in_words())
        };
        let message = say!(
            en: "the progress of {task} went back from {was} to {now}",
            zh: "{task} 的完成进度由 {was} 退回到 {now}",
            task = new,
            was = code(was.value.in_words()),
            now = now,
        );
        let finding = Finding::new(RULE.id, new.progress.span().unwrap_or(new.place()), message)
            .help(say!(
                en: "say in `notes` what has to be done again, or put the progress back",
                zh: "在 `notes` 中说明需要返工的内容，或恢复原完成进度",
            ))
            .label(
                was.span,
                say!(en: "the progress before", zh: "原来的完成进度"),
            )
            .task(new.id());
        out.add(finding);
    }
}
