//! `planlint.yaml` into settings. A mistake is said at its place; with any, nothing is checked.

mod ignore;
mod rules;
mod values;

use std::sync::Arc;

use crate::config::FailOn;
use crate::config::PlanEntry;
use crate::config::RuleSpec;
use crate::config::Settings;
use crate::finding::Finding;
use crate::model;
use crate::text::FileId;
use crate::text::Span;
use crate::text::Spanned;
use crate::text::yaml;
use crate::text::yaml::Limits;
use crate::text::yaml::NodeRef;
use crate::text::yaml::Shape;
use crate::words::Lang;
use crate::words::say;

use ignore::IGNORE_KEYS;
use values::SETTINGS;
use values::What;
pub(crate) use values::mistake;

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
}
