//! The engine: files and settings in, a report out. The only caller of rules.

use std::collections::BTreeMap;
use std::collections::HashMap;
use std::hash::Hasher;

use rayon::prelude::*;
use siphasher::sip128::Hasher128;
use siphasher::sip128::SipHasher13;

use crate::calendar::Day;
use crate::config::FailOn;
use crate::config::Level;
use crate::config::Settings;
use crate::finding::Finding;
use crate::finding::Findings;
use crate::finding::Severity;
use crate::model;
use crate::model::Part;
use crate::model::Plan;
use crate::model::RawFile;
use crate::rules;
use crate::rules::Context;
use crate::rules::RULES;
use crate::rules::Run;
use crate::schedule::Schedule;
use crate::text::FileId;
use crate::text::SourceMap;
use crate::text::yaml::Limits;

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
    /// How many findings an `ignore` hides.
    pub ignored: usize,
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
        self.findings.iter().filter(|reported| reported.finding.severity == severity).count()
    }

    /// Whether there is a finding that makes a command fail.
    #[must_use]
    pub fn fails(&self, fail_on: FailOn) -> bool {
        self.findings.iter().any(|reported| fail_on.fails(reported.finding.severity))
    }
}

/// Check plans. `sources` already holds the settings file, if there is one.
#[must_use]
pub fn check(plans: Vec<PlanFiles>, settings: &Settings, mut sources: SourceMap, options: Options) -> Report {
    let limits = rules::limits(settings);
    let mut found: Vec<(Option<usize>, Finding)> = Vec::new();
    let (mut files, mut tasks, mut incomplete) = (0, 0, false);
    let mut roots = Vec::with_capacity(plans.len());
    for (index, plan_files) in plans.into_iter().enumerate() {
        files += plan_files.files.len();
        let (plan, findings) = read(&mut sources, plan_files, &limits);
        tasks += plan.tasks.len() - plan.phases.len();
        incomplete |= plan.is_broken();
        found.extend(findings.into_iter().map(|finding| (Some(index), finding)));
        let findings = run_rules(&plan, settings, options.as_of);
        found.extend(findings.into_iter().map(|finding| (Some(index), finding)));
        roots.push(plan.root.into());
    }
    apply_levels(&mut found, settings);
    let ignored = apply_ignores(&mut found, settings, options);
    sort(&mut found, &sources);
    found.dedup();
    let findings = fingerprints(found, &roots, &sources);
    Report { sources, plans: roots, findings, ignored, files, tasks, incomplete }
}

/// Read the parts of a plan, on all cores where that is worth it, and put them together.
fn read(sources: &mut SourceMap, plan: PlanFiles, limits: &Limits) -> (Plan, Vec<Finding>) {
    /// Below this many bytes starting threads costs more than they save.
    const WORTH_THREADS: usize = 64 * 1024;
    let mut files = plan.files;
    files.sort_by(|a, b| model::natural_order(&a.path, &b.path));
    let bytes: usize = files.iter().map(|file| file.text.as_ref().map_or(0, |text| text.len())).sum();
    let files: Vec<(FileId, RawFile)> = files
        .into_iter()
        .map(|file| {
            let text = match &file.text {
                Ok(text) => text.clone(),
                Err(model::NotText::Encoding(error)) => error.valid.clone(),
                Err(model::NotText::TooLarge { .. }) => "".into(),
            };
            (sources.add(&file.path, None, text), file)
        })
        .collect();
    let read_one = |(id, file): &(FileId, RawFile)| (*id, model::read_file(*id, &file.text, limits));
    let parts: Vec<(FileId, Part)> = if bytes > WORTH_THREADS && files.len() > 1 {
        files.par_iter().map(read_one).collect()
    } else {
        files.iter().map(read_one).collect()
    };
    model::assemble(&plan.root, parts)
}

