//! Any text as planlint.yaml; what is accepted is used to check a plan with mistakes.
#![no_main]

use libfuzzer_sys::fuzz_target;
use planlint::Error;
use planlint::Project;
use planlint::Style;

const PLAN: &str =
    "plan: {version: 1}\nphases:\n  - id: 1\n    tasks:\n      - {id: \"1.2\", depends_on: [\"1.3\"], days: 3}\n";

fuzz_target!(|text: &str| {
    let files = [("planlint.yaml", text), ("plan/a.yaml", PLAN)];
    match planlint_fuzz::check(&Project::of_texts(files, planlint_fuzz::today)) {
        Ok(checked) => planlint_fuzz::render(&checked.report),
        Err(Error::Settings(settings)) => {
            let mut out = Vec::new();
            settings.write(Style::PLAIN, &mut out).expect("memory holds it");
            planlint_fuzz::inert(&out);
        }
        // They are too large.
        Err(_) => {}
    }
});
