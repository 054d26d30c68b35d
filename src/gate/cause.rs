//! Who brought which half: the commits of each side that touched what a finding is about.

use std::collections::BTreeSet;

use crate::check::PlanFiles;
use crate::check::Reported;
use crate::check::Store;
use crate::compare::PlanPair;
use crate::config::Settings;
use crate::diff::Change;
use crate::diff::Subject;
use crate::model::Plan;
use crate::model::TaskIx;
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

/// What a finding of the merged plan is about: its task, what it points at, and where its numbers come from.
pub(super) fn involved(plan: &Plan, reported: &Reported) -> Names {
    let finding = &reported.finding;
    let mut tasks: BTreeSet<TaskIx> = BTreeSet::new();
    let places: Vec<Span> =
        std::iter::once(finding.span).chain(finding.labels.iter().map(|label| label.span)).collect();
    for (ix, task) in plan.all() {
        // The innermost task around a place is the last in reading order that holds it.
        if places.iter().any(|place| task.span.contains(*place))
            && !task.children.iter().any(|child| places.iter().any(|place| plan.task(*child).span.contains(*place)))
        {
            tasks.insert(ix);
        }
    }
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

/// The commits of both sides that touched what is involved.
pub(super) fn causes(brought: &[Brought], involved: &Names) -> Vec<Cause> {
    let cause =
        |commit: &Brought| Cause { side: commit.side, commit: commit.id.clone(), summary: commit.summary.clone() };
    let mut causes = Vec::new();
    for merge_side in [MergeSide::Base, MergeSide::Head] {
        let of_side = || brought.iter().filter(move |commit| commit.side == merge_side && !commit.touched.is_empty());
        let direct: Vec<Cause> = of_side().filter(|commit| !commit.touched.is_disjoint(involved)).map(cause).collect();
        // Without a direct trace, whatever changed the plan on that side is where to look.
        causes.extend(if direct.is_empty() { of_side().map(cause).collect() } else { direct });
    }
    causes
}
