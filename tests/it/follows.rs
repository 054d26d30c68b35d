//! What follows from a change by the schedule: when the plan ends, who caused how many days, which
//! floats are used up, and whose work moves.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use planlint::Day;
use planlint::Format;
use planlint::Project;
use planlint::Scope;
use planlint::Show;
use planlint::Style;
use proptest::prelude::*;
use serde_json::Value;
use serde_json::json;

use crate::common;
use crate::common::write;
use crate::outputs;

/// What `diff --format json` says of two plans of one file each.
#[track_caller]
fn compared(old: &str, new: &str) -> Value {
    let folder = tempfile::tempdir().expect("a folder");
    compared_in(folder.path(), old, new)
}

#[track_caller]
fn compared_in(folder: &Path, old: &str, new: &str) -> Value {
    write(folder, &[("old/plan.yaml", old), ("new/plan.yaml", new)]);
    let project = Project::new(folder.into(), || Day::MIN);
    let compared = project
        .compare_folders(&Scope::default(), "old", "new")
        .unwrap_or_else(|error| panic!("{error:?}\n{old}\n{new}"));
    let mut out = Vec::new();
    let style = Style::PLAIN;
    compared
        .write(Format::Json, style, &mut out)
        .expect("memory");
    let value = serde_json::from_slice(&out).expect("it is JSON");
    outputs::hold("diff", &value);
    value
}

fn example(name: &str) -> String {
    let path = common::project().join("tests/schedule").join(name);
    fs::read_to_string(path).expect("it is there")
}

#[track_caller]
fn sum(shares: &Value) -> f64 {
    let shares = shares.as_array().expect("they are known").iter();
    shares.filter_map(|one| one["share"].as_f64()).sum()
}

#[test]
fn three_changes_of_two_tasks() {
    let diff = compared(&example("E10-before.yaml"), &example("E10-after.yaml"));
    assert_eq!(
        diff["finish"],
        json!({"planned": {"before": "2023-10-25", "after": "2023-11-07", "days": 9, "working": true}})
    );
    let shares = diff["shares"].as_array().expect("they are known");
    let told: Vec<(&Value, &Value, &Value, &Value)> = shares
        .iter()
        .map(|one| (&one["task"], &one["fields"], &one["alone"], &one["undone"]))
        .collect();
    assert_eq!(
        told,
        [
            (&json!("C"), &json!(["depends_on"]), &json!(1), &json!(6)),
            (&json!("A"), &json!(["days"]), &json!(3), &json!(3)),
            (&json!("C"), &json!(["start", "days"]), &json!(1), &json!(5)),
        ]
    );
    for (one, sixths) in shares.iter().zip([20.0, 17.0, 17.0]) {
        let share = one["share"].as_f64().expect("a number");
        assert!((share - sixths / 6.0).abs() < 1e-9, "{one}");
    }
    assert!((sum(&diff["shares"]) - 9.0).abs() < 1e-9);
    let floats = diff["floats"].as_array().expect("a list");
    let floats: Vec<_> = floats
        .iter()
        .map(|one| {
            (
                one["task"].as_str(),
                one["before"].as_i64(),
                one["after"].as_i64(),
                one["critical"].as_bool(),
            )
        })
        .collect();
    assert_eq!(
        floats,
        [
            (Some("C"), Some(4), Some(0), Some(true)),
            (Some("B"), Some(0), Some(6), Some(false)),
        ]
    );
    assert_eq!(diff["affected"], json!([]));
}

/// Nobody has moved the others yet.
#[test]
fn one_early_task_moves_the_end() {
    let old = "plan: {version: 1, calendar: weekdays}
owners: {甲: {kind: team}, 乙: {kind: team}, 丙: {kind: team}}
phases:
  - id: p
    coordinator: 丙
    tasks:
      - {id: a, name: A, start: 2023-10-09, finish: 2023-10-13, executors: [甲]}
      - {id: b, name: B, start: 2023-10-16, finish: 2023-10-20, depends_on: [a], executors: [乙]}
";
    let diff = compared(old, &old.replace("2023-10-13", "2023-10-17"));
    let plan = &diff["plans"][0];
    assert_eq!(plan["finish"]["days"], 0);
    let moved = json!({"before": "2023-10-20", "after": "2023-10-24", "days": 2, "working": true});
    assert_eq!(plan["planned"], moved);
    assert_eq!(diff["finish"], json!({ "planned": moved }));
    assert_eq!(
        diff["shares"],
        json!([{"plan": "new", "task": "a", "fields": ["finish"], "alone": 2, "undone": 2, "share": 2.0}])
    );
    assert_eq!(diff["affected"], json!(["丙", "乙", "甲"]));
}

