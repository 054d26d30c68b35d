//! What the schedule of a plan is computed from: steps, and the ties between them.

use std::collections::HashMap;
use std::sync::Arc;

use crate::calendar::Calendar;
use crate::calendar::Day;
use crate::calendar::Instant;
use crate::calendar::Range;
use crate::calendar::Sums;
use crate::model::Field;
use crate::model::Kind;
use crate::model::Link;
use crate::model::Plan;
use crate::model::Task;
use crate::model::TaskIx;
use crate::schedule::Graph;
use crate::schedule::Relation;
use crate::schedule::components::components;
use crate::schedule::progress;
use crate::schedule::rows::Rows;
use crate::schedule::window;

/// Index of a step.
pub(super) type Step = u32;

/// What a step of a task stands for. A leaf is one step. A group is three, because what it waits
/// for binds each of its leaves, and what waits for it waits for the first or for the last of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// The work itself: its start and its finish.
    Leaf,
    /// The instant before which nothing in the group starts.
    Gate,
    /// The start of the group: that of its earliest leaf.
    First,
    /// The finish of the group: that of its latest leaf, and what binds the group itself.
    Last,
}

/// Why one step waits for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reason {
    /// An entry of `depends_on`.
    Declared,
    /// A phase that is not `parallel` follows those before it.
    PhaseOrder,
}

/// One step that waits for another.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tie {
    pub(super) from: Step,
    pub(super) to: Step,
    /// What is waited for, as it is written.
    pub(super) awaited: TaskIx,
    /// Who waits, as it is written; the lag is counted in its calendar.
    pub(super) waiting: TaskIx,
    pub(super) link: Link,
    pub(super) lag: i64,
    pub(super) reason: Reason,
    /// Whether it asks for nothing now: what is tried may lack it.
    pub(super) is_off: bool,
}

impl Tie {
    /// Whether it is about the finish of what is waited for.
    pub(super) fn is_from_finish(&self) -> bool {
        matches!(self.link, Link::FinishStart | Link::FinishFinish)
    }

    /// Whether it is about the start of who waits.
    pub(super) fn is_to_start(&self) -> bool {
        matches!(self.link, Link::FinishStart | Link::StartStart)
    }
}

/// What is known of a leaf before anything is computed.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Work {
    /// Working days; `None` if nobody can tell.
    pub(super) days: Option<i64>,
    /// The start that it says, or that follows from its finish and days.
    pub(super) start: Option<Day>,
    /// The finish that it says, or that follows from its start and days.
    pub(super) finish: Option<Day>,
    /// Percent done.
    pub(super) percent: f64,
}

impl Work {
    pub(super) fn is_done(self) -> bool {
        self.percent >= 100.0
    }

    pub(super) fn is_begun(self) -> bool {
        self.percent > 0.0 && !self.is_done()
    }
}

/// The children of each task, in order.
#[derive(Debug, Default)]
pub(super) struct Children {
    begin: Vec<u32>,
    listed: Vec<TaskIx>,
}

impl Children {
    /// Of tasks that have these parents.
    fn new(parents: &[Option<TaskIx>]) -> Self {
        let pairs = parents
            .iter()
            .enumerate()
            .filter_map(|(at, parent)| Some(((*parent)?, TaskIx::from_index(at))));
        Self::of_pairs(parents.len(), pairs)
    }

    /// Of so many tasks, from pairs of a parent and a child.
    pub(super) fn of_pairs(
        count: usize,
        pairs: impl Iterator<Item = (TaskIx, TaskIx)> + Clone,
    ) -> Self {
        let mut begin = vec![0_u32; count + 1];
        for (parent, _) in pairs.clone() {
            begin[parent.index() + 1] += 1;
        }
        for at in 1..begin.len() {
            begin[at] += begin[at - 1];
        }
        let mut next = begin.clone();
        let mut listed = vec![TaskIx::from_index(0); begin[count] as usize];
        for (parent, child) in pairs {
            let slot = &mut next[parent.index()];
            listed[*slot as usize] = child;
            *slot += 1;
        }
        Self { begin, listed }
    }

    pub(super) fn of(&self, ix: TaskIx) -> &[TaskIx] {
        let at = ix.index();
        &self.listed[self.begin[at] as usize..self.begin[at + 1] as usize]
    }
}

