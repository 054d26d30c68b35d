#![doc = include_str!("date_nonworking.md")]

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::calendar::Calendar;
use crate::calendar::Day;
use crate::calendar::DayOff;
use crate::finding::CommonCause;
use crate::finding::Fact;
use crate::finding::Finding;
use crate::finding::Findings;
use crate::finding::Subject;
use crate::model::Kind;
use crate::model::TaskIx;
use crate::rules::Context;
use crate::rules::Facts;
use crate::rules::Page;
use crate::rules::Rule;
use crate::rules::Run;
use crate::rules::WARNING;
use crate::rules::WHEN;
use crate::rules::moved::Which;
use crate::rules::moved::moved;
use crate::rules::way::Value;
use crate::rules::way::Way;
use crate::schedule::End;
use crate::text::scalar;
use crate::words::Arg;
use crate::words::Message;
use crate::words::code;
use crate::words::say;

pub(in crate::rules) static RULE: Rule = Rule::new(Facts {
    id: "date-nonworking",
    title: "起止日是休息日",
    since: "0.1.0",
    level: WARNING,
    page: Page {
        en: include_str!("date_nonworking.md"),
        zh: include_str!("date_nonworking.zh.md"),
    },
    run: Run::Plan(check),
})
.fields(WHEN)
.tried();

fn check(ctx: &Context<'_>, out: &mut Findings) {
    let Some((name, calendar)) = ctx.working() else {
        return;
    };
    let causes = if ctx.is_read() {
        causes(ctx, name, calendar)
    } else {
        BTreeMap::new()
    };
    let off_days = DaysOff {
        ctx,
        name,
        calendar,
        causes,
    };
    let ends = off_days.ends();
    // How many have each cause: what is told once needs no help of its own for each.
    let mut with_cause: BTreeMap<&str, usize> = BTreeMap::new();
    for (ix, end, _) in &ends {
        if off_days.cause(*ix, *end).is_some() {
            *with_cause.entry(ctx.calendar_name(*ix)).or_default() += 1;
        }
    }
    for (ix, end, which) in ends {
        let cause = off_days.cause(ix, end);
        let alone = cause.is_none() || with_cause.get(ctx.calendar_name(ix)) == Some(&1);
        let finding = off_days.finding(ix, end, which, alone);
        out.add(match cause {
            Some(cause) => finding.cause(cause),
            None => finding,
        });
    }
}

fn off(calendar: &Calendar, day: Day) -> Option<DayOff> {
    calendar.day_off(day).filter(|_| calendar.covers(day))
}

/// Of a plan with more such calendars than this the dates are told by themselves: all dates are
/// looked at for each.
const MOST_CALENDARS: usize = 20;

/// Dates are off because tasks count by a calendar by which people do not work, if that fits more
/// of them: by its name.
fn causes<'c>(
    ctx: &Context<'c>,
    name: &str,
    working: &Calendar,
) -> BTreeMap<&'c str, Arc<CommonCause>> {
    // For each calendar how many tasks have two dates and days, how many of these fit it, and how
    // many the working one.
    let mut fits: BTreeMap<&str, (usize, usize, usize)> = BTreeMap::new();
    for (ix, task) in ctx.plan.leaves() {
        let (Some(start), Some(finish), Some(days)) =
            (task.start.value(), task.finish.value(), task.days.value())
        else {
            continue;
        };
        let Some(own) = ctx.schedule.calendar(ix) else {
            continue;
        };
        if *days > 0
            && [own, working]
                .iter()
                .all(|one| one.covers(*start) && one.covers(*finish))
        {
            let counts = |calendar: &Calendar| {
                usize::from(calendar.count(*start, *finish) == i64::from(*days))
            };
            let of_calendar = fits.entry(ctx.calendar_name(ix)).or_default();
            *of_calendar = (
                of_calendar.0 + 1,
                of_calendar.1 + counts(own),
                of_calendar.2 + counts(working),
            );
        }
    }
    let Some(place) = ctx.plan.meta.working_calendar.span() else {
        return BTreeMap::new();
    };
    // One task alone shows nothing.
    let is_shown = |all: usize, own: usize, by_working: usize| all > 1 && own > by_working;
    let told = fits
        .into_iter()
        .filter(|(counting, of)| *counting != name && is_shown(of.0, of.1, of.2));
    let cause = |(counting, (all, own, by_working)): (&'c str, (usize, usize, usize))| {
        let what = say!(
            en: "dates are days off in the calendar {working}, by which people work, but {counting} counts them",
            zh: "日期按日历 {working}（实际上班所用）是休息日，但按 {counting} 计入工期",
            working = name,
            counting = counting,
        );
        let shown_by = say!(
            en: "tasks with two dates and `days`: {own} of {all} fit {counting}, {by_working} fit {working}",
            zh: "写有两个日期和 `days` 的任务共 {all} 个，其中 {own} 个符合 {counting}，{by_working} 个符合 {working}",
            own = own,
            all = all,
            counting = counting,
            by_working = by_working,
            working = name,
        );
        let plans_own = ctx
            .plan
            .meta
            .calendar
            .value()
            .map_or("every-day", |name| &**name);
        let count_so = if plans_own == counting {
            say!(
                en: "make {working} the `calendar` of the plan, too",
                zh: "计划的 `calendar` 也改为 {working}",
                working = name,
            )
        } else {
            say!(
                en: "write {working} where tasks, groups or phases have the `calendar` {counting}",
                zh: "凡任务、任务组或阶段的 `calendar` 是 {counting} 的，改为 {working}",
                working = name,
                counting = counting,
            )
        };
        let then = match all - by_working {
            1 => say!(
                en: "{count_so}, and correct the `days` or the dates of the one that does not fit it",
                zh: "{count_so}，并更正其中 1 个不符任务的 `days` 或日期",
                count_so = count_so,
            ),
            others => say!(
                en: "{count_so}, and correct the `days` or the dates of the {others} that do not fit it",
                zh: "{count_so}，并更正其中 {others} 个不符任务的 `days` 或日期",
                count_so = count_so,
                others = others,
            ),
        };
        let help = if works(ctx, counting) {
            say!(
                en: "write working_calendar: {calendar} if people do work on these days; else {then}",
                zh: "若这些天确实上班，写 working_calendar: {calendar}；否则，{then}",
                calendar = code(scalar::name_to_yaml(counting)),
                then = then,
            )
        } else {
            then
        };
        (
            counting,
            Arc::new(CommonCause {
                span: place,
                what,
                shown_by,
                help,
                key: [Subject::Word("calendar"), Subject::calendar(counting)].into(),
            }),
        )
    };
    told.take(MOST_CALENDARS).map(cause).collect()
}

