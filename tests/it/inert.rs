//! Text of strangers stays dead in every format, wherever it comes from.

use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use crate::common::command;
use crate::common::planlint;
use crate::common::stderr;
use crate::common::stdout;
use crate::common::write;

const FORMATS: [&str; 7] = [
    "text", "json", "sarif", "github", "gitlab", "junit", "markdown",
];

/// What does something somewhere: a terminal, a runner's log, a forge's page, XML, a spreadsheet.
const HOSTILE: [&str; 16] = [
    "\u{1b}]8;;http://evil\u{7}x\u{1b}[31m",
    "\u{9b}31m\u{202e}txet\u{2066}\u{200b}",
    "a\n::error file=x::owned",
    "::set-output name=x::y",
    "##[add-path]/tmp ##vso[task.setvariable]x",
    "</failure><script>alert(1)</script>]]>",
    "<img src=x onerror=alert(1)> &lt;b&gt;",
    "@all @team/owners #1 !2 ~label $3",
    "[click](http://evil) ![x](http://evil/x.png) {0} http://evil www.evil.example",
    "`code` ``` | pipe | \\ end\\",
    "@all <b> http://evil ````````````````````````````````````````````````````````````````````````````````` ` <i>",
    "=HYPERLINK(\"http://evil\") +1 -1",
    "${{ github.token }} $(touch pwned) `touch pwned`",
    "##teamcity[buildStatus text='x'] \u{1b}[0Ksection_start:1:x\r <!-- --> {{x}}",
    "\\| @all <img src=x> \\\\| \\` ` \\",
    // Wherever a line is wrapped, a word stands first that is a command.
    "a ::error::b ::error::b ::error::b ::error::b ::error::b ::error::b ::error::b ::error::b ::error::b ::error::b",
];

/// Text of a plan as YAML.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).expect("a string is JSON, and JSON is YAML")
}

/// A plan with findings that speak of every text a plan can hold: ids, names, owners, calendars,
/// keys.
fn plan(text: &str) -> String {
    let text = quoted(text);
    format!(
        "plan: {{version: 1, title: {text}, calendar: {text}}}\n\
         owners:\n  {text}: {{kind: placeholder, aliases: [a]}}\n\
         phases:\n  - id: {text}\n    name: {text}\n    coordinator: {text}\n    tasks:\n      \
         - {{id: \"1.1\", name: {text}, executors: [{text}, nobody{}], depends_on: [{text}], progress: {text}, start: 2024-01-01, days: 3}}\n      \
         - {{id: \"1.2\", executors: [a], pending: {text}, {text}: 1}}\n",
        text.len()
    )
}

fn git(folder: &Path, arguments: &[&str]) {
    let run = Command::new("git")
        .current_dir(folder)
        .args([
            "-c",
            "user.name=A",
            "-c",
            "user.email=a@example.org",
            "-c",
            "commit.gpgsign=false",
        ])
        .args(arguments)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .output()
        .expect("git is there");
    assert!(
        run.status.success(),
        "git {arguments:?}: {}",
        String::from_utf8_lossy(&run.stderr)
    );
}

