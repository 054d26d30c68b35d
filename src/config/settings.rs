//! What `planlint.yaml` says, resolved.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::collections::HashSet;

use crate::calendar::Day;
use crate::finding::Severity;
use crate::finding::nearest;
use crate::text::Spanned;
use crate::words::Lang;
use crate::words::Message;
use crate::words::say;
use crate::words::word;

use super::OptionSpec;
use super::OptionValue;
use super::Setting;
use super::pattern::Pattern;
use super::pattern::clean;

/// The level of a rule: how bad its findings are, or that there are none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// The rule is not run.
    Off,
    /// The rule is run.
    On(Severity),
}

impl Level {
    /// The level written `error`, `warning`, `note` or `off`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text == "off" {
            return Some(Level::Off);
        }
        Severity::ALL
            .into_iter()
            .find(|severity| severity.name() == text)
            .map(Level::On)
    }

    /// Its name in settings.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Level::Off => "off",
            Level::On(severity) => severity.name(),
        }
    }
}

/// From which level on findings make a command fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailOn {
    /// Findings of this level and worse.
    At(Severity),
    /// None.
    Never,
}

impl FailOn {
    /// The value written `error`, `warning`, `note` or `never`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text == "never" {
            return Some(FailOn::Never);
        }
        Severity::ALL
            .into_iter()
            .find(|severity| severity.name() == text)
            .map(FailOn::At)
    }

    /// Whether a finding of this level makes the command fail.
    #[must_use]
    pub fn fails(self, severity: Severity) -> bool {
        match self {
            FailOn::At(least) => severity >= least,
            FailOn::Never => false,
        }
    }
}

/// What settings have to know about a rule.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct RuleSpec {
    /// Its id.
    pub id: &'static str,
    /// Its options.
    pub options: &'static [OptionSpec],
}

/// A finding that somebody has decided to live with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ignore {
    /// The rule.
    pub rule: Spanned<&'static str>,
    /// The plan, by its path or its name; every plan if there is none.
    pub plan: Option<Spanned<Box<str>>>,
    /// The task; every finding of the rule if there is none.
    pub task: Option<Spanned<Box<str>>>,
    /// The owner, by its name; every one if there is none.
    pub owner: Option<Spanned<Box<str>>>,
    /// Why.
    pub reason: Box<str>,
    /// The last day on which it counts, included.
    pub until: Option<Spanned<Day>>,
    /// Whether the settings of the revision that is compared with do not have it, or have it in
    /// other words.
    pub is_new: bool,
    /// The entry of `plans` whose own it is: it holds for no other plan.
    pub(super) entry: Option<usize>,
}

/// What an entry of `ignore` says, wherever it stands.
type Said<'a> = (&'a str, [Option<&'a str>; 4], &'a str, Option<Day>);

impl Ignore {
    fn said<'a>(&'a self, plans: &'a [PlanEntry]) -> Said<'a> {
        let text = |field: &'a Option<Spanned<Box<str>>>| field.as_ref().map(|field| &*field.value);
        let entry = self.entry.map(|entry| &*plans[entry].path.value);
        let about = [text(&self.plan), text(&self.task), text(&self.owner), entry];
        (
            self.rule.value,
            about,
            &self.reason,
            self.until.as_ref().map(|until| until.value),
        )
    }

    /// Whether it holds for all plans.
    #[must_use]
    pub(crate) fn is_for_all_plans(&self) -> bool {
        self.plan.is_none() && self.entry.is_none()
    }

    /// What it asks for, in words.
    #[must_use]
    pub(crate) fn told(&self) -> Message {
        let rule = word(self.rule.value);
        let what = match (&self.task, &self.owner) {
            (None, None) => say!(en: "{rule}", zh: "{rule}", rule = rule),
            (Some(one), None) | (None, Some(one)) => say!(
                en: "{rule} of {about}",
                zh: "{about} 的 {rule}",
                rule = rule,
                about = one,
            ),
            (Some(task), Some(owner)) => say!(
                en: "{rule} of {task} and {owner}",
                zh: "{task} 和 {owner} 的 {rule}",
                rule = rule,
                task = task,
                owner = owner,
            ),
        };
        match &self.plan {
            Some(plan) => say!(
                en: "{what} in {plan}",
                zh: "{plan} 中 {what}",
                what = what,
                plan = plan,
            ),
            None => what,
        }
    }

    /// What it is about, for people: `date-days of 2.3 in teams/alpha/plan`.
    #[must_use]
    pub(crate) fn about(&self) -> String {
        let rule = self.rule.value;
        let what = match (&self.task, &self.owner) {
            (None, None) => rule.to_owned(),
            (Some(one), None) | (None, Some(one)) => format!("{rule} of {}", one.value),
            (Some(task), Some(owner)) => format!("{rule} of {} and {}", task.value, owner.value),
        };
        match &self.plan {
            Some(plan) => format!("{what} in {}", plan.value),
            None => what,
        }
    }
}

