//! The tables of keys in `docs/format.md` in each language, from the table of the fields: `UPDATE_PAGES=1 cargo test
//! reference` writes them.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use crate::words::Lang;

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
fn the_pages_have_every_key() {
    for lang in Lang::ALL {
        let (path, meaning, holds_what) = match lang {
            Lang::En => ("docs/format.md", "meaning", "what it holds"),
            Lang::Zh => ("docs/zh/format.md", "含义", "内容"),
        };
        let part = PartKey::ALL.iter().map(|key| key.row());
        let dependency = DependencyKey::ALL.iter().map(|key| key.row());
        let calendar = CalendarKey::ALL.iter().map(|key| key.row());
        let owner = OwnerKey::ALL.iter().map(|key| key.row());
        holds(
            path,
            &[
                ("keys of a part", plain(lang, holds_what, part)),
                ("keys of plan", of_plan(lang)),
                ("keys of phases and tasks", of_tasks(lang)),
                ("keys of a dependency", plain(lang, meaning, dependency)),
                ("keys of a calendar", plain(lang, meaning, calendar)),
                ("keys of an owner", plain(lang, meaning, owner)),
            ],
        );
    }
}

fn meaning(row: &Row, lang: Lang) -> &'static str {
    match lang {
        Lang::En => row.meaning,
        Lang::Zh => row.chinese,
    }
}

fn example(row: &Row, lang: Lang) -> String {
    match lang {
        Lang::En => row.example.to_owned(),
        Lang::Zh => row.example.replace("` or `", "` 或 `"),
    }
}

fn plain(lang: Lang, heading: &str, rows: impl Iterator<Item = &'static Row>) -> String {
    let key = match lang {
        Lang::En => "key",
        Lang::Zh => "字段",
    };
    let mut text = format!("| {key} | {heading} |\n|---|---|\n");
    for row in rows {
        let _ = writeln!(text, "| `{}` | {} |", row.key, meaning(row, lang));
    }
    text
}

fn of_plan(lang: Lang) -> String {
    let mut text = match lang {
        Lang::En => "| key | meaning | example |\n|---|---|---|\n",
        Lang::Zh => "| 字段 | 含义 | 示例 |\n|---|---|---|\n",
    }
    .to_owned();
    for row in PlanKey::ALL.iter().map(|key| key.row()) {
        let (meaning, example) = (meaning(row, lang), example(row, lang));
        let _ = writeln!(text, "| `{}` | {meaning} | {example} |", row.key);
    }
    text
}

fn of_tasks(lang: Lang) -> String {
    let mut text = match lang {
        Lang::En => "| key | of | meaning | example |\n|---|---|---|---|\n",
        Lang::Zh => "| 字段 | 用于 | 含义 | 示例 |\n|---|---|---|---|\n",
    }
    .to_owned();
    for row in TaskKey::ALL.iter().map(|key| key.row()) {
        let of = match (row.of, lang) {
            (Of::Both, Lang::En) => "both",
            (Of::Phase, Lang::En) => "phase",
            (Of::Task, Lang::En) => "task",
            (Of::Both, Lang::Zh) => "阶段和任务",
            (Of::Phase, Lang::Zh) => "阶段",
            (Of::Task, Lang::Zh) => "任务",
        };
        let inherited = match (row.reach, lang) {
            (Reach::Inherited, Lang::En) => ". Inherited",
            (Reach::Inherited, Lang::Zh) => "。不写则沿用上级",
            (Reach::Itself | Reach::Within, _) => "",
        };
        let (meaning, example) = (meaning(row, lang), example(row, lang));
        let _ = writeln!(
            text,
            "| `{}` | {of} | {meaning}{inherited} | {example} |",
            row.key
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
