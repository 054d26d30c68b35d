//! Moving work: new dates for a task and what waits for it, written where the old ones stand.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use crate::analysis::Analysis;
use crate::analysis::PlanFiles;
use crate::calendar::Day;
use crate::compare;
use crate::compare::PlanPair;
use crate::config::Settings;
use crate::load::Failure;
use crate::load::disk;
use crate::load::write::Staged;
use crate::model::Field;
use crate::model::Plan;
use crate::model::Task;
use crate::model::TaskIx;
use crate::rules;
use crate::schedule::Kept;
use crate::schedule::MoveCause;
use crate::schedule::Redated;
use crate::schedule::Schedule;
use crate::schedule::Shifted;
use crate::schedule::Wish;
use crate::text::SourceMap;
use crate::text::Span;
use crate::text::Spanned;
use crate::text::edit;
use crate::text::edit::Splice;
use crate::text::mend;
use crate::words::Arg;
use crate::words::Message;
use crate::words::days;
use crate::words::list;
use crate::words::say;

use super::Check;
use super::Compared;
use super::Error;
use super::Project;
use super::check::Origin;
use super::compare::Ends;
use super::fix;
use super::job::Job;
use super::scope::Scope;
use super::source::Source;

/// What is to be moved.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Move {
    /// In which plan.
    pub scope: Scope,
    /// What, and by how much.
    pub what: Shift,
    /// Whether what follows may come earlier, too.
    pub pull: bool,
}

impl Move {
    /// Returns a move in the plan of the settings, in which what follows comes later only.
    #[must_use]
    pub fn new(what: Shift) -> Self {
        Self {
            scope: Scope::default(),
            what,
            pull: false,
        }
    }
}

/// What is moved, and by how much.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Shift {
    /// This task, group or phase, by so many working days of its calendar; earlier if negative.
    Days(String, i64),
    /// The same by weeks.
    Weeks(String, i64),
    /// This task, group or phase, to start on this day.
    To(String, Day),
    /// These tasks, groups and phases, or without any everything, as what they wait for, days off
    /// and their days ask.
    Mend(Vec<String>),
}

/// What comes of a move, before it is written.
#[derive(Debug)]
#[non_exhaustive]
pub struct Moved {
    /// What changes, and what follows from it.
    pub compared: Compared,
    /// What moves and why, what goes with it, and what stays: a line for each.
    pub told: Vec<Message>,
    /// The paths of the files that change.
    pub files: BTreeSet<String>,
    root: PathBuf,
    sources: SourceMap,
    texts: Vec<(Span, String)>,
}

impl Moved {
    /// Writes the files that change: each is replaced whole or not at all, and none that somebody has
    /// saved meanwhile.
    ///
    /// # Errors
    /// If one of them cannot be written, or is not what it was.
    pub fn write_files(&self) -> Result<(), Failure> {
        let again = say!(en: "run the command again", zh: "请再运行该命令");
        let mut staged = Vec::new();
        for (span, text) in &self.texts {
            let file = self.sources.file(span.file);
            let path = self.root.join(file.path());
            let written = Staged::new(&path, text)
                .map_err(|error| disk::cannot(disk::Deed::Write, file.path(), &error))?;
            staged.push((file, path, written));
        }
        fix::replace(staged, &again)
    }
}

