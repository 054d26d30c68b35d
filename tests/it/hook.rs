//! Hooks, run by git itself: what `git commit`, `git merge` and `git push` let through and what
//! they refuse.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Output;
use std::process::Stdio;

use tempfile::TempDir;

use crate::common;
use crate::common::stderr;
use crate::common::stdout;
use crate::common::write;
use crate::git::ONE;
use crate::git::Repo;
use crate::git::TOP;
use crate::git::TWO;
use crate::git::repo;
use crate::http::Server;
use planlint::Lang;

/// The folder of the planlint under test, first on the PATH.
fn path() -> String {
    let folder = Path::new(env!("CARGO_BIN_EXE_planlint"))
        .parent()
        .expect("a program is in a folder");
    format!("{}:{}", folder.display(), poor_path())
}

/// The PATH without it.
fn poor_path() -> String {
    std::env::var_os("PATH")
        .expect("there is a PATH")
        .into_string()
        .expect("it is text")
}

/// git as a user has it, with planlint on the PATH and nothing of this machine's configuration.
fn git_command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("git");
    command.current_dir(folder).args(arguments).env_clear();
    command.envs(crate::git::NOBODY);
    command.envs([
        ("GIT_EDITOR", "true"),
        ("GIT_TERMINAL_PROMPT", "0"),
        ("LC_ALL", "C"),
        ("PATH", &path()),
    ]);
    command
}

fn git(folder: &Path, arguments: &[&str]) -> Output {
    git_command(folder, arguments)
        .output()
        .expect("git is there")
}

/// It has to work.
#[track_caller]
fn good(folder: &Path, arguments: &[&str]) -> String {
    let output = git(folder, arguments);
    assert!(
        output.status.success(),
        "git {arguments:?}: {}{}",
        stdout(&output),
        stderr(&output)
    );
    format!("{}{}", stdout(&output), stderr(&output))
}

/// It has to be refused, with these words.
#[track_caller]
fn refused(folder: &Path, arguments: &[&str], words: &[&str]) -> String {
    let output = git(folder, arguments);
    let told = format!("{}{}", stdout(&output), stderr(&output));
    assert!(
        !output.status.success(),
        "git {arguments:?} went through: {told}"
    );
    for word in words {
        assert!(
            told.contains(word),
            "git {arguments:?} does not say {word}: {told}"
        );
    }
    told
}

fn planlint(folder: &Path, arguments: &[&str]) -> Output {
    common::command(folder, arguments)
        .env("PATH", path())
        .output()
        .expect("planlint can be started")
}

/// planlint's words, which have to come with this exit status.
#[track_caller]
fn says(folder: &Path, arguments: &[&str], code: i32) -> String {
    let output = planlint(folder, arguments);
    let told = format!("{}{}", stdout(&output), stderr(&output));
    assert_eq!(
        output.status.code(),
        Some(code),
        "planlint {arguments:?}: {told}"
    );
    told
}

/// A repository with the hooks installed.
fn hooked() -> Repo {
    let repo = repo();
    says(repo.path(), &["hook", "install"], 0);
    repo
}

fn wrong_days() -> String {
    TWO.replace("        days: 5", "        days: 6")
}

fn renamed(name: &str) -> String {
    TWO.replace("开通网络策略", name)
}

/// Each file with its content.
fn files(folder: &Path) -> BTreeMap<PathBuf, String> {
    let entries = fs::read_dir(folder).expect("a folder can be listed");
    entries
        .map(|entry| entry.expect("an entry can be read").path())
        .map(|path| {
            (
                path.clone(),
                fs::read_to_string(path).expect("a hook is text"),
            )
        })
        .collect()
}

fn foreign(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a hook is in a folder"))
        .expect("a folder can be made");
    fs::write(path, text).expect("a file can be written");
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("a mode can be set");
}

#[test]
fn installed_shown_and_removed() {
    let repo = repo();
    let hooks = repo.path().join(".git/hooks");
    let before = files(&hooks);
    let told = says(repo.path(), &["hook", "status"], 0);
    assert!(
        told.contains("pre-push          missing: .git/hooks/pre-push"),
        "{told}"
    );
    assert!(!told.contains("pre-receive"), "{told}");
    let told = says(repo.path(), &["hook", "install"], 0);
    assert!(
        told.contains("pre-merge-commit: installed as .git/hooks/pre-merge-commit"),
        "{told}"
    );
    for hook in ["pre-commit", "pre-merge-commit", "pre-push"] {
        let mode = fs::metadata(hooks.join(hook))
            .expect("it is there")
            .permissions()
            .mode();
        assert_eq!(mode & 0o100, 0o100, "{hook} can be run");
        let syntax = Command::new("sh")
            .arg("-n")
            .arg(hooks.join(hook))
            .status()
            .expect("sh is there");
        assert!(syntax.success(), "{hook}");
    }
    let installed = files(&hooks);
    let told = says(repo.path(), &["hook", "install"], 0);
    assert!(told.contains("pre-commit: is installed already"), "{told}");
    assert_eq!(files(&hooks), installed);
    let told = says(repo.path(), &["hook", "status"], 0);
    assert!(
        told.contains("pre-commit        installed: .git/hooks/pre-commit"),
        "{told}"
    );
    assert!(told.contains("/planlint, from the PATH"), "{told}");
    // One that git would skip is said, and mended.
    fs::set_permissions(hooks.join("pre-push"), fs::Permissions::from_mode(0o644))
        .expect("a mode can be set");
    assert!(says(repo.path(), &["hook", "status"], 0).contains("not executable"));
    assert!(says(repo.path(), &["hook", "install"], 0).contains("pre-push: renewed"));
    // One that an older planlint wrote, or one elsewhere, is renewed.
    fs::write(
        hooks.join("pre-push"),
        installed[&hooks.join("pre-push")].replace('\n', "\r\n"),
    )
    .expect("writable");
    assert!(says(repo.path(), &["hook", "install"], 0).contains("pre-push: renewed"));
    let told = says(repo.path(), &["hook", "uninstall"], 0);
    assert!(
        told.contains("pre-commit: removed .git/hooks/pre-commit"),
        "{told}"
    );
    assert_eq!(files(&hooks), before);
    assert!(
        says(repo.path(), &["hook", "uninstall"], 0).contains("there is no hook of planlint here")
    );
}

#[test]
fn commits() {
    let repo = hooked();
    let folder = repo.path();
    // A good one, without a word.
    write(folder, &[("plan/2.yaml", &renamed("开通全部网络策略"))]);
    let told = good(folder, &["commit", "--all", "--message", "good"]);
    assert!(!told.contains("planlint"), "{told}");
    let head = good(folder, &["rev-parse", "HEAD"]);
    // A bad one.
    write(
        folder,
        &[
            ("plan/2.yaml", &wrong_days()),
            ("plan/1.yaml", &ONE.replace("部署应用", "部署")),
        ],
    );
    refused(
        folder,
        &["commit", "--all", "--message", "bad"],
        &[
            "error[date-days] 2.1 says 6 days",
            "planlint: not committed: 2 errors that HEAD does not have",
            "help:",
        ],
    );
    assert_eq!(good(folder, &["rev-parse", "HEAD"]), head);
    // Only what is about to be committed counts.
    good(folder, &["commit", "--message", "partial", "plan/1.yaml"]);
    refused(
        folder,
        &["commit", "--message", "partial", "plan/2.yaml"],
        &["date-days"],
    );
    // git's way round; from then on the mistake is an old one.
    good(
        folder,
        &["commit", "--all", "--no-verify", "--message", "bad"],
    );
    write(
        folder,
        &[("plan/1.yaml", &ONE.replace("部署应用", "部署全部应用"))],
    );
    good(folder, &["commit", "--all", "--message", "another task"]);
    good(folder, &["commit", "--amend", "--no-edit"]);
    // The plan is not touched, so even one that cannot be read is nobody's business now.
    write(folder, &[("plan/2.yaml", "phases: [\n")]);
    good(
        folder,
        &["commit", "--all", "--no-verify", "--message", "broken"],
    );
    write(folder, &[("README.md", "# Hello\n")]);
    good(folder, &["add", "README.md"]);
    let told = good(folder, &["commit", "--message", "something else"]);
    assert!(!told.contains("planlint"), "{told}");
    // It is when the plan is touched, or the settings.
    write(folder, &[("planlint.yaml", "fail_on: warning\n")]);
    good(folder, &["add", "planlint.yaml"]);
    refused(
        folder,
        &["commit", "--message", "settings"],
        &["not everything of the plan can be read"],
    );
}

/// Kinds of index that libgit2 does not read, and references that it does not.
#[test]
fn commits_in_repositories_of_other_formats() {
    for (name, commands) in [
        (
            "sparse",
            &[&["sparse-checkout", "set", "--cone", "--sparse-index", "plan"][..]][..],
        ),
        (
            "sparse, without the plan",
            &[&[
                "sparse-checkout",
                "set",
                "--cone",
                "--sparse-index",
                "elsewhere",
            ]],
        ),
        (
            "split",
            &[
                &["config", "core.splitIndex", "true"],
                &["update-index", "--split-index"],
            ],
        ),
        ("version 4", &[&["update-index", "--index-version", "4"]]),
    ] {
        let repo = hooked();
        let folder = repo.path();
        repo.commit(
            "more",
            &[
                ("README", "x\n"),
                ("other/deep/x", "x\n"),
                ("elsewhere/x", "x\n"),
            ],
        );
        for command in commands {
            repo.git(command);
        }
        // Nothing of the plan.
        write(folder, &[("README", "y\n")]);
        good(folder, &["commit", "--all", "--message", name]);
        // What is wrong in it is found all the same, and nothing else is.
        write(folder, &[("plan/2.yaml", &wrong_days())]);
        good(folder, &["add", "--sparse", "plan"]);
        let told = refused(
            folder,
            &["commit", "--message", "bad"],
            &["error[date-days]", "2 errors that HEAD does not"],
        );
        assert!(!told.contains("1.yaml"), "{name}: {told}");
        write(folder, &[("plan/2.yaml", &renamed("开通全部网络策略"))]);
        good(folder, &["add", "--sparse", "plan"]);
        assert!(
            says(folder, &["diff", "--staged"], 0).starts_with("1 changed"),
            "{name}"
        );
        good(folder, &["commit", "--message", "good"]);
        assert!(
            says(folder, &["diff", "--staged"], 0).starts_with("no changes"),
            "{name}"
        );
    }
    let folder = tempfile::tempdir().expect("a folder can be made");
    let reftable = folder.path();
    if !git(reftable, &["init", "--quiet", "--ref-format=reftable"])
        .status
        .success()
    {
        return;
    }
    let told = says(reftable, &["hook", "install"], 2);
    assert!(
        told.contains("as a reftable") && told.contains("git refs migrate --ref-format=files"),
        "{told}"
    );
    good(reftable, &["refs", "migrate", "--ref-format=files"]);
    says(reftable, &["hook", "install"], 0);
}

