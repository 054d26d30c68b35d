//! `planlint.yaml` into settings. A mistake is said at its place; with any, nothing is checked.

use std::sync::Arc;

use crate::calendar::Day;
use crate::finding::Finding;
use crate::finding::nearest;
use crate::model;
use crate::text::FileId;
use crate::text::Span;
use crate::text::Spanned;
use crate::text::scalar::Value;
use crate::text::scalar::is_name;
use crate::text::yaml;
use crate::text::yaml::Limits;
use crate::text::yaml::NodeRef;
use crate::text::yaml::Scalar;
use crate::text::yaml::Shape;
use crate::words::Message;

use super::FailOn;
use super::Ignore;
use super::Level;
use super::Named;
use super::OptionKind;
use super::OptionSpec;
use super::OptionValue;
use super::PlanEntry;
use super::RuleSpec;
use super::Settings;
use super::family;
use super::settings::Rules;

/// What mistakes in settings carry where findings carry a rule.
const SETTINGS: &str = "settings";

const KEYS: &[&str] = &["plans", "rules", "fail_on", "max_findings", "ignore"];

/// The key `max_findings` as if it were an option.
const MAX_FINDINGS: OptionSpec = OptionSpec {
    name: "max_findings",
    kind: OptionKind::Integer(1, 1_000_000_000),
    default: OptionValue::Integer(0),
};

const PLAN_KEYS: &[&str] = &["path", "name", "rules", "fail_on", "ignore"];

const IGNORE_KEYS: &[&str] = &["rule", "plan", "task", "owner", "reason", "until"];

/// Those of an entry that stands at a plan, which it is about already.
const OWN_IGNORE_KEYS: &[&str] = &["rule", "task", "owner", "reason", "until"];

const FAIL_ON: &[&str] = &["error", "warning", "note", "never"];

/// Read settings for `specs`.
///
/// # Errors
/// Every mistake in the file, as findings in it.
pub fn read(
    file: FileId,
    text: &Arc<str>,
    specs: &'static [RuleSpec],
) -> Result<Settings, Vec<Finding>> {
    let ours = KEYS.iter().chain(PLAN_KEYS).chain(IGNORE_KEYS).copied();
    let keys: Vec<&str> = ours.chain(specs.iter().map(|spec| spec.id)).collect();
    let reading = yaml::read(file, text, &keys, &Limits::default());
    let mut reader = Reader {
        settings: Settings::new(specs),
        specs,
        mistakes: Vec::new(),
    };
    for problem in reading.problems {
        // In the same words as for a plan.
        reader.mistakes.push(Finding {
            rule: SETTINGS,
            ..model::explain(&problem)
        });
    }
    if reader.mistakes.is_empty() {
        match reading.document.root() {
            Some(root) => reader.root(root),
            None => {
                reader.mistake(
                    Span::new(file, 0, 0),
                    "the settings hold nothing",
                    "delete the file, or set something",
                );
            }
        }
    }
    if reader.mistakes.is_empty() {
        Ok(reader.settings)
    } else {
        Err(reader.mistakes)
    }
}

struct Reader {
    settings: Settings,
    specs: &'static [RuleSpec],
    mistakes: Vec<Finding>,
}

impl Reader {
    fn root(&mut self, root: NodeRef<'_>) {
        for (key, value) in self.map(root, "the settings") {
            match key.scalar().map_or("", |scalar| scalar.text) {
                "plans" => {
                    for item in self.list(value, "plans") {
                        self.plan(item);
                    }
                }
                "rules" => self.settings.rules = self.rules(value),
                "fail_on" => {
                    if let Some(fail_on) = self.fail_on(value) {
                        self.settings.fail_on = fail_on;
                    }
                }
                "max_findings" => {
                    if let Some(OptionValue::Integer(most)) =
                        self.option_value(value, &MAX_FINDINGS)
                    {
                        self.settings.max_findings = usize::try_from(most).unwrap_or(usize::MAX);
                    }
                }
                "ignore" => {
                    for item in self.list(value, "ignore") {
                        self.ignore(item, None);
                    }
                }
                other => self.unknown(key, other, "the settings have", KEYS),
            }
        }
    }

