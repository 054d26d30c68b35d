//! A plan between two revisions: some of what changed is as it is now, the rest as it was.
//!
//! It holds everything of both, and what is not there at the moment asks for nothing. From one
//! mixture to the next only what hangs on the difference is placed anew.

use std::sync::OnceLock;

use crate::calendar::Day;
use crate::calendar::Instant;
use crate::model::TaskIx;

use super::forward::Basis;
use super::forward::Early;
use super::forward::UNKNOWN;
use super::network::Network;
use super::network::Role;
use super::network::Step;
use super::network::Work;

/// Steps and ties that may be looked at for all mixtures of two plans: some milliseconds.
const MOST_LOOKS: usize = 250_000;

/// What a change is about; by index of the task in the mixture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Changed {
    /// Something about a task.
    Task(TaskIx, Part),
    /// Where the plan begins.
    Start,
    /// The day for which progress was reported.
    Status,
    /// Which calendar counts days where nothing else is said.
    Calendar,
    /// What the calendars of the plan say.
    Calendars,
    /// Which phases come before which.
    Order,
}

/// What about a task is different.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Part {
    /// Whether it is there, with all that is in it.
    Existence,
    /// What it stands under.
    Place,
    /// Its start, finish and days.
    Time,
    /// What it waits for.
    Links,
    /// The calendar that counts its days.
    Calendar,
    /// How far it is.
    Progress,
}

/// Index of a change: it is either made or not.
pub(super) type Atom = usize;

/// A task that differs. Of each pair the first is as it was, the second as it is.
#[derive(Debug)]
pub(super) struct Variant {
    pub(super) ix: TaskIx,
    /// On what it hangs where it stands, and whether it is there.
    pub(super) place: Option<Atom>,
    pub(super) time: Option<Atom>,
    pub(super) calendar: Option<Atom>,
    pub(super) progress: Option<Atom>,
    pub(super) exists: [bool; 2],
    pub(super) parents: [Option<TaskIx>; 2],
    pub(super) declared: [(Option<Day>, Option<Day>); 2],
    /// By its own dates and days, then by its calendar.
    pub(super) works: [[Work; 2]; 2],
    pub(super) calendars: [Option<u32>; 2],
    pub(super) percents: [f64; 2],
}

/// Both revisions of a plan, of which some changes are made.
#[derive(Debug)]
pub(crate) struct Mixture {
    network: Network,
    /// What each atom consists of.
    causes: Vec<Vec<Changed>>,
    /// For each tie that is not in both: the atom, and whether it is there once that is made.
    switches: Vec<(usize, Atom, bool)>,
    variants: Vec<Variant>,
    /// Where the plan says that it begins.
    origins: [Option<Instant>; 2],
    /// The first typed start of what is the same in both.
    first_typed: Option<Day>,
    start: Option<Atom>,
    status: Option<Atom>,
    /// Tasks whose last day may be another one than that before their finish, in either.
    odd: Vec<TaskIx>,
    /// Tasks that are at the top in either.
    tops: Vec<TaskIx>,
    /// For each task itself in the old plan and in the new one.
    who: Vec<[Option<TaskIx>; 2]>,
    /// Tasks that are not there now.
    absent: Vec<bool>,
    /// Place of each step in the order.
    places: Vec<u32>,
    made: Vec<bool>,
    bases: [Basis; 2],
    early: Early,
    /// By place in the order, the steps that are to be looked at again.
    open: Vec<u64>,
    /// By atom, the variants and the switches that hang on it.
    variants_of: Vec<Vec<u32>>,
    switches_of: Vec<Vec<u32>>,
    looks: usize,
}

/// What a mixture is made of.
pub(super) struct Ingredients {
    pub(super) network: Network,
    pub(super) causes: Vec<Vec<Changed>>,
    pub(super) switches: Vec<(usize, Atom, bool)>,
    pub(super) variants: Vec<Variant>,
    pub(super) origins: [Option<Instant>; 2],
    pub(super) first_typed: Option<Day>,
    pub(super) start: Option<Atom>,
    pub(super) status: Option<Atom>,
    pub(super) odd: Vec<TaskIx>,
    pub(super) tops: Vec<TaskIx>,
    pub(super) who: Vec<[Option<TaskIx>; 2]>,
}

