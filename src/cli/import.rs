//! `planlint import`: a table into a plan folder.

use std::fs;
use std::fs::File;
use std::io;
use std::io::Read;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;

use crate::analysis::Store;
use crate::config::Settings;
use crate::console;
use crate::console::Colour;
use crate::console::seen_enough;
use crate::exchange;
use crate::exchange::Entry;
use crate::exchange::Imported;
use crate::exchange::Said;
use crate::load::Failure;
use crate::load::disk;
use crate::load::git::At;
use crate::load::git::Repo;
use crate::load::write;
use crate::load::write::Staged;
use crate::project::normal;
use crate::project::slashed;
use crate::report::Format;
use crate::report::cells;
use crate::report::hanging;
use crate::report::sanitize;
use crate::rules;
use crate::text::SourceMap;
use crate::text::encoding::Encoding;
use crate::words::Arg;
use crate::words::Joined;
use crate::words::Lang;
use crate::words::Message;
use crate::words::Noun;
use crate::words::Wrong;
use crate::words::many;
use crate::words::say;
use crate::words::word;

use crate::console::CLEAN;
use crate::console::Stop;
use crate::console::World;

/// What `planlint import` takes.
#[derive(Debug, clap::Args)]
pub(super) struct ImportArgs {
    /// The table: tab-separated or CSV, in UTF-8, GBK or UTF-16; `-` reads standard input
    file: PathBuf,
    /// The folder for the plan; it is made if it does not exist
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Overwrite the files of an earlier import
    #[arg(long)]
    force: bool,
}

/// Larger tables are no plans, and must not fill the memory.
const LARGEST: u64 = 64 << 20;

/// Run it, and give the account of the import. Returns the exit status.
pub(super) fn run(args: &ImportArgs, world: &mut World<'_>) -> Result<u8, Stop> {
    let (imported, others) = import(args, &world.folder, world.input)?;
    let style = console::style(Colour::Auto, world.out_is_terminal);
    let folder = world.folder.join(&args.out);
    let style = style.speaking(world.speaks(None, Format::Text));
    let told = account(args, &imported, &others);
    let told = told
        .iter()
        .try_for_each(|one| hanging(&one.text(style.lang), 4, style, world.out));
    let in_repository = is_in_repository(&folder);
    seen_enough(told.and_then(|()| next(&args.out, in_repository, style.lang, world.out)))?;
    Ok(CLEAN)
}

/// Whether `folder` is in the working tree of a repository.
fn is_in_repository(folder: &Path) -> bool {
    normal(folder)
        .ancestors()
        .any(|ancestor| ancestor.join(".git").exists())
}

/// What to do with the plan.
fn next(plan: &Path, is_in_repository: bool, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let plan = sanitize(&in_shell(&plan.display().to_string())).into_owned();
    let (check, fix) = (
        format!("planlint check {plan}"),
        format!("planlint check --fix {plan}"),
    );
    let width = cells(&fix) + 3;
    let what = |command: &str, what: Message| {
        let gap = " ".repeat(width.saturating_sub(cells(command)));
        format!("  {command}{gap}{}", what.text(lang))
    };
    let order = word(match lang {
        Lang::En => concat!(
            env!("CARGO_PKG_REPOSITORY"),
            "/blob/main/docs/import.md#the-order-in-which-to-mend"
        ),
        Lang::Zh => concat!(
            env!("CARGO_PKG_REPOSITORY"),
            "/blob/main/docs/zh/import.md#修正的顺序"
        ),
    });
    let mut lines = vec![
        String::new(),
        say!(en: "Next:", zh: "接下来：").text(lang),
        what(
            &check,
            say!(en: "what is wrong, each with its place", zh: "列出问题及其位置"),
        ),
        what(
            &fix,
            say!(
                en: "mends what can only have been meant in one way",
                zh: "改正只有一种改法的问题",
            ),
        ),
        say!(
            en: "  then the rest, in this order:\n    {order}",
            zh: "  然后按以下顺序修正其余问题：\n    {order}",
            order = order,
        )
        .text(lang),
    ];
    if !is_in_repository {
        lines.push(what(
            "git init",
            say!(
                en: "planlint diff and the hooks compare with what git has",
                zh: "planlint diff 和钩子要与 git 中的内容比较",
            ),
        ));
    }
    lines.push(format!("  git add {plan}"));
    let commit = say!(
        en: "  git commit -m \"Import the plan\"",
        zh: "  git commit -m \"导入计划\"",
    );
    lines.push(commit.text(lang));
    lines.iter().try_for_each(|line| writeln!(out, "{line}"))
}

/// `path` as a shell takes it for one word.
fn in_shell(path: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | ':' | '\\');
    if path.chars().all(is_plain) {
        path.to_owned()
    } else {
        format!("'{}'", path.replace('\'', "'\\''"))
    }
}

