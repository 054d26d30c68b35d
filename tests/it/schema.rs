//! The JSON Schemas in both languages.

use std::fs;

use serde_json::Value;

use crate::common;
use crate::languages;

/// Texts for people, by their paths in a schema; what is left has none.
fn take_texts(value: &mut Value, path: &str, texts: &mut Vec<(String, String)>) {
    match value {
        Value::Object(members) => {
            for key in ["title", "description"] {
                // A key of the plan may be called so; then an object describes it.
                if members.get(key).is_some_and(Value::is_string)
                    && let Some(Value::String(text)) = members.remove(key)
                {
                    texts.push((format!("{path}/{key}"), text));
                }
            }
            for (key, value) in members {
                take_texts(value, &format!("{path}/{key}"), texts);
            }
        }
        Value::Array(items) => {
            for (at, item) in items.iter_mut().enumerate() {
                take_texts(item, &format!("{path}/{at}"), texts);
            }
        }
        _ => {}
    }
}

/// They are equal but for the texts for people and for their own address.
#[test]
fn schemas_in_chinese_check_the_same() {
    let schema = |name: &str, ending: &str| {
        let path = common::project().join(format!("schema/{name}.{ending}.json"));
        let text = fs::read_to_string(path).expect("the schema is there");
        let mut value: Value = serde_json::from_str(&text).expect("the schema is JSON");
        let id = value["$id"].take();
        let own = format!("/schema/{name}.{ending}.json");
        assert!(id.as_str().is_some_and(|id| id.ends_with(&own)), "{id}");
        let mut texts = Vec::new();
        take_texts(&mut value, "", &mut texts);
        (value, texts)
    };
    for name in ["plan", "config"] {
        let (english, told) = schema(name, "schema");
        let (chinese, said) = schema(name, "schema.zh");
        assert_eq!(chinese, english, "{name}");
        let places = |texts: &[(String, String)]| -> Vec<String> {
            texts.iter().map(|(path, _)| path.clone()).collect()
        };
        assert_eq!(places(&said), places(&told), "{name}");
        let mut wrong = Vec::new();
        for (path, text) in said {
            let has_han = text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
            let ends = path.ends_with("description") == text.ends_with('。');
            if !has_han || !ends || languages::badly_set(&text).is_some() {
                wrong.push(format!("{path}: {text}"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
