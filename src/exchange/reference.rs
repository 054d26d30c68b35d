//! The headings and the dates on `docs/import.md`, from the code that reads them: `UPDATE_PAGES=1
//! cargo test reference` writes them.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use crate::calendar::written::forms;
use crate::model::heading::HEADINGS;

use super::heading::BEST_KNOWN;
use super::heading::Field;

const PAGE: &str = "docs/import.md";

#[test]
fn the_page_says_what_is_understood() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(PAGE);
    let page = fs::read_to_string(&path).expect("the page is there");
    let wanted = filled(&filled(&page, "headings", &headings()), "dates", &dates());
    if std::env::var_os("UPDATE_PAGES").is_some() {
        fs::write(&path, &wanted).expect("the page can be written");
    } else {
        assert!(
            page == wanted,
            "{PAGE} is not what is understood; UPDATE_PAGES=1 cargo test reference writes it"
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

fn headings() -> String {
    let mut text = "| what | becomes | headings that are understood |\n|---|---|---|\n".to_owned();
    for ((field, words), (chinese, english)) in HEADINGS.iter().zip(BEST_KNOWN) {
        let words: Vec<String> = words.split(' ').map(|word| format!("`{word}`")).collect();
        let _ = writeln!(
            text,
            "| {english} ({chinese}) | {} | {} |",
            becomes(*field),
            words.join(" ")
        );
    }
    text
}

/// What a column becomes in the plan.
fn becomes(field: Field) -> &'static str {
    match field {
        Field::Wbs => "`id`, and where the row stands",
        Field::Phase => "phases, if no row is one",
        Field::Name => "`name`",
        Field::Description => "`description`",
        Field::Outcome => "`outcome` of a phase",
        Field::Coordinator => "`coordinator`",
        Field::Executors => "`executors`",
        Field::DependsOn => "`depends_on`",
        Field::Parallel => "`parallel`, or `depends_on`",
        Field::Optional => "`optional`",
        Field::Start => "`start`",
        Field::Finish => "`finish`",
        Field::Days => "`days`, of a phase `total_days`",
        Field::Progress => "`progress`",
        Field::Pending => "`pending`",
        Field::Deliverable => "`deliverable` of a task",
        Field::Notes => "`notes`",
    }
}

fn dates() -> String {
    let rows: [(&str, &[&str]); 4] = [
        ("2023-08-21", &forms::DAY),
        (
            "2023-08-21, and the cell is kept in `notes`, too, because it says more",
            &forms::DAY_AND_MORE,
        ),
        (
            "no date, because there is no such day or several could be meant; kept in `notes`",
            &forms::UNCLEAR,
        ),
        (
            "words: in a date column they become `pending`",
            &forms::WORDS,
        ),
    ];
    let mut text = "| in the cell | read as |\n|---|---|\n".to_owned();
    for (what, cells) in rows {
        let cells: Vec<String> = cells.iter().map(|cell| format!("`{cell}`")).collect();
        let _ = writeln!(text, "| {} | {what} |", cells.join("<br>"));
    }
    text
}