#[test]
fn the_first_commit_and_no_plan() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let folder = folder.path();
    good(folder, &["init", "--quiet"]);
    says(folder, &["hook", "install"], 0);
    write(folder, &[("README.md", "# Hello\n")]);
    good(folder, &["add", "--all"]);
    let told = good(folder, &["commit", "--message", "no plan here"]);
    assert!(!told.contains("planlint"), "{told}");
    // What cannot be read is refused from the first day on; what is wrong is not.
    write(folder, &[("plan/plan.yaml", "plan: {version: 1\n")]);
    good(folder, &["add", "--all"]);
    refused(
        folder,
        &["commit", "--message", "a plan"],
        &["error[syntax]"],
    );
    write(folder, &[("plan/plan.yaml", "plan: {version: 2}\n")]);
    let told = good(folder, &["commit", "--all", "--message", "a plan"]);
    assert!(
        told.contains("planlint: the plan begins with 1 error; planlint check shows it\n"),
        "{told}"
    );
    write(
        folder,
        &[("plan/plan.yaml", "plan: {version: 2, colour: red}\n")],
    );
    refused(
        folder,
        &["commit", "--all", "--message", "again"],
        &["error[schema]"],
    );
}

/// Tables come with mistakes, and a plan with old mistakes can be worked on: also the one that is
/// new here.
#[test]
fn a_plan_that_begins_with_mistakes() {
    let seed = common::project().join("seeds");
    let mut tables: Vec<String> = fs::read_dir(seed)
        .expect("a folder can be listed")
        .map(|entry| {
            entry
                .expect("an entry can be read")
                .path()
                .display()
                .to_string()
        })
        .filter(|path| path.ends_with(".tsv"))
        .collect();
    tables.sort();
    let import: Vec<&str> = ["import", "--out", "plan"]
        .into_iter()
        .chain(tables.iter().map(String::as_str))
        .collect();
    let place = tempfile::tempdir().expect("a folder can be made");
    good(
        place.path(),
        &["init", "--quiet", "--bare", "--initial-branch=main", "bare"],
    );
    let (bare, folder) = (place.path().join("bare"), place.path().join("clone"));
    says(&bare, &["hook", "install"], 0);
    good(
        place.path(),
        &["init", "--quiet", "--initial-branch=main", "clone"],
    );
    let told = says(&folder, &["hook", "install"], 0);
    assert!(told.contains("there is no plan here yet"), "{told}");
    good(&folder, &["remote", "add", "origin", "../bare"]);
    says(&folder, &import, 0);
    assert!(!says(&folder, &["hook", "install"], 0).contains("no plan"));
    let broken = fs::read_to_string(folder.join("plan/phase-1.yaml")).expect("it was imported");
    write(&folder, &[("plan/phase-1.yaml", "phases: [\n")]);
    good(&folder, &["add", "--all"]);
    refused(
        &folder,
        &["commit", "--message", "broken"],
        &[", and not everything could be read\n"],
    );
    write(&folder, &[("plan/phase-1.yaml", &broken)]);
    // In a commit of its own, the first one or not.
    good(&folder, &["add", "--all"]);
    let told = good(&folder, &["commit", "--message", "a plan"]);
    assert!(
        told.contains(
            "planlint: the plan begins with 7 errors, 14 warnings; planlint check shows them"
        ),
        "{told}"
    );
    assert!(says(&folder, &["check"], 1).contains("7 errors, 14 warnings"));
    good(&folder, &["update-ref", "-d", "HEAD"]);
    good(&folder, &["reset", "--quiet"]);
    write(&folder, &[("README.md", "# Hello\n")]);
    good(&folder, &["add", "README.md"]);
    good(&folder, &["commit", "--quiet", "--message", "no plan"]);
    good(&folder, &["add", "--all"]);
    assert!(
        good(&folder, &["commit", "--message", "a plan"]).contains("the plan begins with 7 errors")
    );
    // To a server that has nothing.
    let told = good(&folder, &["push", "origin", "main"]);
    let id = good(&folder, &["rev-parse", "--short=10", "HEAD"]);
    let expected = format!(
        "main: the plan begins with 7 errors, 14 warnings; planlint check --rev {} shows",
        id.trim()
    );
    assert!(told.contains(&expected), "{told}");
    assert!(
        told.contains(
            "remote: planlint: main is taken; its plan begins with 7 errors, 14 warnings"
        ),
        "{told}"
    );
    // From here on they are old, and new ones are refused: also in a folder that has another name
    // now.
    let phase = fs::read_to_string(folder.join("plan/phase-2.yaml")).expect("it was imported");
    write(
        &folder,
        &[(
            "plan/phase-2.yaml",
            &phase.replacen("days: 5\n", "days: 6\n", 1),
        )],
    );
    refused(
        &folder,
        &["commit", "--all", "--message", "bad"],
        &["that HEAD does not have"],
    );
    good(&folder, &["mv", "plan", "project"]);
    write(&folder, &[("planlint.yaml", "plans: [project]\n")]);
    good(&folder, &["add", "--all"]);
    refused(
        &folder,
        &["commit", "--message", "moved"],
        &["that HEAD does not have"],
    );
    good(&folder, &["rm", "--quiet", "-r", "--cached", "project"]);
    write(
        &folder,
        &[
            ("project/plan.yaml", ONE),
            ("project/2.yaml", &wrong_days()),
        ],
    );
    good(
        &folder,
        &[
            "add",
            "--force",
            "project/plan.yaml",
            "project/2.yaml",
            "planlint.yaml",
        ],
    );
    refused(
        &folder,
        &["commit", "--message", "another"],
        &["that HEAD does not have"],
    );
    good(
        &folder,
        &["commit", "--no-verify", "--quiet", "--message", "another"],
    );
    refused(
        &folder,
        &["push", "--no-verify", "origin", "main"],
        &["remote: planlint: main is refused"],
    );
    refused(
        &folder,
        &["push", "origin", "main"],
        &["main is not pushed"],
    );
    // The server has its branch, so another protected one is judged, whether HEAD leads somewhere
    // or not.
    good(&bare, &["config", "planlint.protect", "*"]);
    good(&bare, &["symbolic-ref", "HEAD", "refs/heads/nowhere"]);
    refused(
        &folder,
        &["push", "--no-verify", "origin", "main:other"],
        &["remote: planlint: other is refused"],
    );
}

/// What is said after a commit and a push can be typed then.
#[test]
fn what_is_new_but_no_reason_to_refuse() {
    let place = tempfile::tempdir().expect("a folder can be made");
    good(
        place.path(),
        &["init", "--quiet", "--bare", "--initial-branch=main", "bare"],
    );
    let repo = hooked();
    let folder = repo.path();
    good(
        folder,
        &[
            "remote",
            "add",
            "origin",
            place.path().join("bare").to_str().expect("letters"),
        ],
    );
    write(folder, &[("planlint.yaml", "fail_on: never\n")]);
    good(folder, &["add", "--all"]);
    good(folder, &["commit", "--quiet", "--message", "settings"]);
    good(folder, &["push", "--quiet", "origin", "main"]);
    // A few are shown, each in a line.
    write(folder, &[("plan/2.yaml", &wrong_days())]);
    let told = good(folder, &["commit", "--all", "--message", "two"]);
    assert!(
        told.contains("error[date-days] 2.1 says 6 days") && !told.contains("help:"),
        "{told}"
    );
    assert!(
        told.contains("planlint: new, but no reason to refuse: 2 errors\n"),
        "{told}"
    );
    // More are in what is named.
    let more = ONE
        .replace("days: 5", "days: 7")
        .replace("total_days: 10", "total_days: 9");
    write(folder, &[("plan/1.yaml", &more)]);
    let command = |told: &str| {
        let words = told
            .split_once("; planlint ")
            .and_then(|(_, rest)| rest.split_once(" shows them"));
        words
            .map(|(words, _)| words.to_owned())
            .unwrap_or_else(|| panic!("no command is named: {told}"))
    };
    for told in [
        good(folder, &["commit", "--all", "--message", "more"]),
        good(folder, &["push", "origin", "main"]),
    ] {
        let command = command(&told);
        let arguments: Vec<&str> = command.split(' ').collect();
        let shown = says(folder, &arguments, 0);
        assert!(shown.contains("date-days"), "planlint {command}: {shown}");
    }
}

