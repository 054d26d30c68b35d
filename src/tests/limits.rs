//! Input from strangers, made to be slow or to fill the memory. Nothing is timed here: each input
//! is of a size at which a step that takes the square of it would take minutes, and everything
//! together takes a few seconds.

use std::convert::Infallible;
use std::fmt::Write;
use std::io;

use crate::analysis::PlanFiles;
use crate::analysis::Store;
use crate::check::Options;
use crate::compare;
use crate::compare::Allow;
use crate::compare::PlanPair;
use crate::config::Settings;
use crate::exchange;
use crate::gate;
use crate::gate::ConflictFiles;
use crate::gate::ConflictKind;
use crate::gate::GatePlan;
use crate::gate::MergeSide;
use crate::gate::SideCommit;
use crate::model::NotText;
use crate::model::RawFile;
use crate::report;
use crate::report::GateNames;
use crate::report::Names;
use crate::rules;
use crate::text::encoding;
use planlint::Comparison;
use planlint::Day;
use planlint::FailOn;
use planlint::Format;
use planlint::Origin;
use planlint::Policy;
use planlint::Report;
use planlint::Severity;
use planlint::SourceMap;
use planlint::Style;
use planlint::Verdict;

use super::asking;

const FRAMED: Style = Style::PLAIN.framed(80).coloured();

/// Check a plan of one file, and write the report in every format.
fn check(text: &str) -> Report {
    let report = asking::check(&[("plan/1.yaml", text)]);
    in_every_format(report)
}

fn in_every_format(mut report: Report) -> Report {
    report.show_at_most(200);
    in_all(|format, style, out| {
        report::render(&report, FailOn::At(Severity::Error), format, style, out)
    });
    report
}

fn options() -> Options {
    Options {
        as_of: None,
        today: asking::today(),
        all_plans: true,
    }
}

/// A part of a plan from bytes, as a loader makes it.
fn raw(path: &str, bytes: &[u8]) -> RawFile {
    RawFile {
        path: path.to_owned(),
        blob: None,
        text: Some(encoding::decode(bytes).map_err(NotText::Encoding)),
    }
}

fn files(text: &str) -> Option<PlanFiles> {
    Some(PlanFiles {
        root: "plan".to_owned(),
        files: vec![raw("plan/1.yaml", text.as_bytes())],
    })
}

fn pair(old: &str, new: &str) -> PlanPair {
    PlanPair {
        root: "plan".to_owned(),
        old: files(old),
        new: files(new),
        unlisted: false,
    }
}

/// Compare two plans of one file each, and write the answer in every format; let the gate judge it,
/// too.
fn diff(old: &str, new: &str) -> Comparison {
    let settings = Settings::new(rules::specs());
    let store = Store::new(SourceMap::default(), rules::limits(&settings));
    let mut comparison = compare::compare(
        vec![pair(old, new)],
        store,
        &settings,
        options(),
        "old",
        &[] as &[Allow],
    );
    comparison.show_at_most(200);
    let names = Names {
        base: "old",
        head: "new",
    };
    in_all(|format, style, out| {
        report::render_diff(&comparison, names, FailOn::Never, format, style, out)
    });
    in_all(|format, style, out| {
        report::render_stat(&comparison, names, FailOn::Never, format, style, out)
    });
    gate([old, old, new, new], |_| Vec::new());
    comparison
}

/// Judge a merge of one file - at the merge base, on the base's side, on the head's, and merged -
/// and, as if git could not merge it, its conflict; write the verdict in every format.
fn gate(revisions: [&str; 4], history: impl Fn(MergeSide) -> Vec<SideCommit>) -> Verdict {
    let [merge_base, base, head, merged] = revisions;
    let plan = GatePlan {
        root: "plan".to_owned(),
        merge_base: files(merge_base),
        base: files(base),
        head: files(head),
        merged: files(merged),
        in_conflict: false,
        unlisted: false,
        earlier: Vec::new(),
    };
    let sides = [merge_base, base, head].map(files);
    let conflict = ConflictFiles {
        path: "plan/1.yaml".to_owned(),
        kind: ConflictKind::Content,
        sides,
    };
    let settings = Settings::new(rules::specs());
    let store = Store::new(SourceMap::default(), rules::limits(&settings));
    let history = |side, _: &_| Ok::<_, Infallible>(history(side));
    let Ok(mut verdict) = gate::gate(
        vec![plan],
        vec![conflict],
        store,
        &settings,
        options(),
        &[],
        history,
    );
    let policy = Policy {
        fail_on: FailOn::At(Severity::Error),
        merge: FailOn::At(Severity::Warning),
    };
    verdict.show_at_most(200, policy);
    let names = GateNames {
        base: "main",
        head: "theirs",
        merge_base: "0",
    };
    in_all(|format, style, out| report::render_gate(&verdict, names, policy, format, style, out));
    verdict
}

/// Write something in every format.
fn in_all(write: impl Fn(Format, Style, &mut dyn io::Write) -> io::Result<()>) {
    let mut formats = vec![(Format::Text, Style::PLAIN), (Format::Text, FRAMED)];
    formats.extend(asking::machine_formats().map(|format| (format, Style::PLAIN)));
    for (format, style) in formats {
        let mut out = Vec::new();
        write(format, style, &mut out).expect("memory can be written to");
        assert!(
            out.len() < 20_000_000,
            "{format:?} writes {} bytes",
            out.len()
        );
    }
}

/// A day that many days after the first one of the year 2000.
fn day(after: i64) -> Day {
    Day::parse("2000-01-01").expect("it exists").plus(after)
}

/// How many findings of a rule there are, shown or not.
fn count(report: &Report, rule: &str) -> usize {
    let beyond = report
        .beyond
        .iter()
        .filter(|((beyond, _), _)| *beyond == rule)
        .map(|(_, count)| count);
    report.all().filter(|one| one.finding.rule == rule).count() + beyond.sum::<usize>()
}

