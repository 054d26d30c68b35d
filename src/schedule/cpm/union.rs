//! Two revisions of a plan in one network: how a [`Mixture`] is made.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::collections::HashMap;
use std::collections::HashSet;
use std::sync::Arc;

use crate::calendar::Day;
use crate::calendar::Instant;
use crate::model::Field;
use crate::model::Link;
use crate::model::Plan;
use crate::model::Task;
use crate::model::TaskIx;
use crate::schedule::Schedule;

use super::mixture::Atom;
use super::mixture::Changed;
use super::mixture::Ingredients;
use super::mixture::Mixture;
use super::mixture::Part;
use super::mixture::Variant;
use super::network::Children;
use super::network::Network;
use super::network::Reason;
use super::network::Role;
use super::network::Step;
use super::network::Tie;
use super::network::Work;
use super::network::step;
use super::network::work;

/// A plan with the facts about it and what its schedules are computed from.
#[derive(Clone, Copy)]
struct Revision<'p> {
    plan: &'p Plan,
    schedule: &'p Schedule,
    network: &'p Network,
}

/// Everything that differs is a change, and each change an atom: but what cannot be there without
/// each other is one.
#[derive(Default)]
struct Atoms {
    of: HashMap<Changed, usize>,
    causes: Vec<Changed>,
    /// For each cause another one that it is one with; its own where it stands for them.
    one_with: Vec<usize>,
}

impl Atoms {
    fn of(&mut self, cause: Changed) -> usize {
        *self.of.entry(cause).or_insert_with(|| {
            self.causes.push(cause);
            self.one_with.push(self.causes.len() - 1);
            self.causes.len() - 1
        })
    }

    fn find(&mut self, mut at: usize) -> usize {
        while self.one_with[at] != at {
            self.one_with[at] = self.one_with[self.one_with[at]];
            at = self.one_with[at];
        }
        at
    }

    fn glue(&mut self, one: Changed, other: Changed) {
        let [one, other] = [one, other].map(|cause| {
            let at = self.of(cause);
            self.find(at)
        });
        self.one_with[one.max(other)] = one.min(other);
    }

    /// Each atom with its causes, and for each cause its atom.
    fn numbered(mut self) -> (Vec<Vec<Changed>>, Vec<Atom>) {
        let mut numbers: BTreeMap<usize, Atom> = BTreeMap::new();
        let mut atoms: Vec<Vec<Changed>> = Vec::new();
        let mut of = Vec::with_capacity(self.causes.len());
        for at in 0..self.causes.len() {
            let root = self.find(at);
            let atom = *numbers.entry(root).or_insert_with(|| {
                atoms.push(Vec::new());
                atoms.len() - 1
            });
            atoms[atom].push(self.causes[at]);
            of.push(atom);
        }
        (atoms, of)
    }
}

/// What ties two tasks, by who they are in both revisions.
type TieKey = (TaskIx, TaskIx, Link, i64, bool);

struct Union<'p> {
    old: Revision<'p>,
    new: Revision<'p>,
    /// For each task of the old plan itself in the union: as in the new plan where both have it.
    at: Vec<TaskIx>,
    /// For each task of the union itself in the old plan.
    before: Vec<Option<TaskIx>>,
    /// For each task of the union who it is: of a task that became a group, the group.
    person: Vec<TaskIx>,
    atoms: Atoms,
}

/// What ties hang on that only one of the revisions has.
struct Owners {
    /// Phases of both that are `parallel` in one of them only.
    reread: BTreeSet<TaskIx>,
    /// Whether only one of the revisions has a phase.
    came_or_went: bool,
    /// For tasks whether what they wait for is written otherwise.
    rewritten: HashMap<TaskIx, bool>,
}

impl Owners {
    fn new(union: &Union<'_>) -> Self {
        let phases = union.new.plan.phases.iter().copied();
        let is_reread = |phase: &TaskIx| {
            let before = union.before[phase.index()].map(|old| union.old.plan.task(old));
            let after = union.new.plan.task(*phase);
            before.is_some_and(|before| before.is_parallel() != after.is_parallel())
        };
        let old = union.old.plan.phases.iter().map(|ix| union.at[ix.index()]);
        Self {
            reread: phases.clone().filter(is_reread).collect(),
            came_or_went: phases.chain(old).any(|phase| union.is_one_sided(phase)),
            rewritten: HashMap::new(),
        }
    }

