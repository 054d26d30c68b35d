//! Another plan in `plans` of settings that somebody has written: comments and everything else stay
//! as they are.

use std::sync::Arc;

use crate::config;
use crate::config::Settings;
use crate::rules;
use crate::text::SourceMap;
use crate::text::edit;
use crate::text::edit::Splice;
use crate::text::scalar::to_yaml;
use crate::text::yaml;
use crate::text::yaml::NodeRef;
use crate::text::yaml::Reading;
use crate::text::yaml::Shape;

/// `text` with the folder `path` as the last entry of `plans`, behind `others` where nothing stands
/// in `plans` yet. `None` if it is written in a way in which that could change something else.
pub(super) fn add(text: &Arc<str>, path: &str, others: &[&str]) -> Option<String> {
    let before = read(text);
    if !before.problems.is_empty() {
        return None;
    }
    let entry = to_yaml(&config::as_path(path));
    let all: Vec<String> = others
        .iter()
        .map(|other| to_yaml(other))
        .chain([entry.clone()])
        .collect();
    let splices = match before.document.root() {
        None => vec![at_the_end(text, &all)?],
        Some(root) => match root.entries().into_iter().find(|(key, _)| is_plans(*key)) {
            None => vec![below(root, text, &all)?],
            Some((_, list)) => into(list, text, &entry, &all)?,
        },
    };
    let (after, _) = edit::apply(text, splices);
    let after: Arc<str> = after.into();
    is_right(&before, text, &after, path).then(|| after.to_string())
}

fn read(text: &Arc<str>) -> Reading {
    let file = SourceMap::default().add("", None, Arc::clone(text));
    yaml::read(file, text, &[], &yaml::Limits::default())
}

fn settings(text: &Arc<str>) -> Option<Settings> {
    let file = SourceMap::default().add("", None, Arc::clone(text));
    config::read(file, text, rules::specs()).ok()
}

fn is_plans(key: NodeRef<'_>) -> bool {
    key.scalar().is_some_and(|scalar| scalar.text == "plans")
}

