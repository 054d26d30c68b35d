//! Findings for a comment or a job summary, and what makes text inert in Markdown. A plan's text is
//! a stranger's: it stands in code spans, where no mention, link, image or HTML comes alive.

use std::fmt::Write as _;
use std::io;
use std::io::Write;

use crate::finding::Severity;
use crate::rules;
use crate::words::Lang;
use crate::words::say;

use super::help_label;
use super::inline::cell;
use super::inline::code;
use super::link::Place;
use super::results::CONFLICT;
use super::results::Results;
use super::results::Row;
use super::rule;
use super::severity;

/// A comment on GitHub and GitLab has room for 65,536 characters; some are left for what others
/// write around it.
const ROOM: usize = 60_000;

pub(super) fn write(results: &Results<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut text = format!("### planlint\n\n{}\n\n", code(&results.summary));
    let rows = results.by_weight();
    if !rows.is_empty() {
        let columns = say!(en: "| level | where | what |", zh: "| 级别 | 位置 | 内容 |");
        text.push_str(&columns.text(results.lang));
        text.push_str("\n|---|---|---|\n");
        rows.iter()
            .for_each(|row| table_row(results, row, &mut text));
        text.push('\n');
    }
    for remark in &results.remarks {
        text.push_str(&format!("- {}\n", code(remark)));
    }
    out.write_all(fit(&text, results.lang).as_bytes())
}

fn table_row(results: &Results<'_>, row: &Row<'_>, text: &mut String) {
    let line = row.span.map(|span| results.sources.start(span).line);
    let place = Place {
        revision: row.revision,
        path: row.path,
        line,
    }
    .in_cell(results.sources);
    let mut what = said_by(row.rule, &cell(&row.message), results.lang);
    for note in &row.notes {
        what.push_str(&format!("<br>{}", cell(note)));
    }
    if let Some(help) = &row.help {
        what.push_str(&format!("<br>{}{}", help_label(results.lang), cell(help)));
    }
    writeln!(
        text,
        "| {} | {place} | {what} |",
        level(row.severity, row.fails, results.lang)
    )
    .expect("a string can be written to");
}

/// The level; in bold if it makes the command fail.
pub(super) fn level(severity: Severity, fails: bool, lang: Lang) -> String {
    let level = severity::told(severity, lang);
    if fails {
        format!("**{level}**")
    } else {
        level.to_owned()
    }
}

/// What a rule says, behind its name.
pub(super) fn said_by(id: &str, message: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!("{}: {message}", rule(id, lang)),
        Lang::Zh => format!("{}：{message}", rule(id, lang)),
    }
}

/// The rule, as a link to its page.
fn rule(id: &str, lang: Lang) -> String {
    let title = rule::title(id, lang);
    let lead = title.map(|title| format!("{title} ")).unwrap_or_default();
    if id == CONFLICT {
        format!("{lead}{id}")
    } else {
        format!("{lead}[{id}]({})", rules::url(id, lang))
    }
}

/// As much of `text` as fits into a comment, and how many lines do not. The worst comes first, so
/// the least is lost.
pub(super) fn fit(text: &str, lang: Lang) -> String {
    if text.len() <= ROOM {
        return text.to_owned();
    }
    let end = text[..text.floor_char_boundary(ROOM)]
        .rfind('\n')
        .map_or(0, |at| at + 1);
    let lines = text[end..]
        .lines()
        .filter(|line| !line.trim().is_empty())
        .count();
    let more = say!(
        en: "{lines} more lines do not fit here.",
        zh: "另有 {lines} 行，此处放不下",
        lines = lines,
    );
    format!("{}\n*{}*\n", &text[..end], more.text(lang))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_counted() {
        assert_eq!(fit("a\nb\n", Lang::En), "a\nb\n");
        let long = "部署\n".repeat(ROOM / 7 + 1000);
        let fitted = fit(&long, Lang::En);
        assert!(fitted.len() <= ROOM + 60, "{}", fitted.len());
        let kept = fitted.lines().filter(|line| *line == "部署").count();
        assert!(
            fitted.ends_with(&format!(
                "*{} more lines do not fit here.*\n",
                ROOM / 7 + 1000 - kept
            )),
            "{kept}"
        );
    }
}
