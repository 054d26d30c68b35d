//! What `planlint gate` tells, and in which order.

use serde_json::Value;

use crate::common::stdout;
use crate::diff::assert_fits;
use crate::diff::on_a_terminal;
use crate::git::ONE;
use crate::git::Repo;
use crate::git::TOP;
use crate::git::TWO;
use crate::git::repo;

/// One task's days wrong (an error), another without executors (a warning), and an estimate that is
/// not settled (a note); 2.1 begins to wait for 1.2, which the other side moves a week on.
fn blocked() -> Repo {
    let repo = repo();
    repo.commit(
        "phases may overlap",
        &[(
            "planlint.yaml",
            "rules: {phase-overlap: off, owner-unused: off}\n",
        )],
    );
    let more = "      - {id: \"2.2\", name: 验收, start: 2023-09-11, finish: 2023-09-15, days: 6}\n      \
                - {id: \"2.3\", name: 上线, executors: [泛微], pending: 未定}\n";
    let waiting = format!("{TWO}        depends_on: [\"1.2\"]\n{more}")
        .replace("total_days: 5", "total_days: 11");
    let late = ONE
        .replace("2023-08-28", "2023-09-04")
        .replace("2023-09-01", "2023-09-08");
    repo.branches(&[("plan/1.yaml", &late)], &[("plan/2.yaml", &waiting)]);
    repo
}

/// In every format, as the text of `tests/merges/what-blocks-comes-first` has it, and whatever
/// blocks.
#[test]
fn what_blocks_comes_first() {
    let repo = blocked();
    let verdict = repo.gate();
    let blocks: Vec<bool> = verdict["findings"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|one| one["blocks"].as_bool())
        .collect();
    assert_eq!(
        (
            blocks.len(),
            blocks.iter().filter(|blocks| **blocks).count()
        ),
        (6, 2),
        "{verdict:#}"
    );
    let markdown = stdout(&repo.planlint(&["gate", "main", "theirs", "--format", "markdown"]));
    let levels: Vec<&str> = markdown
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.split(' ').next())
        .collect();
    assert_eq!(
        levels,
        [
            "level",
            "**error**",
            "**error**",
            "warning",
            "warning",
            "warning",
            "note"
        ],
        "{markdown}"
    );
    let text = stdout(&repo.planlint(&["gate", "main", "theirs", "--max-findings", "1"]));
    assert!(
        text.contains("; 2 of 6 findings block; 5 of them are not shown (--max-findings)\n"),
        "{text}"
    );
    let text = stdout(&repo.planlint(&["gate", "main", "theirs", "--fail-on", "note"]));
    assert!(
        text.contains("; 6 findings, all of which block\n")
            && !text.contains("what does not block"),
        "{text}"
    );
    let text = stdout(&repo.planlint(&["gate", "main", "theirs", "--fail-on", "never"]));
    assert!(
        text.ends_with("\n\npass: merging theirs into main; 6 findings, none of which blocks\n"),
        "{text}"
    );
}

/// Each count agrees with its noun.
#[test]
fn one_older_commit() {
    let repo = repo();
    repo.commit(
        "phases may overlap",
        &[("planlint.yaml", "rules: {phase-overlap: off}\n")],
    );
    repo.git(&["checkout", "--quiet", "-b", "theirs"]);
    repo.commit(
        "their half",
        &[(
            "plan/2.yaml",
            &format!("{TWO}        depends_on: [\"1.2\"]\n"),
        )],
    );
    repo.git(&["checkout", "--quiet", "main"]);
    for day in ["05", "06", "07", "08", "11", "12", "13"] {
        let late = ONE.replace("2023-09-01", &format!("2023-09-{day}"));
        repo.commit(&format!("to the {day}"), &[("plan/1.yaml", &late)]);
    }
    let text = stdout(&repo.planlint(&["gate", "main", "theirs"]));
    assert!(
        text.contains("\n    brought by main: 1 older commit, too\n"),
        "{text}"
    );
}

#[test]
fn everything_fits_the_terminal() {
    let long = "统一身份认证平台与协同办公系统、电子公文交换系统、督查督办系统的联调测试及问题整改和复测工作";
    let repo = blocked();
    repo.git(&["checkout", "--quiet", "theirs"]);
    let name = TWO
        .replace("开通网络策略", long)
        .replace("total_days: 5", "total_days: 6");
    repo.commit(
        &format!("{long} {long}"),
        &[(
            "plan/2.yaml",
            &format!("{name}        depends_on: [\"1.2\"]\n"),
        )],
    );
    repo.git(&["checkout", "--quiet", "main"]);
    repo.commit(
        "a name",
        &[(
            "plan/2.yaml",
            &TWO.replace("开通网络策略", &long.replace("联调", "对接")),
        )],
    );
    for width in [60, 80, 100] {
        let text = on_a_terminal(&repo, &["gate", "main", "theirs"], width);
        assert_fits(&text, width);
        assert!(
            text.lines()
                .any(|line| line.starts_with("  ") && line.contains("电子公文")),
            "{text}"
        );
        let clean = on_a_terminal(&blocked(), &["gate", "main", "theirs"], width);
        assert_fits(&clean, width);
        assert!(clean.contains("  brought by main: "), "{clean}");
    }
    let text = stdout(&repo.planlint(&["gate", "main", "theirs"]));
    assert!(
        text.lines()
            .any(|line| line.starts_with("conflict in ") && line.chars().count() > 100),
        "{text}"
    );
}

