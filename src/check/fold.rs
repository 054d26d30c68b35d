//! Findings that come from one cause become one.

use std::collections::HashMap;
use std::collections::HashSet;
use std::hash::Hash;
use std::sync::Arc;

use crate::finding::CommonCause;
use crate::finding::Finding;
use crate::finding::Key;
use crate::words::list;
use crate::words::say;

use super::Reported;
use super::identity::fingerprint_of_cause;

/// Places that a finding in the place of several names.
const MOST_PLACES: usize = 20;

/// Tasks that its message names.
const MOST_TASKS: usize = 12;

/// Tell once what two or more of `found` come from, in the place of the first of them, and take the
/// others out. What `apart` tells apart stays apart, and what it gives nothing for stays as it is.
/// `roots` are the folders of the plans.
pub(crate) fn fold<T, A: Eq + Hash>(
    found: Vec<T>,
    roots: &[String],
    reported: impl Fn(&mut T) -> &mut Reported,
    apart: impl Fn(&T) -> Option<A>,
) -> Vec<T> {
    let mut groups: Vec<(Arc<CommonCause>, Vec<usize>)> = Vec::new();
    let mut known: HashMap<(*const CommonCause, A), usize> = HashMap::new();
    let mut found: Vec<Option<T>> = found.into_iter().map(Some).collect();
    for (at, one) in found.iter_mut().enumerate() {
        let Some((one, apart)) = one
            .as_mut()
            .and_then(|one| apart(one).map(|apart| (one, apart)))
        else {
            continue;
        };
        let Some(cause) = reported(one).finding.cause.clone() else {
            continue;
        };
        let group = *known
            .entry((Arc::as_ptr(&cause), apart))
            .or_insert_with(|| {
                groups.push((cause, Vec::new()));
                groups.len() - 1
            });
        groups[group].1.push(at);
    }
    let mut seen: HashMap<(&str, Option<usize>, Key), u32> = HashMap::new();
    for (cause, members) in groups.into_iter().filter(|(_, members)| members.len() > 1) {
        let mut taken: Vec<T> = members.iter().filter_map(|at| found[*at].take()).collect();
        let all: Vec<Reported> = taken.iter_mut().map(|one| reported(one).clone()).collect();
        if let Some(mut kept) = taken.into_iter().next() {
            let count = seen
                .entry((all[0].finding.rule, all[0].plan, cause.key.clone()))
                .or_insert(0);
            *reported(&mut kept) = together(&cause, &all, roots, *count);
            *count += 1;
            found[members[0]] = Some(kept);
        }
    }
    found.into_iter().flatten().collect()
}

/// How many findings a report makes of these, where each cause is told once.
pub(crate) fn as_told<'f>(found: impl IntoIterator<Item = &'f Finding>) -> usize {
    let mut causes: HashSet<*const CommonCause> = HashSet::new();
    let is_new = |one: &&Finding| {
        one.cause
            .as_ref()
            .is_none_or(|cause| causes.insert(Arc::as_ptr(cause)))
    };
    found.into_iter().filter(is_new).count()
}

/// One finding in the place of `all`, the `count`th of this cause.
fn together(cause: &CommonCause, all: &[Reported], roots: &[String], count: u32) -> Reported {
    let mut tasks: Vec<&str> = all
        .iter()
        .filter_map(|one| one.finding.task.as_deref())
        .collect();
    tasks.dedup();
    // An id may look like a number of something.
    let message = match tasks[..] {
        [task] => say!(
            en: "{count} {what}: task {task}; {shown_by}",
            zh: "共 {count} 处{what}：任务 {task}；{shown_by}",
            count = all.len(),
            what = cause.what.clone(),
            task = task,
            shown_by = cause.shown_by.clone(),
        ),
        _ => say!(
            en: "{count} {what}: tasks {tasks}; {shown_by}",
            zh: "共 {count} 处{what}：任务 {tasks}；{shown_by}",
            count = all.len(),
            what = cause.what.clone(),
            tasks = list(tasks, MOST_TASKS),
            shown_by = cause.shown_by.clone(),
        ),
    };
    let first = &all[0];
    let mut finding = Finding::new(first.finding.rule, cause.span, message)
        .help(cause.help.clone())
        .key(cause.key.clone());
    finding.severity = first.finding.severity;
    for one in all.iter().take(MOST_PLACES) {
        finding = finding.label(one.finding.span, one.finding.message.clone());
    }
    let root = first.plan.map_or("", |plan| roots[plan].as_str());
    let fingerprint = fingerprint_of_cause(first.finding.rule, root, &cause.key.to_string(), count);
    Reported {
        finding,
        fingerprint,
        ..first.clone()
    }
}
