//! Everything that is found is told in both languages, and nothing in Chinese is English.

use planlint::Finding;
use planlint::Lang;
use planlint::Message;

use crate::pages;

/// Words that stay as they are: names, forms of what is to be written, and the rooms of a plan.
const STAYS: [&str; 11] = [
    "planlint",
    "Planlint-Allow",
    "YAML",
    "UTF-",
    "YYYY-MM-DD",
    "N",
    "NAME",
    "U",
    "plan",
    "version",
    "title",
];

/// All that a finding says.
fn said(finding: &Finding) -> Vec<&Message> {
    let mut said = vec![&finding.message];
    said.extend(&finding.help);
    said.extend(finding.labels.iter().map(|label| &label.message));
    said.extend(finding.fix.as_ref().map(|fix| &fix.title));
    if let Some(cause) = &finding.cause {
        said.extend([&cause.what, &cause.shown_by, &cause.help]);
    }
    said
}

fn each(mut look: impl FnMut(&str, &Message)) {
    for (page, _, report) in pages::every_report() {
        for finding in report.findings.iter().map(|one| &one.finding) {
            for message in said(finding) {
                look(&page, message);
            }
        }
    }
}

/// What is planlint's own of a message: without arguments, and without what stands between
/// backticks, which is written into plans.
fn own_words(message: &Message) -> String {
    let (mut own, mut depth, mut code) = (String::new(), 0_usize, false);
    for c in message.marked(Lang::Zh).chars() {
        match c {
            '⟦' => depth += 1,
            '⟧' => depth -= 1,
            '`' if depth == 0 => code = !code,
            _ if depth == 0 && !code => own.push(c),
            _ => own.push(' '),
        }
    }
    own
}

#[test]
fn nothing_in_chinese_is_english() {
    let mut wrong = Vec::new();
    each(|page, message| {
        let own = own_words(message);
        let words = own.split(|c: char| !c.is_ascii_alphabetic() && c != '-');
        for word in words.filter(|word| word.chars().any(char::is_alphabetic)) {
            if !STAYS.contains(&word) && !is_key(word) {
                wrong.push(format!("{page}: {word}: {}", message.text(Lang::Zh)));
            }
        }
    });
    wrong.sort();
    wrong.dedup();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Whether a word of Chinese output may be Latin.
pub(crate) fn stays(word: &str) -> bool {
    let mut parts = STAYS.iter().flat_map(|name| name.split('-'));
    parts.any(|part| part == word) || is_key(word)
}

/// A key or a word of the format that a sentence says to write.
fn is_key(word: &str) -> bool {
    [
        "coordinator",
        "executors",
        "members",
        "kind",
        "organisation",
        "days",
        "start",
        "finish",
        "deadline",
        "task",
        "total",
        "capacity",
        "path",
        "first",
        "last",
        "weekdays",
        "china",
        "every-day",
        "mon",
        "tue",
        "wed",
        "thu",
        "fri",
        "sat",
        "sun",
        "true",
        "false",
        "not-started",
        "done",
        "depends",
        "on",
        "yaml",
        "working",
        "calendar",
        "SSFF",
        "id",
    ]
    .contains(&word)
}

/// Full-width punctuation between Han characters, one space between these and Latin letters or
/// digits, and no stop at the end.
#[test]
fn chinese_is_set_as_chinese_is() {
    let mut wrong = Vec::new();
    each(|page, message| {
        let text = message.text(Lang::Zh);
        let own: Vec<char> = own_words(message).chars().collect();
        let stops =
            own.ends_with(&['。']) || (own.ends_with(&['.']) && !own.ends_with(&['.', '.']));
        let bad = stops || text.contains(['\u{fdd0}', '\u{fdd1}']) || is_badly_set(&own);
        if bad {
            wrong.push(format!("{page}: {text}"));
        }
    });
    wrong.sort();
    wrong.dedup();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Whether Han characters have punctuation of half the width beside them, or Latin letters or digits
/// without a space.
fn is_badly_set(text: &[char]) -> bool {
    let is_han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    let is_foreign = |c: char| ",;:!?()".contains(c) || c.is_ascii_alphanumeric();
    text.windows(2).any(|pair| {
        (is_han(pair[0]) && is_foreign(pair[1])) || (is_foreign(pair[0]) && is_han(pair[1]))
    })
}

/// What is wrong with how a text is set that has code between backticks in it; code is set as a
/// Latin word is. `None` if nothing is.
pub(crate) fn badly_set(text: &str) -> Option<String> {
    let set = |(at, part): (usize, &str)| {
        if at % 2 == 1 {
            "x".to_owned()
        } else {
            part.to_owned()
        }
    };
    let own: String = text.split('`').enumerate().map(set).collect();
    let own: Vec<char> = own.chars().collect();
    let is_wide = |c: char| "，。：；（）“”、".contains(c);
    let spaced = own
        .windows(2)
        .any(|pair| (pair[0] == ' ' && is_wide(pair[1])) || (is_wide(pair[0]) && pair[1] == ' '));
    (spaced || is_badly_set(&own)).then(|| text.to_owned())
}
