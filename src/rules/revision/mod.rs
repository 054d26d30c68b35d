//! Rules about two revisions of a plan.

pub(super) mod revision_dependency_dropped;
pub(super) mod revision_done_changed;
pub(super) mod revision_finish_slipped;
pub(super) mod revision_float_consumed;
pub(super) mod revision_forecast_slipped;
pub(super) mod revision_id_reused;
pub(super) mod revision_progress_back;
pub(super) mod revision_status_date_back;
pub(super) mod revision_task_removed;
pub(super) mod revision_total_changed;
