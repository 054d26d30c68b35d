//! `docs/json.md` says what the schemas say, and shows what planlint writes: `UPDATE_PAGES=1 cargo
//! test json_page` writes both between the marks on the page. `tests/formats/run` runs the recipes
//! at its end in a real jq.

use std::fmt;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde::Deserialize;
use serde::Deserializer;
use serde::de::MapAccess;
use serde::de::SeqAccess;
use serde::de::Visitor;
use serde_json::Value;

use crate::common;
use crate::common::stderr;
use crate::common::stdout;
use crate::git::NOBODY;

const PAGE: &str = "docs/json.md";

/// What several schemas describe; on the page it stands once.
const SHARED: [&str; 9] = [
    "finding",
    "level",
    "size",
    "related",
    "point",
    "field",
    "shift",
    "allowed",
    "unused_allow",
];

/// JSON in the order in which it is written.
enum Json {
    Object(Vec<(String, Json)>),
    Array(Vec<Json>),
    Scalar(Value),
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(InOrder)
    }
}

struct InOrder;

impl<'de> Visitor<'de> for InOrder {
    type Value = Json;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Json, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(Json::Object(members))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json, A::Error> {
        let mut all = Vec::new();
        while let Some(item) = items.next_element()? {
            all.push(item);
        }
        Ok(Json::Array(all))
    }