/// The message of the only finding of `limit`.
fn limit(report: &Report) -> String {
    let mut found: Vec<String> = report
        .findings
        .iter()
        .filter(|one| one.finding.rule == "limit")
        .map(|one| asking::message(&one.finding))
        .collect();
    assert_eq!(found.len(), 1, "{:?}", asking::rules_of(report));
    found.remove(0)
}

/// A plan whose phase has these lines as tasks.
fn plan(tasks: impl IntoIterator<Item = String>) -> String {
    let mut text = "plan: {version: 1}\nphases:\n  - id: \"0\"\n    tasks:\n".to_owned();
    for task in tasks {
        writeln!(text, "      - {task}").expect("a string can be written to");
    }
    text
}

// ---- YAML ----

#[test]
fn a_billion_laughs() {
    let mut text = "notes: &a0 [ha, ha, ha, ha, ha, ha, ha, ha, ha]\n".to_owned();
    for level in 1..10 {
        let parts = vec![format!("*a{}", level - 1); 9].join(", ");
        writeln!(text, "b{level}: &a{level} [{parts}]").expect("a string can be written to");
    }
    assert!(
        limit(&check(&text)).contains("the aliases up to here stand for more than 1000 values")
    );
}

/// Ten times ten times ten times ten of nothing: some hundred thousand values in 700 bytes.
fn bomb(name: usize) -> String {
    let mut text = format!(
        "phases:\n  - {{id: \"{name}\", tasks: &a0 [{}]}}\n",
        "{},".repeat(10)
    );
    for (level, times) in [(1, 10), (2, 10), (3, 10), (4, 6)] {
        let tasks = format!("{{tasks: *a{}}},", level - 1).repeat(times);
        writeln!(
            text,
            "  - {{id: \"{name}.{level}\", tasks: &a{level} [{tasks}]}}"
        )
        .expect("memory can be written to");
    }
    text
}

fn checked(files: &[(&str, &str)]) -> Report {
    in_every_format(asking::check(files))
}

#[test]
fn aliases_multiply_in_no_number_of_files() {
    for count in [1, 20, 250] {
        let mut files: Vec<(String, String)> = (1..=count)
            .map(|name| (format!("plan/{name}.yaml"), bomb(name)))
            .collect();
        files.push((
            "plan/plan.yaml".to_owned(),
            "plan: {version: 1}\nphases: [{id: good}]\n".to_owned(),
        ));
        let mut files: Vec<(&str, &str)> = files
            .iter()
            .map(|(path, text)| (path.as_str(), text.as_str()))
            .collect();
        let report = checked(&files);
        assert!(report.incomplete);
        assert_eq!((self::count(&report, "limit"), report.tasks), (count, 0));
        // What the other files hold is checked.
        assert_eq!(self::count(&report, "total-missing"), 1);
        files.reverse();
        assert_eq!(
            format!("{:?}", checked(&files).findings),
            format!("{:?}", report.findings)
        );
    }
}

#[test]
fn aliases_in_proportion_are_read() {
    let team = |from: usize| {
        let tasks =
            (from..from + 2000).map(|n| format!("{{id: \"{n}\", name: 部署应用, executors: *e}}"));
        plan(tasks)
            .replace("plan: {version: 1}\n", "")
            .replace("\"0\"", &format!("\"p{from}\""))
            .replace("tasks:\n", "executors: &e [a, b, c, d, e]\n    tasks:\n")
    };
    let (one, two) = (team(1), team(3000));
    let report = checked(&[
        ("plan/1.yaml", &one),
        ("plan/2.yaml", &two),
        ("plan/plan.yaml", "plan: {version: 1}\n"),
    ]);
    assert_eq!(report.tasks, 4000);
    assert!(
        !limits(&report)
            .iter()
            .any(|message| message.contains("aliases"))
    );
    // What is left of the room goes to the files in their order.
    let few = |name: usize| {
        format!(
            "phases: [{{id: \"{name}\", tasks: &a [{}]}}, {{tasks: *a}}]\n",
            "{},".repeat(300)
        )
    };
    let files: Vec<(String, String)> = (1..=5)
        .map(|name| (format!("plan/{name}.yaml"), few(name)))
        .collect();
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    let report = checked(&files);
    let beyond = report
        .findings
        .iter()
        .filter(|one| one.finding.rule == "limit");
    let paths: Vec<&str> = beyond
        .map(|one| report.sources.file(one.finding.span.file).path())
        .collect();
    assert_eq!(
        (paths, report.tasks),
        (vec!["plan/4.yaml", "plan/5.yaml"], 3 * 600)
    );
}

/// The messages of the findings of `limit`.
fn limits(report: &Report) -> Vec<String> {
    report
        .findings
        .iter()
        .filter(|one| one.finding.rule == "limit")
        .map(|one| asking::message(&one.finding))
        .collect()
}

#[test]
fn nothing_written_very_often() {
    let before = "plan: {version: 1}\nphases: [{id: p, tasks: [";
    let text = format!("{before}{}]}}]\n", "{},".repeat(300_000));
    let most = 50_000 + text.len() / 20;
    let report = check(&text);
    assert!(limits(&report).contains(&format!(
        "more than {most} phases and tasks in this plan; the others were not read"
    )));
    assert!(report.tasks == most - 1 && report.incomplete);
    // Written as people write it there is room for all.
    let report = check(&plan(
        (0..60_000).map(|n| format!("{{id: \"{n}\", name: a}}")),
    ));
    assert_eq!(report.tasks, 60_000);
    assert!(
        !limits(&report)
            .iter()
            .any(|message| message.contains("phases and tasks"))
    );
    let text = format!(
        "{before}{{id: a}}, {{id: b, depends_on: [{}]}}]}}]\n",
        "a,".repeat(300_000)
    );
    let most = 50_000 + text.len() / 8;
    assert!(limits(&check(&text)).contains(&format!(
        "more than {most} dependencies in this plan; the others were not read"
    )));
}

