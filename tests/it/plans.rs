//! Several plans in one repository: where they are, and what holds for each of them.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use serde_json::Value;
use tempfile::TempDir;

use crate::common::clean_plan;
use crate::common::planlint;
use crate::common::stderr;
use crate::common::stdout;
use crate::common::write;
use crate::git::Repo;

static GOOD: LazyLock<String> = LazyLock::new(|| {
    let owners = "  Team: {kind: team, capacity: 1}\n  Vendor: {kind: organisation, capacity: 1}\n";
    clean_plan().with_owners(owners, "Team", "Vendor").text()
});

/// One error: `date-days` of 1.1.
fn wrong() -> String {
    let more = "      - {id: \"1.2\", executors: [Team], start: 2023-08-21, finish: 2023-08-26, days: 6}\n";
    format!(
        "{}{more}",
        GOOD.replace("days: 5}", "days: 6}")
            .replace("total_days: 5", "total_days: 6")
    )
}

/// One warning: `owner-missing` of 1.
fn nobody() -> String {
    GOOD.replace("    coordinator: Team\n", "")
        .replace("executors: [", "coordinator: Team, executors: [")
}

/// Two warnings: `owner-overload` of Team and of Vendor.
fn overloaded() -> String {
    let more = "      - {id: \"1.2\", executors: [Team, Vendor], start: 2023-08-21, finish: 2023-08-25, days: 5}\n";
    format!(
        "{}{more}",
        GOOD.replace("executors: [Vendor]", "executors: [Team, Vendor]")
    )
}

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder can be made");
    write(folder.path(), files);
    folder
}

/// What `planlint check ARGUMENTS` says, and its exit status.
#[track_caller]
fn check(folder: &Path, arguments: &[&str]) -> (String, i32) {
    let output = planlint(folder, &[&["check"], arguments].concat());
    let said = format!("{}{}", stdout(&output), stderr(&output));
    (said, output.status.code().expect("it was not killed"))
}

#[track_caller]
fn says(folder: &Path, arguments: &[&str], code: i32, words: &[&str], not: &[&str]) {
    let (said, status) = check(folder, arguments);
    assert_eq!(status, code, "{said}");
    for word in words {
        assert!(said.contains(word), "{word:?} is not in {said}");
    }
    for word in not {
        assert!(!said.contains(word), "{word:?} is in {said}");
    }
}

fn json(folder: &Path, arguments: &[&str]) -> Value {
    let output = planlint(
        folder,
        &[&["check", "--format", "json"], arguments].concat(),
    );
    serde_json::from_str(&stdout(&output)).unwrap_or_else(|_| panic!("{}", stderr(&output)))
}

const TWO: &str = "plans: [{path: teams/alpha, name: Alpha}, teams/beta]\n";

#[test]
fn a_finding_is_accepted_in_one_plan() {
    let wrong = wrong();
    let repo = folder(&[
        ("teams/alpha/a.yaml", &wrong),
        ("teams/beta/a.yaml", &wrong),
    ]);
    for plan in ["teams/alpha", "./teams//alpha/", "Alpha"] {
        let settings = format!(
            "{TWO}ignore:\n  - {{rule: date-days, plan: {plan}, task: \"1.1\", reason: agreed}}\n"
        );
        write(repo.path(), &[("planlint.yaml", &settings)]);
        says(
            repo.path(),
            &[],
            1,
            &["teams/beta/a.yaml:12:116: error[date-days]", "; 1 ignored"],
            &["alpha/a.yaml"],
        );
    }
    // With no plan it holds in all of them.
    write(
        repo.path(),
        &[(
            "planlint.yaml",
            &format!("{TWO}ignore: [{{rule: date-days, reason: agreed}}]\n"),
        )],
    );
    says(repo.path(), &[], 0, &["; 2 ignored"], &[]);
}

