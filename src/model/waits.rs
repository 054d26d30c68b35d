//! What a row waits for: `依赖1.1、1.2` in prose, or a column of predecessors.

use std::collections::BTreeSet;

use crate::text::scalar;
use crate::text::typed;

use super::is_number;

/// An entry of `depends_on`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Dependency {
    /// The id of what comes first.
    pub task: String,
    /// `SS`, `FF` or `SF`; `None` for the usual finish-to-start.
    pub kind: Option<&'static str>,
    /// Days in between.
    pub lag: i32,
}

impl Dependency {
    fn on(task: String) -> Self {
        Self {
            task,
            kind: None,
            lag: 0,
        }
    }

    /// As it is written in a plan.
    pub(crate) fn to_yaml(&self) -> String {
        let task = scalar::quoted(&self.task);
        if self.kind.is_none() && self.lag == 0 {
            return task;
        }
        let kind = self
            .kind
            .map(|kind| format!(", type: {kind}"))
            .unwrap_or_default();
        let lag = if self.lag == 0 {
            String::new()
        } else {
            format!(", lag: {}", self.lag)
        };
        format!("{{task: {task}{kind}{lag}}}")
    }
}

/// Words that say that what follows comes first.
const WAITS_FOR: [&str; 6] = ["依赖于", "依赖", "前置任务", "前置", "depends on", "after"];

/// What may stand before such a word in prose. After any other word it may say something else:
/// `不依赖1.4`, `1.5依赖1.4`.
const LEADS: [&str; 8] = ["本任务", "该任务", "此任务", "需要", "须", "需", "并", "且"];

/// The ids in a text that is nothing but `依赖1.1、1.2`; `None` if it is anything else.
pub(crate) fn phrase(text: &str, exists: impl Fn(&str) -> bool) -> Option<Vec<Dependency>> {
    let folded = typed::folded(text);
    let rest = WAITS_FOR
        .iter()
        .find_map(|word| folded.strip_prefix(word))?;
    let (ids, rest) = ids(rest, &exists);
    let is_rest_empty = matches!(
        rest.trim_start_matches('的'),
        "" | "完成" | "完成后" | "结束" | "结束后" | "之后" | "后"
    );
    (!ids.is_empty() && is_rest_empty).then(|| ids.into_iter().map(Dependency::on).collect())
}

/// The ids that a remark says the row waits for: `依赖1.4的完成`. Words without an id give none.
pub(crate) fn in_remark(text: &str, exists: impl Fn(&str) -> bool) -> Vec<Dependency> {
    let folded = typed::half_width(text).to_lowercase();
    let mut found = Vec::new();
    for word in ["依赖", "depends on"] {
        for (at, _) in folded.match_indices(word) {
            if begins_a_clause(&folded[..at]) {
                let rest = &folded[at + word.len()..];
                found.extend(
                    ids(rest.strip_prefix('于').unwrap_or(rest), &exists)
                        .0
                        .into_iter()
                        .map(Dependency::on),
                );
            }
        }
    }
    found
}

/// Whether a clause that begins after `before` has the row itself for its subject.
fn begins_a_clause(before: &str) -> bool {
    let mut before = before.trim_end();
    while let Some(rest) = LEADS.iter().find_map(|word| before.strip_suffix(word)) {
        before = rest.trim_end();
    }
    before.is_empty() || before.ends_with([',', '。', ';', '、', '!', '(', ')', ':', '.'])
}

/// The ids at the beginning of a folded text, and what follows them.
fn ids<'t>(text: &'t str, exists: &impl Fn(&str) -> bool) -> (Vec<String>, &'t str) {
    const BETWEEN: [&str; 9] = ["、", ",", ";", "/", "&", "和", "及", "与", "and"];
    let mut ids: Vec<String> = Vec::new();
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut rest = text.trim_start_matches([':', ' ']);
    let mut after_last = text;
    while let Some((id, after)) = id(rest, exists) {
        if seen.insert(id.clone()) {
            ids.push(id);
        }
        after_last = after;
        let between = BETWEEN
            .iter()
            .find_map(|word| after.trim_start().strip_prefix(word));
        let Some(next) = between.or_else(|| after.strip_prefix(' ')) else {
            break;
        };
        rest = next.trim_start();
    }
    (ids, after_last.trim_start())
}

/// One number, if it is meant as an id: not `1.8版本`, not `3家厂商`, not `1.5已完成`, not `1.5的开始`.
fn id<'t>(text: &'t str, exists: &impl Fn(&str) -> bool) -> Option<(String, &'t str)> {
    let end = text
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(text.len());
    // A full stop may end the sentence.
    let number = text[..end].trim_end_matches('.');
    let rest = text[end..].trim_start();
    let begins = |words: &[&str]| words.iter().any(|word| rest.starts_with(word));
    let is_start = begins(&["的开始", "的启动"]);
    let is_boundary = rest.is_empty()
        || begins(&[
            "的", "完成", "结束", "后", "之后", "任务", "阶段", "和", "及", "与", "and ", "以及",
        ])
        || rest.starts_with(|c: char| {
            matches!(
                c,
                '、' | ',' | ';' | '。' | '/' | '&' | '(' | ')' | '!' | '.' | '"' | '”' | '\n'
            )
        })
        || (text[end..].starts_with(' ') && rest.starts_with(|c: char| c.is_ascii_digit()));
    let is_id = is_number(number) && (number.contains('.') || exists(number));
    (is_id && is_boundary && !is_start).then(|| (number.to_owned(), &text[end..]))
}

