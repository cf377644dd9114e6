//! From schemas to types: conjunctions are taken apart, alternatives joined, circles cut off.

pub mod compose;
pub mod conjunction;
pub mod recursion;
pub mod secrets;
