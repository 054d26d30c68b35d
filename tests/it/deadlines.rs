//! Deadlines: promises that move nothing, and are missed or kept.

use planlint::Lang;

use crate::common::check;
use crate::common::check_with;

/// What is found about deadlines in a plan of these phases, with levels and messages.
fn found(head: &str, phases: &str) -> Vec<String> {
    found_by("", head, phases)
}

fn found_by(settings: &str, head: &str, phases: &str) -> Vec<String> {
    let plan =
        format!("plan: {{version: 1, calendar: weekdays, {head}}}\nphases:\n  - id: P\n{phases}");
    let files = [("plan/plan.yaml", plan.as_str())];
    let report = if settings.is_empty() {
        check(&files)
    } else {
        check_with(&files, settings)
    };
    let missed = report
        .findings
        .iter()
        .filter(|one| one.finding.rule == "deadline-missed");
    missed
        .map(|one| {
            let level = one.finding.severity.name();
            format!("{level}: {}", one.finding.message.text(Lang::En))
        })
        .collect()
}

/// 2024-03-04 was a Monday.
#[test]
fn of_a_task_its_group_its_phase_and_the_plan() {
    let phases = "    deadline: 2024-03-08
    tasks:
      - id: G
        deadline: 2024-03-08
        tasks:
          - {id: a, start: 2024-03-04, days: 6, deadline: 2024-03-08}
      - {id: b, start: 2024-03-04, days: 5, deadline: 2024-03-08}
";
    // The Monday after is one working day late, although the weekend lies in between.
    assert_eq!(
        found("deadline: 2024-03-08", phases),
        [
            "error: the plan finishes on 2024-03-11, 1 day after its deadline, 2024-03-08",
            "error: P finishes on 2024-03-11, 1 day after its deadline, 2024-03-08",
            "error: G finishes on 2024-03-11, 1 day after its deadline, 2024-03-08",
            "error: a finishes on 2024-03-11, 1 day after its deadline, 2024-03-08",
        ]
    );
    assert_eq!(
        found("deadline: 2024-03-11", &phases.replace("-08", "-11")),
        [""; 0]
    );
    // Only days off in between: they are counted as days.
    let sunday =
        "    tasks: [{id: a, start: 2024-03-09, finish: 2024-03-10, deadline: 2024-03-08}]\n";
    assert_eq!(
        found("start: 2024-03-04", sunday),
        ["error: a finishes on 2024-03-10, 2 days after its deadline, 2024-03-08"]
    );
}

#[test]
fn by_the_schedule_alone_it_is_a_warning() {
    let late = "    tasks:
      - {id: a, start: 2024-03-04, finish: 2024-03-08, progress: 20%}
      - {id: b, start: 2024-03-11, finish: 2024-03-12, depends_on: [a], deadline: 2024-03-12}
";
    assert_eq!(found("start: 2024-03-04", late), [""; 0]);
    let message = "as things stood on 2024-03-08, b will finish on 2024-03-18, 4 days after its deadline, 2024-03-12";
    let status = "status_date: 2024-03-08";
    assert_eq!(found(status, late), [format!("warning: {message}")]);
    let of = |level: &str| {
        found_by(
            &format!("rules: {{deadline-missed: {level}}}\n"),
            status,
            late,
        )
    };
    assert_eq!(of("error"), [format!("warning: {message}")]);
    assert_eq!(of("note"), [format!("note: {message}")]);
    assert_eq!(of("off"), [""; 0]);
    // Without a status date what the dependencies ask for.
    let too_early = late.replace("2024-03-08, progress: 20%", "2024-03-11");
    assert_eq!(
        found("start: 2024-03-04", &too_early),
        [
            "warning: by what it waits for, b will finish on 2024-03-13, 1 day after its deadline, 2024-03-12"
        ]
    );
    // What is done is not expected any more.
    let done = late.replace("depends_on", "progress: done, depends_on");
    assert_eq!(found(status, &done), [""; 0]);
}
