//! When each task, group and phase takes place.

use std::sync::Arc;

use crate::calendar::Calendar;
use crate::calendar::Day;
use crate::model::Field;
use crate::model::Kind;
use crate::model::Plan;
use crate::model::Task;
use crate::model::TaskIx;
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
    /// Whether a part without a date of its own may still start earlier, or finish later; of a
    /// computed date, whether it may be later.
    pub open: bool,
    /// Whether it follows from what the task waits for, or a part of it does.
    pub computed: bool,
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
    /// Whether dates contradict each other that the window would follow from: the task's own, those
    /// of a part, or those that a group declares and those of its parts.
    pub doubtful: bool,
    /// Whether it, or a part of it at any depth, lacks one of the two ends.
    pub has_gaps: bool,
}

impl Window {
    /// Both days, if both are known.
    #[must_use]
    pub fn days(self) -> Option<(Day, Day)> {
        Some((self.start?.day, self.finish?.day))
    }

    /// Whether one of its ends follows from what it waits for, or from what a part of it waits for.
    #[must_use]
    pub fn is_computed(self) -> bool {
        [self.start, self.finish]
            .iter()
            .flatten()
            .any(|end| end.computed)
    }

    /// Whether a date of something in it is open that may reach beyond it, because it does not
    /// declare both ends itself.
    #[must_use]
    pub fn is_open(self) -> bool {
        let declared = |end: Option<End>| end.is_some_and(|end| end.declared);
        self.has_gaps && !(declared(self.start) && declared(self.finish))
    }
}

/// Whether a task asks for dates: it says how long it takes, and not when that is.
pub(super) fn asks(task: &Task) -> bool {
    task.is_leaf()
        && task.start.is_absent()
        && task.finish.is_absent()
        && task.days.given().is_some()
        && task.pending.is_absent()
}

/// The days that a leaf says itself, or that follow from two of its start, finish and days.
pub(super) fn own(task: &Task, calendar: Option<&Calendar>) -> (Option<Day>, Option<Day>) {
    let window = leaf(task, end(&task.start), end(&task.finish), calendar);
    (
        window.start.map(|start| start.day),
        window.finish.map(|finish| finish.day),
    )
}

/// The windows of all tasks; `computed` gives the dates of a leaf that asks for them, and whether
/// they may be later.
pub(super) fn windows(
    plan: &Plan,
    counting: &[Option<Arc<Calendar>>],
    computed: impl Fn(TaskIx) -> Option<(Day, Day, bool)>,
) -> Vec<Window> {
    let mut windows = vec![Window::default(); plan.tasks.len()];
    // What each hands up to its group. Children come after their parents, so going backwards every
    // child is done first.
    let mut handed = windows.clone();
    for (index, task) in plan.tasks.iter().enumerate().rev() {
        let children = task.children.iter().map(|child| handed[child.index()]);
        let within = union(children, task.partial);
        let (start, finish) = (end(&task.start), end(&task.finish));
        if start
            .zip(finish)
            .is_some_and(|(start, finish)| finish.day < start.day)
        {
            let none = Window {
                contradictory: true,
                doubtful: true,
                has_gaps: true,
                ..Window::default()
            };
            windows[index] = none;
            // Only its own dates are left out, not those of what is in it.
            handed[index] = Window {
                start: within.start,
                finish: within.finish,
                ..none
            };
            continue;
        }
        windows[index] = if task.children.is_empty() {
            let own = leaf(task, start, finish, counting[index].as_deref());
            let dates = Some(task)
                .filter(|task| asks(task))
                .and_then(|_| computed(TaskIx::from_index(index)));
            dates.map_or(own, |dates| following(task, own, dates))
        } else {
            group(task, start, finish, within)
        };
        handed[index] = windows[index];
    }
    windows
}

fn end(field: &Field<Day>) -> Option<End> {
    field.given().map(|given| End {
        day: given.value,
        span: given.span,
        declared: true,
        open: false,
        computed: false,
    })
}

