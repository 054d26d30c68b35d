//! Phases that something else than the first part of a number tells: headings in Chinese numerals,
//! a column of phases, names alone; and how the numbers of tasks go with them.

use std::collections::BTreeMap;
use std::collections::HashMap;
use std::collections::HashSet;

use crate::words::Arg;
use crate::words::Joined;
use crate::words::Message;
use crate::words::say;

use super::cell;
use super::columns::Columns;
use super::numeral;
use super::numeral::Numeral;
use super::said::plain;
use super::table::Table;
use super::wbs;
use super::wbs::Place;

/// The phase of rows that stand before the first phase.
pub(super) const NO_PHASE: &str = "0";

/// How the numbers of tasks go with the phases that something else than their first part tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scheme {
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
pub(super) struct Numbered {
    /// The row of the table.
    pub(super) at: usize,
    pub(super) number: String,
    pub(super) section: Option<usize>,
    /// Whether it is the row that begins its section.
    pub(super) is_part: bool,
}

/// Give the rows numbers in their order, in each section from 1 on.
pub(super) fn count_out(rows: &mut [Numbered]) {
    let mut last: HashMap<Option<usize>, usize> = HashMap::new();
    for row in rows.iter_mut().filter(|row| !row.is_part) {
        let number = last.entry(row.section).or_default();
        *number += 1;
        row.number = number.to_string();
    }
}

/// `（1）` below `2` is 2.1; where no number stands above it, it is 1.
pub(super) fn number_in_brackets(rows: &mut [Numbered]) {
    let mut above: Option<(Option<usize>, String)> = None;
    for row in rows.iter_mut().filter(|row| !row.is_part) {
        if wbs::is_number(&row.number) {
            above = Some((row.section, row.number.clone()));
            continue;
        }
        let text = cell::half_width(&row.number);
        let inner = text
            .strip_prefix('(')
            .and_then(|text| text.strip_suffix(')'))
            .map(str::trim);
        let Some(inner) = inner.filter(|inner| wbs::is_number(inner)) else {
            continue;
        };
        row.number = match &above {
            Some((section, above)) if *section == row.section => format!("{above}.{inner}"),
            _ => inner.to_owned(),
        };
    }
}

/// A phase, or a part of one, that something else than the numbers of tasks tells.
#[derive(Debug)]
pub(super) struct Section {
    /// Its number, in digits.
    pub(super) path: String,
    /// Its id where the numbers of tasks stay.
    pub(super) label: String,
    /// What a column of predecessors calls it.
    pub(super) word: String,
    /// Its name, if no row has it.
    pub(super) name: Option<String>,
    /// The section that it is a part of.
    pub(super) above: Option<usize>,
}

#[derive(Debug, Default)]
pub(super) struct Parts {
    pub(super) sections: Vec<Section>,
    /// The sections that a row would stand in, with their ranks.
    pub(super) open: Vec<(usize, usize)>,
    /// How many have no number of their own, below each path.
    pub(super) counted: HashMap<String, u32>,
    /// The id of the phase of rows before the first one.
    pub(super) no_phase: String,
}

impl Parts {
    /// Begin the section with this number.
    pub(super) fn open(&mut self, numeral: &Numeral) -> usize {
        while self
            .open
            .last()
            .is_some_and(|(_, rank)| *rank >= numeral.rank)
        {
            self.open.pop();
        }
        let section_above = self.open_now();
        let above = section_above.map(|section| &self.sections[section]);
        let prefix = above
            .map(|above| format!("{}.", above.path))
            .unwrap_or_default();
        let value = if numeral.value == 0 {
            let counted = self.counted.entry(prefix.clone()).or_default();
            *counted += 1;
            *counted
        } else {
            numeral.value
        };
        let label = above
            .map(|above| format!("{}.{}", above.label, numeral.label))
            .unwrap_or(numeral.label.clone());
        let path = format!("{prefix}{value}");
        self.sections.push(Section {
            path,
            label,
            word: numeral.label.clone(),
            name: None,
            above: section_above,
        });
        self.open.push((self.sections.len() - 1, numeral.rank));
        self.sections.len() - 1
    }

    /// The section that a row stands in now.
    pub(super) fn open_now(&self) -> Option<usize> {
        self.open.last().map(|(section, _)| *section)
    }

    fn path(&self, row: &Numbered) -> &str {
        row.section
            .map_or(NO_PHASE, |section| &self.sections[section].path)
    }

    /// Number sections and tasks together in the order of the rows, if their numbers so far would
    /// be the same for some of them.
    pub(super) fn tell_apart(&mut self, rows: &mut [Numbered]) {
        let mut ids: HashSet<String> = HashSet::new();
        if rows
            .iter()
            .all(|row| ids.insert(self.below(row, Scheme::BeginAgain)))
        {
            return;
        }
        let mut counted: HashMap<Option<usize>, u32> = HashMap::new();
        for row in rows {
            let above = if row.is_part {
                row.section.and_then(|at| self.sections[at].above)
            } else {
                row.section
            };
            let number = counted.entry(above).or_default();
            *number += 1;
            if let Some(at) = row.section.filter(|_| row.is_part) {
                let prefix = above
                    .map(|above| format!("{}.", self.sections[above].path))
                    .unwrap_or_default();
                self.sections[at].path = format!("{prefix}{number}");
            } else {
                row.number = number.to_string();
            }
        }
    }

