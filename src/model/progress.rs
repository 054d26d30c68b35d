//! How far a task is.

use std::fmt;

/// Progress in percent, 0 to 100.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub(crate) struct Progress(f64);

impl Progress {
    /// Nothing has been done.
    pub(crate) const NOT_STARTED: Progress = Progress(0.0);
    /// Everything has been done.
    pub(crate) const DONE: Progress = Progress(100.0);

    /// That many percent, if it is 0 to 100.
    #[must_use]
    pub(crate) fn percent(percent: f64) -> Option<Self> {
        (0.0..=100.0).contains(&percent).then_some(Self(percent))
    }

    /// `not-started`, `done`, or a percentage like `50%`.
    #[must_use]
    pub(crate) fn parse(text: &str) -> Option<Self> {
        match text {
            "not-started" => return Some(Self::NOT_STARTED),
            "done" => return Some(Self::DONE),
            _ => {}
        }
        let number = text.strip_suffix('%')?;
        let (whole, fraction) = match number.split_once('.') {
            Some((whole, fraction)) => (whole, Some(fraction)),
            None => (number, None),
        };
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        let fits = whole.len() <= 2
            || (whole == "100" && fraction.is_none_or(|f| f.bytes().all(|b| b == b'0')));
        (digits(whole) && fraction.is_none_or(digits) && fits)
            .then(|| number.parse().ok().and_then(Self::percent))?
    }

    /// As people write it: `not-started`, `done`, or the percentage.
    #[must_use]
    pub(crate) fn in_words(self) -> String {
        match self {
            Self::NOT_STARTED => "not-started".to_owned(),
            Self::DONE => "done".to_owned(),
            _ => self.to_string(),
        }
    }

    /// In percent.
    #[must_use]
    pub(crate) fn value(self) -> f64 {
        self.0
    }

    /// Whether anything has been done.
    #[must_use]
    pub(crate) fn has_begun(self) -> bool {
        self.0 > 0.0
    }

    /// Whether everything has been done.
    #[must_use]
    pub(crate) fn is_done(self) -> bool {
        self.0 >= 100.0
    }
}

impl Eq for Progress {}

/// `35%`, and at most one decimal: `33.3%`.
impl fmt::Display for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rounded = (self.0 * 10.0).round() / 10.0;
        f.pad(&format!("{rounded}%"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_the_schema_has_it() {
        for (text, percent) in [
            ("not-started", 0.0),
            ("done", 100.0),
            ("0%", 0.0),
            ("50%", 50.0),
            ("37.5%", 37.5),
            ("100%", 100.0),
            ("100.0%", 100.0),
            ("05%", 5.0),
        ] {
            assert_eq!(
                Progress::parse(text).map(Progress::value),
                Some(percent),
                "{text}"
            );
        }
        for text in [
            "", "%", "101%", "100.5%", "-1%", "50", "50 %", "5.%", ".5%", "005%", "Done", "５０%",
        ] {
            assert_eq!(Progress::parse(text), None, "{text}");
        }
    }

    #[test]
    fn shown_with_one_decimal() {
        assert_eq!(Progress(35.0).to_string(), "35%");
        assert_eq!(Progress(100.0 / 3.0).to_string(), "33.3%");
    }
}