fn line_end(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

/// A line of its own behind everything else.
fn at_the_end(text: &str, all: &[String]) -> Option<Splice> {
    // Behind the end of a document another one would begin.
    if text.lines().any(|line| line.starts_with("...")) {
        return None;
    }
    let end = line_end(text);
    let lead = if text.is_empty() || text.ends_with('\n') {
        ""
    } else {
        end
    };
    Some(Splice {
        range: text.len()..text.len(),
        text: format!("{lead}plans: [{}]{end}", all.join(", ")),
    })
}

/// A key of its own in the map that the settings are.
fn below(root: NodeRef<'_>, text: &str, all: &[String]) -> Option<Splice> {
    let (first, _) = root.entries().into_iter().next()?;
    let begins_a_line =
        text[..first.span().range().start].ends_with('\n') || first.span().start == 0;
    if root.is_flow() || !begins_a_line {
        None
    } else {
        at_the_end(text, all)
    }
}

/// Into the list that is there.
fn into(list: NodeRef<'_>, text: &str, entry: &str, all: &[String]) -> Option<Vec<Splice>> {
    if !matches!(list.shape(), Shape::Seq) || list.is_alias() {
        return None;
    }
    let at = |at: usize, text: String| Splice {
        range: at..at,
        text,
    };
    let Some(last) = list.items().last() else {
        return list
            .is_flow()
            .then(|| vec![at(list.span().range().start + 1, all.join(", "))]);
    };
    let item = last.span().range();
    let item_end = item.start + text[item.clone()].trim_end().len();
    let line = text[..item.start].rfind('\n').map_or(0, |at| at + 1);
    let lead = &text[line..item.start];
    let indent = &lead[..lead.len() - lead.trim_start().len()];
    let end = line_end(text);
    let behind = text[item_end..]
        .find(end)
        .map_or(text.len(), |at| item_end + at);
    if !list.is_flow() {
        // `- plan`, and nothing else before it on its line.
        return (lead.trim() == "-").then(|| vec![at(behind, format!("{end}{indent}- {entry}"))]);
    }
    if !lead.trim().is_empty() {
        return Some(vec![at(item_end, format!(", {entry}"))]);
    }
    // Each on a line of its own, perhaps with a comment behind it.
    Some(if text[item_end..].trim_start().starts_with(',') {
        vec![at(behind, format!("{end}{indent}{entry},"))]
    } else {
        vec![
            at(item_end, ",".to_owned()),
            at(behind, format!("{end}{indent}{entry}")),
        ]
    })
}

/// Whether the plan has come, and nothing else has changed.
fn is_right(before: &Reading, old: &Arc<str>, new: &Arc<str>, path: &str) -> bool {
    let Some(is) = settings(new) else {
        return false;
    };
    // Settings of nothing but comments cannot be used, and hold nothing.
    let had = settings(old).map_or(0, |was| was.plans.len());
    let after = read(new);
    let added = is.plans.last().is_some_and(|entry| entry.has(path));
    added
        && others(before) == others(&after)
        && entries(&after).starts_with(&entries(before))
        && is.plans.len() > had
}

/// Everything but `plans`.
fn others(reading: &Reading) -> Vec<String> {
    let entries = reading
        .document
        .root()
        .map(NodeRef::entries)
        .unwrap_or_default();
    entries
        .into_iter()
        .filter(|(key, _)| !is_plans(*key))
        .map(|(key, value)| shape(key) + &shape(value))
        .collect()
}

/// The entries of `plans`.
fn entries(reading: &Reading) -> Vec<String> {
    let entries = reading
        .document
        .root()
        .map(NodeRef::entries)
        .unwrap_or_default();
    let plans = entries.into_iter().find(|(key, _)| is_plans(*key));
    plans
        .map(|(_, list)| list.items().map(shape).collect())
        .unwrap_or_default()
}

/// What a node holds, without its place.
fn shape(node: NodeRef<'_>) -> String {
    match node.shape() {
        Shape::Scalar(scalar) => format!("{:?} ", scalar.text),
        Shape::Seq => format!("[{}]", node.items().map(shape).collect::<String>()),
        Shape::Map => {
            let entries = node.entries().into_iter();
            format!(
                "{{{}}}",
                entries
                    .map(|(key, value)| shape(key) + &shape(value))
                    .collect::<String>()
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn adds(before: &str, others: &[&str], after: &str) {
        assert_eq!(
            add(&before.into(), "teams/β", others).as_deref(),
            Some(after),
            "{before}"
        );
        let windows = |text: &str| text.replace('\n', "\r\n");
        if before.contains('\n') {
            let added = add(&windows(before).into(), "teams/β", others);
            assert_eq!(added, Some(windows(after)), "{before}");
        }
    }

    #[test]
    fn comments_stay() {
        adds(
            "# ours\nplans: [plan] # all\nfail_on: note\n",
            &[],
            "# ours\nplans: [plan, teams/β] # all\nfail_on: note\n",
        );
        adds(
            "plans:\n  - plan # one\n\n# more\nrules: {}\n",
            &[],
            "plans:\n  - plan # one\n  - teams/β\n\n# more\nrules: {}\n",
        );
        adds("plans:\n- plan", &[], "plans:\n- plan\n- teams/β");
        adds(
            "plans: [\n  plan,\n  other, # two\n  ]\n",
            &[],
            "plans: [\n  plan,\n  other, # two\n  teams/β,\n  ]\n",
        );
        adds(
            "plans: [\n  plan,\n  other # two\n  ]\n",
            &[],
            "plans: [\n  plan,\n  other, # two\n  teams/β\n  ]\n",
        );
        adds("plans: [plan,]\n", &[], "plans: [plan, teams/β,]\n");
        adds(
            "plans:\n  - path: plan\n    rules: {date-*: off} # x\n  # next\nfail_on: note\n",
            &[],
            "plans:\n  - path: plan\n    rules: {date-*: off} # x\n  - teams/β\n  # next\nfail_on: note\n",
        );
        adds(
            "plans: [{path: \"a\", name: x}]\n",
            &[],
            "plans: [{path: \"a\", name: x}, teams/β]\n",
        );
    }

    #[test]
    fn where_nothing_is_named_yet() {
        adds(
            "fail_on: note\n",
            &["plan"],
            "fail_on: note\nplans: [plan, teams/β]\n",
        );
        adds("fail_on: note", &[], "fail_on: note\nplans: [teams/β]\n");
        adds(
            "# nothing\n",
            &["plan"],
            "# nothing\nplans: [plan, teams/β]\n",
        );
        adds("plans: []\n", &["plan"], "plans: [plan, teams/β]\n");
        assert_eq!(
            add(&"".into(), "计划, 1", &[]).as_deref(),
            Some("plans: [\"计划, 1\"]\n")
        );
        assert_eq!(
            add(&"".into(), "a*[1]", &[]).as_deref(),
            Some("plans: [\"a[*][[]1]\"]\n")
        );
    }

    #[test]
    fn what_cannot_be_changed_safely_stays() {
        for text in [
            "{fail_on: note}\n",
            "fail_on: note\n...\n",
            "x: &p [plan]\nplans: *p\n",
            "plans: plan\n",
            "plans:\n",
            "plans: [plan\n",
            "plans:\n  -\n    plan\n",
            "plans: [plan]\nplans: [other]\n",
            "plans: [plan]\nfail_on: off\n",
            "- plan\n",
        ] {
            assert_eq!(add(&text.into(), "other", &[]), None, "{text}");
        }
    }
}
