//! Comparing plans at two revisions, in two folders, or file by file.

use std::io;

use crate::analysis::PlanFiles;
use crate::analysis::Store;
use crate::calendar::Day;
use crate::check::Options;
use crate::compare;
use crate::compare::Comparison;
use crate::compare::PlanPair;
use crate::config::FailOn;
use crate::config::Settings;
use crate::load::Failure;
use crate::load::disk;
use crate::load::git::At;
use crate::load::git::CommitId;
use crate::load::git::Repo;
use crate::report;
use crate::report::Format;
use crate::report::Names;
use crate::report::Style;
use crate::rules;
use crate::text::SourceMap;
use crate::words::Lang;
use crate::words::Message;
use crate::words::say;

use super::Error;
use super::Project;
use super::history::allows;
use super::job::Job;
use super::scope::Scope;
use super::source::Source;
use super::source::State;

/// What is to be compared.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Compare {
    /// Which plans.
    pub scope: Scope,
    /// The two revisions.
    pub range: Range,
}

/// Two revisions, by any names that git has for them.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Range {
    /// From a commit to the working tree; in a bare repository to `HEAD`.
    ToWorkingTree(String),
    /// From a commit to what is about to be committed. Without one, from `HEAD`, or before the first
    /// commit from nothing.
    ToIndex(Option<String>),
    /// From one commit to another.
    Between(String, String),
    /// From where two commits have parted to the second.
    SinceMergeBase(String, String),
}

impl Default for Compare {
    fn default() -> Self {
        Self {
            scope: Scope::default(),
            range: Range::ToWorkingTree("HEAD".to_owned()),
        }
    }
}

/// Two revisions of plans compared.
#[derive(Debug)]
#[non_exhaustive]
pub struct Compared {
    /// What changed, what follows, and which findings came and went.
    pub comparison: Comparison,
    /// From which level on findings that the change brings fail.
    pub fail_on: FailOn,
    /// How many findings the settings want to see.
    pub max_findings: usize,
    /// In which language the settings want them.
    pub lang: Option<Lang>,
    /// What the old revision is called.
    pub old_name: Message,
    /// What the new revision is called.
    pub new_name: Message,
    /// The old revision, if it is a commit.
    pub(crate) old: Option<CommitId>,
    /// The new revision, if it is a commit.
    pub(crate) new: Option<CommitId>,
}

impl Compared {
    /// Returns whether the change brings something that makes a comparison fail. What could not be
    /// read never passes as clean, whatever the settings make of the finding that says so.
    #[must_use]
    pub fn fails(&self) -> bool {
        let comparison = &self.comparison;
        let mut brought = comparison.findings.iter().chain(&comparison.introduced);
        comparison.incomplete_fails || brought.any(|one| one.fails(self.fail_on))
    }

    /// Writes the comparison in one of the formats of `planlint diff`.
    ///
    /// # Errors
    /// What `out` returns.
    pub fn write(&self, format: Format, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
        let [base, head] = &self.names(format, style.lang);
        let names = Names { base, head };
        report::render_diff(&self.comparison, names, self.fail_on, format, style, out)
    }

    /// Writes how much has changed, as `planlint diff --stat` does.
    ///
    /// # Errors
    /// What `out` returns.
    pub fn write_stat(
        &self,
        format: Format,
        style: Style,
        out: &mut dyn io::Write,
    ) -> io::Result<()> {
        let [base, head] = &self.names(format, style.lang);
        let names = Names { base, head };
        report::render_stat(&self.comparison, names, self.fail_on, format, style, out)
    }

    /// What the two revisions are called. Who reads JSON finds the same there in each language.
    pub(crate) fn names(&self, format: Format, lang: Lang) -> [String; 2] {
        let lang = match format {
            Format::Json => Lang::En,
            Format::Text | Format::Forge(_) => lang,
        };
        [&self.old_name, &self.new_name].map(|name| name.text(lang))
    }
}

