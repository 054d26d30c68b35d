//! The rules: one small file each, with its page beside it.

mod context;
mod date;
mod dependency;
mod method;
mod moved;
mod named;
mod offer;
mod overlap;
mod owner;
mod progress;
mod revision;
mod settings;
mod slip;
mod structure;
mod total;
mod trial;
mod way;

use std::sync::LazyLock;

use crate::config::Level;
use crate::config::OptionSpec;
use crate::config::RuleSpec;
use crate::finding::Findings;
use crate::finding::Severity;
use crate::model::Bearing;
use crate::words::Lang;

pub(crate) use context::Context;
pub(crate) use context::OwnerUse;
pub(crate) use context::PairContext;
pub(crate) use context::Status;
pub(crate) use dependency::dependency_unknown::unknown;
pub(crate) use method::method;
pub(crate) use owner::owner_overload::overload;
pub(crate) use revision::revision_dependency_dropped::dropped;
pub(crate) use revision::revision_done_changed::is_only_bent;
pub(crate) use revision::revision_finish_slipped::is_slip;
pub(crate) use revision::revision_float_consumed::is_of_floats;
pub(crate) use revision::revision_forecast_slipped::is_any_slip;
pub(crate) use revision::revision_forecast_slipped::is_unsaid_slip;
pub(crate) use revision::revision_id_reused::bent;
pub(crate) use revision::revision_id_reused::is_bent;
pub(crate) use revision::revision_id_reused::led_to;
pub(crate) use revision::revision_task_removed::removed;
pub(crate) use structure::limit::limits;

/// A rule, as plain data.
#[derive(Debug)]
#[non_exhaustive]
pub struct Rule {
    /// Its id; the name of its file, its page, its link. Never changes.
    pub id: &'static str,
    /// What it is called in Chinese: what is wrong, in a few words.
    pub title: &'static str,
    /// The version of planlint that first had it.
    pub since: &'static str,
    /// Its level where settings do not say.
    pub level: Level,
    /// Its page.
    pub page: Page,
    /// Its options.
    pub options: &'static [OptionSpec],
    /// Who finds it.
    pub(crate) run: Run,
    /// What its findings say of the reading of the plan.
    pub(crate) reads: Reads,
    /// The fields that bear on it: who changed others did not bring it about.
    pub(crate) fields: Bearing,
    /// Whether it looks at everything within a group or phase.
    pub(crate) within: bool,
    /// Whether it looks at what is written otherwise when a help is tried: dates, days, progress and
    /// calendars.
    tried: bool,
}

/// What has to be known of every rule.
struct Facts {
    id: &'static str,
    title: &'static str,
    since: &'static str,
    level: Level,
    page: Page,
    run: Run,
}

/// A rule's page in every language, in Markdown; the first line is one sentence that says what the
/// rule finds. There is none without the other: they are read when the crate is built.
#[derive(Debug)]
pub struct Page {
    en: &'static str,
    zh: &'static str,
}

impl Page {
    /// Returns the page in a language.
    #[must_use]
    pub fn text(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::En => self.en.trim_end(),
            // Which English page it was read from is for whoever maintains it.
            Lang::Zh => {
                let page = self.zh.trim_end();
                page.rsplit_once('\n')
                    .filter(|(_, last)| last.starts_with("<!-- of: "))
                    .map_or(page, |(page, _)| page.trim_end())
            }
        }
    }
}

/// What the findings of a rule say of the reading of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reads {
    /// Nothing: they are about what was read.
    Plan,
    /// What was there has another shape than it should, so that some of it may not have been
    /// understood.
    Shape,
    /// Some of the text was not read.
    Text,
}

