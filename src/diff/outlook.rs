//! What the schedule says of the step from one revision to the other: when the plan ends, whatever
//! dates are typed, how much float is left, and whose work moves.

use std::cell::OnceCell;
use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::collections::HashMap;

use crate::calendar::Calendar;
use crate::calendar::Day;
use crate::calendar::built_in;
use crate::model::Owner;
use crate::model::Plan;
use crate::model::TaskIx;
use crate::schedule;
use crate::schedule::Basis;
use crate::schedule::Course;
use crate::schedule::Holder;
use crate::schedule::Network;

use super::Change;
use super::Effects;
use super::Pairing;
use super::PhaseEffect;
use super::Side;
use super::Slip;
use super::effect::LONGEST;
use super::effect::slips;
use super::share::Shares;
use super::share::shares;
use super::shift::Shift;
use super::shift::named;

/// What the schedule says of a step between two revisions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Outlook {
    /// When the plan ends by its days, links and dates; `None` where one of the two is not known.
    pub planned: Option<Shift>,
    /// When it ends by what was done until the status date; `None` without one.
    pub forecast: Option<Shift>,
    /// Finishes that move later though no date says so, each slip once.
    pub unsaid: Vec<Unsaid>,
    /// Open tasks of both that have another float, or became critical, or are it no more.
    pub floats: Vec<FloatChange>,
    /// Owners of tasks that move, by the names that count.
    pub affected: Vec<Box<str>>,
}

/// A finish that moves later though no date says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unsaid {
    /// What moves.
    pub slip: Slip,
    /// The day for which progress was reported, if it is only the forecast that moves.
    pub status: Option<Day>,
}

/// A task whose total float is not what it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FloatChange {
    /// The task in the new plan.
    pub task: TaskIx,
    /// Its total float before, in days of its calendar.
    pub before: Option<i64>,
    /// Its total float now.
    pub after: Option<i64>,
    /// Whether it was on the longest path.
    pub was_critical: bool,
    /// Whether it is on the longest path.
    pub critical: bool,
    /// Whether these are working days; otherwise each day counts.
    pub working: bool,
}

/// Both sides by one basis.
struct Both<'n> {
    old: Course<'n>,
    new: Course<'n>,
    bases: [Basis; 2],
    /// For each task of the new plan the leaf that ends last in it; the first of several.
    last: OnceCell<Vec<Option<TaskIx>>>,
}

impl<'n> Both<'n> {
    fn new(networks: [&'n Network; 2], bases: [Basis; 2]) -> Self {
        Self {
            old: networks[0].course(bases[0]),
            new: networks[1].course(bases[1]),
            bases,
            last: OnceCell::new(),
        }
    }

    fn last_leaf(&self, plan: &Plan, ix: TaskIx) -> Option<TaskIx> {
        let find = || {
            let key = |ix: TaskIx| (self.new.early(ix).map(|days| days.finish), Reverse(ix));
            let mut last: Vec<Option<TaskIx>> = vec![None; plan.tasks.len()];
            // Children come after their parents.
            for (index, task) in plan.tasks.iter().enumerate().rev() {
                let own = TaskIx::from_index(index);
                let children = task.children.iter();
                last[index] = if task.is_leaf() {
                    self.new.early(own).map(|_| own)
                } else {
                    children
                        .filter_map(|child| last[child.index()])
                        .max_by_key(|ix| key(*ix))
                };
            }
            last
        };
        self.last.get_or_init(find)[ix.index()]
    }

    fn shift(&self, counting: Option<&Calendar>) -> Option<Shift> {
        Some(Shift::new(self.old.finish()?, self.new.finish()?, counting))
    }
}

/// Returns what a forecast of a plan begins with; `None` without a day for which progress was reported.
/// `as_of` is asked for instead of what the plan says.
#[must_use]
pub(crate) fn forecast_basis(side: Side<'_>, as_of: Option<Day>) -> Option<Basis> {
    let status = as_of.or(side.plan.meta.status_date.value().copied());
    status.map(Basis::Forecast)
}

fn bases(old: Side<'_>, new: Side<'_>, as_of: Option<Day>) -> Option<[Basis; 2]> {
    Some([forecast_basis(old, as_of)?, forecast_basis(new, as_of)?])
}

/// The calendar that a plan's end is counted in.
fn counting<'a>(new: Side<'a>) -> Option<&'a Calendar> {
    named(new, new.plan.meta.calendar.value().map(AsRef::as_ref))
}

