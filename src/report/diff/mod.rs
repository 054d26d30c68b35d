//! Two revisions side by side, for people, for scripts and for a pull request.

mod follows;
mod json;
mod markdown;
mod stat;
mod tally;
mod text;
mod words;

use std::io;
use std::io::Write;

use crate::compare::Comparison;
use crate::compare::PlanComparison;
use crate::compare::told;
use crate::config::FailOn;
use crate::diff::Change;
use crate::diff::ChangeKind;
use crate::diff::FieldChange;
use crate::diff::Shift;
use crate::diff::Subject;
use crate::finding::Severity;
use crate::model::Kind;
use crate::model::Plan;
use crate::model::Task;
use crate::model::TaskIx;
use crate::text::Span;

use super::Forge;
use super::Format;
use super::Style;
use super::results::Results;
use super::results::more;
use super::results::row;

use tally::Tally;

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
        Format::Text => text::write(comparison, names, fail_on, style, out),
        Format::Json => json::write(comparison, names, fail_on, out),
        // A reviewer wants to see what changed, not only what is wrong with it.
        Format::Forge(Forge::Markdown) => markdown::write(comparison, names, fail_on, out),
        Format::Forge(forge) => {
            let plans: Vec<String> = comparison
                .plans
                .iter()
                .map(|plan| plan.root.clone())
                .collect();
            forge.write(&results(comparison, &plans, fail_on), out)
        }
    }
}

/// The same in numbers: how much changed in which phase, for people. Formats for machines have
/// everything anyway.
///
/// # Errors
/// What `out` returns.
pub fn render_stat(
    comparison: &Comparison,
    names: Names<'_>,
    fail_on: FailOn,
    format: Format,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Text => stat::text(comparison, fail_on, style, out),
        Format::Forge(Forge::Markdown) => stat::markdown(comparison, names, fail_on, out),
        Format::Json | Format::Forge(_) => {
            render_diff(comparison, names, fail_on, format, style, out)
        }
    }
}

/// What the formats of forges show of it.
fn results<'a>(comparison: &'a Comparison, plans: &'a [String], fail_on: FailOn) -> Results<'a> {
    let sources = &comparison.store.sources;
    let not_shown = comparison.not_shown[..2].iter().sum();
    let mut summary = comparison
        .plans
        .iter()
        .map(summary)
        .collect::<Vec<_>>()
        .join("; ");
    if let Some(more) = more(not_shown) {
        summary.push_str(&format!("; {more}"));
    }
    let brought = comparison.findings.iter().chain(&comparison.introduced);
    Results {
        sources,
        plans,
        rows: brought
            .map(|reported| row(sources, reported, fail_on))
            .collect(),
        remarks: told(&comparison.allowed, &comparison.unused_allows),
        not_shown,
        summary,
        incomplete: comparison.old_incomplete || comparison.new_incomplete,
    }
}

/// So many tasks in a row of which nothing but the number changed are told in one line.
const RUN: usize = 4;

/// How many changes at the beginning, all of one phase, are nothing but new numbers.
fn run(plan: &PlanComparison, changes: &[Change]) -> usize {
    let phase = changes.first().map(|change| tally::phases(plan, change));
    let is_number = |change: &&Change| {
        let number_only = change.kind == ChangeKind::Renamed && change.fields.len() == 1;
        number_only && Some(tally::phases(plan, change)) == phase
    };
    changes.iter().take_while(is_number).count()
}

