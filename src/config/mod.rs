//! Settings: `planlint.yaml` as it is typed, and what follows from it.

mod read;
mod settings;

pub use read::read;
pub use settings::FailOn;
pub use settings::Ignore;
pub use settings::Level;
pub use settings::OptionKind;
pub use settings::OptionSpec;
pub use settings::OptionValue;
pub use settings::RuleSpec;
pub use settings::Settings;
