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
use crate::words::Arg;
use crate::words::Joined;
use crate::words::Lang;
use crate::words::Message;
use crate::words::code;
use crate::words::say;
use crate::words::word;

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

const KEYS: &[&str] = &[
    "plans",
    "rules",
    "fail_on",
    "max_findings",
    "lang",
    "ignore",
];

/// The most that the key `max_findings` takes.
const MOST_FINDINGS: i64 = 1_000_000_000;

const PLAN_KEYS: &[&str] = &["path", "name", "rules", "fail_on", "ignore"];

const IGNORE_KEYS: &[&str] = &["rule", "plan", "task", "owner", "reason", "until"];

/// Those of an entry that stands at a plan, which it is about already.
const OWN_IGNORE_KEYS: &[&str] = &["rule", "task", "owner", "reason", "until"];

const FAIL_ON: &[&str] = &["error", "warning", "note", "never"];

const LANG: &[&str] = &["en", "zh"];

/// Read settings for `specs`.
///
/// # Errors
/// Every mistake in the file, as findings in it.
pub(crate) fn read(
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
                    say!(en: "the settings hold nothing", zh: "设置文件没有内容"),
                    Some(say!(
                        en: "delete the file, or set something",
                        zh: "删去该文件，或写入设置",
                    )),
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
        for (key, value) in self.map(root, What::Settings) {
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
                    if let Some(most) = self.whole(value, "max_findings", [1, MOST_FINDINGS]) {
                        self.settings.max_findings = usize::try_from(most).unwrap_or(usize::MAX);
                    }
                }
                "lang" => self.settings.lang = self.lang(value),
                "ignore" => {
                    for item in self.list(value, "ignore") {
                        self.ignore(item, None);
                    }
                }
                other => self.unknown(key, other, What::Settings, KEYS),
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
                say!(
                    en: "an entry of `plans` without `path`",
                    zh: "`plans` 的一条没有写 `path`",
                ),
                Some(say!(
                    en: "say where the plan is: path: FOLDER",
                    zh: "写明计划所在文件夹：path: 文件夹",
                )),
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
                other => self.unknown(name, other, What::EntryOf("plans"), PLAN_KEYS),
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

    fn lang(&mut self, node: NodeRef<'_>) -> Option<Lang> {
        let text = self.text(node, "lang");
        let lang = Lang::ALL.into_iter().find(|lang| text == Some(lang.tag()));
        if lang.is_none() {
            self.expected(node, text, "lang", LANG);
        }
        lang
    }

    fn rules(&mut self, node: NodeRef<'_>) -> Rules {
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

    fn named(&mut self, node: NodeRef<'_>) -> Option<Named> {
        let name = node.scalar().map_or("", |scalar| scalar.text);
        match family::named(name, self.specs) {
            Ok(named) => Some(named),
            Err(help) => {
                let message = if name.contains('*') {
                    say!(
                        en: "there is no rule or family {name}",
                        zh: "没有规则或规则族 {name}",
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
    fn whole(
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
        for (key, value) in self.map(node, What::EntryOf("ignore")) {
            let named =
                |text: Option<&str>| text.map(|text| Spanned::new(Box::from(text), value.span()));
            match key.scalar().map_or("", |scalar| scalar.text) {
                "rule" => rule = self.ignored_rule(value),
                "plan" if entry.is_some() => {
                    let message = say!(
                        en: "an entry of `ignore` at a plan holds for this plan, so it has no key `plan`",
                        zh: "写在计划处的 `ignore` 条目只对该计划有效，因此没有 `plan` 这个字段",
                    );
                    self.mistake(
                        key.span(),
                        message,
                        Some(say!(
                            en: "leave it out, or move the entry to the `ignore` of all plans",
                            zh: "删去该字段，或将该条目移到所有计划共用的 `ignore`",
                        )),
                    );
                }
                "plan" => plan = named(self.text(value, "plan")),
                "task" => task = named(self.task(value)),
                "owner" => owner = named(self.name(value, "owner")),
                "reason" => reason = self.text(value, "reason").map(Box::from),
                "until" => until = self.until(value),
                other => self.unknown(key, other, What::EntryOf("ignore"), keys),
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
                say!(
                    en: "an entry of `ignore` without `rule`",
                    zh: "`ignore` 的一条没有写 `rule`",
                ),
                Some(say!(en: "say which rule it is about", zh: "写明针对哪条规则")),
            ),
            (_, None) => {
                self.mistake(
                    node.span(),
                    say!(
                        en: "an entry of `ignore` without `reason`",
                        zh: "`ignore` 的一条没有写 `reason`",
                    ),
                    Some(say!(
                        en: "say why, for whoever reads it next year",
                        zh: "写明理由，供日后查阅的人了解",
                    )),
                );
            }
        }
    }

    /// One rule: a whole family would hide what nobody has looked at.
    fn ignored_rule(&mut self, node: NodeRef<'_>) -> Option<Spanned<&'static str>> {
        match self.named(node)? {
            Named::Rule(spec) => Some(Spanned::new(spec.id, node.span())),
            Named::Family(_) => {
                let help = say!(
                    en: "write an entry for each rule, or set the level of the family under `rules`",
                    zh: "每条规则各写一条，或在 `rules` 中设置该规则族的级别",
                );
                let message = say!(
                    en: "an entry of `ignore` names one rule, not a family",
                    zh: "`ignore` 的一条只写一条规则，不写规则族",
                );
                self.mistake(node.span(), message, Some(help));
                None
            }
        }
    }

    fn until(&mut self, node: NodeRef<'_>) -> Option<Spanned<Day>> {
        let day = self.text(node, "until").and_then(Day::parse);
        if day.is_none() {
            self.mistake(
                node.span(),
                say!(en: "`until` is not a date", zh: "`until` 不是日期"),
                Some(say!(
                    en: "write it as YYYY-MM-DD: 2026-12-31",
                    zh: "写成 YYYY-MM-DD：2026-12-31",
                )),
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
                say!(
                    en: "the id {id} has no quotes",
                    zh: "编号 {id} 没有引号",
                    id = text,
                ),
                Some(say!(
                    en: "write {entry}",
                    zh: "改为 {entry}",
                    entry = code(format!("task: \"{text}\"")),
                )),
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
                say!(en: "write just the id", zh: "只写编号")
            } else {
                say!(en: "write just the name", zh: "只写名称")
            };
            let message = say!(
                en: "`{key}` has white space around it or a line break in it",
                zh: "`{key}` 的前后有空白，或其中有换行",
                key = code(what),
            );
            self.mistake(node.span(), message, Some(help));
            return None;
        }
        Some(text)
    }

    fn map<'d>(&mut self, node: NodeRef<'d>, what: What<'_>) -> Vec<(NodeRef<'d>, NodeRef<'d>)> {
        if !matches!(node.shape(), Shape::Map) {
            self.mistake(
                node.span(),
                say!(
                    en: "{what} is a map of keys and values",
                    zh: "{what} 应为一组字段（`字段: 值`）",
                    what = what,
                ),
                Some(say!(en: "write `key: value`", zh: "写成 `key: value`")),
            );
        }
        node.entries()
    }

    fn list<'d>(&mut self, node: NodeRef<'d>, what: &str) -> Vec<NodeRef<'d>> {
        if !matches!(node.shape(), Shape::Seq) {
            self.mistake(
                node.span(),
                say!(en: "`{key}` is a list", zh: "`{key}` 应为列表", key = code(what)),
                Some(say!(
                    en: "write one line with `- ` for each entry",
                    zh: "每项一行，以 `- ` 开头",
                )),
            );
        }
        node.items().collect()
    }

    fn text<'d>(&mut self, node: NodeRef<'d>, what: &str) -> Option<&'d str> {
        match node.scalar().map(Scalar::value) {
            Some(Value::Text("")) => {
                self.mistake(
                    node.span(),
                    say!(en: "`{key}` is empty", zh: "`{key}` 为空", key = text_of(what)),
                    Some(say!(
                        en: "write what is meant, or remove it",
                        zh: "写明其值，或删去",
                    )),
                );
                None
            }
            Some(Value::Text(text)) => Some(text),
            _ => {
                self.mistake(
                    node.span(),
                    say!(en: "`{key}` is text", zh: "`{key}` 应为文字", key = text_of(what)),
                    Some(say!(en: "put it between quotes", zh: "用引号括住")),
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
        let possible = Arg::joined(
            words.iter().map(|word| code(*word)),
            usize::MAX,
            Joined::Comma,
        );
        let help = match nearest(text, words.iter().copied()).or(short) {
            Some(near) => say!(
                en: "did you mean {near}? possible are {possible}",
                zh: "是否指 {near}？可用的有：{possible}",
                near = code(near),
                possible = possible,
            ),
            None => say!(
                en: "possible are {possible}",
                zh: "可用的有：{possible}",
                possible = possible,
            ),
        };
        let message = say!(
            en: "`{key}` cannot be {text}",
            zh: "`{key}` 不能是 {text}",
            key = code(what),
            text = format!("{text:?}"),
        );
        self.mistake(node.span(), message, Some(help));
    }

    fn unknown(&mut self, key: NodeRef<'_>, name: &str, what: What<'_>, known: &[&str]) {
        let help = match nearest(name, known.iter().copied()) {
            Some(near) => say!(
                en: "did you mean `{near}`?",
                zh: "是否指 `{near}`？",
                near = code(near),
            ),
            None => say!(
                en: "possible are {keys}",
                zh: "可用的有：{keys}",
                keys = Arg::joined(
                    known.iter().map(|key| code(*key)),
                    usize::MAX,
                    Joined::Comma,
                ),
            ),
        };
        let name = format!("{name:?}");
        let message = match what {
            What::Settings => say!(
                en: "the settings have no key {name}",
                zh: "设置没有 {name} 这个字段",
                name = name,
            ),
            _ => say!(
                en: "{what} has no key {name}",
                zh: "{what} 没有 {name} 这个字段",
                what = what,
                name = name,
            ),
        };
        self.mistake(key.span(), message, Some(help));
    }

    fn mistake(&mut self, span: Span, message: Message, help: Option<Message>) {
        self.mistakes.push(Finding {
            help,
            ..Finding::new(SETTINGS, span, message)
        });
    }
}

/// What a mistake is in.
#[derive(Clone, Copy)]
enum What<'k> {
    Settings,
    /// Under this key.
    Word(&'static str),
    /// In an entry of the list under this key.
    EntryOf(&'static str),
    Rule(&'static str),
    Family(&'k str),
}

impl From<What<'_>> for Arg {
    fn from(what: What<'_>) -> Self {
        match what {
            What::Settings => say!(en: "the settings", zh: "设置").into(),
            What::Word(key) => word(key),
            What::EntryOf(key) => say!(
                en: "an entry of `{key}`",
                zh: "`{key}` 的一条",
                key = word(key),
            )
            .into(),
            What::Rule(rule) => {
                say!(en: "the rule {rule}", zh: "规则 {rule}", rule = word(rule)).into()
            }
            What::Family(family) => say!(
                en: "the family {family}",
                zh: "规则族 {family}",
                family = code(family),
            )
            .into(),
        }
    }
}

/// What a text is: the name of a key, or a part of the settings that has none.
fn text_of(what: &str) -> Arg {
    match what {
        "a rule's level" => say!(en: "a rule's level", zh: "规则的级别").into(),
        "a plan's folder" => say!(en: "a plan's folder", zh: "计划的文件夹").into(),
        key => code(key),
    }
}

/// A mistake in settings, as a finding in them.
#[must_use]
pub(crate) fn mistake(span: Span, message: Message, help: Message) -> Finding {
    Finding::new(SETTINGS, span, message).help(help)
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
