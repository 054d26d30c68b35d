//! The merge base, both sides and the merged plan of a gate: as a merge that went well, and as one
//! in which the sides' difference is a conflict.
#![no_main]

use libfuzzer_sys::fuzz_target;
use planlint::Merge;
use planlint::Scope;

fuzz_target!(|data: &[u8]| {
    let sides: [&[u8]; 4] = planlint_fuzz::parts(data);
    let [merge_base, base, head, merged] = sides.map(planlint_fuzz::project);
    let mut merge = Merge::new(&merge_base, &base, &head);
    for conflicts in [vec![], vec!["plan/a.yaml".to_owned()]] {
        merge.conflicts = conflicts;
        let gated = merged.gate_merge(&Scope::default(), &merge).expect("all have a plan");
        planlint_fuzz::in_every_format(|format, style, out| gated.write(format, style, out));
    }
});
