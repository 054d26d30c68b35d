#![doc = include_str!("owner_overload.md")]

use std::collections::BTreeMap;

use crate::calendar::Day;
use crate::config::OptionKind;
use crate::config::OptionSpec;
use crate::config::OptionValue;
use crate::finding::Finding;
use crate::finding::Findings;
use crate::finding::Measure;
use crate::model::Name;
use crate::model::Task;
use crate::rules::Context;
use crate::rules::Rule;
use crate::rules::Run;
use crate::rules::WARNING;
use crate::rules::context::list;
use crate::schedule::peak;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "owner-overload",
    since: "0.1.0",
    level: WARNING,
    page: include_str!("owner_overload.md"),
    options: &[OptionSpec { name: "max", kind: OptionKind::Integer(1, 1_000_000), default: OptionValue::Integer(5) }],
    run: Run::Plan(check),
};

/// Whose overload a finding tells; `None` if it is about something else.
pub(crate) fn overload(finding: &Finding) -> Option<&str> {
    finding.owner.as_deref().filter(|_| finding.rule == RULE.id)
}

/// Tasks shown as places of a finding; the message counts all.
const SHOWN: usize = 12;

struct Work<'p> {
    task: &'p Task,
    name: &'p Name,
    first: Day,
    last: Day,
}

fn check(ctx: &Context<'_>, out: &mut Findings) {
    // `limit` says so.
    if ctx.plan.unassigned {
        return;
    }
    let mut by_owner: BTreeMap<&str, Vec<Work<'_>>> = BTreeMap::new();
    for (ix, task) in ctx.plan.leaves() {
        let Some((first, last)) = ctx.schedule.window(ix).days() else { continue };
        if ctx.schedule.state(ix).done {
            continue;
        }
        let Some((_, names)) = ctx.executors(ix) else { continue };
        for name in names {
            let works = by_owner.entry(ctx.canonical(name)).or_default();
            // Named twice, by its name and by an alias, is still one task.
            if works.last().is_none_or(|work| !std::ptr::eq(work.task, task)) {
                works.push(Work { task, name, first, last });
            }
        }
    }
    for (owner, works) in by_owner {
        check_owner(ctx, owner, &works, out);
    }
}

fn check_owner(ctx: &Context<'_>, canonical: &str, works: &[Work<'_>], out: &mut Findings) {
    let owner = ctx.plan.owner(canonical);
    // A placeholder is nobody yet, so nobody can be overloaded.
    if owner.is_some_and(crate::model::Owner::is_placeholder) {
        return;
    }
    let capacity = owner.and_then(|owner| owner.capacity.as_ref());
    let most = capacity.map_or_else(|| ctx.integer(RULE.id, "max"), |capacity| i64::from(capacity.value));
    let windows: Vec<(Day, Day)> = works.iter().map(|work| (work.first, work.last)).collect();
    let Some(peak) = peak(&windows).filter(|peak| i64::try_from(peak.count).is_ok_and(|count| count > most)) else {
        return;
    };
    let at_peak: Vec<&Work<'_>> =
        works.iter().filter(|work| work.first <= peak.last && work.last >= peak.first).collect();
    let tasks = list(at_peak.iter().map(|work| work.task.label()), SHOWN);
    let when = if peak.first == peak.last {
        format!("on {}", peak.first)
    } else {
        format!("from {} to {}", peak.first, peak.last)
    };
    // Where one task ends within the peak and another begins, more are named than there are at once.
    let named = if at_peak.len() > peak.count { "; in that time it works on " } else { ": " };
    let message = format!("{canonical} is on {} tasks at once {when}, more than {most}{named}{tasks}", peak.count);
    let span = owner.map_or(at_peak[0].name.span, |owner| owner.name.span);
    let mut finding = Finding::new(RULE.id, span, message)
        .help("move or hand over some of them, or set its `capacity` under `owners` if it can do more at once")
        .owner(canonical)
        .key(canonical)
        .size(Measure::TasksTooMany, i64::try_from(peak.count).unwrap_or(i64::MAX).saturating_sub(most));
    for work in at_peak.iter().take(SHOWN) {
        finding = finding.label(work.task.place(), format!("{} to {}", work.first, work.last));
    }
    out.add(finding);
}
