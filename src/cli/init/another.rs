//! `planlint init --plan DIR`: another plan, beside those that the settings name.

use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;

use crate::config;
use crate::config::Settings;
use crate::config::as_path;
use crate::load::Failure;
use crate::load::disk;
use crate::load::git::is_part_of;
use crate::load::write::Staged;
use crate::report::Format;
use crate::rules;
use crate::text::SourceMap;
use crate::text::scalar::to_yaml;
use crate::words::Lang;
use crate::words::say;

use super::CalendarName;
use super::entry;
use super::near;
use super::refuse_to_disturb;
use super::settings;
use super::shown;
use super::starter;
use super::told;
use super::write;
use super::wrote;
use crate::console::CLEAN;
use crate::console::Colour;
use crate::console::Stop;
use crate::console::World;
use crate::console::today;
use crate::project::DEFAULT_PLAN;
use crate::project::Plans;
use crate::project::Source;
use crate::project::normal;

/// What becomes of the settings.
enum Naming {
    /// They are written, with this plan in them.
    New,
    /// They find the plan as they are.
    Found,
    /// They get it as another entry; the old text, and the new one.
    Added(Arc<str>, String),
    /// Somebody has to add it.
    ByHand,
}

pub(super) fn run(typed: &Path, calendar: CalendarName, world: &mut World<'_>) -> Result<u8, Stop> {
    let root = normal(&disk::root(&world.folder));
    let plan = normal(&world.folder.join(typed));
    let path = shown(&plan, &root)?;
    let project = world.project();
    project.say_no_settings(&disk::no_settings(&root));
    world.tell(&project, Ok(()), Colour::Auto)?;
    let (naming, wanted) = naming(&root, &path)?;
    let lang = world.speaks(wanted, Format::Text);
    let starter = starter(today(), calendar, lang)?;
    let mut files: Vec<(PathBuf, String)> = starter
        .parts
        .into_iter()
        .map(|(name, text)| (plan.join(name), text))
        .collect();
    if let Naming::New = naming {
        let text = settings(&path, starter.last, lang);
        let both = format!("plans: [{DEFAULT_PLAN}, ");
        let text = if has_default(&root, &path) {
            text.replace("plans: [", &both)
        } else {
            text
        };
        files.push((root.join(disk::SETTINGS), text));
    }
    refuse_to_disturb(&root, &plan, &files, &world.folder)?;
    write(&files, &world.folder)?;
    let here = world.folder.clone();
    let show = |path: &Path| near(path, &here).display().to_string();
    for (path, _) in &files {
        told(&wrote(&near(path, &here)), lang, world)?;
    }
    let at = show(&root.join(disk::SETTINGS));
    let entry = to_yaml(&as_path(&path));
    let line = match naming {
        Naming::New => None,
        Naming::Found => Some(say!(
            en: "{path} finds it already",
            zh: "{path} 已包含该计划",
            path = at,
        )),
        Naming::Added(old, new) if replaced(&root, &old, &new)? => Some(say!(
            en: "added {entry} to `plans` in {path}",
            zh: "已在 {path} 的 `plans` 中加入 {entry}",
            entry = entry,
            path = at,
        )),
        Naming::Added(..) | Naming::ByHand => Some(say!(
            en: "add it to {path} by hand, which is not changed: in the list `plans` the line\n  - {entry}",
            zh: "请手工把它加入 {path}（未作改动）：在列表 `plans` 中加一行\n  - {entry}",
            entry = entry,
            path = at,
        )),
    };
    if let Some(line) = line {
        told(&line, lang, world)?;
    }
    writeln!(world.out)?;
    let next = say!(
        en: "Next:\n  planlint check {plan}   finds nothing yet; change a date in it and run it again",
        zh: "接下来：\n  planlint check {plan}   目前没有问题；改动其中的某个日期，再运行一次",
        plan = show(&plan),
    );
    told(&next, lang, world)?;
    Ok(CLEAN)
}

/// Whether plans that the settings do not name are looked for in a folder that is there.
fn has_default(root: &Path, path: &str) -> bool {
    path != DEFAULT_PLAN && root.join(DEFAULT_PLAN).is_dir()
}

/// What becomes of the settings, and the language that they want.
fn naming(root: &Path, path: &str) -> Result<(Naming, Option<Lang>), Failure> {
    if root.join(disk::SETTINGS).symlink_metadata().is_err() {
        not_within(path, &[DEFAULT_PLAN.to_owned()])?;
        return Ok((Naming::New, None));
    }
    let text = disk::settings(root, disk::SETTINGS)?;
    let file = SourceMap::default().add(disk::SETTINGS, None, Arc::clone(&text));
    let mut lang = None;
    if let Ok(settings) = config::read(file, &text, rules::specs()) {
        not_within(path, &Plans::new(&settings, Source::Disk, root)?.roots)?;
        lang = settings.lang;
        if is_found(&settings, path) {
            return Ok((Naming::Found, lang));
        }
    }
    let others = if has_default(root, path) {
        &[DEFAULT_PLAN][..]
    } else {
        &[]
    };
    let added = entry::add(&text, path, others);
    let naming = added.map_or(Naming::ByHand, |new| Naming::Added(text, new));
    Ok((naming, lang))
}

fn is_found(settings: &Settings, path: &str) -> bool {
    settings.plans.iter().any(|entry| entry.has(path))
        || (settings.plans.is_empty() && path == DEFAULT_PLAN)
}

/// What is written into the folder of a plan becomes a part of that plan.
fn not_within(path: &str, plans: &[String]) -> Result<(), Failure> {
    let part = format!("{path}/plan.yaml");
    match plans
        .iter()
        .find(|plan| *plan != path && is_part_of(&part, plan))
    {
        Some(plan) => Err(Failure::new(say!(
            en: "nothing is written, because {path} is in the plan {plan}",
            zh: "未写入任何内容：{path} 位于计划 {plan} 之内",
            path = path,
            plan = plan,
        ))
        .help(say!(
            en: "everything below the folder of a plan is a part of it; take a folder beside it",
            zh: "计划文件夹之下的内容都属于该计划；请改用并列的文件夹",
        ))),
        None => Ok(()),
    }
}

/// Replace the settings, unless somebody has changed them since they were read.
fn replaced(root: &Path, old: &Arc<str>, new: &str) -> Result<bool, Failure> {
    let path = root.join(disk::SETTINGS);
    let cannot = |error: std::io::Error| disk::cannot(disk::Deed::Write, disk::SETTINGS, &error);
    let staged = Staged::new(&path, new).map_err(cannot)?;
    if disk::settings(root, disk::SETTINGS)? != *old {
        return Ok(false);
    }
    staged.commit().map_err(cannot)?;
    Ok(true)
}
