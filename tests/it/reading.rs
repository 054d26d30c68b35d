//! Text that is hard to read: each mistake has its own finding at its exact place, the rest is
//! still checked, and one mistake does not cause a flood of others.

use planlint::Lang;
use planlint::Report;
use planlint::Severity;

use crate::common;

/// A plan that has no findings, as a first part; `rest` is a second one.
const BASE: &str = "plan: {version: 1, working_calendar: weekdays}
owners:
  移动: {kind: organisation}
  泛微: {kind: organisation}
";

/// Rule, line, column, byte offset and task of every finding in `plan/b.yaml`, and the messages.
fn found(text: &str) -> Vec<(String, u32, u32, u32, String)> {
    let report = common::check(&[("plan/a.yaml", BASE), ("plan/b.yaml", text)]);
    let mut found = Vec::new();
    for reported in report
        .findings
        .iter()
        .filter(|reported| reported.finding.severity == Severity::Error)
    {
        let span = reported.finding.span;
        assert_eq!(
            report.sources.file(span.file).path(),
            "plan/b.yaml",
            "{:?}",
            reported.finding
        );
        let start = report.sources.start(span);
        found.push((
            reported.finding.rule.to_owned(),
            start.line,
            start.column,
            start.offset,
            common::message(&reported.finding),
        ));
    }
    found
}

/// Exactly one error: its rule, line and column, with `words` in its message.
#[track_caller]
fn one(text: &str, rule: &str, line: u32, column: u32, words: &str) {
    let found = found(text);
    let places: Vec<_> = found
        .iter()
        .map(|(rule, line, column, ..)| (rule.as_str(), *line, *column))
        .collect();
    assert_eq!(places, [(rule, line, column)], "{text}\n{found:#?}");
    assert!(
        found[0].4.contains(words),
        "{:?} has no {words:?}",
        found[0].4
    );
}

fn tasks(report: &Report) -> usize {
    report.tasks
}

#[test]
fn places_in_chinese_text_crlf_and_with_a_byte_order_mark() {
    for (break_, mark) in [
        ("\n", ""),
        ("\r\n", ""),
        ("\n", "\u{feff}"),
        ("\r\n", "\u{feff}"),
    ] {
        let lines = [
            "phases:",
            "  - id: \"1\"",
            "    name: 阶段：系统部署🎉",
            "    tasks:",
            "      - {id: \"1.1\", name: \"部署，应用\", start: 2023-08-21, finish: 2023-08-20}",
        ];
        let text = format!("{mark}{}{break_}", lines.join(break_));
        let found = found(&text);
        assert_eq!(found.len(), 1, "{found:?}");
        let (rule, line, column, offset, _) = &found[0];
        assert_eq!((rule.as_str(), *line, *column), ("date-order", 5, 63));
        assert_eq!(
            *offset as usize,
            text.find("2023-08-20").expect("it is there")
        );
    }
    // On the first line, too: the mark has bytes, but no column.
    let text = "\u{feff}phases: [{id: \"1\", tasks: [{id: \"1.1\", dayz: 3}]}]\n";
    let found = found(text);
    assert_eq!((found[0].1, found[0].2), (1, 40));
    assert_eq!(found[0].3 as usize, text.find("dayz").expect("it is there"));
}

#[test]
fn a_key_that_stands_twice() {
    one(
        "phases:\n  - id: \"1\"\n    name: a\n    name: b\n",
        "syntax",
        4,
        5,
        "`name` stands twice",
    );
    one(
        "owners:\n  甲: {}\n  乙: {}\n  甲: {}\n",
        "syntax",
        4,
        3,
        "`甲` stands twice",
    );
    one(
        "phases: []\nowners: {}\nphases: []\n",
        "syntax",
        3,
        1,
        "`phases` stands twice",
    );
}

#[test]
fn full_width_colons() {
    // In the middle, at the end, at the beginning of an entry, before a list, and as a silent
    // continuation.
    one(
        "phases:\n  - id: \"1\"\n    name：部署\n    total_days: 5\n",
        "syntax",
        3,
        9,
        "full-width colon",
    );
    one(
        "phases:\n  - id: \"1\"\n    name：部署\n",
        "syntax",
        3,
        9,
        "full-width colon",
    );
    one(
        "phases:\n  - id：\"1\"\n    name: 部署\n",
        "syntax",
        2,
        7,
        "full-width colon",
    );
    one(
        "phases：\n  - id: \"1\"\n",
        "syntax",
        1,
        7,
        "full-width colon",
    );
    one(
        "phases:\n  - id: \"1\"\n    name: 部署\n      notes：后面\n",
        "syntax",
        4,
        12,
        "full-width colon",
    );
    let report = common::check(&[
        ("plan/a.yaml", BASE),
        (
            "plan/b.yaml",
            "phases:\n  - id：\"1\"\n    tasks：\n      - id：\"1.1\"\n      - id: \"1.2\"\n",
        ),
    ]);
    assert_eq!(tasks(&report), 2, "everything was read as it was meant");
}

