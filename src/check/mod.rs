//! The engine: files and settings in, a report out. The only caller of rules.

mod fold;
mod identity;
mod known;
mod policy;

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::analysis::Analysis;
use crate::analysis::PlanFiles;
use crate::analysis::Store;
use crate::analysis::tell_beyond;
use crate::calendar::Day;
use crate::config::FailOn;
use crate::config::Level;
use crate::config::Settings;
use crate::finding::Edit;
use crate::finding::Finding;
use crate::finding::Found;
use crate::finding::Severity;
use crate::finding::Size;
use crate::rules;
use crate::rules::Reads;
use crate::text::SourceMap;
use crate::text::mend;
use crate::words::Message;

use identity::fingerprints;
use identity::sort;
use policy::apply_ignores;
use policy::apply_levels;
use policy::apply_selection;

pub(crate) use fold::as_told;
pub(crate) use fold::fold;
pub(crate) use identity::sort_reported;
pub(crate) use known::Known;
pub(crate) use known::introduced;

/// What does not come from files.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Options {
    /// The status date, instead of the plans' own.
    pub as_of: Option<Day>,
    /// The day on which planlint runs: what `until` of an ignore is compared with.
    pub today: Day,
    /// Whether all plans of the settings are checked, so that an ignore that matches nothing is
    /// really unused.
    pub all_plans: bool,
}

/// A finding with what the report adds to it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Reported {
    /// The finding.
    pub finding: Finding,
    /// Index into [`Report::plans`]; `None` for findings about the settings.
    pub plan: Option<usize>,
    /// From which level on findings of this plan fail, if it has a level of its own.
    pub fail_on: Option<FailOn>,
    /// Stays the same when lines move, files are split and texts are edited.
    pub fingerprint: String,
    /// Its size at the revision that this one is compared with, if it has grown since; the message
    /// says so, too.
    pub was: Option<Size>,
}

impl Reported {
    /// Whether it makes a command fail, where `fail_on` holds for plans without a level of their
    /// own.
    #[must_use]
    pub fn fails(&self, fail_on: FailOn) -> bool {
        self.fail_on.unwrap_or(fail_on).fails(self.finding.severity)
    }
}

/// What a check found.
#[derive(Debug)]
#[non_exhaustive]
pub struct Report {
    /// The texts that findings point into.
    pub sources: SourceMap,
    /// The plans' folders, as given.
    pub plans: Vec<String>,
    /// By path, line, column and rule.
    pub findings: Vec<Reported>,
    /// What is wrong, too, but only counted: there is more than is to be shown.
    pub not_shown: Vec<Reported>,
    /// What is wrong, too, but only counted: somebody wants to see the errors alone.
    pub hushed: Vec<Reported>,
    /// What is wrong, too, but only counted, by rule and level: there was no room for the words.
    pub beyond: BTreeMap<(&'static str, Severity), usize>,
    /// Whether somebody wants to see the errors alone.
    pub is_quiet: bool,
    /// How many findings an `ignore` hides. Here and in the next three what has one cause counts
    /// once, as it would be told.
    pub ignored: usize,
    /// How many findings of rules that nobody has asked for there are.
    pub not_selected: usize,
    /// How many findings stand in files that nobody has asked for.
    pub elsewhere: usize,
    /// Against another revision: how many findings that has, too.
    pub existing: Option<usize>,
    /// What commits let through, in words: the finding, the reason, the commit.
    pub allowed: Vec<Message>,
    /// How many files were read.
    pub files: usize,
    /// How many tasks (phases not counted) were read.
    pub tasks: usize,
    /// Whether a part of a plan could not be read, so that the absence of findings means nothing.
    pub incomplete: bool,
    /// Whether that makes a command fail: not where nothing fails in these plans.
    pub incomplete_fails: bool,
}

impl Report {
    /// Everything that is wrong, whether it is shown or only counted.
    pub fn all(&self) -> impl Iterator<Item = &Reported> {
        self.findings
            .iter()
            .chain(&self.not_shown)
            .chain(&self.hushed)
    }

    /// How many findings have this level.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        let beyond = self
            .beyond
            .iter()
            .filter(|((_, level), _)| *level == severity)
            .map(|(_, count)| count);
        self.all()
            .filter(|reported| reported.finding.severity == severity)
            .count()
            + beyond.sum::<usize>()
    }

    /// How many findings are only counted, because there was no room for their words.
    #[must_use]
    pub fn without_words(&self) -> usize {
        self.beyond.values().sum()
    }

