//! How far groups are, from how far their leaves are.

use crate::model::Plan;
use crate::model::Progress;

/// How far a task is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct State {
    /// For a group or phase: the average of its leaves' progress in percent, weighted by their days; `None` where no
    /// leaf reports any. For a leaf: what it reports.
    pub percent: Option<f64>,
    /// Whether any work on it has begun.
    pub begun: bool,
    /// Whether all work on it is done.
    pub done: bool,
    /// Whether the progress of some of it cannot be read, so that the answers above may be wrong.
    pub unclear: bool,
    /// Whether only a group above reports, for all of its tasks together.
    pub by_group: bool,
}

#[derive(Clone, Copy, Default)]
struct Sum {
    weighted: f64,
    weight: f64,
    plain: f64,
    leaves: u32,
    reported: bool,
    begun: bool,
    open: bool,
    unweighted: bool,
    unclear: bool,
}

#[expect(clippy::cast_precision_loss, reason = "days stay below 2^52 by far")]
pub(super) fn states(plan: &Plan, days: &[Option<i64>]) -> Vec<State> {
    let mut sums = vec![Sum::default(); plan.tasks.len()];
    let mut states = vec![State::default(); plan.tasks.len()];
    for (index, task) in plan.tasks.iter().enumerate().rev() {
        let own = task.progress.value().copied();
        if task.children.is_empty() {
            let percent = own.map_or(0.0, Progress::value);
            let weight = days[index].unwrap_or(0) as f64;
            sums[index] = Sum {
                weighted: percent * weight,
                weight,
                plain: percent,
                leaves: 1,
                reported: own.is_some(),
                begun: percent > 0.0,
                open: percent < 100.0,
                unweighted: days[index].is_none(),
                unclear: task.progress.is_unreadable(),
            };
            states[index] = State {
                percent: own.map(Progress::value),
                begun: percent > 0.0,
                done: own.is_some_and(Progress::is_done),
                unclear: task.progress.is_unreadable(),
                by_group: false,
            };
        } else {
            let mut sum = Sum { unclear: task.partial, ..Sum::default() };
            for child in &task.children {
                let part = sums[child.index()];
                sum.weighted += part.weighted;
                sum.weight += part.weight;
                sum.plain += part.plain;
                sum.leaves += part.leaves;
                sum.reported |= part.reported;
                sum.begun |= part.begun;
                sum.open |= part.open;
                sum.unweighted |= part.unweighted;
                sum.unclear |= part.unclear;
            }
            sums[index] = sum;
            // Milestones weigh nothing; a group of nothing else counts each the same.
            let average =
                if sum.weight > 0.0 { sum.weighted / sum.weight } else { sum.plain / f64::from(sum.leaves.max(1)) };
            let known = sum.reported && !sum.unweighted && !sum.unclear;
            let by_own_word = own.filter(|_| !sum.reported);
            states[index] = State {
                percent: known.then_some(average),
                begun: sum.begun || by_own_word.is_some_and(Progress::has_begun),
                done: if sum.reported { !sum.open } else { by_own_word.is_some_and(Progress::is_done) },
                unclear: sum.unclear,
                by_group: false,
            };
        }
    }
    hand_down(plan, &mut states);
    states
}

/// Where a group reports for all of its tasks, and none of them does so itself, they are what the group says.
fn hand_down(plan: &Plan, states: &mut [State]) {
    for (index, task) in plan.tasks.iter().enumerate() {
        let Some(parent) = task.parent.map(|parent| (plan.task(parent), states[parent.index()])) else { continue };
        let (group, state) = parent;
        let reports = group.progress.given().is_some() || state.by_group;
        if reports && state.percent.is_none() && task.progress.is_absent() {
            let own = states[index];
            states[index] = State { begun: state.done, done: state.done, by_group: true, ..own };
        }
    }
}
