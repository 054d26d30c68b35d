#![doc = include_str!("owner_missing.md")]

use crate::finding::Finding;
use crate::finding::Findings;
use crate::model::Bearing;
use crate::model::Kind;
use crate::rules::Context;
use crate::rules::Facts;
use crate::rules::Page;
use crate::rules::Rule;
use crate::rules::Run;
use crate::rules::WARNING;
use crate::rules::WHERE;
use crate::words::say;

pub(in crate::rules) static RULE: Rule = Rule::new(Facts {
    id: "owner-missing",
    title: "缺少责任方",
    since: "0.1.0",
    level: WARNING,
    page: Page {
        en: include_str!("owner_missing.md"),
        zh: include_str!("owner_missing.zh.md"),
    },
    run: Run::Plan(check),
})
.fields(Bearing::PEOPLE.and(WHERE));

fn check(ctx: &Context<'_>, out: &mut Findings) {
    for (ix, task) in ctx.plan.all().filter(|(ix, _)| ctx.is_whole(*ix)) {
        let coordinator = ctx.has(ix, |task| &task.coordinator);
        let (message, help, key) = match task.kind {
            Kind::Phase if task.coordinator.is_absent() => (
                say!(
                    en: "phase {phase} has no coordinator",
                    zh: "阶段 {phase} 没有统筹方",
                    phase = task,
                ),
                say!(
                    en: "say who answers for it, by a name under `owners`: coordinator: NAME",
                    zh: "写明统筹方，使用 `owners` 中的名称：coordinator: NAME",
                ),
                "coordinator",
            ),
            Kind::Task if task.is_leaf() => {
                let named = ctx.executors(ix);
                let executors = ctx.has(ix, |task| &task.executors)
                    && named.is_none_or(|(_, names)| !names.is_empty());
                // An empty list is where names belong: what stands above it is not inherited past
                // it.
                let place = match named {
                    Some((at, _)) if at == ix => {
                        say!(en: "in place of the empty list", zh: "在空列表处")
                    }
                    Some((at, _)) => say!(
                        en: "here, or in place of the empty list of {group}",
                        zh: "在此处，或在 {group} 的空列表处",
                        group = ctx.plan.task(at),
                    ),
                    None => say!(
                        en: "here or at its group or phase",
                        zh: "在此处，或在其任务组或阶段",
                    ),
                };
                match (coordinator, executors) {
                    (true, true) => continue,
                    (false, true) => (
                        say!(
                            en: "nobody answers for {task}: it has no coordinator, own or inherited",
                            zh: "{task} 没有统筹方：自身没有写，上级也没有写",
                            task = task,
                        ),
                        say!(
                            en: "say who answers for it, here or at its group or phase: coordinator: NAME",
                            zh: "写明统筹方，在此处，或在其任务组或阶段：coordinator: NAME",
                        ),
                        "coordinator",
                    ),
                    (true, false) => (
                        say!(
                            en: "nobody does {task}: it has no executors, own or inherited",
                            zh: "{task} 没有经办方：自身没有写，上级也没有写",
                            task = task,
                        ),
                        say!(
                            en: "say who does it, {place}: executors: [NAME]",
                            zh: "写明经办方，{place}：executors: [NAME]",
                            place = place,
                        ),
                        "executors",
                    ),
                    (false, false) => (
                        say!(
                            en: "{task} has neither coordinator nor executors, own or inherited",
                            zh: "{task} 既没有统筹方，也没有经办方：自身没有写，上级也没有写",
                            task = task,
                        ),
                        say!(
                            en: "say who answers for it, here or at its group or phase: coordinator: NAME; and who does it, {place}: executors: [NAME]",
                            zh: "写明统筹方，在此处，或在其任务组或阶段：coordinator: NAME；并写明经办方，{place}：executors: [NAME]",
                            place = place,
                        ),
                        "both",
                    ),
                }
            }
            _ => continue,
        };
        out.add(
            Finding::new(RULE.id, task.place(), message)
                .help(help)
                .task(task.id())
                .key(key),
        );
    }
}
