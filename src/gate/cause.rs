//! Who brought which half: the commits of each side that touched what a finding is about.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::collections::HashMap;

use crate::analysis::PlanFiles;
use crate::analysis::Store;
use crate::check::Reported;
use crate::compare::PlanPair;
use crate::config::Settings;
use crate::diff::Change;
use crate::diff::ChangeKind;
use crate::diff::Subject;
use crate::model::Bearing;
use crate::model::Plan;
use crate::model::Task;
use crate::model::TaskIx;
use crate::model::TaskKey;
use crate::rules;
use crate::text::FileId;
use crate::text::Span;

use super::plan_changes;
use super::read;

/// A commit of one side with what it did to the plans.
#[derive(Debug)]
pub(crate) struct SideCommit {
    /// The commit, as it is shown.
    pub id: String,
    /// The first line of its message.
    pub summary: String,
    /// For each parent the files that are not what they were there: a merge brings only what is
    /// different from all.
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

    /// The side across.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            MergeSide::Base => MergeSide::Head,
            MergeSide::Head => MergeSide::Base,
        }
    }
}

/// A commit that brought one half of an inconsistent merge.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Cause {
    /// Which side it is on.
    pub side: MergeSide,
    /// The commit, as it is shown.
    pub commit: String,
    /// The first line of its message.
    pub summary: String,
}

/// What a commit changed: what the fields bear on, by tasks and owners; of the plan itself and its
/// calendars.
#[derive(Clone, Debug, Default)]
struct Touched {
    tasks: BTreeMap<Box<str>, Bearing>,
    owners: BTreeMap<Box<str>, Bearing>,
    plan: Bearing,
}

impl Touched {
    fn add(&mut self, change: &Change, old: &Plan, new: &Plan) {
        let bearing = match change.kind {
            ChangeKind::Added | ChangeKind::Removed => Bearing::ALL,
            _ => change
                .fields
                .iter()
                .fold(Bearing::NONE, |all, field| all.and(field.row.bearing)),
        };
        match &change.subject {
            Subject::Task(before, after) => {
                self.task(old, *before, change.kind, bearing);
                self.task(new, *after, change.kind, bearing);
            }
            Subject::Owner(name) => add(&mut self.owners, name, bearing),
            Subject::Calendar(_) => self.plan = self.plan.and(Bearing::CALENDAR),
            Subject::Plan => self.plan = self.plan.and(bearing),
        }
    }

    fn task(&mut self, plan: &Plan, ix: Option<TaskIx>, kind: ChangeKind, bearing: Bearing) {
        let Some(task) = ix.map(|ix| plan.task(ix)) else {
            return;
        };
        if let Some(id) = task.id() {
            add(&mut self.tasks, id, bearing);
        }
        // A task that came or went changes what is above it.
        let parent = task.parent.and_then(|parent| plan.task(parent).id());
        if let (Some(parent), ChangeKind::Added | ChangeKind::Removed | ChangeKind::Moved) =
            (parent, kind)
        {
            add(&mut self.tasks, parent, Bearing::STRUCTURE);
        }
    }

    /// What both have: a merge brings only what is different from all of its parents.
    fn common(mut self, other: &Touched) -> Self {
        let shared = |own: &mut BTreeMap<Box<str>, Bearing>,
                      other: &BTreeMap<Box<str>, Bearing>| {
            own.retain(|name, bearing| {
                *bearing = bearing.common(other.get(name).copied().unwrap_or_default());
                *bearing != Bearing::NONE
            });
        };
        shared(&mut self.tasks, &other.tasks);
        shared(&mut self.owners, &other.owners);
        self.plan = self.plan.common(other.plan);
        self
    }

    fn is_empty(&self) -> bool {
        self.tasks.is_empty() && self.owners.is_empty() && self.plan == Bearing::NONE
    }
}

fn add(all: &mut BTreeMap<Box<str>, Bearing>, name: &str, bearing: Bearing) {
    match all.get_mut(name) {
        Some(known) => *known = known.and(bearing),
        None => {
            all.insert(name.into(), bearing);
        }
    }
}

/// Of more commits of one side that touched what a finding is about the newest are known.
pub(super) const MOST_CAUSES: usize = 20;

/// What one commit did to one thing.
#[derive(Clone, Copy, Debug)]
struct Touch {
    /// Its place among all commits.
    commit: u32,
    bearing: Bearing,
}

/// The commits of both sides, the oldest of each first, by what they touched.
#[derive(Debug, Default)]
pub(super) struct History {
    commits: Vec<Cause>,
    tasks: HashMap<Box<str>, Vec<Touch>>,
    owners: HashMap<Box<str>, Vec<Touch>>,
    plan: Vec<Touch>,
}

