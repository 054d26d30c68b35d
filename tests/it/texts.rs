//! Projects of texts: the same engine where there is neither a folder nor a repository.

use std::fs;

use planlint::Check;
use planlint::Checked;
use planlint::Compared;
use planlint::Day;
use planlint::Error;
use planlint::Format;
use planlint::Lang;
use planlint::Merge;
use planlint::Project;
use planlint::Scope;
use planlint::Style;

use crate::common;

fn project(files: &[(&str, &str)]) -> Project {
    Project::of_texts(files.iter().copied(), || Day::MIN)
}

fn check(files: &[(&str, &str)]) -> Result<Checked, Error> {
    project(files).check(&Check::default())
}

fn text(checked: &Checked) -> String {
    let mut out = Vec::new();
    let written = checked.write(Format::Text, Style::PLAIN, &mut out);
    written.expect("memory holds it");
    String::from_utf8(out).expect("planlint writes UTF-8")
}

fn compared(old: &[(&str, &str)], new: &[(&str, &str)]) -> Compared {
    let compared = project(new).compare_with(&Scope::default(), &project(old));
    compared.expect("both can be read")
}

const PLAN: &str =
    "plan: {version: 1}\nphases:\n  - id: 1\n    tasks: [{id: '1.1', days: 5, owner: Ann}]\n";

#[test]
fn texts_are_checked_as_files_are() {
    let files = [
        (
            "planlint.yaml",
            "plans: ['teams/*/plan']\nrules: {date-missing: error}\n",
        ),
        ("teams/a/plan/1.yaml", PLAN),
        ("teams/a/plan/.hidden.yaml", "not: [read"),
        ("teams/b/plan/deep/2.yaml", "plan: {version: 2}\n"),
        ("teams/c/other/3.yaml", "not: [read"),
    ];
    let folder = tempfile::tempdir().expect("a folder can be made");
    common::write(folder.path(), &files);
    let project = Project::new(folder.path().to_owned(), || Day::MIN);
    let on_disk = project.check(&Check::default()).expect("it can be read");
    let in_memory = check(&files).expect("it can be read");
    assert_eq!(in_memory.report.plans, ["teams/a/plan", "teams/b/plan"]);
    assert_eq!(text(&in_memory), text(&on_disk));
    assert!(in_memory.fails());
}

/// These tests run in a folder that has a plan.
#[test]
fn no_disk_is_asked() {
    assert!(fs::exists(common::project().join("plan")).expect("it can be looked at"));
    let failure = check(&[("plans/1.yaml", PLAN)]).expect_err("there is no plan");
    assert_eq!(failure.to_string(), "there is no plan folder plan");
    let mut asked = Check::default();
    asked.scope.plans = vec!["plans".into()];
    let checked = project(&[("plans/1.yaml", PLAN)]).check(&asked);
    assert_eq!(checked.expect("it is there").report.files, 1);
}

#[test]
fn what_is_named_is_a_plan_or_a_file_of_one() {
    let mut asked = Check::default();
    asked.scope.plans = vec!["a/1.yaml".into()];
    let files = [
        ("a/1.yaml", PLAN),
        ("a/2.yaml", "phases: [{id: 1}]\n"),
        ("planlint.yml", ""),
    ];
    let project = project(&files);
    let checked = project.check(&asked).expect("it is there");
    assert_eq!(checked.report.plans, ["a"]);
    assert!(checked.report.elsewhere > 0);
    let remarks = project.take_remarks();
    let remarks = remarks.iter().map(|remark| remark.text(Lang::En));
    assert_eq!(
        remarks.collect::<Vec<_>>(),
        ["planlint.yml is ignored: settings stand in planlint.yaml"]
    );
}

#[test]
fn settings_that_cannot_be_used_are_told() {
    let checked = check(&[("planlint.yaml", "rules: {nonsense: error}\n")]);
    let Err(Error::Settings(settings)) = checked else {
        panic!("{checked:?}")
    };
    assert_eq!(settings.mistakes.len(), 1);
}

#[test]
fn texts_have_no_revisions() {
    let project = project(&[("plan/1.yaml", PLAN)]);
    let mut asked = Check::default();
    asked.against = Some("HEAD".to_owned());
    let failure = project.check(&asked).expect_err("there is no repository");
    assert!(failure.to_string().starts_with("texts are no repository"));
    assert!(project.fix(&Check::default()).1.is_err());
}

#[test]
fn a_session_begins_with_texts() {
    let project = project(&[("plan/1.yaml", PLAN)]);
    let mut session = project.session(&Scope::default()).expect("it can be read");
    let before = session.snapshot().report.findings.len();
    assert!(session.set("plan/1.yaml", 2, "plan: {version: 2}\n"));
    let snapshot = session.snapshot();
    assert_eq!(snapshot.report.findings[0].finding.rule, "schema");
    session.close("plan/1.yaml");
    assert_eq!(session.snapshot().report.findings.len(), before);
}

#[test]
fn a_plan_is_known_when_its_folder_is_renamed() {
    let settings = |folder: &str| format!("plans: [{folder}]\n");
    let longer = PLAN.replace("days: 5", "days: 6");
    let compared = compared(
        &[("planlint.yaml", &settings("old")), ("old/1.yaml", PLAN)],
        &[("planlint.yaml", &settings("new")), ("new/1.yaml", &longer)],
    );
    let plans = &compared.comparison.plans;
    assert_eq!(plans.len(), 1);
    assert_eq!((&*plans[0].root, plans[0].changes.len()), ("new", 1));
    let names = [&compared.old_name, &compared.new_name].map(|name| name.text(Lang::En));
    assert_eq!(names, ["old", "new"]);
}

#[test]
fn a_plan_that_the_settings_drop_is_compared_all_the_same() {
    let files = [
        ("planlint.yaml", "plans: [a, b]\n"),
        ("a/1.yaml", PLAN),
        ("b/1.yaml", PLAN),
    ];
    let mut fewer = files;
    fewer[0].1 = "plans: [a]\n";
    let compared = compared(&files, &fewer);
    let plans = compared.comparison.plans.iter();
    assert_eq!(
        plans.map(|plan| &*plan.root).collect::<Vec<_>>(),
        ["a", "b"]
    );
}

#[test]
fn what_could_not_be_merged_blocks() {
    let of = |days: &str| project(&[("plan/1.yaml", &PLAN.replace("days: 5", days))]).named(days);
    let (origin, base, head) = (of("days: 5"), of("days: 6"), of("days: 7"));
    let mut merge = Merge::new(&origin, &base, &head);
    let judged = head.gate_merge(&Scope::default(), &merge);
    assert!(!judged.expect("it can be judged").blocks());
    merge.conflicts.push("plan/1.yaml".to_owned());
    let judged = head.gate_merge(&Scope::default(), &merge);
    let judged = judged.expect("it can be judged");
    assert!(judged.blocks());
    let conflicts = &judged.verdict.conflicts;
    assert_eq!(conflicts.len(), 1);
    assert_eq!(conflicts[0].field.as_deref(), Some("days"));
    assert_eq!(
        (&*judged.base_name, &*judged.head_name),
        ("days: 6", "days: 7")
    );
}
