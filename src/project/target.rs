//! What was typed: plans, or files of plans, and which findings are asked for by that.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;

use crate::analysis::PlanFiles;
use crate::check::Report;
use crate::config::PlanEntry;
use crate::config::Settings;
use crate::config::as_path;
use crate::load::Failure;
use crate::load::disk;
use crate::load::disk::Instead;
use crate::load::git::is_part_of;
use crate::model;
use crate::model::RawFile;
use crate::rules;
use crate::text::SourceMap;
use crate::text::encoding;
use crate::text::scalar::to_yaml;
use crate::text::yaml;
use crate::words::Arg;
use crate::words::list;
use crate::words::say;

use super::Project;
use super::paths::shown;
use super::source::Source;
use super::source::State;

/// Which findings are asked for: all, or those of some plans and files.
#[derive(Debug, Default)]
pub(super) struct Asked {
    everything: bool,
    /// Plans of which all findings are.
    plans: BTreeSet<String>,
    /// Files, with the plan that each is in.
    files: BTreeMap<String, String>,
    /// The file of the settings, if that was named.
    settings: Option<String>,
}

impl Asked {
    pub(super) fn everything() -> Self {
        Self {
            everything: true,
            ..Self::default()
        }
    }

    /// Files that were named and are not there: what their removal breaks stands in other files, so
    /// everything in their plans is asked for.
    pub(super) fn settle<'p>(
        &mut self,
        plans: impl Iterator<Item = &'p PlanFiles>,
        project: &Project,
    ) {
        let parts: BTreeSet<&str> = plans
            .flat_map(|plan| &plan.files)
            .map(|part| part.path.as_str())
            .collect();
        for (file, root) in self
            .files
            .iter()
            .filter(|(file, _)| !parts.contains(file.as_str()))
        {
            self.plans.insert(root.clone());
            project.remark(say!(
                en: "{file} is not there, so everything that is found in {root} is shown",
                zh: "{file} 不存在，因此列出 {root} 中的全部问题",
                file = file,
                root = root,
            ));
        }
    }

    /// Leave out of a report what nobody has asked for.
    pub(super) fn keep(&self, report: &mut Report) {
        if self.everything {
            return;
        }
        let roots = report.plans.clone();
        report.keep_files(|plan, path| match plan {
            None => self.settings.as_deref() == Some(path),
            Some(plan) => self.is_whole(&roots[plan]) || self.files.contains_key(path),
        });
    }

    /// Whether everything that is found in the plan in this folder is asked for.
    pub(super) fn is_whole(&self, root: &str) -> bool {
        self.everything || self.plans.contains(root)
    }

    fn plan(&mut self, root: &str) {
        self.plans.insert(root.to_owned());
    }
}

/// Where plans and files are looked for.
pub(super) struct Ground<'s> {
    root: PathBuf,
    /// The file of the settings, whether it is there or not.
    settings_path: String,
    pub(super) settings: Settings,
    /// The plans that the settings name.
    pub(super) configured: Vec<String>,
    source: Source<'s>,
    /// Folders that were looked into, and whether a plan begins there.
    begins: RefCell<BTreeMap<String, bool>>,
}

impl<'s> Ground<'s> {
    pub(super) fn new(
        root: PathBuf,
        settings_path: String,
        settings: Settings,
        configured: Vec<String>,
        source: Source<'s>,
    ) -> Self {
        Self {
            root,
            settings_path,
            settings,
            configured,
            source,
            begins: RefCell::default(),
        }
    }

    /// The plan that is meant by a path, or by a name in the settings where there is no such path.
    pub(super) fn plan(&self, typed: &Path, project: &Project) -> String {
        let path = shown(&self.root, &project.folder.join(typed));
        if self.is_here(&path) {
            return path;
        }
        self.called(typed).into_iter().next().unwrap_or(path)
    }

    /// Whether something of this path is in the working tree, or among the texts.
    fn is_here(&self, path: &str) -> bool {
        match self.source {
            Source::State(State::Texts(texts)) => texts.has_folder(path) || texts.has_file(path),
            Source::State(State::Git(..)) | Source::Disk | Source::Tree(_) => {
                self.root.join(path).exists()
            }
        }
    }

