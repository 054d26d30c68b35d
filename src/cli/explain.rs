//! `planlint explain`.

use clap::Args as ClapArgs;

use crate::config;
use crate::config::Level;
use crate::console;
use crate::console::Colour;
use crate::load::Failure;
use crate::report;
use crate::rules;
use crate::rules::RULES;
use crate::rules::Rule;

use super::print::write;
use super::select;
use crate::console::CLEAN;
use crate::console::Stop;
use crate::console::World;

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
    let wanted: Vec<&Rule> = RULES
        .iter()
        .copied()
        .filter(|rule| is_wanted(rule))
        .collect();
    let longest = wanted.iter().map(|rule| rule.id.len()).max().unwrap_or(0);
    write(world, |out| {
        wanted.iter().try_for_each(|rule| {
            let line = format!(
                "{:longest$}  {:7}  {}",
                rule.id,
                rule.level.name(),
                rule.summary()
            );
            report::hanging(&line, longest + 11, style, out)
        })
    })?;
    Ok(CLEAN)
}

fn page(rule: &Rule, world: &mut World<'_>) -> Result<u8, Stop> {
    let style = console::style(Colour::Auto, world.out_is_terminal);
    let level = match rule.level {
        Level::Off => "Off unless planlint.yaml turns it on".to_owned(),
        level @ Level::On(_) => format!("Level: {}", level.name()),
    };
    let (page, url) = (rule.page.trim_end(), rules::url(rule.id));
    let page = format!(
        "# {}\n\n{level}. Since {}.\n\n{page}\n\nThis page: {url}\n",
        rule.id, rule.since
    );
    write(world, |out| report::render_page(&page, style, out))?;
    Ok(CLEAN)
}
