//! From schemas to types: conjunctions are taken apart, alternatives joined, circles closed.

mod alternatives;
mod circles;
pub mod compose;
pub mod conjunction;
pub(crate) mod examples;
mod objects;
mod of_bodies;
mod plain;
pub mod recursion;
pub(crate) mod secrets;
mod told_apart;
mod unsaid;
