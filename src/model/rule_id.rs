//! The rules that are found while a plan is read and put together, by their ids: here, because
//! `rules/`, which has their levels and pages, knows what a plan is and not the other way round.

/// Text is no YAML, or YAML that is not read.
pub(crate) const SYNTAX: &str = "syntax";
/// Bytes are no text.
pub(crate) const ENCODING: &str = "encoding";
/// There is more than is read.
pub(crate) const LIMIT: &str = "limit";
/// Something has another shape than the format's.
pub(crate) const SCHEMA: &str = "schema";
/// An id is a number to YAML.
pub(crate) const UNQUOTED_ID: &str = "unquoted-id";
/// A name or id means two things.
pub(crate) const ID_DUPLICATE: &str = "id-duplicate";
/// A dependency leads nowhere.
pub(crate) const DEPENDENCY_UNKNOWN: &str = "dependency-unknown";
/// A calendar is named that is none.
pub(crate) const CALENDAR_UNKNOWN: &str = "calendar-unknown";
