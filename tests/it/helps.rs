//! Helps are taken at their word: what one says to write is written, and the plan is checked again.
//! Then the finding is gone, and no error or warning has come or grown. `PROPTEST_CASES=N` walks
//! that many plans.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

use planlint::Lang;
use planlint::Report;
use planlint::Severity;
use proptest::prelude::*;

use crate::common;

/// A key, what to write for it, and whose it is; `None`: the finding's own task.
type Written = (String, String, Option<String>);

/// Keys that a help may say a value for.
const KEYS: [&str; 8] = [
    "start",
    "finish",
    "days",
    "total_days",
    "progress",
    "calendar",
    "parallel",
    "working_calendar",
];

/// What a help says to write: its alternatives, as far as they can be written without being
/// understood.
fn alternatives(help: &str) -> Vec<Vec<Written>> {
    let help = help.rsplit_once("write ").map_or("", |(_, rest)| rest);
    let one = |part: &str| {
        let (key, rest) = part.trim().split_once(": ")?;
        let value = rest.split([' ', ',', ';']).next()?;
        let of = rest
            .strip_prefix(value)?
            .strip_prefix(" of ")
            .map(|of| of.trim_start_matches("phase "));
        let of = of
            .and_then(|of| of.split([' ', ',', ';']).next())
            .map(str::to_owned);
        KEYS.contains(&key)
            .then(|| (key.to_owned(), value.to_owned(), of))
    };
    help.split(", or ")
        .filter_map(|way| way.split(", and ").map(one).collect())
        .collect()
}

/// What a help says to write in the place that the finding points at: `write "1.1"`.
fn in_place(help: &str) -> Option<&str> {
    let word = help.strip_prefix("write ")?.split([',', ';']).next()?;
    (!word.contains(' ')).then_some(word)
}

/// The text with `key: value` in the entry with this id, which is written with a key on each line,
/// the id first; without an id in `plan`, where that is written on one line.
fn written(text: &str, id: Option<&str>, key: &str, value: &str) -> Option<String> {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let Some(id) = id else {
        let line = lines.iter_mut().find(|line| line.starts_with("plan: {"))?;
        let (before, after) = line.split_once(&format!("{key}: "))?;
        let end = after.find([',', '}'])?;
        *line = format!("{before}{key}: {value}{}", &after[end..]);
        return Some(lines.join("\n") + "\n");
    };
    let names = [format!("- id: \"{id}\""), format!("- id: {id}")];
    let at = lines
        .iter()
        .position(|line| names.iter().any(|name| line.trim_start() == name))?;
    let indent = " ".repeat(lines[at].find('-')? + 2);
    let own = |line: &String| line.starts_with(&indent) && !line[indent.len()..].starts_with(' ');
    let end = lines[at + 1..]
        .iter()
        .position(|line| !line.starts_with(&indent))
        .map_or(lines.len(), |end| at + 1 + end);
    let line = format!("{indent}{key}: {value}");
    let there = (at + 1..end)
        .find(|at| own(&lines[*at]) && lines[*at].trim_start().starts_with(&format!("{key}:")));
    match there {
        Some(there) => lines[there] = line,
        None => lines.insert(at + 1, line),
    }
    Some(lines.join("\n") + "\n")
}

/// Errors and warnings by fingerprint, with their words and how large they are.
fn found(report: &Report) -> BTreeMap<String, (String, i64)> {
    let serious = report
        .findings
        .iter()
        .filter(|one| one.finding.severity > Severity::Note);
    serious
        .map(|one| {
            let size = one.finding.size.map_or(0, |size| size.amount);
            let told = format!(
                "{}: {}; {:?}",
                one.finding.rule,
                common::message(&one.finding),
                one.finding.help
            );
            (one.fingerprint.clone(), (told, size))
        })
        .collect()
}

/// The finding is gone, and no other has come or grown.
fn holds(
    before: &BTreeMap<String, (String, i64)>,
    now: &BTreeMap<String, (String, i64)>,
    fingerprint: &str,
    told: &str,
) {
    assert!(!now.contains_key(fingerprint), "it is still there: {told}");
    for (fingerprint, (words, size)) in now {
        let was = before.get(fingerprint);
        assert!(
            was.is_some_and(|(_, was)| was >= size),
            "{words}\nhas come or grown after {told}"
        );
    }
}

