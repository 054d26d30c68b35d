//! What became of each task, owner and calendar, and of the plan itself.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use crate::calendar::Day;
use crate::model::CalendarDef;
use crate::model::Dependency;
use crate::model::Field;
use crate::model::Kind;
use crate::model::Link;
use crate::model::Name;
use crate::model::Owner;
use crate::model::Plan;
use crate::model::Progress;
use crate::model::Task;
use crate::model::TaskIx;
use crate::text::Span;

use super::Pairing;
use super::Shift;
use super::Side;

/// What kind of change it is; of several the one that a reviewer looks for first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ChangeKind {
    /// It was not there before.
    Added,
    /// It is gone.
    Removed,
    /// The same work has another id, and stands where it stood.
    Renamed,
    /// It stands under another group or phase; it may have got another id there.
    Moved,
    /// Something about it is different.
    Changed,
}

impl ChangeKind {
    /// Its name in the JSON output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            ChangeKind::Added => "added",
            ChangeKind::Removed => "removed",
            ChangeKind::Renamed => "renamed",
            ChangeKind::Moved => "moved",
            ChangeKind::Changed => "changed",
        }
    }
}

/// What a change is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A phase, group or task: in the old plan, in the new one.
    Task(Option<TaskIx>, Option<TaskIx>),
    /// An owner, by name.
    Owner(Box<str>),
    /// A calendar of the plan, by name.
    Calendar(Box<str>),
    /// The key `plan`.
    Plan,
}

/// One field that is different.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldChange {
    /// The key.
    pub field: &'static str,
    /// What it was.
    pub before: Option<String>,
    /// What it is.
    pub after: Option<String>,
    /// For dates: by how much it moved.
    pub shift: Option<Shift>,
    /// For lists: what came and what went.
    pub list: Option<ListChange>,
    /// Where it was.
    pub old_span: Option<Span>,
    /// Where it is.
    pub new_span: Option<Span>,
}

/// What came into a list and what went, each in the order in which it is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListChange {
    /// Entries that were not there before.
    pub added: Vec<String>,
    /// Entries that are gone.
    pub removed: Vec<String>,
}

impl FieldChange {
    /// A field of which only the two values are to be told.
    fn new(
        field: &'static str,
        (before, old_span): (Option<String>, Option<Span>),
        (after, new_span): (Option<String>, Option<Span>),
    ) -> Self {
        Self {
            field,
            before,
            after,
            shift: None,
            list: None,
            old_span,
            new_span,
        }
    }
}

/// Something that is different.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What kind.
    pub kind: ChangeKind,
    /// About what.
    pub subject: Subject,
    /// The fields that are different; for an addition or a removal all that are given.
    pub fields: Vec<FieldChange>,
}

/// All changes: the plan itself, its calendars and owners, then tasks in the order of the new plan,
/// each removed one where it stood.
#[must_use]
pub fn changes(old: Side<'_>, new: Side<'_>, pairing: &Pairing) -> Vec<Change> {
    let mut changes = Vec::new();
    changes.extend(plan_change(old.plan, new));
    named(
        &old.plan.calendars,
        &new.plan.calendars,
        |calendar| &calendar.name,
        calendar_fields,
        Subject::Calendar,
        &mut changes,
    );
    named(
        &old.plan.owners,
        &new.plan.owners,
        |owner| &owner.name,
        owner_fields,
        Subject::Owner,
        &mut changes,
    );
    let renumbers = old.plan.all().any(|(before, task)| {
        let after = pairing.new_of[before.index()];
        after.is_some_and(|after| task.id() != new.plan.task(after).id())
    });
    let compare = Compare {
        old,
        new,
        pairing,
        renumbers,
    };
    for (before, after) in reading_order(old.plan, new.plan, pairing) {
        changes.extend(compare.task(before, after));
    }
    changes
}

