//! The READMEs say what is true today: their pictures are real output, their examples are right.
//! `UPDATE_PAGES=1 cargo test readme` draws the pictures again.

use std::fmt::Write as _;
use std::fs;

use unicode_width::UnicodeWidthChar;

use planlint::Check;
use planlint::Error;
use planlint::Lang;
use planlint::Project;

use crate::common;

/// The README and the picture in it.
fn readme(lang: Lang) -> (&'static str, &'static str) {
    match lang {
        Lang::En => ("README.md", "docs/check.svg"),
        Lang::Zh => ("README.zh-CN.md", "docs/check.zh.svg"),
    }
}

/// Two findings of the customer's plan and the summary, as a terminal shows them.
fn excerpt(lang: Lang) -> String {
    let arguments = ["check", "--color", "always", "--lang", lang.tag()];
    let mut command = common::command(common::project(), &arguments);
    let output = command.output().expect("planlint can be started");
    let text = String::from_utf8(output.stdout).expect("planlint writes UTF-8");
    let typed = match lang {
        Lang::En => "planlint check",
        Lang::Zh => "planlint check --lang zh",
    };
    let mut shown = format!("\u{1b}[2m$ {typed}\u{1b}[0m\n");
    for rule in ["[dependency-dates]", "[date-days]"] {
        let start = text
            .find(rule)
            .unwrap_or_else(|| panic!("{rule} is in the output"));
        let start = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let end = text[start..]
            .find("\n\n\u{1b}")
            .map_or(text.len(), |at| start + at);
        shown.push_str(text[start..end].trim_end());
        shown.push_str("\n\n\u{1b}[2m⋮\u{1b}[0m\n");
    }
    shown.push_str(text.trim_end().rsplit('\n').next().unwrap_or(""));
    shown
}

/// The text as a picture: every run of one colour at its own place, so that wide characters cannot
/// shift the rest.
#[expect(
    clippy::cast_precision_loss,
    reason = "lines and columns of a terminal"
)]
fn svg(text: &str, label: &str) -> String {
    const CELL: f32 = 8.4;
    const LINE: f32 = 18.0;
    let lines: Vec<&str> = text.lines().collect();
    let (width, height) = (84.0 * CELL, (lines.len() as f32 + 2.0) * LINE);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
         font-family=\"ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', 'Noto Sans Mono CJK SC', monospace\" \
         font-size=\"14\" role=\"img\" aria-label=\"{label}\">\n\
         <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"#1b1f27\"/>\n"
    );
    for (row, line) in lines.iter().enumerate() {
        let y = (row as f32 + 1.7) * LINE;
        let (mut cell, mut style) = (0, String::new());
        for (at, piece) in line.split('\u{1b}').enumerate() {
            let text = if at == 0 {
                piece
            } else {
                let (code, text) = piece
                    .trim_start_matches('[')
                    .split_once('m')
                    .expect("a style ends with m");
                // A bold red is said in two steps.
                style = match fill(code) {
                    more if code == "0" || !more.is_empty() => more,
                    _ => style,
                };
                text
            };
            if !text.trim().is_empty() {
                let lead = text.len() - text.trim_start().len();
                let x = (cell + lead) as f32 * CELL + 1.5 * CELL;
                let escaped = text
                    .trim()
                    .replace('&', "&amp;")
                    .replace('<', "&lt;")
                    .replace('>', "&gt;");
                let shown = if style.is_empty() {
                    " fill=\"#d5dae3\"".to_owned()
                } else {
                    style.clone()
                };
                let width = cells(text.trim()) as f32 * CELL;
                writeln!(out, "<text x=\"{x:.1}\" y=\"{y:.1}\" textLength=\"{width:.1}\"{shown} xml:space=\"preserve\">{escaped}</text>")
                    .expect("a string can be written to");
            }
            cell += cells(text);
        }
    }
    out + "</svg>\n"
}

fn cells(text: &str) -> usize {
    text.chars().map(|c| c.width().unwrap_or(0)).sum()
}

fn fill(code: &str) -> String {
    let colour = match code.split(';').find(|part| part.starts_with('3')) {
        Some("31") => "#ff7b72",
        Some("32") => "#7ee787",
        Some("33") => "#e3b341",
        Some("35") => "#d2a8ff",
        Some("36") => "#79c0ff",
        _ if code.starts_with('2') => "#8b949e",
        _ => return String::new(),
    };
    format!(" fill=\"{colour}\"")
}

