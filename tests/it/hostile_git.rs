//! Repositories that somebody made to do harm. Each command says what is wrong, and comes to an
//! end; nothing that such a repository holds is executed, and nothing of it that could not be read
//! passes as clean.

#![cfg(unix)]

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Output;
use std::process::Stdio;
use std::time::Duration;
use std::time::Instant;

use crate::common;
use crate::common::stderr;
use crate::common::stdout;
use crate::common::write;
use crate::git::Repo;

const GOOD: &str = "plan: {version: 1, title: t}\n";

/// Every command that asks git.
const COMMANDS: [&[&str]; 6] = [
    &["check", "--staged"],
    &["check", "--rev", "HEAD"],
    &["check", "--against", "HEAD"],
    &["diff", "HEAD"],
    &["diff", "main", "HEAD"],
    &["gate", "main", "HEAD"],
];
/// Those that read the newest commit.
const OF_HEAD: [&[&str]; 3] = [
    &["check", "--rev", "HEAD"],
    &["diff", "main", "HEAD"],
    &["gate", "main", "HEAD"],
];

/// A repository with a plan that is fine, on the branch `topic`.
fn repo() -> Repo {
    let repo = Repo::new(&[("plan/plan.yaml", GOOD)]);
    repo.git(&["checkout", "--quiet", "-b", "topic"]);
    repo
}

/// It has to end by itself, and not by falling over.
#[track_caller]
fn planlint(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = common::command(folder, arguments);
    let began = Instant::now();
    let mut running = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it can be started");
    while running.try_wait().expect("it can be waited for").is_none() {
        if began.elapsed() > Duration::from_secs(60) {
            running.kill().expect("it can be ended");
            panic!("{arguments:?} hangs");
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    let output = running.wait_with_output().expect("it has ended");
    let said = stderr(&output);
    assert!(
        output.status.code().is_some_and(|code| code <= 2),
        "{arguments:?}: {:?} {said}",
        output.status
    );
    assert!(!said.contains("panicked"), "{arguments:?}: {said}");
    output
}

/// All these commands refuse, with these words.
#[track_caller]
fn refused(folder: &Path, commands: &[&[&str]], words: &str) {
    for arguments in commands {
        let output = planlint(folder, arguments);
        let said = stderr(&output);
        assert_eq!(
            output.status.code(),
            Some(2),
            "{arguments:?}: {}{said}",
            stdout(&output)
        );
        assert!(
            said.contains(words),
            "{arguments:?}: {words:?} is not in {said}"
        );
    }
}

/// A tree of any entries: mode, name, object.
fn tree(repo: &Repo, entries: &[(&str, &str, &str)]) -> String {
    let mut bytes = Vec::new();
    for (mode, name, object) in entries {
        bytes.extend_from_slice(format!("{mode} {name}\0").as_bytes());
        bytes.extend(
            (0..object.len())
                .step_by(2)
                .map(|at| u8::from_str_radix(&object[at..at + 2], 16).expect("hex")),
        );
    }
    hash(repo, "tree", &bytes)
}

fn hash(repo: &Repo, kind: &str, bytes: &[u8]) -> String {
    let mut git = Command::new("git")
        .current_dir(repo.path())
        .args(["hash-object", "-t", kind, "-w", "--stdin", "--literally"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("git is there");
    git.stdin
        .take()
        .expect("piped")
        .write_all(bytes)
        .expect("git reads");
    let output = git.wait_with_output().expect("git ends");
    assert!(output.status.success());
    stdout(&output).trim().to_owned()
}

/// Make `tree` the newest commit of `topic`, as a push would; nothing is checked out.
fn commit(repo: &Repo, tree: &str) {
    let commit = repo.git(&["commit-tree", tree, "-p", "main", "-m", "hostile"]);
    repo.git(&["update-ref", "refs/heads/topic", commit.trim()]);
}

/// Where git keeps a loose object.
fn loose(repo: &Repo, id: &str) -> PathBuf {
    let path = repo
        .path()
        .join(format!(".git/objects/{}/{}", &id[..2], &id[2..]));
    let mut permissions = fs::metadata(&path).expect("it is loose").permissions();
    #[expect(
        clippy::permissions_set_readonly_false,
        reason = "in a folder of this test's own"
    )]
    permissions.set_readonly(false);
    fs::set_permissions(&path, permissions).expect("a mode");
    path
}

#[test]
fn a_git_file_that_leads_astray() {
    for content in [
        "gitdir: /nowhere/at/all\n",
        "gitdir: .git\n",
        "gitdir: \n",
        "",
        "\0\0\0",
        "gitdir: /etc\n",
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        write(
            folder.path(),
            &[("plan/plan.yaml", GOOD), (".git", content)],
        );
        refused(folder.path(), &COMMANDS, "git");
        // Without git there is nothing wrong with the plan.
        assert_eq!(planlint(folder.path(), &["check"]).status.code(), Some(0));
    }
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), &[("plan/plan.yaml", GOOD)]);
    std::os::unix::fs::symlink(".git", folder.path().join(".git")).expect("a link");
    refused(folder.path(), &COMMANDS, "git");
}

