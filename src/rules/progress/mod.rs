//! How far work is.

pub(super) mod progress_early;
pub(super) mod progress_late;
pub(super) mod progress_order;
pub(super) mod progress_rollup;
