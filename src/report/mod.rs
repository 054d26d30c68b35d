//! Reports in the formats that people and machines read: one file each, all with the same
//! signature, none printing by itself.

mod counts;
mod diff;
mod escaped;
mod gate;
mod github;
mod gitlab;
mod human;
mod inline;
mod json;
mod junit;
mod link;
mod markdown;
mod page;
mod place;
mod results;
mod rule;
mod safe;
mod sarif;
mod severity;
mod show;
mod style;
mod summary;
mod why;
mod wrap;

use std::io;
use std::io::Write;

use crate::check::Report;
use crate::config::FailOn;
use crate::words::Lang;

use results::Results;

pub(crate) use diff::Names;
pub(crate) use diff::render_diff;
pub(crate) use diff::render_stat;
pub(crate) use gate::GateNames;
pub(crate) use gate::render_gate;
pub(crate) use page::hanging;
pub(crate) use page::render_page;
pub(crate) use rule::named;
pub(crate) use safe::sanitize;
pub(crate) use severity::told;
pub(crate) use show::Whole;
pub(crate) use show::write as write_show;
pub use style::Style;
pub(crate) use why::write as write_why;
pub(crate) use wrap::cells;
pub(crate) use wrap::wrapped;

/// What stands before what there is to do: as wide in each language.
pub(crate) fn help_label(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "help: ",
        Lang::Zh => "建议：",
    }
}

/// The formats of `check`, `diff` and `gate`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// For people.
    Text,
    /// For scripts: the contract of the JSON output, version 1.
    Json,
    /// For the forge that a pull request is on.
    Forge(Forge),
}

/// Formats that others have defined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Forge {
    /// SARIF 2.1.0.
    Sarif,
    /// GitHub's workflow commands.
    Github,
    /// GitLab's Code Quality report.
    Gitlab,
    /// JUnit's XML.
    Junit,
    /// A table for a comment or a job summary.
    Markdown,
}

impl Format {
    /// All of them, as they are listed.
    pub const ALL: [Format; 7] = [
        Format::Text,
        Format::Json,
        Format::Forge(Forge::Sarif),
        Format::Forge(Forge::Github),
        Format::Forge(Forge::Gitlab),
        Format::Forge(Forge::Junit),
        Format::Forge(Forge::Markdown),
    ];

    /// How it is called on the command line: `text`, `json`, `sarif` ..
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Format::Text => "text",
            Format::Json => "json",
            Format::Forge(Forge::Sarif) => "sarif",
            Format::Forge(Forge::Github) => "github",
            Format::Forge(Forge::Gitlab) => "gitlab",
            Format::Forge(Forge::Junit) => "junit",
            Format::Forge(Forge::Markdown) => "markdown",
        }
    }
}

impl Forge {
    fn write(self, results: &Results<'_>, out: &mut dyn Write) -> io::Result<()> {
        match self {
            Forge::Sarif => sarif::write(results, out),
            Forge::Github => github::write(results, out),
            Forge::Gitlab => gitlab::write(results, out),
            Forge::Junit => junit::write(results, out),
            Forge::Markdown => markdown::write(results, out),
        }
    }
}

/// Write `report` to `out`. `fail_on` tells which of its findings make the command fail.
///
/// # Errors
/// What `out` returns.
pub(crate) fn render(
    report: &Report,
    fail_on: FailOn,
    format: Format,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Text => human::write(report, style, out),
        Format::Json => json::write(report, false, style.lang, out),
        Format::Forge(forge) => forge.write(&Results::of_check(report, fail_on, style.lang), out),
    }
}

impl Report {
    /// Writes the report in one of the formats of `planlint check`. `fail_on` tells which of its
    /// findings make a command fail.
    ///
    /// # Errors
    /// What `out` returns.
    pub fn write(
        &self,
        fail_on: FailOn,
        format: Format,
        style: Style,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        render(self, fail_on, format, style, out)
    }
}

/// Write how often each rule finds something: as text instead of the findings, as JSON beside them.
/// What forges read has no place for it, and stays as it is.
///
/// # Errors
/// What `out` returns.
pub(crate) fn render_statistics(
    report: &Report,
    fail_on: FailOn,
    format: Format,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Text => counts::statistics(report, style, out),
        Format::Json => json::write(report, true, style.lang, out),
        Format::Forge(_) => render(report, fail_on, format, style, out),
    }
}

/// Write findings without a summary, as text.
///
/// # Errors
/// What `out` returns.
pub(crate) fn render_findings(
    sources: &crate::text::SourceMap,
    findings: &[crate::finding::Finding],
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    findings
        .iter()
        .try_for_each(|finding| human::finding(sources, finding, style, out))
}
