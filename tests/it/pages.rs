//! The examples on every rule's page, run.
//!
//! A page has at least one `yaml bad` and one `yaml good` block. In a block, lines `# file: PATH`
//! begin a file (without one, everything is `plan/example.yaml`); `(GBK)` or `(UTF-16)` after the
//! path says how it is encoded. A file `planlint.yaml` is the settings. `#~ RULE` at the end of a
//! line says that RULE is found on that line. Only the page's own rule and those that say what
//! cannot be read are on, and where no file has the key `plan`, one is added. A page about two
//! revisions has files below `old/` and `new/`; marks are in the new ones. The `text output` block
//! after a bad example is what planlint prints; `UPDATE_PAGES=1 cargo test pages` rewrites it.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use planlint::FailOn;
use planlint::Format;
use planlint::Lang;
use planlint::Project;
use planlint::Report;
use planlint::Reported;
use planlint::Rule;
use planlint::Scope;
use planlint::Style;
use planlint::rules;

use crate::common;
use crate::links;
use crate::seed;

#[derive(Debug)]
struct Block {
    info: String,
    /// Lines between the fences: the first one, and one past the last.
    lines: std::ops::Range<usize>,
}

struct Example {
    files: Vec<(String, Option<String>, String)>,
    /// File, line and rule.
    expected: Vec<(String, u32, String)>,
}

pub(crate) fn page_path(rule: &Rule, lang: Lang) -> PathBuf {
    let ending = match lang {
        Lang::En => "md",
        Lang::Zh => "zh.md",
    };
    let name = format!("{}.{ending}", rule.id.replace('-', "_"));
    let rules = common::project().join("src/rules");
    let folders = fs::read_dir(&rules).expect("the rules are there");
    let mut found = folders
        .filter_map(|folder| Some(folder.ok()?.path().join(&name)))
        .filter(|path| path.exists());
    found
        .next()
        .unwrap_or_else(|| panic!("{name} is below {}", rules.display()))
}

fn blocks(page: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<(String, usize)> = None;
    for (at, line) in page.lines().enumerate() {
        match (&open, line.strip_prefix("```")) {
            (None, Some(info)) => open = Some((info.trim().to_owned(), at + 1)),
            (Some((info, first)), Some("")) => {
                blocks.push(Block {
                    info: info.clone(),
                    lines: *first..at,
                });
                open = None;
            }
            _ => {}
        }
    }
    assert!(open.is_none(), "a block is not closed");
    blocks
}

fn example(page: &[&str], block: &Block) -> Example {
    let mut example = Example {
        files: Vec::new(),
        expected: Vec::new(),
    };
    let mut line_number = 0;
    for line in &page[block.lines.clone()] {
        if let Some(file) = line.strip_prefix("# file: ") {
            let (path, encoding) = match file.split_once(" (") {
                Some((path, encoding)) => (path, Some(encoding.trim_end_matches(')').to_owned())),
                None => (file, None),
            };
            example
                .files
                .push((path.trim().to_owned(), encoding, String::new()));
            line_number = 0;
            continue;
        }
        if example.files.is_empty() {
            example
                .files
                .push(("plan/example.yaml".to_owned(), None, String::new()));
        }
        line_number += 1;
        let (path, _, text) = example.files.last_mut().expect("one was added");
        let (line, mark) = line
            .split_once("#~")
            .map_or((*line, None), |(line, mark)| (line.trim_end(), Some(mark)));
        for rule in mark
            .iter()
            .flat_map(|mark| mark.split([',', ' ']))
            .filter(|rule| !rule.is_empty())
        {
            example
                .expected
                .push((path.clone(), line_number, rule.to_owned()));
        }
        text.push_str(line);
        text.push('\n');
    }
    // An editor's comment about tabs would be wrong: a page cannot show a tab, so it is written as
    // →.
    for (_, _, text) in &mut example.files {
        *text = text.replace('→', "\t");
    }
    example
}

fn encoded(text: &str, encoding: Option<&str>) -> Vec<u8> {
    match encoding {
        None => text.as_bytes().to_vec(),
        Some("GBK") => encoding_rs::GBK.encode(text).0.into_owned(),
        Some("UTF-16") => {
            let mut bytes = vec![0xff, 0xfe];
            bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
            bytes
        }
        Some(other) => panic!("no page needs {other}"),
    }
}

