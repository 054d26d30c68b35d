#![doc = include_str!("date_implausible.md")]

use crate::calendar::Day;
use crate::config::Setting;
use crate::finding::Finding;
use crate::finding::Findings;
use crate::finding::Measure;
use crate::model::Task;
use crate::rules::Context;
use crate::rules::Facts;
use crate::rules::Page;
use crate::rules::Rule;
use crate::rules::Run;
use crate::rules::WARNING;
use crate::rules::WHEN;
use crate::words::Arg;
use crate::words::Noun;
use crate::words::say;

const ID: &str = "date-implausible";

const YEARS: Setting<i64> = Setting::integer(
    ID,
    (
        "years",
        "How many years away from the rest of the plan a date may lie.",
    ),
    [1, 1000],
    2,
);

pub(in crate::rules) static RULE: Rule = Rule::new(Facts {
    id: ID,
    title: "日期偏离过大",
    since: "0.1.0",
    level: WARNING,
    page: Page {
        en: include_str!("date_implausible.md"),
        zh: include_str!("date_implausible.zh.md"),
    },
    run: Run::Plan(check),
})
.options(&[YEARS.spec])
.fields(WHEN)
.tried();

/// The middle half of all dates is what "the rest of the plan" means: a few wrong years do not move
/// it.
fn most(ctx: &Context<'_>) -> Option<(Day, Day)> {
    let given = |task: &Task| [task.start.value().copied(), task.finish.value().copied()];
    let mut days: Vec<Day> = ctx.plan.tasks.iter().flat_map(given).flatten().collect();
    days.sort_unstable();
    (days.len() >= 3).then(|| (days[days.len() / 4], days[(days.len() - 1) * 3 / 4]))
}

/// How many days from most of the plan a date may be.
fn tolerance(ctx: &Context<'_>, early: Day, late: Day) -> i64 {
    ctx.get(&YEARS) * 366 + late.since(early)
}

/// The first and the last day that a date of the plan is likely to mean; `None` where too few dates
/// tell.
pub(in crate::rules) fn likely(ctx: &Context<'_>) -> Option<(Day, Day)> {
    let (early, late) = most(ctx)?;
    let tolerance = tolerance(ctx, early, late);
    Some((early.plus(-tolerance), late.plus(tolerance)))
}

fn check(ctx: &Context<'_>, out: &mut Findings) {
    let plan = ctx.plan;
    let given = || {
        // Dates that contradict each other are said by `date-order`.
        let in_order = plan
            .all()
            .filter(|(ix, _)| !ctx.schedule.window(*ix).contradictory);
        in_order.flat_map(|(_, task)| {
            [("start", &task.start), ("finish", &task.finish)]
                .into_iter()
                .filter_map(move |(key, field)| Some((task, key, field.given()?)))
        })
    };
    let Some((early, late)) = most(ctx) else {
        return;
    };
    let tolerance = tolerance(ctx, early, late);
    for (task, key, date) in given() {
        let day = date.value;
        let side = if late.plus(tolerance) < day {
            "after"
        } else if day < early.plus(-tolerance) {
            "before"
        } else {
            continue;
        };
        let away = if side == "after" {
            day.since(late)
        } else {
            early.since(day)
        };
        let distance = away / 365;
        let years = Arg::Many(distance, Noun::Year);
        let message = match (key, side) {
            ("start", "after") => say!(
                en: "{task} starts on {day}, {years} after most of the plan ({early} to {late})",
                zh: "{task} 的开始日期 {day} 比计划的大部分日期（{early} 到 {late}）晚 {years}",
                task = task,
                day = day,
                years = years,
                early = early,
                late = late,
            ),
            ("start", _) => say!(
                en: "{task} starts on {day}, {years} before most of the plan ({early} to {late})",
                zh: "{task} 的开始日期 {day} 比计划的大部分日期（{early} 到 {late}）早 {years}",
                task = task,
                day = day,
                years = years,
                early = early,
                late = late,
            ),
            (_, "after") => say!(
                en: "{task} finishes on {day}, {years} after most of the plan ({early} to {late})",
                zh: "{task} 的完成日期 {day} 比计划的大部分日期（{early} 到 {late}）晚 {years}",
                task = task,
                day = day,
                years = years,
                early = early,
                late = late,
            ),
            _ => say!(
                en: "{task} finishes on {day}, {years} before most of the plan ({early} to {late})",
                zh: "{task} 的完成日期 {day} 比计划的大部分日期（{early} 到 {late}）早 {years}",
                task = task,
                day = day,
                years = years,
                early = early,
                late = late,
            ),
        };
        let finding = Finding::new(RULE.id, date.span, message)
            .help(say!(en: "check the year", zh: "核对年份"))
            .task(task.id())
            .key(key)
            .size(Measure::DaysAway, away);
        out.add(finding);
    }
}
