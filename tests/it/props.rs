//! Properties: whatever the bytes, nothing panics; however a plan is cut and ordered, the findings
//! are the same; a plan that adds up has none.

use std::fmt::Write as _;

use planlint::Day;
use planlint::FailOn;
use planlint::Format;
use planlint::Report;
use planlint::Severity;
use planlint::Style;
use proptest::prelude::*;
use proptest::sample::Index;

use crate::common;

/// A plan that adds up, made from a few numbers.
#[derive(Clone, Debug)]
pub(crate) struct Made {
    phases: Vec<Work>,
}

/// A phase, group or task.
#[derive(Clone, Debug)]
struct Work {
    id: String,
    start: Day,
    finish: Day,
    days: i64,
    depends_on: Vec<String>,
    children: Vec<Work>,
}

/// How many children, whether they follow each other, and how long leaves are.
#[derive(Clone, Debug)]
enum Shape {
    Leaf(i64),
    Group(bool, Vec<Shape>),
}

fn shape() -> impl Strategy<Value = Shape> {
    let leaf = (0_i64..12).prop_map(Shape::Leaf);
    leaf.prop_recursive(3, 24, 4, |inner| {
        (any::<bool>(), prop::collection::vec(inner, 1..4))
            .prop_map(|(in_turn, children)| Shape::Group(in_turn, children))
    })
}

pub(crate) fn plan() -> impl Strategy<Value = Made> {
    let phase = (any::<bool>(), prop::collection::vec(shape(), 1..4))
        .prop_map(|(in_turn, children)| Shape::Group(in_turn, children));
    prop::collection::vec(phase, 1..4).prop_map(|phases| {
        let mut start = Day::parse("2023-08-21").expect("it exists");
        let phases = phases.iter().enumerate().map(|(at, shape)| {
            let phase = work(shape, format!("{}", at + 1), start);
            start = after(&phase);
            phase
        });
        Made {
            phases: phases.collect(),
        }
    })
}

/// The days from Monday to Friday, from this one on.
fn weekdays(from: Day) -> impl Iterator<Item = Day> {
    // 1970-01-01 was a Thursday.
    (0..)
        .map(move |after| from.plus(after))
        .filter(|day| (day.number() + 3).rem_euclid(7) < 5)
}

/// The first working day after something, with a week of air, so that milestones do not share days.
fn after(work: &Work) -> Day {
    weekdays(work.finish.plus(7))
        .next()
        .expect("there is a working day")
}

fn work(shape: &Shape, id: String, start: Day) -> Work {
    match shape {
        Shape::Leaf(days) => {
            // A milestone ends on the day on which it starts.
            let later = usize::try_from((*days - 1).max(0)).expect("tasks are short");
            let finish = weekdays(start).nth(later).expect("there are so many days");
            Work {
                id,
                start,
                finish,
                days: *days,
                depends_on: Vec::new(),
                children: Vec::new(),
            }
        }
        Shape::Group(in_turn, shapes) => {
            let mut next = start;
            let mut children: Vec<Work> = Vec::new();
            for (at, shape) in shapes.iter().enumerate() {
                let mut child = work(shape, format!("{id}.{}", at + 1), next);
                if *in_turn {
                    next = after(&child);
                    if at % 2 == 1 {
                        child.depends_on.push(children[at - 1].id.clone());
                    }
                }
                children.push(child);
            }
            let weights = children.iter().map(|child| child.days);
            let days = if *in_turn {
                weights.sum()
            } else {
                weights.max().unwrap_or(0)
            };
            let finish = children
                .iter()
                .map(|child| child.finish)
                .max()
                .unwrap_or(start);
            Work {
                id,
                start,
                finish,
                days,
                depends_on: Vec::new(),
                children,
            }
        }
    }
}

