//! Dependencies that stand as they were, though their ids name other tasks now: in every
//! comparison, and in merges that make them so.

use std::fmt::Write as _;

use proptest::prelude::*;
use serde_json::Value;

use crate::common::stderr;
use crate::common::stdout;
use crate::common::write;
use crate::git::Repo;
use crate::git::git;
use crate::git::rules;

const TOP: &str = "plan: {version: 1}\nowners:\n  甲: {kind: team, capacity: 99}\n";

const QUIET: &str =
    "rules: {phase-overlap: off, wbs-order: off, total-mismatch: off, total-span: off}\n";

/// A phase, each task with its number, its name, its days, and what it waits for.
fn phase(number: u32, tasks: &[(&str, &str, &str, &str)]) -> String {
    let mut text = format!(
        "phases:\n  - id: \"{number}\"\n    name: 阶段{number}\n    coordinator: 甲\n    executors: [甲]\n    \
         total_days: 5\n    tasks:\n"
    );
    for (id, name, days, waits) in tasks {
        let _ = writeln!(text, "      - id: \"{id}\"\n        name: {name}");
        let (start, finish) = days.split_once("..").unwrap_or((days, days));
        let _ = writeln!(
            text,
            "        start: 2023-11-{start}\n        finish: 2023-11-{finish}"
        );
        if !waits.is_empty() {
            let _ = writeln!(text, "        depends_on: [{waits}]");
        }
    }
    text
}

const INSTALL: (&str, &str, &str, &str) = ("1.1", "安装服务器", "06..10", "");
const PRINTERS: (&str, &str, &str, &str) = ("1.2", "采购打印机", "06..07", "");

/// 1.1 and 1.2, the assessment.
fn one() -> String {
    phase(1, &[INSTALL, ("1.2", "等保测评", "13..17", "\"1.1\"")])
}

/// The assessment is 1.3, because the printers are 1.2 now.
fn renumbered() -> String {
    phase(
        1,
        &[INSTALL, PRINTERS, ("1.3", "等保测评", "13..17", "\"1.1\"")],
    )
}

fn two(waits: &str) -> String {
    phase(
        2,
        &[
            ("2.1", "系统上线", "20..24", waits),
            ("2.2", "系统移交", "27..28", ""),
        ],
    )
}

fn repo(two: &str) -> Repo {
    Repo::new(&[
        ("plan/plan.yaml", TOP),
        ("plan/1.yaml", &one()),
        ("plan/2.yaml", two),
        ("planlint.yaml", QUIET),
    ])
}

const BENT: &str =
    "2.1 waits for 1.2, which was \"等保测评\" and now names \"采购打印机\"; 等保测评 is 1.3 now";

/// The findings of the gate, with what each says.
fn told(verdict: &Value) -> Vec<(String, String)> {
    let words = verdict["findings"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|one| one["message"].as_str());
    rules(verdict)
        .into_iter()
        .map(|(_, origin)| origin)
        .zip(words.map(str::to_owned))
        .collect()
}

#[track_caller]
fn blocked_once(repo: &Repo, says: &str) -> Value {
    for side in ["main", "theirs"] {
        let output = repo.planlint(&["check", "--rev", side, "--fail-on", "warning"]);
        assert_eq!(
            output.status.code(),
            Some(0),
            "{side} is clean alone: {}",
            stdout(&output)
        );
    }
    assert!(
        git(
            repo.path(),
            &["merge-tree", "--write-tree", "main", "theirs"]
        )
        .status
        .success(),
        "git merges it"
    );
    let verdict = repo.gate();
    assert_eq!(verdict["verdict"], "block", "{verdict:#}");
    assert_eq!(
        told(&verdict),
        [("merge".to_owned(), says.to_owned())],
        "{verdict:#}"
    );
    let finding = verdict["findings"][0].clone();
    assert_eq!(finding["rule"], "revision-id-reused", "{verdict:#}");
    let causes: Vec<(&str, &str)> = finding["causes"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|cause| {
            (
                cause["side"].as_str().unwrap_or(""),
                cause["summary"].as_str().unwrap_or(""),
            )
        })
        .collect();
    assert_eq!(
        causes,
        [("base", "our half"), ("head", "their half")],
        "{verdict:#}"
    );
    finding
}

