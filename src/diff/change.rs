//! What became of each task, owner and calendar, and of the plan itself.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

use crate::calendar::Calendar;
use crate::calendar::Day;
use crate::calendar::Range;
use crate::calendar::Weekday;
use crate::model::Bearing;
use crate::model::CalendarDef;
use crate::model::CalendarKey;
use crate::model::Dependency;
use crate::model::Field;
use crate::model::Link;
use crate::model::List;
use crate::model::Meta;
use crate::model::Name;
use crate::model::Owner;
use crate::model::OwnerKey;
use crate::model::OwnerKind;
use crate::model::Plan;
use crate::model::PlanKey;
use crate::model::Row;
use crate::model::Task;
use crate::model::TaskIx;
use crate::model::TaskKey;
use crate::model::Value;
use crate::model::slot::Pair;
use crate::text::Span;
use crate::text::Spanned;

use super::Pairing;
use super::Shift;
use super::Side;

/// What kind of change it is; of several the one that a reviewer looks for first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
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
pub(crate) enum Subject {
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
#[non_exhaustive]
pub struct FieldChange {
    /// The key.
    pub field: &'static str,
    /// What is known of all fields with this key.
    pub(crate) row: &'static Row,
    /// What it was.
    pub before: Option<String>,
    /// What it is.
    pub after: Option<String>,
    /// For dates: by how much it moved.
    pub(crate) shift: Option<Shift>,
    /// For lists: what came and what went.
    pub(crate) list: Option<ListChange>,
    /// Where it was.
    pub old_span: Option<Span>,
    /// Where it is.
    pub new_span: Option<Span>,
}

/// What came into a list and what went, each in the order in which it is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ListChange {
    /// Entries that were not there before.
    pub added: Vec<String>,
    /// Entries that are gone.
    pub removed: Vec<String>,
}

impl FieldChange {
    /// A field of which only the two values are to be told.
    fn new(
        row: &'static Row,
        (before, old_span): (Option<String>, Option<Span>),
        (after, new_span): (Option<String>, Option<Span>),
    ) -> Self {
        Self {
            field: row.key,
            row,
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
#[non_exhaustive]
pub struct Change {
    /// What kind.
    pub kind: ChangeKind,
    /// About what.
    pub(crate) subject: Subject,
    /// The fields that are different; for an addition or a removal all that are given.
    pub fields: Vec<FieldChange>,
}

/// All changes: the plan itself, its calendars and owners, then tasks in the order of the new plan,
/// each removed one where it stood.
#[must_use]
pub(crate) fn changes(old: Side<'_>, new: Side<'_>, pairing: &Pairing) -> Vec<Change> {
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
                self.dependencies([&old.depends_on, &new.depends_on], out);
            }
        } else {
            // An id that stays is no news; one that is written with other quotes is none either.
            let ids = Pair::Name([&old.id, &new.id]);
            compare(out, TaskKey::Id.row(), ids, [None, None], None);
            self.fields(old, new, Some(after), out);
        }
        self.parent(old, new, out);
    }

    fn fields(&self, old: &Task, new: &Task, after: Option<TaskIx>, out: &mut Vec<FieldChange>) {
        let calendar = after.and_then(|ix| self.new.schedule.calendar(ix));
        for key in TaskKey::ALL {
            // What a phase calls `total_days` has its name in the new plan.
            if key.at(new.kind).is_some_and(|here| here != *key) {
                continue;
            }
            match Task::pair(old, new, *key) {
                Pair::Dependencies(pair) => self.dependencies(pair, out),
                pair => compare(out, key.row(), pair, [None, None], calendar),
            }
        }
    }

    /// Dependencies as a set. One on a task that was only renumbered is the same dependency.
    fn dependencies(&self, pair: [&List<Dependency>; 2], out: &mut Vec<FieldChange>) {
        if !are_read(&Pair::Dependencies(pair)) {
            return;
        }
        let [old, new] = pair;
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
            .iter()
            .map(|entry| entry_text(&renumbered(&entry.target.value), entry))
            .collect();
        let after: BTreeSet<String> = new
            .iter()
            .map(|entry| entry_text(&entry.target.value, entry))
            .collect();
        let span = |entries: &[Dependency]| entries.first().map(|entry| entry.span);
        set(
            out,
            TaskKey::DependsOn.row(),
            before,
            after,
            [span(old), span(new)],
        );
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
            &PARENT,
            (label(self.old.plan, old.parent), Some(old.place())),
            (label(self.new.plan, new.parent), Some(new.place())),
        ));
    }
}