/// New tasks in their order, and each removed one behind what stood before it.
fn reading_order(
    old: &Plan,
    new: &Plan,
    pairing: &Pairing,
) -> Vec<(Option<TaskIx>, Option<TaskIx>)> {
    let mut removed_behind: BTreeMap<Option<TaskIx>, Vec<TaskIx>> = BTreeMap::new();
    let mut last = None;
    for (before, _) in old.all() {
        match pairing.new_of[before.index()] {
            Some(after) => last = Some(after),
            None => removed_behind.entry(last).or_default().push(before),
        }
    }
    let mut order = Vec::with_capacity(new.tasks.len());
    let mut push_removed = |at: Option<TaskIx>, order: &mut Vec<_>| {
        order.extend(
            removed_behind
                .remove(&at)
                .unwrap_or_default()
                .into_iter()
                .map(|before| (Some(before), None)),
        );
    };
    push_removed(None, &mut order);
    for (after, _) in new.all() {
        order.push((pairing.old_of[after.index()], Some(after)));
        push_removed(Some(after), &mut order);
    }
    order
}

struct Compare<'a> {
    old: Side<'a>,
    new: Side<'a>,
    pairing: &'a Pairing,
    /// Whether any task has another id now.
    renumbers: bool,
}

impl Compare<'_> {
    fn task(&self, before: Option<TaskIx>, after: Option<TaskIx>) -> Option<Change> {
        let nothing = |task: &Task| Task::new(task.kind, task.span, None, TaskIx::from_index(0));
        let mut fields = Vec::new();
        let kind = match (before, after) {
            (Some(before), Some(after)) => {
                self.pair(before, after, &mut fields);
                kind(&fields)?
            }
            (None, Some(after)) => {
                let new = self.new.plan.task(after);
                self.fields(&nothing(new), new, Some(after), &mut fields);
                ChangeKind::Added
            }
            (Some(before), None) => {
                let old = self.old.plan.task(before);
                self.fields(old, &nothing(old), None, &mut fields);
                ChangeKind::Removed
            }
            (None, None) => return None,
        };
        Some(Change {
            kind,
            subject: Subject::Task(before, after),
            fields,
        })
    }

    /// What is different about a task that both plans have.
    fn pair(&self, before: TaskIx, after: TaskIx, out: &mut Vec<FieldChange>) {
        let (old, new) = (self.old.plan.task(before), self.new.plan.task(after));
        // The same characters of the same file: what they name may be called otherwise now, and
        // what is around them.
        if old.span == new.span {
            if self.renumbers {
                self.dependencies(old, new, out);
            }
        } else {
            // An id that stays is no news; one that is written with other quotes is none either.
            text(out, "id", given(&old.id), given(&new.id));
            self.fields(old, new, Some(after), out);
        }
        self.parent(old, new, out);
    }

    fn fields(&self, old: &Task, new: &Task, after: Option<TaskIx>, out: &mut Vec<FieldChange>) {
        text(out, "name", old.name.as_ref(), new.name.as_ref());
        text(
            out,
            "description",
            old.description.as_ref(),
            new.description.as_ref(),
        );
        text(out, "outcome", old.outcome.as_ref(), new.outcome.as_ref());
        text(
            out,
            "coordinator",
            given(&old.coordinator),
            given(&new.coordinator),
        );
        set(
            out,
            "executors",
            names(&old.executors),
            names(&new.executors),
            old.executors.span(),
            new.executors.span(),
        );
        self.dependencies(old, new, out);
        flag(
            out,
            "parallel",
            old.is_parallel(),
            new.is_parallel(),
            old.parallel.as_ref().map(|p| p.span),
            new.parallel.as_ref().map(|p| p.span),
        );
        flag(
            out,
            "optional",
            old.is_optional(),
            new.is_optional(),
            old.optional.as_ref().map(|p| p.span),
            new.optional.as_ref().map(|p| p.span),
        );
        let calendar = after.and_then(|ix| self.new.schedule.calendar(ix));
        date(out, "start", &old.start, &new.start, |was, is| {
            Shift::new(was, is, calendar)
        });
        date(out, "finish", &old.finish, &new.finish, |was, is| {
            Shift::new(was, is, calendar)
        });
        let days = if new.kind == Kind::Phase {
            "total_days"
        } else {
            "days"
        };
        value(out, days, &old.days, &new.days, u32::to_string);
        value(
            out,
            "progress",
            &old.progress,
            &new.progress,
            |progress: &Progress| progress.in_words(),
        );
        text(out, "pending", old.pending.as_ref(), new.pending.as_ref());
        text(
            out,
            "deliverable",
            old.deliverable.as_ref(),
            new.deliverable.as_ref(),
        );
        text(out, "notes", old.notes.as_ref(), new.notes.as_ref());
        text(out, "calendar", given(&old.calendar), given(&new.calendar));
    }

    /// Dependencies as a set. One on a task that was only renumbered is the same dependency.
    fn dependencies(&self, old: &Task, new: &Task, out: &mut Vec<FieldChange>) {
        let renumbered = |target: &str| -> String {
            let after = self
                .old
                .plan
                .find(target)
                .and_then(|ix| self.pairing.new_of[ix.index()]);
            let id = after.and_then(|after| self.new.plan.task(after).id());
            id.unwrap_or(target).to_owned()
        };
        let before: BTreeSet<String> = old
            .depends_on
            .iter()
            .map(|entry| entry_text(&renumbered(&entry.target.value), entry))
            .collect();
        let after: BTreeSet<String> = new
            .depends_on
            .iter()
            .map(|entry| entry_text(&entry.target.value, entry))
            .collect();
        let span = |task: &Task| task.depends_on.first().map(|entry| entry.span);
        set(out, "depends_on", before, after, span(old), span(new));
    }

    /// Whether it stands under another group or phase now. A file has no meaning, so another one is
    /// no change.
    fn parent(&self, old: &Task, new: &Task, out: &mut Vec<FieldChange>) {
        let was_under = old.parent.map(|parent| self.pairing.new_of[parent.index()]);
        if was_under == new.parent.map(Some) {
            return;
        }
        let label = |plan: &Plan, parent: Option<TaskIx>| {
            parent.map(|parent| plan.task(parent).label().to_owned())
        };
        out.push(FieldChange::new(
            "parent",
            (label(self.old.plan, old.parent), Some(old.place())),
            (label(self.new.plan, new.parent), Some(new.place())),
        ));
    }
}

