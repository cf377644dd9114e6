//! From schemas to types: conjunctions are taken apart, alternatives joined, circles cut off.

mod alternatives;
pub mod compose;
pub mod conjunction;
pub(crate) mod examples;
mod objects;
mod plain;
pub mod recursion;
pub(crate) mod secrets;
