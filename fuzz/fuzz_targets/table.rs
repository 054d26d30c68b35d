//! Any bytes as a table to import: no cell is lost, and the plan that it becomes can be read.
#![no_main]

use libfuzzer_sys::fuzz_target;
use planlint::inside::config::Settings;
use planlint::inside::exchange;
use planlint::inside::exchange::Refused;
use planlint::inside::rules;

fuzz_target!(|data: &[u8]| {
    for name in ["table.tsv", "table.csv"] {
        match exchange::import(data, name) {
            Ok(imported) => {
                for file in &imported.files {
                    let report = planlint_fuzz::check(file.text.as_bytes(), &Settings::new(rules::specs()));
                    let unreadable = report.findings.iter().find(|one| one.finding.rule == "syntax");
                    assert!(unreadable.is_none(), "{unreadable:?} in\n{}", file.text);
                }
            }
            Err(Refused::Lost(lost)) => panic!("lost: {lost:?}"),
            Err(_) => {}
        }
    }
});
