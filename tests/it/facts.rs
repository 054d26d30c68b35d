//! What is concluded from a plan, in the cases where one mistake, one open date or one odd link once led to wrong
//! conclusions about something else.

use planlint::config;
use planlint::rules;
use planlint::text::SourceMap;

use crate::common;

const DATES: &[&str] = &["dependency-dates"];
const PROGRESS: &[&str] = &["progress-order", "progress-late", "progress-rollup"];

/// What these rules say about a plan.
fn found(text: &str, rules: &[&str]) -> Vec<String> {
    found_with("{}", text, rules)
}

/// The same with settings: for each finding its rule, its message and its help.
fn found_with(settings: &str, text: &str, rules_asked: &[&str]) -> Vec<String> {
    let mut sources = SourceMap::default();
    let file = sources.add("planlint.yaml", None, settings.into());
    let settings = config::read(file, &settings.into(), rules::specs()).expect("the settings have no mistakes");
    let report = common::check_with(&[("plan/1.yaml", text)], &settings, sources);
    let findings = report.findings.iter().map(|one| &one.finding).filter(|one| rules_asked.contains(&one.rule));
    findings.map(|one| format!("{}: {} ({})", one.rule, one.message, one.help.as_deref().unwrap_or_default())).collect()
}

/// A plan of one phase without a total.
fn work(tasks: &str) -> String {
    format!("plan: {{version: 1}}\nphases:\n  - id: \"1\"\n    tasks:\n{}", indented(tasks))
}

fn indented(tasks: &str) -> String {
    tasks.lines().map(|line| format!("      {}\n", line.trim_start())).collect()
}

/// Exactly these findings, each told by the words that it begins with.
#[track_caller]
fn assert_found(found: &[String], expected: &[&str]) {
    let alike = found.len() == expected.len() && found.iter().zip(expected).all(|(is, begin)| is.starts_with(begin));
    assert!(alike, "found {found:#?}, expected {expected:#?}");
}

// ---- progress ----

#[test]
fn an_open_estimate_does_not_change_what_leaves_report() {
    let text = |more: &str| {
        format!(
            r#"plan: {{version: 1, calendar: weekdays, status_date: 2023-09-04}}
phases:
  - id: "1"
    tasks:
      - id: "1.1"
        progress: 50%
        tasks:
          - id: "1.1.1"
            tasks:
              - {{id: "1.1.1.1", start: 2023-08-21, finish: 2023-08-25, progress: done}}
          - {{id: "1.1.2", start: 2023-08-28, finish: 2023-09-08, progress: 25%, depends_on: ["1.1.1"]}}
          - {{id: "1.1.4", start: 2023-08-28, finish: 2023-08-31}}
{more}"#
        )
    };
    let pending = r#"          - {id: "1.1.3", pending: waiting for the vendor}"#;
    for more in [pending, ""] {
        let expected = ["progress-late: 1.1.4 should have finished on 2023-08-31, but reports no progress"];
        assert_found(&found(&text(more), &["progress-order", "progress-late"]), &expected);
    }
}

#[test]
fn a_group_has_begun_by_its_leaves() {
    for own in ["progress: 20%, ", ""] {
        let text = work(&format!(
            "- {{id: g, {own}tasks: [{{id: a}}, {{id: c, progress: done, depends_on: [a]}}, {{id: b, depends_on: [a], tasks: [{{id: b1, progress: done}}]}}]}}"
        ));
        let expected = ["progress-order: c is begun, but a", "progress-order: b is begun, but a"];
        assert_found(&found(&text, PROGRESS), &expected);
    }
}

#[test]
fn a_leaf_that_is_done_has_begun_whatever_the_groups_say() {
    let text = work(
        r#"- {id: g, progress: 0%, tasks: [{id: h, tasks: [{id: h1, progress: 100%}, {id: h2}]}, {id: s, progress: done, depends_on: [{task: h, lag: -1}]}]}"#,
    );
    assert_found(&found(&text, PROGRESS), &[]);
}