    /// The number of `row` as it stands below its phase.
    pub(super) fn below(&self, row: &Numbered, scheme: Scheme) -> String {
        match scheme {
            _ if row.is_part => self.path(row).to_owned(),
            Scheme::AsTheyAre | Scheme::HavePhase => row.number.clone(),
            Scheme::RunOn | Scheme::BeginAgain => format!("{}.{}", self.path(row), row.number),
        }
    }

    /// How the numbers of `rows` go with these sections.
    pub(super) fn scheme(
        &mut self,
        rows: &[Numbered],
        has_headings: bool,
        made_up: bool,
    ) -> Scheme {
        let numbers: Vec<&Numbered> = rows
            .iter()
            .filter(|row| !row.is_part && wbs::is_number(&row.number))
            .collect();
        if made_up {
            return Scheme::BeginAgain;
        }
        if !has_headings && let Some(firsts) = first_parts(&numbers) {
            for (section, first) in firsts {
                self.sections[section].path = first;
            }
            return Scheme::HavePhase;
        }
        let has_phase = |row: &&&Numbered| {
            row.number
                .strip_prefix(self.path(row))
                .is_some_and(|rest| rest.starts_with('.'))
        };
        if has_headings && numbers.iter().filter(has_phase).count() * 2 > numbers.len() {
            return Scheme::HavePhase;
        }
        let is_first = |row: &&&Numbered| {
            row.number
                .split('.')
                .next()
                .and_then(|first| first.parse().ok())
                == Some(1)
        };
        let begin: HashSet<Option<usize>> = numbers
            .iter()
            .filter(is_first)
            .map(|row| row.section)
            .collect();
        let different: HashSet<&str> = numbers.iter().map(|row| row.number.as_str()).collect();
        // A column may come back to a phase, and then only its number tells rows with the same
        // number apart.
        let most_again = if has_headings {
            different.len() * 2 < numbers.len()
        } else {
            different.len() < numbers.len()
        };
        if begin.len() > 1 || most_again {
            Scheme::BeginAgain
        } else {
            Scheme::RunOn
        }
    }

    pub(super) fn said(
        &self,
        scheme: Scheme,
        column: Option<&str>,
        made_up: bool,
    ) -> Option<Message> {
        let what = match (column, scheme) {
            (_, Scheme::AsTheyAre) => return made_up.then(in_their_order),
            (Some(column), _) => self.of_column(scheme, column),
            (None, _) => self.of_rows(scheme, made_up),
        };
        Some(match scheme {
            Scheme::BeginAgain if made_up => say!(
                en: "{what}; {order}",
                zh: "{what}；{order}",
                what = what,
                order = in_their_order(),
            ),
            Scheme::BeginAgain => say!(
                en: "{what}; the numbers of tasks begin again in each phase, so they get its number (1.1), and predecessors are looked for in the phase of the row first",
                zh: "{what}；各阶段的任务编号都从头开始，因此加上阶段的编号（1.1），前置任务先在本行所在的阶段中查找",
                what = what,
            ),
            Scheme::AsTheyAre | Scheme::RunOn | Scheme::HavePhase => what,
        })
    }

    /// The phases that a column tells.
    fn of_column(&self, scheme: Scheme, column: &str) -> Message {
        let names = self.first(|section| section.name.clone().unwrap_or_default());
        let ids = match scheme {
            Scheme::RunOn => self.first(|section| section.label.clone()),
            _ => self.first(|section| section.path.clone()),
        };
        match (scheme, self.top().count()) {
            (Scheme::RunOn, 1) => say!(
                en: "the phase {ids} is that of the column {column}: {names}; the numbers of tasks run on, and stay",
                zh: "阶段 {ids} 取自 {column} 列：{names}；任务的编号是连续的，保持不变",
                ids = ids,
                column = column,
                names = names,
            ),
            (Scheme::RunOn, _) => say!(
                en: "the phases {ids} are those of the column {column}: {names}; the numbers of tasks run on, and stay",
                zh: "阶段 {ids} 取自 {column} 列：{names}；任务的编号是连续的，保持不变",
                ids = ids,
                column = column,
                names = names,
            ),
            (_, 1) => say!(
                en: "the phase {ids} is that of the column {column}: {names}",
                zh: "阶段 {ids} 取自 {column} 列：{names}",
                ids = ids,
                column = column,
                names = names,
            ),
            _ => say!(
                en: "the phases {ids} are those of the column {column}: {names}",
                zh: "阶段 {ids} 取自 {column} 列：{names}",
                ids = ids,
                column = column,
                names = names,
            ),
        }
    }

