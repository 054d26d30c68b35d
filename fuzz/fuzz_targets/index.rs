//! Any bytes as an index of git, with the one that it may share entries with: no more entries than
//! bytes, and in order.
#![no_main]

use libfuzzer_sys::fuzz_target;
use planlint::inside::load::git::Index;

fuzz_target!(|data: &[u8]| {
    let [own, shared] = planlint_fuzz::parts(data);
    if let Ok(index) = Index::read(own, |_| Ok(shared.to_vec())) {
        let entries = index.entries();
        assert!(entries.len() * 60 <= data.len());
        assert!(entries.windows(2).all(|pair| (&pair[0].path, pair[0].stage) < (&pair[1].path, pair[1].stage)));
    }
});
