//! Two revisions of plans side by side: what changed, what follows, which findings came and went.

use std::collections::BTreeMap;
use std::collections::HashMap;
use std::collections::HashSet;

use crate::check;
use crate::check::Concluded;
use crate::check::Entries;
use crate::check::Known;
use crate::check::Options;
use crate::check::PlanFiles;
use crate::check::Report;
use crate::check::Reported;
use crate::check::Store;
use crate::config::FailOn;
use crate::config::Settings;
use crate::diff;
use crate::diff::Change;
use crate::diff::Effects;
use crate::diff::Pairing;
use crate::diff::Side;
use crate::finding::Finding;
use crate::finding::Found;
use crate::finding::Room;
use crate::finding::Severity;
use crate::finding::shorten;
use crate::model::Plan;
use crate::rules;
use crate::rules::PairContext;
use crate::schedule::Schedule;

/// Below this many tasks starting a thread costs more than it saves.
const WORTH_THREADS: usize = 500;

/// One plan at two revisions; a revision that does not have it has `None`.
#[derive(Debug)]
pub struct PlanPair {
    /// The folder, as it is shown.
    pub root: String,
    /// Its files at the old revision.
    pub old: Option<PlanFiles>,
    /// Its files at the new revision.
    pub new: Option<PlanFiles>,
    /// Whether only the old revision's settings name it, though the new one has its files.
    pub unlisted: bool,
}

/// A trailer `Planlint-Allow: RULE [ID] -- reason` of a commit in the range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allow {
    /// The rule that may be broken.
    pub rule: String,
    /// By which task; by any, if it names none.
    pub task: Option<String>,
    /// Why; empty if it was left out.
    pub reason: String,
    /// The commit, as it is shown.
    pub commit: String,
    /// Whether it only looks like a trailer, because it stands where git sees none.
    pub misplaced: bool,
}

/// The token of such a trailer; git finds its trailers in any case, too.
const ALLOW: &str = "Planlint-Allow";

/// What hooks print where the reason belongs.
pub(crate) const PLACEHOLDER: &str = "REASON";

impl Allow {
    /// Those of a commit: of its `trailers`, by token and value, and what looks like one elsewhere in its `message`. The
    /// latter lets nothing through, but is kept, so that it is said.
    #[must_use]
    pub fn read<'t>(trailers: impl IntoIterator<Item = (&'t str, &'t str)>, message: &str, commit: &str) -> Vec<Self> {
        let meant = trailers.into_iter().filter(|(token, _)| token.eq_ignore_ascii_case(ALLOW));
        let mut allows: Vec<Self> = meant.map(|(_, value)| Self::new(value, commit, false)).collect();
        let mut placed: HashMap<(String, Option<String>), usize> = HashMap::new();
        for allow in &allows {
            *placed.entry((allow.rule.clone(), allow.task.clone())).or_default() += 1;
        }
        let lines = message.lines().filter_map(|line| line.split_once(':'));
        for (_, value) in lines.filter(|(token, _)| token.trim_start().eq_ignore_ascii_case(ALLOW)) {
            let other = Self::new(value, commit, true);
            match placed.get_mut(&(other.rule.clone(), other.task.clone())).filter(|count| **count > 0) {
                Some(count) => *count -= 1,
                None => allows.push(other),
            }
        }
        allows
    }

    fn new(value: &str, commit: &str, misplaced: bool) -> Self {
        let (what, reason) = value.split_once(" -- ").unwrap_or((value, ""));
        let (rule, task) = what.trim().split_once(char::is_whitespace).unwrap_or((what.trim(), ""));
        let task = task.trim().trim_matches('"');
        Self {
            rule: rule.to_owned(),
            task: (!task.is_empty()).then(|| task.to_owned()),
            reason: shorten(reason.trim(), 400).into_owned(),
            commit: commit.to_owned(),
            misplaced,
        }
    }

    /// Why it lets nothing through, whatever is found; `None` for one as it should be.
    #[must_use]
    pub fn defect(&self) -> Option<&'static str> {
        let reason: String = self.reason.chars().filter(|c| c.is_alphanumeric()).collect();
        if self.misplaced {
            Some(
                "lets nothing through, because git sees no trailer there: it belongs into the last paragraph of the message, \
                 at the beginning of a line, among nothing but trailers",
            )
        } else if reason.is_empty() {
            Some("lets nothing through, because it gives no reason after ` -- `")
        } else if reason.eq_ignore_ascii_case(PLACEHOLDER) {
            Some("lets nothing through, because REASON only stands where the reason belongs")
        } else {
            None
        }
    }

    /// Why it was not needed, or did not help.
    #[must_use]
    pub fn unused(&self) -> &'static str {
        match (self.defect(), rules::rule(&self.rule)) {
            (Some(defect), _) => defect,
            (None, None) => "matches nothing, because there is no such rule",
            (None, Some(_)) => "matches nothing",
        }
    }

    /// All of it in a line, with why it did not help.
    #[must_use]
    pub fn unused_told(&self) -> String {
        let task = self.task.as_ref().map(|task| format!(" {task}")).unwrap_or_default();
        format!("{ALLOW}: {}{task} of {} {}", self.rule, self.commit, self.unused())
    }
}

