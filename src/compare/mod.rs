//! Two revisions of plans side by side: what changed, what follows, which findings came and went.

mod allow;
mod bend;
mod removal;

use std::collections::BTreeMap;
use std::collections::HashSet;

use crate::analysis;
use crate::analysis::Analysis;
use crate::analysis::PlanFiles;
use crate::analysis::Store;
use crate::calendar::Day;
use crate::check;
use crate::check::Concluded;
use crate::check::Entries;
use crate::check::Known;
use crate::check::Options;
use crate::check::Report;
use crate::check::Reported;
use crate::config::FailOn;
use crate::config::Settings;
use crate::diff;
use crate::diff::Change;
use crate::diff::Effects;
use crate::diff::Outlook;
use crate::diff::Pairing;
use crate::diff::Shares;
use crate::diff::Side;
use crate::diff::Subject;
use crate::finding::Finding;
use crate::finding::Found;
use crate::finding::Room;
use crate::finding::Severity;
use crate::model::Plan;
use crate::rules;
use crate::rules::PairContext;
use crate::rules::Reads;
use crate::schedule;
use crate::text::SourceMap;

pub use allow::Allow;
pub use allow::Allowed;
pub(crate) use allow::PLACEHOLDER;
pub(crate) use allow::Trailers;
pub(crate) use allow::let_through;
pub(crate) use allow::told;
pub(crate) use bend::say_where_it_led;
pub(crate) use bend::tell_with_bends;
pub(crate) use removal::say_what_became_of;
pub(crate) use removal::tell_with_removals;
pub(crate) use removal::tell_with_their_removals;

/// Below this many tasks starting a thread costs more than it saves.
const WORTH_THREADS: usize = 500;

/// One plan at two revisions; a revision that does not have it has `None`.
#[derive(Debug)]
pub(crate) struct PlanPair {
    /// The folder, as it is shown.
    pub root: String,
    /// Its files at the old revision.
    pub old: Option<PlanFiles>,
    /// Its files at the new revision.
    pub new: Option<PlanFiles>,
    /// Whether only the old revision's settings name it, though the new one has its files.
    pub unlisted: bool,
}

/// One plan compared.
#[derive(Debug)]
#[non_exhaustive]
pub struct PlanComparison {
    /// The folder, as it is shown.
    pub root: String,
    /// Whether the old revision has the plan at all.
    pub had: bool,
    /// Whether the new revision has it.
    pub has: bool,
    /// The plan as it was; empty if it did not exist.
    pub(crate) old: Analysis,
    /// The plan as it is; empty if it does not exist any more.
    pub(crate) new: Analysis,
    /// Who is who in both.
    pub(crate) pairing: Pairing,
    /// What changed, in the order of the plan.
    pub changes: Vec<Change>,
    /// What follows.
    pub(crate) effects: Effects,
    /// What the schedule says of it; nothing where one of the plans is not there or was not read.
    pub(crate) outlook: Outlook,
    /// The day for which progress was reported, if the plans' own does not count.
    as_of: Option<Day>,
}

/// Two revisions compared.
#[derive(Debug)]
#[non_exhaustive]
pub struct Comparison {
    /// The texts of both revisions.
    pub(crate) store: Store,
    /// Each plan.
    pub plans: Vec<PlanComparison>,
    /// Findings of the rules about two revisions.
    pub findings: Vec<Reported>,
    /// Findings that only the new revision has, or that have grown since the old one.
    pub introduced: Vec<Reported>,
    /// Findings that only the old revision has.
    pub fixed: Vec<Reported>,
    /// How many findings are only counted: of the rules about two revisions, introduced, fixed.
    pub not_shown: [usize; 3],
    /// Of those that the change brings, which are of the rules about two revisions and introduced:
    /// their levels, and from which level on their plans fail, where these say so.
    pub(crate) not_shown_levels: Vec<(Severity, Option<FailOn>)>,
    /// How many findings both have.
    pub existing: usize,
    /// How many findings an `ignore` hides in the new revision.
    pub ignored: usize,
    /// How many findings of rules that nobody has asked for the new revision has.
    pub not_selected: usize,
    /// Findings that a commit lets through, taken out of the others.
    pub allowed: Vec<Allowed>,
    /// Trailers that match no finding.
    pub unused_allows: Vec<Allow>,
    /// Whether something in the old revision could not be read.
    pub old_incomplete: bool,
    /// Whether something in the new revision could not be read.
    pub new_incomplete: bool,
    /// Whether that makes a command fail: not where nothing fails in these plans.
    pub incomplete_fails: bool,
    /// Files of the new revision.
    pub files: usize,
    /// Tasks of the new revision.
    pub tasks: usize,
}