/// One entry as YAML; `turn` rotates the keys.
fn write_work(out: &mut String, work: &Work, indent: usize, phase: bool, turn: usize) {
    let pad = " ".repeat(indent);
    let mut keys = vec![
        format!("id: \"{}\"", work.id),
        format!("name: 工作{}", work.id),
    ];
    if phase {
        keys.push("coordinator: 移动".to_owned());
        keys.push(format!("total_days: {}", work.days));
    } else {
        keys.push(format!("days: {}", work.days));
    }
    if !phase && work.children.is_empty() {
        keys.push(format!("start: {}", work.start));
        keys.push(format!("finish: {}", work.finish));
        keys.push(format!("executors: [\"o{}\"]", work.id));
    }
    if !work.depends_on.is_empty() {
        let ids: Vec<String> = work
            .depends_on
            .iter()
            .map(|id| format!("\"{id}\""))
            .collect();
        keys.push(format!("depends_on: [{}]", ids.join(", ")));
    }
    if !work.children.is_empty() {
        let mut tasks = "tasks:\n".to_owned();
        for child in &work.children {
            write_work(&mut tasks, child, indent + 4, false, turn);
        }
        keys.push(tasks.trim_end().to_owned());
    }
    let count = keys.len();
    keys.rotate_left(turn % count);
    for (at, key) in keys.iter().enumerate() {
        let lead = if at == 0 {
            format!("{pad}- ")
        } else {
            format!("{pad}  ")
        };
        writeln!(out, "{lead}{key}").expect("a string can be written to");
    }
}

fn owners(work: &Work, out: &mut String) {
    if work.children.is_empty() {
        writeln!(out, "  \"o{}\": {{kind: team}}", work.id).expect("a string can be written to");
    }
    for child in &work.children {
        owners(child, out);
    }
}

impl Made {
    /// Cut into files: `cuts` says for each phase into which of three files it goes.
    pub(crate) fn files(&self, turn: usize, cuts: &[usize]) -> Vec<(String, String)> {
        let mut parts = vec![String::new(); 3];
        for (at, phase) in self.phases.iter().enumerate() {
            let part = &mut parts[cuts[at % cuts.len()] % 3];
            if part.is_empty() {
                part.push_str("phases:\n");
            }
            write_work(part, phase, 2, true, turn);
        }
        let mut owned = "owners:\n  移动: {kind: organisation}\n".to_owned();
        for phase in &self.phases {
            owners(phase, &mut owned);
        }
        parts[turn % 3]
            .push_str("plan: {version: 1, calendar: weekdays, working_calendar: weekdays}\n");
        parts[(turn + 1) % 3].push_str(&owned);
        let files = parts
            .into_iter()
            .enumerate()
            .filter(|(_, text)| !text.is_empty());
        files
            .map(|(at, text)| (format!("plan/{}.yaml", ["a", "b", "c"][at]), text))
            .collect()
    }

    /// Make a mistake in the work at `at`, counted through the whole plan.
    pub(crate) fn make(&mut self, at: Index, mistake: Mistake) {
        self.change(at, |work| match mistake {
            Mistake::Days(days) => work.days = days.max(0),
            Mistake::Start(by) => work.start = work.start.plus(by),
            // Phases of different files have no order but that of their numbers.
            Mistake::Id(id) if work.id.contains('.') => work.id = id,
            Mistake::Id(_) => {}
            Mistake::Waits(id) => work.depends_on.push(id),
        });
    }

    /// Change the work at `at`, counted through the whole plan.
    fn change(&mut self, at: Index, change: impl FnOnce(&mut Work)) {
        // The at-th of all, in order, without holding references to its children.
        let count: usize = self.phases.iter().map(count).sum();
        let mut left = at.index(count);
        for phase in &mut self.phases {
            if let Some(found) = nth(phase, &mut left) {
                change(found);
                return;
            }
        }
    }
}

fn count(work: &Work) -> usize {
    1 + work.children.iter().map(count).sum::<usize>()
}

fn nth<'w>(work: &'w mut Work, left: &mut usize) -> Option<&'w mut Work> {
    if *left == 0 {
        return Some(work);
    }
    *left -= 1;
    work.children.iter_mut().find_map(|child| nth(child, left))
}

/// What is wrong, without where.
fn said(report: &Report) -> Vec<(String, String, Option<String>, String)> {
    let mut said: Vec<_> = report
        .findings
        .iter()
        .map(|reported| {
            let finding = &reported.finding;
            let task = finding.task.as_ref().map(std::string::ToString::to_string);
            (
                finding.rule.to_owned(),
                common::message(finding),
                task,
                reported.fingerprint.clone(),
            )
        })
        .collect();
    said.sort();
    said
}

fn check(files: &[(String, String)]) -> Report {
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    common::check(&files)
}

/// A mistake to put into a plan that adds up.
#[derive(Clone, Debug)]
pub(crate) enum Mistake {
    Days(i64),
    Start(i64),
    Id(String),
    Waits(String),
}

