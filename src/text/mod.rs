//! Characters and places. Nothing here has ever heard the word "task".

pub mod edit;
pub mod encoding;
pub(crate) mod mend;
mod position;
pub mod scalar;
mod source;
mod span;
pub(crate) mod typed;
pub mod yaml;

pub use position::{EditorPosition, LineIndex, Position};
pub use source::{SourceFile, SourceMap};
pub use span::{FileId, Span, Spanned};
