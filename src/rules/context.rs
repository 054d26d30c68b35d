//! What a rule sees: one plan, the facts about it, its own options.

use crate::calendar::Calendar;
use crate::calendar::Day;
use crate::config::Setting;
use crate::config::Settings;
use crate::diff::Bend;
use crate::diff::Change;
use crate::diff::Effects;
use crate::diff::Outlook;
use crate::diff::Pairing;
use crate::diff::Side;
use crate::finding::Finding;
use crate::model::Field;
use crate::model::List;
use crate::model::Name;
use crate::model::Owner;
use crate::model::Plan;
use crate::model::Task;
use crate::model::TaskIx;
use crate::rules::method::method;
use crate::rules::offer::Offer;
use crate::rules::offer::Tries;
use crate::rules::way::Way;
use crate::schedule::Method;
use crate::schedule::Schedule;
use crate::text::Span;
use crate::words::Arg;
use crate::words::days_in;

/// The day for which progress was reported.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Status {
    /// The day.
    pub day: Day,
    /// Where the plan says so; `None` if it was given on the command line.
    pub span: Option<Span>,
}

/// A place where a plan names an owner.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OwnerUse<'a> {
    /// The field that the name stands in.
    pub field: &'static str,
    /// Whose it is; `None` for the members of a group.
    pub task: Option<&'a Task>,
    /// The name as it is written.
    pub name: &'a Name,
    /// Whom it means, by its name or an alias: index into [`Plan::owners`].
    pub owner: Option<usize>,
}

/// Everything that a rule may look at.
#[derive(Debug)]
pub(crate) struct Context<'a> {
    /// The plan as it is written.
    pub plan: &'a Plan,
    /// What was computed from it.
    pub schedule: &'a Schedule,
    /// The status date, if there is one.
    pub status: Option<Status>,
    /// Every use of an owner's name: coordinators, then executors, then members of groups.
    pub owner_uses: Vec<OwnerUse<'a>>,
    settings: &'a Settings,
    /// Where a rule tries what it proposes; not while something is being tried.
    trials: Option<Box<dyn Tries + 'a>>,
}

impl<'a> Context<'a> {
    /// A context for rules that are to find, but not to propose anything; `as_of` overrides the
    /// plan's own status date.
    pub(super) fn without_trials(
        plan: &'a Plan,
        schedule: &'a Schedule,
        settings: &'a Settings,
        as_of: Option<Day>,
    ) -> Self {
        let own = plan.meta.status_date.given().map(|day| Status {
            day: day.value,
            span: Some(day.span),
        });
        let status = as_of.map(|day| Status { day, span: None }).or(own);
        Self {
            plan,
            schedule,
            status,
            owner_uses: owner_uses(plan),
            settings,
            trials: None,
        }
    }

    /// The same context for rules whose helps `trials` tries.
    pub(super) fn with_trials(self, trials: Box<dyn Tries + 'a>) -> Self {
        Self {
            trials: Some(trials),
            ..self
        }
    }

    /// What the settings say for an option of a rule.
    #[must_use]
    pub(crate) fn get<T>(&self, setting: &Setting<T>) -> T {
        self.settings.get(setting)
    }

    /// How the days of a group follow from its children's.
    #[must_use]
    pub(crate) fn method(&self) -> Method {
        method(self.settings)
    }

    /// Whether somebody reads what findings say to do, and what they have in common: not while
    /// something is being tried.
    pub(super) fn is_read(&self) -> bool {
        self.trials.is_some()
    }

    /// What comes of the ways to mend `finding`; see [`Tries::offer`].
    pub(super) fn offer(
        &self,
        finding: &Finding,
        own: TaskIx,
        ways: Vec<Way>,
        most: usize,
    ) -> Offer {
        self.trials.as_ref().map_or_else(Offer::default, |trials| {
            trials.offer(finding, own, ways, most)
        })
    }

    /// The calendar of the days on which people work, with its name; `None` if the plan names none
    /// that exists.
    #[must_use]
    pub(crate) fn working(&self) -> Option<(&'a str, &'a Calendar)> {
        let name = self.plan.meta.working_calendar.value()?;
        let calendar = self.schedule.calendars.find(name).flatten()?;
        Some((name, calendar))
    }