#[test]
fn a_finding_about_an_owner_is_accepted_by_the_owner() {
    let repo = folder(&[("plan/a.yaml", &overloaded())]);
    let report = json(repo.path(), &[]);
    let owners: Vec<_> = report["findings"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|one| one["owner"].as_str())
        .collect();
    assert_eq!(owners, [Some("Team"), Some("Vendor")], "{report:#}");
    write(
        repo.path(),
        &[(
            "planlint.yaml",
            "ignore:\n  - {rule: owner-overload, owner: Vendor, reason: they hire}\n",
        )],
    );
    says(
        repo.path(),
        &[],
        0,
        &["Team is on 2 tasks at once", "; 1 ignored"],
        &["Vendor is on", "ignore-unused"],
    );
    write(
        repo.path(),
        &[(
            "planlint.yaml",
            "ignore:\n  - {rule: owner-overload, owner: Vendr, reason: they hire}\n",
        )],
    );
    let said = "nothing is found that the entry for owner-overload of Vendr could ignore\n    help: remove the entry";
    says(repo.path(), &[], 0, &[said], &["1 ignored"]);
}

/// Every rule about owners says which owner its finding is about.
#[test]
fn findings_about_owners_name_them() {
    let plan = "plan: {version: 1}
owners:
  移动: {kind: organisation, aliases: [CM]}
  多方: {kind: placeholder}
  闲人: {kind: person}
phases:
  - id: \"1\"
    coordinator: CM
    total_days: 5
    executors: [移动]
    tasks:
      - {id: \"1.1\", executors: [多方], start: 2023-08-21, finish: 2023-08-25, days: 5}
      - {id: \"1.2\", executors: [没有], start: 2023-08-21, finish: 2023-08-25, days: 5}
";
    let repo = folder(&[
        ("plan/a.yaml", plan),
        (
            "plan/b.yaml",
            "owners:\n  移动: {kind: team, aliases: [闲人]}\n",
        ),
    ]);
    let report = json(repo.path(), &[]);
    let mut named: Vec<(String, String)> = report["findings"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|one| {
            Some((
                one["rule"].as_str()?.to_owned(),
                one["owner"].as_str()?.to_owned(),
            ))
        })
        .collect();
    named.sort();
    let expected = [
        ("id-duplicate", "移动"),
        ("id-duplicate", "移动"),
        ("owner-alias", "移动"),
        ("owner-outside-parent", "多方"),
        ("owner-placeholder", "多方"),
        ("owner-undeclared", "没有"),
        ("owner-unused", "闲人"),
    ];
    assert_eq!(
        named,
        expected.map(|(rule, owner)| (rule.to_owned(), owner.to_owned())),
        "{report:#}"
    );
}

#[test]
fn an_entry_for_a_plan_or_an_owner_goes_stale_like_any_other() {
    let wrong = wrong();
    let repo = folder(&[("teams/alpha/a.yaml", &wrong), ("teams/beta/a.yaml", &GOOD)]);
    let settings = format!(
        "{TWO}ignore:
  - {{rule: date-days, plan: teams/beta, task: \"1.1\", reason: agreed}}
  - {{rule: date-days, plan: Alpa, reason: agreed}}
  - {{rule: date-days, plan: teams/alpha, owner: Vendor, reason: about nobody}}
  - {{rule: date-days, plan: Alpha, reason: agreed, until: 2023-01-01}}
"
    );
    write(repo.path(), &[("planlint.yaml", &settings)]);
    says(
        repo.path(),
        &[],
        1,
        &[
            "planlint.yaml:3:12: warning[ignore-unused] nothing is found that the entry for date-days of 1.1 in teams/beta could ignore\n    help: remove the entry\n",
            "planlint.yaml:4:12: warning[ignore-unused] nothing is found that the entry for date-days in Alpa could ignore\n    help: `plans` has no plan Alpa; did you mean Alpha?\n",
            "planlint.yaml:5:12: warning[ignore-unused] nothing is found that the entry for date-days of Vendor in teams/alpha could ignore",
            "warning[ignore-expired] the entry that ignores date-days in Alpha ended on 2023-01-01: agreed",
            "error[date-days]",
        ],
        &["ignored\n"],
    );
}

#[test]
fn settings_for_one_plan() {
    let (wrong, nobody) = (wrong(), nobody());
    let repo = folder(&[
        ("teams/alpha/a.yaml", &wrong),
        ("teams/beta/a.yaml", &nobody),
    ]);
    let settings = "fail_on: error
rules: {owner-missing: note}
plans:
  - {path: teams/alpha, rules: {date-days: note}}
  - {path: teams/beta, fail_on: note}
";
    write(repo.path(), &[("planlint.yaml", settings)]);
    says(
        repo.path(),
        &[],
        1,
        &[
            "note[date-days]",
            "note[owner-missing]",
            "2 notes in teams/alpha, teams/beta",
        ],
        &[],
    );
    says(repo.path(), &["teams/alpha"], 0, &["note[date-days]"], &[]);
    says(
        repo.path(),
        &["teams/beta"],
        1,
        &["note[owner-missing]"],
        &[],
    );
    // Whoever types a level means all of them.
    says(repo.path(), &["--fail-on", "error"], 0, &[], &[]);
    let settings = "plans:
  - path: teams/alpha
    fail_on: never
    ignore:
      - {rule: date-days, task: \"9.9\", reason: a mistake}
  - path: teams/beta
    ignore:
      - {rule: owner-missing, reason: a small team}
";
    write(repo.path(), &[("planlint.yaml", settings)]);
    says(
        repo.path(),
        &[],
        0,
        &[
            "error[date-days]",
            "ignore-unused",
            "date-days of 9.9",
            "; 1 ignored",
        ],
        &["owner-missing"],
    );
    // What cannot be read passes only where nothing fails.
    write(repo.path(), &[("teams/alpha/b.yaml", "phases: [\n")]);
    says(
        repo.path(),
        &[],
        0,
        &["error[syntax]", "not everything could be read"],
        &[],
    );
    write(repo.path(), &[("teams/beta/b.yaml", "phases: [\n")]);
    says(repo.path(), &[], 1, &["error[syntax]"], &[]);
}

/// An option, and the limits of what is read, for one plan.
#[test]
fn options_for_one_plan() {
    let (overloaded, repo) = (overloaded().replace(", capacity: 1", ""), folder(&[]));
    write(
        repo.path(),
        &[("a/a.yaml", &overloaded), ("b/b.yaml", &overloaded)],
    );
    let settings = "plans: [{path: a, rules: {owner-overload: {max: 1}}}, b]\n";
    write(repo.path(), &[("planlint.yaml", settings)]);
    says(
        repo.path(),
        &[],
        0,
        &[
            "2 warnings in a, b",
            "a/a.yaml:3:3: warning[owner-overload]",
        ],
        &["b/b.yaml:"],
    );
    let settings = "plans: [a, {path: b, rules: {limit: {max_file_bytes: 100}, total-mismatch: {method: sum}}}]\n";
    write(repo.path(), &[("planlint.yaml", settings)]);
    says(
        repo.path(),
        &[],
        1,
        &[
            "b/b.yaml:1:1: error[limit] this file has",
            "more than the 100",
        ],
        &["a/a.yaml:"],
    );
    let in_git = Repo::new(&[
        ("a/a.yaml", &overloaded),
        ("b/b.yaml", &overloaded),
        ("planlint.yaml", settings),
    ]);
    says(
        in_git.path(),
        &["--rev", "HEAD"],
        1,
        &["b/b.yaml:1:1: error[limit] this file has"],
        &["a/a.yaml:"],
    );
}

#[test]
fn a_family_of_rules_has_a_level() {
    let wrong = wrong();
    let repo = folder(&[("plan/a.yaml", &wrong)]);
    for (settings, code, words) in [
        ("rules: {date-*: off}\n", 0, "no findings"),
        (
            "rules: {date-*: {level: warning}}\n",
            0,
            "warning[date-days]",
        ),
        // Its own level stands above that of its family, wherever it stands.
        (
            "rules: {date-*: off, date-days: error}\n",
            1,
            "error[date-days]",
        ),
        (
            "rules: {date-days: error, date-*: off}\n",
            1,
            "error[date-days]",
        ),
        // What is said of a plan stands above what is said of all.
        (
            "rules: {date-days: error}\nplans: [{path: plan, rules: {date-*: note}}]\n",
            0,
            "note[date-days]",
        ),
        (
            "rules: {dat-*: off}\n",
            2,
            "planlint.yaml:1:9: error[settings] there is no rule or family \"dat-*\"\n    help: did you mean date-*?",
        ),
        (
            "rules: {schema-*: off}\n",
            2,
            "there is no rule or family \"schema-*\"",
        ),
        (
            "rules: {zzz*: off}\n",
            2,
            "help: the families are calendar-*, date-*,",
        ),
        (
            "rules: {owner-*: {max: 3}}\n",
            2,
            "the family owner-* has no key \"max\"",
        ),
        (
            "rules: {date-*: warn}\n",
            2,
            "`date-*` cannot be \"warn\"\n    help: did you mean warning?",
        ),
        (
            "ignore: [{rule: date-*, reason: r}]\n",
            2,
            "an entry of `ignore` names one rule, not a family",
        ),
    ] {
        write(repo.path(), &[("planlint.yaml", settings)]);
        says(repo.path(), &[], code, &[words], &[]);
    }
}

#[test]
fn a_pattern_finds_plans() {
    let repo = folder(&[
        ("teams/10/plan/a.yaml", &GOOD),
        ("teams/9/plan/deep/a.yml", &GOOD),
        ("teams/docs/plan/readme.md", ""),
        ("teams/plan/a.yaml", &GOOD),
        ("teams/.old/plan/a.yaml", &GOOD),
        ("teams/9/.hidden/plan/a.yaml", &GOOD),
        ("elsewhere/9/plan/a.yaml", &GOOD),
    ]);
    for (plans, found) in [
        ("[teams/*/plan]", "teams/9/plan, teams/10/plan"),
        ("['./teams/*/plan/']", "teams/9/plan, teams/10/plan"),
        ("[teams/?/plan]", "teams/9/plan"),
        ("['teams/[0-5]*/plan']", "teams/10/plan"),
        (
            "['**/plan']",
            "elsewhere/9/plan, teams/9/plan, teams/10/plan, teams/plan",
        ),
        ("[teams/.old/pla?]", "teams/.old/plan"),
        // Of folders within each other the outermost is the plan.
        ("['teams/**']", "teams/9, teams/10, teams/plan"),
        // One folder that two entries find is one plan, and the order is that of the entries.
        (
            "[teams/10/plan, teams/*/plan, teams/?/plan]",
            "teams/10/plan, teams/9/plan",
        ),
    ] {
        write(
            repo.path(),
            &[("planlint.yaml", &format!("plans: {plans}\n"))],
        );
        says(
            repo.path(),
            &[],
            0,
            &[&format!("no findings in {found} (")],
            &[],
        );
    }
}

#[test]
fn a_pattern_that_finds_nothing_is_a_mistake_at_its_place() {
    let repo = folder(&[("teams/9/plan/a.yaml", &GOOD), ("teams/docs/readme.md", "")]);
    for (plans, said) in [
        (
            "[teams/*/plans]",
            "planlint.yaml:1:9: error[settings] teams/*/plans finds no folder with *.yaml or *.yml files in it",
        ),
        (
            "[teams/9/plan, nowhere/*]",
            "planlint.yaml:1:23: error[settings] nowhere/* finds no folder",
        ),
        ("[teams/d*]", "teams/d* finds no folder"),
        (
            "[../*]",
            "planlint.yaml:1:9: error[settings] `plans` in the settings leads out of the repository: ../*",
        ),
        (
            "[{path: /etc/*}]",
            "planlint.yaml:1:16: error[settings] `plans` in the settings leads out of the repository: /etc/*",
        ),
        (
            "[../elsewhere]",
            "planlint.yaml:1:9: error[settings] `plans` in the settings leads out",
        ),
        (
            "[{path: teams/9/plan, name: a}, {path: x, name: a}]",
            "two entries of `plans` have the name a",
        ),
        (
            "[{path: teams/9/plan, name: x}, x]",
            "the name x is the path of another plan",
        ),
    ] {
        write(
            repo.path(),
            &[("planlint.yaml", &format!("plans: {plans}\n"))],
        );
        says(
            repo.path(),
            &[],
            2,
            &[
                said,
                "planlint: planlint.yaml is not usable, so nothing was checked",
            ],
            &[],
        );
    }
}

/// A folder with a bracket in its name is named as it is; only where nothing else is found is a
/// pattern a name.
#[test]
fn a_folder_that_looks_like_a_pattern() {
    let repo = folder(&[
        ("[二期]计划/a.yaml", &GOOD),
        ("planlint.yaml", "plans: ['[二期]计划']\n"),
    ]);
    says(repo.path(), &[], 0, &["no findings in [二期]计划 ("], &[]);
    write(repo.path(), &[("二计划/a.yaml", &GOOD)]);
    says(repo.path(), &[], 0, &["no findings in 二计划 ("], &[]);
    write(
        repo.path(),
        &[("planlint.yaml", "plans: ['[[]二期]计划']\n")],
    );
    says(repo.path(), &[], 0, &["no findings in [二期]计划 ("], &[]);
}

#[test]
fn the_closest_entry_of_a_plan_wins() {
    let wrong = wrong();
    let repo = folder(&[
        ("teams/a/plan/a.yaml", &wrong),
        ("teams/b/plan/a.yaml", &wrong),
    ]);
    let (plain, close, far) = (
        "{path: teams/a/plan, rules: {date-days: note}}",
        "{path: teams/a/*, rules: {date-days: warning}}",
        "{path: '**/plan', rules: {date-*: off, total-*: off}, ignore: [{rule: ignore-unused, reason: r}]}",
    );
    for order in [
        [plain, close, far],
        [far, close, plain],
        [close, plain, far],
    ] {
        write(
            repo.path(),
            &[("planlint.yaml", &format!("plans: [{}]\n", order.join(", ")))],
        );
        says(
            repo.path(),
            &[],
            0,
            &["note[date-days]", "1 warning, 1 note"],
            &["teams/b/plan/a.yaml:"],
        );
    }
}

const GLOB: &str = "plans: ['teams/*/plan']\n";

/// The same plans are found in the working tree, the index, a commit and a merge in memory.
#[test]
fn patterns_in_revisions() {
    let repo = Repo::new(&[
        ("teams/a/plan/a.yaml", &GOOD),
        ("teams/a/docs/x.md", ""),
        ("planlint.yaml", GLOB),
    ]);
    repo.git(&["checkout", "--quiet", "-b", "theirs"]);
    repo.commit("b", &[("teams/b/plan/a.yaml", &wrong())]);
    repo.git(&["checkout", "--quiet", "main"]);
    repo.commit("c", &[("teams/c/plan/a.yaml", &GOOD)]);
    says(
        repo.path(),
        &["--rev", "theirs"],
        1,
        &["in teams/a/plan, teams/b/plan ("],
        &["teams/c"],
    );
    says(
        repo.path(),
        &["--rev", "HEAD~1"],
        0,
        &["in teams/a/plan ("],
        &[],
    );
    write(repo.path(), &[("teams/d/plan/a.yaml", &GOOD)]);
    says(
        repo.path(),
        &[],
        0,
        &["in teams/a/plan, teams/c/plan, teams/d/plan ("],
        &[],
    );
    says(
        repo.path(),
        &["--staged"],
        0,
        &["in teams/a/plan, teams/c/plan ("],
        &[],
    );
    repo.git(&["add", "teams/d"]);
    says(
        repo.path(),
        &["--staged"],
        0,
        &["in teams/a/plan, teams/c/plan, teams/d/plan ("],
        &[],
    );
    let verdict = repo.gate();
    assert_eq!(verdict["verdict"], "block", "{verdict:#}");
    assert_eq!(
        verdict["findings"][0]["plan"], "teams/b/plan",
        "{verdict:#}"
    );
}

/// A path in the settings stays when its folder goes; a pattern finds nothing there any more.
#[test]
fn a_plan_that_a_pattern_does_not_find_any_more() {
    let repo = Repo::new(&[
        ("teams/a/plan/a.yaml", &GOOD),
        (
            "teams/b/plan/a.yaml",
            &GOOD.replace("days: 5}", "days: 5, progress: done}"),
        ),
        ("planlint.yaml", GLOB),
    ]);
    repo.git(&["checkout", "--quiet", "-b", "theirs"]);
    repo.git(&["rm", "--quiet", "-r", "teams/b"]);
    let staged = repo.planlint(&["hook", "run", "pre-commit"]);
    assert!(
        stderr(&staged).contains("error[revision-task-removed]"),
        "{}{}",
        stdout(&staged),
        stderr(&staged)
    );
    repo.commit("without b", &[]);
    let diff = stdout(&repo.planlint(&["diff", "main", "theirs"]));
    assert!(
        diff.contains("teams/b/plan is gone: it had 1 task"),
        "{diff}"
    );
    says(
        repo.path(),
        &["--against", "main"],
        1,
        &["error[revision-task-removed]"],
        &[],
    );
    let verdict = repo.gate();
    assert_eq!(verdict["verdict"], "block", "{verdict:#}");
    // Also where the settings are not those of the repository.
    write(repo.path(), &[("other.yaml", GLOB)]);
    let gate = repo.planlint(&["gate", "main", "theirs", "--config", "other.yaml"]);
    assert_eq!(
        gate.status.code(),
        Some(1),
        "{}{}",
        stdout(&gate),
        stderr(&gate)
    );
    // A plan that has another name now is the same plan.
    repo.git(&["checkout", "--quiet", "main"]);
    repo.git(&["mv", "teams/b", "teams/c"]);
    let diff = stdout(&repo.planlint(&["diff"]));
    assert!(
        !diff.contains("is gone") && !diff.contains("is new"),
        "{diff}"
    );
}

#[cfg(unix)]
#[test]
fn patterns_do_not_follow_links() {
    let outside = folder(&[("plan/secret.yaml", "plan: {version: 1, titel: s3cret}\n")]);
    let repo = Repo::new(&[("teams/a/plan/a.yaml", &GOOD), ("planlint.yaml", GLOB)]);
    let link = |to: &Path, at: &str| {
        std::os::unix::fs::symlink(to, repo.path().join(at)).expect("a link can be made");
    };
    link(outside.path(), "teams/evil");
    let said = "planlint: teams/evil is a link or a submodule, so no plan is looked for in it\n";
    says(
        repo.path(),
        &[],
        0,
        &["no findings in teams/a/plan (", said],
        &["s3cret"],
    );
    repo.git(&["add", "--all"]);
    // Where the link leads out of the repository, no revision has what is behind it.
    says(
        repo.path(),
        &["--staged"],
        0,
        &["no findings in teams/a/plan ("],
        &["s3cret"],
    );
    fs::remove_file(repo.path().join("teams/evil")).expect("it is there");
    link(Path::new("a"), "teams/evil");
    repo.git(&["add", "--all"]);
    for arguments in [&[][..], &["--staged"]] {
        says(
            repo.path(),
            arguments,
            0,
            &["no findings in teams/a/plan (", said],
            &[],
        );
    }
    fs::remove_file(repo.path().join("teams/evil")).expect("it is there");
    fs::create_dir(repo.path().join("teams/b")).expect("a folder can be made");
    link(Path::new("../a/plan"), "teams/b/plan");
    repo.git(&["add", "--all"]);
    for arguments in [&[][..], &["--staged"]] {
        says(
            repo.path(),
            arguments,
            2,
            &["teams/b/plan is a link"],
            &["no findings"],
        );
    }
}

/// `fail_on` and levels of a plan hold for the gate, for diff, for what is new and for hooks.
#[test]
fn settings_for_one_plan_hold_everywhere() {
    let settings = "plans:\n  - {path: a, fail_on: never}\n  - {path: b, rules: {date-days: warning}}\n  - c\n";
    let repo = Repo::new(&[
        ("a/a.yaml", &GOOD),
        ("b/b.yaml", &GOOD),
        ("c/c.yaml", &GOOD),
        ("planlint.yaml", settings),
    ]);
    let wrong = wrong();
    repo.git(&["checkout", "--quiet", "-b", "theirs"]);
    repo.commit("a and b", &[("a/a.yaml", &wrong), ("b/b.yaml", &wrong)]);
    let code = |arguments: &[&str]| repo.planlint(arguments).status.code();
    assert_eq!(code(&["diff", "main", "theirs"]), Some(0));
    assert_eq!(code(&["check", "--against", "main"]), Some(0));
    let verdict = repo.gate();
    assert_eq!(verdict["verdict"], "pass", "{verdict:#}");
    let levels: Vec<_> = verdict["findings"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|one| &one["level"])
        .collect();
    assert!(
        levels.contains(&&Value::from("warning")) && levels.contains(&&Value::from("error")),
        "{verdict:#}"
    );
    write(
        repo.path(),
        &[("b/b.yaml", &wrong.replace("Team:", "Team: # all\n   "))],
    );
    write(
        repo.path(),
        &[("a/a.yaml", &wrong.replace("days: 6}", "days: 7}"))],
    );
    repo.git(&["add", "--all"]);
    assert_eq!(code(&["hook", "run", "pre-commit"]), Some(0));
    repo.git(&["reset", "--quiet", "--hard"]);
    repo.commit("c", &[("c/c.yaml", &wrong)]);
    assert_eq!(code(&["diff", "main", "theirs"]), Some(1));
    assert_eq!(code(&["check", "--against", "main"]), Some(1));
    assert_eq!(repo.gate()["verdict"], "block");
    assert_eq!(
        code(&["gate", "main", "theirs", "--fail-on", "never"]),
        Some(0)
    );
    repo.git(&["reset", "--quiet", "--soft", "HEAD~1"]);
    let hook = repo.planlint(&["hook", "run", "pre-commit"]);
    assert_eq!(hook.status.code(), Some(1), "{}", stderr(&hook));
    assert!(
        stderr(&hook).contains("c/c.yaml:12:116: error[date-days]"),
        "{}",
        stderr(&hook)
    );
}

/// What a merge makes by itself is judged by the level of its plan, too.
#[test]
fn what_a_merge_makes_in_a_plan_with_a_level_of_its_own() {
    let two = "  - id: \"2\"\n    coordinator: Team\n    total_days: 1\n    tasks:\n      - {id: \"2.1\", executors: [Team], \
               start: 2023-08-28, finish: 2023-08-28, days: 1}\n";
    let settings = |fail_on: &str| format!("plans: [{{path: plan, fail_on: {fail_on}}}]\n");
    for (fail_on, verdict) in [("never", "pass"), ("error", "block")] {
        let repo = Repo::new(&[
            ("plan/a.yaml", &GOOD),
            ("plan/b.yaml", &format!("phases:\n{two}")),
            ("planlint.yaml", &settings(fail_on)),
        ]);
        let later = GOOD
            .replace("2023-08-25", "2023-08-27")
            .replace("days: 5", "days: 7");
        let earlier = two.replace("2023-08-28", "2023-08-26");
        repo.branches(
            &[("plan/a.yaml", &later)],
            &[("plan/b.yaml", &format!("phases:\n{earlier}"))],
        );
        let found = repo.gate();
        assert_eq!(found["verdict"], verdict, "{found:#}");
        let overlap = found["findings"]
            .as_array()
            .into_iter()
            .flatten()
            .find(|one| one["rule"] == "phase-overlap");
        assert_eq!(
            overlap.map(|one| &one["origin"]),
            Some(&Value::from("merge")),
            "{found:#}"
        );
    }
}

#[test]
fn files_that_look_like_settings_are_said() {
    let repo = Repo::new(&[
        ("plan/a.yaml", &GOOD),
        ("planlint.yml", "fail_on: never\n"),
        (".planlint.yaml", ""),
    ]);
    let said = "planlint: planlint.yml is ignored: settings stand in planlint.yaml\n\
                planlint: .planlint.yaml is ignored: settings stand in planlint.yaml\n";
    for arguments in [
        &["check"][..],
        &["check", "--rev", "HEAD"],
        &["check", "--staged"],
        &["diff"],
        &["gate", "HEAD"],
    ] {
        let output = repo.planlint(arguments);
        assert_eq!(stderr(&output), said, "{arguments:?}");
        assert_eq!(
            output.status.code(),
            Some(0),
            "{arguments:?}: {}",
            stdout(&output)
        );
    }
    // Whoever names it means it.
    assert_eq!(
        stderr(&repo.planlint(&["check", "--config", "planlint.yml"])),
        ""
    );
}

/// Put together they would contradict each other in everything.
#[test]
fn a_folder_of_several_plans_is_not_one() {
    let repo = Repo::new(&[
        ("teams/alpha/plan/a.yaml", &GOOD),
        ("teams/beta/plan/a.yaml", &GOOD),
        ("teams/docs/plan.md", ""),
        ("one/deep/plan.yaml", &GOOD),
    ]);
    let said = "planlint: teams is no plan, it holds 2: teams/alpha/plan, teams/beta/plan\n  \
                help: name the plans: planlint check teams/alpha/plan teams/beta/plan\n  \
                help: with `plans: [teams/*/plan]` in planlint.yaml, planlint check checks all of them\n";
    for arguments in [
        &["check", "teams"][..],
        &["check", "--staged", "teams"],
        &["check", "--rev", "HEAD", "teams/"],
        &["check", "--against", "HEAD", "teams"],
        &["diff", "--plan", "teams"],
        &["gate", "HEAD", "--plan", "teams"],
    ] {
        let output = repo.planlint(arguments);
        assert_eq!(
            (output.status.code(), stdout(&output).as_str()),
            (Some(2), ""),
            "{arguments:?}"
        );
        assert_eq!(stderr(&output), said, "{arguments:?}");
    }
    // From further up the pattern is the same, and the folder that all have in common may lie in
    // the middle.
    std::fs::remove_dir_all(repo.path().join("one")).expect("it can go");
    let said = "planlint: . is no plan, it holds 2: teams/alpha/plan, teams/beta/plan\n";
    says(
        repo.path(),
        &["."],
        2,
        &[said, "with `plans: [teams/*/plan]` in planlint.yaml"],
        &[],
    );
    write(
        repo.path(),
        &[
            ("one/deep/plan.yaml", &GOOD),
            ("two/teams/a/plan.yaml", &GOOD),
        ],
    );
    let said =
        "with `plans: [one/deep, teams/alpha/plan, teams/beta/plan, two/teams/a]` in planlint.yaml";
    says(repo.path(), &["."], 2, &[said], &[]);
    std::fs::remove_dir_all(repo.path().join("two")).expect("it can go");
    write(
        repo.path(),
        &[("两 个/一 期/a.yaml", &GOOD), ("两 个/二 期/a.yaml", &GOOD)],
    );
    let said = ["holds 2: 两 个/一 期, 两 个/二 期\n", "`plans: [两 个/*]`"];
    says(repo.path(), &["两 个"], 2, &said, &[]);
    // One plan somewhere below is that plan.
    says(
        repo.path(),
        &["one"],
        0,
        &["no findings in one (1 file"],
        &[],
    );
    write(repo.path(), &[("planlint.yaml", GLOB)]);
    says(
        repo.path(),
        &["teams"],
        2,
        &["all of these are in `plans` of planlint.yaml, so planlint check alone checks them"],
        &[],
    );
    write(
        repo.path(),
        &[
            ("teams/x/y/z/plan.yaml", &GOOD),
            ("planlint.yaml", "plans: [one]\n"),
        ],
    );
    let said = "with `plans: [teams/alpha/plan, teams/beta/plan, teams/x/y/z]` in planlint.yaml";
    says(
        repo.path(),
        &["teams"],
        2,
        &["teams is no plan, it holds 3:", said],
        &[],
    );
    // The settings may call it a plan all the same; then it says what contradicts.
    write(repo.path(), &[("planlint.yaml", "plans: [teams]\n")]);
    says(
        repo.path(),
        &["teams"],
        1,
        &["`plan` stands in a second file"],
        &[],
    );
}
