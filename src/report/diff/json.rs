//! The JSON output of `diff`, version 1.

use std::collections::BTreeSet;
use std::io;
use std::io::Write;

use serde::Serialize;

use crate::check::Reported;
use crate::compare::Comparison;
use crate::compare::PlanComparison;
use crate::config::FailOn;
use crate::diff::Change;
use crate::diff::Share;
use crate::diff::Shares;
use crate::diff::Shift;
use crate::diff::Subject;
use crate::diff::Whose;
use crate::report::escaped;
use crate::report::json::JsonAllowed;
use crate::report::json::JsonField;
use crate::report::json::JsonFinding;
use crate::report::json::Place;
use crate::report::json::UnusedAllow;
use crate::report::json::allowed;
use crate::report::json::finding;
use crate::report::json::place;
use crate::report::json::unused_allows;
use crate::text::SourceMap;
use crate::words::Lang;

use super::Names;
use super::shown;
use super::summary;
use super::tally::Row;
use super::tally::Tally;
use super::tally::rows;

#[derive(Serialize)]
struct Output<'a> {
    version: u32,
    /// The language of messages and helps.
    lang: &'a str,
    base: &'a str,
    head: &'a str,
    /// Of the only plan.
    #[serde(skip_serializing_if = "Option::is_none")]
    finish: Option<Finish>,
    #[serde(skip_serializing_if = "Option::is_none")]
    shares: Option<Vec<JsonShare<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    forecast_shares: Option<Vec<JsonShare<'a>>>,
    floats: Vec<JsonFloat<'a>>,
    affected: BTreeSet<&'a str>,
    plans: Vec<Plan<'a>>,
    changes: Vec<JsonChange<'a>>,
    findings: Vec<Brought<'a>>,
    introduced: Vec<Brought<'a>>,
    fixed: Vec<JsonFinding<'a>>,
    /// How many there are besides those.
    #[serde(skip_serializing_if = "Option::is_none")]
    not_shown: Option<NotShown>,
    allowed: Vec<JsonAllowed<'a>>,
    unused_allows: Vec<UnusedAllow<'a>>,
    incomplete: bool,
}

/// A finding that the change brings.
#[derive(Serialize)]
struct Brought<'a> {
    #[serde(flatten)]
    finding: JsonFinding<'a>,
    /// Whether it makes the command fail.
    fails: bool,
}

#[derive(Serialize)]
struct NotShown {
    findings: usize,
    introduced: usize,
    fixed: usize,
}

#[derive(Serialize)]
struct Plan<'a> {
    plan: &'a str,
    summary: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    finish: Option<JsonShift>,
    /// By the schedule, whatever dates are typed.
    #[serde(skip_serializing_if = "Option::is_none")]
    planned: Option<JsonShift>,
    #[serde(skip_serializing_if = "Option::is_none")]
    forecast: Option<JsonShift>,
    through: Vec<&'a str>,
    phases: Vec<Phase<'a>>,
    load: Vec<Load<'a>>,
    stat: Vec<Stat>,
}

/// How much changed in a phase, or outside of them all.
#[derive(Serialize)]
struct Stat {
    #[serde(skip_serializing_if = "Option::is_none")]
    phase: Option<String>,
    /// `plan`, `calendars` or `owners` for what is in no phase.
    #[serde(skip_serializing_if = "Option::is_none")]
    part: Option<String>,
    added: usize,
    removed: usize,
    changed: usize,
    moved: usize,
    renumbered: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    finish: Option<JsonShift>,
}

#[derive(Serialize)]
struct JsonShift {
    before: String,
    after: String,
    days: i64,
    working: bool,
}

/// When a plan ends by its schedule.
#[derive(Serialize)]
struct Finish {
    #[serde(skip_serializing_if = "Option::is_none")]
    planned: Option<JsonShift>,
    #[serde(skip_serializing_if = "Option::is_none")]
    forecast: Option<JsonShift>,
}

