//! Which page comes next, and when there is none.

use std::fmt;
use std::time::Instant;

use crate::api::extent::{After, Before, Extent};
use crate::api::paging::Paging;
use crate::api::seen::Seen;
use crate::decode::envelope::Envelope;
use crate::decode::marks::Marks;
use crate::error::{Error, ErrorKind, Result};
use crate::request::Request;
use crate::wire::result_info::ResultInfo;

/// How many pages without items may follow each other in a list that goes by cursors.
const EMPTY_PAGES: u32 = 100;
/// How many pages a list may have that gives no totals and whose items nothing identifies: there
/// is no telling whether anything new comes.
const UNKNOWN_PAGES: u32 = 1_000;

/// The state of a walk through a list, without any input or output of its own.
pub(crate) struct Walk {
    /// The request for a page, whichever; only its place in the list changes.
    request: Request,
    paging: Paging,
    state: State,
    extent: Extent,
    seen: Seen,
    /// Items on the longest page.
    longest: u64,
    /// Pages without items since the last one with some.
    empty: u32,
    /// Pages without totals whose items nothing identifies.
    unknown: u32,
}

/// A place in a list.
#[derive(Clone)]
enum Position {
    /// The page of this number.
    Page(u64),
    /// After so many items.
    Offset(u64),
    /// Where this cursor points; at the beginning, none.
    Cursor(Option<String>),
}

impl Position {
    /// What comes before it in the list; of a cursor nobody knows.
    fn before(&self) -> Option<Before> {
        match self {
            Self::Page(page) => Some(Before::PagesTo(*page)),
            Self::Offset(offset) => Some(Before::Items(*offset)),
            Self::Cursor(_) => None,
        }
    }

    /// The place after a page with so many items, where that is known.
    fn after(&self, count: u64) -> Option<Self> {
        match self {
            Self::Page(page) => page.checked_add(1).map(Self::Page),
            // By what came, and not by what was asked for: services cap page sizes.
            Self::Offset(offset) => offset.checked_add(count).map(Self::Offset),
            Self::Cursor(_) => None,
        }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Page(page) => write!(f, "page {page} of the list"),
            Self::Offset(offset) => write!(f, "the list's page after {offset} items"),
            Self::Cursor(_) => f.write_str("another page of the list"),
        }
    }
}

enum State {
    /// This page is wanted next.
    Wanted(Position),
    /// This page has been asked for.
    Asked(Position),
    /// What is said about the next page can't be followed.
    Lost(Error),
    Done,
}

impl Walk {
    pub(crate) fn new(request: Request, paging: Paging) -> Self {
        let first = match paging {
            Paging::Cursor(parameter) => Ok(Position::Cursor(request.query(parameter).map(str::to_owned))),
            Paging::Page | Paging::Numbered(_) => {
                request.query(number_of(paging)).map_or(Ok(1), str::parse).map(Position::Page)
            }
            Paging::Offset(parameter) => {
                request.query(parameter).map_or(Ok(0), str::parse).map(Position::Offset)
            }
            Paging::StartIndex(parameter) => {
                let first: Result<u64, _> = request.query(parameter).map_or(Ok(1), str::parse);
                first.map(|first| Position::Offset(first.saturating_sub(1)))
            }
        };
        let begins = first.as_ref().ok().and_then(Position::before).unwrap_or(Before::PagesTo(1));
        let state = first.map_or_else(
            |_| {
                let why = "the page that a list begins at is no number";
                State::Lost(Error::invalid_request(why).with_operation(request.operation()))
            },
            State::Wanted,
        );
        Self {
            request,
            paging,
            state,
            extent: Extent::new(begins),
            seen: Seen::default(),
            longest: 0,
            empty: 0,
            unknown: 0,
        }
    }

    /// The time by the clock of the client that walks.
    pub(crate) fn now(&self) -> Instant {
        self.request.client().clock().now()
    }

