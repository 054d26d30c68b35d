//! Who does what: the executors of each task, own or inherited, under the names that count.

use std::collections::HashSet;

use crate::model::Name;
use crate::model::Owner;
use crate::model::Plan;
use crate::model::TaskIx;

/// Somebody who does a task.
#[derive(Clone, Copy, Debug)]
pub struct Executor<'p> {
    /// The name as the plan writes it.
    pub name: &'p Name,
    /// Whom it means, by a name or an alias; `None` if nobody is declared under it.
    pub owner: Option<&'p Owner>,
}

impl<'p> Executor<'p> {
    /// The name that counts: that of the owner, whatever alias is written.
    #[must_use]
    pub fn canonical(&self) -> &'p str {
        self.owner
            .map_or(&self.name.value, |owner| &owner.name.value)
    }

    /// Whether nobody is known to do it yet.
    #[must_use]
    pub fn is_placeholder(&self) -> bool {
        self.owner.is_some_and(Owner::is_placeholder)
    }
}

/// The executors of all tasks of a plan. A list that many tasks inherit is looked at once.
#[derive(Debug, Default)]
pub struct Assignments {
    /// For each task which of the lists holds for it; [`NOBODY`] if none does.
    list_of: Vec<u32>,
    lists: Vec<List>,
    /// Those who are meant by the lists, one list after the other.
    entries: Vec<Entry>,
}

/// A list of executors that a task declares.
#[derive(Debug)]
struct List {
    holder: TaskIx,
    /// One past its last entry.
    end: usize,
}

/// An executor, as places in the plan.
#[derive(Debug)]
struct Entry {
    /// Index into the list of the holder.
    name: u32,
    /// Index into the owners of the plan; [`NOBODY`] if none is declared.
    owner: u32,
}

/// Names of a short list.
const SHORT: usize = 8;

/// Stands for no list and no owner.
const NOBODY: u32 = u32::MAX;

impl Assignments {
    pub(super) fn new(plan: &Plan) -> Self {
        let mut all = Self {
            list_of: Vec::with_capacity(plan.tasks.len()),
            ..Self::default()
        };
        for (ix, task) in plan.all() {
            let list = if task.executors.is_absent() {
                // A parent comes before its children.
                task.parent
                    .map_or(NOBODY, |parent| all.list_of[parent.index()])
            } else {
                all.add_list(plan, ix)
            };
            all.list_of.push(list);
        }
        all
    }

    fn add_list(&mut self, plan: &Plan, holder: TaskIx) -> u32 {
        let names = plan.task(holder).executors.value();
        let names = names.map_or(&[][..], |names| names);
        // Named twice, by a name and by an alias, is still one executor. Most lists are so short
        // that to look through them takes less time than a set.
        let first = self.entries.len();
        let mut known = HashSet::new();
        for (at, name) in (0..).zip(names) {
            let index = plan.owner_index(&name.value);
            let owner = index.map_or(NOBODY, number);
            let undeclared = index.is_none().then_some(&*name.value);
            let is_new = if names.len() > SHORT {
                known.insert((owner, undeclared))
            } else {
                !self.entries[first..].iter().any(|entry| {
                    let other = &*names[entry.name as usize].value;
                    entry.owner == owner && undeclared.is_none_or(|name| name == other)
                })
            };
            if is_new {
                self.entries.push(Entry { name: at, owner });
            }
        }
        self.lists.push(List {
            holder,
            end: self.entries.len(),
        });
        number(self.lists.len() - 1)
    }

    /// Who names the executors of `ix`: the task itself, or the nearest group or phase around it
    /// that does, readable or not.
    #[must_use]
    pub fn holder(&self, ix: TaskIx) -> Option<TaskIx> {
        let list = self.lists.get(self.list_of[ix.index()] as usize)?;
        Some(list.holder)
    }