    /// The plans that the settings call by this name.
    fn called(&self, typed: &Path) -> Vec<String> {
        let name = typed.to_str().unwrap_or_default();
        let is_called =
            |entry: &&PlanEntry| entry.name.as_ref().is_some_and(|own| &*own.value == name);
        let entries: Vec<&PlanEntry> = self.settings.plans.iter().filter(is_called).collect();
        self.configured
            .iter()
            .filter(|root| entries.iter().any(|entry| entry.has(root)))
            .cloned()
            .collect()
    }

    /// The plans and files that are meant. Files that are in no plan are said on standard error, in
    /// a line: whatever hands over the files that were changed does not know which of them are
    /// parts of plans.
    pub(super) fn resolve(
        &self,
        typed: &[PathBuf],
        overlay: &[Instead],
        project: &Project,
    ) -> Result<(Vec<String>, Asked), Failure> {
        let (mut plans, mut asked) = (Vec::new(), Asked::default());
        let (mut no_yaml, mut in_no_plan) = (Vec::new(), Vec::new());
        for path in typed {
            let at = shown(&self.root, &project.folder.join(path));
            if at == self.settings_path {
                plans.extend(self.configured.iter().cloned());
                asked.settings = Some(at);
                continue;
            }
            let instead = overlay.iter().find(|given| given.path == at);
            if instead.is_none() && self.is_folder(&at)? {
                asked.plan(&at);
                plans.push(at);
                continue;
            }
            let is_file = instead.is_some() || self.is_file(&at)?;
            let called = if is_file {
                Vec::new()
            } else {
                self.called(path)
            };
            match (disk::is_part(&at), is_file) {
                _ if !called.is_empty() => {
                    called.iter().for_each(|root| asked.plan(root));
                    plans.extend(called);
                }
                // What is not there is said when it is to be read.
                (false, false) => {
                    asked.plan(&at);
                    plans.push(at);
                }
                (false, true) => no_yaml.push(at),
                (true, _) => match self.plan_of(&at, instead)? {
                    Some(root) => {
                        plans.push(root.clone());
                        asked.files.insert(at, root);
                    }
                    None if !is_file => {
                        return Err(Failure::new(say!(
                            en: "there is no file {at}, and no plan that it could be in",
                            zh: "没有文件 {at}，也没有它可能所属的计划",
                            at = at,
                        ))
                        .help(say!(
                            en: "name a file of a plan, or the plan's folder: planlint check FOLDER",
                            zh: "请指明计划中的文件，或计划文件夹：planlint check FOLDER",
                        )));
                    }
                    None if disk::NO_SETTINGS.contains(&at.as_str()) => {}
                    None => in_no_plan.push(at),
                },
            }
        }
        if let Some((named, count)) = in_short(no_yaml) {
            project.remark(if count == 1 {
                say!(
                    en: "{named} is no YAML file, so it is in no plan and is not checked",
                    zh: "{named} 不是 YAML 文件，不属于任何计划，不检查",
                    named = named,
                )
            } else {
                say!(
                    en: "{named} are no YAML files, so they are in no plan and are not checked",
                    zh: "{named} 不是 YAML 文件，不属于任何计划，不检查",
                    named = named,
                )
            });
        }
        if let Some((named, count)) = in_short(in_no_plan) {
            project.remark(if count == 1 {
                say!(
                    en: "{named} is in no plan, so it is not checked",
                    zh: "{named} 不属于任何计划，不检查",
                    named = named,
                )
            } else {
                say!(
                    en: "{named} are in no plan, so they are not checked",
                    zh: "{named} 不属于任何计划，不检查",
                    named = named,
                )
            });
        }
        Ok((plans, asked))
    }