    /// `None` if on nothing but that both ends are there.
    fn of(&mut self, union: &Union<'_>, tie: &Tie) -> Option<Changed> {
        let (waiting, awaited) = (tie.waiting, tie.awaited);
        if union.is_one_sided(waiting) {
            return None;
        }
        let links = |ix: TaskIx| Some(Changed::Task(ix, Part::Links));
        if tie.reason == Reason::PhaseOrder {
            if union.is_one_sided(awaited) {
                return None;
            }
            let own = [waiting, awaited]
                .into_iter()
                .find(|ix| self.reread.contains(ix));
            let between = || {
                let ends = waiting.min(awaited)..waiting.max(awaited);
                self.reread.range(ends).next().copied()
            };
            return match own.or_else(between) {
                Some(phase) => links(phase),
                None if self.came_or_went => None,
                None => Some(Changed::Order),
            };
        }
        let before = union.before[waiting.index()]?;
        let is_rewritten = *self
            .rewritten
            .entry(waiting)
            .or_insert_with(|| written(union.old.plan, before) != written(union.new.plan, waiting));
        // What is waited for is gone, and the dependency was left.
        if union.is_one_sided(awaited) && !is_rewritten {
            return None;
        }
        links(waiting)
    }
}

/// The dependencies of a task as they are written.
fn written(plan: &Plan, ix: TaskIx) -> Vec<(&str, Link, i64)> {
    let entries = plan.task(ix).depends_on.iter();
    let mut written: Vec<_> = entries
        .map(|entry| (&*entry.target.value, entry.link, entry.lag))
        .collect();
    written.sort_unstable();
    written
}

impl Mixture {
    /// Returns what can be mixed of two revisions; `None` where a mixture of them could be no plan:
    /// something in them waits for itself, or was not read. `new_of` says for each old task which it
    /// is now.
    pub(crate) fn new(
        (old, old_schedule): (&Plan, &Schedule),
        (new, new_schedule): (&Plan, &Schedule),
        new_of: &[Option<TaskIx>],
    ) -> Option<Self> {
        let [old, new] =
            [(old, old_schedule), (new, new_schedule)].map(|(plan, schedule)| Revision {
                plan,
                schedule,
                network: schedule.network(plan),
            });
        let is_whole = |network: &Network| {
            !network.partial.contains(&true) && !network.in_cycle.contains(&true)
        };
        if !is_whole(old.network) || !is_whole(new.network) {
            return None;
        }
        let count = new.plan.tasks.len();
        let mut before = vec![None; count];
        let mut person: Vec<TaskIx> = (0..count).map(TaskIx::from_index).collect();
        let mut at = Vec::with_capacity(old.plan.tasks.len());
        for (ix, _) in old.plan.all() {
            let after = new_of[ix.index()];
            let is_same = |after: &TaskIx| old.network.is_leaf(ix) == new.network.is_leaf(*after);
            let own = after.filter(is_same).unwrap_or_else(|| {
                before.push(None);
                let own = TaskIx::from_index(before.len() - 1);
                person.push(after.unwrap_or(own));
                own
            });
            before[own.index()] = Some(ix);
            at.push(own);
        }
        let union = Union {
            old,
            new,
            at,
            before,
            person,
            atoms: Atoms::default(),
        };
        union.mixture()
    }
}

impl<'p> Union<'p> {
    fn is_new(&self, ix: TaskIx) -> bool {
        ix.index() < self.new.plan.tasks.len()
    }

    /// Whether only one of the revisions has it.
    fn is_one_sided(&self, ix: TaskIx) -> bool {
        !self.is_new(ix) || self.before[ix.index()].is_none()
    }

    /// What it stands under in the old plan and in the new one.
    fn parents(&self, ix: TaskIx) -> [Option<TaskIx>; 2] {
        let old = self.before[ix.index()];
        let old = old.and_then(|old| self.old.network.parents[old.index()]);
        let new = self
            .is_new(ix)
            .then(|| self.new.network.parents[ix.index()]);
        [old.map(|parent| self.at[parent.index()]), new.flatten()]
    }

