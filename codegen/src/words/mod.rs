//! Words and Rust identifiers.

mod acronyms;
mod identifier;
mod singular;

pub use identifier::{is_keyword, pascal, snake, speaks};
pub use singular::singular;