impl Mixture {
    pub(super) fn of(ingredients: Ingredients) -> Self {
        let Ingredients {
            network,
            causes,
            switches,
            variants,
            origins,
            first_typed,
            start,
            status,
            odd,
            tops,
            who,
        } = ingredients;
        let (steps, tasks, atoms) = (network.steps.len(), network.parents.len(), causes.len());
        let mut places = vec![0; steps];
        for (place, step) in (0..).zip(&network.order) {
            places[*step as usize] = place;
        }
        let mut variants_of = vec![Vec::new(); atoms];
        for (at, variant) in (0..).zip(&variants) {
            let hangs_on = [
                variant.place,
                variant.time,
                variant.calendar,
                variant.progress,
            ];
            for atom in hangs_on.into_iter().flatten() {
                let list: &mut Vec<u32> = &mut variants_of[atom];
                if list.last() != Some(&at) {
                    list.push(at);
                }
            }
        }
        let mut switches_of = vec![Vec::new(); atoms];
        for (at, (_, atom, _)) in (0..).zip(&switches) {
            switches_of[*atom].push(at);
        }
        let none = vec![None; steps];
        let early = Early {
            basis: Basis::Planned,
            start: none.clone(),
            rest: none.clone(),
            finish: none,
            at_least: vec![false; steps],
            done: vec![false; tasks],
            end: None,
            gates: OnceLock::new(),
        };
        Self {
            network,
            causes,
            switches,
            variants,
            origins,
            first_typed,
            start,
            status,
            odd,
            tops,
            who,
            absent: vec![false; tasks],
            places,
            made: vec![false; atoms],
            bases: [Basis::Planned; 2],
            early,
            open: vec![0; steps.div_ceil(64)],
            variants_of,
            switches_of,
            looks: 0,
        }
    }

    /// Returns what each change consists of; a set of changes has a place for each.
    pub(crate) fn atoms(&self) -> &[Vec<Changed>] {
        &self.causes
    }

    /// Returns a task of the mixture in the old plan and in the new one.
    pub(crate) fn revisions(&self, ix: TaskIx) -> [Option<TaskIx>; 2] {
        self.who[ix.index()]
    }

    /// Asks from now on by these bases: that of the old plan and that of the new one.
    pub(crate) fn ask(&mut self, bases: [Basis; 2]) {
        self.bases = bases;
        self.made.fill(false);
        for at in 0..self.switches.len() {
            self.switch(at);
        }
        for at in 0..self.variants.len() {
            self.apply(at);
        }
        self.begin_anew();
    }

    /// Returns the last day of the plan if these changes are made and the others are not; `None` if
    /// nobody can tell, or too much has been asked.
    pub(crate) fn finish(&mut self, made: &[bool]) -> Option<Day> {
        // What is only glanced at takes an eighth of the time.
        let glances = [
            self.causes.len(),
            self.variants.len(),
            self.tops.len() + self.odd.len(),
            self.glances_for_done(),
        ];
        self.looks += glances.iter().sum::<usize>() / 8;
        let atoms = 0..self.causes.len();
        let differs: Vec<Atom> = atoms
            .filter(|atom| self.made[*atom] != made[*atom])
            .collect();
        for atom in &differs {
            self.made[*atom] = made[*atom];
        }
        let origin = self.network.origin;
        for atom in &differs {
            for at in 0..self.switches_of[*atom].len() {
                self.switch(self.switches_of[*atom][at] as usize);
            }
            for at in 0..self.variants_of[*atom].len() {
                self.apply(self.variants_of[*atom][at] as usize);
            }
        }
        let basis = self.basis();
        self.place_origin();
        if basis != self.early.basis {
            self.begin_anew();
        } else if !differs.is_empty() {
            if origin != self.network.origin {
                self.open_leaves();
            }
            self.tell_who_is_done();
        }
        self.settle()?;
        self.last_day()
    }