    fn tasks(&self) -> impl Iterator<Item = TaskIx> + use<> {
        (0..self.before.len()).map(TaskIx::from_index)
    }

    /// What came or went with it: the topmost of what only one of the revisions has.
    fn existence(&self, mut ix: TaskIx) -> Changed {
        loop {
            let above = self.parents(ix).into_iter().flatten().next();
            match above.filter(|above| self.is_one_sided(*above)) {
                Some(above) => ix = above,
                None => return Changed::Task(self.person[ix.index()], Part::Existence),
            }
        }
    }

    fn mixture(mut self) -> Option<Mixture> {
        let mut network = self.network();
        let (ties, conditions) = self.ties(&network);
        network.set(ties);
        let drafts = self.variants(&mut network);
        let start_differs = origin(self.old.plan) != origin(self.new.plan);
        let start = start_differs.then(|| self.atoms.of(Changed::Start));
        let status = [self.old.plan, self.new.plan].map(|plan| day(&plan.meta.status_date));
        let status = (status[0] != status[1]).then(|| self.atoms.of(Changed::Status));
        if !order(&mut network, |ix| self.parents(ix)) {
            return None;
        }
        let who = self.who();
        let first_typed = self.first_typed(&drafts);
        // Milestones, and what is shown with a start that is typed after it has begun.
        let is_odd = |ix: &TaskIx| {
            let of = |network: &Network, ix: TaskIx| {
                let work = network.work[ix.index()];
                network.is_leaf(ix) && (work.days == Some(0) || work.percent > 0.0)
            };
            let before = self.before[ix.index()].is_some_and(|old| of(self.old.network, old));
            before || (self.is_new(*ix) && of(self.new.network, *ix))
        };
        let odd = self.tasks().filter(is_odd).collect();
        let is_top = |ix: &TaskIx| {
            let is_top = |network: &Network, ix: TaskIx| network.parents[ix.index()].is_none();
            let before = self.before[ix.index()].is_some_and(|old| is_top(self.old.network, old));
            before || (self.is_new(*ix) && is_top(self.new.network, *ix))
        };
        let tops = self.tasks().filter(is_top).collect();
        let origins = [origin(self.old.plan), origin(self.new.plan)];
        let (causes, of) = self.atoms.numbered();
        let number = |atom: Option<usize>| atom.map(|at| of[at]);
        let variants = drafts.into_iter().map(|draft| Variant {
            place: number(draft.place),
            time: number(draft.time),
            calendar: number(draft.calendar),
            progress: number(draft.progress),
            ..draft
        });
        let switches = conditions.into_iter().enumerate();
        let switches = switches.filter_map(|(tie, condition)| {
            let (cause, once_made) = condition?;
            Some((tie, of[cause], once_made))
        });
        Some(Mixture::of(Ingredients {
            switches: switches.collect(),
            variants: variants.collect(),
            network,
            causes,
            who,
            origins,
            first_typed,
            start: number(start),
            status: number(status),
            odd,
            tops,
        }))
    }

    /// For each task itself in the old plan and in the new one.
    fn who(&self) -> Vec<[Option<TaskIx>; 2]> {
        let mut who = vec![[None; 2]; self.before.len()];
        for ix in self.tasks() {
            let person = self.person[ix.index()];
            let after = self.is_new(person).then_some(person);
            let before = self.before[ix.index()];
            who[ix.index()] = [before, after];
            if person != ix {
                who[person.index()][0] = before;
            }
        }
        who
    }

