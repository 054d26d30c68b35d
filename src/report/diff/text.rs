//! For people: one line that says it all, then phase by phase, then what follows.

use std::borrow::Cow;
use std::io;
use std::io::Write;

use textwrap::WordSeparator;
use textwrap::WordSplitter;
use textwrap::core::Word;
use unicode_width::UnicodeWidthChar;

use crate::compare::Comparison;
use crate::compare::PlanComparison;
use crate::compare::told;
use crate::diff::ChangeKind;
use crate::diff::FieldChange;
use crate::diff::Subject;
use crate::finding::shorten;
use crate::report::Style;
use crate::report::human;
use crate::report::safe::no_command;
use crate::report::sanitize;

use super::Shown;
use super::by_days;
use super::consequences;
use super::in_brief;
use super::shown;
use super::summary;
use super::words::Piece;
use super::words::pieces;

/// Fields whose words are worth comparing.
const PROSE: [&str; 7] = ["name", "description", "outcome", "deliverable", "notes", "pending", "title"];

/// Characters of a phase's name in a heading.
const HEADING: usize = 200;
/// Characters of a value that are shown; `--format json` has it whole.
const PROSE_SHOWN: usize = 2000;

const RED: &str = "31";
const GREEN: &str = "32";
const YELLOW: &str = "33";
const CYAN: &str = "36";
const BOLD: &str = "1";
const DIM: &str = "2";

pub(super) fn write(comparison: &Comparison, style: Style, out: &mut dyn Write) -> io::Result<()> {
    for plan in &comparison.plans {
        if comparison.plans.len() > 1 {
            writeln!(out, "{}", painted(&sanitize(&plan.root), BOLD, style))?;
        }
        writeln!(out, "{}", painted(&sanitize(&summary(plan)), BOLD, style))?;
        if plan.had && plan.has {
            changes(comparison, plan, style, out)?;
            let lines = consequences(plan);
            if !lines.is_empty() {
                writeln!(out, "\n{}", painted("what follows", BOLD, style))?;
            }
            for line in lines {
                wrapped(&sanitize(&line), "  ", style, out)?;
            }
        }
    }
    if comparison.old_incomplete {
        writeln!(out, "\nnot everything of the old revision could be read, so some changes may be missing or wrong")?;
    }
    if comparison.new_incomplete {
        writeln!(out, "\nnot everything of the new revision could be read, so some changes may be missing or wrong")?;
    }
    findings(comparison, style, out)
}

fn changes(comparison: &Comparison, plan: &PlanComparison, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let mut heading = String::new();
    for change in &plan.changes {
        let shown = shown(plan, change);
        let group = match &change.subject {
            Subject::Plan => "plan".to_owned(),
            Subject::Calendar(_) => "calendars".to_owned(),
            Subject::Owner(_) => "owners".to_owned(),
            Subject::Task(..) => shown.phase.map_or_else(String::new, |phase| {
                let name = phase.name.as_ref().map_or(Cow::Borrowed(""), |name| shorten(&name.value, HEADING));
                format!("phase {} {name}", phase.label()).trim_end().to_owned()
            }),
        };
        if group != heading {
            writeln!(out)?;
            wrapped(&painted(&sanitize(&group), BOLD, style), "", style, out)?;
            heading = group;
        }
        change_lines(comparison, plan, &shown, style, out)?;
    }
    Ok(())
}

fn change_lines(
    comparison: &Comparison,
    plan: &PlanComparison,
    shown: &Shown<'_>,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let change = shown.change;
    let (mark, colour) = match change.kind {
        ChangeKind::Added => ("+", GREEN),
        ChangeKind::Removed => ("-", RED),
        ChangeKind::Renamed => ("=", CYAN),
        ChangeKind::Moved => (">", CYAN),
        ChangeKind::Changed => ("~", YELLOW),
    };
    let place = shown.new_place.or(shown.old_place).map(|span| {
        let start = comparison.store.sources.start(span);
        format!("{}:{}", comparison.store.sources.file(span.file).path(), start.line)
    });
    let title = format!("{} {}", shown.id, shorten(shown.name.unwrap_or(""), PROSE_SHOWN));
    let place = place.map(|place| painted(&format!("({})", sanitize(&place)), DIM, style)).unwrap_or_default();
    if change.subject != Subject::Plan {
        let title = painted(&format!("{mark} {}", sanitize(title.trim_end())), colour, style);
        with_place(&title, &place, style, out)?;
    }
    let whole = match (&change.subject, change.kind) {
        (Subject::Task(_, Some(after)), ChangeKind::Added) => Some(plan.new.task(*after)),
        (Subject::Task(Some(before), None), ChangeKind::Removed) => Some(plan.old.task(*before)),
        _ => None,
    };
    if let Some(task) = whole {
        let brief = in_brief(task);
        if !brief.is_empty() {
            wrapped(&sanitize(&shorten(&brief, PROSE_SHOWN)), "      ", style, out)?;
        }
        return Ok(());
    }
    for field in &change.fields {
        field_line(field, style, out)?;
    }
    Ok(())
}

