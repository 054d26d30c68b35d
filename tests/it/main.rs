//! All integration tests in one binary: one link instead of many.

mod asked;
#[path = "../../src/tests/asking.rs"]
mod asking;
mod bends;
mod both_languages;
mod causes;
mod chinese_style;
mod cli;
#[cfg(unix)]
mod colours;
mod common;
mod deadlines;
mod diff;
mod facts;
mod files;
mod fixing;
mod folders;
mod follows;
mod forge;
mod formats;
mod gate;
mod git;
mod helps;
mod hostile_git;
// They are POSIX scripts, and run by git for the same reasons everywhere.
#[cfg(unix)]
mod hook;
#[cfg(unix)]
mod http;
mod import;
mod import_next;
mod inert;
mod init;
// Its example is made by a shell.
#[cfg(unix)]
mod json_page;
mod languages;
mod layers;
mod leftovers;
mod limits;
mod links;
mod mending;
mod merges;
mod moving;
mod once;
mod outputs;
mod owner_helps;
mod pages;
mod plans;
mod props;
mod reading;
mod readme;
mod registry;
mod removals;
#[path = "../../src/load/git/beside_git/repository.rs"]
mod repository;
mod revisions;
mod scenarios;
mod schema;
mod seed;
mod session;
mod show;
mod small;
mod texts;
mod translated;
mod which_language;
mod why;
mod worse;
