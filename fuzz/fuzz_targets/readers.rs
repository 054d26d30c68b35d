//! Any text to both readers of YAML: where the fast one gives an answer, it is the other's.
#![no_main]

use libfuzzer_sys::fuzz_target;
use planlint::fuzzing;

fuzz_target!(|text: &str| {
    if let Some(why) = fuzzing::disagreement(text) {
        panic!("{why}");
    }
});