#[test]
fn nothing_that_is_configured_is_executed() {
    let repo = repo();
    // Not in the working tree, where a checkout could take them away.
    let traps = tempfile::tempdir().expect("a folder");
    let pwned = traps.path().join("pwned");
    let trap = |name: &str| {
        let path = traps.path().join(name);
        let script = format!("#!/bin/sh\necho \"$0\" >> '{}'\ncat\n", pwned.display());
        fs::write(&path, script).expect("a file");
        fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o755))
            .expect("a mode");
        path.display().to_string()
    };
    let command = trap("trap.sh");
    write(
        repo.path(),
        &[(".gitattributes", "* diff=evil filter=evil merge=evil\n")],
    );
    write(traps.path(), &[("hooks/x", "")]);
    for hook in [
        "pre-commit",
        "post-index-change",
        "post-checkout",
        "reference-transaction",
        "fsmonitor-watchman",
    ] {
        trap(&format!("hooks/{hook}"));
    }
    repo.commit(
        "attributes",
        &[("plan/plan.yaml", "plan: {version: 1, title: ours}\n")],
    );
    repo.git(&["checkout", "--quiet", "main"]);
    repo.commit(
        "theirs",
        &[
            ("plan/b.yaml", "phases: []\n"),
            ("plan/plan.yaml", "plan: {version: 1, title: x}\n"),
        ],
    );
    let hooks = traps.path().join("hooks").display().to_string();
    for (key, value) in [
        ("core.hooksPath", hooks.as_str()),
        ("core.fsmonitor", &command),
        ("core.pager", &command),
        ("core.editor", &command),
        ("core.sshCommand", &command),
        ("core.askPass", &command),
        ("core.gitProxy", &command),
        ("core.alternateRefsCommand", &command),
        ("credential.helper", &command),
        ("diff.external", &command),
        ("diff.evil.command", &command),
        ("diff.evil.textconv", &command),
        ("filter.evil.clean", &command),
        ("filter.evil.smudge", &command),
        ("filter.evil.process", &command),
        ("filter.evil.required", "true"),
        ("merge.evil.driver", &command),
        ("gpg.program", &command),
        ("log.showSignature", "true"),
        ("remote.origin.url", &format!("ext::{command}")),
        ("remote.origin.promisor", "true"),
        ("remote.origin.uploadpack", &command),
        ("protocol.ext.allow", "always"),
    ] {
        repo.git(&["config", key, value]);
    }
    let _ = fs::remove_file(&pwned);
    for arguments in COMMANDS
        .into_iter()
        .chain([&["gate", "main", "topic"][..], &["check", "--fix"]])
    {
        planlint(repo.path(), arguments);
    }
    // Nor does anybody fetch what a promise says is elsewhere.
    let blob = repo.git(&["rev-parse", "topic:plan/plan.yaml"]);
    fs::remove_file(loose(&repo, blob.trim())).expect("it is there");
    refused(
        repo.path(),
        &[&["check", "--rev", "topic"], &["gate", "main", "topic"]],
        "partial clone",
    );
    assert!(
        !pwned.exists(),
        "{}",
        fs::read_to_string(&pwned).unwrap_or_default()
    );
    // The traps work: git walks into them.
    write(
        repo.path(),
        &[("plan/plan.yaml", "plan: {version: 1, title: edited}\n")],
    );
    let git = Command::new("git")
        .current_dir(repo.path())
        .arg("diff")
        .stdin(Stdio::null())
        .output();
    assert!(
        pwned.exists(),
        "git itself executes what is configured: {git:?}"
    );
}

#[test]
fn odd_configuration() {
    let outside = tempfile::tempdir().expect("a folder");
    write(outside.path(), &[("planlint.yaml", "s3cret: [\n")]);
    let elsewhere = format!("[core]\n\tworktree = {}\n", outside.path().display());
    for (config, words) in [
        ("[core\n", "cannot open the repository: "),
        ("\0\u{1}", "cannot open the repository: "),
        (
            "[include]\n\tpath = config\n",
            "cannot open the repository: ",
        ),
        ("[include]\n\tpath = /dev/zero\n", ""),
        ("[include]\n\tpath = /etc/passwd\n", ""),
        (
            "[core]\n\trepositoryformatversion = 99\n",
            "cannot open the repository: ",
        ),
        (
            "[core]\n\trepositoryformatversion = 1\n[extensions]\n\tunheardof = 1\n",
            "cannot open the repository: ",
        ),
        (
            &elsewhere,
            "the configuration of this repository says that its working tree is ",
        ),
        ("[core]\n\tworktree = /\n", ""),
        (
            "[core]\n\tattributesFile = /dev/zero\n\texcludesFile = /dev/zero\n\tnotesRef = ../..\n",
            "",
        ),
        ("[core]\n\tbare = true\n", ""),
        ("[core]\n\tbare = perhaps\n", ""),
    ] {
        let repo = repo();
        fs::OpenOptions::new()
            .append(true)
            .open(repo.path().join(".git/config"))
            .and_then(|mut file| file.write_all(config.as_bytes()))
            .expect("it can be written");
        for arguments in COMMANDS {
            let output = planlint(repo.path(), arguments);
            let said = stderr(&output);
            assert!(
                said.contains(words),
                "{config:?} {arguments:?}: {words:?} is not in {said}"
            );
            // Findings, where git would show the plan as deleted, are an answer, too.
            let answered = output.status.code().is_some_and(|code| code < 2);
            assert_eq!(
                answered,
                said.is_empty(),
                "{config:?} {arguments:?}: {said}"
            );
            assert!(
                !said.contains("s3cret") && !stdout(&output).contains("s3cret"),
                "{said}"
            );
        }
    }
}

#[test]
fn what_is_in_another_repository_is_not_read_and_that_is_said() {
    for (name, words) in [
        (
            "plan/more",
            "plan/more is a submodule, so what is in it is not read",
        ),
        ("plan/more.yaml", "plan/more.yaml is a submodule"),
        ("plan", "plan is a submodule"),
    ] {
        let repo = repo();
        let commit = repo.git(&["rev-parse", "HEAD"]);
        repo.git(&["rm", "--quiet", "-r", "--cached", "plan"]);
        if name != "plan" {
            repo.git(&["add", "plan"]);
        }
        repo.git(&[
            "update-index",
            "--add",
            "--cacheinfo",
            &format!("160000,{},{name}", commit.trim()),
        ]);
        refused(repo.path(), &[&["check", "--staged"]], words);
        repo.git(&["commit", "--quiet", "--message", "a submodule"]);
        refused(repo.path(), &OF_HEAD, words);
    }
    // The same for links, and for a folder on the way.
    for (kind, what) in [("120000", "a link"), ("160000", "a submodule")] {
        let repo = repo();
        let object = if kind == "120000" {
            hash(&repo, "blob", b"../..")
        } else {
            repo.git(&["rev-parse", "HEAD"])
        };
        let cache = format!("{kind},{},teams", object.trim());
        repo.commit(
            "settings",
            &[
                ("planlint.yaml", "plans: [teams/a/plan]\n"),
                ("teams/a/plan/plan.yaml", GOOD),
            ],
        );
        assert_eq!(
            planlint(repo.path(), &["check", "--staged"]).status.code(),
            Some(0)
        );
        repo.git(&["rm", "--quiet", "-r", "--cached", "teams"]);
        repo.git(&["update-index", "--add", "--cacheinfo", &cache]);
        refused(
            repo.path(),
            &[&["check", "--staged"]],
            &format!("teams is {what}"),
        );
        repo.git(&["commit", "--quiet", "--message", "not a folder"]);
        refused(repo.path(), &OF_HEAD, &format!("teams is {what}"));
    }
    // Settings that are a link are not its target's path read as settings.
    let repo = repo();
    let target = hash(&repo, "blob", b"fail_on: never");
    repo.git(&[
        "update-index",
        "--add",
        "--cacheinfo",
        &format!("120000,{target},planlint.yaml"),
    ]);
    refused(
        repo.path(),
        &[&["check", "--staged"]],
        "the settings planlint.yaml of that revision are not a regular file",
    );
    repo.git(&["commit", "--quiet", "--message", "a link"]);
    refused(
        repo.path(),
        &OF_HEAD,
        "the settings planlint.yaml of that revision are not a regular file",
    );
}

