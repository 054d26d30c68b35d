//! A finding that has grown between two revisions is new; one that is as large or smaller is not.

use planlint::Merge;
use planlint::Origin;
use planlint::Project;
use planlint::Scope;
use serde_json::Value;

use crate::common;
use crate::common::stderr;
use crate::common::stdout;
use crate::git::Repo;
use crate::git::repo;

/// A plan in which nothing but `tasks` is said, in one phase.
fn plan(tasks: &str) -> String {
    format!(
        "plan: {{version: 1, calendar: weekdays, status_date: 2023-08-01}}\nowners:\n  A: {{kind: team, capacity: 1}}\n\
         phases:\n  - id: \"1\"\n    name: Network\n    coordinator: A\n    executors: [A]\n{tasks}"
    )
}

fn leaf(id: &str, start: &str, finish: &str, more: &str) -> String {
    format!("      - {{id: \"{id}\", start: {start}, finish: {finish}{more}}}\n")
}

/// For each rule with a size: a plan that is a little wrong, what makes it worse, and how that is
/// told.
fn cases() -> Vec<(
    &'static str,
    String,
    (&'static str, &'static str),
    &'static str,
)> {
    let two = |more: &str| {
        let tasks = leaf("1.1", "2023-08-21", "2023-08-25", "")
            + &leaf("1.2", "2023-08-24", "2023-09-08", more);
        plan(&format!("    tasks:\n{tasks}"))
    };
    let one = |more: &str| {
        plan(&format!(
            "    total_days: 5\n    tasks:\n{}",
            leaf("1.1", "2023-08-21", "2023-08-25", more)
        ))
    };
    let far = plan(&format!(
        "    tasks:\n{}{}",
        leaf("1.1", "2023-08-21", "2023-08-22", ""),
        leaf("1.2", "2023-08-23", "2027-08-23", "")
    ));
    let phases = format!(
        "{}  - id: \"2\"\n    name: Cut-over\n    coordinator: A\n    executors: [A]\n    tasks:\n{}",
        one(""),
        leaf("2.1", "2023-08-25", "2023-09-15", "")
    );
    let load = plan(&format!(
        "    tasks:\n{}{}{}",
        leaf("1.1", "2023-08-21", "2023-08-25", ""),
        leaf("1.2", "2023-08-21", "2023-08-25", ""),
        leaf("1.3", "2023-09-04", "2023-09-08", "")
    ));
    let group = plan(
        "    tasks:\n      - id: \"1.1\"\n        progress: 40%\n        tasks:\n          \
         - {id: \"1.1.1\", start: 2023-07-03, finish: 2023-07-07, progress: 35%}\n",
    );
    let bounds = "    start: 2023-08-22\n    tasks:\n";
    let outside = plan(&format!(
        "{bounds}{}",
        leaf("1.1", "2023-08-21", "2023-08-25", "")
    ));
    vec![
        (
            "dependency-dates",
            two(", depends_on: [\"1.1\"]"),
            ("start: 2023-08-24", "start: 2023-08-22"),
            "was 2 days too early, is now 4",
        ),
        (
            "date-days",
            one(", days: 4"),
            ("days: 4", "days: 2"),
            "was 1 day off, is now 3",
        ),
        (
            "date-order",
            one("").replace("2023-08-25", "2023-08-20"),
            ("2023-08-20", "2023-08-18"),
            "was 1 day off, is now 3",
        ),
        (
            "date-outside-parent",
            outside,
            ("start: 2023-08-21", "start: 2023-08-14"),
            "was 1 day outside, is now 8",
        ),
        (
            "date-implausible",
            far,
            ("2027-08-23", "2028-08-23"),
            "was 1461 days away, is now 1827",
        ),
        (
            "total-mismatch",
            one("").replace("total_days: 5", "total_days: 6"),
            ("total_days: 6", "total_days: 9"),
            "was 1 day off, is now 4",
        ),
        (
            "total-span",
            one("").replace("total_days: 5", "total_days: 6"),
            ("total_days: 6", "total_days: 9"),
            "was 1 day too many, is now 4",
        ),
        (
            "progress-rollup",
            group,
            ("progress: 40%", "progress: 95%"),
            "was 5 points off, is now 60",
        ),
        (
            "owner-overload",
            load,
            (
                "2023-09-04, finish: 2023-09-08",
                "2023-08-21, finish: 2023-08-25",
            ),
            "was 1 task too many, is now 2",
        ),
        (
            "phase-overlap",
            phases,
            ("start: 2023-08-25", "start: 2023-08-23"),
            "was 1 day of overlap, is now 3",
        ),
    ]
}

