//! What of a plan somebody asks for: some files of it, a text in the place of one, some rules, the
//! errors alone, or just how much there is.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Output;
use std::process::Stdio;

use serde_json::Value;
use tempfile::TempDir;

use crate::common::command;
use crate::common::planlint;
use crate::common::stderr;
use crate::common::stdout;
use crate::common::write;
use crate::git::Repo;

const TOP: &str = "plan: {version: 1}
owners:
  Team: {kind: team}
";

/// One error, `date-days` of 1.1; and one warning, `owner-missing` of 1.
const ONE: &str = "phases:
  - id: \"1\"
    total_days: 6
    tasks:
      - {id: \"1.1\", coordinator: Team, executors: [Team], start: 2023-08-21, finish: 2023-08-25, days: 6}
      - {id: \"1.2\", coordinator: Team, executors: [Team], start: 2023-08-21, finish: 2023-08-26, days: 6}
";

/// One error, `dependency-unknown` of 2.1; and one note, `date-pending` of it.
const TWO: &str = "phases:
  - id: \"2\"
    coordinator: Team
    total_days: 5
    tasks:
      - {id: \"2.1\", executors: [Team], days: 5, pending: not settled, depends_on: [\"2.9\"]}
";

const PLAN: [(&str, &str); 3] = [
    ("plan/plan.yaml", TOP),
    ("plan/1.yaml", ONE),
    ("plan/2.yaml", TWO),
];

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder can be made");
    write(folder.path(), files);
    folder
}

#[track_caller]
fn says(output: &Output, code: i32, words: &[&str], not: &[&str]) {
    let said = format!("{}{}", stdout(output), stderr(output));
    assert_eq!(output.status.code(), Some(code), "{said}");
    for word in words {
        assert!(said.contains(word), "{word:?} is not in {said}");
    }
    for word in not {
        assert!(!said.contains(word), "{word:?} is in {said}");
    }
}

#[track_caller]
fn check(folder: &Path, arguments: &[&str], code: i32, words: &[&str], not: &[&str]) {
    says(
        &planlint(folder, &[&["check"], arguments].concat()),
        code,
        words,
        not,
    );
}

fn json(folder: &Path, arguments: &[&str]) -> Value {
    let output = planlint(
        folder,
        &[&["check", "--format", "json"], arguments].concat(),
    );
    serde_json::from_str(&stdout(&output)).unwrap_or_else(|_| panic!("{}", stderr(&output)))
}

fn with_input(folder: &Path, arguments: &[&str], input: &[u8]) -> Output {
    let mut command = command(folder, arguments);
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut running = command.spawn().expect("it can be started");
    // Whoever does not read it all closes it.
    let _ = running.stdin.take().expect("it is piped").write_all(input);
    running.wait_with_output().expect("it ends")
}

#[test]
fn a_file_is_shown_by_itself_and_checked_in_its_plan() {
    let plan = folder(&PLAN);
    let one =
        "1 error, 1 warning in plan (3 files, 3 tasks); 2 findings in other files are left out\n";
    check(
        plan.path(),
        &["plan/1.yaml"],
        1,
        &["plan/1.yaml:5:", "date-days", "owner-missing", one],
        &["plan/2.yaml"],
    );
    let absolute = plan.path().join("plan/1.yaml");
    check(
        plan.path(),
        &[absolute.to_str().expect("it is text")],
        1,
        &[one],
        &["plan/2.yaml"],
    );
    fs::create_dir(plan.path().join(".git")).expect("a folder can be made");
    check(
        &plan.path().join("plan"),
        &["../plan/1.yaml"],
        1,
        &["plan/1.yaml"],
        &["plan/2.yaml"],
    );
    check(
        &plan.path().join("plan"),
        &["1.yaml"],
        1,
        &["plan/1.yaml", one],
        &["plan/2.yaml"],
    );
    // A file without a finding of its own is clean, whatever is wrong with the others.
    let clean = "no findings in plan (3 files, 3 tasks); 4 findings in other files are left out\n";
    check(
        plan.path(),
        &["plan/plan.yaml"],
        0,
        &[clean],
        &["plan/1.yaml"],
    );
    check(
        plan.path(),
        &["plan/1.yaml", "plan/2.yaml"],
        1,
        &["plan/1.yaml", "plan/2.yaml", "2 errors"],
        &["left out"],
    );
    check(
        plan.path(),
        &["plan/1.yaml", "plan"],
        1,
        &["plan/1.yaml", "plan/2.yaml", "2 errors"],
        &["left out"],
    );
    let report = json(plan.path(), &["plan/2.yaml"]);
    assert_eq!(
        report["summary"],
        serde_json::json!({"error": 1, "warning": 0, "note": 1, "ignored": 0, "elsewhere": 2})
    );
}

/// The finding is where the file is right and another one is wrong.
#[test]
fn the_rest_of_the_plan_is_read() {
    let plan = folder(&[
        ("plan/plan.yaml", TOP),
        ("plan/2.yaml", &TWO.replace("2.9", "1.1")),
        ("plan/1.yaml", ONE),
    ]);
    check(
        plan.path(),
        &["plan/2.yaml"],
        0,
        &["1 note in plan (3 files"],
        &["dependency-unknown"],
    );
}

#[test]
fn what_cannot_be_read_is_shown_whatever_is_asked_for() {
    let plan = folder(&PLAN);
    write(
        plan.path(),
        &[
            ("plan/3.yaml", "phases: [\n"),
            ("plan/4.yaml", "phases: 4\n"),
        ],
    );
    fs::write(plan.path().join("plan/5.yaml"), b"# \xb2\xbf\xca\xf0\n").expect("it can be written");
    let unread = [
        "plan/3.yaml:1:9: error[syntax]",
        "plan/4.yaml:1:9: error[schema]",
        "plan/5.yaml:1:3: error[encoding]",
    ];
    for arguments in [
        &["plan/plan.yaml"][..],
        &["--select", "owner-*"],
        &["--ignore", "syntax,schema,encoding,date-*"],
        &["--quiet", "--ignore", "date-*,dependency-*"],
        &["--select", "ignore-unused", "plan/2.yaml"],
    ] {
        let words = [&unread[..], &["not everything could be read"]].concat();
        check(plan.path(), arguments, 1, &words, &["date-days"]);
    }
}

const GROUND: [(&str, &str); 3] = [
    (
        "planlint.yaml",
        "plans: [teams/alpha, teams/alpha/inner, {path: teams/beta, name: β}]\n",
    ),
    ("teams/alpha/inner/a.yaml", TOP),
    ("teams/beta/plan.yaml", TOP),
];

/// pre-commit and lint-staged hand over whatever was changed.
#[test]
fn files_of_several_plans_and_of_none() {
    let repo = folder(&[&PLAN[..], &GROUND].concat());
    write(
        repo.path(),
        &[
            ("teams/alpha/plan.yaml", TOP),
            ("teams/alpha/1.yaml", ONE),
            ("teams/beta/2.yaml", TWO),
            ("teams/beta/README.md", "# Beta\n"),
            ("compose.yaml", "services: {}\n"),
            ("teams/compose.yml", "services: {x: {phases: 1}}\n"),
            ("teams/.hidden.yaml", TOP),
        ],
    );
    let root = repo.path();
    check(
        root,
        &["teams/alpha/1.yaml", "teams/beta/2.yaml"],
        1,
        &["2 errors, 1 warning, 1 note in teams/alpha, teams/beta"],
        &[],
    );
    check(
        root,
        &["teams/alpha/inner/a.yaml"],
        0,
        &["in teams/alpha/inner (1 file"],
        &[],
    );
    // No plan of the settings: the folder around it where a plan begins.
    check(
        root,
        &["plan/1.yaml"],
        1,
        &["plan/1.yaml", "in plan (3 files, 3 tasks)"],
        &["plan/2.yaml:"],
    );
    write(
        root,
        &[
            (
                "plan/deep/er/3.yaml",
                "phases: [{id: \"3\", total_days: 1}]\n",
            ),
            ("alone/1.yaml", ONE),
        ],
    );
    check(
        root,
        &["plan/deep/er/3.yaml"],
        0,
        &["plan/deep/er/3.yaml:1:", "in plan (4 files"],
        &["plan/1.yaml:"],
    );
    // Its own folder, if it has nothing but keys of a plan.
    check(
        root,
        &["alone/1.yaml"],
        1,
        &[
            "in alone (1 file, 2 tasks)",
            "no part of this plan has the key `plan`",
        ],
        &[],
    );
    // A name from the settings, and a folder beside a file.
    check(
        root,
        &["β", "plan/1.yaml"],
        1,
        &[
            "teams/beta/2.yaml:",
            "plan/1.yaml:",
            "in teams/beta, plan (",
        ],
        &["plan/2.yaml: "],
    );
    for (file, said) in [
        (
            "teams/beta/README.md",
            "planlint: teams/beta/README.md is no YAML file, so it is in no plan and is not checked\n",
        ),
        (
            "compose.yaml",
            "planlint: compose.yaml is in no plan, so it is not checked\n",
        ),
        (
            "teams/compose.yml",
            "planlint: teams/compose.yml is in no plan, so it is not checked\n",
        ),
        (
            "teams/.hidden.yaml",
            "planlint: teams/.hidden.yaml is in no plan, so it is not checked\n",
        ),
    ] {
        let output = planlint(root, &["check", file]);
        says(&output, 0, &["nothing was checked\n"], &[]);
        assert_eq!(stderr(&output), said);
        let output = planlint(root, &["check", "teams/beta/2.yaml", file]);
        says(&output, 1, &["teams/beta/2.yaml:", said], &[]);
        assert_eq!(json(root, &[file])["plans"], serde_json::json!([]));
    }
}

/// `git diff --name-only | xargs planlint check` hands over more files of other kinds than anybody
/// wants to hear of.
#[test]
fn files_that_are_passed_over_are_told_in_a_line() {
    let repo = folder(&PLAN);
    let root = repo.path();
    let names = [
        "a.rs", "b.md", "c.rs", "d.rs", "x.yaml", "y.yaml", "z.yml", "v.yaml", "w.yml",
    ];
    write(root, &names.map(|name| (name, "services: {}\n")));
    let said = |files: &[&str]| {
        stderr(&planlint(
            root,
            &[&["check", "plan/1.yaml"], files].concat(),
        ))
    };
    assert_eq!(
        said(&["a.rs", "b.md", "a.rs"]),
        "planlint: a.rs and b.md are no YAML files, so they are in no plan and are not checked\n"
    );
    assert_eq!(
        said(&["a.rs", "x.yaml", "b.md", "c.rs", "y.yaml"]),
        "planlint: a.rs, b.md and c.rs are no YAML files, so they are in no plan and are not checked\n\
         planlint: x.yaml and y.yaml are in no plan, so they are not checked\n"
    );
    assert_eq!(
        said(&names),
        "planlint: a.rs, b.md, c.rs and 1 more are no YAML files, so they are in no plan and are not checked\n\
         planlint: x.yaml, y.yaml, z.yml and 2 more are in no plan, so they are not checked\n"
    );
}

#[test]
fn the_settings_as_a_file() {
    let settings = "ignore:\n  - {rule: date-days, task: \"9\", reason: gone}\n";
    let plan = folder(&[&PLAN[..], &[("planlint.yaml", settings)]].concat());
    check(
        plan.path(),
        &["planlint.yaml"],
        0,
        &[
            "planlint.yaml:2:12: warning[ignore-unused]",
            "1 warning in plan",
        ],
        &["plan/1.yaml"],
    );
    check(
        plan.path(),
        &["planlint.yaml", "--fail-on", "warning"],
        1,
        &["ignore-unused"],
        &[],
    );
    check(
        plan.path(),
        &["planlint.yaml", "plan/1.yaml"],
        1,
        &["ignore-unused", "plan/1.yaml:"],
        &["plan/2.yaml:"],
    );
    check(
        plan.path(),
        &["plan/1.yaml"],
        1,
        &["plan/1.yaml:"],
        &["ignore-unused"],
    );
    write(plan.path(), &[("planlint.yaml", "ignor: []\n")]);
    check(
        plan.path(),
        &["planlint.yaml"],
        2,
        &["planlint.yaml:1:1: error[settings]"],
        &[],
    );
}

/// What breaks stands in other files.
#[test]
fn a_file_that_is_gone() {
    let plan = folder(&PLAN);
    fs::remove_file(plan.path().join("plan/2.yaml")).expect("it is there");
    let said = "planlint: plan/2.yaml is not there, so everything that is found in plan is shown\n";
    check(
        plan.path(),
        &["plan/2.yaml"],
        1,
        &[said, "plan/1.yaml:", "1 error, 1 warning in plan (2 files"],
        &[],
    );
    check(
        plan.path(),
        &["other/2.yaml"],
        2,
        &[
            "there is no file other/2.yaml, and no plan that it could be in",
            "help: ",
        ],
        &[],
    );
    check(
        plan.path(),
        &["other"],
        2,
        &["there is no plan folder other"],
        &[],
    );
}

#[test]
fn a_file_at_a_revision() {
    let repo = Repo::new(&PLAN);
    repo.commit("less", &[("plan/1.yaml", &ONE.replace("6}", "5}"))]);
    fs::remove_file(repo.path().join("plan/1.yaml")).expect("it is there");
    check(
        repo.path(),
        &["--rev", "HEAD~1", "plan/1.yaml"],
        1,
        &["plan/1.yaml:5:", "date-days"],
        &["plan/2.yaml:", "is not there"],
    );
    check(
        repo.path(),
        &["--staged", "plan/2.yaml"],
        1,
        &["plan/2.yaml:", "in plan (3 files"],
        &["plan/1.yaml:"],
    );
    check(
        repo.path(),
        &["--rev", "HEAD", "plan/3.yaml"],
        1,
        &["plan/3.yaml is not there", "plan/2.yaml:", "plan/1.yaml:"],
        &[],
    );
    repo.git(&["checkout", "--quiet", "plan"]);
    write(
        repo.path(),
        &[
            ("plan/2.yaml", &TWO.replace("2.9", "2.8")),
            ("plan/1.yaml", ONE),
        ],
    );
    check(
        repo.path(),
        &["--against", "HEAD", "plan/2.yaml"],
        1,
        &["plan/2.yaml:", "2.1 depends on 2.8", "left out"],
        &["plan/1.yaml:"],
    );
}

#[test]
fn fix_mends_the_file_that_is_named() {
    let mend = |text: &str| {
        text.replace("id: \"1.1\"", "id: 1.1")
            .replace("id: \"1.2\"", "id: 1.2")
    };
    let plan = folder(&[
        ("plan/plan.yaml", TOP),
        ("plan/1.yaml", &mend(ONE)),
        (
            "plan/3.yaml",
            &mend(ONE)
                .replace("id: \"1\"", "id: \"3\"")
                .replace("id: 1.", "id: 3."),
        ),
    ]);
    let before = fs::read_to_string(plan.path().join("plan/3.yaml")).expect("it is there");
    check(
        plan.path(),
        &["--fix", "plan/1.yaml"],
        1,
        &["planlint: mended 2 findings in 1 file"],
        &["plan/3.yaml:"],
    );
    assert_eq!(
        fs::read_to_string(plan.path().join("plan/3.yaml")).expect("it is there"),
        before
    );
    assert!(
        !fs::read_to_string(plan.path().join("plan/1.yaml"))
            .expect("it is there")
            .contains("id: 1.")
    );
}

#[test]
fn standard_input_in_the_place_of_a_file() {
    let plan = folder(&PLAN);
    let ask = |arguments: &[&str], input: &str| {
        with_input(
            plan.path(),
            &[&["check", "-"], arguments].concat(),
            input.as_bytes(),
        )
    };
    says(
        &ask(&["--stdin-filename", "plan/1.yaml"], ONE),
        1,
        &["plan/1.yaml:5:", "date-days"],
        &["plan/2.yaml:"],
    );
    let right = ONE.replacen("days: 6}", "days: 5}", 1);
    says(
        &ask(&["--stdin-filename", "plan/1.yaml"], &right),
        0,
        &["1 warning in plan (3 files"],
        &["date-days"],
    );
    let absolute = plan.path().join("plan/1.yaml");
    says(
        &ask(&["--stdin-filename", absolute.to_str().expect("text")], ONE),
        1,
        &["plan/1.yaml:5:"],
        &["plan/2.yaml:"],
    );
    // A file that is not there yet, in a plan and where none is.
    let three = ONE.replace("\"1", "\"3");
    says(
        &ask(&["--stdin-filename", "plan/deep/3.yaml"], &three),
        1,
        &["plan/deep/3.yaml:5:", "in plan (4 files"],
        &["is not there"],
    );
    let whole = format!("{TOP}{ONE}");
    says(
        &ask(&["--stdin-filename", "new/plan.yaml"], &whole),
        1,
        &["new/plan.yaml:8:", "in new (1 file, 2 tasks)"],
        &[],
    );
    says(
        &ask(&["--stdin-filename", "compose.yaml"], "services: {}\n"),
        0,
        &["compose.yaml is in no plan"],
        &[],
    );
    says(
        &ask(&["--stdin-filename", "notes.md"], "x"),
        0,
        &["notes.md is no YAML file"],
        &[],
    );
    assert_eq!(
        fs::read_to_string(plan.path().join("plan/1.yaml")).expect("it is there"),
        ONE,
        "nothing is written"
    );
    // As the settings.
    says(
        &ask(&["--stdin-filename", "planlint.yaml"], "ignor: []\n"),
        2,
        &["planlint.yaml:1:1: error[settings]"],
        &[],
    );
    let stale = "ignore: [{rule: date-days, task: \"9\", reason: r}]\n";
    says(
        &ask(&["--stdin-filename", "planlint.yaml"], stale),
        0,
        &["ignore-unused", "1 warning in plan"],
        &["plan/1.yaml:"],
    );
}

#[test]
fn standard_input_has_the_limits_of_a_file() {
    let plan = folder(
        &[
            &PLAN[..],
            &[(
                "planlint.yaml",
                "rules: {limit: {max_file_bytes: 1000, max_plan_bytes: 1200}}\n",
            )],
        ]
        .concat(),
    );
    let ask = |input: &[u8]| {
        with_input(
            plan.path(),
            &["check", "-", "--stdin-filename", "plan/1.yaml"],
            input,
        )
    };
    says(&ask(ONE.as_bytes()), 1, &["date-days"], &["limit"]);
    let long = format!("{ONE}#{}\n", "x".repeat(1000));
    says(
        &ask(long.as_bytes()),
        1,
        &["plan/1.yaml:1:1: error[limit] this file has"],
        &["date-days"],
    );
    let most = format!("{ONE}#{}\n", "x".repeat(990 - ONE.len()));
    says(
        &ask(most.as_bytes()),
        1,
        &["error[limit] the files of this plan have more than 1200 bytes"],
        &["date-days"],
    );
    says(
        &ask(b"phases: [\xff\xfe]\n"),
        1,
        &["plan/1.yaml:1:10: error[encoding]"],
        &[],
    );
    says(
        &ask(b""),
        1,
        &["plan/1.yaml:1:1: error[schema] this part of the plan holds nothing"],
        &[],
    );
    // What never ends is not waited for.
    let endless = vec![b' '; (64 << 20) + 2];
    says(
        &ask(&endless),
        2,
        &["standard input is larger than 64 MiB"],
        &[],
    );
}

#[test]
fn standard_input_is_one_file() {
    let plan = folder(&PLAN);
    for (arguments, words) in [
        (
            &["-"][..],
            "planlint: - stands for standard input, and nothing says which file that is\n  help: planlint check - --stdin-filename plan/phase-1.yaml",
        ),
        (
            &["--stdin-filename", "plan/1.yaml"],
            "--stdin-filename goes with `-`, and with no other plan or file",
        ),
        (
            &["-", "plan", "--stdin-filename", "plan/1.yaml"],
            "--stdin-filename goes with `-`",
        ),
        (
            &["-", "--fix", "--stdin-filename", "plan/1.yaml"],
            "cannot be used with",
        ),
        (
            &["-", "--staged", "--stdin-filename", "plan/1.yaml"],
            "cannot be used with",
        ),
    ] {
        says(
            &with_input(plan.path(), &[&["check"], arguments].concat(), b""),
            2,
            &[words],
            &[],
        );
    }
}

#[test]
fn only_some_rules() {
    let plan = folder(&PLAN);
    let left = "; 3 findings of other rules are left out\n";
    check(
        plan.path(),
        &["--select", "date-days"],
        1,
        &["date-days", "1 error in plan", left],
        &["owner-missing", "2.yaml"],
    );
    check(
        plan.path(),
        &["--select", "owner-*"],
        0,
        &["owner-missing", "1 warning in plan", left],
        &["date-"],
    );
    check(
        plan.path(),
        &["--select", "date-*,owner-missing"],
        1,
        &["date-days", "date-pending", "owner-missing"],
        &["dependency"],
    );
    check(
        plan.path(),
        &["--select=date-days", "--select=date-pending"],
        1,
        &["date-days", "date-pending"],
        &["owner"],
    );
    check(
        plan.path(),
        &["--ignore", "date-*"],
        1,
        &["owner-missing", "dependency-unknown"],
        &["date-days"],
    );
    check(
        plan.path(),
        &["--ignore", "date-days,dependency-*"],
        0,
        &["owner-missing", "date-pending"],
        &["date-days"],
    );
    check(
        plan.path(),
        &["--select", "date-*", "--ignore", "date-days"],
        0,
        &["date-pending"],
        &["date-days"],
    );
    // A rule by its own name stands above its family.
    check(
        plan.path(),
        &["--select", "date-days", "--ignore", "date-*"],
        1,
        &["date-days"],
        &["date-pending"],
    );
    // The whole plan is clean but for these.
    check(
        plan.path(),
        &["--select", "wbs-*"],
        0,
        &["no findings in plan (3 files, 3 tasks); 4 findings of other rules"],
        &[],
    );
    let summary = &json(plan.path(), &["--select", "date-days"])["summary"];
    assert_eq!(
        *summary,
        serde_json::json!({"error": 1, "warning": 0, "note": 0, "ignored": 0, "not_selected": 3})
    );
    for (arguments, words) in [
        (
            ["--select", "date-day"],
            "there is no rule date-day; did you mean date-days?",
        ),
        (
            ["--ignore", "dat-*"],
            "there is no rule or family dat-*; did you mean date-*?",
        ),
        (
            ["--select", "date"],
            "there is no rule date; did you mean date-*?",
        ),
        (
            ["--select", "schema-*"],
            "there is no rule or family schema-*",
        ),
        (["--select", ""], "the name of a rule is empty"),
    ] {
        check(plan.path(), &arguments, 2, &[words, "--"], &["plan/1.yaml"]);
    }
}

/// Whoever calls a rule by its name wants to see what it finds, also if settings turn it off; a
/// family is as it is set.
#[test]
fn a_rule_that_is_off_runs_when_it_is_named() {
    let twice = TWO.replace("days: 5, pending", "description: copied, days: 5, pending");
    let plan = folder(&[
        ("plan/plan.yaml", TOP),
        (
            "plan/1.yaml",
            &ONE.replace(
                "coordinator: Team, ",
                "coordinator: Team, description: copied, ",
            ),
        ),
        ("plan/2.yaml", &twice),
        ("planlint.yaml", "rules: {date-days: off}\n"),
    ]);
    check(
        plan.path(),
        &["--select", "date-days"],
        1,
        &["error[date-days]"],
        &[],
    );
    check(
        plan.path(),
        &["--select", "date-*"],
        0,
        &["date-pending"],
        &["date-days"],
    );
    check(
        plan.path(),
        &["--select", "description-duplicate"],
        0,
        &["warning[description-duplicate]"],
        &[],
    );
    check(
        plan.path(),
        &["--select", "description-*"],
        0,
        &["no findings"],
        &[],
    );
}

/// What an entry of `ignore` is for is still known when somebody looks at other rules.
#[test]
fn selected_rules_and_ignored_findings() {
    let settings = "ignore:
  - {rule: date-days, reason: agreed}
  - {rule: date-order, reason: long gone}
";
    let plan = folder(&[&PLAN[..], &[("planlint.yaml", settings)]].concat());
    check(
        plan.path(),
        &["--select", "ignore-unused"],
        0,
        &["the entry for date-order could ignore"],
        &["date-days", "1 ignored"],
    );
    check(
        plan.path(),
        &["--select", "date-*"],
        0,
        &["date-pending", "; 1 ignored"],
        &["ignore-unused"],
    );
}

#[test]
fn some_rules_of_what_changed() {
    let repo = Repo::new(&[
        ("plan/plan.yaml", TOP),
        ("plan/1.yaml", &ONE.replacen("days: 6}", "days: 5}", 1)),
    ]);
    write(repo.path(), &[("plan/1.yaml", ONE), ("plan/2.yaml", TWO)]);
    let diff = |arguments: &[&str]| repo.planlint(&[&["diff"], arguments].concat());
    says(&diff(&[]), 1, &["date-days", "dependency-unknown"], &[]);
    says(
        &diff(&["--select", "dependency-*"]),
        1,
        &["dependency-unknown", "plan/2.yaml"],
        &["date-days"],
    );
    says(
        &diff(&["--ignore", "dependency-unknown,date-*"]),
        0,
        &["~ 1.1"],
        &["dependency-unknown"],
    );
    check(
        repo.path(),
        &["--against", "HEAD", "--select", "date-days"],
        1,
        &["date-days"],
        &["dependency-unknown"],
    );
}

#[test]
fn errors_alone() {
    let plan = folder(&PLAN);
    for quiet in ["-q", "--quiet"] {
        let output = planlint(plan.path(), &["check", quiet]);
        let said = "2 errors, 1 warning, 1 note in plan (3 files, 3 tasks); 2 of them are not shown (--quiet)\n";
        says(
            &output,
            1,
            &["error[date-days]", "error[dependency-unknown]", said],
            &["owner-missing", "date-pending"],
        );
    }
    check(
        plan.path(),
        &["-q", "--ignore", "date-*,dependency-*"],
        0,
        &["1 warning in plan"],
        &["owner-missing"],
    );
    // The exit status is that of everything that was found.
    check(
        plan.path(),
        &[
            "-q",
            "--ignore",
            "date-*,dependency-*",
            "--fail-on",
            "warning",
        ],
        1,
        &["1 warning in plan"],
        &[],
    );
    let report = json(plan.path(), &["-q"]);
    assert_eq!(
        report["findings"].as_array().map(Vec::len),
        Some(2),
        "{report:#}"
    );
    assert_eq!(
        (
            &report["summary"]["warning"],
            &report["summary"]["not_shown"]
        ),
        (&Value::from(1), &Value::from(2))
    );
}

#[test]
fn how_often_each_rule_finds_something() {
    let plan = folder(&PLAN);
    write(plan.path(), &[("plan/3.yaml", &ONE.replace("\"1", "\"3"))]);
    let output = planlint(plan.path(), &["check", "--statistics"]);
    assert_eq!(
        stdout(&output),
        "2  error    date-days\n2  warning  owner-missing\n1  error    dependency-unknown\n1  warning  phase-overlap\n\
         1  note     date-pending\n3 errors, 3 warnings, 1 note in plan (4 files, 5 tasks)\n"
    );
    assert_eq!(output.status.code(), Some(1));
    let report = json(plan.path(), &["--statistics"]);
    assert_eq!(
        report["statistics"][0],
        serde_json::json!({"rule": "date-days", "level": "error", "count": 2})
    );
    assert_eq!(
        report["findings"].as_array().map(Vec::len),
        Some(7),
        "{report:#}"
    );
    assert!(json(plan.path(), &[])["statistics"].is_null());
    let output = planlint(
        plan.path(),
        &["check", "--statistics", "--quiet", "--select", "date-*"],
    );
    assert_eq!(
        stdout(&output),
        "2  error    date-days\n2 errors, 1 note in plan (4 files, 5 tasks); 4 findings of other rules are left out; \
         1 of them is not shown (--quiet)\n"
    );
    check(
        plan.path(),
        &["--statistics", "--format", "sarif"],
        2,
        &["--statistics is there as text and as JSON"],
        &[],
    );
    let clean = folder(&[
        ("plan/plan.yaml", TOP),
        (
            "plan/1.yaml",
            &ONE.replace("total", "coordinator: Team\n    total"),
        ),
    ]);
    check(
        clean.path(),
        &["--statistics", "--ignore", "date-days"],
        0,
        &["no findings in plan"],
        &["0  "],
    );
}

/// Seven errors are found among thirty findings.
#[test]
fn the_end_of_a_long_report_says_where_the_errors_are() {
    let plan = crate::common::project();
    let text = stdout(&planlint(plan, &["check", "plan"]));
    let (_, end) = text
        .split_once("where the errors are:\n")
        .unwrap_or_else(|| panic!("{text}"));
    let places: Vec<&str> = end
        .lines()
        .take_while(|line| line.starts_with("    "))
        .collect();
    assert_eq!(places.len(), 7, "{end}");
    assert!(
        places
            .iter()
            .all(|line| line.contains("plan/phase-") && line.contains("  ")),
        "{end}"
    );
    assert!(
        end.contains("\nhow often each rule finds something:\n    error: "),
        "{end}"
    );
    assert!(end.contains("\n    warning: 4 progress-early, "), "{end}");
    assert_eq!(
        end.lines().last(),
        Some("7 errors, 14 warnings, 9 notes in plan (6 files, 66 tasks)")
    );
    // Whoever searches for findings finds each once.
    let found = |text: &str| text.lines().filter(|line| line.contains("error[")).count();
    assert_eq!(found(&text), 7);
    let framed = stdout(&planlint(plan, &["check", "plan", "--color", "always"]));
    assert!(framed.contains("where the errors are:\n"), "{framed}");
    // Errors and the last line, and nothing about what is hidden.
    let quiet = stdout(&planlint(plan, &["check", "plan", "--quiet"]));
    assert!(found(&quiet) == 7 && quiet.lines().count() > 20, "{quiet}");
    let twice = folder(&[]);
    for (name, mark) in [("one", "1"), ("two", "2")] {
        let tasks: String = (1..30)
            .map(|n| format!("      - {{id: \"{mark}.{n}\", executors: [Team], start: 2023-08-21, finish: 2023-08-25, days: 6}}\n"))
            .collect();
        let text =
            format!("{TOP}phases:\n  - id: \"{mark}\"\n    total_days: 6\n    tasks:\n{tasks}");
        write(twice.path(), &[(&format!("{name}/plan.yaml"), &text)]);
    }
    let loud = stdout(&planlint(twice.path(), &["check", "one", "two"]));
    assert!(
        loud.contains("where the errors are:\n") && loud.contains("warning: "),
        "{loud}"
    );
    let quiet = stdout(&planlint(twice.path(), &["check", "one", "two", "-q"]));
    assert!(quiet.lines().count() > 40, "{quiet}");
    for words in ["where the errors are", "how often", "warning:"] {
        assert!(!quiet.contains(words), "{quiet}");
    }
    // A report that is seen at a glance stays as it is.
    let short = folder(&PLAN);
    assert!(!stdout(&planlint(short.path(), &["check"])).contains("where the errors are"));
}