/// Take every help for this plan at its word. Gives how many could be written.
fn walk(files: &[(String, String)]) -> usize {
    let check = |files: &[(String, String)]| {
        let files: Vec<(&str, &str)> = files
            .iter()
            .map(|(path, text)| (path.as_str(), text.as_str()))
            .collect();
        common::check(&files)
    };
    let report = check(files);
    let before = found(&report);
    let mut count = 0;
    for one in &report.findings {
        let told = || {
            let texts: Vec<&str> = files.iter().map(|(_, text)| text.as_str()).collect();
            format!(
                "{}: {:?}\n{}",
                common::message(&one.finding),
                one.finding.help,
                texts.join("---\n")
            )
        };
        if let Some(word) = in_place(&common::help(&one.finding)) {
            let mut after = files.to_vec();
            let path = report.sources.file(one.finding.span.file).path();
            let (_, text) = after
                .iter_mut()
                .find(|(name, _)| name == path)
                .expect("it points into the plan");
            text.replace_range(one.finding.span.range(), word);
            count += 1;
            holds(&before, &found(&check(&after)), &one.fingerprint, &told());
        }
        for way in alternatives(&common::help(&one.finding)) {
            let mut after = files.to_vec();
            let all = way.iter().all(|(key, value, of)| {
                let id = of.as_deref().or(one.finding.task.as_deref());
                after
                    .iter_mut()
                    .any(|(_, text)| match written(text, id, key, value) {
                        Some(new) => {
                            *text = new;
                            true
                        }
                        None => false,
                    })
            });
            if !all {
                continue;
            }
            count += 1;
            holds(
                &before,
                &found(&check(&after)),
                &one.fingerprint,
                &format!("{way:?}\n{}", told()),
            );
        }
    }
    count
}

#[test]
fn helps_are_read_as_they_are_meant() {
    let own = |key: &str, value: &str| (key.to_owned(), value.to_owned(), None);
    assert_eq!(
        alternatives("write days: 24, and total_days: 46 of phase 2, or finish: 2023-09-22"),
        [
            vec![
                own("days", "24"),
                ("total_days".into(), "46".into(), Some("2".into()))
            ],
            vec![own("finish", "2023-09-22")]
        ]
    );
    assert_eq!(
        alternatives(
            "1.2 starts on 2023-08-28: write start: 2023-09-11 of 1.2.1, or change the dates of 1.1"
        ),
        [vec![(
            "start".to_owned(),
            "2023-09-11".to_owned(),
            Some("1.2.1".to_owned())
        )]]
    );
    assert_eq!(
        alternatives("move the first tasks, or write parallel: true if they are meant to overlap")
            .len(),
        1
    );
    assert!(alternatives("the nearest working days are 2023-09-22 and 2023-09-25").is_empty());
}

#[test]
fn helps_of_the_rule_pages_hold() {
    let mut count = 0;
    for rule in planlint::rules() {
        for block in rule.page.text(Lang::En).split("```yaml bad").skip(1) {
            let text = block
                .split_once('\n')
                .and_then(|(_, rest)| rest.split_once("```"))
                .map_or("", |(text, _)| text);
            let lines: Vec<&str> = text
                .lines()
                .map(|line| line.split(" #~").next().unwrap_or(line).trim_end())
                .collect();
            count += walk(&[("plan/example.yaml".to_owned(), lines.join("\n") + "\n")]);
        }
    }
    assert!(count > 20, "only {count} helps could be written");
}

#[test]
fn helps_for_the_customers_plan_hold() {
    let mut files = Vec::new();
    for entry in fs::read_dir(common::project().join("plan")).expect("the plan is there") {
        let path = entry.expect("it can be listed").path();
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .expect("a name");
        files.push((
            format!("plan/{name}"),
            fs::read_to_string(&path).expect("it can be read"),
        ));
    }
    let count = walk(&files);
    assert!(count > 3, "only {count} helps could be written");
}

/// What a task may say.
#[derive(Clone, Debug)]
struct Shape {
    start: i64,
    length: i64,
    days_off: i64,
    keys: u8,
    waits: u8,
    progress: u8,
}