    /// How many findings are only counted, because there are too many of them.
    #[must_use]
    pub fn not_shown(&self) -> usize {
        self.not_shown.len() + self.without_words()
    }

    /// Whether there is something that makes a command fail. What could not be read never passes as
    /// clean, whatever the settings make of the finding that says so.
    #[must_use]
    pub fn fails(&self, fail_on: FailOn) -> bool {
        self.incomplete_fails || self.all().any(|reported| reported.fails(fail_on))
    }

    /// Leave out what stands in files that nobody has asked for, but for what could not be read.
    /// `is_asked_for` is given the index of the plan and the path of the file.
    pub fn keep_files(&mut self, is_asked_for: impl Fn(Option<usize>, &str) -> bool) {
        let path = |reported: &Reported| self.sources.file(reported.finding.span.file).path();
        let is_asked_for = |one: &Reported| one.finding.unread || is_asked_for(one.plan, path(one));
        let (asked_for, others): (Vec<_>, Vec<_>) = std::mem::take(&mut self.findings)
            .into_iter()
            .partition(is_asked_for);
        self.findings = asked_for;
        self.elsewhere = as_told(others.iter().map(|one| &one.finding));
    }

    /// Show the errors alone, and what could not be read; the others are counted.
    pub fn hush(&mut self) {
        let is_loud =
            |one: &Reported| one.finding.unread || one.finding.severity == Severity::Error;
        let (loud, hushed) = std::mem::take(&mut self.findings)
            .into_iter()
            .partition(is_loud);
        (self.findings, self.hushed) = (loud, hushed);
        self.is_quiet = true;
    }

    /// Tell once what several findings come from, in the plans of which all are asked for: where
    /// only some files of a plan are, the cause may stand in another one.
    pub fn tell_causes(&mut self, is_whole: impl Fn(&str) -> bool) {
        let whole: Vec<bool> = self.plans.iter().map(|root| is_whole(root)).collect();
        let apart = |one: &Reported| one.plan.is_some_and(|plan| whole[plan]).then_some(());
        self.findings = fold(
            std::mem::take(&mut self.findings),
            &self.plans,
            |one| one,
            apart,
        );
        sort_reported(&mut self.findings, &self.sources);
    }

    /// Leave it at the worst of the findings; the others are counted.
    pub fn show_at_most(&mut self, most: usize) {
        self.not_shown = keep_worst(&mut self.findings, most, rank);
    }
}

/// How much a finding is to be seen: by its severity, and above all what was not read.
fn rank(reported: &Reported) -> (Severity, bool) {
    let finding = &reported.finding;
    (finding.severity, rules::reads(finding.rule) == Reads::Text)
}

/// Keep so many, those with the highest ranks, in the order in which they stand, and return the
/// others.
pub(crate) fn keep_worst<T, R: Ord>(
    found: &mut Vec<T>,
    most: usize,
    rank: impl Fn(&T) -> R,
) -> Vec<T> {
    if found.len() <= most {
        return Vec::new();
    }
    let mut order: Vec<usize> = (0..found.len()).collect();
    order.sort_by_key(|at| Reverse(rank(&found[*at])));
    let mut kept = vec![false; found.len()];
    order[..most].iter().for_each(|at| kept[*at] = true);
    let mut kept = kept.into_iter();
    let (worst, others) = std::mem::take(found)
        .into_iter()
        .partition(|_| kept.next() == Some(true));
    *found = worst;
    others
}

/// Check plans. `store` already holds the text of the settings, if there are any.
#[must_use]
pub(crate) fn check(
    plans: Vec<PlanFiles>,
    settings: &Settings,
    mut store: Store,
    options: Options,
) -> Report {
    let mut report = check_in(plans, settings, &mut store, options, |_| {});
    report.sources = store.sources;
    report
}

