//! `planlint schema`.

use clap::Args as ClapArgs;
use clap::ValueEnum;

use crate::console::CLEAN;
use crate::console::Stop;
use crate::console::World;
use crate::console::seen_enough;
use crate::words::Lang;

#[derive(Debug, ClapArgs)]
pub(super) struct SchemaArgs {
    /// Which schema
    #[arg(value_enum, default_value_t = Which::Plan)]
    which: Which,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Which {
    /// Of the parts of a plan
    Plan,
    /// Of planlint.yaml
    Config,
    /// Of what `check --format json` writes
    Report,
    /// Of what `diff --format json` writes
    Diff,
    /// Of what `gate --format json` writes
    Gate,
    /// Of what `show --format json` writes
    Show,
}

pub(super) fn run(args: &SchemaArgs, world: &mut World<'_>) -> Result<u8, Stop> {
    // Machines read schemas, so the locale of whoever asks does not count. Those of the output are
    // for people who write programs, and are in English.
    let lang = world.lang.unwrap_or_default();
    let text = match (args.which, lang) {
        (Which::Plan, Lang::En) => include_str!("../../schema/plan.schema.json"),
        (Which::Plan, Lang::Zh) => include_str!("../../schema/plan.schema.zh.json"),
        (Which::Config, Lang::En) => include_str!("../../schema/config.schema.json"),
        (Which::Config, Lang::Zh) => include_str!("../../schema/config.schema.zh.json"),
        (Which::Report, _) => include_str!("../../schema/report.schema.json"),
        (Which::Diff, _) => include_str!("../../schema/diff.schema.json"),
        (Which::Show, _) => include_str!("../../schema/show.schema.json"),
        (Which::Gate, _) => include_str!("../../schema/gate.schema.json"),
    };
    seen_enough(world.out.write_all(text.as_bytes()))?;
    Ok(CLEAN)
}
