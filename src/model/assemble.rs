//! The parts of a plan put together.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::collections::HashMap;
use std::collections::HashSet;

use crate::finding::Fact;
use crate::finding::Finding;
use crate::finding::Findings;
use crate::finding::Found;
use crate::finding::Key;
use crate::finding::Room;
use crate::finding::Subject;
use crate::model::Name;
use crate::model::Plan;
use crate::model::Task;
use crate::model::TaskIx;
use crate::model::Wbs;
use crate::model::rule_id;
use crate::text::FileId;
use crate::text::Span;
use crate::words::say;

use super::Limits;
use super::limits::beyond;
use super::plan::words;
use super::read::Lost;
use super::read::Part;

/// Bytes of words that the findings about a plan as a whole may take.
const ROOM: usize = 2 << 20;

/// Put the parts of a plan together. `parts` come in the order of their files.
#[must_use]
pub(crate) fn assemble(root: &str, parts: Vec<(FileId, Part)>, limits: &Limits) -> (Plan, Found) {
    let mut plan = Plan {
        root: root.into(),
        ..Plan::default()
    };
    let mut found = Found::default();
    let mut findings = Findings::new(&Room::of(ROOM));
    let mut bytes = 0_usize;
    let mut first_meta: Option<Span> = None;
    let mut phases = Vec::new();
    for (file, mut part) in parts {
        plan.files.push(file);
        bytes += part.bytes;
        if part.broken {
            plan.broken.insert(file);
        }
        match part.lost {
            Some(Lost::Text(text)) => {
                // Many are the same: a copy of each is made once.
                for word in words(&text) {
                    if !plan.lost_words.contains(word) {
                        plan.lost_words.insert(word.into());
                    }
                }
            }
            Some(Lost::Unknown) => plan.lost_everything = true,
            None => {}
        }
        // Every part of a plan that is too large says so; once is enough.
        let of_plan = |finding: &Finding| finding.fact == Some(Fact::PlanTooLarge);
        let said = |finding: &Finding| of_plan(finding) && found.kept.first().is_some_and(of_plan);
        part.found.kept.retain(|finding| !said(finding));
        found.append(part.found);
        if let Some(meta) = part.meta {
            match (first_meta, meta.span) {
                (Some(first), Some(second)) => findings.add(
                    Finding::new(
                        rule_id::SCHEMA,
                        second,
                        say!(
                            en: "`plan` stands in a second file; a plan has it once",
                            zh: "第二个文件中又写了 `plan`；一个计划只写一次",
                        ),
                    )
                    .help(say!(en: "keep one of the two", zh: "保留其中一处"))
                    .label(first, say!(en: "the first one", zh: "第一处"))
                    .key("plan twice"),
                ),
                (_, span) => {
                    first_meta = span;
                    plan.meta = *meta;
                }
            }
        }
        plan.calendars.append(&mut part.calendars);
        plan.owners.append(&mut part.owners);
        phases.append(&mut part.phases);
    }
    lay_out(&mut plan, phases);
    let tasks = too_many_tasks(&mut plan, limits.tasks_of(bytes));
    let dependencies = too_many_dependencies(&mut plan, limits.dependencies_of(bytes));
    let assignments = too_many_assignments(&mut plan, limits);
    [tasks, dependencies, assignments]
        .into_iter()
        .flatten()
        .for_each(|finding| findings.add(finding));
    // A part that is no map at all has said enough.
    let enough = ["empty", "part"].map(Key::from);
    let said = found
        .kept
        .iter()
        .any(|finding| enough.contains(&finding.key));
    if first_meta.is_none()
        && !plan.is_broken()
        && !said
        && let Some(file) = plan.files.first()
    {
        let finding = Finding::new(
            rule_id::SCHEMA,
            Span::new(*file, 0, 0),
            say!(
                en: "no part of this plan has the key `plan`, so nothing says which format it is in ({plan})",
                zh: "该计划的各文件都没有写 `plan`，因此无从知道其格式（{plan}）",
                plan = root,
            ),
        )
        .help(say!(
            en: "add it to one of the files:\nplan:\n  version: 1\n  title: ...",
            zh: "在其中一个文件中加上：\nplan:\n  version: 1\n  title: ...",
        ))
        .key("plan missing");
        findings.add(finding);
    }
    index(&mut plan, &mut findings);
    found.append(findings.finish());
    (plan, found)
}

