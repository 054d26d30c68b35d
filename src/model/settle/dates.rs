//! Dates without a year.

use crate::calendar::Day;
use crate::calendar::written;
use crate::text::Spanned;
use crate::words::say;

use super::Settling;
use crate::model::Field;
use crate::model::Plan;
use crate::model::TaskIx;

/// Days from one date of a task to the other, if nobody says in which year that is.
const LONGEST_TASK: i64 = 183;

/// Days before and after all dates of a plan within which another one may be.
const NEAR_THE_PLAN: i64 = 92;

impl Settling<'_, '_> {
    /// `8月25日`, where other dates leave one year for it.
    pub(super) fn dates(&mut self, plan: &mut Plan) {
        let mut of_plan = None;
        for at in 0..plan.tasks.len() {
            for is_start in [true, false] {
                let task = &plan.tasks[at];
                let (field, other) = if is_start {
                    (&task.start, &task.finish)
                } else {
                    (&task.finish, &task.start)
                };
                let Field::Unreadable(span) = *field else {
                    continue;
                };
                let Some(written) = (self.text)(span.file).get(span.range()) else {
                    continue;
                };
                let Some((month, day)) = written::without_year(written.trim_matches(['"', '\'']))
                else {
                    continue;
                };
                let other = other.value().copied();
                let ix = TaskIx::from_index(at);
                let window = |ix| {
                    Some((
                        *plan.task(ix).start.value()?,
                        *plan.task(ix).finish.value()?,
                    ))
                };
                let known = match (other, plan.ancestors(ix).find_map(window)) {
                    (Some(other), _) if is_start => Some((other.plus(-LONGEST_TASK), other)),
                    (Some(other), _) => Some((other, other.plus(LONGEST_TASK))),
                    (None, Some(window)) => Some(window),
                    (None, None) => *of_plan.get_or_insert_with(|| around(plan)),
                };
                let Some(meant) = known.and_then(|known| only_day(month, day, known)) else {
                    continue;
                };
                if self.site(span).is_some() {
                    self.mend(
                        span,
                        say!(en: "write {day}", zh: "改为 {day}", day = meant),
                        say!(en: "write the date with its year", zh: "补全日期的年份"),
                        meant.to_string(),
                    );
                }
                let task = &mut plan.tasks[at];
                let field = if is_start {
                    &mut task.start
                } else {
                    &mut task.finish
                };
                *field = Field::Given(Spanned::new(meant, span));
            }
        }
    }
}

/// When everything in a plan happens, and a little before and after that.
fn around(plan: &Plan) -> Option<(Day, Day)> {
    let dates = plan
        .tasks
        .iter()
        .flat_map(|task| [task.start.value(), task.finish.value()]);
    let dates = dates.chain([plan.meta.status_date.value()]).flatten();
    let (first, last) = (dates.clone().min()?, dates.max()?);
    Some((first.plus(-NEAR_THE_PLAN), last.plus(NEAR_THE_PLAN)))
}

/// The one day within these two that has this month and day of the month.
fn only_day(month: i8, day: i8, (first, last): (Day, Day)) -> Option<Day> {
    if last.since(first) > 10 * 366 {
        return None;
    }
    let days = (first.year()..=last.year()).filter_map(|year| Day::new(year, month, day));
    let mut days = days.filter(|day| (first..=last).contains(day));
    days.next().filter(|_| days.next().is_none())
}
