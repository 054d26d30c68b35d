//! The ids of the rows: as they are numbered, or as it follows from the numbers of phases in Chinese, a column of phases, or
//! the order of the rows.

use std::collections::BTreeMap;
use std::collections::HashMap;
use std::collections::HashSet;

use super::cell;
use super::columns::Columns;
use super::columns::Part;
use super::columns::Read;
use super::columns::accepted;
use super::dependency::Dependency;
use super::numeral;
use super::numeral::Numeral;
use super::said::plain;
use super::table::Table;
use super::wbs;
use super::wbs::Place;

/// What a row below the heading row is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum RowKind {
    /// A phase or a task with this id.
    Numbered(String),
    /// Something else: a remark below the table, a sum, a line that goes on.
    Stray,
    /// The heading row once more, as at the top of each printed page.
    Heading,
}

/// The rows of a table by their ids.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    /// What each row is.
    pub(super) kinds: Vec<RowKind>,
    /// Where each of the rows that have an id goes.
    pub(super) places: Vec<Place>,
    /// The names of phases that no row is.
    pub(super) phases: BTreeMap<String, String>,
    /// What was made of the numbers, if they are not taken as they are.
    pub(super) said: Option<String>,
    /// Whether the table has no column of numbers.
    pub(super) made_up: bool,
    /// Names that stand behind the number of a phase, by the rows of the table.
    names: HashMap<usize, String>,
    ids: HashSet<String>,
    /// Other words for an id: the number of a phase in Chinese, and names where there are no numbers.
    words: HashMap<String, Option<String>>,
    /// Where numbers begin again: the phase of each row of the table, and the first ids that each number has become.
    again: Option<Again>,
}

/// With so many ids besides that of the row itself, a number can mean more than one.
const ENOUGH: usize = 2;

#[derive(Debug, Default)]
struct Again {
    within: HashMap<usize, String>,
    ids: HashMap<String, Vec<String>>,
}

impl Numbers {
    /// The ids of the rows of `table`.
    pub(super) fn of(table: &Table) -> Self {
        let columns = Columns::of(table);
        let mut rows: Vec<Numbered> = Vec::new();
        let mut kinds = vec![RowKind::Stray; table.rows.len()];
        let mut names = HashMap::new();
        let read: Vec<Read> = table.rows.iter().map(|row| columns.read(table, row)).collect();
        let accepted = accepted(&read);
        let has_headings = accepted.contains(&true);
        let last = read.iter().rposition(|read| matches!(read, Read::Number(_)));
        let mut parts = Parts::default();
        for (at, (read, accepted)) in read.into_iter().zip(accepted).enumerate() {
            match read {
                Read::Heading => kinds[at] = RowKind::Heading,
                Read::Part(part) if accepted => {
                    let section = parts.open(&part.numeral);
                    if !part.in_name && !part.numeral.rest.is_empty() {
                        names.insert(at, part.numeral.rest);
                    }
                    rows.push(Numbered { at, number: String::new(), section: Some(section), is_part: true });
                }
                // A name alone below the table is a remark.
                Read::Part(part) if part.numeral.value == 0 && last.is_none_or(|last| at > last) => {}
                Read::Part(Part { otherwise: Some(number), .. }) | Read::Number(number) => {
                    rows.push(Numbered { at, number, section: parts.open_now(), is_part: false });
                }
                Read::Part(_) | Read::Stray => {}
            }
        }
        let mut numbers = Self { names, made_up: columns.number.is_none(), ..Self::default() };
        number_in_brackets(&mut rows);
        parts.no_phase = free(NO_PHASE, &rows.iter().map(|row| row.number.as_str()).collect());
        if !has_headings && let Some(by_column) = by_column(table, &columns, &mut rows, numbers.made_up) {
            parts = by_column;
        }
        numbers.give(table, &columns, &mut rows, parts, has_headings);
        for row in &rows {
            kinds[row.at] = RowKind::Numbered(row.number.clone());
        }
        numbers.kinds = kinds;
        numbers
    }

