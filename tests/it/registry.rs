//! The list of rules, and everything that has to agree with it.

use std::collections::BTreeSet;
use std::fs;

use planlint::Lang;
use planlint::OptionKind;
use planlint::OptionValue;

use crate::common;
use crate::pages;

/// Ids that were given up: never to be used again. Each with the rule that took its place.
const RETIRED: &[(&str, &str)] = &[];

fn config_schema() -> serde_json::Value {
    let text = fs::read_to_string(common::project().join("schema/config.schema.json"))
        .expect("the schema is there");
    serde_json::from_str(&text).expect("the schema is JSON")
}

/// The families of rules, as settings name them.
fn families() -> BTreeSet<String> {
    let words = planlint::rules()
        .iter()
        .filter_map(|rule| rule.id.split_once('-'));
    words.map(|(word, _)| format!("{word}-*")).collect()
}

#[test]
fn ids_are_unique_kebab_case_and_never_reused() {
    let mut seen = BTreeSet::new();
    for rule in planlint::rules() {
        assert!(seen.insert(rule.id), "{} is there twice", rule.id);
        assert!(
            rule.id.chars().all(|c| c.is_ascii_lowercase() || c == '-'),
            "{}",
            rule.id
        );
        assert!(
            RETIRED.iter().all(|(old, _)| *old != rule.id),
            "{} is retired",
            rule.id
        );
        let source = pages::page_path(rule, Lang::En).with_extension("rs");
        let text = fs::read_to_string(&source).expect("beside the page is the rule");
        let written = [
            format!("id: \"{}\"", rule.id),
            format!("const ID: &str = \"{}\";", rule.id),
            format!("rule_id::{},", constant(rule.id)),
            format!("const ID: &str = rule_id::{};", constant(rule.id)),
        ];
        assert!(
            written.iter().any(|one| text.contains(one)),
            "{}",
            source.display()
        );
    }
}

/// What the id of a rule is called that is found while a plan is read.
fn constant(id: &str) -> String {
    id.to_uppercase().replace('-', "_")
}

#[test]
fn every_rule_file_is_registered() {
    let mut files = 0;
    for folder in fs::read_dir(common::project().join("src/rules")).expect("the rules are there") {
        let folder = folder.expect("a folder can be listed").path();
        for file in fs::read_dir(&folder).into_iter().flatten() {
            let path = file.expect("a file can be listed").path();
            let name = path
                .file_stem()
                .and_then(|name| name.to_str())
                .unwrap_or_default()
                .to_owned();
            if path.extension().is_some_and(|extension| extension == "rs") && name != "mod" {
                files += 1;
                assert!(
                    planlint::rules()
                        .iter()
                        .any(|rule| rule.id.replace('-', "_") == name),
                    "{} is not in RULES",
                    path.display()
                );
            }
        }
    }
    assert_eq!(files, planlint::rules().len());
}

#[test]
fn the_settings_schema_has_these_rules_with_these_options() {
    let schema = config_schema();
    let rules = schema["properties"]["rules"]["properties"]
        .as_object()
        .expect("the schema lists the rules");
    let ours: BTreeSet<&str> = planlint::rules().iter().map(|rule| rule.id).collect();
    let families = families();
    let with_families: BTreeSet<&str> = ours
        .iter()
        .copied()
        .chain(families.iter().map(String::as_str))
        .collect();
    let listed: BTreeSet<&str> = rules.keys().map(String::as_str).collect();
    let lacks: Vec<&&str> = with_families.difference(&listed).collect();
    let has: Vec<&&str> = listed.difference(&with_families).collect();
    assert!(
        lacks.is_empty() && has.is_empty(),
        "schema/config.schema.json, properties.rules: lacks {lacks:?}, and has {has:?} for nothing"
    );
    assert!(
        families.contains("date-*") && !families.contains("schema-*"),
        "{families:?}"
    );
    let ignorable = schema.to_string();
    assert!(
        ours.iter()
            .all(|id| ignorable.matches(&format!("\"{id}\"")).count() >= 2),
        "`ignore` can name each of them"
    );
    for rule in planlint::rules() {
        let entry = rules
            .get(rule.id)
            .unwrap_or_else(|| panic!("{} is not in the schema", rule.id));
        assert_eq!(entry["default"], rule.level.name(), "{}", rule.id);
        if rule.options.is_empty() {
            continue;
        }
        let definition = entry["$ref"]
            .as_str()
            .expect("a rule with options has a definition of its own");
        let definition = schema
            .pointer(definition.trim_start_matches('#'))
            .expect("the reference leads somewhere");
        let text = definition.to_string();
        for option in rule.options {
            assert!(
                text.contains(&format!("\"{}\"", option.name)),
                "{}.{}",
                rule.id,
                option.name
            );
            let found = find_property(definition, option.name)
                .unwrap_or_else(|| panic!("{}.{}", rule.id, option.name));
            let found = found["$ref"].as_str().map_or(found, |reference| {
                schema
                    .pointer(reference.trim_start_matches('#'))
                    .expect("the reference leads somewhere")
            });
            assert_eq!(
                found["description"], option.doc,
                "{}.{}",
                rule.id, option.name
            );
            match (option.kind, option.default) {
                (OptionKind::Integer(least, most), OptionValue::Integer(default)) => {
                    assert_eq!(
                        (found["minimum"].as_i64(), found["maximum"].as_i64()),
                        (Some(least), Some(most)),
                        "{}.{}",
                        rule.id,
                        option.name
                    );
                    assert_eq!(found["default"].as_i64(), Some(default));
                }
                (OptionKind::Number(least, most), OptionValue::Number(default)) => {
                    assert_eq!(
                        (found["minimum"].as_f64(), found["maximum"].as_f64()),
                        (Some(least), Some(most)),
                        "{}.{}",
                        rule.id,
                        option.name
                    );
                    assert_eq!(found["default"].as_f64(), Some(default));
                }
                (OptionKind::Choice(words), OptionValue::Word(default)) => {
                    assert_eq!(
                        found["enum"],
                        serde_json::json!(words),
                        "{}.{}",
                        rule.id,
                        option.name
                    );
                    assert_eq!(found["default"].as_str(), Some(default));
                }
                other => panic!("{}.{}: {other:?}", rule.id, option.name),
            }
        }
    }
}

fn find_property<'s>(schema: &'s serde_json::Value, name: &str) -> Option<&'s serde_json::Value> {
    match schema {
        serde_json::Value::Object(object) => object
            .get("properties")
            .and_then(|properties| properties.get(name))
            .or_else(|| object.values().find_map(|value| find_property(value, name))),
        serde_json::Value::Array(array) => {
            array.iter().find_map(|value| find_property(value, name))
        }
        _ => None,
    }
}