    /// The name of the calendar that counts the days of `ix`.
    #[must_use]
    pub(crate) fn calendar_name(&self, ix: TaskIx) -> &'a str {
        let inherited = self.plan.inherited(ix, |task| task.calendar.value());
        inherited
            .map(|(_, name)| &**name)
            .or(self.plan.meta.calendar.value().map(|name| &**name))
            .unwrap_or("every-day")
    }

    /// The calendar of the plan, if it can be used, and its name.
    #[must_use]
    pub(crate) fn calendar_of_plan(&self) -> (Option<&'a Calendar>, &'a str) {
        let named = self.plan.meta.calendar.value();
        let name = named.map_or("every-day", |name| &**name);
        let known = self.schedule.calendars.find(name).flatten();
        let is_readable = !self.plan.meta.calendar.is_unreadable();
        (
            known.filter(|_| is_readable).map(|calendar| &**calendar),
            name,
        )
    }

    /// So many days of `ix`, as its calendar counts them.
    #[must_use]
    pub(super) fn days_of(&self, count: i64, ix: TaskIx) -> Arg {
        days_in(count, self.calendar_name(ix))
    }

    /// The first day on or after `day` on which `ix` can be worked on, by the plan's working
    /// calendar or its own.
    #[must_use]
    pub(crate) fn next_working(&self, ix: TaskIx, day: Day) -> Day {
        let calendar = self
            .working()
            .map(|(_, calendar)| calendar)
            .or_else(|| self.schedule.calendar(ix));
        let calendar = calendar.filter(|calendar| calendar.covers(day));
        calendar
            .and_then(|calendar| calendar.next_working(day))
            .unwrap_or(day)
    }

    /// The owner that a name stands for: itself, or the one whose alias it is.
    #[must_use]
    pub(crate) fn owner(&self, name: &Name) -> Option<&'a Owner> {
        self.plan.owner(&name.value)
    }

    /// The canonical form of a name.
    #[must_use]
    pub(crate) fn canonical<'n>(&self, name: &'n Name) -> &'n str
    where
        'a: 'n,
    {
        self.plan
            .owner(&name.value)
            .map_or(&*name.value, |owner| &*owner.name.value)
    }

    /// The executors of `ix`, own or inherited, with who names them; `None` if nobody does, or they
    /// cannot be read.
    #[must_use]
    pub(crate) fn executors(&self, ix: TaskIx) -> Option<(TaskIx, &'a [Name])> {
        self.schedule.assignments.written(self.plan, ix)
    }

    /// The coordinator of `ix`, own or inherited.
    #[must_use]
    pub(crate) fn coordinator(&self, ix: TaskIx) -> Option<&'a Name> {
        let named = |task: &'a Task| (!task.coordinator.is_absent()).then_some(&task.coordinator);
        self.plan
            .inherited(ix, named)
            .and_then(|(_, field)| field.given())
    }

    /// Whether `field` is given by `ix` or an ancestor, readable or not: a value that cannot be
    /// read is not missing.
    #[must_use]
    pub(crate) fn has<T: 'a>(&self, ix: TaskIx, field: impl Fn(&'a Task) -> &'a Field<T>) -> bool {
        self.plan
            .inherited(ix, |task| (!field(task).is_absent()).then_some(()))
            .is_some()
    }

    /// Whether the part that `ix` stands in was read completely, so that what it lacks is really
    /// missing.
    #[must_use]
    pub(crate) fn is_whole(&self, ix: TaskIx) -> bool {
        let task = self.plan.task(ix);
        !self.plan.broken.contains(&task.span.file) && !task.partial
    }
}

fn owner_uses(plan: &Plan) -> Vec<OwnerUse<'_>> {
    let coordinators = plan
        .tasks
        .iter()
        .filter_map(|task| Some(("coordinator", Some(task), task.coordinator.given()?)));
    let executors = plan.tasks.iter().flat_map(|task| {
        let names = task.executors.value().map_or(&[][..], List::as_slice);
        names
            .iter()
            .map(move |name| ("executors", Some(task), name))
    });
    let members = plan
        .owners
        .iter()
        .flat_map(|owner| owner.members.iter().map(|name| ("members", None, name)));
    let all = coordinators.chain(executors).chain(members);
    all.map(|(field, task, name)| OwnerUse {
        field,
        task,
        name,
        owner: plan.owner_index(&name.value),
    })
    .collect()
}

/// Everything that a rule about two revisions may look at.
#[derive(Debug)]
pub(crate) struct PairContext<'a> {
    /// The plan as it was.
    pub old: Side<'a>,
    /// The plan as it is.
    pub new: Side<'a>,
    /// Who is who.
    pub pairing: &'a Pairing,
    /// What became of each.
    pub changes: &'a [Change],
    /// What follows.
    pub effects: &'a Effects,
    /// What the schedule says of it.
    pub outlook: &'a Outlook,
    /// Dependencies that lead elsewhere, though nobody wrote them anew.
    pub bends: &'a [Bend],
    /// Whether the new settings leave the plan out, though its files are there.
    pub unlisted: bool,
    /// The plan's own.
    pub settings: &'a Settings,
}

impl PairContext<'_> {
    /// What the settings say for an option of a rule.
    #[must_use]
    pub(crate) fn get<T>(&self, setting: &Setting<T>) -> T {
        self.settings.get(setting)
    }

    /// Every task that is in both plans: in the old one, in the new one.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (TaskIx, TaskIx)> {
        self.pairing
            .new_of
            .iter()
            .enumerate()
            .filter_map(|(at, after)| Some((TaskIx::from_index(at), (*after)?)))
    }
}
