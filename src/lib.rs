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
//! | What would move with a task? | [`Project::shift`] | [`Project::shift`] |
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

#[allow(unreachable_pub, reason = "most of it is only the crate's own")]
mod calendar;

mod words;

mod finding;

mod model;

#[allow(unreachable_pub, reason = "all of it is only the crate's own")]
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

// Only for fuzz/, which sets it: elsewhere nobody sees it.
#[cfg(fuzzing)]
pub mod fuzzing;

// Tests ask planlint as a stranger does, by its name.
#[cfg(test)]
extern crate self as planlint;

#[cfg(test)]
mod tests;

pub use analysis::Spot;
pub use calendar::Day;
pub use calendar::Weekday;
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
pub use finding::CommonCause;
pub use finding::Edit;
pub use finding::Finding;
pub use finding::Fix;
pub use finding::Key;
pub use finding::Label;
pub use finding::Measure;
pub use finding::Severity;
pub use finding::Size;
pub use finding::Subject;
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
pub use project::Move;
pub use project::Moved;
pub use project::Project;
pub use project::Range;
pub use project::Revision;
pub use project::Scope;
pub use project::Session;
pub use project::Shift;
pub use project::Show;
pub use project::Shown;
pub use project::ShownTask;
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
pub use words::Arg;
pub use words::ArgList;
pub use words::Joined;
pub use words::Lang;
pub use words::Message;
pub use words::Noun;
