//! The trailers of commits as planlint sees them, beside those that git itself shows.

use std::io::Write as _;
use std::process::Command;
use std::process::Stdio;

use super::super::Repo as Reader;
use super::super::trailer::Trailer;

use super::repository::NOBODY;
use super::repository::Repo;
use super::repository::stderr;

/// Lines that trailers, and what is none, are made of.
const LINES: [&str; 48] = [
    "Planlint-Allow: date-days 1.1 -- the vendor",
    "planlint-allow:date-days",
    "PLANLINT-ALLOW : date-days -- x",
    "Planlint-Allow\t: tab",
    "  Planlint-Allow: indented",
    "\tPlanlint-Allow: tab",
    "Planlint Allow: two words",
    "Planlint-Allow# hash",
    "Planlint-Allow=equals",
    "Planlint-Allow",
    "Planlint-Allow:",
    "Planlint-Allow:   ",
    ": nothing before",
    "Signed-off-by: A <a@example.org>",
    "Signed-off-by:A",
    "signed-off-by: A",
    "(cherry picked from commit 1111111111111111111111111111111111111111)",
    "Co-authored-by: 甲 <b@example.org>",
    "  continued",
    "\tcontinued",
    " ",
    "   \t",
    "\r",
    "",
    "",
    "",
    "# a comment",
    "#",
    ";; another comment",
    " # no comment",
    "---",
    "--- a patch",
    "diff --git a/x b/x",
    "Just words.",
    "Words and more words, and no colon",
    "See http://example.org: a link",
    "key: value",
    "a-b-c: 1",
    "部署: 完成",
    "Fixes #12",
    "Bug #34: with a colon",
    "alias: through a setting",
    "all",
    "-",
    "--: dashes",
    "Conflicts:",
    "\tplan/1.yaml",
    "# ------------------------ >8 ------------------------",
];

struct Random(u64);

impl Random {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % most
    }

    /// A few lines; mostly of a few kinds, so that paragraphs of nothing but trailers come about.
    fn message(&mut self) -> String {
        let kinds: Vec<&str> = (0..=self.below(6))
            .map(|_| LINES[self.below(LINES.len())])
            .collect();
        let mut message = String::new();
        if self.below(8) > 0 {
            message.push_str("A title\n\n");
        }
        for _ in 0..self.below(14) {
            let any = self.below(5) == 0;
            message.push_str(if any {
                LINES[self.below(LINES.len())]
            } else {
                kinds[self.below(kinds.len())]
            });
            message.push_str(if self.below(12) == 0 { "\r\n" } else { "\n" });
        }
        if self.below(6) == 0 {
            message.pop();
        }
        message
    }
}

/// Commit these messages as they are, one on top of the other.
fn commit(repo: &Repo, messages: &[String]) {
    let mut stream = Vec::new();
    for message in messages {
        write!(
            stream,
            "commit refs/heads/many\ncommitter A <a@b> 1 +0000\ndata {}\n{message}\n",
            message.len()
        )
        .expect("room");
    }
    let mut git = Command::new("git");
    git.current_dir(repo.path())
        .args(["fast-import", "--quiet", "--force"])
        .envs(NOBODY);
    let mut git = git
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("git is there");
    git.stdin
        .take()
        .expect("it is piped")
        .write_all(&stream)
        .expect("git reads");
    let output = git.wait_with_output().expect("git ends");
    assert!(output.status.success(), "{}", stderr(&output));
}

#[test]
fn as_git_sees_them() {
    let mut random = Random(11);
    let messages: Vec<String> = (0..4_000).map(|_| random.message()).collect();
    let repo = Repo::new(&[("a", "a\n")]);
    commit(&repo, &messages);
    let mut seen = 0;
    // Older ones know comments of one character only.
    let version: u32 = repo
        .git(&["version"])
        .split('.')
        .nth(1)
        .and_then(|minor| minor.parse().ok())
        .unwrap_or(0);
    for settings in [
        &[][..],
        &[["trailer.separators", ":#"]],
        &[["trailer.separators", "=#: "]],
        &[["core.commentChar", ";"]],
        &[["core.commentString", ";;"]],
        &[["core.commentChar", "auto"]],
        &[["trailer.alias.key", "Planlint-Allow"]],
        &[
            ["trailer.alias.key", "Planlint-Allow"],
            ["trailer.KEY.where", "end"],
            ["trailer.a-b-c.ifMissing", "add"],
        ],
    ] {
        if version < 45 && settings.iter().any(|[key, _]| *key == "core.commentString") {
            continue;
        }
        for [key, value] in settings {
            repo.git(&["config", key, value]);
        }
        let reader = Reader::open(repo.path()).expect("it can be opened");
        let rules = reader.trailer_rules().expect("settings can be read");
        let format = "%(trailers:only,unfold,separator=%x1e,key_value_separator=%x1f)%x1d";
        let shown = repo.git(&["log", "--reverse", &format!("--format={format}"), "many"]);
        let mut records = shown.split("\u{1d}\n");
        for message in &messages {
            let theirs: Vec<Trailer> = records
                .next()
                .expect("each commit has one")
                .split('\u{1e}')
                .filter_map(|trailer| trailer.split_once('\u{1f}'))
                .map(|(token, value)| Trailer {
                    token: token.to_owned(),
                    value: value.to_owned(),
                })
                .collect();
            seen += theirs.len();
            assert_eq!(rules.read(message), theirs, "{settings:?} {message:?}");
        }
        for [key, _] in settings {
            repo.git(&["config", "--unset", key]);
        }
    }
    assert!(seen > 10_000, "{seen} are too few to say anything");
}
