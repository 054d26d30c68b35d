//! How Chinese pages are written: punctuation, spaces, words.

use std::fs;
use std::path::PathBuf;

use planlint::Lang;
use planlint::rules;
use pulldown_cmark::Event;
use pulldown_cmark::Options;
use pulldown_cmark::Parser;
use pulldown_cmark::Tag;
use pulldown_cmark::TagEnd;

use crate::common;
use crate::pages;

/// Words that a project manager does not use for what is meant.
const NEVER: [&str; 12] = [
    "规划",
    "相位",
    "叶子",
    "先决条件",
    "里程牌",
    "浮点",
    "加班",
    "协调员",
    "执行者",
    "挂起",
    "所有者",
    "卷起",
];

/// Stands for a piece of code, which is written as Latin words are.
const CODE: char = 'x';

/// The Chinese pages beside the rules, and the documentation.
fn chinese() -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = rules()
        .iter()
        .map(|rule| pages::page_path(rule, Lang::Zh))
        .collect();
    let docs = common::project().join("docs");
    found.push(docs.join("rules/README.zh.md"));
    found.extend(
        fs::read_dir(docs.join("zh"))
            .into_iter()
            .flatten()
            .map(|entry| entry.expect("an entry can be read").path()),
    );
    found.push(common::project().join("README.zh-CN.md"));
    found.retain(|path| path.is_file() && path.extension().is_some_and(|ending| ending == "md"));
    found
}

/// The paragraphs, headings and cells of a page as its readers see them.
fn prose(page: &str) -> Vec<String> {
    let mut said = Vec::new();
    let mut text = String::new();
    let mut in_block = false;
    for event in Parser::new_ext(page, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::CodeBlock(_)) => in_block = true,
            Event::End(TagEnd::CodeBlock) => in_block = false,
            Event::Text(words) if !in_block => text.push_str(&words),
            Event::Code(_) => text.push(CODE),
            // A forge shows a space where a line ends.
            Event::SoftBreak => text.push(' '),
            Event::InlineHtml(html) if html.as_ref() == "<br>" => {
                said.push(std::mem::take(&mut text));
            }
            Event::End(
                TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::TableCell | TagEnd::Item,
            ) => said.push(std::mem::take(&mut text)),
            _ => {}
        }
    }
    said.push(text);
    said.retain(|text| text.contains(is_han));
    said
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}')
}

fn is_latin(c: char) -> bool {
    c.is_ascii_alphanumeric()
}

/// What is wrong with how a text is written.
fn mistakes(text: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    let all: Vec<char> = text.chars().collect();
    let mut tell = |at: usize, what: &str| {
        let around = &all[at.saturating_sub(6)..all.len().min(at + 8)];
        wrong.push(format!("{what}: …{}…", around.iter().collect::<String>()));
    };
    for (at, pair) in all.windows(2).enumerate() {
        let (one, next) = (pair[0], pair[1]);
        if (is_han(one) && is_latin(next)) || (is_latin(one) && is_han(next)) {
            tell(at, "no space between Han and Latin");
        }
        if (is_han(one) && ",:;!?()\"'".contains(next))
            || (",:;!?()\"'".contains(one) && is_han(next))
        {
            tell(at, "punctuation of half the width");
        }
        let is_wide = |c| "，。：；（）“”、！？《》".contains(c);
        if (one == ' ' && is_wide(next)) || (is_wide(one) && next == ' ') {
            tell(at, "a space beside full-width punctuation");
        }
    }
    for (at, three) in all.windows(3).enumerate() {
        if three[1] == ' ' && is_han(three[0]) && is_han(three[2]) {
            tell(at, "a space between Han characters");
        }
        if three[1] == ' ' && (three[0] == ' ' || three[2] == ' ') {
            tell(at, "more than one space");
        }
    }
    for word in NEVER {
        if text.contains(word) {
            wrong.push(format!("{word} is never said"));
        }
    }
    if text.contains(['「', '」', '『', '』', '‘', '’', '"', '\'', '您']) {
        wrong.push(format!("quotes other than “”, or 您: {text}"));
    }
    for (open, close) in [('“', '”'), ('（', '）')] {
        if text.matches(open).count() != text.matches(close).count() {
            wrong.push(format!("{open} without {close}: {text}"));
        }
    }
    if text.contains("**") {
        wrong.push(format!("what should be bold is not: {text}"));
    }
    wrong
}

