//! Would merging leave a consistent plan? Two branches, each fine alone, can merge without a
//! textual conflict into a plan that contradicts itself; this is where that is found.

mod bend;
mod cause;
mod conflict;
mod overlap;
mod together;

use std::collections::HashSet;

use crate::analysis;
use crate::analysis::Analysis;
use crate::analysis::PlanFiles;
use crate::analysis::Store;
use crate::check;
use crate::check::Entries;
use crate::check::Known;
use crate::check::Options;
use crate::check::Reported;
use crate::compare;
use crate::compare::Allow;
use crate::compare::Allowed;
use crate::compare::Trailers;
use crate::config::FailOn;
use crate::config::Settings;
use crate::diff;
use crate::diff::Change;
use crate::diff::Pairing;
use crate::finding::Finding;
use crate::finding::Findings;
use crate::finding::Found;
use crate::finding::Room;
use crate::finding::Severity;
use crate::finding::Size;
use crate::model::Plan;
use crate::rules;
use crate::rules::PairContext;
use crate::text::SourceMap;
use crate::text::Span;
use crate::words::Arg;
use crate::words::Message;
use crate::words::say;

use bend::Bent;
use bend::Sides;
use cause::History;
use cause::MOST_CAUSES;
use cause::Traces;
use conflict::explain;
use overlap::overlapping;
use together::together;

pub use cause::Cause;
pub use cause::MergeSide;
pub(crate) use cause::SideCommit;
pub use conflict::Conflict;
pub(crate) use conflict::ConflictFiles;
pub(crate) use conflict::ConflictKind;
pub(crate) use conflict::with_phases;
pub use overlap::Overlap;

/// One plan at the four revisions that a merge has; a revision that does not have it has `None`.
#[derive(Debug)]
pub(crate) struct GatePlan {
    /// The folder, as it is shown.
    pub root: String,
    /// Where both sides come from.
    pub merge_base: Option<PlanFiles>,
    /// The side that is merged into.
    pub base: Option<PlanFiles>,
    /// The side that is merged.
    pub head: Option<PlanFiles>,
    /// What merging gives; the head again if git cannot merge all of it.
    pub merged: Option<PlanFiles>,
    /// Whether there is a part of it that git cannot merge.
    pub in_conflict: bool,
    /// Whether only the base's settings name it, though its files are in the merge.
    pub unlisted: bool,
    /// What the head was before others were merged into it.
    pub earlier: Vec<Earlier>,
}

/// A plan at a commit of the head's side that was merged since then. What that merge made of it is
/// the head's now, and what was meant can only be seen here.
#[derive(Debug)]
pub(crate) struct Earlier {
    /// What the head was.
    pub head: Option<PlanFiles>,
    /// Where that commit and the base come from.
    pub merge_base: Option<PlanFiles>,
    /// What the merge made of it.
    pub merge: Option<PlanFiles>,
    /// How places there are labelled.
    pub label: String,
}

impl GatePlan {
    /// Whether either side has it, or it came to be in the merge.
    #[must_use]
    pub(crate) fn exists(&self) -> bool {
        self.in_conflict || self.base.is_some() || self.head.is_some() || self.merged.is_some()
    }
}

/// Where a finding of the gate comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Origin {
    /// Neither side brings it, or not as large: the merge itself makes it.
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

/// A finding of the gate.
#[derive(Debug)]
#[non_exhaustive]
pub struct GateFinding {
    /// The finding, in the merged plan.
    pub reported: Reported,
    /// Where it comes from.
    pub origin: Origin,
    /// For a merge, who brought which half.
    pub causes: Vec<Cause>,
}

/// How places on the base's side are labelled.
pub(crate) const BASE: &str = "base";

/// Of the causes that are known of a side so many of the newest are told to people; the others are
/// counted.
const TOLD_CAUSES: usize = 6;

impl GateFinding {
    /// Whether it alone would block the merge.
    #[must_use]
    pub fn blocks(&self, policy: Policy) -> bool {
        policy.blocks(self)
    }

    /// Who brought which half, each in a line; the sides are called `base` and `head`.
    #[must_use]
    pub(crate) fn causes_told(&self, base: impl Into<Arg>, head: impl Into<Arg>) -> Vec<Message> {
        let mut lines = Vec::new();
        for (side, name) in [
            (MergeSide::Base, base.into()),
            (MergeSide::Head, head.into()),
        ] {
            let causes: Vec<&Cause> = self
                .causes
                .iter()
                .filter(|cause| cause.side == side)
                .collect();
            let older = causes.len().saturating_sub(TOLD_CAUSES);
            lines.extend(older_told(&name, older, causes.len() < MOST_CAUSES));
            lines.extend(causes[older..].iter().map(|cause| {
                say!(
                    en: "brought by {side}: {commit} {summary}",
                    zh: "来自 {side}：{commit} {summary}",
                    side = name.clone(),
                    commit = &cause.commit,
                    summary = &cause.summary,
                )
            }));
        }
        lines
    }
}