/// The same with a store that is used again. The report is without its sources, and `understood` is
/// handed the analysis of each plan, which is not kept otherwise: for a report alone it would be a
/// half of the memory.
pub(crate) fn check_in(
    plans: Vec<PlanFiles>,
    settings: &Settings,
    store: &mut Store,
    options: Options,
    mut understood: impl FnMut(Analysis),
) -> Report {
    let mut found: Vec<(Option<usize>, Finding)> = Vec::new();
    let (mut files, mut tasks) = (0, 0);
    let (mut incomplete, mut incomplete_fails) = (false, false);
    let mut roots = Vec::with_capacity(plans.len());
    let mut beyond = Beyond::default();
    for (index, plan_files) in plans.into_iter().enumerate() {
        files += plan_files.files.len();
        let own = settings.of(&plan_files.root);
        let (mut analysis, mut of_plan) = Analysis::read(plan_files, None, store, &own);
        of_plan.append(store.with_room(|room| analysis.find(&own, options.as_of, room)));
        tell_beyond(&mut analysis.plan, &mut of_plan);
        let plan = &analysis.plan;
        tasks += plan.tasks.len() - plan.phases.len();
        incomplete |= plan.is_incomplete();
        incomplete_fails |= plan.is_incomplete() && own.fail_on != FailOn::Never;
        beyond.add(&of_plan, &own, settings);
        found.extend(
            of_plan
                .kept
                .into_iter()
                .map(|finding| (Some(index), finding)),
        );
        roots.push(plan.root.to_string());
        understood(analysis);
    }
    // What an ignore was meant for may stand where nothing could be read.
    let options = Options {
        all_plans: options.all_plans && !incomplete,
        ..options
    };
    let concluded = conclude(
        found,
        settings,
        options,
        Entries::All,
        &roots,
        &store.sources,
    );
    Report {
        sources: SourceMap::default(),
        plans: roots,
        findings: concluded.findings,
        not_shown: Vec::new(),
        hushed: Vec::new(),
        is_quiet: false,
        ignored: concluded.ignored,
        not_selected: concluded.not_selected + beyond.not_selected,
        beyond: beyond.counts,
        elsewhere: 0,
        existing: None,
        allowed: Vec::new(),
        files,
        tasks,
        incomplete,
        incomplete_fails,
    }
}

/// Findings for which there was no room, as a report counts them.
#[derive(Default)]
struct Beyond {
    counts: BTreeMap<(&'static str, Severity), usize>,
    not_selected: usize,
}

impl Beyond {
    /// Count those of a plan. `own` are the plan's settings.
    fn add(&mut self, of_plan: &Found, own: &Settings, settings: &Settings) {
        for (rule, count) in &of_plan.beyond {
            match rules::rule(rule).map(|known| own.level_of(rule, known.level)) {
                Some(Level::On(_)) if !settings.selection.has(rule) => self.not_selected += count,
                Some(Level::On(severity)) => {
                    *self.counts.entry((*rule, severity)).or_default() += count;
                }
                Some(Level::Off) | None => {}
            }
        }
    }
}

/// Entries of `ignore` that are examined themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Entries {
    /// All of them.
    All,
    /// Those that the old revision's settings have, too: it is judged with the new settings, and
    /// what is wrong with a new entry was not wrong before.
    Known,
    /// None: for findings that come beside those of a revision, where the entries are examined.
    None,
}

/// What settings make of findings.
pub(crate) struct Concluded {
    /// In order and with fingerprints.
    pub(crate) findings: Vec<Reported>,
    /// How many of those that somebody has asked for an `ignore` hides.
    pub(crate) ignored: usize,
    /// How many nobody has asked for.
    pub(crate) not_selected: usize,
}

/// What settings make of findings of the plans in the folders `roots`.
pub(crate) fn conclude(
    mut found: Vec<(Option<usize>, Finding)>,
    settings: &Settings,
    options: Options,
    judged: Entries,
    roots: &[String],
    sources: &SourceMap,
) -> Concluded {
    keep_what_can_be_written(&mut found, sources);
    apply_levels(&mut found, settings, roots);
    let ignored = apply_ignores(&mut found, settings, options, judged, roots);
    // Only now: whether an entry of `ignore` is unused depends on all findings.
    let not_selected = apply_selection(&mut found, settings);
    sort(&mut found, sources);
    found.dedup();
    let mut findings = fingerprints(found, roots, sources);
    let own: Vec<Option<FailOn>> = roots
        .iter()
        .map(|root| settings.own_fail_on(root))
        .collect();
    findings
        .iter_mut()
        .for_each(|one| one.fail_on = one.plan.and_then(|plan| own[plan]));
    Concluded {
        findings,
        ignored,
        not_selected,
    }
}

/// Leave out the fixes of what stands in several lines, has an anchor or a tag, or is an alias:
/// other places of the plan have the same characters, or they are more than what is read.
fn keep_what_can_be_written(found: &mut [(Option<usize>, Finding)], sources: &SourceMap) {
    let is_single = |edit: &Edit| {
        edit.text.is_empty()
            || mend::is_single(sources.file(edit.span.file).text(), edit.span.range())
    };
    for (_, finding) in found {
        finding.fix.take_if(|fix| !fix.edits.iter().all(is_single));
    }
}
