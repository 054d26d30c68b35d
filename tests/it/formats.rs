//! One contract for all formats, on reports that are awkward: what a snapshot would show every day
//! without anybody noticing.

use planlint::FailOn;
use planlint::Forge;
use planlint::Format;
use planlint::Report;
use planlint::Severity;
use planlint::Style;
use serde_json::Value;
use unicode_width::UnicodeWidthStr;

use crate::common;

/// A path with a space and a comma; Chinese and an emoji before a place; a place over several
/// lines; one at the far end of a long line; one in an empty file; one at the very end of a file
/// without a last line break.
fn awkward() -> Report {
    let long = format!(
        "      - {{id: \"1.1\", name: \"{}\", dayz: 5, start: 2023-08-21}}",
        "很长的名称🎉".repeat(40)
    );
    let first = format!("plan: {{version: 1}}\nphases:\n  - id: \"1\"\n    tasks:\n{long}\n");
    let files = [
        ("plan/a b,c.yaml", first.as_str()),
        ("plan/多行.yaml", "phases: {\n  a: 1,\n  b: 2 }\n"),
        ("plan/empty.yaml", ""),
        ("plan/end.yaml", "phases:\n  - id: \"2\"\n    total_days:"),
    ];
    common::check(&files)
}

fn rendered(report: &Report, format: Format, style: Style) -> String {
    let mut out = Vec::new();
    report
        .write(FailOn::At(Severity::Error), format, style, &mut out)
        .expect("memory can be written to");
    String::from_utf8(out).expect("planlint writes UTF-8")
}

#[test]
fn places_are_within_their_files_in_every_format() {
    let report = awkward();
    assert!(report.findings.len() >= 5, "{:#?}", report.findings);
    let json: Value =
        serde_json::from_str(&rendered(&report, Format::Json, Style::PLAIN)).expect("it is JSON");
    let findings = json["findings"].as_array().expect("a list");
    assert_eq!(findings.len(), report.findings.len());
    for (reported, finding) in report.findings.iter().zip(findings) {
        let text = report.sources.file(reported.finding.span.file).text();
        for end in ["start", "end"] {
            let number = |key: &str| {
                finding[end][key]
                    .as_u64()
                    .and_then(|n| usize::try_from(n).ok())
                    .expect("a number")
            };
            let (line, column, offset) = (number("line"), number("column"), number("offset"));
            assert!(
                line >= 1 && column >= 1 && offset <= text.len(),
                "{finding}"
            );
            let whole = text.split('\n').nth(line - 1).expect("the line exists");
            assert!(column <= whole.chars().count() + 1, "{finding}");
            let before: usize = text
                .split_inclusive('\n')
                .take(line - 1)
                .map(str::len)
                .sum();
            let in_line: usize = whole.chars().take(column - 1).map(char::len_utf8).sum();
            assert_eq!(before + in_line, offset, "{finding}");
        }
        let place = format!(
            "{}:{}:{}: ",
            finding["path"].as_str().unwrap_or_default(),
            finding["start"]["line"],
            finding["start"]["column"]
        );
        let plain = rendered(&report, Format::Text, Style::PLAIN);
        assert!(
            plain.lines().any(|line| line.starts_with(&place)),
            "{place}\n{plain}"
        );
    }
}

fn forge(report: &Report, forge: Forge) -> String {
    rendered(report, Format::Forge(forge), Style::PLAIN)
}

