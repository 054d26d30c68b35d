//! What the terminal can show.

use clap::ValueEnum;

use crate::report::Style;

/// Columns beyond this make lines too long to read.
const WIDEST: usize = 120;
const NARROWEST: usize = 40;

/// When to use colours and frames.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Colour {
    /// On a terminal
    Auto,
    /// Always, also in a pipe
    Always,
    /// Never
    Never,
}

/// How to draw text on a stream that is a terminal or not.
pub(crate) fn style(when: Colour, is_terminal: bool) -> Style {
    let set = |name: &str| variable(name).is_some_and(|value| !value.is_empty());
    let plain_terminal = variable("TERM").is_some_and(|term| term == "dumb");
    let frames = match when {
        Colour::Always => true,
        Colour::Auto => is_terminal && !plain_terminal,
        Colour::Never => false,
    };
    let colour = match when {
        Colour::Always => true,
        Colour::Never => false,
        Colour::Auto => frames && !set("NO_COLOR"),
    };
    // Where no stream is a terminal, whoever asks for frames may say how wide they are to be.
    let columns = || {
        variable("COLUMNS")
            .and_then(|columns| columns.parse().ok())
            .unwrap_or(80)
    };
    let width =
        terminal_size::terminal_size().map_or_else(columns, |(width, _)| usize::from(width.0));
    // In a pipe only if somebody asks for it: whatever reads it may not know links.
    let links = frames
        && (is_terminal || set("FORCE_HYPERLINK"))
        && supports_hyperlinks::supports_hyperlinks();
    Style {
        frames,
        colour,
        links,
        width: width.clamp(NARROWEST, WIDEST),
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the terminal's variables are read here and nowhere else"
)]
pub(crate) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
