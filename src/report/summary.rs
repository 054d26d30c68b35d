//! The last line of a report: how much was found, in what, and what of it is not shown.

use std::io;
use std::io::Write;

use crate::check::Report;
use crate::finding::Severity;

use super::sanitize;
use super::style::GREEN;
use super::style::Style;
use super::style::of;
use super::style::painted;
use super::wrap;

/// The last line of a report.
pub(super) fn summary_line(report: &Report, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let line = sanitize(&summary(report)).into_owned();
    let worst = report
        .findings
        .iter()
        .map(|reported| reported.finding.severity)
        .max();
    let colour = match worst {
        Some(Severity::Note) | None => GREEN.bold(),
        Some(worst) => of(worst),
    };
    wrap::write(&painted(&line, colour, style), 0, 2, style, out)
}

/// `7 errors, 14 warnings in plan (6 files, 66 tasks)`.
pub(super) fn summary(report: &Report) -> String {
    let counted = |count: usize, what: &str| match count {
        1 => format!("1 {what}"),
        _ => format!("{count} {what}s"),
    };
    let found: Vec<String> = Severity::ALL
        .into_iter()
        .map(|severity| (report.count(severity), severity))
        .filter(|(count, _)| *count > 0)
        .map(|(count, severity)| counted(count, severity.name()))
        .collect();
    let found = if found.is_empty() {
        "no findings".to_owned()
    } else {
        found.join(", ")
    };
    let ignored = if report.ignored > 0 {
        format!("; {} ignored", report.ignored)
    } else {
        String::new()
    };
    let existing = match report.existing {
        Some(0) | None => String::new(),
        Some(count) => format!("; {count} not shown, because the other revision has them too"),
    };
    let unshown = not_shown(report.not_shown.len());
    let without_words = without_words(report.without_words());
    let left_out = left_out(report);
    let unread = if report.incomplete {
        "; not everything could be read, so there may be more"
    } else {
        ""
    };
    if report.plans.is_empty() {
        return "nothing was checked".to_owned();
    }
    let (files, tasks) = (counted(report.files, "file"), counted(report.tasks, "task"));
    format!(
        "{found} in {} ({files}, {tasks}){ignored}{existing}{left_out}{unshown}{without_words}{unread}",
        report.plans.join(", ")
    )
}

/// What a summary says of findings that nobody has asked for.
fn left_out(report: &Report) -> String {
    let of_rules = match report.not_selected {
        0 => String::new(),
        1 => "; 1 finding of another rule is left out".to_owned(),
        count => format!("; {count} findings of other rules are left out"),
    };
    let in_files = match report.elsewhere {
        0 => String::new(),
        1 => "; 1 finding in another file is left out".to_owned(),
        count => format!("; {count} findings in other files are left out"),
    };
    let hushed = match report.hushed.len() {
        0 => String::new(),
        1 => "; 1 of them is not shown (--quiet)".to_owned(),
        count => format!("; {count} of them are not shown (--quiet)"),
    };
    of_rules + &in_files + &hushed
}

/// What a summary says of findings for whose words there was no room.
fn without_words(count: usize) -> String {
    match count {
        0 => String::new(),
        1 => "; 1 of them is only counted".to_owned(),
        _ => format!("; {count} of them are only counted"),
    }
}

/// What a summary says of findings that are not to be shown.
pub(super) fn not_shown(count: usize) -> String {
    match count {
        0 => String::new(),
        1 => "; 1 of them is not shown (--max-findings)".to_owned(),
        _ => format!("; {count} of them are not shown (--max-findings)"),
    }
}
