//! Facts about a plan, computed once: calendars, windows, the graph of what waits for what,
//! roll-ups, assignments and load. Rules read them; nothing here knows what a finding is.

mod assignment;
mod calendars;
mod chain;
mod components;
mod cpm;
mod cycle;
mod graph;
mod load;
mod longest;
mod milestone;
mod network;
mod progress;
mod rollup;
mod rows;
mod violation;
mod walk;
mod window;

use std::sync::Arc;
use std::sync::OnceLock;

use crate::calendar::Calendar;
use crate::model::Plan;
use crate::model::Task;
use crate::model::TaskIx;

pub(crate) use assignment::Assignments;
pub(crate) use calendars::Calendars;
pub(crate) use calendars::ExtendsProblem;
pub(crate) use cpm::Basis;
pub(crate) use cpm::Cause as MoveCause;
pub(crate) use cpm::Changed;
pub(crate) use cpm::Course;
pub(crate) use cpm::Days as Dates;
pub(crate) use cpm::Holder;
pub(crate) use cpm::Kept;
pub(crate) use cpm::Mixture;
pub(crate) use cpm::Network;
pub(crate) use cpm::Part;
pub(crate) use cpm::Redated;
pub(crate) use cpm::Shifted;
pub(crate) use cpm::Waiting;
pub(crate) use cpm::Wish;
pub(crate) use cycle::Cycle;
pub(crate) use cycle::Step;
pub(crate) use graph::Graph;
pub(crate) use graph::Precedence;
pub(crate) use graph::Relation;
pub(crate) use load::Load;
pub(crate) use load::Work;
pub(crate) use load::peak;
pub(crate) use load::runs_above;
pub(crate) use load::steps_above;
pub(crate) use load::workloads;
pub(crate) use progress::State;
pub use rollup::Method;
pub(crate) use rollup::Rollup;
pub(crate) use violation::Violation;
pub(crate) use violation::violation;
pub(crate) use window::End;
pub(crate) use window::Window;

use rollup::Days;

/// Whether something in a plan says when it begins: without that no dates follow, and a plan made of
/// nothing else needs no network.
#[must_use]
pub(crate) fn begins(plan: &Plan) -> bool {
    let has_start = |task: &Task| {
        let from_finish = task.finish.value().is_some() && task.days.value().is_some();
        task.start.value().is_some() || from_finish
    };
    plan.meta.start.value().is_some() || plan.tasks.iter().any(has_start)
}

/// Everything that is computed from a plan before rules look at it.
#[derive(Debug)]
pub struct Schedule {
    /// The calendars that the plan can name.
    pub calendars: Arc<Calendars>,
    /// For each task, the calendar that counts its days; `None` if the one it names is not known.
    pub counting: Vec<Option<Arc<Calendar>>>,
    /// For each task, when it takes place.
    pub windows: Vec<Window>,
    /// For each task, whether it is a milestone: `days: 0`, or a group of nothing but milestones.
    pub milestones: Vec<bool>,
    /// What waits for what.
    pub graph: Arc<Graph>,
    /// Who does what.
    pub assignments: Arc<Assignments>,
    /// For each task, its own days: declared, else counted or rolled up; `None` if there is no way
    /// to tell.
    pub days: Vec<Option<i64>>,
    /// The same as far as they are certain: of a group whose days are not known, the least that its
    /// children come to.
    pub least: Vec<i64>,
    /// For each phase and group, what its children come to.
    pub rollups: Vec<Option<Box<Rollup>>>,
    /// For each task, how far it is.
    pub states: Vec<State>,
    /// Steps that the search for the longest chains has taken beyond looking at every task and
    /// link.
    pub(crate) steps: usize,
    /// What the dates that follow are computed from. Most that is asked of a plan needs none.
    network: OnceLock<Network>,
}

impl Schedule {
    /// Compute the facts of `plan`; `method` says how the days of a group follow from its
    /// children's.
    #[must_use]
    pub fn new(plan: &Plan, method: Method) -> Self {
        Self::with(
            plan,
            method,
            Arc::new(Calendars::new(plan)),
            Arc::new(Graph::new(plan)),
            Arc::new(Assignments::new(plan)),
        )
    }

