//! What a change would bring to the plans. Every hook asks this, and says the answer in its own
//! words.

use std::collections::HashSet;
use std::path::Path;

use crate::analysis::Store;
use crate::check;
use crate::check::Reported;
use crate::compare;
use crate::compare::Allow;
use crate::compare::Allowed;
use crate::compare::Comparison;
use crate::compare::told;
use crate::config::FailOn;
use crate::finding::Severity;
use crate::gate;
use crate::gate::GateFinding;
use crate::gate::GatePlan;
use crate::gate::MergeSide;
use crate::gate::Origin;
use crate::gate::Policy;
use crate::gate::Verdict;
use crate::load::Failure;
use crate::load::git::At;
use crate::load::git::CommitId;
use crate::load::git::Repo;
use crate::model::Limits;
use crate::rules;
use crate::text::SourceMap;
use crate::words::Lang;
use crate::words::Message;
use crate::words::say;

use super::Error;
use super::Project;
use super::history::allows;
use super::history::side_commits;
use super::job::Job;
use super::scope::Scope;
use super::sides;
use super::sides::Left;
use super::sides::Revisions;
use super::sides::Sides;
use super::source::Source;
use super::source::State;

/// A step from one revision to another.
pub(crate) struct Change<'a> {
    pub(crate) repo: &'a Repo,
    /// `None`: there was nothing yet.
    pub(crate) old: Option<CommitId>,
    /// What the old revision is called.
    pub(crate) old_name: &'a str,
    pub(crate) new: At<'a>,
    /// What these revisions have is not new either.
    pub(crate) also: &'a [CommitId],
    /// Whether a plan that none of these revisions has may begin here with the mistakes that it
    /// has.
    pub(crate) may_begin: bool,
    pub(crate) settings: Settings<'a>,
}

/// Which settings hold.
#[derive(Clone, Copy)]
pub(crate) struct Settings<'a> {
    /// A file, instead of planlint.yaml of the new revision.
    pub(crate) file: Option<&'a Path>,
}

