//! The promise of an import: no cell is lost. Checked on the files as they will be written, by
//! reading them back.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::collections::HashMap;
use std::collections::VecDeque;
use std::sync::Arc;

use crate::model::TaskKey;
use crate::model::Value;
use crate::text::FileId;
use crate::text::yaml;
use crate::text::yaml::Limits;
use crate::text::yaml::NodeRef;
use crate::text::yaml::Shape;
use crate::words::Message;
use crate::words::say;

use super::cell;
use super::date;
use super::date::DateCell;
use super::dependency;
use super::emit::OutFile;
use super::heading::Column;
use super::heading::Field;
use super::numbers::RowKind;
use super::parallel;
use super::place;
use super::preamble;
use super::preamble::Label;
use super::progress;
use super::reading::Reading;
use super::roles::Roles;
use super::said;
use super::table::Table;

/// A cell of which neither the text nor the value is in the files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Lost {
    /// The line of the file on which its row begins.
    pub line: usize,
    /// The heading of its column; `None` above the table.
    pub heading: Option<String>,
    /// The cell.
    pub text: String,
}

impl Lost {
    /// Which cell it is.
    #[must_use]
    pub(crate) fn message(&self) -> Message {
        let text = said::shown(&self.text);
        match &self.heading {
            Some(heading) => say!(
                en: "row {line}, {heading}: {text}",
                zh: "第 {line} 行，{heading}：{text}",
                line = self.line,
                heading = said::plain(heading),
                text = text,
            ),
            None => say!(
                en: "row {line}, above the table: {text}",
                zh: "第 {line} 行，表头之上：{text}",
                line = self.line,
                text = text,
            ),
        }
    }
}

/// The cells of `table` that are not in `files`: neither in the field that their column stands for,
/// nor in the notes of the entry of their row.
#[must_use]
pub(crate) fn lost(table: &Table, files: &[OutFile]) -> Vec<Lost> {
    let mut written = Written::read(files);
    let reading = Reading::of(table);
    let mut lost = Vec::new();
    for row in &table.preamble {
        let texts = preamble::texts(row);
        lost.extend(
            texts
                .into_iter()
                .filter(|text| !written.plan.has_label(text))
                .map(|text| Lost {
                    line: row.line,
                    heading: None,
                    text,
                }),
        );
    }
    let mut current = written.plan.clone();
    for (at, (row, kind)) in table.rows.iter().zip(&reading.numbers.kinds).enumerate() {
        if let RowKind::Numbered(id) = kind {
            current = written
                .entries
                .get_mut(id)
                .and_then(VecDeque::pop_front)
                .unwrap_or_default();
        }
        let is_kept = |(column_at, column): (usize, &Column), text: &str| match kind {
            RowKind::Heading => true,
            _ if cell::is_nothing(text) => true,
            RowKind::Stray => current.keeps(text) || current.keeps(&place::labelled(column, text)),
            RowKind::Numbered(_) => {
                let place = (at, column_at);
                let is_value = column
                    .field
                    .is_some_and(|field| current.has_value(field, text, place, &reading));
                is_value || current.keeps(&place::labelled(column, text))
            }
        };
        let cells = table.columns.iter().enumerate().zip(&row.cells);
        lost.extend(cells.filter(|(column, text)| !is_kept(*column, text)).map(
            |((_, column), text)| Lost {
                line: row.line,
                heading: Some(column.heading.clone()),
                text: text.clone(),
            },
        ));
    }
    lost
}

/// What the files hold.
#[derive(Debug, Default)]
struct Written {
    plan: Values,
    /// The entries of each id in the order in which they are written.
    entries: HashMap<String, VecDeque<Values>>,
}

impl Written {
    fn read(files: &[OutFile]) -> Self {
        let limits = Limits {
            file_bytes: u64::MAX,
            nodes: usize::MAX,
            ..Limits::default()
        };
        let mut written = Self::default();
        for file in files {
            let source: Arc<str> = file.text.as_str().into();
            let reading = yaml::read(FileId(0), &source, &[], &limits);
            // What a reader stumbles over counts as not written.
            let root = reading
                .document
                .root()
                .filter(|_| reading.complete && reading.problems.is_empty());
            for (key, value) in root.map(NodeRef::entries).unwrap_or_default() {
                match key.scalar().map(|key| key.text) {
                    Some("plan") => written.plan = Values::of(value),
                    Some("phases") => {
                        for phase in value.items() {
                            let name = Values::of(phase).one("name").map(Arc::from);
                            written.add(phase, name.as_ref());
                        }
                    }
                    _ => {}
                }
            }
        }
        written
    }

    fn add(&mut self, node: NodeRef<'_>, phase: Option<&Arc<str>>) {
        let values = Values {
            phase: phase.cloned(),
            ..Values::of(node)
        };
        let id = values.one("id").unwrap_or_default().to_owned();
        self.entries.entry(id).or_default().push_back(values);
        for (key, value) in node.entries() {
            if key.scalar().is_some_and(|key| key.text == "tasks") {
                value.items().for_each(|task| self.add(task, phase));
            }
        }
    }
}

/// Keys and values of one map; a list as several values of one key. Sets, as a table may be large
/// on purpose.
#[derive(Clone, Debug, Default)]
struct Values {
    /// The name of the phase that it is in.
    phase: Option<Arc<str>>,
    values: BTreeMap<String, BTreeSet<String>>,
    /// The lines of the texts that hold several cells.
    lines: BTreeMap<String, BTreeSet<String>>,
}

