//! What would follow if something in a plan were written otherwise. A help that the next check
//! refuses sends its reader round in a circle: so what rules propose is tried before, on a copy of
//! the plan, by the rules that it may concern.

use std::cell::RefCell;
use std::collections::HashMap;

use crate::calendar::Day;
use crate::config::Level;
use crate::config::Settings;
use crate::finding::Fact;
use crate::finding::Finding;
use crate::finding::Findings;
use crate::finding::Key;
use crate::finding::Room;
use crate::finding::Severity;
use crate::model::Kind;
use crate::model::Plan;
use crate::model::Task;
use crate::model::TaskIx;
use crate::schedule::Schedule;
use crate::text::Span;
use crate::text::scalar;
use crate::words::Arg;
use crate::words::Joined;
use crate::words::code;
use crate::words::say;

use super::Context;
use super::RULES;
use super::Run;
use super::date;
use super::date::date_implausible;
use super::date::date_nonworking;
use super::date::date_outside_parent;
use super::date::phase_overlap;
use super::dependency;
use super::method::method;
use super::offer::Offer;
use super::offer::Refusal;
use super::offer::Tries;
use super::total::total_mismatch;
use super::total::total_span;
use super::way::Value;
use super::way::Way;
use super::way::is_there;
use super::way::place_of;
use super::way::write;

/// How many tasks, links and findings may be looked at again for the helps of one rule. Trying a
/// help takes as long as the rules take for the plan: in a plan of thousands of tasks the first few
/// are tried, and in a larger one none.
const WORK: usize = 20_000;

/// The same for all rules together beyond that, where one try takes no longer than [`CHEAP`]: in a
/// plan of some hundred tasks all helps are tried, however many of them have one cause.
const MORE_WORK: usize = 600_000;

/// What a try may cost at most to be one of these.
const CHEAP: usize = 4_000;

/// Bytes for the words of what is found when a help is tried.
const ROOM: usize = 8_000_000;

/// How often what goes with a way may bring something else that goes with it.
const MOST_ROUNDS: usize = 4;

/// Tries helps.
#[derive(Debug)]
struct Trials<'a> {
    plan: &'a Plan,
    schedule: &'a Schedule,
    settings: &'a Settings,
    as_of: Option<Day>,
    bench: RefCell<Bench>,
}

/// Made when the first help is tried.
#[derive(Debug, Default)]
enum Bench {
    #[default]
    Open,
    /// The plan is too large for trials.
    Closed,
    Ready(Box<Tools>),
}

/// What trials work with.
#[derive(Debug)]
struct Tools {
    /// The plan in which things are written.
    copy: Plan,
    /// What is wrong with the plan as it is.
    before: FoundOften,
    /// Values that several tasks have in common, through aliases and merged maps: where they stand,
    /// and whose they are.
    shared: HashMap<Span, Vec<TaskIx>>,
    /// What one more trial costs.
    cost: usize,
    /// What each rule has spent.
    spent: HashMap<&'static str, usize>,
    /// What is left for those that have spent their own.
    left: usize,
}

