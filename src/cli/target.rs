//! What was typed: plans, by their paths or names.

use std::path::Path;
use std::path::PathBuf;

use crate::config::PlanEntry;
use crate::config::Settings;

use super::World;
use super::job::shown;

/// Where plans are looked for.
pub(super) struct Ground {
    root: PathBuf,
    pub(super) settings: Settings,
    /// The plans that the settings name.
    pub(super) configured: Vec<String>,
}

impl Ground {
    pub(super) fn new(root: PathBuf, settings: Settings, configured: Vec<String>) -> Self {
        Self { root, settings, configured }
    }

    /// The plan that is meant by a path, or by a name in the settings where there is no such path.
    pub(super) fn plan(&self, typed: &Path, world: &World<'_>) -> String {
        let path = shown(&self.root, &world.folder.join(typed));
        if self.root.join(&path).exists() {
            return path;
        }
        self.called(typed).into_iter().next().unwrap_or(path)
    }

    /// The plans that the settings call by this name.
    fn called(&self, typed: &Path) -> Vec<String> {
        let name = typed.to_str().unwrap_or_default();
        let is_called = |entry: &&PlanEntry| entry.name.as_ref().is_some_and(|own| &*own.value == name);
        let entries: Vec<&PlanEntry> = self.settings.plans.iter().filter(is_called).collect();
        self.configured.iter().filter(|root| entries.iter().any(|entry| entry.has(root))).cloned().collect()
    }
}
