//! The number of a row, and where it puts the row.

use std::collections::BTreeMap;
use std::collections::HashMap;

pub(super) use crate::model::is_number;

use super::cell;

/// No id is longer; what is longer is prose. It also bounds how many parts a number has.
const LONGEST_ID: usize = 100;

/// Deeper groups stay at this depth: the reader of plans has a limit, and people lose their way
/// long before it.
const DEEPEST: usize = 20;

/// The id in a cell of the WBS column. A number loses what is around it: `1.`, `1、`, `１．２` are `1`,
/// `1`, `1.2`. `None` if it is too long to be an id, or a word for a row of sums.
pub(super) fn id(text: &str) -> Option<String> {
    let id = cell::squeeze(text);
    if id.is_empty() || id.chars().count() > LONGEST_ID {
        return None;
    }
    if matches!(
        id.to_lowercase().as_str(),
        "合计" | "总计" | "小计" | "total" | "sum" | "subtotal"
    ) {
        return None;
    }
    let bare: String = cell::half_width(&id)
        .replace('。', ".")
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect();
    let parts: Vec<&str> = bare
        .trim_end_matches(['、', ',', ')', '.'])
        .split('.')
        .filter(|part| !part.is_empty())
        .collect();
    let is_number = !parts.is_empty()
        && parts
            .iter()
            .all(|part| part.bytes().all(|b| b.is_ascii_digit()));
    // `1 2` is two numbers and not 12.
    let is_one_number = is_number
        && cell::half_width(&id)
            .split('.')
            .all(|part| part.trim().split(' ').count() == 1);
    Some(if is_one_number { parts.join(".") } else { id })
}

/// Where a row goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// It is a phase.
    Phase,
    /// Under another row.
    Under {
        /// The index of that row.
        row: usize,
        /// The id that should be there instead, if there is no such row.
        missing: Option<String>,
        /// Whether the row would go deeper still.
        too_deep: bool,
    },
    /// Under a phase that the table does not have.
    UnderNoPhase(String),
}

/// Where the rows with these ids go: under the row with the longest part of their number, the last
/// such row before them, else the first one after.
pub(super) fn places(ids: &[String]) -> Vec<Place> {
    let mut rows_of: HashMap<&str, Vec<usize>> = HashMap::new();
    for (row, id) in ids.iter().enumerate() {
        rows_of.entry(id).or_default().push(row);
    }
    let find = |prefix: &str, row: usize| {
        let rows = rows_of.get(prefix)?;
        let before = rows.partition_point(|at| *at < row);
        rows[..before].last().or(rows.first()).copied()
    };
    let mut places: Vec<Place> = ids
        .iter()
        .enumerate()
        .map(|(row, id)| match id.rsplit_once('.') {
            Some((parent, _))
                if id
                    .split('.')
                    .all(|part| !part.is_empty() && !part.contains(' ')) =>
            {
                let prefixes =
                    std::iter::successors(Some(parent), |prefix| Some(prefix.rsplit_once('.')?.0));
                let found = prefixes
                    .map(|prefix| (prefix, find(prefix, row)))
                    .find_map(|(p, row)| Some((p, row?)));
                match found {
                    Some((prefix, row)) => Place::Under {
                        row,
                        missing: (prefix != parent).then(|| parent.to_owned()),
                        too_deep: false,
                    },
                    None => Place::UnderNoPhase(id.split('.').next().unwrap_or(id).to_owned()),
                }
            }
            _ => Place::Phase,
        })
        .collect();
    lift_the_deepest(&mut places);
    places
}

fn lift_the_deepest(places: &mut [Place]) {
    let original = places.to_vec();
    let above = |row: usize| match original[row] {
        Place::Under { row, .. } => Some(row),
        Place::Phase | Place::UnderNoPhase(_) => None,
    };
    for (row, place) in places.iter_mut().enumerate() {
        // Ids get shorter on the way up, so this ends.
        let ancestors: Vec<usize> = std::iter::successors(above(row), |row| above(*row)).collect();
        if ancestors.len() > DEEPEST
            && let Place::Under {
                row: parent,
                too_deep,
                ..
            } = place
        {
            *parent = ancestors[ancestors.len() - DEEPEST];
            *too_deep = true;
        }
    }
}