/// What a task that both plans have became, by what is different about it; `None` if nothing is.
fn kind(fields: &[FieldChange]) -> Option<ChangeKind> {
    let has = |key: &str| fields.iter().any(|field| field.field == key);
    match (has("parent"), has("id"), fields.is_empty()) {
        // That it got the number of its new place is part of the move.
        (true, _, _) => Some(ChangeKind::Moved),
        (false, true, _) => Some(ChangeKind::Renamed),
        (false, false, false) => Some(ChangeKind::Changed),
        (false, false, true) => None,
    }
}

fn entry_text(target: &str, entry: &Dependency) -> String {
    match (entry.link, entry.lag) {
        (Link::FinishStart, 0) => target.to_owned(),
        (link, 0) => format!("{target} {link}"),
        (link, lag) => format!("{target} {link}{lag:+}"),
    }
}

fn plan_change(old: &Plan, new: Side<'_>) -> Option<Change> {
    let (before, after) = (&old.meta, &new.plan.meta);
    let mut fields = Vec::new();
    text(
        &mut fields,
        "title",
        before.title.as_ref(),
        after.title.as_ref(),
    );
    set(
        &mut fields,
        "editors",
        all(&before.editors),
        all(&after.editors),
        before.span,
        after.span,
    );
    date(
        &mut fields,
        "status_date",
        &before.status_date,
        &after.status_date,
        |was, is| Shift::new(was, is, None),
    );
    text(
        &mut fields,
        "calendar",
        given(&before.calendar),
        given(&after.calendar),
    );
    text(
        &mut fields,
        "working_calendar",
        given(&before.working_calendar),
        given(&after.working_calendar),
    );
    text(
        &mut fields,
        "description",
        before.description.as_ref(),
        after.description.as_ref(),
    );
    let kind = match (before.span, after.span) {
        (None, Some(_)) => ChangeKind::Added,
        (Some(_), None) => ChangeKind::Removed,
        _ => ChangeKind::Changed,
    };
    (!fields.is_empty()).then_some(Change {
        kind,
        subject: Subject::Plan,
        fields,
    })
}