    fn visit_str<E>(self, value: &str) -> Result<Json, E> {
        Ok(Json::Scalar(value.into()))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Scalar(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
        Ok(Json::Scalar(value.into()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
        Ok(Json::Scalar(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Json, E> {
        Ok(Json::Scalar(value.into()))
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Scalar(Value::Null))
    }
}

impl Json {
    fn get(&self, key: &str) -> Option<&Json> {
        self.members()
            .iter()
            .find(|(name, _)| name == key)
            .map(|(_, value)| value)
    }

    fn members(&self) -> &[(String, Json)] {
        if let Json::Object(members) = self {
            members
        } else {
            &[]
        }
    }

    fn items(&self) -> &[Json] {
        if let Json::Array(items) = self {
            items
        } else {
            &[]
        }
    }

    fn text(&self) -> Option<&str> {
        if let Json::Scalar(value) = self {
            value.as_str()
        } else {
            None
        }
    }

    fn texts(&self) -> Vec<&str> {
        self.items().iter().filter_map(Json::text).collect()
    }

    /// What `#/$defs/NAME` is called, and is.
    fn referred<'s>(&self, schema: &'s Json) -> Option<(&str, &'s Json)> {
        let name = self
            .get("$ref")?
            .text()?
            .strip_prefix("#/$defs/")
            .expect("it is in the same file");
        Some((name, schema.get("$defs")?.get(name)?))
    }
}

fn schema(name: &str) -> Json {
    let path = common::project().join(format!("schema/{name}.schema.json"));
    serde_json::from_str(&fs::read_to_string(path).expect("it is there")).expect("it is JSON")
}

/// Columns of an example, as far as they can be kept.
const WIDTH: usize = 118;

/// The tables of what is described in one schema only, its own fields first.
fn of_command(name: &str) -> String {
    let schema = schema(name);
    let defs = schema.get("$defs").expect("it has some").members();
    let mut text = table(&schema, &schema);
    let is_shown = |def: &Json| def.get("properties").is_some() || def.get("enum").is_some();
    for (name, def) in defs
        .iter()
        .filter(|(name, def)| !SHARED.contains(&name.as_str()) && is_shown(def))
    {
        text.push_str(&section(name, def, &schema));
    }
    text
}

fn of_all() -> String {
    let schemas = ["report", "diff", "gate"].map(schema);
    let mut text = String::new();
    for name in SHARED {
        let mut described = schemas
            .iter()
            .filter_map(|schema| Some((schema, schema.get("$defs")?.get(name)?)));
        let (schema, def) = described
            .next()
            .unwrap_or_else(|| panic!("no schema describes {name}"));
        text.push_str(&section(name, def, schema));
    }
    text.trim_start().to_owned()
}

fn section(name: &str, def: &Json, schema: &Json) -> String {
    let description = def
        .get("description")
        .and_then(Json::text)
        .expect("what is referred to is described");
    let about = if def.get("properties").is_some() {
        table(def, schema)
    } else {
        format!("One of {}.\n", values(def))
    };
    format!("\n### {name}\n\n{description}\n\n{about}")
}

fn table(object: &Json, schema: &Json) -> String {
    let mut text = "| field | what it is | always | meaning |\n|---|---|---|---|\n".to_owned();
    let required = object.get("required").map(Json::texts).unwrap_or_default();
    for (key, property) in object
        .get("properties")
        .expect("an object has some")
        .members()
    {
        let always = if required.contains(&key.as_str()) {
            "yes"
        } else {
            "no"
        };
        let of = property
            .get("description")
            .or_else(|| property.referred(schema)?.1.get("description"));
        let meaning = of
            .and_then(Json::text)
            .expect("every property is described")
            .replace('|', "\\|");
        writeln!(
            text,
            "| `{key}` | {} | {always} | {meaning} |",
            kind(property, schema)
        )
        .expect("memory");
    }
    text
}

/// What kind of value a property has.
fn kind(property: &Json, schema: &Json) -> String {
    if let Some((name, def)) = property.referred(schema) {
        // What is nothing but text in a certain form says so where it stands.
        let is_shown = def.get("properties").is_some() || def.get("enum").is_some();
        return if is_shown {
            format!("[{name}](#{name})")
        } else {
            kind(def, schema)
        };
    }
    if property.get("enum").is_some() || property.get("const").is_some() {
        return values(property);
    }
    let one = |name: &str| match name {
        "string" => "text",
        "integer" => "whole number",
        "number" => "number",
        "boolean" => "true or false",
        "object" => "names and values",
        "null" => "`null`",
        other => panic!("no word for {other}"),
    };
    let kinds = property.get("type").expect("a property has a type");
    match kinds.text() {
        Some("array") => format!(
            "list of {}",
            kind(property.get("items").expect("of something"), schema)
        ),
        Some(name) => one(name).to_owned(),
        None => kinds
            .texts()
            .into_iter()
            .map(one)
            .collect::<Vec<_>>()
            .join(" or "),
    }
}

fn values(schema: &Json) -> String {
    let one = |value: &Json| {
        format!(
            "`{}`",
            value.text().map_or_else(|| in_line(value), str::to_owned)
        )
    };
    match (schema.get("const"), schema.get("enum")) {
        (Some(value), _) => one(value),
        (None, all) => all
            .into_iter()
            .flat_map(Json::items)
            .map(one)
            .collect::<Vec<_>>()
            .join(", "),
    }
}

/// JSON in which whatever fits into a line stands in one; `lead` is what stands before it in its
/// line.
fn compact(value: &Json, indent: usize, lead: usize) -> String {
    let line = in_line(value);
    if indent + lead + line.chars().count() < WIDTH {
        return line;
    }
    let items: Vec<String> = match value {
        Json::Object(members) => members
            .iter()
            .map(|(key, value)| member(key, value, indent + 2))
            .collect(),
        Json::Array(items) => items
            .iter()
            .map(|item| compact(item, indent + 2, 0))
            .collect(),
        Json::Scalar(_) => return line,
    };
    let (open, close) = if matches!(value, Json::Object(_)) {
        ('{', '}')
    } else {
        ('[', ']')
    };
    let (outer, inner) = (" ".repeat(indent), " ".repeat(indent + 2));
    format!(
        "{open}\n{inner}{}\n{outer}{close}",
        items.join(&format!(",\n{inner}"))
    )
}

fn member(key: &str, value: &Json, indent: usize) -> String {
    let key = format!("\"{key}\": ");
    format!("{key}{}", compact(value, indent, key.len()))
}

fn in_line(value: &Json) -> String {
    let list = |items: Vec<String>| items.join(", ");
    match value {
        Json::Object(members) => {
            let member = |(key, value): &(String, Json)| format!("\"{key}\": {}", in_line(value));
            format!("{{{}}}", list(members.iter().map(member).collect()))
        }
        Json::Array(items) => format!("[{}]", list(items.iter().map(in_line).collect())),
        Json::Scalar(value) => value.to_string(),
    }
}

/// The repository of the page: a plan, two branches that are fine alone, and what merging them
/// makes.
fn example(folder: &Path) {
    let script = common::project().join("tests/formats/example/make");
    let mut command = Command::new("sh");
    let output = command
        .arg(script)
        .current_dir(folder)
        .envs(NOBODY)
        .output()
        .expect("sh is there");
    assert!(output.status.success(), "{}", stderr(&output));
}

/// Below the command, what it writes.
fn written(folder: &Path, arguments: &str) -> String {
    let arguments: Vec<&str> = arguments.split(' ').collect();
    let output = common::planlint(folder, &[&arguments[1..], &["--format", "json"]].concat());
    let value: Json =
        serde_json::from_str(&stdout(&output)).unwrap_or_else(|_| panic!("{}", stderr(&output)));
    let arguments = arguments.join(" ");
    format!(
        "```console\n{arguments} --format json\n```\n\n```json\n{}\n```\n",
        compact(&value, 0, 0)
    )
}

#[test]
fn the_page_says_what_the_schemas_say_and_planlint_writes() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    example(folder.path());
    let mut texts = vec![("fields of all".to_owned(), of_all())];
    for name in ["report", "diff", "gate", "show"] {
        texts.push((format!("fields of {name}"), of_command(name)));
    }
    for (name, command) in [
        ("check", "planlint check --rev merged"),
        ("diff", "planlint diff main~1 main"),
        ("gate", "planlint gate main topic"),
    ] {
        let written = written(folder.path(), command);
        texts.push((format!("example of {name}"), written));
    }
    let texts: Vec<(&str, &str)> = texts
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    common::hold_page(PAGE, &texts);
}