/// What a task stands under is written by where it stands, and not under a key.
static PARENT: Row = Row {
    key: "parent",
    ..Row::new(Value::Name, Bearing::STRUCTURE)
};

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
    for key in PlanKey::ALL {
        compare(
            &mut fields,
            key.row(),
            Meta::pair(before, after, *key),
            [before.span, after.span],
            None,
        );
    }
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
    let name = |owner: Option<&Owner>| owner.map(|owner| owner.name.span);
    let places = [name(old), name(new)];
    let Some((old, new)) = both(old, new, |owner| Owner::new(owner.name.clone())) else {
        return Vec::new();
    };
    let mut fields = Vec::new();
    for key in OwnerKey::ALL {
        let pair = Owner::pair(&old, &new, *key);
        compare(&mut fields, key.row(), pair, places, None);
    }
    fields
}

fn calendar_fields(old: Option<&CalendarDef>, new: Option<&CalendarDef>) -> Vec<FieldChange> {
    let name = |calendar: Option<&CalendarDef>| calendar.map(|calendar| calendar.name.span);
    let places = [name(old), name(new)];
    let Some((old, new)) = both(old, new, |one| CalendarDef::new(one.name.clone())) else {
        return Vec::new();
    };
    let mut fields = Vec::new();
    for key in CalendarKey::ALL {
        let pair = CalendarDef::pair(&old, &new, *key);
        compare(&mut fields, key.row(), pair, places, None);
    }
    fields
}

/// The two of something; of what is only in one of the plans, in the other one that says nothing.
fn both<'a, T: Clone>(
    old: Option<&'a T>,
    new: Option<&'a T>,
    nothing: impl Fn(&T) -> T,
) -> Option<(Cow<'a, T>, Cow<'a, T>)> {
    let other = |one: &T| Cow::Owned(nothing(one));
    match (old, new) {
        (Some(old), Some(new)) => Some((Cow::Borrowed(old), Cow::Borrowed(new))),
        (Some(old), None) => Some((Cow::Borrowed(old), other(old))),
        (None, Some(new)) => Some((other(new), Cow::Borrowed(new))),
        (None, None) => None,
    }
}

// ---- one field ----

/// Whether both values of a field could be read, where there are any. Of others nobody knows
/// whether they are what they were, and each has a finding of its own.
fn are_read(pair: &Pair<'_>) -> bool {
    fn is_read<T>(value: &Field<T>) -> bool {
        !value.is_unreadable()
    }
    fn is_whole<T>(list: &List<T>) -> bool {
        !list.is_partial()
    }
    fn all<T>(pair: &[&T; 2], is: impl Fn(&T) -> bool) -> bool {
        pair.iter().all(|one| is(one))
    }
    match pair {
        Pair::Apart() => true,
        Pair::Text(pair) | Pair::Address(pair) | Pair::Name(pair) => all(pair, is_read),
        Pair::Flag(pair) => all(pair, is_read),
        Pair::Date(pair) => all(pair, is_read),
        Pair::Days(pair) | Pair::Count(pair) => all(pair, is_read),
        Pair::Progress(pair) => all(pair, is_read),
        Pair::OwnerKind(pair) => all(pair, is_read),
        Pair::Week(pair) => all(pair, is_read),
        Pair::Names(pair) => all(pair, is_whole),
        Pair::Ranges(pair) => all(pair, is_whole),
        Pair::Owners(pair) => all(pair, |names| {
            is_read(names) && names.value().is_none_or(is_whole)
        }),
        Pair::Dependencies(pair) => {
            let is_clear = |list: &List<Dependency>| list.iter().all(|entry| !entry.unclear);
            all(pair, |list| is_whole(list) && is_clear(list))
        }
    }
}

