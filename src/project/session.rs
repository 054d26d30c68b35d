//! A project that is held open: what a long-lived process, such as an editor's server, asks again
//! and again while files change.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use crate::analysis::Analysis;
use crate::analysis::PlanFiles;
use crate::analysis::Spot;
use crate::analysis::Store;
use crate::check;
use crate::check::Options;
use crate::check::Report;
use crate::config::FailOn;
use crate::config::Settings;
use crate::load::disk;
use crate::load::git::is_part_of;
use crate::model::NotText;
use crate::model::RawFile;
use crate::text::encoding;

use super::Error;
use super::Project;
use super::check::Check;
use super::check::Origin;
use super::job::Job;
use super::paths::shown;
use super::scope::Scope;

/// Plans that are held open, with the texts of buffers that are not saved.
///
/// Each [`Session::snapshot`] is a generation: it reads only the files again that have changed since
/// the one before, and an older one is given back as soon as nobody holds it.
pub struct Session {
    root: std::path::PathBuf,
    settings: Settings,
    options: Options,
    store: Store,
    plans: Vec<PlanFiles>,
    /// What is not saved, by the path as it is shown, with the editor's version of it.
    buffers: BTreeMap<String, Buffered>,
}

struct Buffered {
    version: i64,
    /// What the working tree has in its place, as far as it is known.
    saved: Option<RawFile>,
}

/// All plans of a session at one moment.
#[derive(Debug)]
#[non_exhaustive]
pub struct Snapshot {
    /// What was found.
    pub report: Report,
    /// From which level on findings fail.
    pub fail_on: FailOn,
    /// Each plan with the facts about it, in the order of [`Report::plans`].
    pub(crate) analyses: Vec<Analysis>,
    /// The version of each buffer that is in it, by the path of its file.
    pub versions: BTreeMap<String, i64>,
    limits: crate::model::Limits,
}

impl Project {
    /// Opens the plans of the working tree to be asked again and again.
    ///
    /// # Errors
    /// As [`Project::check`].
    ///
    /// ```
    /// # let folder = std::env::temp_dir().join(format!("planlint-session-{}", std::process::id()));
    /// # std::fs::create_dir_all(folder.join("plan"))?;
    /// # std::fs::write(folder.join("plan/plan.yaml"), "plan: {version: 1}\n")?;
    /// use planlint::{Project, Scope};
    ///
    /// let project = Project::new(folder.clone(), || planlint::Day::MIN);
    /// let mut session = project.session(&Scope::default())?;
    /// session.set("plan/plan.yaml", 2, "plan: {version: 2}\n");
    /// let snapshot = session.snapshot();
    /// assert_eq!(snapshot.report.findings[0].finding.rule, "schema");
    /// # std::fs::remove_dir_all(folder)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn session(&self, scope: &Scope) -> Result<Session, Error> {
        let check = Check {
            scope: scope.clone(),
            ..Check::default()
        };
        let origin = Origin::of(self, &check)?;
        let source = origin.source()?;
        let mut job = Job::new(scope, source, self)?;
        let plans = job.files(source)?.into_iter().flatten().collect();
        let mut store = job.take_store();
        store.keep_generations();
        Ok(Session {
            root: job.root,
            settings: job.settings,
            options: job.options,
            store,
            plans,
            buffers: BTreeMap::new(),
        })
    }
}

impl Session {
    /// Lets `text` stand in the place of a file until [`Session::close`], as the given version of
    /// an editor's buffer. Returns whether the file is a part of one of the plans, by its path; what
    /// is none is left alone.
    pub fn set(&mut self, path: impl AsRef<Path>, version: i64, text: &str) -> bool {
        let path = shown(&self.root, &self.root.join(path));
        let Some(plan) = self.plan_of(&path) else {
            return false;
        };
        let text = encoding::decode(text.as_bytes()).map_err(NotText::Encoding);
        let file = RawFile {
            path: path.clone(),
            blob: None,
            text: Some(text),
        };
        let former = self.put(plan, file);
        match self.buffers.get_mut(&path) {
            Some(buffer) => buffer.version = version,
            None => {
                let saved = former;
                self.buffers.insert(path, Buffered { version, saved });
            }
        }
        true
    }

