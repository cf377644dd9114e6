//! Lists: how one is divided into pages.

use crate::api::operation::Operation;

/// How a list is divided into pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Paging {
    /// Pages have numbers; the query parameter `page` chooses one.
    Page,
    /// Each page says where the next begins, and the query parameter of this name takes what it
    /// said.
    Cursor(&'static str),
}

/// An operation that gives one page of a list.
#[diagnostic::on_unimplemented(
    message = "`{Self}` isn't paged: the service answers with all there is at once",
    label = "has no pages to walk",
    note = "await it, or its `.result()`, for the whole list"
)]
pub trait Paged: Operation<Result = Vec<Self::Item>> + Clone {
    /// What the list is of.
    type Item: serde::de::DeserializeOwned + Send + 'static;

    /// How the list is divided; by page numbers, unless an operation says otherwise.
    fn paging(&self) -> Paging {
        Paging::Page
    }

    /// A number for the identifier of each item, if all have one that is known without a second look at
    /// the answer.
    #[doc(hidden)]
    fn identifiers(_: &[Self::Item]) -> Option<Vec<u64>> {
        None
    }
}