/// Settings under which only `rule` is on, and those that say what cannot be read.
fn alone(rule: &Rule, own: Option<&str>) -> String {
    let mut text = String::from("rules:\n");
    for other in rules().iter().filter(|other| !other.is_about_reading()) {
        if other.id != rule.id {
            writeln!(text, "  {}: off", other.id).expect("a string can be written to");
        } else if own.is_none() && other.level.name() == "off" {
            writeln!(text, "  {}: warning", other.id).expect("a string can be written to");
        }
    }
    text + own.unwrap_or("")
}

/// Run an example with the rule alone. Returns what was found, and the text that a user sees.
fn run(rule: &Rule, example: &Example, lang: Lang) -> (Vec<(String, u32, String)>, String) {
    let report = report(rule, example);
    let folder = if rule.is_about_a_change() { "new/" } else { "" };
    let found = report
        .findings
        .iter()
        .map(|reported| {
            let span = reported.finding.span;
            let path = format!("{folder}{}", report.sources.file(span.file).path());
            (
                path,
                report.sources.start(span).line,
                reported.finding.rule.to_owned(),
            )
        })
        .collect();
    common::json(&report);
    (found, rendered(&report, lang))
}

/// What is found in an example with the rule alone.
fn report(rule: &Rule, example: &Example) -> Report {
    let own = example
        .files
        .iter()
        .find(|(path, _, _)| path == "planlint.yaml")
        .map(|(_, _, text)| text.as_str());
    // A page about settings shows them whole; any other page its own options.
    let text = if rule.is_about_settings() {
        own.expect("a page about settings shows some").to_owned()
    } else {
        let own = own.map(|text| {
            text.strip_prefix("rules:\n")
                .expect("settings on a page begin with `rules:`")
        });
        alone(rule, own)
    };
    if rule.is_about_a_change() {
        return report_of_pair(example, &text);
    }
    let files = example
        .files
        .iter()
        .filter(|(path, _, _)| path != "planlint.yaml")
        .map(|(path, encoding, text)| (path.as_str(), encoded(text, encoding.as_deref())));
    let mut files: Vec<(&str, Vec<u8>)> = files.collect();
    files.extend(begin(example));
    files.push(("planlint.yaml", text.into_bytes()));
    common::check_bytes(files.iter().map(|(path, bytes)| (*path, bytes.as_slice())))
}

/// The beginning of a plan, if an example has none.
fn begin(example: &Example) -> Option<(&'static str, Vec<u8>)> {
    let begins = |(_, _, text): &(String, Option<String>, String)| text.contains("plan:");
    let has_one = example.files.iter().any(begins);
    (!has_one).then(|| ("plan/plan.yaml", b"plan: {version: 1}\n".to_vec()))
}

/// The same for a rule about two revisions.
fn report_of_pair(example: &Example, settings: &str) -> Report {
    let side = |side: &str| {
        let within = |path: &str| Some(path.strip_prefix(side)?.strip_prefix('/')?.to_owned());
        let files = example.files.iter();
        let files = files.filter_map(|(path, _, text)| Some((within(path)?, text.clone().into())));
        let begin = begin(example).map(|(path, bytes)| (path.to_owned(), bytes));
        let settings = ("planlint.yaml".to_owned(), settings.into());
        let files: Vec<(String, Vec<u8>)> = files.chain(begin).chain([settings]).collect();
        Project::of_texts(files, common::today)
    };
    let compared = side("new").compare_with(&Scope::default(), &side("old"));
    let comparison = compared.expect("the settings are right").comparison;
    comparison.as_report(&["plan".to_owned()])
}

/// What a user sees, without the summary: it counts files that the page does not show.
fn rendered(report: &Report, lang: Lang) -> String {
    let mut text = Vec::new();
    report
        .write(
            FailOn::Never,
            Format::Text,
            Style::PLAIN.speaking(lang),
            &mut text,
        )
        .expect("memory can be written to");
    let text = String::from_utf8(text).expect("planlint writes UTF-8");
    text.trim_end()
        .rsplit_once('\n')
        .map_or("", |(findings, _)| findings)
        .to_owned()
}

