//! A plan as it is written: nothing here is computed, everything has its place.

use std::collections::BTreeSet;
use std::collections::HashMap;
use std::collections::HashSet;
use std::ops::Deref;
use std::ops::DerefMut;

use crate::calendar::Day;
use crate::calendar::Range;
use crate::calendar::Weekday;
use crate::text::FileId;
use crate::text::Span;
use crate::text::Spanned;
use crate::words::Arg;
use crate::words::say;

use super::CalendarKey;
use super::Dependency;
use super::Field;
use super::Kind;
use super::List;
use super::Name;
use super::OwnerKey;
use super::OwnerKind;
use super::PlanKey;
use super::Progress;
use super::TaskKey;
use super::slot::Pair;
use super::slot::reached_by_key;

/// Index of a task or phase in [`Plan::tasks`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct TaskIx(pub(crate) u32);

impl TaskIx {
    /// As an index into a slice that has one entry for each task.
    #[must_use]
    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }

    pub(crate) fn from_index(index: usize) -> Self {
        Self(
            u32::try_from(index)
                .expect("files are smaller than 4 GiB, so there are fewer tasks than 2^32"),
        )
    }
}

/// A phase, a group or a leaf task. What it says of itself is reached through it as if it were its
/// own: `task.name`, `task.notes`. A plan can have hundreds of thousands of tasks that say nothing
/// at all, and these take no room for it.
#[derive(Clone, Debug)]
pub(crate) struct Task {
    /// The whole entry.
    pub span: Span,
    /// What it stands under.
    pub parent: Option<TaskIx>,
    /// One past its last descendant: descendants are `self + 1 .. end`.
    pub end: TaskIx,
    /// Phase or task.
    pub kind: Kind,
    /// Whether its `tasks` could not be read completely, so that nothing follows from what is not
    /// there.
    pub partial: bool,
    details: Option<Box<Details>>,
}

/// What most tasks say of themselves; the rest is reached through it.
#[derive(Clone, Debug)]
pub(crate) struct Details {
    /// Its id, as text whatever YAML makes of it.
    pub id: Field<Box<str>>,
    /// What it is called.
    pub name: Field<Box<str>>,
    /// Its direct children, in order.
    pub children: Vec<TaskIx>,
    /// What it waits for.
    pub depends_on: List<Dependency>,
    /// First day, included.
    pub start: Field<Day>,
    /// Last day, included.
    pub finish: Field<Day>,
    /// `days` of a task, `total_days` of a phase: working days of its calendar.
    pub days: Field<u32>,
    /// How far it is.
    pub progress: Field<Progress>,
    more: Option<Box<MoreDetails>>,
}

/// What fewer tasks say of themselves.
#[derive(Clone, Debug)]
pub(crate) struct MoreDetails {
    /// What it is about.
    pub description: Field<Box<str>>,
    /// What a phase achieves.
    pub outcome: Field<Box<str>>,
    /// What a task hands over.
    pub deliverable: Field<Box<str>>,
    /// Anything else.
    pub notes: Field<Box<str>>,
    /// The last day by which it is promised, included; it moves nothing.
    pub deadline: Field<Day>,
    /// Why the estimate is not settled.
    pub pending: Field<Box<str>>,
    /// Who answers for it.
    pub coordinator: Field<Box<str>>,
    /// Who does it.
    pub executors: Field<List<Name>>,
    /// May run beside the work before it.
    pub parallel: Field<bool>,
    /// May be left out.
    pub optional: Field<bool>,
    /// The calendar that counts its days.
    pub calendar: Field<Box<str>>,
}

impl Details {
    const NONE: Self = Self {
        id: Field::Absent,
        name: Field::Absent,
        children: Vec::new(),
        depends_on: List::EMPTY,
        start: Field::Absent,
        finish: Field::Absent,
        days: Field::Absent,
        progress: Field::Absent,
        more: None,
    };
}

impl MoreDetails {
    const NONE: Self = Self {
        description: Field::Absent,
        outcome: Field::Absent,
        deliverable: Field::Absent,
        notes: Field::Absent,
        deadline: Field::Absent,
        pending: Field::Absent,
        coordinator: Field::Absent,
        executors: Field::Absent,
        parallel: Field::Absent,
        optional: Field::Absent,
        calendar: Field::Absent,
    };
}

impl Deref for Task {
    type Target = Details;

    fn deref(&self) -> &Details {
        static NONE: Details = Details::NONE;
        self.details.as_deref().unwrap_or(&NONE)
    }
}