    /// The plan that a file is in: the innermost one of the settings; else the nearest folder, its
    /// own or one around it, in which a plan begins; else its own folder, if the file has nothing
    /// but keys of a plan.
    fn plan_of(&self, file: &str, instead: Option<&Instead>) -> Result<Option<String>, Failure> {
        let around = self.configured.iter().filter(|root| is_part_of(file, root));
        if let Some(root) = around.max_by_key(|root| if *root == "." { 0 } else { root.len() }) {
            return Ok(Some(root.clone()));
        }
        let own = file.rsplit_once('/').map_or(".", |(folder, _)| folder);
        if !is_part_of(file, own) {
            return Ok(None);
        }
        let mut folder = own;
        loop {
            if is_part_of(file, folder) && self.begins_in(folder)? {
                return Ok(Some(folder.to_owned()));
            }
            // Outside of the root only the file's own folder is looked into.
            if folder == "." || Path::new(file).is_absolute() {
                break;
            }
            folder = folder.rsplit_once('/').map_or(".", |(folder, _)| folder);
        }
        let text = match instead {
            Some(instead) => encoding::decode(&instead.bytes).ok(),
            None => self.text(file)?,
        };
        let keys = text.map(|text| top_keys(&text)).unwrap_or_default();
        let is_part = !keys.is_empty()
            && keys
                .iter()
                .all(|key| model::PartKey::NAMES.contains(&key.as_str()));
        Ok(is_part.then(|| own.to_owned()))
    }

    fn is_folder(&self, path: &str) -> Result<bool, Failure> {
        match self.source {
            Source::Disk | Source::Tree(_) => Ok(self.root.join(path).is_dir()),
            Source::State(state) => state.has_folder(path),
        }
    }

    fn is_file(&self, path: &str) -> Result<bool, Failure> {
        match self.source {
            Source::Disk | Source::Tree(_) => Ok(self
                .root
                .join(path)
                .symlink_metadata()
                .is_ok_and(|found| !found.is_dir())),
            Source::State(state) => state.has_file(path),
        }
    }

    /// Whether a file in this folder has the key `plan`, which every plan has once.
    fn begins_in(&self, folder: &str) -> Result<bool, Failure> {
        if let Some(known) = self.begins.borrow().get(folder) {
            return Ok(*known);
        }
        let begins = self.direct_parts(folder)?.iter().any(begins_a_plan);
        self.begins.borrow_mut().insert(folder.to_owned(), begins);
        Ok(begins)
    }

    fn direct_parts(&self, folder: &str) -> Result<Vec<RawFile>, Failure> {
        let limits = rules::limits(&self.settings);
        match self.source {
            Source::Disk | Source::Tree(_) => disk::direct_parts(&self.root, folder, &limits),
            Source::State(state) => state.direct_parts(folder, &limits),
        }
    }

    /// The text of a file, if it is there and is text.
    fn text(&self, file: &str) -> Result<Option<Arc<str>>, Failure> {
        let folder = file.rsplit_once('/').map_or(".", |(folder, _)| folder);
        let parts = self.direct_parts(folder)?;
        Ok(parts
            .into_iter()
            .find(|part| part.path == file)
            .and_then(|part| part.text?.ok()))
    }
}

/// Files that are told in one line, because there may be many, with their number; each once.
fn in_short(mut files: Vec<String>) -> Option<(Arg, usize)> {
    const MOST: usize = 3;
    let mut seen = BTreeSet::new();
    files.retain(|file| seen.insert(file.clone()));
    (!files.is_empty()).then(|| (list(&files, MOST), files.len()))
}

/// The folders below that of `plan` in which plans begin, if these are several: then it is no plan
/// itself.
pub(super) fn several_plans(plan: &PlanFiles) -> Vec<&str> {
    let folder = |file: &'_ RawFile| file.path.rfind('/').map_or(0, |end| end);
    let begins = plan.files.iter().filter(|file| begins_a_plan(file));
    let folders: BTreeSet<&str> = begins.map(|file| &file.path[..folder(file)]).collect();
    let is_itself = folders.contains(plan.root.as_str()) || folders.contains("");
    if folders.len() < 2 || is_itself {
        Vec::new()
    } else {
        folders.into_iter().collect()
    }
}

