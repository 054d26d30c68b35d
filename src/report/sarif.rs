//! SARIF 2.1.0, for GitHub's code scanning and other viewers of results.
//! <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>

use std::io;
use std::io::Write;

use serde::Serialize;

use crate::config::Level;
use crate::finding::Edit;
use crate::finding::Fix;
use crate::rules;
use crate::rules::RULES;
use crate::rules::Rule;
use crate::text::Span;
use crate::words::Lang;

use super::escaped;
use super::link::encoded;
use super::results::Results;
use super::results::Row;
use super::results::more;
use super::rule;
use super::sanitize;
use super::severity;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'a str,
    version: &'a str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool<'a>,
    language: &'a str,
    invocations: [Invocation; 1],
    column_kind: &'a str,
    results: Vec<SarifResult<'a>>,
}

#[derive(Serialize)]
struct Tool<'a> {
    driver: Driver<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver<'a> {
    name: &'a str,
    semantic_version: &'a str,
    information_uri: &'a str,
    rules: Vec<Descriptor<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor<'a> {
    id: &'a str,
    short_description: Message,
    help: Help<'a>,
    help_uri: String,
    default_configuration: Configuration<'a>,
}

#[derive(Serialize)]
struct Help<'a> {
    text: &'a str,
    markdown: &'a str,
}

#[derive(Serialize)]
struct Configuration<'a> {
    enabled: bool,
    level: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation {
    /// False if something could not be read: then the absence of results means nothing.
    execution_successful: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tool_execution_notifications: Vec<Notification>,
}

#[derive(Serialize)]
struct Notification {
    level: &'static str,
    message: Message,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifResult<'a> {
    rule_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_index: Option<usize>,
    level: &'a str,
    message: Message,
    locations: [Location; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location>,
    partial_fingerprints: Fingerprints<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<SarifFix>,
    #[serde(skip_serializing_if = "Option::is_none")]
    properties: Option<TaskProperties<'a>>,
}

#[derive(Serialize)]
struct Fingerprints<'a> {
    #[serde(rename = "planlint/v1")]
    planlint: &'a str,
}

#[derive(Serialize)]
struct TaskProperties<'a> {
    task: &'a str,
}

#[derive(Serialize)]
struct Message {
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message>,
    physical_location: PhysicalLocation,
    /// The revision that the place is at, if it is another than the one that the run is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    properties: Option<RevisionProperties>,
}

