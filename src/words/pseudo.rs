//! A language that nobody speaks: English in which each sentence stands between `⟦` and `⟧`, and what
//! is said with it outside. So a test sees what reaches people and was made by no `say!`.

use std::cell::Cell;

use super::Lang;
use super::spacing;

thread_local! {
    static IS_SPOKEN: Cell<bool> = const { Cell::new(false) };
}

/// Does `what` while this thread speaks it instead of English.
pub(crate) fn speaking<T>(what: impl FnOnce() -> T) -> T {
    IS_SPOKEN.set(true);
    let done = what();
    IS_SPOKEN.set(false);
    done
}

pub(super) fn is_spoken(lang: Lang) -> bool {
    lang == Lang::En && IS_SPOKEN.get()
}

/// A sentence in which each argument stands between marks.
pub(super) fn bracketed(marked: &str) -> String {
    let inverted = marked
        .replace(spacing::OPEN, "⟧")
        .replace(spacing::CLOSE, "⟦");
    format!("⟦{inverted}⟧").replace("⟦⟧", "")
}
