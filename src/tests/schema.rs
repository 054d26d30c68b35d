//! The JSON Schemas and the reader accept the same. `tests/schema/run` shows the same for two
//! validators that editors and pipelines use; here a third one is asked about documents that nobody
//! wrote by hand.

use std::fs;
use std::ops::Range;
use std::sync::Arc;

use crate::config;
use crate::model;
use crate::model::Limits;
use crate::rules;
use jsonschema::Validator;
use planlint::Finding;
use planlint::SourceMap;
use proptest::prelude::*;
use serde_json::Value;
use serde_json::json;

use super::asking;

fn validator(name: &str) -> Validator {
    let text = fs::read_to_string(asking::project().join("schema").join(name))
        .expect("the schema is there");
    let schema: Value = serde_json::from_str(&text).expect("the schema is JSON");
    jsonschema::draft202012::new(&schema).expect("the schema is one")
}

fn plan_findings(text: &str) -> Vec<Finding> {
    let mut sources = SourceMap::default();
    let text: Arc<str> = text.into();
    let file = sources.add("plan/a.yaml", None, Arc::clone(&text));
    model::read_file(file, &Ok(text), &Limits::default())
        .findings()
        .to_vec()
}

fn config_findings(text: &str) -> Vec<Finding> {
    let mut sources = SourceMap::default();
    let text: Arc<str> = text.into();
    let file = sources.add("planlint.yaml", None, Arc::clone(&text));
    config::read(file, &text, rules::specs())
        .err()
        .unwrap_or_default()
}

#[test]
fn samples_are_read_as_their_names_say() {
    for (folder, findings) in [
        ("plan", plan_findings as fn(&str) -> Vec<Finding>),
        ("config", config_findings),
    ] {
        let mut count = 0;
        for entry in fs::read_dir(asking::project().join("tests/schema").join(folder))
            .expect("samples are there")
        {
            let path = entry.expect("a sample can be listed").path();
            let name = path
                .file_name()
                .and_then(|name| name.to_str())
                .unwrap_or_default()
                .to_owned();
            let found = findings(&fs::read_to_string(&path).expect("a sample is text"));
            assert_eq!(
                found.is_empty(),
                name.starts_with("good-"),
                "{folder}/{name}: {found:#?}"
            );
            count += 1;
        }
        assert!(count >= 12, "only {count} samples in {folder}");
    }
}

/// JSON is YAML: print a value, and remember where everything in it stands, keys included.
fn print(
    value: &Value,
    pointer: &str,
    start: usize,
    out: &mut String,
    places: &mut Vec<(String, Range<usize>)>,
) {
    match value {
        Value::Object(object) => {
            out.push('{');
            for (at, (key, value)) in object.iter().enumerate() {
                out.push_str(if at == 0 { "" } else { ", " });
                let start = out.len();
                out.push_str(&Value::String(key.clone()).to_string());
                out.push_str(": ");
                print(
                    value,
                    &format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1")),
                    start,
                    out,
                    places,
                );
            }
            out.push('}');
        }
        Value::Array(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                out.push_str(if at == 0 { "" } else { ", " });
                print(item, &format!("{pointer}/{at}"), out.len(), out, places);
            }
            out.push(']');
        }
        scalar => out.push_str(&scalar.to_string()),
    }
    places.push((pointer.to_owned(), start..out.len()));
}

fn pointers(value: &Value, pointer: String, out: &mut Vec<String>) {
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                pointers(
                    value,
                    format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1")),
                    out,
                );
            }
        }
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                pointers(item, format!("{pointer}/{at}"), out);
            }
        }
        _ => {}
    }
    out.push(pointer);
}

#[derive(Clone, Debug)]
enum Mutation {
    Replace(usize, Value),
    Insert(usize, String, Value),
    Remove(usize),
}