impl DerefMut for Task {
    fn deref_mut(&mut self) -> &mut Details {
        self.details.get_or_insert_with(|| Box::new(Details::NONE))
    }
}

impl Deref for Details {
    type Target = MoreDetails;

    fn deref(&self) -> &MoreDetails {
        static NONE: MoreDetails = MoreDetails::NONE;
        self.more.as_deref().unwrap_or(&NONE)
    }
}

impl DerefMut for Details {
    fn deref_mut(&mut self) -> &mut MoreDetails {
        self.more.get_or_insert_with(|| Box::new(MoreDetails::NONE))
    }
}

reached_by_key! {
    Task by TaskKey {
        Id => Apart(),
        Name => Text(name),
        Description => Text(description),
        Outcome => Text(outcome),
        Coordinator => Name(coordinator),
        Executors => Owners(executors),
        DependsOn => Dependencies(depends_on),
        Parallel => Flag(parallel),
        Optional => Flag(optional),
        Start => Date(start),
        Finish => Date(finish),
        Deadline => Date(deadline),
        Days => Days(days),
        TotalDays => Days(days),
        Progress => Progress(progress),
        Pending => Text(pending),
        Deliverable => Text(deliverable),
        Notes => Text(notes),
        Calendar => Name(calendar),
        Tasks => Apart(),
    }
}

/// Bytes of a name that stand for a task without an id.
const LONGEST_LABEL: usize = 200;

/// As it is called: by its id, else by its name.
impl From<&Task> for Arg {
    fn from(task: &Task) -> Self {
        if task.id().is_none() && task.name.value().is_none() {
            return say!(en: "(no id)", zh: "（无编号）").into();
        }
        Arg::Id(task.label().into())
    }
}

impl Task {
    /// An entry of which nothing is known yet.
    pub(crate) fn new(kind: Kind, span: Span, parent: Option<TaskIx>, end: TaskIx) -> Self {
        Self {
            span,
            parent,
            end,
            kind,
            partial: false,
            details: None,
        }
    }

    /// The id, if it has one.
    #[must_use]
    pub(crate) fn id(&self) -> Option<&str> {
        self.id.value().map(|id| &**id)
    }

    /// Where to point for the task as a whole: its id, or the beginning of its entry.
    #[must_use]
    pub(crate) fn place(&self) -> Span {
        self.id
            .span()
            .unwrap_or(Span::new(self.span.file, self.span.start, self.span.start))
    }

    /// Where the value of a key stands: the first entry of a list. `None` if it has none.
    pub(crate) fn span_of(&self, key: TaskKey) -> Option<Span> {
        match (Self::pair(self, self, key), key) {
            (Pair::Apart(), TaskKey::Id) => self.id.span(),
            (pair, _) => pair.place(),
        }
    }

    /// How messages call it: its id, else its name, as far as that is one.
    #[must_use]
    pub(crate) fn label(&self) -> &str {
        let name = || {
            self.name
                .value()
                .map(|name| &name[..name.floor_char_boundary(LONGEST_LABEL)])
        };
        self.id().or_else(name).unwrap_or("(no id)")
    }

    /// Whether it is work itself, rather than a phase or a group of work.
    #[must_use]
    pub(crate) fn is_leaf(&self) -> bool {
        self.kind == Kind::Task && self.children.is_empty() && !self.partial
    }

    /// `phase`, `group` or `task`, as messages call it.
    #[must_use]
    pub(crate) fn kind_name(&self) -> &'static str {
        match self.kind {
            Kind::Phase => "phase",
            Kind::Task if self.is_group() => "group",
            Kind::Task => "task",
        }
    }

    /// Whether it has tasks of its own, or some that could not be read.
    #[must_use]
    pub(crate) fn is_group(&self) -> bool {
        !self.children.is_empty() || self.partial
    }

    /// Whether `parallel: true`.
    #[must_use]
    pub(crate) fn is_parallel(&self) -> bool {
        self.parallel.value() == Some(&true)
    }

    /// Whether `optional: true`.
    #[must_use]
    pub(crate) fn is_optional(&self) -> bool {
        self.optional.value() == Some(&true)
    }
}

/// The `plan` key.
#[derive(Clone, Debug, Default)]
pub(crate) struct Meta {
    /// The key `plan` itself; `None` if no part has one.
    pub span: Option<Span>,
    /// The plan's title.
    pub title: Field<Box<str>>,
    /// What the plan is about.
    pub description: Field<Box<str>>,
    /// Who wrote it.
    pub editors: List<Name>,
    /// The day for which progress was reported.
    pub status_date: Field<Day>,
    /// The day on which work begins that waits for nothing and has no date.
    pub start: Field<Day>,
    /// The last day by which all of it is promised, included; it moves nothing.
    pub deadline: Field<Day>,
    /// The calendar that counts days where nothing else is said.
    pub calendar: Field<Box<str>>,
    /// The calendar of the days on which people really work.
    pub working_calendar: Field<Box<str>>,
}

