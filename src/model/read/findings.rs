//! What is said about a value of the wrong shape.

use crate::finding::Finding;
use crate::finding::Key;
use crate::finding::Subject;
use crate::finding::nearest;
use crate::finding::shorten;
use crate::model::rule_id;
use crate::text::Span;
use crate::text::scalar::Value;
use crate::text::yaml::NodeRef;
use crate::text::yaml::Shape;
use crate::words::Arg;
use crate::words::Joined;
use crate::words::Message;
use crate::words::code;
use crate::words::say;
use crate::words::word;

use super::Reader;

/// What a finding of the reader is about.
#[derive(Clone, Copy)]
pub(super) enum At<'k> {
    /// The value of a key.
    Key(&'k str),
    /// An entry of the list under a key.
    EntryOf(&'k str),
    Part,
    Calendar,
    CalendarName,
    Owner,
    OwnerName,
    Phase,
    Task,
}

impl At<'_> {
    /// What tells it from others in fingerprints.
    pub(super) fn subject(self) -> Subject {
        match self {
            At::Key(key) => Subject::Text(format!("`{key}`").into()),
            At::EntryOf(key) => Subject::Text(format!("an entry of `{key}`").into()),
            At::Part => Subject::Word("a part"),
            At::Calendar => Subject::Word("a calendar"),
            At::CalendarName => Subject::Word("a calendar's name"),
            At::Owner => Subject::Word("an owner"),
            At::OwnerName => Subject::Word("an owner's name"),
            At::Phase => Subject::Word("a phase"),
            At::Task => Subject::Word("a task"),
        }
    }
}

impl From<At<'_>> for Arg {
    fn from(at: At<'_>) -> Self {
        match at {
            At::Key(key) => say!(en: "`{key}`", zh: "`{key}`", key = code(key)),
            At::EntryOf(key) => say!(
                en: "an entry of `{key}`",
                zh: "`{key}` 的一条",
                key = code(key),
            ),
            At::Part => say!(en: "a part", zh: "计划文件"),
            At::Calendar => say!(en: "a calendar", zh: "日历"),
            At::CalendarName => say!(en: "a calendar's name", zh: "日历名称"),
            At::Owner => say!(en: "an owner", zh: "责任方"),
            At::OwnerName => say!(en: "an owner's name", zh: "责任方名称"),
            At::Phase => say!(en: "a phase", zh: "阶段"),
            At::Task => say!(en: "a task", zh: "任务"),
        }
        .into()
    }
}

/// What belongs where something else stands.
#[derive(Clone, Copy)]
pub(super) enum Expected {
    Text,
    Date,
    Id,
    Name,
    OwnerName,
}

impl From<Expected> for Arg {
    fn from(expected: Expected) -> Self {
        match expected {
            Expected::Text => say!(en: "text", zh: "文字"),
            Expected::Date => say!(en: "a date", zh: "日期"),
            Expected::Id => say!(en: "an id", zh: "编号"),
            Expected::Name => say!(en: "a name", zh: "名称"),
            Expected::OwnerName => say!(en: "an owner's name", zh: "责任方名称"),
        }
        .into()
    }
}

/// What a list is of.
#[derive(Clone, Copy)]
pub(super) enum Of {
    Phases,
    Tasks,
    Names,
    Ids,
    Dates,
    Weekdays,
}

impl From<Of> for Arg {
    fn from(of: Of) -> Self {
        match of {
            Of::Phases => say!(en: "phases", zh: "阶段"),
            Of::Tasks => say!(en: "tasks", zh: "任务"),
            Of::Names => say!(en: "names", zh: "名称"),
            Of::Ids => say!(en: "ids", zh: "编号"),
            Of::Dates => say!(en: "dates", zh: "日期"),
            Of::Weekdays => say!(en: "weekdays", zh: "星期"),
        }
        .into()
    }
}

