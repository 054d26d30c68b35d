//! Who brought which half: the commits of each side that touched what a finding is about.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::collections::HashMap;

use crate::check::PlanFiles;
use crate::check::Reported;
use crate::check::Store;
use crate::compare::PlanPair;
use crate::config::Settings;
use crate::diff::Change;
use crate::diff::Subject;
use crate::model::Plan;
use crate::model::TaskIx;
use crate::text::FileId;
use crate::text::Span;

use super::Read;
use super::plan_changes;

/// A commit of one side with what it did to the plans.
#[derive(Debug)]
pub struct SideCommit {
    /// The commit, as it is shown.
    pub id: String,
    /// The first line of its message.
    pub summary: String,
    /// For each parent the files that are not what they were there: a merge brings only what is different from all.
    pub parents: Vec<Vec<PlanPair>>,
}

/// One of the two sides of a merge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MergeSide {
    /// The side that is merged into.
    Base,
    /// The side that is merged.
    Head,
}

impl MergeSide {
    /// Its name in every output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            MergeSide::Base => "base",
            MergeSide::Head => "head",
        }
    }
}

/// A commit that brought one half of an inconsistent merge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// Which side it is on.
    pub side: MergeSide,
    /// The commit, as it is shown.
    pub commit: String,
    /// The first line of its message.
    pub summary: String,
}

/// What a finding or a commit is about: ids of tasks, names of owners and calendars, and the plan itself.
type Names = BTreeSet<String>;

/// A commit with what it touched.
pub(super) struct Brought {
    side: MergeSide,
    id: String,
    summary: String,
    touched: Names,
}

impl Brought {
    pub(super) fn new(side: MergeSide, commit: SideCommit, store: &mut Store, settings: &Settings) -> Self {
        let SideCommit { id, summary, parents } = commit;
        let mut touched: Option<Names> = None;
        for pairs in parents {
            let names: Names = pairs.into_iter().flat_map(|pair| changed(pair, &id, store, settings)).collect();
            touched = Some(touched.map_or_else(|| names.clone(), |before| &before & &names));
        }
        Self { side, id, summary, touched: touched.unwrap_or_default() }
    }
}

fn changed(pair: PlanPair, commit: &str, store: &mut Store, settings: &Settings) -> Names {
    let mut read = |files: Option<PlanFiles>| Read::new(files, Some(commit), store, settings).0;
    let (old, new) = (read(pair.old), read(pair.new));
    plan_changes(&old, &new).iter().flat_map(|change| subjects(change, &old.plan, &new.plan)).collect()
}

fn subjects(change: &Change, old: &Plan, new: &Plan) -> Vec<String> {
    let id = |plan: &Plan, ix: &Option<TaskIx>| ix.and_then(|ix| plan.task(ix).id().map(|id| format!("task {id}")));
    match &change.subject {
        Subject::Task(before, after) => id(old, before).into_iter().chain(id(new, after)).collect(),
        Subject::Owner(name) => vec![format!("owner {name}")],
        Subject::Calendar(_) | Subject::Plan => vec!["calendar".to_owned()],
    }
}

/// Of more commits of one side that touched what a finding is about the newest are named.
const MOST_CAUSES: usize = 20;

/// Commits of the base's side and of the head's, by their place in the history: ascending, the newest of them.
#[derive(Clone, Debug, Default)]
struct Touched([Vec<usize>; 2]);

impl Touched {
    fn add(&mut self, more: &Touched) {
        for (commits, more) in self.0.iter_mut().zip(&more.0).filter(|(_, more)| !more.is_empty()) {
            commits.extend(more);
            commits.sort_unstable();
            commits.dedup();
            commits.drain(..commits.len().saturating_sub(MOST_CAUSES));
        }
    }
}

