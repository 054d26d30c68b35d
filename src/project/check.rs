//! Checking plans at one revision, alone or against another one.

use std::io;
use std::sync::Arc;

use crate::analysis::PlanFiles;
use crate::check;
use crate::check::Report;
use crate::compare;
use crate::config::FailOn;
use crate::load::Failure;
use crate::load::git::At;
use crate::load::git::CommitId;
use crate::load::git::Repo;
use crate::load::memory::Texts;
use crate::report::Format;
use crate::report::Style;
use crate::words::Lang;
use crate::words::say;

use super::Error;
use super::Project;
use super::history::allows;
use super::job::Job;
use super::scope::Revision;
use super::scope::Scope;
use super::source::Source;
use super::source::State;

/// What is to be checked.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Check {
    /// Which plans, or files of plans.
    pub scope: Scope,
    /// Where they are taken from.
    pub at: Revision,
    /// Report only what this commit does not have.
    pub against: Option<String>,
    /// Whether findings that come from one cause are told one by one all the same.
    pub one_by_one: bool,
}

/// What a check has found.
#[derive(Debug)]
#[non_exhaustive]
pub struct Checked {
    /// The findings. What has one cause is told once in plans of which everything was asked for.
    pub report: Report,
    /// From which level on findings fail.
    pub fail_on: FailOn,
    /// How many findings the settings want to see.
    pub max_findings: usize,
    /// In which language the settings want them.
    pub lang: Option<Lang>,
    /// The commit that was checked, if it was one.
    pub(crate) commit: Option<CommitId>,
    /// What it was compared with, and how places there are labelled.
    pub(crate) against: Option<(String, CommitId)>,
}

impl Checked {
    /// Returns whether there is something that makes a check fail.
    #[must_use]
    pub fn fails(&self) -> bool {
        self.report.fails(self.fail_on)
    }

    /// Writes the report in one of the formats of `planlint check`.
    ///
    /// # Errors
    /// What `out` returns.
    ///
    /// ```
    /// use planlint::{Check, Day, Format, Project, Style};
    ///
    /// let plan = [("plan/plan.yaml", "plan: {version: 1}\nphases: [{id: 1, owner: Ann}]\n")];
    /// let checked = Project::of_texts(plan, || Day::MIN).check(&Check::default())?;
    /// let mut json = Vec::new();
    /// checked.write(Format::Json, Style::PLAIN, &mut json)?;
    /// assert!(json.starts_with(b"{"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn write(&self, format: Format, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
        self.report.write(self.fail_on, format, style, out)
    }
}

/// Where a check takes its files from.
pub(super) struct Origin {
    /// The files, if they are texts in memory.
    texts: Option<Arc<Texts>>,
    pub(super) repo: Option<Repo>,
    commit: Option<CommitId>,
    is_index: bool,
}

impl Origin {
    /// Find the repository, where the question needs one, and the commit in it.
    pub(super) fn of(project: &Project, check: &Check) -> Result<Self, Error> {
        let needs_git = check.at != Revision::WorkingTree || check.against.is_some();
        let repo = if needs_git {
            Some(project.repository()?)
        } else if project.texts.is_some() {
            None
        } else {
            project.sparse()
        };
        let commit = match (&repo, &check.at) {
            (Some(repo), Revision::Commit(name)) => Some(repo.resolve(name)?),
            _ => None,
        };
        Ok(Self {
            texts: project.texts.clone(),
            repo,
            commit,
            is_index: check.at == Revision::Index,
        })
    }

    pub(super) fn source(&self) -> Result<Source<'_>, Error> {
        if let Some(texts) = &self.texts {
            return Ok(Source::State(State::Texts(texts)));
        }
        Ok(match (&self.repo, self.commit) {
            (Some(repo), Some(commit)) => Source::git(repo, At::Commit(commit)),
            (Some(repo), None) if self.is_index => Source::git(repo, At::Index),
            (Some(repo), None) if repo.working_tree().is_none() => {
                Source::git(repo, At::Commit(repo.resolve("HEAD")?))
            }
            (Some(repo), None) => Source::Tree(repo),
            (None, _) => Source::Disk,
        })
    }
}

