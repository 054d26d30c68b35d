//! What `check`, `diff` and `gate` have in common: where the root is, what the settings say, which plans are meant, and
//! how they are taken from a revision.

use std::collections::BTreeSet;
use std::path::Component;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;

use crate::calendar::Day;
use crate::check::Options;
use crate::check::PlanFiles;
use crate::check::Store;
use crate::compare::PlanPair;
use crate::config;
use crate::config::Settings;
use crate::load::Failure;
use crate::load::disk;
use crate::load::git::At;
use crate::load::git::CommitId;
use crate::load::git::Repo;
use crate::report;
use crate::rules;
use crate::text::SourceMap;

use super::Stop;
use super::World;
use super::print::Colour;
use super::terminal;

/// Where plans are if the settings do not say.
pub(super) const DEFAULT_PLAN: &str = "plan";

/// What was typed, as far as every command has it.
pub(super) struct Typed<'a> {
    pub(super) plans: &'a [PathBuf],
    pub(super) config: Option<&'a Path>,
    pub(super) as_of: Option<&'a str>,
    pub(super) color: Colour,
}

/// A place to take files from.
#[derive(Clone, Copy)]
pub(super) enum Source<'m> {
    /// The folder that planlint runs in, as it is.
    Disk,
    /// The working tree of a repository.
    Tree(&'m Repo),
    /// A revision.
    Git(&'m Repo, At<'m>),
}

/// Everything that is settled before plans are read.
pub(super) struct Job {
    pub(super) root: PathBuf,
    /// Each plan's folder, relative to the root, as it is shown.
    pub(super) plans: Vec<String>,
    pub(super) settings: Settings,
    /// Whether another revision may have other settings: these were not named, and do not come from elsewhere.
    of_revision: bool,
    pub(super) options: Options,
    /// Holds the settings' text already.
    pub(super) store: Store,
}

/// The repository around the current folder; what people should know about it is said on standard error.
pub(super) fn repository(world: &mut World<'_>) -> Result<Repo, Stop> {
    let repo = Repo::open(&world.folder)?;
    for remark in repo.remarks() {
        writeln!(world.err, "planlint: {remark}")?;
    }
    Ok(repo)
}

impl Job {
    /// Settle it. Settings are taken from `source`; mistakes in them are said on standard error.
    pub(super) fn new(typed: &Typed<'_>, source: Source<'_>, world: &mut World<'_>) -> Result<Self, Stop> {
        let root = match source {
            Source::Git(repo, _) | Source::Tree(repo) => repo.working_tree().unwrap_or_else(|| world.folder.clone()),
            Source::Disk => disk::root(&world.folder),
        };
        let root = &root;
        let found = settings_text(typed, source, root, world)?;
        let of_revision = match (typed.config, source) {
            (Some(_), _) | (None, Source::Disk) => false,
            (None, Source::Tree(_)) => true,
            (None, Source::Git(repo, at)) => repo.settings(at)?.is_some(),
        };
        let mut sources = SourceMap::default();
        let settings = match found {
            None => Settings::new(rules::specs()),
            Some((name, text)) => {
                let file = sources.add(&name, None, Arc::clone(&text));
                match config::read(file, &text, rules::specs()) {
                    Ok(settings) => settings,
                    Err(mistakes) => {
                        let style = terminal::style(typed.color, world.err_is_terminal);
                        report::render_findings(&sources, &mistakes, style, world.err)?;
                        let name = report::sanitize(&name);
                        writeln!(world.err, "planlint: {name} is not usable, so nothing was checked")?;
                        return Err(Stop::Said);
                    }
                }
            }
        };
        let configured = configured(&settings)?;
        let plans: Vec<String> = if typed.plans.is_empty() {
            configured.clone()
        } else {
            typed.plans.iter().map(|plan| shown(root, &world.folder.join(plan))).collect()
        };
        let mut seen = BTreeSet::new();
        let plans: Vec<String> = plans.into_iter().filter(|plan| seen.insert(plan.clone())).collect();
        let as_of = typed.as_of.map(as_of).transpose()?;
        // The clock is asked only where an entry has an end.
        let today = if settings.ignore.iter().any(|ignore| ignore.until.is_some()) { today() } else { Day::MIN };
        let all_plans = configured.iter().all(|plan| seen.contains(plan));
        let store = Store::new(sources, rules::limits(&settings));
        let options = Options { as_of, today, all_plans };
        Ok(Self { root: root.clone(), plans, settings, of_revision, options, store })
    }