#[test]
fn pages_say_what_planlint_says() {
    let update = std::env::var_os("UPDATE_PAGES").is_some();
    let mut wrong = Vec::new();
    for rule in rules() {
        for lang in Lang::ALL {
            if let Err(message) = std::panic::catch_unwind(|| page(rule, lang, update))
                .unwrap_or_else(|_| Err("panicked".into()))
            {
                wrong.push(format!("{} ({}): {message}", rule.id, lang.tag()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    if update {
        links::write_rule_pages();
    }
}

fn page(rule: &Rule, lang: Lang, update: bool) -> Result<(), String> {
    let path = page_path(rule, lang);
    let page = fs::read_to_string(&path).map_err(|error| error.to_string())?;
    let lines: Vec<&str> = page.lines().collect();
    let first = lines.first().copied().unwrap_or("");
    let (stop, within) = match lang {
        Lang::En => ('.', ". "),
        Lang::Zh => ('。', "。"),
    };
    if !first.ends_with(stop)
        || first.starts_with('#')
        || first.chars().count() > 120
        || first.trim_end_matches(stop).contains(within)
    {
        return Err(format!("the first line is not one sentence: {first:?}"));
    }
    let blocks = blocks(&page);
    let (mut bad, mut good) = (0, 0);
    let mut output: Option<String> = None;
    let mut rewritten: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
    for block in blocks.iter().rev() {
        match block.info.as_str() {
            "yaml bad" => {
                bad += 1;
                let example = example(&lines, block);
                let (found, _) = run(rule, &example, lang);
                let mut expected = example.expected.clone();
                let mut found = found;
                expected.sort();
                found.sort();
                if expected != found {
                    return Err(format!(
                        "line {}: expected {expected:?}, found {found:?}",
                        block.lines.start
                    ));
                }
                if !expected.iter().any(|(_, _, id)| id == rule.id) {
                    return Err(format!(
                        "line {}: the bad example does not show the rule",
                        block.lines.start
                    ));
                }
            }
            "yaml good" => {
                good += 1;
                let example = example(&lines, block);
                let (found, text) = run(rule, &example, lang);
                if !found.is_empty() {
                    return Err(format!(
                        "line {}: the good example is not silent:\n{text}",
                        block.lines.start
                    ));
                }
            }
            "text output" => {
                let before = blocks
                    .iter()
                    .rev()
                    .find(|other| other.lines.end < block.lines.start);
                let before = before
                    .filter(|before| before.info == "yaml bad")
                    .ok_or("an output follows no bad example")?;
                let (_, text) = run(rule, &example(&lines, before), lang);
                let shown = lines[block.lines.clone()].join("\n");
                if shown.trim_end() != text.trim_end() {
                    rewritten.splice(block.lines.clone(), text.lines().map(str::to_owned));
                    output = Some(format!(
                        "line {}: the output is now\n{text}",
                        block.lines.start
                    ));
                }
            }
            _ => {}
        }
    }
    if bad == 0 || good == 0 {
        return Err("a page has a bad and a good example".to_owned());
    }
    if !blocks.iter().any(|block| block.info == "text output") {
        return Err("a page shows what planlint says about its bad example".to_owned());
    }
    for option in rule.options {
        if !page.contains(&format!("`{}`", option.name)) {
            return Err(format!("the option `{}` is not on the page", option.name));
        }
    }
    match output {
        Some(_) if update => {
            fs::write(&path, rewritten.join("\n") + "\n").map_err(|error| error.to_string())?;
            Ok(())
        }
        Some(message) => Err(message),
        None => Ok(()),
    }
}

/// Whoever reads a page reads the same in either language: the Chinese one has the English one's
/// examples, and was read against it as it is. After a change of the English page the test fails
/// until somebody has read that change, mended the Chinese page and said so.
#[test]
fn chinese_pages_are_those_of_the_english_ones() {
    let has_read = std::env::var_os("UPDATE_READ").is_some();
    let mut wrong = Vec::new();
    for rule in rules() {
        let read = |lang| fs::read_to_string(page_path(rule, lang)).expect("a page is text");
        let [english, chinese] = Lang::ALL.map(read);
        if shown(&english) != shown(&chinese) {
            wrong.push(format!("{}: the examples are not the same", rule.id));
        }
        let mark = format!("<!-- of: {} -->", hash(&english));
        let (text, last) = chinese.trim_end().rsplit_once('\n').expect("it has lines");
        if last == mark {
            continue;
        }
        if !last.starts_with("<!-- of: ") {
            wrong.push(format!(
                "{}: the last line is no `<!-- of: .. -->`",
                rule.id
            ));
        } else if has_read {
            let text = format!("{text}\n{mark}\n");
            fs::write(page_path(rule, Lang::Zh), text).expect("a page can be written");
        } else {
            wrong.push(format!(
                "{}: the English page has changed since the Chinese one was read: look at the \
                 change, mend the Chinese page, then UPDATE_READ=1 cargo test pages",
                rule.id
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The blocks of a page that somebody has written.
fn shown(page: &str) -> Vec<(String, String)> {
    let lines: Vec<&str> = page.lines().collect();
    let text = |block: &Block| match block.info.as_str() {
        "text output" => String::new(),
        _ => lines[block.lines.clone()].join("\n"),
    };
    blocks(page)
        .iter()
        .map(|block| (block.info.clone(), text(block)))
        .collect()
}

/// Of what somebody has written on a page, all but the blocks that planlint writes.
fn hash(page: &str) -> String {
    let blocks = blocks(page);
    let is_made = |at: &usize| {
        let mut made = blocks.iter().filter(|block| block.info == "text output");
        made.any(|block| block.lines.contains(at))
    };
    let lines = page.trim_end().lines().enumerate();
    let read: String = lines
        .filter(|(at, _)| !is_made(at))
        .flat_map(|(_, line)| [line, "\n"])
        .collect();
    sha1_smol::Sha1::from(read).digest().to_string()[..8].to_owned()
}

/// Where the fingerprints stand that were given once.
const FINGERPRINTS: &str = "tests/it/fingerprints.txt";

/// A fingerprint tells a finding in one revision, one release and one store of a forge from others:
/// it never changes. `UPDATE_PAGES=1` adds those of new examples, and takes none away.
#[test]
fn fingerprints_stay() {
    let path = common::project().join(FINGERPRINTS);
    let known = fs::read_to_string(&path).unwrap_or_default();
    let known: Vec<&str> = known.lines().collect();
    let all: Vec<String> = every_report()
        .iter()
        .flat_map(|(page, at, report)| {
            let findings = report.findings.iter();
            findings.map(|one| line(page, *at, one)).collect::<Vec<_>>()
        })
        .collect();
    let new: Vec<&String> = all
        .iter()
        .filter(|line| !known.contains(&line.as_str()))
        .collect();
    if std::env::var_os("UPDATE_PAGES").is_some() {
        let known = known.iter().map(|line| (*line).to_owned());
        let all: Vec<String> = known.chain(new.into_iter().cloned()).collect();
        fs::write(&path, all.join("\n") + "\n").expect("the table can be written");
    } else {
        let gone: Vec<&&str> = known
            .iter()
            .filter(|line| !all.iter().any(|one| one == *line))
            .collect();
        assert!(
            new.is_empty() && gone.is_empty(),
            "of {FINGERPRINTS}:\nnew: {new:#?}\ngone: {gone:#?}"
        );
    }
}

/// What is found in the bad examples of all pages, in the customer's plan, and in documents of a
/// wrong shape; each with the name of where it is from and the number of the example.
pub(crate) fn every_report() -> Vec<(String, usize, Report)> {
    let mut all: Vec<(String, usize, Report)> =
        rules().iter().flat_map(|rule| of_page(rule)).collect();
    all.push(("plan/".to_owned(), 1, seed::report()));
    all.extend(of_shapes());
    all
}

fn of_page(rule: &Rule) -> Vec<(String, usize, Report)> {
    let path = page_path(rule, Lang::En);
    let page = fs::read_to_string(&path).expect("a page is text");
    let lines: Vec<&str> = page.lines().collect();
    let bad: Vec<Block> = blocks(&page)
        .into_iter()
        .filter(|block| block.info == "yaml bad")
        .collect();
    let examples = bad.iter().map(|block| example(&lines, block)).enumerate();
    examples
        .map(|(at, example)| (rule.id.to_owned(), at + 1, report(rule, &example)))
        .collect()
}

fn of_shapes() -> Vec<(String, usize, Report)> {
    let folder = common::project().join("tests/schema/plan");
    let entries = fs::read_dir(folder).expect("the documents are there");
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry can be read").path())
        .collect();
    paths.sort();
    let of_document = |path: &PathBuf| {
        let name = path.file_name().expect("a file has a name");
        let text = fs::read_to_string(path).expect("a document is text");
        let report = common::check(&[("plan/example.yaml", &text)]);
        (name.to_string_lossy().into_owned(), 1, report)
    };
    paths.iter().map(of_document).collect()
}

/// Which page, the number of its example, the finding and its fingerprint.
fn line(page: &str, at: usize, one: &Reported) -> String {
    let finding = &one.finding;
    let task = finding.task.as_deref().unwrap_or("-");
    format!("{page} {at} {} {task} {}", finding.rule, one.fingerprint)
}
