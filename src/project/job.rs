//! What `check`, `diff` and `gate` have in common: where the root is, what the settings say, which
//! plans are meant, and how they are taken from a revision.

use std::collections::BTreeSet;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;

use crate::analysis::PlanFiles;
use crate::analysis::Store;
use crate::calendar::Day;
use crate::check::Options;
use crate::config;
use crate::config::Settings;
use crate::finding::Finding;
use crate::load::Failure;
use crate::load::disk;
use crate::load::disk::Instead;
use crate::load::git::Repo;
use crate::load::git::is_part_of;
use crate::model::Limits;
use crate::model::RawFile;
use crate::rules;
use crate::text::SourceMap;
use crate::words::say;

use super::BadSettings;
use super::Error;
use super::Project;
use super::paths::shown;
use super::plans::Plans;
use super::scope::AsOf;
use super::scope::Buffer;
use super::scope::Scope;
use super::source::Source;
use super::source::State;
use super::target::Asked;
use super::target::Ground;
use super::target::begins_a_plan;
use super::target::not_one_plan;
use super::target::several_plans;

/// Everything that is settled before plans are read.
pub(crate) struct Job {
    pub(super) root: PathBuf,
    /// The plans of the settings.
    configured: Vec<String>,
    /// Each plan's folder, relative to the root, as it is shown.
    pub(super) plans: Vec<String>,
    /// Whether these are the plans of the settings, because nobody typed any.
    all: bool,
    /// Whether findings of these plans are wanted, or of some of their files.
    pub(super) asked: Asked,
    /// What takes the place of files in the working tree.
    overlay: Vec<Instead>,
    pub(super) settings: Settings,
    /// Whether another revision may have other settings: these were not named, and do not come from
    /// elsewhere.
    of_revision: bool,
    lists_plans: bool,
    pub(super) options: Options,
    /// Holds the settings' text already.
    pub(super) store: Store,
}

impl Job {
    /// Settles which plans are meant. Settings are taken from `source`.
    pub(super) fn new(scope: &Scope, source: Source<'_>, project: &Project) -> Result<Self, Error> {
        Self::with(scope, source, project, |ground, _| {
            let plans = scope
                .plans
                .iter()
                .map(|plan| ground.plan(plan, project))
                .collect();
            Ok((plans, Asked::everything()))
        })
    }

    /// The same where files can be meant, too.
    pub(super) fn with_files(
        scope: &Scope,
        source: Source<'_>,
        project: &Project,
    ) -> Result<Self, Error> {
        Self::with(scope, source, project, |ground, overlay| {
            ground.resolve(&scope.plans, overlay, project)
        })
    }

