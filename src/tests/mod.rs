//! Tests of several modules together that look at values of which the crate's face says nothing:
//! what a table is read as before it is written, sums beside those of a second reading, verdicts on
//! merges with a history that no git has made. What one module does alone is tested beside it, and
//! what users see in `tests/it`.

mod asking;
mod import;
mod import_office;
mod limits;
mod oracle;
mod pseudo;
mod schema;
mod seed;
