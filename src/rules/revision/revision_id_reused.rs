#![doc = include_str!("revision_id_reused.md")]

use crate::finding::Finding;
use crate::finding::Findings;
use crate::finding::shorten;
use crate::rules::ERROR;
use crate::rules::PairContext;
use crate::rules::Rule;
use crate::rules::Run;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "revision-id-reused",
    since: "0.1.0",
    level: ERROR,
    page: include_str!("revision_id_reused.md"),
    options: &[],
    run: Run::Pair(check),
};

fn check(ctx: &PairContext<'_>, out: &mut Findings) {
    for (before, after) in &ctx.pairing.reused {
        // Work that was renumbered has an id of its own, and so has what took its number.
        if ctx.pairing.new_of[before.index()].is_some() || ctx.pairing.old_of[after.index()].is_some() {
            continue;
        }
        let (old, new) = (ctx.old.plan.task(*before), ctx.new.plan.task(*after));
        let name = |task: &crate::model::Task| {
            task.name
                .as_ref()
                .map_or_else(|| "other work".to_owned(), |name| format!("{:?}", shorten(&name.value, 200)))
        };
        let message = format!("the id {} was {} and now names {}", new.label(), name(old), name(new));
        let finding = Finding::new(RULE.id, new.place(), message)
            .help("give the new work an id that nothing had before; mails and minutes still mean the old one")
            .label(old.place(), format!("{} before", old.label()))
            .task(new.id());
        out.add(finding);
    }
}