fn json(repo: &Repo, arguments: &[&str]) -> Value {
    let output = repo.planlint(arguments);
    serde_json::from_str(&stdout(&output)).unwrap_or_else(|_| panic!("{}", stderr(&output)))
}

fn of_rule<'v>(list: &'v Value, rule: &str) -> Vec<&'v Value> {
    list.as_array()
        .into_iter()
        .flatten()
        .filter(|finding| finding["rule"] == rule)
        .collect()
}

#[test]
fn what_has_grown_is_new_and_says_how_much() {
    for (rule, before, (small, large), told) in cases() {
        let repo = Repo::new(&[("plan/plan.yaml", &before)]);
        let known = json(&repo, &["check", "--rev", "HEAD", "--format", "json"]);
        let known = of_rule(&known["findings"], rule);
        assert_eq!(known.len(), 1, "{rule} is found before: {before}");
        let after = before.replacen(small, large, 1);
        assert_ne!(before, after, "{rule}");
        common::write(repo.path(), &[("plan/plan.yaml", &after)]);

        let report = json(
            &repo,
            &[
                "check",
                "--against",
                "HEAD",
                "--format",
                "json",
                "--fail-on",
                "note",
            ],
        );
        let [worse] = of_rule(&report["findings"], rule)[..] else {
            panic!("{rule}: {report:#}")
        };
        assert!(
            worse["message"]
                .as_str()
                .is_some_and(|message| message.ends_with(&format!("; {told}"))),
            "{worse:#}"
        );
        assert_eq!(
            worse["fingerprint"], known[0]["fingerprint"],
            "it is the same finding"
        );
        assert_eq!(
            worse["size"]["was"], known[0]["size"]["amount"],
            "{worse:#}"
        );
        let status = repo
            .planlint(&["check", "--against", "HEAD", "--fail-on", "note"])
            .status;
        assert_eq!(status.code(), Some(1), "{rule}");
        let diff = json(&repo, &["diff", "--format", "json"]);
        assert_eq!(of_rule(&diff["introduced"], rule).len(), 1, "{diff:#}");
        assert!(of_rule(&diff["fixed"], rule).is_empty(), "{diff:#}");

        // The way back makes it better, and what stays as it is has been there before.
        repo.commit("worse", &[]);
        let same = json(&repo, &["check", "--against", "HEAD", "--format", "json"]);
        assert!(
            of_rule(&same["findings"], rule).is_empty(),
            "{rule}: {same:#}"
        );
        common::write(repo.path(), &[("plan/plan.yaml", &before)]);
        let better = json(&repo, &["check", "--against", "HEAD", "--format", "json"]);
        assert!(
            of_rule(&better["findings"], rule).is_empty(),
            "{rule}: {better:#}"
        );
        let diff = json(&repo, &["diff", "--format", "json"]);
        assert!(
            of_rule(&diff["introduced"], rule).is_empty()
                && of_rule(&diff["fixed"], rule).is_empty(),
            "{diff:#}"
        );
    }
}