/// The causes of the only finding of a rule: side and first line of the message.
fn causes(repo: &Repo, rule: &str) -> Vec<(String, String)> {
    let verdict = repo.gate();
    let findings = verdict["findings"].as_array().into_iter().flatten();
    let mut of_rule = findings.filter(|one| one["rule"] == rule && one["origin"] == "merge");
    let finding = of_rule.next().unwrap_or_else(|| panic!("{verdict:#}"));
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let causes = finding["causes"].as_array().into_iter().flatten();
    causes
        .map(|cause| (text(&cause["side"]), text(&cause["summary"])))
        .collect()
}

fn named(causes: &[(&str, &str)]) -> Vec<(String, String)> {
    causes
        .iter()
        .map(|(side, summary)| ((*side).to_owned(), (*summary).to_owned()))
        .collect()
}

/// Who edited a note, a name or the title of the plan did not bring about that the dates do not
/// fit.
#[test]
fn causes_are_those_who_changed_what_it_is_about() {
    let repo = repo();
    repo.commit(
        "phases may overlap",
        &[("planlint.yaml", "rules: {phase-overlap: off}\n")],
    );
    repo.git(&["checkout", "--quiet", "-b", "theirs"]);
    let noted = TWO.replace(
        "        days: 5\n",
        "        days: 5\n        notes: 已通知\n",
    );
    repo.commit("a note of theirs", &[("plan/2.yaml", &noted)]);
    let waiting = format!("{noted}        depends_on: [\"1.2\"]\n");
    repo.commit("2.1 waits", &[("plan/2.yaml", &waiting)]);
    repo.commit(
        "another name",
        &[(
            "plan/2.yaml",
            &waiting.replace("开通网络策略", "开通全部网络策略"),
        )],
    );
    repo.git(&["checkout", "--quiet", "main"]);
    let note = |text: &str, note: &str| {
        text.replace(
            "部署数据库\n",
            &format!("部署数据库\n        notes: {note}\n"),
        )
    };
    repo.commit("a note", &[("plan/1.yaml", &note(ONE, "一"))]);
    let late = ONE
        .replace("2023-08-28", "2023-09-04")
        .replace("2023-09-01", "2023-09-08");
    repo.commit("a week later", &[("plan/1.yaml", &note(&late, "一"))]);
    repo.commit("another note", &[("plan/1.yaml", &note(&late, "二"))]);
    repo.commit(
        "a title",
        &[(
            "plan/plan.yaml",
            &TOP.replace("{version: 1,", "{version: 1, title: 计划,"),
        )],
    );
    assert_eq!(
        causes(&repo, "dependency-dates"),
        named(&[("base", "a week later"), ("head", "2.1 waits")])
    );
    // Of the plan itself its calendars bear on dates, and nothing else.
    let moved = crate::git::repo();
    moved.git(&["checkout", "--quiet", "-b", "theirs"]);
    let later = TWO
        .replace("2023-09-04", "2023-09-11")
        .replace("2023-09-08", "2023-09-15");
    moved.commit("a week later", &[("plan/2.yaml", &later)]);
    moved.commit(
        "another name",
        &[(
            "plan/2.yaml",
            &later.replace("开通网络策略", "开通全部网络策略"),
        )],
    );
    moved.git(&["checkout", "--quiet", "main"]);
    let titled = TOP.replace("{version: 1,", "{version: 1, title: 计划,");
    moved.commit("a title", &[("plan/plan.yaml", &titled)]);
    let holiday = titled.replace(
        "{extends: weekdays}",
        "{extends: weekdays, holidays: [2023-09-11]}",
    );
    moved.commit("a holiday", &[("plan/plan.yaml", &holiday)]);
    assert_eq!(
        causes(&moved, "date-nonworking"),
        named(&[("base", "a holiday"), ("head", "a week later")])
    );
}

