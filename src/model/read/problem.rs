//! What is said about text that could not be read as YAML, without a word of YAML's grammar where
//! possible.

use crate::finding::Edit;
use crate::finding::Fact;
use crate::finding::Finding;
use crate::finding::Key;
use crate::finding::Subject;
use crate::finding::shorten;
use crate::model::fields;
use crate::model::limits::beyond;
use crate::text::FileId;
use crate::text::Span;
use crate::text::encoding::Encoding;
use crate::text::encoding::NotUtf8;
use crate::text::yaml::Problem;
use crate::text::yaml::ProblemKind;

use super::Limits;
use super::NotText;
use super::PlanTooLarge;
use super::findings::LONGEST;

pub(super) fn not_text(file: FileId, reason: &NotText, limits: &Limits) -> Finding {
    match reason {
        NotText::Encoding(NotUtf8 { valid, likely, .. }) => {
            let at = u32::try_from(valid.len()).unwrap_or(u32::MAX);
            let span = Span::new(file, at, at);
            match likely.iconv_name() {
                Some(name) => {
                    Finding::new("encoding", span, format!("this file is {likely}, not UTF-8; nothing in it was read"))
                        .help(format!("save it as UTF-8 in your editor, or run: iconv -f {name} -t UTF-8 OLD > NEW"))
                }
                None => Finding::new(
                    "encoding",
                    span,
                    "this file is not UTF-8, and no encoding that planlint knows; nothing in it was read",
                )
                .help("open it in the program that wrote it and save it as UTF-8 text"),
            }
            .key(match likely {
                Encoding::Unknown => "unknown",
                _ => "known",
            })
        }
        NotText::TooLarge { bytes } => beyond(
            Span::new(file, 0, 0),
            format!(
                "this file has {bytes} bytes, more than the {} that a part of a plan may have; it was not read",
                limits.part.file_bytes
            ),
            "cut it into several files",
            "max_file_bytes",
        ),
        NotText::PlanTooLarge(PlanTooLarge::Files(count)) => beyond(
            Span::new(file, 0, 0),
            format!(
                "this plan has {count} files, more than the {} that are read; none of it was",
                limits.plan_files
            ),
            "put several phases into one file",
            "max_plan_files",
        )
        .fact(Fact::PlanTooLarge),
        NotText::PlanTooLarge(PlanTooLarge::Bytes) => beyond(
            Span::new(file, 0, 0),
            format!(
                "the files of this plan have more than {} bytes together; none of it was read",
                limits.plan_bytes
            ),
            "cut it into several plans",
            "max_plan_bytes",
        )
        .fact(Fact::PlanTooLarge),
    }
}

/// A problem of the text as a finding: what is wrong and what to do, without a word of YAML's
/// grammar where possible.
pub(crate) fn explain(problem: &Problem) -> Finding {
    let rule = if problem.kind.is_limit() {
        "limit"
    } else {
        "syntax"
    };
    let (message, help): (String, String) = match &problem.kind {
        ProblemKind::Other(words) => (
            format!("this is not YAML: {words}"),
            "compare the line with its neighbours: indentation, a missing `:` or quote".into(),
        ),
        ProblemKind::DuplicateKey(key) => (
            format!("`{}` stands twice in the same place; only one of them can count", shorten(key, LONGEST)),
            "remove one of the two".into(),
        ),
        ProblemKind::FullWidthColon => {
            ("a full-width colon `：` where `: ` belongs".into(), "type an ASCII colon and a space".into())
        }
        ProblemKind::FullWidthQuote => {
            ("full-width quotes do not quote in YAML".into(), "use the ASCII quote \" on both sides, or none".into())
        }
        ProblemKind::WideSpace => {
            ("a full-width or no-break space where a plain space belongs".into(), "replace it with plain spaces".into())
        }
        ProblemKind::Tab => {
            ("a tab where only spaces may stand".into(), "indent with spaces; most editors can convert tabs".into())
        }
        ProblemKind::ConflictMarker => (
            "a merge conflict that nobody has resolved".into(),
            "keep the lines that are right, remove the others and the three marker lines".into(),
        ),
        ProblemKind::NoSpaceAfterColon => {
            ("no space after the colon, so YAML does not see a key".into(), "write `key: value`".into())
        }
        ProblemKind::UnclosedQuote => ("a quote that is never closed".into(), "close it on the same line".into()),
        ProblemKind::UnclosedBracket(bracket) => (
            format!("a `{bracket}` that is never closed"),
            format!("close it with `{}`", if *bracket == '[' { ']' } else { '}' }),
        ),
        ProblemKind::ColonInText => (
            "a second `: ` in one line: YAML takes it for another key".into(),
            "put the text between double quotes".into(),
        ),
        ProblemKind::Indentation => (
            "this line does not fit the lines around it: its indentation is off, or the line above is unfinished"
                .into(),
            "indent it like the other keys or items of the same list".into(),
        ),
        ProblemKind::ReservedCharacter(c) => {
            (format!("text cannot begin with `{c}` in YAML"), "put the text between double quotes".into())
        }
        ProblemKind::ControlCharacter(c) => (
            format!("a control character (U+{:04X}), which no YAML file may hold", u32::from(*c)),
            "delete it; it most likely came with copied text".into(),
        ),
        ProblemKind::UnknownAlias(name) => (
            format!("`*{0}` refers to an anchor `&{0}` that is not above it in this file", shorten(name, LONGEST)),
            "write the value out, or put it between quotes if the asterisk is meant".into(),
        ),
        ProblemKind::CyclicAlias => {
            ("an alias that stands within what it refers to: it would never end".into(), "write the value out".into())
        }
        ProblemKind::ComplexKey => {
            ("a list or map where a key belongs".into(), "a key is plain text followed by `: `".into())
        }
        ProblemKind::MergeNotMap => {
            ("`<<` takes a map, or a list of maps".into(), "refer to an anchor that stands on a map".into())
        }
        ProblemKind::SecondDocument => {
            ("a second document after `---`; it was not read".into(), "put it into a file of its own".into())
        }
        ProblemKind::UnknownTag => (
            "a YAML tag, which plans have no use for".into(),
            "remove it; put the text between quotes if it begins with `!`".into(),
        ),
        ProblemKind::TooDeep(limit) => (
            format!("lists and maps nested deeper than {limit} levels; this file was not read"),
            "raise `max_depth` of the rule `limit` in planlint.yaml if a plan really needs it".into(),
        ),
        ProblemKind::TooManyNodes(limit) => (
            format!("more than {limit} values in one file; it was not read"),
            "cut it into several files, or raise `max_nodes` of the rule `limit` in planlint.yaml".into(),
        ),
        ProblemKind::TooManyAliasNodes(most, is_limit) => (
            format!("the aliases up to here stand for more than {most} values all together; this file was not read"),
            if *is_limit {
                "write the values out, or raise `max_alias_nodes` of the rule `limit` in planlint.yaml".into()
            } else {
                "write the values out: aliases may stand for four values for each that is written".into()
            },
        ),
    };
    let mut finding = Finding::new(rule, problem.span, message)
        .help(help)
        .key(problem_key(&problem.kind));
    match problem.kind {
        ProblemKind::FullWidthColon => {
            finding = finding.fix("type an ASCII colon and a space", problem.span, ": ");
        }
        ProblemKind::WideSpace => {
            finding = finding.fix("replace it with a plain space", problem.span, " ");
        }
        _ => {}
    }
    if let Some(other) = problem.other {
        finding = finding.label(other, "the first one");
    }
    finding
}