    /// The id that `text` means in the row at `row`.
    pub(super) fn task(&self, row: usize, text: &str) -> Option<String> {
        let named = || self.words.get(text).cloned().flatten();
        if self.made_up {
            // Nobody has seen these numbers before.
            return named();
        }
        let word = || named().or_else(|| numeral::in_digits(text).filter(|id| self.ids.contains(id)));
        let Some(again) = &self.again else {
            return if self.ids.contains(text) { Some(text.to_owned()) } else { word() };
        };
        let own = self.kinds.get(row);
        let is_other = |id: &&String| own.is_none_or(|own| !matches!(own, RowKind::Numbered(own) if own == *id));
        let within = again.within.get(&row).map(|phase| format!("{phase}.{text}"));
        if let Some(id) = within.as_ref().filter(|id| self.ids.contains(*id)).filter(is_other) {
            return Some(id.clone());
        }
        if text.contains('.') && self.ids.contains(text) {
            return Some(text.to_owned());
        }
        let others: Vec<&String> = again.ids.get(text).into_iter().flatten().filter(is_other).collect();
        match others.as_slice() {
            [only] => Some((*only).clone()),
            _ => word(),
        }
    }

    /// The tasks that `found` means in the row at `row`, and whether that is clear of all of them.
    pub(super) fn tasks(&self, row: usize, found: Vec<Dependency>) -> (Vec<Dependency>, bool) {
        let count = found.len();
        let meant = |mut dependency: Dependency| {
            match self.task(row, &dependency.task) {
                Some(id) => dependency.task = id,
                // Where numbers begin again a number alone would be that of a phase, which nobody means by it.
                None if self.again.is_some() && !dependency.task.contains('.') => return None,
                None if self.made_up => return None,
                None => {}
            }
            Some(dependency)
        };
        let tasks: Vec<Dependency> = found.into_iter().filter_map(meant).collect();
        let all = tasks.len() == count;
        (tasks, all)
    }

    /// The name behind the number in the row at `row`.
    pub(super) fn name(&self, row: usize) -> Option<&str> {
        self.names.get(&row).map(String::as_str)
    }

    /// Whether a column names the phases.
    pub(super) fn has_phases(&self) -> bool {
        !self.phases.is_empty()
    }

    /// Whether something else than the numbers says where rows belong, so that it is told once.
    pub(super) fn is_told(&self) -> bool {
        self.said.is_some()
    }

