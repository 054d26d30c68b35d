//! One contract for all formats, on reports that are awkward: what a snapshot would show every day without anybody
//! noticing.

use planlint::check::Report;
use planlint::config::Settings;
use planlint::report;
use planlint::report::Format;
use planlint::report::Style;
use planlint::rules;
use planlint::text::SourceMap;
use serde_json::Value;
use unicode_width::UnicodeWidthStr;

use crate::common;

/// A path with a space and a comma; Chinese and an emoji before a place; a place over several lines; one at the far end of
/// a long line; one in an empty file; one at the very end of a file without a last line break.
fn awkward() -> Report {
    let long = format!("      - {{id: \"1.1\", name: \"{}\", dayz: 5, start: 2023-08-21}}", "很长的名称🎉".repeat(40));
    let first = format!("plan: {{version: 1}}\nphases:\n  - id: \"1\"\n    tasks:\n{long}\n");
    let files = [
        ("plan/a b,c.yaml", first.as_str()),
        ("plan/多行.yaml", "phases: {\n  a: 1,\n  b: 2\n}\n"),
        ("plan/empty.yaml", ""),
        ("plan/end.yaml", "phases:\n  - id: \"2\"\n    total_days:"),
    ];
    let files = files.iter().map(|(path, text)| common::raw(path, text.as_bytes())).collect();
    common::check_files(files, &Settings::new(rules::specs()), SourceMap::default())
}

fn rendered(report: &Report, format: Format, style: Style) -> String {
    let mut out = Vec::new();
    report::render(report, format, style, &mut out).expect("memory can be written to");
    String::from_utf8(out).expect("planlint writes UTF-8")
}

#[test]
fn places_are_within_their_files_in_every_format() {
    let report = awkward();
    assert!(report.findings.len() >= 5, "{:#?}", report.findings);
    let json: Value = serde_json::from_str(&rendered(&report, Format::Json, Style::PLAIN)).expect("it is JSON");
    let findings = json["findings"].as_array().expect("a list");
    assert_eq!(findings.len(), report.findings.len());
    for (reported, finding) in report.findings.iter().zip(findings) {
        let text = report.sources.file(reported.finding.span.file).text();
        for end in ["start", "end"] {
            let number =
                |key: &str| finding[end][key].as_u64().and_then(|n| usize::try_from(n).ok()).expect("a number");
            let (line, column, offset) = (number("line"), number("column"), number("offset"));
            assert!(line >= 1 && column >= 1 && offset <= text.len(), "{finding}");
            let whole = text.split('\n').nth(line - 1).expect("the line exists");
            assert!(column <= whole.chars().count() + 1, "{finding}");
            let before: usize = text.split_inclusive('\n').take(line - 1).map(str::len).sum();
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
        assert!(plain.lines().any(|line| line.starts_with(&place)), "{place}\n{plain}");
    }
}

#[test]
fn frames_fit_the_terminal_and_show_what_is_meant() {
    let report = awkward();
    for width in [40, 60, 80, 120] {
        let text = rendered(&report, Format::Text, Style { frames: true, colour: false, width });
        for line in text.lines().filter(|line| line.contains(['│', '─', '╭'])) {
            assert!(line.width() <= width.max(60), "{width}: {} {line}", line.width());
        }
        assert!(text.contains("dayz"), "the end of the long line is in sight: {text}");
        assert!(text.contains("plan/a b,c.yaml:5:") && text.contains("plan/多行.yaml:1:9"), "{text}");
    }
}

#[test]
fn a_report_without_findings() {
    let report = common::check(&[("plan/a.yaml", "plan: {version: 1}\nphases: []\n")]);
    assert_eq!(rendered(&report, Format::Text, Style::PLAIN), "no findings in plan (1 file, 0 tasks)\n");
    let json: Value = serde_json::from_str(&rendered(&report, Format::Json, Style::PLAIN)).expect("it is JSON");
    assert_eq!((json["findings"].as_array().map(Vec::len), json["incomplete"].as_bool()), (Some(0), Some(false)));
}
