//! `planlint show`: a plan as data, with its schedule.

use std::fs;

use planlint::Day;
use planlint::Project;
use planlint::Show;
use proptest::prelude::*;
use serde_json::Value;
use serde_json::json;

use crate::common;
use crate::common::stderr;
use crate::common::stdout;
use crate::common::write;
use crate::outputs;
use crate::small::date;
use crate::small::small;

/// What planlint shows of a plan of one file.
#[track_caller]
fn shown(plan: &str) -> Value {
    let shown = Project::of_texts([("plan/plan.yaml", plan)], || Day::MIN)
        .show(&Show::default())
        .unwrap_or_else(|error| panic!("{error:?}\n{plan}"));
    let mut out = Vec::new();
    shown.write_json(&mut out).expect("memory");
    let value = serde_json::from_slice(&out).expect("it is JSON");
    outputs::hold("show", &value);
    value
}

#[track_caller]
fn task<'v>(shown: &'v Value, id: &str) -> &'v Value {
    let tasks = shown["tasks"].as_array().expect("a list");
    tasks
        .iter()
        .find(|task| task["id"] == id)
        .unwrap_or_else(|| panic!("there is no {id}"))
}

/// What is expected is there; more may be.
#[track_caller]
fn holds(expected: &Value, found: &Value, at: &str) {
    match (expected, found) {
        (Value::Object(expected), Value::Object(_)) => {
            for (key, value) in expected {
                holds(value, &found[key], &format!("{at}/{key}"));
            }
        }
        (Value::Array(expected), Value::Array(found)) if at.ends_with("tasks") => {
            for one in expected {
                let id = one["id"].as_str().unwrap_or_default();
                let same = found.iter().find(|task| task["id"] == one["id"]);
                holds(one, same.unwrap_or(&Value::Null), &format!("{at}/{id}"));
            }
        }
        (Value::Array(expected), Value::Array(found)) => {
            let sorted = |list: &[Value]| {
                let mut texts: Vec<String> = list.iter().map(Value::to_string).collect();
                texts.sort();
                texts
            };
            assert_eq!(sorted(expected), sorted(found), "{at}");
        }
        _ => assert_eq!(expected, found, "{at}"),
    }
}

/// Each was worked out by hand and by a second program, and says what planlint has to find.
#[test]
fn the_worked_examples() {
    let folder = common::project().join("tests/schedule");
    let mut count = 0;
    for entry in fs::read_dir(&folder).expect("the examples are there") {
        let path = entry.expect("it can be read").path();
        if path.extension().is_none_or(|ending| ending != "yaml") {
            continue;
        }
        count += 1;
        let name = path.file_stem().expect("a name").to_string_lossy();
        let plan = fs::read_to_string(&path).expect("it is text");
        let expected = fs::read_to_string(path.with_extension("expected.json"));
        let mut expected: Value =
            serde_json::from_str(&expected.expect("it is there")).expect("it is JSON");
        let fields = expected.as_object_mut().expect("an object");
        if let Some(check) = fields.remove("check") {
            found_as_expected(&plan, &check, &name);
        }
        let drags = fields.remove("drag").unwrap_or(json!({}));
        let shown = shown(&plan);
        holds(&expected, &shown, &name);
        for (id, drag) in drags.as_object().expect("an object") {
            let found = task(&shown, id).get("drag").unwrap_or(&json!(0)).clone();
            assert_eq!(*drag, found, "{name}: the drag of {id}");
        }
    }
    assert_eq!(count, 17, "all of them");
}