/// What tells findings apart: rule, task, key, and what is the case. From one day off to another is
/// no better.
type About = (&'static str, Option<Box<str>>, Key, Option<Fact>);

fn about(finding: &Finding) -> About {
    let key = match finding.rule {
        // It is no other finding if the phase before it is another one; how long both are at work
        // is its size.
        rule if rule == phase_overlap::RULE.id => Key::default(),
        _ => finding.key.clone(),
    };
    (finding.rule, finding.task.clone(), key, finding.fact)
}

/// How often each thing is found, because tasks may have the same id or none, and how large it is
/// in all.
type FoundOften = HashMap<About, (usize, i64)>;

/// What is found in a plan in which something is written otherwise.
struct After {
    found: FoundOften,
    schedule: Schedule,
}

// Here, so that the context knows nothing of the rules that are asked again.
impl<'a> Context<'a> {
    /// A context for the rules; `as_of` overrides the plan's own status date.
    #[must_use]
    pub(crate) fn new(
        plan: &'a Plan,
        schedule: &'a Schedule,
        settings: &'a Settings,
        as_of: Option<Day>,
    ) -> Self {
        let trials = Trials::new(plan, schedule, settings, as_of);
        Self::without_trials(plan, schedule, settings, as_of).with_trials(Box::new(trials))
    }
}

impl Tries for Trials<'_> {
    fn offer(&self, finding: &Finding, own: TaskIx, ways: Vec<Way>, most: usize) -> Offer {
        let mut offer = Offer::default();
        // Nobody reads the help of a rule that was not asked for.
        if !self.settings.selection.has(finding.rule) {
            return offer;
        }
        let mut tried: Vec<Way> = Vec::new();
        for mut way in ways {
            // What is there already need not be written.
            way.retain(|(ix, value)| !is_there(self.plan.task(*ix), value));
            if way.is_empty() || tried.contains(&way) {
                continue;
            }
            tried.push(way.clone());
            match self.judge(finding, way) {
                Verdict::Holds(way) => offer.holding.extend(self.words(&way, own)),
                // That a finding is not mended is no reason that it could name.
                Verdict::Refused(refusal) if refusal.is_of(finding) => {}
                Verdict::Refused(refusal) => offer.refusal = offer.refusal.or(Some(refusal)),
                Verdict::Untried => break,
            }
            if offer.holding.len() == most {
                break;
            }
        }
        offer
    }
}

impl<'a> Trials<'a> {
    fn new(
        plan: &'a Plan,
        schedule: &'a Schedule,
        settings: &'a Settings,
        as_of: Option<Day>,
    ) -> Self {
        Self {
            plan,
            schedule,
            settings,
            as_of,
            bench: RefCell::default(),
        }
    }

    fn judge(&self, finding: &Finding, mut way: Way) -> Verdict {
        let mended = about(finding);
        for _ in 0..=MOST_ROUNDS {
            if let Some(refusal) = self.day_off(&way) {
                return Verdict::Refused(refusal);
            }
            let Some(after) = self.after(finding.rule, &way) else {
                return Verdict::Untried;
            };
            let bench = self.bench.borrow();
            let Bench::Ready(bench) = &*bench else {
                return Verdict::Untried;
            };
            let count = |found: &FoundOften| found.get(&mended).map_or(0, |(count, _)| *count);
            if count(&after.found) >= count(&bench.before).max(1) {
                return Verdict::Refused(Refusal {
                    rule: mended.0,
                    task: mended.1,
                });
            }
            if let Some(refusal) = self.beyond_its_dates(&way, &after) {
                return Verdict::Refused(refusal);
            }
            let is_worse =
                |one: &(&About, &(usize, i64))| bench.is_worse(one) && self.is_serious(one.0.0);
            let mut worse: Vec<&About> = after
                .found
                .iter()
                .filter(is_worse)
                .map(|one| one.0)
                .collect();
            if worse.is_empty() {
                return Verdict::Holds(way);
            }
            worse.sort();
            let (mut others, mut reasons) = (Way::new(), Vec::new());
            for about in worse {
                match self.goes_with(finding.rule, about, bench, &after, &way) {
                    Some(other) if others.contains(&other) => {}
                    Some(other) => others.push(other),
                    None => reasons.push(about),
                }
            }
            // What cannot be moved along is the reason; a date that nobody means above all, and a
            // total last.
            let weight = |about: &&&About| match about.0 {
                rule if rule == date_implausible::RULE.id => 0,
                rule if rule == total_mismatch::RULE.id => 2,
                _ => 1,
            };
            if let Some(reason) = reasons.iter().min_by_key(weight) {
                return Verdict::Refused(Refusal {
                    rule: reason.0,
                    task: reason.1.clone(),
                });
            }
            way.append(&mut others);
        }
        Verdict::Refused(Refusal {
            rule: total_mismatch::RULE.id,
            task: None,
        })
    }

