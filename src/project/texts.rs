//! Projects of texts: what can be asked where there is neither a folder nor a repository, as by a
//! test, a fuzzer or a page on the web.

use std::convert::Infallible;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;

use crate::calendar::Day;
use crate::compare;
use crate::gate;
use crate::gate::ConflictFiles;
use crate::gate::ConflictKind;
use crate::gate::GatePlan;
use crate::load::Failure;
use crate::load::disk;
use crate::load::memory::Texts;
use crate::words::say;

use super::Error;
use super::Project;
use super::compare::Compared;
use super::compare::Ends;
use super::compare::is_somewhere;
use super::gate::Gated;
use super::gate::exist;
use super::gate::policy;
use super::job::Job;
use super::paths::shown;
use super::scope::Scope;
use super::sides::Revisions;
use super::sides::Sides;
use super::sides::plans;
use super::source::Source;
use super::source::State;

/// What a merge comes from that somebody has made: three projects of texts.
#[derive(Clone)]
#[non_exhaustive]
pub struct Merge<'p> {
    /// Where both sides come from.
    pub merge_base: &'p Project,
    /// What is merged into.
    pub base: &'p Project,
    /// What is merged.
    pub head: &'p Project,
    /// The paths of files that could not be merged. Of a plan with such files the head's are looked
    /// at in the place of merged ones.
    pub conflicts: Vec<String>,
}

impl<'p> Merge<'p> {
    /// Returns a merge without conflicts.
    #[must_use]
    pub fn new(merge_base: &'p Project, base: &'p Project, head: &'p Project) -> Self {
        Self {
            merge_base,
            base,
            head,
            conflicts: Vec::new(),
        }
    }
}

impl Project {
    /// Returns the project that has these files and no others, by paths with `/`; settings are the
    /// one at `planlint.yaml`. No disk is asked about it. It can be checked, held open as a session,
    /// compared with another one ([`Project::compare_with`]) and judged as a merge of others
    /// ([`Project::gate_merge`]); there are no revisions of it.
    ///
    /// ```
    /// use planlint::{Check, Day, Project};
    ///
    /// let project = Project::of_texts(
    ///     [
    ///         ("planlint.yaml", "plans: [roadmap]\n"),
    ///         ("roadmap/plan.yaml", "plan: {version: 7}\n"),
    ///     ],
    ///     || Day::MIN,
    /// );
    /// let checked = project.check(&Check::default())?;
    /// assert!(checked.fails());
    /// assert_eq!(checked.report.findings[0].finding.rule, "schema");
    /// # Ok::<(), planlint::Error>(())
    /// ```
    #[must_use]
    pub fn of_texts<P, B>(files: impl IntoIterator<Item = (P, B)>, today: fn() -> Day) -> Self
    where
        P: AsRef<Path>,
        B: Into<Vec<u8>>,
    {
        let root = Path::new("");
        let file = |(path, bytes): (P, B)| (shown(root, path.as_ref()), bytes.into());
        Self {
            texts: Some(Arc::new(Texts::new(files.into_iter().map(file)))),
            ..Self::new(PathBuf::new(), today)
        }
    }

    /// Returns the project by a name that comparisons and verdicts use for it.
    #[must_use]
    pub fn named(self, name: &str) -> Self {
        Self {
            name: Some(name.to_owned()),
            ..self
        }
    }