/// As in the working tree: what is in it would be a part of the plan.
#[test]
fn links_to_folders_within_a_plan() {
    let link = |repo: &Repo, target: &str| {
        repo.git(&[
            "rm",
            "--quiet",
            "--cached",
            "--ignore-unmatch",
            "plan/a/sub",
        ]);
        let id = hash(repo, "blob", target.as_bytes());
        repo.git(&[
            "update-index",
            "--add",
            "--cacheinfo",
            &format!("120000,{},plan/a/sub", id.trim()),
        ]);
        repo.git(&["commit", "--quiet", "--message", "a link"]);
    };
    let repo = repo();
    repo.commit(
        "others",
        &[
            ("other/deep/x.yaml", "owners: {}\n"),
            ("plan/a/a.yaml", "owners: {}\n"),
            ("README", "x"),
        ],
    );
    for (name, target) in [
        ("to-folder", "other/deep"),
        ("to-file", "README"),
        ("to-link", "to-folder"),
        ("loop", "loop"),
    ] {
        let id = hash(&repo, "blob", target.as_bytes());
        repo.git(&[
            "update-index",
            "--add",
            "--cacheinfo",
            &format!("120000,{},{name}", id.trim()),
        ]);
    }
    let head = repo.git(&["rev-parse", "HEAD"]);
    repo.git(&[
        "update-index",
        "--add",
        "--cacheinfo",
        &format!("160000,{},vendor", head.trim()),
    ]);
    let folders = [
        "../../other",
        "../../other/deep/",
        "./../../other/../other",
        "../..",
        ".",
    ];
    let through_links = [
        "../../to-folder",
        "../../to-link",
        "../../to-link/../deep",
        "../../vendor",
    ];
    for target in folders.into_iter().chain(through_links) {
        link(&repo, target);
        for commands in [&[&["check", "--staged"][..]][..], &OF_HEAD] {
            refused(repo.path(), commands, "plan/a/sub is a link to a folder");
        }
    }
    let files = [
        "../../README",
        "../../to-file",
        "../../to-link/x.yaml",
        "../../vendor/README",
        "a.yaml",
    ];
    let nothing = [
        "../../nowhere",
        "../../loop",
        "sub",
        "/etc",
        "../../../../etc",
    ];
    for target in files.into_iter().chain(nothing) {
        link(&repo, target);
        for commands in [&[&["check", "--staged"][..]][..], &OF_HEAD] {
            for arguments in commands {
                let output = planlint(repo.path(), arguments);
                assert_eq!(
                    output.status.code(),
                    Some(0),
                    "{target} {arguments:?}: {}",
                    stderr(&output)
                );
            }
        }
    }
}

#[test]
fn trees_that_git_would_not_write() {
    let repo = repo();
    let blob = hash(&repo, "blob", GOOD.as_bytes());
    let other = hash(&repo, "blob", b"phases: []\n");
    let main = repo.git(&["rev-parse", "main"]);
    let plan = tree(&repo, &[("100644", "plan.yaml", &blob)]);
    let folder =
        |entries: &[(&str, &str, &str)]| tree(&repo, &[("40000", "plan", &tree(&repo, entries))]);
    let within = |name: &str| folder(&[("40000", name, &plan), ("100644", "plan.yaml", &blob)]);
    let file = |name: &str| {
        let mut entries = [
            ("100644", name, other.as_str()),
            ("100644", "plan.yaml", &blob),
        ];
        entries.sort_by_key(|(_, name, _)| *name);
        folder(&entries)
    };
    for (tree, words) in [
        (
            within(".."),
            "plan/../plan.yaml cannot be a file: nothing can be called \"..\"",
        ),
        (within("."), "nothing can be called \".\""),
        (within(".git"), "nothing can be called \".git\""),
        (within(".GIT"), "nothing can be called \".GIT\""),
        (within(""), "planlint: cannot read plan"),
        (file("../x.yaml"), "plan/../x.yaml cannot be a file"),
        (file("/etc/x.yaml"), "plan//etc/x.yaml cannot be a file"),
        (
            folder(&[("100644", "a.yaml", &blob), ("100644", "a.yaml", &other)]),
            "listed twice or out of order",
        ),
        (
            folder(&[("100644", "b.yaml", &blob), ("100644", "a.yaml", &other)]),
            "listed twice or out of order",
        ),
        // A search by halves would not find the plan here, and a plan that is not there has no
        // findings.
        (
            tree(
                &repo,
                &[
                    ("100644", "x", &blob),
                    ("100644", "y", &blob),
                    ("40000", "plan", &plan),
                ],
            ),
            "listed twice or out of order",
        ),
        (
            tree(
                &repo,
                &[("120000", "plan", &blob), ("40000", "plan", &plan)],
            ),
            "plan",
        ),
        (
            tree(&repo, &[("170000", "plan", &plan)]),
            "plan is neither a folder nor a file",
        ),
        // What it says it is, and what it is.
        (
            folder(&[("100644", "plan.yaml", &plan)]),
            "cannot read plan/plan.yaml, because the repository is damaged",
        ),
        (
            folder(&[("100644", "plan.yaml", main.trim())]),
            "cannot read plan/plan.yaml, because the repository is damaged",
        ),
        (
            tree(&repo, &[("40000", "plan", &blob)]),
            "because the repository is damaged",
        ),
        (
            tree(&repo, &[("40000", "plan", main.trim())]),
            "because the repository is damaged",
        ),
        (
            tree(&repo, &[("40000", "plan", &"1".repeat(40))]),
            "because the repository is damaged",
        ),
        (
            folder(&[("100644", "plan.yaml", &"1".repeat(40))]),
            "because the repository is damaged",
        ),
        (hash(&repo, "tree", b"100644 plan.yaml"), ""),
        (hash(&repo, "tree", b"garbage"), ""),
    ] {
        commit(&repo, &tree);
        refused(repo.path(), &OF_HEAD[..2], words);
        // libgit2 may have said it first.
        refused(repo.path(), &OF_HEAD[2..], "planlint: ");
    }
    // Odd, and possible.
    for name in [
        "a\nb.yaml",
        "\\.yaml",
        "-.yaml",
        "ü\u{202e}.yaml",
        "CON.yaml",
        "a:b.yaml",
        "..a.yaml ",
    ] {
        commit(&repo, &file(name));
        for arguments in OF_HEAD {
            let output = planlint(repo.path(), arguments);
            assert_eq!(
                output.status.code(),
                Some(0),
                "{name:?} {arguments:?}: {}",
                stderr(&output)
            );
        }
    }
    let bytes = [b"100644 \xff.yaml\0".as_slice(), &[0x11; 20]].concat();
    commit(
        &repo,
        &tree(&repo, &[("40000", "plan", &hash(&repo, "tree", &bytes))]),
    );
    refused(repo.path(), &OF_HEAD, "");
}

