//! For people: one line that says it all, then phase by phase, then what follows, then what is to
//! be said about it.

use std::io;
use std::io::Write;

use crate::check::Reported;
use crate::compare::Comparison;
use crate::compare::PlanComparison;
use crate::compare::told;
use crate::config::FailOn;
use crate::diff::Change;
use crate::diff::ChangeKind;
use crate::diff::FieldChange;
use crate::diff::Subject;
use crate::finding::shorten;
use crate::model::Kind;
use crate::model::Task;
use crate::model::Value;
use crate::report::human;
use crate::report::place::brief_place;
use crate::report::sanitize;
use crate::report::style::BOLD;
use crate::report::style::CYAN;
use crate::report::style::DIM;
use crate::report::style::GREEN;
use crate::report::style::Paint;
use crate::report::style::RED;
use crate::report::style::Style;
use crate::report::style::YELLOW;
use crate::report::style::painted;
use crate::report::wrap;
use crate::words::Arg;
use crate::words::Joined;
use crate::words::Message;
use crate::words::say;

use super::Names;
use super::RUN;
use super::Shown;
use super::by_days;
use super::failing;
use super::follows::Consequence;
use super::follows::consequences;
use super::in_brief;
use super::run;
use super::shown;
use super::summary;
use super::touched;
use super::untouched;
use super::words::Piece;
use super::words::pieces;

/// Characters of a phase's name in a heading.
pub(super) const HEADING: usize = 200;
/// Characters of a value that are shown; `--format json` has it whole.
const PROSE_SHOWN: usize = 2000;
/// The column in which the values of fields begin.
const VALUES: usize = 19;

/// Writes everything into one stream in one style.
struct Page<'a> {
    comparison: &'a Comparison,
    names: Names<'a>,
    fail_on: FailOn,
    style: Style,
}

pub(super) fn write(
    comparison: &Comparison,
    names: Names<'_>,
    fail_on: FailOn,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let page = Page {
        comparison,
        names,
        fail_on,
        style,
    };
    let (follows, about) = consequences(comparison);
    for (index, plan) in touched(comparison) {
        page.plan(plan, &follows[index], out)?;
    }
    page.line(untouched(comparison), out)?;
    if comparison.old_incomplete {
        let text = say!(
            en: "not everything of the old revision could be read, so some changes may be missing or wrong",
            zh: "旧版本的部分内容未能读取，改动可能有遗漏或错误",
        );
        page.heading(&text.text(style.lang), false, out)?;
    }
    if comparison.new_incomplete {
        let text = say!(
            en: "not everything of the new revision could be read, so some changes may be missing or wrong",
            zh: "新版本的部分内容未能读取，改动可能有遗漏或错误",
        );
        page.heading(&text.text(style.lang), false, out)?;
    }
    page.findings(&about, out)
}

