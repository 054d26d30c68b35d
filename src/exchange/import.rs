//! Rows into a plan.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::collections::HashSet;

use crate::model::Kind;
use crate::model::TaskKey;
use crate::words::Message;
use crate::words::say;

use super::cell;
use super::draft::Draft;
use super::draft::Entry;
use super::fit::Fit;
use super::heading;
use super::heading::Field;
use super::numbers::Numbers;
use super::numbers::RowKind;
use super::owners::OwnerKind;
use super::place;
use super::preamble;
use super::reading::Reading;
use super::row::Row;
use super::said::Said;
use super::table::Table;
use super::wbs;
use super::wbs::PhaseAt;
use super::wbs::Place;

/// A table as a plan, with everything that there is to tell about it.
#[derive(Clone, Debug)]
pub(super) struct Made {
    pub(super) draft: Draft,
    pub(super) fit: Fit,
    pub(super) said: Vec<Said>,
    pub(super) made_up_phases: usize,
    pub(super) without_number: usize,
}

/// The plan in `table`; `None` if no row of it has a number.
pub(super) fn make(table: &Table) -> Option<Made> {
    let mut said = Vec::new();
    let mut head = preamble::read(&table.preamble, &mut said);
    let reading = Reading::of(table);
    let numbers = &reading.numbers;
    let Sorted { rows, ids, strays } = sort(table, numbers, &mut said);
    if rows.is_empty() {
        return None;
    }
    let without_number = strays.len();
    let mut places = numbers.places.clone();
    let of_table = |what: Message| Said {
        line: table.heading.line,
        id: None,
        what,
    };
    said.extend(numbers.said.clone().map(of_table));
    say_places(table, &rows, &ids, numbers, &mut said);
    if is_flat(table, &rows, &places, numbers.made_up) {
        let id = free_id(&ids);
        said.push(of_table(if numbers.made_up {
            say!(
                en: "the rows are read as tasks of one phase, {id}",
                zh: "各行都作为同一阶段 {id} 的任务",
                id = &id,
            )
        } else {
            say!(
                en: "no number has a point in it: the rows are read as tasks of one phase, {id}",
                zh: "编号都没有分级，各行都作为同一阶段 {id} 的任务",
                id = &id,
            )
        }));
        places.fill(Place::UnderNoPhase(id));
    }
    said.extend(reading.roles.said(&table.columns).map(of_table));
    said.extend(reading.years.said.clone());

    let mut entries: Vec<Entry> = Vec::with_capacity(rows.len());
    for ((row, id), at) in rows.iter().zip(&ids).zip(&places) {
        let line = table.rows[*row].line;
        let placed = place::place(table, *row, *at == Place::Phase, id.clone(), &reading);
        said.extend(placed.said.into_iter().map(|what| Said {
            line,
            id: Some(id.clone()),
            what,
        }));
        entries.push(placed.entry);
    }
    let rows: Vec<&Row> = rows.iter().map(|row| &table.rows[*row]).collect();
    say_groups(&rows, &entries, &mut said);
    let mut description: Vec<String> = head.description.into_iter().collect();
    for Stray { before, text } in strays {
        match before {
            Some(row) => entries[row].notes.push(text),
            None => description.push(text),
        }
    }
    head.description = (!description.is_empty()).then(|| description.join("\n"));

    let owners = owners(&entries, &persons(table));
    let (mut phases, made_up_phases) = assemble(entries, &places, &numbers.phases);
    reading.roles.settle_groups(&mut phases);
    let working_calendar = working_calendar(table);
    let fit = Fit::of(&phases, working_calendar);
    head.calendar = Some(fit.calendar);
    head.working_calendar = Some(working_calendar);
    said.sort_by_key(|said| said.line);
    Some(Made {
        draft: Draft {
            head,
            owners,
            phases,
        },
        fit,
        said,
        made_up_phases,
        without_number,
    })
}

/// The rows of a table by what they are.
struct Sorted {
    rows: Vec<usize>,
    ids: Vec<String>,
    strays: Vec<Stray>,
}

/// The text of a row without a number, and the numbered row before it.
struct Stray {
    before: Option<usize>,
    text: String,
}

