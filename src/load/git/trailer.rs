//! The trailers of a commit's message, exactly those that git itself sees: `git log
//! --format='%(trailers)'`.

use std::ops::Range;

use crate::load::Failure;

use super::Repo;

/// Lines that git writes by itself: with one of them a paragraph is one of trailers even if others
/// stand in it.
const GENERATED: [&str; 2] = ["Signed-off-by: ", "(cherry picked from commit "];

/// Below this line, as a comment, nothing of a message counts.
const SCISSORS: &str = " ------------------------ >8 ------------------------\n";

/// How old versions of git named the files of a merge, behind the trailers.
const CONFLICTS: &str = "Conflicts:\n";

/// Next to one of git's own lines a quarter of trailers is enough: so many other lines for each.
const OTHERS: usize = 3;

/// A trailer: its token and its value, in one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Trailer {
    /// What stands before the separator.
    pub token: String,
    /// What stands behind it, without breaks.
    pub value: String,
}

/// What git's settings say of trailers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TrailerRules {
    /// Characters that may stand between token and value.
    separators: String,
    /// What a comment begins with.
    comment: String,
    /// Trailers with settings of their own.
    known: Vec<Known>,
}

/// `trailer.NAME`.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Known {
    name: String,
    key: Option<String>,
}

impl Known {
    /// Whether the first `length` bytes of `token` begin its name or key.
    fn begins_like(&self, token: &str, length: usize) -> bool {
        let begins = |name: &str| {
            let both = name
                .as_bytes()
                .get(..length)
                .zip(token.as_bytes().get(..length));
            both.is_some_and(|(name, token)| name.eq_ignore_ascii_case(token))
        };
        begins(&self.name) || self.key.as_deref().is_some_and(begins)
    }
}

impl Default for TrailerRules {
    fn default() -> Self {
        Self {
            separators: ":".to_owned(),
            comment: "#".to_owned(),
            known: Vec::new(),
        }
    }
}

impl Repo {
    /// What git's settings say of trailers.
    ///
    /// # Errors
    /// If git's settings cannot be read.
    pub(crate) fn trailer_rules(&self) -> Result<TrailerRules, Failure> {
        let mut rules = TrailerRules::default();
        for (key, value) in self.section("trailer")? {
            rules.set(&key, value.unwrap_or_default());
        }
        for (key, value) in self.section("core")? {
            let is_meant = ["core.commentchar", "core.commentstring"]
                .iter()
                .any(|meant| key.eq_ignore_ascii_case(meant));
            if let Some(value) = value.filter(|value| is_meant && !value.is_empty()) {
                // With `auto` each message has what it does not use itself; those of commits have
                // no comments.
                rules.comment = if value.eq_ignore_ascii_case("auto") {
                    "#".to_owned()
                } else {
                    value
                };
            }
        }
        Ok(rules)
    }
}

impl TrailerRules {
    fn set(&mut self, key: &str, value: String) {
        let Some((_, rest)) = key.split_once('.') else {
            return;
        };
        let Some((name, variable)) = rest.rsplit_once('.') else {
            if rest.eq_ignore_ascii_case("separators") {
                self.separators = value;
            }
            return;
        };
        let variable = variable.to_ascii_lowercase();
        if !["key", "command", "cmd", "where", "ifexists", "ifmissing"].contains(&variable.as_str())
        {
            return;
        }
        let at = self
            .known
            .iter()
            .position(|known| known.name.eq_ignore_ascii_case(name))
            .unwrap_or_else(|| {
                self.known.push(Known {
                    name: name.to_owned(),
                    key: None,
                });
                self.known.len() - 1
            });
        if variable == "key" {
            self.known[at].key = Some(value);
        }
    }

    /// The trailers of a commit's message.
    #[must_use]
    pub(crate) fn read(&self, message: &str) -> Vec<Trailer> {
        let message = message.split('\0').next().unwrap_or_default();
        let blank: usize = message
            .split_inclusive('\n')
            .take_while(|line| is_blank(line))
            .map(str::len)
            .sum();
        let message = &message[blank..];
        let message = &message[..self.end(message)];
        let mut trailers: Vec<String> = Vec::new();
        let mut in_trailer = false;
        for line in message[self.block(message)..].split_inclusive('\n') {
            match trailers.last_mut() {
                Some(last) if in_trailer && line.starts_with(is_space) => last.push_str(line),
                _ => {
                    in_trailer = self.separator(line) >= Some(1);
                    trailers.push(line.to_owned());
                }
            }
        }
        trailers
            .iter()
            .filter_map(|trailer| self.parsed(trailer))
            .collect()
    }

    /// A trailer with its continuation lines; `None` for a line that is none, and for a comment.
    fn parsed(&self, trailer: &str) -> Option<Trailer> {
        if trailer.starts_with(&self.comment) {
            return None;
        }
        let at = self.separator(trailer).filter(|at| *at > 0)?;
        let token = trailer[..at].trim_matches(is_space);
        let value = unfolded(trailer[at + 1..].trim_matches(is_space));
        let length = token
            .trim_end_matches(|c: char| !c.is_ascii_alphanumeric())
            .len();
        let known = self
            .known
            .iter()
            .find(|known| known.begins_like(token, length));
        let token = known
            .and_then(|known| known.key.as_deref())
            .unwrap_or(token)
            .to_owned();
        Some(Trailer { token, value })
    }

