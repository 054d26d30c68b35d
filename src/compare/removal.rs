//! Tasks that a change removes although others refer to them: one finding, and not one more for
//! each reference.

use std::collections::HashMap;
use std::collections::HashSet;

use crate::check::Reported;
use crate::diff::Pairing;
use crate::diff::Side;
use crate::finding::Finding;
use crate::model::TaskIx;
use crate::rules;
use crate::text::Span;
use crate::text::scalar;
use crate::words::code;
use crate::words::say;

/// Leave out of `found` every reference to a task that is gone, if one of `removals` tells that it
/// is gone and that others wait for it, and counts as much at least. `reference` gives nothing for
/// what is to stay in any case. Returns the fingerprints of the removals that now speak for
/// references.
pub(crate) fn tell_with_removals<'r, T>(
    found: &mut Vec<T>,
    reference: impl Fn(&T) -> Option<&Reported>,
    removals: impl IntoIterator<Item = &'r Reported>,
) -> HashSet<String> {
    let dangling = || found.iter().filter_map(|one| dangling(reference(one)?));
    let by_place: HashMap<(Option<usize>, Span), &str> = dangling()
        .map(|(one, id)| ((one.plan, one.finding.span), id))
        .collect();
    // Several tasks may have had the same id; what others wait for is told of one of them.
    let is_told = |removal: &Reported, id: &str| {
        let mut labels = removal.finding.labels.iter();
        labels.any(|label| by_place.get(&(removal.plan, label.span)) == Some(&id))
    };
    let removed = removals
        .into_iter()
        .filter_map(|removal| Some((removal, rules::removed(&removal.finding)?)));
    let told: HashMap<(Option<usize>, &str), &Reported> = removed
        .filter(|(removal, id)| is_told(removal, id))
        .map(|(removal, id)| ((removal.plan, id), removal))
        .collect();
    let (mut covered, mut speaking) = (HashSet::new(), HashSet::new());
    for (one, id) in dangling() {
        if let Some(removal) = told.get(&(one.plan, id))
            && removal.finding.severity >= one.finding.severity
        {
            covered.insert(one.fingerprint.clone());
            speaking.insert(removal.fingerprint.clone());
        }
    }
    found.retain(|one| !reference(one).is_some_and(|one| covered.contains(&one.fingerprint)));
    speaking
}

/// The same where removals and references stand in one list.
pub(crate) fn tell_with_their_removals(found: &mut Vec<Reported>) {
    let removals: Vec<Reported> = found
        .iter()
        .filter(|one| rules::removed(&one.finding).is_some())
        .cloned()
        .collect();
    tell_with_removals(found, |one| Some(one), &removals);
}

fn dangling(reported: &Reported) -> Option<(&Reported, &str)> {
    Some((reported, rules::unknown(&reported.finding)?))
}

/// Let findings about references to ids that the old plan had say what became of these: no id that
/// looks like one of them was meant.
pub(crate) fn say_what_became_of(
    found: &mut [Finding],
    old: Side<'_>,
    new: Side<'_>,
    pairing: &Pairing,
) {
    // What a task waits for is collected once, however many ids in it are old.
    let mut list: (Option<TaskIx>, HashSet<&str>) = Default::default();
    for finding in found {
        let Some(id) = rules::unknown(finding) else {
            continue;
        };
        let Some(before) = old.plan.find(id) else {
            continue;
        };
        let now = pairing.new_of[before.index()].and_then(|after| new.plan.task(after).id());
        let task = finding.task.as_deref().and_then(|task| new.plan.find(task));
        if list.0 != task {
            let all = task.map(|task| {
                new.plan
                    .task(task)
                    .depends_on
                    .iter()
                    .map(|one| &*one.target.value)
            });
            list = (task, all.into_iter().flatten().collect());
        }
        finding.help = Some(match now {
            Some(now) if list.1.contains(now) => {
                say!(
                    en: "{id} is {now} now, which is in the list already: remove {id}",
                    zh: "{id} 现为 {now}，已在前置任务中：删去 {id}",
                    id = id,
                    now = now,
                )
            }
            Some(now) => say!(
                en: "{id} is {now} now: write {written}, or remove the dependency",
                zh: "{id} 现为 {now}：改写为 {written}，或删去该前置任务",
                id = id,
                now = now,
                written = code(scalar::name_to_yaml(now)),
            ),
            None => say!(
                en: "{id} was removed in this change: put it back, or say what is waited for now",
                zh: "{id} 在本次修改中被删除：恢复该任务，或写明现在的前置任务",
                id = id,
            ),
        });
    }
}
