//! For a pull request's comment. A plan's text is a stranger's: it stands in code spans, where no mention, link, image or
//! HTML comes alive.

use std::io;
use std::io::Write;

use crate::check::Reported;
use crate::compare::Comparison;
use crate::compare::PlanComparison;
use crate::diff::ChangeKind;
use crate::diff::Subject;
use crate::finding::shorten;
use crate::report::markdown::cell;
use crate::report::markdown::code;
use crate::report::markdown::fit;

use super::Names;
use super::Shown;
use super::by_days;
use super::consequences;
use super::in_brief;
use super::shown;
use super::summary;

/// A comment that is longer than this is read by nobody, and forges cut it at 65,536 characters.
const MOST_ROWS: usize = 200;
/// Characters of a value that are shown.
const VALUE: usize = 1000;

pub(super) fn write(comparison: &Comparison, names: Names<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut text = Vec::new();
    whole(comparison, names, &mut text)?;
    out.write_all(fit(&String::from_utf8_lossy(&text)).as_bytes())
}

fn whole(comparison: &Comparison, names: Names<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "### Plan: {} to {}\n", code(names.base), code(names.head))?;
    for plan in &comparison.plans {
        writeln!(out, "**{}:** {}\n", code(&plan.root), code(&summary(plan)))?;
        if plan.had && plan.has && !plan.changes.is_empty() {
            table(plan, out)?;
        }
        for line in consequences(plan) {
            writeln!(out, "- {}", code(&line))?;
        }
        writeln!(out)?;
    }
    if comparison.old_incomplete || comparison.new_incomplete {
        writeln!(out, "Not everything could be read, so some changes may be missing or wrong.\n")?;
    }
    for ((title, list), not_shown) in [
        ("About this change", &comparison.findings),
        ("Findings that it brings", &comparison.introduced),
        ("Findings that it mends", &comparison.fixed),
    ]
    .into_iter()
    .zip(comparison.not_shown)
    {
        if !list.is_empty() {
            writeln!(out, "#### {title}\n")?;
            list.iter().try_for_each(|reported| finding(comparison, reported, out))?;
            if not_shown > 0 {
                writeln!(out, "- and {not_shown} more, not shown")?;
            }
            writeln!(out)?;
        }
    }
    for allowed in &comparison.allowed {
        let allow = &allowed.allow;
        let (rule, message) = (allowed.reported.finding.rule, &allowed.reported.finding.message);
        writeln!(out, "- `{rule}` is allowed by {}: {} ({})", code(&allow.commit), code(&allow.reason), code(message))?;
    }
    for allow in &comparison.unused_allows {
        writeln!(out, "- `Planlint-Allow` of {} matches nothing: {}", code(&allow.commit), code(&allow.rule))?;
    }
    Ok(())
}

fn table(plan: &PlanComparison, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "| | what | field | before | after |\n|---|---|---|---|---|")?;
    let mut rows = 0;
    for change in &plan.changes {
        let shown = shown(plan, change);
        let left = format!("| {} | {} ", change.kind.name(), cell(&title(&shown)));
        let whole = match (&change.subject, change.kind) {
            (Subject::Task(_, Some(after)), ChangeKind::Added) => {
                Some((String::new(), in_brief(plan.new.task(*after))))
            }
            (Subject::Task(Some(before), None), ChangeKind::Removed) => {
                Some((in_brief(plan.old.task(*before)), String::new()))
            }
            _ => None,
        };
        rows += 1;
        if rows > MOST_ROWS {
            writeln!(out, "\n... and {} more changes\n", plan.changes.len() - MOST_ROWS)?;
            break;
        }
        if let Some((before, after)) = whole {
            writeln!(out, "{left}| | {} | {} |", cell(&before), cell(&after))?;
            continue;
        }
        for field in &change.fields {
            let after = field.after.as_ref().map(|after| format!("{}{}", shorten(after, VALUE), by_days(field)));
            let before = shorten(field.before.as_deref().unwrap_or(""), VALUE);
            writeln!(out, "{left}| {} | {} | {} |", field.field, cell(&before), cell(after.as_deref().unwrap_or("")))?;
        }
    }
    writeln!(out)
}

fn title(shown: &Shown<'_>) -> String {
    let kind = match &shown.change.subject {
        Subject::Owner(_) => "owner ",
        Subject::Calendar(_) => "calendar ",
        Subject::Plan => "plan",
        Subject::Task(..) => "",
    };
    format!("{kind}{} {}", shown.id, shown.name.unwrap_or("")).trim_end().to_owned()
}

fn finding(comparison: &Comparison, reported: &Reported, out: &mut dyn Write) -> io::Result<()> {
    let finding = &reported.finding;
    let sources = &comparison.store.sources;
    let start = sources.start(finding.span);
    let place = format!("{}:{}:{}", sources.file(finding.span.file).path(), start.line, start.column);
    writeln!(out, "- {} `{}` {} at {}", finding.severity, finding.rule, code(&finding.message), code(&place))
}