impl Values {
    fn of(node: NodeRef<'_>) -> Self {
        let mut values = Self::default();
        for (key, value) in node.entries() {
            let key = key.scalar().map_or("", |key| key.text);
            match value.shape() {
                Shape::Scalar(scalar) => values.add(key, scalar.text),
                Shape::Seq if key != "tasks" => {
                    for item in value.items() {
                        match item.scalar() {
                            Some(item) => values.add(key, item.text),
                            None => {
                                values.add(key, Values::of(item).one("task").unwrap_or_default());
                            }
                        }
                    }
                }
                Shape::Seq | Shape::Map => {}
            }
        }
        values
    }

    fn add(&mut self, key: &str, value: &str) {
        if matches!(key, "notes" | "pending" | "description") {
            self.lines
                .entry(key.to_owned())
                .or_default()
                .extend(value.split('\n').map(str::to_owned));
        }
        self.values
            .entry(key.to_owned())
            .or_default()
            .insert(value.to_owned());
    }

    fn one(&self, key: &str) -> Option<&str> {
        self.values.get(key)?.first().map(String::as_str)
    }

    fn has(&self, key: &str, value: &str) -> bool {
        self.values
            .get(key)
            .is_some_and(|values| values.contains(value))
    }

    fn has_lines(&self, key: &str, text: &str) -> bool {
        self.lines
            .get(key)
            .is_some_and(|lines| text.split('\n').all(|line| lines.contains(line)))
    }

    /// Whether the notes, or the description of the plan, hold `text` in whole lines.
    fn keeps(&self, text: &str) -> bool {
        self.has_lines("notes", text)
            || (self.one("version").is_some() && self.has_lines("description", text))
    }

    /// Whether a text from above the table is there, as a text or as what its label says.
    fn has_label(&self, text: &str) -> bool {
        let is_value = preamble::labelled(text).is_some_and(|(label, value)| match label {
            _ if value.is_empty() => true,
            Label::Title => self.has("title", &cell::squeeze(value)),
            Label::Editors => {
                cell::names(value).is_some_and(|names| names.iter().all(|name| self.has("editors", name)))
            }
            Label::Date => matches!(date::read(value), DateCell::Day(day) if self.has("status_date", &day.to_string())),
        });
        is_value || self.has("title", &cell::squeeze(text)) || self.keeps(text)
    }

    /// Whether the entry has the value that a cell of that field says.
    fn has_value(
        &self,
        field: Field,
        text: &str,
        place: (usize, usize),
        reading: &Reading,
    ) -> bool {
        let (row, column) = place;
        let roles = reading.roles;
        let exists = |id: &str| reading.numbers.task(row, id).is_some();
        let depends_on = |found: Vec<dependency::Dependency>| {
            let (found, all) = reading.numbers.tasks(row, found);
            all && found
                .iter()
                .all(|found| self.has("depends_on", &found.task))
        };
        let says = |key: &str, yes: bool| {
            if yes {
                self.has(key, "true")
            } else {
                self.one(key).is_none()
            }
        };
        match field {
            Field::Wbs => {
                self.one("id").is_some()
                    && reading
                        .numbers
                        .name(row)
                        .is_none_or(|name| self.has("name", name))
            }
            Field::Phase => self.phase.as_deref() == Some(&*cell::squeeze(text)),
            Field::Key(TaskKey::Name) => {
                let marked = cell::without_optional_mark(text);
                self.has("name", &cell::squeeze(text))
                    || marked.is_some_and(|name| self.has("name", &name) && says("optional", true))
            }
            Field::Key(TaskKey::Coordinator | TaskKey::Executors) => {
                cell::names(text).is_some_and(|names| {
                    let [first, rest @ ..] = names.as_slice() else {
                        return false;
                    };
                    let does = |name: &String| self.has("executors", name);
                    // Who stands in the only column of owners, or leads a group, may have become
                    // either.
                    let does_or_answers =
                        |name: &String| does(name) || self.has("coordinator", name);
                    match (field, roles) {
                        (Field::Key(TaskKey::Coordinator), Roles::Apart | Roles::WithHelp) => {
                            self.has("coordinator", first)
                                && (rest.is_empty() || names.iter().all(does))
                        }
                        (_, Roles::Apart) => names.iter().all(does),
                        _ => names.iter().all(does_or_answers),
                    }
                })
            }
            Field::Key(TaskKey::Days) => {
                [("days", false), ("total_days", true)]
                    .iter()
                    .any(|(key, of_a_phase)| {
                        cell::days(text, *of_a_phase)
                            .is_some_and(|days| self.has(key, &days.to_string()))
                    })
            }
            Field::Key(TaskKey::Progress) => self
                .one("progress")
                .is_some_and(|value| progress::agrees(text, value)),
            Field::Key(TaskKey::Parallel) => {
                let read = parallel::read(text, exists);
                read.complete
                    && depends_on(read.depends_on)
                    && read.parallel.is_none_or(|yes| says("parallel", yes))
            }
            Field::Key(TaskKey::DependsOn) => {
                let (found, complete) = dependency::list(text, exists);
                complete && depends_on(found)
            }
            Field::Key(TaskKey::Optional) => {
                cell::is_optional(text).is_some_and(|yes| says("optional", yes))
            }
            Field::Key(TaskKey::Pending) => self.has_lines("pending", text),
            Field::Key(TaskKey::Notes) => self.keeps(text) || self.has("outcome", text),
            Field::Key(key) => {
                let name = key.row().key;
                if key.row().value != Value::Date {
                    return self.has(name, text);
                }
                match reading.years.read(row, column, text) {
                    DateCell::Day(day) => self.has(name, &day.to_string()),
                    DateCell::DayAndMore(_) | DateCell::Unclear => false,
                    DateCell::Words => self.has_lines("pending", text),
                }
            }
        }
    }
}