/// Returns what the schedule says of the `changes`; `effects` is what the dates say. `as_of` is the
/// day for which progress was reported, if the plans' own does not count.
#[must_use]
pub(crate) fn outlook(
    old: Side<'_>,
    new: Side<'_>,
    pairing: &Pairing,
    changes: &[Change],
    effects: &Effects,
    as_of: Option<Day>,
) -> Outlook {
    // What is done has come to an end on the status date, also where nothing says when it began.
    let (own, bases) = (counting(new), bases(old, new, as_of));
    let begins = [old, new].iter().any(|side| schedule::begins(side.plan));
    if !begins && bases.is_none() {
        return Outlook::default();
    }
    let networks = [old, new].map(|side| side.schedule.network(side.plan));
    if changes.is_empty() {
        let stays = |basis: Basis| {
            let finish = networks[1].course(basis).finish()?;
            Some(Shift::new(finish, finish, own))
        };
        return Outlook {
            planned: stays(Basis::Planned),
            forecast: bases.and_then(|[_, basis]| stays(basis)),
            ..Outlook::default()
        };
    }
    let planned = Both::new(networks, [Basis::Planned; 2]);
    let forecast = bases.map(|bases| Both::new(networks, bases));
    let of_planned = planned.shift(own);
    let of_forecast = forecast.as_ref().and_then(|both| both.shift(own));
    let step = Step {
        old,
        new,
        pairing,
        effects,
    };
    let mut unsaid: Vec<Unsaid> = step
        .unsaid(&planned, of_planned, &[])
        .into_iter()
        .map(|slip| Unsaid { slip, status: None })
        .collect();
    if let Some((both, [_, Basis::Forecast(status)])) =
        forecast.as_ref().map(|both| (both, both.bases))
    {
        let told: Vec<Slip> = unsaid.iter().map(|one| one.slip.clone()).collect();
        let slips = step.unsaid(both, of_forecast, &told);
        unsaid.extend(slips.into_iter().map(|slip| Unsaid {
            slip,
            status: Some(status),
        }));
    }
    Outlook {
        planned: of_planned,
        forecast: of_forecast,
        unsaid,
        floats: step.floats(&planned),
        affected: step.affected(&planned, forecast.as_ref()),
    }
}

/// Returns who caused how many days of what the finish moves by.
#[must_use]
pub(crate) fn shares_of(
    old: Side<'_>,
    new: Side<'_>,
    pairing: &Pairing,
    changes: &[Change],
    outlook: &Outlook,
    as_of: Option<Day>,
) -> Shares {
    let planned = outlook.planned.map(|shift| (shift, [Basis::Planned; 2]));
    let forecast = outlook.forecast.zip(bases(old, new, as_of));
    if changes.is_empty() {
        return Shares {
            planned: planned.map(|_| Vec::new()),
            forecast: forecast.map(|_| Vec::new()),
        };
    }
    shares(
        (old, new),
        pairing,
        changes,
        counting(new),
        [planned, forecast],
    )
}

struct Step<'a> {
    old: Side<'a>,
    new: Side<'a>,
    pairing: &'a Pairing,
    effects: &'a Effects,
}

