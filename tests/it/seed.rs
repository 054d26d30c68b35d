//! The customer's plan, `plan/`: everything that is wrong with it, found by hand in the customer's
//! document, and nothing beside it.

use std::fs;

use planlint::Check;
use planlint::Project;
use planlint::Report;

use crate::common;

pub(crate) fn report() -> Report {
    let mut check = Check::default();
    check.one_by_one = true;
    check.scope.plans = vec!["plan".into()];
    let project = Project::new(common::project().to_owned(), common::today);
    project.check(&check).expect("the plan is there").report
}

/// What the document itself shows; each line can be checked in `seeds/` with a calendar in hand.
const FOUND: &[(&str, &str, &str)] = &[
    // Level, rule, task (the owner, where there is no task).
    ("error", "dependency-unknown", "1.3"),
    ("error", "dependency-unknown", "2.1"),
    ("error", "wbs-parent", "2.3.1"),
    ("error", "dependency-dates", "1.2"),
    ("error", "total-mismatch", "1.1"),
    ("error", "total-span", "1"),
    ("error", "date-days", "3.1.2"),
    ("warning", "progress-rollup", "1.1"),
    ("warning", "progress-early", "1.1.1"),
    ("warning", "progress-early", "1.1.2"),
    ("warning", "progress-early", "1.1.3"),
    ("warning", "progress-early", "1.1.4"),
    ("warning", "date-nonworking", "2.1.1"),
    ("warning", "date-nonworking", "2.1.2"),
    ("warning", "date-nonworking", "2.1.3"),
    ("warning", "date-nonworking", "2.2.1"),
    ("warning", "date-nonworking", "2.2.2"),
    ("warning", "date-nonworking", "3.2.1"),
    ("warning", "date-nonworking", "3.2.2"),
    ("warning", "date-nonworking", "3.3.3"),
    ("warning", "date-nonworking", "3.4.3"),
    ("warning", "date-nonworking", "3.4.4"),
    ("warning", "date-nonworking", "3.7.2"),
    ("warning", "date-nonworking", "3.8.2"),
    ("warning", "owner-outside-parent", "3.3.2"),
    ("warning", "owner-outside-parent", "3.3.4"),
    ("warning", "owner-outside-parent", "3.5.2"),
    ("warning", "owner-missing", "3"),
    ("warning", "owner-missing", "4"),
    ("warning", "owner-overload", "泛微"),
    ("warning", "owner-group-empty", "全部厂家"),
    ("warning", "phase-overlap", "4"),
    ("note", "owner-placeholder", "1.1"),
    ("note", "date-pending", "3.1"),
    ("note", "date-pending", "3.2"),
    ("note", "date-pending", "3.3"),
    ("note", "date-pending", "3.4"),
    ("note", "date-pending", "3.5"),
    ("note", "date-pending", "3.6"),
    ("note", "date-pending", "3.7"),
    ("note", "date-pending", "3.8"),
];

#[test]
fn all_of_it_is_found_and_nothing_beside_it() {
    let report = report();
    let mut found: Vec<(String, String, String)> = report
        .findings
        .iter()
        .map(|reported| {
            let finding = &reported.finding;
            let key = finding.key.to_string();
            let about = finding.task.as_deref().unwrap_or(&key);
            (
                finding.severity.to_string(),
                finding.rule.to_owned(),
                about.to_owned(),
            )
        })
        .collect();
    let mut expected: Vec<_> = FOUND
        .iter()
        .map(|(level, rule, about)| ((*level).to_owned(), (*rule).to_owned(), (*about).to_owned()))
        .collect();
    found.sort();
    expected.sort();
    assert_eq!(found, expected);
    assert!(!report.incomplete);
}

/// The numbers that a project manager would check first.
#[test]
fn the_numbers_are_those_of_the_document() {
    let report = report();
    let message = |rule: &str, task: &str| {
        let found = report.findings.iter().find(|reported| {
            reported.finding.rule == rule
                && reported
                    .finding
                    .task
                    .as_deref()
                    .unwrap_or(&reported.finding.key.to_string())
                    == task
        });
        let found = found.unwrap_or_else(|| panic!("{rule} of {task}"));
        common::message(&found.finding)
    };
    for (rule, task, words) in [
        ("dependency-unknown", "1.3", &["1.4"][..]),
        ("dependency-unknown", "2.1", &["1.5"]),
        ("wbs-parent", "2.3.1", &["2.3,"]),
        (
            "dependency-dates",
            "1.2",
            &["1.1", "2023-09-08", "2023-08-28", "12 days too early"],
        ),
        (
            "total-mismatch",
            "1.1",
            &["20 days", "15 days", "1.1.1 (5) + 1.1.3 (5) + 1.1.5 (5)"],
        ),
        ("progress-rollup", "1.1", &["30%", "35%"]),
        ("total-span", "1", &["35 days", "26 days"]),
        (
            "date-days",
            "3.1.2",
            &[
                "15 days",
                "2023-10-12",
                "2023-10-27",
                "16 days",
                "12 days in china",
            ],
        ),
        ("date-nonworking", "2.2.1", &["国庆节"]),
        (
            "date-nonworking",
            "3.2.2",
            &["starts and finishes on Sunday 2023-10-15"],
        ),
        (
            "progress-early",
            "1.1.4",
            &["begun", "2023-08-28", "2023-08-16"],
        ),
        (
            "owner-outside-parent",
            "3.5.2",
            &["省统一身份认证平台", "省盖章平台"],
        ),
        (
            "owner-overload",
            "泛微",
            &["7 tasks at once from 2023-10-16 to 2023-10-25"],
        ),
        ("owner-group-empty", "全部厂家", &["4 tasks name it"]),
        ("phase-overlap", "4", &["2023-10-30", "2023-11-10"]),
        ("owner-placeholder", "1.1", &["多方"]),
        (
            "date-pending",
            "3.2",
            &["需金山提供最新接口后评估更准确时间"],
        ),
    ] {
        for words in words {
            assert!(
                message(rule, task).contains(words),
                "{rule} of {task}: {}",
                message(rule, task)
            );
        }
    }
}

/// Every place of a finding is exactly the characters that it is about.
#[test]
fn places_are_exact() {
    let report = report();
    for reported in &report.findings {
        let finding = &reported.finding;
        let text = report.sources.slice(finding.span);
        let expected = match finding.rule {
            "dependency-unknown" | "dependency-dates" => {
                text.starts_with('"') && text.ends_with('"')
            }
            "date-nonworking" => text.len() == 10 && text.starts_with("2023-"),
            "date-days" | "total-mismatch" | "total-span" => {
                text.bytes().all(|b| b.is_ascii_digit())
            }
            "progress-early" | "progress-rollup" => text == "done" || text.ends_with('%'),
            "wbs-parent" | "owner-missing" | "phase-overlap" => {
                text == format!("\"{}\"", finding.task.as_deref().unwrap_or_default())
            }
            "owner-overload" => text == "泛微",
            "owner-group-empty" => text == "全部厂家",
            "owner-placeholder" => text == "多方",
            "owner-outside-parent" => ["深信服", "省统一身份认证平台"].contains(&text),
            "date-pending" => text.contains("评估"),
            other => panic!("{other} is not expected"),
        };
        assert!(expected, "{}: {text:?}", finding.rule);
        let path = common::project().join(report.sources.file(finding.span.file).path());
        let on_disk = fs::read_to_string(path).expect("the file is there");
        assert_eq!(
            &on_disk[finding.span.range()],
            text,
            "offsets are those of the file"
        );
    }
}
