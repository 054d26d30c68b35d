//! Settings: `planlint.yaml` as it is typed, and what follows from it.

mod family;
mod pattern;
mod read;
mod settings;

pub use family::Named;
pub use family::families;
pub use family::named;
pub use pattern::Pattern;
pub use pattern::Progress;
pub use pattern::as_path;
pub use pattern::clean;
pub use read::mistake;
pub use read::read;
pub use settings::FailOn;
pub use settings::Ignore;
pub use settings::Level;
pub use settings::OptionKind;
pub use settings::OptionSpec;
pub use settings::OptionValue;
pub use settings::PlanEntry;
pub use settings::RuleSpec;
pub use settings::Selection;
pub use settings::Settings;
