//! Where answers go: to standard output in one format, and into files in others.

use std::fs;
use std::fs::OpenOptions;
use std::io;
use std::io::Write;
use std::path::Component;
use std::path::Path;
use std::path::PathBuf;

use clap::Args as ClapArgs;
use clap::ValueEnum;
use clap::builder::PossibleValue;

use crate::console;
use crate::console::Colour;
use crate::console::Watch;
use crate::console::seen_enough;
use crate::load;
use crate::load::Failure;
use crate::load::disk;
use crate::load::write::write_whole;
use crate::report::Forge;
use crate::report::Format;
use crate::report::Style;
use crate::words::Wrong;
use crate::words::say;

use super::web;
use crate::console::Stop;
use crate::console::World;
use crate::words::Arg;
use crate::words::Joined;
use crate::words::Lang;

#[derive(Debug, ClapArgs)]
pub(super) struct PrintArgs {
    /// How to print what is found
    #[arg(long, value_enum, value_name = "FORMAT", default_value = Format::Text.name())]
    pub(super) format: Format,
    /// Also write it to a file in another format, as sarif=planlint.sarif; may be given several
    /// times
    #[arg(long, value_name = "FORMAT=FILE", value_parser = Output::parse)]
    pub(super) output: Vec<Output>,
    /// Show at most so many findings, the worst of them, and count the others [default:
    /// `max_findings` of planlint.yaml, else 10000]
    #[arg(long, value_name = "COUNT", value_parser = count)]
    pub(super) max_findings: Option<u32>,
    /// In Markdown, link places to the files below this address, where a forge shows a branch or a
    /// commit [default: what the variables of GitHub, GitLab, Gitea and Forgejo say]
    #[arg(long, value_name = "URL", value_parser = web::parse)]
    pub(super) link_base: Option<String>,
    /// When to use colours and frames
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = Colour::Auto)]
    pub(super) color: Colour,
}

impl PrintArgs {
    /// How many findings to show.
    pub(super) fn most(&self, of_settings: usize) -> usize {
        self.max_findings.map_or(of_settings, |most| {
            usize::try_from(most).unwrap_or(usize::MAX)
        })
    }
}

impl ValueEnum for Format {
    fn value_variants<'a>() -> &'a [Self] {
        &Format::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let purpose = match self {
            Format::Text => "For people",
            Format::Json => "For scripts",
            Format::Forge(Forge::Sarif) => "SARIF 2.1.0, for code scanning",
            Format::Forge(Forge::Github) => {
                "GitHub's workflow commands: annotations in a pull request"
            }
            Format::Forge(Forge::Gitlab) => "GitLab's Code Quality report",
            Format::Forge(Forge::Junit) => "JUnit's XML",
            Format::Forge(Forge::Markdown) => "For a comment or a job summary",
        };
        Some(PossibleValue::new(self.name()).help(purpose))
    }
}

/// `FORMAT=FILE`.
#[derive(Clone, Debug)]
pub(super) struct Output {
    format: Format,
    path: PathBuf,
}

impl Output {
    fn parse(text: &str) -> Result<Self, Wrong> {
        let Some((name, path)) = text.split_once('=') else {
            return Err(Wrong(say!(
                en: "write it as FORMAT=FILE, as sarif=planlint.sarif",
                zh: "应写作 FORMAT=FILE，如 sarif=planlint.sarif",
            )));
        };
        let Some(format) = Format::ALL.into_iter().find(|one| one.name() == name) else {
            return Err(Wrong(say!(
                en: "there is no format {name}; there are {names}",
                zh: "没有格式 {name}，可选：{names}",
                name = name,
                names = Arg::joined(Format::ALL.map(Format::name).to_vec(), Format::ALL.len(), Joined::Comma),
            )));
        };
        if path == "-" {
            return Err(Wrong(say!(
                en: "standard output is --format's: write --format {name}, or name a file",
                zh: "标准输出由 --format 使用：请写 --format {name}，或指定文件",
                name = name,
            )));
        }
        if path.is_empty() {
            return Err(Wrong(say!(
                en: "the name of the file is missing after `=`",
                zh: "`=` 后缺少文件名",
            )));
        }
        Ok(Self {
            format,
            path: path.into(),
        })
    }
}

