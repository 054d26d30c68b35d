//! What is read of repositories, beside what git itself says of them.

mod index;
mod merges;
mod repository;
mod trailers;
mod unchanged;
