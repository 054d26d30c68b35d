//! The JSON that `check`, `diff` and `gate` write is what `schema/report.schema.json` and its like
//! say, and nothing else. Whatever JSON a test of this binary makes planlint write is held against
//! them (`common::planlint`, `common::json`); the tests here see to it that every field is met, and
//! that what may be left out is left out somewhere.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fs;
use std::sync::LazyLock;

use jsonschema::Validator;
use planlint::Check;
use planlint::Format;
use planlint::Merge;
use planlint::Project;
use planlint::Scope;
use planlint::Style;
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::Map;
use serde_json::Value;
use serde_json::json;

use crate::common;
use crate::common::stderr;
use crate::common::stdout;
use crate::git::ONE;
use crate::git::Repo;
use crate::git::TOP;
use crate::git::TWO;
use crate::git::repo;
use crate::props;
use crate::props::Made;
use crate::props::Mistake;

/// Each command with the name of the schema of its output.
const OUTPUTS: [(&str, &str); 4] = [
    ("check", "report"),
    ("diff", "diff"),
    ("gate", "gate"),
    ("show", "show"),
];

fn schema(name: &str) -> Value {
    let path = common::project().join(format!("schema/{name}.schema.json"));
    serde_json::from_str(&fs::read_to_string(path).expect("the schema is there"))
        .expect("the schema is JSON")
}

/// A schema as people have it, and one that takes no field that it does not describe.
struct Held {
    open: Validator,
    strict: Validator,
    /// The strict one, in one piece.
    whole: Value,
}

static HELD: LazyLock<BTreeMap<&str, Held>> = LazyLock::new(|| {
    let held = OUTPUTS.map(|(_, name)| {
        let schema = schema(name);
        let whole = whole(&schema, name, &schema);
        let validator =
            |schema: &Value| jsonschema::draft202012::new(schema).expect("the schema is one");
        (
            name,
            Held {
                open: validator(&schema),
                strict: validator(&whole),
                whole,
            },
        )
    });
    held.into_iter().collect()
});

/// A schema with what it refers to in the place of the references, in which every object has the
/// properties that are described and no others. Each property says where it is described, as
/// `x-of`.
fn whole(schema: &Value, name: &str, root: &Value) -> Value {
    let Value::Object(object) = schema else {
        return schema.clone();
    };
    let mut merged = Map::new();
    let all_of = object
        .get("allOf")
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    for base in all_of.chain(object.contains_key("$ref").then_some(schema)) {
        if let Some(target) = base.get("$ref").and_then(Value::as_str) {
            let pointer = target
                .strip_prefix('#')
                .expect("a reference stays in its file");
            let name = pointer
                .strip_prefix("/$defs/")
                .expect("what is referred to has a name");
            let target = root
                .pointer(pointer)
                .unwrap_or_else(|| panic!("there is no {target}"));
            merge(&mut merged, whole(target, name, root));
        }
    }
    let mut own = Map::new();
    for (key, value) in object {
        let value = match key.as_str() {
            "$ref" | "allOf" | "$defs" | "$id" => continue,
            "properties" => properties(value, name, root),
            "items" | "additionalProperties" => whole(value, name, root),
            _ => value.clone(),
        };
        own.insert(key.clone(), value);
    }
    merge(&mut merged, Value::Object(own));
    if merged.contains_key("properties") {
        merged.insert("additionalProperties".to_owned(), json!(false));
    }
    Value::Object(merged)
}

fn properties(properties: &Value, of: &str, root: &Value) -> Value {
    let object = properties.as_object().expect("properties are an object");
    let one = |(key, value): (&String, &Value)| {
        let mut whole = whole(value, of, root);
        whole["x-of"] = json!(of);
        (key.clone(), whole)
    };
    Value::Object(object.iter().map(one).collect())
}

/// Add what `own` has to `merged`: properties and what is required to what is there, the rest in
/// its place.
fn merge(merged: &mut Map<String, Value>, own: Value) {
    let Value::Object(own) = own else {
        panic!("a schema is an object")
    };
    for (key, value) in own {
        match (merged.get_mut(&key), value) {
            (Some(Value::Object(there)), Value::Object(more)) if key == "properties" => {
                there.extend(more);
            }
            (Some(Value::Array(there)), Value::Array(more)) if key == "required" => {
                there.extend(more);
            }
            (_, value) => {
                merged.insert(key, value);
            }
        }
    }
}

