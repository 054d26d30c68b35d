//! What both sides changed of one task, though git merges it and the result may be consistent.

use std::collections::BTreeMap;

use crate::analysis::Analysis;
use crate::diff::FieldChange;
use crate::diff::Subject;
use crate::finding::shorten;
use crate::model::TaskIx;
use crate::model::Together;

use super::plan_changes;

/// A task that both sides changed in fields that bear on each other, though the result may be
/// consistent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overlap {
    /// Whether it is a phase, a group or a task.
    pub kind: &'static str,
    /// The task.
    pub task: String,
    /// What the base's side changed.
    pub base: Vec<FieldChange>,
    /// What the head's side changed.
    pub head: Vec<FieldChange>,
}

/// Of a longer value the beginning is shown.
const VALUE: usize = 200;

impl Overlap {
    /// In words.
    #[must_use]
    pub fn told(&self) -> String {
        let what = format!("{} {}", self.kind, self.task);
        let values = |fields: &[FieldChange]| -> Vec<(&str, Option<String>, Option<String>)> {
            fields
                .iter()
                .map(|field| (field.field, field.before.clone(), field.after.clone()))
                .collect()
        };
        if values(&self.base) == values(&self.head) {
            return format!(
                "note: both sides changed {what} in the same way: {}",
                told(&self.base)
            );
        }
        format!(
            "note: both sides changed {what}: the base's side {}; the head's {}",
            told(&self.base),
            told(&self.head)
        )
    }
}

/// `start` from 2023-09-04 to 2023-09-05, `days` from 5 to 4.
fn told(fields: &[FieldChange]) -> String {
    let value =
        |value: &Option<String>| shorten(value.as_deref().unwrap_or("nothing"), VALUE).into_owned();
    let one = |field: &FieldChange| {
        format!(
            "`{}` from {} to {}",
            field.field,
            value(&field.before),
            value(&field.after)
        )
    };
    fields.iter().map(one).collect::<Vec<_>>().join(", ")
}

pub(super) fn overlapping(origin: &Analysis, base: &Analysis, head: &Analysis) -> Vec<Overlap> {
    if !(origin.exists() && base.exists() && head.exists()) {
        return Vec::new();
    }
    let changed = |side: &Analysis| -> BTreeMap<TaskIx, Vec<FieldChange>> {
        plan_changes(origin, side)
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
        let Some(theirs) = by_head.get(ix) else {
            continue;
        };
        let task = origin.plan.task(*ix);
        for together in Together::ALL {
            let of_group = |fields: &[FieldChange]| -> Vec<FieldChange> {
                fields
                    .iter()
                    .filter(|field| field.row.decides == Some(together))
                    .cloned()
                    .collect()
            };
            let (base, head) = (of_group(ours), of_group(theirs));
            if !base.is_empty() && !head.is_empty() {
                overlaps.push(Overlap {
                    kind: task.kind_name(),
                    task: task.label().to_owned(),
                    base,
                    head,
                });
            }
        }
    }
    overlaps
}