/// How many commits of a side there are before those that are told one by one.
fn older_told(side: &Arg, older: usize, are_all: bool) -> Option<Message> {
    let side = side.clone();
    match (older, are_all) {
        (0, _) => None,
        (1, _) => Some(say!(
            en: "brought by {side}: 1 older commit, too",
            zh: "来自 {side}：另有 1 个更早的提交",
            side = side,
        )),
        (_, true) => Some(say!(
            en: "brought by {side}: {older} older commits, too",
            zh: "来自 {side}：另有 {older} 个更早的提交",
            side = side,
            older = older,
        )),
        (_, false) => Some(say!(
            en: "brought by {side}: {older} or more older commits, too",
            zh: "来自 {side}：另有至少 {older} 个更早的提交",
            side = side,
            older = older,
        )),
    }
}

/// The gate's answer.
#[derive(Debug)]
#[non_exhaustive]
pub struct Verdict {
    /// The texts of all revisions.
    pub(crate) store: Store,
    /// The plans' folders, as they are shown.
    pub plans: Vec<String>,
    /// What git cannot merge.
    pub conflicts: Vec<Conflict>,
    /// What is wrong with the merge.
    pub findings: Vec<GateFinding>,
    /// How many findings more are only counted.
    pub not_shown: usize,
    /// How many of those block.
    pub not_shown_blocking: usize,
    /// What both sides touched.
    pub overlaps: Vec<Overlap>,
    /// Findings that a commit lets through.
    pub allowed: Vec<Allowed>,
    /// Trailers that match no finding.
    pub unused_allows: Vec<Allow>,
    /// How many findings of the merged plan the base has, too.
    pub existing: usize,
    /// Whether something of the merged plan could not be read or merged.
    pub incomplete: bool,
    /// Whether that blocks: not where nothing fails in these plans.
    pub incomplete_fails: bool,
}

impl Verdict {
    /// Returns the texts of all revisions, which findings point into.
    #[must_use]
    pub fn sources(&self) -> &SourceMap {
        &self.store.sources
    }

    /// Tell once what several findings of one side come from.
    pub fn tell_causes(&mut self) {
        // What only the merge has is told with the commits that brought its halves.
        let side = |one: &GateFinding| (one.origin != Origin::Merge).then_some(one.origin);
        self.findings = check::fold(
            std::mem::take(&mut self.findings),
            &self.plans,
            |one| &mut one.reported,
            side,
        );
    }

    /// Leave it at the worst of the findings, those that block before others; the rest is counted.
    pub fn show_at_most(&mut self, most: usize, policy: Policy) {
        let rank = |one: &GateFinding| (policy.blocks(one), one.reported.finding.severity);
        let hidden = check::keep_worst(&mut self.findings, most, rank);
        self.not_shown = hidden.len();
        self.not_shown_blocking = hidden.iter().filter(|one| policy.blocks(one)).count();
    }

    /// Whether the merge must not be made. What could not be read never passes, whatever the
    /// settings make of the finding that says so.
    #[must_use]
    pub fn blocks(&self, policy: Policy) -> bool {
        self.incomplete_fails
            || !self.conflicts.is_empty()
            || self.findings.iter().any(|one| policy.blocks(one))
    }
}

/// From which level on findings block, in plans without a level of their own.
#[derive(Clone, Copy, Debug)]
pub struct Policy {
    /// What the head brings, and the change from the base.
    pub fail_on: FailOn,
    /// What the merge itself makes.
    pub merge: FailOn,
}

impl Policy {
    /// Where only settings say something: nobody has seen before what the merge itself makes, so
    /// its warnings block, too.
    #[must_use]
    pub fn of_settings(fail_on: FailOn) -> Self {
        let merge = if fail_on == FailOn::At(Severity::Error) {
            FailOn::At(Severity::Warning)
        } else {
            fail_on
        };
        Self { fail_on, merge }
    }

    /// From which level on a finding like this blocks.
    #[must_use]
    pub fn of(self, one: &GateFinding) -> FailOn {
        let policy = one.reported.fail_on.map_or(self, Self::of_settings);
        if one.origin == Origin::Merge {
            policy.merge
        } else {
            policy.fail_on
        }
    }

