//! From what is known about an API to what will be written: which groups and methods there are,
//! and what everything is called.

mod arguments;
pub mod codes;
pub mod coverage;
mod held;
pub mod infer;
pub mod names;
mod naming;
mod reserved;
pub mod resources;
mod scope_pairs;
pub mod table;
pub mod table_groups;
mod tree;
mod verbs;
mod way;

pub use tree::{Alias, Group, Method, Module, Plan, TypeNaming};