    /// Nobody is told to write a day off, not even where a task has it already and it would be said
    /// there.
    fn day_off(&self, way: &Way) -> Option<Refusal> {
        let working = self
            .schedule
            .calendars
            .find(self.plan.meta.working_calendar.value()?)
            .flatten()?;
        let is_off = |day: &Day| working.covers(*day) && !working.is_working(*day);
        let written = way.iter().find(|(_, value)| match value {
            Value::Start(day) | Value::Finish(day) => is_off(day),
            _ => false,
        });
        let (ix, _) = written.filter(|_| self.is_serious(date_nonworking::RULE.id))?;
        Some(Refusal {
            rule: date_nonworking::RULE.id,
            task: self.plan.task(*ix).id().map(Box::from),
        })
    }

    /// Nobody is told to write a total for which there are not so many days, not even where that is
    /// said already.
    fn beyond_its_dates(&self, way: &Way, after: &After) -> Option<Refusal> {
        let rule = total_span::RULE.id;
        let totals = way
            .iter()
            .filter(|(_, value)| matches!(value, Value::Days(_)));
        let ids = totals.filter_map(|(ix, _)| self.plan.task(*ix).id());
        let found = |id: &&str| {
            after
                .found
                .keys()
                .any(|about| about.0 == rule && about.1.as_deref() == Some(*id))
        };
        ids.filter(|_| self.is_serious(rule))
            .find(found)
            .map(|id| Refusal {
                rule,
                task: Some(id.into()),
            })
    }

    /// What has to be written with a way, if what is worse after it follows from it: a total, or
    /// how far a group reaches.
    fn goes_with(
        &self,
        mended: &'static str,
        about: &About,
        bench: &Tools,
        after: &After,
        way: &Way,
    ) -> Option<(TaskIx, Value)> {
        // Where only another day is looked for, there are nearer ones than those for which what is
        // around it has to move.
        let moves = [
            dependency::dependency_dates::RULE.id,
            date::date_days::RULE.id,
            total_mismatch::RULE.id,
        ]
        .contains(&mended);
        let ix = self.plan.find(about.1.as_deref()?)?;
        match about.0 {
            rule if rule == total_mismatch::RULE.id => self.total(ix, &about.1, bench, after, way),
            rule if rule == date_outside_parent::RULE.id && moves => self.reach(ix, after, way),
            _ => None,
        }
    }

    /// The total that goes with a way.
    fn total(
        &self,
        ix: TaskIx,
        id: &Option<Box<str>>,
        bench: &Tools,
        after: &After,
        way: &Way,
    ) -> Option<(TaskIx, Value)> {
        // What does not fit its dates is not mended with another number.
        if bench
            .before
            .keys()
            .any(|one| one.0 == total_span::RULE.id && one.1 == *id)
        {
            return None;
        }
        let rollup = |schedule: &Schedule| {
            schedule.rollups[ix.index()]
                .as_ref()
                .filter(|rollup| rollup.complete)
                .map(|rollup| rollup.days)
        };
        let (was, is) = (rollup(self.schedule)?, rollup(&after.schedule)?);
        let is_written = way
            .iter()
            .any(|(task, value)| *task == ix && matches!(value, Value::Days(_)));
        // Where work that takes longer makes a total smaller, tasks overlap that did not: less is
        // not what anybody means.
        let shorter = |(task, value): &(TaskIx, Value)| match value {
            Value::Days(days) => self
                .plan
                .task(*task)
                .days
                .value()
                .is_some_and(|was| *days < i64::from(*was)),
            _ => false,
        };
        let as_meant = if way.iter().any(shorter) {
            is <= was
        } else {
            is >= was
        };
        (as_meant && !is_written && self.plan.task(ix).days.value().is_some())
            .then_some((ix, Value::Days(is)))
    }