/// What was found in each plan, before settings are applied.
#[derive(Default)]
struct Examined {
    plans: Vec<PlanComparison>,
    old: Vec<(Option<usize>, Finding)>,
    new: Vec<(Option<usize>, Finding)>,
    pairs: Vec<(Option<usize>, Finding)>,
    old_incomplete: bool,
    new_incomplete: bool,
    incomplete_fails: bool,
    files: usize,
    tasks: usize,
}

/// Compare plans at two revisions. Places at the old one are labelled `old_label`.
#[must_use]
pub(crate) fn compare(
    pairs: Vec<PlanPair>,
    mut store: Store,
    settings: &Settings,
    options: Options,
    old_label: &str,
    allows: &[Allow],
) -> Comparison {
    store.expect_another_revision();
    store.will_read(
        pairs
            .iter()
            .flat_map(|pair| [&pair.new, &pair.old])
            .flatten(),
    );
    let roots: Vec<String> = pairs.iter().map(|pair| pair.root.clone()).collect();
    let mut examined = Examined::default();
    for pair in pairs {
        examined.add(pair, &mut store, settings, options, old_label);
    }
    let Examined {
        plans,
        old_incomplete,
        new_incomplete,
        incomplete_fails,
        files,
        tasks,
        ..
    } = examined;
    // What an ignore was meant for may stand where nothing could be read.
    let unless = |incomplete: bool| Options {
        all_plans: options.all_plans && !incomplete,
        ..options
    };
    let conclude = |found, options, judged| {
        check::conclude(found, settings, options, judged, &roots, &store.sources)
    };
    let old_findings = conclude(examined.old, unless(old_incomplete), Entries::Known).findings;
    let Concluded {
        findings: new_findings,
        ignored,
        not_selected,
    } = conclude(examined.new, unless(new_incomplete), Entries::All);
    let mut findings = conclude(examined.pairs, options, Entries::None).findings;
    tell_with_bends(&mut findings, |one| one);
    let after: HashSet<String> = new_findings
        .iter()
        .map(|one| one.fingerprint.clone())
        .collect();
    let (mut introduced, existing) = check::introduced(new_findings, &Known::new(&old_findings));
    let fixed = old_findings
        .into_iter()
        .filter(|one| !after.contains(&one.fingerprint))
        .collect();
    let mut trailers = Trailers::new(allows);
    let mut allowed = let_through(&mut findings, |one| one, &mut trailers);
    allowed.extend(let_through(&mut introduced, |one| one, &mut trailers));
    Comparison {
        store,
        plans,
        findings,
        introduced,
        fixed,
        not_shown: [0; 3],
        not_shown_levels: Vec::new(),
        existing,
        ignored,
        not_selected,
        allowed,
        unused_allows: trailers.unused(),
        old_incomplete,
        new_incomplete,
        incomplete_fails,
        files,
        tasks,
    }
}

