//! planlint is a compiler for project plans that are kept as YAML in git. It says, with the exact
//! place and the numbers, where a plan does not add up: dependencies, dates, working days, owners,
//! totals, progress.
//!
//! Everything begins with a [`Project`]: a folder ([`Project::new`]) or texts in memory
//! ([`Project::of_texts`]).
//!
//! ```
//! use planlint::{Check, Day, Format, Lang, Project, Style};
//!
//! let plan = "
//! plan: {version: 1}
//! phases:
//!   - id: 1
//!     tasks:
//!       - {id: '1.1', start: 2024-03-04, finish: 2024-03-08}
//!       - {id: '1.2', start: 2024-03-06, finish: 2024-03-12, depends_on: ['1.1']}
//! ";
//! let project = Project::of_texts([("plan/plan.yaml", plan)], || Day::MIN);
//! let checked = project.check(&Check::default())?;
//! assert!(checked.fails());
//! let mut found = checked.report.findings.iter();
//! assert!(found.any(|one| one.finding.rule == "dependency-dates"));
//!
//! let mut text = Vec::new();
//! checked.write(Format::Text, Style::PLAIN.speaking(Lang::En), &mut text)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What can be asked
//!
//! | | in a folder, with git | of texts |
//! |---|---|---|
//! | What is wrong with a plan? | [`Project::check`] | [`Project::check`] |
//! | What has changed, and what follows? | [`Project::compare`], [`Project::compare_folders`], [`Project::compare_files`] | [`Project::compare_with`] |
//! | Would a merge leave consistent plans? | [`Project::gate`] | [`Project::gate_merge`] |
//! | What is wrong while somebody types? | [`Project::session`] | [`Project::session`] |
//! | When does it end, and what holds each task? | [`Project::show`] | [`Project::show`] |
//! | What can be mended in one way only? | [`Project::fix`] | [`Finding::fix`](Finding) |
//!
//! The answers are values - a [`Report`], a [`Comparison`], a [`Verdict`] - that write themselves in
//! every [`Format`] and in both [languages](Lang). Nothing prints, asks the environment or looks at
//! the clock: what day it is says whoever makes the project. [`rules()`] lists the rules, with their
//! pages.
//!
//! The command line is a caller like any other. How it is built is told in `src/ARCHITECTURE.md`.

// In reading order, from the ground up.
mod text;

mod calendar;

mod words;

mod finding;

mod model;

mod schedule;

mod diff;

mod config;

mod rules;

mod analysis;

mod check;

mod compare;

mod gate;

mod report;

mod load;

mod exchange;

mod project;

#[doc(hidden)]
pub mod console;

mod hook;

#[doc(hidden)]
pub mod cli;

// Tests ask planlint as a stranger does, by its name.
#[cfg(test)]
extern crate self as planlint;

#[cfg(test)]
mod tests;

pub use analysis::Spot;
pub use calendar::Day;
pub use check::Report;
pub use check::Reported;
pub use compare::Allow;
pub use compare::Allowed;
pub use compare::Comparison;
pub use compare::PlanComparison;
pub use config::FailOn;
pub use config::Level;
pub use config::OptionKind;
pub use config::OptionSpec;
pub use config::OptionValue;
pub use config::Selection;
pub use diff::Change;
pub use diff::ChangeKind;
pub use diff::FieldChange;
pub use finding::Edit;
pub use finding::Finding;
pub use finding::Fix;
pub use finding::Label;
pub use finding::Measure;
pub use finding::Severity;
pub use finding::Size;
pub use gate::Cause;
pub use gate::Conflict;
pub use gate::GateFinding;
pub use gate::MergeSide;
pub use gate::Origin;
pub use gate::Overlap;
pub use gate::Policy;
pub use gate::Verdict;
pub use load::Failure;
pub use project::AsOf;
pub use project::BadSettings;
pub use project::Buffer;
pub use project::Check;
pub use project::Checked;
pub use project::Compare;
pub use project::Compared;
pub use project::Error;
pub use project::Fixed;
pub use project::Gate;
pub use project::Gated;
pub use project::Merge;
pub use project::Project;
pub use project::Range;
pub use project::Revision;
pub use project::Scope;
pub use project::Session;
pub use project::Show;
pub use project::Shown;
pub use project::Snapshot;
pub use report::Forge;
pub use report::Format;
pub use report::Style;
pub use rules::Page;
pub use rules::Rule;
pub use rules::rules;
pub use text::EditorPosition;
pub use text::FileId;
pub use text::LineIndex;
pub use text::Position;
pub use text::SourceFile;
pub use text::SourceMap;
pub use text::Span;
pub use words::Lang;
pub use words::Message;

