//! What is in the place of a hook already.

use std::path::Path;

use crate::load::write::is_runnable;

use super::manager::Manager;
use super::place::Place;
use super::place::own;
use super::place::read;
use super::script;

/// What is in the place of a hook.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    Nothing,
    /// planlint wrote it; this planlint would write the same, and git can run it.
    Ours {
        current: bool,
        runnable: bool,
    },
    /// planlint wrote it, and then somebody changed it.
    Edited,
    /// Somebody else's, and it runs planlint, if git can run it.
    Calls {
        runnable: bool,
    },
    /// Somebody else's.
    Foreign(Manager),
}

impl Place {
    /// Returns what is in the place of the hook.
    pub(super) fn found(&self) -> Found {
        if self.path.symlink_metadata().is_err() {
            return Found::Nothing;
        }
        let text = read(&self.path).unwrap_or_default();
        match own(&self.path) {
            Some(true) => {
                let same = [None, script::kept(&text)].iter().any(|kept| {
                    script::text(self.hook, kept.as_deref().map(Path::new))
                        == text.replace("\r\n", "\n")
                });
                return Found::Ours {
                    current: same,
                    runnable: is_runnable(&self.path),
                };
            }
            Some(false) => return Found::Edited,
            None => {}
        }
        let manager = Manager::of(&text, &self.folder);
        let elsewhere = manager
            .files(self)
            .iter()
            .filter_map(|file| read(file))
            .any(|text| manager.runs(&text, self.hook));
        if elsewhere || script::calls(&text, self.hook) {
            Found::Calls {
                runnable: is_runnable(&self.path),
            }
        } else {
            Found::Foreign(manager)
        }
    }
}