/// How many findings to show.
fn count(text: &str) -> Result<u32, Wrong> {
    text.parse().ok().filter(|count| *count > 0).ok_or_else(|| {
        Wrong(say!(
            en: "write a whole number from 1 to {most}",
            zh: "应写 1 至 {most} 的整数",
            most = u32::MAX.to_string(),
        ))
    })
}

/// Write an answer wherever it is wanted, where the settings want `lang`: the files first, so that they are there if nobody reads
/// standard output.
pub(super) fn print(
    args: &PrintArgs,
    lang: Option<Lang>,
    world: &mut World<'_>,
    render: impl Fn(Format, Style, &mut dyn Write) -> io::Result<()>,
) -> Result<(), Stop> {
    // Everything is read. Who reads this now, perhaps page by page, has all the time there is.
    world.watch = Watch::default();
    for (at, output) in args.output.iter().enumerate() {
        let place = |output: &Output| real(&world.folder.join(&output.path));
        if args.output[..at]
            .iter()
            .any(|other| place(other) == place(output))
        {
            let message = say!(
                en: "--output names {path} twice",
                zh: "--output 两次指定了 {path}",
                path = output.path.display(),
            );
            return Err(Failure::new(message)
                .help(say!(
                    en: "give each format a file of its own",
                    zh: "请为每种格式指定各自的文件",
                ))
                .into());
        }
    }
    for output in &args.output {
        let path = world.folder.join(&output.path);
        let target = target(&disk::root(&world.folder), &path, &output.path)?;
        let mut text = Vec::new();
        let format = output.format;
        let style = Style::PLAIN.speaking(world.speaks(lang, format));
        render(format, style, &mut text)?;
        save(&target, &text).map_err(|error| {
            let path = output.path.display();
            match output.path.parent() {
                Some(folder)
                    if !folder.as_os_str().is_empty() && !world.folder.join(folder).exists() =>
                {
                    let folder = folder.display().to_string();
                    Failure::new(say!(
                        en: "cannot write {path}: there is no folder {folder}",
                        zh: "无法写入 {path}：没有文件夹 {folder}",
                        path = path,
                        folder = &folder,
                    ))
                    .help(say!(
                        en: "make it first: mkdir -p {folder}",
                        zh: "请先创建：mkdir -p {folder}",
                        folder = folder,
                    ))
                }
                _ if error.kind() == io::ErrorKind::PermissionDenied => Failure::new(say!(
                    en: "cannot write {path}: {error}",
                    zh: "无法写入 {path}：{error}",
                    path = path,
                    error = load::disk::system(&error),
                ))
                .help(say!(
                    en: "planlint has to be allowed to write into its folder",
                    zh: "须允许 planlint 写入其所在文件夹",
                )),
                _ => Failure::new(say!(
                    en: "cannot write {path}: {error}",
                    zh: "无法写入 {path}：{error}",
                    path = path,
                    error = load::disk::system(&error),
                ))
                .help(say!(
                    en: "name another file",
                    zh: "请指定其他文件",
                )),
            }
        })?;
    }
    let format = args.format;
    let style = console::style(args.color, world.out_is_terminal);
    let style = style.speaking(world.speaks(lang, format));
    write(world, |out| render(format, style, out))?;
    Ok(())
}

