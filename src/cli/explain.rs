//! `planlint explain`.

use clap::Args as ClapArgs;

use crate::config::Level;
use crate::finding::nearest;
use crate::load::Failure;
use crate::rules;
use crate::rules::RULES;

use super::CLEAN;
use super::Stop;
use super::World;

#[derive(Debug, ClapArgs)]
pub(super) struct ExplainArgs {
    /// The rule; without it, the list of all rules
    rule: Option<String>,
}

pub(super) fn run(args: &ExplainArgs, world: &mut World<'_>) -> Result<u8, Stop> {
    let Some(name) = &args.rule else {
        let longest = RULES.iter().map(|rule| rule.id.len()).max().unwrap_or(0);
        for rule in RULES {
            writeln!(world.out, "{:longest$}  {:7}  {}", rule.id, rule.level.name(), rule.summary())?;
        }
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
    writeln!(world.out, "# {}\n\n{level}. Since {}.\n", rule.id, rule.since)?;
    writeln!(world.out, "{}\n\nThis page: {}", rule.page.trim_end(), rules::url(rule.id))?;
    Ok(CLEAN)
}
