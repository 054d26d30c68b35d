//! How text for people is drawn: frames, colours, links.

/// How text is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Whether to draw frames around the lines in question; without, one line for each finding.
    pub frames: bool,
    /// Whether to use colours.
    pub colour: bool,
    /// Whether the terminal follows links: rules become links to their pages.
    pub links: bool,
    /// How many cells wide the terminal is.
    pub width: usize,
}

impl Style {
    /// For pipes and files: no frames, no colours.
    pub const PLAIN: Style = Style {
        frames: false,
        colour: false,
        links: false,
        width: 80,
    };
}

pub(super) const BOLD: &str = "1";
pub(super) const RED_BOLD: &str = "1;31";
pub(super) const YELLOW_BOLD: &str = "1;33";
pub(super) const GREEN_BOLD: &str = "1;32";

pub(super) fn painted(text: &str, code: &str, style: Style) -> String {
    if style.colour {
        format!("\u{1b}[{code}m{text}\u{1b}[0m")
    } else {
        text.to_owned()
    }
}