/// Trailers by what they are about: there can be many, and many findings to ask them about.
pub(crate) struct Trailers<'a> {
    allows: &'a [Allow],
    /// By rule and task: the first one, and those that are not yet known to be used.
    about: HashMap<(&'a str, Option<&'a str>), usize>,
    groups: Vec<(usize, Vec<usize>)>,
    used: Vec<bool>,
}

impl<'a> Trailers<'a> {
    pub(crate) fn new(allows: &'a [Allow]) -> Self {
        let mut about: HashMap<(&str, Option<&str>), usize> = HashMap::new();
        let mut groups: Vec<(usize, Vec<usize>)> = Vec::new();
        for (index, allow) in allows.iter().enumerate().filter(|(_, allow)| allow.defect().is_none()) {
            let group = *about.entry((&allow.rule, allow.task.as_deref())).or_insert(groups.len());
            if group == groups.len() {
                groups.push((index, Vec::new()));
            }
            groups[group].1.push(index);
        }
        Self { allows, about, groups, used: vec![false; allows.len()] }
    }

    /// The first trailer that lets a finding through; all that do are used.
    pub(crate) fn covering(&mut self, reported: &Reported) -> Option<&'a Allow> {
        let finding = &reported.finding;
        let allows = self.allows;
        let mut first: Option<usize> = None;
        let keys = [Some((finding.rule, None)), finding.task.as_deref().map(|task| (finding.rule, Some(task)))];
        for key in keys.into_iter().flatten() {
            let Some(group) = self.about.get(&key) else { continue };
            let (index, unknown) = &mut self.groups[*group];
            unknown.drain(..).for_each(|other| self.used[other] = true);
            first = Some(first.map_or(*index, |first| first.min(*index)));
        }
        first.map(|index| &allows[index])
    }

    /// Those that let nothing through.
    pub(crate) fn unused(self) -> Vec<Allow> {
        self.allows.iter().zip(self.used).filter(|(_, used)| !used).map(|(allow, _)| allow.clone()).collect()
    }
}

/// A finding that a commit lets through.
#[derive(Clone, Debug)]
pub struct Allowed {
    /// The finding.
    pub reported: Reported,
    /// The trailer.
    pub allow: Allow,
}

/// Take out of `found` what commits let through, with the first trailer that does.
pub(crate) fn let_through<T>(
    found: &mut Vec<T>,
    reported: impl Fn(&T) -> &Reported,
    trailers: &mut Trailers<'_>,
) -> Vec<Allowed> {
    let mut allowed = Vec::new();
    found.retain(|one| {
        let one = reported(one);
        let Some(allow) = trailers.covering(one) else { return true };
        allowed.push(Allowed { reported: one.clone(), allow: allow.clone() });
        false
    });
    allowed
}

/// What was let through and what was not needed, each in a line.
#[must_use]
pub fn told(allowed: &[Allowed], unused: &[Allow]) -> Vec<String> {
    let through = allowed.iter().map(|allowed| {
        let (finding, allow) = (&allowed.reported.finding, &allowed.allow);
        format!("{} is allowed by {}: {} ({})", finding.rule, allow.commit, allow.reason, finding.message)
    });
    let unused = unused.iter().map(Allow::unused_told);
    through.chain(unused).collect()
}

