//! The plan as data, version 1: a contract with scripts and other engines, so it has structs of its
//! own.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io;
use std::io::Write;

use serde::Serialize;
use serde::Serializer;

use crate::calendar::Day;
use crate::model::Field;
use crate::model::Link;
use crate::model::Plan;
use crate::model::Progress;
use crate::model::Task;
use crate::model::TaskIx;
use crate::model::TaskKey;
use crate::schedule::Basis;
use crate::schedule::Course;
use crate::schedule::Dates;
use crate::schedule::Holder;
use crate::schedule::Schedule;
use crate::text::SourceMap;
use crate::text::Span;

use super::escaped;

/// A plan with all that is known of it.
#[derive(Clone, Copy)]
pub(crate) struct Whole<'a> {
    pub(crate) plan: &'a Plan,
    pub(crate) schedule: &'a Schedule,
    pub(crate) sources: &'a SourceMap,
    /// The day for which progress was reported, if there is one.
    pub(crate) status: Option<Day>,
}

#[derive(Serialize)]
struct Output<'a> {
    version: u32,
    /// The folder.
    plan: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status_date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    start: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    deadline: Option<String>,
    /// Whether something could not be read.
    incomplete: bool,
    finish: Finishes,
    longest_path: Vec<Cow<'a, str>>,
    breaks: Vec<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    forecast: Option<Longest<'a>>,
    tasks: Tasks<'a>,
}

/// The tasks, each made when it is written: all together take many times what the plan does.
struct Tasks<'a> {
    whole: Whole<'a>,
    courses: &'a Courses<'a>,
}

impl Serialize for Tasks<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let tasks = self.whole.plan.all();
        serializer
            .collect_seq(tasks.map(|(ix, task)| json_task(self.whole, self.courses, ix, task)))
    }
}

/// The last days of work.
#[derive(Serialize)]
struct Finishes {
    #[serde(skip_serializing_if = "Option::is_none")]
    planned: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    forecast: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    logic: Option<String>,
}

#[derive(Serialize)]
struct Longest<'a> {
    longest_path: Vec<Cow<'a, str>>,
    breaks: Vec<Cow<'a, str>>,
}

#[derive(Serialize)]
struct JsonTask<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    parent: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    start: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    finish: Option<String>,
    /// Whether start and finish follow from what it, or a part of it, waits for.
    computed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    days: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    calendar: Option<&'a str>,
    /// In percent.
    #[serde(skip_serializing_if = "Option::is_none")]
    progress: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    coordinator: Option<&'a str>,
    executors: Vec<&'a str>,
    depends_on: Vec<JsonLink<'a>>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    parallel: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    optional: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pending: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    deliverable: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    notes: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    deadline: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    planned: Option<Placed<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    forecast: Option<Placed<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    logic: Option<Placed<'a>>,
    /// Working days for which nothing but typed dates holds it.
    #[serde(skip_serializing_if = "Option::is_none")]
    drift: Option<i64>,
    /// Of a critical task: working days by which the plan would end sooner if it took no time.
    #[serde(skip_serializing_if = "Option::is_none")]
    drag: Option<i64>,
    #[serde(rename = "_loc")]
    loc: Loc<'a>,
    #[serde(rename = "_at")]
    at: BTreeMap<&'static str, At>,
}

#[derive(Serialize)]
struct JsonLink<'a> {
    task: &'a str,
    r#type: &'static str,
    lag: i64,
}

/// A task by one of the schedules.
#[derive(Serialize)]
struct Placed<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    early_start: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    early_finish: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    late_start: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    late_finish: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    total_float: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    free_float: Option<i64>,
    /// Whether dates may be later, or floats larger.
    at_least: bool,
    /// Whether it is on the longest path.
    critical: bool,
    holders: Vec<JsonHolder<'a>>,
}

#[derive(Serialize)]
struct JsonHolder<'a> {
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    task: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    r#type: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lag: Option<i64>,
}

#[derive(Serialize)]
struct Loc<'a> {
    file: &'a str,
    line: u32,
    column: u32,
}

