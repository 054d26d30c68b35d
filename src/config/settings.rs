//! What `planlint.yaml` says, resolved.

use std::collections::BTreeMap;
use std::collections::HashSet;

use crate::calendar::Day;
use crate::finding::Severity;
use crate::text::Spanned;

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
        Severity::ALL.into_iter().find(|severity| severity.name() == text).map(Level::On)
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
        Severity::ALL.into_iter().find(|severity| severity.name() == text).map(FailOn::At)
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

/// What kind of value an option takes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum OptionKind {
    /// A whole number from the first to the second.
    Integer(i64, i64),
    /// A number from the first to the second.
    Number(f64, f64),
    /// One of these words.
    Choice(&'static [&'static str]),
}

/// The value of an option.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum OptionValue {
    /// Of [`OptionKind::Integer`].
    Integer(i64),
    /// Of [`OptionKind::Number`].
    Number(f64),
    /// Of [`OptionKind::Choice`].
    Word(&'static str),
}

/// An option that a rule has.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OptionSpec {
    /// Its key in settings.
    pub name: &'static str,
    /// What it takes.
    pub kind: OptionKind,
    /// What it is where settings do not say.
    pub default: OptionValue,
}

/// What settings have to know about a rule.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RuleSpec {
    /// Its id.
    pub id: &'static str,
    /// Its options.
    pub options: &'static [OptionSpec],
}

/// A finding that somebody has decided to live with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ignore {
    /// The rule.
    pub rule: Spanned<&'static str>,
    /// The task; every finding of the rule if there is none.
    pub task: Option<Spanned<Box<str>>>,
    /// Why.
    pub reason: Box<str>,
    /// The last day on which it counts, included.
    pub until: Option<Spanned<Day>>,
    /// Whether the settings of the revision that is compared with do not have it, or have it in other words.
    pub is_new: bool,
}

impl Ignore {
    /// What it says, wherever it stands.
    fn said(&self) -> (&str, Option<&str>, &str, Option<Day>) {
        let task = self.task.as_ref().map(|task| &*task.value);
        (self.rule.value, task, &self.reason, self.until.as_ref().map(|until| until.value))
    }
}

/// Findings shown where settings do not say: more than anybody reads, and as many as a forge takes.
const MAX_FINDINGS: usize = 10_000;

/// All settings.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Folders of plans, relative to the settings' own folder.
    pub plans: Vec<Spanned<Box<str>>>,
    /// From which level on `check` fails.
    pub fail_on: FailOn,
    /// How many findings are shown; the others are counted.
    pub max_findings: usize,
    /// Findings not to be shown.
    pub ignore: Vec<Ignore>,
    pub(super) levels: BTreeMap<&'static str, Level>,
    pub(super) options: BTreeMap<(&'static str, &'static str), OptionValue>,
    specs: &'static [RuleSpec],
}

impl Settings {
    /// What holds without a settings file.
    #[must_use]
    pub fn new(specs: &'static [RuleSpec]) -> Self {
        Self {
            plans: Vec::new(),
            fail_on: FailOn::At(Severity::Error),
            max_findings: MAX_FINDINGS,
            ignore: Vec::new(),
            levels: BTreeMap::new(),
            options: BTreeMap::new(),
            specs,
        }
    }

    /// Tell the entries of `ignore` that `former` does not have; without it, all are new.
    pub fn mark_new_entries(&mut self, former: Option<&Settings>) {
        let known: HashSet<_> = former.iter().flat_map(|former| &former.ignore).map(Ignore::said).collect();
        for ignore in &mut self.ignore {
            ignore.is_new = !known.contains(&ignore.said());
        }
    }

    /// The level that the settings give to a rule, if they do.
    #[must_use]
    pub fn level(&self, rule: &str) -> Option<Level> {
        self.levels.get(rule).copied()
    }

    /// A whole-number option of a rule.
    ///
    /// # Panics
    /// If the rule has no such option: a mistake in the program, not in the settings.
    #[must_use]
    pub fn integer(&self, rule: &str, option: &str) -> i64 {
        match self.option(rule, option) {
            OptionValue::Integer(value) => value,
            other => panic!("{rule}.{option} is {other:?}"),
        }
    }

    /// A number option of a rule.
    ///
    /// # Panics
    /// If the rule has no such option: a mistake in the program, not in the settings.
    #[must_use]
    pub fn number(&self, rule: &str, option: &str) -> f64 {
        match self.option(rule, option) {
            OptionValue::Number(value) => value,
            other => panic!("{rule}.{option} is {other:?}"),
        }
    }

    /// A word option of a rule.
    ///
    /// # Panics
    /// If the rule has no such option: a mistake in the program, not in the settings.
    #[must_use]
    pub fn word(&self, rule: &str, option: &str) -> &'static str {
        match self.option(rule, option) {
            OptionValue::Word(value) => value,
            other => panic!("{rule}.{option} is {other:?}"),
        }
    }

    fn option(&self, rule: &str, option: &str) -> OptionValue {
        let spec = self.specs.iter().find(|spec| spec.id == rule);
        let spec = spec.and_then(|spec| spec.options.iter().find(|spec| spec.name == option));
        let spec = spec.expect("rules ask for options that they have");
        self.options.iter().find(|((r, o), _)| *r == rule && *o == option).map_or(spec.default, |(_, value)| *value)
    }
}
