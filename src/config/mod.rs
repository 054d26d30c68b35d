//! Settings: `planlint.yaml` as it is typed, and what follows from it.

mod family;
mod pattern;
mod read;
mod settings;

pub(crate) use family::Named;
pub(crate) use family::named;
pub(crate) use pattern::Pattern;
pub(crate) use pattern::Progress;
pub(crate) use pattern::as_path;
pub(crate) use read::mistake;
pub(crate) use read::read;
pub use settings::FailOn;
pub(crate) use settings::Ignore;
pub use settings::Level;
pub use settings::OptionKind;
pub use settings::OptionSpec;
pub use settings::OptionValue;
pub(crate) use settings::PlanEntry;
pub(crate) use settings::RuleSpec;
pub use settings::Selection;
pub(crate) use settings::Settings;