fn field_line(field: &FieldChange, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let name = format!("{:12}", field.field);
    let text = match (&field.before, &field.after) {
        (Some(before), Some(after)) if PROSE.contains(&field.field) => marked(before, after, style),
        (Some(before), Some(after)) => format!("{} -> {}{}", brief(before), brief(after), by_days(field)),
        (None, Some(after)) => painted(&format!("+ {}", brief(after)), GREEN, style),
        (Some(before), None) => painted(&format!("- {}", brief(before)), RED, style),
        (None, None) => String::new(),
    };
    wrapped(&format!("{name} {text}"), "      ", style, out)
}

fn brief(value: &str) -> String {
    sanitize(&shorten(value, PROSE_SHOWN)).into_owned()
}

/// The changed words, in colour or as git marks them in its word diff.
fn marked(before: &str, after: &str, style: Style) -> String {
    pieces(before, after)
        .into_iter()
        .map(|piece| match piece {
            Piece::Same(text) => brief(&text),
            Piece::Gone(text) if style.colour => painted(&brief(&text), RED, style),
            Piece::New(text) if style.colour => painted(&brief(&text), GREEN, style),
            Piece::Gone(text) => format!("[-{}-]", brief(&text)),
            Piece::New(text) => format!("{{+{}+}}", brief(&text)),
        })
        .collect()
}

fn findings(comparison: &Comparison, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let sources = &comparison.store.sources;
    for ((title, list), not_shown) in [
        ("about this change", &comparison.findings),
        ("findings that it brings", &comparison.introduced),
        ("findings that it mends", &comparison.fixed),
    ]
    .into_iter()
    .zip(comparison.not_shown)
    {
        if list.is_empty() {
            continue;
        }
        writeln!(out, "\n{}", painted(title, BOLD, style))?;
        for reported in list {
            human::finding(sources, &reported.finding, style, out)?;
        }
        if not_shown > 0 {
            writeln!(out, "and {not_shown} more, not shown (--max-findings)")?;
        }
    }
    for line in told(&comparison.allowed, &comparison.unused_allows) {
        writeln!(out, "{}", sanitize(&line))?;
    }
    Ok(())
}

fn painted(text: &str, code: &str, style: Style) -> String {
    if style.colour { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
}

/// The line of a task. Its place is something to click on or to copy, so it stays whole.
fn with_place(title: &str, place: &str, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let indent = "  ";
    let mut lines = broken(title, indent, style);
    let last = lines.last_mut().filter(|line| {
        let width = textwrap::core::display_width(line) + 2 + textwrap::core::display_width(place);
        !style.frames || width <= style.width
    });
    match last {
        Some(last) if !place.is_empty() => last.push_str(&format!("  {place}")),
        None if !place.is_empty() => lines.push(format!("{indent}  {place}")),
        _ => {}
    }
    lines.iter().try_for_each(|line| writeln!(out, "{line}"))
}

fn wrapped(text: &str, indent: &str, style: Style, out: &mut dyn Write) -> io::Result<()> {
    broken(text, indent, style).iter().try_for_each(|line| writeln!(out, "{line}"))
}

/// The lines that a text takes on a terminal. In a pipe it is one: what searches it goes line by line.
fn broken(text: &str, indent: &str, style: Style) -> Vec<String> {
    if !style.frames {
        return vec![no_command(format!("{indent}{text}").trim_end()).into_owned()];
    }
    let further = format!("{indent}  ");
    let options = textwrap::Options::new(style.width)
        .initial_indent(indent)
        .subsequent_indent(&further)
        .word_separator(WordSeparator::Custom(words))
        .word_splitter(WordSplitter::NoHyphenation);
    // Any word can be the first of a line.
    textwrap::wrap(text, options).iter().map(|line| no_command(line.trim_end()).into_owned()).collect()
}

/// What a line may be broken behind: spaces, and wide characters, unless punctuation is in the way.
fn words(line: &str) -> Box<dyn Iterator<Item = Word<'_>> + '_> {
    let is_wide = |c: char| c.width() == Some(2);
    let begins = |c: char| (c.is_alphanumeric() || is_wide(c) || "[{(\u{1b}".contains(c)) && !CLOSING.contains(c);
    let mut cuts: Vec<usize> = line
        .char_indices()
        .zip(line.char_indices().skip(1))
        .filter(|((_, last), (_, next))| {
            (*last == ' ' && *next != ' ') || (is_wide(*last) && !OPENING.contains(*last) && begins(*next))
        })
        .map(|(_, (at, _))| at)
        .collect();
    cuts.push(line.len());
    let mut from = 0;
    Box::new(cuts.into_iter().map(move |to| Word::from(&line[std::mem::replace(&mut from, to)..to])))
}

const OPENING: &str = "（「『《〈【“‘";
const CLOSING: &str = "）」』》〉】”’，。、；：！？";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_is_broken_anywhere_but_before_punctuation() {
        let broken = |line: &'static str| -> Vec<&str> { words(line).map(|word| word.word).collect() };
        assert_eq!(broken("name  迁移，OA系统（新）"), ["name", "迁", "移，", "OA系", "统", "（新）"]);
        assert_eq!(broken("联{+合+}调 2023-09-15 -> 2023-09-19"), ["联", "{+合+}调", "2023-09-15", "->", "2023-09-19"]);
        assert!(broken("").iter().all(|word| word.is_empty()));
    }
}
