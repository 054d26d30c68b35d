//! Which name was meant by a word that is none.

use std::cell::Cell;

/// The name in `names` that `word` was most likely meant to be.
///
/// Close means at most a third of the characters differ; a swap of two neighbours is one
/// difference.
#[must_use]
pub(crate) fn nearest<'a>(word: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    search(word, names, |_| Some(0), |_| true)
}

/// Longer words are not looked for.
const LONGEST_NAME: usize = 200;

/// Looks for the names that were meant, for as long as it may: comparing every unknown word of a
/// plan with every name in it would take the square of its size. Whoever asks first gets an answer;
/// the others have the finding itself.
#[derive(Debug)]
pub(crate) struct Guesses {
    /// Pairs of characters that may still be compared.
    left: Cell<usize>,
}

/// What it costs to ask whether a close name can be meant, beside comparing two characters: that may
/// walk through the graph, and a plan may have thousands of names that are equally close.
const RANK: usize = 1000;

impl Default for Guesses {
    fn default() -> Self {
        Self {
            left: Cell::new(20_000_000),
        }
    }
}

impl Guesses {
    /// Like [`nearest`]; of names that are equally close the one for which `rank` is lowest, then
    /// the first in the alphabet. `rank` is asked about close names only, and gives nothing for one
    /// that cannot be meant. `None` also when there is no time left.
    pub(crate) fn nearest<'a>(
        &mut self,
        word: &str,
        names: impl IntoIterator<Item = &'a str>,
        rank: impl Fn(&str) -> Option<u64>,
    ) -> Option<&'a str> {
        if self.left.get() == 0 {
            return None;
        }
        let left = &self.left;
        let take = |cost: usize| left.set(left.get().saturating_sub(cost));
        let length = word.chars().count();
        let rank = |name: &str| {
            take(RANK);
            rank(name)
        };
        search(word, names, rank, |other| {
            // What is much longer or shorter is not compared, only looked at.
            let cost = if other.abs_diff(length) <= (length / 3).max(1) {
                length * other
            } else {
                other / 8
            };
            take(cost + 20);
            left.get() > 0
        })
    }
}

/// `go_on` is given the length of each name before that is looked at. Cut short, the nearest of
/// some is not the nearest of all.
fn search<'a>(
    word: &str,
    names: impl IntoIterator<Item = &'a str>,
    rank: impl Fn(&str) -> Option<u64>,
    mut go_on: impl FnMut(usize) -> bool,
) -> Option<&'a str> {
    let length = word.chars().count();
    // Nobody mistypes a name of this length by a letter or two; comparing costs its square.
    if length > LONGEST_NAME {
        return None;
    }
    let limit = (length / 3).max(1);
    let folded = word.to_lowercase();
    let letters = Letters::new(&folded);
    let mut best: Option<(usize, u64, &str)> = None;
    for name in names {
        // What is further away than what was found need not be compared.
        let limit = best.map_or(limit, |(distance, ..)| distance);
        let other = if name.is_ascii() {
            name.len()
        } else {
            name.chars().count()
        };
        if !go_on(other) {
            return None;
        }
        if other.abs_diff(length) > limit || !letters.may_be_near(name, limit) {
            continue;
        }
        let distance = strsim::osa_distance(&folded, &name.to_lowercase());
        if distance <= limit
            && distance < other
            && let Some(rank) = rank(name)
            && best.is_none_or(|best| (distance, rank, name) < best)
        {
            best = Some((distance, rank, name));
        }
    }
    best.map(|(_, _, name)| name)
}

/// How often each character stands in a word. Most names are ruled out by this, at a fraction of
/// what comparing costs.
struct Letters {
    length: usize,
    /// By the last bits of the character: what falls together makes the answer lower, never wrong.
    counts: [i16; 128],
}

impl Letters {
    /// Of a word in lower case, not longer than [`LONGEST_NAME`] or little more.
    fn new(folded: &str) -> Self {
        let mut counts = [0; 128];
        folded.chars().for_each(|c| counts[Self::place(c)] += 1);
        Self {
            length: folded.chars().count(),
            counts,
        }
    }

    fn place(c: char) -> usize {
        c as usize % 128
    }

    /// Whether so many differences may make the word of a name: what one has and the other has not
    /// takes one each.
    fn may_be_near(&self, name: &str, limit: usize) -> bool {
        // Most ids are ASCII, and there are many.
        if name.is_ascii() {
            self.may_be(
                name.bytes()
                    .map(|byte| char::from(byte.to_ascii_lowercase())),
                limit,
            )
        } else {
            self.may_be(name.chars().flat_map(char::to_lowercase), limit)
        }
    }

    fn may_be(&self, folded: impl Iterator<Item = char>, limit: usize) -> bool {
        let mut left = self.counts;
        let (mut length, mut only_there) = (0_usize, 0_usize);
        for c in folded {
            let count = &mut left[Self::place(c)];
            *count -= 1;
            length += 1;
            if *count < 0 {
                only_there += 1;
                if only_there > limit {
                    return false;
                }
            }
        }
        (self.length + only_there).saturating_sub(length) <= limit
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_nearest_name() {
        assert_eq!(nearest("finsih", ["start", "finish"]), Some("finish"));
        assert_eq!(nearest("1.4", ["1.1", "1.3", "2.1"]), Some("1.1"));
        assert_eq!(nearest("Weekdays", ["weekdays", "china"]), Some("weekdays"));
        assert_eq!(nearest("xyz", ["start", "finish"]), None);
        assert_eq!(
            nearest("省统一身份认证", ["省统一身份认证平台", "泛微"]),
            Some("省统一身份认证平台")
        );
        assert_eq!(nearest("a", ["b"]), None);
    }

    #[test]
    fn the_first_of_those_that_are_equally_near_and_may_be_meant() {
        let names = ["1.5", "1.3", "9.4", "1.4", "1.2"];
        assert_eq!(search("1.4", names, |_| Some(0), |_| true), Some("1.4"));
        assert_eq!(
            search("1.4", names, |name| (name != "1.4").then_some(0), |_| true),
            Some("1.2")
        );
        assert_eq!(
            search(
                "1.4",
                names,
                |name| (name != "1.4").then_some(u64::from(name < "1.5")),
                |_| true
            ),
            Some("1.5")
        );
        assert_eq!(search("1.4", names, |_| None, |_| true), None);
    }

    #[test]
    fn whether_a_name_can_be_meant_is_not_asked_without_end() {
        let names = ["1.1"; 1000];
        let asked = Cell::new(0);
        let mut guesses = Guesses::default();
        for _ in 0..1000 {
            guesses.nearest("1.2", names, |_| {
                asked.set(asked.get() + 1);
                None
            });
        }
        assert!(asked.get() <= 20_000, "{}", asked.get());
    }

    proptest! {
        /// No name is ruled out that is near.
        #[test]
        fn letters_are_a_bound(word in "[a-d1-3.中文İß]{0,8}", name in "[a-dA-B1-3.中文İß]{0,8}") {
            let (word, folded) = (word.to_lowercase(), name.to_lowercase());
            let distance = strsim::osa_distance(&word, &folded);
            prop_assert!(Letters::new(&word).may_be_near(&name, distance), "{word} {name}");
        }
    }
}
