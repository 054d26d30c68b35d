#![doc = include_str!("revision_task_removed.md")]

use std::collections::HashMap;
use std::collections::HashSet;

use crate::finding::Fact;
use crate::finding::Finding;
use crate::finding::Findings;
use crate::model::Plan;
use crate::model::Task;
use crate::model::TaskIx;
use crate::rules::ERROR;
use crate::rules::Facts;
use crate::rules::Page;
use crate::rules::PairContext;
use crate::rules::Rule;
use crate::rules::Run;
use crate::rules::named::kind_and_name;
use crate::schedule::Precedence;
use crate::words::Message;
use crate::words::Noun;
use crate::words::list;
use crate::words::many;
use crate::words::say;

pub(in crate::rules) static RULE: Rule = Rule::new(Facts {
    id: "revision-task-removed",
    title: "任务被删除",
    since: "0.1.0",
    level: ERROR,
    page: Page {
        en: include_str!("revision_task_removed.md"),
        zh: include_str!("revision_task_removed.zh.md"),
    },
    run: Run::Pair(check),
});

/// Tasks that are named as waiting; more are counted.
const SHOWN: usize = 6;

/// The id of the task whose removal a finding tells; `None` if it is about something else.
pub(crate) fn removed(finding: &Finding) -> Option<&str> {
    finding
        .task
        .as_deref()
        .filter(|_| finding.fact == Some(Fact::Removed))
}

fn check(ctx: &PairContext<'_>, out: &mut Findings) {
    let old = ctx.old.plan;
    let is_gone = ctx.new.plan.files.is_empty();
    if is_gone || ctx.unlisted {
        whole_plan(old, is_gone)
            .into_iter()
            .for_each(|finding| out.add(finding));
    }
    if is_gone {
        return;
    }
    // Where what has the id now is known from elsewhere, `revision-id-reused` says nothing of the
    // id.
    let reused = ctx
        .pairing
        .reused
        .iter()
        .filter(|(_, after)| ctx.pairing.old_of[after.index()].is_none());
    let reused: HashSet<TaskIx> = reused.map(|(before, _)| *before).collect();
    let dangling = dangling(ctx);
    for (ix, task) in ctx
        .old
        .plan
        .all()
        .filter(|(ix, _)| ctx.pairing.new_of[ix.index()].is_none())
    {
        // An id that names other work now is said by `revision-id-reused`.
        if reused.contains(&ix) {
            continue;
        }
        let begun = task.is_leaf() && ctx.old.schedule.state(ix).begun;
        // Of several with one id the first is meant.
        let id = task.id().filter(|id| old.find(id) == Some(ix));
        let dangling = id
            .and_then(|id| dangling.get(id))
            .map_or(&[][..], Vec::as_slice);
        let why = match (begun, dangling.is_empty()) {
            (false, true) => continue,
            (true, true) => Why::Begun,
            (false, false) => Why::Awaited,
            (true, false) => Why::Both,
        };
        let mut finding = Finding::new(
            RULE.id,
            survivor(ctx, ix).unwrap_or(task.place()),
            message(ctx, task, why, dangling),
        )
        .help(match why {
            Why::Begun | Why::Both => say!(
                en: "put it back; work that was given up can stay, with its progress and a word in `notes`",
                zh: "恢复该任务；已放弃的工作可以保留，连同其完成进度，并在 `notes` 中说明",
            ),
            Why::Awaited => say!(
                en: "put it back; or take it out of `depends_on` there, and say what is waited for now",
                zh: "恢复该任务；或将其从对方的 `depends_on` 中删去，并写明现在的前置任务",
            ),
        })
            .label(
                task.place(),
                say!(en: "{task} was here", zh: "{task} 原在此处", task = task),
            )
            .task(task.id())
            .fact(Fact::Removed);
        for precedence in dangling.iter().take(SHOWN) {
            let target = &precedence.dependency(ctx.new.plan).target;
            finding = finding.label(target.span, say!(en: "waits for it", zh: "等待它"));
        }
        out.add(finding);
    }
}

/// Why a task should not have been removed.
#[derive(Clone, Copy)]
enum Why {
    /// Work on it had begun.
    Begun,
    /// Others wait for it.
    Awaited,
    Both,
}

