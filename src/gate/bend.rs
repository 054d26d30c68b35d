//! Dependencies that only the merge leads elsewhere: one side has written them, the other has given their ids away.

use std::collections::HashSet;

use crate::compare;
use crate::diff;
use crate::diff::Bend;
use crate::diff::Evidence;
use crate::diff::Pairing;
use crate::finding::Finding;
use crate::model::TaskIx;
use crate::rules;
use crate::text::Span;

use super::Read;

/// The plan where both sides come from, on both sides, and merged; with who of each side is who in the merge.
pub(super) struct Sides<'a> {
    pub(super) merge_base: &'a Read,
    pub(super) base: (&'a Read, &'a Pairing),
    pub(super) head: (&'a Read, &'a Pairing),
    pub(super) merged: &'a Read,
}

/// What the merge leads elsewhere.
#[derive(Default)]
pub(super) struct Bent {
    /// Where it stands.
    pub(super) places: HashSet<Span>,
    /// What the comparison of the base with the merge does not tell.
    pub(super) findings: Vec<Finding>,
}

impl Sides<'_> {
    /// What neither side alone leads elsewhere. `bends` are those from the base to the merge; what else is found at such
    /// dependencies says in `found` where these led.
    pub(super) fn bent(&self, bends: &[Bend], found: &mut [Finding]) -> Bent {
        let (base, head, new) = (self.base.0, self.head.0, self.merged);
        compare::say_where_it_led(found, bends, base.side(), new.side());
        // What could not be read on one side would look like the other's doing.
        if self.merge_base.plan.is_broken() || head.plan.is_broken() {
            return Bent::default();
        }
        let of_head = diff::bends(&head.plan, &new.plan, self.head.1);
        let mut bent = Bent::default();
        let mut known: HashSet<(TaskIx, usize)> = HashSet::new();
        for (bends, old, other) in [(bends, base, self.head), (&of_head, head, self.base)] {
            let mut bends: Vec<Bend> = bends.iter().filter(|bend| bend.evidence != Evidence::Unsure).copied().collect();
            if bends.is_empty() {
                continue;
            }
            let alone = self.alone(other);
            bends.retain(|bend| {
                let id = &*bend.dependency(&new.plan).target.value;
                !alone.contains(&(bend.task, id)) && known.insert((bend.task, bend.entry))
            });
            let is_of_head = std::ptr::eq(old, head);
            if is_of_head {
                compare::say_where_it_led(found, &bends, old.side(), new.side());
            }
            for bend in bends {
                bent.places.insert(bend.dependency(&new.plan).target.span);
                if is_of_head || bend.evidence == Evidence::Replaced {
                    bent.findings.push(rules::bent(&old.plan, &new.plan, &bend));
                }
            }
        }
        bent
    }

    /// What one side alone leads elsewhere: the tasks in the merge, and the ids that they wait for.
    fn alone<'p>(&self, (side, merging): (&'p Read, &Pairing)) -> HashSet<(TaskIx, &'p str)> {
        let pairing = Pairing::new(&self.merge_base.plan, &side.plan);
        let bends = diff::bends(&self.merge_base.plan, &side.plan, &pairing);
        let merged = bends
            .iter()
            .filter_map(|bend| Some((merging.new_of[bend.task.index()]?, &*bend.dependency(&side.plan).target.value)));
        merged.collect()
    }
}
