//! From schemas to types: conjunctions are taken apart, alternatives joined, circles cut off.

pub mod compose;
pub mod conjunction;
mod identifier;
pub mod recursion;
pub(crate) mod secrets;
