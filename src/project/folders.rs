//! What plans were called at another revision: a folder can get another name, and settings can
//! leave one out.

use std::collections::BTreeMap;
use std::collections::HashMap;
use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

use crate::analysis::PlanFiles;
use crate::analysis::Store;
use crate::diff::Pairing;
use crate::load::Failure;
use crate::load::git;
use crate::model::Plan;
use crate::model::RawFile;
use crate::text::SourceMap;

use super::job::Job;
use super::source::Source;
use super::source::State;

/// So many folders are looked into on each side: each is compared with each. Who renames more in
/// one step has them told as plans that are gone and plans that are new.
const MOST: usize = 16;

/// Of more folders that a plan may have been in the likeliest are looked for.
const MOST_ASKED: usize = 256;

/// The newer revision, or what is to become one.
pub(super) trait Newer {
    /// Whether there is a plan in a folder.
    fn has(&self, plan: &str) -> Result<bool, Failure>;
    /// Whether there is none any more in a folder that the older revision has one in.
    fn lost(&self, plan: &str) -> Result<bool, Failure>;
    /// Whether files of a plan are left that none of these plans has.
    fn leaves_out(&self, plan: &str, plans: &[String]) -> Result<bool, Failure>;
    /// The plan in a folder, whole, whatever was read before.
    fn read(&self, plan: &str, lens: &Store) -> Result<Option<PlanFiles>, Failure>;
}

/// The plans of a job where its files were taken from.
pub(super) struct Now<'j> {
    pub(super) job: &'j Job,
    pub(super) source: Source<'j>,
    pub(super) files: &'j [Option<PlanFiles>],
}

impl Now<'_> {
    fn files_of(&self, plan: &str) -> Option<&PlanFiles> {
        let at = self.job.plans.iter().position(|known| known == plan)?;
        self.files.get(at)?.as_ref()
    }
}

impl Newer for Now<'_> {
    fn has(&self, plan: &str) -> Result<bool, Failure> {
        Ok(self.files_of(plan).is_some())
    }

    fn lost(&self, plan: &str) -> Result<bool, Failure> {
        match self.source {
            Source::State(state) => Ok(!state.has_plan(plan)?),
            Source::Disk | Source::Tree(_) => {
                Ok(self.job.plan_if_any(self.source, plan)?.is_none())
            }
        }
    }

    fn leaves_out(&self, plan: &str, plans: &[String]) -> Result<bool, Failure> {
        let paths = match self.source {
            Source::State(state) => state.parts_in(plan)?,
            Source::Disk | Source::Tree(_) => {
                let files = self
                    .job
                    .plan_if_any(self.source, plan)?
                    .into_iter()
                    .flat_map(|files| files.files);
                files.map(|file| file.path).collect()
            }
        };
        Ok(paths.iter().any(|path| !is_in(path, plans)))
    }

    fn read(&self, plan: &str, _: &Store) -> Result<Option<PlanFiles>, Failure> {
        Ok(self.files_of(plan).cloned())
    }
}

/// The plans of a job at an older revision.
#[derive(Debug, Default)]
pub(super) struct Former {
    /// The folder that a plan had, by the one that it has now; the same for what was not renamed.
    renamed: BTreeMap<String, String>,
    /// Plans that only the older revision's settings name.
    pub(super) dropped: Vec<String>,
}

impl Former {
    /// Find out what the plans of `job` were called at `old`. By the lists of both revisions'
    /// settings: what one has and the other lacks. Which of several is which, or whether it is one
    /// at all where settings do not say, is told by the tasks.
    ///
    /// # Errors
    /// If something cannot be read.
    pub(super) fn find(job: &Job, old: State<'_>, newer: &impl Newer) -> Result<Self, Failure> {
        let listed = if job.lists_plans() {
            Job::plans_at(old)?
        } else {
            Vec::new()
        };
        // A pattern in other settings does not name what is gone, as a path does.
        let found = if listed.is_empty() {
            job.only_at(old)?
        } else {
            Vec::new()
        };
        let had = |folder: &String| old.has_plan(folder);
        let mut come = Vec::new();
        for plan in &job.plans {
            let stayed = (listed.is_empty() || listed.contains(plan)) && had(plan)?;
            if !stayed && newer.has(plan)? {
                come.push(plan.clone());
            }
        }
        let mut gone = Vec::new();
        let mut dropped = Vec::new();
        // What is within a plan, or was cut into plans, is looked at all the same.
        for plan in listed
            .iter()
            .chain(&found)
            .filter(|plan| !is_within(plan, &job.plans))
        {
            if had(plan)? && (newer.lost(plan)? || newer.leaves_out(plan, &job.plans)?) {
                dropped.push(plan.clone());
            }
        }
        if come.is_empty() {
            return Ok(Self {
                renamed: BTreeMap::new(),
                dropped,
            });
        }
        // Nothing is said of plans where settings are not usable, or where whoever called named
        // them. Plans are read by themselves here: where each file belongs is not known yet.
        let lens = || Store::new(SourceMap::default(), *job.store.limits());
        let are_listed = !listed.is_empty();
        let likely = || likely(old, &come, newer, &lens());
        let candidates = if are_listed {
            listed
        } else {
            found.into_iter().chain(likely()?).collect()
        };
        for plan in candidates.into_iter().take(MOST_ASKED) {
            if gone.len() < MOST && !gone.contains(&plan) && had(&plan)? && newer.lost(&plan)? {
                gone.push(plan);
            }
        }
        come.truncate(MOST);
        let renamed = if gone.is_empty() {
            BTreeMap::new()
        } else {
            let seen = |files: Option<PlanFiles>| files.map(|files| Seen::new(files, lens()));
            let before = gone.iter().map(|plan| Ok(seen(old.plan(plan, &lens())?)));
            let before = before.collect::<Result<Vec<Option<Seen>>, Failure>>()?;
            let after = come.iter().map(|plan| Ok(seen(newer.read(plan, &lens())?)));
            let after = after.collect::<Result<Vec<Option<Seen>>, Failure>>()?;
            let pairs = matched(
                &before,
                &after,
                are_listed && gone.len() == 1 && come.len() == 1,
            );
            pairs
                .into_iter()
                .map(|(from, to)| (come[to].clone(), gone[from].clone()))
                .collect()
        };
        dropped.retain(|plan| !renamed.values().any(|former| former == plan));
        Ok(Self { renamed, dropped })
    }