    /// Whether it blocks.
    #[must_use]
    pub fn blocks(self, one: &GateFinding) -> bool {
        self.of(one).fails(one.reported.finding.severity)
    }
}

/// A plan at one of the revisions, if it is there: else an empty one.
fn read(
    files: Option<PlanFiles>,
    label: Option<&str>,
    store: &mut Store,
    settings: &Settings,
) -> (Analysis, Found) {
    let Some(files) = files else {
        return Default::default();
    };
    let own = settings.of(&files.root);
    Analysis::read(files, label, store, &own)
}

fn plan_changes(old: &Analysis, new: &Analysis) -> Vec<Change> {
    let pairing = Pairing::new(&old.plan, &new.plan);
    diff::changes(old.side(), new.side(), &pairing)
}

/// Findings with the plan that they are about.
type FoundInPlans = Vec<(Option<usize>, Finding)>;

/// What is found in each of the revisions, and by the rules about two of them.
#[derive(Default)]
struct AllFound {
    merged: FoundInPlans,
    head: FoundInPlans,
    base: FoundInPlans,
    merge_base: FoundInPlans,
    pairs: FoundInPlans,
    /// Where dependencies stand that only the merge leads elsewhere.
    bent: HashSet<(Option<usize>, Span)>,
    /// Phases that only both sides together move, by their ids; `None` for the whole plan.
    together: HashSet<(Option<usize>, Option<Box<str>>)>,
    /// Whether something of what is merged could not be read.
    incomplete: bool,
}