/// The head begins to wait for what the base gives another number.
#[test]
fn the_base_renumbers_what_the_head_begins_to_wait_for() {
    let repo = repo(&two(""));
    repo.branches(
        &[("plan/1.yaml", &renumbered())],
        &[("plan/2.yaml", &two("\"1.2\""))],
    );
    let finding = blocked_once(&repo, BENT);
    assert_eq!(finding["task"], "2.1", "{finding:#}");
    assert_eq!(
        finding["help"],
        "write \"1.3\"; if \"采购打印机\" is meant, say so with the trailer Planlint-Allow",
        "{finding:#}"
    );
    let labels: Vec<&str> = finding["related"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|one| one["message"].as_str())
        .collect();
    assert_eq!(
        labels,
        [
            "\"等保测评\" was 1.2 here",
            "1.2 is here",
            "\"等保测评\" is here"
        ],
        "{finding:#}"
    );
    // As the help says.
    repo.git(&["checkout", "--quiet", "-b", "mended", "main"]);
    repo.git(&["merge", "--quiet", "--no-edit", "theirs"]);
    repo.commit("mend", &[("plan/2.yaml", &two("\"1.3\""))]);
    for from in ["main", "theirs"] {
        let output = repo.planlint(&["check", "--rev", "mended", "--against", from]);
        assert_eq!(output.status.code(), Some(0), "{}", stdout(&output));
    }
}

/// A branch that was brought up to date has what the merge made of it as its own.
#[test]
fn a_merge_on_the_way_leads_it_elsewhere() {
    let repo = repo(&two(""));
    repo.branches(
        &[("plan/1.yaml", &renumbered())],
        &[("plan/2.yaml", &two("\"1.2\""))],
    );
    repo.git(&["checkout", "--quiet", "theirs"]);
    repo.git(&["merge", "--quiet", "--no-edit", "main"]);
    repo.commit("more", &[("README", "more\n")]);
    let verdict = repo.gate();
    assert_eq!(
        told(&verdict),
        [("revision".to_owned(), BENT.to_owned())],
        "{verdict:#}"
    );
    assert_eq!(verdict["verdict"], "block", "{verdict:#}");
    // The base goes on, too.
    repo.git(&["checkout", "--quiet", "main"]);
    repo.commit("further", &[("other", "further\n")]);
    assert_eq!(told(&repo.gate()).len(), 1);
    repo.git(&["checkout", "--quiet", "theirs"]);
    repo.commit("mend", &[("plan/2.yaml", &two("\"1.3\""))]);
    let verdict = repo.gate();
    assert_eq!(told(&verdict), [], "{verdict:#}");
}

/// What a later commit writes on purpose is not what an earlier merge made.
#[cfg(unix)]
#[test]
fn what_is_written_after_a_merge_is_meant() {
    let chain = |ids: [&'static str; 2]| {
        [
            (ids[0], "安装服务器", "06..10", ""),
            (ids[1], "等保测评", "13..17", ""),
        ]
    };
    let before = phase(1, &chain(["1.1", "1.2"]));
    let mut later = vec![("1.1", "采购打印机", "06..07", "")];
    later.extend(chain(["1.2", "1.3"]));
    let after = phase(1, &later);
    for steps in [&["\"1.2\""][..], &["", "\"1.2\""]] {
        let repo = repo(&two("\"1.2\""));
        repo.commit("before", &[("plan/1.yaml", &before)]);
        let server = tempfile::tempdir().expect("a folder can be made");
        git(
            server.path(),
            &["init", "--quiet", "--bare", "--initial-branch=main", "."],
        );
        let url = server.path().to_str().expect("a path in UTF-8").to_owned();
        repo.branches(
            &[("plan/1.yaml", &after), ("plan/2.yaml", &two("\"1.3\""))],
            &[("README", "theirs\n")],
        );
        repo.git(&["push", "--quiet", &url, "main"]);
        assert!(
            crate::common::planlint(server.path(), &["hook", "install"])
                .status
                .success()
        );
        repo.git(&["checkout", "--quiet", "theirs"]);
        repo.git(&["merge", "--quiet", "--no-edit", "main"]);
        for waits in steps {
            repo.commit("rewire", &[("plan/2.yaml", &two(waits))]);
        }
        let verdict = repo.gate();
        assert!(
            !rules(&verdict)
                .iter()
                .any(|(rule, _)| rule == "revision-id-reused"),
            "{steps:?}: {verdict:#}"
        );
        let output = git(repo.path(), &["push", "--quiet", &url, "theirs:main"]);
        let told = stderr(&output);
        assert!(
            output.status.success() && !told.contains("revision-id-reused"),
            "{steps:?}: {told}"
        );
    }
}

