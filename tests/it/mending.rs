//! From a table to a clean plan: the order on the pages about import leads there. The customer's table is
//! imported and mended in that order; a step leaves nothing to its own rules and to those of the
//! steps before. `UPDATE_PAGES=1 cargo test mending` writes what was found into the pages.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use planlint::Lang;
use serde_json::Value;

use crate::common;
use crate::common::planlint;
use crate::common::stderr;
use crate::common::stdout;

/// Rules that are looked at together, and what somebody who knows the plan does about their
/// findings.
struct Step {
    name: &'static str,
    chinese: &'static str,
    select: &'static str,
    edits: &'static [Edit],
}

enum Edit {
    /// File, id, and a line of that task in the place of the one with the same key.
    Line(&'static str, &'static str, &'static str),
    /// File, what stands in it once, and what comes in its place.
    Text(&'static str, &'static str, &'static str),
}

use Edit::Line;
use Edit::Text;

const STEPS: [Step; 6] = [
    Step {
        name: "structure",
        chinese: "结构",
        select: "syntax,encoding,limit,schema,unquoted-id,id-*,wbs-*",
        edits: &[Line("phase-2", "2.3.1", "id: \"2.3\"")],
    },
    Step {
        name: "dates",
        chinese: "日期",
        select: "calendar-*,date-*,phase-overlap",
        edits: &[
            Line("phase-2", "2.1.1", "finish: 2023-09-22"),
            Line("phase-2", "2.1.1", "days: 4"),
            Line("phase-2", "2.1.2", "finish: 2023-09-22"),
            Line("phase-2", "2.1.2", "days: 4"),
            Line("phase-2", "2.1.3", "finish: 2023-09-22"),
            Line("phase-2", "2.1.3", "days: 4"),
            Line("phase-2", "2.2.1", "finish: 2023-09-28"),
            Line("phase-2", "2.2.1", "days: 3"),
            Line("phase-2", "2.2.2", "finish: 2023-09-28"),
            Line("phase-2", "2.2.2", "days: 3"),
            Line("phase-3", "3.1.2", "finish: 2023-10-26"),
            Line("phase-3", "3.2.1", "finish: 2023-10-13"),
            Line("phase-3", "3.2.1", "days: 4"),
            Line("phase-3", "3.2.2", "start: 2023-10-16"),
            Line("phase-3", "3.2.2", "finish: 2023-10-16"),
            Line("phase-3", "3.2.3", "start: 2023-10-17"),
            Line("phase-3", "3.2.3", "finish: 2023-10-31"),
            Line("phase-3", "3.2.4", "start: 2023-11-01"),
            Line("phase-3", "3.2.4", "finish: 2023-11-03"),
            Line("phase-3", "3.2.5", "start: 2023-11-06"),
            Line("phase-3", "3.2.5", "finish: 2023-11-10"),
            Line("phase-3", "3.3.3", "finish: 2023-10-27"),
            Line("phase-3", "3.3.3", "days: 1"),
            Line("phase-3", "3.4.3", "finish: 2023-10-27"),
            Line("phase-3", "3.4.3", "days: 2"),
            Line("phase-3", "3.4.4", "start: 2023-10-30"),
            Line("phase-3", "3.4.4", "finish: 2023-11-03"),
            Line("phase-3", "3.7.2", "finish: 2023-10-30"),
            Line("phase-3", "3.7.2", "days: 6"),
            Line("phase-3", "3.8.2", "finish: 2023-10-30"),
            Line("phase-3", "3.8.2", "days: 6"),
            Line("phase-4", "4", "parallel: true"),
        ],
    },
    Step {
        name: "dependencies",
        chinese: "前置任务",
        select: "dependency-*",
        edits: &[
            Line(
                "phase-1",
                "1.2",
                "depends_on: [{task: \"1.1\", type: SS, lag: 6}]",
            ),
            Line("phase-1", "1.3", "depends_on: [\"1.2\"]"),
            Line("phase-2", "2.1", "depends_on: [\"1.3\"]"),
        ],
    },
    Step {
        name: "owners",
        chinese: "责任方",
        select: "owner-*",
        edits: &[
            Text("owners", "  泛微:\n", "  泛微:\n    capacity: 7\n"),
            Text("owners", "  多方:\n    kind: placeholder\n", ""),
            Text(
                "owners",
                "    kind: group\n",
                "    kind: group\n    members: [泛微, 达梦, 金山, 金蝶, 深信服]\n",
            ),
            Line(
                "phase-1",
                "1.1",
                "executors: [泛微, 达梦, 金山, 金蝶, 深信服]",
            ),
            Line("phase-3", "3", "coordinator: 移动"),
            Line("phase-3", "3.3", "executors: [粤政易, 深信服]"),
            Line(
                "phase-3",
                "3.5",
                "executors: [省盖章平台, 省统一身份认证平台, 泛微]",
            ),
            Line("phase-4", "4", "coordinator: 移动"),
        ],
    },
    Step {
        name: "totals",
        chinese: "天数汇总",
        select: "total-*",
        edits: &[
            Line("phase-1", "1.1", "days: 15"),
            Line("phase-1", "1", "total_days: 15"),
            Line("phase-2", "2.1", "days: 4"),
            Line("phase-2", "2.2", "days: 3"),
            Line("phase-2", "2", "total_days: 10"),
            Line("phase-3", "3.2", "days: 28"),
            Line("phase-3", "3.3", "days: 23"),
            Line("phase-3", "3.4", "days: 23"),
            Line("phase-3", "3.7", "days: 21"),
            Line("phase-3", "3.8", "days: 21"),
            Line("phase-3", "3", "total_days: 28"),
        ],
    },
    Step {
        name: "progress",
        chinese: "完成进度",
        select: "progress-*",
        edits: &[
            Text("plan", "status_date: 2023-08-16", "status_date: 2023-08-28"),
            Line("phase-1", "1.1.3", "progress: 50%"),
            Line("phase-1", "1.1.8", "progress: done"),
            Line("phase-1", "1.1.9", "progress: done"),
            Line("phase-1", "1.1.10", "progress: done"),
            Line("phase-1", "1.1", "progress: 60%"),
        ],
    },
];

/// Put `line` into the task `id`, in the place of the line with the same key, else behind its id.
fn with_line(text: &str, id: &str, line: &str) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let item = format!("- id: \"{id}\"");
    let at = lines
        .iter()
        .position(|line| line.trim_start() == item)
        .unwrap_or_else(|| panic!("there is no {id}"));
    let pad = " ".repeat(lines[at].len() - lines[at].trim_start().len() + 2);
    let (key, value) = line.split_once(": ").expect("a key and a value");
    if key == "id" {
        lines[at] = lines[at].replace(&format!("\"{id}\""), value);
    } else {
        let is_own = |line: &String| {
            line.strip_prefix(&pad)
                .is_some_and(|rest| !rest.starts_with([' ', '-']))
        };
        let own = lines[at + 1..]
            .iter()
            .take_while(|line| is_own(line))
            .position(|own| own.trim().starts_with(&format!("{key}:")));
        match own {
            Some(found) => lines[at + 1 + found] = format!("{pad}{line}"),
            None => lines.insert(at + 1, format!("{pad}{line}")),
        }
    }
    lines.join("\n") + "\n"
}

fn make(folder: &Path, edit: &Edit) {
    let (Edit::Line(file, ..) | Edit::Text(file, ..)) = edit;
    let path = folder.join(format!("plan/{file}.yaml"));
    let text = fs::read_to_string(&path).expect("the file is there");
    let edited = match edit {
        Edit::Line(_, id, line) => with_line(&text, id, line),
        Edit::Text(_, before, after) => {
            assert_eq!(text.matches(before).count(), 1, "{file}: {before:?}");
            text.replace(before, after)
        }
    };
    assert_ne!(text, edited, "{file}: nothing changes");
    fs::write(path, edited).expect("it can be written");
}

/// How many errors, warnings and notes the rules find, and all of it for people.
fn found(folder: &Path, select: &str) -> ([u64; 3], String) {
    let arguments: &[&str] = if select.is_empty() {
        &["check"]
    } else {
        &["check", "--select", select]
    };
    let output = planlint(folder, &[arguments, &["--format", "json"]].concat());
    let report: Value =
        serde_json::from_str(&stdout(&output)).unwrap_or_else(|_| panic!("{}", stderr(&output)));
    let count = |level: &str| report["summary"][level].as_u64().unwrap_or(u64::MAX);
    let told = stdout(&planlint(folder, arguments));
    (["error", "warning", "note"].map(count), told)
}

fn told(lang: Lang, counts: [u64; 3]) -> String {
    let words = ["error", "warning", "note"];
    let chinese = ["错误", "警告", "提示"];
    let some = |level: usize| match (lang, counts[level]) {
        (_, 0) => None,
        (Lang::En, 1) => Some(format!("1 {}", words[level])),
        (Lang::En, count) => Some(format!("{count} {}s", words[level])),
        (Lang::Zh, count) => Some(format!("{count} 个{}", chinese[level])),
    };
    let parts: Vec<String> = (0..3).filter_map(some).collect();
    match lang {
        Lang::En if parts.is_empty() => "nothing".to_owned(),
        Lang::En => parts.join(", "),
        Lang::Zh if parts.is_empty() => "无".to_owned(),
        Lang::Zh => parts.join("、"),
    }
}

#[test]
fn the_order_leads_to_a_clean_plan() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let folder = folder.path();
    let table = common::project().join("seeds/zhaozhengyi-phase2-plan.tsv");
    let output = planlint(
        folder,
        &[
            "import",
            table.to_str().expect("it is text"),
            "--out",
            "plan",
        ],
    );
    assert!(output.status.success(), "{}", stderr(&output));
    let imported = found(folder, "").1;
    let fixed = stdout(&planlint(folder, &["check", "--fix"]));
    assert!(
        fixed.ends_with(&imported),
        "an import leaves nothing for --fix: {fixed}"
    );
    let at_first = STEPS.each_ref().map(|step| found(folder, step.select).0);
    let all_at_first = found(folder, "").0;
    let sum = at_first.iter().fold([0; 3], |sum, one| {
        [0, 1, 2].map(|level: usize| sum[level] + one[level])
    });
    assert_eq!(sum, all_at_first, "every finding is of one step");
    let pages = common::in_each_language("import.md");
    let texts = pages.each_ref().map(|(_, path)| {
        fs::read_to_string(common::project().join(path)).expect("the page is there")
    });
    let mut rows = Vec::new();
    for (at, step) in STEPS.iter().enumerate() {
        for page in &texts {
            assert!(
                page.contains(&format!("planlint check --select '{}'", step.select)),
                "{}",
                step.select
            );
        }
        let in_turn = found(folder, step.select).0;
        step.edits.iter().for_each(|edit| make(folder, edit));
        for earlier in &STEPS[..=at] {
            let ([errors, warnings, _], text) = found(folder, earlier.select);
            assert_eq!(
                (errors, warnings),
                (0, 0),
                "{} are mended, {} are left:\n{text}",
                step.name,
                earlier.name
            );
        }
        rows.push((step, at_first[at], in_turn));
    }
    let (left, text) = found(folder, "");
    assert_eq!(left[..2], [0, 0], "{text}");
    for (lang, path) in pages {
        let table = summed(lang, &rows, [all_at_first, left]);
        common::hold_page(&path, &[("mending", &table)]);
    }
}

/// Each step with what is found for it after the import and when its turn comes; and all that is
/// found at first and at the end.
fn summed(lang: Lang, rows: &[(&Step, [u64; 3], [u64; 3])], all: [[u64; 3]; 2]) -> String {
    let (columns, end) = match lang {
        Lang::En => (
            "| step | after the import | when its turn comes | lines to mend |",
            "at the end",
        ),
        Lang::Zh => ("| 步骤 | 刚导入时 | 轮到这一步时 | 修改的行数 |", "最后"),
    };
    let mut table = format!("{columns}\n|---|---|---|--:|\n");
    for (step, at_first, in_turn) in rows {
        let name = match lang {
            Lang::En => step.name,
            Lang::Zh => step.chinese,
        };
        let [at_first, in_turn] = [*at_first, *in_turn].map(|counts| told(lang, counts));
        let count = step.edits.len();
        writeln!(table, "| {name} | {at_first} | {in_turn} | {count} |").expect("memory");
    }
    let [at_first, left] = all.map(|counts| told(lang, counts));
    writeln!(table, "| {end} | {at_first} | {left} | |").expect("memory");
    table
}
