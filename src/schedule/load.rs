//! How many tasks somebody is on at once.

use crate::calendar::Day;

/// A stretch of days on which the number of tasks at once is at its highest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Load {
    /// How many at once.
    pub count: usize,
    /// The first day of the first such stretch.
    pub first: Day,
    /// Its last day.
    pub last: Day,
}

/// The peak of windows given as first and last day, both included; `None` if there are none.
#[must_use]
pub fn peak(windows: &[(Day, Day)]) -> Option<Load> {
    // On one day what begins comes before what ended the day before is gone: +1 at the start, -1 the day after.
    let mut changes: Vec<(Day, i32)> =
        windows.iter().flat_map(|(first, last)| [(*first, 1), (last.plus(1), -1)]).collect();
    changes.sort_unstable();
    let (mut now, mut best): (i32, Option<Load>) = (0, None);
    let mut at = 0;
    // Whether the stretch in `best` still goes on.
    let mut open = false;
    while at < changes.len() {
        let day = changes[at].0;
        while at < changes.len() && changes[at].0 == day {
            now += changes[at].1;
            at += 1;
        }
        let count = usize::try_from(now).unwrap_or(0);
        let highest = best.as_ref().map_or(0, |best| best.count);
        if count > highest {
            best = Some(Load { count, first: day, last: day });
            open = true;
        } else if open && count < highest {
            if let Some(best) = &mut best {
                best.last = day.plus(-1);
            }
            open = false;
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(n: i64) -> Day {
        Day::parse("2023-10-01").expect("it exists").plus(n)
    }

    #[test]
    fn the_first_stretch_at_the_highest() {
        let windows = [(day(0), day(4)), (day(2), day(9)), (day(5), day(9)), (day(20), day(21)), (day(20), day(22))];
        assert_eq!(peak(&windows), Some(Load { count: 2, first: day(2), last: day(9) }));
        assert_eq!(peak(&[]), None);
        assert_eq!(peak(&[(day(3), day(3))]), Some(Load { count: 1, first: day(3), last: day(3) }));
    }
}
