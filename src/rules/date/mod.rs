//! Dates, days and calendars.

pub(super) mod calendar_uncovered;
pub(super) mod calendar_unknown;
pub(super) mod date_days;
pub(super) mod date_implausible;
pub(super) mod date_missing;
pub(super) mod date_nonworking;
pub(super) mod date_order;
pub(super) mod date_outside_parent;
pub(super) mod date_pending;
pub(super) mod deadline_missed;
pub(super) mod phase_overlap;
