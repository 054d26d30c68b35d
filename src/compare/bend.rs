//! Dependencies that lead elsewhere because their ids were given away: told once, and before what
//! only follows from it.

use std::collections::HashMap;

use crate::check::Reported;
use crate::diff::Bend;
use crate::diff::Evidence;
use crate::finding::Finding;
use crate::finding::Severity;
use crate::finding::shorten;
use crate::model::Plan;
use crate::model::Task;
use crate::rules;
use crate::text::Span;
use crate::text::scalar;
use crate::words::code;
use crate::words::say;

/// Leave out of `found` what only follows from a dependency that leads elsewhere, where that is
/// told with the same weight at least: that the task no longer waits for the other, or that
/// finished work has changed.
pub(crate) fn tell_with_bends<T>(found: &mut Vec<T>, reported: impl Fn(&T) -> &Reported) {
    // By what is no longer waited for; of a task also by itself.
    type About = (Option<usize>, Option<Box<str>>, Option<Span>);
    let about = |one: &Reported, place: Option<Span>| -> About {
        (one.plan, one.finding.task.clone(), place)
    };
    let mut told: HashMap<About, Severity> = HashMap::new();
    for one in found
        .iter()
        .map(&reported)
        .filter(|one| rules::is_bent(&one.finding))
    {
        for place in [rules::led_to(&one.finding), None] {
            let severity = told
                .entry(about(one, place))
                .or_insert(one.finding.severity);
            *severity = one.finding.severity.max(*severity);
        }
    }
    found.retain(|one| {
        let one = reported(one);
        let place = rules::dropped(&one.finding);
        if place.is_none() && !rules::is_only_bent(&one.finding) {
            return true;
        }
        told.get(&about(one, place))
            .is_none_or(|severity| *severity < one.finding.severity)
    });
}

/// Let what else is found at such a dependency say first how to lead it back: other dates would
/// suit the wrong task.
pub(crate) fn say_where_it_led(found: &mut [Finding], bends: &[Bend], old: &Plan, new: &Plan) {
    let sure = bends
        .iter()
        .filter(|bend| bend.evidence != Evidence::Unsure);
    let by_place: HashMap<Span, &Bend> = sure
        .map(|bend| (bend.dependency(new).target.span, bend))
        .collect();
    for finding in found {
        let Some(bend) = by_place.get(&finding.span) else {
            continue;
        };
        let Some(name) = old.task(bend.was).name.value() else {
            continue;
        };
        let name = shorten(name, 200);
        let first = match bend.now.map(|now| new.task(now)).and_then(Task::id) {
            Some(now) => say!(
                en: "write {id} if {name} is meant",
                zh: "若指 {name}，改写为 {id}",
                id = code(scalar::name_to_yaml(now)),
                name = format!("{name:?}"),
            ),
            None => say!(
                en: "see what is to be waited for instead of {name}, which is gone",
                zh: "{name} 已不在计划中，请确认应改为等待哪项任务",
                name = format!("{name:?}"),
            ),
        };
        finding.help = Some(match finding.help.take() {
            Some(help) => say!(
                en: "{first}; else {help}",
                zh: "{first}；否则{help}",
                first = first,
                help = help,
            ),
            None => first,
        });
    }
}