fn run_rules(plan: &Plan, settings: &Settings, as_of: Option<Day>) -> Vec<Finding> {
    let schedule = Schedule::new(plan, rules::method(settings));
    let context = Context::new(plan, &schedule, settings, as_of);
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

fn apply_levels(found: &mut Vec<(Option<usize>, Finding)>, settings: &Settings) {
    let levels: HashMap<&str, Level> =
        RULES.iter().map(|rule| (rule.id, settings.level(rule.id).unwrap_or(rule.level))).collect();
    found.retain_mut(|(_, finding)| match levels.get(finding.rule) {
        Some(Level::On(severity)) => {
            finding.severity = *severity;
            true
        }
        Some(Level::Off) | None => false,
    });
}

/// Take out what the settings ignore, add what is wrong with the entries, and return how many were taken out.
fn apply_ignores(found: &mut Vec<(Option<usize>, Finding)>, settings: &Settings, options: Options) -> usize {
    let before = found.len();
    let mut used = vec![false; settings.ignore.len()];
    let mut by_rule: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, ignore) in settings.ignore.iter().enumerate() {
        by_rule.entry(ignore.rule.value).or_default().push(index);
    }
    let expired = |index: usize| settings.ignore[index].until.as_ref().is_some_and(|until| until.value < options.today);
    found.retain(|(_, finding)| {
        let entries = by_rule.get(finding.rule).map_or(&[][..], Vec::as_slice);
        let mut ignored = false;
        for index in entries {
            let task = settings.ignore[*index].task.as_ref().map(|task| &*task.value);
            if task.is_none() || task == finding.task.as_deref() {
                used[*index] = true;
                ignored |= !expired(*index);
            }
        }
        !ignored
    });
    let ignored = before - found.len();
    let mut own = Vec::new();
    for (index, ignore) in settings.ignore.iter().enumerate() {
        let what = match &ignore.task {
            Some(task) => format!("{} of {}", ignore.rule.value, task.value),
            None => ignore.rule.value.to_owned(),
        };
        if let Some(until) = ignore.until.as_ref().filter(|_| expired(index)) {
            let message = format!("the entry that ignores {what} ended on {}: {}", until.value, ignore.reason);
            let help = "mend what it ignored, or give a new reason and a new date";
            own.push(Finding::new("ignore-expired", until.span, message).help(help).key(&*what));
        } else if !used[index] && options.all_plans {
            let message = format!("nothing is found that the entry for {what} could ignore");
            let finding = Finding::new("ignore-unused", ignore.rule.span, message).help("remove the entry").key(&*what);
            own.push(finding);
        }
    }
    let mut own: Vec<(Option<usize>, Finding)> = own.into_iter().map(|finding| (None, finding)).collect();
    apply_levels(&mut own, settings);
    found.append(&mut own);
    ignored
}

/// By path, line, column and rule: byte offsets order like lines and columns.
fn sort(found: &mut [(Option<usize>, Finding)], sources: &SourceMap) {
    found.sort_by(|(_, a), (_, b)| {
        let path = |finding: &Finding| sources.file(finding.span.file).path();
        path(a)
            .cmp(path(b))
            .then(a.span.start.cmp(&b.span.start))
            .then(a.rule.cmp(b.rule))
            .then(a.span.end.cmp(&b.span.end))
            .then_with(|| a.message.cmp(&b.message))
    });
}

fn fingerprints(found: Vec<(Option<usize>, Finding)>, roots: &[String], sources: &SourceMap) -> Vec<Reported> {
    // Two findings that nothing tells apart are counted, in their order.
    let mut seen: HashMap<u128, u32> = HashMap::new();
    found
        .into_iter()
        .map(|(plan, finding)| {
            let root = plan.map_or("", |plan| roots[plan].as_str());
            let mut hasher = hasher(&finding, root, sources);
            let count = seen.entry(hasher.finish128().as_u128()).or_insert(0);
            hasher.write_u32(*count);
            *count += 1;
            let fingerprint = format!("{:032x}", hasher.finish128().as_u128());
            Reported { finding, plan, fingerprint }
        })
        .collect()
}

/// What a finding is about, without its place and its words. A finding about no task is about its file.
fn hasher(finding: &Finding, root: &str, sources: &SourceMap) -> SipHasher13 {
    let mut hasher = SipHasher13::new();
    let mut field = |text: &str| {
        hasher.write(text.as_bytes());
        hasher.write_u8(0xff);
    };
    field(finding.rule);
    field(root);
    match (&finding.task, finding.key.as_str()) {
        (Some(task), key) => {
            field("task");
            field(task);
            field(key);
        }
        (None, key) if matches!(finding.rule, "syntax" | "encoding" | "limit" | "schema") => {
            field("file");
            field(sources.file(finding.span.file).path());
            field(key);
        }
        (None, key) => {
            field("plan");
            field(key);
        }
    }
    hasher
}