    /// `resolve` says which plans and files are meant by what was named, if anything was.
    fn with<'s>(
        scope: &Scope,
        source: Source<'s>,
        project: &Project,
        resolve: impl FnOnce(&Ground<'s>, &[Instead]) -> Result<(Vec<String>, Asked), Failure>,
    ) -> Result<Self, Error> {
        let root = match source {
            Source::State(State::Git(repo, _)) | Source::Tree(repo) => repo
                .working_tree()
                .unwrap_or_else(|| project.folder.clone()),
            Source::State(State::Texts(_)) => PathBuf::new(),
            Source::Disk => disk::root(&project.folder),
        };
        let instead = |buffer: &Buffer| Instead {
            path: shown(&root, &project.folder.join(&buffer.path)),
            bytes: buffer.bytes.clone(),
        };
        let overlay: Vec<Instead> = scope.overlay.iter().map(instead).collect();
        let found = settings_text(scope.config.as_deref(), &overlay, source, &root, project)?;
        let of_revision = match (&scope.config, source) {
            (Some(_), _) | (None, Source::Disk) => false,
            (None, Source::Tree(_)) => true,
            (None, Source::State(state)) => state.settings()?.is_some(),
        };
        let mut sources = SourceMap::default();
        let settings_path = found
            .as_ref()
            .map_or_else(|| disk::SETTINGS.to_owned(), |(name, _)| name.clone());
        let settings = match found {
            None => Settings::new(rules::specs()),
            Some((name, text)) => {
                let file = sources.add(&name, None, Arc::clone(&text));
                match config::read(file, &text, rules::specs()) {
                    Ok(settings) => settings,
                    Err(mistakes) => return Err(unusable(sources, mistakes)),
                }
            }
        };
        let found = Plans::new(&settings, source, &root)?;
        if !found.mistakes.is_empty() {
            return Err(unusable(sources, found.mistakes));
        }
        for path in &found.not_followed {
            project.remark(say!(
                en: "{path} is a link or a submodule, so no plan is looked for in it",
                zh: "{path} 是链接或子模块，不在其中查找计划",
                path = path,
            ));
        }
        let mut store = Store::new(sources, rules::limits(&settings));
        let ground = Ground::new(root.clone(), settings_path, settings, found.roots, source);
        let all = scope.plans.is_empty();
        let (plans, asked) = if all {
            (ground.configured.clone(), Asked::everything())
        } else {
            resolve(&ground, &overlay)?
        };
        let Ground {
            mut settings,
            configured,
            ..
        } = ground;
        if let Some(level) = scope.fail_on {
            settings.fail_on_everywhere(level);
        }
        settings.selection.clone_from(&scope.selection);
        let mut seen = BTreeSet::new();
        let plans: Vec<String> = plans
            .into_iter()
            .filter(|plan| seen.insert(plan.clone()))
            .collect();
        for plan in &plans {
            if let Some(own) = settings.own(plan) {
                store.set_limits_of(plan, rules::limits(&own));
            }
        }
        let as_of = scope.as_of.map(|as_of| match as_of {
            AsOf::Today => (project.today)(),
            AsOf::Day(day) => day,
        });
        // The clock is asked only where an entry has an end.
        let today = if settings.ignore.iter().any(|ignore| ignore.until.is_some()) {
            (project.today)()
        } else {
            Day::MIN
        };
        let all_plans = configured.iter().all(|plan| seen.contains(plan));
        let options = Options {
            as_of,
            today,
            all_plans,
        };
        let lists_plans = all && scope.config.is_none();
        Ok(Self {
            root,
            configured,
            plans,
            all,
            asked,
            overlay,
            settings,
            of_revision,
            lists_plans,
            options,
            store,
        })
    }

    /// The plans that the settings of a revision name; none if these are not usable.
    pub(super) fn plans_at(state: State<'_>) -> Result<Vec<String>, Failure> {
        let settings = settings_at(state)?;
        Ok(settings
            .map(|settings| Plans::at(&settings, state))
            .transpose()?
            .unwrap_or_default())
    }

    /// The plans that these settings name in the working tree at `root`; none if they are not
    /// usable.
    pub(crate) fn plans_in(root: &Path, text: Option<Arc<str>>) -> Vec<String> {
        let settings = read_settings(text);
        let plans = settings.and_then(|settings| Plans::new(&settings, Source::Disk, root).ok());
        plans.map(|plans| plans.roots).unwrap_or_default()
    }

    /// The plans that the patterns in these settings find at another revision and not here: each is
    /// gone, or has another name now. None if plans were typed.
    pub(super) fn only_at(&self, state: State<'_>) -> Result<Vec<String>, Failure> {
        if !self.all {
            return Ok(Vec::new());
        }
        let mut found = Plans::found_at(&self.settings, state)?;
        found.retain(|plan| !self.plans.contains(plan));
        Ok(found)
    }

    /// The texts that were read so far; the job is left without them.
    pub(super) fn take_store(&mut self) -> Store {
        let empty = Store::new(SourceMap::default(), Limits::default());
        std::mem::replace(&mut self.store, empty)
    }