    /// The date of the group or phase around a task, which has been moved as far as it had to, that
    /// goes with a way.
    fn reach(&self, ix: TaskIx, after: &After, way: &Way) -> Option<(TaskIx, Value)> {
        let (first, last) = after
            .schedule
            .window(ix)
            .days()
            .filter(|_| way.iter().any(|(task, _)| *task == ix))?;
        let around =
            std::iter::successors(self.plan.task(ix).parent, |ix| self.plan.task(*ix).parent);
        let too_narrow = |group: TaskIx| {
            let window = after.schedule.window(group);
            let (start, finish) = (
                window.start.filter(|end| end.declared),
                window.finish.filter(|end| end.declared),
            );
            let is_open = |value: &Value| {
                !way.iter().any(|(task, other)| {
                    *task == group && std::mem::discriminant(other) == std::mem::discriminant(value)
                })
            };
            let start = start
                .filter(|start| first < start.day)
                .map(|_| Value::Start(first))
                .filter(is_open);
            let finish = finish
                .filter(|finish| finish.day < last)
                .map(|_| Value::Finish(last))
                .filter(is_open);
            start.or(finish).map(|value| (group, value))
        };
        around.filter_map(too_narrow).next()
    }

    /// What is found after a way is taken; `None` if there is no time left to look.
    fn after(&self, rule: &'static str, way: &Way) -> Option<After> {
        let mut bench = self.bench.borrow_mut();
        if let Bench::Open = &*bench {
            *bench = self
                .bench()
                .map_or(Bench::Closed, |tools| Bench::Ready(Box::new(tools)));
        }
        let Bench::Ready(bench) = &mut *bench else {
            return None;
        };
        let spent = bench.spent.entry(rule).or_default();
        match spent.checked_add(bench.cost).filter(|spent| *spent <= WORK) {
            Some(more) => *spent = more,
            None => bench.left = bench.left.checked_sub(bench.cost)?,
        }
        let copy = &mut bench.copy;
        let mut kept: Vec<(TaskIx, Task)> = Vec::new();
        for (ix, value) in way {
            let own = [*ix];
            let all = place_of(copy.task(*ix), value)
                .and_then(|place| bench.shared.get(&place))
                .map_or(&own[..], Vec::as_slice);
            for ix in all {
                kept.push((*ix, copy.task(*ix).clone()));
                write(&mut copy.tasks[ix.index()], value);
            }
        }
        let schedule = self.schedule.redated(copy, method(self.settings));
        let found = self.look(copy, &schedule);
        // A task may be there twice: the first copy of it is the one that was not written to.
        for (ix, task) in kept.into_iter().rev() {
            copy.tasks[ix.index()] = task;
        }
        Some(After {
            found: found?,
            schedule,
        })
    }

    /// What trials of this plan work with; `None` if it is too large for any.
    fn bench(&self) -> Option<Tools> {
        let size = self.plan.tasks.len()
            + self.schedule.graph.precedences.len()
            + self.schedule.steps
            + self.assignments();
        if size > WORK {
            return None;
        }
        let before = self.look(self.plan, self.schedule)?;
        // To find something takes about as long as to look at some tasks.
        let cost = size + 8 * before.len() + 20;
        let left = if cost <= CHEAP { MORE_WORK } else { 0 };
        let tools = || Tools {
            copy: self.plan.clone(),
            before,
            shared: shared(self.plan),
            cost,
            spent: HashMap::new(),
            left,
        };
        (cost <= WORK).then(tools)
    }

    /// How many names are looked at to find out who works on what, at most.
    fn assignments(&self) -> usize {
        let members = self
            .plan
            .owners
            .iter()
            .map(|owner| owner.members.len())
            .max()
            .unwrap_or(0);
        let names = |ix: TaskIx| {
            let written = self.schedule.assignments.written(self.plan, ix);
            written.map_or(0, |(_, names)| names.len())
        };
        let of_all: usize = self.plan.all().map(|(ix, _)| names(ix)).sum();
        of_all.saturating_mul(members + 1)
    }