#[test]
fn late_work_beside_an_undated_task_is_found() {
    let text = |dates: &str| {
        format!(
            "plan: {{version: 1, status_date: 2023-09-01}}\nphases:\n  - id: \"1\"\n    tasks:\n      - {{id: g, progress: 50%, tasks: [{{id: a, start: 2023-08-01, finish: 2023-08-03}}, {{id: b, progress: 30%{dates}}}]}}\n"
        )
    };
    for dates in ["", ", start: 2023-09-01, finish: 2023-09-04"] {
        assert_found(
            &found(&text(dates), &["progress-late"]),
            &["progress-late: a should have finished on 2023-08-03"],
        );
    }
}

#[test]
fn a_group_speaks_for_its_silent_leaves_in_the_groups_above() {
    let half = "- {id: u, progress: 90%, tasks: [{id: g, progress: 50%, tasks: [{id: a, days: 3}, {id: b, days: 3}]}, {id: c, days: 4, progress: done}]}";
    let expected = ["progress-rollup: u says 90%, but its tasks come to 70%"];
    assert_found(&found(&work(half), PROGRESS), &expected);
    let done = "- {id: g, tasks: [{id: a, progress: done}, {id: h, progress: done, tasks: [{id: b}]}]}\n- {id: s, progress: 10%, depends_on: [g, b]}";
    assert_found(&found(&work(done), PROGRESS), &[]);
}

// ---- dates of dependencies ----

#[test]
fn a_milestone_is_any_instant_of_its_day() {
    let case = |milestone_first: bool, date: &str, entry: &str, dates: &str| {
        let (first, second) = if milestone_first {
            (format!("start: {date}, days: 0"), dates.to_owned())
        } else {
            (dates.to_owned(), format!("start: {date}, days: 0"))
        };
        found(&work(&format!("- {{id: p, {first}}}\n- {{id: s, {second}, depends_on: [{{task: p, {entry}}}]}}")), DATES)
            .len()
    };
    // 2023-08-10 was a Thursday. In each line the first day that will do, and the last one that will not.
    for (entry, end, first, last) in [
        ("lag: 0", "start", "2023-08-10", "2023-08-09"),
        ("lag: 1", "start", "2023-08-11", "2023-08-10"),
        ("lag: -1", "start", "2023-08-09", "2023-08-08"),
        ("type: SS", "start", "2023-08-10", "2023-08-09"),
        ("type: SS, lag: 2", "start", "2023-08-12", "2023-08-11"),
        ("type: FF", "finish", "2023-08-09", "2023-08-08"),
        ("type: FF, lag: 1", "finish", "2023-08-10", "2023-08-09"),
        ("type: SF", "finish", "2023-08-09", "2023-08-08"),
    ] {
        let dates = |day: &str| {
            if end == "start" { format!("start: {day}, days: 3") } else { format!("finish: {day}, days: 3") }
        };
        assert_eq!(case(true, "2023-08-10", entry, &dates(first)), 0, "{entry} {first}");
        assert_eq!(case(true, "2023-08-10", entry, &dates(last)), 1, "{entry} {last}");
    }
    // From 2023-08-08 to 2023-08-10.
    let task = "start: 2023-08-08, days: 3";
    for (entry, first, last) in [
        ("lag: 0", "2023-08-10", "2023-08-09"),
        ("lag: 1", "2023-08-11", "2023-08-10"),
        ("lag: -1", "2023-08-09", "2023-08-08"),
        ("type: SS", "2023-08-07", "2023-08-06"),
        ("type: FF, lag: 1", "2023-08-11", "2023-08-10"),
        ("type: SF, lag: 1", "2023-08-08", "2023-08-07"),
    ] {
        assert_eq!(case(false, first, entry, task), 0, "{entry} {first}");
        assert_eq!(case(false, last, entry, task), 1, "{entry} {last}");
    }
}