    /// All steps of both, each task as it is, or as it was where it is gone.
    fn network(&self) -> Network {
        let (old, new) = (self.old.network, self.new.network);
        let mut steps = new.steps.clone();
        let mut first_step = new.first_step.clone();
        let mut work = new.work.clone();
        let mut counting = new.counting.clone();
        let mut declared = new.declared.clone();
        let mut parents = new.parents.clone();
        let mut calendars = new.calendars.clone();
        let more = step(calendars.len());
        calendars.extend(old.calendars.iter().map(Arc::clone));
        for ix in self.tasks().skip(new.parents.len()) {
            let Some(before) = self.before[ix.index()] else {
                continue;
            };
            let at = before.index();
            first_step.push(step(steps.len()));
            let roles: &[Role] = if old.is_leaf(before) {
                &[Role::Leaf]
            } else {
                &[Role::Gate, Role::First, Role::Last]
            };
            steps.extend(roles.iter().map(|role| (*role, ix)));
            work.push(old.work[at]);
            counting.push(old.counting[at].map(|own| own + more));
            declared.push(old.declared[at]);
            parents.push(self.parents(ix)[0]);
        }
        let pairs = self.tasks().flat_map(|ix| {
            let [old, new] = self.parents(ix);
            let other = new.filter(|new| Some(*new) != old);
            old.into_iter().chain(other).map(move |parent| (parent, ix))
        });
        let pairs: Vec<(TaskIx, TaskIx)> = pairs.collect();
        let (count, tasks) = (steps.len(), parents.len());
        Network {
            calendars,
            counting,
            first_step,
            steps,
            ties: Vec::new(),
            into: Vec::new(),
            outward: Vec::new(),
            out_of: Vec::new(),
            order: Vec::new(),
            in_cycle: vec![false; count],
            unclear: vec![false; count],
            waits: vec![false; tasks],
            work,
            parents,
            ends: Vec::new(),
            children: Children::of_pairs(tasks, pairs.iter().copied()),
            declared,
            deadlines: vec![None; tasks],
            partial: vec![false; tasks],
            origin: None,
            deadline: None,
        }
    }

    /// The ties of both in the order of who waits, each with the cause on which it hangs and whether
    /// it is there once that has happened.
    fn ties(&mut self, network: &Network) -> (Vec<Tie>, Vec<Option<(usize, bool)>>) {
        let place = |revision: &Network, at: Step, own: &dyn Fn(TaskIx) -> TaskIx| -> Step {
            let (_, ix) = revision.steps[at as usize];
            let behind = at - revision.first_step[ix.index()];
            network.first_step[own(ix).index()] + behind
        };
        let of_old: Vec<Tie> = {
            let own = |ix: TaskIx| self.at[ix.index()];
            let ties = self.old.network.ties.iter();
            ties.map(|tie| Tie {
                from: place(self.old.network, tie.from, &own),
                to: place(self.old.network, tie.to, &own),
                awaited: own(tie.awaited),
                waiting: own(tie.waiting),
                ..*tie
            })
            .collect()
        };
        let key = |person: &[TaskIx], tie: &Tie| -> TieKey {
            (
                person[tie.waiting.index()],
                person[tie.awaited.index()],
                tie.link,
                tie.lag,
                tie.reason == Reason::PhaseOrder,
            )
        };
        let keys = |ties: &[Tie]| -> HashSet<TieKey> {
            ties.iter().map(|tie| key(&self.person, tie)).collect()
        };
        let of_new = &self.new.network.ties;
        let (in_old, in_new) = (keys(&of_old), keys(of_new));
        let mut owners = Owners::new(self);
        let mut all: Vec<(Tie, Option<(usize, bool)>)> = Vec::with_capacity(of_new.len());
        for tie in of_new {
            let is_shared = in_old.contains(&key(&self.person, tie));
            let owner = if is_shared {
                None
            } else {
                owners.of(self, tie)
            };
            let condition = owner.map(|cause| (self.atoms.of(cause), true));
            all.push((*tie, condition));
        }
        for tie in of_old {
            let is_shared = in_new.contains(&key(&self.person, &tie));
            let is_there =
                is_shared && !self.is_one_sided(tie.waiting) && !self.is_one_sided(tie.awaited);
            if is_there {
                continue;
            }
            let owner = if is_shared {
                None
            } else {
                owners.of(self, &tie)
            };
            let condition = owner.map(|cause| (self.atoms.of(cause), false));
            all.push((tie, condition));
        }
        all.sort_by_key(|(tie, _)| tie.to);
        all.into_iter().unzip()
    }

