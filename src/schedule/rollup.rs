//! What the children of a group or phase come to in days.

use std::sync::Arc;

use crate::calendar::Calendar;
use crate::model::Field;
use crate::model::Kind;
use crate::model::Plan;
use crate::model::TaskIx;

use super::Graph;
use super::Window;
use super::chain::Chains;

/// How the days of a group follow from its children's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Method {
    /// The longest chain of children that follow each other.
    #[default]
    Chain,
    /// All of them added up.
    Sum,
    /// Working days from the first start to the last finish.
    Span,
}

/// What the children come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rollup {
    /// Working days.
    pub days: i64,
    /// Whether that is all; if not, `days` is a lower bound.
    pub complete: bool,
    /// With [`Method::Chain`] the children of the longest chain, in order; else all children.
    pub chain: Vec<TaskIx>,
}

/// The days of everything in a plan.
pub(super) struct Days {
    /// Of each task: declared, else counted or rolled up; `None` if there is no way to tell.
    pub(super) known: Vec<Option<i64>>,
    /// Of each task, as far as they are certain: its days, or the least that its group comes to.
    pub(super) least: Vec<i64>,
    /// Of each phase and group, what its children come to.
    pub(super) rollups: Vec<Option<Box<Rollup>>>,
    /// Steps that the search for chains has taken.
    pub(super) steps: usize,
}

pub(super) fn days(
    plan: &Plan,
    method: Method,
    counting: &[Option<Arc<Calendar>>],
    windows: &[Window],
    graph: &Graph,
) -> Days {
    let count = plan.tasks.len();
    let mut days = Days {
        known: vec![None; count],
        least: vec![0; count],
        rollups: vec![None; count],
        steps: 0,
    };
    let mut chains = Chains::new(plan, graph, windows);
    // Children come after their parents.
    for (at, task) in plan.tasks.iter().enumerate().rev() {
        let (ix, calendar, window) = (TaskIx::from_index(at), counting[at].as_deref(), windows[at]);
        let rollup = (!task.children.is_empty()).then(|| {
            let rollup = match method {
                Method::Chain => chain(ix, &days, &mut chains),
                Method::Sum => sum(plan, ix, &days),
                Method::Span => span(plan, ix, calendar, window),
            };
            let of_all =
                |child: &TaskIx| method == Method::Span || days.known[child.index()].is_some();
            let complete = rollup.complete && !task.partial && task.children.iter().all(of_all);
            Box::new(Rollup { complete, ..rollup })
        });
        days.known[at] = match &task.days {
            Field::Given(declared) => Some(i64::from(declared.value)),
            Field::Unreadable(_) => None,
            Field::Absent => match &rollup {
                Some(rollup) => rollup.complete.then_some(rollup.days),
                // A phase without tasks says how long it takes with its total only.
                None if task.kind == Kind::Phase => None,
                None => counted(calendar, window),
            },
        };
        let least = rollup
            .as_ref()
            .filter(|_| task.days.is_absent())
            .map_or(0, |rollup| rollup.days);
        days.least[at] = days.known[at].unwrap_or(least);
        days.rollups[at] = rollup;
    }
    days.steps = chains.steps();
    days
}

/// The working days of a window; `None` where the calendar does not know them.
fn counted(calendar: Option<&Calendar>, window: Window) -> Option<i64> {
    let (first, last) = window.days()?;
    let calendar = calendar.filter(|calendar| calendar.covers(first) && calendar.covers(last))?;
    Some(calendar.count(first, last))
}

/// The longest chain of direct children.
fn chain(group: TaskIx, days: &Days, chains: &mut Chains<'_>) -> Rollup {
    let chain = chains.of(group, &days.least);
    Rollup {
        days: chain.days,
        complete: chain.certain,
        chain: chain.members,
    }
}

fn sum(plan: &Plan, group: TaskIx, days: &Days) -> Rollup {
    let children = &plan.task(group).children;
    let total = children.iter().map(|child| days.least[child.index()]).sum();
    Rollup {
        days: total,
        complete: true,
        chain: children.clone(),
    }
}

fn span(plan: &Plan, group: TaskIx, calendar: Option<&Calendar>, window: Window) -> Rollup {
    let counted = counted(calendar, window);
    Rollup {
        days: counted.unwrap_or(0),
        complete: counted.is_some() && !window.is_open(),
        chain: plan.task(group).children.clone(),
    }
}
