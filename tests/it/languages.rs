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
    let is_han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    let mut wrong = Vec::new();
    each(|page, message| {
        let text = message.text(Lang::Zh);
        let own: Vec<char> = own_words(message).chars().collect();
        let stops =
            own.ends_with(&['。']) || (own.ends_with(&['.']) && !own.ends_with(&['.', '.']));
        let mut bad = stops || text.contains(['\u{fdd0}', '\u{fdd1}']);
        for pair in own.windows(2) {
            let (left, right) = (pair[0], pair[1]);
            bad |= is_han(left) && (",;:!?()".contains(right) || right.is_ascii_alphanumeric());
            bad |= is_han(right) && (",;:!?()".contains(left) || left.is_ascii_alphanumeric());
        }
        if bad {
            wrong.push(format!("{page}: {text}"));
        }
    });
    wrong.sort();
    wrong.dedup();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