#[test]
fn trees_that_unfold_without_end() {
    let repo = repo();
    let blob = hash(&repo, "blob", GOOD.as_bytes());
    let names: Vec<String> = (0..10).map(|at| format!("d{at}")).collect();
    let mut bomb = tree(&repo, &[("100644", "plan.yaml", &blob)]);
    for _ in 0..12 {
        let entries: Vec<(&str, &str, &str)> = names
            .iter()
            .map(|name| ("40000", name.as_str(), bomb.as_str()))
            .collect();
        bomb = tree(&repo, &entries);
    }
    commit(&repo, &tree(&repo, &[("40000", "plan", &bomb)]));
    refused(
        repo.path(),
        &OF_HEAD,
        "unfolds into more than 1048576 files",
    );
    // Beside the plan it is in the way of a merge only.
    let plan = tree(&repo, &[("100644", "plan.yaml", &blob)]);
    commit(
        &repo,
        &tree(&repo, &[("40000", "bomb", &bomb), ("40000", "plan", &plan)]),
    );
    assert_eq!(
        planlint(repo.path(), &["check", "--rev", "HEAD"])
            .status
            .code(),
        Some(0)
    );
    refused(
        repo.path(),
        &[&["gate", "main", "HEAD"]],
        "unfolds into more than 1048576 files",
    );

    let mut deep = tree(&repo, &[("100644", "plan.yaml", &blob)]);
    let mut objects = Vec::new();
    for _ in 0..2100 {
        deep = loose_tree(&repo, "d", &deep);
        objects.push(deep.clone());
    }
    commit(&repo, &tree(&repo, &[("40000", "plan", &deep)]));
    refused(repo.path(), &OF_HEAD, "or 2048 folders in each other");
}

/// A tree with one folder in it, written without asking git two thousand times.
fn loose_tree(repo: &Repo, name: &str, below: &str) -> String {
    let repository = git2::Repository::open(repo.path()).expect("a repository");
    let mut builder = repository.treebuilder(None).expect("a tree can be built");
    let below = git2::Oid::from_str(below).expect("an id");
    builder
        .insert(name, below, 0o040_000)
        .expect("it can be inserted");
    builder.write().expect("it can be written").to_string()
}

#[test]
fn damaged_objects() {
    for (what, revision) in [
        ("commit", "HEAD"),
        ("tree", "HEAD^{tree}"),
        ("folder", "HEAD:plan"),
        ("file", "HEAD:plan/plan.yaml"),
    ] {
        for (how, content) in [
            ("missing", None),
            ("empty", Some(&b""[..])),
            ("garbage", Some(b"\x78\x9cgarbage")),
            ("cut off", None),
        ] {
            let repo = repo();
            repo.commit(
                "another",
                &[
                    ("plan/plan.yaml", "plan: {version: 1, title: other}\n"),
                    ("x", "x"),
                ],
            );
            let id = repo.git(&["rev-parse", revision]);
            let path = loose(&repo, id.trim());
            match content {
                None if how == "cut off" => {
                    let bytes = fs::read(&path).expect("it is there");
                    fs::write(&path, &bytes[..bytes.len() - 8]).expect("it can be written");
                }
                None => fs::remove_file(path).expect("it is there"),
                Some(content) => fs::write(path, content).expect("it can be written"),
            }
            for arguments in OF_HEAD {
                let output = planlint(repo.path(), arguments);
                let said = stderr(&output);
                assert_eq!(
                    output.status.code(),
                    Some(2),
                    "{what} {how} {arguments:?}: {}",
                    stdout(&output)
                );
                assert!(
                    said.starts_with("planlint: "),
                    "{what} {how} {arguments:?}: {said}"
                );
                assert!(
                    !said.contains("partial clone"),
                    "nothing was promised: {said}"
                );
            }
        }
    }
    // Another object under its name: git's ids are checksums.
    let repo = repo();
    repo.commit(
        "another",
        &[("plan/plan.yaml", "plan: {version: 1, title: other}\n")],
    );
    let (old, new) = (
        repo.git(&["rev-parse", "main:plan/plan.yaml"]),
        repo.git(&["rev-parse", "HEAD:plan/plan.yaml"]),
    );
    fs::copy(loose(&repo, old.trim()), loose(&repo, new.trim())).expect("it can be written");
    refused(repo.path(), &OF_HEAD, "because the repository is damaged");
    // The same in packs.
    for spoil in [
        |bytes: &mut Vec<u8>| bytes.truncate(40),
        |bytes: &mut Vec<u8>| bytes[20..].fill(0xff),
    ] {
        let repo = self::repo();
        repo.commit(
            "another",
            &[("plan/plan.yaml", "plan: {version: 1, title: other}\n")],
        );
        repo.git(&["repack", "--quiet", "-a", "-d"]);
        for entry in fs::read_dir(repo.path().join(".git/objects/pack")).expect("packs") {
            let path = entry.expect("readable").path();
            if path
                .extension()
                .is_some_and(|extension| extension == "pack")
            {
                let mut bytes = fs::read(&path).expect("a pack");
                spoil(&mut bytes);
                fs::remove_file(&path).expect("it is there");
                fs::write(&path, bytes).expect("it can be written");
            }
        }
        refused(repo.path(), &OF_HEAD, "planlint: ");
    }
}

