//! What waits for what.

pub(super) mod dependency_cycle;
pub(super) mod dependency_dates;
pub(super) mod dependency_duplicate;
pub(super) mod dependency_hierarchy;
pub(super) mod dependency_optional;
pub(super) mod dependency_parallel;
pub(super) mod dependency_redundant;
pub(super) mod dependency_unknown;
