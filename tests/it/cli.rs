//! planlint as a user types it.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use serde_json::Value;
use tempfile::TempDir;

use crate::common;
use crate::common::clean_plan;
use crate::common::command;
use crate::common::planlint;
use crate::common::project;
use crate::common::stderr;
use crate::common::stdout;
use crate::common::write;

static GOOD: LazyLock<String> = LazyLock::new(|| clean_plan().text());

const BAD: &str = "plan: {version: 1}
owners:
  移动: {kind: organisation, aliases: [CM]}
phases:
  - id: \"1\"
    coordinator: CM # the alias
    total_days: 5
    tasks:
      - {id: 1.1, executors: [移动], start: 2023-08-21, finish: 2023-08-25, days: 7}
";

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder can be made");
    write(folder.path(), files);
    folder
}

fn code(folder: &Path, arguments: &[&str]) -> i32 {
    planlint(folder, arguments)
        .status
        .code()
        .expect("it was not killed")
}

#[test]
fn exit_codes() {
    let good = folder(&[("plan/a.yaml", &GOOD)]);
    let bad = folder(&[("plan/a.yaml", BAD)]);
    assert_eq!(code(good.path(), &["check"]), 0);
    assert_eq!(code(bad.path(), &["check"]), 1);
    assert_eq!(code(bad.path(), &["check", "--fail-on", "never"]), 0);
    assert_eq!(code(bad.path(), &["check", "--format", "json"]), 1);
    for wrong in [
        &["check", "nowhere"][..],
        &["check", "--format", "xml"],
        &["chekc"],
        &[],
        &["check", "--as-of", "soon"],
        &["explain", "dates"],
    ] {
        let output = planlint(good.path(), wrong);
        assert_eq!(output.status.code(), Some(2), "{wrong:?}");
        assert_eq!(stdout(&output), "", "{wrong:?}");
        assert!(!stderr(&output).is_empty(), "{wrong:?}");
    }
    assert_eq!(code(good.path(), &["--help"]), 0);
    assert_eq!(code(good.path(), &["--version"]), 0);
}

#[test]
fn levels_decide_what_fails() {
    let warning = GOOD.replace("    coordinator: 移动\n", "");
    let plan = folder(&[("plan/a.yaml", &warning)]);
    assert_eq!(
        code(plan.path(), &["check"]),
        0,
        "warnings do not fail by default"
    );
    assert_eq!(code(plan.path(), &["check", "--fail-on", "warning"]), 1);
    write(plan.path(), &[("planlint.yaml", "fail_on: warning\n")]);
    assert_eq!(code(plan.path(), &["check"]), 1);
    assert_eq!(
        code(plan.path(), &["check", "--fail-on", "error"]),
        0,
        "the command line wins"
    );
    write(
        plan.path(),
        &[("planlint.yaml", "rules: {owner-missing: error}\n")],
    );
    assert_eq!(code(plan.path(), &["check"]), 1);
    write(
        plan.path(),
        &[(
            "planlint.yaml",
            "rules: {owner-missing: {level: off}}\nfail_on: note\n",
        )],
    );
    let output = planlint(plan.path(), &["check"]);
    assert_eq!(
        (output.status.code(), stdout(&output).as_str()),
        (Some(0), "no findings in plan (1 file, 1 task)\n")
    );
}

#[test]
fn plain_text_in_a_pipe() {
    let plan = folder(&[("plan/a.yaml", BAD)]);
    let output = planlint(plan.path(), &["check"]);
    let text = stdout(&output);
    assert_eq!(
        text,
        "plan/a.yaml:6:18: warning[owner-alias] CM is an alias of 移动
    plan/a.yaml:3:38: declared as an alias of 移动
    help: write 移动
plan/a.yaml:7:17: error[total-mismatch] phase 1 says 5 days, but its longest chain of work is 7 days: 1.1 (7)
    plan/a.yaml:9:14: 1.1: 7 days
    help: its work comes to 7 days, but 1.1 says other days than its dates make: mend that first
plan/a.yaml:9:14: error[unquoted-id] the id 1.1 has no quotes, so YAML tools read it as a number
    help: write \"1.1\"
plan/a.yaml:9:81: error[date-days] 1.1 says 7 days, but 2023-08-21 to 2023-08-25 is 5 days in the calendar every-day
    plan/a.yaml:9:43: starts on 2023-08-21
    plan/a.yaml:9:63: finishes on 2023-08-25
    help: write days: 5, or finish: 2023-08-27
3 errors, 1 warning in plan (1 file, 1 task)
"
    );
    assert!(
        !text.contains('\u{1b}') && !text.contains('│'),
        "no colour and no decoration in a pipe"
    );
    let framed = stdout(&planlint(plan.path(), &["check", "--color", "always"]));
    assert!(
        framed.contains('\u{1b}') && framed.contains("╭─"),
        "{framed}"
    );
}