#[test]
fn chinese_pages_are_written_as_chinese_is() {
    let mut wrong = Vec::new();
    let pages = chinese();
    assert!(pages.len() > rules().len(), "{} pages", pages.len());
    for path in pages {
        let page = fs::read_to_string(&path).expect("a page is text");
        let name = path.file_name().expect("a file has a name");
        for mistake in prose(&page).iter().flat_map(|text| mistakes(text)) {
            wrong.push(format!("{}: {mistake}", name.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Stands for an argument: whether a space belongs beside it is seen when it is known.
const ARGUMENT: char = '\u{fffc}';

/// The sentences in Chinese in a source file, as they are for `format!`.
fn sentences(source: &str) -> Vec<String> {
    let literals = ["zh: \"", "title: \""].iter().flat_map(|mark| {
        source
            .match_indices(mark)
            .map(|(at, _)| literal(&source[at + mark.len()..]))
    });
    literals.filter(|text| text.contains(is_han)).collect()
}

/// The text of a literal behind its first quote.
fn literal(source: &str) -> String {
    let mut text = String::new();
    let mut chars = source.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' => break,
            '\\' => match chars.next() {
                Some('n') => text.push('\n'),
                // The line goes on behind the spaces of the next one.
                Some('\n') => while chars.next_if(|c| c.is_whitespace()).is_some() {},
                Some(other) => text.push(other),
                None => {}
            },
            c => text.push(c),
        }
    }
    text
}

/// A sentence with marks in the place of its arguments and of what is written into plans.
fn set(sentence: &str) -> String {
    let (mut text, mut is_code, mut is_argument) = (String::new(), false, false);
    for c in sentence.replace("{{", "").replace("}}", "").chars() {
        match c {
            '`' => {
                is_code = !is_code;
                text.extend((!is_code).then_some(CODE));
            }
            '{' => is_argument = true,
            '}' => {
                is_argument = false;
                text.extend((!is_code).then_some(ARGUMENT));
            }
            // What is quoted is a text of the plan.
            '"' if !is_code && !is_argument => text.push(ARGUMENT),
            c if !is_code && !is_argument => text.push(c),
            _ => {}
        }
    }
    text
}

#[test]
fn sentences_are_written_as_chinese_is() {
    let (mut wrong, mut seen) = (Vec::new(), 0);
    let mut open = vec![common::project().join("src")];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).expect("a folder can be listed") {
            let path = entry.expect("an entry can be read").path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let source = fs::read_to_string(&path).expect("a source is text");
                let name = path.file_name().unwrap_or_default().display();
                for sentence in sentences(&source) {
                    seen += 1;
                    // A line of an answer may be indented, and have columns.
                    for part in set(&sentence).lines().flat_map(|line| line.split("   ")) {
                        let found = mistakes(part.trim());
                        wrong.extend(found.iter().map(|one| format!("{name}: {one}")));
                    }
                    if sentence.ends_with('。') {
                        wrong.push(format!("{name}: a message ends with a stop: {sentence}"));
                    }
                }
            }
        }
    }
    assert!(seen > 1000, "{seen} sentences");
    wrong.sort();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn sentences_are_found() {
    let source = r#"say!(en: "a", zh: "计划 \"{name}\" 的 `days`：\
                    {count} 天", count = 1), zh: "x""#;
    let found = sentences(source);
    assert_eq!(found, ["计划 \"{name}\" 的 `days`：{count} 天"]);
    assert_eq!(
        set(&found[0]),
        format!("计划 {ARGUMENT}{ARGUMENT}{ARGUMENT} 的 x：{ARGUMENT} 天")
    );
}

#[test]
fn mistakes_are_seen() {
    for text in [
        "计划plan",
        "第2天",
        "第一天,第二天",
        "计划 任务",
        "计划 ，任务",
        "计划  a",
        "相位",
        "「计划」",
        "“计划",
        "**计划。**任务",
    ] {
        assert!(!mistakes(text).is_empty(), "{text}");
    }
    assert_eq!(mistakes("计划的 `a`，第 2 天（“完成”）。"), [""; 0]);
    assert_eq!(
        prose("计划`a`\n任务\n\n```yaml\n计划a\n```\n"),
        ["计划x 任务"]
    );
}