/// What the JSON output says of places is proved above; the formats of others say the same in their
/// own terms.
#[test]
fn the_formats_of_others_agree_about_places() {
    let report = awkward();
    let json: Value =
        serde_json::from_str(&rendered(&report, Format::Json, Style::PLAIN)).expect("it is JSON");
    let sarif: Value = serde_json::from_str(&forge(&report, Forge::Sarif)).expect("it is JSON");
    let gitlab: Value = serde_json::from_str(&forge(&report, Forge::Gitlab)).expect("it is JSON");
    let (github, junit) = (forge(&report, Forge::Github), forge(&report, Forge::Junit));
    let markdown = forge(&report, Forge::Markdown);
    let results = sarif["runs"][0]["results"].as_array().expect("a list");
    let findings = json["findings"].as_array().expect("a list");
    assert_eq!(
        (results.len(), findings.len()),
        (report.findings.len(), report.findings.len())
    );
    for (finding, result) in findings.iter().zip(results) {
        let (start, end) = (&finding["start"], &finding["end"]);
        let (path, rule) = (
            finding["path"].as_str().expect("a path"),
            finding["rule"].as_str().expect("a rule"),
        );
        let physical = &result["locations"][0]["physicalLocation"];
        let region = &physical["region"];
        assert_eq!(
            (&region["startLine"], &region["startColumn"]),
            (&start["line"], &start["column"])
        );
        assert_eq!(
            (&region["endLine"], &region["endColumn"]),
            (&end["line"], &end["column"])
        );
        assert_eq!(region["byteOffset"], start["offset"]);
        let uri = physical["artifactLocation"]["uri"]
            .as_str()
            .expect("a reference");
        assert!(uri.is_ascii() && !uri.contains([' ', ',']), "{uri}");
        assert_eq!(
            result["partialFingerprints"]["planlint/v1"],
            finding["fingerprint"]
        );
        assert_eq!(
            result["relatedLocations"].as_array().map_or(0, Vec::len),
            finding["related"].as_array().map_or(0, Vec::len)
        );
        let index = result["ruleIndex"]
            .as_u64()
            .and_then(|at| usize::try_from(at).ok())
            .expect("a rule");
        assert_eq!(
            sarif["runs"][0]["tool"]["driver"]["rules"][index]["id"],
            rule
        );
        let path_property = path.replace(',', "%2C");
        let command = format!(
            "file={path_property},line={},endLine={},",
            start["line"], end["line"]
        );
        assert!(
            github
                .lines()
                .any(|line| line.contains(&command) && line.contains(&format!("title={rule}::"))),
            "{github}"
        );
        let issue = gitlab
            .as_array()
            .into_iter()
            .flatten()
            .find(|issue| issue["fingerprint"] == finding["fingerprint"]);
        let issue = issue.expect("it is there");
        assert_eq!(
            (
                issue["location"]["path"].as_str(),
                &issue["location"]["lines"]["begin"]
            ),
            (Some(path), &start["line"])
        );
        assert!(
            junit.contains(&format!("file=\"{path}\" line=\"{}\"", start["line"])),
            "{junit}"
        );
        assert!(
            markdown.contains(&format!("| `{path}:{}` |", start["line"])),
            "{markdown}"
        );
    }
}

/// Forges show only the first of many: the worst come first, and GitHub is told of columns within
/// one line only.
#[test]
fn the_worst_come_first() {
    let report = awkward();
    let github = forge(&report, Forge::Github);
    let kinds: Vec<usize> = github
        .lines()
        .filter_map(|line| {
            ["::error ", "::warning ", "::notice "]
                .iter()
                .position(|kind| line.starts_with(kind))
        })
        .collect();
    assert_eq!(kinds.len(), report.findings.len());
    assert!(kinds.is_sorted(), "{github}");
    let over_lines = github
        .lines()
        .find(|line| line.contains("line=1,endLine=3"))
        .expect("a place over several lines");
    assert!(!over_lines.contains("col="), "{over_lines}");
    let gitlab: Value = serde_json::from_str(&forge(&report, Forge::Gitlab)).expect("it is JSON");
    let levels: Vec<&str> = gitlab
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|issue| issue["severity"].as_str())
        .collect();
    let order = ["major", "minor", "info"];
    assert!(
        levels.is_sorted_by_key(|level| order.iter().position(|known| known == level)),
        "{levels:?}"
    );
}

/// Only what makes the command fail is a failure for JUnit; a plan without findings is a case that
/// passed.
#[test]
fn junit_fails_where_the_command_fails() {
    let report = awkward();
    for (fail_on, failing) in [
        (FailOn::At(Severity::Error), report.count(Severity::Error)),
        (FailOn::At(Severity::Note), report.findings.len()),
        (FailOn::Never, 0),
    ] {
        let mut out = Vec::new();
        report
            .write(fail_on, Format::Forge(Forge::Junit), Style::PLAIN, &mut out)
            .expect("memory can be written to");
        let out = String::from_utf8(out).expect("planlint writes UTF-8");
        let document = roxmltree::Document::parse(&out).expect("it is XML");
        let count = |name: &str| {
            document
                .descendants()
                .filter(|node| node.has_tag_name(name))
                .count()
        };
        assert_eq!(
            (count("failure"), count("testcase")),
            (failing, report.findings.len())
        );
        assert_eq!(
            document.root_element().attribute("failures"),
            Some(failing.to_string().as_str())
        );
    }
    let clean = common::check(&[("plan/a.yaml", "plan: {version: 1}\nphases: []\n")]);
    assert!(
        forge(&clean, Forge::Junit).contains("<testcase classname=\"plan\" name=\"no findings\"/>")
    );
}