/// What `rules` says: levels and options.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Rules {
    /// Those of families are spread over their rules.
    pub(super) levels: BTreeMap<&'static str, Level>,
    pub(super) options: BTreeMap<(&'static str, &'static str), OptionValue>,
}

/// An entry of `plans`: a folder or a pattern of folders, and what holds for these plans beside the
/// common settings.
#[derive(Clone, Debug)]
pub(crate) struct PlanEntry {
    /// The path as it is written.
    pub path: Spanned<Box<str>>,
    /// Another name for it.
    pub name: Option<Spanned<Box<str>>>,
    pub(super) fail_on: Option<FailOn>,
    pub(super) rules: Rules,
    /// The path without detours; `None` if it leads out.
    folder: Option<String>,
    pattern: Option<Pattern>,
}

impl PlanEntry {
    pub(super) fn new(path: Spanned<Box<str>>) -> Self {
        let folder = clean(&path.value);
        let pattern = folder.as_deref().and_then(Pattern::parse);
        Self {
            path,
            name: None,
            fail_on: None,
            rules: Rules::default(),
            folder,
            pattern,
        }
    }

    /// The folder that it names, if it is no pattern; of a pattern, the folder that is called
    /// exactly so. `None` if it leads out of the settings' own folder.
    #[must_use]
    pub(crate) fn folder(&self) -> Option<&str> {
        self.folder.as_deref()
    }

    /// The pattern, if it is one.
    #[must_use]
    pub(crate) fn pattern(&self) -> Option<&Pattern> {
        self.pattern.as_ref()
    }

    /// Whether it is about the plan in the folder `root`.
    #[must_use]
    pub(crate) fn has(&self, root: &str) -> bool {
        self.folder.as_deref() == Some(root)
            || self
                .pattern
                .as_ref()
                .is_some_and(|pattern| pattern.matches(root))
    }

    /// The more closely it is about the plan in `root`, the more; a folder more than any pattern.
    fn closeness(&self, root: &str) -> (bool, usize) {
        let written_out = self.pattern.as_ref().map_or(0, Pattern::written_out);
        (self.folder.as_deref() == Some(root), written_out)
    }
}

/// Which rules somebody wants to hear about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Selection {
    /// Only these; all if there is none.
    pub select: Option<BTreeSet<&'static str>>,
    /// Not these.
    pub ignore: BTreeSet<&'static str>,
    /// Those that were called by their own name, not as one of a family: they run also where
    /// settings turn them off.
    pub named: BTreeSet<&'static str>,
}

impl Selection {
    /// Whether findings of this rule are wanted.
    #[must_use]
    pub fn has(&self, rule: &str) -> bool {
        self.select
            .as_ref()
            .is_none_or(|select| select.contains(rule))
            && !self.ignore.contains(rule)
    }
}

/// Findings shown where settings do not say: more than anybody reads, and as many as a forge takes.
const MAX_FINDINGS: usize = 10_000;

/// All settings.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    /// Where plans are, relative to the settings' own folder.
    pub plans: Vec<PlanEntry>,
    /// From which level on `check` fails.
    pub fail_on: FailOn,
    /// How many findings are shown; the others are counted.
    pub max_findings: usize,
    /// In which language findings are told, if the settings say so.
    pub lang: Option<Lang>,
    /// Findings not to be shown.
    pub ignore: Vec<Ignore>,
    /// The rules that somebody wants to hear about.
    pub selection: Selection,
    pub(super) rules: Rules,
    specs: &'static [RuleSpec],
}

impl Settings {
    /// What holds without a settings file.
    #[must_use]
    pub(crate) fn new(specs: &'static [RuleSpec]) -> Self {
        Self {
            plans: Vec::new(),
            fail_on: FailOn::At(Severity::Error),
            max_findings: MAX_FINDINGS,
            lang: None,
            ignore: Vec::new(),
            selection: Selection::default(),
            rules: Rules::default(),
            specs,
        }
    }