/// A plan, as far as its schedule depends on it.
#[derive(Debug)]
pub(crate) struct Network {
    pub(super) calendars: Vec<Arc<Sums>>,
    /// For each task its calendar in `calendars`.
    pub(super) counting: Vec<Option<u32>>,
    /// For each task its first step; those of a group follow each other.
    pub(super) first_step: Vec<Step>,
    /// What each step is.
    pub(super) steps: Vec<(Role, TaskIx)>,
    /// All ties, sorted by who waits.
    pub(super) ties: Vec<Tie>,
    /// Where those of each step begin in `ties`.
    pub(super) into: Vec<u32>,
    /// Indices of `ties`, sorted by what is waited for.
    pub(super) outward: Vec<u32>,
    /// Where those of each step begin in `outward`.
    pub(super) out_of: Vec<u32>,
    /// The steps, each after all that it waits for.
    pub(super) order: Vec<Step>,
    /// Steps that wait for themselves in the end, of which nothing can be said.
    pub(super) in_cycle: Vec<bool>,
    /// Steps that wait for something that could not be read or does not exist.
    pub(super) unclear: Vec<bool>,
    /// For each task what it waits for: whether that is anything, at any height.
    pub(super) waits: Vec<bool>,
    /// By index of the task; only those of leaves mean anything.
    pub(super) work: Vec<Work>,
    /// For each task what it stands under.
    pub(super) parents: Vec<Option<TaskIx>>,
    /// One past the last task that each holds.
    pub(super) ends: Vec<TaskIx>,
    /// What stands under each task.
    pub(super) children: Children,
    /// For each task the start and the finish that it says itself.
    pub(super) declared: Vec<(Option<Day>, Option<Day>)>,
    /// For each task the deadline.
    pub(super) deadlines: Vec<Option<Day>>,
    /// Tasks of which a part could not be read.
    pub(super) partial: Vec<bool>,
    /// Where work begins that waits for nothing.
    pub(super) origin: Option<Instant>,
    /// By when the whole plan is promised.
    pub(super) deadline: Option<Day>,
}

/// Days before and after the dates of a plan for which calendars are laid out.
const AROUND: i64 = 366;

impl Network {
    pub(in crate::schedule) fn new(
        plan: &Plan,
        counting: &[Option<Arc<Calendar>>],
        graph: &Graph,
    ) -> Self {
        let (calendars, counting_of) = lay_out(plan, counting);
        let mut first_step = Vec::with_capacity(plan.tasks.len());
        let mut steps = Vec::with_capacity(plan.tasks.len() * 2);
        for (ix, task) in plan.all() {
            first_step.push(step(steps.len()));
            let roles: &[Role] = if task.is_leaf() {
                &[Role::Leaf]
            } else {
                &[Role::Gate, Role::First, Role::Last]
            };
            steps.extend(roles.iter().map(|role| (*role, ix)));
        }
        // Who has begun and who is done does not hang on days.
        let states = progress::states(plan, &vec![None; plan.tasks.len()]);
        let work: Vec<Work> = plan
            .all()
            .map(|(ix, task)| {
                if task.is_leaf() {
                    let state = states[ix.index()];
                    let done = state.by_group && state.done;
                    work(task, counting[ix.index()].as_deref(), done)
                } else {
                    Work::default()
                }
            })
            .collect();
        let day = |field: &Field<Day>| field.value().copied();
        let typed = work
            .iter()
            .filter_map(|work| work.start)
            .chain(plan.tasks.iter().filter_map(|task| day(&task.start)));
        let origin = day(&plan.meta.start)
            .filter(|_| !plan.meta.start.is_absent())
            .or_else(|| typed.min())
            .map(Instant::morning);
        let count = steps.len();
        let parents: Vec<Option<TaskIx>> = plan.tasks.iter().map(|task| task.parent).collect();
        let mut network = Self {
            calendars,
            counting: counting_of,
            first_step,
            steps,
            ties: Vec::new(),
            into: Vec::new(),
            outward: Vec::new(),
            out_of: Vec::new(),
            order: Vec::new(),
            in_cycle: vec![false; count],
            unclear: vec![false; count],
            waits: Vec::new(),
            work,
            ends: plan.tasks.iter().map(|task| task.end).collect(),
            children: Children::new(&parents),
            parents,
            declared: plan
                .tasks
                .iter()
                .map(|task| (day(&task.start), day(&task.finish)))
                .collect(),
            deadlines: plan.tasks.iter().map(|task| day(&task.deadline)).collect(),
            partial: plan.tasks.iter().map(|task| task.partial).collect(),
            origin,
            deadline: day(&plan.meta.deadline),
        };
        network.tie(plan, graph);
        network.put_in_order();
        network.find_who_waits();
        network
    }

