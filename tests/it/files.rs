//! Files that are not what they seem, and disks that do not do what they should.

#![cfg(unix)]

use std::ffi::OsStr;
use std::fs;
use std::fs::File;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::Command;
use std::process::Output;
use std::process::Stdio;
use std::time::Duration;
use std::time::Instant;

use tempfile::TempDir;

use crate::common::command;
use crate::common::planlint;
use crate::common::stderr;
use crate::common::stdout;
use crate::common::write;
use crate::git::git;

const GOOD: &str = "plan: {version: 1, title: t}\n";
/// What `--fix` mends.
const TO_MEND: &str = "plan：{version: 1, title: t}\n";

pub(crate) fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), files);
    folder
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("the folder is there");
    let mut names: Vec<String> = entries
        .map(|entry| {
            entry
                .expect("readable")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    names.sort();
    names
}

/// What it says when it could not do its work. It must come to an end by itself.
#[track_caller]
fn failure(mut command: Command) -> String {
    let mut running = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it can be started");
    let began = Instant::now();
    while running.try_wait().expect("it can be waited for").is_none() {
        if began.elapsed() > Duration::from_secs(60) {
            running.kill().expect("it can be ended");
            panic!("it hangs");
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    let output = running.wait_with_output().expect("it has ended");
    assert_eq!(
        output.status.code(),
        Some(2),
        "{}{}",
        stdout(&output),
        stderr(&output)
    );
    assert_eq!(stdout(&output), "");
    stderr(&output)
}

#[track_caller]
pub(crate) fn assert_contains(text: &str, part: &str) {
    assert!(text.contains(part), "{part:?} is not in {text}");
}

fn fifo(path: &Path) {
    assert!(
        Command::new("mkfifo")
            .arg(path)
            .status()
            .expect("mkfifo is there")
            .success()
    );
}

#[test]
fn what_is_no_regular_file_is_not_read() {
    type Make = fn(&Path);
    let make: [(&str, Make); 5] = [
        ("pipe", fifo),
        ("socket", |path| {
            drop(UnixListener::bind(path).expect("a socket"));
        }),
        ("device", |path| symlink("/dev/zero", path).expect("a link")),
        ("secret", |path| {
            symlink("/etc/passwd", path).expect("a link");
        }),
        ("loop", |path| symlink(path, path).expect("a link")),
    ];
    for (name, make) in make {
        let folder = folder(&[("plan/a.yaml", GOOD)]);
        let path = folder.path().join(format!("plan/{name}.yaml"));
        make(&path);
        let said = failure(command(folder.path(), &["check"]));
        assert_contains(
            &said,
            &format!("plan/{name}.yaml is not a regular file, so it is not read"),
        );
        // As the settings, and as git's external diff.
        let settings = format!("plan/{name}.yaml");
        let said = failure(command(folder.path(), &["check", "--config", &settings]));
        assert!(
            said.contains("is not a regular file") || said.contains("is a link"),
            "{said}"
        );
        let driver = [
            "diff",
            "--driver",
            "x.yaml",
            &settings,
            "0",
            "0",
            "plan/a.yaml",
            "0",
            "0",
        ];
        let said = failure(command(folder.path(), &driver));
        assert_contains(&said, "x.yaml is not a regular file, so it is not read");
        // Under another name it is no part, and none of our business.
        fs::rename(&path, folder.path().join("plan/other")).expect("it can be renamed");
        assert_eq!(planlint(folder.path(), &["check"]).status.code(), Some(0));
    }
    let folder = folder(&[("plan/a.yaml", GOOD)]);
    fifo(&folder.path().join("planlint.yaml"));
    assert_contains(
        &failure(command(folder.path(), &["check"])),
        "planlint.yaml is not a regular file",
    );
}

#[test]
fn folders_that_are_links() {
    let outside = folder(&[("secret.yaml", "plan: {version: 1, titel: s3cret}\n")]);
    let repo = folder(&[("real/a.yaml", GOOD)]);
    symlink(outside.path(), repo.path().join("plan")).expect("a link");
    assert_contains(
        &failure(command(repo.path(), &["check"])),
        "plan is a link, so it is not followed",
    );
    symlink(outside.path(), repo.path().join("real/more")).expect("a link");
    let said = failure(command(repo.path(), &["check", "real"]));
    assert_contains(
        &said,
        "real/more is a link to a folder, so what is in it is not read",
    );
    fs::remove_file(repo.path().join("real/more")).expect("it is there");
    // Links in a ring, and one that leads nowhere: none is a part, none is followed.
    symlink("b", repo.path().join("real/a")).expect("a link");
    symlink("a", repo.path().join("real/b")).expect("a link");
    symlink("nowhere", repo.path().join("real/c")).expect("a link");
    assert_eq!(
        planlint(repo.path(), &["check", "real"]).status.code(),
        Some(0)
    );
    // Whoever types where it is may look there.
    let typed = planlint(
        repo.path(),
        &[OsStr::new("check"), outside.path().as_os_str()],
    );
    assert_eq!(typed.status.code(), Some(1), "{}", stderr(&typed));
}

/// Reports go into the folder that a stranger's branch was checked out into.
#[test]
fn a_report_is_not_written_through_a_link_nor_over_a_plan() {
    let outside = folder(&[("secret", "precious")]);
    let repo = folder(&[
        ("plan/a.yaml", GOOD),
        ("planlint.yaml", "fail_on: error\n"),
        ("old.json", "{}"),
        (".git/config", ""),
    ]);
    symlink(
        outside.path().join("secret"),
        repo.path().join("report.json"),
    )
    .expect("a link");
    symlink(outside.path().join("new"), repo.path().join("new.json")).expect("a link");
    symlink(outside.path(), repo.path().join("reports")).expect("a link");
    symlink(repo.path(), outside.path().join("repo")).expect("a link");
    let here = repo.path().display();
    for (path, words) in [
        (
            "report.json",
            "report.json is not written: report.json is a link, which can lead anywhere",
        ),
        ("plan/../report.json", "report.json is a link"),
        (&format!("{here}/report.json"), "report.json is a link"),
        ("new.json", "new.json is a link"),
        (
            "reports/new.json",
            "reports/new.json is not written: reports is a link",
        ),
        ("reports/../plan/a.yaml", "reports is a link"),
        (
            &format!("{}/plan/a.yaml", outside.path().join("repo").display()),
            "it is there already, and YAML",
        ),
        (
            &format!("{}/report.json", outside.path().join("repo").display()),
            "report.json is a link",
        ),
        (".git/config", ".git/config is not written: it is git's"),
        (
            "plan/a.yaml",
            "plan/a.yaml is not written: it is there already, and YAML",
        ),
        ("planlint.yaml", "planlint.yaml is not written"),
    ] {
        let said = failure(command(
            repo.path(),
            &["check", "--output", &format!("json={path}")],
        ));
        assert_contains(&said, words);
    }
    assert_eq!(names(outside.path()), ["repo", "secret"]);
    let bare = folder(&[
        ("HEAD", "ref: refs/heads/main\n"),
        ("config", ""),
        ("objects/x", ""),
        ("refs/x", ""),
        ("plan/a.yaml", GOOD),
    ]);
    let said = failure(command(bare.path(), &["check", "--output", "json=config"]));
    assert_contains(&said, "config is not written: it is git's");
    assert_eq!(
        fs::read_to_string(outside.path().join("secret")).expect("it is there"),
        "precious"
    );
    assert_eq!(
        fs::read_to_string(repo.path().join("plan/a.yaml")).expect("it is there"),
        GOOD
    );
    // What is named by whoever types it is written: here, over an older report, elsewhere through a
    // link.
    symlink("secret", outside.path().join("link")).expect("a link");
    for path in [
        "new",
        "old.json",
        &format!("{}/link", outside.path().display()),
    ] {
        let output = planlint(repo.path(), &["check", "--output", &format!("json={path}")]);
        assert_eq!(output.status.code(), Some(0), "{path}: {}", stderr(&output));
    }
    assert!(
        fs::read_to_string(outside.path().join("secret"))
            .expect("it is there")
            .starts_with('{')
    );
}

#[cfg(target_os = "linux")]
#[test]
fn names_that_are_not_text() {
    let folder = folder(&[("plan/a.yaml", GOOD)]);
    // Both would be shown as the same name with a question mark in it.
    for (byte, text) in [(0xfe, "x: 1\n"), (0xff, "y: 1\n")] {
        let name = [b"plan/b".as_slice(), &[byte], b".yaml"].concat();
        fs::write(folder.path().join(OsStr::from_bytes(&name)), text)
            .expect("any bytes are a name here");
    }
    let output = planlint(folder.path(), &["check"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert_contains(&stdout(&output), "plan/b\\xfe.yaml:1:1: error[schema]");
    assert_contains(&stdout(&output), "plan/b\\xff.yaml:1:1: error[schema]");
    // What was read under another name is not written.
    let path = folder.path().join(OsStr::from_bytes(b"plan/b\xff.yaml"));
    fs::write(&path, TO_MEND).expect("any bytes are a name here");
    let said = failure(command(folder.path(), &["check", "--fix"]));
    assert_contains(
        &said,
        "the name of plan/b\\xff.yaml is not UTF-8; nothing was mended",
    );
    assert_eq!(fs::read_to_string(path).expect("it is there"), TO_MEND);
    for argument in [&b"pl\xffan"[..], b"--as-of=\xff", b"--format=\xff"] {
        let said = failure(command(
            folder.path(),
            &[OsStr::new("check"), OsStr::from_bytes(argument)],
        ));
        assert!(
            said.contains("pl\\xffan") || said.contains("UTF-8") || said.contains("invalid value"),
            "{said}"
        );
    }
}

fn is_root() -> bool {
    Command::new("id")
        .arg("-u")
        .output()
        .expect("id is there")
        .stdout
        == b"0\n"
}

/// Run planlint as somebody who may not do everything; `None` where that cannot be done.
#[expect(clippy::print_stderr, reason = "a test that is skipped says why")]
fn as_nobody(folder: &Path, arguments: &[&str]) -> Option<Output> {
    let program = env!("CARGO_BIN_EXE_planlint");
    if !is_root() {
        return Some(planlint(folder, arguments));
    }
    let mut command = Command::new("setpriv");
    command
        .args(["--reuid=65534", "--regid=65534", "--clear-groups", program])
        .current_dir(folder)
        .env("HOME", folder);
    let version = Command::new("setpriv")
        .args(["--reuid=65534", "--clear-groups", program, "--version"])
        .output();
    if !version.is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: root may do everything, and setpriv cannot run planlint as nobody");
        return None;
    }
    Some(
        command
            .args(arguments)
            .output()
            .expect("it ran a moment ago"),
    )
}

#[test]
fn what_may_not_be_read_or_written() {
    let mode = |path: &Path, mode: u32| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("a mode");
    };
    let folder = folder(&[
        ("plan/a.yaml", TO_MEND),
        ("plan/b/b.yaml", "phases: []\n"),
        ("t.tsv", "编号\t名称\n1\tx\n"),
    ]);
    let root = folder.path();
    mode(root, 0o755);
    for (path, closed, words) in [
        (
            "plan/a.yaml",
            0o000,
            "cannot read plan/a.yaml: Permission denied",
        ),
        (
            "plan/b/b.yaml",
            0o000,
            "cannot read plan/b/b.yaml: Permission denied",
        ),
        (
            "plan/b",
            0o000,
            "cannot read the folder plan/b: Permission denied",
        ),
        (
            "plan",
            0o000,
            "cannot read the folder plan: Permission denied",
        ),
    ] {
        let before = fs::metadata(root.join(path))
            .expect("it is there")
            .permissions()
            .mode();
        mode(&root.join(path), closed);
        let Some(output) = as_nobody(root, &["check"]) else {
            return;
        };
        mode(&root.join(path), before);
        assert_eq!(output.status.code(), Some(2), "{path}: {}", stdout(&output));
        assert_contains(&stderr(&output), words);
    }
    // Everybody may read, nobody may write: each command says so, and leaves nothing behind.
    mode(&root.join("plan"), 0o555);
    mode(root, 0o555);
    for (arguments, words) in [
        (
            &["check", "--fix"][..],
            "cannot write plan/a.yaml: permission denied",
        ),
        (
            &["check", "--output", "json=out.json"],
            "cannot write out.json: permission denied",
        ),
        (
            &["import", "t.tsv", "--out", "new"],
            "cannot write to new: Permission denied",
        ),
        (
            &["import", "t.tsv", "--out", "plan", "--force"],
            "cannot write to plan: permission denied",
        ),
    ] {
        let Some(output) = as_nobody(root, arguments) else {
            return;
        };
        assert_eq!(
            output.status.code(),
            Some(2),
            "{arguments:?}: {}",
            stdout(&output)
        );
        assert_contains(&stderr(&output), words);
    }
    mode(root, 0o755);
    assert_eq!(names(root), ["plan", "t.tsv"]);
    assert_eq!(names(&root.join("plan")), ["a.yaml", "b"]);
    assert_eq!(
        fs::read_to_string(root.join("plan/a.yaml")).expect("it is there"),
        TO_MEND
    );
}

/// git's own rule against repositories that others have prepared.
#[test]
fn a_repository_of_somebody_else() {
    let folder = folder(&[("plan/a.yaml", GOOD)]);
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).expect("a mode");
    assert!(git(folder.path(), &["init", "--quiet"]).status.success());
    let Some(output) = as_nobody(folder.path(), &["check", "--staged"]) else {
        return;
    };
    // Where a whole system trusts all folders, as in images for CI, libgit2 does.
    let trusted = git(
        folder.path(),
        &["config", "--system", "--get-all", "safe.directory"],
    );
    if is_root() && trusted.stdout.is_empty() {
        assert_eq!(output.status.code(), Some(2), "{}", stdout(&output));
        assert_contains(&stderr(&output), "this repository belongs to somebody else");
        assert_contains(&stderr(&output), "git config --global --add safe.directory");
    }
    // Without git nothing is taken from it but files.
    let output = as_nobody(folder.path(), &["check"]).expect("it ran a moment ago");
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
}

/// Run planlint with files cut off at so many blocks of 512 bytes, as on a disk that is full.
fn with_little_room(folder: &Path, blocks: usize, arguments: &str) -> Output {
    let script = format!(
        "trap '' XFSZ; ulimit -f {blocks}; exec '{}' {arguments}",
        env!("CARGO_BIN_EXE_planlint")
    );
    Command::new("sh")
        .args(["-c", &script])
        .current_dir(folder)
        .output()
        .expect("sh is there")
}

#[test]
fn a_full_disk() {
    let prose = format!("  description: {}\n", "字".repeat(9000));
    let large = format!("plan：\n  version: 1\n  title: t\n{prose}");
    let folder = folder(&[("plan/a.yaml", TO_MEND), ("plan/b.yaml", &large)]);
    let root = folder.path();
    // The first file would fit, the second does not: neither is written.
    let output = with_little_room(root, 8, "check --fix");
    assert_eq!(output.status.code(), Some(2), "{}", stdout(&output));
    assert_contains(&stderr(&output), "cannot write plan/b.yaml: File too large");
    assert_eq!(
        fs::read_to_string(root.join("plan/a.yaml")).expect("it is there"),
        TO_MEND
    );
    assert_eq!(
        fs::read_to_string(root.join("plan/b.yaml")).expect("it is there"),
        large
    );
    assert_eq!(names(&root.join("plan")), ["a.yaml", "b.yaml"]);

    write(root, &[("out.sarif", "old")]);
    let output = with_little_room(root, 1, "check --output sarif=out.sarif");
    assert_eq!(output.status.code(), Some(2), "{}", stdout(&output));
    assert_contains(&stderr(&output), "cannot write out.sarif: File too large");
    assert_eq!(
        fs::read_to_string(root.join("out.sarif")).expect("it is there"),
        "old"
    );

    let rows: String = (1..9)
        .map(|at| format!("{at}\t{}\n", "部署".repeat(at * 20)))
        .collect();
    write(root, &[("t.tsv", &format!("编号\t名称\n{rows}"))]);
    let output = with_little_room(root, 1, "import t.tsv --out new");
    assert_eq!(output.status.code(), Some(2), "{}", stdout(&output));
    assert_contains(&stderr(&output), "cannot write to new: File too large");
    assert_eq!(names(&root.join("new")), [""; 0]);
    assert_eq!(names(root), ["new", "out.sarif", "plan", "t.tsv"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_standard_output() {
    let folder = folder(&[("plan/a.yaml", TO_MEND), ("t.tsv", "编号\t名称\n1\tx\n")]);
    let full = || {
        File::options()
            .write(true)
            .open("/dev/full")
            .expect("Linux has it")
    };
    let formats = [
        "text", "json", "sarif", "github", "gitlab", "junit", "markdown",
    ];
    let mut runs: Vec<Vec<&str>> = formats
        .iter()
        .map(|format| vec!["check", "--format", format])
        .collect();
    runs.extend([vec!["explain"], vec!["schema"], vec!["completions", "bash"]]);
    runs.push(vec!["import", "t.tsv", "--out", "new"]);
    runs.push(vec!["--help"]);
    for arguments in runs {
        let run = command(folder.path(), &arguments)
            .stdout(full())
            .output()
            .expect("it can be started");
        assert_eq!(run.status.code(), Some(2), "{arguments:?}");
        assert_contains(
            &stderr(&run),
            "cannot write the output: No space left on device",
        );
        // Nobody is left to tell, and that is no reason to fall over.
        let run = command(folder.path(), &arguments)
            .stdout(full())
            .stderr(full())
            .status()
            .expect("it can be started");
        assert_eq!(run.code(), Some(2), "{arguments:?}");
    }
    let said = failure(command(
        folder.path(),
        &["check", "--output", "json=/dev/full"],
    ));
    assert_contains(&said, "cannot write /dev/full: No space left on device");
}

#[test]
fn the_same_plan_mended_many_times_at_once() {
    let files: Vec<(String, &str)> = (0..20)
        .map(|at| (format!("plan/{at}.yaml"), "phases：[]\n"))
        .collect();
    let mut files: Vec<(&str, &str)> = files
        .iter()
        .map(|(path, text)| (path.as_str(), *text))
        .collect();
    files.push(("plan/plan.yaml", TO_MEND));
    let folder = folder(&files);
    let run = || {
        command(folder.path(), &["check", "--fix"])
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
    };
    let running: Vec<_> = (0..8).map(|_| run().expect("it can be started")).collect();
    for child in running {
        let output = child.wait_with_output().expect("it ends");
        // Who comes second finds nothing to mend, or sees that somebody was faster.
        let code = output.status.code();
        assert!(
            code == Some(0) || stderr(&output).contains("changed while planlint was running"),
            "{}",
            stderr(&output)
        );
    }
    assert_eq!(planlint(folder.path(), &["check"]).status.code(), Some(0));
    assert_eq!(names(&folder.path().join("plan")).len(), 21);
    let mended = fs::read_to_string(folder.path().join("plan/7.yaml")).expect("it is there");
    assert_eq!(mended, "phases: []\n");
}

#[test]
fn what_others_left_is_not_in_the_way() {
    let folder = folder(&[("plan/a.yaml", TO_MEND), (".planlint-1.tmp", "x")]);
    for id in 0..50_000_u32 {
        // An older planlint named it by the number of its process, which comes again.
        if id % 500 == 0 {
            write(
                folder.path(),
                &[(&format!("plan/.a.yaml.{id}.tmp"), "half a fi")],
            );
        }
    }
    assert_eq!(
        planlint(folder.path(), &["check", "--fix"]).status.code(),
        Some(0)
    );
}

#[test]
fn a_written_file_keeps_its_mode() {
    let folder = folder(&[("plan/a.yaml", TO_MEND)]);
    let path = folder.path().join("plan/a.yaml");
    let script = format!(
        "umask 027; exec '{}' check --fix --output json=new.json",
        env!("CARGO_BIN_EXE_planlint")
    );
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).expect("a mode");
    let run = Command::new("sh")
        .args(["-c", &script])
        .current_dir(folder.path())
        .output()
        .expect("sh is there");
    assert!(run.status.success(), "{}", stderr(&run));
    for (path, mode) in [(path, 0o640), (folder.path().join("new.json"), 0o640)] {
        assert_eq!(
            fs::metadata(&path)
                .expect("it is there")
                .permissions()
                .mode()
                & 0o777,
            mode,
            "{}",
            path.display()
        );
    }
}

/// While planlint reads, the files come, grow and go: it says what it saw or why not, and never
/// falls over.
#[test]
fn files_that_change_meanwhile() {
    let files: Vec<(String, String)> = (0..200)
        .map(|at| {
            (
                format!("plan/{at}.yaml"),
                format!("phases:\n  - {{id: \"{at}\", name: n}}\n"),
            )
        })
        .collect();
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    let folder = folder(&files);
    write(folder.path(), &[("plan/plan.yaml", GOOD)]);
    let root = folder.path().to_owned();
    let (stop, stopped) = std::sync::mpsc::channel::<()>();
    let churn = std::thread::spawn(move || {
        let mut at = 0;
        while stopped.try_recv() == Err(std::sync::mpsc::TryRecvError::Empty) {
            at = (at + 7) % 200;
            let path = root.join(format!("plan/{at}.yaml"));
            let _ = fs::remove_file(&path);
            let _ = match at % 3 {
                0 => fs::create_dir(&path).and_then(|()| fs::remove_dir(&path)),
                1 => symlink("/dev/zero", &path).and_then(|()| fs::remove_file(&path)),
                _ => fs::write(&path, "x".repeat(1 << 20)),
            };
            let _ = fs::write(&path, format!("phases:\n  - {{id: \"{at}\", name: n}}\n"));
        }
    });
    for _ in 0..20 {
        let output = planlint(folder.path(), &["check"]);
        let code = output.status.code().expect("it ends by itself");
        let said = stderr(&output);
        assert!(
            code < 2
                || said.starts_with("planlint: cannot read ")
                || said.contains("not a regular"),
            "{said}"
        );
        assert!(!said.contains("panicked"), "{said}");
    }
    drop(stop);
    let _ = churn.join();
}

#[test]
fn a_file_may_not_be_larger_than_the_limit() {
    let folder = folder(&[("plan/a.yaml", GOOD)]);
    // A hole takes no room on the disk, and would take all of the memory.
    let huge = File::create(folder.path().join("plan/huge.yaml")).expect("a file");
    huge.set_len(1 << 40).expect("a hole");
    let output = planlint(folder.path(), &["check"]);
    assert_eq!(output.status.code(), Some(1));
    assert_contains(&stdout(&output), "plan/huge.yaml:1:1: error[limit]");
    let said = failure(command(
        folder.path(),
        &["check", "--config", "plan/huge.yaml"],
    ));
    assert_contains(&said, "the settings are 1099511627776 bytes large");
}

#[test]
fn folders_in_folders_and_very_many_files() {
    let folder = folder(&[("plan/a.yaml", GOOD)]);
    let mut path = folder.path().join("plan");
    for _ in 0..400 {
        path.push("deep");
    }
    fs::create_dir_all(&path).expect("folders can be made");
    fs::write(path.join("b.yaml"), "x: 1\n").expect("a file");
    let output = planlint(folder.path(), &["check"]);
    assert_contains(&stdout(&output), "deep/b.yaml:1:1: error[schema]");
    for at in 0..3000 {
        fs::write(
            folder.path().join(format!("plan/{at}.yaml")),
            "phases：[]\n",
        )
        .expect("a file");
    }
    fs::remove_file(path.join("b.yaml")).expect("it is there");
    // With fewer file descriptors than files.
    let script = format!(
        "ulimit -n 64; exec '{}' check --fix --color never",
        env!("CARGO_BIN_EXE_planlint")
    );
    let run = Command::new("sh")
        .args(["-c", &script])
        .current_dir(folder.path())
        .output()
        .expect("sh is there");
    assert_eq!(run.status.code(), Some(0), "{}", stdout(&run));
    assert_contains(&stderr(&run), "mended 3000 findings in 3000 files");
}

#[test]
fn a_current_folder_that_is_gone() {
    let folder = folder(&[("gone/plan/a.yaml", GOOD)]);
    for arguments in ["check", "diff", "gate main", "init", "hook install"] {
        let script = format!(
            "rm -r ../gone; exec '{}' {arguments}",
            env!("CARGO_BIN_EXE_planlint")
        );
        let gone = folder.path().join("gone");
        fs::create_dir_all(&gone).expect("a folder");
        let mut command = Command::new("sh");
        command.args(["-c", &script]).current_dir(gone);
        assert_contains(
            &failure(command),
            "planlint: the current folder is gone\n  help: change to one that is there",
        );
    }
}

#[test]
fn a_folder_where_a_file_should_be() {
    let folder = folder(&[
        ("plan/a.yaml/b.yaml", GOOD),
        ("t.tsv", "编号\t名称\n1\tx\n"),
        ("new/plan.yaml/x", ""),
    ]);
    // Below the plan it is a folder like any other.
    assert_eq!(planlint(folder.path(), &["check"]).status.code(), Some(0));
    for (arguments, words) in [
        (
            &["check", "--config", "plan"][..],
            "the settings plan is not a regular file",
        ),
        (&["check", "--output", "json=plan"], "cannot write plan: "),
        (&["import", "plan", "--out", "x"], "cannot read plan: "),
        (
            &["import", "t.tsv", "--out", "t.tsv"],
            "cannot look into t.tsv: ",
        ),
        (
            &["import", "t.tsv", "--out", "new", "--force"],
            "because these files are folders: new/plan.yaml",
        ),
    ] {
        assert_contains(&failure(command(folder.path(), arguments)), words);
    }
    assert_eq!(names(&folder.path().join("new")), ["plan.yaml"]);
}