pub(crate) fn mistake() -> impl Strategy<Value = (Index, Mistake)> {
    let id = prop::sample::select(vec!["1", "1.1", "1.2", "2", "2.1", "1.1.1", "9.9", "x"])
        .prop_map(str::to_owned);
    // Each its own: which of two equal ids comes first is decided by the cut.
    let new_id = any::<u32>().prop_map(|n| format!("1.{n}"));
    let mistake = prop_oneof![
        (-3_i64..30).prop_map(Mistake::Days),
        (-400_i64..400).prop_map(Mistake::Start),
        new_id.prop_map(Mistake::Id),
        id.prop_map(Mistake::Waits),
    ];
    (any::<Index>(), mistake)
}

fn render_all(report: &Report) {
    let fail_on = FailOn::At(Severity::Error);
    for style in [Style::PLAIN, Style::PLAIN.framed(60).coloured().linked()] {
        report
            .write(fail_on, Format::Text, style, &mut std::io::sink())
            .expect("nothing can fail");
    }
    for format in common::machine_formats() {
        report
            .write(fail_on, format, Style::PLAIN, &mut std::io::sink())
            .expect("nothing can fail");
    }
    common::json(report);
}

/// Pieces that YAML and plans are made of, to be put together at random.
fn yamlish() -> impl Strategy<Value = String> {
    let pieces = vec![
        "phases:",
        "tasks:",
        "\n",
        "\n  ",
        "\n    ",
        "\n      ",
        "- ",
        "id: ",
        "\"1\"",
        "\"1.1\"",
        "1.10",
        "：",
        "，",
        "　",
        "\t",
        ": ",
        "[",
        "]",
        "{",
        "}",
        ", ",
        "&a ",
        "*a",
        "<<: ",
        "|\n",
        ">\n",
        "\"",
        "'",
        "#",
        "---",
        "...",
        "? ",
        "!x ",
        "%",
        "start: 2023-08-21",
        "finish: 2023-08-20",
        "days: 5",
        "depends_on: ",
        "executors: ",
        "移动",
        "owners:",
        "plan:",
        "version: 1",
        "calendars:",
        "week: [mon]",
        "holidays: [0001-01-01..9999-12-31]",
        "extends: ",
        "<<<<<<< a\n",
        "=======\n",
        ">>>>>>> b\n",
        "\r\n",
        "\r",
        "\u{feff}",
        "\u{85}",
        "\u{2028}",
        "🎉",
        "total_days: 3",
        "progress: ",
        "done",
        "{task: \"1\", lag: -5, type: SF}",
        "calendar: a",
        "a: {extends: a}",
        "\u{0}",
        "\u{202e}",
    ];
    prop::collection::vec(prop::sample::select(pieces), 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_plan_that_adds_up_has_no_findings(plan in plan(), turn in 0_usize..12, cuts in prop::collection::vec(0_usize..3, 1..4)) {
        let report = check(&plan.files(turn, &cuts));
        prop_assert!(report.findings.is_empty(), "{:#?}\n{:?}", report.findings, plan.files(turn, &cuts));
        prop_assert!(!report.incomplete);
    }

    #[test]
    fn order_and_cut_change_nothing_but_places(
        plan in plan(),
        mistakes in prop::collection::vec(mistake(), 1..5),
        turns in (0_usize..12, 0_usize..12),
        cuts in prop::collection::vec(0_usize..3, 1..4),
    ) {
        let mut plan = plan;
        for (at, mistake) in mistakes {
            plan.make(at, mistake);
        }
        let (one, other) = (check(&plan.files(turns.0, &[0])), check(&plan.files(turns.1, &cuts)));
        prop_assert_eq!(said(&one), said(&other), "{:?}\n{:?}", plan.files(turns.0, &[0]), plan.files(turns.1, &cuts));
    }

    #[test]
    fn any_bytes_are_read_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        render_all(&common::check_bytes([("plan/a.yaml", &*bytes)]));
    }

    #[test]
    fn anything_like_yaml_is_read_without_a_panic(first in yamlish(), second in yamlish()) {
        let report = common::check(&[("plan/a.yaml", &first), ("plan/b.yaml", &second)]);
        render_all(&report);
        // What could not be read is said.
        prop_assert!(!report.incomplete || !report.findings.is_empty(), "{first:?} {second:?}");
    }
}