impl Settings<'_> {
    /// Those of the new revision.
    pub(crate) const OWN: Settings<'static> = Settings { file: None };

    fn job(self, source: Source<'_>, project: &Project) -> Result<Job, Error> {
        let scope = Scope {
            config: self.file.map(Path::to_owned),
            ..Scope::default()
        };
        Job::new(&scope, source, project)
    }

    /// Whether everything that a judgement depends on is the same in both places.
    fn same(self, repo: &Repo, job: &Job, one: At<'_>, other: At<'_>) -> Result<bool, Failure> {
        if self.file.is_none() && repo.settings(one)? != repo.settings(other)? {
            return Ok(false);
        }
        // A pattern does not name what is gone.
        let gone = job.only_at(State::Git(repo, one))?;
        for plan in job.plans.iter().chain(&gone) {
            if !repo.same_in(one, other, plan)? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// A finding that is new, and the commits that brought its halves.
pub(crate) struct New {
    pub(crate) reported: Reported,
    pub(crate) causes: Vec<Message>,
}

impl New {
    /// Whether it is bad enough to refuse, where `fail_on` holds for plans without a level of their
    /// own.
    fn fails(&self, fail_on: FailOn) -> bool {
        self.reported.fails(fail_on)
    }
}

impl From<Reported> for New {
    fn from(reported: Reported) -> Self {
        Self {
            reported,
            causes: Vec::new(),
        }
    }
}

/// What a change would bring.
pub(crate) struct Brought {
    pub(crate) sources: SourceMap,
    /// New findings about the plan as it will be, bad enough to refuse.
    pub(crate) plan: Vec<New>,
    /// Findings about the change itself, bad enough to refuse.
    pub(crate) change: Vec<New>,
    /// New findings that are no reason to refuse; notes are not worth a word to somebody who
    /// commits.
    pub(crate) lesser: Vec<New>,
    /// Parts that a merge has left in no plan, in words.
    pub(crate) left: Vec<Message>,
    /// There was no plan before, so whatever is wrong with it is no reason to refuse.
    pub(crate) begins: bool,
    /// What commits let through, in words.
    pub(crate) allowed: Vec<Message>,
    /// What commits meant to let through and did not, in words.
    pub(crate) futile: Vec<Message>,
    /// Not everything could be read, so there may be more.
    pub(crate) incomplete: bool,
    /// In which language the settings want all of this.
    pub(crate) lang: Option<Lang>,
}

impl Brought {
    /// Whether the plan may be like this.
    pub(crate) fn refuses(&self) -> bool {
        self.incomplete || !self.left.is_empty() || !self.plan.is_empty() || !self.change.is_empty()
    }

    fn new(
        (sources, roots): (SourceMap, &[String]),
        (plan, change): (Vec<New>, Vec<New>),
        fail_on: FailOn,
        (allowed, futile): (Vec<Message>, Vec<Message>),
        incomplete: bool,
    ) -> Self {
        let fails = |new: &New| new.fails(fail_on);
        // What different commits have brought is told with them.
        let plan = check::fold(
            plan,
            roots,
            |new| &mut new.reported,
            |new| Some(new.causes.clone()),
        );
        let (plan, mut lesser): (Vec<New>, Vec<New>) = plan.into_iter().partition(fails);
        let (change, more): (Vec<New>, Vec<New>) = change.into_iter().partition(fails);
        lesser.extend(more);
        lesser.retain(|new| new.reported.finding.severity > Severity::Note);
        Self {
            sources,
            plan,
            change,
            lesser,
            left: Vec::new(),
            begins: false,
            allowed,
            futile,
            incomplete,
            lang: None,
        }
    }

    /// Nothing at all.
    fn nothing() -> Self {
        let nothing = || (Vec::new(), Vec::new());
        Self::new(
            (SourceMap::default(), &[]),
            nothing(),
            FailOn::Never,
            (Vec::new(), Vec::new()),
            false,
        )
    }

    /// The same for a plan that begins.
    fn begun(mut self) -> Self {
        self.lesser.append(&mut self.plan);
        self.lesser.append(&mut self.change);
        self.begins = true;
        self
    }
}

impl Project {
    /// Judges a step from one revision to another. Returns `None` if it touches no plan and no
    /// settings, and no merge in it has lost a part of a plan.
    ///
    /// # Errors
    /// If something that is needed cannot be read, or the settings cannot be used.
    pub(crate) fn step(&self, change: &Change<'_>) -> Result<Option<Brought>, Error> {
        step(change, self)
    }

    /// Judges the merge that is about to be committed: what none of its parents has, and what it
    /// leaves in no plan. Returns `None` if it adds nothing to the plans and settings of one of them,
    /// and leaves nothing behind.
    ///
    /// # Errors
    /// If something that is needed cannot be read, or the settings cannot be used.
    pub(crate) fn step_of_merge(
        &self,
        repo: &Repo,
        names: &[Message; 2],
        sides: [CommitId; 2],
        more: &[CommitId],
    ) -> Result<Option<Brought>, Error> {
        merge(repo, names, sides, more, self)
    }
}

fn step(change: &Change<'_>, project: &Project) -> Result<Option<Brought>, Error> {
    let brought = brought(change, project)?;
    // A plan that begins may have been anywhere before.
    if brought.as_ref().is_some_and(|brought| brought.begins) {
        return Ok(brought);
    }
    let left = left_on_the_way(change, project)?;
    Ok(if left.is_empty() {
        brought
    } else {
        Some(Brought {
            left,
            ..brought.unwrap_or_else(Brought::nothing)
        })
    })
}

/// What merges of a change have left in no plan, as far as it is still there and in none at its
/// end.
fn left_on_the_way(change: &Change<'_>, project: &Project) -> Result<Vec<Message>, Error> {
    let (repo, At::Commit(new)) = (change.repo, change.new) else {
        return Ok(Vec::new());
    };
    let merges = sides::merges(repo, change.old, change.also, new)?;
    if merges.is_empty() {
        return Ok(Vec::new());
    }
    let job = change
        .settings
        .job(Source::git(repo, change.new), project)?;
    let mut told = Vec::new();
    for (merge, one) in sides::left_by_merges(repo, &job, &merges, change.new)? {
        told.push(say!(
            en: "{file} is in no plan since the merge {merge}: it is in the folder {folder}, which is a plan on one side and none \
                 any more on the other",
            zh: "合并提交 {merge} 之后，{file} 不属于任何计划：它位于文件夹 {folder} 中，该文件夹在合并的一方是计划，\
                 在另一方已不再是",
            file = file_told(repo, change.new, &one)?,
            merge = merge.short(),
            folder = &one.folder,
        ));
    }
    Ok(told)
}

/// A part that a merge leaves in no plan, with the phases that stand in it.
fn file_told(repo: &Repo, at: At<'_>, left: &Left) -> Result<Message, Failure> {
    let mut store = Store::new(SourceMap::default(), Limits::default());
    let file = left.file(repo, at, &store)?;
    let file = file.map(|file| store.read(file, None).0);
    Ok(gate::with_phases(&left.path, file.as_ref()))
}

fn brought(change: &Change<'_>, project: &Project) -> Result<Option<Brought>, Error> {
    let Some((comparison, fail_on, lang)) = compared(change, change.old, project)? else {
        return Ok(None);
    };
    let mut allowed = allowances(&comparison.allowed, &comparison.unused_allows);
    let let_through = comparison.allowed.iter().map(|allowed| &allowed.reported);
    let known = comparison
        .findings
        .iter()
        .chain(let_through)
        .map(|one| one.fingerprint.clone());
    let mut known: HashSet<String> = known.collect();
    let mut sources = comparison.store.sources;
    let mut incomplete = comparison.incomplete_fails;
    let (mut plan, mut about) = (comparison.introduced, comparison.findings);
    for other in change.also {
        let worth = |found: &[Reported]| found.iter().any(|one| one.fails(fail_on));
        if !incomplete && !worth(&plan) && !worth(&about) {
            break;
        }
        match compared(change, Some(*other), project)? {
            None => {
                (plan, about, incomplete) = (Vec::new(), Vec::new(), false);
            }
            Some((against, ..)) => {
                let found = against.introduced.iter().chain(&against.findings);
                let new: HashSet<&str> = found.map(|one| one.fingerprint.as_str()).collect();
                plan.retain(|one| new.contains(one.fingerprint.as_str()));
                about.retain(|one| new.contains(one.fingerprint.as_str()));
            }
        }
    }
    let mut new: (Vec<New>, Vec<New>) = (
        plan.into_iter().map(New::from).collect(),
        about.into_iter().map(New::from).collect(),
    );
    // What is wrong where nobody could read it is not known, so it does not begin with that.
    let begins = change.may_begin && !incomplete && begins(change, project)?;
    if !begins {
        let fails = new.0.iter().any(|one| one.fails(fail_on));
        for merge in Merge::of(change)?
            .iter()
            .filter(|merge| merge.is_new || fails)
        {
            let (verdict, policy) = merge.verdict(change, project)?;
            attribute(&verdict, &mut new.0);
            if merge.is_new {
                allowed.0.extend(led_elsewhere(
                    verdict,
                    policy,
                    &mut known,
                    &mut sources,
                    &mut new.1,
                ));
            }
        }
    }
    tell_with_removals(&mut new);
    let roots: Vec<String> = comparison
        .plans
        .iter()
        .map(|plan| plan.root.clone())
        .collect();
    let brought = Brought {
        lang,
        ..Brought::new((sources, &roots), new, fail_on, allowed, incomplete)
    };
    Ok(Some(if begins { brought.begun() } else { brought }))
}

/// Tell what still refers to a removed task with its removal. That is a finding about the plan
/// then: no word in a commit's message makes such a plan right. Asked last, because a removal that
/// is not new against all revisions tells nothing, and because it does not say who brought which
/// half.
fn tell_with_removals((plan, about): &mut (Vec<New>, Vec<New>)) {
    let removals = about.iter().map(|one| &one.reported);
    let speaking = compare::tell_with_removals(
        plan,
        |one| one.causes.is_empty().then_some(&one.reported),
        removals,
    );
    let (speaking, others) = about
        .drain(..)
        .partition(|one| speaking.contains(&one.reported.fingerprint));
    *about = others;
    plan.extend::<Vec<New>>(speaking);
}

/// What commits let through, and what they only meant to; one that nothing needed is not worth a
/// word here.
fn allowances(allowed: &[Allowed], unused: &[Allow]) -> (Vec<Message>, Vec<Message>) {
    let futile = unused
        .iter()
        .filter(|allow| allow.defect().is_some())
        .map(Allow::unused_told);
    (told(allowed, &[]), futile.collect())
}

/// Whether no revision that a change is compared with has a plan, also none that only its own
/// settings name.
fn begins(change: &Change<'_>, project: &Project) -> Result<bool, Error> {
    let (repo, source) = (change.repo, Source::git(change.repo, change.new));
    for commit in change.old.iter().chain(change.also) {
        let mut job = change.settings.job(source, project)?;
        let now = job.files(source)?;
        if job
            .pairs(Some(State::Git(repo, At::Commit(*commit))), source, now)?
            .iter()
            .any(|pair| pair.old.is_some())
        {
            return Ok(false);
        }
        // Nobody knows what settings that are not usable name.
        if change.settings.file.is_none()
            && Job::plans_at(State::Git(repo, At::Commit(*commit)))?.is_empty()
        {
            return Ok(false);
        }
    }
    Ok(true)
}

fn compared(
    change: &Change<'_>,
    old: Option<CommitId>,
    project: &Project,
) -> Result<Option<(Comparison, FailOn, Option<Lang>)>, Error> {
    let (repo, source) = (change.repo, Source::git(change.repo, change.new));
    let mut job = change.settings.job(source, project)?;
    if let Some(old) = old
        && change
            .settings
            .same(repo, &job, At::Commit(old), change.new)?
    {
        return Ok(None);
    }
    let files = job.files(source)?;
    let mut pairs = job.pairs(
        old.map(|old| State::Git(repo, At::Commit(old))),
        source,
        files,
    )?;
    pairs.retain(|pair| pair.old.is_some() || pair.new.is_some());
    if pairs.is_empty() {
        return Ok(None);
    }
    let mut options = job.options;
    options.all_plans &= pairs.len() == job.plans.len();
    // The message of a commit that is not made yet cannot let anything through.
    let allows = match change.new {
        At::Commit(new) => allows(repo, old, new)?,
        _ => Vec::new(),
    };
    let fail_on = job.settings.fail_on;
    let store = job.take_store();
    let comparison = compare::compare(
        pairs,
        store,
        &job.settings,
        options,
        change.old_name,
        &allows,
    );
    Ok(Some((comparison, fail_on, job.settings.lang)))
}

fn merge(
    repo: &Repo,
    names: &[Message; 2],
    [ours, theirs]: [CommitId; 2],
    more: &[CommitId],
    project: &Project,
) -> Result<Option<Brought>, Error> {
    let settings = Settings::OWN;
    let job = settings.job(Source::git(repo, At::Index), project)?;
    let lang = job.settings.lang;
    let parents = [&[ours, theirs], more].concat();
    let named = |side: CommitId| match parents.iter().position(|parent| *parent == side) {
        Some(at) if at < names.len() => names[at].clone(),
        _ => Message::verbatim(&side.short()),
    };
    let mut left = Vec::new();
    for one in sides::left_in_no_plan(repo, &job.plans, At::Index, &parents)? {
        left.push(say!(
            en: "{file} would be in no plan: it is in the folder {folder}, which is a plan on {own} and none any more on {other}",
            zh: "{file} 将不属于任何计划：它位于文件夹 {folder} 中，该文件夹在 {own} 上是计划，在 {other} 上已不再是",
            file = file_told(repo, At::Index, &one)?,
            folder = &one.folder,
            own = named(one.own),
            other = named(one.other),
        ));
    }
    for parent in &parents {
        if settings.same(repo, &job, At::Commit(*parent), At::Index)? {
            return Ok((!left.is_empty()).then(|| Brought {
                left,
                lang,
                ..Brought::nothing()
            }));
        }
    }
    let allows = allows(repo, Some(ours), theirs)?;
    let (verdict, policy) = gated(repo, job, [ours, theirs], At::Index, &allows)?;
    let mut plan: Vec<New> = verdict
        .findings
        .into_iter()
        .filter(|one| one.origin == Origin::Merge)
        .map(|one| {
            let causes = one.causes_told(names[0].clone(), names[1].clone());
            let fail_on = Some(policy.of(&one));
            New {
                reported: Reported {
                    fail_on,
                    ..one.reported
                },
                causes,
            }
        })
        .collect();
    for parent in more {
        if plan.is_empty() {
            break;
        }
        let step = Change {
            repo,
            old: None,
            old_name: "",
            new: At::Index,
            also: &[],
            may_begin: false,
            settings,
        };
        if let Some((against, ..)) = compared(&step, Some(*parent), project)? {
            let new: HashSet<&str> = against
                .introduced
                .iter()
                .map(|one| one.fingerprint.as_str())
                .collect();
            // What others have not written yet they cannot have led elsewhere.
            let is_bent = |one: &New| rules::is_bent(&one.reported.finding);
            plan.retain(|one| is_bent(one) || new.contains(one.reported.fingerprint.as_str()));
        }
    }
    let allowed = allowances(&verdict.allowed, &verdict.unused_allows);
    let found = (plan, Vec::new());
    let brought = Brought::new(
        (verdict.store.sources, &verdict.plans),
        found,
        policy.merge,
        allowed,
        verdict.incomplete_fails,
    );
    Ok(Some(Brought {
        left,
        lang,
        ..brought
    }))
}

/// Two revisions, and what merging them gave.
struct Merge {
    sides: [CommitId; 2],
    /// Whether none of the revisions that a step is judged against has it.
    is_new: bool,
}

impl Merge {
    /// The one that a step ends in, with each that was merged; and the whole step, if there are
    /// others on its way.
    fn of(change: &Change<'_>) -> Result<Vec<Self>, Failure> {
        let repo = change.repo;
        let At::Commit(new) = change.new else {
            return Ok(Vec::new());
        };
        let mut is_new = true;
        for known in change.old.iter().chain(change.also) {
            is_new &= repo.merge_base(new, *known)? != Some(new);
        }
        let mut merges = Vec::new();
        if let [ours, merged @ ..] = repo.parents(new)?.as_slice() {
            merges.extend(merged.iter().map(|theirs| Self {
                sides: [*ours, *theirs],
                is_new,
            }));
        }
        if let Some(old) = change.old.filter(|_| is_new) {
            let commits = repo.commits(Some(old), new)?;
            let mut on_the_way = commits.iter().filter(|commit| commit.id != new);
            if on_the_way.any(|commit| commit.parents.len() > 1) {
                merges.push(Self {
                    sides: [old, new],
                    is_new,
                });
            }
        }
        Ok(merges)
    }

    /// What the gate says of it; what commits of the step let through counts.
    fn verdict(&self, change: &Change<'_>, project: &Project) -> Result<(Verdict, Policy), Error> {
        let job = change
            .settings
            .job(Source::git(change.repo, change.new), project)?;
        let allows = match change.new {
            At::Commit(new) => allows(change.repo, change.old, new)?,
            _ => Vec::new(),
        };
        Ok(gated(change.repo, job, self.sides, change.new, &allows)?)
    }
}

/// Whose halves make what only a merge makes.
fn attribute(verdict: &Verdict, found: &mut [New]) {
    for one in found.iter_mut().filter(|one| one.causes.is_empty()) {
        let same = verdict
            .findings
            .iter()
            .find(|other| other.reported.fingerprint == one.reported.fingerprint);
        if let Some(same) = same {
            one.causes = halves(same);
        }
    }
}

fn halves(finding: &GateFinding) -> Vec<Message> {
    finding.causes_told(
        say!(en: "one side of the merge", zh: "合并的一方"),
        say!(en: "the other side", zh: "另一方"),
    )
}

/// Dependencies that a merge leads elsewhere: what is compared with one side alone does not show
/// those that the other has brought. Gives what commits let through of them, in words. What is
/// `known` already is not told again.
fn led_elsewhere(
    verdict: Verdict,
    policy: Policy,
    known: &mut HashSet<String>,
    sources: &mut SourceMap,
    about: &mut Vec<New>,
) -> Vec<Message> {
    let mut is_new =
        |one: &Reported| rules::is_bent(&one.finding) && known.insert(one.fingerprint.clone());
    for one in verdict
        .findings
        .into_iter()
        .filter(|one| is_new(&one.reported))
    {
        let (causes, fail_on) = (halves(&one), Some(policy.of(&one)));
        let mut reported = Reported {
            fail_on,
            ..one.reported
        };
        for place in reported.finding.places_mut() {
            *place = sources.adopt(&verdict.store.sources, *place);
        }
        about.push(New { reported, causes });
    }
    let allowed: Vec<Allowed> = verdict
        .allowed
        .into_iter()
        .filter(|allowed| is_new(&allowed.reported))
        .collect();
    told(&allowed, &[])
}

/// What the gate says of a merge that is there already.
fn gated(
    repo: &Repo,
    mut job: Job,
    [ours, theirs]: [CommitId; 2],
    merged: At<'_>,
    allows: &[Allow],
) -> Result<(Verdict, Policy), Failure> {
    let merge_base = repo.merge_base(ours, theirs)?;
    let state = |commit| State::Git(repo, At::Commit(commit));
    let revisions = Revisions {
        merged: State::Git(repo, merged),
        conflicts: &[],
        merge_base: merge_base.map(state),
        base: state(ours),
        head: state(theirs),
    };
    let earlier = sides::earlier(repo, ours, theirs)?;
    let found = Sides::find(&job, revisions, earlier)?;
    let mut plans = sides::plans(&mut job, revisions, &found)?;
    plans.retain(GatePlan::exists);
    job.options.all_plans &= plans.len() == job.plans.len();
    let folders = sides::folders(&plans);
    let history = |side: MergeSide, store: &Store| {
        let (from, to) = if side == MergeSide::Base {
            (theirs, ours)
        } else {
            (ours, theirs)
        };
        side_commits(repo, &folders, from, to, store)
    };
    let policy = Policy::of_settings(job.settings.fail_on);
    let store = job.take_store();
    let verdict = gate::gate(
        plans,
        Vec::new(),
        store,
        &job.settings,
        job.options,
        allows,
        history,
    )?;
    Ok((verdict, policy))
}