#[track_caller]
fn assert_inert(format: &str, out: &str, what: &str) {
    for c in out.chars() {
        let hidden = (c.is_control() && c != '\n')
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
        assert!(!hidden, "{what} in {format}: {c:?} in {out}");
    }
    for line in out.lines() {
        let command = line.trim_start().starts_with("::");
        let ours = ["::error ", "::warning ", "::notice "]
            .iter()
            .any(|ours| line.starts_with(ours));
        assert!(
            !command || (format == "github" && ours && line.contains("title=")),
            "{what} in {format}: {line}"
        );
        let run = ["##[", "##vso[", "##teamcity["]
            .iter()
            .any(|word| line.contains(word));
        assert!(!run, "{what} in {format}: {line}");
    }
    match format {
        "json" | "sarif" | "gitlab" => {
            let value: Value = serde_json::from_str(out)
                .unwrap_or_else(|error| panic!("{what} in {format}: {error}"));
            if format == "sarif" {
                for message in texts(&value) {
                    assert!(!message.contains("[click]("), "a live link: {message}");
                }
            }
        }
        "junit" => {
            let document = roxmltree::Document::parse(out)
                .unwrap_or_else(|error| panic!("{what}: {error}\n{out}"));
            for node in document.descendants().filter(roxmltree::Node::is_element) {
                let name = node.tag_name().name();
                let known = [
                    "testsuites",
                    "testsuite",
                    "testcase",
                    "failure",
                    "system-out",
                ]
                .contains(&name);
                assert!(known, "{what}: a tag of the plan came alive: {name}");
            }
        }
        "markdown" => {
            for line in out.lines() {
                let prose: String = cells(line).iter().map(|cell| without_code(cell)).collect();
                let prose = prose
                    .replace("https://github.com/planlint/planlint/", "")
                    .replace("<br>", "");
                let prose = without_links(&prose, what);
                for live in ["<", "@", "http", "www.", "#1", "!2", "~l", "!["] {
                    assert!(
                        !prose.contains(live),
                        "{what}: {live} is alive in {line}\n{prose}"
                    );
                }
            }
        }
        _ => {}
    }
}

/// The address of the files in the tests.
const BASE: &str = "https://forge.invalid/o/r/blob/main";

/// A line of Markdown without the links to lines of files: each is nothing but an address and ends
/// at its bracket.
#[track_caller]
fn without_links(prose: &str, what: &str) -> String {
    let link = format!("]({BASE}/");
    let mut parts = prose.split(link.as_str());
    let mut rest = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (target, after) = part
            .split_once(')')
            .unwrap_or_else(|| panic!("{what}: a link that never ends: {prose}"));
        let is_address = target
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-._~/%#".contains(&byte));
        assert!(
            is_address,
            "{what}: more than an address: {target} in {prose}"
        );
        rest.push_str(after);
    }
    rest
}

/// Every `text` of a SARIF message.
fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::Array(items) => items.iter().flat_map(texts).collect(),
        Value::Object(map) => {
            let own = map
                .get("message")
                .and_then(|message| message["text"].as_str())
                .map(str::to_owned);
            own.into_iter()
                .chain(map.values().flat_map(texts))
                .collect()
        }
        _ => Vec::new(),
    }
}

/// The cells of a row of a table: bars end them, also within code spans, unless a backslash stands
/// before: read in the way in which a backslash and what follows it are one.
fn cells(line: &str) -> Vec<String> {
    if !line.starts_with('|') {
        return vec![line.to_owned()];
    }
    let mut cells = vec![String::new()];
    let mut rest = line.chars();
    while let Some(c) = rest.next() {
        match c {
            '|' => cells.push(String::new()),
            c => {
                let cell = cells.last_mut().expect("it began with one");
                cell.push(c);
                if c == '\\' {
                    cell.extend(rest.next());
                }
            }
        }
    }
    cells
}

/// A line of Markdown without its code spans (CommonMark, section 6.1: they end at as many
/// backticks as they began with).
fn without_code(line: &str) -> String {
    let mut prose = String::new();
    let mut rest = line;
    while let Some(start) = rest.find('`') {
        prose.push_str(&rest[..start]);
        let ticks = rest[start..].len() - rest[start..].trim_start_matches('`').len();
        assert!(ticks <= 80, "to cmark-gfm this is text: {line}");
        let (fence, inner) = rest[start..].split_at(ticks);
        let mut at = 0;
        let end = loop {
            let Some(found) = inner[at..].find(fence) else {
                panic!("a code span that never ends: {line}")
            };
            let from = at + found;
            let run = inner[from..].len() - inner[from..].trim_start_matches('`').len();
            if run == ticks {
                break from;
            }
            at = from + run;
        };
        rest = &inner[end + ticks..];
    }
    prose + rest
}

