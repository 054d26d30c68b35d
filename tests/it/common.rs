//! What tests share: planlint as a library on text, and planlint as a user has it.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::process::Output;

use planlint::FailOn;
use planlint::Format;
use planlint::Lang;
use planlint::Report;
use planlint::Severity;
use planlint::Style;
use serde_json::Value;

pub(crate) use crate::asking::check;
pub(crate) use crate::asking::check_bytes;
pub(crate) use crate::asking::check_with;
pub(crate) use crate::asking::help;
pub(crate) use crate::asking::machine_formats;
pub(crate) use crate::asking::message;
pub(crate) use crate::asking::project;
pub(crate) use crate::asking::rules_of;
pub(crate) use crate::asking::today;
use crate::outputs;
pub(crate) use crate::repository::stderr;
pub(crate) use crate::repository::stdout;
pub(crate) use crate::repository::write;

/// A plan of which no rule has anything to say, at whatever level: a test changes in it what it is
/// about. What a plan can say of its work is said, so that a new rule finds nothing either.
#[derive(Clone, Debug)]
pub(crate) struct CleanPlan(String);

/// A phase with a task of five days, which one owner does and answers for.
pub(crate) fn clean_plan() -> CleanPlan {
    let text = "plan: {version: 1, title: 迁移, calendar: every-day, working_calendar: every-day}
owners:
  移动: {kind: organisation}
phases:
  - id: \"1\"
    coordinator: 移动
    total_days: 5
    name: 部署
    outcome: 应用可用
    tasks:
      - {id: \"1.1\", name: 部署应用, deliverable: 报告, executors: [移动], start: 2023-08-21, finish: 2023-08-25, days: 5}
";
    CleanPlan(text.to_owned())
}

impl CleanPlan {
    /// The same with other words wherever these stand.
    #[track_caller]
    pub(crate) fn with(self, words: &str, others: &str) -> Self {
        assert!(self.0.contains(words), "{words} is not in\n{}", self.0);
        Self(self.0.replace(words, others))
    }

    /// The same with other owners, of whom one answers for the work and one does it.
    pub(crate) fn with_owners(self, owners: &str, answers: &str, does: &str) -> Self {
        self.with("  移动: {kind: organisation}\n", owners)
            .with("coordinator: 移动", &format!("coordinator: {answers}"))
            .with("executors: [移动]", &format!("executors: [{does}]"))
    }

    /// Its text, as the only file of its folder.
    pub(crate) fn text(self) -> String {
        self.0
    }
}

#[test]
fn no_rule_has_anything_to_say_of_the_clean_plan() {
    let rules = planlint::rules().iter().map(|rule| rule.id);
    for level in Severity::ALL {
        let levels: Vec<String> = rules.clone().map(|id| format!("{id}: {level}")).collect();
        let settings = format!("rules: {{{}}}\n", levels.join(", "));
        let report = check_with(&[("plan/plan.yaml", &clean_plan().text())], &settings);
        assert_eq!(rules_of(&report), [] as [&str; 0]);
    }
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
fn filled(page: &str, name: &str, text: &str) -> String {
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

/// Hold a page of the project to have these texts between its marks; with `UPDATE_PAGES` they are
/// written there.
#[track_caller]
pub(crate) fn hold_page(path: &str, texts: &[(&str, &str)]) {
    let file = project().join(path);
    let page = fs::read_to_string(&file).expect("the page is there");
    let wanted = texts
        .iter()
        .fold(page.clone(), |page, (name, text)| filled(&page, name, text));
    if std::env::var_os("UPDATE_PAGES").is_some() {
        fs::write(&file, &wanted).expect("the page can be written");
    } else {
        assert!(
            page == wanted,
            "{path} does not show what is true: UPDATE_PAGES=1 cargo test writes it\n{texts:?}"
        );
    }
}

/// A page of the documentation in each language.
pub(crate) fn in_each_language(name: &str) -> [(Lang, String); 2] {
    Lang::ALL.map(|lang| match lang {
        Lang::En => (lang, format!("docs/{name}")),
        Lang::Zh => (lang, format!("docs/zh/{name}")),
    })
}

/// An output of planlint as it stands on a page.
pub(crate) fn fenced(text: &str) -> String {
    format!("```text\n{}\n```\n", text.trim_end())
}