#[test]
fn a_trailer_lets_it_through() {
    let repo = repo(&two(""));
    repo.branches(
        &[("plan/1.yaml", &renumbered())],
        &[("plan/2.yaml", &two("\"1.2\""))],
    );
    repo.git(&["checkout", "--quiet", "theirs"]);
    repo.git(&[
        "commit",
        "--quiet",
        "--amend",
        "-m",
        "W\n\nPlanlint-Allow: revision-id-reused 2.1 -- printers are meant",
    ]);
    let verdict = repo.gate();
    assert_eq!(
        (&verdict["verdict"], told(&verdict).len()),
        (&Value::from("pass"), 0),
        "{verdict:#}"
    );
    let text = stdout(&repo.planlint(&["gate", "main", "theirs"]));
    assert!(text.contains("revision-id-reused is allowed by"), "{text}");
}

/// Several entries: those that were written anew are told from those that were left.
#[test]
fn each_entry_for_itself() {
    let chain = |ids: [&'static str; 3]| {
        let [a, b, c] = ids;
        [
            (a, "安装服务器", "06..10", ""),
            (b, "等保测评", "13..14", ""),
            (c, "压力测试", "15..17", ""),
        ]
    };
    let before = phase(1, &chain(["1.1", "1.2", "1.3"]));
    let mut later = vec![("1.1", "采购打印机", "06..07", "")];
    later.extend(chain(["1.2", "1.3", "1.4"]));
    let after = phase(1, &later);
    for (was, is, left) in [
        ("\"1.1\", \"1.2\"", "\"1.2\", \"1.3\"", vec![]),
        ("\"1.1\", \"1.2\"", "\"1.1\", \"1.2\"", vec!["1.1", "1.2"]),
        ("\"1.1\", \"1.2\"", "\"1.2\", \"1.2\"", vec!["1.2"]),
        ("\"1.1\", \"1.2\"", "\"1.1\", \"1.3\"", vec!["1.1"]),
        (
            "\"1.1\", \"1.2\", \"1.3\"",
            "\"1.1\", \"1.2\", \"1.4\"",
            vec!["1.1", "1.2"],
        ),
        // One is gone: what stands there may be the other one.
        ("\"1.1\", \"1.2\"", "\"1.2\"", vec![]),
        ("\"1.1\", \"1.2\"", "\"1.1\"", vec!["1.1"]),
        // One has come.
        ("\"1.2\"", "\"2.2\", \"1.2\"", vec!["1.2"]),
        ("\"1.2\"", "\"1.3\", \"1.2\"", vec![]),
        // It was written anew, with a lag.
        ("\"1.2\"", "{task: \"1.2\", lag: 1}", vec![]),
        (
            "{task: \"1.2\", lag: 1}",
            "{task: \"1.2\", lag: 1}",
            vec!["1.2"],
        ),
    ] {
        let repo = repo(&two(was));
        repo.commit("before", &[("plan/1.yaml", &before)]);
        repo.commit(
            "after",
            &[("plan/1.yaml", &after), ("plan/2.yaml", &two(is))],
        );
        let output = repo.planlint(&["diff", "HEAD~1", "--format", "json"]);
        let diff: Value = serde_json::from_str(&stdout(&output)).expect("JSON");
        let found = diff["findings"].as_array().into_iter().flatten();
        let found = found
            .filter(|one| one["rule"] == "revision-id-reused")
            .filter_map(|one| one["message"].as_str());
        let found: Vec<&str> = found
            .filter_map(|words| words.split([' ', ',']).nth(3))
            .collect();
        assert_eq!(found, left, "{was} -> {is}: {diff:#}");
    }
}