/// The commits of both sides by what they touched.
pub(super) struct History<'b> {
    sides: [(MergeSide, Vec<&'b Brought>); 2],
    by_name: HashMap<&'b str, Touched>,
}

impl<'b> History<'b> {
    pub(super) fn new(brought: &'b [Brought]) -> Self {
        let of = |side: MergeSide| {
            let commits = brought.iter().filter(move |commit| commit.side == side && !commit.touched.is_empty());
            (side, commits.collect::<Vec<_>>())
        };
        let sides = [MergeSide::Base, MergeSide::Head].map(of);
        let mut by_name: HashMap<&str, Touched> = HashMap::new();
        for (at, (_, commits)) in sides.iter().enumerate() {
            for (index, commit) in commits.iter().enumerate() {
                let mut one = Touched::default();
                one.0[at].push(index);
                for name in &commit.touched {
                    by_name.entry(name).or_default().add(&one);
                }
            }
        }
        Self { sides, by_name }
    }

    fn of_task(&self, plan: &Plan, ix: TaskIx) -> Option<&Touched> {
        self.by_name.get(format!("task {}", plan.task(ix).id()?).as_str())
    }

    /// The newest commits of both sides, for a finding about none of the plans.
    pub(super) fn newest(&self) -> Vec<Cause> {
        self.causes(&Touched::default())
    }

    /// Without a direct trace, whatever changed the plan on a side is where to look.
    fn causes(&self, direct: &Touched) -> Vec<Cause> {
        let mut causes = Vec::new();
        for ((side, commits), direct) in self.sides.iter().zip(&direct.0) {
            let newest = commits.len().saturating_sub(MOST_CAUSES)..commits.len();
            let indices = if direct.is_empty() { newest.collect() } else { direct.clone() };
            causes.extend(indices.into_iter().map(|index| {
                let commit = commits[index];
                Cause { side: *side, commit: commit.id.clone(), summary: commit.summary.clone() }
            }));
        }
        causes
    }
}

/// The merged plan with what of it was touched: what every finding is asked about is computed once.
pub(super) struct Traces<'p> {
    plan: &'p Plan,
    history: &'p History<'p>,
    /// In the order of their places.
    tasks: Vec<TaskIx>,
    /// For each task the commits that touched it or anything under it: the days of a group are its children's.
    within: Vec<Touched>,
}

impl<'p> Traces<'p> {
    pub(super) fn new(plan: &'p Plan, history: &'p History<'p>) -> Self {
        let mut tasks: Vec<TaskIx> = plan.all().map(|(ix, _)| ix).collect();
        tasks.sort_by_key(|ix| Self::key(plan.task(*ix).span));
        let mut within = vec![Touched::default(); plan.tasks.len()];
        // Children come after their parents.
        for index in (0..plan.tasks.len()).rev() {
            let ix = TaskIx::from_index(index);
            if let Some(own) = history.of_task(plan, ix) {
                within[index].add(own);
            }
            if let Some(parent) = plan.task(ix).parent {
                let (before, after) = within.split_at_mut(index);
                before[parent.index()].add(&after[0]);
            }
        }
        Self { plan, history, tasks, within }
    }

    fn key(span: Span) -> (FileId, u32, Reverse<u32>) {
        (span.file, span.start, Reverse(span.end))
    }

    /// The innermost task around a place: the last that begins before it, or a group around that one.
    fn innermost(&self, place: Span) -> Option<TaskIx> {
        let after = self.tasks.partition_point(|ix| Self::key(self.plan.task(*ix).span) <= Self::key(place));
        let before = *self.tasks.get(after.checked_sub(1)?)?;
        let mut around = std::iter::once(before).chain(self.plan.ancestors(before));
        around.find(|ix| self.plan.task(*ix).span.contains(place))
    }

    /// The commits of both sides that touched what a finding of the merged plan is about: its task, what it points at, and
    /// where its numbers come from.
    pub(super) fn causes(&self, reported: &Reported) -> Vec<Cause> {
        let finding = &reported.finding;
        let spans = std::iter::once(finding.span).chain(finding.labels.iter().map(|label| label.span));
        let mut tasks: BTreeSet<TaskIx> = spans.filter_map(|span| self.innermost(span)).collect();
        let mut direct = Touched::default();
        let mut add = |touched: Option<&Touched>| touched.into_iter().for_each(|touched| direct.add(touched));
        for id in finding.key.split(' ').chain(finding.task.as_deref()) {
            add(self.history.by_name.get(format!("task {id}").as_str()));
            add(self.history.by_name.get(format!("owner {id}").as_str()));
            tasks.extend(self.plan.find(id));
        }
        let of_children = finding.rule.starts_with("total-") || finding.rule.starts_with("progress-");
        for ix in tasks {
            add(if of_children { Some(&self.within[ix.index()]) } else { self.history.of_task(self.plan, ix) });
        }
        if ["date-", "calendar-", "total-", "dependency-dates"].iter().any(|prefix| finding.rule.starts_with(prefix)) {
            add(self.history.by_name.get("calendar"));
        }
        self.history.causes(&direct)
    }
}
