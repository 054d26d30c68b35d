//! What is read of repositories, beside what git itself says of them.

mod index;
mod merges;
pub(crate) mod repository;
mod trailers;
mod unchanged;