/// The place that a path leads to. What is a plan's or git's is refused. Below `root` links may be a
/// stranger's, who has put them where a report is going to be written.
fn target(root: &Path, path: &Path, shown: &Path) -> Result<PathBuf, Failure> {
    let shown = shown.display();
    let root = real(root);
    // Step by step, as the system does it: behind a link `..` leads elsewhere.
    let mut at = PathBuf::new();
    for component in path.components() {
        match component {
            Component::ParentDir => {
                at = real(&at);
                at.pop();
            }
            Component::CurDir => {}
            other => at.push(other),
        }
        let is_link = fs::symlink_metadata(&at).is_ok_and(|found| found.is_symlink());
        if is_link
            && at
                .parent()
                .is_some_and(|folder| real(folder).starts_with(&root))
        {
            let link = at.file_name().unwrap_or_default().display();
            return Err(Failure::new(say!(
                en: "{shown} is not written: {link} is a link, which can lead anywhere",
                zh: "未写入 {shown}：{link} 是链接，可能指向任何位置",
                shown = shown,
                link = link,
            ))
            .help(say!(
                en: "name a file that is none, or remove the link",
                zh: "请指定不是链接的文件，或删除该链接",
            )));
        }
    }
    let target = real(&at);
    let is_git = |folder: &Path| {
        folder.join("HEAD").is_file()
            && folder.join("objects").is_dir()
            && folder.join("refs").is_dir()
    };
    if target.ancestors().skip(1).any(is_git)
        || target.components().any(|part| part.as_os_str() == ".git")
    {
        return Err(Failure::new(say!(
            en: "{shown} is not written: it is git's",
            zh: "未写入 {shown}：它属于 git",
            shown = shown,
        ))
        .help(say!(
            en: "name another file",
            zh: "请指定其他文件",
        )));
    }
    if target.is_file() && disk::is_part(&target.to_string_lossy()) {
        return Err(Failure::new(say!(
            en: "{shown} is not written: it is there already, and YAML, as a plan is",
            zh: "未写入 {shown}：它已存在，且与计划一样是 YAML 文件",
            shown = shown,
        ))
        .help(say!(
            en: "name another file; reports are JSON, XML, Markdown or text",
            zh: "请指定其他文件；报告为 JSON、XML、Markdown 或文本",
        )));
    }
    Ok(target)
}

/// Without links, as far as it is there.
fn real(path: &Path) -> PathBuf {
    let missing = || {
        let folder = path.parent()?.canonicalize().ok()?;
        Some(folder.join(path.file_name()?))
    };
    path.canonicalize()
        .ok()
        .or_else(missing)
        .unwrap_or_else(|| path.to_owned())
}

/// Replace a file whole. GitHub's job summary is a file that steps add to, and a device or pipe has
/// nothing to replace.
///
/// Links have been followed, or refused, to find `target`: one that has come there since is replaced
/// as any file is, or what is behind it is looked at once more.
fn save(target: &Path, text: &[u8]) -> io::Result<()> {
    let add = || OpenOptions::new().append(true).clone();
    let summary = console::variable("GITHUB_STEP_SUMMARY").map(PathBuf::from);
    if let Some(summary) = summary.filter(|summary| real(summary) == target) {
        return add().create(true).open(summary)?.write_all(text);
    }
    let is_special = |found: fs::Metadata| !found.is_file() && !found.is_dir();
    if fs::metadata(target).is_ok_and(is_special) {
        let mut file = add().open(target)?;
        if file.metadata().is_ok_and(is_special) {
            return file.write_all(text);
        }
    }
    write_whole(target, &String::from_utf8_lossy(text))
}

/// Write to standard output through a buffer: a report is many small pieces.
pub(super) fn write(
    world: &mut World<'_>,
    print: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    world.watch = Watch::default();
    let mut out = io::BufWriter::new(&mut *world.out);
    seen_enough(print(&mut out).and_then(|()| out.flush()))
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    /// Whoever puts a link where a report is about to be written does not have it written elsewhere.
    #[test]
    fn a_link_that_has_come_in_between_is_not_followed() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (report, other) = (folder.path().join("a.json"), folder.path().join("other"));
        fs::write(&other, "mine").expect("a file");
        let shown = Path::new("a.json");
        let target = target(folder.path(), &report, shown).expect("nothing is in the way");
        symlink(&other, &report).expect("a link");
        save(&target, b"{}\n").expect("a report");
        assert_eq!(fs::read_to_string(&other).expect("it is there"), "mine");
        assert_eq!(fs::read_to_string(&report).expect("it is there"), "{}\n");
    }
}
