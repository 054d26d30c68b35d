//! How much two tasks look like the same work.

use std::collections::HashMap;

use crate::model::Name;
use crate::model::Task;

/// From here on two tasks with the same id are taken for the same work that was edited.
pub(super) const SAME_ID: f64 = 0.35;
/// From here on two tasks with different ids under the same parent are taken for the same work.
pub(super) const OTHER_ID: f64 = 0.7;

/// Texts longer than this are compared by their beginnings: nobody pastes a novel into two tasks by accident.
const LONGEST: usize = 400;

/// From 0, nothing in common, to 1, the same in all that is compared.
pub(super) fn similarity(old: &Task, new: &Task) -> f64 {
    let mut sum = 0.0;
    let mut weights = 0.0;
    let mut add = |weight: f64, score: Option<f64>| {
        if let Some(score) = score {
            sum += weight * score;
            weights += weight;
        }
    };
    add(0.5, texts(old.name.as_ref(), new.name.as_ref()));
    add(0.2, texts(old.description.as_ref(), new.description.as_ref()));
    let names = |task: &Task| -> Option<Vec<String>> {
        let mut names: Vec<String> = task.executors.value()?.iter().map(|name| name.value.to_string()).collect();
        names.sort();
        Some(names)
    };
    add(0.15, same(names(old), names(new)));
    add(0.1, same(old.start.value(), new.start.value()));
    add(0.1, same(old.finish.value(), new.finish.value()));
    add(0.05, same(old.days.value(), new.days.value()));
    if weights > 0.0 { sum / weights } else { 1.0 }
}

/// Whether both have the same value; `None` if neither has one.
fn same<T: PartialEq>(old: Option<T>, new: Option<T>) -> Option<f64> {
    match (old, new) {
        (None, None) => None,
        (old, new) => Some(if old == new { 1.0 } else { 0.0 }),
    }
}

fn texts(old: Option<&Name>, new: Option<&Name>) -> Option<f64> {
    match (old, new) {
        (None, None) => None,
        (Some(old), Some(new)) => Some(dice(&old.value, &new.value)),
        _ => Some(0.0),
    }
}

/// Dice's coefficient of the pairs of neighbouring characters: works for words and for Chinese, in linear time.
fn dice(a: &str, b: &str) -> f64 {
    if a == b {
        return 1.0;
    }
    let pairs = |text: &str| -> HashMap<(char, char), u32> {
        let mut pairs = HashMap::new();
        let characters: Vec<char> =
            text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).take(LONGEST).collect();
        for pair in characters.windows(2) {
            *pairs.entry((pair[0], pair[1])).or_insert(0) += 1;
        }
        pairs
    };
    let (left, right) = (pairs(a), pairs(b));
    let total = left.values().sum::<u32>() + right.values().sum::<u32>();
    if total == 0 {
        return 0.0;
    }
    let common: u32 = left.iter().map(|(pair, count)| (*count).min(right.get(pair).copied().unwrap_or(0))).sum();
    f64::from(2 * common) / f64::from(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_look_alike() {
        assert!(dice("部署OA应用", "部署OA应用服务") > 0.7);
        assert!(dice("Paint the walls", "paint walls") > 0.7);
        assert!(dice("部署OA应用", "编写测试报告") < 0.1);
        assert!((dice("", "") - 1.0).abs() < f64::EPSILON);
        assert!(dice("a", "b") < 0.1);
    }
}
