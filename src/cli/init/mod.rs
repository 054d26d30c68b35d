//! `planlint init`: a plan to start from, with settings and, where wanted, the forge's workflow.

mod another;
mod entry;

use std::fs;
use std::io;
use std::path::Path;
use std::path::PathBuf;

use clap::Args as ClapArgs;
use clap::ValueEnum;

use crate::calendar;
use crate::calendar::Calendar;
use crate::calendar::Day;
use crate::calendar::Weekday;
use crate::config::as_path;
use crate::load::Failure;
use crate::load::disk;
use crate::load::write;
use crate::load::write::Staged;
use crate::report::Format;
use crate::report::sanitize;
use crate::text::scalar::to_yaml;
use crate::words::Lang;
use crate::words::Message;
use crate::words::Wrong;
use crate::words::say;

use super::import::Because;
use super::import::parts;
use super::import::refuse;
use crate::console::CLEAN;
use crate::console::Colour;
use crate::console::Stop;
use crate::console::World;
use crate::console::today;
use crate::hook;
use crate::project::DEFAULT_PLAN;
use crate::project::normal;
use crate::project::slashed;

#[derive(Debug, ClapArgs)]
pub(super) struct InitArgs {
    /// The folder in which to begin; the plan goes into its folder plan [default: the current one]
    folder: Option<PathBuf>,
    /// Begin another plan, in this folder, and name it in `plans` of planlint.yaml
    #[arg(long, value_name = "DIR", conflicts_with_all = ["folder", "workflow", "hook"])]
    plan: Option<PathBuf>,
    /// The calendar that counts the days of tasks
    #[arg(long, value_enum, value_name = "NAME", default_value_t = CalendarName::Weekdays)]
    calendar: CalendarName,
    /// Also write the workflow that checks pull requests, for this forge
    #[arg(long, value_enum, value_name = "FORGE")]
    workflow: Option<Workflow>,
    /// Also install the hooks that check before a commit, a merge and a push (as planlint hook
    /// install does)
    #[arg(long)]
    hook: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum CalendarName {
    /// Every day counts
    EveryDay,
    /// Monday to Friday
    Weekdays,
    /// Monday to Friday, with China's holidays and make-up working days
    China,
}

impl CalendarName {
    fn name(self) -> &'static str {
        match self {
            CalendarName::EveryDay => "every-day",
            CalendarName::Weekdays => "weekdays",
            CalendarName::China => "china",
        }
    }

    fn calendar(self) -> &'static Calendar {
        calendar::built_in(self.name()).expect("it is built in")
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Workflow {
    /// A workflow of GitHub Actions
    Github,
    /// GitLab's .gitlab-ci.yml
    Gitlab,
    /// A workflow of Gitea Actions
    Gitea,
    /// A workflow of Forgejo Actions
    Forgejo,
}

impl Workflow {
    /// Where it stands below the repository's root.
    fn path(self) -> &'static str {
        match self {
            Workflow::Github => ".github/workflows/plan.yml",
            Workflow::Gitlab => ".gitlab-ci.yml",
            Workflow::Gitea => ".gitea/workflows/plan.yml",
            Workflow::Forgejo => ".forgejo/workflows/plan.yml",
        }
    }

    fn text(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Workflow::Github, Lang::En) => include_str!("github.yml"),
            (Workflow::Github, Lang::Zh) => include_str!("github.zh.yml"),
            (Workflow::Gitlab, Lang::En) => include_str!("gitlab.yml"),
            (Workflow::Gitlab, Lang::Zh) => include_str!("gitlab.zh.yml"),
            (Workflow::Gitea | Workflow::Forgejo, Lang::En) => include_str!("forgejo.yml"),
            (Workflow::Gitea | Workflow::Forgejo, Lang::Zh) => include_str!("forgejo.zh.yml"),
        }
    }
}