/// Things that are what they are called: owners and calendars.
fn named<T>(
    old: &[T],
    new: &[T],
    name: impl Fn(&T) -> &Name,
    fields: impl Fn(Option<&T>, Option<&T>) -> Vec<FieldChange>,
    subject: impl Fn(Box<str>) -> Subject,
    out: &mut Vec<Change>,
) {
    let by_name = |all: &[T]| -> BTreeMap<Box<str>, usize> {
        all.iter()
            .enumerate()
            .rev()
            .map(|(at, one)| (name(one).value.clone(), at))
            .collect()
    };
    let (before, after) = (by_name(old), by_name(new));
    let names: BTreeSet<&Box<str>> = before.keys().chain(after.keys()).collect();
    for name in names {
        let (one, other) = (
            before.get(name).map(|at| &old[*at]),
            after.get(name).map(|at| &new[*at]),
        );
        let fields = fields(one, other);
        let kind = match (one, other) {
            (None, _) => ChangeKind::Added,
            (_, None) => ChangeKind::Removed,
            _ if fields.is_empty() => continue,
            _ => ChangeKind::Changed,
        };
        out.push(Change {
            kind,
            subject: subject(name.clone()),
            fields,
        });
    }
}

fn owner_fields(old: Option<&Owner>, new: Option<&Owner>) -> Vec<FieldChange> {
    let mut fields = Vec::new();
    let span = |owner: Option<&Owner>| owner.map(|owner| owner.name.span);
    let kind = |owner: Option<&Owner>| {
        owner
            .and_then(|owner| owner.kind.as_ref())
            .map(|kind| kind.value.name().to_owned())
    };
    push(
        &mut fields,
        "kind",
        kind(old),
        kind(new),
        span(old),
        span(new),
    );
    let list = |names: Option<&Vec<Name>>| names.map(|names| all(names)).unwrap_or_default();
    set(
        &mut fields,
        "aliases",
        list(old.map(|o| &o.aliases)),
        list(new.map(|o| &o.aliases)),
        span(old),
        span(new),
    );
    set(
        &mut fields,
        "members",
        list(old.map(|o| &o.members)),
        list(new.map(|o| &o.members)),
        span(old),
        span(new),
    );
    let capacity = |owner: Option<&Owner>| {
        owner
            .and_then(|owner| owner.capacity.as_ref())
            .map(|n| n.value.to_string())
    };
    push(
        &mut fields,
        "capacity",
        capacity(old),
        capacity(new),
        span(old),
        span(new),
    );
    text(
        &mut fields,
        "contact",
        old.and_then(|o| o.contact.as_ref()),
        new.and_then(|o| o.contact.as_ref()),
    );
    fields
}

fn calendar_fields(old: Option<&CalendarDef>, new: Option<&CalendarDef>) -> Vec<FieldChange> {
    let mut fields = Vec::new();
    let span = |calendar: Option<&CalendarDef>| calendar.map(|calendar| calendar.name.span);
    let week = |calendar: Option<&CalendarDef>| {
        let mut days = calendar.and_then(|calendar| calendar.week.value())?.clone();
        // As the week goes, however they are written.
        days.sort_unstable();
        Some(
            days.iter()
                .map(|day| day.short().to_owned())
                .collect::<Vec<_>>(),
        )
    };
    list(
        &mut fields,
        "week",
        week(old),
        week(new),
        span(old),
        span(new),
    );
    let days = |calendar: Option<&CalendarDef>, off: bool| -> BTreeSet<String> {
        let ranges = calendar.map(|calendar| {
            if off {
                &calendar.holidays
            } else {
                &calendar.workdays
            }
        });
        let shown = |first: Day, last: Day| {
            if first == last {
                first.to_string()
            } else {
                format!("{first}..{last}")
            }
        };
        ranges
            .into_iter()
            .flatten()
            .map(|range| shown(range.value.first, range.value.last))
            .collect()
    };
    set(
        &mut fields,
        "holidays",
        days(old, true),
        days(new, true),
        span(old),
        span(new),
    );
    set(
        &mut fields,
        "workdays",
        days(old, false),
        days(new, false),
        span(old),
        span(new),
    );
    text(
        &mut fields,
        "extends",
        old.and_then(|c| given(&c.extends)),
        new.and_then(|c| given(&c.extends)),
    );
    fields
}

