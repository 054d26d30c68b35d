//! `planlint init`: what it writes is clean, and it never destroys anything.

use std::fs;
use std::path::Path;

use planlint::Lang;
use tempfile::TempDir;

use crate::common;
use crate::common::planlint;
use crate::common::stderr;
use crate::common::stdout;
use crate::git::Repo;
use crate::translated;

const SCHEMA_LINE: &str = "# yaml-language-server: $schema=https://raw.githubusercontent.com/planlint/planlint/main/schema/";

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder can be made")
}

/// All files below `folder`, by their paths in it; git's own left out.
fn files(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next).expect("a folder can be listed") {
            let path = entry.expect("an entry can be read").path();
            if path.is_dir() && !path.ends_with(".git") {
                open.push(path.clone());
            }
            // An empty folder that is left over counts, too.
            if !path.ends_with(".git") {
                found.push(
                    path.strip_prefix(folder)
                        .expect("below it")
                        .to_string_lossy()
                        .replace('\\', "/"),
                );
            }
        }
    }
    found.sort();
    found
}

fn assert_clean(folder: &Path) {
    let output = planlint(folder, &["check", "--fail-on", "note"]);
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}{}",
        stdout(&output),
        stderr(&output)
    );
    assert!(
        stdout(&output).starts_with("no findings in "),
        "{}",
        stdout(&output)
    );
}

const WRITTEN: [&str; 5] = [
    "plan",
    "plan/phase-1.yaml",
    "plan/phase-2.yaml",
    "plan/plan.yaml",
    "planlint.yaml",
];