#[test]
fn a_full_width_colon_in_prose_is_prose() {
    for text in [
        "phases:\n  - id: \"1\"\n    name: 阶段：系统服务部署\n    notes: |\n      name：x\n      id：y\n",
        "phases:\n  - id: \"1\"\n    notes: \"说明\n      name：x\"\n",
        "# name：x\nphases:\n  - id: \"1\" # id：1\n",
    ] {
        assert_eq!(found(text), [], "{text}");
    }
}

#[test]
fn other_full_width_punctuation() {
    one(
        "phases:\n  - id: \"1\"\n    executors: [移动，泛微]\n",
        "syntax",
        3,
        17,
        "full-width `，`",
    );
    one(
        "phases:\n  - id: \"1\"\n    executors: [移动、泛微]\n",
        "syntax",
        3,
        17,
        "full-width `、`",
    );
    one(
        "phases:\n  - id: “1”\n    name: a\n",
        "syntax",
        2,
        9,
        "full-width quotes",
    );
    one(
        "phases:\n  - id: \"1\"\n    name:　部署\n",
        "syntax",
        3,
        10,
        "full-width or no-break space",
    );
    one(
        "phases:\n  - id: \"1\"\n　　　　name: 部署\n",
        "syntax",
        3,
        1,
        "full-width or no-break space",
    );
    one(
        "phases:\n  - id: \"1\"\n    executors: ［移动］\n",
        "schema",
        3,
        16,
        "`executors` is a list",
    );
    // Quotation marks in prose are prose.
    assert_eq!(
        found("phases:\n  - id: \"1\"\n    name: “十四五”规划\n    notes: 见“附件”\n"),
        []
    );
}

#[test]
fn tabs() {
    one(
        "phases:\n  - id: \"1\"\n\tname: a\n",
        "syntax",
        3,
        1,
        "a tab",
    );
    one(
        "phases:\n  - id: \"1\"\n    tasks:\n\t  - id: \"1.1\"\n",
        "syntax",
        4,
        1,
        "a tab",
    );
    // Between a key and its value, and in text, a tab is allowed.
    assert_eq!(found("phases:\n  - id:\t\"1\"\n    name: \"a\tb\"\n"), []);
}

#[test]
fn merge_conflicts() {
    let text = "phases:\n  - id: \"1\"\n<<<<<<< HEAD\n    total_days: 5\n=======\n    total_days: 7\n>>>>>>> other\n    name: a\n";
    one(text, "syntax", 3, 1, "a merge conflict");
    let diff3 = "phases:\n<<<<<<< ours\n  - id: \"1\"\n||||||| base\n  - id: \"0\"\n=======\n  - id: \"2\"\n>>>>>>> theirs\n  - id: \"3\"\n";
    one(diff3, "syntax", 2, 1, "a merge conflict");
    one(
        "phases:\n  - id: \"1\"\n>>>>>>> left over\n",
        "syntax",
        3,
        1,
        "a merge conflict",
    );
    // In text it is text.
    assert_eq!(
        found(
            "phases:\n  - id: \"1\"\n    notes: |\n      <<<<<<< HEAD\n      =======\n      >>>>>>> x\n"
        ),
        []
    );
}

#[test]
fn quotes_and_brackets_that_are_not_closed() {
    one(
        "phases:\n  - id: \"1\n    name: a\n    total_days: 5\n",
        "syntax",
        2,
        9,
        "a quote that is never closed",
    );
    one(
        "phases:\n  - id: \"1\"\n    executors: [移动, 泛微\n    total_days: 5\n",
        "syntax",
        3,
        16,
        "a `[` that is never closed",
    );
    one(
        "phases:\n  - id: \"1\"\n    tasks:\n      - {id: \"1.1\", days: 5\n      - {id: \"1.2\"}\n",
        "syntax",
        4,
        9,
        "a `{` that is never closed",
    );
}