fn sort(table: &Table, numbers: &Numbers, said: &mut Vec<Said>) -> Sorted {
    let mut sorted = Sorted {
        rows: Vec::new(),
        ids: Vec::new(),
        strays: Vec::new(),
    };
    for (at, (row, kind)) in table.rows.iter().zip(&numbers.kinds).enumerate() {
        let what = match kind {
            RowKind::Numbered(id) => {
                sorted.ids.push(id.clone());
                sorted.rows.push(at);
                continue;
            }
            RowKind::Heading => say!(
                en: "the heading row once more; left out",
                zh: "重复的表头，已略去",
            ),
            RowKind::Stray => {
                let text = stray_text(table, row);
                if text.is_empty() {
                    continue;
                }
                let before = sorted.ids.len().checked_sub(1);
                sorted.strays.push(Stray { before, text });
                match before {
                    Some(row) => say!(
                        en: "no number in it; kept in the notes of {id}",
                        zh: "没有编号；已写入 {id} 的 `notes`",
                        id = super::said::plain(&sorted.ids[row]),
                    ),
                    None => say!(
                        en: "no number in it; kept in the plan's description",
                        zh: "没有编号；已写入计划的 `description`",
                    ),
                }
            }
        };
        said.push(Said {
            line: row.line,
            id: None,
            what,
        });
    }
    sorted
}

/// The cells of a row without a number, with their headings if there are several.
fn stray_text(table: &Table, row: &Row) -> String {
    let cells: Vec<_> = table
        .columns
        .iter()
        .zip(&row.cells)
        .filter(|(_, cell)| !cell::is_nothing(cell))
        .collect();
    match cells.as_slice() {
        [(_, only)] => (*only).clone(),
        cells => cells
            .iter()
            .map(|(column, cell)| place::labelled(column, cell))
            .collect::<Vec<_>>()
            .join("\n"),
    }
}

/// Whether the table is a plain list: no row stands under another, and rows have what only tasks
/// have.
fn is_flat(table: &Table, rows: &[usize], places: &[Place], made_up: bool) -> bool {
    let is_for_tasks = |field: Option<Field>| match field {
        Some(Field::Key(key)) => key.at(Kind::Phase).is_none(),
        Some(Field::Wbs | Field::Phase) | None => false,
    };
    let has_work = |row: &usize| {
        let cells = &table.rows[*row].cells;
        table
            .columns
            .iter()
            .zip(cells)
            .any(|(column, cell)| is_for_tasks(column.field) && !cell::is_nothing(cell))
    };
    places.iter().all(|place| *place == Place::Phase) && (made_up || rows.iter().any(has_work))
}

/// A number for a phase that no row has.
fn free_id(ids: &[String]) -> String {
    let taken: BTreeSet<&str> = ids.iter().map(String::as_str).collect();
    (0..=ids.len())
        .map(|n| n.to_string())
        .find(|id| !taken.contains(id.as_str()))
        .unwrap_or_default()
}

fn say_places(
    table: &Table,
    rows: &[usize],
    ids: &[String],
    numbers: &Numbers,
    said: &mut Vec<Said>,
) {
    let mut made_up: BTreeSet<&str> = BTreeSet::new();
    for ((row, id), place) in rows.iter().zip(ids).zip(&numbers.places) {
        let above = |row: usize| super::said::plain(&ids[row]);
        let what = match place {
            Place::UnderNoPhase(phase) if numbers.phases.contains_key(phase) => continue,
            Place::Under {
                row,
                too_deep: true,
                ..
            } => say!(
                en: "too deep for a plan; placed under {above}",
                zh: "层级过深；放在 {above} 之下",
                above = above(*row),
            ),
            Place::Under {
                row,
                missing: Some(missing),
                ..
            } => say!(
                en: "there is no {missing}; placed under {above}",
                zh: "没有 {missing}；放在 {above} 之下",
                missing = super::said::plain(missing),
                above = above(*row),
            ),
            Place::UnderNoPhase(phase) if made_up.insert(phase) => say!(
                en: "there is no phase {phase}; one is made up",
                zh: "没有阶段 {phase}；已自动添加",
                phase = super::said::plain(phase),
            ),
            _ => continue,
        };
        said.push(Said {
            line: table.rows[*row].line,
            id: Some(id.clone()),
            what,
        });
    }
}

