//! What became of each task, owner and calendar, and of the plan itself.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use crate::calendar::Calendar;
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
use crate::text::SourceMap;
use crate::text::Span;

use super::Pairing;
use super::Side;

/// What kind of change it is; of several the one that a reviewer looks for first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ChangeKind {
    /// It was not there before.
    Added,
    /// It is gone.
    Removed,
    /// The same work has another id.
    Renamed,
    /// It stands under another group or phase, or its phase in another file.
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
    /// For dates: how many working days later, earlier if negative; plain days where no calendar knows the dates.
    pub days: Option<i64>,
    /// Where it was.
    pub old_span: Option<Span>,
    /// Where it is.
    pub new_span: Option<Span>,
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

/// All changes: the plan itself, its calendars and owners, then tasks in the order of the new plan, each removed one where
/// it stood.
#[must_use]
pub fn changes(old: Side<'_>, new: Side<'_>, pairing: &Pairing, sources: &SourceMap) -> Vec<Change> {
    let mut changes = Vec::new();
    changes.extend(plan_change(old.plan, new.plan));
    named(
        &old.plan.calendars,
        &new.plan.calendars,
        |calendar| &calendar.name,
        calendar_fields,
        Subject::Calendar,
        &mut changes,
    );
    named(&old.plan.owners, &new.plan.owners, |owner| &owner.name, owner_fields, Subject::Owner, &mut changes);
    let compare = Compare { old, new, pairing, sources };
    for (before, after) in reading_order(old.plan, new.plan, pairing) {
        changes.extend(compare.task(before, after));
    }
    changes
}

/// New tasks in their order, and each removed one behind what stood before it.
fn reading_order(old: &Plan, new: &Plan, pairing: &Pairing) -> Vec<(Option<TaskIx>, Option<TaskIx>)> {
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
        order.extend(removed_behind.remove(&at).unwrap_or_default().into_iter().map(|before| (Some(before), None)));
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
    sources: &'a SourceMap,
}