/// What is wrong with the removal of `task`, for which `dangling` wait.
fn message(ctx: &PairContext<'_>, task: &Task, why: Why, dangling: &[Precedence]) -> Message {
    let removed = say!(
        en: "{task} was removed",
        zh: "{task} 被删除",
        task = kind_and_name(task),
    );
    let waiting = dangling
        .iter()
        .map(|precedence| ctx.new.plan.task(precedence.successor));
    let waiting = list(waiting, SHOWN);
    match (why, dangling.len() == 1) {
        (Why::Begun, _) => say!(
            en: "{removed}, although work on it had begun",
            zh: "{removed}，但该工作已经开始",
            removed = removed,
        ),
        (Why::Awaited, true) => say!(
            en: "{removed}, although {waiting} waits for it",
            zh: "{removed}，但 {waiting} 仍在等待它",
            removed = removed,
            waiting = waiting,
        ),
        (Why::Awaited, false) => say!(
            en: "{removed}, although {waiting} wait for it",
            zh: "{removed}，但 {waiting} 仍在等待它",
            removed = removed,
            waiting = waiting,
        ),
        (Why::Both, true) => say!(
            en: "{removed}, although work on it had begun and {waiting} waits for it",
            zh: "{removed}，但该工作已经开始，且 {waiting} 仍在等待它",
            removed = removed,
            waiting = waiting,
        ),
        (Why::Both, false) => say!(
            en: "{removed}, although work on it had begun and {waiting} wait for it",
            zh: "{removed}，但该工作已经开始，且 {waiting} 仍在等待它",
            removed = removed,
            waiting = waiting,
        ),
    }
}

/// Of a plan that is gone altogether, or that nobody looks at any more, one finding says it all.
fn whole_plan(old: &Plan, is_gone: bool) -> Option<Finding> {
    let place = old
        .meta
        .span
        .or(old.tasks.first().map(crate::model::Task::place))?;
    let tasks = many(old.tasks.len() - old.phases.len(), Noun::Task);
    let (message, help) = if is_gone {
        (
            say!(
                en: "the plan {plan} is gone, with {tasks}",
                zh: "计划 {plan} 已不存在，其中有 {tasks}",
                plan = &old.root,
                tasks = tasks,
            ),
            say!(
                en: "put it back; if its folder has another name now, say so under `plans` in planlint.yaml",
                zh: "恢复该计划；若其文件夹已改名，在 planlint.yaml 的 `plans` 中写明",
            ),
        )
    } else {
        (
            say!(
                en: "planlint.yaml does not name the plan {plan} any more, so nobody looks at its {tasks}",
                zh: "planlint.yaml 不再列出计划 {plan}，因此不会检查其中的 {tasks}",
                plan = &old.root,
                tasks = tasks,
            ),
            say!(
                en: "name it under `plans` in planlint.yaml; if it is not needed any more, remove its files, too",
                zh: "在 planlint.yaml 的 `plans` 中列出；若不再需要，一并删去其文件",
            ),
        )
    };
    Some(Finding::new(RULE.id, place, message).help(help).key("plan"))
}

/// The place of the nearest group or phase above it that is still there.
fn survivor(ctx: &PairContext<'_>, ix: TaskIx) -> Option<crate::text::Span> {
    let surviving = ctx
        .old
        .plan
        .ancestors(ix)
        .find_map(|above| ctx.pairing.new_of[above.index()]);
    surviving
        .map(|above| ctx.new.plan.task(above).place())
        .or(ctx.new.plan.meta.span)
}

/// Dependencies of the new plan on ids that are gone, by those ids.
fn dangling<'c>(ctx: &'c PairContext<'_>) -> HashMap<&'c str, Vec<Precedence>> {
    let mut dangling: HashMap<&str, Vec<Precedence>> = HashMap::new();
    for precedence in ctx
        .new
        .schedule
        .graph
        .precedences
        .iter()
        .filter(|precedence| precedence.predecessor.is_none())
    {
        dangling
            .entry(&precedence.dependency(ctx.new.plan).target.value)
            .or_default()
            .push(*precedence);
    }
    dangling
}
