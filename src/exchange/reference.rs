//! The headings and the dates on `docs/import.md` in each language, from the code that reads them: `UPDATE_PAGES=1
//! cargo test reference` writes them.

use std::fmt::Write;

use crate::calendar::written::forms;
use crate::model::Kind;
use crate::model::TaskKey;
use crate::model::reference::holds;
use crate::words::Lang;

use super::heading::Field;
use super::heading::all;

#[test]
fn the_pages_say_what_is_understood() {
    for lang in Lang::ALL {
        let path = match lang {
            Lang::En => "docs/import.md",
            Lang::Zh => "docs/zh/import.md",
        };
        let texts = [("headings", headings(lang)), ("dates", dates(lang))];
        holds(path, &texts);
    }
}

fn headings(lang: Lang) -> String {
    let mut text = match lang {
        Lang::En => "| what | becomes | headings that are understood |\n|---|---|---|\n",
        Lang::Zh => "| 列 | 写入 | 能识别的表头 |\n|---|---|---|\n",
    }
    .to_owned();
    for (field, known) in all() {
        let words = known.words.split(' ').map(|word| format!("`{word}`"));
        let words = words.collect::<Vec<_>>().join(" ");
        let becomes = becomes(field, lang);
        let (english, chinese) = (known.english, known.chinese);
        let _ = match lang {
            Lang::En => writeln!(text, "| {english} ({chinese}) | {becomes} | {words} |"),
            Lang::Zh => writeln!(text, "| {chinese}（{english}） | {becomes} | {words} |"),
        };
    }
    text
}

/// What a column becomes in the plan.
fn becomes(field: Field, lang: Lang) -> String {
    let said = |english: &str, chinese: &str| said_in(lang, english, chinese).to_owned();
    let key = match field {
        Field::Wbs => return said("`id`, and where the row stands", "`id`，以及该行的位置"),
        Field::Phase => return said("phases, if no row is one", "阶段（没有单独成行的阶段时）"),
        Field::Key(TaskKey::Parallel) => {
            return said("`parallel`, or `depends_on`", "`parallel` 或 `depends_on`");
        }
        Field::Key(key) => key,
    };
    let called = |kind| key.at(kind).map(|key| key.row().key);
    match (called(Kind::Task), called(Kind::Phase)) {
        (Some(task), Some(phase)) if task == phase => format!("`{task}`"),
        (Some(task), Some(phase)) => said(
            &format!("`{task}`, of a phase `{phase}`"),
            &format!("`{task}`，阶段为 `{phase}`"),
        ),
        (Some(task), None) => said(&format!("`{task}` of a task"), &format!("任务的 `{task}`")),
        (None, phase) => {
            let phase = phase.unwrap_or_default();
            said(
                &format!("`{phase}` of a phase"),
                &format!("阶段的 `{phase}`"),
            )
        }
    }
}

fn dates(lang: Lang) -> String {
    let rows: [(&str, &str, &[&str]); 4] = [
        ("2023-08-21", "2023-08-21", &forms::DAY),
        (
            "2023-08-21, and the cell is kept in `notes`, too, because it says more",
            "2023-08-21；因为还有其他内容，原文另写入 `notes`",
            &forms::DAY_AND_MORE,
        ),
        (
            "no date, because there is no such day or several could be meant; kept in `notes`",
            "不算日期，因为没有这一天，或可能指几个不同的日期；写入 `notes`",
            &forms::UNCLEAR,
        ),
        (
            "words: in a date column they become `pending`",
            "文字：在日期列中写入 `pending`（待定）",
            &forms::WORDS,
        ),
    ];
    let mut text = match lang {
        Lang::En => "| in the cell | read as |\n|---|---|\n",
        Lang::Zh => "| 单元格中的写法 | 读作 |\n|---|---|\n",
    }
    .to_owned();
    for (english, chinese, cells) in rows {
        let cells: Vec<String> = cells.iter().map(|cell| format!("`{cell}`")).collect();
        let what = said_in(lang, english, chinese);
        let _ = writeln!(text, "| {} | {what} |", cells.join("<br>"));
    }
    text
}

fn said_in<'a>(lang: Lang, english: &'a str, chinese: &'a str) -> &'a str {
    match lang {
        Lang::En => english,
        Lang::Zh => chinese,
    }
}