/// Leave out the phases and tasks that are too many, and say where they begin.
fn too_many_tasks(plan: &mut Plan, most: usize) -> Option<Finding> {
    let first = plan.tasks.get(most)?;
    let message = say!(
        en: "more than {most} phases and tasks in this plan; the others were not read",
        zh: "该计划的阶段和任务超过 {most} 个；其余未读取",
        most = most,
    );
    let advice = say!(en: "cut it into several plans", zh: "拆分成几个计划");
    let finding = beyond(first.place(), message, advice, "max_tasks").task(first.id());
    plan.broken
        .extend(plan.tasks[most..].iter().map(|task| task.span.file));
    // Nobody knows what would have been declared there.
    plan.lost_everything = true;
    plan.tasks.truncate(most);
    plan.tasks.shrink_to_fit();
    let end = TaskIx::from_index(most);
    plan.phases.retain(|phase| *phase < end);
    for task in plan.tasks.iter_mut().filter(|task| task.end > end) {
        task.end = end;
        if !task.children.is_empty() {
            task.children.retain(|child| *child < end);
            task.partial = true;
        }
    }
    Some(finding)
}

/// Leave out the dependencies that are too many, and say where they begin.
fn too_many_dependencies(plan: &mut Plan, most: usize) -> Option<Finding> {
    let mut left = most;
    let mut finding = None;
    for task in plan
        .tasks
        .iter_mut()
        .filter(|task| !task.depends_on.is_empty())
    {
        if let Some(first) = task.depends_on.get(left) {
            if finding.is_none() {
                let message = say!(
                    en: "more than {most} dependencies in this plan; the others were not read",
                    zh: "该计划的前置任务关系超过 {most} 条；其余未读取",
                    most = most,
                );
                let advice = say!(
                    en: "let tasks depend on groups and phases instead of each task in them",
                    zh: "以任务组和阶段作为前置任务，不必逐一列出其中的任务",
                );
                finding =
                    Some(beyond(first.span, message, advice, "max_dependencies").task(task.id()));
            }
            plan.broken.insert(task.span.file);
            task.depends_on.cut(left);
        }
        left -= task.depends_on.len();
    }
    finding
}

/// Find out whether so many are on so many tasks that nobody can tell who has too much to do.
fn too_many_assignments(plan: &mut Plan, limits: &Limits) -> Option<Finding> {
    let mut executors: Vec<usize> = Vec::with_capacity(plan.tasks.len());
    let mut sum = 0_usize;
    let mut finding = None;
    for (ix, task) in plan.all() {
        let inherited = task.parent.map_or(0, |parent| executors[parent.index()]);
        executors.push(if task.executors.is_absent() {
            inherited
        } else {
            task.executors.value().map_or(0, |names| names.len())
        });
        if task.is_leaf() {
            sum = sum.saturating_add(executors[ix.index()]);
        }
        if sum > limits.assignments {
            let message = say!(
                en: "the executors of all tasks, own and inherited, are more than {most} together; who has too much to do is not checked",
                zh: "全部任务的经办方（含沿用上级的）合计超过 {most} 个；未检查任务过载",
                most = limits.assignments,
            );
            let advice = say!(
                en: "name a group instead of each of its members",
                zh: "写责任方组，不必逐一写其成员",
            );
            finding =
                Some(beyond(task.place(), message, advice, "max_assignments").task(task.id()));
            break;
        }
    }
    plan.unassigned = finding.is_some();
    finding
}

/// Names to things; a name given twice is a finding.
fn index(plan: &mut Plan, findings: &mut Findings) {
    let mut by_id: HashMap<Box<str>, TaskIx> = HashMap::with_capacity(plan.tasks.len());
    for (ix, task) in plan.all() {
        if let Some(id) = task.id() {
            by_id.entry(id.into()).or_insert(ix);
        }
    }
    let mut ambiguous: HashSet<Box<str>> = HashSet::new();
    let mut by_name: HashMap<Box<str>, usize> = HashMap::new();
    for (at, owner) in plan.owners.iter().enumerate() {
        if let Some(first) = by_name.get(&owner.name.value) {
            let finding = declared_twice(&Declared::Owner, &owner.name, &plan.owners[*first].name);
            findings.add(finding.owner(&owner.name.value));
        } else {
            by_name.insert(owner.name.value.clone(), at);
        }
    }
    let mut aliases: BTreeMap<&str, (usize, &Name)> = BTreeMap::new();
    for (at, owner) in plan.owners.iter().enumerate() {
        for alias in &owner.aliases {
            let taken = match (by_name.get(&alias.value), aliases.get(&*alias.value)) {
                (Some(other), _) if *other != at => Some((*other, &plan.owners[*other].name)),
                (None, Some((other, place))) if *other != at => Some((*other, *place)),
                _ => None,
            };
            if let Some((other, place)) = taken {
                let (name, owner, first) = (
                    &alias.value,
                    &owner.name.value,
                    &plan.owners[other].name.value,
                );
                let finding = Finding::new(
                    rule_id::ID_DUPLICATE,
                    alias.span,
                    say!(
                        en: "{name} is to mean {owner}, but it means {first} already",
                        zh: "{name} 被写为 {owner} 的别名，但它已指 {first}",
                        name = name,
                        owner = owner,
                        first = first,
                    ),
                )
                .help(say!(
                    en: "let each name mean one owner only",
                    zh: "每个名称只指一个责任方",
                ))
                .label(
                    place.span,
                    say!(en: "it means {first} here", zh: "在此处指 {first}", first = first),
                )
                .owner(owner)
                .key([Subject::Word("alias"), Subject::text(name)]);
                findings.add(finding);
                ambiguous.insert(name.clone());
            }
            aliases.entry(&alias.value).or_insert((at, alias));
        }
    }
    for (name, (at, _)) in aliases {
        by_name.entry(name.into()).or_insert(at);
    }
    let mut calendars: HashMap<&str, &Name> = HashMap::new();
    for calendar in &plan.calendars {
        if let Some(first) = calendars.get(&*calendar.name.value) {
            findings.add(declared_twice(&Declared::Calendar, &calendar.name, first));
        } else {
            calendars.insert(&calendar.name.value, &calendar.name);
        }
    }
    plan.ambiguous = ambiguous;
    plan.by_id = by_id;
    plan.by_name = by_name;
}

