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
    plan_changes(&old, &new, store).iter().flat_map(|change| subjects(change, &old.plan, &new.plan)).collect()
}

fn subjects(change: &Change, old: &Plan, new: &Plan) -> Vec<String> {
    let id = |plan: &Plan, ix: &Option<TaskIx>| ix.and_then(|ix| plan.task(ix).id().map(|id| format!("task {id}")));
    match &change.subject {
        Subject::Task(before, after) => id(old, before).into_iter().chain(id(new, after)).collect(),
        Subject::Owner(name) => vec![format!("owner {name}")],
        Subject::Calendar(_) | Subject::Plan => vec!["calendar".to_owned()],
    }
}

/// The tasks of a plan by where they stand.
pub(super) struct Places<'p> {
    plan: &'p Plan,
    /// In the order of their places.
    tasks: Vec<TaskIx>,
}

impl<'p> Places<'p> {
    pub(super) fn new(plan: &'p Plan) -> Self {
        let mut tasks: Vec<TaskIx> = plan.all().map(|(ix, _)| ix).collect();
        tasks.sort_by_key(|ix| Self::key(plan.task(*ix).span));
        Self { plan, tasks }
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
}

/// What a finding of the merged plan is about: its task, what it points at, and where its numbers come from.
pub(super) fn involved(places: &Places<'_>, reported: &Reported) -> Names {
    let finding = &reported.finding;
    let plan = places.plan;
    let spans = std::iter::once(finding.span).chain(finding.labels.iter().map(|label| label.span));
    let mut tasks: BTreeSet<TaskIx> = spans.filter_map(|span| places.innermost(span)).collect();
    let mut names = Names::new();
    let words = finding.key.split(' ').chain(finding.task.as_deref());
    for id in words {
        names.insert(format!("task {id}"));
        names.insert(format!("owner {id}"));
        tasks.extend(plan.find(id));
    }
    // The days of a group are its children's.
    if finding.rule.starts_with("total-") || finding.rule.starts_with("progress-") {
        let inner: Vec<TaskIx> = tasks.iter().flat_map(|ix| plan.descendants(*ix)).collect();
        tasks.extend(inner);
    }
    names.extend(tasks.iter().filter_map(|ix| plan.task(*ix).id().map(|id| format!("task {id}"))));
    if ["date-", "calendar-", "total-", "dependency-dates"].iter().any(|prefix| finding.rule.starts_with(prefix)) {
        names.insert("calendar".to_owned());
    }
    names
}

/// Of more commits of one side that touched what a finding is about the newest are named.
const MOST_CAUSES: usize = 20;

/// The commits of both sides by what they touched.
pub(super) struct History<'b> {
    sides: [(MergeSide, Vec<&'b Brought>); 2],
    /// For each name the commits of each side that touched it, the oldest first.
    by_name: HashMap<&'b str, [Vec<usize>; 2]>,
}

impl<'b> History<'b> {
    pub(super) fn new(brought: &'b [Brought]) -> Self {
        let of = |side: MergeSide| {
            let commits = brought.iter().filter(move |commit| commit.side == side && !commit.touched.is_empty());
            (side, commits.collect::<Vec<_>>())
        };
        let sides = [MergeSide::Base, MergeSide::Head].map(of);
        let mut by_name: HashMap<&str, [Vec<usize>; 2]> = HashMap::new();
        for (at, (_, commits)) in sides.iter().enumerate() {
            for (index, commit) in commits.iter().enumerate() {
                for name in &commit.touched {
                    by_name.entry(name).or_default()[at].push(index);
                }
            }
        }
        Self { sides, by_name }
    }

    /// The commits of both sides that touched what is involved.
    pub(super) fn causes(&self, involved: &Names) -> Vec<Cause> {
        let mut causes = Vec::new();
        for (at, (side, commits)) in self.sides.iter().enumerate() {
            let newest = |touched: &'_ [usize]| touched[touched.len().saturating_sub(MOST_CAUSES)..].to_vec();
            let named = involved.iter().filter_map(|name| self.by_name.get(name.as_str()));
            let mut direct: Vec<usize> = named.flat_map(|touched| newest(&touched[at])).collect();
            direct.sort_unstable();
            direct.dedup();
            // Without a direct trace, whatever changed the plan on that side is where to look.
            if direct.is_empty() {
                direct = (0..commits.len()).collect();
            }
            causes.extend(newest(&direct).into_iter().map(|index| {
                let commit = commits[index];
                Cause { side: *side, commit: commit.id.clone(), summary: commit.summary.clone() }
            }));
        }
        causes
    }
}
