//! How large a plan may be: plans come from strangers, and everything that is read takes time and memory.

use crate::finding::Finding;
use crate::text::Span;
use crate::text::yaml;

/// Beyond these a plan, or a part of it, is not read, and a finding says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Of each part by itself.
    pub part: yaml::Limits,
    /// Characters of an id, or of the name of an owner or calendar.
    pub name_chars: usize,
    /// Entries of `depends_on` in a plan.
    pub dependencies: usize,
    /// Tasks times their executors, own or inherited, in a plan.
    pub assignments: usize,
    /// Files of a plan.
    pub plan_files: usize,
    /// Bytes of all files of a plan.
    pub plan_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            part: yaml::Limits::default(),
            name_chars: 200,
            dependencies: 1_000_000,
            assignments: 1_000_000,
            plan_files: 20_000,
            plan_bytes: 256 << 20,
        }
    }
}

/// Something is more than the limit that `option` sets.
pub(super) fn beyond(span: Span, message: String, advice: &str, option: &str) -> Finding {
    Finding::new("limit", span, message)
        .help(format!("{advice}, or raise `{option}` of the rule `limit` in planlint.yaml"))
        .key(option.trim_start_matches("max_"))
}