#[test]
fn reported_progress_moves_the_forecast() {
    let old = "plan: {version: 1, calendar: weekdays, status_date: 2023-10-09}
phases:
  - id: p
    tasks:
      - {id: a, name: A, start: 2023-10-09, finish: 2023-10-13}
      - {id: b, name: B, start: 2023-10-16, finish: 2023-10-20, depends_on: [a]}
";
    let new = old
        .replace("status_date: 2023-10-09", "status_date: 2023-10-13")
        .replace("finish: 2023-10-13", "finish: 2023-10-13, progress: 20%");
    let diff = compared(old, &new);
    assert_eq!(diff["finish"]["planned"]["days"], 0);
    assert_eq!(diff["shares"], json!([]));
    assert_eq!(
        diff["finish"]["forecast"],
        json!({"before": "2023-10-23", "after": "2023-10-26", "days": 3, "working": true})
    );
    assert!((sum(&diff["forecast_shares"]) - 3.0).abs() < 1e-9);
}

#[test]
fn plans_that_wait_for_themselves_have_no_shares() {
    let old = "plan: {version: 1}
phases:
  - id: p
    tasks:
      - {id: a, name: A, start: 2023-10-09, days: 2}
      - {id: b, name: B, days: 3, depends_on: [a]}
";
    // Half of this change waits for itself.
    let new = old
        .replace("start: 2023-10-09, days: 2", "days: 2, depends_on: [b]")
        .replace("days: 3, depends_on: [a]", "start: 2023-10-09, days: 3");
    let diff = compared(old, &new);
    assert_eq!(diff["finish"]["planned"]["days"], 0);
    assert_eq!(diff.get("shares"), None);
}

