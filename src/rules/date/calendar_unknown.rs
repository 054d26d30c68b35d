#![doc = include_str!("calendar_unknown.md")]

use crate::finding::Finding;
use crate::finding::Findings;
use crate::finding::Guesses;
use crate::finding::Subject;
use crate::model::Name;
use crate::model::rule_id;
use crate::rules::Context;
use crate::rules::ERROR;
use crate::rules::Facts;
use crate::rules::Page;
use crate::rules::Rule;
use crate::rules::Run;
use crate::rules::WHEN;
use crate::schedule::ExtendsProblem;
use crate::words::Arg;
use crate::words::list;
use crate::words::say;

pub(in crate::rules) static RULE: Rule = Rule::new(Facts {
    id: rule_id::CALENDAR_UNKNOWN,
    title: "日历不存在",
    since: "0.1.0",
    level: ERROR,
    page: Page {
        en: include_str!("calendar_unknown.md"),
        zh: include_str!("calendar_unknown.zh.md"),
    },
    run: Run::Plan(check),
})
.fields(WHEN);

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
                out.add(finding.key([
                    Subject::Word("extends"),
                    Subject::calendar(&calendar.name.value),
                ]));
            }
            ExtendsProblem::TooMany => {
                let message = say!(
                    en: "the calendars of this plan have too many days together; {calendar} is not used",
                    zh: "该计划各日历合计的天数过多；日历 {calendar} 未被使用",
                    calendar = &calendar.name,
                );
                let finding = Finding::new(RULE.id, calendar.name.span, message)
                    .help(say!(
                        en: "give days off as first..last, and define only calendars that are needed",
                        zh: "休息日写成 first..last 区间，并且只定义需要的日历",
                    ))
                    .key([
                        Subject::Word("many"),
                        Subject::calendar(&calendar.name.value),
                    ]);
                out.add(finding);
            }
            ExtendsProblem::Cycle => {
                let message = say!(
                    en: "the calendar {calendar} extends itself, directly or through others",
                    zh: "日历 {calendar} 直接或间接地以自己为基础",
                    calendar = &calendar.name,
                );
                let finding = Finding::new(RULE.id, extends.span, message)
                    .help(say!(
                        en: "let one of them extend weekdays, china or every-day, or nothing",
                        zh: "让其中一个以 weekdays、china 或 every-day 为基础，或不以任何日历为基础",
                    ))
                    .key([
                        Subject::Word("cycle"),
                        Subject::calendar(&calendar.name.value),
                    ]);
                out.add(finding);
            }
        }
    }
}

/// The calendars there are, for all findings.
fn known(ctx: &Context<'_>) -> Arg {
    list(ctx.schedule.calendars.names(), 10)
}

fn unknown(ctx: &Context<'_>, name: &Name, known: &Arg, guesses: &mut Guesses) -> Finding {
    let help = match guesses.nearest(&name.value, ctx.schedule.calendars.names(), |_| Some(0)) {
        Some(near) => say!(
            en: "did you mean {near}? There are {known}",
            zh: "是否指 {near}？现有日历：{known}",
            near = near,
            known = known.clone(),
        ),
        None => say!(en: "there are {known}", zh: "现有日历：{known}", known = known.clone()),
    };
    Finding::new(
        RULE.id,
        name.span,
        say!(
            en: "there is no calendar {calendar}",
            zh: "没有名为 {calendar} 的日历",
            calendar = name,
        ),
    )
    .help(help)
}