/// The children of every row, and the phases: rows, or ids that the table does not have with the
/// rows under them.
#[derive(Debug, Default)]
pub(super) struct Tree {
    pub(super) children: Vec<Vec<usize>>,
    pub(super) phases: Vec<PhaseAt>,
}

/// A phase of the [`Tree`].
#[derive(Debug, PartialEq, Eq)]
pub(super) enum PhaseAt {
    /// A row of the table.
    Row(usize),
    /// A phase that had to be made up, and the rows in it.
    MadeUp(String, Vec<usize>),
}

/// The tree that `places` describe, everything in the order of the rows.
pub(super) fn tree(places: &[Place]) -> Tree {
    let mut tree = Tree {
        children: vec![Vec::new(); places.len()],
        phases: Vec::new(),
    };
    let mut made_up: BTreeMap<&str, usize> = BTreeMap::new();
    for (row, place) in places.iter().enumerate() {
        match place {
            Place::Phase => tree.phases.push(PhaseAt::Row(row)),
            Place::Under { row: parent, .. } => tree.children[*parent].push(row),
            Place::UnderNoPhase(id) => {
                let at = *made_up.entry(id).or_insert_with(|| {
                    tree.phases.push(PhaseAt::MadeUp(id.clone(), Vec::new()));
                    tree.phases.len() - 1
                });
                if let PhaseAt::MadeUp(_, rows) = &mut tree.phases[at] {
                    rows.push(row);
                }
            }
        }
    }
    tree
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(ids: &[&str]) -> Vec<String> {
        ids.iter().map(|id| (*id).to_owned()).collect()
    }

    fn under(row: usize) -> Place {
        Place::Under {
            row,
            missing: None,
            too_deep: false,
        }
    }

    #[test]
    fn numbers_in_many_forms() {
        for text in [
            "1.2",
            "1.2.",
            "1.2、",
            "１．２",
            "1。2",
            " 1.2 ",
            "1. 2",
            "1..2",
            "1.2)",
        ] {
            assert_eq!(id(text).as_deref(), Some("1.2"), "{text}");
        }
        for text in ["A.1", "deploy-db", "一、", "1 2", "v1.2", "1.2-3", "1.2a"] {
            assert_eq!(id(text).as_deref(), Some(text), "{text}");
        }
        for text in ["", "合计", "Total", &"1.".repeat(200)] {
            assert_eq!(id(text), None, "{text}");
        }
        assert_eq!(id("1.10").as_deref(), Some("1.10"));
        assert_eq!(id(".").as_deref(), Some("."));
    }

    #[test]
    fn the_longest_part_that_exists() {
        let places = places(&ids(&[
            "1", "1.1", "1.1.1", "2", "2.3.1", "1.2", "1.2.1.1", "7.1", "7.2",
        ]));
        assert_eq!(places[..3], [Place::Phase, under(0), under(1)]);
        assert_eq!(
            places[4],
            Place::Under {
                row: 3,
                missing: Some("2.3".to_owned()),
                too_deep: false
            }
        );
        assert_eq!(places[5], under(0));
        assert_eq!(
            places[6],
            Place::Under {
                row: 5,
                missing: Some("1.2.1".to_owned()),
                too_deep: false
            }
        );
        assert_eq!(places[7], Place::UnderNoPhase("7".to_owned()));
        let tree = tree(&places);
        assert_eq!(
            tree.phases,
            [
                PhaseAt::Row(0),
                PhaseAt::Row(3),
                PhaseAt::MadeUp("7".to_owned(), vec![7, 8])
            ]
        );
        assert_eq!(tree.children[0], [1, 5]);
    }

    #[test]
    fn of_two_equal_ids_the_last_one_before() {
        let places = places(&ids(&["1.1", "1", "1.2", "1", "1.3"]));
        assert_eq!(
            places,
            [under(1), Place::Phase, under(1), Place::Phase, under(3)]
        );
    }

    #[test]
    fn very_deep_rows_are_lifted() {
        let deep: Vec<String> = (1..=40).map(|n| vec!["1"; n].join(".")).collect();
        let places = places(&deep);
        let depth = |mut row: usize| {
            let mut depth = 0;
            while let Place::Under { row: parent, .. } = places[row] {
                (row, depth) = (parent, depth + 1);
            }
            depth
        };
        assert_eq!(
            (depth(19), depth(20), depth(21), depth(39)),
            (19, 20, 20, 20)
        );
        assert!(matches!(places[21], Place::Under { too_deep: true, .. }));
    }
}
