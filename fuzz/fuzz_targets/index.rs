//! Any bytes as an index of git, with the one that it may share entries with: no more entries than
//! bytes, and in order.
#![no_main]

use libfuzzer_sys::fuzz_target;
use planlint::fuzzing;

fuzz_target!(|data: &[u8]| {
    let [own, shared] = planlint_fuzz::parts(data);
    let entries = fuzzing::index(own, shared);
    assert!(entries.len() * 60 <= data.len());
    assert!(entries.windows(2).all(|pair| pair[0] < pair[1]));
});
