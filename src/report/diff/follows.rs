//! What follows from a change, each fact once: in the words of the finding about it, if there is
//! one.

use std::collections::HashMap;
use std::collections::HashSet;

use crate::check::Reported;
use crate::compare::Comparison;
use crate::compare::PlanComparison;
use crate::diff::PhaseEffect;
use crate::diff::Share;
use crate::diff::Shift;
use crate::diff::Whose;
use crate::finding::Finding;
use crate::model::TaskIx;
use crate::rules;
use crate::words::Arg;
use crate::words::Joined;
use crate::words::Message;
use crate::words::list;
use crate::words::say;

use super::shifted;

/// Something that follows.
pub(super) enum Consequence<'a> {
    /// Said by a finding.
    Finding(&'a Reported),
    /// What no finding says.
    Fact(Message),
}

/// What follows from the changes of each plan, in their order, and the findings about the change
/// that say something else.
pub(super) fn consequences(comparison: &Comparison) -> (Vec<Vec<Consequence<'_>>>, Vec<&Reported>) {
    let follows =
        |one: &&Reported| rules::is_any_slip(&one.finding) || rules::is_of_floats(&one.finding);
    let (follows, others): (Vec<&Reported>, Vec<&Reported>) =
        comparison.findings.iter().partition(follows);
    let slips = follows.iter().copied();
    let slips = slips.filter(|one| rules::is_slip(&one.finding));
    let slips = slips.map(|one| ((one.plan, one.finding.task.as_deref()), one));
    let overloads = comparison
        .introduced
        .iter()
        .filter_map(|one| Some((one.plan?, rules::overload(&one.finding)?)));
    let told = Told {
        unsaid: of_kind(&follows, rules::is_unsaid_slip),
        floats: of_kind(&follows, rules::is_of_floats),
        slips: slips.collect(),
        overloads: overloads.collect(),
    };
    let plans = comparison.plans.iter().enumerate();
    (
        plans
            .map(|(index, plan)| of_plan(index, plan, &told))
            .collect(),
        others,
    )
}

/// Findings of a kind by plan.
fn of_kind<'a>(
    found: &[&'a Reported],
    is_it: fn(&Finding) -> bool,
) -> HashMap<usize, Vec<&'a Reported>> {
    let mut of: HashMap<usize, Vec<&Reported>> = HashMap::new();
    for one in found.iter().filter(|one| is_it(&one.finding)) {
        if let Some(plan) = one.plan {
            of.entry(plan).or_default().push(one);
        }
    }
    of
}

/// What is said by findings.
struct Told<'a> {
    /// Slips that no date says, by plan.
    unsaid: HashMap<usize, Vec<&'a Reported>>,
    /// Floats that were used up, by plan.
    floats: HashMap<usize, Vec<&'a Reported>>,
    /// Slips by plan, and phase if it is not the plan's own.
    slips: HashMap<(Option<usize>, Option<&'a str>), &'a Reported>,
    /// Owners with more than they can do at once, by plan.
    overloads: HashSet<(usize, &'a str)>,
}

fn of_plan<'a>(index: usize, plan: &'a PlanComparison, told: &Told<'a>) -> Vec<Consequence<'a>> {
    let mut consequences = Vec::new();
    let mut told_phases: HashSet<TaskIx> = HashSet::new();
    for slip in &plan.effects.slips {
        let id = slip.phase.map(|phase| plan.new.plan.task(phase).id());
        // A phase without an id could be taken for the plan.
        let scope = if id == Some(None) {
            None
        } else {
            told.slips.get(&(Some(index), id.flatten()))
        };
        if let Some(finding) = scope {
            consequences.push(Consequence::Finding(finding));
            told_phases.extend(slip.phase);
            told_phases.extend(
                slip.with
                    .iter()
                    .chain(&slip.passing)
                    .map(|(phase, _)| *phase),
            );
        }
    }
    let of_plan = |of: &HashMap<usize, Vec<&'a Reported>>| {
        let found = of.get(&index).into_iter().flatten();
        found.copied().map(Consequence::Finding).collect::<Vec<_>>()
    };
    let unsaid = of_plan(&told.unsaid);
    let facts = finishes(plan, !unsaid.is_empty());
    consequences.extend(unsaid);
    consequences.extend(facts.into_iter().map(Consequence::Fact));
    consequences.extend(causes(plan).map(Consequence::Fact));
    consequences.extend(of_plan(&told.floats));
    let phases = plan.effects.phases.iter();
    consequences.extend(
        phases
            .filter_map(|effect| phase(plan, effect, &told_phases))
            .map(Consequence::Fact),
    );
    for load in plan
        .effects
        .load
        .iter()
        .filter(|load| !told.overloads.contains(&(index, &*load.owner)))
    {
        let line = match load.after {
            1 => say!(
                en: "{owner}: {before} -> 1 task at once",
                zh: "{owner}：同时承担的任务 {before} -> 1 项",
                owner = &load.owner,
                before = load.before,
            ),
            after => say!(
                en: "{owner}: {before} -> {after} tasks at once",
                zh: "{owner}：同时承担的任务 {before} -> {after} 项",
                owner = &load.owner,
                before = load.before,
                after = after,
            ),
        };
        consequences.push(Consequence::Fact(line));
    }
    if !plan.outlook.affected.is_empty() {
        let owners = plan.outlook.affected.iter().map(|owner| &**owner);
        consequences.push(Consequence::Fact(say!(
            en: "work moves for {owners}",
            zh: "工作时间有变动的责任方：{owners}",
            owners = list(owners, NAMED),
        )));
    }
    consequences
}