    /// The plans that the settings of a revision name; none if these are not usable.
    pub(super) fn plans_at(repo: &Repo, at: At<'_>) -> Result<Vec<String>, Failure> {
        Ok(Self::plans_named(repo.settings(at)?))
    }

    /// The plans that these settings name; none if they are not usable.
    pub(super) fn plans_named(text: Option<Arc<str>>) -> Vec<String> {
        read_settings(text).and_then(|settings| configured(&settings).ok()).unwrap_or_default()
    }

    /// Tell the entries of `ignore` that the old revision's settings do not have; without one, all are new.
    pub(super) fn mark_new_entries(&mut self, repo: &Repo, old: Option<CommitId>) -> Result<(), Failure> {
        // Most settings have no entries, and then the old ones need not be read.
        if !self.of_revision || self.settings.ignore.is_empty() {
            return Ok(());
        }
        let former = old.map(|old| settings_at(repo, At::Commit(old))).transpose()?.flatten();
        self.settings.mark_new_entries(former.as_ref());
        Ok(())
    }

    /// The files of every plan; a plan that a revision does not have is `None`.
    pub(super) fn files(&self, source: Source<'_>) -> Result<Vec<Option<PlanFiles>>, Failure> {
        self.plans.iter().map(|plan| self.plan(source, plan)).collect()
    }

    /// The files of every plan at an older revision, where its folder may have had another name.
    fn former_files(
        &self,
        repo: &Repo,
        at: At<'_>,
        now: &[Option<PlanFiles>],
    ) -> Result<Vec<Option<PlanFiles>>, Failure> {
        self.plans.iter().zip(now).map(|(plan, now)| self.former(repo, at, plan, now.as_ref())).collect()
    }

    /// The files of one plan at an older revision.
    pub(super) fn former(
        &self,
        repo: &Repo,
        at: At<'_>,
        plan: &str,
        now: Option<&PlanFiles>,
    ) -> Result<Option<PlanFiles>, Failure> {
        let files = self.plan(Source::Git(repo, at), plan)?;
        if let (None, Some(now)) = (&files, now)
            && let Some(folder) = repo.former_folder(at, now)?
            // A copy of another plan is a new one.
            && !self.plans.contains(&folder)
        {
            return repo.plan(at, &folder, &self.store);
        }
        Ok(files)
    }

    /// Every plan at an older revision, if there is one, and as it is now.
    pub(super) fn pairs(
        &mut self,
        repo: &Repo,
        old: Option<CommitId>,
        now: Vec<Option<PlanFiles>>,
    ) -> Result<Vec<PlanPair>, Failure> {
        self.store.announce(now.iter().flatten());
        self.mark_new_entries(repo, old)?;
        let former = match old {
            Some(commit) => self.former_files(repo, At::Commit(commit), &now)?,
            None => self.plans.iter().map(|_| None).collect(),
        };
        let pairs = self.plans.iter().cloned().zip(former.into_iter().zip(now));
        Ok(pairs.map(|(root, (old, new))| PlanPair { root, old, new }).collect())
    }

    fn plan(&self, source: Source<'_>, plan: &str) -> Result<Option<PlanFiles>, Failure> {
        match source {
            Source::Disk | Source::Tree(_) => disk::plan(&self.root, plan, self.store.limits()).map(Some),
            Source::Git(repo, at) => {
                if Path::new(plan).is_absolute() {
                    return Err(Failure::new(format!("{plan} is outside of the repository")));
                }
                repo.plan(at, plan, &self.store)
            }
        }
    }
}