#[test]
fn a_lead_next_to_a_milestone_counts() {
    let text = work(
        "- {id: q, start: 2023-08-10, days: 0}\n- {id: a, depends_on: [q], start: 2023-08-10, finish: 2023-08-14}\n- {id: b, depends_on: [{task: q, lag: -1}], start: 2023-08-09, finish: 2023-08-14}",
    );
    assert_found(&found(&text, DATES), &[]);
}

#[test]
fn the_order_of_dates_counts_not_working_time() {
    let text = "plan: {version: 1, calendar: weekdays}\nphases:\n  - id: \"1\"\n    tasks:\n      - {id: p, start: 2023-10-09, days: 1}\n      - {id: s, finish: 2023-10-06, days: 1, depends_on: [{task: p, type: SF}]}\n";
    let expected = [
        "dependency-dates: s finishes on 2023-10-06, but p, which it depends on, starts on 2023-10-09: 2 days too early (none of them worked)",
    ];
    assert_found(&found(text, DATES), &expected);
    assert_found(&found(&text.replace("2023-10-06", "2023-10-08"), DATES), &[]);
}

#[test]
fn the_method_of_totals_does_not_touch_dates() {
    let text = r#"plan: {version: 1}
phases:
  - id: "2"
    tasks:
      - {id: p, start: 2026-11-02, finish: 2026-11-19}
      - id: g
        depends_on: [p]
        tasks:
          - {id: g1, start: 2026-11-19, days: 0}
"#;
    for method in ["chain", "sum", "span"] {
        assert_found(&found_with(&format!("rules: {{total-mismatch: {{method: {method}}}}}"), text, DATES), &[]);
    }
}

#[test]
fn a_group_is_a_milestone_if_all_in_it_is() {
    let group = |own: &str, days: &str| {
        work(&format!(
            "- {{id: p, start: 2023-10-02, finish: 2023-10-06}}\n- {{id: g, {own}depends_on: [p], tasks: [{{id: g1, start: 2023-10-06, days: {days}}}]}}"
        ))
    };
    assert_found(&found(&group("", "0"), DATES), &[]);
    assert_found(&found(&group("days: 0, ", "1"), DATES), &[]);
    for (own, days) in [("days: 5, ", "0"), ("", "1")] {
        assert_found(&found(&group(own, days), DATES), &["dependency-dates: g starts on 2023-10-06"]);
    }
}

#[test]
fn a_lag_that_ends_beyond_a_calendar_is_broken_where_that_is_sure() {
    let text = |lag: i64, finish: &str| {
        format!(
            "plan: {{version: 1, calendar: china}}\nphases:\n  - id: \"1\"\n    tasks:\n      - {{id: a, finish: 2026-12-18}}\n      - {{id: b, finish: {finish}, days: 1, depends_on: [{{task: a, lag: {lag}}}]}}\n"
        )
    };
    let told = |lag: i64| found(&text(lag, "2026-12-28"), DATES).concat();
    // The days from 2026-12-19 to 2026-12-27 count 5, those up to the last day that the calendar knows 9.
    assert!(told(9).contains("finishes on 2026-12-18: 4 days too early (start b on 2027-01-01 or later,"));
    assert!(told(10).contains("5 days too early (start b later, on a day that its calendar does not know yet,"));
    assert_found(&found(&text(5, "2026-12-28"), DATES), &[]);
    // Both dates are known, so what lies between them is.
    assert_found(&found(&text(9, "2026-12-31"), DATES), &["dependency-dates: b starts on 2026-12-31"]);
    // Nothing is counted on days that it does not know.
    assert_found(&found(&text(9, "2027-01-01"), DATES), &[]);
}