    /// Give each row its id and its place.
    fn give(&mut self, table: &Table, columns: &Columns, rows: &mut [Numbered], mut parts: Parts, has_headings: bool) {
        let is_list = parts.sections.is_empty();
        if self.made_up {
            count_out(rows);
            parts.tell_apart(rows);
        }
        let scheme = if is_list { Scheme::AsTheyAre } else { parts.scheme(rows, has_headings, self.made_up) };
        // The numbers as if they began again in each phase: that is how rows stand below each other.
        let below: Vec<String> = rows.iter().map(|row| parts.below(row, scheme)).collect();
        self.places = wbs::places(&below);
        let ids: Vec<String> = rows
            .iter()
            .zip(&below)
            .map(|(row, below)| match (scheme, row.section) {
                (Scheme::RunOn, Some(section)) if row.is_part => parts.sections[section].label.clone(),
                (Scheme::BeginAgain, _) if wbs::is_number(&row.number) || row.is_part => below.clone(),
                (Scheme::HavePhase, Some(section)) if row.is_part => parts.sections[section].path.clone(),
                _ => row.number.clone(),
            })
            .collect();
        let row_of_section: HashMap<usize, usize> = rows
            .iter()
            .enumerate()
            .filter(|(_, row)| row.is_part)
            .filter_map(|(index, row)| Some((row.section?, index)))
            .collect();
        for (row, place) in rows.iter().zip(&mut self.places) {
            if is_list || row.is_part {
                continue;
            }
            let section = row.section.map(|section| &parts.sections[section]);
            if !wbs::is_number(&row.number) {
                // What is no number stands directly in its phase.
                let heading = row.section.and_then(|section| row_of_section.get(&section));
                *place = match heading {
                    Some(heading) => Place::Under { row: *heading, missing: None, too_deep: false },
                    None => Place::UnderNoPhase(section.map_or(&parts.no_phase, |section| &section.path).to_owned()),
                };
            }
            if scheme == Scheme::RunOn {
                let path = section.map_or(NO_PHASE, |section| &section.path);
                match place {
                    Place::Under { missing: Some(missing), .. } => {
                        let bare = missing.strip_prefix(path).map(|rest| rest.trim_start_matches('.').to_owned());
                        *missing = bare.unwrap_or_else(|| missing.clone());
                    }
                    Place::UnderNoPhase(phase) => {
                        *phase = section.map_or(&parts.no_phase, |section| &section.label).to_owned();
                    }
                    Place::Under { .. } | Place::Phase => {}
                }
            }
        }
        let finals = parts.sections.iter().map(|section| match scheme {
            Scheme::RunOn => (section, section.label.clone()),
            _ => (section, section.path.clone()),
        });
        for (section, id) in finals {
            if let Some(name) = &section.name {
                self.phases.insert(id.clone(), name.clone());
            }
            let word = self.words.entry(section.word.clone()).or_insert_with(|| Some(id.clone()));
            if word.as_ref() != Some(&id) {
                *word = None;
            }
        }
        if scheme == Scheme::BeginAgain {
            let mut again = Again::default();
            for (row, id) in rows.iter().zip(&ids).filter(|(row, _)| !row.is_part) {
                let known = again.ids.entry(row.number.clone()).or_default();
                if known.len() <= ENOUGH && !known.contains(id) {
                    known.push(id.clone());
                }
                let path = row.section.map_or(NO_PHASE, |section| &parts.sections[section].path);
                again.within.insert(row.at, path.to_owned());
            }
            self.again = (!self.made_up).then_some(again);
        }
        if self.made_up {
            for (row, id) in rows.iter().zip(&ids) {
                let name = columns.name.and_then(|at| table.rows[row.at].cells.get(at)).map(|name| cell::squeeze(name));
                let word = self.words.entry(name.unwrap_or_default()).or_insert_with(|| Some(id.clone()));
                if word.as_ref() != Some(id) {
                    *word = None;
                }
            }
        }
        let heading = columns.phase.map(|at| plain(&table.columns[at].heading)).filter(|_| !has_headings);
        self.said = parts.said(scheme, heading.as_deref(), self.made_up);
        for (row, id) in rows.iter_mut().zip(ids) {
            row.number = id;
        }
        self.ids = rows.iter().map(|row| row.number.clone()).collect();
    }
}

/// The phase of rows that stand before the first phase.
const NO_PHASE: &str = "0";

/// How the numbers of tasks go with the phases that something else than their first part tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scheme {
    /// There are no such phases.
    AsTheyAre,
    /// 一, 1, 2, 二, 3, 4: they stay as they are.
    RunOn,
    /// 一, 1, 2, 二, 1, 2: they get the number of the phase.
    BeginAgain,
    /// 一, 1.1, 1.2, 二, 2.1: they have the number of the phase.
    HavePhase,
}

/// A row with a number, or with none yet.
#[derive(Debug)]
struct Numbered {
    /// The row of the table.
    at: usize,
    number: String,
    section: Option<usize>,
    /// Whether it is the row that begins its section.
    is_part: bool,
}

/// Give the rows numbers in their order, in each section from 1 on.
fn count_out(rows: &mut [Numbered]) {
    let mut last: HashMap<Option<usize>, usize> = HashMap::new();
    for row in rows.iter_mut().filter(|row| !row.is_part) {
        let number = last.entry(row.section).or_default();
        *number += 1;
        row.number = number.to_string();
    }
}

