//! A message as an error.

use std::error;
use std::fmt;

use super::Lang;
use super::Message;

/// What is wrong, as an error for those who hand on errors of any kind, such as clap and `io`. As
/// such it is written in English; who knows it gets the message out of it.
#[derive(Clone, Debug)]
pub(crate) struct Wrong(pub(crate) Message);

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.text(Lang::En).fmt(f)
    }
}

impl error::Error for Wrong {}