/// The message that may allow it is written later, so the commit is made and the push is refused.
#[test]
fn a_change_that_a_commit_has_to_explain() {
    let repo = repo();
    let done = ONE.replacen(
        "        days: 5",
        "        days: 5\n        progress: done",
        1,
    );
    repo.commit("done", &[("plan/1.yaml", &done)]);
    let folder = repo.path();
    let server = tempfile::tempdir().expect("a folder can be made");
    let bare = server.path().join("bare");
    good(
        server.path(),
        &[
            "clone",
            "--quiet",
            "--bare",
            folder.to_str().expect("letters"),
            "bare",
        ],
    );
    good(
        folder,
        &["remote", "add", "origin", bare.to_str().expect("letters")],
    );
    good(folder, &["fetch", "--quiet", "origin"]);
    says(folder, &["hook", "install"], 0);
    let changed = done.replacen("[金山]", "[泛微]", 1);
    write(folder, &[("plan/1.yaml", &changed)]);
    let told = good(folder, &["commit", "--all", "--message", "changed"]);
    assert!(told.contains("error[revision-done-changed]"), "{told}");
    assert!(
        told.contains("\nPlanlint-Allow: revision-done-changed 1.1 -- REASON\n"),
        "{told}"
    );
    refused(
        folder,
        &["push", "origin", "main"],
        &[
            "main is not pushed: 1 error",
            "Planlint-Allow: revision-done-changed 1.1 -- REASON",
        ],
    );
    // As it was printed, further in, and where git sees no trailer: it is said why that does not
    // help.
    let line = "Planlint-Allow: revision-done-changed 1.1 -- ";
    for (message, why) in [
        (
            format!("changed\n\n{line}REASON\n"),
            "because REASON only stands where the reason belongs",
        ),
        (
            format!("changed\n\n{line}<reason>.\n"),
            "because REASON only stands where the reason belongs",
        ),
        (
            format!("changed\n\n    {line}it was wrong\n"),
            "because git sees no trailer there",
        ),
        (
            format!("changed\n\nI could write\n{line}it was wrong\nbut do not.\n"),
            "because git sees no trailer there",
        ),
        (
            format!("changed\n\n{line}it was wrong\n\nMore words.\n"),
            "because git sees no trailer there",
        ),
        (
            format!("{line}it was wrong\n"),
            "because git sees no trailer there",
        ),
    ] {
        good(
            folder,
            &["commit", "--quiet", "--amend", "--message", &message],
        );
        refused(
            folder,
            &["push", "origin", "main"],
            &["Planlint-Allow: revision-done-changed 1.1 of ", why],
        );
    }
    for message in [
        format!("changed\n\n{line}the record\n  was wrong\n"),
        format!(
            "changed\n\nWords.\n\n{}it was wrong\nSigned-off-by: A <a@b>\n",
            line.to_lowercase()
        ),
    ] {
        good(
            folder,
            &["commit", "--quiet", "--amend", "--message", &message],
        );
        let told = good(folder, &["push", "--dry-run", "origin", "main"]);
        assert!(
            !told.contains("revision-done-changed"),
            "{message:?}: {told}"
        );
    }
    good(folder, &["push", "origin", "main"]);
}

/// What only a push asks about is not among the reasons why there is no commit.
#[test]
fn a_refused_commit_counts_what_refuses_it() {
    let repo = repo();
    let done = ONE.replacen(
        "        days: 5",
        "        days: 5\n        progress: done",
        1,
    );
    repo.commit("done", &[("plan/1.yaml", &done)]);
    let folder = repo.path();
    says(folder, &["hook", "install"], 0);
    write(
        folder,
        &[
            ("plan/1.yaml", &done.replacen("[金山]", "[泛微]", 1)),
            ("plan/2.yaml", &wrong_days()),
        ],
    );
    let told = refused(
        folder,
        &["commit", "--all", "--message", "both"],
        &[
            "error[revision-done-changed]",
            "planlint: 1 error about this change: a push is refused unless",
            "planlint: not committed: 2 errors that HEAD does not have\n",
        ],
    );
    assert_eq!(told.matches("error[").count(), 3, "{told}");
}

/// Two halves, each right alone: one removes the task that the other begins to wait for.
fn halves(repo: &Repo) {
    let one = ONE
        .split("\n      # A line")
        .next()
        .expect("two tasks")
        .replace("total_days: 10", "total_days: 5");
    let two = TWO.replace(
        "        days: 5\n",
        "        days: 5\n        depends_on: [\"1.2\"]\n",
    );
    repo.git(&["checkout", "--quiet", "-b", "theirs"]);
    repo.commit("their half", &[("plan/2.yaml", &two)]);
    repo.git(&["checkout", "--quiet", "main"]);
    repo.commit("our half", &[("plan/1.yaml", &one)]);
}

#[test]
fn a_merge_that_git_would_make() {
    let repo = hooked();
    let folder = repo.path();
    halves(&repo);
    let head = good(folder, &["rev-parse", "HEAD"]);
    let told = refused(
        folder,
        &["merge", "theirs"],
        &[
            "error[dependency-unknown] 2.1 depends on 1.2",
            "brought by main: ",
            " our half",
            "brought by theirs: ",
            " their half",
            "planlint: the merge is not committed: 1 error that neither side has",
            "git merge --abort",
        ],
    );
    assert!(!told.contains("conflict"), "{told}");
    assert_eq!(good(folder, &["rev-parse", "HEAD"]), head);
    // Finishing it as it is is refused as well: git asks the other hook now.
    refused(
        folder,
        &["commit", "--no-edit"],
        &["the merge is not committed", "our half", "their half"],
    );
    good(folder, &["merge", "--abort"]);
    assert!(good(folder, &["status", "--porcelain"]).is_empty());
    assert_eq!(good(folder, &["rev-parse", "HEAD"]), head);
    // Mended before it is committed.
    refused(folder, &["merge", "theirs"], &["dependency-unknown"]);
    write(
        folder,
        &[(
            "plan/2.yaml",
            &TWO.replace(
                "        days: 5\n",
                "        days: 5\n        depends_on: [\"1.1\"]\n",
            ),
        )],
    );
    good(folder, &["commit", "--all", "--no-edit"]);
    assert_eq!(
        good(folder, &["rev-list", "--count", "--merges", "HEAD"]).trim(),
        "1"
    );
}

#[test]
fn merges_that_pass() {
    let repo = hooked();
    let folder = repo.path();
    repo.git(&["checkout", "--quiet", "-b", "theirs"]);
    // Their mistake is theirs: this merge does not make it.
    write(folder, &[("plan/2.yaml", &wrong_days())]);
    good(
        folder,
        &[
            "commit",
            "--quiet",
            "--all",
            "--no-verify",
            "--message",
            "theirs",
        ],
    );
    repo.git(&["checkout", "--quiet", "main"]);
    repo.commit(
        "ours",
        &[("plan/1.yaml", &ONE.replace("部署应用", "部署全部应用"))],
    );
    good(folder, &["merge", "theirs"]);
    assert_eq!(
        good(folder, &["rev-list", "--count", "--merges", "HEAD"]).trim(),
        "1"
    );
}

/// git leaves the conflict to a person, who makes a mistake that neither side has.
#[test]
fn a_conflict_resolved_wrongly() {
    let repo = hooked();
    let folder = repo.path();
    repo.git(&["checkout", "--quiet", "-b", "theirs"]);
    repo.commit("theirs", &[("plan/2.yaml", &renamed("开通甲策略"))]);
    repo.git(&["checkout", "--quiet", "main"]);
    repo.commit("ours", &[("plan/2.yaml", &renamed("开通乙策略"))]);
    assert!(!git(folder, &["merge", "theirs"]).status.success());
    write(folder, &[("plan/2.yaml", &wrong_days())]);
    let told = refused(
        folder,
        &["commit", "--all", "--no-edit"],
        &["date-days", "2 errors that neither side has"],
    );
    assert!(told.contains("brought by theirs: "), "{told}");
    good(folder, &["branch", "--quiet", "-D", "theirs"]);
    refused(
        folder,
        &["commit", "--all", "--no-edit"],
        &["brought by the other side: "],
    );
    let mut command = git_command(folder, &["commit", "--all", "--no-edit"]);
    let output = command.env("PLANLINT_LANG", "zh").output();
    let told = stderr(&output.expect("git is there"));
    for words in ["来自另一方：", "双方都没有，合并后新增 2 个错误"] {
        assert!(told.contains(words), "{told}");
    }
    write(folder, &[("plan/2.yaml", TWO)]);
    good(folder, &["commit", "--all", "--no-edit"]);
}

#[test]
fn three_branches_at_once() {
    let repo = hooked();
    let folder = repo.path();
    halves(&repo);
    repo.git(&["checkout", "--quiet", "-b", "third", "HEAD~1"]);
    write(
        folder,
        &[(
            "plan/3.yaml",
            "phases:\n  - {id: \"3\", name: 验收, coordinator: 移动, total_days: 0}\n",
        )],
    );
    good(folder, &["add", "--all"]);
    good(folder, &["commit", "--quiet", "--message", "third"]);
    repo.git(&["checkout", "--quiet", "main"]);
    refused(
        folder,
        &["merge", "third", "theirs"],
        &["error[dependency-unknown]"],
    );
    good(folder, &["merge", "--abort"]);
}

/// A clone with a remote that judges what is pushed.
struct Served {
    folder: TempDir,
    clone: Repo,
    server: Server,
}

impl Served {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder can be made");
        good(
            folder.path(),
            &[
                "init",
                "--quiet",
                "--bare",
                "--initial-branch=main",
                "bare.git",
            ],
        );
        let bare = folder.path().join("bare.git");
        assert!(
            says(&bare, &["hook", "install"], 0)
                .contains("pre-receive: installed as hooks/pre-receive")
        );
        let server = Server::new(folder.path(), &path());
        Self {
            folder,
            clone: repo(),
            server,
        }
    }

    fn bare(&self) -> PathBuf {
        self.folder.path().join("bare.git")
    }

    fn refs(&self) -> String {
        good(&self.bare(), &["for-each-ref"])
    }
}

/// The pages about hooks show what the pusher sees, but for the commit's id.
#[track_caller]
fn documented(folder: &Path, url: &str, id: &str) {
    // A server elsewhere does not have the variables of who pushes.
    let is_elsewhere = url.contains("://");
    for (lang, path) in common::in_each_language("hooks.md") {
        if is_elsewhere && lang != Lang::En {
            continue;
        }
        let mut command = git_command(folder, &["push", "origin", "main"]);
        let output = command.env("PLANLINT_LANG", lang.tag()).output();
        let told = stderr(&output.expect("git is there"));
        assert!(!told.contains('\u{1b}'), "no colours: {told}");
        let said: Vec<&str> = told
            .lines()
            .filter(|line| line.starts_with("remote: "))
            .map(str::trim_end)
            .collect();
        let said = said.join("\n").replace(id, "0ac8582f3d");
        common::hold_page(&path, &[("example of push", &common::fenced(&said))]);
    }
}

