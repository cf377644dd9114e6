//! Words and Rust identifiers.

mod acronyms;
mod identifier;
mod singular;
mod taken;

pub use identifier::{is_keyword, pascal, snake, speaks};
pub use singular::singular;
pub use taken::Taken;
