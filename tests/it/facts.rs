//! What is concluded from a plan, in the cases where one mistake, one open date or one odd link
//! once led to wrong conclusions about something else.

use crate::common;

const TOTALS: &[&str] = &["total-mismatch", "total-span", "total-missing"];
const DATES: &[&str] = &["dependency-dates"];
const PROGRESS: &[&str] = &["progress-order", "progress-late", "progress-rollup"];

/// What these rules say about a plan.
fn found(text: &str, rules: &[&str]) -> Vec<String> {
    found_with("{}", text, rules)
}

/// The same with settings: for each finding its rule, its message and its help.
fn found_with(settings: &str, text: &str, rules_asked: &[&str]) -> Vec<String> {
    let report = common::check_with(&[("plan/1.yaml", text)], settings);
    let findings = report
        .findings
        .iter()
        .map(|one| &one.finding)
        .filter(|one| rules_asked.contains(&one.rule));
    findings
        .map(|one| {
            format!(
                "{}: {} ({})",
                one.rule,
                common::message(one),
                common::help(one)
            )
        })
        .collect()
}

/// A plan of one phase that declares a total.
fn phase(total: u32, tasks: &str) -> String {
    format!(
        "plan: {{version: 1}}\nphases:\n  - id: \"1\"\n    total_days: {total}\n    tasks:\n{}",
        indented(tasks)
    )
}

/// A plan of one phase without a total.
fn work(tasks: &str) -> String {
    format!(
        "plan: {{version: 1}}\nphases:\n  - id: \"1\"\n    tasks:\n{}",
        indented(tasks)
    )
}

fn indented(tasks: &str) -> String {
    tasks
        .lines()
        .map(|line| format!("      {}\n", line.trim_start()))
        .collect()
}

/// Exactly these findings, each told by the words that it begins with.
#[track_caller]
fn assert_found(found: &[String], expected: &[&str]) {
    let alike = found.len() == expected.len()
        && found
            .iter()
            .zip(expected)
            .all(|(is, begin)| is.starts_with(begin));
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
        let expected =
            ["progress-late: 1.1.4 should have finished on 2023-08-31, but reports no progress"];
        assert_found(
            &found(&text(more), &["progress-order", "progress-late"]),
            &expected,
        );
    }
}

#[test]
fn a_group_has_begun_by_its_leaves() {
    for own in ["progress: 20%, ", ""] {
        let text = work(&format!(
            "- {{id: g, {own}tasks: [{{id: a}}, {{id: c, progress: done, depends_on: [a]}}, {{id: b, depends_on: [a], tasks: [{{id: b1, progress: done}}]}}]}}"
        ));
        let expected = [
            "progress-order: c is done, but a, which it depends on, is not",
            "progress-order: b is done, but a, which it depends on, is not",
        ];
        assert_found(&found(&text, PROGRESS), &expected);
    }
}

