//! How much two tasks look like the same work.

use std::cmp::Ordering;

use crate::calendar::Day;
use crate::model::Field;
use crate::model::Task;

/// From here on two tasks with the same id are taken for the same work that was edited. The same
/// dates and days are enough, whatever the name has become.
pub(super) const SAME_ID: f64 = 0.33;
/// From here on two tasks with different ids under the same parent are taken for the same work.
pub(super) const OTHER_ID: f64 = 0.7;

/// Texts longer than this are compared by their beginnings: nobody pastes a novel into two tasks by
/// accident.
const LONGEST: usize = 400;

/// What a value that cannot be read is taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unread {
    /// It may be what it was: nothing is concluded from it.
    Same,
    /// It is another one than any that can be read.
    Other,
}

/// From 0, nothing in common, to 1, the same in all that is compared.
pub(super) fn similarity(old: &Task, new: &Task, unread: Unread) -> f64 {
    alike(&Traits::of(old), &Traits::of(new), unread)
}

/// What is compared of a task, prepared once for all others that it is compared with.
pub(super) struct Traits<'p> {
    name: Trait<Text<'p>>,
    description: Trait<Text<'p>>,
    executors: Trait<Vec<&'p str>>,
    start: Trait<&'p Day>,
    finish: Trait<&'p Day>,
    days: Trait<&'p u32>,
}

/// One of them.
enum Trait<T> {
    Given(T),
    Absent,
    Unread,
}

impl<T> Trait<T> {
    fn of<'p, V>(field: &'p Field<V>, prepare: impl FnOnce(&'p V) -> T) -> Self {
        match field {
            Field::Given(value) => Self::Given(prepare(&value.value)),
            Field::Absent => Self::Absent,
            Field::Unreadable(_) => Self::Unread,
        }
    }

    /// How much it is like another one; `None` if nothing can be said of it.
    fn like(&self, other: &Self, unread: Unread, score: impl FnOnce(&T, &T) -> f64) -> Option<f64> {
        match (self, other) {
            (Self::Unread, _) | (_, Self::Unread) if unread == Unread::Same => None,
            (Self::Given(one), Self::Given(other)) => Some(score(one, other)),
            (Self::Given(_), _) | (_, Self::Given(_)) => Some(0.0),
            _ => None,
        }
    }
}

impl<'p> Traits<'p> {
    pub(super) fn of(task: &'p Task) -> Self {
        let executors = Trait::of(&task.executors, |names| {
            let mut names: Vec<&str> = names.iter().map(|name| &*name.value).collect();
            names.sort_unstable();
            names
        });
        Self {
            name: Trait::of(&task.name, |name| Text::new(name)),
            description: Trait::of(&task.description, |text| Text::new(text)),
            executors,
            start: Trait::of(&task.start, |day| day),
            finish: Trait::of(&task.finish, |day| day),
            days: Trait::of(&task.days, |days| days),
        }
    }
}

/// See [`similarity`].
pub(super) fn alike(old: &Traits<'_>, new: &Traits<'_>, unread: Unread) -> f64 {
    let mut sum = 0.0;
    let mut weights = 0.0;
    let mut add = |weight: f64, score: Option<f64>| {
        if let Some(score) = score {
            sum += weight * score;
            weights += weight;
        }
    };
    add(0.5, old.name.like(&new.name, unread, dice));
    add(0.2, old.description.like(&new.description, unread, dice));
    add(0.15, old.executors.like(&new.executors, unread, same));
    add(0.1, old.start.like(&new.start, unread, same));
    add(0.1, old.finish.like(&new.finish, unread, same));
    add(0.05, old.days.like(&new.days, unread, same));
    if weights > 0.0 { sum / weights } else { 1.0 }
}

fn same<T: PartialEq>(old: &T, new: &T) -> f64 {
    if old == new { 1.0 } else { 0.0 }
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