    /// The folder that a plan had; `None` if another plan has it now.
    pub(super) fn folder<'f>(&'f self, plan: &'f str) -> Option<&'f str> {
        match self.renamed.get(plan) {
            Some(former) => Some(former),
            None if self.renamed.values().any(|former| former == plan) => None,
            None => Some(plan),
        }
    }
}

/// A plan as it is compared with others, to find out which one it is.
struct Seen {
    plan: Plan,
    /// The texts of its files, by their names within the folder.
    texts: HashMap<String, Arc<str>>,
}

impl Seen {
    fn new(files: PlanFiles, mut lens: Store) -> Self {
        let text = |file: &RawFile| {
            let text = file.text.as_ref()?.as_ref().ok()?;
            Some((within(&file.path, &files.root).to_owned(), Arc::clone(text)))
        };
        let texts = files.files.iter().filter_map(text).collect();
        Self {
            plan: lens.read(files, None).0,
            texts,
        }
    }

    /// How much two plans have in common, tasks first and then files that are the same, if they may
    /// be the same plan: half of the smaller one's tasks; any if it has to be this one or none, or
    /// if one of them cannot be read.
    fn likeness(&self, new: &Self, only_one: bool) -> Option<(usize, usize)> {
        let tasks = Pairing::new(&self.plan, &new.plan)
            .new_of
            .iter()
            .flatten()
            .count();
        let smaller = self.plan.tasks.len().min(new.plan.tasks.len());
        let files = self
            .texts
            .iter()
            .filter(|(name, text)| new.texts.get(*name) == Some(text))
            .count();
        let is_unclear = smaller == 0 || self.plan.is_broken() || new.plan.is_broken();
        let enough = (only_one && (tasks > 0 || is_unclear)) || (tasks > 0 && tasks * 2 >= smaller);
        // A plan of no more than its settings has nothing else to be known by.
        (enough || files * 2 > self.texts.len().min(new.texts.len())).then_some((tasks, files))
    }
}

/// Which plan of the first is which of the second, by their places: the most alike first, then in
/// order.
fn matched(before: &[Option<Seen>], after: &[Option<Seen>], only_one: bool) -> Vec<(usize, usize)> {
    let mut scores = Vec::new();
    for (from, old) in before.iter().enumerate() {
        for (to, new) in after.iter().enumerate() {
            let score = old
                .as_ref()
                .zip(new.as_ref())
                .and_then(|(old, new)| old.likeness(new, only_one));
            scores.extend(score.map(|score| (score, from, to)));
        }
    }
    scores.sort_by(|a, b| b.0.cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for (_, from, to) in scores {
        if pairs.iter().all(|pair| pair.0 != from && pair.1 != to) {
            pairs.push((from, to));
        }
    }
    pairs
}

/// Folders that plans may have been in: those first that have files of the same names.
fn likely(
    old: State<'_>,
    come: &[String],
    newer: &impl Newer,
    lens: &Store,
) -> Result<Vec<String>, Failure> {
    let mut names = HashSet::new();
    for plan in come {
        let files = newer
            .read(plan, lens)?
            .into_iter()
            .flat_map(|files| files.files);
        names.extend(files.map(|file| within(&file.path, plan).to_owned()));
    }
    let mut votes: HashMap<String, usize> = HashMap::new();
    for path in old.parts_in(".")? {
        for (at, _) in path.match_indices('/') {
            *votes.entry(path[..at].to_owned()).or_default() +=
                usize::from(names.contains(&path[at + 1..]));
        }
    }
    let mut folders: Vec<(String, usize)> = votes.into_iter().collect();
    folders.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    Ok(folders.into_iter().map(|(folder, _)| folder).collect())
}

/// Whether a file is a part of one of these plans.
fn is_in(path: &str, plans: &[String]) -> bool {
    plans.iter().any(|plan| git::is_part_of(path, plan))
}

/// Whether a folder is that of one of these plans, or in it.
fn is_within(folder: &str, plans: &[String]) -> bool {
    let is_around = |plan: &String| plan == "." || Path::new(folder).starts_with(plan);
    plans.iter().any(is_around)
}

/// The name of a file within a folder.
fn within<'f>(path: &'f str, folder: &str) -> &'f str {
    path.strip_prefix(folder)
        .map_or(path, |rest| rest.trim_start_matches('/'))
}
