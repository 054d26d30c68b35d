//! `planlint hook install`, `uninstall` and `status`. What somebody else has put there is read, and
//! never written.

use std::fs;
use std::path::Path;
use std::path::PathBuf;

use crate::load::Failure;
use crate::load::disk;
use crate::load::git::Repo;
use crate::load::write::is_runnable;
use crate::load::write::write_program;
use crate::project::Job;
use crate::report::Format;
use crate::report::sanitize;
use crate::words::Lang;
use crate::words::Message;
use crate::words::say;

use super::found::Found;
use super::kind::Hook;
use super::manager::Manager;
use super::manager::line;
use super::place::Place;
use super::place::own;
use super::place::read;
use super::script;
use crate::console;
use crate::console::CLEAN;
use crate::console::Stop;
use crate::console::World;
use crate::console::say;

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
    if let Some(root) = repo.working_tree()
        && !has_plan(&root)
    {
        told(
            world,
            &say!(
                en: "there is no plan here yet, so they have nothing to check: planlint init or planlint import begins one",
                zh: "此处还没有计划，钩子无可检查：可用 planlint init 或 planlint import 新建",
            ),
        )?;
    }
    Ok(code)
}

/// Whether a folder that the settings name is there; what is wrong with the settings is for the
/// hooks to say.
fn has_plan(root: &Path) -> bool {
    let written = root.join(disk::SETTINGS).symlink_metadata().is_ok();
    let text = if written {
        disk::settings(root, disk::SETTINGS).map(Some)
    } else {
        Ok(None)
    };
    let plans = text
        .map(|text| Job::plans_in(root, text))
        .unwrap_or_default();
    plans.is_empty() || plans.iter().any(|plan| root.join(plan).is_dir())
}

fn install_one(
    repo: &Repo,
    hook: Hook,
    planlint: Option<&Path>,
    world: &mut World<'_>,
) -> Result<(), Stop> {
    let name = hook.name();
    if repo.working_tree().is_none() && hook != Hook::Receive {
        return Err(Failure::new(say!(
            en: "a bare repository has no commits of its own to check before, so no {name}",
            zh: "裸仓库没有自己的提交可供检查，因此没有 {name}",
            name = name,
        ))
        .help(say!(
            en: "planlint hook install pre-receive judges what is pushed to it",
            zh: "planlint hook install pre-receive 可检查推送到该仓库的内容",
        ))
        .into());
    }
    let place = Place::new(repo, hook)?;
    let found = place.found();
    let path = match found {
        Found::Calls { runnable: true } => {
            return told(
                world,
                &say!(
                    en: "{name}: {path} runs planlint already",
                    zh: "{name}：{path} 已在运行 planlint",
                    name = name,
                    path = &place.shown,
                ),
            );
        }
        Found::Calls { runnable: false } => {
            let message = say!(
                en: "{name}: {path} would run planlint, but is not executable, so git skips it",
                zh: "{name}：{path} 会运行 planlint，但没有执行权限，git 会跳过它",
                name = name,
                path = &place.shown,
            );
            return Err(Failure::new(message)
                .help(say!(
                    en: "chmod +x {path}",
                    zh: "chmod +x {path}",
                    path = &place.shown,
                ))
                .into());
        }
        Found::Nothing | Found::Ours { .. } => &place.path,
        // pre-commit runs what was there before it, under this name.
        Found::Foreign(Manager::PreCommit) => &place.legacy,
        Found::Edited => {
            let message = say!(
                en: "{name}: {path} was changed since planlint wrote it, so it stays as it is",
                zh: "{name}：{path} 在 planlint 写入之后有改动，保持原样",
                name = name,
                path = &place.shown,
            );
            return Err(Failure::new(message)
                .help(say!(
                    en: "remove it, and install it again",
                    zh: "请删除后重新安装",
                ))
                .into());
        }
        Found::Foreign(manager) => return Err(manager.refusal(hook, &place).into()),
    };
    let shown = place.show(path);
    // What is in the working tree goes to other people, who have planlint elsewhere.
    let kept = planlint.filter(|_| !place.shared);
    let wanted = script::text(hook, kept);
    let same = read(path).is_some_and(|text| text == wanted);
    if same && is_runnable(path) {
        return told(
            world,
            &say!(
                en: "{name}: is installed already, as {path}",
                zh: "{name}：已安装，位于 {path}",
                name = name,
                path = shown,
            ),
        );
    }
    if path == &place.legacy && path.symlink_metadata().is_ok() && !same {
        let message = say!(
            en: "{name}: pre-commit's hook runs {shown}, which is somebody else's, so it stays as it is",
            zh: "{name}：pre-commit 的钩子运行 {shown}，它是别人的，保持原样",
            name = name,
            shown = &shown,
        );
        return Err(Failure::new(message)
            .help(say!(
                en: "add to it: {line}",
                zh: "请在其中加入：{line}",
                line = line(hook),
            ))
            .into());
    }
    let cannot = |error: std::io::Error| disk::cannot(disk::Deed::WriteHook, &shown, &error);
    fs::create_dir_all(&place.folder).map_err(cannot)?;
    write_program(path, &wanted).map_err(cannot)?;
    let is_renewed = matches!(found, Found::Ours { .. });
    told(
        world,
        &match (is_renewed, place.configured) {
            (false, false) => say!(
                en: "{name}: installed as {path}",
                zh: "{name}：已安装为 {path}",
                name = name,
                path = shown,
            ),
            (false, true) => say!(
                en: "{name}: installed as {path}, where core.hooksPath says",
                zh: "{name}：已安装为 {path}（core.hooksPath 指定的位置）",
                name = name,
                path = shown,
            ),
            (true, false) => say!(
                en: "{name}: renewed as {path}",
                zh: "{name}：已更新 {path}",
                name = name,
                path = shown,
            ),
            (true, true) => say!(
                en: "{name}: renewed as {path}, where core.hooksPath says",
                zh: "{name}：已更新 {path}（core.hooksPath 指定的位置）",
                name = name,
                path = shown,
            ),
        },
    )
}