/// `（1）` below `2` is 2.1; where no number stands above it, it is 1.
fn number_in_brackets(rows: &mut [Numbered]) {
    let mut above: Option<(Option<usize>, String)> = None;
    for row in rows.iter_mut().filter(|row| !row.is_part) {
        if wbs::is_number(&row.number) {
            above = Some((row.section, row.number.clone()));
            continue;
        }
        let text = cell::half_width(&row.number);
        let inner = text.strip_prefix('(').and_then(|text| text.strip_suffix(')')).map(str::trim);
        let Some(inner) = inner.filter(|inner| wbs::is_number(inner)) else { continue };
        row.number = match &above {
            Some((section, above)) if *section == row.section => format!("{above}.{inner}"),
            _ => inner.to_owned(),
        };
    }
}

/// A phase, or a part of one, that something else than the numbers of tasks tells.
#[derive(Debug)]
struct Section {
    /// Its number, in digits.
    path: String,
    /// Its id where the numbers of tasks stay.
    label: String,
    /// What a column of predecessors calls it.
    word: String,
    /// Its name, if no row has it.
    name: Option<String>,
    /// The section that it is a part of.
    above: Option<usize>,
}

#[derive(Debug, Default)]
struct Parts {
    sections: Vec<Section>,
    /// The sections that a row would stand in, with their ranks.
    open: Vec<(usize, usize)>,
    /// How many have no number of their own, below each path.
    counted: HashMap<String, u32>,
    /// The id of the phase of rows before the first one.
    no_phase: String,
}

impl Parts {
    /// Begin the section with this number.
    fn open(&mut self, numeral: &Numeral) -> usize {
        while self.open.last().is_some_and(|(_, rank)| *rank >= numeral.rank) {
            self.open.pop();
        }
        let section_above = self.open_now();
        let above = section_above.map(|section| &self.sections[section]);
        let prefix = above.map(|above| format!("{}.", above.path)).unwrap_or_default();
        let value = if numeral.value == 0 {
            let counted = self.counted.entry(prefix.clone()).or_default();
            *counted += 1;
            *counted
        } else {
            numeral.value
        };
        let label = above.map(|above| format!("{}.{}", above.label, numeral.label)).unwrap_or(numeral.label.clone());
        let path = format!("{prefix}{value}");
        self.sections.push(Section { path, label, word: numeral.label.clone(), name: None, above: section_above });
        self.open.push((self.sections.len() - 1, numeral.rank));
        self.sections.len() - 1
    }

    /// The section that a row stands in now.
    fn open_now(&self) -> Option<usize> {
        self.open.last().map(|(section, _)| *section)
    }

    fn path(&self, row: &Numbered) -> &str {
        row.section.map_or(NO_PHASE, |section| &self.sections[section].path)
    }

    /// Number sections and tasks together in the order of the rows, if their numbers so far would be the same for some of them.
    fn tell_apart(&mut self, rows: &mut [Numbered]) {
        let mut ids: HashSet<String> = HashSet::new();
        if rows.iter().all(|row| ids.insert(self.below(row, Scheme::BeginAgain))) {
            return;
        }
        let mut counted: HashMap<Option<usize>, u32> = HashMap::new();
        for row in rows {
            let above = if row.is_part { row.section.and_then(|at| self.sections[at].above) } else { row.section };
            let number = counted.entry(above).or_default();
            *number += 1;
            if let Some(at) = row.section.filter(|_| row.is_part) {
                let prefix = above.map(|above| format!("{}.", self.sections[above].path)).unwrap_or_default();
                self.sections[at].path = format!("{prefix}{number}");
            } else {
                row.number = number.to_string();
            }
        }
    }