#[test]
fn what_is_too_far_on_is_told_as_far_as_it_is() {
    for (progress, link, told) in [
        (
            "30%",
            "a",
            "b is begun (30%), but a, which it depends on, is not done",
        ),
        ("done", "a", "b is done, but a, which it depends on, is not"),
        (
            "done",
            "{task: a, type: SS}",
            "b is done, but a, which it depends on, is not begun",
        ),
        (
            "33.33%",
            "{task: a, lag: -2}",
            "b is begun (33.3%), but a, which it depends on, is not begun",
        ),
    ] {
        let text = work(&format!(
            "- {{id: a}}\n- {{id: b, progress: {progress}, depends_on: [{link}]}}"
        ));
        let found = found(&text, &["progress-order"]);
        assert_found(&found, &[&format!("progress-order: {told} (correct")]);
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

// ---- totals ----

#[test]
fn one_end_of_each_is_enough_to_see_what_comes_first() {
    let text = r#"plan: {version: 1, calendar: china}
phases:
  - id: "1"
    total_days: 12
    tasks:
      - {id: "1.1", start: 2026-12-16, days: 5}
      - {id: "1.2", start: 2026-12-28, days: 7}
"#;
    assert_found(&found(text, TOTALS), &[]);
    let only_finish = "- {id: a, days: 5, tasks: [{id: a1, finish: 2023-10-06, pending: q}]}\n- {id: b, start: 2023-10-09, days: 5}";
    assert_found(&found(&phase(10, only_finish), TOTALS), &[]);
    let wrong = found(&phase(9, only_finish), TOTALS);
    assert_found(
        &wrong,
        &[
            "total-mismatch: phase 1 says 9 days, but its longest chain of work is 10 days: a (5) + b (5)",
        ],
    );
}

#[test]
fn contradicting_dates_are_told_once() {
    let first = r#"- {id: "1.1", start: 2023-10-02, finish: 2023-10-06}"#;
    for second in [
        r#"- {id: "1.2", start: 2023-10-11, finish: 2023-10-07, tasks: [{id: "1.2.1", start: 2023-10-07, finish: 2023-10-11}]}"#,
        r#"- {id: "1.2", start: 2023-10-11, finish: 2023-10-07, days: 5}"#,
        // One level further down.
        r#"- {id: "1.2", tasks: [{id: "1.2.1", start: 2023-10-11, finish: 2023-10-07, days: 5}]}"#,
        // The work of the group lies after the finish that it declares, which is a matter for
        // `date-outside-parent`.
        r#"- {id: "1.2", finish: 2023-10-05, tasks: [{id: "1.2.1", start: 2023-10-07, finish: 2023-10-11}]}"#,
    ] {
        assert_found(
            &found(&phase(10, &format!("{first}\n{second}")), TOTALS),
            &[],
        );
        let too_small = found(
            &phase(4, &format!("{first}\n{second}")),
            &["total-mismatch"],
        );
        assert_found(
            &too_small,
            &[
                "total-mismatch: phase 1 says 4 days, but its longest chain of work is at least 5 days",
            ],
        );
    }
}

#[test]
fn a_finish_that_waits_for_a_finish_passes_the_order_on() {
    let text = phase(
        32,
        "- {id: a, days: 10}\n- {id: b, days: 8, depends_on: [{task: a, type: FF}]}\n- {id: c, days: 22, depends_on: [b]}",
    );
    assert_found(&found(&text, TOTALS), &[]);
    let text = text.replace("32", "30");
    let expected = "total-mismatch: phase 1 says 30 days, but its longest chain of work is 32 days: a (10) + c (22)";
    assert_found(&found(&text, TOTALS), &[expected]);
}

#[test]
fn a_ring_upstream_breaks_no_chain_elsewhere() {
    let text = |total: u32| {
        format!(
            r#"plan: {{version: 1}}
phases:
  - id: "1"
    total_days: {total}
    tasks:
      - {{id: a, days: 2, depends_on: [r1]}}
      - {{id: b, days: 2, depends_on: [x]}}
  - id: "2"
    total_days: 1
    tasks:
      - {{id: x, days: 0, depends_on: [a]}}
      - {{id: r1, days: 1, depends_on: [r2]}}
      - {{id: r2, days: 1, depends_on: [r1]}}
"#
        )
    };
    let rules = ["total-mismatch", "dependency-cycle"];
    assert_found(&found(&text(4), &rules), &["dependency-cycle: "]);
    let expected = "total-mismatch: phase 1 says 2 days, but its longest chain of work is 4 days: a (2) + b (2)";
    assert_found(&found(&text(2), &rules), &[expected, "dependency-cycle: "]);
}

#[test]
fn an_open_date_makes_a_span_a_lower_bound() {
    let settings = "rules: {total-mismatch: {method: span}}";
    let text = |total| {
        phase(
            total,
            "- {id: a, start: 2023-08-01, days: 10}\n- {id: b, pending: waiting for the vendor}",
        )
    };
    assert_found(&found_with(settings, &text(20), TOTALS), &[]);
    let expected = "total-mismatch: phase 1 says 9 days, but its first start to its last finish is at least 10 days in the calendar every-day";
    assert_found(&found_with(settings, &text(9), TOTALS), &[expected]);
}

#[test]
fn what_is_certain_of_a_group_counts_in_the_group_above() {
    let group = "- {id: g, tasks: [{id: g1, days: 15}, {id: g2, pending: q}]}";
    let expected = "total-mismatch: phase 1 says 10 days, but its longest chain of work is at least 15 days: g (at least 15)";
    assert_found(&found(&phase(10, group), TOTALS), &[expected]);
    let both = format!("{group}\n- {{id: b, days: 5, depends_on: [g]}}");
    let expected = "total-mismatch: phase 1 says 10 days, but its longest chain of work is at least 20 days: g (at least 15) + b (5)";
    assert_found(&found(&phase(10, &both), TOTALS), &[expected]);
    let sum = found_with(
        "rules: {total-mismatch: {method: sum}}",
        &phase(10, &both),
        TOTALS,
    );
    assert_found(
        &sum,
        &["total-mismatch: phase 1 says 10 days, but what is in it adds up to at least 20 days"],
    );
}

#[test]
fn a_part_that_waits_for_work_elsewhere_leaves_a_total_exact() {
    let text = r#"plan: {version: 1}
phases:
  - id: "1"
    total_days: 1
    tasks: [{id: "1.1", days: 1}]
  - id: "2"
    total_days: 100
    tasks:
      - id: "2.1"
        tasks:
          - {id: "2.1.1", days: 7, depends_on: ["1.1"]}
      - {id: "2.2", days: 6}
"#;
    let expected =
        "total-mismatch: phase 2 says 100 days, but its longest chain of work is 7 days: 2.1 (7)";
    assert_found(&found(text, TOTALS), &[expected]);
    let elsewhere_and_back = text.replace(
        "{id: \"1.1\", days: 1}",
        "{id: \"1.1\", days: 1, depends_on: [\"2.2\"]}",
    );
    assert_found(&found(&elsewhere_and_back, TOTALS), &[]);
}

#[test]
fn parts_that_wait_for_another_child_make_a_lower_bound() {
    let one_way = "- {id: A, tasks: [{id: A1, days: 3}, {id: A2, days: 5}]}\n- {id: B, tasks: [{id: B1, days: 7, depends_on: [A1]}, {id: B2, days: 2}]}";
    assert_found(&found(&phase(50, one_way), TOTALS), &[]);
    assert_found(
        &found(&phase(6, one_way), TOTALS),
        &["total-mismatch: phase 1 says 6 days, but its longest chain of work is at least 7 days"],
    );
    // Where the whole children stand in an order, the links of their parts say nothing new.
    let in_order = one_way.replace("{id: B,", "{id: B, depends_on: [A],");
    assert_found(
        &found(&phase(50, &in_order), TOTALS),
        &[
            "total-mismatch: phase 1 says 50 days, but its longest chain of work is 12 days: A (5) + B (7)",
        ],
    );
}

#[test]
fn a_way_through_a_part_puts_whole_children_in_order() {
    let text = phase(
        20,
        "- {id: A, days: 3}\n- {id: G, tasks: [{id: g1, days: 1, depends_on: [A]}, {id: g2, days: 1}]}\n- {id: B, days: 20, depends_on: [G]}",
    );
    let expected = "total-mismatch: phase 1 says 20 days, but its longest chain of work is at least 23 days: A (3) + B (20)";
    assert_found(&found(&text, TOTALS), &[expected]);
}

#[test]
fn what_dates_say_holds_for_tasks_that_break_a_dependency() {
    let text = work(
        "- {id: a, start: 2023-04-20, days: 1, depends_on: [c]}\n- {id: b, start: 2023-04-22, days: 15}\n- {id: c, start: 2023-04-22, days: 4}",
    );
    assert_found(
        &found(&text, TOTALS),
        &[
            "total-missing: phase 1 has no `total_days` (its work comes to 20 days, but with that the rest of the plan would not fit (total-span of 1))",
        ],
    );
}

#[test]
fn an_unknown_predecessor_may_be_any_other_child() {
    let child = "- {id: a, days: 5}\n- {id: b, days: 3, depends_on: [nowhere]}";
    let part = "- {id: a, days: 5}\n- {id: b, tasks: [{id: b1, days: 3, depends_on: [nowhere]}]}";
    for tasks in [child, part] {
        assert_found(&found(&phase(8, tasks), TOTALS), &[]);
        assert_found(
            &found(&phase(4, tasks), TOTALS),
            &[
                "total-mismatch: phase 1 says 4 days, but its longest chain of work is at least 5 days",
            ],
        );
    }
    // Dates say that they run side by side; and a single child has nothing to wait for.
    let dated = "- {id: a, start: 2023-10-02, days: 5}\n- {id: b, start: 2023-10-02, days: 3, depends_on: [nowhere]}";
    let alone = "- {id: a, days: 5, depends_on: [nowhere]}";
    for tasks in [dated, alone] {
        assert_found(
            &found(&phase(8, tasks), &["total-mismatch"]),
            &[
                "total-mismatch: phase 1 says 8 days, but its longest chain of work is 5 days: a (5)",
            ],
        );
    }
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
        found(
            &work(&format!(
                "- {{id: p, {first}}}\n- {{id: s, {second}, depends_on: [{{task: p, {entry}}}]}}"
            )),
            DATES,
        )
        .len()
    };
    // 2023-08-10 was a Thursday. In each line the first day that will do, and the last one that
    // will not.
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
            if end == "start" {
                format!("start: {day}, days: 3")
            } else {
                format!("finish: {day}, days: 3")
            }
        };
        assert_eq!(
            case(true, "2023-08-10", entry, &dates(first)),
            0,
            "{entry} {first}"
        );
        assert_eq!(
            case(true, "2023-08-10", entry, &dates(last)),
            1,
            "{entry} {last}"
        );
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
    assert_found(
        &found(&text.replace("2023-10-06", "2023-10-08"), DATES),
        &[],
    );
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
        assert_found(
            &found_with(
                &format!("rules: {{total-mismatch: {{method: {method}}}}}"),
                text,
                DATES,
            ),
            &[],
        );
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
        assert_found(
            &found(&group(own, days), DATES),
            &["dependency-dates: g starts on 2023-10-06"],
        );
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
    // The days from 2026-12-19 to 2026-12-27 count 5, those up to the last day that the calendar
    // knows 9.
    assert!(
        told(9)
            .contains("finishes on 2026-12-18: 4 days too early (start b on 2027-01-01 or later,")
    );
    assert!(told(10).contains(
        "5 days too early (start b later, on a day that its calendar does not know yet,"
    ));
    assert_found(&found(&text(5, "2026-12-28"), DATES), &[]);
    // Both dates are known, so what lies between them is.
    assert_found(
        &found(&text(9, "2026-12-31"), DATES),
        &["dependency-dates: b starts on 2026-12-31"],
    );
    // Nothing is counted on days that it does not know.
    assert_found(&found(&text(9, "2027-01-01"), DATES), &[]);
}