/// What a change did to the finish.
#[derive(Serialize)]
struct JsonShare<'a> {
    plan: &'a str,
    /// Not for the key `plan` and for calendars.
    #[serde(skip_serializing_if = "Option::is_none")]
    task: Option<&'a str>,
    fields: Vec<&'a str>,
    alone: i64,
    undone: i64,
    share: f64,
}

#[derive(Serialize)]
struct JsonFloat<'a> {
    plan: &'a str,
    task: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<i64>,
    was_critical: bool,
    critical: bool,
    working: bool,
}

#[derive(Serialize)]
struct Phase<'a> {
    phase: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    total_days: Option<Pair<Option<u32>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rollup: Option<Pair<i64>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    finish: Option<JsonShift>,
    through: Vec<&'a str>,
}

#[derive(Serialize)]
struct Pair<T> {
    before: T,
    after: T,
}

#[derive(Serialize)]
struct Load<'a> {
    owner: &'a str,
    before: usize,
    after: usize,
}

#[derive(Serialize)]
struct JsonChange<'a> {
    kind: &'a str,
    plan: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    task: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    owner: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    calendar: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    fields: Vec<JsonField<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    old: Option<Place<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    new: Option<Place<'a>>,
}

pub(super) fn write(
    comparison: &Comparison,
    names: Names<'_>,
    fail_on: FailOn,
    lang: Lang,
    out: &mut dyn Write,
) -> io::Result<()> {
    let sources = &comparison.store.sources;
    let roots: Vec<&str> = comparison
        .plans
        .iter()
        .map(|plan| plan.root.as_str())
        .collect();
    let [found, introduced, fixed] = comparison.not_shown;
    let not_shown = NotShown {
        findings: found,
        introduced,
        fixed,
    };
    let shares: Vec<Shares> = comparison
        .plans
        .iter()
        .map(PlanComparison::shares)
        .collect();
    let of_all = |of: fn(&Shares) -> Option<&Vec<Share>>| {
        let plans = comparison.plans.iter().zip(&shares);
        let known = plans.filter_map(|(plan, shares)| Some((plan, of(shares)?)));
        let mut all: Option<Vec<JsonShare<'_>>> = None;
        for (plan, shares) in known {
            let shares = shares.iter().map(|one| share(plan, one));
            all.get_or_insert_default().extend(shares);
        }
        all
    };
    let output = Output {
        version: 1,
        lang: lang.tag(),
        base: names.base,
        head: names.head,
        finish: match &*comparison.plans {
            [only] => finish(only),
            _ => None,
        },
        shares: of_all(|shares| shares.planned.as_ref()),
        forecast_shares: of_all(|shares| shares.forecast.as_ref()),
        floats: comparison.plans.iter().flat_map(floats).collect(),
        affected: comparison
            .plans
            .iter()
            .flat_map(|plan| plan.outlook.affected.iter().map(AsRef::as_ref))
            .collect(),
        plans: comparison.plans.iter().map(|one| plan(one, lang)).collect(),
        changes: comparison
            .plans
            .iter()
            .flat_map(|plan| {
                plan.changes
                    .iter()
                    .map(move |change| json_change(sources, plan, change))
            })
            .collect(),
        findings: brought(sources, &roots, &comparison.findings, fail_on, lang),
        introduced: brought(sources, &roots, &comparison.introduced, fail_on, lang),
        fixed: comparison
            .fixed
            .iter()
            .map(|one| finding(sources, &roots, one, lang))
            .collect(),
        not_shown: (found + introduced + fixed > 0).then_some(not_shown),
        allowed: allowed(sources, &roots, &comparison.allowed, lang),
        unused_allows: unused_allows(&comparison.unused_allows, lang),
        incomplete: comparison.old_incomplete || comparison.new_incomplete,
    };
    escaped::write(out, &output)
}

fn finish(plan: &PlanComparison) -> Option<Finish> {
    let outlook = &plan.outlook;
    let finish = Finish {
        planned: outlook.planned.map(shift),
        forecast: outlook.forecast.map(shift),
    };
    (outlook.planned.is_some() || outlook.forecast.is_some()).then_some(finish)
}

