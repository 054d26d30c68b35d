//! What commits let through: trailers of their messages.

use std::collections::HashMap;

use crate::check::Reported;
use crate::finding::shorten;
use crate::rules;
use crate::words::Message;
use crate::words::code;
use crate::words::say;
use crate::words::word;

/// A trailer `Planlint-Allow: RULE [ID] -- reason` of a commit in the range.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Allow {
    /// The rule that may be broken.
    pub rule: String,
    /// By which task; by any, if it names none.
    pub task: Option<String>,
    /// Why; empty if it was left out.
    pub reason: String,
    /// The commit, as it is shown.
    pub commit: String,
    /// Whether it only looks like a trailer, because it stands where git sees none.
    pub misplaced: bool,
}

/// The token of such a trailer; git finds its trailers in any case, too.
const ALLOW: &str = "Planlint-Allow";

/// What hooks print where the reason belongs.
pub(crate) const PLACEHOLDER: &str = "REASON";

impl Allow {
    /// Those of a commit: of its `trailers`, by token and value, and what looks like one elsewhere
    /// in its `message`. The latter lets nothing through, but is kept, so that it is said.
    #[must_use]
    pub fn read<'t>(
        trailers: impl IntoIterator<Item = (&'t str, &'t str)>,
        message: &str,
        commit: &str,
    ) -> Vec<Self> {
        let meant = trailers
            .into_iter()
            .filter(|(token, _)| token.eq_ignore_ascii_case(ALLOW));
        let mut allows: Vec<Self> = meant
            .map(|(_, value)| Self::new(value, commit, false))
            .collect();
        let mut placed: HashMap<(String, Option<String>), usize> = HashMap::new();
        for allow in &allows {
            *placed
                .entry((allow.rule.clone(), allow.task.clone()))
                .or_default() += 1;
        }
        let lines = message.lines().filter_map(|line| line.split_once(':'));
        for (_, value) in lines.filter(|(token, _)| token.trim_start().eq_ignore_ascii_case(ALLOW))
        {
            let other = Self::new(value, commit, true);
            match placed
                .get_mut(&(other.rule.clone(), other.task.clone()))
                .filter(|count| **count > 0)
            {
                Some(count) => *count -= 1,
                None => allows.push(other),
            }
        }
        allows
    }

    fn new(value: &str, commit: &str, misplaced: bool) -> Self {
        let (what, reason) = value.split_once(" -- ").unwrap_or((value, ""));
        let (rule, task) = what
            .trim()
            .split_once(char::is_whitespace)
            .unwrap_or((what.trim(), ""));
        let task = task.trim().trim_matches('"');
        Self {
            rule: rule.to_owned(),
            task: (!task.is_empty()).then(|| task.to_owned()),
            reason: shorten(reason.trim(), 400).into_owned(),
            commit: commit.to_owned(),
            misplaced,
        }
    }

    /// Why it lets nothing through, whatever is found; `None` for one as it should be.
    #[must_use]
    pub fn defect(&self) -> Option<Message> {
        let reason: String = self
            .reason
            .chars()
            .filter(|c| c.is_alphanumeric())
            .collect();
        if self.misplaced {
            Some(say!(
                en: "lets nothing through, because git sees no trailer there: it belongs into the last paragraph of the message, \
                     at the beginning of a line, among nothing but trailers",
                zh: "没有放行任何问题，因为 git 不把该处视为尾注：应写在提交说明的最后一段，位于行首，且该段只有尾注",
            ))
        } else if reason.is_empty() {
            Some(say!(
                en: "lets nothing through, because it gives no reason after ` -- `",
                zh: "没有放行任何问题，因为 ` -- ` 之后没有写明理由",
            ))
        } else if reason.eq_ignore_ascii_case(PLACEHOLDER) {
            Some(say!(
                en: "lets nothing through, because {placeholder} only stands where the reason belongs",
                zh: "没有放行任何问题，因为 {placeholder} 只是占位，应换成理由",
                placeholder = word(PLACEHOLDER),
            ))
        } else {
            None
        }
    }

    /// Why it was not needed, or did not help.
    #[must_use]
    pub fn unused(&self) -> Message {
        match (self.defect(), rules::rule(&self.rule)) {
            (Some(defect), _) => defect,
            (None, None) => say!(
                en: "matches nothing, because there is no such rule",
                zh: "没有对应的问题，因为没有这条规则",
            ),
            (None, Some(_)) => say!(en: "matches nothing", zh: "没有对应的问题"),
        }
    }

    /// All of it in a line, with why it did not help.
    #[must_use]
    pub fn unused_told(&self) -> Message {
        match &self.task {
            Some(task) => say!(
                en: "{token}: {rule} {task} of {commit} {why}",
                zh: "{token}: {rule} {task}（提交 {commit}）{why}",
                token = word(ALLOW),
                rule = code(self.rule.as_str()),
                task = task,
                commit = &self.commit,
                why = self.unused(),
            ),
            None => say!(
                en: "{token}: {rule} of {commit} {why}",
                zh: "{token}: {rule}（提交 {commit}）{why}",
                token = word(ALLOW),
                rule = code(self.rule.as_str()),
                commit = &self.commit,
                why = self.unused(),
            ),
        }
    }
}

/// Trailers by what they are about: there can be many, and many findings to ask them about.
pub(crate) struct Trailers<'a> {
    allows: &'a [Allow],
    /// By rule and task: the first one, and those that are not yet known to be used.
    about: HashMap<(&'a str, Option<&'a str>), usize>,
    groups: Vec<(usize, Vec<usize>)>,
    used: Vec<bool>,
}