    /// Nothing comes any more.
    pub(crate) fn end(&mut self) {
        self.state = State::Done;
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
                self.seen.follows(cursor);
            }
            (Paging::Offset(parameter), Position::Offset(offset)) => request.set_query(parameter, offset),
            (Paging::StartIndex(parameter), Position::Offset(offset)) => {
                request.set_query(parameter, offset.saturating_add(1));
            }
            (paging, Position::Page(page)) => request.set_query(number_of(paging), page),
            (_, Position::Cursor(_) | Position::Offset(_)) => {}
        }
        self.state = State::Asked(position);
        Some(Ok(request))
    }

    /// The request for the page after the one that was asked for, where it is known already that there is
    /// one and which.
    pub(crate) fn expected(&self) -> Option<Request> {
        let State::Asked(Position::Page(page)) = self.state else { return None };
        let next = page.checked_add(1).filter(|_| self.extent.promises_after(Before::PagesTo(page)))?;
        let mut request = self.request.clone();
        request.set_query(number_of(self.paging), next);
        Some(request)
    }

    /// Whether another page is wanted.
    pub(crate) fn goes_on(&self) -> bool {
        matches!(self.state, State::Wanted(_))
    }

    /// Takes an answer in and decides what comes after it. `None` when it is no page of the list,
    /// which has ended before.
    pub(crate) fn arrived<T>(
        &mut self,
        answer: Result<Envelope<T>>,
        length: impl FnOnce(&T) -> usize,
    ) -> Result<Option<Envelope<T>>> {
        let State::Asked(asked) = std::mem::replace(&mut self.state, State::Done) else {
            return answer.map(Some);
        };
        let mut envelope = answer?;
        let count = (envelope.result().map_or(0, length) + envelope.answer().said.left_out) as u64;
        let marks = envelope.take_marks();
        let info = envelope.result_info().cloned().unwrap_or_default();
        match asked.before() {
            Some(before) => self.placed((asked, before), count, marks, &info, envelope),
            None => self.by_cursor(count, marks, info, envelope).map(Some),
        }
    }

    /// A page that was asked for by its number or its offset.
    fn placed<T>(
        &mut self,
        (asked, before): (Position, Before),
        count: u64,
        marks: Option<Marks>,
        info: &ResultInfo,
        envelope: Envelope<T>,
    ) -> Result<Option<Envelope<T>>> {
        // Past the end, a service may answer the last page again, or the first.
        let past_the_end = self.extent.ends_before(before);
        let grown = self.extent.hears(info, count);
        if let Position::Page(page) = asked
            && let Some(came) = info.page.filter(|came| count > 0 && *came != page)
        {
            if past_the_end {
                return Ok(None);
            }
            let why = format!("page {page} of the list was asked for and page {came} came");
            return Err(wrong(&envelope, why));
        }
        let repeats = marks.as_ref().is_some_and(|marks| count > 0 && self.seen.repeats(marks, grown));
        if repeats && past_the_end {
            return Ok(None);
        }
        let shorter = self.is_shorter(count);
        let after = self.extent.after(before, count, shorter);
        // A last page that isn't full may hold nothing but what has moved to it.
        if repeats && !(shorter && after == After::Nothing) {
            let why = format!("{asked} repeats an earlier page: nothing on it is new");
            return Err(wrong(&envelope, why));
        }
        match after {
            After::Nothing => {}
            After::Missing => {
                let why = format!("{asked} is empty, and by its totals there is more");
                return Err(wrong(&envelope, why));
            }
            After::More => {
                self.state = match (self.loses_track(marks.as_ref(), grown), asked.after(count)) {
                    (Some(why), _) => State::Lost(wrong(&envelope, why)),
                    (None, Some(next)) => State::Wanted(next),
                    (None, None) => State::Done,
                }
            }
        }
        Ok(Some(envelope))
    }

    /// A page that was asked for by a cursor, or the first.
    fn by_cursor<T>(
        &mut self,
        count: u64,
        marks: Option<Marks>,
        info: ResultInfo,
        envelope: Envelope<T>,
    ) -> Result<Envelope<T>> {
        let grown = self.extent.hears(&info, count);
        self.empty = if count == 0 { self.empty + 1 } else { 0 };
        let repeats = marks.as_ref().is_some_and(|marks| count > 0 && self.seen.repeats(marks, grown));
        let shorter = self.is_shorter(count);
        if repeats && !(shorter && info.cursor.is_none()) {
            let why = "another page of the list was asked for, and nothing came but what came before";
            return Err(wrong(&envelope, why.to_owned()));
        }
        let next = self.follow(info).and_then(|next| match next {
            Some(_) => self.loses_track(marks.as_ref(), grown).map_or(Ok(next), Err),
            None => Ok(None),
        });
        match next {
            Ok(Some(cursor)) => self.state = State::Wanted(Position::Cursor(Some(cursor))),
            Ok(None) => {}
            // The page itself is good.
            Err(why) => self.state = State::Lost(wrong(&envelope, why)),
        }
        Ok(envelope)
    }

    /// Whether there was a page with more items than this one.
    fn is_shorter(&mut self, count: u64) -> bool {
        self.longest = self.longest.max(count);
        count < self.longest
    }

    /// The cursor for the next page, if there is one; what is wrong with it, if it leads nowhere.
    fn follow(&self, info: ResultInfo) -> Result<Option<String>, String> {
        if info.odd_cursor {
            return Err("the list goes on at a cursor that is no text".to_owned());
        }
        let Some(cursor) = info.cursor else { return Ok(None) };
        if self.seen.has_followed(&cursor) {
            return Err("the list goes on at a cursor that has led here already".to_owned());
        }
        if self.empty >= EMPTY_PAGES {
            return Err(format!("the list goes on after {EMPTY_PAGES} pages without an item"));
        }
        Ok(Some(cursor))
    }

    /// Why a list isn't followed any further in which nothing tells whether it comes to an end.
    fn loses_track(&mut self, marks: Option<&Marks>, grown: bool) -> Option<String> {
        let known = marks.is_none_or(|marks| marks.of_items) || self.extent.has_totals() && !grown;
        self.unknown += u32::from(!known);
        (self.unknown >= UNKNOWN_PAGES).then(|| {
            format!(
                "the list goes on after {UNKNOWN_PAGES} pages without totals, of items without \
                 identifiers: walk on from here if it has an end"
            )
        })
    }
}

/// The query parameter that takes the number of a page.
fn number_of(paging: Paging) -> &'static str {
    match paging {
        Paging::Numbered(parameter) => parameter,
        _ => "page",
    }
}

fn wrong<T>(envelope: &Envelope<T>, why: String) -> Error {
    envelope.answer().fault(Error::new(ErrorKind::Pagination, why))
}

/// Without the cursors, which are the service's business.
impl fmt::Debug for Walk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Walk")
            .field("request", &self.request)
            .field("paging", &self.paging)
            .field("extent", &self.extent)
            .field("done", &matches!(self.state, State::Done))
            .finish_non_exhaustive()
    }
}
