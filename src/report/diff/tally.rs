//! How much changed, in numbers: of a plan, and of each of its phases.

use std::collections::BTreeMap;
use std::collections::HashMap;

use crate::compare::PlanComparison;
use crate::diff::Change;
use crate::diff::ChangeKind;
use crate::diff::Shift;
use crate::diff::Subject;
use crate::model::Task;
use crate::model::TaskIx;
use crate::words::Arg;
use crate::words::Joined;
use crate::words::Lang;
use crate::words::Message;
use crate::words::say;

use super::phase_of;

/// How many things came, went, changed, moved and were renumbered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) added: usize,
    pub(super) removed: usize,
    pub(super) changed: usize,
    pub(super) moved: usize,
    pub(super) renumbered: usize,
}

impl Tally {
    pub(super) fn of<'c>(changes: impl IntoIterator<Item = &'c Change>) -> Self {
        let mut tally = Self::default();
        changes.into_iter().for_each(|change| tally.add(change));
        tally
    }

    fn add(&mut self, change: &Change) {
        match change.kind {
            ChangeKind::Added => self.added += 1,
            ChangeKind::Removed => self.removed += 1,
            ChangeKind::Changed => self.changed += 1,
            ChangeKind::Renamed => self.renumbered += 1,
            ChangeKind::Moved => {
                self.moved += 1;
                // With the number of its new place it is both.
                self.renumbered +=
                    usize::from(change.fields.iter().any(|field| field.field == "id"));
            }
        }
    }

    /// Each count with its sign.
    pub(super) fn counts(self) -> [(usize, &'static str); 5] {
        [
            (self.added, "+"),
            (self.removed, "-"),
            (self.changed, "~"),
            (self.moved, ">"),
            (self.renumbered, "="),
        ]
    }

    /// `3 added, 1 removed`.
    pub(super) fn told(self) -> Message {
        let words: [fn(usize) -> Message; 5] = [
            |count| say!(en: "{count} added", zh: "新增 {count} 项", count = count),
            |count| say!(en: "{count} removed", zh: "删除 {count} 项", count = count),
            |count| say!(en: "{count} changed", zh: "修改 {count} 项", count = count),
            |count| say!(en: "{count} moved", zh: "移动 {count} 项", count = count),
            |count| say!(en: "{count} renumbered", zh: "改编号 {count} 项", count = count),
        ];
        let counts = self.counts().into_iter().zip(words);
        let told: Vec<Message> = counts
            .filter(|((count, _), _)| *count > 0)
            .map(|((count, _), word)| word(count))
            .collect();
        let all = Arg::joined(told, usize::MAX, Joined::Comma);
        say!(en: "{all}", zh: "{all}", all = all)
    }
}

/// What became of one part of a plan.
pub(super) struct Row {
    /// The phase's id; `plan`, `calendars` or `owners` for what is in no phase.
    pub(super) id: String,
    /// The phase's name, if it is one and has one.
    pub(super) name: Option<String>,
    pub(super) is_phase: bool,
    pub(super) tally: Tally,
    /// By how much its finish moved.
    pub(super) finish: Option<Shift>,
}

impl Row {
    /// What it is called at the beginning of a line.
    pub(super) fn title(&self, lang: Lang) -> String {
        let part = match (lang, self.is_phase, self.id.as_str()) {
            (Lang::Zh, false, "plan") => "计划",
            (Lang::Zh, false, "calendars") => "日历",
            (Lang::Zh, false, "owners") => "责任方",
            (_, _, id) => id,
        };
        format!("{} {}", part, self.name.as_deref().unwrap_or_default())
            .trim_end()
            .to_owned()
    }
}

/// Where a change belongs, in the order of the plan. What was removed with its phase stands behind
/// the phase that came before it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Plan,
    Calendars,
    Owners,
    /// A phase of the new plan; behind it, one of the old plan that is gone.
    Phase(Option<TaskIx>, Option<TaskIx>),
}

/// Every part of a plan in which something changed, and every phase whose finish moved.
pub(super) fn rows(plan: &PlanComparison) -> Vec<Row> {
    let mut parts: BTreeMap<Part, Tally> = BTreeMap::new();
    let mut gone: HashMap<TaskIx, Part> = HashMap::new();
    let mut last = None;
    for change in &plan.changes {
        let part = match (&change.subject, phases(plan, change)) {
            (Subject::Calendar(_), _) => Part::Calendars,
            (Subject::Owner(_), _) => Part::Owners,
            (_, (Some(phase), _)) => {
                last = Some(phase);
                Part::Phase(last, None)
            }
            (_, (None, Some(phase))) => {
                *gone.entry(phase).or_insert(Part::Phase(last, Some(phase)))
            }
            (_, (None, None)) => Part::Plan,
        };
        parts.entry(part).or_default().add(change);
    }
    let moved = plan
        .effects
        .phases
        .iter()
        .filter_map(|effect| Some((effect.phase, effect.finish?)));
    let moved: HashMap<TaskIx, Shift> = moved.collect();
    for effect in plan
        .effects
        .phases
        .iter()
        .filter(|effect| effect.finish.is_some())
    {
        parts
            .entry(Part::Phase(Some(effect.phase), None))
            .or_default();
    }
    parts
        .into_iter()
        .map(|(part, tally)| row(plan, part, tally, &moved))
        .collect()
}

/// The phase of the new plan that a change is about, or the one of the old plan that is gone.
pub(super) fn phases(plan: &PlanComparison, change: &Change) -> (Option<TaskIx>, Option<TaskIx>) {
    match change.subject {
        Subject::Task(_, Some(after)) => (Some(phase_of(&plan.new.plan, after)), None),
        // A task that was removed from a phase that is still there.
        Subject::Task(Some(before), None) => {
            let phase = phase_of(&plan.old.plan, before);
            plan.pairing.new_of[phase.index()]
                .map_or((None, Some(phase)), |after| (Some(after), None))
        }
        _ => (None, None),
    }
}

fn row(plan: &PlanComparison, part: Part, tally: Tally, moved: &HashMap<TaskIx, Shift>) -> Row {
    let other = |id: &str| Row {
        id: id.to_owned(),
        name: None,
        is_phase: false,
        tally,
        finish: None,
    };
    let phase = |phase: &Task, finish: Option<Shift>| {
        let name = phase.name.value().map(ToString::to_string);
        Row {
            id: phase.label().to_owned(),
            name,
            is_phase: true,
            tally,
            finish,
        }
    };
    match part {
        Part::Plan | Part::Phase(None, None) => other("plan"),
        Part::Calendars => other("calendars"),
        Part::Owners => other("owners"),
        Part::Phase(_, Some(gone)) => phase(plan.old.plan.task(gone), None),
        Part::Phase(Some(ix), None) => phase(plan.new.plan.task(ix), moved.get(&ix).copied()),
    }
}