#[test]
fn more_is_wrong_than_can_be_told() {
    let text = plan((0..20_000).map(|n| format!("{{id: \"{n}\", 键: 1}}")));
    let report = check(&text);
    // All are counted, and the plan is not taken for a clean one where the others are let through.
    assert_eq!(count(&report, "schema"), 20_000);
    let told = limits(&report);
    assert!(
        told.len() == 1 && told[0].starts_with("more is wrong with this plan than can be told: "),
        "{told:?}"
    );
    assert!(report.incomplete && report.fails(FailOn::At(Severity::Error)));
    let mut out = Vec::new();
    report::render(&report, FailOn::Never, Format::Text, Style::PLAIN, &mut out)
        .expect("it is memory");
    let summary = format!("{} of them are only counted", report.without_words());
    assert!(
        report.without_words() > 0 && String::from_utf8_lossy(&out).contains(&summary),
        "{summary}"
    );
    let again = check(&text);
    assert_eq!(
        format!("{:?}{:?}", report.findings, report.beyond),
        format!("{:?}{:?}", again.findings, again.beyond)
    );
    // Whether it is better or worse than another revision nobody can say.
    let comparison = diff(&text, &text);
    assert!(comparison.new_incomplete && comparison.incomplete_fails);
}

#[test]
fn a_million_aliases() {
    let text = format!("a: &a [x]\nb: [{}]\n", "*a,".repeat(1_000_000));
    assert!(limit(&check(&text)).contains("aliases"));
}

#[test]
fn a_long_text_is_not_repeated_by_many_aliases() {
    let mut tasks = vec![format!(
        "{{id: \"1\", notes: &a \"{}\"}}",
        "x".repeat(1_000_000)
    )];
    tasks.extend((2..20_000).map(|n| format!("{{id: \"{n}\", notes: *a}}")));
    assert!(limit(&check(&plan(tasks))).contains("aliases"));
}

#[test]
fn a_hundred_thousand_anchors() {
    let names: String = (0..100_000).map(|n| format!("&a{n} x,")).collect();
    let text = format!(
        "plan: {{version: 1, editors: [{names} *a0, *a99999]}}\nphases:\n  - {{id: \"1\"}}\n"
    );
    let report = asking::check(&[("plan/1.yaml", &text)]);
    assert!(
        !report.incomplete && count(&report, "total-missing") == 1,
        "{:?}",
        asking::rules_of(&report)
    );
}

#[test]
fn a_hundred_thousand_brackets() {
    for bracket in ["[", "{", "- ", "? ", "[{", "{a: ["] {
        let report = check(&bracket.repeat(100_000));
        assert!(
            limit(&report).contains("deeper than 64 levels"),
            "{bracket}"
        );
    }
}

#[test]
fn a_key_of_ten_megabytes() {
    let key = "部".repeat(3_500_000);
    let report = check(&format!("plan: {{version: 1}}\n{key}: 1\n{key}: 2\n"));
    for one in &report.findings {
        assert!(
            asking::message(&one.finding).len() < 1000,
            "{}",
            one.finding.rule
        );
    }
    let report = check(&format!(
        "plan: {{version: 1}}\nowners:\n  ? {key}\n  : {{}}\n"
    ));
    assert_eq!(
        limit(&report),
        "an owner's name has 3500000 characters, more than 200; it was not read"
    );
    assert!(report.incomplete);
}

#[test]
fn cyclic_aliases_and_merge_keys() {
    let report = check(
        "plan: &p\n  version: 1\n  <<: *p\n  editors: &e [a, *e]\nphases: &q\n  - <<: [*q, *q]\n",
    );
    assert!(
        count(&report, "syntax") >= 3,
        "{:?}",
        asking::rules_of(&report)
    );
}

#[test]
fn merge_keys_in_a_chain() {
    let mut tasks = vec!["&m0 {id: \"0.0\", days: 1}".to_owned()];
    tasks.extend((1..5000).map(|n| format!("&m{n} {{<<: *m{}, id: \"0.{n}\"}}", n - 1)));
    assert!(limit(&check(&plan(tasks))).contains("deeper"));
}

#[test]
fn thousands_of_mistakes_of_syntax() {
    for line in [
        "\tname: x",
        "name：x",
        "name: x: y",
        "name: \"x",
        "<<<<<<< ours",
        "=======",
        ">>>>>>> theirs",
        "@x",
        "]",
    ] {
        let text = format!(
            "plan: {{version: 1}}\nphases:\n{}",
            format!("  - id: \"1\"\n    {line}\n").repeat(10_000)
        );
        assert!(count(&check(&text), "syntax") > 0, "{line}");
        let report = check(&format!("{line}\n").repeat(20_000));
        assert!(report.incomplete || count(&report, "schema") > 0, "{line}");
    }
}

#[test]
fn mistakes_on_a_line_of_megabytes() {
    let tasks: Vec<String> = (0..20_000)
        .map(|n| format!("{{id: \"{n}\", dayz: 1, notes: \"{}\"}}", "部".repeat(40)))
        .collect();
    let report = check(&format!(
        "plan: {{version: 1}}\nphases: [{{id: a, tasks: [{}]}}]\n",
        tasks.join(", ")
    ));
    assert_eq!(count(&report, "schema"), 20_000);
    // Characters that take no cell do not fill a line, however many there are.
    let marks = "e\u{301}\u{302}".repeat(500_000);
    let tasks = (0..300)
        .map(|n| format!("{{id: \"{n}\", dayz: 1}}"))
        .collect::<Vec<_>>()
        .join(", ");
    let report = check(&format!(
        "plan: {{version: 1}}\nphases: [{{notes: \"{marks}\", tasks: [{tasks}], id: a}}]\n"
    ));
    assert_eq!(count(&report, "schema"), 300);
}