    /// The number of `row` as it stands below its phase.
    fn below(&self, row: &Numbered, scheme: Scheme) -> String {
        match scheme {
            _ if row.is_part => self.path(row).to_owned(),
            Scheme::AsTheyAre | Scheme::HavePhase => row.number.clone(),
            Scheme::RunOn | Scheme::BeginAgain => format!("{}.{}", self.path(row), row.number),
        }
    }

    /// How the numbers of `rows` go with these sections.
    fn scheme(&mut self, rows: &[Numbered], has_headings: bool, made_up: bool) -> Scheme {
        let numbers: Vec<&Numbered> = rows.iter().filter(|row| !row.is_part && wbs::is_number(&row.number)).collect();
        if made_up {
            return Scheme::BeginAgain;
        }
        if !has_headings && let Some(firsts) = first_parts(&numbers) {
            for (section, first) in firsts {
                self.sections[section].path = first;
            }
            return Scheme::HavePhase;
        }
        let has_phase =
            |row: &&&Numbered| row.number.strip_prefix(self.path(row)).is_some_and(|rest| rest.starts_with('.'));
        if has_headings && numbers.iter().filter(has_phase).count() * 2 > numbers.len() {
            return Scheme::HavePhase;
        }
        let is_first = |row: &&&Numbered| row.number.split('.').next().and_then(|first| first.parse().ok()) == Some(1);
        let begin: HashSet<Option<usize>> = numbers.iter().filter(is_first).map(|row| row.section).collect();
        let different: HashSet<&str> = numbers.iter().map(|row| row.number.as_str()).collect();
        // A column may come back to a phase, and then only its number tells rows with the same number apart.
        let most_again =
            if has_headings { different.len() * 2 < numbers.len() } else { different.len() < numbers.len() };
        if begin.len() > 1 || most_again { Scheme::BeginAgain } else { Scheme::RunOn }
    }

    fn said(&self, scheme: Scheme, column: Option<&str>, made_up: bool) -> Option<String> {
        let top: Vec<&Section> = self.sections.iter().filter(|section| !section.path.contains('.')).collect();
        let named = |of: &dyn Fn(&Section) -> String| {
            let names: Vec<String> = top.iter().take(2).map(|section| plain(&of(section))).collect();
            format!("{}{}", names.join(", "), if top.len() > 2 { ", …" } else { "" })
        };
        let (labels, paths) = (named(&|section| section.label.clone()), named(&|section| section.path.clone()));
        let names = named(&|section| section.name.clone().unwrap_or_default());
        let (is_one, it) = (top.len() == 1, if top.len() == 1 { "its tasks" } else { "their tasks" });
        let (are, rows) = if is_one { ("is", "row") } else { ("are", "rows") };
        let (phases, those) = if is_one { ("phase", "that") } else { ("phases", "those") };
        let what = match (column, scheme) {
            (_, Scheme::AsTheyAre) if made_up => {
                return Some(
                    "there is no column of numbers: the tasks are numbered in the order of the rows".to_owned(),
                );
            }
            (_, Scheme::AsTheyAre) => return None,
            (Some(column), Scheme::RunOn) => {
                format!(
                    "the {phases} {labels} {are} {those} of the column {column}: {names}; the numbers of tasks run on, and stay"
                )
            }
            (Some(column), _) => format!("the {phases} {paths} {are} {those} of the column {column}: {names}"),
            (None, Scheme::RunOn) if is_one => {
                format!(
                    "the row {labels} is read as a phase, and those below as {it}; the numbers of tasks run on, and stay"
                )
            }
            (None, Scheme::RunOn) => format!(
                "the rows {labels} are read as phases, and those below as {it}; the numbers of tasks run on, and stay"
            ),
            (None, _) if made_up => {
                "rows with nothing but a name are read as phases, and those below as their tasks".to_owned()
            }
            (None, _) => format!("the {rows} {labels} {are} read as the {phases} {paths}, and those below as {it}"),
        };
        Some(match scheme {
            Scheme::BeginAgain if made_up => {
                format!("{what}; there is no column of numbers: the tasks are numbered in the order of the rows")
            }
            Scheme::BeginAgain => format!(
                "{what}; the numbers of tasks begin again in each phase, so they get its number (1.1), and predecessors are \
                 looked for in the phase of the row first"
            ),
            _ => what,
        })
    }
}