impl Project {
    /// Returns what comes of moving work: other dates for what is asked, and for all that its links
    /// then forbid, in the calendar of each; totals that were right follow. Nothing is written yet.
    ///
    /// # Errors
    /// If there is no such task, it cannot be moved - it is done, a deadline would be missed, it
    /// waits for itself, nobody knows its calendar -, or a date stands where it cannot be replaced.
    ///
    /// ```
    /// use planlint::{Day, Move, Project, Shift};
    ///
    /// let plan = [("plan/plan.yaml", "
    /// plan: {version: 1, calendar: weekdays}
    /// phases:
    ///   - id: 1
    ///     tasks:
    ///       - {id: '1.1', start: 2024-03-04, finish: 2024-03-08}
    ///       - {id: '1.2', start: 2024-03-11, finish: 2024-03-12, depends_on: ['1.1']}
    /// ")];
    /// let project = Project::of_texts(plan, || Day::MIN);
    /// let moved = project.shift(&Move::new(Shift::Days("1.1".into(), 2)))?;
    /// assert_eq!(moved.compared.comparison.plans[0].changes.len(), 2);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn shift(&self, moved: &Move) -> Result<Moved, Error> {
        let origin = Origin::of(self, &Check::default())?;
        let source = origin.source()?;
        let mut job = Job::new(&moved.scope, source, self)?;
        let plan = super::show::only_plan(&job.plans, "move")?;
        let files = plan_files(&job, source, &plan)?;
        job.one_plan_each(std::iter::once(&files))?;
        let mut store = job.take_store();
        let settings = job.settings.of(&plan);
        let (analysis, _) = Analysis::read(files.clone(), None, &mut store, &settings);
        let work = Work {
            plan: &analysis.plan,
            schedule: &analysis.schedule,
            settings: &settings,
            sources: &store.sources,
        };
        let wish = work.wish(&moved.what)?;
        let shifted = work.schedule.shift(work.plan, &wish, moved.pull);
        work.refuse(&wish, &shifted)?;
        let (edits, mut told) = work.edits(&shifted)?;
        told.extend(shifted.kept.iter().map(|kept| work.kept(*kept)));
        let texts = work.texts(&edits);
        let mut new = files.clone();
        let mut changed = BTreeSet::new();
        for (span, text) in &texts {
            let path = store.sources.file(span.file).path().to_owned();
            for file in new.files.iter_mut().filter(|file| file.path == path) {
                file.text = Some(Ok(text.as_str().into()));
                file.blob = None;
            }
            changed.insert(path);
        }
        drop(settings);
        let sources = store.sources;
        let pair = PlanPair {
            root: plan.clone(),
            old: Some(files),
            new: Some(new),
            unlisted: false,
        };
        let again = Job::new(&moved.scope, source, self)?.take_store();
        let ends = Ends::here(
            say!(en: "now", zh: "现在"),
            say!(en: "after the move", zh: "移动后"),
        );
        let comparison = compare::compare(
            vec![pair],
            again,
            &job.settings,
            job.options,
            &ends.label(),
            &[],
        );
        Ok(Moved {
            compared: ends.compared(comparison, &job.settings),
            told,
            files: changed,
            root: job.root.clone(),
            sources,
            texts,
        })
    }
}

fn plan_files(job: &Job, source: Source<'_>, plan: &str) -> Result<PlanFiles, Failure> {
    job.plan(source, plan)?.ok_or_else(|| disk::no_folder(plan))
}

/// A plan in which work is moved.
struct Work<'w> {
    plan: &'w Plan,
    schedule: &'w Schedule,
    settings: &'w Settings,
    sources: &'w SourceMap,
}

/// What is written instead of what stands at a place.
type Edits = BTreeMap<Span, String>;