impl Project {
    /// Compares plans at two revisions.
    ///
    /// # Errors
    /// If there is no repository, a revision or a plan is not there, or the settings of the new
    /// revision cannot be used.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # let git = |arguments: &[&str]| {
    /// #     let mut git = std::process::Command::new("git");
    /// #     git.args(["-c", "user.name=A", "-c", "user.email=a@example.org"]);
    /// #     let output = git.current_dir(folder.path()).args(arguments).output();
    /// #     assert!(output.is_ok_and(|output| output.status.success()), "{arguments:?}");
    /// # };
    /// # let write = |name: &str, text: &str| {
    /// #     std::fs::create_dir_all(folder.path().join("plan"))?;
    /// #     std::fs::write(folder.path().join("plan").join(name), text)
    /// # };
    /// # let plan = "plan: {version: 1}\nphases: [{id: 1, tasks: [{id: '1.1', days: 5}]}]\n";
    /// # git(&["init", "--quiet"]);
    /// # write("plan.yaml", plan)?;
    /// # git(&["add", "."]);
    /// # git(&["commit", "--quiet", "--message", "a plan"]);
    /// # git(&["tag", "v1"]);
    /// # write("plan.yaml", &plan.replace("days: 5", "days: 8"))?;
    /// use planlint::{Compare, Day, Project, Range};
    ///
    /// let project = Project::new(folder.path().into(), || Day::MIN);
    /// let mut asked = Compare::default();
    /// asked.range = Range::ToWorkingTree("v1".to_owned());
    /// let compared = project.compare(&asked)?;
    /// let plan = &compared.comparison.plans[0];
    /// let change = &plan.changes[0];
    /// assert_eq!(plan.id_of(change), Some("1.1"));
    /// assert_eq!(change.fields[0].field, "days");
    /// assert_eq!(change.fields[0].after.as_deref(), Some("8"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn compare(&self, asked: &Compare) -> Result<Compared, Error> {
        let repo = self.repository()?;
        let ends = Ends::new(&asked.range, &repo).map_err(Error::Revision)?;
        let new = match (ends.new, &asked.range) {
            (Some(commit), _) => Source::git(&repo, At::Commit(commit)),
            (None, Range::ToIndex(_)) => Source::git(&repo, At::Index),
            (None, _) => Source::Tree(&repo),
        };
        let mut job = Job::new(&asked.scope, new, self)?;
        let new_files = match new {
            // A plan that was deleted in the working tree is a change like any other.
            Source::Tree(repo) => job.files_in_tree(repo)?,
            _ => job.files(new)?,
        };
        job.one_plan_each(new_files.iter().flatten())?;
        let pairs = job.pairs(
            ends.old.map(|old| State::Git(&repo, At::Commit(old))),
            new,
            new_files,
        )?;
        is_somewhere(&pairs)?;
        job.tell_missing(self);
        let newest = ends.new.or_else(|| repo.resolve("HEAD").ok());
        let allows = match ends.old.zip(newest) {
            Some((old, newest)) => allows(&repo, Some(old), newest)?,
            None => Vec::new(),
        };
        let store = job.take_store();
        let comparison = compare::compare(
            pairs,
            store,
            &job.settings,
            job.options,
            &ends.label(),
            &allows,
        );
        Ok(ends.compared(comparison, &job.settings))
    }

    /// Compares the plans in two folders, without git.
    ///
    /// # Errors
    /// If one of the folders has no plan, or the settings cannot be used.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # let plan = "plan: {version: 1}\nphases: [{id: 1, tasks: [{id: '1.1', days: 5}]}]\n";
    /// # for (name, text) in [("old", plan), ("new", &*plan.replace("'1.1'", "'1.2'"))] {
    /// #     std::fs::create_dir(folder.path().join(name))?;
    /// #     std::fs::write(folder.path().join(name).join("plan.yaml"), text)?;
    /// # }
    /// use planlint::{ChangeKind, Day, Project, Scope};
    ///
    /// let project = Project::new(folder.path().into(), || Day::MIN);
    /// let compared = project.compare_folders(&Scope::default(), "old", "new")?;
    /// assert_eq!(compared.comparison.plans[0].changes[0].kind, ChangeKind::Renamed);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn compare_folders(&self, scope: &Scope, old: &str, new: &str) -> Result<Compared, Error> {
        let mut job = Job::new(scope, Source::Disk, self)?;
        let limits = job.store.limits();
        let read = |folder: &str| disk::plan(&self.folder, folder.trim_end_matches('/'), limits);
        let pair = PlanPair {
            root: new.trim_end_matches('/').to_owned(),
            old: Some(read(old)?),
            new: Some(read(new)?),
            unlisted: false,
        };
        let store = job.take_store();
        let comparison = compare::compare(vec![pair], store, &job.settings, job.options, old, &[]);
        Ok(Ends::named(old, new).compared(comparison, &job.settings))
    }

    /// Compares one file in two versions, each with the path that it is shown by, as git hands them
    /// to an external diff; what is at `/dev/null` is not there. Only what changed in it is told: what
    /// follows for the rest of the plan a part alone does not show.
    ///
    /// # Errors
    /// If one of the files cannot be read.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # std::fs::write(folder.path().join("tmp"), "phases: [{id: 1}]\n")?;
    /// use planlint::{ChangeKind, Day, Project};
    ///
    /// let project = Project::new(folder.path().into(), || Day::MIN);
    /// let shown = "plan/1.yaml";
    /// let comparison = project.compare_files(("/dev/null", shown), ("tmp", shown))?;
    /// assert_eq!(comparison.plans[0].changes[0].kind, ChangeKind::Added);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn compare_files(
        &self,
        (old, old_path): (&str, &str),
        (new, new_path): (&str, &str),
    ) -> Result<Comparison, Error> {
        // Without the repository's settings: a mistake in them would end `git diff` and `git log`
        // as a whole.
        let settings = Settings::new(rules::specs());
        let store = Store::new(SourceMap::default(), rules::limits(&settings));
        let read = |file: &str, path: &str| -> Result<Option<PlanFiles>, Failure> {
            let part = match file {
                "/dev/null" => None,
                _ => Some(disk::part(&self.folder.join(file), path, store.limits())?),
            };
            Ok(Some(PlanFiles {
                root: path.to_owned(),
                files: part.into_iter().collect(),
            }))
        };
        let pair = PlanPair {
            root: new_path.to_owned(),
            old: read(old, old_path)?,
            new: read(new, new_path)?,
            unlisted: false,
        };
        let options = Options {
            as_of: None,
            today: Day::MIN,
            all_plans: false,
        };
        let mut comparison = compare::compare(vec![pair], store, &settings, options, "before", &[]);
        comparison.keep_changes_only();
        Ok(comparison)
    }
}

