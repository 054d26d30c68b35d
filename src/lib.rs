#![doc = include_str!("ARCHITECTURE.md")]

// In reading order, from the ground up.
pub mod text;

pub mod calendar;

pub mod words;

pub mod finding;

pub mod model;

pub mod schedule;

pub mod diff;

pub mod config;

pub mod rules;

pub mod analysis;

pub mod check;

pub mod compare;

pub mod gate;

pub mod report;

pub mod load;

pub mod exchange;

mod project;

pub mod console;

pub(crate) mod hook;

pub mod cli;

pub use calendar::Day;
pub use check::Report;
pub use check::Reported;
pub use compare::Comparison;
pub use compare::PlanComparison;
pub use config::FailOn;
pub use config::Level;
pub use config::Selection;
pub use finding::Edit;
pub use finding::Finding;
pub use finding::Fix;
pub use finding::Label;
pub use finding::Severity;
pub use gate::Conflict;
pub use gate::GateFinding;
pub use gate::Origin;
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
pub use project::Snapshot;
pub use report::Forge;
pub use report::Format;
pub use report::Style;
pub use rules::Rule;
pub use rules::rules;
pub use words::Lang;
pub use words::Message;
