//! Entries of `ignore`.

use crate::calendar::Day;
use crate::config::Ignore;
use crate::config::Named;
use crate::text::Spanned;
use crate::text::scalar::Value;
use crate::text::yaml::NodeRef;
use crate::text::yaml::Scalar;
use crate::words::code;
use crate::words::say;

use super::Reader;
use super::values::What;

pub(super) const IGNORE_KEYS: &[&str] = &["rule", "plan", "task", "owner", "reason", "until"];

/// Those of an entry that stands at a plan, which it is about already.
const OWN_IGNORE_KEYS: &[&str] = &["rule", "task", "owner", "reason", "until"];

impl Reader {
    /// An entry of `ignore`: of all plans, or of those of an entry of `plans`.
    pub(super) fn ignore(&mut self, node: NodeRef<'_>, entry: Option<usize>) {
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
                    zh: "每条规则各写一条，或在 `rules` 中设置该规则组的级别",
                );
                let message = say!(
                    en: "an entry of `ignore` names one rule, not a family",
                    zh: "`ignore` 的一条只写一条规则，不写规则组",
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
}
