//! Walking a list without async.

use std::fmt;
use std::time::Duration;

use super::wait::wait_for;
use crate::api::pages;
use crate::api::paging::Paged;
use crate::decode::envelope::Envelope;
use crate::error::Result;

/// Walks a list. Every [`Paged`] operation has these methods.
pub trait PaginateExt: Paged {
    /// The pages, each in its envelope; see [`pages`](crate::PaginateExt::pages).
    fn pages(self) -> Pages<Self> {
        let paging = self.paging();
        let mut request = self.into_request();
        request.set_blocking();
        Pages { pages: pages::Pages::new(request, paging), refused: false }
    }

    /// The items of all pages; see [`items`](crate::PaginateExt::items).
    fn items(self) -> Items<Self> {
        Items { pages: self.pages(), page: Vec::new().into_iter() }
    }
}

impl<O: Paged> PaginateExt for O {}

/// A list's pages; the [async `Pages`](crate::Pages) without async.
#[must_use = "an iterator of pages sends nothing until it is advanced"]
pub struct Pages<O: Paged> {
    pages: pages::Pages<O>,
    /// Blocking was impossible, which ends it like every error.
    refused: bool,
}

impl<O: Paged> Pages<O> {
    /// Allows the whole walk this long; see [`Pages::within`](crate::Pages::within).
    pub fn within(mut self, limit: Duration) -> Self {
        self.pages = self.pages.within(limit);
        self
    }

    /// Asks for the page after one as soon as that one has come, while its items are worked on; see
    /// [`Pages::read_ahead`](crate::Pages::read_ahead).
    ///
    /// The request has a thread of its own, which goes on while the caller does something else. There is
    /// never more than one page ahead; dropping the walk stops it.
    pub fn read_ahead(mut self) -> Self {
        self.pages = self.pages.read_ahead();
        self
    }
}

impl<O: Paged> Iterator for Pages<O> {
    type Item = Result<Envelope<O::Result>>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.refused {
            return None;
        }
        match wait_for(self.pages.try_next()) {
            Ok(page) => page.transpose(),
            Err(impossible) => {
                self.refused = true;
                Some(Err(impossible))
            }
        }
    }
}

impl<O: Paged> fmt::Debug for Pages<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.pages.fmt(f)
    }
}

/// A list's items; the [async `Items`](crate::Items) without async.
#[must_use = "an iterator of items sends nothing until it is advanced"]
pub struct Items<O: Paged> {
    pages: Pages<O>,
    page: std::vec::IntoIter<O::Item>,
}

impl<O: Paged> Items<O> {
    /// Allows the whole walk this long; see [`Pages::within`](crate::Pages::within).
    pub fn within(mut self, limit: Duration) -> Self {
        self.pages = self.pages.within(limit);
        self
    }

    /// Asks for a page while the items of the one before are worked on; see [`Pages::read_ahead`].
    ///
    /// ```
    /// # use std::io::{BufRead, BufReader, Write};
    /// use cloudflare_core::blocking::prelude::*;
    /// use cloudflare_core::{Client, Method};
    ///
    /// # fn main() -> Result<(), cloudflare_core::Error> {
    /// # let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    /// # let url = format!("http://{}/client/v4", listener.local_addr().unwrap());
    /// # std::thread::spawn(move || {
    /// #     for page in 1..=2 {
    /// #         let (mut stream, _) = listener.accept().unwrap();
    /// #         BufReader::new(&stream).lines().find(|line| line.as_ref().unwrap().is_empty());
    /// #         let zones = format!(r#"[{{"name": "{page}.example.com"}}]"#);
    /// #         let info = r#"{"total_pages": 2}"#;
    /// #         let body = format!(r#"{{"success": true, "result": {zones}, "result_info": {info}}}"#);
    /// #         let head = "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length:";
    /// #         write!(stream, "{head} {}\r\n\r\n{body}", body.len()).unwrap();
    /// #     }
    /// # });
    /// # let client = Client::builder().token("token").base_url(url).build()?;
    /// # let mut names = Vec::new();
    /// let zones = client.request(Method::GET, "/zones").list::<serde_json::Value>();
    /// for zone in zones.items().read_ahead() {
    ///     let zone = zone?; // While it is worked on, the next page is on its way.
    ///     println!("{}", zone["name"]);
    /// #   names.push(zone["name"].to_string());
    /// }
    /// # assert_eq!(names, [r#""1.example.com""#, r#""2.example.com""#]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn read_ahead(mut self) -> Self {
        self.pages = self.pages.read_ahead();
        self
    }
}

impl<O: Paged> Iterator for Items<O> {
    type Item = Result<O::Item>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(item) = self.page.next() {
                return Some(Ok(item));
            }
            match self.pages.next()? {
                Err(error) => return Some(Err(error)),
                // A page without a result is an empty page.
                Ok(page) => {
                    self.page = page.into_result().map(O::into_items).unwrap_or_default().into_iter();
                }
            }
        }
    }
}

impl<O: Paged> fmt::Debug for Items<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("pages", &self.pages).field("left_on_page", &self.page.len()).finish()
    }
}