fn mutate(document: &mut Value, mutation: &Mutation) {
    let mut all = Vec::new();
    pointers(document, String::new(), &mut all);
    let pick = |at: usize| all[at % all.len()].clone();
    match mutation {
        Mutation::Replace(at, value) => {
            if let Some(target) = document.pointer_mut(&pick(*at)) {
                *target = value.clone();
            }
        }
        Mutation::Insert(at, key, value) => match document.pointer_mut(&pick(*at)) {
            Some(Value::Object(object)) => {
                object.insert(key.clone(), value.clone());
            }
            Some(Value::Array(items)) => items.push(value.clone()),
            _ => {}
        },
        Mutation::Remove(at) => {
            let pointer = pick(*at);
            let Some((parent, key)) = pointer.rsplit_once('/') else {
                return;
            };
            match document.pointer_mut(parent) {
                Some(Value::Object(object)) => {
                    object.remove(&key.replace("~1", "/").replace("~0", "~"));
                }
                Some(Value::Array(items)) => {
                    items.remove(key.parse().expect("an index of an array is a number"));
                }
                _ => {}
            }
        }
    }
}

fn plan_base() -> Value {
    json!({
        "plan": {"version": 1, "title": "迁移", "editors": ["林森"], "status_date": "2023-08-16", "calendar": "own",
            "working_calendar": "china", "description": "x"},
        "calendars": {"own": {"week": ["mon", "sat"], "holidays": ["2023-10-01", "2023-10-02..2023-10-06"],
            "workdays": ["2024-02-29"], "extends": "china"}},
        "owners": {"移动": {"kind": "organisation", "aliases": ["CM"]}, "G": {"kind": "group", "members": ["移动"],
            "capacity": 3, "contact": "a@b"}},
        "phases": [{"id": "1", "name": "n", "description": "d", "outcome": "o", "coordinator": "移动",
            "executors": ["G"], "total_days": 5, "parallel": true, "start": "2023-08-21", "finish": "2023-08-25",
            "calendar": "weekdays", "notes": "n", "tasks": [
                {"id": "1.1", "name": "n", "description": "d", "coordinator": "移动", "executors": ["G"],
                    "depends_on": ["2", {"task": "3", "type": "SS", "lag": -2}], "parallel": false, "optional": true,
                    "start": "2023-08-21", "finish": "2023-08-25", "days": 5, "progress": "50%", "pending": "p",
                    "deliverable": "d", "notes": "n", "calendar": "china",
                    "tasks": [{"id": "1.1.1", "progress": 37.5}, {"id": "1.1.2", "progress": "done"}]}]}]
    })
}

fn config_base() -> Value {
    json!({
        "plans": ["plan", "other/plan", "teams/*/plan", {"path": "teams/alpha/plan", "name": "alpha", "fail_on": "note",
            "rules": {"date-*": "off", "limit": {"max_depth": 7}},
            "ignore": [{"rule": "date-days", "task": "1", "owner": "移动", "reason": "r", "until": "2027-01-31"}]}],
        "rules": {"wbs-order": "off", "date-*": "warning", "owner-*": {"level": "note"}, "owner-overload": {"level": "note", "max": 7},
            "total-mismatch": {"options": {"method": "sum"}}, "progress-rollup": {"tolerance": 2.5},
            "date-implausible": {"years": 5}, "limit": {"max_depth": 100, "max_nodes": 10}},
        "fail_on": "warning",
        "ignore": [{"rule": "total-span", "task": "1", "reason": "agreed", "until": "2027-01-31"},
            {"rule": "owner-overload", "plan": "alpha", "owner": "泛微", "reason": "agreed"}]
    })
}

