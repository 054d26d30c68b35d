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
use crate::words::Arg;
use crate::words::Joined;
use crate::words::Lang;
use crate::words::Message;
use crate::words::Noun;
use crate::words::days;
use crate::words::many;
use crate::words::say;

use super::Forge;
use super::Format;
use super::Style;
use super::results::Results;
use super::results::more;
use super::results::row;

use tally::Tally;

/// What the two revisions are called.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Names<'a> {
    /// The old one.
    pub base: &'a str,
    /// The new one.
    pub head: &'a str,
}

/// Write `comparison` to `out`. `fail_on` tells which of its findings make the command fail.
///
/// # Errors
/// What `out` returns.
pub(crate) fn render_diff(
    comparison: &Comparison,
    names: Names<'_>,
    fail_on: FailOn,
    format: Format,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Text => text::write(comparison, names, fail_on, style, out),
        Format::Json => json::write(comparison, names, fail_on, style.lang, out),
        // A reviewer wants to see what changed, not only what is wrong with it.
        Format::Forge(Forge::Markdown) => {
            markdown::write(comparison, names, fail_on, style.lang, out)
        }
        Format::Forge(forge) => {
            let plans: Vec<String> = comparison
                .plans
                .iter()
                .map(|plan| plan.root.clone())
                .collect();
            forge.write(&results(comparison, &plans, fail_on, style.lang), out)
        }
    }
}

/// The same in numbers: how much changed in which phase, for people. Formats for machines have
/// everything anyway.
///
/// # Errors
/// What `out` returns.
pub(crate) fn render_stat(
    comparison: &Comparison,
    names: Names<'_>,
    fail_on: FailOn,
    format: Format,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Text => stat::text(comparison, fail_on, style, out),
        Format::Forge(Forge::Markdown) => {
            stat::markdown(comparison, names, fail_on, style.lang, out)
        }
        Format::Json | Format::Forge(_) => {
            render_diff(comparison, names, fail_on, format, style, out)
        }
    }
}