#[test]
fn as_large_through_renumbering_and_other_files() {
    let late = plan(&format!(
        "    tasks:\n{}{}",
        leaf(
            "1.1",
            "2023-08-21",
            "2023-08-25",
            ", name: Open the firewall"
        ),
        leaf(
            "1.2",
            "2023-08-22",
            "2023-09-08",
            ", name: Change the DNS records, depends_on: [\"1.1\"]"
        )
    ));
    let repo = Repo::new(&[("plan/plan.yaml", &late)]);
    let moved = late.replace("1.2", "1.5").replace("1.1", "1.4");
    let (top, phases) = moved.split_once("phases:").expect("it has phases");
    repo.commit(
        "renumber",
        &[
            ("plan/plan.yaml", top),
            ("plan/other.yaml", &format!("phases:{phases}")),
        ],
    );
    let report = json(&repo, &["check", "--against", "HEAD~1", "--format", "json"]);
    assert!(
        of_rule(&report["findings"], "dependency-dates").is_empty(),
        "{report:#}"
    );
    let worse = phases.replace("start: 2023-08-22", "start: 2023-08-21");
    repo.commit("worse", &[("plan/other.yaml", &format!("phases:{worse}"))]);
    let report = json(&repo, &["check", "--against", "HEAD~2", "--format", "json"]);
    let [finding] = of_rule(&report["findings"], "dependency-dates")[..] else {
        panic!("{report:#}")
    };
    assert!(
        finding["message"]
            .as_str()
            .is_some_and(|told| told.contains("was 4 days too early, is now 5")),
        "{finding:#}"
    );
}

/// How the sizes at the merge base, on the base's side, on the head's and in the merge say where a
/// finding comes from; 0: it is not there. `None`: the base has it as large, so it is not told.
const ORIGINS: [([u32; 4], Option<Origin>); 24] = [
    // Nobody has it but the merge.
    ([0, 0, 0, 2], Some(Origin::Merge)),
    ([2, 0, 0, 2], Some(Origin::Merge)),
    // It is larger than either side has it.
    ([0, 1, 0, 2], Some(Origin::Merge)),
    ([0, 0, 1, 2], Some(Origin::Merge)),
    ([0, 1, 1, 2], Some(Origin::Merge)),
    ([2, 3, 3, 4], Some(Origin::Merge)),
    ([5, 3, 3, 4], Some(Origin::Merge)),
    ([3, 1, 2, 3], Some(Origin::Merge)),
    // The head has made it as large, or larger.
    ([0, 0, 2, 2], Some(Origin::Head)),
    ([0, 0, 4, 2], Some(Origin::Head)),
    ([1, 1, 2, 2], Some(Origin::Head)),
    ([1, 0, 2, 2], Some(Origin::Head)),
    ([1, 1, 4, 2], Some(Origin::Head)),
    // The base's side has mended some of it meanwhile, or all: the merge is no larger than the
    // merge base was.
    ([3, 1, 5, 3], Some(Origin::Head)),
    ([3, 0, 5, 3], Some(Origin::Head)),
    ([3, 1, 4, 2], Some(Origin::Head)),
    // The head has it from before, and what the base's side has mended is back.
    ([3, 0, 3, 3], Some(Origin::Merge)),
    ([3, 1, 3, 3], Some(Origin::Merge)),
    ([5, 1, 3, 2], Some(Origin::Merge)),
    // The base has it as large.
    ([3, 5, 1, 3], None),
    ([3, 3, 3, 3], None),
    ([0, 2, 0, 2], None),
    ([0, 2, 3, 2], None),
    ([3, 3, 0, 0], None),
];

/// One plan at a revision, in which 1.2 is so many days too early.
fn early(days: u32) -> Project {
    let text = format!(
        "plan: {{version: 1}}\nphases:\n  - id: \"1\"\n    tasks:\n{}{}",
        leaf("1.1", "2023-08-01", "2023-08-10", ""),
        leaf(
            "1.2",
            &format!("2023-08-{:02}", 11 - days),
            "2023-08-20",
            ", depends_on: [\"1.1\"]"
        )
    );
    Project::of_texts([("plan/1.yaml", text)], common::today)
}

#[test]
fn where_it_comes_from_by_all_four_sizes() {
    for (sizes, expected) in ORIGINS {
        let [merge_base, base, head, merged] = &sizes.map(early);
        let merge = Merge::new(merge_base, base, head);
        let judged = merged.gate_merge(&Scope::default(), &merge);
        let findings = judged.expect("there are plans").verdict.findings;
        let found: Vec<Origin> = findings
            .iter()
            .filter(|one| one.reported.finding.rule == "dependency-dates")
            .map(|one| one.origin)
            .collect();
        assert_eq!(found, expected.into_iter().collect::<Vec<_>>(), "{sizes:?}");
    }
}