    /// Where comments and whatever else git leaves out at the end of a message begin.
    fn end(&self, message: &str) -> usize {
        let cut = format!("{}{SCISSORS}", self.comment);
        let cutoff = if message.starts_with(&cut) {
            0
        } else {
            message
                .find(&format!("\n{cut}"))
                .map_or(message.len(), |at| at + 1)
        };
        // Zero is none, to git, too.
        let (mut comments, mut at, mut in_conflicts) = (0, 0, false);
        for line in message.split_inclusive('\n') {
            if at >= cutoff {
                break;
            }
            let begin = at;
            at += line.len();
            if line[..line.len().min(cutoff - begin)].starts_with(&self.comment)
                || line.starts_with('\n')
            {
                if comments == 0 {
                    comments = begin;
                }
            } else if line.starts_with(CONFLICTS) {
                in_conflicts = true;
                if comments == 0 {
                    comments = begin;
                }
            } else if comments > 0 && !(in_conflicts && line.starts_with('\t')) {
                (comments, in_conflicts) = (0, false);
            }
        }
        if comments > 0 { comments } else { cutoff }
    }

    /// Where the paragraph of trailers at the end begins; the end if there is none.
    fn block(&self, message: &str) -> usize {
        let lines = lines(message);
        // The first paragraph is the title, whatever it looks like.
        let title = lines.iter().find(|line| {
            let line = &message[line.start..line.end];
            !line.starts_with(&self.comment) && is_blank(line)
        });
        let title = title.map_or(message.len(), |line| line.start);
        let mut seen = Seen::default();
        for line in lines.iter().rev().take_while(|line| line.start >= title) {
            let text = &message[line.start..line.end];
            if text.starts_with(&self.comment) {
                seen.others += std::mem::take(&mut seen.continuing);
            } else if is_blank(text) {
                if !seen.any {
                    continue;
                }
                return if seen.are_trailers() {
                    line.end
                } else {
                    message.len()
                };
            } else {
                seen.any = true;
                self.look_at(text, &mut seen);
            }
        }
        message.len()
    }

    fn look_at(&self, line: &str, seen: &mut Seen) {
        if GENERATED
            .iter()
            .any(|generated| line.starts_with(generated))
        {
            (seen.trailers, seen.continuing, seen.recognised) = (seen.trailers + 1, 0, true);
            return;
        }
        match self
            .separator(line)
            .filter(|at| *at > 0 && !line.starts_with(is_space))
        {
            Some(at) => {
                (seen.trailers, seen.continuing) = (seen.trailers + 1, 0);
                seen.recognised |= self.known.iter().any(|known| known.begins_like(line, at));
            }
            None if line.starts_with(is_space) => seen.continuing += 1,
            None => seen.others += 1 + std::mem::take(&mut seen.continuing),
        }
    }

    /// Where a line's separator is, if nothing but a token stands before it.
    fn separator(&self, line: &str) -> Option<usize> {
        let mut behind_space = false;
        for (at, byte) in line.bytes().enumerate() {
            if self.separators.as_bytes().contains(&byte) {
                // Whoever separates by half a letter has no trailers.
                return line.is_char_boundary(at + 1).then_some(at);
            }
            match byte {
                b'-' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' if !behind_space => {}
                b' ' | b'\t' if at > 0 => behind_space = true,
                _ => return None,
            }
        }
        None
    }
}

/// The lines of a paragraph, looked at from its end.
#[derive(Default)]
struct Seen {
    /// Whether there was anything but blank lines.
    any: bool,
    recognised: bool,
    trailers: usize,
    others: usize,
    /// What may continue the trailer above it.
    continuing: usize,
}

impl Seen {
    fn are_trailers(&self) -> bool {
        let others = self.others + self.continuing;
        (self.recognised && self.trailers * OTHERS >= others) || (self.trailers > 0 && others == 0)
    }
}

/// What git takes for space.
fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r')
}

fn is_blank(line: &str) -> bool {
    line.chars().all(is_space)
}

/// Where each line begins, and where the next one does.
fn lines(text: &str) -> Vec<Range<usize>> {
    let mut at = 0;
    let line = |line: &str| {
        at += line.len();
        at - line.len()..at
    };
    text.split_inclusive('\n').map(line).collect()
}

/// A value in one line.
fn unfolded(value: &str) -> String {
    let mut lines = value.split('\n');
    let mut whole = lines.next().unwrap_or_default().to_owned();
    for line in lines {
        // Blank lines in between are one break.
        let line = line.trim_start_matches(is_space);
        if !line.is_empty() {
            whole.push(' ');
            whole.push_str(line);
        }
    }
    whole
}