/// Everything that can be pushed, to a server that protects its HEAD.
fn pushes(served: &Served, url: &str) {
    let folder = served.clone.path();
    good(folder, &["remote", "add", "origin", url]);
    good(folder, &["push", "origin", "main"]);
    let before = served.refs();
    // A mistake.
    served
        .clone
        .commit("bad", &[("plan/2.yaml", &wrong_days())]);
    let bad = good(folder, &["rev-parse", "HEAD"]);
    refused(
        folder,
        &["push", "origin", "main"],
        &[
            "remote: plan/2.yaml:12:15: error[date-days] 2.1 says 6 days",
            "remote: planlint: main is refused: 2 errors that ",
            "remote: planlint: the whole push is refused",
            "pre-receive hook declined",
        ],
    );
    let main = good(&served.bare(), &["rev-parse", "--short=10", "main"]);
    documented(folder, url, main.trim());
    assert_eq!(served.refs(), before, "the server is as it was");
    assert_eq!(
        good(folder, &["rev-parse", "HEAD"]),
        bad,
        "the clone is as it was"
    );
    assert!(
        !git(&served.bare(), &["cat-file", "-e", bad.trim()])
            .status
            .success(),
        "nothing is left behind"
    );
    // Elsewhere nobody minds: another branch, a tag, and that they go away again.
    good(
        folder,
        &["push", "origin", "main:topic", "HEAD:refs/tags/v1"],
    );
    good(folder, &["push", "origin", ":topic", ":refs/tags/v1"]);
    assert_eq!(served.refs(), before);
    // Several at once: one refuses all.
    refused(
        folder,
        &["push", "origin", "main", "main~1:refs/heads/fine"],
        &["main is refused"],
    );
    assert_eq!(served.refs(), before);
    // Mended, in a further commit.
    served
        .clone
        .commit("mended", &[("plan/2.yaml", &renamed("开通全部网络策略"))]);
    good(
        folder,
        &["push", "origin", "main", "main~2:refs/heads/fine"],
    );
    // Forced, from the old to the new: a good one and a bad one.
    good(folder, &["reset", "--quiet", "--hard", "HEAD~2"]);
    refused(
        folder,
        &[
            "push",
            "--force",
            "origin",
            &format!("{}:refs/heads/main", bad.trim()),
        ],
        &["main is refused"],
    );
    good(folder, &["push", "--force", "origin", "main"]);
    assert_eq!(
        good(&served.bare(), &["rev-parse", "main"]),
        good(folder, &["rev-parse", "main"])
    );
    // Two branches that are fine, merged without asking.
    halves(&served.clone);
    good(folder, &["push", "origin", "main", "theirs"]);
    good(folder, &["merge", "--quiet", "--no-edit", "theirs"]);
    refused(
        folder,
        &["push", "origin", "main"],
        &[
            "error[dependency-unknown] 2.1 depends on 1.2",
            "brought by one side of the merge: ",
            " our half",
            "brought by the other side: ",
            " their half",
        ],
    );
    // A branch may go, but not one that is protected: nobody would know any more what it had.
    good(folder, &["push", "origin", ":theirs"]);
    good(
        &served.bare(),
        &["config", "receive.denyDeleteCurrent", "ignore"],
    );
    refused(
        folder,
        &["push", "origin", ":main"],
        &[
            "main is refused: it is protected",
            "planlint.allowDeletion true",
        ],
    );
    good(&served.bare(), &["config", "planlint.allowDeletion", "yes"]);
    good(folder, &["push", "origin", ":main"]);
}

/// git merges without a word what the gate calls a conflict: a phase that one side adds to the
/// folder of a plan, where the other side has given that folder another name.
#[test]
fn a_phase_that_a_merge_leaves_in_no_plan() {
    let served = Served::new();
    let folder = served.clone.path();
    good(
        folder,
        &[
            "remote",
            "add",
            "origin",
            served.bare().to_str().expect("letters"),
        ],
    );
    says(folder, &["hook", "install"], 0);
    good(folder, &["push", "origin", "main"]);
    good(folder, &["checkout", "--quiet", "-b", "theirs"]);
    let three = TWO
        .replace("\"2", "\"3")
        .replace("开通", "关闭")
        .replace("09-04", "09-11")
        .replace("09-08", "09-15");
    write(folder, &[("plan/sub/3.yaml", &three)]);
    good(folder, &["add", "--all"]);
    good(folder, &["commit", "--quiet", "--message", "a phase"]);
    good(folder, &["checkout", "--quiet", "main"]);
    good(folder, &["mv", "plan", "project"]);
    served
        .clone
        .commit("renamed", &[("planlint.yaml", "plans: [project]\n")]);
    good(folder, &["push", "origin", "main"]);
    let told = "plan/sub/3.yaml (phase 3) would be in no plan: it is in the folder plan, which is a plan on theirs and none \
                any more on main";
    for how in ["merge", "commit"] {
        let arguments = if how == "merge" {
            &["merge", "theirs"]
        } else {
            &["commit", "--no-edit"][..]
        };
        refused(
            folder,
            arguments,
            &[
                told,
                "the merge is not committed: 1 file in no plan",
                "under `plans`",
            ],
        );
    }
    good(folder, &["merge", "--abort"]);
    // From the other branch it is the same, with the sides the other way round.
    good(folder, &["checkout", "--quiet", "theirs"]);
    refused(
        folder,
        &["merge", "main"],
        &["a plan on theirs and none any more on main"],
    );
    good(folder, &["merge", "--abort"]);
    good(folder, &["checkout", "--quiet", "main"]);

    good(
        folder,
        &["merge", "--quiet", "--no-verify", "--no-edit", "theirs"],
    );
    let merge = good(folder, &["rev-parse", "--short=10", "HEAD"]);
    // Also where the newest commit is another one.
    for newer in [false, true] {
        if newer {
            served
                .clone
                .commit("unrelated", &[("README", "Read me.\n")]);
        }
        let told = format!(
            "plan/sub/3.yaml (phase 3) is in no plan since the merge {}: it is in the folder plan, which is a plan on one side \
             and none any more on the other",
            merge.trim()
        );
        refused(
            folder,
            &["push", "origin", "main"],
            &[&told, "main is not pushed: 1 file in no plan"],
        );
        refused(
            folder,
            &["push", "--no-verify", "origin", "main"],
            &[&told, "main is refused: 1 file in no plan"],
        );
    }
    // Put where it belongs by a later commit.
    good(folder, &["mv", "plan/sub/3.yaml", "project/3.yaml"]);
    served.clone.commit("where it belongs", &[]);
    good(folder, &["push", "origin", "main"]);
    // What is there already is nobody's any more.
    served.clone.commit(
        "on",
        &[("plan/sub/3.yaml", &three), ("README", "Read it.\n")],
    );
    good(folder, &["push", "origin", "main", "main:refs/heads/topic"]);
}

#[test]
fn merges_that_leave_nothing_behind() {
    let repo = hooked();
    let folder = repo.path();
    good(folder, &["checkout", "--quiet", "-b", "theirs"]);
    repo.commit(
        "a note",
        &[
            ("notes/a.yaml", "a: 1\n"),
            ("plan/2.yaml", &renamed("开通全部网络策略")),
        ],
    );
    good(folder, &["checkout", "--quiet", "main"]);
    good(folder, &["mv", "plan", "project"]);
    repo.commit("renamed", &[("planlint.yaml", "plans: [project]\n")]);
    // git follows the file to its new folder.
    good(folder, &["merge", "--quiet", "--no-edit", "theirs"]);
    // What the other side adds to a folder that both still have is a plan of its own settings.
    good(folder, &["checkout", "--quiet", "-b", "more"]);
    repo.commit(
        "another plan",
        &[
            ("planlint.yaml", "plans: [project, more]\n"),
            ("more/plan.yaml", TOP),
        ],
    );
    good(folder, &["checkout", "--quiet", "main"]);
    repo.commit("ours", &[("README", "Read me.\n")]);
    good(folder, &["merge", "--quiet", "--no-edit", "more"]);
}

#[test]
fn pushes_over_a_file_path() {
    let served = Served::new();
    pushes(&served, served.bare().to_str().expect("letters"));
}

#[test]
fn pushes_over_http() {
    let served = Served::new();
    good(&served.bare(), &["config", "http.receivepack", "true"]);
    pushes(&served, &served.server.url("bare.git"));
}

#[test]
fn a_server_that_protects_other_branches() {
    let served = Served::new();
    let folder = served.clone.path();
    let bare = served.bare();
    good(
        folder,
        &["remote", "add", "origin", bare.to_str().expect("letters")],
    );
    good(&bare, &["config", "--add", "planlint.protect", "release/*"]);
    good(
        &bare,
        &["config", "--add", "planlint.protect", "refs/heads/main"],
    );
    good(folder, &["push", "origin", "main"]);
    served
        .clone
        .commit("bad", &[("plan/2.yaml", &wrong_days())]);
    // A new branch is judged by what it adds to the default branch.
    refused(
        folder,
        &["push", "origin", "main:release/1.0/hot"],
        &["release/1.0/hot is refused: 2 errors that"],
    );
    refused(
        folder,
        &["push", "origin", "main", "main:release/2"],
        &["main is refused: 2 errors", "release/2 is refused"],
    );
    good(
        folder,
        &[
            "push",
            "origin",
            "main:topic",
            "main~1:refs/heads/release/1",
        ],
    );
    // HEAD leads nowhere: until somebody says which branch counts, all do.
    good(&bare, &["config", "--unset-all", "planlint.protect"]);
    good(&bare, &["symbolic-ref", "HEAD", "refs/heads/nowhere"]);
    refused(
        folder,
        &["push", "origin", "main:another"],
        &["another is refused"],
    );
}