fn problem_key(kind: &ProblemKind) -> Key {
    match kind {
        ProblemKind::DuplicateKey(key) => [Subject::Word("duplicate"), Subject::text(key)].into(),
        ProblemKind::UnknownAlias(name) => [Subject::Word("alias"), Subject::text(name)].into(),
        ProblemKind::FullWidthColon => "colon".into(),
        ProblemKind::FullWidthQuote => "quote".into(),
        ProblemKind::WideSpace => "space".into(),
        ProblemKind::Tab => "tab".into(),
        ProblemKind::ConflictMarker => "conflict".into(),
        ProblemKind::TooDeep(_) => "depth".into(),
        ProblemKind::TooManyNodes(_) => "nodes".into(),
        ProblemKind::TooManyAliasNodes(..) => "aliases".into(),
        _ => "yaml".into(),
    }
}

/// Let the fix of a full-width colon take the space that follows it, if one does; and before a `{`
/// mend the other signs of that map as well: with half of them mended it would be none. Where some
/// of them may belong to a text, nothing is mended.
pub(super) fn with_what_follows(mut finding: Finding, text: &str) -> Finding {
    let Some(fix) = finding
        .fix
        .as_mut()
        .filter(|_| finding.key == Key::from("colon"))
    else {
        return finding;
    };
    let start = finding.span.range().end;
    let rest = text
        .get(start..)
        .and_then(|rest| rest.lines().next())
        .unwrap_or_default();
    let spaced = |sign: &str, rest: &str| {
        if rest.starts_with(' ') {
            sign.to_owned()
        } else {
            format!("{sign} ")
        }
    };
    for edit in &mut fix.edits {
        edit.text = spaced(":", rest);
    }
    if !rest.trim_start().starts_with('{') {
        return finding;
    }
    let mut mended = 0;
    for (at, sign) in rest.match_indices(['：', '，']) {
        let (before, after) = (&rest[..at], &rest[at + sign.len()..]);
        let separates = if sign == "：" {
            is_key(last_word(before))
        } else {
            begins_with_key(after)
        };
        if !separates {
            finding.fix = None;
            return finding;
        }
        mended += 1;
        // Nobody writes more than a few keys in one line.
        if mended > MOST_SIGNS {
            finding.fix = None;
            return finding;
        }
        let end = u32::try_from(start + at).unwrap_or(u32::MAX);
        let span = Span::new(finding.span.file, end, end.saturating_add(3));
        fix.edits.push(Edit {
            span,
            text: spaced(if sign == "：" { ":" } else { "," }, after),
        });
    }
    finding
}

/// Full-width signs in one line that are mended together.
const MOST_SIGNS: usize = 40;

fn is_key(word: &str) -> bool {
    fields::ALL_KEYS.contains(&word)
}

fn last_word(text: &str) -> &str {
    text.rsplit([' ', ',', '，', '{', '：', ':'])
        .next()
        .unwrap_or_default()
}

fn begins_with_key(text: &str) -> bool {
    text.trim_start()
        .split_once(['：', ':'])
        .is_some_and(|(word, _)| is_key(word))
}
