//! GitLab's Code Quality report: the part of the Code Climate format that GitLab reads.
//! <https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>

use std::io;
use std::io::Write;

use crate::words::Lang;

use serde::Serialize;

use super::escaped;
use super::help_label;
use super::results::Results;
use super::results::Row;
use super::sanitize;
use super::severity;

#[derive(Serialize)]
struct Issue {
    description: String,
    check_name: String,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
    end: u32,
}

pub(super) fn write(results: &Results<'_>, out: &mut dyn Write) -> io::Result<()> {
    let issues: Vec<Issue> = results
        .by_severity()
        .into_iter()
        .map(|row| issue(results, row))
        .collect();
    escaped::write(out, &issues)
}

fn issue(results: &Results<'_>, row: &Row<'_>) -> Issue {
    let lines = row.span.map_or(Lines { begin: 1, end: 1 }, |span| Lines {
        begin: results.sources.start(span).line,
        end: results.sources.end(span).line,
    });
    let mut description = sanitize(&row.message).into_owned();
    let semicolon = match results.lang {
        Lang::En => "; ",
        Lang::Zh => "；",
    };
    for note in &row.notes {
        description.push_str(&format!("{semicolon}{}", sanitize(note)));
    }
    if let Some(help) = &row.help {
        let label = help_label(results.lang);
        description.push_str(&format!("{semicolon}{label}{}", sanitize(help)));
    }
    Issue {
        description,
        check_name: row.rule.to_owned(),
        fingerprint: row.fingerprint.clone().into_owned(),
        severity: severity::gitlab(row.severity),
        location: Location {
            path: row.path.to_owned(),
            lines,
        },
    }
}
