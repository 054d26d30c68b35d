//! Any text as planlint.yaml; what is accepted is used to check a plan with mistakes.
#![no_main]

use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use planlint::inside::config;
use planlint::inside::report;
use planlint::Style;
use planlint::inside::rules;
use planlint::inside::text::SourceMap;

const PLAN: &[u8] =
    b"plan: {version: 1}\nphases:\n  - id: 1\n    tasks:\n      - {id: \"1.2\", depends_on: [\"1.3\"], days: 3}\n";

fuzz_target!(|text: &str| {
    let text: Arc<str> = text.into();
    let mut sources = SourceMap::default();
    let file = sources.add("planlint.yaml", None, Arc::clone(&text));
    match config::read(file, &text, rules::specs()) {
        Ok(settings) => planlint_fuzz::render(&planlint_fuzz::check(PLAN, &settings)),
        Err(mistakes) => {
            let mut out = Vec::new();
            report::render_findings(&sources, &mistakes, Style::PLAIN, &mut out).expect("memory holds it");
            planlint_fuzz::inert(&out);
        }
    }
});