/// Judge a merge. `history` gives the commits of a side, the oldest first; it is asked only if the
/// merge makes a finding.
///
/// # Errors
/// What `history` returns.
pub(crate) fn gate<E>(
    plans: Vec<GatePlan>,
    conflicts: Vec<ConflictFiles>,
    mut store: Store,
    settings: &Settings,
    options: Options,
    allows: &[Allow],
    mut history: impl FnMut(MergeSide, &Store) -> Result<Vec<SideCommit>, E>,
) -> Result<Verdict, E> {
    store.expect_a_merge();
    let revisions = plans
        .iter()
        .flat_map(|plan| [&plan.merged, &plan.head, &plan.base, &plan.merge_base]);
    let of_conflicts = conflicts.iter().flat_map(|files| &files.sides);
    let earlier = plans
        .iter()
        .flat_map(|plan| &plan.earlier)
        .flat_map(|one| [&one.head, &one.merge_base, &one.merge]);
    store.will_read(revisions.chain(of_conflicts).chain(earlier).flatten());
    let roots: Vec<String> = plans.iter().map(|plan| plan.root.clone()).collect();
    let in_conflict: Vec<bool> = plans.iter().map(|plan| plan.in_conflict).collect();
    let mut found = AllFound::default();
    let mut overlaps = Vec::new();
    let mut merged_plans = Vec::new();
    let (mut incomplete, mut incomplete_fails) = (false, false);
    for (index, plan) in plans.into_iter().enumerate() {
        let (unmerged, own_fail_on) = (plan.in_conflict, settings.of(&plan.root).fail_on);
        let (merged, of_both) = examine(plan, index, &mut found, &mut store, settings, options);
        let unread = unmerged || merged.is_incomplete();
        incomplete |= unread;
        incomplete_fails |= unread && own_fail_on != FailOn::Never;
        overlaps.extend(of_both);
        merged_plans.push(merged);
    }
    // What an ignore was meant for may stand where nothing could be read.
    let options = Options {
        all_plans: options.all_plans && !incomplete && !found.incomplete,
        ..options
    };
    let conclude = |found, judged| {
        check::conclude(found, settings, options, judged, &roots, &store.sources).findings
    };
    // An entry that the base does not have is the head's.
    let (merged, head) = (
        conclude(found.merged, Entries::All),
        conclude(found.head, Entries::All),
    );
    let (base, merge_base) = (
        conclude(found.base, Entries::Known),
        conclude(found.merge_base, Entries::Known),
    );
    let (revision, bent) = (conclude(found.pairs, Entries::None), found.bent);
    let together = found.together;
    // What the base has smaller is new, and where it has grown is where it comes from.
    let (merged, existing) = check::introduced(merged, &Known::new(&base));
    let (in_head, in_merge_base) = (Known::new(&head), Known::new(&merge_base));
    // By the size that the head has it in: of a larger one the base's side may have mended a part.
    let of_head = head
        .iter()
        .filter(|one| !in_merge_base.has(one))
        .map(|one| one.fingerprint.as_str());
    let brought: HashSet<&str> = of_head.collect();
    // Of what each side adds by itself the merge has the sum, and only what is beyond that is its
    // own.
    let adds_up = |one: &Reported| {
        let (Some(is), Some(in_head)) = (one.finding.size, in_head.size(one)) else {
            return false;
        };
        let was = |size: Option<Size>| size.map_or(0, |size| size.work);
        is.amount <= in_head.amount
            && is.work - was(one.was) <= in_head.work - was(in_merge_base.size(one))
    };
    let mut findings = Vec::new();
    for reported in merged {
        let in_head = in_head.has(&reported) || adds_up(&reported);
        let origin = match (in_head, brought.contains(reported.fingerprint.as_str())) {
            (true, true) => Origin::Head,
            // Mended on the base's side, and not yet on the head's.
            (true, false) if reported.plan.is_some_and(|plan| in_conflict[plan]) => continue,
            // Mended on the base's side, and back in the merge: the head did not bring it either.
            (true, false) | (false, _) => Origin::Merge,
        };
        findings.push(GateFinding {
            reported,
            origin,
            causes: Vec::new(),
        });
    }
    findings.extend(revision.into_iter().map(|reported| {
        let is_made = rules::is_bent(&reported.finding)
            && bent.contains(&(reported.plan, reported.finding.span));
        let is_joint = rules::is_any_slip(&reported.finding)
            && together.contains(&(reported.plan, reported.finding.task.clone()));
        let origin = if is_made || is_joint {
            Origin::Merge
        } else {
            Origin::Revision
        };
        GateFinding {
            reported,
            origin,
            causes: Vec::new(),
        }
    }));
    compare::tell_with_bends(&mut findings, |one| &one.reported);
    let mut trailers = Trailers::new(allows);
    let allowed = compare::let_through(&mut findings, |one| &one.reported, &mut trailers);
    let unused_allows = trailers.unused();
    tell_with_removals(&mut findings);
    // Commits have in common what is not known yet.
    store.reads_on();
    if findings.iter().any(|one| one.origin == Origin::Merge) {
        let mut brought = History::default();
        for side in [MergeSide::Base, MergeSide::Head] {
            for commit in history(side, &store)? {
                brought.add(side, commit, &mut store, settings);
            }
        }
        let mut traces: Vec<Traces<'_>> = merged_plans
            .iter()
            .map(|plan| Traces::new(plan, &brought))
            .collect();
        for one in findings
            .iter_mut()
            .filter(|one| one.origin == Origin::Merge)
        {
            one.causes = match one.reported.plan {
                Some(plan) => traces[plan].causes(&one.reported),
                None => brought.newest(),
            };
        }
    }
    let conflicts = conflicts
        .into_iter()
        .flat_map(|files| explain(files, &mut store, settings))
        .collect();
    Ok(Verdict {
        store,
        plans: roots,
        conflicts,
        findings,
        not_shown: 0,
        not_shown_blocking: 0,
        overlaps,
        allowed,
        unused_allows,
        existing,
        incomplete,
        incomplete_fails,
    })
}

/// Tell what the head leaves behind of a task that it removes with the removal, which blocks from
/// the same level on. Where one side removes what the other refers to, the reference is told by
/// itself: with who brought which half.
fn tell_with_removals(findings: &mut Vec<GateFinding>) {
    let removals = findings
        .iter()
        .filter(|one| one.origin == Origin::Revision)
        .map(|one| one.reported.clone());
    let removals: Vec<Reported> = removals
        .filter(|one| rules::removed(&one.finding).is_some())
        .collect();
    let of_head = |one: &GateFinding| one.origin == Origin::Head;
    compare::tell_with_removals(
        findings,
        |one| Some(&one.reported).filter(|_| of_head(one)),
        &removals,
    );
}