#[test]
fn texts_of_a_plan() {
    for text in HOSTILE {
        let folder = tempfile::tempdir().expect("a folder");
        write(folder.path(), &[("plan/a.yaml", &plan(text))]);
        for format in FORMATS {
            let output = planlint(
                folder.path(),
                &["check", "--format", format, "--link-base", BASE],
            );
            assert_eq!(
                output.status.code(),
                Some(1),
                "{text:?}: {}",
                stdout(&output)
            );
            assert_inert(format, &stdout(&output), "a plan's text");
            assert!(stdout(&output).len() > 100, "{format} says something");
        }
        let output = planlint(folder.path(), &["check", "--color", "always"]);
        assert_inert(
            "text",
            &without_colours(&stdout(&output)),
            "a plan's text in frames",
        );
        // What GitHub shows on the page of a run.
        let summary = folder.path().join("summary.md");
        std::fs::write(&summary, "# Another step\n").expect("a file");
        let markdown = format!("markdown={}", summary.display());
        let run = command(folder.path(), &["check", "--output", &markdown])
            .env("GITHUB_STEP_SUMMARY", &summary)
            .output();
        assert_eq!(run.expect("it can be started").status.code(), Some(1));
        assert_inert(
            "markdown",
            &std::fs::read_to_string(&summary).expect("it is there"),
            "a job's summary",
        );
    }
}

/// Without what planlint itself colours with.
fn without_colours(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part
            .find(|c: char| !(c.is_ascii_digit() || c == ';'))
            .unwrap_or(part.len());
        assert!(part[end..].starts_with('m'), "more than a colour: {part:?}");
        plain.push_str(&part[end + 1..]);
    }
    plain
}

/// Both sides of a change, and what git gives to an external diff.
#[test]
fn texts_that_change() {
    for text in HOSTILE {
        let folder = tempfile::tempdir().expect("a folder");
        let (quiet, other) = (plan("quiet"), plan(&format!("{text} {text}")));
        write(
            folder.path(),
            &[
                ("a/a.yaml", &quiet),
                ("b/a.yaml", &plan(text)),
                ("c/a.yaml", &other),
            ],
        );
        for (old, new) in [("a", "b"), ("b", "a"), ("b", "c"), ("c", "b")] {
            for format in FORMATS {
                for stat in [&[][..], &["--stat"]] {
                    let arguments = [
                        &["diff", old, new, "--format", format, "--link-base", BASE][..],
                        stat,
                    ]
                    .concat();
                    let output = planlint(folder.path(), &arguments);
                    assert!(
                        output.status.code().is_some_and(|code| code < 2),
                        "{text:?}: {}",
                        stderr(&output)
                    );
                    assert_inert(format, &stdout(&output), "a text that changed");
                }
            }
            for (width, stat) in [("40", &[][..]), ("80", &[]), ("40", &["--stat"])] {
                let arguments = [&["diff", old, new, "--color", "always"][..], stat].concat();
                let output = command(folder.path(), &arguments)
                    .env("COLUMNS", width)
                    .output()
                    .expect("it runs");
                assert_inert(
                    "text",
                    &without_colours(&stdout(&output)),
                    "a text that changed, in frames",
                );
            }
            let (old, new) = (format!("{old}/a.yaml"), format!("{new}/a.yaml"));
            let output = planlint(
                folder.path(),
                &["diff", "--driver", text, &old, "0", "0", &new, "0", "0"],
            );
            assert_eq!(
                output.status.code(),
                Some(0),
                "{text:?}: {}",
                stderr(&output)
            );
            assert_inert("text", &stdout(&output), "an external diff");
        }
    }
}

