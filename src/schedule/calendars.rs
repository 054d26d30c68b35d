//! Names of calendars to calendars.

use std::collections::HashMap;
use std::sync::Arc;

use crate::calendar::BUILT_IN;
use crate::calendar::Calendar;
use crate::calendar::built_in;
use crate::model::CalendarDef;
use crate::model::Field;
use crate::model::Plan;

/// Why a calendar that a plan defines cannot be built.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExtendsProblem {
    /// The calendar that it extends does not exist.
    Unknown,
    /// It extends itself, directly or through others.
    Cycle,
    /// All calendars together have more days than a plan can need.
    TooMany,
}

/// All calendars that a plan can name: the built-in ones and its own.
#[derive(Debug, Default)]
pub struct Calendars {
    own: HashMap<Box<str>, Option<Arc<Calendar>>>,
    built_in: HashMap<&'static str, Arc<Calendar>>,
    /// By index into `plan.calendars`.
    pub problems: Vec<(usize, ExtendsProblem)>,
    names: Vec<Box<str>>,
    /// Runs of days in all calendars built so far.
    days: usize,
}

/// Runs of holidays and make-up days in all calendars of a plan together.
const MOST_DAYS: usize = 2_000_000;

impl Calendars {
    pub(super) fn new(plan: &Plan) -> Self {
        let mut calendars = Self::default();
        for name in BUILT_IN {
            let calendar = built_in(name).expect("every name of the list is built in");
            calendars.built_in.insert(name, Arc::new(calendar.clone()));
        }
        calendars.names = plan
            .calendars
            .iter()
            .map(|def| def.name.value.clone())
            .collect();
        calendars
            .names
            .extend(BUILT_IN.iter().map(|name| Box::from(*name)));
        let mut first: HashMap<&str, usize> = HashMap::new();
        for (index, def) in plan.calendars.iter().enumerate() {
            first.entry(&def.name.value).or_insert(index);
        }
        let mut state = vec![Build::Open; plan.calendars.len()];
        for index in 0..plan.calendars.len() {
            calendars.build(plan, &first, &mut state, index);
        }
        calendars
    }

    /// The calendar called `name`, of the plan itself before a built-in one. The outer `None`:
    /// there is no such name. The inner: there is, but what it extends cannot be built.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<Option<&Arc<Calendar>>> {
        match self.own.get(name) {
            Some(own) => Some(own.as_ref()),
            None => self.built_in.get(name).map(Some),
        }
    }

    /// All names, the plan's own first.
    pub fn names(&self) -> impl ExactSizeIterator<Item = &str> {
        self.names.iter().map(|name| &**name)
    }

    /// Follow the chain of `extends` from `index` up, then build back down; chains can be long, so
    /// no recursion.
    fn build(
        &mut self,
        plan: &Plan,
        first: &HashMap<&str, usize>,
        state: &mut [Build],
        index: usize,
    ) {
        let mut chain = Vec::new();
        let mut at = index;
        let mut base = loop {
            match state[at] {
                Build::Done => {
                    break self
                        .own
                        .get(&plan.calendars[at].name.value)
                        .cloned()
                        .flatten();
                }
                Build::InWork => {
                    self.problems.push((at, ExtendsProblem::Cycle));
                    break None;
                }
                Build::Open => {}
            }
            state[at] = Build::InWork;
            chain.push(at);
            let def = &plan.calendars[at];
            let Field::Given(extends) = &def.extends else {
                break if def.extends.is_unreadable() {
                    None
                } else {
                    Some(Arc::clone(&self.built_in["weekdays"]))
                };
            };
            let name = &*extends.value;
            // `china: {extends: china}` adds to the built-in calendar of that name.
            match first.get(name).filter(|_| name != &*def.name.value) {
                Some(next) => at = *next,
                None => match self.built_in.get(name) {
                    Some(calendar) => break Some(Arc::clone(calendar)),
                    None => {
                        let own = name == &*def.name.value;
                        let problem = if own {
                            ExtendsProblem::Cycle
                        } else {
                            ExtendsProblem::Unknown
                        };
                        self.problems.push((at, problem));
                        break None;
                    }
                },
            }
        };
        for at in chain.into_iter().rev() {
            let def = &plan.calendars[at];
            // Each copies the days of what it extends: a plan made to fill the memory gets no more
            // of them.
            let days = base.as_ref().map_or(0, |base| base.runs())
                + def.holidays.len()
                + def.workdays.len();
            let before = self.days;
            self.days += days;
            if self.days > MOST_DAYS {
                // Said once, where it begins.
                if before <= MOST_DAYS {
                    self.problems.push((at, ExtendsProblem::TooMany));
                }
                base = None;
            }
            base = base.and_then(|base| with(&base, def));
            state[at] = Build::Done;
            self.own
                .entry(def.name.value.clone())
                .or_insert_with(|| base.clone());
        }
    }
}

#[derive(Clone, Copy)]
enum Build {
    Open,
    InWork,
    Done,
}

/// `base` with what `def` says of it; `None` if a part of `def` could not be read.
fn with(base: &Calendar, def: &CalendarDef) -> Option<Arc<Calendar>> {
    let mut calendar = base.clone();
    match &def.week {
        Field::Given(week) => calendar = calendar.with_week(week.value.iter().copied()),
        Field::Unreadable(_) => return None,
        Field::Absent => {}
    }
    // A day that is in both lists is worked: a make-up day is the more particular word.
    calendar = calendar.with_days(def.holidays.iter().map(|days| (days.value, None)), false);
    calendar = calendar.with_days(def.workdays.iter().map(|days| (days.value, None)), true);
    Some(Arc::new(calendar))
}

/// For each task the calendar that counts its days: its own, inherited, the plan's, or every day.
pub(super) fn counting(plan: &Plan, calendars: &Calendars) -> Vec<Option<Arc<Calendar>>> {
    let named = |field: &Field<Box<str>>| match field {
        Field::Absent => None,
        Field::Unreadable(_) => Some(None),
        Field::Given(name) => Some(calendars.find(&name.value).flatten().cloned()),
    };
    // Where the part that would name the plan's calendar was not read, no calendar is better than a
    // wrong one.
    let unread = plan
        .meta
        .span
        .map_or(plan.is_broken(), |span| plan.broken.contains(&span.file));
    let default = match named(&plan.meta.calendar) {
        Some(calendar) => calendar,
        None if unread => None,
        None => calendars.find("every-day").flatten().cloned(),
    };
    let mut counting: Vec<Option<Arc<Calendar>>> = Vec::with_capacity(plan.tasks.len());
    for task in &plan.tasks {
        let own = named(&task.calendar);
        let inherited = || {
            task.parent.map_or_else(
                || default.clone(),
                |parent| counting[parent.index()].clone(),
            )
        };
        let calendar = own.unwrap_or_else(inherited);
        counting.push(calendar);
    }
    counting
}