#[test]
fn a_file_that_is_too_large_is_not_inflated() {
    let repo = repo();
    let id = hash(&repo, "blob", &vec![b'#'; 80 << 20]);
    // All but the header is gone, so whoever reads more of it fails.
    let path = loose(&repo, &id);
    let bytes = fs::read(&path).expect("it is there");
    fs::write(&path, &bytes[..bytes.len() / 2]).expect("it can be written");
    let plan = tree(&repo, &[("100644", "huge.yaml", &id)]);
    commit(&repo, &tree(&repo, &[("40000", "plan", &plan)]));
    for arguments in OF_HEAD {
        let output = planlint(repo.path(), arguments);
        let said = stdout(&output);
        assert_eq!(
            output.status.code(),
            Some(1),
            "{arguments:?}: {said}{}",
            stderr(&output)
        );
        assert!(
            said.contains("plan/huge.yaml:1:1: error[limit]"),
            "{arguments:?}: {said}"
        );
    }
    commit(
        &repo,
        &tree(
            &repo,
            &[("40000", "plan", &plan), ("100644", "planlint.yaml", &id)],
        ),
    );
    refused(
        repo.path(),
        &OF_HEAD,
        "the settings are 83886080 bytes large",
    );
}

#[test]
fn an_index_that_is_not_one() {
    let staged: &[&[&str]] = &[&["check", "--staged"]];
    let huge = [b"DIRC\0\0\0\x02\xff\xff\xff\xff".as_slice(), &[0; 20]].concat();
    for content in [&b"garbage"[..], b"", b"DIRC", &huge, &[0xff; 4096]] {
        let repo = repo();
        fs::write(repo.path().join(".git/index"), content).expect("it can be written");
        let output = planlint(repo.path(), staged[0]);
        assert_eq!(
            output.status.code(),
            Some(2),
            "{content:?}: {}",
            stdout(&output)
        );
        assert!(
            stderr(&output).starts_with("planlint: "),
            "{}",
            stderr(&output)
        );
    }
    let spoilt = repo();
    let mut bytes = fs::read(spoilt.path().join(".git/index")).expect("an index");
    let at = bytes
        .windows(9)
        .position(|at| at == b"plan.yaml")
        .expect("it is listed");
    bytes[at] = b'q';
    fs::write(spoilt.path().join(".git/index"), bytes).expect("it can be written");
    refused(spoilt.path(), staged, "cannot read the index");

    // What has no end.
    let endless = repo();
    fs::remove_file(endless.path().join(".git/index")).expect("it is there");
    std::os::unix::fs::symlink("/dev/zero", endless.path().join(".git/index"))
        .expect("a link can be made");
    refused(endless.path(), staged, "cannot read the index");

    // A conflict has no content yet, and must not be left out as if it were nothing.
    let conflict = repo();
    conflict.commit(
        "ours",
        &[("plan/plan.yaml", "plan: {version: 1, title: a}\n")],
    );
    conflict.git(&["checkout", "--quiet", "main"]);
    conflict.commit(
        "theirs",
        &[
            ("plan/plan.yaml", "plan: {version: 1, title: b}\n"),
            ("plan/b.yaml", "phases: []\n"),
        ],
    );
    let merge = Command::new("git")
        .current_dir(conflict.path())
        .args(["merge", "--quiet", "topic"])
        .output();
    assert!(merge.is_ok_and(|output| !output.status.success()));
    refused(
        conflict.path(),
        staged,
        "plan/plan.yaml is in conflict, so nothing can be committed yet",
    );

    // Not about to be committed.
    let intended = repo();
    write(intended.path(), &[("plan/b.yaml", "nonsense: 1\n")]);
    intended.git(&["add", "--intent-to-add", "plan/b.yaml"]);
    let output = planlint(intended.path(), staged[0]);
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}{}",
        stdout(&output),
        stderr(&output)
    );
    // What git writes with other settings is read, or said not to be.
    for (key, value) in [
        ("index.version", "4"),
        ("index.skipHash", "true"),
        ("core.splitIndex", "true"),
    ] {
        let repo = repo();
        repo.git(&["config", key, value]);
        repo.git(&["update-index", "--force-write-index"]);
        repo.commit("bad", &[("plan/b.yaml", "nonsense: 1\n")]);
        let output = planlint(repo.path(), staged[0]);
        assert_ne!(
            output.status.code(),
            Some(0),
            "{key}: {}{}",
            stdout(&output),
            stderr(&output)
        );
    }
}

#[test]
fn refs_that_lead_nowhere() {
    for (path, content) in [
        (".git/HEAD", "garbage\n"),
        (".git/HEAD", ""),
        (".git/HEAD", "ref: HEAD\n"),
        (".git/HEAD", "ref: ../../../../etc/passwd\n"),
        (".git/HEAD", "ref: refs/heads/loop\n"),
        (".git/HEAD", "1111111111111111111111111111111111111111\n"),
        (".git/refs/heads/topic", "garbage\n"),
        (".git/refs/heads/topic", ""),
        (".git/refs/heads/topic", "ref: refs/heads/loop\n"),
    ] {
        let repo = repo();
        write(
            repo.path(),
            &[
                (path, content),
                (".git/refs/heads/loop", "ref: refs/heads/pool\n"),
            ],
        );
        write(
            repo.path(),
            &[(".git/refs/heads/pool", "ref: refs/heads/loop\n")],
        );
        refused(repo.path(), &OF_HEAD, "planlint: ");
    }
    // What does not concern the commits in question is not in the way, or is said.
    for (path, content) in [
        (".git/packed-refs", "garbage\n"),
        (".git/packed-refs", "\0\0\0\0"),
        (".git/shallow", "garbage\n"),
        (".git/info/grafts", "garbage\n"),
        (".git/objects/info/alternates", "/nowhere\n"),
        (".git/objects/info/alternates", ".\n../objects\n"),
        (".git/objects/info/commit-graph", "CGPHgarbage"),
        (".git/objects/pack/multi-pack-index", "MIDXgarbage"),
        (".git/info/attributes", "* merge=\n"),
        (".git/commondir", "/etc\n"),
        (".git/config.worktree", "[core\n"),
    ] {
        let repo = repo();
        repo.commit("bad", &[("plan/b.yaml", "nonsense: 1\n")]);
        write(repo.path(), &[(path, content)]);
        for arguments in OF_HEAD {
            let output = planlint(repo.path(), arguments);
            assert_ne!(
                output.status.code(),
                Some(0),
                "{path} {content:?} {arguments:?}: {}",
                stdout(&output)
            );
        }
    }
}

