//! What the fuzz targets share: bytes into plans, and the promises that every output keeps.

use std::io;
use std::io::Write;

use planlint::Check;
use planlint::Checked;
use planlint::Day;
use planlint::FailOn;
use planlint::Format;
use planlint::Project;
use planlint::Report;
use planlint::Severity;
use planlint::Style;

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

/// The day does not matter, but must not change from run to run.
pub fn today() -> Day {
    Day::parse("2026-01-15").expect("it exists")
}

/// One file as a plan, without settings.
pub fn project(bytes: &[u8]) -> Project {
    Project::of_texts([("plan/a.yaml", bytes)], today)
}

/// Check the plan in the folder `plan`: every finding by itself, as rules make them.
pub fn check(project: &Project) -> Result<Checked, planlint::Error> {
    let mut check = Check::default();
    check.scope.plans.push("plan".into());
    check.one_by_one = true;
    project.check(&check)
}

/// Write something in every format: UTF-8 without control characters, and the last line ended.
/// Framed output has escape sequences of its own, so of that it is only asked that it can be
/// written.
pub fn in_every_format(write: impl Fn(Format, Style, &mut dyn Write) -> io::Result<()>) {
    for format in Format::ALL {
        let mut out = Vec::new();
        write(format, Style::PLAIN, &mut out).expect("memory holds it");
        inert(&out);
    }
    let framed = Style::PLAIN.framed(60).coloured().linked();
    write(Format::Text, framed, &mut io::sink()).expect("nothing can fail");
}

/// A report in every format.
pub fn render(report: &Report) {
    let fail_on = FailOn::At(Severity::Error);
    in_every_format(|format, style, out| report.write(fail_on, format, style, out));
}

/// Nothing in `out` does something to a terminal.
pub fn inert(out: &[u8]) {
    let text = std::str::from_utf8(out).expect("planlint writes UTF-8");
    assert!(text.ends_with('\n'), "an unfinished line");
    let alive = text.chars().find(|c| (c.is_control() && *c != '\n') || matches!(c, '\u{202a}'..='\u{202e}'));
    assert_eq!(alive, None, "{text:?}");
}
