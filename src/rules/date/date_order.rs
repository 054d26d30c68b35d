#![doc = include_str!("date_order.md")]

use crate::finding::Finding;
use crate::finding::Findings;
use crate::finding::Measure;
use crate::rules::Context;
use crate::rules::ERROR;
use crate::rules::Rule;
use crate::rules::Run;
use crate::rules::trial::Value;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "date-order",
    since: "0.1.0",
    level: ERROR,
    page: include_str!("date_order.md"),
    options: &[],
    run: Run::Plan(check),
};

fn check(ctx: &Context<'_>, out: &mut Findings) {
    for (ix, task) in ctx.plan.all() {
        let (Some(start), Some(finish)) = (task.start.given(), task.finish.given()) else { continue };
        if finish.value < start.value {
            let message = format!("{} finishes on {}, before it starts on {}", task.label(), finish.value, start.value);
            let finding = Finding::new(RULE.id, finish.span, message)
                .label(start.span, format!("starts on {}", start.value))
                .task(task.id())
                .size(Measure::DaysOff, start.value.since(finish.value));
            let exchanged = vec![(ix, Value::Start(finish.value)), (ix, Value::Finish(start.value))];
            let help = ctx.offer(&finding, ix, vec![exchanged], 1).help(
                |why| format!("exchanged the dates would not fit the rest of the plan ({why})"),
                || "exchange the two dates".to_owned(),
            );
            out.add(finding.help(format!("{help}, or correct the one that is wrong")));
        }
    }
    for calendar in &ctx.plan.calendars {
        for range in calendar.holidays.iter().chain(&calendar.workdays) {
            let days = range.value;
            if days.last < days.first {
                let message = format!("the days {}..{} end before they begin", days.first, days.last);
                let finding = Finding::new(RULE.id, range.span, message)
                    .help(format!("write {}..{}", days.last, days.first))
                    .key(format!("{} {}", calendar.name.value, days.first))
                    .size(Measure::DaysOff, days.first.since(days.last));
                out.add(finding);
            }
        }
    }
}
