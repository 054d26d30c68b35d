#![doc = include_str!("date_order.md")]

use crate::finding::Finding;
use crate::finding::Findings;
use crate::finding::Measure;
use crate::finding::Subject;
use crate::rules::Context;
use crate::rules::ERROR;
use crate::rules::Facts;
use crate::rules::Page;
use crate::rules::Rule;
use crate::rules::Run;
use crate::rules::WHEN;
use crate::rules::way::Value;
use crate::rules::way::Way;
use crate::words::say;

pub(in crate::rules) static RULE: Rule = Rule::new(Facts {
    id: "date-order",
    title: "完成早于开始",
    since: "0.1.0",
    level: ERROR,
    page: Page {
        en: include_str!("date_order.md"),
        zh: include_str!("date_order.zh.md"),
    },
    run: Run::Plan(check),
})
.fields(WHEN)
.tried();

/// The dates can be exchanged, or either of them follow from the other and `days`.
const MOST_WAYS: usize = 2;

fn check(ctx: &Context<'_>, out: &mut Findings) {
    for (ix, task) in ctx.plan.all() {
        let (Some(start), Some(finish)) = (task.start.given(), task.finish.given()) else {
            continue;
        };
        if finish.value < start.value {
            let message = say!(
                en: "{task} finishes on {finish}, before it starts on {start}",
                zh: "{task} 的完成日期 {finish} 早于开始日期 {start}",
                task = task,
                finish = finish.value,
                start = start.value,
            );
            let finding = Finding::new(RULE.id, finish.span, message)
                .label(
                    start.span,
                    say!(en: "starts on {day}", zh: "于 {day} 开始", day = start.value),
                )
                .task(task.id())
                .size(Measure::DaysOff, start.value.since(finish.value));
            let mut ways: Vec<Way> = vec![vec![
                (ix, Value::Start(finish.value)),
                (ix, Value::Finish(start.value)),
            ]];
            // One of them may just have been moved.
            if let (Some(days), Some(calendar)) = (
                task.days.value().filter(|_| task.is_leaf()),
                ctx.schedule.calendar(ix),
            ) {
                let (last, first) = (
                    calendar.finish(start.value, (*days).into()),
                    calendar.start(finish.value, (*days).into()),
                );
                ways.extend(last.map(|last| vec![(ix, Value::Finish(last))]));
                ways.extend(first.map(|first| vec![(ix, Value::Start(first))]));
            }
            let help = ctx.offer(&finding, ix, ways, MOST_WAYS).help(
                |why| {
                    say!(
                        en: "correct the date that is wrong; exchanged, they would not fit the rest of the plan ({why})",
                        zh: "更正写错的日期；两个日期对调后，计划的其他部分会不符（{why}）",
                        why = why,
                    )
                },
                || {
                    say!(
                        en: "exchange the two dates, or correct the one that is wrong",
                        zh: "对调两个日期，或更正写错的日期",
                    )
                },
            );
            out.add(finding.help(help));
        }
    }
    for calendar in &ctx.plan.calendars {
        for range in calendar.holidays.iter().chain(&calendar.workdays) {
            let days = range.value;
            if days.last < days.first {
                let message = say!(
                    en: "the days {first}..{last} end before they begin",
                    zh: "日期区间 {first}..{last} 的结束早于开始",
                    first = days.first,
                    last = days.last,
                );
                let finding = Finding::new(RULE.id, range.span, message)
                    .help(say!(
                        en: "write {first}..{last}",
                        zh: "改为 {first}..{last}",
                        first = days.last,
                        last = days.first,
                    ))
                    .key([
                        Subject::calendar(&calendar.name.value),
                        Subject::Day(days.first),
                    ])
                    .size(Measure::DaysOff, days.first.since(days.last));
                out.add(finding);
            }
        }
    }
}