/// The output of a command is as its schema says, and has no field that it does not describe.
#[track_caller]
pub(crate) fn hold(name: &str, output: &Value) {
    let held = &HELD[name];
    for validator in [&held.open, &held.strict] {
        let wrong: Vec<String> = validator
            .iter_errors(output)
            .map(|error| {
                format!(
                    "{}: {}",
                    error.instance_path(),
                    error.to_string().chars().take(300).collect::<String>()
                )
            })
            .collect();
        assert!(
            wrong.is_empty(),
            "not as schema/{name}.schema.json says:\n{}",
            wrong.join("\n")
        );
    }
}

/// The same for whatever was run with these arguments, if it was to write JSON and did.
#[track_caller]
pub(crate) fn hold_run(arguments: &[String], printed: &[u8]) {
    let name = OUTPUTS
        .iter()
        .find(|(command, _)| arguments.iter().any(|argument| argument == command));
    let as_json = arguments
        .windows(2)
        .any(|pair| pair == ["--format", "json"])
        || arguments.iter().any(|argument| argument == "--format=json");
    if let (Some((_, name)), true) = (name, as_json)
        && let Ok(output) = serde_json::from_slice(printed)
    {
        hold(name, &output);
    }
}

/// Every object of a schema with the place where it is.
fn objects<'s>(schema: &'s Value, place: &str, out: &mut Vec<(String, &'s Value)>) {
    if schema.get("properties").is_some() {
        out.push((place.to_owned(), schema));
    }
    let Value::Object(object) = schema else {
        return;
    };
    for (key, value) in object {
        objects(value, &format!("{place}/{key}"), out);
    }
}

