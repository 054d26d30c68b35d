//! What may be written otherwise in a plan: a value of a task, or several together.

use crate::calendar::Day;
use crate::model::Field;
use crate::model::Progress;
use crate::model::Task;
use crate::model::TaskIx;
use crate::text::Span;
use crate::text::Spanned;

/// Something that may be written for a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    Start(Day),
    Finish(Day),
    /// `days`, or the `total_days` of a phase.
    Days(i64),
    Progress(Progress),
    Calendar(Box<str>),
    /// `parallel: true`.
    Parallel,
}

/// Values that are written together, each for a task.
pub(super) type Way = Vec<(TaskIx, Value)>;

/// Where a value stands that would be written, if it is there.
pub(super) fn place_of(task: &Task, value: &Value) -> Option<Span> {
    match value {
        Value::Start(_) => task.start.span(),
        Value::Finish(_) => task.finish.span(),
        Value::Days(_) => task.days.span(),
        Value::Progress(_) => task.progress.span(),
        Value::Calendar(_) => task.calendar.span(),
        Value::Parallel => task.parallel.span(),
    }
}

/// Write a value where the old one stands.
pub(super) fn write(task: &mut Task, value: &Value) {
    let place = task.place();
    match value {
        Value::Start(day) => task.start = given(&task.start, *day, place),
        Value::Finish(day) => task.finish = given(&task.finish, *day, place),
        Value::Days(days) => {
            task.days = given(&task.days, u32::try_from(*days).unwrap_or(0), place);
        }
        Value::Progress(progress) => task.progress = given(&task.progress, *progress, place),
        Value::Calendar(name) => task.calendar = given(&task.calendar, name.clone(), place),
        Value::Parallel => task.parallel = given(&task.parallel, true, place),
    }
}

/// Whether a value is written already.
pub(super) fn is_there(task: &Task, value: &Value) -> bool {
    match value {
        Value::Start(day) => task.start.value() == Some(day),
        Value::Finish(day) => task.finish.value() == Some(day),
        Value::Days(days) => task.days.value().copied().map(i64::from) == Some(*days),
        Value::Progress(progress) => task.progress.value() == Some(progress),
        Value::Calendar(name) => task.calendar.value() == Some(name),
        Value::Parallel => task.is_parallel(),
    }
}

fn given<T>(field: &Field<T>, value: T, otherwise: Span) -> Field<T> {
    Field::Given(Spanned::new(value, field.span().unwrap_or(otherwise)))
}