    /// Refuse a folder that was typed and holds several plans: put together they would contradict
    /// each other.
    pub(super) fn one_plan_each<'p>(
        &self,
        plans: impl Iterator<Item = &'p PlanFiles>,
    ) -> Result<(), Failure> {
        for plan in plans.filter(|plan| !self.all && !self.configured.contains(&plan.root)) {
            let several = several_plans(plan);
            if !several.is_empty() {
                return Err(not_one_plan(&plan.root, &several, &self.configured));
            }
        }
        Ok(())
    }

    /// Tell the entries of `ignore` that the old revision's settings do not have; without one, all
    /// are new.
    pub(super) fn mark_new_entries(&mut self, old: Option<State<'_>>) -> Result<(), Failure> {
        // Most settings have no entries, and then the old ones need not be read.
        if !self.of_revision || self.settings.ignore.is_empty() {
            return Ok(());
        }
        let former = old.map(settings_at).transpose()?.flatten();
        self.settings.mark_new_entries(former.as_ref());
        Ok(())
    }

    /// The files of every plan; a plan that a revision does not have is `None`.
    pub(super) fn files(&self, source: Source<'_>) -> Result<Vec<Option<PlanFiles>>, Failure> {
        self.plans
            .iter()
            .map(|plan| self.plan(source, plan))
            .collect()
    }

    /// Whether each revision says by itself which plans there are: whoever called did not, nor by
    /// other settings.
    pub(super) fn lists_plans(&self) -> bool {
        self.lists_plans
    }

    /// Say which plans of the settings are not among those that are judged, because they are
    /// nowhere.
    pub(super) fn tell_missing(&self, project: &Project) {
        let missing = |plan: &&String| {
            self.all && !self.settings.plans.is_empty() && !self.plans.contains(plan)
        };
        for plan in self.configured.iter().filter(missing) {
            project.remark(say!(
                en: "the settings name {plan}, and there is no plan",
                zh: "设置中列有 {plan}，但没有该计划",
                plan = plan,
            ));
        }
    }

    /// Whether nothing says where the plan is, and it is not in its usual folder but where planlint
    /// is run.
    fn is_itself_a_plan(&self, plan: &str) -> bool {
        let nothing_said = self.all && self.settings.plans.is_empty();
        let parts = || disk::direct_parts(&self.root, ".", self.store.limits()).unwrap_or_default();
        nothing_said && !self.root.join(plan).exists() && parts().iter().any(begins_a_plan)
    }

    fn stands_in_it(&self, plan: &str) -> Failure {
        let in_it = self.root.file_name().is_some_and(|name| name == plan);
        let message = say!(
            en: "there is no plan folder {plan} here: this folder is a plan itself",
            zh: "此处没有计划文件夹 {plan}：本文件夹自身就是计划",
            plan = plan,
        );
        Failure::new(message).help(if in_it {
            say!(
                en: "planlint check . checks it; so does planlint check in the folder above, which looks for the folder plan",
                zh: "planlint check . 可检查；在上级文件夹运行 planlint check 也可，它会查找文件夹 plan",
            )
        } else {
            say!(
                en: "planlint check . checks it; with `plans: [.]` in planlint.yaml, planlint check does",
                zh: "planlint check . 可检查；planlint.yaml 中写 `plans: [.]` 后，planlint check 也可",
            )
        })
    }

    /// The files of every plan in the working tree; a plan that was deleted there is `None`.
    pub(super) fn files_in_tree(&self, repo: &Repo) -> Result<Vec<Option<PlanFiles>>, Failure> {
        self.plans
            .iter()
            .map(|plan| self.in_tree(repo, plan))
            .collect()
    }

    /// The files of a plan in the working tree, and those outside of a sparse checkout, which git
    /// takes for unchanged.
    fn in_tree(&self, repo: &Repo, plan: &str) -> Result<Option<PlanFiles>, Failure> {
        let here = self.on_disk(plan)?;
        if Path::new(plan).is_absolute() {
            return Ok(here);
        }
        let is_given = |file: &RawFile| self.overlay.iter().any(|given| given.path == file.path);
        let elsewhere = repo
            .not_checked_out(plan, &self.store)?
            .into_iter()
            .filter(|file| !is_given(file));
        let files: Vec<RawFile> = here
            .into_iter()
            .flat_map(|here| here.files)
            .chain(elsewhere)
            .collect();
        Ok((!files.is_empty()).then(|| PlanFiles {
            root: plan.to_owned(),
            files,
        }))
    }

    /// The files of a plan in the working tree, with the text that takes the place of one.
    fn on_disk(&self, plan: &str) -> Result<Option<PlanFiles>, Failure> {
        let limits = self.store.limits_of(plan);
        disk::plan_with(&self.root, plan, limits, &self.given_in(plan))
    }

    /// What takes the place of parts of a plan.
    fn given_in(&self, plan: &str) -> Vec<&Instead> {
        let all = self.overlay.iter();
        all.filter(|one| is_part_of(&one.path, plan)).collect()
    }

    pub(super) fn plan(
        &self,
        source: Source<'_>,
        plan: &str,
    ) -> Result<Option<PlanFiles>, Failure> {
        match source {
            // A plan that is not there has to be, and the disk says best what is in its place.
            Source::Disk | Source::Tree(_) => match self.plan_if_any(source, plan)? {
                Some(files) => Ok(Some(files)),
                None if self.is_itself_a_plan(plan) => Err(self.stands_in_it(plan)),
                None => disk::plan(&self.root, plan, self.store.limits_of(plan)).map(Some),
            },
            Source::State(State::Texts(_)) => match self.plan_if_any(source, plan)? {
                Some(files) => Ok(Some(files)),
                None => Err(disk::no_folder(plan)),
            },
            Source::State(State::Git(..)) => self.plan_if_any(source, plan),
        }
    }

    /// The files of a plan; `None` if there is none in that folder.
    pub(super) fn plan_if_any(
        &self,
        source: Source<'_>,
        plan: &str,
    ) -> Result<Option<PlanFiles>, Failure> {
        match source {
            Source::Disk => self.on_disk(plan),
            Source::Tree(repo) => self.in_tree(repo, plan),
            Source::State(State::Texts(texts)) => {
                Ok(texts.plan(plan, self.store.limits_of(plan), &self.given_in(plan)))
            }
            Source::State(state @ State::Git(..)) => self.plan_at(state, plan),
        }
    }

    /// The files of a plan in a state; `None` if it has none in that folder.
    pub(super) fn plan_at(
        &self,
        state: State<'_>,
        plan: &str,
    ) -> Result<Option<PlanFiles>, Failure> {
        if matches!(state, State::Git(..)) && Path::new(plan).is_absolute() {
            return Err(Failure::new(say!(
                en: "{plan} is outside of the repository",
                zh: "{plan} 在仓库之外",
                plan = plan,
            )));
        }
        state.plan(plan, &self.store)
    }
}

