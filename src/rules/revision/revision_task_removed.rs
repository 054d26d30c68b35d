#![doc = include_str!("revision_task_removed.md")]

use std::collections::HashMap;
use std::collections::HashSet;

use crate::finding::Fact;
use crate::finding::Finding;
use crate::finding::Findings;
use crate::model::Plan;
use crate::model::TaskIx;
use crate::rules::ERROR;
use crate::rules::PairContext;
use crate::rules::Rule;
use crate::rules::Run;
use crate::rules::context::list;
use crate::schedule::Arrow;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "revision-task-removed",
    since: "0.1.0",
    level: ERROR,
    page: include_str!("revision_task_removed.md"),
    options: &[],
    run: Run::Pair(check),
};

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
        let waiting = dangling
            .iter()
            .map(|arrow| ctx.new.plan.task(arrow.successor).label());
        let wait = if waiting.len() == 1 { "waits" } else { "wait" };
        let (why, help) = match (begun, dangling.is_empty()) {
            (false, true) => continue,
            (true, true) => (
                "although work on it had begun".to_owned(),
                "put it back; work that was given up can stay, with its progress and a word in `notes`",
            ),
            (false, false) => (
                format!("although {} {wait} for it", list(waiting, SHOWN)),
                "put it back; or take it out of `depends_on` there, and say what is waited for now",
            ),
            (true, false) => (
                format!(
                    "although work on it had begun and {} {wait} for it",
                    list(waiting, SHOWN)
                ),
                "put it back; work that was given up can stay, with its progress and a word in `notes`",
            ),
        };
        let message = format!("{} {} was removed, {why}", task.kind_name(), task.label());
        let mut finding = Finding::new(RULE.id, survivor(ctx, ix).unwrap_or(task.place()), message)
            .help(help)
            .label(task.place(), format!("{} was here", task.label()))
            .task(task.id())
            .fact(Fact::Removed);
        for arrow in dangling.iter().take(SHOWN) {
            finding = finding.label(arrow.dependency(ctx.new.plan).target.span, "waits for it");
        }
        out.add(finding);
    }
}

/// Of a plan that is gone altogether, or that nobody looks at any more, one finding says it all.
fn whole_plan(old: &Plan, is_gone: bool) -> Option<Finding> {
    let place = old
        .meta
        .span
        .or(old.tasks.first().map(crate::model::Task::place))?;
    let tasks = match old.tasks.len() - old.phases.len() {
        1 => "1 task".to_owned(),
        several => format!("{several} tasks"),
    };
    let root = &old.root;
    let (message, help) = if is_gone {
        (
            format!("the plan {root} is gone, with {tasks}"),
            "put it back; if its folder has another name now, say so under `plans` in planlint.yaml",
        )
    } else {
        (
            format!(
                "planlint.yaml does not name the plan {root} any more, so nobody looks at its {tasks}"
            ),
            "name it under `plans` in planlint.yaml; if it is not needed any more, remove its files, too",
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
fn dangling<'c>(ctx: &'c PairContext<'_>) -> HashMap<&'c str, Vec<Arrow>> {
    let mut dangling: HashMap<&str, Vec<Arrow>> = HashMap::new();
    for arrow in ctx
        .new
        .schedule
        .graph
        .arrows
        .iter()
        .filter(|arrow| arrow.predecessor.is_none())
    {
        dangling
            .entry(&arrow.dependency(ctx.new.plan).target.value)
            .or_default()
            .push(*arrow);
    }
    dangling
}