/// Who replaces an object shows something else than what a commit's id promises. planlint reads
/// what was committed, and says so.
#[test]
fn replaced_objects() {
    let repo = repo();
    repo.commit("bad", &[("plan/b.yaml", "nonsense: 1\n")]);
    repo.git(&["replace", "topic", "main"]);
    assert_eq!(
        repo.git(&["ls-tree", "--name-only", "topic:plan"]),
        "plan.yaml\n"
    );
    for arguments in OF_HEAD {
        let output = planlint(repo.path(), arguments);
        assert_eq!(
            output.status.code(),
            Some(1),
            "{arguments:?}: {}",
            stdout(&output)
        );
        assert!(
            stderr(&output).contains("this repository replaces objects"),
            "{}",
            stderr(&output)
        );
    }
}

/// Reading them would have no end.
#[test]
fn pipes_in_the_git_folder() {
    let fifo = |path: &Path| {
        assert!(
            Command::new("mkfifo")
                .arg(path)
                .status()
                .expect("mkfifo is there")
                .success()
        );
    };
    for name in [
        "config",
        "config.worktree",
        "index",
        "packed-refs",
        "shallow",
        "info/grafts",
        "info/exclude",
        "objects/info/alternates",
        "objects/info/commit-graph",
        "objects/pack/pack-1.idx",
        "refs/heads/topic",
        "refs/replace/a/b",
    ] {
        let repo = repo();
        let path = repo.path().join(".git").join(name);
        fs::create_dir_all(path.parent().expect("it is in a folder")).expect("a folder");
        let _ = fs::remove_file(&path);
        fifo(&path);
        let words =
            format!(".git/{name} is a pipe, so reading this repository would wait for ever");
        refused(repo.path(), &COMMANDS, &words);
        // The working tree can be checked without git.
        assert_eq!(planlint(repo.path(), &["check"]).status.code(), Some(0));
    }
    // These have to be files for the folder to be a repository, or for the word to count.
    for name in ["HEAD", "commondir"] {
        let repo = repo();
        let _ = fs::remove_file(repo.path().join(".git").join(name));
        fifo(&repo.path().join(".git").join(name));
        COMMANDS
            .iter()
            .for_each(|arguments| drop(planlint(repo.path(), arguments)));
    }
    // Where only some revisions lead.
    let repo = repo();
    for (name, revision) in [
        ("refs/heads/other", "other"),
        ("refs/tags/v1", "v1~1"),
        ("refs/remotes/origin/HEAD", "origin"),
        ("logs/HEAD", "HEAD@{1}"),
        ("logs/refs/heads/topic", "topic@{1}"),
        ("refs/heads/a@b", "a@b"),
        ("logs/refs/stash", "stash@{1}"),
        ("logs/refs/remotes/origin/topic", "origin/topic@{1}"),
        ("refs/notes/commits", ":/words"),
    ] {
        let path = repo.path().join(".git").join(name);
        fs::create_dir_all(path.parent().expect("it is in a folder")).expect("a folder");
        let _ = fs::remove_file(&path);
        fifo(&path);
        assert_eq!(
            planlint(repo.path(), &["check", "--rev", "HEAD"])
                .status
                .code(),
            Some(0),
            "{name}"
        );
        refused(
            repo.path(),
            &[&["check", "--rev", revision]],
            &format!(".git/{name} is a pipe"),
        );
        fs::remove_file(path).expect("it is there");
    }
    // Behind a reference, a link, a setting.
    fifo(&repo.path().join("pipe"));
    for (name, content) in [
        ("refs/heads/topic", "ref: refs/heads/other\n"),
        (
            "config",
            "[core]\n\tbare = false\n[include]\n\tpath = more\n",
        ),
        ("config", "[core] attributesFile = \"../pipe\"\n"),
        ("config", "[include]\n\tpath = ../pipe ; here\n"),
    ] {
        let path = repo.path().join(".git").join(name);
        let before = fs::read(&path).expect("it is there");
        write(
            repo.path(),
            &[
                (&format!(".git/{name}"), content),
                (".git/more", "[include] path = ../pipe\n"),
            ],
        );
        let other = repo.path().join(".git/refs/heads/other");
        std::os::unix::fs::symlink("../../../pipe", &other).expect("a link");
        refused(repo.path(), &OF_HEAD, "is a pipe");
        fs::remove_file(other).expect("it is there");
        fs::write(path, before).expect("it can be written");
    }
    // Attributes, which a merge reads from the working tree.
    repo.branches(
        &[("plan/plan.yaml", "plan: {version: 1, title: a}\n")],
        &[("plan/plan.yaml", "plan: {version: 1, title: b}\n")],
    );
    for name in [".gitattributes", "plan/.gitattributes"] {
        fifo(&repo.path().join(name));
        refused(
            repo.path(),
            &[&["gate", "main", "topic"]],
            &format!("{name} is a pipe"),
        );
        fs::remove_file(repo.path().join(name)).expect("it is there");
    }
    // A linked working tree's own folder, and the one that it shares.
    let folder = tempfile::tempdir().expect("a folder");
    let linked = folder.path().join("linked");
    repo.git(&[
        "worktree",
        "add",
        "--quiet",
        "--detach",
        &linked.display().to_string(),
        "main",
    ]);
    assert_eq!(
        planlint(&linked, &["check", "--rev", "HEAD"]).status.code(),
        Some(0)
    );
    for path in [".git/worktrees/linked/index", ".git/config"] {
        let path = repo.path().join(path);
        fs::rename(&path, path.with_extension("kept")).expect("it is there");
        std::os::unix::fs::symlink(repo.path().join("pipe"), &path).expect("a link");
        refused(&linked, &COMMANDS, "is a pipe");
        fs::remove_file(&path).expect("it is there");
        fs::rename(path.with_extension("kept"), &path).expect("it is there");
    }
    // Where nobody waits, it is not in the way: git's monitor of changed files has a socket there,
    // and some people a link to where nothing is.
    let repo = self::repo();
    let socket = repo.path().join(".git/fsmonitor--daemon.ipc");
    let _socket = std::os::unix::net::UnixListener::bind(socket).expect("a socket");
    std::os::unix::fs::symlink("/dev/null", repo.path().join(".git/FETCH_HEAD")).expect("a link");
    assert_eq!(
        planlint(repo.path(), &["check", "--rev", "HEAD"])
            .status
            .code(),
        Some(0)
    );
    // An object.
    let id = repo.git(&["rev-parse", "HEAD^{tree}"]);
    let path = loose(&repo, id.trim());
    fs::remove_file(&path).expect("it is there");
    fifo(&path);
    refused(repo.path(), &OF_HEAD, "is a pipe");
}

