//! `planlint move` and `planlint reschedule`: what follows moves, nothing else does, and everything
//! around the dates stays as it is written.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use planlint::Day;
use planlint::Lang;
use planlint::Move;
use planlint::Project;
use planlint::Shift;
use proptest::prelude::*;

use crate::common;
use crate::common::check;
use crate::common::planlint;
use crate::common::stderr;
use crate::common::stdout;
use crate::common::write;
use crate::small::Small;
use crate::small::is_worked;
use crate::small::small;

/// 2024-03-04 was a Monday.
const PLAN: &str = "# The plan of the move.
plan:
  version: 1
  calendar: weekdays
  working_calendar: weekdays
phases:
  - id: \"1\"
    name: Prepare   # by us
    coordinator: Ann
    executors: [Ann]
    start: 2024-03-04
    finish: \"2024-03-12\"   # the first half
    total_days: 7
    tasks:
      - id: \"1.1\"
        name: Order
        start: 2024-03-04   # fixed with the vendor
        finish: 2024-03-08
        days: 5
      - {id: \"1.2\", name: Unpack, start: '2024-03-11', days: 2, depends_on: [\"1.1\"]}
  - id: \"2\"
    name: Install
    coordinator: Ann
    executors: [Ann]
    total_days: 3
    tasks:
      - id: \"2.1\"
        name: Connect
        depends_on: [{task: \"1.2\", lag: 1}]
        finish: 2024-03-18
        days: 3
      - id: \"2.2\"
        name: Beside
        start: 2024-03-20
        finish: 2024-03-20
owners: {Ann: {kind: person}}
";

fn folder(plan: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), &[("plan/plan.yaml", plan)]);
    folder
}

fn text(folder: &Path) -> String {
    fs::read_to_string(folder.join("plan/plan.yaml")).expect("it is there")
}

#[test]
fn what_waits_goes_with_it_and_the_rest_stays_byte_for_byte() {
    let folder = folder(PLAN);
    let output = planlint(folder.path(), &["move", "1.1", "+2d"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(
        stderr(&output),
        "1.1: 2024-03-06 to 2024-03-12
1.2: 2024-03-13 to 2024-03-14, because it waits for 1.1
2.1: 2024-03-18 to 2024-03-20, because it waits for 1.2
the `start` of 1 goes with what is in it: 2024-03-06
the `finish` of 1 goes with what is in it: 2024-03-14
planlint: nothing is written; --write changes plan/plan.yaml
"
    );
    assert!(
        stdout(&output).contains("2024-03-08 -> 2024-03-12"),
        "{}",
        stdout(&output)
    );
    assert_eq!(text(folder.path()), PLAN, "nothing is written yet");
    let output = planlint(folder.path(), &["move", "1.1", "+2d", "--write"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stderr(&output).ends_with("planlint: written: plan/plan.yaml\n"));
    let expected = PLAN
        .replace(
            "start: 2024-03-04\n    finish: \"2024-03-12\"",
            "start: 2024-03-06\n    finish: \"2024-03-14\"",
        )
        .replace("start: 2024-03-04   # fixed", "start: 2024-03-06   # fixed")
        .replace("finish: 2024-03-08", "finish: 2024-03-12")
        .replace("start: '2024-03-11'", "start: '2024-03-13'")
        .replace("finish: 2024-03-18", "finish: 2024-03-20");
    assert_eq!(text(folder.path()), expected);
    // And back: what waits stays where it is, unless it is pulled.
    let output = planlint(folder.path(), &["move", "1.1", "-2d", "--write"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(!stderr(&output).contains("1.2"), "{}", stderr(&output));
    let output = planlint(
        folder.path(),
        &["move", "1.1", "2024-03-04", "--pull", "--write"],
    );
    assert!(
        stderr(&output).contains("nothing has to move"),
        "{}",
        stderr(&output)
    );
    let output = planlint(folder.path(), &["reschedule", "1.2", "--pull", "--write"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let pulled = text(folder.path());
    assert!(
        pulled.contains("start: '2024-03-11'") && pulled.contains("finish: 2024-03-18"),
        "{pulled}"
    );
}

#[test]
fn by_weeks_to_a_day_and_as_a_whole() {
    let moved = |arguments: &[&str]| {
        let folder = folder(PLAN);
        let output = planlint(folder.path(), arguments);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        stderr(&output)
    };
    assert!(moved(&["move", "2.2", "+1w"]).starts_with("2.2: 2024-03-27 to 2024-03-27\n"));
    assert!(moved(&["move", "2.2", "2024-04-01"]).starts_with("2.2: 2024-04-01 to 2024-04-01\n"));
    // A Saturday is no day to start on.
    assert!(moved(&["move", "2.2", "2024-03-30"]).starts_with("2.2: 2024-04-01 to 2024-04-01\n"));
    // A phase moves with all that is in it, each by as many of its own days.
    assert!(
        moved(&["move", "2", "+1d"])
            .starts_with("2.1: 2024-03-15 to 2024-03-19\n2.2: 2024-03-21 to 2024-03-21\n")
    );
    assert!(
        moved(&["move", "2", "2024-03-18", "--lang", "zh"])
            .starts_with("2.1：2024-03-18 到 2024-03-20\n2.2：2024-03-22 到 2024-03-22\n")
    );
}

#[test]
fn totals_that_were_right_stay_right() {
    let folder = folder(PLAN);
    // 2.2 begins before 2.1 has ended then, so the two no longer follow each other.
    let plan = PLAN.replace("total_days: 3\n", "total_days: 4\n");
    write(folder.path(), &[("plan/plan.yaml", &plan)]);
    let output = planlint(folder.path(), &["move", "2.2", "2024-03-15", "--write"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(
        stderr(&output).contains("2 came to 4 days, and comes to 3 days now"),
        "{}",
        stderr(&output)
    );
    assert!(text(folder.path()).contains("total_days: 3\n"));
}

#[track_caller]
fn refused(plan: &str, arguments: &[&str], why: &str) {
    let folder = folder(plan);
    let output = planlint(folder.path(), &[arguments, &["--write"]].concat());
    assert_eq!(
        output.status.code(),
        Some(2),
        "{}{}",
        stdout(&output),
        stderr(&output)
    );
    assert!(stderr(&output).contains(why), "{}", stderr(&output));
    assert_eq!(text(folder.path()), plan);
}

#[test]
fn what_cannot_be_moved_is_refused_with_a_reason() {
    let done = PLAN.replace(
        "        days: 5\n",
        "        days: 5\n        progress: done\n",
    );
    refused(
        &done,
        &["move", "1.1", "+1d"],
        "1.1 is done, and stays where it is",
    );
    let begun = PLAN.replace(
        "        days: 5\n",
        "        days: 5\n        progress: 20%\n",
    );
    refused(
        &begun,
        &["move", "1.1", "+1d"],
        "1.1 has begun, and stays where it is",
    );
    let promised = PLAN.replace(
        "name: Connect\n",
        "name: Connect\n        deadline: 2024-03-19\n",
    );
    refused(
        &promised,
        &["move", "1.1", "+2d"],
        "that would miss a deadline: 2.1 would finish on 2024-03-20, after 2024-03-19",
    );
    let whole = PLAN.replace("  version: 1\n", "  version: 1\n  deadline: 2024-03-20\n");
    refused(
        &whole,
        &["move", "2.2", "+1d"],
        "the plan would finish on 2024-03-21",
    );
    let circle = PLAN.replace(
        "name: Order\n",
        "name: Order\n        depends_on: [\"1.2\"]\n",
    );
    refused(
        &circle,
        &["move", "1.1", "+1d"],
        "1.1 waits for itself in the end",
    );
    let nowhere = PLAN.replace(
        "name: Beside\n",
        "name: Beside\n        calendar: nowhere\n",
    );
    refused(
        &nowhere,
        &["move", "2.2", "+1d"],
        "the days of 2.2 cannot be counted",
    );
    let computed = PLAN.replace("start: '2024-03-11', ", "");
    refused(
        &computed,
        &["move", "1.2", "+1d"],
        "they follow from what it waits for",
    );
    let shared = PLAN
        .replace("start: 2024-03-20", "start: &day 2024-03-20")
        .replace("finish: 2024-03-20", "finish: *day");
    refused(
        &shared,
        &["move", "2.2", "+1d"],
        "stand where they cannot be replaced",
    );
    refused(PLAN, &["move", "9", "+1d"], "there is no 9 in plan");
    refused(PLAN, &["move", "1.1", "5"], "write it as +5d");
    refused(
        PLAN,
        &["move", "1.1", "+99999999999999999999d"],
        "write it as +5d",
    );
}

#[test]
fn the_customers_plan_without_broken_dates() {
    let folder = tempfile::tempdir().expect("a folder");
    let plan = common::project().join("plan");
    let mut old = BTreeMap::new();
    fs::create_dir(folder.path().join("plan")).expect("a folder");
    for entry in fs::read_dir(plan).expect("it is there") {
        let entry = entry.expect("readable");
        let (name, text) = (
            entry.file_name(),
            fs::read_to_string(entry.path()).expect("text"),
        );
        fs::write(folder.path().join("plan").join(&name), &text).expect("a copy");
        old.insert(name, text);
    }
    let output = planlint(folder.path(), &["reschedule", "--write"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    for (name, old) in old {
        let new = fs::read_to_string(folder.path().join("plan").join(&name)).expect("text");
        assert_eq!(old.lines().count(), new.lines().count());
        for (old, new) in old.lines().zip(new.lines()).filter(|(old, new)| old != new) {
            let key = old.trim_start().trim_start_matches("- ").split(':').next();
            let is_date =
                key.is_some_and(|key| ["start", "finish", "days", "total_days"].contains(&key));
            assert!(is_date, "{old} -> {new}");
        }
    }
    let text = stdout(&planlint(folder.path(), &["check"]));
    for rule in [
        "dependency-dates",
        "date-nonworking",
        "date-days",
        "phase-overlap",
    ] {
        assert!(!text.contains(&format!("[{rule}]")), "{text}");
    }
    // There is nothing left to do.
    let output = planlint(folder.path(), &["reschedule"]);
    assert!(
        stderr(&output).contains("nothing has to move"),
        "{}",
        stderr(&output)
    );
}

/// The dates of each task by its id, as they are written.
fn dates(text: &str) -> BTreeMap<String, String> {
    text.lines()
        .filter_map(|line| {
            let id = line.split("{id: ").nth(1)?.split(',').next()?;
            let start = line.split("start: ").nth(1)?.trim_end_matches('}');
            Some((id.to_owned(), start.to_owned()))
        })
        .collect()
}

/// A plan in which everything has a date, and what is found about dates in it.
fn written(small: &Small) -> (String, Vec<String>) {
    let text = small
        .yaml()
        .replace("{version: 1}", "{version: 1, working_calendar: weekdays}");
    (text.clone(), found(&text))
}

fn found(text: &str) -> Vec<String> {
    let report = check(&[("plan/plan.yaml", text)]);
    let about_dates = report.findings.iter().filter(|one| {
        ["dependency-dates", "date-days", "date-nonworking"].contains(&one.finding.rule)
    });
    about_dates
        .map(|one| one.finding.message.text(Lang::En))
        .collect()
}

/// The text of a plan after a move; `None` if that is refused.
fn shifted(text: &str, shift: Shift) -> Option<String> {
    let folder = folder(text);
    let project = Project::new(folder.path().into(), || Day::MIN);
    let moved = project.shift(&Move::new(shift)).ok()?;
    moved.write_files().expect("it can be written");
    Some(self::text(folder.path()))
}

/// A group of milestones is one only while all of it is on one day, which a move may end.
fn without_milestones_in_groups(small: &mut Small) {
    for (first, end, _) in small.groups.clone() {
        for leaf in &mut small.leaves[first..end] {
            leaf.days = leaf.days.max(1);
        }
    }
}

proptest! {
    /// The early dates of any plan, written down, break nothing. Then a task moves: nothing is
    /// broken after that either, and what has moved waits for something that has.
    #[test]
    fn nothing_that_does_not_follow_moves(mut small in small(), which in any::<u16>(), days in 1_i64..9) {
        for leaf in &mut small.leaves {
            leaf.every_day = false;
        }
        small.groups.iter_mut().for_each(|group| group.2 = false);
        for leaf in &mut small.leaves {
            leaf.typed = leaf.typed.filter(|day| is_worked(false, *day));
        }
        without_milestones_in_groups(&mut small);
        let placed = small.placed(None);
        for (leaf, (start, finish)) in small.leaves.iter_mut().zip(&placed) {
            // A milestone is shown on the day that ends with it.
            let day = if leaf.days == 0 && !is_worked(false, *start) { finish - 1 } else { *start };
            leaf.typed = Some(if is_worked(false, day) { day } else { day + 2 });
        }
        let (old, before) = written(&small);
        prop_assume!(before.is_empty());
        let which = usize::from(which) % small.leaves.len();
        let Some(new) = shifted(&old, Shift::Days(format!("u{which}"), days)) else {
            return Ok(());
        };
        prop_assert_eq!(found(&new), Vec::<String>::new(), "{}\n{}", old, new);
        let (old, now) = (dates(&old), dates(&new));
        let moved: Vec<usize> = (0..small.leaves.len())
            .filter(|leaf| old[&format!("u{leaf}")] != now[&format!("u{leaf}")])
            .collect();
        let count = small.leaves.len();
        for leaf in moved.iter().filter(|leaf| **leaf != which) {
            let own = small.group_of(*leaf).map(|group| group + count);
            let awaited = small.links.iter().filter(|(waiting, ..)| waiting == leaf || Some(*waiting) == own);
            let follows = awaited.map(|(_, awaited, ..)| *awaited).any(|awaited| {
                moved.iter().any(|moved| {
                    awaited == *moved || small.group_of(*moved).map(|group| group + count) == Some(awaited)
                })
            });
            prop_assert!(follows, "u{} moved and waits for nothing that did:\n{}", leaf, new);
        }
    }

    /// Whatever the dates of a plan are: afterwards they break nothing.
    #[test]
    fn a_plan_that_is_rescheduled_breaks_nothing(mut small in small(), typed in prop::collection::vec(0_i32..30, 9)) {
        for (leaf, day) in small.leaves.iter_mut().zip(typed) {
            leaf.typed = Some(day);
        }
        without_milestones_in_groups(&mut small);
        let (old, _) = written(&small);
        let Some(new) = shifted(&old, Shift::Mend(Vec::new())) else {
            return Ok(());
        };
        prop_assert_eq!(found(&new), Vec::<String>::new(), "{}\n{}", old, new);
        prop_assert_eq!(shifted(&new, Shift::Mend(Vec::new())), Some(new.clone()), "once is enough");
        let dated = |text: &str| dates(text).into_keys().collect::<Vec<_>>();
        prop_assert_eq!(dated(&old), dated(&new));
    }
}