// ---- names ----

#[test]
fn long_names_are_not_repeated_in_every_finding() {
    let long = "1.".repeat(500_000);
    let tasks = (0..20_000).map(|n| {
        format!(
            "{{id: \"{n}\", start: 2023-01-0{}, finish: 2022-01-01}}",
            n % 9 + 1
        )
    });
    let text = plan(tasks).replace("\"0\"\n", &format!("\"{long}\"\n"));
    let report = check(&text);
    assert!(limit(&report).contains("`id` has 1000000 characters"));
    assert_eq!(count(&report, "date-order"), 20_000);
    // Without an id the name stands for the task.
    let tasks = (0..2000).map(|n| format!("{{id: \"{n}\", executors: [{n}x]}}"));
    let text = plan(tasks).replace(
        "id: \"0\"\n",
        &format!("name: \"{}\"\n    executors: [a]\n", "很".repeat(300_000)),
    );
    check(&text);
}

#[test]
fn unknown_names_by_the_thousand() {
    let word = |n: usize| format!("{n:0>9}{}", "字".repeat(150));
    let tasks = (0..2_000).map(|n| {
        format!(
            "{{id: \"{}\", depends_on: [\"x{}\"], executors: [\"y{0}\"], calendar: z{0}}}",
            word(n),
            word(n + 1)
        )
    });
    let mut text = plan(tasks);
    text.push_str("owners:\n");
    (0..2_000)
        .for_each(|n| writeln!(text, "  o{}: {{}}", word(n)).expect("a string can be written to"));
    text.push_str("calendars:\n");
    (0..2_000)
        .for_each(|n| writeln!(text, "  c{}: {{}}", word(n)).expect("a string can be written to"));
    let report = check(&text);
    for rule in ["dependency-unknown", "owner-undeclared", "calendar-unknown"] {
        assert_eq!(count(&report, rule), 2_000, "{rule}");
    }
}

#[test]
fn a_task_with_many_unknown_dependencies() {
    let ids: Vec<String> = (0..100_000).map(|n| format!("\"x {n}\"")).collect();
    let report = check(&plan([format!(
        "{{id: \"1\", depends_on: [{}]}}",
        ids.join(", ")
    )]));
    assert_eq!(count(&report, "dependency-unknown"), 100_000);
}

#[test]
fn names_that_may_stand_in_a_broken_file() {
    // Each unknown name is looked for in what could not be read.
    let tasks = (0..20_000).map(|n| format!("{{id: \"0.{n}\", depends_on: [\"some task {n}\"]}}"));
    let broken = format!(
        "phases: [\n{}",
        "  - name：some other text\n".repeat(50_000)
    );
    let report = checked(&[("plan/1.yaml", &plan(tasks)), ("plan/2.yaml", &broken)]);
    assert_eq!(count(&report, "dependency-unknown"), 20_000);
}

#[test]
fn thousands_of_times_the_same_id() {
    let report = check(&plan(
        (0..100_000).map(|_| "{id: \"1\", depends_on: [\"1\"]}".to_owned()),
    ));
    assert_eq!(count(&report, "id-duplicate"), 99_999);
}

// ---- the shape of the plan ----

#[test]
fn numbers_out_of_order() {
    // Half of them are in order; the others have nobody in place that shows on which side they
    // stand.
    let tasks = (0..20_000).flat_map(|n| {
        [
            format!("{{id: \"0.{}\"}}", 100_000 + n),
            format!("{{id: \"0.{}\"}}", 99_999 - n),
        ]
    });
    let report = check(&plan(tasks));
    assert!(count(&report, "wbs-order") > 15_000);
}

#[test]
fn groups_within_groups() {
    let mut text = "plan: {version: 1}\nphases:\n".to_owned();
    for n in 0..1000 {
        let open: String = (0..25)
            .map(|level| format!("{{id: \"{n}-{level}\", days: 3, tasks: ["))
            .collect();
        writeln!(
            text,
            "  - {{id: \"{n}\", total_days: 5, tasks: [{open}{{id: \"{n}-x\", days: 1}}{}]}}",
            "]}".repeat(25)
        )
        .expect("a string can be written to");
    }
    let report = check(&text);
    assert_eq!(count(&report, "total-mismatch"), 1000 * 2);
}

#[test]
fn one_executor_who_is_on_everything() {
    let tasks = (0..50_000)
        .map(|n| format!("{{id: \"{n}\", executors: [a], start: 2023-01-02, finish: 2023-12-29}}"));
    let report = check(&plan(tasks));
    assert_eq!(count(&report, "owner-overload"), 1);
}

/// Ten thousand stretches, of which five are told.
#[test]
fn one_executor_who_has_too_much_again_and_again() {
    let first = Day::parse("1990-01-01").expect("it exists");
    let day = |n: i64| first.plus(n / 6 * 2);
    let tasks = (0..60_000).map(|n| format!("{{id: \"0.{n}\", start: {0}, finish: {0}}}", day(n)));
    let owned = "owners: {a: {kind: team}}\nphases:\n  - coordinator: a\n    executors: [a]\n    id: \"0\"\n";
    let report = check(&plan(tasks).replace("phases:\n  - id: \"0\"\n", owned));
    assert_eq!(count(&report, "owner-overload"), 1);
    let found = report
        .all()
        .find(|one| one.finding.rule == "owner-overload")
        .expect("it is found");
    let message = asking::message(&found.finding);
    assert!(
        message.contains("; more than 5 at once in 10000 stretches: on 1990-01-01 (6), "),
        "{message}"
    );
    assert!(
        message.ends_with(" and 9995 more") && message.len() < 500,
        "{message}"
    );
}