/// The entries of a column of predecessors: ids, with the ends and lags of other planning tools
/// (`1.2SS+3d`). The second value says whether everything in the cell was understood.
pub(crate) fn list(text: &str, exists: impl Fn(&str) -> bool) -> (Vec<Dependency>, bool) {
    let mut found: Vec<Dependency> = Vec::new();
    let mut complete = true;
    for part in text.split(['，', '、', ',', ';', '；', '/', '\n']) {
        let part = typed::squeeze(part);
        if typed::is_nothing(&part) {
            continue;
        }
        if exists(&part) {
            found.push(Dependency::on(part));
        } else if let Some(dependencies) = phrase(&part, &exists) {
            found.extend(dependencies);
        } else if let Some(dependency) = with_ends(&part) {
            found.push(dependency);
        } else {
            complete = false;
        }
    }
    let mut seen: BTreeSet<Dependency> = BTreeSet::new();
    found.retain(|dependency| seen.insert(dependency.clone()));
    (found, complete)
}

/// `1.2`, `1.2SS`, `1.2FS+3d`, `1.2 - 1 day`.
fn with_ends(part: &str) -> Option<Dependency> {
    let folded = typed::folded(part).to_uppercase();
    let end = folded
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(folded.len());
    let (number, rest) = folded.split_at(end);
    let rest = rest.trim_start();
    let kind = ["FS", "SS", "FF", "SF"]
        .into_iter()
        .find(|kind| rest.starts_with(kind));
    let rest = kind.map_or(rest, |kind| &rest[kind.len()..]).trim_start();
    let lag = if rest.is_empty() { 0 } else { lag(rest)? };
    is_number(number).then(|| Dependency {
        task: number.to_owned(),
        kind: kind.filter(|kind| *kind != "FS"),
        lag,
    })
}

/// A sign, a number of days no larger than a plan can give, and perhaps a unit.
fn lag(text: &str) -> Option<i32> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+')?),
    };
    let days = typed::days(digits, false)?;
    Some(sign * i32::try_from(days).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tasks(found: &[Dependency]) -> Vec<&str> {
        found
            .iter()
            .map(|dependency| dependency.task.as_str())
            .collect()
    }

    fn exists(id: &str) -> bool {
        matches!(id, "1" | "2" | "deploy-db" | "1.1" | "1.2")
    }

    #[test]
    fn the_parallel_column() {
        for text in [
            "依赖1.1、1.2",
            "依赖１．１，1.2",
            "依赖于 1.1 和 1.2",
            "依赖：1.1/1.2",
            "Depends on 1.1 and 1.2",
            "依赖1.1 1.2完成后",
        ] {
            assert_eq!(
                phrase(text, exists).as_deref().map(tasks),
                Some(vec!["1.1", "1.2"]),
                "{text}"
            );
        }
        assert_eq!(
            phrase("依赖2", exists).as_deref().map(tasks),
            Some(vec!["2"])
        );
        for text in [
            "依赖",
            "依赖第三方",
            "依赖3",
            "依赖1.1，其余可并行",
            "可并行",
            "1.1",
        ] {
            assert_eq!(phrase(text, exists), None, "{text}");
        }
    }

    #[test]
    fn remarks() {
        for (text, expected) in [
            ("依赖1.4的完成", vec!["1.4"]),
            ("依赖1.5", vec!["1.5"]),
            ("已联系厂家。依赖1.4，1.5已完成", vec!["1.4"]),
            ("依赖1.4、1.5和1.6。", vec!["1.4", "1.5", "1.6"]),
            ("本任务需依赖 1.4 完成后开始", vec!["1.4"]),
            ("（依赖1.4）依赖1.5", vec!["1.4", "1.5"]),
            ("Depends on 1.4.", vec!["1.4"]),
        ] {
            assert_eq!(tasks(&in_remark(text, exists)), expected, "{text}");
        }
        for text in [
            "依赖于第三方",
            "不依赖1.4",
            "1.5依赖1.4",
            "依赖1.8版本的组件",
            "依赖3家厂商",
            "依赖1家厂商",
            "依赖1.4的开始",
            "无需依赖1.4",
            "no longer depends on 1.4",
            "依赖2023年数据",
            "",
        ] {
            assert!(in_remark(text, exists).is_empty(), "{text}");
        }
    }

    #[test]
    fn a_column_of_predecessors() {
        let (found, complete) = list("1.1; deploy-db、依赖1.2, 3.1SS+2d，3.2FS-1 day,1.1", exists);
        assert!(complete);
        assert_eq!(tasks(&found), ["1.1", "deploy-db", "1.2", "3.1", "3.2"]);
        assert_eq!(
            found[3],
            Dependency {
                task: "3.1".to_owned(),
                kind: Some("SS"),
                lag: 2
            }
        );
        assert_eq!((found[4].kind, found[4].lag), (None, -1));
        let (found, complete) = list("1.1，部署应用", exists);
        assert_eq!((tasks(&found), complete), (vec!["1.1"], false));
    }
}