/// What is different in one field; `places` are those of what has it, for values that have none of
/// their own.
fn compare(
    out: &mut Vec<FieldChange>,
    row: &'static Row,
    pair: Pair<'_>,
    places: [Option<Span>; 2],
    calendar: Option<&Calendar>,
) {
    if !are_read(&pair) {
        return;
    }
    match pair {
        Pair::Apart() | Pair::Dependencies(_) => {}
        Pair::Text([old, new]) | Pair::Address([old, new]) | Pair::Name([old, new]) => {
            text(out, row, old.given(), new.given());
        }
        Pair::Names([old, new]) => {
            set(out, row, all(old), all(new), places);
        }
        Pair::Owners([old, new]) => {
            let all = |field: &Field<List<Name>>| field.value().map(|names| all(names));
            let names = [old, new].map(|field| all(field).unwrap_or_default());
            let [before, after] = names;
            set(out, row, before, after, [old.span(), new.span()]);
        }
        Pair::Flag([old, new]) => flag(out, row, old.given(), new.given()),
        Pair::Date([old, new]) => date(out, row, old, new, calendar),
        Pair::Days([old, new]) => value(out, row, old, new, u32::to_string),
        Pair::Progress([old, new]) => value(out, row, old, new, |progress| progress.in_words()),
        Pair::Count([old, new]) => {
            let shown = |count: &Field<u32>| count.value().map(u32::to_string);
            push(out, row, shown(old), shown(new), places);
        }
        Pair::OwnerKind([old, new]) => {
            let shown = |kind: &Field<OwnerKind>| kind.value().map(|kind| kind.name().to_owned());
            push(out, row, shown(old), shown(new), places);
        }
        Pair::Week([old, new]) => list(out, row, week(old), week(new), places),
        Pair::Ranges([old, new]) => set(out, row, ranges(old), ranges(new), places),
    }
}

/// As the week goes, however it is written.
fn week(days: &Field<Vec<Weekday>>) -> Option<Vec<String>> {
    let mut days = days.value()?.clone();
    days.sort_unstable();
    Some(days.iter().map(|day| day.short().to_owned()).collect())
}

fn ranges(ranges: &[Spanned<Range>]) -> BTreeSet<String> {
    let shown = |first: Day, last: Day| {
        if first == last {
            first.to_string()
        } else {
            format!("{first}..{last}")
        }
    };
    ranges
        .iter()
        .map(|range| shown(range.value.first, range.value.last))
        .collect()
}

fn push(
    out: &mut Vec<FieldChange>,
    row: &'static Row,
    before: Option<String>,
    after: Option<String>,
    [old_span, new_span]: [Option<Span>; 2],
) {
    if before != after {
        out.push(FieldChange::new(row, (before, old_span), (after, new_span)));
    }
}

fn text(
    out: &mut Vec<FieldChange>,
    row: &'static Row,
    before: Option<&Name>,
    after: Option<&Name>,
) {
    let value = |name: Option<&Name>| name.map(|name| name.value.to_string());
    let spans = [before, after].map(|name| name.map(|name| name.span));
    push(out, row, value(before), value(after), spans);
}

fn flag(
    out: &mut Vec<FieldChange>,
    row: &'static Row,
    before: Option<&Spanned<bool>>,
    after: Option<&Spanned<bool>>,
) {
    let shown = |flag: Option<&Spanned<bool>>| {
        flag.is_some_and(|flag| flag.value)
            .then(|| "true".to_owned())
    };
    let spans = [before, after].map(|flag| flag.map(|flag| flag.span));
    push(out, row, shown(before), shown(after), spans);
}

fn value<T: PartialEq>(
    out: &mut Vec<FieldChange>,
    row: &'static Row,
    before: &Field<T>,
    after: &Field<T>,
    shown: impl Fn(&T) -> String,
) {
    // Most are the same, and need no words.
    if before.value() != after.value() {
        push(
            out,
            row,
            before.value().map(&shown),
            after.value().map(&shown),
            [before.span(), after.span()],
        );
    }
}

fn all(names: &[Name]) -> BTreeSet<String> {
    names.iter().map(|name| name.value.to_string()).collect()
}

fn set(
    out: &mut Vec<FieldChange>,
    row: &'static Row,
    before: BTreeSet<String>,
    after: BTreeSet<String>,
    places: [Option<Span>; 2],
) {
    let given = |items: BTreeSet<String>| {
        (!items.is_empty()).then(|| items.into_iter().collect::<Vec<_>>())
    };
    list(out, row, given(before), given(after), places);
}

/// A list as it is shown; `None` if there is none.
fn list(
    out: &mut Vec<FieldChange>,
    row: &'static Row,
    before: Option<Vec<String>>,
    after: Option<Vec<String>>,
    [old_span, new_span]: [Option<Span>; 2],
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
    let field = FieldChange::new(row, (joined(before), old_span), (joined(after), new_span));
    out.push(FieldChange {
        list: Some(change),
        ..field
    });
}

fn date(
    out: &mut Vec<FieldChange>,
    row: &'static Row,
    before: &Field<Day>,
    after: &Field<Day>,
    calendar: Option<&Calendar>,
) {
    let count = out.len();
    value(out, row, before, after, Day::to_string);
    if let (Some(from), Some(to)) = (before.value(), after.value())
        && out.len() > count
        && let Some(change) = out.last_mut()
    {
        change.shift = Some(Shift::new(*from, *to, calendar));
    }
}