pub(super) fn uninstall(hooks: &[Hook], world: &mut World<'_>) -> Result<u8, Stop> {
    let repo = Repo::open_as_git(&world.folder)?;
    let hooks = if hooks.is_empty() {
        &Hook::ALL[..]
    } else {
        hooks
    };
    let mut nothing = true;
    for hook in hooks {
        let (name, place) = (hook.name(), Place::new(&repo, *hook)?);
        for path in [&place.path, &place.legacy] {
            let shown = place.show(path);
            match own(path) {
                Some(true) => {
                    fs::remove_file(path)
                        .map_err(|error| disk::cannot(disk::Deed::RemoveHook, &shown, &error))?;
                    told(
                        world,
                        &say!(
                            en: "{name}: removed {path}",
                            zh: "{name}：已移除 {path}",
                            name = name,
                            path = shown,
                        ),
                    )?;
                }
                Some(false) => {
                    told(
                        world,
                        &say!(
                            en: "{name}: {path} was changed since planlint wrote it, so it stays; remove it by hand",
                            zh: "{name}：{path} 在 planlint 写入之后有改动，予以保留；请手工删除",
                            name = name,
                            path = shown,
                        ),
                    )?;
                }
                None => continue,
            }
            nothing = false;
        }
        if matches!(place.found(), Found::Calls { .. }) {
            told(
                world,
                &say!(
                    en: "{name}: {path} is somebody else's and runs planlint; take that line out by hand",
                    zh: "{name}：{path} 不是 planlint 安装的，但会运行 planlint；请手工删去那一行",
                    name = name,
                    path = &place.shown,
                ),
            )?;
            nothing = false;
        }
    }
    if nothing {
        told(
            world,
            &say!(
                en: "there is no hook of planlint here",
                zh: "此处没有 planlint 的钩子",
            ),
        )?;
    }
    Ok(CLEAN)
}