impl Step<'_> {
    /// Slips by the schedule that no date tells, nor one of the slips that are `told`.
    fn unsaid(&self, both: &Both<'_>, finish: Option<Shift>, told: &[Slip]) -> Vec<Slip> {
        let plan = self.new.plan;
        let said: HashMap<Option<TaskIx>, Shift> = self
            .effects
            .slips
            .iter()
            .chain(told)
            .flat_map(|slip| {
                let others = slip.with.iter().chain(&slip.passing);
                let others = others.map(|(phase, moved)| (Some(*phase), *moved));
                others.chain([(slip.phase, slip.moved)])
            })
            .collect();
        // As late, or by as much: then it is the same slip.
        let is_said = |phase: Option<TaskIx>, moved: Shift| {
            let said = said.get(&phase);
            said.is_some_and(|said| said.after >= moved.after || said.days >= moved.days)
        };
        let is_new = |phase: Option<TaskIx>, moved: &Shift| {
            moved.after > moved.before && !is_said(phase, *moved)
        };
        let finish = finish.filter(|moved| is_new(None, moved));
        let phases = plan.phases.iter().filter_map(|ix| {
            let before = self.pairing.old_of[ix.index()]?;
            let was = both.old.finish_of(before)?;
            let is = both.new.finish_of(*ix)?;
            let moved = Shift::new(was, is, self.new.schedule.calendar(*ix));
            is_new(Some(*ix), &moved).then_some((*ix, moved))
        });
        let phases = phases.map(|(phase, moved)| PhaseEffect {
            phase,
            total: None,
            rollup: None,
            finish: Some(moved),
            through: self.chain(both, both.last_leaf(plan, phase)),
        });
        let phases: Vec<PhaseEffect> = phases.collect();
        let through = finish.map_or_else(Vec::new, |_| {
            let leaves = plan.phases.iter();
            let last = leaves
                .filter_map(|phase| both.last_leaf(plan, *phase))
                .max_by_key(|ix| (both.new.early(*ix).map(|days| days.finish), Reverse(*ix)));
            self.chain(both, last)
        });
        slips(finish, &through, &phases)
    }

    /// From a leaf back through what holds it, as long as that ends later than it did.
    fn chain(&self, both: &Both<'_>, last: Option<TaskIx>) -> Vec<TaskIx> {
        let plan = self.new.plan;
        let finish = |course: &Course<'_>, ix: TaskIx| course.early(ix).map(|days| days.finish);
        let is_later = |ix: &TaskIx| {
            let before = self.pairing.old_of[ix.index()];
            let before = before.and_then(|before| finish(&both.old, before));
            before < finish(&both.new, *ix)
        };
        let mut chain: Vec<TaskIx> = last.into_iter().collect();
        while let Some(at) = chain.last().copied() {
            let holders = both.new.holders(at).into_iter();
            let held_by = holders.filter_map(|holder| match holder {
                Holder::Link { task, .. } | Holder::PhaseOrder(task) => Some(task),
                Holder::Typed | Holder::Status | Holder::Origin => None,
            });
            let next = held_by
                .filter_map(|task| both.last_leaf(plan, task))
                .filter(is_later)
                .max_by_key(|ix| (finish(&both.new, *ix), Reverse(*ix)));
            match next {
                Some(next) if chain.len() < LONGEST && !chain.contains(&next) => chain.push(next),
                _ => break,
            }
        }
        chain.reverse();
        chain
    }

    /// Leaves of both that are not done, in the old plan and in the new one.
    fn open_leaves(&self) -> impl Iterator<Item = (TaskIx, TaskIx)> {
        let leaf = |plan: &Plan, ix: TaskIx| plan.task(ix).is_leaf();
        self.new.plan.all().filter_map(move |(after, _)| {
            let before = self.pairing.old_of[after.index()]?;
            let is_open = !self.new.schedule.state(after).done;
            let are_leaves = leaf(self.old.plan, before) && leaf(self.new.plan, after);
            (is_open && are_leaves).then_some((before, after))
        })
    }

    fn floats(&self, planned: &Both<'_>) -> Vec<FloatChange> {
        let changes = self.open_leaves().map(|(before, after)| FloatChange {
            task: after,
            before: planned.old.total_float(before),
            after: planned.new.total_float(after),
            was_critical: planned.old.is_critical(before),
            critical: planned.new.is_critical(after),
            working: self.counts_working_days(after),
        });
        changes
            .filter(|one| one.before != one.after || one.was_critical != one.critical)
            .collect()
    }

    fn counts_working_days(&self, ix: TaskIx) -> bool {
        let calendar = self.new.schedule.calendar(ix);
        calendar.is_some() && calendar != built_in("every-day")
    }

    /// Who answers for tasks that move, and who does them.
    fn affected(&self, planned: &Both<'_>, forecast: Option<&Both<'_>>) -> Vec<Box<str>> {
        let plan = self.new.plan;
        let mut owners: BTreeSet<&str> = BTreeSet::new();
        for (before, after) in self.open_leaves() {
            let moves = |both: &Both<'_>| both.old.early(before) != both.new.early(after);
            if !moves(planned) && !forecast.is_some_and(moves) {
                continue;
            }
            let executors = self.new.schedule.assignments.executors(plan, after);
            let known = executors.filter(|executor| !executor.is_placeholder());
            owners.extend(known.map(|executor| {
                executor
                    .owner
                    .map_or(&*executor.name.value, |owner| &*owner.name.value)
            }));
            let coordinator = plan.inherited(after, |task| task.coordinator.value());
            if let Some((_, name)) = coordinator {
                let owner = plan.owner(name);
                if !owner.is_some_and(Owner::is_placeholder) {
                    owners.insert(owner.map_or(&**name, |owner| &*owner.name.value));
                }
            }
        }
        owners.into_iter().map(Box::from).collect()
    }
}
