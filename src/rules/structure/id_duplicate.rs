#![doc = include_str!("id_duplicate.md")]

use crate::finding::Finding;
use crate::finding::Findings;
use crate::model::rule_id;
use crate::rules::Context;
use crate::rules::ERROR;
use crate::rules::Facts;
use crate::rules::Page;
use crate::rules::Rule;
use crate::rules::Run;
use crate::rules::WHERE;
use crate::rules::named::Called;
use crate::rules::named::called;
use crate::words::say;

pub(in crate::rules) static RULE: Rule = Rule::new(Facts {
    id: rule_id::ID_DUPLICATE,
    title: "编号重复",
    since: "0.1.0",
    level: ERROR,
    page: Page {
        en: include_str!("id_duplicate.md"),
        zh: include_str!("id_duplicate.zh.md"),
    },
    run: Run::Plan(check),
})
.fields(WHERE);

/// Owners and calendars that are declared twice are found while the plan is put together.
fn check(ctx: &Context<'_>, out: &mut Findings) {
    for (ix, task) in ctx.plan.all() {
        let Some(id) = task.id() else { continue };
        let Some(first) = ctx.plan.find(id).filter(|first| *first != ix) else {
            continue;
        };
        let first = ctx.plan.task(first);
        let message = match (called(first), called(first) == called(task)) {
            (Called::Phase, true) => say!(
                en: "the id {id} is already taken by another phase",
                zh: "编号 {id} 已被另一个阶段使用",
                id = id,
            ),
            (Called::Phase, false) => say!(
                en: "the id {id} is already taken by a phase",
                zh: "编号 {id} 已被一个阶段使用",
                id = id,
            ),
            (Called::Group, true) => say!(
                en: "the id {id} is already taken by another group",
                zh: "编号 {id} 已被另一个任务组使用",
                id = id,
            ),
            (Called::Group, false) => say!(
                en: "the id {id} is already taken by a group",
                zh: "编号 {id} 已被一个任务组使用",
                id = id,
            ),
            (Called::Task, true) => say!(
                en: "the id {id} is already taken by another task",
                zh: "编号 {id} 已被另一个任务使用",
                id = id,
            ),
            (Called::Task, false) => say!(
                en: "the id {id} is already taken by a task",
                zh: "编号 {id} 已被一个任务使用",
                id = id,
            ),
        };
        let finding = Finding::new(RULE.id, task.place(), message)
            .help(say!(
                en: "give one of the two a new id, and check which of them the references to it mean",
                zh: "给其中一个换新编号，并核对引用该编号之处指的是哪一个",
            ))
            .label(
                first.place(),
                say!(en: "the first {id}", zh: "第一个 {id}", id = id),
            )
            .task(Some(id));
        out.add(finding);
    }
}
