//! One row into one entry: every cell into its field, and what has none into the notes.

use std::collections::BTreeSet;

use crate::model::Kind;
use crate::model::TaskKey;
use crate::model::Value;
use crate::words::Arg;
use crate::words::Joined;
use crate::words::Message;
use crate::words::say;
use crate::words::word;

use super::cell;
use super::date;
use super::date::DateCell;
use super::dependency;
use super::dependency::Dependency;
use super::draft::Entry;
use super::draft::Plain;
use super::heading::Column;
use super::heading::Field;
use super::parallel;
use super::progress;
use super::reading::Reading;
use super::roles;
use super::roles::Roles;
use super::said::shown;
use super::table::Table;

/// A row in its fields.
#[derive(Debug)]
pub(super) struct Placed {
    pub(super) entry: Entry,
    /// What could not be placed, or was read in a way that a person should know.
    pub(super) said: Vec<Message>,
}

/// Place the cells of the row at `at` of `table`, which is a phase or a task called `id`.
pub(super) fn place(
    table: &Table,
    at: usize,
    is_phase: bool,
    id: String,
    reading: &Reading,
) -> Placed {
    let row = &table.rows[at];
    let mut placer = Placer {
        entry: Entry {
            is_phase,
            id,
            ..Entry::default()
        },
        said: Vec::new(),
        more_notes: Vec::new(),
        number: None,
        no_field: Vec::new(),
        progress: Vec::new(),
        names_executors: roles::names_executors(&table.columns, row),
        row: at,
        reading,
    };
    // In the order of the fields, so that the order of the columns changes nothing.
    let mut cells: Vec<(usize, &Column, &str)> = table
        .columns
        .iter()
        .zip(&row.cells)
        .enumerate()
        .map(|(at, (column, text))| (at, column, text.as_str()))
        .collect();
    cells.sort_by_key(|(_, column, _)| (column.field.is_none(), column.field));
    for (column_at, column, text) in cells {
        if column.field == Some(Field::Wbs) {
            placer.wbs(column, text);
        } else if !cell::is_nothing(text) {
            placer.cell(column, column_at, text);
        }
    }
    placer.finish()
}

struct Placer<'a> {
    entry: Entry,
    said: Vec<Message>,
    /// Notes that come after what the notes column says.
    more_notes: Vec<String>,
    /// The cell of a number that has a name in it.
    number: Option<String>,
    /// Headings of cells that no field is for.
    no_field: Vec<&'a str>,
    /// What says how far it is.
    progress: Vec<(&'a Column, &'a str)>,
    /// Whether another cell than that of the coordinator says who does it.
    names_executors: bool,
    /// The row of the table.
    row: usize,
    reading: &'a Reading,
}

impl<'a> Placer<'a> {
    fn wbs(&mut self, column: &Column, text: &str) {
        let name = self.reading.numbers.name(self.row);
        if let Some(name) = name {
            self.entry.name = Some(name.to_owned());
            self.number = Some(labelled(column, text));
        } else if text != self.entry.id && !self.reading.numbers.is_told() {
            self.said.push(say!(
                en: "{text} is read as {id}",
                zh: "{text} 读作 {id}",
                text = shown(text),
                id = shown(&self.entry.id),
            ));
        }
    }

