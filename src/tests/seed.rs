//! Sums of the customer's plan, `plan/`.

use planlint::SourceMap;

use super::asking;
use crate::load::disk;
use crate::model;
use crate::model::Limits;
use crate::schedule::Method;
use crate::schedule::Schedule;

/// Every total that the author declared is what planlint rolls up, but for 1.1.
#[test]
fn the_authors_totals_are_reproduced() {
    let files = disk::plan(asking::project(), "plan", &Limits::default())
        .expect("the plan is there")
        .files;
    let mut sources = SourceMap::default();
    let parts = files
        .into_iter()
        .map(|file| {
            let text = file.text.expect("it was just read");
            let id = sources.add(&file.path, None, text.clone().expect("the plan is UTF-8"));
            (id, model::read_file(id, &text, &Limits::default()))
        })
        .collect();
    let (plan, _) = model::assemble("plan", parts, &Limits::default());
    let schedule = Schedule::new(&plan, Method::Chain);
    let mut checked = 0;
    for (ix, task) in plan.all() {
        let (Some(rollup), Some(declared)) = (&schedule.rollups[ix.index()], task.days.value())
        else {
            continue;
        };
        let id = task.id().expect("every task has one");
        assert!(rollup.complete, "{id}");
        assert_eq!(
            (rollup.days, *declared),
            if id == "1.1" {
                (15, 20)
            } else {
                (i64::from(*declared), *declared)
            },
            "{id}"
        );
        checked += 1;
    }
    assert_eq!(
        checked, 17,
        "four phases and every group that declares days"
    );
    for (id, days) in [
        ("1", 35),
        ("2", 13),
        ("3", 29),
        ("4", 5),
        ("3.1", 27),
        ("3.2", 29),
        ("3.3", 25),
        ("3.4", 24),
        ("3.5", 22),
        ("3.6", 22),
        ("3.7", 20),
        ("3.8", 20),
    ] {
        let ix = plan.find(id).expect("it is in the plan");
        assert_eq!(
            schedule.rollups[ix.index()]
                .as_ref()
                .map(|rollup| rollup.days),
            Some(days),
            "{id}"
        );
    }
}