impl Page<'_> {
    fn painted(&self, text: &str, paint: Paint) -> String {
        painted(text, paint, self.style)
    }

    fn words(&self, message: &Message) -> String {
        message.text(self.style.lang)
    }

    fn heading(&self, text: &str, bold: bool, out: &mut dyn Write) -> io::Result<()> {
        let text = sanitize(text);
        let text = if bold {
            self.painted(&text, BOLD)
        } else {
            text.into_owned()
        };
        writeln!(out)?;
        wrap::write(&text, 0, 2, self.style, out)
    }

    fn line(&self, text: Option<Message>, out: &mut dyn Write) -> io::Result<()> {
        text.map_or(Ok(()), |text| {
            wrap::write(&sanitize(&self.words(&text)), 0, 2, self.style, out)
        })
    }

    fn plan(
        &self,
        plan: &PlanComparison,
        follows: &[Consequence<'_>],
        out: &mut dyn Write,
    ) -> io::Result<()> {
        if self.comparison.plans.len() > 1 {
            writeln!(out, "{}", self.painted(&sanitize(&plan.root), BOLD))?;
        }
        wrap::write(
            &self.painted(&sanitize(&self.words(&summary(plan))), BOLD),
            0,
            2,
            self.style,
            out,
        )?;
        if plan.had && plan.has {
            self.changes(plan, out)?;
            if !follows.is_empty() {
                let heading = say!(en: "what follows", zh: "由此产生的变化");
                self.heading(&self.words(&heading), true, out)?;
            }
            for consequence in follows {
                match consequence {
                    Consequence::Finding(reported) => self.finding(reported, out)?,
                    Consequence::Fact(line) => {
                        wrap::write(&sanitize(&self.words(line)), 2, 4, self.style, out)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn changes(&self, plan: &PlanComparison, out: &mut dyn Write) -> io::Result<()> {
        let mut heading = String::new();
        let mut rest = plan.changes.as_slice();
        while let Some(change) = rest.first() {
            let shown = shown(plan, change);
            let group = self.words(&group(&shown));
            if group != heading {
                self.heading(&group, true, out)?;
                heading = group;
            }
            let run = run(plan, rest);
            if run >= RUN {
                wrap::write(
                    &self.painted(&self.words(&renumbered(plan, &rest[..run])), CYAN),
                    2,
                    6,
                    self.style,
                    out,
                )?;
                rest = &rest[run..];
            } else {
                self.change(plan, &shown, out)?;
                rest = &rest[1..];
            }
        }
        Ok(())
    }

    fn change(
        &self,
        plan: &PlanComparison,
        shown: &Shown<'_>,
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
        if change.subject != Subject::Plan {
            let title = format!(
                "{mark} {} {}",
                shown.id,
                shorten(shown.name.unwrap_or(""), PROSE_SHOWN)
            );
            let title = self.painted(&sanitize(title.trim_end()), colour);
            wrap::write_with(&title, &self.place(shown), 2, 4, self.style, out)?;
        }
        let whole = match (&change.subject, change.kind) {
            (Subject::Task(_, Some(after)), ChangeKind::Added) => Some(plan.new.plan.task(*after)),
            (Subject::Task(Some(before), None), ChangeKind::Removed) => {
                Some(plan.old.plan.task(*before))
            }
            _ => None,
        };
        if let Some(task) = whole {
            let brief = in_brief(task, self.style.lang);
            if !brief.is_empty() {
                wrap::write(
                    &sanitize(&shorten(&brief, PROSE_SHOWN)),
                    6,
                    8,
                    self.style,
                    out,
                )?;
            }
            return Ok(());
        }
        change
            .fields
            .iter()
            .try_for_each(|field| self.field(field, out))
    }

    /// Where it stands; what is gone, where it stood.
    fn place(&self, shown: &Shown<'_>) -> String {
        let sources = &self.comparison.store.sources;
        let place = match (shown.new_place, shown.old_place) {
            (Some(span), _) => brief_place(sources, span, None),
            (None, Some(span)) => brief_place(sources, span, Some(self.names.base)),
            (None, None) => return String::new(),
        };
        self.painted(&format!("({place})"), DIM)
    }

    fn field(&self, field: &FieldChange, out: &mut dyn Write) -> io::Result<()> {
        let text = match (&field.before, &field.after) {
            (Some(before), Some(after)) if field.row.value == Value::Text => {
                marked(before, after, self.style)
            }
            (Some(before), Some(after)) => {
                format!(
                    "{} -> {}{}",
                    brief(before),
                    brief(after),
                    by_days(field, self.style.lang)
                )
            }
            (None, Some(after)) => self.painted(&format!("+ {}", brief(after)), GREEN),
            (Some(before), None) => self.painted(&format!("- {}", brief(before)), RED),
            (None, None) => String::new(),
        };
        wrap::write(
            &format!("{:12} {text}", field.field),
            6,
            VALUES,
            self.style,
            out,
        )
    }

    fn findings(&self, about: &[&Reported], out: &mut dyn Write) -> io::Result<()> {
        let comparison = self.comparison;
        let [about_not_shown, introduced_not_shown, fixed_not_shown] = comparison.not_shown;
        if !about.is_empty() || about_not_shown > 0 {
            let heading = say!(en: "about this change", zh: "关于此次改动的问题");
            self.heading(&self.words(&heading), true, out)?;
            about
                .iter()
                .try_for_each(|reported| self.finding(reported, out))?;
            self.more(about_not_shown, out)?;
        }
        if !comparison.introduced.is_empty() {
            let heading = say!(en: "findings that it brings", zh: "此次改动带来的问题");
            self.heading(&self.words(&heading), true, out)?;
            for reported in &comparison.introduced {
                human::finding(
                    &comparison.store.sources,
                    &reported.finding,
                    self.style,
                    out,
                )?;
            }
            self.more(introduced_not_shown, out)?;
        }
        if !comparison.fixed.is_empty() {
            let heading = say!(
                en: "findings that it mends, as they were in {base}",
                zh: "此次改动解决的问题（在 {base} 中的情况）",
                base = self.names.base,
            );
            self.heading(&self.words(&heading), true, out)?;
            for reported in &comparison.fixed {
                human::brief(
                    &comparison.store.sources,
                    &reported.finding,
                    Some(self.names.base),
                    self.style,
                    out,
                )?;
            }
            self.more(fixed_not_shown, out)?;
        }
        let trailers = told(&comparison.allowed, &comparison.unused_allows);
        let failing = failing(comparison, self.fail_on);
        if !trailers.is_empty() || failing.is_some() {
            writeln!(out)?;
        }
        trailers
            .into_iter()
            .try_for_each(|line| self.line(Some(line), out))?;
        self.line(failing, out)
    }

    /// In a line; what to do and what else is involved only where it makes the command fail.
    fn finding(&self, reported: &Reported, out: &mut dyn Write) -> io::Result<()> {
        let (sources, finding) = (&self.comparison.store.sources, &reported.finding);
        human::brief(sources, finding, None, self.style, out)?;
        match reported.fails(self.fail_on) {
            true => human::involved(sources, finding, 6, self.style, out),
            false => Ok(()),
        }
    }

    fn more(&self, not_shown: usize, out: &mut dyn Write) -> io::Result<()> {
        let more = (not_shown > 0).then(|| {
            say!(
                en: "and {count} more, not shown (--max-findings)",
                zh: "另有 {count} 个未列出（--max-findings）",
                count = not_shown,
            )
        });
        self.line(more, out)
    }
}

/// What a change stands under.
fn group(shown: &Shown<'_>) -> Message {
    match &shown.change.subject {
        Subject::Plan => say!(en: "plan", zh: "计划"),
        Subject::Calendar(_) => say!(en: "calendars", zh: "日历"),
        Subject::Owner(_) => say!(en: "owners", zh: "责任方"),
        Subject::Task(..) => shown
            .phase
            .map_or_else(|| Message::verbatim(""), phase_told),
    }
}

fn phase_told(phase: &Task) -> Message {
    let id = Arg::Id(phase.label().into());
    match phase.name.value().map(|name| shorten(name, HEADING)) {
        Some(name) => say!(
            en: "phase {id} {name}",
            zh: "阶段 {id} {name}",
            id = id,
            name = name.trim_end(),
        ),
        None => say!(en: "phase {id}", zh: "阶段 {id}", id = id),
    }
}

/// `= 71 tasks renumbered: 1.1 -> 2.1, 1.1.1 -> 2.1.1 ... 1.3.4 -> 2.3.4`, and the phase they are
/// in if it is, too.
fn renumbered(plan: &PlanComparison, run: &[Change]) -> Message {
    let number = |change: &Change| {
        let value = |value: &Option<String>| match value {
            Some(value) => Arg::Id(brief(value).into()),
            None => say!(en: "nothing", zh: "空").into(),
        };
        let field = &change.fields[0];
        say!(
            en: "{before} -> {after}",
            zh: "{before} -> {after}",
            before = value(&field.before),
            after = value(&field.after),
        )
    };
    let is_phase = |change: &Change| matches!(change.subject, Subject::Task(_, Some(after)) if plan.new.plan.task(after).kind == Kind::Phase);
    let (phase, tasks) = run.split_at(usize::from(is_phase(&run[0])));
    let first: Vec<Message> = tasks.iter().take(2).map(number).collect();
    let first = Arg::joined(first, usize::MAX, Joined::Comma);
    let (last, count) = (number(&run[run.len() - 1]), tasks.len());
    match phase.first() {
        Some(phase) => say!(
            en: "= phase renumbered: {phase}, and {count} tasks: {first} ... {last}",
            zh: "= 阶段改编号：{phase}，以及 {count} 个任务：{first} ... {last}",
            phase = number(phase),
            count = count,
            first = first,
            last = last,
        ),
        None => say!(
            en: "= {count} tasks renumbered: {first} ... {last}",
            zh: "= {count} 个任务改编号：{first} ... {last}",
            count = count,
            first = first,
            last = last,
        ),
    }
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
