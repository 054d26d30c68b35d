//! Where readers and rules put what they find: in words as long as there is room for them, then
//! only counted. A plan of a megabyte can have half a million findings, of which nobody reads more
//! than the first.

use std::collections::BTreeMap;
use std::collections::HashSet;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;

use super::Finding;
use super::Fix;
use super::Label;
use crate::words::Message;

/// How many bytes the words of findings may still take. Its copies are the same room.
#[derive(Clone, Debug)]
pub(crate) struct Room(Arc<AtomicUsize>);

impl Room {
    /// So many bytes.
    pub(crate) fn of(bytes: usize) -> Self {
        Self(Arc::new(AtomicUsize::new(bytes)))
    }

    /// How many bytes are left.
    pub(crate) fn left(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }

    /// Take what `finding` needs; `false`, and nothing is left, if that is more than there is.
    fn take(&self, finding: &Finding) -> bool {
        let weight = weight(finding);
        let less = |left: usize| Some(left.saturating_sub(weight));
        // Both closures always give a value.
        self.0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, less)
            .is_ok_and(|left| left >= weight)
    }
}

/// About how many bytes a finding takes.
fn weight(finding: &Finding) -> usize {
    // What an allocation takes beside what it holds.
    const EACH: usize = 24;
    let label = |label: &Label| label.message.weight() + size_of::<Label>();
    let fix = |fix: &Fix| {
        fix.title.weight()
            + fix
                .edits
                .iter()
                .map(|edit| edit.text.len() + 80)
                .sum::<usize>()
    };
    let name = |name: &Option<Box<str>>| name.as_deref().map_or(0, |name| name.len() + EACH);
    // It is held twice for a moment, when it becomes a part of the report.
    2 * size_of::<Finding>()
        + finding.message.weight()
        + finding.key.weight()
        + EACH
        + finding.help.as_ref().map_or(0, Message::weight)
        + name(&finding.task)
        + name(&finding.owner)
        + finding.labels.iter().map(label).sum::<usize>()
        + finding.fix.as_ref().map_or(0, fix)
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub(crate) struct Found {
    /// In the order in which it was found.
    pub kept: Vec<Finding>,
    /// How many more findings there are of each rule, for which there was no room.
    pub beyond: BTreeMap<&'static str, usize>,
}

impl Found {
    /// Add what was found elsewhere.
    pub(crate) fn append(&mut self, other: Found) {
        self.kept.extend(other.kept);
        for (rule, count) in other.beyond {
            *self.beyond.entry(rule).or_default() += count;
        }
    }
}

/// Where rules put what they find.
#[derive(Debug)]
pub(crate) struct Findings {
    found: Found,
    /// What each is, where, and in which words: through aliases the same place can be read again
    /// and again, for other tasks.
    seen: HashSet<u64>,
    hashing: RandomState,
    room: Room,
}

impl Findings {
    /// With so much room for words.
    pub(crate) fn new(room: &Room) -> Self {
        Self {
            found: Found::default(),
            seen: HashSet::new(),
            hashing: RandomState::new(),
            room: room.clone(),
        }
    }

    /// Add one, unless the same is said of the same place already.
    pub(crate) fn add(&mut self, finding: Finding) {
        let about = (finding.rule, finding.span, &finding.message);
        if !self.seen.insert(self.hashing.hash_one(about)) {
            return;
        }
        if self.room.take(&finding) {
            self.found.kept.push(finding);
        } else {
            *self.found.beyond.entry(finding.rule).or_default() += 1;
        }
    }

    /// From here on another rule speaks: what it says none has said before, so that what they have
    /// said need not be kept.
    pub(crate) fn next_rule(&mut self) {
        self.seen.clear();
    }

    /// All of them.
    #[must_use]
    pub(crate) fn finish(self) -> Found {
        self.found
    }
}
