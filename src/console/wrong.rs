//! What is wrong with a value that was typed, as far as clap cannot know it.

use std::error;
use std::fmt;

use crate::words::Lang;
use crate::words::Message;

/// What is wrong with a value. clap writes it in English; who reads Chinese gets it from the error's
/// source.
#[derive(Clone, Debug)]
pub(crate) struct Wrong(pub(crate) Message);

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.text(Lang::En).fmt(f)
    }
}

impl error::Error for Wrong {}
