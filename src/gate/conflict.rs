//! What git cannot merge, told in the plan's terms.

use std::collections::BTreeMap;

use crate::analysis::Analysis;
use crate::analysis::PlanFiles;
use crate::analysis::Store;
use crate::config::Settings;
use crate::diff::Change;
use crate::diff::ChangeKind;
use crate::diff::FieldChange;
use crate::diff::Subject;
use crate::finding::shorten;
use crate::model::Plan;

use super::MergeSide;
use super::plan_changes;
use super::read;

/// A file that git cannot merge, at the merge base, on the base's side, on the head's.
#[derive(Debug)]
pub struct ConflictFiles {
    /// Its path.
    pub path: String,
    /// What is the matter with it.
    pub kind: ConflictKind,
    /// Its three versions.
    pub sides: [Option<PlanFiles>; 3],
}

/// Why git cannot merge a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConflictKind {
    /// Both sides changed it, or one did and the other has it no more.
    Content,
    /// The same of the settings, which are no part of a plan.
    Settings,
    /// Both sides renamed it, to different names.
    RenamedTwice {
        /// Its name on the base's side.
        base: String,
        /// Its name on the head's.
        head: String,
    },
    /// One side renamed it, and the other deleted it.
    RenamedAndDeleted {
        /// Who renamed it.
        renamer: MergeSide,
        /// Its new name.
        to: String,
    },
    /// It is new in a folder that the other side has renamed.
    LeftBehind {
        /// Who added it.
        adder: MergeSide,
        /// What it would be called in the renamed folder.
        to: String,
        /// Whether there is something else of that name.
        taken: bool,
    },
    /// It is new in a folder whose files the other side has moved to several others.
    LeftForSeveral {
        /// Who added it.
        adder: MergeSide,
        /// The folder.
        folder: String,
    },
    /// It is new in the folder of a plan that the other side has given up.
    InNoPlan {
        /// Who added it.
        adder: MergeSide,
        /// The folder.
        folder: String,
    },
    /// A merge on the head's side has left it in the folder of a plan that one side of that merge
    /// had given up.
    LeftByMerge {
        /// The merge, as it is shown.
        merge: String,
        /// The folder.
        folder: String,
    },
}

/// Something that both sides changed in the same place, so that git cannot merge it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The file.
    pub path: String,
    /// The task, owner or calendar; `None` where the plan's terms say nothing about it.
    pub task: Option<String>,
    /// The field; `None` where one side removed the task, or they changed different ones that stand
    /// beside each other.
    pub field: Option<String>,
    /// The value at the merge base.
    pub before: Option<String>,
    /// The value on the base's side.
    pub base: Option<String>,
    /// The value on the head's side.
    pub head: Option<String>,
    /// All of it in a sentence.
    pub message: String,
}

impl Conflict {
    /// About the file as a whole.
    fn whole(path: &str, message: String) -> Self {
        Self {
            path: path.to_owned(),
            task: None,
            field: None,
            before: None,
            base: None,
            head: None,
            message,
        }
    }
}

