//! What comes of trying a help: the ways that hold, or what is in their way.

use std::fmt::Debug;

use crate::finding::Finding;
use crate::model::TaskIx;
use crate::words::Arg;
use crate::words::Joined;
use crate::words::Message;
use crate::words::say;
use crate::words::word;

use super::way::Way;

/// Whoever tries ways to mend a finding. Rules ask it through their context, and it asks rules: so
/// neither names the other.
pub(super) trait Tries: Debug {
    /// Try `ways` to mend `finding`, which is about the task `own`, until `most` of them hold. A
    /// declared total that was right is moved along.
    fn offer(&self, finding: &Finding, own: TaskIx, ways: Vec<Way>, most: usize) -> Offer;
}

/// Why a way is not offered: what would be found then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    /// The rule that would find something.
    pub(super) rule: &'static str,
    /// The task that it would find it of.
    pub(super) task: Option<Box<str>>,
}

/// What has come of the ways to mend a finding.
#[derive(Debug, Default)]
pub(super) struct Offer {
    /// Those after which the finding is gone and no other has come, in words: `days: 24, and
    /// total_days: 46 of phase 2`.
    pub(super) holding: Vec<Arg>,
    /// Why the first of the others was refused; nothing either where there was no time left to try
    /// them.
    pub(super) refusal: Option<Refusal>,
}

/// The same, as a help has to word it.
pub(super) enum Outcome {
    /// What to write: the ways that hold, as alternatives.
    Write(Arg),
    /// What would be found, whatever is written.
    InTheWay(Arg),
    /// Nobody knows.
    Untried,
}

impl Offer {
    /// What has come of further ways, which are worse than these.
    pub(super) fn add(&mut self, further: Self) {
        self.holding.extend(further.holding);
        self.refusal = self.refusal.take().or(further.refusal);
    }

    pub(super) fn outcome(&self) -> Outcome {
        match &self.refusal {
            _ if !self.holding.is_empty() => Outcome::Write(alternatives(&self.holding)),
            Some(refusal) => Outcome::InTheWay(refusal.words()),
            None => Outcome::Untried,
        }
    }

    /// What to do: one of the ways that hold; else, as `refused` words it, what is in their way;
    /// else `untried`.
    pub(super) fn help(
        &self,
        refused: impl FnOnce(Arg) -> Message,
        untried: impl FnOnce() -> Message,
    ) -> Message {
        match self.outcome() {
            Outcome::Write(alternatives) => say!(
                en: "write {alternatives}",
                zh: "改为 {alternatives}",
                alternatives = alternatives,
            ),
            Outcome::InTheWay(why) => refused(why),
            Outcome::Untried => untried(),
        }
    }
}

/// One of these ways, in words.
pub(super) fn alternatives(ways: &[Arg]) -> Arg {
    Arg::joined(ways.iter().cloned(), usize::MAX, Joined::Or)
}

impl Refusal {
    /// Whether it is what was to be mended.
    pub(super) fn is_of(&self, finding: &Finding) -> bool {
        self.rule == finding.rule && self.task == finding.task
    }

    /// `dependency-dates of 2.1`.
    pub(super) fn words(&self) -> Arg {
        match &self.task {
            Some(task) => say!(
                en: "{rule} of {task}",
                zh: "{task} 的 {rule}",
                rule = word(self.rule),
                task = task,
            )
            .into(),
            None => word(self.rule),
        }
    }
}
