//! What settings make of findings: levels, ignores, and what somebody wants to hear about.

use std::collections::HashMap;

use crate::config::Ignore;
use crate::config::Level;
use crate::config::Settings;
use crate::finding::Finding;
use crate::finding::Subject;
use crate::rules;
use crate::rules::RULES;
use crate::rules::Run;
use crate::words::Message;
use crate::words::say;

use super::Entries;
use super::Options;
use super::as_told;

/// Findings with the plan that they are about.
pub(super) type Found = Vec<(Option<usize>, Finding)>;

/// The level of every rule in one plan.
type Levels = HashMap<&'static str, Level>;

fn levels(settings: &Settings) -> Levels {
    RULES
        .iter()
        .map(|rule| (rule.id, settings.level_of(rule.id, rule.level)))
        .collect()
}

/// Give every finding the level that its rule has in its plan, and take out those of rules that are
/// off there.
pub(super) fn apply_levels(found: &mut Found, settings: &Settings, roots: &[String]) {
    let common = levels(settings);
    let own: Vec<Option<Levels>> = roots
        .iter()
        .map(|root| settings.own(root).map(|own| levels(&own)))
        .collect();
    found.retain_mut(|(plan, finding)| {
        let levels = plan.and_then(|plan| own[plan].as_ref()).unwrap_or(&common);
        match levels.get(finding.rule) {
            Some(Level::On(severity)) => {
                finding.severity = finding
                    .at_most
                    .map_or(*severity, |most| most.min(*severity));
                true
            }
            Some(Level::Off) | None => false,
        }
    });
}

/// Take out what nobody has asked for, and return how much that was. What could not be read is told
/// all the same: else its silence would look like a clean plan.
pub(super) fn apply_selection(found: &mut Found, settings: &Settings) -> usize {
    let is_left_out = |finding: &Finding| !finding.unread && !settings.selection.has(finding.rule);
    let left_out: Found = found
        .extract_if(.., |(_, finding)| is_left_out(finding))
        .collect();
    as_told(left_out.iter().map(|(_, finding)| finding))
}

/// Whether a rule looks at two revisions: with one alone, an ignore for it cannot match.
fn is_about_revisions(rule: &str) -> bool {
    rules::rule(rule).is_some_and(|rule| matches!(rule.run, Run::Pair(_)))
}

/// What an entry of `ignore` asks a finding for: the rule, the task and the owner.
type Key<'s> = (&'s str, Option<&'s str>, Option<&'s str>);

/// Entries of `ignore` that ask for the same. They are asked as one, however many there are.
#[derive(Default)]
struct Same {
    /// Those that nothing has matched yet.
    indices: Vec<usize>,
    /// Whether one of them has not ended.
    in_force: bool,
}

/// The entries of `ignore`, by what they ask for.
struct Ignores<'s> {
    settings: &'s Settings,
    options: Options,
    groups: Vec<Same>,
    /// Indices into `groups`.
    for_all: HashMap<Key<'s>, usize>,
    /// Those that hold for one plan and not for all, by the index of the plan.
    for_one: Vec<HashMap<Key<'s>, usize>>,
    /// Whether an entry has matched something.
    used: Vec<bool>,
}

impl<'s> Ignores<'s> {
    fn new(settings: &'s Settings, options: Options, roots: &[String]) -> Self {
        let used = vec![false; settings.ignore.len()];
        let mut ignores = Self {
            settings,
            options,
            groups: Vec::new(),
            for_all: HashMap::new(),
            for_one: Vec::new(),
            used,
        };
        let for_all =
            (0..settings.ignore.len()).filter(|index| settings.ignore[*index].is_for_all_plans());
        ignores.for_all = ignores.by_key(for_all);
        for root in roots {
            let for_one = ignores.by_key(settings.ignored_only_in(root));
            ignores.for_one.push(for_one);
        }
        ignores
    }