#[test]
fn days_too_early_lead_to_the_first_date_that_will_do() {
    let text = "plan: {version: 1, calendar: weekdays}\nphases:\n  - id: \"1\"\n    tasks:\n      - {id: p, finish: 2023-08-18}\n      - {id: s, finish: 2023-08-19, depends_on: [{task: p, type: FF, lag: 2}]}\n";
    assert!(found(text, DATES)[0].contains(": 2 days too early (finish s on 2023-08-22 or later"));
    let text = "plan: {version: 1, calendar: china}\nphases:\n  - id: \"1\"\n    tasks:\n      - {id: p, finish: 2026-12-31}\n      - {id: s, start: 2026-12-26, depends_on: [p]}\n";
    assert!(found(text, DATES)[0].contains(": 4 days too early (start s on 2027-01-01 or later"));
}

#[test]
fn an_end_that_an_open_part_may_move_is_not_known() {
    let text = |group_first: bool, entry: &str, day: &str| {
        let group = |entry: &str| {
            format!(
                "- {{id: g, {entry}tasks: [{{id: g1, start: 2023-10-02, finish: 2023-10-06}}, {{id: g2, pending: q}}]}}\n"
            )
        };
        let task = |entry: &str| format!("- {{id: t, {entry}start: {day}, finish: {day}}}\n");
        let link = |id: &str| format!("depends_on: [{{task: {id}, type: {entry}}}], ");
        work(&if group_first { group("") + &task(&link("g")) } else { task("") + &group(&link("t")) })
    };
    for (group_first, entry, day, sure) in [
        // Whatever g2 does: the group finishes on 6 October or later, and starts on 2 October or before.
        (true, "FS", "2023-10-05", true),
        (true, "FF", "2023-10-05", true),
        (false, "FS", "2023-10-05", true),
        (false, "SS", "2023-10-05", true),
        (true, "SS", "2023-10-01", false),
        (true, "SF", "2023-09-30", false),
        (false, "FF", "2023-10-09", false),
        (false, "SF", "2023-10-09", false),
    ] {
        let text = text(group_first, entry, day);
        assert_eq!(found(&text, DATES).len(), usize::from(sure), "{text}");
        // With both parts dated all are known.
        assert_eq!(found(&text.replace("pending: q", "start: 2023-10-03, days: 1"), DATES).len(), 1, "{text}");
    }
}

#[test]
fn a_milestone_needs_no_calendar_to_have_a_window() {
    let text = "plan: {version: 1, calendar: china}\nphases:\n  - id: \"1\"\n    tasks:\n      - {id: m, start: 2027-03-01, days: 0}\n      - {id: s, finish: 2027-02-01, depends_on: [{task: m, type: FF}]}\n";
    assert_found(
        &found(text, DATES),
        &["dependency-dates: s finishes on 2027-02-01, but m, which it depends on, finishes on 2027-03-01"],
    );
}

// ---- dependencies that follow from others ----

const REDUNDANT: &str = "rules: {dependency-redundant: warning}";

#[test]
fn a_milestone_between_two_tasks_does_not_replace_their_link() {
    let text = work("- {id: p, days: 3}\n- {id: m, days: 0, depends_on: [p]}\n- {id: s, days: 2, depends_on: [m, p]}");
    assert_found(&found_with(REDUNDANT, &text, &["dependency-redundant"]), &[]);
    let with_days = text.replace("days: 0", "days: 1");
    assert_found(
        &found_with(REDUNDANT, &with_days, &["dependency-redundant"]),
        &["dependency-redundant: s need not say"],
    );
    // The milestone itself may be what waits, or what is waited for.
    let ends = work("- {id: p, days: 0}\n- {id: q, days: 3, depends_on: [p]}\n- {id: s, days: 0, depends_on: [q, p]}");
    assert_found(&found_with(REDUNDANT, &ends, &["dependency-redundant"]), &["dependency-redundant: s need not say"]);
}

#[test]
fn an_entry_does_not_justify_its_own_removal() {
    let text = work("- {id: t}\n- {id: r, depends_on: [t, x]}\n- {id: x, depends_on: [r]}");
    assert_found(&found_with(REDUNDANT, &text, &["dependency-redundant"]), &[]);
}