/// The first part of the numbers of each section, if all of them have one, and each section its own.
fn first_parts(numbers: &[&Numbered]) -> Option<BTreeMap<usize, String>> {
    let mut firsts: BTreeMap<usize, String> = BTreeMap::new();
    for row in numbers {
        let (first, _) = row.number.split_once('.')?;
        let known = firsts.entry(row.section?).or_insert_with(|| first.to_owned());
        if known != first {
            return None;
        }
    }
    let different: HashSet<&String> = firsts.values().collect();
    (different.len() == firsts.len()).then_some(firsts)
}

/// The phases that the column of phases tells, if no row is one.
fn by_column(table: &Table, columns: &Columns, rows: &mut [Numbered], made_up: bool) -> Option<Parts> {
    let column = columns.phase?;
    let mut value = String::new();
    let values: Vec<String> = rows
        .iter()
        .map(|row| {
            let text = table.rows[row.at].cells.get(column).map_or("", String::as_str);
            if !cell::is_nothing(text) {
                value = cell::squeeze(text);
            }
            value.clone()
        })
        .collect();
    if values.iter().all(String::is_empty) {
        return None;
    }
    let mut words: HashSet<&str> = HashSet::new();
    if !rows.iter().all(|row| wbs::is_number(&row.number) || words.insert(&row.number)) && !made_up {
        return None;
    }
    let taken: HashSet<&str> = rows.iter().map(|row| row.number.as_str()).collect();
    let mut parts = Parts { no_phase: free(NO_PHASE, &taken), ..Parts::default() };
    let mut known: HashMap<&str, usize> = HashMap::new();
    let is_han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    let is_chinese = values.iter().any(|value| value.contains(is_han));
    let sections: Vec<Option<usize>> = values
        .iter()
        .map(|value| {
            if value.is_empty() {
                return None;
            }
            let next = parts.sections.len();
            let section = *known.entry(value).or_insert(next);
            if section == next {
                let number = next + 1;
                let label = if is_chinese && number < 100 { numeral::write(number) } else { format!("P{number}") };
                let label = free(&label, &taken);
                let word = value.clone();
                parts.sections.push(Section {
                    path: number.to_string(),
                    label,
                    word,
                    name: Some(value.clone()),
                    above: None,
                });
            }
            Some(section)
        })
        .collect();
    if !made_up {
        let ids: Vec<String> = rows.iter().map(|row| row.number.clone()).collect();
        let places = wbs::places(&ids);
        let tops: Vec<usize> = (0..rows.len()).filter(|row| !matches!(places[*row], Place::Under { .. })).collect();
        let are_phases = tops.iter().filter(|row| places[**row] == Place::Phase).count();
        if are_phases == 0 {
            if !ids.iter().all(|id| wbs::is_number(id)) {
                return None;
            }
            let numbers: Vec<Numbered> = rows
                .iter()
                .zip(&sections)
                .map(|(row, section)| Numbered { number: row.number.clone(), section: *section, ..*row })
                .collect();
            first_parts(&numbers.iter().collect::<Vec<_>>())?;
        } else if are_phases < tops.len() || (tops.len() < rows.len() && parts.sections.len() >= tops.len()) {
            // Some rows are phases.
            return None;
        }
    }
    for (row, section) in rows.iter_mut().zip(sections) {
        row.section = section;
    }
    Some(parts)
}

/// `id`, or something like it that no row is called.
fn free(id: &str, taken: &HashSet<&str>) -> String {
    let mut id = id.to_owned();
    while taken.contains(id.as_str()) {
        id.insert(0, 'P');
    }
    id
}
