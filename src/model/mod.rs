//! What a plan is, and how it is read from text.

mod assemble;
mod edges;
mod format;
mod ids;
mod limits;
mod plan;
mod progress;
mod read;

pub use assemble::assemble;
pub use assemble::natural_order;
use assemble::words;
pub use edges::Dependency;
pub use edges::Link;
pub use format::ALL_KEYS;
pub use format::PART_KEYS;
pub use format::TASK_KEYS;
pub use ids::Wbs;
pub use limits::Limits;
pub use plan::CalendarDef;
pub use plan::Details;
pub use plan::Field;
pub use plan::Kind;
pub use plan::Meta;
pub use plan::MoreDetails;
pub use plan::Name;
pub use plan::Owner;
pub use plan::OwnerKind;
pub use plan::Plan;
pub use plan::Task;
pub use plan::TaskIx;
pub use progress::Progress;
pub(crate) use read::Allowance;
pub use read::BlobId;
pub use read::NotText;
pub use read::Part;
pub use read::PlanTooLarge;
pub use read::RawFile;

pub(crate) use read::explain;
pub use read::read_file;
pub(crate) use read::read_part;
