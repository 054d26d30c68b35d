//! Who gets colours and frames: by `--color`, and by what others have agreed on for terminals.

use std::fs::File;
use std::fs::OpenOptions;
use std::io::Read;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::process::Stdio;

use rustix::pty::OpenptFlags;

use crate::common;
use crate::common::stdout;
use crate::common::write;

const PLAN: &str = "plan: {version: 1}\nphases:\n  - {id: \"1\", name: 部署, total_day: 5}\n";

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder can be made");
    write(folder.path(), &[("plan/plan.yaml", PLAN)]);
    folder
}

/// What `planlint check` writes into a pipe where these variables are set.
fn in_a_pipe(variables: &[(&str, &str)], arguments: &[&str]) -> String {
    let folder = folder();
    let mut command = common::command(folder.path(), &[&["check"], arguments].concat());
    let output = command.envs(variables.iter().copied()).output();
    stdout(&output.expect("planlint can be started"))
}

/// The same on a terminal.
fn on_a_terminal(variables: &[(&str, &str)], arguments: &[&str]) -> String {
    let ours = rustix::pty::openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a terminal");
    rustix::pty::grantpt(&ours).expect("a terminal can be granted");
    rustix::pty::unlockpt(&ours).expect("a terminal can be unlocked");
    let name = rustix::pty::ptsname(&ours, Vec::new()).expect("a terminal has a name");
    let name = Path::new(std::ffi::OsStr::from_bytes(name.as_bytes())).to_owned();
    let theirs = OpenOptions::new().read(true).write(true).open(name);
    let theirs = theirs.expect("a terminal can be opened");
    let folder = folder();
    let mut command = common::command(folder.path(), &[&["check"], arguments].concat());
    command
        .envs(variables.iter().copied())
        .stdin(Stdio::null())
        .stdout(theirs)
        .stderr(Stdio::null());
    let mut child = command.spawn().expect("planlint can be started");
    // Nobody else holds the terminal's other end any more.
    drop(command);
    let (mut text, mut buffer) = (Vec::new(), [0; 4096]);
    let mut ours = File::from(ours);
    // Some systems say that a terminal without another end is at its end, and some that it is gone.
    while let Ok(count @ 1..) = ours.read(&mut buffer) {
        text.extend_from_slice(&buffer[..count]);
    }
    child.wait().expect("planlint ends");
    String::from_utf8(text).expect("planlint writes UTF-8")
}

#[track_caller]
fn is(text: &str, colours: bool, frames: bool) {
    assert!(text.contains("total_day"), "{text}");
    assert_eq!(text.contains("\u{1b}["), colours, "colours: {text:?}");
    assert_eq!(text.contains("╭─"), frames, "frames: {text:?}");
}

#[test]
fn in_pipes() {
    is(&in_a_pipe(&[], &[]), false, false);
    is(&in_a_pipe(&[("TERM", "xterm")], &[]), false, false);
    is(&in_a_pipe(&[("CLICOLOR", "1")], &[]), false, false);
    is(&in_a_pipe(&[("CLICOLOR_FORCE", "")], &[]), false, false);
    // Lines stay what a search expects.
    let forced = in_a_pipe(&[("CLICOLOR_FORCE", "1")], &[]);
    is(&forced, true, false);
    assert!(
        forced.contains("\nplan/plan.yaml:3:25: \u{1b}[1m\u{1b}[31merror[schema]\u{1b}[0m "),
        "{forced:?}"
    );
    let both = [("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")];
    is(&in_a_pipe(&both, &[]), false, false);
    is(&in_a_pipe(&both, &["--color", "always"]), true, true);
    let forced = [("CLICOLOR_FORCE", "1")];
    is(&in_a_pipe(&forced, &["--color", "never"]), false, false);
    assert!(!in_a_pipe(&forced, &["--format", "json"]).contains('\u{1b}'));
    assert!(!in_a_pipe(&forced, &["--format", "markdown"]).contains('\u{1b}'));
}

#[test]
fn on_terminals() {
    let xterm = ("TERM", "xterm-256color");
    is(&on_a_terminal(&[xterm], &[]), true, true);
    is(
        &on_a_terminal(&[xterm, ("NO_COLOR", "1")], &[]),
        false,
        true,
    );
    is(&on_a_terminal(&[xterm, ("NO_COLOR", "")], &[]), true, true);
    is(
        &on_a_terminal(&[xterm, ("CLICOLOR", "0")], &[]),
        false,
        true,
    );
    is(&on_a_terminal(&[xterm, ("CLICOLOR", "1")], &[]), true, true);
    is(
        &on_a_terminal(&[xterm], &["--color", "never"]),
        false,
        false,
    );
    let dumb = ("TERM", "dumb");
    is(&on_a_terminal(&[dumb], &[]), false, false);
    is(
        &on_a_terminal(&[dumb, ("CLICOLOR_FORCE", "1")], &[]),
        true,
        false,
    );
    is(&on_a_terminal(&[dumb], &["--color", "always"]), true, true);
    // Nobody knows what it is.
    is(&on_a_terminal(&[], &[]), false, true);
    is(&on_a_terminal(&[("CLICOLOR", "1")], &[]), true, true);
}