#[test]
fn many_executors_of_many_tasks() {
    let names: Vec<String> = (0..10_000).map(|n| format!("e{n}")).collect();
    let tasks = |day: u32| {
        (0..10_000)
            .map(move |n| format!("{{id: \"0.{n}\", start: 2023-01-02, finish: 2023-12-{day}}}"))
    };
    let with = |day| {
        plan(tasks(day)).replace(
            "    tasks:\n",
            &format!("    executors: [{}]\n    tasks:\n", names.join(", ")),
        )
    };
    let owners: String = names
        .iter()
        .map(|name| format!("  {name}: {{}}\n"))
        .collect();
    let with = |day| format!("{}owners:\n{owners}", with(day));
    let report = check(&with(28));
    assert!(
        limit(&report).contains("who has too much to do is not checked"),
        "{}",
        limit(&report)
    );
    // Also where the finding itself is switched off.
    assert!(report.incomplete);
    let comparison = diff(&with(28), &with(29));
    assert!(comparison.plans[0].effects.load.is_empty() && comparison.new_incomplete);
}

#[test]
fn executors_that_are_not_their_groups() {
    // Each task names its own group, and all groups have the same many members.
    let members: Vec<String> = (0..1000).map(|n| format!("m{n}")).collect();
    let mut text = "plan: {version: 1}\nowners:\n  x: {}\n".to_owned();
    writeln!(text, "  all: {{members: [{}]}}", members.join(", "))
        .expect("a string can be written to");
    members
        .iter()
        .for_each(|name| writeln!(text, "  {name}: {{}}").expect("a string can be written to"));
    for n in 0..2000 {
        writeln!(
            text,
            "  g{n}: {{kind: group, members: [all, g{}]}}",
            (n + 1) % 2000
        )
        .expect("a string can be written to");
    }
    text.push_str("phases:\n");
    for n in 0..2000 {
        writeln!(
            text,
            "  - {{id: \"{n}\", executors: [g{n}], tasks: [{{id: \"{n}.1\", executors: [x]}}]}}"
        )
        .expect("a string can be written to");
    }
    assert!(count(&check(&text), "owner-outside-parent") > 0);
    // One long list, and many who are not on it.
    let tasks = (0..5_000).map(|n| format!("{{id: \"0.{n}\", executors: [x]}}"));
    let names: Vec<String> = (0..5_000).map(|n| format!("n{n}")).collect();
    let owners: String = names
        .iter()
        .map(|name| format!("  {name}: {{}}\n"))
        .collect();
    let text = plan(tasks).replace(
        "    tasks:\n",
        &format!("    executors: [{}]\n    tasks:\n", names.join(", ")),
    );
    let report = check(&format!("{text}owners:\n  x: {{}}\n{owners}"));
    assert_eq!(count(&report, "owner-outside-parent"), 5_000);
}

// ---- dates ----

#[test]
fn calendars_of_all_years() {
    let mut text = plan([
        "{id: \"1\", start: 0001-01-01, finish: 9999-12-31, days: 1}".to_owned(),
        "{id: \"2\", start: 2023-01-01, days: 9000000000000000000}".to_owned(),
        "{id: \"3\", start: 2023-01-01, days: 1000000, calendar: c1499}".to_owned(),
        "{id: \"4\", start: 9999-12-31, days: 1, depends_on: [{task: \"1\", lag: 2147483647}, {task: \"3\", lag: -1000000}]}".to_owned(),
    ]);
    text.push_str("calendars:\n  c0: {extends: china, holidays: [0001-01-01..9999-12-31, 0000-01-01..9999-12-31]}\n");
    for n in 1..1_500 {
        writeln!(
            text,
            "  c{n}: {{extends: c{}, holidays: [0001-01-01..9999-12-31], workdays: [2023-01-0{}..9999-12-31]}}",
            n - 1,
            n % 9 + 1
        )
        .expect("a string can be written to");
    }
    let report = check(&text);
    assert!(
        count(&report, "schema") >= 2,
        "{:?}",
        asking::rules_of(&report)
    );
    // Days that are kept add up in a chain.
    let mut text = plan([]);
    text = text.replace("    tasks:\n", "");
    text.push_str("calendars:\n  c0: {}\n");
    for n in 1..1_500 {
        let days: Vec<String> = (0..9).map(|d| format!("{:04}-0{}-11", n, d + 1)).collect();
        writeln!(
            text,
            "  c{n}: {{extends: c{}, holidays: [{}]}}",
            n - 1,
            days.join(", ")
        )
        .expect("a string can be written to");
    }
    assert_eq!(count(&check(&text), "calendar-unknown"), 1);
}

// ---- dependencies ----

#[test]
fn a_chain_with_long_edges_and_wrong_totals() {
    let tasks = (0..15_000).map(|n: usize| {
        let before = n.saturating_sub(1);
        let far = n / 2;
        format!("{{id: \"0.{n}\", start: 2023-01-02, days: 1, depends_on: [\"0.{before}\", \"0.{far}\"]}}")
    });
    let report = check(&plan(tasks).replace("    tasks:\n", "    total_days: 3\n    tasks:\n"));
    assert_eq!(count(&report, "total-mismatch"), 1);
}

#[test]
fn a_ring_of_a_hundred_thousand() {
    let report = check(&plan((0..100_000).map(|n| {
        format!(
            "{{id: \"0.{n}\", depends_on: [\"0.{}\"]}}",
            (n + 1) % 100_000
        )
    })));
    assert_eq!(count(&report, "dependency-cycle"), 1);
    let ring = report
        .findings
        .iter()
        .find(|one| one.finding.rule == "dependency-cycle")
        .expect("it is an error");
    assert!(asking::message(&ring.finding).len() < 1000 && ring.finding.labels.len() < 50);
}

