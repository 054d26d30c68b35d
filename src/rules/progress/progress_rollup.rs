#![doc = include_str!("progress_rollup.md")]

use crate::config::OptionKind;
use crate::config::OptionSpec;
use crate::config::OptionValue;
use crate::finding::Finding;
use crate::finding::Findings;
use crate::model::Progress;
use crate::model::Task;
use crate::model::TaskIx;
use crate::rules::Context;
use crate::rules::Rule;
use crate::rules::Run;
use crate::rules::WARNING;
use crate::rules::context::list;
use crate::rules::way::Value;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "progress-rollup",
    since: "0.1.0",
    level: WARNING,
    page: include_str!("progress_rollup.md"),
    options: &[OptionSpec {
        name: "tolerance",
        kind: OptionKind::Number(0.0, 100.0),
        default: OptionValue::Number(1.0),
    }],
    run: Run::Plan(check),
};

fn check(ctx: &Context<'_>, out: &mut Findings) {
    let tolerance = ctx.number(RULE.id, "tolerance");
    for (ix, task) in ctx
        .plan
        .all()
        .filter(|(ix, task)| !task.children.is_empty() && ctx.is_whole(*ix))
    {
        let Some(declared) = task.progress.given() else {
            continue;
        };
        let Some(percent) = ctx.schedule.state(ix).percent else {
            continue;
        };
        // The tolerance is of the numbers as people see them: 33.3 % of thirds must not fail on the
        // last digit.
        if (declared.value.value() - percent).abs() <= tolerance + 1e-9 {
            continue;
        }
        let counted = fitting(percent, tolerance);
        let message = format!(
            "{} says {}, but its tasks come to {counted} (average weighted by days)",
            task.label(),
            declared.value.in_words(),
        );
        let finding = Finding::new(RULE.id, declared.span, message)
            .task(task.id())
            .points(declared.value.value() - percent);
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
            |why| format!("its tasks come to {counted}, but with that the rest of the plan would not fit ({why})"),
            || format!("set `progress` to {counted}, and check again"),
        );
        out.add(finding.help(format!(
            "{help}, or correct the progress of its tasks{}",
            those_above(ctx, ix)
        )));
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
fn those_above(ctx: &Context<'_>, ix: TaskIx) -> String {
    let above = ctx.plan.ancestors(ix).map(|above| ctx.plan.task(above));
    let reporting: Vec<&str> = above
        .filter(|task| !task.progress.is_absent())
        .map(Task::label)
        .take(4)
        .collect();
    if reporting.is_empty() {
        return String::new();
    }
    format!(" and then that of {}", list(reporting.iter().copied(), 3))
}
