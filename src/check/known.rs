//! What another revision has, too. A finding that has grown since is not the same any more.

use std::collections::HashMap;

use crate::finding::Size;
use crate::words::say;

use super::Reported;
use super::as_told;

/// The findings of a revision, by their fingerprints.
pub(crate) struct Known<'f>(HashMap<&'f str, Option<Size>>);

/// What a revision says of a finding of another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Before {
    /// It is not there.
    New,
    /// It is there, but was smaller.
    Smaller(Size),
    /// It is there, as large or larger.
    Same,
}

impl<'f> Known<'f> {
    pub(crate) fn new(found: &'f [Reported]) -> Self {
        Self(
            found
                .iter()
                .map(|one| (one.fingerprint.as_str(), one.finding.size))
                .collect(),
        )
    }

    /// What this revision has of `one`.
    pub(crate) fn before(&self, one: &Reported) -> Before {
        match (self.0.get(one.fingerprint.as_str()), one.finding.size) {
            (None, _) => Before::New,
            (Some(Some(was)), Some(is)) if is.is_worse_than(*was) => Before::Smaller(*was),
            (Some(_), _) => Before::Same,
        }
    }

    /// How large this revision has `one`.
    pub(crate) fn size(&self, one: &Reported) -> Option<Size> {
        self.0.get(one.fingerprint.as_str()).copied().flatten()
    }

    /// Whether this revision has `one`, and not smaller.
    pub(crate) fn has(&self, one: &Reported) -> bool {
        self.before(one) == Before::Same
    }
}

impl Reported {
    /// The same finding, which was smaller in the other revision.
    pub(super) fn grown(mut self, was: Size) -> Self {
        if let Some(size) = self.finding.size {
            self.finding.message = say!(
                en: "{message}; {since}",
                zh: "{message}；{since}",
                message = self.finding.message,
                since = size.since(was),
            );
        }
        self.was = Some(was);
        self
    }
}

/// What of `found` the other revision does not have, or has smaller; and how many findings it has
/// as large, as they are told.
pub(crate) fn introduced(found: Vec<Reported>, before: &Known<'_>) -> (Vec<Reported>, usize) {
    let (mut new, mut existing) = (Vec::new(), Vec::new());
    for one in found {
        match before.before(&one) {
            Before::New => new.push(one),
            Before::Smaller(was) => new.push(one.grown(was)),
            Before::Same => existing.push(one),
        }
    }
    (new, as_told(existing.iter().map(|one| &one.finding)))
}