/// Those of the files that `--force` would replace by something else and that git has no copy of.
fn only_here(out: &Path, folder: &Path, imported: &Imported) -> Result<Vec<PathBuf>, Failure> {
    let on_disk = |name: &str| fs::read(folder.join(name)).ok();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).replace("\r\n", "\n");
    let mut lost: Vec<(&str, String)> = imported
        .files
        .iter()
        .filter_map(|file| Some((file.name.as_str(), text(&on_disk(&file.name)?), &file.text)))
        .filter(|(_, found, new)| found != *new)
        .map(|(name, found, _)| (name, found))
        .collect();
    if lost.is_empty() || !is_in_repository(folder) {
        return Ok(Vec::new());
    }
    let repo = Repo::open(folder)?;
    let Some(tree) = repo
        .working_tree()
        .and_then(|tree| tree.canonicalize().ok())
    else {
        return Ok(Vec::new());
    };
    let below = folder
        .canonicalize()
        .ok()
        .and_then(|folder| Some(folder.strip_prefix(&tree).ok()?.to_owned()));
    let Some(below) = below else {
        return Ok(Vec::new());
    };
    if !repo.is_unborn() {
        let below = if below.as_os_str().is_empty() {
            ".".to_owned()
        } else {
            slashed(&below)
        };
        let store = Store::new(
            SourceMap::default(),
            rules::limits(&Settings::new(rules::specs())),
        );
        let committed = repo.plan(At::Commit(repo.resolve("HEAD")?), &below, &store)?;
        for file in committed.into_iter().flat_map(|plan| plan.files) {
            let name = file
                .path
                .strip_prefix(&format!("{below}/"))
                .unwrap_or(&file.path);
            let Some(Ok(kept)) = &file.text else { continue };
            lost.retain(|(lost, found)| *lost != name || *found != kept.replace("\r\n", "\n"));
        }
    }
    Ok(lost.into_iter().map(|(name, _)| out.join(name)).collect())
}

/// Read, convert, write. The second value are the parts of a plan that were in the folder before.
fn import(
    args: &ImportArgs,
    current: &Path,
    input: &mut dyn Read,
) -> Result<(Imported, Vec<PathBuf>), Failure> {
    let is_input = args.file.as_os_str() == "-";
    let name: Arg = if is_input {
        say!(en: "standard input", zh: "标准输入").into()
    } else {
        args.file.display().into()
    };
    if !is_input && disk::is_named_pipe(&args.file) {
        return Err(Failure::new(say!(
            en: "{name} is a named pipe, and who reads one may wait for ever",
            zh: "{name} 是命名管道，读取时可能一直等待",
            name = name,
        ))
        .help(say!(
            en: "write the table to a file, or hand it on: planlint import - --out DIR < PIPE",
            zh: "请将表格写入文件，或经标准输入传入：planlint import - --out DIR < PIPE",
        )));
    }
    let bytes = if is_input {
        read(input)
    } else {
        File::open(&args.file).and_then(read)
    };
    let bytes = bytes.map_err(|error| disk::cannot(disk::Deed::Read, name.clone(), &error))?;
    let file_name = args.file.file_name().unwrap_or_default().to_string_lossy();
    let imported = exchange::import(&bytes, &file_name).map_err(|refused| {
        let failure = Failure::new(say!(
            en: "{name}: {refused}",
            zh: "{name}：{refused}",
            name = name.clone(),
            refused = refused.message(),
        ));
        refused.help().into_iter().fold(failure, Failure::help)
    })?;
    let folder = args.out.display().to_string();
    let targets: Vec<PathBuf> = imported
        .files
        .iter()
        .map(|file| args.out.join(&file.name))
        .collect();
    let mut others =
        parts(&args.out).map_err(|error| disk::cannot(disk::Deed::LookInto, &folder, &error))?;
    others.retain(|other| !targets.contains(other));
    refuse(
        targets.iter().filter(|target| target.is_dir()),
        Because::AreFolders,
        say!(
            en: "take another folder, or rename these",
            zh: "请选用其他文件夹，或将其重命名",
        ),
    )?;
    if !args.force {
        // A link that leads nowhere is something to overwrite, too.
        let existing = targets
            .iter()
            .filter(|target| fs::symlink_metadata(target).is_ok());
        let help = say!(en: "--force overwrites them", zh: "--force 可覆盖它们");
        refuse(existing, Because::WouldBeOverwritten, help)?;
        let help = say!(
            en: "take another folder, or keep them as parts of the plan with --force",
            zh: "请选用其他文件夹，或用 --force 将其保留为计划的一部分",
        );
        refuse(others.iter(), Because::WouldBecomeParts, help)?;
    } else {
        let lost = only_here(&args.out, &current.join(&args.out), &imported)?;
        let help = say!(
            en: "commit them, or keep them with git stash -u; then run it again",
            zh: "请先提交，或用 git stash -u 保存，然后再运行",
        );
        refuse(lost.iter(), Because::DifferFromHead, help)?;
    }
    write(&args.out, &imported, &targets)
        .map_err(|error| disk::cannot(disk::Deed::WriteInto, &folder, &error))?;
    Ok((imported, others))
}