/// Owners and changes that are named; more are counted.
const NAMED: usize = 8;

/// When the plan ends by its schedule, where neither its dates nor a finding say the same.
fn finishes(plan: &PlanComparison, is_told: bool) -> Vec<Message> {
    let outlook = &plan.outlook;
    let told = |is_forecast: bool| {
        let of_plan = outlook.unsaid.iter().filter(|one| one.slip.phase.is_none());
        is_told
            && of_plan
                .into_iter()
                .any(|one| one.status.is_some() == is_forecast)
    };
    let moved = |shift: &Shift| shift.before != shift.after && plan.effects.finish != Some(*shift);
    let planned = outlook.planned.filter(moved).filter(|_| !told(false));
    let forecast = outlook
        .forecast
        .filter(moved)
        .filter(|shift| outlook.planned != Some(*shift) && !told(true));
    let planned = planned.map(|moved| {
        say!(
            en: "by the schedule: finish {moved}",
            zh: "按推算：完成日期 {moved}",
            moved = shifted(moved),
        )
    });
    let forecast = forecast.map(|moved| {
        say!(
            en: "by the progress: finish {moved}",
            zh: "按进度预测：完成日期 {moved}",
            moved = shifted(moved),
        )
    });
    planned.into_iter().chain(forecast).collect()
}

/// Which changes move the finish by how much, if there are several.
fn causes(plan: &PlanComparison) -> Option<Message> {
    let outlook = &plan.outlook;
    let moves = |shift: Option<Shift>| shift.is_some_and(|shift| shift.days != 0);
    if plan.changes.len() < 2 || !(moves(outlook.planned) || moves(outlook.forecast)) {
        return None;
    }
    let shares = plan.shares();
    let (shares, working) = if moves(outlook.planned) {
        (shares.planned?, outlook.planned?.working)
    } else {
        (shares.forecast?, outlook.forecast?.working)
    };
    let shares = shares.iter().filter(|one| one.share.abs() >= 0.05);
    let shares: Vec<&Share> = shares.collect();
    let told = shares.iter().map(|one| {
        let fields = Arg::joined(one.fields.iter().copied(), usize::MAX, Joined::Comma);
        say!(
            en: "{what} ({fields}) {days}",
            zh: "{what}（{fields}）{days}",
            what = whose(plan, &one.what),
            fields = fields,
            days = shown(one.share),
        )
    });
    let told = list(told, NAMED);
    Some(if working {
        say!(
            en: "how many working days each change moves it: {changes}",
            zh: "各项改动分别变动的工作日数：{changes}",
            changes = told,
        )
    } else {
        say!(
            en: "how many days each change moves it: {changes}",
            zh: "各项改动分别变动的天数：{changes}",
            changes = told,
        )
    })
}

fn whose(plan: &PlanComparison, what: &Whose) -> Arg {
    match what {
        Whose::Task(_, Some(after)) => plan.new.plan.task(*after).into(),
        Whose::Task(Some(before), None) => plan.old.plan.task(*before).into(),
        Whose::Task(None, None) | Whose::Plan => say!(en: "plan", zh: "计划").into(),
        Whose::Calendars => say!(en: "plan", zh: "计划").into(),
    }
}

/// A number of days with at most one decimal: `3`, `2.8`, `-0.5`.
fn shown(days: f64) -> String {
    let shown = format!("{days:+.1}");
    shown.strip_suffix(".0").unwrap_or(&shown).to_owned()
}

/// What became of a phase. Its declared total is a change of its own, and said there.
fn phase(plan: &PlanComparison, effect: &PhaseEffect, told: &HashSet<TaskIx>) -> Option<Message> {
    let label = |ix: TaskIx| plan.new.plan.task(ix).label();
    let rollup = effect.rollup.map(|(was, is)| {
        say!(
            en: "its work comes to {was} -> {is} days",
            zh: "工作合计 {was} -> {is} 天",
            was = was,
            is = is,
        )
    });
    let finish = effect
        .finish
        .filter(|_| !told.contains(&effect.phase))
        .map(|moved| {
            let through = effect.through.iter().map(|ix| Arg::Id(label(*ix).into()));
            match effect.through.is_empty() {
                true => say!(
                    en: "finish {moved}",
                    zh: "完成日期 {moved}",
                    moved = shifted(moved),
                ),
                false => say!(
                    en: "finish {moved} through {tasks}",
                    zh: "完成日期 {moved}，受 {tasks} 影响",
                    moved = shifted(moved),
                    tasks = Arg::joined(through, usize::MAX, Joined::Comma),
                ),
            }
        });
    let what: Vec<Message> = rollup.into_iter().chain(finish).collect();
    (!what.is_empty()).then(|| {
        say!(
            en: "phase {phase}: {what}",
            zh: "阶段 {phase}：{what}",
            phase = Arg::Id(label(effect.phase).into()),
            what = Message::in_a_line(what),
        )
    })
}
