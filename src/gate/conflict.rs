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
use crate::model::Plan;
use crate::words::Arg;
use crate::words::Joined;
use crate::words::Message;
use crate::words::say;
use crate::words::word;

use super::MergeSide;
use super::overlap::value;
use super::plan_changes;
use super::read;

/// A file that git cannot merge, at the merge base, on the base's side, on the head's.
#[derive(Debug)]
pub(crate) struct ConflictFiles {
    /// Its path.
    pub path: String,
    /// What is the matter with it.
    pub kind: ConflictKind,
    /// Its three versions.
    pub sides: [Option<PlanFiles>; 3],
}

/// Why git cannot merge a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ConflictKind {
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
#[non_exhaustive]
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
    pub message: Message,
}

impl Conflict {
    /// About the file as a whole.
    fn whole(path: &str, message: Message) -> Self {
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
        let new = new.map(|(files, label)| read(Some(files), label));
        let holds = with_phases(&path, new.as_ref().map(|new| &new.plan));
        return vec![Conflict::whole(&path, about_names(&path, holds, &kind))];
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
    let unread = |whose: &'static str| match whose {
        "base" => say!(
            en: "both sides changed {path}, but what the base has there cannot be read",
            zh: "双方都修改了 {path}，但目标分支的内容无法读取",
            path = &path,
        ),
        "head" => say!(
            en: "both sides changed {path}, but what the head has there cannot be read",
            zh: "双方都修改了 {path}，但来源分支的内容无法读取",
            path = &path,
        ),
        _ => say!(
            en: "both sides changed {path}, but what the merge base has there cannot be read",
            zh: "双方都修改了 {path}，但合并基点的内容无法读取",
            path = &path,
        ),
    };
    for (read, whose) in [(&base, "base"), (&head, "head"), (&origin, "merge base")] {
        if read.plan.is_broken() {
            return vec![Conflict::whole(&path, unread(whose))];
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
        let told = |changes: &mut dyn Iterator<Item = (&str, &Change)>| {
            let names: Vec<Arg> = changes
                .take(MOST_NAMES)
                .map(|(name, change)| subject_told(change, name))
                .collect();
            if names.is_empty() {
                say!(en: "nothing that the plan knows of", zh: "没有计划所知的内容").into()
            } else {
                Arg::joined(names, MOST_NAMES, Joined::Comma)
            }
        };
        let message = say!(
            en: "both sides changed neighbouring lines of {path}: the base's side {base}; the head's {head}",
            zh: "双方修改了 {path} 的相邻行：目标分支 {base}；来源分支 {head}",
            path = &path,
            base = told(&mut by_base.iter().map(|((name, _), change)| (name.as_str(), change))),
            head = told(&mut by_head.iter().map(|((name, _), change)| (name.as_str(), change))),
        );
        conflicts.push(Conflict::whole(&path, message));
    }
    conflicts
}

/// Of a longer value the beginning is shown.
const VALUE: usize = 200;

/// Nobody reads more names than this in a sentence.
const MOST_NAMES: usize = 6;

/// A file as it is told, with the phases of the plan that it holds.
#[must_use]
pub(crate) fn with_phases(path: &str, file: Option<&Plan>) -> Message {
    let phases = file.map(|file| {
        let labels = file.phases.iter().map(|ix| file.task(*ix).label());
        labels
            .take(MOST_NAMES)
            .map(|label| Arg::Id(label.into()))
            .collect::<Vec<_>>()
    });
    let phases = phases.unwrap_or_default();
    let count = phases.len();
    let phases = Arg::joined(phases, MOST_NAMES, Joined::Comma);
    match count {
        0 => Message::verbatim(path),
        1 => say!(
            en: "{path} (phase {phase})",
            zh: "{path}（阶段 {phase}）",
            path = path,
            phase = phases,
        ),
        _ => say!(
            en: "{path} (phases {phases})",
            zh: "{path}（阶段 {phases}）",
            path = path,
            phases = phases,
        ),
    }
}

fn side_told(side: MergeSide) -> Message {
    match side {
        MergeSide::Base => say!(en: "base", zh: "目标分支"),
        MergeSide::Head => say!(en: "head", zh: "来源分支"),
    }
}

/// What there is to say where the names of files are the matter. `file` is the one at `path` with
/// what stands in it.
fn about_names(path: &str, file: Message, kind: &ConflictKind) -> Message {
    match kind {
        ConflictKind::Settings => say!(
            en: "both sides changed the settings {path}; until that is resolved, those of the base hold",
            zh: "双方都修改了设置 {path}；解决之前，以目标分支的设置为准",
            path = path,
        ),
        ConflictKind::Content => {
            say!(en: "both sides changed {path}", zh: "双方都修改了 {path}", path = path)
        }
        ConflictKind::RenamedTwice { base, head } => say!(
            en: "{path} was renamed on both sides, to different names: {base} on the base's side, {head} on the head's",
            zh: "双方都重命名了 {path}，但名称不同：目标分支改为 {base}，来源分支改为 {head}",
            path = path,
            base = base,
            head = head,
        ),
        ConflictKind::RenamedAndDeleted {
            renamer: MergeSide::Base,
            to,
        } => say!(
            en: "{path} was renamed to {to} on the base's side and deleted on the head's",
            zh: "{path} 在目标分支重命名为 {to}，在来源分支被删除",
            path = path,
            to = to,
        ),
        ConflictKind::RenamedAndDeleted {
            renamer: MergeSide::Head,
            to,
        } => say!(
            en: "{path} was deleted on the base's side and renamed to {to} on the head's",
            zh: "{path} 在目标分支被删除，在来源分支重命名为 {to}",
            path = path,
            to = to,
        ),
        ConflictKind::LeftBehind { adder, to, taken } => left_behind(file, *adder, to, *taken),
        ConflictKind::LeftForSeveral { adder, folder } => say!(
            en: "{file} is new on the {adder}'s side, in the folder {folder}, which the {renamer}'s side has divided among \
                 several, so git does not know where it belongs: merge the base into the head, and put it where it belongs",
            zh: "{file} 是{adder}新增的文件，位于文件夹 {folder} 中，而{renamer}已把该文件夹分到几处，git 不知道它应归入哪里：\
                 把目标分支合并到来源分支，再将其放到应在的位置",
            file = file,
            adder = side_told(*adder),
            folder = folder,
            renamer = side_told(adder.other()),
        ),
        ConflictKind::InNoPlan { adder, folder } => say!(
            en: "{file} is new on the {adder}'s side, in the folder {folder}, which is no plan any more on the {other}'s: \
                 merge the base into the head, and put it where the plan is now, or name the folder under `plans`",
            zh: "{file} 是{adder}新增的文件，位于文件夹 {folder} 中，而该文件夹在{other}已不再是计划：\
                 把目标分支合并到来源分支，再将其放到计划现在的位置，或在 `plans` 下写明该文件夹",
            file = file,
            adder = side_told(*adder),
            folder = folder,
            other = side_told(adder.other()),
        ),
        ConflictKind::LeftByMerge { merge, folder } => say!(
            en: "{file} is in no plan since the merge {merge} on the head's side: it is in the folder {folder}, which is a \
                 plan on one side of that and none any more on the other; put it where the plan is now, or name the folder under \
                 `plans`",
            zh: "来源分支的合并提交 {merge} 之后，{file} 不属于任何计划：它位于文件夹 {folder} 中，该文件夹在合并的一方是计划，\
                 在另一方已不再是；将其放到计划现在的位置，或在 `plans` 下写明该文件夹",
            file = file,
            merge = merge,
            folder = folder,
        ),
    }
}

/// What is new in a folder that the other side has renamed.
fn left_behind(file: Message, adder: MergeSide, to: &str, taken: bool) -> Message {
    let (renamer, adder) = (side_told(adder.other()), side_told(adder));
    if taken {
        say!(
            en: "{file} is new on the {adder}'s side, in a folder that the {renamer}'s side has renamed, and there is \
                 another {to} already: merge the base into the head, and give it a name of its own",
            zh: "{file} 是{adder}新增的文件，所在文件夹已被{renamer}重命名，且已另有 {to}：\
                 把目标分支合并到来源分支，再为其另取名称",
            file = file,
            adder = adder,
            renamer = renamer,
            to = to,
        )
    } else {
        say!(
            en: "{file} is new on the {adder}'s side, in a folder that the {renamer}'s side has renamed, so git does not \
                 know where it belongs: merge the base into the head, and add it as {to}",
            zh: "{file} 是{adder}新增的文件，所在文件夹已被{renamer}重命名，git 不知道它应归入哪里：\
                 把目标分支合并到来源分支，再以 {to} 为名添加",
            file = file,
            adder = adder,
            renamer = renamer,
            to = to,
        )
    }
}

/// What there is to say where a side does not have the file at all.
fn about_the_file(path: &str, sides: &[Option<PlanFiles>; 3]) -> Option<Message> {
    let [origin, base, head] = sides.each_ref().map(Option::is_some);
    match (origin, base, head) {
        (true, false, true) => Some(say!(
            en: "{path} was deleted on the base's side and changed on the head's",
            zh: "{path} 在目标分支被删除，在来源分支被修改",
            path = path,
        )),
        (true, true, false) => Some(say!(
            en: "{path} was changed on the base's side and deleted on the head's",
            zh: "{path} 在目标分支被修改，在来源分支被删除",
            path = path,
        )),
        // The new names of a file, and what stands where the other side has a folder, are conflicts
        // of their own.
        (true, false, false) => Some(say!(
            en: "{path} was renamed on one side, and renamed or deleted on the other",
            zh: "{path} 在一方被重命名，在另一方被重命名或删除",
            path = path,
        )),
        (false, true, false) => Some(say!(
            en: "{path} is new on the base's side, and the head's has something else there or calls it otherwise",
            zh: "{path} 是目标分支新增的文件，来源分支在该处另有内容，或名称不同",
            path = path,
        )),
        (false, false, true) => Some(say!(
            en: "{path} is new on the head's side, and the base's has something else there or calls it otherwise",
            zh: "{path} 是来源分支新增的文件，目标分支在该处另有内容，或名称不同",
            path = path,
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

/// The same in a sentence.
fn subject_told(change: &Change, name: &str) -> Arg {
    match &change.subject {
        Subject::Task(..) => Arg::Id(name.into()),
        Subject::Owner(name) => say!(en: "owner {name}", zh: "责任方 {name}", name = name).into(),
        Subject::Calendar(name) => {
            say!(en: "calendar {name}", zh: "日历 {name}", name = name).into()
        }
        Subject::Plan => say!(en: "plan", zh: "计划").into(),
    }
}

fn of_a_task(path: &str, task: &str, ours: &Change, theirs: &Change) -> Vec<Conflict> {
    let is_gone = |change: &Change| change.kind == ChangeKind::Removed;
    match (is_gone(ours), is_gone(theirs)) {
        (true, true) => return Vec::new(),
        (true, false) => return vec![gone(path, task, MergeSide::Base, theirs)],
        (false, true) => return vec![gone(path, task, MergeSide::Head, ours)],
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
        .map(|(our, their)| of_a_field(path, task, ours, our, their))
        .collect()
}

/// One side removed what the other changed.
fn gone(path: &str, task: &str, remover: MergeSide, changed: &Change) -> Conflict {
    let fields: Vec<Message> = changed
        .fields
        .iter()
        .take(MOST_NAMES)
        .map(|field| {
            say!(
                en: "`{field}` to {value}",
                zh: "`{field}` 改为 {value}",
                field = word(field.field),
                value = value(field.after.as_deref(), VALUE),
            )
        })
        .collect();
    let message = say!(
        en: "{task}: the {remover}'s side removed it; the {changer}'s changed {fields}",
        zh: "{task}：{remover}将其删除；{changer}作了修改：{fields}",
        task = subject_told(changed, task),
        remover = side_told(remover),
        changer = side_told(remover.other()),
        fields = Arg::joined(fields, MOST_NAMES, Joined::Comma),
    );
    Conflict {
        task: Some(task.to_owned()),
        ..Conflict::whole(path, message)
    }
}

fn of_a_field(
    path: &str,
    task: &str,
    ours: &Change,
    our: &FieldChange,
    their: &FieldChange,
) -> Conflict {
    let shown = |text: &Option<String>| value(text.as_deref(), VALUE);
    let message = if ours.kind == ChangeKind::Added {
        say!(
            en: "{task} is new on both sides: `{field}` is {base} on the base's side, {head} on the head's",
            zh: "{task} 是双方都新增的：目标分支的 `{field}` 是 {base}，来源分支的是 {head}",
            task = subject_told(ours, task),
            field = word(our.field),
            base = shown(&our.after),
            head = shown(&their.after),
        )
    } else {
        say!(
            en: "{task}: `{field}` was {before}; the base's side made it {base}, the head's {head}",
            zh: "{task} 的 `{field}` 原为 {before}；目标分支改为 {base}，来源分支改为 {head}",
            task = subject_told(ours, task),
            field = word(our.field),
            before = shown(&our.before),
            base = shown(&our.after),
            head = shown(&their.after),
        )
    };
    Conflict {
        path: path.to_owned(),
        task: Some(task.to_owned()),
        field: Some(our.field.to_owned()),
        before: our.before.clone(),
        base: our.after.clone(),
        head: their.after.clone(),
        message,
    }
}