/// Why nothing is written, because of files.
#[derive(Clone, Copy)]
pub(super) enum Because {
    AreFolders,
    WouldBeOverwritten,
    WouldBecomeParts,
    DifferFromHead,
}

/// A failure that names `files`, unless there are none.
pub(super) fn refuse<'p>(
    files: impl Iterator<Item = &'p PathBuf>,
    because: Because,
    help: Message,
) -> Result<(), Failure> {
    const MOST: usize = 10;
    let names: Vec<String> = files.map(|path| path.display().to_string()).collect();
    if names.is_empty() {
        return Ok(());
    }
    let more = names.len().saturating_sub(MOST);
    let first = names[..names.len() - more].join(", ");
    let files = if more > 0 {
        say!(
            en: "{first} and {more} more",
            zh: "{first}，另有 {more} 个文件",
            first = first,
            more = more,
        )
    } else {
        Message::verbatim(&first)
    };
    let message = match because {
        Because::AreFolders => say!(
            en: "nothing is written, because these files are folders: {files}",
            zh: "未写入任何内容：以下文件是文件夹：{files}",
            files = files,
        ),
        Because::WouldBeOverwritten => say!(
            en: "nothing is written, because these files would be overwritten: {files}",
            zh: "未写入任何内容：以下文件会被覆盖：{files}",
            files = files,
        ),
        Because::WouldBecomeParts => say!(
            en: "nothing is written, because these files would become parts of the plan: {files}",
            zh: "未写入任何内容：以下文件会成为计划的一部分：{files}",
            files = files,
        ),
        Because::DifferFromHead => say!(
            en: "nothing is written, because these files differ from HEAD, and --force would lose what only they have: {files}",
            zh: "未写入任何内容：以下文件与 HEAD 不同，--force 会丢失其中独有的内容：{files}",
            files = files,
        ),
    };
    Err(Failure::new(message).help(help))
}

fn read(table: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    table.take(LARGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST {
        return Err(io::Error::other(Wrong(say!(
            en: "it is larger than 64 MiB, which no table of tasks is",
            zh: "超过 64 MiB，任务表格不会这么大",
        ))));
    }
    Ok(bytes)
}

/// All files are complete before the first takes its place.
fn write(folder: &Path, imported: &Imported, targets: &[PathBuf]) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let staged: io::Result<Vec<Staged>> = imported
        .files
        .iter()
        .zip(targets)
        .map(|(file, target)| Staged::new(target, &file.text))
        .collect();
    let staged = staged?;
    let _together = write::together();
    staged.into_iter().try_for_each(Staged::commit)
}

/// The parts of a plan in `folder`, sorted; none if there is no such folder. Links are not
/// followed.
pub(super) fn parts(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut parts = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(error),
        };
        for entry in entries {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with('.') {
                continue;
            }
            if entry.file_type()?.is_dir() {
                open.push(entry.path());
            } else if disk::is_part(&name) {
                parts.push(entry.path());
            }
        }
    }
    parts.sort();
    Ok(parts)
}

/// What there is to know of an import.
fn account(args: &ImportArgs, imported: &Imported, others: &[PathBuf]) -> Vec<Message> {
    let mut told: Vec<Message> = imported.said.iter().map(Said::message).collect();
    let mut pending = Vec::new();
    imported
        .draft
        .phases
        .iter()
        .for_each(|phase| collect_pending(phase, &mut pending));
    if !pending.is_empty() {
        told.push(say!(
            en: "pending estimates: {ids}",
            zh: "日期或工期待定：{ids}",
            ids = Arg::joined(pending, usize::MAX, Joined::Comma),
        ));
    }
    told.push(imported.fit.message());
    if let Some(calendar) = imported.draft.head.working_calendar {
        told.push(say!(
            en: "working calendar: {calendar}",
            zh: "上班日历：{calendar}",
            calendar = word(calendar),
        ));
    }
    let encoding = imported.table.encoding;
    if encoding != Encoding::Utf8 {
        told.push(say!(
            en: "encoding: {encoding}",
            zh: "编码：{encoding}",
            encoding = encoding.to_string(),
        ));
    }
    told.extend(others.iter().map(|other| {
        say!(
            en: "{path} was there before and is a part of the plan, too",
            zh: "{path} 原来就在文件夹中，也是计划的一部分",
            path = sanitize(&other.display().to_string()),
        )
    }));
    told.push(say!(
        en: "{summary}; wrote {files} to {folder}",
        zh: "{summary}；已写入 {folder}，共 {files}",
        summary = imported.summary(),
        files = many(imported.files.len(), Noun::File),
        folder = sanitize(&args.out.display().to_string()),
    ));
    told
}

fn collect_pending(entry: &Entry, ids: &mut Vec<String>) {
    if !entry.pending.is_empty() {
        ids.push(sanitize(&entry.id).into_owned());
    }
    entry
        .tasks
        .iter()
        .for_each(|task| collect_pending(task, ids));
}