/// The window of a leaf whose dates follow from what it waits for.
fn following(task: &Task, own: Window, (start, finish, at_least): (Day, Day, bool)) -> Window {
    let Some(days) = task.days.given() else {
        return own;
    };
    let end = |day: Day| End {
        day,
        span: days.span,
        declared: false,
        open: at_least,
        computed: true,
    };
    Window {
        start: Some(end(start)),
        finish: Some(end(finish)),
        has_gaps: false,
        ..own
    }
}

/// With two of start, finish and days the third follows.
fn leaf(
    task: &Task,
    mut start: Option<End>,
    mut finish: Option<End>,
    calendar: Option<&Calendar>,
) -> Window {
    // The total of a phase is work, not a length of time.
    if let Some(days) = task.days.given().filter(|_| task.kind != Kind::Phase) {
        let counted = |day: Day| End {
            day,
            span: days.span,
            declared: false,
            open: false,
            computed: false,
        };
        let count = i64::from(days.value);
        match (start, finish) {
            (Some(known), None) if task.finish.is_absent() => {
                finish = finish_after(known.day, count, calendar).map(counted);
            }
            (None, Some(known)) if task.start.is_absent() => {
                start = start_before(known.day, count, calendar).map(counted);
            }
            _ => {}
        }
    }
    Window {
        start,
        finish,
        has_gaps: start.is_none() || finish.is_none(),
        ..Window::default()
    }
}

/// The finish that follows from a start; `None` where the calendar would have to guess.
fn finish_after(start: Day, days: i64, calendar: Option<&Calendar>) -> Option<Day> {
    // Nothing is counted for a milestone.
    if days == 0 {
        return Some(start);
    }
    let calendar = calendar.filter(|calendar| calendar.covers(start))?;
    calendar
        .finish(start, days)
        .filter(|finish| calendar.covers(*finish))
}

/// The start that follows from a finish, in the same way.
fn start_before(finish: Day, days: i64, calendar: Option<&Calendar>) -> Option<Day> {
    if days == 0 {
        return Some(finish);
    }
    let calendar = calendar.filter(|calendar| calendar.covers(finish))?;
    calendar
        .start(finish, days)
        .filter(|start| calendar.covers(*start))
}

/// From the first start of the children to their last finish. `partial`: there may be other
/// children that were not read.
fn union(children: impl Iterator<Item = Window>, partial: bool) -> Window {
    let mut union = Window {
        has_gaps: partial,
        ..Window::default()
    };
    let (mut open_start, mut open_finish) = (partial, partial);
    for child in children {
        if let Some(start) = child
            .start
            .filter(|start| union.start.is_none_or(|first| start.day < first.day))
        {
            union.start = Some(start);
        }
        if let Some(finish) = child
            .finish
            .filter(|finish| union.finish.is_none_or(|last| finish.day > last.day))
        {
            union.finish = Some(finish);
        }
        open_start |= child.contradictory || child.start.is_none_or(|start| start.open);
        open_finish |= child.contradictory || child.finish.is_none_or(|finish| finish.open);
        union.doubtful |= child.doubtful;
        union.has_gaps |= child.has_gaps;
    }
    union.start = union.start.map(|end| End {
        declared: false,
        open: open_start,
        ..end
    });
    union.finish = union.finish.map(|end| End {
        declared: false,
        open: open_finish,
        ..end
    });
    union
}

/// What it declares, else the union of its children's windows.
fn group(task: &Task, start: Option<End>, finish: Option<End>, within: Window) -> Window {
    let declares_both = start.is_some() && finish.is_some();
    let start = if task.start.is_absent() {
        within.start
    } else {
        start
    };
    let finish = if task.finish.is_absent() {
        within.finish
    } else {
        finish
    };
    let backwards = start
        .zip(finish)
        .is_some_and(|(start, finish)| finish.day < start.day);
    // A declared end on the wrong side of all children: `date-outside-parent` says it.
    let sure = |end: &End| end.declared || !backwards;
    let (start, finish) = (start.filter(sure), finish.filter(sure));
    Window {
        start,
        finish,
        contradictory: false,
        doubtful: backwards || (within.doubtful && !declares_both),
        has_gaps: within.has_gaps || start.is_none() || finish.is_none(),
    }
}
