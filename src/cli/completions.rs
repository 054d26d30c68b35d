//! `planlint completions`.

use clap::Args as ClapArgs;
use clap_complete::Shell;

use crate::console::CLEAN;
use crate::console::Stop;
use crate::console::World;
use crate::console::seen_enough;

#[derive(Debug, ClapArgs)]
pub(super) struct CompletionsArgs {
    /// The shell
    shell: Shell,
}

/// `planlint` is what the command line says about itself.
pub(super) fn run(
    args: &CompletionsArgs,
    mut planlint: clap::Command,
    world: &mut World<'_>,
) -> Result<u8, Stop> {
    // Into memory first: clap_complete panics where it cannot write.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut planlint, "planlint", &mut script);
    seen_enough(world.out.write_all(&script))?;
    Ok(CLEAN)
}
