//! What the terminal can show.

use clap::ValueEnum;

use crate::report::Style;
use crate::words::Lang;

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
    // Frames are no colours: they need a terminal that keeps lines where they are.
    let plain_terminal = variable("TERM").is_some_and(|term| term == "dumb");
    let frames = match when {
        Colour::Always => true,
        Colour::Auto => is_terminal && !plain_terminal,
        Colour::Never => false,
    };
    let colour = match when {
        Colour::Always => Some(Wish::Demanded),
        Colour::Never => None,
        Colour::Auto => wish(is_terminal),
    };
    // Consoles of Windows are told that codes come, also where somebody demands them.
    let colour = colour.is_some_and(|wish| shows_colours() || wish == Wish::Demanded);
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
        lang: Lang::En,
    }
}

/// How much somebody wants colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wish {
    /// Whatever reads them.
    Demanded,
    /// Where they show.
    Expected,
}

/// What a stream gets where nobody has typed it: as anstream decides for its own streams, by
/// `NO_COLOR`, `CLICOLOR_FORCE`, `CLICOLOR` and `TERM`, in this order.
fn wish(is_terminal: bool) -> Option<Wish> {
    if anstyle_query::no_color() {
        return None;
    }
    if anstyle_query::clicolor_force() {
        return Some(Wish::Demanded);
    }
    let is_shown = match anstyle_query::clicolor() {
        Some(asked) => asked,
        None => anstyle_query::term_supports_color(),
    };
    (is_terminal && is_shown).then_some(Wish::Expected)
}

/// Whether colours do not come out as their codes: consoles of Windows have to be told that there
/// are some. Where another terminal runs there, it says so with `TERM`.
fn shows_colours() -> bool {
    anstyle_query::windows::enable_ansi_colors().unwrap_or(true)
        || anstyle_query::term_supports_ansi_color()
}

#[expect(
    clippy::disallowed_methods,
    reason = "the terminal's variables are read here and nowhere else"
)]
pub(crate) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
