//! Text for people. On a terminal miette draws the lines with what is wrong underlined; in a pipe
//! there is one plain line for each finding, with help and related places indented below it. miette
//! is known to this file only.

use std::borrow::Cow;
use std::fmt;
use std::io;
use std::io::Write;

use miette::Diagnostic;
use miette::GraphicalReportHandler;
use miette::GraphicalTheme;
use miette::LabeledSpan;
use miette::MietteError;
use miette::SourceCode;
use miette::SourceSpan;
use miette::SpanContents;
use textwrap::WordSeparator;
use textwrap::WordSplitter;
use unicode_width::UnicodeWidthChar;

use crate::check::Report;
use crate::finding::Finding;
use crate::finding::Severity;
use crate::rules;
use crate::text::SourceMap;
use crate::text::Span;
use crate::words::Lang;
use crate::words::Message;
use crate::words::say;

use super::counts;
use super::counts::Lines;
use super::help_label;
use super::place::brief_place;
use super::place::path;
use super::place::place;
use super::rule;
use super::safe::is_in_command;
use super::safe::no_command;
use super::sanitize;
use super::style::Style;
use super::style::of;
use super::style::painted;
use super::summary::summary_line;
use super::wrap;
use super::wrap::cells;

/// Related places listed for one finding in plain text; the message counts the others.
const MOST_LABELS: usize = 12;
/// Related places drawn for one finding.
const MOST_FRAMES: usize = 4;
/// Cells that stand before what there is to do.
const HELP: usize = 6;

pub(super) fn write(report: &Report, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let mut lines = Lines::new(out);
    for reported in &report.findings {
        finding(&report.sources, &reported.finding, style, &mut lines)?;
    }
    for allowed in &report.allowed {
        wrap::write(
            &sanitize(&allowed.text(style.lang)),
            0,
            2,
            style,
            &mut lines,
        )?;
    }
    let is_long = lines.are_more_than_a_screen();
    if is_long && !report.is_quiet {
        counts::recap(report, style, out)?;
    }
    summary_line(report, style, out)
}

/// One finding, or one mistake in settings.
pub(super) fn finding(
    sources: &SourceMap,
    finding: &Finding,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    finding_with(sources, finding, &[], style, out)
}

/// One finding, and what else is known of it.
pub(super) fn finding_with(
    sources: &SourceMap,
    finding: &Finding,
    notes: &[String],
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    if style.frames {
        framed(sources, finding, style, out)?;
    } else {
        let (at, message) = (
            place(sources, finding.span),
            finding.message.text(style.lang),
        );
        let code = rule::code(finding.severity, finding.rule, style.lang);
        let code = painted(&code, of(finding.severity), style);
        writeln!(out, "{at}: {code} {}", sanitize(&message))?;
        involved(sources, finding, 4, style, out)?;
    }
    for note in notes {
        let indent = if style.frames { 2 } else { 4 };
        wrap::write(&sanitize(note), indent, indent + 2, style, out)?;
    }
    if style.frames { writeln!(out) } else { Ok(()) }
}

/// A finding in a line, with its place behind it; `revision` is where that is, if nothing else says
/// so.
pub(super) fn brief(
    sources: &SourceMap,
    finding: &Finding,
    revision: Option<&str>,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let place = format!("({})", brief_place(sources, finding.span, revision));
    let text = format!(
        "{} {}",
        code(finding, style),
        sanitize(&finding.message.text(style.lang))
    );
    wrap::write_with(&text, &place, 2, 4, style, out)
}