/// libgit2 would wait for the rest of an object, wherever it is and however it is named.
#[test]
fn objects_that_are_cut_off_in_another_repository_or_behind_another_name() {
    let cut = |path: &Path| {
        let bytes = fs::read(path).expect("it is there");
        fs::write(path, &bytes[..bytes.len() - 8]).expect("it can be written");
    };
    for revision in ["HEAD", "HEAD^{tree}", "HEAD:plan", "HEAD:plan/plan.yaml"] {
        let lender = repo();
        lender.commit(
            "another",
            &[("plan/plan.yaml", "plan: {version: 1, title: other}\n")],
        );
        let folder = tempfile::tempdir().expect("a folder");
        let clone = folder.path().join("clone");
        let from = lender.path().display().to_string();
        let to = clone.display().to_string();
        lender.git(&[
            "clone", "--quiet", "--shared", "--branch", "topic", &from, &to,
        ]);
        let of_clone = [
            &["check", "--rev", "HEAD"][..],
            &["diff", "origin/main", "HEAD"],
        ];
        for arguments in of_clone {
            assert_eq!(
                planlint(&clone, arguments).status.code(),
                Some(0),
                "{arguments:?}"
            );
        }
        // The same through an alternate of an alternate.
        let third = folder.path().join("third");
        write(&third, &[("plan/plan.yaml", GOOD)]);
        fs::create_dir_all(third.join(".git/objects/info")).expect("folders");
        for name in ["HEAD", "config", "packed-refs", "index", "refs"] {
            let from = clone.join(".git").join(name);
            let copied = Command::new("cp")
                .arg("-r")
                .arg(from)
                .arg(third.join(".git"))
                .status();
            assert!(copied.expect("cp is there").success());
        }
        // What is no path is no reason to overlook the rest, nor is a long list.
        let mut list = [
            b"#\xff\n/nowhere\n\n#",
            "x".repeat(100_000).as_bytes(),
            b"\r",
        ]
        .concat();
        list.extend_from_slice(format!("{to}/.git/objects\n").as_bytes());
        fs::write(third.join(".git/objects/info/alternates"), list).expect("it can be written");
        for arguments in of_clone {
            assert_eq!(
                planlint(&third, arguments).status.code(),
                Some(0),
                "{arguments:?}"
            );
        }
        let id = lender.git(&["rev-parse", revision]);
        cut(&loose(&lender, id.trim()));
        refused(&clone, &of_clone, "cannot be unpacked");
        refused(&third, &of_clone, "cannot be unpacked");
    }
    let repo = repo();
    repo.commit(
        "another",
        &[("plan/plan.yaml", "plan: {version: 1, title: other}\n")],
    );
    let id = repo.git(&["rev-parse", "HEAD"]);
    repo.git(&["checkout", "--quiet", "main"]);
    cut(&loose(&repo, id.trim()));
    let described = format!("v1-1-g{}", &id[..8]);
    for name in ["user@host/topic", "a@b"] {
        write(
            repo.path(),
            &[(&format!(".git/refs/heads/{name}"), id.as_str())],
        );
    }
    for name in [
        &id[..4],
        &id[..7],
        id.trim(),
        &described,
        "topic",
        "topic~1",
        ":/another",
        "@{-1}",
        "topic@{0}",
        "user@host/topic",
        "a@b~1",
    ] {
        refused(
            repo.path(),
            &[&["check", "--rev", name], &["diff", name]],
            "cannot be unpacked",
        );
    }
    // A folder of git's name that is none does not lead away from it.
    fs::create_dir(repo.path().join("plan/.git")).expect("a folder");
    refused(
        &repo.path().join("plan"),
        &[&["check", "--rev", "topic"]],
        "cannot be unpacked",
    );
    fs::remove_dir(repo.path().join("plan/.git")).expect("it is there");
    // A branch that is called like an id.
    repo.git(&["update-ref", &format!("refs/heads/{}", id.trim()), "main"]);
    refused(
        repo.path(),
        &[&["check", "--rev", id.trim()]],
        "cannot be unpacked",
    );
}

/// Lists of folders to borrow from that name each other.
#[test]
fn lenders_that_multiply() {
    let repo = repo();
    let objects = repo.path().join(".git/objects");
    let list = objects.join("info/alternates");
    let names: String = (0..256)
        .map(|n| format!("./{n:02x}/..\n./{n:02x}\n/nowhere/{n}\n"))
        .collect();
    for n in 0..256 {
        let _ = fs::create_dir(objects.join(format!("{n:02x}")));
    }
    fs::write(&list, &names).expect("it can be written");
    refused(
        repo.path(),
        &OF_HEAD,
        "borrows objects from more than 100 others",
    );
    let names: String = (0..20_000)
        .map(|n| format!("./{:02x}/..\n/nowhere/{n}\n", n % 256))
        .collect();
    fs::write(&list, names).expect("it can be written");
    assert_eq!(
        planlint(repo.path(), &["check", "--rev", "HEAD"])
            .status
            .code(),
        Some(0)
    );
    // Six deep libgit2 still looks for packs.
    let folder = tempfile::tempdir().expect("a folder");
    let at = |n: usize| folder.path().join(n.to_string());
    fs::write(&list, format!("{}\n", at(1).display())).expect("it can be written");
    for n in 1..=6 {
        fs::create_dir_all(at(n).join("info")).expect("folders");
        fs::create_dir_all(at(n).join("pack")).expect("folders");
        fs::write(
            at(n).join("info/alternates"),
            format!("{}\n", at(n + 1).display()),
        )
        .expect("it can be written");
    }
    let pipe = at(6).join("pack/pack-1.idx");
    assert!(
        Command::new("mkfifo")
            .arg(&pipe)
            .status()
            .expect("mkfifo is there")
            .success()
    );
    refused(repo.path(), &OF_HEAD, "pack-1.idx is a pipe");
    fs::remove_file(pipe).expect("it is there");
    fs::write(&list, "#".repeat(2 << 20)).expect("it can be written");
    refused(repo.path(), &OF_HEAD, "alternates is 2097152 bytes large");
}