    /// Tasks that are not in both as they are.
    fn variants(&mut self, network: &mut Network) -> Vec<Variant> {
        let more = step(self.new.network.calendars.len());
        let mut same: HashMap<(u32, u32), bool> = HashMap::new();
        let mut variants = Vec::new();
        for ix in self.tasks() {
            let (before, is_new) = (self.before[ix.index()], self.is_new(ix));
            let parents = self.parents(ix);
            let (Some(old_ix), true) = (before, is_new) else {
                let existence = self.existence(ix);
                if self.person[ix.index()] != ix {
                    // As a task and as a group it is there in turn.
                    let other = self.existence(self.person[ix.index()]);
                    self.atoms.glue(existence, other);
                }
                let at = ix.index();
                variants.push(Variant {
                    ix,
                    place: Some(self.atoms.of(existence)),
                    time: None,
                    calendar: None,
                    progress: None,
                    exists: [!is_new, is_new],
                    parents,
                    declared: [network.declared[at]; 2],
                    works: [[network.work[at]; 2]; 2],
                    calendars: [network.counting[at]; 2],
                    percents: [network.work[at].percent; 2],
                });
                continue;
            };
            let calendars = [
                self.old.network.counting[old_ix.index()].map(|own| own + more),
                self.new.network.counting[ix.index()],
            ];
            let is_same = match (calendars[0], calendars[1]) {
                (Some(old), Some(new)) => *same.entry((old, new)).or_insert_with(|| {
                    network.calendars[old as usize].is_of_same(&network.calendars[new as usize])
                }),
                (None, None) => true,
                _ => false,
            };
            variants.extend(self.variant(ix, old_ix, parents, calendars, is_same));
        }
        variants
    }

    /// A task of both that differs in what its schedule hangs on.
    fn variant(
        &mut self,
        ix: TaskIx,
        old_ix: TaskIx,
        parents: [Option<TaskIx>; 2],
        calendars: [Option<u32>; 2],
        same_calendar: bool,
    ) -> Option<Variant> {
        let (old, new) = (self.old.plan.task(old_ix), self.new.plan.task(ix));
        let works = [
            self.old.network.work[old_ix.index()],
            self.new.network.work[ix.index()],
        ];
        let declared = [
            self.old.network.declared[old_ix.index()],
            self.new.network.declared[ix.index()],
        ];
        let differs = |one: &Field<Day>, other: &Field<Day>| {
            one.value() != other.value() || one.is_unreadable() != other.is_unreadable()
        };
        let is_other_time = differs(&old.start, &new.start)
            || differs(&old.finish, &new.finish)
            || old.days.value() != new.days.value()
            || old.days.is_unreadable() != new.days.is_unreadable()
            || old.pending.is_absent() != new.pending.is_absent();
        let stays = parents[0] == parents[1];
        #[expect(clippy::float_cmp, reason = "what is written the same is the same")]
        let same_progress = works[0].percent == works[1].percent;
        if stays && same_calendar && same_progress && !is_other_time {
            return None;
        }
        let place = (!stays).then(|| {
            let own = Changed::Task(ix, Part::Place);
            for parent in parents.into_iter().flatten() {
                if self.is_one_sided(parent) {
                    let existence = self.existence(parent);
                    self.atoms.glue(own, existence);
                }
            }
            self.atoms.of(own)
        });
        let time = is_other_time.then(|| self.atoms.of(Changed::Task(ix, Part::Time)));
        let calendar = (!same_calendar).then(|| {
            let cause = self.calendar_of(ix);
            self.atoms.of(cause)
        });
        let progress = (!same_progress).then(|| {
            let cause = self.above(ix, Part::Progress, |one, other| {
                one.progress.value().map(|own| own.value())
                    != other.progress.value().map(|own| own.value())
            });
            self.atoms
                .of(cause.unwrap_or(Changed::Task(ix, Part::Progress)))
        });
        let both = |task: &Task, own: Work, is_own: usize| -> [Work; 2] {
            if same_calendar || !task.is_leaf() {
                return [own; 2];
            }
            let counting = [
                self.old.schedule.counting[old_ix.index()].as_deref(),
                self.new.schedule.counting[ix.index()].as_deref(),
            ];
            let mut works = counting.map(|calendar| work(task, calendar, false));
            works[is_own] = own;
            works
        };
        Some(Variant {
            ix,
            place,
            time,
            calendar,
            progress,
            exists: [true; 2],
            parents,
            declared,
            works: [both(old, works[0], 0), both(new, works[1], 1)],
            calendars: if same_calendar {
                [calendars[1]; 2]
            } else {
                calendars
            },
            percents: works.map(|work| work.percent),
        })
    }