    fn basis(&self) -> Basis {
        self.bases[self.state(self.status)]
    }

    /// Which of two values holds; where nothing changes it, they are the same.
    fn state(&self, atom: Option<Atom>) -> usize {
        usize::from(atom.is_none_or(|atom| self.made[atom]))
    }

    fn switch(&mut self, at: usize) {
        let (tie, atom, once_made) = self.switches[at];
        let tie = &mut self.network.ties[tie];
        tie.is_off = self.made[atom] != once_made;
        let to = tie.to;
        self.open(to);
    }

    /// Let a task be what it is in this mixture.
    fn apply(&mut self, at: usize) {
        let variant = &self.variants[at];
        let [place, time, calendar, progress] = [
            variant.place,
            variant.time,
            variant.calendar,
            variant.progress,
        ]
        .map(|atom| self.state(atom));
        let (ix, parents) = (variant.ix, variant.parents);
        let at = ix.index();
        let exists = variant.exists[place];
        self.absent[at] = !exists;
        let work = Work {
            percent: variant.percents[progress],
            ..variant.works[time][calendar]
        };
        self.network.work[at] = if exists { work } else { Work::default() };
        self.network.declared[at] = if exists {
            variant.declared[time]
        } else {
            (None, None)
        };
        self.network.counting[at] = variant.calendars[calendar];
        self.network.parents[at] = parents[place].filter(|_| exists);
        let around = parents.into_iter().flatten().chain([ix]);
        for task in around {
            for step in [
                self.network.gate_of(task),
                self.network.start_of(task),
                self.network.finish_of(task),
            ] {
                self.open(step);
            }
        }
    }

    /// Where this mixture begins.
    fn place_origin(&mut self) {
        let said = self.origins[self.state(self.start)];
        let of_variants = self.variants.iter().flat_map(|variant| {
            let at = variant.ix.index();
            let (work, declared) = (self.network.work[at], self.network.declared[at]);
            [work.start, declared.0]
        });
        let typed = || of_variants.flatten().chain(self.first_typed).min();
        self.network.origin = said.or_else(|| typed().map(Instant::morning));
    }

    /// Forget all that was found.
    fn begin_anew(&mut self) {
        self.place_origin();
        self.early.basis = self.basis();
        self.early.done = self.network.done(self.early.basis);
        for step in 0..self.network.steps.len() {
            self.open(super::network::step(step));
        }
    }

    fn open_leaves(&mut self) {
        for step in 0..self.network.steps.len() {
            if self.network.steps[step].0 == Role::Leaf {
                self.open(super::network::step(step));
            }
        }
    }

    fn glances_for_done(&self) -> usize {
        match self.early.basis {
            Basis::Planned | Basis::Logic => 0,
            Basis::Forecast(_) => self.network.parents.len(),
        }
    }

    fn tell_who_is_done(&mut self) {
        if self.early.basis == Basis::Planned {
            return;
        }
        let done = self.network.done(self.early.basis);
        for (at, is_done) in done.iter().enumerate() {
            if self.early.done[at] == *is_done {
                continue;
            }
            let ix = TaskIx::from_index(at);
            for step in [self.network.start_of(ix), self.network.finish_of(ix)] {
                self.open(step);
                self.open_who_waits(step);
            }
        }
        self.early.done = done;
    }

    fn open(&mut self, step: Step) {
        let place = self.places[step as usize] as usize;
        self.open[place / 64] |= 1 << (place % 64);
    }

    fn open_who_waits(&mut self, step: Step) {
        let from = self.network.out_of[step as usize] as usize;
        let to = self.network.out_of[step as usize + 1] as usize;
        for at in from..to {
            let tie = self.network.ties[self.network.outward[at] as usize];
            if !tie.is_off {
                self.open(tie.to);
            }
        }
    }