    /// An entry of `plans`: a path, or a map with the path and what holds for these plans only.
    fn plan(&mut self, node: NodeRef<'_>) {
        if !matches!(node.shape(), Shape::Map) {
            if let Some(text) = self.text(node, "a plan's folder") {
                self.settings
                    .plans
                    .push(PlanEntry::new(Spanned::new(text.into(), node.span())));
            }
            return;
        }
        let entries = node.entries();
        let key = |key: NodeRef<'_>| key.scalar().map_or("", |scalar| scalar.text).to_owned();
        let Some((_, path)) = entries.iter().find(|(name, _)| key(*name) == "path") else {
            self.mistake(
                node.span(),
                "an entry of `plans` without `path`",
                "say where the plan is: path: FOLDER",
            );
            return;
        };
        let Some(text) = self.text(*path, "path") else {
            return;
        };
        let mut plan = PlanEntry::new(Spanned::new(text.into(), path.span()));
        let index = self.settings.plans.len();
        for (name, value) in entries {
            match key(name).as_str() {
                "path" => {}
                "name" => {
                    plan.name = self
                        .name(value, "name")
                        .map(|text| Spanned::new(text.into(), value.span()));
                }
                "rules" => plan.rules = self.rules(value),
                "fail_on" => plan.fail_on = self.fail_on(value),
                "ignore" => {
                    for item in self.list(value, "ignore") {
                        self.ignore(item, Some(index));
                    }
                }
                other => self.unknown(name, other, "an entry of `plans` has", PLAN_KEYS),
            }
        }
        self.settings.plans.push(plan);
    }

    fn fail_on(&mut self, node: NodeRef<'_>) -> Option<FailOn> {
        let text = self.text(node, "fail_on");
        let fail_on = text.and_then(FailOn::parse);
        if fail_on.is_none() {
            self.expected(node, text, "fail_on", FAIL_ON);
        }
        fail_on
    }

    fn rules(&mut self, node: NodeRef<'_>) -> Rules {
        let mut rules = Rules::default();
        let mut families = Vec::new();
        for (key, value) in self.map(node, "rules") {
            match self.named(key) {
                Some(Named::Rule(spec)) => self.rule(value, spec, &mut rules),
                Some(Named::Family(members)) => {
                    let level = self.family(key, value);
                    families.extend(
                        members
                            .into_iter()
                            .filter_map(|spec| Some((spec.id, level?))),
                    );
                }
                None => {}
            }
        }
        // What is said of a rule itself stands above what is said of its family, wherever it stands
        // in the file.
        for (id, level) in families {
            rules.levels.entry(id).or_insert(level);
        }
        rules
    }

    fn named(&mut self, node: NodeRef<'_>) -> Option<Named> {
        let name = node.scalar().map_or("", |scalar| scalar.text);
        match family::named(name, self.specs) {
            Ok(named) => Some(named),
            Err(help) => {
                let what = if name.contains('*') {
                    "rule or family"
                } else {
                    "rule"
                };
                self.mistake(node.span(), format!("there is no {what} {name:?}"), help);
                None
            }
        }
    }

    fn level(&mut self, node: NodeRef<'_>, name: &str) -> Option<Level> {
        let text = self.text(node, "a rule's level");
        let level = text.and_then(Level::parse);
        if level.is_none() {
            self.expected(node, text, name, &["error", "warning", "note", "off"]);
        }
        level
    }

    /// The level of a family, which has no options.
    fn family(&mut self, key: NodeRef<'_>, node: NodeRef<'_>) -> Option<Level> {
        let name = key.scalar().map_or("", |scalar| scalar.text);
        let Shape::Map = node.shape() else {
            return self.level(node, name);
        };
        let mut level = None;
        for (key, value) in node.entries() {
            match key.scalar().map_or("", |scalar| scalar.text) {
                "level" => level = self.level(value, name),
                other => self.unknown(key, other, &format!("the family {name} has"), &["level"]),
            }
        }
        level
    }

    fn rule(&mut self, node: NodeRef<'_>, spec: &'static RuleSpec, rules: &mut Rules) {
        let Shape::Map = node.shape() else {
            rules
                .levels
                .extend(self.level(node, spec.id).map(|level| (spec.id, level)));
            return;
        };
        for (key, value) in node.entries() {
            match key.scalar().map_or("", |scalar| scalar.text) {
                "level" => rules
                    .levels
                    .extend(self.level(value, spec.id).map(|level| (spec.id, level))),
                // Options may stand beside the level or in a map of their own.
                "options" if !spec.options.is_empty() => {
                    for (key, value) in self.map(value, "options") {
                        self.option(key, value, spec, rules);
                    }
                }
                _ => self.option(key, value, spec, rules),
            }
        }
    }

