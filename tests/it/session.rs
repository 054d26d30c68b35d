//! Plans that are held open while buffers change.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::Weak;

use planlint::Buffer;
use planlint::Check;
use planlint::Day;
use planlint::Project;
use planlint::Report;
use planlint::Scope;
use planlint::Snapshot;

use crate::common;

fn today() -> Day {
    Day::parse("2026-01-15").expect("it exists")
}

/// The customer's plan in a folder of its own.
fn copy() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let to = folder.path().join("plan");
    fs::create_dir(&to).expect("a folder");
    for entry in fs::read_dir(common::project().join("plan")).expect("the plan is there") {
        let path = entry.expect("an entry").path();
        fs::copy(&path, to.join(path.file_name().expect("a name"))).expect("it is copied");
    }
    folder
}

fn project(folder: &Path) -> Project {
    Project::new(folder.to_owned(), today)
}

/// Each finding by what it is and where it stands.
fn found(report: &Report) -> Vec<(String, &'static str, String, u32)> {
    let one = |one: &planlint::Reported| {
        let place = report.sources.file(one.finding.span.file).path();
        (
            one.fingerprint.clone(),
            one.finding.rule,
            place.to_owned(),
            one.finding.span.start,
        )
    };
    report.findings.iter().map(one).collect()
}

/// What a check finds in the folder with these buffers.
fn checked(folder: &Path, buffers: &[(&str, String)]) -> Vec<(String, &'static str, String, u32)> {
    let mut check = Check::default();
    let buffer = |(path, text): &(&str, String)| Buffer::new(path, text.as_str());
    check.scope.overlay = buffers.iter().map(buffer).collect();
    found(&project(folder).check(&check).expect("it is checked").report)
}

#[test]
fn each_generation_finds_what_a_check_finds() {
    let folder = copy();
    let root = folder.path();
    let first = "plan/phase-1.yaml";
    let text = fs::read_to_string(root.join(first)).expect("it is there");
    let mut session = project(root).session(&Scope::default()).expect("it opens");
    assert_eq!(found(&session.snapshot().report), checked(root, &[]));
    for (version, new) in [
        text.replace("days: 5", "days: 50"),
        text.replace("id: ", "id："),
        "phases: [\n".to_owned(),
        String::new(),
        text.clone(),
    ]
    .into_iter()
    .enumerate()
    {
        let before = session.files_read();
        assert!(session.set(first, i64::try_from(version).expect("small"), &new));
        let snapshot = session.snapshot();
        assert_eq!(found(&snapshot.report), checked(root, &[(first, new)]));
        assert_eq!(session.files_read(), before + 1);
        assert_eq!(
            snapshot.versions.get(first),
            Some(&i64::try_from(version).expect("small"))
        );
    }
    // A new file, then as it was.
    let extra = "phases: [{id: '9', tasks: [{id: '1.1'}]}]\n";
    assert!(session.set("plan/new/9.yaml", 1, extra));
    let new = found(&session.snapshot().report);
    assert_eq!(new, checked(root, &[("plan/new/9.yaml", extra.to_owned())]));
    session.close("plan/new/9.yaml");
    session.close(first);
    let before = session.files_read();
    assert_eq!(found(&session.snapshot().report), checked(root, &[]));
    // What the buffer had last is what the file has.
    assert_eq!(session.files_read(), before);
    assert!(!session.set("README.md", 1, ""));
    assert!(!session.set("elsewhere/a.yaml", 1, ""));
}

#[test]
fn a_thousand_generations_leave_nothing_behind() {
    let folder = copy();
    let first = "plan/phase-1.yaml";
    let text = fs::read_to_string(folder.path().join(first)).expect("it is there");
    let mut session = project(folder.path())
        .session(&Scope::default())
        .expect("it opens");
    let files = session.snapshot().report.sources.files().count();
    let mut former: Vec<(Weak<Snapshot>, Weak<str>)> = Vec::new();
    for version in 0..1000 {
        session.set(first, version, &format!("{text}# {version}\n"));
        // Files that come and go take no room either.
        let other = format!("plan/{version}.new.yaml");
        session.set(&other, version, "phases: []\n");
        let snapshot = session.snapshot();
        let sources = &snapshot.report.sources;
        assert!(sources.files().count() <= files + 2);
        let own = sources.files().find(|file| file.path() == first);
        let own = own.expect("it is in the plan").text();
        former.push((Arc::downgrade(&snapshot), Arc::downgrade(own)));
        session.close(&other);
    }
    let alive =
        |one: &&(Weak<Snapshot>, Weak<str>)| one.0.strong_count() + one.1.strong_count() > 0;
    // The text of the newest is the session's.
    assert_eq!(former.iter().filter(alive).count(), 1);
}

#[test]
fn what_stands_at_a_place() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::create_dir(folder.path().join("plan")).expect("a folder");
    let text = "plan: {version: 1}\nphases:\n  - id: \"一\"\n    tasks:\n      - id: a\n        depends_on: [b]\n      - id: b\n";
    fs::write(folder.path().join("plan/a.yaml"), text).expect("a file");
    let mut session = project(folder.path())
        .session(&Scope::default())
        .expect("it opens");
    let snapshot = session.snapshot();
    let at = |word: &str| {
        let offset = u32::try_from(text.find(word).expect("it is there")).expect("small");
        let (_, spot) = snapshot
            .at("plan/a.yaml", offset)
            .expect("something stands there");
        (
            spot.field().unwrap_or_default().to_owned(),
            spot.is_key,
            spot.task.map(String::from),
        )
    };
    let is =
        |field: &str, key, task: Option<&str>| (field.to_owned(), key, task.map(str::to_owned));
    assert_eq!(at("version"), is("version", true, None));
    assert_eq!(at("一"), is("id", false, Some("一")));
    assert_eq!(at("depends_on"), is("depends_on", true, Some("a")));
    assert_eq!(at("b]"), is("depends_on", false, Some("a")));
    assert_eq!(at("b\n"), is("id", false, Some("b")));
    assert!(snapshot.at("plan/b.yaml", 0).is_none());
}