    /// Look at all steps that are open, and at those that hang on what they have become.
    fn settle(&mut self) -> Option<()> {
        let mut word = 0;
        while word < self.open.len() {
            let bits = self.open[word];
            if bits == 0 {
                word += 1;
                continue;
            }
            self.open[word] = bits & (bits - 1);
            let place = word * 64 + bits.trailing_zeros() as usize;
            let step = self.network.order[place];
            self.looks += 1 + self.network.ties_into(step).len();
            if self.looks > MOST_LOOKS {
                return None;
            }
            if self.again(step) {
                self.open_next(step);
            }
        }
        Some(())
    }

    /// What follows from a step. All of it comes later in the order.
    fn open_next(&mut self, step: Step) {
        self.open_who_waits(step);
        let (role, ix) = self.network.steps[step as usize];
        let parent = self.network.parents[ix.index()];
        match role {
            Role::Leaf => {
                if let Some(parent) = parent {
                    self.open(self.network.start_of(parent));
                    self.open(self.network.finish_of(parent));
                }
            }
            Role::First => parent
                .into_iter()
                .for_each(|it| self.open(self.network.start_of(it))),
            Role::Last => parent
                .into_iter()
                .for_each(|it| self.open(self.network.finish_of(it))),
            Role::Gate => {
                for at in 0..self.network.children.of(ix).len() {
                    let child = self.network.children.of(ix)[at];
                    self.open(self.network.gate_of(child));
                }
            }
        }
    }

    /// Look at a step again. Returns whether it is another one than before.
    fn again(&mut self, step: Step) -> bool {
        let (network, early, at) = (&self.network, &mut self.early, step as usize);
        let (role, ix) = network.steps[at];
        let before = (early.start[at], early.rest[at], early.finish[at]);
        early.start[at] = None;
        early.rest[at] = None;
        early.finish[at] = None;
        early.at_least[at] = false;
        let declared = network.declared[ix.index()];
        let children = || {
            let is_in = |child: &&TaskIx| network.parents[child.index()] == Some(ix);
            network.children.of(ix).iter().filter(is_in)
        };
        match role {
            _ if self.absent[ix.index()] => {}
            Role::Gate => network.gate_forward(early, step, ix),
            Role::Leaf => {
                if let Some((start, rest, finish)) = network.place(early, step, ix, None) {
                    early.start[at] = Some(start);
                    early.rest[at] = Some(rest);
                    early.finish[at] = Some(finish);
                }
            }
            Role::First => {
                // A part of which nothing is known may start before all others.
                let start = |child: &TaskIx| early.start[network.start_of(*child) as usize];
                let first = children()
                    .map(|child| start(child).unwrap_or(UNKNOWN))
                    .min();
                let declared = declared.0.map(Instant::morning);
                early.rest[at] = declared;
                early.start[at] = first.max(declared).filter(|first| *first != UNKNOWN);
            }
            Role::Last => {
                let finish = |child: &TaskIx| early.finish[network.finish_of(*child) as usize];
                let last = children().filter_map(finish).max();
                let asked = network
                    .ties_into(step)
                    .iter()
                    .filter_map(|tie| network.bound(early, tie))
                    .max();
                early.finish[at] = last.max(asked).max(declared.1.map(Instant::evening));
            }
        }
        before != (early.start[at], early.rest[at], early.finish[at])
    }

    /// The last day of the plan; see [`super::Course::finish`].
    fn last_day(&self) -> Option<Day> {
        let (network, early) = (&self.network, &self.early);
        let finish = |ix: &TaskIx| early.finish[network.finish_of(*ix) as usize];
        let is_top = |ix: &&TaskIx| network.parents[ix.index()].is_none();
        let end = self.tops.iter().filter(is_top).filter_map(finish).max()?;
        let last = self.odd.iter().filter(|ix| finish(ix) == Some(end));
        let shown = last.filter_map(|ix| Some(network.shown(early, *ix)?.finish));
        Some(shown.max().unwrap_or(Day::MIN).max(end.day_before()))
    }
}
