#![doc = include_str!("deadline_missed.md")]

use crate::calendar::Calendar;
use crate::calendar::Day;
use crate::finding::Finding;
use crate::finding::Findings;
use crate::finding::Measure;
use crate::finding::Severity;
use crate::finding::Subject;
use crate::model::Bearing;
use crate::model::Task;
use crate::model::TaskIx;
use crate::rules::Context;
use crate::rules::ERROR;
use crate::rules::Facts;
use crate::rules::Page;
use crate::rules::Rule;
use crate::rules::Run;
use crate::rules::WHEN;
use crate::schedule::Basis;
use crate::schedule::Course;
use crate::schedule::End;
use crate::text::Spanned;
use crate::words::Arg;
use crate::words::Message;
use crate::words::days_in;
use crate::words::say;

pub(in crate::rules) static RULE: Rule = Rule::new(Facts {
    id: "deadline-missed",
    title: "超过最后期限",
    since: "0.1.0",
    level: ERROR,
    page: Page {
        en: include_str!("deadline_missed.md"),
        zh: include_str!("deadline_missed.zh.md"),
    },
    run: Run::Plan(check),
})
.fields(
    WHEN.and(Bearing::LINKS)
        .and(Bearing::PROGRESS)
        .and(Bearing::STATUS),
)
.within()
.tried();

fn check(ctx: &Context<'_>, out: &mut Findings) {
    let promised = |task: &Task| task.deadline.given().is_some();
    let of_plan = ctx.plan.meta.deadline.given();
    if of_plan.is_none() && !ctx.plan.tasks.iter().any(promised) {
        return;
    }
    let basis = ctx
        .status
        .as_ref()
        .map_or(Basis::Planned, |status| Basis::Forecast(status.day));
    let course = ctx.schedule.network(ctx.plan).course(basis);
    if let Some(deadline) = of_plan {
        let ends = ctx.plan.phases.iter();
        let last = ends.filter_map(|phase| ctx.schedule.window(*phase).finish);
        let last = last.max_by_key(|end| end.day);
        let promise = Promise {
            who: None,
            deadline,
            finish: last,
            expected: course.finish(),
        };
        if let Some(finding) = promise.finding(ctx, basis) {
            out.add(finding);
        }
    }
    for (ix, task) in ctx.plan.all() {
        let Some(deadline) = task.deadline.given() else {
            continue;
        };
        let promise = Promise {
            who: Some((ix, task)),
            deadline,
            finish: ctx.schedule.window(ix).finish,
            expected: expected(ctx, &course, ix),
        };
        if let Some(finding) = promise.finding(ctx, basis) {
            out.add(finding);
        }
    }
}

/// The last day of a task by the schedule, where that is another one than the plan says.
fn expected(ctx: &Context<'_>, course: &Course<'_>, ix: TaskIx) -> Option<Day> {
    if ctx.schedule.state(ix).done {
        return None;
    }
    course.finish_of(ix)
}

/// Something that is promised for a day.
struct Promise<'p> {
    /// What; `None` for the whole plan.
    who: Option<(TaskIx, &'p Task)>,
    deadline: &'p Spanned<Day>,
    /// The last day that the plan says.
    finish: Option<End>,
    /// The last day by the schedule.
    expected: Option<Day>,
}