#[test]
fn json_is_the_contract() {
    let plan = folder(&[("plan/a.yaml", BAD)]);
    let text = stdout(&planlint(plan.path(), &["check", "--format", "json"]));
    let report: Value = serde_json::from_str(&text).expect("it is JSON");
    assert_eq!(report["version"], 1);
    assert_eq!(report["plans"], serde_json::json!(["plan"]));
    assert_eq!(
        report["summary"],
        serde_json::json!({"error": 3, "warning": 1, "note": 0, "ignored": 0})
    );
    let findings = report["findings"].as_array().expect("a list");
    assert_eq!(findings.len(), 4);
    let days = &findings[3];
    assert_eq!(
        (days["rule"].as_str(), days["level"].as_str()),
        (Some("date-days"), Some("error"))
    );
    assert_eq!(
        (
            days["plan"].as_str(),
            days["task"].as_str(),
            days["path"].as_str()
        ),
        (Some("plan"), Some("1.1"), Some("plan/a.yaml"))
    );
    let offset = BAD.rfind('7').expect("it is there");
    assert_eq!(
        days["start"],
        serde_json::json!({"line": 9, "column": 81, "offset": offset})
    );
    assert_eq!(
        days["end"],
        serde_json::json!({"line": 9, "column": 82, "offset": offset + 1})
    );
    assert_eq!(days["related"].as_array().map(Vec::len), Some(2));
    assert!(days["related"][0]["message"].is_string() && days["related"][0]["start"]["line"] == 9);
    assert!(
        days["fingerprint"]
            .as_str()
            .is_some_and(|print| print.len() == 32)
    );
    // A clean plan has the same keys.
    let clean = folder(&[("plan/a.yaml", &GOOD)]);
    let report: Value = serde_json::from_str(&stdout(&planlint(
        clean.path(),
        &["check", "--format", "json"],
    )))
    .expect("it is JSON");
    assert_eq!(report["findings"], serde_json::json!([]));
}

#[test]
fn fingerprints_stay_when_lines_move_files_are_split_and_texts_change() {
    let prints = |files: &[(&str, &str)]| -> Vec<String> {
        let plan = folder(files);
        let report: Value = serde_json::from_str(&stdout(&planlint(
            plan.path(),
            &["check", "--format", "json"],
        )))
        .expect("JSON");
        let findings = report["findings"].as_array().cloned().unwrap_or_default();
        let mut prints: Vec<String> = findings
            .iter()
            .map(|finding| finding["fingerprint"].to_string())
            .collect();
        prints.sort();
        prints
    };
    let before = prints(&[("plan/a.yaml", BAD)]);
    assert_eq!(before.len(), 4);
    let (top, phases) = BAD.split_once("phases:").expect("it has phases");
    let moved = format!(
        "# a comment\n\nphases:{}",
        phases.replace("days: 7", "days: 9, name: 新的名称")
    );
    assert_eq!(
        prints(&[("plan/top.yaml", top), ("plan/deep/er.yaml", &moved)]),
        before
    );
    assert_ne!(
        prints(&[("plan/a.yaml", &BAD.replace("1.1", "1.2"))]),
        before
    );
}

#[test]
fn fix_changes_what_it_must_and_nothing_else() {
    let plan = folder(&[("plan/a.yaml", &BAD.replace('\n', "\r\n"))]);
    let output = planlint(plan.path(), &["check", "--fix"]);
    assert_eq!(
        output.status.code(),
        Some(1),
        "the wrong days are left for a person"
    );
    assert_eq!(
        stderr(&output),
        "plan/a.yaml:6:18: write 移动
plan/a.yaml:9:14: put the id between quotes: 1.1 -> \"1.1\"
planlint: mended 2 findings in 1 file
"
    );
    assert!(!stdout(&output).contains("unquoted-id") && stdout(&output).contains("date-days"));
    let text = fs::read_to_string(plan.path().join("plan/a.yaml")).expect("it is there");
    let expected = BAD
        .replace("coordinator: CM", "coordinator: 移动")
        .replace("{id: 1.1,", "{id: \"1.1\",")
        .replace('\n', "\r\n");
    assert_eq!(text, expected);
    let again = planlint(plan.path(), &["check", "--fix"]);
    assert_eq!(
        stderr(&again),
        "planlint: there is nothing that can only be mended in one way\n"
    );
}

#[test]
fn settings_with_mistakes_are_shown_and_nothing_is_checked() {
    let plan = folder(&[
        ("plan/a.yaml", &GOOD),
        (
            "planlint.yaml",
            "rules:\n  wbs-ordr: off\n  date-days: eror\nignor: []\n",
        ),
    ]);
    let output = planlint(plan.path(), &["check"]);
    assert_eq!(
        (output.status.code(), stdout(&output).as_str()),
        (Some(2), "")
    );
    assert_eq!(
        stderr(&output),
        "planlint.yaml:2:3: error[settings] there is no rule \"wbs-ordr\"
    help: did you mean wbs-order?
planlint.yaml:3:14: error[settings] `date-days` cannot be \"eror\"
    help: did you mean error? possible are error, warning, note, off
planlint.yaml:4:1: error[settings] the settings have no key \"ignor\"
    help: did you mean `ignore`?
planlint: planlint.yaml is not usable, so nothing was checked
"
    );
}

