//! Settings: `planlint.yaml` as it is typed, and what follows from it.

mod family;
mod pattern;
mod read;
mod setting;
mod settings;

pub(crate) use family::Named;
pub(crate) use family::named;
pub(crate) use pattern::Pattern;
pub(crate) use pattern::Progress;
pub(crate) use pattern::as_path;
pub(crate) use read::mistake;
pub(crate) use read::read;
pub use setting::OptionKind;
pub use setting::OptionSpec;
pub use setting::OptionValue;
pub(crate) use setting::Setting;
pub use settings::FailOn;
pub(crate) use settings::Ignore;
pub use settings::Level;
pub(crate) use settings::PlanEntry;
pub(crate) use settings::RuleSpec;
pub use settings::Selection;
pub(crate) use settings::Settings;