/// What a task says, and which of it an edit changes.
#[derive(Clone, Debug)]
struct Task {
    id: usize,
    days: u32,
    start: Option<u32>,
    links: Vec<(usize, &'static str, i64)>,
    calendar: &'static str,
    progress: u32,
    is_there: bool,
}

#[derive(Clone, Debug)]
struct Plan {
    phases: Vec<(bool, Vec<Task>)>,
    start: Option<u32>,
    status: u32,
    holiday: bool,
}

#[derive(Clone, Debug)]
enum Edit {
    Time(usize, u32, Option<u32>),
    Links(usize, Vec<(usize, &'static str, i64)>),
    Calendar(usize, &'static str),
    Progress(usize, u32),
    Exists(usize, bool),
    Start(Option<u32>),
    Status(u32),
    Holiday(bool),
    Parallel(usize, bool),
}

impl Edit {
    /// What it is an edit of.
    fn about(&self) -> (&'static str, usize) {
        match self {
            Edit::Time(id, ..) => ("time", *id),
            Edit::Links(id, _) => ("links", *id),
            Edit::Calendar(id, _) => ("calendar", *id),
            Edit::Progress(id, _) => ("progress", *id),
            Edit::Exists(id, _) => ("exists", *id),
            Edit::Start(_) => ("start", 0),
            Edit::Status(_) => ("status", 0),
            Edit::Holiday(_) => ("holiday", 0),
            Edit::Parallel(phase, _) => ("parallel", *phase),
        }
    }
}

impl Plan {
    fn task(&mut self, id: usize) -> &mut Task {
        let tasks = self.phases.iter_mut().flat_map(|(_, tasks)| tasks);
        tasks
            .into_iter()
            .find(|task| task.id == id)
            .expect("edits are of tasks that there are")
    }

    fn make(&mut self, edit: &Edit) {
        match edit.clone() {
            Edit::Time(id, days, start) => {
                let task = self.task(id);
                (task.days, task.start) = (days, start);
            }
            Edit::Links(id, links) => self.task(id).links = links,
            Edit::Calendar(id, calendar) => self.task(id).calendar = calendar,
            Edit::Progress(id, percent) => self.task(id).progress = percent,
            Edit::Exists(id, is_there) => self.task(id).is_there = is_there,
            Edit::Start(start) => self.start = start,
            Edit::Status(day) => self.status = day,
            Edit::Holiday(is_one) => self.holiday = is_one,
            Edit::Parallel(phase, is_parallel) => self.phases[phase].0 = is_parallel,
        }
    }

    fn day(at: u32) -> String {
        format!("2024-{:02}-{:02}", 1 + at / 28, 1 + at % 28)
    }

    fn yaml(&self) -> String {
        let start = self
            .start
            .map_or(String::new(), |day| format!(", start: {}", Self::day(day)));
        let status = Self::day(self.status);
        let days = if self.holiday {
            "holidays: [2024-01-09..2024-01-12, 2024-02-05]"
        } else {
            ""
        };
        let mut text = format!(
            "plan: {{version: 1, status_date: {status}{start}}}\ncalendars:\n  own: {{extends: weekdays, {days}}}\nphases:\n"
        );
        let there: Vec<usize> = self
            .phases
            .iter()
            .flat_map(|(_, tasks)| tasks)
            .filter(|task| task.is_there)
            .map(|task| task.id)
            .collect();
        for (at, (parallel, tasks)) in self.phases.iter().enumerate() {
            let _ = writeln!(
                text,
                "  - id: p{at}\n    name: phase {at}\n    parallel: {parallel}\n    tasks:\n      - {{id: first{at}, name: first {at}, days: 1, start: 2024-01-15}}\n      - id: g{at}\n        name: group {at}\n        tasks:\n          - {{id: in{at}, name: in {at}, days: 2}}"
            );
            for (number, task) in tasks.iter().enumerate().filter(|(_, task)| task.is_there) {
                let links: Vec<String> = task
                    .links
                    .iter()
                    .filter(|(other, ..)| there.contains(other))
                    .map(|(other, kind, lag)| {
                        format!("{{task: t{other}, type: {kind}, lag: {lag}}}")
                    })
                    .collect();
                let start = task
                    .start
                    .map_or(String::new(), |day| format!(", start: {}", Self::day(day)));
                // Half of them are in the group.
                let indent = if number % 2 == 0 {
                    "      "
                } else {
                    "          "
                };
                let line = format!(
                    "{indent}- {{id: t{}, name: task {}, days: {}{start}, calendar: {}, progress: {}%, depends_on: [{}]}}\n",
                    task.id,
                    task.id,
                    task.days,
                    task.calendar,
                    task.progress,
                    links.join(", "),
                );
                if number % 2 == 0 {
                    let group = format!("      - id: g{at}\n");
                    let before = text.rfind(&group).expect("it is written");
                    text.insert_str(before, &line);
                } else {
                    text.push_str(&line);
                }
            }
        }
        text
    }

    fn finishes(&self) -> [Option<Day>; 2] {
        let text = self.yaml();
        let shown = Project::of_texts([("plan/plan.yaml", &*text)], || Day::MIN)
            .show(&Show::default())
            .unwrap_or_else(|error| panic!("{error:?}\n{text}"));
        let mut out = Vec::new();
        shown.write_json(&mut out).expect("memory");
        let shown: Value = serde_json::from_slice(&out).expect("it is JSON");
        ["planned", "forecast"].map(|basis| Day::parse(shown["finish"][basis].as_str()?))
    }
}

fn links(id: usize) -> impl Strategy<Value = Vec<(usize, &'static str, i64)>> {
    let kinds = prop::sample::select(vec!["FS", "FS", "SS", "FF", "SF"]);
    prop::collection::vec((0..id.max(1), kinds, -1_i64..3), 0..3).prop_map(move |links| {
        let links = links.into_iter().filter(|(other, ..)| *other < id);
        links.collect()
    })
}

const CALENDARS: [&str; 3] = ["every-day", "weekdays", "own"];

fn start() -> impl Strategy<Value = Option<u32>> {
    prop::option::weighted(0.4, 0_u32..40)
}

fn progress() -> impl Strategy<Value = u32> {
    prop::sample::select(vec![0, 0, 0, 40, 100])
}

fn task(id: usize) -> impl Strategy<Value = Task> {
    let calendar = prop::sample::select(CALENDARS.to_vec());
    let is_there = prop::bool::weighted(0.9);
    (0_u32..8, start(), links(id), calendar, progress(), is_there).prop_map(
        move |(days, start, links, calendar, progress, is_there)| Task {
            id,
            days,
            start,
            links,
            calendar,
            progress,
            is_there,
        },
    )
}

const TASKS: usize = 8;

fn plan() -> impl Strategy<Value = Plan> {
    let tasks: Vec<_> = (0..TASKS).map(task).collect();
    let parallel = [any::<bool>(), any::<bool>(), any::<bool>()];
    let start = prop::option::of(0_u32..10);
    (tasks, parallel, start, 0_u32..30, any::<bool>()).prop_map(
        |(tasks, parallel, start, status, holiday)| {
            let mut tasks = tasks.into_iter();
            let phases = [3, 3, TASKS - 6].into_iter().zip(parallel);
            let phases = phases.map(|(count, parallel)| {
                (parallel, tasks.by_ref().take(count).collect::<Vec<Task>>())
            });
            Plan {
                phases: phases.collect(),
                start,
                status,
                holiday,
            }
        },
    )
}

fn edit() -> impl Strategy<Value = Edit> {
    let id = 0..TASKS;
    prop_oneof![
        4 => (id.clone(), 0_u32..8, start()).prop_map(|(id, days, start)| Edit::Time(id, days, start)),
        3 => id.clone().prop_flat_map(|id| links(id).prop_map(move |links| Edit::Links(id, links))),
        1 => (id.clone(), prop::sample::select(CALENDARS.to_vec())).prop_map(|(id, name)| Edit::Calendar(id, name)),
        2 => (id.clone(), progress()).prop_map(|(id, percent)| Edit::Progress(id, percent)),
        1 => (id, any::<bool>()).prop_map(|(id, is_there)| Edit::Exists(id, is_there)),
        1 => prop::option::of(0_u32..10).prop_map(Edit::Start),
        1 => (0_u32..30).prop_map(Edit::Status),
        1 => any::<bool>().prop_map(Edit::Holiday),
        1 => (0_usize..3, any::<bool>()).prop_map(|(phase, is_parallel)| Edit::Parallel(phase, is_parallel)),
    ]
}

/// Whether a share tells of this edit.
fn is_of(share: &Value, edit: &Edit) -> bool {
    let has = |task: Option<String>, fields: &[&str]| {
        let listed = share["fields"].as_array().expect("a list");
        share.get("task").and_then(Value::as_str) == task.as_deref()
            && listed
                .iter()
                .any(|field| fields.contains(&field.as_str().unwrap_or("")))
    };
    let of = |id: &usize| Some(format!("t{id}"));
    match edit {
        Edit::Time(id, ..) => has(of(id), &["days", "start"]),
        Edit::Links(id, _) => has(of(id), &["depends_on"]),
        Edit::Calendar(id, _) => has(of(id), &["calendar"]),
        Edit::Progress(id, _) => has(of(id), &["progress"]),
        Edit::Exists(id, _) => has(of(id), &["days"]),
        Edit::Start(_) => has(None, &["start"]),
        Edit::Status(_) => has(None, &["status_date"]),
        Edit::Holiday(_) => has(None, &["calendars"]),
        Edit::Parallel(phase, _) => has(Some(format!("p{phase}")), &["parallel"]),
    }
}

/// Each case shows several plans; whoever asks for more gets more.
fn cases() -> u32 {
    match ProptestConfig::default().cases {
        256 => 60,
        asked => asked,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    /// Shares add up to the slip, and what a change does alone is what a plan with it does.
    #[test]
    fn shares_add_up(old in plan(), edits in prop::collection::vec(edit(), 1..6)) {
        let folder = tempfile::tempdir().expect("a folder");
        let mut new = old.clone();
        edits.iter().for_each(|edit| new.make(edit));
        let diff = compared_in(folder.path(), &old.yaml(), &new.yaml());
        let (before, after) = (old.finishes(), new.finishes());
        let mut seen = Vec::new();
        // Of several edits of one thing only the last is made.
        let edits = edits.iter().rev().filter(|edit| {
            let key = edit.about();
            let is_new = !seen.contains(&key);
            seen.push(key);
            is_new
        });
        let edits: Vec<&Edit> = edits.collect();
        for (at, (basis, list)) in [("planned", "shares"), ("forecast", "forecast_shares")].into_iter().enumerate() {
            let moved = &diff["finish"][basis];
            let (Some(was), Some(is)) = (before[at], after[at]) else {
                prop_assert!(moved.is_null());
                continue;
            };
            let slip = is.since(was);
            prop_assert_eq!(moved["days"].as_i64(), Some(slip));
            let Some(shares) = diff.get(list).and_then(Value::as_array) else {
                prop_assert!(slip == 0 && edits.len() > 3, "nothing is known of the shares of {}\n{}\n{}", basis, old.yaml(), new.yaml());
                continue;
            };
            let sum: f64 = shares.iter().filter_map(|one| one["share"].as_f64()).sum();
            #[expect(clippy::cast_precision_loss, reason = "it is small")]
            let slip_shown = slip as f64;
            prop_assert!((sum - slip_shown).abs() < 1e-9, "{} of {}", sum, slip);
            for edit in &edits {
                // What refers to a task that comes or goes is written with it here, and is a change of
                // its own.
                if matches!(edit, Edit::Exists(..)) || edits.iter().any(|other| matches!(other, Edit::Exists(..))) {
                    continue;
                }
                let mut one = old.clone();
                one.make(edit);
                let alone = one.finishes()[at].map(|finish| finish.since(was));
                let mut others = old.clone();
                edits.iter().rev().filter(|other| !std::ptr::eq::<Edit>(**other, *edit)).for_each(|other| others.make(other));
                let undone = others.finishes()[at].map(|finish| is.since(finish));
                let found = shares.iter().find(|share| is_of(share, edit));
                let told = found.map_or((Some(0), Some(0)), |share| (share["alone"].as_i64(), share["undone"].as_i64()));
                prop_assert_eq!(told, (alone, undone), "{} of {:?}\n{}\n{}\n{:#}", basis, edit, old.yaml(), new.yaml(), diff[list]);
            }
        }
    }
}