    /// The executors of `ix` as they are written, own or inherited, with who names them; `None` if
    /// nobody does, or they cannot be read.
    #[must_use]
    pub fn written<'p>(&self, plan: &'p Plan, ix: TaskIx) -> Option<(TaskIx, &'p [Name])> {
        let holder = self.holder(ix)?;
        let names = plan.task(holder).executors.value()?;
        Some((holder, names))
    }

    /// Those who do `ix`, each once, placeholders among them.
    pub fn executors<'p>(
        &self,
        plan: &'p Plan,
        ix: TaskIx,
    ) -> impl Iterator<Item = Executor<'p>> + use<'p, '_> {
        let list = self.list_of[ix.index()] as usize;
        let of_list = self.lists.get(list).map_or(&[][..], |found| {
            let first = list
                .checked_sub(1)
                .map_or(0, |before| self.lists[before].end);
            &self.entries[first..found.end]
        });
        let written = self.written(plan, ix).map_or(&[][..], |(_, names)| names);
        of_list.iter().map(|entry| Executor {
            name: &written[entry.name as usize],
            owner: plan.owners.get(entry.owner as usize),
        })
    }
}

/// A place in the plan in 32 bits.
fn number(index: usize) -> u32 {
    u32::try_from(index).expect("files are smaller than 4 GiB, and each entry takes bytes")
}

#[cfg(test)]
mod tests {
    use super::super::tests::index;
    use super::super::tests::whole;
    use super::*;

    const PLAN: &str = "\
plan: {version: 1}
owners: {移动: {aliases: [CM]}, 多方: {kind: placeholder}}
phases:
  - id: p
    executors: [CM, x, 移动, 多方, x]
    tasks:
      - {id: a}
      - {id: g, executors: [], tasks: [{id: b}]}
      - {id: c, executors: [y]}
  - id: q
    tasks: [{id: d}]
";

    #[test]
    fn each_once_by_the_name_that_counts() {
        let plan = whole(PLAN);
        let all = Assignments::new(&plan);
        let told = |id: &str| -> Vec<String> {
            let executors = all.executors(&plan, index(&plan, id));
            let shown = executors.map(|one| {
                let nobody = ["", " (nobody yet)"][usize::from(one.is_placeholder())];
                format!("{} for {}{nobody}", one.name.value, one.canonical())
            });
            shown.collect()
        };
        let of_phase = ["CM for 移动", "x for x", "多方 for 多方 (nobody yet)"];
        assert_eq!(told("p"), of_phase);
        assert_eq!(told("a"), of_phase);
        assert_eq!(told("b"), [""; 0], "an empty list is not inherited past");
        assert_eq!(told("c"), ["y for y"]);
        assert_eq!(told("d"), [""; 0]);
    }

    #[test]
    fn long_lists_are_like_short_ones() {
        let once = |count: usize| {
            let names: Vec<String> = (0..count).map(|n| format!("n{}", n / 2)).collect();
            let names = names.join(", ");
            let plan = whole(&format!(
                "plan: {{version: 1}}\nphases: [{{id: p, executors: [{names}]}}]\n"
            ));
            let all = Assignments::new(&plan);
            all.executors(&plan, index(&plan, "p")).count()
        };
        assert_eq!([SHORT, SHORT + 2].map(once), [SHORT / 2, SHORT / 2 + 1]);
    }

    #[test]
    fn who_names_them() {
        let plan = whole(PLAN);
        let all = Assignments::new(&plan);
        let holder = |id: &str| all.holder(index(&plan, id)).map(|ix| plan.task(ix).label());
        assert_eq!(
            ["a", "b", "c", "d"].map(holder),
            [Some("p"), Some("g"), Some("c"), None]
        );
        let written = |id: &str| {
            all.written(&plan, index(&plan, id))
                .map(|(_, names)| names.len())
        };
        assert_eq!(
            ["a", "b", "c", "d"].map(written),
            [Some(5), Some(0), Some(1), None]
        );
    }
}
