//! The longest path: what holds the end of the plan, back to where nothing holds it.

use crate::calendar::Instant;
use crate::model::TaskIx;

use super::forward::Early;
use super::forward::Holder;
use super::forward::is_spent;
use super::network::Network;
use super::network::Role;
use super::network::Step;
use super::network::Tie;

/// Steps that all drags of a plan together may take: the work of a few hundred passes over a large
/// plan.
const MOST_STEPS: usize = 20_000_000;

impl Network {
    /// For each task whether it is on the longest path, back from everything that ends the plan
    /// through what holds it.
    pub(super) fn longest_path(&self, early: &Early) -> Vec<bool> {
        let mut on_path = vec![false; self.parents.len()];
        let Some(end) = early.end else {
            return on_path;
        };
        let top = (0..self.parents.len()).filter(|at| self.parents[*at].is_none());
        let mut open: Vec<(Step, Instant)> = top
            .map(|at| (self.finish_of(TaskIx::from_index(at)), end))
            .collect();
        let mut seen = vec![false; self.steps.len()];
        // How many ties of each gate were followed already, for another leaf behind it.
        let mut pushed = vec![0_usize; self.steps.len()];
        while let Some((step, instant)) = open.pop() {
            let at = step as usize;
            let (role, ix) = self.steps[at];
            let there = match role {
                Role::First => early.start[at],
                _ => early.finish[at],
            };
            if role != Role::Leaf && there != Some(instant) {
                continue;
            }
            if std::mem::replace(&mut seen[at], true) {
                continue;
            }
            match role {
                Role::Leaf => {
                    if early.done[ix.index()] {
                        continue;
                    }
                    on_path[ix.index()] = true;
                    let mut ties: Vec<&Tie> = Vec::new();
                    self.each_own_tie(early, ix, |tie| ties.push(tie));
                    let goes_on = self.goes_on(early.basis, ix);
                    let mut seen_of_gates = Vec::new();
                    self.each_holding_gate(
                        early,
                        ix,
                        |gate| pushed[gate as usize],
                        |gate, more| {
                            let more_ties = more.iter().map(|(_, tie)| &self.ties[*tie as usize]);
                            ties.extend(more_ties.filter(|tie| !(goes_on && is_spent(tie, early))));
                            seen_of_gates.push((gate, more.len()));
                        },
                    );
                    // What work that has begun does not wait for any more, other work may.
                    for (gate, count) in seen_of_gates.into_iter().filter(|_| !goes_on) {
                        pushed[gate as usize] += count;
                    }
                    for tie in ties {
                        let event = if tie.is_from_finish() {
                            early.finish[tie.from as usize]
                        } else {
                            early.start[tie.from as usize]
                        };
                        open.extend(event.map(|event| (tie.from, event)));
                    }
                }
                Role::First => {
                    for child in self.children.of(ix) {
                        let step = self.start_of(*child);
                        if early.start[step as usize] == Some(instant) {
                            open.push((step, instant));
                        }
                    }
                }
                Role::Last => {
                    for child in self.children.of(ix) {
                        let step = self.finish_of(*child);
                        if early.finish[step as usize] == Some(instant) {
                            open.push((step, instant));
                        }
                    }
                    for tie in self.ties_into(step) {
                        if self.bound(early, tie) == Some(instant) {
                            let event = if tie.is_from_finish() {
                                early.finish[tie.from as usize]
                            } else {
                                early.start[tie.from as usize]
                            };
                            open.extend(event.map(|event| (tie.from, event)));
                        }
                    }
                }
                Role::Gate => {}
            }
        }
        on_path
    }

    /// Whether a task on the longest path breaks it: nothing but a typed date holds it, and the
    /// plan does not begin there.
    pub(super) fn breaks(holders: &[Holder]) -> bool {
        holders.contains(&Holder::Typed) && holders.iter().all(|holder| *holder == Holder::Typed)
    }

    /// For each task on the longest path, working days by which the plan would end sooner if it
    /// took no time; none where the plan is too large to try each.
    pub(super) fn drags(&self, early: &Early, on_path: &[bool]) -> Vec<Option<i64>> {
        let mut drags = vec![None; on_path.len()];
        let critical: Vec<usize> = (0..on_path.len()).filter(|at| on_path[*at]).collect();
        if critical
            .len()
            .saturating_mul(self.steps.len() + self.ties.len())
            > MOST_STEPS
        {
            return drags;
        }
        for at in critical {
            drags[at] = self.drag(early, TaskIx::from_index(at));
        }
        drags
    }

    fn drag(&self, early: &Early, ix: TaskIx) -> Option<i64> {
        let sooner = self.forward(early.basis, Some(ix)).end;
        let calendar = self.calendar(ix)?;
        Some(calendar.worked(early.end?)? - calendar.worked(sooner?)?)
    }

    /// Working days of its calendar by which nothing but typed dates hold a leaf.
    pub(super) fn drift(&self, planned: &Early, logic: &Early, ix: TaskIx) -> Option<i64> {
        let (at, calendar) = (self.start_of(ix) as usize, self.calendar(ix)?);
        Some(calendar.worked(planned.start[at]?)? - calendar.worked(logic.start[at]?)?)
    }
}