#[test]
fn layers_that_wait_for_all_of_the_layer_before() {
    let layers = |wide: usize, deep: usize| {
        (0..deep).flat_map(move |layer| {
            (0..wide).map(move |at| {
                let before: Vec<String> = (0..wide)
                    .filter(|_| layer > 0)
                    .map(|n| format!("\"{}-{n}\"", layer - 1))
                    .collect();
                format!(
                    "{{id: \"{layer}-{at}\", start: 2023-01-02, days: 1, depends_on: [{}]}}",
                    before.join(", ")
                )
            })
        })
    };
    let old = plan(layers(30, 15));
    let report = check(&old);
    assert_eq!(count(&report, "dependency-dates"), 30 * 30 * 14);
    // All dependencies are gone, and whether each follows from others has to be found out.
    let new: String = old.replace("\"0-0\", ", "");
    diff(&old, &new);
}

#[test]
fn many_that_wait_for_one_that_waits_for_many() {
    // Outside of the group one task waits for thousands; each task of the group waits for it.
    let mut text = "plan: {version: 1}\nphases:\n  - id: a\n    tasks:\n".to_owned();
    for n in 0..20_000 {
        writeln!(text, "      - {{id: \"a{n}\", days: 1}}").expect("a string can be written to");
    }
    let all: Vec<String> = (0..20_000).map(|n| format!("a{n}")).collect();
    writeln!(
        text,
        "      - {{id: x, days: 1, depends_on: [{}]}}",
        all.join(", ")
    )
    .expect("a string can be written to");
    text.push_str("  - id: b\n    total_days: 1\n    tasks:\n      - {id: b, days: 1}\n");
    for n in 0..20_000 {
        writeln!(text, "      - {{id: \"b{n}\", days: 1, depends_on: [x]}}")
            .expect("a string can be written to");
    }
    check(&text);
}

#[test]
fn groups_whose_dates_all_break_their_dependencies() {
    // Each task waits for the one before it and comes before it, so every order of them is a chain
    // that has to be tried.
    let mut text = "plan: {version: 1}\nphases:\n".to_owned();
    for size in [240, 250, 3000] {
        for phase in 0..10 {
            writeln!(
                text,
                "  - id: \"{size}-{phase}\"\n    total_days: 1\n    tasks:"
            )
            .expect("a string can be written to");
            for n in 0..size {
                let day = day(i64::from(size - n));
                let before = if n % 7 == 0 { n } else { n - 1 };
                writeln!(text, "      - {{id: \"{size}-{phase}-{n}\", start: {day}, days: 1, depends_on: [\"{size}-{phase}-{before}\"]}}")
                    .expect("a string can be written to");
            }
        }
    }
    assert_eq!(count(&check(&text), "total-mismatch"), 30);
}

#[test]
fn parts_of_groups_within_groups_that_wait_for_each_other() {
    // On each level two groups, and the parts of each wait for parts of the other.
    let tasks = (0..400).map(|tree| {
        let open: String = (0..20)
            .map(|level| {
                format!("{{id: \"{tree}-{level}\", tasks: [{{id: \"{tree}-{level}-a\", days: 1}}, ")
            })
            .collect();
        let links: Vec<String> = (0..20)
            .map(|level| {
                format!(
                    "\"{tree}-{level}-a\", {{task: \"{}-x\", type: SS}}",
                    (tree + level) % 400
                )
            })
            .collect();
        format!(
            "{open}{{id: \"{tree}-x\", days: 1, depends_on: [{}]}}{}",
            links.join(", "),
            "]}".repeat(20)
        )
    });
    check(&plan(tasks));
}

#[test]
fn halves_of_a_group_with_work_elsewhere_between_them() {
    let half = |name: char, waits: &str| -> String {
        let task =
            |n| format!("      - {{id: {name}{n}, tasks: [{{id: {name}{n}x, days: 1{waits}}}]}}\n");
        (0..15_000).map(task).collect()
    };
    let all: Vec<String> = (0..15_000).map(|n| format!("a{n}x")).collect();
    let text = format!(
        "plan: {{version: 1}}\nphases:\n  - id: p\n    total_days: 9\n    tasks:\n{}{}  - id: q\n    tasks: [{{id: x, depends_on: [{}]}}]\n",
        half('a', ""),
        half('b', ", depends_on: [x]"),
        all.join(", "),
    );
    // Parts of two children come in turn, so the total may be right.
    assert_eq!(count(&check(&text), "total-mismatch"), 0);
    assert_eq!(
        count(
            &check(&text.replace("total_days: 9", "total_days: 0")),
            "total-mismatch"
        ),
        1
    );
}

#[test]
fn starts_that_wait_for_starts() {
    let tasks = (0..30_000_usize).map(|n| {
        format!(
            "{{id: \"0.{n}\", days: 1, depends_on: [{{task: \"0.{}\", type: SS}}]}}",
            n.saturating_sub(1)
        )
    });
    let report = check(&plan(tasks).replace("    tasks:\n", "    total_days: 3\n    tasks:\n"));
    assert_eq!(count(&report, "total-mismatch"), 1);
}

#[test]
fn dependencies_beyond_the_limit_are_left_out() {
    let settings = "rules:\n  limit: {max_dependencies: 10000}\n";
    let all: Vec<String> = (0..6_000).map(|n| format!("t{n}")).collect();
    let text = plan(all.iter().map(|id| format!("{{id: {id}}}")).chain(
        ["x", "y", "z"].map(|id| format!("{{id: {id}, depends_on: [{}, nobody]}}", all.join(", "))),
    ));
    let report = asking::check_with(&[("plan/1.yaml", &text)], settings);
    let found = report
        .findings
        .iter()
        .find(|one| one.finding.rule == "limit")
        .expect("there are 18,000");
    assert_eq!(found.finding.task.as_deref(), Some("y"));
    assert_eq!(
        asking::message(&found.finding),
        "more than 10000 dependencies in this plan; the others were not read"
    );
    assert!(report.incomplete);
}