    fn by_key(&mut self, indices: impl IntoIterator<Item = usize>) -> HashMap<Key<'s>, usize> {
        let mut by_key: HashMap<Key<'s>, usize> = HashMap::new();
        for index in indices {
            let ignore = &self.settings.ignore[index];
            let task = ignore.task.as_ref().map(|task| &*task.value);
            let owner = ignore.owner.as_ref().map(|owner| &*owner.value);
            let group = *by_key
                .entry((ignore.rule.value, task, owner))
                .or_insert(self.groups.len());
            if group == self.groups.len() {
                self.groups.push(Same::default());
            }
            let in_force = !self.has_ended(ignore);
            let same = &mut self.groups[group];
            same.indices.push(index);
            same.in_force |= in_force;
        }
        by_key
    }

    fn has_ended(&self, ignore: &Ignore) -> bool {
        ignore
            .until
            .as_ref()
            .is_some_and(|until| until.value < self.options.today)
    }

    /// Whether an entry hides this finding; all that match it are used.
    fn hides(&mut self, plan: Option<usize>, finding: &Finding) -> bool {
        let (task, owner) = (finding.task.as_deref(), finding.owner.as_deref());
        // Entries for any task, and those for this one; for any owner, and for this one.
        let keys = [
            Some((finding.rule, None, None)),
            task.map(|_| (finding.rule, task, None)),
            owner.map(|_| (finding.rule, None, owner)),
            task.and(owner).map(|_| (finding.rule, task, owner)),
        ];
        let mut hides = false;
        for entries in
            std::iter::once(&self.for_all).chain(plan.and_then(|plan| self.for_one.get(plan)))
        {
            for key in keys.iter().flatten() {
                let Some(group) = entries.get(key) else {
                    continue;
                };
                let same = &mut self.groups[*group];
                hides |= same.in_force;
                same.indices
                    .drain(..)
                    .for_each(|index| self.used[index] = true);
            }
        }
        hides
    }

    /// What is wrong with the `judged` entries themselves.
    fn findings(&self, judged: Entries) -> Vec<Finding> {
        let mut own = Vec::new();
        for (index, ignore) in self.settings.ignore.iter().enumerate() {
            match judged {
                Entries::All => {}
                Entries::Known if !ignore.is_new => {}
                Entries::Known | Entries::None => continue,
            }
            if let Some(until) = ignore.until.as_ref().filter(|_| self.has_ended(ignore)) {
                let message = say!(
                    en: "the entry that ignores {what} ended on {day}: {reason}",
                    zh: "忽略 {what} 的条目已于 {day} 到期：{reason}",
                    what = ignore.told(),
                    day = until.value,
                    reason = &*ignore.reason,
                );
                let help = say!(
                    en: "mend what it ignored, or give a new reason and a new date",
                    zh: "修正其忽略的问题，或写明新的理由和新的日期",
                );
                own.push(
                    Finding::new("ignore-expired", until.span, message)
                        .help(help)
                        .key(Subject::text(&ignore.about())),
                );
            } else if !self.used[index]
                && self.options.all_plans
                && !is_about_revisions(ignore.rule.value)
            {
                let message = say!(
                    en: "nothing is found that the entry for {what} could ignore",
                    zh: "没有发现 {what} 这一条目可忽略的问题",
                    what = ignore.told(),
                );
                let finding = Finding::new("ignore-unused", ignore.rule.span, message)
                    .help(self.unused_help(ignore));
                own.push(finding.key(Subject::text(&ignore.about())));
            }
        }
        own
    }

    /// Why an entry may match nothing although there is something to match.
    fn unused_help(&self, ignore: &Ignore) -> Message {
        match &ignore.plan {
            Some(plan) if !self.settings.knows_plan(&plan.value) => {
                match self.settings.nearest_plan(&plan.value) {
                    Some(near) => say!(
                        en: "`plans` has no plan {plan}; did you mean {near}?",
                        zh: "`plans` 中没有计划 {plan}；是否指 {near}？",
                        plan = plan,
                        near = near,
                    ),
                    None => say!(
                        en: "`plans` has no plan {plan}; remove the entry, or name one that is there",
                        zh: "`plans` 中没有计划 {plan}；删去该条目，或写明已有的计划",
                        plan = plan,
                    ),
                }
            }
            _ => say!(en: "remove the entry", zh: "删去该条目"),
        }
    }
}

/// Take out what the settings ignore, add what is wrong with the `judged` entries, and return how
/// many were taken out of those that somebody has asked for.
pub(super) fn apply_ignores(
    found: &mut Found,
    settings: &Settings,
    options: Options,
    judged: Entries,
    roots: &[String],
) -> usize {
    let mut ignores = Ignores::new(settings, options, roots);
    let hidden: Found = found
        .extract_if(.., |(plan, finding)| ignores.hides(*plan, finding))
        .collect();
    let hidden = hidden.iter().map(|(_, finding)| finding);
    let ignored =
        as_told(hidden.filter(|finding| finding.unread || settings.selection.has(finding.rule)));
    let mut own: Found = ignores
        .findings(judged)
        .into_iter()
        .map(|finding| (None, finding))
        .collect();
    apply_levels(&mut own, settings, &[]);
    found.append(&mut own);
    ignored
}
