//! Lists: how one is divided into pages, and where on a page its items are.

use crate::api::operation::Operation;
use crate::value::nullable::Nullable;

/// How a list is divided into pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Paging {
    /// Pages have numbers; the query parameter `page` chooses one.
    Page,
    /// Pages have numbers; the query parameter of this name chooses one.
    Numbered(&'static str),
    /// Each page says where the next begins, and the query parameter of this name takes what it
    /// said.
    Cursor(&'static str),
    /// The query parameter of this name takes how many items of the list come before a page.
    Offset(&'static str),
    /// The query parameter of this name takes the place of a page's first item in the list, where the
    /// first of all is 1, as SCIM's `startIndex` does.
    StartIndex(&'static str),
}

/// An operation that gives one page of a list.
#[diagnostic::on_unimplemented(
    message = "`{Self}` isn't paged: the service answers with all there is at once",
    label = "has no pages to walk",
    note = "await it, or its `.result()`, for the whole list"
)]
pub trait Paged: Operation + Clone {
    /// What the list is of.
    type Item: serde::de::DeserializeOwned + Send + 'static;

    /// How the list is divided; by page numbers, unless an operation says otherwise.
    const PAGING: Paging = Paging::Page;

    /// The field of the result that holds the list, by its name in JSON; none where the result is the
    /// list.
    const LIST: Option<&'static str> = None;

    /// How this list is divided.
    fn paging(&self) -> Paging {
        Self::PAGING
    }

    /// The items of a page.
    fn items_of(page: &Self::Result) -> &[Self::Item];

    /// The items of a page, for keeps.
    fn into_items(page: Self::Result) -> Vec<Self::Item>;

    /// A number for the identifier of each item, if all have one that is known without a second look at
    /// the answer.
    #[doc(hidden)]
    fn identifiers(_: &[Self::Item]) -> Option<Vec<u64>> {
        None
    }
}

/// A list as a field of a result has it: there, perhaps there, or perhaps null.
#[doc(hidden)]
pub trait Listed<T> {
    /// Its items; none where it isn't there.
    fn listed(&self) -> &[T];

    /// Its items, for keeps.
    fn into_listed(self) -> Vec<T>;
}

impl<T> Listed<T> for Vec<T> {
    fn listed(&self) -> &[T] {
        self
    }

    fn into_listed(self) -> Self {
        self
    }
}

impl<T> Listed<T> for Option<Vec<T>> {
    fn listed(&self) -> &[T] {
        self.as_deref().unwrap_or_default()
    }

    fn into_listed(self) -> Vec<T> {
        self.unwrap_or_default()
    }
}

impl<T> Listed<T> for Nullable<Vec<T>> {
    fn listed(&self) -> &[T] {
        self.value().map_or(&[], Vec::as_slice)
    }

    fn into_listed(self) -> Vec<T> {
        self.into_value().unwrap_or_default()
    }
}