/// What the formats of forges show of it.
fn results<'a>(
    comparison: &'a Comparison,
    plans: &'a [String],
    fail_on: FailOn,
    lang: Lang,
) -> Results<'a> {
    let sources = &comparison.store.sources;
    let not_shown = comparison.not_shown[..2].iter().sum();
    let summaries = comparison.plans.iter().map(summary);
    let summary = Message::in_a_line(summaries.chain(more(not_shown)).collect());
    let brought = comparison.findings.iter().chain(&comparison.introduced);
    Results {
        sources,
        plans,
        rows: brought
            .map(|reported| row(sources, reported, fail_on, lang))
            .collect(),
        remarks: told(&comparison.allowed, &comparison.unused_allows)
            .iter()
            .map(|remark| remark.text(lang))
            .collect(),
        not_shown,
        summary: summary.text(lang),
        incomplete: comparison.old_incomplete || comparison.new_incomplete,
        lang,
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
                name: task.and_then(|task| task.name.value()).map(|name| &**name),
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
fn summary(plan: &PlanComparison) -> Message {
    if !plan.had {
        return say!(
            en: "{root} is new: {tasks}",
            zh: "{root} 是新增的计划：{tasks}",
            root = &plan.root,
            tasks = tasks(&plan.new.plan),
        );
    }
    if !plan.has {
        return say!(
            en: "{root} is gone: it had {tasks}",
            zh: "{root} 已被删除：原有 {tasks}",
            root = &plan.root,
            tasks = tasks(&plan.old.plan),
        );
    }
    if plan.changes.is_empty() {
        return say!(
            en: "no changes in {root}",
            zh: "{root} 没有变化",
            root = &plan.root,
        );
    }
    let mut parts = vec![Tally::of(&plan.changes).told()];
    parts.extend(plan.effects.finish.map(|moved| {
        if moved.before == moved.after {
            say!(en: "finish {day}", zh: "完成日期 {day}", day = moved.after)
        } else {
            say!(
                en: "finish {moved}",
                zh: "完成日期 {moved}",
                moved = shifted(moved),
            )
        }
    }));
    Message::in_a_line(parts)
}

fn tasks(plan: &Plan) -> Arg {
    many(plan.tasks.len() - plan.phases.len(), Noun::Task)
}

/// `2023-11-10 -> 2023-11-17 (+5 working days)`.
fn shifted(moved: Shift) -> Message {
    say!(
        en: "{before} -> {after} ({by})",
        zh: "{before} -> {after}（{by}）",
        before = moved.before,
        after = moved.after,
        by = by(moved),
    )
}

/// `+5 working days`, `推迟 5 个工作日`.
fn by(moved: Shift) -> Message {
    let noun = if moved.working {
        Noun::WorkingDayNamed
    } else {
        Noun::CalendarDay
    };
    let days = Arg::Many(moved.days.abs(), noun);
    match moved.days {
        0 => say!(en: "+{days}", zh: "相差 {days}", days = days),
        1.. => say!(en: "+{days}", zh: "推迟 {days}", days = days),
        _ => say!(en: "-{days}", zh: "提前 {days}", days = days),
    }
}

/// ` (+2 working days)` behind a date that moved.
fn by_days(field: &FieldChange, lang: Lang) -> String {
    let Some(moved) = field.shift else {
        return String::new();
    };
    let by = by(moved).text(lang);
    match lang {
        Lang::En => format!(" ({by})"),
        Lang::Zh => format!("（{by}）"),
    }
}

/// A task in one line, for one that came or went: its dates, days and executors.
fn in_brief(task: &Task, lang: Lang) -> String {
    let mut parts = Vec::new();
    parts.extend(match (task.start.value(), task.finish.value()) {
        (Some(start), Some(finish)) => Some(say!(
            en: "{start} to {finish}",
            zh: "{start} 至 {finish}",
            start = *start,
            finish = *finish,
        )),
        (Some(start), None) => Some(say!(en: "from {start}", zh: "自 {start} 起", start = *start)),
        (None, Some(finish)) => {
            Some(say!(en: "until {finish}", zh: "至 {finish} 止", finish = *finish))
        }
        (None, None) => None,
    });
    parts.extend(task.days.value().map(|count| {
        let count = i64::from(*count);
        match (task.kind, count) {
            (Kind::Phase, 1) => say!(en: "1 total day", zh: "阶段总天数 1 天"),
            (Kind::Phase, _) => say!(
                en: "{count} total days",
                zh: "阶段总天数 {count} 天",
                count = count,
            ),
            _ => say!(en: "{days}", zh: "工期 {days}", days = days(count)),
        }
    }));
    let executors = task.executors.value().filter(|names| !names.is_empty());
    parts.extend(executors.map(|names| {
        say!(
            en: "{names}",
            zh: "经办方 {names}",
            names = Arg::joined(names.iter(), usize::MAX, Joined::Comma),
        )
    }));
    Message::in_a_line(parts).text(lang)
}

/// What is said of plans in which nothing changed; `None` if something changed in all of them.
fn untouched(comparison: &Comparison) -> Option<Message> {
    let count = comparison
        .plans
        .iter()
        .filter(|plan| is_untouched(plan))
        .count();
    match (count, comparison.plans.len() - count) {
        (0, _) => None,
        // The only one says so by its name.
        (1, 0) => None,
        (_, 0) => Some(say!(
            en: "no changes in {count} plans",
            zh: "{count} 个计划没有变化",
            count = count,
        )),
        (1, _) => Some(say!(
            en: "no changes in 1 other plan",
            zh: "另有 1 个计划没有变化",
        )),
        _ => Some(say!(
            en: "no changes in {count} other plans",
            zh: "另有 {count} 个计划没有变化",
            count = count,
        )),
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
fn failing(comparison: &Comparison, fail_on: FailOn) -> Option<Message> {
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
        (0, 1) => say!(
            en: "1 finding, which does not fail",
            zh: "1 个问题，不影响通过",
        ),
        (0, all) => say!(
            en: "{all} findings, none of which fails",
            zh: "{all} 个问题，均不影响通过",
            all = all,
        ),
        (1, 1) => say!(en: "1 finding, which fails", zh: "1 个问题，不予通过"),
        (1, all) => say!(
            en: "1 of {all} findings fails",
            zh: "{all} 个问题，其中 1 个不予通过",
            all = all,
        ),
        (failing, all) if failing == all => say!(
            en: "{all} findings, all of which fail",
            zh: "{all} 个问题，均不予通过",
            all = all,
        ),
        (failing, all) => say!(
            en: "{failing} of {all} findings fail",
            zh: "{all} 个问题，其中 {failing} 个不予通过",
            failing = failing,
            all = all,
        ),
    })
}

/// What became of something, in a word.
fn kind_told(kind: ChangeKind, lang: Lang) -> &'static str {
    match (lang, kind) {
        (Lang::En, kind) => kind.name(),
        (Lang::Zh, ChangeKind::Added) => "新增",
        (Lang::Zh, ChangeKind::Removed) => "删除",
        (Lang::Zh, ChangeKind::Changed) => "修改",
        (Lang::Zh, ChangeKind::Renamed) => "改编号",
        (Lang::Zh, ChangeKind::Moved) => "移动",
    }
}
