//! What phases, groups and tasks are called in messages.

use crate::model::Kind;
use crate::model::Task;
use crate::words::Arg;
use crate::words::Message;
use crate::words::say;

/// What people call it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Called {
    Phase,
    /// A task with tasks of its own.
    Group,
    Task,
}

/// What people call `task`.
pub(super) fn called(task: &Task) -> Called {
    match task.kind {
        Kind::Phase => Called::Phase,
        Kind::Task if task.is_group() => Called::Group,
        Kind::Task => Called::Task,
    }
}

/// `phase 2`, `group 2.1`, or `task 2.1.1`.
pub(super) fn kind_and_name(task: &Task) -> Message {
    match called(task) {
        Called::Phase => say!(en: "phase {phase}", zh: "阶段 {phase}", phase = task),
        Called::Group => say!(en: "group {group}", zh: "任务组 {group}", group = task),
        Called::Task => say!(en: "task {task}", zh: "任务 {task}", task = task),
    }
}

/// `phase 3`, or `3.3`.
pub(super) fn phase_or_name(task: &Task) -> Arg {
    match task.kind {
        Kind::Phase => say!(en: "phase {phase}", zh: "阶段 {phase}", phase = task).into(),
        Kind::Task => task.into(),
    }
}