/// Work that moves within a chain is still waited for, through the others.
#[test]
fn a_chain_in_another_order() {
    let chain = |names: [&'static str; 4]| {
        let [a, b, c, d] = names;
        let waits = ["", "\"1.1\"", "\"1.2\"", "\"1.3\""];
        phase(
            1,
            &[
                ("1.1", a, "06..07", waits[0]),
                ("1.2", b, "08..09", waits[1]),
                ("1.3", c, "10..13", waits[2]),
                ("1.4", d, "14..15", waits[3]),
            ],
        )
    };
    let before = chain(["需求调研", "方案设计", "采购设备", "安装服务器"]);
    for after in [
        chain(["需求调研", "采购设备", "方案设计", "安装服务器"]),
        chain(["安装服务器", "需求调研", "方案设计", "采购设备"]),
        chain(["方案设计", "采购设备", "需求调研", "安装服务器"]),
    ] {
        let repo = repo(&two("\"1.4\""));
        repo.commit("before", &[("plan/1.yaml", &before)]);
        repo.branches(&[("README", "ours\n")], &[("plan/1.yaml", &after)]);
        let output = repo.planlint(&["diff", "main", "theirs"]);
        assert!(
            !stdout(&output).contains("revision-id-reused"),
            "{}",
            stdout(&output)
        );
        let verdict = repo.gate();
        assert!(
            !rules(&verdict)
                .iter()
                .any(|(rule, _)| rule == "revision-id-reused"),
            "{verdict:#}"
        );
    }
    // What is last in the chain is waited for no more.
    let repo = repo(&two("\"1.3\""));
    repo.commit("before", &[("plan/1.yaml", &before)]);
    repo.commit(
        "after",
        &[(
            "plan/1.yaml",
            &chain(["需求调研", "方案设计", "安装服务器", "采购设备"]),
        )],
    );
    let output = repo.planlint(&["diff", "HEAD~1"]);
    let says = "2.1 waits for 1.3, which was \"采购设备\" and now names \"安装服务器\"; 采购设备 is 1.4 now";
    assert!(stdout(&output).contains(says), "{}", stdout(&output));
}

/// A gap is closed, and the list with it.
#[test]
fn a_removal_that_closes_the_gap() {
    let [a, b, c, d] = ["安装服务器", "采购打印机", "等保测评", "压力测试"];
    let days = "06..10";
    let before = phase(
        1,
        &[
            ("1.1", a, days, ""),
            ("1.2", b, days, ""),
            ("1.3", c, days, ""),
            ("1.4", d, days, ""),
        ],
    );
    let middle = phase(
        1,
        &[
            ("1.1", a, days, ""),
            ("1.2", c, days, ""),
            ("1.3", d, days, ""),
        ],
    );
    let first = phase(
        1,
        &[
            ("1.1", b, days, ""),
            ("1.2", c, days, ""),
            ("1.3", d, days, ""),
        ],
    );
    let other = phase(
        1,
        &[
            ("1.1", "系统联调", days, ""),
            ("1.2", a, days, ""),
            ("1.3", c, days, ""),
            ("1.4", d, days, ""),
        ],
    );
    for (after, was, is, left) in [
        (&middle, "\"1.2\", \"1.3\", \"1.4\"", "\"1.2\", \"1.3\"", 0),
        (&middle, "\"1.4\", \"1.2\", \"1.3\"", "\"1.3\", \"1.2\"", 0),
        (
            &middle,
            "\"1.2\", \"1.3\", \"1.4\"",
            "\"1.2\", \"1.3\", \"2.2\"",
            0,
        ),
        (&middle, "\"1.2\", \"1.3\", \"2.2\"", "\"1.2\"", 0),
        (
            &first,
            "\"1.1\", \"1.2\", \"1.3\", \"1.4\"",
            "\"1.1\", \"1.2\", \"1.3\"",
            0,
        ),
        (&first, "\"1.1\", \"1.2\"", "\"1.1\"", 0),
        // New work stands first, and is waited for.
        (&other, "\"1.1\", \"1.2\"", "\"1.2\", \"1.1\"", 0),
        // Nobody has touched it.
        (&middle, "\"1.2\", \"1.3\"", "\"1.2\", \"1.3\"", 2),
        (&first, "\"1.2\"", "\"1.2\"", 1),
    ] {
        let repo = repo(&two(was));
        repo.commit("before", &[("plan/1.yaml", &before)]);
        repo.git(&["checkout", "--quiet", "-b", "theirs"]);
        repo.commit(
            "after",
            &[("plan/1.yaml", after), ("plan/2.yaml", &two(is))],
        );
        let output = repo.planlint(&["diff", "main"]);
        assert_eq!(
            stdout(&output).matches(" waits for 1.").count(),
            left,
            "{was} -> {is}: {}",
            stdout(&output)
        );
        let found = rules(&repo.gate());
        let found = found
            .iter()
            .filter(|(rule, _)| rule == "revision-id-reused")
            .count();
        assert_eq!(found, left, "{was} -> {is}");
    }
}

