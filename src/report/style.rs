//! How text for people is drawn: frames, colours, links.

use anstyle::AnsiColor;

use crate::finding::Severity;
use crate::words::Lang;

/// How text is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Style {
    /// Whether to draw frames around the lines in question; without, one line for each finding.
    pub frames: bool,
    /// Whether to use colours.
    pub colour: bool,
    /// Whether the terminal follows links: rules become links to their pages.
    pub links: bool,
    /// How many cells wide the terminal is.
    pub width: usize,
    /// In which language.
    pub lang: Lang,
}

impl Style {
    /// For pipes and files: no frames, no colours.
    pub const PLAIN: Style = Style {
        frames: false,
        colour: false,
        links: false,
        width: 80,
        lang: Lang::En,
    };

    /// The same with frames around the lines in question, for a terminal that is `width` cells wide.
    ///
    /// ```
    /// use planlint::{Lang, Style};
    ///
    /// let style = Style::PLAIN.framed(100).coloured().speaking(Lang::Zh);
    /// assert!(style.frames && style.colour && !style.links);
    /// ```
    #[must_use]
    pub const fn framed(self, width: usize) -> Self {
        Self {
            frames: true,
            width,
            ..self
        }
    }

    /// The same in colours.
    #[must_use]
    pub const fn coloured(self) -> Self {
        Self {
            colour: true,
            ..self
        }
    }

    /// The same with rules as links to their pages.
    #[must_use]
    pub const fn linked(self) -> Self {
        Self {
            links: true,
            ..self
        }
    }

    /// The same in another language.
    #[must_use]
    pub fn speaking(self, lang: Lang) -> Self {
        Self { lang, ..self }
    }
}

/// The colour, and how strong; what anstyle calls a style.
pub(super) type Paint = anstyle::Style;

pub(super) const BOLD: Paint = Paint::new().bold();
pub(super) const DIM: Paint = Paint::new().dimmed();
pub(super) const RED: Paint = AnsiColor::Red.on_default();
pub(super) const YELLOW: Paint = AnsiColor::Yellow.on_default();
pub(super) const GREEN: Paint = AnsiColor::Green.on_default();
pub(super) const CYAN: Paint = AnsiColor::Cyan.on_default();

/// The colour of a level.
pub(super) fn of(severity: Severity) -> Paint {
    match severity {
        Severity::Error => RED.bold(),
        Severity::Warning => YELLOW.bold(),
        Severity::Note => CYAN.bold(),
    }
}

pub(super) fn painted(text: &str, paint: Paint, style: Style) -> String {
    if style.colour {
        format!("{paint}{text}{paint:#}")
    } else {
        text.to_owned()
    }
}
