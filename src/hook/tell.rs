//! What hooks say. They are quiet when all is well; git shows what they write to standard error.

use std::io;
use std::io::Write;

use crate::compare::PLACEHOLDER;
use crate::finding::Severity;
use crate::report;
use crate::report::Style;
use crate::report::sanitize;

use crate::project::Brought;
use crate::project::New;
use crate::words::Lang;

/// More findings than this nobody reads in the answer to a commit or a push.
const MOST_FINDINGS: usize = 30;

/// Say findings one after the other, and how many more there are.
pub(super) fn findings(
    brought: &Brought,
    list: &[New],
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    for new in list.iter().take(MOST_FINDINGS) {
        report::render_findings(
            &brought.sources,
            std::slice::from_ref(&new.reported.finding),
            style,
            out,
        )?;
        for cause in &new.causes {
            writeln!(out, "    {}", sanitize(&cause.text(style.lang)))?;
        }
    }
    if list.len() > MOST_FINDINGS {
        writeln!(out, "... and {} more", list.len() - MOST_FINDINGS)?;
    }
    Ok(())
}

/// Say findings in a line each: without what else belongs to them, and what to do.
pub(super) fn in_short(
    brought: &Brought,
    list: &[New],
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    for new in list {
        let mut whole = Vec::new();
        report::render_findings(
            &brought.sources,
            std::slice::from_ref(&new.reported.finding),
            style,
            &mut whole,
        )?;
        let first = whole
            .split_inclusive(|byte| *byte == b'\n')
            .next()
            .unwrap_or_default();
        out.write_all(first)?;
    }
    Ok(())
}

/// One line in planlint's name.
pub(super) fn line(out: &mut dyn Write, text: &str) -> io::Result<()> {
    writeln!(out, "planlint: {}", sanitize(text))
}

/// What to do about it.
pub(super) fn help(out: &mut dyn Write, text: &str) -> io::Result<()> {
    writeln!(out, "  help: {}", sanitize(text))
}

/// The trailers that would let these findings through, to be copied: behind a space they would be
/// none.
pub(super) fn trailers(out: &mut dyn Write, list: &[New]) -> io::Result<()> {
    let mut lines: Vec<String> = list
        .iter()
        .map(|new| {
            let finding = &new.reported.finding;
            let task = finding
                .task
                .as_ref()
                .map(|task| format!(" {task}"))
                .unwrap_or_default();
            format!("Planlint-Allow: {}{task} -- {PLACEHOLDER}", finding.rule)
        })
        .collect();
    lines.dedup();
    for text in lines.iter().take(MOST_FINDINGS) {
        writeln!(out, "{}", sanitize(text))?;
    }
    Ok(())
}

/// Parts that a merge leaves in no plan.
pub(super) fn left(brought: &Brought, out: &mut dyn Write) -> io::Result<()> {
    for text in brought.left.iter().take(MOST_FINDINGS) {
        line(out, &text.text(Lang::En))?;
    }
    if brought.left.len() > MOST_FINDINGS {
        writeln!(out, "... and {} more", brought.left.len() - MOST_FINDINGS)?;
    }
    if brought.left.is_empty() {
        return Ok(());
    }
    help(
        out,
        "put it where the plan is now, or name the folder under `plans` in planlint.yaml; if it is not needed any more, remove it",
    )
}

/// How a push that is refused can be let through.
pub(super) fn way_through(brought: &Brought, out: &mut dyn Write) -> io::Result<()> {
    for text in brought.futile.iter().take(MOST_FINDINGS) {
        line(out, &text.text(Lang::En))?;
    }
    if brought.change.is_empty() {
        return Ok(());
    }
    help(
        out,
        "if a change is meant, let the message of a commit of this push say so in its last paragraph, with the reason for REASON:",
    )?;
    trailers(out, &brought.change)
}

/// `2 errors, 1 warning`.
pub(super) fn counts<const N: usize>(lists: [&Vec<New>; N]) -> String {
    let all = || lists.into_iter().flatten();
    let of = |severity| {
        all()
            .filter(|new| new.reported.finding.severity == severity)
            .count()
    };
    let parts: Vec<String> = Severity::ALL
        .into_iter()
        .map(|severity| (severity, of(severity)))
        .filter(|(_, count)| *count > 0)
        .map(|(severity, count)| {
            format!(
                "{count} {}{}",
                severity.name(),
                if count == 1 { "" } else { "s" }
            )
        })
        .collect();
    parts.join(", ")
}