impl Compare<'_> {
    fn task(&self, before: Option<TaskIx>, after: Option<TaskIx>) -> Option<Change> {
        let empty = |task: &Task| Task::new(task.kind, task.span, None, TaskIx::from_index(0));
        let subject = Subject::Task(before, after);
        let old = before.map(|ix| self.old.plan.task(ix));
        let new = after.map(|ix| self.new.plan.task(ix));
        match (old, new) {
            (Some(old), Some(new)) => {
                let mut fields = Vec::new();
                // The same characters of the same file: only where it stands can be different.
                if old.span == new.span {
                    let moved = self.place(before?, after?, &mut fields);
                    return moved.then_some(Change { kind: ChangeKind::Moved, subject, fields });
                }
                // An id that stays is no news; one that is written with other quotes is none either.
                text(&mut fields, "id", given(&old.id), given(&new.id));
                if old.span == new.span {
                    // In a file that did not change; only what it names may be called otherwise now.
                    self.dependencies(old, new, &mut fields);
                } else {
                    self.fields(old, new, after, &mut fields);
                }
                let moved = self.place(before?, after?, &mut fields);
                let renamed = fields.iter().any(|field| field.field == "id");
                let kind = match (renamed, moved) {
                    (true, _) => ChangeKind::Renamed,
                    (_, true) => ChangeKind::Moved,
                    _ => ChangeKind::Changed,
                };
                (!fields.is_empty()).then_some(Change { kind, subject, fields })
            }
            (None, Some(new)) => {
                let mut fields = Vec::new();
                self.fields(&empty(new), new, after, &mut fields);
                Some(Change { kind: ChangeKind::Added, subject, fields })
            }
            (Some(old), None) => {
                let mut fields = Vec::new();
                self.fields(old, &empty(old), None, &mut fields);
                Some(Change { kind: ChangeKind::Removed, subject, fields })
            }
            (None, None) => None,
        }
    }

    fn fields(&self, old: &Task, new: &Task, after: Option<TaskIx>, out: &mut Vec<FieldChange>) {
        text(out, "name", old.name.as_ref(), new.name.as_ref());
        text(out, "description", old.description.as_ref(), new.description.as_ref());
        text(out, "outcome", old.outcome.as_ref(), new.outcome.as_ref());
        text(out, "coordinator", given(&old.coordinator), given(&new.coordinator));
        set(out, "executors", names(&old.executors), names(&new.executors), old.executors.span(), new.executors.span());
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
        date(out, "start", &old.start, &new.start, calendar);
        date(out, "finish", &old.finish, &new.finish, calendar);
        let days = if new.kind == Kind::Phase { "total_days" } else { "days" };
        value(out, days, &old.days, &new.days, u32::to_string);
        value(out, "progress", &old.progress, &new.progress, |progress: &Progress| progress.in_words());
        text(out, "pending", old.pending.as_ref(), new.pending.as_ref());
        text(out, "deliverable", old.deliverable.as_ref(), new.deliverable.as_ref());
        text(out, "notes", old.notes.as_ref(), new.notes.as_ref());
        text(out, "calendar", given(&old.calendar), given(&new.calendar));
    }

    /// Dependencies as a set. One on a task that was only renumbered is the same dependency.
    fn dependencies(&self, old: &Task, new: &Task, out: &mut Vec<FieldChange>) {
        let renumbered = |target: &str| -> String {
            let after = self.old.plan.find(target).and_then(|ix| self.pairing.new_of[ix.index()]);
            let id = after.and_then(|after| self.new.plan.task(after).id());
            id.unwrap_or(target).to_owned()
        };
        let before: BTreeSet<String> =
            old.depends_on.iter().map(|entry| entry_text(&renumbered(&entry.target.value), entry)).collect();
        let after: BTreeSet<String> =
            new.depends_on.iter().map(|entry| entry_text(&entry.target.value, entry)).collect();
        let span = |task: &Task| task.depends_on.first().map(|entry| entry.span);
        set(out, "depends_on", before, after, span(old), span(new));
    }

    /// Whether it stands under something else now, or a phase in another file of the plan's folder.
    fn place(&self, before: TaskIx, after: TaskIx, out: &mut Vec<FieldChange>) -> bool {
        let (old, new) = (self.old.plan.task(before), self.new.plan.task(after));
        let was_under =
            old.parent.map(|parent| (self.pairing.new_of[parent.index()], self.old.plan.task(parent).label()));
        let is_under = new.parent.map(|parent| (Some(parent), self.new.plan.task(parent).label()));
        if was_under.map(|(parent, _)| parent) != is_under.map(|(parent, _)| parent) {
            out.push(FieldChange {
                field: "parent",
                before: was_under.map(|(_, label)| label.to_owned()),
                after: is_under.map(|(_, label)| label.to_owned()),
                days: None,
                old_span: Some(old.place()),
                new_span: Some(new.place()),
            });
            return true;
        }
        let within = |side: Side<'_>, task: &Task| {
            let path = self.sources.file(task.span.file).path();
            path.strip_prefix(&*side.plan.root).unwrap_or(path).trim_start_matches('/').to_owned()
        };
        let (was_in, is_in) = (within(self.old, old), within(self.new, new));
        if new.kind == Kind::Phase && was_in != is_in {
            out.push(FieldChange {
                field: "file",
                before: Some(was_in),
                after: Some(is_in),
                days: None,
                old_span: Some(old.place()),
                new_span: Some(new.place()),
            });
            return true;
        }
        false
    }
}

fn entry_text(target: &str, entry: &Dependency) -> String {
    match (entry.link, entry.lag) {
        (Link::FinishStart, 0) => target.to_owned(),
        (link, 0) => format!("{target} {link}"),
        (link, lag) => format!("{target} {link}{lag:+}"),
    }
}

fn plan_change(old: &Plan, new: &Plan) -> Option<Change> {
    let (before, after) = (&old.meta, &new.meta);
    let mut fields = Vec::new();
    text(&mut fields, "title", before.title.as_ref(), after.title.as_ref());
    set(&mut fields, "editors", all(&before.editors), all(&after.editors), before.span, after.span);
    date(&mut fields, "status_date", &before.status_date, &after.status_date, None);
    text(&mut fields, "calendar", given(&before.calendar), given(&after.calendar));
    text(&mut fields, "working_calendar", given(&before.working_calendar), given(&after.working_calendar));
    text(&mut fields, "description", before.description.as_ref(), after.description.as_ref());
    let kind = match (before.span, after.span) {
        (None, Some(_)) => ChangeKind::Added,
        (Some(_), None) => ChangeKind::Removed,
        _ => ChangeKind::Changed,
    };
    (!fields.is_empty()).then_some(Change { kind, subject: Subject::Plan, fields })
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
        all.iter().enumerate().rev().map(|(at, one)| (name(one).value.clone(), at)).collect()
    };
    let (before, after) = (by_name(old), by_name(new));
    let names: BTreeSet<&Box<str>> = before.keys().chain(after.keys()).collect();
    for name in names {
        let (one, other) = (before.get(name).map(|at| &old[*at]), after.get(name).map(|at| &new[*at]));
        let fields = fields(one, other);
        let kind = match (one, other) {
            (None, _) => ChangeKind::Added,
            (_, None) => ChangeKind::Removed,
            _ if fields.is_empty() => continue,
            _ => ChangeKind::Changed,
        };
        out.push(Change { kind, subject: subject(name.clone()), fields });
    }
}

