//! Would merging leave a consistent plan? Two branches, each fine alone, can merge without a textual conflict into a plan
//! that contradicts itself; this is where that is found.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::collections::HashMap;
use std::collections::HashSet;

use crate::check;
use crate::check::Options;
use crate::check::PlanFiles;
use crate::check::Reported;
use crate::check::Store;
use crate::compare::Allow;
use crate::compare::Allowed;
use crate::compare::PlanPair;
use crate::compare::Trailers;
use crate::config::FailOn;
use crate::config::Settings;
use crate::diff;
use crate::diff::Change;
use crate::diff::FieldChange;
use crate::diff::Pairing;
use crate::diff::Side;
use crate::diff::Subject;
use crate::finding::shorten;
use crate::model::Plan;
use crate::model::TaskIx;
use crate::rules;
use crate::schedule::Schedule;
use crate::text::FileId;
use crate::text::Span;

/// One plan at the four revisions that a merge has; a revision that does not have it has `None`.
#[derive(Debug)]
pub struct GatePlan {
    /// The folder, as it is shown.
    pub root: String,
    /// Where both sides come from.
    pub merge_base: Option<PlanFiles>,
    /// The side that is merged into.
    pub base: Option<PlanFiles>,
    /// The side that is merged.
    pub head: Option<PlanFiles>,
    /// What merging gives, as far as git can merge.
    pub merged: Option<PlanFiles>,
}

/// A file that git cannot merge, at the merge base, on the base's side, on the head's.
#[derive(Debug)]
pub struct ConflictFiles {
    /// Its path.
    pub path: String,
    /// Its three versions.
    pub sides: [Option<PlanFiles>; 3],
}

/// A commit of one side with what it did to the plans.
#[derive(Debug)]
pub struct SideCommit {
    /// The commit, as it is shown.
    pub id: String,
    /// The first line of its message.
    pub summary: String,
    /// Each plan before and after it.
    pub pairs: Vec<PlanPair>,
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

/// Where a finding of the gate comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Origin {
    /// Neither side has it: the merge itself makes it.
    Merge,
    /// The head brings it.
    Head,
    /// A rule about the change from the base to the merged plan.
    Revision,
}

impl Origin {
    /// Its name in every output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Origin::Merge => "merge",
            Origin::Head => "head",
            Origin::Revision => "revision",
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

impl Cause {
    /// In words; the sides are called `base` and `head`.
    #[must_use]
    pub fn told(&self, base: &str, head: &str) -> String {
        let side = if self.side == MergeSide::Base { base } else { head };
        format!("brought by {side}: {} {}", self.commit, self.summary)
    }
}

/// A finding of the gate.
#[derive(Debug)]
pub struct GateFinding {
    /// The finding, in the merged plan.
    pub reported: Reported,
    /// Where it comes from.
    pub origin: Origin,
    /// For a merge, who brought which half.
    pub causes: Vec<Cause>,
}

/// Something that both sides changed in the same place, so that git cannot merge it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The file.
    pub path: String,
    /// The task, owner or calendar; `None` where the plan's terms say nothing about it.
    pub task: Option<String>,
    /// The field; `None` where the sides changed different ones that stand beside each other.
    pub field: Option<String>,
    /// The value at the merge base.
    pub before: Option<String>,
    /// The value on the base's side.
    pub base: Option<String>,
    /// The value on the head's side.
    pub head: Option<String>,
    /// All of it in a sentence.
    pub message: String,
}

/// A task that both sides changed in fields that bear on each other, though the result may be consistent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overlap {
    /// The task.
    pub task: String,
    /// What the base's side changed.
    pub base: Vec<String>,
    /// What the head's side changed.
    pub head: Vec<String>,
}

impl Overlap {
    /// In words.
    #[must_use]
    pub fn told(&self) -> String {
        format!(
            "note: both sides changed {}: the base its {}, the head its {}",
            self.task,
            self.base.join(", "),
            self.head.join(", ")
        )
    }
}

/// The gate's answer.
#[derive(Debug)]
pub struct Verdict {
    /// The texts of all revisions.
    pub store: Store,
    /// The plans' folders, as they are shown.
    pub plans: Vec<String>,
    /// What git cannot merge.
    pub conflicts: Vec<Conflict>,
    /// What is wrong with the merge.
    pub findings: Vec<GateFinding>,
    /// How many findings more are only counted.
    pub not_shown: usize,
    /// What both sides touched.
    pub overlaps: Vec<Overlap>,
    /// Findings that a commit lets through.
    pub allowed: Vec<Allowed>,
    /// Trailers that match no finding.
    pub unused_allows: Vec<Allow>,
    /// How many findings of the merged plan the base has, too.
    pub existing: usize,
    /// Whether something of the merged plan could not be read.
    pub incomplete: bool,
}