/// A plan in which `a`, who can do two things at once, has three tasks in each of these stretches.
fn overloads(stretches: &[(&str, &str)]) -> String {
    let mut text = "plan: {version: 1, calendar: weekdays}\nowners: {a: {kind: person, capacity: 2}}\nphases:\n  - id: \"1\"\n    \
                    coordinator: a\n    executors: [a]\n    tasks:\n"
        .to_owned();
    for (at, (start, finish)) in (1..).zip(stretches) {
        for task in 1..=3 {
            text += &leaf(&format!("1.{at}{task}"), start, finish, ", parallel: true");
        }
        text += "\n      # Air between the stretches.\n\n";
    }
    text
}

/// Three tasks at once on one day are no licence for a whole month of them.
#[test]
fn more_work_beside_an_old_overload() {
    let day = ("2026-01-01", "2026-01-01");
    let june = ("2026-06-01", "2026-06-30");
    let year = ("2026-01-01", "2026-10-07");
    let repo = Repo::new(&[
        ("plan/plan.yaml", &overloads(&[day])),
        ("planlint.yaml", "fail_on: warning\n"),
    ]);
    for (text, work) in [(overloads(&[day, june]), 23), (overloads(&[year]), 200)] {
        common::write(repo.path(), &[("plan/plan.yaml", &text)]);
        let report = json(&repo, &["check", "--against", "HEAD", "--format", "json"]);
        let [worse] = of_rule(&report["findings"], "owner-overload")[..] else {
            panic!("{report:#}")
        };
        let told = format!("; was 1 day of work too many, is now {work}");
        assert!(
            worse["message"]
                .as_str()
                .is_some_and(|message| message.ends_with(&told)),
            "{worse:#}"
        );
        let size = serde_json::json!({"amount": 1, "unit": "tasks", "was": 1, "work": work, "work_was": 1});
        assert_eq!(worse["size"], size);
        let diff = json(&repo, &["diff", "--format", "json"]);
        assert_eq!(
            of_rule(&diff["introduced"], "owner-overload").len(),
            1,
            "{diff:#}"
        );
        assert_eq!(
            repo.planlint(&["check", "--against", "HEAD"]).status.code(),
            Some(1)
        );
    }

    // As much at another time, with other numbers, across a weekend or less of it: nothing is
    // worse.
    let week = ("2026-03-02", "2026-03-06");
    repo.commit("a week", &[("plan/plan.yaml", &overloads(&[week]))]);
    let across = ("2026-03-05", "2026-03-11");
    let renumbered = overloads(&[week]).replace("\"1.1", "\"1.7");
    for text in [
        overloads(&[across]),
        renumbered,
        overloads(&[day]),
        overloads(&[day, ("2026-03-02", "2026-03-05")]),
    ] {
        common::write(repo.path(), &[("plan/plan.yaml", &text)]);
        let report = json(&repo, &["check", "--against", "HEAD", "--format", "json"]);
        assert!(
            of_rule(&report["findings"], "owner-overload").is_empty(),
            "{text}\n{report:#}"
        );
    }
    // A lower peak is none either.
    let four = leaf("1.9", "2026-01-01", "2026-01-01", ", parallel: true");
    repo.commit(
        "a peak",
        &[("plan/plan.yaml", &(overloads(&[day]) + &four))],
    );
    common::write(repo.path(), &[("plan/plan.yaml", &overloads(&[day, june]))]);
    let report = json(&repo, &["check", "--against", "HEAD", "--format", "json"]);
    let [worse] = of_rule(&report["findings"], "owner-overload")[..] else {
        panic!("{report:#}")
    };
    let told = "; was 2 days of work too many, is now 23";
    assert!(
        worse["message"]
            .as_str()
            .is_some_and(|message| message.ends_with(told)),
        "{worse:#}"
    );
}

