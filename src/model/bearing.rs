//! What a field bears on: when work takes place, what it takes, who does it.

/// Some of the things that fields bear on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Bearing(u16);

impl Bearing {
    /// Nothing.
    pub(crate) const NONE: Bearing = Bearing(0);
    /// When work begins and ends.
    pub(crate) const DATES: Bearing = Bearing(1);
    /// How many days it takes.
    pub(crate) const EFFORT: Bearing = Bearing(1 << 1);
    /// Which days count.
    pub(crate) const CALENDAR: Bearing = Bearing(1 << 2);
    /// What waits for what.
    pub(crate) const LINKS: Bearing = Bearing(1 << 3);
    /// Who does it and who answers for it.
    pub(crate) const PEOPLE: Bearing = Bearing(1 << 4);
    /// How far it is.
    pub(crate) const PROGRESS: Bearing = Bearing(1 << 5);
    /// The day for which progress was reported.
    pub(crate) const STATUS: Bearing = Bearing(1 << 6);
    /// What it is called by others, and what it stands under.
    pub(crate) const STRUCTURE: Bearing = Bearing(1 << 7);
    /// What people read.
    pub(crate) const WORDS: Bearing = Bearing(1 << 8);
    /// Everything, also what no other name is for.
    pub(crate) const ALL: Bearing = Bearing(u16::MAX);

    /// Both.
    #[must_use]
    pub(crate) const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// What both have.
    #[must_use]
    pub(crate) const fn common(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Whether they have something in common.
    #[must_use]
    pub(crate) const fn meets(self, other: Self) -> bool {
        self.common(other).0 != Self::NONE.0
    }
}