#[test]
fn in_a_fresh_folder() {
    let folder = folder();
    let output = planlint(folder.path(), &["init"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(
        stdout(&output),
        "wrote plan/plan.yaml\nwrote plan/phase-1.yaml\nwrote plan/phase-2.yaml\nwrote planlint.yaml\n\nNext:\n  \
         planlint check       finds nothing yet; change a date in the plan and run it again\n  \
         planlint explain     lists what it looks for\n"
    );
    assert_eq!(files(folder.path()), WRITTEN);
    assert_clean(folder.path());
    for (name, schema) in [
        ("plan/plan.yaml", "plan"),
        ("plan/phase-1.yaml", "plan"),
        ("planlint.yaml", "config"),
    ] {
        let text = fs::read_to_string(folder.path().join(name)).expect("it was written");
        let first = text.lines().next();
        assert_eq!(
            first,
            Some(format!("{SCHEMA_LINE}{schema}.schema.json").as_str()),
            "{name}"
        );
    }
    // It is a plan to learn from: what a longer task does to the phase is found.
    let path = folder.path().join("plan/phase-1.yaml");
    let text = fs::read_to_string(&path).expect("it was written");
    fs::write(&path, text.replace("days: 3", "days: 4")).expect("it can be written");
    let output = planlint(folder.path(), &["check"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stdout(&output).contains("error[total-mismatch] phase 1 says 5 days"),
        "{}",
        stdout(&output)
    );
}

#[test]
fn in_another_folder_without_git() {
    let folder = folder();
    let output = planlint(
        folder.path(),
        &["init", "项目/alpha", "--calendar", "every-day"],
    );
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(
        stdout(&output).contains("Next:\n  cd 项目/alpha\n"),
        "{}",
        stdout(&output)
    );
    assert_clean(&folder.path().join("项目/alpha"));
}

/// Settings and workflows are read at the root of the repository only.
#[test]
fn below_the_root_of_a_repository() {
    let repo = Repo::new(&[("README", "")]);
    fs::create_dir(repo.path().join("部门")).expect("a folder");
    let below = repo.path().join("部门");
    let output = planlint(&below, &["init", "alpha, 1", "--workflow", "github"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(
        stdout(&output).contains("wrote alpha, 1/plan/plan.yaml\n"),
        "{}",
        stdout(&output)
    );
    assert!(
        stdout(&output).contains("wrote ../planlint.yaml\nwrote ../.github/workflows/plan.yml\n"),
        "{}",
        stdout(&output)
    );
    assert_clean(repo.path());
    assert_clean(&below);
    let output = planlint(&below, &["check"]);
    assert!(
        stdout(&output).contains("in 部门/alpha, 1/plan (3 files, 6 tasks)"),
        "{}",
        stdout(&output)
    );
    // A second plan in the same repository would need the same settings.
    let output = planlint(&below, &["init", "beta"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("would be overwritten: ../planlint.yaml\n"),
        "{}",
        stderr(&output)
    );
    assert!(!below.join("beta").exists());
}

#[test]
fn workflows() {
    for (forge, path) in [
        ("github", ".github/workflows/plan.yml"),
        ("gitlab", ".gitlab-ci.yml"),
        ("gitea", ".gitea/workflows/plan.yml"),
        ("forgejo", ".forgejo/workflows/plan.yml"),
    ] {
        for lang in Lang::ALL {
            let folder = folder();
            let arguments = ["init", "--workflow", forge, "--lang", lang.tag()];
            let output = planlint(folder.path(), &arguments);
            assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
            let (wrote, asks) = match lang {
                Lang::En => (format!("wrote {path}\n"), "PLANLINT_LANG: \"\" # "),
                Lang::Zh if forge == "github" => (format!("已写入 {path}\n"), "lang: zh\n"),
                Lang::Zh => (format!("已写入 {path}\n"), "PLANLINT_LANG: zh # "),
            };
            assert!(stdout(&output).contains(&wrote), "{}", stdout(&output));
            let text = fs::read_to_string(folder.path().join(path)).expect("it was written");
            let version = env!("CARGO_PKG_VERSION");
            let pinned = if forge == "github" {
                format!("planlint/planlint@v{version}")
            } else {
                format!("planlint=={version}")
            };
            assert!(text.contains(&pinned), "{forge}: {text}");
            let is_asked = text.contains(asks) || (forge == "github" && lang == Lang::En);
            assert!(is_asked, "{forge}: {text}");
            if lang == Lang::En {
                assert_clean(folder.path());
            }
        }
    }
}

/// A comment and the name of a job apart, both languages have the same file.
#[test]
fn workflows_are_the_same_in_both_languages() {
    let read = |name: &str| {
        let path = common::project().join("src/cli/init").join(name);
        fs::read_to_string(path).expect("the file is there")
    };
    for name in ["github", "gitlab", "forgejo"] {
        let [english, chinese] = [format!("{name}.yml"), format!("{name}.zh.yml")];
        let chinese = read(&chinese).replace("        with:\n          lang: zh\n", "");
        let lines = |text: &str| -> Vec<String> {
            let lines = text.lines().map(translated::without_words);
            lines.filter(|line| !line.is_empty()).collect()
        };
        assert_eq!(lines(&read(&english)), lines(&chinese), "{name}");
    }
}

/// For a plan that is there already the files are on a page to copy from.
#[test]
fn the_pages_show_the_same_workflows() {
    for (lang, path) in common::in_each_language("forges.md") {
        let page = fs::read_to_string(common::project().join(&path)).expect("the page is there");
        let version = env!("CARGO_PKG_VERSION");
        assert_eq!(
            page.matches(&format!("planlint=={version}\n")).count(),
            3,
            "every forge installs {version}"
        );
        let ending = match lang {
            Lang::En => "yml",
            Lang::Zh => "zh.yml",
        };
        for name in ["gitlab", "forgejo"] {
            let name = format!("{name}.{ending}");
            let file = fs::read_to_string(common::project().join("src/cli/init").join(&name))
                .expect("the file is there");
            assert!(
                page.contains(&format!("```yaml\n{file}```\n")),
                "{path} shows {name} as it is"
            );
        }
    }
}

/// Before there is a release, it is built from a commit: with the Rust that it needs, and by its
/// name, because cargo finds other programs in the repository.
#[test]
fn what_works_before_the_first_release() {
    let read =
        |path: &str| fs::read_to_string(common::project().join(path)).expect("the file is there");
    let rust = env!("CARGO_PKG_RUST_VERSION");
    let mut seen = 0;
    for path in [
        "README.md",
        "docs/forges.md",
        "docs/zh/forges.md",
        "docs/github.md",
        "docs/zh/github.md",
        "src/cli/init/gitlab.yml",
        "src/cli/init/gitlab.zh.yml",
        "src/cli/init/forgejo.yml",
        "src/cli/init/forgejo.zh.yml",
    ] {
        let text = read(path);
        for line in text
            .lines()
            .filter(|line| line.contains("cargo install") && line.contains("--git"))
        {
            let command = "cargo install --locked --git https://github.com/planlint/planlint --rev COMMIT planlint";
            assert!(line.ends_with(command), "{path}: {line}");
            seen += 1;
        }
        for (_, rest) in text
            .match_indices("rust:")
            .map(|(at, word)| (at, &text[at + word.len()..]))
        {
            assert!(rest.starts_with(rust), "{path}: planlint needs Rust {rust}");
        }
    }
    assert!(seen >= 5, "{seen} lines");
    assert!(read("docs/forges.md").contains(&format!("[Rust](https://rustup.rs) {rust} or newer")));
}

/// A clone builds with whatever stable toolchain is there; the workflows build with the oldest that
/// is promised, and say so where rustup looks before it looks into `rust-toolchain.toml`.
#[test]
fn toolchains_agree() {
    let read =
        |path: &str| fs::read_to_string(common::project().join(path)).expect("the file is there");
    let rust = env!("CARGO_PKG_RUST_VERSION");
    for name in ["ci", "plan", "release", "weekly"] {
        let text = read(&format!(".github/workflows/{name}.yml"));
        let line = format!("  RUSTUP_TOOLCHAIN: \"{rust}.0\"\n");
        assert!(text.contains(&line), "{name}.yml has no line {line}");
        for line in text.lines().filter(|line| line.contains("rustup ")) {
            let command = "rustup toolchain install \"$RUSTUP_TOOLCHAIN\" --profile minimal";
            assert!(line.contains(command), "{name}.yml: {line}");
        }
    }
    assert!(read("CONTRIBUTING.md").contains(&format!("RUSTUP_TOOLCHAIN={rust}.0 cargo test")));
    assert!(read("Containerfile").contains(&format!("/rust:{rust}-")));
    let toolchain = read("rust-toolchain.toml");
    let named: Vec<&str> = toolchain.lines().filter(|l| !l.starts_with('#')).collect();
    assert_eq!(named, ["[toolchain]", "channel = \"stable\""]);
}

/// Whatever stands in the way, nothing changes.
#[test]
fn all_or_nothing() {
    let cases: [(&str, &str, &str); 6] = [
        ("planlint.yaml", "", "would be overwritten: planlint.yaml"),
        (
            "plan/phase-1.yaml",
            "phases: []\n",
            "would be overwritten: plan/phase-1.yaml",
        ),
        (
            ".github/workflows/plan.yml",
            "on: push\n",
            "would be overwritten: .github/workflows/plan.yml",
        ),
        (
            "plan/deep/older.yml",
            "phases: []\n",
            "would become parts of the plan: plan/deep/older.yml",
        ),
        ("plan", "a file", "cannot look into plan"),
        (".github", "a file", "is in the way: it is no folder"),
    ];
    for (name, text, said) in cases {
        let folder = folder();
        common::write(folder.path(), &[(name, text)]);
        let before = files(folder.path());
        let output = planlint(folder.path(), &["init", "--workflow", "github"]);
        assert_eq!(output.status.code(), Some(2), "{name}: {}", stdout(&output));
        assert!(
            stderr(&output).contains(said),
            "{name}: {}",
            stderr(&output)
        );
        assert!(stdout(&output).is_empty(), "{name}");
        assert_eq!(files(folder.path()), before, "{name}");
        assert_eq!(
            fs::read_to_string(folder.path().join(name)).expect("it is still there"),
            text
        );
    }
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    for link in ["plan", ".github"] {
        let (folder, elsewhere) = (folder(), folder());
        std::os::unix::fs::symlink(elsewhere.path(), folder.path().join(link)).expect("a link");
        let output = planlint(folder.path(), &["init", "--workflow", "github"]);
        assert_eq!(output.status.code(), Some(2));
        assert!(
            stderr(&output).contains(&format!("because {link} is a link")),
            "{}",
            stderr(&output)
        );
        assert_eq!(files(elsewhere.path()), [""; 0]);
    }
}

/// Every file of a plan that comes with planlint, or that it writes, tells editors where its schema
/// is, and `--fix` leaves that alone. What `import` writes is looked at in its own tests.
#[test]
fn the_line_for_editors() {
    let plan = fs::read_dir(common::project().join("plan")).expect("the plan is there");
    let mut paths: Vec<_> = plan.map(|entry| entry.expect("readable").path()).collect();
    paths.sort();
    assert!(paths.len() > 1);
    for path in &paths {
        let text = fs::read_to_string(path).expect("a part of the plan is text");
        assert!(
            text.starts_with(&format!("{SCHEMA_LINE}plan.schema.zh.json\n")),
            "{}",
            path.display()
        );
    }
    let folder = folder();
    planlint(folder.path(), &["init"]);
    let path = folder.path().join("plan/phase-1.yaml");
    let text = fs::read_to_string(&path).expect("it was written");
    fs::write(&path, text.replace("id: \"1.1\"", "id: 1.1")).expect("it can be written");
    let output = planlint(folder.path(), &["check", "--fix"]);
    assert!(
        stdout(&output).contains("no findings"),
        "{}",
        stdout(&output)
    );
    assert_eq!(fs::read_to_string(&path).expect("it is there"), text);
    for page in ["docs/format.md", "docs/settings.md"] {
        let text = fs::read_to_string(common::project().join(page)).expect("the page is there");
        let first = text
            .split("```yaml\n")
            .nth(1)
            .expect("the page shows a file");
        assert!(first.starts_with(SCHEMA_LINE), "{page}");
    }
}

/// What a beginner commits next is checked.
#[test]
fn with_hooks() {
    let alone = folder();
    let output = planlint(alone.path(), &["init", "--hook"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("there is no git repository here"),
        "{}",
        stderr(&output)
    );
    assert!(files(alone.path()).is_empty(), "nothing is written");

    let repo = Repo::new(&[("README", "a\n")]);
    let output = planlint(repo.path(), &["init", "--hook"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(
        stdout(&output).contains("pre-commit: installed as .git/hooks/pre-commit\n"),
        "{}",
        stdout(&output)
    );
    let status = stdout(&planlint(repo.path(), &["hook", "status"]));
    for hook in ["pre-commit", "pre-merge-commit", "pre-push"] {
        assert!(status.contains(hook), "{status}");
    }
    assert!(!status.contains("missing"), "{status}");
}

const SETTINGS: &str = "# ours\nplans: [plan] # the first\nfail_on: note\n";

#[track_caller]
fn ok(folder: &Path, arguments: &[&str]) -> String {
    let output = planlint(folder, arguments);
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}{}",
        stdout(&output),
        stderr(&output)
    );
    stdout(&output)
}

#[track_caller]
fn refused(folder: &Path, arguments: &[&str], words: &[&str]) {
    let before = files(folder);
    let output = planlint(folder, arguments);
    assert_eq!(
        output.status.code(),
        Some(2),
        "{}{}",
        stdout(&output),
        stderr(&output)
    );
    for word in words {
        assert!(
            stderr(&output).contains(word),
            "{word:?} is not in {}",
            stderr(&output)
        );
    }
    assert_eq!(files(folder), before, "nothing is written");
}

fn settings(folder: &Path) -> String {
    fs::read_to_string(folder.join("planlint.yaml")).expect("the settings are there")
}

#[test]
fn another_plan() {
    let repo = Repo::new(&[("README", "")]);
    ok(repo.path(), &["init"]);
    common::write(repo.path(), &[("planlint.yaml", SETTINGS), ("teams/x", "")]);
    let said = ok(
        &repo.path().join("teams"),
        &["init", "--plan", "beta/plan", "--calendar", "china"],
    );
    assert_eq!(
        said,
        "wrote beta/plan/plan.yaml\nwrote beta/plan/phase-1.yaml\nwrote beta/plan/phase-2.yaml\n\
         added teams/beta/plan to `plans` in ../planlint.yaml\n\nNext:\n  \
         planlint check beta/plan   finds nothing yet; change a date in it and run it again\n"
    );
    assert_eq!(
        settings(repo.path()),
        SETTINGS.replace("[plan]", "[plan, teams/beta/plan]")
    );
    assert_clean(repo.path());
    assert!(ok(repo.path(), &["check"]).contains("in plan, teams/beta/plan (6 files, 12 tasks)"));
    // A third one.
    ok(repo.path(), &["init", "--plan", "项目, 三期"]);
    assert_eq!(
        settings(repo.path()),
        SETTINGS.replace("[plan]", "[plan, teams/beta/plan, \"项目, 三期\"]")
    );
    assert_clean(repo.path());
}

#[test]
fn another_plan_where_a_pattern_finds_it() {
    let repo = Repo::new(&[
        ("planlint.yaml", "plans: [teams/*/plan] # all\n"),
        ("teams/x", ""),
    ]);
    let said = ok(repo.path(), &["init", "--plan", "teams/beta/plan"]);
    assert!(said.contains("planlint.yaml finds it already\n"), "{said}");
    assert_eq!(settings(repo.path()), "plans: [teams/*/plan] # all\n");
    assert_clean(repo.path());
}

#[test]
fn another_plan_where_the_settings_name_none() {
    let folder = folder();
    let said = ok(folder.path(), &["init", "--plan", "teams/alpha"]);
    assert!(said.contains("wrote planlint.yaml\n"), "{said}");
    assert!(settings(folder.path()).contains("\nplans: [teams/alpha]\n"));
    assert_clean(folder.path());
    // The folder that is checked where nothing is said is not lost.
    for text in [None, Some("# nothing yet\n"), Some("fail_on: note\n")] {
        let folder = self::folder();
        ok(folder.path(), &["init"]);
        match text {
            Some(text) => common::write(folder.path(), &[("planlint.yaml", text)]),
            None => fs::remove_file(folder.path().join("planlint.yaml")).expect("it is there"),
        }
        ok(folder.path(), &["init", "--plan", "alpha"]);
        assert!(
            settings(folder.path()).contains("plans: [plan, alpha]\n"),
            "{}",
            settings(folder.path())
        );
        assert_clean(folder.path());
    }
}

/// What is written in an unusual way is left to whoever wrote it so.
#[test]
fn another_plan_where_the_settings_cannot_be_changed() {
    for text in [
        "{plans: [plan]}\n",
        "plans: [plan]\nfail_on: nope\n",
        "x: [\n",
    ] {
        let folder = folder();
        common::write(folder.path(), &[("planlint.yaml", text)]);
        let said = ok(folder.path(), &["init", "--plan", "teams/alpha"]);
        let expected = if text.starts_with('{') {
            "added teams/alpha to `plans` in planlint.yaml\n"
        } else {
            "add it to planlint.yaml by hand, which is not changed: in the list `plans` the line\n  - teams/alpha\n"
        };
        assert!(said.contains(expected), "{text}: {said}");
        assert_eq!(settings(folder.path()) == text, !text.starts_with('{'));
        assert!(folder.path().join("teams/alpha/phase-1.yaml").exists());
    }
}

#[test]
fn another_plan_destroys_nothing() {
    let repo = Repo::new(&[
        ("planlint.yaml", SETTINGS),
        ("plan/plan.yaml", "plan: {version: 1}\n"),
        ("old/x.yml", ""),
    ]);
    refused(
        repo.path(),
        &["init", "--plan", "plan"],
        &["would be overwritten: plan/plan.yaml"],
    );
    refused(
        repo.path(),
        &["init", "--plan", "old"],
        &["would become parts of the plan: old/x.yml"],
    );
    refused(
        repo.path(),
        &["init", "--plan", "plan/more"],
        &["nothing is written, because plan/more is in the plan plan"],
    );
    refused(
        repo.path(),
        &["init", "--plan", "../elsewhere"],
        &["is not below", "take a folder in there"],
    );
    refused(
        repo.path(),
        &["init", "x", "--plan", "y"],
        &["cannot be used with"],
    );
    refused(
        repo.path(),
        &["init", "--plan", "y", "--hook"],
        &["cannot be used with"],
    );
    assert_eq!(settings(repo.path()), SETTINGS);
}

/// Whoever begins a second plan in the same way is told of the other.
#[test]
fn a_second_beginning() {
    let repo = Repo::new(&[("README", ""), ("teams/beta/x", "")]);
    ok(repo.path(), &["init"]);
    let beta = repo.path().join("teams/beta");
    let help = "planlint init --plan plan begins another plan, and names it there";
    refused(
        &beta,
        &["init"],
        &["would be overwritten: ../../planlint.yaml\n", help],
    );
    ok(&beta, &["init", "--plan", "plan"]);
    assert_clean(repo.path());
    // Without git, too.
    let alone = folder();
    ok(alone.path(), &["init"]);
    common::write(alone.path(), &[("beta/x", "")]);
    let said = "../planlint.yaml is there already, and holds for this folder, too";
    refused(&alone.path().join("beta"), &["init"], &[said, help]);
    ok(&alone.path().join("beta"), &["init", "--plan", "plan"]);
    assert_clean(alone.path());
}

#[test]
fn settings_of_another_name_are_said() {
    let folder = folder();
    common::write(folder.path(), &[(".planlint.yaml", "")]);
    let output = planlint(folder.path(), &["init"]);
    assert_eq!(
        stderr(&output),
        "planlint: .planlint.yaml is ignored: settings stand in planlint.yaml\n"
    );
}

/// In Chinese it is the same plan, with Chinese names and comments, and the team's language is kept
/// in the settings, so that the report is the same wherever it is made.
#[test]
fn in_chinese() {
    let place = folder();
    let output = planlint(place.path(), &["--lang", "zh", "init"]);
    assert_eq!(
        stdout(&output),
        "已写入 plan/plan.yaml\n已写入 plan/phase-1.yaml\n已写入 plan/phase-2.yaml\n已写入 planlint.yaml\n\n接下来：\n  \
         planlint check       目前没有问题；改动计划中的某个日期，再运行一次\n  planlint explain     列出检查哪些内容\n"
    );
    let read = |name: &str| fs::read_to_string(place.path().join(name)).expect("it was written");
    for name in ["plan/plan.yaml", "plan/phase-1.yaml", "plan/phase-2.yaml"] {
        let line = format!("{SCHEMA_LINE}plan.schema.zh.json\n");
        assert!(read(name).starts_with(&line), "{}", read(name));
    }
    assert!(read("planlint.yaml").contains("\nlang: zh\n"));
    let checked = planlint(place.path(), &["check", "--fail-on", "note"]);
    assert_eq!(checked.status.code(), Some(0), "{}", stdout(&checked));
    // The settings say the language of another plan.
    let another = planlint(place.path(), &["init", "--plan", "team"]);
    assert!(
        stdout(&another).contains("已在 planlint.yaml 的 `plans` 中加入 team\n"),
        "{}{}",
        stdout(&another),
        stderr(&another)
    );
    assert!(read("team/plan.yaml").contains("plan.schema.zh.json"));
}