impl Project {
    /// Checks plans. With [`Check::against`] only what that commit does not have, or has not as
    /// bad, is reported, together with what the rules about two revisions say.
    ///
    /// # Errors
    /// If the settings cannot be used, a plan that was asked for is not there, or something that is
    /// needed cannot be read. What is wrong *in* a plan is a finding.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use planlint::{Check, Lang, Project};
    ///
    /// let project = Project::new(".".into(), || planlint::Day::MIN);
    /// let checked = project.check(&Check::default())?;
    /// for found in &checked.report.findings {
    ///     println!("{}: {}", found.finding.rule, found.finding.message.text(Lang::En));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn check(&self, check: &Check) -> Result<Checked, Error> {
        let origin = Origin::of(self, check)?;
        let source = origin.source()?;
        let against = match (&origin.repo, &check.against) {
            // Before the first commit there is nothing that a finding could have been in.
            (Some(repo), Some(name)) if !repo.is_unborn() => {
                Some((repo, name.clone(), repo.resolve(name)?))
            }
            _ => None,
        };
        let (job, mut report) = match &against {
            Some((repo, name, old)) => {
                self.report_against(&check.scope, repo, source, (name, *old))?
            }
            None => self.report(&check.scope, source)?,
        };
        if !check.one_by_one {
            report.tell_causes(|root| job.asked.is_whole(root));
        }
        Ok(Checked {
            report,
            fail_on: job.settings.fail_on,
            max_findings: job.settings.max_findings,
            lang: job.settings.lang,
            commit: origin.commit,
            against: against.map(|(_, name, old)| (name, old)),
        })
    }

    /// Settle what is to be checked, and check it.
    pub(super) fn report(&self, scope: &Scope, source: Source<'_>) -> Result<(Job, Report), Error> {
        let mut job = Job::with_files(scope, source, self)?;
        let plans = present(&job, job.files(source)?)?;
        job.one_plan_each(plans.iter())?;
        if let Source::Tree(_) = source {
            self.say_what_is_elsewhere(&plans);
        }
        job.asked.settle(plans.iter(), self);
        let store = job.take_store();
        let mut report = check::check(plans, &job.settings, store, job.options);
        job.asked.keep(&mut report);
        Ok((job, report))
    }

    /// Only findings that the other revision does not have are reported; the others are counted.
    fn report_against(
        &self,
        scope: &Scope,
        repo: &Repo,
        source: Source<'_>,
        (against, old): (&str, CommitId),
    ) -> Result<(Job, Report), Error> {
        let mut job = Job::with_files(scope, source, self)?;
        // A plan that was deleted is a change like any other.
        let files = match source {
            Source::Tree(repo) => job.files_in_tree(repo)?,
            _ => job.files(source)?,
        };
        job.one_plan_each(files.iter().flatten())?;
        job.asked.settle(files.iter().flatten(), self);
        let pairs = job.pairs(Some(State::Git(repo, At::Commit(old))), source, files)?;
        if pairs
            .iter()
            .any(|pair| pair.old.is_none() && pair.new.is_none())
        {
            // The disk says best what is in the place of a plan.
            job.files(source)?;
            present(&job, pairs.iter().map(|pair| pair.new.clone()).collect())?;
        }
        let newest = match source {
            Source::State(State::Git(_, At::Commit(commit))) => Some(commit),
            _ => repo.resolve("HEAD").ok(),
        };
        let allows = match newest {
            Some(newest) => allows(repo, Some(old), newest)?,
            None => Vec::new(),
        };
        let store = job.take_store();
        let comparison =
            compare::compare(pairs, store, &job.settings, job.options, against, &allows);
        let mut report = comparison.as_report(&job.plans);
        job.asked.keep(&mut report);
        // Only now: the removal may stand in a file that nobody has asked for.
        compare::tell_with_their_removals(&mut report.findings);
        Ok((job, report))
    }

    /// The repository, if the working tree may lack what is in it. Without it what is here is
    /// checked all the same.
    fn sparse(&self) -> Option<Repo> {
        match Repo::open_sparse(&self.folder) {
            Ok(repo) => repo,
            Err(failure) => {
                let why = failure.message;
                self.remark(say!(
                    en: "only what is here is checked, and this may be a sparse checkout: {why}",
                    zh: "只检查此处已有的内容，当前可能是稀疏检出：{why}",
                    why = why,
                ));
                None
            }
        }
    }

    /// Files of plans that are checked although they are not here.
    fn say_what_is_elsewhere(&self, plans: &[PlanFiles]) {
        for plan in plans {
            let root = &plan.root;
            // A file of the working tree has no id.
            match plan.files.iter().filter(|file| file.blob.is_some()).count() {
                0 => {}
                1 => self.remark(say!(
                    en: "1 file of {root} is outside of the sparse checkout, and checked as git has them",
                    zh: "{root} 有 1 个文件在稀疏检出范围之外，按 git 中的内容检查",
                    root = root,
                )),
                count => self.remark(say!(
                    en: "{count} files of {root} are outside of the sparse checkout, and checked as git has them",
                    zh: "{root} 有 {count} 个文件在稀疏检出范围之外，按 git 中的内容检查",
                    count = count,
                    root = root,
                )),
            }
        }
    }
}

/// A plan that is to be checked has to be there.
fn present(job: &Job, files: Vec<Option<PlanFiles>>) -> Result<Vec<PlanFiles>, Failure> {
    let named = files.into_iter().zip(&job.plans);
    named
        .map(|(files, plan)| {
            files.ok_or_else(|| {
                Failure::new(say!(
                    en: "there is no plan in {plan} at that revision",
                    zh: "该修订版本的 {plan} 中没有计划",
                    plan = plan,
                ))
                    .help(say!(
                        en: "name the plan's folder: planlint check FOLDER; or set `plans` in planlint.yaml",
                        zh: "指明计划文件夹：planlint check FOLDER；或在 planlint.yaml 中设置 `plans`",
                    ))
            })
        })
        .collect()
}
