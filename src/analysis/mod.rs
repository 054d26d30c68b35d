//! A plan understood: what is written, the facts that follow, and what the rules find in it. Whoever
//! checks a plan, compares two revisions of it or judges a merge begins with this.

mod at;
mod store;

use crate::calendar::Day;
use crate::config::Level;
use crate::config::Settings;
use crate::diff::Side;
use crate::finding::Finding;
use crate::finding::Findings;
use crate::finding::Found;
use crate::finding::Room;
use crate::model::Plan;
use crate::model::RawFile;
use crate::model::rule_id;
use crate::rules;
use crate::rules::Context;
use crate::rules::PairContext;
use crate::rules::RULES;
use crate::rules::Run;
use crate::schedule::Method;
use crate::schedule::Schedule;
use crate::text::Span;
use crate::words::say;

pub use at::Spot;
pub(crate) use store::Store;

/// A plan as it comes from a disk, a repository or an editor.
#[derive(Clone, Debug)]
pub(crate) struct PlanFiles {
    /// Its folder, as it is shown.
    pub root: String,
    /// Its parts, in any order.
    pub files: Vec<RawFile>,
}

/// A plan understood.
#[derive(Debug)]
pub(crate) struct Analysis {
    /// The plan as it is written; empty if there is none.
    pub plan: Plan,
    /// What was computed from it.
    pub schedule: Schedule,
}

impl Default for Analysis {
    fn default() -> Self {
        let plan = Plan::default();
        let schedule = Schedule::new(&plan, Method::Chain);
        Self { plan, schedule }
    }
}

impl Analysis {
    /// Returns the plan in these files with the facts that follow from it, and what was found while
    /// it was read. Places in it are labelled with the revision `label`; `settings` are the plan's
    /// own.
    pub(crate) fn read(
        files: PlanFiles,
        label: Option<&str>,
        store: &mut Store,
        settings: &Settings,
    ) -> (Self, Found) {
        let (plan, found) = store.read(files, label);
        (Self::new(plan, settings), found)
    }

    /// Returns the facts about a plan with it.
    pub(crate) fn new(plan: Plan, settings: &Settings) -> Self {
        let schedule = Schedule::new(&plan, rules::method(settings));
        Self { plan, schedule }
    }

    /// Returns what all rules about one plan find that are on. What there is no room for is counted;
    /// [`tell_beyond`] says so.
    pub(crate) fn find(&self, settings: &Settings, as_of: Option<Day>, room: &Room) -> Found {
        let context = Context::new(&self.plan, &self.schedule, settings, as_of);
        let mut findings = Findings::new(room);
        for rule in RULES {
            if let Run::Plan(check) = rule.run
                && settings.level_of(rule.id, rule.level) != Level::Off
            {
                check(&context, &mut findings);
                findings.next_rule();
            }
        }
        findings.finish()
    }

    /// Returns whether there is a plan at all.
    #[must_use]
    pub(crate) fn exists(&self) -> bool {
        !self.plan.files.is_empty()
    }

    /// Returns it as one side of a comparison.
    #[must_use]
    pub(crate) fn side(&self) -> Side<'_> {
        Side {
            plan: &self.plan,
            schedule: &self.schedule,
        }
    }
}

/// Ask every rule about two revisions that is on.
pub(crate) fn run_pair_rules(context: &PairContext<'_>, settings: &Settings, room: &Room) -> Found {
    let mut findings = Findings::new(room);
    for rule in RULES {
        if let Run::Pair(check) = rule.run
            && settings.level_of(rule.id, rule.level) != Level::Off
        {
            check(context, &mut findings);
            findings.next_rule();
        }
    }
    findings.finish()
}

/// Say of a plan of which more is wrong than there is room for that this is so. Nothing follows
/// from what is not told.
pub(crate) fn tell_beyond(plan: &mut Plan, found: &mut Found) {
    let count: usize = found.beyond.values().sum();
    let Some(file) = plan.files.first().filter(|_| count > 0) else {
        return;
    };
    plan.is_beyond_words = true;
    let message = if count == 1 {
        say!(
            en: "more is wrong with this plan than can be told: 1 more finding is only counted",
            zh: "该计划的问题多于可列出的数量：另有 1 个只计数",
        )
    } else {
        say!(
            en: "more is wrong with this plan than can be told: {count} more findings are only counted",
            zh: "该计划的问题多于可列出的数量：另有 {count} 个只计数",
            count = count,
        )
    };
    let finding = Finding::new(rule_id::LIMIT, Span::new(*file, 0, 0), message);
    let mut finding = finding
        .help(say!(
            en: "mend what is told, and check again",
            zh: "先修正已列出的问题，再重新检查",
        ))
        .key("findings");
    finding.unread = true;
    found.kept.push(finding);
}
