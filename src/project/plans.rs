//! Which folders are plans: those that settings name, by paths and by patterns, wherever the files
//! come from.

use std::collections::BTreeSet;
use std::path::Path;

use crate::config;
use crate::config::Pattern;
use crate::config::PlanEntry;
use crate::config::Settings;
use crate::finding::Finding;
use crate::load::Failure;
use crate::load::MOST_PLANS;
use crate::load::Matches;
use crate::load::disk;
use crate::model::natural_order;
use crate::words::code;
use crate::words::say;

use super::source::Source;
use super::source::State;

/// Where plans are if the settings do not say.
pub(crate) const DEFAULT_PLAN: &str = "plan";

/// The plans that settings name.
#[derive(Default)]
pub(crate) struct Plans {
    /// Their folders, relative to the root: in the order of the settings, those of a pattern in the
    /// order of their names.
    pub(crate) roots: Vec<String>,
    /// What is wrong with what the settings say.
    pub(crate) mistakes: Vec<Finding>,
    /// Links and submodules that a pattern comes upon.
    pub(crate) not_followed: BTreeSet<String>,
    known: BTreeSet<String>,
}

impl Plans {
    /// Look for them in `source`; the working tree is at `root`.
    pub(crate) fn new(
        settings: &Settings,
        source: Source<'_>,
        root: &Path,
    ) -> Result<Self, Failure> {
        let mut plans = Self::default();
        if settings.plans.is_empty() {
            plans.add(DEFAULT_PLAN);
        }
        if let Some(entry) = settings.plans.get(MOST_PLANS) {
            let message = say!(
                en: "`plans` has more than {most} entries",
                zh: "`plans` 的条目超过 {most} 条",
                most = MOST_PLANS,
            );
            plans.mistakes.push(config::mistake(
                entry.path.span,
                message,
                say!(
                    en: "let a pattern find them: {pattern}",
                    zh: "用模式查找：{pattern}",
                    pattern = code("teams/*/plan"),
                ),
            ));
            return Ok(plans);
        }
        for entry in &settings.plans {
            plans.entry(entry, source, root)?;
        }
        plans.mistakes.extend(named_twice(&settings.plans));
        Ok(plans)
    }

    /// Those at a revision, as far as its settings can be used.
    pub(super) fn at(settings: &Settings, state: State<'_>) -> Result<Vec<String>, Failure> {
        Ok(Self::new(settings, Source::State(state), Path::new(""))?.roots)
    }

    /// Those that patterns find at a revision: it may have some that are gone since.
    pub(super) fn found_at(settings: &Settings, state: State<'_>) -> Result<Vec<String>, Failure> {
        let mut found = BTreeSet::new();
        for pattern in settings.plans.iter().filter_map(PlanEntry::pattern) {
            found.extend(state.plans(pattern)?.folders);
        }
        Ok(found.into_iter().collect())
    }

    fn add(&mut self, root: &str) {
        if self.known.insert(root.to_owned()) {
            self.roots.push(root.to_owned());
        }
    }

    fn entry(&mut self, entry: &PlanEntry, source: Source<'_>, root: &Path) -> Result<(), Failure> {
        let (path, span) = (&entry.path.value, entry.path.span);
        let Some(folder) = entry.folder() else {
            let message = say!(
                en: "`plans` in the settings leads out of the repository: {path}",
                zh: "设置中的 `plans` 指向仓库之外：{path}",
                path = path,
            );
            let help = say!(
                en: "name a folder below the one that the settings are in",
                zh: "写明设置文件所在文件夹之下的文件夹",
            );
            self.mistakes.push(config::mistake(span, message, help));
            return Ok(());
        };
        let Some(pattern) = entry.pattern() else {
            self.add(folder);
            return Ok(());
        };
        let Matches {
            folders,
            not_followed,
        } = matches(pattern, source, root)?;
        self.not_followed.extend(not_followed);
        if folders.len() > MOST_PLANS {
            let message = say!(
                en: "{path} finds more than {most} plans",
                zh: "{path} 找到的计划超过 {most} 个",
                path = path,
                most = MOST_PLANS,
            );
            let help = say!(
                en: "write out more of the path",
                zh: "将路径写得更完整",
            );
            self.mistakes.push(config::mistake(span, message, help));
        } else if folders.is_empty() && is_there(folder, source, root)? {
            // A folder may have a star or a bracket in its name.
            self.add(folder);
        } else if folders.is_empty() {
            let message = say!(
                en: "{path} finds no folder with *.yaml or *.yml files in it",
                zh: "{path} 没有找到含 *.yaml 或 *.yml 文件的文件夹",
                path = path,
            );
            let help = say!(
                en: "`*` stands for one folder and `**` for any; what begins with a dot, and what is behind a link, is not looked at",
                zh: "`*` 代表一层文件夹，`**` 代表任意层；以点开头的以及链接之后的不查找",
            );
            self.mistakes.push(config::mistake(span, message, help));
        }
        let mut folders: Vec<String> = folders.into_iter().collect();
        folders.sort_by(|a, b| natural_order(a, b));
        folders.iter().for_each(|folder| self.add(folder));
        Ok(())
    }
}

fn matches(pattern: &Pattern, source: Source<'_>, root: &Path) -> Result<Matches, Failure> {
    match source {
        Source::Disk => disk::plans(root, pattern),
        Source::Tree(repo) => {
            let mut found = disk::plans(root, pattern)?;
            let elsewhere = repo.plans_not_checked_out(pattern)?;
            found.folders.extend(elsewhere.folders);
            found.not_followed.extend(elsewhere.not_followed);
            Ok(found)
        }
        Source::State(state) => state.plans(pattern),
    }
}

fn is_there(folder: &str, source: Source<'_>, root: &Path) -> Result<bool, Failure> {
    match source {
        Source::Disk | Source::Tree(_) => Ok(root.join(folder).is_dir()),
        Source::State(state) => state.has_folder(folder),
    }
}

/// Names by which two entries are called: which of them an entry of `ignore` means, nobody could
/// tell.
fn named_twice(entries: &[PlanEntry]) -> Vec<Finding> {
    let paths: BTreeSet<&str> = entries.iter().filter_map(PlanEntry::folder).collect();
    let mut seen = BTreeSet::new();
    let mut mistakes = Vec::new();
    for entry in entries {
        let Some(name) = &entry.name else { continue };
        let message = if !seen.insert(&*name.value) {
            say!(
                en: "two entries of `plans` have the name {name}",
                zh: "`plans` 中有两条使用名称 {name}",
                name = name,
            )
        } else if entry.folder() != Some(&name.value) && paths.contains(&*name.value) {
            say!(
                en: "the name {name} is the path of another plan",
                zh: "名称 {name} 是另一个计划的路径",
                name = name,
            )
        } else {
            continue;
        };
        mistakes.push(config::mistake(
            name.span,
            message,
            say!(en: "give each a name of its own", zh: "各用一个不同的名称"),
        ));
    }
    mistakes
}
