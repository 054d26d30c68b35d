//! For a pull request's comment. A plan's text is a stranger's: it stands in code spans, where no
//! mention, link, image or HTML comes alive.

use std::cmp::Reverse;
use std::io;
use std::io::Write;

use crate::check::Reported;
use crate::compare::Comparison;
use crate::compare::PlanComparison;
use crate::config::FailOn;
use crate::diff::Change;
use crate::diff::ChangeKind;
use crate::diff::FieldChange;
use crate::diff::Subject;
use crate::finding::shorten;
use crate::report::inline::cell;
use crate::report::inline::code;
use crate::report::link::Place;
use crate::report::markdown::fit;
use crate::report::markdown::level;
use crate::report::markdown::rule;
use crate::report::words;

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

/// A comment that is longer than this is read by nobody, and forges cut it at 65,536 characters.
const MOST_ROWS: usize = 200;
/// Characters of a value that are shown.
const VALUE: usize = 1000;

pub(super) fn write(
    comparison: &Comparison,
    names: Names<'_>,
    fail_on: FailOn,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut page = Page {
        comparison,
        names,
        fail_on,
        text: String::new(),
    };
    page.whole();
    out.write_all(fit(&page.text).as_bytes())
}

struct Page<'a> {
    comparison: &'a Comparison,
    names: Names<'a>,
    fail_on: FailOn,
    text: String,
}