/// One plan compared.
#[derive(Debug)]
pub struct PlanComparison {
    /// The folder, as it is shown.
    pub root: String,
    /// Whether the old revision has the plan at all.
    pub had: bool,
    /// Whether the new revision has it.
    pub has: bool,
    /// The plan as it was; empty if it did not exist.
    pub old: Plan,
    /// The plan as it is; empty if it does not exist any more.
    pub new: Plan,
    /// Who is who in both.
    pub pairing: Pairing,
    /// What changed, in the order of the plan.
    pub changes: Vec<Change>,
    /// What follows.
    pub effects: Effects,
}

/// Two revisions compared.
#[derive(Debug)]
pub struct Comparison {
    /// The texts of both revisions.
    pub store: Store,
    /// Each plan.
    pub plans: Vec<PlanComparison>,
    /// Findings of the rules about two revisions.
    pub findings: Vec<Reported>,
    /// Findings that only the new revision has, or that have grown since the old one.
    pub introduced: Vec<Reported>,
    /// Findings that only the old revision has.
    pub fixed: Vec<Reported>,
    /// How many findings are only counted: of the rules about two revisions, introduced, fixed.
    pub not_shown: [usize; 3],
    /// Of those that the change brings, which are of the rules about two revisions and introduced: their levels, and from
    /// which level on their plans fail, where these say so.
    pub not_shown_levels: Vec<(Severity, Option<FailOn>)>,
    /// How many findings both have.
    pub existing: usize,
    /// How many findings an `ignore` hides in the new revision.
    pub ignored: usize,
    /// How many findings of rules that nobody has asked for the new revision has.
    pub not_selected: usize,
    /// Findings that a commit lets through, taken out of the others.
    pub allowed: Vec<Allowed>,
    /// Trailers that match no finding.
    pub unused_allows: Vec<Allow>,
    /// Whether something in the old revision could not be read.
    pub old_incomplete: bool,
    /// Whether something in the new revision could not be read.
    pub new_incomplete: bool,
    /// Whether that makes a command fail: not where nothing fails in these plans.
    pub incomplete_fails: bool,
    /// Files of the new revision.
    pub files: usize,
    /// Tasks of the new revision.
    pub tasks: usize,
}