pub(super) fn run(args: &InitArgs, world: &mut World<'_>) -> Result<u8, Stop> {
    if let Some(plan) = &args.plan {
        return another::run(plan, args.calendar, world);
    }
    let folder = normal(
        &args
            .folder
            .as_ref()
            .map_or(world.folder.clone(), |folder| world.folder.join(folder)),
    );
    // Settings and workflows belong to the root of the repository. Without one, everything stays
    // together.
    let repository = folder
        .ancestors()
        .find(|ancestor| ancestor.join(".git").exists());
    let root = repository.unwrap_or(&folder);
    if args.hook && repository.is_none() {
        return Err(Failure::new(say!(
            en: "there is no git repository here, so there is nothing to install hooks into",
            zh: "此处没有 git 仓库，无处安装钩子",
        ))
        .help(say!(
            en: "git init first; or leave out --hook",
            zh: "先运行 git init；或去掉 --hook",
        ))
        .into());
    }
    let plan = folder.join(DEFAULT_PLAN);
    let shown = shown(&plan, root)?;
    let project = world.project();
    project.say_no_settings(&disk::no_settings(root));
    world.tell(&project, Ok(()), Colour::Auto)?;
    if repository.is_none() {
        refuse_below_settings(&folder, &plan, &world.folder)?;
    }

    let lang = world.speaks(None, Format::Text);
    let starter = starter(today(), args.calendar, lang)?;
    let mut files: Vec<(PathBuf, String)> = starter
        .parts
        .into_iter()
        .map(|(name, text)| (plan.join(name), text))
        .collect();
    files.push((
        root.join(disk::SETTINGS),
        settings(&shown, starter.last, lang),
    ));
    if let Some(workflow) = args.workflow {
        files.push((root.join(workflow.path()), workflow.text(lang).to_owned()));
    }
    refuse_to_disturb(root, &plan, &files, &world.folder)?;
    write(&files, &world.folder)?;

    for (path, _) in &files {
        told(&wrote(&near(path, &world.folder)), lang, world)?;
    }
    let code = if args.hook {
        hook::install_in(&folder, world)?
    } else {
        CLEAN
    };
    writeln!(world.out)?;
    told(&say!(en: "Next:", zh: "接下来："), lang, world)?;
    if repository.is_none() && folder != normal(&world.folder) {
        writeln!(
            world.out,
            "  cd {}",
            sanitize(&near(&folder, &world.folder).display().to_string())
        )?;
    }
    told(
        &say!(
            en: "  planlint check       finds nothing yet; change a date in the plan and run it again",
            zh: "  planlint check       目前没有问题；改动计划中的某个日期，再运行一次",
        ),
        lang,
        world,
    )?;
    told(
        &say!(
            en: "  planlint explain     lists what it looks for",
            zh: "  planlint explain     列出检查哪些内容",
        ),
        lang,
        world,
    )?;
    if args.workflow.is_some() {
        told(
            &say!(
                en: "  git add and commit   the workflow checks the next pull request",
                zh: "  git add 并提交       工作流会检查下一个合并请求",
            ),
            lang,
            world,
        )?;
    }
    Ok(code)
}

/// What is said of a file that was written.
fn wrote(path: &Path) -> Message {
    say!(en: "wrote {path}", zh: "已写入 {path}", path = path.display())
}

fn told(message: &Message, lang: Lang, world: &mut World<'_>) -> Result<(), Stop> {
    for line in message.text(lang).lines() {
        writeln!(world.out, "{}", sanitize(line))?;
    }
    Ok(())
}

/// The folder of a plan as settings at `root` name it.
fn shown(plan: &Path, root: &Path) -> Result<String, Failure> {
    let below = plan.strip_prefix(root).map_err(|_| {
        Failure::new(say!(
            en: "{folder} is not below {root}, where the settings are",
            zh: "{folder} 不在设置所在的 {root} 之下",
            folder = plan.display(),
            root = root.display(),
        ))
        .help(say!(
            en: "take a folder in there",
            zh: "请选用其中的文件夹",
        ))
    })?;
    if below.to_str().is_none() {
        return Err(Failure::new(say!(
            en: "{folder} cannot be named in settings: it is not UTF-8",
            zh: "{folder} 不是 UTF-8 编码，无法写入设置",
            folder = plan.display(),
        ))
        .help(say!(
            en: "take another folder",
            zh: "请选用其他文件夹",
        )));
    }
    Ok(if below.as_os_str().is_empty() {
        ".".to_owned()
    } else {
        slashed(below)
    })
}

/// Outside of a repository settings hold for everything below them, unless there are others.
fn refuse_below_settings(folder: &Path, plan: &Path, current: &Path) -> Result<(), Failure> {
    let above = folder
        .ancestors()
        .skip(1)
        .map(|ancestor| ancestor.join(disk::SETTINGS))
        .find(|path| path.exists());
    let Some(settings) = above else { return Ok(()) };
    let settings = near(&settings, current);
    Err(Failure::new(say!(
        en: "{path} is there already, and holds for this folder, too",
        zh: "{path} 已存在，对本文件夹同样有效",
        path = settings.display(),
    ))
    .help(suggestion(plan, current)))
}

fn suggestion(plan: &Path, current: &Path) -> Message {
    say!(
        en: "planlint init --plan {plan} begins another plan, and names it there",
        zh: "planlint init --plan {plan} 可新建另一个计划，并在该处登记",
        plan = near(plan, current).display(),
    )
}

