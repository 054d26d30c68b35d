//! The words that people have for the fields of a plan, in Chinese or English.

use crate::text::typed;

use super::Headings;
use super::TaskKey;

/// What a column of a table can hold. One comes before another as their fields do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Heading {
    /// The number that says where a row belongs: `1.2.3`. It becomes the id.
    Wbs,
    /// The phase that it belongs to.
    Phase,
    /// The value of this key; of a phase the days are its `total_days`.
    Key(TaskKey),
}

const PHASE: Headings = Headings {
    chinese: "阶段",
    english: "Phase",
    words: "阶段 阶段名称 所属阶段 项目阶段 实施阶段 phase phasename stage",
};

/// All of them with their words, in their order.
pub(crate) fn all() -> impl Iterator<Item = (Heading, Headings)> {
    let of_key = |key: TaskKey| {
        let heading = match key {
            TaskKey::Id => Heading::Wbs,
            _ => Heading::Key(key),
        };
        Some((heading, key.row().headings?))
    };
    let (id, others) = (of_key(TaskKey::Id), TaskKey::ALL.iter().copied());
    id.into_iter()
        .chain([(Heading::Phase, PHASE)])
        .chain(others.filter(|key| *key != TaskKey::Id).filter_map(of_key))
}

/// `Start date:`, `start_date` and `ＳＴＡＲＴ ＤＡＴＥ` are one heading, and so are `参考天数` with and without
/// a line break.
pub(crate) fn normal(heading: &str) -> String {
    let folded = typed::half_width(heading).to_lowercase();
    folded
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '_' | '-' | '*' | ':' | '.' | '?'))
        .collect()
}

/// The field that a heading in its normal form names, and how late among its words the word stands.
pub(crate) fn find(word: &str) -> Option<(Heading, usize)> {
    all().find_map(|(heading, known)| {
        let place = known.words.split(' ').position(|known| known == word)?;
        Some((heading, place))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_means_two_things() {
        let mut words: Vec<&str> = all()
            .flat_map(|(_, known)| known.words.split(' '))
            .collect();
        let count = words.len();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), count);
        assert!(
            words
                .iter()
                .all(|word| normal(word) == **word && !word.is_empty())
        );
    }

    #[test]
    fn they_come_in_the_order_of_their_fields() {
        assert!(all().map(|(heading, _)| heading).is_sorted());
    }

    #[test]
    fn what_is_known_best_is_understood() {
        for (heading, known) in all() {
            for best in [known.chinese, known.english] {
                assert_eq!(find(&normal(best)).map(|(found, _)| found), Some(heading));
            }
        }
    }
}