    /// Compares the plans of a project of texts with what they were in another one.
    ///
    /// # Errors
    /// If one of them is no project of texts, a plan that was asked for is in neither, or the
    /// settings of this one cannot be used.
    ///
    /// ```
    /// use planlint::{Day, Format, Project, Scope, Style};
    ///
    /// let plan = "plan: {version: 1}\nphases: [{id: 1, tasks: [{id: '1.1', days: 5}]}]\n";
    /// let project = |text: &str| Project::of_texts([("plan/plan.yaml", text)], || Day::MIN);
    /// let old = project(plan);
    /// let new = project(&plan.replace("days: 5", "days: 8"));
    ///
    /// let compared = new.compare_with(&Scope::default(), &old)?;
    /// assert_eq!(compared.comparison.plans[0].changes.len(), 1);
    /// let mut text = Vec::new();
    /// compared.write(Format::Text, Style::PLAIN, &mut text)?;
    /// assert!(String::from_utf8(text)?.contains("5 -> 8"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn compare_with(&self, scope: &Scope, old: &Self) -> Result<Compared, Error> {
        let source = Source::State(State::Texts(self.texts()?));
        let before = State::Texts(old.texts()?);
        let mut job = Job::new(scope, source, self)?;
        let files = job.plans.iter();
        let files = files.map(|plan| job.plan_if_any(source, plan));
        let files = files.collect::<Result<Vec<_>, Failure>>()?;
        job.one_plan_each(files.iter().flatten())?;
        let pairs = job.pairs(Some(before), source, files)?;
        is_somewhere(&pairs)?;
        job.tell_missing(self);
        let ends = Ends::named(old.called("old"), self.called("new"));
        let store = job.take_store();
        let (settings, options) = (&job.settings, job.options);
        let comparison = compare::compare(pairs, store, settings, options, &ends.label(), &[]);
        Ok(ends.compared(comparison, settings))
    }

    /// Judges whether a project of texts, which is what somebody has made of a merge, has consistent
    /// plans. Its settings hold.
    ///
    /// # Errors
    /// If one of the four is no project of texts, a plan that was asked for is nowhere, or the
    /// settings of this one cannot be used.
    ///
    /// ```
    /// use planlint::{Day, Merge, Project, Scope};
    ///
    /// let project = |files: [(&str, &str); 2]| Project::of_texts(files, || Day::MIN);
    /// let first = ("plan/1.yaml", "plan: {version: 1}\nphases: [{id: 1, tasks: [{id: '1.1'}]}]\n");
    /// let second = ("plan/2.yaml", "phases: [{id: 2, tasks: [{id: '2.1'}]}]\n");
    /// // One side removes what the other begins to wait for.
    /// let removed = ("plan/1.yaml", "plan: {version: 1}\nphases: [{id: 1}]\n");
    /// let waits = (
    ///     "plan/2.yaml",
    ///     "phases: [{id: 2, tasks: [{id: '2.1', depends_on: ['1.1']}]}]\n",
    /// );
    ///
    /// let (merge_base, base) = (project([first, second]), project([removed, second]));
    /// let (head, merged) = (project([first, waits]), project([removed, waits]));
    /// let merge = Merge::new(&merge_base, &base, &head);
    /// let gated = merged.gate_merge(&Scope::default(), &merge)?;
    /// assert!(gated.blocks());
    /// let mut found = gated.verdict.findings.iter();
    /// assert!(found.any(|one| one.reported.finding.rule == "dependency-unknown"));
    /// # Ok::<(), planlint::Error>(())
    /// ```
    pub fn gate_merge(&self, scope: &Scope, merge: &Merge<'_>) -> Result<Gated, Error> {
        let merged = State::Texts(self.texts()?);
        let sides = [merge.merge_base, merge.base, merge.head];
        let [merge_base, base, head] = sides.map(Self::texts);
        let [merge_base, base, head] = [merge_base?, base?, head?];
        let mut job = Job::new(scope, Source::State(merged), self)?;
        let revisions = Revisions {
            merged,
            conflicts: &merge.conflicts,
            merge_base: Some(State::Texts(merge_base)),
            base: State::Texts(base),
            head: State::Texts(head),
        };
        let sides = Sides::find(&job, revisions, Vec::new())?;
        let plans = plans(&mut job, revisions, &sides)?;
        job.one_plan_each(
            plans
                .iter()
                .filter_map(|plan: &GatePlan| plan.merged.as_ref()),
        )?;
        exist(&plans)?;
        job.tell_missing(self);
        let conflict = |path: &String| {
            let is_settings = path == disk::SETTINGS;
            let plan = sides.plan_of(&job, path).or(is_settings.then_some(""))?;
            let version = |side: &Texts| side.part_of(plan, path, &job.store);
            Some(if is_settings {
                ConflictFiles {
                    path: path.clone(),
                    kind: ConflictKind::Settings,
                    sides: [None, None, None],
                }
            } else {
                ConflictFiles {
                    path: path.clone(),
                    kind: ConflictKind::Content,
                    sides: [merge_base, base, head].map(version),
                }
            })
        };
        let conflicts = merge.conflicts.iter().filter_map(conflict).collect();
        let store = job.take_store();
        let (settings, options) = (&job.settings, job.options);
        // Texts have no commits that could have brought something.
        let history = |_, _: &_| Ok::<_, Infallible>(Vec::new());
        let Ok(mut verdict) = gate::gate(plans, conflicts, store, settings, options, &[], history);
        verdict.tell_causes();
        Ok(Gated {
            verdict,
            policy: policy(scope, settings),
            max_findings: settings.max_findings,
            lang: settings.lang,
            base: None,
            base_name: merge.base.called("base").to_owned(),
            head_name: merge.head.called("head").to_owned(),
            merge_base: merge.merge_base.called("merge base").to_owned(),
        })
    }

    /// The texts that it is made of.
    fn texts(&self) -> Result<&Texts, Error> {
        let failure = || {
            Failure::new(say!(
                en: "a folder is no project of texts",
                zh: "文件夹不是由文本构成的项目",
            ))
            .help(say!(
                en: "ask it about revisions: Project::compare and Project::gate",
                zh: "请按修订版本比较：Project::compare 与 Project::gate",
            ))
        };
        Ok(self.texts.as_deref().ok_or_else(failure)?)
    }

    fn called<'n>(&'n self, usually: &'n str) -> &'n str {
        self.name.as_deref().unwrap_or(usually)
    }
}
