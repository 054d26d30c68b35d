//! `planlint hook install`, `uninstall` and `status`. What somebody else has put there is read, and never written.

use std::fs;
use std::path::Path;
use std::path::PathBuf;

use crate::load::Failure;
use crate::load::disk;
use crate::load::git::Repo;
use crate::load::write::is_runnable;
use crate::load::write::write_program;
use crate::report::sanitize;

use super::super::CLEAN;
use super::super::Stop;
use super::super::World;
use super::super::say;
use super::super::terminal;
use super::Hook;
use super::script;

/// Nobody's hook is longer.
const MOST_BYTES: u64 = 1 << 20;

pub(super) fn install(hooks: &[Hook], world: &mut World<'_>) -> Result<u8, Stop> {
    let repo = Repo::open_as_git(&world.folder)?;
    let bare = repo.working_tree().is_none();
    let hooks = match (hooks, bare) {
        ([], true) => &[Hook::Receive],
        ([], false) => &Hook::CLIENT[..],
        (named, _) => named,
    };
    let planlint = this_program();
    let mut code = CLEAN;
    for hook in hooks {
        let done = install_one(&repo, *hook, planlint.as_deref(), world);
        // The others are installed all the same.
        code = code.max(match done {
            Err(Stop::Failure(failure)) => say(world, &failure),
            done => done.map(|()| CLEAN)?,
        });
    }
    Ok(code)
}

fn install_one(repo: &Repo, hook: Hook, planlint: Option<&Path>, world: &mut World<'_>) -> Result<(), Stop> {
    let name = hook.name();
    if repo.working_tree().is_none() && hook != Hook::Receive {
        return Err(Failure::new(format!("a bare repository has no commits of its own to check before, so no {name}"))
            .help("planlint hook install pre-receive judges what is pushed to it")
            .into());
    }
    let place = Place::new(repo, hook)?;
    let found = place.found();
    let path = match found {
        Found::Calls => return told(world, &format!("{name}: {} runs planlint already", place.shown)),
        Found::Nothing | Found::Ours { .. } => &place.path,
        // pre-commit runs what was there before it, under this name.
        Found::Foreign(Manager::PreCommit) => &place.legacy,
        Found::Edited => {
            let message = format!("{name}: {} was changed since planlint wrote it, so it stays as it is", place.shown);
            return Err(Failure::new(message).help("remove it, and install it again").into());
        }
        Found::Foreign(manager) => return Err(manager.refusal(hook, &place).into()),
    };
    let shown = place.show(path);
    // What is in the working tree goes to other people, who have planlint elsewhere.
    let kept = planlint.filter(|_| !place.shared);
    let wanted = script::text(hook, kept);
    let same = read(path).is_some_and(|text| text == wanted);
    if same && is_runnable(path) {
        return told(world, &format!("{name}: is installed already, as {shown}"));
    }
    if path == &place.legacy && path.symlink_metadata().is_ok() && !same {
        let message = format!("{name}: pre-commit's hook runs {shown}, which is somebody else's, so it stays as it is");
        return Err(Failure::new(message).help(format!("add to it: {}", line(hook))).into());
    }
    let cannot = |error: std::io::Error| disk::cannot("write the hook", &shown, &error);
    fs::create_dir_all(&place.folder).map_err(cannot)?;
    write_program(path, &wanted).map_err(cannot)?;
    let verb = if matches!(found, Found::Ours { .. }) { "renewed" } else { "installed" };
    let why = if place.configured { ", where core.hooksPath says" } else { "" };
    told(world, &format!("{name}: {verb} as {shown}{why}"))
}

pub(super) fn uninstall(hooks: &[Hook], world: &mut World<'_>) -> Result<u8, Stop> {
    let repo = Repo::open_as_git(&world.folder)?;
    let hooks = if hooks.is_empty() { &Hook::ALL[..] } else { hooks };
    let mut nothing = true;
    for hook in hooks {
        let (name, place) = (hook.name(), Place::new(&repo, *hook)?);
        for path in [&place.path, &place.legacy] {
            let shown = place.show(path);
            match own(path) {
                Some(true) => {
                    fs::remove_file(path).map_err(|error| disk::cannot("remove the hook", &shown, &error))?;
                    told(world, &format!("{name}: removed {shown}"))?;
                }
                Some(false) => {
                    told(
                        world,
                        &format!("{name}: {shown} was changed since planlint wrote it, so it stays; remove it by hand"),
                    )?;
                }
                None => continue,
            }
            nothing = false;
        }
        if place.found() == Found::Calls {
            told(
                world,
                &format!("{name}: {} is somebody else's and runs planlint; take that line out by hand", place.shown),
            )?;
            nothing = false;
        }
    }
    if nothing {
        told(world, "there is no hook of planlint here")?;
    }
    Ok(CLEAN)
}