#[test]
fn days_too_early_lead_to_the_first_date_that_will_do() {
    let text = "plan: {version: 1, calendar: weekdays}\nphases:\n  - id: \"1\"\n    tasks:\n      - {id: p, finish: 2023-08-18}\n      - {id: s, finish: 2023-08-19, depends_on: [{task: p, type: FF, lag: 2}]}\n";
    assert!(found(text, DATES)[0].contains(": 2 days too early (write finish: 2023-08-22, or"));
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
        work(&if group_first {
            group("") + &task(&link("g"))
        } else {
            task("") + &group(&link("t"))
        })
    };
    for (group_first, entry, day, sure) in [
        // Whatever g2 does: the group finishes on 6 October or later, and starts on 2 October or
        // before.
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
        assert_eq!(
            found(
                &text.replace("pending: q", "start: 2023-10-03, days: 1"),
                DATES
            )
            .len(),
            1,
            "{text}"
        );
    }
}

#[test]
fn a_milestone_needs_no_calendar_to_have_a_window() {
    let text = "plan: {version: 1, calendar: china}\nphases:\n  - id: \"1\"\n    tasks:\n      - {id: m, start: 2027-03-01, days: 0}\n      - {id: s, finish: 2027-02-01, depends_on: [{task: m, type: FF}]}\n";
    assert_found(
        &found(text, DATES),
        &[
            "dependency-dates: s finishes on 2027-02-01, but m, which it depends on, finishes on 2027-03-01",
        ],
    );
}