    fn exists(&self) -> impl Fn(&str) -> bool + use<'a> {
        let (reading, row) = (self.reading, self.row);
        move |id: &str| reading.numbers.task(row, id).is_some()
    }

    fn cell(&mut self, column: &'a Column, at: usize, text: &'a str) {
        if column.field != Some(Field::Key(TaskKey::Progress)) {
            self.progress();
        }
        match column.field {
            None => self.without_field(column, text),
            Some(Field::Wbs) => {}
            // It is the name of the phase.
            Some(Field::Phase) if self.reading.numbers.has_phases() => {}
            Some(Field::Phase) => self.without_field(column, text),
            Some(Field::Key(key)) => self.value(key, column, at, text),
        }
    }

    fn value(&mut self, key: TaskKey, column: &'a Column, at: usize, text: &'a str) {
        match key {
            TaskKey::Name => self.name(text),
            TaskKey::Coordinator | TaskKey::Executors if self.reading.roles == Roles::One => {
                self.owners(column, text);
            }
            TaskKey::Coordinator => self.coordinator(column, text),
            TaskKey::Executors => self.executors(column, text),
            TaskKey::Parallel => self.parallel(column, text),
            TaskKey::Optional => self.optional(column, text),
            TaskKey::Days => match cell::days(text, self.entry.is_phase) {
                Some(days) => self.entry.days = Some(days),
                None => self.keep(
                    column,
                    text,
                    say!(en: "not a number of whole days", zh: "不是整数天数"),
                ),
            },
            TaskKey::Progress if self.entry.is_phase => {
                self.keep(
                    column,
                    text,
                    say!(en: "a phase has no progress but that of its tasks", zh: "阶段的完成进度由其任务得出，不单独填写"),
                );
            }
            _ if key.at(self.entry.kind()).is_none() => {
                let key = word(key.row().key);
                let why = match self.entry.kind() {
                    Kind::Phase => say!(
                        en: "a phase has no {key}",
                        zh: "阶段没有 `{key}`",
                        key = key,
                    ),
                    Kind::Task => say!(
                        en: "a task has no {key}",
                        zh: "任务没有 `{key}`",
                        key = key,
                    ),
                };
                self.keep(column, text, why);
            }
            TaskKey::DependsOn => self.depends_on(column, text),
            TaskKey::Progress => self.progress.push((column, text)),
            TaskKey::Pending => self.pending(text),
            TaskKey::Notes => self.notes(column, text),
            _ => match key.row().value {
                Value::Text | Value::Address => {
                    self.entry.values.insert(key, Plain::Text(text.to_owned()));
                }
                Value::Date => self.date(key, column, at, text),
                _ => self.without_field(column, text),
            },
        }
    }

    /// Keep a cell that no field is for.
    fn without_field(&mut self, column: &'a Column, text: &str) {
        self.no_field.push(&column.heading);
        self.more_notes.push(labelled(column, text));
    }

    /// Keep a cell in the notes, and say why it is there.
    fn keep(&mut self, column: &Column, text: &str, why: Message) {
        self.said.push(say!(
            en: "{heading} {text}: {why}; kept in notes",
            zh: "{heading} {text}：{why}；已写入 `notes`",
            heading = shown_heading(column),
            text = shown(text),
            why = why,
        ));
        self.more_notes.push(labelled(column, text));
    }

    fn name(&mut self, text: &str) {
        // A phase cannot be optional: there the mark stays in the name.
        let bare = if self.entry.is_phase {
            None
        } else {
            cell::without_optional_mark(text)
        };
        self.entry.optional |= bare.is_some();
        // What stands behind the number is a name only where there is no other.
        self.more_notes.extend(self.number.take());
        self.entry.name = Some(bare.unwrap_or_else(|| cell::squeeze(text)));
    }

    /// The only column of owners.
    fn owners(&mut self, column: &Column, text: &str) {
        match cell::names(text) {
            None => self.keep(
                column,
                text,
                say!(en: "too long for a name", zh: "过长，不像名称"),
            ),
            Some(names) if names.is_empty() => {
                self.keep(column, text, say!(en: "no name", zh: "没有名称"));
            }
            Some(names) if !self.entry.is_phase => self.entry.executors = names,
            Some(names) => {
                self.entry.coordinator = names.first().cloned();
                if names.len() > 1 {
                    self.said.push(first_answers(column, text, &names[0]));
                    self.entry.executors = names;
                }
            }
        }
    }

    fn coordinator(&mut self, column: &Column, text: &str) {
        let Some(names) = cell::names(text) else {
            return self.keep(
                column,
                text,
                say!(en: "too long for a name", zh: "过长，不像名称"),
            );
        };
        self.entry.coordinator = names.first().cloned();
        match &self.entry.coordinator {
            None => self.keep(column, text, say!(en: "no name", zh: "没有名称")),
            Some(_)
                if self.reading.roles == Roles::WithHelp
                    && !self.entry.is_phase
                    && !self.names_executors =>
            {
                self.entry.executors = names;
            }
            Some(_) if names.len() < 2 => {}
            // Who takes part does so beside all who answer.
            Some(first) if self.reading.roles == Roles::WithHelp || !self.names_executors => {
                self.said.push(first_answers(column, text, first));
                self.entry.executors = names;
            }
            Some(first) => {
                let why = say!(
                    en: "only one can answer for it, {first}",
                    zh: "只能有一个统筹方，取 {first}",
                    first = shown(first),
                );
                self.keep(column, text, why);
            }
        }
    }

    fn executors(&mut self, column: &Column, text: &str) {
        match cell::names(text) {
            Some(names) if names.is_empty() => {
                self.keep(column, text, say!(en: "no name", zh: "没有名称"));
            }
            Some(names) => {
                for name in names {
                    if !self.entry.executors.contains(&name) {
                        self.entry.executors.push(name);
                    }
                }
            }
            None => self.keep(
                column,
                text,
                say!(en: "too long for a name", zh: "过长，不像名称"),
            ),
        }
    }

    fn add_dependencies(&mut self, found: Vec<Dependency>) -> Vec<String> {
        let mut known: BTreeSet<String> = self
            .entry
            .depends_on
            .iter()
            .map(|known| known.task.clone())
            .collect();
        let mut added = Vec::new();
        for dependency in found {
            if known.insert(dependency.task.clone()) {
                added.push(dependency.task.clone());
                self.entry.depends_on.push(dependency);
            }
        }
        added
    }

    fn depends_on(&mut self, column: &Column, text: &str) {
        let (found, complete) = dependency::list(text, self.exists());
        let (found, all) = self.reading.numbers.tasks(self.row, found);
        // Twice the same task with different ends: a plan can say both, but this import cannot tell
        // which is meant.
        let clear = found.len()
            == found
                .iter()
                .map(|dependency| &dependency.task)
                .collect::<BTreeSet<_>>()
                .len();
        self.add_dependencies(found);
        if !(complete && clear && all) {
            let why = if self.reading.numbers.made_up {
                say!(
                    en: "without numbers only names of other rows are read, and not all of it is one",
                    zh: "没有编号时只识别其他行的名称，其中有的不是",
                )
            } else {
                say!(
                    en: "not all of it is a list of ids",
                    zh: "其中有的不是编号",
                )
            };
            self.keep(column, text, why);
        }
    }

    fn parallel(&mut self, column: &Column, text: &str) {
        let read = parallel::read(text, self.exists());
        self.entry.parallel = read.parallel == Some(true);
        if self.entry.is_phase && !read.depends_on.is_empty() {
            let why = say!(en: "a phase has no depends_on", zh: "阶段没有 `depends_on`");
            return self.keep(column, text, why);
        }
        let (found, all) = self.reading.numbers.tasks(self.row, read.depends_on);
        self.add_dependencies(found);
        if !(read.complete && all) {
            self.keep(column, text, say!(en: "neither yes nor no nor a dependency", zh: "既不是“是”或“否”，也不是前置任务"));
        }
    }

    fn optional(&mut self, column: &Column, text: &str) {
        match cell::is_optional(text) {
            Some(true) if self.entry.is_phase => {
                self.keep(
                    column,
                    text,
                    say!(en: "a phase cannot be optional", zh: "阶段不能是可选的"),
                );
            }
            Some(false) if self.entry.optional => {
                self.keep(
                    column,
                    text,
                    say!(en: "the name says that it is optional", zh: "名称中已注明可选"),
                );
            }
            Some(optional) => self.entry.optional |= optional,
            None => self.keep(
                column,
                text,
                say!(en: "neither yes nor no", zh: "既不是“是”，也不是“否”"),
            ),
        }
    }

    fn date(&mut self, key: TaskKey, column: &Column, at: usize, text: &str) {
        let read = self.reading.years.read(self.row, at, text);
        let day = match read {
            DateCell::Day(day) | DateCell::DayAndMore(day) => Some(day),
            DateCell::Unclear | DateCell::Words => None,
        };
        if let Some(day) = day {
            self.entry.values.insert(key, Plain::Day(day));
        }
        match read {
            DateCell::Day(_) => {}
            DateCell::DayAndMore(_) => self.keep(
                column,
                text,
                say!(en: "only the date has a field", zh: "只有日期有对应字段"),
            ),
            DateCell::Unclear
                if date::without_year(text).is_some() && self.reading.years.is_told =>
            {
                self.keep(
                    column,
                    text,
                    say!(en: "the year is missing, and the dates around it do not tell which one", zh: "没有年份，由前后的日期也无法确定"),
                );
            }
            DateCell::Unclear if date::without_year(text).is_some() => {
                self.keep(
                    column,
                    text,
                    say!(en: "the year is missing, and one date with a year in the table is enough", zh: "没有年份；表中只要有一个日期写明年份即可"),
                );
            }
            DateCell::Unclear => {
                self.keep(column, text, say!(en: "no such day, or more than one way to read it", zh: "没有这一天，或可能指几个不同的日期"));
            }
            // Only the days on which work takes place can be open.
            DateCell::Words if !matches!(key, TaskKey::Start | TaskKey::Finish) => {
                self.keep(column, text, say!(en: "not a date", zh: "不是日期"));
            }
            DateCell::Words if self.entry.is_phase => {
                self.keep(column, text, say!(en: "not a date, and a phase has no pending", zh: "不是日期，而阶段没有 `pending`（待定）"));
            }
            DateCell::Words => self.pending(text),
        }
    }

    fn pending(&mut self, text: &str) {
        if !self.entry.pending.iter().any(|known| known == text) {
            self.entry.pending.push(text.to_owned());
        }
    }

    /// The cells that say how far it is, all together.
    fn progress(&mut self) {
        if self.progress.is_empty() {
            return;
        }
        let cells = std::mem::take(&mut self.progress);
        let texts: Vec<&str> = cells.iter().map(|(_, text)| *text).collect();
        let read = progress::of_cells(&texts);
        for (column, text) in cells {
            match &read {
                None => self.keep(
                    column,
                    text,
                    say!(en: "does not say how far it is", zh: "看不出完成了多少"),
                ),
                Some((value, not_done)) if progress::agrees(text, value) => {
                    if *not_done {
                        self.said.push(say!(
                            en: "{heading} {text} is read as not-started",
                            zh: "{heading} {text} 读作 not-started（未开始）",
                            heading = shown_heading(column),
                            text = shown(text),
                        ));
                    }
                }
                Some((value, _)) => {
                    let why = say!(
                        en: "another column says {value}, which counts",
                        zh: "另一列是 {value}，以它为准",
                        value = value,
                    );
                    self.keep(column, text, why);
                }
            }
        }
        self.entry.progress = read.map(|(value, _)| value);
    }

    fn notes(&mut self, column: &Column, text: &str) {
        let is_outcome = ["完成此阶段", "完成本阶段"]
            .iter()
            .any(|words| text.starts_with(words));
        let says_outcome = self.entry.values.contains_key(&TaskKey::Outcome);
        if self.entry.is_phase && !says_outcome && is_outcome {
            let outcome = Plain::Text(text.to_owned());
            self.entry.values.insert(TaskKey::Outcome, outcome);
            return;
        }
        self.entry.notes.push(text.to_owned());
        let found = dependency::in_remark(text, self.exists());
        let (found, _) = self.reading.numbers.tasks(self.row, found);
        if found.is_empty() {
            return;
        }
        let (heading, text) = (shown_heading(column), shown(text));
        if self.entry.is_phase {
            self.said.push(say!(
                en: "{heading} {text}: a phase has no depends_on; kept in notes",
                zh: "{heading} {text}：阶段没有 `depends_on`；已写入 `notes`",
                heading = heading,
                text = text,
            ));
            return;
        }
        let added = self.add_dependencies(found);
        if !added.is_empty() {
            self.said.push(say!(
                en: "{heading} {text} is read as depends_on {added}, and kept in notes",
                zh: "{heading} {text} 读作 `depends_on`：{added}；原文已写入 `notes`",
                heading = heading,
                text = text,
                added = Arg::joined(added, usize::MAX, Joined::Comma),
            ));
        }
    }

    fn finish(mut self) -> Placed {
        self.progress();
        if !self.no_field.is_empty() {
            let headings: Vec<String> =
                self.no_field.iter().map(|heading| shown(heading)).collect();
            self.said.push(say!(
                en: "no field for {headings}; kept in notes",
                zh: "{headings} 没有对应字段；已写入 `notes`",
                headings = Arg::joined(headings, usize::MAX, Joined::Comma),
            ));
        }
        self.entry.notes.append(&mut self.more_notes);
        Placed {
            entry: self.entry,
            said: self.said,
        }
    }
}

/// A cell as it stands in notes: with its heading, as it is out of its column.
pub(super) fn labelled(column: &Column, text: &str) -> String {
    format!("{}: {text}", column.heading)
}

/// Of several who are named the first answers.
fn first_answers(column: &Column, text: &str, first: &str) -> Message {
    say!(
        en: "{heading} {text}: only one can answer for it, {first}; all of them become executors",
        zh: "{heading} {text}：只能有一个统筹方，取 {first}；全部作为经办方",
        heading = shown_heading(column),
        text = shown(text),
        first = shown(first),
    )
}

fn shown_heading(column: &Column) -> String {
    super::said::plain(&column.heading)
}