/// A rule finds something on these days, about these tasks; or nothing.
#[track_caller]
fn found_as_expected(plan: &str, check: &Value, name: &str) {
    let report = common::check(&[("plan/plan.yaml", plan)]);
    let of_rule = report
        .findings
        .iter()
        .find(|one| check["rule"] == one.finding.rule);
    let days = check["days"].as_array().expect("a list");
    let Some(one) = of_rule else {
        assert!(days.is_empty(), "{name}: nothing is found");
        return;
    };
    let message = one.finding.message.text(planlint::Lang::En);
    let tasks = check["tasks"].as_array().into_iter().flatten();
    for part in days.iter().chain(tasks).chain([&check["owner"]]) {
        let part = part.as_str().expect("text");
        assert!(message.contains(part), "{name}: {part} in {message}");
    }
    assert!(!days.is_empty(), "{name}: {message}");
}

#[test]
fn the_customers_plan() {
    let output = common::planlint(common::project(), &["show", "--format", "json"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let shown: Value = serde_json::from_str(&stdout(&output)).expect("it is JSON");
    assert_eq!(
        shown["finish"],
        json!({"planned": "2023-11-15", "forecast": "2023-11-15", "logic": "2023-10-19"})
    );
    assert_eq!(shown["longest_path"], json!(["3.1.4", "4.1.1"]));
    assert_eq!(shown["breaks"], json!(["3.1.4"]));
    let (mut by_link, mut by_order, mut by_date) = (0, 0, 0);
    for task in shown["tasks"].as_array().expect("a list") {
        let is_open = task["kind"] == "task" && task["progress"] != json!(100.0);
        let Some(holders) = task["planned"]["holders"].as_array().filter(|_| is_open) else {
            continue;
        };
        let held_by = |kind: &str| holders.iter().any(|holder| holder["kind"] == kind);
        match () {
            () if held_by("link") => by_link += 1,
            () if held_by("phase-order") => by_order += 1,
            () if held_by("typed") => by_date += 1,
            () => {}
        }
    }
    assert_eq!((by_date, by_order, by_link), (31, 12, 6));
}

#[test]
fn dates_that_follow_are_dates() {
    let plan = "plan: {version: 1, start: 2023-09-28, calendar: china}
phases:
  - id: p
    name: Phase
    total_days: 5
    tasks:
      - {id: a, name: A, days: 3}
      - id: b
        name: B
        days: 2
        depends_on: [a]
";
    let shown = shown(plan);
    // 28 September, and over National Day 7 and 8 October, which are worked.
    let days = |id: &str| {
        let task = task(&shown, id);
        (task["start"].clone(), task["finish"].clone())
    };
    assert_eq!(days("a"), (json!("2023-09-28"), json!("2023-10-08")));
    assert_eq!(days("b"), (json!("2023-10-09"), json!("2023-10-10")));
    assert_eq!(days("p"), (json!("2023-09-28"), json!("2023-10-10")));
    for id in ["a", "b", "p"] {
        assert_eq!(task(&shown, id)["computed"], true, "{id}");
    }
    let b = task(&shown, "b");
    assert_eq!(
        b["_loc"],
        json!({"file": "plan/plan.yaml", "line": 8, "column": 13})
    );
    assert_eq!(b["_at"]["days"], json!({"line": 10, "column": 15}));
    assert_eq!(b["_at"]["depends_on"], json!({"line": 11, "column": 22}));
    // A plan of durations and links is a good plan.
    let project = Project::of_texts([("plan/plan.yaml", plan)], || Day::MIN);
    let checked = project
        .check(&planlint::Check::default())
        .expect("it is a plan");
    let found: Vec<&str> = checked
        .report
        .findings
        .iter()
        .map(|one| one.finding.rule)
        .filter(|rule| !rule.starts_with("owner"))
        .collect();
    assert_eq!(found, [""; 0]);
}

#[test]
fn what_is_not_known_is_left_out() {
    let shown = shown(
        "plan: {version: 1}
phases:
  - id: p
    tasks:
      - {id: early, start: 2024-03-04, days: 2}
      - {id: open, days: 3, pending: nobody knows}
      - {id: behind, days: 2, depends_on: [open]}
      - {id: behind-both, days: 1, depends_on: [behind, early]}
      - {id: in, days: 1, depends_on: [circle]}
      - {id: circle, days: 1, depends_on: [in]}
      - {id: nowhere, days: 1, depends_on: [missing]}
",
    );
    let open = task(&shown, "open");
    assert_eq!(
        (open.get("start"), open["planned"].get("early_start")),
        (None, None)
    );
    assert_eq!(task(&shown, "in")["planned"].get("early_start"), None);
    // Behind it nothing is earlier than the plan begins, and that may be later.
    for (id, start) in [
        ("behind", "2024-03-04"),
        ("behind-both", "2024-03-06"),
        ("nowhere", "2024-03-04"),
    ] {
        let planned = &task(&shown, id)["planned"];
        assert_eq!(planned["early_start"], start, "{id}");
        assert_eq!(planned["at_least"], true, "{id}");
    }
    assert_eq!(task(&shown, "early")["planned"]["at_least"], false);
}

#[test]
fn a_plan_that_is_not_there_and_one_of_several() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = common::planlint(folder.path(), &["show", "--format", "json"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("no plan folder plan"),
        "{}",
        stderr(&output)
    );
    for plan in ["a", "b"] {
        let text = "plan: {version: 1}\nphases: [{id: 1}]\n";
        write(folder.path(), &[(&format!("{plan}/plan.yaml"), text)]);
    }
    write(folder.path(), &[("planlint.yaml", "plans: [a, b]\n")]);
    let output = common::planlint(folder.path(), &["show", "--format", "json"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("planlint show a"),
        "{}",
        stderr(&output)
    );
    let output = common::planlint(folder.path(), &["show", "b", "--format", "json"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    // What could not be read is said.
    write(folder.path(), &[("b/other.yaml", "phases: 7\n")]);
    let output = common::planlint(folder.path(), &["show", "b", "--format", "json"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let shown: Value = serde_json::from_str(&stdout(&output)).expect("it is JSON");
    assert_eq!(shown["incomplete"], true);
}

proptest! {
    /// Floats are what can be lost and no more: found by trying, day by day.
    #[test]
    fn floats_by_trying(small in small()) {
        let text = small.yaml();
        let shown = shown(&text);
        let placed = small.placed(None);
        let end = small.end(&placed);
        let of = |id: usize| &task(&shown, &format!("u{id}"))["planned"];
        for (at, leaf) in small.leaves.iter().enumerate() {
            let (start, finish) = placed[at];
            let planned = of(at);
            if leaf.days > 0 {
                let expected = (date(start), date(finish - 1));
                let found = (planned["early_start"].as_str(), planned["early_finish"].as_str());
                prop_assert_eq!(found, (Some(&*expected.0), Some(&*expected.1)), "u{} of\n{}", at, text);
            }
            let [total, free] = ["total_float", "free_float"]
                .map(|key| planned[key].as_i64().expect("a number"));
            let slipped = |days: i64| small.placed(Some((at, days, start)));
            let moves_end = |days: i64| small.end(&slipped(days)) > end;
            let moves_others = |days: i64| {
                let slipped = slipped(days);
                (0..placed.len()).any(|other| other != at && slipped[other] != placed[other])
                    || small.groups_move(at, &placed, &slipped)
            };
            let at_least = planned["at_least"] == true;
            prop_assert!(!moves_end(total), "u{at} may slip {total} days:\n{text}");
            prop_assert!(at_least || moves_end(total + 1), "u{at} may slip {total} days only:\n{text}");
            let is_last = !moves_others(60);
            if is_last {
                prop_assert!(at_least || !moves_end(free) && moves_end(free + 1), "u{at} is free for {free} days:\n{text}");
            } else {
                prop_assert!(!moves_others(free), "u{at} is free for {free} days:\n{text}");
                // A milestone that others start with is said to be free until a morning, which may
                // be a day less.
                let at_least = at_least || leaf.days == 0;
                prop_assert!(at_least || moves_others(free + 1), "u{at} is free for {free} days only:\n{text}");
            }
        }
    }
}