#[cfg(unix)]
#[test]
fn hooks_refuse_it() {
    let alone = repo(&two("\"1.2\""));
    assert!(alone.planlint(&["hook", "install"]).status.success());
    write(alone.path(), &[("plan/1.yaml", &renumbered())]);
    let output = git(
        alone.path(),
        &["commit", "--quiet", "--all", "--message", "renumber"],
    );
    // What a commit changes is refused before a push; until then its message can say that it is
    // meant.
    assert!(
        output.status.success() && stderr(&output).contains(BENT),
        "{}",
        stderr(&output)
    );

    let merge = repo(&two(""));
    merge.branches(
        &[("plan/1.yaml", &renumbered())],
        &[("plan/2.yaml", &two("\"1.2\""))],
    );
    assert!(merge.planlint(&["hook", "install"]).status.success());
    let output = git(merge.path(), &["merge", "--no-edit", "theirs"]);
    let told = stderr(&output);
    assert!(!output.status.success() && told.contains(BENT), "{told}");
    assert!(
        told.contains("their half") && told.contains("our half"),
        "{told}"
    );
}

/// A server is sent the merge that nobody has judged, and a trailer in it lets it through. A server
/// that asks about each push, with our branch on it, in which the numbers are others; theirs waits
/// for one of them.
#[cfg(unix)]
fn with_a_server(repo: &Repo) -> (tempfile::TempDir, String) {
    let server = tempfile::tempdir().expect("a folder can be made");
    git(
        server.path(),
        &["init", "--quiet", "--bare", "--initial-branch=main", "."],
    );
    let url = server.path().to_str().expect("a path in UTF-8").to_owned();
    repo.branches(
        &[("plan/1.yaml", &renumbered())],
        &[("plan/2.yaml", &two("\"1.2\""))],
    );
    repo.git(&["push", "--quiet", &url, "main"]);
    assert!(
        crate::common::planlint(server.path(), &["hook", "install"])
            .status
            .success()
    );
    (server, url)
}

#[cfg(unix)]
#[test]
fn a_server_refuses_it() {
    let repo = repo(&two(""));
    let (_server, url) = with_a_server(&repo);
    repo.git(&["merge", "--quiet", "--no-edit", "theirs"]);
    let output = git(repo.path(), &["push", "--quiet", &url, "main"]);
    let told = stderr(&output);
    assert!(!output.status.success() && told.contains(BENT), "{told}");
    assert!(
        told.contains("Planlint-Allow: revision-id-reused 2.1 -- REASON"),
        "{told}"
    );
    assert!(
        told.contains("their half") && told.contains("our half"),
        "{told}"
    );
    repo.git(&[
        "commit",
        "--quiet",
        "--amend",
        "-m",
        "M\n\nPlanlint-Allow: revision-id-reused 2.1 -- printers",
    ]);
    let output = git(repo.path(), &["push", "--quiet", &url, "main"]);
    assert!(output.status.success(), "{}", stderr(&output));
}

/// Of a merge of several each is asked.
#[cfg(unix)]
#[test]
fn a_server_refuses_it_in_a_merge_of_three() {
    let repo = repo(&two(""));
    repo.git(&["branch", "third"]);
    let (_server, url) = with_a_server(&repo);
    repo.git(&["checkout", "--quiet", "third"]);
    repo.commit("third", &[("README", "third\n")]);
    for order in [["theirs", "third"], ["third", "theirs"]] {
        repo.git(&["checkout", "--quiet", "-B", "octopus", "main"]);
        repo.git(&["merge", "--quiet", "--no-edit", order[0], order[1]]);
        let output = git(repo.path(), &["push", "--quiet", &url, "octopus:main"]);
        let told = stderr(&output);
        assert!(
            !output.status.success() && told.matches(BENT).count() == 1,
            "{order:?}: {told}"
        );
    }
    repo.git(&["checkout", "--quiet", "-B", "octopus", "main"]);
    repo.git(&["merge", "--quiet", "--no-edit", "third"]);
    let output = git(repo.path(), &["push", "--quiet", &url, "octopus:main"]);
    assert!(output.status.success(), "{}", stderr(&output));
}

