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
use crate::report::help_label;
use crate::report::inline::cell;
use crate::report::inline::code;
use crate::report::link::Place;
use crate::report::markdown::fit;
use crate::report::markdown::level;
use crate::report::markdown::said_by;
use crate::words::Lang;
use crate::words::Message;
use crate::words::Noun;
use crate::words::many;
use crate::words::say;
use crate::words::word;

use super::Names;
use super::RUN;
use super::Shown;
use super::by_days;
use super::failing;
use super::follows::Consequence;
use super::follows::consequences;
use super::in_brief;
use super::kind_told;
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
    lang: Lang,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut page = Page {
        comparison,
        names,
        fail_on,
        lang,
        text: String::new(),
    };
    page.whole();
    out.write_all(fit(&page.text, lang).as_bytes())
}

struct Page<'a> {
    comparison: &'a Comparison,
    names: Names<'a>,
    fail_on: FailOn,
    lang: Lang,
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
        self.paragraph(&heading(self.names).text(self.lang));
        if let Some(failing) = failing(comparison, self.fail_on) {
            let failing = failing.text(self.lang);
            let stop = match self.lang {
                Lang::En => ".",
                Lang::Zh => "",
            };
            self.paragraph(&format!("**{failing}{stop}**"));
        }
        let (follows, about) = consequences(comparison);
        for (index, plan) in touched(comparison) {
            self.plan(plan, &follows[index]);
        }
        if let Some(untouched) = untouched(comparison) {
            self.paragraph(&untouched.text(self.lang));
        }
        if comparison.old_incomplete || comparison.new_incomplete {
            let unread = say!(
                en: "Not everything could be read, so some changes may be missing or wrong.",
                zh: "部分内容未能读取，改动可能有遗漏或错误",
            );
            self.paragraph(&unread.text(self.lang));
        }
        let [about_not_shown, introduced_not_shown, fixed_not_shown] = comparison.not_shown;
        let heading = say!(en: "About this change", zh: "关于此次改动的问题");
        self.findings(&heading, None, &about, about_not_shown);
        let introduced: Vec<&Reported> = comparison.introduced.iter().collect();
        let heading = say!(en: "Findings that it brings", zh: "此次改动带来的问题");
        self.findings(&heading, None, &introduced, introduced_not_shown);
        let fixed: Vec<&Reported> = comparison.fixed.iter().collect();
        let heading = say!(
            en: "Findings that it mends, as they were in {base}",
            zh: "此次改动解决的问题（在 {base} 中的情况）",
            base = code(self.names.base),
        );
        self.findings(&heading, Some(self.names.base), &fixed, fixed_not_shown);
        for allowed in &comparison.allowed {
            let allow = &allowed.allow;
            let finding = &allowed.reported.finding;
            let line = say!(
                en: "- `{rule}` is allowed by {commit}: {reason} ({what})",
                zh: "- `{rule}` 由提交 {commit} 放行：{reason}（{what}）",
                rule = word(finding.rule),
                commit = code(&allow.commit),
                reason = code(&allow.reason),
                what = code(&finding.message.text(self.lang)),
            );
            self.line(&line.text(self.lang));
        }
        for allow in &comparison.unused_allows {
            let line = say!(
                en: "- `Planlint-Allow` of {commit} {why}: {rule}",
                zh: "- 提交 {commit} 的 `Planlint-Allow` {why}：{rule}",
                commit = code(&allow.commit),
                why = allow.unused(),
                rule = code(&allow.rule),
            );
            self.line(&line.text(self.lang));
        }
    }

    fn plan(&mut self, plan: &PlanComparison, follows: &[Consequence<'_>]) {
        self.paragraph(&about_plan(
            &plan.root,
            &summary(plan).text(self.lang),
            self.lang,
        ));
        if plan.had && plan.has && !plan.changes.is_empty() {
            self.table(plan);
        }
        for consequence in follows {
            match consequence {
                Consequence::Finding(reported) => self.finding(reported, None),
                Consequence::Fact(line) => {
                    self.line(&format!("- {}", code(&line.text(self.lang))));
                }
            }
        }
        self.line("");
    }

    fn table(&mut self, plan: &PlanComparison) {
        let columns = say!(
            en: "| | what | field | before | after |",
            zh: "| | 内容 | 字段 | 改前 | 改后 |",
        );
        self.line(&columns.text(self.lang));
        self.line("|---|---|---|---|---|");
        let mut rest = plan.changes.as_slice();
        let mut rows = 0;
        while let Some(change) = rest.first() {
            rows += 1;
            if rows > MOST_ROWS {
                let more = match rest.len() {
                    1 => say!(en: "... and 1 more change", zh: "另有 1 处改动"),
                    more => say!(
                        en: "... and {more} more changes",
                        zh: "另有 {more} 处改动",
                        more = more,
                    ),
                };
                self.line(&format!("\n{}", more.text(self.lang)));
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
        let kind = kind_told(ChangeKind::Renamed, self.lang);
        let tasks = many(run.len(), Noun::Task).text(self.lang);
        self.line(&format!("| {kind} | {tasks} | id | {before} | {after} |"));
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
        let title = cell(&title(shown, self.lang));
        let title = match place {
            // What is gone cannot be looked for by its name.
            Some(place) if change.kind == ChangeKind::Removed => {
                let place = place.in_cell(sources);
                at(&title, &place, self.lang)
            }
            Some(place) => place.around(&title, sources),
            None => title,
        };
        let mut left = format!("| {} | {title} ", kind_told(change.kind, self.lang));
        let whole = match (&change.subject, change.kind) {
            (Subject::Task(_, Some(after)), ChangeKind::Added) => Some((
                String::new(),
                in_brief(plan.new.plan.task(*after), self.lang),
            )),
            (Subject::Task(Some(before), None), ChangeKind::Removed) => Some((
                in_brief(plan.old.plan.task(*before), self.lang),
                String::new(),
            )),
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
                .map(|after| format!("{}{}", shorten(after, VALUE), by_days(field, self.lang)));
            let before = shorten(field.before.as_deref().unwrap_or(""), VALUE);
            let (before, after) = (cell(&before), cell(after.as_deref().unwrap_or("")));
            self.line(&format!("{left}| {} | {before} | {after} |", field.field));
            "| | ".clone_into(&mut left);
        }
    }

    /// The worst first. `revision` is where they are, if nothing else says so.
    fn findings(
        &mut self,
        heading: &Message,
        revision: Option<&str>,
        list: &[&Reported],
        not_shown: usize,
    ) {
        if list.is_empty() && not_shown == 0 {
            return;
        }
        self.paragraph(&format!("#### {}", heading.text(self.lang)));
        let mut list = list.to_vec();
        list.sort_by_key(|reported| Reverse(reported.finding.severity));
        list.into_iter()
            .for_each(|reported| self.finding(reported, revision));
        if not_shown > 0 {
            let more = say!(
                en: "- and {count} more, not shown",
                zh: "- 另有 {count} 个未列出",
                count = not_shown,
            );
            self.line(&more.text(self.lang));
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
            .map(|help| {
                let label = help_label(self.lang);
                format!("<br>{label}{}", code(&help.text(self.lang)))
            })
            .unwrap_or_default();
        let level = level(finding.severity, fails, self.lang);
        let message = code(&finding.message.text(self.lang));
        let said = said_by(finding.rule, &message, self.lang);
        let said = at(&said, &place, self.lang);
        self.line(&format!("- {level} {said}{help}"));
    }
}

/// Something and where it stands.
fn at(what: &str, place: &str, lang: Lang) -> String {
    say!(
        en: "{what} at {place}",
        zh: "{what}（{place}）",
        what = what,
        place = place,
    )
    .text(lang)
}

/// What is compared.
pub(super) fn heading(names: Names<'_>) -> Message {
    say!(
        en: "### Plan: {base} to {head}",
        zh: "### 计划：{base} 至 {head}",
        base = code(names.base),
        head = code(names.head),
    )
}

/// What is said of a whole plan.
pub(super) fn about_plan(root: &str, summary: &str, lang: Lang) -> String {
    let (root, summary) = (code(root), code(summary));
    match lang {
        Lang::En => format!("**{root}:** {summary}"),
        Lang::Zh => format!("**{root}**：{summary}"),
    }
}

fn title(shown: &Shown<'_>, lang: Lang) -> String {
    let id = shown.id.as_str();
    match &shown.change.subject {
        Subject::Owner(_) => say!(en: "owner {id}", zh: "责任方 {id}", id = id).text(lang),
        Subject::Calendar(_) => say!(en: "calendar {id}", zh: "日历 {id}", id = id).text(lang),
        Subject::Plan => say!(en: "plan", zh: "计划").text(lang),
        Subject::Task(..) => format!("{id} {}", shown.name.unwrap_or(""))
            .trim_end()
            .to_owned(),
    }
}
