//! What a syntax error likely comes from.

use std::ops::Range;
use std::sync::Arc;

use granit_parser::ErrorKind;

use crate::text::yaml::Problem;
use crate::text::yaml::ProblemKind;

use super::COLON;
use super::Mender;
use super::WIDE_QUOTES;
use super::WIDE_SPACES;

impl Mender<'_> {
    /// The likely cause, looked for where the parser stopped and on the line before, where mistakes
    /// mostly are.
    pub(super) fn explain(&mut self, kind: &ErrorKind, offset: usize) -> Problem {
        let text = Arc::clone(&self.text);
        let at = text.floor_char_boundary(offset);
        let line = {
            let offset = u32::try_from(at).unwrap_or(u32::MAX);
            self.lines().line(offset)
        };
        let here = self.line_range(line);
        let mut previous_line = line.saturating_sub(1);
        while previous_line > 0 {
            let range = self.line_range(previous_line);
            if !self.is_blank(&range) {
                break;
            }
            previous_line -= 1;
        }
        let previous = if previous_line > 0 {
            Some(self.line_range(previous_line))
        } else {
            None
        };

        let control = text[at..here.end.max(at)]
            .char_indices()
            .find(|(_, c)| c.is_control() && *c != '\t');
        if let Some((ahead, character)) = control {
            return self.found(
                ProblemKind::ControlCharacter(character),
                char_range(&text, at + ahead),
            );
        }
        // A tab stops the scalar that it follows: then it stands on the line after the one where
        // the scalar began.
        let next = matches!(
            kind,
            ErrorKind::TabInPlainScalar | ErrorKind::TabInIndentation
        )
        .then(|| self.line_range(line + 1));
        for range in std::iter::once(here.clone())
            .chain(next)
            .chain(previous.clone())
        {
            if let Some((kind, range)) = suspicious_character(&text, range) {
                return self.found(kind, range);
            }
        }
        for range in previous
            .clone()
            .into_iter()
            .chain(std::iter::once(here.clone()))
        {
            if let Some((bracket, open)) =
                open_bracket(&text, range).filter(|_| !is_about_quotes(kind))
            {
                return self.found(ProblemKind::UnclosedBracket(bracket), open..open + 1);
            }
        }
        match kind {
            ErrorKind::UnclosedQuotedScalar
            | ErrorKind::DocumentIndicatorInQuotedScalar
            | ErrorKind::InvalidQuotedScalarIndent => {
                let open = self
                    .quote_before(at)
                    .unwrap_or_else(|| char_range(&text, at));
                return self.found(ProblemKind::UnclosedQuote, open);
            }
            ErrorKind::UnclosedFlowCollection { .. }
            | ErrorKind::UnexpectedEofFlowSequence
            | ErrorKind::UnexpectedEofFlowMapping
            | ErrorKind::UnexpectedEofImplicitFlowMapping
            | ErrorKind::ExpectedFlowMappingSeparator
            | ErrorKind::ExpectedFlowSequenceSeparator
            | ErrorKind::BlockEntryInFlowCollection
            | ErrorKind::InvalidFlowScalarIndent => {
                if let Some((bracket, open)) = open_bracket(&text, 0..at) {
                    return self.found(ProblemKind::UnclosedBracket(bracket), open..open + 1);
                }
            }
            ErrorKind::MappingValueNotAllowed | ErrorKind::InvalidColonPlacement => {
                let colon = text[here.start..].find(": ").map(|n| here.start + n);
                if colon.is_some_and(|colon| colon < at) {
                    return self.found(ProblemKind::ColonInText, char_range(&text, at));
                }
                return self.found(ProblemKind::Indentation, trimmed(&text, here));
            }
            ErrorKind::ExpectedBlockMappingKey
            | ErrorKind::ExpectedBlockSequenceEntry
            | ErrorKind::InvalidIndentation
            | ErrorKind::BlockSequenceEntryNotAllowed
            | ErrorKind::MappingKeyNotAllowed => {
                return self.found(ProblemKind::Indentation, trimmed(&text, here));
            }
            ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey => {
                let words = "a line without `key: value`".to_owned();
                return self.found(ProblemKind::Other(words), trimmed(&text, here));
            }
            ErrorKind::UnexpectedCharacter { character } if !character.is_control() => {
                return self.found(
                    ProblemKind::ReservedCharacter(*character),
                    char_range(&text, at),
                );
            }
            _ => {}
        }
        let place = if self.is_blank(&here) {
            previous.unwrap_or(here)
        } else {
            here
        };
        let place = trimmed(&text, place);
        let place = if place.contains(&at) {
            at..place.end
        } else {
            place
        };
        self.found(ProblemKind::Other(kind.to_string()), place)
    }

    fn found(&self, kind: ProblemKind, range: Range<usize>) -> Problem {
        Problem {
            kind,
            span: self.span(range),
            other: None,
        }
    }

    /// The quote that was open when the parser met `at`: the last one before it that its own line
    /// does not close.
    fn quote_before(&mut self, at: usize) -> Option<Range<usize>> {
        let text = Arc::clone(&self.text);
        let mut line = self.lines().line(u32::try_from(at).unwrap_or(u32::MAX));
        while line > 0 {
            let range = self.line_range(line);
            let content = &text[range.clone()];
            let value = match content.find(": ") {
                Some(colon) => content[colon + 2..].trim_start(),
                None => content.trim_start_matches([' ', '-']),
            };
            let start = range.end - value.len();
            if let Some(quote) = value.chars().next().filter(|c| matches!(c, '"' | '\''))
                && value.matches(quote).count() % 2 == 1
                && start <= at
            {
                return Some(start..start + 1);
            }
            line -= 1;
        }
        None
    }
}

