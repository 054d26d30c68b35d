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
use crate::words::Arg;
use crate::words::Joined;
use crate::words::Lang;
use crate::words::Message;
use crate::words::Noun;
use crate::words::many;
use crate::words::say;
use crate::words::word;

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
        more(out, list.len() - MOST_FINDINGS, style.lang)?;
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

fn more(out: &mut dyn Write, count: usize, lang: Lang) -> io::Result<()> {
    let more = say!(en: "... and {count} more", zh: "另有 {count} 个", count = count);
    writeln!(out, "{}", more.text(lang))
}

/// One line in planlint's name.
pub(super) fn line(out: &mut dyn Write, text: &Message, lang: Lang) -> io::Result<()> {
    writeln!(out, "planlint: {}", sanitize(&text.text(lang)))
}

/// What to do about it.
pub(super) fn help(out: &mut dyn Write, text: &Message, lang: Lang) -> io::Result<()> {
    let help = say!(en: "help: {text}", zh: "建议：{text}", text = text.clone());
    writeln!(out, "  {}", sanitize(&help.text(lang)))
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
pub(super) fn left(brought: &Brought, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    for text in brought.left.iter().take(MOST_FINDINGS) {
        line(out, text, lang)?;
    }
    if brought.left.len() > MOST_FINDINGS {
        more(out, brought.left.len() - MOST_FINDINGS, lang)?;
    }
    if brought.left.is_empty() {
        return Ok(());
    }
    let what = say!(
        en: "put it where the plan is now, or name the folder under `plans` in planlint.yaml; if it is not needed any more, remove it",
        zh: "将其放到计划现在的位置，或在 planlint.yaml 的 `plans` 下写明该文件夹；若不再需要，将其删除",
    );
    help(out, &what, lang)
}

/// How a push that is refused can be let through.
pub(super) fn way_through(brought: &Brought, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    for text in brought.futile.iter().take(MOST_FINDINGS) {
        line(out, text, lang)?;
    }
    if brought.change.is_empty() {
        return Ok(());
    }
    let what = say!(
        en: "if a change is meant, let the message of a commit of this push say so in its last paragraph, with the reason for {placeholder}:",
        zh: "若确有此意，在本次推送的某个提交说明的最后一段写明，并以理由代替 {placeholder}：",
        placeholder = word(PLACEHOLDER),
    );
    help(out, &what, lang)?;
    trailers(out, &brought.change)
}

/// `2 errors, 1 warning`.
pub(super) fn counts<const N: usize>(lists: [&Vec<New>; N]) -> Arg {
    let all = || lists.into_iter().flatten();
    let of = |severity| {
        all()
            .filter(|new| new.reported.finding.severity == severity)
            .count()
    };
    let parts: Vec<Arg> = Severity::ALL
        .into_iter()
        .map(|severity| (severity, of(severity)))
        .filter(|(_, count)| *count > 0)
        .map(|(severity, count)| {
            let noun = match severity {
                Severity::Error => Noun::Error,
                Severity::Warning => Noun::Warning,
                Severity::Note => Noun::Note,
            };
            many(count, noun)
        })
        .collect();
    Arg::joined(parts, usize::MAX, Joined::Comma)
}