#[test]
fn ignores_hide_findings_and_are_checked_themselves() {
    let settings = "ignore:
  - {rule: date-days, task: \"1.1\", reason: agreed with the vendor}
  - {rule: total-mismatch, task: \"1\", reason: follows from the days}
  - {rule: owner-alias, reason: old habit, until: 2099-12-31}
  - {rule: date-days, task: \"9.9\", reason: long gone}
  - {rule: unquoted-id, task: \"1.1\", reason: next week, until: 2023-01-01}
";
    let plan = folder(&[("plan/a.yaml", BAD), ("planlint.yaml", settings)]);
    let output = planlint(plan.path(), &["check"]);
    assert_eq!(
        stdout(&output),
        "plan/a.yaml:9:14: error[unquoted-id] the id 1.1 has no quotes, so YAML tools read it as a number
    help: write \"1.1\"
planlint.yaml:5:12: warning[ignore-unused] nothing is found that the entry for date-days of 9.9 could ignore
    help: remove the entry
planlint.yaml:6:64: warning[ignore-expired] the entry that ignores unquoted-id of 1.1 ended on 2023-01-01: next week
    help: mend what it ignored, or give a new reason and a new date
1 error, 2 warnings in plan (1 file, 1 task); 3 ignored
"
    );
    // With one of several plans checked, an entry may be meant for another.
    write(
        plan.path(),
        &[
            (
                "planlint.yaml",
                &format!("plans: [plan, other]\n{settings}"),
            ),
            ("other/a.yaml", &GOOD),
        ],
    );
    assert!(stdout(&planlint(plan.path(), &["check"])).contains("ignore-unused"));
    assert!(!stdout(&planlint(plan.path(), &["check", "other"])).contains("ignore-unused"));
}

#[test]
fn plans_come_from_arguments_settings_or_the_default() {
    let repository = folder(&[
        ("a/plan/x.yaml", &GOOD),
        ("b/y.yml", &GOOD),
        ("planlint.yaml", "plans: [a/plan, b]\n"),
        ("sub/deep/z.txt", ""),
    ]);
    fs::create_dir(repository.path().join(".git")).expect("a folder can be made");
    let all = "no findings in a/plan, b (2 files, 2 tasks)\n";
    assert_eq!(stdout(&planlint(repository.path(), &["check"])), all);
    assert_eq!(
        stdout(&planlint(&repository.path().join("sub/deep"), &["check"])),
        all,
        "settings are at the root"
    );
    assert_eq!(
        stdout(&planlint(repository.path(), &["check", "b"])),
        "no findings in b (1 file, 1 task)\n"
    );
    assert_eq!(
        stdout(&planlint(
            &repository.path().join("sub"),
            &["check", "../b", "../b/"]
        )),
        "no findings in b (1 file, 1 task)\n"
    );
    assert_eq!(
        stdout(&planlint(
            repository.path(),
            &["check", "--config", "other.yaml"]
        )),
        ""
    );
    write(
        repository.path(),
        &[("planlint.yaml", "plans: [../elsewhere]\n")],
    );
    let output = planlint(repository.path(), &["check"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("leads out of the repository"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn what_cannot_be_checked_is_said() {
    let empty = folder(&[("plan/readme.md", "")]);
    let said = |folder: &Path, arguments: &[&str], words: &str| {
        let output = planlint(folder, arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(stderr(&output).contains(words), "{}", stderr(&output));
        assert!(stderr(&output).contains("help: "), "{}", stderr(&output));
    };
    said(
        empty.path(),
        &["check"],
        "there are no *.yaml or *.yml files in plan",
    );
    said(
        empty.path(),
        &["check", "nowhere"],
        "there is no plan folder nowhere",
    );
    said(
        empty.path(),
        &["check", "nowhere"],
        "planlint init begins a plan, and planlint import makes one of a table",
    );
    said(
        empty.path(),
        &["check", "plan/a.yaml"],
        "there are no *.yaml or *.yml files in plan",
    );
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    let plan = folder(&[
        ("plan/a.yaml", &GOOD),
        ("secret.yaml", "password: x\n"),
        ("other/b.yaml", &GOOD),
    ]);
    std::os::unix::fs::symlink("../secret.yaml", plan.path().join("plan/link.yaml"))
        .expect("a link can be made");
    let output = planlint(plan.path(), &["check"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("plan/link.yaml is not a regular file"),
        "{}",
        stderr(&output)
    );
    fs::remove_file(plan.path().join("plan/link.yaml")).expect("it is there");
    std::os::unix::fs::symlink("../other", plan.path().join("plan/more"))
        .expect("a link can be made");
    assert!(stderr(&planlint(plan.path(), &["check"])).contains("plan/more is a link to a folder"));
}

#[test]
fn status_date_from_the_command_line() {
    let plan = folder(&[(
        "plan/a.yaml",
        &GOOD.replace("days: 5}", "days: 5, progress: 50%}"),
    )]);
    assert!(stdout(&planlint(plan.path(), &["check"])).contains("no findings"));
    assert!(
        stdout(&planlint(plan.path(), &["check", "--as-of", "2023-08-01"]))
            .contains("progress-early")
    );
    assert!(
        stdout(&planlint(plan.path(), &["check", "--as-of", "today"])).contains("progress-late")
    );
}

#[test]
fn explain_speaks_the_language_of_who_asks() {
    let anywhere = folder(&[]);
    let explain = |locale: &str, arguments: &[&str]| {
        let arguments = [&["explain"], arguments].concat();
        let mut command = common::command(anywhere.path(), &arguments);
        command.env("LC_ALL", locale);
        stdout(&command.output().expect("planlint can be started"))
    };
    let by_option = explain("C", &["date-days", "--lang", "zh"]);
    let first = "# 工期与起止日期不符 [date-days]\n\n级别：错误。自 0.1.0 版起提供。\n\n任务的";
    assert!(by_option.starts_with(first), "{by_option}");
    assert!(by_option.ends_with("docs/rules/date-days.zh.md\n"));
    assert!(!by_option.contains("<!--"), "{by_option}");
    assert_eq!(explain("zh_CN.UTF-8", &["date-days"]), by_option);
    let english = explain("zh_CN.UTF-8", &["date-days", "--lang", "en"]);
    assert_eq!(explain("C", &["date-days"]), english);
    let list = explain("zh_CN.UTF-8", &[]);
    assert_eq!(list.lines().count(), planlint::rules().len());
    assert!(list.lines().all(|line| line.ends_with('。')), "{list}");
    let off = explain("zh_CN.UTF-8", &["dependency-redundant"]);
    assert!(
        off.contains("默认关闭，须在 planlint.yaml 中开启。"),
        "{off}"
    );
}

#[test]
fn explain_and_schema() {
    let anywhere = folder(&[]);
    let list = stdout(&planlint(anywhere.path(), &["explain"]));
    assert_eq!(list.lines().count(), planlint::rules().len());
    let page = stdout(&planlint(anywhere.path(), &["explain", "date-days"]));
    assert!(page.starts_with("# date-days\n\nLevel: error."), "{page}");
    let output = planlint(anywhere.path(), &["explain", "date-day"]);
    assert!(
        stderr(&output).contains("did you mean date-days?"),
        "{}",
        stderr(&output)
    );
    let family = planlint(anywhere.path(), &["explain", "date-*"]);
    let of_family: Vec<&str> = list
        .lines()
        .filter(|line| line.starts_with("date-"))
        .collect();
    assert_eq!(
        (
            code(anywhere.path(), &["explain", "date-*"]),
            of_family.len() > 5
        ),
        (0, true)
    );
    let squeezed = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    let shown: Vec<String> = stdout(&family).lines().map(squeezed).collect();
    assert_eq!(
        shown,
        of_family.into_iter().map(squeezed).collect::<Vec<_>>()
    );
    for (name, words) in [
        (
            "dat-*",
            "there is no rule or family dat-*\n  help: did you mean date-*?\n",
        ),
        (
            "plan-xyz-*",
            "there is no rule or family plan-xyz-*\n  help: the families are calendar-*, ",
        ),
    ] {
        let output = planlint(anywhere.path(), &["explain", name]);
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).contains(words), "{}", stderr(&output));
    }
    for which in ["plan", "config", "report", "diff", "gate"] {
        let printed = stdout(&planlint(anywhere.path(), &["schema", which]));
        let file = project().join(format!("schema/{which}.schema.json"));
        assert_eq!(printed, fs::read_to_string(file).expect("it is there"));
    }
}

/// `--lang` and `PLANLINT_LANG` choose the language of the texts in a schema; the locale does not.
#[test]
fn schemas_in_chinese() {
    let anywhere = tempfile::tempdir().expect("a folder can be made");
    let printed = |arguments: &[&str], variable: (&str, &str)| {
        let mut command = command(anywhere.path(), arguments);
        let output = command.env(variable.0, variable.1).output();
        stdout(&output.expect("planlint can be started"))
    };
    let file = |name: &str| {
        let path = project().join(format!("schema/{name}.json"));
        fs::read_to_string(path).expect("it is there")
    };
    let locale = ("LC_ALL", "zh_CN.UTF-8");
    for which in ["plan", "config"] {
        let [english, chinese] = ["schema", "schema.zh"].map(|end| file(&format!("{which}.{end}")));
        assert_eq!(
            printed(&["schema", which, "--lang", "zh"], ("A", "b")),
            chinese
        );
        assert_eq!(
            printed(&["schema", which], ("PLANLINT_LANG", "zh")),
            chinese
        );
        assert_eq!(printed(&["schema", which], locale), english);
    }
    let report = printed(&["schema", "report", "--lang", "zh"], locale);
    assert_eq!(report, file("report.schema"));
}

/// The commands that `planlint --help` lists.
fn commands(folder: &Path) -> Vec<String> {
    let help = stdout(&planlint(folder, &["--help"]));
    let list = help
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.is_empty());
    let names = list
        .filter(|line| !line.starts_with("    "))
        .filter_map(|line| line.split_whitespace().next());
    names
        .filter(|name| *name != "help")
        .map(str::to_owned)
        .collect()
}

#[test]
fn completions_for_every_shell() {
    let anywhere = folder(&[]);
    let commands = commands(anywhere.path());
    assert!(commands.len() > 7, "{commands:?}");
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = stdout(&planlint(anywhere.path(), &["completions", shell]));
        for word in commands
            .iter()
            .map(String::as_str)
            .chain(["fail-on", "staged"])
        {
            assert!(script.contains(word), "{shell}: {word}");
        }
    }
}

#[test]
fn a_manual_page_for_every_command() {
    let anywhere = folder(&[]);
    let output = planlint(anywhere.path(), &["man", "--out", "share/man1"]);
    assert_eq!(
        (output.status.code(), stdout(&output)),
        (Some(0), String::new()),
        "{}",
        stderr(&output)
    );
    let page = |name: &str| {
        fs::read_to_string(anywhere.path().join("share/man1").join(name)).expect("it is written")
    };
    let whole = page("planlint.1");
    assert!(whole.contains("PLANLINT 1 \" \" \"planlint "), "{whole}");
    for command in commands(anywhere.path()) {
        assert!(
            whole.contains(&format!("planlint\\-{command}(1)")),
            "{command}: {whole}"
        );
        let own = page(&format!("planlint-{command}.1"));
        assert!(own.contains(".SH OPTIONS"), "{command}: {own}");
        assert_eq!(
            own,
            stdout(&planlint(anywhere.path(), &["man", &command])),
            "{command}"
        );
    }
    assert!(page("planlint-check.1").contains("\\-\\-staged"));
    assert_eq!(whole, stdout(&planlint(anywhere.path(), &["man"])));
    let unknown = planlint(anywhere.path(), &["man", "chek"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(
        stderr(&unknown).contains("did you mean planlint check?"),
        "{}",
        stderr(&unknown)
    );
    write(anywhere.path(), &[("file", "")]);
    let blocked = planlint(anywhere.path(), &["man", "--out", "file"]);
    assert_eq!(blocked.status.code(), Some(2));
    assert!(
        stderr(&blocked).contains("cannot make file"),
        "{}",
        stderr(&blocked)
    );
}

#[test]
fn escape_sequences_of_a_plan_stay_dead() {
    let evil = GOOD
        .replace(
            "{id: \"1.1\"",
            "{id: \"1.1\", dayz: \"\\e[31m\", name: \"\\e]0;x\\a\"",
        )
        .replace("start: 2023-08-21", "start: \"\\e[2J\u{202e}\"");
    let plan = folder(&[("plan/a.yaml", &evil)]);
    for arguments in [&["check"][..], &["check", "--color", "never"]] {
        let text = stdout(&planlint(plan.path(), arguments));
        assert!(
            text.contains("schema") && !text.contains(['\u{1b}', '\u{7}', '\u{202e}']),
            "{text:?}"
        );
    }
}

#[test]
fn the_output_can_be_cut_off() {
    // More than a pipe holds, so that the write does fail.
    let task = |n: usize| {
        format!("      - {{id: \"1.{n}\", start: 2023-08-21, finish: 2023-08-25, days: 7}}\n")
    };
    let plan = folder(&[(
        "plan/a.yaml",
        &format!(
            "phases:\n  - id: \"1\"\n    tasks:\n{}",
            (1..3000).map(task).collect::<String>()
        ),
    )]);
    // The exit status stays what it is, and not even one line may be read.
    for (arguments, lines, status) in [
        ("check", 1, "1\n"),
        ("check", 0, "1\n"),
        ("check --fail-on never", 0, "0\n"),
        ("explain", 0, "0\n"),
        ("explain date-days", 0, "0\n"),
        ("schema", 0, "0\n"),
        ("man check", 0, "0\n"),
        ("--help", 0, "0\n"),
    ] {
        // A moment, so that nobody listens any more when planlint writes.
        let wait = if lines == 0 { "sleep 0.1;" } else { "" };
        let planlint = env!("CARGO_BIN_EXE_planlint");
        let shell = format!("({wait} {planlint} {arguments}; echo $? >&2) | head -n {lines}");
        let output = std::process::Command::new("sh")
            .arg("-c")
            .arg(shell)
            .current_dir(plan.path())
            .output();
        let output = output.expect("there is a shell");
        assert_eq!(stderr(&output), status, "{arguments}");
        assert_eq!(stdout(&output).lines().count(), lines, "{arguments}");
    }
}

/// What is advised can be followed.
#[test]
fn a_list_of_tasks_is_begun_with_an_id() {
    let plan = folder(&[(
        "plan/a.yaml",
        "plan: {version: 1}\nphases:\n  - id: \"1\"\n    tasks: foo\n",
    )]);
    let text = stdout(&planlint(plan.path(), &["check"]));
    let (_, advice) = text
        .split_once("help: below `tasks:` begin a line")
        .unwrap_or_else(|| panic!("{text}"));
    let (_, line) = advice
        .lines()
        .next()
        .and_then(|line| line.split_once(": "))
        .expect("an example");
    write(
        plan.path(),
        &[(
            "plan/a.yaml",
            &format!("plan: {{version: 1}}\nphases:\n  - id: \"2\"\n    tasks:\n      {line}\n"),
        )],
    );
    assert!(!stdout(&planlint(plan.path(), &["check"])).contains("[schema]"));
}

#[test]
fn standard_output_is_no_file() {
    let plan = folder(&[("plan/a.yaml", &GOOD)]);
    let output = planlint(plan.path(), &["check", "--output", "json=-"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("standard output is --format's: write --format json"),
        "{}",
        stderr(&output)
    );
    assert!(!plan.path().join("-").exists());
    let output = planlint(plan.path(), &["check", "--output", "json=out/a.json"]);
    assert_eq!(
        stderr(&output),
        "planlint: cannot write out/a.json: there is no folder out\n  help: make it first: mkdir -p out\n"
    );
}

#[test]
fn a_command_that_does_not_exist() {
    let output = planlint(Path::new("."), &["man", "nosuch"]);
    assert_eq!(
        stderr(&output),
        "planlint: there is no command planlint nosuch\n  help: `planlint --help` lists all commands\n"
    );
    let output = planlint(Path::new("."), &["man", "chekc"]);
    assert!(
        stderr(&output).contains("did you mean planlint check?"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn help_and_manual_tell_the_exit_status() {
    for command in ["check", "diff", "gate"] {
        for arguments in [[command, "--help"], ["man", command]] {
            let text = stdout(&planlint(Path::new("."), &arguments));
            assert!(text.contains("Exit status: 0 "), "{arguments:?}: {text}");
        }
    }
}

#[cfg(unix)]
#[test]
fn nothing_outside_the_repository_is_read() {
    let outside = folder(&[
        ("secret/a.yaml", "password: x\n"),
        ("secret.yaml", "password: x\n"),
    ]);
    let plan = folder(&[("real/a.yaml", &GOOD)]);
    let link = |to: &str, name: &str| {
        std::os::unix::fs::symlink(outside.path().join(to), plan.path().join(name))
            .expect("a link can be made");
    };
    link("secret", "plan");
    let output = planlint(plan.path(), &["check"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("plan is a link, so it is not followed"),
        "{}",
        stderr(&output)
    );
    link("secret.yaml", "planlint.yaml");
    let output = planlint(plan.path(), &["check", "real"]);
    assert_eq!(
        (output.status.code(), stdout(&output).as_str()),
        (Some(2), "")
    );
    assert!(
        stderr(&output).contains("planlint.yaml is a link")
            && !stderr(&output).contains("password"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn what_could_not_be_read_never_passes_as_clean() {
    let plan = folder(&[
        ("plan/a.yaml", &GOOD),
        ("plan/b.yaml", "phases:\n  - id: \"2\n"),
    ]);
    for settings in [
        "rules: {syntax: off}\n",
        "ignore: [{rule: syntax, reason: later}]\n",
    ] {
        write(plan.path(), &[("planlint.yaml", settings)]);
        let output = planlint(plan.path(), &["check"]);
        assert_eq!(output.status.code(), Some(1), "{}", stdout(&output));
        assert!(
            stdout(&output).contains("not everything could be read"),
            "{}",
            stdout(&output)
        );
        let json: Value = serde_json::from_str(&stdout(&planlint(
            plan.path(),
            &["check", "--format", "json"],
        )))
        .expect("JSON");
        assert_eq!(json["incomplete"], true);
    }
}

#[test]
fn plan_text_is_no_command_of_a_ci_runner() {
    let evil = GOOD
        .replace("\"1.1\"", "\"##[set-output name=x;]y\"")
        .replace("days: 5}", "days: 9}");
    let plan = folder(&[("plan/a.yaml", &evil)]);
    let text = stdout(&planlint(plan.path(), &["check"]));
    assert!(
        text.contains("date-days") && !text.contains("##["),
        "{text}"
    );
}

#[test]
fn an_alias_of_two_owners_is_nobodys() {
    let both = GOOD.replace(
        "  移动: {kind: organisation}\n",
        "  移动: {kind: organisation, aliases: [丁]}\n  乙: {kind: team, aliases: [丁]}\n",
    );
    let plan = folder(&[(
        "plan/a.yaml",
        &both.replace("executors: [移动]", "executors: [丁, 乙]"),
    )]);
    let output = planlint(plan.path(), &["check", "--fix"]);
    assert!(
        stdout(&output).contains("error[id-duplicate] 丁 is to mean 乙, but it means 移动 already"),
        "{}",
        stdout(&output)
    );
    assert!(
        fs::read_to_string(plan.path().join("plan/a.yaml"))
            .expect("it is there")
            .contains("[丁, 乙]")
    );
}

/// One run, several formats: standard output is what `--format` says, the files are what `--output`
/// says.
#[test]
fn several_formats_in_one_run() {
    let bad = folder(&[("plan/a.yaml", BAD), ("summary.md", "before\n")]);
    let summary = bad.path().join("summary.md");
    let arguments = [
        "check",
        "--output",
        "sarif=out.sarif",
        "--output",
        "markdown=summary.md",
        "--output",
        "junit=out=1.xml",
    ];
    let output = command(bad.path(), &arguments)
        .env("GITHUB_STEP_SUMMARY", &summary)
        .output()
        .expect("it runs");
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stdout(&output).contains("plan/a.yaml:9:14: error[unquoted-id]"),
        "{}",
        stdout(&output)
    );
    let sarif = fs::read_to_string(bad.path().join("out.sarif")).expect("it was written");
    assert_eq!(
        serde_json::from_str::<Value>(&sarif).expect("it is JSON")["version"],
        "2.1.0"
    );
    assert!(
        fs::read_to_string(bad.path().join("out=1.xml"))
            .expect("it was written")
            .starts_with("<?xml")
    );
    // A job summary is added to; any other file is replaced.
    assert!(
        fs::read_to_string(&summary)
            .expect("it is there")
            .starts_with("before\n### planlint\n")
    );
    let output = planlint(
        bad.path(),
        &[
            "check",
            "--output",
            "markdown=summary.md",
            "--format",
            "json",
        ],
    );
    assert!(
        fs::read_to_string(&summary)
            .expect("it is there")
            .starts_with("### planlint\n")
    );
    assert_eq!(
        stdout(&output),
        stdout(&planlint(bad.path(), &["check", "--format", "json"]))
    );
}

#[test]
fn outputs_that_cannot_be() {
    let bad = folder(&[("plan/a.yaml", BAD)]);
    for (argument, words) in [
        ("sarif", "write it as FORMAT=FILE"),
        (
            "xml=a",
            "there is no format xml; there are text, json, sarif, github, gitlab, junit, markdown",
        ),
        ("json=", "the name of the file is missing"),
        ("json=nowhere/a.json", "cannot write nowhere/a.json"),
        ("json=plan", "cannot write plan"),
    ] {
        let output = planlint(bad.path(), &["check", "--output", argument]);
        assert_eq!(output.status.code(), Some(2), "{argument}");
        assert!(
            stderr(&output).contains(words),
            "{argument}: {}",
            stderr(&output)
        );
    }
    let twice = planlint(
        bad.path(),
        &["check", "--output", "json=a", "--output", "sarif=a"],
    );
    assert_eq!(twice.status.code(), Some(2));
    assert!(
        stderr(&twice).contains("names a twice"),
        "{}",
        stderr(&twice)
    );
    assert!(!bad.path().join("a").exists());
}

/// Outside of git nobody but planlint knows that `plan` is where one is.
#[test]
fn in_the_folder_of_the_plan() {
    let folder = folder(&[
        ("plan/a.yaml", &GOOD),
        ("other/a.yaml", &GOOD),
        ("empty/readme.md", ""),
    ]);
    let said = |name: &str, words: &[&str]| {
        let output = planlint(&folder.path().join(name), &["check"]);
        assert_eq!(output.status.code(), Some(2), "{}", stdout(&output));
        for word in words {
            assert!(stderr(&output).contains(word), "{}", stderr(&output));
        }
    };
    said(
        "plan",
        &[
            "there is no plan folder plan here: this folder is a plan itself",
            "help: planlint check . checks it; so does",
        ],
    );
    said(
        "other",
        &[
            "this folder is a plan itself",
            "with `plans: [.]` in planlint.yaml, planlint check does",
        ],
    );
    said(
        "empty",
        &[
            "there is no plan folder plan\n",
            "planlint init begins a plan",
        ],
    );
    assert_eq!(code(&folder.path().join("plan"), &["check", "."]), 0);
}

#[test]
fn paths_are_no_revisions() {
    let repo = crate::git::Repo::new(&[("plan/a.yaml", &GOOD)]);
    for (arguments, help) in [
        (
            &["diff", "plan/a.yaml"][..],
            "what changed in the plan that it is in shows: planlint diff --plan plan\n",
        ),
        (
            &["diff", "HEAD", "plan/a.yaml"],
            "planlint diff HEAD --plan plan\n",
        ),
        (
            &["diff", "plan"],
            "what changed in the plan plan shows: planlint diff --plan plan\n",
        ),
        (
            &["diff", "--", "plan/a.yaml"],
            "planlint diff --plan plan\n",
        ),
        (
            &["diff", "HEAD", "--", "plan"],
            "planlint diff HEAD --plan plan\n",
        ),
        (
            &["diff", "HEAD", "HEAD", "--", "plan", "other"],
            "planlint diff HEAD HEAD --plan plan\n",
        ),
    ] {
        let output = repo.planlint(arguments);
        assert_eq!(
            (output.status.code(), stdout(&output).as_str()),
            (Some(2), ""),
            "{arguments:?}"
        );
        assert!(
            stderr(&output).contains(help),
            "{arguments:?}: {}",
            stderr(&output)
        );
    }
    let output = repo.planlint(&["diff", "--", "plan"]);
    assert!(stderr(&output).starts_with(
        "planlint: planlint diff compares whole plans, and takes no paths after `--`\n"
    ));
    assert!(!stdout(&repo.planlint(&["diff", "--help"])).contains("[PATHS]"));
}

#[test]
fn another_folder_to_run_in() {
    let folder = folder(&[
        ("a/b/plan/x.yaml", &GOOD),
        ("table.tsv", "编号\t名称\n1\tx\n"),
    ]);
    let clean = "no findings in plan (1 file, 1 task)\n";
    assert_eq!(
        stdout(&planlint(folder.path(), &["-C", "a/b", "check"])),
        clean
    );
    assert_eq!(
        stdout(&planlint(
            folder.path(),
            &["-C", "a", "-C", "b", "check", "plan"]
        )),
        clean
    );
    assert_eq!(
        stdout(&planlint(folder.path(), &["-C", "a", "check", "b/plan"])),
        clean.replace("plan", "b/plan")
    );
    let imported = planlint(
        folder.path(),
        &["-C", "a", "import", "../table.tsv", "--out", "new"],
    );
    assert_eq!(imported.status.code(), Some(0), "{}", stderr(&imported));
    assert!(folder.path().join("a/new/plan.yaml").exists());
    let output = planlint(folder.path(), &["-C", "nowhere", "check"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).starts_with("planlint: cannot go to the folder nowhere: "),
        "{}",
        stderr(&output)
    );
}

/// What planlint writes to a terminal that is so wide as tests have it.
fn on_a_terminal(folder: &Path, arguments: &[&str]) -> String {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut world = planlint::console::World {
        input: &mut std::io::empty(),
        out: &mut out,
        err: &mut err,
        folder: folder.to_owned(),
        out_is_terminal: true,
        err_is_terminal: true,
        lang: None,
        watch: planlint::console::Watch::default(),
    };
    let arguments = std::iter::once("planlint")
        .chain(arguments.iter().copied())
        .map(std::ffi::OsString::from);
    let code = planlint::cli::run(arguments, &mut world);
    assert_eq!(code, 0, "{}", String::from_utf8_lossy(&err));
    String::from_utf8(out).expect("planlint writes UTF-8")
}

/// In a pipe each thing is one line; on a terminal no line is torn where the terminal ends.
#[test]
fn long_lines_on_a_terminal() {
    use unicode_width::UnicodeWidthStr as _;
    let rows: String = (1..60)
        .map(|row| format!("1.{row}\t名称\t具体需评估\t\t\n"))
        .collect();
    let table = format!("编号\t名称\t预计开始日期\t预计完成日期\t天数\n1\t名称\t\t\t\n{rows}");
    let folder = folder(&[("table.tsv", &table)]);
    let table = folder.path().join("table.tsv");
    let out = folder.path().join("new");
    let import = [
        "import",
        table.to_str().expect("text"),
        "--out",
        out.to_str().expect("text"),
        "--force",
    ];
    for arguments in [&["explain"][..], &import] {
        let piped = stdout(&planlint(folder.path(), arguments));
        let shown = on_a_terminal(folder.path(), arguments);
        let is_long = |line: &str| line.width() > 120;
        assert!(piped.lines().any(|line| line.width() > 80), "{piped}");
        assert!(shown.lines().count() > piped.lines().count(), "{shown}");
        // A path or a word in one piece may be longer.
        assert!(
            !shown
                .lines()
                .any(|line| is_long(line) && line.split(' ').count() > 4),
            "{shown}"
        );
        let words = |text: &str| text.split_whitespace().collect::<String>();
        assert_eq!(words(&shown), words(&piped));
    }
}

#[test]
fn manual_pages_are_for_man() {
    let folder = folder(&[]);
    let shown = on_a_terminal(folder.path(), &["man", "check"]);
    assert!(
        shown.starts_with("To read the page: planlint man check | man -l -\n"),
        "{shown}"
    );
    assert!(
        shown.ends_with("The same in short: planlint check --help\n") && !shown.contains(".TH"),
        "{shown}"
    );
    assert!(on_a_terminal(folder.path(), &["man"]).contains("planlint man | man -l -\n"));
}
