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

use super::FailOn;
use super::Ignore;
use super::Level;
use super::OptionKind;
use super::OptionSpec;
use super::OptionValue;
use super::RuleSpec;
use super::Settings;

/// What mistakes in settings carry where findings carry a rule.
const SETTINGS: &str = "settings";

const KEYS: &[&str] = &["plans", "rules", "fail_on", "max_findings", "ignore"];

/// The key `max_findings` as if it were an option.
const MAX_FINDINGS: OptionSpec =
    OptionSpec { name: "max_findings", kind: OptionKind::Integer(1, 1_000_000_000), default: OptionValue::Integer(0) };

const IGNORE_KEYS: &[&str] = &["rule", "task", "reason", "until"];

/// Read settings for `specs`.
///
/// # Errors
/// Every mistake in the file, as findings in it.
pub fn read(file: FileId, text: &Arc<str>, specs: &'static [RuleSpec]) -> Result<Settings, Vec<Finding>> {
    let keys: Vec<&str> = KEYS.iter().chain(IGNORE_KEYS).copied().chain(specs.iter().map(|spec| spec.id)).collect();
    let reading = yaml::read(file, text, &keys, &Limits::default());
    let mut reader = Reader { settings: Settings::new(specs), specs, mistakes: Vec::new() };
    for problem in reading.problems {
        // In the same words as for a plan.
        reader.mistakes.push(Finding { rule: SETTINGS, ..model::explain(&problem) });
    }
    if reader.mistakes.is_empty() {
        match reading.document.root() {
            Some(root) => reader.root(root),
            None => {
                reader.mistake(Span::new(file, 0, 0), "the settings hold nothing", "delete the file, or set something");
            }
        }
    }
    if reader.mistakes.is_empty() { Ok(reader.settings) } else { Err(reader.mistakes) }
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
                        if let Some(text) = self.text(item, "a plan's folder") {
                            self.settings.plans.push(Spanned::new(text.into(), item.span()));
                        }
                    }
                }
                "rules" => self.rules(value),
                "fail_on" => {
                    let text = self.text(value, "fail_on");
                    match text.and_then(FailOn::parse) {
                        Some(fail_on) => self.settings.fail_on = fail_on,
                        None => self.expected(value, text, "fail_on", &["error", "warning", "note", "never"]),
                    }
                }
                "max_findings" => {
                    if let Some(OptionValue::Integer(most)) = self.option_value(value, &MAX_FINDINGS) {
                        self.settings.max_findings = usize::try_from(most).unwrap_or(usize::MAX);
                    }
                }
                "ignore" => {
                    for item in self.list(value, "ignore") {
                        self.ignore(item);
                    }
                }
                other => self.unknown(key, other, "the settings have", KEYS),
            }
        }
    }

    fn rules(&mut self, node: NodeRef<'_>) {
        for (key, value) in self.map(node, "rules") {
            let Some(spec) = self.spec(key) else { continue };
            match value.shape() {
                Shape::Map => self.rule(value, spec),
                _ => self.level(value, spec),
            }
        }
    }

    fn spec(&mut self, node: NodeRef<'_>) -> Option<&'static RuleSpec> {
        let specs = self.specs;
        let name = node.scalar().map_or("", |scalar| scalar.text);
        let found = specs.iter().find(|spec| spec.id == name);
        if found.is_none() {
            let help = match nearest(name, specs.iter().map(|spec| spec.id)) {
                Some(near) => format!("did you mean {near}?"),
                None => "`planlint explain` lists the rules".to_owned(),
            };
            self.mistake(node.span(), format!("there is no rule {name:?}"), help);
        }
        found
    }

    fn level(&mut self, node: NodeRef<'_>, spec: &'static RuleSpec) {
        let text = self.text(node, "a rule's level");
        match text.and_then(Level::parse) {
            Some(level) => {
                self.settings.levels.insert(spec.id, level);
            }
            None => self.expected(node, text, spec.id, &["error", "warning", "note", "off"]),
        }
    }

    fn rule(&mut self, node: NodeRef<'_>, spec: &'static RuleSpec) {
        for (key, value) in node.entries() {
            match key.scalar().map_or("", |scalar| scalar.text) {
                "level" => self.level(value, spec),
                // Options may stand beside the level or in a map of their own.
                "options" if !spec.options.is_empty() => {
                    for (key, value) in self.map(value, "options") {
                        self.option(key, value, spec);
                    }
                }
                _ => self.option(key, value, spec),
            }
        }
    }

    fn option(&mut self, key: NodeRef<'_>, node: NodeRef<'_>, spec: &'static RuleSpec) {
        let name = key.scalar().map_or("", |scalar| scalar.text);
        let Some(option) = spec.options.iter().find(|option| option.name == name) else {
            let mut known = vec!["level"];
            known.extend(spec.options.iter().map(|option| option.name));
            self.unknown(key, name, &format!("the rule {} has", spec.id), &known);
            return;
        };
        if let Some(value) = self.option_value(node, option) {
            self.settings.options.insert((spec.id, option.name), value);
        }
    }

    fn option_value(&mut self, node: NodeRef<'_>, option: &OptionSpec) -> Option<OptionValue> {
        let value = node.scalar().map(Scalar::value);
        #[expect(clippy::cast_precision_loss, reason = "anything so large is out of range")]
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
                    self.mistake(node.span(), format!("`{}` is a number from {least} to {most}", option.name), "");
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

    fn ignore(&mut self, node: NodeRef<'_>) {
        let (mut rule, mut task, mut reason, mut until) = (None, None, None, None);
        let before = self.mistakes.len();
        for (key, value) in self.map(node, "an entry of `ignore`") {
            match key.scalar().map_or("", |scalar| scalar.text) {
                "rule" => rule = self.spec(value).map(|spec| Spanned::new(spec.id, value.span())),
                "task" => task = self.task(value).map(|text| Spanned::new(text.into(), value.span())),
                "reason" => reason = self.text(value, "reason").map(Box::from),
                "until" => {
                    let text = self.text(value, "until");
                    match text.and_then(Day::parse) {
                        Some(day) => until = Some(Spanned::new(day, value.span())),
                        None => {
                            self.mistake(value.span(), "`until` is not a date", "write it as YYYY-MM-DD: 2026-12-31");
                        }
                    }
                }
                other => self.unknown(key, other, "an entry of `ignore` has", IGNORE_KEYS),
            }
        }
        match (rule, reason) {
            (Some(rule), Some(reason)) => {
                self.settings.ignore.push(Ignore { rule, task, reason, until, is_new: false });
            }
            _ if self.mistakes.len() > before => {}
            (None, _) => self.mistake(node.span(), "an entry of `ignore` without `rule`", "say which rule it is about"),
            (_, None) => {
                self.mistake(
                    node.span(),
                    "an entry of `ignore` without `reason`",
                    "say why, for whoever reads it next year",
                );
            }
        }
    }

    /// An id; a number without quotes is a mistake here as it is in a plan.
    fn task<'d>(&mut self, node: NodeRef<'d>) -> Option<&'d str> {
        let scalar = node.scalar();
        if let Some(Value::Int(_) | Value::Float(_)) = scalar.map(Scalar::value) {
            let text = scalar.map_or("", |scalar| scalar.text);
            self.mistake(node.span(), format!("the id {text} has no quotes"), format!("write task: \"{text}\""));
            return None;
        }
        let text = self.text(node, "task")?;
        if !is_name(text) {
            self.mistake(node.span(), "`task` has white space around it or a line break in it", "write just the id");
            return None;
        }
        Some(text)
    }

    fn map<'d>(&mut self, node: NodeRef<'d>, what: &str) -> Vec<(NodeRef<'d>, NodeRef<'d>)> {
        if !matches!(node.shape(), Shape::Map) {
            self.mistake(node.span(), format!("{what} is a map of keys and values"), "write `key: value`");
        }
        node.entries()
    }

    fn list<'d>(&mut self, node: NodeRef<'d>, what: &str) -> Vec<NodeRef<'d>> {
        if !matches!(node.shape(), Shape::Seq) {
            self.mistake(node.span(), format!("`{what}` is a list"), "write one line with `- ` for each entry");
        }
        node.items().collect()
    }

    fn text<'d>(&mut self, node: NodeRef<'d>, what: &str) -> Option<&'d str> {
        match node.scalar().map(Scalar::value) {
            Some(Value::Text("")) => {
                self.mistake(node.span(), format!("`{what}` is empty"), "write what is meant, or remove it");
                None
            }
            Some(Value::Text(text)) => Some(text),
            _ => {
                self.mistake(node.span(), format!("`{what}` is text"), "put it between quotes");
                None
            }
        }
    }

    fn expected(&mut self, node: NodeRef<'_>, text: Option<&str>, what: &str, words: &[&str]) {
        // What is no text at all was said before.
        let Some(text) = text else { return };
        let near =
            nearest(text, words.iter().copied()).map(|near| format!("did you mean {near}? ")).unwrap_or_default();
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

    fn mistake(&mut self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        let help: String = help.into();
        let mut finding = Finding::new(SETTINGS, span, message);
        if !help.is_empty() {
            finding = finding.help(help);
        }
        self.mistakes.push(finding);
    }
}
