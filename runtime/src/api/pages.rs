//! Walking a list page by page, or item by item.
//!
//! A page is asked for when it is wanted and not before, and the walk ends by itself: by the totals
//! that the service gives, by a page that isn't full, by the lack of a further cursor, or with an
//! error when the service answers another page than was asked for, nothing where there should be
//! more, or what it has answered before.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_core::Stream;

use crate::api::ahead::{Flight, ahead};
use crate::api::limit::Limit;
use crate::api::operation::Operation;
use crate::api::paging::{Paged, Paging};
use crate::api::walk::Walk;
use crate::call::{self, Begun};
use crate::decode;
use crate::decode::envelope::Envelope;
use crate::error::{Error, Result};
use crate::request::Request;

/// Walks a list. Every [`Paged`] operation has these methods.
///
/// ```no_run
/// # use cloudflare_core::runtime::Paged;
/// use cloudflare_core::prelude::*;
///
/// # async fn example<O: Paged>(list: O) -> Result<(), cloudflare_core::Error> where O::Item: std::fmt::Debug {
/// let mut certificates = list.items();
/// while let Some(certificate) = certificates.try_next().await? {
///     println!("{certificate:?}");
/// }
/// # Ok(())
/// # }
/// ```
pub trait PaginateExt: Paged {
    /// The pages, each in its envelope, beginning with the one that the operation asks for (the
    /// first, when it asks for none).
    fn pages(self) -> Pages<Self> {
        let paging = self.paging();
        Pages::new(self.into_request(), paging)
    }

    /// The items of all pages.
    fn items(self) -> Items<Self> {
        Items { pages: self.pages(), page: Vec::new().into_iter() }
    }
}

impl<O: Paged> PaginateExt for O {}

/// A list's pages, as a [`Stream`] and by [`try_next`](Self::try_next).
///
/// Nothing is fetched ahead, unless [`read_ahead`](Self::read_ahead) asks for it: two pages cost two
/// requests. After an error, or the last page, there is nothing more. Dropping it drops the request
/// under way and sends no other.
///
/// The last page is the one that the service says is the last: by totals, or because it is shorter
/// than one before. Where it says nothing, one more page is asked for, which is empty. A page on
/// which nothing is new is an error: of each item that was given its identifier is remembered, as
/// a number of 8 bytes (about 12 with its place in a table). A list without totals whose items have
/// no identifiers goes on for 1,000 pages at most. A service that makes up new items for ever has a
/// list without an end: take as many as you want. When a list changes while it is walked, an item can
/// come twice, or, when others are deleted, be passed over.
#[must_use = "a stream of pages sends nothing until it is polled"]
pub struct Pages<O: Paged> {
    walk: Walk,
    /// The request for the next page, or why there is none.
    flight: Option<Result<Flight>>,
    ahead: bool,
    limit: Option<Limit>,
    /// The answer to it, not looked at yet.
    landed: Option<Result<Begun>>,
    /// The page in it, and nothing where the list has ended before it.
    held: Option<Option<Page<O>>>,
    /// The request for the page after that, which is sure to be asked for if all is as it was said to be.
    expected: Option<Flight>,
    /// How often others have their turn before this goes on.
    turns: u8,
}

/// One page, as the streams give it.
type Page<O> = Result<Envelope<<O as Operation>::Result>>;

/// How many turns of others it takes until a request that goes on by itself has left: that of its task, and
/// that of its connection's. A program that works on items without ever waiting gives them none.
const TURNS: u8 = 2;

impl<O: Paged> Pages<O> {
    pub(crate) fn new(request: Request, paging: Paging) -> Self {
        Self {
            walk: Walk::new(request, paging),
            flight: None,
            ahead: false,
            limit: None,
            landed: None,
            held: None,
            expected: None,
            turns: 0,
        }
    }

    /// Allows the whole walk this long on the client's clock, from the first request on. The limits of
    /// calls hold for each page beside it. When it is over the stream ends with a
    /// [timeout](crate::ErrorKind::Timeout) that says how much had come.
    pub fn within(mut self, limit: Duration) -> Self {
        self.limit = Some(Limit::new(limit));
        self
    }

    /// Asks for the page after one as soon as that one has come, while its items are worked on. A walk
    /// that is given up early has then asked for a page too many.
    ///
    /// The request is a task of the tokio runtime that walks the list, so it comes in however long the
    /// work on an item takes. There is never more than one page ahead; dropping the walk stops it.
    pub fn read_ahead(mut self) -> Self {
        self.ahead = true;
        self
    }

    /// The next page; `None` after the last.
    ///
    /// Dropping the future loses nothing: the request goes on with the next call.
    ///
    /// # Errors
    /// As [`send`](crate::EnvelopeExt::send), and
    /// [pagination](crate::ErrorKind::Pagination) when the service doesn't go from page to page.
    pub async fn try_next(&mut self) -> Result<Option<Envelope<O::Result>>> {
        poll_fn(|context| self.poll_page(context)).await.transpose()
    }