#[test]
fn other_syntax_errors_have_a_likely_cause() {
    one(
        "phases:\n  - id: \"1\"\n    name: 阶段: 部署\n",
        "syntax",
        3,
        13,
        "a second `: `",
    );
    one(
        "phases:\n  - id: \"1\"\n    name: @泛微\n",
        "syntax",
        3,
        11,
        "cannot begin with `@`",
    );
    one(
        "phases:\n  - id: \"1\"\n   name: a\n",
        "syntax",
        3,
        4,
        "indentation",
    );
    one(
        "phases:\n  - id: \"1\"\n    name: a\u{7}b\n",
        "syntax",
        3,
        12,
        "U+0007",
    );
    one("phases:\n  - id: *x\n", "syntax", 2, 9, "`*x`");
    one(
        "phases: &a\n  - id: \"1\"\n    tasks: *a\n",
        "syntax",
        3,
        12,
        "within what it refers to",
    );
    one(
        "phases:\n  - id: \"1\"\n---\nphases:\n  - id: \"2\"\n",
        "syntax",
        3,
        1,
        "second document",
    );
    one("phases:\n  - id: !!binary aGk=\n", "syntax", 2, 9, "tag");
    one(
        "phases:\n  - id: \"1\"\n    ? [a]\n    : b\n",
        "syntax",
        3,
        7,
        "a list or map where a key belongs",
    );
}