/// The plan to start from.
struct Starter {
    /// Names and texts of its files.
    parts: [(&'static str, String); 3],
    /// Its last day.
    last: Day,
}

/// It begins next Monday, or on the first working day after that, and reports no progress: so
/// nothing in it is late.
fn starter(today: Day, calendar: CalendarName, lang: Lang) -> Result<Starter, Failure> {
    let days = calendar.calendar();
    let monday = (1..=7)
        .map(|ahead| today.plus(ahead))
        .find(|day| day.weekday() == Weekday::Mon);
    // One task after the other, as dates follow from them: 3, 2, 5 and 3 days.
    let start = monday.and_then(|monday| days.next_working(monday));
    let last = start.and_then(|start| days.finish(start, 13));
    let begins_and_ends = start.zip(last.filter(|last| days.covers(*last)));
    let Some((start, last)) = begins_and_ends else {
        let until = days.covered().map_or(Day::MAX, |covered| covered.last);
        let name = calendar.name();
        let message = say!(
            en: "the calendar {name} knows no day after {until}, and a plan that begins now goes beyond",
            zh: "日历 {name} 的数据只到 {until}，从现在开始的计划会超出该日期",
            name = name,
            until = until,
        );
        return Err(Failure::new(message)
            .help(say!(
                en: "take --calendar weekdays, or a newer planlint: it knows the next year once that is announced",
                zh: "请用 --calendar weekdays，或更新 planlint：次年安排公布后即会收录",
            )));
    };
    let fill = |template: &str| {
        template
            .replace("{calendar}", calendar.name())
            .replace("{start}", &start.to_string())
    };
    let templates = match lang {
        Lang::En => [
            include_str!("plan.yaml"),
            include_str!("phase-1.yaml"),
            include_str!("phase-2.yaml"),
        ],
        Lang::Zh => [
            include_str!("plan.zh.yaml"),
            include_str!("phase-1.zh.yaml"),
            include_str!("phase-2.zh.yaml"),
        ],
    };
    let [plan, first, second] = templates.map(fill);
    let parts = [
        ("plan.yaml", plan),
        ("phase-1.yaml", first),
        ("phase-2.yaml", second),
    ];
    Ok(Starter { parts, last })
}

fn settings(plan: &str, last: Day, lang: Lang) -> String {
    let template = match lang {
        Lang::En => include_str!("planlint.yaml"),
        Lang::Zh => include_str!("planlint.zh.yaml"),
    };
    template
        .replace("{plan}", &to_yaml(&as_path(plan)))
        .replace("{until}", &last.to_string())
}

/// Nothing is overwritten, and nothing becomes part of a plan that was none.
fn refuse_to_disturb(
    root: &Path,
    plan: &Path,
    files: &[(PathBuf, String)],
    folder: &Path,
) -> Result<(), Failure> {
    // A link that leads nowhere is something to overwrite, too.
    let there = |path: &&PathBuf| fs::symlink_metadata(path).is_ok();
    let existing: Vec<PathBuf> = files
        .iter()
        .map(|(path, _)| path)
        .filter(there)
        .map(|path| near(path, folder))
        .collect();
    let another = suggestion(plan, folder);
    let settings = near(&root.join(disk::SETTINGS), folder);
    let help = if existing.contains(&settings) && !plan.exists() {
        another
    } else {
        say!(
            en: "planlint init is for a beginning; add by hand what is missing",
            zh: "planlint init 用于新建；缺少的内容请手工添加",
        )
    };
    refuse(existing.iter(), Because::WouldBeOverwritten, help)?;
    let mut below = files
        .iter()
        .flat_map(|(path, _)| path.ancestors().take_while(|ancestor| *ancestor != root));
    if let Some(link) =
        below.find(|path| fs::symlink_metadata(path).is_ok_and(|found| found.is_symlink()))
    {
        return Err(Failure::new(say!(
            en: "nothing is written, because {path} is a link",
            zh: "未写入任何内容：{path} 是链接",
            path = near(link, folder).display(),
        ))
        .help(say!(
            en: "links are not followed, because they can lead anywhere",
            zh: "链接可能指向任何位置，因此不跟随",
        )));
    }
    let shown = near(plan, folder);
    let others = parts(plan)
        .map_err(|error| disk::cannot(disk::Deed::LookInto, shown.display().to_string(), &error))?;
    let others: Vec<PathBuf> = others.iter().map(|path| near(path, folder)).collect();
    refuse(
        others.iter(),
        Because::WouldBecomeParts,
        say!(
            en: "there is a plan already: planlint check looks at it",
            zh: "此处已有计划：planlint check 可检查它",
        ),
    )
}

/// All or nothing: what was made before something failed is taken away again.
fn write(files: &[(PathBuf, String)], folder: &Path) -> Result<(), Failure> {
    let mut made = Made::default();
    let mut staged = Vec::new();
    let cannot = |path: &Path, error: &io::Error| {
        disk::cannot(
            disk::Deed::Write,
            near(path, folder).display().to_string(),
            error,
        )
    };
    for (path, text) in files {
        made.folders_of(path)
            .and_then(|()| Staged::new(path, text))
            .map(|file| staged.push((path, file)))
            .map_err(|error| cannot(path, &error))?;
    }
    let _together = write::together();
    for (path, file) in staged {
        file.commit().map_err(|error| cannot(path, &error))?;
        made.files.push(path.clone());
    }
    made.keep();
    Ok(())
}

/// What exists only because of this run. Dropped, it is gone.
#[derive(Default)]
struct Made {
    folders: Vec<PathBuf>,
    files: Vec<PathBuf>,
}

impl Made {
    /// Make the folders that `path` needs, one by one, so that each is known.
    fn folders_of(&mut self, path: &Path) -> io::Result<()> {
        let missing: Vec<&Path> = path
            .ancestors()
            .skip(1)
            .take_while(|folder| !folder.is_dir())
            .collect();
        for folder in missing.into_iter().rev() {
            // Said in full: the system would only say that something exists.
            if fs::symlink_metadata(folder).is_ok() {
                return Err(io::Error::other(Wrong(say!(
                    en: "{path} is in the way: it is no folder",
                    zh: "{path} 占用了该位置，它不是文件夹",
                    path = folder.display(),
                ))));
            }
            fs::create_dir(folder)?;
            self.folders.push(folder.to_owned());
        }
        Ok(())
    }

    fn keep(mut self) {
        self.folders.clear();
        self.files.clear();
    }
}

impl Drop for Made {
    fn drop(&mut self) {
        // Somebody may have put something into a folder since; then it stays. There is nobody to
        // tell of an error.
        for file in &self.files {
            let _ = fs::remove_file(file);
        }
        for folder in self.folders.iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }
}

/// `path` as somebody in `folder` would type it.
fn near(path: &Path, folder: &Path) -> PathBuf {
    let folder = normal(folder);
    let mut up = PathBuf::new();
    for ancestor in folder.ancestors() {
        match path.strip_prefix(ancestor) {
            // Only the root of the file system is common.
            Ok(_) if ancestor.parent().is_none() => break,
            Ok(rest) => return PathBuf::from(slashed(&up.join(rest))),
            Err(_) => up.push(".."),
        }
    }
    path.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::analysis::PlanFiles;
    use crate::analysis::Store;
    use crate::check;
    use crate::check::Options;
    use crate::config;
    use crate::model::RawFile;
    use crate::rules;
    use crate::text::SourceMap;

    /// Whatever day it is: nothing is found, or the calendar is said to end.
    #[test]
    fn clean_on_every_day() {
        let first = Day::parse("2026-01-01").expect("it exists");
        for (ahead, calendar) in (0..500).step_by(3).flat_map(|ahead| {
            CalendarName::value_variants()
                .iter()
                .map(move |name| (ahead, *name))
        }) {
            let today = first.plus(ahead);
            // An odd number of days ahead, and an even one, of each calendar.
            let lang = Lang::ALL[usize::from(ahead % 2 == 1)];
            let starter = match starter(today, calendar, lang) {
                Ok(starter) => starter,
                Err(failure) => {
                    let covered = calendar
                        .calendar()
                        .covered()
                        .expect("only a calendar with data can end");
                    assert!(today.plus(40) > covered.last, "{today}: {failure}");
                    continue;
                }
            };
            let text = settings("plan", starter.last, lang);
            assert!(
                !text.contains("{plan}") && !text.contains("{until}"),
                "{text}"
            );
            let mut sources = SourceMap::default();
            let file = sources.add("planlint.yaml", None, text.as_str().into());
            let settings = config::read(file, &text.as_str().into(), rules::specs())
                .expect("the settings are right");
            let files = starter.parts.into_iter().map(|(name, text)| RawFile {
                path: format!("plan/{name}"),
                blob: None,
                text: Some(Ok(text.into())),
            });
            let plan = PlanFiles {
                root: "plan".to_owned(),
                files: files.collect(),
            };
            let store = Store::new(sources, rules::limits(&settings));
            // Not late either, if somebody reports the progress of the day before it begins.
            let options = Options {
                as_of: Some(today),
                today,
                all_plans: true,
            };
            let report = check::check(vec![plan], &settings, store, options);
            assert!(
                report.findings.is_empty(),
                "{today} {calendar:?}: {:#?}",
                report.findings
            );
            assert_eq!(report.tasks, 6);
        }
    }

    #[test]
    fn names_from_where_one_is() {
        assert_eq!(near(Path::new("/a/b/c"), Path::new("/a")), Path::new("b/c"));
        assert_eq!(
            near(Path::new("/a/c"), Path::new("/a/b/d")),
            Path::new("../../c")
        );
        assert_eq!(near(Path::new("/x"), Path::new("/a/b")), Path::new("/x"));
    }
}
