#![doc = include_str!("calendar_unknown.md")]

use crate::finding::Finding;
use crate::finding::Findings;
use crate::finding::Guesses;
use crate::model::Name;
use crate::rules::Context;
use crate::rules::ERROR;
use crate::rules::Rule;
use crate::rules::Run;
use crate::rules::context::list;
use crate::schedule::ExtendsProblem;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "calendar-unknown",
    since: "0.1.0",
    level: ERROR,
    page: include_str!("calendar_unknown.md"),
    options: &[],
    run: Run::Plan(check),
};

fn check(ctx: &Context<'_>, out: &mut Findings) {
    let plan = ctx.plan;
    let mut guesses = Guesses::default();
    let known = known(ctx);
    let of_plan = [
        ("calendar", &plan.meta.calendar),
        ("working_calendar", &plan.meta.working_calendar),
    ];
    let of_plan = of_plan
        .into_iter()
        .filter_map(|(key, field)| Some((None, key, field.given()?)));
    let of_tasks = plan
        .tasks
        .iter()
        .filter_map(|task| Some((task.id(), "calendar", task.calendar.given()?)));
    for (task, key, name) in of_plan.chain(of_tasks) {
        if ctx.schedule.calendars.find(&name.value).is_none() && !plan.may_be_lost(&name.value) {
            out.add(unknown(ctx, name, &known, &mut guesses).task(task).key(key));
        }
    }
    for (index, problem) in &ctx.schedule.calendars.problems {
        let calendar = &plan.calendars[*index];
        let extends = calendar.extends.given().unwrap_or(&calendar.name);
        match problem {
            ExtendsProblem::Unknown if plan.may_be_lost(&extends.value) => {}
            ExtendsProblem::Unknown => {
                let finding = unknown(ctx, extends, &known, &mut guesses);
                out.add(finding.key(format!("extends {}", calendar.name.value)));
            }
            ExtendsProblem::TooMany => {
                let message = format!(
                    "the calendars of this plan have too many days together; {} is not used",
                    calendar.name.value
                );
                let finding = Finding::new(RULE.id, calendar.name.span, message)
                    .help("give days off as first..last, and define only calendars that are needed")
                    .key(format!("many {}", calendar.name.value));
                out.add(finding);
            }
            ExtendsProblem::Cycle => {
                let message = format!(
                    "the calendar {} extends itself, directly or through others",
                    calendar.name.value
                );
                let finding = Finding::new(RULE.id, extends.span, message)
                    .help("let one of them extend weekdays, china or every-day, or nothing")
                    .key(format!("cycle {}", calendar.name.value));
                out.add(finding);
            }
        }
    }
}

/// The calendars there are, for all findings.
fn known(ctx: &Context<'_>) -> String {
    list(ctx.schedule.calendars.names(), 10)
}

fn unknown(ctx: &Context<'_>, name: &Name, known: &str, guesses: &mut Guesses) -> Finding {
    let help = match guesses.nearest(&name.value, ctx.schedule.calendars.names(), |_| Some(0)) {
        Some(near) => format!("did you mean {near}? There are {known}"),
        None => format!("there are {known}"),
    };
    Finding::new(
        RULE.id,
        name.span,
        format!("there is no calendar {}", name.value),
    )
    .help(help)
}
