//! How far groups are, from how far their leaves are.

use crate::model::Field;
use crate::model::Plan;
use crate::model::Progress;
use crate::model::Task;
use crate::model::TaskIx;

/// How far a task is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct State {
    /// For a group or phase: the average of its leaves' progress in percent, weighted by their
    /// days; `None` where nothing in it reports any, or the days of a leaf are not known. For a
    /// leaf: what it reports.
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

/// The leaves of a task, added up.
#[derive(Clone, Copy, Default)]
struct Sum {
    weighted: f64,
    weight: f64,
    plain: f64,
    leaves: f64,
    reported: bool,
    begun: bool,
    open: bool,
    unweighted: bool,
    unclear: bool,
}

impl Sum {
    fn leaf(task: &Task, days: Option<i64>) -> Self {
        let percent = task.progress.value().map_or(0.0, |own| own.value());
        #[expect(clippy::cast_precision_loss, reason = "days stay below 2^52 by far")]
        let weight = days.unwrap_or(0) as f64;
        Self {
            weighted: percent * weight,
            weight,
            plain: percent,
            leaves: 1.0,
            reported: task.progress.given().is_some(),
            begun: percent > 0.0,
            open: percent < 100.0,
            unweighted: days.is_none(),
            unclear: task.progress.is_unreadable(),
        }
    }

    fn add(&mut self, part: Sum) {
        self.weighted += part.weighted;
        self.weight += part.weight;
        self.plain += part.plain;
        self.leaves += part.leaves;
        self.reported |= part.reported;
        self.begun |= part.begun;
        self.open |= part.open;
        self.unweighted |= part.unweighted;
        self.unclear |= part.unclear;
    }

    /// The average in percent, where it is known.
    fn average(&self) -> Option<f64> {
        // Milestones weigh nothing; a group of nothing else counts each the same.
        let average = if self.weight > 0.0 {
            self.weighted / self.weight
        } else {
            self.plain / self.leaves.max(1.0)
        };
        (self.reported && !self.unweighted && !self.unclear).then_some(average)
    }

    /// The same leaves, each as far as their group says.
    fn all_at(self, group: &Field<Progress>) -> Self {
        let Some(own) = group.value() else {
            return Self {
                unclear: self.unclear || group.is_unreadable(),
                ..self
            };
        };
        Self {
            weighted: own.value() * self.weight,
            plain: own.value() * self.leaves,
            reported: true,
            begun: own.has_begun(),
            open: !own.is_done(),
            ..self
        }
    }
}

pub(super) fn states(plan: &Plan, days: &[Option<i64>]) -> Vec<State> {
    let mut sums = vec![Sum::default(); plan.tasks.len()];
    let mut states = vec![State::default(); plan.tasks.len()];
    // Groups that report progress for all that is in them: nothing in them does.
    let mut speaks = vec![false; plan.tasks.len()];
    // Children come after their parents.
    for (index, task) in plan.tasks.iter().enumerate().rev() {
        let (sum, percent) = if task.children.is_empty() {
            (
                Sum::leaf(task, days[index]),
                task.progress.value().map(|own| own.value()),
            )
        } else {
            let mut sum = Sum {
                unclear: task.partial,
                ..Sum::default()
            };
            task.children
                .iter()
                .for_each(|child| sum.add(sums[child.index()]));
            speaks[index] = !task.progress.is_absent() && !sum.reported;
            (
                if speaks[index] {
                    sum.all_at(&task.progress)
                } else {
                    sum
                },
                sum.average(),
            )
        };
        sums[index] = sum;
        states[index] = State {
            percent,
            begun: sum.begun,
            done: !sum.open,
            unclear: sum.unclear,
            by_group: false,
        };
    }
    hand_down(plan, &speaks, &mut states);
    states
}

/// What is in a group that speaks for it is what the group says: done, or nobody knows how far.
fn hand_down(plan: &Plan, speaks: &[bool], states: &mut [State]) {
    for (index, task) in plan.tasks.iter().enumerate() {
        let Some(parent) = task.parent.map(TaskIx::index) else {
            continue;
        };
        let group = states[parent];
        if (speaks[parent] || group.by_group) && task.progress.is_absent() {
            let of_group = plan
                .task(TaskIx::from_index(parent))
                .progress
                .is_unreadable()
                || (group.by_group && group.unclear);
            let unclear = states[index].unclear || of_group;
            states[index] = State {
                begun: group.done,
                done: group.done,
                by_group: true,
                unclear,
                ..states[index]
            };
        }
    }
}
