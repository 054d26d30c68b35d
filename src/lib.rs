#![doc = include_str!("ARCHITECTURE.md")]

// In reading order, from the ground up.
pub mod text;

pub mod calendar;
pub mod finding;

pub mod model;

pub mod schedule;

pub mod diff;

pub mod config;

pub mod rules;

pub mod check;

pub mod compare;

pub mod gate;

pub mod report;

pub mod load;

pub mod exchange;

pub mod cli;
