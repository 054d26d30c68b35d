//! Names for the files of phases, good on every file system.

use std::collections::BTreeSet;

/// One file name for each phase. The names sort in the order of the phases, because a plan folder
/// is read in that order; they differ in more than letter case, and the prefix keeps them clear of
/// the names that Windows reserves.
pub(super) fn of_phases(ids: &[&str]) -> Vec<String> {
    let plain: Vec<String> = ids.iter().map(|id| safe(id)).collect();
    let width = plain.iter().map(String::len).max().unwrap_or(0);
    let is_number = |name: &String| name.bytes().all(|b| b.is_ascii_digit());
    let padded: Vec<String> = plain
        .iter()
        .map(|name| {
            if is_number(name) {
                format!("{name:0>width$}")
            } else {
                name.clone()
            }
        })
        .collect();
    for names in [&plain, &padded] {
        let names: Vec<String> = names
            .iter()
            .map(|name| format!("phase-{name}.yaml"))
            .collect();
        if names.iter().collect::<BTreeSet<_>>().into_iter().eq(&names) {
            return names;
        }
    }
    let width = ids.len().to_string().len();
    plain
        .iter()
        .enumerate()
        .map(|(index, name)| format!("phase-{:0width$}-{name}.yaml", index + 1))
        .collect()
}

/// Lower-case Latin letters, digits and common Chinese characters: everything that no file system
/// confuses.
fn safe(id: &str) -> String {
    const LONGEST: usize = 30;
    let mut name = String::new();
    for c in id.chars().map(|c| c.to_ascii_lowercase()) {
        if c.is_ascii_alphanumeric() || ('\u{4e00}'..='\u{9fff}').contains(&c) {
            name.push(c);
        } else if !name.is_empty() && !name.ends_with('-') {
            name.push('-');
        }
        if name.chars().count() == LONGEST {
            break;
        }
    }
    let name = name.trim_end_matches('-');
    if name.is_empty() {
        "x".to_owned()
    } else {
        name.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        assert_eq!(of_phases(&["1", "2"]), ["phase-1.yaml", "phase-2.yaml"]);
        assert_eq!(of_phases(&["第一阶段"]), ["phase-第一阶段.yaml"]);
        assert_eq!(
            of_phases(&["a/../B", "c:\\D "]),
            ["phase-a-b.yaml", "phase-c-d.yaml"]
        );
        assert_eq!(of_phases(&["..."]), ["phase-x.yaml"]);
    }

    #[test]
    fn they_sort_as_the_phases_do() {
        let ids: Vec<String> = (1..=11).map(|n| n.to_string()).collect();
        let names = of_phases(&ids.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(
            (names[0].as_str(), names[10].as_str()),
            ("phase-01.yaml", "phase-11.yaml")
        );
        assert_eq!(of_phases(&["2", "1"]), ["phase-1-2.yaml", "phase-2-1.yaml"]);
        assert_eq!(of_phases(&["A", "a"]), ["phase-1-a.yaml", "phase-2-a.yaml"]);
    }
}
