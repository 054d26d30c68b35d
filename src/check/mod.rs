//! The engine: files and settings in, a report out. The only caller of rules.

mod identity;
mod known;
mod policy;
mod store;

use std::cmp::Reverse;

use crate::calendar::Day;
use crate::config::FailOn;
use crate::config::Level;
use crate::config::Settings;
use crate::diff::Change;
use crate::diff::Effects;
use crate::diff::Pairing;
use crate::diff::Side;
use crate::finding::Finding;
use crate::finding::Findings;
use crate::finding::Severity;
use crate::finding::Size;
use crate::model::Plan;
use crate::model::RawFile;
use crate::rules;
use crate::rules::Context;
use crate::rules::PairContext;
use crate::rules::RULES;
use crate::rules::Run;
use crate::schedule::Schedule;
use crate::text::SourceMap;

use identity::fingerprints;
use identity::sort;
use policy::apply_ignores;
use policy::apply_levels;

pub(crate) use identity::sort_reported;
pub(crate) use known::Known;
pub(crate) use known::introduced;
pub use store::Store;

/// A plan as it comes from a disk, a repository or an editor.
#[derive(Clone, Debug)]
pub struct PlanFiles {
    /// Its folder, as it is shown.
    pub root: String,
    /// Its parts, in any order.
    pub files: Vec<RawFile>,
}

/// What does not come from files.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// The status date, instead of the plans' own.
    pub as_of: Option<Day>,
    /// The day on which planlint runs: what `until` of an ignore is compared with.
    pub today: Day,
    /// Whether all plans of the settings are checked, so that an ignore that matches nothing is really unused.
    pub all_plans: bool,
}

/// A finding with what the report adds to it.
#[derive(Clone, Debug)]
pub struct Reported {
    /// The finding.
    pub finding: Finding,
    /// Index into [`Report::plans`]; `None` for findings about the settings.
    pub plan: Option<usize>,
    /// Stays the same when lines move, files are split and texts are edited.
    pub fingerprint: String,
    /// Its size at the revision that this one is compared with, if it has grown since; the message says so, too.
    pub was: Option<Size>,
}

/// What a check found.
#[derive(Debug)]
pub struct Report {
    /// The texts that findings point into.
    pub sources: SourceMap,
    /// The plans' folders, as given.
    pub plans: Vec<String>,
    /// By path, line, column and rule.
    pub findings: Vec<Reported>,
    /// What is wrong, too, but only counted.
    pub not_shown: Vec<Reported>,
    /// How many findings an `ignore` hides.
    pub ignored: usize,
    /// Against another revision: how many findings that has, too.
    pub existing: Option<usize>,
    /// What commits let through, in words: the finding, the reason, the commit.
    pub allowed: Vec<String>,
    /// How many files were read.
    pub files: usize,
    /// How many tasks (phases not counted) were read.
    pub tasks: usize,
    /// Whether a part of a plan could not be read, so that the absence of findings means nothing.
    pub incomplete: bool,
}

impl Report {
    /// How many findings have this level.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        let all = self.findings.iter().chain(&self.not_shown);
        all.filter(|reported| reported.finding.severity == severity).count()
    }

    /// Whether there is a finding that makes a command fail.
    #[must_use]
    pub fn fails(&self, fail_on: FailOn) -> bool {
        self.findings.iter().any(|reported| fail_on.fails(reported.finding.severity))
    }

    /// Leave it at the worst of the findings; the others are counted.
    pub fn show_at_most(&mut self, most: usize) {
        self.not_shown = keep_worst(&mut self.findings, most, rank);
    }
}

/// How much a finding is to be seen: by its severity, and above all what was not read.
fn rank(reported: &Reported) -> (Severity, bool) {
    let finding = &reported.finding;
    (finding.severity, matches!(finding.rule, "syntax" | "encoding" | "limit"))
}