/// A change with what every format shows of it.
struct Shown<'a> {
    change: &'a Change,
    /// The id, or the name of an owner or calendar; empty for the plan itself.
    id: String,
    /// The task's name.
    name: Option<&'a str>,
    /// The phase that it is in; of one that is gone as it was.
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
        Shown {
            change,
            id,
            name: None,
            phase: None,
            old_place,
            new_place,
        }
    };
    match &change.subject {
        Subject::Owner(name) | Subject::Calendar(name) => named(name.to_string()),
        Subject::Plan => named(String::new()),
        Subject::Task(before, after) => {
            let old = before.map(|ix| plan.old.plan.task(ix));
            let new = after.map(|ix| plan.new.plan.task(ix));
            let task = new.or(old);
            let phase = match tally::phases(plan, change) {
                (Some(phase), _) => Some(plan.new.plan.task(phase)),
                (None, Some(phase)) => Some(plan.old.plan.task(phase)),
                (None, None) => None,
            };
            Shown {
                change,
                id: task.map_or_else(String::new, |task| task.label().to_owned()),
                name: task
                    .and_then(|task| task.name.as_ref())
                    .map(|name| &*name.value),
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

/// `3 added, 1 removed, 12 changed, 2 renumbered; finish 2023-11-10 -> 2023-11-17 (+5 working
/// days)`.
fn summary(plan: &PlanComparison) -> String {
    if !plan.had {
        return format!("{} is new: {}", plan.root, tasks(&plan.new.plan));
    }
    if !plan.has {
        return format!("{} is gone: it had {}", plan.root, tasks(&plan.old.plan));
    }
    if plan.changes.is_empty() {
        return format!("no changes in {}", plan.root);
    }
    let finish = match plan.effects.finish {
        Some(moved) if moved.before != moved.after => format!("; finish {}", shifted(moved)),
        Some(moved) => format!("; finish {}", moved.after),
        None => String::new(),
    };
    format!("{}{finish}", Tally::of(&plan.changes).told())
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
    format!("{} -> {} ({})", moved.before, moved.after, moved.signed())
}

/// ` (+2 working days)` behind a date that moved.
fn by_days(field: &FieldChange) -> String {
    field
        .shift
        .map_or_else(String::new, |moved| format!(" ({})", moved.signed()))
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
        let what = if task.kind == Kind::Phase {
            "total day"
        } else {
            "day"
        };
        parts.push(format!("{days} {what}{}", plural(*days == 1)));
    }
    if let Some(names) = task.executors.value().filter(|names| !names.is_empty()) {
        parts.push(
            names
                .iter()
                .map(|name| &*name.value)
                .collect::<Vec<_>>()
                .join(", "),
        );
    }
    parts.join("; ")
}

/// What is said of plans in which nothing changed; `None` if something changed in all of them.
fn untouched(comparison: &Comparison) -> Option<String> {
    let count = comparison
        .plans
        .iter()
        .filter(|plan| is_untouched(plan))
        .count();
    match (count, comparison.plans.len() - count) {
        (0, _) => None,
        // The only one says so by its name.
        (1, 0) => None,
        (_, 0) => Some(format!("no changes in {count} plans")),
        (1, _) => Some("no changes in 1 other plan".to_owned()),
        _ => Some(format!("no changes in {count} other plans")),
    }
}

fn is_untouched(plan: &PlanComparison) -> bool {
    plan.had && plan.has && plan.changes.is_empty()
}

/// Plans that have a section of their own, with their index: all in which something changed, and
/// the only one.
fn touched(comparison: &Comparison) -> impl Iterator<Item = (usize, &PlanComparison)> {
    let alone = comparison.plans.len() == 1;
    comparison
        .plans
        .iter()
        .enumerate()
        .filter(move |(_, plan)| alone || !is_untouched(plan))
}

/// `2 of 5 findings fail`; `None` if the change brings none.
fn failing(comparison: &Comparison, fail_on: FailOn) -> Option<String> {
    let shown = comparison.findings.iter().chain(&comparison.introduced);
    let shown = shown.map(|one| (one.finding.severity, one.fail_on));
    let all: Vec<(Severity, Option<FailOn>)> = shown
        .chain(comparison.not_shown_levels.iter().copied())
        .collect();
    let failing = all
        .iter()
        .filter(|(level, own)| own.unwrap_or(fail_on).fails(*level))
        .count();
    Some(match (failing, all.len()) {
        (_, 0) => return None,
        (0, 1) => "1 finding, which does not fail".to_owned(),
        (0, all) => format!("{all} findings, none of which fails"),
        (1, 1) => "1 finding, which fails".to_owned(),
        (1, all) => format!("1 of {all} findings fails"),
        (failing, all) if failing == all => format!("{all} findings, all of which fail"),
        (failing, all) => format!("{failing} of {all} findings fail"),
    })
}
