//! How the days of a group follow from its children's: an option of `total-mismatch` that the
//! schedule is computed by, so that every rule which looks at a roll-up obeys it.

use crate::config::OptionKind;
use crate::config::OptionSpec;
use crate::config::OptionValue;
use crate::config::Settings;
use crate::schedule::Method;

pub(super) const METHOD: OptionSpec = OptionSpec {
    name: "method",
    kind: OptionKind::Choice(&["chain", "sum", "span"]),
    default: OptionValue::Word("chain"),
};

/// The method that the settings name.
pub(crate) fn method(settings: &Settings) -> Method {
    match settings.word("total-mismatch", METHOD.name) {
        "sum" => Method::Sum,
        "span" => Method::Span,
        _ => Method::Chain,
    }
}
