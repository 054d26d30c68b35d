#![doc = include_str!("progress_rollup.md")]

use crate::config::Setting;
use crate::finding::Finding;
use crate::finding::Findings;
use crate::model::Bearing;
use crate::model::Progress;
use crate::model::Task;
use crate::model::TaskIx;
use crate::rules::Context;
use crate::rules::Facts;
use crate::rules::Page;
use crate::rules::Rule;
use crate::rules::Run;
use crate::rules::WARNING;
use crate::rules::WHERE;
use crate::rules::way::Value;
use crate::words::Arg;
use crate::words::code;
use crate::words::list;
use crate::words::percent;
use crate::words::say;

const ID: &str = "progress-rollup";

const TOLERANCE: Setting<f64> = Setting::number(
    ID,
    (
        "tolerance",
        "How far, in percentage points, a group's progress may lie from that of its tasks.",
    ),
    [0.0, 100.0],
    1.0,
);

pub(in crate::rules) static RULE: Rule = Rule::new(Facts {
    id: ID,
    title: "完成进度与汇总不符",
    since: "0.1.0",
    level: WARNING,
    page: Page {
        en: include_str!("progress_rollup.md"),
        zh: include_str!("progress_rollup.zh.md"),
    },
    run: Run::Plan(check),
})
.options(&[TOLERANCE.spec])
.fields(Bearing::PROGRESS.and(Bearing::EFFORT).and(WHERE))
.within()
.tried();

fn check(ctx: &Context<'_>, out: &mut Findings) {
    let tolerance = ctx.get(&TOLERANCE);
    for (ix, task) in ctx
        .plan
        .all()
        .filter(|(ix, task)| !task.children.is_empty() && ctx.is_whole(*ix))
    {
        let Some(declared) = task.progress.given() else {
            continue;
        };
        let Some(average) = ctx.schedule.state(ix).percent else {
            continue;
        };
        // The tolerance is of the numbers as people see them: 33.3 % of thirds must not fail on the
        // last digit.
        if (declared.value.value() - average).abs() <= tolerance + 1e-9 {
            continue;
        }
        let counted = fitting(average, tolerance);
        let message = say!(
            en: "{task} says {said}, but its tasks come to {counted} (average weighted by days)",
            zh: "{task} 的完成进度写的是 {said}，其任务汇总为 {counted}（按天数加权平均）",
            task = task,
            said = code(declared.value.in_words()),
            counted = percent(&counted),
        );
        let finding = Finding::new(RULE.id, declared.span, message)
            .task(task.id())
            .points(declared.value.value() - average);
        // As it is written, not as it is counted: decimals less are within the tolerance.
        let written = Progress::parse(&counted).map(Value::Progress);
        let offer = ctx.offer(
            &finding,
            ix,
            written
                .into_iter()
                .map(|written| vec![(ix, written)])
                .collect(),
            1,
        );
        let help = offer.help(
            |why| {
                say!(
                    en: "its tasks come to {counted}, but with that the rest of the plan would not fit ({why})",
                    zh: "其任务汇总为 {counted}，但照此修改后计划的其他部分会不符（{why}）",
                    counted = percent(&counted),
                    why = why,
                )
            },
            || {
                say!(
                    en: "set `progress` to {counted}, and check again",
                    zh: "将 `progress` 改为 {counted}，然后重新检查",
                    counted = percent(&counted),
                )
            },
        );
        out.add(finding.help(match those_above(ctx, ix) {
            None => say!(
                en: "{help}, or correct the progress of its tasks",
                zh: "{help}，或更正其任务的完成进度",
                help = help,
            ),
            Some(above) => say!(
                en: "{help}, or correct the progress of its tasks and then that of {above}",
                zh: "{help}，或更正其任务的完成进度，再更正 {above} 的完成进度",
                help = help,
                above = above,
            ),
        }));
    }
}

/// `29.4%`: with as many decimals as it takes to be within the tolerance, and not to say of what is
/// almost done that it is.
fn fitting(percent: f64, tolerance: f64) -> String {
    let percent = percent.clamp(0.0, 100.0);
    let rounded = (1..10).map(|decimals| {
        let scale = 10_f64.powi(decimals);
        (percent * scale).round() / scale
    });
    let is_end = |number: f64| number <= 0.0 || number >= 100.0;
    let mut fitting = rounded.filter(|number| {
        (number - percent).abs() <= tolerance + 1e-9
            && (!is_end(*number) || (number - percent).abs() <= 1e-9)
    });
    format!("{}%", fitting.next().unwrap_or(percent))
}

/// The groups around it that report progress, too, and come from the same tasks.
fn those_above(ctx: &Context<'_>, ix: TaskIx) -> Option<Arg> {
    let above = ctx.plan.ancestors(ix).map(|above| ctx.plan.task(above));
    let reporting: Vec<&Task> = above
        .filter(|task| !task.progress.is_absent())
        .take(4)
        .collect();
    (!reporting.is_empty()).then(|| list(reporting, 3))
}