/// A group is what is in it, an owner may have a name of two words, and a task that came changes
/// the phase it came to.
#[test]
fn causes_within_groups_and_of_owners() {
    let grouped = "phases:\n  - id: \"1\"\n    name: 部署\n    coordinator: 移动\n    tasks:\n      - id: \"1.1\"\n        name: 应用\n        \
                   tasks:\n          - id: \"1.1.1\"\n            name: 装机\n            executors: [金山]\n            \
                   start: 2023-08-21\n            finish: 2023-08-25\n\n          # air\n          # air\n          # air\n          \
                   - id: \"1.1.2\"\n            name: 上架\n            executors: [金山]\n            start: 2023-08-28\n            \
                   finish: 2023-09-01\n";
    let settings = "rules: {phase-overlap: off, total-missing: off, owner-unused: off}\n";
    let repo = Repo::new(&[
        ("planlint.yaml", settings),
        ("plan/plan.yaml", TOP),
        ("plan/1.yaml", grouped),
        ("plan/2.yaml", TWO),
    ]);
    repo.git(&["checkout", "--quiet", "-b", "theirs"]);
    repo.commit(
        "2.1 waits",
        &[(
            "plan/2.yaml",
            &format!("{TWO}        depends_on: [\"1.1\"]\n"),
        )],
    );
    repo.git(&["checkout", "--quiet", "main"]);
    repo.commit(
        "a note",
        &[(
            "plan/1.yaml",
            &grouped.replace("name: 应用\n", "name: 应用\n        notes: 注\n"),
        )],
    );
    repo.commit(
        "later",
        &[("plan/1.yaml", &grouped.replace("2023-09-01", "2023-09-08"))],
    );
    assert_eq!(
        causes(&repo, "dependency-dates"),
        named(&[("base", "later"), ("head", "2.1 waits")])
    );

    let owners = TOP.replace("金山:", "Kingsoft Office:");
    let of = |text: &str| text.replace("[金山]", "[Kingsoft Office]");
    let repo = Repo::new(&[
        ("planlint.yaml", settings),
        ("plan/plan.yaml", &owners),
        ("plan/1.yaml", &of(ONE)),
        ("plan/2.yaml", &TWO.replace("[金山]", "[移动]")),
    ]);
    repo.git(&["checkout", "--quiet", "-b", "theirs"]);
    repo.commit("given to them", &[("plan/2.yaml", &of(TWO))]);
    repo.git(&["checkout", "--quiet", "main"]);
    repo.commit(
        "a contact",
        &[(
            "plan/plan.yaml",
            &owners.replace("Office: {kind: team}", "Office: {kind: team, contact: x}"),
        )],
    );
    let without = ONE.replace("[金山]", "[移动]");
    let gone = owners.replace("  Kingsoft Office: {kind: team}\n", "");
    repo.commit(
        "they are gone",
        &[("plan/1.yaml", &without), ("plan/plan.yaml", &gone)],
    );
    assert_eq!(
        causes(&repo, "owner-undeclared"),
        named(&[("base", "they are gone"), ("head", "given to them")])
    );

    let repo = crate::git::repo();
    let total =
        |text: &str, total: u32| text.replace("total_days: 10", &format!("total_days: {total}"));
    repo.git(&["checkout", "--quiet", "-b", "theirs"]);
    let one = ONE
        .split("      - id: \"1.2\"")
        .next()
        .expect("it has two tasks");
    repo.commit("1.2 is not needed", &[("plan/1.yaml", &total(one, 5))]);
    repo.git(&["checkout", "--quiet", "main"]);
    repo.commit(
        "a note",
        &[(
            "plan/1.yaml",
            &ONE.replace("部署应用\n", "部署应用\n        notes: 注\n"),
        )],
    );
    let longer = ONE
        .replace("部署应用\n", "部署应用\n        notes: 注\n")
        .replace(
            "finish: 2023-08-25\n        days: 5",
            "finish: 2023-08-30\n        days: 8",
        );
    repo.commit("longer", &[("plan/1.yaml", &longer)]);
    assert_eq!(
        causes(&repo, "total-mismatch"),
        named(&[("base", "longer"), ("head", "1.2 is not needed")])
    );
}

/// What a merge makes of a file is forgotten once the merged plan is read, and a commit of a side
/// may have had just that.
#[test]
fn a_commit_that_had_what_the_merge_makes() {
    let text = |finish: u8, start: u8| {
        let between =
            "      - id: x\n        start: 2024-01-08\n        finish: 2024-01-09\n".repeat(2);
        format!(
            "plan: {{version: 1}}\nphases:\n  - id: \"1\"\n    tasks:\n      - id: a\n        start: 2024-01-08\n        finish: 2024-01-{finish}\n{between}      - id: b\n        depends_on: [a]\n        start: 2024-01-{start}\n        finish: 2024-01-20\n"
        )
    };
    let repo = Repo::new(&[
        ("planlint.yaml", "plans: [plan]\n"),
        ("plan/1.yaml", &text(10, 13)),
    ]);
    repo.git(&["checkout", "--quiet", "-b", "theirs"]);
    repo.commit("both", &[("plan/1.yaml", &text(12, 12))]);
    repo.commit("half of it back", &[("plan/1.yaml", &text(10, 12))]);
    repo.git(&["checkout", "--quiet", "main"]);
    repo.commit("the other half", &[("plan/1.yaml", &text(12, 13))]);
    let verdict = repo.gate();
    let found: Vec<_> = verdict["findings"]
        .as_array()
        .into_iter()
        .flatten()
        .collect();
    let violation = found
        .iter()
        .find(|one| one["rule"] == "dependency-dates")
        .unwrap_or_else(|| panic!("{verdict:#}"));
    let causes = violation["causes"].as_array().map_or(0, Vec::len);
    assert_eq!(
        (&violation["origin"], causes),
        (&"merge".into(), 3),
        "{verdict:#}"
    );
}