fn shape() -> impl Strategy<Value = Shape> {
    (
        -3..14_i64,
        0..9_i64,
        prop_oneof![6 => Just(0), 1 => -1..3_i64],
        0..12_u8,
        0..8_u8,
        0..9_u8,
    )
        .prop_map(|(start, length, days_off, keys, waits, progress)| Shape {
            start,
            length,
            days_off,
            keys,
            waits,
            progress,
        })
}

/// Two phases, one of them with groups.
fn plan() -> impl Strategy<Value = String> {
    let calendar = prop::sample::select(&["every-day", "weekdays", "china"][..]);
    let totals = prop::collection::vec(prop::option::of(0..30_u8), 6);
    (
        calendar.clone(),
        prop::option::of(calendar),
        prop::collection::vec(shape(), 9),
        totals,
        0..4_u8,
    )
        .prop_map(|(counting, working, shapes, totals, windows)| {
            let working =
                working.map_or(String::new(), |name| format!(", working_calendar: {name}"));
            let mut text = format!(
                "plan: {{version: 1, calendar: {counting}{working}, status_date: 2023-09-25}}\n"
            );
            text.push_str("owners:\n  A: {kind: team, capacity: 3}\nphases:\n");
            let mut shapes = shapes.iter();
            let mut after = 0;
            for phase in 1..=2_u8 {
                let total = totals[usize::from(phase)];
                let _ = write!(
                    text,
                    "  - id: \"{phase}\"\n    coordinator: A\n    executors: [A]\n"
                );
                total.iter().for_each(|total| {
                    let _ = writeln!(text, "    total_days: {total}");
                });
                if windows & phase > 0 {
                    let _ = writeln!(text, "    finish: {}", day(after + 16));
                }
                text.push_str("    tasks:\n");
                for child in 1..=3_u8 {
                    let id = format!("{phase}.{child}");
                    let Some(shape) = shapes.next() else { break };
                    if phase == 1 && child == 2 {
                        let _ = writeln!(text, "      - id: \"{id}\"");
                        totals[usize::from(child) + 2].iter().for_each(|days| {
                            let _ = writeln!(text, "        days: {days}");
                        });
                        if shape.waits > 3 {
                            text.push_str("        depends_on: [\"1.1\"]\n");
                        }
                        if shape.progress > 5 {
                            text.push_str("        progress: 40%\n");
                        }
                        text.push_str("        tasks:\n");
                        for part in 1..=3 {
                            let Some(shape) = shapes.next() else { break };
                            leaf(&mut text, "          ", &id, part, shape, after);
                        }
                    } else {
                        leaf(
                            &mut text,
                            "      ",
                            &phase.to_string(),
                            i64::from(child),
                            shape,
                            after,
                        );
                    }
                }
                after += 15;
            }
            text
        })
}

fn leaf(text: &mut String, indent: &str, parent: &str, number: i64, shape: &Shape, after: i64) {
    let (first, last) = (
        after + shape.start + 2 * number,
        after + shape.start + 2 * number + shape.length,
    );
    let _ = writeln!(text, "{indent}- id: \"{parent}.{number}\"");
    if shape.waits > 4 && number > 1 {
        let _ = writeln!(text, "{indent}  depends_on: [\"{parent}.{}\"]", number - 1);
    }
    let days = shape.length + 1 + shape.days_off;
    if shape.keys != 1 {
        let _ = writeln!(text, "{indent}  start: {}", day(first));
    }
    if shape.keys != 2 {
        let _ = writeln!(text, "{indent}  finish: {}", day(last));
    }
    if shape.keys != 3 && days >= 0 {
        let _ = writeln!(text, "{indent}  days: {days}");
    }
    match shape.progress {
        0 => text.push_str(&format!("{indent}  progress: done\n")),
        1 => text.push_str(&format!("{indent}  progress: 50%\n")),
        _ => {}
    }
}

fn day(after: i64) -> String {
    planlint::Day::parse("2023-09-18")
        .expect("it exists")
        .plus(after)
        .to_string()
}

/// Each takes as long as some dozens of checks. `PROPTEST_CASES` asks for more than the few that
/// find what is likely.
fn cases() -> u32 {
    // What proptest takes if nobody asks.
    const UNASKED: u32 = 256;
    match ProptestConfig::default().cases {
        UNASKED => 25,
        asked => asked,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn helps_for_plans_that_nobody_wrote_hold(text in plan()) {
        walk(&[("plan/1.yaml".to_owned(), text)]);
    }
}
