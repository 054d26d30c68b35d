//! `planlint explain`.

use clap::Args as ClapArgs;

use crate::config;
use crate::config::Level;
use crate::console;
use crate::console::Colour;
use crate::load::Failure;
use crate::report;
use crate::report::Format;
use crate::rules;
use crate::rules::RULES;
use crate::rules::Rule;

use super::print::write;
use super::select;
use crate::console::CLEAN;
use crate::console::Stop;
use crate::console::World;
use crate::words::Lang;
use crate::words::say;

#[derive(Debug, ClapArgs)]
pub(super) struct ExplainArgs {
    /// The rule; of a family, as date-*, the list of its rules; without it, the list of all rules
    rule: Option<String>,
}

pub(super) fn run(args: &ExplainArgs, world: &mut World<'_>) -> Result<u8, Stop> {
    let Some(name) = &args.rule else {
        return list(|_| true, world);
    };
    if let Some(rule) = rules::rule(name) {
        return page(rule, world);
    }
    match config::named(name, rules::specs()) {
        Ok(family) => list(|rule| family.ids().any(|id| id == rule.id), world),
        Err(help) => Err(Failure::new(select::no_such(name)).help(help).into()),
    }
}

/// The rules that are wanted, a line for each.
fn list(is_wanted: impl Fn(&Rule) -> bool, world: &mut World<'_>) -> Result<u8, Stop> {
    let style = console::style(Colour::Auto, world.out_is_terminal);
    let lang = world.speaks(None, Format::Text);
    let wanted: Vec<&Rule> = RULES
        .iter()
        .copied()
        .filter(|rule| is_wanted(rule))
        .collect();
    let longest = wanted.iter().map(|rule| rule.id.len()).max().unwrap_or(0);
    write(world, |out| {
        wanted.iter().try_for_each(|rule| {
            let summary = rule.summary(lang);
            let (line, indent) = match lang {
                Lang::En => (
                    format!("{:longest$}  {:7}  {summary}", rule.id, rule.level.name()),
                    longest + 11,
                ),
                Lang::Zh => (
                    format!("{:longest$}  {}  {summary}", rule.id, level(rule, lang)),
                    longest + 8,
                ),
            };
            report::hanging(&line, indent, style, out)
        })
    })?;
    Ok(CLEAN)
}

/// A rule's level as a word.
fn level(rule: &Rule, lang: Lang) -> &'static str {
    match (rule.level, lang) {
        (Level::On(level), lang) => report::told(level, lang),
        (Level::Off, Lang::En) => "off",
        (Level::Off, Lang::Zh) => "关闭",
    }
}

/// What stands before the text of a page: the rule's name, and its level.
fn head(rule: &Rule, lang: Lang) -> String {
    let (id, since, level) = (rule.id, rule.since, level(rule, lang));
    let title = report::named(id, lang);
    match (lang, rule.level) {
        (Lang::En, Level::Off) => {
            format!("# {title}\n\nOff unless planlint.yaml turns it on. Since {since}.")
        }
        (Lang::En, Level::On(_)) => format!("# {title}\n\nLevel: {level}. Since {since}."),
        (Lang::Zh, Level::Off) => {
            format!("# {title}\n\n默认关闭，须在 planlint.yaml 中开启。自 {since} 版起提供。")
        }
        (Lang::Zh, Level::On(_)) => format!("# {title}\n\n级别：{level}。自 {since} 版起提供。"),
    }
}

fn page(rule: &Rule, world: &mut World<'_>) -> Result<u8, Stop> {
    let style = console::style(Colour::Auto, world.out_is_terminal);
    let lang = world.speaks(None, Format::Text);
    let (head, text, url) = (head(rule, lang), rule.page.text(lang), rule.url(lang));
    let here = say!(en: "This page: {url}", zh: "本页：{url}", url = url);
    let page = format!("{head}\n\n{text}\n\n{}\n", here.text(lang));
    write(world, |out| report::render_page(&page, style, out))?;
    Ok(CLEAN)
}