    /// The facts of a plan that differs from the one of this schedule in nothing but dates, days,
    /// progress and the names of calendars: what waits for what, and who does what, is the same.
    #[must_use]
    pub(crate) fn redated(&self, plan: &Plan, method: Method) -> Self {
        Self::with(
            plan,
            method,
            Arc::clone(&self.calendars),
            Arc::clone(&self.graph),
            Arc::clone(&self.assignments),
        )
    }

    fn with(
        plan: &Plan,
        method: Method,
        calendars: Arc<Calendars>,
        graph: Arc<Graph>,
        assignments: Arc<Assignments>,
    ) -> Self {
        let counting = calendars::counting(plan, &calendars);
        let network = OnceLock::new();
        let follows = begins(plan) && plan.tasks.iter().any(window::asks);
        let course = follows.then(|| {
            let network = network.get_or_init(|| Network::new(plan, &counting, &graph));
            network.course(Basis::Planned)
        });
        let windows = window::windows(plan, &counting, |ix| {
            let course = course.as_ref()?;
            let days = course.early(ix)?;
            Some((days.start, days.finish, course.is_at_least(ix)))
        });
        drop(course);
        let milestones = milestone::milestones(plan);
        let Days {
            known: days,
            least,
            rollups,
            steps,
        } = rollup::days(plan, method, &counting, &windows, &graph);
        let states = progress::states(plan, &days);
        Self {
            calendars,
            counting,
            windows,
            milestones,
            graph,
            assignments,
            days,
            least,
            rollups,
            states,
            steps,
            network,
        }
    }

    /// What the schedules of `plan`, whose facts these are, are computed from.
    pub(crate) fn network(&self, plan: &Plan) -> &Network {
        self.network
            .get_or_init(|| Network::new(plan, &self.counting, &self.graph))
    }

    /// What comes of a wish to move work of `plan`, whose facts these are; see [`Network::shift`].
    pub(crate) fn shift(&self, plan: &Plan, wish: &Wish, pull: bool) -> Shifted {
        let named = plan.meta.working_calendar.value();
        let working = named.and_then(|name| self.calendars.find(name).flatten());
        self.network(plan)
            .shift(plan, self, working.map(|calendar| &**calendar), wish, pull)
    }

    /// When `ix` takes place.
    #[must_use]
    pub fn window(&self, ix: TaskIx) -> Window {
        self.windows[ix.index()]
    }

    /// The calendar that counts the days of `ix`; `None` if the one it names is not known.
    #[must_use]
    pub fn calendar(&self, ix: TaskIx) -> Option<&Calendar> {
        self.counting[ix.index()].as_deref()
    }

    /// How far `ix` is.
    #[must_use]
    pub fn state(&self, ix: TaskIx) -> State {
        self.states[ix.index()]
    }
}

#[cfg(test)]
mod tests {
    use crate::model;
    use crate::model::Limits;
    use crate::model::Plan;
    use crate::model::TaskIx;
    use crate::text::SourceMap;

    /// A plan of the phase `p` with these tasks, in which every day counts.
    pub(super) fn plan(tasks: &str) -> Plan {
        whole(&format!(
            "plan: {{version: 1}}\nphases:\n  - {{id: p, tasks: [{tasks}]}}\n"
        ))
    }

    /// A plan of one file.
    pub(super) fn whole(text: &str) -> Plan {
        let id = SourceMap::default().add("plan/1.yaml", None, text.into());
        let part = model::read_file(id, &Ok(text.into()), &Limits::default());
        let (plan, found) = model::assemble("plan", vec![(id, part)], &Limits::default());
        assert!(found.kept.is_empty(), "{found:?}");
        plan
    }

    pub(super) fn index(plan: &Plan, id: &str) -> TaskIx {
        plan.find(id)
            .unwrap_or_else(|| panic!("{id} is in the plan"))
    }
}