impl Examined {
    /// Read one plan at both revisions, and look at each of them and at what changed.
    fn add(
        &mut self,
        pair: PlanPair,
        store: &mut Store,
        settings: &Settings,
        options: Options,
        old_label: &str,
    ) {
        let index = self.plans.len();
        let (had, has) = (pair.old.is_some(), pair.new.is_some());
        let own = &*settings.of(&pair.root);
        self.files += pair.new.as_ref().map_or(0, |new| new.files.len());
        // The new one first: an unchanged file is then a file of the revision that the command is
        // about.
        let mut read = |files: Option<PlanFiles>, label: Option<&str>| {
            files.map_or_else(Default::default, |files| store.read(files, label))
        };
        let (new, mut of_new) = read(pair.new, None);
        let (old, mut of_old) = read(pair.old, Some(old_label));
        let [(mut old, old_rules), (mut new, new_rules)] =
            examine_both([(old, had), (new, has)], store, own, options);
        of_new.append(new_rules);
        of_old.append(old_rules);
        self.tasks += new.plan.tasks.len() - new.plan.phases.len();
        let (before, after) = (old.side(), new.side());
        let pairing = Pairing::new(&old.plan, &new.plan);
        let changes = diff::changes(before, after, &pairing);
        let effects = diff::effects(before, after, &pairing);
        renumber(&mut of_old.kept, before, after, &pairing);
        let is_readable = !old.plan.is_broken() && !new.plan.is_broken();
        let outlook = if had && has && is_readable {
            diff::outlook(before, after, &pairing, &changes, &effects, options.as_of)
        } else {
            Outlook::default()
        };
        // What could not be read on one side would look like a removal or an addition.
        if had && is_readable {
            let bends = diff::lost(diff::bends(&old.plan, &new.plan, &pairing), after);
            say_what_became_of(&mut of_new.kept, before, after, &pairing);
            say_where_it_led(&mut of_new.kept, &bends, &old.plan, &new.plan);
            let (changes, effects) = (&*changes, &effects);
            let (pairing, unlisted) = (&pairing, pair.unlisted);
            let context = PairContext {
                old: before,
                new: after,
                pairing,
                changes,
                effects,
                outlook: &outlook,
                bends: &bends,
                unlisted,
                settings: own,
            };
            let mut found =
                store.with_room_for_changes(|room| analysis::run_pair_rules(&context, own, room));
            self.pairs
                .extend(found.kept.drain(..).map(|finding| (Some(index), finding)));
            of_new.append(found);
        }
        analysis::tell_beyond(&mut new.plan, &mut of_new);
        analysis::tell_beyond(&mut old.plan, &mut of_old);
        self.new.extend(
            of_new
                .kept
                .into_iter()
                .map(|finding| (Some(index), finding)),
        );
        self.old.extend(
            of_old
                .kept
                .into_iter()
                .map(|finding| (Some(index), finding)),
        );
        self.old_incomplete |= old.plan.is_incomplete();
        self.new_incomplete |= new.plan.is_incomplete();
        self.incomplete_fails |= new.plan.is_incomplete() && own.fail_on != FailOn::Never;
        self.plans.push(PlanComparison {
            root: pair.root,
            had,
            has,
            old,
            new,
            pairing,
            changes,
            effects,
            outlook,
            as_of: options.as_of,
        });
    }
}

/// The facts about both revisions of a plan, and what is found in each that exists: on two cores
/// where that is worth it.
fn examine_both(
    [old, new]: [(Plan, bool); 2],
    store: &mut Store,
    settings: &Settings,
    options: Options,
) -> [(Analysis, Found); 2] {
    let examine = |(plan, exists): (Plan, bool), room: &Room| {
        let analysis = Analysis::new(plan, settings);
        let found = if exists {
            let found = analysis.find(settings, options.as_of, room);
            // What the change does by the schedule is asked next, and both are made beside each other here.
            if schedule::begins(&analysis.plan) {
                analysis.schedule.network(&analysis.plan);
            }
            found
        } else {
            Found::default()
        };
        (analysis, found)
    };
    let (room, new_room) = (store.take_room(2), store.take_room(1));
    let (of_old, of_new) = if new.0.tasks.len() > WORTH_THREADS {
        rayon::join(|| examine(old, &room), || examine(new, &new_room))
    } else {
        (examine(old, &room), examine(new, &new_room))
    };
    store.return_room(&room);
    store.return_room(&new_room);
    [of_old, of_new]
}