#[test]
fn settings_of_a_push() {
    let served = Served::new();
    let folder = served.clone.path();
    let bare = served.bare();
    good(
        folder,
        &["remote", "add", "origin", bare.to_str().expect("letters")],
    );
    good(folder, &["push", "origin", "main"]);
    // Settings that nobody can use.
    served.clone.commit(
        "broken",
        &[("planlint.yaml", "rules: {no-such-rule: off}\n")],
    );
    refused(
        folder,
        &["push", "origin", "main"],
        &["remote: planlint: planlint.yaml is not usable"],
    );
    // Settings that allow everything hold, and it is said; a server can have its own.
    served.clone.commit(
        "weak",
        &[
            ("planlint.yaml", "fail_on: never\n"),
            ("plan/2.yaml", &wrong_days()),
        ],
    );
    let weak = good(folder, &["rev-parse", "HEAD"]);
    write(&bare, &[("own.yaml", "fail_on: error\n")]);
    let line = format!(
        "{} {} refs/heads/main\n",
        good(&bare, &["rev-parse", "main"]).trim(),
        weak.trim()
    );
    good(folder, &["push", "origin", "main:topic"]);
    assert!(
        received(&bare, &["--config", "own.yaml"], &line, 1).contains("main is refused: 2 errors")
    );
    let told = good(folder, &["push", "origin", "main"]);
    let changes = "this push changes planlint.yaml, and is judged by the new settings";
    assert!(told.contains(changes), "{told}");
    // Who takes a plan out of the settings takes it out of what is judged: that wants a reason.
    served
        .clone
        .commit("nothing", &[("planlint.yaml", "plans: [elsewhere]\n")]);
    let words = "error[revision-task-removed] planlint.yaml does not name the plan plan any more";
    let told = refused(
        folder,
        &["push", "origin", "main"],
        &[words, "Planlint-Allow: revision-task-removed -- REASON"],
    );
    assert!(told.contains(changes), "{told}");
    let message = "nothing\n\nPlanlint-Allow: revision-task-removed -- the project is over\n";
    good(
        folder,
        &["commit", "--quiet", "--amend", "--message", message],
    );
    let told = good(folder, &["push", "origin", "main"]);
    assert!(
        told.contains(changes) && told.contains("revision-task-removed is allowed by "),
        "{told}"
    );
}