#[test]
fn the_pictures_are_what_planlint_prints() {
    for lang in Lang::ALL {
        let (page, picture) = readme(lang);
        let text = fs::read_to_string(common::project().join(page)).expect("it is there");
        let (label, _) = text
            .split_once(&format!("]({picture})"))
            .and_then(|(before, rest)| Some((before.rsplit_once("![")?.1, rest)))
            .unwrap_or_else(|| panic!("{page} does not show {picture}"));
        let drawn = svg(&excerpt(lang), label);
        let path = common::project().join(picture);
        if std::env::var_os("UPDATE_PAGES").is_some() {
            fs::write(&path, &drawn).expect("the picture can be written");
        }
        assert_eq!(
            fs::read_to_string(&path).unwrap_or_default(),
            drawn,
            "UPDATE_PAGES=1 cargo test readme draws {picture} again"
        );
    }
}

#[test]
fn the_hooks_for_pre_commit_are_there_under_this_version() {
    for (lang, page) in common::in_each_language("hooks.md") {
        let (readme, _) = readme(lang);
        let blocks = yaml_blocks(readme);
        let example = blocks
            .iter()
            .find(|block| block.starts_with("repos:"))
            .expect("the README has an example");
        let rev = format!("rev: v{}\n", env!("CARGO_PKG_VERSION"));
        assert!(example.contains(&rev), "{example}");
        let hooks = fs::read_to_string(common::project().join(".pre-commit-hooks.yaml"))
            .expect("it is there");
        let ids: Vec<&str> = hooks
            .lines()
            .filter_map(|line| line.strip_prefix("- id: "))
            .collect();
        // Those that refuse what is new are in the README; the one for whatever is handed over is
        // on the page of hooks.
        let others = yaml_blocks(&page).join("\n");
        assert!(others.contains(&rev), "{others}");
        let is_named = |id: &&str| {
            [example, &others]
                .iter()
                .any(|text| text.contains(&format!("{{id: {id}}}")))
        };
        assert!(ids.len() > 1 && ids.iter().all(is_named), "{ids:?}");
    }
}

fn yaml_blocks(page: &str) -> Vec<String> {
    let text = fs::read_to_string(common::project().join(page)).expect("the page is there");
    text.split("```yaml\n")
        .skip(1)
        .filter_map(|rest| rest.split("```").next())
        .map(str::to_owned)
        .collect()
}

#[test]
fn the_examples_of_the_docs_are_right() {
    for (_, page) in common::in_each_language("format.md") {
        let format = yaml_blocks(&page);
        let report = common::check(&[("plan/a.yaml", &format[0])]);
        assert_eq!(
            common::rules_of(&report),
            [] as [&str; 0],
            "{page}: {:#?}",
            report.findings
        );
        // The others are parts of a part.
        let task = format!(
            "phases:\n  - id: \"9\"\n    tasks:\n      - id: \"9.1\"\n        {}",
            format[1].replace('\n', "\n        ")
        );
        let report = common::check(&[
            ("plan/a.yaml", "plan: {version: 1}\n"),
            ("plan/b.yaml", &task),
            ("plan/c.yaml", &format[2]),
        ]);
        let rules = common::rules_of(&report);
        assert!(
            rules
                .iter()
                .all(|rule| !matches!(*rule, "schema" | "syntax" | "calendar-unknown")),
            "{page}: {:#?}",
            report.findings
        );
    }
    for settings in [
        "docs/settings.md",
        "docs/adopt.md",
        "docs/zh/settings.md",
        "docs/zh/adopt.md",
    ]
    .into_iter()
    .flat_map(yaml_blocks)
    {
        // Patterns have to find something; what is wrong with settings is said before plans are read.
        let plan = ("teams/a/plan/1.yaml", "plan: {version: 1}\n".to_owned());
        let files = [("planlint.yaml", settings), plan];
        let project = Project::of_texts(files, common::today);
        if let Err(Error::Settings(wrong)) = project.check(&Check::default()) {
            let wrong = wrong.mistakes.iter().map(common::message);
            panic!("{:?}", wrong.collect::<Vec<_>>());
        }
    }
}