    /// Returns whether a leaf waits for itself in the end, so that it has no dates.
    pub(crate) fn is_in_cycle(&self, ix: TaskIx) -> bool {
        self.in_cycle[self.start_of(ix) as usize]
    }

    /// The calendar of a task, if it has one.
    pub(super) fn calendar(&self, ix: TaskIx) -> Option<&Sums> {
        self.counting[ix.index()].map(|at| &*self.calendars[at as usize])
    }

    /// The step of a task in which it starts, as others see it.
    pub(super) fn start_of(&self, ix: TaskIx) -> Step {
        let first = self.first_step[ix.index()];
        match self.steps[first as usize].0 {
            Role::Leaf => first,
            _ => first + 1,
        }
    }

    /// The step of a task in which it finishes, as others see it.
    pub(super) fn finish_of(&self, ix: TaskIx) -> Step {
        let first = self.first_step[ix.index()];
        match self.steps[first as usize].0 {
            Role::Leaf => first,
            _ => first + 2,
        }
    }

    /// The step of a task that is bound if it may not start earlier.
    pub(super) fn gate_of(&self, ix: TaskIx) -> Step {
        self.first_step[ix.index()]
    }

    /// Whether a task is work itself.
    pub(super) fn is_leaf(&self, ix: TaskIx) -> bool {
        self.steps[self.first_step[ix.index()] as usize].0 == Role::Leaf
    }

    /// The tasks that are work themselves.
    pub(super) fn leaves(&self) -> impl Iterator<Item = TaskIx> {
        self.steps
            .iter()
            .filter(|(role, _)| *role == Role::Leaf)
            .map(|(_, ix)| *ix)
    }

    /// The same of those that are in a task, itself among them.
    pub(super) fn leaves_within(&self, ix: TaskIx) -> impl Iterator<Item = TaskIx> {
        let first = self.first_step[ix.index()] as usize;
        let end = self.ends[ix.index()].index();
        let end = self
            .first_step
            .get(end)
            .map_or(self.steps.len(), |end| *end as usize);
        self.steps[first..end]
            .iter()
            .filter(|(role, _)| *role == Role::Leaf)
            .map(|(_, ix)| *ix)
    }

    /// What a step waits for.
    pub(super) fn ties_into(&self, step: Step) -> &[Tie] {
        &self.ties[self.into[step as usize] as usize..self.into[step as usize + 1] as usize]
    }

    /// What waits for a step.
    pub(super) fn ties_out_of(&self, step: Step) -> impl Iterator<Item = &Tie> {
        let from = self.out_of[step as usize] as usize;
        let to = self.out_of[step as usize + 1] as usize;
        self.outward[from..to]
            .iter()
            .map(|at| &self.ties[*at as usize])
    }

    fn tie(&mut self, plan: &Plan, graph: &Graph) {
        let mut ties = Vec::with_capacity(graph.precedences.len());
        for precedence in &graph.precedences {
            let dependency = precedence.dependency(plan);
            let waiting = precedence.successor;
            let to = match dependency.link {
                Link::FinishStart | Link::StartStart => self.gate_of(waiting),
                Link::FinishFinish | Link::StartFinish => self.finish_of(waiting),
            };
            let awaited = precedence
                .predecessor
                .filter(|_| precedence.relation == Relation::Other && !dependency.unclear);
            let Some(awaited) = awaited else {
                // What waits for itself is told elsewhere, and orders nothing.
                self.unclear[to as usize] |= precedence.relation == Relation::Other;
                continue;
            };
            let from = match dependency.link {
                Link::FinishStart | Link::FinishFinish => self.finish_of(awaited),
                Link::StartStart | Link::StartFinish => self.start_of(awaited),
            };
            ties.push(Tie {
                from,
                to,
                awaited,
                waiting,
                link: dependency.link,
                lag: dependency.lag,
                reason: Reason::Declared,
                is_off: false,
            });
        }
        for (at, phase) in plan.phases.iter().enumerate() {
            if plan.task(*phase).is_parallel() || plan.task(*phase).parallel.is_unreadable() {
                continue;
            }
            for before in plan.phases[..at].iter().rev() {
                ties.push(Tie {
                    from: self.finish_of(*before),
                    to: self.gate_of(*phase),
                    awaited: *before,
                    waiting: *phase,
                    link: Link::FinishStart,
                    lag: 0,
                    reason: Reason::PhaseOrder,
                    is_off: false,
                });
                if !plan.task(*before).is_parallel() {
                    break;
                }
            }
        }
        self.set(ties);
    }

