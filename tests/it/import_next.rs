//! What `planlint import` says to do next, and what `--force` does not do.

use std::fs;
use std::path::Path;

use crate::common::planlint;
use crate::common::stderr;
use crate::common::stdout;
use crate::common::write;
use crate::git::Repo;

const TABLE: &str = "WBS,Name,Start,Finish,Days\n1,Build,,,\n1.1,Dig,2023-08-21,2023-08-25,5\n";

/// Exit status, standard output, standard error.
fn import(folder: &Path, more: &[&str]) -> (Option<i32>, String, String) {
    let output = planlint(folder, &[&["import", "t.csv", "--out"], more].concat());
    (output.status.code(), stdout(&output), stderr(&output))
}

#[test]
fn what_to_do_next() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    write(folder.path(), &[("t.csv", TABLE)]);
    let order = format!(
        "{}/blob/main/docs/import.md#the-order-in-which-to-mend",
        env!("CARGO_PKG_REPOSITORY")
    );
    let (code, out, _) = import(folder.path(), &["plan"]);
    assert_eq!(code, Some(0));
    let (_, next) = out.split_once("\n\nNext:\n").expect("it says what is next");
    assert_eq!(
        next,
        format!(
            "  planlint check plan         what is wrong, each with its place\n  \
             planlint check --fix plan   mends what can only have been meant in one way\n  \
             then the rest, in this order:\n    {order}\n  \
             git init                    planlint diff and the hooks compare with what git has\n  \
             git add plan\n  git commit -m \"Import the plan\"\n"
        )
    );
    let (_, out, _) = import(folder.path(), &["the plan", "--lang", "zh"]);
    let order = format!(
        "{}/blob/main/docs/zh/import.md#修正的顺序",
        env!("CARGO_PKG_REPOSITORY")
    );
    assert_eq!(
        out,
        format!(
            "日历：1 行中有 1 行的天数按 weekdays 计算（every-day：1 行、china：1 行）\n\
             上班日历：weekdays\n\
             共 2 行：1 个阶段，1 个任务；已写入 the plan，共 2 个文件\n\n\
             接下来：\n  \
             planlint check 'the plan'         列出问题及其位置\n  \
             planlint check --fix 'the plan'   改正只有一种改法的问题\n  \
             然后按以下顺序修正其余问题：\n    {order}\n  \
             git init                          planlint diff 和钩子要与 git 中的内容比较\n  \
             git add 'the plan'\n  git commit -m \"导入计划\"\n"
        )
    );
    let (_, out, _) = import(folder.path(), &["the plan", "--force"]);
    assert!(out.contains("\n  planlint check 'the plan' "), "{out}");

    let repo = Repo::new(&[("t.csv", TABLE)]);
    let (_, out, _) = import(repo.path(), &["a/plan"]);
    assert!(
        !out.contains("git init")
            && out.ends_with("\n  git add a/plan\n  git commit -m \"Import the plan\"\n"),
        "{out}"
    );
    let check = planlint(repo.path(), &["check", "a/plan"]);
    assert_ne!(check.status.code(), Some(2), "{}", stderr(&check));
}

#[test]
fn what_git_does_not_have_is_not_lost() {
    let repo = Repo::new(&[("t.csv", TABLE)]);
    let phase = repo.path().join("a/plan/phase-1.yaml");
    let force = ["a/plan", "--force"];
    assert_eq!(import(repo.path(), &force).0, Some(0));
    // The same once more changes nothing, so nothing would be lost.
    assert_eq!(import(repo.path(), &force).0, Some(0));
    let mended = fs::read_to_string(&phase)
        .expect("it was written")
        .replace("Dig", "Dig deep");

    // Never committed, then committed, then changed.
    fs::write(&phase, &mended).expect("it is writable");
    let (code, out, err) = import(repo.path(), &force);
    assert_eq!((code, out.as_str()), (Some(2), ""));
    assert!(
        err.contains("these files differ from HEAD") && err.contains("a/plan/phase-1.yaml"),
        "{err}"
    );
    assert!(
        err.contains("git stash") && !err.contains("owners.yaml"),
        "{err}"
    );
    assert_eq!(fs::read_to_string(&phase).expect("it is there"), mended);
    repo.commit("mended", &[]);
    let (code, _, err) = import(repo.path(), &force);
    assert_eq!(code, Some(0), "{err}");
    repo.git(&["checkout", "--quiet", "."]);
    fs::write(&phase, mended.replace("deep", "deeper")).expect("it is writable");
    assert_eq!(import(repo.path(), &force).0, Some(2));
    repo.git(&["stash", "--quiet"]);
    assert_eq!(import(repo.path(), &force).0, Some(0));
    // From a folder below the root, with a plan that is the root itself.
    let inner = planlint(
        &repo.path().join("a"),
        &["import", "../t.csv", "--out", "plan", "--force"],
    );
    assert_eq!(inner.status.code(), Some(0), "{}", stderr(&inner));

    // Without a commit everything is only here.
    let young = tempfile::tempdir().expect("a folder can be made");
    write(
        young.path(),
        &[("t.csv", TABLE), ("plan.yaml", "plan: {version: 1}\n")],
    );
    assert!(
        crate::git::git(young.path(), &["init", "--quiet"])
            .status
            .success()
    );
    let (code, _, err) = import(young.path(), &[".", "--force"]);
    assert_eq!(code, Some(2), "{err}");
    assert!(err.contains("plan.yaml"), "{err}");
}
