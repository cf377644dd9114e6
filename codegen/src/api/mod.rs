//! What the generator knows about an API once its document has been read: operations, and the
//! types that they send and receive. Imports nothing.

mod choice;
mod circles;
mod join;
mod operation;
pub mod path;
mod place;
mod rewrite;
mod roles;
mod types;

pub use circles::Merged;
pub use operation::{
    Body, LeftOut, Listing, Location, Named, Operation, Outcome, PagedBy, Paging, Parameter, Scope,
};
pub use path::{SCOPE, http_key};
pub use place::Place;
pub use roles::{Roles, Wrapper};
pub use types::{By, Choice, Field, Kind, Object, Step, Type, TypeId, Types, Untyped, Why, Wording};

/// An API: its operations and their types.
#[derive(Clone, Debug, Default)]
pub struct Api {
    /// By path, then method.
    pub operations: Vec<Operation>,
    /// What they send and receive.
    pub types: Types,
}