/// Keep so many, those with the highest ranks, in the order in which they stand, and return the others.
pub(crate) fn keep_worst<T, R: Ord>(found: &mut Vec<T>, most: usize, rank: impl Fn(&T) -> R) -> Vec<T> {
    if found.len() <= most {
        return Vec::new();
    }
    let mut order: Vec<usize> = (0..found.len()).collect();
    order.sort_by_key(|at| Reverse(rank(&found[*at])));
    let mut kept = vec![false; found.len()];
    order[..most].iter().for_each(|at| kept[*at] = true);
    let mut kept = kept.into_iter();
    let (worst, others) = std::mem::take(found).into_iter().partition(|_| kept.next() == Some(true));
    *found = worst;
    others
}

/// Check plans. `store` already holds the text of the settings, if there are any.
#[must_use]
pub fn check(plans: Vec<PlanFiles>, settings: &Settings, mut store: Store, options: Options) -> Report {
    let mut found: Vec<(Option<usize>, Finding)> = Vec::new();
    let (mut files, mut tasks, mut incomplete) = (0, 0, false);
    let mut roots = Vec::with_capacity(plans.len());
    for (index, plan_files) in plans.into_iter().enumerate() {
        files += plan_files.files.len();
        let (plan, findings) = store.read(plan_files, None);
        tasks += plan.tasks.len() - plan.phases.len();
        incomplete |= plan.is_incomplete();
        found.extend(findings.into_iter().map(|finding| (Some(index), finding)));
        let schedule = Schedule::new(&plan, rules::method(settings));
        let findings = run_rules(&plan, &schedule, settings, options.as_of);
        found.extend(findings.into_iter().map(|finding| (Some(index), finding)));
        roots.push(plan.root.into());
    }
    // What an ignore was meant for may stand where nothing could be read.
    let options = Options { all_plans: options.all_plans && !incomplete, ..options };
    let (findings, ignored) = conclude(found, settings, options, Entries::All, &roots, &store.sources);
    Report {
        sources: store.sources,
        plans: roots,
        findings,
        not_shown: Vec::new(),
        ignored,
        existing: None,
        allowed: Vec::new(),
        files,
        tasks,
        incomplete,
    }
}

/// Entries of `ignore` that are examined themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Entries {
    /// All of them.
    All,
    /// Those that the old revision's settings have, too: it is judged with the new settings, and what is wrong with a new
    /// entry was not wrong before.
    Known,
    /// None: for findings that come beside those of a revision, where the entries are examined.
    None,
}

/// What settings make of findings, in order and with fingerprints; the second value counts those that are ignored.
pub(crate) fn conclude(
    mut found: Vec<(Option<usize>, Finding)>,
    settings: &Settings,
    options: Options,
    judged: Entries,
    roots: &[String],
    sources: &SourceMap,
) -> (Vec<Reported>, usize) {
    apply_levels(&mut found, settings);
    let ignored = apply_ignores(&mut found, settings, options, judged);
    sort(&mut found, sources);
    found.dedup();
    (fingerprints(found, roots, sources), ignored)
}

/// Ask every rule about two revisions that is on.
pub(crate) fn run_pair_rules(
    old: Side<'_>,
    new: Side<'_>,
    pairing: &Pairing,
    changes: &[Change],
    effects: &Effects,
    settings: &Settings,
) -> Vec<Finding> {
    let context = PairContext { old, new, pairing, changes, effects };
    let mut findings = Findings::default();
    for rule in RULES {
        if let Run::Pair(check) = rule.run
            && settings.level(rule.id).unwrap_or(rule.level) != Level::Off
        {
            check(&context, &mut findings);
        }
    }
    findings.into_vec()
}

/// Ask every rule about one plan that is on.
pub(crate) fn run_rules(plan: &Plan, schedule: &Schedule, settings: &Settings, as_of: Option<Day>) -> Vec<Finding> {
    let context = Context::new(plan, schedule, settings, as_of);
    let mut findings = Findings::default();
    for rule in RULES {
        if let Run::Plan(check) = rule.run
            && settings.level(rule.id).unwrap_or(rule.level) != Level::Off
        {
            check(&context, &mut findings);
        }
    }
    findings.into_vec()
}