/// A plan that is to be compared has to be at one of the revisions.
pub(super) fn is_somewhere(pairs: &[PlanPair]) -> Result<(), Failure> {
    let is_nowhere = |pair: &&PlanPair| pair.old.is_none() && pair.new.is_none();
    match pairs.iter().find(is_nowhere) {
        None => Ok(()),
        Some(neither) => Err(Failure::new(say!(
            en: "there is no plan in {root} at either revision",
            zh: "两个修订版本的 {root} 中都没有计划",
            root = &neither.root,
        ))
        .help(say!(
            en: "name it: planlint diff --plan FOLDER; or set `plans` in planlint.yaml",
            zh: "请指明：planlint diff --plan FOLDER；或在 planlint.yaml 中设置 `plans`",
        ))),
    }
}

/// The two ends of a comparison.
pub(super) struct Ends {
    /// `None`: there was nothing yet.
    old: Option<CommitId>,
    /// `None`: the working tree, or the index.
    new: Option<CommitId>,
    old_name: Message,
    new_name: Message,
}

impl Ends {
    /// Two ends that are no revisions.
    pub(super) fn named(old: &str, new: &str) -> Self {
        Self {
            old: None,
            new: None,
            old_name: Message::verbatim(old),
            new_name: Message::verbatim(new),
        }
    }

    /// The same by what people call them.
    pub(super) fn here(old: Message, new: Message) -> Self {
        Self {
            old: None,
            new: None,
            old_name: old,
            new_name: new,
        }
    }

    /// What stands before a path at the old end.
    pub(super) fn label(&self) -> String {
        self.old_name.text(Lang::En)
    }

    fn new(range: &Range, repo: &Repo) -> Result<Self, Failure> {
        let ends = |old: Option<CommitId>, new, old_name, new_name| Self {
            old,
            new,
            old_name,
            new_name,
        };
        let typed = Message::verbatim;
        let index = || say!(en: "the index", zh: "暂存区");
        Ok(match range {
            // Before the first commit everything is new, as it is to git.
            Range::ToIndex(None) if repo.is_unborn() => ends(None, None, typed("HEAD"), index()),
            Range::ToIndex(old) => {
                let old = old.as_deref().unwrap_or("HEAD");
                ends(Some(repo.resolve(old)?), None, typed(old), index())
            }
            Range::SinceMergeBase(one, other) => {
                let (left, right) = (repo.resolve(one)?, repo.resolve(other)?);
                let base = repo.merge_base(left, right)?;
                let name = match base {
                    Some(base) => typed(&base.short()),
                    None => say!(en: "nothing", zh: "空"),
                };
                ends(base, Some(right), name, typed(other))
            }
            Range::Between(old, new) => {
                let (old_id, new_id) = (repo.resolve(old)?, repo.resolve(new)?);
                ends(Some(old_id), Some(new_id), typed(old), typed(new))
            }
            Range::ToWorkingTree(old) => {
                let old_id = Some(repo.resolve(old)?);
                if repo.working_tree().is_none() {
                    ends(
                        old_id,
                        Some(repo.resolve("HEAD")?),
                        typed(old),
                        typed("HEAD"),
                    )
                } else {
                    let new = say!(en: "the working tree", zh: "工作区");
                    ends(old_id, None, typed(old), new)
                }
            }
        })
    }

    pub(super) fn compared(self, mut comparison: Comparison, settings: &Settings) -> Compared {
        comparison.tell_with_removals();
        comparison.tell_causes();
        Compared {
            comparison,
            fail_on: settings.fail_on,
            max_findings: settings.max_findings,
            lang: settings.lang,
            old_name: self.old_name,
            new_name: self.new_name,
            old: self.old,
            new: self.new,
        }
    }
}
