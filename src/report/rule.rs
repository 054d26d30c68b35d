//! What rules are called where people read it: by their ids, and in Chinese by their titles, too.

use std::borrow::Cow;

use crate::finding::Severity;
use crate::rules;
use crate::words::Lang;

use super::results::CONFLICT;
use super::severity;

/// What a rule finds, in a few words; `None` where its id says so, or where there is no such rule.
pub(super) fn title(id: &str, lang: Lang) -> Option<&'static str> {
    match lang {
        Lang::En => None,
        Lang::Zh if id == CONFLICT => Some("合并冲突"),
        Lang::Zh => rules::rule(id).map(|rule| rule.title),
    }
}

/// `dependency-cycle`, `依赖成环 [dependency-cycle]`.
pub(crate) fn named(id: &str, lang: Lang) -> Cow<'_, str> {
    match title(id, lang) {
        Some(title) => Cow::Owned(format!("{title} [{id}]")),
        None => Cow::Borrowed(id),
    }
}

/// `error[dependency-cycle]`, `错误：依赖成环 [dependency-cycle]`.
pub(super) fn code(severity: Severity, id: &str, lang: Lang) -> String {
    let level = severity::told(severity, lang);
    match lang {
        Lang::En => format!("{level}[{id}]"),
        Lang::Zh => format!("{level}：{}", named(id, lang)),
    }
}
