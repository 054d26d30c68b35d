//! What tells a finding from others of the same rule and task, and stays when dates and texts
//! change.

use std::fmt;

use crate::calendar::Day;

/// One of the things that a finding is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Subject {
    /// A word of the rule's own, a key of the format among them.
    Word(&'static str),
    /// A task, by its id.
    Task(Box<str>),
    /// An owner, by its name.
    Owner(Box<str>),
    /// A calendar, by its name.
    Calendar(Box<str>),
    /// What is written in the plan or the settings.
    Text(Box<str>),
    /// A day.
    Day(Day),
}

impl Subject {
    /// A task, by its id or what it is called by.
    #[must_use]
    pub fn task(id: &str) -> Self {
        Self::Task(id.into())
    }

    /// An owner, by its name.
    #[must_use]
    pub fn owner(name: &str) -> Self {
        Self::Owner(name.into())
    }

    /// A calendar, by its name.
    #[must_use]
    pub fn calendar(name: &str) -> Self {
        Self::Calendar(name.into())
    }

    /// What is written.
    #[must_use]
    pub fn text(text: &str) -> Self {
        Self::Text(text.into())
    }

    /// About how many bytes it takes.
    fn weight(&self) -> usize {
        let text = match self {
            Subject::Word(_) | Subject::Day(_) => 0,
            Subject::Task(text)
            | Subject::Owner(text)
            | Subject::Calendar(text)
            | Subject::Text(text) => text.len(),
        };
        size_of::<Self>() + 24 + text
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Subject::Word(word) => f.write_str(word),
            Subject::Task(text)
            | Subject::Owner(text)
            | Subject::Calendar(text)
            | Subject::Text(text) => f.write_str(text),
            Subject::Day(day) => write!(f, "{day}"),
        }
    }
}

/// The things that a finding is about beside its task, in an order that stays.
///
/// Shown with spaces between them, as fingerprints have them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key(Box<[Subject]>);

impl Key {
    /// The tasks among them, by their ids.
    pub fn tasks(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|subject| match subject {
            Subject::Task(id) => Some(&**id),
            _ => None,
        })
    }

    /// The same key with other ids: `new_id` gives nothing for an id that stays.
    pub(crate) fn renumber<'i>(&mut self, new_id: impl Fn(&str) -> Option<&'i str>) {
        for subject in &mut self.0 {
            if let Subject::Task(id) = subject
                && let Some(new) = new_id(id)
            {
                *id = new.into();
            }
        }
    }

    /// About how many bytes it takes.
    pub(super) fn weight(&self) -> usize {
        self.0.iter().map(Subject::weight).sum()
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, subject) in self.0.iter().enumerate() {
            let between = if at == 0 { "" } else { " " };
            write!(f, "{between}{subject}")?;
        }
        Ok(())
    }
}

impl From<&'static str> for Key {
    fn from(word: &'static str) -> Self {
        Self::from([Subject::Word(word)])
    }
}

impl From<Subject> for Key {
    fn from(subject: Subject) -> Self {
        Self::from([subject])
    }
}

impl<const N: usize> From<[Subject; N]> for Key {
    fn from(subjects: [Subject; N]) -> Self {
        Self(Box::new(subjects))
    }
}

impl FromIterator<Subject> for Key {
    fn from_iter<I: IntoIterator<Item = Subject>>(subjects: I) -> Self {
        Self(subjects.into_iter().collect())
    }
}
