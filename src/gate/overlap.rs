//! What both sides changed of one task, though git merges it and the result may be consistent.

use std::collections::BTreeMap;

use crate::check::Store;
use crate::diff::FieldChange;
use crate::diff::Subject;
use crate::model::TaskIx;

use super::Read;
use super::plan_changes;

/// A task that both sides changed in fields that bear on each other, though the result may be consistent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overlap {
    /// The task.
    pub task: String,
    /// What the base's side changed.
    pub base: Vec<String>,
    /// What the head's side changed.
    pub head: Vec<String>,
}

impl Overlap {
    /// In words.
    #[must_use]
    pub fn told(&self) -> String {
        format!(
            "note: both sides changed {}: the base its {}, the head its {}",
            self.task,
            self.base.join(", "),
            self.head.join(", ")
        )
    }
}

/// Fields that decide together when work takes place, what it takes, or who does it.
const BEARING: [&[&str]; 3] =
    [&["start", "finish", "days", "depends_on", "calendar"], &["total_days"], &["executors", "coordinator"]];

pub(super) fn overlapping(origin: &Read, base: &Read, head: &Read, store: &Store) -> Vec<Overlap> {
    if !(origin.exists && base.exists && head.exists) {
        return Vec::new();
    }
    let changed = |side: &Read| -> BTreeMap<TaskIx, Vec<FieldChange>> {
        plan_changes(origin, side, store)
            .into_iter()
            .filter_map(|change| match change.subject {
                Subject::Task(Some(before), Some(_)) => Some((before, change.fields)),
                _ => None,
            })
            .collect()
    };
    let (by_base, by_head) = (changed(base), changed(head));
    let mut overlaps = Vec::new();
    for (ix, ours) in &by_base {
        let Some(theirs) = by_head.get(ix) else { continue };
        for group in BEARING {
            let named = |fields: &[FieldChange]| -> Vec<String> {
                fields.iter().filter(|field| group.contains(&field.field)).map(|field| field.field.to_owned()).collect()
            };
            let (ours, theirs) = (named(ours), named(theirs));
            if !ours.is_empty() && !theirs.is_empty() {
                overlaps.push(Overlap { task: origin.plan.task(*ix).label().to_owned(), base: ours, head: theirs });
            }
        }
    }
    overlaps
}