impl Verdict {
    /// Leave it at the worst of the findings, those that block before others; the rest is counted.
    pub fn show_at_most(&mut self, most: usize, policy: Policy) {
        let rank = |one: &GateFinding| {
            let severity = one.reported.finding.severity;
            (policy.of(one.origin).fails(severity), severity)
        };
        self.not_shown = check::keep_worst(&mut self.findings, most, rank).len();
    }

    /// Whether the merge must not be made.
    #[must_use]
    pub fn blocks(&self, policy: Policy) -> bool {
        !self.conflicts.is_empty()
            || self.findings.iter().any(|one| policy.of(one.origin).fails(one.reported.finding.severity))
    }
}

/// From which level on findings block.
#[derive(Clone, Copy, Debug)]
pub struct Policy {
    /// What the head brings, and the change from the base.
    pub fail_on: FailOn,
    /// What the merge itself makes: nobody has seen it before, so warnings block unless somebody says otherwise.
    pub merge: FailOn,
}

impl Policy {
    /// For findings that come from there.
    #[must_use]
    pub fn of(self, origin: Origin) -> FailOn {
        if origin == Origin::Merge { self.merge } else { self.fail_on }
    }
}

struct Read {
    plan: Plan,
    schedule: Schedule,
    exists: bool,
}

/// Judge a merge. `history` gives the commits of a side, the oldest first; it is asked only if the merge makes a finding.
///
/// # Errors
/// What `history` returns.
pub fn gate<E>(
    plans: Vec<GatePlan>,
    conflicts: Vec<ConflictFiles>,
    mut store: Store,
    settings: &Settings,
    options: Options,
    allows: &[Allow],
    mut history: impl FnMut(MergeSide, &Store) -> Result<Vec<SideCommit>, E>,
) -> Result<Verdict, E> {
    let options = Options { all_plans: false, ..options };
    let roots: Vec<String> = plans.iter().map(|plan| plan.root.clone()).collect();
    let (mut merged_found, mut base_found, mut head_found) = (Vec::new(), Vec::new(), Vec::new());
    let mut origin_found = Vec::new();
    let mut pair_found = Vec::new();
    let mut overlaps = Vec::new();
    let mut merged_plans = Vec::new();
    let mut incomplete = false;
    for (index, plan) in plans.into_iter().enumerate() {
        let mut read = |files: Option<PlanFiles>, label: Option<&str>, found: &mut Vec<_>| -> Read {
            let exists = files.is_some();
            let (plan, findings) = files.map_or_else(Default::default, |files| store.read(files, label));
            let schedule = Schedule::new(&plan, rules::method(settings));
            if exists {
                let more = check::run_rules(&plan, &schedule, settings, options.as_of);
                found.extend(findings.into_iter().chain(more).map(|finding| (Some(index), finding)));
            }
            Read { plan, schedule, exists }
        };
        let merged = read(plan.merged, None, &mut merged_found);
        let head = read(plan.head, Some("head"), &mut head_found);
        let base = read(plan.base, Some("base"), &mut base_found);
        let origin = read(plan.merge_base, Some("merge base"), &mut origin_found);
        incomplete |= merged.plan.is_broken();
        if base.exists && !base.plan.is_broken() && !merged.plan.is_broken() {
            let (old, new) = (side(&base), side(&merged));
            let pairing = Pairing::new(old.plan, new.plan);
            let changes = diff::changes(old, new, &pairing, &store.sources);
            let effects = diff::effects(old, new, &pairing);
            let found = check::run_pair_rules(old, new, &pairing, &changes, &effects, settings);
            pair_found.extend(found.into_iter().map(|finding| (Some(index), finding)));
        }
        overlaps.extend(overlapping(&origin, &base, &head, &store));
        merged_plans.push(merged);
    }
    let conclude = |found| check::conclude(found, settings, options, &roots, &store.sources).0;
    let (merged, base, head) = (conclude(merged_found), conclude(base_found), conclude(head_found));
    let (origin, revision) = (conclude(origin_found), conclude(pair_found));
    let prints = |found: &[Reported]| -> HashSet<String> { found.iter().map(|one| one.fingerprint.clone()).collect() };
    let (in_base, in_head, in_origin) = (prints(&base), prints(&head), prints(&origin));
    let mut findings = Vec::new();
    let mut existing = 0;
    for reported in merged {
        let print = &reported.fingerprint;
        let origin = match (in_base.contains(print), in_head.contains(print), in_origin.contains(print)) {
            (true, _, _) => {
                existing += 1;
                continue;
            }
            (false, true, false) => Origin::Head,
            // Mended on the base's side, and back in the merge: the head did not bring it either.
            (false, true, true) | (false, false, _) => Origin::Merge,
        };
        findings.push(GateFinding { reported, origin, causes: Vec::new() });
    }
    findings.extend(revision.into_iter().map(|reported| GateFinding {
        reported,
        origin: Origin::Revision,
        causes: Vec::new(),
    }));
    let (allowed, unused_allows) = apply_allows(&mut findings, allows);
    if findings.iter().any(|one| one.origin == Origin::Merge) {
        let mut brought = Vec::new();
        for merge_side in [MergeSide::Base, MergeSide::Head] {
            let commits = history(merge_side, &store)?;
            brought.extend(commits.into_iter().map(|commit| touched(merge_side, commit, &mut store, settings)));
        }
        let brought = History::new(&brought);
        let places: Vec<Places<'_>> = merged_plans.iter().map(|read| Places::new(&read.plan)).collect();
        for one in findings.iter_mut().filter(|one| one.origin == Origin::Merge) {
            let places = one.reported.plan.map(|plan| &places[plan]);
            let involved = places.map(|places| involved(places, &one.reported)).unwrap_or_default();
            one.causes = brought.causes(&involved);
        }
    }
    let conflicts = conflicts.into_iter().flat_map(|files| explain(files, &mut store, settings)).collect();
    Ok(Verdict {
        store,
        plans: roots,
        conflicts,
        findings,
        not_shown: 0,
        overlaps,
        allowed,
        unused_allows,
        existing,
        incomplete,
    })
}