impl Page<'_> {
    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn paragraph(&mut self, text: &str) {
        self.line(text);
        self.line("");
    }

    fn whole(&mut self) {
        let comparison = self.comparison;
        self.paragraph(&format!(
            "### Plan: {} to {}",
            code(self.names.base),
            code(self.names.head)
        ));
        if let Some(failing) = failing(comparison, self.fail_on) {
            self.paragraph(&format!("**{failing}.**"));
        }
        let (follows, about) = consequences(comparison);
        for (index, plan) in touched(comparison) {
            self.plan(plan, &follows[index]);
        }
        if let Some(untouched) = untouched(comparison) {
            self.paragraph(&untouched);
        }
        if comparison.old_incomplete || comparison.new_incomplete {
            self.paragraph(
                "Not everything could be read, so some changes may be missing or wrong.",
            );
        }
        let [about_not_shown, introduced_not_shown, fixed_not_shown] = comparison.not_shown;
        self.findings("#### About this change", None, &about, about_not_shown);
        let introduced: Vec<&Reported> = comparison.introduced.iter().collect();
        self.findings(
            "#### Findings that it brings",
            None,
            &introduced,
            introduced_not_shown,
        );
        let fixed: Vec<&Reported> = comparison.fixed.iter().collect();
        let heading = format!(
            "#### Findings that it mends, as they were in {}",
            code(self.names.base)
        );
        self.findings(&heading, Some(self.names.base), &fixed, fixed_not_shown);
        for allowed in &comparison.allowed {
            let allow = &allowed.allow;
            let (rule, message) = (
                allowed.reported.finding.rule,
                code(&words(&allowed.reported.finding.message)),
            );
            let (commit, reason) = (code(&allow.commit), code(&allow.reason));
            self.line(&format!(
                "- `{rule}` is allowed by {commit}: {reason} ({message})"
            ));
        }
        for allow in &comparison.unused_allows {
            let (commit, rule) = (code(&allow.commit), code(&allow.rule));
            self.line(&format!(
                "- `Planlint-Allow` of {commit} {}: {rule}",
                allow.unused()
            ));
        }
    }

    fn plan(&mut self, plan: &PlanComparison, follows: &[Consequence<'_>]) {
        self.paragraph(&format!(
            "**{}:** {}",
            code(&plan.root),
            code(&summary(plan))
        ));
        if plan.had && plan.has && !plan.changes.is_empty() {
            self.table(plan);
        }
        for consequence in follows {
            match consequence {
                Consequence::Finding(reported) => self.finding(reported, None),
                Consequence::Fact(line) => self.line(&format!("- {}", code(line))),
            }
        }
        self.line("");
    }

    fn table(&mut self, plan: &PlanComparison) {
        self.line("| | what | field | before | after |\n|---|---|---|---|---|");
        let mut rest = plan.changes.as_slice();
        let mut rows = 0;
        while let Some(change) = rest.first() {
            rows += 1;
            if rows > MOST_ROWS {
                self.line(&match rest.len() {
                    1 => "\n... and 1 more change".to_owned(),
                    more => format!("\n... and {more} more changes"),
                });
                break;
            }
            let run = run(plan, rest);
            if run >= RUN {
                self.numbers(&rest[..run]);
                rest = &rest[run..];
            } else {
                self.change(plan, &shown(plan, change));
                rest = &rest[1..];
            }
        }
        self.line("");
    }

    /// Tasks in a row of which nothing but the number changed.
    fn numbers(&mut self, run: &[Change]) {
        let ends = |value: fn(&FieldChange) -> &Option<String>| {
            let value = |change: &Change| value(&change.fields[0]).clone().unwrap_or_default();
            cell(&shorten(
                &format!("{} ... {}", value(&run[0]), value(&run[run.len() - 1])),
                VALUE,
            ))
        };
        let (before, after) = (ends(|field| &field.before), ends(|field| &field.after));
        self.line(&format!(
            "| renamed | {} tasks | id | {before} | {after} |",
            run.len()
        ));
    }

    /// A row for each field; what it is about stands in the first.
    fn change(&mut self, plan: &PlanComparison, shown: &Shown<'_>) {
        let change = shown.change;
        let sources = &self.comparison.store.sources;
        let place = match (shown.new_place, shown.old_place) {
            (Some(span), _) => Some(Place::of(sources, span, None)),
            (None, Some(span)) => Some(Place::of(sources, span, Some(self.names.base))),
            (None, None) => None,
        };
        let title = cell(&title(shown));
        let title = match place {
            // What is gone cannot be looked for by its name.
            Some(place) if change.kind == ChangeKind::Removed => {
                format!("{title} at {}", place.in_cell(sources))
            }
            Some(place) => place.around(&title, sources),
            None => title,
        };
        let mut left = format!("| {} | {title} ", change.kind.name());
        let whole = match (&change.subject, change.kind) {
            (Subject::Task(_, Some(after)), ChangeKind::Added) => {
                Some((String::new(), in_brief(plan.new.plan.task(*after))))
            }
            (Subject::Task(Some(before), None), ChangeKind::Removed) => {
                Some((in_brief(plan.old.plan.task(*before)), String::new()))
            }
            _ => None,
        };
        if let Some((before, after)) = whole {
            let [before, after] = [before, after].map(|brief| cell(&shorten(&brief, VALUE)));
            self.line(&format!("{left}| | {before} | {after} |"));
            return;
        }
        for field in &change.fields {
            let after = field
                .after
                .as_ref()
                .map(|after| format!("{}{}", shorten(after, VALUE), by_days(field)));
            let before = shorten(field.before.as_deref().unwrap_or(""), VALUE);
            let (before, after) = (cell(&before), cell(after.as_deref().unwrap_or("")));
            self.line(&format!("{left}| {} | {before} | {after} |", field.field));
            "| | ".clone_into(&mut left);
        }
    }

    /// The worst first. `revision` is where they are, if nothing else says so.
    fn findings(
        &mut self,
        heading: &str,
        revision: Option<&str>,
        list: &[&Reported],
        not_shown: usize,
    ) {
        if list.is_empty() && not_shown == 0 {
            return;
        }
        self.paragraph(heading);
        let mut list = list.to_vec();
        list.sort_by_key(|reported| Reverse(reported.finding.severity));
        list.into_iter()
            .for_each(|reported| self.finding(reported, revision));
        if not_shown > 0 {
            self.line(&format!("- and {not_shown} more, not shown"));
        }
        self.line("");
    }

    /// What is mended needs no help, and makes nothing fail.
    fn finding(&mut self, reported: &Reported, revision: Option<&str>) {
        let finding = &reported.finding;
        let sources = &self.comparison.store.sources;
        let place = Place::of(sources, finding.span, revision).in_text(sources);
        let fails = revision.is_none() && reported.fails(self.fail_on);
        let help = finding.help.as_ref().filter(|_| revision.is_none());
        let help = help
            .map(|help| format!("<br>help: {}", code(&words(help))))
            .unwrap_or_default();
        let (level, rule, message) = (
            level(finding.severity, fails),
            rule(finding.rule),
            code(&words(&finding.message)),
        );
        self.line(&format!("- {level} {rule}: {message} at {place}{help}"));
    }
}

fn title(shown: &Shown<'_>) -> String {
    let kind = match &shown.change.subject {
        Subject::Owner(_) => "owner ",
        Subject::Calendar(_) => "calendar ",
        Subject::Plan => "plan",
        Subject::Task(..) => "",
    };
    format!("{kind}{} {}", shown.id, shown.name.unwrap_or(""))
        .trim_end()
        .to_owned()
}
