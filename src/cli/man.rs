//! `planlint man`: the manual pages, made of what the command line says about itself.

use std::fs;
use std::io;
use std::path::PathBuf;

use clap::Args as ClapArgs;
use clap::Command;
use clap_mangen::Man;

use crate::finding::nearest;
use crate::load::Failure;
use crate::load::disk;
use crate::load::write;
use crate::words::Lang;
use crate::words::Message;
use crate::words::say;

use crate::console::CLEAN;
use crate::console::Stop;
use crate::console::World;
use crate::console::seen_enough;

#[derive(Debug, ClapArgs)]
pub(super) struct ManArgs {
    /// The command; without it, planlint as a whole
    #[arg(conflicts_with = "out")]
    command: Vec<String>,
    /// Write the pages of planlint and of all its commands into this folder
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// A page, and the name that `man` finds it by.
struct Page {
    name: String,
    text: Vec<u8>,
}

/// `planlint` is what the command line says about itself in `lang`.
pub(super) fn run(
    args: &ManArgs,
    planlint: Command,
    lang: Lang,
    world: &mut World<'_>,
) -> Result<u8, Stop> {
    let mut pages = Vec::new();
    collect(planlint, lang, &mut pages)?;
    if let Some(out) = &args.out {
        let folder = world.folder.join(out);
        fs::create_dir_all(&folder)
            .map_err(|error| disk::cannot(disk::Deed::Make, out.to_string_lossy(), &error))?;
        for page in &pages {
            let file = format!("{}.1", page.name);
            write::write_whole(&folder.join(&file), &String::from_utf8_lossy(&page.text)).map_err(
                |error| disk::cannot(disk::Deed::Write, out.join(&file).to_string_lossy(), &error),
            )?;
        }
        return Ok(CLEAN);
    }
    let typed = args.command.join("-");
    // What all names begin with says nothing about which of them is near.
    let below = |page: &'_ Page| {
        page.name
            .trim_start_matches("planlint")
            .trim_start_matches('-')
            .to_owned()
    };
    let Some(page) = pages.iter().find(|page| below(page) == typed) else {
        let names: Vec<String> = pages.iter().map(below).collect();
        let help = match nearest(&typed, names.iter().map(String::as_str)) {
            Some(near) => {
                say!(
                    en: "did you mean planlint {near}? `planlint --help` lists all commands",
                    zh: "是否指 planlint {near}？`planlint --help` 可列出全部命令",
                    near = near.replace('-', " "),
                )
            }
            None => say!(
                en: "`planlint --help` lists all commands",
                zh: "`planlint --help` 可列出全部命令",
            ),
        };
        return Err(Failure::new(say!(
            en: "there is no command planlint {command}",
            zh: "没有命令 planlint {command}",
            command = typed.replace('-', " "),
        ))
        .help(help)
        .into());
    };
    if world.out_is_terminal {
        // What `man` reads is nothing for people.
        let command: String = args.command.iter().map(|word| format!(" {word}")).collect();
        for way in ways(&command) {
            seen_enough(writeln!(world.out, "{}", way.text(lang)))?;
        }
        return Ok(CLEAN);
    }
    seen_enough(world.out.write_all(&page.text))?;
    Ok(CLEAN)
}

/// How to read the page of a command, which begins with a space unless it is planlint as a whole.
fn ways(command: &str) -> [Message; 3] {
    [
        say!(
            en: "To read the page: planlint man{command} | man -l -",
            zh: "阅读手册页：planlint man{command} | man -l -",
            command = command,
        ),
        say!(
            en: "To let man find it: planlint man --out DIR, with DIR/.. in MANPATH if DIR is called man1",
            zh: "让 man 能找到它：planlint man --out DIR，DIR 名为 man1 时把 DIR/.. 加入 MANPATH",
        ),
        say!(
            en: "The same in short: planlint{command} --help",
            zh: "简要说明：planlint{command} --help",
            command = command,
        ),
    ]
}

/// What clap writes into each page, and the same in Chinese.
const OF_CLAP: [(&str, &str); 8] = [
    (".SH NAME", ".SH 名称"),
    (".SH SYNOPSIS", ".SH 用法"),
    (".SH DESCRIPTION", ".SH 说明"),
    (".SH OPTIONS", ".SH 参数和选项"),
    (".SH EXTRA", ".SH 补充"),
    (".SH VERSION", ".SH 版本"),
    ("\\fIPossible values:\\fR", "\\fI可选值：\\fR"),
    ("[default: ", "[默认值："),
];

/// The page of `command` and those of the commands below it.
fn collect(command: clap::Command, lang: Lang, pages: &mut Vec<Page>) -> io::Result<()> {
    let below: Vec<_> = command
        .get_subcommands()
        .filter(|command| !command.is_hide_set())
        .cloned()
        .collect();
    let name = command
        .get_display_name()
        .unwrap_or_else(|| command.get_name())
        .to_owned();
    let mut text = Vec::new();
    let source = concat!("planlint ", env!("CARGO_PKG_VERSION"));
    // A space for the date: the same version makes the same pages, and an empty word would be left
    // out of the line.
    Man::new(command)
        .title(name.to_uppercase())
        .date(" ")
        .source(source)
        .render(&mut text)?;
    if lang == Lang::Zh {
        let mut page = String::from_utf8_lossy(&text).into_owned();
        for (english, chinese) in OF_CLAP {
            page = page.replace(english, chinese);
        }
        text = page.into_bytes();
    }
    pages.push(Page { name, text });
    below
        .into_iter()
        .try_for_each(|command| collect(command, lang, pages))
}