/// Everybody who answers for work or does it, in the order of the rows.
fn owners(entries: &[Entry], persons: &HashSet<String>) -> Vec<(String, OwnerKind)> {
    let mut seen: HashSet<&str> = HashSet::new();
    let names = entries
        .iter()
        .flat_map(|entry| entry.coordinator.iter().chain(&entry.executors));
    let kind = |name: &str| {
        if persons.contains(name) {
            OwnerKind::of_person(name)
        } else {
            OwnerKind::of(name)
        }
    };
    names
        .filter(|name| seen.insert(name))
        .map(|name| (name.clone(), kind(name)))
        .collect()
}

/// The names in columns whose headings say that they are for persons.
fn persons(table: &Table) -> HashSet<String> {
    let is_owner = |field: Option<Field>| {
        matches!(
            field,
            Some(Field::Key(TaskKey::Coordinator | TaskKey::Executors))
        )
    };
    let columns: Vec<usize> = (0..table.columns.len())
        .filter(|at| {
            is_owner(table.columns[*at].field)
                && heading::is_for_persons(&table.columns[*at].heading)
        })
        .collect();
    let cells = table
        .rows
        .iter()
        .flat_map(|row| columns.iter().filter_map(|at| row.cells.get(*at)));
    cells
        .filter_map(|text| cell::names(text))
        .flatten()
        .collect()
}

/// Say of each word for several owners, at the first row that has it, that the table does not tell
/// who is meant.
fn say_groups(rows: &[&Row], entries: &[Entry], said: &mut Vec<Said>) {
    let mut seen: HashSet<&str> = HashSet::new();
    for (row, entry) in rows.iter().zip(entries) {
        let names = entry.coordinator.iter().chain(&entry.executors);
        for name in names.filter(|name| OwnerKind::of(name) == OwnerKind::Group) {
            if seen.insert(name) {
                let what = say!(
                    en: "{name} becomes a group of owners; add the members of {same} in owners.yaml",
                    zh: "{name} 记为责任方组；请在 owners.yaml 中补充 {same} 的成员",
                    name = super::said::plain(name),
                    same = super::said::plain(name),
                );
                said.push(Said {
                    line: row.line,
                    id: Some(entry.id.clone()),
                    what,
                });
            }
        }
    }
}

/// The entries as a tree, and how many phases had to be made up.
fn assemble(
    entries: Vec<Entry>,
    places: &[Place],
    names: &BTreeMap<String, String>,
) -> (Vec<Entry>, usize) {
    let tree = wbs::tree(places);
    let mut entries: Vec<Option<Entry>> = entries.into_iter().map(Some).collect();
    let mut made_up = 0;
    let mut phases = Vec::new();
    for phase in tree.phases {
        match phase {
            PhaseAt::Row(row) => phases.extend(take(row, &mut entries, &tree.children)),
            PhaseAt::MadeUp(id, rows) => {
                made_up += 1;
                let tasks = rows
                    .into_iter()
                    .filter_map(|row| take(row, &mut entries, &tree.children))
                    .collect();
                let name = names.get(&id).cloned();
                phases.push(Entry {
                    is_phase: true,
                    id,
                    name,
                    tasks,
                    ..Entry::default()
                });
            }
        }
    }
    (phases, made_up)
}

/// The entry of a row with everything under it. As deep as the tree, which [`wbs::places`] keeps
/// shallow.
fn take(row: usize, entries: &mut [Option<Entry>], children: &[Vec<usize>]) -> Option<Entry> {
    let mut entry = entries[row].take()?;
    entry.tasks = children[row]
        .iter()
        .filter_map(|child| take(*child, entries, children))
        .collect();
    Some(entry)
}

/// Who writes in Chinese most likely works by the calendar of China.
fn working_calendar(table: &Table) -> &'static str {
    let is_han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    let rows = table
        .preamble
        .iter()
        .chain([&table.heading])
        .chain(&table.rows);
    if rows
        .flat_map(|row| &row.cells)
        .any(|cell| cell.contains(is_han))
    {
        "china"
    } else {
        "weekdays"
    }
}