/// What import says and what it writes: YAML. No format is a spreadsheet's, so there is no cell for
/// a formula to stand in.
#[test]
fn tables() {
    for text in HOSTILE {
        let folder = tempfile::tempdir().expect("a folder");
        let cell = format!("\"{}\"", text.replace('"', "\"\""));
        let row = |id: &str| format!("{id},{cell},{cell},{cell},{cell},{cell},{cell}\n");
        let table = format!(
            "编号,名称,牵头方,执行方,前置任务,开始时间,{cell}\n{}{}{}",
            row("1"),
            row("1.1"),
            row(&cell)
        );
        write(folder.path(), &[("t.csv", &table)]);
        let output = planlint(folder.path(), &["import", "t.csv", "--out", "plan"]);
        assert_eq!(
            output.status.code(),
            Some(0),
            "{text:?}: {}",
            stderr(&output)
        );
        assert_inert("text", &stdout(&output), "what import says");
        for entry in std::fs::read_dir(folder.path().join("plan")).expect("a folder") {
            let path = entry.expect("readable").path();
            assert!(
                path.file_name()
                    .is_some_and(|name| name.to_string_lossy().chars().all(|c| !c.is_control()))
            );
            let yaml = std::fs::read_to_string(&path).expect("text");
            assert!(
                yaml.chars().all(|c| c == '\n' || !c.is_control()),
                "{text:?}: {yaml}"
            );
        }
        let name = text.replace('/', "-");
        std::fs::rename(folder.path().join("t.csv"), folder.path().join(&name)).expect("a name");
        for arguments in [
            &["import", &name, "--out", "plan"][..],
            &["import", "t.csv", "--out", &name],
        ] {
            let output = planlint(folder.path(), arguments);
            assert_eq!(
                output.status.code(),
                Some(2),
                "{text:?}: {}",
                stdout(&output)
            );
            assert_inert("text", &stderr(&output), "why there is no import");
        }
    }
}

#[test]
fn settings_and_arguments() {
    for text in HOSTILE {
        let folder = tempfile::tempdir().expect("a folder");
        write(folder.path(), &[("plan/a.yaml", "plan: {version: 1}\n")]);
        for settings in [
            format!(
                "ignore:\n  - {{rule: {0}, task: {0}, reason: {0}}}\n",
                quoted(text)
            ),
            format!("{}: 1\n", quoted(text)),
            format!("fail_on: {}\n", quoted(text)),
            format!("rules: {{{0}: error, date-days: {0}}}\n", quoted(text)),
            format!("plans: [{}, ../x]\n", quoted(text)),
            format!("ignore: [{}\n", quoted(text)),
        ] {
            write(folder.path(), &[("planlint.yaml", &settings)]);
            for colour in ["never", "always"] {
                let output = planlint(folder.path(), &["check", "--color", colour]);
                assert_inert("text", &without_colours(&stdout(&output)), "settings");
                assert_inert("text", &without_colours(&stderr(&output)), "settings");
            }
        }
        write(folder.path(), &[("planlint.yaml", "")]);
        let nowhere = format!("json={text}/x");
        for arguments in [
            &["check", text][..],
            &["check", "--rev", text],
            &["check", "--config", text],
            &["check", "--as-of", text],
            &["check", "--format", text],
            &["check", "--output", text],
            &["check", "--output", &nowhere],
            &["check", "--output", &nowhere, "--output", &nowhere],
            &["diff", text],
            &["gate", text, text],
            &["explain", text],
            &["schema", text],
            &[text],
            &["check", &format!("--{text}")],
        ] {
            let output = planlint(folder.path(), arguments);
            assert_inert("text", &stdout(&output), "an argument");
            assert_inert("text", &stderr(&output), "an argument");
        }
        let git = command(folder.path(), &["check", "--staged"])
            .env("GIT_DIR", text)
            .output()
            .expect("it can be started");
        assert_inert(
            "text",
            &String::from_utf8_lossy(&git.stderr),
            "the environment",
        );
    }
}