impl<'a> Trailers<'a> {
    pub(crate) fn new(allows: &'a [Allow]) -> Self {
        let mut about: HashMap<(&str, Option<&str>), usize> = HashMap::new();
        let mut groups: Vec<(usize, Vec<usize>)> = Vec::new();
        for (index, allow) in allows
            .iter()
            .enumerate()
            .filter(|(_, allow)| allow.defect().is_none())
        {
            let group = *about
                .entry((&allow.rule, allow.task.as_deref()))
                .or_insert(groups.len());
            if group == groups.len() {
                groups.push((index, Vec::new()));
            }
            groups[group].1.push(index);
        }
        Self {
            allows,
            about,
            groups,
            used: vec![false; allows.len()],
        }
    }

    /// The first trailer that lets a finding through; all that do are used.
    pub(crate) fn covering(&mut self, reported: &Reported) -> Option<&'a Allow> {
        let finding = &reported.finding;
        let allows = self.allows;
        let mut first: Option<usize> = None;
        let keys = [
            Some((finding.rule, None)),
            finding
                .task
                .as_deref()
                .map(|task| (finding.rule, Some(task))),
        ];
        for key in keys.into_iter().flatten() {
            let Some(group) = self.about.get(&key) else {
                continue;
            };
            let (index, unknown) = &mut self.groups[*group];
            unknown.drain(..).for_each(|other| self.used[other] = true);
            first = Some(first.map_or(*index, |first| first.min(*index)));
        }
        first.map(|index| &allows[index])
    }

    /// Those that let nothing through.
    pub(crate) fn unused(self) -> Vec<Allow> {
        self.allows
            .iter()
            .zip(self.used)
            .filter(|(_, used)| !used)
            .map(|(allow, _)| allow.clone())
            .collect()
    }
}

/// A finding that a commit lets through.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Allowed {
    /// The finding.
    pub reported: Reported,
    /// The trailer.
    pub allow: Allow,
}

/// Take out of `found` what commits let through, with the first trailer that does.
pub(crate) fn let_through<T>(
    found: &mut Vec<T>,
    reported: impl Fn(&T) -> &Reported,
    trailers: &mut Trailers<'_>,
) -> Vec<Allowed> {
    let mut allowed = Vec::new();
    found.retain(|one| {
        let one = reported(one);
        let Some(allow) = trailers.covering(one) else {
            return true;
        };
        allowed.push(Allowed {
            reported: one.clone(),
            allow: allow.clone(),
        });
        false
    });
    allowed
}

/// What was let through and what was not needed, each in a line.
#[must_use]
pub(crate) fn told(allowed: &[Allowed], unused: &[Allow]) -> Vec<Message> {
    let through = allowed.iter().map(|allowed| {
        let (finding, allow) = (&allowed.reported.finding, &allowed.allow);
        say!(
            en: "{rule} is allowed by {commit}: {reason} ({what})",
            zh: "{rule} 由提交 {commit} 放行：{reason}（{what}）",
            rule = word(finding.rule),
            commit = &allow.commit,
            reason = &allow.reason,
            what = finding.message.clone(),
        )
    });
    let unused = unused.iter().map(Allow::unused_told);
    through.chain(unused).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trailers() {
        let trailers = [
            (
                "Planlint-Allow",
                "revision-done-changed 1.1 -- the vendor reported late",
            ),
            (
                "planlint-allow",
                "revision-total-changed -- agreed on 2023-09-01",
            ),
            ("PLANLINT-ALLOW", "nothing"),
            ("Planlint-Allow", "a b c -- d"),
            ("Not-Planlint-Allow", "x -- y"),
        ];
        let allows = Allow::read(trailers, "", "abc");
        let told: Vec<_> = allows
            .iter()
            .map(|allow| {
                (
                    allow.rule.as_str(),
                    allow.task.as_deref(),
                    allow.reason.as_str(),
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                (
                    "revision-done-changed",
                    Some("1.1"),
                    "the vendor reported late"
                ),
                ("revision-total-changed", None, "agreed on 2023-09-01"),
                ("nothing", None, ""),
                ("a", Some("b c"), "d"),
            ]
        );
    }
    #[test]
    fn what_is_no_trailer_and_what_is_no_reason() {
        let message = "Mend\n\n  Planlint-Allow: date-days -- why\nPlanlint-Allow: date-days 1.1 -- folded\n  reason\n";
        let allows = Allow::read(
            [("Planlint-Allow", "date-days 1.1 -- folded reason")],
            message,
            "abc",
        );
        let told: Vec<_> = allows
            .iter()
            .map(|allow| (allow.task.as_deref(), allow.misplaced))
            .collect();
        assert_eq!(told, [(Some("1.1"), false), (None, true)]);
        for reason in [
            "REASON",
            "reason",
            "<REASON>",
            "<Reason>.",
            "[reason]...",
            "",
            "-",
            "...",
            "?",
        ] {
            let value = format!("date-days 1.1 -- {reason}");
            let allows = Allow::read([("Planlint-Allow", value.as_str())], "", "abc");
            assert!(
                allows[0]
                    .defect()
                    .is_some_and(|why| why.template().starts_with("lets nothing through")),
                "{reason}"
            );
        }
        for reason in ["the reason is the vendor", "供应商延期", "Reasons", "1"] {
            let value = format!("date-days 1.1 -- {reason}");
            assert_eq!(
                Allow::read([("Planlint-Allow", value.as_str())], "", "abc")[0].defect(),
                None,
                "{reason}"
            );
        }
    }
}