/// A merge that is not the last commit of a push has the same halves.
#[cfg(unix)]
#[test]
fn a_server_refuses_it_with_more_on_top() {
    let repo = repo(&two(""));
    let (_server, url) = with_a_server(&repo);
    repo.git(&["checkout", "--quiet", "theirs"]);
    repo.git(&["merge", "--quiet", "--no-edit", "main"]);
    repo.commit("more", &[("README", "more\n")]);
    let output = git(repo.path(), &["push", "--quiet", &url, "theirs:main"]);
    let told = stderr(&output);
    assert!(!output.status.success() && told.contains(BENT), "{told}");
    assert!(
        told.contains("Planlint-Allow: revision-id-reused 2.1 -- REASON"),
        "{told}"
    );
    let allow = "M\n\nPlanlint-Allow: revision-id-reused 2.1 -- printers";
    repo.git(&["commit", "--quiet", "--amend", "-m", allow]);
    let output = git(repo.path(), &["push", "--quiet", &url, "theirs:main"]);
    assert!(output.status.success(), "{}", stderr(&output));
}

/// A plan of so many tasks; each has a number of its own and waits for some before it.
#[derive(Clone, Debug)]
struct Numbered {
    numbers: Vec<usize>,
    waits: Vec<Vec<usize>>,
}

impl Numbered {
    fn text(&self, numbers: &[usize], left: Option<(usize, usize)>) -> String {
        let mut text = "phases:\n  - id: \"1\"\n    name: 部署\n    tasks:\n".to_owned();
        for (task, waits) in self.waits.iter().enumerate() {
            let waits = waits.iter().enumerate().map(|(place, awaited)| {
                let numbers = if left == Some((task, place)) {
                    &self.numbers
                } else {
                    numbers
                };
                format!("\"1.{}\"", numbers[*awaited])
            });
            let waits: Vec<String> = waits.collect();
            let name = NAMES[task];
            let _ = writeln!(
                text,
                "      - {{id: \"1.{}\", name: {name}, depends_on: [{}]}}",
                numbers[task],
                waits.join(", ")
            );
        }
        text
    }
}

impl Numbered {
    /// Whether a task that has a reference left behind waits for what that named all the same,
    /// through others.
    fn still_waits(&self, numbers: &[usize], (task, place): (usize, usize)) -> bool {
        let mut waits = self.waits.clone();
        let awaited = waits[task][place];
        let Some(is) = numbers
            .iter()
            .position(|number| *number == self.numbers[awaited])
        else {
            return false;
        };
        waits[task][place] = is;
        let (mut seen, mut work) = (vec![false; waits.len()], vec![task]);
        while let Some(one) = work.pop() {
            if !std::mem::replace(&mut seen[one], true) {
                work.extend(&waits[one]);
            }
        }
        seen[awaited]
    }
}

fn numbered() -> impl Strategy<Value = (Numbered, Vec<usize>)> {
    let numbers = || Just((1..=8).collect::<Vec<usize>>()).prop_shuffle();
    let waits: Vec<_> = (0..8_usize)
        .map(|task| prop::sample::subsequence((0..task).collect::<Vec<_>>(), 0..=task.min(3)))
        .collect();
    (numbers(), waits, numbers())
        .prop_map(|(numbers, waits, others)| (Numbered { numbers, waits }, others))
}

const NAMES: [&str; 11] = [
    "甲乙丙",
    "丁戊己",
    "庚辛壬",
    "子丑寅",
    "卯辰巳",
    "午未申",
    "酉戌亥",
    "天地玄",
    "日月星",
    "金木水",
    "春夏秋",
];

/// Tasks in this order, with their places for numbers, each with those of what it waits for that
/// are there.
fn in_order(order: &[usize], waits: &[Vec<usize>]) -> String {
    let number = |task: usize| {
        order
            .iter()
            .position(|one| *one == task)
            .map(|place| format!("\"1.{}\"", place + 1))
    };
    let mut text = "phases:\n  - id: \"1\"\n    name: 部署\n    tasks:\n".to_owned();
    for (place, task) in order.iter().enumerate() {
        let waits: Vec<String> = waits[*task]
            .iter()
            .filter_map(|awaited| number(*awaited))
            .collect();
        let (id, name) = (place + 1, NAMES[*task]);
        let _ = writeln!(
            text,
            "      - {{id: \"1.{id}\", name: {name}, depends_on: [{}]}}",
            waits.join(", ")
        );
    }
    text
}