fn side(read: &Read) -> Side<'_> {
    Side { plan: &read.plan, schedule: &read.schedule }
}

fn apply_allows(findings: &mut Vec<GateFinding>, allows: &[Allow]) -> (Vec<Allowed>, Vec<Allow>) {
    let mut trailers = Trailers::new(allows);
    let mut allowed = Vec::new();
    findings.retain(|one| match trailers.covering(&one.reported) {
        Some(allow) => {
            allowed.push(Allowed { reported: one.reported.clone(), allow: allow.clone() });
            false
        }
        None => true,
    });
    (allowed, trailers.unused())
}

// ---- who brought which half ----

/// What a finding or a commit is about: ids of tasks, names of owners and calendars, and the plan itself.
type Names = BTreeSet<String>;

struct Brought {
    side: MergeSide,
    id: String,
    summary: String,
    touched: Names,
}

fn touched(side: MergeSide, commit: SideCommit, store: &mut Store, settings: &Settings) -> Brought {
    let mut names = Names::new();
    for pair in commit.pairs {
        let mut read = |files: Option<PlanFiles>| {
            let (plan, _) = files.map_or_else(Default::default, |files| store.read(files, Some(&commit.id)));
            let schedule = Schedule::new(&plan, rules::method(settings));
            Read { plan, schedule, exists: true }
        };
        let (old, new) = (read(pair.old), read(pair.new));
        for change in plan_changes(&old, &new, store) {
            names.extend(subjects(&change, &old.plan, &new.plan));
        }
    }
    Brought { side, id: commit.id, summary: commit.summary, touched: names }
}

fn plan_changes(old: &Read, new: &Read, store: &Store) -> Vec<Change> {
    let (before, after) = (side(old), side(new));
    let pairing = Pairing::new(before.plan, after.plan);
    diff::changes(before, after, &pairing, &store.sources)
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
struct Places<'p> {
    plan: &'p Plan,
    /// In the order of their places.
    tasks: Vec<TaskIx>,
}

