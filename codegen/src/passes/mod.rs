//! The passes that turn documents into a model of an API, in the order in which they run.
//!
//! Each takes a document or a model, changes one thing about it, and says in the report what it
//! found. None knows of a particular specification.

mod body;
pub mod bundle;
pub mod check;
pub mod compose;
pub mod conjunction;
pub mod envelope;
pub mod fixups;
pub mod infer;
pub mod merge;
pub mod names;
pub(crate) mod naming;
mod paging;
mod parameters;
pub mod recursion;
pub mod restrict;
pub mod select;
pub mod shape;
