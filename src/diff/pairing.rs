//! Who is who in two revisions of a plan.

use std::collections::BTreeMap;
use std::collections::HashMap;

use crate::model::Plan;
use crate::model::Task;
use crate::model::TaskIx;

use super::similar::OTHER_ID;
use super::similar::SAME_ID;
use super::similar::Traits;
use super::similar::Unread;
use super::similar::alike;
use super::similar::similarity;

/// Under a parent with more candidates than this each is compared with the one in its place only:
/// each with each would take too long.
const FEW: usize = 64;

/// Which task of the old plan is which of the new one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pairing {
    /// For each task of the old plan, itself in the new one.
    pub new_of: Vec<Option<TaskIx>>,
    /// For each task of the new plan, itself in the old one.
    pub old_of: Vec<Option<TaskIx>>,
    /// Ids that name other work now: who had it, and who has it.
    pub reused: Vec<(TaskIx, TaskIx)>,
}

impl Pairing {
    /// Pair the tasks of two revisions: by id where the work looks the same, then by content,
    /// wherever it stands.
    #[must_use]
    pub(crate) fn new(old: &Plan, new: &Plan) -> Self {
        let mut pairing = Self {
            new_of: vec![None; old.tasks.len()],
            old_of: vec![None; new.tasks.len()],
            reused: Vec::new(),
        };
        let same_id = same_id(old, new);
        pairing.those_that(old, new, &same_id, unchanged_text);
        pairing.by_content(old, new, |task| {
            Some((task.name.value()?.as_ref(), text(task)))
        });
        pairing.those_that(old, new, &same_id, |before, after| {
            similarity(before, after, Unread::Same) >= SAME_ID
        });
        pairing.by_content(old, new, |task| Some((task.name.value()?.as_ref(), "")));
        pairing.under_the_same_parent(old, new);
        pairing.find_reused(old, new);
        pairing
    }

    fn is_open(&self, before: TaskIx, after: TaskIx) -> bool {
        self.new_of[before.index()].is_none() && self.old_of[after.index()].is_none()
    }

    fn pair(&mut self, before: TaskIx, after: TaskIx) {
        self.new_of[before.index()] = Some(after);
        self.old_of[after.index()] = Some(before);
    }

    fn those_that(
        &mut self,
        old: &Plan,
        new: &Plan,
        pairs: &[(TaskIx, TaskIx)],
        are_same: impl Fn(&Task, &Task) -> bool,
    ) {
        for (before, after) in pairs.iter().copied() {
            let (task, other) = (old.task(before), new.task(after));
            if task.kind == other.kind && self.is_open(before, after) && are_same(task, other) {
                self.pair(before, after);
            }
        }
    }

    /// Pair what has the same content. Where several have it, only as many as there are on both
    /// sides, in order.
    fn by_content<'p>(
        &mut self,
        old: &'p Plan,
        new: &'p Plan,
        content: impl Fn(&'p Task) -> Option<(&'p str, &'p str)>,
    ) {
        type Places = (Vec<TaskIx>, Vec<TaskIx>);
        let mut places: HashMap<(&str, &str), Places> = HashMap::new();
        for (before, task) in old
            .all()
            .filter(|(before, _)| self.new_of[before.index()].is_none())
        {
            if let Some(key) = content(task) {
                places.entry(key).or_default().0.push(before);
            }
        }
        for (after, task) in new
            .all()
            .filter(|(after, _)| self.old_of[after.index()].is_none())
        {
            if let Some(places) = content(task).and_then(|key| places.get_mut(&key)) {
                places.1.push(after);
            }
        }
        let mut pairs: Vec<(TaskIx, TaskIx)> = places
            .into_values()
            .filter(|(before, after)| before.len() == after.len())
            .flat_map(|(before, after)| before.into_iter().zip(after))
            .filter(|(before, after)| old.task(*before).kind == new.task(*after).kind)
            .collect();
        pairs.sort_unstable();
        for (before, after) in pairs {
            self.pair(before, after);
        }
    }

    /// Pair what is left under parents that are paired, the most alike first.
    fn under_the_same_parent(&mut self, old: &Plan, new: &Plan) {
        self.family(old, new, &old.phases, &new.phases);
        // A parent stands before its tasks, so it is paired before they are looked at.
        for (before, task) in old.all() {
            if let Some(after) = self.new_of[before.index()] {
                self.family(old, new, &task.children, &new.task(after).children);
            }
        }
    }