fn owner_fields(old: Option<&Owner>, new: Option<&Owner>) -> Vec<FieldChange> {
    let mut fields = Vec::new();
    let span = |owner: Option<&Owner>| owner.map(|owner| owner.name.span);
    let kind =
        |owner: Option<&Owner>| owner.and_then(|owner| owner.kind.as_ref()).map(|kind| kind.value.name().to_owned());
    push(&mut fields, "kind", kind(old), kind(new), span(old), span(new));
    let list = |names: Option<&Vec<Name>>| names.map(|names| all(names)).unwrap_or_default();
    set(&mut fields, "aliases", list(old.map(|o| &o.aliases)), list(new.map(|o| &o.aliases)), span(old), span(new));
    set(&mut fields, "members", list(old.map(|o| &o.members)), list(new.map(|o| &o.members)), span(old), span(new));
    let capacity = |owner: Option<&Owner>| owner.and_then(|owner| owner.capacity.as_ref()).map(|n| n.value.to_string());
    push(&mut fields, "capacity", capacity(old), capacity(new), span(old), span(new));
    text(&mut fields, "contact", old.and_then(|o| o.contact.as_ref()), new.and_then(|o| o.contact.as_ref()));
    fields
}

fn calendar_fields(old: Option<&CalendarDef>, new: Option<&CalendarDef>) -> Vec<FieldChange> {
    let mut fields = Vec::new();
    let span = |calendar: Option<&CalendarDef>| calendar.map(|calendar| calendar.name.span);
    let week = |calendar: Option<&CalendarDef>| {
        let week = calendar.and_then(|calendar| calendar.week.value())?;
        let mut days = week.clone();
        days.sort_unstable();
        Some(days.iter().map(|day| day.short()).collect::<Vec<_>>().join(", "))
    };
    push(&mut fields, "week", week(old), week(new), span(old), span(new));
    let days = |calendar: Option<&CalendarDef>, off: bool| -> BTreeSet<String> {
        let ranges = calendar.map(|calendar| if off { &calendar.holidays } else { &calendar.workdays });
        let shown = |first: Day, last: Day| if first == last { first.to_string() } else { format!("{first}..{last}") };
        ranges.into_iter().flatten().map(|range| shown(range.value.first, range.value.last)).collect()
    };
    set(&mut fields, "holidays", days(old, true), days(new, true), span(old), span(new));
    set(&mut fields, "workdays", days(old, false), days(new, false), span(old), span(new));
    text(&mut fields, "extends", old.and_then(|c| given(&c.extends)), new.and_then(|c| given(&c.extends)));
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
        out.push(FieldChange { field, before, after, days: None, old_span, new_span });
    }
}

fn given(field: &Field<Box<str>>) -> Option<&Name> {
    field.given()
}

fn text(out: &mut Vec<FieldChange>, field: &'static str, before: Option<&Name>, after: Option<&Name>) {
    let value = |name: Option<&Name>| name.map(|name| name.value.to_string());
    push(out, field, value(before), value(after), before.map(|name| name.span), after.map(|name| name.span));
}

fn flag(
    out: &mut Vec<FieldChange>,
    field: &'static str,
    before: bool,
    after: bool,
    old_span: Option<Span>,
    new_span: Option<Span>,
) {
    push(out, field, before.then(|| "true".to_owned()), after.then(|| "true".to_owned()), old_span, new_span);
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
        push(out, field, before.value().map(&shown), after.value().map(&shown), before.span(), after.span());
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
    let joined =
        |items: BTreeSet<String>| (!items.is_empty()).then(|| items.into_iter().collect::<Vec<_>>().join(", "));
    push(out, field, joined(before), joined(after), old_span, new_span);
}

fn date(
    out: &mut Vec<FieldChange>,
    field: &'static str,
    before: &Field<Day>,
    after: &Field<Day>,
    calendar: Option<&Calendar>,
) {
    let count = out.len();
    value(out, field, before, after, Day::to_string);
    if let (Some(from), Some(to)) = (before.value(), after.value())
        && out.len() > count
        && let Some(change) = out.last_mut()
    {
        change.days = Some(shift(*from, *to, calendar));
    }
}

/// How many working days `to` is later than `from`; plain days where the calendar does not know both.
pub(super) fn shift(from: Day, to: Day, calendar: Option<&Calendar>) -> i64 {
    match calendar.filter(|calendar| calendar.covers(from) && calendar.covers(to)) {
        Some(calendar) if to >= from => calendar.count(from.plus(1), to),
        Some(calendar) => -calendar.count(to.plus(1), from),
        None => to.since(from),
    }
}