/// Names of files and of the current folder, where nothing is found and where something is mended.
#[cfg(unix)]
#[test]
fn names_of_files_and_folders() {
    for text in HOSTILE {
        let name = text.replace('/', "-");
        let folder = tempfile::tempdir().expect("a folder");
        write(
            folder.path(),
            &[(
                &format!("{name}/plan/{name}.yaml"),
                "plan：{version: 1, titel: x}\n",
            )],
        );
        let inner = folder.path().join(&name);
        for (arguments, code) in [
            (&["check", "--staged"][..], 2),
            (&["check", "nowhere"], 2),
            (&["check", "--fix"], 1),
            (&["check", "--config", "plan"], 2),
        ] {
            let output = planlint(&inner, arguments);
            assert_eq!(
                output.status.code(),
                Some(code),
                "{text:?} {arguments:?}: {}",
                stderr(&output)
            );
            assert_inert("text", &stdout(&output), "a name");
            assert_inert("text", &stderr(&output), "a name");
        }
        std::os::unix::fs::symlink("/dev/zero", inner.join(format!("plan/{name}.yml")))
            .expect("a link");
        let output = planlint(&inner, &["check"]);
        assert_eq!(output.status.code(), Some(2), "{}", stdout(&output));
        assert_inert("text", &stderr(&output), "a name");
    }
}

/// Paths, branches and messages of commits, in two revisions and in a merge.
#[cfg(unix)]
#[test]
fn names_and_messages_of_git() {
    for text in HOSTILE {
        let file = format!("plan/{}.yaml", text.replace('/', "-"));
        let branch = "b'<i>@x|`y`;$(id)&{0}";
        let repo = repository(&file, text, branch);
        for arguments in [
            &["check", "--rev", branch][..],
            &["check", "--rev", branch, "--against", "main"],
            &["diff", "main", branch],
            &["gate", "main", branch],
        ] {
            for width in ["40", "80"] {
                let mut framed =
                    command(repo.path(), &[arguments, &["--color", "always"]].concat());
                let output = framed
                    .env("COLUMNS", width)
                    .output()
                    .expect("it can be started");
                assert_inert(
                    "text",
                    &without_colours(&stdout(&output)),
                    &format!("{arguments:?} with {text:?}, framed"),
                );
            }
            for format in FORMATS {
                let output = planlint(
                    repo.path(),
                    &[arguments, &["--format", format, "--link-base", BASE]].concat(),
                );
                let said = String::from_utf8_lossy(&output.stderr);
                assert!(
                    output.status.code().is_some_and(|code| code < 2),
                    "{arguments:?}: {said}"
                );
                assert_inert(
                    format,
                    &stdout(&output),
                    &format!("{arguments:?} with {text:?}"),
                );
            }
        }
    }
}

/// Two branches that are fine alone and make a finding together; file, commit messages and trailers
/// are hostile.
fn repository(file: &str, text: &str, branch: &str) -> TempDir {
    let repo = tempfile::tempdir().expect("a folder");
    let task = |id: &str, rest: &str| {
        format!("      - {{id: \"{id}\", executors: [x], start: 2024-01-01, days: 3{rest}}}\n")
    };
    let plan = |first: &str, second: &str| {
        format!(
            "plan: {{version: 1, calendar: every-day}}\nowners: {{x: {{kind: team}}}}\nphases:\n  - id: \"1\"\n    coordinator: x\n    \
             total_days: 3\n    tasks:\n{first}\n      # air\n      # air\n      # air\n      # air\n{second}"
        )
    };
    let commit = |plan: &str, message: &str| {
        write(repo.path(), &[(file, plan)]);
        git(repo.path(), &["add", "--all"]);
        git(
            repo.path(),
            &["commit", "--quiet", "--allow-empty", "--message", message],
        );
    };
    git(repo.path(), &["init", "--quiet", "--initial-branch=main"]);
    commit(&plan(&task("1.1", ""), &task("1.2", "")), "first");
    git(repo.path(), &["branch", branch]);
    commit(
        &plan(
            &task("1.1", ", depends_on: [{task: \"1.2\", type: SS}]"),
            &task("1.2", ""),
        ),
        text,
    );
    git(repo.path(), &["checkout", "--quiet", branch]);
    let trailer = format!("{text}\n\nPlanlint-Allow: revision-finish-slipped -- {text}");
    commit(
        &plan(
            &task("1.1", ""),
            &task("1.2", ", depends_on: [{task: \"1.1\", type: SS}]"),
        ),
        &trailer,
    );
    repo
}
