//! Who answers for work and who does it.

pub(super) mod owner_alias;
pub(super) mod owner_group_empty;
pub(super) mod owner_missing;
pub(super) mod owner_outside_parent;
pub(super) mod owner_overload;
pub(super) mod owner_placeholder;
pub(super) mod owner_undeclared;
pub(super) mod owner_unused;