    /// Lets the file be again what it was before the first [`Session::set`].
    pub fn close(&mut self, path: impl AsRef<Path>) {
        let path = shown(&self.root, &self.root.join(path));
        let Some(buffer) = self.buffers.remove(&path) else {
            return;
        };
        let Some(plan) = self.plan_of(&path) else {
            return;
        };
        match buffer.saved {
            Some(saved) => {
                self.put(plan, saved);
            }
            None => self.plans[plan].files.retain(|file| file.path != path),
        }
    }

    /// Returns all plans as they are now.
    pub fn snapshot(&mut self) -> Arc<Snapshot> {
        let files = || self.plans.iter().flat_map(|plan| &plan.files);
        let bytes = files().map(size).sum();
        let paths: std::collections::BTreeSet<&str> =
            files().map(|file| file.path.as_str()).collect();
        self.store
            .next_generation(bytes, |path| paths.contains(path));
        let mut analyses = Vec::new();
        let plans = self.plans.clone();
        let mut report = check::check_in(
            plans,
            &self.settings,
            &mut self.store,
            self.options,
            |analysis| analyses.push(analysis),
        );
        report.sources = self.store.sources.clone();
        report.tell_causes(|_| true);
        Arc::new(Snapshot {
            report,
            fail_on: self.settings.fail_on,
            analyses,
            versions: self
                .buffers
                .iter()
                .map(|(path, buffer)| (path.clone(), buffer.version))
                .collect(),
            limits: *self.store.limits(),
        })
    }

    /// Returns how many files were read so far: a generation reads those that have changed.
    #[must_use]
    pub fn files_read(&self) -> usize {
        self.store.parsed()
    }

    /// The plan that a file is in: of plans within each other the innermost.
    fn plan_of(&self, path: &str) -> Option<usize> {
        if !disk::is_part(path) {
            return None;
        }
        let plans = self.plans.iter().enumerate();
        let around = plans.filter(|(_, plan)| is_part_of(path, &plan.root));
        around
            .max_by_key(|(_, plan)| plan.root.len())
            .map(|(at, _)| at)
    }

    /// Put a file into a plan, and give back what was in its place.
    fn put(&mut self, plan: usize, file: RawFile) -> Option<RawFile> {
        let files = &mut self.plans[plan].files;
        match files.iter_mut().find(|known| known.path == file.path) {
            Some(known) => Some(std::mem::replace(known, file)),
            None => {
                files.push(file);
                None
            }
        }
    }
}

fn size(file: &RawFile) -> usize {
    match &file.text {
        Some(Ok(text)) => text.len(),
        _ => 0,
    }
}

impl Snapshot {
    /// Returns what stands at the byte `offset` of a file, with the place of its plan in
    /// [`Report::plans`]; `None` if there is no such file, or nothing stands there.
    ///
    /// ```
    /// use planlint::{Day, Project, Scope};
    ///
    /// let text = "plan: {version: 1}\nphases: [{id: 1, tasks: [{id: '1.1', days: 5}]}]\n";
    /// let project = Project::of_texts([("plan/plan.yaml", text)], || Day::MIN);
    /// let snapshot = project.session(&Scope::default())?.snapshot();
    /// let offset = text.find("days").expect("it is there");
    /// let (plan, spot) = snapshot
    ///     .at("plan/plan.yaml", u32::try_from(offset)?)
    ///     .expect("something stands there");
    /// assert_eq!(snapshot.report.plans[plan], "plan");
    /// assert_eq!((spot.field(), spot.task.as_deref()), (Some("days"), Some("1.1")));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn at(&self, path: &str, offset: u32) -> Option<(usize, Spot)> {
        let sources = &self.report.sources;
        for (at, analysis) in self.analyses.iter().enumerate() {
            let mut files = analysis.plan.files.iter();
            if let Some(file) = files.find(|file| sources.file(**file).path() == path) {
                let text = sources.file(*file).text();
                let spot = analysis.at(*file, text, offset, &self.limits)?;
                return Some((at, spot));
            }
        }
        None
    }
}
