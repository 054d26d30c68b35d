//! Dependencies that only the merge leads elsewhere: one side has written them, the other has given
//! their ids away.

use std::collections::HashSet;

use crate::compare;
use crate::diff;
use crate::diff::Bend;
use crate::diff::Evidence;
use crate::diff::Pairing;
use crate::diff::Side;
use crate::finding::Finding;
use crate::model::Plan;
use crate::model::TaskIx;
use crate::rules;
use crate::text::Span;

/// The plan where both sides come from, on both sides, and merged; with who of each side is who in
/// the merge.
pub(super) struct Sides<'a> {
    pub(super) merge_base: &'a Plan,
    pub(super) base: (&'a Plan, &'a Pairing),
    pub(super) head: (&'a Plan, &'a Pairing),
    pub(super) merged: Side<'a>,
}

/// What leads elsewhere in the merge.
#[derive(Default)]
pub(super) struct Bent {
    /// Where what neither side alone leads there stands.
    pub(super) made: HashSet<Span>,
    /// What the rules about the step from the base to the merge do not tell.
    pub(super) findings: Vec<Finding>,
    /// The tasks, and which of their dependencies.
    told: HashSet<(TaskIx, usize)>,
}

impl Bent {
    /// What the step from the base to the merge leads elsewhere, which the rules about two
    /// revisions tell; of this, what the head does not lead there alone is the merge's.
    pub(super) fn add_from_base(&mut self, sides: &Sides<'_>, bends: &[Bend]) {
        let (old, new) = (sides.base.0, sides.merged.plan);
        let bends = sure(bends);
        self.told
            .extend(bends.iter().map(|bend| (bend.task, bend.entry)));
        for bend in sides.not_alone(bends, sides.head) {
            self.made.insert(bend.dependency(new).target.span);
            if bend.evidence == Evidence::Replaced {
                self.findings.push(rules::bent(old, new, &bend));
            }
        }
    }

    /// What the step from the head to the merge leads elsewhere, and the base does not lead there
    /// alone. It is the merge's, unless the head is one that was merged before: then it is what
    /// that merge has `made` of it, as far as it still stands as it did there. What else is `found`
    /// at such dependencies says where they led.
    pub(super) fn add_from_head(
        &mut self,
        sides: &Sides<'_>,
        made: Option<&Plan>,
        found: &mut [Finding],
    ) {
        let (old, new) = (sides.head.0, sides.merged.plan);
        let bends = diff::lost(diff::bends(old, new, sides.head.1), sides.merged);
        let mut bends = sides.not_alone(sure(&bends), sides.base);
        if let Some(made) = made {
            sides.keep_made(&mut bends, made);
        }
        bends.retain(|bend| self.told.insert((bend.task, bend.entry)));
        compare::say_where_it_led(found, &bends, old, new);
        if made.is_none() {
            self.made
                .extend(bends.iter().map(|bend| bend.dependency(new).target.span));
        }
        self.findings
            .extend(bends.iter().map(|bend| rules::bent(old, new, bend)));
    }
}

fn sure(bends: &[Bend]) -> Vec<Bend> {
    bends
        .iter()
        .filter(|bend| bend.evidence != Evidence::Unsure)
        .copied()
        .collect()
}

impl Sides<'_> {
    /// Leave those of `bends` that were there already when the head had become `made`, in a task
    /// and to a task that it has, too. What differs from that somebody has written since then, and
    /// may have known.
    fn keep_made(&self, bends: &mut Vec<Bend>, made: &Plan) {
        if bends.is_empty() || made.is_broken() {
            bends.clear();
            return;
        }
        let (head, new) = (self.head.0, self.merged.plan);
        let onward = Pairing::new(made, new);
        let then = sure(&diff::bends(head, made, &Pairing::new(head, made)));
        let then: HashSet<(TaskIx, &str, TaskIx)> = then
            .iter()
            .filter_map(|bend| {
                let (task, is) = (
                    onward.new_of[bend.task.index()]?,
                    onward.new_of[bend.is.index()]?,
                );
                Some((task, &*bend.dependency(made).target.value, is))
            })
            .collect();
        bends.retain(|bend| {
            then.contains(&(bend.task, &*bend.dependency(new).target.value, bend.is))
        });
    }

    /// Those of `bends` that one side alone does not have.
    fn not_alone(&self, mut bends: Vec<Bend>, (side, merging): (&Plan, &Pairing)) -> Vec<Bend> {
        // What could not be read would look like the other side's doing.
        if bends.is_empty() || self.merge_base.is_broken() || side.is_broken() {
            return Vec::new();
        }
        let (origin, new) = (self.merge_base, self.merged.plan);
        let alone = diff::bends(origin, side, &Pairing::new(origin, side));
        // The tasks in the merge, and the ids that they wait for.
        let alone: HashSet<(TaskIx, &str)> = alone
            .iter()
            .filter_map(|bend| {
                Some((
                    merging.new_of[bend.task.index()]?,
                    &*bend.dependency(side).target.value,
                ))
            })
            .collect();
        bends.retain(|bend| !alone.contains(&(bend.task, &*bend.dependency(new).target.value)));
        bends
    }
}
