//! Reports say the same in both languages: the same findings, counts, fingerprints and exit codes,
//! and in Chinese no English words.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Output;

use planlint::FailOn;
use planlint::Forge;
use planlint::Format;
use planlint::Lang;
use planlint::Report;
use planlint::Severity;
use planlint::Style;
use planlint::rules;
use serde_json::Value;
use unicode_width::UnicodeWidthStr;

use crate::common;
use crate::common::stderr;
use crate::common::stdout;
use crate::languages;
use crate::pages;

/// What JSON has words in.
const WORDS: [&str; 9] = [
    "message",
    "help",
    "summary",
    "why",
    "text",
    "markdown",
    "description",
    "lang",
    // The page in the same language.
    "helpUri",
];

fn rendered(report: &Report, format: Format, style: Style) -> String {
    let mut out = Vec::new();
    let fail_on = FailOn::At(Severity::Error);
    report
        .write(fail_on, format, style, &mut out)
        .expect("memory");
    String::from_utf8(out).expect("planlint writes UTF-8")
}

/// JSON without what is said, which is in one language or the other.
fn wordless(value: Value) -> Value {
    match value {
        Value::Object(map) => map
            .into_iter()
            .filter(|(key, value)| !(WORDS.contains(&key.as_str()) && holds_words(value)))
            .filter(|(key, _)| key != "language")
            .map(|(key, value)| (key, wordless(value)))
            .collect(),
        Value::Array(list) => list.into_iter().map(wordless).collect(),
        other => other,
    }
}

/// The summary of a check is a map of numbers.
fn holds_words(value: &Value) -> bool {
    value.is_string() || value.get("text").is_some()
}

/// What of an answer is the same in each language.
fn facts(text: &str, format: Format) -> Vec<String> {
    let parts = |marks: &[&str]| -> Vec<String> {
        let lines = text
            .lines()
            .filter(|line| marks.iter().any(|mark| line.contains(mark)));
        lines
            .map(|line| {
                let ids = rules().iter().filter(|rule| line.contains(rule.id));
                let ids: Vec<&str> = ids.map(|rule| rule.id).collect();
                let numbers = line.split(|c: char| !c.is_ascii_digit());
                let place: Vec<&str> = numbers.filter(|part| !part.is_empty()).take(2).collect();
                format!("{ids:?} {place:?}")
            })
            .collect()
    };
    match format {
        Format::Json | Format::Forge(Forge::Sarif | Forge::Gitlab) => {
            let value = serde_json::from_str(text).expect("it is JSON");
            vec![wordless(value).to_string()]
        }
        Format::Text => rules()
            .iter()
            .flat_map(|rule| {
                let code = format!("[{}]", rule.id);
                let lines = text.lines().filter(|line| !line.starts_with(' '));
                let places = lines.filter(|line| line.contains(&code));
                places
                    .map(|line| line.split(": ").next().unwrap_or_default().to_owned())
                    .map(|place| format!("{} {place}", rule.id))
                    .collect::<Vec<_>>()
            })
            .collect(),
        Format::Forge(Forge::Github) => parts(&["::error", "::warning", "::notice"]),
        Format::Forge(Forge::Junit) => parts(&["<test", "<failure"]),
        Format::Forge(Forge::Markdown) => vec![text.matches("\n| ").count().to_string()],
        other => panic!("nobody has said what findings look like in {other:?}"),
    }
}

#[test]
fn the_same_is_found_in_every_format() {
    let formats = common::machine_formats().chain([Format::Text]);
    let formats: Vec<Format> = formats.collect();
    for (page, at, report) in pages::every_report() {
        for format in &formats {
            let [english, chinese] =
                Lang::ALL.map(|lang| rendered(&report, *format, Style::PLAIN.speaking(lang)));
            let is_silent = report.findings.is_empty();
            assert!(is_silent || english != chinese, "{page} {at} {format:?}");
            let [english, chinese] = [english, chinese].map(|text| facts(&text, *format));
            assert_eq!(english, chinese, "{page} {at} {format:?}");
        }
    }
}

/// Names of things, of options and of what machines read, beside those of messages.
const OWN: &str = "JSON json GitHub format git planlint iconv GB GBK LE NEW OLD \
                   xml testsuites testsuite testcase tests failures failure classname name type message file line \
                   endLine col endColumn title error warning notice note encoding \
                   notes deadline deliverable owners phases calendars base head \
                   key value FS lag outcome tasks person team aliases contact";

/// What is Latin only as a whole.
const WHOLE: [&str; 14] = [
    "https://github.com/planlint/planlint/blob/main/docs/rules/",
    ".zh.md)",
    "--max-findings",
    "--quiet",
    "not-started",
    "every-day",
    "little-endian",
    "big-endian",
    "system-out",
    "<br>",
    "&quot;",
    "&apos;",
    "&gt;",
    "&lt;",
];