/// Eight tasks that wait for each other, and what becomes of them: some go, some come, and one
/// moves.
fn edited() -> impl Strategy<Value = (Vec<Vec<usize>>, Vec<usize>)> {
    let waits: Vec<_> = (0..NAMES.len())
        .map(|task| {
            // What comes stands between the first four and the others, so that nothing waits for
            // itself.
            let before: Vec<usize> = match task {
                0..4 => (0..task).collect(),
                4..8 => (0..task).chain(8..NAMES.len()).collect(),
                _ => (0..4).collect(),
            };
            let most = before.len().min(5);
            prop::sample::subsequence(before, 0..=most).prop_shuffle()
        })
        .collect();
    let gone = prop::sample::subsequence((0..8_usize).collect::<Vec<_>>(), 0..=3);
    let come = prop::collection::vec(any::<prop::sample::Index>(), 0..=3);
    let moved = prop::option::of((any::<prop::sample::Index>(), any::<prop::sample::Index>()));
    (waits, gone, come, moved).prop_map(|(mut waits, gone, come, moved)| {
        // Where one goes and another comes the list may read as before, and nobody can tell that it
        // was written anew.
        for waits in waits
            .iter_mut()
            .filter(|waits| waits.iter().any(|one| gone.contains(one)))
        {
            waits.retain(|one| *one < 8);
        }
        let mut order: Vec<usize> = (0..8).filter(|task| !gone.contains(task)).collect();
        for (new, place) in come.iter().enumerate() {
            order.insert(place.index(order.len() + 1), 8 + new);
        }
        if let Some((from, to)) = moved {
            let task = order.remove(from.index(order.len()));
            order.insert(to.index(order.len() + 1), task);
        }
        (waits, order)
    })
}

fn bends_between(before: &str, after: &str) -> usize {
    let folder = tempfile::tempdir().expect("a folder can be made");
    write(
        folder.path(),
        &[("old/1.yaml", before), ("new/1.yaml", after)],
    );
    let output =
        crate::common::planlint(folder.path(), &["diff", "old", "new", "--format", "json"]);
    let diff: Value =
        serde_json::from_str(&stdout(&output)).unwrap_or_else(|_| panic!("{}", stderr(&output)));
    let found = diff["findings"].as_array().into_iter().flatten();
    let is_bent = |one: &&Value| {
        one["message"]
            .as_str()
            .is_some_and(|words| words.contains(" waits for 1."))
    };
    found
        .filter(|one| one["rule"] == "revision-id-reused")
        .filter(is_bent)
        .count()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whoever renumbers with the references is told nothing; whoever leaves one behind is told
    /// that one.
    #[test]
    fn references_that_go_with_their_tasks((plan, others) in numbered(), which in any::<prop::sample::Index>()) {
        let before = plan.text(&plan.numbers, None);
        prop_assert_eq!(bends_between(&before, &plan.text(&others, None)), 0);
        let all: Vec<(usize, usize)> = plan.waits.iter().enumerate()
            .flat_map(|(task, waits)| waits.iter().enumerate()
                .filter(|(_, awaited)| plan.numbers[**awaited] != others[**awaited])
                .map(move |(place, _)| (task, place)))
            .collect();
        if !all.is_empty() {
            let left = all[which.index(all.len())];
            let found = bends_between(&before, &plan.text(&others, Some(left)));
            if plan.still_waits(&others, left) {
                prop_assert!(found <= 1);
            } else {
                prop_assert_eq!(found, 1);
            }
        }
    }
    /// Whoever inserts, removes and moves, and writes every number anew, is told nothing.
    #[test]
    fn references_that_are_written_anew((waits, order) in edited()) {
        let before = in_order(&(0..8).collect::<Vec<_>>(), &waits);
        let after = in_order(&order, &waits);
        let found = bends_between(&before, &after);
        prop_assert_eq!(found, 0, "{}\n{}", before, after);
    }
}
