//! Maps, lists and texts, and what is said where something else stands.

use crate::finding::Finding;
use crate::finding::nearest;
use crate::text::Span;
use crate::text::scalar::Value;
use crate::text::scalar::is_name;
use crate::text::yaml::NodeRef;
use crate::text::yaml::Scalar;
use crate::text::yaml::Shape;
use crate::words::Arg;
use crate::words::Joined;
use crate::words::Message;
use crate::words::code;
use crate::words::say;
use crate::words::word;

use super::Reader;

/// What mistakes in settings carry where findings carry a rule.
pub(super) const SETTINGS: &str = "settings";

impl Reader {
    pub(super) fn map<'d>(
        &mut self,
        node: NodeRef<'d>,
        what: What<'_>,
    ) -> Vec<(NodeRef<'d>, NodeRef<'d>)> {
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

    pub(super) fn list<'d>(&mut self, node: NodeRef<'d>, what: &str) -> Vec<NodeRef<'d>> {
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

    pub(super) fn text<'d>(&mut self, node: NodeRef<'d>, what: &str) -> Option<&'d str> {
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

    /// Text on one line, without white space around it: an id or a name.
    pub(super) fn name<'d>(&mut self, node: NodeRef<'d>, what: &str) -> Option<&'d str> {
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

    pub(super) fn expected(
        &mut self,
        node: NodeRef<'_>,
        text: Option<&str>,
        what: &str,
        words: &[&str],
    ) {
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

    pub(super) fn unknown(&mut self, key: NodeRef<'_>, name: &str, what: What<'_>, known: &[&str]) {
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

    pub(super) fn mistake(&mut self, span: Span, message: Message, help: Option<Message>) {
        self.mistakes.push(Finding {
            help,
            ..Finding::new(SETTINGS, span, message)
        });
    }
}

/// What a mistake is in.
#[derive(Clone, Copy)]
pub(super) enum What<'k> {
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
                zh: "规则组 {family}",
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