// ---- dependencies that follow from others ----

const REDUNDANT: &str = "rules: {dependency-redundant: warning}";

#[test]
fn a_milestone_between_two_tasks_does_not_replace_their_link() {
    let text = work(
        "- {id: p, days: 3}\n- {id: m, days: 0, depends_on: [p]}\n- {id: s, days: 2, depends_on: [m, p]}",
    );
    assert_found(
        &found_with(REDUNDANT, &text, &["dependency-redundant"]),
        &[],
    );
    let with_days = text.replace("days: 0", "days: 1");
    assert_found(
        &found_with(REDUNDANT, &with_days, &["dependency-redundant"]),
        &["dependency-redundant: s need not say"],
    );
    // The milestone itself may be what waits, or what is waited for.
    let ends = work(
        "- {id: p, days: 0}\n- {id: q, days: 3, depends_on: [p]}\n- {id: s, days: 0, depends_on: [q, p]}",
    );
    assert_found(
        &found_with(REDUNDANT, &ends, &["dependency-redundant"]),
        &["dependency-redundant: s need not say"],
    );
}

#[test]
fn an_entry_does_not_justify_its_own_removal() {
    let text = work("- {id: t}\n- {id: r, depends_on: [t, x]}\n- {id: x, depends_on: [r]}");
    assert_found(
        &found_with(REDUNDANT, &text, &["dependency-redundant"]),
        &[],
    );
}

#[test]
fn a_phase_that_may_have_been_meant_as_parallel_does_not_overlap() {
    let overlap = |parallel: &str| {
        let plan = format!(
            "plan: {{version: 1}}\nphases:\n  - {{id: '1', start: 2024-01-01, finish: 2024-01-10}}\n  \
             - {{id: '2', start: 2024-01-05, finish: 2024-01-20{parallel}}}\n"
        );
        found(&plan, &["phase-overlap"]).len()
    };
    assert_eq!(overlap(""), 1);
    assert_eq!(overlap(", parallel: false"), 1);
    assert_eq!(overlap(", parallel: true"), 0);
    assert_eq!(overlap(", parallel: 可并行"), 0);
    assert_eq!(overlap(", parallel: [true]"), 0);
}