impl History {
    /// Add a commit, newer than those of its side that were added before.
    pub(super) fn add(
        &mut self,
        side: MergeSide,
        commit: SideCommit,
        store: &mut Store,
        settings: &Settings,
    ) {
        let SideCommit {
            id,
            summary,
            parents,
        } = commit;
        let mut touched: Option<Touched> = None;
        for pairs in parents {
            let mut one = Touched::default();
            for pair in pairs {
                let mut read = |files: Option<PlanFiles>| read(files, Some(&id), store, settings).0;
                let (old, new) = (read(pair.old), read(pair.new));
                plan_changes(&old, &new)
                    .iter()
                    .for_each(|change| one.add(change, &old.plan, &new.plan));
            }
            touched = Some(touched.map_or(one.clone(), |before| before.common(&one)));
        }
        let touched = touched.unwrap_or_default();
        if touched.is_empty() {
            return;
        }
        let commit = u32::try_from(self.commits.len()).unwrap_or(u32::MAX);
        self.commits.push(Cause {
            side,
            commit: id,
            summary,
        });
        for (all, touched) in [
            (&mut self.tasks, touched.tasks),
            (&mut self.owners, touched.owners),
        ] {
            for (name, bearing) in touched {
                all.entry(name).or_default().push(Touch { commit, bearing });
            }
        }
        self.plan.push(Touch {
            commit,
            bearing: touched.plan,
        });
    }

    /// The newest commits of both sides, for a finding about none of the plans.
    pub(super) fn newest(&self) -> Vec<Cause> {
        [MergeSide::Base, MergeSide::Head]
            .into_iter()
            .flat_map(|side| self.of_side(side, |_| true))
            .collect()
    }

    /// The newest commits of a side of which this holds.
    fn of_side(&self, side: MergeSide, holds: impl Fn(u32) -> bool) -> Vec<Cause> {
        let commits = (0..)
            .zip(&self.commits)
            .filter(|(index, commit)| commit.side == side && holds(*index));
        let commits: Vec<&Cause> = commits.map(|(_, commit)| commit).collect();
        commits[commits.len().saturating_sub(MOST_CAUSES)..]
            .iter()
            .copied()
            .cloned()
            .collect()
    }
}

/// Some of the commits, by their places among all.
#[derive(Clone, Debug, Default)]
struct Commits(Vec<u64>);

impl Commits {
    fn has(&self, commit: u32) -> bool {
        self.0
            .get(commit as usize / 64)
            .is_some_and(|word| word >> (commit % 64) & 1 == 1)
    }

    /// Those that changed a field that bears on one of these.
    fn add(&mut self, touches: Option<&Vec<Touch>>, fields: Bearing) {
        for touch in touches
            .into_iter()
            .flatten()
            .filter(|touch| touch.bearing.meets(fields))
        {
            let word = touch.commit as usize / 64;
            if self.0.len() <= word {
                self.0.resize(word + 1, 0);
            }
            self.0[word] |= 1 << (touch.commit % 64);
        }
    }

    fn add_all(&mut self, others: &Commits) {
        if self.0.len() < others.0.len() {
            self.0.resize(others.0.len(), 0);
        }
        self.0
            .iter_mut()
            .zip(&others.0)
            .for_each(|(word, other)| *word |= other);
    }
}

/// What of a plan a finding is about.
struct Subjects<'a> {
    tasks: BTreeSet<TaskIx>,
    /// Ids, also of tasks that are gone.
    ids: Vec<&'a str>,
    owner: Option<&'a str>,
}

/// The merged plan with what of it was touched.
pub(super) struct Traces<'p> {
    plan: &'p Plan,
    history: &'p History,
    /// In the order of their places.
    tasks: Vec<TaskIx>,
    /// For each group and phase who touched it or anything in it, as far as that was asked.
    within: HashMap<Bearing, HashMap<TaskIx, Commits>>,
}

impl<'p> Traces<'p> {
    pub(super) fn new(plan: &'p Plan, history: &'p History) -> Self {
        let mut tasks: Vec<TaskIx> = plan.all().map(|(ix, _)| ix).collect();
        tasks.sort_by_key(|ix| Self::key(plan.task(*ix).span));
        Self {
            plan,
            history,
            tasks,
            within: HashMap::new(),
        }
    }

    fn key(span: Span) -> (FileId, u32, Reverse<u32>) {
        (span.file, span.start, Reverse(span.end))
    }

