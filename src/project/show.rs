//! A plan as data: what is written, and what follows.

use std::io;

use crate::analysis::Analysis;
use crate::calendar::Day;
use crate::finding::nearest;
use crate::load::Failure;
use crate::model::Plan;
use crate::model::TaskIx;
use crate::report;
use crate::report::Style;
use crate::schedule::Basis;
use crate::text::SourceMap;
use crate::words::Arg;
use crate::words::Joined;
use crate::words::Lang;
use crate::words::say;

use super::Check;
use super::Error;
use super::Project;
use super::check::Origin;
use super::job::Job;
use super::scope::Revision;
use super::scope::Scope;

/// What is to be shown.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Show {
    /// Which plan.
    pub scope: Scope,
    /// Where it is taken from.
    pub at: Revision,
}

/// A plan with its schedule.
#[derive(Debug)]
#[non_exhaustive]
pub struct Shown {
    analysis: Analysis,
    sources: SourceMap,
    status: Option<Day>,
    lang: Option<Lang>,
}

/// A task, group or phase of a plan that is shown.
#[derive(Clone, Copy, Debug)]
pub struct ShownTask(TaskIx);

impl Shown {
    /// Returns whether something could not be read, so that what is shown is not all.
    #[must_use]
    pub fn is_incomplete(&self) -> bool {
        self.analysis.plan.is_incomplete()
    }

    /// Returns the language that the settings want.
    #[must_use]
    pub fn lang(&self) -> Option<Lang> {
        self.lang
    }

    /// Returns whether it is known for which day progress was reported.
    #[must_use]
    pub fn has_status_date(&self) -> bool {
        self.status.is_some()
    }

    /// Returns the task, group or phase with this id.
    ///
    /// # Errors
    /// If there is none.
    pub fn find(&self, id: &str) -> Result<ShownTask, Failure> {
        find(&self.analysis.plan, id).map(ShownTask)
    }

    /// Writes why a task is when it is, as `planlint why` does: what holds its start, step by step,
    /// its floats, and what waits for it. Without a task, what holds the finish of the plan.
    /// `forecast`: from the status date on, if there is one, instead of what the plan says.
    ///
    /// # Errors
    /// What `out` returns.
    pub fn write_why(
        &self,
        task: Option<ShownTask>,
        forecast: bool,
        style: Style,
        out: &mut dyn io::Write,
    ) -> io::Result<()> {
        let basis = self
            .status
            .filter(|_| forecast)
            .map_or(Basis::Planned, Basis::Forecast);
        report::write_why(self.whole(), basis, task.map(|task| task.0), style, out)
    }

    fn whole(&self) -> report::Whole<'_> {
        report::Whole {
            plan: &self.analysis.plan,
            schedule: &self.analysis.schedule,
            sources: &self.sources,
            status: self.status,
        }
    }

    /// Writes the plan as `planlint show --format json` does: each task as it is written, with what
    /// follows from it and the place of each field.
    ///
    /// # Errors
    /// What `out` returns.
    pub fn write_json(&self, out: &mut dyn io::Write) -> io::Result<()> {
        report::write_show(self.whole(), out)
    }
}

impl Project {
    /// Returns a plan with its schedule: planned, by links alone, and with a status date as it is
    /// to be expected.
    ///
    /// # Errors
    /// If the settings cannot be used, the plan is not there or is one of several, or something
    /// that is needed cannot be read. What is wrong *in* a plan is what [`Project::check`] says.
    ///
    /// ```
    /// use planlint::{Day, Project, Show};
    ///
    /// let plan = [("plan/plan.yaml", "
    /// plan: {version: 1, start: 2024-03-04}
    /// phases: [{id: 1, tasks: [{id: '1.1', days: 3}, {id: '1.2', days: 2, depends_on: ['1.1']}]}]
    /// ")];
    /// let shown = Project::of_texts(plan, || Day::MIN).show(&Show::default())?;
    /// let mut json = Vec::new();
    /// shown.write_json(&mut json)?;
    /// assert!(String::from_utf8(json)?.contains(r#""planned": "2024-03-08""#));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn show(&self, show: &Show) -> Result<Shown, Error> {
        let origin = Origin::of(
            self,
            &Check {
                at: show.at.clone(),
                ..Check::default()
            },
        )?;
        let source = origin.source()?;
        let mut job = Job::new(&show.scope, source, self)?;
        let plan = only_plan(&job.plans, "show")?;
        let files = job.plan(source, &plan)?.ok_or_else(|| {
            Failure::new(say!(
                en: "there is no plan in {plan} at that revision",
                zh: "该修订版本的 {plan} 中没有计划",
                plan = &plan,
            ))
        })?;
        job.one_plan_each(std::iter::once(&files))?;
        let mut store = job.take_store();
        let settings = job.settings.of(&plan);
        let (analysis, _) = Analysis::read(files, None, &mut store, &settings);
        let status = job
            .options
            .as_of
            .or(analysis.plan.meta.status_date.value().copied());
        Ok(Shown {
            analysis,
            sources: store.sources,
            status,
            lang: job.settings.lang,
        })
    }
}

/// The task, group or phase with this id.
pub(super) fn find(plan: &Plan, id: &str) -> Result<TaskIx, Failure> {
    plan.find(id).ok_or_else(|| {
        let failure = Failure::new(say!(
            en: "there is no {id} in {plan}",
            zh: "{plan} 中没有 {id}",
            id = id,
            plan = &plan.root,
        ));
        let ids = plan.tasks.iter().filter_map(|task| task.id());
        match nearest(id, ids) {
            Some(near) => failure.help(say!(
                en: "the nearest id is {near}",
                zh: "最接近的编号是 {near}",
                near = near,
            )),
            None => failure,
        }
    })
}

/// The plan that is meant, if there is only one.
pub(super) fn only_plan(plans: &[String], command: &str) -> Result<String, Failure> {
    if let [plan] = plans {
        return Ok(plan.clone());
    }
    let message = if plans.is_empty() {
        say!(en: "there is no plan", zh: "没有计划")
    } else {
        say!(
            en: "there are several plans here, and one is meant: {plans}",
            zh: "此处有多个计划，须指明一个：{plans}",
            plans = Arg::joined(plans.to_vec(), 10, Joined::Comma),
        )
    };
    let example = plans.first().map_or("plan", String::as_str);
    Err(Failure::new(message).help(if command == "show" {
        say!(
            en: "name one: planlint show {example}; other commands take --plan {example}",
            zh: "请指定一个：planlint show {example}；其他命令用 --plan {example}",
            example = example,
        )
    } else {
        say!(
            en: "name one: --plan {example}",
            zh: "请指定一个：--plan {example}",
            example = example,
        )
    }))
}
