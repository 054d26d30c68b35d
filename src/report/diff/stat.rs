//! `planlint diff --stat`: a line for each phase, as `git diff --stat` has one for each file.

use std::io;
use std::io::Write;

use unicode_width::UnicodeWidthChar;
use unicode_width::UnicodeWidthStr;

use crate::compare::Comparison;
use crate::config::FailOn;
use crate::finding::shorten;
use crate::report::inline::cell;
use crate::report::markdown::fit;
use crate::report::sanitize;
use crate::report::style::BOLD;
use crate::report::style::Style;
use crate::report::style::painted;
use crate::report::wrap;
use crate::words::Lang;
use crate::words::say;

use super::Names;
use super::failing;
use super::markdown::about_plan;
use super::markdown::heading;
use super::shifted;
use super::summary;
use super::tally::Row;
use super::tally::rows;
use super::text::HEADING;
use super::touched;
use super::untouched;

/// Cells that a name keeps, however narrow the terminal is.
const LEAST: usize = 8;

pub(super) fn text(
    comparison: &Comparison,
    fail_on: FailOn,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    for (_, plan) in touched(comparison) {
        if comparison.plans.len() > 1 {
            writeln!(out, "{}", painted(&sanitize(&plan.root), BOLD, style))?;
        }
        if plan.had && plan.has {
            table(&rows(plan), style, out)?;
        }
        wrap::write(
            &painted(&sanitize(&summary(plan).text(style.lang)), BOLD, style),
            0,
            2,
            style,
            out,
        )?;
    }
    for line in untouched(comparison)
        .into_iter()
        .chain(failing(comparison, fail_on))
    {
        wrap::write(&sanitize(&line.text(style.lang)), 0, 2, style, out)?;
    }
    Ok(())
}

fn table(rows: &[Row], style: Style, out: &mut dyn Write) -> io::Result<()> {
    let columns = columns(rows);
    let finishes: Vec<String> = rows
        .iter()
        .map(|row| {
            row.finish
                .map(|moved| shifted(moved).text(style.lang))
                .unwrap_or_default()
        })
        .collect();
    let titles: Vec<String> = rows
        .iter()
        .map(|row| sanitize(&shorten(&row.title(style.lang), HEADING)).into_owned())
        .collect();
    let widest = titles.iter().map(|title| title.width()).max().unwrap_or(0);
    let finish = finishes
        .iter()
        .map(|finish| finish.width())
        .max()
        .unwrap_or(0);
    // What stands around the name: a space before it, ` |` and the counts behind it.
    let around = 3 + columns
        .iter()
        .filter(|width| **width > 0)
        .map(|width| width + 1)
        .sum::<usize>();
    // On a narrow terminal a finish has a line of its own.
    let beside = !style.frames || around + widest.min(LEAST) + 2 + finish <= style.width;
    let room = style
        .width
        .saturating_sub(around + if beside { 2 + finish } else { 0 });
    let name = if style.frames {
        widest.min(room.max(LEAST))
    } else {
        widest
    };
    for ((row, title), finish) in rows.iter().zip(&titles).zip(&finishes) {
        let line = format!(" {} |{}", fitted(title, name), counted(row, &columns));
        if beside {
            writeln!(out, "{}", format!("{line}  {finish}").trim_end())?;
        } else {
            writeln!(out, "{}", line.trim_end())?;
            if !finish.is_empty() {
                wrap::write(finish, 3, 5, style, out)?;
            }
        }
    }
    Ok(())
}

/// How wide the counts of each kind are; none where there is nothing of a kind.
fn columns(rows: &[Row]) -> Vec<usize> {
    let width = |kind: usize| {
        let counts = rows
            .iter()
            .map(|row| row.tally.counts()[kind].0)
            .filter(|count| *count > 0);
        counts.map(|count| count.to_string().len() + 1).max()
    };
    (0..5).map(|kind| width(kind).unwrap_or(0)).collect()
}

/// ` +1 -1  ~4`, each kind in its column.
fn counted(row: &Row, columns: &[usize]) -> String {
    let kinds = row
        .tally
        .counts()
        .into_iter()
        .zip(columns)
        .filter(|(_, width)| **width > 0);
    kinds
        .map(|((count, sign), width)| {
            let count = if count > 0 {
                format!("{sign}{count}")
            } else {
                String::new()
            };
            format!(" {count:width$}")
        })
        .collect()
}

/// Exactly so many cells of a text, with a sign where it does not fit.
fn fitted(text: &str, width: usize) -> String {
    if text.width() <= width {
        return format!("{text}{}", " ".repeat(width - text.width()));
    }
    let mut fitted = String::new();
    let mut used = 1;
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used > width {
            used -= c.width().unwrap_or(0);
            break;
        }
        fitted.push(c);
    }
    format!("{fitted}…{}", " ".repeat(width.saturating_sub(used)))
}

pub(super) fn markdown(
    comparison: &Comparison,
    names: Names<'_>,
    fail_on: FailOn,
    lang: Lang,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut text = format!("{}\n\n", heading(names).text(lang));
    for (_, plan) in touched(comparison) {
        text.push_str(&format!(
            "{}\n\n",
            about_plan(&plan.root, &summary(plan).text(lang), lang)
        ));
        let rows = if plan.had && plan.has {
            rows(plan)
        } else {
            Vec::new()
        };
        if rows.is_empty() {
            continue;
        }
        let columns = say!(
            en: "| phase | added | removed | changed | moved | renumbered | finish |",
            zh: "| 阶段 | 新增 | 删除 | 修改 | 移动 | 改编号 | 完成日期 |",
        );
        text.push_str(&columns.text(lang));
        text.push_str("\n|---|--:|--:|--:|--:|--:|---|\n");
        for row in &rows {
            let counts = row.tally.counts().map(|(count, ..)| {
                if count > 0 {
                    count.to_string()
                } else {
                    String::new()
                }
            });
            let finish = row
                .finish
                .map(|moved| shifted(moved).text(lang))
                .unwrap_or_default();
            let title = shorten(&row.title(lang), HEADING).into_owned();
            text.push_str(&format!(
                "| {} | {} | {} |\n",
                cell(&title),
                counts.join(" | "),
                cell(&finish)
            ));
        }
        text.push('\n');
    }
    for line in untouched(comparison)
        .into_iter()
        .chain(failing(comparison, fail_on))
    {
        text.push_str(&format!("{}\n\n", line.text(lang)));
    }
    out.write_all(fit(&text, lang).as_bytes())
}