impl Reader {
    pub(super) fn schema(
        &mut self,
        span: Span,
        key: impl Into<Key>,
        message: Message,
        help: Message,
    ) {
        let finding = Finding::new(rule_id::SCHEMA, span, message)
            .help(help)
            .key(key)
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
            Subject::text(key),
            say!(en: "`{key}` has no value", zh: "`{key}` 没有值", key = code(key)),
            say!(en: "write one, or remove the key", zh: "写明其值，或删去该字段"),
        );
    }

    pub(super) fn wrong(
        &mut self,
        node: NodeRef<'_>,
        at: At<'_>,
        expected: Expected,
        help: Message,
    ) {
        let message = say!(
            en: "{what} is {expected}; this is {found}",
            zh: "{what} 应为 {expected}；此处是 {found}",
            what = at,
            expected = expected,
            found = describe(node),
        );
        self.schema(node.span(), at.subject(), message, help);
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
        let message = say!(
            en: "`{key}` cannot be {text}",
            zh: "`{key}` 不能是 {text}",
            key = code(key),
            text = shown(text),
        );
        let meant = allowed
            .iter()
            .copied()
            .find(|word| word.eq_ignore_ascii_case(text));
        let possible = Arg::joined(allowed.iter().copied().map(word), usize::MAX, Joined::Comma);
        let help = match (meant, nearest(text, allowed.iter().copied())) {
            (Some(meant), _) => write(meant),
            (None, Some(near)) => say!(
                en: "did you mean {near}? Possible are {possible}",
                zh: "是否指 {near}？可用的有：{possible}",
                near = code(near),
                possible = possible,
            ),
            (None, None) => say!(
                en: "possible are {possible}",
                zh: "可用的有：{possible}",
                possible = possible,
            ),
        };
        let finding = Finding::new(rule_id::SCHEMA, node.span(), message)
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
            Some(meant) => finding.fix(write(meant.as_str()), node.span(), meant),
            None => finding,
        });
    }

    pub(super) fn unknown_key(
        &mut self,
        at: NodeRef<'_>,
        value: NodeRef<'_>,
        key: &str,
        what: At<'_>,
        known: &[&'static str],
    ) {
        let span = at.span();
        let spaced = key.trim();
        let message = say!(
            en: "{what} has no key {key}",
            zh: "{what} 没有 {key} 这个字段",
            what = what,
            key = shown(key),
        );
        let near = if known.contains(&spaced) {
            Some(spaced)
        } else {
            nearest(key, known.iter().copied())
        };
        let is_plan = matches!(what, At::Key("plan"));
        let is_title = is_plan && matches!(key, "name" | "project" | "名称" | "项目" | "项目名称");
        let near = if is_title { Some("title") } else { near };
        // What stands under a misspelt key is not read: nothing may be concluded from its absence.
        let holds =
            near.is_some_and(|near| ["tasks", "phases", "owners", "calendars"].contains(&near));
        self.part.broken |= (holds && value.scalar().is_none()) || is_plan;
        let keys = || {
            let keys = known
                .iter()
                .map(|key| say!(en: "`{key}`", zh: "`{key}`", key = word(key)));
            Arg::joined(keys.collect::<Vec<_>>(), usize::MAX, Joined::Comma)
        };
        let help = match near {
            Some(near) if near == spaced && spaced != key => say!(
                en: "there is a full-width or other space in it: write `{near}`",
                zh: "其中有全角空格或其他空格：写成 `{near}`",
                near = code(near),
            ),
            Some(near) => say!(
                en: "did you mean `{near}`?",
                zh: "是否指 `{near}`？",
                near = code(near),
            ),
            None if known.contains(&"notes") => say!(
                en: "it has {keys}; what has no key of its own belongs in `notes`",
                zh: "可用的字段有：{keys}；没有对应字段的内容写在 `notes` 中",
                keys = keys(),
            ),
            None => say!(en: "it has {keys}", zh: "可用的字段有：{keys}", keys = keys()),
        };
        let mut finding = Finding::new(rule_id::SCHEMA, span, message)
            .help(help)
            .key([Subject::Word("unknown"), Subject::text(key)])
            .task(self.task.as_deref());
        if let Some(near) = near {
            let rename = say!(
                en: "rename the key to `{near}`",
                zh: "将字段改名为 `{near}`",
                near = code(near),
            );
            finding = finding.fix(rename, span, near);
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

/// `write mon`.
pub(super) fn write(what: impl Into<Box<str>>) -> Message {
    say!(en: "write {entry}", zh: "改为 {entry}", entry = code(what))
}

/// What a node is.
pub(super) fn describe(node: NodeRef<'_>) -> Arg {
    match node.shape() {
        Shape::Seq => say!(en: "a list", zh: "列表").into(),
        Shape::Map => say!(en: "a map", zh: "一组字段").into(),
        Shape::Scalar(scalar) => match scalar.value() {
            Value::Null => say!(en: "nothing", zh: "空值").into(),
            Value::Text("") => say!(en: "empty text", zh: "空文字").into(),
            Value::Text(text) => say!(
                en: "the text {text}",
                zh: "文字 {text}",
                text = shown(text),
            )
            .into(),
            Value::Bool(_) | Value::Int(_) | Value::Float(_) => code(shorten(scalar.text, LONGEST)),
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

pub(super) fn type_name(value: Value<'_>) -> Message {
    match value {
        Value::Null => say!(en: "nothing", zh: "空值"),
        Value::Bool(_) => say!(en: "true or false", zh: "真假值"),
        Value::Int(_) | Value::Float(_) => say!(en: "a number", zh: "数字"),
        Value::Text(_) => say!(en: "text", zh: "文字"),
    }
}
