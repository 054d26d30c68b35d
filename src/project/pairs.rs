//! The plans of a job beside what they were at an older revision.

use crate::analysis::PlanFiles;
use crate::compare::PlanPair;
use crate::load::Failure;

use super::folders::Former;
use super::folders::Now;
use super::job::Job;
use super::source::Source;
use super::source::State;

impl Job {
    /// The files of one plan at an older revision.
    pub(super) fn former(
        &self,
        state: State<'_>,
        plan: &str,
        former: &Former,
    ) -> Result<Option<PlanFiles>, Failure> {
        match former.folder(plan) {
            Some(folder) => self.plan_at(state, folder),
            None => Ok(None),
        }
    }

    /// Every plan at an older revision, if there is one, and as it is now in `source`; also those
    /// that only the older settings name: who takes a plan out of the list takes nothing out of
    /// what is judged. `plans` are all of these then.
    pub(super) fn pairs(
        &mut self,
        old: Option<State<'_>>,
        source: Source<'_>,
        now: Vec<Option<PlanFiles>>,
    ) -> Result<Vec<PlanPair>, Failure> {
        self.store.announce(now.iter().flatten());
        self.mark_new_entries(old)?;
        let Some(old) = old else {
            let pairs = self.plans.iter().cloned().zip(now);
            return Ok(pairs
                .map(|(root, new)| PlanPair {
                    root,
                    old: None,
                    new,
                    unlisted: false,
                })
                .collect());
        };
        let former = self.looking_back(old, source, &now)?;
        let mut pairs = Vec::new();
        for (root, new) in self.plans.iter().zip(now) {
            let files = self.former(old, root, &former)?;
            if files.is_some() || new.is_some() || self.is_missed(root, &former) {
                pairs.push(PlanPair {
                    root: root.clone(),
                    old: files,
                    new,
                    unlisted: false,
                });
            }
        }
        for root in &former.dropped {
            let files = self.plan_at(old, root)?;
            let new = self.plan_if_any(source, root)?;
            let unlisted = new.is_some();
            pairs.push(PlanPair {
                root: root.clone(),
                old: files,
                new,
                unlisted,
            });
        }
        self.plans = pairs.iter().map(|pair| pair.root.clone()).collect();
        Ok(pairs)
    }

    /// Whether a plan that is nowhere should be somewhere: not if that is what another one was
    /// called, and not where the settings name it in the place of others, which are judged and tell
    /// it.
    pub(super) fn is_missed(&self, plan: &str, former: &Former) -> bool {
        former.folder(plan).is_some() && former.dropped.is_empty()
    }

    /// What the plans were called at an older revision, seen from `source`, where these are their
    /// files.
    fn looking_back(
        &self,
        old: State<'_>,
        source: Source<'_>,
        now: &[Option<PlanFiles>],
    ) -> Result<Former, Failure> {
        Former::find(
            self,
            old,
            &Now {
                job: self,
                source,
                files: now,
            },
        )
    }
}