/// A comment has room for some 65,000 characters.
#[test]
fn a_comment_is_never_too_long() {
    let task =
        |n: usize| format!("      - {{id: \"1.{n}\", depends_on: [\"没有这个编号-{n}\"]}}\n");
    let tasks: String = (1..2000).map(task).collect();
    let plan = format!("plan: {{version: 1}}\nphases:\n  - id: \"1\"\n    tasks:\n{tasks}");
    let text = forge(&common::check(&[("plan/a.yaml", &plan)]), Forge::Markdown);
    assert!(
        text.len() < 65_000 && text.contains("| **error** |") && !text.contains("| warning |"),
        "{}",
        text.len()
    );
    assert!(
        text.trim_end().ends_with("more lines do not fit here.*"),
        "{}",
        &text[text.len() - 200..]
    );
}

#[test]
fn frames_fit_the_terminal_and_show_what_is_meant() {
    let report = awkward();
    for width in [40, 60, 80, 120] {
        let text = rendered(&report, Format::Text, Style::PLAIN.framed(width));
        for line in text.lines().filter(|line| line.contains(['│', '─', '╭'])) {
            assert!(
                line.width() <= width.max(60),
                "{width}: {} {line}",
                line.width()
            );
        }
        assert!(
            text.contains("dayz"),
            "the end of the long line is in sight: {text}"
        );
        assert!(
            text.contains("plan/a b,c.yaml:5:") && text.contains("plan/多行.yaml:1:9"),
            "{text}"
        );
    }
}

/// The customer's plan on terminals of all widths: labels that are longer than what is left of
/// their line take several, or the line makes room for them; what is left out is counted.
#[test]
fn labels_stay_within_their_frames() {
    for width in [40, 60, 80, 100] {
        let mut command = common::command(common::project(), &["check", "--color", "always"]);
        let output = command
            .env("COLUMNS", width.to_string())
            .output()
            .expect("it can be started");
        let text = common::stdout(&output);
        let plain: String = text
            .split("\u{1b}[")
            .map(|part| part.split_once('m').map_or(part, |(_, rest)| rest))
            .collect();
        for line in plain.lines() {
            assert!(line.width() <= width, "{width}: {} {line}", line.width());
        }
        assert!(
            width < 60 || plain.contains("╰── its last finish, 2023-09-15\n"),
            "{width}: {plain}"
        );
        assert!(plain.contains(" more places are involved"), "{plain}");
    }
}

#[test]
fn a_report_without_findings() {
    let report = common::check(&[("plan/a.yaml", "plan: {version: 1}\nphases: []\n")]);
    assert_eq!(
        rendered(&report, Format::Text, Style::PLAIN),
        "no findings in plan (1 file, 0 tasks)\n"
    );
    let json: Value =
        serde_json::from_str(&rendered(&report, Format::Json, Style::PLAIN)).expect("it is JSON");
    assert_eq!(
        (
            json["findings"].as_array().map(Vec::len),
            json["incomplete"].as_bool()
        ),
        (Some(0), Some(false))
    );
    assert_eq!(forge(&report, Forge::Gitlab), "[]\n");
    assert_eq!(
        forge(&report, Forge::Github),
        "no findings in plan (1 file, 0 tasks)\n"
    );
    assert_eq!(
        forge(&report, Forge::Markdown),
        "### planlint\n\n`no findings in plan (1 file, 0 tasks)`\n\n"
    );
    let sarif: Value = serde_json::from_str(&forge(&report, Forge::Sarif)).expect("it is JSON");
    assert_eq!(
        sarif["runs"][0]["results"].as_array().map(Vec::len),
        Some(0)
    );
}
