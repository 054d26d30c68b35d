//! Patterns of folders, as `plans` has them: `teams/*/plan`.

use std::path::Component;
use std::path::Path;

/// A path as settings have it: relative, with `/`, without `.`; `.` for the folder of the settings
/// itself. `None` if it leads out of that folder.
#[must_use]
pub(crate) fn clean(path: &str) -> Option<String> {
    let mut names = Vec::new();
    for component in Path::new(path).components() {
        match component {
            Component::CurDir => {}
            Component::Normal(name) => names.push(name.to_string_lossy()),
            Component::ParentDir | Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(if names.is_empty() {
        ".".to_owned()
    } else {
        names.join("/")
    })
}

/// A path as settings have to have it, so that it is no pattern.
#[must_use]
pub(crate) fn as_path(path: &str) -> String {
    if Pattern::parse(path).is_none() {
        return path.to_owned();
    }
    let quoted = |c: char| {
        if matches!(c, '*' | '?' | '[') {
            format!("[{c}]")
        } else {
            c.to_string()
        }
    };
    path.chars().map(quoted).collect()
}

/// A pattern of folders. `*` and `?` stand for characters of one name, `[..]` for one of several
/// characters, and `**` for any folders in between. What begins with a dot is hidden: only a dot in
/// the pattern finds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pattern {
    steps: Vec<Step>,
    /// Folders that every match is in, without anything to be found out.
    prefix: String,
    written_out: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    /// Any folders in between, or none.
    Folders,
    Name(Vec<Token>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Char(char),
    /// Any one character.
    One,
    /// Any characters, or none.
    Many,
    /// One of these, or none of these.
    Class {
        among: bool,
        ranges: Vec<(char, char)>,
    },
}

/// How far a path has come along a pattern: the steps that may be next, which are few.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Progress(Vec<usize>);

impl Pattern {
    /// The pattern that a clean path is; `None` if it is just the path of a folder.
    #[must_use]
    pub(crate) fn parse(path: &str) -> Option<Self> {
        if !path.contains(['*', '?', '[']) {
            return None;
        }
        let mut steps: Vec<Step> = Vec::new();
        for name in path.split('/') {
            match name {
                // Twice in a row says no more than once.
                "**" if steps.last() == Some(&Step::Folders) => {}
                "**" => steps.push(Step::Folders),
                _ => steps.push(Step::Name(tokens(name))),
            }
        }
        let literal = |step: &Step| match step {
            Step::Folders => None,
            Step::Name(tokens) => tokens
                .iter()
                .map(Token::literal)
                .collect::<Option<String>>(),
        };
        let mut prefix: Vec<String> = steps.iter().map_while(literal).collect();
        if prefix.len() == steps.len() {
            if prefix.join("/") == path {
                return None;
            }
            // `plan[[]1]` is one folder, and yet has to be looked for by another name.
            prefix.pop();
        }
        // What is in a folder is not the folder itself.
        if steps.last() == Some(&Step::Folders) {
            steps.push(Step::Name(vec![Token::Many]));
        }
        let written_out = steps.iter().map(Step::written_out).sum();
        Some(Self {
            steps,
            prefix: if prefix.is_empty() {
                ".".to_owned()
            } else {
                prefix.join("/")
            },
            written_out,
        })
    }

    /// The folder that all matches are in; `.` if it can be any.
    #[must_use]
    pub(crate) fn prefix(&self) -> &str {
        &self.prefix
    }

    /// How many of its characters stand for themselves: of two patterns that match the same folder,
    /// the one with more of them is about it more closely.
    #[must_use]
    pub(crate) fn written_out(&self) -> usize {
        self.written_out
    }

    /// Whether it matches the folder `path`, which is clean.
    #[must_use]
    pub(crate) fn matches(&self, path: &str) -> bool {
        let mut at = self.start();
        path.split('/')
            .filter(|name| *name != ".")
            .for_each(|name| at = self.step(&at, name));
        self.is_match(&at)
    }

    /// Before the first name of a path.
    #[must_use]
    pub(crate) fn start(&self) -> Progress {
        Progress(self.closed(vec![0]))
    }

    /// After one name more.
    #[must_use]
    pub(crate) fn step(&self, from: &Progress, name: &str) -> Progress {
        let mut next = Vec::new();
        for at in from.0.iter().copied() {
            match self.steps.get(at) {
                Some(Step::Folders) if !name.starts_with('.') => next.push(at),
                Some(Step::Name(tokens)) if is_name(tokens, name) => next.push(at + 1),
                Some(Step::Folders | Step::Name(_)) | None => {}
            }
        }
        Progress(self.closed(next))
    }

    /// Whether a path that has come so far matches.
    #[must_use]
    pub(crate) fn is_match(&self, at: &Progress) -> bool {
        at.0.contains(&self.steps.len())
    }

    /// Whether a folder below one that has come so far can match.
    #[must_use]
    pub(crate) fn goes_on(&self, at: &Progress) -> bool {
        at.0.iter().any(|at| *at < self.steps.len())
    }

    /// Whether the next name of a path that has come so far is looked for by itself, and not only
    /// as one of any folders in between.
    #[must_use]
    pub(crate) fn names(&self, at: &Progress, name: &str) -> bool {
        at.0.iter().any(
            |at| matches!(self.steps.get(*at), Some(Step::Name(tokens)) if is_name(tokens, name)),
        )
    }

    /// No folders in between are some, too.
    fn closed(&self, mut places: Vec<usize>) -> Vec<usize> {
        let skipped: Vec<usize> = places
            .iter()
            .filter(|at| self.steps.get(**at) == Some(&Step::Folders))
            .map(|at| at + 1)
            .collect();
        places.extend(skipped);
        places.sort_unstable();
        places.dedup();
        places
    }
}

impl Step {
    fn written_out(&self) -> usize {
        match self {
            Step::Folders => 0,
            Step::Name(tokens) => tokens
                .iter()
                .filter(|token| token.literal().is_some())
                .count(),
        }
    }
}

impl Token {
    /// The character that it stands for, if there is only one.
    fn literal(&self) -> Option<char> {
        match self {
            Token::Char(c) => Some(*c),
            Token::Class {
                among: true,
                ranges,
            } => match ranges.as_slice() {
                [(first, last)] if first == last => Some(*first),
                _ => None,
            },
            Token::One | Token::Many | Token::Class { .. } => None,
        }
    }

    fn is(&self, c: char) -> bool {
        match self {
            Token::Char(own) => *own == c,
            Token::One => true,
            Token::Many => false,
            Token::Class { among, ranges } => {
                ranges
                    .iter()
                    .any(|(first, last)| (*first..=*last).contains(&c))
                    == *among
            }
        }
    }
}

fn tokens(name: &str) -> Vec<Token> {
    let chars: Vec<char> = name.chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(c) = chars.get(at) {
        let (token, used) = match c {
            '?' => (Token::One, 1),
            '*' => (Token::Many, 1),
            // A bracket that is not closed is one.
            '[' => class(&chars[at..]).unwrap_or((Token::Char('['), 1)),
            other => (Token::Char(*other), 1),
        };
        if token != Token::Many || tokens.last() != Some(&Token::Many) {
            tokens.push(token);
        }
        at += used;
    }
    tokens
}

/// `[abc]`, `[a-z]`, `[!a]`, and how many characters that takes. `]` as the first of them is one of
/// them.
fn class(chars: &[char]) -> Option<(Token, usize)> {
    let negated = matches!(chars.get(1), Some('!' | '^'));
    let first = if negated { 2 } else { 1 };
    let end = first + 1 + chars.get(first + 1..)?.iter().position(|c| *c == ']')?;
    let mut ranges = Vec::new();
    let mut at = first;
    while at < end {
        if at + 2 < end && chars[at + 1] == '-' {
            ranges.push((chars[at], chars[at + 2]));
            at += 3;
        } else {
            ranges.push((chars[at], chars[at]));
            at += 1;
        }
    }
    Some((
        Token::Class {
            among: !negated,
            ranges,
        },
        end + 1,
    ))
}

/// Whether the tokens are this name. Only the last `*` is ever tried again, so the time is the
/// product of both lengths.
fn is_name(tokens: &[Token], name: &str) -> bool {
    if name.starts_with('.') && tokens.first().and_then(Token::literal) != Some('.') {
        return false;
    }
    let chars: Vec<char> = name.chars().collect();
    let (mut token, mut at) = (0, 0);
    let mut retry: Option<(usize, usize)> = None;
    while at < chars.len() {
        match tokens.get(token) {
            Some(Token::Many) => {
                retry = Some((token, at));
                token += 1;
            }
            Some(one) if one.is(chars[at]) => {
                token += 1;
                at += 1;
            }
            _ => {
                let Some((many, from)) = retry else {
                    return false;
                };
                retry = Some((many, from + 1));
                token = many + 1;
                at = from + 1;
            }
        }
    }
    tokens[token..].iter().all(|token| *token == Token::Many)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &str, path: &str) -> bool {
        Pattern::parse(pattern)
            .unwrap_or_else(|| panic!("{pattern} is a pattern"))
            .matches(path)
    }

    #[test]
    fn names_and_folders() {
        for (pattern, path) in [
            ("teams/*/plan", "teams/alpha/plan"),
            ("teams/?/plan", "teams/二/plan"),
            ("teams/[ab]*", "teams/beta"),
            ("teams/[!ab]*", "teams/gamma"),
            ("teams/[^ab]*", "teams/gamma"),
            ("teams/[a-c]", "teams/b"),
            ("a[]]*", "a]b"),
            ("a[b*", "a[bc"),
            ("**/plan", "plan"),
            ("**/plan", "a/b/plan"),
            ("a/**/plan", "a/plan"),
            ("a/**/**/plan", "a/b/plan"),
            ("a/**", "a/b"),
            ("a/**", "a/b/c"),
            ("a*b*c", "aXbXbc"),
            ("项目/*期", "项目/三期"),
            (".plans/*", ".plans/a"),
            ("[.]plans/*", ".plans/a"),
        ] {
            assert!(matches(pattern, path), "{pattern} {path}");
        }
        for (pattern, path) in [
            ("teams/*/plan", "teams/plan"),
            ("teams/*/plan", "teams/a/b/plan"),
            ("teams/*/plan", "teams/alpha/plans"),
            ("teams/*/plan", "teams/alpha"),
            ("teams/?/plan", "teams/ab/plan"),
            ("teams/[ab]", "teams/c"),
            ("teams/*", "teams/.hidden"),
            ("teams/?idden", "teams/.idden"),
            ("teams/[!a]x", "teams/.x"),
            ("**/plan", ".git/plan"),
            ("a/**", "a"),
            ("a/**/plan", "plan"),
            ("a**", "a/b"),
            ("*", "."),
        ] {
            assert!(!matches(pattern, path), "{pattern} {path}");
        }
    }

    #[test]
    fn what_is_no_pattern_is_a_folder() {
        assert_eq!(Pattern::parse("teams/alpha/plan"), None);
        assert_eq!(Pattern::parse("a[b"), None);
        let pattern = Pattern::parse("teams/a/*/plan").expect("a pattern");
        assert_eq!((pattern.prefix(), pattern.written_out()), ("teams/a", 10));
        assert_eq!(Pattern::parse("*/plan").expect("a pattern").prefix(), ".");
        let quoted = Pattern::parse("a/plan[[]1]").expect("a pattern");
        assert!(
            quoted.prefix() == "a" && quoted.matches("a/plan[1]") && !quoted.matches("a/plan1")
        );
    }

    #[test]
    fn clean_paths() {
        assert_eq!(clean("./teams//a/./plan/").as_deref(), Some("teams/a/plan"));
        assert_eq!(clean("./").as_deref(), Some("."));
        for out in ["../a", "a/../..", "/a", "teams/../*"] {
            assert_eq!(clean(out), None, "{out}");
        }
    }

    /// A pattern that is made to take long does not.
    #[test]
    fn a_hostile_pattern() {
        let pattern = Pattern::parse(&"*a".repeat(2000)).expect("a pattern");
        assert!(!pattern.matches(&"a".repeat(1999)));
        let folders = Pattern::parse(&["**/a"; 500].join("/")).expect("a pattern");
        assert!(!folders.matches(&["a"; 499].join("/")) && folders.matches(&["a"; 501].join("/")));
    }
}