/// A character that is likely the cause, on one line: a tab in the indentation, full-width
/// punctuation as syntax.
fn suspicious_character(text: &str, line: Range<usize>) -> Option<(ProblemKind, Range<usize>)> {
    let content = &text[line.clone()];
    let indentation = content.len() - content.trim_start().len();
    if let Some(tab) = content[..indentation].find('\t') {
        return Some((ProblemKind::Tab, line.start + tab..line.start + tab + 1));
    }
    if let Some((at, c)) = content[..indentation]
        .char_indices()
        .find(|(_, c)| WIDE_SPACES.contains(c))
    {
        return Some((
            ProblemKind::WideSpace,
            line.start + at..line.start + at + c.len_utf8(),
        ));
    }
    let body = content.trim_start().trim_start_matches("- ").trim_start();
    let body_start = line.start + content.len() - body.len();
    let key_end = body.find(": ").unwrap_or(body.len());
    if let Some(colon) = body[..key_end].find(COLON)
        && body[..colon]
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '"' | '“' | '”'))
    {
        return Some((
            ProblemKind::FullWidthColon,
            body_start + colon..body_start + colon + COLON.len_utf8(),
        ));
    }
    let value = body.get(key_end + 2..).map_or(body, str::trim_start);
    let value_start = line.start + content.len() - value.len();
    if let Some(quote) = value.chars().next().filter(|c| WIDE_QUOTES.contains(c)) {
        return Some((
            ProblemKind::FullWidthQuote,
            value_start..value_start + quote.len_utf8(),
        ));
    }
    if let Some(colon) = body.find(':')
        && !body[colon + 1..].starts_with([' ', '/', ':'])
        && body.len() > colon + 1
        && colon > 0
        && body[..colon]
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b == b'_')
    {
        return Some((
            ProblemKind::NoSpaceAfterColon,
            body_start + colon..body_start + colon + 1,
        ));
    }
    // A tab after the first word is legal, except where it stands for indentation of a list's item.
    let tab = content
        .trim_start()
        .strip_prefix('-')
        .filter(|rest| rest.starts_with('\t'))?;
    let at = line.start + content.len() - tab.len();
    Some((ProblemKind::Tab, at..at + 1))
}

fn is_about_quotes(kind: &ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::UnclosedQuotedScalar
            | ErrorKind::DocumentIndicatorInQuotedScalar
            | ErrorKind::InvalidQuotedScalarIndent
    )
}

/// The last `[` or `{` of the range that is still open at its end, as far as counting brackets can
/// tell; brackets in comments and in the middle of plain text do not count.
fn open_bracket(text: &str, range: Range<usize>) -> Option<(char, usize)> {
    let mut closed = 0_usize;
    let bytes = text.as_bytes();
    for index in range.clone().rev() {
        match bytes[index] {
            b']' | b'}' => closed += 1,
            b'[' | b'{' if closed > 0 => closed -= 1,
            byte @ (b'[' | b'{') => {
                let before = text[range.start..index]
                    .trim_end_matches(' ')
                    .chars()
                    .next_back();
                let begins_a_value =
                    before.is_none_or(|c| matches!(c, ':' | '-' | ',' | '[' | '{' | '\n' | '\r'));
                if begins_a_value {
                    return Some((char::from(byte), index));
                }
            }
            _ => {}
        }
    }
    None
}

fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let content = &text[range.clone()];
    let start = range.start + content.len() - content.trim_start().len();
    let end = start + content.trim().len();
    start..end
}

fn char_range(text: &str, at: usize) -> Range<usize> {
    at..at + text[at..].chars().next().map_or(0, char::len_utf8)
}