/// Look at one plan at its four revisions. Gives the merged plan, and what both sides changed.
fn examine(
    plan: GatePlan,
    index: usize,
    found: &mut AllFound,
    store: &mut Store,
    settings: &Settings,
    options: Options,
) -> (Plan, Vec<Overlap>) {
    // On a side where the folder had another name the same settings hold.
    let settings = &*settings.of(&plan.root);
    let has_base = plan.base.is_some();
    let mut read = |files: Option<PlanFiles>, label: Option<&str>| -> (Analysis, Found) {
        let exists = files.is_some();
        let (read, mut found) = read(files, label, store, settings);
        if exists {
            let look = |room: &Room| read.find(settings, options.as_of, room);
            found.append(store.with_room(look));
        }
        (read, found)
    };
    let (mut merged, mut of_merged) = read(plan.merged, None);
    let (head, mut of_head) = read(plan.head, Some("head"));
    let (base, mut of_base) = read(plan.base, Some(BASE));
    let (merge_base, mut of_merge_base) = read(plan.merge_base, Some("merge base"));
    // All that was fetched is read, and in the same order, because of what is the same only the
    // first has the text.
    let earlier: Vec<[Plan; 3]> = plan
        .earlier
        .into_iter()
        .filter_map(
            |Earlier {
                 head,
                 merge_base,
                 merge,
                 label,
             }| {
                let head = head.map(|files| store.read(files, Some(&label)).0);
                let merge_base = merge_base.map(|files| store.read(files, Some("merge base")).0);
                let merge = merge.map(|files| store.read(files, Some(&label)).0);
                Some([head?, merge_base?, merge?])
            },
        )
        .collect();
    let of_both =
        [(&merge_base, &mut of_merge_base), (&head, &mut of_head)].map(|(side, found)| {
            let pairing = Pairing::new(&side.plan, &merged.plan);
            compare::renumber(&mut found.kept, side.side(), merged.side(), &pairing);
            pairing
        });
    let (old, new) = (base.side(), merged.side());
    let pairing = Pairing::new(old.plan, new.plan);
    compare::renumber(&mut of_base.kept, old, new, &pairing);
    // What could not be read or merged would look like a removal or an addition.
    if has_base && !plan.in_conflict && !base.plan.is_broken() && !merged.plan.is_broken() {
        compare::say_what_became_of(&mut of_merged.kept, old, new, &pairing);
        let bends = diff::lost(diff::bends(old.plan, new.plan, &pairing), new);
        compare::say_where_it_led(&mut of_merged.kept, &bends, old.plan, new.plan);
        let sides = Sides {
            merge_base: &merge_base.plan,
            base: (&base.plan, &pairing),
            head: (&head.plan, &of_both[1]),
            merged: new,
        };
        let mut bent = Bent::default();
        bent.add_from_base(&sides, &bends);
        bent.add_from_head(&sides, None, &mut of_merged.kept);
        for [head, merge_base, merge] in &earlier {
            let sides = Sides {
                merge_base,
                head: (head, &Pairing::new(head, &merged.plan)),
                ..sides
            };
            bent.add_from_head(&sides, Some(merge), &mut of_merged.kept);
        }
        found
            .bent
            .extend(bent.made.into_iter().map(|place| (Some(index), place)));
        let changes = diff::changes(old, new, &pairing);
        let effects = diff::effects(old, new, &pairing);
        let outlook = diff::outlook(old, new, &pairing, &changes, &effects, options.as_of);
        let sides = [
            (merge_base.side(), &of_both[0]),
            (old, &pairing),
            (head.side(), &of_both[1]),
        ];
        let joint = together(sides, new, &effects, &outlook, options.as_of);
        let joint = joint.into_iter().filter_map(|phase| match phase {
            // A phase without an id could be taken for the plan.
            Some(phase) => Some(Some(new.plan.task(phase).id()?.into())),
            None => Some(None),
        });
        found
            .together
            .extend(joint.map(|phase| (Some(index), phase)));
        let (changes, effects, bends, unlisted) = (&*changes, &effects, &*bends, plan.unlisted);
        let context = PairContext {
            old,
            new,
            pairing: &pairing,
            changes,
            effects,
            outlook: &outlook,
            bends,
            unlisted,
            settings,
        };
        let mut pairs = store.with_room_for_changes(|room| {
            let mut pairs = analysis::run_pair_rules(&context, settings, room);
            let mut own = Findings::new(room);
            bent.findings
                .into_iter()
                .for_each(|finding| own.add(finding));
            pairs.append(own.finish());
            pairs
        });
        found
            .pairs
            .extend(pairs.kept.drain(..).map(|finding| (Some(index), finding)));
        of_merged.append(pairs);
    }
    analysis::tell_beyond(&mut merged.plan, &mut of_merged);
    let in_plan = |found: Found| found.kept.into_iter().map(|finding| (Some(index), finding));
    found.merged.extend(in_plan(of_merged));
    found.head.extend(in_plan(of_head));
    found.base.extend(in_plan(of_base));
    found.merge_base.extend(in_plan(of_merge_base));
    found.incomplete |= [&merge_base, &base, &head]
        .iter()
        .any(|side| side.plan.is_incomplete());
    let overlaps = overlapping(&merge_base, &base, &head);
    (merged.plan, overlaps)
}
