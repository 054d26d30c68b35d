//! Pages in Chinese beside those in English: the same commands, plans and settings, and read again
//! whenever the English page has changed. How they are set is looked at in `chinese_style.rs`.
//!
//! The last line of a page in Chinese is `<!-- of: 1a2b3c4d -->`: what it was read from.

use std::fs;
use std::hash::Hasher;

use siphasher::sip::SipHasher13;

use crate::common;

/// Pages of the documentation that wait for their Chinese, and the one that planlint writes whole in
/// each language.
const OTHERS: [&str; 2] = ["json.md", "commands.md"];

/// Pages in English with those in Chinese: the README, and the documentation.
fn pages() -> Vec<(String, String)> {
    let docs = fs::read_dir(common::project().join("docs")).expect("the pages are there");
    let names = docs.map(|entry| {
        let name = entry.expect("an entry can be read").file_name();
        name.into_string().expect("pages have plain names")
    });
    let mut names: Vec<String> = names
        .filter(|name| name.ends_with(".md") && !OTHERS.contains(&name.as_str()))
        .collect();
    names.sort();
    let docs = names
        .into_iter()
        .map(|name| (format!("docs/{name}"), format!("docs/zh/{name}")));
    let readme = ("README.md".to_owned(), "README.zh-CN.md".to_owned());
    [readme].into_iter().chain(docs).collect()
}

/// A page without what planlint writes into it between marks.
fn without_made(page: &str) -> String {
    let (mut kept, mut skipped_until) = (String::new(), None::<String>);
    for line in page.lines() {
        if let Some(end) = &skipped_until {
            if line == end {
                skipped_until = None;
            }
            continue;
        }
        kept.push_str(line.trim_end());
        kept.push('\n');
        let name = line
            .strip_prefix("<!-- ")
            .and_then(|rest| rest.strip_suffix(" -->"));
        let end = name.map(|name| format!("<!-- end of {name} -->"));
        skipped_until = end.filter(|end| page.contains(end));
    }
    kept
}

/// What of a page in English is read by who writes the Chinese one, as eight digits: all but what
/// planlint writes into it, which stands between marks.
pub(crate) fn of(english: &str) -> String {
    let mut hash = SipHasher13::new();
    hash.write(without_made(english).as_bytes());
    format!("{:08x}", hash.finish() >> 32)
}

/// The last line of a page in Chinese that was read against this one.
fn mark(english: &str) -> String {
    format!("<!-- of: {} -->", of(english))
}

/// What is wrong with `chinese`, the page in Chinese of the page `english`, each with what to do.
pub(crate) fn faults(english: &str, chinese: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    if chinese.lines().last() != Some(mark(english).as_str()) {
        wrong.push(
            "the page in English has changed since: bring this one up to date, then \
             UPDATE_READ=1 cargo test translated"
                .to_owned(),
        );
    }
    let fences = blocks(&without_made(chinese));
    let wanted = blocks(&without_made(english));
    for (at, fence) in wanted.iter().enumerate() {
        if fences.get(at) != Some(fence) {
            wrong.push(format!("this block is not the same in both:\n{fence}"));
        }
    }
    if fences.len() > wanted.len() {
        wrong.push("there are more blocks than in English".to_owned());
    }
    wrong
}

/// The blocks of a page as they are in each language.
fn blocks(page: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut open: Option<String> = None;
    for line in page.lines() {
        let is_fence = line.trim_start().starts_with("```");
        match &mut open {
            Some(block) if is_fence => {
                blocks.push(std::mem::take(block));
                open = None;
            }
            Some(block) => {
                block.push_str(&without_words(line));
                block.push('\n');
            }
            None if is_fence => open = Some(format!("{}\n", line.trim_start())),
            None => {}
        }
    }
    blocks
}

/// What stands in blocks in the place of the English.
const IN_CHINESE: [(&str, &str); 4] = [
    // A plan of somebody who reads Chinese names the schema that explains in Chinese.
    (".schema.zh.json", ".schema.json"),
    ("PLANLINT_LANG: zh", "PLANLINT_LANG: \"\""),
    ("name: 计划检查", "name: Plan"),
    ("计划前后一致", "The plan adds up"),
];

/// A line of a block without what is there for people: comments and reasons.
pub(crate) fn without_words(line: &str) -> String {
    let english = |line: String, (chinese, english): &(&str, &str)| line.replace(chinese, english);
    let line = IN_CHINESE.iter().fold(line.to_owned(), english);
    let comment = line.find("# ").filter(|at| {
        let before = &line[..*at];
        (before.trim().is_empty() || before.ends_with(' ')) && !line.contains("language-server")
    });
    let line = comment.map_or(line.as_str(), |at| &line[..at]);
    let reason = ["reason: ", " -- "]
        .iter()
        .find_map(|word| Some(line.find(word)? + word.len()));
    let line = reason.map_or(line.to_owned(), |at| {
        let end = line.rfind('}').filter(|end| *end > at);
        let rest = end.map_or("", |end| &line[end..]);
        format!("{}{rest}", &line[..at])
    });
    line.trim_end().to_owned()
}

#[test]
fn pages_in_chinese_say_what_those_in_english_say() {
    let has_read = std::env::var_os("UPDATE_READ").is_some();
    let mut all = Vec::new();
    for (english, path) in pages() {
        let read = |path: &str| fs::read_to_string(common::project().join(path));
        let english = read(&english).expect("the page is there");
        let Ok(mut chinese) = read(&path) else {
            all.push(format!("{path}: there is no such page"));
            continue;
        };
        let last = chinese.trim_end().lines().last().unwrap_or_default();
        if has_read && last.starts_with("<!-- of: ") {
            chinese = chinese.replace(last, &mark(&english));
            fs::write(common::project().join(&path), &chinese).expect("a page can be written");
        }
        let found = faults(&english, &chinese);
        all.extend(found.into_iter().map(|fault| format!("{path}: {fault}")));
    }
    assert!(all.is_empty(), "{}", all.join("\n"));
}

#[test]
fn what_is_wrong_is_told() {
    let english = "One.\n\n```yaml\na: 1   # first\n```\n\n<!-- t -->\n1\n<!-- end of t -->\n";
    let right = format!(
        "一。\n\n```yaml\na: 1   # 第一\n```\n\n<!-- t -->\n一\n<!-- end of t -->\n\n{}\n",
        mark(english)
    );
    assert_eq!(faults(english, &right), [] as [&str; 0]);
    let elsewhere = english.replace("1\n<", "2\n<");
    assert_eq!(faults(&elsewhere, &right), [] as [&str; 0]);
    let told = |english: &str, chinese: &str| faults(english, chinese).join("\n");
    assert!(told(&english.replace("One", "Two"), &right).contains("bring this one up to date"));
    assert!(told(english, &right.replace("a: 1", "a: 2")).contains("not the same in both"));
}

#[test]
fn words_in_blocks_are_left_to_each_language() {
    for (one, other) in [
        ("planlint check   # all", "planlint check   # 全部"),
        ("    reason: agreed", "    reason: 已商定"),
        (
            "  - {rule: a, reason: agreed}",
            "  - {rule: a, reason: 已商定}",
        ),
        (
            "Planlint-Allow: a 1.1 -- agreed",
            "Planlint-Allow: a 1.1 -- 已商定",
        ),
    ] {
        assert_eq!(without_words(one), without_words(other));
        assert_ne!(without_words(one), without_words(&one.replace('a', "b")));
    }
}
