//! Finishes that only both sides together move: each of them leaves the plan, or a phase, where it
//! ended.

use crate::calendar::Day;
use crate::diff;
use crate::diff::Effects;
use crate::diff::Outlook;
use crate::diff::Pairing;
use crate::diff::Side;
use crate::model::TaskIx;
use crate::schedule::Basis;
use crate::schedule::Course;

/// A plan at one of the revisions, with who in it is who in the merged plan.
pub(super) type Revision<'a> = (Side<'a>, &'a Pairing);

/// Returns the phases of the merged plan, and `None` for all of it, that `effects` or `outlook` tell
/// to finish later than on the base's side, though neither side alone moves them. `sides` are where
/// both come from, the base and the head.
pub(super) fn together(
    sides: [Revision<'_>; 3],
    merged: Side<'_>,
    effects: &Effects,
    outlook: &Outlook,
    as_of: Option<Day>,
) -> Vec<Option<TaskIx>> {
    let said = effects.slips.iter().map(|slip| (slip.phase, false));
    let unsaid = outlook.unsaid.iter();
    let unsaid = unsaid.map(|one| (one.slip.phase, one.status.is_some()));
    let slips: Vec<(Option<TaskIx>, bool)> = said.chain(unsaid).collect();
    let mut found = Vec::new();
    for by_progress in [false, true] {
        let slips = slips
            .iter()
            .filter(|(_, forecast)| *forecast == by_progress);
        let mut slips = slips.map(|(phase, _)| *phase).peekable();
        if slips.peek().is_none() {
            continue;
        }
        let course = |side| course(side, by_progress, as_of);
        let Some(now) = course(merged) else { continue };
        let before = sides.map(|(side, pairing)| (pairing, course(side)));
        let finishes = |phase: Option<TaskIx>| -> Option<([Day; 3], Day)> {
            let mut days = [Day::MIN; 3];
            for ((pairing, course), day) in before.iter().zip(&mut days) {
                let course = course.as_ref()?;
                *day = match phase {
                    Some(phase) => course.finish_of(pairing.old_of[phase.index()]?)?,
                    None => course.finish()?,
                };
            }
            let now = match phase {
                Some(phase) => now.finish_of(phase)?,
                None => now.finish()?,
            };
            Some((days, now))
        };
        found.extend(slips.filter(|phase| {
            finishes(*phase).is_some_and(|([origin, base, head], merged)| {
                base <= origin && head <= origin && origin < merged
            })
        }));
    }
    found
}

fn course(side: Side<'_>, by_progress: bool, as_of: Option<Day>) -> Option<Course<'_>> {
    let basis = if by_progress {
        diff::forecast_basis(side, as_of)?
    } else {
        Basis::Planned
    };
    Some(side.schedule.network(side.plan).course(basis))
}