/// Whether no date of the plan would be a day off if people worked by this calendar.
fn works(ctx: &Context<'_>, name: &str) -> bool {
    let Some(calendar) = ctx.schedule.calendars.find(name).flatten() else {
        return false;
    };
    let is_fine = |end: Option<End>| {
        end.is_none_or(|end| calendar.covers(end.day) && calendar.day_off(end.day).is_none())
    };
    ctx.schedule
        .windows
        .iter()
        .all(|window| is_fine(window.start) && is_fine(window.finish))
}

/// What is looked at for every task.
struct DaysOff<'r, 'c> {
    ctx: &'r Context<'c>,
    name: &'c str,
    calendar: &'c Calendar,
    causes: BTreeMap<&'c str, Arc<CommonCause>>,
}

impl DaysOff<'_, '_> {
    /// All ends that are on a day off.
    fn ends(&self) -> Vec<(TaskIx, End, Which)> {
        let mut ends = Vec::new();
        for (ix, task) in self.ctx.plan.all() {
            // What a group has in common with its children is said there.
            let own = |which: Which| {
                let end = self
                    .end(ix, which)
                    .filter(|end| off(self.calendar, end.day).is_some())?;
                let is_same = |child: &TaskIx| {
                    self.end(*child, which)
                        .is_some_and(|other| other.day == end.day)
                };
                (!task.children.iter().any(is_same)).then_some(end)
            };
            let (start, finish) = (own(Which::Start), own(Which::Finish));
            match (start, finish) {
                (Some(start), Some(finish)) if start.day == finish.day => {
                    ends.push((ix, start, Which::Both));
                }
                _ => {
                    ends.extend(start.map(|end| (ix, end, Which::Start)));
                    ends.extend(finish.map(|end| (ix, end, Which::Finish)));
                }
            }
        }
        ends
    }

    fn end(&self, ix: TaskIx, which: Which) -> Option<End> {
        let window = self.ctx.schedule.window(ix);
        if which == Which::Start {
            window.start
        } else {
            window.finish
        }
    }

    /// The groups and phases around a task that declare the same end, and what to write for them if
    /// that end goes to `to`.
    fn around_it(&self, ix: TaskIx, which: Which, to: Day) -> Way {
        let mut way = Way::new();
        let sides = match which {
            Which::Both => &[Which::Start, Which::Finish][..],
            Which::Start => &[Which::Start],
            Which::Finish => &[Which::Finish],
        };
        for side in sides {
            let Some(end) = self.end(ix, *side) else {
                continue;
            };
            let is_wider = if *side == Which::Start {
                to < end.day
            } else {
                to > end.day
            };
            let is_same = |ix: TaskIx| self.end(ix, *side).filter(|other| other.day == end.day);
            let mut inner = ix;
            while let Some(around) = self.ctx.plan.task(inner).parent
                && let Some(same) = is_same(around)
            {
                let others = self
                    .ctx
                    .plan
                    .task(around)
                    .children
                    .iter()
                    .filter(|child| **child != inner);
                // What else is in it keeps it where it is.
                if !is_wider && others.into_iter().any(|other| is_same(*other).is_some()) {
                    break;
                }
                if same.declared {
                    way.push((
                        around,
                        if *side == Which::Start {
                            Value::Start(to)
                        } else {
                            Value::Finish(to)
                        },
                    ));
                }
                inner = around;
            }
        }
        way
    }

