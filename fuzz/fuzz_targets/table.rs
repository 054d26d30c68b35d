//! Any bytes as a table to import: no cell is lost, and the plan that it becomes can be read.
#![no_main]

use libfuzzer_sys::fuzz_target;
use planlint::fuzzing;

fuzz_target!(|data: &[u8]| {
    for name in ["table.tsv", "table.csv"] {
        for (_, text) in fuzzing::import(data, name) {
            let checked = planlint_fuzz::check(&planlint_fuzz::project(text.as_bytes())).expect("there is a plan");
            let unreadable = checked.report.findings.iter().find(|one| one.finding.rule == "syntax");
            assert!(unreadable.is_none(), "{unreadable:?} in\n{text}");
        }
    }
});