    fn family(&mut self, old: &Plan, new: &Plan, before: &[TaskIx], after: &[TaskIx]) {
        let open = |all: &[TaskIx], paired: &[Option<TaskIx>]| -> Vec<TaskIx> {
            all.iter()
                .copied()
                .filter(|ix| paired[ix.index()].is_none())
                .collect()
        };
        let (before, after) = (open(before, &self.new_of), open(after, &self.old_of));
        let are_few = before.len() <= FEW && after.len() <= FEW;
        if before.is_empty() || after.is_empty() || !are_few && before.len() != after.len() {
            return;
        }
        let mut scores: Vec<(f64, TaskIx, TaskIx)> = if are_few {
            let traits_before: Vec<Traits<'_>> =
                before.iter().map(|ix| Traits::of(old.task(*ix))).collect();
            let traits_after: Vec<Traits<'_>> =
                after.iter().map(|ix| Traits::of(new.task(*ix))).collect();
            let each = before.iter().zip(&traits_before);
            let with_each = each.flat_map(|one| {
                after
                    .iter()
                    .zip(&traits_after)
                    .map(move |other| (one, other))
            });
            with_each
                .map(|((one, traits), (other, others))| {
                    (alike(traits, others, Unread::Other), *one, *other)
                })
                .collect()
        } else {
            // Nothing is prepared for what is compared once: for all of them that would be more
            // than their plans take.
            let in_place = before.iter().zip(&after);
            in_place
                .map(|(one, other)| {
                    let score = similarity(old.task(*one), new.task(*other), Unread::Other);
                    (score, *one, *other)
                })
                .collect()
        };
        scores.retain(|(score, ..)| *score >= OTHER_ID);
        scores.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
        for (_, one, other) in scores {
            if self.is_open(one, other) {
                self.pair(one, other);
            }
        }
    }

    fn find_reused(&mut self, old: &Plan, new: &Plan) {
        for (before, task) in old.all() {
            let Some(id) = task.id().filter(|id| old.find(id) == Some(before)) else {
                continue;
            };
            let Some(after) = new.find(id) else { continue };
            if self.new_of[before.index()] != Some(after) {
                self.reused.push((before, after));
            }
        }
    }
}

/// Tasks that have the same id. Of several in one plan only the first is meant by it; the others
/// are told apart by their order, as long as there are as many as before.
fn same_id(old: &Plan, new: &Plan) -> Vec<(TaskIx, TaskIx)> {
    let firsts = old.all().filter_map(|(before, task)| {
        let id = task.id().filter(|id| old.find(id) == Some(before))?;
        Some((before, new.find(id)?))
    });
    let repeated = |plan: &Plan| -> BTreeMap<Box<str>, Vec<TaskIx>> {
        let mut repeated: BTreeMap<Box<str>, Vec<TaskIx>> = BTreeMap::new();
        for (ix, task) in plan.all() {
            if let Some(id) = task.id().filter(|id| plan.find(id) != Some(ix)) {
                repeated.entry(id.into()).or_default().push(ix);
            }
        }
        repeated
    };
    let after = repeated(new);
    let others = repeated(old).into_iter().filter_map(|(id, before)| {
        let after = after.get(&id).filter(|after| after.len() == before.len())?;
        Some(before.into_iter().zip(after.clone()))
    });
    firsts.chain(others.flatten()).collect()
}

fn text(task: &Task) -> &str {
    task.description.value().map_or("", |text| text)
}

/// Whether a task with the same id is surely the same work: its name stands, or its description
/// does, or it has none.
fn unchanged_text(before: &Task, after: &Task) -> bool {
    // The same characters of the same file.
    if before.span == after.span {
        return true;
    }
    let (old_name, new_name) = (before.name.value(), after.name.value());
    let (old_text, new_text) = (before.description.value(), after.description.value());
    let is_unread = before.name.is_unreadable() || after.name.is_unreadable();
    match (old_name, new_name) {
        (Some(old), Some(new)) if old == new => true,
        // A name that cannot be read may stand as it stood.
        (old, new) if is_unread || old.or(new).is_none() => {
            old_text == new_text || old_text.is_none() || new_text.is_none()
        }
        _ => old_text.is_some() && old_text == new_text,
    }
}
