//! The planlint binary: hands arguments and streams to the library.

use std::io;
use std::io::IsTerminal;
use std::process::ExitCode;

use planlint::cli;
use planlint::console::Watch;
use planlint::console::World;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[expect(
    clippy::disallowed_methods,
    reason = "the edge is where the current folder is read"
)]
fn main() -> ExitCode {
    // Standard error is shared with whoever watches that this comes to an end.
    let (mut out, mut err) = (io::stdout().lock(), io::stderr());
    let mut world = World {
        folder: std::env::current_dir().unwrap_or_default(),
        out_is_terminal: out.is_terminal(),
        err_is_terminal: err.is_terminal(),
        input: &mut io::stdin().lock(),
        out: &mut out,
        err: &mut err,
        lang: None,
        watch: Watch::default(),
    };
    ExitCode::from(cli::run(std::env::args_os(), &mut world))
}
