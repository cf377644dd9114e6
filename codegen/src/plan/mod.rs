//! From what is known about an API to what will be written: which groups and methods there are,
//! and what everything is called.

pub mod codes;
pub mod coverage;
pub mod infer;
pub mod names;
mod naming;
mod reserved;
mod scope_pairs;
pub mod select;
pub mod table;
mod tree;

pub use tree::{Alias, Group, Method, Module, Plan, group_structure};