/// What is declared by a name.
enum Declared {
    Owner,
    Calendar,
}

fn declared_twice(what: &Declared, second: &Name, first: &Name) -> Finding {
    let (message, word) = match what {
        Declared::Owner => (
            say!(
                en: "the owner {name} is declared twice",
                zh: "责任方 {name} 声明了两次",
                name = second,
            ),
            "owner",
        ),
        Declared::Calendar => (
            say!(
                en: "the calendar {name} is declared twice",
                zh: "日历 {name} 声明了两次",
                name = second,
            ),
            "calendar",
        ),
    };
    Finding::new(rule_id::ID_DUPLICATE, second.span, message)
        .help(say!(en: "keep one of the two", zh: "保留其中一处"))
        .label(
            first.span,
            say!(en: "declared here first", zh: "首次在此处声明"),
        )
        .key([Subject::Word(word), Subject::text(&second.value)])
}

/// Put phases, each with all that is under it, into the plan: in the order of their numbers if all
/// are numbered, however they are spread over files; else as they are written.
fn lay_out(plan: &mut Plan, mut phases: Vec<Vec<Task>>) {
    let number = |phase: &Vec<Task>| Wbs::parse(phase.first()?.id()?);
    if phases.iter().all(|phase| number(phase).is_some()) {
        phases.sort_by_cached_key(number);
    }
    let sum = phases.iter().map(Vec::len).sum::<usize>();
    for phase in phases {
        let by = plan.tasks.len();
        plan.phases.push(TaskIx::from_index(by));
        if by == 0 {
            // One phase may be the whole plan: its tasks need not be there twice.
            plan.tasks = phase;
            plan.tasks.reserve_exact(sum - plan.tasks.len());
            continue;
        }
        let shift = |ix: TaskIx| TaskIx::from_index(ix.index() + by);
        plan.tasks.extend(phase.into_iter().map(|mut task| {
            task.parent = task.parent.map(shift);
            task.end = shift(task.end);
            if !task.children.is_empty() {
                task.children
                    .iter_mut()
                    .for_each(|child| *child = shift(*child));
            }
            task
        }));
    }
}

/// Paths in the order in which people list them: `2.yaml` before `10.yaml`.
#[must_use]
pub(crate) fn natural_order(a: &str, b: &str) -> Ordering {
    let (mut left, mut right) = (a, b);
    loop {
        match (split_run(left), split_run(right)) {
            (None, None) => return a.cmp(b),
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
            (Some((x, x_rest)), Some((y, y_rest))) => {
                let both_numbers =
                    x.as_bytes()[0].is_ascii_digit() && y.as_bytes()[0].is_ascii_digit();
                let order = if both_numbers {
                    let (x, y) = (x.trim_start_matches('0'), y.trim_start_matches('0'));
                    x.len().cmp(&y.len()).then_with(|| x.cmp(y))
                } else {
                    x.cmp(y)
                };
                if order != Ordering::Equal {
                    return order;
                }
                (left, right) = (x_rest, y_rest);
            }
        }
    }
}

/// The run of digits, or of anything else, at the beginning.
fn split_run(text: &str) -> Option<(&str, &str)> {
    let first = text.as_bytes().first()?.is_ascii_digit();
    let end = text
        .bytes()
        .position(|b| b.is_ascii_digit() != first)
        .unwrap_or(text.len());
    Some(text.split_at(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_ordered_as_people_do() {
        let mut paths = [
            "plan/10.yaml",
            "plan/2.yaml",
            "plan/1.yaml",
            "plan/a/1.yaml",
            "plan/02.yaml",
            "plan/名.yaml",
        ];
        paths.sort_by(|a, b| natural_order(a, b));
        assert_eq!(
            paths,
            [
                "plan/1.yaml",
                "plan/02.yaml",
                "plan/2.yaml",
                "plan/10.yaml",
                "plan/a/1.yaml",
                "plan/名.yaml"
            ]
        );
    }
}