/// Why a folder with these plans in it is not checked.
pub(super) fn not_one_plan(root: &str, several: &[&str], configured: &[String]) -> Failure {
    const MOST: usize = 5;
    let first = &several[..several.len().min(MOST)];
    let more = several.len() - first.len();
    let names = first.join(", ");
    let message = if more > 0 {
        say!(
            en: "{root} is no plan, it holds {count}: {names} and {more} more",
            zh: "{root} 不是计划，其中有 {count} 个计划：{names}，另有 {more} 个",
            root = root,
            count = several.len(),
            names = names,
            more = more,
        )
    } else {
        say!(
            en: "{root} is no plan, it holds {count}: {names}",
            zh: "{root} 不是计划，其中有 {count} 个计划：{names}",
            root = root,
            count = several.len(),
            names = names,
        )
    };
    let known = several
        .iter()
        .all(|plan| configured.iter().any(|known| known == plan));
    let entries = || {
        first
            .iter()
            .map(|plan| to_yaml(&as_path(plan)))
            .collect::<Vec<_>>()
            .join(", ")
    };
    let settings = match (known, pattern(several)) {
        (true, _) => say!(
            en: "all of these are in `plans` of planlint.yaml, so planlint check alone checks them",
            zh: "这些计划都已列在 planlint.yaml 的 `plans` 中，直接运行 planlint check 即可检查",
        ),
        (false, Some(pattern)) => say!(
            en: "with `plans: [{pattern}]` in planlint.yaml, planlint check checks all of them",
            zh: "在 planlint.yaml 中写 `plans: [{pattern}]` 后，planlint check 会检查全部计划",
            pattern = pattern,
        ),
        (false, None) => say!(
            en: "with `plans: [{entries}]` in planlint.yaml, planlint check checks them",
            zh: "在 planlint.yaml 中写 `plans: [{entries}]` 后，planlint check 会检查它们",
            entries = entries(),
        ),
    };
    let by_name = say!(
        en: "name the plans: planlint check {names}",
        zh: "请指明计划：planlint check {names}",
        names = first.join(" "),
    );
    Failure::new(message).help(by_name).help(settings)
}

/// `teams/*/plan`, if that finds them: where their paths differ in one folder only.
fn pattern(several: &[&str]) -> Option<String> {
    let mut steps: Vec<Vec<&str>> = several
        .iter()
        .map(|plan| plan.split('/').collect())
        .collect();
    let first = steps.pop()?;
    if steps.iter().any(|other| other.len() != first.len()) {
        return None;
    }
    let differs = |at: &usize| steps.iter().any(|other| other[*at] != first[*at]);
    let [differs] = (0..first.len()).filter(differs).collect::<Vec<usize>>()[..] else {
        return None;
    };
    let star = "*".to_owned();
    let all = (0..).zip(&first).map(|(at, step)| {
        if at == differs {
            star.clone()
        } else {
            as_path(step)
        }
    });
    Some(to_yaml(&all.collect::<Vec<String>>().join("/")))
}

pub(super) fn begins_a_plan(file: &RawFile) -> bool {
    let Some(Ok(text)) = &file.text else {
        return false;
    };
    // Reading a file as YAML takes longer than looking for a word.
    let may_begin = |line: &str| {
        line.trim_start_matches(['"', '\'', '{', '\u{feff}', ' '])
            .starts_with("plan")
    };
    text.lines().any(may_begin) && top_keys(text).iter().any(|key| key == "plan")
}

/// The keys of the map that a text is, as far as it can be read.
fn top_keys(text: &Arc<str>) -> Vec<String> {
    let file = SourceMap::default().add("", None, Arc::clone(text));
    let reading = yaml::read(file, text, model::ALL_KEYS, &yaml::Limits::default());
    let entries = reading
        .document
        .root()
        .map(yaml::NodeRef::entries)
        .unwrap_or_default();
    entries
        .iter()
        .filter_map(|(key, _)| Some(key.scalar()?.text.to_owned()))
        .collect()
}