reached_by_key! {
    Meta by PlanKey {
        Version => Apart(),
        Title => Text(title),
        Editors => Names(editors),
        StatusDate => Date(status_date),
        Start => Date(start),
        Deadline => Date(deadline),
        Calendar => Name(calendar),
        WorkingCalendar => Name(working_calendar),
        Description => Text(description),
    }
}

/// A calendar that the plan defines.
#[derive(Clone, Debug)]
pub(crate) struct CalendarDef {
    /// Its name.
    pub name: Name,
    /// The days of the week that are worked.
    pub week: Field<Vec<Weekday>>,
    /// Days off.
    pub holidays: List<Spanned<Range>>,
    /// Make-up working days.
    pub workdays: List<Spanned<Range>>,
    /// The calendar it starts from.
    pub extends: Field<Box<str>>,
}

impl CalendarDef {
    /// A calendar of which nothing is known but its name.
    pub(crate) fn new(name: Name) -> Self {
        Self {
            name,
            week: Field::Absent,
            holidays: List::EMPTY,
            workdays: List::EMPTY,
            extends: Field::Absent,
        }
    }
}

reached_by_key! {
    CalendarDef by CalendarKey {
        Week => Week(week),
        Holidays => Ranges(holidays),
        Workdays => Ranges(workdays),
        Extends => Name(extends),
    }
}

/// Somebody who answers for work or does it.
#[derive(Clone, Debug)]
pub(crate) struct Owner {
    /// The canonical name.
    pub name: Name,
    /// What kind, if it says so.
    pub kind: Field<OwnerKind>,
    /// Other names in use.
    pub aliases: List<Name>,
    /// Who belongs to a group.
    pub members: List<Name>,
    /// Tasks at once.
    pub capacity: Field<u32>,
    /// How to reach them.
    pub contact: Field<Box<str>>,
}

reached_by_key! {
    Owner by OwnerKey {
        Kind => OwnerKind(kind),
        Aliases => Names(aliases),
        Members => Names(members),
        Capacity => Count(capacity),
        Contact => Address(contact),
    }
}

impl Owner {
    /// An owner of whom nothing is known but the name.
    pub(crate) fn new(name: Name) -> Self {
        Self {
            name,
            kind: Field::Absent,
            aliases: List::EMPTY,
            members: List::EMPTY,
            capacity: Field::Absent,
            contact: Field::Absent,
        }
    }

    /// Whether it stands for somebody who is not known yet.
    #[must_use]
    pub(crate) fn is_placeholder(&self) -> bool {
        self.kind.value() == Some(&OwnerKind::Placeholder)
    }

    /// Whether it stands for several others.
    #[must_use]
    pub(crate) fn is_group(&self) -> bool {
        let is_called_one = self.kind.value() == Some(&OwnerKind::Group);
        is_called_one || self.members.is_partial() || !self.members.is_empty()
    }

    /// Whether it stands for several others, and nobody can tell for whom.
    #[must_use]
    pub(crate) fn is_empty_group(&self) -> bool {
        self.is_group() && self.members.is_empty()
    }
}

/// How an alias is mended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AliasEdit {
    /// The owner's name takes its place.
    Replace,
    /// The owner is in the list already: the entry goes, with these characters.
    Remove(Span),
}

/// A whole plan: all parts of a folder put together.
#[derive(Clone, Debug, Default)]
pub(crate) struct Plan {
    /// The folder, as it is shown.
    pub root: Box<str>,
    /// Its parts, in order.
    pub files: Vec<FileId>,
    /// The `plan` key.
    pub meta: Meta,
    /// Calendars that the plan defines, in order.
    pub calendars: Vec<CalendarDef>,
    /// Owners, in order.
    pub owners: Vec<Owner>,
    /// Phases and tasks, each before its children, phases in the order of `phases`.
    pub tasks: Vec<Task>,
    /// The phases, in order: by number if all are numbered, else as they are written.
    pub phases: Vec<TaskIx>,
    /// Parts that could not be read completely.
    pub broken: BTreeSet<FileId>,
    /// Words of those parts: ids and names that may have been declared there.
    pub(crate) lost_words: HashSet<Box<str>>,
    /// Whether there is a part of which not even the words are known.
    pub(crate) lost_everything: bool,
    /// Whether there are too many executors to tell how much each has to do.
    pub unassigned: bool,
    /// Whether more is wrong with it than can be told, so that some findings are only counted.
    pub is_beyond_words: bool,
    /// Names that mean more than one owner.
    pub(crate) ambiguous: HashSet<Box<str>>,
    /// How aliases that stand where an owner's name belongs are mended, by their places; those that
    /// are not here cannot be.
    pub(crate) alias_edits: HashMap<Span, AliasEdit>,
    /// The first task of each id.
    pub(crate) by_id: HashMap<Box<str>, TaskIx>,
    /// Owner by name, and by alias where no owner has that name.
    pub(crate) by_name: HashMap<Box<str>, usize>,
}