/// How a rule finds what it finds.
#[derive(Debug)]
pub(crate) enum Run {
    /// While reading text.
    Reading,
    /// By looking at one plan and the facts about it.
    Plan(fn(&Context<'_>, &mut Findings)),
    /// By comparing two revisions of a plan.
    Pair(fn(&PairContext<'_>, &mut Findings)),
    /// When settings are applied to the findings of all others.
    Settings,
}

impl Rule {
    /// The rule of which this is known. What it may have beside that, the methods below say.
    const fn new(facts: Facts) -> Self {
        let Facts {
            id,
            title,
            since,
            level,
            page,
            run,
        } = facts;
        Self {
            id,
            title,
            since,
            level,
            page,
            options: &[],
            run,
            reads: Reads::Plan,
            fields: Bearing::ALL,
            within: false,
            tried: false,
        }
    }

    /// The rule with these options.
    const fn options(self, options: &'static [OptionSpec]) -> Self {
        Self { options, ..self }
    }

    /// The rule, whose findings say this of the reading of the plan.
    const fn reads(self, reads: Reads) -> Self {
        Self { reads, ..self }
    }

    /// The rule on which these fields bear, and no others.
    const fn fields(self, fields: Bearing) -> Self {
        Self { fields, ..self }
    }

    /// The rule, which looks at everything within a group or phase.
    const fn within(self) -> Self {
        Self {
            within: true,
            ..self
        }
    }

    /// The rule, which is asked when a help is tried.
    const fn tried(self) -> Self {
        Self {
            tried: true,
            ..self
        }
    }

    /// Returns the address of its page in a language.
    #[must_use]
    pub fn url(&self, lang: Lang) -> String {
        url(self.id, lang)
    }

    /// Returns whether it finds what text and format are wrong in, while a plan is read.
    #[must_use]
    pub fn is_about_reading(&self) -> bool {
        matches!(self.run, Run::Reading)
    }

    /// Returns whether it compares two revisions.
    #[must_use]
    pub fn is_about_a_change(&self) -> bool {
        matches!(self.run, Run::Pair(_))
    }

    /// Returns whether it is about settings.
    #[must_use]
    pub fn is_about_settings(&self) -> bool {
        matches!(self.run, Run::Settings)
    }

    /// The first line of its page: what it finds.
    #[must_use]
    pub fn summary(&self, lang: Lang) -> &'static str {
        self.page.text(lang).lines().next().unwrap_or("")
    }
}

/// The fields that say when work takes place.
const WHEN: Bearing = Bearing::DATES.and(Bearing::EFFORT).and(Bearing::CALENDAR);

/// The fields that say where a task stands and what it is called by others.
const WHERE: Bearing = Bearing::STRUCTURE;

const ERROR: Level = Level::On(Severity::Error);
const WARNING: Level = Level::On(Severity::Warning);
const NOTE: Level = Level::On(Severity::Note);

/// All rules, in the order of the contract.
pub(crate) static RULES: &[&Rule] = &[
    &structure::syntax::RULE,
    &structure::encoding::RULE,
    &structure::limit::RULE,
    &structure::schema::RULE,
    &structure::unquoted_id::RULE,
    &structure::id_duplicate::RULE,
    &structure::wbs_parent::RULE,
    &structure::wbs_order::RULE,
    &structure::description_duplicate::RULE,
    &dependency::dependency_unknown::RULE,
    &dependency::dependency_cycle::RULE,
    &dependency::dependency_hierarchy::RULE,
    &dependency::dependency_duplicate::RULE,
    &dependency::dependency_redundant::RULE,
    &dependency::dependency_dates::RULE,
    &date::deadline_missed::RULE,
    &dependency::dependency_parallel::RULE,
    &dependency::dependency_optional::RULE,
    &date::phase_overlap::RULE,
    &date::date_order::RULE,
    &date::date_days::RULE,
    &date::date_nonworking::RULE,
    &date::date_outside_parent::RULE,
    &date::date_missing::RULE,
    &date::date_pending::RULE,
    &date::date_implausible::RULE,
    &date::calendar_unknown::RULE,
    &date::calendar_uncovered::RULE,
    &owner::owner_undeclared::RULE,
    &owner::owner_alias::RULE,
    &owner::owner_missing::RULE,
    &owner::owner_outside_parent::RULE,
    &owner::owner_overload::RULE,
    &owner::owner_placeholder::RULE,
    &owner::owner_unused::RULE,
    &owner::owner_group_empty::RULE,
    &total::total_mismatch::RULE,
    &total::total_span::RULE,
    &total::total_missing::RULE,
    &progress::progress_rollup::RULE,
    &progress::progress_early::RULE,
    &progress::progress_late::RULE,
    &progress::progress_order::RULE,
    &settings::ignore_unused::RULE,
    &settings::ignore_expired::RULE,
    &revision::revision_task_removed::RULE,
    &revision::revision_done_changed::RULE,
    &revision::revision_progress_back::RULE,
    &revision::revision_id_reused::RULE,
    &revision::revision_total_changed::RULE,
    &revision::revision_finish_slipped::RULE,
    &revision::revision_dependency_dropped::RULE,
    &revision::revision_forecast_slipped::RULE,
    &revision::revision_float_consumed::RULE,
    &revision::revision_status_date_back::RULE,
];

/// The address of a rule's page in a language.
#[must_use]
pub(crate) fn url(id: &str, lang: Lang) -> String {
    let ending = match lang {
        Lang::En => "md",
        Lang::Zh => "zh.md",
    };
    format!(
        "{}/blob/main/docs/rules/{id}.{ending}",
        env!("CARGO_PKG_REPOSITORY")
    )
}

/// Returns all rules, in the order of the contract: with its id, level and page each, for whoever
/// documents or lists them.
///
/// ```
/// let rules = planlint::rules();
/// let cycle = rules.iter().find(|rule| rule.id == "dependency-cycle");
/// let summary = cycle.map(|rule| rule.summary(planlint::Lang::Zh));
/// assert_eq!(summary, Some("任务之间循环等待，谁也无法开始。"));
/// ```
#[must_use]
pub fn rules() -> &'static [&'static Rule] {
    RULES
}

/// The rule called `id`.
#[must_use]
pub(crate) fn rule(id: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.id == id)
}

/// What the findings of the rule called `id` say of the reading of a plan.
#[must_use]
pub(crate) fn reads(id: &str) -> Reads {
    rule(id).map_or(Reads::Plan, |rule| rule.reads)
}

/// What settings have to know about the rules.
#[must_use]
pub(crate) fn specs() -> &'static [RuleSpec] {
    static SPECS: LazyLock<Vec<RuleSpec>> = LazyLock::new(|| {
        RULES
            .iter()
            .map(|rule| RuleSpec {
                id: rule.id,
                options: rule.options,
            })
            .collect()
    });
    &SPECS
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::rule_id;

    #[test]
    fn it_is_known_what_rules_about_one_plan_are_about() {
        for rule in RULES {
            assert!(
                !matches!(rule.run, Run::Plan(_)) || rule.fields != Bearing::ALL,
                "{}",
                rule.id
            );
            assert!(
                Lang::ALL
                    .iter()
                    .all(|lang| !rule.page.text(*lang).is_empty())
            );
            assert!(
                (3..=12).contains(&rule.title.chars().count()),
                "{}",
                rule.id
            );
            let other = RULES.iter().find(|other| other.title == rule.title);
            assert_eq!(other.map(|other| other.id), Some(rule.id));
        }
    }

    /// A new rule about dates, days or progress has to be asked, too.
    #[test]
    fn every_rule_that_looks_at_what_is_written_is_asked() {
        // An estimate that is not settled, and names of calendars: nothing that is tried makes one
        // of these.
        let others = ["date-pending", rule_id::CALENDAR_UNKNOWN];
        let written = WHEN.and(Bearing::PROGRESS);
        for rule in RULES {
            let looks = matches!(rule.run, Run::Plan(_)) && rule.fields.meets(written);
            if looks {
                assert_eq!(rule.tried, !others.contains(&rule.id), "{}", rule.id);
            }
        }
    }
}
