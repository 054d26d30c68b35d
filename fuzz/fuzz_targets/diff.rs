//! Two plans side by side, in both directions; a plan has no changes to itself.
#![no_main]

use libfuzzer_sys::fuzz_target;
use planlint::Compared;
use planlint::Scope;

fn compared(old: &[u8], new: &[u8]) -> Compared {
    let [old, new] = [old, new].map(planlint_fuzz::project);
    new.compare_with(&Scope::default(), &old).expect("both have a plan")
}

fuzz_target!(|data: &[u8]| {
    let [old, new] = planlint_fuzz::parts(data);
    for (one, other) in [(old, new), (new, old)] {
        let compared = compared(one, other);
        planlint_fuzz::in_every_format(|format, style, out| compared.write(format, style, out));
    }
    let same = compared(old, old).comparison;
    assert!(same.plans[0].changes.is_empty() && same.introduced.is_empty() && same.findings.is_empty());
});