/// What planlint's own fuzzing looks into: readers of what strangers write, by themselves. It is no
/// part of the crate's face, and nothing about it is promised.
#[doc(hidden)]
pub mod inside {
    /// As in planlint.
    pub mod analysis {
        pub use crate::analysis::PlanFiles;
        pub use crate::analysis::Store;
    }
    /// As in planlint.
    pub mod calendar {
        pub use crate::calendar::built_in;
    }
    /// As in planlint.
    pub mod check {
        use std::collections::BTreeMap;

        use crate::check::Report;
        use crate::check::Reported;
        use crate::finding::Finding;
        use crate::text::SourceMap;

        pub use crate::check::Options;
        pub use crate::check::check;

        /// A finding as if a rule had made it about one of the plans.
        #[must_use]
        pub fn reported(finding: Finding, plan: Option<usize>, fingerprint: &str) -> Reported {
            Reported {
                finding,
                plan,
                fail_on: None,
                fingerprint: fingerprint.to_owned(),
                was: None,
            }
        }

        /// A report of findings that no check has made.
        #[must_use]
        pub fn report(sources: SourceMap, plans: Vec<String>, findings: Vec<Reported>) -> Report {
            Report {
                findings,
                sources,
                plans,
                not_shown: Vec::new(),
                hushed: Vec::new(),
                beyond: BTreeMap::new(),
                is_quiet: false,
                ignored: 0,
                not_selected: 0,
                elsewhere: 0,
                existing: Some(1),
                allowed: Vec::new(),
                files: 0,
                tasks: 0,
                incomplete: false,
                incomplete_fails: false,
            }
        }
    }
    /// As in planlint.
    pub mod compare {
        pub use crate::compare::Allow;
        pub use crate::compare::PlanPair;
        pub use crate::compare::compare;
    }
    /// As in planlint.
    pub mod config {
        pub use crate::config::OptionKind;
        pub use crate::config::OptionValue;
        pub use crate::config::Settings;
        pub use crate::config::families;
        pub use crate::config::read;
    }
    /// As in planlint.
    pub mod exchange {
        pub use crate::exchange::Entry;
        pub use crate::exchange::Field;
        pub use crate::exchange::Imported;
        pub use crate::exchange::OutFile;
        pub use crate::exchange::OwnerKind;
        pub use crate::exchange::Refused;
        pub use crate::exchange::import;
        pub use crate::exchange::lost;
        pub use crate::exchange::schema_url;
    }
    /// As in planlint.
    pub mod gate {
        pub use crate::gate::ConflictFiles;
        pub use crate::gate::ConflictKind;
        pub use crate::gate::GatePlan;
        pub use crate::gate::MergeSide;
        pub use crate::gate::SideCommit;
        pub use crate::gate::gate;
    }
    /// As in planlint.
    pub mod load {
        /// As in planlint.
        pub mod disk {
            pub use crate::load::disk::plan;
        }
        /// As in planlint.
        pub mod git {
            pub use crate::load::git::At;
            pub use crate::load::git::Index;
            pub use crate::load::git::Repo;
            pub use crate::load::git::Trailer;
            pub use crate::load::git::Unreadable;
        }
    }
    /// As in planlint.
    pub mod model {
        pub use crate::model::ALL_KEYS;
        pub use crate::model::Limits;
        pub use crate::model::NotText;
        pub use crate::model::RawFile;
        pub use crate::model::TaskKey;
        pub use crate::model::assemble;
        pub use crate::model::read_file;
    }
    /// As in planlint.
    pub mod report {
        pub use crate::report::GateNames;
        pub use crate::report::Names;
        pub use crate::report::render;
        pub use crate::report::render_diff;
        pub use crate::report::render_findings;
        pub use crate::report::render_gate;
        pub use crate::report::render_stat;
    }
    /// As in planlint.
    pub mod rules {
        pub use crate::rules::RULES;
        pub use crate::rules::limits;
        pub use crate::rules::specs;
    }
    /// As in planlint.
    pub mod schedule {
        pub use crate::schedule::Method;
        pub use crate::schedule::Schedule;
    }
    /// As in planlint.
    pub mod text {
        pub use crate::text::SourceMap;
        pub use crate::text::Span;
        /// As in planlint.
        pub mod encoding {
            pub use crate::text::encoding::decode;
        }
        /// As in planlint.
        #[cfg(fuzzing)]
        pub mod yaml {
            pub use crate::text::yaml::disagreement;
        }
    }
}
