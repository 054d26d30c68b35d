//! What fuzzing asks that nobody else may ask: readers of what strangers write, each by itself, and
//! findings that no rule would make. Bytes and texts go in, and nothing of what is inside comes out.

use std::collections::BTreeMap;

use crate::check::Report;
use crate::check::Reported;
use crate::exchange;
use crate::exchange::Refused;
use crate::finding::Finding;
use crate::load::git::Index;
use crate::text::SourceMap;
use crate::text::yaml;

/// Where the two readers of YAML disagree about a text that both read.
#[must_use]
pub fn disagreement(text: &str) -> Option<String> {
    yaml::disagreement(text)
}

/// The files of the plan that a table becomes, each with its name; none if it is no table.
///
/// # Panics
/// If a cell would be lost.
#[must_use]
pub fn import(bytes: &[u8], file_name: &str) -> Vec<(String, String)> {
    match exchange::import(bytes, file_name) {
        Ok(imported) => {
            let files = imported.files.into_iter();
            files.map(|file| (file.name, file.text)).collect()
        }
        Err(Refused::Lost(lost)) => panic!("lost: {lost:?}"),
        Err(_) => Vec::new(),
    }
}

/// The paths and stages in an index of git, in order; none if it is none. `shared` are the bytes of
/// the one that it may share entries with.
#[must_use]
pub fn index(own: &[u8], shared: &[u8]) -> Vec<(Box<[u8]>, u16)> {
    let index = Index::read(own, |_| Ok(shared.to_vec())).unwrap_or_default();
    let entries = index.entries().iter();
    entries
        .map(|entry| (entry.path.clone(), entry.stage))
        .collect()
}

/// A report of findings that no check has made: each with the plan that it is about, and its
/// fingerprint.
#[must_use]
pub fn report(
    sources: SourceMap,
    plans: Vec<String>,
    findings: impl IntoIterator<Item = (Finding, Option<usize>, String)>,
) -> Report {
    let reported = |(finding, plan, fingerprint)| Reported {
        finding,
        plan,
        fail_on: None,
        fingerprint,
        was: None,
    };
    Report {
        findings: findings.into_iter().map(reported).collect(),
        sources,
        plans,
        not_shown: Vec::new(),
        hushed: Vec::new(),
        beyond: BTreeMap::new(),
        is_quiet: false,
        ignored: 0,
        not_selected: 0,
        elsewhere: 0,
        existing: Some(1),
        allowed: Vec::new(),
        files: 0,
        tasks: 0,
        incomplete: false,
        incomplete_fails: false,
    }
}