    /// What the rules find that look at dates; `None` if it is more than can be told.
    fn look(&self, plan: &Plan, schedule: &Schedule) -> Option<FoundOften> {
        let ctx = Context::without_trials(plan, schedule, self.settings, self.as_of);
        let mut findings = Findings::new(&Room::of(ROOM));
        for rule in RULES.iter().filter(|rule| rule.tried) {
            if let Run::Plan(check) = rule.run
                && self.settings.level_of(rule.id, rule.level) != Level::Off
            {
                check(&ctx, &mut findings);
                findings.next_rule();
            }
        }
        let found = findings.finish();
        let mut often = FoundOften::new();
        for finding in &found.kept {
            let (count, size) = often.entry(about(finding)).or_default();
            *count += 1;
            *size += finding.size.map_or(0, |size| size.amount + size.work);
        }
        found.beyond.is_empty().then_some(often)
    }

    /// Whether somebody who has followed a help would be annoyed by findings of a rule.
    fn is_serious(&self, id: &str) -> bool {
        let level = super::rule(id).map(|rule| self.settings.level_of(id, rule.level));
        matches!(level, Some(Level::On(Severity::Error | Severity::Warning)))
    }

    /// What is written, in words; `None` if a task in it cannot be named.
    fn words(&self, way: &Way, own: TaskIx) -> Option<Arg> {
        let one = |(ix, value): &(TaskIx, Value)| {
            let task = self.plan.task(*ix);
            let (key, text) = match value {
                Value::Start(day) => ("start", day.to_string()),
                Value::Finish(day) => ("finish", day.to_string()),
                Value::Days(days) if task.kind == Kind::Phase => ("total_days", days.to_string()),
                Value::Days(days) => ("days", days.to_string()),
                // Not rounded, as people are shown it: what is written is what was tried.
                Value::Progress(progress) if progress.has_begun() && !progress.is_done() => {
                    ("progress", format!("{}%", progress.value()))
                }
                Value::Progress(progress) => ("progress", progress.in_words()),
                Value::Calendar(name) => ("calendar", scalar::name_to_yaml(name)),
                Value::Parallel => ("parallel", true.to_string()),
            };
            let entry = code(format!("{key}: {text}"));
            if *ix == own {
                return Some(entry);
            }
            task.id()?;
            Some(match task.kind {
                Kind::Phase => say!(
                    en: "{entry} of phase {phase}",
                    zh: "阶段 {phase} 的 {entry}",
                    entry = entry,
                    phase = task,
                )
                .into(),
                Kind::Task => say!(
                    en: "{entry} of {task}",
                    zh: "{task} 的 {entry}",
                    entry = entry,
                    task = task,
                )
                .into(),
            })
        };
        way.iter()
            .map(one)
            .collect::<Option<Vec<Arg>>>()
            .map(|parts| Arg::joined(parts, usize::MAX, Joined::Together))
    }
}

impl Tools {
    /// Whether something is found more often, or is larger than it was.
    fn is_worse(&self, (about, now): &(&About, &(usize, i64))) -> bool {
        self.before
            .get(*about)
            .is_none_or(|was| was.0 < now.0 || (was.0 == now.0 && was.1 < now.1))
    }
}

/// Values that several tasks have in common.
fn shared(plan: &Plan) -> HashMap<Span, Vec<TaskIx>> {
    let mut all: HashMap<Span, Vec<TaskIx>> = HashMap::new();
    for (ix, task) in plan.all() {
        let places = [
            task.start.span(),
            task.finish.span(),
            task.days.span(),
            task.progress.span(),
            task.calendar.span(),
        ];
        for place in places.into_iter().flatten() {
            all.entry(place).or_default().push(ix);
        }
    }
    all.retain(|_, tasks| tasks.len() > 1);
    all
}

enum Verdict {
    /// With the totals that go with it.
    Holds(Way),
    Refused(Refusal),
    Untried,
}
