//! `planlint explain`.

use clap::Args as ClapArgs;

use crate::config::Level;
use crate::finding::nearest;
use crate::load::Failure;
use crate::report;
use crate::rules;
use crate::rules::RULES;

use super::CLEAN;
use super::Stop;
use super::World;
use super::print::Colour;
use super::print::write;
use super::terminal;

#[derive(Debug, ClapArgs)]
pub(super) struct ExplainArgs {
    /// The rule; without it, the list of all rules
    rule: Option<String>,
}

pub(super) fn run(args: &ExplainArgs, world: &mut World<'_>) -> Result<u8, Stop> {
    let style = terminal::style(Colour::Auto, world.out_is_terminal);
    let Some(name) = &args.rule else {
        let longest = RULES.iter().map(|rule| rule.id.len()).max().unwrap_or(0);
        write(world, |out| {
            RULES.iter().try_for_each(|rule| {
                let line = format!("{:longest$}  {:7}  {}", rule.id, rule.level.name(), rule.summary());
                report::hanging(&line, longest + 11, style, out)
            })
        })?;
        return Ok(CLEAN);
    };
    let Some(rule) = rules::rule(name) else {
        let help = match nearest(name, RULES.iter().map(|rule| rule.id)) {
            Some(near) => format!("did you mean {near}? `planlint explain` lists all rules"),
            None => "`planlint explain` lists all rules".to_owned(),
        };
        return Err(Failure::new(format!("there is no rule {name}")).help(help).into());
    };
    let level = match rule.level {
        Level::Off => "Off unless planlint.yaml turns it on".to_owned(),
        level @ Level::On(_) => format!("Level: {}", level.name()),
    };
    let (page, url) = (rule.page.trim_end(), rules::url(rule.id));
    let page = format!("# {}\n\n{level}. Since {}.\n\n{page}\n\nThis page: {url}\n", rule.id, rule.since);
    write(world, |out| report::render_page(&page, style, out))?;
    Ok(CLEAN)
}
