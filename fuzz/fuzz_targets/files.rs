//! A plan of very many files, within the memory that its bytes may take: 64 MB and 60 bytes for
//! each of them.
#![no_main]

use libfuzzer_sys::fuzz_target;
use peak_alloc::PeakAlloc;
use planlint::inside::check;
use planlint::inside::analysis::PlanFiles;
use planlint::inside::config::Settings;
use planlint::inside::model::NotText;
use planlint::inside::model::RawFile;
use planlint::inside::rules;
use planlint::inside::text::encoding;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// Parts of an input that become files.
const PARTS: usize = 32;

/// Bytes of a plan: with more a run takes too long.
const MOST_BYTES: usize = 1_000_000;

fuzz_target!(|data: &[u8]| {
    // The first byte says how often the files are there.
    let Some((times, data)) = data.split_first() else { return };
    let parts: [&[u8]; PARTS] = planlint_fuzz::parts(data);
    let used = parts.iter().rposition(|part| !part.is_empty()).map_or(0, |last| last + 1);
    let times = (usize::from(*times) + 1).pow(2).min(MOST_BYTES / (data.len() + 1));
    let files = (0..times).flat_map(|time| parts[..used].iter().enumerate().map(move |(at, part)| (time, at, *part)));
    let files: Vec<RawFile> = files
        .map(|(time, at, part)| {
            let text = Some(encoding::decode(part).map_err(NotText::Encoding));
            RawFile { path: format!("plan/{time}-{at}.yaml"), blob: None, text }
        })
        .collect();
    let bytes = times * data.len();
    let settings = Settings::new(rules::specs());
    let store = planlint_fuzz::store(&settings);
    MEMORY.reset_peak_usage();
    let before = MEMORY.current_usage();
    let plan = PlanFiles { root: "plan".to_owned(), files };
    let report = check::check(vec![plan], &settings, store, planlint_fuzz::options());
    // The texts themselves were there before.
    let taken = MEMORY.peak_usage().saturating_sub(before) + bytes;
    assert!(taken <= 64_000_000 + 60 * bytes, "{taken} bytes for {bytes}, {} findings", report.findings.len());
});
