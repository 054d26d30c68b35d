//! How the days of a group follow from its children's: an option of `total-mismatch` that the
//! schedule is computed by, so that every rule which looks at a roll-up obeys it.

use crate::config::Setting;
use crate::config::Settings;
use crate::schedule::Method;

pub(super) const METHOD: Setting<Method> = Setting::choice(
    "total-mismatch",
    (
        "method",
        "How the days of tasks add up. `chain`: the longest chain, so that parallel work counts once. `sum`: all of them \
         together. `span`: from the first start to the last finish.",
    ),
    &["chain", "sum", "span"],
    &[Method::Chain, Method::Sum, Method::Span],
);

/// The method that the settings name.
pub(crate) fn method(settings: &Settings) -> Method {
    settings.get(&METHOD)
}