/// Compare plans at two revisions. Places at the old one are labelled `old_label`.
#[must_use]
pub fn compare(
    pairs: Vec<PlanPair>,
    mut store: Store,
    settings: &Settings,
    options: Options,
    old_label: &str,
    allows: &[Allow],
) -> Comparison {
    store.expect_revisions(1);
    let (mut old_found, mut new_found, mut pair_found) = (Vec::new(), Vec::new(), Vec::new());
    let mut plans = Vec::new();
    let (mut old_incomplete, mut new_incomplete, mut incomplete_fails) = (false, false, false);
    let (mut files, mut tasks) = (0, 0);
    let roots: Vec<String> = pairs.iter().map(|pair| pair.root.clone()).collect();
    for (index, pair) in pairs.into_iter().enumerate() {
        let (had, has) = (pair.old.is_some(), pair.new.is_some());
        let own = settings.of(&pair.root);
        let (own, method) = (&*own, rules::method(&own));
        files += pair.new.as_ref().map_or(0, |new| new.files.len());
        // The new one first: an unchanged file is then a file of the revision that the command is about.
        let (mut new, mut of_new) = pair.new.map_or_else(Default::default, |files| store.read(files, None));
        let (mut old, mut of_old) = pair.old.map_or_else(Default::default, |files| store.read(files, Some(old_label)));
        // Both sides are examined by themselves: on two cores where that is worth it.
        let examine = |plan: &Plan, exists: bool, room: &Room| {
            let schedule = Schedule::new(plan, method);
            let found =
                if exists { check::run_rules(plan, &schedule, own, options.as_of, room) } else { Found::default() };
            (schedule, found)
        };
        let (room, new_room) = (store.take_room(2), store.take_room(1));
        let ((old_schedule, old_rules), (new_schedule, new_rules)) = if new.tasks.len() > WORTH_THREADS {
            rayon::join(|| examine(&old, had, &room), || examine(&new, has, &new_room))
        } else {
            (examine(&old, had, &room), examine(&new, has, &new_room))
        };
        store.return_room(&room);
        store.return_room(&new_room);
        of_new.append(new_rules);
        of_old.append(old_rules);
        tasks += new.tasks.len() - new.phases.len();
        let (before, after) =
            (Side { plan: &old, schedule: &old_schedule }, Side { plan: &new, schedule: &new_schedule });
        let pairing = Pairing::new(&old, &new);
        let changes = diff::changes(before, after, &pairing);
        let effects = diff::effects(before, after, &pairing);
        renumber(&mut of_old.kept, before, after, &pairing);
        // What could not be read on one side would look like a removal or an addition.
        if had && !old.is_broken() && !new.is_broken() {
            let (changes, effects) = (&*changes, &effects);
            let context =
                PairContext { old: before, new: after, pairing: &pairing, changes, effects, unlisted: pair.unlisted };
            let mut found = store.with_room(|room| check::run_pair_rules(&context, own, room));
            pair_found.extend(found.kept.drain(..).map(|finding| (Some(index), finding)));
            of_new.append(found);
        }
        check::tell_beyond(&mut new, &mut of_new);
        check::tell_beyond(&mut old, &mut of_old);
        new_found.extend(of_new.kept.into_iter().map(|finding| (Some(index), finding)));
        old_found.extend(of_old.kept.into_iter().map(|finding| (Some(index), finding)));
        old_incomplete |= old.is_incomplete();
        new_incomplete |= new.is_incomplete();
        incomplete_fails |= new.is_incomplete() && own.fail_on != FailOn::Never;
        plans.push(PlanComparison { root: pair.root, had, has, old, new, pairing, changes, effects });
    }
    // What an ignore was meant for may stand where nothing could be read.
    let unless = |incomplete: bool| Options { all_plans: options.all_plans && !incomplete, ..options };
    let conclude = |found, options, judged| check::conclude(found, settings, options, judged, &roots, &store.sources);
    let old_findings = conclude(old_found, unless(old_incomplete), Entries::Known).findings;
    let Concluded { findings: new_findings, ignored, not_selected } =
        conclude(new_found, unless(new_incomplete), Entries::All);
    let mut findings = conclude(pair_found, options, Entries::None).findings;
    let total = new_findings.len();
    let after: HashSet<String> = new_findings.iter().map(|one| one.fingerprint.clone()).collect();
    let mut introduced = check::introduced(new_findings, &Known::new(&old_findings));
    let existing = total - introduced.len();
    let fixed = old_findings.into_iter().filter(|one| !after.contains(&one.fingerprint)).collect();
    let mut trailers = Trailers::new(allows);
    let mut allowed = let_through(&mut findings, |one| one, &mut trailers);
    allowed.extend(let_through(&mut introduced, |one| one, &mut trailers));
    Comparison {
        store,
        plans,
        findings,
        introduced,
        fixed,
        not_shown: [0; 3],
        not_shown_levels: Vec::new(),
        existing,
        ignored,
        not_selected,
        allowed,
        unused_allows: trailers.unused(),
        old_incomplete,
        new_incomplete,
        incomplete_fails,
        files,
        tasks,
    }
}

/// Let old findings speak of tasks by their new ids: a finding about a task that was renumbered, or about a dependency on
/// one, is no new one.
pub(crate) fn renumber(found: &mut [Finding], old: Side<'_>, new: Side<'_>, pairing: &Pairing) {
    let new_id = |id: &str| -> Option<&str> {
        let after = pairing.new_of[old.plan.find(id)?.index()]?;
        new.plan.task(after).id().filter(|now| *now != id)
    };
    for finding in found {
        if let Some(id) = finding.task.as_deref().and_then(new_id) {
            finding.old_task = finding.task.replace(id.into());
        }
        // A key is the other task's id, or several words of which some are ids.
        if let Some(id) = new_id(&finding.key) {
            finding.key = id.to_owned();
        } else if finding.key.split(' ').any(|word| new_id(word).is_some()) {
            let words: Vec<&str> = finding.key.split(' ').map(|word| new_id(word).unwrap_or(word)).collect();
            finding.key = words.join(" ");
        }
    }
}