impl<'p> Places<'p> {
    fn new(plan: &'p Plan) -> Self {
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
fn involved(places: &Places<'_>, reported: &Reported) -> Names {
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
struct History<'b> {
    sides: [(MergeSide, Vec<&'b Brought>); 2],
    /// For each name the commits of each side that touched it, the oldest first.
    by_name: HashMap<&'b str, [Vec<usize>; 2]>,
}

impl<'b> History<'b> {
    fn new(brought: &'b [Brought]) -> Self {
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

    fn causes(&self, involved: &Names) -> Vec<Cause> {
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

// ---- both sides ----

/// Fields that decide together when work takes place, what it takes, or who does it.
const BEARING: [&[&str]; 3] =
    [&["start", "finish", "days", "depends_on", "calendar"], &["total_days"], &["executors", "coordinator"]];

fn overlapping(origin: &Read, base: &Read, head: &Read, store: &Store) -> Vec<Overlap> {
    if !(origin.exists && base.exists && head.exists) {
        return Vec::new();
    }
    let changed = |side: &Read| -> BTreeMap<TaskIx, Vec<FieldChange>> {
        plan_changes(origin, side, store)
            .into_iter()
            .filter_map(|change| match change.subject {
                Subject::Task(Some(before), Some(_)) => Some((before, change.fields)),
                _ => None,
            })
            .collect()
    };
    let (by_base, by_head) = (changed(base), changed(head));
    let mut overlaps = Vec::new();
    for (ix, ours) in &by_base {
        let Some(theirs) = by_head.get(ix) else { continue };
        for group in BEARING {
            let named = |fields: &[FieldChange]| -> Vec<String> {
                fields.iter().filter(|field| group.contains(&field.field)).map(|field| field.field.to_owned()).collect()
            };
            let (ours, theirs) = (named(ours), named(theirs));
            if !ours.is_empty() && !theirs.is_empty() {
                overlaps.push(Overlap { task: origin.plan.task(*ix).label().to_owned(), base: ours, head: theirs });
            }
        }
    }
    overlaps
}

/// A textual conflict in the plan's terms: which task, which field, both values.
fn explain(files: ConflictFiles, store: &mut Store, settings: &Settings) -> Vec<Conflict> {
    let path = files.path;
    let whole = |message: String| Conflict {
        path: path.clone(),
        task: None,
        field: None,
        before: None,
        base: None,
        head: None,
        message,
    };
    let [origin, base, head] = files.sides;
    match (&origin, &base, &head) {
        (_, None, Some(_)) => {
            return vec![whole(format!("{path} was deleted on the base's side and changed on the head's"))];
        }
        (_, Some(_), None) => {
            return vec![whole(format!("{path} was changed on the base's side and deleted on the head's"))];
        }
        _ => {}
    }
    let mut read = |files: Option<PlanFiles>, label: &str| {
        let (plan, _) = files.map_or_else(Default::default, |files| store.read(files, Some(label)));
        let schedule = Schedule::new(&plan, rules::method(settings));
        Read { plan, schedule, exists: true }
    };
    let (origin, base, head) = (read(origin, "merge base"), read(base, "base"), read(head, "head"));
    let by_subject = |side: &Read| -> BTreeMap<String, Vec<FieldChange>> {
        plan_changes(&origin, side, store)
            .into_iter()
            .map(|change| {
                let name = match &change.subject {
                    Subject::Task(before, after) => {
                        let old = before.map(|ix| origin.plan.task(ix).label());
                        old.or(after.map(|ix| side.plan.task(ix).label())).unwrap_or_default().to_owned()
                    }
                    Subject::Owner(name) => format!("owner {name}"),
                    Subject::Calendar(name) => format!("calendar {name}"),
                    Subject::Plan => "plan".to_owned(),
                };
                (name, change.fields)
            })
            .collect()
    };
    let (by_base, by_head) = (by_subject(&base), by_subject(&head));
    let mut conflicts = Vec::new();
    for (task, ours) in &by_base {
        let Some(theirs) = by_head.get(task) else { continue };
        for our in ours {
            let Some(their) = theirs.iter().find(|their| their.field == our.field && their.after != our.after) else {
                continue;
            };
            let shown = |value: &Option<String>| shorten(value.as_deref().unwrap_or("nothing"), 200).into_owned();
            let message = format!(
                "{task}: `{}` was {}; the base's side made it {}, the head's {}",
                our.field,
                shown(&our.before),
                shown(&our.after),
                shown(&their.after),
            );
            conflicts.push(Conflict {
                path: path.clone(),
                task: Some(task.clone()),
                field: Some(our.field.to_owned()),
                before: our.before.clone(),
                base: our.after.clone(),
                head: their.after.clone(),
                message,
            });
        }
    }
    if conflicts.is_empty() {
        let told = |changes: &BTreeMap<String, Vec<FieldChange>>| -> String {
            let names: Vec<&str> = changes.keys().map(String::as_str).take(6).collect();
            if names.is_empty() { "nothing that the plan knows of".to_owned() } else { names.join(", ") }
        };
        conflicts.push(whole(format!(
            "both sides changed neighbouring lines of {path}: the base's side {}; the head's {}",
            told(&by_base),
            told(&by_head),
        )));
    }
    conflicts
}