#[derive(Serialize)]
struct At {
    line: u32,
    column: u32,
}

/// Writes the plan as JSON.
pub(crate) fn write(whole: Whole<'_>, out: &mut dyn Write) -> io::Result<()> {
    let Whole {
        plan,
        schedule,
        status,
        ..
    } = whole;
    let network = schedule.network(plan);
    let courses = Courses {
        planned: network.course(Basis::Planned),
        forecast: status.map(|day| network.course(Basis::Forecast(day))),
        logic: network.course(Basis::Logic),
    };
    let meta = &plan.meta;
    let (longest_path, breaks) = longest(plan, &courses.planned);
    let output = Output {
        version: 1,
        plan: &plan.root,
        title: text(&meta.title),
        status_date: status.map(|day| day.to_string()),
        start: day(&meta.start),
        deadline: day(&meta.deadline),
        incomplete: plan.is_incomplete(),
        finish: Finishes {
            planned: shown(courses.planned.finish()),
            forecast: shown(courses.forecast.as_ref().and_then(Course::finish)),
            logic: shown(courses.logic.finish()),
        },
        longest_path,
        breaks,
        forecast: courses.forecast.as_ref().map(|course| {
            let (longest_path, breaks) = longest(plan, course);
            Longest {
                longest_path,
                breaks,
            }
        }),
        tasks: Tasks {
            whole,
            courses: &courses,
        },
    };
    escaped::write(out, &output)
}

struct Courses<'n> {
    planned: Course<'n>,
    forecast: Option<Course<'n>>,
    logic: Course<'n>,
}

fn shown(day: Option<Day>) -> Option<String> {
    day.map(|day| day.to_string())
}

fn day(field: &Field<Day>) -> Option<String> {
    shown(field.value().copied())
}

fn text(field: &Field<Box<str>>) -> Option<&str> {
    field.value().map(|text| &**text)
}

fn called(plan: &Plan, ix: TaskIx) -> Cow<'_, str> {
    Cow::Borrowed(plan.task(ix).label())
}

/// The longest path from its beginning on, and what breaks it.
fn longest<'a>(plan: &'a Plan, course: &Course<'_>) -> (Vec<Cow<'a, str>>, Vec<Cow<'a, str>>) {
    let start = |ix: &TaskIx| course.early(*ix).map(|days| days.start);
    let names = |mut tasks: Vec<TaskIx>| {
        tasks.sort_by_key(start);
        tasks.into_iter().map(|ix| called(plan, ix)).collect()
    };
    (
        names(course.longest_path().collect()),
        names(course.breaks().collect()),
    )
}

fn json_task<'a>(
    whole: Whole<'a>,
    courses: &Courses<'_>,
    ix: TaskIx,
    task: &'a Task,
) -> JsonTask<'a> {
    let Whole { plan, schedule, .. } = whole;
    let window = schedule.window(ix);
    let is_leaf = task.is_leaf();
    let inherited = |of: fn(&Task) -> &Field<Box<str>>| {
        plan.inherited(ix, |task| of(task).value())
            .map(|(_, name)| &**name)
    };
    let executors = plan
        .inherited(ix, |task| task.executors.value())
        .map(|(_, names)| names.as_slice())
        .unwrap_or_default();
    let percent = |progress: &Progress| progress.value();
    JsonTask {
        id: task.id(),
        kind: task.kind_name(),
        parent: task.parent.and_then(|parent| plan.task(parent).id()),
        name: text(&task.name),
        description: text(&task.description),
        outcome: text(&task.outcome),
        start: shown(window.start.map(|end| end.day)),
        finish: shown(window.finish.map(|end| end.day)),
        computed: window.is_computed(),
        days: schedule.days[ix.index()],
        calendar: calendar(plan, ix),
        progress: if is_leaf {
            task.progress.value().map(percent)
        } else {
            schedule
                .state(ix)
                .percent
                .or(task.progress.value().map(percent))
        },
        coordinator: inherited(|task| &task.coordinator).map(|name| owner(plan, name)),
        executors: executors
            .iter()
            .map(|name| owner(plan, &name.value))
            .collect(),
        depends_on: task
            .depends_on
            .iter()
            .map(|dependency| JsonLink {
                task: &dependency.target.value,
                r#type: dependency.link.name(),
                lag: dependency.lag,
            })
            .collect(),
        parallel: task.is_parallel(),
        optional: task.is_optional(),
        pending: text(&task.pending),
        deliverable: text(&task.deliverable),
        notes: text(&task.notes),
        deadline: day(&task.deadline),
        planned: is_leaf.then(|| placed(plan, &courses.planned, ix)),
        forecast: courses
            .forecast
            .as_ref()
            .filter(|_| is_leaf)
            .map(|course| placed(plan, course, ix)),
        logic: is_leaf.then(|| placed(plan, &courses.logic, ix)),
        drift: if is_leaf {
            courses.planned.drift(&courses.logic, ix)
        } else {
            None
        },
        drag: if is_leaf {
            courses.planned.drag(ix)
        } else {
            None
        },
        loc: {
            let (file, At { line, column }) = place(whole.sources, task.place());
            Loc { file, line, column }
        },
        at: places(task)
            .map(|(key, span)| (key, place(whole.sources, span).1))
            .collect(),
    }
}