fn unusable(sources: SourceMap, mistakes: Vec<Finding>) -> Error {
    Error::Settings(Box::new(BadSettings { sources, mistakes }))
}

/// The settings' name and text: the file that was named, else planlint.yaml of the revision, else
/// of the working tree.
fn settings_text(
    config: Option<&Path>,
    overlay: &[Instead],
    source: Source<'_>,
    root: &Path,
    project: &Project,
) -> Result<Option<(String, Arc<str>)>, Error> {
    let given = |name: &str| overlay.iter().find(|one| one.path == name);
    if let Some(path) = config {
        let path = project.folder.join(path);
        let name = shown(root, &path);
        let text = match (given(&name), source) {
            (Some(instead), _) => disk::settings_of(&name, &instead.bytes)?,
            (None, Source::State(State::Texts(texts))) => {
                texts.settings(&name)?.ok_or_else(|| {
                    Failure::new(say!(
                        en: "there are no settings {name}",
                        zh: "没有设置文件 {name}",
                        name = &name,
                    ))
                })?
            }
            (None, _) => disk::settings(root, &name)?,
        };
        return Ok(Some((name, text)));
    }
    let named = |text| (disk::SETTINGS.to_owned(), text);
    let own = || {
        let instead = given(disk::SETTINGS);
        let text = instead.map(|instead| disk::settings_of(disk::SETTINGS, &instead.bytes));
        text.transpose()
    };
    if let Source::State(state) = source {
        project.say_no_settings(&state.no_settings());
        let is_all = matches!(state, State::Texts(_));
        let text = match own()?.filter(|_| is_all) {
            Some(own) => Some(own),
            None => state.settings()?,
        };
        if is_all || text.is_some() {
            return Ok(text.map(named));
        }
    }
    project.say_no_settings(&disk::no_settings(root));
    if let Some(own) = own()? {
        return Ok(Some(named(own)));
    }
    // A link that leads nowhere is there, too.
    if root.join(disk::SETTINGS).symlink_metadata().is_err() {
        let elsewhere = if let Source::Tree(repo) = source {
            repo.settings_not_checked_out()?
        } else {
            None
        };
        return Ok(elsewhere.map(named));
    }
    Ok(Some(named(disk::settings(root, disk::SETTINGS)?)))
}

/// The settings of a revision; those that hold without any if it has none, and `None` if they are
/// not usable.
fn settings_at(state: State<'_>) -> Result<Option<Settings>, Failure> {
    Ok(read_settings(state.settings()?))
}

/// Settings from their text; the default ones without a text, none if they are not usable.
fn read_settings(text: Option<Arc<str>>) -> Option<Settings> {
    let Some(text) = text else {
        return Some(Settings::new(rules::specs()));
    };
    let file = SourceMap::default().add(disk::SETTINGS, None, Arc::clone(&text));
    config::read(file, &text, rules::specs()).ok()
}
