//! An option of a rule, declared once: what settings take for it, what it is where they do not say,
//! and the type that its rule gets.

/// What kind of value an option takes.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum OptionKind {
    /// A whole number from the first to the second.
    Integer(i64, i64),
    /// A number from the first to the second.
    Number(f64, f64),
    /// One of these words.
    Choice(&'static [&'static str]),
}

/// The value of an option.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum OptionValue {
    /// Of [`OptionKind::Integer`].
    Integer(i64),
    /// Of [`OptionKind::Number`].
    Number(f64),
    /// Of [`OptionKind::Choice`].
    Word(&'static str),
}

/// An option that a rule has.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct OptionSpec {
    /// Its key in settings.
    pub name: &'static str,
    /// What it takes.
    pub kind: OptionKind,
    /// What it is where settings do not say.
    pub default: OptionValue,
    /// What it is for.
    pub doc: &'static str,
}

/// An option of the rule called `rule`, whose value is a `T`.
pub(crate) struct Setting<T: 'static> {
    /// The rule that has it.
    pub(super) rule: &'static str,
    /// What settings have to know of it.
    pub(crate) spec: OptionSpec,
    /// For a choice, what its words stand for.
    choices: &'static [T],
    /// Nothing for a value of another kind, which the reader of settings never keeps.
    read: fn(&Self, OptionValue) -> Option<T>,
}

impl<T> Setting<T> {
    /// The value that was kept for it, or what it is where settings do not say.
    ///
    /// # Panics
    /// If the default is of another kind than the option, which is a mistake in the program.
    pub(super) fn read(&self, kept: Option<OptionValue>) -> T {
        let value = kept.and_then(|kept| (self.read)(self, kept));
        value
            .or_else(|| (self.read)(self, self.spec.default))
            .expect("constructors give the default its kind")
    }

    const fn of(
        rule: &'static str,
        (name, doc): (&'static str, &'static str),
        kind: OptionKind,
        default: OptionValue,
        read: fn(&Self, OptionValue) -> Option<T>,
    ) -> Self {
        Self {
            rule,
            spec: OptionSpec {
                name,
                kind,
                default,
                doc,
            },
            choices: &[],
            read,
        }
    }
}

impl Setting<i64> {
    /// A whole number of these.
    pub(crate) const fn integer(
        rule: &'static str,
        named: (&'static str, &'static str),
        [least, most]: [i64; 2],
        default: i64,
    ) -> Self {
        let kind = OptionKind::Integer(least, most);
        Self::of(
            rule,
            named,
            kind,
            OptionValue::Integer(default),
            |_, value| whole(value),
        )
    }
}

impl Setting<usize> {
    /// How many there may be, one at least.
    pub(crate) const fn most(
        rule: &'static str,
        named: (&'static str, &'static str),
        most: i64,
        default: i64,
    ) -> Self {
        let kind = OptionKind::Integer(1, most);
        Self::of(
            rule,
            named,
            kind,
            OptionValue::Integer(default),
            |_, value| Some(usize::try_from(whole(value)?).unwrap_or(usize::MAX)),
        )
    }
}

impl Setting<u64> {
    /// How many bytes or nodes there may be, one at least, on any system.
    pub(crate) const fn most_of_all(
        rule: &'static str,
        named: (&'static str, &'static str),
        most: i64,
        default: i64,
    ) -> Self {
        let kind = OptionKind::Integer(1, most);
        Self::of(
            rule,
            named,
            kind,
            OptionValue::Integer(default),
            |_, value| Some(u64::try_from(whole(value)?).unwrap_or(u64::MAX)),
        )
    }
}

impl Setting<f64> {
    /// A number of these.
    pub(crate) const fn number(
        rule: &'static str,
        named: (&'static str, &'static str),
        [least, most]: [f64; 2],
        default: f64,
    ) -> Self {
        let kind = OptionKind::Number(least, most);
        Self::of(
            rule,
            named,
            kind,
            OptionValue::Number(default),
            |_, value| match value {
                OptionValue::Number(number) => Some(number),
                _ => None,
            },
        )
    }
}

impl<T: Copy> Setting<T> {
    /// One of some words, each with what it stands for; the first if settings do not say.
    pub(crate) const fn choice<const N: usize>(
        rule: &'static str,
        named: (&'static str, &'static str),
        words: &'static [&'static str; N],
        choices: &'static [T; N],
    ) -> Self {
        let kind = OptionKind::Choice(words);
        let setting = Self::of(rule, named, kind, OptionValue::Word(words[0]), Self::chosen);
        Self { choices, ..setting }
    }

    fn chosen(&self, value: OptionValue) -> Option<T> {
        let (OptionKind::Choice(words), OptionValue::Word(word)) = (self.spec.kind, value) else {
            return None;
        };
        let at = words.iter().position(|known| *known == word)?;
        self.choices.get(at).copied()
    }
}

fn whole(value: OptionValue) -> Option<i64> {
    match value {
        OptionValue::Integer(number) => Some(number),
        _ => None,
    }
}
