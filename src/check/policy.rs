//! What settings make of findings: levels and ignores.

use std::collections::HashMap;

use crate::config::Level;
use crate::config::Settings;
use crate::finding::Finding;
use crate::rules;
use crate::rules::RULES;
use crate::rules::Run;

use super::Entries;
use super::Options;

/// Give every finding the level of its rule, and take out those of rules that are off.
pub(super) fn apply_levels(found: &mut Vec<(Option<usize>, Finding)>, settings: &Settings) {
    let levels: HashMap<&str, Level> =
        RULES.iter().map(|rule| (rule.id, settings.level(rule.id).unwrap_or(rule.level))).collect();
    found.retain_mut(|(_, finding)| match levels.get(finding.rule) {
        Some(Level::On(severity)) => {
            finding.severity = *severity;
            true
        }
        Some(Level::Off) | None => false,
    });
}

/// Whether a rule looks at two revisions: with one alone, an ignore for it cannot match.
fn is_about_revisions(rule: &str) -> bool {
    rules::rule(rule).is_some_and(|rule| matches!(rule.run, Run::Pair(_)))
}

/// Entries of `ignore` for the same rule and task.
#[derive(Default)]
struct Same {
    /// Those that nothing has matched yet.
    indices: Vec<usize>,
    /// Whether one of them has not ended.
    in_force: bool,
}

/// Take out what the settings ignore, add what is wrong with the `judged` entries, and return how many were taken out.
pub(super) fn apply_ignores(
    found: &mut Vec<(Option<usize>, Finding)>,
    settings: &Settings,
    options: Options,
    judged: Entries,
) -> usize {
    let before = found.len();
    let mut used = vec![false; settings.ignore.len()];
    let expired = |index: usize| settings.ignore[index].until.as_ref().is_some_and(|until| until.value < options.today);
    // Entries that say the same are asked as one, however many there are.
    let mut groups: Vec<Same> = Vec::new();
    let mut same: HashMap<(&str, Option<&str>), usize> = HashMap::new();
    for (index, ignore) in settings.ignore.iter().enumerate() {
        let task = ignore.task.as_ref().map(|task| &*task.value);
        let group = *same.entry((ignore.rule.value, task)).or_insert(groups.len());
        if group == groups.len() {
            groups.push(Same::default());
        }
        let group = &mut groups[group];
        group.indices.push(index);
        group.in_force |= !expired(index);
    }
    found.retain(|(_, finding)| {
        // Entries for any task, and those for this one.
        let keys = [Some((finding.rule, None)), finding.task.as_deref().map(|task| (finding.rule, Some(task)))];
        let mut ignored = false;
        for key in keys.into_iter().flatten() {
            let Some(group) = same.get(&key) else { continue };
            ignored |= groups[*group].in_force;
            for index in groups[*group].indices.drain(..) {
                used[index] = true;
            }
        }
        !ignored
    });
    let ignored = before - found.len();
    let mut own = Vec::new();
    for (index, ignore) in settings.ignore.iter().enumerate() {
        match judged {
            Entries::All => {}
            Entries::Known if !ignore.is_new => {}
            Entries::Known | Entries::None => continue,
        }
        let what = match &ignore.task {
            Some(task) => format!("{} of {}", ignore.rule.value, task.value),
            None => ignore.rule.value.to_owned(),
        };
        if let Some(until) = ignore.until.as_ref().filter(|_| expired(index)) {
            let message = format!("the entry that ignores {what} ended on {}: {}", until.value, ignore.reason);
            let help = "mend what it ignored, or give a new reason and a new date";
            own.push(Finding::new("ignore-expired", until.span, message).help(help).key(&*what));
        } else if !used[index] && options.all_plans && !is_about_revisions(ignore.rule.value) {
            let message = format!("nothing is found that the entry for {what} could ignore");
            let finding = Finding::new("ignore-unused", ignore.rule.span, message).help("remove the entry").key(&*what);
            own.push(finding);
        }
    }
    let mut own: Vec<(Option<usize>, Finding)> = own.into_iter().map(|finding| (None, finding)).collect();
    apply_levels(&mut own, settings);
    found.append(&mut own);
    ignored
}
