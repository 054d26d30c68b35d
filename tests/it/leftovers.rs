//! Temporary files: none stays, whatever ends planlint, and what a killed run has left goes with
//! the next.

#![cfg(unix)]

use std::fs;
use std::fs::File;
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::Command;
use std::process::Stdio;
use std::thread;
use std::time::Duration;

use crate::common::command;
use crate::common::planlint;
use crate::common::stderr;
use crate::files::assert_contains;
use crate::files::folder;

const PLAN: &str = "plan:\n  version: 1\n  title: t\n";
const TO_MEND: &str = "phases：[]\n";

/// The names in a folder that are temporary ones.
fn temporary(folder: &Path) -> Vec<String> {
    let all = fs::read_dir(folder).expect("the folder is there");
    let mut names: Vec<String> = all
        .map(|entry| {
            entry
                .expect("readable")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    names.retain(|name| name.starts_with(".planlint-"));
    names.sort();
    names
}

#[test]
fn a_signal_leaves_nothing() {
    let mut killed = 0;
    for signal in ["INT", "TERM", "HUP", "QUIT", "PROF", "SYS"] {
        let folder = folder(&[("plan/plan.yaml", PLAN)]);
        let plan = folder.path().join("plan");
        for at in 0..1500 {
            fs::write(plan.join(format!("{at}.yaml")), TO_MEND).expect("a file");
        }
        let mut run = command(folder.path(), &["check", "--fix"]);
        let mut child = run
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("it can be started");
        while temporary(&plan).len() < 50 && child.try_wait().expect("it can be asked").is_none() {
            thread::sleep(Duration::from_millis(1));
        }
        let pid = child.id().to_string();
        Command::new("kill")
            .args([&format!("-{signal}"), &pid])
            .output()
            .expect("kill is there");
        let status = child.wait().expect("it ends");
        assert_eq!(temporary(&plan), [""; 0], "{signal}");
        let mended = |at: &u32| {
            let text = fs::read_to_string(plan.join(format!("{at}.yaml"))).expect("it is there");
            assert!(
                text == TO_MEND || text == "phases: []\n",
                "{signal}: {text}"
            );
            text != TO_MEND
        };
        // All or none, and it is the signal that has ended it.
        let mended = (0..1500).filter(mended).count();
        assert!(
            mended == 0 || mended == 1500,
            "{signal}: {mended} of 1500 files are mended"
        );
        assert!(
            status.success() || status.signal().is_some(),
            "{signal}: {status}"
        );
        killed += usize::from(status.signal().is_some());
    }
    assert!(killed > 0, "no signal came in time");
}

#[test]
fn what_a_killed_run_left_is_removed() {
    let folder = folder(&[
        ("plan/a.yaml", PLAN),
        ("plan/b/b.yaml", TO_MEND),
        ("plan/.planlint-dead00.tmp", ""),
        ("plan/.planlint-dead00-1.tmp", "half a fi"),
        ("plan/b/.planlint-x1y2z3.tmp", "half a fi"),
        // The run is over, and has got as far as removing its own file.
        ("plan/.planlint-gone00-1.tmp", "half a fi"),
        // Of somebody who still runs.
        ("plan/.planlint-alive0.tmp", ""),
        ("plan/.planlint-alive0-1.tmp", "half a fi"),
        // Not planlint's.
        ("plan/.planlint-notes.txt", "mine"),
        ("plan/planlint-x.tmp", "mine"),
        ("plan/.planlint-folder.tmp/mine", "mine"),
        ("elsewhere/.planlint-dead00.tmp", ""),
    ]);
    let plan = folder.path().join("plan");
    let alive = File::open(plan.join(".planlint-alive0.tmp")).expect("it is there");
    alive.lock().expect("it is free");
    std::os::unix::fs::symlink("a.yaml", plan.join(".planlint-link00.tmp")).expect("a link");
    // Only `--fix` writes to the plan.
    let output = planlint(folder.path(), &["check"]);
    assert_eq!(stderr(&output), "");
    assert!(plan.join(".planlint-dead00.tmp").exists());

    let output = planlint(folder.path(), &["check", "--fix"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    for removed in [
        ".planlint-dead00.tmp",
        ".planlint-dead00-1.tmp",
        ".planlint-gone00-1.tmp",
        "b/.planlint-x1y2z3.tmp",
    ] {
        assert_contains(
            &stderr(&output),
            &format!("planlint: removed plan/{removed}, which a killed run had left\n"),
        );
    }
    let stay = [
        ".planlint-alive0-1.tmp",
        ".planlint-alive0.tmp",
        ".planlint-folder.tmp",
        ".planlint-link00.tmp",
        ".planlint-notes.txt",
    ];
    assert_eq!(temporary(&plan), stay);
    assert_eq!(temporary(&plan.join("b")), [""; 0]);
    assert!(plan.join("planlint-x.tmp").exists());
    assert_eq!(
        temporary(&folder.path().join("elsewhere")),
        [".planlint-dead00.tmp"]
    );

    drop(alive);
    let output = planlint(folder.path(), &["check", "--fix"]);
    assert_contains(
        &stderr(&output),
        "planlint: removed plan/.planlint-alive0-1.tmp, which a killed run had left\n",
    );
    assert_eq!(temporary(&plan), stay[2..]);
}

#[test]
fn a_table_in_a_pipe() {
    let table = "编号\t名称\n1\tx\n";
    let folder = folder(&[("t.tsv", table)]);
    let made = Command::new("mkfifo")
        .arg(folder.path().join("pipe"))
        .status()
        .expect("mkfifo is there");
    assert!(made.success());
    // Nobody writes to it.
    let output = planlint(folder.path(), &["import", "pipe", "--out", "new"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        stderr(&output),
        "planlint: pipe is a named pipe, and who reads one may wait for ever\n  help: write the table to a file, or hand it \
         on: planlint import - --out DIR < PIPE\n"
    );
    // What a shell has for the output of a command is another matter.
    let script = format!(
        "cat t.tsv | '{}' import /dev/stdin --out new",
        env!("CARGO_BIN_EXE_planlint")
    );
    let output = Command::new("sh")
        .args(["-c", &script])
        .current_dir(folder.path())
        .output()
        .expect("sh is there");
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
}

#[test]
fn a_file_that_may_not_become_so_large_is_an_error() {
    let folder = folder(&[("plan/plan.yaml", PLAN)]);
    let long = format!("phases：[]\n{}", "# a long comment\n".repeat(8000));
    for name in ["a.yaml", "b.yaml"] {
        fs::write(folder.path().join("plan").join(name), &long).expect("a file");
    }
    // 512 bytes or 1,024, by the shell: either way less than the files have.
    let run = format!(
        "ulimit -f 16; exec {} check --fix",
        env!("CARGO_BIN_EXE_planlint")
    );
    let output = Command::new("sh")
        .args(["-c", &run])
        .current_dir(folder.path())
        .output()
        .expect("there is a shell");
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert_contains(&stderr(&output), "cannot write plan/a.yaml");
    assert_eq!(temporary(&folder.path().join("plan")), [""; 0]);
    assert_eq!(
        fs::read_to_string(folder.path().join("plan/a.yaml")).expect("it is there"),
        long
    );
}

#[test]
fn a_run_that_takes_too_long_leaves_nothing_and_says_what_it_wrote() {
    let folder = folder(&[("plan/plan.yaml", PLAN)]);
    let plan = folder.path().join("plan");
    for at in 0..1500 {
        fs::write(plan.join(format!("{at}.yaml")), TO_MEND).expect("a file");
    }
    let mut run = command(folder.path(), &["check", "--fix"]);
    let run = run
        .env("PLANLINT_TIMEOUT", "1")
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    let mut child = run.spawn().expect("it can be started");
    while temporary(&plan).len() < 50 && child.try_wait().expect("it can be asked").is_none() {
        thread::sleep(Duration::from_millis(1));
    }
    let pid = child.id().to_string();
    let tell = |signal: &str| {
        Command::new("kill")
            .args([signal, &pid])
            .output()
            .expect("kill is there")
    };
    tell("-STOP");
    thread::sleep(Duration::from_millis(1200));
    tell("-CONT");
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(temporary(&plan), [""; 0]);
    let text = |at: u32| fs::read_to_string(plan.join(format!("{at}.yaml"))).expect("it is there");
    let mended = (0..1500).filter(|at| text(*at) != TO_MEND).count();
    let said = stderr(&output);
    match output.status.code() {
        Some(2) if mended == 0 => assert_contains(&said, "nothing was checked"),
        Some(2) => assert_contains(&said, "1500 files had been written by then"),
        // It was faster than its end.
        _ => assert_eq!(mended, 1500, "{said}"),
    }
}
