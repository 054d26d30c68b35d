//! A plan of very many files, within the memory that its bytes may take: 64 MB and 60 bytes for
//! each of them.
#![no_main]

use libfuzzer_sys::fuzz_target;
use peak_alloc::PeakAlloc;
use planlint::Project;

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
    if used == 0 {
        return;
    }
    let times = (usize::from(*times) + 1).pow(2).min(MOST_BYTES / (data.len() + 1));
    let files = (0..times).flat_map(|time| parts[..used].iter().enumerate().map(move |(at, part)| (time, at, *part)));
    let files = files.map(|(time, at, part)| (format!("plan/{time}-{at}.yaml"), part));
    let project = Project::of_texts(files, planlint_fuzz::today);
    let bytes = times * data.len();
    MEMORY.reset_peak_usage();
    let before = MEMORY.current_usage();
    let checked = planlint_fuzz::check(&project).expect("there is a plan");
    let taken = MEMORY.peak_usage().saturating_sub(before);
    let findings = checked.report.findings.len();
    assert!(taken <= 64_000_000 + 60 * bytes, "{taken} bytes for {bytes}, {findings} findings");
});