    /// The innermost task around a place: the last that begins before it, or a group around that
    /// one.
    fn innermost(&self, place: Span) -> Option<TaskIx> {
        let after = self
            .tasks
            .partition_point(|ix| Self::key(self.plan.task(*ix).span) <= Self::key(place));
        let before = *self.tasks.get(after.checked_sub(1)?)?;
        let mut around = std::iter::once(before).chain(self.plan.ancestors(before));
        around.find(|ix| self.plan.task(*ix).span.contains(place))
    }

    /// The commits of both sides that brought about a finding of the merged plan: that changed a
    /// field that bears on it, of its task, of what it points at, or where its numbers come from.
    /// Of a side without one, those that changed anything of these; without that, whatever changed
    /// the plan is where to look.
    pub(super) fn causes(&mut self, reported: &Reported) -> Vec<Cause> {
        let rule = rules::rule(reported.finding.rule);
        let fields = rule.map_or(Bearing::ALL, |rule| rule.fields);
        let within = rule.is_some_and(|rule| rule.within);
        let subjects = self.subjects(reported);
        let history = self.history;
        let sides = [MergeSide::Base, MergeSide::Head];
        let direct = self.commits(&subjects, fields, within);
        let mut causes = sides.map(|side| history.of_side(side, |commit| direct.has(commit)));
        if causes.iter().any(Vec::is_empty) {
            let any = self.commits(&subjects, Bearing::ALL, within);
            for (side, causes) in sides
                .into_iter()
                .zip(&mut causes)
                .filter(|(_, causes)| causes.is_empty())
            {
                *causes = history.of_side(side, |commit| any.has(commit));
                if causes.is_empty() {
                    *causes = history.of_side(side, |_| true);
                }
            }
        }
        causes.concat()
    }

    fn subjects<'a>(&self, reported: &'a Reported) -> Subjects<'a> {
        let finding = &reported.finding;
        let spans =
            std::iter::once(finding.span).chain(finding.labels.iter().map(|label| label.span));
        let mut tasks: BTreeSet<TaskIx> = spans.filter_map(|span| self.innermost(span)).collect();
        let ids: Vec<&str> = finding
            .task
            .as_deref()
            .into_iter()
            .chain(finding.key.tasks())
            .collect();
        tasks.extend(ids.iter().filter_map(|id| self.plan.find(id)));
        Subjects {
            tasks,
            ids,
            owner: finding.owner.as_deref(),
        }
    }

    fn commits(&mut self, subjects: &Subjects<'_>, fields: Bearing, within: bool) -> Commits {
        let mut commits = Commits::default();
        for id in &subjects.ids {
            commits.add(self.history.tasks.get(*id), fields);
        }
        for ix in &subjects.tasks {
            let task = self.plan.task(*ix);
            // What a group does not say of itself, what is in it says.
            if !task.children.is_empty() && (within || !has_own_window(task)) {
                self.within(fields)
                    .get(ix)
                    .into_iter()
                    .for_each(|within| commits.add_all(within));
            } else {
                commits.add(self.touches(*ix), fields);
            }
            for above in self.plan.ancestors(*ix) {
                commits.add(self.touches(above), fields.common(INHERITED));
            }
        }
        if let Some(owner) = subjects.owner {
            commits.add(self.history.owners.get(owner), fields);
        }
        commits.add(
            Some(&self.history.plan),
            fields.common(Bearing::CALENDAR.and(Bearing::STATUS)),
        );
        commits
    }

    fn touches(&self, ix: TaskIx) -> Option<&'p Vec<Touch>> {
        self.history.tasks.get(self.plan.task(ix).id()?)
    }

    /// Who touched a group or phase, or anything in it: of all of them, since many findings are
    /// about the same ones.
    fn within(&mut self, fields: Bearing) -> &HashMap<TaskIx, Commits> {
        if !self.within.contains_key(&fields) {
            let mut within: HashMap<TaskIx, Commits> = HashMap::new();
            // Children come after their parents.
            for index in (0..self.plan.tasks.len()).rev() {
                let ix = TaskIx::from_index(index);
                let task = self.plan.task(ix);
                let mut commits = Commits::default();
                commits.add(self.touches(ix), fields);
                for child in &task.children {
                    within
                        .get(child)
                        .into_iter()
                        .for_each(|child| commits.add_all(child));
                }
                within.insert(ix, commits);
            }
            within.retain(|ix, _| !self.plan.task(*ix).children.is_empty());
            self.within.insert(fields, within);
        }
        &self.within[&fields]
    }
}

/// What tasks have from the groups and the phase that they are in.
const INHERITED: Bearing = TaskKey::reaching_down();

fn has_own_window(task: &Task) -> bool {
    !task.start.is_absent() && !task.finish.is_absent()
}