impl Promise<'_> {
    fn finding(&self, ctx: &Context<'_>, basis: Basis) -> Option<Finding> {
        let deadline = self.deadline.value;
        let is_late = |day: &Day| *day > deadline;
        if let Some(end) = self.finish.filter(|end| is_late(&end.day)) {
            let label = say!(
                en: "it finishes on {day}",
                zh: "完成日期：{day}",
                day = end.day,
            );
            let finding = self.made(ctx, end.day, self.said(ctx, end.day));
            return Some(finding.label(end.span, label));
        }
        let day = self.expected.filter(is_late)?;
        let message = self.foretold(ctx, day, basis);
        Some(self.made(ctx, day, message).at_most(Severity::Warning))
    }

    fn made(&self, ctx: &Context<'_>, day: Day, message: Message) -> Finding {
        let (late, _) = self.late(ctx, day);
        let id = self.who.and_then(|(_, task)| task.id());
        Finding::new(RULE.id, self.deadline.span, message)
            .task(id)
            .key(Subject::Word("deadline"))
            .size(Measure::DaysLate, late)
            .help(say!(
                en: "bring it forward, or agree on another day, and write deadline: {day}",
                zh: "提前完成，或另行商定日期，并写 deadline: {day}",
                day = day,
            ))
    }

    /// By how many days `day` comes after the deadline: working days, or plain ones where none of
    /// them is worked or nobody can tell.
    fn late(&self, ctx: &Context<'_>, day: Day) -> (i64, Arg) {
        let (calendar, name) = match self.who {
            Some((ix, _)) => (ctx.schedule.calendar(ix), ctx.calendar_name(ix)),
            None => ctx.calendar_of_plan(),
        };
        let first = self.deadline.value.plus(1);
        let is_sure = |calendar: &&Calendar| calendar.covers(first) && calendar.covers(day);
        let worked = calendar
            .filter(is_sure)
            .map(|calendar| calendar.count(first, day))
            .filter(|worked| *worked > 0);
        match worked {
            Some(worked) => (worked, days_in(worked, name)),
            None => {
                let plain = day.since(self.deadline.value);
                (plain, days_in(plain, "every-day"))
            }
        }
    }

    /// What the plan itself says.
    fn said(&self, ctx: &Context<'_>, day: Day) -> Message {
        let (_, late) = self.late(ctx, day);
        let deadline = self.deadline.value;
        match self.who {
            Some((_, task)) => say!(
                en: "{task} finishes on {day}, {late} after its deadline, {deadline}",
                zh: "{task} 于 {day} 完成，比最后期限 {deadline} 晚 {late}",
                task = task,
                day = day,
                late = late,
                deadline = deadline,
            ),
            None => say!(
                en: "the plan finishes on {day}, {late} after its deadline, {deadline}",
                zh: "计划于 {day} 完成，比最后期限 {deadline} 晚 {late}",
                day = day,
                late = late,
                deadline = deadline,
            ),
        }
    }

    /// What follows, although the plan says another day.
    fn foretold(&self, ctx: &Context<'_>, day: Day, basis: Basis) -> Message {
        let (_, late) = self.late(ctx, day);
        let deadline = self.deadline.value;
        match (self.who, basis) {
            (Some((_, task)), Basis::Forecast(status)) => say!(
                en: "as things stood on {status}, {task} will finish on {day}, {late} after its deadline, {deadline}",
                zh: "按 {status} 的进度，{task} 将于 {day} 完成，比最后期限 {deadline} 晚 {late}",
                status = status,
                task = task,
                day = day,
                late = late,
                deadline = deadline,
            ),
            (Some((_, task)), Basis::Planned | Basis::Logic) => say!(
                en: "by what it waits for, {task} will finish on {day}, {late} after its deadline, {deadline}",
                zh: "按前置关系推算，{task} 将于 {day} 完成，比最后期限 {deadline} 晚 {late}",
                task = task,
                day = day,
                late = late,
                deadline = deadline,
            ),
            (None, Basis::Forecast(status)) => say!(
                en: "as things stood on {status}, the plan will finish on {day}, {late} after its deadline, {deadline}",
                zh: "按 {status} 的进度，计划将于 {day} 完成，比最后期限 {deadline} 晚 {late}",
                status = status,
                day = day,
                late = late,
                deadline = deadline,
            ),
            (None, Basis::Planned | Basis::Logic) => say!(
                en: "by its dependencies, the plan will finish on {day}, {late} after its deadline, {deadline}",
                zh: "按前置关系推算，计划将于 {day} 完成，比最后期限 {deadline} 晚 {late}",
                day = day,
                late = late,
                deadline = deadline,
            ),
        }
    }
}