    fn option(
        &mut self,
        key: NodeRef<'_>,
        node: NodeRef<'_>,
        spec: &'static RuleSpec,
        rules: &mut Rules,
    ) {
        let name = key.scalar().map_or("", |scalar| scalar.text);
        let Some(option) = spec.options.iter().find(|option| option.name == name) else {
            let mut known = vec!["level"];
            known.extend(spec.options.iter().map(|option| option.name));
            self.unknown(key, name, &format!("the rule {} has", spec.id), &known);
            return;
        };
        if let Some(value) = self.option_value(node, option) {
            rules.options.insert((spec.id, option.name), value);
        }
    }

    fn option_value(&mut self, node: NodeRef<'_>, option: &OptionSpec) -> Option<OptionValue> {
        let value = node.scalar().map(Scalar::value);
        #[expect(
            clippy::cast_precision_loss,
            reason = "anything so large is out of range"
        )]
        let number = match value {
            Some(Value::Int(n)) => Some(n as f64),
            Some(Value::Float(n)) => Some(n),
            _ => None,
        };
        match option.kind {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_precision_loss,
                reason = "checked to be whole and in range"
            )]
            OptionKind::Integer(least, most) => match number {
                Some(n) if n.fract() == 0.0 && n >= least as f64 && n <= most as f64 => {
                    Some(OptionValue::Integer(n as i64))
                }
                _ => {
                    self.mistake(
                        node.span(),
                        format!("`{}` is a whole number from {least} to {most}", option.name),
                        "",
                    );
                    None
                }
            },
            OptionKind::Number(least, most) => match number {
                Some(n) if n >= least && n <= most => Some(OptionValue::Number(n)),
                _ => {
                    self.mistake(
                        node.span(),
                        format!("`{}` is a number from {least} to {most}", option.name),
                        "",
                    );
                    None
                }
            },
            OptionKind::Choice(words) => {
                let text = self.text(node, option.name);
                let word = text.and_then(|text| words.iter().find(|word| **word == text));
                if word.is_none() {
                    self.expected(node, text, option.name, words);
                }
                word.map(|word| OptionValue::Word(word))
            }
        }
    }

    /// An entry of `ignore`: of all plans, or of those of an entry of `plans`.
    fn ignore(&mut self, node: NodeRef<'_>, entry: Option<usize>) {
        let (mut rule, mut reason, mut until) = (None, None, None);
        let (mut plan, mut task, mut owner) = (None, None, None);
        let keys = if entry.is_some() {
            OWN_IGNORE_KEYS
        } else {
            IGNORE_KEYS
        };
        let before = self.mistakes.len();
        for (key, value) in self.map(node, "an entry of `ignore`") {
            let named =
                |text: Option<&str>| text.map(|text| Spanned::new(Box::from(text), value.span()));
            match key.scalar().map_or("", |scalar| scalar.text) {
                "rule" => rule = self.ignored_rule(value),
                "plan" if entry.is_some() => {
                    let message = "an entry of `ignore` at a plan holds for this plan, so it has no key `plan`";
                    self.mistake(
                        key.span(),
                        message,
                        "leave it out, or move the entry to the `ignore` of all plans",
                    );
                }
                "plan" => plan = named(self.text(value, "plan")),
                "task" => task = named(self.task(value)),
                "owner" => owner = named(self.name(value, "owner")),
                "reason" => reason = self.text(value, "reason").map(Box::from),
                "until" => until = self.until(value),
                other => self.unknown(key, other, "an entry of `ignore` has", keys),
            }
        }
        match (rule, reason) {
            (Some(rule), Some(reason)) => {
                let ignore = Ignore {
                    rule,
                    plan,
                    task,
                    owner,
                    reason,
                    until,
                    is_new: false,
                    entry,
                };
                self.settings.ignore.push(ignore);
            }
            _ if self.mistakes.len() > before => {}
            (None, _) => self.mistake(
                node.span(),
                "an entry of `ignore` without `rule`",
                "say which rule it is about",
            ),
            (_, None) => {
                self.mistake(
                    node.span(),
                    "an entry of `ignore` without `reason`",
                    "say why, for whoever reads it next year",
                );
            }
        }
    }

    /// One rule: a whole family would hide what nobody has looked at.
    fn ignored_rule(&mut self, node: NodeRef<'_>) -> Option<Spanned<&'static str>> {
        match self.named(node)? {
            Named::Rule(spec) => Some(Spanned::new(spec.id, node.span())),
            Named::Family(_) => {
                let help =
                    "write an entry for each rule, or set the level of the family under `rules`";
                self.mistake(
                    node.span(),
                    "an entry of `ignore` names one rule, not a family",
                    help,
                );
                None
            }
        }
    }

    fn until(&mut self, node: NodeRef<'_>) -> Option<Spanned<Day>> {
        let day = self.text(node, "until").and_then(Day::parse);
        if day.is_none() {
            self.mistake(
                node.span(),
                "`until` is not a date",
                "write it as YYYY-MM-DD: 2026-12-31",
            );
        }
        day.map(|day| Spanned::new(day, node.span()))
    }

    /// An id; a number without quotes is a mistake here as it is in a plan.
    fn task<'d>(&mut self, node: NodeRef<'d>) -> Option<&'d str> {
        let scalar = node.scalar();
        if let Some(Value::Int(_) | Value::Float(_)) = scalar.map(Scalar::value) {
            let text = scalar.map_or("", |scalar| scalar.text);
            self.mistake(
                node.span(),
                format!("the id {text} has no quotes"),
                format!("write task: \"{text}\""),
            );
            return None;
        }
        self.name(node, "task")
    }

    /// Text on one line, without white space around it: an id or a name.
    fn name<'d>(&mut self, node: NodeRef<'d>, what: &str) -> Option<&'d str> {
        let text = self.text(node, what)?;
        if !is_name(text) {
            let help = if what == "task" {
                "write just the id"
            } else {
                "write just the name"
            };
            let message = format!("`{what}` has white space around it or a line break in it");
            self.mistake(node.span(), message, help);
            return None;
        }
        Some(text)
    }

    fn map<'d>(&mut self, node: NodeRef<'d>, what: &str) -> Vec<(NodeRef<'d>, NodeRef<'d>)> {
        if !matches!(node.shape(), Shape::Map) {
            self.mistake(
                node.span(),
                format!("{what} is a map of keys and values"),
                "write `key: value`",
            );
        }
        node.entries()
    }

    fn list<'d>(&mut self, node: NodeRef<'d>, what: &str) -> Vec<NodeRef<'d>> {
        if !matches!(node.shape(), Shape::Seq) {
            self.mistake(
                node.span(),
                format!("`{what}` is a list"),
                "write one line with `- ` for each entry",
            );
        }
        node.items().collect()
    }

    fn text<'d>(&mut self, node: NodeRef<'d>, what: &str) -> Option<&'d str> {
        match node.scalar().map(Scalar::value) {
            Some(Value::Text("")) => {
                self.mistake(
                    node.span(),
                    format!("`{what}` is empty"),
                    "write what is meant, or remove it",
                );
                None
            }
            Some(Value::Text(text)) => Some(text),
            _ => {
                self.mistake(
                    node.span(),
                    format!("`{what}` is text"),
                    "put it between quotes",
                );
                None
            }
        }
    }

    fn expected(&mut self, node: NodeRef<'_>, text: Option<&str>, what: &str, words: &[&str]) {
        // What is no text at all was said before.
        let Some(text) = text else { return };
        // `warn` is too far from `warning` for a mistyped word, and yet it is plain what is meant.
        let short = words
            .iter()
            .copied()
            .find(|word| text.len() > 2 && word.starts_with(text));
        let near = nearest(text, words.iter().copied()).or(short);
        let near = near
            .map(|near| format!("did you mean {near}? "))
            .unwrap_or_default();
        self.mistake(
            node.span(),
            format!("`{what}` cannot be {text:?}"),
            format!("{near}possible are {}", words.join(", ")),
        );
    }

    fn unknown(&mut self, key: NodeRef<'_>, name: &str, what: &str, known: &[&str]) {
        let help = match nearest(name, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("possible are {}", known.join(", ")),
        };
        self.mistake(key.span(), format!("{what} no key {name:?}"), help);
    }

    fn mistake(&mut self, span: Span, message: impl Into<Message>, help: impl Into<String>) {
        self.mistakes.push(mistake(span, message, help));
    }
}

/// A mistake in settings, as a finding in them; without advice if `help` is empty.
#[must_use]
pub fn mistake(span: Span, message: impl Into<Message>, help: impl Into<String>) -> Finding {
    let help: String = help.into();
    let finding = Finding::new(SETTINGS, span, message);
    if help.is_empty() {
        finding
    } else {
        finding.help(help)
    }
}