    /// The phases that have rows.
    fn of_rows(&self, scheme: Scheme, made_up: bool) -> Message {
        let labels = self.first(|section| section.label.clone());
        let paths = self.first(|section| section.path.clone());
        match (scheme, self.top().count()) {
            (Scheme::RunOn, 1) => say!(
                en: "the row {labels} is read as a phase, and those below as its tasks; the numbers of tasks run on, and stay",
                zh: "{labels} 所在的行作为阶段，其下各行是它的任务；任务的编号是连续的，保持不变",
                labels = labels,
            ),
            (Scheme::RunOn, _) => say!(
                en: "the rows {labels} are read as phases, and those below as their tasks; the numbers of tasks run on, and stay",
                zh: "{labels} 所在的行作为阶段，其下各行是它们的任务；任务的编号是连续的，保持不变",
                labels = labels,
            ),
            _ if made_up => say!(
                en: "rows with nothing but a name are read as phases, and those below as their tasks",
                zh: "只有名称的行作为阶段，其下各行是它们的任务",
            ),
            (_, 1) => say!(
                en: "the row {labels} is read as the phase {paths}, and those below as its tasks",
                zh: "{labels} 所在的行作为阶段 {paths}，其下各行是它的任务",
                labels = labels,
                paths = paths,
            ),
            _ => say!(
                en: "the rows {labels} are read as the phases {paths}, and those below as their tasks",
                zh: "{labels} 所在的行作为阶段 {paths}，其下各行是它们的任务",
                labels = labels,
                paths = paths,
            ),
        }
    }

    fn top(&self) -> impl Iterator<Item = &Section> {
        let is_top = |section: &&Section| !section.path.contains('.');
        self.sections.iter().filter(is_top)
    }

    /// What the first two phases are called, and that there are more.
    fn first(&self, called: impl Fn(&Section) -> String) -> Arg {
        let names: Vec<String> = self.top().map(|section| plain(&called(section))).collect();
        match &names[..] {
            [one, other, _, ..] => say!(
                en: "{one}, {other}, …",
                zh: "{one}、{other} 等",
                one = one,
                other = other,
            )
            .into(),
            names => Arg::joined(names, usize::MAX, Joined::Comma),
        }
    }
}

fn in_their_order() -> Message {
    say!(
        en: "there is no column of numbers: the tasks are numbered in the order of the rows",
        zh: "没有编号列，任务按行的顺序编号",
    )
}

/// The first part of the numbers of each section, if all of them have one, and each section its
/// own.
pub(super) fn first_parts(numbers: &[&Numbered]) -> Option<BTreeMap<usize, String>> {
    let mut firsts: BTreeMap<usize, String> = BTreeMap::new();
    for row in numbers {
        let (first, _) = row.number.split_once('.')?;
        let known = firsts
            .entry(row.section?)
            .or_insert_with(|| first.to_owned());
        if known != first {
            return None;
        }
    }
    let different: HashSet<&String> = firsts.values().collect();
    (different.len() == firsts.len()).then_some(firsts)
}

/// The phases that the column of phases tells, if no row is one.
pub(super) fn by_column(
    table: &Table,
    columns: &Columns,
    rows: &mut [Numbered],
    made_up: bool,
) -> Option<Parts> {
    let column = columns.phase?;
    let mut value = String::new();
    let values: Vec<String> = rows
        .iter()
        .map(|row| {
            let text = table.rows[row.at]
                .cells
                .get(column)
                .map_or("", String::as_str);
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
    if !rows
        .iter()
        .all(|row| wbs::is_number(&row.number) || words.insert(&row.number))
        && !made_up
    {
        return None;
    }
    let taken: HashSet<&str> = rows.iter().map(|row| row.number.as_str()).collect();
    let mut parts = Parts {
        no_phase: free(NO_PHASE, &taken),
        ..Parts::default()
    };
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
                let label = if is_chinese && number < 100 {
                    numeral::write(number)
                } else {
                    format!("P{number}")
                };
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
        let tops: Vec<usize> = (0..rows.len())
            .filter(|row| !matches!(places[*row], Place::Under { .. }))
            .collect();
        let are_phases = tops
            .iter()
            .filter(|row| places[**row] == Place::Phase)
            .count();
        if are_phases == 0 {
            if !ids.iter().all(|id| wbs::is_number(id)) {
                return None;
            }
            let numbers: Vec<Numbered> = rows
                .iter()
                .zip(&sections)
                .map(|(row, section)| Numbered {
                    number: row.number.clone(),
                    section: *section,
                    ..*row
                })
                .collect();
            first_parts(&numbers.iter().collect::<Vec<_>>())?;
        } else if are_phases < tops.len()
            || (tops.len() < rows.len() && parts.sections.len() >= tops.len())
        {
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
pub(super) fn free(id: &str, taken: &HashSet<&str>) -> String {
    let mut id = id.to_owned();
    while taken.contains(id.as_str()) {
        id.insert(0, 'P');
    }
    id
}