// ---- one field ----

fn push(
    out: &mut Vec<FieldChange>,
    field: &'static str,
    before: Option<String>,
    after: Option<String>,
    old_span: Option<Span>,
    new_span: Option<Span>,
) {
    if before != after {
        out.push(FieldChange::new(
            field,
            (before, old_span),
            (after, new_span),
        ));
    }
}

fn given(field: &Field<Box<str>>) -> Option<&Name> {
    field.given()
}

fn text(
    out: &mut Vec<FieldChange>,
    field: &'static str,
    before: Option<&Name>,
    after: Option<&Name>,
) {
    let value = |name: Option<&Name>| name.map(|name| name.value.to_string());
    push(
        out,
        field,
        value(before),
        value(after),
        before.map(|name| name.span),
        after.map(|name| name.span),
    );
}

fn flag(
    out: &mut Vec<FieldChange>,
    field: &'static str,
    before: bool,
    after: bool,
    old_span: Option<Span>,
    new_span: Option<Span>,
) {
    push(
        out,
        field,
        before.then(|| "true".to_owned()),
        after.then(|| "true".to_owned()),
        old_span,
        new_span,
    );
}

fn value<T: PartialEq>(
    out: &mut Vec<FieldChange>,
    field: &'static str,
    before: &Field<T>,
    after: &Field<T>,
    shown: impl Fn(&T) -> String,
) {
    // Most are the same, and need no words.
    if before.value() != after.value() {
        push(
            out,
            field,
            before.value().map(&shown),
            after.value().map(&shown),
            before.span(),
            after.span(),
        );
    }
}

fn names(field: &Field<Vec<Name>>) -> BTreeSet<String> {
    field.value().map(|names| all(names)).unwrap_or_default()
}

fn all(names: &[Name]) -> BTreeSet<String> {
    names.iter().map(|name| name.value.to_string()).collect()
}

fn set(
    out: &mut Vec<FieldChange>,
    field: &'static str,
    before: BTreeSet<String>,
    after: BTreeSet<String>,
    old_span: Option<Span>,
    new_span: Option<Span>,
) {
    let given = |items: BTreeSet<String>| {
        (!items.is_empty()).then(|| items.into_iter().collect::<Vec<_>>())
    };
    list(out, field, given(before), given(after), old_span, new_span);
}

/// A list as it is shown; `None` if there is none.
fn list(
    out: &mut Vec<FieldChange>,
    field: &'static str,
    before: Option<Vec<String>>,
    after: Option<Vec<String>>,
    old_span: Option<Span>,
    new_span: Option<Span>,
) {
    if before == after {
        return;
    }
    let items = |list: &Option<Vec<String>>| list.clone().unwrap_or_default();
    let only = |these: &Option<Vec<String>>, those: &Option<Vec<String>>| {
        let those: BTreeSet<String> = items(those).into_iter().collect();
        items(these)
            .into_iter()
            .filter(|item| !those.contains(item))
            .collect()
    };
    let change = ListChange {
        added: only(&after, &before),
        removed: only(&before, &after),
    };
    let joined = |list: Option<Vec<String>>| list.map(|items| items.join(", "));
    let field = FieldChange::new(field, (joined(before), old_span), (joined(after), new_span));
    out.push(FieldChange {
        list: Some(change),
        ..field
    });
}

fn date(
    out: &mut Vec<FieldChange>,
    field: &'static str,
    before: &Field<Day>,
    after: &Field<Day>,
    between: impl Fn(Day, Day) -> Shift,
) {
    let count = out.len();
    value(out, field, before, after, Day::to_string);
    if let (Some(from), Some(to)) = (before.value(), after.value())
        && out.len() > count
        && let Some(change) = out.last_mut()
    {
        change.shift = Some(between(*from, *to));
    }
}