/// A textual conflict in the plan's terms: which task, which field, both values.
pub(super) fn explain(
    files: ConflictFiles,
    store: &mut Store,
    settings: &Settings,
) -> Vec<Conflict> {
    let ConflictFiles { path, kind, sides } = files;
    let mut read =
        |files: Option<PlanFiles>, label: &str| read(files, Some(label), store, settings).0;
    if kind != ConflictKind::Content {
        let [_, base, head] = sides;
        let new = head
            .map(|head| (head, "head"))
            .or(base.map(|base| (base, "base")));
        let holds = new
            .map(|(files, label)| phases_in(&read(Some(files), label).plan))
            .unwrap_or_default();
        return vec![Conflict::whole(&path, about_names(&path, &holds, &kind))];
    }
    if let Some(message) = about_the_file(&path, &sides) {
        return vec![Conflict::whole(&path, message)];
    }
    let [origin, base, head] = sides;
    let (origin, base, head) = (
        read(origin, "merge base"),
        read(base, "base"),
        read(head, "head"),
    );
    // What cannot be read would look like a removal.
    for (read, whose) in [(&base, "base"), (&head, "head"), (&origin, "merge base")] {
        if read.plan.is_broken() {
            let message =
                format!("both sides changed {path}, but what the {whose} has there cannot be read");
            return vec![Conflict::whole(&path, message)];
        }
    }
    // An id that was given to other work is a task that is gone and one that is new.
    let named = |side: &Analysis| -> Vec<((String, bool), Change)> {
        let changes = plan_changes(&origin, side).into_iter();
        changes
            .map(|change| {
                (
                    (
                        subject(&change, &origin, side),
                        change.kind == ChangeKind::Added,
                    ),
                    change,
                )
            })
            .collect()
    };
    let by_base = named(&base);
    let by_head: BTreeMap<(String, bool), Change> = named(&head).into_iter().collect();
    let mut conflicts = Vec::new();
    for (about, ours) in &by_base {
        if let Some(theirs) = by_head.get(about) {
            conflicts.extend(of_a_task(&path, &about.0, ours, theirs));
        }
    }
    if conflicts.is_empty() {
        let told = |names: Vec<&str>| {
            if names.is_empty() {
                "nothing that the plan knows of".to_owned()
            } else {
                names.join(", ")
            }
        };
        conflicts.push(Conflict::whole(
            &path,
            format!(
                "both sides changed neighbouring lines of {path}: the base's side {}; the head's {}",
                told(by_base.iter().map(|((name, _), _)| name.as_str()).take(MOST_NAMES).collect()),
                told(by_head.keys().map(|(name, _)| name.as_str()).take(MOST_NAMES).collect()),
            ),
        ));
    }
    conflicts
}

/// Of a longer value the beginning is shown.
const VALUE: usize = 200;

/// Nobody reads more names than this in a sentence.
const MOST_NAMES: usize = 6;

/// The phases of a plan of one file, as they are told behind its path.
#[must_use]
pub fn phases_in(file: &Plan) -> String {
    let labels = file.phases.iter().map(|ix| file.task(*ix).label());
    let labels: Vec<&str> = labels.take(MOST_NAMES).collect();
    match labels.as_slice() {
        [] => String::new(),
        [phase] => format!(" (phase {phase})"),
        phases => format!(" (phases {})", phases.join(", ")),
    }
}

/// What there is to say where the names of files are the matter. `holds` is what stands in it.
fn about_names(path: &str, holds: &str, kind: &ConflictKind) -> String {
    match kind {
        ConflictKind::Settings => {
            format!(
                "both sides changed the settings {path}; until that is resolved, those of the base hold"
            )
        }
        ConflictKind::Content => format!("both sides changed {path}"),
        ConflictKind::RenamedTwice { base, head } => format!(
            "{path} was renamed on both sides, to different names: {base} on the base's side, {head} on the head's"
        ),
        ConflictKind::RenamedAndDeleted {
            renamer: MergeSide::Base,
            to,
        } => {
            format!("{path} was renamed to {to} on the base's side and deleted on the head's")
        }
        ConflictKind::RenamedAndDeleted {
            renamer: MergeSide::Head,
            to,
        } => {
            format!("{path} was deleted on the base's side and renamed to {to} on the head's")
        }
        ConflictKind::LeftBehind {
            adder,
            to,
            taken: false,
        } => {
            let (adder, renamer) = (adder.name(), adder.other().name());
            format!(
                "{path}{holds} is new on the {adder}'s side, in a folder that the {renamer}'s side has renamed, so git does not \
                 know where it belongs: merge the base into the head, and add it as {to}"
            )
        }
        ConflictKind::LeftBehind {
            adder,
            to,
            taken: true,
        } => {
            let (adder, renamer) = (adder.name(), adder.other().name());
            format!(
                "{path}{holds} is new on the {adder}'s side, in a folder that the {renamer}'s side has renamed, and there is \
                 another {to} already: merge the base into the head, and give it a name of its own"
            )
        }
        ConflictKind::LeftForSeveral { adder, folder } => {
            let (adder, renamer) = (adder.name(), adder.other().name());
            format!(
                "{path}{holds} is new on the {adder}'s side, in the folder {folder}, which the {renamer}'s side has divided among \
                 several, so git does not know where it belongs: merge the base into the head, and put it where it belongs"
            )
        }
        ConflictKind::InNoPlan { adder, folder } => {
            let (adder, other) = (adder.name(), adder.other().name());
            format!(
                "{path}{holds} is new on the {adder}'s side, in the folder {folder}, which is no plan any more on the {other}'s: \
                 merge the base into the head, and put it where the plan is now, or name the folder under `plans`"
            )
        }
        ConflictKind::LeftByMerge { merge, folder } => format!(
            "{path}{holds} is in no plan since the merge {merge} on the head's side: it is in the folder {folder}, which is a \
             plan on one side of that and none any more on the other; put it where the plan is now, or name the folder under \
             `plans`"
        ),
    }
}