pub(super) fn status(world: &mut World<'_>) -> Result<u8, Stop> {
    let repo = Repo::open_as_git(&world.folder)?;
    let bare = repo.working_tree().is_none();
    let mut kept = None;
    for hook in Hook::ALL {
        let place = Place::new(&repo, hook)?;
        let found = place.found();
        let expected = bare == (hook == Hook::Receive);
        if !expected && !matches!(found, Found::Ours { .. } | Found::Calls | Found::Edited) {
            continue;
        }
        let path = if own(&place.legacy) == Some(true) { &place.legacy } else { &place.path };
        kept = kept.or_else(|| script::kept(&read(path)?));
        let state = match found {
            Found::Nothing => "missing".to_owned(),
            Found::Ours { runnable: false, .. } => "installed, but not executable, so git skips it".to_owned(),
            Found::Ours { current: false, .. } => "outdated; planlint hook install renews it".to_owned(),
            Found::Ours { .. } => "installed".to_owned(),
            Found::Edited => "changed since planlint wrote it".to_owned(),
            Found::Calls if path == &place.legacy => "installed, run by pre-commit's hook".to_owned(),
            Found::Calls => "somebody else's, runs planlint".to_owned(),
            Found::Foreign(_) => "somebody else's, does not run planlint".to_owned(),
        };
        told(world, &format!("{:<17} {state}: {}", hook.name(), place.show(path)))?;
    }
    let (on_path, kept) = (on_path(), kept.map(PathBuf::from).filter(|path| is_runnable(path)));
    let which = match (&on_path, &kept) {
        (Some(path), _) => format!("{}, from the PATH", path.display()),
        (None, Some(path)) => format!("{}, as it is not on the PATH", path.display()),
        (None, None) => "none is on the PATH: hooks without a path of their own refuse everything".to_owned(),
    };
    told(world, &format!("{:<17} {which}", "planlint"))?;
    Ok(CLEAN)
}

fn told(world: &mut World<'_>, line: &str) -> Result<(), Stop> {
    writeln!(world.out, "{}", sanitize(line))?;
    Ok(())
}

/// Where the script of a hook belongs.
struct Place {
    hook: Hook,
    folder: PathBuf,
    path: PathBuf,
    /// Where pre-commit keeps, and runs, a hook that was there before.
    legacy: PathBuf,
    /// The path as it is shown.
    shown: String,
    /// Below this paths are shown relative.
    root: PathBuf,
    /// `core.hooksPath` names the folder.
    configured: bool,
    /// The folder is in the working tree, where git may keep it.
    shared: bool,
}

impl Place {
    fn new(repo: &Repo, hook: Hook) -> Result<Self, Failure> {
        let found = repo.hooks_folder(hook == Hook::Receive)?;
        let folder = found.path;
        if fs::metadata(&folder).is_ok_and(|metadata| !metadata.is_dir()) {
            let message = format!("git looks for hooks in {}, which is no folder, so it runs none", folder.display());
            return Err(
                Failure::new(message).help("see where that is set with: git config --show-origin core.hooksPath")
            );
        }
        let root = repo.working_tree().unwrap_or_else(|| repo.common_folder().to_path_buf());
        let path = folder.join(hook.name());
        let mut place = Self {
            hook,
            legacy: folder.join(format!("{}.legacy", hook.name())),
            shown: String::new(),
            shared: found.configured && folder.starts_with(&root) && !folder.starts_with(repo.common_folder()),
            configured: found.configured,
            folder,
            path,
            root,
        };
        place.shown = place.show(&place.path);
        Ok(place)
    }

    fn show(&self, path: &Path) -> String {
        path.strip_prefix(&self.root).unwrap_or(path).display().to_string()
    }

    fn found(&self) -> Found {
        if self.path.symlink_metadata().is_err() {
            return Found::Nothing;
        }
        let text = read(&self.path).unwrap_or_default();
        match own(&self.path) {
            Some(true) => {
                let same = [None, script::kept(&text)]
                    .iter()
                    .any(|kept| script::text(self.hook, kept.as_deref().map(Path::new)) == text.replace("\r\n", "\n"));
                return Found::Ours { current: same, runnable: is_runnable(&self.path) };
            }
            Some(false) => return Found::Edited,
            None => {}
        }
        let manager = Manager::of(&text, &self.folder);
        let elsewhere =
            manager.files(self).iter().filter_map(|file| read(file)).any(|text| manager.runs(&text, self.hook));
        if elsewhere || script::calls(&text, self.hook) { Found::Calls } else { Found::Foreign(manager) }
    }
}