    pub(super) fn set(&mut self, mut ties: Vec<Tie>) {
        ties.sort_by_key(|tie| tie.to);
        let rows = |of: &dyn Fn(&Tie) -> Step| {
            let mut begin = vec![0_u32; self.steps.len() + 1];
            for tie in &ties {
                begin[of(tie) as usize + 1] += 1;
            }
            for at in 1..begin.len() {
                begin[at] += begin[at - 1];
            }
            begin
        };
        self.into = rows(&|tie| tie.to);
        self.out_of = rows(&|tie| tie.from);
        let mut next = self.out_of.clone();
        self.outward = vec![0; ties.len()];
        for (at, tie) in ties.iter().enumerate() {
            let slot = &mut next[tie.from as usize];
            self.outward[*slot as usize] = step(at);
            *slot += 1;
        }
        self.ties = ties;
    }

    /// Find an order of the steps. The order of phases gives way where dependencies contradict it,
    /// and what is in a cycle of dependencies stays without dates.
    fn put_in_order(&mut self) {
        self.sort();
        if self.order.len() == self.steps.len() {
            return;
        }
        let mut cycles = self.cycles();
        let among_one = |tie: &Tie| {
            let of = |step: Step| cycles.get(&step);
            of(tie.from).is_some() && of(tie.from) == of(tie.to)
        };
        let before = self.ties.len();
        let kept: Vec<Tie> = self
            .ties
            .iter()
            .filter(|tie| tie.reason == Reason::Declared || !among_one(tie))
            .copied()
            .collect();
        if kept.len() < before {
            self.set(kept);
            cycles = self.cycles();
        }
        for member in cycles.into_keys() {
            self.in_cycle[member as usize] = true;
        }
        self.sort();
    }

    /// Steps that follow a step by what the plan consists of.
    fn for_each_next(&self, at: Step, mut each: impl FnMut(Step)) {
        for tie in self.ties_out_of(at) {
            each(tie.to);
        }
        let (role, ix) = self.steps[at as usize];
        let parent = self.parents[ix.index()];
        match role {
            Role::Leaf => {
                if let Some(parent) = parent {
                    each(self.start_of(parent));
                    each(self.finish_of(parent));
                }
            }
            Role::First => parent.into_iter().for_each(|it| each(self.start_of(it))),
            Role::Last => parent.into_iter().for_each(|it| each(self.finish_of(it))),
            Role::Gate => {
                for child in self.children.of(ix) {
                    each(self.gate_of(*child));
                }
            }
        }
    }

    fn sort(&mut self) {
        let count = self.steps.len();
        let mut waiting = vec![0_u32; count];
        for at in 0..step(count) {
            self.for_each_next(at, |to| waiting[to as usize] += 1);
        }
        let mut order: Vec<Step> = Vec::with_capacity(count);
        // What is in a cycle waits for nobody, because nothing is known of it in any case.
        let mut placed = self.in_cycle.clone();
        order.extend((0..step(count)).filter(|at| placed[*at as usize]));
        for at in 0..step(count) {
            if waiting[at as usize] == 0 && !placed[at as usize] {
                placed[at as usize] = true;
                order.push(at);
            }
        }
        let mut head = 0;
        while head < order.len() {
            let at = order[head];
            head += 1;
            self.for_each_next(at, |to| {
                waiting[to as usize] -= 1;
                if waiting[to as usize] == 0 && !placed[to as usize] {
                    placed[to as usize] = true;
                    order.push(to);
                }
            });
        }
        self.order = order;
    }