fn value() -> impl Strategy<Value = Value> {
    let words = [
        "",
        " ",
        "x",
        " x",
        "x ",
        "a\nb",
        "a\u{2028}b",
        "\u{3000}x",
        "\u{feff}",
        "2023-02-29",
        "2024-02-29",
        "2023-08-21",
        "2023-8-1",
        "2023-08-21\n",
        "2023-10-01..2023-10-06",
        "2023-10-06..2023-10-01",
        "2023-10-01...2023-10-06",
        "50%",
        "100%",
        "100.0%",
        "101%",
        "5.%",
        "done",
        "not-started",
        "Done",
        "FS",
        "fs",
        "SF",
        "1.10",
        "mon",
        "Mon",
        "group",
        "error",
        "off",
        "never",
        "sum",
        "date-*",
        "移动",
        "true",
        "null",
        "９",
    ];
    prop_oneof![
        prop::sample::select(words.to_vec()).prop_map(Value::from),
        prop::sample::select(vec![
            json!(null),
            json!(true),
            json!(0),
            json!(1),
            json!(5),
            json!(-1),
            json!(5.0),
            json!(1.5),
            json!(0.5),
            json!(0.001),
            json!(100),
            json!(101),
            json!(1_000_000),
            json!(1_000_001),
            json!(-1_000_000),
            json!(-1_000_001),
            json!(1e300),
            json!(9_007_199_254_740_993_u64),
            json!([]),
            json!({}),
            json!(["a"]),
            json!(["mon", "mon"]),
            json!([null]),
            json!([[]]),
            json!([1]),
            json!({"id": "9"}),
            json!([{"id": "9"}]),
            json!({"task": "1"}),
            json!([{"task": "1"}]),
            json!({"x": {}}),
            json!({"level": "off"}),
            json!({"rule": "limit", "reason": "r"}),
            json!({"path": "a"}),
            json!({"path": "a", "ignore": [{"rule": "limit", "reason": "r", "plan": "a"}]}),
            json!({"version": 1}),
        ]),
    ]
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let mut keys: Vec<String> = model::ALL_KEYS
        .iter()
        .map(|key| (*key).to_owned())
        .collect();
    keys.extend(
        [
            "dayz", "", " id", "id ", "level", "options", "rule", "reason", "until", "plans",
            "rules", "limit", "max", "method", "path", "plan", "owner", "ignore", "fail_on",
            "date-*", "dates-*", "schema-*", "*",
        ]
        .map(String::from),
    );
    prop_oneof![
        4 => (any::<usize>(), value()).prop_map(|(at, value)| Mutation::Replace(at, value)),
        2 => (any::<usize>(), prop::sample::select(keys), value()).prop_map(|(at, key, value)| Mutation::Insert(at, key, value)),
        1 => any::<usize>().prop_map(Mutation::Remove),
    ]
}

/// The schema and the reader agree whether `document` is right, and every violation that the schema
/// sees is a finding at its place or within it.
fn compare(
    document: &Value,
    validator: &Validator,
    findings: &[Finding],
    places: &[(String, Range<usize>)],
    text: &str,
) {
    let errors: Vec<_> = validator.iter_errors(document).collect();
    assert_eq!(
        errors.is_empty(),
        findings.is_empty(),
        "the schema and the reader disagree about {text}\nschema: {:?}\nreader: {:#?}",
        errors
            .iter()
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect::<Vec<_>>(),
        findings,
    );
    for error in errors {
        let pointer = error.instance_path().to_string();
        let place = places
            .iter()
            .find(|(other, _)| *other == pointer)
            .map(|(_, place)| place.clone());
        let place = place.expect("the error is somewhere in the document");
        let met = findings.iter().any(|finding| {
            let span = finding.span.range();
            span.start <= place.end && place.start <= span.end
        });
        assert!(
            met,
            "no finding at {pointer} of {text}: {error}\nreader: {findings:#?}"
        );
    }
}

fn check_document(
    mut document: Value,
    mutations: &[Mutation],
    validator: &Validator,
    read: fn(&str) -> Vec<Finding>,
) {
    for mutation in mutations {
        mutate(&mut document, mutation);
    }
    let (mut text, mut places) = (String::new(), Vec::new());
    print(&document, "", 0, &mut text, &mut places);
    compare(&document, validator, &read(&text), &places, &text);
}

#[test]
fn the_bases_are_right() {
    check_document(
        plan_base(),
        &[],
        &validator("plan.schema.json"),
        plan_findings,
    );
    check_document(
        config_base(),
        &[],
        &validator("config.schema.json"),
        config_findings,
    );
    assert!(plan_findings(&plan_base().to_string()).is_empty());
    assert!(config_findings(&config_base().to_string()).is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_one_accepts_the_other_accepts(mutations in prop::collection::vec(mutation(), 1..5)) {
        thread_local!(static VALIDATOR: Validator = validator("plan.schema.json"));
        VALIDATOR.with(|validator| check_document(plan_base(), &mutations, validator, plan_findings));
    }

    #[test]
    fn and_so_it_is_with_settings(mutations in prop::collection::vec(mutation(), 1..5)) {
        thread_local!(static VALIDATOR: Validator = validator("config.schema.json"));
        VALIDATOR.with(|validator| check_document(config_base(), &mutations, validator, config_findings));
    }
}