/// What is in the place of a hook.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Found {
    Nothing,
    /// planlint wrote it; this planlint would write the same, and git can run it.
    Ours {
        current: bool,
        runnable: bool,
    },
    /// planlint wrote it, and then somebody changed it.
    Edited,
    /// Somebody else's, and it runs planlint.
    Calls,
    /// Somebody else's.
    Foreign(Manager),
}

/// Who looks after hooks that are somebody else's.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Manager {
    PreCommit,
    Husky,
    Lefthook,
    /// A shell script that somebody wrote.
    Shell,
    /// Something else that git can run.
    Other,
}

impl Manager {
    fn of(text: &str, folder: &Path) -> Self {
        let first = text.lines().next().unwrap_or_default();
        let interpreter = first.strip_prefix("#!").and_then(|line| line.split_whitespace().last());
        let shell = interpreter.is_none_or(|path| path.ends_with("sh"));
        if text.contains("File generated by pre-commit: https://pre-commit.com") {
            Manager::PreCommit
        } else if folder.ends_with(".husky/_") {
            Manager::Husky
        } else if text.contains("lefthook") {
            Manager::Lefthook
        } else if shell && !text.is_empty() {
            Manager::Shell
        } else {
            Manager::Other
        }
    }

    /// Where it is told what to run.
    fn files(self, place: &Place) -> Vec<PathBuf> {
        let in_root = |names: &[&str]| names.iter().map(|name| place.root.join(name)).collect();
        match self {
            Manager::PreCommit => vec![place.legacy.clone(), place.root.join(".pre-commit-config.yaml")],
            Manager::Husky => place.folder.parent().map(|husky| husky.join(place.hook.name())).into_iter().collect(),
            Manager::Lefthook => in_root(&["lefthook.yml", ".lefthook.yml", "lefthook.yaml", ".lefthook.yaml"]),
            Manager::Shell | Manager::Other => Vec::new(),
        }
    }

    /// Whether such a file has it run planlint.
    fn runs(self, text: &str, hook: Hook) -> bool {
        // planlint's own hooks for pre-commit, by the stages that they are for.
        let id = if hook == Hook::Commit { "planlint" } else { "planlint-gate" };
        let listed = || text.lines().any(|line| line.trim_matches([' ', '-', '{', '}']) == format!("id: {id}"));
        script::calls(text, hook) || script::is_untouched(text).is_some() || (self == Manager::PreCommit && listed())
    }

    /// Why nothing is installed, and what to write where.
    fn refusal(self, hook: Hook, place: &Place) -> Failure {
        let (name, command) = (hook.name(), hook.command());
        let message = format!("{name}: {} is somebody else's, so it stays as it is", place.shown);
        let husky = || place.show(&place.folder.parent().unwrap_or(&place.folder).join(name));
        Failure::new(message).help(match self {
            Manager::Husky => format!("husky runs {}; add this line to it:\n  planlint {command} \"$@\"", husky()),
            Manager::Lefthook => {
                let input = if hook == Hook::Push { "\n        use_stdin: true" } else { "" };
                format!("in lefthook.yml:\n  {name}:\n    jobs:\n      - run: planlint {command} {{0}}{input}")
            }
            Manager::Other => format!(
                "let it run this, with its own arguments and input, and fail if that fails:\n  planlint {command}"
            ),
            // Each of two that read the lines of a push needs its own copy.
            Manager::Shell if hook == Hook::Push => {
                format!(
                    "add this line to it, where it does not read its input itself:\n  {}\nand see docs/hooks.md if it does",
                    line(hook)
                )
            }
            Manager::Shell | Manager::PreCommit => {
                format!("add this line to it, before it does anything else:\n  {}", line(hook))
            }
        })
    }
}

/// What a shell script has to say to run planlint.
fn line(hook: Hook) -> String {
    format!("planlint {} \"$@\" || exit $?", hook.command())
}

/// Whether planlint wrote the file, and nobody changed it since; `None` if it is not planlint's, or a link.
fn own(path: &Path) -> Option<bool> {
    let regular = path.symlink_metadata().is_ok_and(|metadata| metadata.is_file());
    script::is_untouched(&read(path).filter(|_| regular)?)
}

/// The text of a hook or of a file that tells what hooks run.
fn read(path: &Path) -> Option<String> {
    let metadata = fs::metadata(path).ok()?;
    if !metadata.is_file() || metadata.len() > MOST_BYTES {
        return None;
    }
    Some(String::from_utf8_lossy(&fs::read(path).ok()?).into_owned())
}

/// Where this planlint is.
fn this_program() -> Option<PathBuf> {
    std::env::current_exe().ok()
}

/// The planlint that a shell would run.
fn on_path() -> Option<PathBuf> {
    let name = format!("planlint{}", std::env::consts::EXE_SUFFIX);
    let path = terminal::variable("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(&name)).find(|path| is_runnable(path))
}
