//! What is said about a value of the wrong shape.

use crate::finding::Finding;
use crate::finding::Subject;
use crate::finding::nearest;
use crate::finding::shorten;
use crate::text::Span;
use crate::text::scalar::Value;
use crate::text::yaml::NodeRef;
use crate::text::yaml::Shape;

use super::Reader;

impl Reader {
    pub(super) fn schema(&mut self, span: Span, key: &str, message: String, help: &str) {
        let finding = Finding::new("schema", span, message)
            .help(help)
            .key(Subject::text(key))
            .task(self.task.as_deref());
        self.findings.add(finding);
    }

    pub(super) fn no_value(&mut self, node: NodeRef<'_>, key: &str) {
        // What stood here may be what could not be read.
        if self.gaps {
            return;
        }
        self.schema(
            node.span(),
            key,
            format!("`{key}` has no value"),
            "write one, or remove the key",
        );
    }

    pub(super) fn wrong(&mut self, node: NodeRef<'_>, what: &str, expected: &str, help: &str) {
        let message = format!("{what} is {expected}; this is {}", describe(node));
        self.schema(node.span(), what, message, help);
    }

    /// Say that a word is none of those that are allowed. In another case it can only be meant as
    /// that one.
    pub(super) fn not_one_of(
        &mut self,
        node: NodeRef<'_>,
        key: &str,
        text: &str,
        allowed: &[&'static str],
    ) -> Option<&'static str> {
        let message = format!("`{key}` cannot be {}", shown(text));
        let meant = allowed
            .iter()
            .copied()
            .find(|word| word.eq_ignore_ascii_case(text));
        let help = match (meant, nearest(text, allowed.iter().copied())) {
            (Some(meant), _) => format!("write {meant}"),
            (None, Some(near)) => {
                format!("did you mean {near}? Possible are {}", allowed.join(", "))
            }
            (None, None) => format!("possible are {}", allowed.join(", ")),
        };
        let finding = Finding::new("schema", node.span(), message)
            .help(help)
            .key(Subject::text(key));
        self.say_what_is_meant(node, finding, meant.map(str::to_owned));
        meant
    }

    /// Add a finding about a single value, mended by writing what is meant, if anything is.
    pub(super) fn say_what_is_meant(
        &mut self,
        node: NodeRef<'_>,
        finding: Finding,
        meant: Option<String>,
    ) {
        let finding = finding.task(self.task.as_deref());
        self.findings.add(match meant.filter(|_| !node.is_alias()) {
            Some(meant) => finding.fix(format!("write {meant}"), node.span(), meant),
            None => finding,
        });
    }

    pub(super) fn unknown_key(
        &mut self,
        at: NodeRef<'_>,
        value: NodeRef<'_>,
        key: &str,
        what: &str,
        known: &[&str],
    ) {
        let span = at.span();
        let spaced = key.trim();
        let message = format!("{what} has no key {}", shown(key));
        let near = if known.contains(&spaced) {
            Some(spaced)
        } else {
            nearest(key, known.iter().copied())
        };
        let is_title =
            what == "`plan`" && matches!(key, "name" | "project" | "名称" | "项目" | "项目名称");
        let near = if is_title { Some("title") } else { near };
        // What stands under a misspelt key is not read: nothing may be concluded from its absence.
        let holds =
            near.is_some_and(|near| ["tasks", "phases", "owners", "calendars"].contains(&near));
        self.part.broken |= (holds && value.scalar().is_none()) || what == "`plan`";
        let help = match near {
            Some(near) if near == spaced && spaced != key => {
                format!("there is a full-width or other space in it: write `{near}`")
            }
            Some(near) => format!("did you mean `{near}`?"),
            None => {
                let keys: Vec<String> = known.iter().map(|key| format!("`{key}`")).collect();
                let elsewhere = if known.contains(&"notes") {
                    "; what has no key of its own belongs in `notes`"
                } else {
                    ""
                };
                format!("it has {}{elsewhere}", keys.join(", "))
            }
        };
        let mut finding = Finding::new("schema", span, message)
            .help(help)
            .key([Subject::Word("unknown"), Subject::text(key)])
            .task(self.task.as_deref());
        if let Some(near) = near {
            finding = finding.fix(format!("rename the key to `{near}`"), span, near);
            // A typo is a guess, not something the author can only have meant.
            if near != spaced {
                finding.fix = None;
            }
        }
        self.findings.add(finding);
    }
}

/// Characters of a value in a message.
pub(super) const LONGEST: usize = 40;

/// What a node is, for `...; this is {}`.
pub(super) fn describe(node: NodeRef<'_>) -> String {
    match node.shape() {
        Shape::Seq => "a list".to_owned(),
        Shape::Map => "a map".to_owned(),
        Shape::Scalar(scalar) => match scalar.value() {
            Value::Null => "nothing".to_owned(),
            Value::Text("") => "empty text".to_owned(),
            Value::Text(text) => format!("the text {}", shown(text)),
            Value::Bool(_) | Value::Int(_) | Value::Float(_) => {
                shorten(scalar.text, LONGEST).into_owned()
            }
        },
    }
}

/// A text of the plan within a message: quoted, on one line, and not longer than a line.
pub(super) fn shown(text: &str) -> String {
    let line: String = text
        .chars()
        .take(LONGEST)
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let dots = if text.chars().nth(LONGEST).is_some() {
        "…"
    } else {
        ""
    };
    format!("\"{line}{dots}\"")
}

pub(super) fn type_name(value: Value<'_>) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "true or false",
        Value::Int(_) | Value::Float(_) => "a number",
        Value::Text(_) => "text",
    }
}
