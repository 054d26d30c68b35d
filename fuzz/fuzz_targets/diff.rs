//! Two plans side by side, in both directions; a plan has no changes to itself.
#![no_main]

use libfuzzer_sys::fuzz_target;
use planlint::inside::compare;
use planlint::Comparison;
use planlint::inside::compare::PlanPair;
use planlint::FailOn;
use planlint::inside::config::Settings;
use planlint::inside::report;
use planlint::inside::report::Names;
use planlint::inside::rules;

fn compared(old: &[u8], new: &[u8]) -> Comparison {
    let settings = Settings::new(rules::specs());
    let pair =
        PlanPair { root: "plan".to_owned(), old: Some(planlint_fuzz::plan(old)), new: Some(planlint_fuzz::plan(new)), unlisted: false };
    let store = planlint_fuzz::store(&settings);
    compare::compare(vec![pair], store, &settings, planlint_fuzz::options(), "old", &[])
}

fuzz_target!(|data: &[u8]| {
    let [old, new] = planlint_fuzz::parts(data);
    for (one, other) in [(old, new), (new, old)] {
        let comparison = compared(one, other);
        let names = Names { base: "old", head: "new" };
        planlint_fuzz::in_every_format(|format, style, out| {
            report::render_diff(&comparison, names, FailOn::Never, format, style, out)
        });
    }
    let same = compared(old, old);
    assert!(same.plans[0].changes.is_empty() && same.introduced.is_empty() && same.findings.is_empty());
});
