//! The headings and the dates on `docs/import.md`, from the code that reads them: `UPDATE_PAGES=1
//! cargo test reference` writes them.

use std::fmt::Write;

use crate::calendar::written::forms;
use crate::model::Kind;
use crate::model::TaskKey;
use crate::model::heading::all;
use crate::model::reference::holds;

use super::heading::Field;

#[test]
fn the_page_says_what_is_understood() {
    holds(
        "docs/import.md",
        &[("headings", headings()), ("dates", dates())],
    );
}

fn headings() -> String {
    let mut text = "| what | becomes | headings that are understood |\n|---|---|---|\n".to_owned();
    for (field, known) in all() {
        let words = known.words.split(' ').map(|word| format!("`{word}`"));
        let _ = writeln!(
            text,
            "| {} ({}) | {} | {} |",
            known.english,
            known.chinese,
            becomes(field),
            words.collect::<Vec<_>>().join(" ")
        );
    }
    text
}

/// What a column becomes in the plan.
fn becomes(field: Field) -> String {
    let key = match field {
        Field::Wbs => return "`id`, and where the row stands".to_owned(),
        Field::Phase => return "phases, if no row is one".to_owned(),
        Field::Key(TaskKey::Parallel) => return "`parallel`, or `depends_on`".to_owned(),
        Field::Key(key) => key,
    };
    let called = |kind| key.at(kind).map(|key| key.row().key);
    match (called(Kind::Task), called(Kind::Phase)) {
        (Some(task), Some(phase)) if task == phase => format!("`{task}`"),
        (Some(task), Some(phase)) => format!("`{task}`, of a phase `{phase}`"),
        (Some(task), None) => format!("`{task}` of a task"),
        (None, phase) => format!("`{}` of a phase", phase.unwrap_or_default()),
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
