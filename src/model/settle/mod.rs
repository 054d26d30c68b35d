//! What is written in another form than the format's, and can only mean one thing once the whole
//! plan is known: a list of owners or ids in one text, a calendar in another case. It is said,
//! mended where it can be, and checked as it was meant.

mod calendars;
mod dates;
mod dependencies;
mod owners;

use std::collections::HashMap;

use crate::finding::Edit;
use crate::finding::Finding;
use crate::finding::Findings;
use crate::finding::Fix;
use crate::finding::Found;
use crate::finding::Room;
use crate::finding::shorten;
use crate::model::rule_id;
use crate::text::FileId;
use crate::text::Span;
use crate::text::mend;
use crate::text::mend::Site;
use crate::text::scalar;
use crate::words::Message;
use crate::words::code;
use crate::words::say;

use crate::model::Name;
use crate::model::Plan;

/// Bytes of words that the findings may take.
const ROOM: usize = 1 << 20;

/// Characters of a list in a help.
const LONGEST_LIST: usize = 200;

/// Read as it was meant what only the whole plan can tell. `text` gives the text of a file.
pub(crate) fn settle<'t>(plan: &mut Plan, found: &mut Found, text: &dyn Fn(FileId) -> &'t str) {
    let mut settling = Settling {
        text,
        mended: HashMap::new(),
        findings: Findings::new(&Room::of(ROOM)),
        made: 0,
    };
    settling.owners(plan);
    settling.aliases(plan);
    settling.dependencies(plan);
    settling.calendars(plan);
    settling.dates(plan);
    let Settling {
        mended, findings, ..
    } = settling;
    for finding in found
        .kept
        .iter_mut()
        .filter(|finding| matches!(finding.rule, rule_id::SCHEMA | rule_id::SYNTAX))
    {
        if let Some((help, fix)) = mended.get(&finding.span) {
            finding.help = Some(help.clone());
            finding.fix.clone_from(fix);
        } else {
            with_its_list(finding, &mended, text);
        }
    }
    found.append(findings.finish());
}

/// What to do about a finding at some place, in words and by machine.
type Mending = (Message, Option<Fix>);

/// A key of another tool is renamed together with what was to be a list, or not at all: the reader
/// gives an edit that changes nothing for a value of which only the whole plan can tell what it is.
fn with_its_list<'t>(
    finding: &mut Finding,
    mended: &HashMap<Span, Mending>,
    text: &dyn Fn(FileId) -> &'t str,
) {
    let Some(fix) = &mut finding.fix else { return };
    let [_, value] = &mut fix.edits[..] else {
        return;
    };
    if text(value.span.file).get(value.span.range()) != Some(&*value.text) {
        return;
    }
    match mended.get(&value.span) {
        Some((help, Some(Fix { edits, .. }))) if edits.len() == 1 => {
            value.text.clone_from(&edits[0].text);
            finding.help = Some(help.clone());
        }
        _ => finding.fix = None,
    }
}

struct Settling<'s, 't> {
    text: &'s dyn Fn(FileId) -> &'t str,
    /// For findings of the reader, by their places: what to do, in words and by machine.
    mended: HashMap<Span, Mending>,
    findings: Findings,
    made: usize,
}

impl<'t> Settling<'_, 't> {
    fn site(&self, span: Span) -> Option<Site<'t>> {
        mend::site((self.text)(span.file), span.range())
    }

    /// Whether a name is all that is written at its place.
    fn is_written(&self, name: &Name) -> bool {
        let written = (self.text)(name.span.file).get(name.span.range());
        written.is_some_and(|written| written.trim_matches(['"', '\'']) == &*name.value)
    }

    fn make_a_list(&mut self, span: Span, key: &str, entries: &[String]) {
        let list = Site::Value.entries(entries);
        let help = say!(
            en: "write {entry}",
            zh: "改为 {entry}",
            entry = code(format!("{key}: {list}")),
        );
        let title = say!(en: "make it a list", zh: "改为列表");
        self.mend(span, help, title, list);
    }

    /// Let the reader's finding at this place say what to write.
    fn mend(&mut self, span: Span, help: Message, title: Message, text: String) {
        let fix = Fix {
            title,
            edits: vec![Edit { span, text }],
        };
        self.mended.insert(span, (help, Some(fix)));
    }
}

/// The names or ids in one text, split where people split them: by commas, else by spaces. What may
/// be a name with spaces in it, declared where nothing could be read, stays whole.
fn pieces<'t>(plan: &Plan, text: &'t str, is_known: impl Fn(&str) -> bool) -> Vec<&'t str> {
    if is_known(text) {
        return vec![text];
    }
    let by_comma: Vec<&str> = mend::split(text).collect();
    match by_comma[..] {
        [one] if !is_known(one) && !plan.may_be_lost(one) => one.split_whitespace().collect(),
        _ => by_comma,
    }
}

/// The entries of a list as a help shows them.
fn in_yaml(entries: &[&str]) -> String {
    let all: Vec<String> = entries
        .iter()
        .map(|entry| scalar::name_to_yaml(entry))
        .collect();
    shorten(&all.join(", "), LONGEST_LIST).into_owned()
}
