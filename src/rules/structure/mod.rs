//! Text, format and numbering.

pub(super) mod description_duplicate;
pub(super) mod encoding;
pub(super) mod id_duplicate;
pub(super) mod limit;
pub(super) mod schema;
pub(super) mod syntax;
pub(super) mod unquoted_id;
pub(super) mod wbs_order;
pub(super) mod wbs_parent;
