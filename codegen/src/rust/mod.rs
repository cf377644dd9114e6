//! Writes Rust: from a plan to the text of files. A file for each kind of item that is written.

mod aliases;
mod bodies;
mod codes;
mod docs;
mod enums;
mod groups;
mod identifiers;
mod item;
mod kinds;
mod leads;
mod mocks;
mod module;
mod operations;
mod parameters;
mod print;
mod rust_type;
pub mod skeleton;
mod structs;
mod target;
mod unions;
mod writer;

pub use module::{Files, module};
pub use target::{File, Target};