pub(super) fn status(world: &mut World<'_>) -> Result<u8, Stop> {
    let repo = Repo::open_as_git(&world.folder)?;
    let bare = repo.working_tree().is_none();
    let (mut kept, mut asked) = (None, false);
    for hook in Hook::ALL {
        let place = Place::new(&repo, hook)?;
        let found = place.found();
        let expected = bare == (hook == Hook::Receive);
        if !expected
            && !matches!(
                found,
                Found::Ours { .. } | Found::Calls { .. } | Found::Edited
            )
        {
            continue;
        }
        asked |= !matches!(found, Found::Nothing | Found::Foreign(_));
        let path = if own(&place.legacy) == Some(true) {
            &place.legacy
        } else {
            &place.path
        };
        kept = kept.or_else(|| script::kept(&read(path)?));
        let state = state(&found, path == &place.legacy);
        row(world, hook.name(), &state, Some(&place.show(path)))?;
    }
    let (on_path, kept) = (
        on_path(),
        kept.map(PathBuf::from).filter(|path| is_runnable(path)),
    );
    let which = match (&on_path, &kept) {
        (Some(path), _) => say!(
            en: "{path}, from the PATH",
            zh: "{path}（在 PATH 中）",
            path = path.display(),
        ),
        (None, Some(path)) => say!(
            en: "{path}, as it is not on the PATH",
            zh: "{path}（PATH 中没有 planlint）",
            path = path.display(),
        ),
        (None, None) if asked => say!(
            en: "none is on the PATH, so these hooks refuse everything",
            zh: "PATH 中没有 planlint，因此这些钩子会拒绝一切",
        ),
        (None, None) => say!(
            en: "none is on the PATH; hooks that are installed from here know where this one is",
            zh: "PATH 中没有 planlint；由此处安装的钩子记有它的位置",
        ),
    };
    row(world, "planlint", &which, None)?;
    Ok(CLEAN)
}

/// How a hook stands; `by_pre_commit` if it is where pre-commit's hook runs it.
fn state(found: &Found, by_pre_commit: bool) -> Message {
    match found {
        Found::Nothing => say!(en: "missing", zh: "未安装"),
        Found::Ours {
            runnable: false, ..
        } => say!(
            en: "installed, but not executable, so git skips it",
            zh: "已安装，但没有执行权限，git 会跳过它",
        ),
        Found::Ours { current: false, .. } => say!(
            en: "outdated; planlint hook install renews it",
            zh: "已过时，可用 planlint hook install 更新",
        ),
        Found::Ours { .. } => say!(en: "installed", zh: "已安装"),
        Found::Edited => say!(
            en: "changed since planlint wrote it",
            zh: "在 planlint 写入之后有改动",
        ),
        Found::Calls { runnable: false } => say!(
            en: "somebody else's, but not executable, so git skips it",
            zh: "不是 planlint 安装的，且没有执行权限，git 会跳过它",
        ),
        Found::Calls { .. } if by_pre_commit => say!(
            en: "installed, run by pre-commit's hook",
            zh: "已安装，由 pre-commit 的钩子运行",
        ),
        Found::Calls { .. } => say!(
            en: "somebody else's, runs planlint",
            zh: "不是 planlint 安装的，会运行 planlint",
        ),
        Found::Foreign(_) => say!(
            en: "somebody else's, does not run planlint",
            zh: "不是 planlint 安装的，不运行 planlint",
        ),
    }
}

/// A row of the status: what stands in the first column, how it stands, and where.
fn row(world: &mut World<'_>, name: &str, state: &Message, path: Option<&str>) -> Result<(), Stop> {
    let lang = world.speaks(None, Format::Text);
    let colon = match lang {
        Lang::En => ": ",
        Lang::Zh => "：",
    };
    let path = path.map(|path| format!("{colon}{path}"));
    let line = format!(
        "{name:<17} {}{}",
        state.text(lang),
        path.unwrap_or_default()
    );
    writeln!(world.out, "{}", sanitize(&line))?;
    Ok(())
}

fn told(world: &mut World<'_>, line: &Message) -> Result<(), Stop> {
    let text = line.text(world.speaks(None, Format::Text));
    writeln!(world.out, "{}", sanitize(&text))?;
    Ok(())
}

/// Where this planlint is.
fn this_program() -> Option<PathBuf> {
    std::env::current_exe().ok()
}

/// The planlint that a shell would run.
fn on_path() -> Option<PathBuf> {
    let name = format!("planlint{}", std::env::consts::EXE_SUFFIX);
    let path = console::variable("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join(&name))
        .find(|path| is_runnable(path))
}