    /// The steps that wait for themselves, each with a number for its cycle.
    fn cycles(&self) -> HashMap<Step, usize> {
        let mut edges = Vec::new();
        for at in 0..step(self.steps.len()) {
            self.for_each_next(at, |to| edges.push((at, to, 0)));
        }
        let rows = Rows::new(self.steps.len(), &edges);
        let cycles = components(&rows, 0..step(self.steps.len()));
        let numbered = cycles.into_iter().enumerate();
        numbered
            .flat_map(|(at, members)| members.into_iter().map(move |member| (member, at)))
            .collect()
    }

    fn find_who_waits(&mut self) {
        self.waits = vec![false; self.parents.len()];
        // Children come after their parents.
        for at in 0..self.parents.len() {
            let ix = TaskIx::from_index(at);
            let is_bound =
                |step: Step| !self.ties_into(step).is_empty() || self.unclear[step as usize];
            let own = is_bound(self.gate_of(ix));
            self.waits[at] =
                own || self.parents[at].is_some_and(|parent| self.waits[parent.index()]);
        }
    }
}

/// Each calendar of a plan once, for the years of the plan, and which one each task has.
fn lay_out(plan: &Plan, counting: &[Option<Arc<Calendar>>]) -> (Vec<Arc<Sums>>, Vec<Option<u32>>) {
    let meta = [
        &plan.meta.start,
        &plan.meta.deadline,
        &plan.meta.status_date,
    ];
    let dates = plan
        .tasks
        .iter()
        .flat_map(|task| [&task.start, &task.finish])
        .chain(meta)
        .filter_map(Field::value);
    let first = dates.clone().min().copied().unwrap_or(Day::MIN);
    let last = dates.max().copied().unwrap_or(first);
    let longest: i64 = plan
        .tasks
        .iter()
        .filter(|task| task.is_leaf() && task.start.is_absent() && task.finish.is_absent())
        .filter_map(|task| task.days.value())
        .map(|days| i64::from(*days))
        .sum();
    // Work that is not worked on two days of seven, and on holidays.
    let days = Range {
        first: first.plus(-AROUND),
        last: last.plus(AROUND + longest.saturating_mul(3) / 2),
    };
    let mut calendars: Vec<Arc<Sums>> = Vec::new();
    let mut known: HashMap<*const Calendar, u32> = HashMap::new();
    let mut previous: Option<(*const Calendar, u32)> = None;
    let mut index = |calendar: &Arc<Calendar>| {
        let key = Arc::as_ptr(calendar);
        if let Some((last, at)) = previous
            && last == key
        {
            return at;
        }
        let at = *known.entry(key).or_insert_with(|| {
            calendars.push(Arc::new(Sums::new(Arc::clone(calendar), days)));
            step(calendars.len() - 1)
        });
        previous = Some((key, at));
        at
    };
    let of = counting
        .iter()
        .map(|calendar| calendar.as_ref().map(&mut index))
        .collect();
    (calendars, of)
}

pub(super) fn work(task: &Task, calendar: Option<&Calendar>, done_by_group: bool) -> Work {
    let (start, finish) = window::own(task, calendar);
    let days = match (task.days.value(), start, finish) {
        (Some(0), _, _) => Some(0),
        _ if task.kind == Kind::Phase => None,
        // Two dates say how long it takes, whatever `days` says beside them.
        (_, Some(start), Some(finish)) if start <= finish => calendar
            .filter(|calendar| calendar.covers(start) && calendar.covers(finish))
            .map(|calendar| calendar.count(start, finish)),
        (_, Some(_), Some(_)) => None,
        (Some(days), None, None) if task.pending.is_absent() => Some(i64::from(*days)),
        _ => None,
    };
    let unknown = task.start.is_unreadable() || task.finish.is_unreadable();
    Work {
        days: days.filter(|_| !unknown),
        start,
        finish,
        percent: if done_by_group {
            100.0
        } else {
            task.progress.value().map_or(0.0, |own| own.value())
        },
    }
}

/// An index that fits because files are smaller than 4 GiB.
pub(super) fn step(at: usize) -> Step {
    u32::try_from(at).expect("each step takes a byte of less than 4 GiB")
}
