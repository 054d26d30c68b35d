//! Pages in Chinese beside those in English: the same commands, plans and settings, set as Chinese
//! is, and read again whenever the English page has changed.
//!
//! The last line of a page in Chinese is `<!-- of: 1a2b3c4d -->`: what it was read from.

use std::fs;
use std::hash::Hasher;

use siphasher::sip::SipHasher13;

use crate::common;
use crate::languages;

/// Pages in English with those in Chinese.
const PAGES: [(&str, &str); 1] = [("README.md", "README.zh-CN.md")];

/// What of a page in English is read by who writes the Chinese one, as eight digits: all but what
/// planlint writes into it, which stands between marks or in blocks of output.
pub(crate) fn of(english: &str) -> String {
    let (mut kept, mut skipped_until) = (SipHasher13::new(), None::<String>);
    for line in english.lines() {
        if let Some(end) = &skipped_until {
            if line == end {
                skipped_until = None;
            }
        } else {
            kept.write(line.trim_end().as_bytes());
            kept.write(b"\n");
            let name = line
                .strip_prefix("<!-- ")
                .and_then(|rest| rest.strip_suffix(" -->"));
            if line == "```text output" {
                skipped_until = Some("```".to_owned());
            } else if let Some(name) = name
                && english.contains(&format!("<!-- end of {name} -->"))
            {
                skipped_until = Some(format!("<!-- end of {name} -->"));
            }
        }
    }
    format!("{:08x}", kept.finish() >> 32)
}

/// What is wrong with `chinese`, the page in Chinese of the page `english`, each with what to do.
pub(crate) fn faults(english: &str, chinese: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    let mark = format!("<!-- of: {} -->", of(english));
    if chinese.lines().last() != Some(mark.as_str()) {
        wrong.push(format!(
            "the page in English has changed since: bring this one up to date, then make its last line {mark}"
        ));
    }
    // A plan of somebody who reads Chinese names the schema that explains in Chinese.
    let (prose, fences) = parts(&chinese.replace(".schema.zh.json", ".schema.json"));
    let (_, wanted) = parts(english);
    for (at, fence) in wanted.iter().enumerate() {
        if fences.get(at) != Some(fence) {
            wrong.push(format!("this block is not the same in both:\n{fence}"));
        }
    }
    if fences.len() > wanted.len() {
        wrong.push("there are more blocks than in English".to_owned());
    }
    let shown = prose.lines().map(without_targets);
    let badly_set = shown.filter_map(|line| languages::badly_set(&line));
    wrong.extend(badly_set.map(|line| format!("not set as Chinese is: {line}")));
    wrong
}

/// A line of Markdown as it is shown: of links, the words.
fn without_targets(line: &str) -> String {
    let mut parts = line.split("](");
    let first = parts.next().unwrap_or_default().to_owned();
    let rest = parts.map(|part| part.split_once(')').map_or(part, |(_, after)| after));
    (first + &rest.collect::<String>()).replace('[', "")
}

/// The prose of a page, and its blocks without those of output.
fn parts(page: &str) -> (String, Vec<String>) {
    let (mut prose, mut fences) = (String::new(), Vec::new());
    for (at, part) in format!("\n{page}").split("\n```").enumerate() {
        // Blocks are every other part; what follows one begins with the end of its last line.
        if at % 2 == 0 {
            prose.push_str(part);
        } else if !part.starts_with("text output\n") {
            fences.push(part.to_owned());
        }
    }
    (prose, fences)
}

#[test]
fn pages_in_chinese_say_what_those_in_english_say() {
    let read =
        |path: &str| fs::read_to_string(common::project().join(path)).expect("the page is there");
    let all: Vec<String> = PAGES
        .iter()
        .flat_map(|(english, chinese)| {
            let found = faults(&read(english), &read(chinese));
            found
                .into_iter()
                .map(move |fault| format!("{chinese}: {fault}"))
        })
        .collect();
    assert!(all.is_empty(), "{}", all.join("\n"));
}

#[test]
fn what_is_wrong_is_told() {
    let english = "One.\n\n```yaml\na: 1\n```\n\n<!-- t -->\n1\n<!-- end of t -->\n\n```text output\nx\n```\n";
    let right = format!(
        "一。\n\n```yaml\na: 1\n```\n\n```text output\n无\n```\n\n<!-- of: {} -->\n",
        of(english)
    );
    assert_eq!(faults(english, &right), [] as [&str; 0]);
    let elsewhere = english.replace("1\n<", "2\n<").replace("x\n", "y\n");
    assert_eq!(faults(&elsewhere, &right), [] as [&str; 0]);
    let told = |english: &str, chinese: &str| faults(english, chinese).join("\n");
    assert!(told(&english.replace("One", "Two"), &right).contains("make its last line <!-- of: "));
    assert!(told(english, &right.replace("a: 1", "a: 2")).contains("not the same in both"));
    assert!(told(english, &right.replace("一。", "一，b 和c。")).contains("not set as Chinese is"));
}