/// What there is to say where a side does not have the file at all.
fn about_the_file(path: &str, sides: &[Option<PlanFiles>; 3]) -> Option<String> {
    let [origin, base, head] = sides.each_ref().map(Option::is_some);
    match (origin, base, head) {
        (true, false, true) => Some(format!(
            "{path} was deleted on the base's side and changed on the head's"
        )),
        (true, true, false) => Some(format!(
            "{path} was changed on the base's side and deleted on the head's"
        )),
        // The new names of a file, and what stands where the other side has a folder, are conflicts
        // of their own.
        (true, false, false) => Some(format!(
            "{path} was renamed on one side, and renamed or deleted on the other"
        )),
        (false, true, false) => Some(format!(
            "{path} is new on the base's side, and the head's has something else there or calls it otherwise"
        )),
        (false, false, true) => Some(format!(
            "{path} is new on the head's side, and the base's has something else there or calls it otherwise"
        )),
        (_, true, true) | (false, false, false) => None,
    }
}

/// What a change is about, by the name that both sides know.
fn subject(change: &Change, origin: &Analysis, side: &Analysis) -> String {
    match &change.subject {
        Subject::Task(before, after) => {
            let old = before.map(|ix| origin.plan.task(ix).label());
            old.or(after.map(|ix| side.plan.task(ix).label()))
                .unwrap_or_default()
                .to_owned()
        }
        Subject::Owner(name) => format!("owner {name}"),
        Subject::Calendar(name) => format!("calendar {name}"),
        Subject::Plan => "plan".to_owned(),
    }
}

fn of_a_task(path: &str, task: &str, ours: &Change, theirs: &Change) -> Vec<Conflict> {
    let is_gone = |change: &Change| change.kind == ChangeKind::Removed;
    match (is_gone(ours), is_gone(theirs)) {
        (true, true) => return Vec::new(),
        (true, false) => return vec![gone(path, task, "base", "head", theirs)],
        (false, true) => return vec![gone(path, task, "head", "base", ours)],
        (false, false) => {}
    }
    let pairs = ours.fields.iter().filter_map(|our| {
        let their = theirs
            .fields
            .iter()
            .find(|their| their.field == our.field && their.after != our.after)?;
        Some((our, their))
    });
    pairs
        .map(|(our, their)| of_a_field(path, task, ours.kind == ChangeKind::Added, our, their))
        .collect()
}

/// One side removed what the other changed.
fn gone(path: &str, task: &str, remover: &str, changer: &str, changed: &Change) -> Conflict {
    let fields: Vec<String> = changed
        .fields
        .iter()
        .take(MOST_NAMES)
        .map(|field| match &field.after {
            Some(after) => format!("`{}` to {}", field.field, shorten(after, VALUE)),
            None => format!("`{}` to nothing", field.field),
        })
        .collect();
    let message = format!(
        "{task}: the {remover}'s side removed it; the {changer}'s changed {}",
        fields.join(", ")
    );
    Conflict {
        task: Some(task.to_owned()),
        ..Conflict::whole(path, message)
    }
}

fn of_a_field(
    path: &str,
    task: &str,
    is_new: bool,
    our: &FieldChange,
    their: &FieldChange,
) -> Conflict {
    let shown =
        |value: &Option<String>| shorten(value.as_deref().unwrap_or("nothing"), VALUE).into_owned();
    let (field, base, head) = (our.field, shown(&our.after), shown(&their.after));
    let message = if is_new {
        format!(
            "{task} is new on both sides: `{field}` is {base} on the base's side, {head} on the head's"
        )
    } else {
        let before = shown(&our.before);
        format!("{task}: `{field}` was {before}; the base's side made it {base}, the head's {head}")
    };
    Conflict {
        path: path.to_owned(),
        task: Some(task.to_owned()),
        field: Some(field.to_owned()),
        before: our.before.clone(),
        base: our.after.clone(),
        head: their.after.clone(),
        message,
    }
}
