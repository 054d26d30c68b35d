//! Two revisions side by side, for people, for scripts and for a pull request.

mod json;
mod markdown;
mod text;
mod words;

use std::io;
use std::io::Write;

use crate::compare::Comparison;
use crate::compare::PlanComparison;
use crate::config::FailOn;
use crate::diff::Change;
use crate::diff::ChangeKind;
use crate::diff::FieldChange;
use crate::diff::Shift;
use crate::diff::Subject;
use crate::model::Kind;
use crate::model::Plan;
use crate::model::Task;
use crate::model::TaskIx;
use crate::text::Span;

use super::Forge;
use super::Format;
use super::Style;
use super::sheet::Sheet;

/// What the two revisions are called.
#[derive(Clone, Copy, Debug)]
pub struct Names<'a> {
    /// The old one.
    pub base: &'a str,
    /// The new one.
    pub head: &'a str,
}

/// Write `comparison` to `out`. `fail_on` tells which of its findings make the command fail.
///
/// # Errors
/// What `out` returns.
pub fn render_diff(
    comparison: &Comparison,
    names: Names<'_>,
    fail_on: FailOn,
    format: Format,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Text => text::write(comparison, style, out),
        Format::Json => json::write(comparison, names, out),
        // A reviewer wants to see what changed, not only what is wrong with it.
        Format::Forge(Forge::Markdown) => markdown::write(comparison, names, out),
        Format::Forge(forge) => {
            let plans: Vec<String> = comparison.plans.iter().map(|plan| plan.root.clone()).collect();
            forge.write(&Sheet::of_diff(comparison, &plans, fail_on), out)
        }
    }
}

/// A change with what every format shows of it.
struct Shown<'a> {
    change: &'a Change,
    /// The id, or the name of an owner or calendar; empty for the plan itself.
    id: String,
    /// The task's name.
    name: Option<&'a str>,
    /// The phase that it is in, in the plan that has it.
    phase: Option<&'a Task>,
    old_place: Option<Span>,
    new_place: Option<Span>,
}

fn shown<'a>(plan: &'a PlanComparison, change: &'a Change) -> Shown<'a> {
    let places = |change: &'a Change| {
        let first = |span: fn(&FieldChange) -> Option<Span>| change.fields.iter().find_map(span);
        (first(|field| field.old_span), first(|field| field.new_span))
    };
    let named = |id: String| {
        let (old_place, new_place) = places(change);
        Shown { change, id, name: None, phase: None, old_place, new_place }
    };
    match &change.subject {
        Subject::Owner(name) | Subject::Calendar(name) => named(name.to_string()),
        Subject::Plan => named(String::new()),
        Subject::Task(before, after) => {
            let old = before.map(|ix| plan.old.task(ix));
            let new = after.map(|ix| plan.new.task(ix));
            let task = new.or(old);
            let phase = match (after, before) {
                (Some(ix), _) => Some(plan.new.task(phase_of(&plan.new, *ix))),
                (None, Some(ix)) => Some(plan.old.task(phase_of(&plan.old, *ix))),
                (None, None) => None,
            };
            Shown {
                change,
                id: task.map_or_else(String::new, |task| task.label().to_owned()),
                name: task.and_then(|task| task.name.as_ref()).map(|name| &*name.value),
                phase,
                old_place: old.map(Task::place),
                new_place: new.map(Task::place),
            }
        }
    }
}

fn phase_of(plan: &Plan, ix: TaskIx) -> TaskIx {
    plan.ancestors(ix).last().unwrap_or(ix)
}

/// `3 added, 1 removed, 12 changed, 2 renumbered; finish 2023-11-10 -> 2023-11-17 (+5 working days)`.
pub(super) fn summary(plan: &PlanComparison) -> String {
    if !plan.had {
        return format!("{} is new: {}", plan.root, tasks(&plan.new));
    }
    if !plan.has {
        return format!("{} is gone: it had {}", plan.root, tasks(&plan.old));
    }
    if plan.changes.is_empty() {
        return format!("no changes in {}", plan.root);
    }
    let count = |kind: ChangeKind| plan.changes.iter().filter(|change| change.kind == kind).count();
    let kinds = [
        (ChangeKind::Added, "added"),
        (ChangeKind::Removed, "removed"),
        (ChangeKind::Changed, "changed"),
        (ChangeKind::Moved, "moved"),
        (ChangeKind::Renamed, "renumbered"),
    ];
    let counts: Vec<String> = kinds
        .into_iter()
        .map(|(kind, word)| (count(kind), word))
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    let finish = match plan.effects.finish {
        Some(moved) if moved.before != moved.after => format!("; finish {}", shifted(moved)),
        Some(moved) => format!("; finish {}", moved.after),
        None => String::new(),
    };
    format!("{}{finish}", counts.join(", "))
}

fn tasks(plan: &Plan) -> String {
    let count = plan.tasks.len() - plan.phases.len();
    format!("{count} task{}", plural(count == 1))
}

fn plural(is_one: bool) -> &'static str {
    if is_one { "" } else { "s" }
}

/// `2023-11-10 -> 2023-11-17 (+5 working days)`.
fn shifted(moved: Shift) -> String {
    let unit = if moved.working { "working day" } else { "day" };
    format!("{} -> {} ({:+} {unit}{})", moved.before, moved.after, moved.days, plural(moved.days.abs() == 1))
}

/// ` (+2 days)` behind a date that moved.
fn by_days(field: &FieldChange) -> String {
    field.days.map_or_else(String::new, |days| format!(" ({days:+} day{})", plural(days.abs() == 1)))
}

/// A task in one line, for one that came or went: its dates, days and executors.
fn in_brief(task: &Task) -> String {
    let mut parts = Vec::new();
    match (task.start.value(), task.finish.value()) {
        (Some(start), Some(finish)) => parts.push(format!("{start} to {finish}")),
        (Some(start), None) => parts.push(format!("from {start}")),
        (None, Some(finish)) => parts.push(format!("until {finish}")),
        (None, None) => {}
    }
    if let Some(days) = task.days.value() {
        let what = if task.kind == Kind::Phase { "total day" } else { "day" };
        parts.push(format!("{days} {what}{}", plural(*days == 1)));
    }
    if let Some(names) = task.executors.value().filter(|names| !names.is_empty()) {
        parts.push(names.iter().map(|name| &*name.value).collect::<Vec<_>>().join(", "));
    }
    parts.join("; ")
}

/// What follows, in one line for each phase and owner.
fn consequences(plan: &PlanComparison) -> Vec<String> {
    let mut lines = Vec::new();
    let label = |ix: TaskIx| plan.new.task(ix).label();
    for effect in &plan.effects.phases {
        let mut parts = Vec::new();
        if let Some((was, is)) = effect.total {
            let days = |days: Option<u32>| days.map_or_else(|| "nothing".to_owned(), |days| days.to_string());
            parts.push(format!("total days {} -> {}", days(was), days(is)));
        }
        if let Some((was, is)) = effect.rollup {
            parts.push(format!("its work comes to {was} -> {is} days"));
        }
        if let Some(moved) = effect.finish {
            let through: Vec<&str> = effect.through.iter().map(|ix| label(*ix)).collect();
            let through = if through.is_empty() { String::new() } else { format!(" through {}", through.join(", ")) };
            parts.push(format!("finish {}{through}", shifted(moved)));
        }
        lines.push(format!("phase {}: {}", label(effect.phase), parts.join("; ")));
    }
    for load in &plan.effects.load {
        lines.push(format!("{}: {} -> {} tasks at once", load.owner, load.before, load.after));
    }
    lines
}