/// Where libgit2 waits for ever and nobody has looked before it: behind a commit that is in a pack.
#[test]
fn what_does_not_end_is_ended() {
    let repo = repo();
    for message in ["one", "two", "three"] {
        repo.commit(
            message,
            &[(
                "plan/plan.yaml",
                &format!("plan: {{version: 1, title: {message}}}\n"),
            )],
        );
    }
    let [tip, parent] = ["HEAD", "HEAD~1"].map(|name| repo.git(&["rev-parse", name]));
    let script = format!(
        "echo {} | git pack-objects --quiet .git/objects/pack/pack",
        tip.trim()
    );
    let packed = Command::new("sh")
        .args(["-c", &script])
        .current_dir(repo.path())
        .stdout(Stdio::null())
        .status();
    assert!(packed.expect("sh is there").success());
    fs::remove_file(loose(&repo, tip.trim())).expect("it is there");
    let path = loose(&repo, parent.trim());
    let bytes = fs::read(&path).expect("it is there");
    fs::write(&path, &bytes[..bytes.len() - 8]).expect("it can be written");
    let output = common::command(repo.path(), &["check", "--rev", "HEAD~2"])
        .env("PLANLINT_TIMEOUT", "1")
        .output()
        .expect("planlint can be started");
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert_eq!(
        stderr(&output),
        "planlint: reading has taken 1 s and was ended, so nothing was checked\n  \
         help: git fsck says whether the repository is damaged; PLANLINT_TIMEOUT=SECONDS gives more time\n"
    );
    // Whoever reads what is printed takes as long as they like.
    let script = format!(
        "'{}' check --rev HEAD --format json | (sleep 2; cat)",
        env!("CARGO_BIN_EXE_planlint")
    );
    let read = Command::new("sh")
        .args(["-c", &script])
        .current_dir(repo.path())
        .env("PLANLINT_TIMEOUT", "1")
        .output();
    assert!(stdout(&read.expect("sh is there")).ends_with("}\n"));
}

#[test]
fn revisions_that_are_none() {
    let repo = repo();
    for (revision, words) in [
        (
            "nobody",
            "there is no revision nobody\n  help: git branch -a",
        ),
        ("", "the name of a revision is empty\n  help: name a branch"),
        (
            "::x",
            "cannot read the revision ::x: unimplemented\n  help: name a branch",
        ),
        ("a:b#c", "there is no revision a:b#c\n  help: git branch -a"),
        ("HEAD:plan", "HEAD:plan is no commit\n  help: name a branch"),
    ] {
        refused(repo.path(), &[&["check", "--rev", revision]], words);
    }
    // A parent that is missing, an index and settings that are broken.
    let orphan = hash(
        &repo,
        "commit",
        format!(
            "tree {}parent {}\nauthor A <a@b> 1 +0000\ncommitter A <a@b> 1 +0000\n\nx\n",
            repo.git(&["rev-parse", "HEAD^{tree}"]),
            "1".repeat(40)
        )
        .as_bytes(),
    );
    refused(
        repo.path(),
        &[&["gate", "main", &orphan], &["diff", "main", &orphan]],
        "git fsck says",
    );
    write(repo.path(), &[(".git/index", "DIRC broken")]);
    refused(repo.path(), &[&["check", "--staged"]], "git fsck says");
    write(repo.path(), &[(".git/config", "[core\n")]);
    refused(repo.path(), &OF_HEAD, "help: ");
}

/// Headers that say what git would not.
#[test]
fn objects_that_say_something_else_than_git_writes() {
    use flate2::Compression;
    use flate2::write::ZlibEncoder;
    let stored = |repo: &Repo, id: &str, header: &str, content: &str| {
        let mut packed = ZlibEncoder::new(Vec::new(), Compression::default());
        packed
            .write_all(format!("{header}\0{content}").as_bytes())
            .expect("memory can be written to");
        fs::write(loose(repo, id), packed.finish().expect("memory")).expect("it can be written");
    };
    let size = GOOD.len();
    for header in [
        format!("blob +{size}"),
        format!("blob 0{size}"),
        format!("blobby {size}"),
        format!("blob  {size}"),
        format!("blob {}", size + 1),
        format!("blob {}", size - 1),
        format!("tree {size}"),
        "blob 18446744073709551615".to_owned(),
        "blob".to_owned(),
        String::new(),
        "x".repeat(40),
    ] {
        let repo = repo();
        let id = repo.git(&["rev-parse", "HEAD:plan/plan.yaml"]);
        stored(&repo, id.trim(), &header, GOOD);
        refused(
            repo.path(),
            &[&["check", "--rev", "HEAD"]],
            "the repository is damaged",
        );
    }
    let repo = repo();
    let id = repo.git(&["rev-parse", "HEAD"]);
    let commit = repo.git(&["cat-file", "commit", "HEAD"]);
    for header in [
        format!("commit +{}", commit.len()),
        format!("commits {}", commit.len()),
    ] {
        stored(&repo, id.trim(), &header, &commit);
        refused(repo.path(), &OF_HEAD, "does not say what it is");
    }
    let repo = self::repo();
    let settings = "plans: [plan]\n";
    repo.commit("settings", &[("planlint.yaml", settings)]);
    let id = repo.git(&["rev-parse", "HEAD:planlint.yaml"]);
    stored(
        &repo,
        id.trim(),
        &format!("tree {}", settings.len()),
        settings,
    );
    refused(repo.path(), &OF_HEAD, "the repository is damaged");
}

/// git's own older way to write history anew in one clone. What git takes for the merge base,
/// planlint does.
#[test]
fn grafted_history() {
    let repo = repo();
    repo.commit("one", &[("plan/b.yaml", "owners: {}\n")]);
    repo.git(&["checkout", "--quiet", "main"]);
    repo.commit("two", &[("plan/c.yaml", "owners: {}\n")]);
    let [main, topic] =
        ["main", "topic"].map(|name| repo.git(&["rev-parse", name]).trim().to_owned());
    let verdict = || -> serde_json::Value {
        let output = planlint(repo.path(), &["gate", "main", "topic", "--format", "json"]);
        serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|error| panic!("{error}: {}", stderr(&output)))
    };
    let base = |verdict: &serde_json::Value| verdict["merge_base"].as_str().map(str::to_owned);
    let before = base(&verdict());
    assert_eq!(
        before.as_deref(),
        Some(repo.git(&["merge-base", "main", "topic"]).trim())
    );
    write(
        repo.path(),
        &[(".git/info/grafts", &format!("{topic} {main}\n"))],
    );
    assert_eq!(repo.git(&["merge-base", "main", "topic"]).trim(), main);
    assert_eq!(base(&verdict()), Some(main));
}
