//! What tests share: planlint as a library on text, and planlint as a user has it.

use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;
use std::process::Output;

use planlint::Check;
use planlint::Day;
use planlint::FailOn;
use planlint::Finding;
use planlint::Format;
use planlint::Lang;
use planlint::Project;
use planlint::Report;
use planlint::Severity;
use planlint::Style;
use planlint::inside::model::NotText;
use planlint::inside::model::RawFile;
use planlint::inside::text::encoding;
use serde_json::Value;

use crate::outputs;
pub(crate) use crate::repository::stderr;
pub(crate) use crate::repository::stdout;
pub(crate) use crate::repository::write;

/// The day on which every test takes place.
pub(crate) fn today() -> Day {
    Day::parse("2026-01-15").expect("it exists")
}

/// A part of a plan from bytes, as a loader makes it.
pub(crate) fn raw(path: &str, bytes: &[u8]) -> RawFile {
    RawFile {
        path: path.to_owned(),
        blob: None,
        text: Some(encoding::decode(bytes).map_err(NotText::Encoding)),
    }
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

/// A report as JSON, which is as its schema says.
#[track_caller]
pub(crate) fn json(report: &Report) -> Value {
    let mut out = Vec::new();
    report
        .write(
            FailOn::At(Severity::Error),
            Format::Json,
            Style::PLAIN,
            &mut out,
        )
        .expect("memory");
    let value = serde_json::from_slice(&out).expect("it is JSON");
    outputs::hold("report", &value);
    value
}

/// Run the planlint binary in `folder`, with nothing of this machine's environment in it. JSON that
/// it prints is as its schema says.
#[track_caller]
pub(crate) fn planlint(folder: &Path, arguments: &[impl AsRef<OsStr>]) -> Output {
    let output = command(folder, arguments)
        .output()
        .expect("planlint can be started");
    let arguments: Vec<String> = arguments
        .iter()
        .map(|one| one.as_ref().to_string_lossy().into_owned())
        .collect();
    outputs::hold_run(&arguments, &output.stdout);
    output
}

/// The same, not yet started.
pub(crate) fn command(folder: &Path, arguments: &[impl AsRef<OsStr>]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_planlint"));
    command
        .current_dir(folder)
        .args(arguments)
        .env_clear()
        .env("TZ", "UTC");
    if let Some(path) = std::env::var_os("PATH") {
        command.env("PATH", path);
    }
    command
}

/// A page of which the text between `<!-- NAME -->` and `<!-- end of NAME -->` is this one.
pub(crate) fn filled(page: &str, name: &str, text: &str) -> String {
    let (open, close) = (
        format!("<!-- {name} -->\n"),
        format!("<!-- end of {name} -->"),
    );
    let (before, rest) = page
        .split_once(&open)
        .unwrap_or_else(|| panic!("the page has no {open}"));
    let (_, after) = rest
        .split_once(&close)
        .unwrap_or_else(|| panic!("the page has no {close}"));
    format!("{before}{open}\n{text}\n{close}{after}")
}

/// The project's own folder.
pub(crate) fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
