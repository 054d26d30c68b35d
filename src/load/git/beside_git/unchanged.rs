//! What revisions have in common.

use super::super::At;
use super::super::Repo as Reader;
use super::repository::Repo;
use crate::analysis::Store;
use crate::load::disk;
use crate::model::Limits;
use crate::text::SourceMap;

/// An unchanged file is read once, whatever the number of revisions it is in.
#[test]
fn unchanged_files_are_read_once() {
    let one = "phases: [{id: '1', name: 部署应用}]\n";
    let repo = Repo::new(&[
        ("plan/plan.yaml", "plan: {version: 1}\n"),
        ("plan/1.yaml", one),
        ("plan/2.yaml", "phases: [{id: '2'}]\n"),
    ]);
    repo.commit(
        "second",
        &[("plan/1.yaml", &one.replace("部署应用", "部署应用服务"))],
    );
    let opened = Reader::open(repo.path()).expect("it is a repository");
    let mut store = Store::new(SourceMap::default(), Limits::default());
    for revision in ["HEAD", "HEAD~1"] {
        let commit = opened.resolve(revision).expect("it is there");
        let files = opened
            .plan(At::Commit(commit), "plan", &store)
            .expect("readable")
            .expect("a plan");
        store.read(files, None);
    }
    assert_eq!(
        store.parsed(),
        4,
        "three files, and the one that changed again"
    );
    // The working tree has no ids, and is the same all the same.
    let mut store = Store::new(SourceMap::default(), Limits::default());
    let files = disk::plan(repo.path(), "plan", store.limits()).expect("readable");
    store.announce([&files]);
    store.read(files, None);
    let commit = opened.resolve("HEAD~1").expect("it is there");
    let files = opened
        .plan(At::Commit(commit), "plan", &store)
        .expect("readable")
        .expect("a plan");
    store.read(files, Some("HEAD~1"));
    assert_eq!(
        store.parsed(),
        4,
        "three files, and the one that changed again"
    );
}
