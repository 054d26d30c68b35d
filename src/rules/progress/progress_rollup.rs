#![doc = include_str!("progress_rollup.md")]

use crate::config::OptionKind;
use crate::config::OptionSpec;
use crate::config::OptionValue;
use crate::finding::Finding;
use crate::finding::Findings;
use crate::model::Progress;
use crate::rules::Context;
use crate::rules::Rule;
use crate::rules::Run;
use crate::rules::WARNING;
use crate::rules::trial::Value;

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
    for (ix, task) in ctx.plan.all().filter(|(ix, task)| !task.children.is_empty() && ctx.is_whole(*ix)) {
        let Some(declared) = task.progress.given() else { continue };
        let Some(percent) = ctx.schedule.state(ix).percent else { continue };
        // The tolerance is of the numbers as people see them: 33.3 % of thirds must not fail on the last digit.
        if (declared.value.value() - percent).abs() <= tolerance + 1e-9 {
            continue;
        }
        let counted = Progress::percent(percent.clamp(0.0, 100.0)).unwrap_or(Progress::NOT_STARTED);
        let message = format!(
            "{} says {}, but its tasks come to {counted} (average weighted by days)",
            task.label(),
            declared.value.in_words(),
        );
        let finding =
            Finding::new(RULE.id, declared.span, message).task(task.id()).points(declared.value.value() - percent);
        // As it is written, not as it is counted: a decimal less is within the tolerance.
        let written = Progress::parse(&counted.to_string()).unwrap_or(counted);
        let help = ctx.offer(&finding, ix, vec![vec![(ix, Value::Progress(written))]], 1).help(
            |why| format!("its tasks come to {counted}, but with that the rest of the plan would not fit ({why})"),
            || format!("write progress: {counted}"),
        );
        out.add(finding.help(format!("{help}, or correct the progress of its tasks")));
    }
}
