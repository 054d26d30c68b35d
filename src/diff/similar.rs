//! How much two tasks look like the same work.

use std::cmp::Ordering;

use crate::calendar::Day;
use crate::model::Task;

/// From here on two tasks with the same id are taken for the same work that was edited. The same
/// dates and days are enough, whatever the name has become.
pub(super) const SAME_ID: f64 = 0.33;
/// From here on two tasks with different ids under the same parent are taken for the same work.
pub(super) const OTHER_ID: f64 = 0.7;

/// Texts longer than this are compared by their beginnings: nobody pastes a novel into two tasks by
/// accident.
const LONGEST: usize = 400;

/// From 0, nothing in common, to 1, the same in all that is compared.
pub(super) fn similarity(old: &Task, new: &Task) -> f64 {
    alike(&Traits::of(old), &Traits::of(new))
}

/// What is compared of a task, prepared once for all others that it is compared with.
pub(super) struct Traits<'p> {
    name: Option<Text<'p>>,
    description: Option<Text<'p>>,
    executors: Option<Vec<&'p str>>,
    start: Option<&'p Day>,
    finish: Option<&'p Day>,
    days: Option<&'p u32>,
}

impl<'p> Traits<'p> {
    pub(super) fn of(task: &'p Task) -> Self {
        let mut executors: Option<Vec<&str>> = task
            .executors
            .value()
            .map(|names| names.iter().map(|name| &*name.value).collect());
        if let Some(names) = &mut executors {
            names.sort_unstable();
        }
        Self {
            name: task.name.as_ref().map(|name| Text::new(&name.value)),
            description: task.description.as_ref().map(|text| Text::new(&text.value)),
            executors,
            start: task.start.value(),
            finish: task.finish.value(),
            days: task.days.value(),
        }
    }
}

/// See [`similarity`].
pub(super) fn alike(old: &Traits<'_>, new: &Traits<'_>) -> f64 {
    let mut sum = 0.0;
    let mut weights = 0.0;
    let mut add = |weight: f64, score: Option<f64>| {
        if let Some(score) = score {
            sum += weight * score;
            weights += weight;
        }
    };
    add(0.5, texts(old.name.as_ref(), new.name.as_ref()));
    add(
        0.2,
        texts(old.description.as_ref(), new.description.as_ref()),
    );
    add(0.15, same(old.executors.as_ref(), new.executors.as_ref()));
    add(0.1, same(old.start, new.start));
    add(0.1, same(old.finish, new.finish));
    add(0.05, same(old.days, new.days));
    if weights > 0.0 { sum / weights } else { 1.0 }
}

/// Whether both have the same value; `None` if neither has one.
fn same<T: PartialEq>(old: Option<T>, new: Option<T>) -> Option<f64> {
    match (old, new) {
        (None, None) => None,
        (old, new) => Some(if old == new { 1.0 } else { 0.0 }),
    }
}

fn texts(old: Option<&Text<'_>>, new: Option<&Text<'_>>) -> Option<f64> {
    match (old, new) {
        (None, None) => None,
        (Some(old), Some(new)) => Some(dice(old, new)),
        _ => Some(0.0),
    }
}

/// A text with the pairs of its neighbouring characters, sorted.
struct Text<'p> {
    whole: &'p str,
    pairs: Vec<(char, char)>,
}

impl<'p> Text<'p> {
    fn new(whole: &'p str) -> Self {
        // So many characters at most are looked at: prose can be long and without a letter.
        let begin = whole
            .chars()
            .take(8 * LONGEST)
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase);
        let characters: Vec<char> = begin.take(LONGEST).collect();
        let mut pairs: Vec<(char, char)> = characters
            .windows(2)
            .map(|pair| (pair[0], pair[1]))
            .collect();
        pairs.sort_unstable();
        Self { whole, pairs }
    }
}

/// Dice's coefficient of the pairs of neighbouring characters: works for words and for Chinese, in
/// linear time.
fn dice(a: &Text<'_>, b: &Text<'_>) -> f64 {
    if a.whole == b.whole {
        return 1.0;
    }
    let total = a.pairs.len() + b.pairs.len();
    if total == 0 {
        return 0.0;
    }
    let (mut left, mut right, mut common) = (0, 0, 0_usize);
    while let (Some(one), Some(other)) = (a.pairs.get(left), b.pairs.get(right)) {
        match one.cmp(other) {
            Ordering::Less => left += 1,
            Ordering::Greater => right += 1,
            Ordering::Equal => {
                common += 1;
                left += 1;
                right += 1;
            }
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "there are a few hundred")]
    let share = (2 * common) as f64 / total as f64;
    share
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dice(a: &str, b: &str) -> f64 {
        super::dice(&Text::new(a), &Text::new(b))
    }

    #[test]
    fn texts_that_look_alike() {
        assert!(dice("部署OA应用", "部署OA应用服务") > 0.7);
        assert!(dice("Paint the walls", "paint walls") > 0.7);
        assert!(dice("部署OA应用", "编写测试报告") < 0.1);
        assert!((dice("", "") - 1.0).abs() < f64::EPSILON);
        assert!(dice("a", "b") < 0.1);
    }
}
