//! Any text to both readers of YAML: where the fast one gives an answer, it is the other's.
#![no_main]

use libfuzzer_sys::fuzz_target;
use planlint::inside::text::yaml;

fuzz_target!(|text: &str| {
    if let Some(why) = yaml::disagreement(text) {
        panic!("{why}");
    }
});
