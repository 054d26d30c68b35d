#![doc = include_str!("date_outside_parent.md")]

use crate::finding::Finding;
use crate::finding::Findings;
use crate::finding::Measure;
use crate::model::Task;
use crate::rules::Context;
use crate::rules::ERROR;
use crate::rules::Rule;
use crate::rules::Run;
use crate::schedule::End;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "date-outside-parent",
    since: "0.1.0",
    level: ERROR,
    page: include_str!("date_outside_parent.md"),
    options: &[],
    run: Run::Plan(check),
};

/// An end that an ancestor declares, with that ancestor.
type Bound<'p> = Option<(&'p Task, End)>;

fn check(ctx: &Context<'_>, out: &mut Findings) {
    // For each task what it hands down: its own declared start and finish, else those of its nearest ancestor.
    let mut bounds: Vec<[Bound<'_>; 2]> = Vec::with_capacity(ctx.plan.tasks.len());
    for (ix, task) in ctx.plan.all() {
        let inherited = task.parent.map_or([None, None], |parent| bounds[parent.index()]);
        let window = ctx.schedule.window(ix);
        // What a group takes over from its children is said there.
        let own = |end: &End| end.declared || task.children.is_empty();
        for finding in outside(task, window.start.filter(own), window.finish.filter(own), inherited) {
            out.add(finding);
        }
        let declared = |end: Option<End>| end.filter(|end| end.declared).map(|end| (task, end));
        bounds.push([declared(window.start).or(inherited[0]), declared(window.finish).or(inherited[1])]);
    }
}

/// At most one finding for each end, and only one for a task that lies wholly on one side.
fn outside(task: &Task, start: Option<End>, finish: Option<End>, [from, to]: [Bound<'_>; 2]) -> Vec<Finding> {
    let before = |end: Option<End>| end.zip(from).filter(|(end, (_, bound))| end.day < bound.day);
    let after = |end: Option<End>| end.zip(to).filter(|(end, (_, bound))| end.day > bound.day);
    if let Some((end, (parent, bound))) = after(start) {
        return vec![finding(task, "start", end, "after", parent, bound)];
    }
    let mut found = Vec::new();
    if let Some((end, (parent, bound))) = before(start) {
        found.push(finding(task, "start", end, "before", parent, bound));
    } else if let Some((end, (parent, bound))) = before(finish) {
        found.push(finding(task, "finish", end, "before", parent, bound));
    }
    if let Some((end, (parent, bound))) = after(finish) {
        found.push(finding(task, "finish", end, "after", parent, bound));
    }
    found
}

fn finding(task: &Task, key: &str, end: End, side: &str, parent: &Task, bound: End) -> Finding {
    let does = if key == "start" { "starts" } else { "finishes" };
    let limit = if side == "before" { "starts" } else { "finishes" };
    let counted = if end.declared { "" } else { ", counted with `days`" };
    let message = format!(
        "{} {does} on {}{counted}, {side} {} {} {limit} on {}",
        task.label(),
        end.day,
        parent.kind_name(),
        parent.label(),
        bound.day,
    );
    Finding::new(RULE.id, end.span, message)
        .help(format!("change the date, or the dates of {} {}", parent.kind_name(), parent.label()))
        .label(bound.span, format!("{} {} {limit} on {}", parent.kind_name(), parent.label(), bound.day))
        .task(task.id())
        .key(key)
        .size(Measure::DaysOutside, end.day.since(bound.day))
}