// ---- two revisions ----

#[test]
fn thousands_that_look_alike_are_paired() {
    let alike = |from: usize, text: &str| {
        plan((0..5_000).map(|n| format!("{{id: \"0.{}\", name: {text}, days: 1}}", from + n)))
    };
    // The same work under other numbers.
    let comparison = diff(&alike(0, "安装"), &alike(50_000, "安装"));
    assert_eq!(comparison.plans[0].changes.len(), 5_000);
    // Other words under other numbers.
    diff(&alike(0, "安装服务器"), &alike(50_000, "安装服务器甲"));
    // The same numbers, each for the work of the one before.
    let turned = |by: usize| {
        plan((0..5_000).map(|n| {
            format!(
                "{{id: \"0.{n}\", name: work {}, days: 1}}",
                (n + by) % 5_000
            )
        }))
    };
    diff(&turned(0), &turned(1));
}

#[test]
fn many_small_families_of_similar_tasks() {
    let families = |word: &str| -> String {
        let mut text = "plan: {version: 1}\nphases:\n".to_owned();
        for family in 0..10 {
            let tasks: Vec<String> = (0..60)
                .map(|n| {
                    format!(
                        "{{id: \"{family}.{word}{n}\", name: \"{word} {} {n}\", days: {n}}}",
                        "搬迁应用系统".repeat(60)
                    )
                })
                .collect();
            writeln!(
                text,
                "  - {{id: \"{family}\", name: 阶段{family}, tasks: [{}]}}",
                tasks.join(", ")
            )
            .expect("a string can be written to");
        }
        text
    };
    let comparison = diff(&families("a"), &families("b"));
    assert_eq!(comparison.plans[0].changes.len(), 600);
}

#[test]
fn thousands_of_removed_tasks_that_others_wait_for() {
    let waiting = |n: usize| format!("{{id: \"0.{n}\", depends_on: [\"1.{n}\"]}}");
    let removed = |n: usize| format!("{{id: \"1.{n}\", name: gone {n}, progress: 50%}}");
    let old = plan((0..5_000).map(waiting).chain((0..5_000).map(removed)));
    let comparison = diff(&old, &plan((0..5_000).map(waiting)));
    let found = comparison.findings.len() + comparison.not_shown[0];
    assert_eq!(found, 5_000);
}

#[test]
fn phases_that_all_slip() {
    // Every phase waits for a group of many, which waits for many itself.
    let phases = |day: u32| -> String {
        let mut text = "plan: {version: 1}\nphases:\n  - id: a\n    tasks:\n".to_owned();
        for n in 0..2000 {
            writeln!(
                text,
                "      - {{id: a{n}, start: 2023-01-02, finish: 2023-01-{day}}}"
            )
            .expect("a string can be written to");
        }
        let all: Vec<String> = (0..2000).map(|n| format!("a{n}")).collect();
        let x1 = format!("{{id: x1, start: 2023-02-01, finish: 2023-02-{day}}}");
        writeln!(
            text,
            "  - {{id: x, tasks: [{{id: x0, depends_on: [{}], tasks: [{x1}]}}]}}",
            all.join(", ")
        )
        .expect("a string can be written to");
        for n in 0..2000 {
            let task = format!("{{id: p{n}-1, start: 2023-03-01, finish: 2023-03-{day}}}");
            writeln!(
                text,
                "  - {{id: p{n}, tasks: [{{id: p{n}-0, depends_on: [a, x], tasks: [{task}]}}]}}"
            )
            .expect("a string can be written to");
        }
        text
    };
    let comparison = diff(&phases(10), &phases(11));
    let effects = &comparison.plans[0].effects;
    assert_eq!(effects.phases.len(), 2002);
    let last = effects.phases.last().expect("there are many");
    assert_eq!(last.through.len(), 3, "a task of a, x1 and its own");
}

#[test]
fn long_texts_that_changed() {
    let with = |words: &str| {
        plan([format!(
            "{{id: \"0.1\", name: x, notes: \"{}\"}}",
            words.repeat(500_000)
        )])
    };
    let comparison = diff(&with("甲 乙 "), &with("乙 丙 "));
    let mut out = Vec::new();
    let names = Names {
        base: "old",
        head: "new",
    };
    report::render_diff(
        &comparison,
        names,
        FailOn::Never,
        Format::Text,
        Style::PLAIN,
        &mut out,
    )
    .expect("it is memory");
    assert!(out.len() < 100_000, "{}", out.len());
}

// ---- merges ----

#[test]
fn a_merge_in_which_thousands_wait_for_a_group() {
    // Each finding of the merge is about the group, and so about all of its tasks.
    let merge = |progress: &str, waits: &str| {
        let group: Vec<String> = (0..5_000)
            .map(|n| format!("{{id: \"g.{n}\", progress: 50%}}"))
            .collect();
        let mut tasks = vec![format!(
            "{{id: g, progress: 50%, tasks: [{}]}}",
            group.join(", ")
        )];
        tasks
            .extend((0..5_000).map(|n| {
                format!("{{id: \"0.{n}\", progress: {progress}, depends_on: [{waits}]}}")
            }));
        plan(tasks)
    };
    let [merge_base, base, head, merged] = [
        ("not-started", ""),
        ("50%", ""),
        ("not-started", "g"),
        ("50%", "g"),
    ]
    .map(|(one, other)| merge(one, other));
    let verdict = gate([&merge_base, &base, &head, &merged], |side| {
        let new = if side == MergeSide::Base {
            &base
        } else {
            &head
        };
        let parents = vec![vec![pair(&merge_base, new)]];
        vec![SideCommit {
            id: "a".to_owned(),
            summary: "x".to_owned(),
            parents,
        }]
    });
    assert_eq!(verdict.findings.len() + verdict.not_shown, 5_000);
    for one in &verdict.findings {
        assert_eq!(
            (one.origin, one.reported.finding.rule),
            (Origin::Merge, "progress-order")
        );
        assert_eq!(
            one.causes
                .iter()
                .map(|cause| cause.side)
                .collect::<Vec<_>>(),
            [MergeSide::Base, MergeSide::Head]
        );
    }
}