/// The other places of a finding, and what to do about it.
pub(super) fn involved(
    sources: &SourceMap,
    finding: &Finding,
    indent: usize,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    for label in finding.labels.iter().take(MOST_LABELS) {
        let text = format!(
            "{}: {}",
            place(sources, label.span),
            sanitize(&label.message.text(style.lang))
        );
        wrap::write(&text, indent, indent + 2, style, out)?;
    }
    if let Some(more) = more_places(finding, MOST_LABELS) {
        wrap::write(&more.text(style.lang), indent, indent + 2, style, out)?;
    }
    let help = finding.help.as_ref().map(|help| help.text(style.lang));
    let help = help.unwrap_or_default();
    for (at, line) in help.lines().enumerate() {
        let lead = if at == 0 {
            help_label(style.lang)
        } else {
            "      "
        };
        let inner = " ".repeat(line.len() - line.trim_start().len());
        let text = format!("{lead}{inner}{}", sanitize(line.trim_start()));
        wrap::write(&text, indent, indent + HELP, style, out)?;
    }
    Ok(())
}

/// How many places are left out where so many are shown.
fn more_places(finding: &Finding, shown: usize) -> Option<Message> {
    match finding.labels.len().saturating_sub(shown) {
        0 => None,
        1 => Some(say!(
            en: "1 more place is involved; --format json shows it",
            zh: "另有 1 处相关位置，可用 --format json 查看",
        )),
        more => Some(say!(
            en: "{more} more places are involved; --format json shows them",
            zh: "另有 {more} 处相关位置，可用 --format json 查看",
            more = more,
        )),
    }
}

fn framed(
    sources: &SourceMap,
    finding: &Finding,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let theme = if style.colour {
        GraphicalTheme::unicode()
    } else {
        GraphicalTheme::unicode_nocolor()
    };
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_width(style.width)
        .with_context_lines(0)
        .without_syntax_highlighting()
        .with_links(false)
        // A date stays on one line, and Chinese leaves no gaps.
        .with_word_separator(WordSeparator::Custom(wrap::words))
        .with_word_splitter(WordSplitter::NoHyphenation);
    let handler = match more_places(finding, MOST_FRAMES) {
        None => handler,
        Some(more) => handler.with_footer(more.text(style.lang)),
    };
    let excerpt = Excerpt::new(sources, finding, style);
    let drawn = Drawn {
        code: code(finding, style),
        message: sanitize(&finding.message.text(style.lang)).into_owned(),
        help: finding.help.as_ref().map(|help| {
            help.text(style.lang)
                .lines()
                .map(|line| sanitize(line).into_owned())
                .collect::<Vec<_>>()
                .join("\n")
        }),
        severity: finding.severity,
        excerpt,
    };
    let mut text = String::new();
    handler
        .render_report(&mut text, &drawn)
        .map_err(io::Error::other)?;
    // A long help is wrapped, and any word of it can be the first of a line.
    text.lines()
        .try_for_each(|line| writeln!(out, "{}", no_command(&labelled(line, style.lang))))
}

/// miette has an English word of its own, before the help. Nothing else begins a line so: other
/// lines begin with marks, numbers or more spaces.
fn labelled(line: &str, lang: Lang) -> Cow<'_, str> {
    let english = help_label(Lang::En);
    let shown = match line
        .strip_prefix('\u{1b}')
        .and_then(|rest| rest.split_once('m'))
    {
        Some((_, shown)) => shown,
        None => line,
    };
    if lang == Lang::En
        || !shown
            .strip_prefix("  ")
            .is_some_and(|rest| rest.starts_with(english))
    {
        return Cow::Borrowed(line);
    }
    Cow::Owned(line.replacen(english, help_label(lang), 1))
}

/// `error[date-days]`; where the terminal follows links (OSC 8), a link to the rule's page. miette
/// would add words to it.
fn code(finding: &Finding, style: Style) -> String {
    let code = rule::code(finding.severity, finding.rule, style.lang);
    match rules::rule(finding.rule).filter(|_| style.links) {
        Some(rule) => format!(
            "\u{1b}]8;;{}\u{1b}\\{code}\u{1b}]8;;\u{1b}\\",
            rules::url(rule.id, style.lang)
        ),
        None => code,
    }
}

/// A finding as miette wants it.
#[derive(Debug)]
struct Drawn {
    code: String,
    message: String,
    help: Option<String>,
    severity: Severity,
    excerpt: Excerpt,
}

