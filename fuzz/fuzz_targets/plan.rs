//! Any bytes as a plan file: checked, and reported in every format.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let checked = planlint_fuzz::check(&planlint_fuzz::project(data)).expect("there is a plan");
    let report = checked.report;
    for reported in &report.findings {
        let span = reported.finding.span;
        let text = report.sources.file(span.file).text();
        assert!(text.get(span.range()).is_some(), "a place outside of its file: {:?}", reported.finding);
    }
    planlint_fuzz::render(&report);
});
