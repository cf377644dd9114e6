//! Which page comes next, and when there is none.

use std::collections::HashSet;
use std::fmt;

use crate::api::paging::Paging;
use crate::decode::envelope::Envelope;
use crate::error::{Error, ErrorKind, Result};
use crate::request::Request;
use crate::wire::result_info::ResultInfo;

/// How many pages without items may follow each other in a list that goes by cursors.
const EMPTY_PAGES: u32 = 100;

/// The state of a walk through a list, without any input or output of its own.
pub(crate) struct Walk {
    /// The request for a page, whichever; only its place in the list changes.
    request: Request,
    paging: Paging,
    state: State,
    /// Items seen so far; counts only when the walk began at page 1.
    seen: u64,
    began_at: u64,
    /// Of the pages that weren't empty.
    fingerprints: HashSet<u64>,
    /// The cursors that have been asked for.
    cursors: HashSet<String>,
    /// Pages without items since the last one with some.
    empty: u32,
}

/// A place in a list.
#[derive(Clone)]
enum Position {
    /// The page of this number.
    Page(u64),
    /// Where this cursor points; at the beginning, none.
    Cursor(Option<String>),
}

enum State {
    /// This page is wanted next.
    Wanted(Position),
    /// This page has been asked for.
    Asked(Position),
    /// The last page says something about the next that can't be followed.
    Lost(Error),
    Done,
}

impl Walk {
    pub(crate) fn new(request: Request, paging: Paging) -> Self {
        // What isn't a number is left to the service to refuse.
        let began_at = request.query("page").and_then(|page| page.parse().ok()).unwrap_or(1);
        let position = match paging {
            Paging::Page => Position::Page(began_at),
            Paging::Cursor(parameter) => Position::Cursor(request.query(parameter).map(str::to_owned)),
        };
        Self {
            request,
            paging,
            state: State::Wanted(position),
            seen: 0,
            began_at,
            fingerprints: HashSet::new(),
            cursors: HashSet::new(),
            empty: 0,
        }
    }

    /// The request for the next page; `None` when the list is at its end.
    pub(crate) fn next_request(&mut self) -> Option<Result<Request>> {
        let position = match std::mem::replace(&mut self.state, State::Done) {
            State::Wanted(position) => position,
            State::Lost(error) => return Some(Err(error)),
            State::Asked(_) | State::Done => return None,
        };
        let mut request = self.request.clone();
        match (self.paging, &position) {
            (Paging::Cursor(parameter), Position::Cursor(Some(cursor))) => {
                request.set_query(parameter, cursor);
                self.cursors.insert(cursor.clone());
            }
            (_, Position::Page(page)) => request.set_query("page", page),
            (_, Position::Cursor(_)) => {}
        }
        self.state = State::Asked(position);
        Some(Ok(request))
    }

    /// Takes an answer in and decides what comes after it.
    pub(crate) fn arrived<T>(
        &mut self,
        answer: Result<Envelope<T>>,
        length: impl FnOnce(&T) -> usize,
    ) -> Result<Envelope<T>> {
        let State::Asked(asked) = std::mem::replace(&mut self.state, State::Done) else {
            return answer;
        };
        let envelope = answer?;
        let count = envelope.result().map_or(0, length) as u64;
        self.check(&asked, count, &envelope)?;
        self.seen = self.seen.saturating_add(count);
        self.empty = if count == 0 { self.empty + 1 } else { 0 };
        let info = envelope.result_info().cloned().unwrap_or_default();
        match asked {
            Position::Page(page) if !self.is_last(page, count, &info) => {
                self.state = State::Wanted(Position::Page(page.saturating_add(1)));
            }
            Position::Page(_) => {}
            Position::Cursor(_) => match self.follow(info) {
                Ok(Some(cursor)) => self.state = State::Wanted(Position::Cursor(Some(cursor))),
                Ok(None) => {}
                // The page itself is good.
                Err(why) => self.state = State::Lost(wrong(&envelope, why)),
            },
        }
        Ok(envelope)
    }

    /// Refuses what isn't the page that was asked for.
    fn check<T>(&mut self, asked: &Position, count: u64, envelope: &Envelope<T>) -> Result<()> {
        if count == 0 {
            return Ok(());
        }
        let repeated = envelope.fingerprint().is_some_and(|print| !self.fingerprints.insert(print));
        let came = envelope.result_info().and_then(|info| info.page);
        let why = match (asked, came) {
            (Position::Page(page), Some(came)) if came != *page => {
                format!("page {page} of the list was asked for and page {came} came")
            }
            (Position::Page(page), _) if repeated => {
                format!("page {page} of the list repeats an earlier page")
            }
            (Position::Cursor(_), _) if repeated => {
                "another page of the list was asked for and an earlier one came again".to_owned()
            }
            _ => return Ok(()),
        };
        Err(wrong(envelope, why))
    }

    /// The cursor for the next page, if there is one; what is wrong with it, if it leads nowhere.
    fn follow(&self, info: ResultInfo) -> Result<Option<String>, String> {
        if info.odd_cursor {
            return Err("the list goes on at a cursor that is no text".to_owned());
        }
        let Some(cursor) = info.cursor else { return Ok(None) };
        if self.cursors.contains(&cursor) {
            return Err("the list goes on at a cursor that has led here already".to_owned());
        }
        if self.empty >= EMPTY_PAGES {
            return Err(format!("the list goes on after {EMPTY_PAGES} pages without an item"));
        }
        Ok(Some(cursor))
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

fn wrong<T>(envelope: &Envelope<T>, why: String) -> Error {
    envelope.fault(Error::new(ErrorKind::Pagination, why))
}

/// Without the cursors, which are the service's business.
impl fmt::Debug for Walk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Walk")
            .field("request", &self.request)
            .field("paging", &self.paging)
            .field("seen", &self.seen)
            .field("done", &matches!(self.state, State::Done))
            .finish_non_exhaustive()
    }
}
