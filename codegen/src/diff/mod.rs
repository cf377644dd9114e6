//! Compares two published documents by what a user of the generated client would notice.
//!
//! What is compared is what would be generated: operations are matched by method and path without
//! the names of parameters, and their types, which have no names of the document's own by then,
//! are walked side by side. Other component keys, other parameter names in a path, another order
//! of the same things and other wording are therefore no change. Every change says at which
//! [`Level`] it is and why, and a change in a type that many operations share is one [`Change`]
//! that lists them.
//!
//! | module | subject |
//! |---|---|
//! | `operations` | which operations there are, what they are called, what they succeed with |
//! | `parameters` | path, query, headers |
//! | `payload` | bodies and results |
//! | `types` | types, at whatever depth: fields, enum values, forms of unions |
//! | `describe` | types in words |
//! | `story` | equal changes in several operations become one |
//! | `change`, `finding` | what has changed, with and without the places where it shows |
//! | `entries` | changes that are read as one |
//! | `side` | one of the two clients |
//! | `client` | what users of a client with an operations table notice |
//! | [`render`] | terminal, Markdown |
//! | [`json`] | JSON, with a description of its form |

mod change;
mod client;
mod compare;
mod describe;
mod entries;
mod finding;
pub mod json;
mod operations;
mod parameters;
mod payload;
pub mod render;
mod side;
mod story;
mod types;

pub use change::{Affected, Change, Diff, Kind, Level};
pub use client::Client;
pub use compare::{Options, compare};