#[test]
fn every_field_is_described_and_more_may_come() {
    let mut shared: BTreeMap<String, Value> = BTreeMap::new();
    for (_, name) in OUTPUTS {
        let schema = schema(name);
        let mut found = Vec::new();
        objects(&schema, "", &mut found);
        assert!(found.len() > 4, "{name}: {}", found.len());
        for (place, object) in found {
            assert_eq!(object["additionalProperties"], true, "{name}: {place}");
            let described = object["properties"].as_object().expect("an object");
            for (key, property) in described {
                // What is described once is described where it is defined.
                let target = property.get("$ref").and_then(Value::as_str);
                let target =
                    target.and_then(|target| schema.pointer(target.trim_start_matches('#')));
                let own = property
                    .get("description")
                    .or_else(|| target?.get("description"));
                let text = own.and_then(Value::as_str).unwrap_or_default();
                let sentence = text.len() > 10 && text.ends_with('.');
                assert!(
                    sentence,
                    "{name}: {place}/properties/{key} is not described in a sentence: {text:?}"
                );
            }
            for key in object["required"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
            {
                assert!(
                    described.contains_key(key),
                    "{name}: {place} requires {key}"
                );
            }
        }
        for (key, value) in schema["$defs"].as_object().expect("an object") {
            let there = shared.entry(key.clone()).or_insert_with(|| value.clone());
            assert_eq!(there, value, "{key} is described in two ways");
        }
    }
}

/// For each described property, by where it is described: whether it was met, and whether it was
/// left out.
type Met = BTreeMap<(String, String), (bool, bool)>;

fn meet(schema: &Value, value: &Value, met: &mut Met) {
    if let (Some(properties), Some(object)) = (schema["properties"].as_object(), value.as_object())
    {
        for (key, property) in properties {
            let of = property["x-of"].as_str().unwrap_or_default().to_owned();
            let (there, left_out) = met.entry((of, key.clone())).or_default();
            let value = object.get(key);
            *there |= value.is_some();
            *left_out |= value.is_none();
            if let Some(value) = value {
                meet(property, value, met);
            }
        }
    }
    // What has names that nobody can list: places by their keys.
    let others = &schema["additionalProperties"];
    let values = value.as_object().filter(|_| others.is_object());
    for (_, item) in values.into_iter().flatten() {
        meet(others, item, met);
    }
    for item in value.as_array().into_iter().flatten() {
        meet(&schema["items"], item, met);
    }
}

/// Runs planlint and remembers which fields it wrote.
#[derive(Default)]
struct Meeting {
    met: Met,
}

impl Meeting {
    #[track_caller]
    fn run(&mut self, repo: &Repo, arguments: &[&str]) -> Value {
        let output = repo.planlint(&[arguments, &["--format", "json"]].concat());
        let value: Value = serde_json::from_str(&stdout(&output))
            .unwrap_or_else(|_| panic!("{}", stderr(&output)));
        let (_, name) = OUTPUTS
            .iter()
            .find(|(command, _)| *command == arguments[0])
            .expect("a command with JSON");
        meet(&HELD[name].whole, &value, &mut self.met);
        value
    }
}

const WRONG: &str =
    "      - {id: \"2.2\", name: 验收, start: 2023-09-11, finish: 2023-09-15, days: 9}\n";

fn reports(meeting: &mut Meeting) {
    let settings =
        "ignore:\n  - {rule: date-order, reason: none}\n  - {rule: owner-missing, reason: known}\n";
    let repo = repo();
    repo.commit(
        "settings",
        &[
            ("planlint.yaml", settings),
            ("other/plan.yaml", "plan: {version: 1}\n"),
        ],
    );
    let two = format!("{TWO}{WRONG}").replace("[金山]", "[金山软件]");
    common::write(repo.path(), &[("plan/2.yaml", &two)]);
    meeting.run(&repo, &["check"]);
    meeting.run(&repo, &["check", "--statistics", "--max-findings", "1"]);
    meeting.run(&repo, &["check", "--select", "date-days"]);
    meeting.run(&repo, &["check", "--quiet"]);
    meeting.run(&repo, &["check", "plan/1.yaml"]);
    meeting.run(&repo, &["check", "plan", "other"]);
    meeting.run(&repo, &["check", "--against", "HEAD"]);
    repo.commit("wrong", &[]);
    let worse = two
        .replace("days: 9", "days: 12")
        .replace("2023-09-08\n", "2023-09-07\n");
    common::write(repo.path(), &[("plan/2.yaml", &worse)]);
    let report = meeting.run(&repo, &["check", "--against", "HEAD"]);
    assert!(
        report["findings"]
            .as_array()
            .is_some_and(|all| all.iter().any(|one| one["size"]["was"] == 4)),
        "{report:#}"
    );
    common::write(repo.path(), &[("plan/2.yaml", "phases: [\n")]);
    assert_eq!(meeting.run(&repo, &["check"])["incomplete"], true);
    overloads(meeting);
}

/// Too much to do for somebody, and then more of it.
fn overloads(meeting: &mut Meeting) {
    let busy = |finish: &str| {
        let tasks: String = ["1.1", "1.2"]
            .iter()
            .map(|id| format!("      - {{id: \"{id}\", start: 2023-08-21, finish: {finish}}}\n"))
            .collect();
        format!(
            "plan: {{version: 1}}\nowners: {{a: {{capacity: 1}}}}\nphases:\n  - id: \"1\"\n    executors: [a]\n    tasks:\n{tasks}"
        )
    };
    let repo = Repo::new(&[("plan/plan.yaml", &busy("2023-08-21"))]);
    common::write(repo.path(), &[("plan/plan.yaml", &busy("2023-08-22"))]);
    let report = meeting.run(&repo, &["check", "--against", "HEAD"]);
    let size = json!({"amount": 1, "unit": "tasks", "was": 1, "work": 2, "work_was": 1});
    assert!(
        report["findings"]
            .as_array()
            .is_some_and(|all| all.iter().any(|one| one["size"] == size)),
        "{report:#}"
    );
}

/// What follows by the schedule, as far as it is known.
fn schedules(meeting: &mut Meeting) {
    let plan = "plan: {version: 1, calendar: own, start: 2023-10-09}
calendars: {own: {extends: weekdays}}
phases:
  - id: p
    tasks:
      - {id: a, name: A, days: 5}
      - {id: b, name: B, pending: nobody knows}
      - {id: c, name: C, days: 3}
";
    let repo = Repo::new(&[("plan/plan.yaml", plan)]);
    let plan = plan
        .replace(
            "{extends: weekdays}",
            "{extends: weekdays, holidays: [2023-10-12]}",
        )
        .replace("pending: nobody knows", "days: 7")
        .replace("name: C, days: 3", "name: C, pending: nobody knows");
    common::write(repo.path(), &[("plan/plan.yaml", &plan)]);
    meeting.run(&repo, &["diff"]);
    // What is done and has no dates is over by the status date.
    let plan = "plan: {version: 1, status_date: 2023-10-09}
phases: [{id: p, tasks: [{id: a, name: A, progress: done}]}]
";
    let repo = Repo::new(&[("plan/plan.yaml", plan)]);
    let plan = plan.replace("2023-10-09", "2023-10-10");
    common::write(repo.path(), &[("plan/plan.yaml", &plan)]);
    meeting.run(&repo, &["diff"]);
}

/// Changes of all kinds: of the plan, its calendars and owners, of tasks and phases.
fn diffs(meeting: &mut Meeting) {
    let repo = Repo::new(&[
        ("plan/plan.yaml", TOP),
        ("plan/1.yaml", ONE),
        ("plan/2.yaml", &format!("{TWO}{WRONG}")),
    ]);
    let three = "phases:\n  - id: \"3\"\n    name: 验收\n    tasks:\n      - {id: \"3.1\", name: 试运行, optional: true}\n";
    // With a day for which progress was reported on both sides there is a forecast.
    meeting.run(&repo, &["diff", "--as-of", "2023-08-25"]);
    let one = ONE
        .replace("    total_days: 10\n", "")
        .replace("2023-09-01", "2023-09-15")
        .replace(
            "name: 部署数据库",
            "name: 部署数据库软件\n        progress: 50%",
        )
        .replace("id: \"1.1\"", "id: \"1.3\"");
    let two = format!("{TWO}        depends_on: [\"1.3\"]\n").replace("[金山]", "[金山, 泛微]");
    let top = TOP.replace(
        "{extends: weekdays}",
        "{extends: weekdays, holidays: [2023-10-02]}",
    );
    let top = format!(
        "{}  泛微二部: {{kind: team, capacity: 2}}\n",
        top.replace("calendar: weekdays", "calendar: own")
    );
    common::write(
        repo.path(),
        &[
            ("plan/plan.yaml", &top),
            ("plan/1.yaml", &one),
            ("plan/2.yaml", &two),
            ("plan/3.yaml", three),
        ],
    );
    let diff = meeting.run(&repo, &["diff"]);
    let kinds: BTreeSet<&str> = diff["changes"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|change| change["kind"].as_str())
        .collect();
    assert!(
        ["added", "removed", "renamed", "changed"]
            .iter()
            .all(|kind| kinds.contains(kind)),
        "{diff:#}"
    );
    meeting.run(&repo, &["diff", "--max-findings", "1"]);
    meeting.run(&repo, &["diff", "HEAD", "HEAD"]);
    repo.commit(
        "all of it\n\nPlanlint-Allow: revision-total-changed 1 -- agreed\nPlanlint-Allow: date-days 9.9 -- gone\n\
         Planlint-Allow: no-such-rule -- why\n",
        &[],
    );
    let diff = meeting.run(&repo, &["diff", "HEAD~1", "HEAD"]);
    assert_eq!(
        diff["allowed"].as_array().map(Vec::len),
        Some(1),
        "{diff:#}"
    );
    let moved = two
        .split("    tasks:\n")
        .nth(1)
        .expect("it has tasks")
        .replace("2.1", "1.4");
    let empty = "phases:\n  - {id: \"2\", name: 系统网络调整, coordinator: 移动}\n";
    common::write(
        repo.path(),
        &[
            ("plan/1.yaml", &format!("{one}\n{moved}")),
            ("plan/2.yaml", empty),
        ],
    );
    let diff = meeting.run(&repo, &["diff"]);
    assert!(
        diff["changes"]
            .as_array()
            .is_some_and(|all| all.iter().any(|one| one["kind"] == "moved")),
        "{diff:#}"
    );
    fs::remove_dir_all(repo.path().join("plan")).expect("it can go");
    meeting.run(&repo, &["diff"]);
    common::write(repo.path(), &[("plan/1.yaml", "phases: [\n")]);
    assert_eq!(meeting.run(&repo, &["diff"])["incomplete"], true);
}

/// What is mended in a task that has another number now is told with both.
fn mended(meeting: &mut Meeting) {
    let wrong = TWO.replace("        days: 5", "        days: 6");
    let repo = Repo::new(&[
        ("plan/plan.yaml", TOP),
        ("plan/1.yaml", ONE),
        ("plan/2.yaml", &wrong),
    ]);
    common::write(
        repo.path(),
        &[("plan/2.yaml", &TWO.replace("\"2.1\"", "\"2.7\""))],
    );
    meeting.run(&repo, &["diff"]);
}

/// A merge that passes, one that blocks, conflicts in fields and in files, and what a trailer lets
/// through.
fn gates(meeting: &mut Meeting) {
    let waiting = format!("{TWO}        depends_on: [\"1.2\"]\n{WRONG}")
        .replace("total_days: 5", "total_days: 14");
    let late = ONE
        .replace("2023-08-28", "2023-09-04")
        .replace("2023-09-01", "2023-09-08");
    let parted = repo();
    parted.branches(&[("plan/1.yaml", &late)], &[("plan/2.yaml", &waiting)]);
    let verdict = meeting.run(&parted, &["gate", "main", "theirs"]);
    assert_eq!(verdict["verdict"], "block");
    meeting.run(&parted, &["gate", "main", "theirs", "--max-findings", "1"]);
    assert_eq!(
        meeting.run(&parted, &["gate", "main", "main"])["verdict"],
        "pass"
    );
    parted.git(&["checkout", "--quiet", "theirs"]);
    let reasons = "allowed\n\nPlanlint-Allow: date-days 2.2 -- agreed\nPlanlint-Allow: date-days 9 -- gone\n\
                   Planlint-Allow: date-order -- none\n";
    parted.git(&["commit", "--quiet", "--allow-empty", "--message", reasons]);
    meeting.run(&parted, &["gate", "main", "theirs"]);
    let conflicting = repo();
    let total = |days: u32| TWO.replace("total_days: 5", &format!("total_days: {days}"));
    conflicting.branches(&[("plan/2.yaml", &total(7))], &[("plan/2.yaml", &total(8))]);
    let verdict = meeting.run(&conflicting, &["gate", "main", "theirs"]);
    assert_eq!(
        (&verdict["conflicts"][0]["field"], &verdict["incomplete"]),
        (&json!("total_days"), &json!(true))
    );
    let without = repo();
    without.branches(
        &[("plan/2.yaml", &TWO.replace("    total_days: 5\n", ""))],
        &[(
            "plan/2.yaml",
            &TWO.replace("total_days: 5", "total_days: 6"),
        )],
    );
    meeting.run(&without, &["gate", "main", "theirs"]);
    meeting.run(&without, &["gate", "theirs", "main"]);
    let new = repo();
    let named = |name: &str| {
        TWO.replace(
            "    total_days: 5\n",
            &format!("    total_days: 5\n    outcome: {name}\n"),
        )
    };
    new.branches(
        &[("plan/2.yaml", &named("甲"))],
        &[("plan/2.yaml", &named("乙"))],
    );
    meeting.run(&new, &["gate", "main", "theirs"]);
    let deleted = repo();
    deleted.git(&["checkout", "--quiet", "-b", "theirs"]);
    deleted.git(&["rm", "--quiet", "plan/2.yaml"]);
    deleted.commit("their half", &[]);
    deleted.git(&["checkout", "--quiet", "main"]);
    deleted.commit("our half", &[("plan/2.yaml", &total(7))]);
    meeting.run(&deleted, &["gate", "main", "theirs"]);
}

fn shows(meeting: &mut Meeting) {
    let repo = Repo::new(&[("plan/1.yaml", "phases: [{id: 1}]\n")]);
    let whole = "plan: {version: 1, title: Move, status_date: 2023-09-06, start: 2023-09-04, deadline: 2023-10-13}
phases:
  - id: \"1\"
    name: One
    outcome: Done
    coordinator: Ann
    executors: [Bob]
    parallel: true
    deadline: 2023-09-29
    tasks:
      - {id: \"1.1\", name: A, days: 4, progress: 50%, optional: true, deliverable: x, notes: n, description: d}
      - {id: \"1.2\", days: 2, depends_on: [{task: \"1.1\", type: SS, lag: 1}], calendar: weekdays}
      - {id: \"1.3\", pending: open}
      - {days: 2}
  - id: \"2\"
    tasks:
      - {id: \"2.1\", days: 3}
";
    repo.commit("whole", &[("plan/1.yaml", whole)]);
    meeting.run(&repo, &["show"]);
    let bare =
        "plan: {version: 1, calendar: []}\nphases: [{tasks: [{start: 2023-09-04}, {id: 1}]}]\n";
    repo.commit("bare", &[("plan/1.yaml", bare)]);
    meeting.run(&repo, &["show"]);
}

/// Every field that is described is written somewhere, and what is not required is left out
/// somewhere.
#[test]
fn what_is_described_is_met() {
    let mut meeting = Meeting::default();
    reports(&mut meeting);
    diffs(&mut meeting);
    schedules(&mut meeting);
    mended(&mut meeting);
    gates(&mut meeting);
    shows(&mut meeting);
    let (mut known, mut required) = (BTreeSet::new(), BTreeSet::new());
    for (_, name) in OUTPUTS {
        let schema = schema(name);
        let defs = schema["$defs"]
            .as_object()
            .expect("an object")
            .iter()
            .map(|(name, def)| (name.as_str(), def));
        for (of, object) in defs.chain([(name, &schema)]) {
            let keys = object["properties"]
                .as_object()
                .into_iter()
                .flat_map(Map::keys);
            known.extend(keys.map(|key| (of.to_owned(), key.clone())));
            let keys = object["required"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Value::as_str);
            required.extend(keys.map(|key| (of.to_owned(), key.to_owned())));
        }
    }
    let missing: Vec<_> = known
        .iter()
        .filter(|one| !meeting.met.get(one).is_some_and(|(there, _)| *there))
        .collect();
    assert!(missing.is_empty(), "no output has {missing:?}");
    // Rules may find something about which nobody has to do anything, though none does today.
    let optional = known
        .iter()
        .filter(|(of, key)| (of.as_str(), key.as_str()) != ("finding", "help"));
    let always: Vec<_> = optional
        .filter(|one| {
            !required.contains(one) && !meeting.met.get(one).is_some_and(|(_, left_out)| *left_out)
        })
        .collect();
    assert!(always.is_empty(), "every output has {always:?}");
}

#[test]
fn a_field_that_is_not_described_is_seen() {
    let repo = repo();
    let printed = stdout(&repo.planlint(&["diff", "HEAD", "HEAD", "--format", "json"]));
    let mut output: Value = serde_json::from_str(&printed).expect("it is JSON");
    let held = &HELD["diff"];
    assert!(held.strict.is_valid(&output));
    output["plans"][0]["mood"] = json!("good");
    assert!(held.open.is_valid(&output) && !held.strict.is_valid(&output));
    // Also beside the fields that a finding has from elsewhere.
    let finding = json!({"rule": "x", "level": "note", "message": "m", "args": {}, "path": "p", "related": [], "fingerprint": "0".repeat(32),
        "start": {"line": 1, "column": 1, "offset": 0}, "end": {"line": 1, "column": 1, "offset": 0}, "fails": false});
    let mut output: Value = serde_json::from_str(&printed).expect("it is JSON");
    output["introduced"] = json!([finding]);
    assert!(
        held.strict.is_valid(&output),
        "{:?}",
        held.strict.iter_errors(&output).next()
    );
    output["introduced"][0]["mood"] = json!("good");
    assert!(held.open.is_valid(&output) && !held.strict.is_valid(&output));
    output["introduced"][0] = json!({"fails": false});
    assert!(!held.open.is_valid(&output) && !held.strict.is_valid(&output));
}

/// A project of a plan with mistakes.
fn project(plan: &Made, mistakes: &[(Index, Mistake)]) -> Project {
    let mut plan = plan.clone();
    for (at, mistake) in mistakes {
        plan.make(*at, mistake.clone());
    }
    Project::of_texts(plan.files(0, &[0, 1]), common::today)
}

fn hold_printed(name: &str, write: impl FnOnce(&mut Vec<u8>) -> std::io::Result<()>) {
    let mut out = Vec::new();
    write(&mut out).expect("memory can be written to");
    hold(name, &serde_json::from_slice(&out).expect("it is JSON"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn generated_plans_are_written_as_described(
        plan in props::plan(),
        mistakes in prop::collection::vec(prop::collection::vec(props::mistake(), 0..4), 4),
    ) {
        let projects = [0, 1, 2, 3].map(|at: usize| project(&plan, &mistakes[at]));
        let [merge_base, base, head, merged] = &projects;
        let (scope, format, style) = (Scope::default(), Format::Json, Style::PLAIN);
        let checked = head.check(&Check::default()).expect("there is a plan");
        hold_printed("report", |out| checked.write(format, style, out));
        let compared = head.compare_with(&scope, base).expect("there are plans");
        hold_printed("diff", |out| compared.write(format, style, out));
        let judged = merged.gate_merge(&scope, &Merge::new(merge_base, base, head));
        let gated = judged.expect("there are plans");
        hold_printed("gate", |out| gated.write(format, style, out));
    }
}