/// Without settings, and with a plan elsewhere, nothing would be looked at any more.
#[test]
fn settings_that_are_deleted() {
    let served = Served::new();
    let folder = served.clone.path();
    good(
        folder,
        &[
            "remote",
            "add",
            "origin",
            served.bare().to_str().expect("letters"),
        ],
    );
    served.clone.git(&["mv", "plan", "project"]);
    served
        .clone
        .commit("elsewhere", &[("planlint.yaml", "plans: [project]\n")]);
    good(folder, &["push", "origin", "main"]);
    served.clone.git(&["rm", "--quiet", "planlint.yaml"]);
    served
        .clone
        .commit("bad", &[("project/2.yaml", &wrong_days())]);
    let words = [
        "error[revision-task-removed] planlint.yaml does not name",
        "error[date-days]",
    ];
    refused(folder, &["push", "origin", "main"], &words);
    // The gate says the same.
    let output = planlint(folder, &["gate", "HEAD~1", "HEAD"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(
        words.iter().all(|word| stdout(&output).contains(word)),
        "{}",
        stdout(&output)
    );
    for arguments in [&["diff", "HEAD~1"][..], &["check", "--against", "HEAD~1"]] {
        assert!(
            words
                .iter()
                .all(|word| says(folder, arguments, 1).contains(word)),
            "{arguments:?}"
        );
    }
    // In several pushes neither.
    served.clone.commit("as it was", &[("project/2.yaml", TWO)]);
    refused(folder, &["push", "origin", "main"], &words[..1]);
    // The plan itself may not go either.
    good(folder, &["reset", "--quiet", "--hard", "HEAD~2"]);
    served
        .clone
        .git(&["rm", "--quiet", "-r", "project", "planlint.yaml"]);
    served.clone.commit("gone", &[]);
    refused(
        folder,
        &["push", "origin", "main"],
        &["error[revision-task-removed] the plan project is gone"],
    );
    says(folder, &["gate", "HEAD~1", "HEAD"], 1);
}

/// A plan that the settings do not name any more, in favour of one that is nowhere: refused
/// everywhere, or let through everywhere.
#[test]
fn settings_that_name_what_is_nowhere() {
    let served = Served::new();
    let folder = served.clone.path();
    good(
        folder,
        &[
            "remote",
            "add",
            "origin",
            served.bare().to_str().expect("letters"),
        ],
    );
    good(folder, &["push", "origin", "main"]);
    let settings = "plans: [nope]\n";
    served
        .clone
        .commit("elsewhere", &[("planlint.yaml", settings)]);
    let words = "error[revision-task-removed] planlint.yaml does not name the plan plan any more";
    refused(folder, &["push", "origin", "main"], &[words]);
    let ways = [&["gate", "HEAD~1", "HEAD"][..], &["diff", "HEAD~1", "HEAD"]];
    for arguments in ways {
        let told = says(folder, arguments, 1);
        assert!(
            told.contains(words) && told.contains("the settings name nope, and there is no plan"),
            "{told}"
        );
    }
    let reason = "Planlint-Allow: revision-task-removed -- the plan moves to another repository";
    good(
        folder,
        &[
            "commit",
            "--quiet",
            "--amend",
            "--message",
            &format!("elsewhere\n\n{reason}"),
        ],
    );
    for arguments in ways {
        let told = says(folder, arguments, 0);
        assert!(
            told.contains("the plan moves to another repository") && told.contains("name nope"),
            "{told}"
        );
    }
    good(folder, &["push", "origin", "main"]);
    // Beside a plan that is there it is a mistake that nothing else tells.
    good(folder, &["reset", "--quiet", "--hard", "HEAD~1"]);
    served
        .clone
        .commit("both", &[("planlint.yaml", "plans: [plan, nope]\n")]);
    assert!(
        says(folder, &["gate", "HEAD~1", "HEAD"], 2)
            .contains("there is no plan in nope on either side")
    );
    assert!(
        says(folder, &["diff", "HEAD~1", "HEAD"], 2)
            .contains("there is no plan in nope at either revision")
    );
}

/// What the hook of a server says to these lines.
#[track_caller]
fn received(bare: &Path, arguments: &[&str], lines: &str, code: i32) -> String {
    let arguments: Vec<&str> = ["hook", "pre-receive"]
        .iter()
        .chain(arguments)
        .copied()
        .collect();
    let mut command = common::command(bare, &arguments);
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().expect("planlint can be started");
    child
        .stdin
        .take()
        .expect("it is piped")
        .write_all(lines.as_bytes())
        .expect("planlint reads");
    let output = child.wait_with_output().expect("planlint ends");
    assert_eq!(
        output.status.code(),
        Some(code),
        "{}{}",
        stdout(&output),
        stderr(&output)
    );
    stderr(&output)
}

#[test]
fn what_cannot_be_judged_is_refused() {
    let served = Served::new();
    let folder = served.clone.path();
    let bare = served.bare();
    good(folder, &["push", bare.to_str().expect("letters"), "main"]);
    let main = good(&bare, &["rev-parse", "main"]).trim().to_owned();
    let nowhere = "1234567890123456789012345678901234567890";
    let zero = "0".repeat(40);
    // As in a script that has read the lines before planlint could.
    assert!(
        received(&bare, &[], "", 2)
            .contains("a hook that reads its input itself has to hand it on")
    );
    for lines in [
        "hello\n",
        "\u{1b}[31m a b\n",
        &format!("{main} {nowhere} refs/heads/main\n"),
    ] {
        let told = received(&bare, &[], lines, 2);
        assert!(
            told.starts_with("planlint: ") && !told.contains('\u{1b}'),
            "{told}"
        );
    }
    // A branch called like the id of a commit is not that commit.
    served
        .clone
        .commit("bad", &[("plan/2.yaml", &wrong_days())]);
    let bad = good(folder, &["rev-parse", "HEAD"]).trim().to_owned();
    good(
        folder,
        &[
            "push",
            bare.to_str().expect("letters"),
            "main:topic",
            &format!("main~1:refs/heads/{bad}"),
        ],
    );
    let told = received(&bare, &[], &format!("{main} {bad} refs/heads/main\n"), 1);
    assert!(told.contains("main is refused"), "{told}");
    // Names with more in them than letters.
    let told = received(
        &bare,
        &["--protect", "*"],
        &format!("{main} {bad} refs/heads/a\u{202e}b\n"),
        1,
    );
    assert!(told.contains("a\\u{202e}b is refused"), "{told}");
    let many: String = (0..101)
        .map(|at| format!("{zero} {bad} refs/heads/{at}\n"))
        .collect();
    assert!(received(&bare, &["--protect", "*"], &many, 2).contains("in several goes"));
    assert!(
        received(&bare, &[], &format!("{main} {zero} refs/heads/main\n"), 1)
            .contains("main is refused")
    );
    assert_eq!(
        received(&bare, &[], &format!("{main} {zero} refs/heads/topic\n"), 0),
        ""
    );
}

/// A server with `main`, and a commit in it, called by its id, that no protected branch may have.
fn with_a_bad_commit(served: &Served) -> String {
    let folder = served.clone.path();
    good(
        folder,
        &[
            "remote",
            "add",
            "origin",
            served.bare().to_str().expect("letters"),
        ],
    );
    good(folder, &["push", "origin", "main"]);
    served
        .clone
        .commit("bad", &[("plan/2.yaml", &wrong_days())]);
    good(
        &served.bare(),
        &[
            "fetch",
            folder.to_str().expect("letters"),
            "main:refs/elsewhere/bad",
        ],
    );
    good(folder, &["rev-parse", "HEAD"]).trim().to_owned()
}

/// git updates what a symbolic reference of the server leads to, so that is what is judged.
#[test]
fn a_push_through_a_symbolic_reference() {
    for protect in [&[][..], &["main"], &["m*"], &["refs/heads/main"]] {
        let served = Served::new();
        let (folder, bare) = (served.clone.path(), served.bare());
        with_a_bad_commit(&served);
        for pattern in protect {
            good(&bare, &["config", "--add", "planlint.protect", pattern]);
        }
        for (name, target) in [
            ("refs/heads/master", "refs/heads/main"),
            ("refs/heads/far", "refs/heads/further"),
            ("refs/heads/further", "refs/heads/master"),
            ("refs/x/y", "refs/heads/main"),
        ] {
            good(&bare, &["symbolic-ref", name, target]);
        }
        // As it was done before there were files that say so.
        std::os::unix::fs::symlink("refs/heads/main", bare.join("refs/heads/old"))
            .expect("a link can be made");
        let before = good(&bare, &["rev-parse", "main"]);
        for name in [
            "refs/heads/main",
            "refs/heads/master",
            "refs/heads/far",
            "refs/x/y",
            "refs/heads/old",
        ] {
            let told = refused(
                folder,
                &["push", "origin", &format!("HEAD:{name}")],
                &["error[date-days]"],
            );
            let short = name.strip_prefix("refs/heads/").unwrap_or(name);
            let shown = if short == "main" {
                "main is"
            } else {
                &format!("{short}, which leads to main here, is")
            };
            assert!(
                told.contains(&format!("planlint: {shown} refused: 2 errors")),
                "{told}"
            );
            assert_eq!(good(&bare, &["rev-parse", "main"]), before, "{name}");
        }
        // Both names at once, and one with what is fine.
        refused(
            folder,
            &["push", "origin", "HEAD:master", "HEAD:main"],
            &["is refused for the same reasons"],
        );
        refused(
            folder,
            &["push", "origin", "HEAD~1:refs/heads/fine", "HEAD:far"],
            &["far, which leads to main here"],
        );
        // It goes away by its other name, too.
        good(&bare, &["config", "receive.denyDeleteCurrent", "ignore"]);
        refused(
            folder,
            &["push", "origin", ":master"],
            &["master, which leads to main here, is refused: it is protected"],
        );
        // What is good goes through, whatever it is called.
        good(folder, &["reset", "--quiet", "--hard", "HEAD~1"]);
        served
            .clone
            .commit("good", &[("plan/2.yaml", &renamed("开通全部网络策略"))]);
        good(folder, &["push", "origin", "HEAD:far"]);
        assert_eq!(
            good(&bare, &["rev-parse", "main"]),
            good(folder, &["rev-parse", "HEAD"])
        );
    }
}

#[test]
fn symbolic_references_that_lead_nowhere() {
    let served = Served::new();
    let bad = with_a_bad_commit(&served);
    let (bare, zero) = (served.bare(), "0".repeat(40));
    // git would refuse to follow it.
    good(&bare, &["symbolic-ref", "refs/heads/a", "refs/heads/b"]);
    good(&bare, &["symbolic-ref", "refs/heads/b", "refs/heads/a"]);
    let told = received(&bare, &[], &format!("{zero} {bad} refs/heads/a\n"), 2);
    assert!(
        told.contains(
            "refs/heads/a is a symbolic reference that leads nowhere: refs/heads/a -> refs/heads/b"
        ),
        "{told}"
    );
    // One to a protected branch that is not there yet makes it; one from a protected name to
    // another is protected, too.
    good(
        &bare,
        &["symbolic-ref", "refs/heads/new", "refs/heads/release"],
    );
    good(&bare, &["symbolic-ref", "refs/heads/other", "refs/x/other"]);
    for name in ["new", "other"] {
        let line = format!("{zero} {bad} refs/heads/{name}\n");
        let told = received(
            &bare,
            &[
                "--protect",
                "main",
                "--protect",
                "release",
                "--protect",
                "other",
            ],
            &line,
            1,
        );
        assert!(told.contains(&format!("{name}, which leads to ")), "{told}");
        assert_eq!(received(&bare, &["--protect", "main"], &line, 0), "");
    }
    // HEAD may lead on, too.
    good(
        &bare,
        &["symbolic-ref", "refs/heads/default", "refs/heads/main"],
    );
    good(&bare, &["symbolic-ref", "HEAD", "refs/heads/default"]);
    let main = good(&bare, &["rev-parse", "main"]).trim().to_owned();
    for name in ["main", "default"] {
        assert!(
            received(&bare, &[], &format!("{main} {bad} refs/heads/{name}\n"), 1)
                .contains(" is refused: 2 errors")
        );
    }
    assert_eq!(
        received(&bare, &[], &format!("{main} {bad} refs/heads/topic\n"), 0),
        ""
    );
}

/// Several repositories in one folder: names are those of one of them.
#[test]
fn a_push_into_a_namespace() {
    let served = Served::new();
    let bad = with_a_bad_commit(&served);
    let (bare, folder) = (served.bare(), served.clone.path());
    let main = good(&bare, &["rev-parse", "main"]).trim().to_owned();
    good(
        &bare,
        &["update-ref", "refs/namespaces/one/refs/heads/main", &main],
    );
    good(
        &bare,
        &[
            "symbolic-ref",
            "refs/namespaces/one/refs/heads/master",
            "refs/namespaces/one/refs/heads/main",
        ],
    );
    good(&bare, &["config", "planlint.protect", "main"]);
    let push = |name: &str| {
        let mut push = git_command(
            folder,
            &["push", "origin", &format!("{bad}:refs/heads/{name}")],
        );
        let pack = "git --namespace=one receive-pack";
        push.args(["--receive-pack", pack])
            .output()
            .expect("git is there")
    };
    let told = push("master");
    assert!(
        !told.status.success()
            && stderr(&told).contains("master, which leads to main here, is refused"),
        "{told:?}"
    );
    assert!(push("topic").status.success());
}

/// What is judged for one branch is not taken for another that has something else.
#[test]
fn the_same_commit_for_several_branches() {
    let served = Served::new();
    let (folder, bare) = (served.clone.path(), served.bare());
    let bad = with_a_bad_commit(&served);
    let base = good(&bare, &["rev-parse", "main"]).trim().to_owned();
    good(&bare, &["config", "planlint.protect", "*"]);
    good(folder, &["push", "origin", "HEAD~1:refs/heads/release"]);
    // The default branch may have it by now: whoever looks after the server has seen to that.
    good(&bare, &["update-ref", "refs/heads/main", &bad]);
    let zero = "0".repeat(40);
    let new = format!("{zero} {bad} refs/heads/new\n");
    let there = format!("{base} {bad} refs/heads/release\n");
    assert_eq!(received(&bare, &[], &new, 0), "");
    for lines in [
        there.clone(),
        format!("{new}{there}"),
        format!("{there}{new}"),
    ] {
        let told = received(&bare, &[], &lines, 1);
        assert!(
            told.contains("release is refused: 2 errors") && !told.contains("new is refused"),
            "{lines}: {told}"
        );
    }
}

/// Nobody has judged what is on a branch that is not protected.
#[test]
fn a_protected_branch_that_is_made_from_another_one() {
    let served = Served::new();
    let (folder, bare) = (served.clone.path(), served.bare());
    good(
        folder,
        &["remote", "add", "origin", bare.to_str().expect("letters")],
    );
    good(&bare, &["config", "planlint.protect", "release*"]);
    good(
        folder,
        &["push", "origin", "main", "main:refs/heads/release"],
    );
    served
        .clone
        .commit("bad", &[("plan/2.yaml", &wrong_days())]);
    good(folder, &["push", "origin", "main"]);
    refused(
        folder,
        &["push", "origin", "main:refs/heads/release2"],
        &["release2 is refused: 2 errors that "],
    );
    // Nor may it go away and come back.
    refused(
        folder,
        &["push", "origin", ":release"],
        &["release is refused: it is protected"],
    );
    refused(
        folder,
        &["push", "origin", "main:release"],
        &["release is refused: 2 errors"],
    );
    // What a protected branch has, another may have from the beginning, also where it has come from
    // several.
    good(&bare, &["update-ref", "refs/heads/release3", "main"]);
    served.clone.commit(
        "more",
        &[("plan/1.yaml", &ONE.replace("部署应用", "部署全部应用"))],
    );
    good(folder, &["push", "origin", "main:refs/heads/release4"]);
    good(folder, &["checkout", "--quiet", "-b", "both", "main~2"]);
    served.clone.commit("own", &[("README", "x\n")]);
    good(folder, &["merge", "--quiet", "--no-edit", "main"]);
    good(folder, &["push", "origin", "both:refs/heads/release5"]);
    // One that has nothing in common with any is judged against what is there.
    good(folder, &["checkout", "--quiet", "--orphan", "lonely"]);
    served.clone.commit(
        "lonely",
        &[(
            "plan/1.yaml",
            &ONE.replace("total_days: 10", "total_days: 9"),
        )],
    );
    refused(
        folder,
        &["push", "origin", "lonely:refs/heads/release6"],
        &["error[total-mismatch]", "release6 is refused"],
    );
}

/// What protects nothing is said, and nothing is taken.
#[test]
fn patterns_that_protect_nothing() {
    let served = Served::new();
    let bad = with_a_bad_commit(&served);
    let (folder, bare) = (served.clone.path(), served.bare());
    for (pattern, words) in [
        ("", "planlint.protect is empty, which protects no branch"),
        (
            " main",
            "planlint.protect says \" main\", and no branch can be called like that, so it protects none",
        ),
        ("main ", "planlint.protect says \"main \""),
        ("refs/heads/", "planlint.protect is empty"),
        (
            "main, release/*",
            "planlint.protect says \"main, release/*\"",
        ),
    ] {
        good(
            &bare,
            &["config", "--replace-all", "planlint.protect", pattern],
        );
        refused(
            folder,
            &["push", "origin", "HEAD:topic"],
            &[words, "git config --show-origin"],
        );
        good(&bare, &["config", "--add", "planlint.protect", "main"]);
        refused(folder, &["push", "origin", "HEAD:topic"], &[words]);
    }
    good(&bare, &["config", "--unset-all", "planlint.protect"]);
    write(&bare, &[("more", "[planlint]\n\tprotect\n")]);
    good(&bare, &["config", "include.path", "more"]);
    refused(
        folder,
        &["push", "origin", "HEAD:topic"],
        &["planlint.protect is empty"],
    );
    good(&bare, &["config", "--unset", "include.path"]);
    let line = format!("{} {bad} refs/heads/topic\n", "0".repeat(40));
    for (arguments, words) in [
        (["--protect", ""], "--protect is empty"),
        (["--protect", " x"], "--protect says \" x\""),
    ] {
        assert!(received(&bare, &arguments, &line, 2).contains(words));
    }
    assert_eq!(received(&bare, &["--protect", "m?in*"], &line, 0), "");
    // One that no branch is called like may be meant for later, or misspelt.
    let told = received(&bare, &["--protect", "Main", "--protect", "main"], &line, 0);
    assert_eq!(
        told,
        "planlint: --protect says \"Main\", and no branch here is called like that, so it protects none yet\n"
    );
    good(&bare, &["config", "planlint.protect", "release/*"]);
    let told = good(folder, &["push", "origin", "HEAD:topic"]);
    assert!(
        told.contains(
            "planlint.protect says \"release/*\", and no branch here is called like that"
        ),
        "{told}"
    );
    good(folder, &["push", "origin", ":topic"]);
    good(&bare, &["config", "--unset-all", "planlint.protect"]);
    // The first that is called like it comes with this push.
    let new = format!("{} {bad} refs/heads/release/1\n", "0".repeat(40));
    assert!(!received(&bare, &["--protect", "release/*"], &new, 1).contains("no branch here"));
    // Where there is none yet, nothing can be said.
    good(
        served.folder.path(),
        &[
            "init",
            "--quiet",
            "--bare",
            "--initial-branch=main",
            "empty.git",
        ],
    );
    good(
        &served.folder.path().join("empty.git"),
        &["config", "planlint.protect", "trunk"],
    );
    let empty = served.folder.path().join("empty.git");
    says(&empty, &["hook", "install"], 0);
    let told = good(
        folder,
        &[
            "push",
            empty.to_str().expect("letters"),
            "HEAD~1:refs/heads/main",
        ],
    );
    assert!(!told.contains("no branch here"), "{told}");
    // Where the file system does not tell names apart by their case, git does not either.
    let main = good(&bare, &["rev-parse", "main"]).trim().to_owned();
    for arguments in [&["--protect", "m?in"][..], &[]] {
        let line = format!("{main} {bad} refs/heads/Main\n");
        good(&bare, &["config", "core.ignoreCase", "false"]);
        received(&bare, arguments, &line, 0);
        good(&bare, &["config", "core.ignoreCase", "true"]);
        assert!(received(&bare, arguments, &line, 1).contains("Main is refused"));
    }
}

/// git reads several files; what the nearest says counts, and within one the last.
#[test]
fn the_nearest_setting_counts() {
    let served = Served::new();
    with_a_bad_commit(&served);
    let (folder, bare) = (served.clone.path(), served.bare());
    let deletes = |global: &str, own: &str| {
        write(
            served.folder.path(),
            &[("global", global), ("bare.git/own", own)],
        );
        good(folder, &["push", "origin", "HEAD~1:refs/heads/topic"]);
        let mut push = git_command(folder, &["push", "origin", ":topic"]);
        let pushed = push
            .env("GIT_CONFIG_GLOBAL", served.folder.path().join("global"))
            .output();
        pushed.expect("git is there").status.success()
    };
    good(&bare, &["config", "include.path", "own"]);
    let [no, yes] = ["no", "yes"]
        .map(|value| format!("[planlint]\n\tprotect = *\n\tallowDeletion = {value}\n"));
    let both = format!("{no}\tallowDeletion = yes\n");
    for (global, own, expected) in [
        (&no, &yes, true),
        (&yes, &no, false),
        (&yes, &both, true),
        (&both, &no, false),
    ] {
        assert_eq!(deletes(global, own), expected, "{global}{own}");
    }
}

/// As a wrapper around git's programs, and `git -c`, say it.
#[test]
fn patterns_from_gits_variables() {
    let served = Served::new();
    with_a_bad_commit(&served);
    let folder = served.clone.path();
    for pack in [
        "GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=planlint.protect GIT_CONFIG_VALUE_0='top*' git receive-pack",
        "git -c Planlint.Protect='top*' receive-pack",
    ] {
        refused(
            folder,
            &["push", "--receive-pack", pack, "origin", "HEAD:topic"],
            &["topic is refused: 2 errors"],
        );
    }
    let pack = "GIT_CONFIG_COUNT=x git receive-pack";
    assert!(
        !git(
            folder,
            &["push", "--receive-pack", pack, "origin", "HEAD:topic"]
        )
        .status
        .success()
    );
    good(folder, &["push", "origin", "HEAD:topic"]);
}

#[test]
fn before_a_push() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let repo = hooked();
    let clone = repo.path();
    good(
        folder.path(),
        &[
            "init",
            "--quiet",
            "--bare",
            "--initial-branch=main",
            "bare.git",
        ],
    );
    let bare = folder.path().join("bare.git");
    good(
        clone,
        &["remote", "add", "origin", bare.to_str().expect("letters")],
    );
    let told = good(clone, &["push", "--quiet", "origin", "main"]);
    assert!(told.is_empty(), "{told}");
    let before = good(&bare, &["for-each-ref"]);
    write(clone, &[("plan/2.yaml", &wrong_days())]);
    good(
        clone,
        &[
            "commit",
            "--quiet",
            "--all",
            "--no-verify",
            "--message",
            "bad",
        ],
    );
    refused(
        clone,
        &["push", "origin", "main"],
        &[
            "error[date-days]",
            "planlint: main is not pushed: 2 errors that origin/main does not have",
            "nothing has been sent",
        ],
    );
    // A new branch is compared with the remote's default branch; several are all judged.
    refused(
        clone,
        &[
            "push",
            "origin",
            "main",
            "main:topic",
            "main~1:refs/heads/fine",
        ],
        &[
            "main is not pushed: 2 errors",
            "topic is not pushed: 2 errors that origin/main does not have",
        ],
    );
    assert_eq!(good(&bare, &["for-each-ref"]), before);
    // Tags, and what is deleted, are no plan's business.
    good(clone, &["push", "origin", "main:refs/tags/v1"]);
    good(clone, &["push", "origin", "main~1:refs/heads/fine"]);
    good(clone, &["push", "origin", ":fine", ":refs/tags/v1"]);
    // What has come from the default branch is not this push's.
    good(
        clone,
        &["push", "--no-verify", "origin", "main~1:refs/heads/topic"],
    );
    good(clone, &["push", "--no-verify", "origin", "main"]);
    good(clone, &["checkout", "--quiet", "-b", "topic", "HEAD~1"]);
    write(
        clone,
        &[("plan/1.yaml", &ONE.replace("部署应用", "部署全部应用"))],
    );
    good(clone, &["commit", "--quiet", "--all", "--message", "topic"]);
    good(clone, &["merge", "--quiet", "--no-edit", "main"]);
    good(clone, &["push", "--quiet", "origin", "topic"]);
    // Forced: from what is there to what will be.
    good(clone, &["reset", "--quiet", "--hard", "origin/main~1"]);
    good(clone, &["push", "--quiet", "--force", "origin", "topic"]);
}

#[test]
fn somebody_elses_hook() {
    let repo = repo();
    let folder = repo.path();
    let hook = folder.join(".git/hooks/pre-commit");
    let theirs = "#!/bin/sh\necho their hook ran\n";
    foreign(&hook, theirs);
    let told = says(folder, &["hook", "install"], 2);
    assert!(
        told.contains("pre-commit: .git/hooks/pre-commit is somebody else's, so it stays as it is"),
        "{told}"
    );
    assert!(
        told.contains("planlint hook run pre-commit \"$@\" || exit $?"),
        "{told}"
    );
    assert!(
        told.contains("pre-push: installed"),
        "the others are installed: {told}"
    );
    assert_eq!(fs::read_to_string(&hook).expect("it is there"), theirs);
    assert!(
        says(folder, &["hook", "status"], 0)
            .contains("pre-commit        somebody else's, does not run planlint")
    );
    // With the line that it said.
    let line = told
        .lines()
        .find(|line| line.contains("|| exit $?"))
        .expect("it was said");
    let line = line.trim_start().trim_start_matches("help:").trim();
    let with_line = format!("#!/bin/sh\n{line}\necho their hook ran\n");
    foreign(&hook, &with_line);
    assert!(
        says(folder, &["hook", "install"], 0)
            .contains("pre-commit: .git/hooks/pre-commit runs planlint already")
    );
    // One that git skips.
    fs::set_permissions(&hook, fs::Permissions::from_mode(0o644)).expect("a mode can be set");
    assert!(says(folder, &["hook", "install"], 2).contains("chmod +x .git/hooks/pre-commit"));
    assert!(
        says(folder, &["hook", "status"], 0)
            .contains("somebody else's, but not executable, so git skips it")
    );
    foreign(&hook, &with_line);
    write(folder, &[("plan/2.yaml", &wrong_days())]);
    refused(
        folder,
        &["commit", "--all", "--message", "bad"],
        &["date-days"],
    );
    write(folder, &[("plan/2.yaml", &renamed("开通全部网络策略"))]);
    assert!(good(folder, &["commit", "--all", "--message", "good"]).contains("their hook ran"));
    assert!(says(folder, &["hook", "uninstall"], 0).contains("take that line out by hand"));
    assert_eq!(fs::read_to_string(&hook).expect("it is there"), with_line);
    // One of planlint's that somebody has changed.
    says(folder, &["hook", "install", "pre-push"], 0);
    let push = folder.join(".git/hooks/pre-push");
    let changed = fs::read_to_string(&push)
        .expect("it is there")
        .replace("exec ", "echo mine\nexec ");
    foreign(&push, &changed);
    assert!(
        says(folder, &["hook", "install", "pre-push"], 2)
            .contains("was changed since planlint wrote it")
    );
    assert!(says(folder, &["hook", "uninstall"], 0).contains("remove it by hand"));
    assert_eq!(fs::read_to_string(&push).expect("it is there"), changed);
    // A link is somebody's way to keep hooks elsewhere.
    fs::remove_file(&push).expect("it is there");
    std::os::unix::fs::symlink(folder.join("nowhere"), &push).expect("a link can be made");
    says(folder, &["hook", "install", "pre-push"], 2);
    assert!(
        push.symlink_metadata()
            .is_ok_and(|found| found.is_symlink())
    );
    assert!(!folder.join("nowhere").exists());
    // The same of all hooks, and it leads nowhere.
    fs::remove_dir_all(folder.join(".git/hooks")).expect("it is there");
    std::os::unix::fs::symlink("elsewhere", folder.join(".git/hooks")).expect("a link can be made");
    let told = says(folder, &["hook", "install", "pre-push"], 2);
    assert!(
        told.contains(".git/hooks, which is a link that leads nowhere, so it runs none"),
        "{told}"
    );
    fs::create_dir(folder.join(".git/elsewhere")).expect("a folder can be made");
    says(folder, &["hook", "install", "pre-push"], 0);
    assert!(folder.join(".git/elsewhere/pre-push").exists());
}

#[test]
fn hooks_that_other_tools_look_after() {
    // husky: git runs what it has generated, which runs the file beside it.
    let husky = repo();
    husky.git(&["config", "core.hooksPath", ".husky/_"]);
    foreign(
        &husky.path().join(".husky/_/pre-commit"),
        "#!/usr/bin/env sh\n. \"${0%/*}/h\"\n",
    );
    let told = says(husky.path(), &["hook", "install", "pre-commit"], 2);
    assert!(told.contains("husky runs .husky/pre-commit"), "{told}");
    write(
        husky.path(),
        &[(".husky/pre-commit", "planlint hook run pre-commit \"$@\"\n")],
    );
    assert!(
        says(husky.path(), &["hook", "install", "pre-commit"], 0).contains("runs planlint already")
    );
    // lefthook.
    let lefthook = repo();
    foreign(
        &lefthook.path().join(".git/hooks/pre-push"),
        "#!/bin/sh\ncall_lefthook run \"pre-push\" \"$@\"\n",
    );
    let told = says(lefthook.path(), &["hook", "install", "pre-push"], 2);
    assert!(
        told.contains("- run: planlint hook run pre-push {0}") && told.contains("use_stdin: true"),
        "{told}"
    );
    // pre-commit runs what was there before it, under another name: planlint can be that.
    let framework = repo();
    let hook = framework.path().join(".git/hooks/pre-commit");
    let theirs = "#!/bin/sh\n# File generated by pre-commit: https://pre-commit.com\n\"$0.legacy\" \"$@\" || exit 1\necho theirs\n";
    foreign(&hook, theirs);
    let told = says(framework.path(), &["hook", "install", "pre-commit"], 0);
    assert!(
        told.contains("installed as .git/hooks/pre-commit.legacy"),
        "{told}"
    );
    assert!(
        says(framework.path(), &["hook", "install", "pre-commit"], 0)
            .contains("runs planlint already")
    );
    assert!(
        says(framework.path(), &["hook", "status"], 0)
            .contains("installed, run by pre-commit's hook")
    );
    write(framework.path(), &[("plan/2.yaml", &wrong_days())]);
    refused(
        framework.path(),
        &["commit", "--all", "--message", "bad"],
        &["date-days"],
    );
    says(framework.path(), &["hook", "uninstall"], 0);
    assert_eq!(fs::read_to_string(&hook).expect("it is there"), theirs);
    assert!(!hook.with_extension("legacy").exists());
    write(
        framework.path(),
        &[(
            ".pre-commit-config.yaml",
            "repos:\n- repo: x\n  hooks:\n  - id: planlint\n",
        )],
    );
    assert!(
        says(framework.path(), &["hook", "install", "pre-commit"], 0)
            .contains("runs planlint already")
    );
    assert!(!hook.with_extension("legacy").exists(), "once is enough");
    // Some program.
    let python = repo();
    foreign(
        &python.path().join(".git/hooks/pre-commit"),
        "#!/usr/bin/env python3\nprint('hello')\n",
    );
    assert!(
        says(python.path(), &["hook", "install", "pre-commit"], 2).contains("fail if that fails")
    );
    foreign(
        &python.path().join(".git/hooks/pre-merge-commit"),
        "\u{7f}ELF\u{2}\0\0\nmain\n",
    );
    assert!(
        says(python.path(), &["hook", "install", "pre-merge-commit"], 2)
            .contains("fail if that fails")
    );
}

/// git itself says whether the hooks are where it looks for them.
#[test]
fn where_core_hooks_path_says() {
    let bad = |folder: &Path| {
        write(folder, &[("plan/2.yaml", &wrong_days())]);
        refused(
            folder,
            &["commit", "--all", "--message", "bad"],
            &["date-days"],
        );
    };
    // Relative, installed from a folder within, and in a linked working tree.
    let relative = repo();
    relative.git(&["config", "core.hooksPath", ".githooks"]);
    let told = says(&relative.path().join("plan"), &["hook", "install"], 0);
    assert!(
        told.contains("installed as .githooks/pre-commit, where core.hooksPath says"),
        "{told}"
    );
    let script =
        fs::read_to_string(relative.path().join(".githooks/pre-commit")).expect("it is there");
    assert!(
        script.contains("kept=''"),
        "what others get names no folder of this machine: {script}"
    );
    bad(relative.path());
    // Absolute, and for one working tree only.
    let other = tempfile::tempdir().expect("a folder can be made");
    let linked = repo();
    let tree = other.path().join("linked");
    linked.git(&[
        "worktree",
        "add",
        "--quiet",
        tree.to_str().expect("letters"),
    ]);
    linked.git(&["config", "extensions.worktreeConfig", "true"]);
    good(
        &tree,
        &[
            "config",
            "--worktree",
            "core.hooksPath",
            other.path().join("hooks").to_str().expect("letters"),
        ],
    );
    says(&tree, &["hook", "install"], 0);
    assert!(other.path().join("hooks/pre-commit").exists());
    assert!(!linked.path().join(".git/hooks/pre-commit").exists());
    bad(&tree);
    // Below the home folder, in a file that another one includes.
    let included = repo();
    write(
        other.path(),
        &[
            ("home/more", "[core]\n\thooksPath = ~/hooks\n"),
            ("home/.gitconfig", "[include]\n\tpath = more\n"),
        ],
    );
    let home = other.path().join("home");
    let mut install = common::command(included.path(), &["hook", "install"]);
    let output = install
        .env("HOME", &home)
        .output()
        .expect("planlint can be started");
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(
        home.join("hooks/pre-commit").exists(),
        "{}",
        stdout(&output)
    );
    write(included.path(), &[("plan/2.yaml", &wrong_days())]);
    let mut commit = git_command(included.path(), &["commit", "--all", "--message", "bad"]);
    let output = commit
        .env_remove("GIT_CONFIG_GLOBAL")
        .env("HOME", &home)
        .output()
        .expect("git is there");
    assert!(
        !output.status.success() && stderr(&output).contains("date-days"),
        "{}",
        stderr(&output)
    );
    // As git is told in the environment.
    write(
        other.path(),
        &[("third", "[core]\n\thooksPath = /dev/null\n")],
    );
    let mut status = common::command(included.path(), &["hook", "status"]);
    let output = status
        .env("GIT_CONFIG_GLOBAL", other.path().join("third"))
        .output()
        .expect("planlint can be started");
    assert!(
        stderr(&output).contains("/dev/null, which is no folder"),
        "{}{}",
        stdout(&output),
        stderr(&output)
    );
}

#[test]
fn linked_working_trees_submodules_and_bare_repositories() {
    let repo = hooked();
    let other = tempfile::tempdir().expect("a folder can be made");
    let tree = other.path().join("linked");
    repo.git(&[
        "worktree",
        "add",
        "--quiet",
        tree.to_str().expect("letters"),
    ]);
    write(&tree, &[("plan/2.yaml", &wrong_days())]);
    refused(
        &tree,
        &["commit", "--all", "--message", "bad"],
        &["date-days"],
    );
    assert!(says(&tree, &["hook", "status"], 0).contains("pre-commit        installed: "));
    assert!(says(&tree, &["hook", "uninstall"], 0).contains("pre-commit: removed"));
    // A submodule has hooks of its own.
    let outer = other.path().join("outer");
    good(other.path(), &["init", "--quiet", "outer"]);
    let from = repo.path().to_str().expect("letters");
    good(
        &outer,
        &[
            "-c",
            "protocol.file.allow=always",
            "submodule",
            "--quiet",
            "add",
            from,
            "inner",
        ],
    );
    let inner = outer.join("inner");
    says(&inner, &["hook", "install"], 0);
    assert!(outer.join(".git/modules/inner/hooks/pre-commit").exists());
    write(&inner, &[("plan/2.yaml", &wrong_days())]);
    refused(
        &inner,
        &["commit", "--all", "--message", "bad"],
        &["date-days"],
    );
    // A bare repository only takes pushes.
    good(other.path(), &["init", "--quiet", "--bare", "bare"]);
    let bare = other.path().join("bare");
    assert!(
        says(&bare, &["hook", "install", "pre-commit"], 2)
            .contains("planlint hook install pre-receive")
    );
    says(&bare, &["hook", "install"], 0);
    let told = says(&bare, &["hook", "status"], 0);
    assert!(
        told.contains("pre-receive       installed: hooks/pre-receive")
            && !told.contains("pre-push"),
        "{told}"
    );
    let told = says(other.path(), &["hook", "install"], 2);
    assert!(
        told.contains("there is no git repository") && told.contains("help: git init makes"),
        "{told}"
    );
}

/// Programs with windows have a poor PATH; then the script knows where planlint was.
#[test]
fn a_planlint_that_is_not_on_the_path() {
    let repo = hooked();
    let folder = repo.path();
    write(folder, &[("plan/2.yaml", &wrong_days())]);
    let poor = |message: &str| {
        let mut command = git_command(folder, &["commit", "--all", "--message", message]);
        let output = command
            .env("PATH", poor_path())
            .output()
            .expect("git is there");
        assert!(!output.status.success(), "{}", stdout(&output));
        stderr(&output)
    };
    assert!(poor("bad").contains("date-days"));
    let hook = folder.join(".git/hooks/pre-commit");
    let script = fs::read_to_string(&hook).expect("it is there");
    foreign(
        &hook,
        &script.replace(env!("CARGO_BIN_EXE_planlint"), "/nowhere/planlint"),
    );
    let told = poor("bad");
    assert!(
        told.contains("the pre-commit hook cannot find planlint")
            && told.contains("remove the hook, the file"),
        "{told}"
    );
}
