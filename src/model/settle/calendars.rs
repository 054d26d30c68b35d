//! Names of calendars in another case.

use std::collections::HashMap;
use std::collections::HashSet;

use crate::calendar::BUILT_IN;
use crate::finding::Finding;
use crate::finding::Key;
use crate::finding::Subject;
use crate::model::rule_id;
use crate::text::scalar;
use crate::words::say;

use super::Settling;
use crate::model::Field;
use crate::model::Plan;

impl Settling<'_, '_> {
    /// `calendar: China`, if there is one calendar of that name in any case.
    pub(super) fn calendars(&mut self, plan: &mut Plan) {
        let own: Vec<Box<str>> = plan
            .calendars
            .iter()
            .map(|calendar| calendar.name.value.clone())
            .collect();
        let mut known: HashMap<String, Option<&str>> = HashMap::new();
        let mut exact: HashSet<&str> = HashSet::new();
        for name in BUILT_IN.into_iter().chain(own.iter().map(|name| &**name)) {
            if exact.insert(name) {
                known
                    .entry(name.to_lowercase())
                    .and_modify(|one| *one = None)
                    .or_insert(Some(name));
            }
        }
        // Which case a calendar has that could not be read nobody knows.
        let of_tasks = plan.tasks.iter().map(|task| &task.calendar);
        let of_calendars = plan.calendars.iter().map(|calendar| &calendar.extends);
        let all = of_tasks
            .chain(of_calendars)
            .chain([&plan.meta.calendar, &plan.meta.working_calendar]);
        let names = all
            .filter_map(|field| field.given())
            .map(|name| &name.value);
        let lost: HashSet<Box<str>> = names
            .filter(|name| plan.may_be_lost(name))
            .cloned()
            .collect();
        let findings = &mut self.findings;
        let mut settle = |field: &mut Field<Box<str>>, task: Option<&str>, key: Key| {
            let Field::Given(name) = field else { return };
            if exact.contains(&*name.value) || lost.contains(&name.value) {
                return;
            }
            let Some(Some(meant)) = known.get(&name.value.to_lowercase()) else {
                return;
            };
            let message = say!(
                en: "there is no calendar {calendar}",
                zh: "没有名为 {calendar} 的日历",
                calendar = &*name,
            );
            let write = say!(en: "write {meant}", zh: "改为 {meant}", meant = *meant);
            let finding =
                Finding::new(rule_id::CALENDAR_UNKNOWN, name.span, message).help(write.clone());
            let finding = finding.task(task).key(key);
            findings.add(finding.fix(write, name.span, scalar::name_to_yaml(meant)));
            name.value = (*meant).into();
        };
        settle(&mut plan.meta.calendar, None, "calendar".into());
        settle(
            &mut plan.meta.working_calendar,
            None,
            "working_calendar".into(),
        );
        for calendar in &mut plan.calendars {
            let key = [
                Subject::Word("extends"),
                Subject::calendar(&calendar.name.value),
            ];
            settle(&mut calendar.extends, None, key.into());
        }
        for task in plan
            .tasks
            .iter_mut()
            .filter(|task| task.calendar.given().is_some())
        {
            let id: Option<Box<str>> = task.id().map(Box::from);
            settle(&mut task.calendar, id.as_deref(), "calendar".into());
        }
    }
}