#[test]
fn every_mistake_of_a_file_is_reported_and_the_rest_is_checked() {
    let text = "phases:
  - id: \"1\"
    tasks:
      - id: \"1.1\"
        name: a: b
      - id: \"1.2\"
        start: 2023-08-25
        finish: 2023-08-21
      - id: \"1.3\"
        executors: [移动
      - id: \"1.3\"
        notes: ok
      - id: \"1.2\"
";
    let found = found(text);
    let places: Vec<_> = found
        .iter()
        .map(|(rule, line, ..)| (rule.as_str(), *line))
        .collect();
    assert_eq!(
        places,
        [
            ("syntax", 5),
            ("date-order", 8),
            ("syntax", 10),
            ("id-duplicate", 13)
        ],
        "{found:#?}"
    );
}

#[test]
fn every_broken_file_is_reported() {
    let report = common::check(&[
        ("plan/a.yaml", BASE),
        ("plan/b.yaml", "phases:\n  - id: \"1\n"),
        ("plan/c.yaml", "phases:\n  - id: @\n"),
        (
            "plan/d.yaml",
            "phases:\n  - {id: \"2\", tasks: [{id: \"2.1\", days: x}]}\n",
        ),
    ]);
    let errors: Vec<_> = report
        .findings
        .iter()
        .filter(|reported| reported.finding.severity == Severity::Error)
        .map(|reported| {
            (
                report.sources.file(reported.finding.span.file).path(),
                reported.finding.rule,
            )
        })
        .collect();
    assert_eq!(
        errors,
        [
            ("plan/b.yaml", "syntax"),
            ("plan/c.yaml", "syntax"),
            ("plan/d.yaml", "schema")
        ]
    );
    assert!(report.incomplete);
}

/// References to what stands in a broken file are not unknown: nobody knows.
#[test]
fn a_broken_file_causes_no_findings_elsewhere() {
    let broken = "owners:\n  金山: {kind: organisation}\ncalendars:\n  factory: {week: [mon, tue, wed, thu, fri]}\nphases:\n  - id: \"1\n";
    let other = "phases:
  - id: \"2\"
    coordinator: 金山
    calendar: factory
    total_days: 5
    tasks:
      - {id: \"2.1\", executors: [金山], depends_on: [\"1\"], start: 2023-08-21, finish: 2023-08-25, days: 5}
";
    let report = common::check(&[
        ("plan/a.yaml", BASE),
        ("plan/b.yaml", broken),
        ("plan/c.yaml", other),
    ]);
    let errors: Vec<_> = report
        .findings
        .iter()
        .filter(|r| r.finding.severity == Severity::Error)
        .map(|r| r.finding.rule)
        .collect();
    assert_eq!(errors, ["syntax"], "{:#?}", report.findings);
    // What certainly is in no file is still unknown.
    let typo = other.replace("[\"1\"]", "[\"99\"]");
    let report = common::check(&[
        ("plan/a.yaml", BASE),
        ("plan/b.yaml", broken),
        ("plan/c.yaml", &typo),
    ]);
    assert!(common::rules_of(&report).contains(&"dependency-unknown"));
}

/// Without the part that names the calendars no days are counted with a wrong one.
#[test]
fn a_broken_plan_key_takes_its_calendar_with_it() {
    let plan = "plan:\n  version: 1\n  calendar: weekdays\n  title: \"x\n";
    let phase = "phases:\n  - {id: \"1\", tasks: [{id: \"1.1\", start: 2023-08-18, finish: 2023-08-21, days: 2}]}\n";
    let report = common::check(&[("plan/a.yaml", plan), ("plan/b.yaml", phase)]);
    let errors: Vec<_> = report
        .findings
        .iter()
        .filter(|r| r.finding.severity == Severity::Error)
        .map(|r| r.finding.rule)
        .collect();
    assert_eq!(errors, ["syntax"], "{:#?}", report.findings);
}

#[test]
fn files_that_are_not_utf8() {
    let text = "phases:\n  - id: \"1\"\n    name: 部署\n";
    let gbk = encoding_rs::GBK.encode(text).0.into_owned();
    let mut utf16 = vec![0xff, 0xfe];
    utf16.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
    for (bytes, words, iconv, place) in [
        (gbk, "GBK", "iconv -f GB18030", (3, 11)),
        (utf16, "UTF-16 (little-endian)", "iconv -f UTF-16LE", (1, 1)),
        (
            b"phases:\n  - id: \"\xff\xff\"\n".to_vec(),
            "no encoding that planlint knows",
            "UTF-8",
            (2, 10),
        ),
    ] {
        let files = [("plan/a.yaml", BASE.as_bytes()), ("plan/b.yaml", &*bytes)];
        let report = common::check_bytes(files);
        let finding = &report
            .findings
            .iter()
            .find(|r| r.finding.rule == "encoding")
            .expect("it is found")
            .finding;
        assert!(common::message(finding).contains(words), "{finding:?}");
        assert!(
            finding
                .help
                .as_ref()
                .is_some_and(|help| help.text(Lang::En).contains(iconv)),
            "{:?}",
            finding.help
        );
        let start = report.sources.start(finding.span);
        assert_eq!((start.line, start.column), place);
        assert!(report.incomplete, "it never passes as clean");
    }
}

#[test]
fn limits() {
    let deep = format!("phases: {}{}\n", "[".repeat(100_000), "]".repeat(100_000));
    one(&deep, "limit", 1, 73, "deeper than 64");
    let bomb = "phases:\n  - id: \"1\"\n    notes: &a [x,x,x,x,x,x,x,x,x,x]\n    b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\n    c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\n    d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\n    e: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]\n    f: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e,*e]\n";
    let found = found(bomb);
    assert_eq!(
        found.iter().map(|f| f.0.as_str()).collect::<Vec<_>>(),
        ["limit"],
        "{found:#?}"
    );
}

#[test]
fn anchors_aliases_and_merge_keys_work() {
    let text = "phases:
  - id: \"1\"
    coordinator: &who 移动
    total_days: 10
    tasks:
      - &first
        id: \"1.1\"
        executors: &team [泛微]
        start: 2023-08-21
        finish: 2023-08-25
        days: 5
      - <<: *first
        id: \"1.2\"
        executors: *team
        start: 2023-08-28
        finish: 2023-09-01
  - id: \"2\"
    coordinator: *who
    total_days: 0
";
    let report = common::check(&[("plan/a.yaml", BASE), ("plan/b.yaml", text)]);
    assert_eq!(
        common::rules_of(&report),
        [] as [&str; 0],
        "{:#?}",
        report.findings
    );
    assert_eq!(tasks(&report), 2);
    one(
        "phases:\n  - <<: 5\n    id: \"1\"\n",
        "syntax",
        2,
        9,
        "`<<`",
    );
}

#[test]
fn a_part_that_holds_nothing_is_said() {
    one("", "schema", 1, 1, "holds nothing");
    one("# only a comment\n", "schema", 1, 1, "holds nothing");
    one("just text\n", "schema", 1, 1, "a part of a plan is a map");
}

/// Why an estimate is not settled nobody can read, but that it is not is said.
#[test]
fn a_pending_that_cannot_be_read_is_one_finding() {
    let task = "phases: [{id: '1', tasks: [{id: '1.1', executors: [移动], pending: [a]}]}]\n";
    one(task, "schema", 1, 66, "`pending` is text");
}