    /// What holds for the plan in the folder `root`: the common settings, and above them its own.
    #[must_use]
    pub(crate) fn of(&self, root: &str) -> Cow<'_, Settings> {
        self.own(root).map_or(Cow::Borrowed(self), Cow::Owned)
    }

    /// The same if entries of `plans` say something about the rules of this plan or about what
    /// fails in it: the one that is about it most closely stands above the others. `plans` and
    /// `ignore` are left out.
    #[must_use]
    pub(crate) fn own(&self, root: &str) -> Option<Settings> {
        let says_something =
            |entry: &&PlanEntry| entry.fail_on.is_some() || entry.rules != Rules::default();
        let mut own: Vec<&PlanEntry> = self
            .plans
            .iter()
            .filter(says_something)
            .filter(|entry| entry.has(root))
            .collect();
        if own.is_empty() {
            return None;
        }
        // Of two that are as close the later one holds.
        own.sort_by_key(|entry| entry.closeness(root));
        let mut settings = Self {
            fail_on: self.fail_on,
            max_findings: self.max_findings,
            selection: self.selection.clone(),
            rules: self.rules.clone(),
            ..Self::new(self.specs)
        };
        for entry in own {
            settings.fail_on = entry.fail_on.unwrap_or(settings.fail_on);
            settings.rules.levels.extend(&entry.rules.levels);
            settings.rules.options.extend(&entry.rules.options);
        }
        Some(settings)
    }

    /// From which level on findings of the plan in `root` fail, if it has a level of its own.
    #[must_use]
    pub(crate) fn own_fail_on(&self, root: &str) -> Option<FailOn> {
        let own = self
            .plans
            .iter()
            .filter(|entry| entry.fail_on.is_some() && entry.has(root));
        own.max_by_key(|entry| entry.closeness(root))
            .and_then(|entry| entry.fail_on)
    }

    /// Let this level hold for all plans, whatever else is said about any of them.
    pub(crate) fn fail_on_everywhere(&mut self, fail_on: FailOn) {
        self.fail_on = fail_on;
        self.plans.iter_mut().for_each(|entry| entry.fail_on = None);
    }

    /// The entries of `ignore` that hold for the plan in the folder `root` and not for all plans,
    /// by their index.
    #[must_use]
    pub(crate) fn ignored_only_in(&self, root: &str) -> Vec<usize> {
        // Most settings have none of these, and there may be many plans.
        if self.ignore.iter().all(Ignore::is_for_all_plans) {
            return Vec::new();
        }
        let entries: BTreeSet<usize> = (0..self.plans.len())
            .filter(|at| self.plans[*at].has(root))
            .collect();
        let names = entries
            .iter()
            .filter_map(|at| self.plans[*at].name.as_ref());
        let names: BTreeSet<&str> = names.map(|name| &*name.value).collect();
        let is_meant = |plan: &str| names.contains(plan) || clean(plan).as_deref() == Some(root);
        let holds = |ignore: &Ignore| match (&ignore.plan, ignore.entry) {
            (Some(plan), _) => is_meant(&plan.value),
            (None, Some(entry)) => entries.contains(&entry),
            (None, None) => false,
        };
        (0..self.ignore.len())
            .filter(|at| holds(&self.ignore[*at]))
            .collect()
    }

    /// Whether an entry of `plans` is about this plan, by its path or its name; without entries it
    /// may be any.
    #[must_use]
    pub(crate) fn knows_plan(&self, plan: &str) -> bool {
        let path = clean(plan);
        let is_meant = |entry: &PlanEntry| {
            entry.name.as_ref().is_some_and(|name| &*name.value == plan)
                || path.as_deref().is_some_and(|path| entry.has(path))
        };
        self.plans.is_empty() || self.plans.iter().any(is_meant)
    }

    /// The path or name in `plans` that was most likely meant.
    #[must_use]
    pub(crate) fn nearest_plan(&self, plan: &str) -> Option<&str> {
        let names = self.plans.iter().flat_map(|entry| {
            [Some(&entry.path), entry.name.as_ref()]
                .into_iter()
                .flatten()
        });
        nearest(plan, names.map(|name| &*name.value))
    }

    /// Tell the entries of `ignore` that `former` does not have; without it, all are new.
    pub(crate) fn mark_new_entries(&mut self, former: Option<&Settings>) {
        let former = former.iter().flat_map(|former| {
            former
                .ignore
                .iter()
                .map(|ignore| ignore.said(&former.plans))
        });
        let known: HashSet<Said<'_>> = former.collect();
        for ignore in &mut self.ignore {
            ignore.is_new = !known.contains(&ignore.said(&self.plans));
        }
    }

    /// The level that the settings give to a rule or to its family, if they do.
    #[must_use]
    pub(crate) fn level(&self, rule: &str) -> Option<Level> {
        self.rules.levels.get(rule).copied()
    }

    /// The level that holds for a rule whose own level is `default`.
    #[must_use]
    pub(crate) fn level_of(&self, rule: &str, default: Level) -> Level {
        let level = self.level(rule).unwrap_or(default);
        // Whoever asks for a rule by its name wants to see what it finds.
        match (level, default) {
            (Level::Off, Level::Off) if self.selection.named.contains(rule) => {
                Level::On(Severity::Warning)
            }
            (Level::Off, own) if self.selection.named.contains(rule) => own,
            _ => level,
        }
    }

    /// What they say for an option of a rule, or what it is where they do not.
    #[must_use]
    pub(crate) fn get<T>(&self, setting: &Setting<T>) -> T {
        let has = |spec: &RuleSpec| spec.id == setting.rule && spec.options.contains(&setting.spec);
        debug_assert!(self.specs.iter().any(has), "the rule has the option");
        let key = (setting.rule, setting.spec.name);
        setting.read(self.rules.options.get(&key).copied())
    }
}
