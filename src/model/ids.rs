//! Ids that are numbers of a work breakdown structure: `3`, `3.1`, `3.1.10`.

/// Whether an id is a number such as `1.2.3`.
pub(crate) fn is_number(id: &str) -> bool {
    id.split('.')
        .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
}

/// A dotted number.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Wbs(Vec<u64>);

impl Wbs {
    /// The number that `id` is, if it is one: whole numbers with single dots between them.
    #[must_use]
    pub(crate) fn parse(id: &str) -> Option<Self> {
        let parts: Option<Vec<u64>> = id
            .split('.')
            .map(|part| {
                part.parse()
                    .ok()
                    .filter(|_| part.bytes().all(|b| b.is_ascii_digit()))
            })
            .collect();
        parts.map(Self)
    }

    /// How far apart two numbers under the same parent are; the largest number if they are not.
    #[must_use]
    pub(crate) fn distance(&self, other: &Wbs) -> u64 {
        match (self.0.split_last(), other.0.split_last()) {
            (Some((a, parent)), Some((b, other))) if parent == other => a.abs_diff(*b),
            _ => u64::MAX,
        }
    }

    /// The number without its last part; `None` for one that has no dot.
    #[must_use]
    pub(crate) fn parent(&self) -> Option<Self> {
        (self.0.len() > 1).then(|| Self(self.0[..self.0.len() - 1].to_vec()))
    }
}

impl std::fmt::Display for Wbs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let parts: Vec<String> = self.0.iter().map(u64::to_string).collect();
        f.write_str(&parts.join("."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_is_numeric() {
        let wbs = |id| Wbs::parse(id).expect("a dotted number");
        assert!(wbs("1.9") < wbs("1.10"));
        assert!(wbs("1") < wbs("1.1"));
        assert_eq!(wbs("1.10").parent(), Some(wbs("1")));
        assert_eq!(wbs("1").parent(), None);
        for id in ["", "a", "1.", ".1", "1..2", "1.a", "-1", "+1", "１"] {
            assert_eq!(Wbs::parse(id), None, "{id}");
        }
    }
}