impl Comparison {
    /// Tell once what several findings of a kind come from.
    pub fn tell_causes(&mut self) {
        for list in [&mut self.introduced, &mut self.fixed] {
            *list = check::fold(std::mem::take(list), |one| one, |_| Some(()));
        }
        check::sort_reported(&mut self.introduced, &self.store.sources);
    }

    /// Leave it at the worst of the findings of each kind; the others are counted.
    pub fn show_at_most(&mut self, most: usize) {
        let lists = [&mut self.findings, &mut self.introduced, &mut self.fixed];
        let hidden = lists.map(|list| check::keep_worst(list, most, |one| one.finding.severity));
        self.not_shown = hidden.each_ref().map(Vec::len);
        self.not_shown_levels = hidden[..2].iter().flatten().map(|one| (one.finding.severity, one.fail_on)).collect();
    }

    /// Leave out what only a whole plan can tell: findings and what follows from the changes. Why a file cannot be read it
    /// tells by itself.
    pub fn keep_changes_only(&mut self) {
        self.findings.clear();
        self.introduced.retain(|one| matches!(one.finding.rule, "syntax" | "encoding" | "limit"));
        self.fixed.clear();
        for plan in &mut self.plans {
            plan.effects = Effects::default();
        }
    }

    /// The new findings as a report: what `check --against` shows.
    #[must_use]
    pub fn as_report(self, roots: &[String]) -> Report {
        let allowed = told(&self.allowed, &self.unused_allows);
        let mut findings = self.introduced;
        findings.extend(self.findings);
        check::sort_reported(&mut findings, &self.store.sources);
        Report {
            sources: self.store.sources,
            plans: roots.to_vec(),
            findings,
            not_shown: Vec::new(),
            hushed: Vec::new(),
            beyond: BTreeMap::new(),
            ignored: self.ignored,
            // What is not shown because it is old is not counted here either.
            not_selected: 0,
            elsewhere: 0,
            existing: Some(self.existing),
            allowed,
            files: self.files,
            tasks: self.tasks,
            incomplete: self.new_incomplete,
            incomplete_fails: self.incomplete_fails,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trailers() {
        let trailers = [
            ("Planlint-Allow", "revision-done-changed 1.1 -- the vendor reported late"),
            ("planlint-allow", "revision-total-changed -- agreed on 2023-09-01"),
            ("PLANLINT-ALLOW", "nothing"),
            ("Planlint-Allow", "a b c -- d"),
            ("Not-Planlint-Allow", "x -- y"),
        ];
        let allows = Allow::read(trailers, "", "abc");
        let told: Vec<_> =
            allows.iter().map(|allow| (allow.rule.as_str(), allow.task.as_deref(), allow.reason.as_str())).collect();
        assert_eq!(
            told,
            [
                ("revision-done-changed", Some("1.1"), "the vendor reported late"),
                ("revision-total-changed", None, "agreed on 2023-09-01"),
                ("nothing", None, ""),
                ("a", Some("b c"), "d"),
            ]
        );
    }
    #[test]
    fn what_is_no_trailer_and_what_is_no_reason() {
        let message = "Mend\n\n  Planlint-Allow: date-days -- why\nPlanlint-Allow: date-days 1.1 -- folded\n  reason\n";
        let allows = Allow::read([("Planlint-Allow", "date-days 1.1 -- folded reason")], message, "abc");
        let told: Vec<_> = allows.iter().map(|allow| (allow.task.as_deref(), allow.misplaced)).collect();
        assert_eq!(told, [(Some("1.1"), false), (None, true)]);
        for reason in ["REASON", "reason", "<REASON>", "<Reason>.", "[reason]...", "", "-", "...", "?"] {
            let value = format!("date-days 1.1 -- {reason}");
            let allows = Allow::read([("Planlint-Allow", value.as_str())], "", "abc");
            assert!(allows[0].defect().is_some_and(|why| why.starts_with("lets nothing through")), "{reason}");
        }
        for reason in ["the reason is the vendor", "供应商延期", "Reasons", "1"] {
            let value = format!("date-days 1.1 -- {reason}");
            assert_eq!(Allow::read([("Planlint-Allow", value.as_str())], "", "abc")[0].defect(), None, "{reason}");
        }
    }
}