/// Let old findings speak of tasks by their new ids: a finding about a task that was renumbered, or
/// about a dependency on one, is no new one.
pub(crate) fn renumber(found: &mut [Finding], old: Side<'_>, new: Side<'_>, pairing: &Pairing) {
    let new_id = |id: &str| -> Option<&str> {
        let after = pairing.new_of[old.plan.find(id)?.index()]?;
        new.plan.task(after).id().filter(|now| *now != id)
    };
    for finding in found {
        if let Some(id) = finding.task.as_deref().and_then(new_id) {
            finding.old_task = finding.task.replace(id.into());
        }
        finding.key.renumber(new_id);
    }
}

impl PlanComparison {
    /// Returns the id of the phase, group or task that a change of this plan is about, the new one
    /// where it has one, or the name of the owner or calendar; `None` for the key `plan`, and for a
    /// task without an id.
    #[must_use]
    pub fn id_of<'c>(&'c self, change: &'c Change) -> Option<&'c str> {
        match &change.subject {
            Subject::Task(_, Some(after)) => self.new.plan.task(*after).id(),
            Subject::Task(before, None) => self.old.plan.task((*before)?).id(),
            Subject::Owner(name) | Subject::Calendar(name) => Some(name),
            Subject::Plan => None,
        }
    }
}

impl PlanComparison {
    /// Returns who caused how many days of what the plan's finish moves by. It is computed anew each
    /// time, and nothing is said where that takes too long.
    #[must_use]
    pub(crate) fn shares(&self) -> Shares {
        let (old, new) = (self.old.side(), self.new.side());
        let (changes, outlook) = (&self.changes, &self.outlook);
        diff::shares_of(old, new, &self.pairing, changes, outlook, self.as_of)
    }
}

impl Comparison {
    /// Returns the texts of both revisions, which findings point into.
    #[must_use]
    pub fn sources(&self) -> &SourceMap {
        &self.store.sources
    }

    /// Tell what still refers to a removed task with its removal, and not again.
    pub fn tell_with_removals(&mut self) {
        tell_with_removals(&mut self.introduced, |one| Some(one), &self.findings);
    }

    /// Tell once what several findings of a kind come from.
    pub fn tell_causes(&mut self) {
        let roots: Vec<String> = self.plans.iter().map(|plan| plan.root.clone()).collect();
        for list in [&mut self.introduced, &mut self.fixed] {
            *list = check::fold(std::mem::take(list), &roots, |one| one, |_| Some(()));
        }
        check::sort_reported(&mut self.introduced, &self.store.sources);
    }

    /// Leave it at the worst of the findings of each kind; the others are counted.
    pub fn show_at_most(&mut self, most: usize) {
        let lists = [&mut self.findings, &mut self.introduced, &mut self.fixed];
        let hidden = lists.map(|list| check::keep_worst(list, most, |one| one.finding.severity));
        self.not_shown = hidden.each_ref().map(Vec::len);
        self.not_shown_levels = hidden[..2]
            .iter()
            .flatten()
            .map(|one| (one.finding.severity, one.fail_on))
            .collect();
    }

    /// Leave out what only a whole plan can tell: findings and what follows from the changes. Why a
    /// file cannot be read it tells by itself.
    pub fn keep_changes_only(&mut self) {
        self.findings.clear();
        self.introduced
            .retain(|one| rules::reads(one.finding.rule) == Reads::Text);
        self.fixed.clear();
        for plan in &mut self.plans {
            plan.effects = Effects::default();
            plan.outlook = Outlook::default();
        }
    }

    /// The new findings as a report: what `check --against` shows.
    #[must_use]
    pub fn as_report(self, roots: &[String]) -> Report {
        let allowed = told(&self.allowed, &self.unused_allows);
        let mut findings = self.introduced;
        findings.extend(self.findings);
        check::sort_reported(&mut findings, &self.store.sources);
        Report {
            sources: self.store.sources,
            plans: roots.to_vec(),
            findings,
            not_shown: Vec::new(),
            hushed: Vec::new(),
            is_quiet: false,
            beyond: BTreeMap::new(),
            ignored: self.ignored,
            // What is not shown because it is old is not counted here either.
            not_selected: 0,
            elsewhere: 0,
            existing: Some(self.existing),
            allowed,
            files: self.files,
            tasks: self.tasks,
            incomplete: self.new_incomplete,
            incomplete_fails: self.incomplete_fails,
        }
    }
}
