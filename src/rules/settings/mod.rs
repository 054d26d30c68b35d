//! Entries of `ignore` in `planlint.yaml`.

pub(super) mod ignore_expired;
pub(super) mod ignore_unused;