#[test]
fn a_merge_of_thousands_of_commits() {
    let merge = |start: &str, finish: &str| {
        plan((0..2_000).map(|n| {
            format!("{{id: \"0.{n}\", start: 2023-0{start}-02, finish: 2023-0{finish}-03}}")
        }))
    };
    let [merge_base, base, head, merged] = [(3, 6), (3, 4), (5, 6), (5, 4)]
        .map(|(start, finish)| merge(&format!("{start}"), &format!("{finish}")));
    let one = |n: usize, finish: u8| {
        plan([format!(
            "{{id: \"0.{}\", finish: 2023-06-0{finish}}}",
            n % 10
        )])
    };
    let verdict = gate([&merge_base, &base, &head, &merged], |_| {
        let commit = |n: usize| SideCommit {
            id: n.to_string(),
            summary: "x".repeat(1000),
            parents: vec![vec![pair(&one(n, 3), &one(n, 4))]],
        };
        (0..2_000).map(commit).collect()
    });
    assert_eq!(verdict.findings.len() + verdict.not_shown, 2_000);
    // The newest twenty of each side that touched the task, else of those that touched the plan.
    for one in &verdict.findings {
        assert_eq!(
            (one.reported.finding.rule, one.causes.len()),
            ("date-order", 40)
        );
    }
    let of_task = verdict
        .findings
        .iter()
        .find(|one| one.reported.finding.task.as_deref() == Some("0.7"));
    let causes = &of_task.expect("it is one of the first").causes;
    assert!(
        causes.iter().all(|cause| cause.commit.ends_with('7')) && causes[19].commit == "1997",
        "{causes:?}"
    );
}

#[test]
fn bombs_on_both_sides_of_a_merge() {
    let base = plan([]).replace("    tasks:\n", "");
    let ring = plan(
        (0..5_000).map(|n| format!("{{id: \"0.{n}\", depends_on: [\"0.{}\"]}}", (n + 1) % 5_000)),
    );
    let same = plan((0..5_000).map(|_| "{id: \"1\", depends_on: [\"1\"]}".to_owned()));
    let long = "1.".repeat(100_000);
    let names =
        plan((0..2_000).map(|n| format!("{{id: \"{n}\", executors: [{n}x], depends_on: [{n}y]}}")));
    let names = names.replace(
        "id: \"0\"\n",
        &format!("id: \"0\"\n    notes: \"{long}\"\n"),
    );
    let laughs = format!("a: &a [x]\nb: [{}]\n", "*a,".repeat(100_001));
    for bomb in [&ring, &same, &names, &laughs, &"[".repeat(100_000)] {
        let verdict = gate([&base, bomb, &base, bomb], |_| Vec::new());
        assert!(verdict.conflicts.len() == 1 && verdict.existing > 0);
        let verdict = gate([&base, &base, bomb, bomb], |_| Vec::new());
        assert!(!verdict.findings.is_empty());
        // Both sides add it, each in its own way, and each has lost something else.
        gate([bomb, &base, &bomb.replace('x', "z"), &base], |_| {
            Vec::new()
        });
    }
}

// ---- tables ----

#[test]
fn tables_made_to_be_slow() {
    let heading = "WBS\t任务名称\t经办方\t预计开始日期\t参考天数\t备注\n";
    let row = |number: &str, owners: &str, notes: &str| {
        format!("{number}\t安装\t{owners}\t2023年8月21日\t5\t{notes}\n")
    };
    let rows = |row: &dyn Fn(usize) -> String| {
        heading.to_owned() + &(0..5_000).map(row).collect::<String>()
    };
    let owners = (0..20_000)
        .map(|n| format!("人{n}"))
        .collect::<Vec<_>>()
        .join("、");
    let tables = [
        ("as many phases", rows(&|n| row(&n.to_string(), "a", ""))),
        (
            "deep numbers",
            rows(&|n| row(&vec!["1"; n % 60 + 1].join("."), "a", "")),
        ),
        ("one number", rows(&|_| row("1", "a", ""))),
        (
            "as many owners",
            rows(&|n| row(&format!("1.{n}"), &format!("某人{n}、另人{n}，{n}方"), "")),
        ),
        (
            "as many owners of one task",
            heading.to_owned() + &row("1", &owners, ""),
        ),
        (
            "a long cell",
            heading.to_owned() + &row("1", "a", &"字".repeat(1_000_000)),
        ),
        ("open quotes", rows(&|n| format!("1.{n}\t\"a\n"))),
        (
            "as many columns",
            format!(
                "{}{}\n{}",
                heading.trim(),
                "\tx".repeat(20_000),
                row("1", "a", "")
            ),
        ),
    ];
    for (name, table) in tables {
        let imported = exchange::import(table.as_bytes(), "table.tsv");
        assert!(
            imported.is_ok_and(|imported| !imported.files.is_empty()),
            "{name}"
        );
    }
}

// ---- settings and reports ----

#[test]
fn as_many_ignores_as_findings() {
    let mut text = "ignore:\n".to_owned();
    for _ in 0..20_000 {
        text.push_str("- {rule: date-order, reason: x, until: 2020-01-01}\n");
    }
    let tasks =
        (0..20_000).map(|n| format!("{{id: \"0.{n}\", start: 2023-01-02, finish: 2022-01-01}}"));
    let report = asking::check_with(&[("plan/1.yaml", &plan(tasks))], &text);
    assert_eq!(
        count(&report, "date-order"),
        20_000,
        "the entries have ended"
    );
    assert_eq!(count(&report, "ignore-expired"), 20_000);
}
