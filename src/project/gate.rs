//! Judging a merge that is made in memory.

use std::io;

use crate::analysis::Store;
use crate::config::Settings;
use crate::gate;
use crate::gate::GatePlan;
use crate::gate::MergeSide;
use crate::gate::Policy;
use crate::gate::Verdict;
use crate::load::Failure;
use crate::load::git::At;
use crate::load::git::CommitId;
use crate::report;
use crate::report::Format;
use crate::report::GateNames;
use crate::report::Style;
use crate::words::Lang;
use crate::words::say;

use super::Error;
use super::Project;
use super::history::allows;
use super::history::side_commits;
use super::job::Job;
use super::scope::Scope;
use super::sides::Revisions;
use super::sides::Sides;
use super::sides::conflicts;
use super::sides::earlier;
use super::sides::folders;
use super::sides::in_no_plan;
use super::sides::left_by_head;
use super::sides::plans;
use super::source::Source;
use super::source::State;

/// The merge that is to be judged.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Gate {
    /// Which plans.
    pub scope: Scope,
    /// What is merged into: a branch, tag or commit.
    pub base: String,
    /// What is merged.
    pub head: String,
}

impl Gate {
    /// Returns the question whether `head` can be merged into `base`, asked of all plans.
    #[must_use]
    pub fn new(base: &str, head: &str) -> Self {
        Self {
            scope: Scope::default(),
            base: base.to_owned(),
            head: head.to_owned(),
        }
    }
}

/// A merge that was judged.
#[derive(Debug)]
#[non_exhaustive]
pub struct Gated {
    /// What is wrong with it.
    pub verdict: Verdict,
    /// From which level on findings block it.
    pub policy: Policy,
    /// How many findings the settings want to see.
    pub max_findings: usize,
    /// In which language the settings want them.
    pub lang: Option<Lang>,
    /// The commit that is merged into, if it is one.
    pub(crate) base: Option<CommitId>,
    /// What that is called.
    pub base_name: String,
    /// What it is called that is merged.
    pub head_name: String,
    /// Where both sides come from, by its whole id.
    pub merge_base: String,
}

impl Gated {
    /// Returns whether something blocks the merge.
    #[must_use]
    pub fn blocks(&self) -> bool {
        self.verdict.blocks(self.policy)
    }

    /// Writes the verdict in one of the formats of `planlint gate`.
    ///
    /// # Errors
    /// What `out` returns.
    pub fn write(&self, format: Format, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
        let names = GateNames {
            base: &self.base_name,
            head: &self.head_name,
            merge_base: &self.merge_base,
        };
        report::render_gate(&self.verdict, names, self.policy, format, style, out)
    }
}

