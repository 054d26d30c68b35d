//! The order of findings, and what makes a finding the same one in another revision.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::hash::Hasher;

use siphasher::sip128::Hasher128;
use siphasher::sip128::SipHasher13;

use crate::finding::Finding;
use crate::rules;
use crate::rules::Reads;
use crate::text::SourceMap;

use super::Reported;

/// By path, line, column and rule: byte offsets order like lines and columns.
pub(super) fn sort(found: &mut [(Option<usize>, Finding)], sources: &SourceMap) {
    found.sort_by(|(_, a), (_, b)| compare(a, b, sources));
}

fn compare(a: &Finding, b: &Finding, sources: &SourceMap) -> Ordering {
    let path = |finding: &Finding| sources.file(finding.span.file).path();
    path(a)
        .cmp(path(b))
        .then(a.span.start.cmp(&b.span.start))
        .then(a.rule.cmp(b.rule))
        .then(a.span.end.cmp(&b.span.end))
        .then_with(|| a.message.cmp(&b.message))
}

/// The same order for findings that have their fingerprints already.
pub(crate) fn sort_reported(found: &mut [Reported], sources: &SourceMap) {
    found.sort_by(|a, b| compare(&a.finding, &b.finding, sources));
}

pub(super) fn fingerprints(
    found: Vec<(Option<usize>, Finding)>,
    roots: &[String],
    sources: &SourceMap,
) -> Vec<Reported> {
    // Two findings that nothing tells apart are counted, in their order.
    let mut seen: HashMap<u128, u32> = HashMap::new();
    found
        .into_iter()
        .map(|(plan, finding)| {
            let root = plan.map_or("", |plan| roots[plan].as_str());
            let mut hasher = hasher(&finding, root, sources);
            let count = seen.entry(hasher.finish128().as_u128()).or_insert(0);
            hasher.write_u32(*count);
            *count += 1;
            let fingerprint = format!("{:032x}", hasher.finish128().as_u128());
            Reported {
                finding,
                plan,
                fail_on: None,
                fingerprint,
                was: None,
            }
        })
        .collect()
}

/// Of a finding in the place of several: it is the same one as long as their cause is, whichever of
/// them were mended or have come. `count` tells those apart that nothing else does.
pub(super) fn fingerprint_of_cause(rule: &str, root: &str, key: &str, count: u32) -> String {
    let mut hasher = SipHasher13::new();
    for text in [rule, root, "cause", key] {
        hasher.write(text.as_bytes());
        hasher.write_u8(0xff);
    }
    hasher.write_u32(count);
    format!("{:032x}", hasher.finish128().as_u128())
}

/// What a finding is about, without its place and its words. A finding about no task is about its
/// file.
fn hasher(finding: &Finding, root: &str, sources: &SourceMap) -> SipHasher13 {
    let mut hasher = SipHasher13::new();
    let mut field = |text: &str| {
        hasher.write(text.as_bytes());
        hasher.write_u8(0xff);
    };
    field(finding.rule);
    field(root);
    let key = finding.key.to_string();
    match (&finding.task, key.as_str()) {
        (Some(task), key) => {
            field("task");
            field(task);
            field(key);
        }
        (None, key) if rules::reads(finding.rule) != Reads::Plan => {
            field("file");
            // By its name: the folder of a plan may have another one in the other revision.
            field(
                sources
                    .file(finding.span.file)
                    .path()
                    .rsplit('/')
                    .next()
                    .unwrap_or_default(),
            );
            field(key);
        }
        (None, key) => {
            field("plan");
            field(key);
        }
    }
    hasher
}