#[derive(Serialize)]
struct RevisionProperties {
    revision: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

#[derive(Serialize)]
struct ArtifactLocation {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
    start_column: u32,
    end_line: u32,
    end_column: u32,
    byte_offset: u32,
    byte_length: u32,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifFix {
    description: Message,
    artifact_changes: Vec<ArtifactChange>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactChange {
    artifact_location: ArtifactLocation,
    replacements: [Replacement; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Replacement {
    deleted_region: Region,
    inserted_content: Message,
}

pub(super) fn write(results: &Results<'_>, out: &mut dyn Write) -> io::Result<()> {
    let found = |rule: &&&Rule| results.rows.iter().any(|row| row.rule == rule.id);
    let rules: Vec<&Rule> = RULES.iter().filter(found).copied().collect();
    let cut = more(results.not_shown).map(|more| Notification {
        level: "note",
        message: Message {
            text: more.text(results.lang),
        },
    });
    let tool_execution_notifications = cut.into_iter().collect();
    let log = Log {
        schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        version: "2.1.0",
        runs: [Run {
            tool: Tool {
                driver: Driver {
                    name: "planlint",
                    semantic_version: env!("CARGO_PKG_VERSION"),
                    information_uri: env!("CARGO_PKG_REPOSITORY"),
                    rules: rules
                        .iter()
                        .map(|rule| descriptor(rule, results.lang))
                        .collect(),
                },
            },
            language: results.lang.tag(),
            invocations: [Invocation {
                execution_successful: !results.incomplete,
                tool_execution_notifications,
            }],
            column_kind: "unicodeCodePoints",
            results: results
                .rows
                .iter()
                .map(|row| result(results, &rules, row))
                .collect(),
        }],
    };
    escaped::write(out, &log)
}

fn descriptor(rule: &'static Rule, lang: Lang) -> Descriptor<'static> {
    let (enabled, level) = match rule.level {
        Level::On(level) => (true, severity::sarif(level)),
        Level::Off => (false, "none"),
    };
    Descriptor {
        id: rule.id,
        short_description: Message {
            text: message_text(rule::title(rule.id, lang).unwrap_or_else(|| rule.summary(lang))),
        },
        help: Help {
            text: rule.page.text(lang),
            markdown: rule.page.text(lang),
        },
        help_uri: rules::url(rule.id, lang),
        default_configuration: Configuration { enabled, level },
    }
}

fn result<'a>(results: &'a Results<'_>, rules: &[&Rule], row: &'a Row<'_>) -> SarifResult<'a> {
    let mut text = message_text(&row.message);
    for note in &row.notes {
        text.push_str(&format!("\n{}", message_text(note)));
    }
    if let Some(help) = &row.help {
        let label = super::help_label(results.lang);
        text.push_str(&format!("\n{label}{}", message_text(help)));
    }
    let related = row.labels.iter().enumerate().map(|(at, label)| Location {
        id: Some(at + 1),
        message: Some(Message {
            text: message_text(&label.message),
        }),
        ..place(results, label.span)
    });
    let location = match row.span {
        Some(span) => place(results, span),
        None => Location {
            id: None,
            message: None,
            physical_location: PhysicalLocation {
                artifact_location: artifact(row.path),
                region: None,
            },
            properties: None,
        },
    };
    SarifResult {
        rule_id: row.rule,
        rule_index: rules.iter().position(|rule| rule.id == row.rule),
        level: severity::sarif(row.severity),
        message: Message { text },
        locations: [location],
        related_locations: related.collect(),
        partial_fingerprints: Fingerprints {
            planlint: &row.fingerprint,
        },
        fixes: row
            .fix
            .map(|fix| sarif_fix(results, fix))
            .into_iter()
            .collect(),
        properties: row.task.map(|task| TaskProperties { task }),
    }
}

fn place(results: &Results<'_>, span: Span) -> Location {
    let file = results.sources.file(span.file);
    Location {
        id: None,
        message: None,
        physical_location: PhysicalLocation {
            artifact_location: artifact(file.path()),
            region: Some(region(results, span)),
        },
        properties: file.revision().map(|revision| RevisionProperties {
            revision: revision.to_owned(),
        }),
    }
}

fn region(results: &Results<'_>, span: Span) -> Region {
    let (start, end) = (results.sources.start(span), results.sources.end(span));
    Region {
        start_line: start.line,
        start_column: start.column,
        end_line: end.line,
        end_column: end.column,
        byte_offset: span.start,
        byte_length: span.end - span.start,
    }
}

fn sarif_fix(results: &Results<'_>, fix: &Fix) -> SarifFix {
    let change = |edit: &Edit| ArtifactChange {
        artifact_location: artifact(results.sources.file(edit.span.file).path()),
        replacements: [Replacement {
            deleted_region: region(results, edit.span),
            inserted_content: Message {
                text: edit.text.clone(),
            },
        }],
    };
    SarifFix {
        description: Message {
            text: message_text(&fix.title.text(results.lang)),
        },
        artifact_changes: fix.edits.iter().map(change).collect(),
    }
}

/// A path as a relative reference, or as a `file` URI if it is absolute.
fn artifact(path: &str) -> ArtifactLocation {
    let scheme = if path.starts_with('/') { "file://" } else { "" };
    ArtifactLocation {
        uri: format!("{scheme}{}", encoded(path)),
    }
}

/// `text` as a plain message, in which a number in braces is a placeholder (section 3.11.5), and
/// brackets before parentheses are a link (section 3.11.6). Text without these is left alone, since
/// few viewers undo the escapes.
fn message_text(text: &str) -> String {
    let text = sanitize(text);
    let placeholder = text
        .split('{')
        .skip(1)
        .any(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    let text = if placeholder {
        text.replace('{', "{{").replace('}', "}}")
    } else {
        text.into_owned()
    };
    if text.contains("](") {
        text.replace('\\', "\\\\")
            .replace('[', "\\[")
            .replace(']', "\\]")
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_hold_no_links_and_no_placeholders() {
        assert_eq!(
            message_text("[a, b] {task: 1} stays"),
            "[a, b] {task: 1} stays"
        );
        assert_eq!(message_text("{0} [x](http://y)"), "{{0}} \\[x\\](http://y)");
    }

    #[test]
    fn paths_are_references() {
        assert_eq!(artifact("plan/a b,c:d.yaml").uri, "plan/a%20b%2Cc%3Ad.yaml");
        assert_eq!(
            artifact("/tmp/计划.yaml").uri,
            "file:///tmp/%E8%AE%A1%E5%88%92.yaml"
        );
    }
}