/// Runs of letters in what planlint says in Chinese that are neither its own nor the user's.
fn english_words(text: &str, of_user: &BTreeSet<String>) -> Vec<String> {
    let mut rest = text.to_owned();
    for whole in WHOLE {
        rest = rest.replace(whole, " ");
    }
    let words = rest.split(|c: char| !c.is_ascii_alphabetic());
    let mut found: Vec<String> = words
        // Of one letter are names, and of these letters the ids of commits.
        .filter(|word| word.len() > 1 && word.contains(|c: char| !('a'..='f').contains(&c)))
        .filter(|word| {
            let is_rule = rules()
                .iter()
                .any(|rule| rule.id.split('-').any(|part| part == *word));
            let stays = OWN.split_whitespace().any(|own| own == *word) || languages::stays(word);
            !(is_rule || stays || of_user.contains(*word))
        })
        .map(str::to_owned)
        .collect();
    found.sort();
    found.dedup();
    found
}

pub(crate) fn letters(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !c.is_ascii_alphabetic());
    words.map(str::to_owned).collect()
}

#[test]
fn nothing_that_is_written_in_chinese_is_english() {
    // SARIF has the pages of rules in it, JSON keys and numbers beside messages.
    let formats = [
        Format::Text,
        Format::Forge(Forge::Markdown),
        Format::Forge(Forge::Github),
        Format::Forge(Forge::Junit),
    ];
    let mut wrong = Vec::new();
    for (page, at, report) in pages::every_report() {
        let mut of_user = BTreeSet::new();
        for file in report.sources.files() {
            of_user.extend(letters(file.path()));
            of_user.extend(letters(file.text()));
            of_user.extend(letters(file.revision().unwrap_or_default()));
        }
        for format in formats {
            let text = rendered(&report, format, Style::PLAIN.speaking(Lang::Zh));
            let text = text.replace("%0A", "\n");
            let last = text.lines().last().unwrap_or_default();
            if format == Format::Text && last.contains([',', ';', '。', '(']) {
                wrong.push(format!("{page} {at}: {last}"));
            }
            let found = english_words(&text, &of_user);
            if !found.is_empty() {
                wrong.push(format!("{page} {at} {format:?}: {}", found.join(" ")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Hold the Chinese answer to a question against the English one.
#[track_caller]
pub(crate) fn hold(folder: &Path, arguments: &[&str], english: &Output, of_user: &str) {
    let chinese = common::planlint(folder, &[arguments, &["--lang", "zh"]].concat());
    assert_eq!(
        chinese.status.code(),
        english.status.code(),
        "{arguments:?}"
    );
    let (text, mut of_user) = (stdout(&chinese), letters(of_user));
    for argument in arguments {
        of_user.extend(letters(argument));
    }
    let found = english_words(&text, &of_user);
    assert!(
        found.is_empty(),
        "{arguments:?}: {}\n{text}",
        found.join(" ")
    );
    let [english, chinese] = [&stdout(english), &text].map(|text| facts(text, Format::Text));
    assert_eq!(english, chinese, "{arguments:?}\n{text}");
}

/// Hold the Chinese words of a hook against the English ones.
#[track_caller]
pub(crate) fn hold_words(arguments: &[&str], both: (&Output, &Output), of_user: &str) {
    let (english, chinese) = both;
    assert_eq!(
        chinese.status.code(),
        english.status.code(),
        "{arguments:?}"
    );
    let text = stderr(chinese);
    let mut of_user = letters(of_user);
    for word in [
        "commit", "add", "merge", "abort", "check", "staged", "against", "diff", "rev",
    ] {
        of_user.insert(word.to_owned());
    }
    for word in [
        "HEAD", "REASON", "remote", "refs", "heads", "ours", "theirs", "main", "origin",
    ] {
        of_user.insert(word.to_owned());
    }
    let found = english_words(&text, &of_user);
    assert!(
        found.is_empty(),
        "{arguments:?}: {}\n{text}",
        found.join(" ")
    );
    assert_eq!(stderr(english).is_empty(), text.is_empty(), "{arguments:?}");
}

#[test]
fn frames_fit_and_no_line_begins_with_closing_punctuation() {
    let mut wrong = Vec::new();
    for (page, at, report) in pages::every_report() {
        for width in [60, 80, 100] {
            let style = Style::PLAIN.framed(width).speaking(Lang::Zh);
            for line in rendered(&report, Format::Text, style).lines() {
                let first = line.trim_start_matches([' ', '│', '·', '⚠', '×', '☞']);
                if first.starts_with(['，', '。', '；', '：', '）', '”', '、', '》', '？', '！'])
                {
                    wrong.push(format!("{page} {at} {width}: {line}"));
                }
                // What cannot be broken, as a path or an expression, may stand out.
                if line.width() > width && line.chars().filter(|c| c.len_utf8() == 3).count() > 20 {
                    wrong.push(format!("{page} {at} {width}: too wide: {line}"));
                }
            }
        }
    }
    wrong.sort();
    wrong.dedup();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
