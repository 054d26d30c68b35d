//! `planlint check`.

use std::collections::BTreeSet;
use std::io;
use std::path::Component;
use std::path::Path;
use std::path::PathBuf;

use crate::calendar::Day;
use crate::check;
use crate::check::Options;
use crate::check::PlanFiles;
use crate::check::Report;
use crate::config;
use crate::config::FailOn;
use crate::config::Settings;
use crate::finding::Severity;
use crate::load::Failure;
use crate::load::disk;
use crate::report;
use crate::rules;
use crate::text::SourceMap;

use super::CLEAN;
use super::FINDINGS;
use super::Stop;
use super::World;
use super::args::CheckArgs;
use super::args::FailOnName;
use super::fix;
use super::terminal;

/// Where plans are if the settings do not say.
const DEFAULT_PLAN: &str = "plan";

pub(super) fn run(args: &CheckArgs, world: &mut World<'_>) -> Result<u8, Stop> {
    let job = Job::new(args, world)?;
    let mut report = job.check()?;
    if args.fix {
        let fixed = fix::apply(&report, &job.root)?;
        let counted = |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
        // On standard error, so that the report stays what it is in every format.
        writeln!(
            world.err,
            "planlint: mended {} in {}",
            counted(fixed.findings, "finding"),
            counted(fixed.files, "file")
        )?;
        report = job.check()?;
    }
    let style = terminal::style(args.color, world.out_is_terminal);
    let mut out = io::BufWriter::new(&mut *world.out);
    report::render(&report, args.format.into(), style, &mut out)?;
    io::Write::flush(&mut out)?;
    Ok(if report.fails(job.fail_on) { FINDINGS } else { CLEAN })
}

/// Everything that is settled before files are read.
struct Job {
    root: PathBuf,
    /// Each plan's folder, and how it is shown.
    plans: Vec<(PathBuf, String)>,
    all_plans: bool,
    settings_file: Option<(String, PathBuf)>,
    settings: Settings,
    fail_on: FailOn,
    as_of: Option<Day>,
}

impl Job {
    fn new(args: &CheckArgs, world: &mut World<'_>) -> Result<Self, Stop> {
        let root = disk::root(&world.folder);
        let settings_file = match &args.config {
            Some(path) => Some((shown(&root, &world.folder.join(path)), world.folder.join(path))),
            None => Some((disk::SETTINGS.to_owned(), root.join(disk::SETTINGS))).filter(|(_, path)| path.exists()),
        };
        let settings = match &settings_file {
            Some((name, path)) => settings(name, path, world, args)?.1,
            None => Settings::new(rules::specs()),
        };
        let configured = || -> Result<Vec<(PathBuf, String)>, Failure> {
            if settings.plans.is_empty() {
                return Ok(vec![(root.join(DEFAULT_PLAN), DEFAULT_PLAN.to_owned())]);
            }
            settings.plans.iter().map(|plan| inside(&root, &plan.value)).collect()
        };
        let plans = if args.plans.is_empty() {
            configured()?
        } else {
            let typed = args.plans.iter().map(|plan| world.folder.join(plan));
            typed.map(|plan| (plan.clone(), shown(&root, &plan))).collect()
        };
        let mut seen = BTreeSet::new();
        let plans: Vec<(PathBuf, String)> = plans.into_iter().filter(|(_, name)| seen.insert(name.clone())).collect();
        let all_plans = configured()?.iter().all(|(_, name)| seen.contains(name));
        let fail_on = match args.fail_on {
            None => settings.fail_on,
            Some(FailOnName::Error) => FailOn::At(Severity::Error),
            Some(FailOnName::Warning) => FailOn::At(Severity::Warning),
            Some(FailOnName::Note) => FailOn::At(Severity::Note),
            Some(FailOnName::Never) => FailOn::Never,
        };
        let as_of = args.as_of.as_deref().map(as_of).transpose()?;
        Ok(Self { root, plans, all_plans, settings_file, settings, fail_on, as_of })
    }

    fn check(&self) -> Result<Report, Stop> {
        let mut sources = SourceMap::default();
        let mut settings = self.settings.clone();
        // Read again, so that its spans belong to this run's sources; it was read without a mistake before.
        if let Some((name, path)) = &self.settings_file {
            let text = disk::settings(path, name)?;
            let file = sources.add(name, None, text.clone());
            settings = config::read(file, &text, rules::specs())
                .map_err(|_| Failure::new(format!("{name} changed while planlint was running")))?;
        }
        let limit = rules::limits(&settings).file_bytes;
        let plans: Result<Vec<PlanFiles>, Failure> =
            self.plans.iter().map(|(path, name)| disk::plan(path, name, limit)).collect();
        // The clock is asked only where an entry has an end.
        let today = if settings.ignore.iter().any(|ignore| ignore.until.is_some()) { today() } else { Day::MIN };
        let options = Options { as_of: self.as_of, today, all_plans: self.all_plans };
        Ok(check::check(plans?, &settings, sources, options))
    }
}

/// Read settings, or say every mistake in them.
fn settings(name: &str, path: &Path, world: &mut World<'_>, args: &CheckArgs) -> Result<(SourceMap, Settings), Stop> {
    let text = disk::settings(path, name)?;
    let mut sources = SourceMap::default();
    let file = sources.add(name, None, text.clone());
    match config::read(file, &text, rules::specs()) {
        Ok(settings) => Ok((sources, settings)),
        Err(mistakes) => {
            let style = terminal::style(args.color, world.err_is_terminal);
            report::render_mistakes(&sources, &mistakes, style, world.err)?;
            writeln!(world.err, "planlint: {name} is not usable, so nothing was checked")?;
            Err(Stop::Said)
        }
    }
}

/// A plan's folder from the settings, which must not lead out of the repository.
fn inside(root: &Path, plan: &str) -> Result<(PathBuf, String), Failure> {
    let path = Path::new(plan);
    let mut clean = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::Normal(name) => clean.push(name),
            Component::ParentDir | Component::RootDir | Component::Prefix(_) => {
                return Err(Failure::new(format!("`plans` in the settings leads out of the repository: {plan}"))
                    .help("name a folder below the one that the settings are in"));
            }
        }
    }
    let name = if clean.as_os_str().is_empty() { ".".to_owned() } else { slashed(&clean) };
    Ok((root.join(clean), name))
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
fn normal(path: &Path) -> PathBuf {
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

fn slashed(path: &Path) -> String {
    let text = path.to_string_lossy();
    if std::path::MAIN_SEPARATOR == '/' { text.into_owned() } else { text.replace(std::path::MAIN_SEPARATOR, "/") }
}

fn as_of(text: &str) -> Result<Day, Failure> {
    if text == "today" {
        return Ok(today());
    }
    Day::parse(text)
        .ok_or_else(|| Failure::new(format!("--as-of: {text} is not a date")).help("write YYYY-MM-DD, or today"))
}

#[expect(clippy::disallowed_methods, reason = "the edge is where the clock is read; the engine is given the day")]
fn today() -> Day {
    let date = jiff::Zoned::now().date();
    Day::new(date.year(), date.month(), date.day()).unwrap_or(Day::MAX)
}