impl fmt::Display for Drawn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Drawn {}

impl Diagnostic for Drawn {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(&self.code))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Note => miette::Severity::Advice,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help
            .as_ref()
            .map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.excerpt)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.excerpt.labels.iter().cloned()))
    }
}

/// The lines that a finding points at, of whatever files, as one text: cut to the width of the
/// terminal, and with nothing in it that a terminal would obey.
///
/// miette's own sources hand out whole files: each finding would cost as much as reading its file
/// again, a line of prose would fill the screen, and escape sequences would pass.
#[derive(Debug, Default)]
struct Excerpt {
    segments: Vec<Segment>,
    labels: Vec<LabeledSpan>,
}

/// One line of one file.
#[derive(Debug)]
struct Segment {
    path: String,
    /// Line of the file, from 0, and column of the first label in it, from 0.
    line: usize,
    column: usize,
    /// Where its text stands in the text of the whole excerpt.
    span: SourceSpan,
    text: String,
}

impl Excerpt {
    fn new(sources: &SourceMap, finding: &Finding, style: Style) -> Self {
        let mut places: Vec<(Span, Option<String>)> = vec![(finding.span, None)];
        places.extend(
            finding
                .labels
                .iter()
                .take(MOST_FRAMES)
                .map(|label| (label.span, Some(label.message.text(style.lang)))),
        );
        // The finding's own place first, then its file, then the others.
        let file = |span: Span| sources.file(span.file);
        let mut order: Vec<usize> = (1..places.len()).collect();
        order.sort_by_key(|at| {
            let span = places[*at].0;
            (
                span.file != finding.span.file,
                file(span).path(),
                span.start,
            )
        });
        order.insert(0, 0);
        let mut excerpt = Self::default();
        for at in order {
            let (span, message) = &places[at];
            excerpt.add(sources, *span, message.as_deref(), at == 0, style.width);
        }
        excerpt
    }

    fn add(
        &mut self,
        sources: &SourceMap,
        span: Span,
        message: Option<&str>,
        primary: bool,
        width: usize,
    ) {
        let file = sources.file(span.file);
        let start = file.lines().position(file.text(), span.start);
        let range = file.lines().line_range(file.text(), start.line);
        let whole = &file.text()[range.clone()];
        let from = (span.start as usize).clamp(range.start, range.end) - range.start;
        let to = (span.end as usize).clamp(range.start, range.end) - range.start;
        let message = message.map(sanitize);
        let label = message
            .as_ref()
            .map_or(0, |message| cells(message).min(LABEL));
        let line = cut(whole, from, to, label, width);
        let at = start.line as usize - 1;
        let path = path(sources, span, None);
        let known = self.segments.iter().position(|segment| {
            segment.path == path && segment.line == at && segment.text == line.text
        });
        let offset = if let Some(known) = known {
            self.segments[known].span.offset()
        } else {
            // A byte between segments, so that no span reaches from one into the next.
            let offset = self
                .segments
                .last()
                .map_or(0, |segment| segment.span.offset() + segment.span.len() + 2);
            let column = start.column as usize - 1;
            let span = SourceSpan::from((offset, line.text.len()));
            self.segments.push(Segment {
                path,
                line: at,
                column,
                span,
                text: line.text,
            });
            offset
        };
        let segment = known.map_or(self.segments.last(), |known| self.segments.get(known));
        let shown = segment.map_or("", |segment| segment.text.as_str());
        let message =
            message.map(|message| beside(&message, shown, line.from, line.to, start.line, width));
        let place = SourceSpan::from((offset + line.from, line.to - line.from));
        self.labels.push(if primary {
            LabeledSpan::new_primary_with_span(message, place)
        } else {
            LabeledSpan::new_with_span(message, place)
        });
    }
}

