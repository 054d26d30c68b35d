//! The tables of keys in `docs/format.md`, from the table of the fields: `UPDATE_PAGES=1 cargo test
//! reference` writes them.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use super::CalendarKey;
use super::DependencyKey;
use super::OwnerKey;
use super::PartKey;
use super::PlanKey;
use super::Row;
use super::TaskKey;
use super::fields::Of;
use super::fields::Reach;

#[test]
fn the_page_has_every_key() {
    let part = plain("what it holds", PartKey::ALL.iter().map(|key| key.row()));
    let plan = with_examples(PlanKey::ALL.iter().map(|key| key.row()));
    let dependency = plain("meaning", DependencyKey::ALL.iter().map(|key| key.row()));
    let calendar = plain("meaning", CalendarKey::ALL.iter().map(|key| key.row()));
    let owner = plain("meaning", OwnerKey::ALL.iter().map(|key| key.row()));
    holds(
        "docs/format.md",
        &[
            ("keys of a part", part),
            ("keys of plan", plan),
            ("keys of phases and tasks", of_tasks()),
            ("keys of a dependency", dependency),
            ("keys of a calendar", calendar),
            ("keys of an owner", owner),
        ],
    );
}

fn plain(heading: &str, rows: impl Iterator<Item = &'static Row>) -> String {
    let mut text = format!("| key | {heading} |\n|---|---|\n");
    for row in rows {
        let _ = writeln!(text, "| `{}` | {} |", row.key, row.meaning);
    }
    text
}

fn with_examples(rows: impl Iterator<Item = &'static Row>) -> String {
    let mut text = "| key | meaning | example |\n|---|---|---|\n".to_owned();
    for row in rows {
        let _ = writeln!(
            text,
            "| `{}` | {} | {} |",
            row.key, row.meaning, row.example
        );
    }
    text
}

fn of_tasks() -> String {
    let mut text = "| key | of | meaning | example |\n|---|---|---|---|\n".to_owned();
    for row in TaskKey::ALL.iter().map(|key| key.row()) {
        let of = match row.of {
            Of::Both => "both",
            Of::Phase => "phase",
            Of::Task => "task",
        };
        let inherited = if row.reach == Reach::Inherited {
            ". Inherited"
        } else {
            ""
        };
        let _ = writeln!(
            text,
            "| `{}` | {of} | {}{inherited} | {} |",
            row.key, row.meaning, row.example
        );
    }
    text
}

/// Holds the page at `path` to have these texts, each between `<!-- NAME -->` and `<!-- end of NAME
/// -->`; with `UPDATE_PAGES` they are written there.
pub(crate) fn holds(path: &str, texts: &[(&str, String)]) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let page = fs::read_to_string(&file).expect("the page is there");
    let wanted = texts
        .iter()
        .fold(page.clone(), |page, (name, text)| filled(&page, name, text));
    if std::env::var_os("UPDATE_PAGES").is_some() {
        fs::write(&file, &wanted).expect("the page can be written");
    } else {
        assert!(
            page == wanted,
            "{path} is not what is understood; UPDATE_PAGES=1 cargo test reference writes it"
        );
    }
}

/// The page with another text between `<!-- NAME -->` and `<!-- end of NAME -->`.
fn filled(page: &str, name: &str, text: &str) -> String {
    let (open, close) = (
        format!("<!-- {name} -->\n"),
        format!("<!-- end of {name} -->"),
    );
    let (before, rest) = page.split_once(&open).expect("the page has the first mark");
    let (_, after) = rest
        .split_once(&close)
        .expect("the page has the second mark");
    format!("{before}{open}\n{text}\n{close}{after}")
}