impl Work<'_> {
    fn wish(&self, shift: &Shift) -> Result<Wish, Failure> {
        let find = |id: &String| super::show::find(self.plan, id);
        Ok(match shift {
            Shift::Days(id, days) => Wish::Days(find(id)?, *days),
            Shift::Weeks(id, weeks) => Wish::Weeks(find(id)?, *weeks),
            Shift::To(id, day) => Wish::Start(find(id)?, *day),
            Shift::Mend(ids) => Wish::Mend(ids.iter().map(find).collect::<Result<_, _>>()?),
        })
    }

    /// A move that cannot be made is not made by half.
    fn refuse(&self, wish: &Wish, shifted: &Shifted) -> Result<(), Failure> {
        let asked = match wish {
            Wish::Days(ix, _) | Wish::Weeks(ix, _) | Wish::Start(ix, _) => Some(*ix),
            Wish::Mend(_) => None,
        };
        let nothing_moves = shifted.leaves.is_empty() && shifted.groups.is_empty();
        if let Some(asked) = asked
            && let Some(kept) = shifted.kept.iter().find(|kept| {
                let ix = kept.task();
                (ix == asked || self.plan.is_within(ix, asked))
                    && (nothing_moves || !matches!(kept, Kept::Done(_)))
            })
        {
            let help = self.help(*kept);
            return Err(Failure::new(self.kept(*kept)).help(help));
        }
        // A promise is not broken in passing.
        let late = self.missed(shifted);
        if late.is_empty() {
            return Ok(());
        }
        let late = list(late, MOST_NAMES);
        Err(Failure::new(say!(
            en: "that would miss a deadline: {late}",
            zh: "这会超过最后期限：{late}",
            late = late,
        ))
        .help(say!(
            en: "move it by less, shorten what it waits for, or agree on another `deadline` first",
            zh: "少移动一些，或缩短它之前的工作，或先另行商定 `deadline`",
        )))
    }

    /// The tasks, groups and phases whose deadline was kept and would be missed, and the plan.
    fn missed(&self, shifted: &Shifted) -> Vec<Message> {
        let after = self.after(shifted);
        let schedule = self.schedule.redated(&after, rules::method(self.settings));
        let finish =
            |schedule: &Schedule, ix: TaskIx| schedule.window(ix).finish.map(|finish| finish.day);
        let breaks = |deadline: Day, before: Option<Day>, now: Option<Day>| {
            now.is_some_and(|now| now > deadline) && before.is_none_or(|before| before <= deadline)
        };
        let mut missed = Vec::new();
        let last = |schedule: &Schedule| {
            let phases = self.plan.phases.iter();
            phases.filter_map(|phase| finish(schedule, *phase)).max()
        };
        if let Some(deadline) = self.plan.meta.deadline.value()
            && let (before, now) = (last(self.schedule), last(&schedule))
            && breaks(*deadline, before, now)
            && let Some(now) = now
        {
            missed.push(say!(
                en: "the plan would finish on {day}, after {deadline}",
                zh: "计划将于 {day} 完成，晚于 {deadline}",
                day = now,
                deadline = *deadline,
            ));
        }
        for (ix, task) in self.plan.all() {
            let Some(deadline) = task.deadline.value() else {
                continue;
            };
            let (before, now) = (finish(self.schedule, ix), finish(&schedule, ix));
            if let Some(day) = now.filter(|_| breaks(*deadline, before, now)) {
                missed.push(say!(
                    en: "{task} would finish on {day}, after {deadline}",
                    zh: "{task} 将于 {day} 完成，晚于 {deadline}",
                    task = task,
                    day = day,
                    deadline = *deadline,
                ));
            }
        }
        missed
    }

    /// The plan with the dates that it would have.
    fn after(&self, shifted: &Shifted) -> Plan {
        let mut plan = self.plan.clone();
        for leaf in &shifted.leaves {
            let task = &mut plan.tasks[leaf.task.index()];
            put(&mut task.start, leaf.dates.start);
            put(&mut task.finish, leaf.dates.finish);
            if let Some(days) = leaf.days.and_then(|days| u32::try_from(days).ok()) {
                put(&mut task.days, days);
            }
        }
        for (group, start, finish) in &shifted.groups {
            let task = &mut plan.tasks[group.index()];
            if let Some(day) = start {
                put(&mut task.start, *day);
            }
            if let Some(day) = finish {
                put(&mut task.finish, *day);
            }
        }
        plan
    }

    /// What is to be written, and what is to be said of it.
    fn edits(&self, shifted: &Shifted) -> Result<(Edits, Vec<Message>), Failure> {
        let (mut edits, mut told) = (Edits::new(), Vec::new());
        let shared = self.shared();
        for leaf in &shifted.leaves {
            let task = self.plan.task(leaf.task);
            let mut write = |span: Option<Span>, value: String| match span {
                Some(span) => self.edit(&mut edits, &shared, task, span, value),
                None => Ok(()),
            };
            write(given(&task.start), leaf.dates.start.to_string())?;
            write(given(&task.finish), leaf.dates.finish.to_string())?;
            if let Some(days) = leaf.days {
                write(given(&task.days), days.to_string())?;
            }
            told.push(self.moves(leaf));
        }
        for (group, start, finish) in &shifted.groups {
            let task = self.plan.task(*group);
            let dates = [
                (start, &task.start, "start"),
                (finish, &task.finish, "finish"),
            ];
            for (day, field, key) in dates {
                let (Some(day), Some(span)) = (day, given(field)) else {
                    continue;
                };
                self.edit(&mut edits, &shared, task, span, day.to_string())?;
                told.push(say!(
                    en: "the `{key}` of {task} goes with what is in it: {day}",
                    zh: "{task} 的 `{key}` 随其中的任务改为 {day}",
                    key = key,
                    task = task,
                    day = *day,
                ));
            }
        }
        for (ix, before, now) in self.totals(shifted) {
            let task = self.plan.task(ix);
            if let Some(span) = given(&task.days) {
                self.edit(&mut edits, &shared, task, span, now.to_string())?;
                told.push(say!(
                    en: "{task} came to {before}, and comes to {now} now",
                    zh: "{task} 原来合计 {before}，现在合计 {now}",
                    task = task,
                    before = days(before),
                    now = days(now),
                ));
            }
        }
        Ok((edits, told))
    }

    /// The groups and phases whose days were what their tasks came to, and would not be any more.
    fn totals(&self, shifted: &Shifted) -> Vec<(TaskIx, i64, i64)> {
        let method = rules::method(self.settings);
        let mut plan = self.after(shifted);
        let mut totals: BTreeMap<TaskIx, (i64, i64)> = BTreeMap::new();
        // What a group comes to counts in the one around it.
        for _ in 0..MOST_ROUNDS {
            let schedule = self.schedule.redated(&plan, method);
            let mut found = false;
            for (ix, task) in self.plan.all() {
                let (Some(declared), Some(before), Some(now)) = (
                    task.days.value().map(|days| i64::from(*days)),
                    self.schedule.rollups[ix.index()].as_deref(),
                    schedule.rollups[ix.index()].as_deref(),
                ) else {
                    continue;
                };
                let said = plan.task(ix).days.value().map(|days| i64::from(*days));
                let was_right = before.complete && before.days == declared;
                if was_right && now.complete && Some(now.days) != said {
                    found = true;
                    totals.insert(ix, (declared, now.days));
                    if let Ok(days) = u32::try_from(now.days) {
                        put(&mut plan.tasks[ix.index()].days, days);
                    }
                }
            }
            if !found {
                break;
            }
        }
        totals
            .into_iter()
            .filter(|(_, (before, now))| before != now)
            .map(|(ix, (before, now))| (ix, before, now))
            .collect()
    }

    /// Places of dates and days that several tasks share, by an alias or a merge key.
    fn shared(&self) -> BTreeSet<Span> {
        let mut seen: HashMap<Span, usize> = HashMap::new();
        for task in &self.plan.tasks {
            let spans = [given(&task.start), given(&task.finish), given(&task.days)];
            for span in spans.into_iter().flatten() {
                *seen.entry(span).or_default() += 1;
            }
        }
        seen.into_iter()
            .filter(|(_, count)| *count > 1)
            .map(|(span, _)| span)
            .collect()
    }

    /// Write `value` in the place of what stands at `span`, in its quotes.
    fn edit(
        &self,
        edits: &mut Edits,
        shared: &BTreeSet<Span>,
        task: &Task,
        span: Span,
        value: String,
    ) -> Result<(), Failure> {
        let text = self.sources.file(span.file).text();
        let old = text.get(span.range()).unwrap_or_default();
        if shared.contains(&span) || !mend::is_single(text, span.range()) {
            let place = self.sources.start(span);
            return Err(Failure::new(say!(
                en: "the dates of {task} stand where they cannot be replaced, at {path}:{line}",
                zh: "{task} 的日期写在 {path}:{line}，无法就地替换",
                task = task,
                path = self.sources.file(span.file).path(),
                line = i64::from(place.line),
            ))
            .help(say!(
                en: "write them at the task itself, without an alias or an anchor",
                zh: "请将其直接写在该任务处，不用别名或锚点",
            )));
        }
        let quote = old
            .chars()
            .next()
            .filter(|quote| matches!(quote, '"' | '\''));
        let value = match quote {
            Some(quote) => format!("{quote}{value}{quote}"),
            None => value,
        };
        if value != old {
            edits.insert(span, value);
        }
        Ok(())
    }

    /// The texts of the files that change, each with a place in it.
    fn texts(&self, edits: &Edits) -> Vec<(Span, String)> {
        let mut by_file: BTreeMap<_, (Span, Vec<Splice>)> = BTreeMap::new();
        for (span, value) in edits {
            let splice = Splice {
                range: span.range(),
                text: value.clone(),
            };
            let (_, splices) = by_file.entry(span.file).or_insert((*span, Vec::new()));
            splices.push(splice);
        }
        by_file
            .into_values()
            .map(|(span, splices)| {
                let text: &Arc<str> = self.sources.file(span.file).text();
                (span, edit::apply(text, splices).0)
            })
            .collect()
    }

    fn moves(&self, leaf: &Redated) -> Message {
        let task = self.plan.task(leaf.task);
        let (start, finish) = (leaf.dates.start, leaf.dates.finish);
        let other = |ix: TaskIx| Arg::from(self.plan.task(ix));
        match leaf.cause {
            MoveCause::Asked => say!(
                en: "{task}: {start} to {finish}",
                zh: "{task}：{start} 到 {finish}",
                task = task,
                start = start,
                finish = finish,
            ),
            MoveCause::Waits(awaited) => say!(
                en: "{task}: {start} to {finish}, because it waits for {other}",
                zh: "{task}：{start} 到 {finish}，因为它等待 {other}",
                task = task,
                start = start,
                finish = finish,
                other = other(awaited),
            ),
            MoveCause::Order(phase) => say!(
                en: "{task}: {start} to {finish}, because its phase follows phase {other}",
                zh: "{task}：{start} 到 {finish}，因为它的阶段在阶段 {other} 之后",
                task = task,
                start = start,
                finish = finish,
                other = other(phase),
            ),
            MoveCause::DayOff => say!(
                en: "{task}: {start} to {finish}, because nobody works on a day on which it began or ended",
                zh: "{task}：{start} 到 {finish}，因为原来的开始或完成日期是休息日",
                task = task,
                start = start,
                finish = finish,
            ),
            MoveCause::Length => say!(
                en: "{task}: {start} to {finish}, because that is the days that it takes",
                zh: "{task}：{start} 到 {finish}，与其工期一致",
                task = task,
                start = start,
                finish = finish,
            ),
        }
    }

    fn kept(&self, kept: Kept) -> Message {
        let task = self.plan.task(kept.task());
        match kept {
            Kept::Done(_) => say!(
                en: "{task} is done, and stays where it is",
                zh: "{task} 已完成，不移动",
                task = task,
            ),
            Kept::Begun(_) => say!(
                en: "{task} has begun, and stays where it is",
                zh: "{task} 已开始，不移动",
                task = task,
            ),
            Kept::Circle(_) => say!(
                en: "{task} waits for itself in the end, so nobody can tell where it belongs",
                zh: "{task} 循环等待自身，无从确定其日期",
                task = task,
            ),
            Kept::NoCalendar(_) => say!(
                en: "the days of {task} cannot be counted: its calendar is not known, or does not reach so far",
                zh: "无法计算 {task} 的工期：其日历未知，或覆盖不到",
                task = task,
            ),
            Kept::NoDates(_) => say!(
                en: "{task} has no dates to move",
                zh: "{task} 没有可移动的日期",
                task = task,
            ),
            Kept::Follows(_) => say!(
                en: "the dates of {task} are not written anywhere: they follow from what it waits for",
                zh: "{task} 的日期没有写明，由它所等待的工作推算",
                task = task,
            ),
            Kept::Finish(_) => say!(
                en: "{task} has to finish later than what is in it, and declares no `finish`",
                zh: "{task} 须晚于其中的任务完成，但没有写 `finish`",
                task = task,
            ),
        }
    }

    fn help(&self, kept: Kept) -> Message {
        match kept {
            Kept::Done(_) | Kept::Begun(_) => say!(
                en: "what has happened is corrected by hand, with its `progress`",
                zh: "已发生的工作请连同 `progress` 手工更正",
            ),
            Kept::Circle(_) | Kept::NoCalendar(_) => say!(
                en: "planlint check says what is wrong; mend that first",
                zh: "问题见 planlint check；请先修正",
            ),
            Kept::NoDates(_) => say!(
                en: "give it a `start` first",
                zh: "请先写明 `start`",
            ),
            Kept::Follows(_) => say!(
                en: "write a `start`, which it is not to come before; or move what it waits for: planlint why {task}",
                zh: "写明 `start`（不早于该日）；或移动它所等待的工作：planlint why {task}",
                task = self.plan.task(kept.task()),
            ),
            Kept::Finish(_) => say!(
                en: "write the `finish` of the group",
                zh: "请写明该任务组的 `finish`",
            ),
        }
    }
}

/// Names that are told; more are counted.
const MOST_NAMES: usize = 12;
/// How deep totals follow each other.
const MOST_ROUNDS: usize = 40;

/// Where the value of a field stands.
fn given<T>(field: &Field<T>) -> Option<Span> {
    field.given().map(|given| given.span)
}

/// Another value in the place of one that is there.
fn put<T>(field: &mut Field<T>, value: T) {
    if let Field::Given(given) = field {
        let span = given.span;
        *field = Field::Given(Spanned::new(value, span));
    }
}
