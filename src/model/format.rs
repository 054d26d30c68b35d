//! The keys of the format. `schema/plan.schema.json` has the same, and a test holds the two
//! together.

/// At the top of every part.
pub const PART_KEYS: &[&str] = &["plan", "calendars", "owners", "phases"];
/// Of `plan`.
pub(super) const PLAN_KEYS: &[&str] = &[
    "version",
    "title",
    "editors",
    "status_date",
    "calendar",
    "working_calendar",
    "description",
];
/// Of a calendar.
pub(super) const CALENDAR_KEYS: &[&str] = &["week", "holidays", "workdays", "extends"];
/// Of an owner.
pub(super) const OWNER_KEYS: &[&str] = &["kind", "aliases", "members", "capacity", "contact"];
/// Of a phase.
pub(super) const PHASE_KEYS: &[&str] = &[
    "id",
    "name",
    "description",
    "outcome",
    "coordinator",
    "executors",
    "total_days",
    "parallel",
    "start",
    "finish",
    "calendar",
    "notes",
    "tasks",
];
/// Of a task.
pub const TASK_KEYS: &[&str] = &[
    "id",
    "name",
    "description",
    "coordinator",
    "executors",
    "depends_on",
    "parallel",
    "optional",
    "start",
    "finish",
    "days",
    "progress",
    "pending",
    "deliverable",
    "notes",
    "calendar",
    "tasks",
];
/// Of an entry of `depends_on`.
pub(super) const DEPENDENCY_KEYS: &[&str] = &["task", "type", "lag"];

/// Every key that can stand in a part: what tells `name：x` from prose with a `：` in it.
pub const ALL_KEYS: &[&str] = &[
    "plan",
    "calendars",
    "owners",
    "phases",
    "version",
    "title",
    "editors",
    "status_date",
    "calendar",
    "working_calendar",
    "description",
    "week",
    "holidays",
    "workdays",
    "extends",
    "kind",
    "aliases",
    "members",
    "capacity",
    "contact",
    "id",
    "name",
    "outcome",
    "coordinator",
    "executors",
    "total_days",
    "parallel",
    "start",
    "finish",
    "notes",
    "tasks",
    "depends_on",
    "optional",
    "days",
    "progress",
    "pending",
    "deliverable",
    "task",
    "type",
    "lag",
];

/// The largest number of days, of a lag or of tasks at once that a plan can give.
pub(super) const LARGEST_NUMBER: i64 = 1_000_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_keys_are_all_keys() {
        let mut union: Vec<&str> = [
            PART_KEYS,
            PLAN_KEYS,
            CALENDAR_KEYS,
            OWNER_KEYS,
            PHASE_KEYS,
            TASK_KEYS,
            DEPENDENCY_KEYS,
        ]
        .concat();
        union.sort_unstable();
        union.dedup();
        let mut all = ALL_KEYS.to_vec();
        all.sort_unstable();
        assert_eq!(all, union);
    }

    #[test]
    fn the_schema_has_the_same_keys() {
        let schema: serde_json::Value =
            serde_json::from_str(include_str!("../../schema/plan.schema.json"))
                .expect("the schema is JSON");
        let keys = |pointer: &str| {
            let object = schema.pointer(pointer).and_then(|value| value.as_object());
            let mut keys: Vec<&str> = object
                .expect("the schema has this part")
                .keys()
                .map(String::as_str)
                .collect();
            keys.sort_unstable();
            keys
        };
        for (pointer, ours) in [
            ("/properties", PART_KEYS),
            ("/$defs/plan/properties", PLAN_KEYS),
            ("/$defs/calendar/properties", CALENDAR_KEYS),
            ("/$defs/owner/properties", OWNER_KEYS),
            ("/$defs/phase/properties", PHASE_KEYS),
            ("/$defs/task/properties", TASK_KEYS),
        ] {
            let mut ours = ours.to_vec();
            ours.sort_unstable();
            assert_eq!(keys(pointer), ours, "{pointer}");
        }
    }
}
