//! Characters and places. Nothing here has ever heard the word "task".

pub(crate) mod edit;
pub(crate) mod encoding;
pub(crate) mod mend;
mod position;
pub(crate) mod scalar;
mod source;
mod span;
pub(crate) mod typed;
pub(crate) mod yaml;

pub use position::EditorPosition;
pub use position::LineIndex;
pub use position::Position;
pub use source::SourceFile;
pub use source::SourceMap;
pub use span::FileId;
pub use span::Span;
pub(crate) use span::Spanned;
