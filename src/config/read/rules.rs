//! What `rules` says: levels and options.

use crate::config::Level;
use crate::config::Named;
use crate::config::OptionKind;
use crate::config::OptionSpec;
use crate::config::OptionValue;
use crate::config::RuleSpec;
use crate::config::family;
use crate::config::settings::Rules;
use crate::text::scalar::Value;
use crate::text::yaml::NodeRef;
use crate::text::yaml::Scalar;
use crate::text::yaml::Shape;
use crate::words::code;
use crate::words::say;
use crate::words::word;

use super::Reader;
use super::values::What;

impl Reader {
    pub(super) fn rules(&mut self, node: NodeRef<'_>) -> Rules {
        let mut rules = Rules::default();
        let mut families = Vec::new();
        for (key, value) in self.map(node, What::Word("rules")) {
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

    pub(super) fn named(&mut self, node: NodeRef<'_>) -> Option<Named> {
        let name = node.scalar().map_or("", |scalar| scalar.text);
        match family::named(name, self.specs) {
            Ok(named) => Some(named),
            Err(help) => {
                let message = if name.contains('*') {
                    say!(
                        en: "there is no rule or family {name}",
                        zh: "没有规则或规则组 {name}",
                        name = format!("{name:?}"),
                    )
                } else {
                    say!(
                        en: "there is no rule {name}",
                        zh: "没有规则 {name}",
                        name = format!("{name:?}"),
                    )
                };
                self.mistake(node.span(), message, Some(help));
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
                other => self.unknown(key, other, What::Family(name), &["level"]),
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
                    for (key, value) in self.map(value, What::Word("options")) {
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
            self.unknown(key, name, What::Rule(spec.id), &known);
            return;
        };
        if let Some(value) = self.option_value(node, option) {
            rules.options.insert((spec.id, option.name), value);
        }
    }

    fn option_value(&mut self, node: NodeRef<'_>, option: &OptionSpec) -> Option<OptionValue> {
        match option.kind {
            OptionKind::Integer(least, most) => self
                .whole(node, option.name, [least, most])
                .map(OptionValue::Integer),
            OptionKind::Number(least, most) => {
                let number = number(node).filter(|n| (least..=most).contains(n));
                if number.is_none() {
                    let message = say!(
                        en: "`{option}` is a number from {least} to {most}",
                        zh: "`{option}` 应为 {least} 到 {most} 的数字",
                        option = word(option.name),
                        least = code(least.to_string()),
                        most = code(most.to_string()),
                    );
                    self.mistake(node.span(), message, None);
                }
                number.map(OptionValue::Number)
            }
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

    /// The whole number that `key` has, if it is from `least` to `most`.
    pub(super) fn whole(
        &mut self,
        node: NodeRef<'_>,
        key: &'static str,
        [least, most]: [i64; 2],
    ) -> Option<i64> {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_precision_loss,
            reason = "checked to be whole and in range"
        )]
        let whole = number(node)
            .filter(|n| n.fract() == 0.0 && *n >= least as f64 && *n <= most as f64)
            .map(|n| n as i64);
        if whole.is_none() {
            let message = say!(
                en: "`{option}` is a whole number from {least} to {most}",
                zh: "`{option}` 应为 {least} 到 {most} 的整数",
                option = word(key),
                least = least,
                most = most,
            );
            self.mistake(node.span(), message, None);
        }
        whole
    }
}

/// The number that stands there, if it is one.
fn number(node: NodeRef<'_>) -> Option<f64> {
    #[expect(
        clippy::cast_precision_loss,
        reason = "anything so large is out of range"
    )]
    match node.scalar().map(Scalar::value)? {
        Value::Int(n) => Some(n as f64),
        Value::Float(n) => Some(n),
        _ => None,
    }
}
