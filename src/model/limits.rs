//! How large a plan may be: plans come from strangers, and everything that is read takes time and
//! memory.

use crate::finding::Finding;
use crate::finding::Subject;
use crate::model::rule_id;
use crate::text::Span;
use crate::text::yaml;
use crate::words::Message;
use crate::words::say;
use crate::words::word;

/// Beyond these a plan, or a part of it, is not read, and a finding says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Limits {
    /// Of each part by itself.
    pub part: yaml::Limits,
    /// Characters of an id, or of the name of an owner or calendar.
    pub name_chars: usize,
    /// Phases and tasks of a plan, besides one for each so many bytes.
    pub tasks: usize,
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
            tasks: 50_000,
            dependencies: 1_000_000,
            assignments: 1_000_000,
            plan_files: 20_000,
            plan_bytes: 256 << 20,
        }
    }
}

/// A task of an honest plan takes ten times as many bytes.
const BYTES_OF_A_TASK: usize = 20;

/// Bytes of a dependency, with all else that a plan with many of them has.
const BYTES_OF_A_DEPENDENCY: usize = 8;

/// Dependencies that every plan may have.
const FEW_DEPENDENCIES: usize = 50_000;

impl Limits {
    /// How many phases and tasks are read of a plan with so many bytes. Hundreds of thousands in a
    /// megabyte are none: whoever writes `{}` three hundred thousand times wants to fill the
    /// memory.
    pub(super) fn tasks_of(&self, bytes: usize) -> usize {
        self.tasks.saturating_add(bytes / BYTES_OF_A_TASK)
    }

    /// How many dependencies are read of a plan with so many bytes.
    pub(super) fn dependencies_of(&self, bytes: usize) -> usize {
        self.dependencies
            .min(FEW_DEPENDENCIES + bytes / BYTES_OF_A_DEPENDENCY)
    }
}

/// Something is more than the limit that `option` sets; `advice` is what to do rather than to raise
/// it.
pub(super) fn beyond(
    span: Span,
    message: Message,
    advice: Message,
    option: &'static str,
) -> Finding {
    Finding::new(rule_id::LIMIT, span, message)
        .help(say!(
            en: "{advice}, or raise `{option}` of the rule `limit` in planlint.yaml",
            zh: "{advice}，或在 planlint.yaml 中调高规则 `limit` 的 `{option}`",
            advice = advice,
            option = word(option),
        ))
        .key(Subject::Word(option.trim_start_matches("max_")))
}