impl Plan {
    /// The task at `ix`.
    #[must_use]
    pub(crate) fn task(&self, ix: TaskIx) -> &Task {
        &self.tasks[ix.index()]
    }

    /// All tasks and phases with their indices, in reading order.
    pub(crate) fn all(&self) -> impl Iterator<Item = (TaskIx, &Task)> {
        self.tasks
            .iter()
            .enumerate()
            .map(|(index, task)| (TaskIx::from_index(index), task))
    }

    /// The tasks without tasks of their own.
    pub(crate) fn leaves(&self) -> impl Iterator<Item = (TaskIx, &Task)> {
        self.all().filter(|(_, task)| task.is_leaf())
    }

    /// The first task with this id.
    #[must_use]
    pub(crate) fn find(&self, id: &str) -> Option<TaskIx> {
        self.by_id.get(id).copied()
    }

    /// The owner with this name or alias.
    #[must_use]
    pub(crate) fn owner(&self, name: &str) -> Option<&Owner> {
        self.owner_index(name).map(|index| &self.owners[index])
    }

    /// The same, as an index into [`Plan::owners`].
    #[must_use]
    pub(crate) fn owner_index(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied()
    }

    /// Whether a name means more than one owner, so that nothing follows from it.
    #[must_use]
    pub(crate) fn is_ambiguous(&self, name: &str) -> bool {
        self.ambiguous.contains(name)
    }

    /// Whether `name` may have been declared in a part that could not be read.
    #[must_use]
    pub(crate) fn may_be_lost(&self, name: &str) -> bool {
        // Of a name of several words each has to be there; where, nobody asks: searching the text
        // for every name of a plan would take the square of its size.
        let mut words = words(name).peekable();
        self.lost_everything
            || (!self.lost_words.is_empty()
                && words.peek().is_some()
                && words.all(|word| self.lost_words.contains(word)))
    }

    /// Whether something may be missing because a part could not be read.
    #[must_use]
    pub(crate) fn is_broken(&self) -> bool {
        !self.broken.is_empty()
    }

    /// Whether the absence of findings means nothing: something was not read, or not looked at.
    #[must_use]
    pub(crate) fn is_incomplete(&self) -> bool {
        self.is_broken() || self.unassigned || self.is_beyond_words
    }

    /// What `ix` stands under, the nearest first.
    pub(crate) fn ancestors(&self, ix: TaskIx) -> impl Iterator<Item = TaskIx> {
        std::iter::successors(self.task(ix).parent, |parent| self.task(*parent).parent)
    }

    /// Everything under `ix`, in order.
    pub(crate) fn descendants(&self, ix: TaskIx) -> impl Iterator<Item = TaskIx> + use<> {
        (ix.0 + 1..self.task(ix).end.0).map(TaskIx)
    }

    /// Whether `inner` stands somewhere under `outer`.
    #[must_use]
    pub(crate) fn is_within(&self, inner: TaskIx, outer: TaskIx) -> bool {
        outer < inner && inner < self.task(outer).end
    }

    /// The nearest of `ix` and its ancestors for which `found` gives something.
    pub(crate) fn inherited<'p, T>(
        &'p self,
        ix: TaskIx,
        found: impl Fn(&'p Task) -> Option<T>,
    ) -> Option<(TaskIx, T)> {
        std::iter::once(ix)
            .chain(self.ancestors(ix))
            .find_map(|at| found(self.task(at)).map(|value| (at, value)))
    }
}

/// What can be an id or a name in a text that is not read as YAML.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    let ends = |c: char| {
        c.is_whitespace() || c.is_control() || ":：,，、;；\"'“”[]{}()（）<>=|#&*!`".contains(c)
    };
    text.split(ends).filter(|word| !word.is_empty())
}