    /// Why another calendar counts the days of a task.
    fn calendar_of(&self, ix: TaskIx) -> Changed {
        let named = |task: &'p Task| task.calendar.value();
        let above = self.above(ix, Part::Calendar, |one, other| named(one) != named(other));
        above.unwrap_or_else(|| {
            let default = |plan: &'p Plan| plan.meta.calendar.value();
            if default(self.old.plan) == default(self.new.plan) {
                Changed::Calendars
            } else {
                Changed::Calendar
            }
        })
    }

    /// The task itself, or the nearest around it, that differs by itself or stands elsewhere.
    fn above(
        &self,
        ix: TaskIx,
        part: Part,
        differs: impl Fn(&'p Task, &'p Task) -> bool,
    ) -> Option<Changed> {
        let mut at = Some(ix);
        while let Some(ix) = at {
            let old = self.before[ix.index()]?;
            if differs(self.old.plan.task(old), self.new.plan.task(ix)) {
                return Some(Changed::Task(ix, part));
            }
            let parents = self.parents(ix);
            if parents[0] != parents[1] {
                return Some(Changed::Task(ix, Part::Place));
            }
            at = parents[1];
        }
        None
    }

    /// The first typed start of all that is the same in both.
    fn first_typed(&self, variants: &[Variant]) -> Option<Day> {
        let varies: HashSet<TaskIx> = variants.iter().map(|variant| variant.ix).collect();
        let same = self.tasks().filter(|ix| !varies.contains(ix));
        let starts = same.filter(|ix| self.is_new(*ix)).flat_map(|ix| {
            let network = self.new.network;
            let typed = network.declared[ix.index()].0;
            [network.work[ix.index()].start, typed]
        });
        starts.flatten().min()
    }
}

/// Where a plan says that it begins.
fn origin(plan: &Plan) -> Option<Instant> {
    day(&plan.meta.start).map(Instant::morning)
}

fn day(field: &Field<Day>) -> Option<Day> {
    field.value().copied()
}

/// Put the steps in an order that holds for every mixture. Returns whether there is one.
fn order(network: &mut Network, parents: impl Fn(TaskIx) -> [Option<TaskIx>; 2]) -> bool {
    let each_next = |network: &Network, at: Step, each: &mut dyn FnMut(Step)| {
        for tie in network.ties_out_of(at) {
            each(tie.to);
        }
        let (role, ix) = network.steps[at as usize];
        let [old, new] = parents(ix);
        let above = old.into_iter().chain(new.filter(|new| Some(*new) != old));
        match role {
            Role::Leaf => {
                for parent in above {
                    each(network.start_of(parent));
                    each(network.finish_of(parent));
                }
            }
            Role::First => above.for_each(|it| each(network.start_of(it))),
            Role::Last => above.for_each(|it| each(network.finish_of(it))),
            Role::Gate => {
                for child in network.children.of(ix) {
                    each(network.gate_of(*child));
                }
            }
        }
    };
    let count = network.steps.len();
    let mut waiting = vec![0_u32; count];
    for at in 0..step(count) {
        each_next(network, at, &mut |to| waiting[to as usize] += 1);
    }
    let mut order: Vec<Step> = (0..step(count))
        .filter(|at| waiting[*at as usize] == 0)
        .collect();
    let mut head = 0;
    while head < order.len() {
        let at = order[head];
        head += 1;
        each_next(network, at, &mut |to| {
            waiting[to as usize] -= 1;
            if waiting[to as usize] == 0 {
                order.push(to);
            }
        });
    }
    network.order = order;
    network.order.len() == count
}
