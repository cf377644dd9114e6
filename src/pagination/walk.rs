//! Which page comes next, and when there is none.

use std::collections::HashSet;

use crate::envelope::Envelope;
use crate::error::{Error, ErrorKind, Result};
use crate::request::Request;
use crate::result_info::ResultInfo;

/// The state of a walk through a list, without any input or output of its own.
#[derive(Debug)]
pub(super) struct Walk {
    /// The request for a page, whichever; only its `page` changes.
    request: Request,
    state: State,
    /// Items seen so far; counts only when the walk began at page 1.
    seen: u64,
    began_at: u64,
    /// Of the pages that weren't empty.
    fingerprints: HashSet<u64>,
}

#[derive(Debug)]
enum State {
    /// This page is wanted next.
    Wanted(u64),
    /// This page has been asked for.
    Asked(u64),
    Done,
}

impl Walk {
    pub(super) fn new(request: Request) -> Self {
        // What isn't a number is left to the service to refuse.
        let began_at = request.query("page").and_then(|page| page.parse().ok()).unwrap_or(1);
        Self { request, state: State::Wanted(began_at), seen: 0, began_at, fingerprints: HashSet::new() }
    }

    /// The request for the next page; `None` when the list is at its end.
    pub(super) fn next_request(&mut self) -> Option<Request> {
        let State::Wanted(page) = self.state else { return None };
        self.state = State::Asked(page);
        let mut request = self.request.clone();
        request.set_query("page", page);
        Some(request)
    }

    /// Takes an answer in and decides what comes after it.
    pub(super) fn arrived<T>(
        &mut self,
        answer: Result<Envelope<T>>,
        length: impl FnOnce(&T) -> usize,
    ) -> Result<Envelope<T>> {
        let asked = match self.state {
            State::Asked(page) | State::Wanted(page) => page,
            State::Done => 0,
        };
        self.state = State::Done;
        let envelope = answer?;
        let count = envelope.result().map_or(0, length) as u64;
        self.check(asked, count, &envelope)?;
        self.seen = self.seen.saturating_add(count);
        let info = envelope.result_info().cloned().unwrap_or_default();
        if !self.is_last(asked, count, &info) {
            self.state = State::Wanted(asked.saturating_add(1));
        }
        Ok(envelope)
    }

    /// Refuses what isn't the page that was asked for.
    fn check<T>(&mut self, asked: u64, count: u64, envelope: &Envelope<T>) -> Result<()> {
        let wrong = |detail: String| Err(envelope.fault(Error::new(ErrorKind::Pagination, detail)));
        if count == 0 {
            return Ok(());
        }
        let repeated = envelope.fingerprint().is_some_and(|print| !self.fingerprints.insert(print));
        match envelope.result_info().and_then(|info| info.page) {
            Some(page) if page != asked => {
                wrong(format!("page {asked} of the list was asked for and page {page} came"))
            }
            _ if repeated => wrong(format!("page {asked} of the list repeats an earlier page")),
            _ => Ok(()),
        }
    }

    /// Whether nothing comes after this page: by the number of pages, else by the number of
    /// items, else because the page isn't full.
    fn is_last(&self, page: u64, count: u64, info: &ResultInfo) -> bool {
        if count == 0 {
            return true;
        }
        if let Some(pages) = info.total_pages {
            return page >= pages;
        }
        let per_page = info
            .per_page
            .or_else(|| self.request.query("per_page")?.parse().ok())
            .filter(|per_page| *per_page > 0);
        match (info.total_count, per_page) {
            (Some(total), Some(per_page)) => page.saturating_mul(per_page) >= total,
            (Some(total), None) if self.began_at <= 1 => self.seen >= total,
            (_, Some(per_page)) => count < per_page,
            (_, None) => false,
        }
    }
}
