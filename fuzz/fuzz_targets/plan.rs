//! Any bytes as a plan file: checked, and reported in every format.
#![no_main]

use libfuzzer_sys::fuzz_target;
use planlint::inside::config::Settings;
use planlint::inside::rules;

fuzz_target!(|data: &[u8]| {
    let report = planlint_fuzz::check(data, &Settings::new(rules::specs()));
    for reported in &report.findings {
        let span = reported.finding.span;
        let text = report.sources.file(span.file).text();
        assert!(text.get(span.range()).is_some(), "a place outside of its file: {:?}", reported.finding);
    }
    planlint_fuzz::render(&report);
});