    fn poll_page(&mut self, context: &mut Context<'_>) -> Poll<Option<Page<O>>> {
        if self.landed.is_none() && self.held.is_none() {
            let mut flight = match self.flight.take().or_else(|| self.depart()) {
                None => return Poll::Ready(None),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                Some(Ok(flight)) => flight,
            };
            let Poll::Ready(landed) = flight.poll(context) else {
                self.flight = Some(Ok(flight));
                return Poll::Pending;
            };
            if matches!(&landed, Ok((_, Ok(answer))) if answer.status.is_success()) {
                self.expect();
            }
            self.landed = Some(landed);
        }
        ready!(self.turn(context));
        if let Some(landed) = self.landed.take() {
            let page = self.read(landed);
            if self.ahead {
                self.go_on();
            }
            self.held = Some(page.transpose());
        }
        ready!(self.turn(context));
        Poll::Ready(self.held.take().flatten())
    }

    /// Lets others have their turns.
    fn turn(&mut self, context: &mut Context<'_>) -> Poll<()> {
        if self.turns == 0 {
            return Poll::Ready(());
        }
        self.turns -= 1;
        context.waker().wake_by_ref();
        Poll::Pending
    }

    /// What has come, as a page of the list.
    fn read(&mut self, landed: Result<Begun>) -> Result<Option<Envelope<O::Result>>> {
        let answer = landed.and_then(|begun| {
            call::finish(begun, |answer| {
                decode::decode_page(answer, O::absent, O::LIST, |page| O::identifiers(O::items_of(page)))
            })
        });
        let page = self.walk.arrived(answer, |page| O::items_of(page).len());
        match &mut self.limit {
            None => page,
            Some(limit) => {
                if let Ok(Some(page)) = &page {
                    limit.came(page.result().map_or(0, |page| O::items_of(page).len()));
                }
                page.map_err(|error| limit.explain(error, self.walk.now()))
            }
        }
    }

    /// Sends for the page after the one that has come, before that is looked at, where the pages before it
    /// promise that there is one: the service works meanwhile.
    fn expect(&mut self) {
        if self.ahead
            && let Some(Ok(request)) = self.walk.expected().map(|request| self.admit(request))
        {
            self.expected = Some(ahead(call::begin(request)));
            self.turns = TURNS;
        }
    }

    /// Sends for the page after the one that was looked at, unless that has been done.
    fn go_on(&mut self) {
        let expected = self.expected.take();
        self.flight = match expected.filter(|_| self.walk.goes_on()) {
            Some(flight) => self.walk.next_request().map(|asked| asked.map(|_| flight)),
            None => {
                let flight = self.depart();
                self.turns = if matches!(flight, Some(Ok(Flight::Ahead(_)))) { TURNS } else { 0 };
                flight
            }
        };
    }

    /// Sends for the next page; `None` after the last.
    fn depart(&mut self) -> Option<Result<Flight>> {
        let admitted = self.walk.next_request()?.and_then(|request| self.admit(request));
        if admitted.is_err() {
            self.walk.end();
        }
        Some(admitted.map(|request| {
            let call = call::begin(request);
            if self.ahead { ahead(call) } else { Flight::Here(call) }
        }))
    }

    /// The request, with no more time than there is for the walk.
    fn admit(&mut self, request: Request) -> Result<Request> {
        match &mut self.limit {
            Some(limit) => limit.admit(request),
            None => Ok(request),
        }
    }
}

impl<O: Paged> Stream for Pages<O> {
    type Item = Page<O>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_page(context)
    }
}

// Nothing in it is pinned in place: the request under way is in a box.
impl<O: Paged> Unpin for Pages<O> {}

impl<O: Paged> fmt::Debug for Pages<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("walk", &self.walk).finish_non_exhaustive()
    }
}

/// A list's items, as a [`Stream`] and by [`try_next`](Self::try_next).
///
/// Goes through [`Pages`] and has its properties.
#[must_use = "a stream of items sends nothing until it is polled"]
pub struct Items<O: Paged> {
    pages: Pages<O>,
    page: std::vec::IntoIter<O::Item>,
}

impl<O: Paged> Items<O> {
    /// Allows the whole walk this long; see [`Pages::within`].
    pub fn within(mut self, limit: Duration) -> Self {
        self.pages = self.pages.within(limit);
        self
    }

    /// Asks for a page while the items of the one before are worked on; see [`Pages::read_ahead`].
    pub fn read_ahead(mut self) -> Self {
        self.pages = self.pages.read_ahead();
        self
    }

    /// The next item; `None` after the last.
    ///
    /// # Errors
    /// As [`Pages::try_next`]. Items of the pages before an error have all been given by then.
    pub async fn try_next(&mut self) -> Result<Option<O::Item>, Error> {
        if let Some(item) = self.page.next() {
            return Ok(Some(item));
        }
        poll_fn(|context| self.poll_item(context)).await.transpose()
    }

    fn poll_item(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<O::Item>>> {
        loop {
            if let Some(item) = self.page.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(self.pages.poll_page(context)) {
                None => return Poll::Ready(None),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                // A page without a result is an empty page.
                Some(Ok(page)) => {
                    self.page = page.into_result().map(O::into_items).unwrap_or_default().into_iter();
                }
            }
        }
    }
}

impl<O: Paged> Stream for Items<O> {
    type Item = Result<O::Item>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_item(context)
    }
}

// The items are handed out by value and never pinned.
impl<O: Paged> Unpin for Items<O> {}

impl<O: Paged> fmt::Debug for Items<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("pages", &self.pages).field("left_on_page", &self.page.len()).finish()
    }
}