fn share<'a>(plan: &'a PlanComparison, one: &Share) -> JsonShare<'a> {
    JsonShare {
        plan: &plan.root,
        task: match one.what {
            Whose::Task(_, Some(after)) => Some(plan.new.plan.task(after).label()),
            Whose::Task(Some(before), None) => Some(plan.old.plan.task(before).label()),
            Whose::Task(None, None) | Whose::Plan | Whose::Calendars => None,
        },
        fields: one.fields.clone(),
        alone: one.alone,
        undone: one.undone,
        share: one.share,
    }
}

fn floats(plan: &PlanComparison) -> impl Iterator<Item = JsonFloat<'_>> {
    plan.outlook.floats.iter().map(|one| JsonFloat {
        plan: &plan.root,
        task: plan.new.plan.task(one.task).label(),
        before: one.before,
        after: one.after,
        was_critical: one.was_critical,
        critical: one.critical,
        working: one.working,
    })
}

fn brought<'a>(
    sources: &'a SourceMap,
    plans: &[&'a str],
    found: &'a [Reported],
    fail_on: FailOn,
    lang: Lang,
) -> Vec<Brought<'a>> {
    let one = |one: &'a Reported| Brought {
        finding: finding(sources, plans, one, lang),
        fails: one.fails(fail_on),
    };
    found.iter().map(one).collect()
}

fn plan(plan: &PlanComparison, lang: Lang) -> Plan<'_> {
    let labels = |tasks: &[crate::model::TaskIx]| {
        tasks
            .iter()
            .map(|ix| plan.new.plan.task(*ix).label())
            .collect()
    };
    Plan {
        plan: &plan.root,
        summary: summary(plan).text(lang),
        finish: plan.effects.finish.map(shift),
        planned: plan.outlook.planned.map(shift),
        forecast: plan.outlook.forecast.map(shift),
        through: labels(&plan.effects.through),
        phases: plan
            .effects
            .phases
            .iter()
            .map(|effect| Phase {
                phase: plan.new.plan.task(effect.phase).label(),
                total_days: effect.total.map(|(before, after)| Pair { before, after }),
                rollup: effect.rollup.map(|(before, after)| Pair { before, after }),
                finish: effect.finish.map(shift),
                through: labels(&effect.through),
            })
            .collect(),
        load: plan
            .effects
            .load
            .iter()
            .map(|load| Load {
                owner: &load.owner,
                before: load.before,
                after: load.after,
            })
            .collect(),
        stat: rows(plan).into_iter().map(stat).collect(),
    }
}

fn stat(row: Row) -> Stat {
    let (phase, part) = if row.is_phase {
        (Some(row.id), None)
    } else {
        (None, Some(row.id))
    };
    let Tally {
        added,
        removed,
        changed,
        moved,
        renumbered,
    } = row.tally;
    Stat {
        phase,
        part,
        added,
        removed,
        changed,
        moved,
        renumbered,
        finish: row.finish.map(shift),
    }
}

fn shift(moved: Shift) -> JsonShift {
    JsonShift {
        before: moved.before.to_string(),
        after: moved.after.to_string(),
        days: moved.days,
        working: moved.working,
    }
}

fn json_change<'a>(
    sources: &'a SourceMap,
    plan: &'a PlanComparison,
    change: &'a Change,
) -> JsonChange<'a> {
    let shown = shown(plan, change);
    let (mut owner, mut calendar, mut task) = (None, None, None);
    match &change.subject {
        Subject::Owner(name) => owner = Some(&**name),
        Subject::Calendar(name) => calendar = Some(&**name),
        Subject::Task(..) => task = Some(shown.id),
        Subject::Plan => {}
    }
    JsonChange {
        kind: change.kind.name(),
        plan: &plan.root,
        task,
        owner,
        calendar,
        name: shown.name,
        fields: change.fields.iter().map(JsonField::from).collect(),
        old: shown.old_place.map(|span| place(sources, span)),
        new: shown.new_place.map(|span| place(sources, span)),
    }
}
