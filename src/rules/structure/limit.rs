#![doc = include_str!("limit.md")]

use crate::config::Setting;
use crate::config::Settings;
use crate::model::Limits;
use crate::model::rule_id;
use crate::rules::ERROR;
use crate::rules::Facts;
use crate::rules::Page;
use crate::rules::Reads;
use crate::rules::Rule;
use crate::rules::Run;
use crate::text::yaml;

const ID: &str = rule_id::LIMIT;

const MAX_FILE_BYTES: Setting<u64> = Setting::most_of_all(
    ID,
    (
        "max_file_bytes",
        "The largest file that is read, in bytes. 16777216 is 16 MiB.",
    ),
    4_000_000_000,
    16_777_216,
);

/// Reading goes down one call for each level: 512 are well within any thread's stack.
const MAX_DEPTH: Setting<usize> = Setting::most(
    ID,
    (
        "max_depth",
        "How many levels deep lists and mappings may stand inside each other.",
    ),
    512,
    64,
);

const MAX_NODES: Setting<usize> = Setting::most(
    ID,
    (
        "max_nodes",
        "How many values, lists and mappings a file may hold.",
    ),
    1_000_000_000,
    5_000_000,
);

const MAX_ALIAS_NODES: Setting<u64> = Setting::most_of_all(
    ID,
    (
        "max_alias_nodes",
        "How many values, lists and mappings the aliases (`*name`) of a plan may repeat, however much is written in it.",
    ),
    1_000_000_000,
    100_000,
);

/// Every finding names what it is about: a long name makes all of them long.
const MAX_NAME_CHARS: Setting<usize> = Setting::most(
    ID,
    (
        "max_name_chars",
        "How many characters an id, or the name of an owner or calendar, may have.",
    ),
    10_000,
    200,
);

const MAX_TASKS: Setting<usize> = Setting::most(
    ID,
    (
        "max_tasks",
        "How many phases and tasks a plan may have, besides one for every 20 bytes.",
    ),
    100_000_000,
    50_000,
);

const MAX_DEPENDENCIES: Setting<usize> = Setting::most(
    ID,
    (
        "max_dependencies",
        "How many entries all `depends_on` of a plan may have together, however large it is.",
    ),
    100_000_000,
    1_000_000,
);

const MAX_ASSIGNMENTS: Setting<usize> = Setting::most(
    ID,
    (
        "max_assignments",
        "How many executors all tasks of a plan may have together, own and inherited.",
    ),
    100_000_000,
    1_000_000,
);

const MAX_PLAN_FILES: Setting<usize> = Setting::most(
    ID,
    ("max_plan_files", "How many files a plan may have."),
    1_000_000,
    20_000,
);

const MAX_PLAN_BYTES: Setting<u64> = Setting::most_of_all(
    ID,
    (
        "max_plan_bytes",
        "How many bytes the files of a plan may have together. 268435456 is 256 MiB.",
    ),
    64_000_000_000,
    268_435_456,
);

pub(in crate::rules) static RULE: Rule = Rule::new(Facts {
    id: ID,
    title: "超出规模上限",
    since: "0.1.0",
    level: ERROR,
    page: Page {
        en: include_str!("limit.md"),
        zh: include_str!("limit.zh.md"),
    },
    run: Run::Reading,
})
.options(&[
    MAX_FILE_BYTES.spec,
    MAX_DEPTH.spec,
    MAX_NODES.spec,
    MAX_ALIAS_NODES.spec,
    MAX_NAME_CHARS.spec,
    MAX_TASKS.spec,
    MAX_DEPENDENCIES.spec,
    MAX_ASSIGNMENTS.spec,
    MAX_PLAN_FILES.spec,
    MAX_PLAN_BYTES.spec,
])
.reads(Reads::Text);

/// The limits that the settings give.
#[must_use]
pub(crate) fn limits(settings: &Settings) -> Limits {
    Limits {
        part: yaml::Limits {
            file_bytes: settings.get(&MAX_FILE_BYTES),
            depth: settings.get(&MAX_DEPTH),
            nodes: settings.get(&MAX_NODES),
            alias_nodes: settings.get(&MAX_ALIAS_NODES),
        },
        name_chars: settings.get(&MAX_NAME_CHARS),
        tasks: settings.get(&MAX_TASKS),
        dependencies: settings.get(&MAX_DEPENDENCIES),
        assignments: settings.get(&MAX_ASSIGNMENTS),
        plan_files: settings.get(&MAX_PLAN_FILES),
        plan_bytes: settings.get(&MAX_PLAN_BYTES),
    }
}
