//! The ids of the rows: as they are numbered, or as it follows from the numbers of phases in
//! Chinese, a column of phases, or the order of the rows.

use std::collections::BTreeMap;
use std::collections::HashMap;
use std::collections::HashSet;

use crate::words::Message;

use super::cell;
use super::columns::Columns;
use super::columns::Part;
use super::columns::Read;
use super::columns::accepted;
use super::dependency::Dependency;
use super::numeral;
use super::parts::NO_PHASE;
use super::parts::Numbered;
use super::parts::Parts;
use super::parts::Scheme;
use super::parts::by_column;
use super::parts::count_out;
use super::parts::free;
use super::parts::number_in_brackets;
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
    pub(super) said: Option<Message>,
    /// Whether the table has no column of numbers.
    pub(super) made_up: bool,
    /// Names that stand behind the number of a phase, by the rows of the table.
    names: HashMap<usize, String>,
    ids: HashSet<String>,
    /// Other words for an id: the number of a phase in Chinese, and names where there are no
    /// numbers.
    words: HashMap<String, Option<String>>,
    /// Where numbers begin again: the phase of each row of the table, and the first ids that each
    /// number has become.
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
        let read: Vec<Read> = table
            .rows
            .iter()
            .map(|row| columns.read(table, row))
            .collect();
        let accepted = accepted(&read);
        let has_headings = accepted.contains(&true);
        let last = read
            .iter()
            .rposition(|read| matches!(read, Read::Number(_)));
        let mut parts = Parts::default();
        for (at, (read, accepted)) in read.into_iter().zip(accepted).enumerate() {
            match read {
                Read::Heading => kinds[at] = RowKind::Heading,
                Read::Part(part) if accepted => {
                    let section = parts.open(&part.numeral);
                    if !part.in_name && !part.numeral.rest.is_empty() {
                        names.insert(at, part.numeral.rest);
                    }
                    rows.push(Numbered {
                        at,
                        number: String::new(),
                        section: Some(section),
                        is_part: true,
                    });
                }
                // A name alone below the table is a remark.
                Read::Part(part)
                    if part.numeral.value == 0 && last.is_none_or(|last| at > last) => {}
                Read::Part(Part {
                    otherwise: Some(number),
                    ..
                })
                | Read::Number(number) => {
                    rows.push(Numbered {
                        at,
                        number,
                        section: parts.open_now(),
                        is_part: false,
                    });
                }
                Read::Part(_) | Read::Stray => {}
            }
        }
        let mut numbers = Self {
            names,
            made_up: columns.number.is_none(),
            ..Self::default()
        };
        number_in_brackets(&mut rows);
        parts.no_phase = free(
            NO_PHASE,
            &rows.iter().map(|row| row.number.as_str()).collect(),
        );
        if !has_headings
            && let Some(by_column) = by_column(table, &columns, &mut rows, numbers.made_up)
        {
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
        let word =
            || named().or_else(|| numeral::in_digits(text).filter(|id| self.ids.contains(id)));
        let Some(again) = &self.again else {
            return if self.ids.contains(text) {
                Some(text.to_owned())
            } else {
                word()
            };
        };
        let own = self.kinds.get(row);
        let is_other = |id: &&String| {
            own.is_none_or(|own| !matches!(own, RowKind::Numbered(own) if own == *id))
        };
        let within = again
            .within
            .get(&row)
            .map(|phase| format!("{phase}.{text}"));
        if let Some(id) = within
            .as_ref()
            .filter(|id| self.ids.contains(*id))
            .filter(is_other)
        {
            return Some(id.clone());
        }
        if text.contains('.') && self.ids.contains(text) {
            return Some(text.to_owned());
        }
        let others: Vec<&String> = again
            .ids
            .get(text)
            .into_iter()
            .flatten()
            .filter(is_other)
            .collect();
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
                // Where numbers begin again a number alone would be that of a phase, which nobody
                // means by it.
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
    fn give(
        &mut self,
        table: &Table,
        columns: &Columns,
        rows: &mut [Numbered],
        mut parts: Parts,
        has_headings: bool,
    ) {
        let is_list = parts.sections.is_empty();
        if self.made_up {
            count_out(rows);
            parts.tell_apart(rows);
        }
        let scheme = if is_list {
            Scheme::AsTheyAre
        } else {
            parts.scheme(rows, has_headings, self.made_up)
        };
        // The numbers as if they began again in each phase: that is how rows stand below each
        // other.
        let below: Vec<String> = rows.iter().map(|row| parts.below(row, scheme)).collect();
        self.places = wbs::places(&below);
        let ids: Vec<String> = rows
            .iter()
            .zip(&below)
            .map(|(row, below)| match (scheme, row.section) {
                (Scheme::RunOn, Some(section)) if row.is_part => {
                    parts.sections[section].label.clone()
                }
                (Scheme::BeginAgain, _) if wbs::is_number(&row.number) || row.is_part => {
                    below.clone()
                }
                (Scheme::HavePhase, Some(section)) if row.is_part => {
                    parts.sections[section].path.clone()
                }
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
                    Some(heading) => Place::Under {
                        row: *heading,
                        missing: None,
                        too_deep: false,
                    },
                    None => Place::UnderNoPhase(
                        section
                            .map_or(&parts.no_phase, |section| &section.path)
                            .to_owned(),
                    ),
                };
            }
            if scheme == Scheme::RunOn {
                let path = section.map_or(NO_PHASE, |section| &section.path);
                match place {
                    Place::Under {
                        missing: Some(missing),
                        ..
                    } => {
                        let bare = missing
                            .strip_prefix(path)
                            .map(|rest| rest.trim_start_matches('.').to_owned());
                        *missing = bare.unwrap_or_else(|| missing.clone());
                    }
                    Place::UnderNoPhase(phase) => {
                        *phase = section
                            .map_or(&parts.no_phase, |section| &section.label)
                            .to_owned();
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
            let word = self
                .words
                .entry(section.word.clone())
                .or_insert_with(|| Some(id.clone()));
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
                let path = row
                    .section
                    .map_or(NO_PHASE, |section| &parts.sections[section].path);
                again.within.insert(row.at, path.to_owned());
            }
            self.again = (!self.made_up).then_some(again);
        }
        if self.made_up {
            for (row, id) in rows.iter().zip(&ids) {
                let name = columns
                    .name
                    .and_then(|at| table.rows[row.at].cells.get(at))
                    .map(|name| cell::squeeze(name));
                let word = self
                    .words
                    .entry(name.unwrap_or_default())
                    .or_insert_with(|| Some(id.clone()));
                if word.as_ref() != Some(id) {
                    *word = None;
                }
            }
        }
        let heading = columns
            .phase
            .map(|at| plain(&table.columns[at].heading))
            .filter(|_| !has_headings);
        self.said = parts.said(scheme, heading.as_deref(), self.made_up);
        for (row, id) in rows.iter_mut().zip(ids) {
            row.number = id;
        }
        self.ids = rows.iter().map(|row| row.number.clone()).collect();
    }
}
