//! Reports in the formats that people and machines read: one file each, all with the same signature, none printing by
//! itself.

mod diff;
mod escaped;
mod gate;
mod human;
mod json;
mod safe;

use std::io;
use std::io::Write;

use crate::check::Report;

pub use diff::DiffFormat;
pub use diff::Names;
pub use diff::render_diff;
pub use gate::GateNames;
pub use gate::render_gate;
pub use human::Style;
pub use safe::sanitize;

/// The formats of `check`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For people.
    Text,
    /// For scripts: the contract of the JSON output, version 1.
    Json,
}

/// Write `report` to `out`.
///
/// # Errors
/// What `out` returns.
pub fn render(report: &Report, format: Format, style: Style, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Text => human::write(report, style, out),
        Format::Json => json::write(report, out),
    }
}

/// Write findings that are about settings rather than a plan, without a summary.
///
/// # Errors
/// What `out` returns.
pub fn render_mistakes(
    sources: &crate::text::SourceMap,
    mistakes: &[crate::finding::Finding],
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    mistakes.iter().try_for_each(|mistake| human::finding(sources, mistake, style, out))
}
