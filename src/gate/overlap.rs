//! What both sides changed of one task, though git merges it and the result may be consistent.

use std::collections::BTreeMap;

use crate::analysis::Analysis;
use crate::diff::FieldChange;
use crate::diff::Subject;
use crate::finding::shorten;
use crate::model::TaskIx;
use crate::model::Together;
use crate::words::Arg;
use crate::words::Joined;
use crate::words::Message;
use crate::words::say;
use crate::words::word;

use super::plan_changes;

/// A task that both sides changed in fields that bear on each other, though the result may be
/// consistent.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
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
    /// In a sentence.
    #[must_use]
    pub fn told(&self) -> Message {
        let values = |fields: &[FieldChange]| -> Vec<(&str, Option<String>, Option<String>)> {
            fields
                .iter()
                .map(|field| (field.field, field.before.clone(), field.after.clone()))
                .collect()
        };
        if values(&self.base) == values(&self.head) {
            return say!(
                en: "note: both sides changed {what} in the same way: {fields}",
                zh: "提示：双方对{what}作了相同的修改：{fields}",
                what = self.what(),
                fields = told(&self.base),
            );
        }
        say!(
            en: "note: both sides changed {what}: the base's side {base}; the head's {head}",
            zh: "提示：双方都修改了{what}：目标分支 {base}；来源分支 {head}",
            what = self.what(),
            base = told(&self.base),
            head = told(&self.head),
        )
    }

    fn what(&self) -> Message {
        let id = Arg::Id(self.task.as_str().into());
        match self.kind {
            "phase" => say!(en: "phase {id}", zh: "阶段 {id}", id = id),
            "group" => say!(en: "group {id}", zh: "任务组 {id}", id = id),
            _ => say!(en: "task {id}", zh: "任务 {id}", id = id),
        }
    }
}

/// `start` from 2023-09-04 to 2023-09-05, `days` from 5 to 4.
fn told(fields: &[FieldChange]) -> Arg {
    let one = |field: &FieldChange| {
        say!(
            en: "`{field}` from {before} to {after}",
            zh: "`{field}` 由 {before} 改为 {after}",
            field = word(field.field),
            before = value(field.before.as_deref(), VALUE),
            after = value(field.after.as_deref(), VALUE),
        )
    };
    let fields: Vec<Message> = fields.iter().map(one).collect();
    Arg::joined(fields, usize::MAX, Joined::Comma)
}

/// A value as it is shown in a sentence; what is not there is nothing.
pub(super) fn value(value: Option<&str>, most: usize) -> Arg {
    match value {
        Some(value) => shorten(value, most).into(),
        None => say!(en: "nothing", zh: "空").into(),
    }
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