impl Project {
    /// Judges whether merging `head` into `base` would leave consistent plans. The merge is made in
    /// memory: nothing is touched.
    ///
    /// # Errors
    /// If there is no repository, a revision or a plan is not there, the two have no common history,
    /// or the settings of the merge cannot be used.
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
    /// # let one = "plan: {version: 1}\nphases: [{id: 1, tasks: [{id: '1.1'}]}]\n";
    /// # git(&["init", "--quiet", "--initial-branch=main"]);
    /// # write("1.yaml", one)?;
    /// # git(&["add", "."]);
    /// # git(&["commit", "--quiet", "--message", "a plan"]);
    /// # git(&["checkout", "--quiet", "-b", "work"]);
    /// # write("2.yaml", "phases: [{id: 2, tasks: [{id: '2.1', depends_on: ['1.1']}]}]\n")?;
    /// # git(&["add", "."]);
    /// # git(&["commit", "--quiet", "--message", "one more phase"]);
    /// # git(&["checkout", "--quiet", "main"]);
    /// # write("1.yaml", &one.replace("{id: '1.1'}", ""))?;
    /// # git(&["commit", "--quiet", "--all", "--message", "without the task"]);
    /// use planlint::{Day, Gate, Project};
    ///
    /// let project = Project::new(folder.path().into(), || Day::MIN);
    /// let gated = project.gate(&Gate::new("main", "work"))?;
    /// assert!(gated.blocks());
    /// let mut found = gated.verdict.findings.iter();
    /// assert!(found.any(|one| one.reported.finding.rule == "dependency-unknown"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn gate(&self, asked: &Gate) -> Result<Gated, Error> {
        let repo = self.repository()?;
        let (base, head) = (repo.resolve(&asked.base)?, repo.resolve(&asked.head)?);
        // git does not merge them either, unless somebody insists.
        let Some(merge_base) = repo.merge_base(base, head)? else {
            return Err(unrelated(asked).into());
        };
        let mut merged = repo.merge(base, head)?;
        let mut job = Job::new(&asked.scope, Source::git(&repo, At::Merge(&merged)), self)?;
        let policy = policy(&asked.scope, &job.settings);
        merged
            .conflicts
            .extend(in_no_plan(&repo, &job, &merged, [base, head])?);
        let left = left_by_head(&repo, &job, &merged, base, head)?;
        let state = |commit| State::Git(&repo, At::Commit(commit));
        let in_conflict = merged
            .conflicts
            .iter()
            .map(|conflict| conflict.path.clone());
        let revisions = Revisions {
            merged: State::Git(&repo, At::Merge(&merged)),
            conflicts: &in_conflict.collect::<Vec<String>>(),
            merge_base: Some(state(merge_base)),
            base: state(base),
            head: state(head),
        };
        let sides = Sides::find(&job, revisions, earlier(&repo, base, head)?)?;
        let plans = plans(&mut job, revisions, &sides)?;
        job.one_plan_each(plans.iter().filter_map(|plan| plan.merged.as_ref()))?;
        exist(&plans)?;
        job.tell_missing(self);
        let mut conflicts = conflicts(&repo, &job, &merged, &sides)?;
        conflicts.extend(left);
        let allows = allows(&repo, Some(base), head)?;
        let folders = folders(&plans);
        let history = |side: MergeSide, store: &Store| {
            let (from, to) = if side == MergeSide::Base {
                (head, base)
            } else {
                (base, head)
            };
            side_commits(&repo, &folders, from, to, store)
        };
        let store = job.take_store();
        let mut verdict = gate::gate(
            plans,
            conflicts,
            store,
            &job.settings,
            job.options,
            &allows,
            history,
        )?;
        verdict.tell_causes();
        Ok(Gated {
            verdict,
            policy,
            max_findings: job.settings.max_findings,
            lang: job.settings.lang,
            base: Some(base),
            base_name: asked.base.clone(),
            head_name: asked.head.clone(),
            merge_base: merge_base.to_string(),
        })
    }
}

/// From which level on findings block: what was asked for, else what the settings say.
pub(super) fn policy(scope: &Scope, settings: &Settings) -> Policy {
    match scope.fail_on {
        Some(level) => Policy {
            fail_on: level,
            merge: level,
        },
        None => Policy::of_settings(settings.fail_on),
    }
}

/// A plan that is to be judged has to be on one of the sides.
pub(super) fn exist(plans: &[GatePlan]) -> Result<(), Failure> {
    match plans.iter().find(|plan| !plan.exists()) {
        None => Ok(()),
        Some(nowhere) => Err(Failure::new(say!(
            en: "there is no plan in {root} on either side",
            zh: "两侧的 {root} 中都没有计划",
            root = &nowhere.root,
        ))
        .help(say!(
            en: "name it: planlint gate --plan FOLDER BASE; or set `plans` in planlint.yaml",
            zh: "请指明：planlint gate --plan FOLDER BASE；或在 planlint.yaml 中设置 `plans`",
        ))),
    }
}

fn unrelated(asked: &Gate) -> Failure {
    let (base, head) = (&asked.base, &asked.head);
    Failure::new(say!(
        en: "{base} and {head} have no common history, so git refuses to merge them",
        zh: "{base} 和 {head} 没有共同历史，git 拒绝合并",
        base = base,
        head = head,
    ))
    .help(say!(
        en: "planlint diff {base} {head} compares the two; after git merge --allow-unrelated-histories the merge is a commit like any other",
        zh: "planlint diff {base} {head} 可比较两者；git merge --allow-unrelated-histories 之后，合并结果与普通提交无异",
        base = base,
        head = head,
    ))
}