/// The settings' name and text: the file that was named, else planlint.yaml of the revision, else of the working tree.
fn settings_text(
    typed: &Typed<'_>,
    source: Source<'_>,
    root: &Path,
    world: &World<'_>,
) -> Result<Option<(String, Arc<str>)>, Failure> {
    if let Some(path) = typed.config {
        let path = world.folder.join(path);
        let name = shown(root, &path);
        return disk::settings(root, &name).map(|text| Some((name, text)));
    }
    if let Source::Git(repo, at) = source
        && let Some(text) = repo.settings(at)?
    {
        return Ok(Some((disk::SETTINGS.to_owned(), text)));
    }
    // A link that leads nowhere is there, too.
    if root.join(disk::SETTINGS).symlink_metadata().is_err() {
        return Ok(None);
    }
    disk::settings(root, disk::SETTINGS).map(|text| Some((disk::SETTINGS.to_owned(), text)))
}

/// The settings of a revision; those that hold without any if it has none, and `None` if they are not usable.
fn settings_at(repo: &Repo, at: At<'_>) -> Result<Option<Settings>, Failure> {
    Ok(read_settings(repo.settings(at)?))
}

/// Settings from their text; the default ones without a text, none if they are not usable.
fn read_settings(text: Option<Arc<str>>) -> Option<Settings> {
    let Some(text) = text else { return Some(Settings::new(rules::specs())) };
    let file = SourceMap::default().add(disk::SETTINGS, None, Arc::clone(&text));
    config::read(file, &text, rules::specs()).ok()
}

/// The plans' folders as the settings have them.
fn configured(settings: &Settings) -> Result<Vec<String>, Failure> {
    if settings.plans.is_empty() {
        return Ok(vec![DEFAULT_PLAN.to_owned()]);
    }
    settings.plans.iter().map(|plan| inside(&plan.value)).collect()
}

/// A plan's folder from the settings, which must not lead out of the repository.
fn inside(plan: &str) -> Result<String, Failure> {
    let mut clean = PathBuf::new();
    for component in Path::new(plan).components() {
        match component {
            Component::CurDir => {}
            Component::Normal(name) => clean.push(name),
            Component::ParentDir | Component::RootDir | Component::Prefix(_) => {
                return Err(Failure::new(format!("`plans` in the settings leads out of the repository: {plan}"))
                    .help("name a folder below the one that the settings are in"));
            }
        }
    }
    Ok(if clean.as_os_str().is_empty() { ".".to_owned() } else { slashed(&clean) })
}

/// `path` as it is shown: relative to the root if it is below it, with `/`.
fn shown(root: &Path, path: &Path) -> String {
    let clean = normal(path);
    match clean.strip_prefix(normal(root)) {
        Ok(relative) if relative.as_os_str().is_empty() => ".".to_owned(),
        Ok(relative) => slashed(relative),
        Err(_) => slashed(&clean),
    }
}

/// Without `.` and `..`, by the words of the path alone.
pub(super) fn normal(path: &Path) -> PathBuf {
    let mut clean = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if clean.file_name().is_some() => {
                clean.pop();
            }
            other => clean.push(other),
        }
    }
    clean
}

pub(super) fn slashed(path: &Path) -> String {
    let text = disk::name(path.as_os_str().as_encoded_bytes());
    if std::path::MAIN_SEPARATOR == '/' { text } else { text.replace(std::path::MAIN_SEPARATOR, "/") }
}

fn as_of(text: &str) -> Result<Day, Failure> {
    if text == "today" {
        return Ok(today());
    }
    Day::parse(text)
        .ok_or_else(|| Failure::new(format!("--as-of: {text} is not a date")).help("write YYYY-MM-DD, or today"))
}

#[expect(clippy::disallowed_methods, reason = "the edge is where the clock is read; the engine is given the day")]
pub(super) fn today() -> Day {
    let date = jiff::Zoned::now().date();
    Day::new(date.year(), date.month(), date.day()).unwrap_or(Day::MAX)
}
