//! `planlint import`: what it writes, and what it leaves alone.

use std::fs;
use std::path::Path;
use std::path::PathBuf;

use crate::common::command;
use crate::common::planlint;
use crate::common::project;
use crate::common::stderr;
use crate::common::stdout;

const SEED_NAME: &str = "zhaozhengyi-phase2-plan.tsv";

fn seed() -> String {
    let path = project().join("seeds").join(SEED_NAME);
    fs::read_to_string(path).expect("the seed is part of the repository")
}

/// Import into the folder `plan`: exit status, standard output, standard error.
fn run(folder: &Path, file: &str, more: &[&str]) -> (Option<i32>, String, String) {
    let output = planlint(folder, &[&["import", file, "--out", "plan"], more].concat());
    (output.status.code(), stdout(&output), stderr(&output))
}

fn folder_with_seed() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::write(folder.path().join("plan.tsv"), seed()).expect("it is writable");
    let plan = folder.path().join("plan");
    (folder, plan)
}

#[test]
fn the_command_writes_and_never_overwrites() {
    let (folder, plan) = folder_with_seed();
    let (code, stdout, stderr) = run(folder.path(), "plan.tsv", &[]);
    assert_eq!((code, stderr.as_str()), (Some(0), ""));
    assert!(
        stdout.contains("\n70 rows: 4 phases, 66 tasks; wrote 6 files to plan\n\nNext:\n"),
        "{stdout}"
    );
    // The plan in the repository is what was imported.
    for file in fs::read_dir(project().join("plan")).expect("the plan is there") {
        let file = file.expect("a folder can be listed");
        assert_eq!(
            fs::read_to_string(plan.join(file.file_name())).expect("it is written"),
            fs::read_to_string(file.path()).expect("it is text"),
            "{:?}",
            file.file_name()
        );
    }
    assert_eq!(
        fs::read_dir(&plan).expect("a folder").count(),
        6,
        "nothing is left behind"
    );

    fs::write(plan.join("owners.yaml"), "owners: {}\n").expect("it is writable");
    let (code, stdout, stderr) = run(folder.path(), "plan.tsv", &[]);
    assert_eq!((code, stdout.as_str()), (Some(2), ""));
    assert!(
        stderr.contains("--force")
            && stderr.contains("owners.yaml")
            && stderr.contains("phase-4.yaml"),
        "{stderr}"
    );
    assert_eq!(
        fs::read_to_string(plan.join("owners.yaml")).expect("it is there"),
        "owners: {}\n"
    );

    let (code, ..) = run(folder.path(), "plan.tsv", &["--force"]);
    assert_eq!(code, Some(0));
    assert!(
        fs::read_to_string(plan.join("owners.yaml"))
            .expect("it is there")
            .contains("移动")
    );
}

#[test]
fn other_parts_of_a_plan_are_in_the_way() {
    let (folder, plan) = folder_with_seed();
    fs::create_dir_all(plan.join("old")).expect("it is writable");
    fs::write(plan.join("old/more.yml"), "phases: []\n").expect("it is writable");
    fs::write(plan.join("README.md"), "no part\n").expect("it is writable");
    let (code, stdout, stderr) = run(folder.path(), "plan.tsv", &[]);
    assert_eq!((code, stdout.as_str()), (Some(2), ""));
    assert!(
        stderr.contains("more.yml") && !stderr.contains("README"),
        "{stderr}"
    );
    assert!(!plan.join("plan.yaml").exists());
    let (code, stdout, _) = run(folder.path(), "plan.tsv", &["--force"]);
    assert_eq!(code, Some(0));
    assert!(stdout.contains("more.yml was there before"), "{stdout}");
    assert!(plan.join("plan.yaml").exists() && plan.join("old/more.yml").exists());
}

#[test]
fn a_command_that_cannot_work_says_why() {
    let (folder, plan) = folder_with_seed();
    for (name, bytes, why) in [
        ("none.csv", None, "cannot read none.csv"),
        (
            "plan.xlsx",
            Some(&b"PK\x03\x04"[..]),
            "save the sheet as CSV",
        ),
        (
            "text.csv",
            Some(&b"no table\n"[..]),
            "one row has to hold WBS",
        ),
    ] {
        bytes
            .iter()
            .for_each(|bytes| fs::write(folder.path().join(name), bytes).expect("it is writable"));
        let (code, stdout, stderr) = run(folder.path(), name, &[]);
        assert_eq!((code, stdout.as_str()), (Some(2), ""), "{name}");
        assert!(stderr.contains(why), "{stderr}");
    }
    assert!(!plan.exists());
    fs::write(&plan, "a file").expect("it is writable");
    let (code, _, stderr) = run(folder.path(), "plan.tsv", &[]);
    assert_eq!(code, Some(2), "{stderr}");
}

/// As in `iconv ... | planlint import - --out plan`.
#[test]
fn a_table_from_standard_input() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let table = "ID,Name,Start,Finish,Days\n1,部署,,,\n1.1,部署应用,2023-08-21,2023-08-25,5\n";
    let mut child = command(folder.path(), &["import", "-", "--out", "plan"])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .expect("planlint can be started");
    let mut input = child.stdin.take().expect("it is a pipe");
    std::io::Write::write_all(&mut input, table.as_bytes()).expect("planlint reads it");
    drop(input);
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(0), "{}", stdout(&output));
    let text = stdout(&planlint(folder.path(), &["check"]));
    assert!(text.contains("1 task)"), "{text}");
}
