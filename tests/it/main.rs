//! All integration tests in one binary: one link instead of many.

mod cli;
mod common;
mod formats;
mod git;
mod import;
mod inert;
mod init;
mod layers;
mod links;
mod pages;
mod props;
mod reading;
mod readme;
mod registry;
mod revisions;
mod schema;
mod seed;