impl SourceCode for Excerpt {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        _: usize,
        _: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let end = span.offset() + span.len();
        let segment = self
            .segments
            .iter()
            .find(|segment| {
                segment.span.offset() <= span.offset()
                    && end <= segment.span.offset() + segment.span.len()
            })
            .ok_or(MietteError::OutOfBounds)?;
        Ok(Box::new(segment))
    }
}

impl<'a> SpanContents<'a> for &'a Segment {
    fn data(&self) -> &'a [u8] {
        self.text.as_bytes()
    }

    fn span(&self) -> &SourceSpan {
        &self.span
    }

    fn line(&self) -> usize {
        self.line
    }

    fn column(&self) -> usize {
        self.column
    }

    fn line_count(&self) -> usize {
        1
    }

    fn name(&self) -> Option<&str> {
        Some(&self.path)
    }
}

/// Cells that are kept for what is said of a place, to the right of it; longer texts take several
/// lines.
const LABEL: usize = 28;

/// What is said of the bytes `from..to` of a line, broken so that it stays within the frame: it
/// hangs on the middle of what is meant.
fn beside(message: &str, line: &str, from: usize, to: usize, number: u32, width: usize) -> String {
    /// What stands around the number of the line, and before the label.
    const AROUND: usize = 4 + 4;
    /// However little is left, a date stays whole.
    const LEAST: usize = 10;
    let (start, end) = (cells(&line[..from]), cells(&line[..to]));
    let middle = (start + end.max(start + 1)) / 2;
    let room = width
        .saturating_sub(AROUND + number.to_string().len() + middle)
        .max(LEAST);
    wrap::pieces(message, room).join("\n")
}

/// A line that fits, and the bytes in it that are meant.
struct Line {
    text: String,
    from: usize,
    to: usize,
}

/// Cut `line` to about `width` cells around the bytes `from..to`, control characters made visible,
/// with room for so many cells of a label beside these.
fn cut(line: &str, from: usize, to: usize, label: usize, width: usize) -> Line {
    /// Cells that the frame, the line number and a little air take.
    const FRAME: usize = 14;
    let room = width.saturating_sub(FRAME).max(24);
    let before_label = room - label.min(room / 2);
    // A line can have a megabyte, and characters without a width: neither may be walked through for
    // each finding.
    let most = room * 8;
    let is_wide = |text: &str| {
        let mut used = 0;
        text.chars().take(most + 1).enumerate().any(|(at, c)| {
            used += c.width().unwrap_or(6);
            used > before_label || at == most
        })
    };
    let mut start = 0;
    let mut lead = String::new();
    // Move the beginning of the line out of sight if what is meant would otherwise be.
    if is_wide(&line[..to]) {
        let keep = room / 4;
        let mut before = 0;
        for (count, (at, c)) in line[..from].char_indices().rev().enumerate() {
            before += c.width().unwrap_or(6);
            if before > keep || count == most / 4 {
                start = at + c.len_utf8();
                break;
            }
        }
        if start > 0 {
            lead.push('…');
        }
    }
    let mut text = lead;
    let (mut new_from, mut new_to) = (text.len(), text.len());
    let mut used = text.chars().count();
    for (count, (at, c)) in line[start..].char_indices().enumerate() {
        let at = start + at;
        if at == from {
            new_from = text.len();
        }
        if at == to {
            new_to = text.len();
        }
        let mut buffer = [0; 4];
        let shown = if is_in_command(line, at) {
            "\\u{23}".to_owned()
        } else {
            sanitize(c.encode_utf8(&mut buffer)).into_owned()
        };
        used += cells(&shown);
        if used > room || count == most {
            text.push('…');
            if to > at {
                new_to = text.len();
            }
            return Line {
                from: new_from.min(text.len()),
                to: new_to.max(new_from).min(text.len()),
                text,
            };
        }
        text.push_str(&shown);
        if to == at + c.len_utf8() {
            new_to = text.len();
        }
    }
    if from >= line.len() {
        new_from = text.len();
    }
    if to >= line.len() {
        new_to = text.len();
    }
    Line {
        from: new_from,
        to: new_to.max(new_from),
        text,
    }
}
