//! What the fuzz targets share: bytes into plans, and the promises that every output keeps.

use std::io;
use std::io::Write;

use planlint::Day;
use planlint::inside::check;
use planlint::inside::check::Options;
use planlint::inside::analysis::PlanFiles;
use planlint::Report;
use planlint::inside::analysis::Store;
use planlint::FailOn;
use planlint::inside::config::Settings;
use planlint::Severity;
use planlint::inside::model::NotText;
use planlint::inside::model::RawFile;
use planlint::inside::report;
use planlint::Forge;
use planlint::Format;
use planlint::Style;
use planlint::inside::rules;
use planlint::inside::text::SourceMap;
use planlint::inside::text::encoding;

/// What stands between the parts of one input: no plan has it, and a fuzzer finds it in the seeds.
pub const BETWEEN: &[u8] = b"\n=====\n";

/// The first `N` parts of an input, missing ones empty.
pub fn parts<const N: usize>(data: &[u8]) -> [&[u8]; N] {
    let mut rest = Some(data);
    std::array::from_fn(|_| {
        let Some(all) = rest else { return &[][..] };
        match all.windows(BETWEEN.len()).position(|window| window == BETWEEN) {
            Some(at) => {
                rest = Some(&all[at + BETWEEN.len()..]);
                &all[..at]
            }
            None => {
                rest = None;
                all
            }
        }
    })
}

/// One file as a plan.
pub fn plan(bytes: &[u8]) -> PlanFiles {
    let text = Some(encoding::decode(bytes).map_err(NotText::Encoding));
    PlanFiles { root: "plan".to_owned(), files: vec![RawFile { path: "plan/a.yaml".to_owned(), blob: None, text }] }
}

/// A store for plans under the usual limits.
pub fn store(settings: &Settings) -> Store {
    Store::new(SourceMap::default(), rules::limits(settings))
}

/// The day does not matter, but must not change from run to run.
pub fn options() -> Options {
    Options { as_of: None, today: Day::parse("2026-01-15").expect("it exists"), all_plans: true }
}

/// Check one file.
pub fn check(bytes: &[u8], settings: &Settings) -> Report {
    check::check(vec![plan(bytes)], settings, store(settings), options())
}

/// Write something in every format: UTF-8 without control characters, and the last line ended.
/// Framed output has escape sequences of its own, so of that it is only asked that it can be
/// written.
pub fn in_every_format(write: impl Fn(Format, Style, &mut dyn Write) -> io::Result<()>) {
    let forges = [Forge::Sarif, Forge::Github, Forge::Gitlab, Forge::Junit, Forge::Markdown].map(Format::Forge);
    for format in [Format::Text, Format::Json].into_iter().chain(forges) {
        let mut out = Vec::new();
        write(format, Style::PLAIN, &mut out).expect("memory holds it");
        inert(&out);
    }
    let framed = Style::PLAIN.framed(60).coloured().linked();
    write(Format::Text, framed, &mut io::sink()).expect("nothing can fail");
}

/// A report in every format.
pub fn render(report: &Report) {
    in_every_format(|format, style, out| report::render(report, FailOn::At(Severity::Error), format, style, out));
}

/// Nothing in `out` does something to a terminal.
pub fn inert(out: &[u8]) {
    let text = std::str::from_utf8(out).expect("planlint writes UTF-8");
    assert!(text.ends_with('\n'), "an unfinished line");
    let alive = text.chars().find(|c| (c.is_control() && *c != '\n') || matches!(c, '\u{202a}'..='\u{202e}'));
    assert_eq!(alive, None, "{text:?}");
}
