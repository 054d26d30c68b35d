//! How tests ask planlint about texts: those in this folder and, by this file's path, those in
//! `tests/it`. Of planlint it uses what everybody may use.

use std::path::Path;

use planlint::Check;
use planlint::Day;
use planlint::Finding;
use planlint::Format;
use planlint::Lang;
use planlint::Project;
use planlint::Report;

/// The day on which every test takes place.
pub(crate) fn today() -> Day {
    Day::parse("2026-01-15").expect("it exists")
}

/// Check one plan in the folder `plan`, without a settings file.
pub(crate) fn check(files: &[(&str, &str)]) -> Report {
    check_bytes(files.iter().map(|(path, text)| (*path, text.as_bytes())))
}

/// Check one plan in the folder `plan` by the settings in this text.
pub(crate) fn check_with(files: &[(&str, &str)], settings: &str) -> Report {
    check(&[files, &[("planlint.yaml", settings)]].concat())
}

/// Check one plan in the folder `plan`, of files that may be no text.
#[allow(
    clippy::field_reassign_with_default,
    reason = "from outside of the crate it can be made in no other way"
)]
pub(crate) fn check_bytes<'f>(files: impl IntoIterator<Item = (&'f str, &'f [u8])>) -> Report {
    let mut check = Check::default();
    // What is folded shows less of what rules find.
    check.one_by_one = true;
    let checked = Project::of_texts(files, today).check(&check);
    checked.expect("the settings can be used").report
}

/// What a finding says, in English.
pub(crate) fn message(finding: &Finding) -> String {
    finding.message.text(Lang::En)
}

/// What a finding says to do, in English; nothing if it does not.
pub(crate) fn help(finding: &Finding) -> String {
    let help = finding.help.as_ref();
    help.map(|help| help.text(Lang::En)).unwrap_or_default()
}

/// Every format but text.
pub(crate) fn machine_formats() -> impl Iterator<Item = Format> {
    Format::ALL
        .into_iter()
        .filter(|format| *format != Format::Text)
}

/// The rules of all findings, in order.
pub(crate) fn rules_of(report: &Report) -> Vec<&'static str> {
    report
        .findings
        .iter()
        .map(|reported| reported.finding.rule)
        .collect()
}

/// The project's own folder.
pub(crate) fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