    /// Why the end is there, if others have the same cause: the calendar that counts takes the day
    /// for a working day.
    fn cause(&self, ix: TaskIx, end: End) -> Option<&Arc<CommonCause>> {
        let counts = self
            .ctx
            .schedule
            .calendar(ix)
            .is_some_and(|counting| counting.day_off(end.day).is_none());
        self.causes
            .get(self.ctx.calendar_name(ix))
            .filter(|_| counts)
    }

    /// `tried`: whether its helps are worth to be tried.
    fn finding(&self, ix: TaskIx, end: End, which: Which, tried: bool) -> Finding {
        let (task, day) = (self.ctx.plan.task(ix), end.day);
        let message = match which {
            Which::Start => say!(
                en: "{task} starts on {what}",
                zh: "{task} 的开始日期是 {what}",
                task = task,
                what = self.day(end),
            ),
            Which::Finish => say!(
                en: "{task} finishes on {what}",
                zh: "{task} 的完成日期是 {what}",
                task = task,
                what = self.day(end),
            ),
            Which::Both => say!(
                en: "{task} starts and finishes on {what}",
                zh: "{task} 的开始和完成日期都是 {what}",
                task = task,
                what = self.day(end),
            ),
        };
        let key = if which == Which::Finish {
            "finish"
        } else {
            "start"
        };
        let finding = Finding::new(RULE.id, end.span, message)
            .task(task.id())
            .key(key)
            .fact(Fact::DayOff(day));
        let help = || {
            if tried {
                self.tried(&finding, ix, end, which)
            } else {
                self.nearest(ix, day)
            }
        };
        let help = self.ctx.is_read().then(help);
        Finding { help, ..finding }
    }

    /// Which day it is, why it is off, and whether that day is written.
    fn day(&self, end: End) -> Message {
        let day = end.day;
        let what = match off(self.calendar, day) {
            Some(DayOff::Holiday(Some(holiday))) => say!(
                en: "{day}, a day off: {holiday}",
                zh: "{day}，休息日：{holiday}",
                day = day,
                holiday = Arg::Holiday((&*holiday).into()),
            ),
            Some(DayOff::Holiday(None)) => say!(
                en: "{day}, a holiday of the calendar {calendar}",
                zh: "{day}，日历 {calendar} 的休息日",
                day = day,
                calendar = self.name,
            ),
            Some(DayOff::Weekend(weekday)) => say!(
                en: "{weekday} {day}, a day off",
                zh: "{day}（{weekday}），休息日",
                weekday = weekday,
                day = day,
            ),
            None => say!(en: "{day}", zh: "{day}", day = day),
        };
        if end.declared {
            what
        } else {
            say!(
                en: "{what}, counted with `days`",
                zh: "{what}，由 `days` 推算",
                what = what,
            )
        }
    }

    /// The working days before and after a day off.
    fn around(&self, day: Day) -> [Option<Day>; 2] {
        let before = self
            .calendar
            .start(day, 1)
            .filter(|before| self.calendar.covers(*before));
        let after = self
            .calendar
            .next_working(day)
            .filter(|after| self.calendar.covers(*after));
        [before, after]
    }

    /// What to write, as far as it was tried: the rest of the plan may not fit a working day near
    /// it.
    fn tried(&self, finding: &Finding, ix: TaskIx, end: End, which: Which) -> Message {
        let [before, after] = self.around(end.day);
        // A task rather finishes earlier and starts later than it would take longer than it is said
        // to.
        let ordered = if which == Which::Finish {
            [before, after]
        } else {
            [after, before]
        };
        let of_day = |to: Day| {
            let around = self.around_it(ix, which, to);
            moved(self.ctx, ix, end, which, to)
                .into_iter()
                .map(move |way| [way, around.clone()].concat())
        };
        let ways: Vec<Way> = ordered.into_iter().flatten().flat_map(of_day).collect();
        self.ctx.offer(finding, ix, ways, 2).help(
            |why| {
                say!(
                    en: "on a working day near it, the rest of the plan would not fit ({why}); move that, too",
                    zh: "改到相邻工作日后，计划的其他部分会不符（{why}）；请一并调整",
                    why = why,
                )
            },
            || self.nearest(ix, end.day),
        )
    }

    fn nearest(&self, ix: TaskIx, day: Day) -> Message {
        let task = self.ctx.plan.task(ix);
        let move_it = match self.around(day) {
            [Some(before), Some(after)] => say!(
                en: "move it to {before} or {after}, the nearest working days",
                zh: "改到最近的工作日 {before} 或 {after}",
                before = before,
                after = after,
            ),
            [Some(near), None] | [None, Some(near)] => say!(
                en: "move it to {near}, the nearest working day",
                zh: "改到最近的工作日 {near}",
                near = near,
            ),
            [None, None] => {
                return say!(
                    en: "the calendar {calendar} has no working day near it",
                    zh: "日历 {calendar} 在该日附近没有工作日",
                    calendar = self.name,
                );
            }
        };
        if task.days.is_absent() || task.kind == Kind::Phase {
            move_it
        } else {
            say!(
                en: "{move_it}; `days` go with the date",
                zh: "{move_it}；`days` 随日期一并修改",
                move_it = move_it,
            )
        }
    }
}
