//! When each task, group and phase takes place.

use std::sync::Arc;

use crate::calendar::Calendar;
use crate::calendar::Day;
use crate::model::Field;
use crate::model::Plan;
use crate::model::Task;
use crate::text::Span;

/// One end of a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct End {
    /// The day, which still belongs to the window.
    pub day: Day,
    /// Where it comes from: the date itself, the `days` it was counted with, or a date of a child.
    pub span: Span,
    /// Whether the task itself says this date, rather than `days` or a child.
    pub declared: bool,
}

/// From when to when; an end that is not known is `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Window {
    /// The first day.
    pub start: Option<End>,
    /// The last day.
    pub finish: Option<End>,
    /// Whether the task's own dates contradict each other, so that it has no window.
    pub contradictory: bool,
}

impl Window {
    /// Both days, if both are known.
    #[must_use]
    pub fn days(self) -> Option<(Day, Day)> {
        Some((self.start?.day, self.finish?.day))
    }
}

pub(super) fn windows(plan: &Plan, counting: &[Option<Arc<Calendar>>]) -> Vec<Window> {
    let mut windows = vec![Window::default(); plan.tasks.len()];
    // Children come after their parents, so going backwards every child is done before its parent.
    for (index, task) in plan.tasks.iter().enumerate().rev() {
        let declared = declared(task);
        windows[index] = if declared.contradictory {
            declared
        } else if task.children.is_empty() {
            leaf(task, declared, counting[index].as_deref())
        } else {
            let children = task.children.iter().map(|child| windows[child.index()]);
            group(task, declared, children)
        };
    }
    windows
}

fn end(field: &Field<Day>) -> Option<End> {
    field.given().map(|given| End { day: given.value, span: given.span, declared: true })
}

/// What the task itself says.
fn declared(task: &Task) -> Window {
    let (start, finish) = (end(&task.start), end(&task.finish));
    if let (Some(start), Some(finish)) = (start, finish)
        && finish.day < start.day
    {
        return Window { contradictory: true, ..Window::default() };
    }
    Window { start, finish, contradictory: false }
}

/// With two of start, finish and days the third follows.
fn leaf(task: &Task, declared: Window, calendar: Option<&Calendar>) -> Window {
    let Some((calendar, days)) = calendar.zip(task.days.given()) else { return declared };
    // The total of a phase is work, not a length of time.
    if task.kind == crate::model::Kind::Phase {
        return declared;
    }
    let count = i64::from(days.value);
    let sure = |a: Day, b: Day| calendar.covers(a) && calendar.covers(b);
    let counted = |day: Day| End { day, span: days.span, declared: false };
    match (declared.start, declared.finish) {
        (Some(start), None) if task.finish.is_absent() => {
            let finish = calendar.finish(start.day, count).filter(|finish| sure(start.day, *finish));
            Window { finish: finish.map(counted), ..declared }
        }
        (None, Some(finish)) if task.start.is_absent() => {
            let start = calendar.start(finish.day, count).filter(|start| sure(*start, finish.day));
            Window { start: start.map(counted), ..declared }
        }
        _ => declared,
    }
}

/// What it declares, else the union of its children's windows.
fn group(task: &Task, declared: Window, children: impl Iterator<Item = Window>) -> Window {
    let inherited = |end: End| End { declared: false, ..end };
    let (mut first, mut last): (Option<End>, Option<End>) = (None, None);
    for child in children {
        if let Some(start) = child.start.filter(|start| first.is_none_or(|first| start.day < first.day)) {
            first = Some(inherited(start));
        }
        if let Some(finish) = child.finish.filter(|finish| last.is_none_or(|last| finish.day > last.day)) {
            last = Some(inherited(finish));
        }
    }
    let start = if task.start.is_absent() { first } else { declared.start };
    let finish = if task.finish.is_absent() { last } else { declared.finish };
    match (start, finish) {
        // A declared end on the wrong side of all children: `date-outside-parent` says it.
        (Some(from), Some(to)) if to.day < from.day => Window {
            start: start.filter(|end| end.declared),
            finish: finish.filter(|end| end.declared),
            contradictory: false,
        },
        _ => Window { start, finish, contradictory: false },
    }
}