/// Each side brings what it adds; only what comes of both together is the merge's own.
#[test]
fn work_that_each_side_adds_to_an_old_overload() {
    let [day, april, june] = [
        ("2026-01-01", "2026-01-01"),
        ("2026-04-01", "2026-04-10"),
        ("2026-06-01", "2026-06-30"),
    ];
    let start = overloads(&[day]);
    // Before the old one, and behind it.
    let before = start.replacen("tasks:\n", &format!("tasks:\n{}", added(april, 4)), 1);
    let repo = Repo::new(&[("plan/plan.yaml", &start)]);
    repo.branches(
        &[("plan/plan.yaml", &before)],
        &[("plan/plan.yaml", &(start.clone() + &added(june, 7)))],
    );
    let verdict = repo.gate();
    let [finding] = of_rule(&verdict["findings"], "owner-overload")[..] else {
        panic!("{verdict:#}")
    };
    assert_eq!(
        (&finding["origin"], &verdict["verdict"]),
        (&"head".into(), &"pass".into()),
        "{finding:#}"
    );
    assert!(
        finding["message"]
            .as_str()
            .is_some_and(|told| told.ends_with("was 9 days of work too many, is now 31")),
        "{finding:#}"
    );

    // Two tasks in June on one side are fine, and one on the other: together they are too many.
    let two = added(june, 4)
        .lines()
        .take(2)
        .fold(String::new(), |all, line| all + line + "\n");
    let one = added(june, 7)
        .lines()
        .take(1)
        .fold(String::new(), |all, line| all + line + "\n");
    let repo = Repo::new(&[("plan/plan.yaml", &start)]);
    repo.branches(
        &[(
            "plan/plan.yaml",
            &start.replacen("tasks:\n", &format!("tasks:\n{two}"), 1),
        )],
        &[("plan/plan.yaml", &(start + &one))],
    );
    let verdict = repo.gate();
    let [finding] = of_rule(&verdict["findings"], "owner-overload")[..] else {
        panic!("{verdict:#}")
    };
    assert_eq!(
        (&finding["origin"], &verdict["verdict"]),
        (&"merge".into(), &"block".into()),
        "{finding:#}"
    );
}

/// Three tasks in this stretch, numbered from `first` on.
fn added((start, finish): (&str, &str), first: u32) -> String {
    (first..first + 3)
        .map(|at| leaf(&format!("1.0{at}"), start, finish, ", parallel: true"))
        .collect()
}

/// What the customer's plan says of 1.1 is wrong already; it may not become more wrong in silence.
#[test]
fn on_the_customers_plan() {
    let root = common::project().join("plan");
    let text = |name: &str| std::fs::read_to_string(root.join(name)).expect("it is there");
    let names: Vec<String> = std::fs::read_dir(&root)
        .expect("it is there")
        .map(|entry| {
            entry
                .expect("readable")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    let files: Vec<(String, String)> = names
        .iter()
        .map(|name| (format!("plan/{name}"), text(name)))
        .collect();
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    let repo = Repo::new(&files);
    let one = text("phase-1.yaml");
    common::write(
        repo.path(),
        &[(
            "plan/phase-1.yaml",
            &one.replacen("progress: 30%", "progress: 95%", 1),
        )],
    );
    let told = stdout(&repo.planlint(&["check", "--against", "HEAD"]));
    assert!(
        told.contains("progress-rollup") && told.contains("was 5 points off, is now 60"),
        "{told}"
    );
}

/// Hooks refuse it as they refuse what is new.
#[cfg(unix)]
#[test]
fn a_commit_that_makes_it_worse_is_refused() {
    let repo = repo();
    let late =
        |days: &str| crate::git::TWO.replace("        days: 5", &format!("        days: {days}"));
    repo.commit("wrong", &[("plan/2.yaml", &late("6"))]);
    common::write(repo.path(), &[("plan/2.yaml", &late("9"))]);
    repo.git(&["add", "--all"]);
    let output = repo.planlint(&["hook", "run", "pre-commit"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(
        stderr(&output).contains("was 1 day off, is now 4"),
        "{}",
        stderr(&output)
    );
    common::write(
        repo.path(),
        &[("plan/2.yaml", &late("6").replace("网络策略", "策略"))],
    );
    repo.git(&["add", "--all"]);
    let output = repo.planlint(&["hook", "run", "pre-commit"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
}
