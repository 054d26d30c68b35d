//! What takes no time.

use crate::model::Field;
use crate::model::Plan;

/// For each task whether it is a milestone: `days: 0`, or a group of nothing but milestones that
/// declares no days.
///
/// A task has to say so: days off on which nothing is counted do not make a milestone.
pub(super) fn milestones(plan: &Plan) -> Vec<bool> {
    let mut milestones = vec![false; plan.tasks.len()];
    // Children come after their parents.
    for (index, task) in plan.tasks.iter().enumerate().rev() {
        milestones[index] = match &task.days {
            Field::Given(days) => days.value == 0,
            Field::Unreadable(_) => false,
            Field::Absent => {
                let of_milestones = || task.children.iter().all(|child| milestones[child.index()]);
                !task.children.is_empty() && !task.partial && of_milestones()
            }
        };
    }
    milestones
}
