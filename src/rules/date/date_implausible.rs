#![doc = include_str!("date_implausible.md")]

use crate::calendar::Day;
use crate::config::OptionKind;
use crate::config::OptionSpec;
use crate::config::OptionValue;
use crate::finding::Finding;
use crate::finding::Findings;
use crate::finding::Measure;
use crate::rules::Context;
use crate::rules::Rule;
use crate::rules::Run;
use crate::rules::WARNING;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "date-implausible",
    since: "0.1.0",
    level: WARNING,
    page: include_str!("date_implausible.md"),
    options: &[OptionSpec { name: "years", kind: OptionKind::Integer(1, 1000), default: OptionValue::Integer(2) }],
    run: Run::Plan(check),
};

fn check(ctx: &Context<'_>, out: &mut Findings) {
    let plan = ctx.plan;
    let given = || {
        // Dates that contradict each other are said by `date-order`.
        let in_order = plan.all().filter(|(ix, _)| !ctx.schedule.window(*ix).contradictory);
        in_order.flat_map(|(_, task)| {
            [("start", &task.start), ("finish", &task.finish)]
                .into_iter()
                .filter_map(move |(key, field)| Some((task, key, field.given()?)))
        })
    };
    let mut days: Vec<Day> = given().map(|(_, _, date)| date.value).collect();
    days.sort_unstable();
    if days.len() < 3 {
        return;
    }
    // The middle half of all dates is what "the rest of the plan" means: a few wrong years do not move it.
    let (early, late) = (days[days.len() / 4], days[(days.len() - 1) * 3 / 4]);
    let years = ctx.integer(RULE.id, "years");
    let tolerance = years * 366 + late.since(early);
    for (task, key, date) in given() {
        let day = date.value;
        let side = if late.plus(tolerance) < day {
            "after"
        } else if day < early.plus(-tolerance) {
            "before"
        } else {
            continue;
        };
        let away = if side == "after" { day.since(late) } else { early.since(day) };
        let distance = away / 365;
        let unit = if distance == 1 { "year" } else { "years" };
        let verb = if key == "start" { "starts" } else { "finishes" };
        let message =
            format!("{} {verb} on {day}, {distance} {unit} {side} most of the plan ({early} to {late})", task.label(),);
        let finding = Finding::new(RULE.id, date.span, message)
            .help("check the year")
            .task(task.id())
            .key(key)
            .size(Measure::DaysAway, away);
        out.add(finding);
    }
}
