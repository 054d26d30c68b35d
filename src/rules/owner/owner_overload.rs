#![doc = include_str!("owner_overload.md")]

use crate::config::Setting;
use crate::finding::Fact;
use crate::finding::Finding;
use crate::finding::Findings;
use crate::finding::Subject;
use crate::model::Bearing;
use crate::rules::Context;
use crate::rules::Facts;
use crate::rules::Page;
use crate::rules::Rule;
use crate::rules::Run;
use crate::rules::WARNING;
use crate::rules::WHEN;
use crate::schedule::Load;
use crate::schedule::Work;
use crate::schedule::peak;
use crate::schedule::runs_above;
use crate::schedule::steps_above;
use crate::schedule::workloads;
use crate::words::Message;
use crate::words::list;
use crate::words::say;

const ID: &str = "owner-overload";

const MAX: Setting<usize> = Setting::most(
    ID,
    (
        "max",
        "How many unfinished tasks an owner without a `capacity` may have at once.",
    ),
    1_000_000,
    5,
);

pub(in crate::rules) static RULE: Rule = Rule::new(Facts {
    id: ID,
    title: "任务过载",
    since: "0.1.0",
    level: WARNING,
    page: Page {
        en: include_str!("owner_overload.md"),
        zh: include_str!("owner_overload.zh.md"),
    },
    run: Run::Plan(check),
})
.options(&[MAX.spec])
.fields(WHEN.and(Bearing::PEOPLE).and(Bearing::PROGRESS))
.tried();

/// Whose overload a finding tells; `None` if it is about something else.
pub(crate) fn overload(finding: &Finding) -> Option<&str> {
    finding
        .owner
        .as_deref()
        .filter(|_| finding.fact == Some(Fact::Overload))
}

/// Tasks shown as places of a finding; the message counts all.
const SHOWN: usize = 12;

/// Further stretches above the capacity that are told; more are counted.
const RUNS: usize = 5;

fn check(ctx: &Context<'_>, out: &mut Findings) {
    // `limit` says so.
    if ctx.plan.unassigned {
        return;
    }
    for (owner, works) in workloads(ctx.plan, ctx.schedule) {
        check_owner(ctx, owner, &works, out);
    }
}

fn check_owner(ctx: &Context<'_>, canonical: &str, works: &[Work<'_>], out: &mut Findings) {
    let owner = ctx.plan.owner(canonical);
    let capacity = owner.and_then(|owner| owner.capacity.given());
    let most = capacity.map_or_else(
        || ctx.get(&MAX),
        |capacity| usize::try_from(capacity.value).unwrap_or(usize::MAX),
    );
    let Some(peak) = peak(works).filter(|peak| peak.count > most) else {
        return;
    };
    let at_peak: Vec<&Work<'_>> = works.iter().filter(|work| work.is_within(&peak)).collect();
    let tasks = list(at_peak.iter().map(|work| ctx.plan.task(work.task)), SHOWN);
    // Where one task ends within the peak and another begins, more are named than there are at
    // once.
    let message = if at_peak.len() > peak.count {
        say!(
            en: "{owner} is on {count} tasks at once {when}, more than {most}; in that time it works on {tasks}",
            zh: "{owner} {when}同时承担 {count} 项任务，超过 {most} 项；其间承担 {tasks}",
            owner = canonical,
            count = peak.count,
            when = when(&peak),
            most = most,
            tasks = tasks,
        )
    } else {
        say!(
            en: "{owner} is on {count} tasks at once {when}, more than {most}: {tasks}",
            zh: "{owner} {when}同时承担 {count} 项任务，超过 {most} 项：{tasks}",
            owner = canonical,
            count = peak.count,
            when = when(&peak),
            most = most,
            tasks = tasks,
        )
    };
    let message = with_all_runs(message, &runs_above(works, most), &peak, most);
    let span = owner.map_or(at_peak[0].name.span, |owner| owner.name.span);
    let mut finding = Finding::new(RULE.id, span, message)
        .help(match owner {
            Some(_) => say!(
                en: "move or hand over some of them; or, if it can do that, write capacity: {count} here",
                zh: "调整或转交其中一部分；若确能承担，在此处写 capacity: {count}",
                count = peak.count,
            ),
            None => say!(
                en: "move or hand over some of them; or declare it under `owners`, with the `capacity` that it has",
                zh: "调整或转交其中一部分；或在 `owners` 中声明该责任方，并写明其 `capacity`",
            ),
        })
        .owner(canonical)
        .key(Subject::owner(canonical))
        .fact(Fact::Overload)
        .overload(too_many(peak.count, most), work_above(ctx, works, most));
    for work in at_peak.iter().take(SHOWN) {
        finding = finding.label(
            ctx.plan.task(work.task).place(),
            say!(
                en: "{first} to {last}",
                zh: "{first} 到 {last}",
                first = work.first,
                last = work.last,
            ),
        );
    }
    out.add(finding);
}

fn too_many(tasks: usize, most: usize) -> i64 {
    i64::try_from(tasks.saturating_sub(most)).unwrap_or(i64::MAX)
}

/// The days of work above the capacity: one for each task too many on each day on which people
/// work, so that it stays the same where work moves across a weekend.
fn work_above(ctx: &Context<'_>, works: &[Work<'_>], most: usize) -> i64 {
    let of_plan = || {
        let name = ctx.plan.meta.calendar.value()?;
        ctx.schedule
            .calendars
            .find(name)
            .flatten()
            .map(|calendar| &**calendar)
    };
    let calendar = ctx.working().map(|(_, calendar)| calendar).or_else(of_plan);
    let days = |load: &Load| {
        calendar.map_or(load.last.since(load.first) + 1, |calendar| {
            calendar.count(load.first, load.last)
        })
    };
    steps_above(works, most).iter().fold(0, |work: i64, load| {
        work.saturating_add(days(load).saturating_mul(too_many(load.count, most)))
    })
}

fn when(load: &Load) -> Message {
    if load.first == load.last {
        say!(en: "on {day}", zh: "于 {day}", day = load.first)
    } else {
        say!(
            en: "from {first} to {last}",
            zh: "从 {first} 到 {last}",
            first = load.first,
            last = load.last,
        )
    }
}

/// A message with when there is too much to do: as it is where that is the peak alone.
fn with_all_runs(message: Message, runs: &[Load], peak: &Load, most: usize) -> Message {
    match runs {
        [only] if only == peak => message,
        [only] => say!(
            en: "{message}; more than {most} at once {when}",
            zh: "{message}；{when}同时超过 {most} 项",
            message = message,
            most = most,
            when = when(only),
        ),
        _ => {
            let told = runs.iter().map(|run| {
                say!(
                    en: "{when} ({count})",
                    zh: "{when}（{count} 项）",
                    when = when(run),
                    count = run.count,
                )
            });
            say!(
                en: "{message}; more than {most} at once in {stretches} stretches: {runs}",
                zh: "{message}；共有 {stretches} 段时间同时超过 {most} 项：{runs}",
                message = message,
                most = most,
                stretches = runs.len(),
                runs = list(told, RUNS),
            )
        }
    }
}
