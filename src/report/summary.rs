//! The last line of a report: how much was found, in what, and what of it is not shown.

use std::io;
use std::io::Write;

use crate::check::Report;
use crate::finding::Severity;
use crate::words::Arg;
use crate::words::Joined;
use crate::words::Message;
use crate::words::Noun;
use crate::words::many;
use crate::words::say;

use super::sanitize;
use super::severity;
use super::style::GREEN;
use super::style::Style;
use super::style::of;
use super::style::painted;
use super::wrap;

/// The last line of a report.
pub(super) fn summary_line(report: &Report, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let line = sanitize(&summary(report).text(style.lang)).into_owned();
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
pub(super) fn summary(report: &Report) -> Message {
    if report.plans.is_empty() {
        return say!(en: "nothing was checked", zh: "没有检查任何计划");
    }
    let mut parts = vec![say!(
        en: "{found} in {plans} ({files}, {tasks})",
        zh: "{plans}：{found}（{files}，{tasks}）",
        found = found(report),
        plans = Arg::joined(report.plans.iter().map(String::as_str), usize::MAX, Joined::Comma),
        files = many(report.files, Noun::File),
        tasks = many(report.tasks, Noun::Task),
    )];
    if report.ignored > 0 {
        parts.push(say!(
            en: "{count} ignored",
            zh: "已忽略 {count} 个",
            count = report.ignored,
        ));
    }
    if let Some(count) = report.existing.filter(|count| *count > 0) {
        parts.push(say!(
            en: "{count} not shown, because the other revision has them too",
            zh: "另有 {count} 个未列出，因为对比的版本中也有",
            count = count,
        ));
    }
    parts.extend(left_out(report));
    parts.extend(not_shown(report.not_shown.len()));
    parts.extend(without_words(report.without_words()));
    if report.incomplete {
        parts.push(say!(
            en: "not everything could be read, so there may be more",
            zh: "部分内容未能读取，可能还有其他问题",
        ));
    }
    Message::in_a_line(parts)
}

/// How many there are of each level.
fn found(report: &Report) -> Arg {
    let found: Vec<Arg> = Severity::ALL
        .into_iter()
        .map(|severity| (report.count(severity), severity))
        .filter(|(count, _)| *count > 0)
        .map(|(count, severity)| severity::counted(severity, count))
        .collect();
    if found.is_empty() {
        say!(en: "no findings", zh: "没有发现问题").into()
    } else {
        Arg::joined(found, usize::MAX, Joined::Comma)
    }
}

/// What a summary says of findings that nobody has asked for.
fn left_out(report: &Report) -> impl Iterator<Item = Message> {
    let of_rules = match report.not_selected {
        0 => None,
        1 => Some(say!(
            en: "1 finding of another rule is left out",
            zh: "另有 1 个其他规则的问题未列出",
        )),
        count => Some(say!(
            en: "{count} findings of other rules are left out",
            zh: "另有 {count} 个其他规则的问题未列出",
            count = count,
        )),
    };
    let in_files = match report.elsewhere {
        0 => None,
        1 => Some(say!(
            en: "1 finding in another file is left out",
            zh: "另有 1 个其他文件的问题未列出",
        )),
        count => Some(say!(
            en: "{count} findings in other files are left out",
            zh: "另有 {count} 个其他文件的问题未列出",
            count = count,
        )),
    };
    let hushed = match report.hushed.len() {
        0 => None,
        1 => Some(say!(
            en: "1 of them is not shown (--quiet)",
            zh: "其中 1 个未列出（--quiet）",
        )),
        count => Some(say!(
            en: "{count} of them are not shown (--quiet)",
            zh: "其中 {count} 个未列出（--quiet）",
            count = count,
        )),
    };
    [of_rules, in_files, hushed].into_iter().flatten()
}

/// What a summary says of findings for whose words there was no room.
fn without_words(count: usize) -> Option<Message> {
    match count {
        0 => None,
        1 => Some(say!(en: "1 of them is only counted", zh: "其中 1 个只计数")),
        _ => Some(say!(
            en: "{count} of them are only counted",
            zh: "其中 {count} 个只计数",
            count = count,
        )),
    }
}

/// What a summary says of findings that are not to be shown.
pub(super) fn not_shown(count: usize) -> Option<Message> {
    match count {
        0 => None,
        1 => Some(say!(
            en: "1 of them is not shown (--max-findings)",
            zh: "其中 1 个未列出（--max-findings）",
        )),
        _ => Some(say!(
            en: "{count} of them are not shown (--max-findings)",
            zh: "其中 {count} 个未列出（--max-findings）",
            count = count,
        )),
    }
}
