//! The merge base, both sides and the merged plan of a gate; the sides' difference as a conflict.
#![no_main]

use std::convert::Infallible;

use libfuzzer_sys::fuzz_target;
use planlint::inside::analysis::PlanFiles;
use planlint::FailOn;
use planlint::inside::config::Settings;
use planlint::Severity;
use planlint::inside::gate;
use planlint::inside::gate::ConflictFiles;
use planlint::inside::gate::ConflictKind;
use planlint::inside::gate::GatePlan;
use planlint::Policy;
use planlint::inside::report;
use planlint::inside::report::GateNames;
use planlint::inside::rules;

fuzz_target!(|data: &[u8]| {
    let [merge_base, base, head, merged] = planlint_fuzz::parts(data);
    let settings = Settings::new(rules::specs());
    let some = |bytes: &[u8]| -> Option<PlanFiles> { Some(planlint_fuzz::plan(bytes)) };
    let plan = GatePlan {
        root: "plan".to_owned(),
        merge_base: some(merge_base),
        base: some(base),
        head: some(head),
        merged: some(merged),
        in_conflict: false,
        unlisted: false, earlier: Vec::new(),
    };
    let sides = [some(merge_base), some(base), some(head)];
    let conflict = ConflictFiles { path: "plan/a.yaml".to_owned(), kind: ConflictKind::Content, sides };
    let store = planlint_fuzz::store(&settings);
    let options = planlint_fuzz::options();
    let history = |_, _: &_| Ok::<_, Infallible>(Vec::new());
    let Ok(verdict) = gate::gate(vec![plan], vec![conflict], store, &settings, options, &[], history);
    let names = GateNames { base: "main", head: "theirs", merge_base: "0" };
    let fail_on = FailOn::At(Severity::Error);
    let policy = Policy { fail_on, merge: fail_on };
    planlint_fuzz::in_every_format(|format, style, out| {
        report::render_gate(&verdict, names, policy, format, style, out)
    });
});
