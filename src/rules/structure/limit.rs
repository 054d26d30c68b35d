#![doc = include_str!("limit.md")]

use crate::config::OptionKind;
use crate::config::OptionSpec;
use crate::config::OptionValue;
use crate::config::Settings;
use crate::model::Limits;
use crate::rules::ERROR;
use crate::rules::Facts;
use crate::rules::Page;
use crate::rules::Reads;
use crate::rules::Rule;
use crate::rules::Run;
use crate::text::yaml;

pub(in crate::rules) static RULE: Rule = Rule::new(Facts {
    id: "limit",
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
    option("max_file_bytes", 4_000_000_000, 16_777_216),
    // Reading goes down one call for each level: 512 are well within any thread's stack.
    option("max_depth", 512, 64),
    option("max_nodes", 1_000_000_000, 5_000_000),
    option("max_alias_nodes", 1_000_000_000, 100_000),
    // Every finding names what it is about: a long name makes all of them long.
    option("max_name_chars", 10_000, 200),
    option("max_tasks", 100_000_000, 50_000),
    option("max_dependencies", 100_000_000, 1_000_000),
    option("max_assignments", 100_000_000, 1_000_000),
    option("max_plan_files", 1_000_000, 20_000),
    option("max_plan_bytes", 64_000_000_000, 268_435_456),
])
.reads(Reads::Text);

const fn option(name: &'static str, most: i64, default: i64) -> OptionSpec {
    OptionSpec {
        name,
        kind: OptionKind::Integer(1, most),
        default: OptionValue::Integer(default),
    }
}

/// The limits that the settings give.
#[must_use]
pub(crate) fn limits(settings: &Settings) -> Limits {
    let value = |option| settings.integer(RULE.id, option);
    let size = |option| usize::try_from(value(option)).unwrap_or(usize::MAX);
    let bytes = |option| u64::try_from(value(option)).unwrap_or(u64::MAX);
    Limits {
        part: yaml::Limits {
            file_bytes: bytes("max_file_bytes"),
            depth: size("max_depth"),
            nodes: size("max_nodes"),
            alias_nodes: bytes("max_alias_nodes"),
        },
        name_chars: size("max_name_chars"),
        tasks: size("max_tasks"),
        dependencies: size("max_dependencies"),
        assignments: size("max_assignments"),
        plan_files: size("max_plan_files"),
        plan_bytes: bytes("max_plan_bytes"),
    }
}
