//! Days of groups and phases.

pub(super) mod total_mismatch;
pub(super) mod total_missing;
pub(super) mod total_span;