/// The name of the calendar that counts the days of a task, if it can be read.
fn calendar(plan: &Plan, ix: TaskIx) -> Option<&str> {
    let named = |field: &'_ Field<Box<str>>| !field.is_absent();
    let own = plan.inherited(ix, |task| Some(&task.calendar).filter(|field| named(field)));
    let field = own.map_or(&plan.meta.calendar, |(_, field)| field);
    if field.is_absent() {
        return Some("every-day");
    }
    field.value().map(|name| &**name)
}

/// The name that the plan has for an owner.
fn owner<'a>(plan: &'a Plan, name: &'a str) -> &'a str {
    plan.owner(name).map_or(name, |owner| &owner.name.value)
}

fn placed<'a>(plan: &'a Plan, course: &Course<'_>, ix: TaskIx) -> Placed<'a> {
    let (early, late) = (course.early(ix), course.late(ix));
    let start = |days: Dates| days.start.to_string();
    let finish = |days: Dates| days.finish.to_string();
    Placed {
        early_start: early.map(start),
        early_finish: early.map(finish),
        late_start: late.map(start),
        late_finish: late.map(finish),
        total_float: course.total_float(ix),
        free_float: course.free_float(ix),
        at_least: course.is_at_least(ix) || course.float_is_at_least(ix),
        critical: course.is_critical(ix),
        holders: course
            .holders(ix)
            .into_iter()
            .map(|holder| json_holder(plan, holder))
            .collect(),
    }
}

fn json_holder(plan: &Plan, holder: Holder) -> JsonHolder<'_> {
    let tied = |kind, task, link: Link, lag| JsonHolder {
        kind,
        task: Some(called(plan, task)),
        r#type: Some(link.name()),
        lag: Some(lag),
    };
    let plain = |kind| JsonHolder {
        kind,
        task: None,
        r#type: None,
        lag: None,
    };
    match holder {
        Holder::Link {
            task, link, lag, ..
        } => tied("link", task, link, lag),
        Holder::PhaseOrder(phase) => tied("phase-order", phase, Link::FinishStart, 0),
        Holder::Typed => plain("typed"),
        Holder::Status => plain("status"),
        Holder::Origin => plain("origin"),
    }
}

/// Where the value of each field stands that a task has.
fn places(task: &Task) -> impl Iterator<Item = (&'static str, Span)> {
    TaskKey::ALL
        .iter()
        .filter(|key| key.row().of.has(task.kind))
        .filter_map(|key| Some((key.row().key, task.span_of(*key)?)))
}

fn place(sources: &SourceMap, span: Span) -> (&str, At) {
    let position = sources.start(span);
    (
        sources.file(span.file).path(),
        At {
            line: position.line,
            column: position.column,
        },
    )
}
